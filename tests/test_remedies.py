"""Remedies: what a body is to do, for whom, for how much and by when."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from decision_parser.models import (
    DocumentPart,
    Paragraph,
    ParagraphKind,
    Per,
    Remedy,
    RemedyKind,
    RemedyStatus,
    Section,
    SectionKind,
    Stage,
)
from decision_parser.parsing.meaning import add_up
from decision_parser.parsing.remedies import find_remedies
from decision_parser.parsing.remedies.tokens import iter_sentences
from decision_parser.sources import find_source
from decision_parser.vocabulary import ActionRow, AsideRow, PurposeRow

SOURCE = find_source("lgsco")
WORDS = SOURCE.vocabulary.remedies
DECIDED = dt.date(2024, 3, 22)


def section(*texts: str, heading: str = "Agreed action", kind: SectionKind | None = None) -> Section:
    """A section of paragraphs; `- ` begins an item under the paragraph before, `-- ` one under that."""
    row = SOURCE.vocabulary.headings.find(heading)
    known = row.kind if row and row.kind else SectionKind.FINDINGS
    paragraphs = []
    for position, text in enumerate(texts, start=1):
        depth = len(text) - len(text.lstrip("-"))
        form = ParagraphKind.ITEM if depth else ParagraphKind.PARAGRAPH
        paragraphs.append(Paragraph(position, None, None, str(position), depth, form, text.lstrip("- ")))
    return Section(1, kind or known, None, 1, heading, tuple(paragraphs))


def find(
    *texts: str,
    heading: str = "Agreed action",
    **facts: Any,  # noqa: ANN401 - what is known of the decision
) -> tuple[Remedy, ...]:
    """The remedies of one section."""
    known = {"body_name": "Stanbrook Council", "decided_on": DECIDED, "stage": Stage.FINAL, **facts}
    return find_remedies([section(*texts, heading=heading)], SOURCE, **known)


def kinds(remedies: Sequence[Remedy]) -> list[tuple[str, str | None]]:
    """Kind and amount of each."""
    return [(remedy.kind.value, None if remedy.amount is None else str(remedy.amount)) for remedy in remedies]


# ── each row of the vocabulary ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", WORDS.actions, ids=lambda row: row.example)
def test_row_of_an_action_knows_its_example(row: ActionRow) -> None:
    """The example of a row is read as an action of its kind, and as none where it has no kind."""
    found = find(f"The Council has agreed to {row.example}.")
    if row.kind is None:
        assert found == ()
    else:
        assert [remedy.kind for remedy in found] == [row.kind]


@pytest.mark.parametrize("row", WORDS.purposes, ids=lambda row: row.example)
def test_row_of_a_purpose_knows_its_example(row: PurposeRow) -> None:
    """The example of a row is read as the purpose of a payment."""
    (found,) = find(f"The Council has agreed to pay Mrs X £200 {row.example}.")
    assert found.purpose is row.purpose


@pytest.mark.parametrize("row", WORDS.asides, ids=lambda row: row.example)
def test_row_of_an_aside_knows_its_example(row: AsideRow) -> None:
    """The example of a row is no action: it says nothing, or that nothing is needed."""
    assert [remedy.kind for remedy in find(row.example)] == ([row.kind] if row.kind else [])


# ── sums ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sum_with_its_parts_is_one_award() -> None:
    """A sum "made up of £390 and £150" is one remedy of 540 with two parts, and counts 540."""
    found = find("The Council has agreed to pay Ms R £540 made up of £390 and £150.")
    assert kinds(found) == [("payment", "540"), ("payment", "390"), ("payment", "150")]
    assert [remedy.part_of for remedy in found] == [None, 1, 1]
    assert add_up(found) == 540


def test_sums_for_four_families_are_four() -> None:
    """Each of several people named one by one has an award, with who gets it."""
    text = "pay the first family £300, the second £100, the third £600 and fourth £500."
    found = find(f"The Council should {text}", heading="Recommendations")
    assert [str(remedy.amount) for remedy in found] == ["300", "100", "600", "500"]
    assert [remedy.recipient_text for remedy in found] == ["the first family", "the second", "the third", "fourth"]
    assert add_up(found) == 1500


def test_sum_a_month_is_not_in_the_total() -> None:
    """A payment of "£300 a month for each month" is 300 per month, and how many months that are is not known."""
    (found,) = find("The Council will pay Mrs M £300 a month for each month of missed education.")
    assert (found.amount, found.per) == (Decimal(300), Per.MONTH)
    assert add_up([found]) is None


@pytest.mark.parametrize(
    ("text", "amount", "printed"),
    [
        ("pay Mr X £6179.", "6179", "£6179"),
        ("pay Mr X £1,250.50.", "1250.50", "£1,250.50"),
        ("pay Mr X £50 for his trouble.", "50", "£50"),
        ("make a payment of £1,000 to Mr X.", "1000", "£1,000"),
    ],
)
def test_amount_stands_beside_its_words(text: str, amount: str, printed: str) -> None:
    """An amount is a decimal of pounds, and its words are kept."""
    (found,) = find(f"The Council has agreed to {text}")
    assert (found.amount, found.amount_text, found.currency, found.per) == (Decimal(amount), printed, "GBP", "once")


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("pay Mr X 50% of the cost of the report.", "50% of the cost of the report"),
        (
            "pay a sum equivalent to the cost of the missed sessions.",
            "a sum equivalent to the cost of the missed sessions",
        ),
        ("refund half of the charges.", "half of the charges"),
    ],
)
def test_amount_without_a_number_is_a_formula_in_words(text: str, formula: str) -> None:
    """What is to be worked out has no amount: the words say how."""
    (found,) = find(f"The Council has agreed to {text}")
    assert (found.amount, found.amount_text, found.formula_text) == (None, None, formula)


def test_total_said_later_has_the_sums_before_it_as_parts() -> None:
    """A total in a sentence of its own, or at the end, is the whole of what was listed."""
    found = find(
        "The Council should pay Ms I £250 for the distress and £150 for her time and trouble, a total of £400."
    )
    assert [(str(remedy.amount), remedy.part_of) for remedy in found] == [("250", 3), ("150", 3), ("400", None)]
    found = find("- Pay Mrs S £1,000 per term for the two terms of missed education. This makes £2,000.")
    assert [(str(remedy.amount), remedy.per, remedy.part_of) for remedy in found] == [
        ("1000", "term", 2),
        ("2000", "once", None),
    ]


def test_parts_in_a_list_below_their_sum() -> None:
    """Nested items of sums are parts of the sum that they make up."""
    found = find(
        "Within four weeks the Council will:",
        "- pay Ms K £2,950, which is made up of:",
        "-- £2,400 for the education her son missed;",
        "-- £300 for her frustration; and",
        "-- £250 for her time and trouble.",
    )
    assert [remedy.part_of for remedy in found] == [None, 1, 1, 1]
    assert [remedy.purpose for remedy in found] == [None, "missed_provision", "frustration", "time_and_trouble"]
    assert add_up(found) == 2950


@pytest.mark.parametrize(
    "text",
    [
        "Mr T asked for the £390 he paid a removal firm. I have not recommended this.",
        "I have thought about whether the Council should repay the £3,100 that Mr X spent on a consultant.",
        "Mr X still owes council tax of £1,146, and the Council may add its costs of £75.",
        "The care home charges £912 a week, and Mrs Y’s income is £180 a week.",
        "The recommendations in this section take account of the £14,000 in the deferred payment account.",
    ],
)
def test_money_that_is_no_remedy_gives_none(text: str) -> None:
    """Fees, debts, incomes, claims, and what was not recommended give no remedy, even in a section of remedies."""
    assert find(text) == ()


@pytest.mark.parametrize(
    "heading", ["What happened", "Analysis", "The complaint", "The law and guidance", "My assessment"]
)
def test_accounts_give_no_remedy(heading: str) -> None:
    """Sections that tell of events, law or analysis are not read, whatever they say of money."""
    assert find("The Council has agreed to pay Mr X £300 and will apologise to him.", heading=heading) == ()


# ── who, for whom, by when, how far ──────────────────────────────────────────────────────────────────────────────────


def test_items_take_deadline_status_and_body_from_the_words_that_introduce_them() -> None:
    """A lead-in governs the items below it."""
    found = find(
        "The Council has agreed, within one month of the date of this decision, to:",
        "- apologise to Mrs X; and",
        "- pay her £300 for her distress.",
    )
    assert kinds(found) == [("apology", None), ("payment", "300")]
    for remedy in found:
        assert (remedy.status, remedy.body_text, remedy.body_name) == ("agreed", "The Council", "Stanbrook Council")
        assert remedy.deadline_text == "within one month of the date of this decision"
        assert (remedy.deadline_duration, remedy.deadline_on) == ("P1M", dt.date(2024, 4, 22))
    assert [remedy.recipient_text for remedy in found] == ["Mrs X", "her"]
    assert [remedy.path for remedy in found] == ["2", "3"]


def test_two_bodies_each_have_their_actions() -> None:
    """Of two councils, each action is that of the one that is named; only the decision's own is resolved."""
    found = find(
        "The County Council has agreed to pay Miss W £400.",
        "The Borough Council has agreed to pay her £200.",
        body_name="Stanbrook County Council",
    )
    assert [(remedy.body_text, remedy.body_name, str(remedy.amount)) for remedy in found] == [
        ("The County Council", "Stanbrook County Council", "400"),
        ("The Borough Council", None, "200"),
    ]


