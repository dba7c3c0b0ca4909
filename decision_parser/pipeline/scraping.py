"""Single decisions from the publisher, asked for by hand: fetched politely, parsed, and kept where one wants.

There is always an archive below, one that is thrown away where none is given: what is looked at once and what is looked
at every night go the same way.
"""

import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self
from urllib.parse import urljoin, urlsplit

import msgspec
from msgspec import Struct

from decision_parser import __version__
from decision_parser.clock import read_clock
from decision_parser.crawl.client import Client
from decision_parser.crawl.index import Index
from decision_parser.crawl.index_tables import Page
from decision_parser.crawl.limits import Limits
from decision_parser.crawl.mirror import open_mirror
from decision_parser.crawl.notes import RunEnd, RunNote, RunOptions
from decision_parser.crawl.warc import WarcWriter
from decision_parser.dataset.fingerprint import find_parser_fingerprint
from decision_parser.errors import FetchError, GoneError, UsageError
from decision_parser.models import Decision, Reply
from decision_parser.pipeline.archive import open_archive
from decision_parser.pipeline.describing import Describer, read_decision
from decision_parser.pipeline.folders import check_archive
from decision_parser.pipeline.looking import Look, Looker, Result, Session
from decision_parser.pipeline.reading import name_run
from decision_parser.pipeline.understanding import Understanding, weigh
from decision_parser.sources import find_source, load_sources
from decision_parser.vocabulary import Source

_OK = 200
_RESUMABLE = dt.timedelta(days=14)
_STANDARD = Limits()


class Scraped(Struct, frozen=True, kw_only=True):
    """A decision that was fetched, how much of it was understood, and what the publisher answered.

    `result` is `unchanged` where the archive already had these bytes, `moved` where the address led to another one.
    `message` says what could not be fetched besides the page.
    """

    address: str
    decision: Decision
    understanding: Understanding
    result: Result
    message: str | None = None


def scrape(  # noqa: PLR0913 - named, and each an option of the command
    url: str,
    *,
    contact: str | None = None,
    base_url: str | None = None,
    delay: float = 1.0,
    archive: str | Path | None = None,
    source: str | None = None,
) -> Scraped:
    """Fetch one decision politely, with its full report where its page links to one, and parse it.

    `contact` is the e-mail or web address that the publisher is told, `base_url` another server with the publisher's
    pages. What is received is kept in `archive` where that is given, as a run of its own.

    Raises UsageError for an address that is no decision's of a known publisher, FetchError when it could not be
    fetched, GoneError when the publisher has no such page, and what `parse` raises.
    """
    with Scraper(contact=contact, base_url=base_url, delay=delay, archive=archive, source=source) as scraper:
        return scraper.scrape(url)


class Scraper:
    """Fetches one decision after another, with one connection, one robots.txt and one pace. A context manager."""

    def __init__(  # noqa: PLR0913 - named, and each an option of the command
        self,
        *,
        contact: str | None = None,
        base_url: str | None = None,
        delay: float = 1.0,
        archive: str | Path | None = None,
        source: str | None = None,
        limits: Limits = _STANDARD,
    ) -> None:
        self._contact = contact
        self._base_url = base_url
        self._delay = delay
        self._archive = archive
        self._slug = source
        self._limits = limits
        self._stack = ExitStack()
        self._runs: dict[str, _Run] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Not told of what went wrong outside: to the archive, a pipe that broke would look like a disk that is full.
        self._runs.clear()
        self._stack.close()

    def scrape(self, url: str) -> Scraped:
        """Fetch and parse one decision. Raises what the function `scrape` does."""
        source, identity = find_decision(url, base_url=self._base_url, source=self._slug)
        return self._find_run(source).scrape(url, identity)

    def _find_run(self, source: Source) -> "_Run":
        """The run on this publisher, begun when it is first asked for."""
        if source.slug not in self._runs:
            self._runs[source.slug] = self._begin(source)
        return self._runs[source.slug]

    def _begin(self, source: Source) -> "_Run":
        runs: list[_Run] = []

        def keep_robots(reply: Reply) -> None:
            runs[0].keep_robots(reply)  # asked for with the first page, when there is a run

        with ExitStack() as stack:
            # First what can be refused without leaving a trace: a contact that is missing begins no archive.
            client = stack.enter_context(
                Client(
                    self._base_url or source.home,
                    hosts=source.hosts,
                    contact=self._contact,
                    delay=self._delay,
                    on_robots=keep_robots,
                    limits=self._limits,
                )
            )
            if self._archive is None:
                folder = Path(stack.enter_context(TemporaryDirectory(prefix="decision-parser-")))
            else:
                check_archive(self._archive)
                folder = stack.enter_context(open_mirror(self._archive, write=True))
            index = stack.enter_context(open_archive(folder, source))
            _refuse_unfinished(folder, index)
            stack.callback(index.note_files)
            run = name_run(index)
            writer = stack.enter_context(WarcWriter(folder, run, user_agent=f"decision-parser/{__version__}"))
            describer = Describer(index, source, find_parser_fingerprint())
            runs.append(_Run(Session(run, client, writer, index, describer, source, lambda: None)))
            stack.callback(runs[0].end)
            self._stack.push(stack.pop_all())
        return runs[0]


