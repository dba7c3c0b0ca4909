"""Mends what a killed run left: its whole records become a closed file, what is torn is put aside.

Each step is one rename after an fsync, and is found done when it is done: killed here, it can be run again.
"""

import os
from pathlib import Path

from decision_parser.crawl.warc_reading import CLOSED, OPEN, TornError, iter_members
from decision_parser.crawl.warc_writing import TORN, sync_folder
from decision_parser.errors import ArchiveError

PART = ".tmp"  # after the name of a copy that is not whole yet


def recover(folder: Path) -> list[str]:
    """Closes each file that a killed run left open, and says which; the caller holds the archive's lock.

    A file keeps its name and number, so that entries of its whole records stay true. The torn original goes to `torn`.
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


def find_end(path: Path) -> int:
    """Where the last whole record of a file ends; 0 when it says no more than what it is."""
    end, kinds = 0, set()
    try:
        for member in iter_members(path):
            end = member.offset + member.length
            kinds.add(member.record.kind)
    except TornError:
        pass
    return end if kinds - {"warcinfo"} else 0


def _close(path: Path) -> Path | None:
    closed, end, size = path.with_name(path.name.removesuffix(OPEN)), find_end(path), path.stat().st_size
    if end == size > 0 and not closed.exists():
        sync_file(path)
        path.rename(closed)
        sync_folder(path.parent)
        return closed
    if end:
        _keep_whole(path, closed, end)
    if size:
        _put_aside(path)
    else:
        path.unlink()
    return closed if end else None


def _keep_whole(path: Path, closed: Path, end: int) -> None:
    with path.open("rb") as handle:
        whole = handle.read(end)
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
