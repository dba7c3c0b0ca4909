"""What may be wrong with this installation, a dataset and an archive, and what to do. Nothing is changed on disk."""

import datetime as dt
import os
import tempfile
from collections.abc import Generator, Iterator, Mapping
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.clock import AHEAD, VARIABLE, read_clock
from decision_parser.crawl.condition import examine_archive
from decision_parser.crawl.warc_reading import CLOSED
from decision_parser.dataset.condition import examine_dataset, measure_current
from decision_parser.dataset.publishing import LOCK as DATASET_LOCK
from decision_parser.dataset.release import RELEASES, RUNS, find_time
from decision_parser.dataset.remote import POINTER
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.models.examining import Line, Mark
from decision_parser.pipeline.archive import LOCK as ARCHIVE_LOCK
from decision_parser.pipeline.folders import examine_folder, find_folder_fault
from decision_parser.pipeline.installation import examine_installation
from decision_parser.storage.addresses import find_local, is_remote
from decision_parser.storage.locks import find_holder
from decision_parser.storage.store import open_store
from decision_parser.wording import count_of

MAX_AGE = dt.timedelta(days=3)
"""How old the last complete refresh may be: as `status` has it."""

_ARCHIVE_ROOM = 200_000_000  # bytes: two files of an archive
_DATASET_ROOM = 50_000_000  # bytes, beside the current release, all of which may be written again
_TEMPORARY_ROOM = 50_000_000
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_CLAIM = ".lock-"
_ENDED = {
    1: (Mark.NOTE, "Its report names what could not be parsed."),
    3: (Mark.PROBLEM, "Run it again; what was fetched is kept."),
    4: (Mark.PROBLEM, "Look at the checks that it names, in its report; the release before stays."),
    130: (Mark.NOTE, "Run the same command again."),
    143: (Mark.NOTE, "Run the same command again."),
}
"""What an exit code of a run asks for."""


class Diagnosis(Struct, frozen=True):
    """All that was looked at; `good` where there is no problem."""

    good: bool
    lines: tuple[Line, ...]


class _Report(Struct, frozen=True):
    """What is asked of the report of a run; only that of a refresh has `complete`."""

    exit_code: int
    message: str = ""
    complete: bool | None = None


def diagnose(*, out: str | os.PathLike[str] | None = None, archive: str | os.PathLike[str] | None = None) -> Diagnosis:
    """Look at the installation, and at the dataset in `out` and the archive where they are given.

    No table and no record is read through: `verify` does that.
    """
    parts = [examine_installation(), _examine_temporary(), _examine_clock()]
    if archive is not None:
        parts.append(_examine_remote(archive, "archive") if is_remote(archive) else _examine_archive(archive))
    if out is not None:
        parts.append(_examine_remote(out, "dataset") if is_remote(out) else _examine_dataset(out))
    lines = tuple(chain.from_iterable(parts))
    return Diagnosis(all(line.mark is not Mark.PROBLEM for line in lines), lines)


def _examine_temporary() -> Iterator[Line]:
    stated = next((os.environ[name] for name in _TEMPORARY if os.environ.get(name)), None)
    path = Path(stated or tempfile.gettempdir())
    if fault := find_folder_fault(path, "temporary folder", "you"):
        yield msgspec.structs.replace(fault, advice="Let TMPDIR name a folder that is there.")
        return
    yield from examine_folder(path, "temporary folder", _TEMPORARY_ROOM)


def _examine_clock() -> Iterator[Line]:
    stated = os.environ.get(VARIABLE)
    try:
        now = read_clock()
    except UsageError as error:
        yield Line(Mark.PROBLEM, "clock", str(error))
        return
    if stated:
        message = f"{VARIABLE} says that it is {now:%Y-%m-%d %H:%M} UTC."
        yield Line(Mark.NOTE, "clock", message, "Unset it, unless a run is to be repeated to the byte.")
    else:
        yield Line(Mark.OK, "clock", f"It is {now:%Y-%m-%d %H:%M} UTC.")


def _examine_archive(given: str | os.PathLike[str]) -> Iterator[Line]:
    folder = find_local(given)
    if fault := find_folder_fault(folder, "archive", "`refresh --archive`"):
        yield fault
        return
    yield from examine_folder(folder, "archive", _ARCHIVE_ROOM)
    holder = yield from _examine_lock(folder / ARCHIVE_LOCK, "archive")
    yield from examine_archive(folder, running=holder)
    yield from _compare_clock("archive", [path.name.partition("-")[0] for path in folder.glob(f"*Z-*{CLOSED}*")])


def _examine_dataset(given: str | os.PathLike[str]) -> Iterator[Line]:
    folder = find_local(given)
    if fault := find_folder_fault(folder, "dataset", "`build --out`"):
        yield fault
        return
    yield from examine_folder(folder, "dataset", _DATASET_ROOM + measure_current(folder))
    holder = yield from _examine_lock(folder / DATASET_LOCK, "dataset")
    yield from examine_dataset(folder, running=holder)
    names = [path.name for path in (folder / RELEASES).glob("*Z")]
    runs = {path.stem: path for path in (folder / RUNS).glob("*Z.json")}
    yield from _compare_clock("dataset", [*names, *runs])
    yield from _examine_runs({name: _read(path) for name, path in runs.items()})


