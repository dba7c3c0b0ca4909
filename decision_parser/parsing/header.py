"""The header of a decision: its title and labelled values, in whatever markup they came."""

import re
from collections.abc import Sequence
from functools import lru_cache

from decision_parser.models import FURNITURE, QUOTE, TABLE, Block, Furniture, HeaderEntry, Problem, ProblemCode
from decision_parser.parsing.outline import LONGEST_HEADING, Outline, is_lone_reference
from decision_parser.text import clean, parse_date
from decision_parser.vocabulary import Source

_UNKNOWN_LABEL = re.compile(r"([A-Z][\w'’ /-]{1,38}?\s?:)\s+(\S.*)", re.DOTALL)
_LONE_LABEL = re.compile(r"[A-Z][\w'’ /-]{1,38}?\s?:")
_COLON = re.compile("[:\uff1a]")
"""A colon as typed, and the wide one that some copies have."""
_CATEGORY_SIGNS = ">»\u203a"


class Header:
    """Reads the lines of the header one by one into `entries`, `furniture` and `problems`."""

    def __init__(self, source: Source, *, framed: bool) -> None:
        """`framed`: whether the source marks what belongs to the decision, so that nothing in it is the page's."""
        self._framed = framed
        self.entries: list[HeaderEntry] = []
        self.furniture: list[Furniture] = []
        self.problems: list[Problem] = []
        self._source = source
        self._labels = source.vocabulary.labels
        self._pending: tuple[str, str] | None = None

    def read(self, blocks: Sequence[Block], outline: Outline) -> int:
        """Take blocks up to the decision's text; returns the place where that begins."""
        end = len(blocks) if outline.body is None else outline.body
        title = outline.title
        for place in range(end):
            block = blocks[place]
            if place == outline.document_heading:
                self._close()
                self.entries.append(HeaderEntry(None, block.text, "stage"))
            elif place in outline.jumps:
                self._drop(block, "jump list")
            elif block.kind is FURNITURE:
                self._drop(block, block.reason or "furniture")
            elif place == title:
                self._close()
                if block.marker:
                    self.furniture.append(Furniture(block.marker, "list marker"))
                self._read_title(block.text.split("\n"))
            elif not self._take(block, after_title=title is None or place > title):
                if self._is_text(block, place, outline):
                    self._close()
                    return place
                self._leave(block, place, outline)
        self._close()
        return end

    def _read_title(self, lines: list[str]) -> None:
        """The title, and what stands in one block with it: labels below it that only line breaks divide."""
        count, end = len(self.entries), len(lines)
        named = (place for place, line in enumerate(lines, start=1) if self._source.find_references(line))
        for place in range(next(named, 1), len(lines)):
            if self._take_lines(lines[place:], after_title=True):
                end = place
                break
        self.entries.insert(count, HeaderEntry(None, " ".join(lines[:end]), "title"))

    def _is_text(self, block: Block, place: int, outline: Outline) -> bool:
        """Whether a block that is no line of the header is text: words between the heading and the first section."""
        if block.reason or self._find_furniture(block.text):
            return False
        if outline.document_heading is not None and place > outline.document_heading:
            return True
        after_header = any(entry.field not in (None, "title") for entry in self.entries)
        return after_header and outline.document_heading is None and len(block.text) > LONGEST_HEADING

    def _leave(self, block: Block, place: int, outline: Outline) -> None:
        """What is no line of the header: the page's, or a note that nobody knows."""
        after_title = outline.title is not None and place > outline.title
        noted = self._framed and after_title and not block.reason and block.kind is not FURNITURE
        if noted and not self._find_furniture(block.text):
            self._close()
            words = (
                f"{block.marker or ''}{block.label or ''} {block.text}".strip().replace("\n", " ").replace("\t", " ")
            )
            self.entries.append(HeaderEntry(None, words, None))
            self.problems.append(Problem(ProblemCode.UNKNOWN_LABEL, "header", words))
        else:
            self._drop(block, block.reason or self._why(place, outline))

    def _why(self, place: int, outline: Outline) -> str:
        return (
            "before the title"
            if outline.title is not None and place < outline.title
            else "between the title and the text"
        )

    def _drop(self, block: Block, reason: str) -> None:
        self._close()
        words = f"{block.label} {block.text}" if block.label is not None else block.text
        marker = f"{block.marker} " if block.marker else ""
        row = self._find_furniture(block.text)
        self.furniture.append(Furniture(marker + words.replace("\n", " ").replace("\t", " "), row or reason))

    def _find_furniture(self, text: str) -> str | None:
        row = self._source.vocabulary.furniture.find(text)
        return row.reason if row else None

    # Lines.

    def _take(self, block: Block, *, after_title: bool) -> bool:
        """Read a block as header lines if its words allow; False leaves everything as it was."""
        if block.label is not None:
            return self._take_value(block.label, block.text, known=not after_title)
        if block.kind is TABLE:
            kept = self.entries.copy(), self.problems.copy(), self._pending
            if self._take_table(block.text):
                return True
            self.entries, self.problems, self._pending = kept
            return False
        if block.marker or block.kind is QUOTE:
            return False
        return self._take_lines(block.text.split("\n"), after_title=after_title)

    def _take_lines(self, lines: list[str], *, after_title: bool) -> bool:
        """Read all lines, or none where one of them is no line of a header."""
        if any(map(self._find_furniture, lines)):
            return False
        kept = self.entries.copy(), self.problems.copy(), self._pending
        if all(self._take_line(line, after_title=after_title) for line in lines):
            return True
        self.entries, self.problems, self._pending = kept
        return False

    def _take_line(self, line: str, *, after_title: bool) -> bool:
        """Read a line; False, where it is none of a header, leaves everything as it was."""
        if self._labels.find(line):
            self._close()
            self._open(line)
        elif parts := _split_labels(line, self._source):
            for label, value in parts:
                self._close()
                self._open(label)
                self._add(value)
        elif after_title and self._is_lone_label(line):
            self._close()
            self._open(line)
        elif self._pending is not None and len(line) > LONGEST_HEADING:
            return False
        elif self._pending is not None and self._may_add(line):
            self._add(line)
        elif field := self._find_lone(line):
            self._close()
            self.entries.append(HeaderEntry(None, line, field))
        elif after_title and (unknown := self._find_unknown(line)):
            self._close()
            self._unknown(unknown[1], unknown[2])
        else:
            return False
        return True

    def _take_value(self, label: str, text: str, *, known: bool) -> bool:
        self._close()
        row = self._labels.find(label)
        if row:
            self.entries.append(HeaderEntry(label, text, row.field))
        elif known or len(label) > LONGEST_HEADING:
            return False
        else:
            self._unknown(label, text)
        return True

    def _take_table(self, text: str) -> bool:
        """A table of labels with their values beside or below them."""
        rows = [row.split("\t") for row in text.split("\n")]
        if len(rows) > 1 and len(rows[0]) > 1 and all(self._labels.find(cell) for cell in rows[0]):
            return self._take_columns(rows)
        if not any(self._labels.find(row[0]) for row in rows):
            return False
        taken = [self._take_value(row[0], clean(" ".join(row[1:])), known=False) for row in rows]
        return all(taken)

    def _take_columns(self, rows: list[list[str]]) -> bool:
        """A table whose first row are labels: as they are read, all labels come before their values."""
        self._close()
        fields = [found.field for label in rows[0] if (found := self._labels.find(label))]
        self.entries += [HeaderEntry(label, "", None) for label in rows[0]]
        for row in rows[1:]:
            self.entries += [HeaderEntry(None, cell, field) for cell, field in zip(row, fields, strict=False) if cell]
        return all(len(row) <= len(fields) for row in rows)

    def _find_lone(self, line: str) -> str | None:
        """The field whose value a line without a label is: a date, a reference, an outcome."""
        if parse_date(line):
            return "decided_on"
        if is_lone_reference(line, self._source):
            return "case_reference"
        return "outcome" if self._source.vocabulary.outcomes.find(line) else None

    def _find_unknown(self, line: str) -> re.Match[str] | None:
        return _UNKNOWN_LABEL.fullmatch(line) if len(line) <= LONGEST_HEADING else None

    def _is_lone_label(self, line: str) -> bool:
        return bool(_LONE_LABEL.fullmatch(line)) and not self._source.vocabulary.headings.find(line)

    def _unknown(self, label: str, text: str) -> None:
        self.entries.append(HeaderEntry(label, text, None))
        self.problems.append(Problem(ProblemCode.UNKNOWN_LABEL, "header", f"{label} {text}"))

    # A label whose value is still to come.

    def _open(self, label: str) -> None:
        self._pending = (label, "")

    def _add(self, text: str) -> None:
        label, value = self._pending or ("", "")
        self._pending = (label, f"{value} {text}".strip())

    def _may_add(self, line: str) -> bool:
        """A value is one line, but for a category, whose parts and sign can stand on lines of their own."""
        value = (self._pending or ("", ""))[1]
        return not value or value[-1] in _CATEGORY_SIGNS or line[0] in _CATEGORY_SIGNS

    def _close(self) -> None:
        if self._pending:
            label, value = self._pending
            self._pending = None
            if row := self._labels.find(label):
                self.entries.append(HeaderEntry(label, value, row.field))
            else:
                self._unknown(label, value)


