"""What a paragraph says of laws, by itself: titles, short names, provisions and cases, and which belong together.

Nothing here knows what stands in other paragraphs, so that a paragraph which many decisions share is read once.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from msgspec import Struct

from decision_parser.law import Law, find_alias, find_dated, find_duty, name_form, read_aliases, split_year
from decision_parser.models import CitationKind
from decision_parser.parsing.binding import LOOSE, OUTSIDE, bind
from decision_parser.parsing.cases import CITATION, Case, read_case
from decision_parser.parsing.naming import read_title
from decision_parser.parsing.provisions import (
    CLASS,
    PARAGRAPH,
    PART,
    RANGE,
    UNITS,
    Provision,
    join,
    read_provision,
    span,
)


class Mention(Struct, gc=False):
    """A law named, a short name of one, provisions, or a case, from `start` to `end` of its paragraph.

    A law has `law`, and in `short` the name that it is given in brackets. A short name has its words in `name`.
    Provisions have an `owner`: the place of the mention that says of which law they are, LOOSE where none does, or
    OUTSIDE where they are of something that is no law; `duty` is the law that their number alone says.
    """

    start: int
    end: int
    law: Law | None = None
    name: str = ""
    printed_end: int = 0
    """Where the name itself ends, without a short name in brackets behind it."""
    short: str | None = None
    case: Case | None = None
    provision: Provision | None = None
    owner: int = LOOSE
    amended: bool = False
    duty: Law | None = None
    plain: bool = False


_SHORT_NAME = re.compile(
    r"[’”\"']?,? ?[(\[](?:(?:hereafter|hereinafter|also"
    r"|referred to (?:as|here as)|known as|which (?:I|we) (?:will )?call|or"
    r"|in short|from here on) ?:? ?){0,2}[‘’“\"']?(?:[Tt]he )?[‘’“\"']?"
    r"([A-Z0-9][^()\[\]‘’“”\"';:]{0,59}?)[‘’”\"',.]{0,3}[)\]]"
)
_NAME_SHAPE = re.compile(
    r"(?:[\w&’' -]{0,50}?\b)?(?:Act|Regulations|Regs|Order|Rules|Code|Guidance|Framework|Standards|Directions)"
    r"|[A-Z][A-Za-z&]{0,8}[A-Z](?: (?:19|20)\d\d)?"
)
_BARE_PARAGRAPH = re.compile(r",? (?:at )?\(?(\d{1,2}\.\d{1,3})\b")
_SECOND_YEAR = re.compile(r" (?:and|or) ((?:19|20)\d\d)\b(?! (?:Act|Regulations|Order))")
_AMENDED = re.compile(r"\bas amended\b")
_PLAIN_BEFORE = re.compile(
    r"\b(?:[Uu]nder|duty|duties|breach(?:es|ed)? of|compl(?:y|ied|ies|iance) with|accordance with|pursuant to"
    r"|contrary to|requirements? of|required by|breached|powers? (?:in|under)|virtue of|meets?|failed to meet)"
    r"(?: the)? ?\(?$"
)
_STATUTE_WORDS = frozenset("act regulations regulation regs order rules directions measure".split())
_GENERIC = {
    "code": "Code", "code of practice": "Code", "code of guidance": "Code", "guidance": "Guidance",
    "framework": "Framework",
}  # fmt: skip
_POINTING = re.compile(r"\b(?:[Tt]he|[Tt]his|[Tt]hat) ((?:[A-Z0-9][\w’'-]* ){0,4})$")
_FURTHEST = 60
_TITLED_GUIDANCE = re.compile(
    r"(?:[Ss]tatutory guidance|[Gg]overnment(?:’s|'s)? guidance|Department [A-Z][^.;]{2,60}(?:’s|'s) guidance)"
    r"(?: document)?(?: called| titled| entitled|,|:)? ?[‘“\"']([A-Z][^‘’“”\"]{7,119})[’”\"']"
)
_GUIDING = re.compile(r"[Gg]uidance(?: document)?(?: called| titled| entitled| on|,|:)? ?(?:the )?[‘“\"']?$|[‘“]$")
_CUT_SHORT = re.compile(r" ?[.;]")


@lru_cache(maxsize=4096)  # most of what is cited is cited in the same words in many decisions
def read_mentions(text: str) -> tuple[Mention, ...]:
    """The mentions of a piece of a paragraph, in the order of its words."""
    named = _find_mentions(text)
    if not named:
        return ()
    joined = _join_provisions(text, [*_drop_covered(named)])
    _mark(text, joined)
    return tuple(joined)


@cache
def _anchor() -> re.Pattern[str]:
    """One pattern for whatever can begin a mention: a mark before the word, then a word that starts with a literal."""
    year = r"(?:,? (?:1[5-9]|20)\d\d\b| \((?:1[5-9]|20)\d\d\))?"
    dated = r",? (?:1[5-9]|20)\d\d\b"
    number = r" ?(?=\d)"
    listed = r"\.? ?(?=[A-Z]?\d|[IVXA-Z]{1,6}\b|\((?:\d|[a-z]\)))"
    words = [
        rf"Act\b{year}", rf"act\b{year}", rf"Regulations{dated}", rf"regulations{dated}", rf"Order\b{year}",
        rf"Regulations?\b(?! \d){year}", rf"Regs\b(?!\.? ?\d{{1,3}}\b){year}", rf"Rules\b(?! \d{{1,3}}\b){year}",
        rf"Directions{dated}", rf"Measure{dated}",
        rf"ACT\b{year}", rf"REGULATIONS{dated}", rf"ORDER{dated}", rf"RULES{dated}",
        r"Code(?: of (?:Practice|Guidance))?\b(?! (?:of|on|for)\b)", r"Guidance\b(?! (?:on|to|for|about)\b)",
        r"Framework\b(?! for\b)",
        rf"[Ss]ub-?(?:section|paragraph)s?{listed}", rf"[Ss]ections?{number}", rf"[Ss]ec(?:t|ts|s)?\.?{number}",
        rf"[Ss]ch(?:edule|edules|ed|s)?{listed}", rf"[Ss]s?\.?{number}", rf"[Rr]eg(?:ulation|ulations|s)?\.?{number}",
        rf"[Rr]ules?{number}", rf"[Aa]rt(?:icle|icles|s)?\.?{number}", rf"[Aa]nnex(?:es|e)?{listed}",
        rf"[Pp]ara(?:graph|graphs|s)?{listed}", rf"[Pp]arts?{listed}", rf"[Pp]ts?\.?{number}",
        rf"[Cc]hapters?{listed}", rf"[Cc]h\.?{number}", rf"[Cc]lass(?:es)?{listed}",
        *(rf"{word}S?{number}" for word in ("SECTION", "SCHEDULE", "REGULATION", "PARAGRAPH", "ARTICLE", "RULE")),
        rf"PARTS?{listed}", rf"CHAPTERS?{listed}",
    ]  # fmt: skip
    letters: dict[str, list[str]] = {}
    for word in (*map(_alias, sorted(dict.fromkeys(_iter_aliases()), key=len, reverse=True)), *words):
        for letter, rest in _open(word):
            letters.setdefault(letter, []).append(rest)
    # One branch a letter, each with a literal in front: that is what makes a search fast in `re`.
    branches = [f"{letter}(?:{'|'.join(group)})" for letter, group in letters.items()]
    return re.compile(rf"[ (\[‘“\"'/\t\n–—,](?:{'|'.join(branches)})")


def _iter_aliases() -> Iterator[str]:
    """Each other name as printed, and in capitals if it is of more than one word."""
    for name in read_aliases():
        yield name
        if " " in name:
            yield name.upper()


def _open(word: str) -> Iterator[tuple[str, str]]:
    """A pattern as its first letter and the rest; `[Ss]ection` is two."""
    if word.startswith("["):
        yield word[1], word[4:]
        yield word[2], word[4:]
    else:
        yield word[0], word[1:]


def _alias(name: str) -> str:
    words = re.escape(name).replace("’", "[’']").replace(r"\ ", " ").replace(r"\-", "[-–]")
    return rf"{words}(?![\w-])(?:,? 20\d\d\b| \(20\d\d\))?"


def _find_mentions(text: str) -> list[Mention]:
    """All mentions, in the order of the words; a longer title can begin before what was found last."""
    lowest = 0
    named: list[Mention] = []
    for found in _anchor().finditer(f" {text}"):  # so that a word at the start has a mark before it, too
        at, end = found.start(), found.end() - 1
        if at < lowest:
            continue
        mention = _read_anchor(text, at, end)
        if mention:
            if mention.law or mention.name:
                _read_short_name(text, mention)
                named += _iter_beside(text, mention)
            lowest = mention.end
            named.append(mention)
    if "[" in text:
        named += _iter_cases(text)
    if "uidance" in text:
        named += _iter_titled(text)
    return sorted(named, key=lambda mention: (mention.start, -mention.end))


def _read_anchor(text: str, at: int, end: int) -> Mention | None:
    """What the words of an anchor, from `at` to `end`, begin or end."""
    printed = text[at:end]
    word = printed.rstrip(" .").lower()
    if word in UNITS and (word not in _STATUTE_WORDS or text[end : end + 1].isdigit()):
        return _read_provision(text, word, at, end)
    head, _, year = printed.rstrip(")").replace("(", "").rpartition(" ")
    dated = year.isdigit() and len(year) == len("2014")
    last = (head if dated else printed).rstrip(",").lower()
    if last in _STATUTE_WORDS:
        return _read_statute(text, at, end, year if dated else None)
    if name := _GENERIC.get(last):
        return _read_generic(text, at, end, name)
    return _read_alias(text, at, end, printed, head if dated else "")


def _read_provision(text: str, word: str, at: int, begin: int) -> Mention | None:
    provision = read_provision(text, word, at, begin)
    return Mention(at, provision.end, provision=provision) if provision else None


def _read_generic(text: str, at: int, end: int, name: str) -> Mention | None:
    """`the Code`, and a name that was given to one: `the Appeals Code`."""
    found = _POINTING.search(text, max(0, at - _FURTHEST), at)
    return Mention(found.start(1), end, name=f"{found[1]}{name}") if found else None


def _read_statute(text: str, at: int, end: int, year: str | None) -> Mention | None:
    title = read_title(text, at, end, year)
    if title.law:
        return Mention(title.start, end, law=title.law, name="" if year else text[title.start : end])
    if text.startswith("act", at):
        return None
    return Mention(title.start, end, name=title.words or "-")


def _read_alias(text: str, at: int, end: int, printed: str, head: str) -> Mention | None:
    law = find_alias(printed) or find_alias(head)
    if law is None or (law.quoted and not _GUIDING.search(text, max(0, at - _FURTHEST), at)):
        return None
    return Mention(at, end, law=name_guidance(law, head or printed))


@lru_cache(maxsize=1024)
def name_guidance(law: Law, printed: str) -> Law:
    """Guidance by a printed title that is longer than the table's, `…: 0 to 25 years`; every other law as it is."""
    if law.kind is not CitationKind.GUIDANCE or printed.isupper():
        return law
    longer, title = name_form(printed), name_form(law.title)
    if (longer != title and {*title.split()} <= {*longer.split()}) or (": " in printed and ": " not in law.title):
        return Law(printed, CitationKind.GUIDANCE, path=law.path)
    return law


