"""A release at a glance: the figures, and the decisions to look at, that the report page shows.

Plain records: the dataset makes them, the page lays them out, and neither knows the other. Counts are of rows unless
they say *texts*: of each text under several references, those count one.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from decision_parser.models.checks import Check


class DecisionLink(Struct, frozen=True, gc=False):
    """A decision to look at: `url` is as the dataset has it, which need not be an address that can be followed."""

    decision_id: str
    reference: str | None = None
    body: str | None = None
    url: str | None = None


class Publisher(Struct, frozen=True):
    """Whose decisions they are, and what has to be said with them."""

    slug: str
    name: str
    licence: str
    attribution: str


class ReleaseNote(Struct, frozen=True, kw_only=True):
    """Which release it is. `once` is whether it can tell decisions that are one text; older ones cannot."""

    name: str
    created_at: dt.datetime
    parser_version: str
    schema_version: int
    previous: str | None = None
    basis: str | None = None
    suppressed: int = 0
    once: bool = True
    publishers: tuple[Publisher, ...] = ()
    register: Publisher | None = None


class Outcomes(Struct, frozen=True):
    """Decisions by how they ended; `unstated` are those without an outcome."""

    upheld: int = 0
    not_upheld: int = 0
    closed: int = 0
    other: int = 0
    unstated: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.upheld + self.not_upheld + self.closed + self.other + self.unstated

    @property
    def decided(self) -> int:
        """Those that an uphold rate is of: investigated, and found one way or the other."""
        return self.upheld + self.not_upheld


class Counted(Struct, frozen=True):
    """Decisions under one name: of a year, of a category; None where none is stated."""

    name: str | None
    outcomes: Outcomes


class Holdings(Struct, frozen=True, kw_only=True):
    """What there is. `texts` are decisions without those that are the text of another; dates are of decisions."""

    decisions: int = 0
    texts: int = 0
    bodies: int = 0
    withdrawn: int = 0
    reports: int = 0
    first_on: dt.date | None = None
    last_on: dt.date | None = None
    years: tuple[Counted, ...] = ()
    categories: tuple[Counted, ...] = ()


class Run(Struct, frozen=True, kw_only=True):
    """What one run saw: `changes` are decisions by what happened to them.

    `complete` is whether the publisher was read completely, None where nobody asked it (a build from files).
    `release` is what it published, None also where that is not known any more.
    """

    name: str
    at: dt.datetime
    changes: Mapping[str, int] = {}
    complete: bool | None = None
    windows: int = 0
    incomplete: int = 0
    release: str | None = None
    message: str | None = None


class Gap(Struct, frozen=True, kw_only=True):
    """A window of the publisher's list in which something is not as it should be, as it was last read.

    Both dates are None for pages that were looked at again outside any window. `total` is the publisher's own count.
    """

    source: str
    since: dt.date | None
    until: dt.date | None
    run: str
    complete: bool
    total: int | None = None
    found: int = 0
    failed: int = 0
    missing: int = 0
    excluded: int = 0
    reasons: Mapping[str, int] = {}
    message: str | None = None


class Ledger(Struct, frozen=True, kw_only=True):
    """The publisher's list against what there is: every window as it was last read, and those with a gap."""

    windows: int = 0
    found: int = 0
    published: int = 0
    last_read_at: dt.datetime | None = None
    gaps: tuple[Gap, ...] = ()

    @property
    def incomplete(self) -> int:
        """Windows that could not be read to their end."""
        return sum(not gap.complete for gap in self.gaps)


class Seen(Struct, frozen=True):
    """One place where something was seen: the decision, where in it, and the words."""

    decision: DecisionLink
    where: str | None = None
    detail: str | None = None


class Trouble(Struct, frozen=True, kw_only=True):
    """Problems that are one: of a code, or headings of the same words (`name`), and some of the places."""

    name: str
    rows: int
    decisions: int
    examples: tuple[Seen, ...] = ()


class Filling(Struct, frozen=True):
    """How much of a column of `decisions` has a value, as shares from 0 to 1 by year; None without rows."""

    column: str
    shares: tuple[float | None, ...]
    overall: float | None


