"""Refreshes as they are run: one at a time, stopped, resumed, with pages that nobody can read, and with removals."""

import ctypes
import datetime as dt
import gzip
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from decision_parser.clock import VARIABLE
from decision_parser.crawl.warc import iter_entries, iter_files
from decision_parser.errors import ArchiveError, BusyError, UsageError
from decision_parser.pipeline.archive import open_archive, reindex_archive, suppress, verify_archive
from decision_parser.pipeline.status import find_status
from decision_parser.sources import find_source
from tests.refreshing import (
    CONTACT,
    First,
    World,
    check_ledger,
    check_rebuilt,
    find_parquet,
    keep_clock,
    night,
    read_first,
    set_clock,
)
from tests.site import Site, Version, make_decisions
from tests.site.answers import Answer, Asked

COMMAND = str(Path(sys.executable).with_name("decision-parser"))
COUNT = 18
TODAY = dt.date(2026, 6, 1)


class Odd(Site):
    """A site that gives some pages in another form: `edits` by path."""

    def __init__(self, count: int = COUNT) -> None:
        super().__init__(make_decisions(count, 1, 4, TODAY, paragraphs=4), today=TODAY)
        self.edits: dict[str, Callable[[bytes], bytes]] = {}

    def answer(self, asked: Asked) -> tuple[Answer, str | None]:
        """The right answer, edited."""
        right, fault = super().answer(asked)
        edit = self.edits.get(asked.path.lower())
        if edit is None or right.status != 200:
            return right, fault
        return replace(right, body=edit(right.body), packed=None, headers=()), fault


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> First:
    """A first run."""
    return read_first(Odd(), "runs", tmp_path_factory)


@pytest.fixture
def world(first: First, tmp_path: Path) -> Iterator[World]:
    """The site, with archive and dataset as the first run left them."""
    with first.go_on(Odd(), tmp_path / "world") as world:
        yield world


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[World]:
    """The site, of which nothing was read yet."""
    site = Odd()
    with keep_clock(), site.serve() as base_url:
        yield World(site, base_url, tmp_path)


def command(world: World, *options: str, delay: str = "0") -> list[str]:
    """The command line of a refresh."""
    folders = ["--archive", str(world.archive), "--out", str(world.out), "--base-url", world.base_url]
    return [COMMAND, "refresh", *folders, "--delay", delay, "--jobs", "1", *options]


def environment(world: World) -> dict[str, str]:
    """The clock of the site's day."""
    return {**os.environ, VARIABLE: f"{night(world.site.today).timestamp():.0f}"}


def run(world: World, *options: str, prepare: Callable[[], None] | None = None, **more: object) -> tuple[int, str, str]:
    """A refresh in a process of its own: its exit code and what it said."""
    done = subprocess.run(
        command(world, *options),
        capture_output=True,
        text=True,
        # Coverage would try to write its own file under the limits that a test sets, and complain.
        env={
            name: value for name, value in environment(world).items() if not (prepare and name.startswith("COVERAGE"))
        },
        check=False,
        timeout=300,
        preexec_fn=prepare,
        **more,  # type: ignore[call-overload]
    )
    return done.returncode, done.stdout, done.stderr


def check_sentence(said: str) -> None:
    """One sentence, with what to do, and no traceback."""
    assert "Traceback" not in said
    assert said.strip()
    assert len(said.strip().splitlines()) <= 3, said


# ── one at a time ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lock_of_the_archive(world: World) -> None:
    """While a run uses the archive, another one ends at once with 75, asks nothing and changes nothing."""
    before = find_parquet(world.out)
    with open_archive(world.archive, find_source("lgsco")):
        code, _, said = run(world)
    assert code == 75
    assert str(world.archive) in said
    check_sentence(said)
    assert world.site.log == []
    assert find_parquet(world.out) == before


def test_lock_while_running(empty: World) -> None:
    """Two refreshes at the same time: one does the work, the other raises."""
    errors: list[BaseException] = []

    def refresh_again() -> None:
        try:
            World(empty.site, empty.base_url, empty.folder).refresh()
        except BusyError as error:
            errors.append(error)

    empty.site.before("^/decisions/.+/.+/", refresh_again, after=5)
    assert empty.refresh().exit_code == 0
    assert len(errors) == 1
    assert set(empty.published()) == empty.site.identities()


