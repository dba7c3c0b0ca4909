"""What the finders read in each labelled piece, in full: `python -m tests.evaluation.readings` writes it down again.

Labels say what a careful reader understands, and `make eval` how often the finders understand the same. This says what
else stands in a row: the words of an action, of a deadline, of who gets what, and what is read where a label is missed.
So a change of a finder shows in these files, piece by piece, to whoever reviews it.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tests.evaluation.cases import LABELLED, Case
from tests.evaluation.sets import TASKS, AnyTask, LabelledSet, read_sets

READINGS = Path(__file__).parents[1] / "labelled" / "readings"
_SAME = frozenset({"position", "path", "currency"})
"""Fields that say nothing here: the place in the list, and what is always the same."""
_TOLD = dict.fromkeys(("paragraph_position", "text", "kind", "status"), "")
"""How fields begin that are told without their name."""


class Keeper:
    """A finder that keeps what it finds, piece by piece."""

    def __init__(self, find: Callable[[Any], Sequence[Any]]) -> None:
        self._find = find
        self._found: list[tuple[Case, Sequence[Any]]] = []

    def __call__(self, case: Case) -> Sequence[Any]:
        """What the finder finds."""
        found = self._find(case)
        self._found.append((case, found))
        return found

    def tell(self, labelled: LabelledSet) -> str:
        """What was found in the pieces of a set. Raises ValueError for one that is held back."""
        if labelled.held_back:
            raise ValueError(f"{labelled.name} is only scored: nothing of it is shown.")
        wanted = {case.id for case in labelled.cases}
        return "".join(f"{line}\n" for case, found in self._found if case.id in wanted for line in _tell(case, found))


def _tell(case: Case, found: Sequence[Any]) -> Iterator[str]:
    yield case.id
    for each in found:
        values = msgspec.to_builtins(each)
        said = (
            f"{_TOLD.get(name, name + ' ')}{value}" for name, value in values.items() if value and name not in _SAME
        )
        yield "  " + " · ".join(said)


def read_readings(task: AnyTask) -> dict[str, str]:
    """What is written down of the sets of a task that are not held back, by the name of the set."""
    return {
        labelled.name: (READINGS / f"{labelled.name}.txt").read_text(encoding="utf-8")
        for labelled in read_sets(LABELLED, task)
        if not labelled.held_back
    }


def iter_changes(kept: str, told: str) -> Iterator[str]:
    """The lines that one of two readings of a set has and the other has not, with the piece that they are of."""
    before, after = (set(_iter_lines(text)) for text in (kept, told))
    yield from (f"- {line}" for line in sorted(before - after))
    yield from (f"+ {line}" for line in sorted(after - before))


def _iter_lines(text: str) -> Iterator[str]:
    piece, number = "", 0
    for line in text.splitlines():
        piece, number = (piece, number + 1) if line.startswith(" ") else (line, 0)
        yield f"{piece} {number} {line.strip()}"


def main() -> None:
    """Write down what is read now."""
    READINGS.mkdir(exist_ok=True)
    for task in TASKS.values():
        for labelled in (each for each in read_sets(LABELLED, task) if not each.held_back):
            keeper = Keeper(task.find)
            for case in labelled.cases:
                keeper(case)
            (READINGS / f"{labelled.name}.txt").write_text(keeper.tell(labelled), encoding="utf-8")


if __name__ == "__main__":
    main()
