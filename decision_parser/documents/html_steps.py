r"""What the tags between two stretches of words mean, worked out once for each place and remembered.

All pages of a site have the same few hundred strings of tags (`</li>\n<li>`, `</h2>\n<ol>\n<li>`) between their words.
"""

import re

from decision_parser.documents.html_frames import ROOT, Form, Frame
from decision_parser.documents.html_reading import read_tags

_MOST_STEPS = 10_000
# Where links lead and what elements are called differs from page to page, and means nothing, but for the few names that
# are hints of what is no part of the text.
_HREF = re.compile(rb'( href)="(#?)[\w./:?=~%+-]*"')
_LABELS = re.compile(
    rb' (?:id|name|title|data-[a-z-]+)="'
    rb"(?!(?i:[^\"]*(?:article|consent|cookie|crumb|foot|gdpr|main|menu|nav|privacy|skip)))[\w .:-]*\""
)


Step = tuple["Steps", Form, int, int | None, int, str | None]
"""The place where the words behind some tags stand, and what becomes of them: see `Meaning`."""


class Steps(dict[bytes, Step]):
    """A place in a page, told by the elements that are open there: what each string of tags means that was met there.

    `within`: the words there belong to a block that may go on.
    """

    __slots__ = ("_frames", "_within")

    def __init__(self, frames: tuple[Frame, ...], *, within: bool) -> None:
        super().__init__()
        self._frames = frames
        self._within = within

    def __missing__(self, tags: bytes) -> Step:
        """What tags mean that were never met here. Raises NotPlainError where that is not sure."""
        alike = _HREF.sub(b'\\1="\\2"', _LABELS.sub(b"", tags))
        step = self.get(alike)
        if step is None:
            frames, form, place, begin, add, joint = read_tags(self._frames, alike.decode("utf-8"), within=self._within)
            step = self[alike] = (_PLACES.find(frames, within=True), form, place, begin, add, joint)
        self[tags] = step
        _PLACES.grow()
        return step


class _Places:
    """All places that were met. A site whose tags are never the same twice must not fill the machine."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[Frame, ...], bool], Steps] = {}
        self._count = 0

    def find(self, frames: tuple[Frame, ...], *, within: bool) -> Steps:
        """The place where these elements are open."""
        key = frames, within
        if key not in self._known:
            self._known[key] = Steps(frames, within=within)
        return self._known[key]

    def grow(self) -> None:
        """Count what is remembered, and begin anew where that is too much."""
        self._count += 1
        if self._count > _MOST_STEPS:
            self._known.clear()
            self._count = 0


_PLACES = _Places()


def find_begin() -> Steps:
    """The place where a page begins."""
    return _PLACES.find(ROOT, within=False)
