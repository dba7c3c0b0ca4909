"""A clock that was set back, runs ahead, or jumps while a run is at work: nothing is lost, doubled or out of order."""

import datetime as dt
import os
from itertools import pairwise
from pathlib import Path

import pytest

from decision_parser.clock import VARIABLE
from decision_parser.crawl.warc import iter_files
from decision_parser.models.examining import Mark
from decision_parser.pipeline.archive import suppress, verify_archive
from decision_parser.pipeline.doctor import diagnose
from decision_parser.pipeline.refresh import RefreshReport
from decision_parser.pipeline.status import find_status
from tests.refreshing import First, World, check_rebuilt, make_few
from tests.site import Site

TODAY = dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
AHEAD = dt.datetime(2026, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
OTHER = {
    "hours-back": TODAY - dt.timedelta(hours=5),
    "years-back": TODAY - 800 * DAY,
    "before-all": dt.datetime(1970, 1, 1, 0, 1, tzinfo=dt.UTC),
    "ahead": AHEAD,
    "2038": dt.datetime(2038, 1, 19, 3, 14, 8, tzinfo=dt.UTC),
    "2100": dt.datetime(2100, 2, 28, tzinfo=dt.UTC),
}
OFTEN = {"years-back"}
"""What is looked at in each run of the tests: the others take longer, and say the same."""


def set_time(at: dt.datetime) -> None:
    """Let all believe that it is this time."""
    os.environ[VARIABLE] = str(int(at.timestamp()))


def refresh(world: World, at: dt.datetime) -> RefreshReport:
    """A run that believes it is this time; the site knows better."""
    set_time(at)
    return world.refresh_as_it_is()


def change(site: Site) -> dict[str, str]:
    """The next day one decision is new, one revised and one withdrawn: what happens to which."""
    site.today += DAY
    revised, withdrawn, *_ = sorted(site.identities())
    new = site.publish_new(dt.date(2026, 5, 28), paragraphs=3).version(site.today).identity
    site.revise(revised)
    site.withdraw(withdrawn)
    return {f"lgsco/{new}": "added", f"lgsco/{revised}": "revised", f"lgsco/{withdrawn}": "withdrawn"}


def check_history(world: World) -> None:
    """Names of files and releases are each used once and grow; of no decision anything comes before what was before."""
    for names in (
        [path.name for path in iter_files(world.archive)],
        [path.name for path in (world.out / "releases").iterdir()],
    ):
        assert len({name[:16] for name in names}) == len(names)
    for _, events in world.read("changes").sort_values(["decision_id", "run"]).groupby("decision_id"):
        assert all(early < late for early, late in pairwise(events["changed_at"])), events
    rows = world.read()
    assert (rows["first_seen_at"] <= rows["last_seen_at"]).all()
    gone = rows.dropna(subset=["withdrawn_at"])
    assert (gone["withdrawn_at"] > gone["first_seen_at"]).all()


@pytest.mark.parametrize(
    "at", [pytest.param(at, id=name, marks=() if name in OFTEN else pytest.mark.soak) for name, at in OTHER.items()]
)
def test_a_run_by_another_clock(world: World, at: dt.datetime, tmp_path: Path) -> None:
    """Whatever a clock says, the run finds what is new, and by the right clock the next one has nothing to add."""
    happened = change(world.site)
    report = refresh(world, at)
    assert (report.exit_code, report.changes) == (0, dict.fromkeys(happened.values(), 1))
    assert {each["decision_id"]: each["kind"] for each in world.changes(added=True)}.items() >= happened.items()
    report = refresh(world, TODAY + 2 * DAY)
    assert (report.exit_code, report.changes, report.release) == (0, {}, None)
    check_history(world)
    check_rebuilt(world, tmp_path / "rebuilt")
    assert verify_archive(world.archive).findings == ()


@pytest.mark.soak
def test_what_comes_back_after_the_clock_was_set_back(world: World) -> None:
    """A decision withdrawn by one clock and restored by another has both in the order in which they were found."""
    gone = min(world.site.identities())
    world.site.today += DAY
    world.site.withdraw(gone)
    assert refresh(world, TODAY + DAY).changes == {"withdrawn": 1}
    world.site.today += DAY
    world.site.restore(gone)
    assert refresh(world, TODAY - 300 * DAY).changes == {"restored": 1}
    check_history(world)
    kinds = [each["kind"] for each in world.changes(added=True) if each["decision_id"] == f"lgsco/{gone}"]
    assert kinds == ["added", "withdrawn", "restored"]


@pytest.mark.soak
def test_a_clock_that_jumps_while_a_run_is_at_work(first: First, tmp_path: Path) -> None:
    """A clock that goes back an hour at each request, or ahead by months, changes no row but for its times."""
    site = make_few()
    for step in (-dt.timedelta(hours=1), 100 * DAY):
        with first.go_on(site, tmp_path / str(step.days)) as world:
            now = [TODAY + DAY]

            def jump(*_: object, step: dt.timedelta = step, now: list[dt.datetime] = now) -> None:
                now[0] = min(now[0] + step, AHEAD)
                set_time(now[0])

            set_time(now[0])
            report = world.refresh_as_it_is(progress=jump)
            assert (report.exit_code, report.changes, report.release) == (0, {}, None)
            assert refresh(world, TODAY + 2 * DAY).changes == {}
            assert world.published() == first.published


def test_a_clock_that_is_wrong_is_told(world: World) -> None:
    """`doctor` and `status` say that the last run is yet to come; by a clock that is right again, all is well."""
    refresh(world, AHEAD)
    set_time(TODAY + 2 * DAY)
    told = [line.message for line in diagnose(out=world.out, archive=world.archive).lines if line.mark is Mark.PROBLEM]
    assert len([message for message in told if "the last run was at 2026-12-31" in message]) == 2
    status = find_status(world.out, 3 * DAY)
    assert not status.good
    assert "is to come: set the clock" in status.message
    for path in (world.out / "runs").iterdir():  # as the system would have it, had the clock of its files been right
        os.utime(path, (TODAY.timestamp(), TODAY.timestamp()))
    assert find_status(world.out, 3 * DAY).good


def test_a_decision_suppressed_by_a_clock_set_back_goes(world: World) -> None:
    """A decision removed from the archive alone leaves the dataset with the next run, whatever the clock said."""
    name = min(world.site.identities())
    set_time(TODAY - 30 * DAY)
    suppress(world.archive, name, out=None, reason="a test")
    refresh(world, TODAY + DAY)
    assert f"lgsco/{name}" not in set(world.read()["decision_id"])
    assert refresh(world, TODAY + 2 * DAY).release is None
