"""The fast way through ordinary pages: it is taken, and it never says anything but what the general way says."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.documents import html as reader
from decision_parser.documents import html_steps, html_words, read_document
from decision_parser.documents.html_edges import FEET, TOPS
from decision_parser.documents.html_frames import NotPlainError
from decision_parser.errors import DecisionParserError
from decision_parser.models import BlockKind, Document, ProblemCode
from decision_parser.pipeline.parse import parse
from tests.rendering import html, samples, strategies
from tests.rendering.manuscript import Manuscript

_PLAIN = (
    "<h2>What I <em>found</em></h2>\n<p>First <b>bold</b>.</p>\n<ol>\n<li>One</li>\n<li>Two<ul>\n<li>a</li>\n<li>"
    "<p>b</p><p>c</p></li>\n</ul> more</li>\n</ol>\n<p><strong>Analysis:</strong></p>\n"
    "<p><strong>Analysis</strong>:</p>\n<p><b>Summary:</b> words</p>\n<p><b>A</b> <b>B</b></p>\n"
    "<p><b>A</b>: <i>x</i></p>\n<blockquote><p>Said.</p>on<br>on</blockquote>\n"
    '<ol start="7">\n<li></li>\n<li><p>Eight</p></li>\n<li>Nine<br><br>ten</li>\n</ol>\n'
    '<a class="top" href="#top">Back to top</a>\n<p>Last<br>line, <a href="#n1">1</a> and <a href="/law">law</a></p>\n'
    "<table>\n<tr><th>Date</th><td>Sum</td></tr>\n<tr><td></td><td>&pound;5 &amp; more</td></tr>\n"
    "<tr><td></td></tr>\n<tr><td>z</td><td></td></tr>\n</table>\n"
    '<ul class="jump">\n<li><a href="#a">One</a></li>\n<li><a href="/b">Two</a></li>\n</ul>\n'
    "<dl><dt>Category</dt><dd>Health</dd>\n<dt>Of</dt><dd></dd></dl>\n"
    '<div class="pair"><span class="label">Category :</span> <span class="value">X &gt; Y</span></div>\n'
    '<p><span class="label">On:</span> now</p>\n<p>&nbsp;</p>\n<p>a &nbsp;b&#160;&#146;c</p><!-- end -->\n<p>End</p>\n'
)
"""Of each thing that the fast way takes, one."""
_BITS = (
    "<p>", "</p>", "<li>", "</li>", "<ol>", "</ol>", "<ul>", "</ul>", "<h2>", "</h2>", "<h3>", "<div>", "</div>",
    "<section>", "</section>", "<b>", "</b>", "<strong>", "<a href='#x'>", '<a title="<p>x</p>">', "</a>", "<td>",
    "<tr>", "</table>", "<blockquote>", "</blockquote>", "<!--", "-->", "<script>", "</script>", "<textarea>", "<br>",
    "<p hidden>", '<p class="heading">', "<li value=9>", '<ol type="i">', '<div class="footer">', "<div hidden>",
    "<main>", "<article>", "</article>", "<form>", "<pre>", "<samp>", '<samp run="">\ue000</samp>', "\ue000", "\u2028",
    "\x01", "\xa0", "\xad", "&nbsp;", "&amp;", "&lt", "&#146;", "&rsquo;", "\r\n", "\t", "  ", "<", ">", "<P>", "</p >",
    "<p\n>", "<h2<dl>>", "text", "<em>", "</em>", "<span class='label'>", "</span>", "<!-- a-b -->", "<br/>",
    "<img src='x'/>", "<tr>", "<li></li>", "<dt>", "</dd>", ":", "&#32;", "&#160;", "&shy;", "&ensp;", "\x85",
    "e\u0301", "\u2009", "<span style='display:none'>", "<p class='sub-heading'>", "<section role='main'>", "</main>",
    "<footer>f</footer>", "<nav>", "</nav>", "<body>", "<h1>", "</h1>", "<dl>", "<dt>", "<dd>", "<select>",
)  # fmt: skip


@contextmanager
def generally() -> Iterator[None]:
    """All pages read the general way."""
    with (
        patch.object(reader, "read_plain", side_effect=NotPlainError),
        patch.object(reader, "cut_page", side_effect=NotPlainError),
    ):
        yield


def read(page: bytes) -> Document | str:
    """A page's Document, or why there is none."""
    try:
        return read_document(page)
    except DecisionParserError as error:
        return str(error)


def check(page: str) -> None:
    """The same Document both ways, also when the page's top and foot were met before."""
    data = page.encode("utf-8", "replace")
    with generally():
        expected = read(data)
    TOPS.forget()
    FEET.forget()
    for _ in range(3):
        assert read(data) == expected


@contextmanager
def quickly() -> Iterator[None]:
    """No page read the general way."""
    with (
        patch.object(reader, "parse_body", side_effect=AssertionError),
        patch.object(reader, "read_own", side_effect=AssertionError),
    ):
        yield


@pytest.mark.parametrize("markup", html.MARKUPS)
def test_ordinary_pages_are_plain(markup: str) -> None:
    """All pages of a site are read the fast way, of any length, with tables, quotations and lists in them."""
    with quickly():
        for seed, paragraphs in enumerate((5, 15, 30)):
            assert (
                len(read_document(html.render(samples.sample(seed, paragraphs=paragraphs), markup).encode()).blocks)
                > 10
            )


