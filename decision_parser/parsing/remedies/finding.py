"""The remedies of a decision: which of its paragraphs are read, and what governs the actions in them."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from decision_parser.models import (
    Paragraph,
    ParagraphKind,
    Remedy,
    RemedyKind,
    RemedyStatus,
    Section,
    Stage,
)
from decision_parser.parsing.remedies.awards import iter_totals
from decision_parser.parsing.remedies.clauses import begins_action, read_sentence
from decision_parser.parsing.remedies.deadlines import Deadline, iter_deadlines
from decision_parser.parsing.remedies.drafting import Draft, Drafts, Spot, Wording
from decision_parser.parsing.remedies.judging import PAID, Judge, is_bare, is_frame, pays_others
from decision_parser.parsing.remedies.lexicon import Lexicon, read_lexicon
from decision_parser.parsing.remedies.passages import Lead, Passage, choose_passages
from decision_parser.parsing.remedies.screening import settles, tells
from decision_parser.parsing.remedies.tokens import SIGNS, iter_sentences
from decision_parser.parsing.remedies.verbs import ANY
from decision_parser.parsing.remedies.walking import AGREED, JOINING, PROPOSED, RECOMMENDED, Clause, Mode
from decision_parser.text import match_form
from decision_parser.vocabulary import ActionRow, AsideRow, Source

_APOLOGY, _PAYMENT, _SERVICE = RemedyKind.APOLOGY, RemedyKind.PAYMENT, RemedyKind.SERVICE_IMPROVEMENT
_PERSONAL = (*PAID, _APOLOGY)
_EARLY = (Stage.DRAFT, Stage.PROVISIONAL)
_READ = (ParagraphKind.PARAGRAPH, ParagraphKind.ITEM)
_NEAR_END = 45
_RECENT = 20  # actions that can stand together
_REACH = 600  # characters before an action that can say what it is for
_SPENT = frozenset("pay refund reimburse".split())
_PRONOUNS = frozenset({"it", "they"})
_TAUGHT = frozenset("remind train".split())
_CONTENT = _TAUGHT | frozenset("share explain include confirm tell set show".split())
"""Verbs whose list is what they tell, and not what is to be done."""
_AGREED_LATER = re.compile(
    r"\b(?:has|have)(?: now| also| since)? (?:agreed|accepted)(?: to| with)?"
    r"(?: all| carry out| implement| act on)*(?: of)? ?(?:this|these|that|it|so|my|our|the)?(?: proposed| following)? ?"
    r"(?:recommendations?|remed(?:y|ies)|actions?|proposals?)?\.?\s*$",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:do (?:so|this|these|it|both|all)|be (?:done|made|paid|completed|carried out)|(?:the )?payments?|apolog"
    r"|all (?:this|of this|these)|due|send this|these (?:actions|steps)|make (?:the|this|these|that))\b",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e)\b[^.]*\b(?:ask(?:ed|s)? for|want(?:s|ed)?|would like"
    r"|sa(?:ys|id)|seeks?"
    r"|not recommend\w*)\b[^.]*:?\s*$"
)
_SUMMED = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Child)\b[^.]{0,60}[–—:-] ?£|[Tt]otal ?[–—:-] ?£")
_ASKS = re.compile(r"(?:who|how|what|when|where|why|which|whether)\b", re.IGNORECASE)
_FOLLOWING = re.compile(
    r"\b(?:agreed|will|should|recommend)\b.*\b(?:the following|these (?:steps|actions|things))\b[^:]*\.\s*$"
)
_OPENS_PARTS = re.compile(
    r"(?:made up (?:of|as follows)|compris\w+|consist\w+ of|broken down|as follows|being|this is|of which)\W*$",
    re.IGNORECASE,
)
_BREAKDOWN = re.compile(
    r"\s*(?:this|the (?:sum|payment|total|amount))(?: \w+){0,2} "
    r"(?:made up|compris\w+|consists?|includes|broken down|is calculated)\b|\s*(?:this"
    r"|that) is £[\d,.]*\d (?:for each|per|an?)\b",
    re.IGNORECASE,
)


def find_remedies(
    sections: Sequence[Section],
    source: Source,
    *,
    body_name: str | None = None,
    decided_on: dt.date | None = None,
    stage: Stage | None = None,
) -> tuple[Remedy, ...]:
    """The remedies that a decision's sections tell, in the order of their words.

    Read are the sections of kind `remedy`, of the page before those of its report; without any, the summary and the
    final decision, where what both say is taken once. The rest is the account of events and says nothing of remedies.
    """
    words = read_lexicon(source.vocabulary.remedies)
    found: list[Remedy] = []
    for passage in choose_passages(sections):
        counted = None if stage in _EARLY else decided_on  # what runs from a decision that is not made yet has no day
        reader = _Reader(passage, words, Drafts(words, counted), body_name)
        drafts = list(reader.read())
        kept = _find_new(drafts, found) if passage.strict else range(len(drafts))
        found += _number(drafts, kept, len(found))
    return tuple(_set_early(remedy) for remedy in found) if stage in _EARLY else tuple(found)


def _find_new(drafts: Sequence[Draft], found: Sequence[Remedy]) -> list[int]:
    """Which drafts were not told before: by the same kind and sum, or without a sum by the same kind."""
    told = {(remedy.kind, remedy.amount) for remedy in found} | {(remedy.kind, None) for remedy in found}
    return [place for place, draft in enumerate(drafts) if (draft.remedy.kind, draft.remedy.amount) not in told]


def _number(drafts: Sequence[Draft], kept: Iterable[int], before: int) -> list[Remedy]:
    """The remedies of some drafts, with their positions after those `before`."""
    position = {place: number for number, place in enumerate(kept, start=before + 1)}
    return [
        replace(drafts[place].remedy, position=number, part_of=position.get(-1 if whole is None else whole))
        for place, number in position.items()
        for whole in [drafts[place].whole]
    ]


def _set_early(remedy: Remedy) -> Remedy:
    """In a draft of a decision, nothing is settled yet."""
    settled = remedy.status in (AGREED, RECOMMENDED)
    return replace(remedy, status=PROPOSED) if settled else remedy


class _Reader:
    """Reads the paragraphs of one passage."""

    def __init__(self, passage: Passage, words: Lexicon, drafts: Drafts, body_name: str | None) -> None:
        self._passage = passage
        self._words = words
        self._drafts = drafts
        self._body_name = body_name
        self._judge = Judge(words, strict=passage.strict)
        self._leads: dict[int, Callable[[], Lead | None]] = {}
        self._body: str | None = None
        self._parts: Lead | None = None  # the last sum that is said to be made up of those that follow
        self._flat: Lead | None = None  # what governs a list whose items are printed as paragraphs

    def read(self) -> Drafts:
        """The remedies of all paragraphs."""
        for paragraph in self._passage.paragraphs:
            if paragraph.kind in _READ and paragraph.text:
                self._read_paragraph(paragraph)
        self._drafts.divide_sums()
        return self._drafts

    def _read_paragraph(self, paragraph: Paragraph) -> None:
        text, depth = paragraph.text, paragraph.depth
        lead = self._leads[depth - 1]() if depth and depth - 1 in self._leads else None
        self._leads = {level: kept for level, kept in self._leads.items() if level < depth}
        self._parts = self._parts if text.startswith("£") else None
        lead = self._parts or lead
        if lead is not None and lead.content:
            self._leads[depth] = lambda: lead
            return
        if lead is None and self._says_nothing(text):
            self._leads[depth] = lambda: self._find_default_lead(text, lead, list(iter_deadlines(text)))
            return
        deadlines = list(iter_deadlines(text))
        opened, flat = None, self._flat
        first = len(self._drafts)
        for number, sentence in enumerate(iter_sentences(text)):
            mine = tuple([each for each in deadlines if sentence.start <= each.start < sentence.stop])
            alone = lead is None and not number and not self._passage.strict
            if alone and (begins_action(sentence, self._words) or (flat and _SUMMED.match(text))):
                lead = flat or Lead(Mode(self._passage.status or AGREED, body=self._body))
            governed = lead if number == 0 or (lead and begins_action(sentence, self._words)) else None
            opened = self._read_sentence(Spot(paragraph, sentence, mine, sentence.whole), governed, first)
            if lead is None and not self._passage.strict and _tells_of_following(sentence.lower):
                lead = self._find_default_lead(text, None, mine)
        if not opened and lead is not None and lead is not flat and _tells_of_following(text):
            opened = lead
        self._flat = opened if opened or lead is not flat else flat
        if opened and opened.parts_of is not None and opened.deadline is None and deadlines:
            opened = replace(opened, deadline=deadlines[0])
        self._parts = opened if opened and opened.parts_of is not None else self._parts
        self._leads[depth] = lambda: opened or self._find_default_lead(text, lead, deadlines)

    def _says_nothing(self, text: str) -> bool:
        """Whether nothing in a paragraph can tell of an action: most cannot, and reading costs time."""
        if self._passage.strict:
            return not settles(text)
        return not (tells(text) or begins_action(next(iter_sentences(text)), self._words))

    def _find_default_lead(self, text: str, lead: Lead | None, deadlines: Sequence[Deadline]) -> Lead | None:
        """What governs items below a paragraph that has no verb for them: `Within one month of this decision:`."""
        if self._passage.strict or _CLAIMED.search(text):
            return lead
        status = self._passage.status or AGREED
        return Lead(Mode(status, body=self._body), deadlines[0] if deadlines else lead.deadline if lead else None)

    # ── sentences ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _read_sentence(self, spot: Spot, lead: Lead | None, first: int) -> Lead | None:
        aside = self._words.find_aside(spot.sentence.lower)
        if aside and aside.kind:
            self._drafts.add_none(spot)
        if lead is None and self._divides(spot):
            return Lead(Mode(self._drafts[-1].remedy.status, body=self._body), parts_of=len(self._drafts) - 1)
        if lead is None and self._read_remark(spot, first):
            return None
        self._drafts.add_earlier(spot)
        reading = read_sentence(spot.sentence, self._words, spot.deadlines, lead.mode if lead else None)
        clauses = self._choose_clauses(spot, reading.clauses, aside)
        if lead is not None and lead.ensured and not clauses and not _ASKS.match(spot.printed):
            whole = Clause("ensure", 0, 0, lead.mode, len(spot.sentence))
            clauses = [(whole, self._judge.find_row(whole, spot.sentence))]
        if not clauses:
            return self._open_lead(reading.opened, spot, reading.clauses, lead)
        kinds: list[RemedyKind] = []
        for number, (clause, row) in enumerate(clauses):
            kind = row.kind if row is not None and not row.open else None
            kind = kind or self._judge.find_kind(clause, spot.sentence, late=self._is_late(spot, lead))
            if kind in PAID and kinds[-1:] == [_SERVICE] and pays_others(clause, spot.sentence):
                kind = _SERVICE
            kinds.append(kind)
            self._add_clause(spot, clause, kind, clauses[number - 1][0] if number else None, lead)
        self._spread_deadline(spot, [clause for clause, _ in clauses], first)
        if _says_agreed(spot):
            self._drafts.set_agreed()
        return self._open_lead(reading.opened, spot, reading.clauses, lead)

    def _choose_clauses(
        self, spot: Spot, clauses: Sequence[Clause], aside: AsideRow | None
    ) -> list[tuple[Clause, ActionRow | None]]:
        """The clauses that are actions of their own, each with the row that knows it."""
        if not clauses:
            return []
        alone = not self._drafts
        known = [(clause, self._judge.find_row(clause, spot.sentence)) for clause in clauses]
        alone = alone and not any(row and row.kind in _PERSONAL for _, row in known)
        chosen = [each for each in known if self._judge.is_action(*each, spot.sentence, alone=alone)]
        if aside and aside.kind is None:
            chosen = [each for each in chosen if each[1] and each[1].kind is _APOLOGY]
        last = len(chosen) - 1
        chosen = [
            each
            for place, each in enumerate(chosen)
            if not (is_bare(each[0], spot.sentence) and (place < last or each[0].verb not in {"write", *_TAUGHT}))
        ]
        to = (
            chosen and chosen[-1][0].verb not in _TAUGHT and spot.printed.rstrip().endswith((" to:", " with:", " and:"))
        )
        return chosen[:-1] if to and is_frame(chosen[-1][1]) else chosen

    def _divides(self, spot: Spot) -> bool:
        """Whether a list of what the last sum is made of follows: `This comprises:`."""
        opens = spot.printed.rstrip().endswith(":") and "£" not in spot.printed and _BREAKDOWN.match(spot.printed)
        return bool(opens and self._drafts and self._drafts[-1].award)

    def _read_remark(self, spot: Spot, first: int) -> bool:
        """A sentence about actions that were told before it: a total, a deadline, that they were agreed."""
        printed, drafts = spot.printed, self._drafts
        if not drafts:
            return False
        if _BREAKDOWN.match(printed) and drafts[-1].award:
            drafts.add_breakdown(spot)
        elif (
            "£" in printed
            and (total := next(iter_totals(printed), None))
            and (len(drafts) > first or drafts.adds_up(total))
            and drafts.has_sum(begin := first if len(drafts) > first else 0)
        ):
            drafts.add_total(spot, total, begin)
        elif not spot.deadlines and _says_agreed(spot) and self._is_remark(spot):
            drafts.set_agreed()
        elif spot.deadlines and _DUE.search(printed) and "£" not in printed and self._is_remark(spot):
            drafts.set_deadline(spot.deadlines[0], first, paid="payment" in printed.lower())
        else:
            return False
        return True

    def _is_remark(self, spot: Spot) -> bool:
        """Whether a sentence has no action of its own."""
        clauses = read_sentence(spot.sentence, self._words, ()).clauses
        chosen = self._choose_clauses(spot, clauses, None)
        return all(self._judge.is_repeated(clause, spot.sentence) for clause, _ in chosen)

    # ── one action ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _add_clause(
        self, spot: Spot, clause: Clause, kind: RemedyKind, previous: Clause | None, lead: Lead | None
    ) -> None:
        sentence, text = spot.sentence, spot.paragraph.text
        start, stop = _find_span(spot, clause)
        if kind in PAID and text.endswith(":") and "£" not in text[start:stop] and stop > len(text) - _NEAR_END:
            return  # `pay:`, and the sums are in the items below
        deadline = self._find_deadline(spot, start, stop, previous) if spot.deadlines else None
        deadline = deadline or (lead.deadline if lead else None)
        self._note_body(clause.mode.body)
        remedy = replace(
            spot.begin(kind, text[start:stop], self._find_status(clause)),
            **self._name_body(clause.mode.body),
            **(self._drafts.describe(deadline) if deadline else {}),
        )
        before = text[max(sentence.start, start - _REACH) : start] + (lead.words if lead else "")
        wording = Wording(text[start:stop], before, start, clause.patient)
        if kind in PAID:
            self._drafts.add_sums(remedy, wording, lead.parts_of if lead else None)
        else:
            self._drafts.add(remedy, wording)

    def _is_late(self, spot: Spot, lead: Lead | None) -> bool:
        """Whether an action stands with those for the future, which follow the ones for the person."""
        reach = 3 if lead else 0
        near = (draft.remedy for draft in self._drafts.iter_last(_RECENT) if draft.remedy.kind is _SERVICE)
        return any(remedy.paragraph_position >= spot.paragraph.position - reach for remedy in near)

    def _find_status(self, clause: Clause) -> RemedyStatus:
        status = clause.mode.status or self._passage.status or AGREED
        if self._passage.overrides and status is RECOMMENDED:
            return AGREED
        return status

    def _note_body(self, printed: str | None) -> None:
        if printed and printed.lower() not in _PRONOUNS:
            self._body = printed

    def _name_body(self, printed: str | None) -> dict[str, Any]:
        """The body that acts: as printed, and by its name where that is the one complained about."""
        if not printed:
            return {}
        named = self._body or "" if printed.lower() in _PRONOUNS else printed
        words, name = match_form(named).removeprefix("the "), match_form(self._body_name or "")
        return {"body_text": printed, "body_name": self._body_name if words and words in name else None}

    def _find_deadline(self, spot: Spot, start: int, stop: int, previous: Clause | None) -> Deadline | None:
        """A deadline in the words of an action, or between it and the one before."""
        floor = _find_span(spot, previous)[1] if previous else spot.sentence.start
        inside = next((each for each in spot.deadlines if start <= each.start < stop), None)
        before = [each for each in spot.deadlines if floor <= each.start < start]
        return inside or (before[-1] if before else None)

    def _spread_deadline(self, spot: Spot, clauses: Sequence[Clause], first: int) -> None:
        """A deadline before the first verb of a sentence, or at its very end, is that of all actions joined in it."""
        if not spot.deadlines:
            return
        begin, text = spot.sentence.find_start(clauses[0].first), spot.paragraph.text
        opening = [each for each in spot.deadlines if each.start < begin]
        last = spot.deadlines[-1]
        trailing = len(spot.deadlines) == 1 and not text[last.stop : spot.sentence.stop].strip(" .;")
        if opening or trailing:
            self._drafts.set_common_deadline(opening[-1] if opening else last, spot.sentence, first)

    # ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _open_lead(self, opened: Mode | None, spot: Spot, clauses: Sequence[Clause], lead: Lead | None) -> Lead | None:
        """What governs the items below a sentence that ends in a colon."""
        printed = spot.printed.rstrip()
        deadline = spot.deadlines[-1] if spot.deadlines else lead.deadline if lead else None
        if opened is not None:
            self._note_body(opened.body)
            return Lead(opened, deadline)
        if not printed.endswith((":", ",")) or not clauses:
            return None
        last = clauses[-1]
        mode = replace(
            last.mode, forms=ANY, verb=last.verb if printed.endswith(" with:") or last.verb in _SPENT else None
        )
        divided = last.verb in {"pay", "make", "refund"} and _OPENS_PARTS.search(printed)
        if divided and self._drafts and self._drafts[-1].award:
            return Lead(mode, deadline, parts_of=len(self._drafts) - 1)
        told = last.verb in _TAUGHT or (last.verb in _CONTENT and not printed.endswith(" to:"))
        told = told or printed.endswith((" covering:", " about:", " explaining:", " saying:", " says:"))
        anew = (
            bool(spot.deadlines)
            and not spot.paragraph.text[spot.deadlines[-1].stop : spot.sentence.stop].strip(" ,:")
            and " and " in printed[-_NEAR_END:]
        )
        words = printed if last.verb in _SPENT else ""
        return Lead(mode, deadline, words=words, content=told and not anew, ensured=last.verb == "ensure")


def _tells_of_following(text: str) -> bool:
    """Whether words say, and not a colon, that what is to be done follows."""
    return ("the following" in text or "these " in text) and _FOLLOWING.search(text) is not None


def _says_agreed(spot: Spot) -> bool:
    """Whether a sentence says that what was recommended is agreed."""
    lower = spot.sentence.lower
    return ("agreed" in lower or "accepted" in lower) and bool(_AGREED_LATER.search(lower))


def _find_span(spot: Spot, clause: Clause) -> tuple[int, int]:
    """Where the words of an action begin and end in the paragraph: an "it" that ends a sentence is its last word."""
    words, last = spot.sentence.words, max(clause.last, clause.first + 1)
    behind = [word for word in words[last:] if word not in SIGNS]
    if behind[-1:] == ["it"] and JOINING.issuperset(behind):
        last = len(words) - words[::-1].index("it")
    return spot.sentence.find_start(clause.first), spot.sentence.find_stop(last - 1)
