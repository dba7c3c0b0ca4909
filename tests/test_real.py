"""The real decisions beside the checkout: what must hold of them. Their words are not ours to copy into this file."""

import datetime as dt
import io
from collections import Counter
from functools import cache
from pathlib import Path

import pdfplumber
import pytest

from decision_parser import parse
from decision_parser.models import Decision, DocumentKind, Outcome, ParagraphKind, SectionKind, Stage, Topic
from decision_parser.text import compact

pytestmark = pytest.mark.real

STATEMENT = "lgsco-24-014-420-statement.txt"
PDF = "lgsco-16-005-626-statement.pdf"
STATEMENT_FIELDS = {
    "decision_id": "lgsco/24-014-420",
    "url": None,
    "case_reference": "24 014 420",
    "body_name": "Derbyshire County Council",
    "title": "Derbyshire County Council (24 014 420)",
    "category": "Children's care services",
    "subcategory": "Child protection",
    "outcome": Outcome.CLOSED_AFTER_INITIAL_ENQUIRIES,
    "outcome_text": "Closed after initial enquiries",
    "decided_on": dt.date(2025, 2, 6),
    "decided_on_text": "06 Feb 2025",
    "document_kind": DocumentKind.STATEMENT,
    "stage": Stage.FINAL,
    "media_type": "text/plain",
    "furniture": (),
}
PDF_FIELDS = {
    "decision_id": "lgsco/16-005-626",
    "case_reference": "16 005 626",
    "body_name": "London Borough of Southwark",
    "decided_on": dt.date(2016, 11, 30),
    "decided_on_text": "30 November 2016",
    "document_kind": DocumentKind.STATEMENT,
    "stage": Stage.FINAL,
    "title": None,
    "category": None,
    "subcategory": None,
    "outcome": None,
    "outcome_text": None,
    "media_type": "application/pdf",
}


@cache
def parse_file(path: Path) -> Decision:
    """The decision in a file."""
    return parse(path.read_bytes())


@pytest.fixture
def statement(real: Path) -> Decision:
    """The statement 24 014 420, as plain text."""
    return parse_file(real / STATEMENT)


@pytest.fixture
def pdf(real: Path) -> Decision:
    """The statement 16 005 626, as the PDF that was published."""
    return parse_file(real / PDF)


@pytest.mark.parametrize("name", [STATEMENT, PDF])
def test_no_problems(real: Path, name: str) -> None:
    """A real decision has no problem at all: nothing unknown, missing or lost."""
    decision = parse_file(real / name)
    assert decision.problems == ()
    assert decision.problem_count == 0


def test_statement_fields(statement: Decision) -> None:
    """The statement gives each value of its header."""
    assert {name: getattr(statement, name) for name in STATEMENT_FIELDS} == STATEMENT_FIELDS


def test_statement_sections(statement: Decision) -> None:
    """The statement has its seven sections, with as many paragraphs each as its file has lines there."""
    assert [(section.kind.value, section.level, len(section.paragraphs)) for section in statement.sections] == [
        ("summary", 1, 1),
        ("complaint", 1, 1),
        ("role_and_powers", 1, 1),
        ("how_considered", 1, 2),
        ("assessment", 1, 7),
        ("final_decision", 1, 1),
        ("signature", 1, 0),
    ]
    assert all(section.topic is None for section in statement.sections)


def test_statement_lines(real: Path, statement: Decision) -> None:
    """Each line of the statement is one header entry, heading or paragraph, in order, word for word."""
    lines = [line.removeprefix("- ") for line in (real / STATEMENT).read_text("utf-8").splitlines()]
    found = [f"{entry.label} {entry.text}" if entry.label else entry.text for entry in statement.header]
    for section in statement.sections:
        found += [section.heading or "", *(paragraph.text for paragraph in section.paragraphs)]
    summary = found.index("Summary:")
    found[summary : summary + 2] = [" ".join(found[summary : summary + 2])]
    assert found == lines


