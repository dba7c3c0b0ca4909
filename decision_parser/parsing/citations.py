"""The citations of a decision: each provision of law that its paragraphs cite, and the words that it was read from."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from decision_parser.law import write_address
from decision_parser.models import Citation, CitationKind, Section, SectionKind
from decision_parser.parsing.citing import find_citing
from decision_parser.parsing.mentions import read_mentions
from decision_parser.parsing.provisions import ARTICLE, REGULATION, RULE
from decision_parser.parsing.references import Cited, Context, resolve, settle

_get_first = itemgetter(0)
_UNTITLED = {REGULATION: CitationKind.REGULATIONS, ARTICLE: CitationKind.REGULATIONS, RULE: CitationKind.REGULATIONS}


def find_citations(sections: Sequence[Section]) -> tuple[Citation, ...]:
    """The citations of all paragraphs, in the order of the words, each once a paragraph.

    What the Ombudsman's powers rest on is not what a bare `section 9` in the findings means: the laws named there are
    forgotten where these sections end.
    """
    paragraphs = [paragraph for section in sections for paragraph in section.paragraphs]
    citing = find_citing([paragraph.text for paragraph in paragraphs])
    powers: list[bool] = []
    for section in sections:
        powers += [section.kind is SectionKind.ROLE_AND_POWERS] * len(section.paragraphs)
    context = Context()
    found: list[Citation] = []
    for place, sentences in groupby(citing, key=_get_first):
        texts = [text for _, text in sentences]
        context.enter(place, paragraphs[place].text, texts, powers=powers[place])
        cited: list[Cited] = []
        for text in texts:
            if settled := settle(text):
                context.note(settled)
                cited += settled.cited
            else:
                cited += resolve(text, read_mentions(text), context)
        if cited:
            _add(found, cited, paragraphs[place].position, boilerplate=powers[place])
    return tuple(found)


def _add(found: list[Citation], cited: Sequence[Cited], paragraph: int, *, boilerplate: bool) -> None:
    """The citations of one paragraph, each once; a law is cited as a whole only where no provision of it is."""
    for each in _drop_repeated(cited) if len(cited) > 1 else cited:
        law, provision = each.law, each.provision
        found.append(
            Citation(
                position=len(found) + 1,
                paragraph_position=paragraph,
                text=each.text,
                kind=law.kind if law else _find_kind(each),
                title=law.title or None if law else None,
                year=law.year if law else None,
                provision=provision,
                as_amended=each.mention.amended,
                boilerplate=boilerplate,
                uri=write_address(law, provision) if law and law.path else None,
            )
        )


def _drop_repeated(cited: Sequence[Cited]) -> Iterator[Cited]:
    provided = {each.law.title for each in cited if each.law and each.provision}
    seen: set[tuple[str | None, str | None]] = set()
    for each in cited:
        key = each.law.title if each.law else None, each.provision
        if key not in seen and (each.provision or key[0] not in provided):
            seen.add(key)
            yield each


def _find_kind(cited: Cited) -> CitationKind:
    """The kind of a law that is not named, by what it is divided into."""
    return _UNTITLED.get(cited.mention.provision.unit if cited.mention.provision else "", CitationKind.ACT)
