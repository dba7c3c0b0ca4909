"""The citations of a decision: each provision of law that its paragraphs cite, and the words that it was read from."""

from collections.abc import Sequence

from decision_parser.law import Law, write_address
from decision_parser.models import Citation, CitationKind, Paragraph, Section, SectionKind
from decision_parser.parsing.mentions import Mention, read_mentions, remember_mentions
from decision_parser.parsing.provisions import ARTICLE, REGULATION, RULE
from decision_parser.parsing.references import Cited, Context, resolve

_NEEDLES = (
    "ection", "Act", "egulation", "uidance", "chedule", "Code", "rticle", "aragraph", "Part ", " s.", "(s", " ss",
    *(f" s{figure}" for figure in range(1, 10)), " s ", "Order", "ule ", "ules ", " reg", "Reg", "hapter", "nnex", "lass ",
    "para", " [20", " [19", "([20", "([19", "S.", "Framework", "Art.", "art.", "Sch", "sch.",
)  # fmt: skip
"""Of these a paragraph has at least one if it cites anything. Most have none."""
_UNTITLED = {REGULATION: CitationKind.REGULATIONS, ARTICLE: CitationKind.REGULATIONS, RULE: CitationKind.REGULATIONS}


def find_citations(sections: Sequence[Section]) -> tuple[Citation, ...]:
    """The citations of all paragraphs, in the order of the words, each once a paragraph.

    What the Ombudsman's powers rest on is not what a bare `section 9` in the findings means: the laws named there are
    forgotten where these sections end.
    """
    context = Context()
    found: list[Citation] = []
    powers = False
    for section in sections:
        if powers and section.kind is not SectionKind.ROLE_AND_POWERS:
            context.named.clear()
        powers = section.kind is SectionKind.ROLE_AND_POWERS
        for paragraph in section.paragraphs:
            context.paragraph = paragraph.position
            if mentions := _read(paragraph.text, shared=powers):
                cited = sorted(resolve(paragraph.text, mentions, context), key=lambda each: each.place)
                found += _cite(paragraph, cited, len(found), boilerplate=powers)
    return tuple(found)


def _read(text: str, *, shared: bool) -> tuple[Mention, ...]:
    for needle in _NEEDLES:
        if needle in text:
            return remember_mentions(text) if shared else read_mentions(text)
    return ()


def _cite(paragraph: Paragraph, cited: Sequence[Cited], before: int, *, boilerplate: bool) -> list[Citation]:
    """The citations of one paragraph, each once; a law is cited as a whole only where no provision of it is."""
    provided = {each.law.title for each in cited if each.law and each.provision}
    seen: set[tuple[str | None, str | None]] = set()
    found: list[Citation] = []
    for each in cited:
        title = each.law.title or None if each.law else None
        if (title, each.provision) in seen or (each.provision is None and title in provided):
            continue
        seen.add((title, each.provision))
        found.append(
            Citation(
                position=before + len(found) + 1,
                paragraph_position=paragraph.position,
                text=paragraph.text[each.start : each.end],
                kind=_find_kind(each),
                title=title,
                year=each.law.year if each.law else None,
                provision=each.provision,
                as_amended=each.mention.amended,
                boilerplate=boilerplate,
                uri=_find_address(each.law, each.provision),
            )
        )
    return found


def _find_kind(cited: Cited) -> CitationKind:
    if cited.law:
        return cited.law.kind
    return _UNTITLED.get(cited.mention.provision.unit if cited.mention.provision else "", CitationKind.ACT)


def _find_address(law: Law | None, provision: str | None) -> str | None:
    return write_address(law, provision) if law and law.path else None
