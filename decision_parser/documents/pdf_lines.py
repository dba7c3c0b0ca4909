"""The lines of a PDF with their places: one call of pdfium for a page's characters, a few for each line's ends."""

import ctypes
import io
import re
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from decision_parser.errors import UnreadableInputError
from decision_parser.text import clean

_SAME_LINE = 4.0
"""Lines whose baselines differ by less are one line: paragraph numbers may stand a little lower than their text."""
_LEFT_COLUMN = 100.0
_THIN = 3.0
_LONG = 10.0
_FEWEST_RULES = 3
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

    Raises UnreadableInputError when the file is encrypted, broken or has no pages.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        what = "encrypted; save it without a password" if "assword" in str(error) else "broken; fetch it again"
        message = f"The PDF is {what}."
        raise UnreadableInputError(message) from error
    try:
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


def _read_page(document: Any, index: int, data: bytes) -> Page:  # noqa: ANN401 - pypdfium2 has no types
    page = document[index]
    textpage = page.get_textpage()
    try:
        height = page.get_height()
        lines = _merge(_read_lines(textpage, height))
        rules, has_picture = _look_at_objects(page)
    finally:
        textpage.close()
        page.close()
    if rules >= _FEWEST_RULES and lines:
        lines = _with_tables(lines, data, index)
    return Page(index + 1, height, lines, has_picture)


def _read_lines(textpage: Any, height: float) -> list[Line]:  # noqa: ANN401
    """The lines as pdfium divides them, in the order of the file."""
    lines = []
    for found in _LINE.finditer(_characters(textpage)):
        part = found[0]
        text = clean(part.translate(_HYPHENS))
        if text:
            first = found.start() + len(part) - len(part.lstrip())
            last = found.start() + len(part.rstrip()) - 1
            lines.append(_measure(textpage, text, first, last, height))
    return lines


def _characters(textpage: Any) -> str:  # noqa: ANN401
    """The page's characters, one a place: what stands at place i is pdfium's character i."""
    count = raw.FPDFText_CountChars(textpage)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: 2 * (written - 1)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    return "".join(chr(raw.FPDFText_GetUnicode(textpage, place) or 0xFFFD) for place in range(count))


def _measure(textpage: Any, text: str, first: int, last: int, height: float) -> Line:  # noqa: ANN401
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(textpage, first, x, y)
    x0 = x.value
    # The baseline is that of the line's end: a number in front of it can stand lower.
    raw.FPDFText_GetCharOrigin(textpage, last, x, y)
    baseline = y.value
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(textpage, last, left, right, bottom, top)
    # A line can begin with a small number and end with a small citation: its type is the largest of three places.
    size = max(raw.FPDFText_GetFontSize(textpage, place) for place in (first, (first + last) // 2, last))
    bold = _is_bold(textpage, first) and _is_bold(textpage, last)
    return Line(text, x0, right.value, height - baseline, size, bold)


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


def _look_at_objects(page: Any) -> tuple[int, bool]:  # noqa: ANN401
    """How many upright rules or boxes the page draws (a table has some), and whether it shows a picture."""
    rules, has_picture = 0, False
    box = [ctypes.c_float() for _ in range(4)]
    for place in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, place)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            has_picture = True
        elif kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetBounds(item, *box):
            width, height = box[2].value - box[0].value, box[3].value - box[1].value
            rules += height > _LONG and (width < _THIN or width > _LONG)
    return rules, has_picture


def _with_tables(lines: list[Line], data: bytes, index: int) -> list[Line]:
    """The lines with those inside a ruled table replaced by the table: rows by line feeds, cells by tabs.

    pdfplumber finds tables well and is a hundred times slower than pdfium: it sees only pages that draw rules.
    """
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[index]
        found = [(table.bbox, table.extract()) for table in page.find_tables()]
        page.close()
    for (x0, top, x1, bottom), rows in found:
        text = "\n".join("\t".join(clean(cell or "") for cell in row) for row in rows)
        inside = [line for line in lines if top - 1 < line.y < bottom + 1 and x0 - 1 <= line.x0 <= x1]
        words = "".join("".join(line.text for line in inside).split())
        # Only where both programmes read the same characters does the table take the place of the lines.
        if inside and len(rows) > 1 and sorted(words) == sorted("".join(text.split())):
            place = lines.index(inside[0])
            lines = [line for line in lines if line not in inside]
            lines.insert(place, Line(text, x0, x1, bottom, inside[0].size, bold=False, table=True))
    return lines
