"""The sets of labelled cases: three for each task, two to look at while working and one that is only scored."""

from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from tests.evaluation.cases import FURTHER, HELD_BACK, Case, is_held_back, read_cases
from tests.evaluation.scoring import Answer, Task
from tests.evaluation.tasks import CITATIONS, REMEDIES

AnyTask = Task[Any, Any]
TASKS: dict[str, AnyTask] = {task.name: task for task in (REMEDIES, CITATIONS)}
ENDINGS = ("", FURTHER, HELD_BACK)
NAMES = tuple(name + ending for name in TASKS for ending in ENDINGS)


class FinderError(Exception):
    """A finder fails on cases held back. What it says of them is not passed on."""


class LabelledSet(NamedTuple):
    """The cases of one file and what is to be found in them."""

    path: Path
    task: AnyTask
    cases: tuple[Case, ...]

    @property
    def name(self) -> str:
        """The name in tests/floors.json."""
        return self.path.stem

    @property
    def held_back(self) -> bool:
        """Whether it may only be scored."""
        return is_held_back(self.path)

    @property
    def title(self) -> str:
        """The name to read: `Remedies`, `Remedies, further`."""
        task, *ending = self.name.split("_", 1)
        return ", ".join([task.capitalize(), *ending]).replace("_", " ")

    def __repr__(self) -> str:
        """Nothing that a case says."""
        return f"<{self.name}>"

    def answer(self) -> list[Answer]:
        """Both sides of each case. A finder's error passes, unless the set is held back."""
        return self._answer_unseen() if self.held_back else [self.task.answer(case) for case in self.cases]

    def _answer_unseen(self) -> list[Answer]:
        answers = []
        failures = Counter[str]()
        for case in self.cases:
            try:
                with redirect_stdout(StringIO()), redirect_stderr(StringIO()):  # a finder being mended may print
                    answers.append(self.task.answer(case))
            except Exception as error:  # noqa: BLE001 - whatever it is, its words and its traceback may quote the case
                failures[type(error).__name__] += 1
        if failures:
            names = ", ".join(f"{count} of {name}" for name, count in sorted(failures.items()))
            raise FinderError(f"The finder of {self.task.name} fails on cases held back: {names}.")
        return answers


def read_sets(folder: Path, task: AnyTask) -> Iterator[LabelledSet]:
    """The sets of a task."""
    for ending in ENDINGS:
        path = folder / f"{task.name}{ending}.jsonl"
        yield LabelledSet(path, task, read_cases(path, task.form))
