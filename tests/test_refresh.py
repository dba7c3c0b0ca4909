"""A refresh of a publisher over five years: everything is found, and nothing is asked for twice."""

import datetime as dt
import inspect
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from decision_parser.clock import VARIABLE
from decision_parser.crawl.index_tables import NAME
from decision_parser.crawl.robots import TOKEN
from decision_parser.pipeline.archive import verify_archive
from decision_parser.pipeline.describing import _parse_once
from decision_parser.pipeline.refresh import RefreshReport, refresh, write_summary
from decision_parser.sources.lgsco.listing import read_page
from tests.conftest import Pauses
from tests.refreshing import (
    CONTACT,
    QUICK,
    First,
    World,
    check_ledger,
    check_rebuilt,
    find_states,
    keep_clock,
    night,
    read_first,
)
from tests.site import Site, make_site

COMMAND = str(Path(sys.executable).with_name("decision-parser"))
COUNT, YEARS = int(os.environ.get("DECISIONS", "72")), 5  # `make soak` asks for 600
RECHECK = COUNT // 3  # pages a night, as the default of 200 is a third of 600


def make() -> Site:
    """The same site for each test."""
    return make_site(COUNT, YEARS, seed=1)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> First:
    """The first run over it."""
    return read_first(make(), "five-years", tmp_path_factory)


@pytest.fixture
def world(first: First, tmp_path: Path) -> Iterator[World]:
    """The site, with archive and dataset as the first run left them."""
    with first.go_on(make(), tmp_path / "world") as world:
        yield world


@pytest.fixture
def small(tmp_path: Path) -> Iterator[World]:
    """Another site, of 40 decisions, of which nothing was read yet."""
    site = make_site(40, 1, seed=4)
    with keep_clock(), site.serve() as base_url:
        yield World(site, base_url, tmp_path)


# ── the first run ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_finds_all(first: First) -> None:
    """The first run finds every decision that the publisher lists, each once, and nothing else."""
    world = World(make(), "", first.folder)
    assert (first.report.exit_code, first.report.complete, first.report.incomplete) == (0, True, ())
    assert sorted(world.read()["decision_id"]) == sorted(f"lgsco/{each}" for each in make().identities())
    assert (first.report.decisions, first.report.changes) == (COUNT, {"added": COUNT})
    kinds = Counter(world.read()["document_kind"])
    assert kinds == Counter(version.document_kind for version in make().listed())


def test_ledger_balances(first: First) -> None:
    """Each row of the ledger balances, and its windows together hold as many as the publisher lists in all."""
    check_ledger(first.report)
    assert sum(row.total or 0 for row in first.report.ledger) == len(make().listed()) == COUNT
    assert first.report.count("found") == first.report.count("new") == first.report.count("fetched") == COUNT
    assert first.report.count("published") == COUNT
    windows = [(row.window_since, row.window_until) for row in first.report.ledger]
    ends = sorted((since, until) for since, until in windows if since and until)
    assert all((since - before).days == 1 for (_, before), (since, _) in pairwise(ends))
    assert [until for since, until in windows if since is None] == [ends[0][0] - dt.timedelta(days=1)]


def test_ledger_in_the_release(first: First) -> None:
    """The ledger is a table of the release, with what the run report says."""
    frame = World(make(), "", first.folder).read("ledger")
    assert len(frame) == len(first.report.ledger)
    for name in ("total", "found", "new", "fetched", "unchanged", "failed", "not_due", "published", "missing"):
        assert list(frame.sort_values("window_until")[name]) == [
            getattr(row, name) for row in sorted(first.report.ledger, key=lambda row: row.window_until or dt.date.max)
        ]


def test_run_report(first: First) -> None:
    """A report of the run lies beside the releases, as JSON and as Markdown for people."""
    (report,) = (first.folder / "dataset" / "runs").glob("*.json")
    said = json.loads(report.read_bytes())
    assert (said["exit_code"], said["decisions"], said["complete"]) == (0, COUNT, True)
    assert sum(row["found"] for row in said["ledger"]) == COUNT
    summary = report.with_suffix(".md").read_text()
    assert f"- {COUNT} added" in summary
    assert f"- {COUNT} listed, {COUNT} pages fetched, 0 unchanged, 0 failed" in summary
    assert summary == write_summary(first.report)


