"""The tables of a publisher's words, and the engine that matches them."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser import parse
from decision_parser.models import DocumentKind, Outcome, ProblemCode, SectionKind, Stage, Topic
from decision_parser.sources.lgsco import SOURCE
from decision_parser.text import match_form
from decision_parser.vocabulary import Row, Table

WORDS = SOURCE.vocabulary
FINDERS: dict[str, Callable[[str], Row | None]] = {
    "headings": WORDS.headings.find,
    "labels": WORDS.labels.find,
    "outcomes": WORDS.outcomes.find,
    "furniture": WORDS.furniture.find,
    "foreign_pages": WORDS.find_foreign_page,
}
TABLES: dict[str, tuple[Row, ...]] = {
    "headings": WORDS.headings.rows,
    "labels": WORDS.labels.rows,
    "outcomes": WORDS.outcomes.rows,
    "furniture": WORDS.furniture.rows,
    "foreign_pages": WORDS.foreign_pages.rows,
}
ROWS = [(name, row) for name, rows in TABLES.items() for row in rows]
NAMES = [f"{name}: {row.example}" for name, row in ROWS]


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "row"), ROWS, ids=NAMES)
def test_row_knows_its_example(name: str, row: Row) -> None:
    """A row's words match its own example, and of all rows of its table it is the one that is found for it."""
    match = re.search if name == "foreign_pages" else re.fullmatch
    assert match(row.words, match_form(row.example))
    assert FINDERS[name](row.example) is row


@pytest.mark.parametrize(("name", "row"), ROWS, ids=NAMES)
def test_row_says_where_it_was_seen(name: str, row: Row) -> None:
    """A row has words in the form in which they are matched, an example as printed, and a place where that was seen."""
    assert row.seen
    assert row.example == row.example.strip()
    assert not re.search(r"(?<!\\)[A-Z‘’“”–]", row.words), f"{name} are matched in lower case with straight quotes"


# ── the engine ───────────────────────────────────────────────────────────────────────────────────────────────────────

SPACES = (" ", "  ", "\u00a0", "\t", "\n", "\u2009", " \u200b")
ENDS = ("", " ", ":", " :", ": ", "\u00a0:", ".", "\u200b", ":\u00ad")
SWAPPED = str.maketrans({"'": "’", "’": "'", "-": "–", "–": "-"})

PIECES = sorted(
    {word for row in WORDS.headings for word in match_form(row.example).split()}
    | {"the", "of", "on", "behalf", "satisfied", "with", "act", "2014", "order", "policies", "legal", "fact", "borders"}
)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map(" ".join))
def test_a_table_finds_what_its_rows_know(words: str) -> None:
    """The first row whose pattern knows the words is found: look-ups, signs and joined patterns only save time."""
    expected = next((row for row in WORDS.headings if re.fullmatch(row.words, match_form(words))), None)
    assert WORDS.headings.find(words) is expected


@pytest.mark.parametrize(
    ("printed", "topic"),
    [
        ("The law", Topic.LAW),
        ("Legislation", Topic.LAW),
        ("Statutory guidance", Topic.LAW),
        ("Council policy", Topic.LAW),
        ("Our policies and procedures", Topic.LAW),
        ("Relevant regulations", Topic.LAW),
        ("Legal framework", Topic.LAW),
        ("The Care Homes Order 2010", Topic.LAW),
        ("The Care Planning Regulations 2010 (England)", Topic.LAW),
        ("In fact nothing", None),
    ],
)
def test_headings_with_a_sign_are_found(printed: str, topic: Topic | None) -> None:
    """Each word of law that a heading can have is a sign of its row."""
    row = WORDS.headings.find(printed)
    assert (row.topic if row else None) is topic


@st.composite
def disguises(draw: st.DrawFn, words: str) -> str:
    """The words as another page might print them: other case, quotes and dashes, other spaces, a mark at the end."""
    words = draw(st.sampled_from((words, words.upper(), words.lower(), words.title(), words.capitalize())))
    words = words.translate(draw(st.sampled_from(({}, SWAPPED))))
    words = draw(st.sampled_from(SPACES)).join(words.split(" "))
    if draw(st.booleans()):
        cut = draw(st.integers(0, len(words)))
        words = words[:cut] + draw(st.sampled_from(("\u00ad", "\u200b", "\ufeff"))) + words[cut:]
    return draw(st.sampled_from(("", " ", "\u00a0"))) + words + draw(st.sampled_from(ENDS))


