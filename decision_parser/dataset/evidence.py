"""Decisions that show what a check found: looked for only when one fails."""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from decision_parser.dataset.columns import DECISIONS, PROBLEMS, SECTIONS
from decision_parser.dataset.release import find_part

_MOST = 5


class Evidence:
    """The release in the folder `now` beside the one in `before` (None: there was none). Each finds at most five."""

    def __init__(self, now: Path, before: Path | None) -> None:
        self._now = now
        self._before = before

    def find_empty(self, source: str, year: str, table: str, column: str) -> Sequence[str]:
        """Decisions with no value in a column; those that had one before come first."""
        empty = self._list_empty(self._now, source, year, table, column)
        known = set(self._list_empty(self._before, source, year, table, column)) if self._before else set()
        return _choose(sorted(empty, key=lambda name: (name in known, name)))

    def _list_empty(self, folder: Path | None, source: str, year: str, table: str, column: str) -> list[str]:
        rows = _read(folder, table, year, ["decision_id", column])
        if rows is None:
            return []
        return _of_source(rows.filter(pc.is_null(rows[column]))["decision_id"].to_pylist(), source)

    def find_valued(self, source: str, year: str, column: str, values: Collection[str]) -> Sequence[str]:
        """Decisions with one of these values in a column of `decisions`."""
        rows = _read(self._now, DECISIONS.name, year, ["decision_id", column])
        if rows is None:
            return ()
        found = pc.is_in(rows[column].cast(pa.string()), pa.array(sorted(values), pa.string()))
        return _choose(_of_source(rows.filter(found)["decision_id"].to_pylist(), source))

    def find_sections(self, source: str, year: str, kind: str) -> Sequence[str]:
        """Decisions with a section of this kind."""
        rows = _read(self._now, SECTIONS.name, year, ["decision_id", "kind"])
        if rows is None:
            return ()
        found = pc.equal(rows["kind"].cast(pa.string()), kind)
        return _choose(_of_source(rows.filter(found)["decision_id"].to_pylist(), source))

    def find_problems(self, source: str, year: str, codes: Collection[str]) -> Sequence[str]:
        """Decisions with a problem of one of these codes."""
        rows = _read(self._now, PROBLEMS.name, year, ["decision_id", "code"])
        if rows is None:
            return ()
        found = pc.is_in(rows["code"].cast(pa.string()), pa.array(sorted(codes), pa.string()))
        return _choose(_of_source(rows.filter(found)["decision_id"].to_pylist(), source))

    def find_gone(self, source: str, year: str | None = None) -> Sequence[str]:
        """Decisions of the release before (of one year) that are in no year of this one."""
        if self._before is None:
            return ()
        before = _iter_names(self._before, year)
        return _choose(sorted(name for name in _of_source(before, source) if name not in self._names))

    def find_cut(self, source: str, year: str, table: str = DECISIONS.name) -> Sequence[str]:
        """Decisions that lost the largest part of their text, or of their rows in another table."""
        if self._before is None:
            return ()
        old, new = _measure(self._before, year, table), _measure(self._now, year, table)
        left = {name: new.get(name, 0) / size for name, size in old.items() if size and name in self._names}
        cut = sorted((share, name) for name, share in left.items() if share < 1)
        return _choose(_of_source((name for _, name in cut), source))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(_iter_names(self._now, None))


def _choose(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:_MOST]


def _of_source(names: Any, source: str) -> list[str]:  # noqa: ANN401 - pyarrow has no types
    return [name for name in names if name.startswith(f"{source}/")]


def _read(folder: Path | None, table: str, year: str, names: list[str]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Columns of a file, or None where there is no such file or column."""
    path = folder / find_part(table, year) if folder else None
    if path is None or not path.is_file():
        return None
    known = set(pq.read_schema(path).names)
    return pq.read_table(path, columns=names, partitioning=None) if known.issuperset(names) else None


def _iter_names(folder: Path, year: str | None) -> Iterator[str]:
    pattern = "*/*.parquet" if year is None else find_part(DECISIONS.name, year).partition("/")[2]
    for path in sorted((folder / DECISIONS.name).glob(pattern)):
        yield from pq.read_table(path, columns=["decision_id"], partitioning=None)["decision_id"].to_pylist()


def _measure(folder: Path, year: str, table: str) -> dict[str, int]:
    """The characters of each decision's text, or its rows in another table."""
    if table == DECISIONS.name:
        rows = _read(folder, table, year, ["decision_id", "full_text"])
        sizes = pc.utf8_length(rows["full_text"]).to_pylist() if rows else ()
        return dict(zip(rows["decision_id"].to_pylist(), sizes, strict=True)) if rows else {}
    rows = _read(folder, table, year, ["decision_id"])
    counts = pc.value_counts(rows["decision_id"]) if rows else ()
    return {each["values"].as_py(): each["counts"].as_py() for each in counts}
