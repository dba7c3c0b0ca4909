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

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from msgspec import Struct

from decision_parser.dataset.columns import DECISIONS, PROBLEMS, SCHEMA_VERSION, TABLES, Table
from decision_parser.dataset.fingerprint import find_parser_fingerprint, input_digest
from decision_parser.dataset.release import UNDATED, Release, find_part, is_intact, part_name
from decision_parser.dataset.selection import Place
from decision_parser.dataset.shards import Integers, RowKey, encode_codes

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

    @property
    def decision_count(self) -> int:
        """Its decisions."""
        return len(self._names)

    @cached_property
    def _names(self) -> pa.Array:
        return _read(self.folder, DECISIONS, self.year, ["decision_id"])["decision_id"].combine_chunks()

    @cached_property
    def problem_codes(self) -> Sequence[bytes]:
        """The problems of each decision, a byte each."""
        codes = _list_codes(self.folder, self.year)
        return [codes.get(name, b"") for name in self._names.to_pylist()] if codes else [b""] * self.decision_count

    def count_rows(self, table: Table) -> Integers:
        """Rows of each decision in `table`."""
        if table.name not in self._counts:
            self._counts[table.name] = _count_rows(self.folder, table, self.year, self._names)
        return self._counts[table.name]

    @cached_property
    def _counts(self) -> dict[str, Integers]:
        """What was counted already."""
        return {DECISIONS.name: np.ones(self.decision_count, np.int32)}

    def count_characters(self) -> Integers:
        """Characters of the text of each decision."""
        return np.concatenate([np.zeros(0, np.int32), *_iter_sizes(self.folder, self.year)])

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


def _count_rows(folder: Path, table: Table, year: int | None, names: pa.Array) -> Integers:
    """How many rows of a table each of these decisions has. Those of one stand together."""
    owners, counts = [pa.array([], names.type)], [np.zeros(0, np.int32)]
    for part in _read(folder, table, year, ["decision_id"], read_dictionary=["decision_id"])["decision_id"].chunks:
        codes = part.indices.to_numpy()
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        owners.append(part.dictionary.take(pa.array(codes[starts])))
        counts.append(np.diff(starts, append=len(codes)))
    total = np.zeros(len(names), np.int32)
    np.add.at(total, pc.index_in(pa.concat_arrays(owners), names).to_numpy(), np.concatenate(counts))
    return total


def _list_codes(folder: Path, year: int | None) -> dict[str, bytes]:
    """The problems of each decision that has any, a byte each."""
    columns = _read(folder, PROBLEMS, year, ["decision_id", "code"])
    codes = defaultdict(list)
    for name, code in zip(columns["decision_id"].to_pylist(), columns["code"].to_pylist(), strict=True):
        codes[name].append(code)
    return {name: encode_codes(some) for name, some in codes.items()}


def _iter_sizes(folder: Path, year: int | None) -> Iterator[Integers]:
    """The characters of each decision's text, read a few at a time."""
    with pq.ParquetFile(folder / part_name(DECISIONS.name, year)) as file:
        for batch in file.iter_batches(256, columns=["full_text"], use_threads=False):
            yield pc.utf8_length(batch["full_text"]).to_numpy()


def _read(folder: Path, table: Table, year: int | None, names: list[str], **options: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    path = folder / part_name(table.name, year)
    return pq.read_table(path, columns=names, partitioning=None, use_threads=False, **options)
