"""What is joined to an action by a comma, a semicolon or an "and", and how the items of a list begin."""

from itertools import pairwise

from msgspec.structs import replace

from decision_parser.parsing.remedies.subjects import THING, Subjects
from decision_parser.parsing.remedies.tokens import (
    ADVERBS,
    DETERMINERS,
    FAR,
    MODALS,
    NEAR,
    PREPOSITIONS,
    PRONOUNS,
    SHORT_LABEL,
    SIGNS,
    SUBORDINATORS,
    TITLES,
)
from decision_parser.parsing.remedies.verbs import ANY, BASE, GERUND, PAST, THIRD
from decision_parser.parsing.remedies.walking import Mode

_INDEPENDENT = frozenset("review introduce publish train remind audit set amend refund waive monitor share".split())
_TEACHING = frozenset("remind tell instruct ask train ensure help allow advise make".split())
_LOW = frozenset("can could would should must may might will".split())
_FAILING = frozenset(
    "failing failed failure fail fails able how need needs needed having had asked ask refused refusing order duty "
    "right wrongly".split()
)
_NOUN_ENDINGS = (
    "ty",
    "ion",
    "ment",
    "ness",
    "ance",
    "ence",
    "ing",
    "s",
    "ed",
    "ly",
    "ship",
    "cy",
    "ism",
    "ble",
    "ical",
)
_PLAIN_OBJECTS = frozenset("the a an its his her their any all it them him mr mrs ms miss".split())
_ENGAGED = frozenset("pay apologise refund reimburse repay waive tell inform notify".split())
_AMBIGUOUS = frozenset(
    "review plan offer report contact record issue update change award credit charge place name check support work "
    "help audit"
    " copy survey set cut act grant fund share address limit return transfer move visit cover process register treat "
    "progress"
    " research benefit need present finish hold sample alter appoint complete clear own start stop use fix notice "
    "finding".split()
)
"""Verbs that are as often nouns: joined, they need an object to be taken for verbs."""
ORDINALS = frozenset("first firstly second secondly third thirdly third fourth fifth sixth last lastly".split())
_OPENINGS = frozenset("by within in on at for if where when once unless as of with together".split())
"""Words that an item can begin with before its verb, up to a comma."""
_ASKING_WORDS = frozenset("who whom how what when where why which whether".split())
"""Words that begin what is told or asked, and no action."""
_OBJECTS = (
    DETERMINERS
    | PRONOUNS
    | SUBORDINATORS
    | frozenset(
        "anything whatever everything half one two three four five six seven eight nine ten twelve anyone everyone "
        "others other out up off on again relevant staff with to all and afresh".split()
    )
)


_ONES = PRONOUNS | {"a", "the"}
_NOUN_WORDS = 5
"""How many words a noun has before it at most, such as "a further written"."""


