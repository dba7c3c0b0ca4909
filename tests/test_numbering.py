"""Numbers, letters and bullets: what the decision's own cross-references mean by them."""

import pytest

from decision_parser.models import BULLET, DASH, DECIMAL, HEADING, ITEM, LETTER, PARAGRAPH, Block, Decision
from decision_parser.parsing.numbering import Numbering
from decision_parser.parsing.quoted import find_numbers, mark_quoted
from tests.snippets import parse_body, problems_of


def find_places(decision: Decision, skip: int = 1) -> list[str]:
    """Path of each paragraph after the summary, `=` where it is the paragraph's own number, and its text."""
    paragraphs = [paragraph for section in decision.sections for paragraph in section.paragraphs][skip:]
    return [f"{paragraph.path or '-'}{'=' if paragraph.number else ''} {paragraph.text}" for paragraph in paragraphs]


Table = pytest.mark.parametrize


@Table(
    ("body", "places"),
    [
        ("<ol><li>A</li><li>B</li></ol>", "1= A|2= B"),
        ("<ol><li>A</li></ol><h2>Final decision</h2><ol><li>B</li><li>C</li></ol>", "1= A|2= B|3= C"),
        ("<ol><li>A</li><li>B</li></ol><p>line</p><ol><li>C</li></ol>", "1= A|2= B|2 line|3= C"),
        ("<ol><li>A</li></ol><ul><li>x</li><li>y</li></ul><ol><li>B</li></ol>", "1= A|1[1] x|1[2] y|2= B"),
        ("<ol><li>A</li></ol><table><tr><td>x</td><td>y</td></tr></table><ol><li>B</li></ol>", "1= A|1 x\ty|2= B"),
        ("<ol><li>A</li></ol><blockquote>x</blockquote><ol><li>B</li></ol>", "1= A|1 x|2= B"),
        ("<ol><li>A</li><li></li><li>B</li></ol>", "1= A|2= B"),
        ("<ol><li></li><li>A</li></ol><ol><li>&nbsp;</li></ol><ol><li>B</li></ol>", "1= A|2= B"),
        ("<p>line</p><ol><li>A</li></ol>", "- line|1= A"),
        ("<ol><li>A<p>more</p></li><li>B</li></ol>", "1= A|1 more|2= B"),
        ("<ol><li>A<br><br>more</li><li>B</li></ol>", "1= A|1 more|2= B"),
        ("<ol><li>A<blockquote><ol><li>x</li></ol></blockquote></li><li>B</li></ol>", "1= A|1 x|2= B"),
        ("<ol><li>A <b>b<li>B<li>C</ol>", "1= A b|2= B|3= C"),
    ],
)
def test_lists_that_restart_count_on(body: str, places: str) -> None:
    """A list starts again at 1 after a heading, a line, bullets, a table or a quotation; the text counts on."""
    decision = parse_body(body)
    assert find_places(decision) == places.split("|")
    assert problems_of(decision) == []


@Table(
    ("body", "places"),
    [
        ("<ol><li>A</li></ol><p>line</p><ol start=2><li>B</li></ol>", "1= A|1 line|2= B"),
        ("<ol><li>A</li></ol><p>line</p><ol><li value=2>B</li><li>C</li></ol>", "1= A|1 line|2= B|3= C"),
        ("<ol><li>A</li></ol><p>x</p><ol><li>B</li></ol><p>y</p><ol start=3><li>C</li></ol>", "1= A|1 x|2= B|2 y|3= C"),
        ("<ol start=12><li>A</li><li>B</li></ol>", "12= A|13= B"),
        (
            "<ol><li>A</li></ol><h2>Action</h2><ol><li>B</li></ol><ul><li>x</li></ul><ol start=2><li>C</li></ol>",
            "1= A|2= B|2[1] x|3= C",
        ),
    ],
)
def test_a_stated_start_that_goes_on_is_believed(body: str, places: str) -> None:
    """Where a list says with what number it starts, and that goes on from the one before, it is so."""
    assert find_places(parse_body(body)) == places.split("|")


