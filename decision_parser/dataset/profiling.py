"""A release in figures, taken while its files are written: nothing is read twice, and what is linked not at all."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from msgspec import Struct

from decision_parser.dataset.columns import (
    DECISIONS,
    PARAGRAPHS,
    PROBLEMS,
    SECTIONS,
    TABLES,
    Column,
    ColumnKind,
    Table,
    find_table,
)
from decision_parser.dataset.release import Release, find_part, is_intact
from decision_parser.models import FAULTS
from decision_parser.models.profile import (
    ColumnProfile,
    PersonalProfile,
    Profile,
    SectionProfile,
    TableProfile,
    YearProfile,
)
from decision_parser.personal import SUSPECT, count_personal

PROFILE_FILE = "profile.json"

# Values that come back, and so tell whether a release is like the one before. Enums and `repeated` columns do, too.
_COUNTED = frozenset({"body_name", "outcome_text", "decided_on"})
_MOST_VALUES = 1000
_SHOWN = 5
# Texts whose length tells whether anything was lost. That of paragraphs is that of their sections.
_MEASURED = {DECISIONS.name: frozenset({"full_text", "summary"}), SECTIONS.name: frozenset({"text"})}


class FileProfile(Struct, frozen=True):
    """What one file holds of one publisher: `sections` and `personal` are filled for `sections` and `paragraphs`.

    `problems` and `faulty` are for the table of problems.
    """

    table: TableProfile
    sections: dict[str, SectionProfile] = {}
    problems: dict[str, int] = {}
    faulty: int = 0
    personal: PersonalProfile | None = None


class Tally:
    """Counts what a file holds, group of rows by group of rows; all rows of a decision are in one group."""

    def __init__(self, table: Table, sources: Sequence[str]) -> None:
        self._table = table
        self._parts = {source: _Part(table) for source in sources}

    def add(self, rows: pa.Table) -> None:
        """Count in a group of rows."""
        for source, part in self._parts.items():
            part.add(rows if len(self._parts) == 1 else rows.filter(pc.starts_with(rows["decision_id"], f"{source}/")))

    def watch(self, groups: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """The same groups, counted as they pass."""
        for rows in groups:
            self.add(rows)
            yield rows

    def finish(self) -> dict[str, FileProfile]:
        """What was counted, by publisher."""
        return {source: part.finish() for source, part in self._parts.items()}


class _Part:
    """The counts of one publisher in one file."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows = 0
        self._filled: Counter[str] = Counter()
        self._characters: Counter[str] = Counter()
        self._values: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._sections: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self._problems: Counter[str] = Counter()
        self._faulty = 0
        self._personal: Counter[str] = Counter()
        self._shown: set[str] = set()

    def add(self, rows: pa.Table) -> None:
        self._rows += rows.num_rows
        for column in self._table.columns:
            values = rows[column.name]
            self._filled[column.name] += len(values) - values.null_count
            if _is_counted(column):
                self._values[column.name].update(_count_values(values))
            if column.name in _MEASURED.get(self._table.name, ()):
                self._characters[column.name] += pc.sum(pc.utf8_length(values)).as_py() or 0
        if self._table is SECTIONS:
            self._add_sections(rows)
        if self._table is PROBLEMS:
            self._add_problems(rows)
        if self._table is PARAGRAPHS:
            self._add_personal(rows)

    def _add_personal(self, rows: pa.Table) -> None:
        """Nearly all paragraphs are passed over at the speed of RE2."""
        some = rows.select(["decision_id", "text"]).filter(pc.match_substring_regex(rows["text"], SUSPECT))
        for name, text in zip(some["decision_id"].to_pylist(), some["text"].to_pylist(), strict=True):
            if found := count_personal(text):
                self._personal.update(found)
                self._shown.add(name)

    def _add_sections(self, rows: pa.Table) -> None:
        narrow = pa.table(
            {"kind": _decode(rows["kind"]), "id": rows["decision_id"], "size": pc.utf8_length(rows["text"])}
        )
        counts = narrow.group_by("kind").aggregate([("id", "count"), ("id", "count_distinct"), ("size", "sum")])
        names = ("kind", "id_count", "id_count_distinct", "size_sum")
        for kind, *found in zip(*(counts[name].to_pylist() for name in names), strict=True):
            self._sections[kind] = [old + (new or 0) for old, new in zip(self._sections[kind], found, strict=True)]

    def _add_problems(self, rows: pa.Table) -> None:
        pairs = set(zip(rows["decision_id"].to_pylist(), rows["code"].to_pylist(), strict=True))
        self._problems.update(code for _, code in pairs)
        self._faulty += len({name for name, code in pairs if code in FAULTS})

    def finish(self) -> FileProfile:
        columns = {column.name: self._finish_column(column) for column in self._table.columns}
        sections = {kind: SectionProfile(*counts) for kind, counts in sorted(self._sections.items())}
        table = TableProfile(self._rows, columns)
        personal = PersonalProfile(dict(sorted(self._personal.items())), tuple(sorted(self._shown)[:_SHOWN]))
        return FileProfile(
            table,
            sections,
            dict(sorted(self._problems.items())),
            self._faulty,
            personal if self._table is PARAGRAPHS else None,
        )

    def _finish_column(self, column: Column) -> ColumnProfile:
        name = column.name
        values = self._values[name] if _is_counted(column) else None
        return ColumnProfile(
            filled=self._filled[name],
            distinct=None if values is None else len(values),
            characters=self._characters[name] if name in _MEASURED.get(self._table.name, ()) else None,
            values=None if values is None else _order_values(values),
        )


