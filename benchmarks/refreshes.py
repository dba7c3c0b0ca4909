"""CPU time of `refresh` against the sample site: the first one, one with nothing new, one with ten new decisions."""

import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tables import Table, say_limit
from decision_parser.clock import VARIABLE
from tests.site import Site, make_site

_TODAY = dt.date(2026, 6, 1)
_NEW = 10
_MOST_QUIET = 2.0
_NOTE = """\
CPU time of the command from its start to its end; the site runs in another process, on the same cores. The listing of
the last 26 weeks grows with what the publisher adds in that time, and with it the first of the two costs; the pages
looked at again are 200 in every run."""


@dataclass(frozen=True, slots=True)
class _Cost:
    """What one run took: CPU seconds and requests."""

    seconds: float
    requests: int

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s, {self.requests:,}"


def measure_refreshes(counts: tuple[int, ...]) -> Table:
    """A row for each size of the site."""
    rows = []
    for count in counts:
        site = make_site(count, 5, 1, today=_TODAY)
        with tempfile.TemporaryDirectory() as folder, site.serve() as address:
            first = _refresh(site, address, Path(folder))
            quiet = min((_refresh(site, address, Path(folder)) for _ in range(3)), key=lambda cost: cost.seconds)
            for day in range(_NEW):
                site.publish_new(_TODAY - dt.timedelta(days=60 - day))
            new = _refresh(site, address, Path(folder))
        holds = say_limit(holds=quiet.seconds < _MOST_QUIET)
        rows.append((f"{count:,} decisions", str(first), str(quiet), str(new), holds))
    return Table(
        "Refresh: CPU time and requests",
        ("site", "first run", "nothing new", f"{_NEW} new", f"nothing new < {_MOST_QUIET:g} s"),
        rows,
        [_NOTE],
    )


def _refresh(site: Site, address: str, folder: Path) -> _Cost:
    """One night's run; the next one comes a day later."""
    site.clear_log()
    now = dt.datetime.combine(site.today, dt.time(3), dt.UTC)
    program = Path(sys.executable).with_name("decision-parser")
    command: list[str | Path] = [program, "refresh", "--quiet", "--delay", "0", "--base-url", address]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [*command, "--archive", folder / "archive", "--out", folder / "dataset"],
        env=os.environ | {VARIABLE: str(int(now.timestamp()))},
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    site.today += dt.timedelta(days=1)
    return _Cost(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, len(site.log))
