"""Which rows go into a release: each decision once, every year in its order, and a fingerprint of what a year holds."""

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from operator import methodcaller
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from decision_parser.dataset.arrow import build_schema
from decision_parser.dataset.columns import DECISIONS, PROBLEMS, SCHEMA_VERSION, TABLES, Table
from decision_parser.dataset.parquet import GROUP, GROUP_SIZE, WRITER
from decision_parser.dataset.release import UNDATED
from decision_parser.dataset.shards import Integers, Origin, RowKey, Shard, decode_codes
from decision_parser.models import Problem, ProblemCode

# Of several readings of a decision that were received at the same time, the one that carries the most.
_FORMATS = ("text/html", "application/pdf", "text/plain")
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


class Place(NamedTuple):
    """A decision's row in a shard: `number` counts the shard's decisions from 0."""

    key: RowKey
    shard: Origin
    number: int

    @property
    def problem_codes(self) -> bytes:
        """The problems of the decision, a byte each."""
        return self.shard.problem_codes[self.number]


class Seen(Struct, frozen=True, gc=False):
    """When the publisher was seen with a decision, first and last, and since when without it; all UTC."""

    first_seen_at: dt.datetime | None = None
    last_seen_at: dt.datetime | None = None
    withdrawn_at: dt.datetime | None = None


_NEVER_SEEN = Seen()

Values = Sequence[Any] | npt.NDArray[Any]
Columns = Mapping[str, Values]


class Year(Struct, frozen=True, dict=True):
    """The decisions of one year in the order of their rows.

    `problems` are to be added to their own, by decision_id. `columns` has, by table and column, the values of all rows
    in place of what they say themselves: what is known only when all of a release is.
    """

    year: int | None
    places: tuple[Place, ...]
    problems: Mapping[str, tuple[Problem, ...]]
    columns: Mapping[str, Columns] = {}

    @property
    def name(self) -> str:
        """How reports and `release.json` call the year."""
        return UNDATED if self.year is None else str(self.year)

    @property
    def sources(self) -> list[str]:
        """Slugs of the publishers that have rows in it."""
        return sorted({place.key.source for place in self.places})

    @cached_property
    def origins(self) -> list[Origin]:
        """Where its rows are now, in the order of their names."""
        found = {place.shard.name: place.shard for place in self.places}
        return [found[name] for name in sorted(found)]

    @cached_property
    def order(self) -> Integers:
        """For each of its decisions the place that it has among all those of `origins`, one after the other."""
        before = list(accumulate((origin.decision_count for origin in self.origins), initial=0))
        start = {origin.name: first for origin, first in zip(self.origins, before, strict=False)}
        return np.array([start[place.shard.name] + place.number for place in self.places], np.int64)

    def gather(self, ask: Callable[[Origin], Integers]) -> Integers:
        """What is asked of all decisions of each of `origins`, for each of its own."""
        return np.concatenate([ask(origin) for origin in self.origins])[self.order]

    @cached_property
    def row_counts(self) -> dict[str, int]:
        """Rows in each table."""
        counts = {name: int(self.gather(methodcaller("count_rows", table)).sum()) for name, table in TABLES.items()}
        counts["problems"] += sum(map(len, self.problems.values()))
        return counts

    def iter_problem_codes(self) -> Iterator[ProblemCode]:
        """The code of each row of the table `problems`."""
        for place in self.places:
            yield from decode_codes(place.problem_codes)
        for added in self.problems.values():
            yield from (problem.code for problem in added)

    def find_fingerprint(self, table: Table, metadata: Mapping[str, str]) -> str:
        """A hash of all that its file of `table` is made from: equal fingerprints mean equal bytes."""
        found = hashlib.sha256(describe_layout([table], metadata))
        found.update(self.content)
        added = self.problems if table is PROBLEMS else None
        found.update(msgspec.json.encode((added, self.columns.get(table.name)), enc_hook=_hash_array))
        return found.hexdigest()

    @cached_property
    def content(self) -> bytes:
        """A hash of the decisions themselves."""
        found = hashlib.sha256()
        for place in self.places:
            found.update(b"\0".join((place.key.decision_id.encode(), place.key.digest)))
        return found.digest()

    def replace(self, table: Table, columns: Columns) -> "Year":
        """The year with these columns, too."""
        both = {**self.columns, table.name: {**self.columns.get(table.name, {}), **columns}}
        replaced = msgspec.structs.replace(self, columns=both)
        vars(replaced).update(vars(self))  # what was found of its decisions is of these, too
        return replaced