@Table(
    ("body", "places", "problems"),
    [
        ("<ol><li>A</li></ol><ol start=4><li>B</li></ol>", "1= A|4= B", ["number_gap: 4 follows 1"]),
        (
            "<ol><li>A</li></ol><p>x</p><ol><li>B</li></ol><ol start=4><li>C</li></ol>",
            "1= A|1 x|2= B|4= C",
            ["number_gap: 4 follows 2"],
        ),
        ("<p>1. A</p><p>3. B</p><p>4. C</p>", "1= A|3= B|4= C", ["number_gap: 3 follows 1"]),
        ("<p>1. A</p><p>2. B</p><p>2. C</p><p>3. D</p>", "1= A|2= B|2= C|3= D", ["number_repeated: 2. follows 2"]),
        ("<ol start=3><li>A</li></ol>", "3= A", ["number_gap: 3 follows 0"]),
    ],
)
def test_gaps_and_repeats_are_kept_and_told(body: str, places: str, problems: list[str]) -> None:
    """A number that is left out or printed twice stays as the document has it, and is a problem."""
    decision = parse_body(body)
    assert find_places(decision) == places.split("|")
    assert problems_of(decision) == problems
    assert [problem.where for problem in decision.problems] == [
        f"paragraph {each.split()[1].strip('.')}" for each in problems
    ]


@Table(
    ("body", "places"),
    [
        ("<p>1. A</p><p>2.B</p>", "1= A|2= B"),
        ("<p>1) A</p><p>2) B</p>", "1= A|2= B"),
        ("<p>(1) A</p><p>(2) B</p>", "1= A|2= B"),
        ("<ol><li>1. A</li><li>2. B</li></ol>", "1= A|2= B"),
        ("<p>1. A<br>2. B.<br>3. C</p>", "1= A|2= B.|3= C"),
        ("<p>1. A</p><h2>Final decision</h2><p>2. B</p>", "1= A|2= B"),
        ("<p>1. A</p><h2>Final decision</h2><p>1. B</p><p>2. C</p>", "1= A|2= B|3= C"),
        ("<p>1. A:</p><p>a) x</p><p>b) y</p><p>2. B</p>", "1= A:|1(a) x|1(b) y|2= B"),
        ("<p>1. A:</p><p>• x</p><p>• y</p><p>2. B</p>", "1= A:|1[1] x|1[2] y|2= B"),
        ("<p>1. A:</p><p>(i) x</p><p>(ii) y</p><p>2. B</p>", "1= A:|1(i) x|1(ii) y|2= B"),
        ("<p>1. A:<br>a) x<br>b) y<br>2. B</p>", "1= A:|1(a) x|1(b) y|2= B"),
        ("<p>1. In</p><p>2019 it ended.</p><p>12 weeks on</p>", "1= In|1 2019 it ended.|1 12 weeks on"),
    ],
)
def test_typed_numbers_and_labels_count(body: str, places: str) -> None:
    """Numbers, letters and bullets that are typed in the text say what a list would."""
    decision = parse_body(body)
    assert find_places(decision) == places.split("|")
    assert problems_of(decision) == []


@Table(
    ("body", "markers"),
    [
        ("<ol><li>A</li></ol><ul><li>x</li></ul>", [None, None]),
        ("<ol><li>A<ul><li>• x</li><li>(a) y</li></ul></li><li>2. B</li></ol>", [None, "•", "(a)", "2."]),
        ("<p>1. A</p><p>a) x</p><p>• y</p>", ["1.", "a)", "•"]),
        ("<p>(1) A</p><p>(b) x</p><p>- y</p>", ["(1)", None, "-"]),
        ("<p>1) A</p><p>(a) x</p><p>(b) y</p>", ["1)", "(a)", "(b)"]),
    ],
)
def test_markers_are_what_is_printed(body: str, markers: list[str | None]) -> None:
    """A marker is there only where the source has it as characters, and then just as it stands there."""
    sections = parse_body(body).sections
    assert [paragraph.marker for section in sections for paragraph in section.paragraphs][1:] == markers


