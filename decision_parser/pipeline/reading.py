"""One run of reading the publisher: planned, resumable, and concluded with what it could not read."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser import __version__
from decision_parser.clock import read_clock
from decision_parser.crawl.client import Client, Limits
from decision_parser.crawl.discovery import find_tail
from decision_parser.crawl.index import Index
from decision_parser.crawl.notes import RunEnd, RunNote, RunOptions, WindowNote
from decision_parser.crawl.warc import WarcWriter
from decision_parser.crawl.windows import TAIL, Window, clip, list_windows, plan_windows
from decision_parser.errors import FetchError, NotAListingError
from decision_parser.models import Reply
from decision_parser.pipeline.describing import Describer
from decision_parser.pipeline.looking import Look, Result, Session
from decision_parser.pipeline.visiting import Visitor
from decision_parser.vocabulary import Source

_NAME = "%Y%m%dT%H%M%SZ"
_RESUMABLE = dt.timedelta(days=14)
_SAME = dt.timedelta(hours=12)


class Step(Struct, frozen=True):
    """How far a run has come: windows and pages done, of how many, and what it is at."""

    done: int
    total: int
    what: str


Progress = Callable[[Step], None]


class Reading(Struct, frozen=True):
    """What a run read: its notes of windows, whether it read all it had planned, and what it could not."""

    run: str
    resumed: bool
    complete: bool
    windows: tuple[WindowNote, ...]
    messages: tuple[str, ...]


class Crawl(Struct, frozen=True):
    """How to ask: as the options of the command line say."""

    archive: Path
    source: Source
    options: RunOptions
    base_url: str
    contact: str | None
    delay: float
    limits: Limits

    def open_client(self, on_robots: Callable[[Reply], None] | None = None) -> Client:
        """What asks the publisher. Raises UsageError where it cannot: no contact, an address that is none."""
        return Client(
            self.base_url,
            hosts=self.source.hosts,
            contact=self.contact,
            delay=self.delay,
            limits=self.limits,
            on_robots=on_robots,
        )


def read_publisher(crawl: Crawl, index: Index, describer: Describer, progress: Progress) -> Reading:
    """Read what is due, resuming a run with the same options that was interrupted.

    Whatever stops it, what was received is kept.
    """
    resumed = _find_interrupted(index, crawl)
    run = resumed.run if resumed else name_run(index)
    meter = _Meter(progress, index.count_answers(run))
    with (
        WarcWriter(crawl.archive, run, user_agent=f"decision-parser/{__version__}") as writer,
        crawl.open_client(lambda reply: index.add(writer.write_response(reply, "robots"))) as client,
    ):
        visitor = Visitor(Session(run, client, writer, index, describer, crawl.source, meter.tick))
        try:
            return _Run(crawl, index, visitor, writer, meter).read(run, resumed)
        finally:
            writer.close()
            index.note_files()


class _Meter:
    """Counts what was asked for, against what the run is expected to ask for."""

    def __init__(self, progress: Progress, done: int) -> None:
        self._progress = progress
        self._done = done
        self.expected = 0
        self.what = "looking at what is listed"

    def tick(self) -> None:
        """One more page is asked for."""
        self._progress(Step(self._done, max(self.expected, self._done), self.what))
        self._done += 1


class _Run:
    """One run, from its plan to its end."""

    def __init__(self, crawl: Crawl, index: Index, visitor: Visitor, writer: WarcWriter, meter: _Meter) -> None:
        self._crawl = crawl
        self._index = index
        self._visitor = visitor
        self._writer = writer
        self._meter = meter

    def read(self, run: str, plan: RunNote | None) -> Reading:
        """Do what the plan says; without one, make one first."""
        resumed = plan is not None
        try:
            plan = plan or self._begin(run)
        except (FetchError, NotAListingError) as error:
            return Reading(run, resumed, complete=False, windows=(), messages=(str(error),))
        self._meter.expected = plan.expected
        self._visit(plan)
        self._recheck(plan)
        return self._end(plan, resumed=resumed)

    def _begin(self, run: str) -> RunNote:
        options, today = self._crawl.options, read_clock().date()
        if options.since or options.until:
            windows = tuple(clip(options.since, options.until or today))[::-1]
            tail, recheck, whole = None, tuple[str, ...](), False
        else:
            tail = _find_known_tail(self._index)
            whole = tail is not None
            tail = tail or find_tail(today, self._visitor.ask, self._visitor.probe, TAIL)
            windows = tuple(self._plan(tail, today, whole=whole))
            recheck = tuple(page.identity for page in self._index.find_least_looked(run, options.recheck))
        expected = len(recheck) + (self._expect_listing(windows) if whole else self._expect_all(windows))
        note = RunNote(run, read_clock(), self._crawl.source.slug, options, windows, tail, recheck, expected)
        self._write("run", run, note)
        return note

    def _expect_all(self, windows: Sequence[Window]) -> int:
        """Requests for each page of the listing, and for each decision there, as far as the publisher tells."""
        try:
            listed = self._visitor.ask(Window(windows[0].until, windows[-1].since), 1)
        except (FetchError, NotAListingError):  # the windows will tell
            listed = None
        total = listed.page.total if listed else 0
        return total + total // self._visitor.page_size + 2 * len(windows)

    def _expect_listing(self, windows: Sequence[Window]) -> int:
        """Requests for each page of the listing, as long as it was when it was last read."""
        known = self._index.find_totals()
        totals = (known.get(str(window), 0) for window in windows)
        return sum(2 + total // self._visitor.page_size for total in totals)

    def _plan(self, tail: dt.date, today: dt.date, *, whole: bool) -> Sequence[Window]:
        """All windows in the first run that reads everything, afterwards those that are due."""
        if not whole:
            return list_windows(tail, today)[::-1]
        options = self._crawl.options
        every = {str(window): window for window in list_windows(tail, today)}
        now = read_clock()  # what a clock that was ahead has noted says nothing
        read = {every[name]: at for name, at in self._index.find_last_read().items() if name in every and at <= now}
        return plan_windows(tail, today, read, weeks=options.weeks, rotation=options.rotation)

    def _visit(self, plan: RunNote) -> None:
        done = self._index.find_windows_read(plan.run)
        for window in plan.windows:
            self._meter.what = str(window)
            if str(window) not in done:
                self._visitor.visit(window)

    def _recheck(self, plan: RunNote) -> None:
        """Look at pages again whatever the listing says, and list the windows of those that are gone."""
        if "" in self._index.find_windows_read(plan.run):
            return
        self._meter.what = "pages held"
        looks = [self._look_again(plan, identity) for identity in plan.recheck]
        away = [look.identity for look in looks if look.result in {Result.GONE, Result.MOVED}]
        for window in self._find_windows(plan, away):
            self._visitor.visit(window)
        failed = [look for look in looks if look.result is Result.FAILED]
        if plan.recheck:
            self._visitor.keep(
                WindowNote(
                    run=plan.run,
                    window=None,
                    read_at=read_clock(),
                    complete=not failed,
                    counts=self._visitor.count(plan.recheck, looks),
                    failed=tuple(look.identity for look in failed),
                    message=" ".join(look.message or "" for look in failed[:3]) or None,
                )
            )

    def _look_again(self, plan: RunNote, identity: str) -> Look:
        page = self._index.find_page(identity)
        look = (page and self._visitor.recall(page)) or self._visitor.look(identity)
        listed = page is not None and page.listed_run == plan.run and not page.gone
        return self._visitor.doubt_gone(look) if listed else look

    def _find_windows(self, plan: RunNote, gone: Sequence[str]) -> Sequence[Window]:
        """The windows, not read in this run, that should list these decisions."""
        if plan.tail is None:
            return []
        every = list_windows(plan.tail, read_clock().date())
        done = self._index.find_windows_read(plan.run)
        days = {page.listed_on for identity in gone if (page := self._index.find_page(identity))}
        dates = [dt.date.fromisoformat(day) for day in days if day]
        return [window for window in every if str(window) not in done and any(map(window.holds, dates))]

    def _end(self, plan: RunNote, *, resumed: bool) -> Reading:
        notes = [reading.note for reading in self._index.iter_readings(plan.run)]
        messages = _gather_messages(notes)
        complete = not messages and all(note.complete and note.counts.balances for note in notes)
        self._write("run", f"{plan.run}:end", RunEnd(plan.run, read_clock(), complete, tuple(messages)))
        return Reading(plan.run, resumed, complete, tuple(notes), tuple(messages))

    def _write(self, role: str, name: str, note: Struct) -> None:
        self._index.add(self._writer.write_note(role, name, msgspec.json.encode(note)))
        self._writer.sync()
        self._index.commit()


def _gather_messages(notes: Iterable[WindowNote]) -> list[str]:
    """What went wrong, each reason once, with the windows that it left incomplete."""
    places: dict[str, list[str]] = {}
    for note in notes:
        if note.message:
            places.setdefault(note.message, []).append(str(note.window or "Pages looked at again"))
    more = {message: f" and {len(names) - 1} more" if len(names) > 1 else "" for message, names in places.items()}
    return [f"{names[0]}{more[message]}: {message}" for message, names in places.items()]


def _find_known_tail(index: Index) -> dt.date | None:
    """The tail of the first run that read everything to its end."""
    tails = [note.tail for note, end in index.iter_runs() if note and end and note.tail is not None]
    return tails[0] if tails else None


def _find_interrupted(index: Index, crawl: Crawl) -> RunNote | None:
    """The last run, where it never came to its end, and was asked for the same."""
    note, end = index.find_last_plan()
    if note is None or end is not None or note.options != crawl.options or note.source != crawl.source.slug:
        return None
    return note if read_clock() - note.begun_at < _RESUMABLE else None


def name_run(index: Index) -> str:
    """A name for a new run, its time in whole seconds: later than all before, whatever the clock says."""
    now = read_clock().replace(microsecond=0)
    last = index.find_last_run()
    before = _parse_name(last) if last else None
    planned = any(note is not None and note.run == last for note, _ in index.iter_runs())
    if last and before and not planned and dt.timedelta() <= now - before < _SAME:
        return last  # it was stopped before it had a plan: this is still the same run
    if before and before >= now:
        now = before + dt.timedelta(seconds=1)
    return now.strftime(_NAME)


def _parse_name(name: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(name[:16], _NAME).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
