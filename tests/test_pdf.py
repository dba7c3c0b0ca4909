"""PDFs into Blocks, by geometry: each test sets a small page to the measures of a published statement."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from decision_parser.documents import read_document
from decision_parser.errors import UnreadableInputError
from decision_parser.models import Block, BlockKind

WIDTH, HEIGHT = 595.28, 841.89
X = 127.6
"""Where body text begins."""
LINE, GAP = 14, 20
"""From one line to the next, and to the next paragraph."""
REGULAR, BOLD = "Helvetica", "Helvetica-Bold"


class Sheet:
    """Pages to write on, from top to bottom."""

    def __init__(self, *, compressed: bool = True, password: str | None = None) -> None:
        self._bytes = io.BytesIO()
        lock = StandardEncryption(password, ownerPassword="owner") if password is not None else None
        self.canvas = Canvas(self._bytes, pagesize=(WIDTH, HEIGHT), pageCompression=int(compressed), encrypt=lock)
        self.y = 60.0

    def put(self, x: float, y: float, text: str, size: float = 12, font: str = REGULAR) -> None:
        """Words at a place, counted from the top left."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - y, text)

    def lines(self, *texts: str, x: float = X, size: float = 12, font: str = REGULAR) -> None:
        """A paragraph of these lines."""
        self.y += GAP
        for place, text in enumerate(texts):
            self.y += LINE if place else 0
            self.put(x, self.y, text, size, font)

    def numbered(self, number: str, *texts: str) -> None:
        """A paragraph with its number in small type left of it and 4 points lower."""
        self.put(109.9, self.y + GAP + 4, number, 7)
        self.lines(*texts)

    def bullet(self, bullet: str, *texts: str, x: float = 145.0) -> None:
        """An item with its bullet left of it."""
        self.put(x - 18, self.y + GAP, bullet)
        self.lines(*texts, x=x)

    def heading(self, text: str, size: float = 14) -> None:
        """A line in bold type."""
        self.y += 6
        self.lines(text, size=size, font=BOLD)

    def foot(self, text: str) -> None:
        """The running foot, and the end of the page."""
        self.put(X, HEIGHT - 32, text, 10, BOLD)
        self.page()

    def page(self) -> None:
        """The end of a page."""
        self.canvas.showPage()
        self.y = 60.0

    def save(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self._bytes.getvalue()


def describe(block: Block) -> str:
    """A block in one line: kind, depth, marker and text."""
    text = block.text.replace("\t", " ⇥ ").replace("\n", " ⏎ ")
    if block.kind is BlockKind.HEADING:
        return f"h{block.level}: {text}"
    if block.kind is BlockKind.VALUE:
        return f"value of {block.label} {text}"
    depth = f"/{block.level}" if block.level else ""
    marker = f" [{block.marker}]" if block.marker else ""
    return f"{block.kind}{depth}{marker}: {text}"


def describe_all(write: Callable[[Sheet], None]) -> list[str]:
    """All blocks of what was written, behind a paragraph that shows where body text stands."""
    sheet = Sheet()
    for _ in range(3):
        sheet.lines("This paragraph is in the body’s type and stands where it begins, over the", "width of the page.")
    write(sheet)
    return [describe(block) for block in read_document(sheet.save()).blocks][3:]


# ── numbers and items ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", ["1.", "12.", "123."])
def test_a_hanging_number_belongs_to_its_paragraph(number: str) -> None:
    """A number in small type, left of its paragraph and lower than its first line, is that paragraph's."""

    def write(sheet: Sheet) -> None:
        sheet.numbered(number, "The Council answered the letters that", "it had from Mr X.")
        sheet.lines("No number.")

    assert describe_all(write) == [
        f"item/1 [{number}]: The Council answered the letters that it had from Mr X.",
        "paragraph: No number.",
    ]


def test_a_number_in_the_line_counts_too() -> None:
    """A number in the type and line of the text is its paragraph's as well."""
    assert describe_all(lambda sheet: sheet.lines("7. The Council answered", "the letters.")) == [
        "item/1 [7.]: The Council answered the letters."
    ]


def test_bullets_have_levels() -> None:
    """How far to the right a bullet stands says under which item it is."""

    def write(sheet: Sheet) -> None:
        sheet.numbered("1.", "The Council will:")
        sheet.bullet("•", "apologise;")
        sheet.bullet("o", "to Mr X;", x=163)
        sheet.bullet("•", "pay £5 in a sum that takes", "two lines.")
        sheet.numbered("2.", "Done.")

    assert describe_all(write) == [
        "item/1 [1.]: The Council will:",
        "item/2 [•]: apologise;",
        "item/3 [o]: to Mr X;",
        "item/2 [•]: pay £5 in a sum that takes two lines.",
        "item/1 [2.]: Done.",
    ]


def test_letters_and_numerals_have_levels() -> None:
    """Typed letters, and numerals to the right of them, are items as bullets are."""

    def write(sheet: Sheet) -> None:
        sheet.numbered("1.", "I looked at:")
        sheet.bullet("a)", "the plan")
        sheet.bullet("i)", "its first part", x=163)
        sheet.bullet("b)", "the letters")

    assert describe_all(write) == [
        "item/1 [1.]: I looked at:",
        "item/2 [a)]: the plan",
        "item/3 [i)]: its first part",
        "item/2 [b)]: the letters",
    ]


@pytest.mark.parametrize(
    "start", ["2019. Then it ended", "12. And it ended", "(a) of the Act", "– and so on", "a) it said"]
)
def test_a_line_within_a_paragraph_is_no_item(start: str) -> None:
    """A line that goes on with a sentence may begin with a year, a number, a letter or a dash."""
    found = describe_all(lambda sheet: sheet.numbered("1.", "The Council had it since about", start, "in the end."))
    assert found == [f"item/1 [1.]: The Council had it since about {start} in the end."]


def test_an_indented_paragraph_is_a_quote() -> None:
    """Text that stands to the right of the body's, without a bullet, is quoted."""

    def write(sheet: Sheet) -> None:
        sheet.numbered("1.", "It wrote:")
        sheet.lines("“You must leave the house", "before the winter.”", x=156)
        sheet.numbered("2.", "He left.")

    assert describe_all(write)[1] == "quote: “You must leave the house before the winter.”"


# ── headings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("size", "font", "block"),
    [
        (14, BOLD, "h1: The complaint"),
        (12, BOLD, "h2: The complaint"),
        (14, REGULAR, "paragraph: The complaint"),
        (9, BOLD, "paragraph: The complaint"),
    ],
)
def test_neither_size_nor_weight_alone_makes_a_heading(size: int, font: str, block: str) -> None:
    """Bold type of the body's size or larger is a heading; large type and bold small type are text."""

    def write(sheet: Sheet) -> None:
        sheet.lines("The complaint", size=size, font=font)
        sheet.lines("Text.")

    assert describe_all(write) == [block, "paragraph: Text."]


