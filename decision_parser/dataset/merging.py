"""The rows of one table and year from many sorted shards into one file, in memory that does not grow with them.

What to copy from where is known from the keys alone, so nothing is compared here: a `Runs` lists, in the order of the
result, which rows of which stream come next, and each stream is read once from its first row to its last.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import methodcaller
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from decision_parser.dataset.arrow import build_array, build_bare_schema, build_batch
from decision_parser.dataset.columns import PROBLEMS, TABLES, Table, find_table
from decision_parser.dataset.cursors import Cursor
from decision_parser.dataset.parquet import GROUP, find_bounds, write_parquet
from decision_parser.dataset.profiling import FileProfile, Tally
from decision_parser.dataset.release import FileRecord, record_file
from decision_parser.dataset.selection import Columns, Year
from decision_parser.dataset.shards import BATCH, Integers, write_stream

# Streams read side by side; more are first merged among themselves. Below the 256 open files that macOS allows.
FAN_IN = 128


@dataclass(frozen=True)
class Runs:
    """Rows to copy, in order: `count` rows of stream `source`, from its row `start` on."""

    source: Integers
    start: Integers
    count: Integers

    def __len__(self) -> int:
        return len(self.source)

    def part(self, which: slice | npt.NDArray[np.bool_]) -> "Runs":
        """Some of the runs."""
        return Runs(self.source[which], self.start[which], self.count[which])


@dataclass(frozen=True)
class Merge:
    """One file to write: from which streams, what of them, and where its row groups begin (as places in `runs`).

    `columns` are the values of some columns in all rows of the file, in place of what the streams say.
    """

    table_name: str
    streams: tuple[Path, ...]
    runs: Runs
    bounds: tuple[int, ...]
    target: Path
    work: Path
    metadata: Mapping[str, str]
    columns: Columns
    sources: tuple[str, ...]


class Written(NamedTuple):
    """A file that was written, and what is in it by publisher."""

    record: FileRecord
    profile: dict[str, FileProfile]


def plan_merges(year: Year, shards: Path, target: Mapping[str, Path], metadata: Mapping[str, str]) -> Iterator[Merge]:
    """The files of one year. `shards` is the folder of the streams, `target` the path of each table to write.

    The folders of the targets are made here: a task that outlives its run must not bring them back.
    """
    sources, starts, counts = _find_rows(year)
    bounds = find_bounds(year.gather(methodcaller("count_characters")).tolist(), GROUP)
    for number, (name, table) in enumerate(TABLES.items()):
        if name in target:
            target[name].parent.mkdir(parents=True, exist_ok=True)
            streams = tuple(origin.path(shards, table) for origin in year.origins)
            runs = Runs(sources, starts[:, number], counts[:, number])
            columns = year.columns.get(name, {})
            merge = Merge(name, streams, runs, bounds, target[name], shards, metadata, columns, tuple(year.sources))
            yield _add_problems(merge, year) if table is PROBLEMS and year.problems else merge


def _find_rows(year: Year) -> tuple[Integers, Integers, Integers]:
    """For each decision the number of its stream; for each table where its rows start there, and how many they are."""
    counts = [np.stack([origin.count_rows(table) for table in TABLES.values()], 1) for origin in year.origins]
    starts = [count.cumsum(axis=0, dtype=np.int64) - count for count in counts]
    sources = np.repeat(np.arange(len(counts)), [len(count) for count in counts])
    return sources[year.order], np.concatenate(starts)[year.order], np.concatenate(counts)[year.order]


def _add_problems(merge: Merge, year: Year) -> Merge:
    """The file of `problems` with those that the build itself found."""
    added = np.array([len(year.problems.get(place.key.decision_id, ())) for place in year.places], np.int64)
    stream = merge.work / f"added-{year.name}.arrow"
    write_stream(stream, PROBLEMS, [build_batch(PROBLEMS, list(_iter_added_rows(year)))])
    after = np.flatnonzero(added)  # a run of added rows follows the run of each of these decisions
    starts = added.cumsum() - added
    runs = Runs(
        np.insert(merge.runs.source, after + 1, len(merge.streams)),
        np.insert(merge.runs.start, after + 1, starts[after]),
        np.insert(merge.runs.count, after + 1, added[after]),
    )
    bounds = np.array(merge.bounds) + np.searchsorted(after, merge.bounds)
    return replace(merge, streams=(*merge.streams, stream), runs=runs, bounds=tuple(map(int, bounds)))


def _iter_added_rows(year: Year) -> Iterator[tuple[Any, ...]]:
    """Rows of `problems` that the build adds, in the order of their decisions, each after the decision's own."""
    for place in year.places:
        first = len(place.problem_codes) + 1
        for position, problem in enumerate(year.problems.get(place.key.decision_id, ()), start=first):
            yield (place.key.decision_id, position, problem.code, problem.where, problem.detail)


