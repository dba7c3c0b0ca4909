"""What a decision says of its outcome, its remedies and its dates, each held against the others.

None of these is an error of the parser by itself, and none corrects a value: they are what a reader should look at.
"""

import re
from collections.abc import Iterator

from decision_parser.models import Decision, Outcome, Problem, ProblemCode, RemedyKind, RemedyStatus, SectionKind
from decision_parser.text import match_form
from decision_parser.vocabulary import Source

_PAID = (RemedyKind.PAYMENT, RemedyKind.REFUND_OR_WAIVER)
_DUE = (RemedyStatus.AGREED, RemedyStatus.RECOMMENDED, RemedyStatus.PROPOSED)
_CENTURY = 2000
_OFFERED, _REMEDY, _UPHELD = RemedyStatus.OFFERED, SectionKind.REMEDY, Outcome.UPHELD
_NOT_UPHELD = (Outcome.NOT_UPHELD, Outcome.CLOSED_AFTER_INITIAL_ENQUIRIES)


def check_meaning(decision: Decision, source: Source) -> Iterator[Problem]:
    """All problems of what a decision says, beyond those of how it is printed."""
    yield from _check_payments(decision)
    yield from _check_refusal(decision, source)
    yield from _check_unread(decision)
    yield from _check_deadlines(decision)
    yield from _check_reference_year(decision, source)


def _check_payments(decision: Decision) -> Iterator[Problem]:
    """A payment where nothing was upheld."""
    if decision.outcome not in _NOT_UPHELD:
        return
    for remedy in decision.remedies:
        if remedy.kind in _PAID and remedy.status is not _OFFERED:
            where = f"paragraph {remedy.paragraph_position}"
            yield Problem(ProblemCode.PAYMENT_NOT_UPHELD, where, f"{decision.outcome}, but: {remedy.text}")
            return


def _check_refusal(decision: Decision, source: Source) -> Iterator[Problem]:
    """`Upheld` beside "We will not investigate": known to occur where the body had put it right already."""
    if decision.outcome is not _UPHELD:
        return
    for field in ("summary", "final_decision"):
        words = match_form(getattr(decision, field) or "")
        if any(re.search(row.words, words) for row in source.vocabulary.refusals):
            yield Problem(
                ProblemCode.UPHELD_NOT_INVESTIGATED, field, "upheld, but the text says that it is not investigated"
            )
            return


def _check_unread(decision: Decision) -> Iterator[Problem]:
    """A section of remedies in which no remedy was found."""
    if decision.remedies:
        return
    for section in decision.sections:
        if section.kind is _REMEDY and section.paragraphs:
            words = section.paragraphs[0].text
            yield Problem(ProblemCode.REMEDY_NOT_READ, f"section {section.position}, {section.heading}", words)
            return


def _check_deadlines(decision: Decision) -> Iterator[Problem]:
    """A deadline that had passed when the decision was made."""
    for remedy in decision.remedies:
        day, decided = remedy.deadline_on, decision.decided_on
        if day and decided and day < decided and remedy.status in _DUE:
            where = f"paragraph {remedy.paragraph_position}"
            detail = f"{remedy.deadline_text}, but decided on {decided}"
            yield Problem(ProblemCode.DEADLINE_BEFORE_DECISION, where, detail)


def _check_reference_year(decision: Decision, source: Source) -> Iterator[Problem]:
    """A reference of a year after that of the decision."""
    found = source.reference_pattern.fullmatch(decision.case_reference)
    if not (found and decision.decided_on and (found.groupdict().get("year") or "").isdigit()):
        return
    year = _CENTURY + int(found["year"])
    if year > decision.decided_on.year:
        detail = f"{decision.case_reference} is of {year}, but decided on {decision.decided_on}"
        yield Problem(ProblemCode.REFERENCE_AFTER_DECISION, "case_reference", detail)
