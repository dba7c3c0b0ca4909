"""Which rows of two releases are the same row: by their key, or within a decision by what they say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from decision_parser.dataset.alignment import Content, align
from decision_parser.dataset.columns import Table
from decision_parser.dataset.rows import Rows

Numbers = npt.NDArray[np.int64]

CONTENT = {
    "sections": ("document", "heading", "text"),
    "paragraphs": ("text",),
    "remedies": ("text", "amount_text"),
    "citations": ("text", "provision"),
    "problems": ("code", "where", "detail"),
}
"""What a row says, by table: rows are paired by it, and shown by it where one release alone has them."""

_BITS = 24  # a decision's number stands above its rows' positions
_AT_ONCE = 500  # decisions whose rows are in Python's hands at a time
_JOIN = "\x1f"
NOWHERE = -1
"""What a place becomes whose row is lost."""


class Moved(NamedTuple):
    """Places of rows that are elsewhere now: the key of a row before, sorted, and its position after."""

    keys: Numbers
    positions: Numbers


class Pairing(NamedTuple):
    """Numbers of rows: those of both releases in pairs, those lost from the one, and those gained by the other.

    `owners` are the numbers of the decisions of the pairs, and `moved` says which positions are others now.
    """

    before: Numbers
    after: Numbers
    lost: Numbers
    gained: Numbers
    owners: Numbers
    moved: Moved


_EMPTY: Numbers = np.zeros(0, np.int64)
_UNMOVED = Moved(_EMPTY, _EMPTY)


def pair_keys(rows: Sequence[Rows], key: Sequence[str]) -> Pairing:
    """Rows of the same key."""
    ours, theirs = (_join_key(each, key) for each in rows)
    found = pc.index_in(theirs, ours)
    after = np.flatnonzero(_as_numbers(pc.is_valid(found)))
    before = _as_numbers(found.drop_null())
    lost = np.setdiff1d(np.arange(len(ours)), before)
    gained = np.setdiff1d(np.arange(len(theirs)), after)
    return Pairing(before, after, lost, gained, _EMPTY, _UNMOVED)


def _join_key(rows: Rows, key: Sequence[str]) -> pa.Array:
    columns = [rows.read_column(name).cast(pa.string()).combine_chunks() for name in key]
    if len(columns) == 1:
        return columns[0]
    return pc.binary_join_element_wise(*columns, _JOIN, null_handling="replace", null_replacement="")


def _as_numbers(column: pa.Array | pa.ChunkedArray) -> Numbers:
    return np.asarray(column.to_numpy(zero_copy_only=False)).astype(np.int64)


def pair_positions(table: Table, before: Rows, after: Rows, names: pa.Array) -> Pairing:
    """Rows of decisions: those of equal content at the same place, and where not all are so, by their content.

    `names` are all decisions; the place of one is its number.
    """
    keys = _find_keys(before, names), _find_keys(after, names)
    _, first, second = np.intersect1d(keys[0], keys[1], assume_unique=True, return_indices=True)
    content = CONTENT[table.name]
    same = np.ones(len(first), bool)
    for name in content:
        same &= ~differ(before.read_column(name).take(first), after.read_column(name).take(second))
    odd = np.unique(
        np.concatenate([np.setxor1d(keys[0], keys[1], assume_unique=True), keys[0][first[~same]]]).astype(np.int64)
        >> _BITS
    )
    straight = ~np.isin(keys[0][first] >> _BITS, odd)
    aligned = list(_align_odd([before, after], keys, odd, content))
    pairs = np.array([(ours, theirs) for ours, theirs in aligned], np.int64).reshape(-1, 2)
    ours, theirs = np.concatenate([first[straight], pairs[:, 0]]), np.concatenate([second[straight], pairs[:, 1]])
    order = np.argsort(keys[1][theirs], kind="stable")
    ours, theirs = ours[order], theirs[order]
    lost = np.setdiff1d(np.arange(len(keys[0])), ours)
    gained = np.setdiff1d(np.arange(len(keys[1])), theirs)
    moved = _find_moved(keys, ours, theirs, lost)
    return Pairing(ours, theirs, lost, gained, keys[1][theirs] >> _BITS, moved)


def _find_keys(rows: Rows, names: pa.Array) -> Numbers:
    if not rows.parts:
        return _EMPTY
    owners = _as_numbers(pc.index_in(rows.read_column("decision_id"), names))
    return (owners << _BITS) + _as_numbers(rows.read_column("position"))


def _find_moved(keys: Sequence[Numbers], ours: Numbers, theirs: Numbers, lost: Numbers) -> Moved:
    mask = keys[0][ours] != keys[1][theirs]
    places = np.concatenate([keys[0][ours[mask]], keys[0][lost]])
    positions = np.concatenate([keys[1][theirs[mask]] & ((1 << _BITS) - 1), np.full(len(lost), NOWHERE)])
    order = np.argsort(places)
    return Moved(places[order], positions[order])


def translate(owners: Numbers, places: pa.ChunkedArray, moved: Moved) -> pa.ChunkedArray:
    """Places of rows before, as they are called after."""
    known = _as_numbers(places.fill_null(0))
    keys = (owners << _BITS) + known
    at = np.minimum(np.searchsorted(moved.keys, keys), max(0, len(moved.keys) - 1))
    found = moved.keys[at] == keys if len(moved.keys) else np.zeros(len(keys), bool)
    values = np.where(found, moved.positions[at] if len(moved.keys) else 0, known)
    mask = ~np.asarray(places.is_valid().to_numpy(zero_copy_only=False)).astype(bool)
    return pa.chunked_array([pa.array(values.astype(np.int32), mask=mask)])


def differ(one: pa.ChunkedArray, other: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """Where two columns differ; null is the same as null, and another type is compared as text."""
    one, other = _flatten(one), _flatten(other)
    if one.type != other.type:
        one, other = one.cast(pa.string()), other.cast(pa.string())
    unlike = pc.fill_null(pc.not_equal(one, other), fill_value=False)
    absent = pc.not_equal(one.is_null(), other.is_null())
    return np.asarray(pc.or_(unlike, absent).to_numpy(zero_copy_only=False)).astype(bool)


def _flatten(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lists of texts as texts: Arrow compares no lists."""
    return pc.binary_join(column.cast(pa.list_(pa.string())), _JOIN) if pa.types.is_list(column.type) else column