def write_merge(merge: Merge) -> Written:
    """Write the file that `merge` describes, which is there whole or not at all.

    Its streams stay: where the worker is lost, another begins again. All else that it writes is in a folder of its own.
    """
    table = find_table(merge.table_name)
    tally = Tally(table, merge.sources)
    with TemporaryDirectory(prefix="merge-", dir=merge.work, ignore_cleanup_errors=True) as folder:
        own = Path(folder)
        streams, runs = _limit_streams(merge, table, own)
        draft = own / merge.target.name
        write_parquet(draft, table, merge.metadata, tally.watch(_iter_groups(merge, table, streams, runs)))
        record = record_file(draft)
        draft.replace(merge.target)
    return Written(record, tally.finish())


def remove_streams(merge: Merge) -> None:
    """Remove the streams of a file that is written, but none of a release."""
    for stream in merge.streams:
        if stream.parent == merge.work:
            stream.unlink(missing_ok=True)


def _iter_groups(merge: Merge, table: Table, streams: Sequence[Path], runs: Runs) -> Iterator[pa.Table]:
    """The row groups of the file."""
    parts = [slice(low, high) for low, high in pairwise(merge.bounds)]
    start = 0
    for rows in copy_runs(table, streams, runs, parts):
        stop = start + rows.num_rows
        values = {name: build_array(table.find_column(name), of[start:stop]) for name, of in merge.columns.items()}
        yield pa.table([values.get(name, rows[name]) for name in rows.column_names], schema=rows.schema)
        start = stop


def copy_runs(table: Table, streams: Sequence[Path], runs: Runs, parts: Iterable[slice]) -> Iterator[pa.Table]:
    """The rows of each of `parts` of `runs`, in order; each stream is read once."""
    schema = build_bare_schema(table.columns)
    with ExitStack() as opened:
        cursors = [opened.enter_context(closing(Cursor(path, table))) for path in streams]
        for part in parts:
            yield _copy(cursors, runs.part(part), schema)


def _copy(cursors: Sequence[Cursor], runs: Runs, schema: pa.Schema) -> pa.Table:
    """The rows of `runs`: read what they need of each stream, then put all of it in order at once."""
    batches: list[pa.RecordBatch] = []
    offset = np.zeros(len(cursors), np.int64)  # from a row's number in its stream to its place among the rows read
    read = 0
    for source in np.unique(runs.source):
        mine = runs.source == source
        low, high = int(runs.start[mine].min()), int((runs.start[mine] + runs.count[mine]).max())
        batches += cursors[source].read(low, high)
        offset[source] = read - low
        read += high - low
    before = runs.count.cumsum() - runs.count
    order = np.repeat(runs.start + offset[runs.source] - before, runs.count) + np.arange(runs.count.sum())
    pa.default_memory_pool().release_unused()  # of the group before: it keeps what was freed, and grows
    rows = pa.Table.from_batches(batches, schema)
    # Tasks have decisions in the order of a release: most often there is nothing to put in order.
    return rows if np.array_equal(order, np.arange(len(rows))) else rows.take(pa.array(order))


def _limit_streams(merge: Merge, table: Table, own: Path) -> tuple[Sequence[Path], Runs]:
    """At most `FAN_IN` streams: as many as are too many are merged into one first, the shortest of them."""
    streams, runs = list(merge.streams), merge.runs
    while len(streams) > FAN_IN:
        rows = np.bincount(runs.source, runs.count, len(streams))
        chosen = np.argsort(rows, kind="stable")[: min(len(streams) - FAN_IN + 1, FAN_IN)]
        merged = own / f"merged-{len(streams)}.arrow"
        _write_merged(merged, table, [streams[number] for number in chosen], _renumber(runs, chosen))
        rest = np.setdiff1d(np.arange(len(streams)), chosen)
        runs = _redirect(runs, chosen, rest)
        for number in chosen:
            if streams[number].parent == own:
                streams[number].unlink()
        streams = [*(streams[number] for number in rest), merged]
    return streams, runs


def _renumber(runs: Runs, chosen: Integers) -> Runs:
    """The runs that read one of the `chosen` streams, which are now called 0, 1, 2 and so on."""
    number = np.full(max(int(runs.source.max()), int(chosen.max())) + 1, -1, np.int64)
    number[chosen] = np.arange(len(chosen))
    some = runs.part(np.isin(runs.source, chosen))
    return replace(some, source=number[some.source])


def _redirect(runs: Runs, chosen: Integers, rest: Integers) -> Runs:
    """`runs` after the `chosen` streams became one, which comes after the `rest`."""
    mine = np.isin(runs.source, chosen)
    number = np.full(len(chosen) + len(rest), len(rest), np.int64)
    number[rest] = np.arange(len(rest))
    count = runs.count[mine]
    start = runs.start.copy()
    start[mine] = count.cumsum() - count
    return Runs(number[runs.source], start, runs.count)


def _write_merged(path: Path, table: Table, streams: Sequence[Path], runs: Runs) -> None:
    """Write `runs` as one stream, in batches as small as those of a shard."""
    parts = [slice(low, low + GROUP) for low in range(0, len(runs), GROUP)]
    chunks = copy_runs(table, streams, runs, parts)
    batches = (
        batch
        for part, chunk in zip(parts, chunks, strict=True)
        for batch in chunk.to_batches(max(1, chunk.num_rows * BATCH // len(runs.part(part))))
    )
    write_stream(path, table, batches)
