"""The finders that are scored, asked as the parser asks them."""

from decision_parser.models import Citation, Remedy
from decision_parser.parsing import citations, remedies
from decision_parser.sources.lgsco import SOURCE
from tests.evaluation.cases import CitationCase, RemedyCase


def find_remedies(case: RemedyCase) -> tuple[Remedy, ...]:
    """What the parser finds in a piece that stands for a whole decision: no body is named."""
    return remedies.find_remedies(case.sections, SOURCE, body_name=None, decided_on=case.decided_on, stage=case.stage)


def find_citations(case: CitationCase) -> tuple[Citation, ...]:
    """What the parser finds in a piece that stands for a whole decision."""
    return citations.find_citations(case.sections)
