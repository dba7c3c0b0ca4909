"""The gate: everything that is asked of a release before anyone sees it."""

from collections.abc import Iterator

from msgspec.structs import replace

from decision_parser.models.checks import Check, Expectations
from decision_parser.models.profile import Profile
from decision_parser.quality.drifting import DRIFT, iter_drift
from decision_parser.quality.expecting import EXPECTED, iter_expectations
from decision_parser.quality.judging import Case, Finder, Terms, divide_profile

CHECKS = {name: passed for table in (EXPECTED, DRIFT) for name, (_, passed) in table.items()}
"""Every check by name, and what is so where it passes."""


def judge_release(new: Profile, old: Profile | None, terms: Terms, finder: Finder) -> tuple[Check, ...]:
    """All checks of a release whose figures are `new`, those that failed included.

    `old` are the figures of the release before, None where there is none to compare with. `finder` is asked for
    decisions to look at where a check fails.
    """
    return tuple(_accept(check, terms) for check in _iter_checks(new, old, terms, finder))


def _iter_checks(new: Profile, old: Profile | None, terms: Terms, finder: Finder) -> Iterator[Check]:
    years = (*new.years, *(old.years if old else ()))
    for source in sorted({year.source for year in years}):
        expected = terms.expectations.get(source, Expectations())
        case = Case(source, expected, divide_profile(new, source), divide_profile(old, source), terms, finder)
        yield from iter_expectations(case)
        if old:
            yield from iter_drift(case)


def _accept(check: Check, terms: Terms) -> Check:
    """A check that a person let pass says why."""
    reason = None if check.passed else terms.accepted.get(check.name)
    return replace(check, accepted=reason) if reason is not None else check
