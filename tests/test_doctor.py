"""`doctor`: what is wrong is told with its next step, what is sound is told as such, and nothing is touched."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, PackagePath
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from filelock import FileLock

from decision_parser import cli
from decision_parser.crawl.warc import iter_files
from decision_parser.dataset.release import encode_release, read_release
from decision_parser.models.examining import Line, Mark
from decision_parser.pipeline import folders, installation
from decision_parser.pipeline.doctor import diagnose
from tests.bucket import Bucket
from tests.refreshing import First, keep_clock, night, read_first, set_clock
from tests.site import make_site
from tests.site.server import TODAY


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> First:
    """An archive, and the dataset that was refreshed from it."""
    return read_first(make_site(4, 1, seed=3, paragraphs=3), "to-check", tmp_path_factory)


@pytest.fixture
def folder(first: First, tmp_path: Path) -> Iterator[Path]:
    """A copy of both, on the day of the refresh."""
    with keep_clock():
        set_clock(night(TODAY))
        yield shutil.copytree(first.folder, tmp_path / "both", symlinks=True)


def look(folder: Path) -> list[Line]:
    """What there is to say of archive and dataset in a folder."""
    lines = diagnose(out=folder / "dataset", archive=folder / "archive").lines
    return [line for line in lines if line.about in {"archive", "index", "dataset", "runs"}]


def find_wrong(folder: Path) -> list[Line]:
    """The same without what is in order."""
    return [line for line in look(folder) if line.mark is not Mark.OK]


def list_states(folder: Path) -> dict[str, tuple[int, int]]:
    """Everything below a folder, with its size and the time it was written."""
    return {
        str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in sorted((folder, *folder.rglob("*")))
    }


def test_all_is_well_and_stays_as_it_was(folder: Path) -> None:
    """Of a sound archive and dataset there is nothing to do, and no file is written, made or removed."""
    for path in folder.rglob(".lock"):
        path.unlink()
    before = list_states(folder)
    assert find_wrong(folder) == []
    assert len(look(folder)) == 11
    assert list_states(folder) == before


# ── archive and dataset ──────────────────────────────────────────────────────────────────────────────────────────────


def _last(folder: Path) -> Path:
    return iter_files(folder / "archive")[-1]


def _cut_last(folder: Path) -> None:
    os.truncate(_last(folder), _last(folder).stat().st_size - 10)


def _tear_last(folder: Path) -> None:
    (folder / "archive" / "index.sqlite").unlink()
    _cut_last(folder)


def _flip_end(folder: Path) -> None:
    data = bytearray(_last(folder).read_bytes())
    data[-30] ^= 1
    _last(folder).write_bytes(data)


def _open_last(folder: Path) -> None:
    shutil.copy(_last(folder), folder / "archive" / "20260530T000000Z-00000.warc.gz.open")


def _leave_copy(folder: Path) -> None:
    (folder / "archive" / "20260530T000000Z-00000.warc.gz.tmp").touch()


def _tear(folder: Path) -> None:
    (folder / "archive" / "torn").mkdir()
    (folder / "archive" / "torn" / "x.warc.gz.open").touch()


def _add_file(folder: Path) -> None:
    shutil.copy(_last(folder), folder / "archive" / f"{_last(folder).name.partition('-')[0]}-00009.warc.gz")


def _drop_index(folder: Path) -> None:
    (folder / "archive" / "index.sqlite").unlink()


def _spoil_index(folder: Path) -> None:
    (folder / "archive" / "index.sqlite").write_bytes(b"no database")


def _age_index(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "archive" / "index.sqlite")) as db:
        db.execute("PRAGMA user_version = 1")


def _empty_index(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "archive" / "index.sqlite")) as db:
        db.executescript("DROP TABLE files")


def _empty(folder: Path) -> None:
    for name in ("archive", "dataset"):
        shutil.rmtree(folder / name)
        (folder / name).mkdir()


def _remove(folder: Path) -> None:
    shutil.rmtree(folder / "archive")
    shutil.rmtree(folder / "dataset")
    (folder / "dataset").touch()


def _lead_nowhere(folder: Path) -> None:
    _remove(folder)
    (folder / "archive").symlink_to("archive")
    (folder / "dataset").unlink()
    (folder / "dataset").symlink_to("nowhere")


def _mistake(folder: Path) -> None:
    (folder / "archive").rename(folder / "other")
    (folder / "dataset").rename(folder / "archive")
    (folder / "other").rename(folder / "dataset")


def _unlink(folder: Path) -> None:
    (folder / "dataset" / "current").unlink()


def _spoil_description(folder: Path) -> None:
    (folder / "dataset" / "current" / "release.json").write_text("{}")


def _cut_table(folder: Path) -> None:
    for name in ("decisions", "sections"):
        os.truncate(next((folder / "dataset" / "current" / name).rglob("*.parquet")), 9)


def _set_version(folder: Path, version: int) -> None:
    place = folder / "dataset" / "current"
    release = read_release(place)
    assert release
    (place / "release.json").write_bytes(encode_release(msgspec.structs.replace(release, schema_version=version)))


def _make_older(folder: Path) -> None:
    _set_version(folder, 0)


def _make_newer(folder: Path) -> None:
    _set_version(folder, 1_000)


def _kill_run(folder: Path) -> None:
    (folder / "dataset" / ".work-20260602T000000Z").mkdir()
    (folder / "dataset" / "releases" / ".partial-20260602T000000Z").mkdir()


def _kill_as_it_publishes(folder: Path) -> None:
    place = (folder / "dataset" / "current").resolve()
    shutil.copytree(place, place.with_name(place.name.replace("T03", "T02")))
    (folder / "dataset" / "current").unlink()
    (folder / "dataset" / "current").symlink_to("releases/" + place.name.replace("T03", "T02"))
    other = read_release(folder / "dataset" / "current")
    assert other
    renamed = msgspec.structs.replace(other, release=place.name.replace("T03", "T02"))
    (folder / "dataset" / "current" / "release.json").write_bytes(encode_release(renamed))


def _set_clock_back(_folder: Path) -> None:
    set_clock(night(TODAY.replace(year=TODAY.year - 1)))


def _wait(_folder: Path) -> None:
    set_clock(night(TODAY.replace(month=TODAY.month + 1)))


def _report(folder: Path, **report: object) -> None:
    path = folder / "dataset" / "runs" / "20260602T000000Z.json"
    path.write_text(json.dumps(report))
    set_clock(night(TODAY.replace(day=TODAY.day + 2)))


def _fail(folder: Path) -> None:
    _report(folder, exit_code=3, message="The site is down.", complete=False)


def _refuse(folder: Path) -> None:
    _report(folder, exit_code=4, message="Refused.")


def _interrupt(folder: Path) -> None:
    _report(folder, exit_code=130, message="KeyboardInterrupt")


def _spoil_report(folder: Path) -> None:
    path = folder / "dataset" / "runs" / "20260101T000000Z.json"
    path.write_bytes(b'{"exit_code": 0, "message": "\xff"}')


N, P = Mark.NOTE, Mark.PROBLEM
CASES: list[tuple[Callable[[Path], None], list[tuple[Mark, str, str]]]] = [
    (_cut_last, [(P, "bytes when it was indexed", "copy of the archive"), (P, "is damaged", "copy of the archive")]),
    (_tear_last, [(N, "index.sqlite is not there", "next run"), (P, "is damaged", "copy of the archive")]),
    (_flip_end, [(P, "is damaged", "copy of the archive")]),
    (_open_last, [(N, "warc.gz.open open", "next refresh closes it")]),
    (_leave_copy, [(N, "not whole", "next refresh removes it")]),
    (_tear, [(N, "torn/ keeps 1 file that", "can be deleted")]),
    (_add_file, [(N, "does not know 1 file yet", "next run reads them")]),
    (_drop_index, [(N, "is not there", "next run makes it again")]),
    (_spoil_index, [(N, "is no database", "next run makes it again")]),
    (_age_index, [(N, "has version 1, and this program", "next run makes it again")]),
    (_empty_index, [(P, "no such table", "archive reindex")]),
    (_empty, [(N, "no WARC file yet", "first"), (N, "no release yet", "first"), (N, "no report of any run", "")]),
    (_remove, [(P, "archive is not there", "Name"), (P, "dataset is no folder", "Name")]),
    (_lead_nowhere, [(P, "Too many levels", "Name"), (P, "leads nowhere", "Name")]),
    (_mistake, [(P, "is no archive", "Name"), (P, "is no dataset", "Name"), (N, "no report", "")]),
    (_unlink, [(P, "is not there, so that readers find nothing", "Build the dataset again")]),
    (_spoil_description, [(P, "release.json is gone, or not as it was written", "Build the dataset again")]),
    (_cut_table, [(P, "2 files in all", "decision-parser verify")]),
    (_make_older, [(N, "have version 0, and this program", "next release")]),
    (_make_newer, [(P, "newer than the", "Install the version")]),
    (_kill_run, [(N, ".work-20260602T000000Z and 1 more", "next run removes it")]),
    (_kill_as_it_publishes, [(N, "never shown to readers", "next release")]),
    (_set_clock_back, [(P, "by this clock", "Set the clock"), (P, "by this clock", "Set the clock")]),
    (_wait, [(P, "longer ago than 3 days", "every night")]),
    (_fail, [(P, "ended with 3: The site is down.", "Run it again")]),
    (_refuse, [(P, "ended with 4: Refused.", "Look at the checks")]),
    (_interrupt, [(N, "ended with 130", "same command again")]),
    (_spoil_report, [(N, "20260101T000000Z.json cannot be read", "can be deleted")]),
]


@pytest.mark.parametrize(("damage", "told"), CASES, ids=[damage.__name__ for damage, _ in CASES])
def test_what_is_wrong_is_told(folder: Path, damage: Callable[[Path], None], told: list[tuple[Mark, str, str]]) -> None:
    """Each fault gives its line, marked by whether anything must be done, with the next step, and no other line."""
    damage(folder)
    found = find_wrong(folder)
    assert [line.mark for line in found] == [mark for mark, _, _ in told], found
    for line, (_, message, advice) in zip(found, told, strict=True):
        assert message in line.message
        assert advice in line.advice


def test_who_holds_the_locks_is_told(folder: Path) -> None:
    """While a run is at work it is said who, and nothing is taken for a leftover; afterwards the lock is free."""
    _kill_run(folder)
    _open_last(folder)
    with FileLock(folder / "dataset" / ".lock"), FileLock(folder / "archive" / ".lock"):
        held = [line for line in find_wrong(folder) if "A run is at work" in line.message]
        assert [line.about for line in held] == ["archive", "dataset"]
        assert all(f"process {os.getpid()} holds" in line.message for line in held)
        assert not any("was killed" in line.message for line in look(folder))
    assert not any("A run is at work" in line.message for line in look(folder))


# ── the machine ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_full_or_read_only_disk_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too little room, no inode left, a folder that cannot be written and a disk that others share are told."""
    room = SimpleNamespace(f_bavail=10, f_frsize=1_000_000, f_files=5, f_favail=0, f_flag=os.ST_RDONLY)
    monkeypatch.setattr(os, "statvfs", lambda _path: room)
    monkeypatch.setattr(folders, "find_file_system", lambda _path: "nfs4")
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and access(path, mode))
    found = [line for line in find_wrong(folder) if line.about == "archive"]
    assert "its file system is read-only" in found[0].message
    assert "has 10.0 MB free, on nfs4; a run may need 200.0 MB" in found[1].message
    assert "may not tell other machines of the lock" in found[2].message
    room.f_bavail = 10_000
    assert any("but no inode" in line.message for line in find_wrong(folder))
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert "may not be read by this user" in find_wrong(folder)[0].message


