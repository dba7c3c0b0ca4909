"""Counts of what was labelled, found and right, and how sure the ratios of them are."""

import math
import random
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import mul
from typing import NamedTuple

Interval = tuple[float, float]
Z = 1.959963984540054
"""Standard deviations to either side that hold 95 % of a normal distribution."""
DRAWS = 2000
SEED = 4
"""Any seed would do, and only one may be used: the same labels and finds give the same interval."""
_TAIL = 0.025


def wilson(right: int, of: int) -> Interval | None:
    """The 95 % interval of a share after Wilson, or None for a share of nothing."""
    if not of:
        return None
    share, square = right / of, Z * Z
    middle = share + square / (2 * of)
    reach = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - reach) / (1 + square / of)), min(1.0, (middle + reach) / (1 + square / of))


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
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall, or None where nothing was labelled or found."""
        both = self.labelled + self.found
        return 2 * self.right / both if both else None


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
        return Tally(*(sum(column) for column in zip(*self.tallies, strict=True))) if self.tallies else Tally(0, 0, 0)

    @property
    def precision(self) -> Share:
        """How many of the finds are right."""
        return Share(self.total.right, self.total.found)

    @property
    def recall(self) -> Share:
        """How many of the labels are found."""
        return Share(self.total.right, self.total.labelled)

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


def draw_cases(count: int, draws: int = DRAWS) -> list[list[int]]:
    """How often each of `count` cases is taken, in each of so many draws of `count` cases."""
    source = random.Random(SEED)  # noqa: S311 - statistics, no secret
    return [_draw(source, count) for _ in range(draws)]


def _draw(source: random.Random, count: int) -> list[int]:
    taken = [0] * count
    for place in source.choices(range(count), k=count) if count else ():
        taken[place] += 1
    return taken
