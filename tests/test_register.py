"""The register of councils: its files read, fetched, archived, and found again, whatever else the archive holds."""

import datetime as dt
import hashlib
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from decision_parser import build, cli
from decision_parser.bodies.register import AUTHORITIES, LEAST, NAMES, REGISTER_CREDIT, list_names, parse_register
from decision_parser.crawl.notes import REGISTER
from decision_parser.crawl.warc import Entry, WarcWriter, iter_files
from decision_parser.dataset.release import read_release
from decision_parser.errors import BusyError, FetchError, NotARegisterError, RobotsError, UsageError
from decision_parser.pipeline.archive import (
    export_archive,
    find_publisher,
    open_archive,
    reindex_archive,
    suppress,
    verify_archive,
)
from decision_parser.pipeline.registering import ADDRESS, RegisterReport, update_register
from decision_parser.pipeline.registers import RegisterCopy, find_register, holds_only_register, load_register
from decision_parser.pipeline.scraping import scrape
from decision_parser.sources import find_source
from tests.archives import list_entries
from tests.refreshing import CONTACT, QUICK, World, check_rebuilt, keep_clock, night, set_clock
from tests.registers import HEADER, make_names, make_rows, write_csv, write_files
from tests.site import Site, make_site
from tests.site.answers import Answer, Asked, redirect

FOLDER = "/register/latest/"
HTML = b"<!DOCTYPE html><html><body>We are down for maintenance.</body></html>"


class RegisterSite(Site):
    """A server with the two files of a register; `answers` overrule them, by name."""

    def __init__(self) -> None:
        super().__init__(())
        self.files = dict(zip((AUTHORITIES, NAMES), write_files(), strict=True))
        self.answers: dict[str, Answer] = {}
        self.etags = True

    def answer(self, asked: Asked) -> tuple[Answer, str | None]:
        """A file, or the word that it is unchanged."""
        name = asked.path.removeprefix(FOLDER)
        if not asked.path.startswith(FOLDER) or name not in self.files:
            return super().answer(asked)
        for action in self._faults.take(asked.target)[1]:
            action()
        if name in self.answers:
            return self.answers[name], None
        etag = f'"{hashlib.sha256(self.files[name]).hexdigest()[:8]}"'
        headers = (("ETag", etag),) if self.etags else ()
        if self.etags and asked.headers.get("if-none-match") == etag:
            return Answer(304, media_type=None, headers=headers), None
        return Answer(body=self.files[name], media_type="text/csv", headers=headers), None

    def edit(self, old: str, new: str) -> None:
        """Publish another register."""
        assert old.encode() in self.files[AUTHORITIES]
        self.files[AUTHORITIES] = self.files[AUTHORITIES].replace(old.encode(), new.encode())


@pytest.fixture
def site() -> RegisterSite:
    """A publisher of registers."""
    return RegisterSite()


Update = Callable[[Path], RegisterReport]


@pytest.fixture
def update(site: RegisterSite) -> Iterator[Update]:
    """What fetches its register into an archive."""
    with site.serve() as base_url:
        yield lambda archive: update_register(archive, url=base_url + FOLDER, contact=CONTACT, delay=0, limits=QUICK)


def list_answers(archive: Path) -> list[tuple[str | None, str, int | None]]:
    """What was kept of the register's files: identity, kind of record, status."""
    return [(entry.identity, entry.kind, entry.status) for entry in list_entries(archive) if entry.role == REGISTER]


def force(archive: Path) -> RegisterCopy:
    """The register in force."""
    found = find_register(archive)
    assert found
    return found


# ── the files ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_records() -> None:
    """Each row is an authority, its dates and successors read, and what is not stated is null."""
    register = parse_register(*write_files())
    tarrow, firle, planned = (register.by_code[code] for code in ("TWK", "FIR", "NXT"))
    assert (tarrow.since, tarrow.until, tarrow.successors, tarrow.current) == (
        dt.date(2019, 4, 1),
        dt.date(2023, 4, 1),
        ("HAZ",),
        False,
    )
    assert (firle.since, firle.until, firle.successors, firle.current) == (None, None, (), True)
    assert register.by_code["OLM"].successors == ("MWS", "MUN")
    assert not planned.current
    assert list_names(register.by_code["KEL"])[-1] == "kelder district"


