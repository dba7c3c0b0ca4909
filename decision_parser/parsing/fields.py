"""The fields of a decision. A field is one finder here, one line in FIELDS, and one line in `models.Decision`."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from decision_parser.models import Document, DocumentKind, HeaderEntry, Outcome, Section, Stage
from decision_parser.text import parse_date
from decision_parser.vocabulary import FurnitureRow, Heading, Source

_JOINTS = " \n\t([:,–—-"
_REFERENCE_WORDS = re.compile(
    r"[\s(\[:,–—-]*(?:(?:case |complaint )?(?:reference|ref)s?(?: (?:numbers?|nos?))?[.:]?)?\s*$", re.IGNORECASE
)
_CATEGORY_SIGN = re.compile(r"\s*[>»\u203a]\s*")
_FINAL, _REPORT = Stage.FINAL, DocumentKind.REPORT


class Reading(Struct, frozen=True):
    """What the finders look at: the document, its header and sections, and the rows of the vocabulary that were met."""

    document: Document
    source: Source
    header: Sequence[HeaderEntry]
    sections: Sequence[Section]
    rows: Sequence[Heading | FurnitureRow]
    url: str | None
    printed: Mapping[str | None, Sequence[str]] = {}
    title: str | None = None
    references: tuple[str, ...] = ()

    def values(self, field: str) -> Sequence[str]:
        """The values that the header prints for a field, in order."""
        return self.printed.get(field, ())

    def first(self, field: str) -> str | None:
        """The first value that the header prints for a field."""
        return next(iter(self.values(field)), None)


def find_title(reading: Reading) -> str | None:
    """The title that was read before all else."""
    return reading.title


def read_title(reading: Reading) -> str | None:
    """The title as printed; where the page prints none, the part of its head's title that names the decision."""
    printed = " ".join(reading.values("title"))
    if printed:
        return printed
    head = reading.document.title or ""
    found = reading.source.find_title_references(head)
    return head[: found[-1].end() + (head[found[-1].end() : found[-1].end() + 1] == ")")] if found else None


def read_references(reading: Reading) -> tuple[str, ...]:
    """All references that the header prints, else the one in the address."""
    source = reading.source
    found = [source.write_reference(match) for match in source.find_title_references(reading.title or "")]
    for field in ("case_reference", "body_name"):
        found += [reference for text in reading.values(field) for reference in source.find_references(text)]
    if not found and reading.url:
        found = reading.source.find_references(reading.url.rsplit("/", 1)[-1])
    return tuple(dict.fromkeys(found))


def find_case_reference(reading: Reading) -> str | None:
    """The first reference."""
    return next(iter(reading.references), None)


def find_other_references(reading: Reading) -> tuple[str, ...]:
    """The references after the first."""
    return reading.references[1:]


def find_body_name(reading: Reading) -> str | None:
    """The body of a label of its own, else the title without its reference."""
    labelled = reading.first("body_name")
    return strip_references(labelled or reading.title or "", reading.source) or None


def strip_references(text: str, source: Source) -> str:
    """A title without its references, their brackets, and the words and signs that join them."""
    found = source.find_title_references(text)
    if not found:
        return text.strip(" :–—-")
    before = text[: found[0].start()]
    before = _REFERENCE_WORDS.sub("", before) if "ref" in before.lower() else before.rstrip(_JOINTS)
    before, after = before.strip(" (["), text[found[-1].end() :].strip(" )]:,–—-")
    # A label in front of the reference names no body.
    return after if after and (not before or source.vocabulary.labels.find(before)) else before


def find_category(reading: Reading) -> str | None:
    """The part of the category before its sign."""
    parts = _categories(reading)
    return parts[0] if parts else None


def find_subcategory(reading: Reading) -> str | None:
    """The part of the category after its sign, or the value of a label of its own."""
    parts = _categories(reading)
    return " > ".join(parts[1:]) or reading.first("subcategory")


def _categories(reading: Reading) -> list[str]:
    return [part for part in _CATEGORY_SIGN.split(reading.first("category") or "") if part]


def find_outcome_text(reading: Reading) -> str | None:
    """The outcome as printed."""
    return reading.first("outcome")


def find_outcome(reading: Reading) -> Outcome | None:
    """The outcome in the one scheme; `other` for words that no row knows."""
    printed = find_outcome_text(reading)
    if printed is None:
        return None
    row = reading.source.vocabulary.outcomes.find(printed)
    return row.outcome if row else Outcome.OTHER


def find_decided_on_text(reading: Reading) -> str | None:
    """The date as printed."""
    return reading.first("decided_on")


def find_decided_on(reading: Reading) -> dt.date | None:
    """The date, if it is printed in a known form and the calendar has it."""
    return parse_date(find_decided_on_text(reading) or "")


def find_document_kind(reading: Reading) -> DocumentKind | None:
    """What the document's own heading says, else the headings that only one kind has."""
    return next((row.document_kind for row in reading.rows if isinstance(row, Heading) and row.document_kind), None)


def find_stage(reading: Reading) -> Stage | None:
    """Final unless any heading or running foot tells a draft; a published report's page has no heading that says so."""
    stages = [row.stage for row in reading.rows if row.stage]
    early = next((stage for stage in stages if stage is not _FINAL), None)
    if early or stages:
        return early or _FINAL
    return _FINAL if find_document_kind(reading) is _REPORT else None


def read_fields(reading: Reading) -> dict[str, Any]:
    """All fields by name."""
    printed: dict[str | None, list[str]] = {}
    for entry in reading.header:
        if entry.text:
            printed.setdefault(entry.field, []).append(entry.text)
    reading = replace(reading, printed=printed)
    reading = replace(reading, title=read_title(reading))
    reading = replace(reading, references=read_references(reading))
    return {name: finder(reading) for name, finder in FIELDS.items()}


FIELDS: dict[str, Callable[[Reading], Any]] = {
    "title": find_title,
    "case_reference": find_case_reference,
    "other_references": find_other_references,
    "body_name": find_body_name,
    "category": find_category,
    "subcategory": find_subcategory,
    "outcome": find_outcome,
    "outcome_text": find_outcome_text,
    "decided_on": find_decided_on,
    "decided_on_text": find_decided_on_text,
    "document_kind": find_document_kind,
    "stage": find_stage,
}
