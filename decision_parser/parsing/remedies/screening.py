"""Which paragraphs can tell of an action at all: plain looks for words, so that the others cost nothing."""

import re

from decision_parser.parsing.remedies.sought import Sought

_TELLING = re.compile(
    r"agree|recommend|suggest|should|will\b|[’']ll\b|offer|\bha(?:s|ve)\b|propos|remed|nothing|must|£|\b[Nn]o |paid"
    r"|refund|apolog|\bto\b"
)
_DUTY = (
    r"(?:[Cc]ouncil|[Ii]t|[Tt]rust|[Pp]rovider|[Aa]uthority|[Pp]anel|[Bb]oard|[Ss]chool|[Oo]rganisations?|[Tt]hey"
    r"|both|[Hh]ome)(?: will|’ll|'ll| must)\b"
)
_SETTLING = (
    Sought(r"agree|recommend|should|offer|[Pp]ropos|remed|apolog|refund|£|waive"),
    Sought(r"\bpa(?:y|id)"),
    Sought(r"\bha(?:s|ve) (?:now|already|since|also)\b"),
    Sought(_DUTY),
)


def tells(text: str) -> bool:
    """Whether a paragraph of a section of remedies has a word that most actions are told with."""
    return " to " in text or _TELLING.search(text) is not None


def settles(text: str) -> bool:
    """Whether a paragraph that stands elsewhere has words that a remedy is told with."""
    return any(sought.search(text) for sought in _SETTLING)
