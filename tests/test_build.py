"""`build`: what it takes as input, what it publishes, and how it goes on when something goes wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import decision_parser
from decision_parser.dataset.publishing import Dataset, open_dataset
from decision_parser.dataset.reading import read
from decision_parser.dataset.release import Release, read_release, record_file
from decision_parser.errors import BusyError, DecisionParserError, UsageError
from decision_parser.models import Decision
from decision_parser.pipeline import file_tasks
from decision_parser.pipeline.build import build
from tests.pages import write_page, write_pages


def find_bytes(out: Path) -> dict[str, bytes]:
    """The Parquet files of the current release."""
    current = (out / "current").resolve()
    return {str(file.relative_to(current)): file.read_bytes() for file in sorted(current.rglob("*.parquet"))}


def find_inodes(out: Path) -> dict[str, int]:
    """Which file each Parquet file of the current release is."""
    current = (out / "current").resolve()
    return {str(file.relative_to(current)): file.stat().st_ino for file in sorted(current.rglob("*.parquet"))}


def release_of(out: Path) -> Release:
    """What the current release says of itself."""
    release = read_release(out / "current")
    assert release is not None
    return release


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of four decisions, two in 2024 and two in 2025."""
    return write_pages(tmp_path / "pages", 4)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where to build the dataset."""
    return tmp_path / "dataset"


# ── what is published ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_release_is_published(pages: Path, out: Path) -> None:
    """A build publishes its decisions under `current`, leaves nothing else behind, and says what it did."""
    report = build([pages], out=out)
    assert (report.exit_code, report.inputs, report.parsed, report.decisions) == (0, 4, 4, 4)
    assert report.message == f"Release {report.release} holds 4 decisions."
    assert (out / "current").readlink() == Path("releases") / str(report.release)
    assert read(out)["case_reference"].tolist() == ["24 100 000", "24 100 002", "24 100 001", "24 100 003"]
    assert sorted(path.name for path in out.iterdir()) == [".inputs", ".lock", "current", "releases", "runs"]


def test_a_release_describes_itself(pages: Path, out: Path) -> None:
    """`release.json` has counts by table and year, checks, licence, and size and hash of every other file."""
    build([pages], out=out)
    release = release_of(out)
    assert release.counts["decisions"] == {"2024": 2, "2025": 2}
    assert [check.name for check in release.checks if not check.passed] == []
    assert "©" in release.sources["lgsco"].attribution
    current = (out / "current").resolve()
    files = {str(file.relative_to(current)): record_file(file) for file in current.rglob("*") if file.is_file()}
    del files["release.json"]
    assert files == release.files
    package = json.loads((current / "datapackage.json").read_text())
    paths = [path for resource in package["resources"] for path in resource["path"]]
    assert sorted(paths) == sorted(name for name in files if name.endswith(".parquet"))


def test_each_run_leaves_its_report(pages: Path, out: Path) -> None:
    """Every run is in `runs/`, also when it published nothing, and when it failed."""
    published = build([pages], out=out)
    unchanged = build([pages], out=out)
    runs = {path.stem: json.loads(path.read_text()) for path in (out / "runs").iterdir()}
    assert runs.keys() == {published.run, unchanged.run}
    assert runs[published.run]["release"] == published.release
    assert runs[unchanged.run]["message"].startswith("Nothing has changed")


def test_the_same_input_gives_the_same_bytes(pages: Path, tmp_path: Path) -> None:
    """Two builds, in another order and from copies elsewhere, give byte-identical files."""
    build([pages], out=tmp_path / "a")
    copies = [write_page(tmp_path / "copy" / file.name) for file in pages.iterdir()]
    for copy in copies:
        copy.write_bytes((pages / copy.name).read_bytes())
    build(sorted(copies, reverse=True), out=tmp_path / "b", jobs=1)
    assert find_bytes(tmp_path / "a") == find_bytes(tmp_path / "b")


def test_processes_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process and several give byte-identical files, and both count their progress."""
    pages = write_pages(tmp_path / "pages", 50)
    monkeypatch.setattr("decision_parser.dataset.assembly._FEW", 10)
    seen: dict[int, list[tuple[int, int]]] = {1: [], 2: []}
    for jobs, steps in seen.items():
        build([pages], out=tmp_path / str(jobs), jobs=jobs, progress=lambda *step, steps=steps: steps.append(step))
    assert find_bytes(tmp_path / "1") == find_bytes(tmp_path / "2")
    for steps in seen.values():
        assert (steps[0], steps[-1]) == ((0, 50), (50, 50))
        assert steps == sorted(steps)
        assert len(steps) > 4


