"""Text set in lines and lines on pages, to the measures of a published statement (y from the foot of an A4 page)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

PAGE_SIZE = (595.0, 842.0)
BODY_X, RIGHT = 127.6, 562.8
TOP, BOTTOM = 777.5, 69.0
REGULAR, BOLD, BOLD_ITALIC = "Helvetica", "Helvetica-Bold", "Helvetica-BoldOblique"
TERMINAL = ".?!;:)”’\"'…"

_PIECE = re.compile(r"[^ \u00ad-]*(?:-(?![^\W\d_])[^ \u00ad-]*)*(?:-|\u00ad| +|$)")
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_CITED = re.compile(r"\b(?:Act|Acts|Regulations|Order|Rules|Framework|Code|Guidance)\b")


@dataclass(frozen=True, slots=True)
class Font:
    """A face and its size."""

    name: str
    size: float

    def width(self, text: str) -> float:
        """How wide the text is, in points."""
        return _find_width(text, self)


@lru_cache(maxsize=1 << 16)
def _find_width(text: str, font: Font) -> float:
    """How wide a text is: the same words come back on every page."""
    return float(stringWidth(text, font.name, font.size))


BODY = Font(REGULAR, 12)
SUMMARY = Font(REGULAR, 14)
HEADING = Font(BOLD, 14)
SUBHEADING = Font(BOLD, 12)
NUMBER = Font(REGULAR, 7)
CITATION = Font(BOLD_ITALIC, 9)
CELL = Font(REGULAR, 10)


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one font at one place of a line."""

    x: float
    text: str
    font: Font


Row = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: column edges and the rows' cells, each cell as set lines."""

    edges: tuple[float, ...]
    rows: tuple[tuple[tuple[Row, ...], ...], ...]

    def heights(self) -> list[float]:
        """The height of each row."""
        return [max(len(cell) for cell in row) * 12.0 + 6.0 for row in self.rows]


@dataclass(slots=True)
class Chunk:
    """Rows that belong together: a paragraph, an item, a heading, a table."""

    rows: tuple[Row, ...]
    before: float = 20.0
    after: float | None = None
    leading: float = 14.0
    keep_with_next: bool = False
    top: float = TOP
    label: str = ""
    grid: Grid | None = None
    rule_below: bool = False


@dataclass(slots=True)
class Placed:
    """A chunk, or a part of it, with the baseline of its first row."""

    chunk: Chunk
    rows: tuple[Row, ...]
    baseline: float


@dataclass(slots=True)
class Flow:
    """Where the next row goes, and the pages so far."""

    start: float
    safe_breaks: bool = True
    pages: list[list[Placed]] = field(default_factory=lambda: [[]])
    last: Chunk | None = None
    y: float = 0.0

    def baseline(self, chunk: Chunk) -> float:
        """The first baseline of a chunk set here."""
        if self.last is None:
            return self.start if len(self.pages) == 1 else chunk.top
        gap = chunk.before
        if self.last.after is not None:
            gap = self.last.after if not chunk.keep_with_next else 20.0
        return self.y - gap

    def turn(self) -> None:
        """Start a page."""
        self.pages.append([])
        self.last, self.y = None, TOP

    def put(self, chunk: Chunk, rows: tuple[Row, ...]) -> None:
        """Set these rows here."""
        baseline = self.baseline(chunk)
        self.pages[-1].append(Placed(chunk, rows, baseline))
        depth = sum(chunk.grid.heights()) - 14.0 if chunk.grid else (len(rows) - 1) * chunk.leading
        self.last, self.y = chunk, baseline - depth


def font_runs(text: str, font: Font) -> list[tuple[str, Font]]:
    """Body text with the citation at its end, if any, in its own font."""
    start = citation_start(text) if font is BODY else len(text)
    return [(part, own) for part, own in ((text[:start], font), (text[start:], CITATION)) if part]


def citation_start(text: str) -> int:
    """Where the bracket with a law at the end of the text opens; the text's length without one."""
    end = len(text.rstrip(". "))
    if not text[:end].endswith(")"):
        return len(text)
    depth = 0
    for index in range(end - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[index], 0)
        if depth == 0:
            return index if _CITED.search(text, index) else len(text)
    return len(text)


def set_lines(text: str, font: Font, x: float, right: float = RIGHT, soft_hyphen: str = "-") -> tuple[Row, ...]:
    """Break text into lines between x and right; words break at their hyphens and soft hyphens too."""
    rows: list[Row] = []
    line: list[tuple[str, Font]] = []
    at = x
    for piece, own in _pieces(text, font):
        ink = own.width(piece.rstrip(" ").replace("\u00ad", soft_hyphen))
        if line and at + ink > right:
            rows.append(_row(line, x, soft_hyphen))
            line, at = [], x
        line.append((piece, own))
        at += own.width(piece.replace("\u00ad", ""))
    if line:
        rows.append(_row([*line[:-1], (line[-1][0].rstrip(), line[-1][1])], x, soft_hyphen))
    return tuple(rows)


