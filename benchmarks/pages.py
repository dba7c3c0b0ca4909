"""Pages: each stage of `parse`, and what others would use, as multiples of lxml's bare parse of the same bytes."""

import importlib
import re
from collections.abc import Callable
from functools import partial

import lxml.html
from bs4 import BeautifulSoup

from benchmarks.samples import write_pages
from benchmarks.tables import Table, say_limit
from benchmarks.templates import LENGTHS
from benchmarks.timing import Cost, Rounds
from decision_parser.documents import read_document
from decision_parser.models import Decision, Document
from decision_parser.parsing import assembly, parse_document
from decision_parser.parsing.citations import find_citations
from decision_parser.parsing.remedies import find_remedies
from decision_parser.pipeline.parse import parse
from decision_parser.quality import check_decision
from decision_parser.sources import find_source
from tests.rendering import html

_MOST = 3.0
_LEAST = 15.0
_PAGES = 30
"""Pages of a round: enough that code and tables are at hand as in a build, and so few that a round is over before the
machine's speed changes, as it does by half where others share its processor."""
_SOURCE = find_source("lgsco")
_FLOOR, _ALL = "lxml", "parse"
_STAGES = ("read_document", "parse_document", "citations", "remedies", "checks")
_TITLES = {
    "read_document": "`read_document`: blocks",
    "parse_document": "`parse_document` without meaning",
    "citations": "citations",
    "remedies": "remedies",
    "checks": "checks, nothing lost among them",
}
_NOTE = f"""\
Pages are those of the corpus: 48 kB on average, a quarter of it the decision's own text; half of them short, a third
usual, the rest long; seven in ten in the markup that is nearest to the publisher's. Each round is of {_PAGES} pages
that none before had, and the last row of other pages than those above it: nothing of them can be remembered, but what
all decisions repeat is, as in a build."""


def measure_stages(rounds: int) -> Table:
    """A row for each stage, and one for all of `parse`."""
    timed, whole = Rounds(), Rounds()
    for _ in range(rounds + 1):
        _time_stages(timed, write_pages(_PAGES))
        _time_pair(whole, write_pages(_PAGES), {_ALL: parse})
    floor, found = timed.compare(_FLOOR, _FLOOR), whole.compare(_ALL, _FLOOR)
    rows = [("`lxml.html.document_fromstring`", f"{floor.milliseconds:.2f} ms", "1.00", "", "")]
    rows += [_describe(_TITLES[name], timed.compare(name, _FLOOR)) for name in _STAGES]
    timed.note_sum("stages", _STAGES)
    rows.append(_describe("these stages together", timed.compare("stages", _FLOOR)))
    rows.append((*_describe("**`parse`**", found)[:-1], say_limit(holds=round(found.ratio, 2) <= _MOST)))
    columns = ("of a page", "CPU", "times lxml", "middle half", f"≤ {_MOST}")
    return Table("Pages: what each stage costs", columns, rows, [_NOTE])


def measure_markups(rounds: int) -> Table:
    """A row for each markup, with all lengths in their shares, and one for each length, with all markups."""
    rows = []
    for markup in html.MARKUPS:
        found = _measure(rounds, lambda template, markup=markup: template.markup == markup)
        rows.append((*_describe(f"markup `{markup}`", found)[:-1], say_limit(holds=round(found.ratio, 2) <= _MOST)))
    for length, (few, many) in LENGTHS.items():
        found = _measure(rounds, lambda template, length=length: template.length == length)
        name = f"{length}: {few} to {many} paragraphs"
        rows.append((*_describe(name, found)[:-1], say_limit(holds=round(found.ratio, 2) <= _MOST)))
    columns = ("pages", "CPU", "times lxml", "middle half", f"≤ {_MOST}")
    return Table("Pages: `parse`, by markup and by length", columns, rows)


def measure_others(rounds: int) -> Table:
    """A row for each other way to read the pages: how much faster ours is."""
    others: dict[str, Callable[[bytes], object]] = {
        name: partial(read_with_soup, parser) for name, parser in _PARSERS.items()
    }
    extract = _find_extract()
    if extract:
        others["trafilatura"] = extract
    timed = Rounds()
    for _ in range(rounds + 1):
        pages = write_pages(_PAGES, lambda template: template.markup == "article")
        _time_pair(timed, pages, {_ALL: parse, **others})
    ours = timed.compare(_ALL, _ALL)
    rows = [
        ("`parse`: sections, paragraphs, fields, remedies, citations, checks", f"{ours.milliseconds:.2f} ms")
        + ("",) * 3
    ]
    for name in others:
        found = timed.compare(name, _ALL)
        limit = say_limit(holds=found.ratio >= _LEAST) if name in _PARSERS else ""
        rows.append((_OTHERS[name], f"{found.milliseconds:.1f} ms", f"{found.ratio:.1f}", found.middle_half, limit))
    notes = [_OTHERS_NOTE] if extract else [_OTHERS_NOTE, "trafilatura is not installed here, and was left out."]
    columns = ("of a page", "CPU", "times as much", "middle half", f"≥ {_LEAST:.0f}")
    return Table("Pages: what people would use otherwise", columns, rows, notes)


