"""Files parsed in tasks, which write their rows: what one file does wrong is its own failure."""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from decision_parser.dataset.shards import Shard, make_entry, write_shards
from decision_parser.engines import WorkerDied, Workers, open_engine
from decision_parser.errors import DecisionParserError
from decision_parser.models import Decision, ProblemCode, Stage
from decision_parser.pipeline.apart import KILLED, describe_bug, parse_apart
from decision_parser.pipeline.inputs import Failure, Input, Sidecar, describe_os_error, read_input, show_path
from decision_parser.pipeline.parse import parse
from decision_parser.pipeline.progress import Progress
from decision_parser.pipeline.recalling import Seen, hash_content

# Files in one task, and their bytes: what a task holds in memory at once.
_BATCH = 250
_BATCH_BYTES = 16 << 20
_TASKS_A_WORKER = 4
# Below this many files, starting worker processes takes longer than the work.
_FEW = 40

_log = logging.getLogger(__name__)


class Batch(Struct, frozen=True):
    """Files to parse in one task, which writes its rows to `work` under names that start with `name`.

    Paths of `inputs` are relative to `here`.
    """

    name: str
    work: Path
    here: str
    inputs: tuple[Input, ...]
    source: str | None


class Parsed(Struct):
    """What became of a number of files: how many gave a decision, where the rows are, and what is not among them."""

    count: int = 0
    shards: list[Shard] = []
    seen: dict[int, Seen] = {}
    failures: list[Failure] = []
    drafts: list[Failure] = []
    lossless_violations: int = 0

    def add(self, other: "Parsed") -> None:
        """Count in what became of others."""
        self.count += other.count
        self.shards += other.shards
        self.seen |= other.seen
        self.failures += other.failures
        self.drafts += other.drafts
        self.lossless_violations += other.lossless_violations


def _cut_batches(files: Sequence[Input], jobs: int, work: Path, source: str | None) -> Iterator[Batch]:
    """The files in order, in tasks of about the same size, and enough of them for every worker."""
    most = min(_BATCH, max(1, len(files) // (_TASKS_A_WORKER * jobs)))
    here, members, size = str(Path.cwd()), list[Input](), 0
    for file in files:
        if members and (len(members) == most or size + file.size > _BATCH_BYTES):
            yield Batch(f"{members[0].position:09}", work, here, tuple(members), source)
            members, size = [], 0
        members.append(file)
        size += file.size
    if members:
        yield Batch(f"{members[0].position:09}", work, here, tuple(members), source)


def _split(batch: Batch) -> Iterator[Batch]:
    """A task for each file, after one of them killed the worker."""
    for file in batch.inputs:
        yield Batch(f"{file.position:09}-alone", batch.work, batch.here, (file,), batch.source)


def take_over(files: Sequence[Input], known: Mapping[int, Seen]) -> Parsed:
    """What became of files that are as they were."""
    parsed = Parsed(count=len(known), seen=dict(known))
    parsed.lossless_violations = sum(not seen.lossless for seen in known.values())
    parsed.drafts = [
        Failure(show_path(file.path), seen.draft)
        for file in files
        if (seen := known.get(file.position)) and seen.draft is not None
    ]
    return parsed


def parse_files(files: Sequence[Input], work: Path, source: str | None, workers: Workers, progress: Progress) -> Parsed:
    """Parse files as those of a publisher (not given: each is asked), and write their rows to the folder `work`."""
    parsed, done, total = Parsed(), 0, len(files)
    progress(done, total)
    with open_engine(workers, few=total < _FEW) as engine:
        tasks = _cut_batches(files, engine.jobs, work, source)
        for batch, result in engine.run(parse_batch, tasks, _split):
            if isinstance(result, WorkerDied):
                parsed.failures += (Failure(show_path(file.path), KILLED) for file in batch.inputs)
            else:
                parsed.add(result)
            done += len(batch.inputs)
            progress(done, total)
    return parsed


def parse_batch(batch: Batch) -> Parsed:
    """Parse the files of a task and write their rows. What one file does wrong is its own failure."""
    parsed, entries = Parsed(), []
    for file in batch.inputs:
        try:
            data, sidecar = read_input(os.path.join(batch.here, file.path))  # noqa: PTH118 - a path is kept as it was given
            decision = _parse(data, sidecar, batch.source)
            entry = make_entry(decision, file.position)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one file, the others go on
            _log.debug("%s could not be parsed", file.path, exc_info=True)
            parsed.failures.append(Failure(show_path(file.path), _describe(error)))
            continue
        seen = Seen(
            content=hash_content(data, sidecar),
            decision_id=decision.decision_id,
            digest=entry.key.digest,
            lossless=all(problem.code is not ProblemCode.LOSSLESS for problem in decision.problems),
            draft=_find_draft(decision),
        )
        parsed.add(take_over([file], {file.position: seen}))
        if not seen.draft:
            entries.append(entry)
    parsed.shards += write_shards(batch.work, batch.name, entries)
    return parsed


def _find_draft(decision: Decision) -> str | None:
    """Why a decision is left out, where it is none that was made."""
    drafted = decision.stage in {Stage.DRAFT, Stage.PROVISIONAL}
    return f"Left out: {decision.decision_id} is {decision.stage}." if drafted else None


def _parse(data: bytes, sidecar: Sidecar, source: str | None) -> Decision:
    known: dict[str, Any] = {"url": sidecar.url, "media_type": sidecar.declared, "fetched_at": sidecar.fetched_at}
    return parse_apart(partial(parse, source=source, **known), data)


def _describe(error: Exception) -> str:
    """Why a file gave no decision, as a sentence."""
    if isinstance(error, DecisionParserError):
        return str(error)
    if isinstance(error, OSError):
        return describe_os_error(error)
    return describe_bug(error)
