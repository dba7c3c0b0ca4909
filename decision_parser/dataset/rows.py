"""Rows of a table that lie in several files, read a column at a time."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from decision_parser.errors import DecisionParserError
from decision_parser.wording import tell_damaged

Kept = tuple[AbstractSet[str], bool]
"""Names of decisions, and whether just their rows are meant, or all but theirs."""


class Rows:
    """The rows of some files of one table; of a file also those of some decisions alone."""

    def __init__(self, parts: Sequence[tuple[Path, Kept | None]]) -> None:
        self.parts = tuple(parts)
        self._files: dict[int, pq.ParquetFile] = {}
        self._masks: dict[int, pa.ChunkedArray] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the first file, in its order."""
        return tuple(self._open(0).schema_arrow.names) if self.parts else ()

    def read_column(self, name: str) -> pa.ChunkedArray:
        """A column of all rows, enums as texts; texts without any where there is no file.

        Raises DecisionParserError when a file cannot be read.
        """
        chunks = [chunk for number in range(len(self.parts)) for chunk in self._read(number, name).chunks]
        return pa.chunked_array(chunks) if chunks else pa.chunked_array([], pa.string())

    def _read(self, number: int, name: str) -> pa.ChunkedArray:
        column, kept = self._read_whole(number, name), self.parts[number][1]
        if kept is None:
            return column
        if number not in self._masks:
            mask = pc.is_in(self._read_whole(number, "decision_id"), pa.array(sorted(kept[0]), pa.string()))
            self._masks[number] = mask if kept[1] else pc.invert(mask)
        return column.filter(self._masks[number])

    def _read_whole(self, number: int, name: str) -> pa.ChunkedArray:
        try:
            column = self._open(number).read(columns=[name])[name]
        except (OSError, pa.ArrowException) as error:
            raise _damaged(self.parts[number][0], error) from error
        return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column

    def _open(self, number: int) -> pq.ParquetFile:
        file = self.parts[number][0]
        if number not in self._files:
            try:
                self._files[number] = pq.ParquetFile(file, page_checksum_verification=True)
            except (OSError, pa.ArrowException) as error:
                raise _damaged(file, error) from error
        return self._files[number]


def _damaged(file: Path, error: Exception) -> DecisionParserError:
    return DecisionParserError(tell_damaged(file, error))
