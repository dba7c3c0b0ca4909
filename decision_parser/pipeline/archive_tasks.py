"""Pages of an archive parsed in tasks, each page once: what it says goes to the index, its rows into a release."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser.crawl.entry import Entry
from decision_parser.crawl.index import Index
from decision_parser.crawl.index_tables import PAGES
from decision_parser.crawl.warc import read_reply
from decision_parser.dataset.fingerprint import input_digest
from decision_parser.dataset.selection import Place
from decision_parser.dataset.shards import Shard, make_entry, write_shards
from decision_parser.engines import WorkerDied, open_engine
from decision_parser.errors import ArchiveError
from decision_parser.models import Reply
from decision_parser.pipeline.apart import KILLED, describe_bug
from decision_parser.pipeline.describing import Describer, Records, is_linked, understand, unread
from decision_parser.pipeline.target import Target
from decision_parser.sources import find_source
from decision_parser.vocabulary import Source

_BATCH = 250
# Below this many pages, starting worker processes takes longer than the work.
_FEW = 40


class Job(Struct, frozen=True):
    """A page to parse, with its report: their names, and where they are."""

    records: Records
    page: Entry
    report: Entry | None


class Batch(Struct, frozen=True):
    """Pages to parse in one task, which writes its rows to `work` under names that start with `name`."""

    name: str
    work: Path
    archive: Path
    source: str
    jobs: tuple[Job, ...]


class Parsed(Struct, frozen=True):
    """What a task made: where its rows are, and what each of its pages says, encoded."""

    shards: list[Shard]
    descriptions: list[bytes]


class Rows:
    """Where the rows are of what was parsed in this run, by the digest of what they were made from."""

    def __init__(self) -> None:
        self._places: dict[bytes, Place] = {}
        self.count = 0

    def add(self, shards: Iterable[Shard]) -> None:
        """Note the rows of a task."""
        for shard in shards:
            for number, key in enumerate(shard.keys):
                self._places[key.digest] = Place(key, shard, number)

    def use_up(self) -> None:
        """Forget where they are, once that is known elsewhere."""
        self._places.clear()

    def find(self, digest: bytes) -> Place | None:
        """The place of a decision that was made from just this."""
        return self._places.get(digest)


def parse_unread(index: Index, describer: Describer, target: Target) -> Rows:
    """Parse whatever no run of this parser has, on all cores; what it says is remembered in the index.

    Raises ArchiveError when a page that the index tells of is not in the archive.
    """
    rows = Rows()
    unread = list(_iter_unread(index, describer))
    if unread:
        index.forget_others(describer.fingerprint)
        parse_all(index, unread, target, rows, describer)
        index.commit()
    return rows


def _iter_unread(index: Index, describer: Describer) -> Iterator[Records]:
    """Each page, with each report that it was seen with, of which nothing is remembered."""
    suppressed, found = index.find_suppressed(), set()
    for state in index.iter_unremembered(describer.fingerprint):
        if state.record is None or state.sha256 is None or state.status not in PAGES or state.identity in suppressed:
            continue
        records = Records(state.identity, state.record, state.sha256, state.report, state.report_sha256)
        if records.key not in found:
            found.add(records.key)
            yield records


def parse_all(
    index: Index, wanted: Sequence[Records], target: Target, rows: Rows, describer: Describer | None = None
) -> None:
    """Parse pages and add where their rows are to `rows`; with a `describer`, what they say is remembered.

    The nearer their order is to that of the rows of a release, the less there is to put in order later.
    """
    target.progress(0, len(wanted))
    done = 0
    with open_engine(1 if len(wanted) < _FEW else target.workers) as engine:
        for batch, result in engine.run(parse_batch, _cut(wanted, target, index, rows.count), _split):
            found = _give_up(batch) if isinstance(result, WorkerDied) else result
            rows.add(found.shards)
            rows.count += len(batch.jobs)
            if describer:
                keys = (job.records.key for job in batch.jobs)
                index.remember_all(zip(keys, found.descriptions, strict=True), describer.fingerprint)
            done += len(batch.jobs)
            target.progress(done, len(wanted))


def _make_job(records: Records, index: Index) -> Job:
    page, report = index.find_entry(records.record), index.find_entry(records.report) if records.report else None
    if page is None:
        raise ArchiveError(
            f"The archive has lost the page of {records.identity}; run `decision-parser archive verify` on it."
        )
    return Job(records, page, report)


def _cut(wanted: Sequence[Records], target: Target, index: Index, first: int) -> Iterator[Batch]:
    """Tasks, with names from a number on; each is made when a worker is free for it."""
    archive = index.folder.absolute()
    for start in range(0, len(wanted), _BATCH):
        jobs = tuple([_make_job(records, index) for records in wanted[start : start + _BATCH]])
        yield Batch(f"{first + start:09}", target.dataset.work, archive, target.source.slug, jobs)


def _split(batch: Batch) -> Iterator[Batch]:
    """A task for each page, after one of them killed the worker."""
    for number, job in enumerate(batch.jobs):
        yield msgspec.structs.replace(batch, name=f"{batch.name}-{number:03}", jobs=(job,))


def _give_up(batch: Batch) -> Parsed:
    """What is made of pages that kill whatever parses them: nothing, and each says why."""
    return Parsed([], [msgspec.json.encode(unread(KILLED).description)] * len(batch.jobs))


def parse_batch(batch: Batch) -> Parsed:
    """Parse the pages of a task and write the rows of those that can be published."""
    source = find_source(batch.source)
    entries, descriptions = [], []
    for position, job in enumerate(batch.jobs):
        page = read_reply(batch.archive, job.page)
        find_linked = partial(_read_report, batch, job, source)
        found = understand(job.records, page, source, find_linked, sha256=job.page.sha256)  # as `read_reply` checked
        if found.decision and found.description.published:
            used = job.records.report_sha256 if found.description.report_used else None
            decision = msgspec.structs.replace(found.decision, report_sha256=used)
            digest = find_digest(job.records, used, job.page.time, source)
            try:
                entries.append(make_entry(decision, position, digest=digest))
            except Exception as error:  # noqa: BLE001 - as in `understand`: the others go on
                found = unread(describe_bug(error))
        descriptions.append(msgspec.json.encode(found.description))
    return Parsed(write_shards(batch.work, batch.name, entries), descriptions)


def _read_report(batch: Batch, job: Job, source: Source, link: str) -> Reply | None:
    if job.report is None or not is_linked(job.report, job.records.identity, link, source):
        return None
    return read_reply(batch.archive, job.report)


def find_digest(records: Records, report_sha256: str | None, fetched_at: dt.datetime, source: Source) -> bytes:
    """A hash of all that the rows of a page are made from, with its report where that is used."""
    url = source.decision_address.format(identity=records.identity)
    return input_digest(f"{source.slug}/{records.identity}", url, records.sha256, report_sha256, fetched_at)
