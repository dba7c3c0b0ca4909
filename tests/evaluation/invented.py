"""Invented cases, the perfect finder of them, and files of them: what the scorer itself is tested with."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from decision_parser.models import Citation, Remedy
from tests.evaluation.cases import CitationCase, RemedyCase
from tests.evaluation.sets import NAMES, AnyTask
from tests.evaluation.tasks import CITATIONS, REMEDIES

HIDDEN_WORD = "velvet"
"""A word that stands in each text, label and id of the invented sets held back."""
HIDDEN_AMOUNT = "31337"
"""An amount that stands in a label held back."""


def remedy_case(*labels: dict[str, Any], **fields: Any) -> RemedyCase:  # noqa: ANN401 - fields of any kind
    """A piece of three paragraphs with these labels."""
    case = {"id": "x1", "heading": "Agreed action", "text": ("One.", "- two;", "- three."), "remedies": labels}
    return msgspec.convert(case | fields, RemedyCase)


def citation_case(*labels: dict[str, Any], **fields: Any) -> CitationCase:  # noqa: ANN401 - fields of any kind
    """A piece of two paragraphs with these labels."""
    case = {"id": "x1", "heading": "What I found", "text": ("One.", "Two."), "citations": labels}
    return msgspec.convert(case | fields, CitationCase)


def paid(amount: str = "300", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of any kind
    """The label of a payment in the second paragraph."""
    return {"paragraph": 2, "kind": "payment", "amount": amount, "per": "once", "status": "agreed", **fields}


def law(provision: str | None = "s10", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of any kind
    """The label of a provision in the first paragraph."""
    label = {"paragraph": 1, "kind": "act", "title": "Care Act 2014", **fields}
    return label if provision is None else label | {"provision": provision}


APOLOGY = {"paragraph": 1, "kind": "apology", "status": "agreed", "deadline": "P1M"}


def know_remedies(case: RemedyCase) -> list[Remedy]:
    """A perfect finder: it has the labels."""
    return [
        Remedy(
            position=position,
            paragraph_position=label.paragraph,
            text="words",
            kind=label.kind,
            purpose=label.purpose,
            status=label.status,
            amount=label.money,
            per=label.per,
            part_of=label.part_of,
            formula_text="half of it" if label.formula else None,
            deadline_duration=label.deadline if (label.deadline or "").startswith("P") else None,
            deadline_on=dt.date(2024, 5, 1) if label.deadline else None,
        )
        for position, label in enumerate(case.remedies, 1)
    ]


def know_citations(case: CitationCase) -> list[Citation]:
    """A perfect finder: it has the labels."""
    return [
        Citation(
            position=position,
            paragraph_position=label.paragraph,
            text="words",
            kind=label.kind,
            title=label.title,
            provision=label.provision,
            as_amended=label.as_amended or False,
        )
        for position, label in enumerate(case.citations, 1)
    ]


def find_nothing(_case: object) -> list[Any]:
    """A finder that finds nothing."""
    return []


EMPTY = remedy_case()
TWO = citation_case(law("s9"), law("s10", as_amended=True))


Cases = Mapping[str, Sequence[RemedyCase | CitationCase]]


def write_sets(folder: Path, cases: Cases) -> None:
    """Files of cases by the names of their sets; those not named are empty."""
    for name in NAMES:
        lines = b"".join(msgspec.json.encode(shorten(case)) + b"\n" for case in cases.get(name, ()))
        (folder / f"{name}.jsonl").write_bytes(lines)


def shorten(case: RemedyCase | CitationCase) -> dict[str, Any]:
    """The case as it is labelled: what is not said is left out."""
    fields: dict[str, Any] = msgspec.to_builtins(case)
    labels = "remedies" if isinstance(case, RemedyCase) else "citations"
    fields[labels] = [{name: value for name, value in label.items() if value is not None} for label in fields[labels]]
    return {name: value for name, value in fields.items() if value is not None}


SHOWN = remedy_case(paid(purpose="distress"), id="r7", text=("Plain words.", "- pay £300."))
HIDDEN = citation_case(
    law(title=f"{HIDDEN_WORD} Act 2014", provision=f"s10({HIDDEN_WORD})"),
    id=f"{HIDDEN_WORD}-1",
    text=(f"The {HIDDEN_WORD} Act.",),
)
HIDDEN_REMEDY = remedy_case(
    paid(HIDDEN_AMOUNT), id=f"{HIDDEN_WORD}-2", heading=HIDDEN_WORD, text=(f"{HIDDEN_WORD}.", f"- {HIDDEN_WORD}.")
)
FURTHER = remedy_case(paid("75"), id="a7", text=("More words.", "- pay £75."))
INVENTED: Cases = {
    "remedies": [SHOWN],
    "remedies_further": [FURTHER],
    "remedies_held_back": [HIDDEN_REMEDY],
    "citations": [TWO],
    "citations_further": [citation_case(law("s18"), id="g7")],
    "citations_held_back": [HIDDEN],
}


def give_tasks(remedies: Any, citations: Any) -> dict[str, AnyTask]:  # noqa: ANN401 - finders of two kinds
    """The tasks with other finders."""
    return {"remedies": replace(REMEDIES, find=remedies), "citations": replace(CITATIONS, find=citations)}
