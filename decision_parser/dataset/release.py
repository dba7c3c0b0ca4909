"""A release: what `release.json` says of it, how its folder is laid out, and how to find one."""

import datetime as dt
import hashlib
import os
import re
from collections.abc import Collection, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.dataset.columns import PARTITION, SCHEMA_VERSION
from decision_parser.errors import UsageError
from decision_parser.models.checks import Check
from decision_parser.storage.addresses import find_local, is_remote
from decision_parser.storage.kinds import tell_no_dataset
from decision_parser.wording import suggest

RELEASES = "releases"
RUNS = "runs"
CURRENT = "current"
PREVIOUS = "previous"
RELEASE_FILE = "release.json"
EXPLORE = "explore"  # copies of the current release to look into, which anybody may delete
UNDATED = "undated"
ALL = "all"
"""How `release.json` calls the year of undated decisions, and the one file of a table without years."""
_NAME = "%Y%m%dT%H%M%SZ"
# The folder of undated decisions. Hive's own name for null (`__HIVE_DEFAULT_PARTITION__`) cannot be used: on a
# dataset that has it, `pandas.read_parquet` fails ("Cannot yet unify dictionaries with nulls"). The row's
# `decided_on` is null.
_UNDATED = "0"
_DAY_LENGTH = len("2026-10-01")
_PRODUCER = "decision_parser"
_NO_SEAL = b'"seal": ""\n}\n'
_SEAL = re.compile(rb'"([0-9a-f]{64})"\n\}\n\Z')  # the last value, whatever has become of its name


class Credit(Struct, frozen=True):
    """What a publisher asks to be said wherever its text appears."""

    name: str
    licence: str
    attribution: str


class FileRecord(Struct, frozen=True):
    """A file of a release, to be known again."""

    bytes: int
    sha256: str


class UnmatchedName(Struct, frozen=True):
    """A name like a council's that the register does not know, in how many decisions, and what it may mean."""

    name: str
    decision_count: int
    proposals: tuple[str, ...] = ()


class RegisterNote(Struct, frozen=True, kw_only=True):
    """The register of councils that a release was built with: whose it is, and which copy.

    `sha256` is that of the copy, `fetched_at` when it was received (None where nobody knows). `unmatched` are for
    people to look at: a proposal is never a value.
    """

    credit: Credit
    sha256: str
    fetched_at: dt.datetime | None = None
    unmatched: tuple[UnmatchedName, ...] = ()


class Release(Struct, frozen=True, kw_only=True):
    """The content of `release.json`.

    `counts` has the rows of each table by year, undated ones as `undated`, those of a table without years as `all`;
    `checks` all that it was asked before it was published, also what it did not pass and that stopped nothing;
    `fingerprints` a hash of what each Parquet file was made from, by its path.
    `basis` is the last run in the archive that it was built from (None: it was built from files), `register` which
    register told the bodies, `suppressed` how many decisions were removed from it after it was published, `made_of` a
    hash of all that it was made from. `seal` is a hash of all else in the file: it must stay the last.
    """

    release: str
    created_at: dt.datetime
    previous: str | None
    parser_version: str
    schema_version: int
    counts: dict[str, dict[str, int]]
    checks: tuple[Check, ...]
    problems: dict[str, int]
    sources: dict[str, Credit]
    fingerprints: dict[str, str]
    files: dict[str, FileRecord]
    parser_fingerprint: str = ""
    basis: str | None = None
    register: RegisterNote | None = None
    suppressed: int = 0
    made_of: str = ""
    problems_by_year: dict[str, dict[str, int]] = {}
    seal: str = ""


def find_version() -> str:
    """Version of this package."""
    return version("decision-parser")


def build_metadata(credits_: Iterable[Credit]) -> dict[str, str]:
    """What the metadata of a Parquet file with text of these publishers says. No time: bytes must not depend on it."""
    known = list(credits_)
    return {
        "attribution": "\n".join(credit.attribution for credit in known),
        "licence": "\n".join(credit.licence for credit in known),
        "produced_by": f"{_PRODUCER} {find_version()}",
        "schema_version": str(SCHEMA_VERSION),
    }


def part_name(table_name: str, year: int | None) -> str:
    """The path of a table's file for one year, inside a release."""
    return f"{table_name}/{PARTITION}={_UNDATED if year is None else year}/part-0.parquet"


def find_part(table_name: str, year_name: str) -> str:
    """The path of a table's file for a year as `counts` calls it, or for `all`."""
    if year_name == ALL:
        return f"{table_name}/part-0.parquet"
    return part_name(table_name, None if year_name == UNDATED else int(year_name))


def parse_partition(folder: Path) -> int | None:
    """The year that a partition's folder is named for."""
    value = folder.name.removeprefix(f"{PARTITION}=")
    return None if value == _UNDATED else int(value)


def find_year_name(folder: Path) -> str:
    """How `release.json` calls the year that a partition's folder is named for."""
    year = parse_partition(folder)
    return UNDATED if year is None else str(year)


def make_name(time: dt.datetime) -> str:
    """The name of a release or run of this time."""
    return time.astimezone(dt.UTC).strftime(_NAME)


def find_time(name: str) -> dt.datetime | None:
    """The time that a release or run is named for, or None for a name of another form."""
    try:
        return dt.datetime.strptime(name, _NAME).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def read_release(folder: Path) -> Release | None:
    """What the `release.json` of a folder says, or None where there is none, or none that can be relied on."""
    try:
        return decode_release((folder / RELEASE_FILE).read_bytes())
    except OSError:
        return None


