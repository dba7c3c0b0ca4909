"""Work on a Dask cluster: what comes out is the same, whoever is killed, and what is wrong is one sentence."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from decision_parser.dataset import assembly
from decision_parser.engines import Engine, Place, WorkerDied, Workers, cluster, open_engine, open_workers, parse_engine
from decision_parser.engines.cluster import Cluster
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.pipeline import build as building
from decision_parser.pipeline.build import build
from tests import killing
from tests.pages import write_pages
from tests.test_build import find_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytest.importorskip("distributed", reason="Dask is not installed: pip install 'decision-parser[dask]'")
psutil = pytest.importorskip("psutil", reason="comes with Dask")


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of two workers on this machine."""
    place = Place(tmp_path_factory.mktemp("work"), killing.describe_nothing)
    with open_workers(parse_engine("dask-local:2"), place) as workers:
        assert isinstance(workers, Cluster)
        yield workers


def reach(local: Cluster, folder: Path, identify: Callable[[], dict[str, str]] = killing.describe_nothing) -> Cluster:
    """The scheduler of the cluster, as a run on another machine would reach it."""
    local._connect()
    address = f"dask://{local._address.removeprefix('tcp://')}"
    with open_workers(parse_engine(address), Place(folder, identify)) as workers:
        assert isinstance(workers, Cluster)
        return workers


# ── the same whoever is killed ───────────────────────────────────────────────────────────────────────────────────────


