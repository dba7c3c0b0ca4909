"""What is done with an archive as a whole: opened, checked, indexed, exported, and rid of one decision."""

import errno
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.clock import read_clock
from decision_parser.crawl.cdxj import export_cdxj
from decision_parser.crawl.entry import Entry
from decision_parser.crawl.index import Index
from decision_parser.crawl.index_tables import NAME, drop
from decision_parser.crawl.mirror import open_mirror
from decision_parser.crawl.notes import SUPPRESSION, RunEnd, RunNote, RunOptions, Suppression
from decision_parser.crawl.redaction import redact
from decision_parser.crawl.verify import Finding, verify
from decision_parser.crawl.warc import WarcWriter, iter_entries, iter_files, recover
from decision_parser.dataset.fingerprint import find_parser_fingerprint
from decision_parser.dataset.release import require_dataset
from decision_parser.erasure import Erasure
from decision_parser.errors import ArchiveError, UsageError
from decision_parser.models import Reply
from decision_parser.pipeline.describing import Describer
from decision_parser.pipeline.inputs import is_archive
from decision_parser.pipeline.progress import Progress
from decision_parser.pipeline.reading import name_run
from decision_parser.pipeline.registers import is_register_file
from decision_parser.pipeline.timeline import trace
from decision_parser.pipeline.visiting import read_cards
from decision_parser.sources import find_source, load_sources
from decision_parser.storage.kinds import tell_no_archive
from decision_parser.storage.locks import hold_lock
from decision_parser.vocabulary import Source

LOCK = ".lock"
_DENIED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_OURS = (f"{NAME}*", LOCK)


@contextmanager
def open_archive(folder: Path, source: Source, progress: Progress | None = None) -> Iterator[Index]:
    """The archive in `folder` for one run at a time, whatever a killed one left put in order, and its index.

    Raises BusyError while another run holds its lock, and ArchiveError when it is damaged or cannot be written.
    """
    with _naming_index(folder), ExitStack() as stack:
        with _naming(folder):  # no longer: what fails while it is open may lie elsewhere, in a dataset
            stack.enter_context(_hold(folder))
            recover(folder)
            index = stack.enter_context(Index(folder, read_cards(source), source.find_identity))
            index.catch_up(progress)
        yield index


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """The lock of an archive, for what is done with it alone."""
    with _naming_index(folder), _naming(folder), _hold(folder):
        yield


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder for the archive.")
    folder.mkdir(parents=True, exist_ok=True)
    with hold_lock(folder / LOCK, f"Another run is using the archive in {folder}"):
        yield


@contextmanager
def _naming(folder: Path) -> Iterator[None]:
    """Tell of an error of the file system as one of the archive in `folder`."""
    try:
        yield
    except OSError as error:
        message = f"The archive in {folder} cannot be read or written: {error.strerror or error}"
        advice = "see to its disk"
        if isinstance(error, IsADirectoryError):
            advice = f"remove {error.filename}"
        elif error.errno in _DENIED:
            advice = "let this user write it, or make a copy of it to work on"
        raise ArchiveError(f"{message}. What it holds has not changed; {advice}, and run again.") from error


@contextmanager
def _naming_index(folder: Path) -> Iterator[None]:
    """Tell of an error of SQLite as one of the index of the archive in `folder`: there is no other database."""
    try:
        yield
    except sqlite3.Error as error:
        advice = "Make room on its disk, or run `archive reindex`"
        if "locked" in str(error):
            advice = f"Close the program that has {NAME} open, and run again"
        raise ArchiveError(f"The index of the archive in {folder} cannot be used: {error}. {advice}.") from error


def _lock_to_read(folder: Path) -> AbstractContextManager[None]:
    """The lock, but where nothing can be written: a copy on read-only media can be read all the same."""
    return _lock(folder) if os.access(folder, os.W_OK) else nullcontext()


def _require(folder: Path) -> Path:
    if not is_archive(folder):
        raise UsageError(tell_no_archive(folder))
    return folder


class Verified(Struct, frozen=True):
    """What is wrong with an archive, and how much was read: files, bytes, and records of each kind."""

    findings: tuple[Finding, ...]
    counts: dict[str, int]


def verify_archive(archive: str | Path) -> Verified:
    """Read every record of an archive and compare it with its digests. Nothing is changed.

    Raises UsageError when there is no archive, and BusyError while a run adds to it.
    """
    counts: Counter[str] = Counter()
    with open_mirror(archive) as folder, _lock_to_read(_require(folder)):
        return Verified(tuple(verify(folder, counts, allowed=_OURS)), dict(counts))


def reindex_archive(archive: str | Path, source: str = "lgsco", progress: Progress | None = None) -> int:
    """Throw the index of an archive away and make it again; the number of files that were read.

    Raises UsageError when there is no archive, BusyError while a run uses it, and ArchiveError when it is damaged.
    """
    with open_mirror(archive) as folder:
        with _lock(_require(folder)):
            drop(folder)
        with open_archive(folder, find_source(source), progress):
            return len(iter_files(folder))


def export_archive(archive: str | Path) -> Iterator[str]:
    """The lines of a CDXJ index of an archive, sorted, as replay tools read it."""
    with open_mirror(archive) as folder:
        yield from export_cdxj(_require(folder))


