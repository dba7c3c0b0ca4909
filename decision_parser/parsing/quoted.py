"""Numbers of a whole document, before its first paragraph is read: which of them are those of a list told of."""

from collections.abc import Sequence

from msgspec.structs import replace

from decision_parser.models import DECIMAL, HEADING, ITEM, LETTER, PARAGRAPH, Block
from decision_parser.text import find_number


def find_numbers(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Places of headings, with 0, and of paragraphs with a number, whether typed or by a list."""
    found: list[tuple[int, int]] = []
    for place, block in enumerate(blocks):
        kind = block.kind
        if kind is ITEM:
            if block.style is DECIMAL and block.level == 1 and block.ordinal:
                found.append((place, block.ordinal))
        elif kind is HEADING:
            found.append((place, 0))
        elif kind is PARAGRAPH and not block.level and block.text[:1].isdigit() and (number := find_number(block.text)):
            found.append((place, number[0]))
    return found


def mark_quoted(blocks: Sequence[Block], numbers: Sequence[tuple[int, int]]) -> Sequence[Block]:
    """Numbers that start again at 1 and are followed by the number due before them are those of a list told of.

    Only numbers that are typed or stated can do so: a list of a page that states none goes on from itself or from 1.
    """
    spans: list[tuple[int, int]] = []
    last, end, run = 0, 0, list[tuple[int, int]]()
    for place, value in numbers:
        if run and not value:
            # Below a heading the count may go on that stood before the list.
            end = end or place
            continue
        if run and value == last + 1 != run[-1][1] + 1:
            spans.append((run[0][0], end or place))
        elif last and not end and value == (run[-1][1] + 1 if run else 1):
            run.append((place, value))
            continue
        last, end, run = value, 0, []
    if not spans:
        return blocks
    marked = list(blocks)
    for begin, end in spans:
        marked[begin:end] = map(_set_below, marked[begin:end])
    return marked


def _set_below(block: Block) -> Block:
    """A block of a list that is told of: its numbers are labels of items, below the paragraph that leads to them."""
    if block.kind is PARAGRAPH and not block.level and (number := find_number(block.text)):
        return Block(ITEM, number[2], 2, LETTER, marker=number[1], reason=block.reason)
    if not block.level or (block.kind is ITEM and block.level == 1 and block.style is not DECIMAL):
        return block
    return replace(block, level=block.level + 1)