def test_bold_words_in_a_line_make_no_heading() -> None:
    """A paragraph that begins in bold type and goes on in regular is text."""

    def write(sheet: Sheet) -> None:
        sheet.y += GAP
        sheet.put(X, sheet.y, "Run-in words.", font=BOLD)
        sheet.put(X + 85, sheet.y, "And the rest of it.")

    assert describe_all(write) == ["paragraph: Run-in words. And the rest of it."]


def test_a_heading_of_two_lines_is_one() -> None:
    """Lines of bold type that follow closely are one heading, and two sizes are two."""

    def write(sheet: Sheet) -> None:
        sheet.heading("What I found")
        sheet.lines("Was there fault by the Council in the way", "that it dealt with the form?", font=BOLD)
        sheet.lines("Text.")

    assert describe_all(write) == [
        "h1: What I found",
        "h2: Was there fault by the Council in the way that it dealt with the form?",
        "paragraph: Text.",
    ]


# ── lines and pages ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("It gave sup-", "port, and the support went on."), "It gave support, and the support went on."),
        (("It was well-", "known."), "It was well-known."),
        (("She has one-to-", "one help."), "She has one-to-one help."),
        (("It went on –", "and on."), "It went on – and on."),
        (("From 2019-", "2020 on."), "From 2019- 2020 on."),
    ],
)
def test_hyphens_at_the_end_of_a_line(lines: tuple[str, str], text: str) -> None:
    """A hyphen that only divides a word goes where the file writes the word without it; all others stay."""
    assert describe_all(lambda sheet: sheet.numbered("1.", *lines)) == [f"item/1 [1.]: {text}"]


LONG = "The Council wrote to Mr X and said in its letter that he should send the"