def _is_counted(column: Column) -> bool:
    return column.repeated or column.kind is ColumnKind.ENUM or column.name in _COUNTED


def _decode(values: pa.ChunkedArray) -> pa.ChunkedArray:
    return values if pa.types.is_string(values.type) else values.cast(pa.string())


def _count_values(values: pa.ChunkedArray) -> dict[str, int]:
    counts = (values if pa.types.is_dictionary(values.type) else _decode(values)).value_counts()
    pairs = zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True)
    return {value: count for value, count in pairs if value is not None}


def _order_values(values: Mapping[str, int]) -> dict[str, int]:
    """The commonest values, in an order that does not depend on that of the rows."""
    return dict(sorted(values.items(), key=lambda item: (-item[1], item[0]))[:_MOST_VALUES])


# ── of a whole release ───────────────────────────────────────────────────────────────────────────────────────────────

FileProfiles = Mapping[str, Mapping[str, FileProfile]]
"""What is in each file, by its path in the release, and then by publisher."""


def combine(files: FileProfiles, years: Iterable[tuple[str, Sequence[str]]]) -> Profile:
    """The profile of a release. `years` are its years, and the publishers of each."""
    return Profile(tuple(_combine_year(files, year, source) for year, sources in years for source in sources))


def _combine_year(files: FileProfiles, year: str, source: str) -> YearProfile:
    parts = {table: files[find_part(table, year)][source] for table in TABLES}
    return YearProfile(
        source=source,
        year=year,
        tables={table: part.table for table, part in parts.items()},
        sections=parts[SECTIONS.name].sections,
        problems=parts[PROBLEMS.name].problems,
        faulty=parts[PROBLEMS.name].faulty,
        personal=parts[PARAGRAPHS.name].personal,
    )


def split_profile(profile: Profile) -> dict[str, dict[str, FileProfile]]:
    """What `combine` was made from."""
    files: defaultdict[str, dict[str, FileProfile]] = defaultdict(dict)
    for year in profile.years:
        for name, table in year.tables.items():
            sections = dict(year.sections) if name == SECTIONS.name else {}
            problems = dict(year.problems) if name == PROBLEMS.name else {}
            faulty = year.faulty if name == PROBLEMS.name else 0
            part = FileProfile(table, sections, problems, faulty, year.personal if name == PARAGRAPHS.name else None)
            files[find_part(name, year.year)][year.source] = part
    return dict(files)


def is_whole(part: FileProfile, table: Table) -> bool:
    """Whether all is told of a file that is told today: an older version may have had other columns and figures."""
    if table is PARAGRAPHS and part.personal is None:
        return False
    told = {name: column.values is not None for name, column in part.table.columns.items()}
    return told == {column.name: _is_counted(column) for column in table.columns}


def measure_file(path: Path, table: Table, sources: Sequence[str]) -> dict[str, FileProfile]:
    """What a file holds, read again. A column that an older version did not write is empty."""
    tally = Tally(table, sources)
    with pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            tally.add(_complete(file.read_row_group(number, use_threads=False), table))
    return tally.finish()


def _complete(rows: pa.Table, table: Table) -> pa.Table:
    """Rows with every column of today's table."""
    missing = [column for column in table.columns if column.name not in rows.column_names]
    for column in missing:
        rows = rows.append_column(column.name, pa.nulls(rows.num_rows, pa.string()))
    return rows


def read_profile(folder: Path, release: Release | None = None) -> Profile:
    """What the release in `folder` holds: as `profile.json` says it, or measured where it has none that can be read.

    Raises OSError or pyarrow's errors where its files cannot be read either.
    """
    try:
        if release is None or is_intact(folder, PROFILE_FILE, release):
            return msgspec.json.decode((folder / PROFILE_FILE).read_bytes(), type=Profile)
    except (OSError, msgspec.DecodeError):
        pass
    return measure_release(folder, release)


def measure_release(folder: Path, release: Release | None = None) -> Profile:
    """The profile of the release in `folder`, from its files."""
    from decision_parser.dataset.release import read_release

    known = release or read_release(folder)
    if known is None:
        return Profile()
    years = [(year, _find_sources(folder / find_part(DECISIONS.name, year))) for year in known.counts[DECISIONS.name]]
    files = {
        find_part(name, year): measure_file(folder / find_part(name, year), find_table(name), sources)
        for year, sources in years
        for name in TABLES
        if (folder / find_part(name, year)).is_file()
    }
    empty = {name: _measure_nothing(table) for name, table in TABLES.items()}
    for (year, sources), name in ((each, name) for each in years for name in TABLES):
        files.setdefault(find_part(name, year), dict.fromkeys(sources, empty[name]))
    return combine(files, years)


def _measure_nothing(table: Table) -> FileProfile:
    """Of a table that an older version did not write."""
    return _Part(table).finish()


def _find_sources(path: Path) -> list[str]:
    """The publishers with a decision in a file."""
    found: Iterator[Collection[str]]
    with pq.ParquetFile(path) as file:
        batches = file.iter_batches(columns=["source"], use_threads=False)
        found = (pc.unique(batch.column(0)).to_pylist() for batch in batches)
        return sorted(set(chain.from_iterable(found)))
