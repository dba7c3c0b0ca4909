"""Where a build finds the register of councils: in an archive that one was fetched into, or in a folder with its files.

In an archive, the register in force is that of the newest run that found both files good: so says the end of the run,
and nothing else. What a run fetched and refused is kept like any answer, and never read again.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.bodies.identity import identify
from decision_parser.bodies.matching import find_authority
from decision_parser.bodies.proposals import propose
from decision_parser.bodies.register import AUTHORITIES, NAMES, REGISTER_CREDIT, Register, parse_register
from decision_parser.crawl.index import Index
from decision_parser.crawl.mirror import open_mirror
from decision_parser.crawl.notes import REGISTER, RunEnd
from decision_parser.crawl.warc import Entry, iter_entries, iter_files, read_reply
from decision_parser.errors import NotARegisterError, UsageError
from decision_parser.models import BodyColumns
from decision_parser.pipeline.inputs import is_archive
from decision_parser.wording import find_reason

FILES = (AUTHORITIES, NAMES)
_PAGES = frozenset({200, 304})


class RegisterCopy(Struct, frozen=True):
    """A copy of the register, and what it is known by.

    `origin` is the address or the folder of its two files, `sha256` a hash of the hashes of both. `fetched_at` is when
    their bytes were received, `checked_at` when the publisher last said that they are still the newest; neither is
    known of files in a folder. `answers` are the archive's records of them, by name.
    """

    register: Register
    origin: str
    sha256: str
    fetched_at: dt.datetime | None = None
    checked_at: dt.datetime | None = None
    answers: dict[str, Entry] = {}


class _Plan(Struct):
    """As much of a run's first note as tells what it read."""

    source: str | None = None


def load_register(path: str | Path) -> RegisterCopy:
    """The register at a path that someone named: an archive, wherever it lies, or a folder with the two files.

    Raises UsageError when there is none, or none that can be read.
    """
    with open_mirror(path) as folder:
        return _load(folder)


def _load(folder: Path) -> RegisterCopy:
    if is_archive(folder):
        if found := find_register(folder):
            return found
        message = f"The archive in {folder} holds no register of councils"
        raise UsageError(f"{message}; fetch one with `decision-parser register update --archive {folder}`.")
    try:
        return _load_files(folder)
    except OSError as error:
        message = f"{folder} is neither an archive nor a folder with {AUTHORITIES} and {NAMES} ({find_reason(error)})"
        raise UsageError(f"{message}; name one that `register update` wrote, or one with both files.") from None
    except NotARegisterError as error:
        message = f"In {folder}, {str(error).rstrip('.')}"
        raise UsageError(f"{message}; get both files anew from where they come from.") from None


def _load_files(folder: Path) -> RegisterCopy:
    authorities, names = ((folder / name).read_bytes() for name in FILES)
    return RegisterCopy(parse_register(authorities, names), str(folder), _hash(authorities, names))


def find_register(archive: str | Path, index: Index | None = None) -> RegisterCopy | None:
    """The register that an archive holds, in force today; None where it holds none, or is not there yet.

    Only closed files are read: another run may be adding to the archive meanwhile. Who has its `index` open spares
    the look into each of them.

    Raises ArchiveError when the register's records are damaged.
    """
    folder = Path(archive)
    runs = index.find_runs(REGISTER) if index else None
    known: dict[str, Entry] = {}
    chosen: Mapping[str, Entry] | None = None
    for path in reversed(iter_files(folder) if folder.is_dir() else []):
        if runs is not None and path.name.rpartition("-")[0] not in runs:
            continue
        entries = _read_entries(path)
        known |= {entry.record_id: entry for entry in entries if entry.kind == "response"}
        chosen = chosen or _choose_answers(entries)
        if chosen and all((entry.refers_to or entry.record_id) in known for entry in chosen.values()):
            break
    return _load_answers(folder, chosen, known) if chosen else None


def _read_entries(path: Path) -> Sequence[Entry]:
    """The records of a file that a fetching of the register wrote; none of any other, of which it reads the first."""
    entries = iter_entries(path)
    first = next(entries, None)
    return [first, *entries] if first is not None and _is_plan(first) else []


def _is_plan(entry: Entry) -> bool:
    if entry.role != "run" or entry.note is None:
        return False
    return msgspec.json.decode(entry.note, type=_Plan).source == REGISTER


def is_register_file(path: Path) -> bool:
    """Whether a file of an archive was written by a fetching of the register, and holds nothing else."""
    first = next(iter_entries(path), None)
    return first is not None and _is_plan(first)


def holds_only_register(archive: Path) -> bool:
    """Whether an archive holds a register of councils, and no publisher's pages."""
    files = iter_files(archive)
    return bool(files) and all(map(is_register_file, files))


def _choose_answers(entries: Sequence[Entry]) -> Mapping[str, Entry] | None:
    """The two answers of a run, where that found both files good."""
    ends = [entry.note for entry in entries if entry.role == "run" and entry.note and b'"ended_at"' in entry.note]
    if not ends or not msgspec.json.decode(ends[-1], type=RunEnd).complete:
        return None
    return {entry.identity: entry for entry in entries if entry.identity in FILES and entry.status in _PAGES}


def _load_answers(folder: Path, chosen: Mapping[str, Entry], known: Mapping[str, Entry]) -> RegisterCopy:
    replies = [read_reply(folder, chosen[name], known.get) for name in FILES]
    authorities, names = (reply.body for reply in replies)
    first = chosen[AUTHORITIES]
    return RegisterCopy(
        register=parse_register(authorities, names),
        origin=(first.asked or first.url).removesuffix(AUTHORITIES),
        sha256=_hash(authorities, names),
        fetched_at=max(reply.received_at for reply in replies),
        checked_at=max(entry.time for entry in chosen.values()),
        answers={name: known[chosen[name].refers_to or chosen[name].record_id] for name in FILES},
    )


def _hash(*files: bytes) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(data).digest() for data in files)).hexdigest()


# ── what people ask it ───────────────────────────────────────────────────────────────────────────────────────────────


class RegisterAnswer(Struct, frozen=True, kw_only=True):
    """What a name means by the register, and where the copy that was asked is from.

    Without a name there is no `body`, without a register no `origin`, and only the type that the name tells.
    """

    name: str | None = None
    official_name: str | None = None
    body: BodyColumns | None = None
    proposals: tuple[str, ...] = ()
    origin: str | None = None
    sha256: str | None = None
    fetched_at: dt.datetime | None = None
    checked_at: dt.datetime | None = None
    authority_count: int | None = None
    credit: str | None = None


def ask_register(name: str | None, path: str | Path | None, on: dt.date | None = None) -> RegisterAnswer:
    """What a name means, on a day where that is known, by the register at `path`: an archive or a folder.

    Raises UsageError when there is none at that path.
    """
    copy = load_register(path) if path is not None else None
    register = copy.register if copy else None
    authority = find_authority(name, on, register) if name and register else None
    return RegisterAnswer(
        name=name,
        official_name=authority.official_name if authority else None,
        body=identify(name, on, register) if name else None,
        proposals=propose(name, register) if name and register and not authority else (),
        origin=copy.origin if copy else None,
        sha256=copy.sha256 if copy else None,
        fetched_at=copy.fetched_at if copy else None,
        checked_at=copy.checked_at if copy else None,
        authority_count=len(copy.register.authorities) if copy else None,
        credit=REGISTER_CREDIT if copy else None,
    )
