"""A whole dataset: files and folders in, a release out. Offline, and the same input gives the same bytes."""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from operator import attrgetter
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.crawl.mirror import open_mirror
from decision_parser.dataset.assembly import Assembly, Judge, Lineage, assemble_release
from decision_parser.dataset.corpus import complete_years
from decision_parser.dataset.fingerprint import describe_code
from decision_parser.dataset.publishing import Dataset, open_dataset
from decision_parser.dataset.selection import Duplicate, Year, count_problems, divide_years, select_places
from decision_parser.dataset.unchanged import find_made_of, is_published
from decision_parser.engines import EngineChoice, Place, Workers, open_workers, parse_engine
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.models.checks import Check
from decision_parser.pipeline.crediting import find_credits
from decision_parser.pipeline.file_tasks import Parsed, parse_files, take_over
from decision_parser.pipeline.folders import check_places
from decision_parser.pipeline.gating import make_judge
from decision_parser.pipeline.identifying import Identifier
from decision_parser.pipeline.inputs import (
    Failure,
    Inputs,
    find_inputs,
    is_archive,
)
from decision_parser.pipeline.progress import Progress
from decision_parser.pipeline.recalling import Recall
from decision_parser.pipeline.registers import load_register
from decision_parser.pipeline.settled import NOTHING_NEW
from decision_parser.sources import find_source
from decision_parser.storage.addresses import find_local
from decision_parser.storage.kinds import tell_no_input
from decision_parser.wording import count_of

_INTERRUPTED = 130

FindJudge = Callable[[int | None], Judge]
"""Gives what judges a release, told how many decisions it must have."""


class LeftOut(Struct, frozen=True):
    """A decision that several inputs gave: the name of the input that was kept, and of those left out."""

    decision_id: str
    kept: str
    left_out: tuple[str, ...]


class BuildReport(Struct, frozen=True, kw_only=True):
    """What a run did, as `runs/<run>.json` keeps it.

    `inputs` are files; `parsed` those that gave a decision, of which `drafts` and `duplicates` were left out of the
    `decisions` of the dataset. `release` is the one that was published, None when none was. `problems` counts the rows
    of that table by code, `lossless_violations` the decisions parsed that lost or repeated text, `checks` what the
    release did not pass and that stopped nothing.
    """

    run: str
    exit_code: int
    message: str
    release: str | None = None
    inputs: int = 0
    parsed: int = 0
    decisions: int = 0
    drafts: tuple[Failure, ...] = ()
    failures: tuple[Failure, ...] = ()
    skipped: tuple[Failure, ...] = ()
    duplicates: tuple[LeftOut, ...] = ()
    lossless_violations: int = 0
    problems: dict[str, int] = {}
    checks: tuple[Check, ...] = ()
    years_written: tuple[str, ...] = ()
    years_linked: tuple[str, ...] = ()
    seconds: float = 0.0


