"""Where work runs: a lost worker costs its task, and no more."""

import math
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import wait

import pytest

from decision_parser.engines import (
    Engine,
    EngineChoice,
    EngineKind,
    InProcess,
    Processes,
    WorkerDied,
    count_cores,
    open_engine,
    parse_engine,
)
from decision_parser.errors import DecisionParserError, UsageError


def test_a_killed_worker_costs_its_task_alone() -> None:
    """A task that kills its worker is found out and reported; all others are done once."""
    tasks = [signal.SIGCONT] * 9
    tasks[4] = signal.SIGKILL
    with open_engine(2) as engine:
        done = list(engine.run(signal.raise_signal, tasks))
    assert len(done) == 9
    assert [task for task, result in done if isinstance(result, WorkerDied)] == [signal.SIGKILL]


def test_a_task_that_killed_its_worker_is_split() -> None:
    """The parts of a lost task are run one by one."""
    with open_engine(2) as engine:
        done = list(engine.run(abs, [-1, -2]))
        assert sorted(done) == [(-2, 2), (-1, 1)]
        parts = list(engine.run(signal.raise_signal, [signal.SIGKILL], lambda _: [signal.SIGCONT, signal.SIGKILL]))
    assert [(task, isinstance(result, WorkerDied)) for task, result in parts] == [
        (signal.SIGCONT, False),
        (signal.SIGKILL, True),
    ]


def test_workers_that_cannot_start_are_not_blamed_on_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """When no worker starts at all, that is what the error says."""
    monkeypatch.setattr("decision_parser.engines.processes.start_worker", os.abort)
    with pytest.raises(DecisionParserError, match="`--jobs 1`"), open_engine(2) as engine:
        list(engine.run(abs, [1]))


def test_what_a_task_raises_is_raised() -> None:
    """An error of the work itself is no lost worker: it ends the run, and the workers with it."""
    with pytest.raises(TypeError), open_engine(2) as engine:
        list(engine.run(math.sqrt, [1, "x", 2]))  # type: ignore[arg-type]
    # Asked is the system: who has ended is noted by another thread, perhaps a moment later.
    assert all(wait([child.sentinel], 60) for child in multiprocessing.active_children())


def test_one_job_needs_no_process() -> None:
    """One job is done in this process."""
    with open_engine(1) as engine:
        assert isinstance(engine, InProcess)
    with open_engine(2) as engine:
        assert isinstance(engine, Processes)


@pytest.mark.parametrize(("others", "engine"), [([], Processes), ([threading.Thread()], InProcess)])
def test_few_tasks_are_done_by_a_copy_of_this_process(
    monkeypatch: pytest.MonkeyPatch, others: list[threading.Thread], engine: type[Engine]
) -> None:
    """What starts at once is used for few tasks: a copy, or this process where its threads may hold locks."""
    monkeypatch.setattr("threading.enumerate", lambda: [threading.current_thread(), *others])
    monkeypatch.setattr("sys.platform", "linux")
    with open_engine(2, few=True) as opened:
        assert isinstance(opened, engine)


@pytest.mark.parametrize(
    ("text", "kind", "jobs", "address"),
    [
        ("processes", "processes", count_cores(), None),
        ("dask-local:3", "dask-local", 3, None),
        ("dask://10.0.0.7:8786", "dask", None, "10.0.0.7:8786"),
        ("dask://head-1.example:8786", "dask", None, "head-1.example:8786"),
        ("dask://[::1]:8786", "dask", None, "[::1]:8786"),
    ],
)
def test_an_engine_is_named(text: str, kind: str, jobs: int | None, address: str | None) -> None:
    """Processes of this machine, a cluster of this run, or a scheduler by its address."""
    assert parse_engine(text) == EngineChoice(EngineKind(kind), jobs, address)


@pytest.mark.parametrize(
    "text",
    [
        "", "dask", "dask:", "dask://", "dask://host", "dask://host:", "dask://:8786", "dask://host:0", "dask://host:99999",
        "dask://ho st:1", "dask://a:1/x", "dask-local", "dask-local:0", "dask-local:-1", "dask-local:two",
        "processes:2", "tcp://host:8786", "ray",
    ],
)  # fmt: skip
def test_no_other_engine_is_guessed(text: str) -> None:
    """What names no engine is refused, with what would."""
    with pytest.raises(UsageError, match="names no engine; write processes, dask-local:N"):
        parse_engine(text)


def test_a_number_of_processes_is_for_processes() -> None:
    """--jobs cannot be given beside a cluster, and is at least one."""
    assert parse_engine("processes", 3).jobs == 3
    with pytest.raises(UsageError, match="--jobs counts the processes"):
        parse_engine("dask-local:2", 2)
    with pytest.raises(UsageError, match="give 1 or more"):
        parse_engine("processes", 0)
