"""Which bodies the decisions of a release are about, by the register of councils that it is built with."""

import datetime as dt
from collections import Counter

from decision_parser.bodies.identity import identify
from decision_parser.bodies.proposals import list_unmatched
from decision_parser.bodies.register import REGISTER_CREDIT, REGISTER_LICENCE, REGISTER_NAME
from decision_parser.dataset.release import Credit, RegisterNote, UnmatchedName
from decision_parser.models import BodyColumns
from decision_parser.pipeline.registers import RegisterCopy


class Identifier:
    """Tells which body a printed name means, and remembers the names that mean none.

    Without a register, only the kind of a body is told, as far as the words of its name go.
    """

    def __init__(self, copy: RegisterCopy | None) -> None:
        self._copy = copy
        self._unknown: Counter[str] = Counter()

    def __call__(self, name: str | None, decided_on: dt.date | None, count: int) -> BodyColumns:
        """What is known of a body that so many decisions of one date name."""
        body = identify(name, decided_on, self._copy.register if self._copy else None)
        if name and body.body_id is None:
            self._unknown[name] += count
        return body

    def describe(self) -> RegisterNote | None:
        """The register that was asked, and the names like a council's that it does not know."""
        if self._copy is None:
            return None
        unmatched = list_unmatched(self._unknown.items(), self._copy.register)
        return RegisterNote(
            credit=Credit(REGISTER_NAME, REGISTER_LICENCE, REGISTER_CREDIT),
            sha256=self._copy.sha256,
            fetched_at=self._copy.fetched_at,
            unmatched=tuple(UnmatchedName(each.name, each.decision_count, each.proposals) for each in unmatched),
        )
