"""What the sample site publishes: decisions, each in the versions that stand from a day on."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace
from typing import Literal

from tests.rendering import prose
from tests.rendering.manuscript import (
    DocumentKind,
    Line,
    Manuscript,
    Numbered,
    Section,
    long_date,
    page_date,
    slug,
    with_address,
)
from tests.rendering.samples import Author, cast_author, plan, write_sections

OldAddress = Literal["404", "301"]
_REPORT_PARTS = {"The complaint": "complaint", "Finding": "analysis", "Recommendations": "remedy"}


@dataclass(frozen=True, slots=True)
class Version:
    """A decision as it stands from the day `since` on; its text is written from `seed` when it is asked for.

    `note` is a paragraph more in the text, `compliance` the day in a report's last line, `report_note` a paragraph more
    in the full report alone.
    """

    since: dt.date
    body_name: str | None
    case_reference: str
    category: str
    subcategory: str
    outcome_text: str
    decided_on: dt.date
    summary: str
    seed: int
    subject: str = "the matter that was brought to us"
    paragraphs: int = 12
    document_kind: DocumentKind = "statement"
    other_references: tuple[str, ...] = ()
    note: str | None = None
    compliance: dt.date | None = None
    report_note: str | None = None

    @property
    def identity(self) -> str:
        """The publisher's own identity: category, sub-category and reference, as in the address."""
        return "/".join(slug(part) for part in (self.category, self.subcategory, self.case_reference))

    @property
    def path(self) -> str:
        """The path of the page."""
        return f"/decisions/{self.identity}"

    @property
    def title(self) -> str:
        """The title as pages and cards print it."""
        return self._frame().title

    @property
    def report_path(self) -> str | None:
        """The path of the full report's PDF; None for a statement."""
        if self.document_kind == "statement":
            return None
        name = f"{slug(self.body_name or 'report')}-{slug(self.case_reference)}"
        return f"/assets/attach/{5000 + self.seed % 1000}/{name}.pdf"

    def manuscript(self) -> Manuscript:
        """All that the page says: a statement, or the short page of a report."""
        if self.document_kind == "report":
            return self._report_page()
        sections = write_sections(self._author(), plan(self.outcome_text, self.paragraphs))
        return with_address(replace(self._frame(), sections=_with_note(sections, self.note)))

    def report(self) -> Manuscript:
        """All that the PDF of the full report says."""
        sections = write_sections(self._author(), plan("Upheld", self.paragraphs + 12))
        return replace(self._frame(), sections=_with_note(sections, self.report_note))

    def _report_page(self) -> Manuscript:
        author = self._author()
        sections = [
            Section(heading, 1, prose.HEADINGS[heading][0], None, (Line(author.paragraph(part)),))
            for heading, part in _REPORT_PARTS.items()
        ]
        if self.note:
            sections[0] = replace(sections[0], blocks=(*sections[0].blocks, Line(self.note)))
        satisfied = self.compliance and f"Ombudsman satisfied with council's response: {long_date(self.compliance)}."
        page = replace(
            self._frame(),
            sections=tuple(sections),
            stage_heading=None,
            summary_heading="Summary",
            signature=None,
            compliance=satisfied or None,
        )
        return with_address(page)

    def _author(self) -> Author:
        chance = random.Random(self.seed)  # noqa: S311 - not for secrets
        return cast_author(chance, self.subject, "the Council", self.decided_on.year - 1)

    def _frame(self) -> Manuscript:
        """The header and the summary, without sections."""
        return Manuscript(
            body_name=self.body_name,
            case_reference=self.case_reference,
            category=self.category,
            subcategory=self.subcategory,
            outcome_text=self.outcome_text,
            decided_on_text=page_date(self.decided_on),
            decided_on=self.decided_on,
            summary=self.summary,
            sections=(),
            document_kind=self.document_kind,
            other_references=self.other_references,
        )


def _with_note(sections: tuple[Section, ...], note: str | None) -> tuple[Section, ...]:
    """The sections, with a paragraph more at the end of the first."""
    if note is None:
        return sections
    return (replace(sections[0], blocks=(*sections[0].blocks, Numbered(note))), *sections[1:])


@dataclass(slots=True, eq=False)
class Published:
    """A decision through time. It is listed from `published_on` to `withdrawn_on`, and again from `restored_on`.

    `old_address` is what the address before a move answers, `gone_status` what a withdrawn page does.
    """

    versions: list[Version]
    published_on: dt.date
    withdrawn_on: dt.date | None = None
    restored_on: dt.date | None = None
    old_address: OldAddress = "404"
    gone_status: int = 404

    def version(self, today: dt.date) -> Version:
        """The version that stands on this day: the last one that has begun, or the first."""
        begun = [version for version in self.versions if version.since <= today]
        return begun[-1] if begun else self.versions[0]

    def is_listed(self, today: dt.date) -> bool:
        """Whether the publisher shows it on this day."""
        if today < self.published_on:
            return False
        gone = self.withdrawn_on is not None and today >= self.withdrawn_on
        return not gone or (self.restored_on is not None and today >= self.restored_on)

    def add(self, version: Version) -> Version:
        """Let this version stand from its day on, after those that began before it."""
        self.versions.append(version)
        self.versions.sort(key=lambda each: each.since)  # stable: the later of one day wins
        return version
