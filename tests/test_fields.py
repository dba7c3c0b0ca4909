"""The fields of a decision that its header and headings give."""

import datetime as dt

import pytest

from decision_parser import parse
from decision_parser.errors import NotADecisionError
from decision_parser.models import DocumentKind, Outcome, Stage
from tests.snippets import HEADING, LABELS, SUMMARY, TITLE, parse_header, problems_of, write_page

TEXT = "<h2>The complaint</h2><ol><li>Ms X complains.</li></ol><h2>Final decision</h2><ol><li>Done.</li></ol>"
ADDRESS = "https://www.lgo.org.uk/decisions/housing/allocations/24-100-001"


def write_titled(title: str) -> bytes:
    """A page with this title."""
    return write_page(TEXT, f"<h1>{title}</h1>{LABELS}{HEADING}{SUMMARY}")


# ── title, body, references ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "body", "reference"),
    [
        ("Eastley Council (24 100 001)", "Eastley Council", "24 100 001"),
        ("Eastley Council (24&nbsp;100&nbsp;001)", "Eastley Council", "24 100 001"),
        ("Eastley Council (24-100-001)", "Eastley Council", "24 100 001"),
        ("Eastley Council (24\u2011100\u2011001)", "Eastley Council", "24 100 001"),
        ("Eastley Council (24\u2009100\u2009001)", "Eastley Council", "24 100 001"),
        ("Eastley Council (24100001)", "Eastley Council", "24 100 001"),
        ("Eastley Council [24 100 001]", "Eastley Council", "24 100 001"),
        ("Eastley Council 24 100 001", "Eastley Council", "24 100 001"),
        ("Eastley Council – 24 100 001", "Eastley Council", "24 100 001"),
        ("Eastley Council (ref: 24 100 001)", "Eastley Council", "24 100 001"),
        ("Eastley Council (24 100 001", "Eastley Council", "24 100 001"),
        ("24 100 001 - Eastley Council", "Eastley Council", "24 100 001"),
        ("Decision 24 100 001: Eastley Council", "Eastley Council", "24 100 001"),
        ("Complaint reference 24 100 001: Eastley Council", "Eastley Council", "24 100 001"),
        ("Eastley Council (24 100 001a)", "Eastley Council", "24 100 001a"),
        ("Eastley Council (24 100 001B)", "Eastley Council", "24 100 001b"),
        ("Eastley Council (24 100 001 a)", "Eastley Council", "24 100 001a"),
        ("4ward Care Limited (19 012 345)", "4ward Care Limited", "19 012 345"),
        ("Academy 2000 (19 012 345)", "Academy 2000", "19 012 345"),
        ("Careways (Eastholme) Limited (19 012 345)", "Careways (Eastholme) Limited", "19 012 345"),
        ("Alder Homes (Harrowdale) (19 012 345)", "Alder Homes (Harrowdale)", "19 012 345"),
        ("Smith, Jones &amp; Co. t/a St. Mary’s (19 012 345)", "Smith, Jones & Co. t/a St. Mary’s", "19 012 345"),
        ("Stoke-on-Eastley Council (19 012 345)", "Stoke-on-Eastley Council", "19 012 345"),
        ("Eastley – West Council (19 012 345)", "Eastley – West Council", "19 012 345"),
        ("Company 08123456 Limited (19 012 345)", "Company 08123456 Limited", "19 012 345"),
        ("Alder Ltd (formerly 08123456) (19 012 345)", "Alder Ltd (formerly 08123456)", "19 012 345"),
    ],
)
def test_a_title_is_a_body_and_its_reference(title: str, body: str, reference: str) -> None:
    """The name keeps its own brackets, digits and signs; the reference is written in one form."""
    decision = parse(write_titled(title))
    assert (decision.body_name, decision.case_reference) == (body, reference)
    assert decision.other_references == ()
    assert problems_of(decision) == []


@pytest.mark.parametrize(
    ("title", "others"),
    [
        ("Eastley Council (24 100 001, 24 100 002)", ("24 100 002",)),
        ("Eastley Council (24 100 001 and 24 100 002b)", ("24 100 002b",)),
        ("Eastley Council (24 100 001 &amp; 24 100 002, 24 100 003)", ("24 100 002", "24 100 003")),
        ("Eastley Council (24 100 001) (24 100 002)", ("24 100 002",)),
        ("Eastley Council (24 100 001, 24 100 001)", ()),
    ],
)
def test_further_references_are_kept_apart(title: str, others: tuple[str, ...]) -> None:
    """The first reference of a title is the decision's, the others follow in their order, each once."""
    decision = parse(write_titled(title))
    assert (decision.case_reference, decision.other_references) == ("24 100 001", others)
    assert decision.body_name == "Eastley Council"


