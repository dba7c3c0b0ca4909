"""PDFs: all that `parse` does against the text that pypdfium2 and pdfplumber give, and whether lines are the same."""

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pdfplumber
import pypdfium2

from benchmarks.samples import write_pdfs
from benchmarks.tables import Table, say_limit
from benchmarks.templates import LENGTHS
from benchmarks.timing import Rounds
from decision_parser.documents.pdf_lines import Line, read_pages
from decision_parser.pipeline.parse import parse

_MOST = 12.0
_SAME_LINE = 4.0
_SHOWN = 8
_REAL = Path(__file__).parents[2] / "shared" / "real"
_NOTE = """\
CPU of a page. pypdfium2 gives the text of a page and no lines; pdfplumber's is `extract_text(y_tolerance=4)`. Ours is
all of `parse`. Lines are compared page by page, white space normalised, ours put together by their baselines: counted
are pdfplumber's lines that we read just so, of all of its lines."""


def measure_pdfs(rounds: int) -> Table:
    """A row for each length, of decisions that no round before had, and one for each real file."""
    rows, unequal = [], list[str]()
    for name, write in _iter_kinds():
        figures, differences = _time_kind(write, rounds)
        rows.append((name, *figures))
        unequal += [f"{name}, {difference}" for difference in differences]
    shown = [f"- {difference}" for difference in unequal[:_SHOWN]]
    more = [f"- … and {len(unequal) - _SHOWN} more"] if len(unequal) > _SHOWN else []
    differing = "\n".join(("First differences:\n", *shown, *more)) if unequal else "No line differs."
    limit = f"≤ {_MOST:.0f} ms"
    columns = (
        "file",
        "pages",
        "pypdfium2",
        "`parse`",
        "pdfplumber",
        "times faster",
        "middle half",
        limit,
        "lines equal",
    )
    return Table("PDFs: `parse` against pypdfium2 and pdfplumber", columns, rows, [_NOTE, differing])


def _time_kind(write: Callable[[], bytes], rounds: int) -> tuple[tuple[str, ...], list[str]]:
    """The cells of a row, and each line that differs."""
    timed, equal, total, pages, unequal = Rounds(), 0, 0, 0, list[str]()
    for _ in range(rounds + 1):
        data = write()
        timed.time("pdfplumber", _extract_text, [data])
        timed.time("pypdfium2", _read_with_pdfium, [data])
        timed.time("ours", parse, [data])
        texts = _extract_text(data)
        timed.note("pages", len(texts))
        same, all_, differences = _compare(data, texts)
        equal, total, pages, unequal = equal + same, total + all_, pages + len(texts), unequal + differences
    pdfium, ours, plumber = (timed.compare(name, "pages").ratio for name in ("pypdfium2", "ours", "pdfplumber"))
    faster = timed.compare("pdfplumber", "ours")
    cells = (
        f"{pages / (rounds + 1):.1f}",
        f"{pdfium:.1f} ms",
        f"{ours:.1f} ms",
        f"{plumber:.0f} ms",
        f"{faster.ratio:.1f}",
        faster.middle_half,
        say_limit(holds=ours <= _MOST),
        f"{equal} of {total}",
    )
    return cells, unequal


def _iter_kinds() -> Iterator[tuple[str, Callable[[], bytes]]]:
    for length, (few, many) in LENGTHS.items():
        yield f"{length}: {few} to {many} paragraphs", partial(_write_one, length)
    for path in sorted(_REAL.glob("*.pdf")):
        yield f"real, `{path.name}`", path.read_bytes


def _write_one(length: str) -> bytes:
    return write_pdfs(1, lambda template: template.length == length)[0]


def _read_with_pdfium(data: bytes) -> list[str]:
    """The text of each page, as the library gives it."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def _extract_text(data: bytes) -> list[str]:
    """What pdfplumber reads, page by page."""
    texts = []
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            texts.append(page.extract_text(y_tolerance=_SAME_LINE))
            page.close()
    return texts


def _compare(data: bytes, texts: Sequence[str]) -> tuple[int, int, list[str]]:
    """How many lines of the pages' texts, pdfplumber's, are ours too, of how many, and each that is not beside ours."""
    equal, total, differences = 0, 0, []
    for number, (text, page) in enumerate(zip(texts, read_pages(data), strict=True), start=1):
        theirs = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        ours = list(_join_baselines(page.lines))
        left = Counter(ours)
        left.subtract(theirs)
        missing = [line for line, count in (Counter(theirs) - Counter(ours)).items() for _ in range(count)]
        added = [line for line, count in left.items() for _ in range(count) if count > 0]
        differences += [
            f"page {number}: {line!r} is {added[place]!r} here" if place < len(added) else f"page {number}: no {line!r}"
            for place, line in enumerate(missing)
        ]
        equal += len(theirs) - len(missing)
        total += len(theirs)
    return equal, total, differences


def _join_baselines(lines: Sequence[Line]) -> Iterator[str]:
    """The lines of a page, with what stands on one baseline as one line, and tables row by row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.y):
        if rows and not line.table and not rows[-1][0].table and line.y - rows[-1][0].y < _SAME_LINE:
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        text = " ".join(line.text for line in sorted(row, key=lambda line: line.x0))
        yield from (" ".join(part.split()) for part in text.split("\n"))
