"""The nouns of the project as frozen records, and the descriptions that every schema is generated from.

`msgspec.Struct` rather than dataclasses or pydantic: a page becomes some 150 of these, and a Struct is made in a
tenth of the time of a frozen dataclass, is immutable, and carries JSON and JSON Schema with it.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

Utc = Annotated[dt.datetime, Meta(tz=True)]


class BlockKind(StrEnum):
    """What a piece of a document is, whatever format it came in."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"
    VALUE = "value"
    FURNITURE = "furniture"


class ListStyle(StrEnum):
    """How the items of a list are labelled for their reader."""

    DECIMAL = "decimal"
    LETTER = "letter"
    ROMAN = "roman"
    BULLET = "bullet"
    DASH = "dash"
    """A text file's `- `, which stands for a number, a letter or a bullet: which one is lost."""


# The members by themselves: asked of its class, one costs 0.1 µs in Python 3.11, and a page asks a thousand times.
HEADING, PARAGRAPH, ITEM, QUOTE, TABLE, VALUE, FURNITURE = BlockKind
DECIMAL, LETTER, ROMAN, BULLET, DASH = ListStyle


class SectionKind(StrEnum):
    """The parts of a decision."""

    SUMMARY = "summary"
    COMPLAINT = "complaint"
    BACKGROUND = "background"
    SCOPE = "scope"
    ROLE_AND_POWERS = "role_and_powers"
    HOW_CONSIDERED = "how_considered"
    FINDINGS = "findings"
    ASSESSMENT = "assessment"
    REMEDY = "remedy"
    FINAL_DECISION = "final_decision"
    NOT_INVESTIGATED = "not_investigated"
    SIGNATURE = "signature"
    COMPLIANCE = "compliance"
    FURTHER_REPORT = "further_report"
    UNKNOWN = "unknown"


class Topic(StrEnum):
    """What a sub-heading inside the findings is about."""

    LAW = "law"
    BACKGROUND = "background"
    EVENTS = "events"
    ANALYSIS = "analysis"


class ParagraphKind(StrEnum):
    """The form of a paragraph."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"


class Outcome(StrEnum):
    """What was decided, in one scheme for all publishers."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    CLOSED_AFTER_INITIAL_ENQUIRIES = "closed_after_initial_enquiries"
    OTHER = "other"


class Stage(StrEnum):
    """How far the text has come: only a final one is a decision."""

    FINAL = "final"
    DRAFT = "draft"
    PROVISIONAL = "provisional"


class DocumentKind(StrEnum):
    """The two kinds of document that a decision is published as."""

    STATEMENT = "statement"
    REPORT = "report"


class DocumentPart(StrEnum):
    """Which of a decision's documents a section stands in."""

    MAIN = "main"
    REPORT = "report"


class ProblemCode(StrEnum):
    """What the parser can see and not place."""

    MISSING_FIELD = "missing_field"
    UNKNOWN_HEADING = "unknown_heading"
    UNKNOWN_LABEL = "unknown_label"
    UNKNOWN_OUTCOME = "unknown_outcome"
    UNPARSED_DATE = "unparsed_date"
    NUMBER_GAP = "number_gap"
    NUMBER_REPEATED = "number_repeated"
    REFERENCE_MISMATCH = "reference_mismatch"
    REPEATED_FIELD = "repeated_field"
    UNREAD_PAGE = "unread_page"
    UNDECODABLE_BYTES = "undecodable_bytes"
    TRUNCATED = "truncated"
    DRAFT_SIGNALS = "draft_signals"
    DUPLICATE = "duplicate"
    LOSSLESS = "lossless"
    UNREAD_REPORT = "unread_report"


class Block(Struct, frozen=True, gc=False):
    """One piece of a document in reading order.

    `text` has single spaces; a printed line break stays as a line feed until the parser knows what the lines are.
    `level` is the rank of a heading (1 is the highest), and for everything else how many list items it stands in.
    `ordinal` is the place that a list gives to an item, counted from its `start`; `marker` is the number, letter or
    bullet when it is printed as characters. `reason` says why a block is furniture, or, on another kind, why it would
    be unless its words say otherwise.
    """

    kind: BlockKind
    text: str
    level: int = 0
    style: ListStyle | None = None
    ordinal: int | None = None
    marker: str | None = None
    label: str | None = None
    reason: str | None = None


class Problem(Struct, frozen=True, gc=False):
    """Something that was seen and could not be placed."""

    code: Annotated[ProblemCode, Meta(description="What kind of problem it is.")]
    where: Annotated[str, Meta(description="Where it was seen: a field, a paragraph's position, a page.")]
    detail: Annotated[str, Meta(description="The printed words, or what was expected.")]


class Document(Struct, frozen=True):
    """A snapshot read into blocks, free of its format.

    `visible` is every visible character without white space, in reading order, taken from the source apart from the
    blocks: the lossless rule compares the two. `title` and `address` are what the file says of itself outside its text.
    `complete` is false where the file breaks off, and null where its format has no end to see. `framed` holds where
    the file marks what belongs to the decision and what to the page around it.
    """

    media_type: str
    blocks: tuple[Block, ...]
    visible: str
    encoding: str | None = None
    title: str | None = None
    address: str | None = None
    complete: bool | None = True
    framed: bool = True
    problems: tuple[Problem, ...] = ()


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


# ── what a publisher lists, and what its server answers ──────────────────────────────────────────────────────────────


class Card(Struct, frozen=True):
    """One entry of a publisher's index, as printed; null where it prints nothing of the kind.

    `address` is the path of the decision's page, as linked. `decided_on` is `decided_on_text` read, where it can be.
    """

    address: str
    title: str | None = None
    document_kind_text: str | None = None
    outcome_text: str | None = None
    subcategory: str | None = None
    decided_on_text: str | None = None
    decided_on: dt.date | None = None
    summary: str | None = None


class ListingPage(Struct, frozen=True):
    """One page of an index: the publisher's own total for the whole listing, and the entries on this page.

    `unread` counts what looks like an entry but has no address of a decision that could be read.
    """

    total: int
    cards: tuple[Card, ...]
    unread: int = 0


class Reply(Struct, frozen=True):
    """An answer of a server, as received.

    `url` is the address that was asked, after redirects the last of `redirects`' targets. `headers` are those received,
    in order, without Transfer-Encoding. `wire` is the entity as it was sent (perhaps compressed), `body` the same
    decompressed. `received_at` is UTC.
    """

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    wire: bytes
    body: bytes
    received_at: dt.datetime
    redirects: tuple["Reply", ...] = ()

    def header(self, name: str) -> str | None:
        """The value of the first header of this name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)
