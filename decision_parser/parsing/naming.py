"""Titles of statutes in running text, found backwards from `Act 1974`: by the table, else by their shape."""

import re
from functools import lru_cache
from typing import NamedTuple

from decision_parser.law import Law, find_dated, find_undated, name_form, read_first_forms, read_first_words
from decision_parser.models import CitationKind

KIND_WORDS = ("Act", "Regulations", "Regulation", "Regs", "Order", "Rules", "Directions", "Measure")
_FURTHEST = 260
_MOST_WORDS = 32
_FEWEST_WORDS = 3
"""Of the title of an order that is a law."""
_SMALL = frozenset("and of for the to in on by with from or at as other & etc. etc tax benefit".split())
_APART = frozenset("in on by with from or at as".split())
"""Small words that no title has right behind its first word."""
_LEADING = frozenset(
    "The Under In By See Section Sections Regulation Regulations Both If When As While Also However And But Or For "
    "Although Since Where Which That This Its Our Their His Her Mr Mrs Ms Miss Dr A An Of To From With Schedule Part "
    "Article Paragraph Council Councils Ombudsman Before After Because Unlike Per Using Following Current New Old "
    "Relevant Old Amended Previous Appendix Chapter Is Are Was Were Does Did Can".split()
)
_OWN_ORDER = re.compile(
    r"Borough|District|County|City|Council|Parish|Town of|Waiting|Parking|Traffic Regulation|Preservation|Compulsory"
    r" Purchase|Public Space|Stopping|Speed|Prohibition|Restriction|Possession|Liability|Court|Charging|Supervision|"
    r"Protection|Guardianship|Arrangements|Closure|Standing|Purchase|Suspended|Work|Consolidation|Road|Street|Care"
)
"""Words of orders that councils and courts make, which are no law of the land."""
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_CAPITAL = re.compile(r"[A-Z][\w’'&/-]*(?:\([A-Z]\w*\))?,?|\d(?:st|nd|rd|th),?")
_GROUP = re.compile(r"\((?:[A-Z](?:[^()\d]|No\. ?\d+|-\d\d)*|No\. ?\d+|(?:a|the)[^()\d]+|\d{4} No[^()]*)\),?")
_INNER = re.compile(r".*[\t\n]|.", re.DOTALL)
_OPENING = "(‘“'\"[/–—"


class Title(NamedTuple):
    """A title as found: the law if it has a year or the table knows it, and otherwise its words."""

    start: int
    law: Law | None
    words: str = ""


def read_title(text: str, at: int, end: int, year: str | None) -> Title:
    """The title whose last word (`Act`) begins at `at` and which ends, with its year if it has one, at `end`."""
    word = text[at:end].partition(" ")[0].rstrip(",")
    if word.isupper() or word.islower():
        known = _read_in_one_case(text, at, word, year)
        if known or word.isupper():
            return known or Title(_find_year_start(text, at), None, "" if year else _find_bare(text, at, word))
    starts = _find_starts(text, max(0, at - _FURTHEST), at)
    firsts = read_first_words()
    for start in reversed(starts):
        if text[start : text.find(" ", start)].replace("'", "’") in firsts and (
            law := _find_known(f"{text[start:at]}{word}", year)
        ):
            return Title(start, law)
    start = _find_shape(text, starts, at)
    words = f"{text[start:at]}{word}" if start < at else ""
    if not words:
        return Title(_find_year_start(text, at), None, _find_bare(text, at, word))
    if year and not (word == "Order" and _is_own(words)):
        return Title(start, make_law(words, int(year)))
    return Title(start, None, words)


def _read_in_one_case(text: str, at: int, word: str, year: str | None) -> Title | None:
    """A title in capitals or small letters throughout. Only the table knows where it begins, so nothing is guessed."""
    lowest, firsts = max(0, at - _FURTHEST), read_first_forms()
    found, end = None, at - 1
    for _ in range(_MOST_WORDS):
        if end <= lowest or text[end] != " ":
            break
        begin = max(lowest, *(text.rfind(mark, lowest, end) + 1 for mark in " \t\n"))
        start = begin + len(text[begin:end]) - len(text[begin:end].lstrip(_OPENING))
        if name_form(text[start:end]) in firsts and (law := _find_known(f"{text[start:at]}{word}", year)):
            found = Title(start, law)
        end = begin - 1
    return found


