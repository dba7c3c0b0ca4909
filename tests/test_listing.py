"""Pages of the publisher's search: totals, entries, and pages that are none. Nobody has seen the real markup."""

import csv
import datetime as dt
import re
import string
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.errors import NotAListingError
from decision_parser.models import Card, ListingPage
from decision_parser.sources import find_source
from decision_parser.sources.lgsco import card_words
from decision_parser.sources.lgsco.listing import LISTING
from decision_parser.text import match_form, parse_date
from decision_parser.vocabulary import Row
from tests.rendering import chrome, html
from tests.rendering.manuscript import slug
from tests.rendering.samples import sample
from tests.site import make_site
from tests.site.cards import CARD_MARKUPS
from tests.site.pages import CAPTCHA, MAINTENANCE, NOT_FOUND, SHELL, decision_page, page, write_date

MARKUPS = pytest.mark.parametrize("markup", CARD_MARKUPS)

CARD = Card(
    address="/decisions/education/school-admissions/20-007-392",
    title="Eastley Council (20 007 392)",
    document_kind_text="Statement",
    outcome_text="Upheld",
    subcategory="School admissions",
    decided_on_text="18-Feb-2021",
    decided_on=dt.date(2021, 2, 18),
    summary="Mrs B said that a panel heard her appeal badly. There was fault.",
)
OTHER = Card(
    address="/decisions/housing/allocations/20-003-940b",
    title="Careways (Eastholme) Limited (20 003 940b)",
    document_kind_text="Report",
    outcome_text="Closed after initial enquiries",
    subcategory="Allocations",
    decided_on_text="05-Feb-2021",
    decided_on=dt.date(2021, 2, 5),
    summary="We are not taking up this complaint.",
)


def write_listing(inner: str, total: str = "Your search has 2 results") -> bytes:
    """A page of results with this list, under menus, beside boxes and above a foot."""
    return page("Search results", f"<h1>{total}</h1>{inner}").encode()


def read(body: bytes | str, content_type: str | None = "text/html; charset=utf-8") -> ListingPage:
    """What the publisher's reader makes of a page."""
    return LISTING.read_page(body.encode() if isinstance(body, str) else body, content_type)


def read_cards(inner: str) -> tuple[Card, ...]:
    """The entries of a page with this list."""
    return read(write_listing(inner)).cards


# ── addresses ───────────────────────────────────────────────────────────────


def test_address() -> None:
    """A page of the search is asked for with both dates, both kinds, whatever the outcome, the latest first."""
    address = LISTING.write_address(dt.date(2025, 1, 1), dt.date(2025, 1, 31), 3)
    assert urlsplit(address).path == "/Decisions/SearchResults"
    query = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
    assert query == {"t": "both", "fd": "2025-01-01", "td": "2025-01-31", "sortOrder": "descending", "page": "3"}


def test_address_without_lower_bound() -> None:
    """Without a first day the search starts at its own lowest date."""
    assert "fd=0001-01-01" in LISTING.write_address(None, dt.date(2025, 1, 31), 1)


def test_source_has_the_listing() -> None:
    """The publisher's source names its listing."""
    assert find_source("lgsco").listing is LISTING


def test_no_library_before_a_page() -> None:
    """The source can be loaded without the library that reads listings."""
    code = "import sys, decision_parser.sources.lgsco; sys.exit('bs4' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        (card_words.TOTALS, False),
        (card_words.TOTAL_LINES, True),
        (card_words.KINDS, True),
        (card_words.REPORT_LINKS, False),
        (card_words.OTHER_FILES, False),
    ],
)
def test_rows_know_their_examples(rows: tuple[Row, ...], whole: bool) -> None:  # noqa: FBT001
    """Each row of a table matches its own example."""
    for row in rows:
        words = match_form(row.example)
        assert re.fullmatch(row.words, words) if whole else re.search(row.words, words), row


