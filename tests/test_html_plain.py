"""The fast way through ordinary pages: it is taken, and it never says anything but what the general way says."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.documents import html as reader
from decision_parser.documents import read_document
from decision_parser.documents.html_edges import FEET, TOPS
from decision_parser.documents.html_frames import NotPlainError
from decision_parser.errors import DecisionParserError
from decision_parser.models import Document
from tests.rendering import html, samples, strategies
from tests.rendering.manuscript import Manuscript

_PLAIN = (
    "<h2>What I found</h2>\n<p>First.</p>\n<ol>\n<li>One</li>\n<li>Two<ul>\n<li>a</li>\n<li>b</li>\n</ul></li>\n</ol>\n"
    "<p><strong>Analysis:</strong></p>\n<p><b>Summary:</b> words</p>\n<blockquote><p>Said.</p></blockquote>\n"
    '<ol start="7">\n<li></li>\n<li><p>Eight</p></li>\n</ol>\n<a class="top" href="#top">Back to top</a>\n<p>Last</p>\n'
    "<table>\n<tr><th>Date</th><td>Sum</td></tr>\n<tr><td></td><td>&pound;5 &amp; more</td></tr>\n</table>\n"
    "<p>End</p>\n"
)
_BITS = (
    "<p>", "</p>", "<li>", "</li>", "<ol>", "</ol>", "<ul>", "</ul>", "<h2>", "</h2>", "<h3>", "<div>", "</div>",
    "<section>", "</section>", "<b>", "</b>", "<strong>", "<a href='#x'>", '<a title="<p>x</p>">', "</a>", "<td>",
    "<tr>", "</table>", "<blockquote>", "</blockquote>", "<!--", "-->", "<script>", "</script>", "<textarea>", "<br>",
    "<p hidden>", '<p class="heading">', "<li value=9>", '<ol type="i">', '<div class="footer">', "<div hidden>",
    "<main>", "<article>", "</article>", "<form>", "<pre>", "<samp>", '<samp run="">\ue000</samp>', "\ue000", "\u2028",
    "\x01", "\xa0", "\xad", "&nbsp;", "&amp;", "&lt", "&#146;", "&rsquo;", "\r\n", "\t", "  ", "<", ">", "<P>", "</p >",
    "<p\n>", "<h2<dl>>", "text", "<nav>", "</nav>", "<body>", "<h1>", "</h1>", "<dl>", "<dt>", "<dd>", "<select>",
)  # fmt: skip


@contextmanager
def generally() -> Iterator[None]:
    """All pages read the general way."""
    with patch.object(reader, "read_plain", side_effect=NotPlainError):
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


@pytest.mark.parametrize("markup", html.MARKUPS)
def test_ordinary_pages_are_plain(markup: str) -> None:
    """Every page of a site but the first is read the fast way."""
    check(html.render(samples.sample(3, paragraphs=30), markup))
    with patch.object(reader, "parse_body", None):
        assert len(read_document(html.render(samples.sample(4, paragraphs=30), markup).encode()).blocks) > 40


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
