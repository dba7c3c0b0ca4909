"""Which engine does the work of a run, as the option names it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from msgspec import Struct

from decision_parser.engines.calls import Place
from decision_parser.engines.processes import FORK, Processes, can_fork
from decision_parser.engines.tasks import Engine, InProcess
from decision_parser.errors import UsageError

_ADDRESS = re.compile(r"(?P<host>\[[0-9A-Fa-f:]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?):(?P<port>\d{1,5})")
_LAST_PORT = 65535
_FORMS = "write processes, dask-local:N (N worker processes on this machine) or dask://HOST:PORT (a scheduler)"

Workers = int | Engine
"""What does the work of a run: so many processes, each time that there is work; or an engine that is open already."""


class EngineKind(StrEnum):
    """What the workers of an engine are."""

    PROCESSES = "processes"
    DASK_LOCAL = "dask-local"
    DASK = "dask"


class EngineChoice(Struct, frozen=True):
    """The engine that was asked for.

    `jobs` are its tasks at a time, None where the scheduler at `address` (host and port) knows them.
    """

    kind: EngineKind
    jobs: int | None = None
    address: str | None = None


def parse_engine(text: str, jobs: int | None = None) -> EngineChoice:
    """The engine that `text` names; `jobs` is how many processes were asked for beside it, all cores when None.

    Raises UsageError for anything else.
    """
    if jobs is not None and jobs < 1:
        raise UsageError(f"{jobs} processes cannot do any work; give 1 or more.")
    name, colon, rest = text.strip().partition(":")
    if name == EngineKind.PROCESSES and not colon:
        return EngineChoice(EngineKind.PROCESSES, jobs or count_cores())
    choice = _parse_local(rest) if name == EngineKind.DASK_LOCAL else None
    if name == EngineKind.DASK and rest.startswith("//"):
        choice = _parse_address(rest.removeprefix("//"))
    if choice is None:
        raise UsageError(f"{text!r} names no engine; {_FORMS}.")
    if jobs is not None:
        raise UsageError(
            "--jobs counts the processes of --engine processes; leave it away: a Dask cluster has its own number."
        )
    return choice


def _parse_local(count: str) -> EngineChoice | None:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", count):
        return None
    return EngineChoice(EngineKind.DASK_LOCAL, int(count))


def _parse_address(address: str) -> EngineChoice | None:
    found = _ADDRESS.fullmatch(address)
    if not found or not 0 < int(found["port"]) <= _LAST_PORT:
        return None
    return EngineChoice(EngineKind.DASK, None, address)


def count_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def open_workers(choice: EngineChoice, place: Place) -> Iterator[Workers]:
    """What `open_engine` takes, for a run that works in `place`; a cluster ends with the block.

    Raises UsageError when Dask is not installed, and DecisionParserError when its scheduler does not answer, or has
    workers that cannot do this work.
    """
    if choice.kind is EngineKind.PROCESSES:
        yield choice.jobs or count_cores()
        return
    from decision_parser.engines.cluster import open_cluster

    with open_cluster(choice, place) as cluster:
        yield cluster


@contextmanager
def open_engine(workers: Workers, *, few: bool = False) -> Iterator[Engine]:
    """An engine for these workers; its processes end with the block, at once when that raises.

    For `few` tasks none is started that takes longer than they do: one copy of this process does them, where that is
    possible, so that it is not this one that a task kills.
    """
    if not isinstance(workers, int) and not few:
        yield workers
        return
    if workers == 1 or (few and not can_fork()):
        yield InProcess()
        return
    engine = Processes(1, FORK) if few or not isinstance(workers, int) else Processes(workers)
    try:
        yield engine
    except BaseException:
        engine.kill()
        raise
    engine.close()