@pytest.mark.parametrize(
    ("text", "duration", "day"),
    [
        ("within four weeks of my final decision", "P4W", dt.date(2024, 4, 19)),
        ("within three months of the final decision", "P3M", dt.date(2024, 6, 22)),
        ("within four weeks", "P4W", None),
        ("within 20 working days of this decision", "P20D", None),
        ("by 31 March 2025", None, dt.date(2025, 3, 31)),
        ("by the end of February 2024", None, dt.date(2024, 2, 29)),
        ("within one month of receiving the invoice", "P1M", None),
    ],
)
def test_deadline_is_a_day_only_where_that_is_known(text: str, duration: str | None, day: dt.date | None) -> None:
    """A duration runs from the decision only where the words say so; working days are not counted."""
    (found,) = find(f"The Council will, {text}, apologise to Mr X.")
    assert (found.deadline_text, found.deadline_duration, found.deadline_on) == (text, duration, day)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The Council has agreed to apologise to Mr X.", RemedyStatus.AGREED),
        ("The Council should apologise to Mr X.", RemedyStatus.RECOMMENDED),
        ("I recommend the Council apologises to Mr X.", RemedyStatus.RECOMMENDED),
        ("The Council has already apologised to Mr X.", RemedyStatus.DONE),
        ("The Council had offered to apologise to Mr X.", RemedyStatus.OFFERED),
    ],
)
def test_status_is_how_far_the_words_say_it_has_come(text: str, status: RemedyStatus) -> None:
    """Agreed, recommended, done already, or offered before."""
    (found,) = find(text, heading="Remedy")
    assert (found.kind, found.status) == (RemedyKind.APOLOGY, status)


