"""What each archived page says, parsed once for each version of the parser and remembered beside the archive."""

import hashlib
import logging
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import msgspec
from msgspec import Struct

from decision_parser.crawl.entry import Entry
from decision_parser.crawl.index import Index
from decision_parser.errors import ArchiveError, CutShortError, DecisionParserError, ForeignPageError
from decision_parser.models import Decision, DocumentKind, Reply, SectionKind, Stage
from decision_parser.pipeline.apart import describe_bug, parse_apart
from decision_parser.vocabulary import Source

_SHORT = (
    "case_reference",
    "other_references",
    "body_name",
    "title",
    "category",
    "subcategory",
    "outcome_text",
    "decided_on",
    "decided_on_text",
    "document_kind",
    "stage",
)
_LONG = (*(kind.value for kind in SectionKind if kind in Decision.__struct_fields__), "full_text")

_log = logging.getLogger(__name__)


class Standing(StrEnum):
    """What an archived answer is to the dataset."""

    PARSED = "parsed"
    DRAFT = "draft"
    FOREIGN = "foreign"
    CUT_SHORT = "cut_short"
    UNREADABLE = "unreadable"


_STANDINGS: dict[type[DecisionParserError], Standing] = {
    ForeignPageError: Standing.FOREIGN,
    CutShortError: Standing.CUT_SHORT,
}


_AT_HAND = 10_000


class Description(Struct, frozen=True):
    """What a page says, as far as it must be known to compare it: short fields as they are, texts as hashes.

    `page_content` is the hash of the page's own words, `content` that of them and its report's. `report_used` holds
    where the report that is held is the one that the page links to.
    """

    standing: Standing
    message: str | None = None
    fields: dict[str, str | None] = {}
    texts: dict[str, str] = {}
    year: int | None = None
    content: str = ""
    page_content: str = ""
    report_link: str | None = None
    report_used: bool = False

    @property
    def read(self) -> bool:
        """Whether it could be read as a decision, final or not."""
        return self.standing in {Standing.PARSED, Standing.DRAFT}

    @property
    def published(self) -> bool:
        """Whether it is a row of a release."""
        return self.standing is Standing.PARSED


class Records(Struct, frozen=True, gc=False):
    """A decision's page and report in the archive: ids of the records, and hashes of their bytes."""

    identity: str
    record: str
    sha256: str
    report: str | None = None
    report_sha256: str | None = None

    @property
    def key(self) -> str:
        """What its description is remembered under."""
        return f"{self.identity} {self.sha256} {self.report_sha256 or ''}"


class Describer:
    """Describes what the archive of `index` holds of `source`."""

    def __init__(self, index: Index, source: Source, fingerprint: str) -> None:
        self._index = index
        self._source = source
        self.fingerprint = fingerprint
        self._known: dict[str, Description] = {}

    def describe(self, records: Records) -> Description:
        """What these records say; parsed only when they are met for the first time."""
        return self._recall(records) or self._describe(records, lambda: self._index.read(records.record))

    def describe_page(self, identity: str, reply: Reply) -> Description:
        """What a page says that was just received, without its report."""
        records = Records(identity, "", hashlib.sha256(reply.body).hexdigest())
        return self._recall(records) or self._describe(records, lambda: reply)

    def prepare(self, several: Iterable[Records]) -> None:
        """Have what is remembered of these at hand: asked for one by one it takes three times as long."""
        wanted = {records.key: records for records in several if records.key not in self._known}
        for key, kept in self._index.recall_all(wanted, self.fingerprint):
            self._know(wanted[key], msgspec.json.decode(kept, type=Description))

    def _recall(self, records: Records) -> Description | None:
        if records.key not in self._known:
            kept = self._index.recall(records.key, self.fingerprint)
            if kept is None:
                return None
            self._know(records, msgspec.json.decode(kept, type=Description))
        return self._known[records.key]

    def _know(self, records: Records, description: Description) -> None:
        """Keep a description at hand; not those of a whole corpus."""
        if len(self._known) == _AT_HAND:
            self._known.clear()
        self._known[records.key] = description

    def _describe(self, records: Records, read: Callable[[], Reply]) -> Description:
        described = understand(records, read(), self._source, partial(self._find_report, records)).description
        self._know(records, described)
        self._index.remember(records.key, self.fingerprint, msgspec.json.encode(described))
        return described

    def _find_report(self, records: Records, link: str) -> Reply | None:
        """The report that is held, if it is the one that the page links to."""
        entry = self._index.find_entry(records.report) if records.report else None
        if entry is None or not is_linked(entry, records.identity, link, self._source):
            return None
        return self._index.read(entry.record_id)

    def read(self, records: Records) -> Decision:
        """The decision of these records, whole.

        Raises what `parse` raises.
        """
        page, report = self._index.read(records.record), self._index.read(records.report) if records.report else None
        return read_decision(records.identity, page, report, self._source)


class Understood(Struct, frozen=True):
    """What a page says, and the decision itself where it could be read as one."""

    description: Description
    decision: Decision | None