def test_a_paragraph_goes_on_over_the_page() -> None:
    """A paragraph or item that a page's end cuts is one, with neither foot nor page number in it."""

    def write(sheet: Sheet) -> None:
        sheet.bullet("•", "An item that is longer than the page on which it stands, as they often")
        sheet.foot("Final decision 1")
        sheet.lines("are.", x=145)
        sheet.numbered("1.", LONG)
        sheet.foot("Final decision 2")
        sheet.lines("form again.")
        sheet.numbered("2.", "Done.")
        sheet.foot("Final decision 3")

    assert describe_all(write) == [
        "item/2 [•]: An item that is longer than the page on which it stands, as they often are.",
        f"item/1 [1.]: {LONG} form again.",
        "item/1 [2.]: Done.",
        *(f"furniture: Final decision {page}" for page in (1, 2, 3)),
    ]


def test_a_paragraph_that_ends_with_its_page_ends() -> None:
    """A sentence that ends before the page does, with room for more on its line, is not joined to the next page."""

    def write(sheet: Sheet) -> None:
        sheet.lines("It ended there.")
        sheet.page()
        sheet.lines("Another begins.")

    assert describe_all(write) == ["paragraph: It ended there.", "paragraph: Another begins."]


@pytest.mark.parametrize(("first", "second"), [("(a)", "(b)"), ("(i)", "(ii)"), ("(1)", "(2)"), ("b)", "c)")])
def test_an_item_that_begins_a_page_is_an_item(first: str, second: str) -> None:
    """A letter or number that goes on from the item before begins the next item, where no gap between them shows."""

    def write(sheet: Sheet) -> None:
        sheet.lines(f"{first} apologise to Mr X for what happened, which it should have done in the year;")
        sheet.page()
        sheet.lines(f"{second} pay £5.")

    assert [found.partition(":")[0] for found in describe_all(write)] == [f"item/2 [{first}]", f"item/2 [{second}]"]


@pytest.mark.parametrize("size", [9, 12])
@pytest.mark.parametrize("y", [30.0, HEIGHT - 30], ids=["head", "foot"])
@pytest.mark.parametrize("words", ["{}", "Final decision {}", "Page {} of 3"])
def test_running_lines_are_furniture_in_any_type(size: int, y: float, words: str) -> None:
    """A line at the edge of the paper that comes again on each page, or a lone number there, is no text."""

    def write(sheet: Sheet) -> None:
        for page in range(1, 4):
            sheet.lines(f"{LONG}" if page < 3 else "form again.")
            sheet.put(X + 100, y, words.format(page), size)
            sheet.page()

    found = describe_all(write)
    assert found[0] == f"paragraph: {LONG} {LONG} form again."
    assert sorted(found[1:]) == [f"furniture: {words.format(page)}" for page in range(1, 4)]


# ── the first page ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_column_of_labels_is_read_apart() -> None:
    """Small type left of the text on the first page is a date and labels with their values below them."""

    def write(sheet: Sheet) -> None:
        for y, text, font in (
            (150, "30 November 2016", REGULAR),
            (175, "Complaint reference:", BOLD),
            (186, "16 105 626", REGULAR),
            (210, "Complaint against:", BOLD),
            (221, "Royal Borough of", REGULAR),
            (232, "Eastley & Westley", REGULAR),
        ):
            sheet.put(40.9, y, text, 9, font)

    sheet = Sheet()
    write(sheet)
    for _ in range(8):
        sheet.numbered("1.", "This paragraph stands beside the column and has a number of its own, and", "two lines.")
    found = [describe(block) for block in read_document(sheet.save()).blocks]
    assert found[:3] == [
        "paragraph: 30 November 2016",
        "value of Complaint reference: 16 105 626",
        "value of Complaint against: Royal Borough of Eastley & Westley",
    ]
    assert {*found[3:]} == {
        "item/1 [1.]: This paragraph stands beside the column and has a number of its own, and two lines."
    }


def test_a_page_that_is_a_picture_is_told() -> None:
    """A scanned letter in front is a problem that names its page; the rest is read."""
    sheet = Sheet()
    picture = ImageReader(Image.new("RGB", (60, 80), "white"))
    sheet.canvas.drawImage(picture, 0, 0, WIDTH, HEIGHT)
    sheet.page()
    sheet.lines("The text.")
    document = read_document(sheet.save())
    assert [(problem.code, problem.where) for problem in document.problems] == [("unread_page", "page 1")]
    assert [block.text for block in document.blocks] == ["The text."]


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def draw_table(sheet: Sheet, rows: list[list[str]], width: float = 120, height: float = 18) -> None:
    """A table with all its rules."""
    top = sheet.y + 8
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.canvas.rect(X + column * width, HEIGHT - top - (place + 1) * height, width, height)
            sheet.put(X + column * width + 4, top + place * height + 13, text)
    sheet.y = top + len(rows) * height


