"""A page and its full report as one decision: what is whose, and where each part of it stands."""

import hashlib
from decimal import Decimal

import pytest
from msgspec.structs import replace

from decision_parser import parse
from decision_parser.models import Decision, DocumentKind, DocumentPart, Problem, ProblemCode
from decision_parser.parsing.reports import attach_report, note_unread_report
from decision_parser.sources import find_source
from tests.snippets import CLOSING, write_page

SOURCE = find_source("lgsco")
URL = "https://www.lgo.org.uk/assets/report.pdf"
REPORT = (
    "<h1>Eastley Council (24 100 002)</h1><p>Decision date : 07 Feb 2025</p><h2>The Ombudsman's final decision:</h2>"
)


@pytest.fixture(scope="module")
def page() -> Decision:
    """A page with a summary, a complaint and an unknown heading."""
    body = "<h2>The complaint</h2><ol><li>Ms X complains of delay.</li></ol><h2>Odd</h2><p>Words.</p><p>Contents</p>"
    return replace(
        parse(write_page(body + CLOSING)), document_kind=None, body_name=None, other_references=("24 100 009",)
    )


@pytest.fixture(scope="module")
def report() -> Decision:
    """A report of another reference, with findings and a remedy, and without a category."""
    body = (
        "<h2>The complaint</h2><ol><li>Ms X complained.</li></ol><h2>What I found</h2><ol><li>It was slow.</li></ol>"
        "<h2>Agreed action</h2><ol><li>Within one month the Council will pay Ms X £300.</li></ol>"
        "<p>Print this page</p>"
    )
    return replace(parse(write_page(body + CLOSING, REPORT)), other_references=("24 100 001", "24 100 003"))


@pytest.fixture(scope="module")
def whole(page: Decision, report: Decision) -> Decision:
    """Both as one."""
    return attach_report(page, report, URL, SOURCE)


def test_the_sections_of_a_report_follow_those_of_its_page(page: Decision, report: Decision, whole: Decision) -> None:
    """They count on, sections and paragraphs alike, and say that they stand in the report."""
    own = len(page.sections)
    assert whole.sections[:own] == page.sections
    moved = whole.sections[own:]
    assert [section.position for section in whole.sections] == list(range(1, own + len(report.sections) + 1))
    assert {section.document for section in moved} == {DocumentPart.REPORT}
    assert [(each.kind, each.heading) for each in moved] == [(each.kind, each.heading) for each in report.sections]
    positions = [paragraph.position for section in whole.sections for paragraph in section.paragraphs]
    assert positions == list(range(1, whole.paragraph_count + 1))
    assert whole.paragraph_count == page.paragraph_count + report.paragraph_count
    assert whole.full_text == f"{page.full_text}\n{report.full_text}"
    assert whole.word_count == len(whole.full_text.split())
    assert whole.header == page.header + report.header
    assert [entry.text for entry in whole.furniture] == ["Contents", "Print this page"]


def test_the_page_speaks_first(page: Decision, report: Decision, whole: Decision) -> None:
    """Fields and texts are the page's, and the report's where the page has none."""
    assert (whole.complaint, whole.findings) == (page.complaint, report.findings)
    assert (whole.decided_on, whole.decided_on_text) == (page.decided_on, "06 Feb 2025")
    assert (whole.body_name, whole.case_reference, whole.stage) == ("Eastley Council", "24 100 001", page.stage)
    assert whole.other_references == ("24 100 009", "24 100 002", "24 100 003")
    assert whole.document_kind is DocumentKind.REPORT
    stated = attach_report(replace(page, document_kind=DocumentKind.STATEMENT), report, URL, SOURCE)
    assert stated.document_kind is DocumentKind.STATEMENT
    undated = attach_report(replace(page, decided_on=None, decided_on_text=None, stage=None), report, URL, SOURCE)
    assert (undated.decided_on, undated.decided_on_text, undated.stage) == (
        report.decided_on,
        "07 Feb 2025",
        report.stage,
    )


def test_remedies_are_read_in_both_parts(whole: Decision) -> None:
    """A remedy of the report is the decision's, in its own paragraph, of its body and by its date."""
    (remedy,) = whole.remedies
    (paragraph,) = (each for section in whole.sections for each in section.paragraphs if "£300" in each.text)
    assert (remedy.amount, remedy.paragraph_position, remedy.body_name) == (
        Decimal(300),
        paragraph.position,
        "Eastley Council",
    )
    assert (whole.remedy_count, whole.remedy_total) == (1, Decimal(300))


def test_both_files_are_in_the_hashes(page: Decision, report: Decision, whole: Decision) -> None:
    """The words of both make the hash of the content; the report's address and bytes are on the record."""
    both = f"{page.content_sha256}\n{report.content_sha256}".encode()
    assert whole.content_sha256 == hashlib.sha256(both).hexdigest()
    assert (whole.report_url, whole.report_sha256) == (URL, report.snapshot_sha256)
    assert whole.snapshot_sha256 == page.snapshot_sha256


def test_problems_of_the_report_are_told_as_its_own(page: Decision, report: Decision, whole: Decision) -> None:
    """What a report does not print and its page does is no problem; the others say that they are of the report."""
    told = [(problem.code, problem.where) for problem in whole.problems]
    assert told == [(problem.code, problem.where) for problem in page.problems]
    assert {problem.where for problem in report.problems} == {"category", "subcategory", "outcome", "summary"}
    bare = attach_report(replace(page, category=None), report, URL, SOURCE)
    odd = replace(report, problems=(*report.problems, Problem(ProblemCode.UNKNOWN_HEADING, "top level", "Odd")))
    assert bare.problems[len(page.problems) :] == (
        Problem(ProblemCode.MISSING_FIELD, "report: category", "no category was found"),
    )
    assert bare.problem_count == len(bare.problems)
    last = attach_report(page, odd, URL, SOURCE).problems[-1]
    assert last == Problem(ProblemCode.UNKNOWN_HEADING, "report: top level", "Odd")


def test_a_report_that_cannot_be_read_is_told(page: Decision) -> None:
    """The page alone is the decision, with a problem that names the file and the reason."""
    noted = note_unread_report(page, URL, "It is empty.")
    assert noted.problems == (*page.problems, Problem(ProblemCode.UNREAD_REPORT, URL, "It is empty."))
    assert noted.problem_count == len(page.problems) + 1
    assert replace(noted, problems=page.problems, problem_count=page.problem_count) == page
