"""One writer at a time, and a release that is there whole or not at all, whatever happens while it is written.

A release is assembled in a folder that no reader looks at, brought to disk, renamed, and only then does `current` point
at it, again by a rename. What a killed run leaves behind is removed by the next one, under the lock.
"""

import datetime as dt
import errno
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from decision_parser.clock import read_clock
from decision_parser.dataset.release import (
    CURRENT,
    RELEASE_FILE,
    RELEASES,
    RUNS,
    Release,
    encode_release,
    find_time,
    make_name,
    read_release,
)
from decision_parser.errors import DecisionParserError, ReleaseRefusedError, UsageError
from decision_parser.models.checks import Check, CheckBasis
from decision_parser.storage.locks import hold_lock
from decision_parser.storage.place import Copy, open_place
from decision_parser.storage.store import Store

INPUTS_FILE = ".inputs"
"""What became of the files that were built from: a later build parses those again that have changed."""
LOCK = ".lock"
_DENIED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_HALFWAY = "What was changed before that stays so, and the same command does the rest"
_TOLD = 6  # checks that failed and are told in full
LEFTOVERS = (".work-*", f"{INPUTS_FILE}.*", ".current-*", f"{RELEASES}/.partial-*", f"{RUNS}/.*.json", f"{RUNS}/.*.md")


