"""The text of a decision into sections of paragraphs."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec.structs import replace

from decision_parser.models import (
    FURNITURE,
    HEADING,
    ITEM,
    PARAGRAPH,
    QUOTE,
    TABLE,
    VALUE,
    Block,
    Furniture,
    Paragraph,
    Problem,
    ProblemCode,
    Section,
    SectionKind,
    Stage,
    Topic,
)
from decision_parser.parsing.numbering import Numbering
from decision_parser.parsing.outline import LONGEST_HEADING, find_heading, find_inline_summary
from decision_parser.parsing.quoted import find_numbers, mark_quoted
from decision_parser.parsing.survey import LONGEST_FURNITURE, take_survey
from decision_parser.text import match_form
from decision_parser.vocabulary import FurnitureRow, Heading, Source

STYLED_HEADING = 7
"""Rank from which a heading is one only by its looks; rank 0 is a text file's."""
# Asked of its class, a member costs a third of a microsecond in Python 3.11.
_SUMMARY, _FINDINGS, _REMEDY = SectionKind.SUMMARY, SectionKind.FINDINGS, SectionKind.REMEDY
_FINAL_DECISION, _SIGNATURE, _UNKNOWN = SectionKind.FINAL_DECISION, SectionKind.SIGNATURE, SectionKind.UNKNOWN
_PARENTS = (_FINDINGS, SectionKind.ASSESSMENT)
_LONGEST_GLUED = 8
_LAST = 3
_CONTENT = (ITEM, TABLE, QUOTE)
_TOLD = (SectionKind.COMPLAINT, SectionKind.BACKGROUND, SectionKind.SCOPE, SectionKind.HOW_CONSIDERED)
"""Sections that findings can tell of under a sub-heading of the same words: the complaint to the council itself."""
# Words that a sentence begins with and that are no part of a heading: where one follows a sub-heading's words, the two
# were glued.
_STARTERS = frozenset(
    "The A An In On At This That These It When From There I We As If My Our Under Following After Before Between During"
    " Since Mr Mrs Ms Miss Dr He She They While Although By For To".split()
)