@Table(
    ("body", "places"),
    [
        ("<ol><li>A<ol><li>x</li><li>y</li></ol></li></ol>", "1= A|1(a) x|1(b) y"),
        ("<ol><li>A<ol><li>x<ol><li>y</li><li>z</li></ol></li></ol></li></ol>", "1= A|1(a) x|1(a)(i) y|1(a)(ii) z"),
        ("<ol><li>A<ol type=1><li>x</li></ol></li></ol>", "1= A|1(1) x"),
        ("<ol><li>A<ol type=i><li>x</li></ol></li></ol>", "1= A|1(i) x"),
        ("<ol><li>A<ol start=3><li>x</li></ol></li></ol>", "1= A|1(c) x"),
        ("<ol><li>A<ul><li>x<ul><li>y</li></ul></li></ul></li></ol>", "1= A|1[1] x|1[1][1] y"),
        ("<ol><li>A<ol><li>x</li></ol>then<ol><li>y</li></ol></li></ol>", "1= A|1(a) x|1 then|1(b) y"),
        ("<ol><li>A<ul><li>x</li></ul>then<ul><li>y</li></ul></li></ol>", "1= A|1[1] x|1 then|1[2] y"),
        ("<ol><li>A<ol><li>x<p>more</p></li></ol></li></ol>", "1= A|1(a) x|1(a) more"),
        ("<ol><li>A</li><ol><li>x</li><li>y</li></ol><li>B</li></ol>", "1= A|1(a) x|1(b) y|2= B"),
        ("<ol><li>A</li><ul><li>x</li></ul><li>B</li></ol>", "1= A|1[1] x|2= B"),
        ("<ol><li>A</li></ol><ol type=a><li>x</li></ol><ol start=2><li>B</li></ol>", "1= A|1(a) x|2= B"),
        ("<ol><li>A<ol><li>a) x</li><li>b) y</li></ol></li></ol>", "1= A|1(a) x|1(b) y"),
        ("<ul><li>x</li><li>y</li></ul>", "[1] x|[2] y"),
        ("<ol type=a><li>x</li></ol>", "(a) x"),
        ("<ol><li>A<ol>" + "<li>x</li>" * 27 + "</ol></li></ol>", "1= A|" + "|".join(
            f"1({letter}) x" for letter in [*"abcdefghijklmnopqrstuvwxyz", "aa"])),
    ],
)  # fmt: skip
def test_nested_lists_have_paths(body: str, places: str) -> None:
    """Items have the label that the document shows, in round brackets; bullets have our own count, in square ones."""
    assert find_places(parse_body(body)) == places.split("|")


@Table(
    ("body", "depths"),
    [
        ("<ol><li>A<p>more</p><ul><li>x<p>more</p></li></ul></li></ol>", [0, 0, 1, 1]),
        ("<ol><li>A<ol><li>x<ol><li>y</li></ol></li></ol></li></ol>", [0, 1, 2]),
        ("<ol><li>A</li></ol><ul><li>x</li></ul><p>line</p><blockquote>q</blockquote>", [0, 1, 0, 0]),
    ],
)
def test_depth_counts_the_items_above(body: str, depths: list[int]) -> None:
    """Paragraphs have depth 0, items under them 1, items under those 2; more of an item has the item's."""
    sections = parse_body(body).sections
    assert [paragraph.depth for section in sections for paragraph in section.paragraphs][1:] == depths


@Table(
    "quoted",
    [
        "<p>1. Leave.</p><p>2. Pay.</p>",
        "<p>“1. Leave.<br>2. Pay.”</p>",
        "<blockquote><p>1. Leave.</p><ol><li>Pay.</li></ol></blockquote>",
        "<table><tr><th>Part</th></tr><tr><td><ol><li>Leave.</li><li>Pay.</li></ol></td></tr></table>",
        "<table><tr><td>1.</td><td>Leave.</td></tr><tr><td>2.</td><td>Pay.</td></tr></table>",
    ],
)
def test_numbers_of_what_is_quoted_are_not_the_decisions(quoted: str) -> None:
    """Where lists number the paragraphs, the numbers of a letter or table that they quote count no paragraph."""
    places = find_places(parse_body(f"<ol><li>A</li><li>B</li><li>It wrote:</li></ol>{quoted}<ol><li>C</li></ol>"))
    assert [place for place in places if "=" in place] == ["1= A", "2= B", "3= It wrote:", "4= C"]