def test_a_summary_shows_words_of_a_page_as_words() -> None:
    """What a page says stands in a message of the summary, and makes no markup, no column and no line of its own."""
    said = "A page of <script>alert(1)</script>\n| [here](http://example.org) gave no listing."
    report = RefreshReport(run="20260601T030000Z", exit_code=3, message=said, incomplete=(said,))
    written = "A page of \\<script>alert(1)\\</script> \\| \\[here\\](http://example.org) gave no listing."
    assert write_summary(report).count(written) == 2
    assert "\n|" not in write_summary(report).partition("| window")[0]


def test_read_row_by_row(first: First) -> None:
    """What the rows say is what the publisher printed; both times of sight are those of the run."""
    frame = World(make(), "", first.folder).read().set_index("decision_id")
    for version in make().listed():
        row = frame.loc[f"lgsco/{version.identity}"]
        assert (row["case_reference"], row["outcome_text"]) == (version.case_reference, version.outcome_text)
        assert row["decided_on"] == pd.Timestamp(version.decided_on)
        assert row["url"] == f"https://www.lgo.org.uk{version.path}"
    assert set(frame["first_seen_at"]) == set(frame["last_seen_at"]) == {pd.Timestamp(night(make().today))}
    assert frame["withdrawn_at"].isna().all()


def test_archive_is_whole(first: First, tmp_path: Path) -> None:
    """Each record of the archive is as it was written, and nothing lies about."""
    shutil.copytree(first.folder / "archive", tmp_path / "archive")
    verified = verify_archive(tmp_path / "archive")
    assert verified.findings == ()
    assert verified.counts["records"] > COUNT
    assert not list((first.folder / "archive").glob("*.open"))


def test_rebuilt_from_the_archive(first: First, tmp_path: Path) -> None:
    """The archive alone gives the same Parquet, to the byte: each page is parsed again, none is at hand from before."""
    _parse_once.cache_clear()
    read_page.cache_clear()
    check_rebuilt(World(make(), "", first.folder), tmp_path)


def test_listing_pages_are_remembered(first: First) -> None:
    """What a page of the list says is kept from the first time on: unchanged, it is not read in another night."""
    with closing(sqlite3.connect(first.folder / "archive" / NAME)) as index:
        kept = {key.split()[1] for (key,) in index.execute("SELECT key FROM memo WHERE key LIKE 'entries %'")}
        listings = {sha256 for (sha256,) in index.execute("SELECT sha256 FROM entries WHERE role = 'listing'")}
    assert kept == listings != set()


# ── how it asks ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_asks_as_it_should(first: First) -> None:
    """robots.txt comes first; each decision is asked for once; one user agent names a contact; no path is forbidden."""
    targets = [request.target for request in first.log]
    assert targets[0] == "/robots.txt"
    assert targets.count("/robots.txt") == 1
    pages = Counter(request.path.lower() for request in first.log if re.match("/decisions/.+/.+/", request.path))
    assert set(pages.values()) == {1}
    assert set(pages) == {version.path for version in make().listed()}
    reports = Counter(request.path for request in first.log if request.path.startswith("/assets"))
    assert reports == Counter(version.report_path for version in make().listed() if version.report_path)
    (agent,) = {request.headers["user-agent"] for request in first.log}
    assert agent.startswith(f"{TOKEN}/")
    assert agent.endswith(f"(+{CONTACT})")
    assert not [target for target in targets if re.match("/search|/umbraco", target, re.IGNORECASE)]
    assert {request.method for request in first.log} == {"GET"}
    assert {request.status for request in first.log} == {200}


