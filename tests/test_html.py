"""Pages into Blocks, markup by markup: what is a block follows from the tags, not from classes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.documents import read_document
from decision_parser.errors import UnreadableInputError
from decision_parser.models import Block, BlockKind, Document


def read(markup: str) -> Document:
    """The Document of a page with this body."""
    return read_document(f"<!doctype html><html><body>{markup}</body></html>".encode())


def describe(block: Block) -> str:
    """A block in one line: kind, depth, how its list labels it, and its text."""
    depth = f"/{block.level}" if block.level else ""
    text = block.text.replace("\n", " ⏎ ").replace("\t", " ⇥ ")
    match block.kind:
        case BlockKind.HEADING:
            return f"h{block.level}: {text}"
        case BlockKind.ITEM:
            return f"item{depth} {block.style} {block.ordinal}: {text}"
        case BlockKind.VALUE:
            return f"value of {block.label}: {text}"
        case BlockKind.FURNITURE:
            return f"furniture ({block.reason}): {text}"
        case _:
            return f"{block.kind}{depth}: {text}"


def describe_all(markup: str) -> list[str]:
    """All blocks of a page with this body."""
    return [describe(block) for block in read(markup).blocks]


Table = pytest.mark.parametrize


@Table(
    ("markup", "text"),
    [
        ("<p>One <b>bold</b> and <i>one</i> more</p>", "One bold and one more"),
        ("<p>wo<span>rd</span>s cut by <em>sp</em>ans</p>", "words cut by spans"),
        ("<p>one\n   line\tbroken\r\n up</p>", "one line broken up"),
        ("<p>Mr&nbsp;X’s main&shy;tenance&#8203; &pound;5</p>", "Mr X’s maintenance £5"),
        ("<p>Mr X&#146;s &#147;plan&#148; &#150; &#163;5&#133;</p>", "Mr X’s “plan” – £5…"),
        ("<p>A &amp; B &lt;c&gt; &amp;amp; &unknown;</p>", "A & B <c> &amp; &unknown;"),
        ("<p>on 1<sup>st</sup> May, H<sub>2</sub>O, a<wbr>b</p>", "on 1st May, H2O, ab"),
        ("<p>see <a href='#p3'>paragraph 3</a> above</p>", "see paragraph 3 above"),
        ("<p>cafe\u0301</p>", "café"),
        ("<p><font face=Arial>old <tt>page</tt></font></p>", "old page"),
        ("<div>no paragraph at all</div>", "no paragraph at all"),
        ("no element at all", "no element at all"),
        ("<section><div><div>deep down</div></div></section>", "deep down"),
        ("<center>in the middle</center>", "in the middle"),
        ("<address>1 High Street</address>", "1 High Street"),
        ("<p>unclosed", "unclosed"),
        ("<p>wrongly <b>closed</p></b>", "wrongly closed"),
        ("<form><p>in the form of an old site</p></form>", "in the form of an old site"),
        ("<script>no()</script><style>p{}</style><!-- no --><template>no</template><p>shown</p>", "shown"),
        ("<p>one<![if !IE]> two<![endif]></p>", "one two"),
        ("<p></p><p> &nbsp; </p><div></div><p>only one</p>", "only one"),
    ],
)
def test_words_of_a_paragraph(markup: str, text: str) -> None:
    """A paragraph's words are joined as they are shown, without regard to the tags in them."""
    assert describe_all(markup) == [f"paragraph: {text}"]


@Table(
    ("markup", "blocks"),
    [
        ("<p>one</p><p>two</p>", ["paragraph: one", "paragraph: two"]),
        ("<p>one<p>two", ["paragraph: one", "paragraph: two"]),
        ("one<p>two</p>three", ["paragraph: one", "paragraph: two", "paragraph: three"]),
        ("<div>one<div>two</div>three</div>", ["paragraph: one", "paragraph: two", "paragraph: three"]),
        ("<p>one<hr>two</p>", ["paragraph: one", "paragraph: two"]),
        ("<p>one<br>two</p>", ["paragraph: one ⏎ two"]),
        ("<p>one<br/>\n<br>two</p>", ["paragraph: one", "paragraph: two"]),
        ("<p><br>one<br><br><br>two<br></p>", ["paragraph: one", "paragraph: two"]),
        ("<pre>one\ntwo\n\nthree</pre>", ["paragraph: one ⏎ two", "paragraph: three"]),
        ("<details><summary>More</summary>one</details>", ["paragraph: More", "paragraph: one"]),
    ],
)
def test_where_paragraphs_end(markup: str, blocks: list[str]) -> None:
    """An edge of a block ends a paragraph, and so does an empty line; one line break does not."""
    assert describe_all(markup) == blocks