def test_a_ruled_table_is_one_block() -> None:
    """Cells between rules are a table: tabs between cells, line feeds between rows, empty cells kept."""

    def write(sheet: Sheet) -> None:
        sheet.numbered("1.", "The Council will pay:")
        draw_table(sheet, [["Who", "Why", "Sum"], ["Mr X", "", "£300"], ["Mrs X", "distress", "£100"]])
        sheet.numbered("2.", "Done.")

    assert describe_all(write) == [
        "item/1 [1.]: The Council will pay:",
        "table: Who ⇥ Why ⇥ Sum ⏎ Mr X ⇥  ⇥ £300 ⏎ Mrs X ⇥ distress ⇥ £100",
        "item/1 [2.]: Done.",
    ]


def test_a_box_round_a_paragraph_makes_no_table() -> None:
    """Rules that only frame text leave it text."""

    def write(sheet: Sheet) -> None:
        sheet.canvas.rect(X - 8, HEIGHT - sheet.y - 40, 420, 36)
        sheet.lines("Text in a box", "of two lines.")

    assert describe_all(write) == ["paragraph: Text in a box of two lines."]


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def write_small(*, compressed: bool = True, password: str | None = None) -> bytes:
    """A file of one page."""
    sheet = Sheet(compressed=compressed, password=password)
    sheet.lines("The text.")
    return sheet.save()


@pytest.mark.parametrize("data", [write_small(), write_small(compressed=False), write_small(password="")])
def test_files_that_anyone_may_open_are_read(data: bytes) -> None:
    """Compressed or not, and where only changing it is locked, a file is read."""
    assert [block.text for block in read_document(data).blocks] == ["The text."]


@pytest.mark.parametrize("padding", [b"\n", b"\0" * 5000, b"<!-- cached -->" * 400])
def test_what_follows_the_end_of_a_file_does_no_harm(padding: bytes) -> None:
    """Padding behind a whole file makes no broken one of it."""
    assert [block.text for block in read_document(write_small() + padding).blocks] == ["The text."]


SMALL = write_small()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (write_small(password="x" * 6), "encrypted"),
        (SMALL[: len(SMALL) // 2], "cut short"),
        (SMALL[: len(SMALL) // 2] + b"\n%%EOF", "broken"),
        (b"%PDF-1.4\n%%EOF", "broken"),
    ],
    ids=["locked", "cut", "cut in the middle", "only a head"],
)
def test_files_that_cannot_be_read_are_refused_in_a_sentence(data: bytes, words: str) -> None:
    """A locked, cut or broken file is an error that says which, and what to do."""
    with pytest.raises(UnreadableInputError, match=words) as caught:
        read_document(data)
    assert str(caught.value).endswith(".")


def test_a_file_of_pictures_is_refused() -> None:
    """A file without any characters is an error that says what would help."""
    sheet = Sheet()
    sheet.canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "white")), 0, 0, WIDTH, HEIGHT)
    with pytest.raises(UnreadableInputError, match="text-recognition"):
        read_document(sheet.save())


def test_a_file_that_is_a_table_is_read() -> None:
    """A file may have no text but that of a table."""
    sheet = Sheet()
    draw_table(sheet, [["Who", "Sum"], ["Mr X", "£300"]])
    assert [describe(block) for block in read_document(sheet.save()).blocks] == ["table: Who ⇥ Sum ⏎ Mr X ⇥ £300"]


def test_a_spoilt_byte_costs_no_more_than_the_file() -> None:
    """Any byte of a file may be wrong: it is read, or refused in a sentence, and nothing else happens."""
    sheet = Sheet(compressed=False)
    sheet.lines("The text.")
    draw_table(sheet, [["Who", "Sum"], ["Mr X", "£300"], ["Mrs X", "£100"]])
    whole = sheet.save()
    for place in range(0, len(whole), 13):
        spoilt = whole[:place] + b"\x00" + whole[place + 1 :]
        try:
            read_document(spoilt)
        except UnreadableInputError as error:
            assert str(error).endswith(".")  # noqa: PT017 - what is raised differs from place to place


@pytest.mark.parametrize("dots", ["." * 20_000 + "x", ". " * 10_000 + "x", "…" * 20_000 + "x"])
def test_a_line_of_dots_is_no_trap(dots: str) -> None:
    """A long line of dots is read in the time that its length takes."""
    assert describe_all(lambda sheet: sheet.lines(dots))
