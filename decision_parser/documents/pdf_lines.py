"""The lines of a PDF with their places: one call of pdfium for a page's characters, a few for each line's ends."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from decision_parser.documents.pdf_tables import Table, has_grid, iter_tables, iter_tables_slowly, read_shapes
from decision_parser.errors import UnreadableInputError
from decision_parser.limits import CHARACTERS, find_limits
from decision_parser.text import clean

_SAME_LINE = 4.0
"""Lines whose baselines differ by less are one line: paragraph numbers may stand a little lower than their text."""
_JUMP = 0.75
"""Characters whose baselines are further apart, in sizes of their type, stand on different lines."""
_LEFT_COLUMN = 100.0
# pdfium writes a hyphen at the end of a line as a character of its own and leaves out the line's end after it.
_LINE = re.compile("[^\r\n\x02\ufffe\uffff]*[\x02\ufffe\uffff]|[^\r\n\x02\ufffe\uffff]+")
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-", "\uffff": "-"})


class Line(NamedTuple):
    """A line: its ends and baseline in points from the page's top left, the size of its type, its weight."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    table: bool = False


class Page(NamedTuple):
    """The lines of a page from top to bottom; `has_picture` holds where there is an image."""

    number: int
    height: float
    lines: list[Line]
    has_picture: bool


def read_pages(data: bytes) -> list[Page]:
    """All pages of a PDF.

    Raises UnreadableInputError when the file is encrypted, broken, has no pages, or far too many.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        what = "encrypted; save it without a password" if "assword" in str(error) else "broken; fetch it again"
        message = f"The PDF is {what}."
        raise UnreadableInputError(message) from error
    try:
        _check_pages(len(document), find_limits().pages)
        pages = [_read_page(document, index, data) for index in range(len(document))]
    except pdfium.PdfiumError as error:
        message = "The PDF is broken: one of its pages cannot be loaded; fetch it again."
        raise UnreadableInputError(message) from error
    finally:
        document.close()
    if not pages:
        message = "The PDF has no pages; fetch it again."
        raise UnreadableInputError(message)
    return pages


def _check_pages(count: int, most: int) -> None:
    if count > most:
        message = (
            f"The PDF has {count:,} pages, far more than any decision (the limit is {most:,}); "
            "check what was saved, or raise DECISION_PARSER_MOST_PAGES."
        )
        raise UnreadableInputError(message)


def _read_page(document: Any, index: int, data: bytes) -> Page:  # noqa: ANN401 - pypdfium2 has no types
    page = document[index]
    textpage = page.get_textpage()
    try:
        height = page.get_height()
        lines = _merge(_read_lines(textpage, _Turn(page)))
        shapes, has_picture = read_shapes(page)
        if lines and not page.get_rotation() and has_grid(shapes):
            tables = _fit(iter_tables(textpage, shapes), lines, height)
            if tables is None:
                tables = _fit(iter_tables_slowly(data, index, height), lines, height) or []
            for inside, table in tables:
                lines = _put_table(lines, inside, table)
    finally:
        textpage.close()
        page.close()
    return Page(index + 1, height, lines, has_picture)


class _Turn:
    """Points of a page that may be shown turned, as distances from the left and the top of what is seen."""

    def __init__(self, page: Any) -> None:  # noqa: ANN401
        self._angle = page.get_rotation()
        width, height = page.get_size()
        self._width, self._height = (height, width) if self._angle in (90, 270) else (width, height)

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        match self._angle:
            case 90:
                return y, x
            case 180:
                return self._width - x, y
            case 270:
                return self._height - y, self._width - x
            case _:
                return x, self._height - y


def _fit(tables: Iterator[Table], lines: list[Line], height: float) -> list[tuple[list[Line], Line]] | None:
    """Each table with the lines that it takes the place of; None if one holds other words than those lines."""
    found = []
    for box, text in tables:
        top, bottom = height - box.top, height - box.bottom
        inside = [line for line in lines if top - 1 < line.y < bottom + 1 and box.left - 1 <= line.x0 <= box.right]
        if sorted("".join("".join(line.text for line in inside).split())) != sorted("".join(text.split())):
            return None
        if inside and text:
            table = Line(text, box.left, box.right, bottom, inside[0].size, bold=False, table=True)
            found.append((inside, table))
    return found


def _put_table(lines: list[Line], inside: list[Line], table: Line) -> list[Line]:
    place = lines.index(inside[0])
    rest = [line for line in lines if line not in inside]
    rest.insert(place, table)
    return rest


def _read_lines(textpage: Any, turn: _Turn) -> list[Line]:  # noqa: ANN401
    """The lines as pdfium divides them, in the order of the file."""
    lines: list[Line] = []
    for found in _LINE.finditer(_characters(textpage)):
        part = found[0]
        text = clean(part.translate(_HYPHENS))
        if text:
            first = found.start() + len(part) - len(part.lstrip())
            last = found.start() + len(part.rstrip()) - 1
            line = _measure(textpage, text, first, last, turn)
            if abs(_find_baseline(textpage, first, turn) - line.y) > line.size:
                lines += _measure_apart(textpage, part, found.start(), turn)
            else:
                lines.append(line)
    return lines


def _measure_apart(textpage: Any, part: str, start: int, turn: _Turn) -> Iterator[Line]:  # noqa: ANN401
    """The lines of what pdfium gives as one: on a page of short lines it leaves out their ends."""
    places = [place for place, character in enumerate(part) if not character.isspace()]
    heights = [_find_baseline(textpage, start + place, turn) for place in places]
    sizes = [raw.FPDFText_GetFontSize(textpage, start + place) for place in places]
    begin = 0
    for index in range(1, len(places) + 1):
        if index == len(places) or abs(heights[index] - heights[index - 1]) > max(sizes[index - 1 : index + 1]) * _JUMP:
            first, last = places[begin], places[index - 1]
            if text := clean(part[first : last + 1].translate(_HYPHENS)):
                yield _measure(textpage, text, start + first, start + last, turn)
            begin = index


def _find_baseline(textpage: Any, place: int, turn: _Turn) -> float:  # noqa: ANN401
    """How far below the page's top a character stands."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(textpage, place, x, y)
    return turn(x.value, y.value)[1]


