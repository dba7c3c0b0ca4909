"""The citations of a decision: each provision of law that its paragraphs cite, and the words that it was read from."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from msgspec import Struct

from decision_parser.law import write_address
from decision_parser.models import Citation, CitationKind, Section, SectionKind
from decision_parser.parsing.citing import find_citing
from decision_parser.parsing.context import Cited, Context, Settled
from decision_parser.parsing.mentions import read_mentions
from decision_parser.parsing.provisions import ARTICLE, REGULATION, RULE
from decision_parser.parsing.references import join_settled, resolve, settle

_get_text = attrgetter("text")
_POWERS = SectionKind.ROLE_AND_POWERS
_FEWEST_TO_REPEAT = 2
_Row = tuple[str, CitationKind, str | None, int | None, str | None, bool, str | None]
"""Text, kind, title, year, provision, whether as amended, and address of a citation."""


class _Reading(Struct, frozen=True, gc=False):
    """The sentences of a paragraph that can cite law, and what they cite if that is alike in every decision."""

    sentences: tuple[str, ...] = ()
    rows: tuple[_Row, ...] = ()
    settled: Settled | None = None
    empty: bool = False


_NOTHING = _Reading(empty=True)
_READ: dict[str, _Reading] = {}
"""The paragraphs read last."""
_REMEMBERED = 8192
_OF_REGULATIONS = (f"{REGULATION} ", f"{ARTICLE} ", f"{RULE} ")


def find_citations(sections: Sequence[Section]) -> tuple[Citation, ...]:
    """The citations of all paragraphs, in the order of the words, each once a paragraph.

    What the Ombudsman's powers rest on is not what a bare `section 9` in the findings means: the laws named there are
    forgotten where these sections end.
    """
    paragraphs = [paragraph for section in sections for paragraph in section.paragraphs]
    powers: list[bool] = []
    for section in sections:
        powers += [section.kind is _POWERS] * len(section.paragraphs)
    context = Context()
    found: list[Citation] = []
    for place, reading in enumerate(_read_all([*map(_get_text, paragraphs)])):
        boilerplate = powers[place]
        # What has no law in it matters only where powers begin or end.
        if reading.empty and context.powers is boilerplate:
            continue
        paragraph = paragraphs[place]
        context.enter(place, paragraph.text, reading.sentences, powers=boilerplate)
        for text, kind, title, year, provision, amended, uri in _cite(reading, context):
            found.append(
                Citation(
                    position=len(found) + 1,
                    paragraph_position=paragraph.position,
                    text=text,
                    kind=kind,
                    title=title,
                    year=year,
                    provision=provision,
                    as_amended=amended,
                    boilerplate=boilerplate,
                    uri=uri,
                )
            )
    return tuple(found)


def _read_all(texts: Sequence[str]) -> list[_Reading]:
    """What each paragraph says of laws by itself; those that come back from decision to decision are read once."""
    if len(_READ) > _REMEMBERED:
        _READ.clear()
    new = [text for text in texts if text not in _READ]
    if new:
        read = (_settle(sentences) if sentences else _NOTHING for sentences in find_citing(new))
        _READ.update(zip(new, read, strict=True))
    return [_READ[text] for text in texts]


def _settle(sentences: tuple[str, ...]) -> _Reading:
    each = [settled for settled in map(settle, sentences) if settled]
    if len(each) < len(sentences):
        return _Reading(sentences)
    whole = join_settled(each)
    rows = tuple(map(_write, _drop_repeated(whole.cited)))
    return _Reading(sentences, rows, whole, empty=not (whole.laws or whole.marks or rows))


def _cite(reading: _Reading, context: Context) -> Iterable[_Row]:
    """What a paragraph cites after what was said before."""
    if reading.settled:
        context.note(reading.settled)
        return reading.rows
    cited: list[Cited] = []
    for text in reading.sentences:
        if settled := settle(text):
            context.note(settled)
            cited += settled.cited
        else:
            cited += resolve(text, read_mentions(text), context)
    return map(_write, _drop_repeated(cited))


def _write(cited: Cited) -> _Row:
    law, provision = cited.law, cited.provision
    return (
        cited.text,
        law.kind if law else _find_kind(provision or ""),
        law.title or None if law else None,
        law.year if law else None,
        provision,
        cited.mention.amended,
        write_address(law, provision) if law and law.path else None,
    )


def _drop_repeated(cited: Sequence[Cited]) -> Sequence[Cited]:
    """The citations of one paragraph, each once; a law is cited as a whole only where no provision of it is."""
    if len(cited) < _FEWEST_TO_REPEAT:
        return cited
    provided = {each.law.title for each in cited if each.law and each.provision}
    seen: dict[tuple[str | None, str | None], Cited] = {}
    for each in cited:
        title = each.law.title if each.law else None
        if each.provision or title not in provided:
            seen.setdefault((title, each.provision), each)
    return [*seen.values()]


def _find_kind(provision: str) -> CitationKind:
    """The kind of a law that is not named, by what it is divided into."""
    return CitationKind.REGULATIONS if provision.startswith(_OF_REGULATIONS) else CitationKind.ACT
