"""Every way in which a publisher can fail, wherever it does: nothing is lost or doubled, and no gap is news."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from decision_parser.crawl.limits import Limits
from decision_parser.dataset.release import read_release, record_file
from decision_parser.pipeline.archive import verify_archive
from decision_parser.pipeline.refresh import RefreshReport
from tests.refreshing import PATIENT, QUICK, First, World, check_ledger, check_rebuilt, keep_clock, read_first
from tests.site import Fault, Site, make_site

COUNT, LONG = 9, 21
"""Decisions of the site of most tests, and of one whose list has three pages."""
TODAY = dt.date(2026, 6, 1)


class Trouble(NamedTuple):
    """A fault, its options, and whether a single one is overcome by asking again in the same run."""

    fault: str
    options: dict[str, Any]
    overcome: bool

    def __str__(self) -> str:
        return "-".join([self.fault, *map(str, self.options.values())])


WIRE = [
    Trouble("error-500", {}, overcome=True),
    Trouble("error-502", {}, overcome=True),
    Trouble("error-503", {}, overcome=True),
    Trouble("error-503", {"retry_after": 0}, overcome=True),
    Trouble("error-429", {"retry_after": 1}, overcome=True),
    Trouble("error-429", {"retry_after": 3600}, overcome=False),
    Trouble("reset", {}, overcome=True),
    Trouble("reset-midway", {}, overcome=True),
    Trouble("truncated", {}, overcome=True),
    Trouble("broken-chunk", {}, overcome=True),
    Trouble("drip", {"pause": 0.02}, overcome=True),
    Trouble("silence", {"seconds": 2}, overcome=True),
    Trouble("redirect-loop", {}, overcome=False),
    Trouble("redirect-off-host", {}, overcome=False),
    Trouble("redirect-scheme", {}, overcome=False),
    Trouble("redirect-private", {}, overcome=False),
    Trouble("gzip-bomb", {"size": 5_000_000}, overcome=False),
    Trouble("huge-body", {"size": 5_000_000}, overcome=False),
    Trouble("error-status", {"status": 403}, overcome=False),
    Trouble("error-status", {"status": 418}, overcome=False),
]
PAGES = [
    Trouble("empty-shell", {}, overcome=False),
    Trouble("captcha", {}, overcome=False),
    Trouble("maintenance", {}, overcome=False),
    Trouble("maintenance", {"status": 503}, overcome=True),
    Trouble("empty-body", {}, overcome=False),
]
LISTING = [
    *WIRE,
    *PAGES,
    Trouble("wrong-count", {"by": 3}, overcome=True),
    Trouble("wrong-count", {"by": -1}, overcome=True),
    Trouble("duplicate-cards", {}, overcome=True),
    Trouble("missing-card", {}, overcome=True),
    Trouble("no-total", {}, overcome=False),
    Trouble("not-found", {}, overcome=False),
    Trouble("gone", {}, overcome=False),
]
HARMLESS = [Trouble("wrong-charset", {}, overcome=True), Trouble("latin-charset", {}, overcome=True)]


LASTING = [
    each
    for each in WIRE
    if each.fault in {"error-500", "reset-midway", "silence", "redirect-off-host", "gzip-bomb"}
    or 3600 in each.options.values()
]
ASKED_AGAIN = {"empty-shell", "empty-body"}
"""A decision's page without a decision is asked for once more; a report without its signature is not."""
HASTY = msgspec.structs.replace(QUICK, silence=0.4, whole=0.8, attempts=2)
UNHURRIED = msgspec.structs.replace(PATIENT, attempts=2)


def choose_limits(site: Site) -> Limits:
    """Few attempts, and little patience only where a fault asks for it: on a busy machine right answers come late."""
    return HASTY if site.keeps_waiting() else UNHURRIED


def make(count: int = COUNT) -> Site:
    """The same site for each test: decisions over a year, one of them a report."""
    site = make_site(count - 1, 1, seed=6, paragraphs=4)
    site.publish_new(dt.date(2026, 3, 18), dt.date(2026, 5, 20), document_kind="report", paragraphs=4)
    return site


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> First:
    """A first run without a fault."""
    return read_first(make(), "faults", tmp_path_factory)


@pytest.fixture(scope="module")
def first_long(tmp_path_factory: pytest.TempPathFactory) -> First:
    """A first run without a fault over the longer list."""
    return read_first(make(LONG), "faults-long", tmp_path_factory)


@pytest.fixture
def world(first: First, tmp_path: Path) -> Iterator[World]:
    """The site, with archive and dataset as an undisturbed first run left them."""
    with first.go_on(make(), tmp_path / "world") as world:
        yield world


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[World]:
    """The site, of which nothing was read yet."""
    with serve(make(), tmp_path) as world:
        yield world


@pytest.fixture
def long(tmp_path: Path) -> Iterator[World]:
    """The site with the longer list, of which nothing was read yet."""
    with serve(make(LONG), tmp_path) as world:
        yield world


