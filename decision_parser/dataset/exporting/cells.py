"""Values of a column as text, a whole array at a time: dates and times in ISO form, money with two decimals."""

import json

import pyarrow as pa
import pyarrow.compute as pc

from decision_parser.dataset.columns import Column, ColumnKind


def write_texts(array: pa.Array, column: Column) -> pa.Array:
    """`array` as strings, null where it is: `2024-02-06`, `2026-10-01T03:00:00Z`, `200.00`, `true`, `["a", "b"]`."""
    if column.kind in {ColumnKind.STRING, ColumnKind.ENUM}:
        return array
    if column.kind is ColumnKind.TIME:
        return _write_times(array)
    if column.kind is ColumnKind.STRINGS:
        lists = array.to_pylist()
        return pa.array([_write_list(values) for values in lists], pa.string())
    return array.cast(pa.string())


def _write_times(array: pa.Array) -> pa.Array:
    """UTC times; a fraction of a second is written where there is one."""
    plain = array.cast(pa.timestamp("us")).cast(pa.string())
    short = pc.replace_substring_regex(plain, r"\.0+$", "")
    return pc.binary_join_element_wise(pc.replace_substring(short, " ", "T"), "Z", "")


def _write_list(values: list[str] | None) -> str | None:
    return None if values is None else json.dumps(values, ensure_ascii=False)
