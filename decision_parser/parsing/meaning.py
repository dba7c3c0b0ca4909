"""What was decided: the fields of a decision that are read from the text of its sections."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from decision_parser.models import Per, Remedy, RemedyKind, RemedyStatus, Section, SectionKind
from decision_parser.parsing.citations import find_citations
from decision_parser.parsing.remedies import find_remedies
from decision_parser.text import iter_dates
from decision_parser.vocabulary import Source

_PAID = (RemedyKind.PAYMENT, RemedyKind.REFUND_OR_WAIVER)


def read_meaning(sections: Sequence[Section], source: Source, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Remedies, citations, and what the Ombudsman said of a report later, by the names of `Decision`.

    `fields` are those of the header: `body_name`, `decided_on` and `stage` say who acts, what a deadline counts from,
    and whether the text is a draft.
    """
    remedies = find_remedies(
        sections, source, body_name=fields["body_name"], decided_on=fields["decided_on"], stage=fields["stage"]
    )
    return {
        "remedies": remedies,
        "remedy_count": sum(remedy.kind is not RemedyKind.NONE for remedy in remedies),
        "remedy_total": add_up(remedies),
        "citations": find_citations(sections),
        **_read_later(sections),
    }


def add_up(remedies: Sequence[Remedy]) -> Decimal | None:
    """The money of a decision, each pound once: no parts, no rates, no mere offers; None where no number is left."""
    amounts = [
        remedy.amount
        for remedy in remedies
        if remedy.amount is not None
        and remedy.kind in _PAID
        and remedy.part_of is None
        and remedy.per is Per.ONCE
        and remedy.status is not RemedyStatus.OFFERED
    ]
    return sum(amounts, Decimal(0)) if amounts else None


def _read_later(sections: Sequence[Section]) -> dict[str, Any]:
    """When the Ombudsman was satisfied with the response to a report, and what is said of a further one."""
    satisfied = list(_iter_lines(sections, SectionKind.COMPLIANCE))
    further = list(_iter_lines(sections, SectionKind.FURTHER_REPORT))
    # "not satisfied" is a line of its own kind: its date is not one of satisfaction
    dates = [day for line in satisfied if not _UNSATISFIED.search(line) for day in iter_dates(line)]
    return {
        "satisfied_on": max(dates, default=None),
        "satisfied_on_text": "\n".join(satisfied) or None,
        "further_report_on": max((day for line in further for day in iter_dates(line)), default=None),
        "further_report_text": "\n".join(further) or None,
    }


_UNSATISFIED = re.compile(r"\bnot (?:yet )?satisfied\b", re.IGNORECASE)


def _iter_lines(sections: Sequence[Section], kind: SectionKind) -> Iterator[str]:
    for section in sections:
        if section.kind is kind:
            yield from filter(None, (section.heading, *(paragraph.text for paragraph in section.paragraphs)))
