"""Remedies on their way: the actions of a passage with their sums, their totals and parts, and their deadlines."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from decision_parser.models import Paragraph, Per, Remedy, RemedyKind, RemedyPurpose, RemedyStatus
from decision_parser.parsing.remedies.awards import Award, find_formula, read_awards
from decision_parser.parsing.remedies.deadlines import Deadline
from decision_parser.parsing.remedies.judging import PAID
from decision_parser.parsing.remedies.lexicon import Lexicon
from decision_parser.parsing.remedies.recipients import find_patient, find_recipient, find_recipient_near
from decision_parser.parsing.remedies.tokens import Sentence
from decision_parser.text import iter_money

_CURRENCY = "GBP"
_APOLOGY, _PAYMENT, _NONE, _ONCE = RemedyKind.APOLOGY, RemedyKind.PAYMENT, RemedyKind.NONE, Per.ONCE
_NOTHING_NEW = re.compile(
    r"(?:pay|pays|paying|paid|make|makes|making|made|the|this|these|that|payments?|it|him|her|them|to"
    r"|(?:Mr|Mrs|Ms|Miss|Dr|and|[A-Z])(?: [A-Z])?\b|\W)*\b(?:with)?(?:in|by|before|no later|$)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:for (?:the|his|her|their|its|avoidable|\w+ (?:months|weeks|years) of)"
    r"|to (?:recognise|reflect|acknowledge|remedy)|in recognition)\b"
)
_ANEW = re.compile(r"\b(?:a|further|another) (?:\w+ )?payment|\bsame\b|\blike sum")
_APOLOGISED = re.compile(
    r"\b(?:(?:council|trust|provider|authority|school|home|board)'s|its)(?: (?:own|prompt|written|earlier|full|early))*"
    r" apology\b|\bapology (?:that |which )?(?:it|the \w+(?: \w+)?) (?:has )?(?:already )?(?:gave|given|made|sent)\b"
)
_ENOUGH = re.compile(
    r"\b(?:remed(?:y|ies|ied)|put right|puts? matters|enough|suitabl[ey]|sufficient|appropriate|fair)\b"
)
_EARLIER = re.compile(
    r"(?:in addition to|together with|on top of|as well as) (?:the|its) "
    r"(?P<first>apology|payment of £[\d,.]*\d|£[\d,.]*\d)(?: payment)?[^.;]{0,60}?"
    r"\b(?:that |which )?(?:it|they|the [A-Z]\w+(?: [A-Z]\w+)?) (?:has |had |have )?(?:already )?"
    r"(?P<did>paid|offered|given|made|provided)\b"
    r"(?:[^.;]{0,60}? and the (?P<second>£[\d,.]*\d)[^.;]{0,20}? (?P<also>paid|offered))?",
    re.IGNORECASE,
)


class Spot(Struct, frozen=True):
    """A sentence in its paragraph, and the deadlines in it."""

    paragraph: Paragraph
    sentence: Sentence
    deadlines: tuple[Deadline, ...]
    printed: str
    """The sentence as printed."""

    def begin(self, kind: RemedyKind, text: str, status: RemedyStatus | None = None) -> Remedy:
        """A remedy that stands here."""
        return Remedy(
            position=0,
            paragraph_position=self.paragraph.position,
            path=self.paragraph.path,
            text=text.strip(" ,;."),
            kind=kind,
            status=status,
        )


class Draft(Struct, frozen=True):
    """A remedy, where its words begin in the paragraph, its sum, and the place of the draft that it is part of."""

    remedy: Remedy
    start: int
    award: Award | None = None
    whole: int | None = None


class Wording(Struct, frozen=True):
    """The words of an action, those before it in its sentence, and who something is done for by its grammar."""

    words: str
    before: str
    start: int
    patient: str | None = None

    def find_person(self) -> str | None:
        """Who something is done for, where that is a person and no thing."""
        return find_patient(self.patient) if self.patient else None


class Drafts(list[Draft]):
    """The remedies of one passage in the order of their words."""

    def __init__(self, words: Lexicon, decided_on: dt.date | None) -> None:
        super().__init__()
        self._words = words
        self._decided_on = decided_on
        self._described: tuple[Deadline | None, dict[str, Any]] = (None, {})  # the last one

    def iter_last(self, count: int) -> Iterator[Draft]:
        """The last ones."""
        return iter(self[-count:])

    # ── actions ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def add(self, remedy: Remedy, wording: Wording) -> None:
        """Add an action that is about no money."""
        recipient = find_recipient(_behind(wording.words)) if remedy.kind is _APOLOGY else None
        self.append(Draft(replace(remedy, recipient_text=recipient or wording.find_person()), wording.start))

    def add_sums(self, remedy: Remedy, wording: Wording, whole: int | None) -> None:
        """Add an action for each sum in its words, or one without. `whole` is the draft that all are parts of."""
        awards = read_awards(wording.words, refund=remedy.kind is RemedyKind.REFUND_OR_WAIVER)
        recipient = wording.find_person() or find_recipient(_behind(wording.words))
        remedy = replace(remedy, recipient_text=recipient)
        if not awards:
            self._add_unnumbered(remedy, wording)
            return
        base = len(self)
        divided = {award.whole for award in awards}
        for number, award in enumerate(awards):
            part_of = whole if award.whole is None else base + award.whole
            part_of = None if number and awards[0].whole is not None and award.whole is None else part_of
            self.append(Draft(self._fill(remedy, awards, number, wording, divided), wording.start, award, part_of))
        self._link_total(awards, base)

    def _add_unnumbered(self, remedy: Remedy, wording: Wording) -> None:
        formula = find_formula(wording.words)
        purpose = self._find_purpose(wording.words) or self._find_purpose(wording.before)
        if not (formula or purpose) and self._is_told_again(remedy, wording.words):
            return
        paid = remedy.kind is _PAYMENT
        filled = replace(remedy, formula_text=formula, purpose=purpose if paid else None)
        self.append(Draft(filled, wording.start))

    def _is_told_again(self, remedy: Remedy, words: str) -> bool:
        """Whether a payment without a sum is the one that was told before, now with its deadline."""
        paid = [place for place, draft in enumerate(self) if draft.remedy.kind in PAID]
        if not paid or not _NOTHING_NEW.match(words) or _ANEW.search(words):
            return False
        if remedy.deadline_text:
            self._date(paid[-1], {name: getattr(remedy, name) for name in _DATED})
        return True

    def _fill(
        self, remedy: Remedy, awards: Sequence[Award], number: int, wording: Wording, divided: Collection[int | None]
    ) -> Remedy:
        """The remedy of one of several sums."""
        award = awards[number]
        near = find_recipient_near(wording.words, award.money.start, award.money.stop)
        paid = remedy.kind is _PAYMENT and not award.total
        return replace(
            remedy,
            amount=award.money.amount,
            amount_text=award.money.text,
            currency=_CURRENCY,
            per=award.per,
            purpose=self._find_purpose_of(awards, number, wording, divided=number in divided) if paid else None,
            recipient_text=near or remedy.recipient_text,
        )

    def _find_purpose_of(
        self, awards: Sequence[Award], number: int, wording: Wording, *, divided: bool
    ) -> RemedyPurpose | None:
        """The purpose of one of several sums: said behind it, else before all of them, else behind the last."""
        words, award = wording.words, awards[number]
        end = awards[number + 1].money.start if number + 1 < len(awards) else len(words)
        own = self._find_purpose(words[award.money.stop : end])
        if own:
            return own
        if divided:  # the parts have purposes of their own
            return None
        common = self._find_purpose(words[: awards[0].money.start]) or self._find_purpose(wording.before)
        part = award.whole is not None and not awards[-1].total
        if common or part or _REASON.search(words[award.money.stop : end].lower()):
            return common
        return self._find_purpose(words[awards[-1].money.stop :])

    def _find_purpose(self, text: str) -> RemedyPurpose | None:
        """The purpose that is said first."""
        return self._words.find_purpose(text.lower().replace("’", "'")) if text else None

    # ── totals and parts ─────────────────────────────────────────────────────────────────────────────────────────────

    def _link_total(self, awards: Sequence[Award], base: int) -> None:
        """A total also counts sums of earlier actions that make it up together with those of its own words."""
        total = next((number for number, award in enumerate(awards) if award.total), None)
        if total is None:
            return
        own = [award for award in awards if award.whole == total]
        rest = awards[total].money.amount - sum(award.money.amount for award in own)
        if not any(award.per is not _ONCE for award in own):
            self._take_parts(rest, base - 1, base + total)

    def _take_parts(self, rest: Decimal, place: int, whole: int) -> None:
        chosen = []
        while place >= 0 and rest > 0:
            remedy = self[place].remedy
            if remedy.amount is not None and self[place].whole is None:
                rest -= remedy.amount
                chosen.append(place)
            place -= 1
        for at in chosen if rest == 0 else ():
            self[at] = replace(self[at], whole=whole)

    def adds_up(self, total: Award) -> bool:
        """Whether the last sums make a total."""
        free = [at for at, draft in enumerate(self) if draft.award and draft.whole is None]
        return any(self._sum(part) == total.money.amount for part in _iter_tails(free) if len(part) > 1)

    def has_sum(self, first: int) -> bool:
        """Whether one of the drafts from `first` on has a sum that is no part of another."""
        return any(draft.award and draft.whole is None for draft in self[first:])

    def add_total(self, spot: Spot, total: Award, first: int) -> None:
        """Add a total that a sentence of its own says of the sums from the draft `first` on."""
        free = [at for at in range(first, len(self)) if self[at].award and self[at].whole is None]
        exact = next((part for part in _iter_tails(free) if self._sum(part) == total.money.amount), free[-1:])
        for at in exact:
            self[at] = replace(self[at], whole=len(self))
        remedy = replace(
            self[free[-1]].remedy,
            paragraph_position=spot.paragraph.position,
            path=spot.paragraph.path,
            text=spot.printed.strip(),
            amount=total.money.amount,
            amount_text=total.money.text,
            per=_ONCE,
            purpose=None,
        )
        self.append(Draft(remedy, spot.sentence.start, total))

    def divide_sums(self) -> None:
        """Sums of list items that make just the sum above their list are its parts, also where no words say so."""
        for place, draft in enumerate(self):
            parts = []
            for at in range(place + 1, len(self) if draft.award and draft.whole is None else 0):
                part = self[at]
                if not (part.award and part.whole is None and part.remedy.text.startswith("£")):
                    break
                parts.append(at)
            if len(parts) > 1 and self._sum(parts) == draft.remedy.amount:
                for at in parts:
                    self[at] = replace(self[at], whole=place)

    def _sum(self, places: Sequence[int]) -> Decimal:
        return sum((award.money.amount for at in places if (award := self[at].award)), Decimal(0))

    def add_breakdown(self, spot: Spot) -> None:
        """Add the parts of the last sum, told in a sentence of their own."""
        whole, last, printed = len(self) - 1, self[-1].remedy, spot.printed
        awards = read_awards(printed)
        for number, award in enumerate(awards):
            end = awards[number + 1].money.start if number + 1 < len(awards) else len(printed)
            part = replace(
                last,
                paragraph_position=spot.paragraph.position,
                path=spot.paragraph.path,
                text=printed.strip(),
                amount=award.money.amount,
                amount_text=award.money.text,
                per=award.per,
                purpose=self._find_purpose(printed[award.money.stop : end]),
            )
            self.append(Draft(part, spot.sentence.start, award, whole))

    # ── what is said beside actions, or later of them ────────────────────────────────────────────────────────────────

    def add_none(self, spot: Spot) -> None:
        """Add that nothing (more) is needed."""
        self.append(Draft(spot.begin(_NONE, spot.printed), spot.sentence.start))

    def add_earlier(self, spot: Spot) -> None:
        """Add what a body did or offered before, named in passing: `in addition to the £100 it has already paid`."""
        lower = spot.sentence.lower
        if "apology" in lower and _ENOUGH.search(lower) and (found := _APOLOGISED.search(lower)):
            text = spot.printed[found.start() : found.end()]
            remedy = spot.begin(_APOLOGY, text, RemedyStatus.DONE)
            self.append(Draft(remedy, spot.sentence.start + found.start()))
        told_beside = "addition to" in lower or "on top of" in lower or "together with" in lower or "well as" in lower
        found = _EARLIER.search(spot.printed) if told_beside else None
        if not found:
            return
        for words, did in ((found["first"], found["did"]), (found["second"], found["also"])):
            if words:
                money = next(iter_money(words), None)
                status = RemedyStatus.OFFERED if did.lower() == "offered" else RemedyStatus.DONE
                remedy = spot.begin(_PAYMENT if money else _APOLOGY, found[0], status)
                if money:
                    remedy = replace(remedy, amount=money.amount, amount_text=money.text, currency=_CURRENCY, per=_ONCE)
                self.append(Draft(remedy, spot.sentence.start + found.start()))

    def set_agreed(self) -> None:
        """The body has agreed to all that was recommended."""
        for place, draft in enumerate(self):
            if draft.remedy.status is RemedyStatus.RECOMMENDED:
                self[place] = replace(draft, remedy=replace(draft.remedy, status=RemedyStatus.AGREED))

    def set_deadline(self, deadline: Deadline, first: int, *, paid: bool) -> None:
        """A deadline that is told after the actions from `first` on; where it is `paid`, only of payments."""
        for place in range(first if len(self) > first else 0, len(self)):
            kind = self[place].remedy.kind
            if kind is not _NONE and (not paid or kind in PAID):
                self._date(place, self.describe(deadline))

    def set_common_deadline(self, deadline: Deadline, sentence: Sentence, first: int) -> None:
        """A deadline of all actions of a sentence."""
        for place in range(first, len(self)):
            if sentence.start <= self[place].start < sentence.stop:
                self._date(place, self.describe(deadline))

    def _date(self, place: int, values: dict[str, Any]) -> None:
        draft = self[place]
        if draft.remedy.deadline_text is None and draft.remedy.status is not RemedyStatus.DONE:
            self[place] = replace(draft, remedy=replace(draft.remedy, **values))

    def describe(self, deadline: Deadline) -> dict[str, Any]:
        """The fields of a remedy that a deadline gives."""
        if deadline is not self._described[0]:
            self._described = deadline, self._describe(deadline)
        return self._described[1]

    def _describe(self, deadline: Deadline) -> dict[str, Any]:
        day = deadline.find_day(self._decided_on)
        return {"deadline_text": deadline.text, "deadline_duration": deadline.duration, "deadline_on": day}


_TITLED = ("Mr ", "Mrs ", "Ms ", "Miss ", "Dr ", "Child ")
_DATED = ("deadline_text", "deadline_duration", "deadline_on")


def _behind(words: str) -> str:
    """The words behind the verb, which is the first unless a person is."""
    words = words.lstrip()
    return words if words.startswith(_TITLED) else words.partition(" ")[2]


def _iter_tails(places: Sequence[int]) -> Iterator[Sequence[int]]:
    return (places[-count:] for count in range(1, len(places) + 1))
