"""Work on a Dask cluster: one that is there, or one on this machine for this run.

A task whose worker is lost is run again by the scheduler, on another. One that loses its worker each time is run alone,
in a process of this machine, as after a lost process there.
"""

import logging
import socket
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from typing import Any, Generic

from decision_parser.engines.calls import Place, Terms, answer, is_installed, pack, perform, set_terms
from decision_parser.engines.choosing import EngineChoice
from decision_parser.engines.local_cluster import open_local_cluster
from decision_parser.engines.processes import run_alone
from decision_parser.engines.tasks import R, T, WorkerDied, split_tasks
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.wording import tell_missing

_CONNECT = 5  # seconds for the first answer of a scheduler
_GREET = 15  # seconds until it is known for one
_CLOSE = 5
# A scheduler greets who connects. Its messages begin with their length, in so many bytes; that one is short.
_LENGTH = 8
_LONGEST = 1 << 20
_LOOK = 5  # seconds without a result after which we see whether anyone is still working
_WITHOUT_WORKERS = 60  # seconds for workers that are started again, or slow to come
_LOGGERS = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application")


@contextmanager
def open_cluster(choice: EngineChoice, place: Place) -> Iterator["Cluster"]:
    """The cluster that was chosen; what belongs to this run ends with the block.

    Raises UsageError when Dask is not installed, and DecisionParserError when there is no such scheduler, or none of
    its workers can do this work.
    """
    if find_spec("distributed") is None:
        raise UsageError(tell_missing("Work on a cluster", "Dask", "dask"))
    with ExitStack() as opened:
        terms = opened.enter_context(set_terms(place))
        cluster = Cluster(choice, terms)
        opened.callback(cluster.close)
        cluster.check()
        yield cluster


class _Running(Generic[T]):
    """Tasks that are with the scheduler, by the keys of their futures, and the futures that are done.

    Dask's own executor is not used: it loses the exception of a task whose worker dies as its result is fetched.
    """

    def __init__(self) -> None:
        self.tasks: dict[str, T] = {}
        self.futures: dict[str, Any] = {}  # Dask drops the work of one that nobody holds
        self.done: SimpleQueue[Any] = SimpleQueue()