def test_white_space_of_names() -> None:
    """A name that the register writes with two spaces has one."""
    assert parse_register(*write_files()).by_code["HTN"].official_name == "Hythe-on-Tarn City Council"


def test_names_with_commas_stay_whole() -> None:
    """A part of a name with commas is no name: the column that parts names by commas is not read."""
    register = parse_register(*write_files())
    assert "mere undern and fen" in register.by_name
    assert "undern and fen" not in register.by_name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    """A mark at the start of a file is no part of its first column."""
    rows = make_rows()
    assert "FIR" in parse_register(write_csv(rows, encoding), write_csv(make_names(rows), encoding)).by_code


def test_columns_in_any_order() -> None:
    """Columns are known by their names, and others may come and go."""
    rows = [dict(reversed(row.items())) | {"mayor": "yes"} for row in make_rows()]
    assert parse_register(*write_files(rows)).authorities == parse_register(*write_files()).authorities


def test_without_the_column_of_current_ones() -> None:
    """Where nothing says whether an authority is there, its last day does."""
    rows = [row | {"current-authority": ""} for row in make_rows()]
    register = parse_register(*write_files(rows))
    assert register.by_code["FIR"].current
    assert not register.by_code["TAR"].current


_GOOD, _GOOD_NAMES = write_files()


@pytest.mark.parametrize(
    ("authorities", "names", "message"),
    [
        (HTML, _GOOD_NAMES, f"{AUTHORITIES} is no register .* and is a web page"),
        (b"", _GOOD_NAMES, "and is empty"),
        (_GOOD, HTML, f"{NAMES} is no register .* 'la-name' and is a web page"),
        (_GOOD_NAMES, _GOOD, f"{NAMES} is no register of councils: it has no column 'la-name'"),
        (_GOOD_NAMES, _GOOD_NAMES, "no column 'official-name'"),
        (_GOOD.replace(b"replaced-by", b"successor"), _GOOD_NAMES, "no column 'replaced-by'"),
        (_GOOD[:-7], _GOOD_NAMES, "its last rows are cut short"),
        (b"\r\n".join(_GOOD.splitlines()[:30]), _GOOD_NAMES, f"it has \\d+ of them, and {LEAST} is the least"),
        (
            _GOOD,
            _GOOD_NAMES[: _GOOD_NAMES.index(b"Filler 000")] + b"Filler,F000",
            f"names for \\d+ councils, and {LEAST} is the least",
        ),
        (_GOOD + _GOOD.splitlines()[-1], _GOOD_NAMES, "codes twice"),
        (_GOOD.replace(b"2023-04-01", b"01/04/2023"), _GOOD_NAMES, "the end-date of OLM is '01/04/2023'"),
        (_GOOD.replace(b"\r\nFIR,", b"\r\n,"), _GOOD_NAMES, "'?Firle Borough Council'? lacks its code or name"),
        (_GOOD + b"\xff", _GOOD_NAMES, "cannot be read as CSV"),
        (_GOOD + b'"ABC', _GOOD_NAMES, "cannot be read as CSV"),
        (_GOOD + b"ABC\0", _GOOD_NAMES, "no register"),
    ],
)
def test_files_that_are_no_register(authorities: bytes, names: bytes, message: str) -> None:
    """A web page, other columns, too few rows, codes twice, dates that are none: each is refused in a sentence."""
    with pytest.raises(NotARegisterError, match=message) as raised:
        parse_register(authorities, names)
    assert str(raised.value).endswith(".")
    assert "\n" not in str(raised.value)


