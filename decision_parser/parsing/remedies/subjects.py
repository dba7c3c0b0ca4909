"""Who does what a verb says: a body, a person, the Ombudsman, or a thing; and in which kind of clause."""

from enum import Enum, auto

from msgspec.structs import replace

from decision_parser.parsing.remedies.tokens import (
    ADVERBS,
    CLAIMING,
    DETERMINERS,
    FAR,
    NEAR,
    PREPOSITIONS,
    REPORTING,
    SIGNS,
    SUBORDINATORS,
    TITLES,
)
from decision_parser.parsing.remedies.verbs import PAST
from decision_parser.parsing.remedies.walking import Clause, Mode, Walk, Words

_CAUSAL = frozenset("because as since given".split())


class Subject(Enum):
    """Who is said to do something."""

    BODY = auto()
    PERSON = auto()
    OMBUDSMAN = auto()
    THING = auto()
    NOBODY = auto()


BODY, PERSON, OMBUDSMAN, THING, NOBODY = Subject  # a name of a module is found quicker than a member of an enum
_ASIDE = {",": ",", ")": "("}
"""The sign that ends a remark between a subject and its verb, and the one that begins it."""
_NOBODY = SIGNS | {"", "and", "or", "but"}
"""What stands before a verb whose subject is said earlier."""
_BEFORE_PHRASES = SIGNS | SUBORDINATORS | REPORTING | CLAIMING | {"and", "but", "to"}
_BEFORE_DETERMINERS = frozenset("of for in at both all".split())
"""Words that go on with a name: `the school at the Council`, `all the schools`."""
_SUBJECTS = frozenset("it they he she i we".split())
_BEFORE_CLAUSES = REPORTING | SUBORDINATORS | SIGNS | {"", *"and but this addition us me result then noted".split()}
_OPENINGS = PREPOSITIONS | {"to", "of", "between"}
_ONLY_CLAIMING = CLAIMING - REPORTING
_NO_MAIN = SUBORDINATORS | CLAIMING


class Subjects(Walk):
    """Tells who does what a verb says."""

    def _find_subject(self, place: int) -> tuple[Subject, int, Words | None]:
        """Who stands before a verb: what they are, where their words begin, and those words."""
        head = place - 1
        while self._word[head] in ADVERBS and self._word[head] != "both":
            head -= 1
        if opening := _ASIDE.get(self._word[head]):
            places = range(head - 1, head - FAR, -1)
            head = next((at - 1 for at in places if self._word[at] == opening), head)
        if self._word[head] in _NOBODY:
            return NOBODY, place, None
        if self._word[head] in {"which", "who"} and self._word[head - 1] == "," and self._classify(head - 2) is BODY:
            return BODY, head, (self._find_phrase_start(head - 2), head - 1)
        first = self._find_phrase_start(head)
        if self._is_body_of(first, head):
            return BODY, first, (first, head + 1)
        return self._classify(head), first, (first, head + 1)

    def _is_body_of(self, first: int, head: int) -> bool:
        """`the Governors of the School`."""
        return any(self._word[at] in self._words.bodies and self._word[at + 1] == "of" for at in range(first, head))

    def _find_phrase_start(self, head: int) -> int:
        first = head
        while first > 0 and head - first < NEAR:
            before = self._word[first - 1]
            if before in _BEFORE_PHRASES or before[:1] == "£" or first - 1 in self._timed:
                break
            if first < head and self._word[first] in DETERMINERS and before not in _BEFORE_DETERMINERS:
                break
            if first == head and self._word[head] in _SUBJECTS:
                break
            first -= 1
        return first

    def _note_body(self, subject: Subject, words: Words | None, at: int = 0) -> None:
        if subject is BODY:
            self._last_body = words
            self._last_at = at

    def _find_body(self, place: int) -> tuple[Subject, int, Words | None]:
        """The subject before a verb, or that of the clause that an "and" joins it to."""
        subject, first, words = self._find_subject(place)
        between = self._s.words[self._last_at : place]
        if subject is NOBODY and self._last_body and not {"i", "we"}.intersection(between):
            return BODY, place, self._last_body
        return subject, first, words

    def _classify(self, head: int) -> Subject:
        word, before = self._word[head], self._word[head - 1]
        if word in {"i", "we"} or word.startswith("ombudsm"):
            return OMBUDSMAN
        if before in TITLES or (len(word) == 1 and before in self._words.people):
            return PERSON
        if word in self._words.bodies or (len(word) == 1 and before in self._words.bodies):
            return BODY
        return PERSON if word in self._words.people else THING

    def _is_subordinate(self, first: int, *, told: bool = False) -> bool:
        """Whether the clause of a subject only explains something, or tells what somebody claims.

        `told` holds for what has happened already: a reason tells of it as well as a main clause.
        """
        before = self._word[first - 1]
        if (self._word[first - 3], self._word[first - 2], before) == ("if", "any", ","):
            return True
        if told and (self._word[first - 2], before) == ("for", "which"):
            return False
        if told and before in _CAUSAL:
            return False
        if (told or self._word[first] in {"it", "they"}) and not self._begins_clause(first):
            return True
        if before == "that" and first == 1:
            return False
        if before == "that":
            words = {self._word[at] for at in range(first - 6, first - 1)}
            return words.isdisjoint(REPORTING) or not words.isdisjoint(_ONLY_CLAIMING)
        if before in SUBORDINATORS:
            return before != "so" or self._word[first - 2].isalpha()
        if before in CLAIMING and before not in REPORTING:
            return True
        return before in {"says", "said", "consider", "considers"} and self._classify(first - 2) is PERSON

    def _begins_clause(self, first: int) -> bool:
        """Whether a subject stands where a clause begins, and not behind the noun that its clause tells of."""
        before = self._word[first - 1]
        if before in _BEFORE_CLAUSES or first - 1 in self._timed or (first == 1 and before.endswith("ly")):
            return True
        ahead = self._s.words[:first]
        for opening in ("if", "since"):  # `since these events it has …`
            if opening in ahead and SIGNS.isdisjoint(ahead[ahead.index(opening) :]):
                return True
        return self._word[0] in _OPENINGS and SIGNS.isdisjoint(ahead)

    def _read_passive(self, be: int, mode: Mode, subject: Subject, first: int, words: Words | None) -> int | None:
        """`Mrs X should be paid £200`."""
        verb = self._skip(be + 1)
        base = self._base_of(self._word[verb], (PAST,))
        if self._item and not self._clauses:
            first = 0
        if base is None or not self._begins_clause(first) or self._word[first - 1] in _NO_MAIN:
            return None
        mode = replace(mode, forms=frozenset({PAST}), body=None)
        begin = first if subject in (THING, PERSON) else verb
        self._close(first)
        self._clauses.append(Clause(base, begin, verb + 1, mode, 0, self._say(words)))
        self._modes = [mode]
        return verb + 1
