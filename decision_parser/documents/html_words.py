"""Plain pages read without a tree: their words by one search, and what these are by the tags between them.

Nearly every decision is such a page.
"""

import re
from collections.abc import Callable
from html.entities import html5, name2codepoint
from typing import NamedTuple, NoReturn

from decision_parser.documents.html_frames import (
    CELL,
    DEEPEST,
    DESCRIPTION,
    FALL,
    MORE,
    PLAIN,
    ROW,
    STYLED,
    TAIL,
    Form,
    NotPlainError,
)
from decision_parser.documents.html_reading import END
from decision_parser.documents.html_steps import find_begin
from decision_parser.documents.html_walk import BREAK, LINKS, LONGEST_HEADING
from decision_parser.models import FURNITURE, PARAGRAPH, TABLE, VALUE, Block
from decision_parser.text import PLAIN_ASCII, clean, collapse, is_ordinary

_WORDS = re.compile(rb">(\s*+[^<\s][^<]*+)<")
_BLANK = b" \n\t\r\0"
_BREAK = BREAK.encode()
_REFERENCE = re.compile(rb"&(#?[a-zA-Z0-9]*;?)")
_KNOWN = {
    (name + ";").encode(): chr(code).encode()
    for name, code in name2codepoint.items()
    if html5.get(name + ";") == chr(code)
}
"""References that all who read pages take for the same character."""
_NUMBER = re.compile(rb"#([0-9]{2,5});")
_SURE = (range(0x20, 0x26), range(0x27, 0x7F), range(0xA0, 0xD800))
_WINDOWS = range(0x80, 0xA0)
"""Characters of windows-1252 that passed as latin-1: browsers show those, and so does `clean`."""
# What libxml2, Python and browsers do not all take alike: controls, U+0085, line breaks of our own, no characters.
_DOUBTFUL = re.compile(rb"[\x00-\x7f]|\xc2\x85|\xe2\x80\xa8|\xef\xbf[\xbe\xbf]")


class Plain(NamedTuple):
    """The blocks of a plain page, its visible text, and whether that is ordinary."""

    blocks: list[Block]
    visible: bytes
    ordinary: bool


def read_plain(markup: bytes) -> Plain:
    """What is in markup that is closed in itself.

    The visible text is all words, as they were found before anything was made of them.
    Raises NotPlainError where there may be more to the markup than is seen here.
    """
    parts = _WORDS.split(_fill_blanks(markup).strip(_BLANK))
    joined = b"\0".join(parts[1::2]).replace(b"\n", b" ")
    if not joined or not parts[-1].endswith(b">"):
        raise NotPlainError
    if b"&" in joined:
        joined = _resolve(joined)
    visible = joined.translate(None, _BLANK)
    unusual = visible.translate(None, PLAIN_ASCII)
    ordinary = _BREAK not in unusual and is_ordinary(unusual)
    if not ordinary and _DOUBTFUL.search(unusual):
        raise NotPlainError
    words = joined.decode().split("\0")
    found = _Words()
    found.take(parts[::2], words)
    if not ordinary:
        if any(map(str.isspace, words)):
            raise NotPlainError
        return Plain(found.shape(clean, clean), visible, ordinary=False)
    tight = not (b"  " in joined or b"\t" in joined or b"\r" in joined)
    return Plain(found.shape(str.strip if tight else collapse, collapse), visible, ordinary=True)


def _fill_blanks(markup: bytes) -> bytes:
    """Markup where elements that hold nothing but a hard space hold a space: editors leave them as empty lines."""
    return markup.replace(b">&nbsp;<", b"> <").replace(b">\xc2\xa0<", b"> <")


def _resolve(joined: bytes) -> bytes:
    """Words with the characters that references in them stand for, the ampersand last: it makes no new ones."""
    for name in sorted({*_REFERENCE.findall(joined)} - {b""}, key=b"amp;".__eq__):
        joined = joined.replace(b"&" + name, _KNOWN.get(name) or _read_number(name))
    return joined


