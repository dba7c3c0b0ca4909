"""From an archive to a release: `decision-parser build`, for the first time, with nothing new, and with ten new."""

import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import lxml.html

from benchmarks.processes import Spent, run_command
from benchmarks.samples import write_pages
from benchmarks.stock import Stock, write_nights
from benchmarks.tables import Table, say_limit

_NEW = 10
_MOST_CPU, _MOST_WALL, _MOST_MEMORY = 130, 80, 600
_MOST_PARSES = 4.9
"""Bare parses by lxml that a decision may cost: 130 s for all of them, where one took 0.46 ms."""
_MOST_QUIET, _MOST_NEW = 5, 10
_MOST_GROWTH, _MOST_DRIFT = 1.25, 0.1
_LARGEST = 57_500
_NOTE = """\
Each run is the command in processes of its own, on an archive of the corpus as a first refresh leaves it: nothing was
parsed before. CPU is that of all its processes, from start to end; memory is the peak (`ru_maxrss`) of the main process
and of its largest worker. "A further thousand" is what one costs between the size of the row before and this one: what
a run costs whatever its size is not in it."""


@dataclass(frozen=True, slots=True)
class _Runs:
    """What the runs over one archive took."""

    count: int
    first: Spent
    quiet: Spent
    new: Spent
    unchanged: bool
    """Whether the run with nothing new wrote no release."""

    @property
    def each(self) -> float:
        """CPU seconds a thousand decisions, all of the run counted."""
        return self.first.cpu / self.count * 1000


def measure_whole(stock: Stock, counts: tuple[int, ...], work: Path) -> list[Table]:
    """Tables of the figures, and of the limits that they are held to."""
    runs = [_run(stock, count, work / str(count)) for count in counts]
    return [_describe(runs), _judge(runs, _time_floor())]


def _time_floor() -> float:
    """Milliseconds that lxml's bare parse of a page takes while all cores are at it, as they are in a build."""
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        return statistics.mean(pool.map(_parse_pages, range(cores)))


def _parse_pages(_: int) -> float:
    pages = write_pages(300)
    begun = time.process_time()
    for page in pages * 3:
        lxml.html.document_fromstring(page)
    return (time.process_time() - begun) / len(pages) / 3 * 1000


def build_first(stock: Stock, count: int, folder: Path) -> Spent:
    """The first build of an archive; both stay in the folder."""
    archive = stock.copy(count, folder / "archive")
    stock.built[count] = folder
    return _build(archive)


def _build(archive: Path) -> Spent:
    return run_command("build", "--quiet", archive, "--out", archive.parent / "dataset")


def _run(stock: Stock, count: int, folder: Path) -> _Runs:
    first = build_first(stock, count, folder)
    before = _list_parquet(folder)
    quiet = _build(folder / "archive")
    unchanged = _list_parquet(folder) == before
    write_nights(folder / "archive", count, _NEW)
    return _Runs(count, first, quiet, _build(folder / "archive"), unchanged)


def _list_parquet(folder: Path) -> dict[Path, int]:
    return {file: file.stat().st_mtime_ns for file in (folder / "dataset").rglob("*.parquet")}


def _describe(runs: list[_Runs]) -> Table:
    further = [""] + [f"{_find_marginal(few, many):.2f} s" for few, many in pairwise(runs)]
    rows = [
        (
            f"{run.count:,}",
            f"{run.first.cpu:.1f} s",
            f"{run.each:.2f} s",
            more,
            f"{run.first.wall:.1f} s",
            f"{run.first.main:.0f} + {run.first.worker:.0f} MB",
            f"{run.quiet.cpu:.1f} s",
            f"{run.new.cpu:.1f} s",
        )
        for run, more in zip(runs, further, strict=True)
    ]
    columns = ("decisions", "CPU", "a thousand", "a further thousand", "by the clock", "memory", "nothing new: CPU",
               f"{_NEW} new: CPU")  # fmt: skip
    return Table("The whole: from an archive to a release", columns, rows, [_NOTE])


def _find_marginal(few: _Runs, many: _Runs) -> float:
    return (many.first.cpu - few.first.cpu) / (many.count - few.count) * 1000


def _judge(runs: list[_Runs], floor: float) -> Table:
    least, largest = runs[0], runs[-1]
    before = runs[-2]
    size = f"{largest.count:,}"
    rows = [
        _limit(f"CPU of {size}", f"{largest.first.cpu:.1f} s", _MOST_CPU, "s", largest.first.cpu),
        _limit(f"the same, in bare parses of {floor:.2f} ms", f"{largest.each / floor:.2f}", _MOST_PARSES, "",
               largest.each / floor),
        _limit(f"{size} by the clock", f"{largest.first.wall:.1f} s", _MOST_WALL, "s", largest.first.wall),
        _limit(f"memory of the largest process, {size}", f"{largest.first.peak:.0f} MB", _MOST_MEMORY, "MB",
               largest.first.peak),
        _limit(f"memory, {size} against {before.count:,}", f"{largest.first.peak / before.first.peak:.2f}",
               _MOST_GROWTH, "", largest.first.peak / before.first.peak),
        _limit(f"nothing new, {size}: CPU, and no file written",
               f"{largest.quiet.cpu:.1f} s, {'none' if largest.unchanged else 'some'}", _MOST_QUIET, "s",
               largest.quiet.cpu if largest.unchanged else float("inf")),
        _limit(f"{_NEW} new, {size}: CPU", f"{largest.new.cpu:.1f} s", _MOST_NEW, "s", largest.new.cpu),
        _limit(f"CPU a decision, {size} against {least.count:,}", f"{largest.each / least.each:.2f}",
               1 + _MOST_DRIFT, "", largest.each / least.each),
    ]  # fmt: skip
    if len(runs) > 2:
        marginal = _find_marginal(before, largest) / _find_marginal(least, before)
        name = f"a further decision, from {before.count:,} on against before"
        rows.append(_limit(name, f"{marginal:.2f}", 1 + _MOST_DRIFT, "", marginal))
    notes = [] if largest.count == _LARGEST else [f"The limits are those of {_LARGEST:,} decisions."]
    return Table("The whole: limits", ("what", "limit", "found", "holds"), rows, notes)


def _limit(name: str, found: str, most: float, unit: str, figure: float) -> tuple[str, str, str, str]:
    return name, f"< {most:g} {unit}".strip(), found, say_limit(holds=figure < most)
