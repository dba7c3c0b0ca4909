"""Which sentences can cite law at all: three searches over all the text at once, so that the others cost nothing.

They go over bytes, one for each character, in which all figures are one, and so are the capitals that the words begin
with: `re` skips to the next of one letter many times faster than to the next of several.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_FOLDED = bytes.maketrans(b"23456789CEFGPRST", b"11111111AAAAAAAA")
_CAPITAL = (
    # what laws are called, and what some abbreviations end in
    r"Act\b|ACT\b|Regs\b|Code\b|CODE\b|Framework|FRAMEWORK|Guidance|Guidelines|GUIDANCE|Convention|Annex|Class [A-Z]"
    r"|Part [IVX]|ASSA\b|CPR\b|CHR\b|CRAG\b|CSIE\b|FOIA|GDPR|GPDO|GD\b|PA\b|PF\b|PG\b|PO\b|SSG\b|SWA\b"
    # the first words of other titles
    r"|Assessing [Cc]hildren|Charging for|Control of |England\b|Fairer Charging|Family and [Ff]riends|General Data"
    r"|Getting [Tt]he|Planning [Pp]olicy for|Post[^?]16|Prevention of |Providing [Ss]ocial|Provision of [Aa]ccomm"
    r"|SEND code|Services, Pub|Special [Ee]ducational [Nn]eeds and|Statutory [Tt]axi|Streets\b|Travel [Tt]o [Ss]chool"
)
_SMALL = r"g(?:uidance|oods: | (?:[Tt]ogether|a [Gg]ood [Ee]d|[Ee]ducation|[Pp]upils|[Cc]hildren)|ed Highway I)"
_FIGURE = (
    # one look back for most figures, a few for those behind a capital, an s or a full stop; no day (`after 2 May`)
    r"1(?<=[ .s([]1)(?:(?<=(?:Act|act|ion|ons|ule|les|cle|aph|phs|ara|ras|art|rts|egs|[Ss]ch|[Rr]eg|[Ss]ec) 1)"
    r"|(?<=er 1)(?:(?<=apter 1)|(?<=rder 1))"
    r"|(?<=[A-Zs.] 1)(?:(?<=[A-Z] 1)|(?<=[ (s]s 1)|(?<=[ (s]s\. 1)|(?<=(?:reg|art|ara|sch|sec)\. 1))"
    r"|(?<=[.s([]1)(?:(?<=ection \(1)|(?<=\[1)|(?<=[ (s]s1)|(?<=[ (s]s\.1)"
    r"|(?<=(?:[Ss]ch|[Rr]eg|[Ss]ec|[Aa]rt|ara)\.1)))"
)
"""A figure with what stands before that of a provision: `section `, `s.`, `HA `; or of a year in square brackets."""


def _compile(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode().translate(_FOLDED))


def _compile_words(patterns: str) -> re.Pattern[bytes]:
    """Words of one first letter, when folded: a branch for each second letter, since most letters are none of these."""
    groups: dict[str, list[str]] = {}
    for word in patterns.encode().translate(_FOLDED).decode().split("|"):
        groups.setdefault(word[1], []).append(word[2:])
    branches = [f"{second}(?:{'|'.join(rest)})" for second, rest in groups.items()]
    return re.compile(f"A(?:{'|'.join(branches)})".encode())


_SIGNS = [_compile_words(_CAPITAL), _compile(_SMALL), _compile(_FIGURE)]
_ABBREVIATED = frozenset(
    "etc No Mr Mrs Dr St v R Re Ltd Co reg Reg regs Regs art Art sch Sch para Para paras sec s ss Act Code Pt".split()
)
_BEGINNINGS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ(\"'‘“")


def find_citing(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The sentences of each text that can cite something, in order. They do not depend on the other texts."""
    # Each has a line feed before it, the first one too, so that it makes no difference which is the first.
    whole = "\n".join(["", *texts])
    folded = whole.encode("latin-1", "replace").translate(_FOLDED)
    found: list[tuple[str, ...]] = [()] * len(texts)
    begins = [*accumulate((len(text) + 1 for text in texts), initial=1)]
    done = begins[0]
    for at in sorted([sign.start() for signs in _SIGNS for sign in signs.finditer(folded)]):
        if at < done:
            continue
        place = bisect_right(begins, at) - 1
        start = _find_start(whole, max(begins[place], done), at)
        done = _find_end(whole, at, begins[place] + len(texts[place]))
        found[place] += (whole[start:done],)
    return found


def _find_start(whole: str, begin: int, at: int) -> int:
    """Where the sentence begins that `at` is in."""
    stop = whole.rfind(". ", begin, at)
    while stop >= 0:
        if whole[stop + 2] in _BEGINNINGS and _is_end(whole, stop):
            return stop + 2
        stop = whole.rfind(". ", begin, stop)
    return begin


def _find_end(whole: str, at: int, end: int) -> int:
    """Where it ends."""
    stop = whole.find(". ", at, end)
    while stop >= 0:
        if whole[stop + 2 : stop + 3] in _BEGINNINGS and _is_end(whole, stop):
            return stop + 1
        stop = whole.find(". ", stop + 1, end)
    return end


def _is_end(whole: str, stop: int) -> bool:
    """Whether a full stop does not shorten a word."""
    return whole[whole.rfind(" ", 0, stop) + 1 : stop].lstrip("(") not in _ABBREVIATED
