"""What an action comes to: whether it is one, and of which kind."""

import re

from decision_parser.models import RemedyKind
from decision_parser.parsing.remedies.lexicon import Lexicon
from decision_parser.parsing.remedies.sought import Sought
from decision_parser.parsing.remedies.tokens import Sentence
from decision_parser.parsing.remedies.walking import AGREED, DONE, OFFERED, Clause
from decision_parser.vocabulary import ActionRow

PAID = (RemedyKind.PAYMENT, RemedyKind.REFUND_OR_WAIVER)
_PERSONAL = (*PAID, RemedyKind.APOLOGY)
_CORRECTIVE, _SERVICE = RemedyKind.CORRECTIVE_ACTION, RemedyKind.SERVICE_IMPROVEMENT
_SHORT = 12
"""How many words has a sentence that tells of nothing else."""
_ACTIONS_TOLD = re.compile(
    r"(?:both|all|these|this|the|those)?(?: of)?(?: these| the)? ?(?:steps|actions?|recommendations?|remed(?:y|ies))\b"
    r"|all$|this$|these$|(?:the |this |that )?(?:payments?|money|sum)$",
    re.IGNORECASE,
)
_LABELS = re.compile(r"\([a-z0-9]{1,3}\)|(?:steps?|actions?|points?|items?) \(?[a-z0-9]{1,3}\b", re.IGNORECASE)
_MADE_BEFORE = re.compile(
    r"(?:the|this|that|these|both|its) (?:payments?|apolog|sum)|so\b|this\b|it |these\b", re.IGNORECASE
)
_TIME = r",? ?\b(?:with)?in (?:\w+ ){1,3}(?:days?|weeks?|months?)\b(?: of [\w ]{3,30})?,|,? ?\bby \d{1,2} \w+ \d{4},"
_TIMES, _TIMED = re.compile(_TIME), Sought(_TIME)
_LEADING_TIME = re.compile(
    r"^(?:with)?in (?:[a-z]+|\d+) (?:working )?(?:days?|weeks?|months?)(?: of (?:my|our|this"
    r"|the) (?:final )?decision)? "
)


class Judge:
    """Knows the words of a publisher. With `strict`, an action must say by itself that it is a remedy."""

    def __init__(self, words: Lexicon, *, strict: bool) -> None:
        self._words = words
        self._strict = strict

    def find_row(self, clause: Clause, sentence: Sentence) -> ActionRow | None:
        """The row that knows an action, by its verb and what it is done to."""
        rest = sentence.plain(clause.behind, clause.last)
        if "," in rest:
            rest = (_TIMES.sub(" ", rest) if _TIMED.search(rest) else rest).strip()
        rest = _LEADING_TIME.sub("", rest)
        patient = f" {clause.patient.lower()}" if clause.patient else ""
        return self._words.find_action(clause.verb, rest + patient)

    def is_action(self, clause: Clause, row: ActionRow | None, sentence: Sentence, *, alone: bool) -> bool:
        """Whether its row or, in a section of remedies, nothing but its place says that a verb is an action.

        `alone` holds where no remedy was found before it.
        """
        if clause.patient and _ACTIONS_TOLD.match(clause.patient):
            return False
        if clause.verb in {"complete", "do"} and _LABELS.match(sentence.printed(clause.behind, clause.last)):
            return False
        done = clause.mode.status is DONE
        if row is None:
            promised = clause.mode.to and clause.mode.status in (AGREED, OFFERED)
            return (promised or not self._strict) and not done
        if self._strict and done and row.kind is _CORRECTIVE:
            return not alone or len(sentence) < _SHORT
        return row.kind is not None

    def is_repeated(self, clause: Clause, sentence: Sentence) -> bool:
        """Whether an action only takes up one that was told before: `It will make the payment within a month`."""
        rest = sentence.printed(clause.behind, clause.last)
        again = clause.verb in {"do", "make", "send", "complete"}
        return again and bool(_MADE_BEFORE.match(rest) or clause.patient)

    def find_kind(self, clause: Clause, sentence: Sentence, *, late: bool) -> RemedyKind:
        """The kind of an action whose verb leaves it open: what the words say of whom the action is for.

        `late` holds for an action that stands with those for the future.
        """
        rest = f"{sentence.plain(clause.behind, clause.last)} {clause.patient or ''}".lower()
        person, others = self._words.person.search(rest), self._words.others.search(rest)
        if others and (person is None or others.start() < person.start()):
            return _SERVICE
        if not person and (late or self._words.wide.search(rest)):
            return _SERVICE
        return _CORRECTIVE


_FRAME = re.compile(
    r"(?:sure )?(?:that\b)?\W*(?:within [a-z0-9 ]{3,20})?(?:(?:the|its) [a-z' -]{1,30}?(?: has| to| have)?)?\W*$"
)


def is_bare(clause: Clause, sentence: Sentence) -> bool:
    """Whether an action only names who is to act, or whom is written to: `ensure the Care Provider has:`."""
    rest = sentence.plain(clause.behind, clause.last)
    announces = sentence.words[clause.last : clause.last + 1] == (":",) or sentence.lower.rstrip().endswith(":")
    if announces and (not rest or rest.startswith("the following")):
        return True
    if announces and clause.verb in _GIVING:
        return bool(_WHOM.fullmatch(rest))
    if clause.verb in {"ensure", "make"}:
        return bool(_FRAME.match(rest)) and sentence.lower.rstrip().endswith(":")
    return clause.verb == "write" and bool(_ADDRESSEE.fullmatch(rest))


_NAMED = r"(?:both )?(?:(?:mr|mrs|ms|miss|dr|and|him|her|them|[a-z]|child|the|family|complainant) ?){1,6}"
_ADDRESSEE = re.compile(f"(?:again )?to {_NAMED}")
_WHOM = re.compile(f"(?:to )?{_NAMED}(?:with )?:?")
_GIVING = frozenset({"give", "provide", "send", "offer"})


def pays_others(clause: Clause, sentence: Sentence) -> bool:
    """Whether a payment without a sum is that of whoever is found by the action before: `pay what they are due`."""
    rest = sentence.plain(clause.behind, clause.last)
    return "£" not in rest and bool(_TO_OTHERS.match(rest))


_TO_OTHERS = re.compile(r"(?:back )?(?:to )?(?:them|those|anyone|everyone|all|any|what they|the grant to any)\b")


def is_frame(row: ActionRow | None) -> bool:
    """Whether an action can be one that only introduces those of the list below it: `write to all tenants to:`."""
    return row is None or row.kind not in _PERSONAL
