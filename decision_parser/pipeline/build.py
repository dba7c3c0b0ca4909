"""A whole dataset: files and folders in, a release out. Offline, and the same input gives the same bytes."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from operator import attrgetter
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.crawl.mirror import open_mirror
from decision_parser.dataset.assembly import Judge, Lineage, assemble_release
from decision_parser.dataset.corpus import complete_years
from decision_parser.dataset.publishing import Dataset, open_dataset
from decision_parser.dataset.release import Credit
from decision_parser.dataset.selection import Duplicate, Year, count_problems, divide_years, select_places
from decision_parser.dataset.shards import Shard, make_entry, write_shards
from decision_parser.engines import WorkerDied, count_cores, open_engine
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.models import Decision, ProblemCode, Stage
from decision_parser.models.checks import Check
from decision_parser.pipeline.gating import make_judge
from decision_parser.pipeline.identifying import Identifier
from decision_parser.pipeline.inputs import (
    Failure,
    Input,
    Inputs,
    describe_os_error,
    find_inputs,
    is_archive,
    read_input,
    show_path,
)
from decision_parser.pipeline.parse import parse
from decision_parser.pipeline.registers import load_register
from decision_parser.sources import find_source, load_sources
from decision_parser.storage.addresses import find_local

# Files in one task, and their bytes: what a task holds in memory at once.
_BATCH = 250
_BATCH_BYTES = 16 << 20
_TASKS_A_WORKER = 4
# Below this many files, starting worker processes takes longer than the work.
_FEW = 40
_INTERRUPTED = 130
_KILLED = "The process that parsed it was killed, perhaps for want of memory; look at what is special about this file."

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
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
    inputs: Iterable[str | Path],
    *,
    out: str | Path,
    source: str | None = None,
    jobs: int | None = None,
    register: str | Path | None = None,
    accept: Mapping[str, str] | None = None,
    fewer: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Parse the decisions in files and folders, or in an archive, and publish the next release of the dataset in `out`.

    The archive and `out` may also be addresses in an object store (`s3://…`, `gs://…`).
    `source` is the slug of their publisher (not given: each is asked), `jobs` the number of processes (not given: all
    cores). `register` is where the register of councils is that gives bodies their ids (an archive, or a folder with
    its two files); an archive brings its own. `accept` are checks of the release that may fail, each with the reason;
    with `fewer`, decisions of the release before may be gone. `progress` is called with the number of files done and
    that of all files. A file that cannot be parsed is in the report, and the rest goes on. When nothing changed since
    the last release, that one stays.

    Raises UsageError when there is nothing to build from, or no such check to accept, BusyError while another run
    writes the dataset, ReleaseRefusedError when the release fails its checks, and DecisionParserError when `out` cannot
    be written.
    """
    if source is not None:
        find_source(source)
    if jobs is not None and jobs < 1:
        raise UsageError(f"{jobs} processes cannot do any work; give 1 or more.")

    def find_judge(least: int | None) -> Judge:
        return make_judge(accept or {}, fewer=fewer, least=least)

    with ExitStack() as stack:
        given = [stack.enter_context(open_mirror(each)) for each in inputs]
        if any(map(is_archive, given)):
            if register is not None:
                raise UsageError(
                    "An archive is built with the register in it: leave --register away, or `register update` it."
                )
            return _build_archive(given, out, source, jobs or count_cores(), progress or _ignore, find_judge)
        return _build_files(given, out, source, jobs or count_cores(), progress or _ignore, register, find_judge(None))


def _build_files(  # noqa: PLR0913, PLR0917 - handed on as they are
    given: Sequence[Path],
    out: str | Path,
    source: str | None,
    workers: int,
    progress: Progress,
    register: str | Path | None,
    judge: Judge,
) -> BuildReport:
    begun = time.monotonic()
    found = find_inputs(given, out=find_local(out))
    if not found.files and not found.failures:
        raise UsageError("There is nothing to build from: name files, or folders that hold pages, PDFs or texts.")
    identify = Identifier(load_register(register) if register is not None else None)
    with open_dataset(out) as dataset:
        try:
            report = _build(dataset, Work(found, source, workers, progress, identify, judge))
        except BaseException as error:
            with suppress(DecisionParserError):  # what stopped the run matters more than its report
                dataset.record_run(report_error(dataset, len(found.files), error, begun))
            raise
        report = msgspec.structs.replace(report, seconds=round(time.monotonic() - begun, 3))
        dataset.record_run(report)
    return report


class Work(Struct, frozen=True):
    """What to build a release from, and how."""

    found: Inputs
    source: str | None
    jobs: int
    progress: Progress
    identify: Identifier
    judge: Judge


