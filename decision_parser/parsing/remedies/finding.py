"""The remedies of a decision: which of its paragraphs are read, and what each action in them comes to."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from decision_parser.models import (
    DocumentPart,
    Paragraph,
    ParagraphKind,
    Per,
    Remedy,
    RemedyKind,
    RemedyPurpose,
    RemedyStatus,
    Section,
    SectionKind,
    Stage,
)
from decision_parser.parsing.remedies.awards import Award, find_formula, iter_totals, read_awards
from decision_parser.parsing.remedies.clauses import Clause, Mode, read_sentence
from decision_parser.parsing.remedies.deadlines import Deadline, iter_deadlines
from decision_parser.parsing.remedies.tokens import Sentence, iter_sentences
from decision_parser.text import iter_money, match_form
from decision_parser.vocabulary import Remedies, Source

_PAID = (RemedyKind.PAYMENT, RemedyKind.REFUND_OR_WAIVER)
_EARLY = (Stage.DRAFT, Stage.PROVISIONAL)
_TELLING = re.compile(
    r"agree|recommend|should|\bwill\b|[’']ll\b|offer|\bhas\b|\bhave\b|propos|remed|\bno (?:further|other)|nothing",
    re.IGNORECASE,
)
_AGREED_LATER = re.compile(
    r"\b(?:has|have)(?: now| also| since)? (?:agreed|accepted)(?: to| with)?(?: all| carry out| implement| act on)*(?: of)? ?(?:this|these|that|it|so|my|our|the)?(?: proposed| following)? ?(?:recommendations?|remed(?:y|ies)|actions?|proposals?)?\.?\s*$",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:do (?:so|this|these|it|both|all)|be (?:done|made|paid|completed|carried out)|(?:the )?payments?|apolog|all (?:this|of this|these)|due|send this|these (?:actions|steps)|make (?:the|this|these|that))\b",
    re.IGNORECASE,
)
_MADE_BEFORE = re.compile(r"^(?:the|this|that|these|both|its) (?:payments?|apolog|sum)", re.IGNORECASE)
_CLAIMED = re.compile(
    r"\b(?:asked for|wants?|would like|complain\w*|sa(?:ys|id)|seeks|asks for|not recommend\w*|considered|guidance)\b[^.]*:?\s*$",
    re.IGNORECASE,
)
_PRONOUNS = frozenset({"it", "they"})
_CONTENT = frozenset("remind train share explain include confirm tell ensure set show".split())
_OPENS_PARTS = re.compile(
    r"(?:made up (?:of|as follows)|compris\w+|consist\w+ of|broken down|as follows|being|this is|of which)\W*$",
    re.IGNORECASE,
)
_ACTIONS_TOLD = re.compile(r"(?:both|all|these|this|the|those)?(?: of)?(?: these| the)? ?(?:steps|actions?|recommendations?|remed(?:y|ies))\b|all$|this$|these$", re.IGNORECASE)
_BREAKDOWN = re.compile(r"^\s*(?:this|the (?:sum|payment|total|amount))(?: \w+){0,2} (?:made up|compris\w+|consists?|includes|broken down|is calculated)\b", re.IGNORECASE)
_NOTHING_NEW = re.compile(
    r"^(?:pay|pays|paying|paid|make|makes|making|made|the|this|these|that|payments?|it|him|her|them|to|(?:Mr|Mrs|Ms|Miss|Dr|and|[A-Z])(?: [A-Z])?\b|\W)*\b(?:with)?(?:in|by|before|no later|$)", re.IGNORECASE
)
_EARLIER = re.compile(
    r"(?:in addition to|together with|on top of|as well as) (?:the|its) (?P<first>apology|payment of £[\d,.]*\d|£[\d,.]*\d)(?: payment)?(?P<rest>[^.;]{0,60}?)"
    r"\b(?:that |which )?(?:it|they|the [A-Z]\w+(?: [A-Z]\w+)?) (?:has |had |have )?(?:already )?(?P<did>paid|offered|given|made|provided)\b(?P<after>[^.;]{0,60}? and the (?P<second>£[\d,.]*\d)[^.;]{0,20}? (?P<also>paid|offered))?",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r",? ?\b(?:with)?in (?:\w+ ){1,3}(?:days?|weeks?|months?)\b(?: of [\w ]{3,30})?,|,? ?\bby \d{1,2} \w+ \d{4},",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(
    r"^(?:to )?(?P<who>(?:(?:the|each of the|each of|both|all|each) )?(?:first |second |third |fourth |fifth )?(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Child|Person)(?: and (?:Mr|Mrs|Ms|Miss|Dr))? [A-Z]\w*(?:[’']s (?!distress|time|frustration|uncertainty)[a-z]+)?"
    r"|[A-Z]\b(?! \w+ (?:plan|Plan))|h(?:im|er)\b(?! [a-z]+ (?:bill|account))|them\b|complainants?|famil(?:y|ies)|(?:his|her|their) (?:son|daughter|mother|father|wife|husband|parents?|estate|family|child(?:ren)?|brother|sister|partner))"
    r"(?:(?:,| and)(?: to)? (?:(?:his|her|their) (?:son|daughter|mother|father|wife|husband|children|family|partner|grandson|sister|brother)|(?:Mr|Mrs|Ms|Miss|Dr) [A-Z]\w*|[A-Z]\b))*)"
)
_TO_WHOM = re.compile(
    r"\bto (?=(?:the |each |both |his |her |their )?(?:Mr|Mrs|Ms|Miss|Dr|Child|him|her|them|first|second|son|daughter|mother|father|wife|husband|family|families|complainants?|[A-Z]\b))"
)


class Reader(Struct, frozen=True):
    """What is the same for all paragraphs of a decision."""

    words: Remedies
    body_name: str | None
    decided_on: dt.date | None
    stage: Stage | None


class Passage(Struct, frozen=True):
    """Paragraphs that tell what is to be done. `status` is what their heading says, where it says any.

    With `strict` they tell of other things too: an action needs words of its own that say so, and a verb that is known.
    """

    paragraphs: tuple[Paragraph, ...]
    status: RemedyStatus | None = None
    overrides: bool = False
    strict: bool = False


class Draft(Struct, frozen=True):
    """A remedy on its way, with the sum that it is for and where its words begin in the paragraph."""

    remedy: Remedy
    start: int
    stop: int
    award: Award | None = None
    whole: int | None = None


class Lead(Struct, frozen=True):
    """What a paragraph leaves to the items below it."""

    mode: Mode
    deadline: Deadline | None = None
    parts_of: int | None = None
    content: bool = False


def find_remedies(
    sections: Sequence[Section],
    source: Source,
    *,
    body_name: str | None = None,
    decided_on: dt.date | None = None,
    stage: Stage | None = None,
) -> tuple[Remedy, ...]:
    """The remedies that a decision's sections tell, in the order of their words.

    Read are the sections of kind `remedy`, of the page before those of its report; without any, the summary and the final
    decision, where what both say is taken once. The rest is the account of events and says nothing of remedies.
    """
    reader = Reader(source.vocabulary.remedies, body_name, decided_on, stage)
    found: list[Draft] = []
    for passage in _choose_passages(sections):
        drafts = _Passage(reader, passage, len(found)).read()
        found += _leave_out(drafts, found) if passage.strict else drafts
    return tuple(_finish(draft, number, reader) for number, draft in enumerate(found, start=1))


def _choose_passages(sections: Sequence[Section]) -> list[Passage]:
    for part in DocumentPart:
        chosen = [section for section in sections if section.kind is SectionKind.REMEDY and section.document is part]
        if any(section.paragraphs for section in chosen):
            return [Passage(section.paragraphs, *_read_heading(section.heading)) for section in chosen]
    kinds = (SectionKind.SUMMARY, SectionKind.FINAL_DECISION)
    main = [section for section in sections if section.kind in kinds and section.document is DocumentPart.MAIN]
    return [Passage(section.paragraphs, strict=True) for section in main]


def _read_heading(heading: str | None) -> tuple[RemedyStatus | None, bool]:
    """What a heading says of the actions below it, and whether it says so of all of them."""
    words = match_form(heading or "")
    agreed, recommended = "agreed" in words, "recommend" in words or "propos" in words
    if agreed:
        return RemedyStatus.AGREED, not recommended
    return (RemedyStatus.RECOMMENDED if recommended else None), False


def _leave_out(drafts: list[Draft], found: Sequence[Draft]) -> list[Draft]:
    """The drafts without those that were told before in other words of the same meaning."""
    told = {(draft.remedy.kind, draft.remedy.amount) for draft in found}
    kinds = {draft.remedy.kind for draft in found}
    return [
        draft
        for draft in drafts
        if (draft.remedy.kind, draft.remedy.amount) not in told
        and not (draft.remedy.amount is None and draft.remedy.kind in kinds)
    ]


def _finish(draft: Draft, number: int, reader: Reader) -> Remedy:
    part_of = None if draft.whole is None else draft.whole + 1
    status = draft.remedy.status
    if reader.stage in _EARLY and status in {RemedyStatus.AGREED, RemedyStatus.RECOMMENDED}:
        status = RemedyStatus.PROPOSED
    return replace(draft.remedy, position=number, part_of=part_of, status=status)


class _Passage:
    """Reads the paragraphs of one passage."""

    def __init__(self, reader: Reader, passage: Passage, before: int) -> None:
        self._reader = reader
        self._passage = passage
        self._before = before
        self._drafts: list[Draft] = []
        self._leads: dict[int, Lead | None] = {}
        self._body: str | None = None

    def read(self) -> list[Draft]:
        """The remedies of all paragraphs."""
        for paragraph in self._passage.paragraphs:
            if paragraph.kind in {ParagraphKind.PARAGRAPH, ParagraphKind.ITEM} and paragraph.text:
                self._read_paragraph(paragraph)
        return self._drafts

    def _read_paragraph(self, paragraph: Paragraph) -> None:
        text, depth = paragraph.text, paragraph.depth
        lead = self._leads.get(depth - 1) if depth else None
        self._leads = {level: kept for level, kept in self._leads.items() if level < depth}
        if lead is not None and lead.content:
            self._leads[depth] = lead
            return
        if self._passage.strict and lead is None and not _TELLING.search(text):
            return
        deadlines = list(iter_deadlines(text))
        opened: Lead | None = None
        first = len(self._drafts)
        for number, sentence in enumerate(iter_sentences(text)):
            opened = self._read_sentence(paragraph, sentence, deadlines, lead if number == 0 else None, first)
        self._leads[depth] = opened or self._default_lead(text, lead, deadlines)

    def _default_lead(self, text: str, lead: Lead | None, deadlines: Sequence[Deadline]) -> Lead | None:
        """What governs items below a paragraph that has no verb for them: `Within one month of this decision:`."""
        if self._passage.strict or _CLAIMED.search(text):
            return lead if lead and text.endswith(":") else None
        status = self._passage.status or RemedyStatus.AGREED
        return Lead(Mode(status, body=self._body), deadlines[0] if deadlines else lead.deadline if lead else None)

    # ── sentences ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _read_sentence(
        self, paragraph: Paragraph, sentence: Sentence, deadlines: Sequence[Deadline], lead: Lead | None, first: int
    ) -> Lead | None:
        printed = paragraph.text[sentence.start : sentence.stop]
        mine = [deadline for deadline in deadlines if sentence.start <= deadline.start < sentence.stop]
        if aside := self._find_aside(printed):
            if aside.kind:
                self._add_none(paragraph, sentence)
        if lead is None and self._read_remark(paragraph, sentence, printed, mine, first):
            return None
        self._add_earlier(paragraph, sentence, printed)
        reading = read_sentence(sentence, self._reader.words, mine, lead.mode if lead else None)
        clauses = [clause for clause in reading.clauses if self._is_action(clause, sentence)]
        if aside and aside.kind is None:
            clauses = [clause for clause in clauses if clause.verb == "apologise"]
        if printed.rstrip().endswith(" to:") and clauses and self._is_only_frame(clauses[-1], sentence):
            clauses = clauses[:-1]
        for number, clause in enumerate(clauses):
            self._add_clause(paragraph, sentence, clause, clauses[number - 1] if number else None, mine, lead)
        self._spread_trailing(sentence, clauses, mine, first)
        if clauses and _AGREED_LATER.search(printed):
            self._drafts = [self._set_agreed(draft) for draft in self._drafts]
        return self._open_lead(reading.opened, sentence, reading.clauses, mine, lead)

    def _find_aside(self, printed: str) -> Any:  # noqa: ANN401 - a row of the vocabulary
        words = match_form(printed)
        return next((row for row in self._reader.words.asides if re.search(row.words, words)), None)

    def _add_none(self, paragraph: Paragraph, sentence: Sentence) -> None:
        text = paragraph.text[sentence.start : sentence.stop].strip()
        remedy = Remedy(
            position=0, paragraph_position=paragraph.position, path=paragraph.path, text=text, kind=RemedyKind.NONE
        )
        self._drafts.append(Draft(remedy, sentence.start, sentence.stop))

    def _read_remark(
        self, paragraph: Paragraph, sentence: Sentence, printed: str, deadlines: Sequence[Deadline], first: int
    ) -> bool:
        """A sentence about actions that were told before it: a total, a deadline, that they were agreed."""
        for total in iter_totals(printed) if len(self._drafts) > first else ():
            self._add_total(paragraph, sentence, total, first)
            return True
        if _BREAKDOWN.search(printed) and self._drafts and self._drafts[-1].award:
            self._add_breakdown(paragraph, sentence, printed)
            return True
        if _AGREED_LATER.search(printed) and self._drafts and not deadlines and self._is_remark(sentence):
            self._drafts = [self._set_agreed(draft) for draft in self._drafts]
            return True
        if deadlines and self._drafts and _DUE.search(printed) and "£" not in printed and self._is_remark(sentence):
            self._set_deadline(deadlines, first, printed)
            return True
        return False

    def _is_remark(self, sentence: Sentence) -> bool:
        """Whether a sentence has no action of its own."""
        reading = read_sentence(sentence, self._reader.words, ())
        real = [
            clause
            for clause in reading.clauses
            if self._is_action(clause, sentence) and not self._is_repeated(clause, sentence)
        ]
        return not real

    def _is_repeated(self, clause: Clause, sentence: Sentence) -> bool:
        rest = sentence.printed(clause.behind, clause.last)
        return clause.verb in {"do", "make", "send", "pay", "complete"} and bool(
            _MADE_BEFORE.search(rest) or clause.patient or rest.lower().startswith(("so", "this", "it ", "these"))
        )

    def _set_agreed(self, draft: Draft) -> Draft:
        if draft.remedy.status is not RemedyStatus.RECOMMENDED:
            return draft
        return replace(draft, remedy=replace(draft.remedy, status=RemedyStatus.AGREED))

    def _set_deadline(self, deadlines: Sequence[Deadline], first: int, printed: str) -> None:
        start = first if len(self._drafts) > first else 0
        paid = "payment" in printed.lower()
        for place in range(start, len(self._drafts)):
            remedy = self._drafts[place].remedy
            if (
                remedy.deadline_text is None
                and remedy.kind is not RemedyKind.NONE
                and (not paid or remedy.kind in _PAID)
            ):
                self._drafts[place] = replace(self._drafts[place], remedy=replace(remedy, **self._date(deadlines[0])))

    def _find_row(self, clause: Clause, sentence: Sentence) -> Any:  # noqa: ANN401 - a row of the vocabulary
        """The row that knows an action, by its verb and what it is done to."""
        rest = _TIMES.sub(" ", sentence.printed(clause.behind, clause.last)).strip(" ,")
        patient = f" {clause.patient}" if clause.patient and "£" not in clause.patient else ""
        return self._reader.words.find_action(clause.verb, match_form(f"{rest}{patient}"))

    def _is_only_frame(self, clause: Clause, sentence: Sentence) -> bool:
        """Whether an action only introduces those of the list below it: `write to all tenants to:`."""
        row = self._find_row(clause, sentence)
        return row is None or row.kind not in {*_PAID, RemedyKind.APOLOGY}

    def _is_action(self, clause: Clause, sentence: Sentence) -> bool:
        """Whether a row or, in a section of remedies, nothing but its place says that a verb is an action."""
        if clause.patient and _ACTIONS_TOLD.match(clause.patient):
            return False
        row = self._find_row(clause, sentence)
        if row is None:
            promised = clause.mode.to and clause.mode.status is RemedyStatus.AGREED
            return (promised or not self._passage.strict) and clause.mode.status is not RemedyStatus.DONE
        if (
            self._passage.strict
            and row.kind is RemedyKind.CORRECTIVE_ACTION
            and clause.mode.status is RemedyStatus.DONE
        ):
            return bool(self._drafts) or len(sentence.words) < _SHORT
        return row.kind is not None

    # ── one action ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _add_clause(
        self,
        paragraph: Paragraph,
        sentence: Sentence,
        clause: Clause,
        previous: Clause | None,
        deadlines: Sequence[Deadline],
        lead: Lead | None,
    ) -> None:
        rest = sentence.printed(clause.behind, clause.last)
        row = self._find_row(clause, sentence)
        kind = self._settle_kind(row, clause, sentence, paragraph, lead)
        start = sentence.starts[clause.first]
        stop = sentence.stops[max(clause.last, clause.first + 1) - 1]
        if kind in _PAID and not rest and clause.verb == "pay" and paragraph.text.endswith(":"):
            return
        deadline = self._find_deadline(sentence, clause, previous, deadlines) or (lead.deadline if lead else None)
        self._note_body(clause.mode.body)
        remedy = Remedy(
            position=0,
            paragraph_position=paragraph.position,
            path=paragraph.path,
            text=paragraph.text[start:stop].strip(" ,;."),
            kind=kind,
            status=self._find_status(clause),
            **self._name_body(clause.mode.body),
            **(self._date(deadline) if deadline else {}),
        )
        before = paragraph.text[sentence.start : start]
        if kind in _PAID:
            self._add_sums(remedy, start, stop, paragraph.text, clause, before, lead)
            return
        recipient = self._find_recipient(rest) if kind is RemedyKind.APOLOGY else None
        self._drafts.append(Draft(replace(remedy, recipient_text=recipient or clause.patient), start, stop))

    def _settle_kind(
        self, row: Any, clause: Clause, sentence: Sentence, paragraph: Paragraph, lead: Lead | None  # noqa: ANN401 - a row
    ) -> RemedyKind:
        """The kind that the row of a verb says; where it is open, what the words say of whom the action is for."""
        if row is not None and row.kind is not None and not row.open:
            return row.kind
        words, rest = self._reader.words, match_form(f"{sentence.printed(clause.behind, clause.last)} {clause.patient or ''}")[:_REACH]
        person, others = re.search(words.person, rest), re.search(words.others, rest)
        if others and (person is None or others.start() < person.start()):
            return RemedyKind.SERVICE_IMPROVEMENT
        if person:
            return RemedyKind.CORRECTIVE_ACTION
        if re.search(words.wide, rest) or self._is_late(paragraph, sentence, lead):
            return RemedyKind.SERVICE_IMPROVEMENT
        return RemedyKind.CORRECTIVE_ACTION

    def _is_late(self, paragraph: Paragraph, sentence: Sentence, lead: Lead | None) -> bool:
        """Whether an action stands with those for the future, which follow the ones for the person and are given longer."""
        del sentence
        wide = [draft for draft in self._drafts if draft.remedy.kind is RemedyKind.SERVICE_IMPROVEMENT]
        near = [draft for draft in wide if draft.remedy.paragraph_position >= paragraph.position - (3 if lead else 0)]
        return bool(near)

    def _find_status(self, clause: Clause) -> RemedyStatus:
        status = clause.mode.status or self._passage.status or RemedyStatus.AGREED
        if self._passage.overrides and status is RemedyStatus.RECOMMENDED:
            return RemedyStatus.AGREED
        return status

    def _note_body(self, printed: str | None) -> None:
        if printed and printed.lower() not in _PRONOUNS:
            self._body = printed

    def _name_body(self, printed: str | None) -> dict[str, str | None]:
        """The body that acts: as printed, and by its name where that is the one complained about."""
        if not printed:
            return {}
        named = self._body or "" if printed.lower() in _PRONOUNS else printed
        words, name = match_form(named).removeprefix("the "), match_form(self._reader.body_name or "")
        return {"body_text": printed, "body_name": self._reader.body_name if name and words in name else None}

    def _find_deadline(
        self, sentence: Sentence, clause: Clause, previous: Clause | None, deadlines: Sequence[Deadline]
    ) -> Deadline | None:
        """A deadline in the words of an action, else the last one before its verb that no other action has for itself."""
        start = sentence.starts[clause.first]
        stop = sentence.stops[max(clause.last, clause.first + 1) - 1]
        inside = [deadline for deadline in deadlines if start <= deadline.start < stop]
        if inside:
            return inside[0]
        floor = sentence.stops[max(previous.last, previous.first + 1) - 1] if previous else sentence.start
        close = [deadline for deadline in deadlines if floor <= deadline.start < start]
        if close:
            return close[-1]
        opening = [deadline for deadline in deadlines if deadline.start < sentence.starts[self._first_place(sentence)]]
        if previous and opening:
            return opening[-1]
        return self._drafts[-1].remedy and self._last_deadline(sentence) if previous and self._drafts else None

    def _first_place(self, sentence: Sentence) -> int:
        return min(
            len(sentence) - 1,
            next(
                (
                    at
                    for at, word in enumerate(sentence.words)
                    if word in {"will", "should", "agreed", "to", "must", "'ll"}
                ),
                0,
            ),
        )

    def _last_deadline(self, sentence: Sentence) -> Deadline | None:
        """The deadline that stood between the trigger and the first verb of the sentence."""
        del sentence
        return None

    def _date(self, deadline: Deadline) -> dict[str, Any]:
        return {
            "deadline_text": deadline.text,
            "deadline_duration": deadline.duration,
            "deadline_on": deadline.find_day(self._reader.decided_on),
        }

    def _spread_trailing(
        self, sentence: Sentence, clauses: Sequence[Clause], deadlines: Sequence[Deadline], first: int
    ) -> None:
        """A deadline at the very end of a sentence, or before its first verb, is that of all actions joined in it."""
        if not (clauses and deadlines):
            return
        opening = [deadline for deadline in deadlines if deadline.start < sentence.starts[clauses[0].first]]
        trailing = [
            deadline for deadline in deadlines if sentence.text[deadline.stop : sentence.stop].strip(" .;") == ""
        ]
        chosen = opening[-1:] or (trailing if len(deadlines) == 1 else [])
        for place in range(first, len(self._drafts)):
            draft = self._drafts[place]
            if chosen and sentence.start <= draft.start < sentence.stop and draft.remedy.deadline_text is None:
                self._drafts[place] = replace(draft, remedy=replace(draft.remedy, **self._date(chosen[0])))

    # ── money ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _add_sums(
        self, remedy: Remedy, start: int, stop: int, text: str, clause: Clause, before: str, lead: Lead | None
    ) -> None:
        words = text[start:stop]
        awards = read_awards(words, refund=remedy.kind is RemedyKind.REFUND_OR_WAIVER)
        recipient = self._find_recipient(words[len(words) - len(words.lstrip()) :].partition(" ")[2]) or clause.patient
        if not awards:
            formula = find_formula(words)
            purpose = self._find_purpose(words) or self._find_purpose(before)
            if not (formula or purpose) and self._is_told_again(words, clause, remedy):
                return
            paid = remedy.kind is RemedyKind.PAYMENT
            filled = replace(remedy, recipient_text=recipient, formula_text=formula, purpose=purpose if paid else None)
            self._drafts.append(Draft(filled, start, stop))
            return
        base = len(self._drafts) + self._before
        for number, award in enumerate(awards):
            whole = None if award.whole is None else base + award.whole
            if (
                whole is None
                and lead is not None
                and lead.parts_of is not None
                and not (number and awards[0].whole is not None)
            ):
                whole = lead.parts_of
            self._drafts.append(
                self._draft_award(remedy, award, awards, number, (words, before), recipient, start, stop, whole)
            )
        self._link_total(awards, base)

    def _is_told_again(self, words: str, clause: Clause, remedy: Remedy) -> bool:
        """Whether a payment without a sum is the one that was told before, now with its deadline."""
        paid = [place for place, draft in enumerate(self._drafts) if draft.remedy.kind in _PAID]
        if (
            not _NOTHING_NEW.match(words) or not paid
            or clause.verb not in {"pay", "make"}
            or re.search(r"\b(?:a|further|another) (?:\w+ )?payment|\bsame\b|\blike sum", words)
        ):
            return False
        last = self._drafts[paid[-1]]
        if last.remedy.deadline_text is None and remedy.deadline_text:
            dated = replace(
                last.remedy,
                deadline_text=remedy.deadline_text,
                deadline_duration=remedy.deadline_duration,
                deadline_on=remedy.deadline_on,
            )
            self._drafts[paid[-1]] = replace(last, remedy=dated)
        return True

    def _draft_award(
        self,
        remedy: Remedy,
        award: Award,
        awards: Sequence[Award],
        number: int,
        said: tuple[str, str],
        recipient: str | None,
        start: int,
        stop: int,
        whole: int | None,
    ) -> Draft:
        words, before = said
        end = awards[number + 1].money.start if number + 1 < len(awards) else len(words)
        purpose: RemedyPurpose | None = None
        if remedy.kind is RemedyKind.PAYMENT and not award.total:
            own = self._find_purpose(words[award.money.stop : end])
            divided = any(other.whole == number for other in awards)
            purpose = (
                own
                if own or divided
                else self._find_purpose(words[: awards[0].money.start]) or self._find_purpose(before)
            )
            if purpose is None and award.whole is None:
                purpose = self._find_purpose(words[awards[-1].money.stop :])
        filled = replace(
            remedy,
            amount=award.money.amount,
            amount_text=award.money.text,
            currency="GBP",
            per=award.per,
            purpose=purpose,
            recipient_text=self._find_recipient_near(words, award) or recipient,
        )
        return Draft(filled, start, stop, award, whole)

    def _link_total(self, awards: Sequence[Award], base: int) -> None:
        """A total also counts awards of earlier paragraphs that make it up together with those of its own words."""
        total = next((number for number, award in enumerate(awards) if award.total), None)
        if total is None:
            return
        wanted = awards[total].money.amount
        own = [award.money.amount for award in awards if award.whole == total]
        if sum(own) == wanted or any(award.per is not Per.ONCE for award in awards if award.whole == total):
            return
        self._take_parts(wanted - sum(own), base - self._before - 1, base + total)

    def _take_parts(self, rest: Any, place: int, whole: int) -> None:  # noqa: ANN401 - a Decimal, or 0 from sum
        chosen = []
        while place >= 0 and rest > 0:
            remedy = self._drafts[place].remedy
            if remedy.amount is not None and self._drafts[place].whole is None and remedy.kind in _PAID:
                rest -= remedy.amount
                chosen.append(place)
            place -= 1
        for at in chosen if rest == 0 else ():
            self._drafts[at] = replace(self._drafts[at], whole=whole)

    def _add_earlier(self, paragraph: Paragraph, sentence: Sentence, printed: str) -> None:
        """What a body did or offered before, named beside what it is to do: `in addition to the £100 it has already paid`."""
        found = _EARLIER.search(printed)
        if not found or found["first"] is None:
            return
        told = [(found["first"], found["did"])]
        told += [(found["second"], found["also"])] if found["second"] else []
        for words, did in told:
            money = next(iter_money(words), None)
            offered = did.lower() == "offered"
            remedy = Remedy(
                position=0,
                paragraph_position=paragraph.position,
                path=paragraph.path,
                text=found[0].strip(" ,"),
                kind=RemedyKind.PAYMENT if money else RemedyKind.APOLOGY,
                status=RemedyStatus.OFFERED if offered else RemedyStatus.DONE,
                amount=money.amount if money else None,
                amount_text=money.text if money else None,
                currency="GBP" if money else None,
                per=Per.ONCE if money else None,
            )
            self._drafts.append(Draft(remedy, sentence.start + found.start(), sentence.start + found.end()))

    def _add_breakdown(self, paragraph: Paragraph, sentence: Sentence, printed: str) -> None:
        """The parts of the sum before, told in a sentence of their own."""
        whole, last = self._before + len(self._drafts) - 1, self._drafts[-1].remedy
        awards = read_awards(printed)
        for number, award in enumerate(awards):
            end = awards[number + 1].money.start if number + 1 < len(awards) else len(printed)
            part = replace(
                last,
                paragraph_position=paragraph.position,
                text=printed.strip(),
                amount=award.money.amount,
                amount_text=award.money.text,
                per=award.per,
                purpose=self._find_purpose(printed[award.money.stop : end]),
            )
            self._drafts.append(Draft(part, sentence.start, sentence.stop, award, whole))

    def _add_total(self, paragraph: Paragraph, sentence: Sentence, total: Award, first: int) -> None:
        """A total that a sentence of its own says of the sums before it."""
        place = len(self._drafts) + self._before
        last = self._drafts[-1].remedy
        text = paragraph.text[sentence.start : sentence.stop].strip()
        remedy = replace(
            last,
            text=text,
            amount=total.money.amount,
            amount_text=total.money.text,
            per=Per.ONCE,
            formula_text=None,
            purpose=None,
        )
        free = [
            at for at in range(first, len(self._drafts)) if self._drafts[at].award and self._drafts[at].whole is None
        ]
        exact = next(
            (
                free[-count:]
                for count in range(1, len(free) + 1)
                if sum(self._drafts[at].remedy.amount or 0 for at in free[-count:]) == total.money.amount
            ),
            free[-1:],
        )
        for at in exact:
            self._drafts[at] = replace(self._drafts[at], whole=place)
        self._drafts.append(Draft(remedy, sentence.start, sentence.stop, total))

    def _find_purpose(self, text: str) -> RemedyPurpose | None:
        """The purpose that is said first."""
        words = match_form(text)
        found = [
            (match.start(), number, row.purpose)
            for number, row in enumerate(self._reader.words.purposes)
            if (match := re.search(row.words, words))
        ]
        return min(found)[2] if found else None

    def _find_recipient(self, rest: str) -> str | None:
        found = _RECIPIENT.match(rest)
        if found:
            return found["who"]
        start = _TO_WHOM.search(rest)
        found = _RECIPIENT.match(rest[start.start() :]) if start else None
        return found["who"] if found else None

    def _find_recipient_near(self, words: str, award: Award) -> str | None:
        """Who stands right before or behind a sum: `pay the first family £300, the second £100`."""
        before = re.search(
            r"(?:^\w+ |, | and |; )((?:the |her |his |their )?[\w’' ]{1,40}?) $", words[: award.money.start]
        )
        if before and (found := _RECIPIENT.match(before[1])):
            return found["who"]
        if before and before[1] in {"the second", "the third", "the fourth", "the first", "fourth", "third", "second"}:
            return before[1]
        after = words[award.money.stop : award.money.stop + 60]
        found = _RECIPIENT.match(after[4:]) if after.startswith(" to ") else None
        return found["who"] if found else None

    # ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _open_lead(
        self,
        opened: Mode | None,
        sentence: Sentence,
        clauses: Sequence[Clause],
        deadlines: Sequence[Deadline],
        lead: Lead | None,
    ) -> Lead | None:
        """What governs the items below a sentence that ends in a colon."""
        printed = sentence.text[sentence.start : sentence.stop].rstrip()
        deadline = deadlines[-1] if deadlines else lead.deadline if lead else None
        if opened is not None:
            self._note_body(opened.body)
            return Lead(opened, deadline)
        if not printed.endswith((":", ",")) or not clauses:
            return None
        last = clauses[-1]
        mode = replace(last.mode, forms=frozenset(last.mode.forms) | frozenset(Mode(None).forms))
        if (
            self._drafts
            and self._drafts[-1].award
            and last.verb in {"pay", "make", "refund"}
            and _OPENS_PARTS.search(printed)
        ):
            return Lead(mode, deadline, parts_of=self._before + len(self._drafts) - 1)
        if last.verb in _CONTENT and not printed.endswith(" to:"):
            return Lead(mode, deadline, content=True)
        return Lead(mode, deadline)


_SHORT = 12
_REACH = 110
