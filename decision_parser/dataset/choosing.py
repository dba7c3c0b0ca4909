"""Which decisions of a dataset there are to choose from: conditions on columns, and what a choice goes by."""

import datetime as dt
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from msgspec import Struct

from decision_parser.dataset.columns import DECISIONS, PARTITION, ColumnKind
from decision_parser.dataset.reading import find_parts, read_columns
from decision_parser.dataset.release import find_release
from decision_parser.errors import UsageError
from decision_parser.wording import suggest

_CONDITION = re.compile(r"\s*(\w+)\s*(<=|>=|!=|=|<|>)(.*)", re.DOTALL)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_READ: dict[ColumnKind, Callable[[str], Any]] = {
    ColumnKind.INTEGER: int,
    ColumnKind.HASH: int,
    ColumnKind.DATE: dt.date.fromisoformat,
    ColumnKind.MONEY: Decimal,
    ColumnKind.BOOLEAN: lambda text: {"true": True, "false": False}[text.lower()],
}


class Choice(Struct, frozen=True):
    """A decision that can be chosen, with what a sample is spread over."""

    decision_id: str
    year: int | None
    outcome: str | None


class Condition(Struct, frozen=True):
    """What a column must be; `value` is None for nothing."""

    column: str
    sign: str
    value: Any

    def holds(self, value: object) -> bool:
        """Whether a value fulfils it; nothing is neither more nor less than anything."""
        if value is None or self.value is None:
            same = value is None and self.value is None
            return same if self.sign == "=" else self.sign == "!=" and not same
        return _COMPARE[self.sign](value, self.value)


def parse_condition(text: str) -> Condition:
    """A condition such as `outcome=upheld` or `decided_on>=2024-01-01`; nothing behind the sign means null.

    Raises UsageError where it is none, or the column or its value cannot be.
    """
    match = _CONDITION.fullmatch(text)
    if not match:
        raise UsageError(f"{text!r} is no condition; write it like outcome=upheld or 'decided_on>=2024-01-01'.")
    name, sign, written = match[1], match[2], match[3].strip()
    kind = _find_kind(name)
    if not written:
        if sign not in {"=", "!="}:
            raise UsageError(f"{text!r} compares with nothing; use = or !=, as in subcategory=.")
        return Condition(name, sign, None)
    try:
        return Condition(name, sign, _READ.get(kind, str)(written))
    except (ValueError, KeyError, InvalidOperation):
        raise UsageError(
            f"{written!r} is no {kind} for the column {name}; see `decision-parser schema decisions`."
        ) from None


def _find_kind(name: str) -> ColumnKind:
    if name == PARTITION:
        return ColumnKind.INTEGER
    columns = {column.name: column for column in DECISIONS.columns}
    if name not in columns or columns[name].kind in {ColumnKind.STRINGS, ColumnKind.TIME}:
        raise UsageError(
            f"The table decisions has no column {name!r}{suggest(name, columns)} to choose by; "
            "see `decision-parser schema decisions`."
        )
    return columns[name].kind


def list_choices(path: str | Path, conditions: Sequence[Condition] = ()) -> list[Choice]:
    """The decisions of a dataset that fulfil all conditions, without those withdrawn, each text once.

    Raises UsageError when there is no such dataset.
    """
    known = {column.name for column in DECISIONS.columns}
    asked = {condition.column for condition in conditions} & known
    columns = sorted({"decision_id", "outcome", "withdrawn_at", "count_once", *asked})
    choices: list[Choice] = []
    for file, year in find_parts(find_release(path), DECISIONS.name):
        rows = read_columns(file, columns)
        choices += [
            Choice(row["decision_id"], year, row["outcome"])
            for row in rows
            if _is_standing(row) and _holds(row | {PARTITION: year}, conditions)
        ]
    return choices


def _is_standing(row: dict[str, Any]) -> bool:
    return row.get("withdrawn_at") is None and row.get("count_once") is not False


def _holds(row: dict[str, Any], conditions: Iterable[Condition]) -> bool:
    return all(condition.holds(row.get(condition.column)) for condition in conditions)
