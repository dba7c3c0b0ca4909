"""What all checks of a release need: on which terms it is judged, and how what they find is said."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

import msgspec
from msgspec import Struct

from decision_parser.models.checks import Check, CheckBasis, Expectations
from decision_parser.models.profile import (
    ColumnProfile,
    PersonalProfile,
    Profile,
    SectionProfile,
    TableProfile,
    YearProfile,
)
from decision_parser.proportions import chance_of_at_least

ALL_YEARS = "all"
UNDATED = "undated"
FEW = 10
"""Decisions below which a share of them tells nothing."""
_SHOWN = 5
_UNLIKELY = 1e-4
"""Chance alone brings what is less likely than this once in some years of nights."""


class Terms(Struct, frozen=True, kw_only=True):
    """On which terms a release is judged.

    `expectations` are by publisher; `whole` has those whose whole listing was read from the publisher itself. `least`
    is how many decisions it must have, None where nothing tells. `accepted` are a person's reasons, by name of check.
    """

    expectations: Mapping[str, Expectations]
    whole: frozenset[str] = frozenset()
    least: int | None = None
    accepted: Mapping[str, str] = {}


class Finder(Protocol):
    """Finds up to five decisions that show what a check found."""

    def find_empty(self, source: str, year: str, table: str, column: str) -> Sequence[str]:
        """Decisions with no value in a column, those that had one before first."""

    def find_valued(
        self, source: str, year: str, column: str, values: Collection[str], table: str = "decisions"
    ) -> Sequence[str]:
        """Decisions with one of these values."""

    def find_sections(self, source: str, year: str, kind: str) -> Sequence[str]:
        """Decisions with a section of this kind."""

    def find_problems(self, source: str, year: str, codes: Collection[str]) -> Sequence[str]:
        """Decisions with a problem of one of these codes."""

    def find_gone(self, source: str, year: str | None = None) -> Sequence[str]:
        """Decisions that only the release before has (in that year)."""

    def find_left(self, source: str, year: str) -> Sequence[str]:
        """Decisions that the release before had in this year, and that are not in it any more."""

    def find_cut(self, source: str, year: str, table: str, column: str | None = None) -> Sequence[str]:
        """Decisions that lost the most of their text in a column, or of their rows in a table."""

    def find_less(self, source: str, year: str, kind: str) -> Sequence[str]:
        """Decisions that lost the most of their text in sections of this kind."""


class Pair(NamedTuple):
    """A publisher's year in the release before and in this one, or all of its years."""

    old: YearProfile
    new: YearProfile

    @property
    def kept(self) -> float:
        """The share of its decisions before that it can have at most: 1 where it has not fewer."""
        return min(1.0, self.new.decisions / self.old.decisions)


class Case(Struct, frozen=True, dict=True):
    """One publisher in the release that is judged: its years, those of the release before, and what they must be."""

    source: str
    expected: Expectations
    new: Mapping[str, YearProfile]
    old: Mapping[str, YearProfile]
    terms: Terms
    finder: Finder

    def iter_pairs(self, least: int = FEW) -> Iterator[Pair]:
        """The years that both have, of at least so many decisions before, and then all of them as one."""
        for year, old in self.old.items():
            if year in self.new and old.decisions >= least:
                yield Pair(old, self.new[year])
        if self.old and self.new and self.before.decisions >= least:
            yield Pair(self.before, self.after)

    @cached_property  # each check asks for them
    def before(self) -> YearProfile:
        """All years of the release before as one."""
        return merge_years(self.old.values())

    @cached_property
    def after(self) -> YearProfile:
        """All years of this release as one."""
        return merge_years(self.new.values())

    def fail(self, basis: CheckBasis, name: str, detail: str, **more: object) -> Check:
        """A check that did not pass."""
        facts = {"source": self.source, **more}
        return msgspec.convert(facts | {"name": name, "basis": basis, "passed": False, "detail": detail}, Check)

    def settle(self, basis: CheckBasis, name: str, failures: Iterable[Check], passed: str) -> Iterator[Check]:
        """What failed; where nothing did, that the check was made."""
        found = list(failures)
        yield from found
        if not found:
            yield Check(name=name, basis=basis, passed=True, detail=passed, source=self.source)


def is_explained(more: int, grown: int, rate: float) -> bool:
    """Whether `more` among the decisions that are new is what chance brings where so many of all are like that."""
    return more <= 0 or (more <= grown and chance_of_at_least(more, grown, rate) >= _UNLIKELY)


def in_year(year: str) -> str:
    """How a sentence names a year."""
    return {ALL_YEARS: "all years", UNDATED: "the undated decisions"}.get(year, year)


def decisions_of(year: str, count: int | None = None) -> str:
    """How a sentence names the decisions of a year, with their number where it is given."""
    many = "" if count is None else f"{count:,} "
    return f"{many}undated decisions" if year == UNDATED else f"{many}decisions of {in_year(year)}"


def percent(share: float) -> str:
    """A share as people read it."""
    return f"{100 * share:.1f} %"


# ── years as one ─────────────────────────────────────────────────────────────────────────────────────────────────────


def merge_years(years: Iterable[YearProfile]) -> YearProfile:
    """Several years of one publisher as one, called `all`."""
    some = list(years)
    names = dict.fromkeys(name for year in some for name in year.tables)
    return YearProfile(
        source=some[0].source if some else "",
        year=ALL_YEARS,
        tables={name: _merge_tables([year.table(name) for year in some]) for name in names},
        sections={
            kind: _merge_sections([year.sections[kind] for year in some if kind in year.sections])
            for kind in sorted({kind for year in some for kind in year.sections})
        },
        problems=add_counts(year.problems for year in some),
        faulty=sum(year.faulty for year in some),
        personal=_merge_personal([year.personal for year in some if year.personal is not None]),
    )


def add_counts(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The sums of several counts."""
    total: dict[str, int] = {}
    for each in counts:
        for name, count in each.items():
            total[name] = total.get(name, 0) + count
    return total


def _merge_tables(tables: Sequence[TableProfile]) -> TableProfile:
    names = dict.fromkeys(name for table in tables for name in table.columns)
    return TableProfile(
        sum(table.rows for table in tables),
        {name: _merge_columns([table.columns[name] for table in tables if name in table.columns]) for name in names},
    )


def _merge_columns(columns: Sequence[ColumnProfile]) -> ColumnProfile:
    counted = [column.values for column in columns if column.values is not None]
    values = add_counts(counted) if counted else None
    sizes = [column.characters for column in columns if column.characters is not None]
    return ColumnProfile(
        filled=sum(column.filled for column in columns),
        distinct=None if values is None else len(values),
        characters=sum(sizes) if sizes else None,
        values=values,
    )


def _merge_sections(parts: Sequence[SectionProfile]) -> SectionProfile:
    return SectionProfile(
        sum(part.sections for part in parts),
        sum(part.decisions for part in parts),
        sum(part.characters for part in parts),
    )


def _merge_personal(parts: Sequence[PersonalProfile]) -> PersonalProfile | None:
    """None where nobody looked."""
    shown = sorted({name for part in parts for name in part.decisions})
    return PersonalProfile(add_counts(part.counts for part in parts), tuple(shown[:_SHOWN])) if parts else None


def divide_profile(profile: Profile | None, source: str) -> dict[str, YearProfile]:
    """The years of one publisher by name."""
    return {year.year: year for year in profile.years if year.source == source} if profile else {}
