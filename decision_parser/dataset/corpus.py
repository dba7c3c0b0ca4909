"""What a row says of its place in the whole dataset: known only once all decisions of a release are.

Between the selection of a release and its assembly this looks at every decision, those taken over from the release
before included, but only at narrow columns: hashes in place of texts. What it finds replaces whatever the rows say
themselves, so a dataset that grew night by night and one that was built at once say the same.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from sys import intern
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from decision_parser.dataset.columns import CITATIONS, DECISIONS, PARAGRAPHS, Table
from decision_parser.dataset.cursors import read_columns
from decision_parser.dataset.groups import Candidate, choose_once, find_groups, find_texts
from decision_parser.dataset.selection import Columns, Values, Year
from decision_parser.dataset.shards import Integers
from decision_parser.models import BodyColumns

COMMON = 5
"""Texts with the same words from which on these are boilerplate: four may be a series of complaints about one matter,
while the standard paragraphs of a publisher stand in hundreds. The descriptions of the columns say it, too."""
MOST = 2
"""A sentence that cites law is boilerplate when more than one text of so many has it: what the publisher says often,
on late complaints say, may well be what these cases turned on, and only what most decisions say is about none."""

_WIDTH = 32  # bits of the number of a text
_PARTS = 8  # in which hashes are put in order, and what stands often is counted
_FIRST = 61  # bits of a hash after those that tell its part
# The column of the hash, and that of what is boilerplate whatever its hash.
_READ = {PARAGRAPHS.name: ("words_hash",), CITATIONS.name: ("sentence_hash", "in_powers")}
_NARROW = ("case_reference", "other_references", "body_name", "words_hash", "decided_on")

Identify = Callable[[str | None, dt.date | None, int], BodyColumns]
"""Tells which body a printed name meant on a date, in so many decisions."""
Flags = npt.NDArray[np.bool_]


def complete_years(years: Sequence[Year], shards: Path, identify: Identify | None = None) -> list[Year]:
    """The years of a release, with the columns that say what a row is among all others.

    `shards` is the folder of this build's streams. Without `identify`, the columns of the body stay as they are.
    """
    if not years:
        return []
    done, texts = _complete_decisions(years, shards, identify)
    done = _mark(done, shards, PARAGRAPHS, texts, COMMON)
    return _mark(done, shards, CITATIONS, texts, max(COMMON, len(set(texts.tolist())) // MOST + 1))


def _complete_decisions(years: Sequence[Year], shards: Path, identify: Identify | None) -> tuple[list[Year], Integers]:
    """The years with the table of decisions complete, and a number for each decision: that of its text."""
    rows = [read_rows(year, shards, DECISIONS, _NARROW)[0] for year in years]
    decisions = [each for year, part in zip(years, rows, strict=True) for each in _iter_candidates(year, part)]
    texts = find_texts(decisions)
    columns: dict[str, Values] = {
        "decision_group_id": find_groups(decisions),
        "count_once": choose_once(decisions, texts),
        **(_identify_bodies(rows, identify) if identify else {}),
    }
    limits = pairwise(accumulate((len(year.places) for year in years), initial=0))
    done = [
        year.replace(DECISIONS, {name: values[start:stop] for name, values in columns.items()})
        for year, (start, stop) in zip(years, limits, strict=True)
    ]
    return done, np.array(texts, np.int32)


def _iter_candidates(year: Year, rows: pa.Table) -> Iterator[Candidate]:
    narrow = (rows[name].to_pylist() for name in ("case_reference", "other_references", "body_name", "words_hash"))
    withdrawn = year.columns[DECISIONS.name]["withdrawn_at"]
    for place, reference, others, body, words, since in zip(year.places, *narrow, withdrawn, strict=True):
        key, name = place.key, intern(body) if body else None  # a few hundred bodies, and thousands of decisions each
        yield Candidate(
            key.decision_id, key.source, reference, tuple(others), name, words, key.media_type, since is not None
        )


def _identify_bodies(rows: Iterable[pa.Table], identify: Identify) -> Columns:
    """What is known of the body of each decision; of each name and date it is asked once."""
    keys = [
        key
        for part in rows
        for key in zip(*(part[name].to_pylist() for name in ("body_name", "decided_on")), strict=True)
    ]
    bodies = {key: identify(key[0], key[1], count) for key, count in Counter(keys).items()}
    return {name: [getattr(bodies[key], name) for key in keys] for name in BodyColumns.__struct_fields__}


# ── boilerplate ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _mark(years: Sequence[Year], shards: Path, table: Table, texts: Integers, least: int) -> list[Year]:
    """The years with the column `boilerplate` of a table: what stands in at least so many texts."""
    hashes, flags, counts = [], [], []
    for year in years:
        rows, count = read_rows(year, shards, table, _READ[table.name])
        hashed, *known = (rows[name].to_numpy() for name in _READ[table.name])
        hashes.append(hashed)
        flags.append(known[0] if known else np.zeros(len(hashed), np.bool_))  # where the parser itself has said so
        counts.append(count)
    limits = np.cumsum([0, *map(len, counts)])
    of_texts = [texts[start:stop] for start, stop in pairwise(limits)]
    found = _find_common(hashes, [_Owners(*each) for each in zip(of_texts, counts, strict=True)], least)
    values = [flag | common for flag, common in zip(flags, found, strict=True)]
    return [year.replace(table, {"boilerplate": each}) for year, each in zip(years, values, strict=True)]


class _Owners(NamedTuple):
    """The text of each decision, and how many rows it has."""

    texts: Integers
    counts: Integers


def _find_common(hashes: list[Integers], owners: Sequence[_Owners], least: int) -> list[Flags]:
    """For each row of each year whether its hash stands in at least so many texts. The hashes are used up.

    There are millions of rows: hardly ever is there a number of 64 bits for each of them more than once.
    """
    often = _find_often(hashes, least)
    rows, codes = zip(*(_find_known(hashes.pop(0), often) for _ in owners), strict=True)
    held = [np.repeat(*owner)[row] for row, owner in zip(rows, owners, strict=True)]
    common = _count_texts(codes, held, len(often)) >= least
    return [_spread(row, common[code], owner) for row, code, owner in zip(rows, codes, owners, strict=True)]


def _count_texts(codes: Sequence[Integers], texts: Sequence[Integers], most: int) -> Integers:
    """In how many texts each of the codes below `most` stands."""
    found = np.zeros(most, np.int64)
    for low in range(0, most, step := most // _PARTS + 1):
        some = [(code >= low) & (code < low + step) for code in codes]
        pairs = np.concatenate(
            [_join(code[part], text[part]) for code, text, part in zip(codes, texts, some, strict=True)]
        )
        pairs.sort()
        found += np.bincount(_drop_repeated(pairs) >> _WIDTH, minlength=most)
    return found


def _join(codes: Integers, texts: Integers) -> Integers:
    """Two numbers as one."""
    return (codes.astype(np.int64) << _WIDTH) | texts


def _find_known(hashes: Integers, often: Integers) -> tuple[Integers, Integers]:
    """The rows with a hash that is one of `often`, and its place there."""
    places = np.searchsorted(often, hashes).astype(np.int32)
    rows = np.flatnonzero(often.take(places, mode="clip") == hashes) if len(often) else np.zeros(0, np.int64)
    return rows.astype(np.int32), places[rows]


def _spread(rows: Integers, values: Flags, owners: _Owners) -> Flags:
    """These values in these of all rows."""
    found = np.zeros(owners.counts.sum(), np.bool_)
    found[rows] = values
    return found


def _find_often(hashes: Sequence[Integers], least: int) -> Integers:
    """What stands in at least so many rows, in order: nothing else can stand in so many texts."""
    found = []
    for part in range(-_PARTS // 2, _PARTS // 2):  # by their first bits, of which one is a sign
        ordered = np.concatenate([some[some >> _FIRST == part] for some in hashes])
        ordered.sort()
        first, last = ordered[: 1 - least], ordered[least - 1 :]
        found.append(_drop_repeated(last[first == last]))
    return np.concatenate(found)


def _drop_repeated(ordered: Integers) -> Integers:
    """Each of some ordered numbers once; `np.unique` takes ten times as long."""
    return ordered[np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_rows(year: Year, shards: Path, table: Table, names: Sequence[str]) -> tuple[pa.Table, Integers]:
    """Some columns of a table in the order of a year's rows, and how many of these each decision has."""
    rows = pa.concat_tables([read_columns(origin.path(shards, table), table, names) for origin in year.origins])
    counts = np.concatenate([origin.count_rows(table) for origin in year.origins])
    count, start = counts[year.order], (counts.cumsum(dtype=np.int64) - counts)[year.order]
    pa.default_memory_pool().release_unused()  # it keeps what was freed, and grows
    order = np.repeat(start - count.cumsum(dtype=np.int64) + count, count) + np.arange(count.sum())
    # Most often there is nothing to put in order.
    return rows if np.array_equal(order, np.arange(len(rows))) else rows.take(pa.array(order)), count
