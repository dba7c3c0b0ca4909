"""Back-references: the law that `the Act`, `the 1996 Act` or a bare `section 26A` means, by what was named before."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from decision_parser.law import Law, name_form
from decision_parser.models import CitationKind
from decision_parser.parsing.binding import LOOSE, fits
from decision_parser.parsing.context import KINDS, NEAR, Cited, Context, Settled
from decision_parser.parsing.mentions import Mention, read_mentions
from decision_parser.parsing.naming import make_law
from decision_parser.parsing.places import Spot, read_mark
from decision_parser.parsing.provisions import (
    ANNEX,
    ARTICLE,
    CHAPTER,
    CLASS,
    PARAGRAPH,
    PART,
    REGULATION,
    SECTION,
    SUBSECTION,
    Item,
    Provision,
)

_NEXT = 1
"""How many paragraphs on the law named last is still what a bare `Schedule 2` means; of a section these are `NEAR`."""
_ANYWHERE = 10_000
_NUMBERED = frozenset((SECTION, REGULATION, ARTICLE))
_OF_GUIDANCE = frozenset((PARAGRAPH, CHAPTER, ANNEX))
_GUIDANCE = CitationKind.GUIDANCE
_FEWEST_WORDS = 3
_FURTHEST_PAPER = 200
_INSERTED = re.compile(r"s\d\d+[A-Z]")
"""A section that was inserted between others, `26A`: hardly anything but an Act has such numbers."""
_PAPERS = re.compile(
    r"\b(?:policy|policies|plan|scheme|form|contract|tenancy|agreement|lease|constitution|protocol|procedure|handbook"
    r"|leaflet|booklet|terms|licence|report|questionnaire|strategy)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(r"[Ss][.Ss\d]")
_BEFORE_PARAGRAPH = re.compile(r"(?:\(|\b(?:[Uu]nder|[Bb]y|[Ii]n|of) )$")
_ENDS = ("act", "regulations", "regs")


_NOTHING = Settled((), (), ())


@lru_cache(maxsize=4096)  # the sentences that most decisions share are such
def settle(text: str) -> Settled | None:
    """What a sentence cites, if it is read alike in every decision, or None."""
    mentions = read_mentions(text)
    if not mentions:
        return _NOTHING
    if not all(_is_settled(mention, mentions) for mention in mentions):
        return None
    context = Context()
    cited = resolve(text, mentions, context)
    marks = (read_mark(each.provision, each.law) for each in cited if each.law and each.provision)
    return Settled(tuple(cited), tuple(law for law, _ in context.named.values()), tuple(filter(None, marks)))


def join_settled(sentences: Sequence[Settled]) -> Settled:
    """What such sentences cite together, and leave to those that follow: of a law or number, what was last."""
    laws: dict[str, Law] = {}
    for law in (law for each in sentences for law in each.laws):
        laws.pop(law.title, None)
        laws[law.title] = law
    return Settled(
        tuple(cited for each in sentences for cited in each.cited),
        tuple(laws.values()),
        tuple(mark for each in sentences for mark in each.marks),
    )


def _is_settled(mention: Mention, mentions: Sequence[Mention]) -> bool:
    if mention.provision:
        return mention.owner >= 0 and mentions[mention.owner].law is not None and not mentions[mention.owner].name
    return mention.case is not None or (mention.law is not None and not mention.name and not mention.short)


def resolve(text: str, mentions: Sequence[Mention], context: Context) -> list[Cited]:
    """What the mentions of a sentence cite, given what was said before, in the order of the words."""
    cited: list[Cited] = []
    for place, mention in enumerate(mentions):
        if mention.provision:
            cited += _resolve_provision(text, mentions, place, context)
        elif mention.case:
            case = Law(mention.case.parties or "", CitationKind.CASE, mention.case.year)
            cited.append(Cited(text[mention.start : mention.end], case, mention.case.citation, mention))
        elif law := _find_law(mention, context):
            context.name(law)
            if mention.short:
                context.short[mention.short] = law
            if _is_citation(mention, context):
                cited.append(Cited(text[mention.start : mention.printed_end], law, None, mention))
    return cited


def _find_law(mention: Mention, context: Context) -> Law | None:
    """The law that a title or short name means; an Act without a year that nothing knows goes by its printed name."""
    law = context.find_named(mention.name) or mention.law
    if law is None and mention.name.endswith(" Act") and not mention.name[0].isdigit():
        return make_law(mention.name, None)
    return law


def _is_citation(mention: Mention, context: Context) -> bool:
    """Whether naming a law cites it: a title does, also without its year; `the Act` and other short names do not."""
    if mention.law:
        return True
    form = name_form(mention.name)
    if form in context.short or form in KINDS or mention.name[0].isdigit():
        return False
    return form.endswith(" act") or len(form.split()) >= _FEWEST_WORDS


def _resolve_provision(text: str, mentions: Sequence[Mention], place: int, context: Context) -> Iterator[Cited]:
    mention = mentions[place]
    provision = mention.provision
    if provision is None:
        return
    owner = mentions[mention.owner] if mention.owner >= 0 else None
    if owner:
        law = _find_law(owner, context)
        known = law is not None or _is_law_name(owner.name)
    elif mention.name:
        law = _find_by_small_name(mention, context)
        known = law is not None or _is_law_name(mention.name)
    else:
        law = mention.duty or (_find_loose(text, mentions, place, context) if mention.owner == LOOSE else None)
        if mention.duty:
            context.duties[provision.items[0].provision] = mention.duty
            context.duty = mention.duty, context.paragraph
        known = law is not None or (mention.owner == LOOSE and _is_lone(text, mention, provision, context))
    prefix = _find_prefix(mention, provision, law, context) if known else None
    if prefix is None or (law and not (prefix or _may_have(law, provision.unit))):
        return
    for item in provision.items:
        start, end = _find_span(mention, owner, item)
        yield Cited(text[start:end], law, prefix + item.provision, mention)
    if law:
        marks = [read_mark(prefix + item.provision, law) for item in provision.items]
        context.places.note(filter(None, marks), context.paragraph)


def _is_law_name(name: str) -> bool:
    """Whether a name that nothing before explains is still one of a law: `the Act`, `the 2014 Regulations`."""
    return name_form(name).endswith(_ENDS)


def _may_have(law: Law, unit: str) -> bool:
    """Paragraphs and annexes are of guidance; a section of guidance is no provision."""
    if unit in (PARAGRAPH, ANNEX):
        return law.kind is _GUIDANCE
    return law.kind is not _GUIDANCE or unit in (CHAPTER, PART)


def _find_by_small_name(mention: Mention, context: Context) -> Law | None:
    """The law of `of that Order` or `of the guidance`; `of that Schedule` is the one that was cited last."""
    if mention.name.lower() == "schedule":
        return context.places.schedule.law if context.places.schedule else None
    law = context.find_named(mention.name)
    if law:
        context.name(law)
    return law


def _find_prefix(mention: Mention, provision: Provision, law: Law | None, context: Context) -> str | None:
    """What provisions are in and leave out: the Schedule of a Part, Class or paragraph, the section of a subsection.

    None where they are nothing without it.
    """
    if provision.unit == SUBSECTION:
        section = context.places.find_section(context.paragraph)
        return section.provision if section and section.law == law else None
    schedule, loose = context.places.schedule, mention.owner == LOOSE and not mention.name
    if schedule is None or schedule.law != law:
        return ""
    named = mention.name.lower() == "schedule"
    if provision.unit == PART and (named or (loose and "Class" in provision.items[0].provision)):
        return f"{schedule.provision.partition(' Pt ')[0]} "
    if provision.unit == CLASS and loose and " Pt " in schedule.provision:
        return f"{schedule.provision} "
    if provision.unit == PARAGRAPH and (named or loose):
        return f"{schedule.provision} "
    return ""


def _goes_on(text: str, mention: Mention, schedule: Spot, context: Context) -> bool:
    """Whether a bare paragraph is of the Schedule that was cited before it: `(paragraph 3(2))`."""
    if schedule.paragraph != context.paragraph:
        return False
    return "(" in text[mention.start : mention.end] or _BEFORE_PARAGRAPH.search(text, 0, mention.start) is not None


def _find_loose(text: str, mentions: Sequence[Mention], place: int, context: Context) -> Law | None:
    """The law of provisions that no law stands beside: that named last, or one that is named only afterwards."""
    mention = mentions[place]
    provision = mention.provision
    if provision is None:
        return None
    unit = provision.unit
    if unit not in _NUMBERED:
        return _find_loose_part(text, mention, unit, context)
    law = context.find_last(unit, _ANYWHERE if mention.plain else NEAR)
    if law := context.find_numbered(provision.items[0].provision, law, plain=mention.plain) or law:
        return law
    ahead = context.find_ahead(unit)
    if ahead and ahead[1]:
        return ahead[0]
    if context.duty and context.duty[1] == context.paragraph and fits(unit, context.duty[0]):
        return context.duty[0]
    return ahead[0] if ahead and _is_plain(text, mention, provision) else None


def _find_loose_part(text: str, mention: Mention, unit: str, context: Context) -> Law | None:
    """The same of what is no section, regulation or article."""
    if unit == SUBSECTION:
        section = context.places.find_section(context.paragraph)
        return section.law if section else None
    if text[mention.start].islower() and unit == PART:
        return None
    law, schedule = context.find_last(unit, _NEXT), context.places.schedule
    if unit == PARAGRAPH and schedule and _goes_on(text, mention, schedule, context):
        titles = [*context.named]
        if law is None or schedule.law.title in titles[titles.index(law.title) :]:
            return schedule.law
    return law


def _is_lone(text: str, mention: Mention, provision: Provision, context: Context) -> bool:
    """Whether provisions are plainly of a law though none is named anywhere, and not of a policy that is."""
    if not _is_plain(text, mention, provision):
        return False
    if mention.plain or _is_short(text, mention):
        return True
    before = context.text.find(text) + mention.start
    return not _PAPERS.search(context.text, max(0, before - _FURTHEST_PAPER), before)


def _is_plain(text: str, mention: Mention, provision: Provision) -> bool:
    """Whether the words of provisions show that they are of some law."""
    if provision.unit not in (SECTION, REGULATION):
        return False
    first = provision.items[0].provision
    numbered = provision.unit == SECTION and ("(" in first or _INSERTED.match(first) is not None)
    return mention.plain or numbered or _is_short(text, mention)


def _is_short(text: str, mention: Mention) -> bool:
    return _SHORT.match(text, mention.start) is not None


def _find_span(mention: Mention, owner: Mention | None, item: Item) -> tuple[int, int]:
    """The words that a provision was read from: the smallest piece that has the law's name, the unit and the number."""
    if owner is None:
        return mention.start, item.end
    return min(mention.start, owner.start), max(item.end, owner.printed_end)
