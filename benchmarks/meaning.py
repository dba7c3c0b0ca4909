"""What remedies, citations and their cross-checks cost, against the rest of `parse`."""

from benchmarks.tables import Table, say_limit
from benchmarks.timing import time_pairs
from decision_parser.parsing import assembly
from decision_parser.pipeline.parse import parse
from decision_parser.quality import decision as quality
from tests.rendering import html, samples

_LENGTHS = {"short": 15, "usual": 30, "long": 60}
_MOST = 1.5
_PAGES = 8
_FIRST = 100_000  # of the seeds: no other benchmark has read these pages
_NOTE = """\
"Without" is `parse` with what reads the meaning of sections, and what checks it, replaced by nothing; "cost" is what
they add, as a multiple of that. Each round is of pages that none before had: real decisions repeat more of their words
(what was read of a sentence about law is remembered), so these figures are the dearer case."""


def measure_meaning(rounds: int) -> Table:
    """A row for each length."""
    rows = []
    for length, paragraphs in _LENGTHS.items():
        found = time_pairs(parse_without_meaning, parse, _write_rounds(paragraphs, rounds))
        cost = found.ratio - 1
        rows.append(
            (
                length,
                f"{found.floor:.2f} ms",
                f"{found.ours:.2f} ms",
                f"{cost:.2f}",
                f"{found.low - 1:.2f}-{found.high - 1:.2f}",
                say_limit(holds=round(cost, 2) <= _MOST),
            )
        )
    return Table(
        "Meaning: remedies, citations and cross-checks against the rest of `parse`",
        ("length", "without", "with", "cost", "middle half", f"≤ {_MOST}"),
        rows,
        [f"Limit: {_MOST} times what `parse` costs without them.", _NOTE],
    )


def parse_without_meaning(data: bytes) -> object:
    """`parse` as it is without remedies, citations and their cross-checks."""
    reading, checking = vars(assembly), vars(quality)
    kept = reading["read_meaning"], checking["check_meaning"]
    reading["read_meaning"], checking["check_meaning"] = _read_nothing, _check_nothing
    try:
        return parse(data)
    finally:
        reading["read_meaning"], checking["check_meaning"] = kept


def _read_nothing(*_: object) -> dict[str, object]:
    return {}


def _check_nothing(*_: object) -> tuple[()]:
    return ()


def _write_rounds(paragraphs: int, rounds: int) -> list[list[bytes]]:
    """Rounds of fresh pages, and one to warm up."""
    return [
        [
            html.render(
                samples.sample(_FIRST + number * _PAGES + place, paragraphs=paragraphs), "article", chrome="full"
            ).encode()
            for place in range(_PAGES)
        ]
        for number in range(rounds + 1)
    ]