def test_a_title_that_is_the_reference_alone_names_no_body() -> None:
    """Old titles are the reference alone: the name is null, and a problem."""
    decision = parse(write_titled("12 009 999"))
    assert (decision.title, decision.body_name, decision.case_reference) == ("12 009 999", None, "12 009 999")
    assert [problem.where for problem in decision.problems] == ["body_name"]


def test_a_subcategory_can_have_a_label_of_its_own() -> None:
    """Where the category has no sign, the label of the sub-category tells it."""
    decision = parse_header("<p>Category : Housing</p><p>Sub-category : Allocations</p>")
    assert (decision.category, decision.subcategory) == ("Housing", "Allocations")


def test_a_body_with_a_label_of_its_own_is_the_body() -> None:
    """Where the header labels the body, that is its name, whatever the title says."""
    decision = parse_header(f"<p>Complaint against : Westley Council</p>{LABELS}")
    assert (decision.body_name, decision.title) == ("Westley Council", "Eastley Council (24 100 001)")


@pytest.mark.parametrize("title", ["Eastley Council", "Eastley Council (24 100 0011)", "Eastley Council (24.100.001)"])
def test_a_page_without_any_reference_is_refused(title: str) -> None:
    """Without a reference in title, header or address there is nothing that a row could be called."""
    with pytest.raises(NotADecisionError, match="reference"):
        parse(write_titled(title))


def test_a_reference_is_taken_from_the_address_where_none_is_printed() -> None:
    """The address tells the reference of a page whose title has none."""
    assert parse(write_titled("Eastley Council"), url=ADDRESS).case_reference == "24 100 001"


def test_an_address_that_says_another_reference_is_told() -> None:
    """Print and address that disagree are a problem; print stands."""
    decision = parse(write_titled("Eastley Council (24 100 002)"), url=ADDRESS)
    assert decision.case_reference == "24 100 002"
    assert "reference_mismatch" in [problem.code for problem in decision.problems]


# ── address and identity ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        ADDRESS,
        ADDRESS + "/",
        ADDRESS + "?displaypref=2",
        ADDRESS + "#point1",
        ADDRESS.replace("https://www.", "http://"),
        ADDRESS.replace("decisions/housing", "Decisions/Housing").upper().replace("HTTPS", "https"),
        f" {ADDRESS}\n",
        ADDRESS.removeprefix("https:"),
        ADDRESS.removeprefix("https://"),
        ADDRESS.removeprefix("https://www."),
        ADDRESS.removeprefix("https://www.lgo.org.uk"),
    ],
)
def test_an_address_is_written_in_one_form(url: str) -> None:
    """Scheme, host, case, query and fragment do not make another decision."""
    decision = parse(write_titled("Eastley Council (24 100 001)"), url=url)
    assert (decision.url, decision.decision_id) == (ADDRESS, "lgsco/housing/allocations/24-100-001")


@pytest.mark.parametrize(
    "head",
    [
        f'<link rel="canonical" href="{ADDRESS}?x=1">',
        f"<link href='{ADDRESS}' rel=canonical>",
        f'<meta property="og:url" content="{ADDRESS}">',
        f'<link rel="canonical" href="{ADDRESS.removeprefix("https://www.lgo.org.uk")}">',
        f'<link rel="canonical" href="{ADDRESS.removeprefix("https://")}">',
    ],
)
def test_a_page_tells_its_own_address(head: str) -> None:
    """Where no address is given, the page's canonical one counts."""
    page = write_titled("Eastley Council (24 100 001)").replace(b"</head>", f"{head}</head>".encode())
    assert parse(page).url == ADDRESS


