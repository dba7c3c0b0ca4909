"""CPU time of several ways to do one thing, taken in turn."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds a file, and quartiles of the ratio to a floor round by round."""

    milliseconds: float
    low: float
    ratio: float
    high: float

    @property
    def middle_half(self) -> str:
        """The quartiles, in a cell."""
        return f"{self.low:.2f}-{self.high:.2f}"


class Rounds:
    """Figures of rounds, each of which times everything on the same files. The first one only warms up."""

    def __init__(self) -> None:
        self._figures: defaultdict[str, list[float]] = defaultdict(list)

    def time(self, name: str, work: Callable[[T], object], files: Sequence[T]) -> None:
        """Note under the name how long `work` takes on a file, what it made thrown away at once: that costs, too."""
        begun = time.process_time()
        for file in files:
            work(file)
        self._figures[name].append((time.process_time() - begun) / len(files) * 1000)

    def compare(self, name: str, floor: str) -> Cost:
        """A name's figures, as ratios to those of the floor in the same rounds."""
        pairs = list(zip(self._figures[name], self._figures[floor], strict=True))[1:]
        low, ratio, high = statistics.quantiles([mine / base for mine, base in pairs], n=4, method="inclusive")
        return Cost(statistics.median(mine for mine, _ in pairs), low, ratio, high)

    def note(self, name: str, figure: float) -> None:
        """Note a figure of this round."""
        self._figures[name].append(figure)

    def note_sum(self, name: str, parts: Iterable[str]) -> None:
        """Note as one the figures of several names."""
        figures = zip(*(self._figures[part] for part in parts), strict=True)
        self._figures[name] = [sum(together) for together in figures]

    def note_difference(self, name: str, whole: str, part: str) -> None:
        """Note what is left of the figures of one name without those of another."""
        pairs = zip(self._figures[whole], self._figures[part], strict=True)
        self._figures[name] = [more - less for more, less in pairs]
