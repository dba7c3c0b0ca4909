"""How a decision looks to a reader: on a terminal, and as plain text in a pipe."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from rich.text import Text

from decision_parser.cli.messages import one_line
from decision_parser.cli.screen import open_screen, print_lines
from decision_parser.models import Decision, Paragraph, ParagraphKind, Section, Stage

_READING_WIDTH = 100
_NARROWEST = 20
_MARGIN = 6
_STEP = 4
_LABELS = 12
_RULES = ("=", "-")  # under a title, and under the heading of a section; a sub-heading has none
_LABEL = re.compile(r"\(\w+\)$")


class Line(NamedTuple):
    """A line of a layout, and its style where a terminal can show one."""

    text: str
    style: str = ""


def print_decision(decision: Decision, *, first: bool) -> None:
    """Print a decision on stdout, apart from the one before unless it is the `first`."""
    lines = lay_out(decision, min(open_screen().width, _READING_WIDTH))
    apart = [] if first else [Text()] * 3
    print_lines([*apart, *(Text(line.text, line.style) for line in lines)])


def lay_out(decision: Decision, width: int) -> Iterator[Line]:
    """The lines of a decision, none wider than `width` unless a word or a table is."""
    yield from _heading(decision.title or _name(decision), 0, width)
    yield from _header(decision, width)
    for section in decision.sections:
        yield from _section(section, width)
    yield from _problems(decision, width)


def _name(decision: Decision) -> str:
    """What a title would say."""
    body = decision.body_name
    return f"{body} ({decision.case_reference})" if body else decision.case_reference


def _heading(text: str, level: int, width: int) -> Iterator[Line]:
    lines = textwrap.wrap(one_line(text), width, break_long_words=False)
    yield from (Line(line, "bold") for line in lines)
    if lines and level < len(_RULES):
        yield Line(_RULES[level] * max(map(len, lines)), "dim")


def _header(decision: Decision, width: int) -> Iterator[Line]:
    day = decision.decided_on
    values = {
        "Category": " > ".join(filter(None, (decision.category, decision.subcategory))),
        "Decision": decision.outcome_text,
        "Decided on": f"{day.day} {day:%B %Y}" if day else decision.decided_on_text,
        "Stage": None if decision.stage in {None, Stage.FINAL} else f"{decision.stage}: this is no decision yet",
        "Remedies": _sum_up(decision),
        "Also": ", ".join(decision.other_references),
        "Address": decision.url,
        "Identity": decision.decision_id,
    }
    for label, value in values.items():
        if value:
            yield from hang(label, value, _LABELS, width)


def _sum_up(decision: Decision) -> str:
    """Which remedies there are, and what they come to: `payment (2), apology; £2,400 in all`."""
    counts = Counter(str(remedy.kind).replace("_", " ") for remedy in decision.remedies if remedy.part_of is None)
    kinds = ", ".join(f"{kind} ({count})" if count > 1 else kind for kind, count in counts.items())
    total = decision.remedy_total
    return f"{kinds}; £{total:,.2f} in all".replace(".00 ", " ") if total is not None else kinds


def _section(section: Section, width: int) -> Iterator[Line]:
    yield Line("")
    yield from _heading(section.heading or "", section.level, width)
    for number, paragraph in enumerate(section.paragraphs):
        if number and not paragraph.depth:
            yield Line("")
        yield from _paragraph(paragraph, width)


def _paragraph(paragraph: Paragraph, width: int) -> Iterator[Line]:
    margin = _MARGIN + _STEP * paragraph.depth
    label = _label(paragraph)
    if paragraph.kind is ParagraphKind.TABLE:
        yield from (Line(" " * margin + row) for row in _table(paragraph.text))
    elif paragraph.kind is ParagraphKind.QUOTE:
        yield from hang(" " * margin + ">", paragraph.text, margin + 2, width)
    elif paragraph.depth:
        yield from hang(" " * (margin - _STEP) + label, paragraph.text, margin, width)
    else:
        yield from hang(label.rjust(_MARGIN - 2), paragraph.text, margin, width)


def _label(paragraph: Paragraph) -> str:
    """What stands before a paragraph: its number, or the letter or bullet of an item."""
    if paragraph.number:
        return f"{paragraph.number}."
    if paragraph.kind is not ParagraphKind.ITEM:
        return ""
    if found := _LABEL.search(paragraph.path or ""):
        return found[0]
    return "•" if paragraph.path else "-"


def hang(lead: str, text: str, margin: int, width: int) -> Iterator[Line]:
    """`text` wrapped with all its lines at `margin`, the first of them after `lead`."""
    first = lead.ljust(margin) if len(lead) < margin else f"{lead} "
    lines = textwrap.wrap(
        one_line(text),
        max(width, margin + _NARROWEST),
        initial_indent=first,
        subsequent_indent=" " * margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from map(Line, lines)


def _table(text: str) -> Iterator[str]:
    """The rows of a table, its columns under each other."""
    rows = [[one_line(cell) for cell in row.split("\t")] for row in text.split("\n")]
    widths = [max(len(row[at]) for row in rows if at < len(row)) for at in range(max(map(len, rows)))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()


def _problems(decision: Decision, width: int) -> Iterator[Line]:
    if decision.problems:
        yield Line("")
        yield from _heading("Problems", 1, width)
    for problem in decision.problems:
        yield from hang("   !", f"{problem.code}, {problem.where}: {problem.detail}", _MARGIN, width)