def test_listing_costs_one_request_a_page(first: First) -> None:
    """A window that stands still is read in as many requests as it has pages, besides looking for the tail."""
    asked = [request for request in first.log if "SearchResults" in request.target]
    least = sum(max(1, -(-(row.total or 0) // 10)) for row in first.report.ledger)
    assert least <= len(asked) <= least + 2 * YEARS + 1


# ── the second run ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_new(world: World) -> None:
    """With nothing new no page is downloaded again but by 304, no file of the dataset is written, and it is well."""
    before, releases = find_states(world.out), sorted((world.out / "releases").iterdir())
    report = world.next_day(recheck=RECHECK)
    assert (report.exit_code, report.complete, report.release, report.changes) == (0, True, None, {})
    check_ledger(report)
    pages = [request for request in world.site.log if not re.search("SearchResults|robots", request.target)]
    assert {request.status for request in pages} == {304}
    assert all("if-none-match" in request.headers for request in pages)
    assert len(pages) >= RECHECK
    assert find_states(world.out) == before
    assert sorted((world.out / "releases").iterdir()) == releases
    assert report.count("fetched") == 0
    assert report.decisions == COUNT
    assert verify_archive(world.archive).findings == ()


def test_least_recently_looked_at_goes_first(world: World) -> None:
    """Three runs look at each page held once again, though no entry of the listing changed."""
    looked: Counter[str] = Counter()
    for _ in range(3):
        world.site.clear_log()
        world.next_day(recheck=RECHECK)
        looked.update(request.path for request in world.site.log if re.match("/decisions/.+/.+/", request.path))
    assert set(looked) == {version.path for version in make().listed()}
    assert set(looked.values()) == {1}


def test_pages_looked_at_by_default() -> None:
    """Unless told otherwise a run looks at 200 pages again."""
    assert inspect.signature(refresh).parameters["recheck"].default == 200


def test_late_answers_are_waited_for(small: World) -> None:
    """Answers that come late, as from a busy machine, are no reason to ask twice."""
    small.site.before("^/decisions/.+/.+/", partial(time.sleep, QUICK.silence * 1.5), times=2)
    assert small.refresh().exit_code == 0
    pages = Counter(request.path for request in small.site.requests("^/decisions/.+/.+/"))
    assert set(pages.values()) == {1}


def test_cost_of_nothing_new(first: First, tmp_path: Path) -> None:
    """A night without news takes no more processor time than it should; the figure is printed, and depends on it."""
    with first.go_on(make(), tmp_path / "world") as world:
        at = night(world.site.today + dt.timedelta(days=1)).timestamp()
        command = [COMMAND, "refresh", "--archive", str(world.archive)]
        command += ["--out", str(world.out), "--base-url", world.base_url, "--delay", "0", "--json"]
        before = os.times()
        environment = {**os.environ, VARIABLE: f"{at:.0f}"}
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
        after = os.times()
    print(f"CPU of a night without news: {after[2] + after[3] - before[2] - before[3]:.2f} s")  # noqa: T201 - a figure
    assert (done.returncode, json.loads(done.stdout)["message"]) == (
        0,
        "Nothing has changed since the last release; it stays.",
    ), done.stderr


def test_old_windows_come_in_turn(world: World) -> None:
    """A decision of four years ago that is published today is found within the stated rotation, here of three days."""
    new = world.site.publish_new(dt.date(2022, 8, 17)).version(world.site.today).identity
    changes: Counter[str] = Counter()
    for _ in range(3):
        report = world.next_day(rotation=3, recheck=0)
        check_ledger(report)
        changes.update(report.changes)
    assert changes == {"added": 1}
    assert f"lgsco/{new}" in set(world.read()["decision_id"])


def test_one_year_is_written_again(world: World, tmp_path: Path) -> None:
    """One revised decision is parsed, the files of its year are written, and those of other years stay the same."""
    version = next(each for each in world.site.listed() if each.document_kind == "statement")
    world.site.revise(version.identity, note="A sentence was added.", summary="Another summary.")
    before = find_states(world.out / "current")
    report = world.next_day()
    assert (report.changes, report.parsed, report.years_written) == ({"revised": 1}, 1, ("2026", "changes", "ledger"))
    assert len(report.years_linked) == YEARS
    inodes = {inode for inode, _ in before.values()}
    assert {
        file.parent.name for file, (inode, _) in find_states(world.out / "current").items() if inode not in inodes
    } == {"decided_year=2026", "changes", "ledger"}
    check_rebuilt(world, tmp_path)


# ── how fast, and what robots.txt says ───────────────────────────────────────────────────────────────────────────────


def test_pace(small: World, pauses: Pauses) -> None:
    """Before each request but the first the delay passes."""
    small.refresh(delay=2)
    assert len(small.site.log) > 40
    assert pauses.waited == [2] * (len(small.site.log) - 1)


def test_crawl_delay(small: World, pauses: Pauses) -> None:
    """A longer Crawl-delay of robots.txt wins."""
    small.site.robots = "User-agent: *\nCrawl-delay: 3\n"
    small.refresh(delay=1, since=dt.date(2026, 4, 1), until=dt.date(2026, 4, 30))
    assert len(small.site.log) >= 4
    assert pauses.waited == [3] * (len(small.site.log) - 1)


def test_disallowed(small: World) -> None:
    """Pages that robots.txt forbids are not asked for; the run says so, keeps what it could read, and ends with 3."""
    small.site.robots = "User-agent: *\nDisallow: /decisions/housing\n"
    report = small.refresh()
    assert report.exit_code == 3
    assert not small.site.requests("^/decisions/housing/")
    held = {identity for identity in small.site.identities() if not identity.startswith("housing/")}
    assert 0 < len(held) < 40
    assert set(small.published()) == held
    assert "robots.txt" in " ".join(report.incomplete)
    check_ledger(report, complete=False)
    assert report.count("missing") == report.count("failed") == 40 - len(held)


def test_all_disallowed(small: World) -> None:
    """Where robots.txt forbids everything, nothing but it is asked for, and there is no release."""
    small.site.robots = "User-agent: *\nDisallow: /\n"
    report = small.refresh()
    assert (report.exit_code, report.release) == (3, None)
    assert {request.target for request in small.site.log} == {"/robots.txt"}


def test_cookie(small: World) -> None:
    """A search that needs a cookie is given it."""
    small.site.needs_cookie = True
    assert small.refresh().exit_code == 0
    assert set(small.published()) == small.site.identities()


@pytest.mark.parametrize("past_end", ["empty", "last"])
@pytest.mark.parametrize("card_markup", ["table", "lines"])
def test_other_listings(small: World, past_end: str, card_markup: str) -> None:
    """What a listing answers past its end, and how it sets its entries, makes no difference."""
    small.site.past_end, small.site.card_markup = past_end, card_markup  # type: ignore[assignment]
    report = small.refresh()
    assert report.exit_code == 0
    check_ledger(report)
    assert set(small.published()) == small.site.identities()


# ── only some dates ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_since_and_until(small: World) -> None:
    """With two dates just the decisions of the days between are read; a whole run afterwards reads the rest."""
    since, until = dt.date(2025, 9, 10), dt.date(2026, 2, 5)
    wanted = {version.identity for version in small.site.listed(since, until)}
    report = small.refresh(since=since, until=until)
    assert report.exit_code == 0
    check_ledger(report)
    assert 5 < len(wanted) < 35
    assert set(small.published()) == wanted
    report = small.next_day()
    assert report.count("new") == 40 - len(wanted)
    assert set(small.published()) == small.site.identities()
    assert {change["kind"] for change in small.changes(added=True)} == {"added"}


def test_nothing_published_yet(tmp_path: Path) -> None:
    """A publisher that lists nothing at all is no publisher without decisions, but one that cannot be read."""
    site = Site(today=dt.date(2026, 6, 1))
    with keep_clock(), site.serve() as base_url:
        report = World(site, base_url, tmp_path).refresh()
    assert (report.exit_code, report.release) == (3, None)
    assert "lists nothing" in " ".join(report.incomplete)
