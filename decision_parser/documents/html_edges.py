"""A page cut where its decision begins and ends.

What stands above and below is the same on all pages of a site, so that it is read once.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from lxml import etree

from decision_parser.documents.html_frames import NotPlainError
from decision_parser.documents.html_tree import parse_body, show_text, walk_body
from decision_parser.documents.html_walk import BREAK, Walk
from decision_parser.documents.markup import BLOCKS
from decision_parser.models import Block
from decision_parser.text import clean, collapse

# Behind the name of a tag: a quote that is not closed, or a name that goes on, makes another tag of it.
_REST = (
    rb"(?:[ \t\r\n]++[^\s\"'<>/=]++(?:[ \t\r\n]*+=[ \t\r\n]*+(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\s\"'<>=`]++))?+)*+"
    rb"[ \t\r\n]*+/?>"
)
_HEAD = re.compile(
    rb"\s*(?:<!(?:doctype|DOCTYPE) html[^<>]*>\s*)?<html" + _REST + rb"\s*<head" + _REST + rb"\s*"
    rb"(?:<(?:meta|link)" + _REST + rb"\s*|<title>[^<]*+</title>\s*"
    rb"|<(script|style)" + _REST + rb"[^<]*+(?:<(?![/!](?i:script|style|-))[^<]*+)*+</\1>\s*)*+"
    rb"</head>\s*<body(?: (?:class|id)=\"[^\"<>]*\")*>\s*"
)
_OPENING = re.compile(rb"<(?:div|main|section|header)" + _REST + rb"\s*")
_CLOSING = re.compile(rb"</(?:nav|div|header|ul|form)>\s*")
_FOOTER = re.compile(
    rb"<(?:footer(?=[ >])[^<>]*|div [^<>]*\b(?:class|id)=\"(?:[^\"<>]*[\s_-])?footer(?:[\s_-][^\"<>]*)?\"[^<>]*)>"
)
_NEVER = re.compile(rb"<(?i:html|/?head|body|article|main|h1|plaintext|blockquote)\b")
_ELSEWHERE = re.compile(rb"<(?i:html|/?head|/?body|article|plaintext)\b")
_MARK_TAG, _MARK = "samp", b"<samp></samp>"
"""An element that means nothing, behind the top of a page: if it is the last of the body, all in the top is closed."""
_MAIN, _MAIN_END, _ARTICLE = b"<main", b"</main>", b"<article"


class Edge(NamedTuple):
    """The blocks of what is above or below a decision, its visible text, and whether that is ordinary."""

    blocks: list[Block]
    visible: bytes
    ordinary: bool


class Cut(NamedTuple):
    """The markup of a body in three. `marked`: the page says that what is between the edges is its main part."""

    top: bytes
    own: bytes
    foot: bytes
    marked: bool


class Edges:
    """The edges that were met last. They are compared, not hashed: they are long, and nearly always the same."""

    _MOST = 16

    def __init__(self, read: Callable[[bytes], etree._Element]) -> None:
        self._read = read
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._known: tuple[tuple[bytes, bool, Edge | None], ...] = ()

    def find(self, markup: bytes, *, marked: bool) -> Edge:
        """What an edge is on a page that marks, or does not mark, what is between its edges.

        Raises NotPlainError where there may be more to it than its own markup shows.
        """
        found = [edge for known, as_marked, edge in self._known if as_marked is marked and known == markup]
        edge = found[0] if found else self._make(markup, marked=marked)
        if not found:
            self._known = ((markup, marked, edge), *self._known[: self._MOST])
        if edge is None:
            raise NotPlainError
        return edge

    def _make(self, markup: bytes, *, marked: bool) -> Edge | None:
        try:
            body = self._read(markup)
        except NotPlainError:
            return None
        return _walk(body, Walk.outside if marked else Walk.page)


def read_own(markup: bytes, *, marked: bool) -> Edge:
    """What stands between the edges of a page, by its tree. Raises NotPlainError where it is not closed in itself."""
    body = None if _ELSEWHERE.search(markup) else _read_closed(markup)
    if body is None or len([*body.iter("main")]) != marked or (marked and len(body) != 1):
        raise NotPlainError
    return _walk(body, partial(Walk.page, article=body[0]) if marked else Walk.page)


def _walk(body: etree._Element, over: Callable[[Walk, etree._Element], None]) -> Edge:
    visible, ordinary = show_text(body)
    walk = Walk(collapse if ordinary else clean)
    walk_body(walk, body, over)
    return Edge(walk.blocks, visible.replace(BREAK.encode(), b""), ordinary)


def cut_page(page: bytes) -> Cut:
    """A page cut at the edges of its decision. Raises NotPlainError where they are not plain to see."""
    head = _HEAD.match(page)
    title = page.find(b"<h1", head.end()) if head else -1
    if head is None or title < 0:
        raise NotPlainError
    begin = _find_begin(page, head.end(), title)
    marked = page.startswith(_MAIN, begin)
    end = page.rfind(_MAIN_END, title) + len(_MAIN_END) if marked else _find_foot(page, title)
    if end <= title or page.find(_MAIN, title, end) >= 0 or page.find(_ARTICLE, title, end) >= 0:
        raise NotPlainError
    return Cut(page[head.end() : begin], page[begin:end], page[end:], marked)


def _find_begin(page: bytes, body: int, title: int) -> int:
    """Where the elements that hold the title begin."""
    begin = title
    while (tag := page.rfind(b"<", body, begin)) >= 0:
        if not _OPENING.fullmatch(page, tag, begin):
            if _CLOSING.fullmatch(page, tag, begin):
                return begin
            raise NotPlainError
        begin = tag
    return begin


def _find_foot(page: bytes, title: int) -> int:
    """Where the last element begins that is named as the page's foot; without one, where the body ends."""
    end = page.rfind(b"footer", title)
    while end >= 0:
        tag = page.rfind(b"<", title, end)
        if _FOOTER.match(page, tag):
            return tag
        end = page.rfind(b"footer", title, tag)
    return page.rfind(b"</body>", title)


def _read_top(markup: bytes) -> etree._Element:
    """The top of a page. Raises NotPlainError where it is not closed in itself."""
    if _NEVER.search(markup):
        raise NotPlainError
    return _read_closed(markup)


def _read_foot(markup: bytes) -> etree._Element:
    """The foot of a page. Raises NotPlainError where it may be otherwise behind other markup."""
    if _NEVER.search(markup):
        raise NotPlainError
    return _read_body(markup)


def _read_closed(markup: bytes) -> etree._Element:
    """A body that holds markup. Raises NotPlainError where that is not closed in itself."""
    body = _read_body(markup + _MARK)
    last = body[-1] if len(body) else None
    if last is None or last.tag != _MARK_TAG or len(last):
        raise NotPlainError
    body.remove(last)
    if len(body) and (body[-1].tag not in BLOCKS or _is_said(body[-1].tail)):
        raise NotPlainError
    return body


def _read_body(markup: bytes) -> etree._Element:
    body = parse_body(b"<body>" + markup)
    if body is None or _is_said(body.text) or any(element.get("role") == "main" for element in body.iter()):
        raise NotPlainError
    return body


def _is_said(text: str | None) -> bool:
    return text is not None and text.strip() != ""


TOPS, FEET = Edges(_read_top), Edges(_read_foot)
