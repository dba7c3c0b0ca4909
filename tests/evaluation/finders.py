"""The finders that are scored, asked as the parser asks them."""

import importlib
from typing import Any

from decision_parser.models import Citation, Remedy
from decision_parser.sources.lgsco import SOURCE
from tests.evaluation.cases import CitationCase, RemedyCase


class MissingFinderError(Exception):
    """There is no such finder in this checkout."""


def find_remedies(case: RemedyCase) -> tuple[Remedy, ...]:
    """What the parser finds in a piece that stands for a whole decision: no body is named."""
    find = _load("decision_parser.parsing.remedies", "find_remedies")
    found: tuple[Remedy, ...] = find(
        case.sections, SOURCE, body_name=None, decided_on=case.decided_on, stage=case.stage
    )
    return found


def find_citations(case: CitationCase) -> tuple[Citation, ...]:
    """What the parser finds in a piece that stands for a whole decision."""
    found: tuple[Citation, ...] = _load("decision_parser.parsing.citations", "find_citations")(case.sections)
    return found


def _load(module: str, name: str) -> Any:  # noqa: ANN401 - while the finders are being written, mypy cannot see them
    try:
        home = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        home = None
    if not hasattr(home, name):
        raise MissingFinderError(f"There is no {module}.{name} to score.")
    return getattr(home, name)
