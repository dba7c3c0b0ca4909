"""`verify`: each file that is not as it was written is found, and a build mends the current release."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from decision_parser import cli
from decision_parser.crawl.warc import iter_files
from decision_parser.dataset import verifying
from decision_parser.dataset.release import decode_release, encode_release, read_release, record_file
from decision_parser.dataset.shelves import LocalShelf
from decision_parser.dataset.verifying import Verifier
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.pipeline.build import build
from decision_parser.pipeline.verifying import verify
from tests.bucket import Bucket, open_bucket
from tests.pages import write_page, write_pages
from tests.refreshing import First, find_parquet, read_first
from tests.site import make_site


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> First:
    """An archive, and the dataset that was refreshed from it."""
    return read_first(make_site(4, 1, seed=3, paragraphs=3), "to-check", tmp_path_factory)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `pages` and a `dataset` of two years."""
    folder = tmp_path_factory.mktemp("built")
    build([write_pages(folder / "pages", 2)], out=folder / "dataset", jobs=1)
    return folder


@pytest.fixture
def work(built: Path, tmp_path: Path) -> Path:
    """A copy of pages and dataset to damage."""
    return shutil.copytree(built, tmp_path / "work", symlinks=True)


def current(out: Path) -> Path:
    """The folder of the current release."""
    return (out / "current").resolve()


def list_kinds(out: Path) -> list[str]:
    """A file of each kind in the current release: of every table the first, and of those that describe it all."""
    names = sorted(path.relative_to(current(out)).as_posix() for path in current(out).rglob("*") if path.is_file())
    return list({name.partition("/")[0]: name for name in reversed(names)}.values())


def flip(path: Path, at: int) -> None:
    """Change a bit of one byte, in a file of its own: others may have been the same one."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.unlink()
    path.write_bytes(data)


def tell(out: Path, **options: str | bool) -> list[tuple[str, str]]:
    """The faults that are found: names of files inside releases, and what is said of them."""
    faults = verify(out, **options).faults  # type: ignore[arg-type] # as verify has them
    return [(each.where.partition("Z/")[2] or each.where.rpartition("/")[2], each.message) for each in faults]


# ── what is found ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_flipped_byte_in_any_kind_of_file_is_found(first: First, tmp_path: Path) -> None:
    """The first, the middle or the last byte of each kind of file: that file is named, and no other."""
    out = shutil.copytree(first.folder / "dataset", tmp_path / "dataset", symlinks=True)
    assert verify(out).sound
    kinds = list_kinds(out)
    assert {"release.json", "README.md", "profile.json"} < set(kinds)
    assert len(kinds) == 14  # eight tables and six that describe them
    verifier = Verifier(LocalShelf(out))  # reads once what stays as it is
    for name in kinds:
        path = current(out) / name
        whole = path.read_bytes()
        for at in (0, len(whole) // 2, -1):
            flip(path, at)
            faults = list(verifier.verify(current(out).name, is_current=True))
            assert [fault.where.partition("Z/")[2] for fault in faults] == [name], (name, at)
        path.write_bytes(whole)
    assert verify(out).sound


def test_no_byte_of_a_description_changes_unseen(built: Path) -> None:
    """Whichever byte of `release.json` changes, it is not believed."""
    data = (built / "dataset" / "current" / "release.json").read_bytes()
    assert decode_release(data)
    for at in range(0, len(data), 5):
        for bit in (1, 128):
            assert decode_release(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]) is None


def _remove(folder: Path) -> None:
    (folder / "README.md").unlink()


def _cut(folder: Path) -> None:
    os.truncate(folder / "README.md", 5)


def _make_folder(folder: Path) -> None:
    _remove(folder)
    (folder / "README.md").mkdir()


def _make_pipe(folder: Path) -> None:
    _remove(folder)
    os.mkfifo(folder / "README.md")


def _add(folder: Path) -> None:
    shutil.copy(folder / "README.md", folder / "README (1).md")


def _add_part(folder: Path) -> None:
    (folder / "sections" / "part-1.parquet").touch()


def _describe_otherwise(folder: Path, rows: int, data: bytes | None = None) -> None:
    """Let the release say of a table that it has other rows, and other bytes."""
    release, name = read_release(folder), "sections/decided_year=2024/part-0.parquet"
    assert release
    if data is not None:
        (folder / name).unlink()
        (folder / name).write_bytes(data)
    counts = {**release.counts, "sections": {**release.counts["sections"], "2024": rows}}
    files = {**release.files, name: record_file(folder / name)}
    changed = msgspec.structs.replace(release, counts=counts, files=files)
    (folder / "release.json").write_bytes(encode_release(changed))


def _write_no_parquet(folder: Path) -> None:
    _describe_otherwise(folder, 3, b"PAR1 is how it begins")


def _count_otherwise(folder: Path) -> None:
    _describe_otherwise(folder, 1_000)


def _rename(folder: Path) -> None:
    release = read_release(folder)
    assert release
    changed = msgspec.structs.replace(release, release="20200101T000000Z")
    (folder / "release.json").write_bytes(encode_release(changed))


DAMAGES: list[tuple[Callable[[Path], None], str, str]] = [
    (_remove, "README.md", "It is gone."),
    (_cut, "README.md", "It has 5 bytes, and release.json says"),
    (_make_folder, "README.md", "It cannot be read (it is no file)"),
    (_make_pipe, "README.md", "It cannot be read (it is no file)"),
    (_add, "README (1).md", "does not tell of it."),
    (_add_part, "sections/part-1.parquet", "but whoever reads the table reads it"),
    (_write_no_parquet, "sections/decided_year=2024/part-0.parquet", "it is no Parquet that can be read"),
    (_count_otherwise, "sections/decided_year=2024/part-0.parquet", "rows, and release.json says 1,000."),
    (_rename, "release.json", "It is that of the release 20200101T000000Z"),
]


@pytest.mark.parametrize(("damage", "name", "said"), DAMAGES, ids=[each.__name__ for each, _, _ in DAMAGES])
def test_other_damage_is_found(work: Path, damage: Callable[[Path], None], name: str, said: str) -> None:
    """What is missing, of another size, no file, not listed, unreadable or another's is named, with what is wrong."""
    damage(current(work / "dataset"))
    ((where, message),) = tell(work / "dataset")
    assert where == name
    assert said in message


