"""Peak memory of `build` as its input grows tenfold, all of it in one year."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.tables import Table, say_limit
from tests.rendering import html, samples
from tests.rendering.manuscript import Manuscript, with_address

_MOST_GROWTH = 1.25
"""What counts as flat: at most a quarter more for ten times the pages."""
_NOTE = f"""\
Peak resident memory (`ru_maxrss`) of the main process and of its largest worker, each run in processes of its own. Flat
means here: at most {_MOST_GROWTH} times as much for ten times the pages. The worst case is measured: a year is the unit
that is put together, and all pages are in one."""
_TEMPLATES = 250
_CODE = """\
import resource, sys
from decision_parser import build

if __name__ == "__main__":
    report = build([sys.argv[1]], out=sys.argv[2], jobs=int(sys.argv[3]) or None)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@dataclass(frozen=True, slots=True)
class _Peak:
    """Highest resident memory of the process that was started and of the largest of its workers, in MB."""

    main: float
    worker: float

    @property
    def largest(self) -> float:
        """The process that needs most."""
        return max(self.main, self.worker)


def measure_memory(count: int) -> Table:
    """A row for each way to run, with `count` pages and ten times as many."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few", Path(folder) / "many"
        _write_pages(few, count)
        _write_pages(many, 10 * count)
        for name, jobs in (("in one process", 1), (f"on all cores ({os.cpu_count()})", 0)):
            before, after = _measure(few, jobs), _measure(many, jobs)
            growth = after.largest / before.largest
            rows.append(
                (
                    name,
                    _describe(before),
                    _describe(after),
                    f"{growth:.2f}",
                    f"{(after.largest - before.largest) * 1024 / (9 * count):.1f} kB",
                    say_limit(holds=growth <= _MOST_GROWTH),
                )
            )
    return Table(
        f"Memory of `build`: {count:,} and {10 * count:,} pages, all decided in one year",
        ("run", f"{count:,} pages", f"{10 * count:,} pages", "growth", "a further page", f"≤ {_MOST_GROWTH}"),
        rows,
        [_NOTE],
    )


def _describe(peak: _Peak) -> str:
    return f"{peak.main:.0f} + {peak.worker:.0f} MB" if peak.worker else f"{peak.main:.0f} MB"


def _measure(pages: Path, jobs: int) -> _Peak:
    with tempfile.TemporaryDirectory() as folder:
        # A file, not -c: its workers import the main module again.
        script = Path(folder) / "run_build.py"
        script.write_text(_CODE, encoding="utf-8")
        # Linux counts the memory of the process that starts another one as the other's too: a shell is small.
        command = ["/bin/sh", "-c", '"$@"; exit $?', "sh", sys.executable, str(script)]
        command += [str(pages), str(Path(folder) / "dataset"), str(jobs)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    main, worker = (int(kilobytes) / 1024 for kilobytes in done.stdout.split())
    return _Peak(main, worker if jobs != 1 else 0)


def _write_pages(folder: Path, count: int) -> None:
    """Pages of usual length in all markups, each a decision of its own."""
    folder.mkdir()
    markups = list(html.MARKUPS)
    manuscripts = [samples.sample(seed, paragraphs=30) for seed in range(min(count, _TEMPLATES))]
    for number in range(count):
        manuscript = _number(manuscripts[number % len(manuscripts)], number)
        page = html.render(manuscript, markups[number % len(markups)], chrome="full")
        (folder / f"{number:06}.html").write_text(page, encoding="utf-8")


def _number(manuscript: Manuscript, number: int) -> Manuscript:
    """The same decision under a reference and with a summary of its own."""
    return with_address(
        replace(
            manuscript,
            case_reference=f"23 {number // 1000:03} {number % 1000:03}",
            decided_on_text="06 Feb 2024",
            summary=f"{manuscript.summary} This is number {number}.",
        )
    )
