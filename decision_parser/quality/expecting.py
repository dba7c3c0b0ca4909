"""A release held against what its publisher's decisions are like, year by year: nothing before it is needed.

They stop a release only where all that the publisher lists was read. Who builds a folder of one council's decisions, of
PDFs alone, or of those that were upheld, has others; there the checks are made all the same, and what fails is told.
"""

from collections.abc import Callable, Iterator

from decision_parser.models import FAULTS, ProblemCode, SectionKind
from decision_parser.models.checks import Check, CheckBasis
from decision_parser.models.profile import YearProfile
from decision_parser.personal import KINDS
from decision_parser.proportions import chance_of_at_least
from decision_parser.quality.judging import FEW, Case, decisions_of, in_year, percent
from decision_parser.wording import count_of

LISTED = "decisions_listed"
ALWAYS = {"lossless"}
"""Checks that stop a release whatever it was built from."""
NEVER = {"personal"}
"""Checks that are there to be seen, and stop none."""
_ODDS = 0.01
"""How unlikely chance must be as the reason before a share counts as wrong: small years are given room."""
_MANY = 30
"""Decisions from which on a year does not have one outcome alone."""
_AT_ALL = 0.05
"""The share of values that nobody has heard of from which on they are not news but a fault."""
_LOST = 0.005


def iter_expectations(case: Case) -> Iterator[Check]:
    """All checks of one publisher that need no release before."""
    for name, (check, passed) in EXPECTED.items():
        basis = CheckBasis.LISTING if name == LISTED else CheckBasis.EXPECTATION
        yield from case.settle(basis, name, check(case), passed)


def _fail(case: Case, name: str, detail: str, **more: object) -> Check:
    whole = case.source in case.terms.whole
    return case.fail(CheckBasis.EXPECTATION, name, detail, **{"required": whole, **more})


def _is_more(count: int, total: int, share: float) -> bool:
    """Whether so many of a year's are more than its share allows, and more than chance makes of it."""
    return bool(total) and count / total > share and chance_of_at_least(count, total, share) < _ODDS


def _check_counts(case: Case) -> Iterator[Check]:
    """Absolute numbers: only where all that the publisher lists was read."""
    if case.source not in case.terms.whole:
        return
    count, least = case.after.decisions, case.expected.least_decisions
    if count < least:
        detail = f"{case.source} has {count_of(count, 'decision')}; the whole list has {least:,} at least."
        yield case.fail(CheckBasis.LISTING, LISTED, detail, value=count, limit=least)
    # A year of a few has a date that was printed wrongly; the first and the last may have begun, or gone, within it.
    dated = [int(name) for name, year in case.new.items() if name.isdigit() and year.decisions >= FEW]
    for year in map(str, range(min(dated, default=0) + 1, max(dated, default=0))):
        count, least = case.new[year].decisions if year in case.new else 0, case.expected.least_of_year
        if count < least:
            detail = f"{year} has {count_of(count, 'decision')}; a whole year of {case.source} has {least:,} at least."
            yield case.fail(CheckBasis.LISTING, LISTED, detail, year=year, value=count, limit=least)


def _check_filled(case: Case) -> Iterator[Check]:
    whole = case.after
    for column, least in case.expected.filled.items():
        # In a year all have a date, and among the undated none.
        for year, profile in {whole.year: whole}.items() if column == "decided_on" else case.new.items():
            total, filled = profile.decisions, profile.column(column).filled
            if _is_more(total - filled, total, 1 - least):
                detail = (
                    f"{column} is filled in {percent(filled / total)} of the {decisions_of(year, total)}; "
                    f"{percent(least)} at least are expected."
                )
                where = {"year": year, "table": "decisions", "column": column}
                shown = case.finder.find_empty(case.source, year, "decisions", column)
                yield _fail(case, "filled", detail, **where, value=filled / total, limit=least, decisions=shown)


def _check_allowed(case: Case) -> Iterator[Check]:
    """Values that nobody has heard of are for people to look at; many of them are a fault."""
    for year, profile in case.new.items():
        for column, allowed in case.expected.allowed.items():
            found = profile.column(column)
            strange = {value: count for value, count in (found.values or {}).items() if value not in allowed}
            if not strange:
                continue
            count = sum(strange.values())
            names = ", ".join(map(repr, sorted(strange, key=lambda value: (-strange[value], value))[:3]))
            many = count_of(count, "decision")
            detail = f"{column} has values in {in_year(year)} that nobody has heard of, in {many}: {names}."
            yield _fail(
                case,
                "allowed",
                detail,
                year=year,
                table="decisions",
                column=column,
                required=case.source in case.terms.whole and _is_more(count, found.filled, _AT_ALL),
                value=count / found.filled,
                limit=_AT_ALL,
                decisions=case.finder.find_valued(case.source, year, column, strange),
            )


