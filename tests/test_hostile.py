"""Inputs that mean harm or were mangled: nothing is lost in silence, nothing hangs, and no other page is a decision."""

import time
from collections.abc import Callable

import pytest

from decision_parser import parse
from decision_parser.errors import DecisionParserError, NotADecisionError
from tests.snippets import CLOSING, HEADING, LABELS, OPENING, SUMMARY, TITLE, parse_body, write_page

REPORT = (
    f"{TITLE}{LABELS}<h2>Summary</h2><p>{{}}</p><h2>The complaint</h2><p>They complain.</p>"
    "<h2>Finding</h2><p>Fault found.</p><h2>Recommendations</h2><p>Pay.</p>"
)


# ── text that must stay ──────────────────────────────────────────────────────────────────────────────────────────────

KEPT = {
    "list of links": "<ol><li>I read:<ul><li><a href=/a>the Act</a></li><li><a href=/b>kept</a></li></ul></li></ol>",
    "links after a list": "<ol><li>Read:</li></ol><ul><li><a href=/a>the Act</a></li><li><a href=/b>kept</a></li></ul>",
    "id of a heading": '<section id="consent-for-care"><h3>Consent for care</h3><ol><li>kept</li></ol></section>',
    "class of a site": '<div class="content cookies-accepted"><ol><li>kept</li></ol></div>',
    "words of furniture": "<ol><li>The form has:</li><li>Contents</li><li>Page 3</li><li>kept</li></ol>",
    "words of a notice": "<p>Privacy settings</p><ol><li>Seen.</li></ol><p>Review your privacy settings</p><p>kept</p>",
    "term alone": "<dl><dt>kept</dt><dd>Special<ul><li>help</li></ul></dd></dl>",
    "below the signature": f"{CLOSING}<p>kept</p>",
    "heading below the signature": f"{CLOSING}<h2>Postscript</h2><p>kept</p>",
    "beside the cells of a table": "<table>kept<tr><td>x</td></tr></table>",
    "beside the terms of a list": "<dl>kept<dt>x</dt><dd>y</dd></dl>",
    "deep down": "<div>" * 300 + "<p>kept</p>" + "</div>" * 300,
    "never closed": "<div><p>text</p>" * 300 + "<p>kept</p>",
    "never closed in a list": "<ol>" + "<li><span>text" * 300 + "<li>kept</ol>",
    "an ellipsis that passed as latin-1": "<p>one</p>\x85<ul><li>two</li>&#133;<li>\x85</li></ul><p>kept</p>",
    "after a control": "<p>one<br>\x0ctwo \x10 kept</p>",
}


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT)
def test_text_inside_the_article_is_never_furniture(body: str) -> None:
    """What stands in the text of a decision is in its sections, and so is all that comes after it."""
    decision = parse_body(f"{body}<h2>Final decision</h2><ol><li>Done.</li></ol>")
    assert "kept" in decision.full_text
    assert decision.final_decision == "Done."
    assert [problem for problem in decision.problems if problem.code == "lossless"] == []


@pytest.mark.parametrize("first", ["Care Act 2014", "Council policy", "Recommendations"])
@pytest.mark.parametrize("second", ["Housing Act 1996", "Statutory guidance", "Final decision"])
def test_links_to_laws_are_no_jump_list(first: str, second: str) -> None:
    """Links whose words could be headings, and are none of this decision's, are items of the text."""
    links = f"<ul><li><a href=/a>{first}</a></li><li><a href=/b>{second}</a></li></ul>"
    decision = parse_body(f"<h2>What I found</h2><ol><li>I read:</li></ol>{links}<ol><li>It is law.</li></ol>")
    assert decision.findings == f"I read:\n{first}\n{second}\nIt is law."


