"""A listing page as a reader goes through it: pieces of text in lines, and the links to decisions among them."""

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct

from decision_parser.sources.lgsco.addresses import DECISION_PATH
from decision_parser.text import clean

# Elements that a browser sets in the run of a line; all others begin and end one.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark q s samp small span "
    "strike strong sub sup time tt u var wbr".split()
)
UNSEEN = frozenset("script style noscript template head svg object iframe select textarea".split())
"""Elements with nothing in them that a reader sees."""
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
_PLAIN_PATH = re.compile(r"/[a-z0-9][a-z0-9/-]*")
_DECISION = re.compile(DECISION_PATH)
_LINE = attrgetter("line")
_BLANK = frozenset({"", " ", "\n"})  # most lines: what stands between the tags of a page


class Element(Struct, eq=False, gc=False):
    """An element of a page, as far as entries are read by it: its name, and the one that it stands in."""

    name: str
    parent: "Element | None"

    @property
    def parents(self) -> "Iterator[Element]":
        """Those that it stands in, from the nearest to the whole page."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent


class Piece(Struct, frozen=True, eq=False, gc=False):
    """A text node, or (with `text` empty) the place where a link to a decision begins.

    `line` counts the lines of the page. `link` is the path of the decision that it links to, `element` the link, and
    `begins` says that this is where it begins.
    """

    text: str
    line: int
    link: str | None = None
    element: Element | None = None
    beside: bool = False
    begins: bool = False


class Sheet(Struct, frozen=True):
    """All pieces in order; `spans` gives for each element where its pieces begin and end.

    `lines` are number and text of each line that is not empty, `links` the addresses of all links that can be seen, as
    printed, each with its element.
    """

    markup: str
    encoding: str
    pieces: tuple[Piece, ...]
    lines: tuple[tuple[int, str], ...]
    spans: dict[Element, tuple[int, int]]
    links: tuple[tuple[str, Element], ...]
    base: str

    def iter_lines(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Number and text of each line that is not empty, among these pieces."""
        return _iter_lines(self.pieces[start:end])


def _iter_lines(pieces: Iterable[Piece]) -> Iterator[tuple[int, str]]:
    for number, group in groupby(pieces, _LINE):
        text = "".join([piece.text for piece in group])
        if text not in _BLANK and (text := clean(text)):
            yield number, text


def read_sheet(body: bytes, content_type: str | None) -> Sheet:
    """The page's pieces. Bytes of any kind can be read; what is no page has few pieces, or none."""
    from decision_parser.sources.lgsco.sheet_events import read_events

    markup, encoding = decode(body, content_type)
    return make_sheet(markup, encoding, read_events(markup))


def make_sheet(markup: str, encoding: str, walk: "Walk") -> Sheet:
    """What a walk through a page has found."""
    pieces = tuple(walk.pieces)
    return Sheet(markup, encoding, pieces, tuple(_iter_lines(pieces)), walk.spans, tuple(walk.links), walk.base)


def decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    """The markup, which has a tag at least, and its encoding."""
    text, encoding = _decode(body, content_type)
    text = _XML_DECLARATION.sub("", text)
    # Beautiful Soup takes a text without a tag for the name of a file, and warns.
    return text if "<" in text else f"<p>{text}</p>", encoding


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


# ── where links lead ────────────────────────────────────────────────────────


def find_base(href: str | None) -> str:
    """The address that a page's links are read from, where it names another one."""
    return (_join(_PAGE, href) if href is not None else None) or _PAGE


def _join(base: str, href: str) -> str | None:
    try:
        return urljoin(base, "".join(href.split()))
    except ValueError:  # brackets that no address has
        return None


def find_path(href: str, base: str = _PAGE) -> str | None:
    """The path that a link leads to, in lower case, without query and fragment; None for no web address."""
    if base is _PAGE and _PLAIN_PATH.fullmatch(href):
        return href
    joined = _join(base, href)
    if joined is None:
        return None
    try:
        parts = urlsplit(joined)
    except ValueError:
        return None
    return unquote(parts.path).lower() if parts.scheme in {"http", "https"} else None


# The links of menus are the same on every page.
@lru_cache(maxsize=500)
def find_decision(href: str, base: str = _PAGE) -> str | None:
    """The canonical path of the decision that a link leads to; None for any other link."""
    path = find_path(href, base)
    found = _DECISION.fullmatch(path) if path else None
    return f"/decisions/{found['identity']}" if found else None


# ── through a page ──────────────────────────────────────────────────────────


class _State(Struct, frozen=True, eq=False, gc=False):
    """What an element hands down to its children."""

    link: str | None = None
    element: Element | None = None
    beside: bool = False
    entry: bool = False


class Walk:
    """Gathers what is seen while someone goes through a page, element by element, and skips those of `UNSEEN`."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.pieces: list[Piece] = []
        self.spans: dict[Element, tuple[int, int]] = {}
        self.links: list[tuple[str, Element]] = []
        self._states = [_State()]
        self._line = 0

    def add(self, text: str) -> None:
        """A text node."""
        state = self._states[-1]
        self.pieces.append(Piece(text, self._line, state.link, state.element, state.beside))

    def enter(self, element: Element, role: str | None, href: str | None) -> None:
        """An element begins; `role` and `href` are its attributes."""
        name, state = element.name, self._states[-1]
        if name not in _INLINE:
            self._line += 1
        begin = len(self.pieces)
        self.spans[element] = (begin, begin)
        if (name in _BESIDE or role in _BESIDE_ROLES) and not (state.entry and name == "footer"):
            state = _State(state.link, state.element, True, state.entry)  # noqa: FBT003 - hundreds a page
        if name in _ENTRY:
            state = _State(state.link, state.element, state.beside, name != "main")
        if name == "a" and href is not None:
            self.links.append((href, element))
            if link := find_decision(href, self.base):
                self.pieces.append(Piece("", self._line, link, element, state.beside, begins=True))
                state = _State(link, element, state.beside, state.entry)
        self._states.append(state)

    def leave(self, element: Element) -> None:
        """The element that began last ends."""
        if element.name not in _INLINE:
            self._line += 1
        self.spans[element] = (self.spans[element][0], len(self.pieces))
        self._states.pop()