def _read_short_name(text: str, mention: Mention) -> None:
    """A name in brackets right behind a law: `(the 1996 Act)`."""
    mention.printed_end = mention.end
    found = _SHORT_NAME.match(text, mention.end)
    if mention.law and found and _NAME_SHAPE.fullmatch(found[1]):
        mention.short, mention.end = name_form(found[1]), found.end()


def _iter_beside(text: str, mention: Mention) -> Iterator[Mention]:
    """What follows a name without a word of its own: a paragraph of guidance, the year of a second Act of the name."""
    law = mention.law
    if law is None:
        return
    if law.kind is CitationKind.GUIDANCE:
        found = _BARE_PARAGRAPH.match(text, mention.end)
        beside = _read_provision(text, "paragraph", found.start(1), found.start(1)) if found else None
        if beside:
            yield beside
    elif law.year and (found := _SECOND_YEAR.match(text, mention.printed_end)):
        second = find_dated(f"{split_year(law.title)[0]} {found[1]}")
        if second:
            yield Mention(found.start(1), found.end(1), law=second, printed_end=found.end(1))


def _iter_cases(text: str) -> Iterator[Mention]:
    after = 0
    for found in CITATION.finditer(text):
        case = read_case(text, found, after)
        after = case.end
        yield Mention(case.start, case.end, case=case)