class SectionBuilder:
    """Takes the blocks of a decision's text one by one; each ends in a heading, a paragraph or the furniture."""

    def __init__(self, source: Source, blocks: Sequence[Block], *, framed: bool, final: bool) -> None:
        """`framed` and `final`: whether the source marks the text's end, and whether its own heading says final."""
        self._framed = framed
        self._final = final
        self._headed = False
        self.furniture: list[Furniture] = []
        self.problems: list[Problem] = []
        self.rows: list[Heading | FurnitureRow] = []
        self.complete = False
        self._ended = False
        self._vocabulary = source.vocabulary
        survey = take_survey(blocks, source.vocabulary.furniture)
        if survey.restarts:
            marked = mark_quoted(blocks, find_numbers(blocks))
            if marked is not blocks:
                blocks, survey = marked, take_survey(marked, source.vocabulary.furniture)
        self._blocks, self._odd, self._deepest = blocks, survey.odd, survey.deepest
        # A document numbers its paragraphs in their text or by lists: it does one or the other.
        self._numbering = Numbering(typed=survey.typed >= survey.listed)
        self._sections: list[tuple[int, SectionKind, Topic | None, int, str | None, list[Paragraph]]] = []
        self._kinds: list[SectionKind] = []
        self._paragraphs: list[Paragraph] = []
        self._scope: tuple[SectionKind, int] = (_UNKNOWN, 0)
        self._rest: str | None = None

    def read(self, *, headed: bool) -> tuple[Section, ...]:
        """All sections.

        `headed` says that the document's own heading stands before them: text without a heading is then the summary.
        """
        self._headed = headed
        blocks, number = self._blocks, self._numbering.place
        begin = 0
        # All blocks but the odd ones are text and nothing else, where they stand inside a section.
        for place in (*self._odd, len(blocks)):
            if begin < place:
                if self._sections and not (self._ended or self._rest):
                    add = self._paragraphs.append
                    for block in blocks[begin:place]:
                        add(number(block))
                else:
                    for at in range(begin, place):
                        self._read_block(blocks[at], at)
            if place < len(blocks):
                self._read_odd(blocks[place], place)
            begin = place + 1
        self.problems += self._numbering.problems
        return tuple(
            [
                Section(place, kind, topic, level, heading, tuple(paragraphs))
                for place, kind, topic, level, heading, paragraphs in self._sections
            ]
        )

    def _read_odd(self, block: Block, place: int) -> None:
        # What a table knows as a heading is no furniture.
        row = find_heading(block, self._vocabulary.headings) if block.kind is HEADING and not self._rest else None
        if row and not self._means_nothing(row, block):
            self._read_known_heading(block, row)
        else:
            self._read_block(block, place)

    # One block.

    def _read_block(self, block: Block, place: int) -> None:
        if block.kind is FURNITURE and block.style and self._sections and not (self._ended or self._rest):
            self._read_links(block)
        elif reason := self._find_furniture(block, place):
            self._drop(block, reason)
        elif row := self._find_row(block, place):
            self._read_known_heading(block, row)
        elif block.reason or (self._ended and not self._framed):
            self._drop(block, block.reason or "after the decision")
        elif self._ended and self._kinds[-1] is _SIGNATURE and block.kind is not HEADING:
            self._read_postscript(block)
        elif block.kind is HEADING:
            self._read_other_heading(block, place)
        elif block.kind is PARAGRAPH and (parts := self._split_paragraph(block)):
            self._read_glued(*parts)
        else:
            self._add(block)

    def _read_links(self, block: Block) -> None:
        """A list of links in the middle of the text is a list like any other, but for links to its own headings."""
        if self._own_headings.issuperset(map(match_form, block.text.split("\n"))):
            self._drop(block, "jump list")
            return
        for ordinal, line in enumerate(block.text.split("\n"), start=1):
            self._add(Block(ITEM, line, block.level + 1, block.style, ordinal))

    @cached_property
    def _own_headings(self) -> frozenset[str]:
        """The headings of this document, as tables match words."""
        table = self._vocabulary.headings
        headed = (block.text for block in self._blocks if block.kind is HEADING or find_heading(block, table))
        summaries = (found[0] for block in self._blocks if (found := find_inline_summary(block, table)))
        return frozenset(map(match_form, (*headed, *summaries)))

    def _read_postscript(self, block: Block) -> None:
        """Text below the signature, in a source that marks the text's end: the decision's own, under no heading."""
        self._scope = (_UNKNOWN, 0)
        self._open_section(_UNKNOWN, None, 1, None)
        self.problems.append(Problem(ProblemCode.UNKNOWN_HEADING, "text below the signature", block.text))
        self._add(block)

    def _find_row(self, block: Block, place: int) -> Heading | None:
        """The row that knows a block as a heading."""
        headings = self._vocabulary.headings
        if row := find_heading(block, headings):
            return None if self._means_nothing(row, block) else row
        if block.kind is ITEM and place >= len(self._blocks) - _LAST and len(block.text) <= LONGEST_HEADING:
            # The line that signs a decision is never a paragraph of it, whatever list it stands in.
            row = headings.find(block.text)
        return row if row and row.complete else None

    def _means_nothing(self, row: Heading, block: Block) -> bool:
        """Whether the words of a row are no heading of the document where they stand."""
        if row.inside and block.kind is not HEADING:
            return True
        if row.kind is _SUMMARY:
            return self._is_summarised()
        # A final decision can tell of the draft that went before it.
        return self._final and row.kind is _FINAL_DECISION and row.stage not in (None, Stage.FINAL)

    def _is_summarised(self) -> bool:
        """Whether the summary has been read, and another section after it."""
        return _SUMMARY in self._kinds[:-1]

    def _read_other_heading(self, block: Block, place: int) -> None:
        """A heading that no row knows: a summary in heading type, text that only looks like a heading, or a heading."""
        summary = find_inline_summary(block, self._vocabulary.headings)
        if summary and not self._is_summarised():
            self._read_summary(*summary)
        elif self._heads_nothing(block, place):
            self._add(Block(PARAGRAPH, block.text))
        else:
            self._read_unknown_heading(block)

    def _heads_nothing(self, block: Block, place: int) -> bool:
        """Whether what only looks like a heading has no text below it: then it is text itself."""
        if 0 < block.level < STYLED_HEADING:
            return False
        later = (self._blocks[index] for index in range(place + 1, len(self._blocks)))
        after = next((other for other in later if other.kind is not FURNITURE), None)
        row = find_heading(after, self._vocabulary.headings) if after else None
        return after is None or (row is not None and row.kind is not None and row.topic is None)

    def _find_furniture(self, block: Block, place: int) -> str | None:
        """Why a block is no part of the text: its format says so, its words do, or what stands before it does."""
        row = self._vocabulary.furniture.find(block.text) if len(block.text) <= LONGEST_FURNITURE else None
        if block.kind is FURNITURE:
            self.rows += [row] if row else []
            return block.reason or "furniture"
        if self._rest:
            return self._rest
        # Words in a list, a table or a quotation are the decision's, but for a link that fell in with them.
        if row is not None and (block.label is not None or (block.kind in _CONTENT and row.reason != "link")):
            row = None
        if row is None:
            return None
        if row.rest and not self._is_followed_by_furniture(place):
            return None
        if row.rest and not any(map(self._is_section, self._blocks[place + 1 :])):
            self._rest = row.reason
        self.rows.append(row)
        return row.reason

    def _is_section(self, block: Block) -> bool:
        """Whether a block heads a section: a cookie notice stands before or after the text, never in its middle."""
        row = find_heading(block, self._vocabulary.headings)
        return row is not None and row.kind is not None and row.topic is None

    def _is_followed_by_furniture(self, place: int) -> bool:
        after = self._blocks[place + 1 : place + 4]
        return any(
            len(block.text) <= LONGEST_FURNITURE and self._vocabulary.furniture.find(block.text) for block in after
        )

    def _drop(self, block: Block, reason: str) -> None:
        words = " ".join(filter(None, (block.marker, block.label, block.text)))
        self.furniture.append(Furniture(words.replace("\n", " ").replace("\t", " "), reason))

    # Headings.

    def _read_known_heading(self, block: Block, row: Heading) -> None:
        if row.kind is None:
            # The document's own heading a second time, inside the text.
            self._drop(block, "heading of the document, repeated")
            return
        if block.marker:
            self.furniture.append(Furniture(block.marker, "list marker"))
        parent, _ = self._scope
        if row.topic is not None and parent in _PARENTS:
            self._open_section(parent, row.topic, 2, block.text)
            return
        if row.inside or (parent is _FINDINGS and self._is_told(row, block)):
            self._read_unknown_heading(block)
            return
        self.rows.append(row)
        topic = row.topic if row.kind is _FINDINGS else None
        self._scope = (row.kind, block.level)
        self._open_section(row.kind, topic, 1, block.text)
        self._ended = row.complete
        self.complete = self.complete or row.complete

    def _is_told(self, row: Heading, block: Block) -> bool:
        """Whether a section's words head only a part of the findings: a heading of a lower rank than theirs."""
        rank = self._scope[1]
        if not 0 < rank < block.level < STYLED_HEADING:
            return False
        return row.kind in _TOLD or (row.kind is _REMEDY and self._ranks_sections(rank))

    def _ranks_sections(self, rank: int) -> bool:
        """Whether the sections after the findings have headings of their rank, so that lower ones are no sections."""
        rows = (find_heading(block, self._vocabulary.headings) for block in self._blocks if block.level == rank)
        return any(row is not None and row.kind in (_REMEDY, _FINAL_DECISION) for row in rows)

    def _read_unknown_heading(self, block: Block) -> None:
        self._ended = False
        parent, rank = self._scope
        inside = parent in _PARENTS and (block.level > rank or self._deepest <= rank)
        if inside:
            self._open_section(parent, None, 2, block.text)
        else:
            self._scope = (_UNKNOWN, block.level)
            self._open_section(_UNKNOWN, None, 1, block.text)
        where = f"section {len(self._sections) + 1}, {f'inside {parent}' if inside else 'top level'}"
        self.problems.append(Problem(ProblemCode.UNKNOWN_HEADING, where, block.text))

    def _open_unheaded(self) -> None:
        """Text before any heading: right below the document's own it is the summary."""
        self._open_section(_SUMMARY if self._headed else _UNKNOWN, None, 1, None)
        where = "summary" if self._headed else "text before the first heading"
        self.problems.append(Problem(ProblemCode.UNKNOWN_HEADING, where, "text under no heading of its own"))

    def _open_section(self, kind: SectionKind, topic: Topic | None, level: int, heading: str | None) -> None:
        self._numbering.new_section()
        self._kinds.append(kind)
        self._paragraphs = []
        self._sections.append((len(self._kinds), kind, topic, level, heading, self._paragraphs))

    # Paragraphs.

    def _split_paragraph(self, block: Block) -> tuple[Heading, str, str] | None:
        """The heading that stands in one line with its text: `Summary: …`, or a sub-heading glued to a sentence."""
        summary = find_inline_summary(block, self._vocabulary.headings)
        if summary and not self._is_summarised():
            row = self._vocabulary.headings.find(summary[0])
            return (row, *summary) if row else None
        if block.level or not block.text[0].isupper():
            return None
        words = block.text.split(" ", _LONGEST_GLUED)
        for cut in range(1, len(words)):
            if words[cut] not in _STARTERS:
                continue
            heading = " ".join(words[:cut])
            row = self._vocabulary.headings.find(heading)
            if row and row.topic:
                return row, heading, block.text[len(heading) + 1 :]
        return None

    def _read_glued(self, row: Heading, heading: str, rest: str) -> None:
        if row.kind is _SUMMARY:
            self._read_summary(heading, rest)
            return
        self._read_known_heading(Block(HEADING, heading), row)
        self._add(Block(PARAGRAPH, rest))

    def _read_summary(self, heading: str, rest: str) -> None:
        self._scope = (_SUMMARY, 0)
        if self._kinds and self._kinds[-1] is _SUMMARY and not self._paragraphs:
            # `Summary` as a heading, and once more in front of the text: one section.
            self._add(Block(PARAGRAPH, f"{heading} {rest}"))
            return
        self._open_section(_SUMMARY, None, 1, heading)
        self._add(Block(PARAGRAPH, rest))

    def _add(self, block: Block) -> None:
        text = block.text
        if block.kind is VALUE:
            text = f"{block.label} {text}".strip()
            block = Block(PARAGRAPH, text, block.level)
        elif "\n" in text and block.kind is not TABLE:
            block = replace(block, text=text.replace("\n", " "))
        if not text:
            return
        if not self._sections:
            self._open_unheaded()
        self._paragraphs.append(self._numbering.place(block))


def iter_paragraphs(sections: Sequence[Section]) -> Iterator[Paragraph]:
    """All paragraphs of a decision in order."""
    for section in sections:
        yield from section.paragraphs
