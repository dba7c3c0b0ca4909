"""A page as lxml's tree, and the blocks that a walk over it finds: the general way, for any markup."""

import re
import sys
from collections.abc import Callable

from lxml import etree

from decision_parser.documents.html_walk import BREAK, Walk
from decision_parser.documents.markup import NOT_SHOWN, text_of
from decision_parser.errors import UnreadableInputError
from decision_parser.limits import ATTRIBUTES
from decision_parser.text import is_ordinary, squeeze

ENOUGH_TEXT = 600
"""Bytes of text that may be the whole of a decision."""
_ELLIPSIS = b"\xc2\x85"
"""U+0085: an ellipsis of windows-1252 that passed as latin-1, and white space to Python."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DEEPEST = 2048
_LONGEST_TAG = 20_000
_LARGE = 1 << 20
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_LONG_TAG = re.compile(rb"<[A-Za-z][^>]{%d,}" % _LONGEST_TAG)
_TOO_DEEP = "The elements of the page are nested too deep to be read; check what was saved."


def parse_body(page: bytes) -> etree._Element | None:
    """The body of a page, without what it does not show, and with its line breaks as characters.

    Raises UnreadableInputError where elements are nested deeper than libxml2 reads: it drops what is below, and says so
    only in its log; and where an element has more attributes than it reads in good time.
    """
    if len(page) > _LONGEST_TAG:
        _check_attributes(page)
    if len(page) > _LARGE:
        _parse(page[: 5 * _LONGEST_TAG])  # what means harm begins with it, and is refused before it takes its time
    root = _parse(page)
    if root is None:  # a page without a single element
        return None
    body = root.find("body")
    if body is not None:
        etree.strip_elements(body, *NOT_SHOWN, with_tail=False)
        for line_break in body.iter("br"):
            # lxml takes no control characters, which a page may hold.
            line_break.tail = BREAK + _CONTROLS.sub(" ", line_break.tail or "")
    return body


def _parse(page: bytes) -> etree._Element | None:
    """The root of a page; None where there is no element. Raises UnreadableInputError for what is too deep."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, collect_ids=False
    )
    try:
        root: etree._Element | None = etree.fromstring(page, parser)
    except etree.XMLSyntaxError:
        return None
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise UnreadableInputError(_TOO_DEEP)
    return root


def _check_attributes(page: bytes) -> None:
    """Raise UnreadableInputError for an element with so many attributes that it means harm."""
    for found in _LONG_TAG.finditer(page):
        names = _QUOTED.sub(b"", found[0])
        if (count := max(names.count(b"="), len(names.split()) - 1)) > ATTRIBUTES:
            message = (
                f"An element of the page has {count:,} attributes, far more than any publisher's; check what was saved."
            )
            raise UnreadableInputError(message)


def show_text(body: etree._Element) -> tuple[bytes, bool]:
    """The text of a body without plain white space, and whether it is ordinary; each U+0085 becomes what is shown."""
    squeezed = squeeze(text_of(body))
    ordinary = is_ordinary(squeezed)
    if not ordinary and _ELLIPSIS in squeezed:
        _show_ellipses(body)
    return squeezed, ordinary


def _show_ellipses(body: etree._Element) -> None:
    """Write each U+0085 as what browsers show for it, so that one that stands alone is no white space."""
    for element in body.iter():
        if element.text and "\x85" in element.text:
            element.text = _CONTROLS.sub(" ", element.text.replace("\x85", "…"))
        if element.tail and "\x85" in element.tail:
            element.tail = _CONTROLS.sub(" ", element.tail.replace("\x85", "…"))


def walk_body(walk: Walk, body: etree._Element, over: Callable[[Walk, etree._Element], None]) -> None:
    """Collect the blocks of a body, by one of the walk's own ways.

    Elements that are never closed nest deeper than Python's own limit allows.
    """
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 4 * _DEEPEST))
    try:
        over(walk, body)
    except RecursionError as error:
        raise UnreadableInputError(_TOO_DEEP) from error
    finally:
        sys.setrecursionlimit(limit)


def find_article(body: etree._Element, length: int) -> etree._Element | None:
    """The element that holds the decision, if the page marks one, with enough in it to be the whole of it."""
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
    return article if size > ENOUGH_TEXT or size * 3 > length else None
