"""A decision as the page shows it: fields, sections, paragraphs with the values in them, and what is to be marked."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from decision_parser.models import Citation, Decision, Paragraph, ParagraphKind, Problem, Remedy, Section
from decision_parser.quality.marks import Item, Subject
from decision_parser.quality.review.highlighting import Piece, Span, cut, find_words

FIELDS = {
    "body_name": None,
    "case_reference": None,
    "other_references": None,
    "title": None,
    "category": None,
    "subcategory": None,
    "outcome": "outcome_text",
    "decided_on": "decided_on_text",
    "document_kind": None,
    "stage": None,
    "satisfied_on": "satisfied_on_text",
    "further_report_on": "further_report_text",
    "remedy_total": None,
}
"""The fields to be marked, each with the one that keeps its words as printed, where these are others."""


class FieldView(Struct, frozen=True):
    """A field: its value, the words it was read from, and its item."""

    name: str
    value: str | None
    printed: str | None
    item: Item


class CardView(Struct, frozen=True):
    """A remedy or citation: what was understood, and whether its words stand in its paragraph as they are."""

    item: Item
    tag: str
    rows: tuple[tuple[str, str], ...]
    lost: bool


class ParagraphView(Struct, frozen=True):
    """A paragraph, cut where values begin and end, with the cards of these."""

    paragraph: Paragraph
    pieces: tuple[Piece, ...]
    cards: tuple[CardView, ...]


class SectionView(Struct, frozen=True):
    """A section with its paragraphs and its item."""

    section: Section
    paragraphs: tuple[ParagraphView, ...]
    item: Item


class DecisionView(Struct, frozen=True):
    """All that is shown of a decision; `strays` are cards whose paragraph is not among its own."""

    decision: Decision
    link: str | None
    fields: tuple[FieldView, ...]
    problems: tuple[Problem, ...]
    sections: tuple[SectionView, ...]
    strays: tuple[CardView, ...]

    @property
    def items(self) -> list[Item]:
        """All that can be marked, in the order of the page."""
        items = [field.item for field in self.fields]
        for section in self.sections:
            items.append(section.item)
            items += [card.item for paragraph in section.paragraphs for card in paragraph.cards]
        return items + [card.item for card in self.strays]


def view(decision: Decision) -> DecisionView:
    """The decision, ready to be shown."""
    values: dict[int, list[Remedy | Citation]] = defaultdict(list)
    for remedy in decision.remedies:
        values[remedy.paragraph_position].append(remedy)
    for citation in decision.citations:
        values[citation.paragraph_position].append(citation)
    sections = tuple(_view_section(section, values) for section in decision.sections)
    strays = (card for left in values.values() for card in _view_paragraph(None, left).cards)
    return DecisionView(
        decision=decision,
        link=_find_link(decision.url),
        fields=tuple(_iter_fields(decision)),
        problems=decision.problems,
        sections=sections,
        strays=tuple(strays),
    )


def _find_link(url: str | None) -> str | None:
    """The address, if it is one that a page may link to."""
    return url if url and url.startswith(("https://", "http://")) else None


def _iter_fields(decision: Decision) -> Iterator[FieldView]:
    for name, printed in FIELDS.items():
        value = getattr(decision, name)
        shown = ", ".join(value) or None if isinstance(value, tuple) else None if value is None else str(value)
        words = getattr(decision, printed) if printed else None
        yield FieldView(name, shown, words, Item(what=Subject.FIELD, name=name, value=shown))


def _view_section(section: Section, values: dict[int, list[Remedy | Citation]]) -> SectionView:
    item = Item(
        what=Subject.SECTION, name=section.kind.value, position=section.position, value=section.heading or "(none)"
    )
    paragraphs = (_view_paragraph(each, values.pop(each.position, ())) for each in section.paragraphs)
    return SectionView(section, tuple(paragraphs), item)


_NOWHERE = Paragraph(0, None, None, None, 0, ParagraphKind.PARAGRAPH, "")


def _view_paragraph(paragraph: Paragraph | None, values: Sequence[Remedy | Citation]) -> ParagraphView:
    shown = paragraph or _NOWHERE
    spans: list[Span] = []
    cards = []
    for value in values:
        look, tag = (
            ("remedy", f"R{value.position}") if isinstance(value, Remedy) else ("citation", f"C{value.position}")
        )
        own = [span for span in spans if span.look == look]
        place = find_words(shown.text, value.text, own)
        if place is not None:
            whole = Span(place, place + len(value.text), look, f"{tag} {value.kind}")
            spans += [whole, *_iter_inner_spans(shown.text, value, whole)]
        cards.append(_make_card(value, tag, lost=place is None))
    return ParagraphView(shown, cut(shown.text, spans), tuple(cards))


def _iter_inner_spans(text: str, value: Remedy | Citation, whole: Span) -> Iterator[Span]:
    """The words inside an action that its amount, deadline and recipient were read from, or near it."""
    if isinstance(value, Citation):
        return
    for look, tag, words in (
        ("amount", "amount", value.amount_text),
        ("deadline", "by", value.deadline_text),
        ("recipient", "to", value.recipient_text),
    ):
        place = find_words(text, words, within=whole)
        if place is None and look == "deadline":  # "Within a month the Council will …" stands before the action
            place = find_words(text, words)
        if words and place is not None:
            yield Span(place, place + len(words), look, tag)


def _make_card(value: Remedy | Citation, tag: str, *, lost: bool) -> CardView:
    what = Subject.REMEDY if isinstance(value, Remedy) else Subject.CITATION
    rows = _list_remedy(value) if isinstance(value, Remedy) else _list_citation(value)
    stated = tuple((label, str(words)) for label, words in rows.items() if words not in {None, ""})
    said = " · ".join([value.text, *(words for _, words in stated)])
    item = Item(what=what, name=value.kind.value, position=value.position, value=said)
    return CardView(item, tag, stated, lost)


def _list_remedy(remedy: Remedy) -> Mapping[str, object]:
    amount = None if remedy.amount is None else f"{remedy.currency or ''} {remedy.amount:,}".strip()
    return {
        "amount": amount and f"{amount}{f', {remedy.per}' if remedy.per else ''}",
        "formula": remedy.formula_text,
        "part of": remedy.part_of and f"R{remedy.part_of}",
        "for": remedy.purpose,
        "status": remedy.status,
        "to": remedy.recipient_text,
        "by whom": remedy.body_text,
        "deadline": _tell_deadline(remedy),
    }


def _tell_deadline(remedy: Remedy) -> str | None:
    """The last day or how long, and the words that say so."""
    last = remedy.deadline_on or remedy.deadline_duration
    told = (str(last) if last else None, remedy.deadline_text and f"“{remedy.deadline_text}”")
    return " ".join(part for part in told if part) or None


def _list_citation(citation: Citation) -> Mapping[str, object]:
    said = {"as amended": citation.as_amended, "boilerplate": citation.boilerplate}
    also = ", ".join(words for words, holds in said.items() if holds)
    return {"title": citation.title, "provision": citation.provision, "also": also}
