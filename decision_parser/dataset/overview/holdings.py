"""What a release holds: decisions by year, category and outcome."""

from collections.abc import Sequence

from decision_parser.dataset.overview.rows import DecisionRow, count_outcomes, group
from decision_parser.dataset.release import UNDATED
from decision_parser.models.overview import Counted, Holdings


def count_holdings(rows: Sequence[DecisionRow]) -> Holdings:
    """What there is, all rows counted."""
    days = [row.decided_on for row in rows if row.decided_on]
    return Holdings(
        decisions=len(rows),
        texts=sum(row.is_counted for row in rows),
        bodies=len({row.body for row in rows} - {None}),
        withdrawn=sum(row.withdrawn_at is not None for row in rows),
        reports=sum(row.document_kind == "report" for row in rows),
        first_on=min(days, default=None),
        last_on=max(days, default=None),
        years=_count_years(rows),
        categories=_count_categories(rows),
    )


def _count_years(rows: Sequence[DecisionRow]) -> tuple[Counted, ...]:
    """Years in order, those without a decision between them too; undated ones last."""
    years = group(rows, lambda row: row.decided_year)
    known = sorted(year for year in years if year is not None)
    spans = list(range(known[0], known[-1] + 1)) if known else []
    if len(spans) > 4 * len(known):
        spans = known  # a year that was misread must not make a century of empty ones
    counted = [Counted(str(year), count_outcomes(years.get(year, ()))) for year in spans]
    return (*counted, *([Counted(UNDATED, count_outcomes(years[None]))] if None in years else []))


def _count_categories(rows: Sequence[DecisionRow]) -> tuple[Counted, ...]:
    """The largest first, decisions without a category last."""
    counted = [
        Counted(name, count_outcomes(each)) for name, each in group(rows, lambda row: row.category or None).items()
    ]
    return tuple(sorted(counted, key=lambda each: (each.name is None, -each.outcomes.total, each.name or "")))
