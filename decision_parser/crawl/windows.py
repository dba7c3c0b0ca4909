"""Which windows of decision dates a run lists.

A window is a calendar month; all before the first of them is one window more, the tail. Publication lags, reviews take
decisions out and put them back with another date, and old ones are removed: so no window is ever done, only due again.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

from msgspec import Struct

WEEKS = 26
"""Weeks of decision dates that each run lists again: a decision appears six weeks after its date, some much later."""

ROTATION = 28
"""Days within which every older window is listed again, where a run takes place each day."""

TAIL = 200
"""Decisions that the tail may hold: twenty pages, as many as a month of the publisher's early years."""


_AHEAD = 10
"""Years ahead of today that the newest window reaches."""


class Window(Struct, frozen=True, order=True):
    """Decision dates from `since` (None: from the first) to `until`, both included."""

    until: dt.date
    since: dt.date | None = None

    def __str__(self) -> str:
        return f"{self.since}..{self.until}" if self.since else f"..{self.until}"

    def holds(self, day: dt.date) -> bool:
        """Whether a decision of this date is in it."""
        return (self.since is None or self.since <= day) and day <= self.until

    def find_nearest(self, day: dt.date) -> dt.date:
        """The date itself where it is in it, else the nearest that is."""
        return max(min(day, self.until), self.since or dt.date.min)


def find_month(day: dt.date) -> Window:
    """The month of a day."""
    first = day.replace(day=1)
    return Window(_next_month(first) - dt.timedelta(days=1), first)


def iter_months(since: dt.date, until: dt.date) -> Iterator[Window]:
    """The months that hold the days from `since` to `until`, in order."""
    first = since.replace(day=1)
    while first <= until:
        yield find_month(first)
        first = _next_month(first)


def list_windows(tail: dt.date, today: dt.date) -> list[Window]:
    """All windows, the tail first. The last one has no end to speak of: a date may be misprinted, and lie ahead."""
    begin = tail + dt.timedelta(days=1)
    *whole, last = iter_months(begin, max(today, begin))  # whatever a clock that was set back says
    return [Window(tail), *whole, Window(dt.date(max(today, begin).year + _AHEAD, 12, 31), last.since)]


def _next_month(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1)


def clip(since: dt.date | None, until: dt.date) -> Iterator[Window]:
    """The windows of a run that was told from when to when: its months, cut to these days."""
    if since is None:
        yield Window(until)
        return
    for month in iter_months(since, until):
        yield Window(min(month.until, until), max(month.since or since, since))


def plan_windows(
    tail: dt.date, today: dt.date, read: Mapping[Window, dt.datetime], *, weeks: int, rotation: int
) -> list[Window]:
    """The windows due today, newest first: the last `weeks`, and of the older ones those not seen for longest.

    `tail` is the last day of the tail, `read` when each window was last read completely. Every older window comes again
    within `rotation` days of daily runs, and one that was never read at once.
    """
    recent = today - dt.timedelta(weeks=weeks)
    every = list_windows(tail, today)
    due = {window for window in every if window.until >= recent}
    older = sorted((window for window in every if window not in due), key=lambda window: _age_key(window, read))
    share = -(-len(older) // rotation)
    late = dt.timedelta(days=rotation - 1)
    due.update(older[:share])
    due.update(window for window in older if window not in read or today - read[window].date() >= late)
    return sorted(due, reverse=True)


def _age_key(window: Window, read: Mapping[Window, dt.datetime]) -> tuple[dt.datetime, dt.date]:
    return read.get(window, dt.datetime.min.replace(tzinfo=dt.UTC)), window.until
