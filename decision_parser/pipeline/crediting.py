"""Whom a release gives credit."""

from decision_parser.dataset.release import Credit
from decision_parser.sources import load_sources


def find_credits() -> dict[str, Credit]:
    """What each publisher asks to be said with its text, by slug."""
    return {slug: Credit(source.name, source.licence, source.attribution) for slug, source in load_sources().items()}
