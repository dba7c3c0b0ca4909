"""Where the parts of a document are: its heading, its title, its first section, and a jump list in front of them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from decision_parser.models import HEADING, ITEM, PARAGRAPH, Block, SectionKind
from decision_parser.text import match_form
from decision_parser.vocabulary import Heading, Source, Table

LONGEST_HEADING = 160
_HEADED = frozenset((HEADING, PARAGRAPH))
_BARE = frozenset((HEADING, PARAGRAPH, ITEM))
_SUMMARY = SectionKind.SUMMARY


_JOINTS = re.compile(r"[\s()\[\],&;/]|\band\b")


class Outline(NamedTuple):
    """Places in the list of blocks; `body` is where the text begins, `jumps` are the places of a jump list."""

    title: int | None
    document_heading: int | None
    body: int | None
    jumps: frozenset[int]


def find_outline(blocks: Sequence[Block], source: Source) -> Outline:
    """The outline of a document. Its `body` is None where there is neither a known heading nor a summary."""
    headings = source.vocabulary.headings
    jumps = _find_jumps(blocks)
    document_heading = body = None
    for place, block in enumerate(blocks):
        if place in jumps or not (row := find_heading(block, headings)):
            if body is None and place not in jumps and find_inline_summary(block, headings):
                body = place
        elif row.kind is not None:
            body = place if body is None else body
        elif document_heading is None:
            # What looked like a section before the document's own heading was the page's.
            document_heading, body = place, None
        if document_heading is not None and body is not None:
            break
    end = next((place for place in (document_heading, body) if place is not None), len(blocks))
    return Outline(_find_title(blocks[:end], source), document_heading, body, jumps)


def find_heading(block: Block, headings: Table[Heading]) -> Heading | None:
    """The row that knows a block as a heading: a real one, or a paragraph that is nothing but its words."""
    kind, text = block.kind, block.text
    if len(text) > LONGEST_HEADING:
        return None
    if kind is PARAGRAPH:
        if block.level or not text[0].isalpha():
            return None
    elif kind is not HEADING:
        return None
    return headings.find(text)


def find_inline_summary(block: Block, headings: Table[Heading]) -> tuple[str, str] | None:
    """The word `Summary:` that a paragraph starts with, and the rest of it."""
    if block.kind not in _HEADED or (block.level > 1 and block.kind is PARAGRAPH):
        return None
    words, colon, rest = block.text[:LONGEST_HEADING].partition(":")
    if not colon or not rest or " " in words.strip():
        return None
    row = headings.find(words)
    if row is None or row.kind is not _SUMMARY:
        return None
    cut = len(words) + 1
    return block.text[:cut].strip(), block.text[cut:].strip()


def _find_jumps(blocks: Sequence[Block]) -> frozenset[int]:
    """Places that only list headings which come again: two or more in a row, before the first long text."""
    listed: list[tuple[str, ...]] = []
    for block in blocks:
        if len(block.text) > LONGEST_HEADING and "\n" not in block.text:
            break
        listed.append(_forms(block))
    limit = len(listed)
    later = {
        form
        for block in blocks[limit:]
        if block.kind in _HEADED
        if len(block.text) <= LONGEST_HEADING or "\n" in block.text  # most are paragraphs, and not asked
        for form in _forms(block)
    }
    jumps: set[int] = set()
    run: list[int] = []
    for place in range(limit - 1, -1, -1):
        forms = listed[place]
        if forms and later.issuperset(forms):
            run.append(place)
            continue
        if run:
            _keep_run(run, blocks, jumps)
            run = []
        if forms and blocks[place].kind in _HEADED:
            later.update(forms)
    if run:
        _keep_run(run, blocks, jumps)
    return frozenset(jumps)


def _keep_run(run: list[int], blocks: Sequence[Block], jumps: set[int]) -> None:
    if sum(blocks[place].text.count("\n") + 1 for place in run) > 1:
        jumps.update(run)


def _forms(block: Block) -> tuple[str, ...]:
    text = block.text
    if block.kind not in _BARE:
        return ()
    if "\n" not in text:  # nearly always
        return (match_form(text),) if len(text) <= LONGEST_HEADING else ()
    lines = text.split("\n")
    return tuple(map(match_form, lines)) if max(map(len, lines)) <= LONGEST_HEADING else ()


def _find_title(blocks: Sequence[Block], source: Source) -> int | None:
    """The block that is the title: a heading with a reference, else a line with one, else the highest heading."""
    places = [
        place
        for place, block in enumerate(blocks)
        if block.kind in _BARE
        and len(block.text) <= LONGEST_HEADING * 2
        and source.reference_pattern.search(block.text)
        and not _is_labelled(block, source)
    ]
    titled = [place for place in places if blocks[place].kind is HEADING]
    if titled:
        return min(titled, key=lambda place: (blocks[place].level, place))
    heads = [place for place, block in enumerate(blocks) if block.kind is HEADING and not block.reason]
    if places and not (heads and is_lone_reference(blocks[places[0]].text, source)):
        return places[0]
    return min(heads, key=lambda place: (blocks[place].level, -place), default=None)


def is_lone_reference(text: str, source: Source) -> bool:
    """Whether a line is one or more references and nothing else."""
    if len(text) > LONGEST_HEADING or not source.reference_pattern.search(text):
        return False
    return not _JOINTS.sub("", source.reference_pattern.sub("", text))


def _is_labelled(block: Block, source: Source) -> bool:
    words, colon, _ = block.text.partition(":")
    return bool(colon) and source.vocabulary.labels.find(words) is not None
