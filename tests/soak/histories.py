"""Random histories of a small site, read night by night: what is told of it must be what was done to it.

After each release the dataset must be that which the archive alone gives, without its index. When the site has been
quiet for some nights, that must still hold, and each thing done must be told in one row of `changes`, and nothing else.
At the end the dataset must be that of one undisturbed reading of a site that shows all that was ever published.
As a program, `python -m tests.soak.histories --count 200`, it goes through many of them and names those that fail;
with `--nights 60` each goes on for so long.
"""

import argparse
import datetime as dt
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pandas.testing import assert_frame_equal

from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.pipeline.archive import verify_archive
from decision_parser.pipeline.refresh import RefreshReport
from decision_parser.pipeline.scraping import Scraper
from tests.refreshing import CONTACT, QUICK, World, check_ledger, check_rebuilt, keep_clock, night, set_clock
from tests.site import Published, Site, make_site

DECISIONS = 20
OLDEST = 3
"""Decisions in the window before all months, so that a small site has many windows."""
SEGMENTS = 3
BUSY_NIGHTS = 4
QUIET = 1
"""Clean nights, besides those of the rotation, after which all that was done is known."""
PLACES = (("Benefits and tax", "Council tax"), ("Housing", "Allocations"), ("Planning", "Other"))
MONTH_ENDS = tuple(dt.date(2025, month, 1) - dt.timedelta(days=back) for month in range(2, 13) for back in (0, 1))
LISTING, PAGE, REPORT = "SearchResults", "^/decisions/.+/.+/", "^/assets/"
LISTING_FAULTS = (
    *("error-500", "error-503", "not-found", "reset", "truncated", "empty-shell", "captcha", "maintenance"),
    *("wrong-count", "missing-card", "duplicate-cards", "no-total", "empty-body"),
)
PAGE_FAULTS = ("error-500", "error-503", "reset", "truncated", "empty-shell", "captcha", "maintenance", "empty-body")
PACES: tuple[dict[str, int], ...] = (
    {"weeks": 520, "rotation": 1, "recheck": 100},
    {"weeks": 520, "rotation": 1, "recheck": 100},
    {"weeks": 8, "rotation": 3, "recheck": 12},
)

TABLES: Mapping[str, list[str]] = {
    "decisions": ["snapshot_sha256", "fetched_at", "first_seen_at", "last_seen_at", "withdrawn_at"],
    "sections": [],
    "paragraphs": [],
    "remedies": [],
    "citations": [],
    "problems": [],
}
"""What two readers of the same site have alike, and its columns that tell of the readings."""

Told = tuple[str, str, str | None]
"""A change: its kind, the identity, and that before a move."""