def test_nothing_is_settled_in_a_draft() -> None:
    """What a draft agrees or recommends is proposed."""
    (found,) = find("The Council should apologise to Mr X.", heading="Recommended action", stage=Stage.DRAFT)
    assert found.status is RemedyStatus.PROPOSED


def test_should_under_an_agreed_heading_is_agreed() -> None:
    """A heading that says agreed says so of all below it; one that says both leaves it to the words."""
    assert find("The Council should apologise to Mr X.")[0].status is RemedyStatus.AGREED
    assert (
        find("The Council should apologise.", heading="Agreed/recommended action")[0].status is RemedyStatus.RECOMMENDED
    )


# ── where remedies are read ──────────────────────────────────────────────────────────────────────────────────────────


def test_summary_is_read_only_without_a_section_of_remedies() -> None:
    """What the summary and the remedy section both say is taken from the section, once."""
    summary = section("The Council has agreed to pay Mr X £300.", heading="Summary")
    remedy = section("The Council has agreed to pay Mr X £300 and apologise.")
    assert kinds(find_remedies([summary], SOURCE)) == [("payment", "300")]
    assert kinds(find_remedies([summary, remedy], SOURCE)) == [("payment", "300"), ("apology", None)]


def test_quotes_tables_and_empty_paragraphs_tell_of_no_remedy() -> None:
    """What somebody else is quoted with, and a paragraph of which nothing but its number is left, is not read."""
    told = section("The Council will pay Mr X £300.")
    (paragraph,) = told.paragraphs
    for form in ParagraphKind:
        found = find_remedies([replace(told, paragraphs=(replace(paragraph, kind=form),))], SOURCE)
        assert bool(found) == (form in (ParagraphKind.PARAGRAPH, ParagraphKind.ITEM)), form
    assert not find("")


