"""Which sentences can cite law at all: three searches over all the text at once, so that the others cost nothing.

They go over UTF-8 in which all figures are one, and so are the capitals that the words begin with: `re` skips to the
next of one letter many times faster than to the next of several.
"""

import re
from collections.abc import Iterator, Sequence

_FOLDED = bytes.maketrans(b"23456789CEFGPRST", b"11111111AAAAAAAA")
_CAPITAL = (
    # what laws are called, and what some abbreviations end in
    r"Act\b|ACT\b|Regs\b|Code\b|CODE\b|Framework|FRAMEWORK|Guid(?:ance|elines)|GUIDANCE|Convention|Annex|Class [A-Z]"
    r"|Part [IVX]|ASSA\b|CPR\b|CHR\b|CRAG\b|CSIE\b|FOIA|GDPR|GPDO|GD\b|PA\b|PF\b|PG\b|PO\b|SSG\b|SWA\b"
    # the first words of other titles
    r"|Assessing [Cc]hildren|Charging for|Control of |England\b|Fairer Charging|Family and [Ff]riends|General Data"
    r"|Getting (?:the|The)|Planning [Pp]olicy for|Post.16|Prevention of |Providing [Ss]ocial|Provision of [Aa]ccomm"
    r"|SEND code|Services, Pub|Special [Ee]ducational [Nn]eeds and|Statutory [Tt]axi|Streets\b|Travel [Tt]o [Ss]chool"
)
_SMALL = r"g(?:uidance|oods: | (?:[Tt]ogether|a [Gg]ood [Ee]d|[Ee]ducation|[Pp]upils|[Cc]hildren)|ed Highway I)"
_FIGURE = (
    r"1(?<=[ .s([]1)(?:(?<=(?:Act|act|ion|ons|ule|les|cle|der|aph|phs|ara|ras|art|rts|ter|egs) 1)|(?<=[A-Z] 1)"
    r"|(?<=ection \(1)|(?<=\[1)|(?<=[ (s]s1)|(?<=[ (s]s[. ]1)|(?<=[ (s]s\. 1)|(?<=[Ss]ch[. ]1)|(?<=[Rr]eg[. ]1)"
    r"|(?<=[Ss]ec[. ]1)|(?<=[Aa]rt\.1)|(?<=ara\.1)|(?<=(?:reg|art|ara|sch|sec)\. 1))"
)
"""A figure with what stands before that of a provision: `section `, `s.`, `HA `; or of a year in square brackets."""
_SIGNS = [re.compile(pattern.encode().translate(_FOLDED)) for pattern in (_CAPITAL, _SMALL, _FIGURE)]
_ABBREVIATED = frozenset(
    b"etc No Mr Mrs Dr St v R Re Ltd Co reg Reg regs Regs art Art sch Sch para Para paras sec s ss Act Code Pt".split()
)
_BEGINNINGS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ(\"'"
_QUOTES = "‘".encode(), "“".encode()
_LONE = "surrogatepass"
"""Half a character, as a broken page may have, stays what it is."""


def find_citing(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The sentences that can cite something, in order, each with the place of its text among `texts`."""
    pieces = [text.encode("utf-8", _LONE) for text in texts]
    whole = b"\n".join(pieces)
    folded = whole.translate(_FOLDED)
    place, begin, end, done = -1, 0, -1, -1
    for at in sorted([sign.start() for signs in _SIGNS for sign in signs.finditer(folded)]):
        if at < done:
            continue
        while at >= end:
            place += 1
            begin, end = end + 1, end + 1 + len(pieces[place])
        start = _find_start(whole, max(begin, done), at)
        done = _find_end(whole, at, end)
        yield place, whole[start:done].decode("utf-8", _LONE)


def _find_start(whole: bytes, begin: int, at: int) -> int:
    """Where the sentence begins that `at` is in."""
    stop = whole.rfind(b". ", begin, at)
    while stop >= 0:
        if _is_end(whole, stop):
            return stop + 2
        stop = whole.rfind(b". ", begin, stop)
    return begin


def _find_end(whole: bytes, at: int, end: int) -> int:
    """Where it ends."""
    stop = whole.find(b". ", at, end)
    while stop >= 0:
        if _is_end(whole, stop):
            return stop + 1
        stop = whole.find(b". ", stop + 1, end)
    return end


def _is_end(whole: bytes, stop: int) -> bool:
    """Whether a full stop ends a sentence, and does not shorten a word."""
    if whole[stop + 2 : stop + 3] not in _BEGINNINGS and not whole.startswith(_QUOTES, stop + 2):
        return False
    return whole[whole.rfind(b" ", 0, stop) + 1 : stop].lstrip(b"(") not in _ABBREVIATED
