"""An archive or an index that bad luck has torn: what is whole is kept, and the rest is told, and fetched again."""

import gzip
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from decision_parser.crawl.index_tables import NAME, drop
from decision_parser.crawl.warc import WarcWriter, iter_files, recover
from decision_parser.crawl.warc_reading import Member, iter_members
from decision_parser.errors import ArchiveError, DecisionParserError
from decision_parser.models import Reply
from decision_parser.models.examining import Mark
from decision_parser.pipeline.archive import reindex_archive, verify_archive
from decision_parser.pipeline.doctor import diagnose
from tests.archives import PAGE, RECEIVED, RUN, list_entries, make_record
from tests.refreshing import First, World, find_parquet, make_few

SOAK = pytest.mark.soak


# ── a torn file ──────────────────────────────────────────────────────────────────────────────────────────────────────


def find_cuts(path: Path) -> list[int]:
    """Where a file may end: in the head, the body and the checksum of its last record, and around a border before."""
    members = list(iter_members(path))
    last, middle = members[-1], members[len(members) // 2]
    end = last.offset + last.length
    return [
        0,
        1,
        middle.offset,
        middle.offset + 1,
        middle.offset + middle.length // 2,
        last.offset,
        last.offset + 5,
        last.offset + 12,
        last.offset + last.length // 2,
        end - 8,
        end - 1,
    ]


@SOAK
@pytest.mark.parametrize("number", range(11))
@pytest.mark.parametrize("zeros", [0, 4096])
def test_a_run_that_the_power_ended(first: First, tmp_path: Path, number: int, zeros: int) -> None:
    """A first run whose file ends anywhere, or in zeros, goes on with what was whole, and ends as if undisturbed."""
    with first.go_on(make_few(), tmp_path / "world") as world:
        shutil.rmtree(world.out)
        drop(world.archive)
        (path,) = iter_files(world.archive)
        cut = find_cuts(path)[number]
        whole = sum(each.offset + each.length <= cut and is_page(each) for each in iter_members(path))
        path.with_name(f"{path.name}.open").write_bytes(path.read_bytes()[:cut] + bytes(zeros))
        path.unlink()
        report = world.refresh()
        assert (report.exit_code, report.complete) == (0, True)
        assert find_parquet(world.out) == find_parquet(first.folder / "dataset")
        assert verify_archive(world.archive).findings == ()
        fetched = [request for request in world.site.requests("^/decisions/.+/.+/") if request.status == 200]
        assert len(fetched) == len(first.published) - whole


def is_page(member: Member) -> bool:
    """Whether a record is the page of a decision."""
    return '"decision"' in member.record.headers.get("warc-json-metadata", "")


@pytest.mark.parametrize("how", ["cut", pytest.param("zeros", marks=SOAK), pytest.param("flipped", marks=SOAK)])
def test_a_closed_file_that_is_torn_in_its_midst(world: World, first: First, how: str) -> None:
    """It is told where, and what to do: with `.open` behind its name what is whole is kept, the rest is fetched."""
    world.next_day()  # its answers repeat what is in the first file
    path = iter_files(world.archive)[0]
    torn = next(each for each in iter_members(path) if is_page(each))
    data, middle = bytearray(path.read_bytes()), torn.offset + torn.length // 2
    if how == "cut":
        del data[middle : middle + 40]
    else:
        data[middle : middle + 40] = bytes(40) if how == "zeros" else bytes(byte ^ 1 for byte in data[middle:][:40])
    path.write_bytes(data)
    (found,) = (each for each in verify_archive(world.archive).findings if "cannot be read" in each.message)
    assert (found.file, found.offset) == (path.name, torn.offset)
    drop(world.archive)
    with pytest.raises(
        ArchiveError, match=rf"from byte {torn.offset} on .*name it {path.name}\.open: the next refresh"
    ):
        world.next_day()
    path.rename(f"{path}.open")
    world.site.clear_log()
    report = world.refresh()
    assert (report.exit_code, report.changes) == (0, {"added": 1})
    fetched = [request for request in world.site.requests("^/decisions/.+/.+/") if request.status == 200]
    assert len(fetched) == 1
    assert world.published() == first.published
    assert [each.message for each in verify_archive(world.archive).findings if "refers to" not in each.message] == []
    assert world.next_day().changes == {}


@pytest.mark.parametrize("zeros", [0, 100])
def test_no_page_becomes_a_record(tmp_path: Path, zeros: int) -> None:
    """A page with records in it, whose own was torn, is not mistaken for them; what is behind a tear is kept."""
    forged = make_record("metadata", b"{}")
    wire = gzip.compress(b"page", mtime=0) + forged * 3
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    with WarcWriter(tmp_path, RUN) as writer:
        entries = [writer.write_note("run", "begin", b"{}")]
        entries.append(writer.write_response(Reply(PAGE, 200, "OK", headers, wire, b"page", RECEIVED), "decision"))
        entries.append(writer.write_note("run", "end", b"{}"))
    (path,) = iter_files(tmp_path)
    data, page = path.read_bytes(), entries[1]
    assert forged in data, "it lies in the file as it is"
    path.unlink()
    first = data.index(forged)
    for end in (first + number * len(forged) + by for number in range(4) for by in (-1, 0, 1)):
        assert end < page.offset + page.length - 4  # the last bytes may be zeros as they are
        path.with_name(f"{path.name}.open").write_bytes(data[:end] + bytes(zeros))
        recover(tmp_path)
        assert list_entries(tmp_path) == entries[:1]
        path.unlink()
    torn = bytearray(data)
    torn[first - 20 : first - 10] = bytes(10)
    path.with_name(f"{path.name}.open").write_bytes(torn)
    recover(tmp_path)
    assert [entry.record_id for entry in list_entries(tmp_path)] == [entries[0].record_id, entries[2].record_id]


@SOAK
def test_a_file_that_is_gone(world: World, first: First) -> None:
    """What was in a file that somebody removed is fetched again; `doctor` has told which it was."""
    world.next_day()
    path = iter_files(world.archive)[0]
    path.unlink()
    told = [line.message for line in diagnose(archive=world.archive).lines if line.mark is Mark.PROBLEM]
    assert any(path.name in message for message in told)
    assert world.next_day().exit_code == 0
    assert world.published() == first.published


# ── the index ────────────────────────────────────────────────────────────────────────────────────────────────────────


def give_version(path: Path, version: int) -> None:
    """An index of another version, with tables as nobody knows them."""
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"CREATE TABLE files (a); CREATE TABLE other (b); PRAGMA user_version = {version};")


