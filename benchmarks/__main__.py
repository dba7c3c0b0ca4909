"""Measure speed and memory, and write docs/performance.md with `--write`.

Every figure is a ratio of CPU times taken in turn in one process, floor and ours, in many short rounds: the median
holds when the machine's speed drifts.
"""

import argparse
import datetime as dt
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks.memory import measure_memory
from benchmarks.speed import measure_help, measure_html, measure_pdf

_PERFORMANCE = Path(__file__).parents[1] / "docs" / "performance.md"
_LIBRARIES = ("lxml", "pypdfium2", "pdfplumber", "msgspec", "pyarrow")


def main() -> None:
    """Print the tables as Markdown; with `--write` also into the documentation."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md too")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and files: figures to look at, not to quote")
    options = parser.parse_args()
    text = ""
    for part in _iter_parts(quick=options.quick):
        print(part, flush=True)
        text += part + "\n"
    if options.write:
        _PERFORMANCE.write_text(text.rstrip() + "\n", encoding="utf-8")


def _iter_parts(*, quick: bool) -> Iterator[str]:
    yield "# Performance\n"
    yield f"Measured by `make bench` on {dt.datetime.now(dt.UTC).date()}: {_machine()}.\n"
    yield "Ratios are CPU time, taken in turn with their floor in one process: medians, with their quartiles.\n"
    yield from measure_html(rounds=5 if quick else 25)
    yield from measure_pdf(rounds=2 if quick else 5)
    yield from measure_memory(files=100 if quick else 500)
    yield from measure_help(runs=3 if quick else 15)


def _machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = (line for line in cpuinfo.read_text(encoding="utf-8").splitlines() if line.startswith("model name"))
        model = next(lines, model).rpartition(":")[2].strip()
    return f"{model}, Python {platform.python_version()} on {sys.platform}, {libraries}"


if __name__ == "__main__":
    main()
