"""Where in a paragraph the words stand that a value was read from: found verbatim, or not at all."""

import itertools
from collections.abc import Iterable, Sequence

from msgspec import Struct


class Span(Struct, frozen=True):
    """Words from `start` to before `end`: `look` is how they are shown, `tag` what is written before them."""

    start: int
    end: int
    look: str
    tag: str


class Piece(Struct, frozen=True):
    """A stretch of text that the same values share: their looks, and the tags of those that begin here."""

    text: str
    looks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def find_words(text: str, words: str | None, taken: Iterable[Span] = (), within: Span | None = None) -> int | None:
    """Where the words stand in `text`: the first place that no span begins at, or else the first; None if nowhere."""
    if not words:
        return None
    start, end = (within.start, within.end) if within else (0, len(text))
    begun = {span.start for span in taken}
    first = place = text.find(words, start, end)
    while place >= 0 and place in begun:
        place = text.find(words, place + 1, end)
    found = place if place >= 0 else first
    return found if found >= 0 else None


def cut(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """All of `text`, cut wherever a span begins or ends."""
    edges = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    return tuple(_make_piece(text, spans, start, end) for start, end in itertools.pairwise(edges))


def _make_piece(text: str, spans: Sequence[Span], start: int, end: int) -> Piece:
    over = [span for span in spans if span.start <= start and end <= span.end]
    looks = tuple(dict.fromkeys(span.look for span in over))
    return Piece(text[start:end], looks, tuple(span.tag for span in over if span.start == start))
