"""What two releases have in common and what not: the records that `compare` gives, and how values look in them."""

import datetime as dt
import re
import textwrap
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from msgspec import Struct

_LONG = 60  # characters from which on a text is shown as a difference
_AROUND = 40  # characters that are shown beside what differs
_LONGEST = 240
_HUNKS = 3
_SENTENCE = re.compile(r"(?<=[.;:?!])\s+|\n+")
_CUT = "…"


class Side(Struct, frozen=True, kw_only=True):
    """One of the two releases."""

    release: str
    created_at: dt.datetime
    parser_version: str
    schema_version: int
    decisions: int


class Example(Struct, frozen=True, kw_only=True):
    """One value that differs, or one row that only one release has.

    `where` is the paragraph, section or row of the decision; `count` how many rows changed in just this way, where that
    was counted. Of long texts `diff` has the lines that differ, and `before` and `after` are null.
    """

    decision_id: str
    where: str | None = None
    before: str | None = None
    after: str | None = None
    diff: tuple[str, ...] = ()
    count: int | None = None


class FieldDifference(Struct, frozen=True, kw_only=True):
    """How a column differs in rows that both releases have.

    `filled` were null before, `emptied` are null after; `fill_before` and `fill_after` are the shares of rows with a
    value in the files that were compared. A `quiet` column tells of the run and not of the text: it differs for reasons
    of its own, and does not make the releases differ. `shifted` are rows that are only numbered otherwise, because rows
    before them were gained or lost: they are not among the changed.
    """

    name: str
    quiet: bool
    changed: int
    shifted: int
    filled: int
    emptied: int
    fill_before: float | None
    fill_after: float | None
    examples: tuple[Example, ...] = ()


class TableDifference(Struct, frozen=True, kw_only=True):
    """How a table differs. `changed` are rows of both releases in which a column that is not quiet differs.

    `gained_with` and `lost_with` are rows of decisions that were gained or lost as a whole; they are counted in both.
    """

    name: str
    rows_before: int
    rows_after: int
    gained: int = 0
    lost: int = 0
    changed: int = 0
    gained_with: int = 0
    lost_with: int = 0
    files_equal: int = 0
    files_compared: int = 0
    columns_gained: tuple[str, ...] = ()
    columns_lost: tuple[str, ...] = ()
    fields: tuple[FieldDifference, ...] = ()
    gained_examples: tuple[Example, ...] = ()
    lost_examples: tuple[Example, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything differs that is not quiet."""
        return bool(self.gained or self.lost or self.changed or self.columns_gained or self.columns_lost)


class Comparison(Struct, frozen=True, kw_only=True):
    """How two releases differ, table by table."""

    before: Side
    after: Side
    differs: bool
    tables: tuple[TableDifference, ...]


def show_value(value: Any) -> str | None:  # noqa: ANN401 - whatever a column holds
    """A value in words; None for null."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else str(value)


def make_example(decision_id: str, where: str | None, before: str | None, after: str | None) -> Example:
    """An example of a value that changed: both values, or of long texts only what differs in them."""
    if before and after and max(len(before), len(after)) > _LONG:
        return Example(decision_id=decision_id, where=where, diff=write_diff(before, after))
    short = (
        None if value is None else textwrap.shorten(value, _LONGEST, placeholder=f" {_CUT}")
        for value in (before, after)
    )
    one, other = short
    return Example(decision_id=decision_id, where=where, before=one, after=other)


def shorten(text: str) -> str:
    """A text on one line, cut where it is long."""
    return textwrap.shorten(text, _LONGEST, placeholder=f" {_CUT}")


def write_diff(before: str, after: str) -> tuple[str, ...]:
    """The sentences that differ, with signs as in a unified diff, each cut to what stands around the difference."""
    ours, theirs = _SENTENCE.split(before), _SENTENCE.split(after)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    hunks = [
        (" ".join(ours[low:high]), " ".join(theirs[first:last]))
        for kind, low, high, first, last in matcher.get_opcodes()
        if kind != "equal"
    ]
    if not any(one != other for one, other in hunks):  # they differ in white space alone
        hunks = [(before.replace("\n", "\\n"), after.replace("\n", "\\n"))]
    lines = [line for hunk in hunks[:_HUNKS] for line in _write_hunk(*hunk)]
    more = len(hunks) - _HUNKS
    return (*lines, f"  {_CUT} and {more} more place{'s' if more > 1 else ''}") if more > 0 else tuple(lines)


def _write_hunk(before: str, after: str) -> Iterator[str]:
    start = _count_common(before, after) if before and after else 0
    end = _count_common(before[start:][::-1], after[start:][::-1]) if before and after else 0
    for sign, text in (("-", before), ("+", after)):
        if text:
            yield f"{sign} {_cut(text, start, end)}"


def _count_common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many characters both begin with."""
    shortest = min(len(one), len(other))
    return next((number for number in range(shortest) if one[number] != other[number]), shortest)


def _cut(text: str, start: int, end: int) -> str:
    """`text` without most of the first `start` and last `end` characters, which are the same in the other."""
    low, high = max(0, start - _AROUND), len(text) - max(0, end - _AROUND)
    if low:
        low = text.find(" ", low, start) + 1 or low
    if high < len(text):
        high = text.rfind(" ", len(text) - end, high) if " " in text[len(text) - end : high] else high
    middle = text[low:high]
    if len(middle) > _LONGEST:
        half = _LONGEST // 2
        middle = f"{middle[:half]} {_CUT} {middle[-half:]}"
    return f"{_CUT if low else ''}{middle}{_CUT if high < len(text) else ''}"