class FillMap(Struct, frozen=True):
    """The filling of a publisher's decisions, by column and by year; `rows` are its decisions of each year."""

    source: str
    years: tuple[str, ...]
    rows: tuple[int, ...]
    columns: tuple[Filling, ...]


class Correction(Struct, frozen=True):
    """A decision with values that were corrected by hand: which, and what was said of it."""

    decision: DecisionLink
    fields: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Place(StrEnum):
    """Where a rate lies between the limits that chance alone keeps; `far` is beyond those of 99.8 %."""

    FAR_BELOW = "far_below"
    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"
    FAR_ABOVE = "far_above"

    @property
    def is_far(self) -> bool:
        """Whether it is beyond the outer limits."""
        return self in {Place.FAR_BELOW, Place.FAR_ABOVE}


class Rate(Struct, frozen=True):
    """A share of texts that were upheld, `upheld` of `decided`, with Wilson's interval of 95 %."""

    upheld: int
    decided: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share, 0 of nothing."""
        return self.upheld / self.decided if self.decided else 0.0


class BodyRate(Struct, frozen=True):
    """The rate of one body; `closed` are its texts that were not investigated."""

    name: str
    rate: Rate
    place: Place
    closed: int = 0


class Funnel(Struct, frozen=True, kw_only=True):
    """Uphold rates by body, the largest first, against the rate of all texts that are decided and name a body.

    Left out are `closed` texts that were not investigated, those `otherwise` ended, and those that are decided but
    `unnamed`: no body is stated.
    """

    rate: Rate
    closed: int = 0
    otherwise: int = 0
    unnamed: int = 0
    bodies: tuple[BodyRate, ...] = ()


class Period(Struct, frozen=True):
    """Texts decided in a year or a quarter (`2024`, `2024 Q1`), whose first day is `begins`."""

    name: str
    begins: dt.date
    rate: Rate
    outcomes: Outcomes


class RemedyCount(Struct, frozen=True):
    """Actions of a kind in texts, by how far they had come; `decisions` have at least one of them."""

    kind: str
    statuses: Mapping[str, int]
    decisions: int

    @property
    def asked(self) -> int:
        """All but what was only offered before."""
        return sum(count for status, count in self.statuses.items() if status != "offered")


class MoneyYear(Struct, frozen=True):
    """What the texts of a year come to: payments and refunds of `decisions`, each pound once."""

    year: str
    total: Decimal
    decisions: int


class Payments(Struct, frozen=True, kw_only=True):
    """Single payments that are due once, not their parts, not mere offers; `amounts` from the smallest to the largest.

    `years` are sums of `remedy_total`, which has refunds too. `currencies` are those of the amounts.
    """

    amounts: tuple[Decimal, ...] = ()
    years: tuple[MoneyYear, ...] = ()
    currencies: tuple[str, ...] = ()


class CitedLaw(Struct, frozen=True):
    """A law that texts cite about their case, and the provisions that most of them name."""

    title: str
    kind: str | None
    uri: str | None
    decisions: int
    provisions: tuple[tuple[str, int], ...] = ()


class Citations(Struct, frozen=True):
    """What is cited about cases: `decisions` do so, and name `laws` different ones, of which those most cited."""

    decisions: int = 0
    laws: int = 0
    most: tuple[CitedLaw, ...] = ()


class Overview(Struct, frozen=True, kw_only=True):
    """All that the page shows.

    `runs` are from the first to the last; `ledger` is None, and `has_changes` false, for a dataset that was built from
    files. `links` are of the decisions that checks name, by their id. `absent` are tables that this release does not
    have, though every release of today has.
    """

    release: ReleaseNote
    holdings: Holdings
    runs: tuple[Run, ...] = ()
    has_changes: bool = False
    ledger: Ledger | None = None
    checks: tuple[Check, ...] = ()
    links: Mapping[str, DecisionLink] = {}
    headings: tuple[Trouble, ...] = ()
    problems: tuple[Trouble, ...] = ()
    filling: tuple[FillMap, ...] = ()
    corrections: tuple[Correction, ...] = ()
    funnel: Funnel
    periods: tuple[Period, ...] = ()
    remedies: tuple[RemedyCount, ...] = ()
    payments: Payments = Payments()
    citations: Citations = Citations()
    absent: tuple[str, ...] = ()