def _find_known(words: str, year: str | None) -> Law | None:
    return find_dated(f"{words} {year}") if year else find_undated(words)


@lru_cache(maxsize=1024)
def make_law(words: str, year: int | None) -> Law:
    """A law that the table does not have, by its printed title."""
    kind = CitationKind.ACT if words.endswith(("Act", "act", "Measure")) else CitationKind.REGULATIONS
    return Law(title=f"{words} {year}" if year else words, kind=kind, year=year)


def _is_own(words: str) -> bool:
    return _OWN_ORDER.search(words) is not None or len(words.split()) < _FEWEST_WORDS


def _find_year_start(text: str, at: int) -> int:
    """`1996 Act` begins with its year."""
    return at - 5 if _YEAR.fullmatch(text[at - 5 : at - 1]) else at


def _find_bare(text: str, at: int, word: str) -> str:
    return f"{text[_find_year_start(text, at) : at]}{word}"


def _find_starts(text: str, lowest: int, at: int) -> list[int]:
    """Where a title that ends with the word at `at` can begin, the nearest first; no sentence ends between the two."""
    starts: list[int] = []
    end = at - 1
    inner = False
    for _ in range(_MOST_WORDS):
        if end <= lowest or text[end] != " ":
            break
        begin = _word_start(text, lowest, end)
        word = text[begin:end]
        if word == "Act" and not inner:
            break
        inner = False
        if _CAPITAL.fullmatch(word):
            starts.append(begin)
        elif word[:1] in _OPENING or "\t" in word or "\n" in word:
            if _GROUP.fullmatch(word):
                end = begin - 1
                continue
            _add_inner(text, begin, end, starts)
            break
        elif ".(" in word:  # no space between two sentences
            begin += word.index("(") + 1
            starts += [begin] if _CAPITAL.fullmatch(text[begin:end]) else []
            break
        elif _is_inner_year(text, begin, end):
            inner = True
        elif word not in _SMALL:
            break
        end = begin - 1
    return starts


def _add_inner(text: str, begin: int, end: int, starts: list[int]) -> None:
    """Add a start right behind an opening mark, or behind the end of a cell."""
    inner = _INNER.match(text, begin, end)
    if inner and _CAPITAL.fullmatch(text, inner.end(), end):
        starts.append(inner.end())


def _word_start(text: str, lowest: int, end: int) -> int:
    """Where the word that ends at `end` begins; words in one bracket are one."""
    closing = end - 2 if text[end - 1] == "," else end - 1
    if text[closing] == ")" and (bracket := text.rfind("(", lowest, closing)) >= 0:
        return bracket
    return max(lowest, text.rfind(" ", lowest, end) + 1)


def _is_inner_year(text: str, begin: int, end: int) -> bool:
    """`Health and Social Care Act 2008 (Regulated Activities) …`: a year inside a title is that of another Act."""
    if not _YEAR.fullmatch(text[begin:end]) or text[begin - 4 : begin] != "Act ":
        return False
    return text[end + 1 : end + 2] == "(" or text[end + 1 : end + 2].isupper()


def _find_shape(text: str, starts: list[int], at: int) -> int:
    """The furthest start that looks like a title, whatever the table knows."""
    found = at
    for start in starts:
        between = text[start:found]
        word = between.partition(" ")[0].rstrip(",")
        if word == "Tax" and text.endswith("Council ", 0, start):
            continue
        if (word in _LEADING and not between.startswith("Council Tax")) or not _keeps_shape(between, text[found:at]):
            break
        found = start
    return found


def _keeps_shape(between: str, after: str) -> bool:
    """Whether a word in front still belongs: `the` only after of or to, a comma only before a later `and`."""
    small = between.split(" ")[1:-1]
    if "the" in small and small[small.index("the") - 1 :][:1] not in (["of"], ["to"]):
        return False
    if small and small[0] in _APART:
        return False
    return "," not in between or " and " in f" {' '.join(small)} {after}"
