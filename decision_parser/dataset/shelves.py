"""The files of a dataset as they lie, on this machine or in an object store, for whoever doubts that they are whole.

Nothing is taken from a working copy, and nothing is kept.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from decision_parser.dataset.release import CURRENT, RELEASE_FILE, RELEASES, find_time
from decision_parser.dataset.remote import POINTER, RemoteDataset
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.models.examining import DENIED
from decision_parser.storage.addresses import find_local, is_remote
from decision_parser.storage.kinds import tell_no_dataset
from decision_parser.storage.store import Store, open_store


class Shelf(Protocol):
    """The releases in one place. Names of files are those inside a release."""

    names: list[str]
    """Of all releases, the oldest first."""

    def find_current(self) -> str:
        """The name of the release that readers see. Raises DecisionParserError where there is none."""

    def locate(self, release: str, file: str) -> str:
        """Where a file is, for people."""

    def list_files(self, release: str) -> set[str]:
        """All that lies in the folder of a release, at any depth."""

    def open(self, release: str, file: str) -> AbstractContextManager[Path]:
        """A path to read a file at. Raises OSError where it cannot be read."""


class LocalShelf:
    """A dataset's folder on this machine, or that of one release."""

    def __init__(self, folder: Path) -> None:
        self._only = folder.resolve() if (folder / RELEASE_FILE).is_file() else None
        self._folder = folder
        self.names = [self._only.name] if self._only else self._list_names()
        if not self.names and not os.path.lexists(folder / CURRENT):
            raise UsageError(tell_no_dataset(folder, "release"))

    def _list_names(self) -> list[str]:
        folder = self._folder / RELEASES
        if not folder.is_dir():
            return []
        try:
            return sorted(path.name for path in folder.iterdir() if find_time(path.name))
        except PermissionError:
            raise DecisionParserError(f"{folder} {DENIED}; run as the user it belongs to.") from None
        except OSError as error:
            raise DecisionParserError(f"{folder} cannot be read ({error.strerror}); see to its disk.") from error

    def find_current(self) -> str:
        """The name of the release that the link leads to."""
        if self._only:
            return self._only.name
        link = self._folder / CURRENT
        if not link.is_symlink():
            if link.exists():
                raise DecisionParserError("It is no link to a release: move it elsewhere.")
            raise DecisionParserError("It is not there, so that readers find nothing.")
        target = link.resolve()
        if target.parent != (self._folder / RELEASES).resolve() or target.name not in self.names:
            raise DecisionParserError(f"It points to {link.readlink()}, which is no release of this dataset.")
        return target.name

    def locate(self, release: str, file: str) -> str:
        """Its path."""
        return str(self._find(release) / file)

    def list_files(self, release: str) -> set[str]:
        """Files and links, but no folders."""
        top = self._find(release)
        return {
            (Path(folder) / name).relative_to(top).as_posix() for folder, _, names in os.walk(top) for name in names
        }

    @contextmanager
    def open(self, release: str, file: str) -> Iterator[Path]:
        """Where it lies."""
        yield self._find(release) / file

    def _find(self, release: str) -> Path:
        return self._folder if self._only else self._folder / RELEASES / release


class RemoteShelf:
    """A dataset in an object store. A file is fetched to be read, and is gone afterwards."""

    def __init__(self, store: Store, drafts: Path) -> None:
        self._store = store
        self._drafts = drafts
        self._remote = RemoteDataset(store, drafts)
        self.names = self._remote.names
        if not self.names and store.read(POINTER) is None:
            raise UsageError(f"{store.address} holds no dataset; name the place that `build --out` wrote.")

    def find_current(self) -> str:
        """The name that `current.json` gives."""
        current = self._remote.current
        if current is None:
            raise DecisionParserError(f"There is no {POINTER}, so that readers find nothing.")
        if current not in self.names:
            raise DecisionParserError(f"{POINTER} names {current}, which is no release of this dataset.")
        return current

    def locate(self, release: str, file: str) -> str:
        """Its address."""
        return f"{self._store.address}/{RELEASES}/{release}/{file}"

    def list_files(self, release: str) -> set[str]:
        """The objects below a release."""
        folder = f"{RELEASES}/{release}"
        return {name.removeprefix(f"{folder}/") for name in self._store.list(folder, deep=True)}

    @contextmanager
    def open(self, release: str, file: str) -> Iterator[Path]:
        """A copy of it, for as long as it is read."""
        draft = self._drafts / "object"
        self._store.fetch(f"{RELEASES}/{release}/{file}", draft)
        try:
            yield draft
        finally:
            draft.unlink(missing_ok=True)


@contextmanager
def open_shelf(out: str | os.PathLike[str]) -> Iterator[Shelf]:
    """The releases of the dataset in `out`, or the one release that lies there.

    Raises UsageError where there is none, and DecisionParserError when a store cannot be reached.
    """
    if not is_remote(out):
        yield LocalShelf(find_local(out))
        return
    with TemporaryDirectory(prefix="decision-parser-") as drafts:
        yield RemoteShelf(open_store(out), Path(drafts))
