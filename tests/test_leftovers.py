"""`archive suppress` on a whole world: archive, releases, runs, exports and pages; nothing of the decision is left."""

import datetime as dt
import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest

import decision_parser
from decision_parser.dataset.exporting.exploring import prepare_exploring
from decision_parser.dataset.reading import read
from decision_parser.erasure import REMOVED, Erasure
from decision_parser.pipeline.archive import suppress, verify_archive
from tests.refreshing import World, check_rebuilt, keep_clock
from tests.site import Site, Version, make_site

PHRASE = "A sentence of this decision alone."


class Removed(NamedTuple):
    """A world that a decision was taken out of, what was there before, and the files that were deleted for it."""

    world: World
    version: Version
    told: dict[str, set[str]]
    deleted: list[Path]


def unpack(data: bytes) -> bytes:
    """All that a file holds: as it lies, unpacked, and as values."""
    if data[:2] == b"\x1f\x8b":
        return data + gzip.decompress(data)
    if data[:4] == b"PAR1":
        return data + str(pq.read_table(io.BytesIO(data), partitioning=None).to_pylist()).encode()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return data + b"".join(map(packed.read, packed.namelist()))
    return data


def find_words(folder: Path, version: Version) -> dict[str, set[str]]:
    """The files that hold any of what tells of a decision: its address, references, title, words of its text."""
    reference = version.case_reference
    words = [version.identity, reference, reference.replace(" ", "-"), version.title, PHRASE]
    pattern = re.compile("|".join(rf"{re.escape(word)}(?![\w-])" for word in words).encode())
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            hits = {hit.decode() for hit in pattern.findall(unpack(path.read_bytes()))}
            if hits:
                found[path.relative_to(folder).as_posix()] = hits
    return found


def find_single(site: Site) -> Version:
    """A decision whose reference no other page has, or prints."""
    known = [reference for each in site.listed() for reference in (each.case_reference, *each.other_references)]
    return next(
        each
        for each in site.listed()
        if each.body_name and each.document_kind == "statement" and known.count(each.case_reference) == 1
        if not any(other.startswith(each.case_reference) for other in known if other != each.case_reference)
    )


@pytest.fixture(scope="module")
def removed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Removed]:
    """A first run, one that could not fetch the decision, one that made a release; copies of all kinds; and then."""
    site = make_site(7, 1, seed=3, paragraphs=3)
    version = find_single(site)
    site.revise(version.identity, note=PHRASE)
    with keep_clock(), site.serve() as base_url:
        world = World(site, base_url, tmp_path_factory.mktemp("removed"))
        world.refresh()
        site.fail(version.path, "error-status", times=99, status=403)
        world.next_day(recheck=20)
        site.publish_new(dt.date(2026, 5, 11), site.today, paragraphs=3)
        assert world.next_day(recheck=20).release
        site.heal()
        make_copies(world.out)
        told, deleted = find_words(world.folder, version), list[Path]()
        suppress(world.archive, f"lgsco/{version.identity}", out=world.out, reason="Court order.", tell=deleted.append)
        yield Removed(world, version, told, deleted)


def make_copies(out: Path) -> None:
    """Exports, packed ones too, the copy for the browser, and a page, in the folder of the dataset."""
    exports = out / "exports"
    decision_parser.export(out, "csv", exports / "decisions.csv", ["decisions"])
    decision_parser.export(out, "sqlite", exports / "all.db")
    decision_parser.export(out, "xlsx", exports / "remedies.xlsx", ["remedies"])
    (exports / "packed.csv.gz").write_bytes(gzip.compress((exports / "decisions.csv").read_bytes()))
    part = next((out / "current" / "decisions").rglob("*.parquet"))
    (exports / "copy.parquet").write_bytes(part.read_bytes())
    (out / "report.html").write_text("<p>24 000 999</p>", encoding="utf-8")
    (out / "mine.txt").write_text("Nothing of it.", encoding="utf-8")
    prepare_exploring(out)


