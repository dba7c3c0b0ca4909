"""Columns as Arrow: one schema for every file of a table, and rows as record batches of it. Nothing is inferred."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy.typing as npt
import pyarrow as pa

from decision_parser.dataset.columns import Column, ColumnKind, Table

_TYPES = {
    ColumnKind.STRING: pa.string(),
    ColumnKind.INTEGER: pa.int32(),
    ColumnKind.HASH: pa.int64(),
    ColumnKind.BOOLEAN: pa.bool_(),
    ColumnKind.DATE: pa.date32(),
    ColumnKind.TIME: pa.timestamp("us", tz="UTC"),
    ColumnKind.MONEY: pa.decimal128(12, 2),
    ColumnKind.STRINGS: pa.list_(pa.field("item", pa.string(), nullable=False)),
    ColumnKind.ENUM: pa.dictionary(pa.int8(), pa.string()),
}


def build_schema(table: Table, metadata: Mapping[str, str] | None = None) -> pa.Schema:
    """The Arrow schema of a table, each field with its description, and with `metadata` of the whole table."""
    fields = [
        pa.field(column.name, _TYPES[column.kind], column.nullable, {"description": column.description})
        for column in table.columns
    ]
    return pa.schema(fields, metadata=dict(metadata or {}))


def build_batch(table: Table, rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    """A record batch of `rows`, each a tuple in the order of the table's columns."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(table.columns)
    arrays = [build_array(column, values) for column, values in zip(table.columns, columns, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=build_bare_schema(table.columns))


@cache
def build_bare_schema(columns: tuple[Column, ...]) -> pa.Schema:
    """The schema without descriptions: batches on their way to a file carry only what they need."""
    return pa.schema([pa.field(column.name, _TYPES[column.kind], column.nullable) for column in columns])


def build_array(column: Column, values: Sequence[Any] | npt.NDArray[Any]) -> pa.Array:
    """`values` of a column in its own type."""
    if column.kind is not ColumnKind.ENUM:
        return pa.array(values, _TYPES[column.kind])
    index = pa.array(map(_find_places(column.choices).get, values), pa.int8(), size=len(values))
    return pa.DictionaryArray.from_arrays(index, build_choices(column.choices))


@cache
def build_choices(values: tuple[str, ...]) -> pa.Array:
    """All values of an enum in the order they are declared: its dictionary, the same in every file."""
    return pa.array(values, pa.string())


@cache
def _find_places(values: tuple[str, ...]) -> dict[str, int]:
    """The place of each value in the dictionary."""
    return {value: place for place, value in enumerate(values)}
