"""What the publisher changes, as the table of changes tells it: each thing once, by its right name, and no more."""

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from decision_parser.errors import ReleaseRefusedError
from decision_parser.pipeline.archive import verify_archive
from decision_parser.pipeline.build import build
from tests.refreshing import First, World, check_ledger, check_rebuilt, keep_clock, night, read_first
from tests.site import Site, Version, make_site, server
from tests.site.pages import decision_page

COUNT = 20
MANY = 36  # of fewer, changes of all kinds would be so great a part that the gate would ask
TODAY = dt.date(2026, 6, 1)
RECENT = TODAY - dt.timedelta(weeks=26)


def make(count: int = COUNT) -> Site:
    """The same site for each test: decisions over a year, one of them a report."""
    site = make_site(count - 1, 1, seed=11, paragraphs=4)
    site.publish_new(dt.date(2026, 3, 11), dt.date(2026, 5, 4), document_kind="report", paragraphs=6)
    return site


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> First:
    """The first run over it."""
    return read_first(make(), "changes", tmp_path_factory)


@pytest.fixture
def world(first: First, tmp_path: Path) -> Iterator[World]:
    """The site, with archive and dataset as the first run left them."""
    with first.go_on(make(), tmp_path / "world") as world:
        yield world


def choose(site: Site, *, recent: bool = True, kind: str = "statement") -> list[Version]:
    """Decisions whose reference is their own, of the last half year or older ones."""
    listed = site.listed()
    references = [re.sub("[a-z]$", "", version.case_reference) for version in listed]
    return [
        version
        for version, reference in zip(listed, references, strict=True)
        if references.count(reference) == 1
        and version.body_name
        and version.category != "Benefits and tax"
        and version.document_kind == kind
        and (version.decided_on >= RECENT) == recent
    ]


def see(world: World, runs: int = 2) -> dict[str, Any]:
    """The one change of the next runs, which the first of them must see. The ledger balances in each."""
    report = world.next_day()
    check_ledger(report)
    assert report.exit_code == 0, report.incomplete
    assert sum(report.changes.values()) == 1
    for _ in range(runs - 1):
        again = world.next_day()
        assert (again.changes, again.release, again.exit_code) == ({}, None, 0)
    (change,) = world.changes()
    assert change["run"] == report.run
    assert report.changes == {change["kind"]: 1}
    return change


def row(world: World, identity: str) -> Any:  # noqa: ANN401 - a row of pandas
    """A decision's row."""
    return world.read().set_index("decision_id").loc[f"lgsco/{identity}"]


# ── each kind of change ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("decided_on", [dt.date(2026, 1, 14), dt.date(2025, 8, 5), dt.date(2019, 3, 1)])
def test_late_publication(world: World, decided_on: dt.date) -> None:
    """A decision that is published months or years after its date is found in the next run."""
    site = world.site
    site.today += dt.timedelta(days=1)
    new = site.publish_new(decided_on).version(site.today)
    report = world.refresh()
    assert report.changes == {"added": 1}
    (change,) = [each for each in world.changes(added=True) if each["decision_id"] == f"lgsco/{new.identity}"]
    assert (change["kind"], change["case_reference"], change["body_name"], change["previous_decision_id"]) == (
        "added",
        new.case_reference,
        new.body_name,
        None,
    )
    assert row(world, new.identity)["first_seen_at"] == pd.Timestamp(night(site.today))
    assert len(world.read()) == COUNT + 1


