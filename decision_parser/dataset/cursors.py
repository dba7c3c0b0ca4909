"""Rows read forward from the file that they are in: an Arrow stream of this build, or a Parquet file of a release.

Whichever it is, the batches have the same types and dictionaries, so that a merge need not know, and the bytes that it
writes cannot show it.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from decision_parser.dataset.arrow import build_bare_schema, build_choices
from decision_parser.dataset.columns import DECISIONS, Column, ColumnKind, Table

PARQUET = ".parquet"
# Rows in one batch of a Parquet file: few enough that the longest texts fit in memory, as many as make reading quick.
# A decision has some fifty paragraphs, each as much shorter than its whole text.
_WHOLE, _PARTS = 256, 8192
_READING = pa.ipc.IpcReadOptions(use_threads=False)


class Cursor:
    """Reads the rows of one file from first to last, holding no more than the batch that it is in the middle of."""

    def __init__(self, path: Path, table: Table) -> None:
        self._file = pa.OSFile(str(path))
        reader = _iter_parquet if path.suffix == PARQUET else _iter_stream
        self._batches = reader(self._file, table)
        self._held: deque[pa.RecordBatch] = deque()
        self._start = 0  # row number of the first row held
        self._stop = 0  # row number after the last row held
        self._read = 0  # row number after the last row that was asked for

    def read(self, start: int, stop: int) -> list[pa.RecordBatch]:
        """The rows from `start` to before `stop`.

        Raises ValueError when `start` is before the `stop` of the call before: those rows may be gone.
        """
        if start < self._read:
            raise ValueError(f"row {start} comes before row {self._read}, which was read already")
        while self._stop < stop:
            batch = next(self._batches)
            self._held.append(batch)
            self._stop += batch.num_rows
            self._drop(start)
        found = list(self._slices(start, stop))
        self._read = stop
        self._drop(stop)  # now, and not with the next call: of many files most have none
        return found

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


def read_columns(path: Path, table: Table, names: Sequence[str]) -> pa.Table:
    """Some columns of all rows of one file, without a look at the others."""
    if path.suffix == PARQUET:
        return pq.read_table(path, columns=list(names), partitioning=None, use_threads=False)
    numbers = sorted(build_bare_schema(table.columns).get_field_index(name) for name in names)
    options = pa.ipc.IpcReadOptions(use_threads=False, included_fields=numbers)
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_stream(file, options=options).read_all().select(list(names))


def _iter_stream(file: pa.NativeFile, _table: Table) -> Iterator[pa.RecordBatch]:
    yield from pa.ipc.open_stream(file, options=_READING)


def _iter_parquet(file: pa.NativeFile, table: Table) -> Iterator[pa.RecordBatch]:
    """The rows of a release's file as they were before they were written."""
    schema = build_bare_schema(table.columns)
    names = [column.name for column in table.columns]
    rows = _WHOLE if table.key == DECISIONS.key else _PARTS
    for batch in pq.ParquetFile(file).iter_batches(rows, columns=names, use_threads=False):
        arrays = [_restore(batch[column.name], column, schema) for column in table.columns]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _restore(array: pa.Array, column: Column, schema: pa.Schema) -> pa.Array:
    """A column in its own type, its dictionary whole and in our order, whatever this pyarrow reads from the file."""
    if column.kind is not ColumnKind.ENUM:
        return array.cast(schema.field(column.name).type)
    choices = build_choices(column.choices)
    if isinstance(array, pa.DictionaryArray):  # only what is in its dictionary need be looked up
        places = pc.index_in(array.dictionary, choices).cast(pa.int8()).take(array.indices)
    else:
        places = pc.index_in(array, choices).cast(pa.int8())
    return pa.DictionaryArray.from_arrays(places, choices)
