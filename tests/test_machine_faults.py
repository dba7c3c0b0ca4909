"""A disk that fails under a command, and folders that go while it works: one sentence, nothing half, and then on.

Each test lets one system call of a real run fail; `tests/crash/test_faulty_disk.py` lets each of them.
"""

import errno
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from decision_parser.pipeline.archive import verify_archive
from decision_parser.pipeline.build import build
from tests.crash.test_kill import find_bytes
from tests.faulty import Fault, Outcome, run
from tests.pages import write_page
from tests.refreshing import CONTACT, World, keep_clock, night

SOAK = pytest.mark.soak
WRITTEN = "cannot be written: Input/output error"


def write_pages(folder: Path, version: int) -> Path:
    """Pages of three years; the version is in two of three."""
    for number in range(6):
        text = f"Version {version if number % 3 else 0}."
        write_page(folder / f"{number}.html", f"24 100 {number:03}", f"06 Feb {2024 + number % 3}", text=text)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of two versions, a dataset of the `first`, and the same after an undisturbed build of the `second`."""
    folder = tmp_path_factory.mktemp("built")
    with keep_clock():
        build([write_pages(folder / "one", 1)], out=folder / "first", jobs=1)
        shutil.copytree(folder / "first", folder / "second", symlinks=True)
        build([write_pages(folder / "two", 2)], out=folder / "second", jobs=1)
    return folder


@pytest.fixture
def work(built: Path, tmp_path: Path) -> Path:
    """A folder with `pages` of the second version and the `out` of the first."""
    shutil.copytree(built / "two", tmp_path / "work" / "pages")
    shutil.copytree(built / "first", tmp_path / "work" / "out", symlinks=True)
    return tmp_path / "work"


def run_build(work: Path, fault: Fault) -> Outcome:
    """A build from the pages, on a machine that fails."""
    return run(["build", work / "pages", "--out", work / "out", "--jobs", "1", "--quiet"], fault, work / "said")


def check_sentence(outcome: Outcome) -> None:
    """What was said is one line without a traceback, and the exit code is one for it."""
    assert outcome.code in {1, 2, 4, 75}
    assert outcome.said.count("\n") == 1, outcome.said
    assert outcome.said.endswith(".\n")
    assert "Traceback" not in outcome.said
    assert "bug" not in outcome.said


def check_next(built: Path, work: Path) -> None:
    """The next build ends with the bytes of one never disturbed, and leaves nothing behind."""
    assert build([work / "pages"], out=work / "out", jobs=1).exit_code == 0
    assert find_bytes(work / "out") == find_bytes(built / "second")
    names = [path.name for folder in (".", "releases", "runs") for path in (work / "out" / folder).iterdir()]
    assert [name for name in names if name.startswith(".") and name not in {".inputs", ".lock"}] == []


NOT = f"{WRITTEN}. Nothing that was published has changed"
DONE = "The release .* was published before that"
BUILDS = {
    "a table": (Fault("write", r"part-0\.parquet"), NOT),
    "rows on their way": (Fault("read", r"\.arrow$", error=errno.ESTALE), "cannot be written: Stale file handle. Noth"),
    "release.json": (Fault("sync", r"release\.json"), NOT),
    "a folder of tables": (Fault("name", r"partial-.*/decided_year=2025$"), NOT),
    "the lock": (Fault("open", r"out/\.lock$", lasting=True), f"{WRITTEN}. It has not changed"),
    "a lock that cannot be": (Fault("lock", r"out/\.lock$", error=errno.ENOLCK), "No locks available. It has not"),
    "the folder, after the switch": (Fault("sync", "/out$"), DONE),
    "a disk that is read-only": (
        Fault("open", r"out/\.lock$", lasting=True, error=errno.EROFS),
        "Read-only file system. It has not changed; let this user write it, and run again",
    ),
    "the report": (Fault("open", r"runs/\..*Z\.json"), f"report of this run cannot be written .*{DONE}"),
}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        pytest.param(*case, id=name, marks=() if name == "the folder, after the switch" else SOAK)
        for name, case in BUILDS.items()
    ],
)
def test_a_build_on_a_failing_disk(built: Path, work: Path, fault: Fault, said: str) -> None:
    """Where a call on the dataset fails, one sentence says what became of it, and the next build has all."""
    outcome = run_build(work, fault)
    check_sentence(outcome)
    check_said(said, outcome)
    assert find_bytes(work / "out") == find_bytes(built / ("second" if DONE in said else "first"))
    check_next(built, work)


def check_said(pattern: str, outcome: Outcome) -> None:
    """What was said of the fault."""
    assert re.search(pattern, outcome.said), outcome.said


# ── the pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


def make_folder(path: Path) -> None:
    """A folder where a file was."""
    path.unlink()
    path.mkdir()


PAGES: dict[str, tuple[Callable[[Path], object] | int, str]] = {
    "cannot be read": (errno.EIO, "It cannot be read: Input/output error."),
    "is gone": (Path.unlink, "There is no such file or folder."),
    "has become a folder": (make_folder, "It cannot be read: Is a directory."),
    "has become empty": (lambda page: page.write_bytes(b""), "The file is empty"),
    "has grown": (lambda page: page.write_bytes(page.read_bytes() + b" " * (65 << 20)), "larger than any decision"),
}


@pytest.mark.parametrize(
    ("what", "said"),
    [pytest.param(*case, id=name, marks=SOAK) for name, case in PAGES.items()],
)
def test_a_page_that_fails_while_a_build_reads(
    built: Path, work: Path, what: Callable[[Path], object] | int, said: str
) -> None:
    """It is named, the others are read, and no release loses its decision; with the page again, all is as it was."""
    page = work / "pages" / "4.html"
    data = page.read_bytes()
    path = r"pages/[34]\.html$"
    fault = Fault("open", path, 1, error=what) if isinstance(what, int) else Fault("open", path, act=lambda: what(page))
    outcome = run_build(work, fault)
    assert outcome.code in {1, 4}
    assert said in outcome.said, outcome.said
    if page.is_dir():
        page.rmdir()
    page.write_bytes(data)
    check_next(built, work)


# ── folders ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def replace(folder: Path) -> None:
    """A file where a folder was."""
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("a file", encoding="utf-8")


MOMENTS = {
    "before the lock": Fault("lock", r"out/\.lock$"),
    "while it parses": Fault("open", r"pages/3\.html$"),
    "while it merges": Fault("open", r"merge-.*/part-0\.parquet$"),
    "before the switch": Fault("name", r"\.current-"),
    "before the report": Fault("open", r"runs/\..*Z\.json$"),
}
WAYS: dict[str, Callable[[Path], object]] = {
    "removed": shutil.rmtree,
    "renamed": lambda folder: folder.rename(folder.with_name("elsewhere")),
    "replaced": replace,
}


@pytest.mark.parametrize("way", [pytest.param(way, id=name, marks=SOAK) for name, way in WAYS.items()])
@pytest.mark.parametrize(
    "moment",
    [pytest.param(fault, id=name, marks=SOAK) for name, fault in MOMENTS.items()],
)
def test_a_dataset_that_vanishes_while_a_build_works(
    built: Path, work: Path, moment: Fault, way: Callable[[Path], object]
) -> None:
    """Where the folder is removed, renamed or replaced, one sentence says so; back again, it is what it was."""
    out, kept = work / "out", work / "kept"
    shutil.copytree(out, kept, symlinks=True)
    outcome = run_build(work, moment._replace(act=lambda: way(out)))
    check_sentence(outcome)
    assert str(out) in outcome.said
    for path in (out, work / "elsewhere"):
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
    kept.rename(out)
    check_next(built, work)


# ── a refresh ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def world(world: World) -> World:
    """What the first run left, to go on with, and a page that is new."""
    world.site.publish_new(world.site.today, paragraphs=3)
    return world


REFRESHES = {
    "the archive": (Fault("sync", r"warc\.gz\.open$"), "The archive .*/archive could not be written"),
    "a record": (Fault("read", r"archive/[^/]*warc\.gz$"), r"warc\.gz cannot be read \(Input/output error\); see to"),
    "the index": (Fault("write", r"index\.sqlite-wal$"), "The index of the archive .* cannot be used: disk I/O error"),
    "the lock": (
        Fault("open", r"archive/\.lock$", lasting=True),
        "The archive in .*/archive cannot be read or written",
    ),
    "the dataset": (Fault("sync", r"release\.json$"), "The dataset in .*/dataset cannot be written"),
}


@pytest.mark.parametrize(
    ("fault", "said"),
    [pytest.param(*case, id=name, marks=() if name == "the dataset" else SOAK) for name, case in REFRESHES.items()],
)
def test_a_refresh_on_a_failing_disk(world: World, tmp_path: Path, fault: Fault, said: str) -> None:
    """The sentence names what failed, archive or dataset; what was fetched is kept, and the next run ends as any."""
    undisturbed = world.fork(tmp_path / "undisturbed")
    undisturbed.next_day()
    arguments = ["--archive", world.archive, "--out", world.out, "--base-url", world.base_url, "--contact", CONTACT]
    seconds = int(night(world.site.today).timestamp())
    outcome = run(["refresh", *arguments, "--delay", "0", "--jobs", "1"], fault, tmp_path / "said", seconds=seconds)
    check_sentence(outcome)
    check_said(said, outcome)
    assert (world.refresh().exit_code, world.parquet()) == (0, undisturbed.parquet())
    assert verify_archive(world.archive).findings == ()


# ── commands that read ───────────────────────────────────────────────────────────────────────────────────────────────

READERS: dict[str, list[str]] = {
    "verify": ["verify", "--out", "{out}"],
    "search": ["search", "Version", "--out", "{out}"],
    "show": ["show", "24 100 001", "--out", "{out}"],
    "export": ["export", "--format", "csv", "--out", "{out}", "--to", "{to}"],
    "report": ["report", "--out", "{out}", "--to", "{to}.html"],
}


@pytest.mark.parametrize(
    "command",
    [pytest.param(words, id=name, marks=SOAK) for name, words in READERS.items()],
)
def test_a_table_that_cannot_be_read(work: Path, command: list[str]) -> None:
    """Whoever reads a table that the disk does not give says which it is in a sentence, and leaves no half file."""
    arguments = [word.format(out=work / "out", to=work / "copy") for word in command]
    outcome = run(arguments, Fault("read", r"decided_year=2025/part-0\.parquet$", lasting=True), work / "said")
    assert "Traceback" not in outcome.said
    assert "bug" not in outcome.said
    assert "nput/output error" in outcome.said + outcome.out
    assert outcome.code == 1
    assert [path for path in work.iterdir() if path.name.startswith((".", "copy"))] == []


WRITERS = {
    **{form: ["export", "--format", form] for form in ("csv", "jsonl", "xlsx", "sqlite")},
    "report": ["report"],
}


@SOAK
@pytest.mark.parametrize("kind", ["open", "write", "name"])
@pytest.mark.parametrize("command", WRITERS.values(), ids=WRITERS)
def test_a_copy_that_cannot_be_written(work: Path, command: list[str], kind: str) -> None:
    """An export or a page that the disk does not take is told in a sentence, and what was there before stays."""
    copy = work / "copies" / "copy"
    before = copy / "decisions.csv" if command[-1] in {"csv", "jsonl"} else copy
    before.parent.mkdir(parents=True)
    before.write_text("before", encoding="utf-8")
    fault = Fault(kind, str(copy.parent), lasting=kind != "name")
    outcome = run([*command, "--out", work / "out", "--to", copy], fault, work / "said")
    check_sentence(outcome)
    assert outcome.calls
    assert [path.read_text(encoding="utf-8") for path in copy.parent.rglob("*") if path.is_file()] == ["before"]
