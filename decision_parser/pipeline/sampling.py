"""A sample of decisions to be read by people, and what their marks say."""

import hashlib
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from decision_parser.dataset.choosing import Choice, list_choices, parse_condition
from decision_parser.dataset.exporting.targets import check_target
from decision_parser.dataset.reading import read_decisions
from decision_parser.dataset.release import find_release, find_version, read_release
from decision_parser.errors import UsageError
from decision_parser.quality.marks import Scores, read_marks, score_marks
from decision_parser.quality.review import Sample, write_page
from decision_parser.wording import find_reason, tell_unwritten


class Drawn(Struct, frozen=True):
    """What was written: how many decisions, of how many, and how large the page is."""

    decisions: int
    population: int
    items: int
    bytes: int


def write_sample(
    dataset: str | Path, out: str | Path, *, count: int, seed: int = 0, conditions: Sequence[str] = ()
) -> Drawn:
    """Draw decisions, and write the page on which they are read and marked; the same dataset and seed draw the same.

    Raises UsageError when there is no such dataset, nothing to draw from, or the page cannot be written.
    """
    check_target(Path(out))
    release = find_release(dataset)
    choices = list_choices(release, [parse_condition(text) for text in conditions])
    if not choices:
        where = f" where {' and '.join(conditions)}" if conditions else ""
        advice = "give other conditions" if conditions else "name another dataset"
        raise UsageError(f"{dataset} has no decision{where} to draw; {advice}.")
    described = read_release(release)
    sample = Sample(
        release=release.name,
        parser_version=described.parser_version if described else find_version(),
        seed=seed,
        population=len(choices),
        decisions=tuple(read_decisions(release, draw(choices, count, seed))),
        conditions=tuple(conditions),
    )
    page = write_page(sample)
    _write(Path(out), page)
    items = page.count(b' class="marks"')
    return Drawn(len(sample.decisions), len(choices), items, len(page))


def draw(choices: Iterable[Choice], count: int, seed: int) -> list[str]:
    """The decision_ids of `count` of them, drawn by chance from every year and outcome in proportion to their number.

    Each year and outcome has one before any has two, the largest first where there are fewer to draw than groups
    (Sainte-Laguë's divisors after the first). The order is by chance.
    """
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    for choice in choices:
        groups[choice.year or 0, choice.outcome or ""].append(choice.decision_id)
    places = []
    for group in groups.values():
        ranked = sorted(group, key=lambda name: _rank(name, seed))
        places += [
            (place > 0, -len(group) / (2 * place + 1), _rank(name, seed), name) for place, name in enumerate(ranked)
        ]
    drawn = [name for _, _, _, name in sorted(places)[:count]]
    return sorted(drawn, key=lambda name: _rank(name, seed))


def _rank(name: str, seed: int) -> str:
    """Where chance puts a decision: the same in every version of Python, whatever else the dataset has."""
    return hashlib.sha256(f"{seed} {name}".encode()).hexdigest()


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            draft.chmod(0o644)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(tell_unwritten(path, error)) from error


def score_files(paths: Sequence[str | Path]) -> tuple[Scores, ...]:
    """The figures of files of marks, apart for each release and version of the parser.

    Raises UsageError when one cannot be read.
    """
    return score_marks([read_marks(data, name) for data, name in _read_files(paths)])


def _read_files(paths: Sequence[str | Path]) -> Iterator[tuple[bytes, str]]:
    for path in paths:
        try:
            yield Path(path).read_bytes(), str(path)
        except OSError as error:
            raise UsageError(
                f"{path} cannot be read ({find_reason(error)}); name a file that the page saved."
            ) from error
