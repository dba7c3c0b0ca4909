"""Rows of the current release taken over into the next: a release costs what is new in it, and not what it holds.

Of all decisions only the narrow columns are read that say what each was made from; the rest of a year is read when the
year must be written again, and then goes straight from file to file.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from msgspec import Struct

from decision_parser.dataset.columns import DECISIONS, PROBLEMS, SCHEMA_VERSION, TABLES, Table
from decision_parser.dataset.fingerprint import find_parser_fingerprint, input_digest
from decision_parser.dataset.release import UNDATED, Release, find_part, is_intact, part_name
from decision_parser.dataset.selection import Place
from decision_parser.dataset.shards import Extent, RowKey, encode_codes

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# Comes before the names of all shards of a build: the order of streams shows nowhere, and is the same each time.
_NAME = "0-release"


class HeldRow(Struct, frozen=True, gc=False):
    """A decision of the current release, and what it was made from. `number` is its row in the file of its year."""

    decision_id: str
    year: int | None
    number: int
    source: str
    url: str | None
    snapshot_sha256: str
    report_sha256: str | None
    media_type: str
    fetched_at: dt.datetime | None

    @property
    def digest(self) -> bytes:
        """That of its `RowKey` when it was parsed."""
        return input_digest(self.decision_id, self.url, self.snapshot_sha256, self.report_sha256, self.fetched_at)


_NARROW = [name for name in HeldRow.__struct_fields__ if name not in {"year", "number"}]


class HeldShard(Struct, frozen=True, dict=True):
    """The rows of one year of the release in `folder`."""

    folder: Path
    year: int | None

    @property
    def name(self) -> str:
        """Its own among those of the year."""
        return _NAME

    @cached_property
    def extents(self) -> Sequence[Extent]:
        """How much of its files is each decision's: read when it is first asked for."""
        return tuple(_iter_extents(self.folder, self.year, self._names, map(self.count_rows, TABLES.values())))

    @cached_property
    def _names(self) -> list[str]:
        names: list[str] = _read(self.folder, DECISIONS, self.year, ["decision_id"])["decision_id"].to_pylist()
        return names

    def count_rows(self, table: Table) -> Sequence[int]:
        """Rows of each decision in `table`."""
        count = _count_rows(self.folder, table, self.year)
        return [count.get(name, 0) for name in self._names]

    def path(self, _folder: Path, table: Table) -> Path:
        """The file with its rows of `table`."""
        return self.folder / part_name(table.name, self.year)


def can_reuse(release: Release) -> bool:
    """Whether rows of a release are those that would be parsed now from the same bytes.

    Of one that was built from files nothing tells what its rows were made from.
    """
    return release.basis is not None and _is_ours(release)


def _is_ours(release: Release) -> bool:
    """Whether the parser that made it is this one."""
    return release.parser_fingerprint == find_parser_fingerprint() and release.schema_version == SCHEMA_VERSION


def list_rows(folder: Path, release: Release, *, told: bool = False) -> Iterator[HeldRow]:
    """The decisions of the release in `folder` whose rows may be used again, year by year in the order of their rows.

    There are none in a year with a file that is damaged or gone. `told` says that it is known from elsewhere what the
    rows of a release from files were made from.
    """
    if not (_is_ours(release) if told else can_reuse(release)):
        return
    for name in release.counts[DECISIONS.name]:
        if all(is_intact(folder, find_part(table, name), release) for table in TABLES):
            yield from _list_year(folder, None if name == UNDATED else int(name))


def _list_year(folder: Path, year: int | None) -> Iterator[HeldRow]:
    columns = _read(folder, DECISIONS, year, _NARROW)
    values = [_list_times(columns[name]) if name == "fetched_at" else columns[name].to_pylist() for name in _NARROW]
    for number, (decision_id, *others) in enumerate(zip(*values, strict=True)):
        yield HeldRow(decision_id, year, number, *others)


def _list_times(column: pa.ChunkedArray) -> list[dt.datetime | None]:
    """Times as records have them; pyarrow takes ten times as long to make these of its own."""
    return [
        None if since is None else _EPOCH + dt.timedelta(microseconds=since)
        for since in column.cast(pa.int64()).to_pylist()
    ]


def keep_rows(folder: Path, rows: Sequence[HeldRow], keys: Iterable[RowKey] | None = None) -> list[Place]:
    """The places of decisions of the release in `folder`, for the next one. Nothing is read of it yet.

    `keys` are theirs, where those of an archive are not.
    """
    shards: dict[int | None, HeldShard] = {}
    known = keys or (make_key(row, row.digest, row.number) for row in rows)
    return [
        Place(key, shards.setdefault(row.year, HeldShard(folder, row.year)), row.number)
        for row, key in zip(rows, known, strict=True)
    ]


def make_key(row: HeldRow, digest: bytes, position: int) -> RowKey:
    """The key of a row that was made from what `digest` is a hash of, as the input at `position`."""
    return RowKey(row.decision_id, row.source, row.year, digest, row.fetched_at, row.media_type, position)


def _iter_extents(
    folder: Path, year: int | None, names: Sequence[str], counts: Iterable[Sequence[int]]
) -> Iterator[Extent]:
    codes = _list_codes(folder, year)
    for name, size, *rows in zip(names, _iter_sizes(folder, year), *counts, strict=True):
        yield Extent(codes.get(name, b""), tuple(rows), size)


def _count_rows(folder: Path, table: Table, year: int | None) -> dict[str, int]:
    """How many rows of a table each decision has."""
    names = _read(folder, table, year, ["decision_id"], read_dictionary=["decision_id"])["decision_id"]
    found = names.combine_chunks().value_counts()
    values, counts = found.field("values").to_pylist(), found.field("counts").to_pylist()
    return dict(zip(values, counts, strict=True))


def _list_codes(folder: Path, year: int | None) -> dict[str, bytes]:
    """The problems of each decision that has any, as its `Extent` has them."""
    columns = _read(folder, PROBLEMS, year, ["decision_id", "code"])
    codes = defaultdict(list)
    for name, code in zip(columns["decision_id"].to_pylist(), columns["code"].to_pylist(), strict=True):
        codes[name].append(code)
    return {name: encode_codes(some) for name, some in codes.items()}


def _iter_sizes(folder: Path, year: int | None) -> Iterator[int]:
    """The characters of each decision's text, read a few at a time."""
    with pq.ParquetFile(folder / part_name(DECISIONS.name, year)) as file:
        for batch in file.iter_batches(256, columns=["full_text"], use_threads=False):
            yield from pc.utf8_length(batch["full_text"]).to_pylist()


def _read(folder: Path, table: Table, year: int | None, names: list[str], **options: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    path = folder / part_name(table.name, year)
    return pq.read_table(path, columns=names, partitioning=None, use_threads=False, **options)
