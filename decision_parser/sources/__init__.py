"""Publishers. One folder each, found through the entry points of group `decision_parser.sources`."""

from functools import cache
from importlib.metadata import entry_points

from decision_parser.errors import UsageError
from decision_parser.vocabulary import Source
from decision_parser.wording import tell_unknown

GROUP = "decision_parser.sources"


@cache
def load_sources() -> dict[str, Source]:
    """All installed publishers by slug, in the order of their slugs."""
    found = (point.load() for point in entry_points(group=GROUP))
    return {source.slug: source for source in sorted(found, key=lambda source: source.slug)}


def find_source(slug: str) -> Source:
    """The publisher with this slug.

    Raises UsageError, naming those there are, when there is none.
    """
    sources = load_sources()
    if slug not in sources:
        raise UsageError(tell_unknown("source", slug, sources))
    return sources[slug]
