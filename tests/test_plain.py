"""Text files into Blocks: one paragraph a line, items as `- `, headings told by their shape."""

import textwrap

import pytest

from decision_parser import parse
from decision_parser.documents import read_document
from decision_parser.errors import DecisionParserError, UnreadableInputError
from decision_parser.models import Block, BlockKind

HEADER = """Eastley Council (24 100 001)
Category : Housing > Allocations
Decision : Upheld
Decision date : 06 Feb 2025
The Ombudsman's final decision:
"""
STATEMENT = f"""{HEADER}Summary: The Council was at fault because it delayed its answer.
The complaint
- Ms X complains that the Council delayed in answering her letters about a house.
What I found
- The Council had the letters in May and answered in the autumn of the same year.
Final decision
- I have ended my investigation with a finding of fault which caused injustice.
Investigator's decision on behalf of the Ombudsman
"""


def describe(block: Block) -> str:
    """A block in one line: kind, depth, marker and text."""
    depth = f"/{block.level}" if block.level else ""
    marker = f" [{block.marker}]" if block.marker else ""
    return f"{block.kind}{depth}{marker}: " + block.text.replace("\t", " ⇥ ").replace("\n", " ⏎ ")


def describe_all(text: str) -> list[str]:
    """All blocks of a text."""
    return [describe(block) for block in read_document(text.encode()).blocks]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("One line.\nAnother.", ["paragraph: One line.", "paragraph: Another."]),
        ("One line.\n\n\nAnother.\n", ["paragraph: One line.", "paragraph: Another."]),
        ("Wide   spaces\u00a0and\u200b soft\u00ad ones.", ["paragraph: Wide spaces and soft ones."]),
        ("One\u2028line.", ["paragraph: One line."]),
        ("One\x0bline.", ["paragraph: One line."]),
        ("It went on\x85 and on.", ["paragraph: It went on… and on."]),
        ("- one\n- two", ["item/1 [-]: one", "item/1 [-]: two"]),
        ("- one\n  - two\n    - three", ["item/1 [-]: one", "item/2 [-]: two", "item/3 [-]: three"]),
        ("- one\n  - two\n- three", ["item/1 [-]: one", "item/2 [-]: two", "item/1 [-]: three"]),
        ("- one\n\t- two", ["item/1 [-]: one", "item/2 [-]: two"]),
        ("• one\n◦ two", ["item/1 [•]: one", "item/1 [◦]: two"]),
        ("– one\n* two", ["item/1 [–]: one", "item/1 [*]: two"]),
        ("-5 degrees\n--\n*", ["paragraph: -5 degrees", "paragraph: --", "paragraph: *"]),
        ("1. One\n2. Two", ["paragraph: 1. One", "paragraph: 2. Two"]),
        ("1.\tOne\n2.\tTwo", ["paragraph: 1. One", "paragraph: 2. Two"]),
        ("a)\tOne\n(ii)\tTwo", ["paragraph: a) One", "paragraph: (ii) Two"]),
        ("-\tOne\n•\tTwo", ["item/1 [-]: One", "item/1 [•]: Two"]),
        ("Who\tWhat\nMr X\t£5", ["table: Who ⇥ What ⏎ Mr X ⇥ £5"]),
        ("Who\tWhat\n\nMr X\t£5", ["table: Who ⇥ What", "table: Mr X ⇥ £5"]),
    ],
)  # fmt: skip
def test_lines_are_paragraphs_items_and_rows(text: str, blocks: list[str]) -> None:
    """A line is a paragraph; a bullet before it makes an item, as deep as it is indented; tabs in it make a table."""
    assert describe_all(text) == blocks


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r\n"])
def test_any_line_end_ends_a_line(end: str) -> None:
    """Files of every system, and with empty lines between all paragraphs, give the same blocks."""
    assert describe_all(STATEMENT.replace("\n", end)) == describe_all(STATEMENT)


@pytest.mark.parametrize(
    "heading",
    [
        "Fault",
        "What happened?",
        "Complaint 1: noise",
        "Mr X’s complaint about his daughter’s transport",
        "‘Special’ guidance",
        "“Special” guidance",
        "2019 to 2020",
        "£300 for distress",
        "Law, guidance and policies",
        "The Children Act 1989",
    ],
)
@pytest.mark.parametrize("below", ["- An item.", "12. A paragraph.", "What happened\n- An item."])
def test_short_lines_above_items_are_headings(heading: str, below: str) -> None:
    """A short line without a full stop is a heading where an item, a number or another heading follows."""
    blocks = read_document(f"- An item.\n{heading}\n{below}".encode()).blocks
    assert (blocks[1].kind, blocks[1].text) == (BlockKind.HEADING, heading)


@pytest.mark.parametrize(
    "line",
    [
        "It ended there.",
        "He asked for:",
        "(Local Government Act 1974, section 24A(6), as amended)",
        "and it went on",
        "A line of words that is much too long to be a heading of anything and only lacks its stop",
    ],
)
def test_other_lines_above_items_are_text(line: str) -> None:
    """Whole sentences, beginnings of lists, citations and long lines are paragraphs."""
    assert describe_all(f"- An item.\n{line}\n- Another.")[1] == f"paragraph: {line}"