def test_nothing_new_is_no_release(pages: Path, out: Path) -> None:
    """A build of what is published already makes no release and succeeds."""
    first = build([pages], out=out)
    again = build([pages], out=out)
    assert (again.exit_code, again.release, again.decisions) == (0, None, 4)
    assert [path.name for path in (out / "releases").iterdir()] == [first.release]


def test_an_unchanged_year_is_not_written_again(pages: Path, out: Path) -> None:
    """When a decision changes, the files of its year are new, and those of the other year are the same files."""
    first = build([pages], out=out)
    before = find_inodes(out)
    write_page(pages / "001.html", "24 100 001", text="Mr Y complains.")
    second = build([pages], out=out)
    assert (second.years_written, second.years_linked) == (("2025",), ("2024",))
    assert second.release != first.release
    assert release_of(out).previous == first.release
    same = {name for name, inode in find_inodes(out).items() if before[name] == inode}
    assert same == {name for name in before if "decided_year=2024" in name}
    assert read(out, "paragraphs")["text"].str.contains("Mr Y").sum() == 1
    assert read(out / "releases" / str(first.release), "paragraphs")["text"].str.contains("Mr Y").sum() == 0


def test_a_year_that_is_gone_is_gone(pages: Path, out: Path) -> None:
    """A year without decisions leaves the dataset, though nothing is written for the others."""
    build([pages], out=out)
    (pages / "001.html").unlink()
    (pages / "003.html").unlink()
    report = build([pages], out=out)
    assert (report.release is not None, report.years_written, report.years_linked) == (True, (), ("2024",))
    assert set(read(out)["decided_year"]) == {2024}


def test_a_damaged_file_is_written_again(pages: Path, out: Path) -> None:
    """A file of the release before that is not as it was written is made anew, not carried on."""
    build([pages], out=out)
    right = find_bytes(out)
    name = "decisions/decided_year=2024/part-0.parquet"
    (out / "current" / name).write_bytes(right[name][:-1] + b"?")
    report = build([pages], out=out)
    assert (report.years_written, report.years_linked) == (("2024",), ("2025",))
    assert find_bytes(out) == right


def test_drafts_are_left_out(pages: Path, out: Path) -> None:
    """A draft is not in the dataset, and the report says so; it is no failure."""
    write_page(pages / "draft.html", "24 100 777", stage="draft")
    report = build([pages], out=out)
    assert (report.exit_code, report.parsed, report.decisions) == (0, 5, 4)
    assert [(Path(draft.where).name, draft.message) for draft in report.drafts] == [
        ("draft.html", "Left out: lgsco/24-100-777 is draft.")
    ]
    assert "24 100 777" not in set(read(out)["case_reference"])


def test_nothing_but_drafts_is_no_release(tmp_path: Path, out: Path) -> None:
    """When no input gives a decision there is no release, and an earlier one stays."""
    build([write_page(tmp_path / "page.html")], out=out)
    before = (out / "current").readlink()
    report = build([write_page(tmp_path / "draft.html", stage="draft")], out=out)
    assert (report.exit_code, report.release) == (0, None)
    assert "No input gave a decision" in report.message
    assert (out / "current").readlink() == before


def test_duplicates_are_reported(tmp_path: Path, out: Path) -> None:
    """Of a decision given twice the one fetched last is kept, with a problem in its row; the report names both."""
    for name, fetched_at in (("a", "2026-01-02T00:00:00Z"), ("b", "2026-01-01T00:00:00Z")):
        write_page(tmp_path / "in" / f"{name}.html", text=f"Version {name}.")
        (tmp_path / "in" / f"{name}.json").write_text(json.dumps({"fetched_at": fetched_at}))
    report = build([tmp_path / "in"], out=out)
    assert [(item.kept, item.left_out) for item in report.duplicates] == [("a.html", ("b.html",))]
    assert report.problems == {"duplicate": 1}
    assert read(out, "paragraphs")["text"].tolist()[-2] == "Version a."
    assert read(out, "problems")["detail"].tolist() == ["b.html gives the same decision and was left out."]


# ── when something is wrong ──────────────────────────────────────────────────────────────────────────────────────────


def test_bad_files_do_not_stop_the_rest(pages: Path, out: Path) -> None:
    """Each file that is no decision is a failure with a sentence; the others are published, and the exit code is 1."""
    bad = {
        "empty.html": b"",
        "binary.pdf": bytes(range(256)),
        "captcha.html": b"<html><body>Are you human?</body></html>",
    }
    for name, data in bad.items():
        (pages / name).write_bytes(data)
    report = build([pages, pages / "missing.html"], out=out)
    assert (report.exit_code, report.decisions) == (1, 4)
    assert [Path(failure.where).name for failure in report.failures] == sorted([*bad, "missing.html"])
    for failure in report.failures:
        assert failure.message.endswith("."), failure


