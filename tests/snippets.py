"""Small decisions around a piece of markup or text, for tests of one fact each."""

from decision_parser import parse
from decision_parser.models import Decision

TITLE = "<h1>Eastley Council (24 100 001)</h1>"
LABELS = "<p>Category : Housing &gt; Allocations</p><p>Decision : Upheld</p><p>Decision date : 06 Feb 2025</p>"
HEADING = "<h2>The Ombudsman's final decision:</h2>"
SUMMARY = "<p>Summary: The Council was at fault.</p>"
OPENING = "<h2>The complaint</h2>"
CLOSING = "<p>Investigator's decision on behalf of the Ombudsman</p>"


def write_page(body: str, header: str = TITLE + LABELS + HEADING + SUMMARY) -> bytes:
    """A page of a statement with this text below its header."""
    page = (
        f'<!doctype html><html><head><meta charset="utf-8"></head><body><article>{header}{body}</article></body></html>'
    )
    return page.encode()


def parse_body(body: str) -> Decision:
    """The decision on a page with this text below its summary."""
    return parse(write_page(f"{OPENING}{body}{CLOSING}"))


def parse_header(header: str) -> Decision:
    """The decision on a page with this between its title and the document heading."""
    text = f"{OPENING}<ol><li>Ms X complains about a house.</li></ol><h2>Final decision</h2><ol><li>Done.</li></ol>"
    return parse(write_page(text + CLOSING, TITLE + header + HEADING + SUMMARY))


def problems_of(decision: Decision) -> list[str]:
    """Code and detail of each problem."""
    return [f"{problem.code}: {problem.detail}" for problem in decision.problems]