# ── totals ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "total"),
    [
        ("<h1>Your search has 31 results</h1>", 31),
        ("<p>Archive has 250 results</p>", 250),
        ("<div>Your search has <b>1</b>,<b>234</b> results</div>", 1234),
        ("<p>Your search has&nbsp;57,500&nbsp;results.</p>", 57500),
        ("<p>Your <span>search</span> has<br>\n <strong>12</strong>\n results</p>", 12),
        ("<div>Your search has</div><div>31</div><div>results</div>", 31),
        ("<td>1 result</td>", 1),
        ("<li>1,234 results</li>", 1234),
        ("<p>No results</p>", 0),
        ("<p>Your search has no results</p>", 0),
        ("<p>0 results</p>", 0),
        ("<h2>We found 12 results</h2><p>10 results per page</p>", 12),
        ("<p>Showing 1 to 10 of 250 results</p>", 250),
    ],
)
def test_total(printed: str, total: int) -> None:
    """The publisher's total is read wherever it stands and however it is divided."""
    found = read(page("Search results", printed))
    assert (found.total, found.cards, found.unread) == (total, (), 0)


def test_total_in_a_summary_is_none() -> None:
    """What a summary says of results is not the total of the listing."""
    card = msgspec.structs.replace(CARD, summary="Your search has 99 results, the Council wrote to Mr X.")
    assert read(write_listing(CARD_MARKUPS["lines"]([card]), "Your search has 1 result")).total == 1
    with pytest.raises(NotAListingError):
        read(write_listing(CARD_MARKUPS["lines"]([card]), "Results"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (SHELL, "empty shell"),
        (CAPTCHA, "captcha"),
        (MAINTENANCE, "error page"),
        (page("Page not found", NOT_FOUND), "error page"),
        ("", "empty"),
        ("\x00\x01\x02", "no number of results"),
        ("listing.html", "no number of results"),
        ("<?xml version='1.0'?><a/>", "empty"),
        (page("Search results", CARD_MARKUPS["lines"]([CARD, OTHER])), "2 decisions"),
        (html.render(sample(1), "article"), "no number of results"),
    ],
)
def test_not_a_listing(body: str, words: str) -> None:
    """A page without a total is no listing, never one of no results, and the error says what it looks like."""
    with pytest.raises(NotAListingError, match=words):
        read(body)


# ── entries ─────────────────────────────────────────────────────────────────


@MARKUPS
def test_entries(markup: str) -> None:
    """Every markup gives the entries as printed, in their order, and nothing else on the page is one."""
    found = read(write_listing(CARD_MARKUPS[markup]([CARD, OTHER]) + "<ul><li><a href='?page=2'>2</a></li></ul>"))
    assert found == ListingPage(2, (CARD, OTHER), 0)


@MARKUPS
def test_one_entry(markup: str) -> None:
    """A page of one entry is read like one of many."""
    after = "<ul><li><a href='?page=1'>1</a></li></ul><p>Page last changed 18-Feb-2024</p>"
    assert read(write_listing(CARD_MARKUPS[markup]([CARD]) + after, "1 result")) == ListingPage(1, (CARD,), 0)


@MARKUPS
def test_missing_parts(markup: str) -> None:
    """Whatever an entry does not print is null, and what it prints is read all the same."""
    missing = [
        msgspec.structs.replace(CARD, summary=None),
        msgspec.structs.replace(OTHER, decided_on_text=None, decided_on=None, summary=None),
        msgspec.structs.replace(CARD, subcategory=None, decided_on_text=None, decided_on=None, summary=None),
        msgspec.structs.replace(OTHER, outcome_text=None),
        msgspec.structs.replace(CARD, document_kind_text=None),
        OTHER,
    ]
    assert read_cards(CARD_MARKUPS[markup](missing)) == tuple(missing)


