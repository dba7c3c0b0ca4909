"""A decision and its parts, with the descriptions that every schema is generated from."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from decision_parser.models.documents import Problem
from decision_parser.models.kinds import (
    BodyType,
    CitationKind,
    DocumentKind,
    DocumentPart,
    Outcome,
    ParagraphKind,
    Per,
    RemedyKind,
    RemedyPurpose,
    RemedyStatus,
    SectionKind,
    Stage,
    Topic,
)

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


class Remedy(Struct, frozen=True, gc=False, kw_only=True):
    """One action that puts right what went wrong, and the words that it was read from."""

    position: Annotated[int, Meta(description="Place among the decision's remedies, from 1.")]
    paragraph_position: Annotated[int, Meta(description="The paragraph that it stands in.")]
    path: Annotated[str | None, Meta(description="Address of that paragraph in the document, such as `12(c)`.")] = None
    text: Annotated[str, Meta(description="The words of the action as printed.")]
    body_name: Annotated[
        str | None, Meta(description="The body that acts, where the words mean the one complained about.")
    ] = None
    body_text: Annotated[str | None, Meta(description="The body that acts, as printed: `the Care Provider`.")] = None
    recipient_text: Annotated[str | None, Meta(description="Who gets the apology or payment, as printed.")] = None
    kind: Annotated[RemedyKind, Meta(description="What is to be done; `none`: that nothing (more) is needed.")]
    purpose: Annotated[
        RemedyPurpose | None, Meta(description="What a payment is for: the first that is said; null where none is.")
    ] = None
    status: Annotated[
        RemedyStatus | None,
        Meta(description="How far the action has come when the decision is made; null for kind `none`."),
    ] = None
    amount: Annotated[
        Decimal | None,
        Meta(description="The amount of money, if a number is printed."),
    ] = None
    amount_text: Annotated[str | None, Meta(description="The amount as printed.")] = None
    currency: Annotated[str | None, Meta(description="Currency of the amount, ISO 4217: `GBP`.")] = None
    per: Annotated[Per | None, Meta(description="How often the amount is due, or for how many.")] = None
    part_of: Annotated[
        int | None, Meta(description="Position of the remedy whose amount includes this one; null for a whole.")
    ] = None
    formula_text: Annotated[
        str | None, Meta(description="How an amount is to be worked out, as printed: `50% of the cost`.")
    ] = None
    deadline_text: Annotated[str | None, Meta(description="By when, as printed.")] = None
    deadline_duration: Annotated[str | None, Meta(description="How long, as an ISO 8601 duration: `P3M`, `P4W`.")] = (
        None
    )
    deadline_on: Annotated[
        dt.date | None,
        Meta(description="The last day: a printed date, or counted from the decision's date where it runs from there."),
    ] = None


class Citation(Struct, frozen=True, gc=False, kw_only=True):
    """One provision of law that a paragraph cites, and the words that it was read from."""

    position: Annotated[int, Meta(description="Place among the decision's citations, from 1.")]
    paragraph_position: Annotated[int, Meta(description="The paragraph that it stands in.")]
    text: Annotated[str, Meta(description="The words as printed.")]
    kind: Annotated[CitationKind, Meta(description="What kind of law it is.")]
    title: Annotated[
        str | None,
        Meta(
            description="Title with its year, of the law that the words name or refer back to; of a case its parties."
        ),
    ] = None
    year: Annotated[int | None, Meta(description="Year of the law.")] = None
    provision: Annotated[
        str | None,
        Meta(
            description="In one form: `s24A(6)`, `Sch 5 para 5(b)`, `reg 12`, `art 8`, `Pt 7`, of guidance `para 9.5`, "
            "of a case its neutral citation; null where the whole is cited."
        ),
    ] = None
    as_amended: Annotated[bool, Meta(description="Whether the words say `as amended`.")] = False
    boilerplate: Annotated[
        bool,
        Meta(
            description="Whether it says nothing about the case: it stands where the Ombudsman's powers are told, or "
            "in a sentence that stands in most decisions of the dataset."
        ),
    ] = False
    uri: Annotated[
        str | None, Meta(description="Address at legislation.gov.uk, where the law is in our table of titles.")
    ] = None


class Decision(Struct, frozen=True, kw_only=True):
    """One published decision. The fields up to `corrected_fields` are the columns of the table `decisions`."""

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
    body_id: Annotated[
        str | None,
        Meta(
            description="Lasting id of the body: `uk-la:DBY`, by its code in the register of local authorities. Null "
            "where the register does not know the name, and without a register."
        ),
    ] = None
    body_id_current: Annotated[
        str | None,
        Meta(
            description="Id of the body that does its work today: its own, or its successor's; "
            "null where several share it."
        ),
    ] = None
    body_name_current: Annotated[str | None, Meta(description="Name of that body in the register.")] = None
    body_type: Annotated[BodyType | None, Meta(description="What kind of body it is, by the register or its name.")] = (
        None
    )
    gss_code: Annotated[str | None, Meta(description="Code of the body's area at the statistics office.")] = None
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
    satisfied_on: Annotated[
        dt.date | None,
        Meta(description="When the Ombudsman was satisfied with the response to a report; the last date if several."),
    ] = None
    satisfied_on_text: Annotated[
        str | None, Meta(description="The lines that say so, as printed, joined by line feeds.")
    ] = None
    further_report_on: Annotated[dt.date | None, Meta(description="Date of a further report, where one is given.")] = (
        None
    )
    further_report_text: Annotated[
        str | None, Meta(description="What is said of a further report, heading and text joined by line feeds.")
    ] = None
    remedy_count: Annotated[int, Meta(description="Rows of the table `remedies`, those of kind `none` left out.")] = 0
    remedy_total: Annotated[
        Decimal | None,
        Meta(
            description="Sum of the payments and refunds, each pound once: amounts due once, agreed, recommended, "
            "proposed or done, not their parts. Null where none has a number.",
        ),
    ] = None
    paragraph_count: Annotated[int, Meta(description="Number of paragraphs, items and quotations included.")]
    word_count: Annotated[int, Meta(description="Words of `full_text`, split at white space.")]
    problem_count: Annotated[int, Meta(description="Rows of the table `problems` for this decision.")]
    decision_group_id: Annotated[
        str | None,
        Meta(description="Shared by decisions that are one text or one joint case. Null outside of a dataset."),
    ] = None
    count_once: Annotated[
        bool | None, Meta(description="True on exactly one decision of each text. Null outside of a dataset.")
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
    corrected_fields: Annotated[
        tuple[str, ...],
        Meta(
            description="Columns whose value is not what was printed but a reviewed correction; the table `problems` "
            "says why, and who says so."
        ),
    ] = ()
    header: tuple[HeaderEntry, ...] = ()
    sections: tuple[Section, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    citations: tuple[Citation, ...] = ()
    problems: tuple[Problem, ...] = ()
    furniture: tuple[Furniture, ...] = ()