def test_a_cluster_gives_the_same_bytes(local: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is killed in the middle of a file costs a retry: the files are those of one process."""

    @contextlib.contextmanager
    def open_local(*_: object) -> Iterator[Workers]:
        yield local

    pages = write_pages(tmp_path / "pages", 41)
    build([pages], out=tmp_path / "one", jobs=1)  # that two processes give the same, test_build says
    monkeypatch.setattr(assembly, "_FEW", 10)
    monkeypatch.setattr(assembly, "write_merge", killing.write_merge)
    monkeypatch.setattr(building, "open_workers", open_local)
    steps: list[tuple[int, int]] = []
    report = build([pages], out=tmp_path / "many", progress=lambda *step: steps.append(step))
    assert report.exit_code == 0
    assert (tmp_path / "many" / "died").exists()
    assert find_bytes(tmp_path / "one") == find_bytes(tmp_path / "many")
    assert (steps[0], steps[-1], steps == sorted(steps)) == ((0, 41), (41, 41), True)
    assert len(steps) > 4


def test_a_task_that_kills_every_worker_is_told(local: Cluster) -> None:
    """It is split, its parts are run alone, and the one that kills is found out; the others have their results."""
    tasks = [signal.SIGCONT] * 5 + [signal.SIGKILL]
    found = list(
        local.run(signal.raise_signal, tasks, lambda task: [task] if task == signal.SIGCONT else [task, signal.SIGCONT])
    )
    assert [task for task, result in found if isinstance(result, WorkerDied)] == [signal.SIGKILL]
    assert [task for task, _ in found].count(signal.SIGCONT) == 6


def test_what_a_task_raises_is_raised_from_a_cluster(local: Cluster) -> None:
    """An error of the work itself is no lost worker."""
    with pytest.raises(ValueError, match="non-negative"):
        list(local.run(killing.sleep, [-1.0]))


def test_few_tasks_need_no_cluster(tmp_path: Path) -> None:
    """A cluster of this machine is started when there is work for it, and not for little."""
    with open_workers(parse_engine("dask-local:1"), Place(tmp_path, killing.describe_nothing)) as workers:
        with open_engine(workers, few=True) as engine:
            assert list(engine.run(abs, [-1])) == [(-1, 1)]
        assert isinstance(workers, Cluster)
        assert workers._client is None
    assert list(tmp_path.iterdir()) == []


def find_cluster(before: set[int]) -> list[Any]:
    """The processes of a cluster: its scheduler and the workers below that, none of them among those `before`."""
    children = [child for child in psutil.Process().children() if child.pid not in before and child.children()]
    return [process for child in children for process in (child, *child.children())]


def find_children() -> set[int]:
    """The processes that this one has started."""
    return {child.pid for child in psutil.Process().children()}


def interrupt(engine: Engine) -> None:
    """Be interrupted in the middle of a run."""
    for _ in engine.run(killing.sleep, [0.0, 60.0, 60.0]):
        raise KeyboardInterrupt


def test_an_interrupted_run_leaves_no_process(tmp_path: Path) -> None:
    """Ctrl-C ends scheduler and workers, whatever they are doing."""
    before = find_children()
    place = Place(tmp_path, killing.describe_nothing)
    with contextlib.suppress(KeyboardInterrupt), open_workers(parse_engine("dask-local:1"), place) as workers:
        assert isinstance(workers, Cluster)
        workers._connect()
        cluster_of_run = find_cluster(before)
        assert len(cluster_of_run) >= 2
        interrupt(workers)
    assert psutil.wait_procs(cluster_of_run, timeout=20)[1] == []


# ── a scheduler that is there, and one that is not ───────────────────────────────────────────────────────────────────


def test_a_scheduler_that_is_there_is_used(local: Cluster, tmp_path: Path) -> None:
    """Its workers do the work, as many tasks at a time as there are workers."""
    address = f"dask://{local._address.removeprefix('tcp://')}"
    with open_workers(parse_engine(address), Place(tmp_path, killing.describe_nothing)) as workers:
        assert isinstance(workers, Cluster)
        assert sorted(workers.run(abs, [-1, -2])) == [(-2, 2), (-1, 1)]
    assert list(tmp_path.iterdir()) == []


def test_workers_with_other_code_are_refused(local: Cluster, tmp_path: Path) -> None:
    """A worker whose versions are others is named, with both, before anything is done."""
    with pytest.raises(
        DecisionParserError, match=r"worker at tcp://\S+ has number \d+, and this machine has \d+; .*1 oth"
    ):
        reach(local, tmp_path, killing.describe_process)


@pytest.mark.skipif(sys.platform != "linux", reason="has no folder that one process sees alone")
def test_workers_must_see_the_folder(local: Cluster, tmp_path: Path) -> None:
    """A worker that does not see what this machine wrote cannot work for it."""
    opened = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(DecisionParserError, match=r"does not see /proc/self/fd/.*must share the dataset's folder"):
            reach(local, Path(f"/proc/self/fd/{opened}"))
    finally:
        os.close(opened)


def test_no_scheduler_is_told_at_once(tmp_path: Path) -> None:
    """Where nothing listens, or no Dask, it takes seconds to say so, and nothing is left behind."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    begun = time.monotonic()
    with pytest.raises(DecisionParserError, match=f"No Dask scheduler answers at 127.0.0.1:{port} .*refused"):
        build([write_pages(tmp_path / "pages", 1)], out=tmp_path / "out", engine=f"dask://127.0.0.1:{port}")
    assert time.monotonic() - begun < 10
    assert not (tmp_path / "out" / "current").exists()


@pytest.mark.parametrize("greeting", [b"", b"SSH-2.0-OpenSSH_9.6\r\n"])
def test_another_server_is_no_scheduler(greeting: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What says nothing, or something else than Dask does, is told from a scheduler."""
    monkeypatch.setattr(cluster, "_GREET", 0.2)

    def greet(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(greeting)
            with contextlib.suppress(ConnectionError):
                connection.recv(1)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=greet, args=(server,), daemon=True).start()
        address = f"dask://127.0.0.1:{server.getsockname()[1]}"
        with (
            pytest.raises(DecisionParserError, match=r"What answers at 127\.0\.0\.1:\d+ is no Dask scheduler;"),
            open_workers(parse_engine(address), Place(tmp_path, killing.describe_nothing)),
        ):
            pass


def lose_scheduler(engine: Engine, before: set[int]) -> None:
    """Kill the scheduler in the middle of a run."""
    for _ in engine.run(killing.sleep, [0.0, 60.0, 60.0]):
        find_cluster(before)[0].kill()


def test_a_lost_scheduler_is_one_sentence(tmp_path: Path) -> None:
    """When the scheduler dies, the run ends and says so, and its workers are gone too."""
    before = find_children()
    place = Place(tmp_path, killing.describe_nothing)
    with open_workers(parse_engine("dask-local:1"), place) as workers:
        assert isinstance(workers, Cluster)
        workers._connect()
        cluster_of_run = find_cluster(before)
        with pytest.raises(DecisionParserError, match="cluster of this run has ended"):
            lose_scheduler(workers, before)
    assert psutil.wait_procs(cluster_of_run, timeout=20)[1] == []


class Deserted:
    """Stands in for the connection to a scheduler that all workers have left, and for work that it took on."""

    status = "running"
    key = "work"

    def ncores(self) -> dict[str, int]:
        """No workers."""
        return {}

    def submit(self, *_: object, **__: object) -> Deserted:
        """Takes work."""
        return self

    def add_done_callback(self, _: object) -> None:
        """It will not be done."""


def test_a_run_does_not_wait_for_workers_for_ever(local: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler without workers is told, after a time in which lost ones could be started again."""
    monkeypatch.setattr(cluster, "_LOOK", 0.01)
    monkeypatch.setattr(cluster, "_WITHOUT_WORKERS", 0.02)
    deserted = Cluster(parse_engine("dask://192.0.2.1:8786"), local._terms)
    deserted._client = Deserted()
    with pytest.raises(DecisionParserError, match="has no workers; start some with `dask worker"):
        list(deserted.run(abs, [1]))


# ── what is asked for ────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_dask_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing library is one sentence, with exit code 2."""
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'decision-parser\[dask\]'"):
        build([write_pages(tmp_path / "pages", 1)], out=tmp_path / "out", engine="dask-local:2")
