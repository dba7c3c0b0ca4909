"""`decision-parser refresh` as it is run every night: the first time, with nothing new, and with ten new decisions."""

import datetime as dt
from pathlib import Path

from benchmarks.cases import TODAY
from benchmarks.processes import Spent, run_command
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


class _Nights:
    """A publisher, and what is refreshed from it night by night."""

    def __init__(self, count: int, folder: Path, held: int) -> None:
        self._count, self._folder, self._published = count, folder, held
        self._day = TODAY + _DAY

    def refresh(self, new: int = 0) -> str:
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
        self.last = spent
        return f"{spent.cpu:.2f} s, {site.requests:,}"

    last: Spent


def measure_refreshes(stock: Stock, few: int, many: int, work: Path) -> Table:
    """A row for a publisher of few decisions from the first night on, and one for an archive of many."""
    rows = []
    for count in (few, many):
        folder = work / f"nights-{count}"
        nights = _start(stock, count, folder, first=count == few)
        first = nights.refresh()
        quiet = nights.refresh()
        quiet_cpu = nights.last.cpu
        new = nights.refresh(_NEW)
        holds = quiet_cpu < _MOST_QUIET and nights.last.cpu < _MOST_NEW
        rows.append((f"{count:,} decisions", first if count == few else "", quiet, new, say_limit(holds=holds)))
    columns = ("publisher", "first night", "nothing new", f"{_NEW} new", f"< {_MOST_QUIET:g} s, < {_MOST_NEW:g} s")
    return Table("Every night: `decision-parser refresh`, CPU and requests", columns, rows, [_NOTE])


def _start(stock: Stock, count: int, folder: Path, *, first: bool) -> _Nights:
    """Nights that begin with nothing, or with an archive and its dataset."""
    if first:
        return _Nights(count, folder, count)
    if count not in stock.built:
        build_first(stock, count, folder)
        return _Nights(count, stock.built[count], count)
    return _Nights(count, stock.built[count], count + _NEW)  # a night with new ones was added to measure `build`
