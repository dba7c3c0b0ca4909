"""CPU time of two ways to do one thing, taken in turn."""

import gc
import itertools
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Work = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Paired:
    """Milliseconds a file of the floor and of ours, and quartiles of their ratio round by round."""

    floor: float
    ours: float
    low: float
    ratio: float
    high: float


def time_pairs(floor: Work, ours: Work, rounds: Iterable[Sequence[bytes]]) -> Paired:
    """Both on the files of each round, the one first that came second before: the second finds warm caches.

    The first round only warms up.
    """
    pairs: list[tuple[float, float]] = []
    gc.collect()
    for number, files in enumerate(rounds):
        if number % 2:
            mine, base = _time(ours, files), _time(floor, files)
        else:
            base, mine = _time(floor, files), _time(ours, files)
        pairs.append((base, mine))
    low, ratio, high = statistics.quantiles([mine / base for base, mine in pairs[1:]], n=4)
    return Paired(
        floor=statistics.median(base for base, _ in pairs[1:]),
        ours=statistics.median(mine for _, mine in pairs[1:]),
        low=low,
        ratio=ratio,
        high=high,
    )


def repeat(files: Sequence[bytes], count: int) -> Iterable[Sequence[bytes]]:
    """Rounds of the same files, and one to warm up."""
    return itertools.repeat(files, count + 1)


def _time(work: Work, files: Sequence[bytes]) -> float:
    """Milliseconds a file."""
    begun = time.process_time()
    for data in files:
        work(data)
    return (time.process_time() - begun) / len(files) * 1000
