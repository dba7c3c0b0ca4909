"""Where the parts of a document are: its heading, title and first section, and a jump list in front of them."""

import pytest

from decision_parser.models import FURNITURE, HEADING, ITEM, PARAGRAPH, TABLE, VALUE, Block
from decision_parser.parsing.outline import find_heading, find_inline_summary, find_outline
from decision_parser.sources import find_source

SOURCE = find_source("lgsco")
HEADINGS = SOURCE.vocabulary.headings
KINDS = {"h": HEADING, "p": PARAGRAPH, "i": ITEM, "t": TABLE, "v": VALUE, "f": FURNITURE}
TEXT = "It was late. " * 13


def write(line: str) -> Block:
    """A block of `kind level text`, with `/` for a line feed and `…` for a long text."""
    form, _, text = line.partition(" ")
    return Block(KINDS[form[0]], text.replace("/", "\n").replace("…", TEXT), int(form[1:]))


@pytest.mark.parametrize(
    ("blocks", "title", "document_heading", "body", "jumps"),
    [
        # The text begins with the first section, or with a summary in a line; sections before the heading are none.
        ("h1 A (24 100 001)|h2 The Ombudsman's final decision|p0 Summary: x|h2 The complaint|p0 …", 0, 1, 2, []),
        ("h1 A (24 100 001)|h2 The complaint|p0 …", 0, None, 1, []),
        ("h1 A (24 100 001)|h2 The complaint|h2 The Ombudsman's final decision|h2 What I found|p0 …", 0, 2, 3, []),
        ("h1 A (24 100 001)|h2 The Ombudsman's final decision|p0 …", 0, 1, None, []),
        (
            "h1 A (24 100 001)|p0 The Ombudsman's final decision|p0 x|h2 The complaint|p0 The Ombudsman's decision",
            *(0, 1, 3, []),
        ),
        ("h1 A (24 100 001)|p0 …", 0, None, None, []),
        ("p0 x|p0 Summary: x|p0 Summary: y", None, None, 1, []),
        # Headings that come again below are a jump list, two or more in a row, in lines of one block or in several.
        (
            "h1 A (24 100 001)|i1 The complaint|i1 What I found|h2 The complaint|p0 …|h2 What I found",
            0,
            None,
            3,
            [1, 2],
        ),
        ("h1 A (24 100 001)|p0 The complaint/What I found|h2 The complaint|p0 …|p0 What I found", 0, None, 2, [1]),
        (
            "h1 A (24 100 001)|p0 The complaint|p0 What I found|p0 The complaint|p0 …|p0 What I found",
            0,
            None,
            3,
            [1, 2],
        ),
        ("h1 A (24 100 001)|p0 The complaint|p0 …|h2 The complaint", 0, None, 1, []),
        (
            "h1 A (24 100 001)|p0 The complaint|p0 x|p0 What I found|p0 The complaint|p0 …|p0 What I found",
            0,
            None,
            1,
            [],
        ),
        ("h1 A (24 100 001)|i1 The complaint|i1 Other|h2 The complaint|p0 …|h2 What I found", 0, None, 3, []),
        ("h1 A (24 100 001)|i1 THE COMPLAINT|i1 Odd:|h2 The complaint|h2 Odd|p0 …", 0, None, 3, [1, 2]),
        ("i1 The complaint|i1 Odd|h1 A (24 100 001)|h2 The complaint|h2 Odd|p0 …", 2, None, 3, [0, 1]),
        ("h1 A (24 100 001)|i1 x|i1 y|h2 The complaint|p0 …|i1 x|i1 y", 0, None, 3, []),
        ("h1 A (24 100 001)|t0 x/y|h2 The complaint|p0 x|p0 y|p0 …", 0, None, 2, []),
        ("h1 A (24 100 001)|p0 …|i1 x|i1 y|h2 The complaint|h2 x|h2 y", 0, None, 4, []),
        ("h1 A (24 100 001)|p0 x/…|p0 a/b|h2 The complaint|h2 a|h2 b", 0, None, 3, [2]),
        ("h1 A (24 100 001)|p0 Summary: x|p0 Odd|p0 Summary: x|p0 Odd|p0 …", 0, None, 3, [1, 2]),
        # The title is the highest heading with a reference, else a line with one, else the highest heading.
        ("h3 B (24 100 002)|h1 A (24 100 001)|h1 C (24 100 003)|h2 The complaint", 1, None, 3, []),
        ("h1 A|p0 B (24 100 002)|h2 The complaint", 1, None, 2, []),
        ("h1 A|p0 24 100 002|h2 The complaint", 0, None, 2, []),
        ("p0 24 100 002|p0 A|h2 The complaint", 0, None, 2, []),
        ("h2 A|h1 B|h1 C|h3 D|h2 The complaint", 2, None, 4, []),
        ("h1 A|p0 Reference: 24 100 002|h2 The complaint", 0, None, 2, []),
        ("p0 A: 24 100 002|h2 The complaint", 0, None, 1, []),
        ("i1 A 24 100 002|h2 The complaint", 0, None, 1, []),
        ("t0 A 24 100 002|v0 A 24 100 002|h2 The complaint", None, None, 2, []),
        ("h1 … (24 100 001)|h2 B|h2 The complaint", 0, None, 2, []),
        ("p0 … …(24 100 001)|h2 B|h2 The complaint", 1, None, 2, []),
    ],
)
def test_where_the_parts_of_a_document_are(
    blocks: str, title: int | None, document_heading: int | None, body: int | None, jumps: list[int]
) -> None:
    """Each part is found by its words, and what stands in front of the text only lists its headings."""
    outline = find_outline([write(line) for line in blocks.split("|")], SOURCE)
    assert outline == (title, document_heading, body, frozenset(jumps))


@pytest.mark.parametrize(
    ("block", "known"),
    [
        ("h2 The complaint", True),
        ("p0 The complaint", True),
        ("p1 The complaint", False),
        ("i1 The complaint", False),
        ("t0 The complaint", False),
        ("v0 The complaint", False),
        ("h2 Odd", False),
    ],
)
def test_which_blocks_are_known_headings(block: str, known: bool) -> None:  # noqa: FBT001 - a row's column
    """A heading or a paragraph of its own, of a heading's length, whose words a table knows."""
    assert (find_heading(write(block), HEADINGS) is not None) is known


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("p0 Summary: It was late.", ("Summary:", "It was late.")),
        ("p0 Summary:It was late.", ("Summary:", "It was late.")),
        ("p1 SUMMARY : It: late.", ("SUMMARY :", "It: late.")),
        ("h9 Summary: …", ("Summary:", TEXT.strip())),
        ("p2 Summary: It was late.", None),
        ("i1 Summary: It was late.", None),
        ("p0 Summary:", None),
        ("p0 Summary", None),
        ("p0 In summary: It was late.", None),
        ("p0 Complaint: It was late.", None),
        ("p0 Odd: It was late.", None),
    ],
)
def test_a_summary_in_one_line_with_its_word(block: str, found: tuple[str, str] | None) -> None:
    """The word as printed with its colon, and what stands behind it, of a paragraph or a heading."""
    assert find_inline_summary(write(block), HEADINGS) == found
