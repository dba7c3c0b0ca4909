"""From the archive to a release: what is affected is parsed, everything else is taken over from the release before.

What comes out depends on the archive alone, and not on which releases were made from it on the way. Therefore a
release tells how things stood after the last run that found anything new: a run that found nothing makes no release.
In the same way `last_seen_at` tells of a year's decisions when they were last listed before that year last changed.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.crawl.index import Index
from decision_parser.crawl.index_tables import ReadingRow
from decision_parser.crawl.warc import Entry, read_reply
from decision_parser.dataset.assembly import Assembly, Judge, Lineage, assemble_release
from decision_parser.dataset.corpus import complete_years
from decision_parser.dataset.fingerprint import input_digest
from decision_parser.dataset.publishing import Dataset
from decision_parser.dataset.release import Credit, Release
from decision_parser.dataset.reuse import HeldRow, keep_rows, list_rows
from decision_parser.dataset.selection import Place, Seen, divide_years, select_places
from decision_parser.dataset.shards import Shard, make_entry, write_shards
from decision_parser.dataset.whole import sort_rows
from decision_parser.engines import WorkerDied, Workers, open_engine
from decision_parser.errors import ArchiveError, DecisionParserError
from decision_parser.pipeline.describing import read_decision
from decision_parser.pipeline.identifying import Identifier
from decision_parser.pipeline.ledger import iter_ledger
from decision_parser.pipeline.timeline import Timeline
from decision_parser.sources import find_source, load_sources
from decision_parser.vocabulary import Source

_BATCH = 250
_FEW = 40

Progress = Callable[[int, int], None]


class Outcome(Struct, frozen=True):
    """What became of the archive: the release, if there is a new one, and how many decisions were parsed for it."""

    assembly: Assembly | None
    parsed: int
    decisions: int


class Target(Struct, frozen=True):
    """Where a release goes, and how the work is done.

    `identify` tells which body a name means, by the register that the archive holds. `find_judge` gives what judges the
    release, told how many decisions it must have: those of the last one but the moved and the suppressed.
    """

    dataset: Dataset
    source: Source
    workers: Workers
    progress: Progress
    identify: Identifier
    find_judge: Callable[[int | None], Judge]


def publish_archive(index: Index, timeline: Timeline, target: Target) -> Outcome:
    """Publish what the archive holds as the next release, unless it would be the one that is there.

    Raises ReleaseRefusedError when the release fails its checks.
    """
    dataset, source = target.dataset, target.source
    wanted = {item.decision_id: item for item in _iter_wanted(index, timeline, source)}
    current = dataset.find_current()
    held = list(list_rows(*current)) if current else []
    kept = [row for row in held if row.decision_id in wanted and wanted[row.decision_id].is_made_from(row)]
    missing = sorted(wanted.keys() - {row.decision_id for row in kept})
    jobs = [_make_job(wanted[name], index.find_entry) for name in missing]
    shards = _parse(target, jobs, index.folder.absolute())
    places = [*(keep_rows(current[0], kept) if current else ()), *_only(select_places(shards)[0], wanted)]
    years = divide_years(places, (), (), find_seen(index, timeline, source))
    if not years:
        return Outcome(None, len(missing), 0)
    years = complete_years(years, dataset.work, target.identify)
    rows = {
        "changes": sort_rows("changes", timeline.changes),
        "ledger": sort_rows("ledger", iter_ledger(index, timeline, source)),
    }
    least = _count_least(current[1], timeline, index, source, held) if current else None
    register = target.identify.describe()
    lineage = Lineage(basis=timeline.basis, register=register, whole=rows)
    judge = target.find_judge(least)
    assembly = assemble_release(dataset, years, find_credits(), lineage, jobs=target.workers, judge=judge)
    if assembly:
        dataset.publish(assembly.release)
    return Outcome(assembly, len(missing), len(places))


def _only(places: Iterable[Place], wanted: Mapping[str, "Wanted"]) -> list[Place]:
    """What was parsed anew must come out under the name it is known by in the archive."""
    found = list(places)
    if strange := [place.key.decision_id for place in found if place.key.decision_id not in wanted]:
        raise DecisionParserError(f"A page of the archive gave another decision than its address says: {strange[0]}.")
    return found


def find_credits() -> dict[str, Credit]:
    """What each publisher asks to be said with its text."""
    return {slug: Credit(source.name, source.licence, source.attribution) for slug, source in load_sources().items()}


def _count_least(
    release: Release, timeline: Timeline, index: Index, source: Source, held: Sequence[HeldRow]
) -> int | None:
    """The fewest decisions that the next release may have: those of the last one but the moved and the suppressed."""
    if release.basis is None:
        return None
    away = {change.previous_decision_id for change in timeline.changes if change.previous_decision_id}
    away |= {f"{source.slug}/{identity}" for identity in index.find_suppressed()}
    names = [row.decision_id for row in held]
    count = sum(release.counts.get("decisions", {}).values())
    return count - sum(name in away for name in names) if names else count - len(away)


# ── what a release is made from ──────────────────────────────────────────────────────────────────────────────────────


class Wanted(Struct, frozen=True):
    """A decision to have in the release, and the records that it is read from."""

    decision_id: str
    identity: str
    url: str
    sha256: str
    report_sha256: str | None
    fetched_at: dt.datetime
    page: str
    report: str | None

    def is_made_from(self, row: HeldRow) -> bool:
        """Whether a row of a release was read from just these bytes."""
        mine = (self.url, self.sha256, self.report_sha256, self.fetched_at)
        return mine == (row.url, row.snapshot_sha256, row.report_sha256, row.fetched_at)

    @property
    def digest(self) -> bytes:
        """A hash of what its rows are made from."""
        return input_digest(self.decision_id, self.url, self.sha256, self.report_sha256, self.fetched_at)


def _iter_wanted(index: Index, timeline: Timeline, source: Source) -> Iterator[Wanted]:
    times = index.find_times()
    for identity, version in timeline.versions.items():
        records = version.records
        if records.record not in times:
            raise ArchiveError(f"The archive has lost the page of {identity}; run `archive verify` on it.")
        yield Wanted(
            f"{source.slug}/{identity}",
            identity,
            source.decision_address.format(identity=identity),
            records.sha256,
            records.report_sha256,
            times[records.record],
            records.record,
            records.report,
        )


class Job(Struct, frozen=True):
    """A decision to parse: where its page and report are."""

    wanted: Wanted
    page: Entry
    report: Entry | None


class Batch(Struct, frozen=True):
    """Decisions to parse in one task, which writes its rows to `work` under names that start with `name`."""

    name: str
    work: Path
    archive: Path
    source: str
    jobs: tuple[Job, ...]


def _parse(target: Target, wanted: Sequence[Job], archive: Path) -> list[Shard]:
    """The rows of decisions that are in no release yet."""
    shards: list[Shard] = []
    tasks = [
        Batch(f"{start:09}", target.dataset.work, archive, target.source.slug, tuple(wanted[start : start + _BATCH]))
        for start in range(0, len(wanted), _BATCH)
    ]
    target.progress(0, len(wanted))
    done = 0
    with open_engine(1 if len(wanted) < _FEW else target.workers) as engine:
        for batch, found in engine.run(parse_batch, tasks):
            if isinstance(found, WorkerDied):
                message = f"The process that parsed {batch.jobs[0].wanted.identity} and others was killed"
                raise DecisionParserError(f"{message}, perhaps for want of memory; free some, or run with `--jobs 1`.")
            shards += found
            done += len(batch.jobs)
            target.progress(done, len(wanted))
    return shards


def _make_job(wanted: Wanted, find: Callable[[str], Entry | None]) -> Job:
    page, report = find(wanted.page), find(wanted.report) if wanted.report else None
    if page is None:
        raise ArchiveError(f"The archive has lost the page of {wanted.identity}; run `archive verify` on it.")
    return Job(wanted, page, report)


def parse_batch(batch: Batch) -> list[Shard]:
    """Parse the decisions of a task and write their rows."""
    source = find_source(batch.source)
    entries = []
    for position, job in enumerate(batch.jobs):
        page = read_reply(batch.archive, job.page)
        report = read_reply(batch.archive, job.report) if job.report else None
        decision = read_decision(job.wanted.identity, page, report, source)
        decision = msgspec.structs.replace(decision, report_sha256=job.wanted.report_sha256)
        entries.append(make_entry(decision, position, digest=job.wanted.digest))
    return write_shards(batch.work, batch.name, entries)


# ── when it was seen ─────────────────────────────────────────────────────────────────────────────────────────────────


def find_seen(index: Index, timeline: Timeline, source: Source) -> dict[str, Seen]:
    """When each decision was first and last listed, and when it was found to be withdrawn."""
    last = _find_last_listed(index, timeline)
    return {
        f"{source.slug}/{identity}": Seen(
            first_seen_at=version.first_seen_at,
            last_seen_at=max(last.get(identity, version.first_seen_at), version.first_seen_at),
            withdrawn_at=version.withdrawn_at,
        )
        for identity, version in timeline.versions.items()
    }


def _find_last_listed(index: Index, timeline: Timeline) -> dict[str, dt.datetime]:
    """When each decision was last listed before its year last changed."""
    by_basis: defaultdict[str, set[str]] = defaultdict(set)
    for identity, version in timeline.versions.items():
        by_basis[timeline.last_runs[version.description.year]].add(identity)
    names = {page.id: page.identity for page in index.iter_pages()}
    readings = [reading for reading in index.iter_readings() if reading.note.window][::-1]
    found: dict[str, dt.datetime] = {}
    for basis, identities in by_basis.items():
        found |= _find_last(readings, names, basis, identities)
    return found


def _find_last(
    readings: Iterable[ReadingRow], names: Mapping[int, str], basis: str, identities: set[str]
) -> dict[str, dt.datetime]:
    """The newest of these readings, newest first, that lists each of these decisions, up to a run."""
    found: dict[str, dt.datetime] = {}
    for reading in readings:
        if reading.run <= basis and len(found) < len(identities):
            for page in reading.found:
                identity = names.get(page)
                if identity in identities:
                    found.setdefault(identity, reading.read_at)
    return found