@contextmanager
def serve(site: Site, folder: Path) -> Iterator[World]:
    """A site that runs, and where to read it to."""
    with keep_clock(), site.serve() as base_url:
        yield World(site, base_url, folder / "world")


def check_readable(world: World) -> None:
    """The current release is whole."""
    folder = (world.out / "current").resolve()
    release = read_release(folder)
    assert release is not None
    assert {name: record_file(folder / name) for name in release.files} == release.files


def check_recovered(world: World, first: First) -> None:
    """The next run without a fault completes: each decision once, as on an undisturbed site, and no odd change."""
    world.site.heal()
    report = world.next_day()
    assert (report.exit_code, report.complete) == (0, True), report.incomplete
    check_ledger(report)
    frame = world.read()
    assert world.published(frame) == first.published
    assert len(frame) == len(first.published) == len(world.site.listed())
    changes = world.changes(added=True)
    assert {change["kind"] for change in changes} == {"added"}
    assert len(changes) == len(frame)
    assert verify_archive(world.archive).findings == ()


def fail_first_run(
    world: World,
    pattern: str,
    trouble: Trouble,
    times: int | None = 1,
    **options: Any,  # noqa: ANN401 - as refresh has them
) -> RefreshReport:
    """A first run that meets a fault."""
    failure = world.site.fail(pattern, trouble.fault, times=times, **trouble.options)
    report = world.refresh(**options)
    assert failure.hits
    assert report.exit_code == (0 if times and trouble.overcome else 3), report.incomplete
    assert bool(report.incomplete) == (report.exit_code == 3)
    check_ledger(report, complete=report.exit_code == 0)
    if report.release:
        check_readable(world)
        assert set(world.published()) <= world.site.identities()
    return report


# ── on the listing ───────────────────────────────────────────────────────────────────────────────────────────────────

MARCH: dict[str, Any] = {"since": dt.date(2026, 3, 1), "until": dt.date(2026, 3, 31)}


# What asking again overcomes on the wire is met on a page of the listing in `test_once_on_pages`.
@pytest.mark.parametrize("trouble", [each for each in LISTING if each not in WIRE or not each.overcome], ids=str)
def test_once_on_the_listing(empty: World, first: First, trouble: Trouble) -> None:
    """A fault on one page of the listing is overcome, or its window is incomplete; the next run has everything."""
    report = fail_first_run(empty, "fd=2026-03-01.*page=1$", trouble)
    if report.exit_code:
        (row,) = [row for row in report.ledger if row.status == "incomplete"]
        assert row.window_since == MARCH["since"]
    check_recovered(empty, first)


@pytest.mark.parametrize("trouble", [*LASTING, *LISTING[len(WIRE) :]], ids=str)
def test_always_on_the_listing(world: World, first: First, trouble: Trouble) -> None:
    """While no listing can be believed, the run says so, withdraws nothing, and the release before stays as it is."""
    before = world.parquet()
    world.site.fail("SearchResults", trouble.fault, times=None, **trouble.options)
    report = world.next_day(limits=choose_limits(world.site), **MARCH)
    assert (report.exit_code, report.changes, report.release) == (3, {}, None)
    assert report.incomplete
    check_ledger(report, complete=False)
    assert world.parquet() == before
    check_recovered(world, first)


@pytest.mark.soak
@pytest.mark.parametrize("page", [2, 3])
@pytest.mark.parametrize("fault", ["error-500", "captcha", "wrong-count", "not-found"])
def test_always_on_a_later_page(long: World, first_long: First, fault: str, page: int) -> None:
    """A later page that fails makes its window incomplete; what the pages before it list is kept all the same."""
    trouble = Trouble(fault, {}, overcome=False)
    report = fail_first_run(long, f"SearchResults.*page={page}$", trouble, times=None, until=TODAY)
    (row,) = report.ledger
    assert (row.status, row.window_since) == ("incomplete", None)
    assert row.found >= 10 * (page - 1)
    assert row.message
    assert len(long.published()) == row.found
    check_recovered(long, first_long)


@pytest.mark.parametrize("shift", ["shift", "shift_out"])
@pytest.mark.parametrize("after", [0, 1, 2])
def test_shifting_pages(long: World, shift: str, after: int) -> None:
    """A decision that comes or goes between two pages of the listing costs no other."""
    action = getattr(long.site, shift)("SearchResults", after=after)
    report = long.refresh(until=TODAY)
    assert action.hits == 1
    assert report.exit_code == 0
    check_ledger(report)
    found = set(long.published())
    assert found == long.site.identities()
    assert len(long.read()) == len(found) == report.ledger[0].total
    report = long.next_day()
    assert (report.exit_code, report.changes) == (0, {})
    assert set(long.published()) == long.site.identities()


