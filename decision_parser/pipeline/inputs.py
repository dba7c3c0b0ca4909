"""Files and folders given to `build`, as a sorted list of inputs, each with what its sidecar says.

A sidecar stands beside a file under the same name with the suffix `.json` (`snapshot.html`, `snapshot.json`), and says
where and when the file was received.
"""

import datetime as dt
import os
import re
import stat
from collections.abc import Iterable, Mapping
from operator import attrgetter
from pathlib import Path, PurePath
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from decision_parser.errors import UnreadableInputError
from decision_parser.pipeline.opening import read_file
from decision_parser.storage.kinds import holds_archive
from decision_parser.wording import find_reason

_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".pdf", ".txt"})
_ARCHIVE = re.compile(r"\.warc(\.|$)", re.IGNORECASE)
_HEAD = 1024
_KNOWN_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b|.*?%PDF-",
    re.IGNORECASE | re.DOTALL,
)


class Input(Struct, frozen=True, gc=False):
    """A file to parse: its place in the sorted list, its path, its name in the dataset, and its size in bytes.

    The name is the path inside the folder that was given, so that it does not depend on where that folder lies.
    """

    position: int
    path: str
    name: str
    size: int


class Failure(Struct, frozen=True, gc=False):
    """A file that gave no decision, and why, in one sentence."""

    where: str
    message: str


class Inputs(Struct, frozen=True):
    """What was found: files to parse, paths that cannot be, and files in folders that are none of ours."""

    files: tuple[Input, ...]
    failures: tuple[Failure, ...]
    skipped: tuple[Failure, ...]


def is_archive(path: str | Path) -> bool:
    """Whether a folder is an archive: one that `refresh` wrote, or another program's with WARC files."""
    return holds_archive(Path(path))


def find_inputs(paths: Iterable[str | Path], *, out: Path) -> Inputs:
    """All files to parse in `paths`, each once, in an order that does not depend on that of `paths`.

    A file that is named is always an input. In a folder, those are whose suffix is that of a page, PDF or text, and
    those that start like a page or PDF. The folder `out` is passed over.
    """
    finder = _Finder(out)
    for path in paths:
        finder.add(os.fspath(path))
    return finder.collect()


class _Finder:
    """Gathers inputs, and remembers where it has been."""

    def __init__(self, out: Path) -> None:
        self._folders = {os.path.realpath(out)}
        self._files: dict[str, tuple[str, str, int]] = {}
        self._failures: list[Failure] = []
        self._skipped: list[Failure] = []

    def collect(self) -> Inputs:
        """What was found, sorted."""
        files = sorted(self._files.values())
        return Inputs(
            tuple(Input(position, path, show_path(name), size) for position, (name, path, size) in enumerate(files)),
            tuple(sorted(self._failures, key=attrgetter("where"))),
            tuple(sorted(self._skipped, key=attrgetter("where"))),
        )

    def add(self, path: str) -> None:
        """Add what `path` names, a file or a folder."""
        try:
            status = Path(path).stat()
            real = os.path.realpath(path)
        except (OSError, ValueError) as error:
            self._fail(path, describe_os_error(error))
        else:
            if stat.S_ISDIR(status.st_mode):
                self._add_folder(_Folder(path, real, ""))
            else:
                self._add_file(path, real, Path(path).name, status)

    def _add_folder(self, top: "_Folder") -> None:
        """Add the files in a folder and below. Each folder is entered once, however many links lead to it."""
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            if folder.real in self._folders:
                continue
            self._folders.add(folder.real)
            try:
                entries = list(os.scandir(folder.path))
            except OSError as error:
                self._fail(folder.path, describe_os_error(error))
                continue
            sidecars = {f"{PurePath(entry.name).stem}.json" for entry in entries if _suffix(entry.name) != ".json"}
            waiting += self._add_members(folder, [entry for entry in entries if entry.name not in sidecars])

    def _add_members(self, folder: "_Folder", entries: Iterable[os.DirEntry[str]]) -> list["_Folder"]:
        """Add the files among `entries`, and give the folders."""
        folders = []
        for entry in entries:
            real = (
                os.path.realpath(entry.path)
                if entry.is_symlink()
                else f"{folder.real.rstrip(os.sep)}{os.sep}{entry.name}"
            )
            name = f"{folder.name}{entry.name}"
            try:
                if entry.name.startswith("."):
                    self._skip(entry.path, "Hidden.")
                elif entry.is_dir():
                    folders.append(_Folder(entry.path, real, f"{name}/"))
                else:
                    self._add_member(entry, real, name)
            except OSError as error:
                self._fail(entry.path, describe_os_error(error))
        return folders

    def _add_member(self, entry: os.DirEntry[str], real: str, name: str) -> None:
        """Add a file that stands in a folder, if it may hold a decision."""
        status = entry.stat()
        if not stat.S_ISREG(status.st_mode):
            self._skip(entry.path, "Not a file.")
        elif _ARCHIVE.search(entry.name) or _suffix(entry.name) in _SUFFIXES or _starts_known(entry.path):
            self._add_file(entry.path, real, name, status)
        else:
            self._skip(entry.path, "Not a page, PDF or text.")

    def _add_file(self, path: str, real: str, name: str, status: os.stat_result) -> None:
        """Add a file; of several paths to it, the one that sorts first."""
        if _ARCHIVE.search(name):
            self._fail(path, "This is a part of a web archive; give the folder that holds it, alone.")
        elif not stat.S_ISREG(status.st_mode):
            self._fail(path, "This is a pipe or a device; save what it gives to a file.")
        else:
            found = (name, path, status.st_size)
            self._files[real] = min(self._files.get(real, found), found)

    def _fail(self, path: str, message: str) -> None:
        self._failures.append(Failure(show_path(path), message))

    def _skip(self, path: str, message: str) -> None:
        self._skipped.append(Failure(show_path(path), message))


