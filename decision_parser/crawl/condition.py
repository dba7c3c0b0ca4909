"""How an archive stands, told from its names, its index and the end of its last file: it is not read. Nothing changes.

Whether every record is whole, `verify` says.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from fnmatch import fnmatch
from pathlib import Path

import msgspec

from decision_parser.crawl.entry import Entry
from decision_parser.crawl.index_tables import NAME, VERSION
from decision_parser.crawl.recovery import PART
from decision_parser.crawl.warc_reading import CLOSED, OPEN, iter_files, iter_members, read_record
from decision_parser.crawl.warc_writing import TORN
from decision_parser.errors import ArchiveError
from decision_parser.models.examining import ALLOW, DENIED, Line, Mark
from decision_parser.wording import count_of

_HEADER = b"SQLite format 3\0"
_VERSION_AT = 60  # where SQLite keeps `user_version`, four bytes
_READ_WHOLE = 100_000_000  # bytes of a last file that no index knows: as large as files grow

_COPY = (
    "Bring it back from a copy of the archive. Where there is none, put `.open` behind its name: the next refresh "
    "keeps what is whole in it."
)
_REINDEX = "Nothing need be done: the next run makes it again from the records."


def examine_archive(folder: Path, *, running: bool) -> Iterator[Line]:
    """How the archive in `folder` stands; `running` says that a run holds its lock."""
    files = iter_files(folder)
    if not files:
        yield _examine_empty(folder)
    else:
        size = sum(path.stat().st_size for path in files)
        yield Line(Mark.OK, "archive", f"{folder} holds {count_of(len(files), 'file')}, {size / 1e6:,.1f} MB.")
    yield from _examine_leftovers(folder, running=running)
    if files:
        indexed, lines = _examine_index(folder, files)
        yield from lines
        yield _examine_last(folder, files[-1], indexed)


def _examine_empty(folder: Path) -> Line:
    """What there is to say of a folder without a closed file: a new one, or one that is something else."""
    ours = (f"*{CLOSED}*", f"{NAME}*", ".lock", TORN)
    other = [path.name for path in folder.iterdir() if not any(fnmatch(path.name, pattern) for pattern in ours)]
    if other:
        message = f"{folder} holds {other[0]} and no WARC file, so it is no archive."
        return Line(Mark.PROBLEM, "archive", message, "Name the folder that `refresh --archive` writes.")
    return Line(Mark.NOTE, "archive", f"{folder} holds no WARC file yet.", "The first refresh writes one.")


def _examine_leftovers(folder: Path, *, running: bool) -> Iterator[Line]:
    if running:
        return  # what is open is being written
    for path in sorted(folder.glob(f"*{CLOSED}{OPEN}")):
        advice = "Nothing need be done: the next refresh closes it, with all that is whole in it."
        yield Line(Mark.NOTE, "archive", f"A run that was killed left {path.name} open.", advice)
    for path in sorted(folder.glob(f"*{CLOSED}{PART}")):
        advice = "Nothing need be done: the next refresh removes it."
        yield Line(Mark.NOTE, "archive", f"A run that was killed left {path.name}, a copy that is not whole.", advice)
    if torn := sorted(path.name for path in (folder / TORN).glob("*")):
        kept = count_of(len(torn), "file")
        message = f"{TORN}/ keeps {kept} that killed runs left torn; what is whole in them is in the archive."
        advice = f"When `decision-parser archive verify` finds nothing, {TORN}/ can be deleted."
        yield Line(Mark.NOTE, "archive", message, advice)


def _examine_index(folder: Path, files: list[Path]) -> tuple[dict[str, int], list[Line]]:
    """The sizes of the files that the index knows, and what there is to say of it."""
    path = folder / NAME
    if fault := _find_index_fault(path):
        return {}, [fault]
    try:
        known = _list_known(path)
    except sqlite3.Error as error:
        return {}, [_refuse(f"{NAME} cannot be read ({error}).")]
    return known, [_compare(known, {each.name: each.stat().st_size for each in files})]


def _find_index_fault(path: Path) -> Line | None:
    """What keeps the index from being asked, as its first bytes tell."""
    try:
        with path.open("rb") as file:
            head = file.read(_VERSION_AT + 4)
    except FileNotFoundError:
        return Line(Mark.NOTE, "index", f"{NAME} is not there.", _REINDEX)
    except PermissionError:
        return Line(Mark.PROBLEM, "index", f"{NAME} {DENIED}.", ALLOW)
    except OSError as error:
        return _refuse(f"{NAME} cannot be read ({error.strerror}).")
    version = int.from_bytes(head[_VERSION_AT:], "big")
    if not head.startswith(_HEADER):
        return Line(Mark.NOTE, "index", f"{NAME} is no database: it is damaged.", _REINDEX)
    if version != VERSION:
        return Line(Mark.NOTE, "index", f"{NAME} has version {version}, and this program writes {VERSION}.", _REINDEX)
    return None


def _refuse(message: str) -> Line:
    return Line(Mark.PROBLEM, "index", message, "Run `decision-parser archive reindex` on the archive.")


def _list_known(path: Path) -> dict[str, int]:
    """The files that the index knows, with their sizes. SQLite is told that nothing changes, and so writes nothing."""
    with closing(_open(path)) as db:
        return dict(db.execute("SELECT name, size FROM files"))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _compare(known: dict[str, int], sizes: dict[str, int]) -> Line:
    if other := sorted(name for name, size in known.items() if sizes.get(name) != size):
        first = other[0]
        what = "is gone" if first not in sizes else f"had {known[first]:,} bytes when it was indexed"
        message = f"{len(other):,} files are not what the index knows: {first} {what}."
        advice = "Bring them back from a copy of the archive, unless a decision was removed on purpose elsewhere."
        return Line(Mark.PROBLEM, "index", message, advice)
    if behind := len(sizes.keys() - known):
        message = f"The index does not know {count_of(behind, 'file')} yet."
        return Line(Mark.NOTE, "index", message, "The next run reads them.")
    return Line(Mark.OK, "index", f"The index knows all {len(known):,} files.")


def _examine_last(folder: Path, last: Path, known: dict[str, int]) -> Line:
    """Whether the last file ends in a whole record: the one that a fault of the machine reaches first."""
    size = last.stat().st_size
    if not os.access(last, os.R_OK):
        return Line(Mark.PROBLEM, "archive", f"{last.name} {DENIED}.", ALLOW)
    try:
        if known.get(last.name) == size and (entry := _find_last(folder / NAME, last.name)):
            read_record(folder, entry)
            end = entry.offset + entry.length
            if end != size:
                message = f"{last.name} has {size - end:,} bytes behind its last record."
                return Line(Mark.PROBLEM, "archive", message, "`decision-parser archive verify` says more.")
        elif size > _READ_WHOLE:
            message = f"{last.name} was not looked into."
            return Line(Mark.NOTE, "archive", message, "Run `decision-parser archive verify`.")
        else:
            for _ in iter_members(last):
                pass
    except (ArchiveError, OSError) as error:
        why = str(error).partition(";")[0].rstrip(".")
        return Line(Mark.PROBLEM, "archive", f"{last.name} is damaged: {why}.", _COPY)
    return Line(Mark.OK, "archive", f"The last file, {last.name}, ends in a whole record.")


def _find_last(path: Path, name: str) -> Entry | None:
    """The last record of a file, as the index has it."""
    try:
        with closing(_open(path)) as db:
            rows = db.execute("SELECT entry FROM entries ORDER BY id DESC LIMIT 200").fetchall()
    except sqlite3.Error:
        return None
    entries = [msgspec.json.decode(row, type=Entry) for (row,) in rows]
    return max((each for each in entries if each.file == name), key=lambda each: each.offset, default=None)