def test_links_to_its_own_headings_are_a_jump_list_wherever_they_stand() -> None:
    """Links whose words are all headings of this decision lead to them, and are no text of it."""
    links = "<ul><li><a href=/a>What I found</a></li><li><a href=/b>Summary</a></li></ul>"
    decision = parse_body(f"<h2>What I found</h2><ol><li>I read it.</li></ol>{links}<ol><li>It is law.</li></ol>")
    assert decision.findings == "I read it.\nIt is law."
    assert [dropped.reason for dropped in decision.furniture] == ["jump list"]


def test_a_heading_in_a_quotation_opens_no_section() -> None:
    """A quoted letter has headings of its own, and the text after it stands where it did."""
    decision = parse_body(
        "<ol><li>It wrote:</li></ol><blockquote><h3>The complaint</h3><p>No.</p></blockquote><p>after</p>"
    )
    assert [section.kind.value for section in decision.sections] == ["summary", "complaint", "signature"]


SUBHEADINGS = ["The complaint", "Recommendations", "Actions", "Remedy", "Complaint background", "Summary", "Findings"]


@pytest.mark.parametrize("heading", SUBHEADINGS)
def test_a_deeper_heading_in_the_findings_is_of_the_findings(heading: str) -> None:
    """Where a page ranks its headings, one below the findings is theirs, whatever a section of that name is."""
    found = (
        f"<h2>What I found</h2><h3>{heading}</h3><ol><li>A panel met.</li></ol><h3>Noise</h3><ol><li>Fault.</li></ol>"
    )
    decision = parse_body(f"<ol><li>Ms X complains.</li></ol>{found}<h2>Final decision</h2><ol><li>Done.</li></ol>")
    assert (decision.findings, decision.complaint) == ("A panel met.\nFault.", "Ms X complains.")


def test_a_summary_in_the_findings_is_no_second_summary() -> None:
    """A paragraph of the findings that begins with the word is a paragraph."""
    decision = parse_body("<h2>What I found</h2><ol><li>A</li></ol><p>Summary: of a report</p><ol><li>B</li></ol>")
    assert decision.summary == "The Council was at fault."


# ── other pages ──────────────────────────────────────────────────────────────────────────────────────────────────────

CARD = (
    '<div><a href="/decisions/housing/allocations/24-100-00{0}"><{1}>Eastley Council (24 100 00{0})</{1}></a>'
    "<p>Statement Upheld Allocations 18-Feb-2021</p><p>Summary: The Council was at fault in case {0}.</p></div>"
)
FOREIGN = {
    "list of a category": "<h1>Allocations</h1>" + "".join(CARD.format(number, "h3") for number in range(10)),
    "list with plain links": "<h1>Allocations</h1>" + "".join(CARD.format(number, "b") for number in range(10)),
    "one result": "<h1>Decisions</h1>" + CARD.format(1, "h3"),
    "search": f"<h1>Decisions</h1><p>Your search has 31 results</p>{CARD.format(1, 'h3')}",
    "report of a council": (
        "<h1>Ombudsman report 24 100 001</h1><h2>Summary</h2><p>Fault was found.</p><h2>Background</h2>"
        "<p>He complained.</p><h2>Recommendations</h2><p>That members note it.</p>"
    ),
    "guidance": "<h1>Guidance (24 100 001)</h1><h2>Summary</h2><p>Text.</p><h2>Remedy</h2><p>A payment.</p>",
    "news": "<h1>A family failed</h1><p>12 March 2021</p><h2>The complaint</h2><p>It did.</p><p>Case 24 100 001</p>",
    "another ombudsman": (
        "<h1>Eastley Homes (202012345)</h1><h2>The complaint</h2><p>x</p><h2>Assessment and findings</h2><p>x</p>"
        "<h2>Determination</h2><p>x</p><h2>Recommendations</h2><p>x</p>"
    ),
    "captcha": "<h1>Just a moment</h1><p>Please verify you are human</p>",
    "error": "<h1>Page not found</h1><p>Go to our <a href=/>home page</a>.</p>",
    "maintenance": "<h1>Sorry</h1><p>This site is down for maintenance.</p>",
    "header alone": f"{TITLE}{LABELS}",
    "headings alone": f"{TITLE}{LABELS}{HEADING}<h2>The complaint</h2><h2>Final decision</h2>",
}


