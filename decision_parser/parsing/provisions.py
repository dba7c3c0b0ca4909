"""The grammar of provisions: `sections 34B, 34C and 34H(3 and 4)`, `Schedule 5, paragraph 5(b)`, read into one form."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import NamedTuple

SECTION, SUBSECTION, REGULATION, ARTICLE, RULE = "s", "sub", "reg", "art", "r"
SCHEDULE, PARAGRAPH, PART, CHAPTER, ANNEX, CLASS = "Sch", "para", "Pt", "Ch", "Annex", "Class"

_WORDS = {
    SECTION: "section sections sec secs sect sects s ss",
    SUBSECTION: "subsection subsections sub-section sub-sections",
    REGULATION: "regulation regulations reg regs",
    ARTICLE: "article articles art arts",
    RULE: "rule rules",
    SCHEDULE: "schedule schedules sch schs sched scheds",
    PARAGRAPH: "paragraph paragraphs para paras sub-paragraph subparagraph",
    PART: "part parts pt pts",
    CHAPTER: "chapter chapters ch",
    ANNEX: "annex annexes annexe",
    CLASS: "class classes",
}
UNITS = {word: unit for unit, words in _WORDS.items() for word in words.split()}
"""What each word before a number means."""
_PLURAL = frozenset(word for word in UNITS if word.endswith("s")) - {"s", "class"}

_FIGURES = re.compile(
    r"\d{1,4}(?:\.\d{1,3}){0,2}"
    r"(?:[A-Z]{1,4}(?![a-z])|[a-z](?![\w’'])| [B-HJ-Z](?=[,;).]| ?\(| (?:and|or|to) \d))?(?![a-z\d])"
)
_LETTERS = re.compile(r"[A-Z]{1,2}\d?(?![\w’'])")
_ROMAN_FIGURES = re.compile(r"([IVX]{1,6})([A-Z]?)(?![\w’'])")
_PART_LETTER = re.compile(r"[A-Z](?![\w’'])")
_INSERTED = re.compile(r"[A-Z]{1,2}\d{1,2}(?!\w)")
"""A schedule put in front of the others: `A1`."""
_LEVEL = r"\d{1,3}[A-Za-z]{0,3}|[a-z]|aa|bb|[ivx]{1,5}|z[a-z]|[A-Z]{1,2}"
_BRACKET = re.compile(rf" ?\(({_LEVEL})\)")
_BRACKET_LIST = re.compile(rf" ?\((({_LEVEL})(?:(?:, (?:and |or )?| and | or | & )(?:{_LEVEL})){{1,8}})\)")
_BRACKET_RANGE = re.compile(rf" ?\(({_LEVEL})(?:\)? ?[-–] ?\(?|\)? to \(?)({_LEVEL})\)")
_LETTER_BEFORE_LEVEL = re.compile(r"\(([A-Z])\)(\d{1,3})(?![\d\w])")
_LETTERED = re.compile(r"\(([A-Z])\)(?=,|;|\)| |\.|$)")
_LIST = re.compile(r", ?(?:and |or |& )?|;? (?:and|or|&) |/", re.IGNORECASE)
RANGE = re.compile(r" ?[-–—] ?| to | through ", re.IGNORECASE)
_SPLIT = re.compile(r", (?:and |or )?| and | or | & ")
_COUNTED = re.compile(
    r" ?(?:%|(?:working |school |calendar )?(?:hours?|minutes?|days?|weeks?|months?|terms?|years?|people|children"
    r"|homes?|other|others|more|bedrooms?|of which|per|x)\b|(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b|[ap]m\b)",
    re.IGNORECASE,
)
"""What shows that a figure after a comma or `and` counts something, and is no provision."""
_YEAR = re.compile(r"(?:19|20)\d\d$")
_LEVELS = 6
_ITEMS = 24
_VALUES = {"I": 1, "V": 5, "X": 10}


class Item(NamedTuple):
    """One provision in its normal form, and where the number ends that it was read from."""

    provision: str
    end: int


class Provision(NamedTuple):
    """The provisions that one word introduces: `sections 9 and 10`."""

    unit: str
    items: tuple[Item, ...]
    start: int
    end: int

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers without the word before them."""
        prefix = len(_prefix(self.unit))
        return tuple(item.provision[prefix:] for item in self.items)


def read_provision(text: str, word: str, start: int, begin: int) -> Provision | None:
    """What the word printed at `start` introduces: numbers from `begin` on, or None where there are none."""
    unit = UNITS[word]
    items = _read_items(text, unit, word, begin)
    if not items:
        return None
    prefix = _prefix(unit)
    found = tuple(Item(prefix + number, end) for number, end in items)
    return Provision(unit, found, start, found[-1].end)


def join(first: Provision, second: Provision) -> Provision | None:
    """Two neighbours that name provisions together: a Schedule and its paragraph, a subsection and its section."""
    outer, inner = (first, second) if _contains(first.unit, second.unit) else (second, first)
    if not _contains(outer.unit, inner.unit):
        return None
    if outer.unit == SECTION:
        # `paragraph 4` is no part of a section, and `paragraph (b)` is
        if not all(number.startswith("(") for number in inner.numbers):
            return None
        joined = [f"{a.provision}{b}" for a, b in _pair(outer.items, inner.numbers)]
    else:
        joined = [f"{a.provision} {b}" for a, b in _pair(outer.items, [item.provision for item in inner.items])]
    ends = [item.end for item in second.items] if len(second.items) == len(joined) else [second.end] * len(joined)
    return Provision(outer.unit, tuple(map(Item, joined, ends)), first.start, second.end)