def test_the_kind_of_file_system_is_that_of_the_nearest_mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of mounts inside each other the innermost counts; where the system has no such list, none is told."""
    mounts = tmp_path / "mounts"
    place = tmp_path.resolve()
    mounts.write_text(f"a / ext4 rw 0 0\nb {place}/my\\040disk nfs4 rw 0 0\nc {place} tmpfs rw 0 0\n")
    monkeypatch.setattr(folders, "_MOUNTS", mounts)
    found = [folders.find_file_system(path) for path in (tmp_path / "my disk" / "x", tmp_path / "my", Path("/nowhere"))]
    assert found == ["nfs4", "tmpfs", "ext4"]
    mounts.unlink()
    assert folders.find_file_system(tmp_path) is None


def test_temporary_folder_and_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A temporary folder that is not there, and a time that is none, are problems; a time that is set is a note."""

    def find(about: str) -> Line:
        return next(line for line in diagnose().lines if line.about == about)

    assert find("temporary folder").mark is Mark.OK
    monkeypatch.setenv("TMPDIR", "/nowhere")
    assert find("temporary folder").mark is Mark.PROBLEM
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert find("clock").mark is Mark.NOTE
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert find("clock").mark is Mark.PROBLEM


# ── the installation ─────────────────────────────────────────────────────────────────────────────────────────────────


