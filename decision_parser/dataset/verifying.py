"""Reads all files of releases, and says which are not what `release.json` says. Nothing is changed."""

import errno
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from decision_parser.dataset.release import (
    CURRENT,
    PREVIOUS,
    RELEASE_FILE,
    FileRecord,
    Release,
    decode_release,
    find_part,
    record_file,
)
from decision_parser.dataset.shelves import Shelf
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.models.examining import ALLOW, DENIED, Fault
from decision_parser.wording import tell_unknown

_REBUILD = (
    "Build the dataset again from its archive or its files: that publishes a release with right bytes, whatever else "
    "is new."
)
_GIVE_UP = "Bring it back from a copy of the dataset, or delete the folder of this release: no other needs it."
_DENIED = f"It {DENIED}."
_UNREADABLE = (OSError, ValueError, MemoryError, pa.ArrowException)
"""What pyarrow raises for bytes that are no Parquet."""


def choose_releases(shelf: Shelf, wanted: str | None, *, everything: bool = False) -> list[str]:
    """The names of the releases to look at: the current one, the one that is `wanted`, or all of them.

    Raises UsageError when there is no such release, and DecisionParserError when it is not told which one is current.
    """
    if everything:
        return shelf.names
    if wanted not in {None, CURRENT, PREVIOUS}:
        if wanted not in shelf.names:
            raise UsageError(tell_unknown("release", str(wanted), [*shelf.names, CURRENT, PREVIOUS]))
        return [str(wanted)]
    current = shelf.find_current()
    if wanted != PREVIOUS:
        return [current]
    before = [name for name in shelf.names if name < current]
    if not before:
        raise UsageError(f"There is no release before {current}; give its own name, or `current`.")
    return before[-1:]


