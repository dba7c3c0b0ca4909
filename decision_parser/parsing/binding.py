"""Which law named in a paragraph its provisions belong to, by the words between the two."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from decision_parser.law import name_form
from decision_parser.models import CitationKind
from decision_parser.parsing.provisions import (
    ANNEX,
    ARTICLE,
    CHAPTER,
    CLASS,
    PARAGRAPH,
    PART,
    REGULATION,
    RULE,
    SCHEDULE,
    SECTION,
    SUBSECTION,
)

if TYPE_CHECKING:
    from decision_parser.law import Law
    from decision_parser.parsing.mentions import Mention

LOOSE, OUTSIDE = -1, -2

_QUOTE = r"[‘’“”\"']?"
_POINTERS = (
    r"[Tt]he|that|this|these|those|its|same|said|above|relevant|current|new|revised|statutory|[Gg]overnment[’']s"
    r"|Secretary of State[’']s|Department’s|national|amended"
)
_OF = re.compile(
    rf"(?: \([^()\d]{{1,60}}\))?[,)]? ?(?:as amended,? )?(?:both |all |each |contained |set out |and [^,;.]{{0,30}})?"
    rf"(?:of|to|in|under|from|within),? (?:both )?(?:{_QUOTE}(?:{_POINTERS}) ?)*{_QUOTE}",
    re.IGNORECASE,
)
"""Between provisions and the law that they are of."""
_NEXT = re.compile(rf"[,;:]? ?(?:[(–-] ?)?(?:[Tt]he )?{_QUOTE}", re.IGNORECASE)
"""The same where only a comma or nothing stands there."""
_BEFORE = re.compile(
    rf"{_QUOTE}(?:’s|'s)?[ ,:(–—-]{{0,4}}"
    r"(?:(?:as amended|at|in|under|and in|the|see|its|set out in|from|revised)[ ,)(]{1,3}){0,4}(?:volume \d,? )?",
    re.IGNORECASE,
)
"""Between a law and its provisions."""
_CHAIN = re.compile(
    r"(?: of)?[,;/)]* ?(?:as amended,? ?)?(?:(?:and|or|&|read with|together with|as well as)(?: also)? )?"
    r"(?:under |in |by |to )?(?:the )?",
    re.IGNORECASE,
)
"""Between provisions of one law."""
_INTO = re.compile(r",? (?:of|in|to|under) (?:the )?", re.IGNORECASE)
_SMALL_NAME = re.compile(
    r" (?:of|to|in|under) (?:(?:the|that|this|these|those|same|statutory|said|Government[’']s) ){1,3}"
    r"(guidance|code of practice|code of guidance|code|regulations|order|rules|act|[Ss]chedule)\b"
    r"(?! of (?!practice|guidance))"
)
"""A law in small letters: `of that Schedule`, `of the guidance`."""
_SIGLUM = re.compile(r",? (?:of (?:the )?)?([A-Z][A-Za-z&]{0,6}[A-Z](?: (?:19|20)\d\d)?)\b(?=[ ,.;:)]|$)")
_OF_OTHER = re.compile(r",? (?:of|OF) (?!course|the (?:one|other|former|latter)\b|both\b|each\b|which\b)")
_TO_OTHER = re.compile(r" to (?:the|this|that|its|his|her|their|my|our)\b")
_PAPERS = (
    r"plan|EHCP|form|polic(?:y|ies)|scheme|report|contract|tenancy|agreement|lease|constitution|protocol|procedures?"
    r"|letter|booklet|leaflet|statement"
)
"""What has sections and parts like a law, and is none."""
_IN_OTHER = re.compile(
    r" (?:in|on|to|from|at) (?:the|this|that|its|his|her|their|my|our|a)(?: [\w’'-]+){0,4}?"
    rf" (?:{_PAPERS})\b"
)
_PLACE = re.compile(r" (?:above|below|of this (?:decision|statement|report))\b")
_PAPER_BEFORE = re.compile(
    rf"\b(?:{_PAPERS}|code of conduct|strategy|terms(?: and conditions)?|application|deed|document|handbook|manual"
    r"|file|notes?|minutes|record|licence|charter|website|specification)\b(?: [A-Z]\w{0,3}| \(\d{4}\)|’s|'s)?"
    r"(?:, ?(?:at |in |under |see )?| (?:says |said |states )?at | in its )$"
    r"|\b(?:Form \w+|polic(?:y|ies)|contract|tenancy agreement|lease|constitution|protocol|(?:application )?form"
    r"|terms and conditions|standing orders?|[Cc]ode of conduct|handbook|leaflet|booklet|questionnaire)"
    r" ?(?:\([^()]{0,20}\) ?)?(?:\(|,? ?(?:at|in|under|see)? ?)$"
)
_SEPARATED = re.compile(r"[ ,(]{1,3}")
_ACTS, _REGULATIONS, _GUIDANCE = CitationKind.ACT, CitationKind.REGULATIONS, CitationKind.GUIDANCE
_OTHERWISE = re.compile(r"Order|Rules")
_ARTICLED = re.compile(r"Order|GDPR|Convention|Human Rights Act|Directive|Regulation\b")


_FITS: dict[str, Callable[[CitationKind, str], bool]] = {
    SECTION: lambda kind, _: kind is _ACTS,
    SUBSECTION: lambda kind, _: kind is _ACTS,
    REGULATION: lambda kind, title: kind is _REGULATIONS and ("Regulations" in title or not _OTHERWISE.search(title)),
    ARTICLE: lambda kind, title: kind is not _GUIDANCE and _ARTICLED.search(title) is not None,
    RULE: lambda _, title: "Rules" in title,
    PARAGRAPH: lambda kind, _: kind is _GUIDANCE,
    ANNEX: lambda kind, _: kind is _GUIDANCE,
    CHAPTER: lambda _kind, _title: True,
}


_OF_GUIDANCE = frozenset((PARAGRAPH, CHAPTER, ANNEX, SECTION, PART))
_OF_REGULATIONS = frozenset((REGULATION, ARTICLE, RULE, SCHEDULE, PART, CLASS, PARAGRAPH))
_NAMED = {
    "act": frozenset((SECTION, SUBSECTION, SCHEDULE, PART, CHAPTER, CLASS, ARTICLE)),
    **dict.fromkeys(("code", "guidance", "framework", "practice"), _OF_GUIDANCE),
    **dict.fromkeys(("regulations", "order", "rules", "regs"), _OF_REGULATIONS),
}
"""What a law is divided into by the last word of its short name."""


def fits(unit: str, law: "Law") -> bool:
    """Whether a law of this kind is divided into such units."""
    fit = _FITS.get(unit)
    return fit(law.kind, law.title) if fit else law.kind is not _GUIDANCE


def fits_name(unit: str, name: str) -> bool:
    """The same of a short name, as far as it says what it is short for."""
    units = _NAMED.get(name.rpartition(" ")[2].lower())
    return units is None or unit in units


def bind(text: str, found: "list[Mention]", amended: list[int]) -> None:
    """Give each of the provisions among `found` its owner, and say of what `as amended` is said, where it begins."""
    provisions = [place for place, mention in enumerate(found) if mention.provision]
    for place in provisions:
        if found[place].owner == LOOSE:
            _bind_one(text, found, place)
    for place in reversed(provisions):
        _bind_on(text, found, place)
    _mark_amended(text, found, amended)


def _bind_one(text: str, found: "list[Mention]", place: int) -> None:
    """Bind provisions to a neighbour, if the words between say so."""
    mention = found[place]
    before, after = _before(text, found, place), _after(text, found, place)
    # `s24 of one Act, s25 of the next`: those before were of the law right behind them
    if after is not None and (after[1] or before is None or found[place - 2].owner == place - 1):
        mention.owner = after[0]
    elif before is not None:
        mention.owner = before
    else:
        _bind_outside(text, mention, found, place)


def _unit(mention: "Mention") -> str:
    return mention.provision.unit if mention.provision else ""


def _is_fit(unit: str, mention: "Mention") -> bool:
    if mention.law:
        return fits(unit, mention.law)
    return bool(mention.name) and fits_name(unit, mention.name)


def _after(text: str, found: "list[Mention]", place: int) -> tuple[int, bool] | None:
    """The law right after provisions, and whether `of` or the like says so."""
    if place + 1 == len(found):
        return None
    mention, law = found[place], found[place + 1]
    if not (law.law or law.name) or not _may_own(_unit(mention), law):
        return None
    if _OF.fullmatch(text, mention.end, law.start):
        return place + 1, True
    if law.law and _NEXT.fullmatch(text, mention.end, law.start) and _is_fit(_unit(mention), law):
        return place + 1, False
    return None


def _may_own(unit: str, law: "Mention") -> bool:
    return _is_fit(unit, law) or unit not in (PARAGRAPH, ANNEX)


def _before(text: str, found: "list[Mention]", place: int) -> int | None:
    """The law right before provisions, or that of provisions which these go on from."""
    if place == 0:
        return None
    mention, last = found[place], found[place - 1]
    if last.law or last.name:
        near = _BEFORE.fullmatch(text, last.end, mention.start)
        return place - 1 if near and _is_fit(_unit(mention), last) else None
    if 0 <= last.owner < place:
        chained = _CHAIN.fullmatch(text, last.end, mention.start)
        return last.owner if chained and _is_fit(_unit(mention), found[last.owner]) else None
    return None


def _bind_outside(text: str, mention: "Mention", found: "list[Mention]", place: int) -> None:
    """Bind to a name in small letters or an abbreviation, and see what is of a plan, a form, a policy."""
    siglum = _SIGLUM.match(text, mention.end)
    into = place + 1 < len(found) and _INTO.fullmatch(text, mention.end, found[place + 1].start)
    if small := _SMALL_NAME.match(text, mention.end):
        mention.name = small[1].capitalize()
    elif siglum and (" of " in siglum[0] or siglum[1][-1].isdigit()):
        mention.name = name_form(siglum[1])
    elif not into and _is_of_other(text, mention):
        mention.owner = OUTSIDE


def _is_of_other(text: str, mention: "Mention") -> bool:
    unit = _unit(mention)
    if _OF_OTHER.match(text, mention.end) or _IN_OTHER.match(text, mention.end):
        return True
    if unit in (SCHEDULE, ANNEX) and _TO_OTHER.match(text, mention.end):
        return True
    if unit in (PARAGRAPH, CHAPTER, ANNEX) and _PLACE.match(text, mention.end):
        return True
    return _PAPER_BEFORE.search(text, max(0, mention.start - 60), mention.start) is not None


def _bind_on(text: str, found: "list[Mention]", place: int) -> None:
    """Provisions before others that are of a law: `sections 9 and Schedule 2 of the Act`."""
    mention = found[place]
    if place + 1 == len(found) or mention.owner != LOOSE or mention.name:
        return
    following = found[place + 1]
    if following.owner < place or not _is_fit(_unit(mention), found[following.owner]):
        return
    if _CHAIN.fullmatch(text, mention.end, following.start):
        mention.owner = following.owner


def _mark_amended(text: str, found: "list[Mention]", amended: list[int]) -> None:
    place = -1
    for start in amended:
        while place + 1 < len(found) and found[place + 1].end <= start:
            place += 1
        if _SEPARATED.fullmatch(text, found[place].end, start):
            _mark_back(text, found, place)


def _mark_back(text: str, found: "list[Mention]", place: int) -> None:
    """What `as amended` is said of: a law with its provisions, or provisions and those that they go on from."""
    mention = found[place]
    mention.amended = True
    if not mention.provision:
        for other in found:
            if other.owner == place:
                other.amended = True
        return
    last, following = found[place - 1], mention
    while (
        last.provision
        and last.owner == mention.owner
        and not last.amended
        and _CHAIN.fullmatch(text, last.end, following.start)
    ):
        last.amended = True
        place -= 1
        last, following = found[place - 1], last
