"""Blocks whose lines are more than one thing, and what each of them is."""

import pytest

from decision_parser.models import FURNITURE, HEADING, ITEM, PARAGRAPH, QUOTE, TABLE, VALUE, Block
from decision_parser.parsing.lines import split_blocks
from decision_parser.sources import find_source

WORDS = find_source("lgsco").vocabulary
KINDS = {"h": HEADING, "p": PARAGRAPH, "i": ITEM, "q": QUOTE, "t": TABLE, "v": VALUE, "f": FURNITURE}


def split(given: str) -> str:
    """What becomes of a block, as `kind level marker: lines`, with `/` between lines and `|` between blocks."""
    form, _, text = given.partition(" ")
    block = Block(KINDS[form[0]], text.replace("/", "\n"), int(form[1:]), reason="aside")
    found = split_blocks([block], WORDS, text.encode())
    assert {each.reason for each in found} == {"aside"}
    letters = {kind: letter for letter, kind in KINDS.items()}
    return "|".join(
        f"{letters[each.kind]}{each.level} {f'{each.marker}~' if each.marker else ''}{each.text}" for each in found
    ).replace("\n", "/")


@pytest.mark.parametrize(
    ("given", "blocks"),
    [
        # Bullets begin an item each, wherever they stand; dashes where something leads to them, or after another.
        ("p0 A:/• x/• y", "p0 A:|i1 •~x|i1 •~y"),
        ("p0 A: • x ◦ y ▪ z ● u \uf0b7 v", "p0 A:|i1 •~x|i1 ◦~y|i1 ▪~z|i1 ●~u|i1 \uf0b7~v"),
        ("p0 A:•x•y", "p0 A:|i1 •~x|i1 •~y"),
        ("p0 • x", "p0 • x"),
        ("p0 • x • y", "p0 • x|i1 •~y"),
        ("p0 A • ", "p0 A • "),
        ("p0 A:/•/x", "p0 A:/•/x"),
        ("p0 A and/• x", "p0 A and|i1 •~x"),
        ("p0 A:/- x/– y/— z/* u", "p0 A:|i1 -~x|i1 –~y|i1 —~z|i1 *~u"),
        ("p0 A;/- x", "p0 A;|i1 -~x"),
        ("p0 A; and/- x", "p0 A; and|i1 -~x"),
        ("p0 A; or/- x", "p0 A; or|i1 -~x"),
        ("p0 A, and/- x", "p0 A, and/- x"),
        ("p0 A:/• x/- y", "p0 A:|i1 •~x/- y"),
        ("i1 A:/• x/• y", "i1 A:|i2 •~x|i2 •~y"),
        # Letters begin an item, and what goes on in small letters is of the line before.
        ("p0 A:/a) x/goes on/(b) y", "p0 A:|i1 a)~x/goes on|i1 (b)~y"),
        ("i1 A/i. x/ii. y", "i1 A|i2 i.~x|i2 ii.~y"),
        ("q0 A:/a) x", "q0 A:|i1 a)~x"),
        ("p0 A/and B", "p0 A/and B"),
        # A number begins a paragraph behind the end of a sentence, as the next one, or after an item.
        ("p0 1. A/2. B", "p0 1. A|p0 2. B"),
        ("p0 1. A/3. B", "p0 1. A/3. B"),
        ("p0 A./3. B", "p0 A.|p0 3. B"),
        ("p0 A!/3. B", "p0 A!|p0 3. B"),
        ("p0 A?/3. B", "p0 A?|p0 3. B"),
        ("p0 “A”/3. B", "p0 “A”|p0 3. B"),
        ("p0 ‘A’/3. B", "p0 ‘A’|p0 3. B"),
        ("p0 They paid/12. B", "p0 They paid/12. B"),
        ("p0 1. A:/• x/2. B", "p0 1. A:|i1 •~x|p0 2. B"),
        ("i1 A:/12. x", "i1 A:/12. x"),
        ("q0 1. A./2. B", "q0 1. A.|q0 2. B"),
        # Behind the last item a new sentence is of the paragraph, not of the item.
        ("p0 A:/• x./Then B./More.", "p0 A:|i1 •~x.|p0 Then B./More."),
        ("i1 A:/a) x./Then B.", "i1 A:|i2 a)~x.|p1 Then B."),
        ("p0 A:/• x./then more", "p0 A:|i1 •~x./then more"),
        ("p0 A:/• x/Then B.", "p0 A:|i1 •~x/Then B."),
        ("p0 A./Then B.", "p0 A./Then B."),
        # Words of a heading, and of the page, stand alone, but for the first in an item or a quotation.
        ("p0 A./What happened/B.", "p0 A.|p0 What happened|p0 B."),
        ("p0 What happened/B./C.", "p0 What happened|p0 B./C."),
        ("p0 What happened/a) x", "p0 What happened|p0 a) x"),
        ("p0 What happened/• x", "p0 What happened|p0 • x"),
        ("p0 A./Back to top/B./C.", "p0 A.|p0 Back to top|p0 B./C."),
        ("i1 A/Back to top", "i1 A|p0 Back to top"),
        ("i1 A/what happened/next", "i1 A/what happened/next"),
        ("q0 A/What happened/next", "q0 A/What happened/next"),
        ("p0 A/Findings/B", "p0 A|p0 Findings|p0 B"),
        # Tables, values and what is the page's stay as they are.
        ("t0 What happened/1. A/2. B", "t0 What happened/1. A/2. B"),
        ("v0 A:/• x", "v0 A:/• x"),
        ("f0 What happened/What I found", "f0 What happened/What I found"),
        # The document's own heading, and what is glued to it.
        ("h2 The Ombudsman's final decision: It was late.", "h2 The Ombudsman's final decision:|p0 It was late."),
        ("p0 The Ombudsman's final decision: It was late.", "p0 The Ombudsman's final decision:|p0 It was late."),
        ("i1 The Ombudsman's final decision: It was late.", "i1 The Ombudsman's final decision: It was late."),
        (
            "h2 The Ombudsman's final decision Summary: Late: yes.",
            "h2 The Ombudsman's final decision|p0 Summary: Late: yes.",
        ),
        ("h2 The Ombudsman's final decision Analysis: Late.", "h2 The Ombudsman's final decision Analysis: Late."),
        ("h2 The Ombudsman's final decision:", "h2 The Ombudsman's final decision:"),
        ("h2 The Ombudsman's final decision: ", "h2 The Ombudsman's final decision: "),
        ("h2 What happened: the letters", "h2 What happened: the letters"),
        ("p0 What happened Summary: late", "p0 What happened Summary: late"),
    ],
)
def test_what_the_lines_of_a_block_are(given: str, blocks: str) -> None:
    """Lines that begin something of their own are blocks of their own; the others go on with the one before."""
    assert split(given) == blocks


def test_only_what_holds_more_than_one_thing_is_divided() -> None:
    """All blocks are there afterwards, in their order."""
    texts = ["One.", "Two:\n• x", "Three.", "Four: five.", "Six."]
    found = split_blocks([Block(PARAGRAPH, text) for text in texts], WORDS, "".join(texts).encode())
    assert [block.text for block in found] == ["One.", "Two:", "x", "Three.", "Four: five.", "Six."]
