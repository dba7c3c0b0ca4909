"""What each run found in each window, from its notes in the archive to rows of the table `ledger`."""

from collections.abc import Iterator

import msgspec

from decision_parser.crawl.index import Index
from decision_parser.crawl.index_tables import ReadingRow
from decision_parser.dataset.history import LedgerRow, WindowStatus
from decision_parser.pipeline.timeline import Timeline
from decision_parser.vocabulary import Source


def iter_ledger(index: Index, timeline: Timeline, source: Source) -> Iterator[LedgerRow]:
    """The ledger up to the last run that changed anything."""
    for reading in index.iter_readings():
        if timeline.basis is not None and reading.run <= timeline.basis:
            yield write_ledger_row(reading, source)


def write_ledger_row(reading: ReadingRow, source: Source) -> LedgerRow:
    """What a run found in one window."""
    note, counts = reading.note, reading.note.counts
    return LedgerRow(
        run=note.run,
        source=source.slug,
        window_since=note.window.since if note.window else None,
        window_until=note.window.until if note.window else None,
        read_at=note.read_at,
        status=WindowStatus.COMPLETE if note.complete and not note.message else WindowStatus.INCOMPLETE,
        total=note.total,
        **{name: getattr(counts, name) for name in ("found", "repeated", "new", "fetched", "unchanged", "failed")},
        **{name: getattr(counts, name) for name in ("not_due", "parsed", "published", "missing")},
        excluded=sum(counts.excluded.values()),
        excluded_reasons=msgspec.json.encode(counts.excluded).decode() if counts.excluded else None,
        message=note.message,
    )
