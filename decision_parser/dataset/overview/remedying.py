"""What is to be put right: actions by kind, payments, and what they come to by year. Each text counts once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from decision_parser.dataset.overview.rows import DecisionRow, group
from decision_parser.dataset.release import UNDATED
from decision_parser.models.overview import MoneyYear, Payments, RemedyCount

_NONE, _PAYMENT, _OFFERED, _ONCE = "none", "payment", "offered", "once"
_UNSTATED = "unstated"


class RemedyRow(Struct, frozen=True, gc=False):
    """What is asked of a remedy."""

    decision_id: str
    kind: str = _NONE
    status: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    per: str | None = None
    part_of: int | None = None


def keep_counted(rows: Iterable[RemedyRow], decisions: Mapping[str, DecisionRow]) -> Iterator[RemedyRow]:
    """The remedies of those decisions that stand for their text."""
    return (row for row in rows if row.decision_id in decisions and decisions[row.decision_id].is_counted)


def count_remedies(rows: Sequence[RemedyRow]) -> tuple[RemedyCount, ...]:
    """Actions by kind, wholes and not their parts, the commonest kind first."""
    actions = (row for row in rows if row.kind != _NONE and row.part_of is None)
    counts = [
        RemedyCount(
            kind,
            dict(sorted(Counter(row.status or _UNSTATED for row in each).items())),
            len({row.decision_id for row in each}),
        )
        for kind, each in group(actions, lambda row: row.kind).items()
    ]
    return tuple(sorted(counts, key=lambda count: (-count.asked, count.kind)))


def sum_up_payments(rows: Sequence[RemedyRow], decisions: Iterable[DecisionRow]) -> Payments:
    """Single payments, and totals by year."""
    single = [row for row in rows if _is_single(row)]
    return Payments(
        amounts=tuple(sorted(row.amount for row in single if row.amount is not None)),
        years=tuple(_iter_years(decision for decision in decisions if decision.is_counted)),
        currencies=tuple(sorted({row.currency for row in single if row.currency})),
    )


def _is_single(row: RemedyRow) -> bool:
    """A payment as `remedy_total` counts them: due once, a whole, and more than an offer."""
    return row.kind == _PAYMENT and row.part_of is None and row.status != _OFFERED and row.per == _ONCE


def _iter_years(decisions: Iterable[DecisionRow]) -> Iterator[MoneyYear]:
    with_money = (decision for decision in decisions if decision.remedy_total is not None)
    years = group(with_money, lambda decision: decision.decided_year)
    for year in sorted(years, key=lambda year: (year is None, year or 0)):
        total = sum((decision.remedy_total or Decimal(0) for decision in years[year]), Decimal(0))
        yield MoneyYear(UNDATED if year is None else str(year), total, len(years[year]))
