"""The sums of money in the words of an action: which are to be paid, how often, and which are parts of which."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from decision_parser.models import Per
from decision_parser.text import Money, iter_money

# Words before a sum that is only referred to: what the award is counted from, compared with, or spent on.
_REFERRING = tuple(
    f" {words}"
    for words in (
        "from|less|minus|instead of|rather than|in addition to|on top of|over and above|the usual|out of|below|above"
        "|than|against|toward|towards|worth|owing|owe|owes|owed|debt of|charge of|charges of|fee of|fees of|cost of"
        "|bill of|bill for"
        "|rent of|figure of|value of|overpayment of|invoice of|invoice for|price of|costs of|fine of|balance of"
        "|penalty of|without"
        "|limit of|arrears of|asked for|claim|claims|claimed|earn|earns|spent|saved|between|range of|of the|of his"
        "|of her"
    ).split("|")
)
_FILLERS = frozenset("the its an a his her their about around some original earlier previous initial existing".split())
_KEPT = re.compile(
    r"\b(?:fees? of|charges? of|costs? of|invoices? (?:of|for)|overpayment of|debt of|bills? (?:of|for)|arrears of"
    r"|charges? of|penalty of|balance of|fine of|penalty charges of|costs of|sum of|total of|rent of)\s*$",
    re.IGNORECASE,
)
_SHARED = re.compile(r"\b(?:half|third|quarter|part|proportion|share|towards?|per cent)\b|%", re.IGNORECASE)
_SAID_OF = re.compile(
    r"^\s*(?:that |which )?(?:it|he|she|they|we|i|(?:mr|mrs|ms|miss)\s+\w+|the \w+) (?:has |have "
    r"|had )?(?:already )?(?:offered|paid|spent|owe[sd]?|asked|claim(?:s|ed)|was charged|earns?|would)\b",
    re.IGNORECASE,
)
_UNIT = r"(?:day|night|week|month|term|year|person|child|household|family|head|pupil|complainant|resident|tenant)s?\b"
_PER = re.compile(
    rf"^\s*(?:,\s*)?(?:a|an|per|each|every|/)\s*(?:calendar |school |academic |full |complete )?(?P<unit>{_UNIT})"
    rf"|^\s*(?:,\s*)?(?:\(?\s*)?(?:to [^,;.£]{{1,40}} )?for (?:each|every|each and every)(?: further| additional"
    rf"| full)?(?: of)?(?: the| those| these| her| his| their| its)?(?: \w+){{0,3}}? (?P<each>{_UNIT})"
    rf"|^\s*(?:,\s*)?(?:\w+ ){{0,3}}?(?:to|for) each (?:of (?:the|those|his|her"
    rf"|their) )?(?:\w+ ){{0,3}}?(?P<who>them\b|complainants|families|children|households|residents|people"
    rf"|tenants|parents|siblings|brothers|sisters|objectors|daughters|sons)",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"^\s*(?:\)\s*)?(?:each|apiece|respectively each)\b(?! (?:day|week|month|term|year|of the))", re.IGNORECASE
)
_EACH_BEFORE = re.compile(
    r"\beach (?:of (?:them|(?:the|those|his|her|their) (?:\w+ ){0,3}\w+)|complainant|family|child|household|resident"
    r"|person|tenant|parent)"
    r"(?: (?:a payment of|the sum of|a further|an additional|a total of))?\s*$|\beach\s*$|\b(?:daily|weekly|monthly"
    r"|annual) (?:payment|rate|sum)s? of\s*$",
    re.IGNORECASE,
)
_REGULAR = {
    "daily": Per.DAY,
    "weekly": Per.WEEK,
    "monthly": Per.MONTH,
    "annual": Per.YEAR,
    "annually": Per.YEAR,
    "yearly": Per.YEAR,
    "termly": Per.TERM,
}
_REGULAR_AFTER = re.compile(r"^\s*(daily|weekly|monthly|annually|yearly|termly)\b", re.IGNORECASE)
_UNITS = {"day": Per.DAY, "night": Per.DAY, "week": Per.WEEK, "month": Per.MONTH, "term": Per.TERM, "year": Per.YEAR}
_TOTAL_BEFORE = re.compile(
    r"\b(?:total(?:s|led|ling)?(?: (?:of|to|sum of|payment of|up to))?|mak(?:es|ing)(?: a total of)?|com(?:es|ing) to"
    r"|amount(?:s|ing) to|in (?:all|total),?|altogether,?|a sum of|sum(?:s)? to|which is|equals?|equalling|gives"
    r"|giving|that is|being|=|worked out as|calculated as)\s*$",
    re.IGNORECASE,
)
_STRONG_TOTAL = re.compile(
    r"\b(?:total|mak(?:es|ing)|com(?:es|ing) to|amount(?:s|ing) to|in (?:all|total)|altogether|to a total"
    r"|sum(?:s)? to|equal|giv(?:es|ing)|=)",
    re.IGNORECASE,
)
_TOTAL_AFTER = re.compile(r"^\s*(?:,\s*)?(?:in (?:total|all)|altogether|in full)\b", re.IGNORECASE)
_PARTS = re.compile(
    r"made up (?:of|as follows)|compris(?:ing|ed|es)|consist(?:s|ing) of|\bbeing\b|calculated (?:as|at)"
    r"|worked out (?:as|at)|broken down|\bof which\b|split (?:as|between|into)|this is\b|that is\b|\bi\.?e\b"
    r"|namely"
    r"|\(|\bmade up\b|with (?:the )?\w+ (?:\w+ )?paying|includ(?:es|ing)|at (?:a rate of )?$|:\s*$|based on"
    r"|\bequivalent to\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\d+(?:\.\d+)? ?(?:%|per cent)|\b(?:half|a third|two[- ]thirds|a quarter|three[- ]quarters"
    r"|a (?:fair )?proportion|a share|part) (?:of|what|the)\b"
    r"|\bhalf (?:of )?(?:the|his|her|their|what|its)|\b(?:the )?(?:difference|shortfall|equivalent|sum equivalent"
    r"|sum equal)\b|\binterest\b"
    r"|\b(?:a |the )?(?:sum|amount)s? (?:equivalent|equal|which|that|he|she|they|it)\b|\b(?:what|whatever|all|any"
    r"|everything)\b(?! action)"
    r"|\b(?:the|his|her|their|its|full|any|reasonable|taxi|travel|legal|extra|additional|outstanding"
    r"|all)(?: \w+){0,3} (?:costs?|fees|fares|charges|rent|wages|mileage|allowances?|expenses|contributions?"
    r"|benefits?|top-?ups?|payments)\b"
    r"|\bthe cost\b|\bthe (?:\w+ ){0,2}(?:rent|allowance|mileage|grant|benefit|sum|money)\b|weeks’ |weeks' "
    r"|\bmonths’ |\bbackpay\b|\bfor it to be\b",
    re.IGNORECASE,
)


_CLOSE = 60
# How much of the words around a sum is looked at.
_BACK, _AHEAD = 70, 110


class Award(Struct, frozen=True):
    """A sum that is to be paid: where its words stand, how often it is due, and which award it is part of.

    `whole` is the place of that one among the awards of the same words; `total` holds for the sum of those before it.
    """

    money: Money
    per: Per
    whole: int | None = None
    total: bool = False


def read_awards(text: str, *, refund: bool = False) -> list[Award]:
    """The awards in the words of an action, in order. `refund` holds where a charge is given back."""
    sums = list(iter_money(text))
    kept = [money for money in sums if not _is_referred(text, money, sums, refund=refund)]
    awards: list[Award] = []
    for number, money in enumerate(kept):
        previous = kept[number - 1] if number else None
        award = Award(money, _find_per(text, money))
        awards.append(_relate(awards, award, text[previous.stop : money.start], text) if previous else award)
    return awards


def _is_referred(text: str, money: Money, sums: Sequence[Money], *, refund: bool) -> bool:
    """Whether a sum is not itself to be paid."""
    before, after = text[max(0, money.start - _BACK) : money.start], text[money.stop : money.stop + _AHEAD]
    first = money is sums[0]
    if refund and re.match(r"[^.;£]{0,30}?\bby (?:half|a |one|two|\d+ ?(?:%|per))", after):
        return True
    if _KEPT.search(before) and (refund or (first and len(sums) == 1 and not _SHARED.search(before))):
        return False
    if _is_referring(before) and not _TOTAL_BEFORE.search(before):
        return not (refund and first and re.search(r"\bof(?: the| his| her)?\s*$", before))
    if not first and re.search(r"\bthe\s*$", before):
        return bool(_SAID_OF.match(after) or re.match(r"\s*(?:still|that|which|in dispute)\b", after)) or not re.search(
            r"\band the\s*$", before
        )
    return not first and bool(_SAID_OF.match(after)) and bool(re.search(r"\bthe\b[^,;]{0,15}$", before))


def _is_referring(before: str) -> bool:
    """Whether the words right before a sum only refer to it."""
    words = f" {before.lower().rstrip()}"
    while not words.endswith(_REFERRING):
        words, space, filler = words.rpartition(" ")
        if not space or filler not in _FILLERS:
            return False
    return not words.endswith("up to a limit of")


def _find_per(text: str, money: Money) -> Per:
    after = text[money.stop : money.stop + _AHEAD]
    before = text[max(0, money.start - _BACK) : money.start]
    if found := _PER.match(after):
        return _UNITS.get(_find_unit(found), Per.PERSON)
    if found := _REGULAR_AFTER.match(after):
        return _REGULAR[found[1].lower()]
    if found := _EACH_BEFORE.search(before):
        first = found[0].split()[0].lower()
        return _REGULAR.get(first, Per.PERSON)
    return Per.PERSON if _EACH.match(after) else Per.ONCE


def _find_unit(found: re.Match[str]) -> str:
    return (found["unit"] or found["each"] or "").lower().removesuffix("s")


def _relate(earlier: list[Award], last: Award, between: str, text: str) -> Award:
    """The last award as the whole of those before it, which are marked so; or as part of one of them, or by itself."""
    total = _is_total(earlier[-1], last, between[-_CLOSE:], text[last.money.stop :])
    if total and (parts := _find_parts(earlier, last.money.amount)):
        for place in parts:
            earlier[place] = replace(earlier[place], whole=len(earlier))
        return replace(last, total=True)
    return replace(last, whole=_find_whole(earlier, between, last))


def _is_total(before: Award, last: Award, between: str, after: str) -> bool:
    if _TOTAL_AFTER.match(after) or (_STRONG_TOTAL.search(between) and _TOTAL_BEFORE.search(between)):
        return True
    closed = between.rstrip().endswith("(") and after[:1] in {")", ""}
    return closed and last.per is Per.ONCE and last.money.amount > before.money.amount


def _find_parts(earlier: Sequence[Award], total: Decimal) -> list[int]:
    """Which of the awards before it a total is made of: the last ones that add up, else the last."""
    chosen: list[int] = []
    rest = total
    for place in reversed(range(len(earlier))):
        if earlier[place].whole is None and not earlier[place].total:
            chosen.append(place)
            rest -= earlier[place].money.amount
            if rest <= 0:
                break
    return chosen if rest == 0 else chosen[:1]


def _find_whole(earlier: Sequence[Award], between: str, last: Award) -> int | None:
    """The award before the last one that it is part of."""
    before = earlier[-1]
    if before.whole is not None:  # a further part, while the parts do not exceed the whole
        rest = earlier[before.whole].money.amount - last.money.amount
        for award in reversed(earlier[before.whole :]):
            rest -= award.money.amount if award.whole == before.whole else 0
            if rest < 0:
                return None
        return before.whole if before.per is Per.ONCE and ")" not in between else None
    if last.money.amount < before.money.amount and not before.total and _PARTS.search(between):
        return len(earlier) - 1
    return None


def find_formula(text: str) -> str | None:
    """How an amount without a number is to be worked out, as printed; None where the words do not say."""
    found = _SHARE.search(text)
    return text[found.start() :].strip(" .,;") if found else None


def iter_totals(text: str) -> Iterator[Award]:
    """The sum that a sentence of its own says, such as `This makes £2,000`."""
    found = _SENTENCE_TOTAL.match(text)
    if found:
        sums = list(iter_money(text))
        yield Award(sums[0], Per.ONCE)


_SENTENCE_TOTAL = re.compile(
    r"^\s*(?:(?:this|that|these|which|it|so)(?: \w+){0,3}? "
    r"(?:makes?|comes? to|gives?|is|are|totals?|amounts? to|adds? up to|equals?|equates to)"
    r"|(?:the total|in total|in all|altogether|total ?[–—:-])(?: \w+){0,4}?)"
    r"(?: a)?(?: total| sum)?(?: of)?,? £[^.]{0,40}\.?\s*$",
    re.IGNORECASE,
)
