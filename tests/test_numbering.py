"""Numbers, letters and bullets: what the decision's own cross-references mean by them."""

import pytest

from decision_parser.models import Decision
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