def _iter_titled(text: str) -> Iterator[Mention]:
    """Guidance in quotation marks behind words that say whose it is: no table needs to have its title."""
    for found in _TITLED_GUIDANCE.finditer(text):
        title = found[1].rstrip(" ,.").partition(" (")[0]
        law = find_alias(title) or Law(title, CitationKind.GUIDANCE)
        yield Mention(found.start(1), found.end(1), law=law, printed_end=found.end(1))


def _drop_covered(found: Iterable[Mention]) -> Iterator[Mention]:
    """Mentions without those inside a longer one: a title holds other titles, and provisions in its brackets."""
    end = 0
    for mention in found:
        if mention.end > end:
            yield mention
            end = mention.end


_TOGETHER = re.compile(r",? ?(?:(?:of|to|in|at|and also|OF|TO|IN) )?(?:(?:the|that|THE) (?=[A-Z]))?|,? ?\(|: ?| [-–] ")
_OF_LAW = re.compile(r",? (?:of|to|in) (?:th(?:e|at|is) )?|,? ", re.IGNORECASE)
_AND_IN_IT = re.compile(r"(?:[’']s)?,? ?\(?(?:at |in )?")
_DIVIDED = {PARAGRAPH, PART, CLASS}


def _join_provisions(text: str, found: list[Mention]) -> list[Mention]:
    """`Schedule 5` and `paragraph 5(b)` as one, also where their law stands between them."""
    joined: list[Mention] = []
    for mention in found:
        while mention.provision and joined and (last := joined[-1]).provision:
            both = _join_two(text, last.provision, mention.provision)
            if both is None:
                break
            joined.pop()
            mention = Mention(both.start, both.end, provision=both)  # noqa: PLW2901 - grows by what stands before it
        if joined and _is_lettered_part(text, joined[-1].provision, mention):
            joined.pop()
        if mention.provision and mention.provision.unit in _DIVIDED and len(joined) > 1:
            mention = _join_over_law(text, joined, mention)  # noqa: PLW2901 - as above
        joined.append(mention)
    if joined and _is_lettered_part(text, joined[-1].provision, None):
        joined.pop()
    return joined