def read_real_cards(path: Path) -> list[Card]:
    """The entries in the table of facts; their addresses are made up from what they print."""
    cards = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            identity = f"some-category/{slug(row['subcategory']) or 'other'}/{slug(row['case_reference'])}"
            day = row["date_text"] or None
            cards.append(
                Card(
                    address=f"/decisions/{identity}",
                    title=row["title"],
                    document_kind_text=row["kind"].capitalize(),
                    outcome_text=row["outcome_text"] or None,
                    subcategory=row["subcategory"] or None,
                    decided_on_text=day,
                    decided_on=parse_date(day) if day else None,
                    summary=row["summary_first_words"] or None,
                )
            )
    return cards


@pytest.mark.real
@MARKUPS
def test_real_cards(facts: Path, markup: str) -> None:
    """All real entries that were gathered are read as printed, in each markup, ten a page and alone."""
    path = facts / "lgsco_cards.csv"
    if not path.is_file():
        pytest.skip(f"no file {path}: real entries lie beside the checkout, not in it")
    cards = read_real_cards(path)
    assert len(cards) == 57
    for start in range(0, len(cards), 10):
        shown = cards[start : start + 10]
        assert read_cards(CARD_MARKUPS[markup](shown)) == tuple(shown)
    for card in cards[::6]:
        assert read_cards(CARD_MARKUPS[markup]([card])) == (card,)


words = st.text(string.ascii_letters + "’'&<,", min_size=1, max_size=9).map(str.strip).filter(bool)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)
days = st.dates(dt.date(2010, 1, 1), dt.date(2030, 1, 1))


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """An entry with all that it can print, or some of it; any outcome, known or not."""
    number = f"{draw(st.integers(10, 26))} {draw(st.integers(0, 99)):03d} {draw(st.integers(0, 999)):03d}"
    number += draw(st.sampled_from(["", "", "a", "c"]))
    subcategory = draw(st.sampled_from(["School admissions", "COVID-19", "Other", "Children's homes", "Land & water"]))
    day = draw(st.none() | days)
    outcome = draw(st.sampled_from(["Upheld", "Not upheld", "Closed after initial enquiries", "Partly made good"]))
    return Card(
        address=f"/decisions/some-category/{slug(subcategory)}/{slug(number)}",
        title=draw(st.sampled_from([f"Eastley Council ({number})", number, f"Kestrel (North) & Co. Ltd ({number})"])),
        document_kind_text=draw(st.sampled_from(["Statement", "Report"])),
        outcome_text=outcome,
        subcategory=subcategory,
        decided_on_text=write_date(day) if day else None,
        decided_on=day,
        summary=draw(st.none() | names.map(lambda text: f"The {text}.")),
    )


@pytest.mark.property
@given(st.lists(cards(), max_size=10, unique_by=lambda card: card.address), st.sampled_from(sorted(CARD_MARKUPS)))
def test_reads_what_was_written(printed: list[Card], markup: str) -> None:
    """Entries that were written are read again, equal and in order, in every markup."""
    total = f"Your search has {len(printed)} results"
    assert read(write_listing(CARD_MARKUPS[markup](printed), total)) == ListingPage(len(printed), tuple(printed), 0)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Statement Not upheld School admissions 18-Feb-2021", ("Statement", "Not upheld", "School admissions")),
        ("Report Upheld School admissions 18-Feb-2021", ("Report", "Upheld", "School admissions")),
        ("Statement Ended early School admissions 18-Feb-2021", ("Statement", "Ended early", "School admissions")),
        ("Statement Upheld Schools &amp; nurseries 18-Feb-2021", ("Statement", "Upheld", "Schools & nurseries")),
        ("Statement Something new 18-Feb-2021", ("Statement", "Something new", None)),
        ("<b>Statement</b><i>Quite new</i><i>Somewhere</i> 18-Feb-2021", ("Statement", "Quite new", "Somewhere")),
        ("<b>Decision:</b> <i>Upheld</i> <b>Category:</b> <i>Other</i> 18-Feb-2021", (None, "Upheld", "Other")),
        ("<b>Statement</b> Upheld <em>The</em> end 18-Feb-2021", ("Statement", "Upheld", "The end")),
        ("18-Feb-2021 <span>Statement</span> <span>Upheld</span>", ("Statement", "Upheld", None)),
        ("STATEMENT UPHELD SCHOOL ADMISSIONS 18 February 2021", ("STATEMENT", "UPHELD", "SCHOOL ADMISSIONS")),
    ],
)  # fmt: skip
def test_line(line: str, wanted: tuple[str | None, ...]) -> None:
    """The line of an entry is divided by its words and its address; an outcome that no table knows is kept."""
    (card,) = read_cards(f'<div><h3><a href="{CARD.address}">{CARD.title}</a></h3><p>{line}</p></div>')
    assert (card.document_kind_text, card.outcome_text, card.subcategory) == wanted
    assert card.decided_on == dt.date(2021, 2, 18)


