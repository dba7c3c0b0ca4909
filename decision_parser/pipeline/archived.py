"""From the archive to a release: what is affected is parsed, everything else is taken over from the release before.

What comes out depends on the archive alone, and not on which releases were made from it on the way. Therefore a
release tells how things stood after the last run that found anything new: a run that found nothing makes no release.
In the same way `last_seen_at` tells of a year's decisions when they were last listed before that year last changed.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from decision_parser.crawl.index import Index
from decision_parser.crawl.index_tables import ReadingRow
from decision_parser.dataset.assembly import Assembly, Lineage, assemble_release
from decision_parser.dataset.corpus import complete_years
from decision_parser.dataset.release import Release
from decision_parser.dataset.reuse import HeldRow, keep_rows, list_rows, make_key
from decision_parser.dataset.selection import Place, Seen, Year, divide_years
from decision_parser.dataset.shards import RowKey
from decision_parser.dataset.unchanged import find_made_of, is_published
from decision_parser.dataset.whole import sort_rows
from decision_parser.errors import ArchiveError, DecisionParserError
from decision_parser.pipeline.archive_tasks import Rows, find_digest, parse_all
from decision_parser.pipeline.crediting import find_credits
from decision_parser.pipeline.describing import Records
from decision_parser.pipeline.ledger import iter_ledger
from decision_parser.pipeline.target import Target
from decision_parser.pipeline.timeline import Timeline
from decision_parser.vocabulary import Source


class Outcome(Struct, frozen=True):
    """What became of the archive: the release, if there is a new one, and how many decisions were parsed for it."""

    assembly: Assembly | None
    parsed: int
    decisions: int


class Chosen(Struct, frozen=True):
    """What the next release holds: its years, how many decisions they have, and the fewest that it may have."""

    years: list[Year]
    count: int
    least: int | None


def publish_archive(index: Index, timeline: Timeline, target: Target, rows: Rows) -> Outcome:
    """Publish what the archive holds as the next release, unless it would be the one that is there.

    `rows` are of pages that this run has parsed; those that are wanted and neither there nor in the last release are
    parsed now. Both are used up, the versions in `timeline` too: they are as large as all that comes after them.

    Raises ReleaseRefusedError when the release fails its checks.
    """
    dataset, source = target.dataset, target.source
    chosen = _choose(index, timeline, target, rows)
    timeline.versions.clear()
    rows.use_up()
    if not chosen.years:
        return Outcome(None, rows.count, 0)
    whole = {
        "changes": sort_rows("changes", timeline.changes),
        "ledger": sort_rows("ledger", iter_ledger(index, timeline, source)),
    }
    credit_of = find_credits()
    lineage = Lineage(basis=timeline.basis, register=target.identify.describe(), whole=whole)
    made_of = find_made_of(chosen.years, credit_of, lineage)
    if is_published(dataset, made_of):
        return Outcome(None, rows.count, chosen.count)
    years = complete_years(chosen.years, dataset.work, target.identify)
    lineage = msgspec.structs.replace(lineage, register=target.identify.describe(), made_of=made_of)
    judge = target.find_judge(chosen.least)
    assembly = assemble_release(dataset, years, credit_of, lineage, jobs=target.workers, judge=judge)
    if assembly:
        dataset.publish(assembly.release)
    return Outcome(assembly, rows.count, chosen.count)


def _choose(index: Index, timeline: Timeline, target: Target, rows: Rows) -> Chosen:
    """What is wanted, where its rows are, and when each was seen."""
    source, current = target.source, target.dataset.find_current()
    wanted = {item.decision_id: item for item in _iter_wanted(index, timeline, source)}
    held = list(list_rows(*current)) if current else []
    kept = [row for row in held if row.decision_id in wanted and wanted[row.decision_id].is_made_from(row)]
    held_names = {row.decision_id for row in kept}
    missing = sorted((each for each in wanted.values() if each.decision_id not in held_names), key=_find_order)
    places = [
        *(keep_rows(current[0], kept, [_keep_key(row, wanted) for row in kept]) if current else ()),
        *_find_places(missing, index, target, rows),
    ]
    years = divide_years(places, (), (), find_seen(index, timeline, source))
    return Chosen(years, len(places), _count_least(current[1], timeline, index, source, held) if current else None)


def _keep_key(row: HeldRow, wanted: Mapping[str, "Wanted"]) -> RowKey:
    """The key of a row that is made from what is wanted: so its digest is known."""
    return make_key(row, wanted[row.decision_id].digest, row.number)


def _find_places(wanted: Sequence["Wanted"], index: Index, target: Target, rows: Rows) -> Iterator[Place]:
    """Where the rows of these decisions are; parsed now where this run has not done so."""
    if unread := [each.records for each in wanted if rows.find(each.digest) is None]:
        parse_all(index, unread, target, rows)
    for each in wanted:
        place = rows.find(each.digest)
        if place is None:
            message = (
                f"The page of {each.decision_id} could be parsed before and now it cannot, perhaps for want of memory"
            )
            raise DecisionParserError(f"{message}; free some, or run with `--jobs 1`.")
        if place.key.decision_id != each.decision_id:
            message = f"The page of {each.decision_id} in the archive gave {place.key.decision_id}"
            raise DecisionParserError(f"{message}, not what its address says; please report this, with that address.")
        yield place


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
    """A decision to have in the release, and the records that it is read from. `digest` is of all it is made from."""

    decision_id: str
    year: int | None
    records: Records
    fetched_at: dt.datetime
    url: str
    digest: bytes

    def is_made_from(self, row: HeldRow) -> bool:
        """Whether a row of a release was read from just these bytes."""
        mine = (self.url, self.records.sha256, self.records.report_sha256, self.fetched_at)
        return mine == (row.url, row.snapshot_sha256, row.report_sha256, row.fetched_at)


def _find_order(wanted: Wanted) -> tuple[int, str]:
    """The order of the rows of a release."""
    return wanted.year or 0, wanted.decision_id


def _iter_wanted(index: Index, timeline: Timeline, source: Source) -> Iterator[Wanted]:
    times = index.find_times()
    for identity, version in timeline.versions.items():
        records = version.records
        if records.record not in times:
            raise ArchiveError(
                f"The archive has lost the page of {identity}; run `decision-parser archive verify` on it."
            )
        fetched_at = times[records.record]
        yield Wanted(
            f"{source.slug}/{identity}",
            version.gist.year,
            records,
            fetched_at,
            source.decision_address.format(identity=identity),
            find_digest(records, records.report_sha256, fetched_at, source),
        )


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
        by_basis[timeline.last_runs[version.gist.year]].add(identity)
    names = index.find_identities()
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
