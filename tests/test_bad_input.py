"""What is no decision: the error that it gives, in one sentence, and never a row."""

import gzip
import io
import json
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from decision_parser import build, parse
from decision_parser.errors import DecisionParserError, NotADecisionError, UnreadableInputError, UsageError
from decision_parser.models import Decision
from tests.pages import write_page
from tests.rendering import html, pdf, plain
from tests.rendering.samples import sample

LONGEST = 300
PERCENT = range(0, 100, 5)
MANUSCRIPT = sample(3, 20)
PAGE = html.encode(html.render(MANUSCRIPT))


def assert_one_sentence(error: DecisionParserError) -> None:
    """An error says what is wrong in one line that ends with a full stop and that a terminal can show."""
    message = str(error)
    assert message.endswith(".")
    assert message.isprintable(), "one line, and no control characters"
    assert len(message) < LONGEST
    assert message[0].isupper()
    assert not message.endswith("..")


def zip_up(data: bytes) -> bytes:
    """A zip archive with a page in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("page.html", data)
    return buffer.getvalue()


def make_picture() -> bytes:
    """A grey picture of one point."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = chunk(b"IHDR", bytes((0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0)))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00\x80")) + chunk(b"IEND", b"")


BYTES: dict[str, bytes] = {
    "nothing": b"",
    "a space": b" ",
    "white space": b" \t\r\n\n  \f",
    "zero bytes": bytes(2000),
    "a byte order mark alone": b"\xef\xbb\xbf",
    "a byte order mark and spaces": b"\xff\xfe \x00\n\x00",
    "all bytes": bytes(range(256)) * 8,
    "machine code": b"\x7fELF\x02\x01\x01" + bytes(range(1, 200)) * 20,
    "gzip": gzip.compress(PAGE, mtime=0),
    "zip": zip_up(PAGE),
    "a picture": make_picture(),
    "a JPEG's start": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)),
    "an old office document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "rich text": b"{\\rtf1\\ansi The complaint}",
    "a web archive": b"WARC/1.1\r\nWARC-Type: response\r\n\r\n",
    "a PDF's first line": b"%PDF-1.7\n",
    "a PDF of rubbish": b"%PDF-1.7\n" + b"x" * 3000 + b"\n%%EOF\n",
    "a document type alone": b"<!DOCTYPE html>\n",
    "half a tag": b"<!DOCTYPE html>\n<html",
    "an empty page": b"<!DOCTYPE html><html><head><title>(24 014 420)</title></head><body></body></html>",
    "a page of scripts": b"<html><body><script>start('The complaint')</script><style>p {}</style></body></html>",
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_cannot_be_read(name: str) -> None:
    """Bytes that hold no page, PDF or text are unreadable, and the error says so in a sentence."""
    with pytest.raises(UnreadableInputError) as caught:
        parse(BYTES[name])
    assert_one_sentence(caught.value)


# ── pages that can be read, and are no decision ──────────────────────────────────────────────────────────────────────


def page(title: str, body: str) -> bytes:
    """A page of some site."""
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


class Card(NamedTuple):
    """A decision as a list of results shows it."""

    body: str
    reference: str
    summary: str


CARDS = (
    Card("Wexcombe District Council", "23 014 420", "We will not investigate this late complaint about a hedge."),
    Card("London Borough of Eastmere", "22 010 973a", "The Council was at fault for the delay in a review."),
    Card("Careways (Eastholme) Limited", "19 005 306", "There was no fault in how the fees were worked out."),
)


def list_cards(heading: str) -> bytes:
    """A page of results: links with title and reference, a line of labels, a summary."""
    cards = "".join(
        f'<div class="result"><h3><a href="/decisions/housing/allocations/{card.reference.replace(" ", "-")}">'
        f"{card.body} ({card.reference})</a></h3><p>Statement Upheld Allocations 18-Feb-2021</p>"
        f"<p>Summary: {card.summary}</p></div>"
        for card in CARDS
    )
    return page(
        "Decisions", f"<nav><a href='/'>Home</a></nav><h1>Decisions</h1><p>{heading}</p>{cards}<p>1 2 3 Next</p>"
    )