@Table(
    "body",
    [
        "<p>1. A</p><p>2. B</p><p>3. It wrote:</p><p>1. Leave.</p><p>2. Pay.</p><p>4. He left.</p>",
        "<p>1. A</p><p>2. B</p><p>3. It wrote:</p><ol><li>Leave.</li><li>Pay.</li></ol><p>4. He left.</p>",
        (
            "<ol start=1><li>A</li><li>B</li><li>It wrote:</li></ol><ol><li>Go.</li></ol>"
            "<ol start=4><li>He left.</li></ol>"
        ),
        (
            "<ol start=1><li>A</li><li>B</li><li>It wrote:</li></ol><ol><li>Go:<ul><li>now</li></ul></li></ol>"
            "<ol start=4><li>He left.</li></ol>"
        ),
        (
            "<ol><li>A</li><li>B</li><li>It wrote:</li></ol><ol><li>W</li><li>X</li><li>Y</li><li>Z</li></ol>"
            "<ol><li value=4>He left.</li></ol>"
        ),
    ],
)
def test_a_printed_number_that_goes_on_shows_what_was_quoted(body: str) -> None:
    """Where the numbers of a quoted list are followed by the one after those before it, that one is as printed."""
    places = find_places(parse_body(body))
    assert [place for place in places if "=" in place] == ["1= A", "2= B", "3= It wrote:", "4= He left."]


def test_a_quotation_right_below_a_heading_only_sets_its_list_in() -> None:
    """Old pages set a numbered list in by a quotation round it: nothing leads to one there, and the list counts."""
    lists = "<blockquote><ol><li>A</li><li>B:</li></ol></blockquote><blockquote><ol><li>x</li></ol></blockquote>"
    decision = parse_body(f"{lists}<h2>Final decision</h2><blockquote><ol><li>C</li></ol></blockquote>")
    assert find_places(decision) == ["1= A", "2= B:", "2 x", "3= C"]


@Table(
    "words",
    ["c. 20 people came", "v. Smith it held", "i. e. a fine", "A. Smith said", "3.5 hours", "2019 was dry", "£5"],
)
def test_a_numbered_paragraph_may_begin_like_a_label(words: str) -> None:
    """An abbreviation, a year or a sum at the start of a numbered paragraph is its text."""
    assert find_places(parse_body(f"<ol><li>A</li><li>{words}</li><li>B</li></ol>")) == ["1= A", f"2= {words}", "3= B"]


def test_positions_count_every_paragraph_once() -> None:
    """Paragraphs, items, quotes and tables have places 1, 2, 3 … through the document, and so have sections."""
    body = "<ol><li>A<ul><li>x</li></ul></li></ol><blockquote>q</blockquote><h2>Final decision</h2><ol><li>B</li></ol>"
    sections = parse_body(body).sections
    assert [paragraph.position for section in sections for paragraph in section.paragraphs] == [1, 2, 3, 4, 5]
    assert [section.position for section in sections] == [1, 2, 3, 4]


@Table(
    ("body", "places"),
    [
        ("<ol><li>A</li></ol><h2>Final decision</h2><ul><li>x</li></ul>", "1= A|[1] x"),
        ("<ol><li>A</li></ol><h2>Final decision</h2><p>line</p>", "1= A|- line"),
        ("<ul><li>x</li></ul><h2>Final decision</h2><ul><li>y</li></ul>", "[1] x|[1] y"),
        ("<ol type=a><li>x</li></ol><h2>Final decision</h2><ol type=a><li>y</li></ol>", "(a) x|(a) y"),
        ("<p>1. A:</p><p>a) x</p><h2>Final decision</h2><p>b) y</p>", "1= A:|1(a) x|- b) y"),
        ("<p>1. A:</p><p>• x</p><h2>Final decision</h2><p>◦ y</p>", "1= A:|1[1] x|[1] y"),
        ("<ol><li>A:<ul><li>x</li></ul></li><li>B:<ul><li>y</li></ul></li></ol>", "1= A:|1[1] x|2= B:|2[1] y"),
        (
            "<ol><li>A:<ol type=a><li>x</li></ol></li><li>B:<ol type=a><li>y</li></ol></li></ol>",
            "1= A:|1(a) x|2= B:|2(a) y",
        ),
        ("<p>1. A:</p><p>a) x</p><p>2. B</p><p>b) y</p>", "1= A:|1(a) x|2= B|2 b) y"),
    ],
)
def test_what_stands_under_a_paragraph_ends_with_it(body: str, places: str) -> None:
    """Items belong to the paragraph before them, and to none below a heading; their counts begin anew there."""
    assert find_places(parse_body(body)) == places.split("|")


