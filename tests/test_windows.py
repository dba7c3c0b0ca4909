"""Windows of decision dates: every day is in one of them, and each comes again within the stated time."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.crawl.windows import (
    ROTATION,
    WEEKS,
    Window,
    clip,
    find_month,
    iter_months,
    list_windows,
    plan_windows,
)

TAIL = dt.date(2019, 12, 31)
TODAY = dt.date(2026, 6, 1)
DAYS = st.dates(dt.date(1974, 1, 1), dt.date(2099, 12, 31))


def at(day: dt.date) -> dt.datetime:
    """Three in the morning of a day."""
    return dt.datetime.combine(day, dt.time(3), dt.UTC)


def list_every(today: dt.date) -> list[Window]:
    """All windows of a publisher whose tail ends with `TAIL`."""
    return list_windows(TAIL, today)


def plan(today: dt.date, read: dict[Window, dt.datetime], weeks: int = WEEKS, rotation: int = ROTATION) -> list[Window]:
    """The windows due on a day."""
    return plan_windows(TAIL, today, read, weeks=weeks, rotation=rotation)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-06-15", "2026-06-01", "2026-06-30"),
        ("2026-12-31", "2026-12-01", "2026-12-31"),
        ("2024-02-29", "2024-02-01", "2024-02-29"),
        ("2025-02-01", "2025-02-01", "2025-02-28"),
    ],
)
def test_month(day: str, first: str, last: str) -> None:
    """The month of a day reaches from its first to its last day, in leap years and over the end of a year too."""
    assert find_month(dt.date.fromisoformat(day)) == Window(dt.date.fromisoformat(last), dt.date.fromisoformat(first))


@given(since=DAYS, until=DAYS, day=DAYS)
def test_months_hold_each_day_once(since: dt.date, until: dt.date, day: dt.date) -> None:
    """Of the months between two days exactly one holds each day between them, and they are in order."""
    since, until = min(since, until), max(since, until)
    months = list(iter_months(since, until))
    assert months == sorted(months)
    assert sum(month.holds(day) for month in months) == (since.replace(day=1) <= day <= months[-1].until)
    assert months[0].holds(since)
    assert months[-1].holds(until)


@given(since=DAYS, until=DAYS, day=DAYS)
def test_clip_holds_just_these_days(since: dt.date, until: dt.date, day: dt.date) -> None:
    """Windows from one day to another hold each day between once, and no other."""
    since, until = min(since, until), max(since, until)
    assert sum(window.holds(day) for window in clip(since, until)) == (since <= day <= until)


def test_clip_without_beginning() -> None:
    """Without a first day all up to the last one is a single window."""
    assert list(clip(None, TODAY)) == [Window(TODAY)]
    assert str(Window(TODAY)) == "..2026-06-01"
    assert Window(TODAY).holds(dt.date.min)


@given(day=DAYS)
def test_every_window_is_one_of_all(day: dt.date) -> None:
    """The tail and the months after it hold each day once, also those of the next ten years: dates are misprinted."""
    assert sum(window.holds(day) for window in list_every(TODAY)) == (day <= dt.date(2036, 12, 31))


def test_first_plan_is_everything() -> None:
    """As long as nothing was read, every window is due, the newest first."""
    assert plan(TODAY, {}) == list_every(TODAY)[::-1]


def test_recent_weeks_are_always_due() -> None:
    """Windows that hold a day of the last weeks are due although they were read a minute ago."""
    read = {window: at(TODAY) for window in list_every(TODAY)}
    due = plan(TODAY, read)
    recent = [window for window in list_every(TODAY) if window.until >= TODAY - dt.timedelta(weeks=26)]
    assert set(recent) <= set(due)
    assert min(window.until for window in recent) == dt.date(2025, 12, 31), "26 weeks before is the first of December"
    assert len(due) - len(recent) == -(-(len(list_every(TODAY)) - len(recent)) // ROTATION)


def test_oldest_reading_goes_first() -> None:
    """Of the older windows those are due that were not read for longest."""
    read = {window: at(TODAY) for window in list_every(TODAY)}
    longest = [list_every(TODAY)[7], list_every(TODAY)[30]]
    read |= {window: at(TODAY - dt.timedelta(days=number)) for number, window in enumerate(longest, 3)}
    assert set(longest) <= set(plan(TODAY, read))


def test_never_read_is_due() -> None:
    """A window that was never read completely is due at once."""
    window = list_every(TODAY)[11]
    assert window in plan(TODAY, {each: at(TODAY) for each in list_every(TODAY) if each != window})


def test_late_after_a_pause() -> None:
    """After a pause of six weeks everything is due: no window waits for its turn beyond the stated time."""
    read = {window: at(TODAY - dt.timedelta(days=42)) for window in list_every(TODAY)}
    assert plan(TODAY, read) == list_every(TODAY)[::-1]


@given(day=DAYS, since=st.none() | DAYS, days=st.integers(0, 400))
def test_nearest_day(day: dt.date, since: dt.date | None, days: int) -> None:
    """The nearest day of a window is the day asked for where the window holds it, and otherwise an end of it."""
    window = Window((since or TODAY) + dt.timedelta(days), since)
    nearest = window.find_nearest(day)
    assert window.holds(nearest)
    assert nearest == day if window.holds(day) else nearest in {window.since, window.until}


@given(rotation=st.integers(1, 40), weeks=st.integers(1, 120), start=st.dates(dt.date(2020, 1, 1), TODAY))
def test_comes_again_in_time(rotation: int, weeks: int, start: dt.date) -> None:
    """With a run each day, no window is older than the rotation says, and no run reads all the older ones at once."""
    read = {window: at(start) for window in list_every(start)}
    for number in range(1, 2 * rotation + 2):
        today = start + dt.timedelta(days=number)
        for window in plan(today, read, weeks, rotation):
            read[window] = at(today)
        assert set(read) >= set(list_every(today))
        assert max(today - read[window].date() for window in list_every(today)).days < rotation


@given(runs=st.lists(st.integers(1, 3), min_size=30, max_size=60))
def test_share_is_even(runs: list[int]) -> None:
    """In the long run each run reads about the same number of older windows."""
    today = TODAY
    read = {window: at(today) for window in list_every(today)}
    counts = []
    for days in runs:
        today += dt.timedelta(days=days if days == 1 else 1)
        due = plan(today, read)
        counts.append(sum(window.until < today - dt.timedelta(weeks=WEEKS) for window in due))
        read |= {window: at(today) for window in due}
    older = len(list_every(today)) - WEEKS // 4
    assert max(counts[ROTATION:]) <= -(-older // ROTATION) + 1
