"""A sentence on the way from its words to its actions: where one stands, and what was found so far."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from decision_parser.models import RemedyStatus
from decision_parser.parsing.remedies.deadlines import Deadline
from decision_parser.parsing.remedies.lexicon import Lexicon
from decision_parser.parsing.remedies.tokens import (
    ADVERBS,
    DETERMINERS,
    FAR,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    PRONOUNS,
    SIGNS,
    SUBORDINATORS,
    Sentence,
)
from decision_parser.parsing.remedies.verbs import ANY, BASE, Form

_NO_VERBS = (
    frozenset("be been being have has had does is are was were and or but agreed agrees accepted accepts of".split())
    | frozenset(MODALS)
    | DETERMINERS
    | PRONOUNS
    | NEGATIONS
    | PREPOSITIONS
    | SUBORDINATORS
)
_PASSED = ADVERBS | frozenset(", - – —".split())
"""Words and signs that may stand before a verb, and say nothing of it."""

JOINING = frozenset("and but to or then also with that it together".split())
"""Words between two actions."""
_BETWEEN = SIGNS | JOINING

AGREED, RECOMMENDED, PROPOSED, DONE, OFFERED = RemedyStatus
_LABELS = frozenset("abcdefghijklmnopqrstuvwxyz") | frozenset(
    (*"ii iii iv vi vii viii ix xi xii".split(), *map(str, range(1, 31)))
)
"""What stands before the bracket or the full stop of an item in running text."""
_OUTSIDE = ("",) * 64
"""What stands before and behind a sentence: more places than anything looks back or ahead."""


Words = str | tuple[int, int]
"""Some words of a sentence as printed, or the places that they stand at: few are printed in the end."""


class Mode(Struct, frozen=True, gc=False):
    """What governs a verb: how far the action has come, which forms of verbs are joined to it, and whose duty it is."""

    status: RemedyStatus | None
    forms: frozenset[Form] = ANY
    to: bool = False
    body: str | None = None
    nominal: bool = False
    verb: str | None = None


class Clause(Struct, frozen=True, gc=False):
    """One action of a sentence: its verb in the base form, and places of words: its first, that behind, its end."""

    verb: str
    first: int
    behind: int
    mode: Mode
    last: int = 0
    patient: str | None = None


class Reading(Struct, frozen=True, gc=False):
    """The actions of a sentence, and what is left open for a list below it."""

    clauses: tuple[Clause, ...]
    opened: Mode | None = None


class Walk:
    """One sentence: where its words are, and the actions found in it so far."""

    def __init__(self, sentence: Sentence, words: Lexicon, deadlines: Sequence[Deadline]) -> None:
        self._s = sentence
        self._word = (*sentence.words, *_OUTSIDE)  # a negative place is outside, too
        self._words = words
        self._forms = words.forms
        self._timed: dict[int, int] = {}  # of a place in a deadline: the first one behind it
        for deadline in deadlines:
            first = bisect_left(sentence.spans, (deadline.start - sentence.start,))
            last = bisect_left(sentence.spans, (deadline.stop - sentence.start,))
            self._timed.update(dict.fromkeys(range(first, last), last))
        self._clauses: list[Clause] = []
        self._modes: list[Mode] = []
        self._opened: Mode | None = None
        self._item = False
        self._last_body: Words | None = None
        self._last_at = 0

    def _say(self, words: Words | None) -> str | None:
        """Words as printed."""
        return self._s.printed(*words) if isinstance(words, tuple) else words

    def _add(self, verb: str, first: int, behind: int, mode: Mode) -> int:
        self._close(first)
        self._clauses.append(Clause(verb, first, behind, mode))
        self._opened = None
        if mode not in self._modes:
            self._modes = [mode, *self._modes][:2]
        return behind

    def _skip_label(self, at: int) -> int:
        """The place before the label of an item in running text, such as `a)` or `(ii)`."""
        if self._word[at] not in {")", "."} or self._word[at - 1] not in _LABELS or at == len(self._s) - 1:
            return at
        return at - 3 if self._word[at - 2] == "(" else at - 2

    def _close(self, place: int) -> None:
        """End the last action before a place, without the words that join it to the next."""
        if self._clauses and not self._clauses[-1].last:
            last = self._clauses[-1]
            end = self._skip_label(place - 1) + 1
            while end > last.behind and self._word[end - 1] in _BETWEEN and not self._ends_remark(last.behind, end - 1):
                end -= 1
            self._clauses[-1] = replace(last, last=max(end, last.behind))

    def _ends_remark(self, first: int, place: int) -> bool:
        """Whether a bracket closes a remark that began behind a word."""
        return self._word[place] == ")" and "(" in self._word[first:place]

    def _base_of(self, word: str, forms: Iterable[Form]) -> str | None:
        """The base form of a word that is one of some forms of a verb."""
        if found := self._forms.get(word):
            for form in forms:
                if form in found:
                    return found[form]
        return None

    def _may_be_verb(self, place: int) -> bool:
        word = self._word[place]
        return word[:1].isalpha() and word not in _NO_VERBS

    def _skip(self, place: int) -> int:
        """The next place that is no adverb, deadline or sign of a bracketed remark."""
        while True:
            word = self._word[place]
            if place in self._timed:
                place = self._timed[place]
            elif word in _PASSED:
                place += 1
            elif self._word[place + 1] == ")" and word in _LABELS:
                place += 2
            elif word == "(":
                while place < len(self._s) and self._word[place] != ")":
                    place += 1
                place += 1
            else:
                return place

    def _find_verb(self, place: int, *, to: bool) -> tuple[int | None, bool]:
        """Where the verb stands that a trigger before `place` governs, and whether a list is to follow instead."""
        limit = place + FAR
        while place < limit:
            place = self._skip(place)
            word = self._word[place]
            if word == ":":
                return None, True
            if to and word == "to":
                verb = self._skip(place + 1)
                return (verb, False) if self._may_be_verb(verb) else (None, self._word[verb] in {":", ""})
            if word in PREPOSITIONS:
                place = self._skip_phrase(place, to=to)
            elif to or not self._may_be_verb(place):
                return None, False
            else:
                return place, False
        return None, False

    def _skip_phrase(self, place: int, *, to: bool) -> int:
        """The place behind a phrase such as "as a gesture of goodwill"."""
        for ahead in range(place + 1, min(place + FAR, len(self._s))):
            word = self._word[ahead]
            if word == ",":
                return ahead + 1
            if word == ":" or ahead in self._timed:
                return ahead
            if to:
                if word == "to" and self._base_of(self._word[self._skip(ahead + 1)], (BASE,)):
                    return ahead
            elif self._base_of(word, (BASE,)) and self._word[ahead - 1] not in DETERMINERS and ahead > place + 1:
                return ahead
        return len(self._s)
