"""Paragraphs with certain words, found by reading them all: no index has to be made, or kept in step with a release.

Years are read from the newest to the oldest, and of each only the columns that are asked about; the others only where
something was found.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from msgspec import Struct

from decision_parser.dataset.columns import DECISIONS, PARAGRAPHS, PARTITION
from decision_parser.dataset.release import find_release, parse_partition
from decision_parser.dataset.terms import Term, parse_terms, write_pattern
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.models import Outcome, SectionKind
from decision_parser.wording import tell_damaged, tell_unknown

if TYPE_CHECKING:
    import pandas as pd

FOUND = tuple(
    "decision_id case_reference body_name body_id category subcategory outcome decided_on withdrawn_at url"
    " section_kind section_topic position number path kind boilerplate text".split()
)
"""The columns of what is found: of the decision first, then of its paragraph."""
_OF_DECISION = tuple(name for name in FOUND if any(column.name == name for column in DECISIONS.columns))
_OF_PARAGRAPH = tuple(name for name in FOUND if name not in _OF_DECISION)
_OLD = "This release was made by an older version, which did not know all that is searched; build the dataset again."
_LOOKED_AT = ["decision_id", "section_kind", "boilerplate", "text"]
_SHOWN = [name for name in FOUND if name not in {*_OF_DECISION, *_LOOKED_AT}]


class Search(Struct, frozen=True, kw_only=True):
    """What to look for. Of `bodies` and `categories` a part of the name will do, in any case; empty means any.

    `since` and `until` are the first and last date of decision. With `once`, each text is looked at once, and with
    `boilerplate`, paragraphs that many decisions share are looked at too.
    """

    terms: tuple[Term, ...]
    bodies: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    once: bool = True
    boilerplate: bool = False


def make_search(  # noqa: PLR0913 - each narrows the search in its own way
    words: str,
    *,
    body: str | Collection[str] = (),
    category: str | Collection[str] = (),
    outcome: str | Collection[str] = (),
    section: str | Collection[str] = (),
    year: int | Collection[int] = (),
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    once: bool = True,
    boilerplate: bool = False,
) -> Search:
    """A search from what a caller has: one value or several, dates also as ISO text.

    Raises UsageError for words without anything to look for, and for outcomes, sections and dates that there are not.
    """
    first, last = _parse_day(since), _parse_day(until)
    if first and last and last < first:
        raise UsageError(f"Until {last} is before since {first}; give them the other way round.")
    return Search(
        terms=parse_terms(words),
        bodies=_listed(body),
        categories=_listed(category),
        outcomes=_check("outcome", _listed(outcome), Outcome),
        sections=_check("section", _listed(section), SectionKind),
        years=(year,) if isinstance(year, int) else tuple(year),
        since=first,
        until=last,
        once=once,
        boilerplate=boilerplate,
    )


def _listed(value: str | Collection[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _check(what: str, given: tuple[str, ...], known: Iterable[StrEnum]) -> tuple[str, ...]:
    names = tuple(map(str, known))
    if unknown := [value for value in given if value not in names]:
        raise UsageError(tell_unknown(what, unknown[0], names))
    return given


def _parse_day(value: str | dt.date | None) -> dt.date | None:
    if not isinstance(value, str):
        return value.date() if isinstance(value, dt.datetime) else value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{value!r} is no date; write it like 2026-10-01.") from None


def search(  # noqa: PLR0913 - each narrows the search in its own way
    path: str | Path,
    words: str,
    *,
    body: str | Collection[str] = (),
    category: str | Collection[str] = (),
    outcome: str | Collection[str] = (),
    section: str | Collection[str] = (),
    year: int | Collection[int] = (),
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    once: bool = True,
    boilerplate: bool = False,
    limit: int | None = None,
) -> "pd.DataFrame":
    """The paragraphs of a dataset in which all of `words` stand, newest decisions first: the columns of `FOUND`.

    `words` are whole words in any case; `word*` is any word that begins so, `"two words"` stand together, and what
    follows a `-` must not stand there. Of `body` and `category` a part of the name will do; of several values any.
    `since` and `until` are the first and last date of decision. Each text is looked at once, and paragraphs that many
    decisions share are left out, unless `once` and `boilerplate` say otherwise. `limit` gives the newest so many.

    Raises UsageError when there is no such dataset, or the words say nothing to look for.
    """
    from decision_parser.dataset.reading import as_frame

    wanted = make_search(
        words,
        body=body,
        category=category,
        outcome=outcome,
        section=section,
        year=year,
        since=since,
        until=until,
        once=once,
        boilerplate=boilerplate,
    )
    if limit is not None and limit < 0:
        raise UsageError(f"{limit} is no number of paragraphs; give 0 or more.")
    parts, count = [_nothing()], 0
    for part in iter_found(path, wanted):
        parts.append(part)
        count += part.num_rows
        if limit is not None and count >= limit:
            break
    whole = pa.concat_tables(parts, promote_options="permissive").slice(0, limit)
    return as_frame(whole, {column.name: column for column in (*PARAGRAPHS.columns, *DECISIONS.columns)})


def _nothing() -> pa.Table:
    """No rows of what can be found."""
    from decision_parser.dataset.arrow import build_schema

    schemas = {name: build_schema(DECISIONS).field(name) for name in _OF_DECISION}
    schemas |= {name: build_schema(PARAGRAPHS).field(name) for name in _OF_PARAGRAPH}
    fields = [pa.field(name, schemas[name].type) for name in FOUND]
    return pa.schema(fields).empty_table()


def iter_found(path: str | Path, wanted: Search) -> Iterator[pa.Table]:
    """What is found, year by year, newest first, and undated decisions last. Tables without rows are left out.

    Raises UsageError when there is no such dataset, and DecisionParserError when a file of it cannot be read.
    """
    release = find_release(path)
    files = sorted((release / PARAGRAPHS.name).glob(f"{PARTITION}=*/*.parquet"), key=_order, reverse=True)
    if not files:
        raise UsageError(f"Release {release.name} has no table 'paragraphs'; build the dataset again.")
    for file in files:
        if _is_in(parse_partition(file.parent), wanted):
            found = _search_year(release, file, wanted)
            if found.num_rows:
                yield found


def _order(file: Path) -> tuple[int, str]:
    return parse_partition(file.parent) or 0, file.name


def _is_in(year: int | None, wanted: Search) -> bool:
    """Whether decisions of a year can be among those that are looked for."""
    if year is None:
        return not (wanted.years or wanted.since or wanted.until)
    return (
        (not wanted.years or year in wanted.years)
        and (wanted.since is None or year >= wanted.since.year)
        and (wanted.until is None or year <= wanted.until.year)
    )


def _search_year(release: Path, file: Path, wanted: Search) -> pa.Table:
    """What is found in one year, newest first, and within a decision in its order."""
    of_decisions = release / DECISIONS.name / file.parent.name / file.name
    with _reading(of_decisions):
        decisions = _find_decisions(of_decisions, wanted)
    names = decisions["decision_id"].combine_chunks()
    with _reading(file):
        hits = list(_iter_hits(file, names, wanted)) if len(names) else []
    if not hits:
        return _nothing()
    paragraphs = pa.concat_tables(hits, promote_options="permissive")
    theirs = decisions.take(pc.index_in(paragraphs["decision_id"], names))
    columns = [(theirs if name in _OF_DECISION else paragraphs)[name] for name in FOUND]
    found = pa.table(columns, names=list(FOUND))
    return found.sort_by([("decided_on", "descending"), ("decision_id", "ascending"), ("position", "ascending")])


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """Tell of an error of reading as one of this file."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise DecisionParserError(tell_damaged(file, error)) from error