def suppress(  # noqa: PLR0913 - named, and each an option of the command
    archive: str | Path,
    identity: str,
    *,
    out: str | Path | None,
    reason: str,
    source: str = "lgsco",
    tell: Callable[[Path], object] | None = None,
) -> int:
    """Remove a decision for good: its bytes from the archive, its rows from every release of the dataset in `out`.

    `identity` is its decision_id or address. A note that it was done stays, and the decision is not fetched again.
    Whatever else lies in the folder of the dataset and names it, pages and exports, is deleted and handed to `tell`.
    The number of releases' rows is returned: how many decisions of the dataset were removed. It can be run again.

    Raises UsageError for an identity that is none, or an archive or dataset that does not exist.
    """
    publisher = find_source(source)
    name = _find_identity(identity, publisher)
    if out is not None:
        require_dataset(out)  # before anything is removed for good
    with open_mirror(archive, write=True, redacting=True) as folder:
        names = _suppress(_require(folder), name, reason, publisher)
    if out is None:
        return 0
    from decision_parser.dataset.suppression import suppress as suppress_rows  # loads pyarrow

    return suppress_rows(out, {f"{publisher.slug}/{each}" for each in names}, tell)


def _suppress(folder: Path, name: str, reason: str, publisher: Source) -> tuple[str, ...]:
    """Remove a decision from the archive in `folder`; all names that it ever had."""
    with open_archive(folder, publisher) as index:
        names = index.find_suppressed_names(name) or _find_names(index, name, publisher)
        if name not in index.find_suppressed():
            _note_suppression(folder, index, Suppression(names, read_clock(), reason), publisher)
    with _lock(folder):
        if _redact(folder, names, publisher):
            drop(folder)
    with open_archive(folder, publisher):
        pass
    return names


def find_publisher(archive: Path) -> Source:
    """The publisher that the first run of an archive names; in one of other programs, the only one there is.

    Raises UsageError where nothing says it.
    """
    first = next((path for path in iter_files(archive) if not is_register_file(path)), None)
    for entry in iter_entries(first) if first else ():
        if entry.role == "run" and entry.note and b'"source"' in entry.note:
            return find_source(msgspec.json.decode(entry.note, type=RunNote).source)
    sources = load_sources()
    if len(sources) > 1:
        raise UsageError(
            f"Nothing in {archive} says whose pages it holds; give --source, one of: {', '.join(sources)}."
        )
    return next(iter(sources.values()))


def _find_names(index: Index, identity: str, source: Source) -> tuple[str, ...]:
    """All names that a decision has had: those it moved from, and those it moved to."""
    timeline = trace(index, Describer(index, source, find_parser_fingerprint()), source.slug)
    names = {f"{source.slug}/{identity}"}
    for change in (*timeline.changes[::-1], *timeline.changes):
        pair = {change.decision_id, change.previous_decision_id or change.decision_id}
        if names & pair:
            names |= pair
    return tuple(sorted(name.removeprefix(f"{source.slug}/") for name in names))


def _find_identity(text: str, source: Source) -> str:
    """The identity that a decision_id or an address means."""
    address = text if "://" in text else source.decision_address.format(identity=text.removeprefix(f"{source.slug}/"))
    identity = source.find_identity(address)
    if identity is None:
        example = "lgsco/housing/allocations/24-014-420"
        raise UsageError(f"{text!r} is no decision of {source.name}; give its decision_id, like {example}.")
    return identity


def _note_suppression(folder: Path, index: Index, note: Suppression, source: Source) -> None:
    run, now = name_run(index), note.suppressed_at
    with WarcWriter(folder, run) as writer:
        begin = RunNote(run, now, source.slug, RunOptions(), ())
        index.add(writer.write_note("run", run, msgspec.json.encode(begin)))
        index.add(writer.write_note(SUPPRESSION, run, msgspec.json.encode(note)))
        index.add(writer.write_note("run", f"{run}:end", msgspec.json.encode(RunEnd(run, now, complete=True))))
    index.note_files()


def _redact(folder: Path, names: tuple[str, ...], source: Source) -> list[str]:
    """Take all records of a decision out of the archive, its entry out of every listing, its name out of every note."""
    erasure = Erasure([f"{source.slug}/{name}" for name in names])
    paths = [source.decision_address.format(identity=name).removeprefix(source.home) for name in names]

    def is_its_own(entry: Entry) -> bool:
        return entry.identity in names and entry.role in {"decision", "report"}

    def remove_entry(entry: Entry, reply: Reply) -> bytes | None:
        if entry.kind == "metadata":
            return None if entry.role == SUPPRESSION else _clean_note(erasure, reply.body)
        if entry.role != "listing" or source.listing is None:
            return None
        edited = reply.body
        for path in paths:
            edited = source.listing.remove_card(edited, path)
        return None if edited == reply.body else edited

    return redact(folder, is_its_own, remove_entry)


def _clean_note(erasure: Erasure, note: bytes) -> bytes | None:
    """A note without the decision, None where it does not name it. One of another program may be any text."""
    try:
        cleaned = erasure.clean_json(note)
    except msgspec.DecodeError:
        cleaned = erasure.clean_text(note.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return None if cleaned == note else cleaned
