"""What the runs saw: a timeline of changes, and the publisher's list against what there is."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from decision_parser.dataset.overview.rows import group, read_rows
from decision_parser.dataset.release import RELEASES, find_time
from decision_parser.models.overview import Gap, Ledger, Run

_RUNS = "runs"
_COMPLETE = "complete"


class ChangeRow(Struct, frozen=True, gc=False):
    """What is asked of a change."""

    run: str
    kind: str
    changed_at: dt.datetime | None = None


class LedgerRow(Struct, frozen=True, kw_only=True, gc=False):
    """What is asked of a window of the ledger, in the table and in the report of a run."""

    run: str
    source: str = ""
    window_since: dt.date | None = None
    window_until: dt.date | None = None
    read_at: dt.datetime | None = None
    status: str = _COMPLETE
    total: int | None = None
    found: int = 0
    failed: int = 0
    published: int = 0
    excluded: int = 0
    missing: int = 0
    excluded_reasons: str | None = None
    message: str | None = None


class RunReport(Struct, frozen=True, kw_only=True):
    """What is asked of the report of a run; a build has no `complete`."""

    run: str
    exit_code: int = 0
    message: str = ""
    complete: bool | None = None
    release: str | None = None
    changes: dict[str, int] = {}
    ledger: tuple[LedgerRow, ...] = ()


class History(NamedTuple):
    """All that is known of the runs up to now; `changes` and `ledger` are None where the release has no such table."""

    changes: list[ChangeRow] | None
    ledger: list[LedgerRow] | None
    reports: list[tuple[dt.datetime, RunReport]]


def read_history(release: Path) -> History:
    """What a release, and the reports of runs beside it, say of the runs.

    The windows of a run that published nothing stand in its report alone.
    """
    reports = list(_iter_reports(release))
    changes = read_rows(release, "changes", ChangeRow) if (release / "changes").is_dir() else None
    ledger = read_rows(release, "ledger", LedgerRow) if (release / "ledger").is_dir() else None
    if ledger is not None:
        known = {row.run for row in ledger}
        ledger += [row for _, report in reports if report.run not in known for row in report.ledger]
    return History(changes, ledger, reports)


def _iter_reports(release: Path) -> Iterator[tuple[dt.datetime, RunReport]]:
    """The reports of the dataset's runs, each with its time; what cannot be read is none."""
    if release.parent.name != RELEASES:
        return
    for path in sorted((release.parents[1] / _RUNS).glob("*.json")):
        time = find_time(path.stem)
        try:
            report = msgspec.json.decode(path.read_bytes(), type=RunReport)
        except (OSError, msgspec.DecodeError):
            continue
        if time is not None:
            yield time, report


def list_runs(history: History) -> tuple[Run, ...]:
    """The runs in order of time: those that the tables know, and those that left only a report."""
    changes = group(history.changes or (), lambda row: row.run)
    windows = group(history.ledger or (), lambda row: row.run)
    reports = {report.run: (time, report) for time, report in history.reports}
    names = {*changes, *windows, *reports}
    runs = [_describe(name, changes.get(name, ()), windows.get(name, ()), reports.get(name)) for name in names]
    return tuple(sorted((run for run in runs if run), key=lambda run: (run.at, run.name)))


def _describe(
    name: str,
    changes: Sequence[ChangeRow],
    windows: Sequence[LedgerRow],
    reported: tuple[dt.datetime, RunReport] | None,
) -> Run | None:
    times = [row.changed_at for row in changes if row.changed_at] + [row.read_at for row in windows if row.read_at]
    at = find_time(name) or (reported[0] if reported else min(times, default=None))
    if at is None:
        return None
    report = reported[1] if reported else None
    incomplete = sum(row.status != _COMPLETE for row in windows)
    return Run(
        name=name,
        at=at,
        changes=dict(sorted(Counter(row.kind for row in changes).items())),
        complete=report.complete if report else not incomplete if windows else None,
        windows=sum(row.window_until is not None for row in windows),
        incomplete=incomplete,
        release=report.release if report else None,
        message=(report.message or None) if report else None,
    )


def sum_up_ledger(history: History) -> Ledger | None:
    """Every window as it was last read; None for a dataset that has no ledger."""
    if history.ledger is None:
        return None
    last = list(_iter_last(history.ledger))
    dated = [row for row in last if row.window_until]
    return Ledger(
        windows=len(dated),
        found=sum(row.found for row in dated),
        published=sum(row.published for row in dated),
        last_read_at=max((row.read_at for row in history.ledger if row.read_at), default=None),
        gaps=tuple(_write_gap(row) for row in last if _has_gap(row)),
    )


def _iter_last(rows: Iterable[LedgerRow]) -> Iterator[LedgerRow]:
    """Each window as it was last read, the latest window first; one that later windows have all of is no more.

    The last window is open at its end, and is another one in the next month.

    Pages that were looked at again outside any window count as those of the last run that did so.
    """
    latest: dict[tuple[str, dt.date | None, dt.date | None], LedgerRow] = {}
    for row in sorted(rows, key=lambda row: row.run):
        latest[row.source, row.window_since, row.window_until] = row
    again: dict[str, LedgerRow] = {}
    for row in latest.values():
        if row.window_until is None and row.window_since is None:
            again[row.source] = row
    dated = [row for row in latest.values() if row.window_until is not None or row.window_since is not None]
    standing = [row for row in dated if not _is_superseded(row, dated)]
    yield from again.values()
    yield from sorted(standing, key=lambda row: (row.window_until or dt.date.max, row.source), reverse=True)


def _is_superseded(row: LedgerRow, rows: Iterable[LedgerRow]) -> bool:
    """Whether later runs read windows that have all of this one between them."""
    later = sorted(_find_days(other) for other in rows if other.run > row.run and other.source == row.source)
    reached, last = _find_days(row)
    for first, until in later:
        if first <= reached <= until:
            reached = until + 1
    return reached > last


def _find_days(row: LedgerRow) -> tuple[int, int]:
    """The first and last day of a window, as ordinals."""
    return (row.window_since or dt.date.min).toordinal(), (row.window_until or dt.date.max).toordinal()


def _has_gap(row: LedgerRow) -> bool:
    return row.status != _COMPLETE or bool(row.failed or row.missing or row.excluded)


def _write_gap(row: LedgerRow) -> Gap:
    return Gap(
        source=row.source,
        since=row.window_since,
        until=row.window_until,
        run=row.run,
        complete=row.status == _COMPLETE,
        total=row.total,
        found=row.found,
        failed=row.failed,
        missing=row.missing,
        excluded=row.excluded,
        reasons=_read_reasons(row.excluded_reasons),
        message=row.message,
    )


def _read_reasons(text: str | None) -> dict[str, int]:
    try:
        return msgspec.json.decode(text or "{}", type=dict[str, int])
    except msgspec.DecodeError:
        return {}
