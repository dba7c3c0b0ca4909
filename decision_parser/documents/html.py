"""A page into a Document.

The walk asks for no class and no id: what is a block follows from the tags, and what a block means is decided later
from its words. Where one `article` with a title of its own holds the decision, only that is parsed, and the page
around it is kept as furniture; every other page is walked as a whole.
"""

import html
import re
import sys
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from decision_parser.documents.encoding import Decoded, decode
from decision_parser.documents.html_marks import NotPlainError, Run, RunWalk, check_marks, show_runs
from decision_parser.documents.html_menu import FOOT_SHOWN, flatten_foot, flatten_menu
from decision_parser.documents.html_runs import cut_runs
from decision_parser.documents.html_top import TOPS, find_top, mark_top, read_top
from decision_parser.documents.html_walk import BREAK, OUTSIDE, Walk
from decision_parser.documents.markup import NOT_SHOWN, text_of
from decision_parser.documents.media import HTML
from decision_parser.errors import UnreadableInputError
from decision_parser.models import Block, BlockKind, Document, Problem, ProblemCode
from decision_parser.text import clean, collapse, compact, is_ordinary, squeeze

_ENOUGH_TEXT = 600
_HEAD = 2048
_BREAK = BREAK.encode()
_ELLIPSIS = b"\xc2\x85"
"""U+0085: an ellipsis of windows-1252 that passed as latin-1, and white space to Python."""
_OPEN, _CLOSE = b"<article", b"</article"
_NOT_SHOWN = re.compile(rb"<(?=[!sStT])(?:(?i:(script|style|template))\b|!--)")  # one letter tells most tags
# Flags stand behind the first literal: a pattern that begins with any case is searched for letter by letter.
_HALF_TAG = re.compile(rb"<(?:/?[A-Za-z!][^<>]*|/)?$")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WORDS = re.compile(rb">\s*+([^<]++)")
_UNSEEN = re.compile(rb"&(?:shy|#173|#8203);")
_WIDE = re.compile(rb"&(?:nbsp|#160);")
_TITLE = re.compile(rb"<(?is:title\b[^>]*>(.*?)</title)")
_CANONICAL = re.compile(rb"<(?i:link\b[^>]*\brel\s*=\s*[\"']?canonical\b[^>]*>)")
_OG_URL = re.compile(rb"<(?i:meta\b[^>]*\bproperty\s*=\s*[\"']?og:url\b[^>]*>)")
_ADDRESS = re.compile(rb"\b(?:href|content)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_DEEPEST = 2048
_NO_TEXT = "The page holds no text; fetch or save it again."
_TOO_DEEP = "The elements of the page are nested too deep to be read; check what was saved."


class _Frame(NamedTuple):
    """A page cut at its only article: the markup before it, its own, and that after it."""

    before: bytes
    article: bytes
    after: bytes


class _Around(NamedTuple):
    """What stands on one side of an article: its block, if there are words in it, and these without white space."""

    blocks: tuple[Block, ...]
    visible: bytes


class _Body(NamedTuple):
    """What a body holds: its blocks, its text without white space, and what is known of it.

    It is `ordinary` where no character is hidden, and `framed` where an element marks the decision.
    """

    blocks: list[Block]
    squeezed: bytes
    ordinary: bool
    framed: bool


def read_html(data: bytes, declared: str | None = None) -> Document:
    """The Document of a page; `declared` is the media type as its server stated it.

    Raises UnreadableInputError when the page holds no text at all.
    """
    decoded = decode(data, declared)
    page = _drop_half_tag(_as_utf8(data, decoded))
    marked = page.find(_OPEN)
    frame = _find_frame(page, marked)
    read = _read_body(frame.article, framed=True) if frame else _read_whole(page)
    visible = read.squeezed.replace(_BREAK, b"")
    if not visible:
        raise UnreadableInputError(_NO_TEXT)
    blocks = tuple(read.blocks)
    if frame:
        before, after = _read_around(frame.before), _read_around(frame.after)
        blocks = before.blocks + blocks + after.blocks
        visible = b"".join((before.visible, visible, after.visible))
    return Document(
        media_type=HTML,
        blocks=blocks,
        visible=visible if read.ordinary else compact(visible.decode("utf-8", "replace")).encode(),
        framed=frame is not None or read.framed,
        encoding=decoded.encoding,
        title=_find_title(page),
        address=_find_address(page),
        complete=frame is not None or (marked < 0 and _is_closed(page)) or _is_complete(page),
        problems=_find_problems(decoded),
    )


def _read_whole(page: bytes) -> _Body:
    """A page without an article of its own, menu and foot included."""
    top = find_top(page) if _drop_noise(page) is page else None
    run = TOPS.find(page[top[0] : top[1]], _read_apart) if top else None
    if top and run:
        try:
            return _read_cut(flatten_foot(mark_top(page, top)), [run])
        except NotPlainError:
            pass
    full = flatten_menu(page)
    read = _read_body(flatten_foot(full))
    # A text area that was never closed shows its markup.
    return _read_body(full) if FOOT_SHOWN in read.squeezed else read


def _read_apart(markup: bytes) -> Run | None:
    """The run that the top of a page is."""
    menu = flatten_menu(markup + b"<h1")[: -len(b"<h1")]
    return read_top(_parse(mark_top(b"<body>" + menu, (len(b"<body>" + menu),) * 2)), markup)


def _read_cut(markup: bytes, above: list[Run]) -> _Body:
    """A page with runs, of which those `above` are cut out already.

    Raises NotPlainError where there are no others, or some are not what they seem.
    """
    rest, runs = cut_runs(markup)
    if not runs:
        raise NotPlainError
    read = _read_tree(rest, above + runs, framed=False)
    if FOOT_SHOWN in read.squeezed:
        raise NotPlainError
    return read


def _read_body(markup: bytes, *, framed: bool = False) -> _Body:
    """The body of a page. Plain runs of it need no tree, unless there is more to them than their own markup shows."""
    markup = _drop_noise(markup)
    rest, runs = cut_runs(markup)
    if runs:
        try:
            return _read_tree(rest, runs, framed=framed)
        except NotPlainError:
            pass
    return _read_tree(markup, [], framed=framed)


def _read_tree(markup: bytes, runs: list[Run], *, framed: bool) -> _Body:
    """The body of a page, of which `runs` are read already. `framed`: it is only the article.

    Raises UnreadableInputError when there is none, and NotPlainError when the runs are not what they seem.
    """
    if runs:
        check_marks(markup, runs)
    body = _parse(markup)
    if body is None:
        raise UnreadableInputError(_NO_TEXT)
    for line_break in body.iter("br"):
        # lxml takes no control characters, which a page may hold.
        line_break.tail = BREAK + _CONTROLS.sub(" ", line_break.tail or "")
    rest = squeeze(text_of(body))
    squeezed, ordinary = show_runs(rest, runs) if runs else (rest, is_ordinary(rest))
    if not ordinary:
        if runs:
            raise NotPlainError
        if _ELLIPSIS in squeezed:
            _show_ellipses(body)
    article = None if framed else _find_article(body, len(squeezed), exact=not runs)
    walk = RunWalk(collapse, runs) if runs else Walk(collapse if ordinary else clean)
    _walk(walk, body, article)
    return _Body(walk.blocks, squeezed, ordinary, article is not None)


def _as_utf8(data: bytes, decoded: Decoded) -> bytes:
    """The page in the one encoding that everything below reads, without byte order mark and zero bytes."""
    if decoded.encoding == "utf-8" and not decoded.bad_bytes and data[:3] != b"\xef\xbb\xbf" and b"\0" not in data:
        return data
    return decoded.text.replace("\0", "").encode("utf-8", "replace")


def _drop_half_tag(page: bytes) -> bytes:
    """The page without a tag that is cut at its very end: no word of it is text."""
    start = page.rfind(b"<")
    return page[:start] if start > page.rfind(b">") and _HALF_TAG.match(page, start) else page


def _find_frame(page: bytes, begin: int) -> _Frame | None:
    """The page cut at its article, if it has just one, with a title of its own and text enough for a decision.

    Only the usual spelling is looked for: any other page is walked as a whole.
    """
    end = page.rfind(_CLOSE) if begin >= 0 else -1
    if begin >= end - _ENOUGH_TEXT or page.find(_OPEN, begin + 1) > 0 or page.find(b"<h1", begin, end) < 0:
        return None
    end = page.find(b">", end) + 1
    if not end:
        return None
    body = max(0, page.find(b"<body"))
    return _Frame(page[body:begin], page[begin:end], page[end:])


def _drop_noise(markup: bytes) -> bytes:
    """Markup without what says nothing: soft hyphens, spaces without width, spans without attributes.

    Where editors left them they are everywhere, so that only the first of the markup is asked.
    """
    head = markup[:_HEAD]
    if b"<span>" not in head and b"&shy;" not in head:
        return markup
    markup = _WIDE.sub(b" ", _UNSEEN.sub(b"", markup))
    last = markup.rfind(b"<span ")
    begin = markup.find(b"</span>", last) + len(b"</span>") if last >= 0 else 0
    rest = markup[begin:]
    if rest.count(b"<span>") != rest.count(b"</span>"):
        return markup
    return markup[:begin] + rest.replace(b"<span>", b"").replace(b"</span>", b"")


@lru_cache(maxsize=16)  # a site shows one head and one foot on all its pages
def _read_around(markup: bytes) -> _Around:
    """What is only kept for the record."""
    words = b" ".join(_WORDS.findall(b">" + _drop_not_shown(markup))).decode("utf-8", "replace")
    text = clean(html.unescape(words) if "&" in words else words)
    visible = squeeze(text.encode()).replace(_BREAK, b"")
    return _Around((Block(BlockKind.FURNITURE, text, reason=OUTSIDE),) if text else (), visible)


def _drop_not_shown(markup: bytes) -> bytes:
    """Markup without scripts, styles and comments; one that is never closed takes all the rest, as in browsers."""
    kept, place = [], 0
    while found := _NOT_SHOWN.search(markup, place):
        kept.append(markup[place : found.start()])
        close = b"</" + found[1].lower() if found[1] else b"-->"
        end = markup.find(close, found.end())
        if end < 0:
            return b"".join(kept)
        place = end + len(close)
    kept.append(b">" + markup[place:] if kept else markup)
    return b"".join(kept)


def _parse(page: bytes) -> etree._Element | None:
    """The body of a page, without what it does not show.

    Raises UnreadableInputError where elements are nested deeper than libxml2 reads: it drops what is below, and says so
    only in its log.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, collect_ids=False
    )
    try:
        root: etree._Element | None = etree.fromstring(page, parser)
    except etree.XMLSyntaxError:
        return None
    if root is None:  # a page without a single element
        return None
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise UnreadableInputError(_TOO_DEEP)
    body = root.find("body")
    if body is not None:
        etree.strip_elements(body, *NOT_SHOWN, with_tail=False)
    return body


def _show_ellipses(body: etree._Element) -> None:
    """Write each U+0085 as what browsers show for it, so that one that stands alone is no white space."""
    for element in body.iter():
        if element.text and "\x85" in element.text:
            element.text = _CONTROLS.sub(" ", element.text.replace("\x85", "…"))
        if element.tail and "\x85" in element.tail:
            element.tail = _CONTROLS.sub(" ", element.tail.replace("\x85", "…"))


def _walk(walk: Walk, body: etree._Element, article: etree._Element | None) -> None:
    """Collect the blocks of a body. Elements that are never closed nest deeper than Python's own limit allows."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 4 * _DEEPEST))
    try:
        walk.page(body, article)
    except RecursionError as error:
        raise UnreadableInputError(_TOO_DEEP) from error
    finally:
        sys.setrecursionlimit(limit)
    walk.check()


def _find_article(body: etree._Element, length: int, *, exact: bool) -> etree._Element | None:
    """The element that holds the decision, if the page marks one, with enough in it to be the whole of it.

    Raises NotPlainError where that hangs on runs that are cut out, so that sizes are not `exact`.
    """
    marked = [*body.iter("article", "main", "div")]
    found = (
        [element for element in marked if element.tag == "article"]
        or [element for element in marked if element.tag == "main"]
        or [element for element in marked if element.get("role") == "main"]
    )
    sized = [(element.get("id") == "article", len(text_of(element)), element) for element in found]
    if not sized:
        return None
    _, size, article = max(sized, key=lambda entry: entry[:2])
    if not exact and (len(sized) > 1 or size <= _ENOUGH_TEXT):
        raise NotPlainError
    return article if size > _ENOUGH_TEXT or size * 3 > length else None


def _find_title(page: bytes) -> str | None:
    """What the page calls itself in its head."""
    found = _TITLE.search(page, 0, 4 * _HEAD)
    return clean(html.unescape(found[1].decode("utf-8", "replace"))) or None if found else None


def _find_address(page: bytes) -> str | None:
    """The address that the page gives as its own."""
    found = _CANONICAL.search(page, 0, 4 * _HEAD) or _OG_URL.search(page, 0, 4 * _HEAD)
    address = _ADDRESS.search(found[0]) if found else None
    return html.unescape(address[1].decode("utf-8", "replace")) if address else None


def _is_closed(page: bytes) -> bool:
    """Whether the page's last element is closed at its end."""
    return b"</html" in page[-_HEAD:].lower()


def _is_complete(page: bytes) -> bool:
    """Whether the page ends where it says: the innermost of its outer elements that was opened is closed."""
    whole = page.lower()
    opened = next((tag for tag in (b"article", b"body", b"html") if b"<" + tag in whole), None)
    return opened is None or b"</" + opened in whole


def _find_problems(decoded: Decoded) -> tuple[Problem, ...]:
    if not decoded.bad_bytes:
        return ()
    detail = f"{decoded.bad_bytes} bytes are not {decoded.encoding}; they were read as windows-1252"
    return (Problem(ProblemCode.UNDECODABLE_BYTES, "document", detail),)
