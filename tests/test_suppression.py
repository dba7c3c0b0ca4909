"""Decisions taken out of every release: nothing of them is left, nothing else is lost, wherever it is cut off."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from decision_parser.dataset import suppression
from decision_parser.dataset.assembly import Lineage
from decision_parser.dataset.columns import TABLES
from decision_parser.dataset.history import ChangeKind
from decision_parser.dataset.publishing import open_dataset
from decision_parser.dataset.reading import read
from decision_parser.dataset.release import read_release, record_file
from decision_parser.dataset.suppression import suppress
from decision_parser.errors import BusyError, DecisionParserError, UsageError
from tests.test_incremental import Sample, change, lineage_of, publish, read_files

GONE = "tests/0004"
CHANGES = (
    change(3),
    change(4),
    change(5),
    change(6, ChangeKind.MOVED, previous_decision_id=GONE),
    change(7, ChangeKind.MOVED, previous_decision_id="tests/0003"),
)
FIRST = tuple(Sample(number, year=2024 + number % 2) for number in range(10))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of three releases: the first has no changes, the last differs from it in 2025 alone."""
    folder = tmp_path_factory.mktemp("made") / "dataset"
    publish(folder, FIRST, lineage=Lineage())
    publish(folder, [*FIRST, Sample(11, year=2025)], lineage=lineage_of(CHANGES))
    publish(folder, [*FIRST, Sample(11, year=2025), Sample(13, year=2025)], lineage=lineage_of(CHANGES))
    return folder