def _read_number(name: bytes) -> bytes:
    """The character that a reference gives by its number."""
    found = _NUMBER.fullmatch(name)
    number = int(found[1]) if found else 0
    if number in _WINDOWS:
        return bytes([number]).decode("cp1252", "ignore").encode() or _decline()
    return chr(number).encode() if any(number in sure for sure in _SURE) else _decline()


def _decline() -> NoReturn:
    raise NotPlainError


class _Words:
    """The texts of a page's blocks as they are put together from its words, with their forms and numbers.

    `_odd` are the places of those that are more than the words between two tags.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._forms: list[Form] = []
        self._numbers: list[int | None] = []
        self._odd: list[int] = []

    def take(self, tags: list[bytes], words: list[str]) -> None:
        """Go through a page. Raises NotPlainError where its tags are not plain."""
        texts, forms, numbers = self._texts, self._forms, self._numbers
        counts = [0] * (DEEPEST + 1)
        steps = find_begin()
        for tag, text in zip(tags, words, strict=False):  # behind the last words stand tags
            steps, form, place, begin, add, joint = steps[tag]
            if joint is None:
                texts.append(text)
            elif self._join(form, joint, text):
                continue
            forms.append(form)
            if place:
                counts[place] = number = counts[place] + add if begin is None else begin
                numbers.append(number)
            else:
                numbers.append(None)
        texts[-1] += steps[tags[-1]].joint or ""

    def _join(self, form: Form, joint: str, text: str) -> bool:
        """Add words to the last text, if they belong to it, or begin a new one."""
        texts, forms, odd = self._texts, self._forms, self._odd
        if more := form in (MORE, TAIL, FALL):
            texts[-1] += joint + text
            if form is FALL or (form is TAIL and text.strip(" \t\r\n\u00a0") != ":"):
                forms[-1] = PLAIN
        else:
            behind, _, before = joint.partition(END)
            if behind:
                texts[-1] += behind
            texts.append(before + text)
        if odd[-1:] != [len(texts) - 1]:
            odd.append(len(texts) - 1)
        return more

    def shape(self, tidy: Callable[[str], str], tidy_part: Callable[[str], str]) -> list[Block]:
        """The blocks. `tidy` is what makes words right, and `tidy_part` words of a text that has several.

        Raises NotPlainError where there are words without a single character that can be seen.
        """
        texts, forms = list(map(tidy, self._texts)), self._forms
        if not all(texts):
            raise NotPlainError
        kinds, levels, styles = zip(*forms, strict=True)
        blocks = list(map(Block, kinds, texts, levels, styles, self._numbers))
        for place in self._odd:
            form, text, number = forms[place], self._texts[place], self._numbers[place]
            blocks[place] = _SHAPES.get(form[0], _shape_lines)(form, text, number, tidy_part)
        return blocks


def _shape_lines(form: Form, text: str, number: int | None, tidy: Callable[[str], str]) -> Block:
    """Words of several elements, perhaps with line breaks between them."""
    text = "\n".join(filter(None, map(tidy, text.split(BREAK))))
    if form is STYLED and (len(text) > LONGEST_HEADING or text[-1] in ".;,"):
        return Block(PARAGRAPH, text)
    return Block(form[0], text, form[1], form[2], number)


def _shape_table(form: Form, text: str, number: int | None, tidy: Callable[[str], str]) -> Block:
    del number
    rows = ["\t".join(map(tidy, row.split(CELL)[1:])) for row in text.split(ROW)]
    return Block(TABLE, "\n".join(row for row in rows if row.strip()), form[1])


def _shape_value(form: Form, text: str, number: int | None, tidy: Callable[[str], str]) -> Block:
    del number
    label, _, value = text.partition(DESCRIPTION)
    return Block(VALUE, tidy(value), form[1], label=tidy(label))


def _shape_links(form: Form, text: str, number: int | None, tidy: Callable[[str], str]) -> Block:
    """A list of links, a line each."""
    block = _shape_lines(form, text, number, tidy)
    return Block(FURNITURE, block.text, form[1], form[2], reason=LINKS)


_SHAPES = {TABLE: _shape_table, VALUE: _shape_value, FURNITURE: _shape_links}
