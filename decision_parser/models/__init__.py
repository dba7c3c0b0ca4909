"""The nouns of the project as frozen records, and the descriptions that every schema is generated from.

`msgspec.Struct` rather than dataclasses or pydantic: a page becomes some 150 of these, and a Struct is made in a
tenth of the time of a frozen dataclass, is immutable, and carries JSON and JSON Schema with it.
"""

from decision_parser.models.decisions import (
    Decision,
    Furniture,
    HeaderEntry,
    Paragraph,
    Section,
    Utc,
)
from decision_parser.models.documents import (
    Block,
    Document,
    Problem,
)
from decision_parser.models.kinds import (
    BULLET,
    DASH,
    DECIMAL,
    FURNITURE,
    HEADING,
    ITEM,
    LETTER,
    PARAGRAPH,
    QUOTE,
    ROMAN,
    TABLE,
    VALUE,
    BlockKind,
    DocumentKind,
    DocumentPart,
    ListStyle,
    Outcome,
    ParagraphKind,
    ProblemCode,
    SectionKind,
    Stage,
    Topic,
)
from decision_parser.models.listing import (
    Card,
    ListingPage,
    Reply,
)

__all__ = [
    "BULLET",
    "DASH",
    "DECIMAL",
    "FURNITURE",
    "HEADING",
    "ITEM",
    "LETTER",
    "PARAGRAPH",
    "QUOTE",
    "ROMAN",
    "TABLE",
    "VALUE",
    "Block",
    "BlockKind",
    "Card",
    "Decision",
    "Document",
    "DocumentKind",
    "DocumentPart",
    "Furniture",
    "HeaderEntry",
    "ListStyle",
    "ListingPage",
    "Outcome",
    "Paragraph",
    "ParagraphKind",
    "Problem",
    "ProblemCode",
    "Reply",
    "Section",
    "SectionKind",
    "Stage",
    "Topic",
    "Utc",
]
