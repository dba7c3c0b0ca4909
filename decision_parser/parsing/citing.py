"""Which sentences can cite law at all: one search over all the text at once, so that the others cost nothing."""

import re
from collections.abc import Iterator, Sequence

_SIGN = re.compile(
    r"[0-9ACFGPg\[](?:ct\b|ode\b|uidance| Together|ramework|etting the|nnex|lass [A-Z]|art [IVX]|PF\b|DPR|PDO|OIA|A\b"
    r"|HR\b|O\b|(?:19|20)\d\d\]|(?<=[ .s][0-9])(?:(?<=(?:Act|ion|ons|ule|les|cle|der|aph|phs|ara|ras|art|rts|ter"
    r"|egs) [0-9])|(?<=[ (s]s[0-9])|(?<=[ (s]s[. ][0-9])|(?<=[ (s]s\. [0-9])|(?<=[Ss]ch[. ][0-9])|(?<=[Rr]eg[. ][0-9])"
    r"|(?<=[Ss]ec[. ][0-9])|(?<=[Aa]rt\.[0-9])|(?<=ara\.[0-9])|(?<=(?:reg|art|ara|sch|sec)\. [0-9])))"
)
"""One of the letters or figures in front, told at a glance, and then what makes it a sign: a word that laws are named
by, a figure after `section`, `s.` or the like, a year in square brackets."""
_ABBREVIATED = (
    "etc", "No", "Mr", "Mrs", "Dr", "St", " v", " R", "Re", "Ltd", "Co", "reg", "Reg", "art", "Art", "sch", "Sch",
    "para", "Para", "sec", " s", "ss", "(s", "Act", "Code", "Pt",
)  # fmt: skip
_OPENING = "(‘“\"'"


def find_citing(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The sentences that can cite something, in order, each with the place of its text among `texts`."""
    whole = "\n".join(texts)
    place, begin, end, done = -1, 0, -1, -1
    for sign in _SIGN.finditer(whole):
        at = sign.start()
        if at < done:
            continue
        while at >= end:
            place += 1
            begin, end = end + 1, end + 1 + len(texts[place])
        start = _find_start(whole, max(begin, done), at)
        done = _find_end(whole, at, end)
        yield place, whole[start:done]


def _find_start(whole: str, begin: int, at: int) -> int:
    """Where the sentence begins that `at` is in."""
    stop = whole.rfind(". ", begin, at)
    while stop >= 0:
        if _is_end(whole, stop):
            return stop + 2
        stop = whole.rfind(". ", begin, stop)
    return begin


def _find_end(whole: str, at: int, end: int) -> int:
    """Where it ends."""
    stop = whole.find(". ", at, end)
    while stop >= 0:
        if _is_end(whole, stop):
            return stop + 1
        stop = whole.find(". ", stop + 1, end)
    return end


def _is_end(whole: str, stop: int) -> bool:
    """Whether a full stop ends a sentence, and does not shorten a word."""
    following = whole[stop + 2 : stop + 3]
    return (following.isupper() or following in _OPENING) and not whole.endswith(_ABBREVIATED, 0, stop)