def _pieces(text: str, font: Font) -> list[tuple[str, Font]]:
    """The parts between which a line may break, each with the space or hyphen that ends it."""
    runs = font_runs(_ZERO_WIDTH.sub("", text), font)
    return [(piece, own) for run, own in runs for piece in _PIECE.findall(run) if piece]


def _row(line: Sequence[tuple[str, Font]], x: float, soft_hyphen: str) -> Row:
    """One run a font; a soft hyphen shows only where it ends the line."""
    runs: list[Run] = []
    for index, (piece, font) in enumerate(line):
        shown = piece.replace("\u00ad", soft_hyphen if index == len(line) - 1 else "")
        if runs and runs[-1].font == font:
            runs[-1] = Run(runs[-1].x, runs[-1].text + shown, font)
        else:
            runs.append(Run(x, shown, font))
        x = runs[-1].x + font.width(runs[-1].text)
    return tuple(runs)


def paginate(chunks: Sequence[Chunk], start: float, *, safe_breaks: bool = True) -> list[list[Placed]]:
    """Set the chunks on pages, headings kept with what follows, at least two lines of a paragraph on either side."""
    flow = Flow(start, safe_breaks)
    for index, chunk in enumerate(chunks):
        if flow.last is not None and not _fits(flow, chunks, index):
            flow.turn()
        _place(flow, chunk)
    return flow.pages


def _fits(flow: Flow, chunks: Sequence[Chunk], index: int) -> bool:
    """Whether a chunk, and for a heading the start of what follows, can begin here."""
    chunk = chunks[index]
    baseline = flow.baseline(chunk)
    if not chunk.keep_with_next or index + 1 == len(chunks):
        return _rows_that_fit(flow, chunk, baseline) > 0
    ahead = Flow(flow.start, flow.safe_breaks, [[]], chunk, baseline - (len(chunk.rows) - 1) * chunk.leading)
    return ahead.y > BOTTOM and _fits(ahead, chunks, index + 1)


def _rows_that_fit(flow: Flow, chunk: Chunk, baseline: float, rows: tuple[Row, ...] | None = None) -> int:
    """How many rows go on this page: all, none, or a part that leaves two lines and no doubt for the next page."""
    rows = chunk.rows if rows is None else rows
    if chunk.grid:
        return 1 if baseline - sum(chunk.grid.heights()) + 14.0 >= BOTTOM else 0
    room = int((baseline - BOTTOM) / chunk.leading + 1 + 1e-6) if baseline >= BOTTOM else 0
    if room >= len(rows):
        return len(rows)
    for count in range(min(room, len(rows) - 2), 1, -1):
        if not flow.safe_breaks or not rows[count - 1][-1].text.rstrip().endswith(tuple(TERMINAL)):
            return count
    return 0


def _place(flow: Flow, chunk: Chunk) -> None:
    """Set a chunk, over as many pages as it needs."""
    if chunk.grid:
        flow.put(chunk, ())
        return
    rows = chunk.rows
    while rows:
        count = _rows_that_fit(flow, chunk, flow.baseline(chunk), rows)
        if not count and flow.last is None:
            count = min(len(rows), 40)
        if count:
            flow.put(chunk, rows[:count])
        rows = rows[count:]
        if rows:
            flow.turn()


def draw_row(canvas: Canvas, row: Row, baseline: float) -> None:
    """Print the runs of a line (by our own operator: reportlab puts the bullet at a code that readers do not know)."""
    for run in row:
        canvas.setFont(run.font.name, run.font.size)
        canvas.addLiteral(f"BT 1 0 0 1 {run.x:.3f} {baseline:.3f} Tm ({_escaped(run.text)}) Tj ET")


def _escaped(text: str) -> str:
    """The text in the fonts' encoding as a PDF string; a character that the fonts lack is an error."""
    return "".join(chr(b) if 32 <= b < 127 and b not in b"()\\" else f"\\{b:03o}" for b in text.encode("cp1252"))


def draw_placed(canvas: Canvas, placed: Placed) -> None:
    """Print a chunk where it was set."""
    if placed.chunk.grid:
        draw_grid(canvas, placed.chunk.grid, placed.baseline + 11.0)
        return
    baseline = placed.baseline
    for row in placed.rows:
        draw_row(canvas, row, baseline)
        baseline -= placed.chunk.leading
    if placed.chunk.rule_below:
        canvas.setLineWidth(0.5)
        level = baseline + placed.chunk.leading - 15.1
        canvas.line(127.6, level, 561.6, level)


def draw_grid(canvas: Canvas, grid: Grid, top: float) -> None:
    """Print a table with all its rules."""
    canvas.setLineWidth(0.5)
    bottom = top - sum(grid.heights())
    for edge in grid.edges:
        canvas.line(edge, top, edge, bottom)
    canvas.line(grid.edges[0], top, grid.edges[-1], top)
    for row, height in zip(grid.rows, grid.heights(), strict=True):
        for cell in row:
            for index, line in enumerate(cell):
                draw_row(canvas, line, top - 12.0 - index * 12.0)
        top -= height
        canvas.line(grid.edges[0], top, grid.edges[-1], top)


Furniture = Callable[[Canvas, int], None]