HOUSING = """
<h1>Harbour Homes (202112345)</h1><p>REPORT</p><p>COMPLAINT 202112345</p>
<h2>Our approach</h2><p>The Housing Ombudsman’s approach is to look at the events.</p>
<h2>The complaint</h2><ol><li>The complaint is about repairs to a roof.</li></ol>
<h2>Background</h2><ol start="2"><li>The resident is a tenant.</li></ol>
<h2>Assessment and findings</h2><ol start="3"><li>The landlord was slow.</li></ol>
<h2>Determination</h2><ol start="4"><li>There was maladministration.</li></ol>
<h2>Recommendations</h2><ol start="5"><li>The landlord should pay £300.</li></ol>
"""
SCOTTISH = """
<h1>Decision report 202004128</h1>
<dl><dt>Case ref:</dt><dd>202004128</dd><dt>Date:</dt><dd>March 2022</dd><dt>Body:</dt><dd>Glen Council</dd>
<dt>Outcome:</dt><dd>Upheld, recommendations</dd><dt>Subject:</dt><dd>council tax</dd></dl>
<h2>Summary</h2><p>C complained about a bill. We upheld this complaint.</p>
<h2>Recommendations</h2><p>What we asked the organisation to do in this case: apologise to C.</p>
"""
HEALTH = """
<h1>A trust and a practice in the Vale area (P-001234)</h1><p>Statement</p>
<h2>The complaint</h2><p>1. Mr B complains about his late mother’s care.</p>
<h2>Background</h2><p>2. She was taken to hospital.</p>
<h2>Findings</h2><p>3. There were failings.</p>
<h2>Our decision</h2><p>4. We uphold the complaint in part.</p>
<h2>Recommendations</h2><p>5. The Trust should write to Mr B.</p>
"""
NEWS = """
<header><h1>Council accepts Ombudsman’s decision (23 014 420)</h1><p>Published: 3 March 2025</p></header>
<main><p>Wexcombe District Council has accepted the findings of the Local Government and Social Care Ombudsman in case
23 014 420, and has said sorry to the family.</p>
<blockquote><p>Summary: The Council was at fault for the delay in a review. It will pay £300.</p></blockquote>
<p>In its final decision, the Ombudsman wrote:</p>
<blockquote><p>There was fault causing injustice, and the Council has agreed to act.</p></blockquote>
<h2>Background</h2><p>The family had asked for a review in May.</p>
<h2>What happened</h2><p>The review came in December.</p>
<p>Councillor A. Person said: “We are learning from this.”</p></main>
"""
COMMITTEE = """
<h1>Report to the Standards Committee</h1><p>Decision date : 06 Feb 2025</p><p>Category : Housing</p>
<h2>Summary</h2><p>This report tells members of a complaint to the Ombudsman (23 014 420).</p>
<h2>Background</h2><p>The complaint was about allocations.</p>
<h2>Recommendations</h2><p>That members note the report.</p>
<h2>Final decision</h2><p>To be taken by the Committee.</p>
"""
SITE: dict[str, bytes] = {
    "a captcha": page(
        "One moment", "<h1>One moment, please</h1><p>Please verify you are human to go on.</p><div id='c'></div>"
    ),
    "another captcha": page("Check", "<form><label>Complete the CAPTCHA</label><input><button>Go on</button></form>"),
    "an error page": page(
        "Not found", "<h1>Page not found</h1><p>The decision may have been withdrawn.</p><a href='/'>Home</a>"
    ),
    "a server's error": page("Error", "<center><h1>503 Service Unavailable</h1></center><hr><center>nginx</center>"),
    "maintenance": page("Closed", "<h1>Our decisions</h1><p>The site is down for maintenance; come back later.</p>"),
    "a list of results": list_cards("Your search has 31 results"),
    "a list with thousands": list_cards("Your search has 57,512 results"),
    "a list without results": page("Decisions", "<h1>Decisions</h1><p>Your search has 0 results</p>"),
    "an archive": list_cards("Archive has 250 results"),
    "a category's page": list_cards("Allocations"),
    "an empty shell": page("Decisions", "<h1>Decisions</h1><div id='results'></div><footer>© the Ombudsman</footer>"),
}
ELSEWHERE: dict[str, bytes] = {
    "another ombudsman's decision": page("202112345", HOUSING),
    "a third ombudsman's decision": page("202004128", SCOTTISH),
    "a fourth ombudsman's decision": page("P-001234", HEALTH),
    "a council's news": page("News", NEWS),
    "a committee's report": page("Committee", COMMITTEE),
    "a page that names the headings": page(
        "Help", "<h1>How to read a decision</h1><p>The complaint</p><p>Final decision</p>"
    ),
    "JSON": json.dumps({"title": "Wexcombe District Council (23 014 420)", "summary": "There was fault."}).encode(),
    "JSON with headings": json.dumps(["The complaint", "Final decision", "24 014 420"], indent=1).encode(),
    "a letter": b"Dear Mr X\n\nI write about your complaint 23 014 420.\n\nYours\nA. Person\n",
    "a table": b"reference,body,outcome\n23 014 420,Wexcombe,Upheld\n22 010 973a,Eastmere,Not upheld\n",
    "robots.txt": b"User-agent: *\nDisallow: /search\n",
    "a word": b"decision",
    "a programme": b"def parse(data):\n    # The complaint\n    return data\n",
}
REFUSED = SITE | ELSEWHERE


