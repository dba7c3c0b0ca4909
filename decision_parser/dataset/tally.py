"""What is counted while two releases are compared, and the examples that are kept of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from decision_parser.dataset.columns import ColumnKind, Table
from decision_parser.dataset.comparison import (
    Example,
    FieldDifference,
    TableDifference,
    make_example,
    shorten,
    show_value,
)
from decision_parser.dataset.pairing import CONTENT, Moved, Numbers, Pairing, differ, translate
from decision_parser.dataset.rows import Rows

# They tell of the run that saw a decision, of the bytes that it received, or of rows before this one in the decision.
QUIET = frozenset(
    "parser_version fetched_at first_seen_at last_seen_at withdrawn_at snapshot_sha256 report_sha256 position"
    " read_at".split()
)
"""Columns that differ for reasons other than the parser's: counted, and kept apart."""
_REPEATS = frozenset(
    "full_text words_hash content_sha256 sentence_hash word_count paragraph_count problem_count remedy_count"
    " details text_diff".split()
)
# What other columns show already: counted, without examples. Of a section's text the paragraphs show what changed.
_REPEATS_OF = {"sections": frozenset({"text"})}
_COUNTED = {ColumnKind.ENUM, ColumnKind.BOOLEAN}
_LOOKED_AT = 200  # rows of a year among which examples that differ from each other are looked for
# Numbers of paragraphs: where rows come in between, those after them are numbered on.
_NUMBERS = frozenset({"number", "marker", "path"})
_PLACES = ("paragraph_position", "position")
_WHERE = ("path", "heading", "where", "position")
_SHOWN = {
    "decisions": ("case_reference", "body_name"),
    "changes": ("kind", "run"),
    "ledger": ("window_since", "status"),
}


class _FieldTally:
    """One column, over all years."""

    def __init__(self, name: str, limit: int, *, counted: bool) -> None:
        self.name = name
        self.changed = self.filled = self.emptied = self.shifted = 0
        self.totals, self.values = [0, 0], [0, 0]
        self._limit = limit
        self._counts: Counter[tuple[str | None, str | None]] = Counter()
        self._counted = counted
        self._firsts: dict[tuple[str | None, str | None], Example] = {}

    def add_fill(self, columns: tuple[pa.ChunkedArray, pa.ChunkedArray]) -> None:
        """Count rows, and those with a value, in the files of each side."""
        for side, column in enumerate(columns):
            self.totals[side] += len(column)
            self.values[side] += len(column) - column.null_count

    def add(self, pairs: "_Pairs", places: Numbers) -> None:
        """Count pairs of rows that differ, and keep examples of them."""
        one, other = pairs.before.take(places), pairs.after.take(places)
        self.changed += len(places)
        self.filled += one.null_count - int(_count_nulls(one, other))
        self.emptied += other.null_count - int(_count_nulls(one, other))
        if not self._limit:
            return
        most = None if self._counted else _LOOKED_AT
        for number, (before, after) in enumerate(zip(_show(one, most), _show(other, most), strict=True)):
            if self._counted:
                self._counts[before, after] += 1
            elif len(self._firsts) >= self._limit:
                return
            if (before, after) not in self._firsts:
                self._firsts[before, after] = make_example(*pairs.name(int(places[number])), before, after)

    def conclude(self) -> FieldDifference:
        """What became of the column."""
        return FieldDifference(
            name=self.name,
            quiet=self.name in QUIET,
            changed=self.changed,
            shifted=self.shifted,
            filled=self.filled,
            emptied=self.emptied,
            fill_before=_share(self.values[0], self.totals[0]),
            fill_after=_share(self.values[1], self.totals[1]),
            examples=tuple(self._list_examples()),
        )

    def _list_examples(self) -> Iterator[Example]:
        if not self._counted:
            yield from self._firsts.values()
            return
        for change, count in self._counts.most_common(self._limit):
            first = self._firsts[change]
            yield Example(
                decision_id=first.decision_id, where=first.where, before=first.before, after=first.after, count=count
            )


def _count_nulls(one: pa.ChunkedArray, other: pa.ChunkedArray) -> int:
    """Rows in which both are null (and that are told apart by nothing)."""
    masks = [np.asarray(column.is_null().to_numpy(zero_copy_only=False)).astype(bool) for column in (one, other)]
    return int((masks[0] & masks[1]).sum())


def _show(column: pa.ChunkedArray, most: int | None) -> list[str | None]:
    return [show_value(value) for value in column.slice(0, most).to_pylist()]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


class _Pairs:
    """One column of the rows that both releases have, and how such a row is called."""

    def __init__(self, before: pa.ChunkedArray, after: pa.ChunkedArray, names: "_Names", pairing: Pairing) -> None:
        self.before = before
        self.after = after
        self._names = names
        self._pairing = pairing

    def name(self, place: int) -> tuple[str, str | None]:
        """The decision of a pair, and where in it the row stands."""
        return self._names.name(int(self._pairing.after[place]))


class _Names:
    """How the rows of one side are called."""

    def __init__(self, rows: Rows, table: Table) -> None:
        known = rows.names
        self._owners = rows.read_column("decision_id" if "decision_id" in known else table.key[0])
        place = next((name for name in _WHERE if name in known), None)
        self._places = rows.read_column(place) if place and len(table.key) > 1 else None
        self._place = place

    def name(self, number: int) -> tuple[str, str | None]:
        """The decision of a row, and where in it the row stands."""
        where = self._places[number].as_py() if self._places is not None else None
        if where is not None and self._place == "position":
            where = f"row {where}"
        return str(self._owners[number].as_py()), None if where is None else shorten(str(where))


