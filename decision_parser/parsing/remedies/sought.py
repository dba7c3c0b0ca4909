"""Patterns that are looked for in many words and stand in few: what must be there is looked for first.

A plain `in` is many times faster than a search by `re`. So the words of which one stands in whatever a pattern matches
are read off the pattern itself, and a row of a table needs nothing but its pattern.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_SPECIAL = "\\[](){}.^$*+?|"
_OPTIONAL = re.compile(r"[?*]|\{0?,|\{0\}")
_QUANTIFIER = re.compile(r"(?:[?*+]|\{\d*,?\d*\})[?+]?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_GROUP = re.compile(r"\((?:\?(?P<form>:|P<\w+>|<?[=!]))?")
_LONG = 4
"""A sign of more characters than that is no better than one of fewer."""


class Sought:
    """A pattern, and the words of which one stands in all that it matches. Both are made when it is first asked."""

    __slots__ = ("_find", "_signs", "_words")

    def __init__(self, words: str) -> None:
        self._words = words
        self._signs: tuple[str, ...] = ()
        self._find: Callable[[str], re.Match[str] | None] = self._prepare

    def search(self, text: str) -> re.Match[str] | None:
        """What `re.search` finds."""
        for sign in self._signs or self._make_signs():
            if sign in text:
                return self._find(text)
        return None

    def _make_signs(self) -> tuple[str, ...]:
        self._signs = find_signs(self._words)
        return self._signs

    def _prepare(self, text: str) -> re.Match[str] | None:
        """Compile the pattern for the first text that has a sign of it. At the beginning, a match is a search."""
        pattern = re.compile(self._words)
        begins = all(branch.startswith("^") for branch in _split(self._words))
        self._find = pattern.match if begins else pattern.search
        return self._find(text)


def find_signs(pattern: str) -> tuple[str, ...]:
    """Plain words of which one stands in every text that a pattern matches; an empty one where none has to be."""
    signs = _read_branches(pattern)
    return tuple(sorted(sign for sign in signs if not any(other in sign for other in signs if other != sign)))


@lru_cache(maxsize=1024)  # the patterns of a table have parts in common
def _read_branches(pattern: str) -> frozenset[str]:
    """The signs of each branch."""
    return frozenset().union(*(max(_iter_signs(branch), key=_rate) for branch in _split(pattern)))


def _rate(signs: Sequence[str] | frozenset[str]) -> tuple[int, int]:
    """How good signs are: as long as they need be, and few."""
    return min(_LONG, *map(len, signs)), -len(signs)


class _Piece(NamedTuple):
    """A part of a branch: what it is, and whether it may be missing."""

    words: str
    optional: bool
    repeated: bool


def _iter_signs(branch: str) -> Iterator[frozenset[str]]:
    """The signs of each part of a branch that cannot be missing: a run of plain letters, or a group."""
    run = ""
    for piece in _iter_pieces(branch):
        letter = _read_letter(piece.words)
        if letter and not piece.optional:
            run += letter
        if piece.repeated or not letter:
            yield frozenset((run,))
            run = ""
        if not (letter or piece.optional) and piece.words.startswith("("):
            group = _GROUP.match(piece.words)
            if group and not (group["form"] or "").endswith(("=", "!")):
                yield _read_branches(piece.words[group.end() : -1])
    yield frozenset((run,))


def _read_letter(piece: str) -> str:
    """The plain letter that a piece is; empty for a group, a class and the like."""
    if len(piece) == 1:
        return "" if piece in _SPECIAL else piece
    return piece[1] if piece[0] == "\\" and not piece[1].isalnum() else ""


def _iter_pieces(branch: str) -> Iterator[_Piece]:
    at = 0
    while at < len(branch):
        end = _find_end(branch, at)
        quantifier = _QUANTIFIER.match(branch, end)
        after = quantifier.end() if quantifier else end
        yield _Piece(branch[at:end], bool(_OPTIONAL.match(branch, end)), bool(quantifier))
        at = after


def _find_end(pattern: str, at: int) -> int:
    """Where the letter, class or group ends that begins at a place."""
    if pattern[at] == "\\":
        return at + 2
    if pattern[at] == "[" and (found := _CLASS.match(pattern, at)):
        return found.end()
    if pattern[at] != "(":
        return at + 1
    at += 1
    while pattern[at] != ")":
        at = _find_end(pattern, at)
    return at + 1


def _split(pattern: str) -> Iterator[str]:
    """The branches of a pattern."""
    begin = at = 0
    while at < len(pattern):
        if pattern[at] == "|":
            yield pattern[begin:at]
            begin = at + 1
        at = _find_end(pattern, at)
    yield pattern[begin:]
