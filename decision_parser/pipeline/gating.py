"""The gate between what was built and what is published: the checks of `quality`, on the terms of this run."""

from collections.abc import Collection, Mapping, Sequence

from decision_parser.dataset.assembly import Judge
from decision_parser.dataset.evidence import Evidence
from decision_parser.errors import UsageError
from decision_parser.models.checks import Check
from decision_parser.models.profile import Profile
from decision_parser.quality.gate import CHECKS, judge_release
from decision_parser.quality.judging import Terms
from decision_parser.sources import load_sources
from decision_parser.wording import tell_unknown

FEWER = ("kept", "shrink", "missing_year")
"""What `--allow-fewer` accepts."""


def make_judge(
    accepted: Mapping[str, str], *, fewer: bool = False, whole: Collection[str] = (), least: int | None = None
) -> Judge:
    """What judges a release. `accepted` are checks that may fail, each with a reason; `fewer` lets decisions go.

    `whole` are publishers whose whole listing was read, `least` is how many decisions there must be.

    Raises UsageError for a name that is no check.
    """
    for name in accepted:
        if name not in CHECKS:
            raise UsageError(tell_unknown("check", name, CHECKS))
    reasons = dict.fromkeys(FEWER, "fewer decisions are allowed") if fewer else {}
    terms = Terms(
        expectations={slug: source.expectations for slug, source in load_sources().items()},
        whole=frozenset(whole),
        least=least,
        accepted={**reasons, **accepted},
    )

    def judge(new: Profile, old: Profile | None, evidence: Evidence) -> Sequence[Check]:
        return judge_release(new, old, terms, evidence)

    return judge
