"""Rows of a release for counting: the columns that a record names; its defaults where an older release has none."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from decision_parser.dataset.columns import PARTITION, find_table
from decision_parser.dataset.release import parse_partition
from decision_parser.errors import DecisionParserError
from decision_parser.models.overview import DecisionLink, Outcomes
from decision_parser.wording import tell_damaged

Row = TypeVar("Row", bound=Struct)


class DecisionRow(Struct, frozen=True, gc=False):
    """What is asked of a decision. A field is a column of `decisions`; its default is for releases without it."""

    decision_id: str
    source: str = ""
    url: str | None = None
    case_reference: str | None = None
    body_name: str | None = None
    body_name_current: str | None = None
    category: str | None = None
    outcome: str | None = None
    decided_on: dt.date | None = None
    document_kind: str | None = None
    remedy_total: Decimal | None = None
    decision_group_id: str | None = None
    count_once: bool | None = None
    withdrawn_at: dt.datetime | None = None
    corrected_fields: list[str] | None = None
    decided_year: int | None = None

    @property
    def is_counted(self) -> bool:
        """Whether the decision is one of those that stand for their text; a release that cannot tell counts all."""
        return self.count_once is not False

    @property
    def body(self) -> str | None:
        """The body by the name that it has today, or as printed where no register knows it."""
        return self.body_name_current or self.body_name

    @property
    def link(self) -> DecisionLink:
        """Where to look at it."""
        return DecisionLink(self.decision_id, self.case_reference or None, self.body_name, self.url)


def read_rows(release: Path, table_name: str, model: type[Row]) -> list[Row]:
    """The rows of a table in their order, as records of `model`, whose fields are columns; none without the table.

    Raises DecisionParserError when a file of the table cannot be read.
    """
    whole = find_table(table_name).whole
    files = (release / table_name).glob("*.parquet" if whole else f"{PARTITION}=*/*.parquet")
    return [row for file in sorted(files) for row in _iter_rows(file, model, None if whole else file.parent)]


def _iter_rows(file: Path, model: type[Row], partition: Path | None) -> Iterator[Row]:
    part = _read_part(file, set(model.__struct_fields__))
    columns: dict[str, list[Any]] = {name: part[name].to_pylist() for name in part.column_names}
    if partition is not None and PARTITION in model.__struct_fields__:
        columns[PARTITION] = [parse_partition(partition)] * part.num_rows
    for values in zip(*columns.values(), strict=True):
        yield model(**dict(zip(columns, values, strict=True)))


def _read_part(file: Path, wanted: set[str]) -> pa.Table:
    try:
        with pq.ParquetFile(file, page_checksum_verification=True) as opened:
            return opened.read([name for name in opened.schema_arrow.names if name in wanted])
    except (OSError, pa.ArrowException) as error:
        raise DecisionParserError(tell_damaged(file, error)) from error


_FIELDS = {
    "upheld": "upheld",
    "not_upheld": "not_upheld",
    "closed_after_initial_enquiries": "closed",
    "other": "other",
    None: "unstated",
}


def count_outcomes(rows: Iterable[DecisionRow]) -> Outcomes:
    """How decisions ended; an outcome of a later release is among the `other` ones."""
    return Outcomes(**Counter(_FIELDS.get(row.outcome, "other") for row in rows))


def group(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """Rows by a key, in the order in which keys are first met."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
