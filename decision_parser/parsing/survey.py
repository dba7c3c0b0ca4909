"""What must be known of all blocks of a decision's text before the first is read."""

from collections.abc import Sequence
from typing import NamedTuple

from decision_parser.models import DECIMAL, HEADING, ITEM, PARAGRAPH, Block
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
    restarts, known = False, furniture.find
    odd: list[int] = []
    for place, block in enumerate(blocks):
        kind, text = block.kind, block.text
        if kind is ITEM:
            if block.style is DECIMAL and block.level == 1:
                value = block.ordinal
                if value == 1 and before:
                    restarts = True
                before = value or before
                listed += block.marker is None
        elif kind is PARAGRAPH and not text[:1].isalpha():
            if (value := _find_typed(block)) is not None:
                typed += 1
                restarts = restarts or (value == 1 and before > 0)
                before = value
        else:
            if kind is HEADING:
                before, deepest = 0, max(deepest, block.level)
            odd.append(place)
            continue
        if "\n" in text or block.reason or (len(text) <= LONGEST_FURNITURE and (not text or known(text))):
            odd.append(place)
    # The line that signs a decision is never a paragraph of it, whatever list it stands in.
    end = max(len(blocks) - _LAST, 0)
    odd = [*(place for place in odd if place < end), *range(end, len(blocks))]
    return Survey(typed, listed, restarts, deepest, odd)


def _find_typed(block: Block) -> int | None:
    number = find_number(block.text) if block.text[:1].isdigit() and not block.level else None
    return number[0] if number else None