def _lead_nowhere(out: Path) -> None:
    (out / "current").unlink()
    (out / "current").symlink_to("releases/20200101T000000Z")


def _unlink(out: Path) -> None:
    (out / "current").unlink()


def _copy(out: Path) -> None:
    folder = current(out)
    (out / "current").unlink()
    shutil.copytree(folder / "sections", out / "current")


@pytest.mark.parametrize(
    ("damage", "said"),
    [(_lead_nowhere, "points to releases/20200101T000000Z"), (_unlink, "is not there"), (_copy, "is no link")],
)
def test_current_that_leads_nowhere_is_found(work: Path, damage: Callable[[Path], None], said: str) -> None:
    """A `current` that readers cannot follow is a fault; the releases can be looked at all the same."""
    damage(work / "dataset")
    assert said in tell(work / "dataset")[0][1]
    assert len(tell(work / "dataset", everything=True)) == 1
    (folder,) = (work / "dataset" / "releases").iterdir()
    assert verify(work / "dataset", release=folder.name).sound


def test_what_may_not_be_read_is_not_taken_for_damaged(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the user lacks the right to read, the advice is to give it, and not to build again."""

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(verifying, "record_file", refuse)
    faults = verify(work / "dataset").faults
    assert len(faults) == 17
    assert {(each.message, each.advice.partition(",")[0]) for each in faults} == {
        ("It may not be read by this user.", "Run as the user it belongs to")
    }
    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(DecisionParserError, match="releases may not be read by this user; run as"):
        verify(work / "dataset")


def test_what_is_no_dataset_is_a_usage_error(tmp_path: Path, built: Path) -> None:
    """A folder without releases, a file, a link in a circle and a release that is not there get a sentence."""
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    for path in (tmp_path, tmp_path / "file", tmp_path / "loop", tmp_path / "missing"):
        with pytest.raises(UsageError, match="name the folder that"):
            verify(path)
    for name, said in (("20200101T000000Z", "give one of: 2"), ("previous", "no release before")):
        with pytest.raises(UsageError, match=said):
            verify(built / "dataset", release=name)


def test_the_archive_is_read_too(first: First, tmp_path: Path) -> None:
    """With an archive, what its records say of themselves is held against them, and the fault tells the place."""
    folder = shutil.copytree(first.folder, tmp_path / "both", symlinks=True)
    found = verify(folder / "dataset", archive=folder / "archive")
    assert found.sound
    assert found.counts["records"] > 4
    last = iter_files(folder / "archive")[-1]
    flip(last, last.stat().st_size // 2)
    (fault,) = verify(folder / "dataset", archive=folder / "archive").faults
    assert fault.where.startswith(f"{last} at byte ")
    assert "copy of the archive" in fault.advice


# ── what mends it ────────────────────────────────────────────────────────────────────────────────────────────────────


def check_mended(out: Path, inputs: Path, name: str) -> None:
    """A build of the same inputs publishes anew, with the same Parquet and without a fault."""
    before, parquet = current(out), find_parquet(out)
    flip(current(out) / name, 40)
    report = build([inputs], out=out, jobs=1)
    assert report.release == current(out).name != before.name
    assert verify(out).sound
    assert find_parquet(out) == parquet
    assert build([inputs], out=out, jobs=1).release is None


@pytest.mark.parametrize("name", ["README.md", "release.json", "decisions"])
def test_a_build_of_files_mends_the_current_release(work: Path, name: str) -> None:
    """Where a file of the current release is damaged, a build of the same files publishes anew, though nothing is."""
    out = work / "dataset"
    (wanted,) = (each for each in list_kinds(out) if each.partition("/")[0] == name)
    check_mended(out, work / "pages", wanted)


@pytest.mark.parametrize("name", ["datapackage.json", "release.json", "ledger"])
def test_a_build_of_the_archive_mends_the_current_release(first: First, tmp_path: Path, name: str) -> None:
    """The same from an archive, the tables of its history among them."""
    folder = shutil.copytree(first.folder, tmp_path / "both", symlinks=True)
    build([folder / "archive"], out=folder / "dataset", jobs=1)  # knows what it would say again
    (wanted,) = (each for each in list_kinds(folder / "dataset") if each.partition("/")[0] == name)
    check_mended(folder / "dataset", folder / "archive", wanted)


def test_an_older_release_is_told_of_with_what_can_be_done(work: Path) -> None:
    """A damaged file of it that another release has whole can be copied from there; what none has is lost."""
    out = work / "dataset"
    older = current(out)
    write_page(work / "pages" / "new.html", "24 100 077", day="07 Feb 2025")
    build([work / "pages"], out=out, jobs=1)
    same = "decisions/decided_year=2024/part-0.parquet"
    for name in (same, "decisions/decided_year=2025/part-0.parquet", "README.md"):
        flip(older / name, -1)
    assert verify(out).sound
    faults = {each.where.partition("Z/")[2]: each for each in verify(out, release="previous").faults}
    assert len(faults) == 3
    whole = out / "releases" / current(out).name / same
    assert faults.pop(same).advice == f"The same file is whole in {whole}: copy that over it."
    assert all("delete the folder of this release" in each.advice for each in faults.values())
    shutil.copyfile(whole, older / same)
    assert [name for name, _ in tell(out, everything=True)] == sorted(faults)
    shutil.rmtree(older)
    assert verify(out, everything=True).sound


# ── as a command, and elsewhere ──────────────────────────────────────────────────────────────────────────────────────


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code and both streams of a command."""
    code = cli.main([*arguments])
    return (code, *capfd.readouterr())


def test_the_command_prints_a_line_for_each_fault(work: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Faults go to stdout, a line each, the summary to stderr; the exit code says whether there are any."""
    out = str(work / "dataset")
    assert run(capfd, "verify", "--out", out) == (0, "", "1 release, 17 files, 0.3 MB: sound.\n")
    assert run(capfd, "verify", "--dataset", out, "-q") == (0, "", "")
    _remove(current(work / "dataset"))
    code, printed, said = run(capfd, "verify", "--out", out)
    assert (code, printed.count("\n")) == (1, 1)
    assert "/README.md: It is gone. Build the dataset again" in printed
    assert said.endswith("1 fault.\n")
    code, printed, _ = run(capfd, "verify", "--out", out, "--all", "--json")
    assert (code, json.loads(printed)["sound"], len(json.loads(printed)["faults"])) == (1, False, 1)
    code, _, said = run(capfd, "verify", "--out", out, "--all", "--release", "current")
    assert (code, "leave --release away" in said) == (2, True)


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    """A bucket on a server of this machine."""
    with open_bucket() as bucket:
        yield bucket


def test_objects_in_a_bucket_are_read_themselves(work: Path, bucket: Bucket) -> None:
    """Of a dataset in a bucket the objects are looked at, and no copy of them."""
    folder = current(work / "dataset")
    for path in (path for path in folder.rglob("*") if path.is_file()):
        bucket.put(f"kept/releases/{folder.name}/{path.relative_to(folder).as_posix()}", path.read_bytes())
    bucket.put("kept/current.json", json.dumps({"release": folder.name}).encode())
    assert verify("s3://bucket/kept").sound
    key = f"kept/releases/{folder.name}/profile.json"
    bucket.put(key, bucket.read(key)[:-1] + b"?")
    (fault,) = verify("s3://bucket/kept").faults
    assert fault.where == f"s3://bucket/{key}"
    bucket.put("kept/current.json", b'{"release": "20200101T000000Z"}')
    assert "names 20200101T000000Z" in verify("s3://bucket/kept").faults[0].message
