"""The tables without years: one file each, of rows that are in memory, written again when one is added."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from msgspec import Struct

from decision_parser.dataset.arrow import build_batch
from decision_parser.dataset.columns import Table, find_table
from decision_parser.dataset.parquet import find_bounds, write_parquet
from decision_parser.dataset.release import FileRecord, record_file
from decision_parser.dataset.selection import describe_layout

# Rows of one row group.
_GROUP = 1 << 14


def sort_rows(table_name: str, rows: Iterable[Struct]) -> tuple[Struct, ...]:
    """Rows in the order of their table's key, nulls first.

    Raises UsageError when there is no such table.
    """
    some, values = list(rows), attrgetter(*find_table(table_name).key)
    try:
        return tuple(sorted(some, key=values))
    except TypeError:  # a null beside a value
        return tuple(sorted(some, key=lambda row: [(value is not None, value) for value in values(row)]))


def find_fingerprint(table: Table, rows: Sequence[Struct], metadata: Mapping[str, str]) -> str:
    """A hash of all that the table's file is made from."""
    found = hashlib.sha256(describe_layout([table], metadata))
    update_all(found, rows)
    return found.hexdigest()


def update_all(found: "hashlib._Hash", rows: Sequence[Struct]) -> None:
    """Add rows to a hash, a few at a time: all of them at once are as much text as the largest file."""
    for start in range(0, len(rows), _GROUP):
        found.update(msgspec.json.encode(rows[start : start + _GROUP]))


def write_whole(path: Path, table: Table, rows: Sequence[Struct], metadata: Mapping[str, str]) -> FileRecord:
    """Write the file of a table."""
    write_parquet(path, table, metadata, _iter_groups(table, rows))
    return record_file(path)


def _iter_groups(table: Table, rows: Sequence[Struct]) -> Iterator[pa.Table]:
    sizes = [_measure(row) for each in rows for row in table.rows(each)]
    for low, high in pairwise(find_bounds(sizes, _GROUP)):
        yield pa.Table.from_batches([build_batch(table, list(chain.from_iterable(map(table.rows, rows[low:high]))))])


def _measure(row: tuple[Any, ...]) -> int:
    """The characters of a row's texts."""
    return sum(len(value) for value in row if isinstance(value, str))
