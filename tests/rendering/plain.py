"""A manuscript as plain text, in the form in which pages are passed on: numbers lost, items behind a hyphen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .html import values
from .manuscript import Entry, Manuscript, iter_entries

if TYPE_CHECKING:
    from .expectation import Nested


def render(manuscript: Manuscript, nested: Nested = "flat") -> str:
    """Title, labelled values, headings and paragraphs, one line each and no line end at the end."""
    return "\n".join(_lines(manuscript, nested))


def _lines(manuscript: Manuscript, nested: Nested) -> Iterator[str]:
    yield manuscript.title
    for label, parts in values(manuscript):
        yield f"{label} : {' > '.join(parts)}"
    if manuscript.stage_heading:
        yield manuscript.stage_heading
    if manuscript.summary:
        separator = " " if manuscript.has_inline_summary else "\n"
        yield f"{manuscript.summary_heading}{separator}{manuscript.summary}"
    entries = list(iter_entries(manuscript))
    for index, section in enumerate(manuscript.sections):
        yield section.heading
        yield from (_line(entry, nested) for entry in entries if entry.section == index)
    yield from (line for line in (manuscript.signature, manuscript.compliance) if line)


def _line(entry: Entry, nested: Nested) -> str:
    """A paragraph; only what HTML has as a list item gets the hyphen."""
    if entry.number is None and entry.style is None:
        return entry.text
    indent = "  " * entry.depth if nested == "indented" else ""
    return f"{indent}- {entry.text}"
