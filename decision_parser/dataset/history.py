"""What runs saw: one record for each change of a decision, and one for each window of the publisher's index.

Both are tables of a release, beside those of the decisions, and grow with the runs rather than with the years.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from decision_parser.models import Utc


class ChangeKind(StrEnum):
    """What became of a decision between two looks at it."""

    ADDED = "added"
    REVISED = "revised"
    RE_DATED = "re_dated"
    MOVED = "moved"
    RE_LABELLED = "re_labelled"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


class WindowStatus(StrEnum):
    """Whether a window of the index was read to its end, with as many decisions as the publisher said."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


class Change(Struct, frozen=True, kw_only=True):
    """One thing that happened to one decision."""

    changed_at: Annotated[
        Utc, Meta(description="When the run saw it, UTC; it happened between the run before and then.")
    ]
    decision_id: Annotated[str, Meta(description="The decision; after a move, as it is called since.")]
    kind: Annotated[ChangeKind, Meta(description="What happened.")]
    source: Annotated[str, Meta(description="Slug of the publisher.")]
    run: Annotated[str, Meta(description="The run that saw it.")]
    case_reference: Annotated[str, Meta(description="The publisher's reference.")]
    body_name: Annotated[str | None, Meta(description="The body complained about, as printed.")] = None
    previous_decision_id: Annotated[
        str | None, Meta(description="What the decision was called before it moved; null for every other kind.")
    ] = None
    fields: Annotated[
        tuple[str, ...], Meta(description="Columns of `decisions` whose values differ, in the order of the columns.")
    ] = ()
    before_sha256: Annotated[
        str | None, Meta(description="SHA-256 of the snapshot before; null where there was none.")
    ] = None
    after_sha256: Annotated[
        str | None, Meta(description="SHA-256 of the snapshot after; null where there is none.")
    ] = None
    details: Annotated[
        str | None, Meta(description='JSON object of the short columns that differ: `{"outcome": [before, after]}`.')
    ] = None
    text_diff: Annotated[
        str | None,
        Meta(description="Unified diff of the lines of `full_text`, one line of context; null where no word changed."),
    ] = None


class LedgerRow(Struct, frozen=True, kw_only=True):
    """What one run found in one window of the index, and what became of each decision there.

    Two sums hold: found = fetched + unchanged + failed + not_due, and found = published + excluded + missing.
    """

    run: Annotated[str, Meta(description="The run.")]
    source: Annotated[str, Meta(description="Slug of the publisher.")]
    window_since: Annotated[
        dt.date | None,
        Meta(
            description="First date of decision in the window; null where it has no beginning. Both dates are null "
            "for pages that were looked at again outside any window."
        ),
    ]
    window_until: Annotated[dt.date | None, Meta(description="Last date of decision in the window.")]
    read_at: Annotated[Utc | None, Meta(description="When its last page was received, UTC; null where none was.")] = (
        None
    )
    status: Annotated[
        WindowStatus, Meta(description="`incomplete` where pages are missing or the counts do not add up.")
    ]
    total: Annotated[int | None, Meta(description="Decisions in the window as the publisher counts them.")] = None
    found: Annotated[
        int,
        Meta(
            description="Decisions that were listed, each once: fetched + unchanged + failed + not_due, and also "
            "published + excluded + missing."
        ),
    ] = 0
    repeated: Annotated[int, Meta(description="Entries that listed one of them again.")] = 0
    new: Annotated[int, Meta(description="Those found that no run had seen before.")] = 0
    fetched: Annotated[int, Meta(description="Pages asked for and received with bytes that were not held.")] = 0
    unchanged: Annotated[int, Meta(description="Pages asked for that were as held already.")] = 0
    failed: Annotated[int, Meta(description="Pages asked for that gave no answer to believe.")] = 0
    not_due: Annotated[int, Meta(description="Pages held already that were not asked for in this run.")] = 0
    parsed: Annotated[int, Meta(description="Decisions whose page as held could be parsed.")] = 0
    published: Annotated[int, Meta(description="Decisions with a row in the release.")] = 0
    excluded: Annotated[int, Meta(description="Decisions whose page is held and that are in no release.")] = 0
    missing: Annotated[int, Meta(description="Decisions whose page failed and was never held.")] = 0
    excluded_reasons: Annotated[
        str | None, Meta(description='JSON object of why they are excluded: `{"draft": 2}`; null where none is.')
    ] = None
    message: Annotated[str | None, Meta(description="What went wrong, as a sentence; null where nothing did.")] = None