def test_a_short_line_above_text_is_text() -> None:
    """Where plain lines follow, nothing tells a heading from a short paragraph."""
    assert describe_all("Thank you\nIt was a long letter.\n") == [
        "paragraph: Thank you",
        "paragraph: It was a long letter.",
    ]


# ── wrapped files ────────────────────────────────────────────────────────────────────────────────────────────────────

PARAGRAPHS = {
    "The complaint": (
        "Mr X complains that the Council delayed in considering his application for a place at a school for his son"
        " and then failed to reply to the letters which he sent about this in 2020 and in 2021."
    ),
    "The Ombudsman’s role and powers": (
        "We investigate complaints of injustice caused by fault. We consider whether there was fault in the way that"
        " the decision was made. (Local Government Act 1974, section 34(3), as amended)"
    ),
    "What I found": (
        "The Council wrote to him on 4 June 2021 and said the list was open. 12 days later it said: “it is closed”."
        " It gave no reasons for this and did not answer the phone in the next 3 weeks, or on any day in the"
        " month of July. It said later that its officers were ill."
    ),
    "Final decision": (
        "I have completed my investigation and uphold the complaint because there was fault by the Council, which"
        " has agreed to the action that I recommended to put this right in the next month."
    ),
}


@pytest.mark.parametrize("width", range(56, 110, 3))
@pytest.mark.parametrize("hanging", ["", "   "], ids=["flush", "hanging"])
@pytest.mark.parametrize("marker", ["{}. ", "- "], ids=["numbers", "dashes"])
def test_wrapped_paragraphs_are_put_together(width: int, hanging: str, marker: str) -> None:
    """A file whose lines were broken at some width has the same sections and paragraphs as one that was not."""
    lines = [*HEADER.splitlines(), "Summary: The Council was at fault."]
    for number, (heading, text) in enumerate(PARAGRAPHS.items(), start=1):
        first = marker.format(number)
        lines += [heading, *textwrap.wrap(text, width, initial_indent=first, subsequent_indent=hanging)]
    lines.append("Investigator's decision on behalf of the Ombudsman")
    decision = parse("\n".join(lines).encode())
    found = {
        section.heading: [paragraph.text for paragraph in section.paragraphs] for section in decision.sections[1:-1]
    }
    assert found == {heading: [text] for heading, text in PARAGRAPHS.items()}
    assert decision.sections[-1].kind == "signature"


PAGES = """The complaint
1.

Ms X complains that the Council delayed.

Final decision

1

\fWhat I found
2.

It delayed for a year and has not said in any of its letters that it wrote to her

Final decision

2

\fwhy that was so.

Final decision
3.

Done.

Investigator's decision on behalf of the Ombudsman

Final decision

3

\f"""


def test_the_text_of_a_pdf_has_its_numbers_and_no_feet() -> None:
    """Numbers alone on a line number the text below; the last lines of pages that count them are furniture."""
    decision = parse(f"{HEADER}Summary: The Council was at fault.\n{PAGES}".encode())
    assert [section.kind.value for section in decision.sections[1:]] == [
        *("complaint", "findings", "final_decision", "signature")
    ]
    paragraphs = [part for section in decision.sections for part in section.paragraphs]
    assert [part.number for part in paragraphs if part.number] == ["1", "2", "3"]
    assert [dropped.text for dropped in decision.furniture] == [f"Final decision {page}" for page in (1, 2, 3)]
    assert decision.problems == ()


LAYOUT = """
                      The complaint
               1.     In brief the complaint is when imposing conditions in an agreement of the kind
                      with developers requiring social housing provision in a development there and
                      it did nothing to check:
                    • compliance with housing provision conditions under section 106 of the said Act of
                      1990;
                    • its own records.
               2.     Mr X says that illness, illegibility and little will filled this file till July
                      came.


                                                                                              1
\f      Final decision
3.    The Council had the letters in May and answered in the autumn of the same year. It
      wrote them again when someone moved home; someone went where no mowers mow and
      mumbled.
      Investigator’s decision on behalf of the Ombudsman

      Final decision                                                               2
\f"""


def test_print_laid_out_in_blanks_is_put_together() -> None:
    """In the text of printed pages, lines of uneven length and indentation are one paragraph until one ends short."""
    decision = parse(f"{HEADER}Summary: The Council was at fault.\n{LAYOUT}".encode())
    paragraphs = [part for section in decision.sections[1:] for part in section.paragraphs]
    assert [(part.path, part.text.split()[-1]) for part in paragraphs] == [
        *(("1", "check:"), ("1[1]", "1990;"), ("1[2]", "records."), ("2", "came."), ("3", "mumbled."))
    ]
    assert [dropped.text for dropped in decision.furniture] == ["1", "Final decision 2"]
    assert decision.problems == ()


