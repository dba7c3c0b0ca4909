"""`python -m tests.evaluation`: what it prints, what it never prints, and floors that only rise."""

import datetime as dt
import json
import sys
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from decision_parser.models import Citation, Remedy, Stage
from decision_parser.sources.lgsco import SOURCE
from tests.evaluation import scoring
from tests.evaluation.__main__ import iter_results, main
from tests.evaluation.accuracy import SUITES
from tests.evaluation.cases import LABELLED, CitationCase, RemedyCase
from tests.evaluation.counting import draw_cases
from tests.evaluation.finders import find_citations, find_remedies
from tests.evaluation.floors import FLOORS, iter_breaches, raise_floors, read_floors
from tests.evaluation.invented import (
    FURTHER,
    HIDDEN_AMOUNT,
    HIDDEN_WORD,
    INVENTED,
    SHOWN,
    TWO,
    find_nothing,
    give_tasks,
    know_citations,
    know_remedies,
    write_sets,
)
from tests.evaluation.misses import iter_misses
from tests.evaluation.scoring import evaluate
from tests.evaluation.sets import NAMES, TASKS, read_sets
from tests.evaluation.tasks import CITATIONS


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    """A file of floors at 0."""
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({name: {f"{TASKS[name.split('_')[0]].headline}_f1": 0} for name in NAMES}))
    return path


@pytest.fixture
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals of few draws, where it does not matter how wide they are."""
    monkeypatch.setattr(scoring, "draw_cases", lambda count: draw_cases(count, 20))


OUTPUTS = [[], ["--misses"], ["--json"], ["--json", "--misses"], ["--misses", "--write-floors", "citations"]]


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("arguments", OUTPUTS, ids=" ".join)
def test_nothing_of_a_set_held_back_is_printed(
    arguments: list[str], tmp_path: Path, floors: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is asked for, and whether a finder misses all, finds what is false or fails: no text, label or id."""

    def fail(case: RemedyCase | CitationCase) -> list[Any]:
        if any(HIDDEN_WORD in line for line in case.text):
            print(case.text)  # noqa: T201 - as one does while mending a finder
            print(case.text, file=sys.stderr)  # noqa: T201 - the same
            raise ValueError(f"I cannot read {case.text}")
        return []

    def find_false(case: CitationCase) -> list[Citation]:
        return [msgspec.structs.replace(find, title=f"{HIDDEN_WORD} too") for find in know_citations(case)]

    write_sets(tmp_path, {**INVENTED, "citations": [], "citations_further": []})
    for finders in ((find_nothing, find_nothing), (fail, fail), (find_nothing, find_false)):
        code = main(arguments, tasks=give_tasks(*finders), folder=tmp_path, floors_path=floors, suites={})
        printed = "".join(capsys.readouterr())
        assert HIDDEN_WORD not in printed
        assert HIDDEN_AMOUNT not in printed
        assert code == (fail in finders)
        assert ("cases held back: 1 of ValueError" in printed) == (fail in finders)


def test_error_of_a_finder_on_a_case_held_back_is_not_passed_on(tmp_path: Path) -> None:
    """The exception that names the failure holds no other, whose words or frames would quote the case."""

    def fail(case: CitationCase) -> list[Citation]:
        raise ValueError(case.text)

    write_sets(tmp_path, INVENTED)
    working, _, held_back = read_sets(tmp_path, replace(CITATIONS, find=fail))
    with pytest.raises(ValueError, match="One"):
        working.answer()
    with pytest.raises(Exception, match="1 of ValueError") as failure:
        held_back.answer()
    assert failure.value.__context__ is None
    assert failure.value.__cause__ is None