def test_remedy_tells_the_paragraph_of_its_words() -> None:
    """Actions, parts, totals, what was done before and what is not needed all say where they stand."""
    found = find(
        "The Council will pay Mrs X £300.",
        "This is made up of £200 for her distress and £100 for her time and trouble.",
        "It will pay her £50 in addition to the £20 it has already paid.",
        "The Council will pay £350 in total.",
        "No further remedy is needed.",
    )
    assert [remedy.paragraph_position for remedy in found] == [1, 2, 2, 3, 3, 4, 5]
    assert all(remedy.path == str(remedy.paragraph_position) for remedy in found)


def test_body_is_named_by_what_the_decision_calls_it() -> None:
    """A pronoun stands for the body that acted last: without one, and for another body, there is no name."""
    assert find("It will pay Mrs X £100.")[0].body_name is None
    assert find("The Council will pay Mrs X £100. It will apologise.")[1].body_name == "Stanbrook Council"
    assert find("The Trust will pay Mrs X £100. It will apologise.")[1].body_name is None
    assert find("The Council will pay Mrs X £100.", body_name=None)[0].body_name is None


def test_items_of_a_summary_need_a_verb_above_them() -> None:
    """A line such as "Within one month:" goes on with what governs it in a summary too, but begins nothing there."""
    items = ("- within one month:", "-- pay Mrs X £100")
    assert kinds(find("The Council has agreed to:", *items, heading="Summary")) == [("payment", "100")]
    assert kinds(find("Mrs X was unhappy:", *items, heading="Summary")) == []
    assert kinds(find("Within one month:", "- pay Mrs X £100", heading="Summary")) == []
    assert kinds(find("Within one month:", "- pay Mrs X £100")) == [("payment", "100")]


def test_final_decision_adds_only_what_the_summary_did_not_say() -> None:
    """Without a section of remedies, what both say is taken once."""
    summary = section("The Council has agreed to apologise and pay Mr X £300.", heading="Summary")
    final = section("The Council will pay Mr X £300, and review its policy on repairs.", heading="Final decision")
    found = find_remedies([summary, final], SOURCE)
    assert kinds(found) == [("apology", None), ("payment", "300"), ("service_improvement", None)]
    assert [remedy.position for remedy in found] == [1, 2, 3]


def test_report_repeats_no_remedy_of_its_page() -> None:
    """Of a page and its full report, the page's section of remedies is read, and the report's only without one."""
    page = section("The Council should pay Mr X £300.", heading="Recommendations")
    report = Section(2, page.kind, None, 1, page.heading, page.paragraphs, DocumentPart.REPORT)
    assert len(find_remedies([page, report], SOURCE)) == 1
    assert len(find_remedies([report], SOURCE)) == 1


