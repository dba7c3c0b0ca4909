"""A page into a Document.

The walk asks for no class and no id: what is a block follows from the tags, and what a block means is decided later
from its words. Where one `article` with a title of its own holds the decision, only that is parsed, and the page
around it is kept as furniture; every other page is walked as a whole.
"""

import html
import re
from functools import lru_cache, partial
from typing import NamedTuple

from decision_parser.documents.encoding import Decoded, decode
from decision_parser.documents.html_edges import FEET, TOPS, Edge, cut_page, read_own
from decision_parser.documents.html_frames import NotPlainError
from decision_parser.documents.html_tree import ENOUGH_TEXT, find_article, parse_body, show_text, walk_body
from decision_parser.documents.html_walk import BREAK, OUTSIDE, Walk
from decision_parser.documents.html_words import Plain, read_plain
from decision_parser.documents.media import HTML
from decision_parser.errors import UnreadableInputError
from decision_parser.models import Block, BlockKind, Document, Problem, ProblemCode
from decision_parser.text import clean, collapse, compact, squeeze

_HEAD = 2048
_BREAK = BREAK.encode()
_OPEN, _CLOSE = b"<article", b"</article"
_NOT_SHOWN = re.compile(rb"<(?=[!sStT])(?:(?i:(script|style|template))\b|!--)")  # one letter tells most tags
# Flags stand behind the first literal: a pattern that begins with any case is searched for letter by letter.
_HALF_TAG = re.compile(rb"<(?:/?[A-Za-z!][^<>]*|/)?$")
_WORDS = re.compile(rb">\s*+([^<]++)")
_UNSEEN = re.compile(rb"&(?:shy|#173|#8203);")
_WIDE = re.compile(rb"&(?:nbsp|#160);")
_TITLE = re.compile(rb"<(?is:title\b[^>]*>(.*?)</title)")
_CANONICAL = re.compile(rb"<(?i:link\b[^>]*\brel\s*=\s*[\"']?canonical\b[^>]*>)")
_OG_URL = re.compile(rb"<(?i:meta\b[^>]*\bproperty\s*=\s*[\"']?og:url\b[^>]*>)")
_ADDRESS = re.compile(rb"\b(?:href|content)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_NO_TEXT = "The page holds no text; fetch or save it again."


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
    visible: bytes
    ordinary: bool
    framed: bool


def read_html(data: bytes, declared: str | None = None) -> Document:
    """The Document of a page; `declared` is the media type as its server stated it.

    Raises UnreadableInputError when the page holds no text at all.
    """
    decoded = decode(data, declared)
    page = _drop_half_tag(_as_utf8(data, decoded))
    encoding, problems = decoded.encoding, _find_problems(decoded)
    del decoded  # its text is as long as the page, and is not asked again
    marked = page.find(_OPEN)
    frame = _find_frame(page, marked)
    read = _read_article(frame.article) if frame else _read_whole(page)
    if not read.visible:
        raise UnreadableInputError(_NO_TEXT)
    blocks, visible = tuple(read.blocks), read.visible
    if frame:
        before, after = _read_around(frame.before), _read_around(frame.after)
        blocks = before.blocks + blocks + after.blocks
        visible = b"".join((before.visible, visible, after.visible))
    return Document(
        media_type=HTML,
        blocks=blocks,
        visible=visible if read.ordinary else compact(visible.decode("utf-8", "replace")).encode(),
        framed=frame is not None or read.framed,
        encoding=encoding,
        title=_find_title(page),
        address=_find_address(page),
        complete=frame is not None or (marked < 0 and _is_closed(page)) or _is_complete(page),
        problems=problems,
    )


def _read_whole(page: bytes) -> _Body:
    """A page without an article of its own, menu and foot included."""
    noisy = _is_noisy(page)
    try:
        return _read_known(_drop_spans(_WIDE.sub(b" ", page)) if noisy else page, noisy=noisy)
    except NotPlainError:
        return _read_tree(_drop_noise(page) if noisy else page, framed=False)


def _read_known(page: bytes, *, noisy: bool) -> _Body:
    """A page that shows where its top and foot are, read part by part. Raises NotPlainError for any other."""
    cut = cut_page(page)
    try:
        plain: Plain | Edge = read_plain(cut.own, noisy=noisy)
    except NotPlainError:
        if noisy:
            raise
        plain = read_own(cut.own, marked=cut.marked)
    if cut.marked and len(plain.visible) <= ENOUGH_TEXT:
        raise NotPlainError
    top, foot = TOPS.find(cut.top, marked=cut.marked), FEET.find(cut.foot, marked=cut.marked)
    blocks = top.blocks + plain.blocks + foot.blocks
    visible = b"".join((top.visible, plain.visible, foot.visible))
    return _Body(blocks, visible, top.ordinary and plain.ordinary and foot.ordinary, cut.marked)


def _read_article(markup: bytes) -> _Body:
    """The article of a page that is cut at it."""
    noisy = _is_noisy(markup)
    try:
        return _Body(*read_plain(_drop_spans(_WIDE.sub(b" ", markup)) if noisy else markup, noisy=noisy), framed=True)
    except NotPlainError:
        return _read_tree(_drop_noise(markup) if noisy else markup, framed=True)


def _read_tree(markup: bytes, *, framed: bool) -> _Body:
    """The body of a page, or, `framed`, only its article, read the general way.

    Raises UnreadableInputError when there is none.
    """
    body = parse_body(markup)
    if body is None:
        raise UnreadableInputError(_NO_TEXT)
    squeezed, ordinary = show_text(body)
    article = None if framed else find_article(body, len(squeezed))
    walk = Walk(collapse if ordinary else clean)
    walk_body(walk, body, partial(Walk.page, article=article))
    return _Body(walk.blocks, squeezed.replace(_BREAK, b""), ordinary, article is not None)


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
    if begin >= end - ENOUGH_TEXT or page.find(_OPEN, begin + 1) > 0 or page.find(b"<h1", begin, end) < 0:
        return None
    end = page.find(b">", end) + 1
    if not end:
        return None
    body = max(0, page.find(b"<body"))
    return _Frame(page[body:begin], page[begin:end], page[end:])


def _is_noisy(markup: bytes) -> bool:
    """Whether soft hyphens, or spans without attributes, are in markup: where editors left some they are everywhere."""
    head = markup[:_HEAD]
    return b"<span>" in head or b"&shy;" in head


def _drop_noise(markup: bytes) -> bytes:
    """Markup without what says nothing: soft hyphens, spaces without width, spans without attributes."""
    return _drop_spans(_WIDE.sub(b" ", _UNSEEN.sub(b"", markup)))


def _drop_spans(markup: bytes) -> bytes:
    """Markup without spans that have no attributes, behind the last that has some."""
    last = markup.rfind(b"<span ")
    begin = markup.find(b"</span>", last) + len(b"</span>") if last >= 0 else 0
    rest = markup[begin:]
    closed = rest.replace(b"<span>", b"")
    dropped = closed.replace(b"</span>", b"")
    opened = (len(rest) - len(closed)) // len(b"<span>")
    return markup[:begin] + dropped if opened * len(b"</span>") == len(closed) - len(dropped) else markup


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
