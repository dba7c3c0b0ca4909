"""A listing page is read from the events of a parser, and as a tree where that must be: both see the same."""

import pytest

from decision_parser.models import Card
from decision_parser.sources.lgsco import card_words
from decision_parser.sources.lgsco.sheet import Sheet, read_sheet
from decision_parser.sources.lgsco.sheet_tree import read_tree_sheet
from tests.site.cards import CARD_MARKUPS

CARD = Card(
    address="/decisions/housing/allocations/20-007-392",
    title="Eastley Council (20 007 392)",
    document_kind_text="Statement",
    outcome_text="Upheld",
    subcategory="Allocations",
    decided_on_text="18-Feb-2021",
    summary="Mrs B waited.",
)
ODD = (
    *(
        "</p>",
        "<p>",
        "</div>",
        '<div role="navigation">',
        "<nav>",
        "<article><footer>x</footer>",
        "</body>",
        "<frameset>",
    ),
    *(
        "<a href=>",
        "</a>",
        '<A HREF=" ../b/../decisions/a/b/20-111-222#x">T',
        '<a {x}href="/decisions/a/b/20-111-222">U',
    ),
    *('<base href="/x/">', '<base><base href="http://b.example/decisions/">', '<svg><base href="/y/"></svg>'),
    *("<ruby>a<rt>b</rt>c</ruby>", "<pre> \n </pre>", " \n ", "<!-- c -->", "<!--", "<?p i?>", "<!DOCTYPE html>"),
    *("<noscript>n", "<template>t", "<textarea>\n", '<script>if (a<b) "</p>"</script>', "<title>t</title>"),
    *("<select><option>o", "<table><td>", "<tr>", '<b {x}role="navigation">', "&nbsp;", "&", "\0"),
)


def describe(sheet: Sheet) -> tuple[object, ...]:
    """All that a sheet says, with names in place of elements."""
    names = {element: (number, element.name) for number, element in enumerate(sheet.spans)}
    pieces = [
        (piece.text, piece.line, piece.link, piece.element and names[piece.element], piece.beside, piece.begins)
        for piece in sheet.pieces
    ]
    spans = [(names[element], names.get(element.parent) if element.parent else None) for element in sheet.spans]
    links = [(href, names[element]) for href, element in sheet.links]
    return pieces, spans, list(sheet.spans.values()), links, sheet.lines, sheet.base, sheet.encoding


@pytest.mark.parametrize("markup", ["lines", "list", "flat"])
def test_events_and_trees_agree(markup: str) -> None:
    """Whatever stands in a page, wherever it stands, the parser's events tell of it what its tree does."""
    page = f"<h1>31 results</h1>{CARD_MARKUPS[markup]([CARD])}<i>end</i>"
    for odd in ODD:
        for place in (page.index("<a"), page.index("Mrs"), len(page)):
            body = f"{page[:place]}{odd}{page[place:]}".encode()
            assert describe(read_sheet(body, None)) == describe(read_tree_sheet(body, None)[1]), body


@pytest.mark.parametrize("body", [b"", b" ", b"<", b"plain", b"\xff\xfe<\0", b"<!-- -->", b"<a" * 9, b"<div>" * 900])
def test_no_page_reads_the_same(body: bytes) -> None:
    """What is no page says as little both ways."""
    assert describe(read_sheet(body, None)) == describe(read_tree_sheet(body, None)[1])


def test_every_total_has_its_word() -> None:
    """The word by which lines are passed over stands in each pattern for a total."""
    assert all(card_words.TOTAL_WORD in row.words for row in (*card_words.TOTALS, *card_words.TOTAL_LINES))
