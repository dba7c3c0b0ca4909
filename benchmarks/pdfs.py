"""PDFs: all that `parse` does against pdfplumber's text of the same file, and whether both see the same lines."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pdfplumber

from benchmarks.tables import Table, say_limit
from benchmarks.timing import repeat, time_pairs
from decision_parser.documents.pdf_lines import Line, read_pages
from decision_parser.pipeline.parse import parse
from tests.rendering import pdf, samples

_LEAST = 5.0
_SAME_LINE = 4.0
_NOTE = f"""\
Limit: {_LEAST:.0f} times. Lines are compared page by page, white space normalised, ours put together by their
baselines: counted are pdfplumber's lines that we read just so, of all of its lines."""
_SHOWN = 8
_REAL = Path(__file__).parents[2] / "shared" / "real"


def measure_pdfs(rounds: int, *, quick: bool) -> Table:
    """A row for each file."""
    rows, unequal = [], []
    for name, data in _iter_files(quick=quick):
        found = time_pairs(_extract_text, parse, repeat([data], rounds))
        times, slow, fast = (1 / ratio for ratio in (found.ratio, found.high, found.low))
        pages = len(_extract_text(data))
        equal, total, differences = _compare(data)
        unequal += [f"{name}, {difference}" for difference in differences]
        rows.append(
            (
                name,
                str(pages),
                f"{found.floor / pages:.0f} ms",
                f"{found.ours / pages:.1f} ms",
                f"{times:.1f}",
                f"{slow:.1f}-{fast:.1f}",
                say_limit(holds=times >= _LEAST),
                f"{equal} of {total}",
            )
        )
    shown = [f"- {difference}" for difference in unequal[:_SHOWN]]
    more = [f"- … and {len(unequal) - _SHOWN} more"] if len(unequal) > _SHOWN else []
    return Table(
        "PDFs: pdfplumber's `extract_text(y_tolerance=4)` against `parse`",
        ("file", "pages", "pdfplumber, a page", "parse, a page", "times faster", "middle half", f"≥ {_LEAST:.0f}",
         "lines equal"),
        rows,
        [
            _NOTE,
            "\n".join(("First differences:\n", *shown, *more)) if unequal else "No line differs.",
        ],
    )  # fmt: skip


def _iter_files(*, quick: bool) -> Iterator[tuple[str, bytes]]:
    lengths = ((1, 15), (2, 30)) if quick else ((1, 15), (2, 30), (3, 30), (4, 60))
    for seed, paragraphs in lengths:
        yield f"generated, {paragraphs} paragraphs", pdf.render(samples.sample(seed, paragraphs=paragraphs))
    for path in sorted(_REAL.glob("*.pdf")):
        yield f"real, `{path.name}`", path.read_bytes()


def _extract_text(data: bytes) -> list[str]:
    """What pdfplumber reads, page by page."""
    texts = []
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            texts.append(page.extract_text(y_tolerance=_SAME_LINE))
            page.close()
    return texts


def _compare(data: bytes) -> tuple[int, int, list[str]]:
    """How many of pdfplumber's lines are ours too, of how many, and each that is not beside ours in its place."""
    equal, total, differences = 0, 0, []
    for number, (text, page) in enumerate(zip(_extract_text(data), read_pages(data), strict=True), start=1):
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
