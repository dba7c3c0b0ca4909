"""Rows on their way into a release: each task of a build writes the rows of its decisions, sorted, and hands back keys.

A shard is what one task found for one year: one Arrow stream for each table, in small record batches, so that many
shards can be read side by side in little memory. A key is all that a build keeps in memory of a decision.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from decision_parser.dataset.arrow import build_bare_schema, build_batch
from decision_parser.dataset.columns import TABLES, Table
from decision_parser.models import Decision, ProblemCode

# Decisions in one record batch: a merge holds one or two of these for each shard that it is in the middle of.
BATCH = 32
# All text of a build passes through here, several times over: some CPU saves most of the room it takes on disk. No
# threads: the tasks themselves run side by side.
_WRITING = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_PLACES = {name: place for place, name in enumerate(TABLES)}
_CODES = tuple(ProblemCode)
_NUMBERS: dict[str, int] = {code: number for number, code in enumerate(_CODES)}

Integers = npt.NDArray[np.integer[Any]]


class RowKey(Struct, frozen=True, gc=False):
    """What a build must know of a decision to place it among the others.

    `digest` is a hash of everything that goes into the tables, or of all that this was made from; `position` is the
    place of its file in the sorted list of inputs.
    """

    decision_id: str
    source: str
    year: int | None
    digest: bytes
    fetched_at: dt.datetime | None
    media_type: str
    position: int


def encode_codes(codes: Iterable[str]) -> bytes:
    """Codes of problems, a byte each."""
    return bytes(_NUMBERS[code] for code in codes)


def decode_codes(codes: bytes) -> list[ProblemCode]:
    """What `encode_codes` was given."""
    return [_CODES[number] for number in codes]


class Origin(Protocol):
    """Where rows of one year are: as Arrow streams of one task, or as Parquet files of a release.

    `name` is its own among those of the year. All else is of its decisions, in the order of their rows: how many they
    are, the problems of each, a byte each, how many rows of a table each has, and how many characters of text.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - said above

    @property
    def decision_count(self) -> int: ...  # noqa: D102 - said above

    @property
    def problem_codes(self) -> Sequence[bytes]: ...  # noqa: D102 - said above

    def count_rows(self, table: Table) -> Integers: ...  # noqa: D102 - said above

    def count_characters(self) -> Integers: ...  # noqa: D102 - said above

    def path(self, folder: Path, table: Table) -> Path: ...  # noqa: D102 - said above


class Shard(Struct, frozen=True):
    """The rows of one task for one year: their keys in the order of the rows, and what its files' names start with.

    `counts` has a row for each decision and a column for each of `TABLES`.
    """

    name: str
    year: int | None
    keys: tuple[RowKey, ...]
    problem_codes: tuple[bytes, ...]
    counts: Integers
    characters: Integers

    @property
    def decision_count(self) -> int:
        """Its decisions."""
        return len(self.keys)

    def count_rows(self, table: Table) -> Integers:
        """Rows of each decision in `table`."""
        return self.counts[:, _PLACES[table.name]]

    def count_characters(self) -> Integers:
        """Characters of the text of each decision."""
        return self.characters

    def path(self, folder: Path, table: Table) -> Path:
        """The file with its rows of `table`."""
        return folder / f"{self.name}-{table.name}.arrow"


class Entry(Struct, frozen=True):
    """A decision ready to be written: its key, its problems, a byte each, and its rows in each of `TABLES`."""

    key: RowKey
    problem_codes: bytes
    characters: int
    rows: tuple[list[tuple[Any, ...]], ...]


def make_entry(decision: Decision, position: int, digest: bytes | None = None) -> Entry:
    """Rows and key of a decision from the input at `position`.

    `digest` stands for all that its rows are made from; not given, it is a hash of the rows.

    Raises UnicodeEncodeError when a text holds half of a surrogate pair, which no file can carry; with a `digest`, that
    is for `write_shards` to find.
    """
    rows = tuple([list(table.rows(decision)) for table in TABLES.values()])
    key = RowKey(
        decision_id=decision.decision_id,
        source=decision.source,
        year=decision.decided_on.year if decision.decided_on else None,
        digest=digest or _hash_rows(decision),
        fetched_at=decision.fetched_at,
        media_type=decision.media_type,
        position=position,
    )
    codes = encode_codes(problem.code for problem in decision.problems)
    return Entry(key, codes, len(decision.full_text), rows)


def _hash_rows(decision: Decision) -> bytes:
    in_tables = msgspec.structs.replace(decision, header=(), furniture=())  # neither is in any
    return hashlib.sha256(msgspec.json.encode(in_tables)).digest()


def write_shards(folder: Path, name: str, entries: Iterable[Entry]) -> list[Shard]:
    """Write the rows of `entries` into `folder`, one shard a year; names of files start with `name`."""
    ordered = sorted(entries, key=lambda entry: (entry.key.year or 0, entry.key.decision_id, entry.key.position))
    shards = []
    for year, group in groupby(ordered, key=lambda entry: entry.key.year):
        members = list(group)
        shard = Shard(
            f"{name}-{year or 0}",
            year,
            keys=tuple(entry.key for entry in members),
            problem_codes=tuple(entry.problem_codes for entry in members),
            counts=np.array([[len(rows) for rows in entry.rows] for entry in members], np.int32),
            characters=np.array([entry.characters for entry in members], np.int32),
        )
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
    """Write record batches of `table` as one Arrow stream, which is there whole or not at all.

    A task may be run again, also while another machine is still at it: neither writes into the file of the other.
    """
    schema = build_bare_schema(table.columns)
    draft = path.with_name(f".{uuid4().hex}-{path.name}")
    with pa.OSFile(str(draft), "wb") as sink, pa.ipc.new_stream(sink, schema, options=_WRITING) as writer:
        for batch in batches:
            writer.write_batch(batch)
    draft.replace(path)
