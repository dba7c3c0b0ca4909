"""Work in worker processes of this machine: one that is killed costs its task, and no more."""

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import wait as wait_for
from types import ModuleType
from typing import Final

from decision_parser.engines.tasks import R, T, WorkerDied, split_tasks
from decision_parser.errors import DecisionParserError

SPAWN: Final = "spawn"
FORK: Final = "fork"
"""How workers start: as new processes; or at once as copies, which have the threads' locks and none of the threads."""

_WATCH = "end with the parent"


class Processes:
    """Runs tasks in `jobs` worker processes."""

    def __init__(self, jobs: int, method: str = SPAWN) -> None:
        self.jobs = jobs
        self._pool = _start_pool(jobs, method)

    def run(
        self, work: Callable[[T], R], tasks: Iterable[T], split: Callable[[T], Iterable[T]] | None = None
    ) -> Iterator[tuple[T, R | WorkerDied]]:
        """Each task with its result, as they are done."""
        coming, waiting = iter(tasks), deque[T]()
        running: dict[Future[R], T] = {}
        while True:
            try:
                self._fill(work, coming, waiting, running)
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    yield running.pop(future), result
            except BrokenProcessPool:
                yield from self._recover(work, running, split)
                running = {}

    def _fill(
        self, work: Callable[[T], R], coming: Iterator[T], waiting: deque[T], running: dict[Future[R], T]
    ) -> None:
        """Keep every worker busy, and no more in hand than that takes: when one dies, all of it is suspect.

        A task that could not be handed out is waiting; what is still coming may be long, and costs memory.
        """
        while len(running) < 2 * self.jobs:
            if not waiting:
                waiting.extend(islice(coming, 1))
            if not waiting:
                return
            future = _submit(self._pool, work, waiting[0])
            running[future] = waiting.popleft()

    def _recover(
        self, work: Callable[[T], R], running: dict[Future[R], T], split: Callable[[T], Iterable[T]] | None
    ) -> Iterator[tuple[T, R | WorkerDied]]:
        """After a worker died: the results that were ready, the tasks that were not, and a new pool."""
        lost = []
        for future, task in running.items():
            if future.done() and not isinstance(future.exception(), BrokenProcessPool):
                yield task, future.result()
            else:
                lost.append(task)
        _kill(self._pool)
        yield from run_alone(work, split_tasks(lost, split))
        self._pool = _start_pool(self.jobs)

    def close(self) -> None:
        """Let the workers end."""
        self._pool.shutdown()

    def kill(self) -> None:
        """End the workers at once, whatever they are doing."""
        _kill(self._pool)


def run_alone(work: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | WorkerDied]]:
    """Each task with its result, in a worker that does nothing else meanwhile."""
    pool = _start_pool(1)
    try:
        for task in tasks:
            try:
                result: R | WorkerDied = _submit(pool, work, task).result()
            except BrokenProcessPool:
                result = WorkerDied()
                _kill(pool)
                pool = _start_pool(1)
                _check_start(pool)
            yield task, result
    finally:
        _kill(pool)


def _check_start(pool: ProcessPoolExecutor) -> None:
    """Raise DecisionParserError when no worker can be started at all: then no task is to blame."""
    try:
        _submit(pool, abs, 0).result()
    except BrokenProcessPool:
        raise DecisionParserError(
            "Worker processes end as soon as they start, perhaps for want of memory; run with `--jobs 1`."
        ) from None


def _submit(pool: ProcessPoolExecutor, work: Callable[[T], R], task: T) -> Future[R]:
    with without_main():
        return pool.submit(work, task)


@contextmanager
def without_main() -> Iterator[None]:
    """Start workers that know nothing of the script that was run.

    They need none of it; one that calls `build` without asking whether it is `__main__` would call it again in each.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _start_pool(jobs: int, method: str = SPAWN) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context(method), initializer=start_worker)


def can_fork() -> bool:
    """Whether a copy of this process can work: no thread is there that may hold a lock, which none would open again."""
    others = [thread for thread in threading.enumerate() if thread.name != _WATCH]
    return sys.platform == "linux" and others == [threading.current_thread()]


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):  # noqa: SLF001 - public as `kill_workers` from Python 3.14 on
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def start_worker() -> None:
    """In a worker: leave an interrupt to the parent, and end when it does, however that comes about."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name=_WATCH, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        wait_for([parent.sentinel])
        os._exit(1)
