"""The sentences labelled by hand: enough of them, and each label valid."""

from pathlib import Path

import msgspec
import pytest

from tests.evaluation.cases import (
    FURTHER,
    HELD_BACK,
    LABELLED,
    CitationCase,
    LabelError,
    RemedyCase,
    check_cases,
    read_cases,
)
from tests.evaluation.invented import APOLOGY, EMPTY, citation_case, law, paid, remedy_case, shorten
from tests.evaluation.sets import NAMES, TASKS, LabelledSet, read_sets

LINES = 200
"""Labelled pieces of each task, at least."""
NEGATIVES = 80
"""Pieces with nothing to be found, at least."""


@pytest.fixture(scope="module")
def sets() -> list[LabelledSet]:
    """All sets. Reading them checks fields and enums."""
    return [labelled for task in TASKS.values() for labelled in read_sets(LABELLED, task)]


def test_labels_are_valid(sets: list[LabelledSet]) -> None:
    """Labels are in order, of paragraphs that there are, and say nothing that contradicts itself."""
    assert {labelled.name: check_cases(labelled.cases) for labelled in sets} == {name: [] for name in NAMES}


def test_labels_are_enough(sets: list[LabelledSet]) -> None:
    """At least 200 pieces of each task and 80 with nothing to be found, a third held back, whatever came further."""
    sizes = {labelled.name: len(labelled.cases) for labelled in sets}
    for name in TASKS:
        held_back = sizes[name + HELD_BACK]
        assert sizes[name] + held_back >= LINES
        assert held_back * 3 >= sizes[name] + held_back
        assert sizes[name + FURTHER] > 0
    first = [labelled for labelled in sets if not labelled.name.endswith(FURTHER)]
    assert sum(not case.labels for labelled in first for case in labelled.cases) >= NEGATIVES


def test_ids_are_of_one_case(sets: list[LabelledSet]) -> None:
    """No id stands in two of the three files of a task."""
    for name in TASKS:
        ids = [case.id for labelled in sets if labelled.task.name == name for case in labelled.cases]
        twice = len(ids) - len(set(ids))
        assert twice == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "velvet", "heading": "H", "text": ["T"], "remedies": [], "note": 1}', "unknown field"),
        ('{"id": "velvet", "heading": "H", "text": [], "remedies": []}', "length >= 1"),
        ('{"id": "velvet", "heading": "H", "text": ["T"]}', "missing required field"),
        ('{"id": "a", "heading": "H", "text": ["T"], "remedies": [{"paragraph": 1, "kind": "velvet"}]}', "velvet"),
        ('{"id": "a", "heading": "H", "text": ["T"], "remedies": [{"paragraph": 0, "kind": "review"}]}', ">= 1"),
        ('{"id": "velvet", "heading": "H", "text": ["T"], "remedies": [', "truncated"),
    ],
)
def test_line_that_is_no_case_is_named(line: str, said: str, tmp_path: Path) -> None:
    """The error names file and line, and says what is wrong only where the set may be looked at."""
    for name in ("remedies", "remedies_further", "remedies_held_back"):
        path = tmp_path / f"{name}.jsonl"
        path.write_text(f"{msgspec.json.encode(shorten(EMPTY)).decode()}\n{line}\n")
        with pytest.raises(LabelError, match=f"^{name}.jsonl, line 2 is not a case") as failure:
            read_cases(path, RemedyCase)
        assert (said in str(failure.value)) == (not name.endswith(HELD_BACK))
        assert failure.value.__context__ is None


@pytest.mark.parametrize(
    ("case", "fault"),
    [
        (remedy_case(paid(), APOLOGY), "labels out of order"),
        (remedy_case({**APOLOGY, "paragraph": 4}), "a label of no paragraph"),
        (remedy_case(paid(per=None)), "an amount paid without `per`, or the reverse"),
        (remedy_case({**APOLOGY, "per": "once"}), "an amount paid without `per`, or the reverse"),
        (remedy_case({"paragraph": 1, "kind": "apology"}), "no status, or one of kind none"),
        (remedy_case({"paragraph": 1, "kind": "none", "status": "agreed"}), "no status, or one of kind none"),
        (remedy_case(paid(formula=True)), "an amount and a formula"),
        (remedy_case(paid(part_of=1)), "part of nothing"),
        (remedy_case(APOLOGY, paid(part_of=1)), "part of nothing"),
        (remedy_case(APOLOGY, paid(part_of=3)), "part of nothing"),
        (remedy_case(text=("- one",)), "an item under nothing"),
        (remedy_case(text=("One", "-- two")), "an item under nothing"),
        (remedy_case(text=("One", "-  ")), "an empty paragraph"),
        (citation_case(law(), law()), "a citation twice"),
        (citation_case({"paragraph": 1, "kind": "act"}), "a citation of nothing"),
    ],
)
def test_fault_of_a_label_is_seen(case: RemedyCase | CitationCase, fault: str) -> None:
    """Labels that can be read and cannot be right are named by line."""
    assert check_cases([case]) == [f"line 1: {fault}"]
    assert check_cases([EMPTY, EMPTY]) == ["line 2: the id of another"]
