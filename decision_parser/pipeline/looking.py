"""One look at one decision's page: asked for politely, understood, and kept as received."""

import hashlib
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from decision_parser.crawl.client import Client
from decision_parser.crawl.index import Index
from decision_parser.crawl.warc import Entry, WarcWriter
from decision_parser.crawl.warc_writing import digest
from decision_parser.errors import FetchError
from decision_parser.models import Reply
from decision_parser.pipeline.describing import Describer, Records, Standing, is_linked
from decision_parser.vocabulary import Source

_OK, _UNCHANGED = 200, 304
GONE = frozenset({404, 410, 451})
_PDF = b"%PDF-"


class Result(StrEnum):
    """What a look found."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    GONE = "gone"
    MOVED = "moved"
    FAILED = "failed"


class Look(Struct, frozen=True):
    """What a look at a decision found; where it has moved to; why it failed."""

    identity: str
    result: Result
    message: str | None = None
    target: str | None = None


class Session(Struct, frozen=True):
    """What a run works with: whom it asks, where it writes what it is told, and how it understands that.

    `tick` is called before each page that is asked for.
    """

    run: str
    client: Client
    writer: WarcWriter
    index: Index
    describer: Describer
    source: Source
    tick: Callable[[], None]


class Looker:
    """Looks at decisions, and writes what it sees to the archive and its index."""

    def __init__(self, session: Session) -> None:
        self._client = session.client
        self._writer = session.writer
        self._index = session.index
        self._describer = session.describer
        self._source = session.source
        self._tick = session.tick
        self._suppressed = session.index.find_suppressed()

    def look(self, identity: str) -> Look:
        """Ask for a decision's page, and for its full report where it links to one."""
        self._tick()
        held = self._find_held(identity)
        try:
            reply = self._ask(identity, held)
        except FetchError as error:
            return Look(identity, Result.FAILED, str(error))
        return self._keep(identity, reply)

    def _find_held(self, identity: str) -> Entry | None:
        page = self._index.find_page(identity)
        return self._index.find_entry(page.record) if page and page.record else None

    def _ask(self, identity: str, held: Entry | None) -> Reply:
        """The answer; asked for once more where it cannot be read: it may have broken off."""
        path = urlsplit(self._source.decision_address.format(identity=identity)).path
        etag, modified = (held.etag, held.last_modified) if held else (None, None)
        reply = self._client.get(path, etag=etag, last_modified=modified)
        if reply.status == _OK and self._find_standing(identity, reply) in {Standing.CUT_SHORT, Standing.UNREADABLE}:
            reply = self._client.get(path)
        return reply

    def _find_standing(self, identity: str, reply: Reply) -> Standing:
        return self._describer.describe_page(self._find_identity(reply) or identity, reply).standing

    def _find_identity(self, reply: Reply) -> str | None:
        return self._source.find_identity(urljoin(self._source.home, urlsplit(reply.url).path))

    def _keep(self, identity: str, reply: Reply) -> Look:
        """Write down an answer that says something of the decision."""
        target = self._find_identity(reply)
        if target in self._suppressed:  # what was removed for good does not come back by a redirect
            return Look(identity, Result.GONE)
        if target is not None and reply.status in GONE:
            self._add(self._writer.write_response(reply, "decision", identity))
            return Look(identity, Result.GONE)
        if target is not None and (reason := self._find_fault(target, reply)):
            return Look(identity, Result.FAILED, reason)
        for earlier in reply.redirects:
            self._add(self._writer.write_response(earlier, "decision", self._find_identity(earlier) or identity))
        if target is None:  # to its home page, say: many sites do so in place of a 404
            return Look(identity, Result.GONE, f"{identity} now leads to {reply.url}, which is no decision's address.")
        result = self._keep_page(target, reply)
        if reason := self._keep_report(target):
            return Look(identity, Result.FAILED, reason)
        return Look(identity, Result.MOVED, target=target) if target != identity else Look(identity, result)

    def _find_fault(self, identity: str, reply: Reply) -> str | None:
        """Why an answer is not to be believed: no page, an empty one, or one that says it is something else."""
        if reply.status == _UNCHANGED:
            return None
        if reply.status != _OK:
            return f"{reply.url} was answered with {reply.status}; look at it in a browser."
        if not reply.body.strip():
            return f"{reply.url} came empty; it will be asked for again."
        described = self._describer.describe_page(identity, reply)
        if described.standing is Standing.FOREIGN:
            return f"{reply.url} gave no decision: {described.message}"
        return None

    def _keep_page(self, identity: str, reply: Reply) -> Result:
        held = self._find_held(identity)
        if held and (reply.status == _UNCHANGED or is_same(reply, held)):
            self._add(self._writer.write_revisit(reply, held, "decision", identity))
            return Result.UNCHANGED
        self._add(self._writer.write_response(reply, "decision", identity))
        return Result.FETCHED

    def _keep_report(self, identity: str) -> str | None:
        """Ask for the full report of a page that links to one; the reason where that failed."""
        page = self._index.find_page(identity)
        if page is None or page.record is None or page.sha256 is None:
            return None
        link = self._describer.describe(Records(identity, page.record, page.sha256)).report_link
        if link is None:
            return None
        held = self._index.find_entry(page.report) if page.report else None
        if held and not is_linked(held, identity, link, self._source):
            held = None  # the page links to another one now
        etag, modified = (held.etag, held.last_modified) if held else (None, None)
        try:
            reply = self._client.get(self._locate(identity, link), etag=etag, last_modified=modified)
        except FetchError as error:
            return str(error)
        return self._write_report(identity, reply, held)

    def _locate(self, identity: str, link: str) -> str:
        """The address of a link: a path where it is on one of the publisher's own hosts, so that a mirror serves it."""
        address = urljoin(self._source.decision_address.format(identity=identity), link)
        parts = urlsplit(address)
        if (parts.hostname or "").lower() not in self._source.hosts:
            return address
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def _write_report(self, identity: str, reply: Reply, held: Entry | None) -> str | None:
        if held and (reply.status == _UNCHANGED or is_same(reply, held)):
            self._add(self._writer.write_revisit(reply, held, "report", identity))
        elif reply.status == _OK and not reply.body.lstrip().startswith(_PDF):
            return f"{reply.url}, the full report of {identity}, is no PDF; it will be asked for again."
        elif reply.status == _OK or reply.status in GONE:
            self._add(self._writer.write_response(reply, "report", identity))
        else:
            return f"{reply.url} was answered with {reply.status}; look at it in a browser."
        return None

    def _add(self, entry: Entry) -> None:
        self._index.add(entry)


def is_same(reply: Reply, held: Entry) -> bool:
    """Whether an answer has the very bytes that are held, as sent and as unpacked."""
    return hashlib.sha256(reply.body).hexdigest() == held.sha256 and has_same_wire(reply, held)


def has_same_wire(reply: Reply, held: Entry) -> bool:
    """Whether an answer has the very bytes that are held, as sent."""
    return digest(reply.wire) == held.payload_digest
