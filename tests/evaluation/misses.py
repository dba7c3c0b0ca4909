"""What a finder missed, found in vain or understood in part: of the sets to work with, never of those held back."""

from collections.abc import Hashable, Iterator
from typing import Any, NamedTuple

from tests.evaluation.cases import Case
from tests.evaluation.scoring import Answer, Row, compare, pair
from tests.evaluation.sets import AnyTask, LabelledSet


class Miss(NamedTuple):
    """A case that is not all right, with both sides of what is not."""

    case: Case
    missed: list[str]
    false: list[str]
    differing: list[str]

    def to_lines(self) -> Iterator[str]:
        """The case to read."""
        yield f"{self.case.id} · {self.case.heading}"
        yield from (f"  {place:2} {line}" for place, line in enumerate(self.case.text, 1))
        for name, rows in (("missed", self.missed), ("false", self.false), ("differs", self.differing)):
            yield from (f"  {name + ':':9}{row}" for row in rows)

    def to_json(self) -> dict[str, Any]:
        """The case for a program."""
        told = {"id": self.case.id, "heading": self.case.heading, "text": list(self.case.text)}
        return told | {"missed": self.missed, "false": self.false, "differing": self.differing}


def iter_misses(labelled: LabelledSet, answers: list[Answer]) -> Iterator[Miss]:
    """The cases that are not all right, in the order of the file.

    Raises ValueError for a set that is held back.
    """
    if labelled.held_back:
        raise ValueError(f"{labelled.name} is only scored: nothing of it is shown.")
    for case, answer in zip(labelled.cases, answers, strict=True):
        miss = _find_miss(labelled.task, case, answer)
        if miss.missed or miss.false or miss.differing:
            yield miss


def _find_miss(task: AnyTask, case: Case, answer: Answer) -> Miss:
    pairing = pair(task, answer)
    differing = [
        f"{_tell_key(task, label)} · {name} is {_say(wanted)}, found {_say(got)} · {find.words!r}"
        for label, find in pairing.pairs
        for name, (wanted, got) in compare(task, label, find).items()
        if wanted != got
    ]
    missed, false = ([_tell(task, row) for row in rows] for rows in (pairing.missed, pairing.false))
    return Miss(case, missed, false, differing)


def _say(value: Hashable) -> str:
    return "none" if value is None else str(value)


def _tell_key(task: AnyTask, row: Row) -> str:
    key = row.keys[task.headline]
    return " · ".join(str(part) for part in key if part is not None) if isinstance(key, tuple) else str(key)


def _tell(task: AnyTask, row: Row) -> str:
    fields = [f"{name} {value}" for name, value in row.fields.items() if value is not None]
    return " · ".join([_tell_key(task, row), *fields, *([repr(row.words)] if row.words else [])])