# ── fetched and kept ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_first_fetching(site: RegisterSite, update: Update, tmp_path: Path) -> None:
    """The register is asked for politely, kept as received, and in force from then on."""
    report = update(tmp_path / "archive")
    assert [request.path for request in site.log] == ["/robots.txt", FOLDER + AUTHORITIES, FOLDER + NAMES]
    assert all(CONTACT in request.headers["user-agent"] for request in site.log)
    found = force(tmp_path / "archive")
    assert found.register.authorities == parse_register(*write_files()).authorities
    assert (report.changed, report.authority_count, report.sha256) == (True, len(make_rows()), found.sha256)
    assert found.origin == report.origin
    assert found.origin.endswith(FOLDER)
    assert found.fetched_at is not None
    assert found.fetched_at.tzinfo == dt.UTC
    assert list_answers(tmp_path / "archive") == [(AUTHORITIES, "response", 200), (NAMES, "response", 200)]
    assert verify_archive(tmp_path / "archive").findings == ()
    assert not list((tmp_path / "archive").glob("*.open"))


@pytest.mark.parametrize("etags", [True, False])
def test_unchanged(site: RegisterSite, update: Update, tmp_path: Path, *, etags: bool) -> None:
    """A register that is the same takes no room: its answers refer to those before, and only the check is newer."""
    site.etags = etags
    update(tmp_path)
    first = force(tmp_path)
    report = update(tmp_path)
    again = update(tmp_path)
    found = force(tmp_path)
    status = 304 if etags else 200
    assert list_answers(tmp_path)[2:] == [(AUTHORITIES, "revisit", status), (NAMES, "revisit", status)] * 2
    assert (report.changed, again.changed, found.sha256, found.fetched_at) == (
        False,
        False,
        first.sha256,
        first.fetched_at,
    )
    assert found.checked_at
    assert first.checked_at
    assert found.checked_at > first.checked_at
    assert found.register.authorities == first.register.authorities
    assert verify_archive(tmp_path).findings == ()


def test_changed(site: RegisterSite, update: Update, tmp_path: Path) -> None:
    """A new register is in force, and the report says what is other in it; the file that stayed is not kept again."""
    update(tmp_path)
    site.edit("Firle Borough Council", "City of Firle Council")
    site.edit("F000,", "G000,")
    report = update(tmp_path)
    assert (report.changed, report.added, report.altered, report.removed) == (True, ("G000",), ("FIR",), ("F000",))
    assert force(tmp_path).register.by_code["FIR"].official_name == "City of Firle Council"
    assert list_answers(tmp_path)[2:] == [(AUTHORITIES, "response", 200), (NAMES, "revisit", 304)]


def test_another_address(site: RegisterSite, update: Update, tmp_path: Path) -> None:
    """Another server is not told what the first one's answers were called."""
    update(tmp_path)
    site.clear_log()
    with site.serve() as base_url:
        update_register(tmp_path, url=base_url + FOLDER.rstrip("/"), contact=CONTACT, delay=0, limits=QUICK)
    assert not any("if-none-match" in request.headers for request in site.log)
    assert [kind for _, kind, _ in list_answers(tmp_path)] == ["response", "response", "revisit", "revisit"]
    assert base_url in force(tmp_path).origin


def test_redirect(site: RegisterSite, update: Update, tmp_path: Path) -> None:
    """A redirect on the same host is followed, kept, and asked for again with what the file was called."""
    site.answers[AUTHORITIES] = redirect(f"{FOLDER}v2.csv")
    site.files["v2.csv"] = site.files[AUTHORITIES]
    update(tmp_path)
    assert list_answers(tmp_path)[0] == (None, "response", 302)
    report = update(tmp_path)
    assert not report.changed
    assert force(tmp_path).origin.endswith(FOLDER)
    assert verify_archive(tmp_path).findings == ()