@Table(
    ("body", "places"),
    [
        # A list among paragraphs whose numbers are typed stands under the one before it.
        ("<p>1. A</p><p>2. B</p><p>3. C:</p><ol><li>x.</li><li>Y.</li></ol>", "1= A|2= B|3= C:|3(1) x.|3(2) Y."),
        (
            "<p>1. A</p><p>2. B:</p><ol><li>x<ul><li>y</li></ul></li><li>z</li></ol>",
            "1= A|2= B:|2(1) x|2(1)[1] y|2(2) z",
        ),
        ("<ol><li>A</li></ol><p>2. B</p><p>3. C</p>", "1= A|2= B|3= C"),
        ("<p>1. A</p><p>2. B</p><h2>Final decision</h2><ol><li>C</li></ol>", "1= A|2= B|3= C"),
        # Among those that lists number, a typed number is text, unless an item has it.
        ("<ol><li>A</li><li>B</li></ol><p>3. C</p>", "1= A|2= B|2 3. C"),
        ("<ol><li>A</li><li>3. B</li></ol>", "1= A|3= B"),
        ("<ol><li>A</li><li>30. B</li></ol>", "1= A|2= 30. B"),
        ("<ol><li>A</li></ol><p>x</p><ol><li>2. B</li></ol>", "1= A|1 x|2= B"),
        ("<ol start=8><li>A</li></ol><ol><li>14. B</li></ol>", "8= A|9= 14. B"),
        ("<ol start=30><li>A</li><li>31. B</li></ol>", "30= A|31= B"),
        ("<ol start=30><li>30. A</li><li>B</li></ol>", "30= A|31= B"),
        ("<ol><li>A:<ul><li>1. x</li><li>2. y</li></ul></li></ol>", "1= A:|1[1] 1. x|1[2] 2. y"),
        ("<ol><li>A</li><li>2.</li><li>B</li></ol>", "1= A|2= 2.|3= B"),
        ("<ol start=0><li>A</li><li>B</li></ol>", "1= A|2= B"),
        ("<ol><li>iPads were lent</li><li>eBay sold it</li></ol>", "1= iPads were lent|2= eBay sold it"),
        # A quotation and a table have no numbers of the decision's.
        ("<p>1. A</p><blockquote>2. x</blockquote><blockquote>a) y</blockquote><p>2. B</p>", "1= A|1 2. x|1 a) y|2= B"),
        ("<p>1. A</p><table><tr><td>2. x</td><td>y</td></tr></table><p>2. B</p>", "1= A|1 2. x\ty|2= B"),
        ("<p>1. A</p><p>2.</p><p>•</p><p>2. B</p>", "1= A|1 2.|1 •|2= B"),
    ],
)
def test_a_document_numbers_its_paragraphs_in_one_way(body: str, places: str) -> None:
    """Numbers are typed or stated by lists, whichever there is more of; the other kind is within a paragraph."""
    assert find_places(parse_body(body)) == places.split("|")


@Table(
    ("body", "places"),
    [
        ("<p>1. A</p><p>6. B</p>", "1= A|6= B"),
        ("<p>1. A</p><p>7. B</p>", "1= A|1 7. B"),
        ("<p>5. A</p><p>5. B</p><p>4. C</p>", "5= A|5= B|5 4. C"),
        ("<p>3. A</p><p>1. B</p><p>2. C</p>", "3= A|4= B|5= C"),
        ("<p>5. A</p><p>10. B</p><h2>Final decision</h2><p>1. C</p><p>12. D</p>", "5= A|10= B|11= C|12= D"),
        ("<p>5. A</p><p>10. B</p><h2>Final decision</h2><p>1. C</p><p>13. D</p>", "5= A|10= B|11= C|11 13. D"),
        ("<p>1. A</p><p>2. B</p><p>3. C</p><p>1. D</p><p>4. E</p>", "1= A|2= B|3= C|3(1) D|4= E"),
    ],
)
def test_a_typed_number_counts_where_it_goes_on(body: str, places: str) -> None:
    """It is a paragraph's where it is the next, the same, 1, or leaves out no more than four; else a word."""
    assert find_places(parse_body(body)) == places.split("|")


