"""What the checks of a decision say of it: the code, the place, and words that somebody can act on."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from decision_parser import parse
from decision_parser.documents import read_document
from decision_parser.models import (
    Decision,
    DocumentKind,
    HeaderEntry,
    Outcome,
    SectionKind,
    Stage,
)
from decision_parser.quality.decision import check_decision
from decision_parser.sources import find_source

SOURCE = find_source("lgsco")
PAGE = Path(__file__).parents[1] / "fixtures" / "lgsco" / "24-100-001-sibling-bullets" / "snapshot.html"
URL = "https://www.lgo.org.uk/decisions/other-categories/other/24-100-001"
Told = list[tuple[str, str, str]]


@cache
def read_sound() -> Decision:
    """A decision with which nothing is wrong."""
    return parse(PAGE.read_bytes())


def check(**facts: Any) -> Told:  # noqa: ANN401 - fields of a decision
    """Code, place and words of what is wrong with it where these facts are others; its text is as it was."""
    document = read_document(PAGE.read_bytes())
    problems = check_decision(replace(read_sound(), **facts), document, SOURCE)
    return [(each.code.value, each.where, each.detail) for each in problems if each.code.value != "lossless"]


def test_a_sound_decision_has_no_problem() -> None:
    """What the other tests change is without fault."""
    assert check() == []


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"body_name": None}, [("missing_field", "body_name", "no body name was found")]),
        ({"decided_on": None, "decided_on_text": None}, [("missing_field", "decided_on", "no decided on was found")]),
        ({"decided_on": None, "decided_on_text": "31 June"}, [("unparsed_date", "decided_on", "31 June")]),
        ({"document_kind": None}, [("missing_field", "document_kind", "no heading says which it is")]),
        ({"stage": None}, [("missing_field", "stage", "no heading says which it is")]),
        ({"outcome": Outcome.OTHER, "outcome_text": "Settled"}, [("unknown_outcome", "outcome", "Settled")]),
        ({"outcome": Outcome.OTHER, "outcome_text": None}, [("unknown_outcome", "outcome", "")]),
        ({"url": f"{URL}1"}, []),
        ({"url": URL.replace("001", "002")},
         [("reference_mismatch", "case_reference", "the address says 24 100 002")]),
        ({"url": URL.replace("001", "002"), "other_references": ("24 100 002",)}, []),
        ({"url": URL.replace("001", "002") + "/"}, []),
        ({"url": None}, []),
        ({"title": "Eastley Council (24 100 001) 7"},
         [("reference_mismatch", "case_reference", "the title goes on after it: Eastley Council (24 100 001) 7")]),
        ({"title": "Eastley Council (24 100 001) a"}, []),
        ({"title": "7 Eastley Council (24 100 001)"}, []),
        ({"title": None}, [("missing_field", "title", "no title was found")]),
    ],
)  # fmt: skip
def test_what_is_missing_or_odd_is_told(facts: dict[str, Any], told: Told) -> None:
    """A field that every page has and this one has not; values that no table knows; references that disagree."""
    assert check(**facts) == told


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.PROVISIONAL])
@pytest.mark.parametrize(("printed", "told"), [("The Ombudsman's FINAL decision", True), ("A draft decision", False)])
def test_a_final_draft_is_told(stage: Stage, printed: str, told: bool) -> None:  # noqa: FBT001 - a case
    """A heading that says final over a document that tells a draft."""
    header = (HeaderEntry(None, "final", "title"), HeaderEntry(None, printed, "stage"))
    problem = ("draft_signals", "stage", f"headed {printed!r}, but a heading or foot tells a draft")
    assert check(stage=stage, header=header) == [problem] * told


@pytest.mark.parametrize("kind", [None, DocumentKind.STATEMENT, DocumentKind.REPORT])
def test_a_decision_that_breaks_off_is_told(kind: DocumentKind | None) -> None:
    """A statement without an end names what could have been one; of a report's page nothing is asked."""
    (begun,) = (section for section in read_sound().sections if section.kind is SectionKind.COMPLAINT)
    told = [told for told in check(document_kind=kind, sections=(begun,)) if told[0] == "truncated"]
    ends = "assessment, final decision, findings, remedy, signature"
    asked = kind is DocumentKind.STATEMENT
    assert told == [("truncated", "document", f"no section of these: {ends}")] * asked
