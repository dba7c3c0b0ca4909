"""A sentence into the actions that it says a body does, will do, should do, has done or had offered.

What counts is who does it and how it is said: a verb that a body's "will", "should" or "agreed to" governs, those that
are joined to it, and the imperatives of a list below such words. Verbs in clauses that tell why, what about or whose
fault it was govern nothing.
"""

from collections.abc import Iterator, Sequence
from enum import Enum, auto

from msgspec import Struct
from msgspec.structs import replace

from decision_parser.models import RemedyStatus
from decision_parser.parsing.remedies.deadlines import Deadline
from decision_parser.parsing.remedies.tokens import (
    ADVERBS,
    CLAIMING,
    DETERMINERS,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    PRONOUNS,
    REPORTING,
    SUBORDINATORS,
    Sentence,
)
from decision_parser.parsing.remedies.verbs import BASE, GERUND, PAST, THIRD, Form, list_forms
from decision_parser.vocabulary import Remedies

ANY = frozenset(Form)
_FAR = 30
_NEAR = 7
_TITLES = frozenset("mr mrs ms miss mx dr child".split())
_SIGNS = frozenset(", ; : ( ) - – — . …".split())
_NO_VERBS = frozenset(
    "be been being have has had does is are was were and or but agreed agrees accepted accepts".split()
) | frozenset(MODALS)
_TOLD = frozenset(
    "confirmed told accepted said asked found considered decided agreed offered proposed failed made taken".split()
)
_CAUSAL = frozenset("because as since given".split())
_INDEPENDENT = frozenset("review introduce publish train remind audit set amend refund waive monitor share".split())
_TEACHING = frozenset("remind tell instruct ask train ensure help allow advise make".split())
_RECOMMENDING = frozenset(
    "recommend recommends recommended recommending propose proposed proposes suggest suggested".split()
)
_ASKING = frozenset("ask asked asks invite invited".split())
_RECOMMENDED = frozenset("with my our the these all recommendation recommendations proposal proposals".split())
_AGREEING = frozenset("agreed agrees undertaken undertook promised committed".split())
_LOW = frozenset("can could would should must may might will".split())
_FAILING = frozenset(
    "failing failed failure fail fails able how need needs needed having had asked ask refused refusing order duty right wrongly".split()
)
_REMEDYING = frozenset("remedy put act take improve resolve settle address respond".split())
_SETTLING = frozenset("apologise pay refund reimburse repay waive".split())
_NOUN_ENDINGS = ("ty", "ion", "ment", "ness", "ance", "ence", "ing", "s", "ed", "ly", "ship", "cy", "ism", "ble", "ical")
_PLAIN_OBJECTS = frozenset("the a an its his her their any all it them him mr mrs ms miss".split())
_FORBORNE = frozenset("charge pursue recover seek collect enforce claim demand".split())
_ENGAGED = frozenset("pay apologise refund reimburse repay waive".split())
_AMBIGUOUS = frozenset(
    "review plan offer report contact record issue update change award credit charge place name check support work help audit"
    " copy survey set cut act grant fund share address limit return transfer move visit cover process register treat progress"
    " research benefit need present finish hold sample alter appoint complete clear own start stop use fix notice finding".split()
)
"""Verbs that are as often nouns: joined, they need an object to be taken for verbs."""
_OBJECTS = (
    DETERMINERS
    | PRONOUNS
    | SUBORDINATORS
    | frozenset("anything whatever everything half one two three four five six seven eight nine ten twelve anyone everyone others other out up off on again relevant staff with to all and afresh".split())
)


class Subject(Enum):
    """Who is said to do something."""

    BODY = auto()
    PERSON = auto()
    OMBUDSMAN = auto()
    THING = auto()
    NOBODY = auto()


class Mode(Struct, frozen=True):
    """What governs a verb: how far the action has come, which forms of verbs are joined to it, and whose duty it is."""

    status: RemedyStatus | None
    forms: frozenset[Form] = ANY
    to: bool = False
    body: str | None = None
    nominal: bool = False
    verb: str | None = None


class Clause(Struct, frozen=True):
    """One action of a sentence: its verb in the base form, and places of words: its first, that behind, its end."""

    verb: str
    first: int
    behind: int
    mode: Mode
    last: int = 0
    patient: str | None = None


class Reading(Struct, frozen=True):
    """The actions of a sentence, what is left open for a list below it, and whether it says what is not to be done."""

    clauses: tuple[Clause, ...]
    opened: Mode | None = None
    negated: bool = False