@pytest.mark.parametrize(
    ("name", "answer", "message"),
    [
        (AUTHORITIES, Answer(body=HTML), "is a web page"),
        (NAMES, Answer(body=HTML), "is a web page"),
        (AUTHORITIES, Answer(body=_GOOD[:-7]), "cut short"),
        (AUTHORITIES, Answer(404, HTML), "answered with 404"),
        (NAMES, Answer(503, HTML), "gave no answer"),
        (NAMES, Answer(body=_GOOD_NAMES, wire="truncated"), "gave no answer"),
        (AUTHORITIES, redirect("http://127.0.0.2/elsewhere.csv"), "not followed"),
    ],
)
def test_last_good_copy_stays(  # noqa: PLR0913, PLR0917 - fixtures, and a case of three
    site: RegisterSite, update: Update, tmp_path: Path, name: str, answer: Answer, message: str
) -> None:
    """What is no register is refused in a sentence that says so, and the copy before stays in force, run after run."""
    with keep_clock():
        set_clock(night(dt.date(2026, 5, 1)))
        update(tmp_path)
        first = force(tmp_path)
        site.edit("Firle Borough Council", "City of Firle Council")
        site.answers[name] = answer
        for _ in range(2):
            with pytest.raises((NotARegisterError, FetchError), match=message) as raised:
                update(tmp_path)
            assert raised.value.exit_code == 3
            assert f"the copy of {first.fetched_at:%d %B %Y} stays in force." in str(raised.value)
    found = force(tmp_path)
    assert (found.sha256, found.checked_at) == (first.sha256, first.checked_at)
    assert verify_archive(tmp_path).findings == ()
    site.answers.clear()
    assert update(tmp_path).altered == ("FIR",)


def test_first_copy_is_refused(site: RegisterSite, update: Update, tmp_path: Path) -> None:
    """Where there is no good copy, there is none in force, and the sentence says that there was none."""
    site.answers[AUTHORITIES] = Answer(body=HTML)
    with pytest.raises(NotARegisterError, match=r"; there is none from before: run it again later\.$"):
        update(tmp_path)
    assert find_register(tmp_path) is None
    site.answers.clear()
    assert update(tmp_path).message.startswith("The register is new:")


def test_robots_are_obeyed(site: RegisterSite, update: Update, tmp_path: Path) -> None:
    """A register that robots.txt forbids is not asked for."""
    site.robots = "User-agent: *\nDisallow: /register/\n"
    with pytest.raises((RobotsError, FetchError), match=r"robots\.txt"):
        update(tmp_path)
    assert [request.path for request in site.log] == ["/robots.txt"]


def test_contact_is_required(tmp_path: Path) -> None:
    """The live site is not asked without a contact, and nothing is begun."""
    with pytest.raises(UsageError, match="--contact"):
        update_register(tmp_path / "archive")
    assert not (tmp_path / "archive").exists()


def test_archive_in_use(update: Update, tmp_path: Path) -> None:
    """While another run uses the archive, none adds to it; what is in force can be read all the same."""
    update(tmp_path)
    with open_archive(tmp_path, find_source("lgsco")):
        with pytest.raises(BusyError):
            update(tmp_path)
        assert find_register(tmp_path)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_interrupted(site: RegisterSite, update: Update, tmp_path: Path, after: int) -> None:
    """A fetching that is stopped leaves the copy in force, and is no obstacle to the next."""
    update(tmp_path)
    first = force(tmp_path)
    site.edit("Firle Borough Council", "City of Firle Council")
    site.before(".", lambda: os.kill(os.getpid(), signal.SIGINT), after=after)
    with pytest.raises(KeyboardInterrupt):
        update(tmp_path)
    site.heal()
    assert force(tmp_path).sha256 == first.sha256
    assert verify_archive(tmp_path).findings == ()
    assert update(tmp_path).changed


def test_torn_file(update: Update, tmp_path: Path) -> None:
    """What a killed fetching left open is mended by the next run, and counts as not fetched."""
    update(tmp_path)
    first = force(tmp_path)
    update(tmp_path)
    *_, last = iter_files(tmp_path)
    (tmp_path / f"{last.name}.open").write_bytes(last.read_bytes()[:-100])
    last.unlink()
    assert force(tmp_path).checked_at == first.checked_at
    update(tmp_path)
    assert verify_archive(tmp_path).findings == ()
    assert force(tmp_path).sha256 == first.sha256


# ── in an archive with decisions ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A publisher of decisions, of which nothing was read yet."""
    site = make_site(24, 1, seed=4)
    with keep_clock(), site.serve() as base_url:
        yield World(site, base_url, tmp_path / "world")


def list_runs(archive: Path) -> list[str]:
    """The runs in an archive, in the order of its files."""
    return list(dict.fromkeys(path.name.partition("-")[0] for path in iter_files(archive)))


def fetch_later(world: World, update: Update, hours: int = 1) -> RegisterReport:
    """Fetch the register so many hours after the night's run."""
    set_clock(night(world.site.today) + dt.timedelta(hours=hours))
    return update(world.archive)