class Dataset:
    """A dataset's folder while a run holds its lock. `name` is that of the run, and of the release if it makes one.

    `work` and `partial` are the same wherever a worker runs, and so they are absolute.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.time = self._find_time()
        self.name = make_name(self.time)
        self.work = folder.absolute() / f".work-{self.name}"
        self.partial = folder.absolute() / RELEASES / f".partial-{self.name}"
        self.became = "Nothing that was published has changed"  # told with what stops the run

    def _find_time(self) -> dt.datetime:
        """The time now, in whole seconds; later than every release and run, even when the clock was set back."""
        folders = (self.folder / RELEASES, self.folder / RUNS)
        times = [find_time(path.name.removesuffix(".json")) for folder in folders for path in folder.iterdir()]
        last = max((time for time in times if time), default=None)
        now = read_clock().replace(microsecond=0)
        return max(now, last + dt.timedelta(seconds=1)) if last else now

    def find_current(self) -> tuple[Path, Release] | None:
        """The folder of the current release and what its `release.json` says; None where there is none to rely on."""
        folder = (self.folder / CURRENT).resolve()
        release = read_release(folder)
        return (folder, release) if release else None

    def list_releases(self) -> list[Path]:
        """The folders of the releases: the current one, and then the others, the newest first."""
        current = (self.folder / CURRENT).resolve()
        folders = {path.resolve() for path in (self.folder / RELEASES).iterdir() if find_time(path.name)}
        return sorted(folders, key=lambda path: (path == current, path.name), reverse=True)

    def publish(self, release: Release) -> None:
        """Make the folder `partial` the release that readers see. There is no other way to publish one.

        Raises ReleaseRefusedError when a check stops it, or when none was made; then nothing changes.
        """
        _refuse_failed(release)
        _write(self.partial / RELEASE_FILE, encode_release(release))
        _sync_tree(self.partial)
        self.partial.rename(self.folder / RELEASES / release.release)
        _sync(self.folder / RELEASES)
        link = self.folder / f".current-{release.release}"
        link.symlink_to(Path(RELEASES) / release.release, target_is_directory=True)
        link.replace(self.folder / CURRENT)
        self.became = f"The release {release.release} was published before that"
        _sync(self.folder)

    def correct(self, folder: Path, release: Release) -> None:
        """Let the release in `folder` say of itself what `release` says."""
        self.became = _HALFWAY
        draft = self.work / RELEASE_FILE
        _write(draft, encode_release(release))
        draft.replace(folder / RELEASE_FILE)
        _sync(folder)

    def replace_files(self, draft: Path, targets: Iterable[Path]) -> None:
        """Put the file `draft` (in the folder `work`) in place of each of `targets`: one file with as many names."""
        self.became = _HALFWAY
        _sync(draft)
        for target in targets:
            name = draft.with_name(f"{draft.name}.link")
            link_file(draft, name)
            _sync(name)  # where it is a copy
            name.replace(target)
            _sync(target.parent)
        draft.unlink()  # the next one of this name must not be written into the files that it has become

    def record_run(self, report: msgspec.Struct, summary: str | None = None) -> None:
        """Keep the report of this run as `runs/<name>.json`, and a summary for people beside it as Markdown."""
        path = self.folder / RUNS / f"{self.name}.json"
        try:
            if summary is not None:
                _write_whole(path.with_suffix(".md"), summary.encode())
            _write_whole(path, _encode(report))
            _sync(path.parent)
        except OSError as error:
            message = f"The report of this run cannot be written to {path}: {_find_reason(error)}. {self.became}"
            raise DecisionParserError(f"{message}; see to its disk, and run again.") from error


def _refuse_failed(release: Release) -> None:
    """Let nothing pass that a check stops, nor what nobody has checked."""
    if all(check.basis is CheckBasis.ITSELF for check in release.checks):
        raise ReleaseRefusedError("The release was not published: nothing was asked of it; please report this bug.")
    stopping = [check for check in release.checks if check.stops]
    if not stopping:
        return
    told = " ".join(map(_tell, _put_kinds_first(stopping)[:_TOLD]))
    more = f" … and {len(stopping) - _TOLD} more checks." if len(stopping) > _TOLD else ""
    names = " ".join(f"--accept {name}=WHY" for name in dict.fromkeys(check.name for check in stopping))
    stays = "the one before stays" if release.previous else "there is none before it"
    raise ReleaseRefusedError(
        f"The release was not published, {stays}. {told}{more} Look at what changed; if it is right, say why: {names}."
    )


def _put_kinds_first(checks: Sequence[Check]) -> list[Check]:
    """One of each name before the second of any, so that none is hidden by many of another."""
    seen: Counter[str] = Counter()
    ranks = []
    for check in checks:
        ranks.append(seen[check.name])
        seen[check.name] += 1
    return [check for _, check in sorted(zip(ranks, checks, strict=True), key=lambda pair: pair[0])]


def _tell(check: Check) -> str:
    """A check that failed: its name, its figures, and where to look."""
    shown = f" Look at {', '.join(check.decisions)}." if check.decisions else ""
    return f"{check.name}: {check.detail}{shown}"


@contextmanager
def open_dataset(out: str | os.PathLike[str], *, everything: bool = False) -> Iterator[Dataset]:
    """The dataset in `out`, made if need be, for one run; whatever the run leaves unfinished is removed.

    Where it lies in an object store, the run works on a copy here; with `everything`, on one of all releases, and what
    it changes in them is changed there.

    Raises BusyError when another run holds its lock, UsageError when `out` cannot hold a dataset, and
    DecisionParserError when it cannot be written.
    """

    def make_copy(store: Store, place: Path) -> Copy:
        from decision_parser.dataset.remote import DatasetCopy

        return DatasetCopy(store, place, everything=everything)

    with open_place(out, make_copy, write=True) as folder, _open_folder(folder) as dataset:
        yield dataset


@contextmanager
def _open_folder(folder: Path) -> Iterator[Dataset]:
    dataset = None
    try:
        _check_folder(folder)
        for part in (folder / RELEASES, folder / RUNS):
            part.mkdir(parents=True, exist_ok=True)
        with hold_lock(folder / LOCK, f"Another run is writing the dataset in {folder}"):
            _remove_leftovers(folder)
            dataset = Dataset(folder)
            dataset.work.mkdir()
            try:
                yield dataset
            finally:
                with suppress(OSError):  # then the next run removes them
                    _remove_leftovers(folder)
    except OSError as error:
        raise DecisionParserError(_describe(error, folder, dataset)) from error


def _describe(error: OSError, folder: Path, dataset: Dataset | None) -> str:
    """What it means for a dataset that its files cannot be read or written."""
    became = dataset.became if dataset else "It has not changed"
    what = f"The dataset in {folder} cannot be written: {_find_reason(error)}"
    advice = "let this user write it" if error.errno in _DENIED else "see to its disk"
    return f"{what}. {became}; {advice}, and run again."


def _find_reason(error: OSError) -> str:
    """In the words of the system: Arrow has many of its own."""
    return os.strerror(error.errno) if error.errno else str(error).rstrip(".")


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder for the dataset.")
    current = folder / CURRENT
    if current.exists() and not current.is_symlink():
        raise UsageError(f"{current} is no link to a release, so {folder} is no dataset; name another folder.")


def _remove_leftovers(folder: Path) -> None:
    for pattern in LEFTOVERS:
        for path in folder.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def link_file(source: Path, target: Path) -> None:
    """The same file under a second name; a copy where the file system has no links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _encode(record: msgspec.Struct) -> bytes:
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def _write_whole(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}")
    _write(draft, data)
    draft.replace(path)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_tree(folder: Path) -> None:
    """Bring every file and folder below `folder` to disk, and itself."""
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name != "posix":
        return  # only there can a folder be opened
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