def test_number_at_the_end_belongs_to_the_words() -> None:
    """A year or a number that ends an action is no label of the next one; a label between two actions is in neither."""
    (found,) = find("The Council will explain what it did between March and August 2021.")
    assert found.text == "explain what it did between March and August 2021"
    assert [each.text for each in find("The Council will (a) apologise to Mr X, and (b) pay him £100.")] == [
        "apologise to Mr X",
        "pay him £100",
    ]


def test_total_of_nothing_is_passed_over() -> None:
    """A total after actions that have no sum, and a label that is all of an item, are no error."""
    assert kinds(find("The Council will apologise to Mr X. This makes £750.")) == [("apology", None)]
    assert kinds(find("The Council will pay:", "-to.", "-£300 to Mr X")) == [("payment", "300")]


# ── any text ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PIECES = st.sampled_from(
    "The Council|it|has agreed|to|will|should|pay|apologise|Mr X|£300|£1,000|a month|within one month|,|and|;|:|of|for"
    "|not|review|its|policy|each|made up of|a total of|(|)|.|which|that|if|offered|already|recommend|I|we|refund|the|be"
    "|paid|’|–".split("|")
)


@pytest.mark.property
@given(st.lists(st.lists(PIECES | st.text(max_size=8), max_size=25).map(" ".join), min_size=1, max_size=4))
def test_any_text_is_read_and_every_value_keeps_its_words(texts: list[str]) -> None:
    """No text fails; words of a remedy stand in its paragraph, amounts in its words, and parts belong to a whole."""
    passage = section(*texts, kind=SectionKind.REMEDY)
    found = find_remedies([passage], SOURCE, decided_on=DECIDED)
    printed = {paragraph.position: paragraph.text for paragraph in passage.paragraphs}
    for number, remedy in enumerate(found, start=1):
        assert remedy.position == number
        assert remedy.text in printed[remedy.paragraph_position]
        assert (remedy.amount is None) == (remedy.amount_text is None)
        assert remedy.amount_text is None or remedy.amount_text in printed[remedy.paragraph_position]
        assert remedy.part_of is None or (1 <= remedy.part_of <= len(found) and remedy.part_of != number)


@pytest.mark.parametrize(
    "text",
    [
        "pay " * 20_000,
        "£1 " * 20_000,
        "The Council will " * 6000,
        "(" * 50_000,
        "and, " * 20_000,
        "The Council will pay" + " £1" * 20_000,
    ],
)
def test_long_text_is_read(text: str) -> None:
    """A text of a hundred thousand characters is read in the end, whatever is repeated in it."""
    assert isinstance(find(text), tuple)


# ── words of the grammar ─────────────────────────────────────────────────────────────────────────────────────────────


def texts(sentence: str) -> list[str]:
    """The words of each remedy."""
    return [remedy.text for remedy in find(f"The Council will {sentence}.")]


@pytest.mark.parametrize("verb", "provide make give offer issue send arrange".split())
def test_what_is_given_may_be_two_things(verb: str) -> None:
    """A sum that is joined to an apology by "and" is a payment of its own, behind any verb that gives."""
    found = find(f"The Council has agreed to {verb} Mr X a written apology and a payment of £200.")
    assert [(remedy.kind.value, remedy.text) for remedy in found] == [
        ("apology", f"{verb} Mr X a written apology"),
        ("payment", "a payment of £200"),
    ]


@pytest.mark.parametrize("verb", "send give share provide".split())
def test_a_copy_is_part_of_what_is_copied(verb: str) -> None:
    """Who completes an assessment and sends a copy does one thing."""
    assert texts(f"complete the assessment and {verb} Mr X a copy") == [
        f"complete the assessment and {verb} Mr X a copy"
    ]


@pytest.mark.parametrize(
    ("verb", "count"),
    [("publish", 2), ("put", 2), ("use", 2), ("add", 2), ("issue", 1), ("share", 1), ("remind", 2), ("refer", 2)],
)
def test_what_is_done_with_it_afterwards(verb: str, count: int) -> None:
    """To write a plan and share it is one action; to publish it, or to put it to use, is a further one."""
    whole = [f"write an action plan and {verb} it on its website"]
    parts = ["write an action plan", f"{verb} it on its website"]
    assert texts(f"write an action plan and {verb} it on its website") == (whole if count == 1 else parts)


