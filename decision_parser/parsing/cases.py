"""Cases by their citations, `[2019] EWCA Civ 123`, with the names of the parties before them."""

import re
from typing import NamedTuple

_COURTS = (
    r"UKSC|UKPC|UKHL|EWCA (?:Civ|Crim)|EWHC|EWCOP|EWFC|EWCC|UKUT|UKFTT|UKEAT|EAT|UKAITUR|CSIH|CSOH|NICA|NIQB|NIKB"
    r"|EUECJ|ECHR"
)
_SERIES = (
    r"AC|QB|KB|Ch|Fam|WLR|All ER(?: \(D\))?|HLR|LGR|BLGR|ELR|FLR|FCR|PTSR|P ?& ?CR|JPL|CCL ?R(?:ep)?|RVR|RA|EGLR"
    r"|Env LR|EWHC|ECR|IRLR|ICR|MHLR|BMLR"
)
CITATION = re.compile(
    rf"\[((?:19|20)\d\d)\],? (?:(?:{_COURTS}),? (?:No\.? )?\d{{1,5}}(?: \([A-Z][A-Za-z]{{1,12}}\))?(?: \([A-Z]\))?"
    rf"|(?:\d{{1,2}} )?(?:{_SERIES}) \d{{1,5}})"
)
"""A neutral citation, or one of a law report."""
_FURTHEST = 200
_VERSUS = re.compile(r" (?:v|vs|V|-v-)\.? ")
_BROKEN = re.compile(r";|: $|(?<!Ltd)\. ")
"""What ends a name between `v` and the citation."""
_NAME = re.compile(r"[A-Z0-9][\w’'.&-]*|\([^()]{1,60}\)")
_OPENING = "(‘“"
_INSIDE = frozenset("of and for the on in upon & de la".split())
_IN_RE = re.compile(r"(?:\b[Ii]n re|\bRe) [A-Z(][^;:]{0,80}$")
_NO_NAME = frozenset("In The See And Also But As Case Court Supreme High Appeal Following Under By".split())
_MENTION_END = " ,(‘’“”"


class Case(NamedTuple):
    """A citation of a case: its parties as printed, if any, its citation, and where the two stand."""

    parties: str | None
    citation: str
    year: int
    start: int
    end: int


def read_case(text: str, found: re.Match[str], after: int) -> Case:
    """The case that a match of CITATION cites; its parties stand before it, and not before `after`."""
    start = _find_parties(text, max(after, found.start() - _FURTHEST), found.start())
    parties = None if start is None else text[start : found.start()].rstrip(_MENTION_END)
    citation = found[0].replace("],", "]")
    return Case(parties, citation, int(found[1]), found.start() if start is None else start, found.end())


def _find_parties(text: str, lowest: int, end: int) -> int | None:
    """Where the names of the parties begin that stand right before `end`."""
    before = text[lowest:end]
    versus = [None, *_VERSUS.finditer(before)][-1]
    if versus is None or _BROKEN.search(before, versus.end()):
        single = _IN_RE.search(before)
        return lowest + single.start() if single else None
    begin = _find_first_party(before[: versus.start()])
    return None if begin is None else lowest + begin


def _find_first_party(before: str) -> int | None:
    """Where the words of a name begin that a text ends with: capitals, brackets, and small words between these."""
    begin = None
    while before:
        start = _find_last_word(before)
        word = before[start:]
        if _NAME.fullmatch(word) and word not in _NO_NAME:
            begin = start
        elif word not in _INSIDE:
            if word[:1] in _OPENING and _NAME.fullmatch(word[1:]):
                begin = start + 1
            break
        before = before[:start].removesuffix(" ")
    return begin


def _find_last_word(text: str) -> int:
    """Where the last word begins; words in one bracket are one."""
    bracket = text.rfind("(") if text.endswith(")") else -1
    return bracket if bracket >= 0 else text.rfind(" ") + 1
