"""A manuscript as a PDF: a statement set to the measures of a published one, or a public-interest report."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .expectation import printed_marker
from .manuscript import Entry, Manuscript, Section, iter_entries, long_date
from .pdf_layout import (
    BODY,
    BODY_X,
    BOLD,
    BOTTOM,
    CELL,
    HEADING,
    NUMBER,
    PAGE_SIZE,
    REGULAR,
    RIGHT,
    SUBHEADING,
    SUMMARY,
    TOP,
    Chunk,
    Font,
    Furniture,
    Grid,
    Placed,
    Row,
    Run,
    draw_placed,
    draw_row,
    paginate,
    set_lines,
)

rl_config.useA85 = 0  # bytes as they are: nobody reads these files in a mail, and writing them as letters is slow

_HEADINGS = {
    "final": "The Ombudsman’s final decision",
    "draft": "The Ombudsman’s draft decision",
    "provisional": "The Ombudsman’s provisional view",
}
_FEET = {"final": "Final decision", "draft": "Draft decision for your comments", "provisional": "Provisional view"}
_FOOT_Y, _LEFT_X, _LEFT_RIGHT = 32.57, 40.95, 165.0
_NUMBER_RIGHT = 115.7
_QUOTE_X, _QUOTE_RIGHT = 156.0, 540.0
_SMALL, _SMALL_BOLD, _FOOT, _FOOT_BOLD = Font(REGULAR, 9), Font(BOLD, 9), Font(REGULAR, 10), Font(BOLD, 10)


@dataclass(frozen=True, slots=True)
class PdfStyle:
    """What varies between files.

    - ``covering_letter``: an image-only page comes first.
    - ``safe_breaks``: no page ends inside a paragraph with a line that ends like a sentence, so that whether the next
      page goes on with it can be told.
    - ``soft_hyphen``: what is printed where a word breaks at a soft hyphen (a plain hyphen, since pdfminer reads U+00AD
      in a standard font as a space: only the word itself tells the two kinds apart).
    - ``typed_numbers``: numbers in body size, as in reports.
    """

    covering_letter: bool = False
    logo: bool = True
    safe_breaks: bool = True
    soft_hyphen: str = "-"
    typed_numbers: bool = False


def render(manuscript: Manuscript, style: PdfStyle | None = None) -> bytes:
    """The statement as published: left column, summary, numbered sections, running foot."""
    style = style or PdfStyle()
    column = _left_column(manuscript)
    heading = Chunk(
        set_lines(_HEADINGS[manuscript.stage], HEADING, BODY_X), after=22.0, keep_with_next=True, leading=16
    )
    start = min(660.4, column[-1][1] - 40.0)
    chunks = [heading, *_summary_chunks(manuscript, style), *_body_chunks(manuscript, style)]
    pages = paginate(chunks, start, safe_breaks=style.safe_breaks)

    def furniture(canvas: Canvas, page: int) -> None:
        if page > 1:
            _draw_foot(canvas, page, _FEET[manuscript.stage])
            return
        draw_row(canvas, (Run(490.55, "1", _FOOT),), _FOOT_Y)
        if style.logo:
            canvas.drawImage(_logo(), 396.66, 773.12, 183.26, 50.78)
        for row, baseline in column:
            draw_row(canvas, row, baseline)

    return _print(pages, furniture, covering_letter=style.covering_letter)


def render_report(manuscript: Manuscript, style: PdfStyle | None = None) -> bytes:
    """The public-interest report: title page, contents page, chapters with typed continuous numbers."""
    style = replace(style or PdfStyle(), typed_numbers=True)
    chunks = [*_summary_chunks(manuscript, style), *_body_chunks(manuscript, style)]
    pages = paginate(chunks, TOP, safe_breaks=style.safe_breaks)
    front = [_title_page(manuscript), _contents_page(pages)]

    def furniture(canvas: Canvas, page: int) -> None:
        if page > 1:
            _draw_foot(canvas, page, "Final report")

    return _print([*front, *pages], furniture, covering_letter=style.covering_letter)


def _print(pages: Sequence[list[Placed]], furniture: Furniture, *, covering_letter: bool) -> bytes:
    """All pages as bytes, the furniture of each first, as the real files have it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=PAGE_SIZE, invariant=1, pageCompression=1)
    canvas.setCreator("Microsoft Office Word")
    if covering_letter:
        canvas.drawImage(_scanned_letter(), 0, 0, *PAGE_SIZE)
        canvas.showPage()
    for number, page in enumerate(pages, 1):
        furniture(canvas, number)
        for placed in page:
            draw_placed(canvas, placed)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


