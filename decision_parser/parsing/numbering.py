"""The numbers, letters and bullets of a decision: what its own cross-references mean by them.

A page's lists start again at 1 after each heading, unnumbered paragraph or list of bullets, while the text counts on
through the document ("see paragraphs 2 and 3 above"). So numbers are counted on; a number that is printed or that a
list states is believed where it goes on from the one before.
"""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from decision_parser.models import (
    BULLET,
    DASH,
    DECIMAL,
    ITEM,
    LETTER,
    PARAGRAPH,
    QUOTE,
    ROMAN,
    TABLE,
    Block,
    ListStyle,
    Paragraph,
    ParagraphKind,
    Problem,
    ProblemCode,
)
from decision_parser.text import find_bullet, find_label, find_number, follows, letter_of, roman_of

_LARGEST_GAP = 5
_SECOND_LEVEL = "◦○▪–"
_PARAGRAPH, _ITEM = ParagraphKind.PARAGRAPH, ParagraphKind.ITEM
_KINDS = {QUOTE: ParagraphKind.QUOTE, TABLE: ParagraphKind.TABLE}
_LABELS: dict[ListStyle | None, Callable[[int], str]] = {
    LETTER: letter_of,
    ROMAN: roman_of,
    DECIMAL: str,
}


class _Item(Struct, frozen=True, gc=False):
    """An item as its list or its print labels it: `ordinal` by its list or its number, `typed` a letter or numeral."""

    level: int
    style: ListStyle | None
    marker: str | None
    text: str
    ordinal: int | None = None
    typed: str | None = None


class _Open(Struct, frozen=True, gc=False):
    """An item that others can stand under: its level, depth and path, a typed label, and whether it ends in a colon."""

    level: int
    depth: int
    path: str | None
    typed: str | None = None
    leads: bool = False