# ── stopped, and resumed ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_by_signal(empty: World, number: signal.Signals, code: int) -> None:
    """A signal stops a run; the next one goes on under the same name and asks for no page twice."""
    site = empty.site
    reached = threading.Event()
    site.before("^/decisions/.+/.+/", reached.set, after=15)
    process = subprocess.Popen(
        command(empty, delay="0.02"), env=environment(empty), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reached.wait(120)
    process.send_signal(number)
    _, said = process.communicate(timeout=120)
    assert process.returncode == code
    assert "Traceback" not in said
    assert not (empty.out / "current").exists()
    assert not list(empty.archive.glob("*.open"))
    (name,) = {path.name.split("-")[0] for path in iter_files(empty.archive)}
    before = [request.path for request in site.requests("^/decisions/.+/.+/")]
    site.clear_log()
    report = empty.refresh()
    assert (report.exit_code, report.resumed, report.run) == (0, True, name)
    after = [request.path for request in site.requests("^/decisions/.+/.+/")]
    assert not set(before[:-1]) & set(after)
    assert len(before) + len(after) in {COUNT, COUNT + 1}
    check_ledger(report)
    assert sum(row.total or 0 for row in report.ledger) == COUNT
    assert verify_archive(empty.archive).findings == ()
    assert set(empty.published()) == site.identities()


def stop_at(world: World, pattern: str, after: int) -> None:
    """Interrupt a run in this process just before it gets this answer."""
    world.site.before(pattern, lambda: os.kill(os.getpid(), signal.SIGINT), after=after)
    with pytest.raises(KeyboardInterrupt):
        world.refresh()


def test_stopped_again_and_again(empty: World, tmp_path: Path) -> None:
    """However often it is stopped, a run that comes to its end gives the very dataset of one that was not."""
    undisturbed = World(empty.site, empty.base_url, tmp_path / "undisturbed")
    undisturbed.refresh()
    for _ in range(4):
        empty.site.heal()
        stop_at(empty, "^/decisions/.+/.+/", 3)
    empty.site.heal()
    report = empty.refresh()
    assert report.resumed
    check_ledger(report)
    assert empty.parquet() == undisturbed.parquet()
    check_rebuilt(empty, tmp_path / "rebuilt")


@pytest.mark.parametrize(
    ("pattern", "after"), [("robots", 0), ("SearchResults", 0), ("SearchResults", 2), ("assets", 0)]
)
def test_stopped_early(empty: World, pattern: str, after: int) -> None:
    """A run that is stopped before it has a plan, or at any other request, is no obstacle to the next."""
    if pattern == "assets":
        empty.site.publish_new(dt.date(2026, 3, 9), document_kind="report")
    stop_at(empty, pattern, after)
    report = empty.refresh()
    assert report.exit_code == 0
    check_ledger(report)
    assert {change["kind"] for change in empty.changes(added=True)} == {"added"}
    assert set(empty.published()) == empty.site.identities()


def test_other_options_begin_anew(empty: World) -> None:
    """A run with other options than the one that was stopped is another run; nothing is lost or fetched twice."""
    stop_at(empty, "^/decisions/.+/.+/", 9)
    report = empty.refresh(weeks=8)
    assert (report.exit_code, report.resumed) == (0, False)
    check_ledger(report)
    whole = [request for request in empty.site.requests("^/decisions/.+/.+/") if request.status == 200]
    assert len(whole) <= COUNT + 1, "the one that was on its way may come twice"
    assert set(empty.published()) == empty.site.identities()


def test_stopped_run_is_not_resumed_for_ever(empty: World) -> None:
    """Three weeks later a stopped run is not resumed: its plan is out of date."""
    stop_at(empty, "^/decisions/.+/.+/", 9)
    empty.site.today += dt.timedelta(days=21)
    report = empty.refresh()
    assert (report.exit_code, report.resumed) == (0, False)
    assert set(empty.published()) == empty.site.identities()


# ── full disk, read-only folders ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [4_096, 40_000, 150_000])
def test_full_disk(empty: World, size: int) -> None:
    """When no more can be written, one sentence says so; what was received is kept; with space, the run goes on."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    code, _, said = run(empty, prepare=limit)
    assert code not in {0, 75}
    check_sentence(said)
    report = empty.refresh()
    assert report.exit_code == 0
    check_ledger(report)
    assert set(empty.published()) == empty.site.identities()
    assert verify_archive(empty.archive).findings == ()


def obey_modes() -> None:
    """Give up root's right to write where the mode of a file forbids it (Linux: PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)


@pytest.mark.parametrize("which", ["archive", "dataset"])
def test_read_only(world: World, which: str) -> None:
    """A folder that cannot be written is told in a sentence, and holds what it held."""
    folder = world.folder / which
    paths = [path for path in (folder, *folder.rglob("*")) if not path.is_symlink()]
    before = {path: path.read_bytes() for path in paths if path.is_file()}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        code, _, said = run(world, prepare=obey_modes)
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert code not in {0, 130, 143}
    assert str(folder) in said
    check_sentence(said)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert world.next_day().exit_code == 0


# ── pages that are no rows ───────────────────────────────────────────────────────────────────────────────────────────


def find_version(site: Site, number: int = 0) -> Version:
    """A statement with a reference of its own."""
    listed = [version for version in site.listed() if version.document_kind == "statement" and version.body_name]
    references = [re.sub("[a-z]$", "", version.case_reference) for version in site.listed()]
    return [version for version in listed if references.count(version.case_reference) == 1][number]


def make_draft(page: bytes) -> bytes:
    """A page that says it is a draft."""
    return re.sub(rb"(?i)final decision", b"draft decision", page)


def test_draft(empty: World) -> None:
    """A draft is kept in the archive and left out of the release, and the ledger says why."""
    version = find_version(empty.site)
    empty.site.edits[version.path] = make_draft  # type: ignore[attr-defined]
    report = empty.refresh()
    check_ledger(report)
    assert report.exit_code == 0, "a draft is no failure"
    assert report.count("excluded") == 1
    (row,) = [row for row in report.ledger if row.excluded]
    assert json.loads(row.excluded_reasons or "") == {"draft": 1}
    assert row.window_since
    assert set(empty.published()) == empty.site.identities() - {version.identity}
    kept = [entry for path in iter_files(empty.archive) for entry in iter_entries(path)]
    assert version.identity in {entry.identity for entry in kept if entry.kind == "response"}


def test_draft_becomes_final(empty: World) -> None:
    """When it is final it is added, and was first seen when it was first listed."""
    version = find_version(empty.site)
    empty.site.edits[version.path] = make_draft  # type: ignore[attr-defined]
    empty.refresh()
    empty.site.edits.clear()  # type: ignore[attr-defined]
    report = empty.next_day()
    assert (report.exit_code, report.changes) == (0, {"added": 1})
    row = empty.read().set_index("decision_id").loc[f"lgsco/{version.identity}"]
    assert row["first_seen_at"].to_pydatetime() == night(TODAY)


def test_final_becomes_draft(world: World) -> None:
    """A page that turns into a draft is no revision and no withdrawal: the last good version stays."""
    version = find_version(world.site)
    before = world.published()[version.identity]
    world.site.edits[version.path] = make_draft  # type: ignore[attr-defined]
    report = world.next_day()
    assert report.changes == {}
    check_ledger(report)
    assert world.published()[version.identity] == before


def cut(page: bytes) -> bytes:
    """A page that breaks off near its end."""
    return page[: len(page) * 9 // 10]


def cut_early(page: bytes) -> bytes:
    """A page that breaks off before the decision begins."""
    return page[: len(page) // 2]


@pytest.mark.parametrize("how", [cut, cut_early])
def test_page_that_breaks_off(empty: World, how: Callable[[bytes], bytes]) -> None:
    """A page that always breaks off is asked for once more, left out with the reason, and completed the next day."""
    version = find_version(empty.site)
    empty.site.edits[version.path] = how  # type: ignore[attr-defined]
    report = empty.refresh()
    check_ledger(report, complete=False)
    assert len(empty.site.requests(version.path)) == 2
    assert report.exit_code in {1, 3}
    assert set(empty.published()) == empty.site.identities() - {version.identity}
    assert report.count("excluded") + report.count("missing") == 1
    empty.site.edits.clear()  # type: ignore[attr-defined]
    report = empty.next_day(recheck=0)
    assert (report.exit_code, report.changes) == (0, {"added": 1})
    assert set(empty.published()) == empty.site.identities()


@pytest.mark.parametrize("how", [cut, cut_early])
def test_page_that_breaks_off_once(empty: World, how: Callable[[bytes], bytes]) -> None:
    """A page that breaks off once is asked for again in the same run."""
    version = find_version(empty.site)
    edits = empty.site.edits  # type: ignore[attr-defined]
    edits[version.path] = lambda page: how(page) if edits.pop(version.path, None) else page
    assert empty.refresh().exit_code == 0
    assert set(empty.published()) == empty.site.identities()


def test_good_page_then_broken(world: World) -> None:
    """A page that was good and now breaks off changes nothing in the dataset."""
    version = find_version(world.site)
    before = world.parquet()
    world.site.edits[version.path] = cut  # type: ignore[attr-defined]
    world.next_day()
    assert world.parquet() == before
    world.site.edits.clear()  # type: ignore[attr-defined]
    report = world.next_day()
    assert (report.exit_code, report.changes) == (0, {})
    assert world.parquet() == before


# ── the index ────────────────────────────────────────────────────────────────────────────────────────────────────────


def spoil(archive: Path) -> None:
    """Damage the index."""
    (archive / "index.sqlite").write_bytes(b"not a database" * 900)


def remove(archive: Path) -> None:
    """Remove the index."""
    for path in archive.glob("index.sqlite*"):
        path.unlink()


@pytest.mark.parametrize("lose", [remove, spoil, reindex_archive])
def test_index_lost(world: World, lose: Callable[[Path], object]) -> None:
    """Without its index, with a damaged one, or one made again, the archive is refreshed as if nothing had happened."""
    lose(world.archive)
    report = world.next_day()
    assert (report.exit_code, report.changes, report.release) == (0, {}, None)
    check_ledger(report)
    assert report.count("fetched") == 0
    world.site.revise(find_version(world.site).identity)
    assert world.next_day().changes == {"revised": 1}


def test_dataset_lost(world: World) -> None:
    """Without the dataset, the next run publishes it again from the archive, asking no page that is held but by 304."""
    before = world.parquet()
    shutil.rmtree(world.out)
    report = world.next_day()
    assert report.exit_code == 0
    assert {request.status for request in world.site.requests("^/decisions/.+/.+/")} == {304}
    assert world.parquet() == before


def test_damaged_archive(world: World) -> None:
    """A damaged record is told, and nothing is published from it."""
    (path, *_) = iter_files(world.archive)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    remove(world.archive)
    assert verify_archive(world.archive).findings
    with pytest.raises(ArchiveError):
        world.next_day()


# ── for good ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def find_words(version: Version) -> list[bytes]:
    """Words that only this decision has."""
    return [version.title.encode(), b"A sentence of this decision alone.", b"A summary of this decision alone."]


def read_archive(folder: Path) -> bytes:
    """All that the files of an archive hold: as they lie there, unpacked, and with their records' bodies unpacked."""
    pieces = []
    for path in folder.rglob("*"):
        if path.is_file():
            pieces.append(path.read_bytes())
            if path.suffix == ".gz":
                pieces.append(gzip.decompress(pieces[-1]))
                with path.open("rb") as file:
                    pieces += [record.content_stream().read() for record in ArchiveIterator(file)]
    return b"\n".join(pieces)


def find_rows(out: Path, text: str) -> list[str]:
    """Tables of any release that hold these words."""
    import pyarrow.parquet as pq

    return [
        str(file.relative_to(out))
        for file in (out / "releases").rglob("*.parquet")
        if text in json.dumps(pq.read_table(file, partitioning=None).to_pylist(), default=str)
    ]


@pytest.fixture
def removed(empty: World) -> tuple[World, Version]:
    """Three releases, with a decision that was revised in the second, moved away from nothing, and removed for good."""
    site = empty.site
    version = find_version(site)
    site.change(
        version.identity, summary="A summary of this decision alone.", note="A sentence of this decision alone."
    )
    version = site.find(version.identity).version(site.today)
    empty.refresh()
    site.today += dt.timedelta(days=1)
    site.revise(version.identity, note="A sentence of this decision alone. And one more.")
    assert empty.refresh().changes == {"revised": 1}
    site.revise(find_version(site, 3).identity)
    assert empty.next_day().changes == {"revised": 1}
    for word in find_words(version):
        assert word in read_archive(empty.archive)
    assert find_rows(empty.out, f"lgsco/{version.identity}")
    count = suppress(empty.archive, f"lgsco/{version.identity}", out=empty.out, reason="Court order of 3 May.")
    assert count
    return empty, version


def test_suppressed_everywhere(removed: tuple[World, Version]) -> None:
    """Its bytes are gone from each file of the archive, its rows from each release; all else stays whole."""
    world, version = removed
    left = read_archive(world.archive)
    for word in find_words(version):
        assert word not in left
    for text in (version.identity, version.title, "of this decision alone"):
        assert find_rows(world.out, text) == []
    assert verify_archive(world.archive).findings == ()
    assert len(list((world.out / "releases").iterdir())) == 3
    assert set(world.published()) == world.site.identities() - {version.identity}
    assert len(world.read()) == COUNT - 1


def test_suppressed_stays_away(removed: tuple[World, Version], tmp_path: Path) -> None:
    """Later runs neither ask for it nor publish it, balance, and rebuild to the byte."""
    world, version = removed
    world.site.clear_log()
    report = world.next_day()
    check_ledger(report)
    assert (report.exit_code, report.changes) == (0, {})
    world.site.revise(find_version(world.site, 5).identity)
    report = world.next_day()
    check_ledger(report)
    assert report.changes == {"revised": 1}
    assert not world.site.requests(version.path)
    assert find_rows(world.out, version.identity) == []
    assert b"of this decision alone" not in read_archive(world.archive)
    assert verify_archive(world.archive).findings == ()
    check_rebuilt(world, tmp_path / "rebuilt")


def test_suppressed_by_address_and_again(world: World) -> None:
    """The address names it too; doing it twice is no error; what is no decision's name is."""
    version = find_version(world.site)
    address = f"https://www.lgo.org.uk{version.path}"
    assert suppress(world.archive, address, out=world.out, reason="Privacy.") == 1
    assert suppress(world.archive, address, out=world.out, reason="Privacy.") == 0
    with pytest.raises(UsageError):
        suppress(world.archive, "no decision", out=world.out, reason="Privacy.")
    with pytest.raises(UsageError):
        suppress(world.folder / "nowhere", address, out=world.out, reason="Privacy.")
    assert len(world.read()) == COUNT - 1


def test_suppressed_before_it_came(world: World) -> None:
    """A decision that is not held yet can be barred."""
    new = world.site.publish_new(dt.date(2026, 4, 3)).version(TODAY)
    assert suppress(world.archive, f"lgsco/{new.identity}", out=world.out, reason="Privacy.") == 0
    report = world.next_day()
    check_ledger(report)
    assert report.exit_code == 0
    assert not world.site.requests(new.path)
    assert len(world.read()) == COUNT


# ── for those who watch it ───────────────────────────────────────────────────────────────────────────────────────────


def test_status(world: World) -> None:
    """A dataset is well until its last complete run is too old; a run that was not complete does not count."""
    day = dt.timedelta(days=1)
    set_clock(night(TODAY + 3 * day))
    assert find_status(world.out, 3 * day).good
    world.site.today = TODAY + 2 * day
    world.site.fail("SearchResults", "captcha", times=None)
    assert world.refresh().exit_code == 3
    set_clock(night(TODAY + 4 * day))
    status = find_status(world.out, 3 * day)
    assert (status.good, status.last_exit_code) == (False, 3)
    assert status.last_good_run == night(TODAY)
    world.site.heal()
    world.site.today = TODAY + 4 * day
    assert world.refresh().exit_code == 0
    assert find_status(world.out, 3 * day).good


def test_status_command(world: World, tmp_path: Path) -> None:
    """The command's exit code tells a monitor: 0 when it is well, 1 when it is stale, 2 when there is no dataset."""
    base = [COMMAND, "status", "--max-age", "3d", "--out"]
    codes = []
    for out, days in ((world.out, 2), (world.out, 4), (tmp_path / "nothing", 2)):
        clock = {**os.environ, VARIABLE: f"{night(TODAY + dt.timedelta(days=days)).timestamp():.0f}"}
        done = subprocess.run([*base, str(out)], env=clock, capture_output=True, text=True, check=False)
        check_sentence(done.stderr)
        codes.append(done.returncode)
    assert codes == [0, 1, 2]


def test_command(empty: World) -> None:
    """The command prints its report as JSON on stdout and people's words on stderr."""
    code, printed, said = run(empty, "--json", "--contact", CONTACT)
    assert code == 0
    report = json.loads(printed)
    assert report["changes"] == {"added": COUNT}
    assert "Release" in said
    code, printed, said = run(empty, "--quiet")
    assert (code, printed, said) == (0, "", "")
    empty.site.fail("SearchResults", "captcha", times=None)
    code, printed, said = run(empty, "--quiet")
    assert (code, printed) == (3, "")
    assert "captcha" in said.lower() or "no listing" in said.lower()


@pytest.mark.parametrize("program", [[COMMAND], [sys.executable, "-m", "decision_parser"]])
def test_live_site_needs_a_contact(tmp_path: Path, program: list[str]) -> None:
    """Without a contact the live site is not asked at all, no folder is made, and a sentence says what is missing."""
    arguments = ["--archive", str(tmp_path / "archive"), "--out", str(tmp_path / "dataset")]
    clean = {name: value for name, value in os.environ.items() if name != "DECISION_PARSER_CONTACT"}
    done = subprocess.run(
        [*program, "refresh", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=clean,
    )
    assert done.returncode == 2
    assert "--contact" in done.stderr
    check_sentence(done.stderr)
    assert list(tmp_path.iterdir()) == []
