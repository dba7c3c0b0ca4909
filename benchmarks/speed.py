"""CPU time of parsing against that of the libraries that it stands on."""

import io
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import lxml.html
import pdfplumber

from decision_parser.documents.pdf_lines import read_pages
from decision_parser.pipeline.parse import parse
from tests.rendering import html, pdf, samples

_SIZES = {"short": 15, "usual": 30, "long": 60}
_PAGES = 20
_MOST_HTML = 3.0
_LEAST_PDF = 5.0
_MOST_HELP = 0.2
_REAL = Path(__file__).parents[2] / "shared" / "real"


def _seconds(work: Callable[[bytes], object], files: Sequence[bytes]) -> float:
    begun = time.process_time()
    for data in files:
        work(data)
    return time.process_time() - begun


def _paired(
    floor: Callable[[bytes], object], files: Sequence[bytes], rounds: int
) -> tuple[float, float, tuple[float, float, float]]:
    """Seconds a file of the floor and of `parse` (medians), and quartiles of the ratio round by round."""
    _seconds(parse, files)
    pairs = [(_seconds(floor, files), _seconds(parse, files)) for _ in range(rounds)]
    low, middle, high = statistics.quantiles([ours / base for base, ours in pairs], n=4)
    base, ours = (statistics.median(column) / len(files) for column in zip(*pairs, strict=True))
    return base, ours, (low, middle, high)


def measure_html(rounds: int) -> Iterator[str]:
    """A row for each markup and length."""
    yield f"## Pages: `parse` against `lxml.html.document_fromstring` on the same pages (limit {_MOST_HTML})\n"
    yield "| markup | decision | page | floor | ours | ratio | quartiles | holds |\n|---|---|---|---|---|---|---|---|"
    for markup in html.MARKUPS:
        for name, paragraphs in _SIZES.items():
            manuscripts = (samples.sample(seed, paragraphs=paragraphs) for seed in range(_PAGES))
            pages = [html.render(manuscript, markup, chrome="full").encode() for manuscript in manuscripts]
            base, ours, (low, middle, high) = _paired(lxml.html.document_fromstring, pages, rounds)
            size = sum(map(len, pages)) / len(pages) / 1000
            yield (
                f"| {markup} | {name} | {size:.0f} kB | {base * 1e3:.2f} ms | {ours * 1e3:.2f} ms | {middle:.2f} "
                f"| {low:.2f}-{high:.2f} | {'yes' if middle <= _MOST_HTML else 'no'} |"
            )
    yield ""


def _extract(data: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(data)) as document:
        texts = []
        for page in document.pages:
            texts.append(page.extract_text(y_tolerance=4))
            page.close()
    return texts


def measure_pdf(rounds: int) -> Iterator[str]:
    """A row for each PDF: the ratio, and how many of pdfplumber's lines are just ours."""
    yield f"## PDFs: pdfplumber's `extract_text` against `parse` on the same file (at least {_LEAST_PDF})\n"
    yield "| file | pages | pdfplumber | ours | times as fast | lines equal | holds |\n|---|---|---|---|---|---|---|"
    files = {f"generated {seed}": pdf.render(samples.sample(seed, paragraphs=30)) for seed in range(4)}
    files |= {path.name: path.read_bytes() for path in sorted(_REAL.glob("*.pdf"))}
    for name, data in files.items():
        base, ours, _ = _paired(_extract, [data], rounds)
        theirs = [line.split() for text in _extract(data) for line in text.splitlines()]
        lines = [line.text.split() for page in read_pages(data) for line in page.lines]
        # A table is one line of ours, with its rows and cells.
        table = [
            row.split()
            for page in read_pages(data)
            for line in page.lines
            if line.table
            for row in line.text.split("\n")
        ]
        equal = sum(line in lines or line in table for line in theirs)
        yield (
            f"| {name} | {len(_extract(data))} | {base * 1e3:.0f} ms | {ours * 1e3:.1f} ms | {base / ours:.1f} "
            f"| {equal} of {len(theirs)} | {'yes' if base / ours >= _LEAST_PDF else 'no'} |"
        )
    yield ""


def measure_help(runs: int) -> Iterator[str]:
    """CPU time of `decision-parser --help`, and what it imports that it should not."""
    code = (
        "import sys, time, contextlib\n"
        "from decision_parser.cli import main\n"
        "with contextlib.suppress(SystemExit): main(['--help'])\n"
        "heavy = {'pandas', 'pyarrow', 'lxml', 'pdfplumber'} & sys.modules.keys()\n"
        "print(time.process_time(), *sorted(heavy), file=sys.stderr)"
    )
    found = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.split()
        for _ in range(runs)
    ]
    seconds = statistics.median(float(words[0]) for words in found)
    yield f"## `decision-parser --help` (limit {_MOST_HELP} s)\n"
    yield f"{seconds:.3f} s of CPU (median of {runs}); heavy imports: {' '.join(found[0][1:]) or 'none'}.\n"
