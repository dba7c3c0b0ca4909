"""What the finders read in each labelled piece, in full: `python -m tests.evaluation.readings` writes it down again.

Labels say what a careful reader understands, and `make eval` how often the finders understand the same. This says what
else stands in a row: the words of an action, of a deadline, of who gets what, and what is read where a label is missed.
So a change of a finder shows in these files, piece by piece, to whoever reviews it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from tests.evaluation.cases import HELD_BACK, LABELLED, Case, read_cases
from tests.evaluation.sets import NAMES, TASKS, AnyTask

READINGS = Path(__file__).parents[1] / "labelled" / "readings"
SHOWN = tuple(name for name in NAMES if not name.endswith(HELD_BACK))
"""The sets that may be looked at."""
_SAME = frozenset({"position", "path", "currency"})
"""Fields that say nothing here: the place in the list, and what is always the same."""
_TOLD = dict.fromkeys(("paragraph_position", "text", "kind", "status"), "")
"""How fields begin that are told without their name."""


def find_task(name: str) -> AnyTask:
    """What is to be found in a set."""
    return TASKS[name.partition("_")[0]]


def read_set(name: str) -> tuple[Case, ...]:
    """The pieces of a set. Raises ValueError for one that is held back."""
    if name not in SHOWN:
        raise ValueError(f"{name} is only scored: nothing of it is shown.")
    cases: tuple[Case, ...] = read_cases(LABELLED / f"{name}.jsonl", find_task(name).form)
    return cases


def read_readings(name: str) -> dict[str, list[str]]:
    """What is written down of a set: the lines of each piece, by its id."""
    written: dict[str, list[str]] = {}
    for line in (READINGS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            written[next(reversed(written))].append(line.strip())
        else:
            written[line] = []
    return written


def iter_readings(task: AnyTask, cases: Iterable[Case]) -> Iterator[tuple[str, list[str]]]:
    """What is read in pieces now."""
    for case in cases:
        lines = []
        for each in task.find(case):
            values = msgspec.to_builtins(each).items()
            said = (f"{_TOLD.get(name, name + ' ')}{value}" for name, value in values if value and name not in _SAME)
            lines.append(" · ".join(said))
        yield case.id, lines


def main() -> None:
    """Write down what is read now."""
    READINGS.mkdir(exist_ok=True)
    for name in SHOWN:
        read = iter_readings(find_task(name), read_set(name))
        text = "".join(f"{case}\n" + "".join(f"  {line}\n" for line in lines) for case, lines in read)
        (READINGS / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