def test_register_beside_decisions(world: World, update: Update, tmp_path: Path) -> None:
    """Registers before, between and after refreshes change nothing but bodies, and the archive stays whole."""
    alone = World(world.site, world.base_url, tmp_path / "alone")
    fetch_later(world, update, -1)
    for each in (world, alone):
        each.refresh()
    fetch_later(world, update)
    world.site.publish_new(dt.date(2026, 5, 4))
    world.site.today += dt.timedelta(days=1)
    reports = [each.refresh() for each in (world, alone)]
    assert [report.run for report in reports] == [reports[0].run] * 2
    assert not any(report.resumed for report in reports)
    assert set(world.published()) == set(alone.published())
    fetch_later(world, update)
    assert verify_archive(world.archive).findings == ()
    assert len(list_runs(world.archive)) == 5
    lines = list(export_archive(world.archive))
    assert sum(AUTHORITIES in line for line in lines) == 3
    assert reindex_archive(world.archive) == len(iter_files(world.archive))
    assert "FIR" in force(world.archive).register.by_code
    assert find_publisher(world.archive).slug == "lgsco"
    with open_archive(world.archive, find_source("lgsco")) as index:
        found = find_register(world.archive, index)
    assert found
    assert (found.checked_at, found.sha256) == (force(world.archive).checked_at, force(world.archive).sha256)
    check_rebuilt(world, tmp_path / "rebuilt")


def test_interrupted_refresh_is_resumed(world: World, update: Update, tmp_path: Path) -> None:
    """A register that was fetched after a refresh was stopped does not stand in the way of resuming that."""
    undisturbed = World(world.site, world.base_url, tmp_path / "undisturbed")
    undisturbed.refresh()
    world.site.before("^/decisions/.+/.+/", lambda: os.kill(os.getpid(), signal.SIGINT), after=9)
    with pytest.raises(KeyboardInterrupt):
        world.refresh()
    world.site.heal()
    (run,) = list_runs(world.archive)
    fetch_later(world, update)
    with pytest.raises(UsageError, match="can be resumed"):
        scrape(
            f"https://www.lgo.org.uk{world.site.listed()[0].path}",
            contact=CONTACT,
            base_url=world.base_url,
            delay=0,
            archive=world.archive,
        )
    report = world.refresh()
    assert (report.exit_code, report.resumed, report.run) == (0, True, run)
    assert set(world.published()) == set(undisturbed.published())
    assert verify_archive(world.archive).findings == ()
    assert find_register(world.archive)
    check_rebuilt(world, tmp_path / "rebuilt")


