"""One task in a process of its own, so that it is not this one that it kills."""

import multiprocessing
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection

from decision_parser.engines.processes import FORK, SPAWN, can_fork, start_worker, without_main
from decision_parser.engines.tasks import R, T, WorkerDied


def run_apart(work: Callable[[T], R], task: T) -> R | WorkerDied:
    """What `work` gives for a task, done in a copy of this process, or else in a new one.

    A worker that cannot be copied does it itself: it is the engine that looks after its workers. What `work` raises is
    raised here.
    """
    forks = can_fork()
    if not forks and multiprocessing.parent_process() is not None:
        return work(task)
    context = multiprocessing.get_context(FORK) if forks else multiprocessing.get_context(SPAWN)
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(work, task, sender), daemon=True)
    with without_main(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the one other thread: it holds no lock
        process.start()
    sender.close()
    try:
        result, error = receiver.recv()
    except EOFError:
        return WorkerDied()
    finally:
        process.kill()  # it has said all that it has to say, or nobody waits for that
        process.join()
        receiver.close()
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]


def _work(work: Callable[[T], R], task: T, sender: Connection) -> None:
    start_worker()
    try:
        answer: tuple[R | None, Exception | None] = work(task), None
    except Exception as error:  # noqa: BLE001 - it is raised where the result is waited for
        answer = None, error
    sender.send(answer)