def test_numbers_that_stand_apart_from_their_paragraphs_are_told() -> None:
    """Where several numbers stand in a row, nothing says which paragraphs are theirs: a problem does."""
    text = STATEMENT.replace("- The Council had", "1.\n\n2.\n\nThe Council had")
    decision = parse(text.encode())
    assert [part.text for section in decision.sections for part in section.paragraphs][2:4] == ["1.", "2."]
    assert [problem.code.value for problem in decision.problems] == ["number_gap"]


@pytest.mark.parametrize("last", ["4 and 5", "1, of 3", "in the year 2020"])
def test_the_last_line_of_a_page_is_text(last: str) -> None:
    """Only a line that is the page's number, on pages that count on, is a foot."""
    text = STATEMENT.replace("\nWhat I found", f"\n- They were {last}\n\fWhat I found")
    decision = parse(text.encode())
    assert (last in decision.full_text, decision.furniture) == (True, ())


# ── copies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


MARKDOWN = """# Eastley Council (24 100 001)

**Category :** Housing > Allocations
**Decision :** Upheld
**Decision date :** 06 Feb 2025

## The Ombudsman's final decision:

**Summary:** The Council was at fault.

## The complaint

1. Ms X complains about **two** things:
    - delay
    - noise
2. She asks for [help](https://www.lgo.org.uk).

### Fault?

3. It wrote:

> You must leave.

## Final decision

4. Done.

Investigator's decision on behalf of the Ombudsman
"""


def test_a_copy_in_markdown_is_read_without_its_signs() -> None:
    """Signs of Markdown before headings and round bold words are no words of the decision."""
    decision = parse(MARKDOWN.encode())
    assert (decision.body_name, decision.category, decision.outcome_text) == ("Eastley Council", "Housing", "Upheld")
    assert (decision.summary, decision.decided_on_text) == ("The Council was at fault.", "06 Feb 2025")
    assert [section.heading for section in decision.sections] == [
        *(
            "Summary:",
            "The complaint",
            "Fault?",
            "Final decision",
            "Investigator's decision on behalf of the Ombudsman",
        ),
    ]
    paragraphs = [paragraph for section in decision.sections for paragraph in section.paragraphs]
    assert [paragraph.number for paragraph in paragraphs if paragraph.number] == ["1", "2", "3", "4"]
    assert "**" not in decision.full_text


def test_a_tab_behind_the_word_summary_is_a_space() -> None:
    """A tab between `Summary:` and its text makes no table of them."""
    assert parse(STATEMENT.replace("Summary: ", "Summary:\t").encode()).summary == parse(STATEMENT.encode()).summary


def test_a_text_that_is_whole_is_complete() -> None:
    """A text that ends with its signature, a sentence or furniture is whole."""
    assert parse(STATEMENT.encode()).sections[-1].kind == "signature"
    assert parse(f"{STATEMENT}Print this page\nBack to top\n".encode()).sections[-1].kind == "signature"


@pytest.mark.parametrize("cut", range(len(HEADER) + 12, len(STATEMENT) - 2, 23))
def test_a_text_that_breaks_off_is_refused_or_told(cut: int) -> None:
    """A text cut anywhere is no decision, or is one with a problem that says so."""
    try:
        decision = parse(STATEMENT[:cut].encode())
    except DecisionParserError:
        return
    whole = parse(STATEMENT.encode())
    assert decision.full_text == whole.full_text or "truncated" in {problem.code for problem in decision.problems}


SENTENCE_ENDS = [end for end in range(len(HEADER), STATEMENT.index("Final decision")) if STATEMENT[end - 1] == "."]


@pytest.mark.parametrize("cut", SENTENCE_ENDS)
def test_a_text_that_comes_to_nothing_is_told(cut: int) -> None:
    """A text cut at a sentence's end, before any section that a decision comes to, is refused or says so."""
    try:
        decision = parse(STATEMENT[:cut].encode())
    except DecisionParserError:
        return
    assert "truncated" in {problem.code for problem in decision.problems}


LONG = {
    "blanks": "- x" + " " * 200_000 + "y",
    "no-break blanks": "x\u00a0" * 100_000,
    "tabs": "a\tb\n" * 50_000,
    "words": "words " * 100_000,
    "asterisks": "**a " * 50_000,
    "hashes": "#" * 100_000,
    "hashes and blanks": "## x " + "# " * 50_000 + "y",
    "digits": "1" * 100_000,
}


@pytest.mark.parametrize("line", LONG.values(), ids=LONG)
def test_long_lines_are_no_trap(line: str) -> None:
    """A long line or a long run of lines is read in the time that its length takes."""
    assert read_document(f"{STATEMENT}{line}".encode()).blocks


def test_a_file_of_too_many_lines_is_refused() -> None:
    """No decision has hundreds of thousands of lines: such a file is refused before any of them is read."""
    with pytest.raises(UnreadableInputError, match="line ends"):
        read_document((STATEMENT + "Word\n" * 500_000).encode())


def test_a_long_wrapped_paragraph_is_no_trap() -> None:
    """A paragraph of many wrapped lines is put together in the time that its length takes."""
    text = "\n".join(textwrap.wrap("some words of a paragraph " * 20_000, 78))
    assert len(read_document(f"1. {text}".encode()).blocks) == 1