def test_misses_of_a_set_held_back_are_refused(tmp_path: Path) -> None:
    """There is no other door: the function that lists misses refuses such a set, and its records print no words."""
    write_sets(tmp_path, INVENTED)
    for task in give_tasks(find_nothing, find_nothing).values():
        _, _, held_back = read_sets(tmp_path, task)
        answers = held_back.answer()
        with pytest.raises(ValueError, match="only scored"):
            list(iter_misses(held_back, answers))
        assert HIDDEN_WORD not in f"{held_back!r}{held_back.cases!r}{answers!r}"


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("arguments", [["--misses"], ["--json", "--misses"]], ids=" ".join)
def test_nothing_of_the_real_sets_held_back_is_printed(
    arguments: list[str], floors: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With finders that miss everything, no line or id that only the sets held back have is in the output."""
    assert main(arguments, tasks=give_tasks(find_nothing, find_nothing), floors_path=floors, suites={}) == 0
    assert _count_leaks(capsys.readouterr().out) == 0


def _count_leaks(printed: str) -> int:
    """How much of the sets held back is printed: a number, so that a failed test shows nothing of them."""
    return sum(word in printed or json.dumps(word, ensure_ascii=False)[1:-1] in printed for word in _find_secrets())


@cache
def _find_secrets() -> list[str]:
    """The lines and ids that only the sets held back have."""
    told = {ending: set[str]() for ending in (False, True)}
    for task in TASKS.values():
        for labelled in read_sets(LABELLED, task):
            told[labelled.held_back].update(word for case in labelled.cases for word in (case.id, *case.text))
    shown = "\n".join(told[False])
    secrets = [word for word in told[True] if word not in shown]  # a short line may be part of one that is shown
    enough = len(secrets) > len(told[True]) * 0.9  # of a list in an assertion, pytest would print what is in it
    assert enough
    return secrets


def test_misses_show_both_sides(tmp_path: Path, floors: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A case that is not all right is printed with its id, its text, and what is missed, false or different."""

    def find_other(case: RemedyCase) -> list[Remedy]:
        (find,) = know_remedies(case)
        return [
            msgspec.structs.replace(find, purpose=None),
            msgspec.structs.replace(find, position=2, amount=Decimal(75)),
        ]

    write_sets(tmp_path, {"remedies": [SHOWN], "remedies_further": [FURTHER], "citations": [TWO]})
    main(["--misses"], tasks=give_tasks(find_other, find_nothing), folder=tmp_path, floors_path=floors, suites={})
    printed = capsys.readouterr().out
    for line in (
        "## remedies: 1 cases are not all right",
        "r7 · Agreed action",
        "## remedies_further: 1 cases are not all right",
        "a7 · Agreed action",
        "   2 - pay £300.",
        "  false:   2 · payment · 75 · per once · purpose distress · status agreed · 'words'",
        "  differs: 2 · payment · 300 · purpose is distress, found none · 'words'",
        "  missed:  1 · care act 2014 · s10 · kind act · as_amended True",
    ):
        assert line in printed.splitlines()
    main(
        ["--misses", "--json"],
        tasks=give_tasks(find_other, find_nothing),
        folder=tmp_path,
        floors_path=floors,
        suites={},
    )
    told = json.loads(capsys.readouterr().out)
    assert [miss["id"] for name in ("remedies", "remedies_further") for miss in told[name]["misses"]] == ["r7", "a7"]
    assert "misses" not in told["remedies_held_back"]


def test_figures_are_printed_as_markdown_and_json(
    tmp_path: Path, floors: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a pipe tables are Markdown; JSON has the same figures with their intervals."""
    write_sets(tmp_path, INVENTED)
    tasks = give_tasks(know_remedies, know_citations)
    assert main(["remedies"], tasks=tasks, folder=tmp_path, floors_path=floors, suites={}) == 0
    printed = capsys.readouterr().out
    titles = [line for line in printed.splitlines() if line.startswith("## ") and not line.endswith(", fields")]
    assert titles == [f"## Remedies{kind}: 1 cases" for kind in ("", ", further", ", held back")]
    assert (
        "| kind_and_amount | 1 | 1 | 1 | 1.000 (0.207–1.000) | 1.000 (0.207–1.000) | 1.000 (1.000–1.000) |" in printed
    )
    assert "| evidence | 0 | 0 | 0 | – | – | – |" in printed
    assert "Citations" not in printed
    assert main(["--json"], tasks=tasks, folder=tmp_path, floors_path=floors, suites={}) == 0
    told = json.loads(capsys.readouterr().out)
    assert tuple(told) == NAMES
    act = told["citations"]["matches"]["act"]
    assert (act["labelled"], act["f1"]) == (2, {"value": 1.0, "interval": [1.0, 1.0]})
    assert told["citations"]["fields"]["as_amended"]["right"] == 1


def test_unknown_task_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """A task that there is not is named, with those there are."""
    with pytest.raises(SystemExit) as stopped:
        main(["bodies"])
    assert stopped.value.code == 2
    assert "no such task: bodies; there are fixtures, generated, real, remedies, citations" in capsys.readouterr().err


# ── finders ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_finders_are_asked_as_the_parser_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """They get the sections, and that of remedies all that is known of the piece; no label but a draft's stage."""
    asked: list[Any] = []

    def find(*sections_and_source: object, **known: object) -> tuple[()]:
        asked.append((sections_and_source, known))
        return ()

    monkeypatch.setattr("decision_parser.parsing.remedies.find_remedies", find)
    monkeypatch.setattr("decision_parser.parsing.citations.find_citations", find)
    case = msgspec.structs.replace(SHOWN, decided_on=dt.date(2024, 3, 22))
    assert find_remedies(case) == ()
    assert find_citations(TWO) == ()
    known = {"body_name": None, "decided_on": dt.date(2024, 3, 22), "stage": Stage.FINAL}
    assert asked == [((case.sections, SOURCE), known), ((TWO.sections,), {})]


# ── floors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_figure_below_its_floor_fails(tmp_path: Path, floors: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, and a sentence that names figure, value and floor."""
    write_sets(tmp_path, INVENTED)
    floors.write_text('{"remedies": {"kind_and_amount_f1": 0.5, "per": 0.9}, "citations": {"act_f1": 1.0}}')
    tasks = give_tasks(find_nothing, know_citations)
    assert main([], tasks=tasks, folder=tmp_path, floors_path=floors, suites={}) == 1
    assert capsys.readouterr().err.splitlines() == [
        "remedies: kind_and_amount_f1 is 0.0000, below its floor of 0.500.",
        "remedies: per is nothing, below its floor of 0.900.",
    ]
    assert main(["citations"], tasks=tasks, folder=tmp_path, floors_path=floors, suites={}) == 0


def test_floors_are_raised_and_never_lowered() -> None:
    """A floor goes up to the figure, rounded down to three digits; a lower figure or none leaves it."""
    own = {"a": 0.5, "b": 0.9, "c": 0.3, "d": 0.0, "e": 0.957}
    figures = {"remedies": {"a": 0.95798, "b": 0.2, "c": None, "d": 0.29, "e": 957 / 1000, "new": 1.0}}
    raised = raise_floors({"remedies": own, "citations": {"a": 0.1}}, figures)
    assert raised == {
        "remedies": {"a": 0.957, "b": 0.9, "c": 0.3, "d": 0.29, "e": 0.957},
        "citations": {"a": 0.1},
    }
    assert [breach.figure for breach in iter_breaches(raised, figures)] == ["remedies: b", "remedies: c"]


def test_write_floors_raises_the_file(tmp_path: Path, floors: Path) -> None:
    """The option writes what the figures allow, and a later and poorer finder cannot take it back."""
    write_sets(tmp_path, INVENTED)
    good, poor = give_tasks(know_remedies, know_citations), give_tasks(find_nothing, find_nothing)
    assert main(["--write-floors"], tasks=good, folder=tmp_path, floors_path=floors, suites={}) == 0
    raised = read_floors(floors)
    assert all(own == {f"{TASKS[name.split('_')[0]].headline}_f1": 1.0} for name, own in raised.items())
    assert main(["--write-floors"], tasks=poor, folder=tmp_path, floors_path=floors, suites={}) == 1
    assert read_floors(floors) == raised


def test_floors_are_of_figures_that_there_are() -> None:
    """Every set has floors, its headline among them, and each is the name of a figure."""
    floors = read_floors(FLOORS)
    assert set(floors) == {*NAMES, *SUITES}
    for name, own in ((name, floors[name]) for name in NAMES):
        task = TASKS[name.split("_")[0]]
        assert f"{task.headline}_f1" in own
        assert set(own) <= set(evaluate(task, []).figures)
        assert all(0 <= floor <= 1 for floor in own.values())


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("name", TASKS)
def test_every_floor_holds(name: str) -> None:
    """What the finders reach on the labelled sentences is at or above the floors, on those held back too."""
    figures = {labelled.name: evaluation.figures for labelled, evaluation, _ in iter_results(TASKS[name])}
    assert list(map(str, iter_breaches(read_floors(FLOORS), figures))) == []
