"""The citations of a decision: each provision of law that its paragraphs cite, and the words that it was read from."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter

from decision_parser.law import write_address
from decision_parser.models import Citation, CitationKind, Section, SectionKind
from decision_parser.parsing.citing import find_citing
from decision_parser.parsing.mentions import read_mentions
from decision_parser.parsing.provisions import ARTICLE, REGULATION, RULE
from decision_parser.parsing.references import Cited, Context, Settled, join_settled, resolve, settle

_get_text = attrgetter("text")
_POWERS = SectionKind.ROLE_AND_POWERS
_FEWEST_TO_REPEAT = 2
_Row = tuple[str, CitationKind, str | None, int | None, str | None, bool, str | None]
"""Text, kind, title, year, provision, whether as amended, and address of a citation."""
_UNTITLED = {REGULATION: CitationKind.REGULATIONS, ARTICLE: CitationKind.REGULATIONS, RULE: CitationKind.REGULATIONS}


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
    for place, sentences in find_citing([*map(_get_text, paragraphs)]):
        paragraph, boilerplate = paragraphs[place], powers[place]
        context.enter(place, paragraph.text, sentences, powers=boilerplate)
        for text, kind, title, year, provision, amended, uri in _read(sentences, context):
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


def _read(sentences: tuple[str, ...], context: Context) -> Iterable[_Row]:
    """What the sentences of a paragraph cite."""
    if known := _settle_all(sentences):
        context.note(known[1])
        return known[0]
    cited: list[Cited] = []
    for text in sentences:
        if settled := settle(text):
            context.note(settled)
            cited += settled.cited
        else:
            cited += resolve(text, read_mentions(text), context)
    return map(_write, _drop_repeated(cited))


@lru_cache(maxsize=4096)  # most of these are paragraphs that many decisions share
def _settle_all(sentences: tuple[str, ...]) -> tuple[tuple[_Row, ...], Settled] | None:
    """What they cite, and what they leave to those that follow, if all of them are read alike in every decision."""
    each = [settled for settled in map(settle, sentences) if settled]
    if len(each) < len(sentences):
        return None
    whole = join_settled(each)
    return tuple(map(_write, _drop_repeated(whole.cited))), whole


def _write(cited: Cited) -> _Row:
    law, provision = cited.law, cited.provision
    return (
        cited.text,
        law.kind if law else _find_kind(cited),
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


def _find_kind(cited: Cited) -> CitationKind:
    """The kind of a law that is not named, by what it is divided into."""
    return _UNTITLED.get(cited.mention.provision.unit if cited.mention.provision else "", CitationKind.ACT)
