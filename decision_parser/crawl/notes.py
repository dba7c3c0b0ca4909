"""What a run writes down of itself into the archive, so that the archive alone tells everything that the dataset says.

A run is one attempt to read the publisher, from its plan to its end, however often it is interrupted and resumed: its
notes are written when something is complete, never before.
"""

import datetime as dt

from msgspec import Struct

from decision_parser.crawl.windows import Window

REGISTER = "register"
"""What the note of a run names in place of a publisher, and the role of its answers, where it fetched the register of
councils. Such a run looks at no decision."""

SUPPRESSION = "suppression"
"""The role of a note on a decision that was removed for good."""


class RunOptions(Struct, frozen=True):
    """What a run was asked for: only a run with the same options resumes one that was interrupted."""

    since: dt.date | None = None
    until: dt.date | None = None
    weeks: int = 0
    rotation: int = 0
    recheck: int = 0


class RunNote(Struct, frozen=True):
    """The plan of a run. `tail` is the last day of the tail where the run reads, or knows, everything.

    `recheck` are decisions to look at again besides the windows: a revision shows on no entry of a listing. `expected`
    is how many requests all of it will take, as far as that can be known before.
    """

    run: str
    begun_at: dt.datetime
    source: str
    options: RunOptions
    windows: tuple[Window, ...]
    tail: dt.date | None = None
    recheck: tuple[str, ...] = ()
    expected: int = 0


class Counts(Struct, frozen=True):
    """What became of the decisions that a window lists.

    found = fetched + unchanged + failed + not_due, and found = published + excluded + missing: `missing` are those that
    could not be fetched and were not held before, `excluded` those held and not published, by reason.
    """

    found: int = 0
    repeated: int = 0
    new: int = 0
    fetched: int = 0
    unchanged: int = 0
    failed: int = 0
    not_due: int = 0
    parsed: int = 0
    published: int = 0
    missing: int = 0
    excluded: dict[str, int] = {}

    @property
    def balances(self) -> bool:
        """Whether every decision that was found is accounted for, once in each sum."""
        looked = self.fetched + self.unchanged + self.failed + self.not_due
        return self.found == looked == self.published + sum(self.excluded.values()) + self.missing


class WindowNote(Struct, frozen=True):
    """A window as one run read it, with what became of the decisions it lists.

    `pages` are the record ids of the listing pages that say so. `total` is the publisher's own. `gone` are decisions
    that were in this window, are not listed any more, and whose own page says that it is gone; `moved` those whose page
    leads to another one's. `failed` could not be looked at. Only a `complete` reading has `gone` and `moved`.
    """

    run: str
    window: Window | None
    read_at: dt.datetime
    complete: bool
    total: int | None = None
    pages: tuple[str, ...] = ()
    counts: Counts = Counts()
    failed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    moved: dict[str, str] = {}
    message: str | None = None


class RunEnd(Struct, frozen=True):
    """The end of a run: whether it read all that it had planned, and if not, why."""

    run: str
    ended_at: dt.datetime
    complete: bool
    messages: tuple[str, ...] = ()


class Suppression(Struct, frozen=True):
    """A decision that was removed for good, and must not be fetched again; `names` are all that it ever had."""

    names: tuple[str, ...]
    suppressed_at: dt.datetime
    reason: str