def _find_decisions(file: Path, wanted: Search) -> pa.Table:
    """The decisions whose paragraphs are looked at, with what is shown of them."""
    # Not `read_table`, nor a filter by an expression: both import pandas, which takes longer than the search.
    names = [*_OF_DECISION, "body_name_current", "count_once"]
    with pq.ParquetFile(file, page_checksum_verification=True) as parquet:
        _check_columns(parquet, names)
        rows = parquet.read(columns=names)
    masks = list(_iter_masks(rows, wanted))
    return rows.filter(reduce(pc.and_, masks)) if masks else rows


def _check_columns(parquet: pq.ParquetFile, names: Sequence[str]) -> None:
    if not set(names) <= set(parquet.schema_arrow.names):
        raise UsageError(_OLD)


def _iter_masks(rows: pa.Table, wanted: Search) -> Iterator[pa.ChunkedArray]:
    """What must hold of a decision, for each of `rows`; null is no."""
    if wanted.once:
        if rows["count_once"].null_count:
            raise UsageError(_OLD)
        yield rows["count_once"]
    if wanted.since:
        yield pc.greater_equal(rows["decided_on"], pa.scalar(wanted.since))
    if wanted.until:
        yield pc.less_equal(rows["decided_on"], pa.scalar(wanted.until))
    if wanted.outcomes:
        yield _is_one_of(rows["outcome"], wanted.outcomes)
    if wanted.bodies:
        yield _holds(rows, ("body_name", "body_name_current", "body_id"), wanted.bodies)
    if wanted.categories:
        yield _holds(rows, ("category", "subcategory"), wanted.categories)


