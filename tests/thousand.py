"""Generated documents in every form, read back: a thousand of them when run as `python -m tests.thousand`."""

import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from decision_parser import parse, to_json
from decision_parser.models import Decision, ProblemCode
from tests.rendering import html, pdf, plain
from tests.rendering.expectation import Format, Nested, expected
from tests.rendering.manuscript import Manuscript, iter_entries
from tests.rendering.samples import sample

COUNT = 1000
SHOWN = 20
"""Differences that are printed in full."""
LONGEST_QUESTION = 14
"""Words of a question that may be a heading as well."""
QUIRKS: tuple[tuple[html.Quirk, ...], ...] = ((), ("empty_item",), ("breaks",), ("cookies_last",))


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a manuscript can be published in: how it is written, and what to expect of it."""

    name: str
    format: Format
    write: Callable[[Manuscript, Sequence[html.Quirk]], bytes]
    markup: str | None = None
    nested: Nested = "flat"

    def expect(self, manuscript: Manuscript) -> dict[str, Any]:
        """What a parser should give for the manuscript in this form."""
        return expected(manuscript, self.format, markup=self.markup, nested=self.nested)


def _write_html(markup: str, manuscript: Manuscript, quirks: Sequence[html.Quirk]) -> bytes:
    return html.encode(html.render(manuscript, markup, quirks=quirks))


def _write_pdf(manuscript: Manuscript, _quirks: Sequence[html.Quirk]) -> bytes:
    return pdf.render(manuscript)


def _write_plain(nested: Nested, manuscript: Manuscript, _quirks: Sequence[html.Quirk]) -> bytes:
    return plain.render(manuscript, nested).encode()


HTML = tuple(Form(f"html {markup}", "html", partial(_write_html, markup), markup) for markup in html.MARKUPS)
PDF = Form("pdf", "pdf", _write_pdf)
PLAIN = Form("plain flat", "plain", partial(_write_plain, "flat"))
INDENTED = Form("plain indented", "plain", partial(_write_plain, "indented"), nested="indented")
FORMS = (*HTML, PDF, PLAIN, INDENTED)


def holds_question(manuscript: Manuscript) -> bool:
    """Whether a line is one short question: in a text file nothing tells it from a heading."""
    return any(
        entry.number is None
        and entry.style is None
        and entry.text.endswith("?")
        and len(entry.text.split()) <= LONGEST_QUESTION
        for entry in iter_entries(manuscript)
    )


def find_differences(decision: Decision, wanted: dict[str, Any]) -> list[str]:
    """Where the JSON of a decision is not what was wanted: each field that differs, and the first section that does."""
    found = json.loads(to_json(decision))
    differences = [
        f"{field}: {found[field]!r} for {value!r}"
        for field, value in wanted.items()
        if field != "sections" and found[field] != value
    ]
    for ours, theirs in itertools.zip_longest(found["sections"], wanted["sections"]):
        if ours != theirs:
            return [*_section_differences(ours, theirs), *differences]
    return differences


def _section_differences(found: dict[str, Any] | None, wanted: dict[str, Any] | None) -> Iterator[str]:
    if found is None or wanted is None:
        yield f"section {_heading(found)} for {_heading(wanted)}"
        return
    for field, value in wanted.items():
        if field != "paragraphs" and found[field] != value:
            yield f"section {_heading(wanted)}, {field}: {found[field]!r} for {value!r}"
    for ours, theirs in itertools.zip_longest(found["paragraphs"], wanted["paragraphs"]):
        if ours != theirs:
            yield f"section {_heading(wanted)}, paragraph: {ours} for {theirs}"


def _heading(section: dict[str, Any] | None) -> str:
    return repr(section["heading"]) if section else "none"


def find_lossless(decision: Decision) -> list[str]:
    """The details of the problems that say something was lost."""
    return [problem.detail for problem in decision.problems if problem.code is ProblemCode.LOSSLESS]


def main(count: int = COUNT) -> int:
    """Write and read `count` documents, print how many are lossless and as expected, and give the exit code."""
    started = time.perf_counter()
    tally = Counter[tuple[str, str]]()
    shown = 0
    for number in range(count):
        form = FORMS[number % len(FORMS)]
        quirks = QUIRKS[number // len(FORMS) % len(QUIRKS)]
        manuscript = sample(number, 10 + number % 50)
        decision = parse(form.write(manuscript, quirks))
        lost = find_lossless(decision)
        differences = find_differences(decision, form.expect(manuscript))
        tally[form.name, "documents"] += 1
        tally[form.name, "lossless"] += not lost
        tally[form.name, "as expected"] += not differences
        for line in lost + differences[:1]:
            shown += 1
            if shown <= SHOWN:
                print(f"document {number}, {form.name} {quirks}: {line[:400]}")  # noqa: T201 - a report on the terminal
    return _report(tally, time.perf_counter() - started)


def _report(tally: Counter[tuple[str, str]], seconds: float) -> int:
    columns = ("documents", "lossless", "as expected")
    totals = [sum(tally[form.name, column] for form in FORMS) for column in columns]
    rows = [(form.name, *(tally[form.name, column] for column in columns)) for form in FORMS]
    for name, *figures in [("form", *columns), *rows, ("all", *totals)]:
        print(f"{name:16}" + "".join(f"{figure:>14}" for figure in figures))  # noqa: T201 - a report on the terminal
    print(f"{seconds:.0f} seconds")  # noqa: T201 - a report on the terminal
    return 0 if totals[0] == totals[1] == totals[2] else 1


if __name__ == "__main__":
    sys.exit(main())