def _characters(textpage: Any) -> str:  # noqa: ANN401
    """The page's characters, one a place: what stands at place i is pdfium's character i."""
    count = raw.FPDFText_CountChars(textpage)
    if count > CHARACTERS:
        message = f"A page of the PDF holds {count:,} characters, far more than paper does; check what was saved."
        raise UnreadableInputError(message)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: 2 * (written - 1)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    return "".join(chr(raw.FPDFText_GetUnicode(textpage, place) or 0xFFFD) for place in range(count))


def _measure(textpage: Any, text: str, first: int, last: int, turn: _Turn) -> Line:  # noqa: ANN401
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(textpage, first, x, y)
    x0, _ = turn(x.value, y.value)
    # The baseline is that of the line's end: a number in front of it can stand lower.
    raw.FPDFText_GetCharOrigin(textpage, last, x, y)
    _, baseline = turn(x.value, y.value)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(textpage, last, left, right, bottom, top)
    x1 = max(turn(left.value, bottom.value)[0], turn(right.value, top.value)[0])
    # A line can begin with a small number and end with a small citation: its type is the largest of three places.
    size = max(raw.FPDFText_GetFontSize(textpage, place) for place in (first, (first + last) // 2, last))
    bold = _is_bold(textpage, first) and _is_bold(textpage, last)
    return Line(text, x0, x1, baseline, size, bold)


def _is_bold(textpage: Any, place: int) -> bool:  # noqa: ANN401
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, place, name, 128, flags)
    return b"bold" in name.value.lower() or bool(flags.value & 0x40000)


def _merge(lines: list[Line]) -> list[Line]:
    """Lines from top to bottom, with what stands on one baseline put together from left to right.

    A column of small type left of the text stays apart from it.
    """
    merged: list[Line] = []
    for line in sorted(lines, key=lambda line: (round(line.y), line.x0)):
        for index in range(len(merged) - 1, max(-1, len(merged) - 4), -1):
            other = merged[index]
            if abs(other.y - line.y) < _SAME_LINE and not _are_columns(other, line):
                merged[index] = _join(other, line)
                break
        else:
            merged.append(line)
    return merged


def _are_columns(one: Line, other: Line) -> bool:
    left, right = (one, other) if one.x0 <= other.x0 else (other, one)
    return left.x0 < _LEFT_COLUMN <= right.x0 and left.size < right.size and not left.text.rstrip(".").isdigit()


def _join(one: Line, other: Line) -> Line:
    left, right = (one, other) if one.x0 <= other.x0 else (other, one)
    return Line(
        f"{left.text} {right.text}",
        left.x0,
        right.x1,
        right.y,
        right.size,
        left.bold and right.bold,
        left.table or right.table,
    )
