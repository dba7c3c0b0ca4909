"""A dataset read again: tables as pandas DataFrames, and single decisions as records."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from decision_parser.dataset.checks import CHECKS_PART
from decision_parser.dataset.columns import DECISIONS, PARTITION, WHOLE_TABLES, Column, ColumnKind, find_table
from decision_parser.dataset.release import find_release, parse_partition
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.models import Decision
from decision_parser.wording import suggest, tell_damaged

# pandas has integers and booleans with nulls; without these types it would make floats and objects of them.
_NULLABLE = {pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def read(
    path: str | Path, table: str = "decisions", as_of: str | dt.date | None = None, *, once: bool = False
) -> pd.DataFrame:
    """A table of a dataset; that of decisions and their parts have the year of decision as the column `decided_year`.

    `path` is the folder of a dataset or of one of its releases, or its address (`s3://…`, `gs://…`). `as_of` (a date or
    time, UTC) gives the dataset as it stood then. With `once`, each text has its rows once, in every table of
    decisions: those of the decision with `count_once`. Sums and counts want it, as one report may stand under four
    references.

    Dates and times are datetime64, times in UTC; enums and names that come back often are categories; integers that can
    be null are Int32, hashes int64.

    Raises UsageError when there is no such dataset, release or table (only a dataset built from an archive has the
    tables `changes` and `ledger`), and with `once` for a table or release that cannot tell.
    """
    columns = {column.name: column for column in find_table(table).columns}
    release = find_release(path, as_of, tables={table, DECISIONS.name})
    files = [file for file in find_files(release, table) if not (once and _is_apart(file))]
    parts = [_read_part(file, once=once) for file in files]
    return as_frame(pa.concat_tables(parts, promote_options="permissive"), columns)


def as_frame(table: pa.Table, columns: Mapping[str, Column]) -> pd.DataFrame:
    """A table as pandas, those of its columns that are described in the type that their description asks for."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=_NULLABLE.get, date_as_object=False)
    for name in frame.columns.intersection(list(columns)):
        frame[name] = _as_described(frame[name], columns[name])
    return frame


def find_files(release: Path, table: str) -> list[Path]:
    """The files of a table, years in order, undated decisions last."""
    pattern = "*.parquet" if find_table(table).whole else f"{PARTITION}=*/*.parquet"
    files = list((release / table).glob(pattern))
    if not files:
        raise UsageError(_tell_no_table(release, table))
    return sorted(files, key=_order)


def _tell_no_table(release: Path, table: str) -> str:
    """Why a release has none of the files of a table, and what to do."""
    message = f"Release {release.name} has no table {table!r}"
    if table in WHOLE_TABLES:
        return f"{message}, which only a refresh writes; leave it out, or refresh the dataset."
    return f"{message}: it is empty, or of an older version; build the dataset again."


def _order(file: Path) -> tuple[bool, int, str]:
    year = find_year(file)
    return year is None, year or 0, file.name


def find_year(file: Path) -> int | None:
    """The year of decision that a file is of; None for undated decisions, and for a table without years."""
    return parse_partition(file.parent) if is_part(file) else None


def is_part(file: Path) -> bool:
    """Whether a file is one year of its table."""
    return file.parent.name.startswith(f"{PARTITION}=")


def _is_apart(file: Path) -> bool:
    """Whether the rows of a file are of no decision: the checks among the problems."""
    return file.as_posix().endswith(CHECKS_PART)


def _read_part(file: Path, *, once: bool) -> pa.Table:
    """One file, and the year that its folder is named for as a column."""
    names = find_once(file) if once else None
    part = _read_file(file)
    if names is not None:
        part = part.filter(pc.is_in(part["decision_id"], names))
    if not is_part(file):
        return part
    year = pa.array([find_year(file)], pa.int32())
    return part.append_column(PARTITION, pa.repeat(year[0], part.num_rows))


def find_once(file: Path) -> pa.Array:
    """The decisions to count in the year that a file is of."""
    if not is_part(file):
        raise UsageError(f"Table {file.parent.name!r} tells of runs, not of decisions; read it without `once`.")
    decisions = file.parents[2] / DECISIONS.name / file.parent.name / file.name
    rows = _read_file(decisions, columns=["decision_id", "count_once"])
    if "count_once" not in rows.column_names or rows["count_once"].null_count:
        release = decisions.parents[2]
        message = f"Release {release.name} is of an older version, which did not know `count_once`"
        raise UsageError(f"{message}; build the dataset again.")
    return rows.filter(rows["count_once"])["decision_id"].combine_chunks()


def _read_file(file: Path, **options: Any) -> pa.Table:  # noqa: ANN401 - those of pyarrow
    """A file, or what `options` ask of it, each page compared with its checksum."""
    try:
        return pq.read_table(file, partitioning=None, page_checksum_verification=True, **options)
    except (OSError, pa.ArrowException) as error:
        raise DecisionParserError(tell_damaged(file, error)) from error


