"""What was decided: totals of money, satisfaction with the response to a report, and what contradicts itself."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from decision_parser import parse
from decision_parser.models import (
    Decision,
    Outcome,
    Paragraph,
    ParagraphKind,
    Per,
    ProblemCode,
    Remedy,
    RemedyKind,
    RemedyStatus,
    Section,
    SectionKind,
    Stage,
)
from decision_parser.parsing.meaning import add_up, read_meaning
from decision_parser.quality.meaning import check_meaning
from decision_parser.sources import find_source

SOURCE = find_source("lgsco")
NOBODY: dict[str, Any] = {"body_name": None, "decided_on": None, "stage": None}


def remedy(amount: str | None = "300", **facts: Any) -> Remedy:  # noqa: ANN401 - fields of a record
    """A payment."""
    known = {"kind": RemedyKind.PAYMENT, "status": RemedyStatus.AGREED, "per": Per.ONCE, **facts}
    return Remedy(position=1, paragraph_position=1, text="pay", amount=Decimal(amount) if amount else None, **known)


@pytest.mark.parametrize(
    ("remedies", "total"),
    [
        ([remedy("300"), remedy("200.50")], "500.50"),
        ([remedy("300", kind=RemedyKind.REFUND_OR_WAIVER)], "300"),
        ([remedy("540"), remedy("390", part_of=1), remedy("150", part_of=1)], "540"),
        ([remedy("300", status=RemedyStatus.DONE), remedy("100", status=RemedyStatus.OFFERED)], "300"),
        ([remedy("300", per=Per.MONTH)], None),
        ([remedy("300", per=Per.PERSON)], None),
        ([remedy(None)], None),
        ([], None),
    ],
)
def test_total_counts_each_pound_once(remedies: list[Remedy], total: str | None) -> None:
    """Parts, rates and mere offers are not in the total, and where no number is left there is none."""
    assert add_up(remedies) == (Decimal(total) if total else None)


def later(kind: SectionKind, heading: str, *texts: str) -> dict[str, Any]:
    """What is read of a section that was added to a report later."""
    paragraphs = tuple(
        Paragraph(number, None, None, None, 0, ParagraphKind.PARAGRAPH, text) for number, text in enumerate(texts, 1)
    )
    return read_meaning([Section(1, kind, None, 1, heading, paragraphs)], SOURCE, NOBODY)


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("Ombudsman satisfied with council's response: 19 July 2017", dt.date(2017, 7, 19)),
        ("Ombudsman satisfied with the Council’s response: 5 Mar 2019.", dt.date(2019, 3, 5)),
        ("Ombudsman satisfied with council response", None),
        ("Ombudsman not satisfied with the council's response: 19 July 2017", None),
    ],
)
def test_satisfaction_has_its_date_and_words(heading: str, day: dt.date | None) -> None:
    """The date on which the Ombudsman was satisfied is read where one is printed; the words are kept either way."""
    found = later(SectionKind.COMPLIANCE, heading)
    assert (found["satisfied_on"], found["satisfied_on_text"]) == (day, heading)


def test_further_report_has_its_date_and_words() -> None:
    """A further report is told with its date."""
    found = later(SectionKind.FURTHER_REPORT, "Further report", "We wrote a second report on 3 March 2018.")
    assert found["further_report_on"] == dt.date(2018, 3, 3)
    assert found["further_report_text"] == "Further report\nWe wrote a second report on 3 March 2018."


def test_further_reports_have_the_last_date() -> None:
    """Of several dates the last one counts, and sections of other kinds have none of them."""
    found = later(SectionKind.FURTHER_REPORT, "Further reports", "One on 3 March 2018.", "One on 5 May 2018.")
    assert found["further_report_on"] == dt.date(2018, 5, 5)
    assert (found["satisfied_on"], found["satisfied_on_text"]) == (None, None)
    assert later(SectionKind.FINDINGS, "Findings", "On 3 March 2018.")["further_report_on"] is None


def test_several_responses_have_the_last_date() -> None:
    """Lines that tell of satisfaction are kept one below the other, with the last date on which there was any."""
    found = later(SectionKind.COMPLIANCE, "Ombudsman satisfied: 5 May 2017", "Again satisfied: 19 July 2017", "")
    assert found["satisfied_on"] == dt.date(2017, 7, 19)
    assert found["satisfied_on_text"] == "Ombudsman satisfied: 5 May 2017\nAgain satisfied: 19 July 2017"
    assert (found["further_report_on"], found["further_report_text"]) == (None, None)


def test_header_says_who_acts_when_and_whether_it_is_a_draft() -> None:
    """The body's name, the day of the decision and its stage tell what is read of remedies; none is no remedy."""
    text = "Ashmere Council should, within one month of the date of this decision, apologise to Mr X and pay him £300."
    paragraph = Paragraph(1, None, None, None, 0, ParagraphKind.PARAGRAPH, text)
    sections = [Section(1, SectionKind.REMEDY, None, 1, "Recommended action", (paragraph,))]
    known = {"body_name": "Ashmere Council", "decided_on": dt.date(2024, 3, 22), "stage": Stage.FINAL}
    found = read_meaning(sections, SOURCE, known)
    assert [(each.body_name, each.deadline_on) for each in found["remedies"]] == [
        ("Ashmere Council", dt.date(2024, 4, 22))
    ] * 2
    assert (found["remedy_count"], found["remedy_total"]) == (2, Decimal(300))
    draft = read_meaning(sections, SOURCE, {**known, "stage": Stage.DRAFT})
    assert {each.status for each in draft["remedies"]} == {RemedyStatus.PROPOSED}


