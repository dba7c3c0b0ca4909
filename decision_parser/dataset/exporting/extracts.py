"""What is taken out of a release: some tables, years and columns, as record batches that are read one at a time."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from msgspec import Struct

from decision_parser.dataset.arrow import build_bare_schema
from decision_parser.dataset.columns import (
    DECISIONS,
    PARTITION,
    TABLES,
    WHOLE_TABLES,
    ColumnKind,
    Table,
    find_table,
    list_columns,
)
from decision_parser.dataset.reading import find_files, find_once, find_year, is_part
from decision_parser.dataset.release import UNDATED, Credit, Release, find_release, find_year_name, read_release
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.models import SectionKind
from decision_parser.wording import tell_damaged

# Rows in hand at a time. A row of `decisions` holds its whole text twice.
_ROWS = 2048
_ROWS_OF_DECISIONS = 128
_TEXT_COLUMNS = frozenset({kind.value for kind in SectionKind} - {SectionKind.SUMMARY.value} | {"full_text"})

Progress = Callable[[int, int], None]


class Choice(Struct, frozen=True, kw_only=True):
    """Which rows and columns are wanted.

    `tables` are in the order given; none means those that the format takes unless told. With `once` each text counts
    once. `years` are as `release.json` calls them (`2024`, `undated`); none means all. Without `text`, `decisions` come
    without `full_text` and the text of each kind of section; `summary` stays.
    """

    tables: tuple[str, ...] = ()
    once: bool = False
    years: tuple[str, ...] = ()
    text: bool = True
    as_of: str | dt.date | None = None

    @property
    def is_partial(self) -> bool:
        """Whether rows of decisions are left out."""
        return self.once or bool(self.years)


class Extract:
    """The rows of a release that are wanted.

    `tables` have the columns that are read, the year of decision among them; `counts` the rows of each that were given.

    Raises UsageError when there is no such dataset, release, table or year.
    """

    def __init__(
        self, path: str | Path, choice: Choice, usual: Sequence[str] = (), progress: Progress | None = None
    ) -> None:
        self.folder = find_release(path, choice.as_of)
        self.choice = choice
        self._progress = progress
        self._done = 0
        self.counts: dict[str, int] = {}
        self._files = {name: self._find_files(name) for name in self._find_names(usual)}
        self.tables = tuple(self._narrow(find_table(name)) for name in self._files)

    @property
    def name(self) -> str:
        """The name of the release."""
        return self.folder.name

    @cached_property
    def release(self) -> Release | None:
        """What `release.json` says; None where it cannot be read."""
        return read_release(self.folder)

    @property
    def credits(self) -> tuple[Credit, ...]:
        """Whom to acknowledge: the publishers, and the register where there was one."""
        if self.release is None:
            return ()
        register = (self.release.register.credit,) if self.release.register else ()
        return (*self.release.sources.values(), *register)

    @cached_property
    def total(self) -> int:
        """Rows in the files that are read."""
        return sum(pq.read_metadata(file).num_rows for files in self._files.values() for file in files)

    def iter_batches(self, table: Table) -> Iterator[pa.RecordBatch]:
        """The rows of one of `tables`, years in order, undated decisions last; enums as plain text."""
        schema = pa.schema(
            [
                pa.field(column.name, pa.string() if column.kind is ColumnKind.ENUM else field.type)
                for column, field in zip(table.columns, build_bare_schema(table.columns), strict=True)
            ]
        )
        self.counts[table.name] = 0
        for file in self._files[table.name]:
            names = find_once(file) if self.choice.once else None
            for batch in self._read(file, table):
                kept = batch if names is None else batch.filter(pc.is_in(batch["decision_id"], names))
                self.counts[table.name] += kept.num_rows
                if kept.num_rows:
                    yield _shape(kept, schema, find_year(file))
                self._report(batch.num_rows)

    def _read(self, file: Path, table: Table) -> Iterator[pa.RecordBatch]:
        rows = _ROWS_OF_DECISIONS if table.name == DECISIONS.name else _ROWS
        try:
            with pq.ParquetFile(file, page_checksum_verification=True) as opened:
                present = set(opened.schema_arrow.names)
                wanted = [column.name for column in table.columns if column.name in present]
                yield from opened.iter_batches(batch_size=rows, columns=wanted, use_threads=False)
        except (OSError, pa.ArrowException) as error:
            raise DecisionParserError(tell_damaged(file, error)) from error
        pa.default_memory_pool().release_unused()

    def _report(self, rows: int) -> None:
        self._done += rows
        if self._progress:
            self._progress(self._done, self.total)

    def _find_names(self, usual: Sequence[str]) -> list[str]:
        """The tables that are wanted; where none were named, those of `usual` that the release can give."""
        if self.choice.tables:
            names = [find_table(name).name for name in dict.fromkeys(self.choice.tables)]
            if self.choice.is_partial and (whole := [name for name in names if name in WHOLE_TABLES]):
                raise UsageError(
                    f"The table {whole[0]!r} tells of runs, not of decisions; export it without once or years."
                )
            return names
        names = list(usual or TABLES | WHOLE_TABLES)
        return [
            name
            for name in names
            if name in TABLES or (not self.choice.is_partial and any((self.folder / name).glob("*.parquet")))
        ]

    def _find_files(self, name: str) -> list[Path]:
        """The files of a table, those of the wanted years."""
        files = find_files(self.folder, name)
        if not self.choice.is_partial:
            return files
        files = [file for file in files if is_part(file) and self._is_of_decisions(file)]
        known = dict.fromkeys(find_year_name(file.parent) for file in files)
        if unknown := [year for year in self.choice.years if year not in known]:
            raise UsageError(f"The dataset has no decisions of the year {unknown[0]}; give one of: {', '.join(known)}.")
        wanted = self.choice.years or known
        return [file for file in files if find_year_name(file.parent) in wanted]

    def _is_of_decisions(self, file: Path) -> bool:
        """Whether the rows of a file are of decisions: beside such a file there is one of the table `decisions`."""
        return (self.folder / DECISIONS.name / file.parent.name / file.name).exists()

    def _narrow(self, table: Table) -> Table:
        """The table with the columns that are read."""
        columns = list_columns(table)
        if table.name == DECISIONS.name and not self.choice.text:
            columns = tuple(column for column in columns if column.name not in _TEXT_COLUMNS)
        return msgspec.structs.replace(table, columns=columns)


def _shape(batch: pa.RecordBatch, schema: pa.Schema, year: int | None) -> pa.RecordBatch:
    """A batch with just these columns: the year is that of its folder, what an older release lacks is null."""
    present = set(batch.schema.names)
    arrays = []
    for field in schema:
        if field.name == PARTITION and field.name not in present:
            arrays.append(pa.repeat(pa.scalar(year, field.type), batch.num_rows))
        elif field.name in present:
            arrays.append(batch[field.name].cast(field.type))
        else:
            arrays.append(pa.nulls(batch.num_rows, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def parse_year(text: str) -> str:
    """A year as `release.json` calls it.

    Raises UsageError for what is neither a year nor `undated`.
    """
    if text == UNDATED or (text.isdecimal() and len(text) == 4):  # noqa: PLR2004 - digits of a year
        return text
    raise UsageError(f"{text!r} is no year; write it like 2024, or {UNDATED} for decisions without a date.")