def _as_described(series: "pd.Series[Any]", column: Column) -> "pd.Series[Any]":
    """A column as the type that its description asks for, where that is not what Arrow makes of it."""
    if column.kind is ColumnKind.ENUM:
        known = dict.fromkeys([*column.choices, *series.cat.categories])  # an older release may know others
        return series.cat.set_categories(list(known))
    if column.repeated:
        return series.astype("category")
    if not column.nullable and column.kind is ColumnKind.INTEGER:
        return series.astype("int32")
    if not column.nullable and column.kind is ColumnKind.HASH:
        return series.astype("int64")
    return series


def find_parts(release: Path, table: str) -> list[tuple[Path, int | None]]:
    """The files of a table of a release, each with its year (None: undated)."""
    return [(file, find_year(file)) for file in find_files(release, table)]


def read_columns(file: Path, columns: list[str]) -> list[dict[str, Any]]:
    """The rows of a file with these columns, as far as it has them."""
    rows: list[dict[str, Any]] = _read_file(file, columns=columns).to_pylist()
    return rows


_NESTED = ("remedies", "citations", "problems")


def find_decision(path: str | Path, reference: str) -> list[Decision]:
    """The decisions of a dataset that `reference` means: a case reference, however written, a decision_id, an address.

    They come with all their parts; what is in no table (the header as printed, furniture) they lack. An empty list
    when there is none.

    Raises UsageError when there is no such dataset.
    """
    release = find_release(path)
    found: list[Decision] = []
    for file in find_files(release, "decisions"):
        keys = _read_file(file, columns=["decision_id", "case_reference", "other_references", "url"])
        if names := [row["decision_id"] for row in keys.to_pylist() if _is_meant(row, reference)]:
            found += _read_decisions(release, file.parent.name, names)
    return found


def tell_no_decision(path: str | Path, reference: str) -> str:
    """That a dataset has no decision that `reference` means: which one may be meant, and what to do."""
    message = f"{path} has no decision {reference}"
    if "://" in reference:
        return f"{message}; leave --out away to ask the publisher for it."
    meant = "" if "/" in reference else suggest(reference, _list_references(path))
    return f"{message}{meant}; give a reference like 24 014 420, or look for its words: `decision-parser search`."


def _list_references(path: str | Path) -> list[str]:
    """All references of the decisions of a dataset, in the order of its years."""
    found: dict[str, None] = {}
    for file in find_files(find_release(path), "decisions"):
        for row in _read_file(file, columns=["case_reference", "other_references"]).to_pylist():
            found.update(dict.fromkeys((row["case_reference"], *row["other_references"])))
    return [reference for reference in found if reference]


def read_decisions(path: str | Path, decision_ids: Iterable[str]) -> list[Decision]:
    """The decisions of a dataset with these decision_ids, in the order asked for; those that it has not are left out.

    Each year's files are read once, however many of its decisions are asked for.

    Raises UsageError when there is no such dataset.
    """
    wanted = list(dict.fromkeys(decision_ids))
    release = find_release(path)
    found: dict[str, Decision] = {}
    for file in find_files(release, "decisions"):
        held = set(_read_file(file, columns=["decision_id"])["decision_id"].to_pylist())
        if names := [name for name in wanted if name in held]:
            found |= {each.decision_id: each for each in _read_decisions(release, file.parent.name, names)}
    return [found[name] for name in wanted if name in found]


def _is_meant(row: dict[str, Any], reference: str) -> bool:
    if "/" in reference:
        wanted = reference.partition("?")[0].partition("#")[0].rstrip("/").lower()
        return wanted in {row["decision_id"], row["url"]}
    references = (row["case_reference"], *row["other_references"])
    return _squeeze(reference) in map(_squeeze, references)


def _squeeze(reference: str) -> str:
    """Letters and digits only: `24-014-420`, `24 014 420` and `24014420` are one reference."""
    return re.sub(r"[\W_]", "", reference).lower()


def _read_decisions(release: Path, partition: str, names: list[str]) -> Iterator[Decision]:
    """The decisions of these decision_ids, which are all in one year."""
    tables = {
        table: _group_rows(_read_rows(release / table / partition, names))
        for table in ("decisions", "sections", "paragraphs", *_NESTED)
    }
    for decision_id, (row,) in tables["decisions"].items():
        sections = tables["sections"].get(decision_id, [])
        paragraphs = tables["paragraphs"].get(decision_id, [])
        for section in sections:
            section["paragraphs"] = [
                paragraph for paragraph in paragraphs if paragraph["section_position"] == section["position"]
            ]
        nested = {"sections": sections, **{name: tables[name].get(decision_id, []) for name in _NESTED}}
        yield msgspec.convert(row | nested, Decision)


def _group_rows(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows by the decision that they belong to."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["decision_id"], []).append(row)
    return grouped


def _read_rows(folder: Path, names: list[str]) -> list[dict[str, Any]]:
    """The rows of some decisions; row groups without any of them are not read."""
    rows: list[dict[str, Any]] = []
    for file in sorted(folder.glob("*.parquet")):
        rows += _read_file(file, filters=[("decision_id", "in", names)]).to_pylist()
    return rows
