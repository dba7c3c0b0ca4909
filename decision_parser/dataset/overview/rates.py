"""How often complaints are upheld: by body against what chance keeps, and over time. Each text counts once."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from decision_parser.dataset.overview.rows import DecisionRow, count_outcomes, group
from decision_parser.models.overview import BodyRate, Funnel, Outcomes, Period, Place, Rate
from decision_parser.proportions import TAILS, control_limits, wilson_interval

# A quarter's share of fewer texts jumps about; a series of fewer quarters is no series.
_ENOUGH_A_QUARTER, _ENOUGH_QUARTERS = 30, 8
_MONTHS = 3


def find_rate(outcomes: Outcomes) -> Rate:
    """The share of those decided that were upheld."""
    return Rate(outcomes.upheld, outcomes.decided, *wilson_interval(outcomes.upheld, outcomes.decided))


def build_funnel(rows: Sequence[DecisionRow]) -> Funnel:
    """The rate of each body with a text that is decided, held against that of all such bodies together.

    A joint case counts for each of its bodies.
    """
    counted = _choose_by_body(rows)
    bodies = {name: count_outcomes(each) for name, each in group(counted, lambda row: row.body or None).items()}
    unnamed = bodies.pop(None, Outcomes())
    whole = find_rate(
        Outcomes(
            upheld=sum(each.upheld for each in bodies.values()),
            not_upheld=sum(each.not_upheld for each in bodies.values()),
        )
    )
    placed = [_place(name, each, whole.share) for name, each in bodies.items() if each.decided]
    every = (*bodies.values(), unnamed)
    return Funnel(
        rate=whole,
        closed=sum(each.closed for each in every),
        otherwise=sum(each.other + each.unstated for each in every),
        unnamed=unnamed.decided,
        bodies=tuple(sorted(placed, key=lambda body: (-body.rate.decided, body.name))),
    )


def _choose_by_body(rows: Sequence[DecisionRow]) -> list[DecisionRow]:
    """Of each text, or joint case, one decision for each body, those that count before others."""
    first: dict[tuple[str | None, str], DecisionRow] = {}
    for row in sorted(rows, key=lambda row: not row.is_counted):
        first.setdefault((row.body, row.decision_group_id or row.decision_id), row)
    chosen = {row.decision_id for row in first.values() if row.body or row.is_counted}
    return [row for row in rows if row.decision_id in chosen]


def _place(name: str, outcomes: Outcomes, expected: float) -> BodyRate:
    rate = find_rate(outcomes)
    return BodyRate(name, rate, find_place(rate.share, rate.decided, expected), outcomes.closed)


def find_place(share: float, total: int, expected: float) -> Place:
    """Where a share of `total` lies when chance alone keeps it about `expected`; on a limit is within it."""
    (low, high), (lowest, highest) = _find_limits(total, expected)
    if share < low:
        return Place.FAR_BELOW if share < lowest else Place.BELOW
    if share > high:
        return Place.FAR_ABOVE if share > highest else Place.ABOVE
    return Place.WITHIN


@lru_cache(maxsize=4096)
def _find_limits(total: int, expected: float) -> tuple[tuple[float, float], tuple[float, float]]:
    inner, outer = (control_limits(expected, total, tail) for tail in TAILS.values())
    return inner, outer


def list_periods(rows: Sequence[DecisionRow]) -> tuple[Period, ...]:
    """Quarters where each has enough to tell something, otherwise years; those without a text between them too."""
    counted = [row for row in rows if row.is_counted and row.decided_on]
    quarters = _divide(counted, _MONTHS)
    # The first and the last quarter may be in part: they do not decide.
    if len(quarters) >= _ENOUGH_QUARTERS and all(q.rate.decided >= _ENOUGH_A_QUARTER for q in quarters[1:-1]):
        return quarters
    return _divide(counted, 12)


def _divide(rows: Sequence[DecisionRow], months: int) -> tuple[Period, ...]:
    found = group(rows, lambda row: _begin(row.decided_on, months))
    periods = []
    for begins in sorted(found):
        outcomes = count_outcomes(found[begins])
        name = str(begins.year) if months > _MONTHS else f"{begins.year} Q{begins.month // _MONTHS + 1}"
        periods.append(Period(name, begins, find_rate(outcomes), outcomes))
    return tuple(periods)


def _begin(day: dt.date | None, months: int) -> dt.date:
    """The first day of the year or quarter of a day."""
    assert day is not None  # noqa: S101 - undated rows were left out; this tells mypy
    return dt.date(day.year, (day.month - 1) // months * months + 1, 1)
