"""What is looked for in a text: words, phrases and beginnings of words, and words that must not be there.

Each term is a pattern twice, for it is looked for by two engines: that of Arrow, which has no look-around, finds the
paragraphs among many; that of Python finds the places in one of them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from decision_parser.errors import UsageError

_QUERY = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_ENDLESS = "*"
# One sign for all that people and publishers print in its place.
_SIGNS = {"'": "‘’\u02bc", '"': "“”", "-": "\u2010\u2011–—"}
_ALIKE = {plain: f"[{plain}{signs}]" for plain, signs in _SIGNS.items()} | {" ": r"\s+"}
_PLAIN = str.maketrans({sign: plain for plain, signs in _SIGNS.items() for sign in signs})
# Around a word stands no letter or digit; around a number nothing that goes on with it either: £1 is not in £1,000.
_EDGE = r"[^\pL\pN_]"
_BEFORE_NUMBER = r"(?:^|[^\pL\pN_.,]|(?:^|[^\pN])[.,])"
_AFTER_NUMBER = r"(?:$|[^\pL\pN_.,]|[.,](?:$|[^\pN]))"


class Term(NamedTuple):
    """One thing to look for. `arrow` and `python` are the patterns, both to be matched without regard to case.

    With `wanted` false, it must not be there.
    """

    text: str
    wanted: bool
    arrow: str
    python: str


def parse_terms(words: str) -> tuple[Term, ...]:
    """The terms of a query: `word`, `word*`, `"exact phrase"`, and each with a `-` before it.

    Raises UsageError where nothing is left to look for.
    """
    text = unicodedata.normalize("NFC", words).translate(_PLAIN)
    if text.count('"') % 2:
        raise UsageError(f"A quotation in {words!r} has no end; close it, or leave the quote out.")
    terms = tuple(_iter_terms(text))
    if not any(term.wanted for term in terms):
        raise UsageError(f"{words!r} names no word that a paragraph must have; give one, such as: apology -payment.")
    return terms


def compile_wanted(terms: Sequence[Term]) -> re.Pattern[str]:
    """A pattern that finds each place of the words that were asked for."""
    return re.compile("|".join(term.python for term in terms if term.wanted), re.IGNORECASE)


def write_pattern(text: str) -> str:
    """A pattern of just this text, whichever quotes and dashes it is printed with, and however it is spaced."""
    even = " ".join(unicodedata.normalize("NFC", text).translate(_PLAIN).split())
    return "".join(_ALIKE.get(character) or re.escape(character) for character in even)


def _iter_terms(text: str) -> Iterator[Term]:
    for found in _QUERY.finditer(text):
        core = " ".join((found["phrase"] if found["word"] is None else found["word"]).split())
        begun = core.endswith(_ENDLESS)
        core = core.strip(_ENDLESS)
        if any(map(str.isalnum, core)):
            yield _make_term(core, begun=begun, wanted=not found["minus"])


def _make_term(core: str, *, begun: bool, wanted: bool) -> Term:
    body = write_pattern(core)
    before, after = _edge(core[0]), "" if begun else _edge(core[-1])
    arrow = "".join((_BEFORE[before], body, _AFTER[after]))
    python = "".join((_LOOK_BEHIND[before], body, r"\w*" if begun else _LOOK_AHEAD[after]))
    return Term(f"{core}{_ENDLESS if begun else ''}", wanted, arrow, python)


def _edge(character: str) -> str:
    """What kind of edge a term has where this character is its first or last."""
    if character.isdigit():
        return "number"
    return "word" if character.isalnum() or character == "_" else ""


_BEFORE = {"": "", "word": f"(?:^|{_EDGE})", "number": _BEFORE_NUMBER}
_AFTER = {"": "", "word": f"(?:$|{_EDGE})", "number": _AFTER_NUMBER}
_LOOK_BEHIND = {"": "", "word": r"(?<!\w)", "number": r"(?<!\w)(?<!\d[.,])"}
_LOOK_AHEAD = {"": "", "word": r"(?!\w)", "number": r"(?!\w)(?![.,]\d)"}