@pytest.mark.parametrize(
    "address", ["http://[", "http://[::1", "//", "24-100-001", "http://a\u2100b/", "javascript:void(0)", "\0", " "]
)
def test_an_address_that_is_none_does_no_harm(address: str) -> None:
    """A page may give any nonsense as its address: it has then none."""
    page = write_titled("Eastley Council (24 100 001)")
    head = f'<link rel="canonical" href="{address}"></head>'
    assert parse(page.replace(b"</head>", head.encode())).url is None
    assert parse(page, url=address).decision_id == "lgsco/24-100-001"


@pytest.mark.parametrize("url", ["", " ", "\n"])
def test_an_empty_address_is_none(url: str) -> None:
    """What is not stated is null, never an empty string."""
    assert parse(write_titled("Eastley Council (24 100 001)"), url=url).url is None


def test_without_an_address_the_reference_is_the_identity() -> None:
    """A file without an address is called by its reference."""
    decision = parse(write_titled("Eastley Council (24 100 001a)"))
    assert (decision.url, decision.decision_id) == (None, "lgsco/24-100-001a")


# ── category, outcome, date ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "category", "subcategory"),
    [
        ("Housing &gt; Other", "Housing", "Other"),
        ("Children's care services > Child protection", "Children's care services", "Child protection"),
        ("Environment &amp; regulation &gt; Refuse &amp; recycling", "Environment & regulation", "Refuse & recycling"),
        ("Benefits and tax&gt;COVID-19", "Benefits and tax", "COVID-19"),
        ("Planning &gt; Enforcement &gt; Trees", "Planning", "Enforcement > Trees"),
        ("Other Categories", "Other Categories", None),
    ],
)
def test_a_category_has_two_levels(printed: str, category: str, subcategory: str | None) -> None:
    """What stands before the sign is the category, what stands after it the sub-category."""
    decision = parse_header(f"<p>Category : {printed}</p><p>Decision : Upheld</p><p>Decision date : 06 Feb 2025</p>")
    assert (decision.category, decision.subcategory) == (category, subcategory)


@pytest.mark.parametrize(
    ("printed", "outcome"),
    [
        ("Upheld", Outcome.UPHELD),
        ("UPHELD", Outcome.UPHELD),
        ("Not upheld", Outcome.NOT_UPHELD),
        ("Closed after initial enquiries", Outcome.CLOSED_AFTER_INITIAL_ENQUIRIES),
        ("Upheld: fault and injustice", Outcome.OTHER),
        ("Discontinued", Outcome.OTHER),
    ],
)
def test_an_outcome_is_kept_as_printed_and_mapped(printed: str, outcome: Outcome) -> None:
    """The printed words stay; what no row knows is `other` and a problem, never forced into a known one."""
    decision = parse_header(LABELS.replace("Upheld", printed))
    assert (decision.outcome_text, decision.outcome) == (printed, outcome)
    unknown = [f"unknown_outcome: {printed}"] if outcome is Outcome.OTHER else []
    assert problems_of(decision) == unknown


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("06 Feb 2025", dt.date(2025, 2, 6)),
        ("18-Feb-2021", dt.date(2021, 2, 18)),
        ("30 November 2016", dt.date(2016, 11, 30)),
        ("20 Dec 2016", dt.date(2016, 12, 20)),
        ("09 Feb 2025", dt.date(2025, 2, 9)),
    ],
)
def test_a_date_is_kept_as_printed_and_read(printed: str, day: dt.date) -> None:
    """Each printed form gives its day, Sundays too, and stays as it is printed."""
    decision = parse_header(LABELS.replace("06 Feb 2025", printed))
    assert (decision.decided_on_text, decision.decided_on) == (printed, day)
    assert [problem for problem in problems_of(decision) if not problem.startswith("reference_after")] == []


@pytest.mark.parametrize("printed", ["31 Feb 2025", "06/02/2025", "Spring 2025", "06 Feb 25"])
def test_a_date_that_is_none_is_kept_as_printed_and_told(printed: str) -> None:
    """A date that the calendar or the publisher's forms do not have is null, with its words kept."""
    decision = parse_header(LABELS.replace("06 Feb 2025", printed))
    assert (decision.decided_on_text, decision.decided_on) == (printed, None)
    assert problems_of(decision) == [f"unparsed_date: {printed}"]


