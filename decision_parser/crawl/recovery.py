"""Mends what a killed run left: its whole records become a closed file, what is torn is put aside.

Each step is one rename after an fsync, and is found done when it is done: killed here, it can be run again.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from decision_parser.crawl.index_tables import drop
from decision_parser.crawl.warc_reading import CLOSED, CUT_OFF, OPEN, TornError, iter_members
from decision_parser.crawl.warc_writing import TORN, sync_folder
from decision_parser.errors import ArchiveError

_BEGINNING = b"\x1f\x8b\x08"  # of a gzip member
PART = ".tmp"  # after the name of a copy that is not whole yet


def recover(folder: Path) -> list[str]:
    """Closes each file that a killed run left open, and says which; the caller holds the archive's lock.

    A file keeps its name and number, so that entries of its whole records stay true. The torn original goes to `torn`.
    A closed file that was torn is mended in the same way, once `.open` is put behind its name.
    """
    if not folder.exists():
        return []
    try:
        remove_parts(folder)
        closed = [_close(path) for path in sorted(folder.glob("*" + CLOSED + OPEN))]
    except OSError as error:
        raise ArchiveError(
            f"The archive {folder} could not be mended ({error.strerror}): give it room and leave to write, and run "
            "again."
        ) from error
    return [path.name for path in closed if path]


def remove_parts(folder: Path) -> None:
    """Removes copies that a killed run did not finish: their originals are still there."""
    for path in folder.glob("*" + CLOSED + PART):
        path.unlink()


class _Piece(NamedTuple):
    """A whole record, where it lies."""

    offset: int
    length: int
    kind: str


def _find_pieces(path: Path) -> list[_Piece]:
    """The whole records of a file: those before its first tear, and those from behind the last one to its very end.

    What looks like records in between may be what a page had in it: nothing that a publisher sent may become a record.
    """
    pieces: list[_Piece] = []
    try:
        for piece in _iter_pieces(path, 0):
            pieces.append(piece)  # noqa: PERF402 - those before a tear are wanted
    except TornError as error:
        return pieces if error.why == CUT_OFF else [*pieces, *_find_last(path, error.offset)]
    return pieces


def _find_last(path: Path, tear: int) -> list[_Piece]:
    """The records behind a tear, if they go on to the end of the file without another."""
    content = path.read_bytes()
    while (tear := content.find(_BEGINNING, tear + 1)) >= 0:
        try:
            return list(_iter_pieces(path, tear))
        except TornError as error:
            tear = error.offset
    return []


def _iter_pieces(path: Path, offset: int) -> Iterator[_Piece]:
    for each in iter_members(path, offset):
        yield _Piece(each.offset, each.length, each.record.kind)


def _find_end(pieces: Iterable[_Piece]) -> int:
    """Where the first tear is."""
    end = 0
    for piece in pieces:
        if piece.offset != end:
            break
        end += piece.length
    return end


def _close(path: Path) -> Path | None:
    closed, pieces, size = path.with_name(path.name.removesuffix(OPEN)), _find_pieces(path), path.stat().st_size
    tells = any(piece.kind != "warcinfo" for piece in pieces)  # more than what it is
    end = _find_end(pieces)
    if tells and end == size and not closed.exists():
        sync_file(path)
        path.rename(closed)
        sync_folder(path.parent)
        return closed
    if tells:
        if end != sum(piece.length for piece in pieces):
            drop(path.parent)  # what lies behind a tear comes to lie elsewhere
        _keep_whole(path, closed, pieces)
    if size:
        _put_aside(path)
    else:
        path.unlink()
    return closed if tells else None


def _keep_whole(path: Path, closed: Path, pieces: Iterable[_Piece]) -> None:
    content = path.read_bytes()
    whole = b"".join(content[piece.offset : piece.offset + piece.length] for piece in pieces)
    if closed.exists():  # the copy of a recovery that was killed before it put the torn file aside
        if closed.read_bytes() != whole:
            raise ArchiveError(f"{closed} and {path.name} are both there and differ; move one of them away by hand.")
        return
    replace_file(closed, whole)


def replace_file(path: Path, content: bytes) -> None:
    """Puts a file in its place whole: another name, fsync, rename."""
    part = path.with_name(path.name + PART)
    part.write_bytes(content)
    sync_file(part)
    part.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Puts the content of a file on the disk."""
    with path.open("rb+") as handle:
        os.fsync(handle)


def _put_aside(path: Path) -> None:
    torn = path.parent / TORN
    torn.mkdir(exist_ok=True)
    count = sum(other.name.startswith(path.name) for other in torn.iterdir())
    path.rename(torn / (path.name + (f".{count}" if count else "")))
    sync_folder(torn)
    sync_folder(path.parent)
