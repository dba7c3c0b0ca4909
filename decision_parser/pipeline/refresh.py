"""The main job: read what the publisher lists, keep what is new, and publish what changed."""

import datetime as dt
import re
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from decision_parser.clock import read_clock
from decision_parser.crawl.client import Limits
from decision_parser.crawl.index import Index
from decision_parser.crawl.mirror import open_mirror
from decision_parser.crawl.notes import RunOptions
from decision_parser.crawl.windows import ROTATION, WEEKS
from decision_parser.dataset.fingerprint import describe_code, find_parser_fingerprint
from decision_parser.dataset.history import LedgerRow
from decision_parser.dataset.publishing import Dataset, open_dataset
from decision_parser.dataset.release import Release
from decision_parser.engines import Place, Workers, open_workers, parse_engine
from decision_parser.errors import DecisionParserError, ReleaseRefusedError, UsageError
from decision_parser.models.checks import Check
from decision_parser.pipeline.archive import open_archive
from decision_parser.pipeline.describing import Describer
from decision_parser.pipeline.folders import check_places
from decision_parser.pipeline.reading import Crawl, Progress, Reading, Step, read_publisher
from decision_parser.pipeline.registers import find_register
from decision_parser.pipeline.settled import NO_DECISION, NOTHING_NEW, is_up_to_date, note_up_to_date
from decision_parser.pipeline.timeline import trace
from decision_parser.sources import find_source
from decision_parser.wording import count_of

if TYPE_CHECKING:
    from decision_parser.dataset.assembly import Judge
    from decision_parser.pipeline.target import Target

RECHECK = 200
"""Pages looked at again in each run besides those whose entry changed: at one request a second, three minutes."""

_INCOMPLETE = 3
_NOT_WANTED = frozenset({"draft", "suppressed"})
_LIMITS = Limits()
_INTERRUPTED = 130
_MARKUP = re.compile(r"[<|\[\]]")


class RefreshReport(Struct, frozen=True, kw_only=True):
    """What a refresh did, as `runs/<name>.json` keeps it.

    `run` is that of the archive; `resumed` holds where it was begun by an earlier call. `ledger` are its windows.
    `changes` counts what this run found, by kind. `parsed` are decisions that had to be parsed for the release,
    `decisions` all that it holds. `incomplete` says what could not be read, `checks` what the release did not pass and
    that stopped nothing.
    """

    run: str
    exit_code: int
    message: str
    source: str = ""
    resumed: bool = False
    complete: bool = False
    release: str | None = None
    ledger: tuple[LedgerRow, ...] = ()
    changes: dict[str, int] = {}
    parsed: int = 0
    decisions: int | None = None
    incomplete: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    years_written: tuple[str, ...] = ()
    years_linked: tuple[str, ...] = ()
    seconds: float = 0.0

    def count(self, name: str) -> int:
        """The sum of a column of the ledger, over its windows."""
        return sum(getattr(row, name) for row in self.ledger)


