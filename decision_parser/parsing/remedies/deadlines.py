"""By when something is to be done: the words, how long that is, and the day where that can be known."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from decision_parser.text import parse_date

_NUMBERS = {
    word: number
    for number, words in enumerate(
        "a|one|an two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split(),
        start=1,
    )
    for word in words.split("|")
} | {"twenty": 20, "twenty-one": 21, "twenty-eight": 28, "thirty": 30, "sixty": 60, "ninety": 90}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = (
    r"(?P<kind>(?:calendar |working |school |further )?)(?P<unit>day|week|fortnight|month|year)s?[’']?"
    r"(?P<time>(?: time)?)"
)
_ANCHOR = (
    r"(?P<anchor> (?:of|from|after) (?:receiving|receipt of|being|getting|completing|their)[^,.;:]{0,50}"
    r"| (?:of|from|after) (?:(?:the )?date of )?(?:(?:this|my|our|the|its) ){0,2}(?:date of )?(?:(?:this|my|our|the) )?"
    r"(?P<of>(?:final )?(?:decision|statement|report|date|publication)(?: statement| notice)?))?"
)
_DAY = r"(?P<day>\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8},? \d{4})"
_DEADLINE = re.compile(
    rf"(?:(?:with)?in|no later than|not later than|inside|over) (?:the |a period of |a further |the next "
    rf"|the following |at most |no more than |a maximum of )*{_COUNT} {_UNIT}{_ANCHOR}"
    rf"|\b(?:with)?in the next (?P<fortnight>fortnight)"
    rf"|\b(?:by|before|no later than|not later than|on or before) (?:the end of |close of business on )?{_DAY}"
    r"|\b(?:by|before) (?P<end>(?:the )?end of )(?P<month>[A-Z][a-z]{2,8} \d{4})",
    re.IGNORECASE,
)
_SIGNS = ("day", "week", "fortnight", "month", "year", "20")
_BEGINNING = re.compile(r"within |in |by |before |over |no later |not later |inside |on or ")
"""What a deadline can begin with, in lower case: words with a letter in front, which `re` looks for quickly."""
_LETTERS = {"day": "D", "week": "W", "month": "M", "year": "Y"}
_MONTHS_A_YEAR = 12


class Deadline(Struct, frozen=True):
    """The words of a deadline and where they stand; how long it is; and its last day where only the words decide."""

    start: int
    stop: int
    text: str
    duration: str | None = None
    on: dt.date | None = None
    anchored: bool = False

    def find_day(self, decided_on: dt.date | None) -> dt.date | None:
        """The last day: as printed, or counted from the day of the decision where the words say that it runs so.

        Working days are not counted: which days are holidays is not in the text.
        """
        if self.on or not (decided_on and self.anchored and self.duration):
            return self.on
        return add_duration(decided_on, self.duration)


def iter_deadlines(text: str) -> Iterator[Deadline]:
    """All deadlines in a text, in order."""
    for sign in _SIGNS:
        if sign in text:
            break
    else:
        return
    for found in _iter_found(text):
        if deadline := _read(found):
            yield deadline


def _iter_found(text: str) -> Iterator[re.Match[str]]:
    """What `_DEADLINE.finditer` finds, which would try each letter of the text."""
    lower = text.lower()
    if len(lower) != len(text):  # a letter whose lower case is two: places would shift
        yield from _DEADLINE.finditer(text)
        return
    end = 0
    for beginning in _BEGINNING.finditer(lower):
        if beginning.start() >= end and (found := _DEADLINE.match(text, beginning.start())):
            end = found.end()
            yield found


def _read(found: re.Match[str]) -> Deadline | None:
    start, stop, words = found.start(), found.end(), found[0]
    if found["day"]:
        day = parse_date(found["day"])
        return Deadline(start, stop, words, on=day) if day else None
    if found["end"]:
        first = parse_date(f"1 {found['month']}")
        return Deadline(start, stop, words, on=_end_month(first)) if first else None
    if found["fortnight"]:
        return Deadline(start, stop, words, "P2W")
    number = int(found["count"]) if found["count"].isdigit() else _NUMBERS[found["count"].lower()]
    unit, kind = found["unit"].lower(), found["kind"].lower()
    count, letter = (number * 2, "W") if unit == "fortnight" else (number, _LETTERS[unit])
    anchored = bool(found["of"])
    return Deadline(start, stop, words, f"P{count}{letter}", anchored=anchored and kind not in {"working ", "school "})


def _end_month(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@lru_cache(maxsize=256)  # the actions of a decision have one deadline as a rule
def add_duration(day: dt.date, duration: str) -> dt.date | None:
    """The day that lies an ISO 8601 duration of one unit after another; the last day of a month that is shorter."""
    count, letter = int(duration[1:-1]), duration[-1]
    try:
        if letter in "DW":
            return day + dt.timedelta(days=count * (7 if letter == "W" else 1))
        months = day.month - 1 + count * (_MONTHS_A_YEAR if letter == "Y" else 1)
        year, month = day.year + months // _MONTHS_A_YEAR, months % _MONTHS_A_YEAR + 1
        return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None
