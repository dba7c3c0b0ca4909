"""One window of a run: listed, what is due in it looked at, what is missing from it asked after, all of it counted."""

import datetime as dt
import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import urljoin

import msgspec

from decision_parser.clock import read_clock
from decision_parser.crawl.discovery import Listed, Reading, read_window
from decision_parser.crawl.entry import Entry
from decision_parser.crawl.index import hash_card
from decision_parser.crawl.index_tables import Page
from decision_parser.crawl.notes import Counts, WindowNote
from decision_parser.crawl.windows import Window
from decision_parser.errors import FetchError, NotAListingError
from decision_parser.models import Card, ListingPage, Reply
from decision_parser.pipeline.describing import Describer, Description, Records, Standing
from decision_parser.pipeline.looking import GONE, Look, Looker, Result, Session, has_same_wire
from decision_parser.vocabulary import ListingReader, Source

_OK = 200
_NO_SUCH_PAGE = frozenset({404, 410})
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9][A-Za-z0-9/-]*")
_SHOWN = 3
_RECENT = dt.timedelta(hours=12)
"""How long a look counts of a window whose reading was stopped, and begins again."""


class Visitor:
    """Reads the windows of one run."""

    def __init__(self, session: Session) -> None:
        self._run = session.run
        self._client = session.client
        self._writer = session.writer
        self._index = session.index
        self._describer = session.describer
        self._source = session.source
        self._tick = session.tick
        self._listing = _find_listing(session.source)
        self._looker = Looker(session)
        self._looks: dict[str, Look] = {}
        self._suppressed = session.index.find_suppressed()

    # ── the listing ──────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def page_size(self) -> int:
        """Entries on a full page of the listing."""
        return self._listing.page_size

    def ask(self, window: Window, page: int) -> Listed | None:
        """One page of a listing, kept; None where the publisher says that there is no such page."""
        self._tick()
        reply = self._client.get(self._listing.write_address(window.since, window.until, page))
        if reply.status in _NO_SUCH_PAGE:
            return None
        if reply.status != _OK:
            raise FetchError(f"{reply.url} was answered with {reply.status}; look at it in a browser.")
        if withheld := self._find_suppressed(reply):
            found = self._listing.read_page(reply.body, reply.header("content-type"))
            entry = self._writer.write_response(self._withhold(reply, withheld), "listing")
        else:
            found, entry = self._keep_listing(reply)
        cards = [(identity, card) for card in found.cards if (identity := find_identity(self._source, card))]
        self._index.add(entry, [(identity, card) for identity, card in cards if identity not in self._suppressed])
        return Listed(entry.record_id, found)

    def _keep_listing(self, reply: Reply) -> tuple[ListingPage, Entry]:
        sha256 = hashlib.sha256(reply.body).hexdigest()
        held = self._index.find_same("listing", sha256)
        found = self._read_listing(reply, sha256)
        if held and has_same_wire(reply, held):
            return found, self._writer.write_revisit(reply, held, "listing")
        return found, self._writer.write_response(reply, "listing")

    def _find_suppressed(self, reply: Reply) -> list[str]:
        """The suppressed decisions that a page names: what it says of them must not come back into the archive."""
        body = reply.body.lower() if self._suppressed else b""
        return [identity for identity in sorted(self._suppressed) if identity.encode() in body]

    def _withhold(self, reply: Reply, identities: Iterable[str]) -> Reply:
        """A listing page without the entries of some decisions, and so no longer as it was sent."""
        body = reply.body
        for identity in identities:
            address = self._source.decision_address.format(identity=identity)
            body = self._listing.remove_card(body, address.removeprefix(self._source.home))
        coded = {"content-encoding", "content-length", "etag", "content-md5", "digest"}
        headers = [(name, value) for name, value in reply.headers if name.lower() not in coded]
        length = ("Content-Length", str(len(body)))
        return msgspec.structs.replace(reply, headers=(*headers, length), wire=body, body=body)

    def _read_listing(self, reply: Reply, sha256: str) -> ListingPage:
        """What a page says; remembered, as nearly every page of a month that is past comes again just so."""
        key = f"entries {sha256} {reply.header('content-type')}"
        if (known := self._index.recall(key, self._describer.fingerprint)) is not None:
            return msgspec.json.decode(zlib.decompress(known), type=ListingPage)
        found = self._listing.read_page(reply.body, reply.header("content-type"))
        self._index.remember(key, self._describer.fingerprint, zlib.compress(msgspec.json.encode(found), 1))
        return found

    def probe(self) -> str | None:
        """Whether a window that is known to hold results still does; if not, why nothing is to be believed."""
        totals = self._index.find_totals()
        known = max(totals, key=totals.__getitem__, default=None)
        window = _parse_window(known) if known and totals[known] else Window(read_clock().date())
        try:
            listed = self.ask(window, 1)
        except (FetchError, NotAListingError) as error:
            return str(error)
        if listed is None or not listed.page.total:
            return f"The publisher lists nothing, not even in {window}, where it is known to; try again later."
        return None

    # ── a window ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def visit(self, window: Window) -> WindowNote:
        """List a window and look at what is due in it. The note of it is written, and all before it is on disk."""
        reading = read_window(window, self.ask, self.probe, self._listing.page_size)
        cards = {identity: card for card in reading.cards if (identity := find_identity(self._source, card))}
        held = self._find_pages(cards)
        looks = [self.doubt_gone(look) for look in self._look_at_due(cards, held)]
        missed = self._ask_after_missing(window, cards) if reading.complete else []
        note = self._write_note(reading, cards, looks, missed, None if looks or missed else held)
        self.keep(note)
        return note

    def _look_at_due(self, cards: Mapping[str, Card], held: Mapping[str, Page]) -> list[Look]:
        """A look at each listed decision that is due for one."""
        looks: list[Look] = []
        for identity, card in cards.items():
            # A look can tell of other decisions than its own: afterwards, what is held is asked for again.
            page = self._index.find_page(identity) if looks else held.get(identity)
            if self._is_due(identity, card, page):
                looks.append(self.look(identity))
        return looks

    def _find_pages(self, identities: Iterable[str]) -> dict[str, Page]:
        """What is held of these decisions, with what it says at hand."""
        pages = self._index.find_pages(identities)
        self._describer.prepare(records for page in pages.values() if (records := _find_records(page)))
        return pages

    def _is_due(self, identity: str, card: Card, page: Page | None) -> bool:
        """Whether to look at a listed decision: not held yet, unreadable, gone before, or listed with other words."""
        if identity in self._suppressed or (page and self._was_looked_at(page, card)):
            return False
        if page is None or page.record is None or page.is_gone or page.card != hash_card(card):
            return True
        described = describe_page(self._describer, page)
        return described is None or not described.read

    def _was_looked_at(self, page: Page, card: Card) -> bool:
        """Whether this run has looked at a decision since its entry was last noted: a run can take days."""
        if page.looked_run != self._run or page.looked_at is None:
            return False
        if page.card is not None and page.listed_run == self._run:
            return page.card == hash_card(card)
        return read_clock() - dt.datetime.fromisoformat(page.looked_at) < _RECENT

    def doubt_gone(self, look: Look) -> Look:
        """A look at what is listed: that it is gone is then a contradiction, and no answer."""
        if look.result is not Result.GONE:
            return look
        message = look.message or f"{look.identity} is listed, but its page says that it is gone."
        return Look(look.identity, Result.FAILED, message)

    def _ask_after_missing(self, window: Window, cards: Mapping[str, Card]) -> list[Look]:
        """Look at each decision that this window should list and does not."""
        held = (*self._index.find_missing(window, self._run), *self._find_unlisted(window))
        missing = [page for page in held if page.identity not in cards]
        looks = [
            self.recall(page) or self.look(page.identity) for page in missing if page.identity not in self._suppressed
        ]
        return [self._doubt_withdrawn(look, cards) for look in looks]

    def _find_unlisted(self, window: Window) -> Iterator[Page]:
        """Decisions held that were never found in a listing, and belong into this window by their own date."""
        for page in self._index.find_unlisted():
            described = describe_page(self._describer, page)
            day = described.fields.get("decided_on") if described else None
            if day and window.holds(dt.date.fromisoformat(day)):
                yield page

    def recall(self, page: Page) -> Look | None:
        """What a look of this run found; None where there was none, or one that led elsewhere and is forgotten."""
        if page.looked_run != self._run or page.identity in self._looks:
            return self._looks.get(page.identity)
        if not page.is_gone:
            return Look(page.identity, Result.UNCHANGED)
        return Look(page.identity, Result.GONE) if page.status in GONE else None

    def _doubt_withdrawn(self, look: Look, listed: Iterable[str]) -> Look:
        """A look at what is gone: where its reference is listed under an address not read yet, it has moved."""
        reference = look.identity.rpartition("/")[2]
        others = (each for each in listed if each.rpartition("/")[2] == reference and not self._is_read(each))
        if look.result is Result.GONE and (other := next(others, None)):
            message = f"{look.identity} is gone, and {other}, where it may have moved to, could not be read."
            return Look(look.identity, Result.FAILED, message)
        return look

    def _is_read(self, identity: str) -> bool:
        page = self._index.find_page(identity)
        described = describe_page(self._describer, page) if page else None
        return described is not None and described.read

    def _write_note(
        self,
        reading: Reading,
        cards: Mapping[str, Card],
        looks: list[Look],
        missed: list[Look],
        held: Mapping[str, Page] | None,
    ) -> WindowNote:
        failed = [look for look in (*looks, *missed) if look.result is Result.FAILED]
        targets = {look.identity: look.target for look in (*looks, *missed) if look.target}
        return WindowNote(
            run=self._run,
            window=reading.window,
            read_at=read_clock(),
            complete=reading.complete,
            total=reading.total,
            pages=reading.pages,
            counts=self.count(cards, looks, reading, targets, held),
            failed=tuple(look.identity for look in failed),
            gone=tuple(look.identity for look in missed if look.result is Result.GONE),
            moved=targets,
            message=_join_messages([reading.message, *(look.message for look in failed)]),
        )

    def count(
        self,
        identities: Iterable[str],
        looks: Iterable[Look],
        reading: Reading | None = None,
        targets: Mapping[str, str] | None = None,
        held: Mapping[str, Page] | None = None,
    ) -> Counts:
        """What became of these decisions in this run, as the archive now has them: `held`, where that is known."""
        found = list(identities)
        kept = self._index.find_looks(self._run, found)
        failed = {look.identity for look in looks if look.result is Result.FAILED}
        results = Counter("failed" if identity in failed else kept.get(identity, "not_due") for identity in found)
        names = [(targets or {}).get(identity, identity) for identity in found]
        pages = self._find_pages(names) if held is None else held
        standings = Counter(self._find_standing(name, pages.get(name)) for name in names)
        published, missing = standings.pop(Standing.PARSED, 0), standings.pop("missing", 0)
        return Counts(
            found=len(found),
            repeated=max(0, (reading.total or 0) - len(found)) if reading and reading.complete else 0,
            new=self._index.count_new(self._run, found),
            **{name: results[name] for name in ("fetched", "unchanged", "failed", "not_due")},
            parsed=published + standings[Standing.DRAFT],
            published=published,
            missing=missing,
            excluded={str(reason): count for reason, count in sorted(standings.items()) if count},
        )

    def _find_standing(self, identity: str, page: Page | None) -> str:
        if identity in self._suppressed:
            return "suppressed"
        described = describe_page(self._describer, page) if page else None
        return described.standing if described else "missing"

    def keep(self, note: WindowNote) -> None:
        """Write a note, and make sure that it and all before it are on disk."""
        name = f"{note.run}:{note.window or 'rotation'}"
        entry = self._writer.write_note("window", name, msgspec.json.encode(note))
        self._index.add(entry)
        self._writer.sync()
        self._index.commit()

    def look(self, identity: str) -> Look:
        """Look at one decision."""
        self._looks[identity] = self._looker.look(identity)
        return self._looks[identity]