class Verifier:
    """Looks at the releases of a shelf, one after the other. `counts` has releases, files and bytes looked at so far.

    A file that several releases share is read once.
    """

    def __init__(self, shelf: Shelf, step: Callable[[], None] | None = None) -> None:
        self.counts = Counter(releases=0, files=0, bytes=0)
        self._shelf = shelf
        self._step = step or (lambda: None)
        self._records: dict[tuple[int, ...], FileRecord] = {}
        self._contents: dict[str, int | str] = {}  # of Parquet by hash: its rows, or why it cannot be read
        self._held: dict[str, list[tuple[str, str]]] | None = None

    def verify(self, name: str, *, is_current: bool) -> Iterator[Fault]:
        """Each fault of a release."""
        self.counts["releases"] += 1
        release = self._read(name)
        if isinstance(release, str):
            advice = _REBUILD if is_current else _GIVE_UP
            yield Fault(self._shelf.locate(name, RELEASE_FILE), release, ALLOW if release == _DENIED else advice)
            return
        rows = _list_rows(release)
        for file, record in sorted(release.files.items()):
            message = self._check(name, file, record, rows.get(file))
            self.counts.update(files=1, bytes=record.bytes)
            self._step()
            if message:
                advice = ALLOW if message == _DENIED else self._advise(name, record, is_current=is_current)
                yield Fault(self._shelf.locate(name, file), message, advice)
        yield from self._check_names(name, release)

    def _read(self, name: str) -> Release | str:
        """What a release says of itself, or why nothing is known."""
        try:
            with self._shelf.open(name, RELEASE_FILE) as path:
                _require_file(path)
                data = path.read_bytes()
        except FileNotFoundError:
            return "It is gone, so that nothing tells what the files of this release should be."
        except PermissionError:
            return _DENIED
        except OSError as error:
            return f"It cannot be read ({error.strerror or error})."
        release = decode_release(data)
        if release is None:
            return "It is not as it was written, so that nothing tells what the files of this release should be."
        if release.release != name:
            return f"It is that of the release {release.release}, and not of the one whose folder it is in."
        return release

    def _check(self, name: str, file: str, record: FileRecord, rows: int | None) -> str | None:
        """What is wrong with a file."""
        try:
            with self._shelf.open(name, file) as path:
                found = self._record(path)
                if found != record:
                    return _tell_difference(found, record)
                return self._check_content(path, found, rows) if file.endswith(".parquet") else None
        except FileNotFoundError:
            return "It is gone."
        except PermissionError:
            return _DENIED
        except OSError as error:
            return f"It cannot be read ({error.strerror or error})."

    def _record(self, path: Path) -> FileRecord:
        state = _require_file(path)
        key = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
        if key not in self._records:
            self._records[key] = record_file(path)
        return self._records[key]

    def _check_content(self, path: Path, found: FileRecord, rows: int | None) -> str | None:
        """Whether a file with the right bytes can be read as a table, and has the rows that it should have."""
        if found.sha256 not in self._contents:
            self._contents[found.sha256] = _count_rows(path)
        content = self._contents[found.sha256]
        if isinstance(content, str):
            return f"Its bytes are as they were written, and yet it is no Parquet that can be read ({content})."
        if rows is not None and content != rows:
            return f"It holds {content:,} rows, and {RELEASE_FILE} says {rows:,}."
        return None

    def _advise(self, name: str, record: FileRecord, *, is_current: bool) -> str:
        """What to do about a file: one of an older release cannot be built again, but its bytes may be elsewhere."""
        if is_current:
            return _REBUILD
        whole = self._find_whole(name, record)
        return f"The same file is whole in {whole}: copy that over it." if whole else _GIVE_UP

    def _find_whole(self, name: str, record: FileRecord) -> str | None:
        for release, file in self._list_held().get(record.sha256, ()):
            if release != name and self._check(release, file, record, None) is None:
                return self._shelf.locate(release, file)
        return None

    def _list_held(self) -> dict[str, list[tuple[str, str]]]:
        """Which files have these bytes, as all releases say."""
        if self._held is None:
            self._held = {}
            for name in reversed(self._shelf.names):
                release = self._read(name)
                for file, record in release.files.items() if isinstance(release, Release) else ():
                    self._held.setdefault(record.sha256, []).append((name, file))
        return self._held

    def _check_names(self, name: str, release: Release) -> Iterator[Fault]:
        known = {RELEASE_FILE, *release.files}
        for file in sorted(self._shelf.list_files(name) - known):
            where = self._shelf.locate(name, file)
            if file in release.fingerprints or file.endswith(".parquet"):
                message = f"{RELEASE_FILE} does not tell of it, but whoever reads the table reads it."
                advice = "Suppress the decision again if a removal was cut off here; otherwise move the file elsewhere."
            else:
                message, advice = f"{RELEASE_FILE} does not tell of it.", "Move it elsewhere."
            yield Fault(where, message, advice)


def _require_file(path: Path) -> os.stat_result:
    """What the system says of a file. Raises OSError for anything else: a pipe would be waited for."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no file", str(path))
    return found


def _tell_difference(found: FileRecord, record: FileRecord) -> str:
    if found.bytes != record.bytes:
        return f"It has {found.bytes:,} bytes, and {RELEASE_FILE} says {record.bytes:,}."
    return f"Its bytes are not those that were written: their SHA-256 is not what {RELEASE_FILE} says."


def _list_rows(release: Release) -> dict[str, int]:
    """The rows that each file of a table should have, by its path."""
    return {
        find_part(table, year): count for table, of_years in release.counts.items() for year, count in of_years.items()
    }


def _count_rows(path: Path) -> int | str:
    """The rows of a Parquet file, all of which are read; or why they cannot be."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            groups = range(file.num_row_groups)
            return sum(int(file.read_row_group(number, use_threads=False).num_rows) for number in groups)
    except _UNREADABLE as error:
        return " ".join(str(error).split())[:160].rstrip(".") or type(error).__name__


def find_current_fault(shelf: Shelf, where: str) -> Fault | None:
    """What is wrong with that which says which release readers see."""
    try:
        shelf.find_current()
    except DecisionParserError as error:
        return Fault(where, str(error), _REBUILD)
    return None