@pytest.mark.parametrize("text", ["30-Feb-2021", "18/02/2021"])
def test_date_that_cannot_be_read(text: str) -> None:
    """A date that is none, or in a form that could mean two days, is kept as printed and not guessed."""
    (card,) = read_cards(f'<p><a href="{CARD.address}">{CARD.title}</a></p><p>Statement Upheld {text}</p>')
    assert (card.decided_on_text, card.decided_on) == (text, None)


@pytest.mark.parametrize(
    "href",
    [
        "/Decisions/Education/School-Admissions/20-007-392",
        "/decisions/education/school-admissions/20-007-392/",
        "/decisions/education/school-admissions/20-007-392?displaypref=2&amp;x=1#top",
        "https://www.lgo.org.uk/decisions/education/school-admissions/20-007-392",
        "HTTP://LGO.ORG.UK/decisions/education/school-admissions/20-007-392",
        "//127.0.0.1:8000/decisions/education/school-admissions/20-007-392",
        "http://mirror.example:8080/decisions/education/school-admissions/20-007-392#main",
        "education/school-admissions/20-007-392",
        "../decisions/education/school-admissions/20-007-392",
        "  /decisions/education/\n school-admissions/20-007-392 ",
    ],
)
def test_link(href: str) -> None:
    """A link leads to the same decision however it is written."""
    cards = read_cards(CARD_MARKUPS["lines"]([CARD]).replace(CARD.address, href))
    assert cards == (CARD,)


def test_base() -> None:
    """Links are read as the page's own base says."""
    text = write_listing(CARD_MARKUPS["lines"]([CARD])).decode()
    text = text.replace("<head>", '<head><base href="http://mirror.example/decisions/">')
    assert read(text.replace(f'"{CARD.address}"', '"education/school-admissions/20-007-392"')).cards == (CARD,)


@pytest.mark.parametrize(
    "label",
    [
        "<p>SUMMARY : ",
        "<p><b>Summary</b>: ",
        "<p><b>Summary</b> <i>:</i> ",
        "<p>Summary:</p><p>",
        "<p>Summary:<br>",
        "<div><b>Summary: </b>",
        "<span>Summary:</span>",
    ],
)
def test_label_of_the_summary(label: str) -> None:
    """The summary is what follows its label, in the same line or, where that stands alone, in the next."""
    title = f'<h3><a href="{CARD.address}">{CARD.title}</a></h3>'
    (card,) = read_cards(f"<div>{title}<p>Statement Upheld 18-Feb-2021</p>{label}There was fault.</div>")
    assert (card.summary, card.outcome_text, card.decided_on_text) == ("There was fault.", "Upheld", "18-Feb-2021")


@pytest.mark.parametrize(
    "href", ["javascript:void(0)", "mailto:a@b.example", "http://[bad/decisions", "/decisions", ""]
)
def test_other_links(href: str) -> None:
    """Other links, even broken ones, are no entries."""
    found = read(write_listing(CARD_MARKUPS["lines"]([CARD]) + f'<a href="{href}">Here</a>'))
    assert found == ListingPage(2, (CARD,), 0)


