"""A sentence into the actions that it says a body does, will do, should do, has done or had offered.

What counts is who does it and how it is said: a verb that a body's "will", "should" or "agreed to" governs, those that
are joined to it, and the imperatives of a list below such words. Verbs in clauses that tell why, what about or whose
fault it was govern nothing.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache

from msgspec.structs import replace

from decision_parser.models import RemedyStatus
from decision_parser.parsing.remedies.deadlines import Deadline
from decision_parser.parsing.remedies.deeds import Deeds
from decision_parser.parsing.remedies.joining import ORDINALS
from decision_parser.parsing.remedies.lexicon import Lexicon
from decision_parser.parsing.remedies.subjects import BODY, NOBODY, OMBUDSMAN, PERSON, THING
from decision_parser.parsing.remedies.tokens import (
    ADVERBS,
    DETERMINERS,
    FAR,
    MODALS,
    NEAR,
    NEGATIONS,
    PREPOSITIONS,
    PRONOUNS,
    SHORT_LABEL,
    Sentence,
)
from decision_parser.parsing.remedies.verbs import ANY, BASE, GERUND, PAST, THIRD
from decision_parser.parsing.remedies.walking import AGREED, DONE, OFFERED, PROPOSED, RECOMMENDED, Mode, Reading, Words

_RECOMMENDING = frozenset(
    "recommend recommends recommended recommending propose proposed proposes suggest suggested".split()
)
_ASKING = frozenset("ask asked asks invite invited expect require".split())
_RECOMMENDED = frozenset("with my our the these all recommendation recommendations proposal proposals".split())
_ASKED = frozenset("he she they it mr mrs ms miss".split())
_POSSIBLY = frozenset("may might can could would usually often normally generally".split())
_INTENDED = frozenset("intend propose proposed going".split())
_FITTING = frozenset("called appropriate warranted justified suitable fair proportionate enough sufficient".split())
_JUDGING = frozenset("think consider believe ask asked require required".split())
_AGREEING = frozenset("agreed agrees undertaken undertook promised committed".split())
_REMEDYING = frozenset("remedy put act take improve resolve settle address respond".split())
_FORBORNE = frozenset("charge pursue recover seek collect enforce claim demand".split())


def read_sentence(
    sentence: Sentence, words: Lexicon, deadlines: Sequence[Deadline], lead: Mode | None = None
) -> Reading:
    """The actions of a sentence. `lead` is what governs it where it is an item of a list."""
    if lead is None and not may_tell(sentence, words):
        return _NOTHING
    return _Reader(sentence, words, deadlines).read(lead)


def may_tell(sentence: Sentence, words: Lexicon) -> bool:
    """Whether a sentence that is no item of a list has a word that an action can begin with: many have none."""
    return not _list_openings(words).isdisjoint(sentence.words)


def begins_action(sentence: Sentence, words: Lexicon) -> bool:
    """Whether a further sentence of an item begins as one does, such as `If so, make him an offer`."""
    if words.bases.isdisjoint(sentence.words):
        return False
    reader = _Reader(sentence, words, ())
    return reader.begins_action()


class _Reader(Deeds):
    """Finds what governs the verbs of a sentence."""

    def read(self, lead: Mode | None) -> Reading:
        self._item = lead is not None
        place = self._begin_item(lead) if lead else self._begin_statement()
        words, telling, triggers = self._s.words, _list_telling(self._words), _list_triggers(self._words)
        stops = [
            at
            for at, word in enumerate(words)
            if word in telling
            or self._word[at - 1] in _JOINTS
            or word[0] == "£"
            or (self._word[at - 1] == "to" and self._word[at - 2] == "and")
        ]
        while (following := bisect_left(stops, place)) < len(stops):
            place = stops[following]
            trigger = triggers.get(words[place])
            further = trigger(self, place) if trigger else None
            if not further and self._modes:
                further = self._read_joined(place)
            place = further or place + 1
        self._close(len(words))
        return Reading(tuple(self._clauses), self._opened)

    def _begin_statement(self) -> int:
        """A noun that is called for: `An apology and a payment of £100 are called for`."""
        words = self._s.words
        if self._word[0] in DETERMINERS and not _FITTING.isdisjoint(words):
            given = not {"gave", "given", "already", "made", "remedied"}.isdisjoint(words)
            status = DONE if given else OFFERED if "offered" in words else RECOMMENDED
            return self._find_noun(0, Mode(status)) or 0
        return 0

    def begins_action(self) -> bool:
        """Whether the sentence begins with a verb in its base form and an object."""
        if self._word[0] == "to" and not MODALS.keys().isdisjoint(self._s.words):  # `To put this right, it will …`
            return False
        place = self._find_item_start()
        verb = self._forms.get(self._word[place], {}).get(BASE)
        after = self._word[place + 1]
        labelled = self._word[0].isdigit() or (self._word[1] == ")" and len(self._word[0]) < SHORT_LABEL)
        plain = labelled or self._word[0] in ORDINALS or verb in {"apologise", "pay"}
        return verb is not None and (plain or after in PRONOUNS or after in DETERMINERS)

    def read_to(self, place: int) -> int | None:
        """`The Council is to pay …`, and in a list `the charge to be waived`, `Mr D to receive an apology`."""
        if self._word[place - 1] in {"is", "are"}:
            return self.read_modal(place)
        if not self._item or self._clauses:
            return None
        mode = Mode(None)
        person = self._classify(place - 1) is PERSON
        patient = (self._find_item_start(), place) if person else None
        if self._word[place + 1] == "be":
            return self._read_passive(place + 1, mode, THING, 0, patient)
        found = self._find_noun(place + 2, mode) if self._word[place + 1] == "receive" else None
        if found:
            self._clauses[-1] = replace(self._clauses[-1], patient=self._say(patient))
        return found

    def read_thought(self, place: int) -> int | None:
        """A noun that is thought to do: `I consider an apology and a payment would be a suitable remedy`."""
        if (
            "remedy" not in self._s.words
            or self._word[place - 1] not in {"i", "we"}
            or self._word[place + 1] in {"this", "that", "it"}
        ):
            return None
        return self._find_noun(place + 1, Mode(RECOMMENDED))

    def read_ombudsman(self, place: int) -> int | None:
        """What the Ombudsman does ends what a body does."""
        if self._word[place - 1] not in {"and", "but", ",", ";"}:
            return None
        self._close(place)
        self._modes = []
        return place + 1

    def read_means(self, place: int) -> int | None:
        """`agreed to remedy this by: apologising …`: gerunds are joined then."""
        last = place + 1 if self._word[place + 1] == ":" else place
        at = self._skip(last + 1)
        told = {"agreed", "remedy", "recommend", "recommended"}.intersection(self._s.words[:place])
        base = self._base_of(self._word[at], (GERUND,))
        if not (base and told and self._modes) or (self._clauses and self._clauses[-1].verb not in _REMEDYING):
            return None
        return self._add(base, at, at + 1, replace(self._modes[0], forms=frozenset({GERUND})))

    def read_negation(self, place: int) -> int | None:
        """`I do not recommend …`, `will not`: what follows is not to be done."""
        ahead = [self._word[at] for at in range(place + 1, place + 5)]
        own = {"i", "we", "nor", "ombudsman", "ombudsmen"}.intersection(self._s.words[max(0, place - 4) : place + 3])
        if own and any(word in _RECOMMENDING or word in _JUDGING for word in ahead):
            self._close(place)
            self._modes = []
            return next((at for at in range(place, len(self._s)) if self._word[at] in {"but", "however"}), len(self._s))
        return None

    def read_modal(self, place: int) -> int | None:
        word = self._word[place]
        if word in {"need", "needs"} and (
            self._word[self._skip(place + 1)] != "to" or self._word[place - 1] in DETERMINERS
        ):
            return None
        at = place - 1 if word == "to" else place
        subject, first, words = self._find_subject(at)
        asked = subject is NOBODY and self._word[place + 1] in _ASKED
        if asked or self._word[first] == "what":
            return None
        governing = self._modes[0].body if self._modes else self._last_body or self._find_opening_body()
        if (
            subject is NOBODY
            and (self._modes or governing)
            and self._word[at - 1] in {"and", ",", "then", "also", "so"}
        ):
            subject, words, first = BODY, governing, at
        elif subject is NOBODY or self._is_subordinate(first):
            return None
        self._note_body(subject, words, place)
        if subject is OMBUDSMAN:
            self._close(first)
            self._modes = []
            return place + 1
        if word == "would" and {"agreed", "asked", "proposed", "propose"}.isdisjoint(self._s.words[:place]):
            return None
        status = RemedyStatus(MODALS.get(word, "agreed"))
        mode = Mode(
            status,
            frozenset({BASE}),
            body=self._say(words) if subject is BODY else None,
            to=word in {"to", "needs", "need", "ought"},
        )
        ahead = self._skip(place + 1)
        if self._word[ahead] in NEGATIONS:
            return self._read_forbearance(ahead, mode, first)
        if self._word[ahead] == "be" and self._word[at - 1] != "that":  # `a chair that will be fitted`
            return self._read_passive(ahead, mode, subject, first, words)
        if subject is not BODY and (self._word[place - 1], self._word[ahead]) != ("letter", "apologise"):
            return None
        return self._read_duty(place, ahead, mode, first)

    def _find_opening_body(self) -> Words | None:
        """The body that a sentence opens with: `The Council accepts this and will pay …`."""
        head = next((at for at in range(3) if self._classify(at) is BODY), None)
        return None if head is None else (self._find_phrase_start(head), head + 1)

    def _read_forbearance(self, negation: int, mode: Mode, first: int) -> int:
        """`will not charge`, `will not pursue the arrears`: money that is not asked for; else nothing is to be done."""
        self._close(first)
        self._modes = []
        verb = negation + 1 + (self._word[negation + 1] == "to")
        if self._word[verb] in _FORBORNE:
            self._add("waive", negation, verb + 1, mode)
        return negation + 1

    def _read_duty(self, place: int, ahead: int, mode: Mode, first: int) -> int | None:
        """What a body will or should do."""
        if self._word[ahead] == "have":
            if self._word[place] != "will":
                self._modes = []
                return ahead + 1
            return self._govern(ahead + 1, replace(mode, forms=frozenset({PAST})), first, to=False)
        if self._word[place] in {"needs", "need", "ought"}:
            return self._govern(place + 1, mode, first, to=True)
        return self._govern(place + 1, mode, first, to=False)

    def read_agreed(self, place: int) -> int | None:
        at = place - 1
        while self._word[at] in ADVERBS or self._word[at] in {"has", "have", "is", "are", "been"}:
            at -= 1
        ahead = place + 1 + (self._word[place + 1] == "to")
        while self._word[ahead] in _RECOMMENDED:
            ahead += 1
        ahead = ahead if self._word[ahead] == "to" else place + 1
        if self._word[ahead] == "with":
            return None
        subject, first, words = self._find_body(at + 1)
        if subject in (OMBUDSMAN, PERSON, THING):
            return None
        if first <= at and self._is_subordinate(first, told=True):
            return None
        self._note_body(subject, words, place)
        mode = Mode(AGREED, frozenset({BASE}), to=True, body=self._say(words))
        if self._word[ahead] in NEGATIONS:
            return self._read_forbearance(ahead, mode, first)
        return self._govern(ahead, mode, first, to=True)

    def read_accepted(self, place: int) -> int | None:
        """`The Council has accepted my recommendation to …`."""
        ahead = [self._word[at] for at in range(place + 1, place + 4)]
        told = (
            ahead[0] in {"my", "our", "the"}
            and ahead[1].startswith(("recommendation", "proposal"))
            and ahead[2] == "to"
        )
        return self.read_agreed(place) if told else None

    def read_recommendation(self, place: int) -> int | None:
        """`Our recommendation is that the Council …`."""
        return self.read_recommended(place + 1) if self._word[place + 1] in {"is", "are", "was"} else None

    def read_recommended(self, place: int) -> int | None:
        word = self._word[place]
        before = [self._word[at] for at in range(max(0, place - 6), place)]
        if not (any(each in {"i", "we", "our", "my"} or each.startswith("ombudsm") for each in before)):
            return None
        if (
            "which" in before
            or self._word[place - 1] in _POSSIBLY
            or (self._word[place - 1] == "to" and not _INTENDED.intersection(before))
            or (self._word[place + 1] == "to" and self._word[place + 2] in _RECOMMENDING)
        ):
            return None
        early = word.startswith("propos") or not {"propose", "intend", "provisional"}.isdisjoint(before)
        mode = Mode(PROPOSED if early else RECOMMENDED, frozenset({THIRD, BASE, PAST}))
        at = self._skip(place + 1)
        at = self._skip(at + 1) if self._word[at] in {"that", "for"} else at
        head = next((to for to in range(at, min(at + 2 * NEAR, len(self._s))) if self._is_head(to)), None)
        if head is None:
            return self._find_noun(at, mode)
        first = at - 1 if self._word[at - 1] in {"each", "both"} else at
        mode = replace(mode, body=self._s.printed(first, head + 1))
        ahead = self._skip(head + 1)
        duty = next((to for to in range(ahead, min(ahead + FAR, len(self._s))) if self._word[to] in MODALS), None)
        if duty is not None and (duty == ahead or self._word[ahead] in PREPOSITIONS):
            self._modes = []
            wanted = Mode(mode.status, frozenset({BASE}), body=mode.body)
            return self._read_duty(duty, self._skip(duty + 1), wanted, place)
        if self._word[ahead] == ":":
            self._opened = replace(mode, forms=ANY)
            self._modes = [replace(mode, forms=frozenset({BASE, THIRD}), to=True, nominal=True)]
            return ahead
        if word in _ASKING:
            return self._govern(ahead, replace(mode, forms=frozenset({BASE}), to=True), place, to=True)
        return self._govern(ahead, mode, place, to=False)

    def _is_head(self, place: int) -> bool:
        """Whether the name of a body ends at a place: another noun, a conjunction and a comma go on with it."""
        word = self._word[place]
        if self._classify(place) is not BODY or word in {"each", "both"} or word.endswith("'s"):
            return False
        return self._word[place + 1] not in {"and", "or"} or not self._names_body(place + 2)

    def _names_body(self, place: int) -> bool:
        return any(self._classify(at) is BODY for at in range(place, place + 4))


_TRIGGERS: dict[str, Callable[[_Reader, int], int | None]] = {
    **dict.fromkeys(MODALS, _Reader.read_modal),
    **dict.fromkeys(NEGATIONS, _Reader.read_negation),
    **dict.fromkeys(_AGREEING, _Reader.read_agreed),
    **dict.fromkeys(_RECOMMENDING | _ASKING, _Reader.read_recommended),
    **dict.fromkeys(("has", "have", "had"), _Reader.read_perfect),
    **dict.fromkeys(("offer", "offers"), _Reader.read_offer),
    **dict.fromkeys(("consider", "think"), _Reader.read_thought),
    **dict.fromkeys(("we", "i"), _Reader.read_ombudsman),
    **dict.fromkeys(("recommendation", "recommendations"), _Reader.read_recommendation),
    **dict.fromkeys(("accepted", "accepts"), _Reader.read_accepted),
    "offered": _Reader.read_offered,
    "by": _Reader.read_means,
    "to": _Reader.read_to,
}
_JOINTS = frozenset({"and", ";", "or", "also", "then", ","})


_NOTHING = Reading(())
_ONLY_AFTER = frozenset({*NEGATIONS, "we", "i", "by", "to"})
"""Triggers that tell of an action only in a sentence that has another one, or one of these words."""
_ONLY_WITH = frozenset({"remedy", "is", "are"}) | _FITTING


@cache
def _list_telling(words: Lexicon) -> frozenset[str]:
    """The words that a joined action can begin with."""
    return frozenset({*_TRIGGERS, *words.forms, *words.nouns})


@cache
def _list_triggers(words: Lexicon) -> dict[str, Callable[[_Reader, int], int | None]]:
    """What each word that can begin an action by itself is read by."""
    return dict.fromkeys(words.settled, _Reader.read_past) | _TRIGGERS


@cache
def _list_openings(words: Lexicon) -> frozenset[str]:
    """Words of which every sentence has one that tells of an action and is no item of a list."""
    return (frozenset(_list_triggers(words)) - _ONLY_AFTER) | _ONLY_WITH