class Cluster:
    """Runs tasks on a Dask cluster, as many at a time as it has workers. It is reached when there is work for it."""

    def __init__(self, choice: EngineChoice, terms: Terms) -> None:
        self._choice = choice
        self._terms = terms
        self._opened = ExitStack()
        self._client: Any = None
        self._address = choice.address or ""
        self._busy_at = 0.0

    def check(self) -> None:
        """See whether a scheduler that should be there is there, and its workers can do the work.

        It is let go again: a run may read from the network for days before there is work.
        """
        if self._choice.address:
            self._connect()
            self.close()

    @property
    def jobs(self) -> int:
        """Tasks at a time: one a worker, whatever threads it has, and one when there is none for the moment."""
        return max(1, self._choice.jobs or self._count_workers())

    def run(
        self, work: Callable[[T], R], tasks: Iterable[T], split: Callable[[T], Iterable[T]] | None = None
    ) -> Iterator[tuple[T, R | WorkerDied]]:
        """Each task with its result, as they are done."""
        self._connect()
        from distributed.scheduler import KilledWorker

        waiting, lost = deque(tasks), list[T]()
        running = _Running[T]()
        while waiting or running.tasks:
            self._fill(work, waiting, running)
            future = self._wait_for(running)
            task = running.tasks.pop(future.key)
            del running.futures[future.key]
            try:
                result = self._fetch(future)
            except KilledWorker:
                lost.append(task)
            else:
                yield task, result
        yield from run_alone(work, split_tasks(lost, split))

    def _fill(self, work: Callable[[T], R], waiting: deque[T], running: "_Running[T]") -> None:
        """Keep every worker busy, and no more in hand than that takes."""
        most = 2 * self.jobs
        while waiting and len(running.tasks) < most:
            call = pack(self._terms, work, waiting[0])
            with _reaching(self._tell_lost), _without_warnings():
                future = self._client.submit(perform, call, pure=False)
            running.tasks[future.key], running.futures[future.key] = waiting.popleft(), future
            future.add_done_callback(running.done.put)

    def _wait_for(self, running: "_Running[T]") -> Any:  # noqa: ANN401 - Dask's types are half there
        """What is done next; meanwhile see that someone works on it."""
        self._busy_at = time.monotonic()
        while True:
            try:
                return running.done.get(timeout=_LOOK)
            except Empty:
                self._look()

    def _fetch(self, future: Any) -> Any:  # noqa: ANN401 - the same
        """The result of a task that is done, or what it raised. Where its worker is lost just now, it is done again."""
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError

        self._busy_at = time.monotonic()
        while True:
            try:
                return future.result(timeout=_LOOK)
            except (CancelledError, FutureCancelledError, CommClosedError):
                raise self._tell_lost() from None
            except TimeoutError:
                if future.status == "error":
                    raise
                self._look()

    def _look(self) -> None:
        """Raise DecisionParserError when the scheduler is gone, or all workers have been for long."""
        if self._client.status != "running":
            raise self._tell_lost()
        if self._count_workers():
            self._busy_at = time.monotonic()
        elif time.monotonic() - self._busy_at > _WITHOUT_WORKERS:
            raise self._tell_idle()

    def _count_workers(self) -> int:
        self._connect()
        with _reaching(self._tell_lost):
            return len(self._client.ncores())

    def _connect(self) -> None:
        """Reach the scheduler, unless it is, and look at its workers."""
        if self._client is not None:
            return
        self._opened.enter_context(_silence())
        if self._choice.jobs:
            self._address = self._opened.enter_context(open_local_cluster(self._choice.jobs))
        else:
            self._address = f"tcp://{self._choice.address}"
            _try_address(self._choice.address or "")
        self._client = self._greet()
        self._opened.callback(self._leave)
        self._check_workers()

    def _greet(self) -> Any:  # noqa: ANN401 - Dask's types are half there
        from distributed import Client

        try:
            with _without_warnings():
                return Client(self._address, set_as_default=False, timeout=_GREET, name="decision-parser")
        except Exception as error:
            message = f"The Dask scheduler at {self._address} is not understood here ({type(error).__name__})"
            raise DecisionParserError(f"{message}; install the same version of distributed on all machines.") from error

    def _check_workers(self) -> None:
        """Raise DecisionParserError unless there are workers, and all can do the work.

        One that is lost meanwhile is not asked: each looks again before its first task.
        """
        with _reaching(self._tell_lost), _without_warnings():
            try:
                self._client.run_on_scheduler(is_installed)
            except (ImportError, AttributeError):
                raise DecisionParserError(
                    f"The Dask scheduler at {self._address} has another decision-parser, or none; install this one."
                ) from None
            found = self._client.run(answer, self._terms, on_error="return")
        if not found:
            raise self._tell_idle()
        faults = {worker: fault for worker, reply in found.items() if (fault := _find_fault(reply))}
        for worker, fault in sorted(faults.items()):
            others = f" (and {len(faults) - 1} others have such faults)" if len(faults) > 1 else ""
            raise DecisionParserError(f"The Dask worker at {worker} {fault}{others}.")

    def _tell_lost(self) -> DecisionParserError:
        if self._choice.jobs:
            what = "The Dask cluster of this run has ended, perhaps for want of memory"
            return DecisionParserError(f"{what}; free some, or run with `--engine processes`.")
        return DecisionParserError(f"The Dask scheduler at {self._address} is gone; start it, and run this again.")

    def _tell_idle(self) -> DecisionParserError:
        how = f"start some with `dask worker {self._address} --nthreads 1`"
        return DecisionParserError(f"The Dask scheduler at {self._address} has no workers; {how}.")

    def _leave(self) -> None:
        """Close the connection: the scheduler drops what is not begun."""
        with suppress(Exception):
            self._client.close(timeout=_CLOSE)
        self._client = None

    def close(self) -> None:
        """Let the scheduler go, and end the cluster if it is that of this run."""
        self._opened.close()


def _find_fault(reply: object) -> str | None:
    """Why a worker that gave this answer cannot do the work, if so."""
    if isinstance(reply, (ImportError, AttributeError)):
        return "has another decision-parser, or none; install this one"
    return reply if isinstance(reply, str) else None


def _try_address(address: str) -> None:
    """Raise DecisionParserError unless something at `address` begins to speak as a scheduler does.

    So it is known soon, and why: Dask itself tries for long where nothing listens, and waits for ever for an answer.
    """
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT) as connection:
            connection.settimeout(_GREET)
            begin = _receive_begin(connection)
    except OSError as error:
        reason = error.strerror or str(error)
        how = "start one with `dask scheduler`, or see to the address"
        raise DecisionParserError(f"No Dask scheduler answers at {address} ({reason}); {how}.") from error
    if len(begin) < _LENGTH or int.from_bytes(begin, "little") > _LONGEST:
        raise DecisionParserError(f"What answers at {address} is no Dask scheduler; see to the address.")


def _receive_begin(connection: socket.socket) -> bytes:
    """The length of the first message; less when none comes."""
    begin = b""
    with suppress(TimeoutError):
        while len(begin) < _LENGTH and (more := connection.recv(_LENGTH - len(begin))):
            begin += more
    return begin


@contextmanager
def _reaching(tell: Callable[[], DecisionParserError]) -> Iterator[None]:
    """Whatever fails on the way to the scheduler means that it is gone."""
    from distributed.client import ClosedClientError

    try:
        yield
    except (OSError, CancelledError, ClosedClientError) as error:
        raise tell() from error


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Other versions are looked at, and tasks are as large as they are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what Dask logs off the screen: what matters of it is said in a sentence of our own."""
    with _without_warnings():
        import distributed  # noqa: F401 - sets up its loggers

    handlers = [
        handler
        for name in _LOGGERS
        for handler in logging.getLogger(name).handlers
        if type(handler) is logging.StreamHandler
    ]
    before = [handler.level for handler in handlers]
    for handler in handlers:
        handler.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for handler, level in zip(handlers, before, strict=True):
            handler.setLevel(level)
