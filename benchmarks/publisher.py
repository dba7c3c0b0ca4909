"""The publisher of the corpus, asked without a network: it answers as its site would, once a second of its clock."""

import datetime as dt
import hashlib
import os
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import msgspec

from benchmarks.cases import Case
from benchmarks.templates import Template, write_templates
from decision_parser.clock import VARIABLE
from decision_parser.models import Card, ListingPage, Reply
from decision_parser.vocabulary import ListingReader, Source
from tests.rendering.manuscript import MONTHS
from tests.site.cards import CARD_MARKUPS
from tests.site.pages import page
from tests.site.server import ROBOTS

_HTML = ("Content-Type", "text/html; charset=utf-8")
_ROBOTS = ("Content-Type", "text/plain; charset=utf-8")
_PAGE_SIZE = 10
_SECOND = dt.timedelta(seconds=1)


class Publisher:
    """A site of `count` decisions from the beginning, and `published` in all, at a time that goes on as it is asked."""

    def __init__(self, source: Source, *, count: int, published: int, seed: int, now: dt.datetime) -> None:
        self._home = source.home
        self._now = now
        self._templates = write_templates(seed)
        cases = [Case(number, seed, count) for number in range(published)]
        self._listed = sorted(cases, key=lambda case: (-case.decided_on.toordinal(), case.number))
        self._days = [-case.decided_on.toordinal() for case in self._listed]
        self._cases = {case.identity: case for case in cases}
        self._on_robots: Callable[[Reply], None] | None = None
        self._page = ListingPage(0, ())
        self.source = msgspec.structs.replace(source, listing=_replace_reader(source, self))

    def connect(self, *_: object, on_robots: Callable[[Reply], None], **__: Any) -> Self:  # noqa: ANN401 - as Client has them
        """Take the place of the client."""
        self._on_robots = on_robots
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def get(self, path: str, *, etag: str | None = None, last_modified: str | None = None) -> Reply:
        """The answer to a request, a second after the one before, by the clock of this process too."""
        del last_modified
        if self._on_robots:
            self._on_robots(self.answer("/robots.txt"))
            self._on_robots = None
        self._now += _SECOND
        os.environ[VARIABLE] = str(int(self._now.timestamp()))
        return self.answer(path, etag)

    def answer(self, path: str, etag: str | None = None) -> Reply:
        """The answer to a request for a page of the listing, a decision, or robots.txt."""
        parts = urlsplit(path)
        if parts.path == "/robots.txt":
            return self._answer(path, ROBOTS.encode(), _ROBOTS)
        if parts.path.startswith("/decisions/"):
            return self._get_decision(parts.path, etag)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        since, until = (dt.date.fromisoformat(query[name]) for name in ("fd", "td"))
        self._page, body = self._list(since, until, int(query["page"]))
        return self._answer(path, body, _HTML)

    def read_page(self, _body: bytes, _content_type: str | None) -> ListingPage:
        """What the listing page says that was answered last: reading it would cost more than writing it."""
        return self._page

    def has_page(self, identity: str, sha256: str | None) -> bool:
        """Whether a page of a decision with these bytes is published."""
        case = self._cases.get(identity)
        return case is not None and hashlib.sha256(self.find_template(case).write_page(case)).hexdigest() == sha256

    def _get_decision(self, path: str, etag: str | None) -> Reply:
        case = self._cases[path.removeprefix("/decisions/")]
        body = self.find_template(case).write_page(case)
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        dated = dt.datetime.combine(case.decided_on, dt.time(9), dt.UTC) + dt.timedelta(weeks=6)
        stated = (("ETag", tag), ("Last-Modified", format_datetime(dated, usegmt=True)))
        if etag == tag:
            return self._answer(path, b"", *stated, status=304, reason="Not Modified")
        return self._answer(path, body, _HTML, *stated)

    def find_template(self, case: Case) -> Template:
        """The template of a decision."""
        return self._templates[int(case.place * len(self._templates))]

    def _answer(
        self, path: str, body: bytes, *headers: tuple[str, str], status: int = 200, reason: str = "OK"
    ) -> Reply:
        wire = zlib.compress(body, 1, 31) if body else b""
        stated = (("Date", format_datetime(self._now, usegmt=True)), ("Server", "sample"), *headers)
        if body:
            stated = (*stated, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
            stated = (*stated, ("Content-Length", str(len(wire))))
        return Reply(self._home + path, status, reason, stated, wire, body, self._now)

    def _list(self, since: dt.date, until: dt.date, number: int) -> tuple[ListingPage, bytes]:
        found = self._listed[bisect_left(self._days, -until.toordinal()) : bisect_right(self._days, -since.toordinal())]
        shown = found[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
        cards = tuple(self._write_card(case) for case in shown)
        return ListingPage(len(found), cards), _write_listing(len(found), cards).encode()

    def _write_card(self, case: Case) -> Card:
        template = self.find_template(case)
        day = case.decided_on
        return Card(
            address=f"/decisions/{case.identity}",
            title=case.title,
            document_kind_text="Statement",
            outcome_text=template.outcome,
            subcategory=case.subcategory,
            decided_on_text=f"{day.day:02d}-{MONTHS[day.month - 1][:3]}-{day.year}",
            decided_on=day,
            summary=template.write_summary(case),
        )


def _write_listing(total: int, cards: Sequence[Card]) -> str:
    count = f"<h1>Your search has {total:,} result{'' if total == 1 else 's'}</h1>\n"
    return page("Search results", count + (CARD_MARKUPS["lines"](cards) if cards else ""))


def _replace_reader(source: Source, publisher: Publisher) -> ListingReader:
    if source.listing is None:
        raise ValueError(f"{source.name} lists nothing.")
    return msgspec.structs.replace(source.listing, read_page=publisher.read_page)