class TableTally:
    """One table, over all years."""

    def __init__(self, table: Table, limit: int) -> None:
        self._table = table
        self._limit = limit
        self._fields: dict[str, _FieldTally] = {}
        self._changed = 0
        self._alone, self._alone_with = [0, 0], [0, 0]
        self._columns: tuple[dict[str, None], dict[str, None]] = {}, {}
        self._examples: tuple[list[Example], list[Example]] = [], []
        self.files_equal = self.files_compared = 0

    def add(
        self, before: Rows, after: Rows, pairing: Pairing, moves: Mapping[str, Moved], alone: Sequence[pa.Array] = ()
    ) -> None:
        """Count how the rows of one year differ.

        `moves` says, by column, which places are called otherwise now; `alone` are the decisions of one side alone.
        """
        self.files_compared += 1
        for side, (rows, places) in enumerate(((before, pairing.lost), (after, pairing.gained))):
            self._columns[side].update(dict.fromkeys(rows.names))
            self._count_rows(side, rows, places, alone[side] if alone else None)
        changed = np.zeros(len(pairing.before), bool)
        names = _Names(after, self._table) if len(pairing.after) else None
        shifted = self._find_shifted(before, after, pairing)
        for name in (name for name in after.names if name in before.names and name != "decision_id"):
            columns = before.read_column(name), after.read_column(name)
            tally = self._find_field(name)
            tally.add_fill(columns)
            if names is None:
                continue
            one, other = columns[0].take(pairing.before), columns[1].take(pairing.after)
            mask = differ(translate(pairing.owners, one, moves[name]) if name in moves else one, other)
            if name in _NUMBERS:
                tally.shifted += int((mask & shifted).sum())
                mask &= ~shifted
            if mask.any():
                tally.add(_Pairs(one, other, names, pairing), np.flatnonzero(mask))
            if name not in QUIET:
                changed |= mask
        self._changed += int(changed.sum())

    def _find_shifted(self, before: Rows, after: Rows, pairing: Pairing) -> npt.NDArray[np.bool_]:
        """Which pairs stand at another place of their decision now."""
        place = next((name for name in _PLACES if name in before.names and name in after.names), None)
        if place is None or not len(pairing.before) or not len(pairing.owners):
            return np.zeros(len(pairing.before), bool)
        return differ(before.read_column(place).take(pairing.before), after.read_column(place).take(pairing.after))

    def _find_field(self, name: str) -> _FieldTally:
        if name not in self._fields:
            kinds = {column.name: column.kind for column in self._table.columns}
            silent = name in _REPEATS or name in _REPEATS_OF.get(self._table.name, ())
            counted = kinds.get(name) in _COUNTED
            self._fields[name] = _FieldTally(name, 0 if silent else self._limit, counted=counted)
        return self._fields[name]

    def _count_rows(self, side: int, rows: Rows, places: Numbers, alone: pa.Array | None) -> None:
        """Count the rows that this side alone has, and keep the first of those whose decision both sides have."""
        self._alone[side] += len(places)
        if alone is not None and len(alone) and len(places):
            shared = ~np.asarray(pc.is_in(rows.read_column("decision_id").take(places), alone)).astype(bool)
            self._alone_with[side] += int((~shared).sum())
            places = places[shared]
        wanted = places[: self._limit - len(self._examples[side])]
        if not len(wanted):
            return
        names, known = _Names(rows, self._table), rows.names
        shown = CONTENT.get(self._table.name) or _SHOWN[self._table.name]
        columns = [rows.read_column(name).take(wanted).to_pylist() for name in shown if name in known]
        for place, *values in zip(wanted.tolist(), *columns, strict=True):
            owner, where = names.name(place)
            text = shorten(" · ".join(filter(None, map(show_value, values))))
            before, after = (None, text) if side else (text, None)
            self._examples[side].append(Example(decision_id=owner, where=where, before=before, after=after))

    def conclude(self, rows_before: int, rows_after: int) -> TableDifference:
        """What became of the table."""
        ours, theirs = self._columns
        both = bool(ours and theirs)
        order = [column.name for column in self._table.columns]
        fields = sorted(self._fields.values(), key=lambda field: order.index(field.name) if field.name in order else -1)
        return TableDifference(
            name=self._table.name,
            rows_before=rows_before,
            rows_after=rows_after,
            gained=self._alone[1],
            lost=self._alone[0],
            changed=self._changed,
            gained_with=self._alone_with[1],
            lost_with=self._alone_with[0],
            files_equal=self.files_equal,
            files_compared=self.files_compared,
            columns_gained=tuple(name for name in theirs if both and name not in ours),
            columns_lost=tuple(name for name in ours if both and name not in theirs),
            fields=tuple(found for field in fields if _is_worth_telling(found := field.conclude())),
            lost_examples=tuple(self._examples[0]),
            gained_examples=tuple(self._examples[1]),
        )


def _is_worth_telling(field: FieldDifference) -> bool:
    return bool(field.changed or field.shifted) or field.fill_before != field.fill_after
