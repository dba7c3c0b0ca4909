"""What was understood of a page that was fetched, and what not: for whoever asked for it by its address."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from rich.text import Text

from decision_parser.cli.layout import Line, hang
from decision_parser.cli.messages import one_line
from decision_parser.cli.screen import open_screen, print_lines

if TYPE_CHECKING:
    from decision_parser.pipeline.scraping import Scraped
    from decision_parser.pipeline.understanding import Understanding

_LABELS = 18
_WIDTH = 100


def print_account(scraped: "Scraped", *, stderr: bool) -> None:
    """Print what was understood of a page and what not: on stderr, or with the decision on stdout."""
    width = min(open_screen(stderr=stderr).width, _WIDTH)
    lines = [line.text for line in describe(scraped, width)]
    if stderr:
        for line in lines:
            click.echo(line, err=True)
    else:
        print_lines([Text(), *map(Text, lines)])


def describe(scraped: "Scraped", width: int) -> Iterator[Line]:
    """The account of a page that was fetched, line by line."""
    known = scraped.understanding
    verdict = "understood" if known.is_full else "understood in part"
    yield Line(one_line(f"{scraped.address}: {scraped.result}, {verdict}"))
    for label, value in (*_list_shares(scraped), *_list_gaps(known)):
        yield from hang(label, value, _LABELS, width)
    if scraped.message:
        yield from hang("Not fetched", scraped.message, _LABELS, width)


def _list_shares(scraped: "Scraped") -> Iterator[tuple[str, str]]:
    """Where the visible text went."""
    known, decision = scraped.understanding, scraped.decision
    yield "Visible text", f"{known.visible:,} characters without white space"
    yield "  header", f"{known.share(known.in_header):.1%}: {', '.join(known.fields)}"
    count = f"{len(decision.sections):,} sections, {decision.paragraph_count:,} paragraphs"
    yield "  sections", f"{known.share(known.in_sections):.1%}: {count}"
    if known.in_unknown_sections:
        yield "  of these", f"{known.share(known.in_unknown_sections):.1%} under headings that no table knows"
    reasons = (f"{reason} {known.share(count):.1%}" for reason, count in known.in_furniture.items())
    yield "  furniture", f"{known.share(sum(known.in_furniture.values())):.1%}: {', '.join(reasons) or 'none'}"
    yield "  nowhere", f"{known.share(known.nowhere):.1%}"


def _list_gaps(known: "Understanding") -> Iterator[tuple[str, str]]:
    """What was not understood; each is said, also where there is none."""
    yield "Unknown headings", "; ".join(known.unknown_headings) or "none"
    yield "Unknown labels", "; ".join(known.unknown_labels) or "none"
    yield "Missing fields", ", ".join(known.missing_fields) or "none"
    others = (f"{problem.code}, {problem.where}: {problem.detail}" for problem in known.other_problems)
    yield "Other problems", "; ".join(others) or "none"
