"""The documents that are read and judged whole: the fixtures, generated ones, and pages under real header lines."""

import codecs
import csv
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from decision_parser import parse, to_json
from tests.conftest import SHARED
from tests.evaluation.judging import Record, Verdict, judge, judge_value
from tests.rendering.headers import manuscript_with_header
from tests.rendering.samples import sample
from tests.site.cards import CARD_MARKUPS
from tests.test_fixtures import FOLDERS, find_snapshot, parse_fixture, read_expected
from tests.test_headers import DERIVED, PRINTED
from tests.test_listing import read_cards, read_real_cards
from tests.test_real import PDF, PDF_FIELDS, STATEMENT, STATEMENT_FIELDS, parse_file
from tests.thousand import FORMS, HTML, QUIRKS

GENERATED_COUNT = 200
FACTS = SHARED / "facts"
REAL = SHARED / "real"
_ERAS = (2018, 2021)
_MARKUPS = (
    ("html, values in a `dl`", r"<dt[^>]*>\s*Category"),
    ("html, values in a table", r"<t[hd][^>]*>\s*Category"),
    ("html, label and value in elements", r"class=\"label\"[^>]*>\s*Category"),
    ("html, plain lines", r"Category"),
)


class Judged(NamedTuple):
    """A document with its verdicts, and the groups that it belongs to: its form, its years."""

    name: str
    groups: tuple[str, ...]
    verdicts: list[Verdict]


def judge_fixtures() -> Iterator[Judged]:
    """Each fixture against what was written down by reading it."""
    for name in FOLDERS:
        wanted = read_expected(name)
        groups = (_find_form(name), _find_era(wanted["decided_on"]))
        yield Judged(name, groups, list(judge(wanted, parse_fixture(name))))


def _find_form(name: str) -> str:
    path = find_snapshot(name)
    if path.suffix != ".html":
        return {".pdf": "pdf", ".txt": "plain text"}[path.suffix]
    data = path.read_bytes()
    page = data.decode("utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8", "replace")
    return next((form for form, words in _MARKUPS if re.search(words, page)), "html, no labels")


def _find_era(day: str | None) -> str:
    if day is None:
        return "without a date"
    year, first, second = int(day[:4]), *_ERAS
    if year <= first:
        return f"decided before {first + 1}"
    return f"decided in {first + 1} to {second}" if year <= second else f"decided since {second + 1}"


def judge_generated(count: int = GENERATED_COUNT) -> Iterator[Judged]:
    """Invented decisions that were rendered in each form, against what the renderer says must come of them."""
    for number in range(count):
        form = FORMS[number % len(FORMS)]
        manuscript = sample(number, 10 + number % 50)
        page = form.write(manuscript, QUIRKS[number // len(FORMS) % len(QUIRKS)])
        found: Record = json.loads(to_json(parse(page)))
        yield Judged(f"generated {number}", (form.name,), list(judge(form.expect(manuscript), found)))


# ── real header lines ────────────────────────────────────────────────────────────────────────────────────────────────


def judge_real() -> Iterator[Judged]:
    """What is known of real decisions, in the folder beside the checkout: nothing where that is not there."""
    if (FACTS / "lgsco_decisions.csv").is_file():
        yield from _judge_headers(FACTS / "lgsco_decisions.csv")
    if (FACTS / "lgsco_cards.csv").is_file():
        yield from _judge_cards(FACTS / "lgsco_cards.csv")
    for name, wanted in ((STATEMENT, STATEMENT_FIELDS), (PDF, PDF_FIELDS)):
        if (REAL / name).is_file():
            yield _judge_file(REAL / name, wanted)


def _judge_headers(path: Path) -> Iterator[Judged]:
    """Real header lines over invented text: each once, in the markups in turn, so that the count is that of headers."""
    with path.open(encoding="utf-8", newline="") as file:
        for row, form in zip(csv.DictReader(file), itertools.cycle(HTML), strict=False):
            manuscript = manuscript_with_header(row)
            expected = form.expect(manuscript)
            wanted = {name: row[name] or None for name in PRINTED} | {name: expected[name] for name in DERIVED}
            found: Record = json.loads(to_json(parse(form.write(manuscript, ()))))
            yield Judged(row["case_reference"], ("headers of pages",), list(judge(wanted, found)))


def _judge_cards(path: Path) -> Iterator[Judged]:
    """Real entries of the publisher's list, ten a page, in the markups in turn."""
    cards, markups = read_real_cards(path), itertools.cycle(CARD_MARKUPS.values())
    for start in range(0, len(cards), 10):
        shown = cards[start : start + 10]
        found = {card.address: msgspec.structs.asdict(card) for card in read_cards(next(markups)(shown))}
        for card in shown:
            got = found.get(card.address, {})
            wanted = msgspec.structs.asdict(card)
            verdicts = [Verdict("fields", name, judge_value(value, got.get(name))) for name, value in wanted.items()]
            yield Judged(card.address or "", ("entries of the list",), verdicts)


def _judge_file(path: Path, fields: dict[str, Any]) -> Judged:
    decision = parse_file(path)
    verdicts = [
        Verdict("fields", name, judge_value(value, getattr(decision, name)))
        for name, value in fields.items()
        if name not in {"furniture", "media_type"}
    ]
    return Judged(path.name, ("whole decisions",), verdicts)
