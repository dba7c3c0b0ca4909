"""An archive in an object store, and its working copy here.

Closed files never change, so either side needs only those that it lacks. The index is made here. Only where a decision
is removed for good are objects replaced or deleted.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.crawl.index_tables import drop
from decision_parser.crawl.notes import SUPPRESSION
from decision_parser.crawl.recovery import replace_file
from decision_parser.crawl.warc_reading import CLOSED, iter_entries, iter_files
from decision_parser.errors import ArchiveError, UsageError
from decision_parser.storage.place import FILES, open_place
from decision_parser.storage.store import Stamp, Store, do_all

_KNOWN = "known.json"


class _Known(Struct, frozen=True):
    """A file that is here and in the store: what it is known by there, and here."""

    there: Stamp
    here: Stamp


class ArchiveCopy:
    """The working copy of an archive. With `redacting`, files that changed here replace those in the store."""

    def __init__(self, store: Store, place: Path, *, write: bool = False, redacting: bool = False) -> None:
        self.folder = place / FILES
        self._store = store
        self._write = write
        self._redacting = redacting
        self._path = place / _KNOWN
        self._there: dict[str, Stamp] = {}
        self._known: dict[str, _Known] = {}

    def pull(self) -> None:
        """Fetch the files that are not here as they are in the store; remove those that were removed there.

        Raises UsageError where there is no archive to read, and ArchiveError where the store has other bytes under the
        name of a file that was never brought there, or has lost files that this copy still has.
        """
        self._there = self._list()
        if not self._there and not self._write:
            raise UsageError(f"{self._store.address} holds no archive; name the place that `refresh --archive` writes.")
        self._known = self._read_known()
        self._fetch(self._find_new())
        changed = [name for name in self._known if name in self._there and not self._is_here(name)]
        gone = [name for name in self._known if name not in self._there]
        self._refuse_losses(gone, changed)
        if any((self.folder / name).exists() for name in (*gone, *changed)):
            drop(self.folder)  # it was made from other bytes
        self._fetch(changed)
        for name in gone:
            (self.folder / name).unlink(missing_ok=True)
        self._note()

    def _fetch(self, names: Iterable[str]) -> None:
        do_all(lambda name: self._store.fetch(name, self.folder / name), sorted(names))

    def push(self, *, failed: bool) -> None:
        """Bring the files that are new here to the store: also after a run that failed, what it fetched is kept.

        Those that were redacted go last first, as they were rewritten: killed, it can be done again.
        """
        del failed
        new = [path.name for path in iter_files(self.folder) if path.name not in self._known]
        for name in new:
            self._store.put(name, self.folder / name)
        if self._redacting:
            for name in sorted(self._iter_changed(), reverse=True):
                self._replace(name)
        if new or self._redacting:
            self._there = self._list()
            self._note()

    def _find_new(self) -> list[str]:
        """Files of the store that are not here, and were not before."""
        new = [name for name in self._there if name not in self._known and not self._is_here(name)]
        if mine := next((name for name in new if (self.folder / name).exists()), None):
            raise ArchiveError(
                f"{self._store.address}/{mine} is another file than that of the copy in {self._path.parent}, which was "
                "never brought there; move one of them away by hand."
            )
        return new

    def _refuse_losses(self, gone: Sequence[str], changed: Sequence[str]) -> None:
        """Take over what was removed in the store for good, and nothing else: this copy may be the last whole one."""
        lost = [name for name in gone if (self.folder / name).exists()]
        lost += [name for name in changed if self._there[name].size != self._known[name].there.size]
        new = [self.folder / name for name in self._there if name not in self._known]
        if lost and not any(entry.role == SUPPRESSION for path in new for entry in iter_entries(path)):
            raise ArchiveError(
                f"{self._store.address} has lost or changed {lost[0]} and {len(lost) - 1:,} other files, though no "
                f"decision was suppressed; bring them back from the copy in {self._path.parent}, or delete that copy."
            )

    def _replace(self, name: str) -> None:
        if (self.folder / name).exists():
            self._store.put(name, self.folder / name)
        else:
            self._store.delete(name)

    def _iter_changed(self) -> Iterator[str]:
        """Files in the store that are not here any more, or not as they were."""
        for name, known in self._known.items():
            if known.here != _find_stamp(self.folder / name):
                yield name

    def _is_here(self, name: str) -> bool:
        """Whether a file is here as it is in the store; one that nothing is known of, by its size."""
        here, there, known = _find_stamp(self.folder / name), self._there.get(name), self._known.get(name)
        if here is None or there is None:
            return False
        return known == _Known(there, here) if known else here.size == there.size

    def _list(self) -> dict[str, Stamp]:
        return {name: stamp for name, stamp in self._store.list().items() if name.endswith(CLOSED)}

    def _read_known(self) -> dict[str, _Known]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, _Known])
        except (OSError, msgspec.DecodeError):
            return {}

    def _note(self) -> None:
        """Write down what is here and in the store."""
        here = {name: _find_stamp(self.folder / name) for name in self._there}
        self._known = {name: _Known(self._there[name], stamp) for name, stamp in here.items() if stamp}
        replace_file(self._path, msgspec.json.encode(self._known))


def _find_stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return Stamp(found.st_size, found.st_mtime_ns)


def open_mirror(
    archive: str | os.PathLike[str], *, write: bool = False, redacting: bool = False
) -> AbstractContextManager[Path]:
    """The folder of an archive, wherever it lies, for one run.

    With `write`, what the run adds goes to where it lies; with `redacting`, also what it took out. Otherwise nothing is
    written there, nor need it be allowed.

    Raises UsageError for an address that cannot be used or holds no archive, BusyError while another run uses it, and
    DecisionParserError when its store cannot be reached.
    """

    def make_copy(store: Store, place: Path) -> ArchiveCopy:
        return ArchiveCopy(store, place, write=write, redacting=redacting)

    return open_place(archive, make_copy, write=write)
