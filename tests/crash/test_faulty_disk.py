"""Each call of a kind fails once: in a build onto a release, in a refresh, in a first run. Nothing is half or lost."""

import errno
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from decision_parser.dataset.release import read_release, record_file
from decision_parser.pipeline.archive import verify_archive
from decision_parser.pipeline.build import build
from tests.crash.test_kill import check_clean, find_bytes
from tests.faulty import KINDS, Fault, Outcome, run
from tests.refreshing import CONTACT, World, find_parquet, keep_clock, make_few, night
from tests.site import Site
from tests.test_machine_faults import write_pages

pytestmark = [pytest.mark.crash, pytest.mark.soak]

_ALIKE = (
    (r"[0-9a-f]{32}|merge-\w+", "X"),
    (r"(decisions|sections|paragraphs|remedies|citations|problems)", "TABLE"),
    (r"(README\.md|croissant\.json|datapackage\.json|dictionary\.md|profile\.json)", "TEXT"),
    (r"\d+", "N"),
)


def choose(calls: Sequence[str]) -> Iterator[int]:
    """The first and the last call on each kind of file, by its number."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, path in enumerate(calls, start=1):
        for pattern, name in _ALIKE:
            path = re.sub(pattern, name, path)  # noqa: PLW2901 - what is left of it
        found[path].append(number)
    for numbers in found.values():
        yield from sorted({numbers[0], numbers[-1]})


def check_told(outcome: Outcome, fault: Fault) -> None:
    """It is overcome, or said without a traceback; one of the whole run on one line."""
    where = (fault, outcome.said)
    assert outcome.code in {0, 1, 3, 4}, where
    assert not re.search("Traceback|bug", outcome.said), where
    if outcome.code == 1 and "Files read" not in outcome.said:
        assert outcome.said.count("\n") == 1, where


def check_published(out: Path, allowed: Sequence[dict[str, bytes]], fault: Fault) -> None:
    """What readers see is whole, and one of these, where any are given."""
    if not (out / "current").is_symlink():
        assert {} in allowed, fault
        return
    folder = (out / "current").resolve()
    release = read_release(folder)
    assert release is not None, fault
    assert {name: record_file(folder / name) for name in release.files} == release.files, fault
    assert not allowed or find_parquet(out) in allowed, fault


@pytest.mark.parametrize("kind", KINDS)
def test_each_call_of_a_build(tmp_path: Path, kind: str) -> None:
    """Whichever call fails, the release is the one before or the new one, and the next build ends as undisturbed."""
    one, two = write_pages(tmp_path / "one", 1), write_pages(tmp_path / "two", 2)
    build([one], out=tmp_path / "base", jobs=1)
    shutil.copytree(tmp_path / "base", tmp_path / "after", symlinks=True)
    build([two], out=tmp_path / "after", jobs=1)
    before, after = find_bytes(tmp_path / "base"), find_bytes(tmp_path / "after")
    out = tmp_path / "out"
    command = ["build", two, "--out", out, "--jobs", "1"]

    def attempt(fault: Fault) -> Outcome:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(tmp_path / "base", out, symlinks=True)
        return run(command, fault, tmp_path / "said")

    for fault in _iter_faults(attempt, kind, rf"{tmp_path}/(out|two)\b"):
        outcome = attempt(fault)
        check_told(outcome, fault)
        without_a_page = re.search(r"two/?\S*: It cannot be read", outcome.said)  # it is named, and left out
        check_published(out, () if without_a_page else (before, after), fault)
        assert build([two], out=out, jobs=1).exit_code == 0
        assert find_bytes(out) == after, fault
        check_clean(out)


def _iter_faults(attempt: Callable[[Fault], Outcome], kind: str, path: str) -> Iterator[Fault]:
    """A fault for each call that an undisturbed run makes."""
    undisturbed = attempt(Fault(kind, path, 0))
    assert undisturbed.code == 0, undisturbed
    for number in choose(undisturbed.calls):
        yield Fault(kind, path, number, error=errno.EIO)


def make() -> Site:
    """A few decisions, one of them a report."""
    site = make_few()
    site.publish_new(site.today, document_kind="report", paragraphs=3)
    return site


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("begun", [True, False], ids=["later-run", "first-run"])
def test_each_call_of_a_refresh(tmp_path: Path, kind: str, *, begun: bool) -> None:
    """Whichever call fails, what was fetched is kept, and the next run ends with the bytes of one never disturbed."""
    site = make()
    with keep_clock(), site.serve() as base_url:
        base = World(site, base_url, tmp_path / "base")
        base.folder.mkdir()
        before: dict[str, bytes] = {}
        if begun:
            base.refresh()
            before = base.parquet()
            site.revise(min(site.identities()))
            base.site.today = site.today.replace(day=site.today.day + 1)
        after = base.fork(tmp_path / "after")
        after.refresh()
        expected = after.parquet()
        worlds: list[World] = []

        def attempt(fault: Fault) -> Outcome:
            shutil.rmtree(tmp_path / "world", ignore_errors=True)
            world = base.fork(tmp_path / "world")
            worlds[:] = [world]
            where = ["--archive", world.archive, "--out", world.out, "--base-url", base_url, "--contact", CONTACT]
            seconds = int(night(site.today).timestamp())
            return run(["refresh", *where, "--delay", "0", "--jobs", "1"], fault, tmp_path / "said", seconds=seconds)

        for fault in _iter_faults(attempt, kind, rf"{tmp_path}/world\b"):
            check_told(attempt(fault), fault)
            (world,) = worlds
            check_published(world.out, (before, expected), fault)
            assert world.refresh().exit_code == 0, fault
            assert world.parquet() == expected, fault
            check_clean(world.out)
            assert verify_archive(world.archive).findings == (), fault
