"""Rows on their way into a release: each task of a build writes the rows of its decisions, sorted, and hands back keys.

A shard is what one task found for one year: one Arrow stream for each table, in small record batches, so that many
shards can be read side by side in little memory. A key is all that a build keeps in memory of a decision.
"""

import datetime as dt
import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from msgspec import Struct

from decision_parser.dataset.arrow import build_bare_schema, build_batch
from decision_parser.dataset.columns import TABLES, Table
from decision_parser.models import Decision, ProblemCode

# Decisions in one record batch: a merge holds one of these for each shard it reads.
BATCH = 8
# All text of a build passes through here, several times over: some CPU saves most of the room it takes on disk. No
# threads: the tasks themselves run side by side.
_WRITING = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_READING = pa.ipc.IpcReadOptions(use_threads=False)
_CODES = tuple(ProblemCode)
_NUMBERS = {code: number for number, code in enumerate(_CODES)}


class RowKey(Struct, frozen=True, gc=False):
    """What a build must know of a decision to place its rows.

    `digest` is a hash of everything that goes into the tables, `position` the place of its file in the sorted list of
    inputs, `problem_codes` one byte for each problem, `counts` the rows in each of `TABLES`, `size` the characters of
    its text.
    """

    decision_id: str
    source: str
    year: int | None
    digest: bytes
    fetched_at: dt.datetime | None
    media_type: str
    position: int
    problem_codes: bytes
    counts: tuple[int, ...]
    size: int

    @property
    def problems(self) -> list[ProblemCode]:
        """The codes of its problems, in order."""
        return [_CODES[number] for number in self.problem_codes]


class Shard(Struct, frozen=True):
    """The rows of one task for one year: their keys in the order of the rows, and what its files' names start with."""

    name: str
    year: int | None
    keys: tuple[RowKey, ...]

    def path(self, folder: Path, table: Table) -> Path:
        """The file with its rows of `table`."""
        return folder / f"{self.name}-{table.name}.arrow"


class Entry(Struct, frozen=True):
    """A decision ready to be written: its key, and its rows in each of `TABLES`."""

    key: RowKey
    rows: tuple[list[tuple[Any, ...]], ...]


def make_entry(decision: Decision, position: int) -> Entry:
    """Rows and key of a decision from the input at `position`.

    Raises UnicodeEncodeError when a text holds half of a surrogate pair, which no file can carry.
    """
    rows = tuple(list(table.rows(decision)) for table in TABLES.values())
    in_tables = msgspec.structs.replace(decision, header=(), furniture=())  # neither is in any
    key = RowKey(
        decision_id=decision.decision_id,
        source=decision.source,
        year=decision.decided_on.year if decision.decided_on else None,
        digest=hashlib.sha256(msgspec.json.encode(in_tables)).digest(),
        fetched_at=decision.fetched_at,
        media_type=decision.media_type,
        position=position,
        problem_codes=bytes(_NUMBERS[problem.code] for problem in decision.problems),
        counts=tuple(map(len, rows)),
        size=len(decision.full_text),
    )
    return Entry(key, rows)


def write_shards(folder: Path, name: str, entries: Iterable[Entry]) -> list[Shard]:
    """Write the rows of `entries` into `folder`, one shard a year; names of files start with `name`."""
    ordered = sorted(entries, key=lambda entry: (entry.key.year or 0, entry.key.decision_id, entry.key.position))
    shards = []
    for year, group in groupby(ordered, key=lambda entry: entry.key.year):
        members = list(group)
        shard = Shard(f"{name}-{year or 0}", year, tuple(entry.key for entry in members))
        for number, table in enumerate(TABLES.values()):
            rows = [entry.rows[number] for entry in members]
            write_stream(shard.path(folder, table), table, _batches(table, rows))
        shards.append(shard)
    return shards


def _batches(table: Table, rows: Sequence[list[tuple[Any, ...]]]) -> Iterator[pa.RecordBatch]:
    """Record batches of the rows of `BATCH` decisions each."""
    for start in range(0, len(rows), BATCH):
        yield build_batch(table, list(chain.from_iterable(rows[start : start + BATCH])))


def write_stream(path: Path, table: Table, batches: Iterable[pa.RecordBatch]) -> None:
    """Write record batches of `table` as one Arrow stream."""
    schema = build_bare_schema(table.columns)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, schema, options=_WRITING) as writer:
        for batch in batches:
            writer.write_batch(batch)


class Cursor:
    """Reads the rows of one stream from first to last, holding no more than it was asked for last."""

    def __init__(self, path: Path) -> None:
        self._file = pa.OSFile(str(path))
        self._reader = pa.ipc.open_stream(self._file, options=_READING)
        self._held: deque[pa.RecordBatch] = deque()
        self._start = 0  # row number of the first row held
        self._stop = 0  # row number after the last row held

    def read(self, start: int, stop: int) -> list[pa.RecordBatch]:
        """The rows from `start` to before `stop`; `start` is never below that of the call before."""
        while self._stop < stop:
            batch = self._reader.read_next_batch()
            self._held.append(batch)
            self._stop += batch.num_rows
            self._drop(start)
        self._drop(start)
        return list(self._slices(start, stop))

    def _drop(self, start: int) -> None:
        while self._held and self._start + self._held[0].num_rows <= start:
            self._start += self._held.popleft().num_rows

    def _slices(self, start: int, stop: int) -> Iterator[pa.RecordBatch]:
        at = self._start
        for batch in self._held:
            low, high = max(start - at, 0), min(stop - at, batch.num_rows)
            if low < high:
                yield batch.slice(low, high - low)
            at += batch.num_rows

    def close(self) -> None:
        """Close the file."""
        self._file.close()
