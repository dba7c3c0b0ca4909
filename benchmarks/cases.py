"""The decisions of the corpus: what is in a header and a listing, and what fills the slots of a template."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from benchmarks.wording import ACTORS, CIRCUMSTANCES, DEEDS, OPENERS, TAILS, Slot
from tests.rendering import prose
from tests.rendering.manuscript import MONTHS, long_date, page_date, slug

TODAY = dt.date(2026, 6, 1)
"""The day of the first refresh."""
YEARS = 5
LAG = dt.timedelta(weeks=6)
_FIRST = TODAY.replace(year=TODAY.year - YEARS)
_DAYS = (TODAY - LAG - _FIRST).days
_A_NIGHT = 10
"""Decisions published later that bear one date."""
_WEEK, _SATURDAY = 7, 5

_PLACES = tuple(
    f"{first}{second}"
    for first, second in product(
        ("Wex", "Harrow", "East", "Thorn", "North", "Merro", "Salt", "Pen", "Bracken", "Stone", "Wester", "Kestrel",
         "Alder", "Over", "Ash", "Fen", "Cold", "Rother", "Lang", "Mill"),
        ("combe", "dale", "mere", "ley", "moor", "marsh", "hallow", "fell", "beck", "hurst", "ford", "wick", "stead"),
    )
)  # fmt: skip
_BODIES = (
    "{} District Council", "{} Borough Council", "{} County Council", "{} City Council", "London Borough of {}",
    "{} Metropolitan Borough Council", "{} Council", "{} & Vale Council", "Careways ({}) Limited", "{} Care Home Ltd",
)  # fmt: skip
_LETTERS = "ABCDEFGHJKLMNOPQRSTVWXYZ"
_PEOPLE = tuple(f"{title} {letter}" for title, letter in product(("Mr", "Mrs", "Miss", "Ms", "Dr"), _LETTERS))
_RELATIVES = tuple(f"{title} {letter}" for title, letter in product(("Child", "Mr", "Mrs", "Ms"), _LETTERS))
_SUMS = (*(f"£{pounds:,}" for pounds in (*range(300, 1000, 25), *range(1000, 7000, 75))), "£420.50", "£1,275.36")
_SMALL_SUMS = tuple(f"£{pounds}" for pounds in range(50, 300, 25))
_DURATIONS = ("two", "three", "four", "six", "eight", "nine", "ten", "twelve", "twenty-eight")


@dataclass(frozen=True)
class Case:
    """One decision, by its number: the same for the same number and seed."""

    number: int
    seed: int
    count: int
    """How many there are from the beginning: those after them are published later, ten to a date."""

    @cached_property
    def _chance(self) -> random.Random:
        return random.Random(f"{self.seed} {self.number}")  # noqa: S311 - not for secrets

    @cached_property
    def decided_on(self) -> dt.date:
        """A working day of the five years; of one that comes later, soon after all others."""
        if self.number >= self.count:
            day = TODAY - LAG + dt.timedelta(days=1 + (self.number - self.count) // _A_NIGHT)
        else:
            day = _FIRST + dt.timedelta(days=random.Random(f"day {self.seed} {self.number}").randrange(_DAYS))  # noqa: S311 - not for secrets
        return day - dt.timedelta(days=max(0, day.weekday() - _SATURDAY + 1))

    @cached_property
    def place(self) -> float:
        """From 0 to 1: what chooses its template."""
        return random.Random(f"template {self.seed} {self.number}").random()  # noqa: S311 - not for secrets

    @cached_property
    def constants(self) -> dict[str, str]:
        """What fills the slots that stand for one thing in a decision."""
        chance = self._chance
        category, subcategory, subject = chance.choice(prose.CATEGORIES)
        received = self.decided_on - dt.timedelta(days=30 * chance.randint(2, 14))
        first, second = sorted(chance.sample(range(12), 2))
        letter = chance.choice("ab") if self.number % 40 == 1 else ""
        reference = f"{received.year % 100:02} {self.number // 1000 % 1000:03} {self.number % 1000:03}{letter}"
        return {
            Slot.WHO: chance.choice(_PEOPLE),
            Slot.KIN: chance.choice(_RELATIVES),
            Slot.SUBJECT: subject,
            Slot.MONTH: f"{MONTHS[first]} {received.year - 1}",
            Slot.LATER: f"{MONTHS[second]} {received.year}",
            Slot.BODY_NAME: chance.choice(_BODIES).format(chance.choice(_PLACES)),
            Slot.REFERENCE: reference,
            Slot.CATEGORY: category,
            Slot.SUBCATEGORY: subcategory,
            Slot.DATE: page_date(self.decided_on),
            Slot.IDENTITY: "/".join(slug(part) for part in (category, subcategory, reference)),
        }

    @property
    def identity(self) -> str:
        """The publisher's own identity."""
        return self.constants[Slot.IDENTITY]

    @property
    def subcategory(self) -> str:
        """The sub-category, as printed."""
        return self.constants[Slot.SUBCATEGORY]

    @property
    def title(self) -> str:
        """Body and reference, as printed."""
        return f"{self.constants[Slot.BODY_NAME]} ({self.constants[Slot.REFERENCE]})"

    def fill(self, pieces: Sequence[str], slots: Sequence[str], more: dict[str, str] | None = None) -> str:
        """The text of pieces with slots between them; `more` fills slots that have no other filling."""
        chance = random.Random(f"{len(slots)} {self.seed} {self.number}")  # noqa: S311 - not for secrets
        fillings: dict[str, Iterator[str]] = {
            Slot.MONEY: iter(chance.choices(_SUMS, k=slots.count(Slot.MONEY))),
            Slot.SMALL: iter(chance.choices(_SMALL_SUMS, k=slots.count(Slot.SMALL))),
            Slot.DAYS: iter(chance.choices(_DURATIONS, k=slots.count(Slot.DAYS))),
            Slot.OWN: self._write_own(chance, slots.count(Slot.OWN)),
        }
        constants = self.constants | (more or {})
        filled = [constants[slot] if slot in constants else next(fillings[slot]) for slot in slots]
        parts = [""] * (len(pieces) + len(filled))
        parts[::2], parts[1::2] = pieces, filled
        return "".join(parts)

    def _write_own(self, chance: random.Random, count: int) -> Iterator[str]:
        """Sentences that no other decision has."""
        days = [long_date(self.decided_on - dt.timedelta(days=chance.randint(60, 900))) for _ in range(12)]
        chosen = (chance.choices(pool, k=count) for pool in (OPENERS, ACTORS, DEEDS, CIRCUMSTANCES, TAILS, days))
        for opener, actor, deed, circumstance, tail, day in zip(*chosen, strict=True):
            about = tail.replace("{number}", str(int(4 + chance.random() * 620)))
            yield f"{opener.replace('{date}', day)} {actor} {deed} {circumstance} {about}."
