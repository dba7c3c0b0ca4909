"""What a million decisions would take, and a hundred million: a simulation fed with what was measured on 57,500.

`python -m benchmarks.scale` prints the tables of docs/scale.md. Nothing is parsed here: workers, tasks, the one main
process and the merges are played through, event by event, with the costs below.
"""

import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.tables import Table

YEARS = 20
"""Years of decision that a corpus of millions would be spread over."""
_SHARES = {
    "paragraphs": 0.36,
    "decisions": 0.30,
    "sections": 0.22,
    "citations": 0.08,
    "remedies": 0.03,
    "problems": 0.01,
}
"""How the cost of writing is divided among the tables of a year."""
_CORE_HOUR, _GIGABYTE_MONTH = 0.04, 0.023
"""US dollars for a core for an hour, and a gigabyte in an object store for a month: usual prices of 2026."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured, a decision; seconds are of CPU, sizes in kB. `docs/performance.md` says on what."""

    parse: float = 0.0060
    """In a worker: read, parse, rows into a shard."""
    spread: float = 0.6
    """Standard deviation of that from decision to decision, as a part of it."""
    write: float = 0.0004
    """In a worker: its part of merging and of Parquet."""
    main: float = 0.00027
    """In the main process: to be traced, selected, compared with all others."""
    task: float = 0.004
    """In the main process: a task handed out and taken back."""
    start: float = 1.0
    """Until a new worker works."""
    archive: float = 11.5
    dataset: float = 4.5
    index: float = 2.9
    memory: float = 6.5
    """Held by the main process."""
    deaths: float = 0.02
    """Workers that die in an hour, of those that run: what cheap machines that can be taken away do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the work is divided.

    `batch` decisions are a task, a year is written in files of at most `part`, and `mains` processes share what the
    main process does, as they could by year.
    """

    workers: int
    batch: int = 250
    part: int | None = None
    mains: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run took: hours by the clock and of all cores, and how busy the workers were, from 0 to 1.

    `again` counts the tasks that were run again, `memory` the gigabytes that the main process held.
    """

    hours: float
    core_hours: float
    busy: float
    again: int
    memory: float


def simulate(count: int, plan: Plan, costs: Costs, seed: int = 1) -> Outcome:
    """A first build of `count` decisions, from the archive to the release."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    parsing = [costs.parse * size for size in _cut(count, plan.batch)]
    wobble = costs.spread / plan.batch**0.5
    parsing = [max(0.2 * each, chance.gauss(each, each * wobble)) for each in parsing]
    writing = sorted(_list_merges(count, plan, costs), reverse=True)
    first, again = _run(parsing, plan.workers, costs, chance)
    between = costs.main * count / plan.mains
    last, more = _run(writing, plan.workers, costs, chance)
    clock, worked = first + between + last, sum(parsing) + sum(writing)
    return Outcome(
        hours=clock / 3600,
        core_hours=(worked + costs.main * count + costs.task * len(parsing)) / 3600,
        busy=worked / (clock * plan.workers),
        again=again + more,
        memory=costs.memory * count / plan.mains / 1e6,
    )


def _cut(count: int, size: int) -> Iterator[int]:
    yield from (min(size, count - start) for start in range(0, count, size))


def _list_merges(count: int, plan: Plan, costs: Costs) -> Iterator[float]:
    """Seconds for each file of the release: one worker writes each."""
    for year in _cut(count, -(-count // YEARS)):
        for size in _cut(year, plan.part or year):
            yield from (costs.write * size * share for share in _SHARES.values())


def _run(tasks: Sequence[float], workers: int, costs: Costs, chance: random.Random) -> tuple[float, int]:
    """Seconds until all tasks are done, and how many were run again: the main process hands out one at a time."""
    free = [costs.start] * workers
    heapq.heapify(free)
    waiting, main, end, again = list(tasks)[::-1], 0.0, 0.0, 0
    while waiting:
        seconds = waiting.pop()
        main = max(main, heapq.heappop(free)) + costs.task
        dies = chance.random() < costs.deaths * seconds / 3600
        done = main + (seconds * chance.random() + costs.start if dies else seconds)
        if dies:
            waiting.append(seconds)
            again += 1
        else:
            end = max(end, done)
        heapq.heappush(free, done)
    return end, again


def measure_scale(costs: Costs) -> Iterator[Table]:
    """What is stored, and what a first build takes, as it is built and with what would change."""
    yield _list_sizes(costs)
    split = Plan(0, batch=500, part=50_000, mains=YEARS)
    rows = [
        (57_500, Plan(2), "as it is"),
        *((1_000_000, Plan(workers), "as it is") for workers in (2, 16, 64)),
        (100_000_000, Plan(64), "as it is"),
        (100_000_000, Plan(1024), "as it is"),
        *((100_000_000, replace(split, workers=workers), "in parts") for workers in (64, 256, 1024)),
    ]
    yield Table(
        "A first build",
        ("decisions, how", "workers", "by the clock", "core hours", "dollars", "busy", "run again", "main process"),
        [_describe(count, plan, how, simulate(count, plan, costs)) for count, plan, how in rows],
    )


def _describe(count: int, plan: Plan, how: str, found: Outcome) -> tuple[str, ...]:
    clock = f"{found.hours:.1f} h" if found.hours >= 1 else f"{found.hours * 3600:.0f} s"
    return (
        f"{count:,}, {how}",
        str(plan.workers),
        clock,
        f"{found.core_hours:.2f}" if found.core_hours < 1 else f"{found.core_hours:.0f}",
        f"{found.core_hours * _CORE_HOUR:.2f}",
        f"{found.busy:.0%}",
        str(found.again),
        f"{found.memory:.1f} GB",
    )


def _list_sizes(costs: Costs) -> Table:
    rows = []
    for count in (57_500, 1_000_000, 100_000_000):
        sizes = [each * count / 1e6 for each in (costs.archive, costs.index, costs.dataset)]
        dollars = (sizes[0] + sizes[2]) * _GIGABYTE_MONTH
        files = -(-count * costs.archive // 100_000)
        rows.append((f"{count:,}", *(f"{size:,.1f} GB" for size in sizes), f"{files:,.0f}", f"{dollars:,.2f}"))
    columns = ("decisions", "archive", "index", "a release", "archive files", "dollars a month")
    return Table("What is stored", columns, rows)


if __name__ == "__main__":
    for table in measure_scale(Costs()):
        print(table.to_markdown())
