"""A dataset in an object store, and its working copy here.

A release is a folder of objects that never change; `current.json` names the one that readers see, and is written last.
The store copies what is the same as in the release before, so only what is new travels.
"""

import datetime as dt
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.dataset.release import (
    CURRENT,
    PREVIOUS,
    RELEASE_FILE,
    RELEASES,
    RUNS,
    FileRecord,
    Release,
    choose_by_time,
    decode_release,
    encode_release,
    find_time,
    read_release,
    record_file,
)
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.storage.place import FILES, find_place, naming
from decision_parser.storage.store import Store, do_all, is_inside, open_store

POINTER = f"{CURRENT}.json"

_OF_RELEASE = re.compile(rf"(.+?)/(?:{RELEASES}/(\d{{8}}T\d{{6}}Z)|{CURRENT})/?")


class Pointer(Struct, frozen=True):
    """The content of `current.json`: the name of the release that readers see."""

    release: str


class RemoteDataset:
    """The releases of a dataset in a store, as far as they were fetched into a folder here.

    Several can read from one folder: a file is there whole or not at all.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder

    @cached_property
    def current(self) -> str | None:
        """The name of the release that readers see, None where there is none."""
        data = self.store.read(POINTER)
        try:
            name = msgspec.json.decode(data, type=Pointer).release if data else None
        except msgspec.DecodeError as error:
            raise self._refuse_pointer(str(error)) from error
        if name and not find_time(name):  # it becomes the name of a folder here
            raise self._refuse_pointer(f"{name!r} is no release's name")
        return name

    def _refuse_pointer(self, reason: str) -> DecisionParserError:
        message = f"{self.store.address}/{POINTER} cannot be read ({reason})"
        return DecisionParserError(f'{message}; write {{"release": "NAME"}} into it.')

    @cached_property
    def names(self) -> list[str]:
        """The names of all folders of releases, also of those whose upload was cut off."""
        return sorted(name for name in self.store.list_folders(RELEASES) if find_time(name))

    def list_back(self) -> list[str]:
        """The release that readers see, and those before it, the newest first; none where there is none to see."""
        current = self.current
        return [current, *(name for name in reversed(self.names) if name < current)] if current else []

    def list_unfinished(self) -> list[str]:
        """Releases without their last file: they can only be newer than the one that readers see."""
        return [name for name in self.names if name > (self.current or "") and not self.is_whole(name)]

    def is_whole(self, name: str) -> bool:
        """Whether a release has its last file."""
        return self.store.read(f"{RELEASES}/{name}/{RELEASE_FILE}") is not None

    def fetch(self, name: str, tables: Collection[str] | None = None, *, strict: bool = True) -> Path:
        """The folder of a release, with the files of these tables (None: all), each as its release says it is.

        What is damaged or gone is left out; where `strict`, DecisionParserError is raised for it, and UsageError where
        there is no such release.
        """
        folder = self.folder / RELEASES / name
        release = self._fetch_description(name, folder)
        if release is None:
            if strict:
                has = ", ".join(self.names) or "none"
                raise UsageError(f"{self.store.address} has no release {name!r} that can be read; give one of: {has}.")
            return folder
        lacking = {
            file: record
            for file, record in release.files.items()
            if ("/" not in file or tables is None or file.partition("/")[0] in tables)
            and not _has_size(folder / file, record)
        }
        held = self._find_held() if lacking else {}

        def fetch_one(file: str) -> None:
            if same := held.get(lacking[file].sha256):
                (folder / file).unlink(missing_ok=True)
                _link(same, folder / file)
            else:
                self._fetch_file(f"{RELEASES}/{name}/{file}", folder / file, lacking[file], strict=strict)

        do_all(fetch_one, lacking)
        return folder

    def fetch_runs(self, most: int | None = None) -> None:
        """The reports of runs, or the newest `most` files of them."""
        names = sorted(self.store.list(RUNS))
        lacking = [name for name in names[-most if most else 0 :] if not (self.folder / name).exists()]
        do_all(lambda name: self.store.fetch(name, self.folder / name), lacking)

    def _fetch_description(self, name: str, folder: Path) -> Release | None:
        """What `release.json` says, if there is one that can be read.

        Where it says other than before, files here that it does not mean are removed.
        """
        data = self.store.read(f"{RELEASES}/{name}/{RELEASE_FILE}")
        release, path = _decode(data), folder / RELEASE_FILE
        if data is None or release is None:
            path.unlink(missing_ok=True)
            return None
        if not path.is_file() or path.read_bytes() != data:
            path.unlink(missing_ok=True)
            for each in _iter_files(folder):
                if release.files.get(each.relative_to(folder).as_posix()) != record_file(each):
                    each.unlink()
            folder.mkdir(parents=True, exist_ok=True)
            write_file(path, data)
        return release

    def _fetch_file(self, name: str, target: Path, record: FileRecord, *, strict: bool) -> None:
        try:
            self.store.fetch(name, target)
        except FileNotFoundError:
            found = None
        else:
            found = record_file(target)
        if found == record:
            return
        target.unlink(missing_ok=True)
        if strict:
            what = "is not as it was written" if found else "is gone"
            raise DecisionParserError(
                f"{self.store.address}/{name} {what}; build the dataset again, or name another release."
            )

    def _find_held(self) -> dict[str, Path]:
        """Files of releases that are here, by hash: what did not change need not be fetched again."""
        held: dict[str, Path] = {}
        for folder in (self.folder / RELEASES).glob("*Z"):
            if release := read_release(folder):
                held |= {
                    record.sha256: folder / file
                    for file, record in release.files.items()
                    if _has_size(folder / file, record)
                }
        return held


class DatasetCopy:
    """The working copy of a dataset for one that writes it; with `everything`, to change what was published."""

    def __init__(self, store: Store, place: Path, *, everything: bool = False) -> None:
        self.folder = place / FILES
        self._store = store
        self._remote = RemoteDataset(store, self.folder)
        self._everything = everything
        self._states: dict[str, object] = {}

    def pull(self) -> None:
        """Bring the current release here, and remove what a killed upload left in the store."""
        remote = self._remote
        for name in remote.list_unfinished():
            self._store.delete_folder(f"{RELEASES}/{name}")
            remote.names.remove(name)
        if self._everything and not remote.names:
            raise UsageError(f"{self._store.address} holds no dataset; name the place that `build --out` wrote.")
        releases = self.folder / RELEASES
        releases.mkdir(parents=True, exist_ok=True)
        for path in releases.iterdir():
            if path.name not in remote.names:  # published here only, or removed there
                shutil.rmtree(path, ignore_errors=True)
        for name in remote.names:  # no new release may take such a name
            (releases / name).mkdir(exist_ok=True)
        for name in remote.list_back():  # the current one; where that is damaged, one before it, to be held against
            if (remote.fetch(name, strict=False) / RELEASE_FILE).exists():
                break
        self._point(remote.current)
        remote.fetch_runs(2)  # the last report, and its summary: no new run may take its name
        if self._everything:
            self._fetch_everything()
            self._states = self._find_states()

    def push(self, *, failed: bool) -> None:
        """Publish the release that is new here, and keep the reports of runs.

        After a run that failed only the reports are kept: the archive may not hold yet what a release tells.
        """
        current = (self.folder / CURRENT).resolve()
        if self._everything:
            self._replace_changed()
        elif not failed and current.name != (self._remote.current or CURRENT):
            self._publish(current)
        there = self._store.list(RUNS)
        new = [path for path in (self.folder / RUNS).glob("*Z.*") if f"{RUNS}/{path.name}" not in there]
        do_all(lambda path: self._store.put(f"{RUNS}/{path.name}", path), sorted(new))

    def _point(self, name: str | None) -> None:
        """Let `current` here mean what it means in the store."""
        link = self.folder / CURRENT
        if name is None:
            link.unlink(missing_ok=True)
            return
        draft = self.folder / f".current-{name}"
        draft.unlink(missing_ok=True)
        draft.symlink_to(Path(RELEASES) / name, target_is_directory=True)
        draft.replace(link)

    def _publish(self, folder: Path) -> None:
        """Bring a release to the store: its files, then its description, and then it is the one that readers see."""
        release, before = read_release(folder), self._remote.current
        known = read_release(self.folder / RELEASES / before) if before else None
        there = {record.sha256: f"{RELEASES}/{before}/{file}" for file, record in known.files.items()} if known else {}
        hashes = {file: record.sha256 for file, record in release.files.items()} if release else {}

        def bring(path: Path) -> None:
            file = path.relative_to(folder).as_posix()
            name, same = f"{RELEASES}/{folder.name}/{file}", there.get(hashes.get(file, ""))
            if not (same and self._store.copy(same, name)):
                self._store.put(name, path)

        do_all(bring, [path for path in _iter_files(folder) if path.name != RELEASE_FILE])
        self._store.put(f"{RELEASES}/{folder.name}/{RELEASE_FILE}", folder / RELEASE_FILE)
        self._store.put(POINTER, msgspec.json.encode(Pointer(folder.name)) + b"\n")

    # ── what changes releases: a decision is removed from all of them ────────────────────────────────────────────────

    def _fetch_everything(self) -> None:
        """Every release as it lies in the store, also where a change of it was cut off."""
        for name in self._remote.names:
            self._remote.fetch(name, strict=False)
        self._remote.fetch_runs()
        here = self._find_states()
        lacking = [name for name in self._store.list(RELEASES, deep=True) if name not in here]
        do_all(lambda name: self._store.fetch(name, self.folder / name), lacking)

    def _find_states(self) -> dict[str, object]:
        """All files of releases and runs, each with what tells whether it was changed."""
        states: dict[str, object] = {}
        for path in (*_iter_files(self.folder / RELEASES), *_iter_files(self.folder / RUNS)):
            found = path.stat()
            states[path.relative_to(self.folder).as_posix()] = (found.st_ino, found.st_size, found.st_mtime_ns)
        return states

    def _replace_changed(self) -> None:
        """Bring the changes to the store, release by release, in the steps in which they were made here.

        First the description says nothing of the files that are to change; then these change; then it tells of them.
        """
        now, changed = self._find_states(), defaultdict(list)
        for name in sorted(now.keys() | self._states.keys()):
            if now.get(name) != self._states.get(name):
                changed[name.split("/")[1] if name.startswith(f"{RELEASES}/") else RUNS].append(name)
        do_all(self._replace, changed.pop(RUNS, ()))
        for release, names in changed.items():
            description = f"{RELEASES}/{release}/{RELEASE_FILE}"
            self._forget(description, [name.split("/", 2)[2] for name in names])
            do_all(self._replace, [name for name in names if name != description])
            self._replace(description)

    def _forget(self, description: str, files: Iterable[str]) -> None:
        if release := _decode(self._store.read(description)):
            left = {name: record for name, record in release.files.items() if name not in set(files)}
            self._store.put(description, encode_release(msgspec.structs.replace(release, files=left)))

    def _replace(self, name: str) -> None:
        if (self.folder / name).exists():
            self._store.put(name, self.folder / name)
        else:
            self._store.delete(name)


# ── for those who read ───────────────────────────────────────────────────────────────────────────────────────────────


def fetch_release(
    address: str | os.PathLike[str],
    *,
    name: str | None = None,
    as_of: str | dt.date | None = None,
    tables: Collection[str] | None = None,
    runs: bool = False,
) -> Path:
    """The local folder of a release of the dataset at an address, with the files of these tables (None: all).

    `address` may also be that of a release. `name` is that of a release, `current` or `previous`; with `as_of` it is
    the last one until then. With `runs`, the reports of all runs lie where those of a dataset do.

    Raises UsageError when there is no such release, and DecisionParserError when it cannot be fetched.
    """
    match = _OF_RELEASE.fullmatch(os.fspath(address))
    store = open_store(match[1] if match else address)
    place = find_place(store)
    with naming(store, place):
        remote = RemoteDataset(store, place / FILES)
        if runs:
            remote.fetch_runs()
        chosen = (match[2] if match else None) or _choose(remote, name, as_of)
        return remote.fetch(chosen, tables)


def fetch_reports(address: str | os.PathLike[str]) -> Path:
    """The local folder of the dataset at an address, with the reports of its runs and nothing else that is new.

    Raises UsageError for an address that cannot be used, and DecisionParserError when they cannot be fetched.
    """
    store = open_store(address)
    place = find_place(store)
    with naming(store, place):
        RemoteDataset(store, place / FILES).fetch_runs()
    return place / FILES


def _choose(remote: RemoteDataset, name: str | None, as_of: str | dt.date | None) -> str:
    where = str(remote.store.address)
    if as_of is not None:
        unfinished = remote.list_unfinished()
        return choose_by_time([each for each in remote.names if each not in unfinished], as_of, where)
    if remote.current is None:
        raise UsageError(f"{where} holds no dataset: it has no {POINTER}; name the place that `build --out` wrote.")
    if name == PREVIOUS:
        name = next(filter(remote.is_whole, remote.list_back()[1:]), None)
        if name is None:
            raise UsageError(f"{where} has no release before {remote.current}; build or refresh once more.")
    return remote.current if name in {None, CURRENT} else str(name)


def _decode(data: bytes | None) -> Release | None:
    """What a `release.json` says, None where it cannot be read, or names a file that would lie outside the release."""
    release = decode_release(data or b"")
    return release if release and all(map(is_inside, release.files)) else None


def _iter_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _has_size(path: Path, record: FileRecord) -> bool:
    try:
        return path.stat().st_size == record.bytes
    except OSError:
        return False


def _link(path: Path, target: Path) -> None:
    """The same file under a second name; a copy where the file system has no links."""
    from decision_parser.dataset.publishing import link_file

    link_file(path, target)


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(path)