@MARKUPS
def test_same_decision_twice(markup: str) -> None:
    """A decision that is listed twice gives two entries, side by side or apart: the caller counts them."""
    assert read_cards(CARD_MARKUPS[markup]([CARD, CARD, OTHER])) == (CARD, CARD, OTHER)
    assert read_cards(CARD_MARKUPS[markup]([CARD, OTHER, CARD])) == (CARD, OTHER, CARD)


@pytest.mark.parametrize(
    "beside",
    [
        '<nav><a href="/decisions/housing/other/19-001-001">Harrowdale Council (19 001 001)</a></nav>',
        '<aside><a href="/decisions/housing/other/19-001-001">Harrowdale (19 001 001)</a> 18-Feb-2021</aside>',
        '<div role="navigation"><a href="/decisions/housing/other/19-001-001">Harrowdale (19 001 001)</a></div>',
        '<div><ul><li><a href="/decisions/housing/other/19-001-001">Harrowdale (19 001 001)</a></li></ul></div>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("markup", ["lines", "flat", "table", "article"])
def test_links_beside_the_results(markup: str, beside: str) -> None:
    """Menus, boxes and lists of bare links are no entries, before the results or after them."""
    inner = CARD_MARKUPS[markup]([CARD, OTHER])
    assert read_cards(beside + inner) == read_cards(inner + beside) == (CARD, OTHER)


def test_link_in_a_summary() -> None:
    """A link to another decision inside a summary is no entry, and its words stay in the summary."""
    inner = CARD_MARKUPS["lines"]([CARD, OTHER])
    inner = inner.replace("There was fault.", 'See <a href="/decisions/housing/other/19-001-001">19 001 001</a> too.')
    first, second = read_cards(inner)
    assert first.summary == "Mrs B said that a panel heard her appeal badly. See 19 001 001 too."
    assert second == OTHER


@pytest.mark.parametrize(
    "entry",
    [
        '<h3><a href="/decisions/education/20-007-392">Leeds (20 007 392)</a></h3>',
        '<h3><a href="/decisions/a/b/20-007-3921">Leeds (20 007 392)</a></h3>',
        '<h3><a href="/show?id=77">Leeds (20 007 392)</a></h3>',
        "<h3>Leeds (20 007 392)</h3><p>Statement Upheld School admissions 18-Feb-2021</p>",
        '<h3><a href="#">Leeds (20 007 392)</a></h3><p>Statement Upheld School admissions 18-Feb-2021</p>',
    ],
)
def test_unread(entry: str) -> None:
    """What looks like an entry but leads to no decision is counted, so that it is not overlooked."""
    found = read(write_listing(f"<div class=result>{entry}</div>" + CARD_MARKUPS["lines"]([OTHER])))
    assert (found.cards, found.unread) == ((OTHER,), 1)


def test_past_the_end() -> None:
    """A page with a total and without entries is given as it is: the caller knows which page was asked for."""
    assert read(write_listing("", "Your search has 31 results")) == ListingPage(31, (), 0)


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", "text/html; charset=utf-16"),
        ("utf-8", "text/html; charset=iso-8859-1"),
        ("utf-8", None),
        ("utf-8-sig", "text/html"),
        ("cp1252", "text/html; charset=utf-8"),
        ("cp1252", "text/html; charset=no-such"),
        ("utf-16", "text/html; charset=utf-8"),
    ],
)
def test_encoding(encoding: str, content_type: str | None) -> None:
    """Bytes are read for what they are, whatever the header says of them."""
    card = msgspec.structs.replace(CARD, summary="Mr X’s claim – for £300 – was late.")
    assert read(write_listing(CARD_MARKUPS["lines"]([card])).decode().encode(encoding), content_type).cards == (card,)


def test_many_links() -> None:
    """A page of thousands of links takes no longer for each than a short one."""
    many = [msgspec.structs.replace(CARD, address=f"{CARD.address[:-3]}{number:03d}") for number in range(1000)]
    assert len(read_cards(CARD_MARKUPS["flat"](many))) == 1000


