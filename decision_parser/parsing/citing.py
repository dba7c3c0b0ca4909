"""Which sentences can cite law at all: one search over all the text at once, so that the others cost nothing."""

import re
from collections.abc import Iterator, Sequence

_SIGNS = {
    "A": r"ct\b|CT\b|SSA\b|nnex|ssessing [Cc]hildren",
    "C": r"ode\b|ODE\b|lass [A-Z]|PR\b|HR\b|RAG\b|SIE\b|onvention|ontrol of |harging for",
    "F": r"ramework|RAMEWORK|OIA|airer Charging|amily and [Ff]riends",
    "G": r"uidance|UIDANCE|DPR|PDO|D\b|uidelines|eneral Data|etting (?:the|The)",
    "P": r"art [IVX]|F\b|G\b|A\b|O\b|lanning [Pp]olicy for|roviding [Ss]ocial|rovision of [Aa]ccomm|revention of "
    r"|ost.16",
    "R": r"egs\b",
    "S": r"treets\b|tatutory [Tt]axi|SG\b|WA\b|ervices, Pub|pecial [Ee]ducational [Nn]eeds and|END code",
    "g": r"uidance|oods: | (?:[Tt]ogether|a [Gg]ood [Ee]d|[Ee]ducation|[Pp]upils|[Cc]hildren)|(?<=chool [aA]g)e"
    r"|(?<=nits in Eng)land|ed Highway I",
    r"\[": r"(?:19|20)\d\d\]",
}
"""Words that laws are named by (`Act`, `Code`, `GPDO`, the last letters of some titles), by a letter that is rare."""
_NUMBERED = (
    r"(?<=[ .s(][0-9])(?:(?<=ection \([0-9])"
    r"|(?<=(?:Act|act|ion|ons|ule|les|cle|der|aph|phs|ara|ras|art|rts|ter|egs) [0-9])|(?<=[A-Z] [0-9])"
    r"|(?<=[ (s]s[0-9])|(?<=[ (s]s[. ][0-9])|(?<=[ (s]s\. [0-9])|(?<=[Ss]ch[. ][0-9])|(?<=[Rr]eg[. ][0-9])"
    r"|(?<=[Ss]ec[. ][0-9])|(?<=[Aa]rt\.[0-9])|(?<=ara\.[0-9])|(?<=(?:reg|art|ara|sch|sec)\. [0-9]))"
)
"""What stands before a figure that is a provision: `section `, `s.`, `HA `."""
# Branches that begin with a letter or figure each: only so does `re` skip to the next of these without trying all.
_SIGN = re.compile(
    "|".join([*(f"{letter}(?:{words})" for letter, words in _SIGNS.items()), *(f"{n}{_NUMBERED}" for n in "123456789")])
)
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
