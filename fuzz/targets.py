"""What is fuzzed: for each reader of what strangers write, what must hold of any bytes, and what to begin with."""

import gzip
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from decision_parser.crawl.verify import verify
from decision_parser.crawl.warc import iter_entries, iter_files, read_reply
from decision_parser.documents.html_edges import FEET, TOPS
from decision_parser.errors import DecisionParserError
from decision_parser.models import ProblemCode, Section
from decision_parser.parsing.citations import find_citations
from decision_parser.pipeline.parse import parse, to_json
from decision_parser.sources.lgsco.cards import read_listing
from decision_parser.sources.lgsco.sheet import read_sheet
from decision_parser.sources.lgsco.sheet_tree import read_tree_sheet
from decision_parser.text import iter_dates, iter_money, parse_date
from tests.archives import make_record
from tests.citing import section
from tests.rendering import html, samples
from tests.site.cards import CARD_MARKUPS
from tests.test_html_plain import generally, read
from tests.test_sheet import CARD, describe

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "fixtures" / "lgsco"
FOUND = Path(__file__).parent / "found"
"""What once broke a target, in a folder for each: the tests run all of it."""


class Target(NamedTuple):
    """What is run on any bytes, the bytes to begin with, and how long (bytes) its input may be."""

    run: Callable[[bytes], object]
    seeds: Callable[[], Iterable[bytes]]
    longest: int


def _fail(what: str) -> None:
    raise AssertionError(what)


# ── documents ────────────────────────────────────────────────────────────────────────────────────────────────────────


def run_html(data: bytes) -> None:
    """A page is read alike both ways, and nothing of it is lost."""
    with generally():
        expected = read(data)
    TOPS.forget()
    FEET.forget()
    if read(data) != expected:
        _fail("the fast way reads another document than the general one")
    run_any(data)


def run_any(data: bytes) -> None:
    """Bytes of any kind are a decision of which nothing is lost, or one of our errors."""
    with suppress(DecisionParserError):
        decision = parse(data)
        to_json(decision)
        if any(problem.code is ProblemCode.LOSSLESS for problem in decision.problems):
            _fail("text was lost or repeated")


def run_text(data: bytes) -> None:
    """As of any bytes, which are a text."""
    run_any(data.decode("utf-8", "replace").encode())


def run_listing(data: bytes) -> None:
    """A listing is read from events as from a tree, or is refused."""
    if describe(read_sheet(data, "text/html")) != describe(read_tree_sheet(data, "text/html")[1]):
        _fail("events tell another sheet than the tree")
    with suppress(DecisionParserError):
        read_listing(data, "text/html")


def run_warc(data: bytes) -> None:
    """Whatever a file of an archive holds, it gives entries and answers, or an error of ours, and what is wrong of it.

    The bytes are the file, packed or not, and what stands in a record whose frame is right: an answer, and its notes.
    """
    notes = data.decode("latin-1").translate({10: None, 13: None})
    for content in (
        data,
        gzip.compress(data, 1),
        make_record("response", data),
        make_record("response", b"HTTP/1.1 200 OK\r\n\r\n", warc_json_metadata=notes),
    ):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "20260101T000000Z-00000.warc.gz").write_bytes(content)
            _read_archive(Path(folder))


def _read_archive(folder: Path) -> None:
    list(verify(folder, Counter()))
    with suppress(DecisionParserError):
        for entry in [entry for path in iter_files(folder) for entry in iter_entries(path)]:
            with suppress(DecisionParserError):
                read_reply(folder, entry)


# ── what texts say ───────────────────────────────────────────────────────────────────────────────────────────────────


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def run_dates(data: bytes) -> None:
    """Any text has dates or none."""
    text = _decode(data)
    parse_date(text)
    list(iter_dates(text))


def run_money(data: bytes) -> None:
    """A sum in a text is a number that is not below zero."""
    for money in iter_money(_decode(data)):
        if not money.amount.is_finite() or money.amount < 0:
            _fail(f"{money} is no sum")


def run_citations(data: bytes) -> None:
    """What is cited are words of the paragraph that cites it."""
    paragraphs = _decode(data).split("\n")
    part = section(*paragraphs)
    texts = {each.position: each.text for each in part.paragraphs}
    for citation in find_citations([part]):
        if citation.text not in texts[citation.paragraph_position]:
            _fail(f"{citation.text!r} does not stand in its paragraph")


# ── what to begin with ───────────────────────────────────────────────────────────────────────────────────────────────


def _iter_fixtures(suffix: str) -> Iterator[bytes]:
    for path in sorted(FIXTURES.rglob(f"*{suffix}")):
        yield path.read_bytes()


@cache
def _list_paragraphs() -> tuple[str, ...]:
    found = dict.fromkeys(
        paragraph.text
        for data in _iter_fixtures(".html")
        for part in _read_sections(data)
        for paragraph in part.paragraphs
    )
    return tuple(found)


def _read_sections(data: bytes) -> tuple[Section, ...]:
    try:
        return parse(data).sections
    except DecisionParserError:
        return ()


def _iter_paragraphs() -> Iterator[bytes]:
    for text in _list_paragraphs():
        yield text.encode()


def _iter_pages() -> Iterator[bytes]:
    yield from _iter_fixtures(".html")
    for markup in html.MARKUPS:
        yield html.render(samples.sample(1, paragraphs=8), markup).encode()


def _iter_listings() -> Iterator[bytes]:
    for markup in CARD_MARKUPS.values():
        yield f"<h1>31 results</h1>{markup([CARD, CARD])}<p>2 of 4</p>".encode()


def _iter_records() -> Iterator[bytes]:
    reply = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwords\r\n0\r\n\r\n"
    yield reply
    yield b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\n\r\n" + gzip.compress(b"words")
    yield b'{"role": "decision", "identity": "a/b/c", "asked": "http://example.org/", "run": "20260101T000000Z"}'
    for kind in ("response", "revisit", "metadata", "warcinfo"):
        yield gzip.decompress(make_record(kind, reply, warc_json_metadata='{"role": "decision", "identity": "a/b/c"}'))


_LONG, _MIDDLE, _SHORT = 40_000, 4_000, 400
TARGETS = {
    "html": Target(run_html, _iter_pages, _LONG),
    "pdf": Target(run_any, lambda: _iter_fixtures(".pdf"), _LONG),
    "text": Target(run_text, lambda: _iter_fixtures(".txt"), _LONG),
    "listing": Target(run_listing, _iter_listings, _MIDDLE),
    "warc": Target(run_warc, _iter_records, _MIDDLE),
    "dates": Target(run_dates, _iter_paragraphs, _SHORT),
    "money": Target(run_money, _iter_paragraphs, _SHORT),
    "citations": Target(run_citations, _iter_paragraphs, _MIDDLE),
}