def read_sentence(
    sentence: Sentence, words: Remedies, deadlines: Sequence[Deadline], lead: Mode | None = None
) -> Reading:
    """The actions of a sentence. `lead` is what governs it where it is an item of a list."""
    return _Reader(sentence, words, deadlines).read(lead)


class _Reader:
    """Walks through one sentence."""

    def __init__(self, sentence: Sentence, words: Remedies, deadlines: Sequence[Deadline]) -> None:
        self._s = sentence
        self._word = sentence.word
        self._words = words
        self._forms = list_forms(words.verbs)
        self._timed = {
            place: deadline.stop
            for place, start in enumerate(sentence.starts)
            for deadline in deadlines
            if deadline.start <= start < deadline.stop
        }
        self._clauses: list[Clause] = []
        self._modes: list[Mode] = []
        self._opened: Mode | None = None
        self._negated = False
        self._last_body: str | None = None
        self._last_at = 0

    def read(self, lead: Mode | None) -> Reading:
        place = self._begin_item(lead) if lead else 0
        while place < len(self._s):
            place = self._read_trigger(place) or self._read_joined(place) or place + 1
        self._close(len(self._s))
        return Reading(tuple(self._clauses), self._opened, self._negated)

    # ── actions ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _add(self, verb: str, first: int, behind: int, mode: Mode, patient: str | None = None) -> int:
        self._close(first)
        self._clauses.append(Clause(verb, first, behind, mode, 0, patient))
        self._opened = None
        if mode not in self._modes:
            self._modes = [mode, *self._modes][:2]
        return behind

    def _close(self, place: int) -> None:
        """End the last action before a place, without the words that join it to the next."""
        if self._clauses and not self._clauses[-1].last:
            last = self._clauses[-1]
            end = place
            while end > last.behind and (
                self._word(end - 1) in _SIGNS
                or self._word(end - 1) in {"and", "to", "or", "then", "also", "with", "that", "it", "together"}
            ):
                end -= 1
            self._clauses[-1] = replace(last, last=max(end, last.behind))

    def _base_of(self, word: str, *forms: Form) -> str | None:
        found = self._forms.get(word)
        return next((found[form] for form in forms if form in found), None) if found else None

    def _may_be_verb(self, place: int) -> bool:
        word = self._word(place)
        return (
            word[:1].isalpha()
            and len(word) > 1
            and word not in _NO_VERBS
            and not (
                word in DETERMINERS
                or word in PRONOUNS
                or word in NEGATIONS
                or word in PREPOSITIONS
                or word in SUBORDINATORS
            )
        )

    def _skip(self, place: int) -> int:
        """The next place that is no adverb, deadline or sign of a bracketed remark."""
        while True:
            word = self._word(place)
            if place in self._timed:
                stop = self._timed[place]
                while place < len(self._s) and self._s.starts[place] < stop:
                    place += 1
            elif word in ADVERBS or word in {",", "-", "–", "—"}:
                place += 1
            elif word == "(":
                while place < len(self._s) and self._word(place) != ")":
                    place += 1
                place += 1
            else:
                return place

    def _find_verb(self, place: int, *, to: bool) -> tuple[int | None, bool]:
        """Where the verb stands that a trigger before `place` governs, and whether a list is to follow instead."""
        limit = place + _FAR
        while place < min(limit, len(self._s)):
            place = self._skip(place)
            word = self._word(place)
            if word == ":" or not word:
                return None, word == ":"
            if to and word == "to":
                verb = self._skip(place + 1)
                return (verb, False) if self._may_be_verb(verb) else (None, self._word(verb) in {":", ""})
            if word in PREPOSITIONS:
                place = self._skip_phrase(place, to=to)
            elif to or not self._may_be_verb(place):
                return None, False
            else:
                return place, False
        return None, False

    def _skip_phrase(self, place: int, *, to: bool) -> int:
        """The place behind a phrase such as "as a gesture of goodwill"."""
        for ahead in range(place + 1, min(place + _FAR, len(self._s))):
            word = self._word(ahead)
            if word == ",":
                return ahead + 1
            if word == ":" or ahead in self._timed:
                return ahead
            if to:
                if word == "to" and self._base_of(self._word(self._skip(ahead + 1)), BASE):
                    return ahead
            elif self._base_of(word, BASE) and self._word(ahead - 1) not in DETERMINERS and ahead > place + 1:
                return ahead
        return len(self._s)

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _find_subject(self, place: int) -> tuple[Subject, int, str | None]:
        """Who stands before a verb: what they are, where their words begin, and those words."""
        head = place - 1
        while self._word(head) in ADVERBS and self._word(head) != "both":
            head -= 1
        if self._word(head) == ",":
            comma = next((at for at in range(head - 1, max(head - _FAR, -1), -1) if self._word(at) == ","), None)
            head = head if comma is None else comma - 1
        elif self._word(head) == ")":
            head = next((at for at in range(head - 1, -1, -1) if self._word(at) == "("), 0) - 1
        if head < 0 or self._word(head) in _SIGNS or self._word(head) in {"and", "or", "but", "then"}:
            return Subject.NOBODY, place, None
        if self._word(head) in {"which", "who"} and self._word(head - 1) == "," and self._classify(head - 2) is Subject.BODY:
            return Subject.BODY, self._find_phrase_start(head - 2), self._s.printed(self._find_phrase_start(head - 2), head - 1)
        first = self._find_phrase_start(head)
        if any(self._word(at) in self._words.bodies and self._word(at + 1) == "of" for at in range(first, head)):
            return Subject.BODY, first, self._s.printed(first, head + 1)
        return self._classify(head), first, self._s.printed(first, head + 1)

    def _find_phrase_start(self, head: int) -> int:
        first = head
        while first > 0 and head - first < _NEAR:
            before = self._word(first - 1)
            if before in _SIGNS or before in SUBORDINATORS or before in {"and", "or", "but", "to"}:
                break
            if before in REPORTING or before in CLAIMING or before in MODALS or before[:1] == "£" or before.isdigit():
                break
            if (
                first < head
                and self._word(first) in DETERMINERS
                and before not in {"of", "for", "in", "at", "both", "all", "each"}
            ):
                break
            if first == head and self._word(head) in {"it", "they", "he", "she", "i", "we"}:
                break
            first -= 1
        return first

    def _note_body(self, subject: Subject, printed: str | None, at: int = 0) -> None:
        if subject is Subject.BODY:
            self._last_body = printed
            self._last_at = at

    def _find_body(self, place: int) -> tuple[Subject, int, str | None]:
        """The subject before a verb, or that of the clause that an "and" joins it to."""
        subject, first, printed = self._find_subject(place)
        between = self._s.words[self._last_at : place]
        if subject is Subject.NOBODY and self._last_body and self._word(place - 1) in {"and", ","} and not {"i", "we"}.intersection(between):
            return Subject.BODY, place, self._last_body
        return subject, first, printed

    def _classify(self, head: int) -> Subject:
        word, before = self._word(head), self._word(head - 1)
        if word in {"i", "we"} or word.startswith("ombudsm"):
            return Subject.OMBUDSMAN
        if before in _TITLES or (len(word) == 1 and before in self._words.people):
            return Subject.PERSON
        if word in self._words.bodies or (len(word) == 1 and before in self._words.bodies):
            return Subject.BODY
        return Subject.PERSON if word in self._words.people else Subject.THING

    def _is_subordinate(self, first: int, *, told: bool = False) -> bool:
        """Whether the clause of a subject only explains something, or tells what somebody claims.

        `told` holds for what has happened already: a reason tells of it as well as a main clause.
        """
        before = self._word(first - 1)
        if before == "," and self._s.words[first - 3 : first - 1] == ("if", "any"):
            return True
        if told and before in _CAUSAL:
            return False
        if (told or self._word(first) in {"it", "they"}) and not self._begins_clause(first):
            return True
        if before == "that":
            words = {self._word(at) for at in range(max(0, first - 5), first - 1)}
            return words.isdisjoint(REPORTING) or not words.isdisjoint(CLAIMING - REPORTING)
        if before in SUBORDINATORS:
            return True
        if before in CLAIMING and before not in REPORTING:
            return True
        return before in {"says", "said", "wants", "asked", "consider"} and self._classify(first - 2) in {
            Subject.PERSON,
            Subject.OMBUDSMAN,
        }

    # ── triggers ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _read_trigger(self, place: int) -> int | None:
        word = self._word(place)
        if word in NEGATIONS:
            return self._read_negation(place)
        if word in MODALS or (word == "to" and self._word(place - 1) in {"is", "are"}):
            return self._read_modal(place)
        if word in _AGREEING:
            return self._read_agreed(place)
        if word in _RECOMMENDING or word in _ASKING:
            return self._read_recommended(place)
        if word in {"consider", "think"} and "remedy" in self._s.words and self._word(place - 1) == "i":
            return self._find_noun(place + 1, Mode(RemedyStatus.RECOMMENDED, nominal=True))
        if word in {"has", "have"}:
            return self._read_perfect(place)
        if word in {"we", "i"} and self._word(place - 1) in {"and", "but", ",", ";"}:
            self._close(place)
            self._modes = []
            return place + 1
        if PAST in self._forms.get(word, ()) and self._forms[word][PAST] in _SETTLING:
            return self._read_past(place)
        if word == "offered" or (word in {"offer", "offers"} and self._word(place + 1) == "to"):
            return self._read_offered(place)
        if word == "by" and self._word(place + 1) == ":":
            return self._read_means(place, place + 1)
        return self._read_means(place, place) if word == "by" else None

    def _read_means(self, place: int, last: int) -> int | None:
        """`agreed to remedy this by: apologising …`: gerunds are joined then."""
        at = self._skip(last + 1)
        told = {"agreed", "remedy", "recommend", "recommended"}.intersection(self._s.words[:place])
        base = self._base_of(self._word(at), GERUND)
        if not (base and told) or (self._clauses and self._clauses[-1].verb not in _REMEDYING):
            return None
        mode = self._modes[0] if self._modes else Mode(RemedyStatus.AGREED)
        return self._add(base, at, at + 1, replace(mode, forms=frozenset({GERUND})))

    def _read_negation(self, place: int) -> int | None:
        """`I do not recommend …`, `will not`: what follows is not to be done."""
        ahead = [self._word(at) for at in range(place + 1, place + 5)]
        if any(word in _RECOMMENDING or word in {"think", "consider", "believe", "ask"} for word in ahead):
            self._negated = True
            self._close(place)
            self._modes = []
            return len(self._s)
        return None

    def _read_modal(self, place: int) -> int | None:
        word = self._word(place)
        at = place - 1 if word == "to" else place
        subject, first, printed = self._find_subject(at)
        if subject is Subject.NOBODY and self._word(place + 1) in {"he", "she", "they", "it", "mr", "mrs", "ms", "miss"}:
            return None
        if subject is Subject.NOBODY and self._modes and self._word(at - 1) in {"and", ",", "then", "also"}:
            subject, printed, first = Subject.BODY, self._modes[0].body, at
        elif subject is Subject.NOBODY or self._is_subordinate(first):
            return None
        self._note_body(subject, printed, place)
        if subject is Subject.OMBUDSMAN:
            self._close(first)
            self._modes = []
            return place + 1
        if word == "would" and {"agreed", "recommend", "recommended", "asked", "proposed", "propose"}.isdisjoint(
            self._s.words[:place]
        ):
            return None
        status = RemedyStatus(MODALS.get(word, "agreed"))
        mode = Mode(
            status,
            frozenset({BASE}),
            body=printed if subject is Subject.BODY else None,
            to=word in {"to", "needs", "need", "ought"},
        )
        ahead = self._skip(place + 1)
        if self._word(ahead) in NEGATIONS:
            return self._read_forbearance(ahead, mode, first)
        if self._word(ahead) == "be":
            return self._read_passive(ahead, mode, subject, first, printed)
        if subject is not Subject.BODY:
            return None
        return self._read_duty(place, ahead, mode, first)

    def _read_forbearance(self, negation: int, mode: Mode, first: int) -> int:
        """`will not charge`, `will not pursue the arrears`: money that is not asked for; else nothing is to be done."""
        self._close(first)
        self._modes = []
        if self._word(negation + 1) in _FORBORNE:
            self._add("waive", negation, negation + 2, mode)
        return negation + 1

    def _read_duty(self, place: int, ahead: int, mode: Mode, first: int) -> int | None:
        """What a body will or should do."""
        if self._word(ahead) == "have":
            if self._word(place) != "will":
                self._modes = []
                return ahead + 1
            return self._govern(ahead + 1, replace(mode, forms=frozenset({PAST})), first, to=False)
        if self._word(place) in {"needs", "need", "ought"}:
            return self._govern(place + 1, mode, first, to=True)
        return self._govern(place + 1, mode, first, to=False)

    def _govern(self, place: int, mode: Mode, first: int, *, to: bool) -> int | None:
        """The action whose verb stands behind a trigger, or a list that is to follow."""
        verb, opens = self._find_verb(place, to=to)
        self._close(first)
        if verb is None:
            noun = self._find_noun(self._skip(place), mode)
            if noun:
                return noun
            self._modes = [mode] if opens else []
            self._opened = replace(mode, forms=ANY) if opens or self._word(len(self._s) - 1) == ":" else self._opened
            return place
        word = self._word(verb)
        form = next(iter(mode.forms)) if len(mode.forms) == 1 else BASE
        base = self._base_of(word, *mode.forms) or (word if form in {BASE, THIRD} else None)
        if base is None:
            return place
        return self._add(base, verb, verb + 1, mode)

    def _read_passive(self, be: int, mode: Mode, subject: Subject, first: int, printed: str | None) -> int | None:
        """`Mrs X should be paid £200`."""
        verb = self._skip(be + 1)
        base = self._base_of(self._word(verb), PAST)
        if base is None or not self._begins_clause(first) or self._word(first - 1) in SUBORDINATORS | CLAIMING:
            return None
        mode = replace(mode, forms=frozenset({PAST}), body=None)
        begin = first if subject in {Subject.THING, Subject.PERSON} else verb
        self._close(first)
        self._clauses.append(Clause(base, begin, verb + 1, mode, 0, printed))
        self._modes = [mode]
        return verb + 1

    def _read_agreed(self, place: int) -> int | None:
        at = place - 1
        while self._word(at) in ADVERBS or self._word(at) in {"has", "have", "is", "are", "been"}:
            at -= 1
        ahead = place + 1
        while self._word(ahead) in _RECOMMENDED:
            ahead += 1
        ahead = ahead if self._word(ahead) == "to" else place + 1
        if self._word(at) in NEGATIONS or self._word(at) == "had" or self._word(ahead) in {"with", "that", "it"}:
            return None
        subject, first, printed = self._find_body(at + 1)
        if subject in {Subject.OMBUDSMAN, Subject.PERSON, Subject.THING}:
            return None
        if first <= at and self._is_subordinate(first, told=True):
            return None
        self._note_body(subject, printed, place)
        body = printed if subject is Subject.BODY else self._modes[0].body if self._modes else None
        mode = Mode(RemedyStatus.AGREED, frozenset({BASE}), to=True, body=body)
        return self._govern(ahead, mode, first if subject is Subject.BODY else place, to=True)

    def _read_recommended(self, place: int) -> int | None:
        word = self._word(place)
        before = [self._word(at) for at in range(max(0, place - 6), place)]
        if not (any(each in {"i", "we", "ombudsmen"} or each.startswith("ombudsm") for each in before)):
            return None
        early = word.startswith("propos") or not {"propose", "intend", "provisional"}.isdisjoint(before)
        mode = Mode(RemedyStatus.PROPOSED if early else RemedyStatus.RECOMMENDED, frozenset({THIRD, BASE, PAST}))
        at = self._skip(place + 1)
        at = self._skip(at + 1) if self._word(at) == "that" else at
        head = next((to for to in range(at, min(at + 2 * _NEAR, len(self._s))) if self._is_head(to)), None)
        if head is None:
            return self._find_noun(at, mode)
        mode = replace(mode, body=self._s.printed(at, head + 1))
        ahead = self._skip(head + 1)
        duty = next((to for to in range(ahead, min(ahead + _FAR, len(self._s))) if self._word(to) in MODALS), None)
        if duty is not None and (duty == ahead or self._word(ahead) in PREPOSITIONS):
            self._modes = []
            wanted = Mode(mode.status, frozenset({BASE}), body=mode.body)
            return self._read_duty(duty, self._skip(duty + 1), wanted, place)
        if self._word(ahead) == ":":
            self._opened = replace(mode, forms=ANY)
            return ahead
        if word in _ASKING:
            return self._govern(ahead, replace(mode, forms=frozenset({BASE}), to=True), place, to=True)
        return self._govern(ahead, mode, place, to=False)

    def _is_head(self, place: int) -> bool:
        """Whether the name of a body ends at a place: another noun, a conjunction and a comma go on with it."""
        if self._classify(place) is not Subject.BODY or self._word(place) in {"each", "both"}:
            return False
        return self._word(place + 1) not in {"and", "or", "'s"} or not self._names_body(place + 2)

    def _names_body(self, place: int) -> bool:
        return any(self._classify(at) is Subject.BODY for at in range(place, place + 4))

    def _read_perfect(self, place: int) -> int | None:
        subject, first, printed = self._find_body(place)
        if subject is not Subject.BODY:
            return None
        ahead = self._skip(place + 1)
        if self._word(place + 1) == "," and self._base_of(self._word(ahead), PAST) is None:
            ahead = next((at + 1 for at in range(place + 2, min(place + _FAR, len(self._s))) if self._word(at) == ","), ahead)
        word = self._word(ahead)
        own = first == place
        if not own and self._is_subordinate(first, told=True):
            return None
        self._note_body(subject, printed, place)
        base = self._base_of(word, PAST)
        if word in _TOLD and word not in {"agreed", "offered"}:
            self._modes = [Mode(RemedyStatus.DONE, frozenset({PAST}), body=printed)]
        if word in NEGATIONS or word in _TOLD or base is None:
            return None
        return self._add_closed(first, base, ahead, Mode(RemedyStatus.DONE, frozenset({PAST}), body=printed))

    def _read_past(self, place: int) -> int | None:
        """`The Council apologised in October and paid Mr H £75.`"""
        subject, first, printed = self._find_subject(place)
        if subject is not Subject.BODY or self._word(first) in {"it", "they"} and not self._begins_clause(first):
            return None
        if self._is_subordinate(first, told=True):
            return None
        verb = self._forms[self._word(place)][PAST]
        return self._add_closed(first, verb, place, Mode(RemedyStatus.DONE, frozenset({PAST}), body=printed))

    def _add_closed(self, first: int, base: str, verb: int, mode: Mode) -> int:
        self._close(first)
        return self._add(base, verb, verb + 1, mode)

    def _read_offered(self, place: int) -> int | None:
        at = place - 1
        while self._word(at) in ADVERBS or self._word(at) in {"has", "have", "had"}:
            at -= 1
        subject, first, printed = self._find_body(at + 1)
        noun = self._word(place) != "offered"
        if noun:
            if not self._word(at).endswith("'s") and self._word(at) != "its":
                return None
        elif subject is not Subject.BODY or (first <= at and self._is_subordinate(first, told=True)):
            return None
        self._note_body(subject, printed, place)
        mode = Mode(RemedyStatus.OFFERED, frozenset({BASE}), to=True, body=printed, nominal=True)
        past = Mode(RemedyStatus.DONE, frozenset({PAST}), body=printed)
        if self._word(self._skip(place + 1)) == "to":
            governed = self._govern(place + 1, mode, first, to=True)
            self._modes = [*self._modes[:1], past]
            return governed
        self._close(first)
        self._modes = [mode, past]
        found = self._find_noun(self._skip(place + 1), mode)
        if found:
            self._modes = [mode, past]
        elif any(self._word(ahead)[:1] == "£" for ahead in range(place + 1, place + 2 * _NEAR)):
            self._clauses.append(Clause("pay", place, place + 1, mode))
            self._modes = [mode, past]
            return place + 1
        return found

    def _begins_clause(self, first: int) -> bool:
        """Whether a subject stands where a clause begins, and not behind the noun that its clause tells of."""
        before = self._word(first - 1)
        if not before or before in _SIGNS or first - 1 in self._timed or before in SUBORDINATORS:
            return True
        if before in {"and", "but", "this", "addition", "us", "me", "result"} or before in REPORTING:
            return True
        opening = self._word(0) in PREPOSITIONS or self._word(0) in {"to", "of", "between"}
        return opening and before[:1] != "£" and first < _FAR and _SIGNS.isdisjoint(self._s.words[:first])

    # ── what is joined ───────────────────────────────────────────────────────────────────────────────────────────────

    def _read_joined(self, place: int) -> int | None:
        """A further verb or noun behind a comma, a semicolon or an "and"."""
        if not self._modes or place in self._timed:
            return None
        word = self._word(place)
        for mode in self._modes:
            base = self._base_of(word, *mode.forms)
            if base and self._is_joined(place, mode):
                return place + 1 if self._goes_on(place, base) else self._add(base, place, place + 1, mode)
        mode = self._modes[0]
        if self._is_new_verb(place, mode):
            return self._add(word, place, place + 1, mode)
        if (mode.nominal or self._takes_nouns()) and (word in self._words.nouns or word[:1] == "£"):
            return self._join_noun(place, mode)
        return None

    def _is_new_verb(self, place: int, mode: Mode) -> bool:
        """Whether a word that no row knows is a verb joined to the one before: it has an object of its own."""
        word = self._word(place)
        if BASE not in mode.forms or word in self._forms or word.endswith(_NOUN_ENDINGS) or not self._is_imperative(place):
            return False
        before = self._word(self._step_back(place))
        return self._word(place + 1) in _PLAIN_OBJECTS and before in {"and", ";"} and self._is_joined(place, mode)

    def _goes_on(self, place: int, base: str) -> bool:
        """Whether a further verb is about the object of the one before: `complete the assessment and share it with her`."""
        after = self._word(place + 1)
        if not self._clauses or base in {"apologise", "remind"} or self._clauses[-1].verb == "apologise":
            return False
        paid = any(self._word(at)[:1] == "£" for at in range(place + 1, place + 5))
        return after == "it" or (
            after == "them" and not paid and base in {"pay", "share", "send", "give", "tell", "issue"}
        )

    def _takes_nouns(self) -> bool:
        return bool(self._clauses) and self._clauses[-1].verb in {
            "provide",
            "make",
            "give",
            "offer",
            "issue",
            "send",
            "arrange",
        }

    def _is_joined(self, place: int, mode: Mode) -> bool:
        at = self._step_back(place)
        before = self._word(at)
        if before == "to":
            at = self._step_back(at)
            before = self._word(at)
            return mode.to and before in {",", ";", ":", "and"} and (before != "and" or not self._hangs_low(place, at))
        if before in {"it", "they", "that"} or before in self._words.bodies:
            return self._restarts(at, mode)
        if self._word(place + 1) == "or" or self._is_noun(place):
            return False
        if before == "or":
            return self._word(place + 1) in PRONOUNS or (self._word(place + 1) == "to" and self._word(place + 2) in PRONOUNS)
        if before not in {",", ";", ":", "and", "then", "plus"}:
            return False
        strong = before in {";", ":"} or (before == "," and GERUND not in mode.forms)
        return strong or at < place - 1 or self._word(at - 1) in {",", ";"} or not self._hangs_low(place, at)

    def _step_back(self, place: int) -> int:
        """The place before a word, without adverbs and deadlines between."""
        at = place - 1
        while at >= 0 and (self._word(at) in ADVERBS or at in self._timed):
            at -= 1
        return at

    def _restarts(self, at: int, mode: Mode) -> bool:
        """`…, that it offers her the flat`."""
        while at > 0 and self._word(at) not in {"that", ",", "and", ";"}:
            at -= 1
        return THIRD in mode.forms and self._word(at) == "that" and self._word(at - 1) in {",", "and", ";"}

    def _is_noun(self, place: int) -> bool:
        """Whether a word that can be a noun is one: it has no object."""
        if self._word(place) not in _AMBIGUOUS:
            return False
        ahead = self._skip(place + 1)
        if self._word(place + 1) == "," and place + 2 not in self._timed:
            close = next(
                (at for at in range(place + 2, min(place + _FAR, len(self._s))) if self._word(at) == ","), place
            )
            ahead = close + 1
        after = self._word(ahead)
        return not (after in _OBJECTS or after[:1] == "£" or after.endswith("ing") or self._word(place - 1) in ADVERBS or after.isdigit())

    def _hangs_low(self, place: int, at: int) -> bool:
        """Whether a verb behind a bare "and" goes with one inside the last action, and not with that itself."""
        if not self._clauses:
            return False
        last = self._clauses[-1]
        inside = self._s.words[last.behind : at]
        if self._base_of(self._word(place), BASE, THIRD) in _ENGAGED and self._word(place + 1) in PRONOUNS | {
            "a",
            "the",
        }:
            return False
        if GERUND in last.mode.forms and last.mode.forms != ANY:
            return any(
                word.endswith("ing") and before in {"for", "of", "by", "without", "about", "in"}
                for before, word in zip(inside, inside[1:], strict=False)
            )
        if not {BASE, THIRD} & last.mode.forms:
            return False
        if self._base_of(self._word(place), BASE, THIRD) in _INDEPENDENT and "should" not in inside:
            return False
        if "to" in inside and (last.verb in _TEACHING or _FAILING.intersection(inside)):
            return True
        around = zip(("", *inside), inside, (*inside[1:], ""), strict=False)
        return any(word in _LOW and not (before.isdigit() or after.isdigit()) for before, word, after in around)

    def _join_noun(self, place: int, mode: Mode) -> int | None:
        first = place
        while (
            first > 0
            and place - first < 5
            and self._word(first - 1) not in _SIGNS
            and self._word(first - 1) not in {"and", "with", "to", "of"}
        ):
            first -= 1
        before = self._word(first - 1)
        if before not in {",", ";", ":", "and", "with"} or (before == "with" and self._word(first - 2) != "together"):
            return None
        if self._word(first) in _TITLES or self._is_object(first):
            return None
        if self._clauses and first < self._clauses[-1].behind:
            return None
        if self._word(place)[:1] == "£":
            if first != place and self._word(first) not in {"a", "an", "further", "another", "additional"}:
                return None
            if self._clauses and self._clauses[-1].verb == "pay":
                return None
            return self._add("pay", first, first, replace(mode, nominal=True))
        return self._add(self._words.nouns[self._word(place)], first, place + 1, replace(mode, nominal=True))

    def _is_object(self, first: int) -> bool:
        """Whether a noun is what the last verb itself asks for: `send her, within a week, a cheque`."""
        if not self._clauses:
            return False
        between = range(self._clauses[-1].behind, first)
        if self._clauses[-1].mode.nominal or not any(at in self._timed for at in between):
            return False
        return all(at in self._timed or self._word(at) in PRONOUNS or self._word(at) in _SIGNS for at in between)

    def _find_noun(self, place: int, mode: Mode) -> int | None:
        """An action that is told by a noun: `an apology`, `a payment of £250`."""
        for at in range(place, min(place + _NEAR, len(self._s))):
            word = self._word(at)
            if word in self._words.nouns and self._word(at + 1) not in {"that", "plan", "plans", "arrangement", "scheme"}:
                forms = frozenset({BASE}) if mode.forms == ANY else mode.forms | {BASE}
                return self._add(self._words.nouns[word], place, at + 1, replace(mode, nominal=True, forms=forms))
            if (
                word in _SIGNS
                or word in SUBORDINATORS
                or (word in PREPOSITIONS and word != "in")
                or word in {"of", "and"}
                or word[:1] == "£"
            ):
                return None
        return None

    # ── items ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin_item(self, lead: Mode) -> int:
        """Read how an item begins: its verb, its noun, or a sum of money."""
        place = self._find_item_start()
        word = self._word(place)
        if word in self._words.bodies and (finite := self._find_finite(place)):
            place, word = finite, self._word(finite)
        if word[:1] == "£":
            return 0 if "be" in self._s.words else self._add("pay", place, place, replace(lead, nominal=True))
        forms = self._forms.get(word)
        if forms and not (self._word(place + 1) in {"of"} and word in self._words.nouns):
            form = BASE if BASE in forms else next(iter(forms))
            joined = frozenset(forms) | ({BASE} if form is BASE else set())
            return self._add(
                forms[form], place, place + 1, replace(lead, forms=joined, to=self._word(place - 1) == "to")
            )
        if noun := self._find_noun(place, lead):
            return noun
        if self._is_imperative(place):
            return self._add(word, place, place + 1, replace(lead, forms=frozenset({BASE})))
        return 0

    def _find_item_start(self) -> int:
        place = 0
        while (after := self._skip(place)) > place or self._word(place) in {"and", "to", "that", "or", "a)", ".", ";"}:
            place = after if after > place else place + 1
        if self._word(place) in {"by", "within", "in", "on", "at", "for", "if", "where", "when", "once", "unless", "as"} and "," in self._s.words[place : place + 12]:
            return self._skip(self._s.words.index(",", place) + 1)
        return place

    def _find_finite(self, place: int) -> int | None:
        """`it pays`, `the Council reviews`: where the verb stands."""
        at = self._skip(place + 1)
        return at if self._base_of(self._word(at), THIRD, PAST) else None

    def _is_imperative(self, place: int) -> bool:
        """Whether a word that no row knows begins an item as a verb does."""
        if not self._may_be_verb(place) or self._word(place).endswith(("ed", "s", "ly")):
            return False
        after = self._word(place + 1)
        return (
            after in DETERMINERS
            or after in PRONOUNS
            or after in {"to", "out", "up", "on", "with", "for", "one", "back", "whether", "how"}
            or after.isdigit()
        )


def iter_places(clauses: Sequence[Clause]) -> Iterator[int]:
    """Where the actions begin."""
    return (clause.first for clause in clauses)