def test_it_was_everywhere(removed: Removed) -> None:
    """Before, it stood in records and notes of the archive, in its index, in releases, runs, exports and copies."""
    told = removed.told
    folders = {name.partition("/")[0] + "/" + name.split("/")[1] for name in told}
    assert {"dataset/releases", "dataset/runs", "dataset/exports", "dataset/explore", "archive/index.sqlite"} <= folders
    assert len([name for name in told if name.startswith("archive/") and name.endswith(".gz")]) == 3
    assert len([name for name in told if "/ledger/" in name]) == 1
    assert len([name for name in told if name.startswith("dataset/runs/")]) >= 2


def test_nothing_is_left_but_the_note(removed: Removed) -> None:
    """No byte of it is in any file, packed or not, nor in free pages of the index: only the note, and its row there."""
    left = find_words(removed.world.folder, removed.version)
    note = max(path.name for path in removed.world.archive.glob("*.warc.gz"))
    assert left.keys() == {f"archive/{note}", "archive/index.sqlite"}
    mine = {removed.version.identity, removed.version.identity.rpartition("/")[2]}
    assert all(words <= mine for words in left.values())
    content = gzip.decompress((removed.world.archive / note).read_bytes())
    assert content.count(removed.version.identity.encode()) == 1
    index = (removed.world.archive / "index.sqlite").read_bytes()
    assert index.count(removed.version.identity.encode()) == index.count(b'"Court order."') * 2
    assert not list(removed.world.archive.glob("index.sqlite-*"))


def test_copies_go_and_others_stay(removed: Removed) -> None:
    """Each copy that names it is deleted and told of; what does not stays, and so do the sentences round its name."""
    out = removed.world.out
    names = {path.name for path in removed.deleted}
    assert {"decisions.csv", "all.db", "packed.csv.gz"} <= names
    assert not any(path.exists() for path in removed.deleted)
    assert (out / "mine.txt").exists()
    assert (out / "report.html").exists()
    messages = read(out, "ledger")["message"].dropna()
    assert any(f"/decisions/{REMOVED}" in message for message in messages)


def test_the_rest_is_whole(removed: Removed, tmp_path: Path) -> None:
    """Every record of the archive is sound, and from it alone the release comes out as it is, to the byte."""
    world = removed.world
    assert verify_archive(world.archive).findings == ()
    assert set(world.published()) == world.site.identities() - {removed.version.identity}
    assert suppress(world.archive, f"lgsco/{removed.version.identity}", out=world.out, reason="Again.") == 0
    world.site.publish_new(dt.date(2026, 5, 12), world.site.today, paragraphs=3)
    assert world.next_day().release
    check_rebuilt(world, tmp_path / "rebuilt")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("GET https://x.example/decisions/a/b/24-014-420 failed", f"GET https://x.example/decisions/{REMOVED} failed"),
        ("lgsco/a/b/24-014-420, lgsco/a/b/24-014-420a", f"{REMOVED}, lgsco/a/b/24-014-420a"),
        ("case 24 014 420.", f"case {REMOVED}."),
        ("lgsco/other/c/24-014-420", "lgsco/other/c/24-014-420"),
        ("124 014 4201", "124 014 4201"),
    ],
)
def test_only_its_own_names_go(text: str, cleaned: str) -> None:
    """Its id, address and reference go out of a sentence; those of its neighbours, however like it, stay."""
    assert Erasure(["lgsco/a/b/24-014-420"]).clean_text(text) == cleaned


def test_json_keeps_what_is_of_others() -> None:
    """What is its name goes out of lists and pairs; all else stays in its order, and untouched JSON byte for byte."""
    erasure = Erasure(["lgsco/a/b/24-014-420"])
    data = b'{"z":["a/b/24-014-420","a/b/24-014-421"],"moved":{"a/b/24-014-420":"x","y":"lgsco/a/b/24-014-420","w":1}}'
    assert erasure.clean_json(data) == b'{"z":["a/b/24-014-421"],"moved":{"w":1}}'
    assert erasure.clean_json(b'{ "a" : 1 }') == b'{ "a" : 1 }'
    assert Erasure([]).clean_text("all") == "all"
