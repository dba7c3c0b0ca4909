"""What is scored: remedies and citations as rows, of labels and of finds alike."""

from collections.abc import Hashable, Sequence
from decimal import Decimal

from decision_parser.models import Citation, CitationKind, Remedy, RemedyKind
from decision_parser.text import match_form
from tests.evaluation.cases import CitationCase, RemedyCase
from tests.evaluation.finders import find_citations, find_remedies
from tests.evaluation.scoring import Row, Task

# ── remedies ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _remedy_keys(paragraph: int, kind: RemedyKind, amount: Decimal | None) -> dict[str, Hashable]:
    keys: dict[str, Hashable] = {"kind_and_amount": (paragraph, kind, amount)}
    keys[kind.value] = keys["kind_and_amount"]
    keys["kind_alone"] = (paragraph, kind)
    if amount is not None:
        keys["amount_alone"] = (paragraph, amount)
    return keys


def _name_whole(amount: Decimal | None) -> str:
    return "a whole without an amount" if amount is None else f"{amount:.2f}"


def _to_remedy_labels(case: RemedyCase) -> list[Row]:
    return [
        Row(
            _remedy_keys(label.paragraph, label.kind, label.money),
            {
                "per": label.per,
                "purpose": label.purpose,
                "status": label.status,
                "deadline": label.deadline,
                "part_of": label.part_of and _name_whole(case.remedies[label.part_of - 1].money),
                "formula": label.formula,
            },
        )
        for label in case.remedies
    ]


def _to_remedy_finds(remedies: Sequence[Remedy]) -> list[Row]:
    amounts = {remedy.position: remedy.amount for remedy in remedies}
    return [
        Row(
            _remedy_keys(remedy.paragraph_position, remedy.kind, remedy.amount),
            {
                "per": remedy.per,
                "purpose": remedy.purpose,
                "status": remedy.status,
                "deadline": remedy.deadline_duration or (remedy.deadline_on and remedy.deadline_on.isoformat()),
                "part_of": None if remedy.part_of is None else _name_whole(amounts.get(remedy.part_of)),
                "formula": True if remedy.formula_text is not None else None,
            },
            remedy.text,
        )
        for remedy in remedies
    ]


REMEDIES = Task(
    name="remedies",
    form=RemedyCase,
    matches=("kind_and_amount", *(kind.value for kind in RemedyKind), "amount_alone", "kind_alone"),
    fields=("per", "purpose", "status", "deadline", "part_of", "formula"),
    prefer=("per", "purpose"),
    find=find_remedies,
    to_labels=_to_remedy_labels,
    to_finds=_to_remedy_finds,
)

# ── citations ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _to_citation_row(
    paragraph: int,
    kind: CitationKind,
    law: tuple[str | None, str | None],
    *,
    as_amended: bool,
    words: str | None = None,
) -> Row:
    title, provision = law
    key = (paragraph, None if title is None else match_form(title), provision)
    keys: dict[str, Hashable] = {"title_and_provision": key, kind.value: key}
    if title is not None:
        keys["title_alone"] = key[:2]
    return Row(keys, {"kind": kind, "as_amended": as_amended or None}, words)


def _name_laws_once(rows: Sequence[Row]) -> list[Row]:
    """A law counts once a paragraph where its title alone is asked for, however many of its provisions are cited."""
    seen = set[Hashable]()
    once = []
    for row in rows:
        title = row.keys.get("title_alone")
        again = {name: key for name, key in row.keys.items() if name != "title_alone"}
        once.append(Row(again, row.fields, row.words) if title in seen else row)
        seen.add(title)
    return once


def _to_citation_labels(case: CitationCase) -> list[Row]:
    return _name_laws_once(
        [
            _to_citation_row(
                label.paragraph, label.kind, (label.title, label.provision), as_amended=label.as_amended or False
            )
            for label in case.citations
        ]
    )


def _to_citation_finds(citations: Sequence[Citation]) -> list[Row]:
    return _name_laws_once(
        [
            _to_citation_row(
                citation.paragraph_position,
                citation.kind,
                (citation.title, citation.provision),
                as_amended=citation.as_amended,
                words=citation.text,
            )
            for citation in citations
        ]
    )


CITATIONS = Task(
    name="citations",
    form=CitationCase,
    matches=("title_and_provision", *(kind.value for kind in CitationKind), "title_alone"),
    fields=("kind", "as_amended"),
    prefer=("kind", "as_amended"),
    find=find_citations,
    to_labels=_to_citation_labels,
    to_finds=_to_citation_finds,
)