@pytest.mark.parametrize("recent", [True, False])
def test_revised(world: World, recent: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    """A revision that no entry of the listing shows is found, with the columns and the lines that differ."""
    version = choose(world.site, recent=recent)[0]
    world.site.revise(version.identity, note="The Council has written to us once more.")
    change = see(world)
    assert (change["kind"], change["decision_id"]) == ("revised", f"lgsco/{version.identity}")
    assert change["previous_decision_id"] is None
    assert "full_text" in change["fields"]
    assert not {"title", "decided_on", "category", "outcome_text"} & set(change["fields"])
    added = [line for line in change["text_diff"].splitlines() if line.startswith("+") and line != "+++ after"]
    assert len(added) == 1
    assert "The Council has written to us once more." in added[0]
    assert change["before_sha256"] != change["after_sha256"] == row(world, version.identity)["snapshot_sha256"]
    assert "written to us once more" in row(world, version.identity)["full_text"]


def test_revised_summary_and_outcome(world: World) -> None:
    """A revision that its entry shows has the outcome before and after in its details."""
    version = choose(world.site)[1]
    outcome = "Upheld" if version.outcome_text != "Upheld" else "Not upheld"
    world.site.change(version.identity, outcome_text=outcome, summary="A summary in other words.")
    change = see(world)
    assert change["kind"] == "revised"
    assert {"outcome_text", "summary", "full_text"} <= set(change["fields"])
    assert json.loads(change["details"])["outcome_text"] == [version.outcome_text, outcome]
    assert row(world, version.identity)["outcome_text"] == outcome


@pytest.mark.parametrize("day", [dt.date(2026, 4, 2), dt.date(2025, 7, 1), dt.date(2024, 1, 31)])
def test_re_dated(world: World, day: dt.date) -> None:
    """Another date, in whatever window, is one change of date, and neither a withdrawal nor a new decision."""
    version = next(each for each in choose(world.site) if each.decided_on.month == 3)
    world.site.redate(version.identity, day)
    change = see(world)
    assert (change["kind"], change["decision_id"]) == ("re_dated", f"lgsco/{version.identity}")
    assert {"decided_on", "decided_on_text"} <= set(change["fields"])
    assert json.loads(change["details"])["decided_on"] == [version.decided_on.isoformat(), day.isoformat()]
    assert row(world, version.identity)["decided_on"] == pd.Timestamp(day)
    assert row(world, version.identity)["decided_year"] == day.year
    assert len(world.read()) == COUNT


def test_re_labelled(world: World) -> None:
    """Another name of the body is one change of label, with the name before and after."""
    version = choose(world.site)[2]
    world.site.relabel(version.identity, "Newly Merged Council")
    change = see(world)
    assert change["kind"] == "re_labelled"
    assert {"body_name", "title"} <= set(change["fields"])
    assert json.loads(change["details"])["body_name"] == [version.body_name, "Newly Merged Council"]
    assert change["body_name"] == "Newly Merged Council"


@pytest.mark.parametrize(("old_address", "recent"), [("404", True), ("301", False)])
def test_moved(world: World, old_address: str, recent: bool) -> None:  # noqa: FBT001 - of pytest
    """A decision under another address is one move, whether the old one leads there or not; its row goes too."""
    version = choose(world.site, recent=recent)[3]
    seen = row(world, version.identity)["first_seen_at"]
    world.site.move(version.identity, "Benefits and tax", "Council tax", old_address=old_address)  # type: ignore[arg-type]
    new = world.site.find(version.identity).versions[-1].identity
    change = see(world)
    assert (change["kind"], change["decision_id"]) == ("moved", f"lgsco/{new}")
    assert change["previous_decision_id"] == f"lgsco/{version.identity}"
    assert {"category", "subcategory"} <= set(change["fields"])
    names = set(world.read()["decision_id"])
    assert f"lgsco/{new}" in names
    assert f"lgsco/{version.identity}" not in names
    assert len(names) == COUNT
    assert row(world, new)["first_seen_at"] == seen


def test_moved_and_back(world: World) -> None:
    """A decision that returns to its first address was added there once, and has moved twice."""
    version = choose(world.site)[3]
    for category, subcategory in (("Benefits and tax", "Council tax"), (version.category, version.subcategory)):
        world.site.move(world.site.find(version.identity).versions[-1].identity, category, subcategory)
        world.next_day()
    told = [each for each in world.changes(added=True) if each["case_reference"] == version.case_reference]
    assert [each["kind"] for each in told] == ["added", "moved", "moved"]
    assert {told[0]["decision_id"], told[2]["decision_id"]} == {f"lgsco/{version.identity}"}


@pytest.mark.parametrize(("status", "recent"), [(404, True), (410, False)])
def test_withdrawn(world: World, status: int, recent: bool) -> None:  # noqa: FBT001 - of pytest
    """What is neither listed nor answered is withdrawn; its row stays and says since when."""
    version = choose(world.site, recent=recent)[4]
    world.site.withdraw(version.identity, status=status)
    change = see(world)
    assert (change["kind"], change["decision_id"]) == ("withdrawn", f"lgsco/{version.identity}")
    assert change["after_sha256"] is None
    assert change["before_sha256"] == row(world, version.identity)["snapshot_sha256"]
    assert (
        row(world, version.identity)["withdrawn_at"]
        == change["changed_at"]
        == pd.Timestamp(night(TODAY)) + pd.Timedelta(days=1)
    )
    assert row(world, version.identity)["last_seen_at"] < change["changed_at"]
    assert len(world.read()) == COUNT
    assert world.read()["withdrawn_at"].notna().sum() == 1


def test_gone_pages_are_not_asked_for_again(world: World) -> None:
    """A page that was found gone is left alone in the runs that follow."""
    version = choose(world.site)[4]
    world.site.withdraw(version.identity)
    see(world, runs=1)
    world.site.clear_log()
    world.next_day()
    assert not world.site.requests(version.path)


@pytest.mark.parametrize("day", [None, dt.date(2026, 4, 9)])
def test_restored(world: World, tmp_path: Path, day: dt.date | None) -> None:
    """What comes back, perhaps with another date, is restored: one row, with its first sight, and withdrawn no more."""
    version = choose(world.site)[5]
    world.site.withdraw(version.identity)
    world.next_day()
    world.site.today += dt.timedelta(days=1)
    world.site.restore(version.identity, day)
    report = world.refresh()
    assert report.changes == {"restored": 1}
    assert [change["kind"] for change in world.changes()] == ["withdrawn", "restored"]
    assert ("decided_on" in world.changes()[1]["fields"]) == (day is not None)
    assert row(world, version.identity)["decided_on"] == pd.Timestamp(day or version.decided_on)
    assert row(world, version.identity)["first_seen_at"] == pd.Timestamp(night(TODAY))
    assert world.read()["withdrawn_at"].isna().all()
    assert world.next_day().changes == {}
    check_rebuilt(world, tmp_path)


def test_restored_elsewhere(world: World) -> None:
    """What comes back under another address is the same decision, restored from where it was."""
    version = choose(world.site)[5]
    world.site.withdraw(version.identity)
    world.next_day()
    world.site.today += dt.timedelta(days=1)
    world.site.restore(version.identity)
    world.site.move(version.identity, "Benefits and tax", "Council tax")
    new = world.site.find(version.identity).versions[-1].identity
    assert world.refresh().changes == {"restored": 1}
    change = world.changes()[-1]
    assert (change["decision_id"], change["previous_decision_id"]) == (f"lgsco/{new}", f"lgsco/{version.identity}")
    assert len(world.read()) == COUNT
    assert world.read()["withdrawn_at"].isna().all()


@pytest.fixture
def many(tmp_path: Path) -> Iterator[World]:
    """A longer site, after a first run."""
    site = make(MANY)
    with keep_clock(), site.serve() as base_url:
        world = World(site, base_url, tmp_path / "many")
        world.refresh()
        yield world


def test_many_at_once(many: World, tmp_path: Path) -> None:
    """Changes of all kinds in one night are told each for itself, and the same from the archive alone."""
    world, site = many, many.site
    chosen = [*choose(site)[:9], *choose(site, recent=False)[:6]]
    site.today += dt.timedelta(days=1)
    acts: list[tuple[str, Callable[[str], object]]] = [
        ("revised", lambda each: site.revise(each, note="One more line.")),
        ("re_dated", lambda each: site.redate(each, dt.date(2026, 4, 3))),
        ("re_labelled", lambda each: site.relabel(each, "Newly Merged Council")),
        ("moved", lambda each: site.move(each, "Benefits and tax", "Council tax")),
        ("moved", lambda each: site.move(each, "Benefits and tax", "Council tax", old_address="301")),
        ("withdrawn", site.withdraw),
        ("withdrawn", lambda each: site.withdraw(each, status=410)),
        ("re_dated", lambda each: site.redate(each, dt.date(2025, 7, 1))),
        ("re_dated", lambda each: site.redate(each, dt.date(2024, 1, 31))),
        ("moved", lambda each: site.move(each, "Benefits and tax", "Council tax", old_address="301")),
        ("moved", lambda each: site.move(each, "Benefits and tax", "Council tax")),
        ("withdrawn", site.withdraw),
        ("withdrawn", lambda each: site.withdraw(each, status=410)),
        ("revised", lambda each: site.revise(each, note="One more line.")),
        ("re_dated", lambda each: site.redate(each, dt.date(2026, 4, 4))),
    ]
    for version, (_, act) in zip(chosen, acts, strict=True):
        act(version.identity)
    added = site.publish_new(dt.date(2026, 2, 2)).version(site.today).identity
    report = world.refresh()
    check_ledger(report)
    assert report.exit_code == 0
    told = {
        (change["previous_decision_id"] or change["decision_id"]): change["kind"]
        for change in world.changes(added=True)
        if change["run"] == report.run
    }
    wanted = {f"lgsco/{version.identity}": kind for version, (kind, _) in zip(chosen, acts, strict=True)}
    assert told == {**wanted, f"lgsco/{added}": "added"}
    assert len(world.changes(added=True)) == MANY + len(told)
    assert set(world.published()) == site.identities()
    assert world.next_day().changes == {}
    check_rebuilt(world, tmp_path)


# ── what is no change ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("validators", ["both", "none"])
@pytest.mark.parametrize("dress", ["chrome", "tokens"])
def test_chrome_is_no_change(world: World, dress: str, validators: str) -> None:
    """Another footer, or another token in each answer, changes no decision, with validators and without."""
    before = world.parquet()
    world.site.validators = validators  # type: ignore[assignment]
    setattr(world.site, dress, 2)
    for _ in range(2):
        report = world.next_day()
        check_ledger(report)
        assert (report.exit_code, report.changes, report.release) == (0, {}, None)
    assert world.changes() == []
    assert world.parquet() == before


def test_revised_beside_new_chrome(world: World, tmp_path: Path) -> None:
    """When each page has another footer, just the one decision whose words are others has changed."""
    version = choose(world.site)[0]
    world.site.chrome = 2
    world.site.tokens = True
    world.site.revise(version.identity, note="One more line.")
    change = see(world)
    assert (change["kind"], change["decision_id"]) == ("revised", f"lgsco/{version.identity}")
    check_rebuilt(world, tmp_path)


@pytest.mark.parametrize("validators", ["etag", "last-modified", "none"])
def test_without_validators(world: World, validators: str) -> None:
    """Pages that come whole, with the bytes that are held, are unchanged: their records only refer to the first."""
    world.site.validators = validators  # type: ignore[assignment]
    report = world.next_day()
    assert (report.changes, report.count("fetched"), report.release) == ({}, 0, None)
    assert report.count("unchanged") >= COUNT
    size = sum(file.stat().st_size for file in world.archive.glob("*.warc.gz"))
    world.next_day()
    after = sum(file.stat().st_size for file in world.archive.glob("*.warc.gz"))
    assert after - size < 0.8 * size
    assert verify_archive(world.archive).findings == ()


def test_site_in_another_markup(world: World) -> None:
    """All pages in another markup, the same words: no decision has changed."""
    world.site.markup = "article"
    report = world.next_day()
    assert (report.exit_code, report.changes) == (0, {})


# ── reports ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_report(world: World) -> None:
    """The sections of a report's decision come from its page and from the PDF, each saying from which."""
    identity = find_reports(world.site)[0].identity
    sections = world.read("sections")
    mine = sections[sections["decision_id"] == f"lgsco/{identity}"]
    assert set(mine["document"]) == {"main", "report"}
    assert (mine["document"] == "report").sum() > 3
    others = sections[~sections["decision_id"].isin([f"lgsco/{each.identity}" for each in find_reports(world.site)])]
    assert set(others["document"]) == {"main"}
    assert row(world, identity)["report_sha256"]


def find_reports(site: Site) -> list[Version]:
    """The reports."""
    return [version for version in site.listed() if version.document_kind == "report"]


def test_report_revised(world: World, tmp_path: Path) -> None:
    """A change of the PDF alone is a revision of the decision."""
    version = find_reports(world.site)[0]
    world.site.revise_report(version.identity, "The Council has since written to the complainant.")
    change = see(world)
    assert (change["kind"], change["decision_id"]) == ("revised", f"lgsco/{version.identity}")
    assert "The Council has since written to the complainant." in change["text_diff"]
    assert "since written to the complainant" in row(world, version.identity)["full_text"]
    check_rebuilt(world, tmp_path)


def test_report_not_there(world: World) -> None:
    """A report whose PDF is missing is published with its page, says so, and is completed without a change later."""
    site = world.site
    site.today += dt.timedelta(days=1)
    failure = site.fail("^/assets/", "not-found", times=None)
    new = site.publish_new(dt.date(2026, 3, 9), document_kind="report").version(site.today)
    world.refresh()
    sections = world.read("sections")
    mine = sections[sections["decision_id"] == f"lgsco/{new.identity}"]
    assert set(mine["document"]) == {"main"}
    assert row(world, new.identity)["problem_count"] >= 1
    failure.clear()
    report = world.next_day()
    assert report.changes == {}
    sections = world.read("sections")
    assert "report" in set(sections[sections["decision_id"] == f"lgsco/{new.identity}"]["document"])
    assert world.changes() == []


# ── as it stood ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_as_of(world: World) -> None:
    """The dataset can be read as it stood on any day since the first run."""
    version, gone = choose(world.site)[:2]
    day = [world.site.today]
    world.site.revise(version.identity, note="One more line.")
    world.next_day()
    day.append(world.site.today)
    world.site.withdraw(gone.identity)
    world.next_day(3)
    day.append(world.site.today)
    found = []
    for each in day:
        frame = world.read(as_of=each.isoformat()).set_index("decision_id")
        text = frame.loc[f"lgsco/{version.identity}", "full_text"]
        found.append(("One more line." in str(text), bool(frame["withdrawn_at"].notna().any())))
    assert found == [(False, False), (True, False), (True, True)]
    between = world.read(as_of=(day[2] - dt.timedelta(days=1)).isoformat())
    assert between["withdrawn_at"].isna().all()


def test_seen(world: World) -> None:
    """A decision was first seen when it was first listed, and last seen when its window was last listed with it."""
    version = choose(world.site)[0]
    world.next_day()
    world.site.revise(version.identity, note="One more line.")
    world.next_day()
    mine = row(world, version.identity)
    assert mine["first_seen_at"] == pd.Timestamp(night(TODAY))
    assert mine["last_seen_at"] == pd.Timestamp(night(TODAY)) + pd.Timedelta(days=2)
    assert mine["fetched_at"] == pd.Timestamp(night(TODAY)) + pd.Timedelta(days=2)


# ── withdrawals that are none ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fault", ["wrong-count", "captcha", "empty-shell", "missing-card", "error-503"])
def test_incomplete_listing_withdraws_nothing(world: World, fault: str) -> None:
    """Although the page is gone, a window that could not be read completely never says that a decision is withdrawn."""
    version = choose(world.site)[4]
    world.site.withdraw(version.identity)
    failure = world.site.fail("SearchResults", fault, times=None)
    report = world.next_day()
    assert report.exit_code == 3
    assert report.changes == {}
    assert world.changes() == []
    assert world.read()["withdrawn_at"].isna().all()
    failure.clear()
    assert world.next_day().changes == {"withdrawn": 1}


def test_hidden_from_the_listing(world: World) -> None:
    """A decision that is not listed any more but whose page answers is not withdrawn."""
    version = choose(world.site)[4]
    listed = world.site.listed
    world.site.listed = lambda since=None, until=None: [  # type: ignore[method-assign]
        each for each in listed(since, until) if each.identity != version.identity
    ]
    for _ in range(2):
        report = world.next_day()
        assert (report.exit_code, report.changes) == (0, {})
    assert world.read()["withdrawn_at"].isna().all()


def test_listed_but_gone(world: World) -> None:
    """A decision that is listed while its page says that it is gone is not withdrawn; the run is not complete."""
    version = choose(world.site)[4]
    world.site.fail(version.path, "not-found", times=None)
    report = world.next_day()
    assert report.changes == {}
    assert world.read()["withdrawn_at"].isna().all()
    world.site.heal()
    assert world.next_day().changes == {}
    assert world.changes() == []


def test_everything_gone(world: World) -> None:
    """When all is gone at once, listing and pages, nothing is withdrawn: the site is broken."""
    world.site.decisions.clear()
    world.site.touch()
    report = world.next_day()
    assert (report.exit_code, report.changes, report.release) == (3, {}, None)
    assert len(world.read()) == COUNT
    assert world.read()["withdrawn_at"].isna().all()


# ── the gate ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_site_that_is_not_understood_any_more_is_not_published(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a relaunch whose pages name no body, nothing is published; what was fetched is kept."""
    before = world.parquet()
    monkeypatch.setattr("tests.site.routes.decision_page", _without_bodies)
    monkeypatch.setattr(server, "_pack_page", server._pack_page.__wrapped__)  # as written before, no page is kept
    with pytest.raises(ReleaseRefusedError, match=r"fill_fall: body_name is filled in \d+\.\d % of the \d+ decisions"):
        world.next_day(recheck=1000)
    assert world.parquet() == before
    assert verify_archive(world.archive).findings == ()


def _without_bodies(version: Version, markup: str, *, canonical: bool) -> str:
    return decision_page(replace(version, body_name=None), markup, canonical=canonical)


def test_an_older_archive_loses_no_decision(world: World, tmp_path: Path) -> None:
    """Built from a copy of the night before, a release would have one decision fewer, which its run says."""
    shutil.copytree(world.archive, tmp_path / "older")
    world.site.publish_new(RECENT, paragraphs=3)
    assert world.next_day().release
    sentence = f"kept: The release would hold {COUNT} decisions, 1 fewer than it must."
    with pytest.raises(ReleaseRefusedError, match=sentence):
        build([tmp_path / "older"], out=world.out, jobs=1)
    last = json.loads(max((world.out / "runs").glob("*.json")).read_text())
    assert (last["exit_code"], last["release"], last["inputs"]) == (4, None, COUNT)
    assert sentence in last["message"]
    assert build([tmp_path / "older"], out=world.out, jobs=1, fewer=True).decisions == COUNT
