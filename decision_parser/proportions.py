"""Shares and chance: how much a share of a few can tell. Pure functions, exact where that costs nothing."""

import math
from collections.abc import Iterator

Z95 = 1.959963984540054
"""How many standard deviations to both sides of a normal distribution hold 95 % of it."""
TAILS = {"95 %": 0.025, "99.8 %": 0.001}
"""The two pairs of control limits that funnel plots show, and what lies beyond each of them on one side."""


def wilson_interval(count: int, total: int, z: float = Z95) -> tuple[float, float]:
    """The interval that likely holds the true share, given `count` of `total`; (0.0, 1.0) of nothing.

    Wilson's score interval, without correction for continuity: E. B. Wilson (1927), Journal of the American Statistical
    Association 22, 209-212.
    """
    if not total:
        return 0.0, 1.0
    share, spread = count / total, z * z / total
    middle = share + spread / 2
    width = z * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, (middle - width) / (1 + spread)), min(1.0, (middle + width) / (1 + spread))


def chance_of_at_least(count: int, total: int, rate: float) -> float:
    """The chance that at least `count` of `total` are so, when each is with a chance of `rate`: the binomial's tail."""
    if count <= 0:
        return 1.0
    return min(1.0, math.fsum(_chance(each, total, rate) for each in range(total, count - 1, -1)))


def control_limits(rate: float, total: int, tail: float) -> tuple[float, float]:
    """Between which shares of `total` chance alone keeps one whose true rate is `rate`, but for `tail` on each side.

    A count beyond a limit has at most a chance of `tail`, one on it or within has more: of one, nothing is beyond. The
    binomial's quantiles, interpolated so that the limits are smooth in `total`, after D. J. Spiegelhalter (2005),
    Statistics in Medicine 24, 1185-1202, appendix A.1.1; the upper one is made like the lower, of those that are not
    so, where the appendix has it up to one count nearer. Of nothing, (0.0, 1.0).
    """
    if not total:
        return 0.0, 1.0
    return max(0.0, _find_limit(rate, total, tail)), min(1.0, 1 - _find_limit(1 - rate, total, tail))


def _find_limit(rate: float, total: int, part: float) -> float:
    below = 0.0
    for count, below_or_at in enumerate(_accumulate(rate, total)):
        if below_or_at >= part:
            return (count - (below_or_at - part) / (below_or_at - below)) / total
        below = below_or_at
    return 1.0


def _accumulate(rate: float, total: int) -> Iterator[float]:
    """The chance of at most 0, 1, 2 … of `total`."""
    so_far = 0.0
    for count in range(total + 1):
        so_far += _chance(count, total, rate)
        yield so_far


def _chance(count: int, total: int, rate: float) -> float:
    """The chance of just `count` of `total`."""
    if rate <= 0 or rate >= 1:
        return float(count == (total if rate >= 1 else 0))
    ways = math.lgamma(total + 1) - math.lgamma(count + 1) - math.lgamma(total - count + 1)
    return math.exp(ways + count * math.log(rate) + (total - count) * math.log1p(-rate))