@pytest.mark.parametrize("verb", "pay share send give issue".split())
def test_what_is_worked_out_and_handed_over(verb: str) -> None:
    """To work out arrears and pay them is one action."""
    assert texts(f"work out the arrears and {verb} them to Mr X") == [f"work out the arrears and {verb} them to Mr X"]


@pytest.mark.parametrize("verb", "says said wants asked".split())
def test_what_another_wants_done_is_no_action(verb: str) -> None:
    """A verb that tells what somebody says or wants belongs to the action that it describes."""
    assert texts(f"carry out the work Mr X {verb} to do and pay him £100") == [
        f"carry out the work Mr X {verb} to do",
        "pay him £100",
    ]


def items(item: str) -> list[tuple[str, str]]:
    """Kind and words of what is read in an item of a list of what a body has agreed to do."""
    return [(remedy.kind.value, remedy.text) for remedy in find("The Council has agreed to:", f"- {item}.")]


@pytest.mark.parametrize(
    "before",
    [
        "by the end of May, ",
        "within four weeks, ",
        "in the next month, ",
        "on the same day, ",
        "at its next meeting, ",
        "for the distress, ",
        "if she agrees, ",
        "where it can, ",
        "when it knows, ",
        "once this is done, ",
        "unless she objects, ",
        "as a gesture, ",
        "of its own accord, ",
        "with the school, ",
        "together with the school, ",
        "a) ",
        "(ii) ",
        "1. ",
        "first, ",
        "lastly, ",
        "and ",
        "to ",
        "or ",
        ": ",
        "a. to ",
        "(b) first, to ",
    ],
)
def test_how_an_item_may_begin(before: str) -> None:
    """Labels, conditions, times and joining words before its verb are no part of an action."""
    assert items(f"{before}zap the fence for Mr X") == [("corrective_action", "zap the fence for Mr X")]


@pytest.mark.parametrize("after", "the a her him it to out up on with for one back whether how 5".split())
def test_an_unknown_verb_is_one_by_what_follows(after: str) -> None:
    """An item that begins with a word that no table knows is an action where an object or its like follows."""
    assert items(f"zap {after} matter of the fence") == [("corrective_action", f"zap {after} matter of the fence")]
    assert items("zap matter of the fence") == []


@pytest.mark.parametrize("word", "who whom how what when where why which whether".split())
def test_an_item_that_asks_is_no_action(word: str) -> None:
    """What is told or asked begins with a word that asks."""
    assert items(f"{word} apologise to Mr X") == []


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ("£150 will be paid to her", "payment"),
        ("the fee is refunded to her", "refund_or_waiver"),
        ("the fees are returned to her", "refund_or_waiver"),
        ("the fees are paid to her", "payment"),
        ("Mrs A £300 for the frustration", "payment"),
        ("Mrs A - £300", "payment"),
        ("letter of apology to Mr X", "apology"),
        ("a payment plan to Mr X", None),
        ("a payment arrangement to Mr X", None),
        ("a payment scheme to Mr X", None),
        ("Mrs A will get £300", None),
    ],
)
def test_items_without_a_verb_of_their_own(item: str, kind: str | None) -> None:
    """A sum with who gets it, a noun, or a sentence in the passive is an action; a plan to pay is none."""
    assert items(item) == ([(kind, item)] if kind else [])