# ── headings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@Table(
    ("markup", "block"),
    [
        ("<h1>Title</h1>", "h1: Title"),
        ("<h6>Deep</h6>", "h6: Deep"),
        ("<h2>The <span>com</span>plaint&nbsp;:</h2>", "h2: The complaint :"),
        ("<h2>Two<br>lines</h2>", "h2: Two lines"),
        ("<h2><a name=x></a>With an anchor</h2>", "h2: With an anchor"),
        ("<h3><span>Spans</span> <div>inside</div></h3>", "h3: Spans inside"),
        ("<p><b>Bold line</b></p>", "h7: Bold line"),
        ("<p> <strong><em>Bold line</em></strong>&nbsp;</p>", "h7: Bold line"),
        ("<div><strong>Bold line</strong></div>", "h7: Bold line"),
        ("<p><b>Bo</b><b>ld line</b></p>", "h7: Bold line"),
        ("<p><b>Bold line</b>:</p>", "h7: Bold line:"),
        ("<p><b>Was there fault?</b></p>", "h7: Was there fault?"),
        ("<p><b>Ends with a stop.</b></p>", "paragraph: Ends with a stop."),
        ("<p><b>Run-in words.</b> And the rest</p>", "paragraph: Run-in words. And the rest"),
        ("<p><b>Summary:</b> The Council was at fault</p>", "paragraph: Summary: The Council was at fault"),
        (f"<p><b>{'long ' * 40}</b></p>", f"paragraph: {'long ' * 39}long"),
        ("<ol><li><b>Bold item</b></li></ol>", "item/1 decimal 1: Bold item"),
        ("<blockquote><p><b>Bold quote</b></p></blockquote>", "quote: Bold quote"),
        ("<p><b></b>plain</p>", "paragraph: plain"),
    ],
)
def test_headings_and_what_looks_like_one(markup: str, block: str) -> None:
    """A heading element is one; a line all in bold looks like one, outside lists and quotes and without a full stop."""
    assert describe_all(markup) == [block]


def test_an_empty_heading_is_nothing() -> None:
    """A heading without words is no block."""
    assert describe_all("<h2> &nbsp; </h2><p>text</p>") == ["paragraph: text"]


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@Table(
    ("markup", "blocks"),
    [
        ("<ol><li>one</li><li>two</li></ol>", ["item/1 decimal 1: one", "item/1 decimal 2: two"]),
        ("<ol><li>one<li>two</ol>", ["item/1 decimal 1: one", "item/1 decimal 2: two"]),
        ("<ul><li>one</li></ul>", ["item/1 bullet 1: one"]),
        ("<ol start=5><li>one</li><li>two</li></ol>", ["item/1 decimal 5: one", "item/1 decimal 6: two"]),
        ("<ol start=x><li>one</li></ol>", ["item/1 decimal 1: one"]),
        ("<ol start=-3><li>one</li></ol>", ["item/1 decimal 1: one"]),
        ("<ol><li value=7>one</li><li>two</li></ol>", ["item/1 decimal 7: one", "item/1 decimal 8: two"]),
        ("<ol><li></li><li>one</li></ol>", ["item/1 decimal 1: one"]),
        ("<ol start=5><li></li><li>one</li></ol>", ["item/1 decimal 6: one"]),
        ("<ol type=a><li>one</li></ol>", ["item/1 letter 1: one"]),
        ("<ol type=I><li>one</li></ol>", ["item/1 roman 1: one"]),
        ("<ol style='list-style-type: lower-roman'><li>one</li></ol>", ["item/1 roman 1: one"]),
        ("<ul style='list-style: decimal inside'><li>one</li></ul>", ["item/1 decimal 1: one"]),
        ("<li>without a list</li>", ["item/1 bullet 1: without a list"]),
        (
            "<ol><li>one<ol><li>two<ol><li>three</li></ol></li></ol></li></ol>",
            ["item/1 decimal 1: one", "item/2 letter 1: two", "item/3 roman 1: three"],
        ),
        ("<ol><li>one<ul><li>two</li></ul></li></ol>", ["item/1 decimal 1: one", "item/2 bullet 1: two"]),
        (
            "<ol><li>one</li><ol><li>two</li></ol><li>three</li></ol>",
            ["item/1 decimal 1: one", "item/2 letter 1: two", "item/1 decimal 2: three"],
        ),
        ("<ol><li><p>one</p><p>two</p></li></ol>", ["item/1 decimal 1: one", "paragraph/1: two"]),
        (
            "<ol><li>one<div>two</div>three</li></ol>",
            ["item/1 decimal 1: one", "paragraph/1: two", "paragraph/1: three"],
        ),
        (
            "<ol><li>one</li></ol><p>between</p><ol><li>two</li></ol>",
            ["item/1 decimal 1: one", "paragraph: between", "item/1 decimal 1: two"],
        ),
        (
            "<ol><li>one</li></ol><ul><li>two</li></ul><ol><li>three</li></ol>",
            ["item/1 decimal 1: one", "item/1 bullet 1: two", "item/1 decimal 1: three"],
        ),
        ("<ol>stray<li>one</li></ol>", ["paragraph: stray", "item/1 decimal 1: one"]),
        (
            "<ol><li>one <b>bold<li>two<li>three</ol>",
            ["item/1 decimal 1: one bold", "item/1 decimal 2: two", "item/1 decimal 3: three"],
        ),
    ],
)
def test_lists(markup: str, blocks: list[str]) -> None:
    """An item knows how many lists it stands in, how its list labels it, and its place, counted as its list says."""
    assert describe_all(markup) == blocks