def _holds(rows: pa.Table, columns: Sequence[str], parts: Sequence[str]) -> pa.ChunkedArray:
    """Whether one of these texts is a part of one of these columns, in any case."""
    pattern = "|".join(map(write_pattern, parts))
    masks = (pc.match_substring_regex(rows[name].cast(pa.string()), pattern, ignore_case=True) for name in columns)
    return reduce(pc.or_, (mask.fill_null(fill_value=False) for mask in masks))


def _is_one_of(column: pa.ChunkedArray, values: Sequence[str]) -> pa.ChunkedArray:
    return pc.is_in(column.cast(pa.string()), pa.array(values))


def _iter_hits(file: Path, names: pa.Array, wanted: Search) -> Iterator[pa.Table]:
    """The paragraphs of these decisions that have all the words, row group by row group."""
    with pq.ParquetFile(file, page_checksum_verification=True) as parquet:
        _check_columns(parquet, [*_LOOKED_AT, *_SHOWN])
        for number in range(parquet.num_row_groups):
            rows = parquet.read_row_group(number, columns=_LOOKED_AT)
            places = _find_places(rows, names, wanted)
            if len(places):
                found = parquet.read_row_group(number, columns=_SHOWN).take(places)
                for name in _LOOKED_AT:
                    found = found.append_column(rows.schema.field(name), rows[name].take(places))
                yield found


def _find_places(rows: pa.Table, names: pa.Array, wanted: Search) -> pa.Array:
    """The numbers of the rows that have all the words: each is looked for only where those before it were found."""
    mask = pc.is_in(rows["decision_id"], names)
    if not wanted.boilerplate:
        mask = pc.and_(mask, pc.invert(rows["boilerplate"]))
    if wanted.sections:
        mask = pc.and_(mask, _is_one_of(rows["section_kind"], wanted.sections))
    places = pc.indices_nonzero(mask)
    texts = rows["text"]
    for term in sorted(wanted.terms, key=_rank):
        if not len(places):
            break
        found = pc.match_substring_regex(texts.take(places), term.arrow, ignore_case=True)
        places = places.filter(found if term.wanted else pc.invert(found))
    return places


def _rank(term: Term) -> tuple[bool, int]:
    """Long words are rare, so they leave less to look at; words that must not be there come last."""
    return not term.wanted, -len(term.text)