def _check_varied(case: Case) -> Iterator[Check]:
    for year, profile in case.new.items():
        for column in case.expected.varied:
            found = profile.column(column)
            if found.filled >= _MANY and found.distinct == 1 and found.values:
                (value,) = found.values
                detail = f"{column} is {value} in all of the {decisions_of(year, found.filled)} that have it."
                shown = case.finder.find_valued(case.source, year, column, [value])
                where = {"year": year, "table": "decisions", "column": column}
                yield _fail(case, "varied", detail, **where, value=1.0, decisions=shown)


def _check_sections(case: Case) -> Iterator[Check]:
    kind = SectionKind.UNKNOWN.value
    for year, profile in case.new.items():
        total = profile.table("sections").rows
        unknown = profile.sections[kind].sections if kind in profile.sections else 0
        most = case.expected.most_unknown
        if _is_more(unknown, total, most):
            detail = (
                f"{percent(unknown / total)} of the {total:,} sections of {in_year(year)} are of unknown kind; "
                f"{percent(most)} at most are expected."
            )
            shown = case.finder.find_sections(case.source, year, kind)
            where = {"year": year, "table": "sections", "column": "kind"}
            yield _fail(case, "unknown_sections", detail, **where, value=unknown / total, limit=most, decisions=shown)


def _check_headings(case: Case) -> Iterator[Check]:
    codes = [ProblemCode.UNKNOWN_HEADING.value]
    for profile in case.new.values():
        count = profile.problems.get(codes[0], 0)
        yield from _check_share(case, "unknown_headings", profile, count, case.expected.most_headings, codes)


def _check_faults(case: Case) -> Iterator[Check]:
    for profile in case.new.values():
        yield from _check_share(case, "faults", profile, profile.faulty, case.expected.most_faulty, sorted(FAULTS))


def _check_lossless(case: Case) -> Iterator[Check]:
    codes = [ProblemCode.LOSSLESS.value]
    for profile in case.new.values():
        count = profile.problems.get(codes[0], 0)
        yield from _check_share(case, "lossless", profile, count, _LOST, codes)


_SAYINGS = {
    "unknown_headings": "have a heading that no table knows",
    "faults": "have a problem of reading",
    "lossless": "lost or repeated text",
}


def _check_share(  # noqa: PLR0913, PLR0917 - what is counted, of what, and how it is said
    case: Case, name: str, profile: YearProfile, count: int, most: float, codes: list[str]
) -> Iterator[Check]:
    total = profile.decisions
    if _is_more(count, total, most):
        detail = (
            f"{percent(count / total)} of the {decisions_of(profile.year, total)} {_SAYINGS[name]}; "
            f"{percent(most)} at most are expected."
        )
        shown = case.finder.find_problems(case.source, profile.year, codes)
        where: dict[str, object] = {"year": profile.year, "table": "problems", "column": "code"}
        if name in ALWAYS:
            where["required"] = True
        yield _fail(case, name, detail, **where, value=count / total, limit=most, decisions=shown)


def _check_personal(case: Case) -> Iterator[Check]:
    """Never the words that were found: whoever reads the check may not be one who may read them."""
    found = case.after.personal if case.new else None
    if found and found.counts:
        told = ", ".join(count_of(count, KINDS[kind]) for kind, count in found.counts.items() if kind in KINDS)
        yield case.fail(
            CheckBasis.EXPECTATION,
            "personal",
            f"Paragraphs of {case.source} have what looks like a real person's data ({told}); see whether it is.",
            required=False,
            table="paragraphs",
            column="text",
            value=sum(found.counts.values()),
            limit=0,
            decisions=found.decisions,
        )


EXPECTED: dict[str, tuple[Callable[[Case], Iterator[Check]], str]] = {
    LISTED: (_check_counts, "There are as many decisions as must be listed, as far as all were read."),
    "filled": (_check_filled, "Every field is filled as often as it must be."),
    "allowed": (_check_allowed, "Only values are there that are known."),
    "varied": (_check_varied, "No field has one value alone."),
    "unknown_sections": (_check_sections, "Few sections are of unknown kind."),
    "unknown_headings": (_check_headings, "Few decisions have headings that no table knows."),
    "faults": (_check_faults, "Few decisions have problems of reading."),
    "lossless": (_check_lossless, "No text was lost."),
    "personal": (_check_personal, "No paragraph has what looks like a real person's address, number or e-mail."),
}
"""The checks by name: how each is made, and what is so where it passes, in every year."""
