"""Two releases compared: rows gained, lost and changed, by table and column, with examples.

Files that are the same are not read. The others are read a year and a column at a time, so that memory grows with the
largest year and not with the dataset. Everything is told in the order of the tables, columns, years and rows.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from decision_parser.dataset.columns import ALL_TABLES, DECISIONS, TABLES, Table
from decision_parser.dataset.comparison import Comparison, Side
from decision_parser.dataset.pairing import Moved, Numbers, pair_keys, pair_positions
from decision_parser.dataset.release import ALL, Release, find_part, find_release, read_release
from decision_parser.dataset.rows import Rows
from decision_parser.dataset.tally import TableTally
from decision_parser.errors import UsageError

# Whose positions a column holds: a row further on is none of its own doing.
_REFERS = {
    "section_position": "sections",
    "paragraph_position": "paragraphs",
    "part_of": "remedies",
}


def compare(before: str | Path, after: str | Path, *, examples: int = 3) -> Comparison:
    """How the release `after` differs from `before`: each a folder of a release, or of a dataset for its current one.

    There are up to `examples` of each column, of rows gained and of rows lost.

    Raises UsageError when one of them is no release, and DecisionParserError when a file of it cannot be read.
    """
    return _Comparer(_open(before), _open(after), examples).compare()


def _open(path: str | Path) -> "_Opened":
    folder = find_release(path)
    release = read_release(folder)
    if release is None:
        raise UsageError(f"{folder} has a release.json that cannot be read; build the dataset again.")
    return _Opened(folder, release)


class _Opened:
    """A release on disk."""

    def __init__(self, folder: Path, release: Release) -> None:
        self.folder = folder
        self.release = release

    def describe(self) -> Side:
        """What it says of itself."""
        release = self.release
        return Side(
            release=release.release,
            created_at=release.created_at,
            parser_version=release.parser_version,
            schema_version=release.schema_version,
            decisions=sum(release.counts.get(DECISIONS.name, {}).values()),
        )

    def list_years(self, table: Table) -> set[str]:
        """The years of a table, as `release.json` calls them."""
        return {year for year in self.release.counts.get(table.name, {}) if self.find(table, year)}

    def find(self, table: Table, year: str) -> Path | None:
        """The file of a year; None where there is none."""
        name = find_part(table.name, year)
        return self.folder / name if name in self.release.files else None

    def hash_of(self, table: Table, year: str) -> str | None:
        """The hash of that file."""
        record = self.release.files.get(find_part(table.name, year))
        return record.sha256 if record else None


class _Comparer:
    """Compares two releases, and keeps what the tables of a year must know of each other."""

    def __init__(self, before: _Opened, after: _Opened, examples: int) -> None:
        self._sides = (before, after)
        self._years = _sort_years(
            {year for table in TABLES.values() for side in self._sides for year in side.list_years(table)}
        )
        self._moved = self._find_moved()
        self._tallies = {name: TableTally(table, examples) for name, table in ALL_TABLES.items()}

    def compare(self) -> Comparison:
        """The comparison of all tables that one of the releases has."""
        before, after = self._sides
        for year in self._years:
            self._compare_year(year)
        for table in ALL_TABLES.values():
            if table.whole and any(side.list_years(table) for side in self._sides):
                self._compare_whole(table)
        tables = tuple(
            tally.conclude(*(sum(side.release.counts.get(name, {}).values()) for side in self._sides))
            for name, tally in self._tallies.items()
            if any(name in side.release.counts for side in self._sides)
        )
        differs = any(table.differs for table in tables)
        return Comparison(before=before.describe(), after=after.describe(), differs=differs, tables=tables)

    # ── decisions that are in another year now ───────────────────────────────────────────────────────────────────────

    def _find_moved(self) -> dict[str, tuple[str, str]]:
        """The year before and after of each decision that changed it."""
        before, after = (
            {
                name: year
                for year in self._years
                if not self._is_equal(DECISIONS, year)
                for name in self._list_ids(side, year)
            }
            for side in self._sides
        )
        return {name: (before[name], year) for name, year in after.items() if before.get(name, year) != year}

    def _list_ids(self, side: _Opened, year: str) -> list[str]:
        file = side.find(DECISIONS, year)
        found: list[str] = Rows([(file, None)] if file else []).read_column("decision_id").to_pylist()
        return found

    def _is_equal(self, table: Table, year: str) -> bool:
        one, other = (side.hash_of(table, year) for side in self._sides)
        return one is not None and one == other

    def _open_rows(self, number: int, table: Table, year: str) -> Rows:
        """The rows of one side that belong to a year: the year after for those that both have, else their own."""
        side, parts = self._sides[number], []
        if number:
            file = side.find(table, year)
            return Rows([(file, None)] if file else [])
        gone = {name for name, (before, _) in self._moved.items() if before == year}
        if file := side.find(table, year):
            parts.append((file, (gone, False) if gone else None))
        come: dict[str, set[str]] = {}
        for name, (before, after) in self._moved.items():
            if after == year:
                come.setdefault(before, set()).add(name)
        parts += [(file, (names, True)) for before, names in sorted(come.items()) if (file := side.find(table, before))]
        return Rows(parts)

    # ── one year ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _compare_year(self, year: str) -> None:
        touched = any(year in years for years in self._moved.values())
        compared = [table for table in TABLES.values() if touched or not self._is_equal(table, year)]
        for table in TABLES.values():
            if table not in compared and any(side.find(table, year) for side in self._sides):
                self._tallies[table.name].files_equal += 1
        if not compared:
            return
        names = self._number_decisions(year)
        places: dict[str, Moved] = {}
        alone: list[pa.Array] = []
        for table in compared:
            before, after = (self._open_rows(number, table, year) for number in (0, 1))
            if not before.parts and not after.parts:
                continue
            if table is DECISIONS:
                pairing = pair_keys([before, after], table.key)
                self._tallies[table.name].add(before, after, pairing, {})
                alone = [_name(before, pairing.lost), _name(after, pairing.gained)]
                continue
            pairing = pair_positions(table, before, after, names)
            places[table.name] = pairing.moved
            moves = {column: places[other] for column, other in _REFERS.items() if other in places}
            self._tallies[table.name].add(before, after, pairing, moves, alone)

    def _number_decisions(self, year: str) -> pa.Array:
        """All decisions of the year, on either side: the place of each is its number."""
        columns = [self._open_rows(number, DECISIONS, year).read_column("decision_id") for number in (0, 1)]
        return pc.unique(pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string()))

    def _compare_whole(self, table: Table) -> None:
        tally = self._tallies[table.name]
        if self._is_equal(table, ALL):
            tally.files_equal += 1
            return
        files = [side.find(table, ALL) for side in self._sides]
        before, after = (Rows([(file, None)] if file else []) for file in files)
        tally.add(before, after, pair_keys([before, after], table.key), {})


def _sort_years(years: set[str]) -> list[str]:
    """Years in order, undated decisions last."""
    return sorted(years, key=lambda year: (not year.isdigit(), year))


def _name(rows: Rows, places: Numbers) -> pa.Array:
    return rows.read_column("decision_id").take(places).combine_chunks()
