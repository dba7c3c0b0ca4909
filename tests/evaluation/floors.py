"""The floors of figures: a figure below its own fails the tests, and floors only rise."""

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

FLOORS = Path(__file__).parents[1] / "floors.json"
Floors = Mapping[str, Mapping[str, float]]
Figures = Mapping[str, Mapping[str, float | None]]
_DIGITS = 1000


class Breach(NamedTuple):
    """A figure below its floor, or a floor of no figure."""

    figure: str
    value: float | None
    floor: float

    def __str__(self) -> str:
        """The sentence to print."""
        value = "nothing" if self.value is None else f"{self.value:.4f}"
        return f"{self.figure} is {value}, below its floor of {self.floor:.3f}."


def read_floors(path: Path) -> dict[str, dict[str, float]]:
    """The floors by set and figure."""
    floors: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    return floors


def iter_breaches(floors: Floors, figures: Figures) -> Iterator[Breach]:
    """The figures of the sets that were scored which are below their floors; nothing at all is below any but 0."""
    for name in figures:
        for figure, floor in floors.get(name, {}).items():
            value = figures[name].get(figure)
            if (value or 0) < floor:
                yield Breach(f"{name}: {figure}", value, floor)


def raise_floors(floors: Floors, figures: Figures) -> dict[str, dict[str, float]]:
    """The same floors, raised to the figures where these are higher. A figure without a floor gets none."""
    return {
        name: {figure: max(floor, _round_down(figures.get(name, {}).get(figure))) for figure, floor in own.items()}
        for name, own in floors.items()
    }


def admit(floors: Floors, figures: Figures) -> dict[str, dict[str, float]]:
    """The same floors, and one of 0 for each figure of these that has none yet."""
    admitted = {name: dict(own) for name, own in floors.items()}
    for name, own in figures.items():
        for figure in own:
            admitted.setdefault(name, {}).setdefault(figure, 0.0)
    return admitted


def write_floors(path: Path, floors: Floors) -> None:
    """Write the file, in the order that it was read in."""
    path.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")


def _round_down(value: float | None) -> float:
    # A share of whole numbers that is a thousandth exactly may stand a hair below it as a float.
    return math.floor(round((value or 0.0) * _DIGITS, 6)) / _DIGITS