@given(st.data())
def test_dress_does_not_matter(data: st.DataObject) -> None:
    """Case, curly and straight quotes, kinds of space, invisible characters and a colon at the end change no answer."""
    for name, row in ROWS:
        printed = data.draw(disguises(row.example), label=name)
        assert FINDERS[name](printed) is row, printed


def find_slowly(rows: tuple[Row, ...], printed: str) -> Row | None:
    """The first row whose words are all of what is printed: what a table does, without its short cuts."""
    return next((row for row in rows if re.fullmatch(row.words, match_form(printed))), None)


PIECES = sorted({word for _, row in ROWS for word in row.example.split()} | {"of", "not", "and", "2017", "–", "/"})


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join), min_size=30, max_size=60))
def test_first_row_wins(texts: list[str]) -> None:
    """Whatever words are asked for, the answer is the first row that knows them, or None."""
    for name, find in FINDERS.items():
        if name != "foreign_pages":
            for text in texts:
                assert find(text) is find_slowly(TABLES[name], text), (name, text)


@given(
    st.lists(st.sampled_from(("a", "b", "ab", "a.*", "a|ba", ".b", "[ab]+", "(?:ab)+", "")), max_size=6, unique=True),
    st.lists(st.text("ab", max_size=4), max_size=12),
)
def test_first_row_wins_in_any_table(patterns: list[str], texts: list[str]) -> None:
    """Rows are tried in their order, literal ones and patterns alike."""
    table = Table([Row(words=words, example="", seen="") for words in patterns])
    assert list(table) == list(table.rows)
    for text in texts:
        assert table.find(text) is find_slowly(table.rows, text)


def test_memory_does_not_change_answers() -> None:
    """The same words give the same row the first time, from memory, and after more words than are remembered."""
    table = Table(TABLES["headings"])
    known = [row.example for row in table] + ["The weather", "", "1. The complaint"]
    first = [table.find(words) for words in known]
    assert [table.find(words) for words in known] == first
    for number in range(10_000):
        assert table.find(f"A heading that nobody printed {number}") is None
    assert [table.find(words) for words in known] == first


UNKNOWN = (
    "Small business grant", "The weather", "Complaints procedure of the school", "Ombudsman", "The Ombudsman’s",
    "What I had for breakfast", "Final decisions about trees", "Summary of evidence", "1. The complaint", "Upheldd",
    "Decision maker", "Part upheld", "Not upheld, remedied", "Print this page now", "Mr X", "£300", "24 014 420", "—x—",
)  # fmt: skip


@pytest.mark.parametrize("words", UNKNOWN)
def test_unknown_words(words: str) -> None:
    """Words that are in no table, or only begin like a row, are not forced into one."""
    assert [name for name, find in FINDERS.items() if find(words)] == []


@pytest.mark.parametrize(
    ("printed", "outcome"),
    [
        ("Upheld", Outcome.UPHELD),
        ("Not upheld", Outcome.NOT_UPHELD),
        ("Closed after initial enquiries", Outcome.CLOSED_AFTER_INITIAL_ENQUIRIES),
    ],
)
def test_outcomes(printed: str, outcome: Outcome) -> None:
    """The three outcomes that were met have a value each."""
    row = WORDS.outcomes.find(printed)
    assert row is not None
    assert row.outcome is outcome


# ── the headings of the facts ────────────────────────────────────────────────────────────────────────────────────────


class Case(NamedTuple):
    """A heading as printed, and the section that it opens."""

    heading: str
    kind: SectionKind
    topic: Topic | None = None


