"""Citations of paragraphs written down in a test."""

from decision_parser.models import Citation, Paragraph, ParagraphKind, Section, SectionKind
from decision_parser.parsing.citations import find_citations


def section(*texts: str, kind: SectionKind = SectionKind.FINDINGS, first: int = 1) -> Section:
    """A section of these paragraphs."""
    paragraphs = tuple(
        Paragraph(position, None, None, None, 0, ParagraphKind.PARAGRAPH, text)
        for position, text in enumerate(texts, first)
    )
    return Section(1, kind, None, 1, None, paragraphs)


def cite(*texts: str, kind: SectionKind = SectionKind.FINDINGS) -> tuple[Citation, ...]:
    """What these paragraphs of one section cite."""
    return find_citations([section(*texts, kind=kind)])


def cited(*texts: str) -> list[str]:
    """The same, each as title and provision in one string."""
    return [" ".join(filter(None, (each.title or "-", each.provision))) for each in cite(*texts)]