def refresh(  # noqa: PLR0913 - named, and each an option of the command
    archive: str | Path,
    *,
    out: str | Path,
    source: str = "lgsco",
    since: dt.date | None = None,
    until: dt.date | None = None,
    base_url: str | None = None,
    contact: str | None = None,
    delay: float = 1.0,
    weeks: int = WEEKS,
    rotation: int = ROTATION,
    recheck: int = RECHECK,
    jobs: int | None = None,
    engine: str = "processes",
    fewer: bool = False,
    accept: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    limits: Limits = _LIMITS,
) -> RefreshReport:
    """Read what is due of a publisher into `archive`, and publish the next release of the dataset in `out`.

    Both are folders, or addresses in an object store (`s3://…`, `gs://…`).
    Without `since` and `until` (dates of decision), the first run reads everything that is listed; later ones the last
    `weeks`, and of the older windows and pages so many that each window comes again within `rotation` days, and
    `recheck` pages. `base_url` is another server with the publisher's pages, `contact` the e-mail or web address that
    the publisher is told, `delay` the seconds between requests, `limits` how long and how often it asks. `engine` is
    what parses: `processes` (`jobs` of them, not given: all cores), `dask-local:N` or `dask://HOST:PORT`. `fewer` lets
    a release have fewer decisions than the one before; `accept` are checks of it that may fail, each with the reason.
    A run that was interrupted is resumed. Nothing new makes no new release.

    Raises UsageError, BusyError while another run holds a lock, ArchiveError when the archive is damaged or cannot be
    written, and ReleaseRefusedError when the release fails its checks. What could not be read is in the report, and its
    exit code is then 3.
    """
    begun = time.monotonic()
    publisher = find_source(source)
    _check_days(since, until)
    check_places(out, archive)
    judgement = _Judgement(dict(accept or {}), fewer, whole=base_url is None and not (since or until))
    choice = parse_engine(engine, jobs)
    options = RunOptions(since, until, weeks, rotation, recheck)
    crawl = Crawl(Path(archive), publisher, options, base_url or publisher.home, contact, delay, limits)
    crawl.open_client().close()  # what can be refused is refused before there is a folder
    with open_dataset(out) as dataset:
        try:
            # Where the archive lies elsewhere, no release is out there before all that it tells of is in the archive.
            with (
                open_mirror(archive, write=True) as folder,
                open_workers(choice, Place(dataset.work, describe_code)) as workers,
            ):
                report = _refresh(
                    msgspec.structs.replace(crawl, archive=folder), dataset, workers, judgement, progress or _ignore
                )
        except BaseException as error:
            with suppress(DecisionParserError):  # what stopped the run matters more than its report
                dataset.record_run(_report_error(dataset, error, begun))
            raise
        report = msgspec.structs.replace(report, seconds=round(time.monotonic() - begun, 3))
        dataset.record_run(report, write_summary(report))
    return report


def _check_days(since: dt.date | None, until: dt.date | None) -> None:
    today = read_clock().date()
    if since and until and until < since:
        raise UsageError(f"Until {until} is before since {since}; give them the other way round.")
    if since and not until and since > today:
        raise UsageError(f"Since {since} is after today, {today}, the last day that is listed; give an earlier one.")


def _ignore(_step: Step) -> None:
    """No one watches the progress."""


def _report_error(dataset: Dataset, error: BaseException, begun: float) -> RefreshReport:
    """The report of a run that was stopped."""
    code = error.exit_code if isinstance(error, DecisionParserError) else getattr(error, "exit_code", 1)
    return RefreshReport(
        run=dataset.name,
        exit_code=_INTERRUPTED if isinstance(error, KeyboardInterrupt) else code,
        message=str(error) or type(error).__name__,
        seconds=round(time.monotonic() - begun, 3),
    )


class _Judgement(Struct, frozen=True):
    """What judges the release of a run: `whole` where it asks the publisher itself for all that is listed."""

    accept: dict[str, str]
    fewer: bool
    whole: bool

    def find_judge(self, least: int | None, whole: Collection[str]) -> "Judge":
        """The judge of a release that must have `least` decisions."""
        from decision_parser.pipeline.gating import make_judge

        return make_judge(self.accept, fewer=self.fewer, whole=whole if self.whole else (), least=least)


def _refresh(
    crawl: Crawl, dataset: Dataset, workers: Workers, judgement: _Judgement, progress: Progress
) -> RefreshReport:
    def show(done: int, total: int) -> None:
        progress(Step(done, total, "reading the archive again"))

    with open_archive(crawl.archive, crawl.source, show) as index:
        describer = Describer(index, crawl.source, find_parser_fingerprint())
        reading = read_publisher(crawl, index, describer, progress)
        report = _report(reading, crawl, index)
        current = dataset.find_current()
        copy = find_register(crawl.archive, index)
        if current and is_up_to_date(current[1], index, copy):
            return _conclude(report, current[1], NOTHING_NEW)
        # Loaded only now: pyarrow takes as long as much of a run that finds nothing new.
        from decision_parser.pipeline.identifying import Identifier
        from decision_parser.pipeline.target import Target

        whole = [crawl.source.slug] if reading.complete else []
        judge = partial(judgement.find_judge, whole=whole)
        target = Target(dataset, crawl.source, workers, _show_parsing(progress), Identifier(copy), judge)
        return _publish(report, index, describer, target)


