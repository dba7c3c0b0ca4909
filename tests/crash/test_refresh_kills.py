"""A refresh that is killed: the archive stays whole, and the next run ends with the dataset of one never disturbed."""

import datetime as dt
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

import decision_parser
from decision_parser.clock import VARIABLE
from decision_parser.dataset.release import read_release, record_file
from decision_parser.pipeline.archive import verify_archive
from tests.refreshing import World, check_rebuilt, find_parquet, keep_clock, night, set_clock
from tests.site import Site, make_site

pytestmark = [pytest.mark.crash, pytest.mark.slow]

KILLS = int(os.environ.get("KILLS", "1"))  # `make soak` asks for 25
COUNT = 80 if KILLS > 10 else 44  # enough for worker processes
MOST = 6
COMMAND = str(Path(sys.executable).with_name("decision-parser"))


def make() -> Site:
    """The same site for each run; enough decisions for worker processes, reports among them."""
    site = make_site(COUNT - 1, 2, seed=31, paragraphs=4)
    site.publish_new(dt.date(2026, 3, 18), dt.date(2026, 5, 20), document_kind="report", paragraphs=4)
    return site


def start(world: World) -> "subprocess.Popen[bytes]":
    """A refresh at the time of the site's clock, in a process group of its own."""
    arguments = ["--archive", str(world.archive), "--out", str(world.out), "--base-url", world.base_url]
    environment = {**os.environ, VARIABLE: f"{night(world.site.today).timestamp():.0f}"}
    command = [COMMAND, "refresh", *arguments, "--delay", "0", "--jobs", "2", "--quiet"]
    return subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.PIPE)


def run(world: World) -> float:
    """An undisturbed refresh; the seconds that it took."""
    begun = time.monotonic()
    process = start(world)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said.decode()
    return time.monotonic() - begun


def kill(world: World, moment: float) -> bool:
    """Kill a refresh, with its workers, after so many seconds; whether it was still running."""
    process = start(world)
    with suppress(subprocess.TimeoutExpired):
        process.wait(moment)
    alive = process.poll() is None
    if alive:
        kill_all(process.pid)
    process.communicate(timeout=60)
    return alive


def kill_all(leader: int) -> None:
    """Kill a process and all that it started, at one moment, but for the one that tidies up after it.

    That is Python's own: without it, each of these tests would leave semaphores behind on the machine.
    """
    os.killpg(leader, signal.SIGSTOP)
    group = psutil.Process(leader)
    for each in (group, *group.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # it had ended by itself, and nobody has asked yet how
            if "resource_tracker" not in " ".join(each.cmdline()):
                each.kill()
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGCONT)


def iter_moments(run_time: float, kills: int, seed: int) -> Iterator[float]:
    """Random moments, one in each part of a run, in random order; then more of them, each earlier than it would be."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    moments = [(part + chance.random()) * run_time / kills for part in range(kills)]
    yield from chance.sample(moments, kills)
    for tries in itertools.count(2):
        yield chance.random() * run_time / tries


class Reader(threading.Thread):
    """Reads the dataset over and over, as an analyst would."""

    def __init__(self, out: Path) -> None:
        super().__init__(daemon=True)
        self.out = out
        self.ended = threading.Event()
        self.errors: list[BaseException] = []
        self.counts: set[int] = set()
        self.reads = 0

    def run(self) -> None:
        """Read until told to end; whatever goes wrong is kept."""
        while not self.ended.wait(0.05):
            if not (self.out / "current").is_symlink():
                continue
            try:
                folder = (self.out / "current").resolve()
                release = read_release(folder)
                assert release is not None
                assert {name: record_file(folder / name) for name in release.files} == release.files
                self.counts.add(len(decision_parser.read(self.out)))
                self.reads += 1
            except BaseException as error:  # noqa: BLE001 - a thread must tell of anything
                self.errors.append(error)
                return


@contextmanager
def watch(world: World) -> Iterator[Reader]:
    """A reader in the background, which must never have met an error."""
    reader = Reader(world.out)
    reader.start()
    try:
        yield reader
    finally:
        reader.ended.set()
        reader.join()
    assert reader.errors == []


def check_finished(world: World, wanted: dict[str, bytes]) -> None:
    """The archive is whole, nothing lies about, and the dataset is the wanted one, to the byte."""
    set_clock(night(world.site.today))
    verified = verify_archive(world.archive)
    assert verified.findings == ()
    assert not list(world.archive.glob("*.open*"))
    found = find_parquet(world.out)
    assert sorted(found) == sorted(wanted)
    assert [name for name in found if found[name] != wanted[name]] == []


def change(site: Site) -> None:
    """A night with news of each kind."""
    site.today += dt.timedelta(days=1)
    listed = [version.identity for version in site.listed() if version.case_reference[-1].isdigit()]
    site.revise(listed[0], note="One more line.")
    site.redate(listed[1], dt.date(2025, 8, 5))
    site.relabel(listed[2], "Newly Merged Council")
    site.move(listed[3], "Benefits and tax", "Housing benefit and council tax benefit")
    site.withdraw(listed[4])
    site.withdraw(listed[30], status=410)
    site.publish_new(dt.date(2026, 1, 9))
    site.publish_new(dt.date(2025, 1, 9))


@pytest.mark.parametrize("kills_a_run", [1, pytest.param(MOST, marks=pytest.mark.soak)])
def test_first_run_killed(tmp_path: Path, kills_a_run: int) -> None:
    """Killed once, or again and again, in the first run: in the end all is as if nothing had been."""
    site = make()
    killed = 0
    with keep_clock(), site.serve() as base_url:
        undisturbed = World(site, base_url, tmp_path / "undisturbed")
        run_time = run(undisturbed)
        wanted = undisturbed.parquet()
        moments = iter_moments(run_time, KILLS, 20261123)
        for number in range(2 * KILLS + 20):
            world = World(site, base_url, tmp_path / "killed")
            with watch(world) as reader:
                killed += sum(kill(world, next(moments)) for _ in range(kills_a_run))
                run(world)
            assert reader.counts <= {COUNT}
            check_finished(world, wanted)
            if number == 0:
                check_rebuilt(world, tmp_path / "rebuilt")
            shutil.rmtree(world.folder)
            if killed >= KILLS:
                return
    pytest.fail(f"only {killed} runs were killed in their midst")


@pytest.mark.soak
def test_second_run_killed(tmp_path: Path) -> None:
    """Killed in a run with news of every kind: each is told once, and a reader sees before or after."""
    site = make()
    killed = 0
    with keep_clock(), site.serve() as base_url:
        base = World(site, base_url, tmp_path / "base")
        run(base)
        change(site)
        undisturbed = base.fork(tmp_path / "undisturbed")
        run_time = run(undisturbed)
        wanted = undisturbed.parquet()
        kinds = sorted(each["kind"] for each in undisturbed.changes())
        assert kinds == ["moved", "re_dated", "re_labelled", "revised", "withdrawn", "withdrawn"]
        moments = iter_moments(run_time, KILLS, 20261124)
        for _ in range(2 * KILLS + 20):
            world = base.fork(tmp_path / "killed")
            with watch(world) as reader:
                killed += kill(world, next(moments))
                run(world)
            assert reader.reads
            assert reader.counts <= {COUNT, COUNT + 2}
            check_finished(world, wanted)
            shutil.rmtree(world.folder)
            if killed == KILLS:
                return
    pytest.fail(f"only {killed} runs were killed in their midst")
