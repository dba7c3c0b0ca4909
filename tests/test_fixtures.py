"""Each fixture, read as `build` reads it, against what was written down by reading it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from decision_parser import parse, to_json
from decision_parser.pipeline.inputs import read_input

FIXTURES = Path(__file__).parents[1] / "fixtures" / "lgsco"
FOLDERS = sorted(path.parent.name for path in FIXTURES.glob("*/expected.json"))
READ = Path(__file__).with_name("records")
NOT_FIELDS = {"sections", "remedies", "remedy_total", "citations", "problems", "furniture_contains"}
PARAGRAPH = ("number", "path", "depth", "kind", "text")
SECTION = ("kind", "topic", "level", "heading")
MONEY = ("kind", "amount", "per", "purpose", "part_of")
PAID = {"payment", "refund_or_waiver"}
GIVEN = PAID | {"apology"}

each_fixture = pytest.mark.parametrize("name", FOLDERS)


def each_fixture_but(misses: Mapping[str, str]) -> pytest.MarkDecorator:
    """Each fixture; those that the parser is known to read otherwise than a person are to fail, with the reason.

    A name stands for all folders that begin so.
    """
    assert [miss for miss in misses if not any(name.startswith(miss) for name in FOLDERS)] == []
    params = []
    for name in FOLDERS:
        reasons = [reason for miss, reason in misses.items() if name.startswith(miss)]
        marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason) for reason in reasons]
        params.append(pytest.param(name, marks=marks))
    return pytest.mark.parametrize("name", params)


# ── what the parser is known to read otherwise than a person ─────────────────────────────────────────────────────────

LAW_DUTY = "what the law obliges a council to do with any report, “tell us what it decides”, is taken for evidence"
BOTH_AGREE = (
    "“both should agree in writing who does what when a child of 16 or 17 is homeless” is for others and the future"
)
REMEDY_MISSES = {
    "15-901-136": LAW_DUTY,
    "15-901-169": LAW_DUTY,
    "15-901-442": LAW_DUTY,
    "15-901-740": LAW_DUTY,
    "15-901-256": BOTH_AGREE,
    "16-901-249": BOTH_AGREE,
    "16-102-249": "the duty to “confirm within three months the action it has taken” is taken for evidence",
    "19-102-777": "“has agreed to” under a final heading is taken for proposed, because of the foot of a draft",
    "20-100-115-same-reference-transport": "“there is nothing here that needs a remedy” is not read",
    "20-101-489": "“Nine of these firms have been paid”, cases of others put right, is taken for a payment",
    "21-100-655": "“put right its notes” is not read",
    "23-101-273": "“agree with Council B … how” is for the future; “the £250 that it offered before” is not read",
}
MONEY_MISSES = {
    "17-101-451": "“£228 a week, or £23,712”: the rate is not seen to be part of its sum",
    "18-101-500": "“£1,000 for the time in bed and breakfast” is taken for time and trouble",
    "20-101-489": REMEDY_MISSES["20-101-489"],
    "23-101-273": "“in place of the £250 that it offered before” is not read",
}
RECIPIENT_MISSES = {
    "17-101-451": "“pay Joan and Peter what they should have been paid”: names without a title",
    "16-102-249": "“each of the other neighbours £250” is taken for Mrs I; “apologise to all of them” is not read",
}
CITATION_MISSES = {
    "21-102-330": "“Fostering Services: National Minimum Standards, standard 21” is not read",
    "23-101-273": "“the government’s guidance of March 2022, ‘Disabled Facilities Grant delivery’” is not read",
    "24-100-781": "“‘Tree Preservation Orders and trees in conservation areas’, the government’s guidance” is not read",
}
BOILERPLATE_MISSES = {name: CITATION_MISSES[name] for name in ("21-102-330", "23-101-273", "24-100-781")}


@cache
def find_snapshot(name: str) -> Path:
    """The file that was received."""
    (snapshot,) = (path for path in (FIXTURES / name).glob("snapshot.*") if path.suffix != ".json")
    return snapshot


@cache
def parse_fixture(name: str) -> dict[str, Any]:
    """The fixture's decision as JSON, with what its sidecar says of its address, time and charset."""
    data, sidecar = read_input(str(find_snapshot(name)))
    decision = parse(data, url=sidecar.url, media_type=sidecar.declared, fetched_at=sidecar.fetched_at)
    parsed: dict[str, Any] = json.loads(to_json(decision))
    return parsed


@cache
def read_expected(name: str) -> dict[str, Any]:
    """What the document says, written by a person."""
    wanted: dict[str, Any] = json.loads((FIXTURES / name / "expected.json").read_text("utf-8"))
    return wanted


def test_there_are_fixtures() -> None:
    """There are thirty decisions or more, of all three formats, and each folder holds all three files."""
    assert len(FOLDERS) >= 30
    assert sorted(path.name for path in FIXTURES.iterdir() if path.is_dir()) == FOLDERS
    assert {find_snapshot(name).suffix for name in FOLDERS} == {".html", ".pdf", ".txt"}
    assert [name for name in FOLDERS if not find_snapshot(name).with_suffix(".json").exists()] == []