@Table("element", ["h3", "h2"])
def test_a_heading_ends_the_lists_that_were_left_open(element: str) -> None:
    """A list that was never closed does not go on below the next heading."""
    markup = f"<ol><li>one<li>two<{element}>Analysis</{element}><ol><li>three</ol>"
    assert describe_all(markup) == [
        "item/1 decimal 1: one",
        "item/1 decimal 2: two",
        f"{element}: Analysis",
        "item/1 decimal 1: three",
    ]


# ── quotes, tables, terms ────────────────────────────────────────────────────────────────────────────────────────────


@Table(
    ("markup", "blocks"),
    [
        ("<blockquote>Dear Mr X</blockquote>", ["quote: Dear Mr X"]),
        ("<blockquote><p>one</p><p>two</p></blockquote>", ["quote: one", "quote: two"]),
        ("<blockquote><ol><li>one</li></ol></blockquote>", ["quote/1: one"]),
        (
            "<ol><li>Letter:<blockquote>Dear</blockquote>after</li></ol>",
            ["item/1 decimal 1: Letter:", "quote/1: Dear", "paragraph/1: after"],
        ),
    ],
)
def test_quotes(markup: str, blocks: list[str]) -> None:
    """What stands in a quotation is a quote, and nothing in it is an item or heading of the decision."""
    assert describe_all(markup) == blocks


@Table(
    ("markup", "text"),
    [
        ("<tr><th>Who</th><th>What</th></tr><tr><td>Mr X</td><td>£5</td></tr>", "Who ⇥ What ⏎ Mr X ⇥ £5"),
        ("<thead><tr><th>Who</th></tr></thead><tbody><tr><td>Mr X</td></tr></tbody>", "Who ⏎ Mr X"),
        ("<tr><td>one<br>two</td><td><p>three</p><p>four</p></td></tr>", "one two ⇥ three four"),
        ("<tr><td>one\ttab\nline</td><td>&nbsp;</td></tr>", "one tab line ⇥ "),
        ("<tr><td></td><td>x</td></tr><tr><td></td><td></td></tr><tr><td>y</td><td></td></tr>", " ⇥ x ⏎ y ⇥ "),
        ("<caption>Payments</caption><tr><td>£5</td></tr>", "Payments ⏎ £5"),
        ("<tr><td>one<td>two<tr><td>three<td>four", "one ⇥ two ⏎ three ⇥ four"),
    ],
)
def test_tables(markup: str, text: str) -> None:
    """A table is one block: a tab ends a cell and a line feed a row; rows without words are left out."""
    assert describe_all(f"<table>{markup}</table>") == [f"table: {text}"]


def test_a_table_round_one_cell_is_its_content() -> None:
    """A table with words in one cell only frames what stands in it."""
    markup = "<table><tr><td><ol><li>one</li></ol></td><td>&nbsp;</td></tr></table>"
    assert describe_all(markup) == ["item/1 decimal 1: one"]