def _hash_array(values: Any) -> str:  # noqa: ANN401 - what stands in for a list: an array of numbers or flags
    return hashlib.sha256(values.tobytes()).hexdigest()


class Duplicate(Struct, frozen=True):
    """A decision that several inputs gave: the one kept, and those left out, best first."""

    kept: RowKey
    left_out: tuple[RowKey, ...]


def describe_layout(tables: Iterable[Table], metadata: Mapping[str, str]) -> bytes:
    """All that decides on the bytes of files of `tables`, besides their rows."""
    some = list(tables)
    schemas = [build_schema(table, metadata).serialize().to_pybytes() for table in some]
    columns = [table.columns for table in some]
    return msgspec.json.encode([SCHEMA_VERSION, pa.__version__, WRITER, GROUP, GROUP_SIZE, columns]) + b"".join(schemas)


def select_places(shards: Iterable[Shard], kept: Iterable[Place] = ()) -> tuple[list[Place], list[Duplicate]]:
    """Each decision of these shards and other places once, in no order that matters, and what was left out.

    Of several, the one received last is kept; of those the page before the PDF before the text; of those the first.
    """
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for place in kept:
        found[place.key.decision_id].append(place)
    for shard in shards:
        for number, key in enumerate(shard.keys):
            found[key.decision_id].append(Place(key, shard, number))
    duplicates = []
    for places in found.values():
        if len(places) > 1:
            places.sort(key=_preference)
            duplicates.append(Duplicate(places[0].key, tuple(place.key for place in places[1:])))
    duplicates.sort(key=lambda duplicate: duplicate.kept.decision_id)
    return [places[0] for places in found.values()], duplicates


def _preference(place: Place) -> tuple[float, int, int]:
    key = place.key
    received = (key.fetched_at or _NEVER) - _NEVER
    return -received.total_seconds(), rank_format(key.media_type), key.position


def rank_format(media_type: str) -> int:
    """The lower, the more a reading of this format carries."""
    return _FORMATS.index(media_type) if media_type in _FORMATS else len(_FORMATS)


def divide_years(
    places: Iterable[Place],
    duplicates: Iterable[Duplicate],
    input_names: Sequence[str],
    seen: Mapping[str, Seen] | None = None,
) -> list[Year]:
    """The years of a release, undated decisions last, each with its decisions in order.

    `seen` is what is known of when the publisher had each, by decision_id.
    """
    seen = seen or {}
    problems = {duplicate.kept.decision_id: _problems(duplicate, input_names) for duplicate in duplicates}
    years: defaultdict[int | None, list[Place]] = defaultdict(list)
    for place in places:
        years[place.key.year].append(place)
    divided = []
    for year in sorted(years, key=lambda year: (year is None, year or 0)):
        ordered = sorted(years[year], key=lambda place: place.key.decision_id)
        added = {
            place.key.decision_id: problems[place.key.decision_id]
            for place in ordered
            if place.key.decision_id in problems
        }
        known = Year(year, tuple(ordered), added).replace(DECISIONS, _list_seen(ordered, seen))
        divided.append(known.replace(DECISIONS, _count_all_problems(known)) if added else known)
    return divided


def _list_seen(places: Iterable[Place], seen: Mapping[str, Seen]) -> Columns:
    """The columns of `Seen`: what rows of an earlier release say in them was true then."""
    rows = [seen.get(place.key.decision_id, _NEVER_SEEN) for place in places]
    return {name: [getattr(row, name) for row in rows] for name in Seen.__struct_fields__}


def _count_all_problems(year: Year) -> Columns:
    """How many problems each decision has with those that are added."""
    added = [len(year.problems.get(place.key.decision_id, ())) for place in year.places]
    own = [len(place.problem_codes) for place in year.places]
    return {"problem_count": [sum(both) for both in zip(own, added, strict=True)]}


def count_problems(years: Iterable[Year]) -> dict[str, int]:
    """Rows of the table `problems` by code."""
    return add_problems(Counter(code.value for code in year.iter_problem_codes()) for year in years)


def add_problems(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Rows of the table `problems` by code, over several years."""
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(sorted(total.items()))


def _problems(duplicate: Duplicate, input_names: Sequence[str]) -> tuple[Problem, ...]:
    """What the kept row says of those that were left out."""
    return tuple(
        Problem(
            ProblemCode.DUPLICATE,
            "decision_id",
            f"{input_names[key.position]} gives the same decision and was left out.",
        )
        for key in duplicate.left_out
    )