def _split_labels(line: str, source: Source) -> list[tuple[str, str]]:
    """The labels and values in one line that starts with a label: `Category : A > B Decision : Upheld`."""
    labelled, bare = _label_patterns(source.vocabulary.labels.words)
    colon = _COLON.search(line)
    if colon and (first := labelled.match(line)):
        found = [first, *(labelled.finditer(line, first.end()) if _COLON.search(line, first.end()) else ())]
        ends = [match.start() for match in found[1:]] + [len(line)]
        return [(match[1].strip(), line[match.end() : end].strip()) for match, end in zip(found, ends, strict=True)]
    if (single := bare.match(line)) and _is_value(single[2], single[1], source):
        return [(single[1], single[2])]
    return []


@lru_cache
def _label_patterns(words: Sequence[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    known = "|".join(sorted(words, key=len, reverse=True))
    return (
        re.compile(rf"(?:^|(?<=\s))((?:{known})\s*{_COLON.pattern})\s*", re.IGNORECASE),
        re.compile(rf"((?:{known})(?:\s*[–-])?)\s*(\S.*)", re.IGNORECASE),
    )


def _is_value(text: str, label: str, source: Source) -> bool:
    """Whether words that follow a label without a colon are a value that it can have."""
    row = source.vocabulary.labels.find(label)
    field = row.field if row else None
    if field == "outcome":
        return source.vocabulary.outcomes.find(text) is not None
    if field == "decided_on":
        return parse_date(text) is not None
    if field in ("case_reference", "body_name"):
        return bool(source.find_references(text))
    return field == "category" and any(sign in text for sign in _CATEGORY_SIGNS)
