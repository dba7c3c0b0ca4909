"""A small dataset with all tables, and with every kind of value that an export could spoil."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from decision_parser.dataset.assembly import Lineage, assemble_release
from decision_parser.dataset.corpus import complete_years
from decision_parser.dataset.history import Change, ChangeKind, LedgerRow, WindowStatus
from decision_parser.dataset.publishing import open_dataset
from decision_parser.dataset.release import Credit
from decision_parser.dataset.selection import divide_years, select_places
from decision_parser.dataset.shards import make_entry, write_shards
from decision_parser.models import (
    Citation,
    CitationKind,
    Decision,
    Outcome,
    Paragraph,
    ParagraphKind,
    Per,
    Problem,
    ProblemCode,
    Remedy,
    RemedyKind,
    RemedyStatus,
    Section,
    SectionKind,
)
from tests.judging import pass_all
from tests.test_dataset import make_decision

CREDIT = Credit("Ombudsman of <Tests>", "Free", "Source: Ombudsman of <Tests>. © Tests")
FORMULAS = (
    '=HYPERLINK("https://example.org")',
    "+44 20 7946 0000",
    "-1",
    "@SUM(A1)",
    "'=1",
    "''-x",
    "\uff1d1",  # a full-width sign
    "<r>rich</r>",
    "<script>alert(1)</script>, “quoted”, and\nanother line",
    "'tis plain",
)
LONG = "Long words. " * 3500
"""42,000 characters, more than a cell of Excel holds."""
SEEN = dt.datetime(2026, 3, 4, 5, 6, 7, 890000, dt.UTC)
_OUTCOMES = [Outcome.UPHELD, Outcome.NOT_UPHELD, Outcome.UPHELD, Outcome.CLOSED_AFTER_INITIAL_ENQUIRIES]


def make_dataset(folder: Path, count: int = 12) -> Path:
    """A dataset of `count` decisions of 2023, 2024 and no date, a twin of the first, and one with every odd text."""
    decisions = [_make(number) for number in range(count)]
    twin = _make(1, decision_id="tests/twin", case_reference="twin", url=None)
    odd = make_decision(
        900,
        2024,
        body_name=FORMULAS[0],
        title="<script>alert(2)</script>",
        count_once=None,
        full_text=LONG,
        sections=(Section(1, SectionKind.FINDINGS, None, 1, "-heading", tuple(map(_write, range(len(FORMULAS))))),),
        problems=(Problem(ProblemCode.LOSSLESS, "1", "=cmd|' /C calc'!A0"),),
    )
    with open_dataset(folder) as dataset:
        entries = [make_entry(decision, position) for position, decision in enumerate([*decisions, twin, odd])]
        places, duplicates = select_places(write_shards(dataset.work, "0", entries))
        years = complete_years(divide_years(places, duplicates, [str(number) for number in range(99)]), dataset.work)
        made = assemble_release(dataset, years, {"tests": CREDIT}, _LINEAGE, jobs=1, judge=pass_all)
        assert made
        dataset.publish(made.release)
    return folder


_LINEAGE = Lineage(
    basis="r1",
    whole={
        "changes": (
            Change(
                changed_at=SEEN,
                decision_id="tests/00001",
                kind=ChangeKind.REVISED,
                source="tests",
                run="r1",
                case_reference="00001",
                fields=("outcome", "full_text"),
            ),
        ),
        "ledger": (
            LedgerRow(
                run="r1", source="tests", window_since=None, window_until=None, status=WindowStatus.COMPLETE, found=3
            ),
        ),
    },
)


def _write(place: int) -> Paragraph:
    return Paragraph(place + 1, str(place + 1), "-", str(place + 1), 0, ParagraphKind.PARAGRAPH, FORMULAS[place])


def _make(number: int, **fields: Any) -> Decision:  # noqa: ANN401 - values of any field
    paid = number % 2 == 1
    values = {
        "url": f"https://example.org/decisions/{number}",
        "body_name": f"Council {number % 3}",
        "category": "Housing" if number % 2 else "Education",
        "outcome": _OUTCOMES[number % 4],
        "other_references": ("a", 'b "c"') if number % 5 == 0 else (),
        "remedies": tuple(_pay(number)) if paid else (),
        "remedy_total": Decimal(f"{number + 300}.50") if paid else None,
        "remedy_count": 4 if paid else 0,
        "citations": (_CITATION,) if number % 3 == 0 else (),
        "fetched_at": SEEN if number % 2 else SEEN.replace(microsecond=0),
    }
    return make_decision(number, [2023, 2024, None][number % 3], paragraphs=3, **(values | fields))


def _pay(number: int) -> list[Remedy]:
    """Two sums that count, an offer and a rate that do not."""
    sums = [
        (Decimal(number), Per.ONCE, RemedyStatus.AGREED),
        (Decimal("300.50"), Per.ONCE, RemedyStatus.RECOMMENDED),
        (Decimal(50), Per.ONCE, RemedyStatus.OFFERED),
        (Decimal(75), Per.MONTH, RemedyStatus.AGREED),
    ]
    return [
        Remedy(
            position=position,
            paragraph_position=2,
            text=f"pay £{amount}",
            kind=RemedyKind.PAYMENT,
            status=status,
            amount=amount,
            amount_text=f"£{amount}",
            currency="GBP",
            per=per,
            deadline_on=dt.date(2024, 5, 6),
        )
        for position, (amount, per, status) in enumerate(sums, start=1)
    ]


_CITATION = Citation(position=1, paragraph_position=1, text="s26", kind=CitationKind.ACT, title="Act 1974", year=1974)
