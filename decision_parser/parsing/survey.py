"""What must be known of all blocks of a decision's text before the first is read."""

from collections.abc import Sequence
from typing import NamedTuple

from decision_parser.models import DECIMAL, HEADING, ITEM, PARAGRAPH, Block
from decision_parser.parsing.outline import LONGEST_HEADING
from decision_parser.text import find_number
from decision_parser.vocabulary import FurnitureRow, Table

LONGEST_FURNITURE = 60
_LAST = 3


class Survey(NamedTuple):
    """How many paragraphs have a number typed, and how many by a list; what could be more than text, and where.

    `restarts` says that numbers start again at 1 without a heading before, and `deepest` is the rank of the lowest
    heading. `odd` are the places of all blocks but those that inside a section can be nothing but text, as nearly all
    are.
    """

    typed: int
    listed: int
    restarts: bool
    deepest: int
    odd: list[int]


def take_survey(blocks: Sequence[Block], furniture: Table[FurnitureRow]) -> Survey:
    """One look at each block."""
    typed = listed = deepest = before = 0
    restarts = False
    # The line that signs a decision is never a paragraph of it, whatever list it stands in.
    end, known = len(blocks) - _LAST, furniture.find
    odd: list[int] = []
    for place, block in enumerate(blocks):
        kind, text = block.kind, block.text
        if kind is ITEM:
            if block.style is DECIMAL and block.level == 1:
                if block.marker is None:
                    listed += 1
                if value := block.ordinal:
                    if value == 1 and before:
                        restarts = True
                    before = value
            if place >= end:
                odd.append(place)
                continue
        elif kind is PARAGRAPH and text and not (first := text[0]).isalpha():
            if first.isdigit() and not block.level and (number := find_number(text)):
                typed += 1
                if number[0] == 1 and before:
                    restarts = True
                before = number[0]
            if (len(text) <= LONGEST_HEADING or not first.isdigit()) and ":" in text[:LONGEST_HEADING]:
                odd.append(place)
                continue
        else:
            if kind is HEADING:
                before, deepest = 0, max(deepest, block.level)
            odd.append(place)
            continue
        if "\n" in text or block.reason or (len(text) <= LONGEST_FURNITURE and (not text or known(text))):
            odd.append(place)
    return Survey(typed, listed, restarts, deepest, odd)
