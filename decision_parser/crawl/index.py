"""What an archive holds, as a SQLite file beside it.

It is derived from the WARC records in their order, and made again from them at any time: it says nothing of its own.
"""

import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

import msgspec

from decision_parser.crawl.index_tables import NAME, PAGES, Page, ReadingRow, State, find_each, open_tables
from decision_parser.crawl.memo import Memo
from decision_parser.crawl.notes import REGISTER, SUPPRESSION, RunEnd, RunNote, Suppression, WindowNote
from decision_parser.crawl.warc import Entry, find_sizes, iter_entries, iter_files, read_reply
from decision_parser.crawl.windows import Window
from decision_parser.errors import ArchiveError
from decision_parser.models import Card, Reply

_REMEMBERED = 10_000  # listing pages

ReadCards = Callable[[Reply], Iterable[tuple[str, Card]]]
"""Reads a listing page again: identities and entries."""


def hash_card(card: Card) -> str:
    """A hash of all that an entry says, to know whether it changed."""
    return hashlib.sha256(msgspec.json.encode(card)).hexdigest()[:32]


class Index(Memo):
    """The index of the archive in `folder`.

    `read_cards` reads archived listing pages when they come to be indexed; `identify` tells which decision an address
    is that of, for what other programs have archived.
    """

    def __init__(self, folder: Path, read_cards: ReadCards, identify: Callable[[str], str | None]) -> None:
        self.folder = folder
        self._identify = identify
        self._read_cards = read_cards
        self._db = open_tables(folder / NAME)
        self._cards: dict[str, list[tuple[str, Card]]] = {}  # of listing pages just received
        self._pages: dict[str, list[tuple[str, Card]]] = {}  # of listing pages read again, by their bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.commit()
        self._db.close()

    def commit(self) -> None:
        """Keep what was indexed."""
        self._db.commit()

    # ── records into rows ────────────────────────────────────────────────────────────────────────────────────────────

    def catch_up(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Index the files that it does not know yet; all of them again where one is gone or has another size.

        Raises ArchiveError for a file that is damaged.
        """
        known = dict(self._db.execute("SELECT name, size FROM files"))
        files = {path.name: path for path in iter_files(self.folder)}
        sizes = find_sizes(files.values())
        last = max(known, default="")
        if any(sizes.get(name) != size for name, size in known.items()) or any(
            name < last for name in files.keys() - known
        ):
            self._clear()
            known = {}
        missing = sorted(files.keys() - known)
        for number, name in enumerate(missing):
            if progress:
                progress(number, len(missing))
            for entry in iter_entries(files[name]):
                self.add(entry)
            self._db.execute("INSERT INTO files VALUES (?, ?)", (name, sizes[name]))
            self.commit()

    def _clear(self) -> None:
        for table in ("files", "entries", "pages", "states", "readings", "runs", "returned", "suppressed"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own

    def note_files(self) -> None:
        """Say that the files on disk are all indexed, after a writer was closed."""
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?)", find_sizes(iter_files(self.folder)).items())
        self.commit()

    def add(self, entry: Entry, cards: Sequence[tuple[str, Card]] | None = None) -> None:
        """Index one record. `cards` are those of a listing page, where they are known without reading it again."""
        entry = self._claim(entry) if entry.role is None else entry
        body = msgspec.json.encode(entry)
        time = _write_time(entry.time)
        row = (entry.record_id, entry.kind, entry.role, entry.run, entry.identity, time, entry.sha256, body)
        self._db.execute(
            "INSERT OR REPLACE INTO entries (record_id, kind, role, run, identity, time, sha256, entry) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        if entry.role == "listing" and cards is not None:
            self._cards[entry.record_id] = list(cards)
        elif entry.role in {"decision", "report"} and entry.identity:
            self._add_look(entry)
        elif entry.note is not None:
            self._add_note(entry.role, entry.note)

    def _claim(self, entry: Entry) -> Entry:
        """A record of another program: a look at a decision, if its address says so, on the day of the capture."""
        identity = self._identify(entry.url) if entry.kind == "response" else None
        if identity is None:
            return entry
        run = f"{entry.time:%Y%m%dT000000Z}"
        sha256 = hashlib.sha256(read_reply(self.folder, entry, self.find_entry).body).hexdigest()
        return msgspec.structs.replace(entry, role="decision", run=run, identity=identity, sha256=sha256)

    def _add_look(self, entry: Entry) -> None:
        if not self._has_bytes(entry):
            return  # lost with a torn file: as if nobody had looked, so that it is fetched again
        page = self._page_id(entry.identity or "")
        run, at = entry.run or "", _write_time(entry.time)
        if entry.role == "report":
            if entry.sha256 and entry.status in PAGES:
                record = entry.refers_to or entry.record_id
                self._db.execute(
                    "UPDATE pages SET report = ?, report_sha256 = ? WHERE id = ?", (record, entry.sha256, page)
                )
        else:
            self._db.execute(
                "UPDATE pages SET looked_run = ?, looked_at = ?, status = ? WHERE id = ?", (run, at, entry.status, page)
            )
            if entry.sha256 and entry.status in PAGES:
                record = entry.refers_to or entry.record_id
                self._db.execute(
                    "INSERT OR IGNORE INTO returned SELECT identity, ? FROM pages WHERE id = ? AND gone", (run, page)
                )
                self._db.execute(
                    "UPDATE pages SET status = 200, gone = 0, record = ?, sha256 = ? WHERE id = ?",
                    (record, entry.sha256, page),
                )
        self._db.execute(
            "INSERT OR REPLACE INTO states "
            "SELECT id, ?, ?, status, record, sha256, report, report_sha256 FROM pages WHERE id = ?",
            (run, at, page),
        )

    def _has_bytes(self, entry: Entry) -> bool:
        """Whether the archive has the answer that a record keeps, or repeats."""
        return entry.refers_to is None or self.find_entry(entry.refers_to) is not None

    def _add_note(self, role: str | None, note: bytes) -> None:
        if role == "run":
            self._add_run(note)
        elif role == "window":
            self._add_reading(msgspec.json.decode(note, type=WindowNote))
        elif role == SUPPRESSION:
            names = msgspec.json.decode(note, type=Suppression).names
            self._db.executemany("INSERT OR REPLACE INTO suppressed VALUES (?, ?)", [(name, note) for name in names])

    def _add_run(self, note: bytes) -> None:
        run = json.loads(note)["run"]
        self._db.execute("INSERT OR IGNORE INTO runs (run) VALUES (?)", (run,))
        column = "ended" if b'"ended_at"' in note else "note"
        self._db.execute(f"UPDATE runs SET {column} = ? WHERE run = ?", (note, run))  # noqa: S608 - names of our own

    def _add_reading(self, note: WindowNote) -> None:
        cards = dict(card for record in note.pages for card in self._find_cards(record))
        window = str(note.window) if note.window else ""
        ids = self._page_ids(cards)
        at = _write_time(note.read_at)
        self._db.executemany(
            "UPDATE pages SET listed_on = ?, listed_run = ?, first_listed = coalesce(first_listed, ?) WHERE id = ?",
            [(_find_day(card, note.window), note.run, at, ids[identity]) for identity, card in cards.items()],
        )
        failed = set(note.failed)
        hashes = [(hash_card(card), ids[identity]) for identity, card in cards.items() if identity not in failed]
        known = ((card, page, card) for card, page in hashes)
        self._db.executemany("UPDATE pages SET card = ? WHERE id = ? AND card IS NOT ?", known)
        gone = [(identity,) for identity in (*note.gone, *note.moved)]
        self._db.executemany("UPDATE pages SET gone = 1 WHERE identity = ?", gone)
        found = zlib.compress(msgspec.json.encode(sorted(ids.values())))
        counts = (note.total, len(gone), len(note.failed))
        row = (note.run, window, at, note.complete, *counts, msgspec.json.encode(note), found)
        self._db.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        self._cards.clear()

    def _find_cards(self, record: str) -> Sequence[tuple[str, Card]]:
        """The entries of a listing page; one that came again, night after night, is read once."""
        if record in self._cards:
            return self._cards[record]
        entry = self.find_entry(record)
        if entry is None or not self._has_bytes(entry):
            return ()
        key = entry.sha256 or record
        if key not in self._pages:
            if len(self._pages) == _REMEMBERED:
                self._pages.clear()
            self._pages[key] = list(self._read_cards(read_reply(self.folder, entry, self.find_entry)))
        return self._pages[key]

    def _page_ids(self, identities: Collection[str]) -> dict[str, int]:
        """The id of each page; those that have none get one, in this order."""
        known = dict(find_each(self._db, "SELECT identity, id FROM pages WHERE identity IN", identities))
        return {identity: known.get(identity) or self._page_id(identity) for identity in identities}

    def _page_id(self, identity: str) -> int:
        self._db.execute("INSERT OR IGNORE INTO pages (identity) VALUES (?)", (identity,))
        (page,) = self._db.execute("SELECT id FROM pages WHERE identity = ?", (identity,)).fetchone()
        return int(page)

    # ── rows to those who ask ────────────────────────────────────────────────────────────────────────────────────────

    def find_entry(self, record_id: str) -> Entry | None:
        """The record of this id."""
        row = self._db.execute("SELECT entry FROM entries WHERE record_id = ?", (record_id,)).fetchone()
        return msgspec.json.decode(row[0], type=Entry) if row else None

    def find_same(self, role: str, sha256: str) -> Entry | None:
        """The first answer of this role with these bytes."""
        query = "SELECT entry FROM entries WHERE sha256 = ? AND role = ? AND kind = 'response' ORDER BY id LIMIT 1"
        row = self._db.execute(query, (sha256, role)).fetchone()
        return msgspec.json.decode(row[0], type=Entry) if row else None

    def read(self, record_id: str) -> Reply:
        """The answer that a record holds.

        Raises ArchiveError when there is none, or when it is damaged.
        """
        entry = self.find_entry(record_id)
        if entry is None:
            raise ArchiveError(f"{self.folder} has no record {record_id}; run `decision-parser archive verify` on it.")
        return read_reply(self.folder, entry, self.find_entry)

    def find_page(self, identity: str) -> Page | None:
        """What is held of a decision."""
        row = self._db.execute("SELECT * FROM pages WHERE identity = ?", (identity,)).fetchone()
        return Page(*row) if row else None

    def find_pages(self, identities: Iterable[str]) -> dict[str, Page]:
        """What is held of each of these decisions, where anything is."""
        pages = map(Page._make, find_each(self._db, "SELECT * FROM pages WHERE identity IN", identities))
        return {page.identity: page for page in pages}

    def iter_pages(self) -> Iterator[Page]:
        """All decisions that were ever listed or looked at."""
        yield from map(Page._make, self._db.execute("SELECT * FROM pages ORDER BY identity"))

    def find_missing(self, window: Window, run: str) -> list[Page]:
        """Decisions held whose date is in this window, and that this run has not found listed."""
        query = (
            "SELECT * FROM pages WHERE listed_on BETWEEN ? AND ? AND listed_run != ? AND NOT gone "
            "AND record IS NOT NULL ORDER BY identity"
        )
        days = ((window.since or dt.date.min).isoformat(), window.until.isoformat())
        return [Page(*row) for row in self._db.execute(query, (*days, run))]

    def find_unlisted(self) -> list[Page]:
        """Decisions held that no listing has named: of a run that was stopped, or fetched by hand."""
        query = "SELECT * FROM pages WHERE listed_on IS NULL AND record IS NOT NULL AND NOT gone ORDER BY identity"
        return [Page(*row) for row in self._db.execute(query)]

    def find_least_looked(self, run: str, most: int) -> list[Page]:
        """Decisions that were not looked at for longest, those of this run left out; gone ones are not asked again."""
        query = (
            "SELECT * FROM pages WHERE record IS NOT NULL AND NOT gone AND looked_run != ? "
            "ORDER BY looked_run, looked_at, identity LIMIT ?"
        )
        return [Page(*row) for row in self._db.execute(query, (run, most))]

    def count_new(self, run: str, identities: Iterable[str]) -> int:
        """How many of these were held for the first time in this run."""
        first = "SELECT min(run) FROM states WHERE page = pages.id AND record IS NOT NULL"
        query = f"SELECT identity FROM pages WHERE ? = ({first}) AND identity IN"  # noqa: S608 - words of our own
        return sum(1 for _ in find_each(self._db, query, identities, run))

    def find_looks(self, run: str, identities: Iterable[str]) -> dict[str, str]:
        """What looks at these decisions found in this run: `fetched` where one kept new bytes, else `unchanged`."""
        # The plus keeps the index of runs out of it: a first night has all decisions in one.
        query = "SELECT identity, kind = 'response' FROM entries WHERE +run = ? AND role = 'decision' AND identity IN"
        looks = sorted(find_each(self._db, query, identities, run), key=lambda look: look[1])
        return {identity: "fetched" if new else "unchanged" for identity, new in looks}  # of several the best counts

    def count_answers(self, run: str) -> int:
        """How many answers of listings and decisions a run has kept."""
        query = "SELECT count(*) FROM entries WHERE run = ? AND role IN ('listing', 'decision', 'report')"
        (count,) = self._db.execute(query, (run,)).fetchone()
        return int(count)

    def find_first_listed(self) -> dict[str, dt.datetime]:
        """When each decision was listed for the first time, by identity."""
        query = "SELECT identity, first_listed FROM pages WHERE first_listed IS NOT NULL"
        return {identity: dt.datetime.fromisoformat(time) for identity, time in self._db.execute(query)}

    def find_identities(self) -> dict[int, str]:
        """Which decision each page is that of, by its id."""
        return dict(self._db.execute("SELECT id, identity FROM pages"))

    def count_held(self) -> int:
        """How many decisions a page was ever received of."""
        return int(self._db.execute("SELECT count(*) FROM pages WHERE record IS NOT NULL").fetchone()[0])

    def find_times(self) -> dict[str, dt.datetime]:
        """When each page that is kept was received, by record id."""
        query = "SELECT record_id, time FROM entries WHERE role = 'decision' AND kind = 'response'"
        return {record: dt.datetime.fromisoformat(time) for record, time in self._db.execute(query)}

    def has_news(self, basis: str) -> bool:
        """Whether runs after this one kept new bytes of a decision, or found one gone."""
        looks = (
            "SELECT 1 FROM entries WHERE run > ? AND role IN ('decision', 'report') AND kind = 'response' LIMIT 1",
            "SELECT 1 FROM readings WHERE run > ? AND gone LIMIT 1",
            "SELECT 1 FROM returned WHERE run > ? LIMIT 1",
        )
        return any(self._db.execute(query, (basis,)).fetchone() for query in looks)

    def iter_states(self, identity: str | None = None) -> Iterator[State]:
        """How decisions stood at the end of each run that looked at them, in the order of runs."""
        query = (
            "SELECT identity, run, at, states.status, states.record, states.sha256, states.report, "
            "states.report_sha256 FROM states JOIN pages ON pages.id = states.page "
        )
        where, values = ("WHERE identity = ? ", (identity,)) if identity else ("", ())
        yield from map(State._make, self._db.execute(f"{query}{where}ORDER BY run, identity", values))

    def iter_readings(self, run: str | None = None, *, gone: bool = False) -> Iterator[ReadingRow]:
        """All windows as they were read, in the order of runs; those of one run; those that found something `gone`."""
        query = (
            "SELECT run, window, read_at, complete, note, found FROM readings "
            "WHERE run = coalesce(?, run) AND gone >= ? ORDER BY run, read_at, window"
        )
        for name, window, at, complete, note, found in self._db.execute(query, (run, int(gone))):
            decoded = msgspec.json.decode(note, type=WindowNote)
            yield ReadingRow(name, window, dt.datetime.fromisoformat(at), bool(complete), decoded, found)

    def find_last_read(self) -> dict[str, dt.datetime]:
        """When each window was read, where the last time all in it could be: the others are due as if never read."""
        query = (
            "SELECT window, read_at, complete AND NOT failed FROM readings AS reading WHERE window != '' "
            "AND run = (SELECT max(run) FROM readings WHERE window = reading.window)"
        )
        return {window: dt.datetime.fromisoformat(at) for window, at, whole in self._db.execute(query) if whole}

    def find_totals(self) -> dict[str, int]:
        """The publisher's own total of each window, when that was last read completely."""
        query = "SELECT window, total, max(run) FROM readings WHERE complete AND window != '' GROUP BY window"
        return {window: total or 0 for window, total, _ in self._db.execute(query)}

    def find_windows_read(self, run: str) -> set[str]:
        """The windows that a run has done with."""
        return {window for (window,) in self._db.execute("SELECT window FROM readings WHERE run = ?", (run,))}

    def iter_runs(self) -> Iterator[tuple[RunNote | None, RunEnd | None]]:
        """All runs in order, with their ends."""
        for note, ended in self._db.execute("SELECT note, ended FROM runs ORDER BY run"):
            yield (
                msgspec.json.decode(note, type=RunNote) if note else None,
                msgspec.json.decode(ended, type=RunEnd) if ended else None,
            )

    def find_runs(self, source: str) -> set[str]:
        """The runs that read a publisher, or fetched the register of councils."""
        return {note.run for note, _ in self.iter_runs() if note is not None and note.source == source}

    def find_last_plan(self) -> tuple[RunNote | None, RunEnd | None]:
        """The last run that read a publisher, and its end: one that fetched the register of councils leaves it so."""
        runs = [(note, end) for note, end in self.iter_runs() if note is None or note.source != REGISTER]
        return runs[-1] if runs else (None, None)

    def find_last_run(self) -> str | None:
        """The last run that wrote anything."""
        (last,) = self._db.execute("SELECT max(run) FROM entries").fetchone()
        return str(last) if last else None

    def find_suppressed(self) -> set[str]:
        """Decisions that were removed for good."""
        return {identity for (identity,) in self._db.execute("SELECT identity FROM suppressed")}

    def find_last_suppression(self) -> str | None:
        """The last run that removed a decision for good."""
        (last,) = self._db.execute("SELECT max(run) FROM entries WHERE role = ?", (SUPPRESSION,)).fetchone()
        return str(last) if last else None

    def find_suppressed_names(self, identity: str) -> tuple[str, ...]:
        """All names of a decision that was removed for good; none where it was not."""
        row = self._db.execute("SELECT note FROM suppressed WHERE identity = ?", (identity,)).fetchone()
        return msgspec.json.decode(row[0], type=Suppression).names if row else ()


def _find_day(card: Card, window: Window | None) -> str | None:
    """The date that an entry is listed under; where its own is outside the window, as clocks differ, the nearest."""
    return window.find_nearest(card.decided_on or window.until).isoformat() if window else None


def _write_time(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).isoformat(timespec="microseconds")