def make_package(**changes: Any) -> Any:  # noqa: ANN401 - as much of a distribution as is asked for
    """A package as it is installed."""
    stated = {"version": "0.1.0", "metadata": {"Requires-Python": ">=3.11"}, "requires": ["click>=8.2"], "files": []}
    return SimpleNamespace(**(stated | changes))


def examine(monkeypatch: pytest.MonkeyPatch, package: Any, **others: str) -> list[Line]:  # noqa: ANN401
    """What is wrong with this package, beside libraries of these versions."""

    def find(name: str) -> Any:  # noqa: ANN401
        if name == "decision-parser" and package:
            return package
        if name in others:
            return SimpleNamespace(version=others[name])
        raise PackageNotFoundError(name)

    monkeypatch.setattr(installation, "distribution", find)
    return [line for line in installation.examine_installation() if line.mark is not Mark.OK]


def test_an_installation_that_lacks_something(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too old a Python, a library that is missing, old or broken are problems; a missing extra is a note."""
    assert examine(monkeypatch, make_package(), click="8.10.1") == []
    (line,) = examine(monkeypatch, make_package(metadata={"Requires-Python": ">=9.1"}), click="9")
    assert "and needs 9.1" in line.message
    (line,) = examine(monkeypatch, make_package(), click="8.1.9")
    assert (line.mark, line.message) == (Mark.PROBLEM, "click 8.1.9 is older than 8.2.")
    assert "pip install --upgrade click" in line.advice
    (line,) = examine(monkeypatch, make_package())
    assert line.message == "click is not installed."
    (line,) = examine(monkeypatch, make_package(requires=["antigravitas>=1"]), antigravitas="1.0")
    assert "antigravitas cannot be loaded (ModuleNotFoundError" in line.message
    (line,) = examine(monkeypatch, make_package(requires=["xlsxwriter>=3.2; extra == 'export'"]))
    assert (line.mark, line.about) == (Mark.NOTE, "extras")
    assert "makes no workbook" in line.message
    assert "pip install 'decision-parser[export]'" in line.advice
    (line,) = examine(monkeypatch, None)
    assert "is not installed" in line.message


def test_files_of_the_package_that_were_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the package that is not what its installer wrote, or is gone, is named."""
    (tmp_path / "decision_parser").mkdir()
    (tmp_path / "decision_parser" / "a.py").write_bytes(b"1")

    def list_file(name: str, value: str) -> PackagePath:
        path = PackagePath("decision_parser", name)
        path.hash = SimpleNamespace(mode="sha256", value=value)  # type: ignore[assignment] # as much as is asked of it
        path.dist = SimpleNamespace(locate_file=tmp_path.joinpath)  # type: ignore[assignment] # the same
        return path

    whole = list_file("a.py", "a4ayc_80_OGda4BO_1o_V0etpOqiLx1JwB5S3beHW0s")
    assert examine(monkeypatch, make_package(files=[whole]), click="9") == []
    (line,) = examine(monkeypatch, make_package(files=[list_file("a.py", "x"), list_file("b.py", "y")]), click="9")
    assert line.message == "decision_parser/a.py and 1 more are not as they were installed."


def test_tables_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of the package that fails, or in which there is nothing, is a problem, and the others are looked at."""

    def fail() -> str:
        raise ValueError("line 3")

    monkeypatch.setattr(installation, "_TABLES", {"Law": fail, "Publishers": str, "Schemas": lambda: "8"})
    messages = [line.message for line in examine(monkeypatch, make_package(), click="9")]
    assert messages == ["Law cannot be loaded (ValueError: line 3).", "Publishers: none."]


# ── as a command, and elsewhere ──────────────────────────────────────────────────────────────────────────────────────


def test_the_command_marks_each_line(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Lines go to stdout with their marks, the count to stderr; the exit code is 1 where there is a problem."""
    given = ["doctor", "--out", str(folder / "dataset"), "--archive", str(folder / "archive")]
    assert cli.main(given) == 0
    printed, said = capfd.readouterr()
    assert {line.split()[0] for line in printed.splitlines()} == {"ok", "note"}  # the clock of the tests is set
    assert said.startswith("0 problems, 1 note, ")
    _unlink(folder)
    assert cli.main([*given, "--quiet"]) == 1
    printed, said = capfd.readouterr()
    assert (printed.count("\n"), said) == (1, "")
    assert printed.startswith("problem ")
    assert cli.main([*given, "--json"]) == 1
    found = json.loads(capfd.readouterr().out)
    assert not found["good"]
    assert {line["mark"] for line in found["lines"]} == {"ok", "note", "problem"}


def test_places_in_a_bucket(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a bucket it is told what it holds, who has a claim on it, and how the last run ended; or why it cannot be."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of-nobody")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    bucket, run = Bucket(), folder / "dataset" / "runs"
    bucket.put("kept/dataset/current.json", b'{"release": "x"}')
    bucket.put("kept/dataset/.lock-machine-1", b"{}")
    for path in run.glob("*.json"):
        bucket.put(f"kept/dataset/runs/{path.name}", path.read_bytes())
    with bucket.serve() as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        found = diagnose(out="s3://bucket/kept/dataset", archive="s3://bucket/kept/archive").lines
        missing = diagnose(out="s3://nobody/dataset").lines
    told = [(line.mark, line.message) for line in found if line.about in {"archive", "dataset", "runs"}]
    assert [mark for mark, _ in told] == [N, Mark.OK, N, Mark.OK, Mark.OK]
    assert "holds no archive yet" in told[0][1]
    assert ".lock-machine-1" in told[2][1]
    assert "There is no bucket s3://nobody" in missing[-1].message
