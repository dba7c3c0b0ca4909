"""Work on a Dask cluster: what comes out is the same, whoever is killed, and what is wrong is one sentence."""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from decision_parser.dataset import assembly
from decision_parser.engines import Engine, Place, WorkerDied, cluster, open_engine, open_workers, parse_engine
from decision_parser.engines.calls import answer, pack, perform, set_terms
from decision_parser.engines.cluster import Cluster
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.pipeline import build as building
from decision_parser.pipeline.build import build
from tests import killing
from tests.pages import write_pages
from tests.test_build import find_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

if find_spec("distributed") is None:  # not imported: each worker of the tests collects this module
    pytest.skip("Dask is not installed: pip install 'decision-parser[dask]'", allow_module_level=True)
psutil = pytest.importorskip("psutil", reason="comes with Dask")


def find_children() -> set[int]:
    """The processes that this one has started."""
    return {child.pid for child in psutil.Process().children()}


@contextlib.contextmanager
def open_local(jobs: int, folder: Path) -> Iterator[tuple[Cluster, list[Any]]]:
    """A cluster on this machine, and its processes, that of the scheduler first; afterwards none of them is there."""
    before = find_children()
    with open_workers(parse_engine(f"dask-local:{jobs}"), Place(folder, killing.describe_nothing)) as workers:
        assert isinstance(workers, Cluster)
        workers._connect()
        found = [child for child in psutil.Process().children() if child.pid not in before and child.children()]
        processes = [process for child in found for process in (child, *child.children())]
        assert len(processes) > jobs
        yield workers, processes
    assert psutil.wait_procs(processes, timeout=60)[1] == []


# ── what is done, whoever is killed ──────────────────────────────────────────────────────────────────────────────────


def interrupt(engine: Engine) -> None:
    """Be interrupted in the middle of a run."""
    for _ in engine.run(killing.sleep, [0.0, 60.0, 60.0]):
        raise KeyboardInterrupt


