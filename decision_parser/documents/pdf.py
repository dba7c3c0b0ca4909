"""A PDF into a Document, by geometry: where a line stands, how large and how heavy it is.

The layout is that of the statements (A4, body 12 pt, numbers hanging left of it, bullets between the two, a column of
labels in small type on the first page, a running foot), but every measure is taken from the file itself.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from decision_parser.documents.media import PDF
from decision_parser.documents.pdf_lines import Line, Page, read_pages
from decision_parser.errors import CutShortError, UnreadableInputError
from decision_parser.models import Block, BlockKind, Document, ListStyle, Problem, ProblemCode
from decision_parser.text import find_bullet, find_label, find_number, follows

_MARGIN = 57.0
_LONGEST_FOOT = 100
_SAME_X = 4.0
_INDENT = 12.0
_LEADING = 1.42
"""A wider gap, in sizes of the type, starts a paragraph (lines are 1.17 apart, paragraphs 1.67)."""
_LOOSE = 1.25
_NESTED = 2
_COLUMN_LEADING = 1.5
_SENTENCE_END = (".", "!", "?", "”", "’", ":", ";", ")")
_DOTS = re.compile(r"(?:\.\s?){4,}\s*\d{1,3}$|…{2,}\s*\d{1,3}$")
_DIGITS = re.compile(r"\d+")


def read_pdf(data: bytes) -> Document:
    """The Document of a PDF; pages without characters but with a picture are problems `unread_page`.

    Raises UnreadableInputError when the file is cut short, encrypted, broken, or holds no characters at all.
    """
    if b"%%EOF" not in data[-2048:] and b"%%EOF" not in data.rstrip(b"\0\r\n\t ")[-65536:]:
        message = "The PDF is cut short (its end is missing); fetch it again."
        raise CutShortError(message)
    pages = read_pages(data)
    if not any(page.lines for page in pages):
        message = "The PDF holds pictures of pages and no characters; run a text-recognition programme over it first."
        raise UnreadableInputError(message)
    unread = tuple(
        Problem(ProblemCode.UNREAD_PAGE, f"page {page.number}", "a picture without characters")
        for page in pages
        if not page.lines and page.has_picture
    )
    layout = _Layout(pages)
    blocks = tuple(layout.iter_blocks())
    visible = "".join("".join(layout.seen).split()).encode("utf-8", "surrogatepass")
    return Document(media_type=PDF, blocks=blocks, visible=visible, problems=unread)


class _Layout:
    """The lines of a file put together to blocks. `seen` are the lines in the order in which they were read."""

    def __init__(self, pages: list[Page]) -> None:
        self.pages = pages
        self.seen: list[str] = []
        lines = [line for page in pages for line in page.lines if not line.table]
        sizes = Counter[int]()
        for line in lines:
            sizes[round(line.size)] += len(line.text)
        self.size = max(sizes, key=lambda size: (sizes[size], size), default=0)
        body = [line for line in lines if round(line.size) == self.size and not line.bold]
        # A line with a number or bullet begins left of the text.
        plain = [line for line in lines if round(line.size) >= self.size and not _is_marked(line.text)]
        columns = Counter(round(line.x0) for line in plain)
        self.x = float(max(columns, key=lambda x: (columns[x], -x), default=0))
        self.leading = self._find_leading()
        self.right = max((line.x1 for line in body), default=0.0)
        self.words = Counter(word for line in lines for word in re.findall(r"\w+(?:-\w+)*", line.text.lower()))
        self.running = self._find_running()
        self._open: list[Line] = []
        self._marker: tuple[ListStyle, str, int | None, str] | None = None
        self._level = 0
        self._items: list[float] = []

    def iter_blocks(self) -> Iterator[Block]:
        """The blocks in reading order; running heads and feet of all pages come last."""
        feet: list[str] = []
        later: list[Line] = []
        for page in self.pages:
            previous: float | None = None
            column: list[Line] = []
            body: list[Line] = []
            for line in page.lines:
                if self._is_running(line, page):
                    feet.append(line.text)
                elif self._is_column(line):
                    column.append(line)
                else:
                    body.append(line)
            if self._open:
                # A column beside a paragraph that goes on over the page stands behind it.
                later += column
            else:
                yield from self._read_column(column)
            for line in body:
                yield from self._read_line(line, previous)
                previous = line.y
        yield from self._close()
        self.seen += [line.text for line in later]
        yield from (Block(BlockKind.FURNITURE, line.text, reason="running column") for line in later)
        self.seen += feet
        yield from (Block(BlockKind.FURNITURE, text, reason="running foot") for text in feet)

    def _find_leading(self) -> float:
        """How many times the size of the type two lines of one paragraph are at most apart."""
        gaps = Counter(
            round((line.y - before.y) / (self.size or 1), 1)
            for page in self.pages
            for before, line in pairwise(page.lines)
            if round(line.size) == round(before.size) == self.size and line.y > before.y
        )
        usual = max(gaps, key=lambda gap: (gaps[gap], -gap), default=_LEADING)
        return min(_LEADING, usual * _LOOSE) if usual < _LEADING else _LEADING

    # What a line is.

    def _find_running(self) -> set[str]:
        """Lines near the edge of the paper that come again, but for their digits, on another page."""
        edge = Counter(
            _DIGITS.sub("", line.text)
            for page in self.pages
            for line in page.lines
            if (line.y > page.height - _MARGIN or line.y < _MARGIN) and len(line.text) < _LONGEST_FOOT
        )
        return {text for text, count in edge.items() if count > 1 and text.strip()}

    def _is_running(self, line: Line, page: Page) -> bool:
        low = line.y > page.height - _MARGIN
        if not low and line.y >= _MARGIN:
            return False
        if line.text.isdigit() or (low and round(line.size) < self.size):
            return True
        return _DIGITS.sub("", line.text) in self.running

    def _is_column(self, line: Line) -> bool:
        """Whether a line stands in the column of labels, left of the text and in smaller type."""
        return line.x0 < self.x - 2 * _INDENT and line.x1 < self.x + 8 * _INDENT and round(line.size) < self.size

    # The column of labels.

    def _read_column(self, lines: list[Line]) -> Iterator[Block]:
        if not lines:
            return
        yield from self._close()
        label: str | None = None
        value: list[str] = []
        previous: float | None = None
        for line in lines:
            apart = previous is not None and line.y - previous > _COLUMN_LEADING * line.size
            if line.bold or (apart and (value or label is None)):
                yield from _column_block(label, value)
                label, value = (line.text, []) if line.bold else (None, [line.text])
            else:
                value.append(line.text)
            self.seen.append(line.text)
            previous = line.y
        yield from _column_block(label, value)

    # The text.

    def _read_line(self, line: Line, previous: float | None) -> Iterator[Block]:
        if line.table:
            yield from self._close()
            self.seen.append(line.text)
            yield Block(BlockKind.TABLE, line.text)
            return
        if _DOTS.search(line.text[-_LONGEST_FOOT:]):
            yield from self._close()
            self.seen.append(line.text)
            yield Block(BlockKind.FURNITURE, line.text, reason="contents")
            return
        marker = self._find_marker(line, previous)
        if marker or self._starts(line, previous):
            yield from self._close()
            self._marker = marker
            self._level = self._find_level(line, marker)
        self._open.append(line)

    def _starts(self, line: Line, previous: float | None) -> bool:
        """Whether a line begins a paragraph; `previous` is None where the line before is on another page."""
        if not self._open:
            return True
        last = self._open[-1]
        heading = self._is_heading(line)
        if heading != self._is_heading(last) or (heading and round(line.size) != round(last.size)):
            return True
        if min(round(line.size), round(last.size)) >= self.size and round(line.size) != round(last.size):
            return True
        if previous is not None:
            return line.y - previous > self.leading * max(line.size, last.size, self.size)
        # A line set in further than the open paragraph is another one; where the lines of an item stand is not known
        # before its second.
        if line.x0 > self._text_x() + _INDENT / 2 and (len(self._open) > 1 or self._level < _NESTED):
            return True
        # Over a page break, a paragraph went on only if the next word had no room on the last line of the page.
        room = self.right - last.x1 > len(line.text.split(" ", 1)[0] + " ") * (line.x1 - line.x0) / len(line.text)
        return self._is_heading(last) or (room and last.text.endswith(_SENTENCE_END))

    def _is_heading(self, line: Line) -> bool:
        """Bold type of the body's size or larger: neither size nor weight alone makes a heading."""
        return line.bold and round(line.size) >= self.size

    def _find_marker(self, line: Line, previous: float | None) -> tuple[ListStyle, str, int | None, str] | None:
        """The number, letter or bullet that a line starts with: style, words, ordinal, and the rest of the line.

        It has to hang left of the text, or to stand where a paragraph may begin: a line of a
        sentence can start with `(a)` as well.
        """
        apart = not self._open or (previous is not None and line.y - previous > self.leading * line.size)
        hangs = line.x0 < self.x - _SAME_X or abs(line.x0 - self._text_x()) > _SAME_X
        label, number = find_label(line.text), find_number(line.text)
        # Over a page break there is no gap to see: a letter or number that goes on from the open item's begins one.
        typed = label[0] if label else str(number[0]) if number and number[1][0] == "(" else None
        next_item = previous is None and typed is not None and self._goes_on(typed)
        if line.bold or not (apart or hangs or next_item):
            return None
        if (bullet := find_bullet(line.text)) and bullet[1]:
            return ListStyle.BULLET, bullet[0], None, bullet[1]
        if line.text.startswith("o ") and abs(line.x0 - self.x) > _SAME_X:
            return ListStyle.BULLET, "o", None, line.text[2:]
        if line.x0 < self.x + _SAME_X and number:
            style = ListStyle.LETTER if number[1][0] == "(" else ListStyle.DECIMAL
            return style, number[1], number[0], number[2]
        if label:
            return ListStyle.LETTER, label[1], None, label[2]
        return None

    def _goes_on(self, label: str) -> bool:
        """Whether a letter or number goes on from that of the open item, or the first of a list that it leads to."""
        if self._open and self._open[-1].text.endswith(":") and label in ("a", "i", "1"):
            return True
        return self._marker is not None and follows(label, self._marker[1].strip("()."))

    def _text_x(self) -> float:
        """Where the lines of the open paragraph stand, its first apart (that may hang)."""
        return self._open[-1].x0 if len(self._open) > 1 else self.x

    def _find_level(self, line: Line, marker: tuple[ListStyle, str, int | None, str] | None) -> int:
        """How many list items a line stands in, told by how far its marker stands to the right of those before it."""
        if marker is None:
            return 0
        if marker[0] is ListStyle.DECIMAL:
            self._items = []
            return 1
        while self._items and line.x0 < self._items[-1] - _SAME_X:
            self._items.pop()
        if not self._items or line.x0 > self._items[-1] + _SAME_X:
            self._items.append(line.x0)
        return 1 + len(self._items)

    def _close(self) -> Iterator[Block]:
        """The block of the lines that are open, if there are any."""
        lines, self._open = self._open, []
        if not lines:
            return
        texts = self._divided([line.text for line in lines])
        self.seen += texts
        text = _join_lines(texts)
        if self._is_heading(lines[0]):
            yield Block(BlockKind.HEADING, text, 1 if round(lines[0].size) > self.size else 2)
        elif self._marker:
            style, marker, ordinal, _ = self._marker
            yield Block(BlockKind.ITEM, text[len(marker) :].lstrip(), self._level, style, ordinal, marker)
        else:
            quoted = all(line.x0 >= self.x + _INDENT for line in lines) and round(lines[0].size) <= self.size
            yield Block(BlockKind.QUOTE if quoted else BlockKind.PARAGRAPH, text)
        self._marker = None

    def _divided(self, texts: list[str]) -> list[str]:
        """Lines whose last hyphen only divides a word get a soft one.

        A hyphen is taken for that only where the file itself writes the word without it elsewhere, and nowhere with it.
        """
        for index in range(len(texts) - 1):
            if not texts[index].endswith("-"):
                continue
            left = re.search(r"(\w+)-$", texts[index])
            right = re.match(r"\w+", texts[index + 1])
            if left and right:
                whole, pair = (left[1] + right[0]).lower(), f"{left[1]}-{right[0]}".lower()
                if self.words[whole] and not self.words[pair]:
                    texts[index] = texts[index][:-1] + "\u00ad"
        return texts


def _is_marked(text: str) -> bool:
    return bool(find_number(text) or find_bullet(text) or find_label(text))


def _join_lines(texts: list[str]) -> str:
    """Lines to one: a word that a hyphen divides or joins at a line's end has no space in it."""
    text = texts[0]
    for line in texts[1:]:
        if text.endswith("\u00ad"):
            text = text[:-1] + line
        elif text.endswith("-") and not text.endswith(" -") and line[:1].isalpha():
            text += line
        else:
            text += f" {line}"
    return text


def _column_block(label: str | None, value: list[str]) -> Iterator[Block]:
    text = " ".join(value)
    if label is not None:
        yield Block(BlockKind.VALUE, text, label=label)
    elif text:
        yield Block(BlockKind.PARAGRAPH, text)
