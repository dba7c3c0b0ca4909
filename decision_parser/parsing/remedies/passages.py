"""Which paragraphs of a decision tell what is to be done, and what one of them leaves to the items below it."""

from collections.abc import Sequence

from msgspec import Struct

from decision_parser.models import DocumentPart, Paragraph, RemedyStatus, Section, SectionKind
from decision_parser.parsing.remedies.deadlines import Deadline
from decision_parser.parsing.remedies.walking import Mode
from decision_parser.text import match_form

_REMEDY, _ELSE, _MAIN = SectionKind.REMEDY, (SectionKind.SUMMARY, SectionKind.FINAL_DECISION), DocumentPart.MAIN
_PARTS = tuple(DocumentPart)


class Passage(Struct, frozen=True):
    """Paragraphs that tell what is to be done.

    `status` is what their heading says, where it says any, and `overrides` holds where it says so of all. With `strict`
    they tell of other things too: an action needs words of its own that say so, and a verb that is known.
    """

    paragraphs: tuple[Paragraph, ...]
    status: RemedyStatus | None = None
    overrides: bool = False
    strict: bool = False


class Lead(Struct, frozen=True):
    """What a paragraph leaves to the items below it.

    They can be parts of a sum (the draft `parts_of`), payments for what its `words` say, the `content` of a reminder
    and no actions at all, or what is to be `ensured`, in sentences of their own.
    """

    mode: Mode
    deadline: Deadline | None = None
    parts_of: int | None = None
    words: str = ""
    content: bool = False
    ensured: bool = False


def choose_passages(sections: Sequence[Section]) -> list[Passage]:
    """The sections of remedies, of the page before those of its report; else the summary and the final decision."""
    told = [section for section in sections if section.kind is _REMEDY]
    for part in _PARTS:
        chosen = [section for section in told if section.document is part]
        if any(section.paragraphs for section in chosen):
            return [Passage(section.paragraphs, *_read_heading(section.heading)) for section in chosen]
    main = [section for section in sections if section.kind in _ELSE and section.document is _MAIN]
    return [Passage(section.paragraphs, strict=True) for section in main]


def _read_heading(heading: str | None) -> tuple[RemedyStatus | None, bool]:
    """What a heading says of the actions below it, and whether it says so of all of them."""
    words = match_form(heading or "")
    recommended = "recommend" in words or "propos" in words
    if "agreed" in words:
        return RemedyStatus.AGREED, not recommended
    return (RemedyStatus.RECOMMENDED if recommended else None), False