@Table("inner", ["<ul><li>a</li><li>b</li></ul>", "<ol><li>a</li><li>b</li></ol>", "<p>a</p><p>b</p>", "<b>a</b> b"])
def test_a_table_with_lists_in_its_cells_is_a_table(inner: str) -> None:
    """Whatever stands in its cells, a table with words in several of them is one block."""
    markup = f"<table><tr><th>Need</th><th>Help</th></tr><tr><td>Speech</td><td>{inner}</td></tr></table>"
    assert describe_all(markup) == ["table: Need ⇥ Help ⏎ Speech ⇥ a b"]


def test_a_table_that_lays_out_the_page_is_its_content() -> None:
    """A table with headings and lists in its cells only puts them in their places."""
    markup = "<table><tr><td>Menu</td><td><h2>The complaint</h2><ol><li>one</li></ol></td></tr></table>"
    assert describe_all(markup) == ["paragraph: Menu", "h2: The complaint", "item/1 decimal 1: one"]


@Table(
    ("markup", "blocks"),
    [
        ("<dt>Category :</dt><dd>Housing &gt; Other</dd>", ["value of Category :: Housing > Other"]),
        ("<dt>One<dd>1<dt>Two<dd>2", ["value of One: 1", "value of Two: 2"]),
        ("<div><dt>One</dt><dd><p>1</p></dd></div>", ["value of One: 1"]),
        ("<dt>Alone</dt>", ["value of Alone: "]),
        ("<dt>One</dt><dd>1</dd><dd>2</dd>", ["value of One: 1", "paragraph: 2"]),
        (
            "<dt>Plan</dt><dd>It had<ul><li>a</li></ul></dd>",
            ["value of Plan: ", "paragraph: It had", "item/1 bullet 1: a"],
        ),
    ],
)
def test_terms_and_their_values(markup: str, blocks: list[str]) -> None:
    """A term and its description are a labelled value; a description that is more than words stands on its own."""
    assert describe_all(f"<dl>{markup}</dl>") == blocks


def test_pairs_of_label_and_value_stand_apart() -> None:
    """Spans that are called label and value are lines of their own, though nothing stands between them."""
    markup = '<div><span class="label">Decision :</span><span class="value">Upheld</span></div>'
    assert "\n".join(block.text for block in read(markup).blocks).split("\n") == ["Decision :", "Upheld"]


# ── furniture ────────────────────────────────────────────────────────────────────────────────────────────────────────


@Table(
    ("markup", "block"),
    [
        ("<nav><a href=/>Home</a></nav>", "furniture (navigation): Home"),
        ("<div class='breadcrumb'>Home</div>", "furniture (navigation): Home"),
        ("<div role=search>Search</div>", "furniture (search form): Search"),
        ("<div id='cookie-banner'><p>We use cookies</p></div>", "furniture (cookie notice): We use cookies"),
        ("<button>Print</button>", "furniture (form control): Print"),
        ("<noscript>Turn it on</noscript>", "furniture (form control): Turn it on"),
        ("<p hidden>Not shown</p>", "furniture (hidden): Not shown"),
        ("<p style='display: none'>Not shown</p>", "furniture (hidden): Not shown"),
    ],
)
def test_what_the_markup_says_is_no_text(markup: str, block: str) -> None:
    """Navigation, notices, controls and what is hidden are furniture, each with its reason, and never lost."""
    assert describe_all(f"{markup}<p>text</p>") == [block, "paragraph: text"]


@Table(
    "markup",
    [
        '<section id="consent-for-treatment"><h3>Consent</h3><ol><li>Mrs Y did not consent.</li></ol></section>',
        '<div id="skip-hire"><ol><li>He hired a skip from the Council for a week.</li></ol></div>',
        '<div class="school-lunch-menu"><ol><li>The menu was wrong on each day of the term.</li></ol></div>',
        '<p id="gdpr">The Council cited the regulation in its letter to Mr X and gave no other reason.</p>',
    ],
)
def test_a_class_or_id_alone_does_not_drop_the_text(markup: str) -> None:
    """Addresses that a site makes out of headings hold any word: numbered text under them is the decision's."""
    page = (
        f"<article><h1>Eastley Council (24 100 001)</h1><h2>The complaint</h2>{markup}{'<p>text</p>' * 200}</article>"
    )
    assert [block for block in read(page).blocks if block.kind is BlockKind.FURNITURE] == []


@Table("markup", ["<footer><p>Foot</p></footer>", "<aside><p>Box</p></aside>"])
def test_feet_and_boxes_are_furniture_unless_their_words_say_otherwise(markup: str) -> None:
    """What stands in a footer or aside keeps its blocks, with a reason to drop them that the parser may overrule."""
    assert [(block.kind, bool(block.reason)) for block in read(markup).blocks] == [(BlockKind.PARAGRAPH, True)]