# ── what contradicts itself ──────────────────────────────────────────────────────────────────────────────────────────

TEXT = b"""Stanbrook Council (24 100 001)
Category : Housing > Allocations
Decision : Upheld
Decision date : 22 Mar 2024
The Ombudsman's final decision:
Summary: The Council was at fault.
The complaint
1. Mr X complains of delay.
What I found
2. There was delay.
Agreed action
3. The Council has agreed, within one month of the date of this decision, to pay Mr X 300 pounds.
Final decision
4. I have completed my investigation.
Investigator's decision on behalf of the Ombudsman
"""


@pytest.fixture(scope="module")
def decision() -> Decision:
    """A decision that contradicts itself in nothing."""
    return parse(TEXT.replace(b"300 pounds", "£300".encode()))


def found_codes(decision: Decision) -> list[ProblemCode]:
    """The codes of its problems."""
    return [problem.code for problem in check_meaning(decision, SOURCE)]


def test_decision_that_contradicts_itself_in_nothing_has_no_problem(decision: Decision) -> None:
    """An upheld decision with an agreed payment, a later deadline and an earlier reference is in order."""
    assert found_codes(decision) == []
    assert decision.remedy_total == 300


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"outcome": Outcome.NOT_UPHELD}, ProblemCode.PAYMENT_NOT_UPHELD),
        ({"outcome": Outcome.CLOSED_AFTER_INITIAL_ENQUIRIES}, ProblemCode.PAYMENT_NOT_UPHELD),
        ({"summary": "We will not investigate this complaint."}, ProblemCode.UPHELD_NOT_INVESTIGATED),
        ({"remedies": ()}, ProblemCode.REMEDY_NOT_READ),
        ({"decided_on": dt.date(2024, 5, 1)}, ProblemCode.DEADLINE_BEFORE_DECISION),
        ({"case_reference": "25 100 001"}, ProblemCode.REFERENCE_AFTER_DECISION),
    ],
)
def test_contradiction_is_a_problem_and_corrects_nothing(
    decision: Decision, facts: dict[str, Any], code: ProblemCode
) -> None:
    """Each contradiction is one problem of its own code; no value is changed by it."""
    changed = replace(decision, **facts)
    assert found_codes(changed) == [code]
    assert changed.remedy_total == 300


@pytest.mark.parametrize(
    "facts",
    [
        {"outcome": None},
        {"decided_on": None},
        {"outcome": Outcome.NOT_UPHELD, "remedies": (remedy(status=RemedyStatus.OFFERED),)},
        {
            "outcome": Outcome.NOT_UPHELD,
            "summary": "We will not investigate this complaint.",
            "remedies": (remedy(kind=RemedyKind.APOLOGY),),
        },
    ],
)
def test_what_is_not_known_contradicts_nothing(decision: Decision, facts: dict[str, Any]) -> None:
    """A missing value, an offer made earlier and an apology are no contradictions."""
    assert found_codes(replace(decision, **facts)) == []


@pytest.mark.parametrize(
    ("facts", "where", "detail"),
    [
        ({"outcome": Outcome.NOT_UPHELD}, "paragraph 4", "not_upheld, but: pay Mr X £300"),
        (
            {"summary": "We will not investigate this complaint."},
            "summary",
            "upheld, but the text says that it is not investigated",
        ),
        (
            {"final_decision": "We will not investigate this complaint."},
            "final_decision",
            "upheld, but the text says that it is not investigated",
        ),
        (
            {"remedies": ()},
            "section 4, Agreed action",
            "The Council has agreed, within one month of the date of this decision, to pay Mr X £300.",
        ),
        (
            {"decided_on": dt.date(2024, 4, 23)},
            "paragraph 4",
            "within one month of the date of this decision, but decided on 2024-04-23",
        ),
        ({"case_reference": "25 100 001"}, "case_reference", "25 100 001 is of 2025, but decided on 2024-03-22"),
    ],
)
def test_contradiction_says_where_it_is(decision: Decision, facts: dict[str, Any], where: str, detail: str) -> None:
    """A problem names the paragraph, section or field, and what contradicts what."""
    (found,) = check_meaning(replace(decision, **facts), SOURCE)
    assert (found.where, found.detail) == (where, detail)


@pytest.mark.parametrize(
    "facts",
    [
        {"decided_on": dt.date(2024, 4, 22)},
        {"case_reference": "24 100 001", "decided_on": dt.date(2024, 1, 1)},
        {"outcome": Outcome.OTHER, "summary": "We will not investigate this complaint."},
        {
            "decided_on": dt.date(2024, 5, 1),
            "remedies": (remedy(status=RemedyStatus.DONE, deadline_on=dt.date(2024, 4, 1)),),
        },
    ],
)
def test_what_is_just_in_order(decision: Decision, facts: dict[str, Any]) -> None:
    """A last day on the day of the decision, a reference of its year, and what was done before are in order."""
    assert found_codes(replace(decision, **facts)) == []