def cut_in_half(path: Path) -> None:
    """An index of which half was written."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def make_folder(path: Path) -> None:
    """A folder where a file was."""
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "older": lambda path: give_version(path, 1),
    "newer": lambda path: give_version(path, 99),
    "empty": lambda path: path.write_bytes(b""),
    "half": cut_in_half,
    "of another program": lambda path: give_version(path, 0),
    "a folder": make_folder,
}


OFTEN = {"half"}


@pytest.mark.parametrize(
    "damage",
    [pytest.param(how, id=name, marks=() if name in OFTEN else SOAK) for name, how in DAMAGE.items()],
)
def test_an_index_that_is_another(world: World, first: First, damage: Callable[[Path], object]) -> None:
    """It is made again with the same content, or one sentence says what to do; no page is fetched again."""
    before = dump(world.archive / NAME)
    damage(world.archive / NAME)
    try:
        report = world.next_day()
    except DecisionParserError as error:
        (advice,) = re.findall(rf"run `archive reindex`|remove {world.archive / NAME}", str(error))
        if advice.startswith("run"):
            reindex_archive(world.archive)
        else:
            shutil.rmtree(world.archive / NAME)
        report = world.refresh()
    assert (report.exit_code, report.changes, report.count("fetched")) == (0, {}, 0)
    assert world.parquet() == find_parquet(first.folder / "dataset")
    assert dump(world.archive / NAME)[: len(before)] == before


def dump(path: Path) -> list[tuple[object, ...]]:
    """The records that an index knows, in their order."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT record_id, role, run, identity, time FROM entries ORDER BY id").fetchall()


@SOAK
def test_an_index_that_is_locked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another program has locked it, the sentence says so; afterwards all goes on."""
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0))
    with closing(sqlite3.connect(world.archive / NAME)) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveError, match=r"database is locked\. Close the program that has index.sqlite open"):
            world.next_day()
    assert world.refresh().exit_code == 0