@pytest.mark.parametrize("body", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("frame", ["{}", "<article id=article>{}</article>", "<main>{}</main>"])
def test_another_page_is_no_decision(body: str, frame: str) -> None:
    """Lists, news, guidance, notices and other bodies' pages are refused, also under a decision's address."""
    page = f"<!doctype html><html><head><title>Page</title></head><body>{frame.format(body)}</body></html>"
    with pytest.raises(NotADecisionError):
        parse(page.encode(), url="https://www.lgo.org.uk/decisions/housing/allocations/24-100-001")


@pytest.mark.parametrize(
    "sentence",
    [
        "The lift was closed for maintenance.",
        "The website said “page not found”.",
        "The form asked him to prove that you are human.",
        "The portal showed “internal server error” each time.",
        "Her search has 31 results.",
    ],
)
def test_a_decision_may_tell_of_such_pages(sentence: str) -> None:
    """A decision in whose text such words stand is a decision, with or without the heading of a statement."""
    assert parse(write_page(REPORT.format(sentence), "")).summary == sentence
    assert (
        parse(write_page(f"{OPENING}<ol><li>{sentence}</li></ol>{CLOSING}", TITLE + LABELS + SUMMARY)).complaint
        == sentence
    )


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

FILLER = f"<p>{'text ' * 200}</p>"
TRAPS: dict[str, Callable[[], bytes]] = {
    "comments before markup": lambda: b"<!---->" * 2000 + b"x",
    "scripts never closed": lambda: b"<script " * 50_000 + write_page(OPENING + FILLER),
    "comments never closed": lambda: b"<html><body>" + b"<!-- " * 50_000 + write_page(OPENING + FILLER),
    "scripts after the article": lambda: write_page(OPENING + FILLER) + b"</script <style " * 50_000,
    "bold lines": lambda: write_page(OPENING + "<p><b>Some words</b></p>" * 5_000),
    "line breaks": lambda: write_page(OPENING + "<p>" + "some words<br>" * 20_000),
    "empty lines": lambda: write_page(OPENING + "<p>" + "x<br> <br>" * 10_000),
    "items": lambda: write_page(OPENING + "<ol>" + "<li>some words</li>" * 20_000),
    "bullets in a line": lambda: write_page(OPENING + "<p>" + "• some words " * 10_000),
    "furniture": lambda: write_page(OPENING + "<p>text</p><p>Back to top</p>" * 5_000),
    "terms in terms": lambda: write_page(OPENING + "<dl><dt>a<dd>" * 1_000),
    "labels": lambda: write_page(OPENING, TITLE + "<p>Ward : North</p>" * 5_000 + HEADING + SUMMARY),
    "labels in a line": lambda: write_page(OPENING, f"{TITLE}<p>{'Category : x ' * 20_000}</p>{HEADING}{SUMMARY}"),
    "brackets": lambda: write_page(OPENING + FILLER + "<" * 200_000),
    "one word": lambda: write_page(OPENING + "<p>" + "x" * 500_000),
    "blanks": lambda: write_page(OPENING + "<p>x" + " \n" * 500_000 + "y"),
    "attributes": lambda: write_page(
        OPENING + f'<p class="{"label value " * 50_000}" style="{"display " * 50_000}">x</p>'
    ),
    "headings of many words": lambda: write_page(
        OPENING + "".join(f"<h3>{'law and policy and ' * 7}{number}</h3>" for number in range(2_000))
    ),
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS)
def test_no_input_is_a_trap(trap: Callable[[], bytes]) -> None:
    """Whatever comes many times is read, or refused in a sentence, in the time that its length takes."""
    data = trap()
    before = time.process_time()
    try:
        parse(data)
    except DecisionParserError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either end is right
    assert time.process_time() - before < 5