def encode_release(release: Release) -> bytes:
    """The bytes of a `release.json`, sealed."""
    plain = msgspec.json.format(msgspec.json.encode(msgspec.structs.replace(release, seal="")), indent=1) + b"\n"
    seal = hashlib.sha256(plain).hexdigest().encode()
    return plain.removesuffix(_NO_SEAL) + _NO_SEAL.replace(b'""', b'"' + seal + b'"')


def decode_release(data: bytes) -> Release | None:
    """What the bytes of a `release.json` say; None where they cannot be read, or are not what was written.

    One of an older version has no seal, and is taken at its word.
    """
    try:
        release = msgspec.json.decode(data, type=Release)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    seal = _SEAL.search(data)
    if seal is None:
        return None if release.seal else release
    plain = data[: seal.start(1)] + data[seal.end(1) :]
    return release if hashlib.sha256(plain).hexdigest().encode() == seal[1] else None


def find_release(
    path: str | os.PathLike[str],
    as_of: str | dt.date | None = None,
    *,
    tables: Collection[str] | None = None,
    runs: bool = False,
) -> Path:
    """The folder of a release: `path` itself, or the current one of the dataset there, or its last one by `as_of`.

    `as_of` is a date (all of that day, UTC) or a time, as ISO text or as `datetime` has them. Of a dataset in an object
    store it is a copy here, with these tables (None: all), and with `runs` with the reports of its runs.

    Raises UsageError when there is no such release.
    """
    if is_remote(path):
        from decision_parser.dataset.remote import fetch_release

        return fetch_release(path, as_of=as_of, tables=tables, runs=runs)
    folder = find_local(path)
    if as_of is not None:
        return _find_by_time(folder, as_of)
    for candidate in (folder, folder / CURRENT):
        if (candidate / RELEASE_FILE).is_file():
            return candidate.resolve()  # a release published meanwhile must not change what is read
    raise UsageError(tell_no_dataset(folder))


def require_dataset(path: str | os.PathLike[str]) -> None:
    """Raise UsageError where no dataset lies on this machine; one in an object store is not asked for."""
    if not is_remote(path) and not (find_local(path) / RELEASES).is_dir():
        raise UsageError(tell_no_dataset(find_local(path), "release"))


def find_named(path: str | os.PathLike[str], name: str) -> Path:
    """The folder of one release of the dataset in `path`: `current`, `previous` (the one before it), or its name.

    Raises UsageError when there is no such release.
    """
    if is_remote(path):
        from decision_parser.dataset.remote import fetch_release

        return fetch_release(path, name=name)
    folder = find_local(path)
    current = find_release(folder)
    if name == CURRENT:
        return current
    names = sorted(each.name for each in (folder / RELEASES).glob("*Z") if (each / RELEASE_FILE).is_file())
    if name == PREVIOUS:
        before = [each for each in names if each < current.name]
        if not before:
            raise UsageError(f"{folder} has no release before {current.name}; build or refresh once more.")
        return (folder / RELEASES / before[-1]).resolve()
    if name not in names:
        message = f"{folder} has no release {name!r}{suggest(name, [*names, CURRENT, PREVIOUS])}"
        raise UsageError(f"{message}; give one of: {', '.join([*names, CURRENT, PREVIOUS])}.")
    return (folder / RELEASES / name).resolve()


def _find_by_time(folder: Path, as_of: str | dt.date) -> Path:
    names = [path.name for path in (folder / RELEASES).glob("*Z")]
    return (folder / RELEASES / choose_by_time(names, as_of, str(folder))).resolve()


def choose_by_time(names: Iterable[str], as_of: str | dt.date, where: str) -> str:
    """The last of these releases until a time.

    Raises UsageError when there is none.
    """
    end = _parse_time(as_of)
    times = {time: name for name in names if (time := find_time(name))}
    if not times:
        raise UsageError(f"{where} holds no releases of a dataset; name the folder that `build --out` wrote.")
    fitting = [time for time in times if time <= end]
    if not fitting:
        first = f"the first is of {min(times):%Y-%m-%d}"
        raise UsageError(f"{where} has no release from {as_of} or before, {first}; give a later time.")
    return times[max(fitting)]


def _parse_time(as_of: str | dt.date) -> dt.datetime:
    """The last moment that `as_of` includes, UTC."""
    if isinstance(as_of, str):
        as_of = _parse_text(as_of.strip())
    if not isinstance(as_of, dt.datetime):
        return dt.datetime.combine(as_of, dt.time.max, dt.UTC)
    return as_of.astimezone(dt.UTC) if as_of.tzinfo else as_of.replace(tzinfo=dt.UTC)


def _parse_text(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if len(text) <= _DAY_LENGTH else dt.datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no date or time; write it like 2026-10-01 or 2026-10-01T03:00Z."
        raise UsageError(message) from None


def record_file(path: Path) -> FileRecord:
    """Size and hash of a file."""
    with path.open("rb") as file:
        return FileRecord(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


@cache
def _record_once(path: Path, _state: tuple[int, int, int]) -> FileRecord:
    """Size and hash of a file in the state that it had when it was first asked for: a run asks twice."""
    return record_file(path)


def is_intact(folder: Path, name: str, release: Release) -> bool:
    """Whether a file of a release is there and as it was written."""
    try:
        found, record = (folder / name).stat(), release.files.get(name)
        if record is None or found.st_size != record.bytes:  # nor is a pipe read, whose end may never come
            return False
        return record == _record_once(folder / name, (found.st_ino, found.st_size, found.st_mtime_ns))
    except OSError:
        return False
