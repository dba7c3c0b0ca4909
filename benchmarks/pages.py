"""Pages: what `parse` does, but for remedies and citations, against lxml's bare parse of the same bytes."""

import statistics

import lxml.html

from benchmarks.meaning import parse_without_meaning
from benchmarks.tables import Table, say_limit
from benchmarks.timing import time_pairs
from decision_parser.documents import read_document
from tests.rendering import html, samples

_LENGTHS = {"short": 15, "usual": 30, "long": 60}
_MOST = 3.0
_PAGES = 8
"""Pages of a round: so few that a round is over before the machine's speed changes."""
_NOTE = f"""\
Short, usual and long decisions have {", ".join(map(str, _LENGTHS.values()))} numbered paragraphs, on pages with menu,
cookie notice and foot; size and blocks are those of one page. Each round is of {_PAGES} pages that none before had, so
that nothing is remembered of them. `parse` does all here that it does in a build: sections, numbers, fields, both
hashes, and the check that no word was lost; but for remedies and citations, whose cost has a table of its own."""


def measure_pages(rounds: int) -> Table:
    """A row for each markup and length."""
    rows, holding = [], []
    for markup in html.MARKUPS:
        for length, paragraphs in _LENGTHS.items():
            found = time_pairs(
                lxml.html.document_fromstring, parse_without_meaning, _write_rounds(markup, paragraphs, rounds)
            )
            page = _write(markup, paragraphs, 0)
            holds = round(found.ratio, 2) <= _MOST
            holding += [length] if holds else []
            rows.append(
                (
                    f"{markup}, {length}",
                    f"{len(page) / 1000:.0f} kB",
                    str(len(read_document(page).blocks)),
                    f"{found.floor:.2f} ms",
                    f"{found.ours:.2f} ms",
                    f"{found.ratio:.2f}",
                    f"{found.low:.2f}-{found.high:.2f}",
                    say_limit(holds=holds),
                )
            )
    middle = statistics.median(float(row[5]) for row in rows)
    each = ", ".join(f"{holding.count(length)} of {len(html.MARKUPS)} {length}" for length in _LENGTHS)
    return Table(
        "Pages: `parse` against `lxml.html.document_fromstring`",
        ("markup, length", "page", "blocks", "lxml", "parse", "ratio", "middle half", f"≤ {_MOST}"),
        rows,
        [f"Limit: {_MOST} times. It holds for {each}; median of all rows: {middle:.2f}.", _NOTE],
    )


def _write_rounds(markup: str, paragraphs: int, rounds: int) -> list[list[bytes]]:
    """Rounds of fresh pages, and one to warm up; all written before any is timed."""
    return [
        [_write(markup, paragraphs, number * _PAGES + place) for place in range(_PAGES)] for number in range(rounds + 1)
    ]


def _write(markup: str, paragraphs: int, seed: int) -> bytes:
    return html.render(samples.sample(seed, paragraphs=paragraphs), markup, chrome="full").encode()
