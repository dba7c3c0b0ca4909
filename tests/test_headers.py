"""The header of a decision: real ones from the table of facts, and invented ones, in every markup."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from decision_parser import parse, to_json
from tests.rendering.headers import manuscript_with_header
from tests.rendering.html import MARKUPS
from tests.thousand import HTML, Form

PRINTED = ("body_name", "case_reference", "category", "subcategory", "outcome_text", "decided_on_text")
"""Fields that have the words of a row just as they stand there."""
DERIVED = ("decision_id", "url", "title", "other_references", "outcome", "decided_on", "document_kind", "stage")

each_markup = pytest.mark.parametrize("form", HTML, ids=tuple(MARKUPS))


def find_wrong_fields(row: dict[str, str], form: Form) -> list[str]:
    """The header fields that a page with the row's header does not give, with what it gives."""
    manuscript = manuscript_with_header(row)
    found: dict[str, Any] = json.loads(to_json(parse(form.write(manuscript, ()))))
    expected = form.expect(manuscript)
    wanted = {field: row[field] or None for field in PRINTED} | {field: expected[field] for field in DERIVED}
    return [
        f"{row['case_reference']}, {field}: {found[field]!r} for {value!r}"
        for field, value in wanted.items()
        if found[field] != value
    ]


@pytest.mark.real
@each_markup
def test_real_headers(facts: Path, form: Form) -> None:
    """Each of the 145 headers in the table of facts gives its fields exactly, in every markup."""
    with (facts / "lgsco_decisions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 145
    assert [line for row in rows for line in find_wrong_fields(row, form)] == []


def row(title: str, category: str, outcome: str, date: str, address: str) -> dict[str, str]:
    """A statement's header as the table of facts has it; what is empty is not printed."""
    body, _, reference = title.rpartition(" (") if title.endswith(")") else ("", "", title)
    top, _, sub = category.partition(" > ")
    return {
        "url": f"https://www.lgo.org.uk/decisions/{address}" if address else "",
        "body_name": body,
        "case_reference": reference.rstrip(")"),
        "category": top,
        "subcategory": sub,
        "outcome_text": outcome,
        "decided_on_text": date,
        "kind": "statement",
    }


CLOSED = "Closed after initial enquiries"
INVENTED = {
    "a council": row(
        "Wexcombe District Council (23 014 420)",
        "Housing > Allocations",
        "Upheld",
        "06 Feb 2025",
        "housing/allocations/23-014-420",
    ),
    "brackets in the name": row(
        "Careways (Eastholme) Limited (19 005 306)",
        "Adult care services > Domiciliary care",
        "Not upheld",
        "29 Feb 2020",
        "adult-care-services/domiciliary-care/19-005-306",
    ),
    "a bracket at the name's end": row(
        "Alder Homes (Harrowdale) (21 000 001)",
        "Adult care services > Residential care",
        "Upheld",
        "31 Dec 2021",
        "adult-care-services/residential-care/21-000-001",
    ),
    "commas, and `and`": row(
        "Saltmarsh, Overby, and Ness Council (17 018 999)",
        "Planning > Planning applications",
        CLOSED,
        "01 Jan 2018",
        "planning/planning-applications/17-018-999",
    ),
    "an ampersand and a letter": row(
        "Northmoor & Ashby Clinical Commissioning Group (22 010 973a)",
        "Health > Assessment and funding",
        "Not upheld",
        "19 Nov 2023",
        "health/assessment-and-funding/22-010-973a",
    ),
    "aka, straight apostrophes": row(
        "St Wilfrid's Homes Ltd aka Wilfrid's Care (20 009 116)",
        "Children's care services > Friends and family carers",
        "Upheld",
        "04 May 2021",
        "children-s-care-services/friends-and-family-carers/20-009-116?displaypref=2",
    ),
    "AKA in capitals, full stops": row(
        "A.B.C. Care Co. Ltd. AKA The Willows (18 000 100)",
        "Adult care services > COVID-19",
        "Not upheld",
        "30 Jun 2019",
        "adult-care-services/covid-19/18-000-100",
    ),
    "another letter, a curly apostrophe": row(
        "The King’s Academy Appeal Panel (19 005 305d)",
        "Education > School admissions",
        CLOSED,
        "02 Aug 2019",
        "education/school-admissions/19-005-305d#point3",
    ),
    "the reference alone": row("12 009 273", "Other Categories > Other", "Upheld", "15 Mar 2013", ""),
    "no outcome": row(
        "City Of Penhallow Council (16 002 003)",
        "Transport and highways > Parking and other penalties",
        "",
        "28 Sep 2017",
        "transport-and-highways/parking-and-other-penalties/16-002-003",
    ),
    "neither outcome nor date, words with hyphens": row(
        "Stratford-under-Ness Council, Highways & Co-operation (24 123 456)",
        "Environment and regulation > Other",
        "",
        "",
        "environment-and-regulation/other/24-123-456",
    ),
    "a report": row(
        "Transport for Merrow (15 018 170)",
        "Benefits and tax > Housing benefit & council tax benefit",
        "Upheld",
        "10 Oct 2016",
        "benefits-and-tax/housing-benefit-council-tax-benefit/15-018-170",
    )
    | {"kind": "report"},
}


@each_markup
@pytest.mark.parametrize("name", INVENTED)
def test_invented_headers(name: str, form: Form) -> None:
    """A header with this in it gives its fields exactly, in every markup, and null where it prints nothing."""
    assert find_wrong_fields(INVENTED[name], form) == []


def test_all_of_a_header_is_kept() -> None:
    """The lines of a header stand in the record as printed, labels with their colons, and none is lost or unknown."""
    form = next(form for form in HTML if form.markup == "article")
    decision = parse(form.write(manuscript_with_header(INVENTED["brackets in the name"]), ()))
    assert [(entry.field, entry.label, entry.text) for entry in decision.header] == [
        ("title", None, "Careways (Eastholme) Limited (19 005 306)"),
        ("category", "Category :", "Adult care services > Domiciliary care"),
        ("outcome", "Decision :", "Not upheld"),
        ("decided_on", "Decision date :", "29 Feb 2020"),
        ("stage", None, "The Ombudsman's final decision:"),
    ]


USUAL = ("Category : Housing > Allocations", "Decision : Upheld", "Decision date : 06 Feb 2025")


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        (USUAL, []),
        (USUAL[1:], ["missing_field category", "missing_field subcategory"]),
        ((USUAL[0], USUAL[2]), ["missing_field outcome"]),
        (USUAL[:2], ["missing_field decided_on"]),
        ((*USUAL, "Ward : North"), ["unknown_label header"]),
        (("Ward: North", *USUAL), ["unknown_label header"]),
        ((USUAL[0], "Decision : Partly upheld", USUAL[2]), ["unknown_outcome outcome"]),
        ((*USUAL[:2], "Decision date : 31 Feb 2025"), ["unparsed_date decided_on"]),
        ((*USUAL[:2], "Decision date : early in 2025"), ["unparsed_date decided_on"]),
        ((*USUAL[:2], "Decision date :"), ["missing_field decided_on"]),
    ],
)
@pytest.mark.parametrize("joint", ["</p>\n<p>", "<br>"])
def test_odd_headers(lines: tuple[str, ...], problems: list[str], joint: str) -> None:
    """What is missing, unknown or impossible in a header is one problem each, and its words stay in the record."""
    page = (
        f"<h1>Wexcombe District Council (23 014 420)</h1><p>{joint.join(lines)}</p>"
        "<h2>The Ombudsman's final decision</h2><p>Summary: No fault.</p><h2>The complaint</h2><p>It was late.</p>"
        "<p>Investigator's decision on behalf of the Ombudsman</p>"
    )
    decision = parse(page.encode())
    assert [f"{problem.code} {problem.where}" for problem in decision.problems] == problems
    printed = [f"{entry.label or ''} {entry.text}".strip() for entry in decision.header]
    assert printed[1:-1] == list(lines)
