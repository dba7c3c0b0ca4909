"""What a row says of its place in the whole dataset: known only once all decisions of a release are.

Between the selection of a release and its assembly this looks at every decision, those taken over from the release
before included, but only at narrow columns: hashes in place of texts. What it finds replaces whatever the rows say
themselves, so a dataset that grew night by night and one that was built at once say the same.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from decision_parser.dataset.columns import CITATIONS, DECISIONS, PARAGRAPHS, Table
from decision_parser.dataset.cursors import read_columns
from decision_parser.dataset.groups import Candidate, choose_once, find_groups, find_texts
from decision_parser.dataset.selection import Columns, Values, Year
from decision_parser.models import BodyColumns

COMMON = 5
"""Texts with the same words from which on these are boilerplate: four may be a series of complaints about one matter,
while the standard paragraphs of a publisher stand in hundreds. The descriptions of the columns say it, too."""
MOST = 2
"""A sentence that cites law is boilerplate when more than one text of so many has it: what the publisher says often,
on late complaints say, may well be what these cases turned on, and only what most decisions say is about none."""

# The hash of a table's rows, and the column of what is boilerplate whatever its hash.
_READ = {PARAGRAPHS.name: ("words_hash",), CITATIONS.name: ("sentence_hash", "in_powers")}
_NARROW = ("case_reference", "other_references", "body_name", "words_hash", "decided_on")

Identify = Callable[[str | None, dt.date | None, int], BodyColumns]
"""Tells which body a printed name meant on a date, in so many decisions."""
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def complete_years(years: Sequence[Year], shards: Path, identify: Identify | None = None) -> list[Year]:
    """The years of a release, with the columns that say what a row is among all others.

    `shards` is the folder of this build's streams. Without `identify`, the columns of the body stay as they are.
    """
    if not years:
        return []
    rows = [read_rows(year, shards, DECISIONS, _NARROW)[0] for year in years]
    decisions = [each for year, part in zip(years, rows, strict=True) for each in _iter_candidates(year, part)]
    texts = find_texts(decisions)
    columns: dict[str, Values] = {
        "decision_group_id": find_groups(decisions),
        "count_once": choose_once(decisions, texts),
        **(_identify_bodies(rows, identify) if identify else {}),
    }
    done = _divide(years, DECISIONS, columns, [len(year.places) for year in years])
    numbers = np.array(texts, np.int64)
    done = _mark(done, shards, PARAGRAPHS, numbers, COMMON)
    return _mark(done, shards, CITATIONS, numbers, max(COMMON, len(set(texts)) // MOST + 1))


def _divide(years: Sequence[Year], table: Table, columns: Columns, sizes: Sequence[int]) -> list[Year]:
    """The years with their part of columns over all of them; `sizes` are the rows of each."""
    limits = pairwise([0, *np.cumsum(sizes, dtype=np.int64).tolist()])
    return [
        year.replace(table, {name: values[start:stop] for name, values in columns.items()})
        for year, (start, stop) in zip(years, limits, strict=True)
    ]


def _iter_candidates(year: Year, rows: pa.Table) -> Iterator[Candidate]:
    narrow = (rows[name].to_pylist() for name in ("case_reference", "other_references", "body_name", "words_hash"))
    withdrawn = year.columns[DECISIONS.name]["withdrawn_at"]
    for place, reference, others, body, words, since in zip(year.places, *narrow, withdrawn, strict=True):
        key = place.key
        yield Candidate(key.decision_id, key.source, reference, others, body, words, key.media_type, since is not None)


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
    hashes, *known = _READ[table.name]
    read = [read_rows(year, shards, table, (hashes, *known)) for year in years]
    rows = pa.concat_tables([part for part, _ in read])
    of_rows = np.repeat(texts, np.concatenate([count for _, count in read]))
    counts = [part.num_rows for part, _ in read]
    del read  # each of these is a number for every paragraph there is
    found = _find_common(rows[hashes].to_numpy(), of_rows, least)
    for name in known:  # where the parser itself has said so
        found |= rows[name].to_numpy()
    return _divide(years, table, {"boilerplate": found}, counts)


def _find_common(hashes: Integers, texts: Integers, least: int) -> Flags:
    """For each row whether its hash stands in at least so many texts."""
    found = np.zeros(len(hashes), np.bool_)
    often = _find_often(hashes, least)
    if len(often):
        codes = np.searchsorted(often, hashes)
        rows = np.flatnonzero(often.take(codes, mode="clip") == hashes)
        codes, width = codes[rows], int(texts.max()) + 1
        counts = np.bincount(_drop_repeated(np.sort(codes * width + texts[rows])) // width)
        found[rows] = counts[codes] >= least
    return found


def _find_often(hashes: Integers, least: int) -> Integers:
    """What stands in at least so many rows, in order: nothing else can stand in so many texts."""
    ordered = np.sort(hashes)
    first, last = ordered[: 1 - least], ordered[least - 1 :]
    return _drop_repeated(last[first == last])


def _drop_repeated(ordered: Integers) -> Integers:
    """Each of some ordered numbers once; `np.unique` takes ten times as long."""
    return ordered[np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_rows(year: Year, shards: Path, table: Table, names: Sequence[str]) -> tuple[pa.Table, Integers]:
    """Some columns of a table in the order of a year's rows, and how many of these each decision has."""
    origins = {place.shard.name: place.shard for place in year.places}
    counts = {name: np.array(origin.count_rows(table), np.int64) for name, origin in origins.items()}
    starts, parts, read = {}, [], 0
    for name, origin in origins.items():
        starts[name] = read + counts[name].cumsum() - counts[name]
        parts.append(read_columns(origin.path(shards, table), table, names))
        read += parts[-1].num_rows
    places = [(place.shard.name, place.number) for place in year.places]
    start = np.array([starts[name][number] for name, number in places], np.int64)
    count = np.array([counts[name][number] for name, number in places], np.int64)
    pa.default_memory_pool().release_unused()  # it keeps what was freed, and grows
    order = np.repeat(start - count.cumsum() + count, count) + np.arange(count.sum())
    return pa.concat_tables(parts).combine_chunks().take(pa.array(order)), count