def _align_odd(
    rows: Sequence[Rows], keys: Sequence[Numbers], odd: Numbers, content: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Pairs in the decisions whose rows are not all alike and at the same place."""
    owners = [each >> _BITS for each in keys]
    shared = np.intersect1d(np.intersect1d(odd, owners[0]), owners[1])
    if not len(shared):
        return
    columns = [[each.read_column(name) for name in content] for each in rows]
    for start in range(0, len(shared), _AT_ONCE):
        part = shared[start : start + _AT_ONCE]
        groups = [_group(columns[side], owners[side], keys[side], part) for side in (0, 1)]
        for owner in part:
            (ours, before), (theirs, after) = groups[0][owner], groups[1][owner]
            yield from ((ours[one], theirs[other]) for one, other in align(before, after))


def _group(
    columns: Sequence[pa.ChunkedArray], owners: Numbers, keys: Numbers, part: Numbers
) -> Mapping[int, tuple[list[int], list[Content]]]:
    """The row numbers and contents of each of some decisions, in the order of their positions."""
    places = np.flatnonzero(np.isin(owners, part))
    places = places[np.argsort(keys[places], kind="stable")]
    values: list[list[Any]] = [column.take(places).to_pylist() for column in columns]
    groups: dict[int, tuple[list[int], list[Content]]] = {}
    for place, owner, *texts in zip(places.tolist(), owners[places].tolist(), *values, strict=True):
        numbers, contents = groups.setdefault(owner, ([], []))
        numbers.append(place)
        contents.append(tuple(texts))
    return groups