@pytest.mark.parametrize("name", REFUSED)
def test_pages_that_are_no_decision(name: str) -> None:
    """A page or text that is something else is refused as no decision, and the error says so in a sentence."""
    with pytest.raises(NotADecisionError) as caught:
        parse(REFUSED[name])
    assert_one_sentence(caught.value)


WITHOUT_REFERENCE = (
    "No case reference was found in the title, the header or the address; check what was saved, or give --url."
)
NOTHING_SEEN = (
    "No decision of Local Government and Social Care Ombudsman was found: none of its headings stands in the text; "
    "check what was saved."
)
NOTHING_TELLING = "The text has a reference and headings, but none that only a decision has; check what was saved."
BARE = "<h1>Eastley Council (24 014 420)</h1>{}<h2>The complaint</h2><h2>What I found</h2>"
WHY = [
    (
        SITE["a captcha"],
        "This is a captcha ('Please verify you are human to go on.'), not a decision; give the decision's own page.",
    ),
    (
        SITE["an archive"],
        "This is a page of the archive ('Archive has 250 results'), not a decision; give the decision's own page.",
    ),
    (SITE["a category's page"], NOTHING_TELLING),
    (SITE["an empty shell"], NOTHING_SEEN),
    (ELSEWHERE["a third ombudsman's decision"], WITHOUT_REFERENCE),
    (ELSEWHERE["a council's news"], NOTHING_TELLING),
    (ELSEWHERE["robots.txt"], NOTHING_SEEN),
    (
        page("Decision", BARE.format("<h2>The Ombudsman's final decision:</h2>")),
        "The headings of a decision stand there without any text below them; fetch it again.",
    ),
    (plain.render(MANUSCRIPT).encode()[:1500], "The file breaks off before the decision's end; fetch it again."),
]


@pytest.mark.parametrize(("data", "why"), WHY, ids=[why[:40] for _, why in WHY])
def test_the_error_says_why(data: bytes, why: str) -> None:
    """Each reason to refuse a page or text has its own sentence, with what to do."""
    with pytest.raises(DecisionParserError) as caught:
        parse(data)
    assert str(caught.value) == why