def test_stopped_fetching_is_no_refresh(world: World, site: RegisterSite, update: Update) -> None:
    """A fetching that was stopped is not resumed by a refresh, and gives it no name."""
    site.before(AUTHORITIES, lambda: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        fetch_later(world, update, -1)
    report = world.refresh()
    assert (report.exit_code, report.resumed) == (0, False)
    assert report.run == f"{night(world.site.today):%Y%m%dT%H%M%SZ}"
    assert set(world.published()) == world.site.identities()


def test_nothing_new_but_a_register(world: World, update: Update) -> None:
    """A refresh after a register was fetched makes a release with its credit, once; the next one finds nothing new."""
    world.refresh()
    fetch_later(world, update)
    report = world.next_day()
    assert report.exit_code == 0
    assert report.release
    release = read_release(world.out / "current")
    assert release
    assert release.register
    assert release.register.sha256 == force(world.archive).sha256
    after = world.parquet()
    assert all(REGISTER_CREDIT.encode() in data for name, data in after.items() if "decisions" in name)
    report = world.next_day()
    assert (report.exit_code, report.release) == (0, None)
    assert world.parquet() == after


def test_suppression_leaves_the_register(world: World, update: Update) -> None:
    """A decision that is removed for good takes nothing of the register with it."""
    world.refresh()
    fetch_later(world, update)
    first = force(world.archive)
    suppress(world.archive, world.site.listed()[0].identity, out=world.out, reason="test")
    assert force(world.archive).sha256 == first.sha256
    assert verify_archive(world.archive).findings == ()


def test_archive_with_nothing_but_a_register(update: Update, tmp_path: Path) -> None:
    """There is nothing to build from a register alone, and one sentence says so."""
    update(tmp_path / "archive")
    assert holds_only_register(tmp_path / "archive")
    for source in (None, "lgsco"):
        with pytest.raises(UsageError, match="holds a register of councils and no decisions"):
            build([tmp_path / "archive"], out=tmp_path / "dataset", source=source)
    assert not (tmp_path / "dataset").exists()
    assert reindex_archive(tmp_path / "archive") == 1


def test_publisher_of_an_archive_that_begins_with_a_register(world: World, update: Update) -> None:
    """An archive whose first file is a register is still its publisher's."""
    fetch_later(world, update, -1)
    world.refresh()
    assert find_publisher(world.archive).slug == "lgsco"
    assert not holds_only_register(world.archive)


# ── where a build finds it ───────────────────────────────────────────────────────────────────────────────────────────


def test_folder_with_the_files(update: Update, tmp_path: Path) -> None:
    """A folder with both files is a register too, with the hash of the same files in an archive, and no time."""
    folder, archive = tmp_path / "folder", tmp_path / "archive"
    folder.mkdir()
    for name, data in zip((AUTHORITIES, NAMES), write_files(), strict=True):
        (folder / name).write_bytes(data)
    update(archive)
    mine, theirs = load_register(folder), load_register(archive)
    assert (mine.sha256, mine.register.authorities) == (theirs.sha256, theirs.register.authorities)
    assert (mine.origin, mine.fetched_at, mine.checked_at) == (str(folder), None, None)


def test_archive_without_a_register(world: World, tmp_path: Path) -> None:
    """An archive that has none, or is not there yet, has none in force; who names one is told how to get it."""
    assert find_register(tmp_path / "missing") is None
    world.refresh()
    assert find_register(world.archive) is None
    with pytest.raises(UsageError, match="register update --archive"):
        load_register(world.archive)


def test_paths_without_a_register(tmp_path: Path) -> None:
    """A path that is nothing, a file, or a folder with other things is refused in a sentence."""
    (tmp_path / AUTHORITIES).write_bytes(_GOOD)
    for path in (tmp_path, tmp_path / "missing", tmp_path / AUTHORITIES):
        with pytest.raises(UsageError, match="neither an archive nor a folder"):
            load_register(path)
    (tmp_path / NAMES).write_bytes(HTML)
    with pytest.raises(UsageError, match="is a web page"):
        load_register(tmp_path)


def test_archive_can_be_moved_and_read_only(update: Update, tmp_path: Path) -> None:
    """The register of an archive is read from its WARC files alone: without index, lock or leave to write."""
    update(tmp_path / "archive")
    update(tmp_path / "archive")
    moved = tmp_path / "moved"
    shutil.copytree(tmp_path / "archive", moved, ignore=shutil.ignore_patterns("index.sqlite*", ".lock"))
    before = sorted(moved.iterdir())
    assert load_register(moved).sha256 == force(tmp_path / "archive").sha256
    assert sorted(moved.iterdir()) == before


def test_copy_that_is_good_no_longer(update: Update, tmp_path: Path) -> None:
    """A copy that a stricter version of this program refuses does not keep a new one away."""
    update(tmp_path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("decision_parser.bodies.register.LEAST", 10_000)
        with pytest.raises(NotARegisterError):
            find_register(tmp_path)
        with pytest.raises(NotARegisterError, match="there is none from before"):
            update(tmp_path)
    assert update(tmp_path).authority_count == len(make_rows())


def test_note_of_another_kind(tmp_path: Path) -> None:
    """A file that begins with some other note is none of a register."""
    with WarcWriter(tmp_path, "20260101T000000Z") as writer:
        entry: Entry = writer.write_note("window", "w", b"{}")
    assert entry.role == "window"
    assert find_register(tmp_path) is None


# ── the command line ─────────────────────────────────────────────────────────────────────────────────────────────────


class Output:
    """What a call of the command line gave."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Run = Callable[..., Output]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Calls the command line."""

    def run_it(*args: object) -> Output:
        code = cli.main([str(arg) for arg in args])
        out, err = capfdbinary.readouterr()
        return Output(code, out.decode(), err.decode())

    return run_it


def test_default_address(run: Run) -> None:
    """The address that the command names is that of the library."""
    shown = run("register", "update", "--help").out
    assert ADDRESS in "".join(shown.split())


def test_update_command(site: RegisterSite, run: Run, tmp_path: Path) -> None:
    """`register update` says what it found on stderr, and prints it as JSON where that is asked for."""
    with site.serve() as base_url:
        asked = ("register", "update", "--archive", tmp_path, "--url", base_url + FOLDER, "--delay", "0")
        first, second, third = run(*asked), run(*asked, "--json"), run("-q", *asked)
        site.answers[NAMES] = Answer(body=HTML)
        refused = run(*asked)
    assert (first.code, first.out) == (0, "")
    assert first.err.startswith("The register is new: ")
    assert (second.code, json.loads(second.out)["changed"]) == (0, False)
    assert (third.code, third.out, third.err) == (0, "", "")
    assert (refused.code, refused.out, refused.err.count("\n")) == (3, "", 1)
    assert "stays in force" in refused.err


def test_show_command(update: Update, run: Run, tmp_path: Path) -> None:
    """`register show` prints what a name means, who does its work today, and where the copy is from."""
    update(tmp_path)
    shown = run("register", "show", "--archive", tmp_path, "Tarrow", "District", "Council")
    assert shown.code == 0
    lines = dict(line.split("  ", 1) for line in shown.out.splitlines())
    assert lines["Id"].strip() == "uk-la:TAR Tarrow District Council"
    assert lines["Today"].strip() == "uk-la:HAZ Hazeldon Council"
    assert lines["Type"].strip() == "district"
    assert FOLDER in lines["Register"]
    assert {"Fetched", "Checked", "Licence"} <= lines.keys()


@pytest.mark.parametrize(
    ("args", "official", "proposals"),
    [
        (["Firle Borough Council"], "Firle Borough Council", []),
        (["Firl Borough Council"], None, ["Firle Borough Council"]),
        (["Hazeldon"], None, ["Hazeldon County Council", "Hazeldon Council"]),
        (["--on", "2022-06-30", "Hazeldon"], "Hazeldon County Council", []),
        (["Firle Care Limited"], None, []),
    ],
)
def test_show_as_json(  # noqa: PLR0913, PLR0917 - fixtures, and a case of three
    update: Update, run: Run, tmp_path: Path, args: list[str], official: str | None, proposals: list[str]
) -> None:
    """`register show --json` prints the same for programs, with null where nothing matches."""
    update(tmp_path)
    shown = run("register", "show", "--archive", tmp_path, "--json", *args)
    answer = json.loads(shown.out)
    assert (shown.code, answer["official_name"], answer["proposals"]) == (0, official, proposals)
    assert bool(answer["body"]["body_id"]) is (official is not None)


def test_show_without_a_name_or_a_register(update: Update, run: Run, tmp_path: Path) -> None:
    """Without a name the copy is told of, without a register what the name tells; without both there is an error."""
    update(tmp_path)
    copy = run("register", "show", "--archive", tmp_path)
    assert copy.code == 0
    assert [line.split()[0] for line in copy.out.splitlines()] == ["Register", "Fetched", "Checked", "Licence"]
    name = run("register", "show", "Stanbrook County Council")
    assert name.out.splitlines() == ["Name          Stanbrook County Council", "Type          county"]
    assert run("register", "show").code == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("register", "show", "--archive", empty, "Firle").code == 2


def test_build_command_on_a_register_alone(update: Update, run: Run, tmp_path: Path) -> None:
    """`build` of an archive with nothing but a register ends with one sentence."""
    update(tmp_path / "archive")
    ended = run("build", tmp_path / "archive", "--out", tmp_path / "dataset")
    assert (ended.code, ended.err.count("\n")) == (2, 1)


def test_header_has_the_columns_of_the_real_one() -> None:
    """The invented register has the columns that the real one begins with."""
    assert set(make_rows()[0]) == set(HEADER)
