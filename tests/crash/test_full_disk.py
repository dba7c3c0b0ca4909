"""A disk that is full: one sentence, nothing published is harmed, and the next run, with room, goes on."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from decision_parser.errors import DecisionParserError
from decision_parser.pipeline.build import build
from tests.crash.test_kill import check_clean, check_whole, write_pages
from tests.refreshing import World, check_rebuilt, keep_clock
from tests.site import make_site

pytestmark = [pytest.mark.crash, pytest.mark.soak]

MOUNT, UNMOUNT = (shutil.which(name) or f"/sbin/{name}" for name in ("mount", "umount"))
FULL = "No space left on device|disk is full|disk I/O error"
AMPLE = 200_000
"""Kilobytes that are more than enough."""


class Disk:
    """A file system of its own, as large as it is told to be."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def mount(self, *options: str) -> bool:
        """Whether it could be done."""
        done = subprocess.run([MOUNT, "-t", "tmpfs", *options, "tmpfs", self.path], capture_output=True, check=False)
        return done.returncode == 0

    def leave(self, free: int) -> None:
        """Make it so large that so many kilobytes are free."""
        used = shutil.disk_usage(self.path).used // 1024
        assert self.mount("-o", f"remount,size={used + free}k")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk with ample room."""
    found = Disk(tmp_path / "disk")
    found.path.mkdir()
    if not found.mount("-o", f"size={AMPLE}k"):
        pytest.skip("only a user who may mount file systems can have a full one")
    yield found
    subprocess.run([UNMOUNT, found.path], check=True)


@pytest.mark.parametrize("free", [4, 64, 300])
def test_build_on_a_full_disk(disk: Disk, tmp_path: Path, free: int) -> None:
    """A build that finds no room leaves the release that was there, and nothing else."""
    out = disk.path / "out"
    pages, others = write_pages(tmp_path / "one", 1), write_pages(tmp_path / "two", 2)
    build([pages], out=out, jobs=1)
    disk.leave(free)
    with pytest.raises(DecisionParserError, match=FULL):
        build([others], out=out, jobs=1)
    check_whole(out, {1})
    check_clean(out)
    disk.leave(AMPLE)
    assert build([others], out=out, jobs=1).exit_code == 0
    check_whole(out, {2})


@pytest.mark.parametrize("free", [16, 200, 1000])
def test_refresh_on_a_full_disk(disk: Disk, tmp_path: Path, free: int) -> None:
    """A refresh that finds no room keeps what it had fetched; with room, all is as if nothing had been."""
    site = make_site(40, 2, seed=5, paragraphs=4)
    with keep_clock(), site.serve() as base_url:
        world = World(site, base_url, disk.path / "world")
        world.folder.mkdir()
        disk.leave(free)
        with pytest.raises(DecisionParserError, match=FULL):
            world.refresh()
        disk.leave(AMPLE)
        report = world.refresh()
        assert (report.exit_code, report.decisions) == (0, 40)
        check_rebuilt(world, tmp_path / "rebuilt")