def _join_two(text: str, first: Provision, second: Provision) -> Provision | None:
    if first.unit == second.unit and RANGE.fullmatch(text, first.end, second.start):
        return span(first, second)
    return join(first, second) if _TOGETHER.fullmatch(text, first.end, second.start) else None


def _join_over_law(text: str, joined: list[Mention], inner: Mention) -> Mention:
    """`Schedule 6 to the Highways Act, paragraph 1`: one provision, of the law in its middle."""
    outer, law = joined[-2:]
    if (
        not (outer.provision and inner.provision and (law.law or law.name))
        or not _OF_LAW.fullmatch(text, outer.end, law.start)
        or not _AND_IN_IT.fullmatch(text, law.end, inner.start)
        or (both := join(outer.provision, inner.provision)) is None
    ):
        return inner
    del joined[-2]
    return Mention(both.start, both.end, provision=both, owner=len(joined) - 1)


def _is_lettered_part(text: str, provision: Provision | None, law: Mention | None) -> bool:
    """Parts by a letter are of forms and plans as a rule. `Part L of the Building Regulations` is not."""
    if not provision or provision.unit != PART or not provision.numbers[0].isalpha():
        return False
    return law is None or law.law is None or not _OF_LAW.fullmatch(text, provision.end, law.start)


def _mark(text: str, found: list[Mention]) -> None:
    """Owners of the provisions, `as amended`, and what shows that a number is of a law."""
    bind(text, found, [place.start() for place in _AMENDED.finditer(text)])
    for mention in found:
        if (provision := mention.provision) and mention.owner in (LOOSE, OUTSIDE):
            if len(provision.items) == 1:
                mention.duty = find_duty(provision.items[0].provision, text, mention.start, mention.end)
            mention.plain = _PLAIN_BEFORE.search(text, max(0, mention.start - _FURTHEST), mention.start) is not None
