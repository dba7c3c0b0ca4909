"""The parts of a decision put together."""

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from operator import attrgetter
from typing import Any

from decision_parser.corrections import correct_fields, load_corrections
from decision_parser.errors import CutShortError, ForeignPageError, NotADecisionError
from decision_parser.models import (
    Decision,
    Document,
    HeaderEntry,
    Problem,
    ProblemCode,
    Section,
    SectionKind,
    Stage,
)
from decision_parser.parsing.fields import Reading, read_fields
from decision_parser.parsing.header import Header
from decision_parser.parsing.lines import split_blocks
from decision_parser.parsing.meaning import read_meaning
from decision_parser.parsing.outline import Outline, find_heading, find_outline
from decision_parser.parsing.sections import SectionBuilder
from decision_parser.text import match_form, squeeze
from decision_parser.vocabulary import FurnitureRow, Heading, Source

_VERSION = version("decision-parser")
# Sections with a column of their own in `decisions`.
_TEXT_COLUMNS = {kind: kind.value for kind in SectionKind if kind in Decision.__struct_fields__}
_get_text = attrgetter("text")
_FEWEST_SECTIONS = 2
_SENTENCE_END = (".", "!", "?", ")", "]", "”", "’", "'", '"', "…")
_TELLING = {
    SectionKind.ROLE_AND_POWERS,
    SectionKind.HOW_CONSIDERED,
    SectionKind.SIGNATURE,
    SectionKind.COMPLIANCE,
}
"""Sections that no other page has."""
_MANY = ("title", "case_reference", "stage")
"""Fields that a header can give more than once."""


def parse_document(document: Document, source: Source, *, url: str | None, snapshot_sha256: str) -> Decision:
    """The decision that a document of a source holds, with the problems that were met on the way.

    Raises NotADecisionError when it holds none, and UnreadableInputError when it breaks off before its end.
    """
    blocks = split_blocks(document.blocks, source.vocabulary, document.visible)
    outline = find_outline(blocks, source)
    _refuse_foreign(document, source, outline)
    address = url or document.address
    identity = source.find_identity(address) if address else None
    header = Header(source, framed=document.framed)
    begin = header.read(blocks, outline)
    rows: list[Heading | FurnitureRow] = [
        row
        for entry in header.entries
        if entry.field == "stage" and (row := source.vocabulary.headings.find(entry.text))
    ]
    final = any(row.stage is Stage.FINAL for row in rows)
    builder = SectionBuilder(source, blocks[begin:], framed=document.framed, final=final)
    sections = builder.read(headed=outline.document_heading is not None)
    canonical = source.decision_address.format(identity=identity) if identity else url
    reading = Reading(document, source, header.entries, sections, rows + builder.rows, canonical)
    fields = read_fields(reading)
    _refuse_incomplete(document, fields, header.entries, sections, builder)
    decision_id = f"{source.slug}/{identity or fields['case_reference'].replace(' ', '-')}"
    fields, corrected = correct_fields(fields, load_corrections(source.slug).get(decision_id, ()))
    problems = (*document.problems, *header.problems, *_find_repeats(header.entries), *builder.problems, *corrected)
    full_text, columns = _join_texts(sections)
    encoded = full_text.encode("utf-8", "surrogatepass")
    return Decision(
        decision_id=decision_id,
        source=source.slug,
        url=canonical,
        **fields,
        **columns,
        **read_meaning(sections, source, fields),
        full_text=full_text,
        paragraph_count=sum([len(section.paragraphs) for section in sections]),
        word_count=_count_words(encoded, sections),
        problem_count=len(problems),
        media_type=document.media_type,
        snapshot_sha256=snapshot_sha256,
        content_sha256=_hash_content(header.entries, encoded),
        parser_version=_VERSION,
        corrected_fields=tuple(each.where for each in corrected if each.code is ProblemCode.CORRECTED),
        header=tuple(header.entries),
        sections=sections,
        problems=problems,
        furniture=(*header.furniture, *builder.furniture),
    )


def _refuse_foreign(document: Document, source: Source, outline: Outline) -> None:
    """A page whose words say that it is something else, or that has none of a decision's headings, is no decision."""
    if outline.document_heading is None and not _has_sections(document, source):
        for block in document.blocks:
            if len(block.text) < _LONGEST_NOTICE and (row := source.vocabulary.find_foreign_page(block.text)):
                message = f"This is {row.what} ({block.text[:60]!r}), not a decision; give the decision's own page."
                raise ForeignPageError(message)
    if outline.body is None and outline.document_heading is None:
        message = (
            f"No decision of {source.name} was found: none of its headings stands in the text; check what was saved."
        )
        raise NotADecisionError(message)


