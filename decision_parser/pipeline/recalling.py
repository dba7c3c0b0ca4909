"""What became of each file in the build before: one that has not changed since is not parsed again.

It is kept beside the releases, says nothing that the files do not, and can be thrown away at any time.
"""

import hashlib
import os
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.dataset.fingerprint import find_parser_fingerprint
from decision_parser.dataset.publishing import INPUTS_FILE, Dataset
from decision_parser.dataset.release import Release
from decision_parser.dataset.reuse import keep_rows, list_rows, make_key
from decision_parser.dataset.selection import Place
from decision_parser.errors import UnreadableInputError
from decision_parser.pipeline.inputs import Input, Sidecar, read_input

# A file that changed so shortly before it was read may have changed once more without another time: its bytes tell.
_RECENT = 2_000_000_000  # nanoseconds: file systems count in no longer steps

Stamp = tuple[int, ...]
"""Last change, time, size and number of a file, and of its sidecar, if it has one."""


class Seen(Struct, frozen=True, gc=False):
    """What one file gave: the decision and the digest of its rows, or why it is left out as a draft.

    `content` is a hash of its bytes and of what its sidecar says.
    """

    content: bytes
    decision_id: str
    digest: bytes
    lossless: bool
    draft: str | None = None


class _Stamped(Struct, frozen=True, gc=False):
    stamp: Stamp
    seen: Seen


class _Memory(Struct, frozen=True):
    """What is kept: of the build with which `release` became current, by the parser of `fingerprint`."""

    release: str
    fingerprint: str
    source: str | None
    begun_at: int
    files: dict[str, _Stamped]


class Recall:
    """What the build before says of the files of this one, where the same parser read them as of the same publisher."""

    def __init__(self, dataset: Dataset, source: str | None) -> None:
        self._path = dataset.folder / INPUTS_FILE
        self._source = source
        self._begun_at = time.time_ns()
        self._here = str(Path.cwd())
        self._stamps: dict[str, Stamp] = {}
        current = dataset.find_current()
        self._memory = self._read(current[1]) if current else None
        rows = list_rows(*current, told=True) if current and self._memory else ()
        self._held = {row.decision_id: row for row in rows}
        self._folder = current[0] if current else dataset.folder

    def _read(self, release: Release) -> _Memory | None:
        try:
            memory = msgspec.msgpack.decode(self._path.read_bytes(), type=_Memory)
        except (OSError, msgspec.DecodeError):
            return None
        known = (release.release, find_parser_fingerprint(), self._source)
        return memory if (memory.release, memory.fingerprint, memory.source) == known else None

    def find(self, file: Input) -> Seen | None:
        """What a file gave, if it is what it was and its rows are still there."""
        path = os.path.join(self._here, file.path)  # noqa: PTH118 - a path is kept as it was given
        stamp = self._stamps[path] = _find_stamp(path)
        known = self._memory.files.get(path) if self._memory else None
        if known is None or not (known.seen.draft or known.seen.decision_id in self._held):
            return None
        return known.seen if self._is_unchanged(path, stamp, known) else None

    def _is_unchanged(self, path: str, stamp: Stamp, known: _Stamped) -> bool:
        if self._memory and stamp and stamp == known.stamp and max(stamp[::4]) < self._memory.begun_at - _RECENT:
            return True
        with suppress(OSError, UnreadableInputError):
            return hash_content(*read_input(path)) == known.seen.content
        return False

    def keep(self, found: Mapping[int, Seen]) -> list[Place]:
        """Where the rows are of files at these positions; drafts have none."""
        final = {position: seen for position, seen in found.items() if not seen.draft}
        rows = [self._held[seen.decision_id] for seen in final.values()]
        keys = [make_key(row, seen.digest, position) for row, (position, seen) in zip(rows, final.items(), strict=True)]
        return keep_rows(self._folder, rows, keys)

    def write(
        self, dataset: Dataset, files: Sequence[Input], found: Mapping[int, Seen], shared: Collection[str]
    ) -> None:
        """Remember what became of the files for the release that is current now; not of decisions that several gave."""
        current = dataset.find_current()
        if current is None:
            return
        paths = ((os.path.join(self._here, file.path), file) for file in files)  # noqa: PTH118
        known = {
            path: _Stamped(self._stamps[path], seen)
            for path, file in paths
            if (seen := found.get(file.position)) and seen.decision_id not in shared and _is_text(path)
        }
        memory = _Memory(current[1].release, find_parser_fingerprint(), self._source, self._begun_at, known)
        draft = self._path.with_name(f"{self._path.name}.new")
        with suppress(OSError):  # it only saves time
            draft.write_bytes(msgspec.msgpack.encode(memory))
            draft.replace(self._path)


def _is_text(path: str) -> bool:
    """Whether a path is text, that can be written down; a file whose name is none is parsed each time."""
    return os.fsencode(path).decode("utf-8", "replace") == path


def _find_stamp(path: str) -> Stamp:
    """What shows that a file, or its sidecar, is not what it was: the last change first; empty where none is there."""
    found: list[int] = []
    for each in (path, f"{os.path.splitext(path)[0]}.json"):  # noqa: PTH122 - of each of many thousands of files
        with suppress(OSError):
            status = os.stat(each)  # noqa: PTH116
            found += (max(status.st_mtime_ns, status.st_ctime_ns), status.st_mtime_ns, status.st_size, status.st_ino)
    return tuple(found)


def hash_content(data: bytes, sidecar: Sidecar) -> bytes:
    """A hash of all that is parsed of a file."""
    return hashlib.sha256(hashlib.sha256(data).digest() + msgspec.json.encode(sidecar)).digest()