@pytest.mark.parametrize(
    "frame", ["<article>{}</article>", "<main>{}</main>", "<div id='page'><section>{}</section></div>"]
)
def test_whatever_is_plain(frame: str) -> None:
    """Each thing that a page may hold and still be plain is read the fast way, as the general way reads it."""
    text = frame.format(f"<header><h1>Title</h1></header>{_PLAIN}{'<p>Words</p>' * 200}")
    page = f"<html><head></head><body><nav>Menu</nav>{text}<footer><p>&copy; Us</p></footer></body></html>"
    check(page)
    with quickly():
        assert {block.kind for block in read_document(page.encode()).blocks} == {*BlockKind}


@pytest.mark.parametrize(
    "odd",
    ["<p>one<p>two</p>", "<ul><li>a</li><ul><li>b</li></ul></ul>", "<p style='display: none'>x</p>", "<p>x\x01y</p>",
     "<table><tr><td><p>x</p></td></tr></table>", "<div class='cookies'>x</div>", "<p><i><b>x</b></i></p>",
     "<ul><li><a href='/x'>The Act</a> says</li></ul>", "<!-- <p>x</p> -->", "<script>x</script>", "<li>x</li>",
     "x &lt y", "<p>&#0;</p>", "<p>See <a href='#n'>1</a></p>", "<div class='footer'>x</div>"],
)  # fmt: skip
def test_whatever_is_odd(odd: str) -> None:
    """Markup that may be more than it seems is left to the general way."""
    page = f"<article><h1>Title</h1>{odd}{'<p>Words</p>' * 200}</article>"
    check(page)
    with patch.object(reader, "parse_body", side_effect=NotPlainError), pytest.raises(NotPlainError):
        read_document(page.encode())


def test_a_top_that_is_not_closed() -> None:
    """What is opened above a decision and closed below it is read with it."""
    text = "<div id='page'><h1>Title</h1>" + "<p>Words</p>" * 200 + "</div>"
    check(f"<html><head></head><body><div hidden='hidden'><nav>Menu</nav>{text}</div><footer>Us</footer></body></html>")


def test_a_lost_block_is_seen() -> None:
    """What the fast way made nothing of is still in the visible text, so that its loss is a problem."""
    page = html.render(samples.sample(3, paragraphs=5)).encode()
    shape = html_words._Words.shape
    with patch.object(html_words._Words, "shape", lambda *given: shape(*given)[:-2]):
        assert ProblemCode.LOSSLESS in {problem.code for problem in parse(page).problems}
    assert not parse(page).problems


def test_what_differs_from_page_to_page_is_no_new_markup() -> None:
    """Where links lead and what elements are called is not remembered as something new."""
    page = (
        "<article><h1>Title</h1>"
        + "<p id='a{0}'>See <a href='/law/{0}' title='Law {0}'>law</a>.</p>" * 50
        + "</article>"
    )
    page = page.replace("'", '"')
    read(page.format(1).encode())
    with patch.object(html_steps, "read_tags", side_effect=AssertionError):
        assert not isinstance(read(page.format(2).encode()), str)


def test_memory_is_bounded() -> None:
    """Tags that are never the same twice are forgotten again, also in the midst of a page."""
    page = "<article><h1>Title</h1>" + "".join(f"<ol start='{place}'><li>Words</li></ol>" for place in range(300))
    with patch.object(html_steps, "_MOST_STEPS", 100):
        check(page + "</article>")
        assert sum(map(len, html_steps._PLACES._known.values())) <= 200


@pytest.mark.parametrize("markup", html.MARKUPS)
@pytest.mark.parametrize("chrome", ["full", "none"])
@pytest.mark.parametrize("quirk", ["empty_item", "breaks", "cookies_last", "stray_semicolon"])
def test_samples(markup: str, chrome: html.Chrome, quirk: html.Quirk) -> None:
    """Every markup and quirk."""
    check(html.render(samples.sample(5, paragraphs=12), markup, chrome=chrome, quirks=[quirk]))


@given(strategies.manuscripts(), st.sampled_from(sorted(html.MARKUPS)))
def test_any_statement(manuscript: Manuscript, markup: str) -> None:
    """Generated pages."""
    check(html.render(manuscript, markup))


@pytest.mark.parametrize("frame", ["{}", "<article>{}</article>", "<main>{}</main>", "<div role='main'>{}</div>"])
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(_BITS), min_size=1, max_size=4))
def test_odd_markup(frame: str, place: random.Random, bits: list[str]) -> None:
    """Whatever stands in a run or around it."""
    top = "<div>\n<p>We use cookies</p>\n</div>\n<nav><ul><li><a href='/'>Home</a></li></ul></nav>\n"
    text = frame.format(f"<h1>Title</h1>{_PLAIN}{'Words. ' * 100}{_PLAIN}")
    page = f"<html><body>{top}{text}<p>foot</p></body></html>"
    for bit in bits:
        at = place.randrange(len(page))
        at = page.find("<", at) if place.random() < 0.5 else at
        page = page[:at] + bit + page[at:]
    check(page)