_TAGS = "<div> </div> <p> </p> <table> <tr> <td> </table> <li> <br> </a> <aside> </aside> <!-- --> &nbsp;"


@pytest.mark.property
@given(
    st.lists(
        st.sampled_from(
            [
                CARD_MARKUPS["lines"]([CARD]),
                CARD_MARKUPS["flat"]([OTHER]),
                f'<a href="{CARD.address}">',
                f'<a href="{OTHER.address}">{OTHER.title}</a>',
                "Your search has 3 results",
                "Summary:",
                "Statement Upheld 18-Feb-2021",
                "Statement",
                "Upheld",
                "18-Feb-2021",
                ":",
                *_TAGS.split(),
            ]
        )
        | st.text(max_size=5),
        max_size=30,
    )
)
def test_any_page(parts: list[str]) -> None:
    """Whatever stands on a page, it is a listing or it is none, and what is removed from it is gone."""
    body = "".join(parts).encode("utf-8", "replace")
    left = LISTING.remove_card(body, CARD.address)
    assert CARD.address.encode() not in left
    try:
        found = read(body)
    except NotAListingError:
        return
    assert {card.address for card in found.cards} <= {CARD.address, OTHER.address}
    assert not [card for card in read(left).cards if card.address == CARD.address]


def test_deep_page() -> None:
    """A page that is nested deeper than the stack is read without an error of its own."""
    assert read(write_listing("<div>" * 5000 + CARD_MARKUPS["lines"]([CARD]))).total == 2


# ── the link to a report ────────────────────────────────────────────────────


def test_report_link() -> None:
    """The page of a report links to its PDF; those of statements do not."""
    found = {}
    for version in make_site(120).listed():
        for markup in ("article", "dl", "table", "typed") if version.report_path else ("article",):
            body = decision_page(version, markup, canonical=True).encode()
            found[version.document_kind, LISTING.find_report(body) == version.report_path] = True
    assert found == {("statement", True): True, ("report", True): True}


@pytest.mark.parametrize(
    ("link", "is_found"),
    [
        ('<a href="/assets/attach/5123/16-005-249.pdf">Read the full report</a>', True),
        ('<a href="https://www.lgo.org.uk/assets/attach/77/Report-Eastley">Report (PDF, 200 kB)</a>', True),
        ('<p>Report</p><p><a href="/files/x.PDF?v=2">Download</a></p>', True),
        ('<a href="/files/full-report.pdf"><img alt="" src="/pdf.png"></a>', True),
        ('<a href="/reports/16-005-249">Read the full report</a>', False),
        ('<a href="/assets/attach/1/how-to-complain.pdf">How to complain to us</a>', False),
        ('<a href="/assets/attach/1/annual-report.pdf">Our annual report</a>', False),
        ('<a href="/assets/attach/1/data.pdf">Figures</a>', False),
        ('<aside><a href="/assets/attach/1/x.pdf">Report</a></aside>', False),
        ('<footer><a href="/assets/attach/1/x.pdf">Report</a></footer>', False),
    ],
)
def test_report_links(link: str, is_found: bool) -> None:  # noqa: FBT001
    """The link is told by where it leads and what it, or the line around it, says."""
    body = f"<html><body><h1>Eastley Council (16 005 249)</h1><h2>Finding</h2><p>Fault.</p>{link}</body></html>"
    assert bool(LISTING.find_report(body.encode())) == is_found


def test_report_link_as_printed() -> None:
    """Of several links the surest is given, as it stands in the page."""
    body = (
        '<h1>Eastley Council (16 005 249)</h1><a href="/assets/attach/1/leaflet.pdf">Leaflet about reports</a>'
        '<a href="../Assets/attach/2/News.pdf">Report in brief</a>'
        '<a href=" ../Assets/attach/3/Full.pdf?a=1&amp;b=2#page=2 ">Download the <b>full</b> report</a>'
    )
    assert LISTING.find_report(body.encode()) == "../Assets/attach/3/Full.pdf?a=1&b=2#page=2"


