"""Judges of releases for tests that are about something else."""

from collections.abc import Sequence

from decision_parser.dataset.evidence import Evidence
from decision_parser.models.checks import Check, CheckBasis
from decision_parser.models.profile import Profile


def pass_all(_new: Profile, _old: Profile | None, _evidence: Evidence) -> Sequence[Check]:
    """Lets everything pass."""
    return [Check(name="anything", basis=CheckBasis.EXPECTATION, passed=True, detail="Anything goes.")]
