"""Blocks whose printed lines are more than one thing: typed bullets, headings and links inside one paragraph."""

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from decision_parser.models import (
    BULLET,
    FURNITURE,
    HEADING,
    ITEM,
    LETTER,
    PARAGRAPH,
    QUOTE,
    TABLE,
    VALUE,
    Block,
    SectionKind,
)
from decision_parser.text import find_bullet, find_label, find_number
from decision_parser.vocabulary import Vocabulary

_INNER_BULLET = re.compile(r"(?<=\S) ?(?=[•◦▪●\uf0b7] ?\S)")
_BULLETS = {bullet: bullet.encode() for bullet in ("•", "◦", "▪", "●", "\uf0b7")}
_SENTENCE_END = (".", "!", "?", "”", "’")
_DASHES = ("-", "–", "—", "*")
_BEFORE_DASH = (":", ";", "; and", "; or")
_SHORT = 160
_SHORT_HEADING = 60
_SUMMARY = SectionKind.SUMMARY


def split_blocks(blocks: Sequence[Block], vocabulary: Vocabulary, visible: bytes) -> list[Block]:
    """All blocks, with those divided that hold more than one thing; `visible` is the text of them all."""
    # A bullet at the start of a block divides nothing. Its last byte is looked for first: one byte is found quickly.
    bulleted = any(
        encoded[-1] in visible and encoded in visible and any(block.text.find(bullet, 1) > 0 for block in blocks)
        for bullet, encoded in _BULLETS.items()
    )
    found: list[Block] = []
    for block in blocks:
        # Few blocks hold a line feed, a bullet, or a colon near the start of what can head a document.
        if bulleted or "\n" in block.text:
            found += _split_document_heading(block, vocabulary) or split_block(block, vocabulary)
        elif ":" in block.text and (parts := _split_document_heading(block, vocabulary)):
            found += parts
        else:
            found.append(block)
    return found


def _may_be_led(block: Block) -> bool:
    """Whether a colon stands where that of a document's heading can."""
    return (not block.level or block.kind is HEADING) and ":" in block.text[:_SHORT_HEADING]


def _split_document_heading(block: Block, vocabulary: Vocabulary) -> list[Block]:
    """The document's own heading and what stands behind it: `The Ombudsman's final decision: Summary: …`."""
    if not _may_be_led(block):
        return []
    head, _, rest = block.text.partition(":")
    if not rest.strip():
        return []
    if _heads_document(head, vocabulary):
        return [replace(block, text=f"{head}:"), Block(PARAGRAPH, rest.strip(), reason=block.reason)]
    heading, _, word = head.rpartition(" ")
    if _heads_document(heading, vocabulary) and (row := vocabulary.headings.find(word)) and row.kind is _SUMMARY:
        return [replace(block, text=heading), Block(PARAGRAPH, f"{word}:{rest}", reason=block.reason)]
    return []


def _heads_document(words: str, vocabulary: Vocabulary) -> bool:
    row = vocabulary.headings.find(words)
    return row is not None and row.kind is None


def split_block(block: Block, vocabulary: Vocabulary) -> Iterator[Block]:
    """The blocks that a block's lines are; where a line only goes on with the one before, the line feed stays."""
    if block.kind in (TABLE, FURNITURE, VALUE):
        yield block
        return
    lines = _INNER_BULLET.sub("\n", block.text).split("\n")
    current, parts = replace(block, text=lines[0]), [lines[0]]
    for line in lines[1:]:
        if opened := _open(line, parts[-1], current, block, vocabulary):
            yield replace(current, text="\n".join(parts))
            current, parts = opened, [opened.text]
        else:
            parts.append(line)
    yield replace(current, text="\n".join(parts))


def _open(line: str, before: str, current: Block, block: Block, vocabulary: Vocabulary) -> Block | None:
    """The block that a line begins, or None where it goes on with the line before."""
    if _stands_alone(line, block, vocabulary):
        return Block(PARAGRAPH, line, reason=block.reason)
    after_heading = before is current.text and _stands_alone(before, block, vocabulary)
    level = block.level + 1
    bullet, label = find_bullet(line), find_label(line)
    if bullet and not bullet[1]:
        bullet = None
    # A dash is a bullet where a list is led to or has begun; elsewhere it is a dash.
    listed = bullet is not None and (
        bullet[0] not in _DASHES or before.endswith(_BEFORE_DASH) or current.marker in _DASHES
    )
    if bullet and listed and not after_heading:
        return Block(ITEM, bullet[1], level, BULLET, marker=bullet[0], reason=block.reason)
    if label and not after_heading:
        return Block(ITEM, label[2], level, LETTER, marker=label[1], reason=block.reason)
    ended = before.endswith(_SENTENCE_END)
    number, open_number = find_number(line), find_number(current.text)
    next_number = number and open_number and number[0] == open_number[0] + 1
    numbered = number and (ended or next_number or (current is not block and current.marker is not None))
    # What follows the last typed item of a paragraph is no part of that item.
    after_item = ended and current is not block and current.marker is not None and line[0].isupper()
    if after_heading or numbered or after_item:
        return Block(QUOTE if block.kind is QUOTE else PARAGRAPH, line, block.level, reason=block.reason)
    return None


def _stands_alone(line: str, block: Block, vocabulary: Vocabulary) -> bool:
    """Whether a line is the page's, or a heading: never inside an item, whose sentence may be broken anywhere."""
    if len(line) > _SHORT:
        return False
    row = vocabulary.headings.find(line) if not block.level and block.kind is not QUOTE else None
    return vocabulary.furniture.find(line) is not None or (row is not None and not row.inside)