@Table(
    ("body", "places"),
    [
        ("<p>1. A:</p><p>• x</p><p>◦ y</p><p>◦ z</p><p>• w</p>", "1= A:|1[1] x|1[1][1] y|1[1][2] z|1[2] w"),
        ("<p>1. A:</p><p>• x</p><p>○ y</p><p>• w</p>", "1= A:|1[1] x|1[1][1] y|1[2] w"),
        ("<p>1. A:</p><p>• x</p><p>▪ y</p><p>• w</p>", "1= A:|1[1] x|1[1][1] y|1[2] w"),
        ("<p>1. A:</p><p>• x</p><p>– y</p><p>• w</p>", "1= A:|1[1] x|1[1][1] y|1[2] w"),
        ("<p>1. A:</p><p>• x</p><p>- y</p><p>• w</p>", "1= A:|1[1] x|1[2] y|1[3] w"),
        ("<p>1. A:</p><p>◦ x</p><p>◦ y</p>", "1= A:|1[1] x|1[2] y"),
        ("<p>1. A:</p><p>a) x:</p><p>◦ y</p><p>◦ z</p><p>b) w</p>", "1= A:|1(a) x:|1(a)[1] y|1(a)[2] z|1(b) w"),
        ("<p>1. A:</p><p>a) x:</p><p>i) y</p><p>ii) z</p><p>b) w</p>", "1= A:|1(a) x:|1(a)(i) y|1(a)(ii) z|1(b) w"),
        (
            "<p>1. A:</p><p>(a) x:</p><p>(i) y:</p><p>(1) u</p><p>(2) v</p><p>(ii) z</p><p>(b) w</p>",
            "1= A:|1(a) x:|1(a)(i) y:|1(a)(i)(1) u|1(a)(i)(2) v|1(a)(ii) z|1(b) w",
        ),
        ("<p>1. A:</p><p>a) x</p><p>c) y</p>", "1= A:|1(a) x|1 c) y"),
        ("<p>1. A:</p><p>(1) x</p><p>(2) y</p><p>2. B</p>", "1= A:|1(1) x|1(2) y|2= B"),
        ("<p>(1) A:</p><p>(2) B:</p><p>(a) x</p><p>(3) C</p>", "1= A:|2= B:|2(a) x|3= C"),
        ("<p>• x</p><p>◦ y</p><p>• z</p>", "[1] x|[1][1] y|[2] z"),
        ("<p>(a) x</p><p>(b) y</p>", "(a) x|(b) y"),
        # An item of a list may have the letter that its list does not show.
        ("<ol><li>A:<ul><li>• x</li><li>- y</li></ul></li></ol>", "1= A:|1[1] x|1[2] y"),
        ("<ol><li>A:<ul><li>a. x</li><li>b. y</li></ul></li></ol>", "1= A:|1(a) x|1(b) y"),
        ("<ol><li>A:<ol type=1><li>(a) x</li><li>(b) y</li></ol></li></ol>", "1= A:|1(a) x|1(b) y"),
        ("<ol><li>A:<ol type=1><li>a) x</li><li>c. 20 y</li></ol></li></ol>", "1= A:|1(a) x|1(2) c. 20 y"),
        ("<ol><li>A:<ol type=1><li>(c) x</li></ol></li></ol>", "1= A:|1(1) (c) x"),
        ("<ol><li>A:</li><li>(a) x</li><li>(b) y</li><li>B</li></ol>", "1= A:|1(a) x|1(b) y|4= B"),
        ("<p>1. A:</p><p>a) x:</p><p>• y</p><p>• z</p><p>b) w</p>", "1= A:|1(a) x:|1(a)[1] y|1(a)[2] z|1(b) w"),
        ("<p>1. A:</p><p>a) x.</p><p>• y</p>", "1= A:|1(a) x.|1[1] y"),
        ("<p>1. A:</p><p>• x:</p><p>- y</p><p>• z:</p><p>• w</p>", "1= A:|1[1] x:|1[1][1] y|1[2] z:|1[3] w"),
        ("<p>1. A</p><p>2. B</p><ul><li>x<p>3. y</p></li></ul>", "1= A|2= B|2[1] x|2[1] 3. y"),
    ],
)
def test_typed_labels_stand_where_they_go_on(body: str, places: str) -> None:
    """A label goes on with the list that has the one before it, or begins one below; a bullet with its own kind."""
    assert find_places(parse_body(body)) == places.split("|")