# ── on a decision's page, and on a report ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("trouble", [*WIRE, *PAGES, *HARMLESS], ids=str)
def test_once_on_pages(empty: World, first: First, trouble: Trouble) -> None:
    """A fault on a page of any kind is overcome; or just that decision or report is missing until the next run."""
    page = empty.site.fail("^/decisions/.+/.+/", trouble.fault, after=7, **trouble.options)
    pdf = empty.site.fail("^/assets/", trouble.fault, **trouble.options)
    listing = empty.site.fail("fd=2026-03-01.*page=1$", trouble.fault, **trouble.options)
    if not trouble.overcome or trouble in HARMLESS:
        listing.clear()
    report = empty.refresh()
    assert page.hits == pdf.hits == 1
    assert report.exit_code == (0 if trouble.overcome else 3), report.incomplete
    check_ledger(report, complete=trouble.overcome)
    check_readable(empty)
    lost = not trouble.overcome and trouble.fault not in ASKED_AGAIN
    assert len(empty.published()) == COUNT - lost
    assert set(empty.published()) <= empty.site.identities()
    assert report.count("missing") + report.count("excluded") == lost
    check_recovered(empty, first)


@pytest.mark.soak
@pytest.mark.parametrize("trouble", [*LASTING, *PAGES], ids=str)
def test_always_on_held_pages(world: World, first: First, trouble: Trouble) -> None:
    """While pages that are held fail, nothing of them changes, and nothing is withdrawn."""
    before = world.parquet()
    world.site.validators = "none"
    world.site.fail("^/decisions/.+/.+/", trouble.fault, times=None, **trouble.options)
    report = world.next_day(recheck=2, limits=choose_limits(world.site))
    assert (report.changes, report.release) == ({}, None)
    assert report.exit_code in ({1, 3} if trouble.fault == "empty-shell" else {3})
    check_ledger(report, complete=False)
    assert world.parquet() == before
    check_recovered(world, first)


def test_listed_pages_that_are_gone(world: World, first: First) -> None:
    """While pages that are listed answer that they are gone, the run is not complete, and nothing is withdrawn."""
    world.site.fail("^/decisions/.+/.+/", "not-found", times=None)
    for _ in range(2):
        report = world.next_day(recheck=3)
        assert (report.exit_code, report.changes, report.release) == (3, {}, None)
    check_recovered(world, first)


def test_recovered_report_is_rebuilt(empty: World, first: First, tmp_path: Path) -> None:
    """A report that came late gives the same dataset when it is made from the archive alone."""
    fail_first_run(empty, "^/assets/", PAGES[1])
    assert set(empty.published()) == empty.site.identities()
    check_recovered(empty, first)
    check_rebuilt(empty, tmp_path / "rebuilt")


# ── on robots.txt ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.soak
@pytest.mark.parametrize("trouble", [*WIRE[:12]], ids=str)
def test_once_on_robots(empty: World, first: First, trouble: Trouble) -> None:
    """A fault on robots.txt is overcome, or nothing else is asked for."""
    failure = empty.site.fail("^/robots.txt", trouble.fault, **trouble.options)
    report = empty.refresh()
    assert failure.hits == 1
    assert report.exit_code == (0 if trouble.overcome else 3)
    if report.exit_code:
        assert {request.path for request in empty.site.log} == {"/robots.txt"}
    check_recovered(empty, first)


@pytest.mark.soak
@pytest.mark.parametrize("trouble", LASTING, ids=str)
def test_always_on_robots(world: World, first: First, trouble: Trouble) -> None:
    """Without an answer on robots.txt nothing else is asked for, and nothing changes; redirects and 4xx are as none."""
    before = world.parquet()
    world.site.fail("^/robots.txt", trouble.fault, times=None, **trouble.options)
    report = world.next_day(limits=choose_limits(world.site))
    assert report.changes == {}
    if report.exit_code:
        assert report.exit_code == 3
        assert {request.path for request in world.site.log} == {"/robots.txt"}
    else:
        assert "redirect" in trouble.fault or "huge" in trouble.fault
    assert world.parquet() == before
    check_recovered(world, first)


@pytest.mark.parametrize("status", [404, 410, 403])
def test_no_robots(empty: World, first: First, status: int) -> None:
    """A publisher without robots.txt forbids nothing."""
    empty.site.robots_status = status
    report = empty.refresh()
    assert report.exit_code == 0
    check_recovered(empty, first)


# ── many at once ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_fails_somewhere(long: World, first_long: First, tmp_path: Path) -> None:
    """All faults in turn, anywhere: no run publishes anything wrong, and in the end everything is there."""
    faults = [each for each in Fault if each not in {"drip", "silence", "not-found", "gone", "huge-body", "gzip-bomb"}]
    for number, fault in enumerate(faults):
        options = {"size": 5_000_000} if fault in {"gzip-bomb", "huge-body"} else {}
        long.site.fail("/", fault, times=1, after=3 + 4 * number, **options)
    for _ in range(3):
        report = long.next_day()
        check_ledger(report, complete=False)
        assert report.exit_code in {0, 1, 3}
        if (long.out / "current").exists():
            check_readable(long)
            assert set(long.published()) <= long.site.identities()
    check_recovered(long, first_long)
    check_rebuilt(long, tmp_path / "rebuilt")
