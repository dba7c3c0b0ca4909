"""Parquet files of a release: the same rows give the same bytes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from decision_parser.dataset.arrow import build_schema
from decision_parser.dataset.columns import Column, ColumnKind, Table

# Decisions in one row group, and the characters of text that end it early.
GROUP = 256
GROUP_SIZE = 1 << 26
# Everything else that decides on the bytes of a file, besides its rows, its schema and the version of pyarrow.
WRITER: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "version": "2.6",
    "write_statistics": True,
    "write_page_checksum": True,
    "write_page_index": True,
    "store_schema": True,
}


def find_bounds(sizes: Sequence[int], most: int) -> tuple[int, ...]:
    """Where row groups of at most `most` records begin, and the end of the last; `sizes` are their characters."""
    bounds, size = [0], 0
    for number, more in enumerate(sizes):
        if number - bounds[-1] == most or (size and size + more > GROUP_SIZE):
            bounds.append(number)
            size = 0
        size += more
    return (*bounds, len(sizes))


def write_parquet(path: Path, table: Table, metadata: Mapping[str, str], chunks: Iterable[pa.Table]) -> None:
    """Write `chunks` as the row groups of one file."""
    schema = build_schema(table, metadata)
    with _open_writer(path, table, schema) as writer:
        for chunk in chunks:
            if chunk.num_rows:
                # One array a column: where the rows came from must not show in the bytes.
                whole = pa.Table.from_arrays(chunk.combine_chunks().columns, schema=schema)
                writer.write_table(whole, row_group_size=whole.num_rows)


@contextmanager
def _open_writer(path: Path, table: Table, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    order = [pq.SortingColumn(schema.get_field_index(name)) for name in table.key]
    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(
        path, schema, use_dictionary=list(_repeated(table)), sorting_columns=order, **WRITER
    ) as writer:
        yield writer


def _repeated(table: Table) -> Iterator[str]:
    """Columns worth a dictionary: trying one on free text or hashes costs time and is given up at a megabyte."""
    for column in table.columns:
        if column.kind not in {ColumnKind.STRING, ColumnKind.HASH} or column.repeated or _is_foreign_key(table, column):
            yield column.name


def _is_foreign_key(table: Table, column: Column) -> bool:
    return column.name == "decision_id" and table.key != ("decision_id",)