STAGES = [
    ("The Ombudsman's final decision:", Stage.FINAL),
    ("The Ombudsman's final decision", Stage.FINAL),
    ("The Ombudsman’s final decision:", Stage.FINAL),
    ("The Ombudsman’s draft decision", Stage.DRAFT),
    ("The Ombudsman's draft decision", Stage.DRAFT),
    ("The Ombudsman's provisional view", Stage.PROVISIONAL),
    ("The Ombudsman’s provisional view:", Stage.PROVISIONAL),
]
TOP = [
    Case("The complaint", SectionKind.COMPLAINT),
    Case("Complaint background", SectionKind.BACKGROUND),
    Case("Background information", SectionKind.BACKGROUND),
    Case("What I have investigated", SectionKind.SCOPE),
    Case("What I have and have not investigated", SectionKind.SCOPE),
    Case("The Ombudsman’s role and powers", SectionKind.ROLE_AND_POWERS),
    Case("The Ombudsman's role and powers ", SectionKind.ROLE_AND_POWERS),
    Case("The Ombudsmen’s role and powers", SectionKind.ROLE_AND_POWERS),
    Case("How I considered this complaint", SectionKind.HOW_CONSIDERED),
    Case("What I found", SectionKind.FINDINGS),
    Case("My assessment", SectionKind.ASSESSMENT),
    Case("Agreed action", SectionKind.REMEDY),
    Case("Recommended action", SectionKind.REMEDY),
    Case("Agreed/recommended action", SectionKind.REMEDY),
    Case("Action", SectionKind.REMEDY),
    Case("Recommendations", SectionKind.REMEDY),
    Case("Final decision", SectionKind.FINAL_DECISION),
    Case("Final decision:", SectionKind.FINAL_DECISION),
    Case("Parts of the complaint that I did not investigate", SectionKind.NOT_INVESTIGATED),
    Case("Finding", SectionKind.FINDINGS),
    Case("Further report", SectionKind.FURTHER_REPORT),
]
CLOSING = [
    Case("Investigator's decision on behalf of the Ombudsman", SectionKind.SIGNATURE),
    Case("Investigator’s decision on behalf of the Ombudsman", SectionKind.SIGNATURE),
    Case("Ombudsman satisfied with council's response: 19 July 2017", SectionKind.COMPLIANCE),
    Case("Ombudsman satisfied with the council's response: 3 May 2018.", SectionKind.COMPLIANCE),
    Case("Ombudsman satisfied with council response: 12 March 2019", SectionKind.COMPLIANCE),
    Case("Ombudsman satisfied with Council's response: 1 October 2018", SectionKind.COMPLIANCE),
    Case("Ombudsman satisfied with Council’s response: 1 October 2018.", SectionKind.COMPLIANCE),
]
INSIDE = [
    Case("The law and guidance", SectionKind.FINDINGS, Topic.LAW),
    Case("Legal and administrative background", SectionKind.FINDINGS, Topic.LAW),
    Case("Law, guidance and policies", SectionKind.FINDINGS, Topic.LAW),
    Case("Council policy", SectionKind.FINDINGS, Topic.LAW),
    Case("Background", SectionKind.FINDINGS, Topic.BACKGROUND),
    Case("What happened", SectionKind.FINDINGS, Topic.EVENTS),
    Case("What happened?", SectionKind.FINDINGS, Topic.EVENTS),
    Case("What should have happened", SectionKind.FINDINGS, Topic.LAW),
    Case("Analysis", SectionKind.FINDINGS, Topic.ANALYSIS),
    Case("My findings", SectionKind.FINDINGS, Topic.ANALYSIS),
    Case("Analysis – is there fault leading to injustice?", SectionKind.FINDINGS, Topic.ANALYSIS),
    Case("Care Act 2014", SectionKind.FINDINGS, Topic.LAW),
]
FREE = (
    "Small business grant",
    "Housing benefit overpayments",
    "Making and confirming a Tree Preservation Order",
    "Housing Health and Safety Rating System",
)


def write_page(
    *headings: str, tag: str = "h2", before: str = "", stage: str = "The Ombudsman's final decision:"
) -> bytes:
    """A page with three sections, one more with the heading `before` the findings, and these at their end."""
    extra = f"<h2>{before}</h2><p>Words.</p>" if before else ""
    sections = "".join(f"<{tag}>{heading}</{tag}><p>Words.</p>" for heading in headings)
    return (
        f"<h1>Wexcombe District Council (21 004 118)</h1><h2>{stage}</h2><p>Summary: There was no fault.</p>"
        f"<h2>The complaint</h2><p>Mr X complained.</p>{extra}<h2>What I found</h2><p>It was late.</p>{sections}"
    ).encode()


@pytest.mark.parametrize(("heading", "stage"), STAGES)
def test_stages(heading: str, stage: Stage) -> None:
    """The heading of the whole document opens no section, stays in the header as printed, and says the stage."""
    row = WORDS.headings.find(heading)
    assert row is not None
    assert (row.kind, row.stage, row.document_kind) == (None, stage, DocumentKind.STATEMENT)
    decision = parse(write_page("Final decision", stage=heading))
    assert decision.stage is stage
    assert [entry.text for entry in decision.header if entry.field == "stage"] == [heading]
    assert heading not in [section.heading for section in decision.sections]


