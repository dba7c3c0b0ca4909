"""Whole documents against what is known of them: how they are judged, the floors, and the page with the figures."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.evaluation.__main__ import iter_wrong, main
from tests.evaluation.accuracy import Accuracy
from tests.evaluation.counting import Share, Tally
from tests.evaluation.documents import Judged, judge_fixtures
from tests.evaluation.floors import FLOORS, admit, iter_breaches, read_floors
from tests.evaluation.invented import HIDDEN_WORD, INVENTED, find_nothing, give_tasks, write_sets
from tests.evaluation.judging import Verdict, judge, judge_value, pair_remedies
from tests.evaluation.page import (
    PAGE,
    find_reasons,
    read_template,
    to_error_table,
    to_fixture_parts,
    to_group_part,
    write_page,
)
from tests.test_fixtures import FOLDERS


@cache
def score_fixtures() -> Accuracy:
    """All fixtures."""
    return Accuracy(list(judge_fixtures()))


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wanted", "found", "counts"),
    [
        ("Upheld", "Upheld", (1, 1, 1)),
        ("Upheld", "Not upheld", (1, 1, 0)),
        (None, "Upheld", (0, 1, 0)),
        ("Upheld", None, (1, 0, 0)),
        (None, None, (0, 0, 0)),
        ([], ["12 000 001"], (0, 1, 0)),
    ],
)
def test_one_value(wanted: object, found: object, counts: tuple[int, int, int]) -> None:
    """Equal is right; another value is a miss and a false find; one side alone is the one or the other."""
    assert judge_value(wanted, found) == counts


def payment(amount: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - values of any attribute
    """A payment as an expectation has it."""
    return {"kind": "payment", "amount": amount, **more}


def test_remedies_are_paired_in_order_by_what_they_share() -> None:
    """A remedy that was missed in the middle does not shift those after it; kind or amount makes a pair."""
    wanted = [payment("100"), payment("200"), {"kind": "apology"}, payment("300")]
    found = [payment("100"), {"kind": "apology"}, {"kind": "refund_or_waiver", "amount": 300.0}]
    assert pair_remedies(wanted, found) == [(0, 0), (2, 1), (3, 2)]
    assert pair_remedies(found, wanted) == [(0, 0), (1, 2), (2, 3)]
    assert pair_remedies([], found) == []


def judged(wanted: dict[str, Any], found: dict[str, Any]) -> dict[str, Tally]:
    """The verdicts on remedies, and on citations, of which there are none."""
    return {verdict.name: verdict.tally for verdict in judge(wanted | {"citations": []}, found | {"citations": []})}


def test_missed_remedy_loses_its_attributes_and_keeps_those_of_others() -> None:
    """Attributes of a remedy that was missed count as missed; a part still points to its whole behind the gap."""
    paid = payment("500", per="once", status="agreed")
    part = payment("200", per="once", status="agreed", part_of=2)
    blank = {"recipient_text": None, "purpose": None, "deadline_on": None, "part_of": None}
    wanted = [{"kind": "apology", "status": "agreed", "recipient_text": "Mr X"}, paid, part]
    tallies = judged({"remedies": wanted}, {"remedies": [blank | paid, blank | part | {"part_of": 1}]})
    assert tallies["apology"] == (1, 0, 0)
    assert tallies["payment"] == tallies["amount"] == (2, 2, 2)
    assert tallies["status"] == (3, 2, 2)
    assert tallies["part_of"] == (1, 1, 1)
    assert tallies["recipient_text"] == (1, 0, 0)


def test_other_amount_is_a_miss_and_a_false_find() -> None:
    """A payment of another amount is wrong as a remedy and as an amount; its other attributes are still asked."""
    wanted, found = payment("500", status="agreed"), payment("50", status="agreed")
    tallies = judged({"remedies": [wanted]}, {"remedies": [found]})
    assert tallies["payment"] == tallies["amount"] == (1, 1, 0)
    assert tallies["status"] == (1, 1, 1)


def section(kind: str, heading: str, *texts: str) -> dict[str, Any]:
    """A section of numbered paragraphs."""
    paragraphs = [
        {"number": str(number), "path": str(number), "depth": 0, "kind": "paragraph", "text": text}
        for number, text in enumerate(texts, 1)
    ]
    return {"kind": kind, "topic": None, "level": 1, "heading": heading, "paragraphs": paragraphs}


def test_section_is_right_with_kind_heading_and_every_paragraph() -> None:
    """Another kind costs both kinds; a lost word costs the section, and the paragraph with its number and path."""
    wanted = [section("complaint", "The complaint", "Mr X waited.", "He asked twice."), section("summary", "Summary")]
    found = [section("complaint", "The complaint", "Mr X waited.", "He asked."), section("scope", "Summary")]
    texts = dict.fromkeys(("summary", "complaint", "background", "scope", "role_and_powers", "how_considered"))
    rest = dict.fromkeys(("findings", "assessment", "remedy", "final_decision", "not_investigated"))
    record = {"sections": found, **texts, **rest, "full_text": ""}
    rows = {(verdict.subject, verdict.name): verdict.tally for verdict in judge({"sections": wanted}, record)}
    assert [rows["sections", kind] for kind in ("complaint", "summary", "scope")] == [(1, 1, 0), (1, 0, 0), (0, 1, 0)]
    assert rows["paragraphs", "text, in its section"] == rows["paragraphs", "number"] == (2, 2, 1)
    assert rows["sections", "level of a section"] == (2, 2, 1)


# ── figures, floors, page ────────────────────────────────────────────────────────────────────────────────────────────


def test_verdicts_add_up_by_name_and_group() -> None:
    """Tallies of a name are added over documents; a group has its own; a document is all right or not."""
    good, bad = Verdict("fields", "outcome", Tally(1, 1, 1)), Verdict("fields", "outcome", Tally(1, 1, 0))
    accuracy = Accuracy([Judged("a", ("pdf",), [good]), Judged("b", ("html",), [bad])])
    assert accuracy.add_up("fields") == {"outcome": Tally(2, 2, 1)}
    assert accuracy.sum_up("fields", "pdf") == Tally(1, 1, 1)
    assert accuracy.count_whole("fields") == Share(1, 2)
    assert accuracy.figures == {"fields: outcome": 0.5}
    (title, line, _) = iter_wrong("fixtures", accuracy)
    assert "1 rows" in title
    assert line == "  b · fields, outcome: 1 expected, 1 found, 0 right"


def test_every_figure_of_the_fixtures_holds_its_floor() -> None:
    """Each field, kind and attribute that an expectation states has a floor, and is at or above it."""
    figures, floors = {"fixtures": score_fixtures().figures}, read_floors(FLOORS)
    assert set(floors["fixtures"]) == set(figures["fixtures"])
    assert list(map(str, iter_breaches(floors, figures))) == []


def test_new_figure_gets_a_floor_and_one_that_is_gone_breaks_its_own() -> None:
    """A figure without a floor starts at 0; a floor whose figure there is no more is below it."""
    assert admit({"fixtures": {"a": 0.5}}, {"fixtures": {"a": 1.0, "b": 1.0}}) == {"fixtures": {"a": 0.5, "b": 0.0}}
    (breach,) = iter_breaches({"fixtures": {"a": 0.5}}, {"fixtures": {}})
    assert str(breach) == "fixtures: a is nothing, below its floor of 0.500."


def test_no_fixture_is_left_out() -> None:
    """All fixtures are scored, and each known miss shows as an error: nothing is excused."""
    accuracy = score_fixtures()
    assert [document.name for document in accuracy.judged] == FOLDERS
    wrong = {document.name for _, document, _, _ in accuracy.iter_wrong()}
    for names in find_reasons().values():
        assert all(any(folder.startswith(name) for folder in wrong) for name in names), names


def iter_fixture_lines(accuracy: Accuracy) -> Iterator[str]:
    """What the page must say of the fixtures, line by line, without the cells of generated documents."""
    for part in (*to_fixture_parts(accuracy, None), to_group_part(accuracy, None), to_error_table(accuracy)):
        for line in part.splitlines():
            if line.startswith("| ") and "---" not in line and "expected" not in line:
                yield line.rstrip(" |")


def test_page_is_not_stale() -> None:
    """docs/accuracy.md has the figures of the fixtures as they are now, its words, and every known miss."""
    page = PAGE.read_text(encoding="utf-8")
    lines = set(iter_fixture_lines(score_fixtures()))
    starts = [line for line in lines if not any(said.startswith(line) for said in page.splitlines())]
    assert starts == [], "run `make eval`"
    said = [line for line in read_template().splitlines() if not line.startswith("<!--")]
    assert [line for line in (*said, *find_reasons()) if line not in page] == [], "run `make eval`"


def test_real_part_is_carried_over_where_there_is_nothing_real() -> None:
    """Where the folder of real documents is not there, the page keeps what it said of them."""
    nothing = Accuracy([])
    suites = {"fixtures": nothing, "generated": nothing, "real": nothing}
    first = write_page(suites, [], None)
    assert "\nNobody has scored them yet: the folder was not there.\n" in first
    before = first.replace("Nobody has scored them yet: the folder was not there.", "Told once.")
    assert "<!-- real header lines -->\n\nTold once.\n" in write_page(suites, [], before)


def test_page_shows_nothing_of_a_set_held_back(tmp_path: Path) -> None:
    """The page has the figures of the sets held back, and none of their words; misses of the others are counted."""
    write_sets(tmp_path, INVENTED)
    floors, page = tmp_path / "floors.json", tmp_path / "accuracy.md"
    floors.write_text("{}")
    tasks = give_tasks(find_nothing, find_nothing)
    assert main(["--page", str(page)], tasks=tasks, folder=tmp_path, floors_path=floors, suites={}) == 0
    written = page.read_text(encoding="utf-8")
    assert "### Remedies, held back: 1 cases" in written
    assert HIDDEN_WORD not in written
    assert re.search(r"^\| remedies, payment: missed \| 2 \| 2 \|$", written, re.MULTILINE)


def test_suites_can_be_asked_for_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """One set of documents is scored and printed when it is named, and no other."""
    document = Judged("a", ("pdf",), [Verdict("fields", "title", Tally(1, 1, 1))])
    assert main(["fixtures"], tasks={}, suites={"fixtures": lambda: [document], "real": list}) == 1
    printed = capsys.readouterr()
    assert "## Fixtures: 1 documents" in printed.out
    assert "| fields: title | 1 | 1 | 1 | 1.000 (0.207–1.000) | 1.000 (0.207–1.000) |" in printed.out
    assert "Real" not in printed.out
    assert "fixtures: fields: body_name is nothing, below its floor of 1.000." in printed.err
