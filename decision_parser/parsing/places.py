"""Where in the laws a decision is: the Schedule and the section cited last, and which law each number was of.

`by subsection (4)`, `Class E` and `paragraph 3(2)` go on from there.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct, field

from decision_parser.law import Law

_NUMBER = re.compile(r"(s|reg |art )(\d+)([A-Z]*)(?!.*-)")
_SCHEDULE = re.compile(r"Sch [A-Z]?\d+[A-Z]*(?: Pt \w+)?")


class Number(NamedTuple):
    """The number of a section, regulation or article without its levels, and without the letter of an inserted one."""

    whole: str
    figures: str
    lettered: bool


class Spot(NamedTuple):
    """A section or a Schedule (with its Part), its law, and the paragraph that cites it."""

    provision: str
    law: Law
    paragraph: int


class Places(Struct):
    """The places so far."""

    schedule: Spot | None = None
    section: Spot | None = None
    numbers: dict[str, tuple[Law, int]] = field(default_factory=dict)

    def note(self, marks: "Iterable[Mark]", paragraph: int) -> None:
        """Go on to provisions that are cited."""
        for number, section, schedule, law in marks:
            if number:
                self.numbers[number] = law, paragraph
            if section:
                self.section = Spot(section, law, paragraph)
            elif schedule:
                self.schedule = Spot(schedule, law, paragraph)

    def find_section(self, paragraph: int) -> Spot | None:
        """The section that a bare subsection is of: the one cited last in the paragraph."""
        return self.section if self.section and self.section.paragraph == paragraph else None


class Mark(NamedTuple):
    """What a cited provision leaves behind."""

    number: str | None
    section: str | None
    schedule: str | None
    law: Law


@lru_cache(maxsize=2048)
def read_number(provision: str) -> Number | None:
    """The number of a provision, None where it has none or is a range."""
    found = _NUMBER.match(provision)
    return Number(found[0], f"{found[1]}{found[2]}", bool(found[3])) if found else None


@lru_cache(maxsize=2048)
def read_mark(provision: str, law: Law) -> Mark | None:
    """What a provision of a law leaves behind, or None."""
    if number := read_number(provision):
        return Mark(number.whole, number.whole if number.whole[1].isdigit() else None, None, law)
    schedule = _SCHEDULE.match(provision)
    return Mark(None, None, schedule[0], law) if schedule else None
