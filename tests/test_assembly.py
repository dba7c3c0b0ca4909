"""The parts of a decision put together: what is taken for one, and what is counted and hashed."""

import hashlib

import pytest
from msgspec.structs import replace

from decision_parser import parse
from decision_parser.documents import read_document
from decision_parser.errors import CutShortError, DecisionParserError, NotADecisionError
from decision_parser.models import Document
from decision_parser.parsing.assembly import parse_document
from decision_parser.sources import find_source
from tests.snippets import CLOSING, HEADING, LABELS, TITLE, write_page
from tests.test_plain import STATEMENT

COMPLAINT, FOUND = "<h2>The complaint</h2><p>One.</p>", "<h2>What I found</h2><p>Two.</p>"
TELLING = "none that only a decision has"


def show(page: bytes, url: str | None = None) -> str:
    """What becomes of a page: the decision's title and references, or the error."""
    try:
        decision = parse(page, url=url)
    except DecisionParserError as error:
        return str(error)
    return f"{decision.title} | {' '.join([decision.case_reference or '', *decision.other_references])}"


@pytest.mark.parametrize(
    ("header", "body", "taken"),
    [
        (TITLE + HEADING, "<p>One.</p>", True),
        (TITLE + LABELS, COMPLAINT + FOUND, True),
        (TITLE, COMPLAINT + FOUND, False),
        (TITLE, COMPLAINT + CLOSING, True),
        (TITLE, f"{COMPLAINT}<h2>How I considered this complaint</h2><p>x.</p>", True),
        (TITLE, f"{COMPLAINT}<h2>The Ombudsman's role and powers</h2><p>x.</p>", True),
        (TITLE, f"{COMPLAINT}<p>The Ombudsman is satisfied with the response</p><p>x.</p>", True),
        (TITLE, f"{COMPLAINT}<h2>Finding</h2><p>x.</p>", True),
        (TITLE, f"{COMPLAINT}<h2>Agreed action</h2><p>x.</p>", False),
        (TITLE + LABELS, COMPLAINT, False),
        (TITLE + LABELS, f"<h2>Odd</h2><p>x.</p>{COMPLAINT}", False),
        (f"{TITLE}<p>Ward: North</p>", COMPLAINT + FOUND, False),
        (f"{TITLE}<p>Upheld</p>", COMPLAINT + FOUND, False),
    ],
)
def test_what_only_a_decision_has(header: str, body: str, taken: bool) -> None:  # noqa: FBT001 - a row's column
    """Its own heading, or two kinds of sections with a label of the header or words that no other page has."""
    assert (TELLING in show(write_page(body, header))) is not taken


@pytest.mark.parametrize("end", [".", "!", "?", ")", "]", "”", "’", "'", '"', "…"])
def test_a_text_that_ends_with_a_sentence_is_whole(end: str) -> None:
    """A text file has no end to see: where it is not signed, its last sentence must have one."""
    text, _, _ = STATEMENT.rpartition("Investigator's")
    whole = text.strip().removesuffix(".")
    assert parse((whole + end).encode()).final_decision == whole.rpartition("- ")[2] + end
    for cut in (whole, f"{whole},", f"{whole}{end}\nRecommendations\n"):
        with pytest.raises(CutShortError):
            parse(cut.encode())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("<p>Your search has 31 results</p>", "This is a page of search results ('Your search has 31 results'), not a"),
        (f"<p>Page not found{' anywhere' * 40}</p>", "No decision of"),
        ("<p>Page not found</p>" + COMPLAINT, "This is an error page ('Page not found'), not a decision"),
        ("<p>Page not found</p>" + COMPLAINT + FOUND, "Eastley Council (24 100 001) | 24 100 001"),
        ("<p>Page not found</p>" + HEADING + COMPLAINT, "Eastley Council (24 100 001) | 24 100 001"),
    ],
)
def test_words_that_only_other_pages_show(words: str, message: str) -> None:
    """A short line of a page that is none is believed, unless the headings of a decision stand there too."""
    assert show(write_page(words, TITLE + LABELS)).startswith(message)


@pytest.mark.parametrize(
    ("title", "url", "read"),
    [
        ("Eastley Council (24 100 001) - Ombudsman", None, "Eastley Council (24 100 001) | 24 100 001"),
        ("Eastley Council 24 100 001 - Ombudsman", None, "Eastley Council 24 100 001 | 24 100 001"),
        ("Eastley - Ombudsman", "https://example.org/20240101/24-100-002", "None | 24 100 002"),
        ("Eastley - Ombudsman", None, "No case reference was found in the title, the header or the address; check"),
    ],
)
def test_what_stands_outside_the_text(title: str, url: str | None, read: str) -> None:
    """Where a page prints no title its head's one counts, up to the reference; then the end of its address."""
    head = f"<head><title>{title}</title>".encode()
    assert show(write_page(COMPLAINT + FOUND, LABELS + HEADING).replace(b"<head>", head), url).startswith(read)


def test_words_are_counted_where_cells_are_empty() -> None:
    """Between two empty cells there is no word; the hash is of the bytes, that of the content of the printed words."""
    table = "<table><tr><td>a</td><td></td><td>b c</td></tr><tr><td></td><td></td><td>d</td></tr></table>"
    page = write_page(f"{COMPLAINT}{table}{FOUND}", TITLE + LABELS)
    decision = parse(page)
    assert decision.word_count == len(decision.full_text.split()) == 11
    assert decision.paragraph_count == 3
    assert decision.snapshot_sha256 == hashlib.sha256(page).hexdigest()
    header = "\n".join(f"{entry.label or ''}\t{entry.text}" for entry in decision.header)
    assert decision.content_sha256 == hashlib.sha256(f"{header}\n{decision.full_text}".encode()).hexdigest()


def test_half_of_a_pair_is_no_error() -> None:
    """A PDF can have half of a surrogate pair, which UTF-8 has no bytes for: the decision is read all the same."""
    document = read_document(write_page(COMPLAINT + FOUND, TITLE + LABELS))
    assert isinstance(document, Document)
    halves = tuple(replace(each, text=each.text.replace("T", "\ud800")) for each in document.blocks[-1:])
    odd = replace(document, blocks=(*document.blocks[:1], *document.blocks[1:-1], *halves))
    decision = parse_document(odd, find_source("lgsco"), url=None, snapshot_sha256="0")
    assert (decision.findings, decision.word_count) == ("\ud800wo.", 7)


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        ("<p>Decision : Upheld</p><p>Outcome : Not upheld</p><p>Outcome : UPHELD</p>", "outcome | Upheld | Not upheld"),
        ("<p>Decision : Upheld</p><p>Outcome : upheld</p>", None),
        ("<p>Decision :</p><p>Outcome : Upheld</p>", None),
        ("<p>Ward : North</p><p>Ward : South</p>", None),
        ("<p>Reference : 24 100 002</p><p>Reference : 24 100 003</p>", None),
    ],
)
def test_fields_with_two_values(labels: str, problem: str | None) -> None:
    """Two values of one field are told, each once and as first printed; a decision can have many references."""
    decision = parse(write_page(COMPLAINT + FOUND, TITLE + labels + HEADING))
    told = decision.problems
    assert decision.problem_count == len(told) > 0
    found = [f"{each.where} | {each.detail}" for each in told if each.code == "repeated_field"]
    assert found == ([problem] if problem else [])


def test_what_is_refused_is_no_decision() -> None:
    """A page of headings without text is no decision."""
    with pytest.raises(NotADecisionError, match="without any text below them"):
        parse(write_page("<h2>The complaint</h2><h2>What I found</h2>", TITLE + LABELS))