@pytest.mark.parametrize("case", TOP, ids=lambda case: case.heading)
def test_headings_of_sections(case: Case) -> None:
    """A heading of the facts opens a section of its kind at level 1, with its words as printed, and is no problem."""
    decision = parse(write_page(before=case.heading))
    section = decision.sections[2]
    assert section.heading == case.heading.strip()
    assert (section.kind, section.topic, section.level) == (case.kind, None, 1)
    assert [paragraph.text for paragraph in section.paragraphs] == ["Words."]
    assert ProblemCode.UNKNOWN_HEADING not in [problem.code for problem in decision.problems]


@pytest.mark.parametrize("markup", ["<h2>{}</h2>", "<p>{}</p>", "<p><strong>{}</strong></p>", "<div><b>{}</b></div>"])
@pytest.mark.parametrize("case", CLOSING, ids=lambda case: case.heading)
def test_closing_lines(case: Case, markup: str) -> None:
    """The line that signs a decision, or says that it was complied with, is a section without paragraphs."""
    decision = parse(write_page("Final decision") + markup.format(case.heading).encode())
    section = decision.sections[-1]
    assert section.heading == case.heading
    assert (section.kind, section.topic, section.level, section.paragraphs) == (case.kind, None, 1, ())
    assert ProblemCode.UNKNOWN_HEADING not in [problem.code for problem in decision.problems]


@pytest.mark.parametrize("tag", ["h2", "h3", "h4"])
@pytest.mark.parametrize("case", INSIDE, ids=lambda case: case.heading)
def test_headings_inside_findings(case: Case, tag: str) -> None:
    """A sub-heading of the findings is a section of their kind at level 2 with its topic, whatever its printed rank."""
    decision = parse(write_page(case.heading, tag=tag))
    section = decision.sections[-1]
    assert section.heading == case.heading
    assert (section.kind, section.topic, section.level) == (case.kind, case.topic, 2)
    assert ProblemCode.UNKNOWN_HEADING not in [problem.code for problem in decision.problems]


@pytest.mark.parametrize("heading", FREE)
def test_free_headings_inside_findings(heading: str) -> None:
    """A sub-heading of the findings that no row knows is one without a topic, and a problem with its words."""
    decision = parse(write_page(heading, "What happened", tag="h3"))
    sections = [(section.heading, section.kind, section.topic, section.level) for section in decision.sections[-2:]]
    assert sections == [
        (heading, SectionKind.FINDINGS, None, 2),
        ("What happened", SectionKind.FINDINGS, Topic.EVENTS, 2),
    ]
    problems = [problem.detail for problem in decision.problems if problem.code is ProblemCode.UNKNOWN_HEADING]
    assert problems == [heading]


@pytest.mark.parametrize(
    "heading", ["Housing Health and Safety Rating System (Housing Act 2044)", "A word about trees"]
)
def test_unknown_headings_of_sections(heading: str) -> None:
    """A heading outside the findings that no row knows opens a section of kind `unknown`, and is a problem."""
    decision = parse(write_page(before=heading))
    section = decision.sections[2]
    assert section.heading == heading
    assert (section.kind, section.topic, section.level) == (SectionKind.UNKNOWN, None, 1)
    assert [paragraph.text for paragraph in section.paragraphs] == ["Words."]
    problems = [problem.detail for problem in decision.problems if problem.code is ProblemCode.UNKNOWN_HEADING]
    assert problems == [heading]


@pytest.mark.parametrize(
    ("markup", "heading"),
    [
        ("<p>Summary: There was fault.</p>", "Summary:"),
        ("<p><strong>Summary:</strong> There was fault.</p>", "Summary:"),
        ("<p><b>Summary</b>: There was fault.</p>", "Summary:"),
        ("<p>Summary: there was fault.</p>", "Summary:"),
        ("<h2>Summary</h2><p>There was fault.</p>", "Summary"),
        ("<p><strong>Summary</strong></p><p>There was fault.</p>", "Summary"),
    ],
)
def test_summary(markup: str, heading: str) -> None:
    """A summary is told by its word, bold or not, in front of it or above it; the word is no part of its text."""
    page = write_page("Final decision").replace(b"<p>Summary: There was no fault.</p>", markup.encode())
    decision = parse(page)
    section = decision.sections[0]
    assert (section.kind, section.heading) == (SectionKind.SUMMARY, heading)
    assert (decision.summary or "").lower() == "there was fault."
