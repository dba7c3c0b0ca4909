"""Two runs at once, locks that dead processes and other machines leave, and datasets of other versions."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

import decision_parser
from decision_parser import cli
from decision_parser.dataset.release import encode_release, read_release
from decision_parser.errors import BusyError, UsageError
from decision_parser.pipeline.archive import suppress, verify_archive
from decision_parser.pipeline.build import build
from decision_parser.pipeline.verifying import verify
from tests.crash.test_kill import find_bytes
from tests.pages import write_page
from tests.refreshing import World

SOAK = pytest.mark.soak
HOLD = """
import fcntl, os, sys, time
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(600)
"""


@contextmanager
def hold(lock: Path) -> Iterator[int]:
    """Another process that holds a lock, until it is killed; its number."""
    process = subprocess.Popen([sys.executable, "-S", "-c", HOLD, lock], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process.pid
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()


def test_who_holds_the_archive_is_told(world: World, tmp_path: Path) -> None:
    """Whatever needs the archive says which process has it, and changes nothing; once that is dead, it goes on."""
    name = min(world.site.identities())
    attempts: list[Callable[[], object]] = [
        world.next_day,
        lambda: build([world.archive], out=tmp_path / "other", jobs=1),
        lambda: verify_archive(world.archive),
        lambda: suppress(world.archive, name, out=world.out, reason="a test"),
    ]
    before = world.parquet()
    with hold(world.archive / ".lock") as process:
        for attempt in attempts:
            with pytest.raises(
                BusyError, match=rf"Another run is using .* \(process {process} holds .*\.lock\)"
            ) as told:
                attempt()
            assert told.value.exit_code == 75
    assert world.parquet() == before
    attempts[-1]()
    assert f"lgsco/{name}" not in set(world.read()["decision_id"])


@SOAK
def test_who_holds_the_dataset_is_told(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    """A dataset that is being written can be read all the while; whoever would write it, too, is told who does."""
    name = min(world.site.identities())
    attempts: list[Callable[[], object]] = [
        world.next_day,
        lambda: build([world.archive], out=world.out, jobs=1),
        lambda: suppress(world.archive, name, out=world.out, reason="a test"),
    ]
    with hold(world.out / ".lock") as process:
        for attempt in attempts:
            with pytest.raises(BusyError, match=rf"Another run is writing .* \(process {process} holds .*\.lock\)"):
                attempt()
        assert cli.main(["build", str(world.archive), "--out", str(world.out)]) == 75
        assert f"process {process}" in capfd.readouterr().err
        assert len(world.read()) == 5
        assert verify(world.out).sound
        assert decision_parser.search(world.out, "Council").empty is False
    attempts[-1]()  # what was cut off half-way can be done to its end
    assert len(world.read()) == 4


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A page of each of two years."""
    for number in range(2):
        write_page(tmp_path / "pages" / f"{number}.html", f"24 100 {number:03}", f"06 Feb {2024 + number}")
    return tmp_path / "pages"


def choose(cases: Mapping[str, Callable[[Path], object]], often: Collection[str]) -> list[Any]:
    """Cases as parameters: those looked at often in each run of the tests, the others where there is time."""
    return [pytest.param(case, id=name, marks=() if name in often else SOAK) for name, case in cases.items()]


LOCKS: dict[str, Callable[[Path], object]] = {
    "empty": Path.touch,
    "garbage": lambda lock: lock.write_bytes(b"\0\xff 99999 garbage"),
    "of another host": lambda lock: lock.write_text("4711\nanother-host\n", encoding="ascii"),
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a link": lambda lock: lock.symlink_to("nowhere"),
}


@pytest.mark.parametrize("leave", choose(LOCKS, {"a folder"}))
def test_a_lock_that_nobody_holds(pages: Path, tmp_path: Path, leave: Callable[[Path], object]) -> None:
    """What is left of a lock stops nobody; what is no file is told, with what to do about it."""
    lock = tmp_path / "out" / ".lock"
    lock.parent.mkdir()
    leave(lock)
    if lock.is_dir() or lock.is_symlink():
        with pytest.raises(UsageError, match=rf"{lock} is no file that can be locked; remove it, and run again\."):
            build([pages], out=tmp_path / "out", jobs=1)
        lock.rmdir() if lock.is_dir() else lock.unlink()
    assert build([pages], out=tmp_path / "out", jobs=1).exit_code == 0


# ── what another version wrote ───────────────────────────────────────────────────────────────────────────────────────


def edit_release(out: Path, **changes: object) -> None:
    """Let the current release say something else of itself."""
    folder = (out / "current").resolve()
    release = read_release(folder)
    assert release is not None
    (folder / "release.json").write_bytes(encode_release(msgspec.structs.replace(release, **changes)))


def unseal(out: Path) -> None:
    """As a version wrote it that knew no seal, nor half of the rest."""
    path = (out / "current").resolve() / "release.json"
    said = msgspec.json.decode(path.read_bytes())
    for name in ("seal", "made_of", "basis", "register", "parser_fingerprint", "problems_by_year"):
        said.pop(name)
    path.write_bytes(msgspec.json.encode(said))


def make_folder(path: Path) -> None:
    """A folder where a file was."""
    path.unlink()
    path.mkdir()


OTHERS: dict[str, Callable[[Path], object]] = {
    "older": lambda out: edit_release(out, schema_version=1, parser_fingerprint="older"),
    "newer": lambda out: edit_release(out, schema_version=99, parser_fingerprint="newer"),
    "without a seal": unseal,
    "garbage": lambda out: ((out / "current").resolve() / "release.json").write_bytes(b"\0" * 500),
    "empty": lambda out: ((out / "current").resolve() / "release.json").write_bytes(b""),
    "gone": lambda out: ((out / "current").resolve() / "release.json").unlink(),
    "memory of zeros": lambda out: (out / ".inputs").write_bytes(b"\0" * 500),
    "memory that is cut": lambda out: (out / ".inputs").write_bytes((out / ".inputs").read_bytes()[:100]),
    "memory that is a folder": lambda out: make_folder(out / ".inputs"),
}


@pytest.mark.parametrize("damage", choose(OTHERS, ()))
def test_a_dataset_of_another_version(pages: Path, tmp_path: Path, damage: Callable[[Path], object]) -> None:
    """Whatever a release says of itself, or was remembered, the next build gives the bytes of one from nothing."""
    out = tmp_path / "out"
    build([pages], out=out, jobs=1)
    damage(out)
    write_page(pages / "1.html", "24 100 001", "06 Feb 2025", text="Ms Y complains.")
    assert build([pages], out=out, jobs=1).exit_code == 0
    build([pages], out=tmp_path / "anew", jobs=1)
    assert find_bytes(out) == find_bytes(tmp_path / "anew")
    assert verify(out).sound


@SOAK
@pytest.mark.parametrize("damage", [OTHERS[name] for name in ("older", "newer", "without a seal", "garbage")])
def test_a_refresh_onto_another_version(world: World, damage: Callable[[Path], object]) -> None:
    """A refresh parses again what another version read, fetches nothing for it, and publishes the same rows."""
    before = world.parquet()
    damage(world.out)
    report = world.next_day()
    assert (report.exit_code, report.changes, report.count("fetched")) == (0, {}, 0)
    assert world.parquet() == before
    assert verify(world.out).sound
