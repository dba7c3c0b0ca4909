"""Duties that are known by a number alone (`section 117 aftercare`), where the words beside it make it certain.

The table is `duties.csv` beside this module.
"""

import csv
import re
from functools import cache
from importlib.resources import files

from msgspec import Struct

from decision_parser.law.titles import Law, find_dated

_LONGEST = 40
_ANY = r"[ ‘’'“”\"(]*(?:{})\b"


class Duty(Struct, frozen=True):
    """The law that a number means after the words `before`, or before the words `after`."""

    provision: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    law: Law
    example: str


def find_duty(provision: str, text: str, start: int, end: int) -> Law | None:
    """The law that the provision printed from `start` to `end` of `text` means by its neighbours."""
    for duty in read_duties().get(provision, ()):
        if duty.after and duty.after.match(text, end):
            return duty.law
        if duty.before and duty.before.search(text, max(0, start - _LONGEST), start):
            return duty.law
    return None


@cache
def read_duties() -> dict[str, tuple[Duty, ...]]:
    """The table, by provision."""
    found: dict[str, tuple[Duty, ...]] = {}
    text = files(__package__).joinpath("duties.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        provision = f"{row['unit']}{'' if row['unit'] == 's' else ' '}{row['number']}"
        duty = Duty(provision, _before(row["before"]), _after(row["after"]), _law(row["title"]), row["example"])
        found[provision] = (*found.get(provision, ()), duty)
    return found


def _law(title: str) -> Law:
    law = find_dated(title)
    if law is None:
        message = f"duties.csv names {title!r}, which is not in titles.csv: add it there."
        raise ValueError(message)
    return law


def _before(words: str) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{words})(?: the| a)? $", re.IGNORECASE) if words else None


def _after(words: str) -> re.Pattern[str] | None:
    return re.compile(_ANY.format(words), re.IGNORECASE) if words else None
