"""How much of each column of `decisions` has a value, by year: from the profile of a release."""

from collections.abc import Sequence

from decision_parser.dataset.columns import DECISIONS
from decision_parser.dataset.release import UNDATED
from decision_parser.models.overview import Filling, FillMap
from decision_parser.models.profile import Profile, TableProfile, YearProfile

_TABLE = DECISIONS.name
# What the builder fills in, and never a page: nothing can be missing there.
_OURS = frozenset({"decision_group_id", "count_once", "words_hash"})
_COLUMNS = [column.name for column in DECISIONS.columns if column.nullable and column.name not in _OURS]


def map_filling(profile: Profile) -> tuple[FillMap, ...]:
    """One map for each publisher: columns that can be null, in their order, by year."""
    sources = sorted({year.source for year in profile.years})
    return tuple(_map(source, [year for year in profile.years if year.source == source]) for source in sources)


def _map(source: str, years: Sequence[YearProfile]) -> FillMap:
    ordered = sorted(years, key=lambda year: (year.year == UNDATED, year.year))
    tables = [year.tables[_TABLE] for year in ordered if _TABLE in year.tables]
    return FillMap(
        source,
        tuple(year.year for year in ordered if _TABLE in year.tables),
        tuple(table.rows for table in tables),
        tuple(_fill(name, tables) for name in _COLUMNS if any(name in table.columns for table in tables)),
    )


def _fill(name: str, tables: Sequence[TableProfile]) -> Filling:
    shares = tuple(
        table.columns[name].filled / table.rows if name in table.columns and table.rows else None for table in tables
    )
    having = [table for table in tables if name in table.columns]
    rows = sum(table.rows for table in having)
    return Filling(name, shares, sum(table.columns[name].filled for table in having) / rows if rows else None)
