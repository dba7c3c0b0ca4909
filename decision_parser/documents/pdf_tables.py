"""Ruled tables of a PDF's page: the grid that its rules draw, and the words in each cell.

pdfium reads a plain grid. Where the words in its cells are not just those of the lines that stand there (cells that
reach over others, rules that are missing), pdfplumber is asked, which finds tables well and takes a hundred times as
long.
"""

import ctypes
import io
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from pypdfium2 import raw

from decision_parser.text import clean

_THIN = 3.0
_LONG = 10.0
_NEAR = 2.0
_FEWEST_UPRIGHTS = 3
_MOST_SHAPES = 2000


class Box(NamedTuple):
    """A rectangle in points of the page, from its lower left."""

    left: float
    bottom: float
    right: float
    top: float


class Table(NamedTuple):
    """The place of a table, and its rows: cells ended by tabs, rows by line feeds."""

    box: Box
    text: str


def read_shapes(page: Any) -> tuple[list[Box], bool]:  # noqa: ANN401 - pypdfium2 has no types
    """The rules and boxes that a page draws, and whether it shows a picture."""
    shapes, has_picture = [], False
    box = [ctypes.c_float() for _ in range(4)]
    for place in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, place)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            has_picture = True
        elif kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetBounds(item, *box):
            shapes.append(Box(*(side.value for side in box)))
    return shapes, has_picture


def has_grid(shapes: list[Box]) -> bool:
    """Whether there are rules enough for a table: a foot's line or a frame is none, and thousands are a drawing."""
    return len(shapes) <= _MOST_SHAPES and sum(shape.top - shape.bottom > _LONG for shape in shapes) >= _FEWEST_UPRIGHTS


def iter_tables(textpage: Any, shapes: list[Box]) -> Iterator[Table]:  # noqa: ANN401
    """The tables that the rules of a page draw, from top to bottom."""
    uprights = sorted(_iter_uprights(shapes), key=lambda box: -box.top)
    groups: list[list[Box]] = []
    for upright in uprights:
        if groups and upright.top >= min(other.bottom for other in groups[-1]) - _NEAR:
            groups[-1].append(upright)
        else:
            groups.append([upright])
    for group in groups:
        bottom, top = min(box.bottom for box in group), max(box.top for box in group)
        columns = _distinct(box.left for box in group)
        levels = [
            side for shape in shapes for side in (shape.bottom, shape.top) if bottom - _NEAR <= side <= top + _NEAR
        ]
        rows = _distinct(levels)[::-1]
        if len(columns) > _COLUMN and len(rows) > 1:
            cells = (
                "\t".join(_read_cell(textpage, Box(left, low, right, high)) for left, right in pairwise(columns))
                for high, low in pairwise(rows)
            )
            yield Table(Box(columns[0], rows[-1], columns[-1], rows[0]), "\n".join(row for row in cells if row.strip()))


_COLUMN = 2
"""Two uprights make one column, which is a frame."""


def _iter_uprights(shapes: list[Box]) -> Iterator[Box]:
    """Upright rules, and the left and right sides of boxes."""
    for shape in shapes:
        if shape.top - shape.bottom > _LONG:
            yield shape._replace(right=shape.left)
            if shape.right - shape.left > _THIN:
                yield shape._replace(left=shape.right)


def _distinct(sides: Iterable[float]) -> list[float]:
    found: list[float] = []
    for side in sorted(sides):
        if not found or side - found[-1] > _THIN:
            found.append(side)
    return found


def _read_cell(textpage: Any, box: Box) -> str:  # noqa: ANN401
    return clean(textpage.get_text_bounded(*box).replace("\x02", "-").replace("\ufffe", "-"))


def iter_tables_slowly(data: bytes, index: int, height: float) -> Iterator[Table]:
    """The tables of a page as pdfplumber finds them."""
    import pdfplumber

    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            page = pdf.pages[index]
            tables = [(table.bbox, table.extract()) for table in page.find_tables()]
            page.close()
    except Exception:  # noqa: BLE001 - it reads fewer files than pdfium does; the lines then stay as they are
        return
    for (x0, top, x1, bottom), rows in tables:
        text = "\n".join("\t".join(clean(cell or "") for cell in row) for row in rows)
        yield Table(Box(x0, height - bottom, x1, height - top), text)
