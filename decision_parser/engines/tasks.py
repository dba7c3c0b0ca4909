"""What every engine does with tasks, and the one that needs no other process."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class WorkerDied:
    """Stands in place of a result: the task's worker process was killed, twice."""


class Engine(Protocol):
    """Runs tasks."""

    @property
    def jobs(self) -> int:
        """Tasks that it can work on at a time."""

    def run(
        self, work: Callable[[T], R], tasks: Iterable[T], split: Callable[[T], Iterable[T]] | None = None
    ) -> Iterator[tuple[T, R | WorkerDied]]:
        """Each task with its result, as they are done.

        A task whose worker is killed is run again, alone, in the parts that `split` makes of it: these are handed back
        in its place. What `work` raises is raised here.
        """


class InProcess:
    """Runs one task after the other, here: what kills a task kills the run."""

    jobs = 1

    def run(
        self, work: Callable[[T], R], tasks: Iterable[T], split: Callable[[T], Iterable[T]] | None = None
    ) -> Iterator[tuple[T, R | WorkerDied]]:
        """Each task with its result, in order."""
        del split  # for engines that can lose a worker
        for task in tasks:
            yield task, work(task)


def split_tasks(tasks: Iterable[T], split: Callable[[T], Iterable[T]] | None) -> list[T]:
    """The parts of `tasks`, or themselves where nothing splits them."""
    return [part for task in tasks for part in (split(task) if split else (task,))]