class _Run:
    """What is scraped of one publisher: in its archive a run without windows, which begins and ends."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._looker = Looker(session)
        self._failures: list[str] = []
        note = RunNote(session.run, read_clock(), session.source.slug, RunOptions(), ())
        self._write(session.run, note)

    def scrape(self, url: str, identity: str) -> Scraped:
        """Fetch and parse the decision of this identity."""
        if identity in self._session.index.find_suppressed():
            message = f"{identity} was removed from this archive for good and is not fetched again"
            raise UsageError(f"{message}; leave --archive away to read it all the same.")
        look = self._looker.look(identity)
        if look.result is Result.GONE:
            message = f"{url} has no page, or not any more: the publisher takes decisions down after some years"
            raise GoneError(f"{message}; look for it in a dataset of your own.")
        page = self._session.index.find_page(look.target or identity)
        if look.result is Result.FAILED:
            self._failures.append(look.message or url)
        if page is None or not self._holds(page):
            raise FetchError(look.message or f"{url} gave no page; look at it in a browser.")
        return self._read(url, page, look)

    def _holds(self, page: Page) -> bool:
        """Whether this run received the page, whatever became of its report."""
        return page.looked_run == self._session.run and page.status == _OK and page.record is not None

    def _read(self, url: str, page: Page, look: Look) -> Scraped:
        main = self._session.index.read(page.record or "")
        report = self._session.index.read(page.report) if page.report else None
        decision = read_decision(page.identity, main, report, self._session.source)
        return Scraped(
            address=url,
            decision=decision,
            understanding=weigh(decision, main, report),
            result=Result.FETCHED if look.result is Result.FAILED else look.result,
            message=look.message,
        )

    def end(self) -> None:
        """Say in the archive that this run has come to its end, and that nothing of it is to be resumed."""
        run, failures = self._session.run, tuple(self._failures)
        self._write(f"{run}:end", RunEnd(run, read_clock(), complete=not failures, messages=failures))

    def keep_robots(self, reply: Reply) -> None:
        """Keep a robots.txt as it is read."""
        self._session.index.add(self._session.writer.write_response(reply, "robots"))

    def _write(self, name: str, note: Struct) -> None:
        self._session.index.add(self._session.writer.write_note("run", name, msgspec.json.encode(note)))
        self._session.writer.sync()
        self._session.index.commit()


def _refuse_unfinished(folder: Path, index: Index) -> None:
    """Leave an archive alone whose last refresh is to be resumed: only the last run can be."""
    note, end = index.find_last_plan()
    if note and note.windows and end is None and read_clock() - note.begun_at < _RESUMABLE:
        message = f"The archive in {folder} holds a refresh that was interrupted and can be resumed"
        raise UsageError(f"{message}; run it again to its end first, or leave --archive away.")


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


def find_decision(url: str, *, base_url: str | None = None, source: str | None = None) -> tuple[Source, str]:
    """The publisher and the identity of the decision at an address: on one of its hosts, or on that of `base_url`.

    Raises UsageError where it is none.
    """
    sources = [find_source(source)] if source else list(load_sources().values())
    for publisher in sources:
        identity = publisher.find_identity(_take_home(url, publisher, base_url))
        if identity is not None:
            return publisher, identity
    raise UsageError(_explain_no_decision(url, sources, base_url))


def _take_home(url: str, source: Source, base_url: str | None) -> str:
    """An address on the server of `base_url` as the publisher's own."""
    if base_url is None or _find_place(url) != _find_place(base_url):
        return url
    return urljoin(source.home, urlsplit(url).path)


def _find_place(url: str) -> str | None:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # brackets where no address has them
        return None


def _explain_no_decision(url: str, sources: list[Source], base_url: str | None) -> str:
    place = _find_place(url) or ""
    for source in sources:
        if place in source.hosts or (base_url and place == _find_place(base_url)):
            form = source.decision_address.format(identity="CATEGORY/SUBCATEGORY/REFERENCE")
            return f"{url} is no decision of {source.name}; give an address like {form}."
    hosts = ", ".join(host for source in sources for host in source.hosts)
    return f"{url} is on no publisher's host ({hosts}); save the page and give its file, or its server as --base-url."