# ── the first page ──────────────────────────────────────────────────────────


def _left_column(manuscript: Manuscript) -> list[tuple[Row, float]]:
    """Date, reference and body, each row with its baseline."""
    groups: list[list[tuple[str, Font]]] = []
    if manuscript.decided_on:
        groups.append([(long_date(manuscript.decided_on), _SMALL)])
    groups.append([("Complaint reference:", _SMALL_BOLD), (manuscript.case_reference, _SMALL)])
    if manuscript.body_name:
        groups.append([("Complaint against:", _SMALL_BOLD), (manuscript.body_name, _SMALL)])
    rows: list[tuple[Row, float]] = []
    baseline = 797.4
    for group in groups:
        for text, font in group:
            for row in set_lines(text, font, _LEFT_X, _LEFT_RIGHT):
                rows.append((row, baseline))
                baseline -= 11.0
        baseline -= 11.0
    return rows


def _summary_chunks(manuscript: Manuscript, style: PdfStyle) -> Iterator[Chunk]:
    """The summary in regular 14 above its rule; a summary of chapters is an ordinary section."""
    if not manuscript.summary:
        return
    if not manuscript.has_inline_summary:
        yield _heading_chunk(manuscript.summary_heading, 1)
        yield Chunk(set_lines(manuscript.summary, BODY, BODY_X, RIGHT, style.soft_hyphen))
        return
    text = f"{manuscript.summary_heading} {manuscript.summary}"
    rows = set_lines(text, SUMMARY, BODY_X, RIGHT, style.soft_hyphen)
    yield Chunk(rows, before=22.0, leading=16.0, rule_below=True)


# ── the body ────────────────────────────────────────────────────────────────


def _body_chunks(manuscript: Manuscript, style: PdfStyle) -> Iterator[Chunk]:
    """Headings and paragraphs in order; the first heading stands clear of the summary's rule."""
    entries: list[list[Entry]] = [[] for _ in manuscript.sections]
    for entry in iter_entries(manuscript):
        entries[entry.section].append(entry)
    clear = manuscript.has_inline_summary and bool(manuscript.summary)
    for section, own in zip(manuscript.sections, entries, strict=True):
        yield _section_heading(section, clear=clear)
        clear = False
        for entry in own:
            yield _entry_chunk(entry, style)
    for line in (manuscript.signature, manuscript.compliance):
        if line:
            yield Chunk(set_lines(line, SUBHEADING, BODY_X), before=40.0)


def _section_heading(section: Section, *, clear: bool) -> Chunk:
    chunk = _heading_chunk(section.heading, section.level)
    if clear:
        chunk.before = 51.9
    return chunk


def _heading_chunk(text: str, level: int) -> Chunk:
    """Bold 14 above a section, bold 12 inside the findings."""
    if level == 1:
        rows = set_lines(text, HEADING, BODY_X)
        return Chunk(rows, before=34.2, after=17.8, leading=16.0, keep_with_next=True, top=778.3, label=text)
    return Chunk(set_lines(text, SUBHEADING, BODY_X), before=23.2, after=14.8, keep_with_next=True)


def _entry_chunk(entry: Entry, style: PdfStyle) -> Chunk:
    if entry.kind == "table":
        return Chunk((), before=26.0, grid=_grid(entry.text))
    if entry.kind == "quote":
        return Chunk(set_lines(entry.text, BODY, _QUOTE_X, _QUOTE_RIGHT, style.soft_hyphen))
    if entry.number is not None:
        font = BODY if style.typed_numbers else NUMBER
        text = f"{entry.number}."
        x = 92.0 if style.typed_numbers else _NUMBER_RIGHT - font.width(text)
        return _marked_chunk(Run(x, text, font), entry.text, BODY_X, style)
    if entry.style is None:
        return Chunk(set_lines(entry.text, BODY, _text_x(entry.parent_styles), RIGHT, style.soft_hyphen))
    marker = printed_marker(entry.style, entry.label, entry.depth, "pdf")
    x = _NUMBER_RIGHT
    if entry.parent_styles or entry.style != "bullet":
        x = _text_x(entry.parent_styles) + (6.0 if entry.style == "bullet" else 0.0)
    return _marked_chunk(Run(x, marker, BODY), entry.text, _text_x((*entry.parent_styles, entry.style)), style)


