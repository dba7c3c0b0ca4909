"""Placeholder until merged."""

from collections.abc import Sequence

from decision_parser.models import Citation, Section


def find_citations(sections: Sequence[Section]) -> tuple[Citation, ...]:
    """None."""
    del sections
    return ()