_OTHERS_NOTE = """\
Pages are those of the corpus in the markup `article` alone, for which the script was written: in others it finds less.
Neither it nor trafilatura reads numbers of paragraphs, remedies or law, or checks that nothing was lost."""
_PARSERS = {"plain": "html.parser", "over lxml": "lxml"}
_OTHERS = {
    "plain": "a plain script with beautifulsoup4: title, header, headings and paragraphs, sums",
    "over lxml": "the same over lxml, where its writer knows of that",
    "trafilatura": "`trafilatura.extract`: the main text",
}


def read_with_soup(parser: str, data: bytes) -> dict[str, object]:
    """What a script of an afternoon reads of a page."""
    soup = BeautifulSoup(data, parser)
    title = soup.find("h1")
    found: dict[str, object] = {"title": title.get_text(strip=True) if title else None}
    for label in soup.find_all(["th", "dt", "span"], string=re.compile("^(Category|Decision|Decision date)")):
        value = label.find_next(["td", "dd", "span"])
        found[label.get_text(strip=True).rstrip(" :")] = value.get_text(" ", strip=True) if value else None
    sections = {}
    for heading in soup.find_all(["h2", "h3"]):
        texts = []
        for sibling in heading.find_next_siblings():
            if sibling.name in {"h2", "h3"}:
                break
            texts += [item.get_text(" ", strip=True) for item in sibling.find_all(["li", "p"])]
        sections[heading.get_text(strip=True)] = texts
    found["sections"] = sections
    found["amounts"] = [sum_ for texts in sections.values() for text in texts for sum_ in _SUM.findall(text)]
    return found


_SUM = re.compile(r"£\d[\d,]*(?:\.\d\d)?")


def _measure(rounds: int, wanted: Callable[..., bool]) -> Cost:
    timed = Rounds()
    for _ in range(rounds + 1):
        _time_pair(timed, write_pages(_PAGES, wanted), {_ALL: parse})
    return timed.compare(_ALL, _FLOOR)


def _time_pair(timed: Rounds, pages: list[bytes], works: dict[str, Callable[[bytes], object]]) -> None:
    timed.time(_FLOOR, lxml.html.document_fromstring, pages)
    for name, work in works.items():
        timed.time(name, work, pages)


def _time_stages(timed: Rounds, pages: list[bytes]) -> None:
    """Each stage on what the one before it made, on words that none has seen."""
    timed.time(_FLOOR, lxml.html.document_fromstring, pages)
    timed.time("read_document", read_document, pages)
    documents = [read_document(page) for page in pages]
    reading = vars(assembly)
    kept = reading["read_meaning"]
    reading["read_meaning"] = _read_nothing
    try:
        timed.time("parse_document", _parse, documents)
        decisions = [_parse(document) for document in documents]
    finally:
        reading["read_meaning"] = kept
    timed.time("citations", lambda decision: find_citations(decision.sections), decisions)
    timed.time("remedies", _find_remedies, decisions)
    whole = list(zip(map(_parse, documents), documents, strict=True))
    timed.time("checks", lambda pair: check_decision(*pair, _SOURCE), whole)


def _read_nothing(*_: object) -> dict[str, object]:
    return {}


def _parse(document: Document) -> Decision:
    return parse_document(document, _SOURCE, url=None, snapshot_sha256="")


def _find_remedies(decision: Decision) -> object:
    body, day, stage = decision.body_name, decision.decided_on, decision.stage
    return find_remedies(decision.sections, _SOURCE, body_name=body, decided_on=day, stage=stage)


def _describe(name: str, found: Cost) -> tuple[str, str, str, str, str]:
    return name, f"{found.milliseconds:.2f} ms", f"{found.ratio:.2f}", found.middle_half, ""


def _find_extract() -> Callable[[bytes], object] | None:
    """The function of a library that is no part of the set-up, where it is there."""
    try:
        return partial(importlib.import_module("trafilatura").extract)
    except ImportError:
        return None