def _has_sections(document: Document, source: Source) -> bool:
    """Whether the headings of several sections stand in a document: then its sentences may say what they like."""
    rows = (find_heading(block, source.vocabulary.headings) for block in document.blocks)
    return len({row.kind for row in rows if row and row.kind and not row.topic}) >= _FEWEST_SECTIONS


_LONGEST_NOTICE = 300


def _refuse_incomplete(
    document: Document,
    fields: dict[str, Any],
    entries: Sequence[HeaderEntry],
    sections: Sequence[Section],
    builder: SectionBuilder,
) -> None:
    """What has no reference, too little that only a decision has, no text or no end is not taken for a decision."""
    if fields["case_reference"] is None:
        message = (
            "No case reference was found in the title, the header or the address; check what was saved, or give --url."
        )
        raise NotADecisionError(message)
    if not _is_headed(entries, sections, builder.rows):
        message = "The text has a reference and headings, but none that only a decision has; check what was saved."
        raise NotADecisionError(message)
    if not any(section.paragraphs for section in sections):
        message = "The headings of a decision stand there without any text below them; fetch it again."
        raise NotADecisionError(message)
    if not builder.complete and not _is_complete(document, sections):
        message = "The file breaks off before the decision's end; fetch it again."
        raise CutShortError(message)


def _is_complete(document: Document, sections: Sequence[Section]) -> bool:
    """Whether a document that shows no last line of its own ends where it should: by its format, or with a sentence."""
    if document.complete is not None:
        return document.complete
    last = sections[-1].paragraphs[-1:]
    return bool(last) and last[0].text.endswith(_SENTENCE_END)


def _is_headed(
    entries: Sequence[HeaderEntry], sections: Sequence[Section], rows: Sequence[Heading | FurnitureRow]
) -> bool:
    """Whether a document shows what only decisions show: their own heading, or sections with labels or telling ones."""
    if any(entry.field == "stage" for entry in entries):
        return True
    known = {section.kind for section in sections} - {SectionKind.UNKNOWN}
    labelled = any(entry.label is not None and entry.field is not None for entry in entries)
    told = not known.isdisjoint(_TELLING) or any(isinstance(row, Heading) and row.document_kind for row in rows)
    return len(known) >= _FEWEST_SECTIONS and (labelled or told)


def _find_repeats(entries: Sequence[HeaderEntry]) -> list[Problem]:
    """Fields that the header gives twice with different values."""
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        if entry.field and entry.text and entry.field not in _MANY:
            found.setdefault(entry.field, {}).setdefault(match_form(entry.text), entry.text)
    return [
        Problem(ProblemCode.REPEATED_FIELD, field, " | ".join(texts.values()))
        for field, texts in found.items()
        if len(texts) > 1
    ]


def _join_texts(sections: Sequence[Section]) -> tuple[str, dict[str, Any]]:
    """All headings and paragraphs, and the text columns: the paragraphs of all sections of a kind, joined in order."""
    lines: list[str] = []
    columns: dict[str, list[str]] = {}
    for section in sections:
        if section.heading:
            lines.append(section.heading)
        if section.paragraphs:
            text = "\n".join(map(_get_text, section.paragraphs))
            lines.append(text)
            if column := _TEXT_COLUMNS.get(section.kind):
                columns.setdefault(column, []).append(text)
    return "\n".join(lines), {column: "\n".join(texts) for column, texts in columns.items()}


def _count_words(text: bytes, sections: Sequence[Section]) -> int:
    """Words between white space: clean text has just one between two words, but for the empty cells of tables."""
    tables = [paragraph.text for section in sections for paragraph in section.paragraphs if "\t" in paragraph.text]
    doubled = sum(len(table.split()) - sum(map(table.count, " \n\t")) - 1 for table in tables)
    return len(text) - len(squeeze(text)) + 1 + doubled


def _hash_content(entries: Sequence[HeaderEntry], full_text: bytes) -> str:
    """A hash of the decision's own words, which neither the page around them nor the parser's tables change."""
    header = "\n".join([f"{entry.label or ''}\t{entry.text}" for entry in entries])
    content = hashlib.sha256(b"%b\n" % header.encode("utf-8", "surrogatepass"))
    content.update(full_text)
    return content.hexdigest()
