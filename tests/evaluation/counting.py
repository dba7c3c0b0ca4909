"""Counts of what was labelled, found and right, and how sure the ratios of them are."""

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import mul
from typing import NamedTuple

from decision_parser.proportions import wilson_interval

Interval = tuple[float, float]
DRAWS = 2000
SEED = 4
"""Any seed would do, and only one may be used: the same labels and finds give the same interval."""
_TAIL = 0.025


def wilson(right: int, of: int) -> Interval | None:
    """The 95 % interval of a share after Wilson, or None for a share of nothing."""
    return wilson_interval(right, of) if of else None


class Share(NamedTuple):
    """So many of so many."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, or None of nothing."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> Interval | None:
        """Its 95 % interval."""
        return wilson(self.right, self.of)


class Tally(NamedTuple):
    """What was labelled, what was found, and what of both is the same."""

    labelled: int
    found: int
    right: int

    @property
    def precision(self) -> Share:
        """How many of the finds are right."""
        return Share(self.right, self.found)

    @property
    def recall(self) -> Share:
        """How many of the labels are found."""
        return Share(self.right, self.labelled)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall, or None where nothing was labelled or found."""
        both = self.labelled + self.found
        return 2 * self.right / both if both else None


def add_tallies(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    return Tally(*map(sum, zip(Tally(0, 0, 0), *tallies, strict=True)))


def tally(labelled: Iterable[Hashable], found: Iterable[Hashable]) -> Tally:
    """Count one to one: a label is found once, and what is found once more is a false find."""
    left, right = Counter(labelled), Counter(found)
    return Tally(left.total(), right.total(), (left & right).total())


@dataclass(frozen=True)
class Match:
    """The tallies of all cases."""

    tallies: Sequence[Tally]

    @cached_property
    def total(self) -> Tally:
        """All cases together."""
        return add_tallies(self.tallies)

    @property
    def precision(self) -> Share:
        """How many of the finds are right."""
        return self.total.precision

    @property
    def recall(self) -> Share:
        """How many of the labels are found."""
        return self.total.recall

    def draw_interval(self, draws: Sequence[Sequence[int]]) -> Interval | None:
        """The 95 % interval of F1 by bootstrap: what it is when each case is taken as often as each draw says."""
        right = [2 * case.right for case in self.tallies]
        both = [case.labelled + case.found for case in self.tallies]
        sums = ((sum(map(mul, draw, right)), sum(map(mul, draw, both))) for draw in draws)
        values = sorted(top / bottom for top, bottom in sums if bottom)
        if not values:
            return None
        last = len(values) - 1
        return values[round(_TAIL * last)], values[round((1 - _TAIL) * last)]


@cache
def draw_cases(count: int, draws: int = DRAWS) -> list[list[int]]:
    """How often each of `count` cases is taken, in each of so many draws of `count` cases."""
    source = random.Random(SEED)  # noqa: S311 - statistics, no secret
    return [_draw(source, count) for _ in range(draws)]


def _draw(source: random.Random, count: int) -> list[int]:
    taken = [0] * count
    for place in source.choices(range(count), k=count) if count else ():
        taken[place] += 1
    return taken