@Table(
    ("body", "places"),
    [
        ("<ol><li>A<ol type=1><li>x</li></ol>then<ol type=1><li>y</li></ol></li></ol>", "1= A|1(1) x|1 then|1(2) y"),
        (
            (
                "<ol><li>A<ol type=1><li>x</li></ol>then<ol type=1 start=2><li>y</li></ol>and<ol type=1><li>z</li>"
                "<li>w</li></ol></li></ol>"
            ),
            "1= A|1(1) x|1 then|1(2) y|1 and|1(3) z|1(4) w",
        ),
        (
            "<ol><li>A<ol type=a><li>x</li></ol>then<ul><li>y</li></ul>and<ol type=i><li>z</li></ol></li></ol>",
            "1= A|1(a) x|1 then|1[1] y|1 and|1(i) z",
        ),
        ("<ol><li>A<ul><li>x</li></ul><p>more</p></li><li>B</li></ol>", "1= A|1[1] x|1 more|2= B"),
        (
            "<ol><li>A<ul><li>x<ul><li>y</li></ul><p>of x</p></li></ul><p>of A</p></li><li>B</li></ol>",
            "1= A|1[1] x|1[1][1] y|1[1] of x|1 of A|2= B",
        ),
    ],
)
def test_lists_of_a_kind_count_on_under_a_paragraph(body: str, places: str) -> None:
    """Numbers, letters and bullets are counted apart, each on from the last of its kind under the same paragraph."""
    assert find_places(parse_body(body)) == places.split("|")


def write_block(line: str) -> Block:
    """A block as PDFs and text files have it: `>>(a) x` is an item of a second list, with its marker."""
    words = line.lstrip(">")
    level = len(line) - len(words)
    if not level:
        return Block(PARAGRAPH, words)
    marker, _, rest = words.partition(" ")
    style = DASH if marker in "-*" else BULLET if marker in "•◦" else DECIMAL if marker[-1] == "." else LETTER
    label = marker.strip("().")
    return Block(ITEM, rest, level, style, int(label) if label.isdigit() else None, marker)


@Table(
    ("blocks", "places"),
    [
        (">1. A|>>(a) x|>>>(i) y|>>• z|>2. B", "1= 1. 0 A|1(a) (a) 1 x|1(a)(i) (i) 2 y|1[1] • 1 z|2= 2. 0 B"),
        (">1. a|>>(1) x|>>(2) y|>2. B", "1= 1. 0 a|1(1) (1) 1 x|1(2) (2) 1 y|2= 2. 0 B"),
        (">1. A|>>• (a) x|>>• b. y|>2. B", "1= 1. 0 A|1[1] • 1 (a) x|1[2] • 1 b. y|2= 2. 0 B"),
        ("1. A|>• x|>>◦ y|2. B|>• z", "1= 1. 0 A|1[1] • 1 x|1[1][1] ◦ 2 y|2= 2. 0 B|2[1] • 1 z"),
        ("1. A|>- x|>>- y|2. B|>* z", "1= 1. 0 A|1[1] - 1 x|1[1][1] - 2 y|2= 2. 0 B|2[1] * 1 z"),
        (">- A|>>- x|>>>- y|line|>* B", "- - 0 A|- - 1 x|- - 2 y|- - 0 line|- * 0 B"),
        (">- A|1. B|>- x", "- - 0 A|1= 1. 0 B|1[1] - 1 x"),
    ],
)
def test_markers_of_files_and_pdfs(blocks: str, places: str) -> None:
    """A printed marker is the label; a dash stands for any, and is a bullet only where numbers are typed."""
    numbering = Numbering()
    placed = [numbering.place(write_block(line)) for line in blocks.split("|")]
    found = [
        f"{each.path or '-'}{'=' if each.number else ''} {each.marker or '-'} {each.depth} {each.text}"
        for each in placed
    ]
    assert found == places.split("|")


