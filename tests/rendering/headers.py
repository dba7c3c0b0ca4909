"""Real headers, from the table of facts, above invented bodies."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from . import prose
from .manuscript import SIGNATURE, Line, Manuscript, Section
from .samples import Author, cast_author, write_sections

_USUAL = (
    "The complaint", "The Ombudsman’s role and powers", "How I considered this complaint", "What I found",
    "My assessment", "Agreed action", "Final decision",
)  # fmt: skip
_NOT_SECTIONS = ("The Ombudsman's", "Summary", "Investigator's", "Ombudsman satisfied")


def manuscript_with_header(row: Mapping[str, str]) -> Manuscript:
    """A decision under the header of a row of ``lgsco_decisions.csv``; a field that the row lacks is not on the page.

    The row's headings come first and in its order; what a decision usually has besides follows. The address is as it
    stands in the row (host, query).
    """
    chance = random.Random(row["case_reference"])  # noqa: S311 - not for secrets
    year = 2000 + int(row["case_reference"][:2])
    author = cast_author(chance, "the matter that was brought to us", "the body", year)
    is_report = row.get("kind") == "report"
    printed = [heading for heading in (row.get("headings_near_the_top") or "").split(" | ") if heading]
    outcome = row["outcome_text"] or "Not upheld"
    manuscript = Manuscript(
        body_name=row["body_name"] or None,
        case_reference=row["case_reference"],
        category=row["category"] or None,
        subcategory=row["subcategory"] or None,
        outcome_text=row["outcome_text"] or None,
        decided_on_text=row["decided_on_text"] or None,
        decided_on=prose.parsed_page_date(row["decided_on_text"]),
        summary=author.fill(prose.SUMMARIES.get(outcome, prose.SUMMARIES["Not upheld"])),
        sections=_stub(author, printed) if is_report else _sections(author, printed, outcome),
        url=row["url"] or None,
    )
    return _as_report(manuscript, printed) if is_report else manuscript


def _as_report(manuscript: Manuscript, printed: Sequence[str]) -> Manuscript:
    """The short page of a public-interest report: no labels, no signature, perhaps a line on compliance."""
    compliance = next((heading for heading in printed if heading.startswith("Ombudsman satisfied")), None)
    return replace(
        manuscript,
        document_kind="report",
        stage_heading=None,
        summary_heading="Summary",
        signature=None,
        compliance=compliance,
    )


def _stub(author: Author, printed: Sequence[str]) -> tuple[Section, ...]:
    """The sections of a report's page: a paragraph or two each, without numbers."""
    parts = {"Finding": "analysis", "Recommendations": "remedy"}
    sections = []
    for heading in _section_headings(printed) or ["The complaint", "Finding", "Recommendations"]:
        kind, _, topic = prose.HEADINGS[heading]
        lines = (Line(author.paragraph(parts.get(heading, "complaint"))),)
        sections.append(Section(heading, 1, kind, topic, lines))
    return tuple(sections)


def _sections(author: Author, printed: Sequence[str], outcome: str) -> tuple[Section, ...]:
    """The printed headings, then the usual ones that they lack; unknown ones under the findings are sub-headings."""
    headings = _section_headings(printed)
    kinds = {prose.HEADINGS.get(heading, ("unknown", 1, None))[0] for heading in headings}
    skipped = {"findings"} if "assessment" in kinds or outcome.startswith("Closed") else {"assessment"}
    skipped |= {"remedy"} if outcome != "Upheld" else set()
    if "findings" in kinds:
        skipped |= {"assessment"}
    if SIGNATURE not in printed:
        headings += [h for h in _USUAL if prose.HEADINGS[h][0] not in kinds | skipped]
    written = write_sections(author, dict.fromkeys(headings, 2))
    inside = [any(h.kind == "findings" for h in written[: index + 1]) for index in range(len(written))]
    return tuple(
        replace(section, kind="findings", level=2) if section.kind == "unknown" and within else section
        for section, within in zip(written, inside, strict=True)
    )


def _section_headings(printed: Sequence[str]) -> list[str]:
    return [heading for heading in printed if not heading.startswith(_NOT_SECTIONS)]
