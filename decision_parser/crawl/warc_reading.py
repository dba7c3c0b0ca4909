"""Reads archive files record by record.

Each record is a gzip member of its own, walked here: every checksum is checked on the way, and a tear is an error.
FastWARC alone ends without a word at a torn record, and never sees what follows it.
"""

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from decision_parser.crawl.entry import (
    GZIP,
    Entry,
    Record,
    find_body,
    parse_entry,
    parse_record,
    read_body,
    remove_chunks,
    split_block,
)
from decision_parser.errors import ArchiveError
from decision_parser.models import Reply

CLOSED = ".warc.gz"
_FROM_COPY = "bring that file back from a copy of the archive"
OPEN = ".open"  # after the name of a file that is still written, or that a killed run left
CUT_OFF = "the last record is cut off"
_CHUNK = 1 << 15

Find = Callable[[str], Entry | None]  # the entry of a record id


class TornError(ArchiveError):
    """A file ends, or is damaged, in the middle of a record."""

    def __init__(self, path: Path, offset: int, why: str) -> None:
        super().__init__(
            f"{path} cannot be read from byte {offset} on ({why}); bring it back from a copy of the archive, or where "
            f"there is none, name it {path.name.removesuffix(OPEN)}{OPEN}: the next refresh keeps what is whole in it."
        )
        self.offset = offset
        self.why = why


class Member(Struct, frozen=True):
    """Where one record lies, and what it holds."""

    offset: int
    length: int
    record: Record


def iter_files(folder: Path) -> list[Path]:
    """The closed files of an archive, in order of name.

    Raises ArchiveError when the folder is missing, or no folder, or cannot be read.
    """
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(CLOSED) and path.is_file())
    except NotADirectoryError:
        raise ArchiveError(f"{folder} is no folder; name the folder that holds the archive.") from None
    except OSError as error:
        advice = "name one that exists" if isinstance(error, FileNotFoundError) else "see to its disk, and run again"
        raise ArchiveError(f"The archive {folder} cannot be read ({error.strerror}); {advice}.") from error


def find_sizes(files: Iterable[Path]) -> dict[str, int]:
    """The bytes of each of these files, by name. Raises ArchiveError when one cannot be looked at."""
    try:
        return {path.name: path.stat().st_size for path in files}
    except OSError as error:
        message = f"{error.filename} cannot be read ({error.strerror}); see to its disk, and run again."
        raise ArchiveError(message) from error


def iter_members(path: Path, offset: int = 0) -> Iterator[Member]:
    """The whole records of a file in order, from a byte on. Raises TornError at the first that is not whole."""
    try:
        with path.open("rb", buffering=0) as handle:
            handle.seek(offset)
            for data, length in _iter_pieces(path, offset, lambda: handle.read(_CHUNK)):
                yield Member(offset, length, _parse_piece(path, offset, data))
                offset += length
    except OSError as error:
        raise ArchiveError(
            f"{path} cannot be read ({error.strerror}); see to its disk, and whether this user may."
        ) from error


def _iter_pieces(path: Path, offset: int, read: Callable[[], bytes]) -> Iterator[tuple[bytes, int]]:
    """Each gzip member unpacked, with its length as it lies in the file."""
    pending = read()
    while pending:
        inflater, parts, taken = zlib.decompressobj(GZIP), [], 0
        while not inflater.eof:
            if not pending and not (pending := read()):
                raise TornError(path, offset, CUT_OFF)
            taken += len(pending)
            try:
                parts.append(inflater.decompress(pending))
            except zlib.error as error:
                raise TornError(path, offset, str(error)) from error
            pending = b""
        pending = inflater.unused_data
        yield b"".join(parts), taken - len(pending)
        offset += taken - len(pending)
        pending = pending or read()


def _parse_piece(path: Path, offset: int, data: bytes) -> Record:
    try:
        return parse_record(data)
    except ArchiveError as error:
        raise TornError(path, offset, str(error)) from error


def iter_entries(path: Path) -> Iterator[Entry]:
    """What an index keeps of each whole record of a file, closed or open. Then raises TornError, if it is torn."""
    name = path.name.removesuffix(OPEN)
    for member in iter_members(path):
        try:
            entry = parse_entry(member.record, name, member.offset, member.length)
        except ArchiveError as error:
            raise TornError(path, member.offset, str(error)) from error
        if entry is not None:
            yield entry


def read_record(folder: Path, entry: Entry) -> Record:
    """The record of an entry. Raises ArchiveError when it is not there, or another one is."""
    path = folder / entry.file
    try:
        try:
            packed = _read_packed(path, entry)
        except FileNotFoundError:
            path = path.with_name(path.name + OPEN)
            packed = _read_packed(path, entry)
    except OSError as error:
        message = (
            f"{path} cannot be read ({error.strerror}); see to its disk, and run `decision-parser archive verify`."
        )
        raise ArchiveError(message) from error
    record = _parse_piece(path, entry.offset, _unpack(path, entry.offset, packed))
    if record.record_id != entry.record_id:
        raise ArchiveError(f"{path} holds another record at byte {entry.offset} than its index says; index it again.")
    return record


def _read_packed(path: Path, entry: Entry) -> bytes:
    """The bytes of a record as they lie in the file.

    The file is opened for each: a handle kept would show what a redaction has since replaced, and to ask whether it has
    takes as long as to open it.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        return os.pread(handle, entry.length, entry.offset)
    finally:
        os.close(handle)


def _unpack(path: Path, offset: int, packed: bytes) -> bytes:
    inflater = zlib.decompressobj(GZIP)
    try:
        data = inflater.decompress(packed)
    except zlib.error as error:
        raise TornError(path, offset, str(error)) from error
    if packed and not inflater.eof:
        raise TornError(path, offset, CUT_OFF)
    return data


def read_reply(folder: Path, entry: Entry, find: Find | None = None) -> Reply:
    """The answer that a record keeps; for a revisit, that of the record it refers to, which `find` knows by its id.

    Raises ArchiveError when it cannot be found, is no answer of a web server, or is not what was written.
    """
    original = _find_original(entry, find) if entry.kind == "revisit" else entry
    return parse_reply(read_record(folder, original), original)


def parse_reply(record: Record, entry: Entry) -> Reply:
    """The answer that the record of a response holds."""
    http = split_block(record.block) if record.is_http and entry.kind == "response" else None
    if http is None:
        raise ArchiveError(
            f"The record {entry.record_id} in {entry.file} holds no answer of a web server; {_FROM_COPY}."
        )
    head, stored = http
    wire = remove_chunks(head, stored)
    coding = head.find("content-encoding")
    body = read_body(wire, coding) if entry.sha256 is None else find_body(wire, coding, entry.sha256)
    if body is None:
        raise ArchiveError(
            f"The body of {entry.record_id} in {entry.file} is not the one that was written; {_FROM_COPY}."
        )
    headers = tuple(pair for pair in head.headers if pair[0].lower() != "transfer-encoding")
    return Reply(entry.url, head.status, head.reason, headers, wire, body, entry.time)


def _find_original(entry: Entry, find: Find | None) -> Entry:
    found = find(entry.refers_to) if find and entry.refers_to else None
    if found is None or found.kind != "response":
        raise ArchiveError(
            f"The record {entry.refers_to} that {entry.record_id} in {entry.file} refers to is not in the archive; "
            f"{_FROM_COPY}."
        )
    return found
