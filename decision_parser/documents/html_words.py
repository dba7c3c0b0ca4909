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
from decision_parser.models import FURNITURE, HEADING, PARAGRAPH, TABLE, VALUE, Block
from decision_parser.text import PLAIN_ASCII, clean, collapse, is_ordinary

_WORDS = re.compile(rb">(\s*+[^<\s][^<]*+)<")
_BLANK = b" \n\t\r\0"
_HARD, _HARD_SPACE = re.compile(rb"&(?:nbsp|#160);"), "\u00a0".encode()
_SPACES = re.compile(rb"  +")
_BREAK = BREAK.encode()
_REFERENCE = re.compile(rb"&(#?[a-zA-Z0-9]*;?)")
_KNOWN = {b"": b"&"} | {
    (name + ";").encode(): chr(code).encode()
    for name, code in name2codepoint.items()
    if html5.get(name + ";") == chr(code)
}
"""References that all who read pages take for the same character."""
_NUMBER = re.compile(rb"#([0-9]{2,5});")
_SURE = (range(0x21, 0x7F), range(0xA1, 0xD800))
_WINDOWS = range(0x80, 0xA0)
"""Characters of windows-1252 that passed as latin-1: browsers show those, and so does `clean`."""
# What libxml2, Python and browsers do not all take alike: controls, U+0085, line breaks of our own, no characters.
_DOUBTFUL = re.compile(rb"[\x00-\x7f]|\xc2\x85|\xe2\x80\xa8|\xef\xbf[\xbe\xbf]")


class Plain(NamedTuple):
    """The blocks of a plain page, its visible text, and whether that is ordinary."""

    blocks: list[Block]
    visible: bytes
    ordinary: bool


def read_plain(markup: bytes, *, noisy: bool = False) -> Plain:
    """What is in markup that is closed in itself; `noisy`: references to what is not seen say nothing in it.

    The visible text is all words, as they were found before anything was made of them.
    Raises NotPlainError where there may be more to the markup than is seen here.
    """
    parts = _WORDS.split(markup.strip(_BLANK))
    joined = _collapse(b"\0".join(parts[1::2]))
    if not joined or not parts[-1].endswith(b">"):
        raise NotPlainError
    if b"&" in joined:
        if _HARD.search(joined):
            return read_plain(_HARD.sub(b" ", markup), noisy=noisy)
        shown = _NOISY if noisy else _SHOWN
        joined = _REFERENCE.sub(lambda found: shown[found[1]], joined)
    visible = joined.translate(None, _BLANK)
    unusual = visible.translate(None, PLAIN_ASCII)
    if _HARD_SPACE in unusual:
        # Hard spaces mean no more than others; where an editor left one in an empty line, that has no words.
        return read_plain(markup.replace(_HARD_SPACE, b" "), noisy=noisy)
    ordinary = _BREAK not in unusual and is_ordinary(unusual)
    if not ordinary and _DOUBTFUL.search(unusual):
        raise NotPlainError
    words = list(map(bytes.decode, joined.split(b"\0")))
    if (noisy or not ordinary) and not all(map(str.strip, words)):
        raise NotPlainError
    found = _Words()
    found.take(parts[::2], words)
    return Plain(found.shape(str.strip if ordinary else clean, collapse if ordinary else clean), visible, ordinary)


def _collapse(joined: bytes) -> bytes:
    """Words with single white space, in the forms of it that plain pages have."""
    for blank in (b"\n", b"\t", b"\r"):
        joined = joined.replace(blank, b" ")
    return _SPACES.sub(b" ", joined) if b"  " in joined else joined


def _read_number(name: bytes) -> bytes:
    """The character that a reference gives by its number. Raises NotPlainError where not all agree on it."""
    found = _NUMBER.fullmatch(name)
    number = int(found[1]) if found else 0
    if number in _WINDOWS:
        return bytes([number]).decode("cp1252", "ignore").encode() or _decline()
    return chr(number).encode() if any(number in sure for sure in _SURE) else _decline()


def _decline() -> NoReturn:
    raise NotPlainError


class _References(dict[bytes, bytes]):
    """The character that each reference stands for."""

    def __missing__(self, name: bytes) -> bytes:
        """One that is a number."""
        return _read_number(name)


_SHOWN = _References(_KNOWN)
_NOISY = _References(_KNOWN | dict.fromkeys((b"shy;", b"#173;", b"#8203;"), b""))


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
        texts[-1] += steps[tags[-1]][-1] or ""

    def _join(self, form: Form, joint: str, text: str) -> bool:
        """Add words to the last text, if they belong to it, or begin a new one."""
        texts, odd = self._texts, self._odd
        more = form[1] < 0
        if more:
            texts[-1] += joint + text
            if form is FALL or (form is TAIL and text.strip(" \t\r\n\u00a0") != ":"):
                self._forms[-1] = PLAIN
        else:
            behind, _, before = joint.partition(END)
            if behind:
                texts[-1] += behind
            texts.append(before + text)
        if not odd or odd[-1] != len(texts) - 1:
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
            form, text = forms[place], self._texts[place]
            shape = _SHAPES.get(form[0])
            if shape is not None:
                blocks[place] = shape(form, text, tidy_part)
            elif BREAK in text:
                lines = "\n".join(filter(None, map(tidy_part, text.split(BREAK))))
                blocks[place] = Block(form[0], lines, form[1], form[2], self._numbers[place])
            else:
                blocks[place] = Block(form[0], tidy_part(text), form[1], form[2], self._numbers[place])
        return blocks


def _shape_heading(form: Form, text: str, tidy: Callable[[str], str]) -> Block:
    """Words that may only look like a heading."""
    text = tidy(text)
    if form is STYLED and (len(text) > LONGEST_HEADING or text[-1] in ".;,"):
        return Block(PARAGRAPH, text)
    return Block(HEADING, text, form[1])


def _shape_table(form: Form, text: str, tidy: Callable[[str], str]) -> Block:
    rows = ["\t".join(map(tidy, row.split(CELL)[1:])) for row in text.split(ROW)]
    return Block(TABLE, "\n".join(row for row in rows if row.strip()), form[1])


def _shape_value(form: Form, text: str, tidy: Callable[[str], str]) -> Block:
    label, _, value = text.partition(DESCRIPTION)
    return Block(VALUE, tidy(value), form[1], label=tidy(label))


def _shape_links(form: Form, text: str, tidy: Callable[[str], str]) -> Block:
    """A list of links, a line each."""
    lines = "\n".join(filter(None, map(tidy, text.split(BREAK))))
    return Block(FURNITURE, lines, form[1], form[2], reason=LINKS)


_SHAPES = {HEADING: _shape_heading, TABLE: _shape_table, VALUE: _shape_value, FURNITURE: _shape_links}
