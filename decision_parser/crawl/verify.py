"""Reads a whole archive and says what is wrong with it."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from msgspec import Struct

from decision_parser.crawl.entry import Entry, Record, parse_entry, remove_chunks, split_block
from decision_parser.crawl.warc_reading import (
    CLOSED,
    OPEN,
    Member,
    TornError,
    iter_files,
    iter_members,
    parse_reply,
)
from decision_parser.crawl.warc_writing import TORN
from decision_parser.errors import ArchiveError

_MEND = "Bring the file back from a copy, or put `.open` behind its name: the next refresh keeps what is whole in it."


class Finding(Struct, frozen=True):
    """Something wrong with an archive: the file, the byte at which a record of it begins, and one sentence."""

    file: str
    offset: int | None
    message: str


class _Seen:
    """What must be remembered to compare records with each other."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}  # of each record id
        self.hashes: dict[str, str | None] = {}  # of the bodies, by record id
        self.revisits: list[Entry] = []


def verify(folder: Path, counts: Counter[str] | None = None, *, allowed: Sequence[str] = ()) -> Iterator[Finding]:
    """Each fault of the archive, file by file. Counts files, bytes and records of each kind on the way.

    `allowed` are patterns of names that may stand in the folder besides the archive's own.
    """
    counts = Counter() if counts is None else counts
    files = iter_files(folder)
    seen = _Seen()
    yield from _check_names(folder, allowed)
    for path in files:
        yield from _check_file(path, seen, counts)
    yield from _check_revisits(seen)


def count_records(folder: Path) -> Counter[str]:
    """How many files, bytes and records of each kind an archive has. Raises ArchiveError at a tear."""
    counts: Counter[str] = Counter()
    for path in iter_files(folder):
        _count_file(path, counts)
        counts.update(kind for member in iter_members(path) for kind in ("records", member.record.kind))
    return counts


def _count_file(path: Path, counts: Counter[str]) -> None:
    counts["files"] += 1
    counts["bytes"] += path.stat().st_size


def _check_names(folder: Path, allowed: Sequence[str]) -> Iterator[Finding]:
    for path in sorted(folder.iterdir()):
        if path.name.endswith(CLOSED + OPEN):
            yield Finding(path.name, None, "A killed run left this file open; the next refresh closes it.")
        elif path.is_dir() if path.name == TORN else path.name.endswith(CLOSED) and path.is_file():
            continue
        elif not any(fnmatch(path.name, pattern) for pattern in allowed):
            yield Finding(path.name, None, "This is no part of an archive; move it elsewhere.")


def _check_file(path: Path, seen: _Seen, counts: Counter[str]) -> Iterator[Finding]:
    record_count = 0
    try:
        _count_file(path, counts)
        for member in iter_members(path):
            record_count += 1
            counts.update(("records", member.record.kind))
            for message in _iter_messages(path.name, member, seen):
                yield Finding(path.name, member.offset, message)
    except TornError as error:
        rest = path.stat().st_size - error.offset
        message = f"The record here cannot be read ({error.why}), nor what follows: {rest} bytes in all. {_MEND}"
        yield Finding(path.name, error.offset, message)
    except (ArchiveError, OSError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        why = getattr(cause, "strerror", None) or str(error)
        yield Finding(path.name, None, f"It cannot be read ({why}); see to its disk, and whether this user may.")
    else:
        if not record_count:
            yield Finding(path.name, None, "The file holds no record; remove it.")


def _iter_messages(name: str, member: Member, seen: _Seen) -> Iterator[str]:
    record = member.record
    place = f"{name}, byte {member.offset}"
    first = seen.places.setdefault(record.record_id, place)
    if not record.record_id:
        yield "The record has no WARC-Record-ID."
    elif first != place:
        yield f"The record has the same WARC-Record-ID as the one in {first}."
    yield from _check_digests(record)
    try:
        entry = parse_entry(record, name, member.offset, member.length)
        if entry is not None and entry.kind == "response" and entry.sha256:
            parse_reply(record, entry)  # compares the decoded body
    except ArchiveError as error:
        yield f"The record cannot be used: {error}"
        return
    if entry is not None and entry.kind == "response":
        seen.hashes[entry.record_id] = entry.sha256
    elif entry is not None and entry.kind == "revisit" and entry.refers_to:  # others refer by address and time
        seen.revisits.append(entry)


def _check_revisits(seen: _Seen) -> Iterator[Finding]:
    for entry in seen.revisits:
        target = entry.refers_to or ""
        if target not in seen.hashes:
            yield Finding(entry.file, entry.offset, f"The revisit refers to {target}, which is not in the archive.")
        elif entry.sha256 not in {None, seen.hashes[target]}:
            yield Finding(entry.file, entry.offset, f"The revisit refers to {target}, which has another body than it.")


def _check_digests(record: Record) -> Iterator[str]:
    block = record.headers.get("warc-block-digest")
    if block and not _matches(block, record.block):
        yield "The block is not what its WARC-Block-Digest says."
    payload = record.headers.get("warc-payload-digest")
    if payload and record.kind != "revisit" and not any(_matches(payload, each) for each in _list_payloads(record)):
        yield "The payload is not what its WARC-Payload-Digest says."


def _list_payloads(record: Record) -> list[bytes]:
    """What a payload digest may be of: writers differ on whether chunks of the transfer belong to it."""
    http = split_block(record.block) if record.is_http else None
    if http is None:
        return [record.block]
    head, stored = http
    return [stored, remove_chunks(head, stored)] if head.find("transfer-encoding") else [stored]


def _matches(stated: str, data: bytes) -> bool:
    """Whether a digest, in any of the writings in use, is that of the data; True when its algorithm is unknown here."""
    algorithm, _, value = stated.partition(":")
    try:
        found = hashlib.new(algorithm.replace("-", "").lower(), data, usedforsecurity=False).digest()
    except (ValueError, TypeError):
        return True
    written = {
        base64.b32encode(found).decode(),
        base64.b64encode(found).decode(),
        base64.urlsafe_b64encode(found).decode(),
    }
    return value.lower() == found.hex() or value in written or value.upper() in written
