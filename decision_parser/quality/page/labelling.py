"""Names beside points of a plot: none over another, and as little as can be over anything else."""

import math
from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes

from decision_parser.quality.page.drawing import INK, SOFT, Sheet, write

LETTER = 0.56
"""The mean width of a letter, as a part of its size; a little wide for most fonts."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, low, right and high, in pixels of the drawing from its lower left corner."""

_EDGES = (46, 44, 2, 2)  # what the axes' own letters need at left and below; right and above


def around(points: Sequence[Point], half: float) -> list[Box]:
    """The boxes of so many pixels to each side of points."""
    return [(x - half, y - half, x + half, y + half) for x, y in points]


class Labels:
    """The room for names in axes.

    `points` are those to be named, which nothing may cover; `things` what had better not be covered. `dear` is the cost
    from which a name is rather left away: a thing covered costs 3, another point near by 6, eight pixels of distance 1.
    """

    def __init__(self, axes: Axes, sheet: Sheet, points: Sequence[Point], things: Sequence[Box], dear: float) -> None:
        box = axes.get_figure(root=True).bbox  # type: ignore[union-attr] # the axes of a plot stand in a figure
        self._axes, self._size, self._things, self._dear = axes, sheet.small, things, dear
        self._right, self._high = box.width - _EDGES[2], box.height - _EDGES[3]
        self._taken = around(points, 6)

    def add(self, point: Point, texts: Sequence[str]) -> None:
        """Write the first of some texts that there is room for beside a point, or none."""
        for text in texts:
            if box := self._find_room(point, (len(text) * self._size * LETTER, self._size + 2)):
                self._taken.append(box)
                self._write(point, box, text)
                return

    def _find_room(self, point: Point, size: tuple[float, float]) -> Box | None:
        cost, best = min(
            ((self._find_cost(box) + away, box) for box, away in _iter_places(point, size)),
            default=(math.inf, None),
        )
        return best if cost < self._dear else None

    def _find_cost(self, box: Box) -> float:
        inside = box[0] >= _EDGES[0] and box[1] >= _EDGES[1] and box[2] <= self._right and box[3] <= self._high
        if not inside or any(_overlap(box, other) for other in self._taken):
            return math.inf
        near = (box[0] - 12, box[1] - 8, box[2] + 12, box[3] + 8)
        others = sum(_overlap(near, other) for other in self._taken) - 1  # its own point is near, and may be
        return 3 * sum(_overlap(box, thing) for thing in self._things) + 6 * max(0, others)

    def _write(self, point: Point, box: Box, text: str) -> None:
        """Write a text in its box, on the side of its point, with a line to it where it stands apart."""
        left, low, right, high = box
        middle = (low + high) / 2
        side = "left" if left > point[0] else "right" if right < point[0] else "center"
        x = {"left": left, "right": right, "center": (left + right) / 2}[side]
        to_data = self._axes.transData.inverted()
        if abs(middle - point[1]) > self._size * 0.7:
            end = (x, middle) if side != "center" else (point[0], low if low > point[1] else high)
            (ax, ay), (bx, by) = to_data.transform([point, end])
            self._axes.plot([ax, bx], [ay, by], color=SOFT, linewidth=0.8, zorder=3.5)
        at = to_data.transform((x, middle))
        write(self._axes, at[0], at[1], text, fontsize=self._size, color=INK, ha=side, va="center", zorder=6)


def _iter_places(point: Point, size: tuple[float, float]) -> Iterator[tuple[Box, float]]:
    """Places beside, above and below a point, and what the way there costs."""
    (x, y), (width, height) = point, size
    for rise in (0, 8, -8, 16, -16, 26, -26):
        for left in (x + 9, x - 9 - width):
            yield (left, y + rise - height / 2, left + width, y + rise + height / 2), abs(rise) / 8
    for rise in (16, -16, 30, -30):
        for part in (0.5, 0.15, 0.85):
            left = x - part * width
            yield (left, y + rise - height / 2, left + width, y + rise + height / 2), abs(rise) / 8


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