def _show_parsing(progress: Progress) -> Callable[[int, int], None]:
    return lambda done, total: progress(Step(done, total, "parsing"))


def _report(reading: Reading, crawl: Crawl, index: Index) -> RefreshReport:
    """What is known once everything is read."""
    from decision_parser.pipeline.ledger import write_ledger_row

    rows = [write_ledger_row(each, crawl.source) for each in index.iter_readings(reading.run)]
    return RefreshReport(
        run=reading.run,
        exit_code=_find_exit_code(reading),
        message="",
        source=crawl.source.slug,
        resumed=reading.resumed,
        complete=reading.complete,
        ledger=tuple(rows),
        incomplete=reading.messages,
    )


def _publish(report: RefreshReport, index: Index, describer: Describer, target: "Target") -> RefreshReport:
    from decision_parser.pipeline.archive_tasks import parse_unread
    from decision_parser.pipeline.archived import publish_archive

    rows = parse_unread(index, describer, target)
    timeline = trace(index, describer, target.source.slug)
    index.commit()
    report = msgspec.structs.replace(
        report,
        changes=dict(Counter(change.kind.value for change in timeline.changes if change.run == report.run)),
    )
    try:
        outcome = publish_archive(index, timeline, target, rows)
    except ReleaseRefusedError as error:
        if report.complete:
            raise
        return msgspec.structs.replace(report, message=str(error))
    if outcome.assembly is None:
        if current := target.dataset.find_current():
            note_up_to_date(current[1], index, report.run)
        if not outcome.decisions:
            return _conclude(report, None, NO_DECISION)
        return _conclude(report, None, NOTHING_NEW)
    return msgspec.structs.replace(
        report,
        message=f"Release {target.dataset.name} holds {count_of(outcome.decisions, 'decision')}.",
        release=target.dataset.name,
        parsed=outcome.parsed,
        decisions=outcome.decisions,
        checks=outcome.assembly.failed,
        years_written=outcome.assembly.written,
        years_linked=outcome.assembly.linked,
    )


def _find_exit_code(reading: Reading) -> int:
    """3 where something could not be had, else 1 where the list has a page that cannot be read as a decision."""
    unread = any(note.counts.excluded.keys() - _NOT_WANTED for note in reading.windows)
    return int(unread) if reading.complete else _INCOMPLETE


def _conclude(report: RefreshReport, release: Release | None, message: str) -> RefreshReport:
    count = sum(release.counts.get("decisions", {}).values()) if release else None
    return msgspec.structs.replace(report, message=message, decisions=count)


def write_summary(report: RefreshReport) -> str:
    """A short account of a run in Markdown, for people."""
    lines = [f"# Refresh {report.run}", "", _escape(report.message), ""]
    lines += [f"- {count:,} {kind.replace('_', '-')}" for kind, count in sorted(report.changes.items())]
    found, fetched, unchanged, failed = (
        f"{report.count(name):,}" for name in ("found", "fetched", "unchanged", "failed")
    )
    lines += [
        f"- {found} listed, {fetched} pages fetched, {unchanged} unchanged, {failed} failed",
        *(["", "## Checks that the release did not pass", ""] if report.checks else ()),
        *(f"- {check.name}: {_escape(check.detail)}" for check in report.checks),
        *(["", "## What could not be read", ""] if report.incomplete else ()),
        *(f"- {_escape(message)}" for message in report.incomplete),
        "",
        "| window | listed | found | new | fetched | unchanged | failed | published | |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
        *(_write_row(row) for row in report.ledger),
    ]
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    """Words of a page that stand in a message, as words: no markup, no other column, no other line."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))


def _write_row(row: LedgerRow) -> str:
    window = f"{row.window_since or 'first'} to {row.window_until}" if row.window_until else "looked at again"
    total = "" if row.total is None else f"{row.total:,}"
    numbers = (row.found, row.new, row.fetched, row.unchanged, row.failed, row.published)
    return f"| {window} | {total} | {' | '.join(f'{number:,}' for number in numbers)} | {_escape(row.message or '')} |"