def test_statement_that_cites_a_report() -> None:
    """A statement that links to a report about something else has no report of its own."""
    manuscript = replace(sample(3), document_kind="statement")
    body = html.render(manuscript, "article").replace(
        "</article>", '<p>See <a href="/assets/attach/9/other.pdf">our report about bins</a>.</p></article>'
    )
    assert LISTING.find_report(body.encode()) is None


@pytest.mark.parametrize("body", [b"", b"\x00", b"%PDF-1.7", b"<a href='http://[x'>report</a>"])
def test_no_report_link(body: bytes) -> None:
    """Bytes of any kind have no link to a report."""
    assert LISTING.find_report(body) is None


# ── removal ─────────────────────────────────────────────────────────────────


@MARKUPS
@pytest.mark.parametrize("index", [0, 1, 2])
def test_remove_card(markup: str, index: int) -> None:
    """A page without an entry says nothing of it any more, and all the others as before."""
    third = msgspec.structs.replace(
        CARD,
        address="/decisions/health/other/21-000-001",
        title="Merrow (21 000 001)",
        subcategory="Other",
        summary="A third one.",
    )
    cards = [CARD, OTHER, third]
    gone = cards[index]
    number = gone.address.rsplit("/", 1)[-1]
    extra = (
        f'<aside><ul><li><a href="{gone.address}?x=1">{gone.title}</a></li></ul></aside><!-- {gone.title} -->'
        f'<script>var last = "{gone.address}";</script><p>Last read: {number}</p><div data-page="{gone.address}"></div>'
    )
    body = write_listing(CARD_MARKUPS[markup](cards) + extra, "Your search has 3 results")
    left = LISTING.remove_card(body, gone.address)
    for trace in (number, number.replace("-", " "), gone.title or "", gone.summary or "", gone.address):
        assert trace.encode() not in left.replace(b"&amp;", b"&")
    assert read(left) == ListingPage(3, tuple(card for card in cards if card is not gone), 0)


@MARKUPS
def test_remove_the_only_card(markup: str) -> None:
    """A page of one entry is left with its total."""
    body = write_listing(CARD_MARKUPS[markup]([CARD]), "Your search has 1 result")
    left = LISTING.remove_card(body, f"https://www.lgo.org.uk{CARD.address}")
    assert b"20 007 392" not in left
    assert b"Mrs B" not in left
    assert read(left) == ListingPage(1, (), 0)


@pytest.mark.parametrize("address", ["/decisions/education/school-admissions/20-007-393", "/decisions", "nonsense"])
def test_remove_nothing(address: str) -> None:
    """A page that says nothing of a decision stays as it is, to the byte."""
    body = write_listing(CARD_MARKUPS["lines"]([CARD, OTHER]))
    assert LISTING.remove_card(body, address) is body


def test_remove_one_of_a_joint_case() -> None:
    """Of two decisions with one reference only the one at the address goes."""
    address = "/decisions/education/other/20-007-392"
    twin = msgspec.structs.replace(CARD, address=address, subcategory="Other", title="Merrow (20 007 392)")
    left = LISTING.remove_card(write_listing(CARD_MARKUPS["lines"]([CARD, twin])), CARD.address)
    assert read(left).cards == (twin,)
    assert b"Eastley" not in left


def test_remove_keeps_the_encoding() -> None:
    """What is left is written in the encoding that it came in."""
    card = msgspec.structs.replace(CARD, summary="It cost £300.")
    body = write_listing(CARD_MARKUPS["lines"]([card, OTHER])).decode().encode("cp1252")
    left = LISTING.remove_card(body, OTHER.address)
    assert "£".encode("cp1252") in left
    assert read(left).cards == (card,)


def test_chrome_has_no_entries() -> None:
    """The menus and the foot around a listing are no entries and no total."""
    body = "".join((chrome.masthead(), chrome.navigation("div"), "<p>0 results</p>", chrome.footer("div")))
    assert read(body) == ListingPage(0, (), 0)
