"""What a body has done or had offered before, as a sentence tells it."""

from msgspec.structs import replace

from decision_parser.parsing.remedies.joining import Joins
from decision_parser.parsing.remedies.lexicon import SETTLING
from decision_parser.parsing.remedies.subjects import BODY, NOBODY, THING
from decision_parser.parsing.remedies.tokens import ADVERBS, DETERMINERS, FAR, NEAR
from decision_parser.parsing.remedies.verbs import ANY, BASE, PAST, THIRD
from decision_parser.parsing.remedies.walking import DONE, OFFERED, Clause, Mode, Words

_TOLD = frozenset("confirmed told accepted said asked found considered decided proposed failed made taken".split())
_PROMISED = frozenset({"agreed", "offered"})


class Deeds(Joins):
    """Reads what was done and what was offered, and what any trigger governs."""

    def read_perfect(self, place: int) -> int | None:
        """Read `The Council has apologised`, `has been paid`, and `It has:` above a list."""
        subject, first, words = self._find_body(place)
        ahead = self._skip(place + 1)
        if subject is not BODY and self._word[ahead] != "been":
            return None
        if self._word[place + 1] == ",":
            ahead = next(
                (at + 1 for at in range(place + 2, min(place + FAR, len(self._s))) if self._word[at] == ","), ahead
            )
        word = self._word[ahead]
        if word == ":":
            self._opened = Mode(DONE, body=self._say(words))
            return ahead
        if word == "been":
            return self._read_passive_perfect(ahead, first, words)
        own = first == place
        if self._word[place] == "had" and self._base_of(word, (PAST,)) not in SETTLING:
            return None
        if not own and self._is_subordinate(first, told=True):
            return None
        self._note_body(subject, words, place)
        base = self._base_of(word, (PAST,))
        mode = Mode(DONE, frozenset({PAST}), body=self._say(words))
        if word in _TOLD or (base is None and word.endswith("ed")):
            self._modes = [mode]
            return None
        if base is None or word in _PROMISED:
            return None
        return self._add_closed(first, base, ahead, mode)

    def _read_passive_perfect(self, been: int, first: int, words: Words | None) -> int | None:
        """What has been settled: `The £420 she spent has been repaid to her`."""
        base = self._base_of(self._word[self._skip(been + 1)], (PAST,))
        if base not in SETTLING and base not in {"offer", "restore", "reinstate"}:
            return None
        return self._read_passive(been, Mode(OFFERED if base == "offer" else DONE), THING, first, words)

    def read_past(self, place: int) -> int | None:
        """What a body did: `The Council apologised in October and paid Mr H £75`."""
        verb = self._forms[self._word[place]][PAST]
        subject, first, words = self._find_subject(place)
        if subject is not BODY or (self._word[first] in {"it", "they"} and not self._begins_clause(first)):
            return None
        if self._is_subordinate(first, told=True):
            return None
        return self._add_closed(first, verb, place, Mode(DONE, frozenset({PAST}), body=self._say(words)))

    def _add_closed(self, first: int, base: str, verb: int, mode: Mode) -> int:
        self._close(first)
        return self._add(base, verb, verb + 1, mode)

    def _opens_with_body(self) -> int:
        """The place behind the body that is named first, within three words; else 0."""
        return next((place + 1 for place in range(min(3, len(self._s))) if self._classify(place) is BODY), 0)

    def read_offer(self, place: int) -> int | None:
        """`The Council's offer to pay …`."""
        summed = self._word[place + 1] == "of" and self._word[place + 2][:1] == "£"
        return self.read_offered(place) if summed or self._word[place + 1] == "to" else None

    def read_offered(self, place: int) -> int | None:
        """Read `The Council offered to pay …`, `had offered £100`, `The Council's offer of £300`."""
        at = place - 1
        while self._word[at] in ADVERBS or self._word[at] in {"has", "have", "had"}:
            at -= 1
        subject, first, words = self._find_body(at + 1)
        noun = self._word[place] != "offered"
        at -= noun and self._word[at] in {"earlier", "previous", "original", "initial"}
        if subject is NOBODY and self._word[at] == "and" and (behind := self._opens_with_body()):
            subject, first, words = BODY, at + 1, (0, behind)
        if noun:
            if self._word[at].removesuffix("'s") not in self._words.bodies and self._word[at] != "its":
                return None
        elif subject is not BODY or (first <= at and self._is_subordinate(first, told=True)):
            return None
        self._note_body(subject, words, place)
        body = self._s.printed(first, at + 1)[:-2] if self._word[at].endswith("'s") else self._say(words)
        mode = Mode(OFFERED, frozenset({BASE}), to=True, body=body, nominal=True)
        past = Mode(DONE, frozenset({PAST}), body=body)
        if self._word[self._skip(place + 1)] == "to":
            governed = self._govern(place + 1, mode, first, to=True)
            self._modes = [*self._modes[:1], past]
            return governed
        self._close(first)
        self._modes = [mode, past]
        found = self._find_noun(self._skip(place + 1), mode)
        if found:
            self._modes = [mode, past]
        elif any(self._word[ahead][:1] == "£" for ahead in range(place + 1, place + 2 * NEAR)):
            self._clauses.append(Clause("pay", place, place + 1, mode))
            self._modes = [] if noun else [mode, past]
            return place + 1
        return found

    def _govern(self, place: int, mode: Mode, first: int, *, to: bool) -> int | None:
        """The action whose verb stands behind a trigger, or a list that is to follow."""
        verb, opens = self._find_verb(place, to=to)
        self._close(first)
        if verb is None:
            start = self._skip(place)
            named = self._word[start + 1] in DETERMINERS or self._word[start + 1].isdigit()  # `agreed to an apology`
            if noun := self._find_noun(start + (named and self._word[start] == "to"), mode):
                return noun
            colon = next(
                (at for at in range(place, min(place + NEAR, len(self._s) - 1)) if self._word[at] == ":"), None
            )
            self._modes = [replace(mode, nominal=True)] if opens or colon is not None else []
            self._opened = replace(mode, forms=ANY) if opens or self._word[len(self._s) - 1] == ":" else self._opened
            return place
        word = self._word[verb]
        form = next(iter(mode.forms)) if len(mode.forms) == 1 else BASE
        base = self._base_of(word, mode.forms) or (word if form in {BASE, THIRD} else None)
        if base is None:
            return place
        return self._add(base, verb, verb + 1, mode)
