"""A build that is killed: `current` is the release before or the new one, whole, and the next run goes on."""

import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from decision_parser.dataset.reading import read
from decision_parser.dataset.release import read_release, record_file
from decision_parser.pipeline.build import build
from tests.pages import write_page

pytestmark = [pytest.mark.crash, pytest.mark.slow]

KILLS = int(os.environ.get("KILLS", "2"))  # `make soak` asks for 25
PAGES = 63  # two thirds are others in each version: enough for worker processes
BUILD = "import sys, decision_parser; decision_parser.build(sys.argv[1:2], out=sys.argv[2], jobs=2)"
# Dies at step number argv[3] of publication: just before or just after one of the calls that it consists of.
STEPS = """
import os, pathlib, signal, sys
from decision_parser.dataset import publishing

left = int(sys.argv[3])

def watch(owner, name):
    function = getattr(owner, name)

    def watched(*args, **options):
        step()
        result = function(*args, **options)
        step()
        return result

    setattr(owner, name, watched)

def step():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

for name in ("rename", "replace", "symlink_to"):
    watch(pathlib.Path, name)
for name in ("_write", "_sync_tree"):
    watch(publishing, name)
import decision_parser
decision_parser.build(sys.argv[1:2], out=sys.argv[2], jobs=1)
"""


def write_pages(folder: Path, version: int) -> Path:
    """Pages of three years; the version is in one of them."""
    for number in range(PAGES):
        text = f"Version {version if number % 3 else 0}."
        write_page(folder / f"{number}.html", f"24 100 {number:03}", f"06 Feb {2023 + number % 3}", text=text)
    return folder


def start(*args: object, script: str = BUILD, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """A build in a process group of its own."""
    command = [sys.executable, "-c", script, *map(str, args)]
    return subprocess.Popen(command, start_new_session=True, stderr=stderr)


def wait_for_group(group: int) -> None:
    """Wait until every process of a build has ended."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    pytest.fail("workers outlive the build")


def check_whole(out: Path, versions: set[int]) -> None:
    """`current` is absent, or a release whose every file is as it was written, of one of these versions."""
    assert versions
    current = out / "current"
    if not current.is_symlink():
        return
    folder = current.resolve()
    release = read_release(folder)
    assert release is not None
    assert {name: record_file(folder / name) for name in release.files} == release.files
    frame = read(out)
    assert len(frame) == PAGES
    (version,) = set(frame["complaint"].str.extract(r"Version (\d+)\.")[0].astype(int)) - {0}
    assert version in versions


def check_clean(out: Path) -> None:
    """No run has left anything behind."""
    assert {path.name for path in out.iterdir()} - {".inputs"} == {".lock", "current", "releases", "runs"}
    assert not [
        path for path in (*(out / "releases").iterdir(), *(out / "runs").iterdir()) if path.name.startswith(".")
    ]


def find_bytes(out: Path) -> dict[str, bytes]:
    """The Parquet files of the current release."""
    current = (out / "current").resolve()
    return {str(file.relative_to(current)): file.read_bytes() for file in current.rglob("*.parquet")}


@pytest.fixture(scope="module")
def run_time(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Seconds that a build takes, undisturbed."""
    folder = tmp_path_factory.mktemp("measure")
    pages = write_pages(folder / "pages", 1)
    begun = time.monotonic()
    assert start(pages, folder / "out").wait() == 0
    return time.monotonic() - begun


def iter_moments(run_time: float) -> Iterator[float]:
    """Random moments, one in each part of a run, in random order; then more of them, each earlier than it would be."""
    chance = random.Random(20261122)  # noqa: S311 - not for secrets
    moments = [(part + chance.random()) * run_time / KILLS for part in range(KILLS)]
    yield from chance.sample(moments, KILLS)
    for tries in itertools.count(2):
        yield chance.random() * run_time / tries


def test_killed_at_any_moment(tmp_path: Path, run_time: float) -> None:
    """After SIGKILL at random moments `current` is whole, and the next run writes what an undisturbed one does."""
    out, published, killed, moments = tmp_path / "out", 0, 0, iter_moments(run_time)
    for version in range(1, 2 * KILLS + 20):
        pages = write_pages(tmp_path / "pages", version)
        process = start(pages, out)
        time.sleep(next(moments))
        process.kill()
        killed += process.wait() == -signal.SIGKILL  # a run that was quicker than the first one ended before
        wait_for_group(process.pid)
        check_whole(out, {published, version})
        assert build([pages], out=out, jobs=1).exit_code == 0
        check_whole(out, {version})
        check_clean(out)
        build([pages], out=tmp_path / "undisturbed", jobs=1)
        assert find_bytes(out) == find_bytes(tmp_path / "undisturbed")
        shutil.rmtree(tmp_path / "undisturbed")
        published = version
        if killed == KILLS:
            return
    pytest.fail(f"only {killed} runs were killed in their midst")


@pytest.mark.soak
def test_killed_at_every_step_of_publication(tmp_path: Path) -> None:
    """Killed before or after each step of the publication, the release is the one before or the new one, whole."""
    out, version, seen = tmp_path / "out", 1, set()
    build([write_pages(tmp_path / "pages", version)], out=out, jobs=1)
    for step in range(1, 1000):
        before = (out / "current").readlink()
        version += 1
        process = start(write_pages(tmp_path / "pages", version), out, step, script=STEPS)
        if process.wait() == 0:
            break
        assert process.returncode == -signal.SIGKILL
        check_whole(out, {version - 1, version})
        seen.add((out / "current").readlink() == before)
        assert build([tmp_path / "pages"], out=out, jobs=1).exit_code == 0
        check_whole(out, {version})
        check_clean(out)
    assert seen == {True, False}, "some steps come before the switch, some after"
    assert step > 10


def test_interrupted(tmp_path: Path) -> None:
    """An interrupt stops a build at once and leaves nothing but the record of the run."""
    out = tmp_path / "out"
    build([write_pages(tmp_path / "pages", 1)], out=out, jobs=1)
    process = start(write_pages(tmp_path / "pages", 2), out, stderr=subprocess.PIPE)
    while not list(out.glob(".work-*/*.arrow")):  # the workers are at work, and have more to do
        assert process.poll() is None, "it ended before anybody saw it at work"
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to the workers too
    _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert said.count(b"Traceback") == 1, "the script's own; workers are silent"
    wait_for_group(process.pid)
    check_clean(out)
    check_whole(out, {1})