@dataclass
class History:
    """What is done to a site, and what must be told of it. `seed` decides all of it."""

    world: World
    seed: int
    log: list[str] = field(default_factory=list)
    nights: int = 0
    notes: list[tuple[Told, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - not for secrets
        self.pace = dict(self.chance.choice(PACES))
        self.expected: Counter[Told] = Counter(("added", version.identity, None) for version in self.site.listed())
        self.touched: set[int] = set()
        self.gone: dict[int, str] = {}

    @property
    def site(self) -> Site:
        """The site that it happens to."""
        return self.world.site

    def run(self, segments: int = SEGMENTS, nights: int = 0) -> None:
        """A first reading, disturbed or not; then busy nights and quiet ones, so often and for so many nights."""
        for _ in range(self.chance.randint(0, 2)):
            self._spend_night()
            self._pass_days()
        self._settle()
        while segments > 0 or self.nights < nights:
            segments -= 1
            for _ in range(self.chance.randint(1, BUSY_NIGHTS)):
                self._pass_days()
                for _ in range(self.chance.choice((0, 1, 1, 2, 4))):
                    self._act()
                self._spend_night()
            self._settle()
        self._check_all_published()

    def _pass_days(self) -> None:
        self.site.today += dt.timedelta(days=self.chance.choice((1, 1, 1, 2, 9, 20)))

    # ── what the publisher does ──────────────────────────────────────────────────────────────────────────────────────

    def _act(self) -> None:
        """One thing to one decision, to which nothing else is done before it has been told."""
        act: Callable[[Published], Told | None] = self._restore
        acts: list[tuple[Callable[[Published], Told | None], int]] = [
            (self._publish, 3),
            (self._revise, 2),
            (self._change_summary, 1),
            (self._redate, 2),
            (self._relabel, 2),
            (self._move, 4),
            (self._withdraw, 2),
            (self._dress, 1),
        ]
        standing = [each for each in self.site.decisions if id(each) not in self.touched | self.gone.keys()]
        away = [each for each in self.site.decisions if id(each) in self.gone and id(each) not in self.touched]
        if away and self.chance.random() < 0.3:
            decision = self.chance.choice(away)
        elif standing:
            decision = self.chance.choice(standing)
            act = self.chance.choices([act for act, _ in acts], [weight for _, weight in acts])[0]
        else:
            return
        told = act(decision)
        if told is not None:
            self.touched.add(id(decision))
            self.expected[told] += 1
            self._say(" ".join(filter(None, told)))

    def _find_identity(self, decision: Published) -> str:
        return decision.version(self.site.today).identity

    def _choose_day(self) -> dt.date:
        return self.chance.choice((*MONTH_ENDS, self.site.today - dt.timedelta(days=self.chance.randint(42, 700))))

    def _publish(self, _decision: Published) -> Told:
        kind = self.chance.choice(("statement",) * 5 + ("report",))
        new = self.site.publish_new(self._choose_day(), document_kind=kind, paragraphs=3)
        self.touched.add(id(new))
        return "added", self._find_identity(new), None

    def _revise(self, decision: Published) -> Told:
        note = f"It is the {self.chance.randint(1, 10**9)}th line."
        if decision.version(self.site.today).document_kind == "report" and self.chance.random() < 0.5:
            self.site.revise_report(decision, note)
        else:
            self.site.revise(decision, note)
        told = "revised", self._find_identity(decision), None
        self.notes.append((told, note))
        return told

    def _change_summary(self, decision: Published) -> Told:
        self.site.change(decision, summary=f"In other words, {self.chance.randint(1, 10**9)}.")
        return "revised", self._find_identity(decision), None

    def _redate(self, decision: Published) -> Told | None:
        day = self._choose_day()
        if day == decision.version(self.site.today).decided_on:
            return None
        self.site.redate(decision, day)
        return "re_dated", self._find_identity(decision), None

    def _relabel(self, decision: Published) -> Told:
        self.site.relabel(decision, f"Council number {self.chance.randint(1, 10**6)}")
        return "re_labelled", self._find_identity(decision), None

    def _move(self, decision: Published) -> Told | None:
        before = self._find_identity(decision)
        return ("moved", self._find_identity(decision), before) if self._put_elsewhere(decision) else None

    def _put_elsewhere(self, decision: Published) -> bool:
        """Into another category, which may be one where it was before."""
        version = decision.version(self.site.today)
        places = [*PLACES, (decision.versions[0].category, decision.versions[0].subcategory)]
        place = self.chance.choice([each for each in places if each != (version.category, version.subcategory)])
        slug = "/".join("-".join(part.lower().replace("'", "-").split()) for part in place)
        path = f"/decisions/{slug}/{version.identity.rpartition('/')[2]}"
        if self.site.find_path(path) not in {None, decision}:
            return False
        self.site.move(decision, *place, old_address=self.chance.choice(("404", "301")))
        return True

    def _withdraw(self, decision: Published) -> Told | None:
        if len(self.gone) > len(self.site.decisions) // 3:
            return None
        self.site.withdraw(decision, status=self.chance.choice((404, 410)))
        self.gone[id(decision)] = self._find_identity(decision)
        return "withdrawn", self.gone[id(decision)], None

    def _restore(self, decision: Published) -> Told | None:
        before = self.gone[id(decision)]
        moved = self.chance.random() < 0.4 and self._put_elsewhere(decision)
        self.site.restore(decision, None if moved else self.chance.choice((None, self._choose_day())))
        del self.gone[id(decision)]
        return "restored", self._find_identity(decision), before if moved else None

    def _dress(self, _decision: Published) -> None:
        """Other bytes around the same decisions."""
        self.site.chrome += 1
        self.site.tokens = self.chance.random() < 0.2
        self.site.validators = self.chance.choice(("both", "etag", "last-modified", "none"))
        self._say(f"chrome {self.site.chrome}, tokens {self.site.tokens}, validators {self.site.validators}")

    # ── nights ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _spend_night(self) -> None:
        nights: list[tuple[Callable[[], object], int]] = [
            (self._refresh, 3),
            (self._refresh_with_fault, 4),
            (self._be_killed, 4),
            (self._refresh_some, 1),
            (self._scrape, 1),
        ]
        self.chance.choices([each for each, _ in nights], [weight for _, weight in nights])[0]()

    def _refresh(self, **options: Any) -> RefreshReport:  # noqa: ANN401 - as refresh has them
        self.nights += 1
        report = self.world.refresh(**{**self.pace, **options})
        self._say(f"{report.run} exit {report.exit_code} {report.changes} {report.incomplete}")
        if report.ledger:
            check_ledger(report, complete=False)
        if report.release:
            self._check_rebuilt()
        return report

    def _refresh_with_fault(self) -> None:
        pattern, faults = self.chance.choice(((LISTING, LISTING_FAULTS), (PAGE, PAGE_FAULTS), (REPORT, PAGE_FAULTS)))
        fault, after = self.chance.choice(faults), self.chance.randint(0, 25)
        times = self.chance.choice((1, 3, 6, None))
        self._say(f"fault {fault} at {pattern}, {times} times after {after}")
        self.site.fail(pattern, fault, times=times, after=after)
        self._refresh()
        self.site.heal()

    def _be_killed(self) -> None:
        """As a power cut leaves it: the files as they are while an answer is waited for."""
        left = self.world.folder.with_name("left")
        pattern, after = self.chance.choice((LISTING, PAGE, "")), self.chance.randint(0, 25)
        copy = partial(shutil.copytree, self.world.folder, left, symlinks=True)
        failure = self.site.before(pattern, copy, after=after)
        self.nights += 1
        self.world.refresh(**self.pace)
        self.site.heal()
        if failure.hits:
            shutil.rmtree(self.world.folder)
            left.rename(self.world.folder)
        self._say(f"killed at {pattern!r} after {after}: {bool(failure.hits)}")

    def _refresh_some(self) -> None:
        since = self._choose_day()
        until = since + dt.timedelta(days=self.chance.randint(0, 200))
        self._say(f"since {since} until {until}")
        self._refresh(since=since, until=until)

    def _scrape(self) -> None:
        """One decision fetched by hand into the archive, as it is now."""
        decision = self.chance.choice([each for each in self.site.decisions if id(each) not in self.gone])
        set_clock(night(self.site.today))
        given = {"contact": CONTACT, "base_url": self.world.base_url, "limits": QUICK}
        self._say(f"scrape {self._find_identity(decision)}")
        with suppress(UsageError), Scraper(delay=0, archive=self.world.archive, **given) as scraper:  # type: ignore[arg-type]
            scraper.scrape(f"{self.world.base_url}{decision.version(self.site.today).path}")

    # ── what must hold ───────────────────────────────────────────────────────────────────────────────────────────────

    def _settle(self) -> None:
        """Quiet nights, after which everything is known, and told once."""
        rounds = self.pace["rotation"] + -(-2 * len(self.site.decisions) // self.pace["recheck"])
        for number in range(rounds + QUIET):
            self.site.today += dt.timedelta(days=1)
            report = self._refresh()
            assert report.exit_code == 0, (number, report.incomplete)
            check_ledger(report)
        self.touched.clear()
        self._check_rebuilt()
        self._check_decisions()
        self._check_changes()
        assert verify_archive(self.world.archive).findings == ()

    def _check_decisions(self) -> None:
        frame = self.world.read().set_index("decision_id")
        frame.index = frame.index.str.removeprefix("lgsco/")
        assert set(frame.index[frame["withdrawn_at"].isna()]) == self.site.identities()
        assert set(frame.index[frame["withdrawn_at"].notna()]) == set(self.gone.values())
        for version in self.site.listed():
            row = frame.loc[version.identity]
            assert row["decided_on"].date() == version.decided_on, version.identity
            assert (row["body_name"] or None) == version.body_name or row.isna()["body_name"], version.identity
            assert (version.note or "") in row["full_text"], version.identity
            assert (version.report_note or "") in row["full_text"], version.identity

    def _check_changes(self) -> None:
        """Each thing in one row; but what was seen at its new address before it was gone from the old one was added."""
        found: Counter[Told] = Counter()
        for change in self.world.changes(added=True):
            before = change["previous_decision_id"]
            name = change["decision_id"].removeprefix("lgsco/")
            found[change["kind"], name, before.removeprefix("lgsco/") if before else None] += 1
        missing, more = self.expected - found, found - self.expected
        moved = {("added", name, None) for _, name, before in self.expected if before}
        assert (list(missing), [told for told in more if told not in moved]) == ([], [])

    def _check_all_published(self) -> None:
        """All that was ever published is in the dataset as an undisturbed reader has it, and each version was seen."""
        for decision in self.site.decisions:
            if id(decision) in self.gone:
                self.site.restore(decision)
        with tempfile.TemporaryDirectory() as folder:
            fresh = World(self.site, self.world.base_url, Path(folder))
            assert fresh.refresh(weeks=520).exit_code == 0
            for table, apart in TABLES.items():
                mine, theirs = (each.read(table).drop(columns=apart) for each in (self.world, fresh))
                assert_frame_equal(mine, theirs, obj=table)
        differences = self.world.read("changes").groupby(["kind", "decision_id"])["text_diff"].sum()
        for (kind, name, _), note in self.notes:
            assert note in differences[kind, f"lgsco/{name}"], (name, note)

    def _check_rebuilt(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            check_rebuilt(self.world, Path(folder))

    def _say(self, words: str) -> None:
        self.log.append(f"{self.site.today} {words}")


@contextmanager
def open_history(seed: int, folder: Path, decisions: int = DECISIONS) -> Iterator[History]:
    """The history of this seed, about to begin in a folder."""
    site = make_site(decisions, 2, seed=seed, paragraphs=3)
    with keep_clock(), site.serve() as base_url, patch("decision_parser.pipeline.reading.TAIL", OLDEST):
        yield History(World(site, base_url, folder / "world"), seed)


def main() -> int:
    """Go through histories one after another; 1 when any of them failed."""
    parser = argparse.ArgumentParser(description="Random histories of a small site, read night by night.")
    parser.add_argument("--first", type=int, default=0, help="seed of the first")
    parser.add_argument("--count", type=int, default=20, help="how many")
    parser.add_argument("--log", action="store_true", help="tell what happened in those that failed")
    parser.add_argument("--nights", type=int, default=0, help="how many nights each has at least")
    given = parser.parse_args()
    failed, nights, begun = 0, 0, time.monotonic()
    for seed in range(given.first, given.first + given.count):
        with tempfile.TemporaryDirectory() as folder, open_history(seed, Path(folder)) as history:
            try:
                history.run(nights=given.nights)
            except (AssertionError, DecisionParserError):
                failed += 1
                story = "\n".join(history.log) if given.log else history.log[-1]
                sys.stdout.write(f"── seed {seed} {history.pace}\n{story}\n{traceback.format_exc(limit=-2)}\n")
            nights += history.nights
        sys.stderr.write(f"seed {seed}: {nights} nights, {failed} failed\n")
        sys.stdout.flush()
    sys.stdout.write(f"{given.count} histories, {nights} nights, {failed} failed, {time.monotonic() - begun:.0f} s\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