def _text_x(styles: Sequence[str]) -> float:
    """Where text inside lists of these styles starts: first-level bullets hang out, all else is set in."""
    x = BODY_X
    for depth, own in enumerate(styles):
        x += (0.0 if depth == 0 else 18.0) if own == "bullet" else (22.0 if own == "roman" else 18.0)
    return x


def _marked_chunk(marker: Run, text: str, x: float, style: PdfStyle) -> Chunk:
    """A paragraph with a number, letter or bullet on the baseline of its first line."""
    first, *others = set_lines(text, BODY, x, RIGHT, style.soft_hyphen) or ((),)
    return Chunk(((marker, *first), *others))


def _grid(text: str) -> Grid:
    """A table of equal columns over the width of the text."""
    cells = [row.split("\t") for row in text.split("\n")]
    columns = max(len(row) for row in cells)
    width = (561.6 - BODY_X) / columns
    edges = tuple(round(BODY_X + index * width, 2) for index in range(columns + 1))
    rows = tuple(
        tuple(set_lines(cell, CELL, edges[i] + 4.0, edges[i + 1] - 4.0) for i, cell in enumerate(row)) for row in cells
    )
    return Grid(edges, rows)


# ── furniture ───────────────────────────────────────────────────────────────


def _draw_foot(canvas: Canvas, page: int, text: str) -> None:
    """Rules at head and foot, the running foot (its first letter not bold, as in the real file) and the page number."""
    draw_row(canvas, (Run(40.85, "    ", _FOOT),), 808.32)
    canvas.setLineWidth(0.25)
    for level in (808.85, 44.7):
        canvas.line(41.1, level, 561.3, level)
    first = Run(BODY_X, text[0], _FOOT)
    rest = Run(BODY_X + _FOOT.width(text[0]), text[1:], _FOOT_BOLD)
    draw_row(canvas, (first, rest, Run(523.6, str(page), _FOOT)), _FOOT_Y)


def _logo() -> ImageReader:
    """A picture without characters, where the letterhead has its logo."""
    image = Image.new("L", (180, 50), 255)
    ImageDraw.Draw(image).rounded_rectangle((4, 4, 176, 46), radius=8, outline=90, width=4)
    return ImageReader(image)


def _scanned_letter() -> ImageReader:
    """A page of grey strokes where words would be: a letter that only OCR could read."""
    image = Image.new("L", (595, 842), 250)
    draw = ImageDraw.Draw(image)
    for line in range(26):
        x = 70
        for word in range(9):
            length = 18 + (line * 37 + word * 53) % 41
            draw.rectangle((x, 160 + line * 22, x + length, 168 + line * 22), fill=70)
            x += length + 7
    return ImageReader(image)


# ── the front of a report ───────────────────────────────────────────────────


def _title_page(manuscript: Manuscript) -> list[Placed]:
    references = ", ".join((manuscript.case_reference, *manuscript.other_references))
    numbers = "reference numbers" if manuscript.other_references else "reference number"
    complaint = f"Investigation into a complaint against {manuscript.body_name or ''} ({numbers}: {references})"
    lines = [
        ("Report by the Local Government and Social Care Ombudsman", Font(BOLD, 18), 22.0),
        (complaint, Font(REGULAR, 16), 20.0),
    ]
    if manuscript.decided_on:
        lines.append((long_date(manuscript.decided_on), BODY, 14.0))
    placed: list[Placed] = []
    baseline = 600.0
    for text, font, leading in lines:
        rows = set_lines(text, font, BODY_X)
        placed.append(Placed(Chunk(rows, leading=leading), rows, baseline))
        baseline -= leading * len(rows) + 24.0
    return placed


def _contents_page(pages: Sequence[list[Placed]]) -> list[Placed]:
    """The chapters with dotted lines and page numbers (the title and this page come first)."""
    heading = _heading_chunk("Contents", 1)
    placed = [Placed(heading, heading.rows, 778.3)]
    chapters = [(part.chunk.label, number) for number, page in enumerate(pages, 3) for part in page if part.chunk.label]
    baseline = 750.0
    for label, number in chapters:
        row = _contents_row(label, str(number))
        placed.append(Placed(Chunk((row,)), (row,), max(baseline, BOTTOM)))
        baseline -= 20.0
    return placed


def _contents_row(label: str, number: str) -> Row:
    end = RIGHT - BODY.width(number)
    dots = "." * int((end - BODY_X - BODY.width(f"{label}  ")) / BODY.width("."))
    return (Run(BODY_X, f"{label} {dots}", BODY), Run(end, number, BODY))
