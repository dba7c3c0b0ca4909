"""JSON lines: one object a row, or with `nested` one object a decision with all its parts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyarrow as pa

from decision_parser.dataset.columns import (
    CITATIONS,
    DECISIONS,
    PARAGRAPHS,
    PROBLEMS,
    REMEDIES,
    SECTIONS,
    Table,
)
from decision_parser.dataset.exporting.extracts import Extract
from decision_parser.models import Citation, Decision, Paragraph, Problem, Remedy, Section

# Money is a number with two decimals, as in what `parse` prints.
_ENCODER = msgspec.json.Encoder(decimal_format="number")
NESTED_TABLES = tuple(table.name for table in (DECISIONS, SECTIONS, PARAGRAPHS, REMEDIES, CITATIONS, PROBLEMS))
_FIELDS = {
    table.name: frozenset(model.__struct_fields__)
    for table, model in (
        (DECISIONS, Decision),
        (SECTIONS, Section),
        (PARAGRAPHS, Paragraph),
        (REMEDIES, Remedy),
        (CITATIONS, Citation),
        (PROBLEMS, Problem),
    )
}
_LISTS = (REMEDIES.name, CITATIONS.name, PROBLEMS.name)

Row = dict[str, Any]
Take = Callable[[int | None, str], list[Row]]


def write_jsonl_files(folder: Path, extract: Extract) -> None:
    """Write each table of `extract` as `<table>.jsonl`."""
    for table in extract.tables:
        with (folder / f"{table.name}.jsonl").open("wb") as file:
            write_jsonl(file, extract, table)


def write_jsonl(file: BinaryIO, extract: Extract, table: Table) -> None:
    """Write the rows of a table."""
    names = [column.name for column in table.columns]
    file.writelines(_ENCODER.encode_lines(list(_iter_rows(batch, names))) for batch in extract.iter_batches(table))


def write_nested(file: BinaryIO, extract: Extract) -> None:
    """Write each decision as `parse` prints it, but for what no table holds: `header` and `furniture`."""
    tables = {table.name: table for table in extract.tables}
    parts = {name: _open_parts(extract, tables[name]) for name in NESTED_TABLES if name != DECISIONS.name}
    for batch in extract.iter_batches(tables[DECISIONS.name]):
        rows = _iter_rows(batch, batch.schema.names)
        file.write(_ENCODER.encode_lines([_nest(row, parts) for row in rows]))


def _iter_rows(batch: pa.RecordBatch, names: list[str]) -> Iterator[Row]:
    columns = [batch[name].to_pylist() for name in names]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _open_parts(extract: Extract, table: Table) -> Take:
    names = [column.name for column in table.columns]
    return take_parts(row for batch in extract.iter_batches(table) for row in _iter_rows(batch, names))


def take_parts(rows: Iterator[Row]) -> Take:
    """A function that gives the rows of a decision, by its year and id.

    It is asked in the order in which decisions come, which is that of the rows; rows of no decision are passed over.
    """
    following = next(rows, None)

    def take(year: int | None, decision_id: str) -> list[Row]:
        nonlocal following
        found: list[Row] = []
        wanted = _order(year, decision_id)
        while following is not None and _order(following["decided_year"], following["decision_id"]) <= wanted:
            if following["decision_id"] == decision_id and following["decided_year"] == year:
                found.append(following)
            following = next(rows, None)
        return found

    return take


def _order(year: int | None, decision_id: str | None) -> tuple[bool, bool, int, str]:
    """Rows of no decision first, then by year, undated decisions last."""
    return decision_id is not None, year is None, year or 0, decision_id or ""


def _nest(row: Row, parts: dict[str, Take]) -> Row:
    """A decision with its parts inside it."""
    taken = {name: take(row["decided_year"], row["decision_id"]) for name, take in parts.items()}
    sections = [_keep(section, SECTIONS.name) | {"paragraphs": []} for section in taken[SECTIONS.name]]
    place = {section["position"]: section["paragraphs"] for section in sections}
    for paragraph in taken[PARAGRAPHS.name]:
        place[paragraph["section_position"]].append(_keep(paragraph, PARAGRAPHS.name))
    lists = {name: [_keep(part, name) for part in taken[name]] for name in _LISTS}
    return _keep(row, DECISIONS.name) | {"sections": sections} | lists


def _keep(row: Row, table_name: str) -> Row:
    """The columns that are fields of the record that the row is of."""
    return {name: value for name, value in row.items() if name in _FIELDS[table_name]}