def _read(path: Path) -> bytes:
    """The bytes of a file, none where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _examine_lock(path: Path, about: str) -> Generator[Line, None, bool]:
    """Say who holds a lock. Returns whether anybody does."""
    try:
        holder = find_holder(path)
    except OSError as error:
        message = f"{path} cannot be opened ({error.strerror}), so that no run can begin."
        yield Line(Mark.PROBLEM, about, message, "Let this user read and write it.")
        return False
    if holder:
        message = f"A run is at work: {holder} holds {path}."
        yield Line(Mark.NOTE, about, message, "Wait until it has ended, or end that process.")
    else:
        yield Line(Mark.OK, about, "No run is at work: the lock is free.")
    return holder is not None


def _compare_clock(about: str, names: list[str]) -> Iterator[Line]:
    """Whether anything is named for a time that has not come yet."""
    last = max((time for name in names if (time := find_time(name))), default=None)
    try:
        now = read_clock()
    except UsageError:
        return
    if last and last > now + AHEAD:
        message = f"It is {now:%Y-%m-%d %H:%M} UTC by this clock, and the last run was at {last:%Y-%m-%d %H:%M}."
        yield Line(Mark.PROBLEM, about, message, "Set the clock; new runs are named for the second after it till then.")


def _examine_runs(reports: Mapping[str, bytes]) -> Iterator[Line]:
    """How the last run ended, and when a refresh last read everything."""
    runs = {}
    for name, data in sorted(reports.items()):
        try:
            runs[name] = msgspec.json.decode(data, type=_Report)
        except (msgspec.DecodeError, UnicodeDecodeError):
            message = f"{RUNS}/{name}.json cannot be read."
            yield Line(Mark.NOTE, "runs", message, "It is a report and no more: it can be deleted.")
    if not runs:
        yield Line(Mark.NOTE, "runs", "There is no report of any run yet.", "The first run writes one.")
        return
    name, last = max(runs.items())
    mark, advice = _ENDED.get(last.exit_code, (Mark.PROBLEM, "Do as that says, and run it again."))
    if not last.exit_code:
        mark, advice = Mark.OK, ""
    message = f"The last run, {_tell_age(name)}, ended with {last.exit_code}: {last.message or 'it said nothing.'}"
    yield Line(mark, "runs", message, advice)
    if refreshes := {name: run for name, run in runs.items() if run.complete is not None}:
        yield _examine_refreshes(refreshes)


def _examine_refreshes(runs: Mapping[str, _Report]) -> Line:
    good = max((name for name, run in runs.items() if run.complete and run.exit_code in {0, 1}), default=None)
    time = find_time(good) if good else None
    if time is None:
        message = "No refresh has read the publisher completely yet."
        return Line(Mark.PROBLEM, "runs", message, "Run `decision-parser refresh` again; what was fetched is kept.")
    message = f"The last complete refresh was {_tell_age(good or '')}"
    if _find_now() - time > MAX_AGE:
        advice = "See whether it still runs every night, and what its log says."
        return Line(Mark.PROBLEM, "runs", f"{message}, longer ago than {MAX_AGE.days} days.", advice)
    return Line(Mark.OK, "runs", f"{message}.")


def _find_now() -> dt.datetime:
    try:
        return read_clock()
    except UsageError:
        return dt.datetime.now(dt.UTC)


def _tell_age(name: str) -> str:
    """When a run was, and how long ago that is."""
    time = find_time(name)
    if time is None:
        return name
    hours = (_find_now() - time) / dt.timedelta(hours=1)
    ago = "less than an hour ago" if hours < 1 else f"{hours:,.0f} hours ago"
    if hours >= 48:  # noqa: PLR2004 - two days
        ago = f"{hours / 24:,.0f} days ago"
    return f"at {time:%Y-%m-%d %H:%M} UTC, {ago}"


def _examine_remote(given: str | os.PathLike[str], about: str) -> Iterator[Line]:
    """What there is to say of a place in an object store, whose disk and clock are not ours."""
    try:
        store = open_store(given)
        names = store.list()
        runs = sorted(store.list(RUNS)) if about == "dataset" else []
        wanted = [name for name in runs if name.endswith("Z.json")]
        reports = {Path(name).stem: store.read(name) or b"" for name in wanted[-5:]}
    except DecisionParserError as error:
        yield Line(Mark.PROBLEM, about, str(error))
        return
    files = [name for name in names if name.endswith(CLOSED)]
    there = POINTER in names if about == "dataset" else bool(files)
    what = f"{POINTER} names a release" if about == "dataset" else f"it holds {count_of(len(files), 'file')}"
    if there:
        yield Line(Mark.OK, about, f"{store.address} can be read: {what}.")
    else:
        yield Line(Mark.NOTE, about, f"{store.address} holds no {about} yet.", "The first run writes one.")
    for name in sorted(name for name in names if name.startswith(_CLAIM)):
        since = dt.datetime.fromtimestamp(names[name].written / 1e9, dt.UTC)
        message = f"A run is at work, or was killed: {name}, last renewed at {since:%Y-%m-%d %H:%M} UTC."
        yield Line(Mark.NOTE, about, message, "Wait until it has ended; one that was killed counts for three hours.")
    if about == "dataset":
        yield from _examine_runs(reports)