def describe_page(describer: Describer, page: Page) -> Description | None:
    """What is held of a decision says; None where nothing is held."""
    records = _find_records(page)
    return describer.describe(records) if records else None


def _find_records(page: Page) -> Records | None:
    if page.record is None or page.sha256 is None:
        return None
    return Records(page.identity, page.record, page.sha256, page.report, page.report_sha256)


def find_identity(source: Source, card: Card) -> str | None:
    """The identity of a decision that is listed."""
    if _PLAIN_PATH.fullmatch(card.address):  # nearly every one: it need not be taken apart to be joined
        return source.find_identity(_find_root(source.home) + card.address)
    return source.find_identity(urljoin(source.home, card.address))


@lru_cache(maxsize=10)
def _find_root(home: str) -> str:
    return urljoin(home, "/").removesuffix("/")


def read_cards(source: Source) -> Callable[[Reply], list[tuple[str, Card]]]:
    """The function that reads archived listing pages again."""
    listing = _find_listing(source)

    def read(reply: Reply) -> list[tuple[str, Card]]:
        page = listing.read_page(reply.body, reply.header("content-type"))
        return [(identity, card) for card in page.cards if (identity := find_identity(source, card))]

    return read


def _find_listing(source: Source) -> ListingReader:
    if source.listing is None:
        message = f"{source.name} lists nothing that could be read; give its pages to `build` instead."
        raise NotAListingError(message)
    return source.listing


def _parse_window(text: str) -> Window:
    since, _, until = text.partition("..")
    return Window(dt.date.fromisoformat(until), dt.date.fromisoformat(since) if since else None)


def _join_messages(messages: Iterable[str | None]) -> str | None:
    """The first of some messages, and how many more there are."""
    known = [message for message in messages if message]
    if len(known) > _SHOWN:
        known = [*known[:_SHOWN], f"And {len(known) - _SHOWN} more."]
    return " ".join(known) or None
