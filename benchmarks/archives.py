"""Reading an archive: FastWARC over its files, and ours, which checks every digest on the way."""

from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from benchmarks.stock import Stock
from benchmarks.tables import Table
from benchmarks.timing import Cost, Rounds
from decision_parser.crawl.warc import Entry, iter_entries, iter_files, read_reply

_NOTE = """\
FastWARC unpacks each record of an archive and its page, and checks nothing. Ours checks each record's checksum, parses
its headers and compares the page with its hash: in order, as an index is made, and then each by its place, as a build
reads them."""


def measure_archives(stock: Stock, count: int, rounds: int) -> Table:
    """A row for each way to read all pages of an archive."""
    folder = stock.find_archive(count)
    pages = [entry for file in iter_files(folder) for entry in iter_entries(file) if entry.role == "decision"]
    timed = Rounds()
    for _ in range(rounds + 1):
        timed.time("fastwarc", _read_with_fastwarc, [folder])
        timed.time("index", _index, [folder])
        timed.time("pages", lambda entries: _read_pages(folder, entries), [pages])
    rows = [
        _describe("FastWARC: every record, the body unpacked", timed.compare("fastwarc", "fastwarc"), count),
        _describe("ours: every record, for the index", timed.compare("index", "fastwarc"), count),
        _describe("ours: every page, by its place", timed.compare("pages", "fastwarc"), count),
    ]
    columns = ("of an archive", "CPU, a thousand pages", "times FastWARC", "middle half")
    return Table("Archives: reading them", columns, rows, [_NOTE])


def _read_with_fastwarc(folder: Path) -> int:
    read = 0
    for file in sorted(folder.glob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response, auto_decode="content"):
                read += len(record.reader.read())
    return read


def _index(folder: Path) -> int:
    return sum(1 for file in iter_files(folder) for _ in iter_entries(file))


def _read_pages(folder: Path, entries: list[Entry]) -> int:
    return sum(len(read_reply(folder, entry).body) for entry in entries)


def _describe(name: str, found: Cost, count: int) -> tuple[str, str, str, str]:
    return (
        name,
        f"{found.milliseconds / count:.3f} s",
        f"{found.ratio:.2f}",
        found.middle_half if found.high > found.low else "",
    )