@each_fixture
def test_sidecar(name: str) -> None:
    """The sidecar is about the very bytes beside it."""
    sidecar = json.loads(find_snapshot(name).with_suffix(".json").read_bytes())
    assert sidecar["sha256"] == hashlib.sha256(find_snapshot(name).read_bytes()).hexdigest()
    assert parse_fixture(name)["snapshot_sha256"] == sidecar["sha256"]
    assert parse_fixture(name)["media_type"] == sidecar["media_type"]


@each_fixture
def test_fields(name: str) -> None:
    """Each field of the decision has the value that the document prints, or null where it prints none."""
    wanted = {field: value for field, value in read_expected(name).items() if field not in NOT_FIELDS}
    assert {field: parse_fixture(name)[field] for field in wanted} == wanted


@each_fixture
def test_sections(name: str) -> None:
    """The sections come in the document's order, each with its kind, topic, level and printed heading."""
    found, wanted = parse_fixture(name)["sections"], read_expected(name)["sections"]
    assert [pick(section, SECTION) for section in found] == [pick(section, SECTION) for section in wanted]
    assert [section["position"] for section in found] == list(range(1, len(found) + 1))


@each_fixture
def test_paragraphs(name: str) -> None:
    """Each paragraph stands in its section with its number, path, depth, kind and text, in the document's order."""
    found, wanted = parse_fixture(name)["sections"], read_expected(name)["sections"]
    for ours, theirs in zip(found, wanted, strict=True):
        paragraphs = [pick(paragraph, PARAGRAPH) for paragraph in ours["paragraphs"]]
        assert paragraphs == [pick(paragraph, PARAGRAPH) for paragraph in theirs["paragraphs"]], ours["heading"]
    positions = [paragraph["position"] for section in found for paragraph in section["paragraphs"]]
    assert positions == list(range(1, len(positions) + 1))
    assert parse_fixture(name)["paragraph_count"] == len(positions)