@Table(
    ("body", "places"),
    [
        # Two lists told of, each followed by the number due before it.
        (
            "<p>1. A</p><p>2. B</p><p>3. C:</p><p>1. x</p><p>4. D:</p><p>1. y</p><p>2. z</p><p>5. E</p>",
            "1= A|2= B|3= C:|3(1) x|4= D:|4(1) y|4(2) z|5= E",
        ),
        # Where both counts go on to the same number nothing tells one from the other.
        ("<p>1. A</p><p>2. B:</p><p>1. x</p><p>2. y</p><p>3. C</p>", "1= A|2= B:|3= x|4= y|5= C"),
        # Whatever else stands in the list goes with it.
        (
            "<p>1. A</p><p>2. B</p><p>3. C:</p><p>1. x:</p><p>• y</p><p>2. z</p><p>line</p><p>4. D</p>",
            "1= A|2= B|3= C:|3(1) x:|3(1)[1] y|3(2) z|3 line|4= D",
        ),
        (
            (
                "<ol start=1><li>A</li><li>B</li><li>C:</li></ol><ol><li>x<blockquote>y</blockquote></li></ol>"
                "<ul><li>z</li></ul><ol start=4><li>D</li></ol>"
            ),
            "1= A|2= B|3= C:|3(1) x|3(1) y|3[1] z|4= D",
        ),
        # Below a heading the count may go on, or begin again.
        (
            "<p>1. A</p><p>2. B</p><p>3. C:</p><p>1. x</p><h2>Final decision</h2><p>4. D</p><p>5. E</p>",
            "1= A|2= B|3= C:|3(1) x|4= D|5= E",
        ),
        (
            "<p>1. A</p><p>2. B</p><p>3. C:</p><p>1. x</p><h2>Agreed action</h2><ol><li>D</li></ol>",
            "1= A|2= B|3= C:|4= x|5= D",
        ),
        ("<p>1. A</p><h2>Final decision</h2><p>1. B</p><p>2. C</p><p>3. D</p>", "1= A|2= B|3= C|4= D"),
        ("<p>1. A</p><p>2. B</p><p>1. C</p><h2>Final decision</h2><p>2. D</p>", "1= A|2= B|3= C|4= D"),
        # A list that the count does not go on from is no list told of.
        ("<p>1. A</p><p>2. B</p><p>3. C</p><p>1. D</p><p>2. E</p><p>7. F</p>", "1= A|2= B|3= C|4= D|5= E|7= F"),
        ("<p>1. A</p><p>2. B</p><p>3. C</p><p>1. D</p><p>3. E</p><p>4. F</p>", "1= A|2= B|3= C|4= D|6= E|7= F"),
        ("<p>2. A</p><p>3. B:</p><p>1. x</p><p>4. C</p>", "2= A|3= B:|3(1) x|4= C"),
    ],
)
def test_which_numbers_are_a_list_told_of(body: str, places: str) -> None:
    """Numbers that begin again at 1 in the middle of a section, where the count before them goes on behind them."""
    assert find_places(parse_body(body)) == places.split("|")


def test_a_list_told_of_keeps_the_reasons_of_its_blocks() -> None:
    """What could be the page's still can when it is set below a paragraph; other blocks stay as they are."""
    texts = ("1. A", "2. B", "3. C:", "1. x", "y")
    blocks = [Block(PARAGRAPH, text, reason="aside") for text in texts]
    blocks += [Block(HEADING, "Final decision", 2), Block(HEADING, "Odd", 3), Block(PARAGRAPH, "4. D")]
    marked = mark_quoted(blocks, find_numbers(blocks))
    assert marked[3] == Block(ITEM, "x", 2, LETTER, marker="1.", reason="aside")
    assert [*marked[:3], *marked[4:]] == [*blocks[:3], *blocks[4:]]