def build(  # noqa: PLR0913 - each is a choice of its own, and all but one are named
    inputs: str | Path | Iterable[str | Path],
    *,
    out: str | Path,
    source: str | None = None,
    jobs: int | None = None,
    engine: str = "processes",
    register: str | Path | None = None,
    accept: Mapping[str, str] | None = None,
    fewer: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Parse the decisions in files and folders, or in an archive, and publish the next release of the dataset in `out`.

    The archive and `out` may also be addresses in an object store (`s3://…`, `gs://…`).
    `source` is the slug of their publisher (not given: each is asked). `engine` is what does the work: `processes`
    (`jobs` of them, not given: all cores), `dask-local:N` or `dask://HOST:PORT`. `register` is where the register of
    councils is that gives bodies their ids (an archive, or a folder with its two files); an archive brings its own.
    `accept` are checks of the release that may fail, each with the reason; with `fewer`, decisions of the release
    before may be gone. `progress` is called with the number of files done and that of all files. A file that cannot be
    parsed is in the report, and the rest goes on. When nothing changed since the last release, that one stays.

    Raises UsageError when there is nothing to build from, or no such check to accept, BusyError while another run
    writes the dataset, ReleaseRefusedError when the release fails its checks, and DecisionParserError when `out` cannot
    be written.
    """
    if source is not None:
        find_source(source)
    choice = parse_engine(engine, jobs)

    def find_judge(least: int | None) -> Judge:
        return make_judge(accept or {}, fewer=fewer, least=least)

    with ExitStack() as stack:
        several = [inputs] if isinstance(inputs, str | os.PathLike) else inputs  # a text is no row of letters
        given = [stack.enter_context(open_mirror(each)) for each in several]
        if any(map(is_archive, given)):
            if register is not None:
                raise UsageError(
                    "An archive is built with the register in it: leave --register away, or fetch it "
                    "into the archive with `decision-parser register update`."
                )
            return _build_archive(given, out, source, choice, progress or _ignore, find_judge)
        return _build_files(given, out, source, choice, progress or _ignore, register, find_judge(None))


def _build_files(  # noqa: PLR0913, PLR0917 - handed on as they are
    given: Sequence[Path],
    out: str | Path,
    source: str | None,
    engine: EngineChoice,
    progress: Progress,
    register: str | Path | None,
    judge: Judge,
) -> BuildReport:
    begun = time.monotonic()
    found = find_inputs(given, out=find_local(out))
    if not found.files and not found.failures:
        raise UsageError(_tell_nothing(given, find_local(out)))
    check_places(out)
    identify = Identifier(load_register(register) if register is not None else None)
    with open_dataset(out) as dataset:
        try:
            with open_workers(engine, Place(dataset.work, describe_code)) as workers:
                report = _build(dataset, Work(found, source, workers, progress, identify, judge))
        except BaseException as error:
            with suppress(DecisionParserError):  # what stopped the run matters more than its report
                dataset.record_run(report_error(dataset, len(found.files), error, begun))
            raise
        report = msgspec.structs.replace(report, seconds=round(time.monotonic() - begun, 3))
        dataset.record_run(report)
    return report


def _tell_nothing(given: Sequence[Path], out: Path) -> str:
    """Why no file was found to build from, and what to do."""
    for path in given:
        if path.resolve() == out.resolve():
            return (
                f"{path} is where the dataset goes, in which no files are looked for; name another folder with --out."
            )
        if told := tell_no_input(path):
            return told
    where = " and ".join(map(str, given)) or "what was given"
    return f"There is nothing to build from in {where}: name files, or folders that hold pages, PDFs or texts."


class Work(Struct, frozen=True):
    """What to build a release from, and how."""

    found: Inputs
    source: str | None
    workers: Workers
    progress: Progress
    identify: Identifier
    judge: Judge


def _build_archive(  # noqa: PLR0913, PLR0917 - handed on as they are
    given: Sequence[Path],
    out: str | Path,
    source: str | None,
    engine: EngineChoice,
    progress: Progress,
    find_judge: FindJudge,
) -> BuildReport:
    from decision_parser.pipeline.rebuild import build_archive

    if len(given) > 1:
        raise UsageError("An archive is built alone: name it without other inputs, or the files without it.")
    return build_archive(given[0], out=out, source=source, engine=engine, progress=progress, find_judge=find_judge)


def _ignore(_done: int, _total: int) -> None:
    """No one watches the progress."""


def report_error(dataset: Dataset, inputs: int, error: BaseException, begun: float) -> BuildReport:
    """The report of a run with so many inputs that was stopped."""
    code = error.exit_code if isinstance(error, DecisionParserError) else 1
    return BuildReport(
        run=dataset.name,
        exit_code=_INTERRUPTED if isinstance(error, KeyboardInterrupt) else code,
        message=str(error) or type(error).__name__,
        inputs=inputs,
        seconds=round(time.monotonic() - begun, 3),
    )


def _build(dataset: Dataset, work: Work) -> BuildReport:
    found = work.found
    recall = Recall(dataset, work.source)
    known = {file.position: seen for file in found.files if (seen := recall.find(file))}
    unknown = [file for file in found.files if file.position not in known]
    parsed = parse_files(unknown, dataset.work, work.source, work.workers, work.progress)
    parsed.add(take_over(found.files, known))
    places, duplicates = select_places(parsed.shards, recall.keep(known))
    years = divide_years(places, duplicates, [file.name for file in found.files])
    report = _report(dataset, found, parsed, years, duplicates)
    if not years:
        return msgspec.structs.replace(
            report,
            message="No input gave a decision to publish, so there is no new release; give final decisions.",
        )
    assembly = _assemble(dataset, years, work)
    if assembly:
        dataset.publish(assembly.release)
    shared = {duplicate.kept.decision_id for duplicate in duplicates}
    recall.write(dataset, found.files, parsed.seen, shared)
    if assembly is None:
        return msgspec.structs.replace(report, message=NOTHING_NEW)
    return msgspec.structs.replace(
        report,
        release=dataset.name,
        message=f"Release {dataset.name} holds {count_of(report.decisions, 'decision')}.",
        checks=assembly.failed,
        years_written=assembly.written,
        years_linked=assembly.linked,
    )


def _assemble(dataset: Dataset, years: Sequence[Year], work: Work) -> Assembly | None:
    """The files of the next release, None where it would be the one that is there."""
    credit_of = find_credits()
    lineage = Lineage(register=work.identify.describe())
    made_of = find_made_of(years, credit_of, lineage)
    if is_published(dataset, made_of):
        return None
    years = complete_years(years, dataset.work, work.identify)
    lineage = Lineage(register=work.identify.describe(), made_of=made_of)
    return assemble_release(dataset, years, credit_of, lineage, jobs=work.workers, judge=work.judge)


def _report(
    dataset: Dataset, found: Inputs, parsed: Parsed, years: Sequence[Year], duplicates: Sequence[Duplicate]
) -> BuildReport:
    """The report of a run as far as it is known before anything is written."""
    names = [file.name for file in found.files]
    failures = sorted((*found.failures, *parsed.failures), key=attrgetter("where"))
    return BuildReport(
        run=dataset.name,
        exit_code=1 if failures else 0,
        message="",
        inputs=len(found.files),
        parsed=parsed.count,
        decisions=sum(len(year.places) for year in years),
        drafts=tuple(sorted(parsed.drafts, key=attrgetter("where"))),
        failures=tuple(failures),
        skipped=found.skipped,
        duplicates=tuple(
            LeftOut(
                duplicate.kept.decision_id,
                names[duplicate.kept.position],
                tuple(names[key.position] for key in duplicate.left_out),
            )
            for duplicate in duplicates
        ),
        lossless_violations=parsed.lossless_violations,
        problems=count_problems(years),
    )