@pytest.fixture
def out(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to take something out of."""
    return copy(made, tmp_path / "dataset")


@pytest.fixture(scope="module")
def whole(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of it that a decision was taken out of, undisturbed."""
    folder = copy(made, tmp_path_factory.mktemp("whole") / "dataset")
    suppress(folder, {GONE})
    return folder


def copy(source: Path, target: Path) -> Path:
    """A copy of a dataset, in which files that are one on disk are one again."""
    first: dict[int, Path] = {}

    def copy_file(name: str, copied: str) -> None:
        inode = Path(name).stat().st_ino
        if inode in first:
            Path(copied).hardlink_to(first[inode])
        else:
            first[inode] = Path(shutil.copy2(name, copied))

    shutil.copytree(source, target, symlinks=True, copy_function=copy_file)
    return target


def list_releases(out: Path) -> list[Path]:
    """The folders of all releases."""
    return sorted((out / "releases").iterdir())


def read_texts(out: Path) -> str:
    """Every value of every Parquet file in the dataset, in whatever column, and every other file."""
    # What is one file on disk has the same words wherever it stands.
    files = {file.stat().st_ino: file for file in sorted((out / "releases").rglob("*")) if file.is_file()}.values()
    return "\n".join(
        str(pq.read_table(file, partitioning=None).to_pylist()) if file.suffix == ".parquet" else file.read_text()
        for file in files
    )


def read_others(release: Path, table: str) -> pd.DataFrame:
    """The rows of a table that are not of the decision that goes."""
    frame = read(release, table)
    rest = frame[frame["decision_id"] != GONE]
    if "previous_decision_id" in rest:
        rest = rest[rest["previous_decision_id"] != GONE]
    return rest.reset_index(drop=True)


def count_rows(release: Path, table: str) -> int:
    """The rows that the files of a table say they have."""
    return sum(pq.read_metadata(file).num_rows for file in (release / table).rglob("*.parquet"))


def test_nothing_of_it_is_left(out: Path) -> None:
    """No release, old or current, holds its identity or its text any longer, in any table."""
    assert GONE in read_texts(out)
    assert "£124." in read_texts(out)
    assert suppress(out, {GONE, "tests/9999"}) == 1
    assert GONE not in read_texts(out)
    assert "£124." not in read_texts(out)
    assert suppress(out, {GONE}) == 0


def test_all_else_stays(out: Path) -> None:
    """Every other row of every release is as it was."""
    before = {release: {table: read_others(release, table) for table in TABLES} for release in list_releases(out)}
    changes = read_others(out, "changes")
    suppress(out, [GONE])
    for release, tables in before.items():
        for table, rows in tables.items():
            pd.testing.assert_frame_equal(read(release, table), rows)
    pd.testing.assert_frame_equal(read(out, "changes"), changes)
    assert read(out, "changes")["decision_id"].tolist() == ["tests/0003", "tests/0005", "tests/0007"]


def test_files_keep_what_they_say_of_themselves(out: Path) -> None:
    """Columns, their types and descriptions, licence, order and compression are as before."""
    path = out / "current" / "paragraphs" / "decided_year=2024" / "part-0.parquet"
    before = pq.ParquetFile(path)
    suppress(out, {GONE})
    after = pq.ParquetFile(path)
    assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    assert after.metadata.metadata[b"ARROW:schema"] == before.metadata.metadata[b"ARROW:schema"]
    groups = [file.metadata.row_group(0) for file in (before, after)]
    assert groups[0].sorting_columns == groups[1].sorting_columns
    columns = [[group.column(number) for number in range(group.num_columns)] for group in groups]
    for one, other in zip(*columns, strict=True):
        assert (one.encodings, one.compression) == (other.encodings, other.compression)


def test_releases_share_their_files_still(out: Path) -> None:
    """A year that several releases have is one file on disk, before and after; untouched files are left alone."""
    shared = [release / "decisions" / "decided_year=2024" / "part-0.parquet" for release in list_releases(out)]
    untouched = out / "current" / "decisions" / "decided_year=2025" / "part-0.parquet"
    inodes, inode = {file.stat().st_ino for file in shared}, untouched.stat().st_ino
    suppress(out, {GONE})
    assert [file.stat().st_nlink for file in shared] == [3, 3, 3]
    assert not inodes & {file.stat().st_ino for file in shared}
    assert untouched.stat().st_ino == inode


def check_descriptions(out: Path, suppressed: int) -> None:
    """Each `release.json` says what is in its folder, and how many decisions were taken out."""
    for folder in list_releases(out):
        release = read_release(folder)
        assert release is not None
        assert release.suppressed == suppressed
        files = [file for file in folder.rglob("*") if file.is_file() and file.name != "release.json"]
        assert release.files == {file.relative_to(folder).as_posix(): record_file(file) for file in files}
        for table, of_years in release.counts.items():
            assert sum(of_years.values()) == count_rows(folder, table)
        codes = read(folder, "problems")["code"].value_counts()
        assert release.problems == {code: count for code, count in sorted(codes.items()) if count}
        years = {name.split("/")[1] for name in release.fingerprints}
        assert "decided_year=2024" not in years
        assert "decided_year=2025" in years


def test_releases_say_so(out: Path) -> None:
    """Sizes, hashes, counts of rows and problems are those of what is left; the year is not taken for unchanged."""
    suppress(out, {GONE})
    check_descriptions(out, 1)


def test_a_rebuild_gives_the_same(out: Path, tmp_path: Path) -> None:
    """The next release takes over what is left, and is to the byte what a build of the rest gives."""
    suppress(out, {GONE})
    rest = [sample for sample in (*FIRST, Sample(11, year=2025), Sample(13, year=2025)) if sample.name != GONE]
    parsed: set[str] = set()
    changes = lineage_of([CHANGES[number] for number in (0, 2, 4)])
    publish(out, rest, lineage=changes, parsed=parsed)
    assert not parsed
    publish(tmp_path / "rebuilt", rest, lineage=changes)
    assert read_files(out) == read_files(tmp_path / "rebuilt")


def test_the_last_decision_of_a_year_can_go(tmp_path: Path) -> None:
    """A year without any decision left can be read, and is not in the next release."""
    out = tmp_path / "dataset"
    publish(out, [Sample(4, year=None), Sample(5)])
    assert suppress(out, {GONE}) == 1
    assert read(out)["decision_id"].tolist() == ["tests/0005"]
    publish(out, [Sample(5), Sample(6)])
    assert sorted(path.name for path in (out / "current" / "decisions").iterdir()) == ["decided_year=2024"]


class CutError(Exception):
    """Stands for the end of the process."""


def cut(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """Let the process end before the step of this number: each step is a rename of a file into its place."""
    left = [steps]
    rename = Path.replace

    def replace(self: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            raise CutError
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", replace)


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4, 5, 7, 9, 12, 16, 17, 18, 19])
def test_it_can_be_cut_off_anywhere(out: Path, whole: Path, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a kill at any step every file can be read and none is relied on wrongly; a second run ends the work."""
    with monkeypatch.context() as patch:
        cut(patch, steps)
        with pytest.raises(CutError):
            suppress(out, {GONE})
    for table in TABLES:
        assert len(read(out, table)) >= count_rows(whole / "current", table)
    for folder in list_releases(out):
        release = read_release(folder)
        assert release is not None
        for name, record in release.files.items():
            assert record_file(folder / name) == record
    suppress(out, {GONE})
    assert GONE not in read_texts(out)
    check_descriptions(out, 1)
    assert read_files(out) == read_files(whole)
    assert sorted(path.name for path in out.iterdir()) == [".lock", "current", "releases", "runs"]


def test_a_release_without_description_is_cleaned_too(out: Path) -> None:
    """A release whose `release.json` cannot be read loses the rows all the same."""
    (list_releases(out)[0] / "release.json").write_text("{}")
    suppress(out, {GONE})
    assert GONE not in read_texts(out)


def test_a_damaged_file_is_named(out: Path) -> None:
    """What cannot be read may hold the decision still: the run says where."""
    damaged = list_releases(out)[0] / "sections" / "decided_year=2024" / "part-0.parquet"
    damaged.write_bytes(b"PAR1")
    with pytest.raises(DecisionParserError, match=r"decided_year=2024/part-0\.parquet cannot be read .*; delete the"):
        suppress(out, {GONE})


def test_copies_are_rewritten_each(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file system has no hard links every copy is rewritten."""
    for folder in list_releases(out):
        for file in folder.rglob("*.parquet"):
            data = file.read_bytes()
            file.unlink()
            file.write_bytes(data)
    monkeypatch.setattr("os.link", lambda *_: (_ for _ in ()).throw(OSError))
    assert suppress(out, {GONE}) == 1
    check_descriptions(out, 1)


def test_columns_of_another_version_are_kept(out: Path) -> None:
    """A file of a version with other columns keeps them."""
    folder = list_releases(out)[0]
    path = folder / "decisions" / "decided_year=2024" / "part-0.parquet"
    table = pq.read_table(path, partitioning=None)
    older = table.select(["decision_id", "title"]).append_column("mood", pa.array(["calm"] * len(table)))
    path.unlink()
    pq.write_table(older, path)
    suppress(out, {GONE})
    left = pq.read_table(path, partitioning=None)
    assert left.column_names == ["decision_id", "title", "mood"]
    assert GONE not in left["decision_id"].to_pylist()
    assert len(left) == len(table) - 1


@pytest.mark.parametrize(
    "make", [lambda folder: folder.mkdir(), lambda _: None], ids=["an empty folder", "no folder at all"]
)
def test_a_folder_that_is_no_dataset_is_named(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """Where there is no dataset nothing could be removed: silence would be taken for success."""
    make(tmp_path / "x")
    with pytest.raises(UsageError, match=r"holds no dataset|is no folder"):
        suppress(tmp_path / "x", {GONE})
    assert list((tmp_path / "x").glob("*")) == []


def test_no_one_else_may_write(out: Path) -> None:
    """While a run writes the dataset, nothing is removed."""
    with open_dataset(out), pytest.raises(BusyError):
        suppress(out, {GONE})


def test_only_files_in_question_are_read(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that several releases have is searched once."""
    searched: list[Path] = []
    find = suppression._find_names

    def watch(path: Path, names: list[str]) -> frozenset[str]:
        searched.append(path)
        return find(path, names)

    monkeypatch.setattr(suppression, "_find_names", watch)
    suppress(out, {GONE})
    assert len(searched) == len({file.stat().st_ino for file in (out / "releases").rglob("*.parquet")})


def test_nothing_to_remove_changes_nothing(out: Path) -> None:
    """A decision that no release has leaves every file as it is."""
    before = {file: file.stat().st_mtime_ns for file in (out / "releases").rglob("*")}
    assert suppress(out, {"tests/9999"}) == 0
    assert suppress(out, set()) == 0
    assert before == {file: file.stat().st_mtime_ns for file in (out / "releases").rglob("*")}
    assert msgspec.json.decode((out / "current" / "release.json").read_bytes())["suppressed"] == 0
