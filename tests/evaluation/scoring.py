"""Labels and finds of all cases, compared: rows in, figures out. What a row is, a task says."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from tests.evaluation.cases import Case
from tests.evaluation.counting import Interval, Match, Share, Tally, draw_cases, tally

C = TypeVar("C", bound=Case)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Row:
    """A label or a find. `keys` are what is counted, by the name of the figure; `fields` what is asked of a match."""

    keys: Mapping[str, Hashable]
    fields: Mapping[str, Hashable]
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Task(Generic[C, V]):
    """What is found, and how it is compared. The first of `matches` says which row is which label."""

    name: str
    form: type[C]
    matches: tuple[str, ...]
    fields: tuple[str, ...]
    prefer: tuple[str, ...]
    find: Callable[[C], Sequence[V]]
    to_labels: Callable[[C], list[Row]]
    to_finds: Callable[[Sequence[V]], list[Row]]

    @property
    def headline(self) -> str:
        """The figure that matters most."""
        return self.matches[0]

    def answer(self, case: C) -> "Answer":
        """What is labelled in a case and what the finder finds there."""
        return Answer(self.to_labels(case), self.to_finds(self.find(case)))


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """The two sides of a case."""

    labels: list[Row]
    finds: list[Row]


class Pairing(NamedTuple):
    """Which find is which label, and what is left over on either side."""

    pairs: list[tuple[Row, Row]]
    missed: list[Row]
    false: list[Row]


@dataclass(frozen=True)
class Evaluation:
    """The figures of a set; no text, label or id is in it."""

    case_count: int
    matches: Mapping[str, Match]
    shares: Mapping[str, Share]
    negatives: Share
    draws: Sequence[Sequence[int]] = field(repr=False)

    def find_interval(self, name: str) -> Interval | None:
        """The interval of the F1 of a match."""
        return self.matches[name].draw_interval(self.draws)

    @property
    def figures(self) -> dict[str, float | None]:
        """All ratios by name: what a floor can be set under."""
        figures: dict[str, float | None] = {}
        for name, match in self.matches.items():
            figures[f"{name}_precision"] = match.precision.value
            figures[f"{name}_recall"] = match.recall.value
            figures[f"{name}_f1"] = match.total.f1
        return (
            figures | {name: share.value for name, share in self.shares.items()} | {"negatives": self.negatives.value}
        )


def evaluate(task: Task[C, V], answers: Sequence[Answer]) -> Evaluation:
    """The figures of all answers of a set."""
    empty = [answer for answer in answers if not answer.labels]
    return Evaluation(
        case_count=len(answers),
        matches={name: Match([_tally(name, answer) for answer in answers]) for name in task.matches},
        shares=_share_fields(task, answers),
        negatives=Share(sum(not answer.finds for answer in empty), len(empty)),
        draws=draw_cases(len(answers)),
    )


def _tally(name: str, answer: Answer) -> Tally:
    labelled, found = ([row.keys[name] for row in rows if name in row.keys] for rows in (answer.labels, answer.finds))
    return tally(labelled, found)


def _share_fields(task: Task[C, V], answers: Sequence[Answer]) -> dict[str, Share]:
    """How many matches agree on each field, of those where a label or a find says something of it."""
    verdicts: dict[str, list[bool]] = {name: [] for name in task.fields}
    for answer in answers:
        for label, find in pair(task, answer).pairs:
            for name, (wanted, got) in compare(task, label, find).items():
                verdicts[name].append(wanted == got)
    return {name: Share(sum(agreed), len(agreed)) for name, agreed in verdicts.items()}


def compare(task: Task[C, V], label: Row, find: Row) -> dict[str, tuple[Hashable, Hashable]]:
    """Both sides of the fields that a label or a find says something of."""
    both = {name: (label.fields.get(name), find.fields.get(name)) for name in task.fields}
    return {name: sides for name, sides in both.items() if sides != (None, None)}


def pair(task: Task[C, V], answer: Answer) -> Pairing:
    """Match labels and finds of one key one to one, those that agree most first, then in the order of the words."""
    free: dict[Hashable, list[int]] = defaultdict(list)
    for place, find in enumerate(answer.finds):
        free[find.keys[task.headline]].append(place)
    candidates = [
        (-_count_agreed(task, label, answer.finds[other]), place, other)
        for place, label in enumerate(answer.labels)
        for other in free[label.keys[task.headline]]
    ]
    labelled, found = set[int](), set[int]()
    pairs = []
    for _, place, other in sorted(candidates):
        if place not in labelled and other not in found:
            labelled.add(place)
            found.add(other)
            pairs.append((place, other))
    return Pairing(
        [(answer.labels[place], answer.finds[other]) for place, other in sorted(pairs)],
        [label for place, label in enumerate(answer.labels) if place not in labelled],
        [find for place, find in enumerate(answer.finds) if place not in found],
    )


def _count_agreed(task: Task[C, V], label: Row, find: Row) -> int:
    return sum(label.fields.get(name) == find.fields.get(name) for name in task.prefer)
