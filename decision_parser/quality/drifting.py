"""A release held against the one before: what it lost, and what is not as it was.

What is better than before, a heading that is known now, a field that is filled, fails no check.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from decision_parser.models import FAULTS, ProblemCode, SectionKind
from decision_parser.models.checks import Check, CheckBasis
from decision_parser.models.profile import YearProfile
from decision_parser.quality.judging import FEW, Case, Pair, count_of, in_year, is_explained, merge_years, percent

_SHIFTING = ("outcome", "category")
_NAMES = ("category", "subcategory", "outcome_text", "media_type")
"""Columns in which a value that was never there is news."""
_SEVERAL = ("body_name", "category", "subcategory")
"""Columns with many different values."""
_FEWER = 0.3
_ROWS = ("sections", "paragraphs", "remedies", "citations")
_MANY_ROWS = 30
_FRESH = 0.25
"""How much more may be different where all decisions are new: they need not be like those before."""
_COMMON = 0.3
"""The share of decisions with a section of a kind from which on it is missed when it is gone."""
_SHORTER = 0.4


def iter_drift(case: Case) -> Iterator[Check]:
    """All checks of one publisher against the release before."""
    for name, (check, passed) in DRIFT.items():
        yield from case.settle(CheckBasis.DRIFT, name, check(case), passed)


def _fail(case: Case, name: str, detail: str, **more: object) -> Check:
    return case.fail(CheckBasis.DRIFT, name, detail, **more)


# ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_kept(case: Case) -> Iterator[Check]:
    """What an archive holds must come out of it, but for what moved or was suppressed."""
    least, count = case.terms.least, merge_years(case.new.values()).decisions
    if least is not None and count < least:
        detail = f"The release would hold {count_of(count, 'decision')}, {least - count:,} fewer than it must."
        yield _fail(case, "kept", detail, value=count, limit=least, decisions=case.finder.find_gone(case.source))


def _check_shrink(case: Case) -> Iterator[Check]:
    old, new = (merge_years(years.values()).decisions for years in (case.old, case.new))
    least = old * (1 - case.expected.largest_shrink)
    if old >= FEW and new < least:
        fewer = percent(1 - new / old)
        detail = f"The release would hold {count_of(new, 'decision')} of {case.source}, {fewer} fewer than {old:,}."
        yield _fail(case, "shrink", detail, value=new, limit=least, decisions=case.finder.find_gone(case.source))


def _check_years(case: Case) -> Iterator[Check]:
    """A year that is gone, or most of it; small ones come and go with a date that is corrected."""
    few = merge_years(case.old.values()).decisions < FEW
    for year, old in case.old.items():
        count = case.new[year].decisions if year in case.new else 0
        least = old.decisions * (1 - 2 * case.expected.largest_shrink)
        if not few and year != "undated" and old.decisions > 1 and count < least and old.decisions - count > 1:
            detail = f"{year} has {count_of(count, 'decision')}; the release before had {old.decisions:,}."
            shown = case.finder.find_gone(case.source, year)
            yield _fail(case, "missing_year", detail, year=year, value=count, limit=least, decisions=shown)


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_fill(case: Case) -> Iterator[Check]:
    """Values that are gone: a fault in fields that are nearly always filled, and to be looked at in others."""
    whole = merge_years(case.old.values())
    for pair in case.iter_pairs():
        for table, old in pair.old.tables.items():
            for column in old.columns:
                required = table == "decisions" and column in case.expected.filled
                if fall := _find_fall(pair, whole, table, column):
                    if fall < (case.expected.largest_fall if required else 2 * case.expected.largest_fall):
                        continue
                    yield _describe_fall(case, pair, table, column, required=required)


def _find_fall(pair: Pair, whole: YearProfile, table: str, column: str) -> float | None:
    """By how much the share of rows with a value fell, None where it did not, or for chance."""
    old, new = pair.old.tables[table], pair.new.tables[table]
    if min(old.rows, new.rows) < FEW or column not in new.columns:
        return None
    before, now = old.columns[column].filled / old.rows, new.columns[column].filled / new.rows
    all_rows, all_filled = whole.tables[table].rows, whole.tables[table].columns[column].filled
    more = (new.rows - new.columns[column].filled) - (old.rows - old.columns[column].filled)
    rate = (all_rows - all_filled + 1) / (all_rows + 2)
    if now >= before or is_explained(more, max(new.rows - old.rows, 0), rate):
        return None
    return before - now


def _describe_fall(case: Case, pair: Pair, table: str, column: str, *, required: bool) -> Check:
    old, new, year = pair.old.tables[table], pair.new.tables[table], pair.new.year
    before, now = old.columns[column].filled / old.rows, new.columns[column].filled / new.rows
    rows = "decisions" if table == "decisions" else f"rows of {table}"
    detail = (
        f"{column} is filled in {percent(now)} of the {new.rows:,} {rows} of {in_year(year)}; "
        f"in the release before it was in {percent(before)}."
    )
    return _fail(
        case,
        "fill_fall",
        detail,
        year=year,
        table=table,
        column=column,
        required=required,
        value=now,
        limit=before - case.expected.largest_fall,
        decisions=case.finder.find_empty(case.source, year, table, column),
    )


def _check_shift(case: Case) -> Iterator[Check]:
    for pair in case.iter_pairs():
        for column in _SHIFTING:
            old, new = (_values(year, column) for year in pair)
            shift = _find_shift(old, new)
            most = case.expected.largest_shift + _FRESH * pair.fresh
            if min(sum(old.values()), sum(new.values())) >= FEW and shift > most:
                grown = max(
                    new, key=lambda value: new[value] / sum(new.values()) - old.get(value, 0) / sum(old.values())
                )
                before, now = old.get(grown, 0) / sum(old.values()), new[grown] / sum(new.values())
                year = pair.new.year
                detail = (
                    f"{column} is {grown} in {percent(now)} of the decisions of {in_year(year)}; in the release before "
                    f"it was in {percent(before)}."
                )
                shown = case.finder.find_valued(case.source, year, column, [grown])
                where = {"year": year, "table": "decisions", "column": column}
                yield _fail(case, "shift", detail, **where, value=shift, limit=most, decisions=shown)


def _values(year: YearProfile, column: str) -> Mapping[str, int]:
    return year.tables["decisions"].columns[column].values or {}


def _find_shift(old: Mapping[str, int], new: Mapping[str, int]) -> float:
    """The share of decisions that would have to change their value to be spread as before."""
    before, now = sum(old.values()), sum(new.values())
    if not (before and now):
        return 0.0
    return sum(abs(old.get(value, 0) / before - new.get(value, 0) / now) for value in {*old, *new}) / 2


def _check_distinct(case: Case) -> Iterator[Check]:
    """Fewer different names, where there are not fewer decisions."""
    old, new = (merge_years(years.values()) for years in (case.old, case.new))
    for column in _SEVERAL if min(old.decisions, new.decisions) >= FEW else ():
        before, now = len(_values(old, column)), len(_values(new, column))
        least = before * (1 - _FEWER) * min(1.0, new.decisions / old.decisions)
        if before >= FEW / 2 and now < least:
            detail = f"{column} has {now:,} different values; in the release before it had {before:,}."
            where = {"table": "decisions", "column": column}
            yield _fail(case, "fewer_values", detail, **where, value=now, limit=least)


def _check_news(case: Case) -> Iterator[Check]:
    """Names that the release before did not have: nothing is wrong with them, but somebody should know."""
    if not case.old:
        return
    whole = merge_years(case.old.values())
    for column in _NAMES:
        known = _values(whole, column)
        for year, profile in case.new.items():
            if fresh := sorted(set(_values(profile, column)) - known.keys()):
                names = ", ".join(map(repr, fresh[:3]))
                detail = f"{column} has values in {in_year(year)} that the release before did not have: {names}."
                shown = case.finder.find_valued(case.source, year, column, fresh)
                where = {"year": year, "table": "decisions", "column": column}
                yield _fail(case, "new_values", detail, **where, required=False, value=len(fresh), decisions=shown)


# ── what could not be read ───────────────────────────────────────────────────────────────────────────────────────────


def _check_unknown(case: Case) -> Iterator[Check]:
    kind = SectionKind.UNKNOWN.value
    for pair in case.iter_pairs():
        (before, old), (now, new) = (_count_sections(year, kind) for year in pair)
        rise = now / new - before / old if old and new else 0.0
        if rise > case.expected.largest_rise and not is_explained(
            now - before, max(new - old, 0), (before + 1) / (old + 2)
        ):
            year = pair.new.year
            detail = (
                f"{percent(now / new)} of the {new:,} sections of {in_year(year)} are of unknown kind; "
                f"in the release before it was {percent(before / old)}."
            )
            shown = case.finder.find_sections(case.source, year, kind)
            where = {"year": year, "table": "sections", "column": "kind"}
            limit = before / old + case.expected.largest_rise
            yield _fail(case, "unknown_rise", detail, **where, value=now / new, limit=limit, decisions=shown)


def _count_sections(year: YearProfile, kind: str) -> tuple[int, int]:
    """The sections of a kind, and all."""
    return (year.sections[kind].sections if kind in year.sections else 0), year.tables["sections"].rows


_COUNTED: dict[str, tuple[str, frozenset[str], Callable[[YearProfile], int]]] = {
    "heading_rise": (
        "a heading that no table knows",
        frozenset({ProblemCode.UNKNOWN_HEADING.value}),
        lambda year: year.problems.get(ProblemCode.UNKNOWN_HEADING.value, 0),
    ),
    "fault_rise": ("a problem of reading", frozenset(code.value for code in FAULTS), lambda year: year.faulty),
}


def _check_problems(case: Case, name: str) -> Iterator[Check]:
    what, codes, count = _COUNTED[name]
    for pair in case.iter_pairs():
        (before, old), (now, new) = ((count(year), year.decisions) for year in pair)
        rise = now / new - before / old if old and new else 0.0
        if rise > case.expected.largest_rise and not is_explained(now - before, pair.grown, (before + 1) / (old + 2)):
            year = pair.new.year
            detail = (
                f"{percent(now / new)} of the {new:,} decisions of {in_year(year)} have {what}; "
                f"in the release before it was {percent(before / old)}."
            )
            shown = case.finder.find_problems(case.source, year, codes)
            where = {"year": year, "table": "problems", "column": "code"}
            limit = before / old + case.expected.largest_rise
            yield _fail(case, name, detail, **where, value=now / new, limit=limit, decisions=shown)


# ── text and parts ───────────────────────────────────────────────────────────────────────────────────────────────────


def _check_text(case: Case) -> Iterator[Check]:
    for pair in case.iter_pairs():
        before, now = (_mean_length(year) for year in pair)
        least = 1 - case.expected.largest_cut - _FRESH * pair.fresh
        if before and now < before * least:
            year = pair.new.year
            detail = (
                f"The decisions of {in_year(year)} have {now:,.0f} characters each, {percent(1 - now / before)} fewer "
                f"than in the release before ({before:,.0f})."
            )
            shown = case.finder.find_cut(case.source, year)
            where = {"year": year, "table": "decisions", "column": "full_text"}
            yield _fail(case, "text_cut", detail, **where, value=now / before, limit=least, decisions=shown)


def _mean_length(year: YearProfile) -> float:
    text = year.tables["decisions"].columns["full_text"]
    return (text.characters or 0) / text.filled if text.filled else 0.0


def _check_rows(case: Case) -> Iterator[Check]:
    for pair in case.iter_pairs():
        for table in _ROWS if pair.new.decisions else ():
            old, new = (year.tables[table].rows / year.decisions for year in pair)
            least = 1 - case.expected.largest_cut - _FRESH * pair.fresh
            if pair.old.tables[table].rows >= _MANY_ROWS and new < old * least:
                year = pair.new.year
                detail = (
                    f"The decisions of {in_year(year)} have {new:.1f} rows of {table} each; "
                    f"in the release before they had {old:.1f}."
                )
                shown = case.finder.find_cut(case.source, year, table)
                where = {"year": year, "table": table}
                yield _fail(case, "rows_cut", detail, **where, value=new / old, limit=least, decisions=shown)


def _check_sections(case: Case) -> Iterator[Check]:
    """A kind of section that many decisions had, and half of them have no more."""
    for pair in case.iter_pairs():
        for kind, found in pair.old.sections.items():
            old = found.decisions / pair.old.decisions
            new = pair.new.sections[kind].decisions / pair.new.decisions if kind in pair.new.sections else 0.0
            if old >= _COMMON and new < old / 2 and kind != SectionKind.UNKNOWN:
                year = pair.new.year
                detail = (
                    f"{percent(new)} of the decisions of {in_year(year)} have a section of kind {kind}; "
                    f"in the release before it was {percent(old)}."
                )
                where = {"year": year, "table": "sections", "column": "kind"}
                yield _fail(case, "sections_gone", detail, **where, value=new, limit=old / 2)


def _check_lengths(case: Case) -> Iterator[Check]:
    """Sections that are shorter: a heading that is known now takes text from its neighbours, so nobody is stopped."""
    for pair in case.iter_pairs():
        for kind, old in pair.old.sections.items():
            new = pair.new.sections.get(kind)
            if new is None or min(old.sections, new.sections) < FEW or kind == SectionKind.UNKNOWN:
                continue
            before, now = old.characters / old.sections, new.characters / new.sections
            if now < before * (1 - _SHORTER):
                year = pair.new.year
                detail = (
                    f"Sections of kind {kind} of {in_year(year)} have {now:,.0f} characters each; "
                    f"in the release before they had {before:,.0f}."
                )
                where = {"year": year, "table": "sections", "column": "text"}
                limit = 1 - _SHORTER
                yield _fail(case, "sections_cut", detail, **where, required=False, value=now / before, limit=limit)


DRIFT: dict[str, tuple[Callable[[Case], Iterator[Check]], str]] = {
    "kept": (_check_kept, "No decision was lost."),
    "shrink": (_check_shrink, "It has as many decisions as before."),
    "missing_year": (_check_years, "It has every year that it had."),
    "fill_fall": (_check_fill, "No field lost its values."),
    "shift": (_check_shift, "Outcomes and categories are spread as before."),
    "fewer_values": (_check_distinct, "There are as many different names as before."),
    "new_values": (_check_news, "There are no names that it did not have."),
    "unknown_rise": (_check_unknown, "No more sections are of unknown kind."),
    "heading_rise": (partial(_check_problems, name="heading_rise"), "No more headings are unknown."),
    "fault_rise": (partial(_check_problems, name="fault_rise"), "No more decisions have faults."),
    "text_cut": (_check_text, "The texts are as long as before."),
    "rows_cut": (_check_rows, "Each decision has as many parts as before."),
    "sections_gone": (_check_sections, "All kinds of sections are there as before."),
    "sections_cut": (_check_lengths, "All kinds of sections are as long as before."),
}
"""The checks by name: how each is made, and what is so where it passes, in every year and over all."""
TOLD = {
    "fill_fall": "for the fields that are nearly always filled",
    "new_values": "no",
    "sections_cut": "no",
}
"""Checks that tell more than they stop: when they do."""
