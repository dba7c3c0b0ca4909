"""What a build says on stderr while it runs and when it is done, and the list of publishers."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from decision_parser.cli.layout import hang
from decision_parser.cli.messages import say
from decision_parser.cli.screen import open_screen, print_lines

if TYPE_CHECKING:
    from decision_parser.pipeline.build import BuildReport
    from decision_parser.pipeline.inputs import Failure
    from decision_parser.pipeline.reading import Step
    from decision_parser.pipeline.refresh import RefreshReport

_SHOWN = 20  # files named in full; more are counted
_LABELS = 16
_CHECKS = "of the release, none of which stops it; `release.json` and its report say which"


@contextmanager
def show_progress(*, wanted: bool, what: str = "Parsing") -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr while the context lasts, where that is a terminal; the function that moves it."""
    if not (wanted and sys.stderr and sys.stderr.isatty()):
        yield None
        return
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Drawn as files are done and not by a thread of its own: a process with threads cannot be copied for a worker.
    with Progress(*columns, console=open_screen(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("")
        yield lambda done, total: bar.update(task, completed=done, total=total, refresh=True)


@contextmanager
def show_steps(*, wanted: bool) -> Iterator[Callable[["Step"], None] | None]:
    """A bar on stderr of a run's windows and pages, with an estimate, where stderr is a terminal."""
    if not (wanted and sys.stderr and sys.stderr.isatty()):
        yield None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=open_screen(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda step: bar.update(task, completed=step.done, total=step.total, description=step.what)


def print_refresh(report: "RefreshReport", *, quiet: bool) -> None:
    """Print on stderr what a refresh did; with `quiet` only what could not be read."""
    if not quiet:
        screen = open_screen(stderr=True)
        for label, count, note in _refresh_rows(report):
            line = Text.assemble(f"{label:{_LABELS}}", (f"{count:>7,}", "bold"), (f"  {note}".rstrip(), "dim"))
            screen.print(line, soft_wrap=True)
    for message in report.incomplete[:_SHOWN]:
        say(message)
    if len(report.incomplete) > _SHOWN:
        say(f"… and {len(report.incomplete) - _SHOWN:,} more; --json lists them all.")
    if report.incomplete and not quiet:
        say("What was fetched is kept, and the next run asks for the rest: run the same command again, now or tonight.")
    if not quiet:
        screen.print(Text(report.message, "bold"), soft_wrap=True)


def _refresh_rows(report: "RefreshReport") -> Iterator[tuple[str, int, str]]:
    """What happened, how often, and a word on it."""
    windows = [row for row in report.ledger if row.window_until]
    whole = sum(row.status == "complete" for row in windows)
    yield "Windows", len(windows), f"{whole:,} read completely, in {report.seconds:.1f} s"
    yield "Listed", sum(row.found for row in windows), ""
    yield "Fetched", report.count("fetched"), "pages that are new or have other bytes"
    yield "Unchanged", report.count("unchanged"), "looked at again"
    yield "Failed", report.count("failed"), ""
    yield "Changes", sum(report.changes.values()), _count(report.changes)
    if report.checks:
        yield "Checks failed", len(report.checks), _CHECKS


def print_report(report: "BuildReport", *, quiet: bool) -> None:
    """Print on stderr what a build did; with `quiet` only what failed."""
    if not quiet:
        screen = open_screen(stderr=True)
        rows = [row for row in _rows(report) if row[1] is not None]
        for label, count, note in rows:
            line = Text.assemble(f"{label:{_LABELS}}", (f"{count:>7,}", "bold"), (f"  {note}".rstrip(), "dim"))
            screen.print(line, soft_wrap=True)
        _say_files(report.drafts)
    _say_files(report.failures)
    if not quiet:
        screen.print(Text(report.message, "bold"), soft_wrap=True)


def _rows(report: "BuildReport") -> Iterator[tuple[str, int | None, str]]:
    """What happened, how often (None where it need not be said), and a word on it."""
    years = (
        f"years: {len(report.years_written)} written, {len(report.years_linked)} unchanged" if report.release else ""
    )
    copies = sum(len(duplicate.left_out) for duplicate in report.duplicates)
    skipped = Counter(file.message for file in report.skipped)
    yield "Files read", report.inputs, f"in {report.seconds:.1f} s"
    yield "Parsed", report.parsed, ""
    yield "Decisions", report.decisions, years
    yield "Drafts left out", len(report.drafts) or None, ""
    yield "Copies left out", copies or None, "the table problems names them"
    yield "Files skipped", len(report.skipped) or None, _count(skipped)
    yield "Failed", len(report.failures), ""
    yield "Problems", sum(report.problems.values()), _count(report.problems)
    yield "Checks failed", len(report.checks) or None, _CHECKS
    yield "Lost text", report.lossless_violations or None, "please report these: a decision must keep all its text"


def _count(counts: Mapping[str, int]) -> str:
    """Words and how often each was met, most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{words.rstrip('.')} {count:,}" for words, count in ordered)


def _say_files(files: Sequence["Failure"]) -> None:
    """Name the first of some files, each with its reason, and count the rest."""
    for file in files[:_SHOWN]:
        say(file.message, file.where)
    if len(files) > _SHOWN:
        say(f"… and {len(files) - _SHOWN:,} more; --json lists them all.")


def print_sources(rows: Iterable[Mapping[str, str]]) -> None:
    """Print publishers on stdout, a paragraph each."""
    width = open_screen().width
    for number, row in enumerate(rows):
        lines = [line.text for label, value in row.items() for line in hang(label, value, _LABELS, width)]
        print_lines([*([Text()] if number else []), *map(Text, lines)])