@Table("tags", [("<footer>", "</footer>"), ('<div class="site-footer">', "</div>")])
def test_the_links_of_a_foot_are_one_piece(tags: tuple[str, str]) -> None:
    """All words of the list at a page's foot are one furniture block, whatever was done to read them fast."""
    links = '<ul>\n<li><a href="/a">Who we <!-- --> are</a></li>\n<li><a href="/b">Jobs &amp; pay</a></li>\n</ul>'
    for markup in (links, links.replace(" <!-- -->", "")):
        document = read("<h1>A</h1><p>B</p>" + markup.join(tags))
        assert [(block.text, block.reason) for block in document.blocks[2:]] == [("Who we are Jobs & pay", "footer")]
        assert document.visible == b"ABWhoweareJobs&pay"


def test_markup_that_is_text_stays_as_it_is() -> None:
    """A text area that is never closed shows the foot's own markup."""
    foot = '<footer><ul><li><a href="/a">Jobs</a></li> <li><a href="/b">Press</a></li> </ul></footer>'
    assert foot in read(f"<h1>A</h1><p>B</p><textarea>{foot}").blocks[-1].text


def test_the_page_around_an_article_is_furniture() -> None:
    """Where one article with a title holds enough text, all else of the page is kept as furniture."""
    article = f"<article><h1>Eastley Council</h1><p>{'text ' * 200}</p></article>"
    found = describe_all(f"<div>before</div>{article}<p>after <b>it</b></p>")
    assert (found[0], found[1], found[-1]) == (
        "furniture (outside the article): before",
        "h1: Eastley Council",
        "furniture (outside the article): after it",
    )


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_page_says_of_itself() -> None:
    """The title of the head and the canonical address are kept apart from the text."""
    head = (
        '<title>Eastley &amp; Co (24 100 001)</title><link href="https://www.lgo.org.uk/x?a=1&amp;b=2" rel="canonical">'
    )
    document = read_document(f"<!doctype html><html><head>{head}</head><body><p>text</p></body></html>".encode())
    assert (document.title, document.address) == ("Eastley & Co (24 100 001)", "https://www.lgo.org.uk/x?a=1&b=2")


@Table(
    ("page", "complete"),
    [
        ("<html><body><p>text</p></body></html>", True),
        ("<body><p>text</p></body>", True),
        ("<p>a fragment</p>", True),
        ("<html><body><article><p>text</p></article></body></html>", True),
        ("<html><body><p>te", False),
        ("<html><body><article><p>te", False),
        ("<html><body><article><p>text</p></body></html>", False),
    ],
)
def test_a_page_that_breaks_off_is_not_complete(page: str, complete: bool) -> None:  # noqa: FBT001
    """A page is complete when the innermost of its outer elements that was opened is closed."""
    assert read_document(page.encode()).complete is complete


def test_a_page_without_text_is_refused() -> None:
    """A page on which nothing stands is an error with a sentence."""
    with pytest.raises(UnreadableInputError, match="no text"):
        read_document(b"<html><head><title>x</title></head>")


@Table("character", [*map(chr, range(1, 32)), "\x7f", "\x81", "\u2028", "\ufffe", "\ud7ff"])
def test_no_character_stops_the_reader(character: str) -> None:
    """Controls and other odd characters, also as entities and after a line break, are read or passed over."""
    markup = f"<p>one<br>{character}two{character}</p><p>&#{ord(character)};three</p>"
    assert "".join(block.text for block in read(markup).blocks).startswith("one")


PIECES = """
<p> </p> <div> </div> <ol> </ol> <ul> <li> </li> <br> <b> </b> <h2> </h2> <table> <tr> <td> </table> <dl> <dt> <dd>
</dl> <blockquote> </blockquote> <span> </span> <article> </article> <a> </a> <aside> </aside> <pre> one two: • three.
"""


@given(st.lists(st.sampled_from(PIECES.split()), max_size=40).map(" ".join))
def test_every_visible_character_is_in_a_block(markup: str) -> None:
    """However tags are nested, opened and closed, the blocks together have the words of the page, in order."""
    document = read(f"{markup} end")
    words = "".join((block.label or "") + block.text for block in document.blocks)
    assert "".join(words.split()) == "".join(document.visible.decode().split())