class Numbering:
    """Gives each block of a decision, in order, its number, path and depth; `problems` are gaps and repeats.

    `typed` says that the document has its numbers in the text of its paragraphs rather than in lists.
    """

    def __init__(self, *, typed: bool = True) -> None:
        self._typed = typed
        self.problems: list[Problem] = []
        self._position = 0
        self._last = 0
        self._ordinal = 0
        self._bracketed = False
        self._offset = 0
        self._number: str | None = None
        self._open: list[_Open] = []
        self._bullets: dict[str | None, int] = {}
        self._labelled: dict[tuple[str | None, ListStyle], tuple[int, int]] = {}

    def new_section(self) -> None:
        """A heading: what follows stands under no paragraph yet. The count goes on."""
        self._number = None
        if self._open:
            self._forget_items()

    def _forget_items(self) -> None:
        self._open = []
        self._bullets = {}
        self._labelled = {}

    def place(self, block: Block) -> Paragraph:
        """The paragraph that the next block is."""
        self._position += 1
        outermost = block.style is DECIMAL and block.level == 1 and block.kind is ITEM
        if outermost and not self._typed and block.text[0].isupper():  # most paragraphs: they take no detour
            return self._numbered(block.ordinal or 0, block.marker, block.text)
        item = self._read_item(block) if block.kind is ITEM else self._read_typed(block)
        if item is None:
            outer = self._find_outer(block.level)
            form = _KINDS.get(block.kind, _PARAGRAPH)
            return Paragraph(self._position, None, None, outer.path, outer.depth, form, block.text)
        if item.style is DASH and self._number:
            # Where paragraphs have typed numbers, a dash is a bullet.
            item = replace(item, style=BULLET, level=item.level + 1)
        if item.style is DASH:
            form = _PARAGRAPH if item.level == 1 else _ITEM
            return Paragraph(self._position, None, item.marker, None, item.level - 1, form, item.text)
        # Where paragraphs have typed numbers, a numbered list stands under the one before it.
        below = self._typed and item.marker is None and self._number
        if item.level > 1 or item.style is not DECIMAL or below:
            return self._label(item)
        return self._numbered(item.ordinal or 0, item.marker, item.text)

    def _read_item(self, block: Block) -> _Item:
        """A list's item; what is typed at the start of its text says more than its list does."""
        level, style, text, marker = block.level, block.style, block.text, block.marker
        if marker is not None:
            typed = marker.strip("().") if style in _LABELS else None
            return _Item(level, style, marker, text, block.ordinal, typed)
        if text[0].isupper():
            return _Item(level, style, None, text, block.ordinal)
        number = find_number(text) if level == 1 else None
        if number and number[2] and (number[0] == block.ordinal or self._goes_on(number[0])):
            return _Item(level, DECIMAL, number[1], number[2], number[0])
        label = find_label(text)
        # In a numbered list "c. 20 people" is no letter; "(c)" is one where it goes on.
        if label and (style is not DECIMAL or (label[1][-1] == ")" and self._label_goes_on(label[0]))):
            return _Item(level, None, label[1], label[2], typed=label[0])
        if style is BULLET and (bullet := find_bullet(text)) and bullet[1]:
            return _Item(level, style, bullet[0], bullet[1])
        return _Item(level, style, None, text, block.ordinal)

    def _read_typed(self, block: Block) -> _Item | None:
        """A paragraph whose number, letter or bullet is typed into its text, if it goes on with those before."""
        text = block.text
        if block.kind is not PARAGRAPH or block.level or text[0].isupper():
            return None
        number = find_number(text)
        if number and self._number and number[1][0] == "(" and not self._bracketed:
            # "(1)" under a paragraph that is "1." is an item of it.
            label: tuple[str, str, str] | None = (str(number[0]), number[1], number[2])
        elif number and self._typed and number[2] and self._goes_on(number[0]):
            return _Item(1, DECIMAL, number[1], number[2], number[0])
        else:
            label = find_label(text)
        if label and self._label_goes_on(label[0]):
            return _Item(self._level_of(label[0]), None, label[1], label[2], typed=label[0])
        if (bullet := find_bullet(text)) and bullet[1]:
            return _Item(self._level_of_bullet(bullet[0]), BULLET, bullet[0], bullet[1])
        return None

    # Numbers.

    def _goes_on(self, typed: int) -> bool:
        """Whether a typed number is a paragraph's: the next one, a restart at 1, or a small gap."""
        return typed == 1 or self._ordinal <= typed <= self._ordinal + _LARGEST_GAP or typed == self._last + 1

    def _numbered(self, ordinal: int, marker: str | None, text: str) -> Paragraph:
        """The next numbered paragraph: what its list or its print says may have started again at 1."""
        last = self._last
        if ordinal <= 1:
            self._offset = last  # A list that starts again at 1 goes on.
        elif ordinal > last:
            self._offset = 0  # A start beyond the last number is the document's own count.
        number = ordinal + self._offset
        if number > last + 1:
            self._report(ProblemCode.NUMBER_GAP, number, f"{number} follows {last}")
        elif number <= last:
            self._report(ProblemCode.NUMBER_REPEATED, number, f"{marker or ordinal} follows {last}")
        self._last = max(last, number)
        self._ordinal = ordinal
        self._bracketed = marker is not None and marker[0] == "("
        self._number = path = str(number)
        if self._open:
            self._forget_items()
        return Paragraph(self._position, path, marker, path, 0, _PARAGRAPH, text)

    def _report(self, code: ProblemCode, number: int, detail: str) -> None:
        self.problems.append(Problem(code, f"paragraph {number}", detail))

    # Items.

    def _label(self, item: _Item) -> Paragraph:
        """An item with the label that the document shows, or a count in square brackets where it shows a bullet."""
        level, typed, style, open_ = item.level, item.typed, item.style, self._open
        while open_ and open_[-1].level >= level:
            open_.pop()
        if open_:
            outer = open_[-1]
            above, depth = outer.path, outer.depth + 1
        else:
            above, depth = self._number, 1
        if typed:
            label = f"({typed})"
        elif style and style in _LABELS and item.ordinal:
            label = f"({_LABELS[style](self._count_on(above, style, item.ordinal))})"
        else:
            self._bullets[above] = count = self._bullets.get(above, 0) + 1
            label = f"[{count}]"
        path = above + label if above else label
        open_.append(_Open(level, depth, path, typed or item.marker, item.text[-1:] == ":"))
        return Paragraph(self._position, None, item.marker, path, depth, _ITEM, item.text)

    def _count_on(self, path: str | None, style: ListStyle, ordinal: int) -> int:
        """The place of an item among all of its kind under a paragraph, where lists that start again go on."""
        last, offset = self._labelled.get((path, style), (0, 0))
        if ordinal == 1:
            offset = last
        self._labelled[path, style] = (ordinal + offset, offset)
        return ordinal + offset

    def _find_outer(self, level: int) -> _Open:
        """The item that an unnumbered paragraph stands in, or the numbered paragraph before it."""
        if level:
            for outer in reversed(self._open):
                if outer.level <= level:
                    return outer
        return _Open(0, 0, self._number)

    def _level_of_bullet(self, bullet: str) -> int:
        """The list of a typed bullet: that of its like; hollow ones, and those led to, stand below an item."""
        for outer in reversed(self._open):
            if outer.typed == bullet:
                return outer.level
        open_ = self._open
        below = open_[-1].level if open_ and (bullet in _SECOND_LEVEL or open_[-1].leads) else 1
        return below + 1

    def _label_goes_on(self, label: str) -> bool:
        return label in ("a", "i", "1") or any(follows(label, outer.typed) for outer in self._open)

    def _level_of(self, label: str) -> int:
        """The list that a typed label belongs to: the one it goes on with, else a new one under what is open."""
        for outer in reversed(self._open):
            if follows(label, outer.typed):
                return outer.level
        return (self._open[-1].level if self._open else 1) + 1
