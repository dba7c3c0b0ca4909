"""Each fixture, read as `build` reads it, against what was written down by reading it."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from decision_parser import parse, to_json
from decision_parser.pipeline.inputs import read_input

FIXTURES = Path(__file__).parents[1] / "fixtures" / "lgsco"
FOLDERS = sorted(path.parent.name for path in FIXTURES.glob("*/expected.json"))
NOT_FIELDS = {"sections", "problems", "furniture_contains"}
PARAGRAPH = ("number", "path", "depth", "kind", "text")
SECTION = ("kind", "topic", "level", "heading")

each_fixture = pytest.mark.parametrize("name", FOLDERS)


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
