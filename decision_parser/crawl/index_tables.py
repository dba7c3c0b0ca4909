"""The tables of an archive's index, and the records that come out of them."""

import datetime as dt
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from decision_parser.crawl.notes import Counts, WindowNote

NAME = "index.sqlite"
PAGES = frozenset({200, 304})
"""Statuses of an answer that is a page, sent or held."""

_AT_ONCE = 500  # names in a question: SQLite takes 999, and 32,766 where it is not old
VERSION = 4
_SCHEMA = """
CREATE TABLE files (name TEXT PRIMARY KEY, size INTEGER NOT NULL);
CREATE TABLE entries (
    id INTEGER PRIMARY KEY, record_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, role TEXT, run TEXT, identity TEXT,
    time TEXT NOT NULL, sha256 TEXT, entry BLOB NOT NULL
);
CREATE INDEX entries_of_bytes ON entries (sha256, role);
CREATE INDEX entries_of_identity ON entries (identity, role);
CREATE INDEX entries_of_run ON entries (run, role);
CREATE TABLE pages (
    id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, card TEXT,
    listed_on TEXT, listed_run TEXT, first_listed TEXT, gone INTEGER NOT NULL DEFAULT 0,
    looked_run TEXT, looked_at TEXT, status INTEGER, record TEXT, sha256 TEXT, report TEXT, report_sha256 TEXT
);
CREATE INDEX pages_looked ON pages (looked_at);
CREATE INDEX pages_listed ON pages (listed_on);
CREATE INDEX pages_unlisted ON pages (identity) WHERE listed_on IS NULL;
CREATE TABLE states (
    page INTEGER NOT NULL, run TEXT NOT NULL, at TEXT NOT NULL, status INTEGER, record TEXT, sha256 TEXT, report TEXT,
    report_sha256 TEXT, PRIMARY KEY (page, run)
) WITHOUT ROWID;
CREATE TABLE readings (run TEXT NOT NULL, window TEXT NOT NULL, read_at TEXT NOT NULL, complete INTEGER NOT NULL,
    total INTEGER, gone INTEGER NOT NULL, failed INTEGER NOT NULL, note BLOB NOT NULL, found BLOB NOT NULL,
    PRIMARY KEY (run, window)
) WITHOUT ROWID;
CREATE TABLE runs (run TEXT PRIMARY KEY, note BLOB, ended BLOB) WITHOUT ROWID;
CREATE TABLE returned (identity TEXT NOT NULL, run TEXT NOT NULL, PRIMARY KEY (identity, run)) WITHOUT ROWID;
CREATE TABLE suppressed (identity TEXT PRIMARY KEY, note BLOB NOT NULL) WITHOUT ROWID;
CREATE VIEW ledger AS SELECT run, window, read_at, iif(complete, 'complete', 'incomplete') AS status, total,
{columns} FROM readings;
CREATE TABLE memo (key TEXT NOT NULL, fingerprint TEXT NOT NULL, value BLOB NOT NULL);
CREATE UNIQUE INDEX memo_of_key ON memo (key, fingerprint);
"""

# For whoever opens the file with a SQLite program: what the notes say, as columns.
_NOTED = {**{name: f"counts.{name}" for name in Counts.__struct_fields__}, "message": "message"}
_COLUMNS = ",\n".join(f"    json_extract(CAST(note AS TEXT), '$.{path}') AS {name}" for name, path in _NOTED.items())


class Page(NamedTuple):
    """What is held of one decision: the records of its newest page and report, and when it was listed and looked at.

    `card` is a hash of its entry in the listing as it was when the page was looked at last, `listed_on` the date of
    decision there. `status` is that of the last answer; `record` and `sha256` are those of the newest answer that was a
    page. `gone` holds once a run has found that it is not published any more.
    """

    id: int
    identity: str
    card: str | None
    listed_on: str | None
    listed_run: str | None
    first_listed: str | None
    gone: int
    looked_run: str | None
    looked_at: str | None
    status: int | None
    record: str | None
    sha256: str | None
    report: str | None
    report_sha256: str | None

    @property
    def is_gone(self) -> bool:
        """Whether the last answer was that there is no such page."""
        return self.status is not None and self.status not in PAGES


class State(NamedTuple):
    """How a decision stood at the end of a run that looked at it."""

    identity: str
    run: str
    at: str
    status: int | None
    record: str | None
    sha256: str | None
    report: str | None
    report_sha256: str | None


class ReadingRow(Struct, frozen=True):
    """A window as a run read it, and the decisions it lists, packed: nights of years are looked through for one."""

    run: str
    window: str
    read_at: dt.datetime
    complete: bool
    note: WindowNote
    packed: bytes

    @property
    def found(self) -> list[int]:
        """Ids of the pages of the decisions that it lists."""
        return msgspec.json.decode(zlib.decompress(self.packed), type=list[int])


def open_tables(path: Path) -> sqlite3.Connection:
    """The database, made anew where there is none, or one of another version, or one that is damaged."""
    try:
        db = sqlite3.connect(path)
        if db.execute("PRAGMA user_version").fetchone() == (VERSION,):
            return db
        db.close()
    except sqlite3.DatabaseError:
        pass
    drop(path.parent)
    with closing(sqlite3.connect(path)) as fresh:
        schema = _SCHEMA.replace("{columns}", _COLUMNS)
        fresh.executescript(f"PRAGMA journal_mode=WAL; {schema} PRAGMA user_version = {VERSION};")
    return sqlite3.connect(path)


def find_each(db: sqlite3.Connection, query: str, names: Iterable[str], *values: str) -> Iterator[tuple[Any, ...]]:
    """The rows for each of these names: `query` ends in IN, and has `values` before it."""
    wanted = list(dict.fromkeys(names))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        yield from db.execute(f"{query} ({', '.join('?' * len(some))})", (*values, *some)).fetchall()


def drop(folder: Path) -> None:
    """Throw the index away."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        (folder / f"{NAME}{suffix}").unlink(missing_ok=True)
