"""How old a dataset is: for whoever watches the one that refreshes it."""

import datetime as dt
from operator import itemgetter
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.clock import AHEAD, read_clock
from decision_parser.dataset.release import find_release, find_time
from decision_parser.dataset.remote import fetch_reports
from decision_parser.errors import UsageError
from decision_parser.storage.addresses import find_local, is_remote

_GOOD = frozenset({0, 1})
"""Exit codes of runs that read the publisher completely; with 1 a page of it could not be parsed."""


class Status(Struct, frozen=True):
    """`good` holds while the last run that read everything is not too old. Times are UTC."""

    good: bool
    message: str
    last_good_run: dt.datetime | None = None
    last_run: dt.datetime | None = None
    last_exit_code: int | None = None
    release: str | None = None


class _Run(Struct, frozen=True):
    """What is asked of a run report; a build has no `complete`."""

    exit_code: int
    message: str = ""
    complete: bool | None = None


def find_status(out: str | Path, max_age: dt.timedelta) -> Status:
    """The state of the dataset in `out`.

    Raises UsageError when there is no such folder.
    """
    folder = fetch_reports(out) if is_remote(out) else find_local(out)
    if not folder.is_dir():
        raise UsageError(f"{out} is no folder; name the one that `refresh --out` writes.")
    runs = sorted(_read_runs(folder, copied=is_remote(out)), key=itemgetter(0), reverse=True)
    last = runs[0] if runs else None
    good = next((time for time, run in runs if run.exit_code in _GOOD and run.complete), None)
    fresh = good is not None and -AHEAD <= read_clock() - good <= max_age
    return Status(
        good=fresh,
        message=_describe(str(out), good, last, max_age, fresh=fresh),
        last_good_run=good,
        last_run=last[0] if last else None,
        last_exit_code=last[1].exit_code if last else None,
        release=_find_release(out),
    )


def _read_runs(folder: Path, *, copied: bool) -> list[tuple[dt.datetime, "_Run"]]:
    """The reports of refreshes, each with its time; what cannot be read is none.

    One named for a time to come follows a run whose clock was ahead: then it was when its file was written, unless that
    is a copy's.
    """
    found, now = [], read_clock()
    for path in (folder / "runs").glob("*.json"):
        time = find_time(path.stem)
        try:
            run = msgspec.json.decode(path.read_bytes(), type=_Run)
            if time is not None and time > now and not copied:
                time = min(time, dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC))
        except (OSError, msgspec.DecodeError):
            continue
        if time is not None and run.complete is not None:
            found.append((time, run))
    return found


def _find_release(out: str | Path) -> str | None:
    try:
        return find_release(out, tables=()).name
    except UsageError:
        return None


def _describe(
    out: str, good: dt.datetime | None, last: tuple[dt.datetime, _Run] | None, max_age: dt.timedelta, *, fresh: bool
) -> str:
    if last is None:
        return f"No refresh has written {out} yet; run `decision-parser refresh`, with --out {out}."
    said = f"the last run, at {last[0]:%Y-%m-%d %H:%M} UTC, said: {last[1].message}"
    if good is None:
        return f"No refresh of {out} has read the publisher completely; {said}"
    if good > read_clock() + AHEAD:
        return (
            f"The last complete refresh of {out} is dated {good:%Y-%m-%d %H:%M} UTC, which is to come: set the clock."
        )
    age = f"The last complete refresh of {out} was at {good:%Y-%m-%d %H:%M} UTC"
    if fresh:
        return f"{age}."
    if last[0] > good:
        return f"{age}, longer ago than {_tell_age(max_age)}; {said}"
    return f"{age}, longer ago than {_tell_age(max_age)}; see whether it still runs every night, and run it again."


def _tell_age(age: dt.timedelta) -> str:
    """A length of time in words."""
    hours = age // dt.timedelta(hours=1)
    return f"{age.days:,} days" if age.days > 1 and not age.seconds else f"{hours:,} hours"
