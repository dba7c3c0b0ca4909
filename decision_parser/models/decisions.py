"""A decision and its parts, with the descriptions that every schema is generated from."""

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from decision_parser.models.documents import Problem
from decision_parser.models.kinds import DocumentKind, DocumentPart, Outcome, ParagraphKind, SectionKind, Stage, Topic

Utc = Annotated[dt.datetime, Meta(tz=True)]


class HeaderEntry(Struct, frozen=True, gc=False):
    """One line of a decision's header, as printed."""

    label: Annotated[str | None, Meta(description="The label as printed, or null where a value stands alone.")]
    text: Annotated[str, Meta(description="The value as printed.")]
    field: Annotated[str | None, Meta(description="The field that it gives, or null for a label that no table knows.")]


class Furniture(Struct, frozen=True, gc=False):
    """Text of the page that is not the decision's, with the reason it was left out."""

    text: Annotated[str, Meta(description="The words as printed.")]
    reason: Annotated[str, Meta(description="Why they are not part of the decision.")]


class Paragraph(Struct, frozen=True, gc=False):
    """A paragraph, list item, quotation or table of a section."""

    position: Annotated[int, Meta(description="Place in the document, from 1, over all its paragraphs.")]
    number: Annotated[
        str | None,
        Meta(description="The number that the document's cross-references mean: counted on where a list restarts."),
    ]
    marker: Annotated[
        str | None,
        Meta(description="Number, letter or bullet as printed in characters; null where a list or nothing gave it."),
    ]
    path: Annotated[
        str | None,
        Meta(
            description="Address in the document: `12`, `12(c)`, `12(c)(ii)` as the document labels them; `12[3]` is "
            "the third bullet under 12. An unnumbered paragraph has that of the one it stands under."
        ),
    ]
    depth: Annotated[int, Meta(description="0 for paragraphs, 1 for items under them, 2 for items under those.")]
    kind: Annotated[ParagraphKind, Meta(description="The form of the paragraph.")]
    text: Annotated[
        str,
        Meta(description="The words, white space normalised. In a table, cells end in tabs and rows in line feeds."),
    ]


class Section(Struct, frozen=True, gc=False):
    """A heading and what stands under it."""

    position: Annotated[int, Meta(description="Place in the document, from 1.")]
    kind: Annotated[SectionKind, Meta(description="What the section is; `unknown` where no table knows its heading.")]
    topic: Annotated[Topic | None, Meta(description="What a sub-heading of the findings is about, where it is known.")]
    level: Annotated[int, Meta(description="1 for a section, 2 for a sub-heading inside one.")]
    heading: Annotated[str | None, Meta(description="The heading as printed; null where text stands under none.")]
    paragraphs: tuple[Paragraph, ...] = ()
    document: Annotated[
        DocumentPart,
        Meta(description="`main`: the decision's own page or file; `report`: the full report that its page links to."),
    ] = DocumentPart.MAIN


def _text_of(kind: str) -> str:
    return f"Text of the section(s) of kind `{kind}`, paragraphs joined by line feeds; null where there is none."


class Decision(Struct, frozen=True, kw_only=True):
    """One published decision. The fields up to `parser_version` are the columns of the table `decisions`."""

    decision_id: Annotated[
        str,
        Meta(
            description="Source and the publisher's own identity: the path of its address, or its reference where none "
            "is known."
        ),
    ]
    source: Annotated[str, Meta(description="Slug of the publisher.")]
    url: Annotated[str | None, Meta(description="Canonical address of the decision's page.")] = None
    case_reference: Annotated[
        str, Meta(description="The publisher's reference, `24 014 420`, with a letter per body in joint cases.")
    ]
    other_references: Annotated[
        tuple[str, ...], Meta(description="Further references of the same document, in the order printed.")
    ] = ()
    body_name: Annotated[str | None, Meta(description="The body complained about, as printed.")] = None
    title: Annotated[str | None, Meta(description="The title as printed.")] = None
    category: Annotated[str | None, Meta(description="Top level of the publisher's category, as printed.")] = None
    subcategory: Annotated[str | None, Meta(description="Second level; unique only together with its category.")] = None
    outcome: Annotated[
        Outcome | None, Meta(description="What was decided; `other` for printed words that no table knows.")
    ] = None
    outcome_text: Annotated[str | None, Meta(description="The outcome as printed.")] = None
    decided_on: Annotated[
        dt.date | None, Meta(description="Date of the decision as shown, not corrected (see the documentation).")
    ] = None
    decided_on_text: Annotated[str | None, Meta(description="The date as printed.")] = None
    document_kind: Annotated[DocumentKind | None, Meta(description="Statement, or public-interest report.")] = None
    stage: Annotated[Stage | None, Meta(description="Only `final` ones are in a release.")] = None
    summary: Annotated[str | None, Meta(description=_text_of("summary"))] = None
    complaint: Annotated[str | None, Meta(description=_text_of("complaint"))] = None
    background: Annotated[str | None, Meta(description=_text_of("background"))] = None
    scope: Annotated[str | None, Meta(description=_text_of("scope"))] = None
    role_and_powers: Annotated[str | None, Meta(description=_text_of("role_and_powers"))] = None
    how_considered: Annotated[str | None, Meta(description=_text_of("how_considered"))] = None
    findings: Annotated[str | None, Meta(description=_text_of("findings"))] = None
    assessment: Annotated[str | None, Meta(description=_text_of("assessment"))] = None
    remedy: Annotated[str | None, Meta(description=_text_of("remedy"))] = None
    final_decision: Annotated[str | None, Meta(description=_text_of("final_decision"))] = None
    not_investigated: Annotated[str | None, Meta(description=_text_of("not_investigated"))] = None
    full_text: Annotated[str, Meta(description="All headings and paragraphs in order, joined by line feeds.")]
    paragraph_count: Annotated[int, Meta(description="Number of paragraphs, items and quotations included.")]
    word_count: Annotated[int, Meta(description="Words of `full_text`, split at white space.")]
    problem_count: Annotated[int, Meta(description="Rows of the table `problems` for this decision.")]
    decision_group_id: Annotated[
        str | None, Meta(description="Shared by decisions that are one text or one joint case. Not filled yet.")
    ] = None
    count_once: Annotated[
        bool | None, Meta(description="True on exactly one decision of each text. Not filled yet.")
    ] = None
    media_type: Annotated[str, Meta(description="Format of the snapshot, by its bytes.")]
    snapshot_sha256: Annotated[str, Meta(description="SHA-256 of the bytes that were read.")]
    report_url: Annotated[
        str | None, Meta(description="Address of the full report, where the page links to one that was read too.")
    ] = None
    report_sha256: Annotated[str | None, Meta(description="SHA-256 of the bytes of that report.")] = None
    content_sha256: Annotated[
        str,
        Meta(description="SHA-256 of the decision's own printed words: equal while only the page around it changes."),
    ]
    fetched_at: Annotated[Utc | None, Meta(description="When the snapshot was received, UTC.")] = None
    first_seen_at: Annotated[Utc | None, Meta(description="When the decision was first listed, UTC.")] = None
    last_seen_at: Annotated[Utc | None, Meta(description="When the decision was last listed, UTC.")] = None
    withdrawn_at: Annotated[Utc | None, Meta(description="When the publisher was first seen without it, UTC.")] = None
    parser_version: Annotated[str, Meta(description="Version of decision_parser that made the row.")]
    header: tuple[HeaderEntry, ...] = ()
    sections: tuple[Section, ...] = ()
    problems: tuple[Problem, ...] = ()
    furniture: tuple[Furniture, ...] = ()
