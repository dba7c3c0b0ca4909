"""Measure speed and memory: tables on a terminal, Markdown in a pipe, docs/performance.md with `--write`."""

import argparse
import datetime as dt
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from benchmarks.archives import measure_archives
from benchmarks.pages import measure_markups, measure_others, measure_stages
from benchmarks.pdfs import measure_pdfs
from benchmarks.refreshes import measure_refreshes
from benchmarks.rows import measure_rows
from benchmarks.start import measure_start
from benchmarks.stock import Stock
from benchmarks.tables import Table
from benchmarks.whole import measure_whole

_PERFORMANCE = Path(__file__).parents[1] / "docs" / "performance.md"
_LIBRARIES = ("lxml", "beautifulsoup4", "pypdfium2", "pdfplumber", "msgspec", "pyarrow", "fastwarc")
_METHOD = """\
All times are CPU time unless they are said to be by the clock. Ratios are of what was taken in turn in one process, in
many short rounds on the same files: their median holds when the machine's speed drifts, which milliseconds do not.
"Middle half" are the ratio's quartiles over the rounds. What shares a core with the benchmark slows Python down more
than it does lxml, so a busy machine shows higher ratios than a quiet one. Nothing here is the publisher's: decisions
are invented, and weigh what the publisher's do (`benchmarks/corpus.py`)."""
Measure = Callable[[], Iterable[Table]]


def main() -> None:
    """Print each table when it is measured; with `--write`, all of them into the documentation."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md too")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and files: figures to look at, not to quote")
    parser.add_argument("--only", action="append", choices=_NAMES, help="measure this alone; can be given again")
    parser.add_argument("--corpus", type=Path, help="a folder to keep archives in: <count> is one of so many decisions")
    options = parser.parse_args()
    if options.write and options.only:
        parser.error("--write writes all tables: leave out --only.")
    console = Console(highlight=False)
    busy = os.getloadavg()[0]
    command = "`python -m benchmarks --quick`, of few rounds," if options.quick else "`make bench`"
    text = [f"# Performance\n\nMeasured by {command} {_describe_machine(busy)}\n\n{_METHOD}\n"]
    if console.is_terminal:
        console.print(f"Measuring {_describe_machine(busy)}\n", markup=False)
    else:
        print(text[0])
    for table in _iter_tables(options.corpus, options.only or _NAMES, quick=options.quick):
        table.show(console)
        text.append(table.to_markdown())
    if options.write:
        _PERFORMANCE.write_text("\n".join(text), encoding="utf-8")
        print(f"Written: {_PERFORMANCE}", file=sys.stderr)


_NAMES = ("pages", "pdfs", "archives", "rows", "whole", "refresh", "start")


def _iter_tables(corpus: Path | None, names: Iterable[str], *, quick: bool) -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        kept, work = corpus or Path(folder) / "corpus", Path(folder) / "work"
        kept.mkdir(parents=True, exist_ok=True)
        measures = _list_measures(Stock(kept), work, quick=quick)
        for name in names:
            yield from measures[name]()


def _list_measures(stock: Stock, work: Path, *, quick: bool) -> Mapping[str, Measure]:
    rounds = 8 if quick else 24
    counts = (300, 3_000) if quick else (1_000, 10_000, 57_500)
    return {
        "pages": partial(_measure_pages, rounds),
        "pdfs": lambda: [measure_pdfs(2 if quick else 6)],
        "archives": lambda: [measure_archives(stock, counts[0], 4 if quick else 8)],
        "rows": lambda: [measure_rows(200 if quick else 1_000, 2 if quick else 4)],
        "whole": lambda: measure_whole(stock, counts, work),
        "refresh": lambda: [measure_refreshes(stock, counts[0], counts[-1], work)],
        "start": lambda: [measure_start(5 if quick else 20)],
    }


def _measure_pages(rounds: int) -> Iterator[Table]:
    yield measure_stages(rounds)
    yield measure_others(max(4, rounds // 2))
    yield measure_markups(max(4, rounds // 2))


def _describe_machine(busy: float) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"on {dt.datetime.now(dt.UTC):%d %B %Y} by Python {platform.python_version()} ({libraries}) "
        f"on {_find_model()}, {os.cpu_count()} cores, with a load of {busy:.1f} before it began."
    )


def _find_model() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


if __name__ == "__main__":
    main()