def understand(
    records: Records,
    page: Reply,
    source: Source,
    find_linked: Callable[[str], Reply | None],
    *,
    sha256: str | None = None,
) -> Understood:
    """What a page and its report say. `find_linked` gives the report that is held, if the page links there.

    `sha256` is that of the page's body, where it was compared with it just now. Whatever a page does, even to meet a
    bug of ours, is said of this page: the others go on.
    """
    try:
        return _understand(records, page, source, find_linked, sha256)
    except (ArchiveError, OSError, MemoryError):  # of the archive or of this machine, and not of the page
        raise
    except DecisionParserError as error:
        return unread(str(error), _STANDINGS.get(type(error), Standing.UNREADABLE))
    except Exception as error:  # noqa: BLE001 - a page that no run survives would end every refresh
        _log.debug("%s could not be understood", records.identity, exc_info=True)
        return unread(describe_bug(error))


def unread(message: str, standing: Standing = Standing.UNREADABLE) -> Understood:
    """What there is to say of a page that gave no decision."""
    return Understood(Description(standing, message), None)


def _understand(
    records: Records, page: Reply, source: Source, find_linked: Callable[[str], Reply | None], sha256: str | None
) -> Understood:
    main = parse_page(records.identity, page, source, sha256)
    link = find_report(main, page, source)
    report = find_linked(link) if link else None
    decision = add_report(main, link, report, source)
    standing = Standing.DRAFT if decision.stage in {Stage.DRAFT, Stage.PROVISIONAL} else Standing.PARSED
    description = Description(
        standing,
        fields={name: _write(getattr(decision, name)) for name in _SHORT},
        texts={name: _hash(text) for name in _LONG if (text := getattr(decision, name))},
        year=decision.decided_on.year if decision.decided_on else None,
        content=decision.content_sha256,
        page_content=main.content_sha256,
        report_link=link,
        report_used=report is not None,
    )
    return Understood(description, decision)


def read_decision(identity: str, page: Reply, report: Reply | None, source: Source) -> Decision:
    """The decision of a page and the report that it links to."""
    main = parse_page(identity, page, source)
    return add_report(main, find_report(main, page, source), report, source)


def parse_page(identity: str, page: Reply, source: Source, sha256: str | None = None) -> Decision:
    """The decision of a page of this identity, at its canonical address whatever host it was read from."""
    url = source.decision_address.format(identity=identity)
    main = _parse_once(_Body.of(page, sha256), url, source.slug, page.header("content-type"))
    return msgspec.structs.replace(main, fetched_at=page.received_at)


class _Body(Struct, frozen=True, eq=False):
    """Bytes that are known by their SHA-256: a cache need not hash them once more, nor compare them."""

    content: bytes
    sha256: str

    @classmethod
    def of(cls, reply: Reply, sha256: str | None = None) -> Self:
        """The body of an answer."""
        return cls(reply.body, sha256 or hashlib.sha256(reply.body).hexdigest())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Body) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)


# A run describes its new pages as they come, and parses them for the release soon after: a night's are at hand then.
@lru_cache(maxsize=250)
def _parse_once(body: _Body, url: str | None, slug: str, declared: str | None) -> Decision:
    # Loaded only now: it takes as long as many requests, and in a night with nothing new nothing is parsed.
    from decision_parser.pipeline.parse import parse_hashed

    known: dict[str, Any] = {"sha256": body.sha256, "url": url, "source": slug, "media_type": declared}
    return parse_apart(partial(parse_hashed, **known), body.content)


def is_linked(report: Entry, identity: str, link: str, source: Source) -> bool:
    """Whether a report that is held came from the address that a decision's page links to."""
    linked = urljoin(source.decision_address.format(identity=identity), link)
    return urlsplit(report.asked or report.url).path.lower() == urlsplit(linked).path.lower()


def find_report(main: Decision, page: Reply, source: Source) -> str | None:
    """The link to the full report on the page of one."""
    wanted = source.listing and main.media_type == "text/html" and main.document_kind is not DocumentKind.STATEMENT
    return source.listing.find_report(page.body) if wanted and source.listing else None


def add_report(main: Decision, link: str | None, report: Reply | None, source: Source) -> Decision:
    """A decision with its full report, where there is one; a problem where that is not held or cannot be read."""
    from decision_parser.parsing.reports import attach_report, note_unread_report

    if report is None:
        unread = "The page links to a full report that could not be fetched."
        return note_unread_report(main, urljoin(main.url or source.home, link), unread) if link else main
    url = urljoin(source.home, urlsplit(report.url).path)
    try:
        read = _parse_once(_Body.of(report), None, source.slug, report.header("content-type"))
    except DecisionParserError as error:
        return note_unread_report(main, url, str(error))
    except (OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - the page can be read without it
        _log.debug("%s could not be understood", url, exc_info=True)
        return note_unread_report(main, url, describe_bug(error))
    return attach_report(main, read, url, source)


def _write(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    return "; ".join(map(str, value)) if isinstance(value, Iterable) else str(value)


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def list_fields(before: Description, after: Description) -> tuple[str, ...]:
    """Columns that differ, short ones first."""
    short = [name for name in after.fields if before.fields.get(name) != after.fields[name]]
    names = dict.fromkeys([*after.texts, *before.texts])
    return (*short, *(name for name in names if before.texts.get(name) != after.texts.get(name)))


def list_values(names: Iterable[str], before: Description, after: Description) -> dict[str, list[str | None]]:
    """Both values of the short columns among those that differ."""
    return {name: [before.fields[name], after.fields[name]] for name in names if name in after.fields}
