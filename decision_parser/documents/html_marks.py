"""The marks that stand for runs of plain markup while the rest of a page is read.

Where a run stands, the tree gets a mark, and the walk takes the run's blocks when it meets the mark right inside the
elements that only frame a page: there a run can mean but one thing. A mark that it meets anywhere else, or not at all,
raises NotPlainError, and the page is read the general way.
"""

from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from decision_parser.documents.html_walk import OUTSIDE, Walk
from decision_parser.models import Block
from decision_parser.text import is_ordinary

MARK = "\ue000"
_MARK = MARK.encode()
_TAG = "samp"  # opens inside whatever is open, as the blocks of a run do inside a frame, and means nothing
PLACE = [b'samp run="">' + _MARK, b"/samp>"]
_FRAMES = frozenset("html body main article section div header".split())
_MOST_FRAMES = 100


class NotPlainError(Exception):
    """The page is not what its runs took it for."""


class Run(NamedTuple):
    """The blocks of a run, its visible text, and its blocks where it stands outside the element of the decision."""

    blocks: list[Block]
    visible: bytes
    around: list[Block] | None = None


class RunWalk(Walk):
    """A walk over a page whose runs were cut out."""

    def __init__(self, clean: Callable[[str], str], runs: list[Run]) -> None:
        super().__init__(clean)
        self._runs = iter(runs)
        self._parent: etree._Element | None = None

    def check(self) -> None:
        """Raise NotPlainError unless all runs were met."""
        if next(self._runs, None) is not None:
            raise NotPlainError

    def _inline(self, element: etree._Element) -> None:
        if element.tag != _TAG:
            super()._inline(element)
            return
        self._flush()
        run = next(self._runs, None)
        if run is None or element.text != MARK or len(element) or self._is_inside() or not self._is_framed(element):
            raise NotPlainError
        self.blocks += run.blocks

    def _furniture(self, element: etree._Element, reason: str) -> None:
        if element.tag != _TAG:
            super()._furniture(element, reason)
            return
        run = next(self._runs, None)
        parent = element.getparent()
        if run is None or run.around is None or element.text != MARK or parent is None or parent.tag != "body":
            raise NotPlainError
        self._flush()
        self.blocks += run.around

    def take(self, body: etree._Element) -> None:
        """Walk over what a body holds."""
        self._content(body)
        self._flush()

    def take_around(self, body: etree._Element) -> None:
        """Take all elements of a body as standing outside that of the decision."""
        for element in body:
            self._furniture(element, OUTSIDE)
            self._outside_text(element.tail, OUTSIDE)

    def _is_inside(self) -> bool:
        return bool(self._level or self._quotes or self._lists or self._item is not None or self._reason)

    def _is_framed(self, element: etree._Element) -> bool:
        parent = element.getparent()
        if parent is self._parent:
            return True
        self._parent = parent
        outer = [frame.tag for frame in element.iterancestors()]
        return len(outer) <= _MOST_FRAMES and _FRAMES.issuperset(outer)


def check_marks(markup: bytes, runs: list[Run]) -> None:
    """Raise NotPlainError where a page has elements of its own that could pass for marks."""
    if markup.lower().count(b"<samp") != len(runs):
        raise NotPlainError


def show_runs(rest: bytes, runs: list[Run]) -> tuple[bytes, bool]:
    """The visible text of a page, that of its runs in the places of their marks, and whether it is ordinary."""
    parts = rest.split(_MARK)
    if len(parts) != len(runs) + 1:
        raise NotPlainError
    shown = parts[:1]
    for run, part in zip(runs, parts[1:], strict=True):
        shown += run.visible, part
    return b"".join(shown), is_ordinary(b"".join(parts))
