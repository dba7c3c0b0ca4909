"""`decision-parser refresh` as it is run every night: the first time, with nothing new, and with ten new decisions."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import TODAY
from benchmarks.processes import run_command
from benchmarks.publisher import Publisher
from benchmarks.site import Site
from benchmarks.stock import Stock
from benchmarks.tables import Table, say_limit
from benchmarks.whole import build_first
from decision_parser.clock import VARIABLE
from decision_parser.sources import find_source

_NEW = 10
_MOST_QUIET, _MOST_NEW = 5.0, 10.0
_DAY = dt.timedelta(days=1)
_NOTE = """\
CPU time of the command, from start to end, and requests; the publisher of the corpus answers in another process, on the
same cores. The listing of the last 26 weeks grows with what the publisher adds in that time, and with it the cost of a
night with nothing new; 200 pages are looked at again in each. An archive that was there before was written without
HTTP, and a first night, which is not shown, made its dataset known to it."""


@dataclass(frozen=True, slots=True)
class _Night:
    """What one run took: CPU seconds and requests."""

    seconds: float
    requests: int

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s, {self.requests:,}"


class _Nights:
    """A publisher, and what is refreshed from it night by night."""

    def __init__(self, count: int, folder: Path, held: int) -> None:
        self._count, self._folder, self._published = count, folder, held
        self._day = TODAY + _DAY

    def refresh(self, new: int = 0) -> _Night:
        """What one more night took, with so many new decisions."""
        self._published += new
        self._day += _DAY
        now = dt.datetime.combine(self._day, dt.time(3), dt.UTC)
        site = Site(Publisher(find_source("lgsco"), count=self._count, published=self._published, seed=1, now=now))
        with site.serve() as address:
            spent = run_command(
                *("refresh", "--quiet", "--delay", "0", "--base-url", address),
                *("--archive", self._folder / "archive", "--out", self._folder / "dataset"),
                environment={VARIABLE: str(int(now.timestamp()))},
            )
        return _Night(spent.cpu, site.requests)


def measure_refreshes(stock: Stock, few: int, many: int, work: Path) -> Table:
    """A row for a publisher of few decisions from the first night on, and one for an archive of many."""
    rows = []
    for count in (few, many):
        nights = _start(stock, count, work / f"nights-{count}", first=count == few)
        first, quiet, new = nights.refresh(), nights.refresh(), nights.refresh(_NEW)
        holds = quiet.seconds < _MOST_QUIET and new.seconds < _MOST_NEW
        shown = str(first) if count == few else ""
        rows.append((f"{count:,} decisions", shown, str(quiet), str(new), say_limit(holds=holds)))
    columns = ("publisher", "first night", "nothing new", f"{_NEW} new", f"< {_MOST_QUIET:g} s, < {_MOST_NEW:g} s")
    return Table("Every night: a refresh, CPU and requests", columns, rows, [_NOTE])


def _start(stock: Stock, count: int, folder: Path, *, first: bool) -> _Nights:
    """Nights that begin with nothing, or with an archive and its dataset."""
    if first:
        return _Nights(count, folder, count)
    if count not in stock.built:
        build_first(stock, count, folder)
        return _Nights(count, stock.built[count], count)
    return _Nights(count, stock.built[count], count + _NEW)  # a night with new ones was added to measure `build`
