"""Decisions that show what a check found: looked for only when one fails."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from decision_parser.dataset.columns import DECISIONS, PARTITION, PROBLEMS, SECTIONS
from decision_parser.dataset.release import ALL, find_part

_MOST = 5


class Evidence:
    """The release in the folder `now` beside the one in `before` (None: there was none). Each finds at most five.

    A year is called as in `release.json`; `all` stands for every one. Those that show it most come first, and those
    that were like that before only where no others are.
    """

    def __init__(self, now: Path, before: Path | None) -> None:
        self._now = now
        self._before = before

    def find_empty(self, source: str, year: str, table: str, column: str) -> Sequence[str]:
        """Decisions with no value in a column."""
        return self._find_more(source, year, table, column, pc.is_null)

    def find_valued(
        self, source: str, year: str, column: str, values: Collection[str], table: str = DECISIONS.name
    ) -> Sequence[str]:
        """Decisions with one of these values in a column."""
        return self._find_more(source, year, table, column, lambda found: _is_in(found, values))

    def find_sections(self, source: str, year: str, kind: str) -> Sequence[str]:
        """Decisions with a section of this kind."""
        return self._find_more(source, year, SECTIONS.name, "kind", lambda found: _is_in(found, [kind]))

    def find_problems(self, source: str, year: str, codes: Collection[str]) -> Sequence[str]:
        """Decisions with a problem of one of these codes."""
        return self._find_more(source, year, PROBLEMS.name, "code", lambda found: _is_in(found, codes))

    def _find_more(self, source: str, year: str, table: str, column: str, choose: Any) -> Sequence[str]:  # noqa: ANN401 - pyarrow has no types
        """Decisions with rows that are chosen by a column, those that have the most more than before first."""
        now, before = (_count_rows(folder, year, table, column, choose) for folder in (self._now, self._before))
        return _choose(source, {name: before[name] - count for name, count in now.items()})

    def find_gone(self, source: str, year: str | None = None) -> Sequence[str]:
        """Decisions of the release before (of one year) that are in no year of this one."""
        return _choose(source, dict.fromkeys(_list_names(self._before, year or ALL) - self._names, 0))

    def find_left(self, source: str, year: str) -> Sequence[str]:
        """Decisions of a year of the release before that are not in it now, those that are in no year first."""
        left = _list_names(self._before, year) - _list_names(self._now, year)
        return _choose(source, {name: name in self._names for name in left})

    def find_cut(self, source: str, year: str, table: str, column: str | None = None) -> Sequence[str]:
        """Decisions that lost the largest part of their text in a column, or of their rows in a table."""
        return self._find_lost(source, *(_measure(folder, year, table, column) for folder in (self._before, self._now)))

    def find_less(self, source: str, year: str, kind: str) -> Sequence[str]:
        """Decisions that lost the largest part of their text in sections of a kind."""
        return self._find_lost(
            source, *(_measure(folder, year, SECTIONS.name, "text", kind) for folder in (self._before, self._now))
        )

    def _find_lost(self, source: str, old: Mapping[str, int], new: Mapping[str, int]) -> Sequence[str]:
        left = {name: new.get(name, 0) / size for name, size in old.items() if size and name in self._names}
        return _choose(source, {name: share for name, share in left.items() if share < 1})

    @cached_property
    def _names(self) -> frozenset[str]:
        return _list_names(self._now, ALL)


def _choose(source: str, ranks: Mapping[str, float]) -> tuple[str, ...]:
    """The decisions of a publisher with the lowest ranks; where some are below 0, only those."""
    mine = {name: rank for name, rank in ranks.items() if name.startswith(f"{source}/")}
    below = [name for name, rank in mine.items() if rank < 0]
    return tuple(sorted(below or mine, key=lambda name: (mine[name], name))[:_MOST])


def _is_in(values: Any, some: Collection[str]) -> Any:  # noqa: ANN401 - pyarrow has no types
    return pc.is_in(values.cast(pa.string()), pa.array(sorted(some), pa.string()))


def _iter_tables(folder: Path | None, year: str, table: str, columns: Collection[str]) -> Iterator[Any]:
    """These columns of the files of a year, in parts; of none that is damaged, or was written without them."""
    if folder is None:
        return
    pattern = f"{table}/{PARTITION}=*/part-0.parquet" if year == ALL else find_part(table, year)
    for path in sorted(folder.glob(pattern)):
        with suppress(OSError, pa.ArrowException), pq.ParquetFile(path) as file:
            if set(file.schema_arrow.names).issuperset(columns):
                for number in range(file.num_row_groups):
                    yield file.read_row_group(number, columns=list(dict.fromkeys(columns)))


def _list_names(folder: Path | None, year: str) -> frozenset[str]:
    tables = _iter_tables(folder, year, DECISIONS.name, ["decision_id"])
    return frozenset(name for rows in tables for name in rows["decision_id"].to_pylist())


def _count_rows(folder: Path | None, year: str, table: str, column: str, choose: Any) -> Counter[str]:  # noqa: ANN401 - pyarrow has no types
    """How many rows of each decision are chosen by a column."""
    counts: Counter[str] = Counter()
    for rows in _iter_tables(folder, year, table, ["decision_id", column]):
        counts.update(rows["decision_id"].filter(choose(rows[column])).to_pylist())
    return counts


def _measure(folder: Path | None, year: str, table: str, column: str | None, kind: str | None = None) -> dict[str, int]:
    """The characters of each decision in a text column of a table, or its rows there; of one kind of sections."""
    sizes: Counter[str] = Counter()
    names = ["decision_id", *(name for name in (column, kind and "kind") if name)]
    for rows in _iter_tables(folder, year, table, names):
        chosen = rows.filter(_is_in(rows["kind"], [kind])) if kind else rows
        lengths = pc.fill_null(pc.utf8_length(chosen[column]), 0).to_pylist() if column else [1] * chosen.num_rows
        for name, length in zip(chosen["decision_id"].to_pylist(), lengths, strict=True):
            sizes[name] += length
    return sizes