def test_pdf_fields(pdf: Decision) -> None:
    """The PDF gives what its left column prints, and null for what a PDF never carries."""
    assert {name: getattr(pdf, name) for name in PDF_FIELDS} == PDF_FIELDS


SECTIONS = [
    ("Summary:", SectionKind.SUMMARY, None, 1, []),
    ("The complaint", SectionKind.COMPLAINT, None, 1, [1, 2]),
    ("The Ombudsman’s role and powers", SectionKind.ROLE_AND_POWERS, None, 1, [3]),
    ("How I considered this complaint", SectionKind.HOW_CONSIDERED, None, 1, [4]),
    ("What I found", SectionKind.FINDINGS, None, 1, [*range(5, 19)]),
    ("Analysis – is there fault leading to injustice?", SectionKind.FINDINGS, Topic.ANALYSIS, 2, [*range(19, 23)]),
    ("Final decision", SectionKind.FINAL_DECISION, None, 1, [23]),
    ("Investigator’s decision on behalf of the Ombudsman", SectionKind.SIGNATURE, None, 1, []),
]


def test_pdf_sections(pdf: Decision) -> None:
    """The PDF's paragraphs are numbered 1 to 23 without a gap, each in the section whose heading stands above it."""
    found = [
        (
            section.heading,
            section.kind,
            section.topic,
            section.level,
            [int(paragraph.number) for paragraph in section.paragraphs if paragraph.number],
        )
        for section in pdf.sections
    ]
    assert found == SECTIONS


def test_pdf_bullets(pdf: Decision) -> None:
    """The PDF's bullets stand under the paragraph that leads to them, counted from 1."""
    paragraphs = [paragraph for section in pdf.sections for paragraph in section.paragraphs]
    bullets = [paragraph for paragraph in paragraphs if paragraph.marker == "•"]
    assert Counter((bullet.path or "").split("[")[0] for bullet in bullets) == {"1": 3, "4": 3, "7": 3, "8": 4}
    assert all(bullet.kind is ParagraphKind.ITEM and bullet.depth == 1 for bullet in bullets)
    assert [bullet.path for bullet in bullets[-4:]] == ["8[1]", "8[2]", "8[3]", "8[4]"]
    assert not any("•" in paragraph.text for paragraph in paragraphs)


def test_pdf_quotation(pdf: Decision) -> None:
    """The letter quoted under paragraph 15 is a paragraph of its own without a number, under the path of 15."""
    findings = next(section for section in pdf.sections if section.kind is SectionKind.FINDINGS)
    under = [paragraph for paragraph in findings.paragraphs if paragraph.path == "15"]
    assert [(paragraph.number, paragraph.text[0]) for paragraph in under] == [("15", "T"), (None, "“")]


def test_pdf_furniture(pdf: Decision) -> None:
    """The four running feet are furniture, and no foot or page number stands in any text."""
    assert [entry.text for entry in pdf.furniture] == ["1", *(f"Final decision {page}" for page in (2, 3, 4))]
    texts = [paragraph.text for section in pdf.sections for paragraph in section.paragraphs]
    assert not any("Final decision" in text for text in texts)
    assert all(text[-1] in ".:;”)" for text in texts), "a page number or a half sentence ends a paragraph"
    assert not any(text[0].isdigit() for text in texts), "a number that belongs to a paragraph stands in its text"


def test_pdf_characters(real: Path, pdf: Decision) -> None:
    """Another program finds the same characters in the PDF, each as often, as the decision's parts hold."""
    with pdfplumber.open(io.BytesIO((real / PDF).read_bytes())) as document:
        seen = compact("".join(page.extract_text(y_tolerance=4) for page in document.pages))
    parts = [(entry.label or "") + entry.text for entry in pdf.header] + [entry.text for entry in pdf.furniture]
    for section in pdf.sections:
        parts.append(section.heading or "")
        parts += [(paragraph.marker or "") + paragraph.text for paragraph in section.paragraphs]
    assert Counter(compact("".join(parts))) == Counter(seen)
