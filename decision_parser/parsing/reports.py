"""A public-interest report: a short page, and the full report as a PDF that the page links to, as one decision."""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from decision_parser.models import Decision, DocumentKind, DocumentPart, Problem, ProblemCode, Section, SectionKind
from decision_parser.parsing.meaning import read_meaning
from decision_parser.vocabulary import Source

_TEXT_COLUMNS = tuple(kind.value for kind in SectionKind if kind in Decision.__struct_fields__)


def attach_report(page: Decision, report: Decision, url: str, source: Source) -> Decision:
    """The decision of `page` with the sections of its full report after its own, each saying where it stands.

    Fields and text columns are the page's, and the report's where the page has none. `url` is the report's address.
    """
    sections = (*page.sections, *_move(report.sections, len(page.sections), page.paragraph_count))
    problems = (*page.problems, *_find_problems(report, page))
    hashed = f"{page.content_sha256}\n{report.content_sha256}".encode()
    filled = _fill(page, report)
    fields = {name: filled.get(name, getattr(page, name)) for name in ("body_name", "decided_on", "stage")}
    return msgspec.structs.replace(
        page,
        **filled,
        **read_meaning(sections, source, fields),
        other_references=_join_references(page, report),
        document_kind=page.document_kind or DocumentKind.REPORT,
        sections=sections,
        full_text=f"{page.full_text}\n{report.full_text}",
        paragraph_count=page.paragraph_count + report.paragraph_count,
        word_count=page.word_count + report.word_count,
        problems=problems,
        problem_count=len(problems),
        header=(*page.header, *report.header),
        furniture=(*page.furniture, *report.furniture),
        content_sha256=hashlib.sha256(hashed).hexdigest(),
        report_url=url,
        report_sha256=report.snapshot_sha256,
    )


def note_unread_report(page: Decision, url: str, reason: str) -> Decision:
    """The decision of `page` alone, with the problem that its full report could not be read."""
    problems = (*page.problems, Problem(ProblemCode.UNREAD_REPORT, url, reason))
    return msgspec.structs.replace(page, problems=problems, problem_count=len(problems))


def _fill(page: Decision, report: Decision) -> dict[str, Any]:
    names = ("body_name", "decided_on", "decided_on_text", "stage", *_TEXT_COLUMNS)
    return {name: getattr(report, name) for name in names if getattr(page, name) is None}


def _join_references(page: Decision, report: Decision) -> tuple[str, ...]:
    found = (*page.other_references, report.case_reference, *report.other_references)
    return tuple(reference for reference in dict.fromkeys(found) if reference != page.case_reference)


def _move(sections: tuple[Section, ...], before: int, paragraphs_before: int) -> Iterator[Section]:
    for section in sections:
        moved = tuple(
            msgspec.structs.replace(paragraph, position=paragraph.position + paragraphs_before)
            for paragraph in section.paragraphs
        )
        yield msgspec.structs.replace(
            section, position=section.position + before, paragraphs=moved, document=DocumentPart.REPORT
        )


def _find_problems(report: Decision, page: Decision) -> Iterator[Problem]:
    """The report's problems, but for fields that the page gives."""
    for problem in report.problems:
        if problem.code is ProblemCode.MISSING_FIELD and getattr(page, problem.where, None) is not None:
            continue
        yield msgspec.structs.replace(problem, where=f"report: {problem.where}")
