"""A publisher's words for remedies as sentences are read by them: made once, and quick to ask."""

from functools import cache

from decision_parser.models import RemedyPurpose
from decision_parser.parsing.remedies.sought import Sought
from decision_parser.parsing.remedies.verbs import BASE, PAST, Form, list_forms
from decision_parser.vocabulary import ActionRow, AsideRow, Remedies

SETTLING = frozenset("apologise pay refund reimburse repay waive cancel".split())
"""Verbs that settle a matter when they are done."""


class Lexicon:
    """The rows of `Remedies`, by what they are asked with."""

    def __init__(self, words: Remedies) -> None:
        self.bodies, self.people, self.nouns = words.bodies, words.people, words.nouns
        self.forms: dict[str, dict[Form, str]] = list_forms(words.verbs)
        self.bases = frozenset(word for word, forms in self.forms.items() if BASE in forms)
        self.settled = frozenset(word for word, forms in self.forms.items() if forms.get(PAST) in SETTLING)
        self.person, self.others, self.wide = Sought(words.person), Sought(words.others), Sought(words.wide)
        self._actions: dict[str, list[tuple[Sought, ActionRow]]] = {"*": []}
        for row in words.actions:
            sought = Sought(row.words)
            for verb in row.verbs.split():
                self._actions.setdefault(verb, []).append((sought, row))
        common = self._actions["*"]
        for verb, rows in self._actions.items():
            rows[:0] = common if verb != "*" else ()
        self._asides = [(Sought(row.words), tuple(row.signs.split("|")), row) for row in words.asides]
        self._purposes = [(Sought(row.words), row.purpose) for row in words.purposes]

    def find_action(self, verb: str, rest: str) -> ActionRow | None:
        """The row that knows a verb with the words behind it (in match form), or None."""
        for sought, row in self._actions.get(verb) or self._actions["*"]:
            if sought.search(rest):
                return row
        return None

    def find_aside(self, lower: str) -> AsideRow | None:
        """The row whose words stand in a sentence (in lower case, with straight quotes), or None."""
        for sought, signs, row in self._asides:
            for sign in signs:
                if sign in lower:
                    if sought.search(lower):
                        return row
                    break
        return None

    def find_purpose(self, lower: str) -> RemedyPurpose | None:
        """The purpose that is said first in some words (in lower case, with straight quotes), or None."""
        first, said = len(lower), None
        for sought, purpose in self._purposes:
            found = sought.search(lower)
            if found and found.start() < first:
                first, said = found.start(), purpose
        return said


@cache
def read_lexicon(words: Remedies) -> Lexicon:
    """The lexicon of a publisher."""
    return Lexicon(words)
