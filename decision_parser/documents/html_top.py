"""What stands above a page's title: one site shows the same on all its pages, so that it is read once.

It is a run like others, with a mark in its place, where all that is opened in it is closed in it.
"""

import re
from collections.abc import Callable

from lxml import etree

from decision_parser.documents.html_marks import MARK, PLACE, Run, RunWalk
from decision_parser.documents.html_walk import BREAK
from decision_parser.documents.markup import BLOCKS, text_of
from decision_parser.text import collapse, is_ordinary, squeeze

_BODY = re.compile(rb"<body(?: [^<>]*)?>\s*")
_OPENING = re.compile(rb"<(?:div|main|section)\b[^<>]*>\s*")
_CLOSING = re.compile(rb"</(?:nav|div|header|ul|form)>\s*")
_NEVER = re.compile(rb"<(?i:/?(?:html|head|body)|br|article|main|h1|plaintext|samp)\b")


class Tops:
    """The tops that were met last. They are compared, not hashed: they are long, and nearly always one and the same.

    One is read when it is met again: where each page has its own, nothing is read in vain.
    """

    _MOST = 16

    def __init__(self) -> None:
        self._met: tuple[bytes, ...] = ()
        self._read: tuple[tuple[bytes, Run | None], ...] = ()

    def find(self, markup: bytes, read: Callable[[bytes], Run | None]) -> Run | None:
        """The run that a top is, if it is one and was met before."""
        for known, run in self._read:
            if known == markup:
                return run
        if markup not in self._met:
            self._met = (markup, *self._met[: self._MOST])
            return None
        run = read(markup)
        self._read = ((markup, run), *self._read[: self._MOST])
        return run


TOPS = Tops()


def find_top(page: bytes) -> tuple[int, int] | None:
    """Where the elements between the page's beginning and those that hold its title stand."""
    body = _BODY.search(page)
    title = page.find(b"<h1", body.end()) if body else -1
    if body is None or title < 0:
        return None
    begin, end = body.end(), title
    while True:
        tag = page.rfind(b"<", begin, end)
        if tag < 0:
            return None
        if not _OPENING.fullmatch(page, tag, end):
            return (begin, end) if _CLOSING.fullmatch(page, tag, end) else None
        end = tag


def mark_top(page: bytes, top: tuple[int, int]) -> bytes:
    """The page with a mark in the place of its top."""
    return b"".join((page[: top[0]], b"<", b"<".join(PLACE), page[top[1] :]))


def read_top(body: etree._Element | None, markup: bytes) -> Run | None:
    """The run that the top of a page is, or None where it is not closed in itself.

    `body` is that of a page which holds nothing but the top and the mark behind it.
    """
    if body is None or len(body) == 0 or _NEVER.search(markup) or MARK.encode() in markup:
        return None
    mark = body[-1]
    if mark.text != MARK or mark.tail or any(element.get("role") == "main" for element in body.iter()):
        return None
    before = mark.getprevious()
    if before is None or before.tag not in BLOCKS or (before.tail or "").strip() or (body.text or "").strip():
        return None
    body.remove(mark)
    visible = squeeze(text_of(body))
    if not is_ordinary(visible) or BREAK.encode() in visible:
        return None
    walk, around = RunWalk(collapse, []), RunWalk(collapse, [])
    walk.take(body)
    around.take_around(body)
    return Run(walk.blocks, visible, around.blocks)