# ── kind and stage ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("heading", "stage"),
    [
        ("The Ombudsman's final decision:", Stage.FINAL),
        ("The Ombudsman’s final decision", Stage.FINAL),
        ("The Ombudsmen’s final decision :", Stage.FINAL),
        ("THE OMBUDSMAN’S FINAL DECISION", Stage.FINAL),
        ("The Ombudsman’s draft decision", Stage.DRAFT),
        ("The Ombudsman’s provisional view", Stage.PROVISIONAL),
    ],
)
def test_the_document_heading_says_the_stage(heading: str, stage: Stage) -> None:
    """A statement's own heading tells whether it is final; a draft is never taken for a decision."""
    decision = parse(write_page(TEXT, f"{TITLE}{LABELS}<h2>{heading}</h2>{SUMMARY}"))
    assert (decision.stage, decision.document_kind) == (stage, DocumentKind.STATEMENT)


@pytest.mark.parametrize(
    "heading", ["My draft decision", "Draft decision", "My provisional view", "Provisional decision"]
)
def test_a_final_decision_that_tells_of_its_draft_is_final(heading: str) -> None:
    """A sub-heading of the findings about the draft makes no draft of a decision whose own heading says final."""
    found = f"<h2>What I found</h2><h3>{heading}</h3><ol><li>Both sides had it.</li></ol>"
    decision = parse(write_page(f"{found}<h2>Final decision</h2><ol><li>Done.</li></ol>"))
    assert decision.stage is Stage.FINAL
    assert decision.final_decision == "Done."


REPORT = (
    "<h2>Summary</h2><p>Two families.</p><h2>The complaint</h2><p>They complain.</p><h2>Finding</h2><p>Fault found.</p>"
    "<h2>Recommendations</h2><p>Pay £5.</p>{}<p>Print this page</p>;"
)


def test_a_reports_page_is_a_report_and_final() -> None:
    """The short page of a report says its stage nowhere; the headings that only reports have tell it."""
    decision = parse(write_page(REPORT.format(""), TITLE + LABELS))
    assert (decision.document_kind, decision.stage) == (DocumentKind.REPORT, Stage.FINAL)
    assert (decision.findings, decision.remedy) == ("Fault found.", "Pay £5.")
    assert problems_of(decision) == []


@pytest.mark.parametrize(
    "line",
    [
        "Ombudsman satisfied with council's response: 19 July 2017",
        "Ombudsman satisfied with the council's response: 19 July 2017.",
        "Ombudsman satisfied with council response: 19 July 2017",
        "Ombudsman satisfied with Council’s response: 19 July 2017",
    ],
)
def test_a_compliance_line_is_a_section_of_its_own(line: str) -> None:
    """The line of compliance heads a section and is in no other's text."""
    decision = parse(write_page(REPORT.format(f"<p>{line}</p>"), TITLE + LABELS))
    assert (decision.sections[-1].kind, decision.sections[-1].heading) == ("compliance", line)
    assert decision.remedy == "Pay £5."
    assert [entry.text for entry in decision.furniture] == ["Print this page", ";"]


# ── text columns ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_text_columns_join_the_sections_of_a_kind() -> None:
    """A column has the paragraphs of all its sections in order, one a line; a kind that is not there is null."""
    text = (
        "<h2>What I found</h2><ol><li>A:<ul><li>x</li></ul></li></ol><h3>What happened</h3><ol><li>B</li></ol>"
        "<h2>Final decision</h2><ol><li>C</li></ol>"
    )
    decision = parse(write_page(text))
    assert (decision.findings, decision.final_decision) == ("A:\nx\nB", "C")
    assert (decision.remedy, decision.scope) == (None, None)
    assert decision.full_text.split("\n") == [
        *(
            "Summary:",
            "The Council was at fault.",
            "What I found",
            "A:",
            "x",
            "What happened",
            "B",
            "Final decision",
            "C",
        ),
    ]
    assert (decision.paragraph_count, decision.word_count) == (5, len(decision.full_text.split()))


def test_the_hash_of_the_content_is_that_of_the_decision_alone() -> None:
    """What stands around the decision changes the snapshot's hash and not the content's."""
    page = write_titled("Eastley Council (24 100 001)")
    other = page.replace(b"<body>", b"<body><div>A new banner</div>")
    one, two = parse(page), parse(other)
    assert one.snapshot_sha256 != two.snapshot_sha256
    assert one.content_sha256 == two.content_sha256
    assert one.content_sha256 != parse(page.replace(b"Done.", b"Gone.")).content_sha256
