"""Which decisions are one text, and which belong together: a report under four references, a joint case by letters.

Nothing here depends on the order in which decisions come, and nothing on which other releases there were.
"""

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from hashlib import sha256

from msgspec import Struct

from decision_parser.dataset.selection import rank_format
from decision_parser.text import match_form

_ID_SIZE = 12


class Candidate(Struct, frozen=True, gc=False):
    """What must be known of a decision to find those that it belongs with."""

    decision_id: str
    source: str
    case_reference: str
    other_references: Sequence[str] = ()
    body_name: str | None = None
    words_hash: int | None = None
    media_type: str = ""
    withdrawn: bool = False

    @property
    def reference(self) -> str:
        """Its reference however printed, with the letter of a joint case."""
        return _squeeze(self.case_reference)

    @property
    def cases(self) -> list[str]:
        """All references of the document without the letters of joint cases."""
        squeezed = map(_squeeze, (self.case_reference, *self.other_references))
        return [_drop_letter(reference) for reference in squeezed if reference]


def _squeeze(reference: str) -> str:
    """Letters and digits only: `24-014-420`, `24 014 420` and `24014420` are one reference."""
    squeezed = reference.replace(" ", "")
    return (squeezed if squeezed.isalnum() else re.sub(r"[\W_]", "", squeezed)).lower()


def _drop_letter(reference: str) -> str:
    return reference[:-1] if reference[-1:].isalpha() and reference[-2:-1].isdigit() else reference


class _Sets:
    """Disjoint sets of the numbers from 0 to before `count`: those with a key in common are in one."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))
        self._first: dict[Hashable, int] = {}

    def add(self, number: int, key: Hashable) -> None:
        """Join a number with all others of this key."""
        first = self._first.setdefault(key, number)
        if first != number:
            one, other = self.find(first), self.find(number)
            self._parents[max(one, other)] = min(one, other)

    def find(self, number: int) -> int:
        """The number that stands for its set."""
        parents = self._parents
        while parents[number] != number:
            parents[number] = number = parents[parents[number]]
        return number

    def list(self) -> list[int]:
        """For each number the one that stands for its set."""
        return [self.find(number) for number in range(len(self._parents))]


def find_texts(decisions: Sequence[Candidate]) -> list[int]:
    """A number for each decision, the same for those that are one text.

    That is: one publisher's same words; or the same full reference and the same body, as a page and its PDF have them.
    """
    bodies = _find_bodies(decisions)
    sets = _Sets(len(decisions))
    for number, decision in enumerate(decisions):
        if decision.words_hash is not None:
            sets.add(number, (decision.source, decision.words_hash))
        if reference := decision.reference:
            body = _find_form(decision) or _find_only(bodies.get((decision.source, reference), set()))
            sets.add(number, (decision.source, reference, body))
    return sets.list()


def _find_bodies(decisions: Sequence[Candidate]) -> dict[tuple[str, str], set[str]]:
    """The bodies named with each full reference that also stands without one."""
    found: dict[tuple[str, str], set[str]] = {
        (decision.source, decision.reference): set() for decision in decisions if not decision.body_name
    }
    for decision in decisions if found else ():
        if (body := _find_form(decision)) and (names := found.get((decision.source, decision.reference))) is not None:
            names.add(body)
    return found


def _find_form(decision: Candidate) -> str | None:
    return match_form(decision.body_name) if decision.body_name else None


def _find_only(names: set[str]) -> str | None:
    """A text that names no body is that of the only one named with its reference; of two, nobody knows which."""
    return next(iter(names)) if len(names) == 1 else None


def find_groups(decisions: Sequence[Candidate]) -> list[str]:
    """The `decision_group_id` of each decision: shared by one text, and by all that has a case in common.

    It is a hash of the smallest reference: a name would go on naming a decision that is suppressed later.
    """
    sets = _Sets(len(decisions))
    smallest: list[tuple[bool, str]] = []
    for number, decision in enumerate(decisions):
        cases = decision.cases
        for key in (*cases, decision.words_hash):
            if key is not None:
                sets.add(number, (decision.source, key))
        smallest.append((False, min(cases)) if cases else (True, decision.decision_id))
    members = sets.list()
    for number, member in enumerate(members):
        smallest[member] = min(smallest[member], smallest[number])
    return [
        f"{decision.source}/{sha256(smallest[member][1].encode()).hexdigest()[:_ID_SIZE]}"
        for member, decision in zip(members, decisions, strict=True)
    ]


def choose_once(decisions: Sequence[Candidate], texts: Sequence[int]) -> list[bool]:
    """Whether a decision is the one of its text to count.

    One that still stands before one that was withdrawn, then page before PDF before text, then the smallest reference.
    """
    sizes = Counter(texts)
    several = [number for number, text in enumerate(texts) if sizes[text] > 1]
    best: dict[int, int] = {}
    for number in sorted(several, key=lambda number: _rank(decisions[number])):
        best.setdefault(texts[number], number)
    return [best.get(text, number) == number for number, text in enumerate(texts)]


def _rank(decision: Candidate) -> tuple[bool, int, str, str]:
    return decision.withdrawn, rank_format(decision.media_type), decision.reference, decision.decision_id
