"""A release in figures: what its columns hold, by publisher, year and table. Checks and pages are made from it."""

from collections.abc import Mapping

from msgspec import Struct


class ColumnProfile(Struct, frozen=True, gc=False):
    """A column of one table, publisher and year.

    `filled` counts rows with a value, `distinct` different values (None where they are not counted: long text).
    `characters` is the length of all its text, None for other columns. `values` counts each value of an enum or of a
    name that comes back often, None for other columns.
    """

    filled: int
    distinct: int | None = None
    characters: int | None = None
    values: Mapping[str, int] | None = None


class TableProfile(Struct, frozen=True):
    """A table of one publisher and year: `rows`, and every column by name."""

    rows: int
    columns: Mapping[str, ColumnProfile]

    def column(self, name: str) -> ColumnProfile:
        """A column; one without values where an older version did not write it."""
        return self.columns.get(name, _NO_COLUMN)


class SectionProfile(Struct, frozen=True, gc=False):
    """The sections of one kind: how many, in how many decisions, and the characters of their text."""

    sections: int
    decisions: int
    characters: int


class PersonalProfile(Struct, frozen=True):
    """What in paragraphs looks like a real person's data: how often, by kind, and up to five decisions to look at.

    The found words are not kept.
    """

    counts: Mapping[str, int] = {}
    decisions: tuple[str, ...] = ()


class YearProfile(Struct, frozen=True):
    """One publisher's decisions of one year (`undated` for those without a date).

    `sections` are by kind. `problems` counts decisions with at least one problem of each code, `faulty` those with any
    that is the parser's or the page's fault. `personal` is None where an older version did not look for it.
    """

    source: str
    year: str
    tables: Mapping[str, TableProfile]
    sections: Mapping[str, SectionProfile]
    problems: Mapping[str, int]
    faulty: int
    personal: PersonalProfile | None = None

    @property
    def decisions(self) -> int:
        """How many decisions there are."""
        return self.table("decisions").rows

    def table(self, name: str) -> TableProfile:
        """A table; one without rows where an older version did not write it."""
        return self.tables.get(name, _NO_TABLE)

    def column(self, name: str) -> ColumnProfile:
        """A column of `decisions`."""
        return self.table("decisions").column(name)


class Profile(Struct, frozen=True):
    """All of a release, as `profile.json` beside its tables keeps it."""

    years: tuple[YearProfile, ...] = ()


_NO_COLUMN = ColumnProfile(filled=0)
_NO_TABLE = TableProfile(0, {})