class _Folder(NamedTuple):
    """A folder to walk: its path, that without links, and what the names of its files start with."""

    path: str
    real: str
    name: str


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


def _starts_known(path: str) -> bool:
    """Whether a file starts like a page or a PDF."""
    with Path(path).open("rb") as file:
        return _KNOWN_START.match(file.read(_HEAD)) is not None


def show_path(path: str) -> str:
    r"""A path as text that any file can hold: a byte that is none shows as `\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def describe_os_error(error: OSError | ValueError) -> str:
    """Why a file cannot be read, as a sentence."""
    if isinstance(error, FileNotFoundError):
        return "There is no such file or folder; see how its name is written."
    reason = find_reason(error) if isinstance(error, OSError) else str(error)
    return f"It cannot be read ({reason}); see what lies there, and whether this user may read it."


class Sidecar(Struct, frozen=True):
    """What is known of how a file was received. Times without a zone are UTC."""

    url: str | None = None
    fetched_at: dt.datetime | None = None
    media_type: str | None = None
    headers: Mapping[str, Any] = {}

    @property
    def declared(self) -> str | None:
        """The media type as the server stated it, with its charset, or else that of the sidecar."""
        stated = (value for name, value in self.headers.items() if name.lower() == "content-type")
        value = next(stated, None)
        return value if isinstance(value, str) else self.media_type


def read_input(path: str) -> tuple[bytes, Sidecar]:
    """The bytes of a file, and what its sidecar says.

    Raises OSError, and UnreadableInputError when the file is too large, or the sidecar no record of that kind.
    """
    data = read_file(path)
    sidecar = Path(path).with_suffix(".json")
    if sidecar == Path(path):
        return data, Sidecar()
    try:
        known = msgspec.json.decode(read_file(sidecar, patience=0), type=Sidecar)
    except FileNotFoundError:
        return data, Sidecar()
    except (OSError, UnreadableInputError, msgspec.DecodeError, RecursionError) as error:
        why = (getattr(error, "strerror", None) or str(error)).partition(";")[0].rstrip(".")
        message = f"Its sidecar {show_path(sidecar.name)} cannot be read ({why}); mend or remove it."
        raise UnreadableInputError(message) from error
    fetched_at = known.fetched_at
    if fetched_at is not None and fetched_at.tzinfo is None:
        fetched_at = fetched_at.replace(tzinfo=dt.UTC)
    return data, msgspec.structs.replace(known, fetched_at=fetched_at)