@pytest.mark.parametrize("name", SITE)
def test_an_address_makes_no_decision(name: str) -> None:
    """The address of a decision makes none of what the site sends instead: errors come from right addresses too."""
    with pytest.raises(NotADecisionError) as caught:
        parse(REFUSED[name], url="https://www.lgo.org.uk/decisions/housing/allocations/23-014-420")
    assert_one_sentence(caught.value)


@pytest.mark.parametrize("data", [*BYTES.values(), *REFUSED.values()], ids=[*BYTES, *REFUSED])
def test_all_sources_or_one(data: bytes) -> None:
    """Asking for a source by name refuses the same inputs as asking all of them."""
    with pytest.raises(DecisionParserError) as one:
        parse(data, source="lgsco")
    with pytest.raises(DecisionParserError) as all_:
        parse(data)
    assert (type(one.value), str(one.value)) == (type(all_.value), str(all_.value))


# ── cut short ────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def write_whole(name: str) -> bytes:
    """The decision in one form, whole."""
    form, _, chrome = name.partition(" ")
    if form == "pdf":
        return pdf.render(MANUSCRIPT)
    if form == "text":
        return plain.render(MANUSCRIPT).encode()
    return html.encode(html.render(MANUSCRIPT, form, chrome="full" if chrome else "none"))


def find_row(decision: Decision) -> dict[str, object]:
    """What a decision says, free of the page around it."""
    around = {"snapshot_sha256", "furniture", "url", "decision_id"}
    return {name: getattr(decision, name) for name in decision.__struct_fields__ if name not in around}


SENTENCE_ENDS = (b".", b":", b";", b")", "”".encode(), "’".encode())
CUT = [name for markup in html.MARKUPS for name in (markup, f"{markup} with its site")] + ["pdf", "text"]


@pytest.mark.parametrize("name", CUT)
def test_cut_short(name: str) -> None:
    """A file that breaks off, at whatever place, is refused in a sentence, unless the decision in it is whole."""
    whole = write_whole(name)
    row = find_row(parse(whole))
    for percent in PERCENT:
        cut = whole[: len(whole) * percent // 100]
        if name == "text" and cut.rstrip().endswith(SENTENCE_ENDS):
            continue  # Nothing tells such a text from one that ends there.
        assert_refused_or_same(cut, row)


def assert_refused_or_same(cut: bytes, row: dict[str, object]) -> None:
    """What is left of a file is refused in a sentence, or gives the row that the whole file gives."""
    try:
        decision = parse(cut)
    except DecisionParserError as error:
        assert_one_sentence(error)
    else:
        assert find_row(decision) == row, f"cut after {cut[-60:]!r}"


@pytest.mark.parametrize("name", html.MARKUPS)
def test_cut_in_the_last_tags(name: str) -> None:
    """A page that breaks off anywhere in its last tags is refused, or read as the whole page is, half a tag or not."""
    whole = write_whole(name)
    row = find_row(parse(whole))
    for end in range(len(whole) - 60, len(whole)):
        assert_refused_or_same(whole[:end], row)


@pytest.mark.parametrize("name", CUT)
def test_whole(name: str) -> None:
    """The whole file is read, and so is one whose last line end was lost."""
    whole = write_whole(name)
    assert find_row(parse(whole.rstrip() if name != "pdf" else whole)) == find_row(parse(whole))


@pytest.mark.parametrize("given", ["page.html", Path("page.html"), None])
def test_what_is_no_bytes(given: Any) -> None:  # noqa: ANN401 - that is the point
    """A name in place of the bytes is met by a sentence that says what to give."""
    with pytest.raises(UsageError, match=rf"bytes of a page, and not a {type(given).__name__}; read them first"):
        parse(given)


def test_a_single_path_is_built_from(tmp_path: Path) -> None:
    """One path as a text is that path, and not the row of its letters."""
    page = tmp_path / "24-100-001.html"
    write_page(page, "24 100 001", "06 Feb 2025", text="We looked at it.")
    assert build(str(page), out=tmp_path / "one", jobs=1).decisions == 1
    assert build(page, out=tmp_path / "two", jobs=1).decisions == 1
