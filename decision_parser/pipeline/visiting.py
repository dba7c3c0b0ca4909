"""One window of a run: listed, what is due in it looked at, what is missing from it asked after, all of it counted."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from decision_parser.pipeline.looking import Look, Looker, Result, Session, is_same
from decision_parser.vocabulary import ListingReader, Source

_OK = 200
_NO_SUCH_PAGE = frozenset({404, 410})
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
        held = self._index.find_same("listing", hashlib.sha256(reply.body).hexdigest())
        if held and is_same(reply, held):
            return self._read_again(reply), self._writer.write_revisit(reply, held, "listing")
        found = self._listing.read_page(reply.body, reply.header("content-type"))
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

    def _read_again(self, reply: Reply) -> ListingPage:
        """A page that came before just so: most of a quiet night's are, and reading one costs twenty looks."""
        key = f"listing {hashlib.sha256(reply.body).hexdigest()} {reply.header('content-type')}"
        if (known := self._index.recall(key, self._describer.fingerprint)) is not None:
            return msgspec.json.decode(known, type=ListingPage)
        found = self._listing.read_page(reply.body, reply.header("content-type"))
        self._index.remember(key, self._describer.fingerprint, msgspec.json.encode(found))
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
        looks = [self._looker.look(identity) for identity in cards if self._is_due(identity, cards[identity])]
        looks = [self.doubt_gone(look) for look in looks]
        missed = self._ask_after_missing(window, cards) if reading.complete else []
        note = self._write_note(reading, cards, looks, missed)
        self.keep(note)
        return note

    def _is_due(self, identity: str, card: Card) -> bool:
        """Whether to look at a listed decision: not held yet, unreadable, gone before, or listed with other words."""
        page = self._index.find_page(identity)
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
        return Look(look.identity, Result.FAILED, f"{look.identity} is listed, but its page says that it is gone.")

    def _ask_after_missing(self, window: Window, cards: Mapping[str, Card]) -> list[Look]:
        """Look at each decision that this window should list and does not."""
        held = (*self._index.find_missing(window, self._run), *self._find_unlisted(window))
        missing = [page for page in held if page.identity not in cards]
        return [
            self._recall_gone(page) or self._looker.look(page.identity)
            for page in missing
            if page.identity not in self._suppressed
        ]

    def _find_unlisted(self, window: Window) -> Iterator[Page]:
        """Decisions held that were never found in a listing, and belong into this window by their own date."""
        for page in self._index.find_unlisted():
            described = describe_page(self._describer, page)
            day = described.fields.get("decided_on") if described else None
            if day and window.holds(dt.date.fromisoformat(day)):
                yield page

    def _recall_gone(self, page: Page) -> Look | None:
        """What a look of this run already found."""
        if page.looked_run != self._run:
            return None
        return Look(page.identity, Result.GONE if page.is_gone else Result.UNCHANGED)

    def _write_note(
        self, reading: Reading, cards: Mapping[str, Card], looks: list[Look], missed: list[Look]
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
            counts=self.count(cards, looks, reading, targets),
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
    ) -> Counts:
        """What became of these decisions in this run, as the archive now has them."""
        found = list(identities)
        kept = self._index.find_looks(self._run)
        failed = {look.identity for look in looks if look.result is Result.FAILED}
        results = Counter("failed" if identity in failed else kept.get(identity, "not_due") for identity in found)
        standings = Counter(self._find_standing((targets or {}).get(identity, identity)) for identity in found)
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

    def _find_standing(self, identity: str) -> str:
        if identity in self._suppressed:
            return "suppressed"
        page = self._index.find_page(identity)
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
        return self._looker.look(identity)


def describe_page(describer: Describer, page: Page) -> Description | None:
    """What is held of a decision says; None where nothing is held."""
    if page.record is None or page.sha256 is None:
        return None
    return describer.describe(Records(page.identity, page.record, page.sha256, page.report, page.report_sha256))


def find_identity(source: Source, card: Card) -> str | None:
    """The identity of a decision that is listed."""
    return source.find_identity(urljoin(source.home, card.address))


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
