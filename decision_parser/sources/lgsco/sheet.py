"""A listing page as a reader goes through it: pieces of text in lines, and the links to decisions among them."""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from msgspec import Struct

from decision_parser.sources.lgsco.addresses import DECISION_PATH
from decision_parser.text import clean

# Elements that a browser sets in the run of a line; all others begin and end one.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark q s samp small span "
    "strike strong sub sup time tt u var wbr".split()
)
_UNSEEN = frozenset("script style noscript template head svg object iframe select textarea".split())
# What stands beside the results: menus, boxes and the foot. An entry may have a foot of its own, but no menu.
_BESIDE = frozenset("nav aside footer".split())
_BESIDE_ROLES = frozenset("navigation complementary contentinfo".split())
_ENTRY = frozenset("article li tr main".split())
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_HEAD = 2048
# Only its path counts; the links of a page are read as if the page stood there.
_PAGE = "http://listing.invalid/Decisions/SearchResults"


class Piece(NamedTuple):
    """A text node, or (with `text` empty) the place where a link to a decision begins.

    `line` counts the lines of the page. `link` is the path of the decision that it links to, `element` the link.
    """

    text: str
    line: int
    node: PageElement
    link: str | None = None
    element: Tag | None = None
    beside: bool = False


class Sheet(Struct, frozen=True):
    """All pieces in order; `spans` gives for the identity of each element where its pieces begin and end."""

    soup: BeautifulSoup
    encoding: str
    pieces: tuple[Piece, ...]
    spans: dict[int, tuple[int, int]]
    base: str

    def iter_lines(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, str]]:
        """Number and text of each line that is not empty, among these pieces."""
        number, parts = -1, list[str]()
        for piece in (*self.pieces[start:end], None):
            if piece is None or piece.line != number:
                if text := clean("".join(parts)):
                    yield number, text
                if piece is None:
                    return
                number, parts = piece.line, []
            parts.append(piece.text)


def read_sheet(body: bytes, content_type: str | None) -> Sheet:
    """The page's pieces. Bytes of any kind can be read; what is no page has few pieces, or none."""
    text, encoding = _decode(body, content_type)
    text = _XML_DECLARATION.sub("", text)
    # Beautiful Soup takes a text without a tag for the name of a file, and warns.
    soup = BeautifulSoup(text if "<" in text else f"<p>{text}</p>", "lxml")
    base = soup.find("base", href=True)
    address = _PAGE
    if isinstance(base, Tag):
        address = _join(_PAGE, str(base["href"])) or _PAGE
    walk = _Walk(address)
    walk.run(soup)
    return Sheet(soup, encoding, tuple(walk.pieces), walk.spans, address)


def _decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    """The text and its encoding. Valid UTF-8 is no accident, whatever is declared; the last resort never fails."""
    stated = _CHARSET.search(content_type) if content_type else None
    meta = _META_CHARSET.search(body[:_HEAD])
    labels = [stated[1] if stated else None, meta[1].decode("ascii", "replace") if meta else None]
    marked = ["utf-16"] if body[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else []
    for label in [*marked, "utf-8-sig", *labels]:
        try:
            if label and "16" in label and not marked:
                continue  # bytes in which a meta can be read, or that have no mark, are not UTF-16
            if label:
                return body.decode(label), label
        except (UnicodeError, LookupError):
            continue
    return body.decode("cp1252", "replace"), "cp1252"


def _join(base: str, href: str) -> str | None:
    try:
        return urljoin(base, "".join(href.split()))
    except ValueError:  # brackets that no address has
        return None


def find_path(href: str, base: str = _PAGE) -> str | None:
    """The path that a link leads to, in lower case, without query and fragment; None for no web address."""
    joined = _join(base, href)
    if joined is None:
        return None
    try:
        parts = urlsplit(joined)
    except ValueError:
        return None
    return unquote(parts.path).lower() if parts.scheme in {"http", "https"} else None


def find_decision(href: str, base: str = _PAGE) -> str | None:
    """The canonical path of the decision that a link leads to; None for any other link."""
    path = find_path(href, base)
    found = re.fullmatch(DECISION_PATH, path) if path else None
    return f"/decisions/{found['identity']}" if found else None


class _State(NamedTuple):
    """What an element hands down to its children."""

    link: str | None = None
    element: Tag | None = None
    beside: bool = False
    entry: bool = False


class _Walk:
    """Goes through a tree without recursion: pages can be nested deeper than Python's stack."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.pieces: list[Piece] = []
        self.spans: dict[int, tuple[int, int]] = {}
        self._line = 0

    def run(self, root: Tag) -> None:
        """Go through everything below `root`."""
        todo: list[tuple[PageElement, _State, bool]] = [(root, _State(), False)]
        while todo:
            node, state, done = todo.pop()
            if not isinstance(node, Tag):
                self._add(node, state)
            elif done:
                self._leave(node)
            elif node.name not in _UNSEEN:
                todo.append((node, state, True))
                below = self._enter(node, state)
                todo.extend((child, below, False) for child in reversed(node.contents))

    def _add(self, node: PageElement, state: _State) -> None:
        if type(node) is NavigableString:  # a comment or a doctype is a child of that class
            self.pieces.append(Piece(str(node), self._line, node, state.link, state.element, state.beside))

    def _enter(self, tag: Tag, state: _State) -> _State:
        self._line += tag.name not in _INLINE
        self.spans[id(tag)] = (len(self.pieces), len(self.pieces))
        beside = tag.name in _BESIDE or tag.get("role") in _BESIDE_ROLES
        if beside and not (state.entry and tag.name == "footer"):
            state = state._replace(beside=True)
        if tag.name in _ENTRY:
            state = state._replace(entry=tag.name != "main")
        if tag.name == "a" and (link := find_decision(str(tag.get("href") or ""), self.base)):
            self.pieces.append(Piece("", self._line, tag, link, tag, state.beside))
            state = state._replace(link=link, element=tag)
        return state

    def _leave(self, tag: Tag) -> None:
        self._line += tag.name not in _INLINE
        self.spans[id(tag)] = (self.spans[id(tag)][0], len(self.pieces))
