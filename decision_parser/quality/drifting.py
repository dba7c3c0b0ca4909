"""A release held against the one before: what it lost, and what is not as it was.

What is better than before, a heading that is known now, a field that is filled, fails no check.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from decision_parser.models import FAULTS, ProblemCode, SectionKind
from decision_parser.models.checks import Check, CheckBasis
from decision_parser.models.profile import TableProfile, YearProfile
from decision_parser.quality.judging import FEW, UNDATED, Case, Pair, decisions_of, in_year, is_explained, percent
from decision_parser.wording import count_of

_SHIFTING = {
    "decisions": ("outcome", "category", "document_kind", "body_name"),
    "remedies": ("kind",),
    "citations": ("kind",),
}
"""Columns in which most rows keep their value; those of a part of a decision may change more as the parser learns."""
_PARTS_SHIFT = 0.5
_NAMES = ("category", "subcategory", "outcome_text", "media_type")
"""Columns in which a value that was never there is news."""
_SEVERAL = ("body_name", "category", "subcategory", "decided_on")
"""Columns with many different values."""
_TEXTS = (("decisions", "full_text"), ("decisions", "summary"), ("sections", "text"))
_PAGE = "text/html"
_CHANGING = {"withdrawn_at"}
"""Columns whose values go in ordinary life: a decision that was withdrawn comes back."""
_FEWER = 0.3
_ROWS = ("sections", "paragraphs", "remedies", "citations")
_MANY_ROWS = 30
_MORE_THAN_ONE = 2
_COMMON = 0.3
"""The share of decisions with a section of a kind from which on it is missed when it is gone."""
_NEARLY_ALL, _SHORTER = 0.9, 0.4


def iter_drift(case: Case) -> Iterator[Check]:
    """All checks of one publisher against the release before."""
    for name, (check, passed) in DRIFT.items():
        yield from case.settle(CheckBasis.DRIFT, name, check(case), passed)


def _fail(case: Case, name: str, detail: str, **more: object) -> Check:
    return case.fail(CheckBasis.DRIFT, name, detail, **more)


# ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_kept(case: Case) -> Iterator[Check]:
    """What an archive holds must come out of it, but for what moved or was suppressed."""
    least, count = case.terms.least, case.after.decisions
    if least is not None and count < least:
        detail = f"The release would hold {count_of(count, 'decision')}, {least - count:,} fewer than it must."
        yield _fail(case, "kept", detail, value=count, limit=least, decisions=case.finder.find_gone(case.source))


def _check_shrink(case: Case) -> Iterator[Check]:
    old, new = case.before.decisions, case.after.decisions
    least = old * (1 - case.expected.largest_shrink)
    if old >= FEW and new < least:
        fewer = percent(1 - new / old)
        detail = f"The release would hold {count_of(new, 'decision')} of {case.source}, {fewer} fewer than {old:,}."
        yield _fail(case, "shrink", detail, value=new, limit=least, decisions=case.finder.find_gone(case.source))


def _check_years(case: Case) -> Iterator[Check]:
    """A year that is gone, or a part of it; where they only have other dates, most of it: dates are corrected."""
    for year, old in case.old.items() if case.before.decisions >= FEW else ():
        count = case.new[year].decisions if year in case.new else 0
        least = old.decisions * (1 - 2 * case.expected.largest_shrink)
        if year == UNDATED or count >= least or old.decisions - count < _MORE_THAN_ONE:
            continue
        if len(case.finder.find_gone(case.source, year)) < _MORE_THAN_ONE:
            least = old.decisions / 2
        if count < least:
            detail = f"{year} has {count_of(count, 'decision')}; the release before had {old.decisions:,}."
            shown = case.finder.find_left(case.source, year)
            yield _fail(case, "missing_year", detail, year=year, value=count, limit=least, decisions=shown)


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_fill(case: Case) -> Iterator[Check]:
    """Values that are gone: a fault in fields that are nearly always filled, and in others where half of them are."""
    whole = case.before
    for pair in case.iter_pairs():
        for table, old in pair.old.tables.items():
            for column in old.columns:
                always = table == "decisions" and column in case.expected.filled
                most = case.expected.largest_fall if always else 2 * case.expected.largest_fall
                fall = _find_fall(pair, whole, table, column)
                if fall is not None and fall >= most:
                    stops = always or _is_halved(pair, table, column)
                    yield _describe_fall(case, pair, table, column, required=stops, most=most)
    yield from _check_dates(case)


def _check_dates(case: Case) -> Iterator[Check]:
    """Decisions without a date are in no year, so that a year does not show that they lost it."""
    old, new = (years[UNDATED].decisions if UNDATED in years else 0 for years in (case.old, case.new))
    for year, before in case.old.items():
        now = case.new[year].decisions if year in case.new else 0
        lost = min(new - old, before.decisions - now)
        if year == UNDATED or before.decisions < FEW or lost < _MORE_THAN_ONE:
            continue
        if lost > case.expected.largest_fall * before.decisions:
            detail = (
                f"{year} has {count_of(now, 'decision')}, in the release before it had {before.decisions:,}; "
                f"{new - old:,} more have no decided_on."
            )
            shown = case.finder.find_left(case.source, year)
            where = {"year": year, "table": "decisions", "column": "decided_on"}
            limit = 1 - case.expected.largest_fall
            yield _fail(case, "fill_fall", detail, **where, value=now / before.decisions, limit=limit, decisions=shown)


def _is_halved(pair: Pair, table: str, column: str) -> bool:
    """Whether half of what a column held is gone: new rows, of whatever kind, make that no more likely."""
    old, new = (year.table(table).column(column).filled for year in pair)
    return column not in _CHANGING and old >= FEW and new < old / 2 * pair.kept


def _find_fall(pair: Pair, whole: YearProfile, table: str, column: str) -> float | None:
    """By how much the share of rows with a value fell, None where it did not, or for chance."""
    old, new = pair.old.table(table), pair.new.table(table)
    if min(old.rows, new.rows) < FEW or column not in new.columns:
        return None
    before, now = _share(old, column), _share(new, column)
    more = (new.rows - new.column(column).filled) - (old.rows - old.column(column).filled)
    if table == "decisions":
        more -= max(_count_files(pair.new) - _count_files(pair.old), 0)
    all_rows = whole.table(table).rows
    rate = (all_rows - whole.table(table).column(column).filled + 1) / (all_rows + 2)
    if now >= before or is_explained(more, max(new.rows - old.rows, 0), rate):
        return None
    return before - now


def _count_files(year: YearProfile) -> int:
    """Decisions that are no pages: a PDF prints neither title, category nor outcome."""
    return sum(count for name, count in _values(year, "media_type").items() if name != _PAGE)


def _share(table: TableProfile, column: str) -> float:
    return table.column(column).filled / table.rows


def _describe_fall(  # noqa: PLR0913 - where it is, and what it means
    case: Case, pair: Pair, table: str, column: str, *, required: bool, most: float
) -> Check:
    old, new, year = pair.old.table(table), pair.new.table(table), pair.new.year
    before, now = _share(old, column), _share(new, column)
    rows = f"{new.rows:,} rows of {table} of {in_year(year)}" if table != "decisions" else decisions_of(year, new.rows)
    detail = f"{column} is filled in {percent(now)} of the {rows}; in the release before it was in {percent(before)}."
    return _fail(
        case,
        "fill_fall",
        detail,
        year=year,
        table=table,
        column=column,
        required=required,
        value=now,
        limit=before - most,
        decisions=case.finder.find_empty(case.source, year, table, column),
    )


def _check_shift(case: Case) -> Iterator[Check]:
    for pair in case.iter_pairs():
        for table, column in ((table, column) for table, columns in _SHIFTING.items() for column in columns):
            old, new = (_values(year, column, table) for year in pair)
            most = case.expected.largest_shift if table == "decisions" else _PARTS_SHIFT
            shift = _find_shift(old, new)
            if min(sum(old.values()), sum(new.values())) >= FEW and shift > most:
                grown = max(
                    new, key=lambda value: new[value] / sum(new.values()) - old.get(value, 0) / sum(old.values())
                )
                before, now = old.get(grown, 0) / sum(old.values()), new[grown] / sum(new.values())
                year = pair.new.year
                detail = (
                    f"{column} is {grown} in {percent(now)} of the {table} of {in_year(year)}; in the release before "
                    f"it was in {percent(before)}."
                )
                shown = case.finder.find_valued(case.source, year, column, [grown], table)
                where = {"year": year, "table": table, "column": column}
                yield _fail(case, "shift", detail, **where, value=shift, limit=most, decisions=shown)


def _values(year: YearProfile, column: str, table: str = "decisions") -> Mapping[str, int]:
    return year.table(table).column(column).values or {}


def _find_shift(old: Mapping[str, int], new: Mapping[str, int]) -> float:
    """The least share of the decisions before that have another value now: those that are new may have any."""
    before, now = sum(old.values()), sum(new.values())
    fewer = sum(max(count - new.get(value, 0), 0) for value, count in old.items())
    return max(fewer - max(before - now, 0), 0) / before if before else 0.0


def _check_distinct(case: Case) -> Iterator[Check]:
    """Fewer different names, where there are not fewer decisions."""
    for pair in case.iter_pairs():
        for column in _SEVERAL:
            old, new = (_values(year, column) for year in pair)
            least = len(old) * (1 - _FEWER) * pair.kept
            if len(old) >= FEW / 2 and new and len(new) < least:
                year = pair.new.year
                detail = (
                    f"{column} has {len(new):,} different values in {in_year(year)}; "
                    f"in the release before it had {len(old):,}."
                )
                grown = max(new, key=lambda value: new[value] - old.get(value, 0))
                shown = case.finder.find_valued(case.source, year, column, [grown])
                where = {"year": year, "table": "decisions", "column": column}
                yield _fail(case, "fewer_values", detail, **where, value=len(new), limit=least, decisions=shown)


def _check_news(case: Case) -> Iterator[Check]:
    """Names that the release before did not have: nothing is wrong with them, but somebody should know."""
    if not case.old:
        return
    whole = case.before
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
        if _is_risen(case, (before, old), (now, new)):
            year = pair.new.year
            detail = (
                f"{percent(now / new)} of the {new:,} sections of {in_year(year)} are of unknown kind; "
                f"in the release before it was {percent(before / old)}."
            )
            shown = case.finder.find_sections(case.source, year, kind)
            where = {"year": year, "table": "sections", "column": "kind"}
            limit = before / old + case.expected.largest_rise
            yield _fail(case, "unknown_rise", detail, **where, value=now / new, limit=limit, decisions=shown)


def _is_risen(case: Case, before: tuple[int, int], now: tuple[int, int]) -> bool:
    """Whether so many of all are a larger share than before, and not for chance among those that are new."""
    (few, old), (many, new) = before, now
    rise = many / new - few / old if old and new else 0.0
    return rise > case.expected.largest_rise and not is_explained(many - few, max(new - old, 0), (few + 1) / (old + 2))


def _count_sections(year: YearProfile, kind: str) -> tuple[int, int]:
    """The sections of a kind, and all."""
    return (year.sections[kind].sections if kind in year.sections else 0), year.table("sections").rows


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
        if _is_risen(case, (before, old), (now, new)):
            year = pair.new.year
            detail = (
                f"{percent(now / new)} of the {decisions_of(year, new)} have {what}; "
                f"in the release before it was {percent(before / old)}."
            )
            shown = case.finder.find_problems(case.source, year, codes)
            where = {"year": year, "table": "problems", "column": "code"}
            limit = before / old + case.expected.largest_rise
            yield _fail(case, name, detail, **where, value=now / new, limit=limit, decisions=shown)


# ── text and parts ───────────────────────────────────────────────────────────────────────────────────────────────────


def _check_text(case: Case) -> Iterator[Check]:
    """Text that is gone: what new decisions have, be it short, is no less."""
    for pair in case.iter_pairs():
        for table, column in _TEXTS:
            old, new = (year.table(table).column(column).characters or 0 for year in pair)
            least = 1 - case.expected.largest_cut
            if old and new < old * least * pair.kept:
                year = pair.new.year
                before, now = old / pair.old.decisions, new / pair.new.decisions
                what = "" if column == "full_text" else f" of {column} in {table}"
                detail = (
                    f"The {decisions_of(year)} have {now:,.0f} characters{what} each, "
                    f"{percent(1 - now / before)} fewer than in the release before ({before:,.0f})."
                )
                shown = case.finder.find_cut(case.source, year, table, column)
                where = {"year": year, "table": table, "column": column}
                yield _fail(case, "text_cut", detail, **where, value=now / before, limit=least, decisions=shown)


def _check_rows(case: Case) -> Iterator[Check]:
    for pair in case.iter_pairs():
        for table in _ROWS:
            old, new = (year.table(table).rows for year in pair)
            least = 1 - case.expected.largest_cut
            if old >= _MANY_ROWS and new < old * least * pair.kept:
                year = pair.new.year
                before, now = old / pair.old.decisions, new / pair.new.decisions
                detail = (
                    f"The {decisions_of(year)} have {now:.1f} rows of {table} each; "
                    f"in the release before they had {before:.1f}."
                )
                shown = case.finder.find_cut(case.source, year, table)
                where = {"year": year, "table": table}
                yield _fail(case, "rows_cut", detail, **where, value=now / before, limit=least, decisions=shown)


def _check_sections(case: Case) -> Iterator[Check]:
    """A kind of section that many decisions had, and half of them have no more; of one that all had, a tenth."""
    for pair in case.iter_pairs():
        for kind, found in pair.old.sections.items():
            old, new = found.decisions, pair.new.sections[kind].decisions if kind in pair.new.sections else 0
            before, now = old / pair.old.decisions, new / pair.new.decisions
            least = 1 - 2 * case.expected.largest_fall if before >= _NEARLY_ALL else 0.5
            common = before >= _COMMON and old >= FEW / 2 and kind != SectionKind.UNKNOWN
            if common and new < old * least * pair.kept and old - new >= _MORE_THAN_ONE:
                year = pair.new.year
                detail = (
                    f"{percent(now)} of the {decisions_of(year)} have a section of kind {kind}; "
                    f"in the release before it was {percent(before)}."
                )
                shown = case.finder.find_less(case.source, year, kind)
                where = {"year": year, "table": "sections", "column": "kind"}
                yield _fail(case, "sections_gone", detail, **where, value=now, limit=before * least, decisions=shown)


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
                where = {"year": year, "table": "sections", "column": "text", "required": False}
                shown = case.finder.find_less(case.source, year, kind)
                yield _fail(
                    case, "sections_cut", detail, **where, value=now / before, limit=1 - _SHORTER, decisions=shown
                )


DRIFT: dict[str, tuple[Callable[[Case], Iterator[Check]], str]] = {
    "kept": (_check_kept, "No decision was lost."),
    "shrink": (_check_shrink, "It has as many decisions as before."),
    "missing_year": (_check_years, "It has every year that it had."),
    "fill_fall": (_check_fill, "No field lost its values."),
    "shift": (_check_shift, "Outcomes, categories and names are as before."),
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
    "fill_fall": "for the fields that are nearly always filled, and where half of the values are gone",
    "new_values": "no",
    "sections_cut": "no",
}
"""Checks that tell more than they stop: when they do."""
