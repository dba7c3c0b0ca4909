"""What a release is held against before it is published, and what was found: checks are data."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class CheckBasis(StrEnum):
    """What a check holds a release against."""

    ITSELF = "itself"
    """Whether its parts agree."""
    EXPECTATION = "expectation"
    """What its publisher's decisions are like; said beside the source."""
    LISTING = "listing"
    """How much its publisher lists, where all of that was read in this run."""
    DRIFT = "drift"
    """The release before."""


class Check(Struct, frozen=True, kw_only=True):
    """One thing that a release was asked, and the answer.

    `detail` is one sentence with the figures, for people. A `required` check that did not pass stops the release; one
    that is not is there to be seen. `value` is what was measured and `limit` what it was held against, in the unit that
    `detail` tells (shares are from 0 to 1). `decisions` are up to five to look at. `accepted` is why a person let it
    pass although it failed: it then counts as passed.

    `source`, `year` (as `release.json` calls it), `table` and `column` say where; None: everywhere.
    """

    name: str
    basis: CheckBasis = CheckBasis.ITSELF
    passed: bool
    detail: str
    required: bool = True
    source: str | None = None
    year: str | None = None
    table: str | None = None
    column: str | None = None
    value: float | None = None
    limit: float | None = None
    decisions: tuple[str, ...] = ()
    accepted: str | None = None

    @property
    def stops(self) -> bool:
        """Whether nothing may be published because of it."""
        return self.required and not self.passed and self.accepted is None


class Expectations(Struct, frozen=True, kw_only=True):
    """What decisions of a publisher are like, as far as a release can be held against it. Shares are from 0 to 1.

    `least_decisions` is for all that it lists, `least_of_year` for each year between the first and the last: both are
    asked only where everything was read, and of the publisher itself. `filled` has the least share of a year's
    decisions with a value, by column, and `allowed` the values that a column can have, others being for people to look
    at. `varied` are columns in which no year has one value alone.

    Of a year's sections no more than `most_unknown` are of unknown kind; of its decisions no more than `most_headings`
    have a heading that no table knows, and no more than `most_faulty` any problem of the parser's.

    Since the release before, no more of the decisions may be gone than `largest_shrink`, no column may have lost values
    in more of them than `largest_fall`, no more than `largest_shift` of them have another outcome, category, kind or
    name, no more of their text or rows be gone than `largest_cut`, and no more of them have got unknown headings or
    faults than `largest_rise`.
    """

    least_decisions: int = 0
    least_of_year: int = 0
    filled: Mapping[str, float] = {}
    allowed: Mapping[str, frozenset[str]] = {}
    varied: tuple[str, ...] = ()
    most_unknown: float = 1.0
    most_headings: float = 1.0
    most_faulty: float = 1.0
    largest_shrink: float = 0.05
    largest_fall: float = 0.05
    largest_shift: float = 0.2
    largest_cut: float = 0.2
    largest_rise: float = 0.03