@pytest.mark.parametrize(
    ("lead", "own"),
    [
        ("ensure the Care Provider has:", False),
        ("make sure that the Care Provider:", False),
        ("write to all tenants to:", False),
        ("complete the following:", False),
        ("write to Mr X:", True),
        ("contact the family:", True),
    ],
)
def test_what_only_leads_to_a_list_is_no_action(lead: str, own: bool) -> None:  # noqa: FBT001 - a case
    """Who "ensures that X has:" does what the items say; who "writes to Mr X:" writes, too."""
    found = find(f"The Council will {lead}", "- apologised to Mr X; and", "- paid him £100.")
    assert [remedy.text for remedy in found] == [*([lead[:-1]] if own else []), "apologised to Mr X", "paid him £100"]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("words " * 2000, [(0, 4998), (4998, 9996), (9996, 12_000)]),
        ("x" * 12_000, [(0, 5000), (5000, 10_000), (10_000, 12_000)]),
        ("x" * 4000 + " " + "y" * 1000, [(0, 4001), (4001, 5001)]),
        ("x" * 4000 + " " + "y" * 999, [(0, 5000)]),
    ],
)
def test_a_sentence_without_an_end_is_cut(text: str, bounds: list[tuple[int, int]]) -> None:
    """What is longer than any sentence is cut at the last space within 5,000 characters, and nothing of it is lost."""
    assert [(sentence.start, sentence.stop) for sentence in iter_sentences(text)] == bounds


@pytest.mark.parametrize(
    ("further", "read"),
    [
        ("Apologise to Mr X", [("apology", "Apologise to Mr X")]),
        ("If so, make him an offer", [("corrective_action", "make him an offer")]),
        ("2. Train its staff", [("service_improvement", "Train its staff")]),
        ("Second, train its staff", [("service_improvement", "train its staff")]),
        ("Pay him £50", [("payment", "Pay him £50")]),
        ("To put this right, it will train staff", [("service_improvement", "train staff")]),
        ("Its officers were slow", []),
    ],
)
def test_a_further_sentence_of_an_item(further: str, read: list[tuple[str, str]]) -> None:
    """A sentence behind that of an item is an action where it begins as one."""
    assert items(f"review the file. {further}") == [("review", "review the file"), *read]


@pytest.mark.parametrize(
    ("who", "body"),
    [
        ("Council B", "Council B"),
        ("The Council and Trust B", "Trust B"),
        ("Care Provider A", "Care Provider A"),
        ("Mr B", None),
        ("Mrs X", None),
    ],
)
def test_bodies_and_people_with_a_letter_for_a_name(who: str, body: str | None) -> None:
    """A letter behind the word for a body names a body, whose action it is; one behind a title a person."""
    found = find(f"{who} will apologise to Mr Y.")
    assert [remedy.body_text for remedy in found] == ([body] if body else [])


@pytest.mark.parametrize(
    "sentence",
    [
        "complete the assessment and give him a copy of it",
        "decide whether to keep, amend or cease it",
        "invite her to speak to it",
        "train its officers in using it",
    ],
)
def test_it_may_be_the_last_word(sentence: str) -> None:
    """An "it" that ends a sentence is the action's own; one that acts next is not."""
    assert texts(sentence) == [sentence]
    first, second = texts(f"review {sentence.partition(' ')[2]}, and it will pay Mr X £100")
    assert not first.endswith(" and it")
    assert second == "pay Mr X £100"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("pay Mr X £300. It should make the payment within four weeks", [("300", "within four weeks")]),
        (
            "pay Mr X £300 and apologise. It should do this within four weeks",
            [("300", "within four weeks"), (None, "within four weeks")],
        ),
        (
            "pay Mr X £300. It should do this within four weeks and pay £50",
            [("300", None), ("50", "within four weeks")],
        ),
    ],
)
def test_a_deadline_that_is_told_afterwards(sentence: str, told: list[tuple[str | None, str | None]]) -> None:
    """A sentence that only says when is of the actions before it; one with a sum of its own is of that."""
    found = find(f"The Council has agreed to {sentence}.")
    assert [(remedy.amount and str(remedy.amount), remedy.deadline_text) for remedy in found] == told


