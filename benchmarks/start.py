"""`decision-parser --help`: CPU time, and what it imports."""

import resource
import statistics
import subprocess
import sys

from benchmarks.tables import Table, say_limit

_MOST = 0.2
_HEAVY = ("pandas", "pyarrow", "lxml", "pdfplumber", "pypdfium2", "bs4")
_NEVER = {"pandas", "pyarrow"}
_MAIN = "import sys; from decision_parser.cli import main; main(['--help']); "


def measure_start(runs: int) -> Table:
    """A row for the command, and one for an empty Python beside it."""
    empty, ours = [], []
    for _ in range(runs):
        empty.append(_run("pass"))
        ours.append(_run(_MAIN))
    imported = _find_imported()
    holds = statistics.median(ours) < _MOST and not _NEVER & set(imported)
    return Table(
        "Start: `decision-parser --help`",
        ("command", "CPU", "middle half", f"< {_MOST} s"),
        [
            _describe("an empty Python", empty, ""),
            _describe("`decision-parser --help`", ours, say_limit(holds=holds)),
        ],
        [f"Of {', '.join(_HEAVY)} it imports {', '.join(imported) or 'none'}."],
    )


def _describe(name: str, seconds: list[float], limit: str) -> tuple[str, ...]:
    low, middle, high = statistics.quantiles(seconds, n=4)
    return name, f"{middle:.3f} s", f"{low:.3f}-{high:.3f}", limit


def _run(code: str) -> float:
    """CPU seconds of a Python that runs `code`, from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _find_imported() -> list[str]:
    code = f"{_MAIN} print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [name for name in _HEAVY if name in done.stderr.split()]
