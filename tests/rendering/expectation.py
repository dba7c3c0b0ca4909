"""What a parser should give for a manuscript that was rendered into a format, written down from the contract."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Any, Literal

from .manuscript import Entry, Manuscript, Style, iter_entries, long_date

Format = Literal["html", "pdf", "report_pdf", "plain"]
Nested = Literal["flat", "indented"]
Record = dict[str, Any]

KINDS = (
    "summary", "complaint", "background", "scope", "role_and_powers", "how_considered", "findings", "assessment",
    "remedy", "final_decision", "not_investigated",
)  # fmt: skip
OUTCOMES = {
    "upheld": "upheld",
    "not upheld": "not_upheld",
    "closed after initial enquiries": "closed_after_initial_enquiries",
}
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


def normalised(text: str) -> str:
    """Text as the contract keeps it: NFC, no invisible characters, single spaces."""
    return unicodedata.normalize("NFC", " ".join(_INVISIBLE.sub("", text).split()))


def canonical_url(url: str | None) -> str | None:
    """The one address of a decision, whatever host, query or case it was met under."""
    found = re.search(r"/decisions/([^?#]+)", (url or "").lower())
    return f"https://www.lgo.org.uk/decisions/{found[1].rstrip('/')}" if found else None


def expected(manuscript: Manuscript, form: Format, *, markup: str | None = None, nested: Nested = "flat") -> Record:
    """The parsed decision: header fields, text of each kind, sections with paragraphs.

    ``markup`` matters for HTML alone (typed markers), ``nested`` for plain text alone. What the form cannot carry is
    None.
    """
    sections = _sections(manuscript, form, markup, nested)
    record = _header(manuscript, form) | _texts(sections)
    paragraphs = [paragraph for section in sections for paragraph in section["paragraphs"]]
    return record | {"sections": sections, "paragraph_count": len(paragraphs)}


def _header(manuscript: Manuscript, form: Format) -> Record:
    """The header fields; a PDF carries neither title nor category nor outcome, and dates in its own form."""
    is_pdf = form in ("pdf", "report_pdf")
    outcome = None if is_pdf else manuscript.outcome_text
    url = canonical_url(manuscript.url) if form == "html" else None
    date_text = manuscript.decided_on_text
    if is_pdf:
        date_text = long_date(manuscript.decided_on) if manuscript.decided_on else None
    known = date_text is not None
    return {
        "decision_id": "lgsco/" + (url.split("/decisions/")[1] if url else manuscript.case_reference.replace(" ", "-")),
        "source": "lgsco",
        "url": url,
        "case_reference": manuscript.case_reference,
        "other_references": list(manuscript.other_references),
        "body_name": manuscript.body_name,
        "title": None if is_pdf else manuscript.title,
        "category": None if is_pdf else manuscript.category,
        "subcategory": None if is_pdf else manuscript.subcategory,
        "outcome": OUTCOMES.get(outcome.lower(), "other") if outcome else None,
        "outcome_text": outcome,
        "decided_on": manuscript.decided_on.isoformat() if known and manuscript.decided_on else None,
        "decided_on_text": date_text,
        "document_kind": "report" if form == "report_pdf" else manuscript.document_kind,
        "stage": manuscript.stage,
    }


def _texts(sections: list[Record]) -> Record:
    """The column of each kind: its paragraphs joined by line ends, None without any."""
    texts: Record = {}
    for kind in KINDS:
        own = [p["text"] for section in sections if section["kind"] == kind for p in section["paragraphs"]]
        texts[kind] = "\n".join(own) if own else None
    return texts


def _sections(manuscript: Manuscript, form: Format, markup: str | None, nested: Nested) -> list[Record]:
    sections: list[Record] = []
    if manuscript.summary:
        summary = _paragraph(Entry(0, "paragraph", manuscript.summary, None, None, "", None, None, 0), "")
        sections.append(_section("summary", None, 1, manuscript.summary_heading, [summary]))
    carried: list[list[Record]] = [[] for _ in manuscript.sections]
    for entry in iter_entries(manuscript):
        carried[entry.section] += _carry(entry, form, markup, nested)
    for section, paragraphs in zip(manuscript.sections, carried, strict=True):
        sections.append(_section(section.kind, section.topic, section.level, section.heading, paragraphs))
    for kind, line in (("signature", manuscript.signature), ("compliance", manuscript.compliance)):
        if line:
            sections.append(_section(kind, None, 1, line, []))
    return _placed(sections)


def _placed(sections: list[Record]) -> list[Record]:
    """Give sections and paragraphs their positions: 1, 2, 3 over the whole document."""
    count = 0
    for position, section in enumerate(sections, 1):
        section["position"] = position
        for paragraph in section["paragraphs"]:
            count += 1
            paragraph["position"] = count
    return sections


def _section(kind: str, topic: str | None, level: int, heading: str, paragraphs: list[Record]) -> Record:
    return {
        "position": 0,
        "kind": kind,
        "topic": topic,
        "level": level,
        "heading": normalised(heading),
        "paragraphs": paragraphs,
    }


def _paragraph(entry: Entry, marker: str) -> Record:
    text = entry.text
    if entry.kind == "table":
        text = "\n".join("\t".join(normalised(cell) for cell in row.split("\t")) for row in text.split("\n"))
    return {
        "position": 0,
        "number": str(entry.number) if entry.number is not None else None,
        "marker": marker or None,
        "path": entry.path,
        "depth": entry.depth,
        "kind": entry.kind,
        "text": text if entry.kind == "table" else normalised(text),
    }


def _carry(entry: Entry, form: Format, markup: str | None, nested: Nested) -> list[Record]:
    """The entry as the format shows it (a table in plain text is one line a row)."""
    if form == "plain":
        return _carry_plain(entry, nested)
    if form == "html" and markup != "typed":
        return [_paragraph(entry, "")]
    if _is_flattened(entry, form):
        entry = replace(entry, path=entry.owner, depth=0)
    return [_paragraph(entry, _marker(entry, form))]


def _is_flattened(entry: Entry, form: Format) -> bool:
    """Whether nothing in the format tells that the entry stands inside a nested item."""
    if entry.style or entry.number is not None or not entry.depth:
        return False
    return form == "html" or entry.kind != "paragraph" or entry.parent_styles == ("bullet",)


def _marker(entry: Entry, form: Format) -> str:
    if entry.number is not None:
        return f"{entry.number}."
    return printed_marker(entry.style, entry.label, entry.depth, "pdf" if form != "html" else "html")


def printed_marker(style: Style | None, label: str, depth: int, form: Literal["html", "pdf"]) -> str:
    """The characters that stand before an item where markers are printed."""
    if style is None:
        return ""
    if style == "bullet":
        return "•" if depth == 1 else ("–" if form == "pdf" else "◦")
    return f"({label})"


def _carry_plain(entry: Entry, nested: Nested) -> list[Record]:
    """Plain text has lost numbers and paths; only an indented list item is still seen to be one."""
    is_item = entry.style is not None and nested == "indented"
    bare = replace(
        entry,
        number=None,
        path=None,
        depth=entry.depth if is_item else 0,
        kind="item" if is_item else "paragraph",
    )
    marker = "-" if entry.style or entry.number is not None else ""
    if entry.kind == "table":
        return [_paragraph(replace(bare, kind="table", depth=0), "")]
    return [_paragraph(bare, marker)]
