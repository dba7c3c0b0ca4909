"""Measure speed and memory: tables on a terminal, Markdown in a pipe, docs/performance.md with `--write`."""

import argparse
import datetime as dt
import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from benchmarks.meaning import measure_meaning
from benchmarks.memory import measure_memory
from benchmarks.pages import measure_pages
from benchmarks.pdfs import measure_pdfs
from benchmarks.refreshes import measure_refreshes
from benchmarks.start import measure_start
from benchmarks.tables import Table

_PERFORMANCE = Path(__file__).parents[1] / "docs" / "performance.md"
_LIBRARIES = ("lxml", "pypdfium2", "pdfplumber", "msgspec", "pyarrow")
_METHOD = """\
Every time is CPU time, and every ratio is of two that were taken in turn in one process, in many short rounds on the
same files: its median holds when the machine's speed drifts, which the milliseconds do not. "Middle half" are the
ratio's quartiles over the rounds. What shares a core with the benchmark slows Python down more than it does lxml, so a
busy machine shows higher ratios than a quiet one."""


def main() -> None:
    """Print each table when it is measured; with `--write`, all of them into the documentation."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md too")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and files: figures to look at, not to quote")
    options = parser.parse_args()
    console = Console(highlight=False)
    busy = os.getloadavg()[0]
    command = "`python -m benchmarks --quick`, of few rounds," if options.quick else "`make bench`"
    text = [f"# Performance\n\nMeasured by {command} {_describe_machine(busy)}\n\n{_METHOD}\n"]
    if console.is_terminal:
        console.print(f"Measuring {_describe_machine(busy)}\n", markup=False)
    else:
        print(text[0])
    for table in _iter_tables(quick=options.quick):
        table.show(console)
        text.append(table.to_markdown())
    if options.write:
        _PERFORMANCE.write_text("\n".join(text), encoding="utf-8")
        print(f"Written: {_PERFORMANCE}", file=sys.stderr)


def _iter_tables(*, quick: bool) -> Iterator[Table]:
    yield measure_pages(rounds=6 if quick else 24)
    yield measure_meaning(rounds=6 if quick else 24)
    yield measure_pdfs(rounds=3 if quick else 6, quick=quick)
    yield measure_memory(count=50 if quick else 500)
    yield measure_start(runs=5 if quick else 20)
    yield measure_refreshes((60, 600) if quick else (600, 6000))


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