def span(first: Provision, second: Provision) -> Provision:
    """`Paragraph 9.131 to Paragraph 9.136` as one range."""
    both = Item(f"{first.items[-1].provision}-{second.numbers[0]}", second.items[0].end)
    return Provision(first.unit, (*first.items[:-1], both, *second.items[1:]), first.start, second.end)


_INSIDE = {
    SECTION: {SUBSECTION, PARAGRAPH},
    SCHEDULE: {PART, CLASS, PARAGRAPH},
    PART: {CLASS, CHAPTER},
}


def _contains(outer: str, inner: str) -> bool:
    return inner in _INSIDE.get(outer, ())


def _pair(outer: Sequence[Item], inner: Sequence[str]) -> Iterator[tuple[Item, str]]:
    """`Schedule 5/5A, paragraph 1/3` goes side by side; otherwise each has all."""
    return zip(outer, inner) if len(outer) == len(inner) else product(outer, inner)  # noqa: B905 - as long


def _prefix(unit: str) -> str:
    return {SECTION: "s", SUBSECTION: ""}.get(unit, f"{unit} ")


_Read = tuple[str, int]
"""A number and where it ends."""


def _read_items(text: str, unit: str, word: str, begin: int) -> list[_Read]:
    """Numbers and what goes on from them: `9 and 10`, `9 to 12`, `26(5)(a), (b) and (6)`."""
    items = _read_number(text, unit, begin)
    for _ in range(_ITEMS if items else 0):
        last, at = items[-1]
        separator = _LIST.match(text, at) or RANGE.match(text, at)
        found = _read_listed(text, unit, separator.end(), last) if separator else []
        if not separator or not found or not _goes_on(text, separator[0], found, single=word not in _PLURAL):
            break
        if RANGE.fullmatch(separator[0]):
            items.pop()
            found = [(f"{last}-{found[0][0]}", found[0][1]), *found[1:]]
        items += found
    return items


def _read_listed(text: str, unit: str, begin: int, last: str) -> list[_Read]:
    """A number with its levels, or levels alone that go on from the number before."""
    levels = _BRACKET.match(text, begin)
    if not levels:
        return _read_number(text, unit, begin)
    base = _trim(last, levels[1])
    return [] if base is None else _read_levels(text, base, begin)


def _goes_on(text: str, separator: str, found: list[_Read], *, single: bool) -> bool:
    """Whether a number after a separator is one more provision, and does not count or date something."""
    number, end = found[0]
    if _COUNTED.match(text, end) or _YEAR.match(number):
        return False
    return not (single and separator.strip() == "," and number.isdigit())


def _read_number(text: str, unit: str, begin: int) -> list[_Read]:
    if unit in (ANNEX, CLASS) and (found := _LETTERS.match(text, begin)):
        return [(found[0], found.end())]
    if unit in (PART, CHAPTER) and (found := _ROMAN_FIGURES.match(text, begin)):
        return [(f"{_value(found[1])}{found[2]}", found.end())]
    if unit == PART and (found := _PART_LETTER.match(text, begin)):
        return [(found[0], found.end())]
    if unit in (PARAGRAPH, SUBSECTION) and text.startswith("(", begin):
        return _read_levels(text, "", begin)
    found = _FIGURES.match(text, begin) or (_INSERTED.match(text, begin) if unit == SCHEDULE else None)
    if not found or unit == CLASS or _YEAR.match(found[0]) or (unit == SECTION and "." in found[0]):
        return []
    return _read_figure(text, unit, found[0].replace(" ", ""), found.end())


def _read_figure(text: str, unit: str, number: str, end: int) -> list[_Read]:
    """A number with its levels, and the letter that a typing slip has put in brackets: `34(B)6`."""
    if unit == SUBSECTION:
        return _read_levels(text, f"({number})", end)
    number = number if unit == PARAGRAPH else number.upper()
    if slip := _LETTER_BEFORE_LEVEL.match(text, end):
        return [(f"{number}{slip[1]}({slip[2]})", slip.end())]
    if unit == SECTION and number.isdigit() and (lettered := _LETTERED.match(text, end)):
        return [(f"{number}{lettered[1]}", lettered.end())]
    levels = _read_levels(text, number, end)
    return [(_mend_roman(each), at) for each, at in levels] if unit == SECTION else levels


_ROMAN_LEVEL = re.compile(r"(\d+[A-Z]*)\(([ivx]+)\)(.*)")


def _mend_roman(number: str) -> str:
    """A small roman right after a section's number is a misread digit: `34H(i)`."""
    found = _ROMAN_LEVEL.fullmatch(number)
    return f"{found[1]}({_value(found[2].upper())}){found[3]}" if found else number


def _read_levels(text: str, number: str, at: int) -> list[_Read]:
    """A number with the levels in brackets behind it; a list in the last bracket gives several."""
    for _ in range(_LEVELS):
        if listed := _BRACKET_LIST.match(text, at):
            return [(f"{number}({level})", listed.end()) for level in _SPLIT.split(listed[1])]
        if ranged := _BRACKET_RANGE.match(text, at):
            return [(f"{number}({ranged[1]})-({ranged[2]})", ranged.end())]
        found = _BRACKET.match(text, at)
        if not found:
            break
        number, at = f"{number}({found[1]})", found.end()
    return [(number, at)]


_TAIL = re.compile(r"\(([^()]*)\)(?:-\([^()]*\))?")


def _trim(number: str, level: str) -> str | None:
    """`44(2)(a)` cut down to where another `level` of the same sort can follow: `44(2)` for (b), `44` for (3)."""
    levels = list(_TAIL.finditer(number))
    for found in reversed(levels):
        if found[1][:1].isdigit() == level[:1].isdigit():
            return number[: found.start()]
    return None


def _value(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral]
    return sum(-value if value < after else value for value, after in pairwise([*values, 0]))