def _build_archive(  # noqa: PLR0913, PLR0917 - handed on as they are
    given: Sequence[Path], out: str | Path, source: str | None, workers: int, progress: Progress, find_judge: FindJudge
) -> BuildReport:
    from decision_parser.pipeline.rebuild import build_archive

    if len(given) > 1:
        raise UsageError("An archive is built alone: name it without other inputs, or the files without it.")
    return build_archive(given[0], out=out, source=source, workers=workers, progress=progress, find_judge=find_judge)


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
    parsed = _parse_all(dataset, found, work.source, work.jobs, work.progress)
    places, duplicates = select_places(parsed.shards)
    years = divide_years(places, duplicates, [file.name for file in found.files])
    report = _report(dataset, found, parsed, years, duplicates)
    if not years:
        return msgspec.structs.replace(
            report, message="No input gave a decision to publish, so there is no new release."
        )
    years = complete_years(years, dataset.work, work.identify)
    lineage = Lineage(register=work.identify.describe())
    assembly = assemble_release(dataset, years, _find_credits(), lineage, jobs=work.jobs, judge=work.judge)
    if assembly is None:
        return msgspec.structs.replace(report, message="Nothing has changed since the last release; it stays.")
    dataset.publish(assembly.release)
    return msgspec.structs.replace(
        report,
        release=dataset.name,
        message=f"Release {dataset.name} holds {report.decisions} decisions.",
        checks=assembly.failed,
        years_written=assembly.written,
        years_linked=assembly.linked,
    )


def _find_credits() -> dict[str, Credit]:
    """What each publisher asks to be said with its text."""
    return {slug: Credit(source.name, source.licence, source.attribution) for slug, source in load_sources().items()}


def _report(
    dataset: Dataset, found: Inputs, parsed: "_Parsed", years: Sequence[Year], duplicates: Sequence[Duplicate]
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


# ── one task: read, parse, write the rows ────────────────────────────────────────────────────────────────────────────


class Batch(Struct, frozen=True):
    """Files to parse in one task, which writes its rows to `work` under names that start with `name`."""

    name: str
    work: Path
    inputs: tuple[Input, ...]
    source: str | None


class _Parsed(Struct):
    """What became of a number of files: how many gave a decision, where the rows are, and what is not among them."""

    count: int = 0
    shards: list[Shard] = []
    failures: list[Failure] = []
    drafts: list[Failure] = []
    lossless_violations: int = 0

    def add(self, other: "_Parsed") -> None:
        """Count in what became of others."""
        self.count += other.count
        self.shards += other.shards
        self.failures += other.failures
        self.drafts += other.drafts
        self.lossless_violations += other.lossless_violations


def _cut_batches(files: Sequence[Input], jobs: int, work: Path, source: str | None) -> Iterator[Batch]:
    """The files in order, in tasks of about the same size, and enough of them for every worker."""
    most = min(_BATCH, max(1, len(files) // (_TASKS_A_WORKER * jobs)))
    members: list[Input] = []
    size = 0
    for file in files:
        if members and (len(members) == most or size + file.size > _BATCH_BYTES):
            yield Batch(f"{members[0].position:09}", work, tuple(members), source)
            members, size = [], 0
        members.append(file)
        size += file.size
    if members:
        yield Batch(f"{members[0].position:09}", work, tuple(members), source)


def _split(batch: Batch) -> Iterator[Batch]:
    """A task for each file, after one of them killed the worker."""
    for file in batch.inputs:
        yield Batch(f"{file.position:09}-alone", batch.work, (file,), batch.source)


def _parse_all(dataset: Dataset, found: Inputs, source: str | None, jobs: int, progress: Progress) -> _Parsed:
    """All files parsed, and their rows in shards."""
    parsed, done, total = _Parsed(), 0, len(found.files)
    progress(done, total)
    with open_engine(jobs, few=total < _FEW) as engine:
        for batch, result in engine.run(parse_batch, _cut_batches(found.files, jobs, dataset.work, source), _split):
            if isinstance(result, WorkerDied):
                parsed.failures += (Failure(show_path(file.path), _KILLED) for file in batch.inputs)
            else:
                parsed.add(result)
            done += len(batch.inputs)
            progress(done, total)
    return parsed


def parse_batch(batch: Batch) -> _Parsed:
    """Parse the files of a task and write their rows. What one file does wrong is its own failure."""
    parsed, entries = _Parsed(), []
    for file in batch.inputs:
        try:
            decision = _parse_file(file, batch.source)
            entry = make_entry(decision, file.position)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one file, the others go on
            _log.debug("%s could not be parsed", file.path, exc_info=True)
            parsed.failures.append(Failure(show_path(file.path), _describe(error)))
            continue
        parsed.count += 1
        parsed.lossless_violations += any(problem.code is ProblemCode.LOSSLESS for problem in decision.problems)
        if decision.stage in {Stage.DRAFT, Stage.PROVISIONAL}:
            parsed.drafts.append(
                Failure(show_path(file.path), f"Left out: {decision.decision_id} is {decision.stage}.")
            )
        else:
            entries.append(entry)
    parsed.shards += write_shards(batch.work, batch.name, entries)
    return parsed


def _parse_file(file: Input, source: str | None) -> Decision:
    data, sidecar = read_input(file.path)
    return parse(data, url=sidecar.url, source=source, media_type=sidecar.declared, fetched_at=sidecar.fetched_at)


def _describe(error: Exception) -> str:
    """Why a file gave no decision, as a sentence."""
    if isinstance(error, DecisionParserError):
        return str(error)
    if isinstance(error, OSError):
        return describe_os_error(error)
    return f"This is a bug in decision-parser ({type(error).__name__}: {error}); please report it with the file."
