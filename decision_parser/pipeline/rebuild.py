"""A dataset from an archive alone, offline: what `refresh` publishes, without asking anyone."""

import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import msgspec

from decision_parser.crawl.index import Index
from decision_parser.dataset.fingerprint import describe_code, find_parser_fingerprint
from decision_parser.dataset.publishing import Dataset, open_dataset
from decision_parser.dataset.unchanged import is_whole
from decision_parser.engines import EngineChoice, Place, open_workers
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.pipeline.archive import find_publisher, open_archive
from decision_parser.pipeline.archive_tasks import parse_unread
from decision_parser.pipeline.archived import Outcome, publish_archive
from decision_parser.pipeline.build import BuildReport, FindJudge, report_error
from decision_parser.pipeline.describing import Describer, Description, Standing
from decision_parser.pipeline.folders import check_places
from decision_parser.pipeline.identifying import Identifier
from decision_parser.pipeline.inputs import Failure
from decision_parser.pipeline.progress import Progress
from decision_parser.pipeline.registers import RegisterCopy, find_register, holds_only_register
from decision_parser.pipeline.settled import (
    NO_DECISION,
    NOTHING_NEW,
    is_up_to_date,
    note_report,
    note_up_to_date,
    recall_report,
)
from decision_parser.pipeline.target import Target
from decision_parser.pipeline.timeline import Timeline, trace
from decision_parser.sources import find_source
from decision_parser.wording import count_of


def build_archive(  # noqa: PLR0913 - each is a choice of its own, and all but one are named
    archive: Path,
    *,
    out: str | Path,
    source: str | None,
    engine: EngineChoice,
    progress: Progress,
    find_judge: FindJudge,
) -> BuildReport:
    """Publish what an archive holds as the next release of the dataset in `out`, unless it would be the one there.

    `source` is the slug of its publisher; not given, the archive's own notes say it. `find_judge` gives what
    judges it.

    Raises UsageError for an archive that holds no pages, BusyError while another run uses either, ArchiveError when
    the archive is damaged, and ReleaseRefusedError when the release fails its checks.
    """
    begun = time.monotonic()
    if holds_only_register(archive):
        message = f"The archive in {archive} holds a register of councils and no decisions"
        raise UsageError(f"{message}; name what to build from, or refresh into it first.")
    check_places(out, archive)
    publisher = find_source(source) if source else find_publisher(archive)
    with open_dataset(out) as dataset, open_archive(archive, publisher) as index:
        copy = find_register(archive, index)
        if report := _find_same(dataset, index, copy, begun):
            dataset.record_run(report)
            return report
        describer, identify = Describer(index, publisher, find_parser_fingerprint()), Identifier(copy)
        try:
            with open_workers(engine, Place(dataset.work, describe_code)) as workers:
                target = Target(dataset, publisher, workers, progress, identify, find_judge)
                rows = parse_unread(index, describer, target)
                timeline = trace(index, describer, publisher.slug)
                index.commit()
                outcome = publish_archive(index, timeline, target, rows)
        except BaseException as error:
            with suppress(DecisionParserError):  # what stopped the run matters more than its report
                dataset.record_run(report_error(dataset, index.count_held(), error, begun))
            raise
        report = _report(dataset, index, timeline, outcome, round(time.monotonic() - begun, 3))
        dataset.record_run(report)
        current = dataset.find_current()
        if current and outcome.decisions:
            note_up_to_date(current[1], index, index.find_last_run() or "")
            note_report(current[1], index, report)
    return report


def _find_same(dataset: Dataset, index: Index, copy: RegisterCopy | None, begun: float) -> BuildReport | None:
    """What there is to say where the release that is there is all that the archive can give."""
    current = dataset.find_current()
    if current is None or not is_up_to_date(current[1], index, copy):
        return None
    said = recall_report(current[1], index)
    if said is None or not is_whole(*current):
        return None
    return msgspec.structs.replace(
        msgspec.json.decode(said, type=BuildReport),
        run=dataset.name,
        release=None,
        message=NOTHING_NEW,
        problems={},
        checks=(),
        lossless_violations=0,
        years_written=(),
        years_linked=(),
        seconds=round(time.monotonic() - begun, 3),
    )


def _report(dataset: Dataset, index: Index, timeline: Timeline, outcome: Outcome, seconds: float) -> BuildReport:
    """What became of the decisions in an archive."""
    drafts = {name: each for name, each in timeline.unread.items() if each.standing is Standing.DRAFT}
    failed = {name: each for name, each in timeline.unread.items() if each.standing is not Standing.DRAFT}
    assembly = outcome.assembly
    message = f"Release {dataset.name} holds {count_of(outcome.decisions, 'decision')}."
    if assembly is None:
        message = NOTHING_NEW
        if not outcome.decisions:
            message = NO_DECISION
    return BuildReport(
        run=dataset.name,
        exit_code=1 if failed else 0,
        message=message,
        release=dataset.name if assembly else None,
        inputs=index.count_held(),
        parsed=outcome.decisions + len(drafts),
        decisions=outcome.decisions,
        drafts=_list_failures(drafts),
        failures=_list_failures(failed),
        problems=assembly.release.problems if assembly else {},
        checks=assembly.failed if assembly else (),
        lossless_violations=Counter(assembly.release.problems if assembly else {})["lossless"],
        years_written=assembly.written if assembly else (),
        years_linked=assembly.linked if assembly else (),
        seconds=seconds,
    )


def _list_failures(descriptions: dict[str, Description]) -> tuple[Failure, ...]:
    return tuple(
        Failure(name, each.message or f"Left out: {each.standing}.") for name, each in sorted(descriptions.items())
    )