def test_a_deadline_of_a_sum_is_that_of_its_parts() -> None:
    """What is due within four weeks as a whole is due then in parts, wherever in the words the time stands."""
    parts = ("- £300 for distress; and", "- £200 for his time.")
    for lead in (
        "The Council will pay Mr X £500, made up of, within four weeks:",
        "The Council will, within four weeks, pay Mr X a total of £500 made up of:",
    ):
        found = find(lead, *parts)
        assert [(str(remedy.amount), remedy.part_of, remedy.deadline_text) for remedy in found] == [
            ("500", None, "within four weeks"),
            ("300", 1, "within four weeks"),
            ("200", 1, "within four weeks"),
        ]


@pytest.mark.parametrize("opening", ["Firstly the Council", "Additionally it", "Additionally, it", "The Council"])
def test_words_before_who_acts(opening: str) -> None:
    """An adverb before the body that acts, with a comma or not, opens a main clause."""
    assert kinds(find(f"{opening} will pay Mr X £100.")) == [("payment", "100")]


def test_what_is_ensured() -> None:
    """Items under "ensure" are what the body does, be they sentences or nouns."""
    found = find("The Council will ensure:", "- a review of its policy; and", "- calls are logged within a week.")
    assert [(remedy.text, remedy.deadline_text) for remedy in found] == [
        ("a review of its policy", None),
        ("calls are logged within a week", "within a week"),
    ]


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "The Council has apologised to Mr X and paid him £100.",
            [("apologised to Mr X", "done", "The Council"), ("paid him £100", "done", "The Council")],
        ),
        (
            "I recommend the Council: pay Mr X £100, and an apology.",
            [("pay Mr X £100", "recommended", "the Council"), ("an apology", "recommended", "the Council")],
        ),
        (
            "The Council has agreed to remedy this by apologising to Mr X and paying him £100.",
            [("apologising to Mr X", "agreed", "The Council"), ("paying him £100", "agreed", "The Council")],
        ),
        (
            "The Council has agreed to remedy this by: apologising to Mr X and paying him £100.",
            [("apologising to Mr X", "agreed", "The Council"), ("paying him £100", "agreed", "The Council")],
        ),
        (
            "The Council has agreed to: a written apology to Mr X and a payment of £100.",
            [("a written apology to Mr X", "agreed", "The Council"), ("a payment of £100", "agreed", "The Council")],
        ),
        (
            "I recommend the Council and the Trust apologise to Mr X.",
            [("apologise to Mr X", "recommended", "the Council and the Trust")],
        ),
        ("I consider this a payment of £100 would be a suitable remedy.", []),
        ("I consider that a payment of £100 would be a suitable remedy.", []),
    ],
)
def test_who_acts_and_how_far_it_has_come(sentence: str, rows: list[tuple[str, str, str]]) -> None:
    """Each action joined to another has its own words, and the status and the body of the sentence."""
    found = find(sentence, heading="Recommended action" if sentence.startswith("I ") else "Agreed action")
    assert [(remedy.text, remedy.status, remedy.body_text) for remedy in found] == rows


@pytest.mark.parametrize("saying", "covering about explaining saying".split())
def test_what_a_letter_is_to_say_is_no_action(saying: str) -> None:
    """Items under "write to Mr X explaining:" are what the letter says."""
    found = find(f"The Council will write to Mr X {saying}:", "- what it did wrong; and", "- how to appeal.")
    assert [remedy.text for remedy in found] == [f"write to Mr X {saying}"]


def test_the_page_says_what_is_done_before_its_report() -> None:
    """Of a page and its report only the remedies of the page are read, and those of the report where it has none."""
    page, report = section("The Council will pay Mr X £100."), section("The Council will pay Mr X £200.")
    report = replace(report, document=DocumentPart.REPORT)
    known: dict[str, Any] = {"body_name": None, "decided_on": None, "stage": Stage.FINAL}
    assert kinds(find_remedies([page, report], SOURCE, **known)) == [("payment", "100")]
    assert kinds(find_remedies([report], SOURCE, **known)) == [("payment", "200")]
    assert kinds(find_remedies([section(), report], SOURCE, **known)) == [("payment", "200")]