def pick(record: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """Some fields of a record."""
    return {field: record[field] for field in fields}


@each_fixture
def test_problems(name: str) -> None:
    """The problems are those that the document has, each with the words that it is about, and no others."""
    found = [(problem["code"], problem["detail"]) for problem in parse_fixture(name)["problems"]]
    left = list(found)
    for wanted in read_expected(name)["problems"]:
        match = next((p for p in left if p[0] == wanted["code"] and wanted["detail_contains"] in p[1]), None)
        assert match, f"{wanted} is not among {found}"
        left.remove(match)
    assert left == []
    assert parse_fixture(name)["problem_count"] == len(found)


@each_fixture
def test_furniture(name: str) -> None:
    """What stands around the decision is on the record with a reason each, and stands in no paragraph."""
    furniture = parse_fixture(name)["furniture"]
    for words in read_expected(name)["furniture_contains"]:
        assert [entry for entry in furniture if words in entry["text"]], f"no furniture holds {words!r}"
    assert all(entry["reason"] and entry["text"] for entry in furniture)
    texts = {paragraph["text"] for section in parse_fixture(name)["sections"] for paragraph in section["paragraphs"]}
    assert [entry["text"] for entry in furniture if entry["text"] in texts] == []


@each_fixture
def test_lossless(name: str) -> None:
    """Every visible character of the document ended in exactly one place."""
    assert [problem for problem in parse_fixture(name)["problems"] if problem["code"] == "lossless"] == []


@each_fixture
def test_texts(name: str) -> None:
    """The column of a kind is the text of its sections in order; the full text is all headings and paragraphs."""
    parsed, wanted = parse_fixture(name), read_expected(name)["sections"]
    lines: list[str] = []
    columns: dict[str, list[str]] = {}
    for section in wanted:
        texts = [paragraph["text"] for paragraph in section["paragraphs"]]
        lines += [section["heading"], *texts] if section["heading"] else texts
        columns.setdefault(section["kind"], []).extend(texts)
    assert parsed["full_text"] == "\n".join(lines)
    assert parsed["word_count"] == len(parsed["full_text"].split())
    for kind in ("summary", "complaint", "background", "scope", "role_and_powers", "how_considered", "findings"):
        assert parsed[kind] == ("\n".join(columns.get(kind, [])) or None)
    for kind in ("assessment", "remedy", "final_decision", "not_investigated"):
        assert parsed[kind] == ("\n".join(columns.get(kind, [])) or None)


# ── what is to be done, and which law is cited ───────────────────────────────────────────────────────────────────────


@each_fixture_but(REMEDY_MISSES)
def test_remedies(name: str) -> None:
    """Each action is found, and nothing else, in the document's order, with its kind and how far it has come."""
    found, wanted = parse_fixture(name)["remedies"], read_expected(name)["remedies"]
    compare(name, [state(row, ("kind", "status")) for row in found], [state(row, ("kind", "status")) for row in wanted])
    assert [row["position"] for row in found] == list(range(1, len(found) + 1))


@each_fixture_but(MONEY_MISSES)
def test_remedy_money(name: str) -> None:
    """Each payment and refund has its amount, how often or for how many it is due, its purpose and its whole."""
    found, wanted = parse_fixture(name)["remedies"], read_expected(name)["remedies"]
    compare(
        name,
        [state(row, MONEY) for row in found if row["kind"] in PAID],
        [state(row, MONEY) for row in wanted if row["kind"] in PAID],
    )


@each_fixture
def test_remedy_deadlines(name: str) -> None:
    """An action has a last day where one is printed, or where the words count from the decision; else it has none."""
    found, wanted = parse_fixture(name)["remedies"], read_expected(name)["remedies"]
    compare(
        name,
        [state(row, ("kind", "deadline_on")) for row in found if row["deadline_on"]],
        [state(row, ("kind", "deadline_on")) for row in wanted if "deadline_on" in row],
    )


@each_fixture_but(RECIPIENT_MISSES)
def test_remedy_recipients(name: str) -> None:
    """Who gets an apology, payment or refund is given in the printed words, where these say it plainly."""
    found = [row for row in parse_fixture(name)["remedies"] if row["kind"] in GIVEN]
    wanted = [row for row in read_expected(name)["remedies"] if row["kind"] in GIVEN]
    plain = [place for place, row in enumerate(wanted) if "recipient_text" in row]
    compare(
        name,
        [(place + 1, found[place]["recipient_text"]) for place in plain if place < len(found)],
        [(place + 1, wanted[place]["recipient_text"]) for place in plain],
    )


@each_fixture
def test_remedy_total(name: str) -> None:
    """The total is that of the amounts due once, each pound once: no part of another, and no earlier offer."""
    found, wanted = parse_fixture(name)["remedy_total"], read_expected(name)["remedy_total"]
    compare(name, None if found is None else Decimal(str(found)), None if wanted is None else Decimal(wanted))


@each_fixture_but(CITATION_MISSES)
def test_citations(name: str) -> None:
    """Each provision is found in the document's order, with the title of the law that it is of."""
    found, wanted = parse_fixture(name)["citations"], read_expected(name)["citations"]
    fields = ("title", "provision")
    compare(name, [state(row, fields) for row in found], [state(row, fields) for row in wanted])
    assert [row["position"] for row in found] == list(range(1, len(found) + 1))


@each_fixture_but(BOILERPLATE_MISSES)
def test_boilerplate(name: str) -> None:
    """A citation is boilerplate where it stands among the Ombudsman's powers, and nowhere else."""
    found, wanted = parse_fixture(name)["citations"], read_expected(name)["citations"]
    fields = ("provision", "boilerplate")
    compare(name, [state(row, fields) for row in found], [state(row, fields) for row in wanted])


def state(row: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """What a row states of these fields; an amount is a number, however it is written."""
    stated = {field: row[field] for field in fields if row.get(field) not in {None, False}}
    return stated | {"amount": Decimal(str(stated["amount"]))} if "amount" in stated else stated


def compare(name: str, found: object, wanted: object) -> None:
    """A difference names the fixture and shows both sides."""
    assert found == wanted, f"{name}\n  found: {found}\n  read:  {wanted}"


# ── what else stands in the record ───────────────────────────────────────────────────────────────────────────────────


@each_fixture
def test_the_rest_of_the_record(name: str) -> None:
    """What `expected.json` does not say is as it was: words, addresses, reasons, and where each problem was seen.

    After a change that was meant: `python -m tests.test_fixtures`, and read what it changed.
    """
    assert list(iter_rest(name)) == (READ / f"{name}.txt").read_text(encoding="utf-8").split("\n")[:-1]


def iter_rest(name: str) -> Iterator[str]:
    """The fields of a record that are no text of its sections, a line for each row of a list."""
    for field, value in parse_fixture(name).items():
        if isinstance(value, list) and field != "sections":
            yield from (f"{field} {' · '.join(iter_stated(row))}" for row in value)
        elif field in {"content_sha256", "further_report_text", "satisfied_on_text"} and value:
            yield f"{field} {value}".replace("\n", " / ")
    for section in parse_fixture(name)["sections"]:
        if marks := [paragraph["marker"] for paragraph in section["paragraphs"] if paragraph["marker"]]:
            yield f"section {section['position']}: {' '.join(marks)}"


def iter_stated(row: object) -> Iterator[str]:
    """What a row says."""
    if isinstance(row, dict):
        yield from (
            f"{key} {value}".replace("\n", " / ") for key, value in row.items() if value not in (None, False, "")
        )
    else:
        yield str(row)


def main() -> None:
    """Write down the rest of every record as it is read now."""
    READ.mkdir(exist_ok=True)
    for name in FOLDERS:
        (READ / f"{name}.txt").write_text("\n".join(iter_rest(name)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
