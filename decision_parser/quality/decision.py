"""What a decision must have and agree on."""

import re
from collections.abc import Iterator

from decision_parser.models import Decision, Document, DocumentKind, Outcome, Problem, ProblemCode, SectionKind, Stage
from decision_parser.quality.lossless import check_lossless
from decision_parser.quality.meaning import check_meaning
from decision_parser.vocabulary import Source

_ENDS = {
    DocumentKind.STATEMENT: {SectionKind.ASSESSMENT, SectionKind.FINAL_DECISION, SectionKind.SIGNATURE},
    DocumentKind.REPORT: {SectionKind.REMEDY, SectionKind.FINAL_DECISION, SectionKind.COMPLIANCE},
}
"""Sections of which a whole document has one at least."""
_BEFORE_ENDS = {SectionKind.FINDINGS, SectionKind.REMEDY}
"""Sections that can be a statement's last where its format itself shows that it is whole."""
_STATEMENT, _OTHER, _EARLY = DocumentKind.STATEMENT, Outcome.OTHER, (Stage.DRAFT, Stage.PROVISIONAL)


def check_decision(decision: Decision, document: Document, source: Source) -> list[Problem]:
    """All problems of a decision beyond those that the parser met on its way."""
    return [
        *_check_missing(decision, source),
        *_check_values(decision),
        *_check_reference(decision, source),
        *_check_stage(decision),
        *_check_end(decision, whole=document.complete is not None),
        *check_meaning(decision, source),
        *check_lossless(decision, document.visible),
    ]


def _check_missing(decision: Decision, source: Source) -> Iterator[Problem]:
    """Fields that this source's documents of this format always have."""
    for field in source.expected.get(decision.media_type, ()):
        if getattr(decision, field) is None and (field != "decided_on" or decision.decided_on_text is None):
            yield Problem(ProblemCode.MISSING_FIELD, field, f"no {field.replace('_', ' ')} was found")
    for field in ("document_kind", "stage"):
        if getattr(decision, field) is None:
            yield Problem(ProblemCode.MISSING_FIELD, field, "no heading says which it is")


def _check_values(decision: Decision) -> Iterator[Problem]:
    if decision.outcome is _OTHER:
        yield Problem(ProblemCode.UNKNOWN_OUTCOME, "outcome", decision.outcome_text or "")
    if decision.decided_on is None and decision.decided_on_text is not None:
        yield Problem(ProblemCode.UNPARSED_DATE, "decided_on", decision.decided_on_text)


def _check_reference(decision: Decision, source: Source) -> Iterator[Problem]:
    """The reference in the address must be one of those in print."""
    addressed = source.find_references((decision.url or "").rsplit("/", 1)[-1]) if decision.url else []
    printed = {decision.case_reference, *decision.other_references}
    if addressed and addressed[0] not in printed:
        yield Problem(ProblemCode.REFERENCE_MISMATCH, "case_reference", f"the address says {addressed[0]}")
    matches = source.find_title_references(decision.title or "")
    if (
        matches
        and re.search(r"\d", (decision.title or "")[matches[0].start() :][len(matches[0][0]) :])
        and len(matches) == 1
    ):
        yield Problem(ProblemCode.REFERENCE_MISMATCH, "case_reference", f"the title goes on after it: {decision.title}")


def _check_stage(decision: Decision) -> Iterator[Problem]:
    """A heading that says final beside a foot that says draft."""
    printed = next((entry.text for entry in decision.header if entry.field == "stage"), "")
    if decision.stage in _EARLY and "final" in printed.lower():
        yield Problem(ProblemCode.DRAFT_SIGNALS, "stage", f"headed {printed!r}, but a heading or foot tells a draft")


def _check_end(decision: Decision, *, whole: bool) -> Iterator[Problem]:
    """A decision comes to something; one that ends before is cut, or not what it seems.

    `whole` says that the format shows where a document ends, as pages and PDFs do: text can break off anywhere.
    """
    if whole and decision.document_kind is not _STATEMENT:
        return
    ends = _ENDS[decision.document_kind or _STATEMENT] | (_BEFORE_ENDS if whole else set())
    if {section.kind for section in decision.sections}.isdisjoint(ends):
        named = ", ".join(sorted(end.value.replace("_", " ") for end in ends))
        yield Problem(ProblemCode.TRUNCATED, "document", f"no section of these: {named}")