def test_a_cluster_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is killed in the middle of a file costs a retry: the files are those of one process.

    Ctrl-C in a later run ends scheduler and workers, whatever they are doing.
    """
    pages = write_pages(tmp_path / "pages", 41)
    build([pages], out=tmp_path / "one", jobs=1)  # that two processes give the same, test_build says
    monkeypatch.setattr(assembly, "_FEW", 10)
    monkeypatch.setattr(assembly, "write_merge", killing.write_merge)
    steps: list[tuple[int, int]] = []
    with contextlib.suppress(KeyboardInterrupt), open_local(2, tmp_path) as (local, _):
        monkeypatch.setattr(building, "open_workers", lambda *_: contextlib.nullcontext(local))
        report = build([pages], out=tmp_path / "many", progress=lambda *step: steps.append(step))
        assert report.exit_code == 0
        interrupt(local)
    assert (tmp_path / "many" / "died").exists()
    assert find_bytes(tmp_path / "one") == find_bytes(tmp_path / "many")
    assert (steps[0], steps[-1], steps == sorted(steps)) == ((0, 41), (41, 41), True)
    assert len(steps) > 4


def test_few_tasks_need_no_cluster(tmp_path: Path) -> None:
    """A cluster of this machine is started when there is work for it, and not for little."""
    with open_workers(parse_engine("dask-local:1"), Place(tmp_path, killing.describe_nothing)) as workers:
        with open_engine(workers, few=True) as engine:
            assert list(engine.run(abs, [-1])) == [(-1, 1)]
        assert isinstance(workers, Cluster)
        assert workers._client is None
    assert list(tmp_path.iterdir()) == []


# ── a scheduler that is there ────────────────────────────────────────────────────────────────────────────────────────


def reach(local: Cluster, folder: Path, identify: Callable[[], dict[str, str]] = killing.describe_nothing) -> list[int]:
    """What its scheduler makes of two tasks, as a run on another machine would reach it."""
    engine = parse_engine(f"dask://{local._address.removeprefix('tcp://')}")
    with open_workers(engine, Place(folder, identify)) as workers, open_engine(workers) as opened:
        return sorted(result for _, result in opened.run(abs, [-1, -2]) if isinstance(result, int))


def lose_scheduler(local: Cluster, scheduler: Any) -> None:  # noqa: ANN401 - a process of psutil, which has no types
    """Kill the scheduler in the middle of a run."""
    for _ in local.run(killing.sleep, [0.0, 60.0, 60.0]):
        scheduler.kill()


def test_a_scheduler_that_is_there_is_used(tmp_path: Path) -> None:
    """Its workers work, if they have this code and see the folder; what kills each is told, and so is its own end."""
    with open_local(1, tmp_path.parent) as (local, processes):
        assert reach(local, tmp_path) == [1, 2]
        assert list(tmp_path.iterdir()) == []
        with pytest.raises(DecisionParserError, match=r"worker at tcp://\S+ has number \d+, and this machine \S+ \d+;"):
            reach(local, tmp_path, killing.describe_process)
        with pytest.raises(ValueError, match="non-negative"):
            list(local.run(killing.sleep, [-1.0]))
        tasks = [signal.SIGCONT] * 3 + [signal.SIGKILL]
        found = list(local.run(signal.raise_signal, tasks, lambda task: {task, signal.SIGCONT}))
        assert [task for task, result in found if isinstance(result, WorkerDied)] == [signal.SIGKILL]
        assert [task for task, _ in found].count(signal.SIGCONT) == 4
        with pytest.raises(DecisionParserError, match="cluster of this run has ended"):
            lose_scheduler(local, processes[0])


@pytest.mark.skipif(sys.platform != "linux", reason="has no folder that one process sees alone")
def test_a_worker_must_see_the_folder_and_write_to_it(tmp_path: Path) -> None:
    """One that does not see what this machine wrote, or cannot write there, says so."""
    with set_terms(Place(tmp_path, killing.describe_nothing)) as terms:
        assert answer(terms) is None
        call = pack(terms, abs, -1)
        assert perform(call) == 1
        terms.mark.write_text("another", encoding="utf-8")
        assert re.search("does not see .*must share the dataset's folder", answer(terms) or "")
    with pytest.raises(DecisionParserError, match=r"^A Dask worker has Python 3"):
        perform(pack(msgspec.structs.replace(terms, facts=(("Python", "2.7"),)), abs, -1))


# ── one that is not there ────────────────────────────────────────────────────────────────────────────────────────────


def test_no_scheduler_is_told_at_once(tmp_path: Path) -> None:
    """Where nothing listens, it takes seconds to say so, and no release is left behind."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    import distributed  # noqa: F401 - takes its time, which is not what is measured

    begun = time.monotonic()
    with pytest.raises(DecisionParserError, match=f"No Dask scheduler answers at 127.0.0.1:{port} .*refused"):
        build([write_pages(tmp_path / "pages", 1)], out=tmp_path / "out", engine=f"dask://127.0.0.1:{port}")
    assert time.monotonic() - begun < 25  # Dask itself gives up after 30
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


def test_a_run_does_not_wait_for_workers_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler without workers is told, after a time in which lost ones could be started again."""
    monkeypatch.setattr(cluster, "_LOOK", 0.01)
    monkeypatch.setattr(cluster, "_WITHOUT_WORKERS", 0.02)
    with set_terms(Place(tmp_path, killing.describe_nothing)) as terms:
        deserted = Cluster(parse_engine("dask://192.0.2.1:8786"), terms)
        deserted._client = Deserted()
        with pytest.raises(DecisionParserError, match="has no workers; start some with `dask worker"):
            list(deserted.run(abs, [1]))


# ── what is asked for ────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_dask_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing library is one sentence, with exit code 2."""
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'decision-parser\[dask\]'"):
        build([write_pages(tmp_path / "pages", 1)], out=tmp_path / "out", engine="dask-local:2")