class Joins(Subjects):
    """Reads the verbs and nouns that are joined to an action, and how an item of a list begins."""

    def _read_joined(self, place: int) -> int | None:
        """A further verb or noun behind a comma, a semicolon or an "and"."""
        if place in self._timed:
            return None
        word = self._word[place]
        for mode in self._modes:
            base = self._base_of(word, mode.forms)
            if base and self._is_joined(place, mode):
                if self._goes_on(place, base):
                    return place + 1
                return self._add_joined(base, place, mode)
        mode = self._modes[0]
        if self._is_new_verb(place, mode):
            return self._add(word, place, place + 1, mode)
        if (mode.nominal or self._takes_nouns()) and (word in self._words.nouns or word[:1] == "£"):
            return self._join_noun(place, mode)
        return None

    def _is_new_verb(self, place: int, mode: Mode) -> bool:
        """Whether a word that no row knows is a verb joined to the one before: it has an object of its own."""
        word = self._word[place]
        if (
            BASE not in mode.forms
            or word in self._forms
            or word.endswith(_NOUN_ENDINGS)
            or not self._is_imperative(place)
        ):
            return False
        before = self._word[self._step_back(place)]
        joined = before in {"and", ";", "to"}
        return self._word[place + 1] in _PLAIN_OBJECTS and joined and self._is_joined(place, mode)

    def _goes_on(self, place: int, base: str) -> bool:
        """Whether a further verb is about the object of the one before: `complete the plan and share it with her`."""
        after = self._word[place + 1]
        if not self._clauses or base in {"remind", "refer"} or self._clauses[-1].verb == "apologise":
            return False
        if base in {"send", "give", "share", "provide"} and self._sends_copy(place):
            return True
        paid = any(self._word[at][:1] == "£" for at in range(place + 1, place + 5))
        return (after == "it" and base not in {"publish", "put", "use", "add", "provide"}) or (
            after == "them"
            and not paid
            and self._ends_object(place + 2)
            and base in {"pay", "share", "send", "give", "tell", "issue"}
        )

    def _ends_object(self, place: int) -> bool:
        word = self._word[place]
        return not word or word in SIGNS or word in PREPOSITIONS or word in {"and", "what"}

    def _sends_copy(self, place: int) -> bool:
        """Whether nothing but a copy is sent: `complete the assessment and send him a copy`."""
        ahead = self._s.words[place + 1 : place + NEAR]
        if "copy" not in ahead[:4]:
            return False
        behind = ahead[ahead.index("copy") + 1 :]
        behind = behind[2:] if behind[:2] == ("of", "it") else behind
        return not behind or behind[0] in SIGNS

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
        before = self._word[at]
        if before == "to":
            at = self._step_back(at)
            before = self._word[at]
            last = self._clauses[-1].verb if self._clauses else ""
            to = mode.to or (before == "and" and last in {"write", "meet", "contact"})
            low = before == "and" and self._word[at - 1] != "," and self._hangs_low(place, at)
            return to and before in {",", ";", ":", "and"} and not low
        if before in self._words.bodies:
            return self._restarts(at, mode)
        if self._word[place + 1] == "or" or self._is_noun(place):
            return False
        if before == "or":
            return (
                self._word[at - 1] == ","
                or self._word[place + 1] in PRONOUNS
                or (self._word[place + 1] == "to" and self._word[place + 2] in PRONOUNS)
            )
        if before not in {",", ";", ":", "and", "plus"}:
            return False
        strong = before in {";", ":"} or (before == "," and GERUND not in mode.forms)
        return strong or at < place - 1 or self._word[at - 1] in {",", ";"} or not self._hangs_low(place, at)

    def _step_back(self, place: int) -> int:
        """The place before a word, without adverbs and deadlines between."""
        at = self._skip_label(place - 1)
        while self._word[at] in ADVERBS or at in self._timed:
            at -= 1
        return at - 3 if self._word[at] == "meantime" else at

    def _add_joined(self, verb: str, place: int, mode: Mode) -> int:
        """Add what is joined, with a deadline before its verb: `and, within three months, review …`."""
        at = self._step_back(place)
        at = self._step_back(at) if self._word[at] == "to" else at
        before = at - 1
        while self._word[at] == "," and before in self._timed:
            before -= 1
        before -= self._word[before] == ","
        self._close(before if self._word[before] == "and" else at)
        return self._add(verb, place, place + 1, mode)

    def _restarts(self, at: int, mode: Mode) -> bool:
        """`…, that it offers her the flat`."""
        while at > 0 and self._word[at] != "that":
            at -= 1
        return THIRD in mode.forms and self._word[at] == "that" and self._word[at - 1] in {",", "and", ";"}

    def _is_noun(self, place: int) -> bool:
        """Whether a word that can be a noun is one: it has no object."""
        if self._word[place] not in _AMBIGUOUS:
            return False
        ahead = self._skip(place + 1)
        if self._word[place + 1] == "," and place + 2 not in self._timed:
            close = next(
                (at for at in range(place + 2, min(place + FAR, len(self._s))) if self._word[at] == ","), place
            )
            ahead = close + 1
        after = self._word[ahead]
        return not (
            after in _OBJECTS
            or after[:1] == "£"
            or after.endswith("ing")
            or self._word[place - 1] in ADVERBS
            or after.isdigit()
        )

    def _hangs_low(self, place: int, at: int) -> bool:
        """Whether a verb behind a bare "and" goes with one inside the last action, and not with that itself."""
        if not self._clauses:
            return False
        last = self._clauses[-1]
        inside = self._s.words[last.behind : at]
        if self._base_of(self._word[place], (BASE, THIRD)) in _ENGAGED and self._word[place + 1] in _ONES:
            return False
        if GERUND in last.mode.forms:
            return any(
                word.endswith("ing") and before in {"for", "of", "by", "without", "about", "in"}
                for before, word in pairwise(inside)
            )
        if not {BASE, THIRD} & last.mode.forms:
            return False
        if self._base_of(self._word[place], (BASE, THIRD)) in _INDEPENDENT and "should" not in inside:
            return False
        failing = any(word in _FAILING and after == "to" for word, after in pairwise(inside))
        if failing or ("to" in inside and last.verb in _TEACHING):
            return True
        around = zip(("", *inside), inside, (*inside[1:], ""), strict=False)
        return any(word in _LOW and not (before.isdigit() or after.isdigit()) for before, word, after in around)

    def _join_noun(self, place: int, mode: Mode) -> int | None:
        first = place
        while (
            first > 0
            and place - first < _NOUN_WORDS
            and self._word[first - 1] not in SIGNS
            and self._word[first - 1] not in {"and", "with", "to", "of"}
        ):
            first -= 1
        before = self._word[first - 1]
        if before not in {",", ";", ":", "and", "with"} or (before == "with" and self._word[first - 2] != "together"):
            return None
        if self._word[first] in TITLES or self._word[first] in PREPOSITIONS or self._is_object(first):
            return None
        if self._clauses and first < self._clauses[-1].behind:
            return None
        if self._word[place][:1] == "£":
            if first != place and self._word[first] not in {"a", "an", "further", "another", "additional"}:
                return None
            if self._clauses and self._clauses[-1].verb in {"pay", "refund", "waive"}:
                return None
            return self._add("pay", first, first, replace(mode, nominal=True))
        return self._add(self._words.nouns[self._word[place]], first, place + 1, replace(mode, nominal=True))

    def _is_object(self, first: int) -> bool:
        """Whether a noun is what the last verb itself asks for: `send her, within a week, a cheque`."""
        if not self._clauses:
            return False
        between = range(self._clauses[-1].behind, first)
        if self._clauses[-1].mode.nominal or not any(at in self._timed for at in between):
            return False
        return all(at in self._timed or self._word[at] in PRONOUNS or self._word[at] in SIGNS for at in between)

    def _find_noun(self, place: int, mode: Mode) -> int | None:
        """An action that is told by a noun: `an apology`, `a payment of £250`."""
        for at in range(place, min(place + NEAR, len(self._s))):
            word = self._word[at]
            if word == "of" and self._word[at + 1] == "apology":
                return self._add("apologise", place, at + 2, replace(mode, nominal=True, forms=frozenset({BASE})))
            if word in self._words.nouns and self._word[at + 1] not in {
                "that",
                "plan",
                "plans",
                "arrangement",
                "scheme",
            }:
                forms = frozenset({BASE}) if mode.forms == ANY else mode.forms | {BASE}
                return self._add(self._words.nouns[word], place, at + 1, replace(mode, nominal=True, forms=forms))
            if (
                word in SIGNS
                or word in SUBORDINATORS
                or (word in PREPOSITIONS and word != "in")
                or word in {"of", "and"}
            ):
                return None
        return None

    def _begin_item(self, lead: Mode) -> int:
        """Read how an item begins: its verb, its noun, or a sum of money."""
        place = self._find_item_start()
        word = self._word[place]
        if word in _ASKING_WORDS:
            return 0
        if word in self._words.bodies and (finite := self._find_finite(place)):
            place, word = finite, self._word[finite]
        if word[:1] == "£" or self._names_payee(place):
            if self._is_passive():
                return self._begin_present(place, lead)
            verb = lead.verb if lead.verb in {"refund", "reimburse"} else "pay"
            return self._add(verb, place, place, replace(lead, nominal=True))
        forms = self._forms.get(word)
        if forms and self._word[place + 1] != "of":
            form = BASE if BASE in forms else next(iter(forms))
            mode = replace(lead, forms=frozenset(forms), to=self._word[place - 1] == "to")
            return self._add(forms[form], place, place + 1, mode)
        if not self._is_passive() and (noun := self._find_noun(place, lead)):
            return noun
        if self._is_imperative(place):
            return self._add(word, place, place + 1, replace(lead, forms=frozenset({BASE})))
        if word and lead.verb:
            return self._add(lead.verb, place, place, replace(lead, nominal=True))
        return self._begin_present(place, lead)

    def _begin_present(self, place: int, lead: Mode) -> int:
        """An item in the present: `staff are reminded to log calls`, `a senior officer writes to her`."""
        for at in range(place + 1, min(place + FAR, len(self._s))):
            word = self._word[at]
            if word in SUBORDINATORS:
                return 0
            if word in {"is", "are"} and self._base_of(self._word[self._skip(at + 1)], (PAST,)):
                words = (place, at)
                return self._read_passive(at, replace(lead, body=None), THING, place, words) or 0
            acts = at < place + NEAR and self._base_of(word, (THIRD,))
            if acts and self._word[place] in DETERMINERS and self._word[at + 1] in _OBJECTS:
                return self._add(acts, at, at + 1, replace(lead, forms=frozenset({THIRD})))
        return 0

    def _names_payee(self, place: int) -> bool:
        """`Mrs A £300 for the frustration`, below a "pay:"."""
        if self._word[place] not in self._words.people:
            return False
        ahead = self._s.words[place : place + NEAR + NEAR]
        money = next((at for at, word in enumerate(ahead) if word[:1] == "£"), None)
        joined = SIGNS.isdisjoint(ahead[:money]) or ahead[(money or 0) - 1] in {"–", "—", "-", ":"}
        return money is not None and (money < NEAR or ahead[money - 1] in SIGNS) and joined and "will" not in ahead

    def _is_passive(self) -> bool:
        """Whether an item is a sentence of its own: `£150 will be paid to her`."""
        return any(
            (word == "be" and before in MODALS)
            or (before in {"is", "are"} and word in {"returned", "paid", "refunded"})
            for before, word in pairwise(self._s.words)
        )

    def _find_item_start(self) -> int:
        place = 2 if self._word[1] in {")", "."} and len(self._word[0]) < SHORT_LABEL else 0  # `a)`, `1.`
        if self._word[place] in ORDINALS and self._word[place + 1] == ",":
            place += 2
        while (after := self._skip(place)) > place or self._word[place] in {"and", "to", "that", "or", ":"}:
            place = after if after > place else place + 1
        if self._word[place] in _OPENINGS and "," in self._s.words[place : place + 12]:
            return self._skip(self._s.words.index(",", place) + 1)
        return place

    def _find_finite(self, place: int) -> int | None:
        """`it pays`, `the Council reviews`: where the verb stands."""
        at = self._skip(place + 1)
        return at if self._base_of(self._word[at], (THIRD, PAST)) else None

    def _is_imperative(self, place: int) -> bool:
        """Whether a word that no row knows begins an item as a verb does."""
        word = self._word[place]
        if word in self._words.bodies or word in self._words.people or self._word[place + 2] == "be":
            return False
        if not self._may_be_verb(place) or self._word[place].endswith(("ed", "s", "ly")):
            return False
        after = self._word[place + 1]
        return (
            after in DETERMINERS
            or after in PRONOUNS
            or after in {"to", "out", "up", "on", "with", "for", "one", "back", "whether", "how"}
            or after.isdigit()
        )
