"""What may stand where in a plain page, and what its words become there."""

import re
from typing import NamedTuple

from lxml import etree

from decision_parser.documents.markup import HEADINGS, STYLED_HEADING, find_furniture, find_styled_heading, is_footer
from decision_parser.models import HEADING, PARAGRAPH, BlockKind, ListStyle

CELL, ROW, DESCRIPTION = "\1", "\2", "\3"
"""Signs in text that is still to be shaped: before a cell, a row, and the description of a term."""

Form = tuple[BlockKind, int, ListStyle | None]
PLAIN: Form = (PARAGRAPH, 0, None)
STYLED: Form = (HEADING, STYLED_HEADING, None)
MORE: Form = (PARAGRAPH, -3, None)
"""More of the last block."""
TAIL: Form = (PARAGRAPH, -1, None)
"""More of a paragraph, behind its bold words: unless it is only a colon, they are no heading by their looks."""
FALL: Form = (PARAGRAPH, -2, None)
"""More of a paragraph, in another element behind its bold words: they are no heading by their looks."""

BOLD = frozenset(("strong", "b", "u"))
ROLES = {
    "p": "paragraph",
    "li": "item",
    "blockquote": "quote",
    "table": "table",
    "tr": "row",
    "dl": "terms",
    "dt": "term",
    "dd": "description",
    **dict.fromkeys(("article", "center", "div", "header", "main", "section"), "box"),
    **dict.fromkeys(HEADINGS, "heading"),
    **dict.fromkeys(("ol", "ul"), "list"),
    **dict.fromkeys(("thead", "tbody", "tfoot"), "rows"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("a", "abbr", "em", "i", "s", "small", "span", "sub", "sup", *BOLD), "inline"),
}
"""What each element is to the walk; a page that has others is not plain."""
OUTER = frozenset(("root", "box"))
PARENTS = {
    **dict.fromkeys(("box", "heading", "terms"), OUTER),
    **dict.fromkeys(("list", "quote", "table"), OUTER | {"item"}),
    "paragraph": OUTER | {"item", "quote"},
    "item": frozenset(("list",)),
    "rows": frozenset(("table",)),
    "row": frozenset(("table", "rows")),
    "cell": frozenset(("row",)),
    "term": frozenset(("terms",)),
    "description": frozenset(("terms",)),
    "inline": frozenset(("box", "paragraph", "heading", "item", "quote", "cell", "inline")),
}
JOINED = frozenset(("rows", "row", "cell", "linked"))
"""What is a part of one block, and ends none."""
SPACED = PARENTS["inline"]
"""What holds words, so that the blanks between its elements may part them."""

DEEPEST = 64
"""How deep elements may be nested."""

_TOKEN = re.compile(
    r"<(?:/(?P<close>[a-z][a-z0-9]*+)|(?P<open>[a-z][a-z0-9]*+)"
    r"(?P<attributes>(?:[ \t\r\n]+[a-z][a-z0-9_-]*+=(?:\"[^\"<>]*\"|'[^'<>]*'))*+)(?P<void>[ \t\r\n]*/)?)>"
    r"|<!--(?:[^<>-]|-(?![->]))*-->|(?P<blank>[ \t\r\n]+)"
)
_ATTRIBUTE = re.compile(r"([a-z0-9_-]+)=(?:\"([^\"]*)\"|'([^']*)')")
_ASKED = frozenset(("class", "hidden", "href", "id", "type", "start", "style", "role", "value"))


class NotPlainError(Exception):
    """There may be more to a page than the fast way sees."""


class Frame(NamedTuple):
    """An open element: what it is to the walk, and what is known of it so far.

    A list has its `style`; whether the page has `stated` its numbers; the number that goes before its first item, while
    that has not come (`begin`); and how many empty items took a number since the last that has words (`add`).
    """

    role: str
    tag: str = ""
    mark: str = ""
    level: int = 0
    style: ListStyle | None = None
    stated: bool = False
    begin: int | None = None
    add: int = 0


ROOT = (Frame("root"),)


def cut_tokens(text: str) -> list[re.Match[str]]:
    """The tags in a text and the blanks between them, without comments. Raises NotPlainError for anything else."""
    tokens, place = [], 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise NotPlainError
        place = token.end()
        if token["close"] or token["open"] or token["blank"]:
            tokens.append(token)
    return tokens


def build_element(tag: str, attributes: str) -> etree._Element:
    """An element with nothing in it, to be asked what its attributes mean.

    Raises NotPlainError where lxml may read them in another way.
    """
    element = etree.Element(tag)
    for name, double, single in _ATTRIBUTE.findall(attributes):
        if name not in _ASKED:
            continue
        value = double or single
        if element.get(name) is not None or "&" in (value[:1] if name == "href" else value):
            raise NotPlainError
        try:
            element.set(name, value)
        except ValueError as error:  # a control character
            raise NotPlainError from error
    return element


def says_more(element: etree._Element, role: str) -> bool:
    """Whether attributes say that an element may be something else than its tag."""
    if role == "item":
        return element.get("value") is not None
    if role not in ("box", "paragraph"):
        return False
    if element.get("role") is not None or find_furniture(element) or find_styled_heading(element):
        return True
    return element.tag == "div" and is_footer(element)