def test_a_bug_in_the_parser_is_one_failure(pages: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody foresaw in one file is that file's failure."""

    def parse(data: bytes, **known: Any) -> Decision:  # noqa: ANN401 - whatever the build knows
        if b"24 100 002" in data:
            raise KeyError("x")
        return decision_parser.parse(data, **known)

    monkeypatch.setattr(file_tasks, "parse", parse)
    report = build([pages], out=out)
    assert report.decisions == 3
    assert report.failures[0].message.startswith("This is a bug in decision-parser (KeyError: 'x')")


@pytest.mark.parametrize("inputs", [[], ["folder"]])
def test_nothing_to_build_from(tmp_path: Path, out: Path, inputs: list[str]) -> None:
    """Without any input there is nothing to do, and nothing is made."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="nothing to build from"):
        build([tmp_path / name for name in inputs], out=out)
    assert not out.exists()


def test_nothing_but_missing_files(tmp_path: Path, out: Path) -> None:
    """When every path is missing, each is a failure and nothing is published."""
    report = build([tmp_path / "a", tmp_path / "b"], out=out)
    assert (report.exit_code, report.release, len(report.failures)) == (1, None, 2)


@pytest.mark.parametrize(("options", "message"), [({"source": "nobody"}, "no source"), ({"jobs": 0}, "give 1 or more")])
def test_wrong_arguments(pages: Path, out: Path, options: dict[str, object], message: str) -> None:
    """An unknown source and a number of processes that cannot be are refused before anything is made."""
    with pytest.raises(UsageError, match=message):
        build([pages], out=out, **options)  # type: ignore[arg-type]
    assert not out.exists()


def test_one_build_at_a_time(pages: Path, out: Path) -> None:
    """A second build is turned away and changes nothing."""
    with open_dataset(out), pytest.raises(BusyError):
        build([pages], out=out)
    assert not (out / "current").exists()


@pytest.mark.parametrize(
    ("error", "code"), [(RuntimeError("x"), 1), (KeyboardInterrupt(), 130), (OSError(28, "Full"), 1)]
)
def test_a_build_that_fails_leaves_nothing_but_its_report(
    pages: Path, out: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    """Whatever stops a build, the release before stays, no leftovers remain, and the run is on record."""
    first = build([pages], out=out)
    write_page(pages / "new.html", "24 100 999")

    def fail(_dataset: Dataset, _release: Release) -> None:
        raise error

    monkeypatch.setattr(Dataset, "publish", fail)
    with pytest.raises(DecisionParserError if isinstance(error, OSError) else type(error)):
        build([pages], out=out)
    assert (out / "current").readlink() == Path("releases") / str(first.release)
    assert [path.name for path in (out / "releases").iterdir()] == [first.release]
    assert sorted(path.name for path in out.iterdir()) == [".inputs", ".lock", "current", "releases", "runs"]
    last = json.loads(max((out / "runs").iterdir()).read_text())
    assert (last["exit_code"], last["release"]) == (code, None)


# What Python runs as it starts, in the build and in its workers: reading a certain file is fatal.
FATAL = """
import os, signal
from decision_parser.pipeline import inputs

def read_input(path, read=inputs.read_input):
    if path.endswith("030.html"):
        os.kill(os.getpid(), signal.SIGKILL)
    return read(path)

inputs.read_input = read_input
"""
BUILD = """
import sys, msgspec, decision_parser
report = decision_parser.build(sys.argv[1:2], out=sys.argv[2], jobs=2)
print(msgspec.json.encode(report).decode())
"""


@pytest.mark.parametrize("count", [60, 31])
def test_a_file_that_kills_its_worker_is_a_failure(tmp_path: Path, out: Path, count: int) -> None:
    """When parsing a file kills the process, that file fails, and all others are published, be they many or few."""
    pages = write_pages(tmp_path / "pages", count)
    (tmp_path / "sitecustomize.py").write_text(FATAL)
    found = subprocess.run(
        [sys.executable, "-c", BUILD, pages, out],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        check=True,
    )
    report = json.loads(found.stdout)
    assert (report["decisions"], report["exit_code"]) == (count - 1, 1)
    (failure,) = report["failures"]
    assert Path(failure["where"]).name == "030.html"
    assert "was killed" in failure["message"]
    assert len(read(out)) == count - 1
