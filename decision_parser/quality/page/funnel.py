"""The funnel plot: the rate of each body between the limits that chance keeps."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from decision_parser.models.overview import BodyRate, Funnel, Place
from decision_parser.proportions import TAILS, control_limits
from decision_parser.quality.page.drawing import (
    ALERT,
    BAND,
    BAND_OUTER,
    INK,
    PAPER,
    SOFT,
    Sheet,
    open_figure,
    set_shares,
)
from decision_parser.quality.page.labelling import Labels, Point, around
from decision_parser.quality.page.words import percent, show_text

NAMED = 12
"""With more bodies than this beyond the outer limits they have numbers alone."""
_STEPS = 48
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_LINES = ((BAND, (4, 3)), (BAND_OUTER, (None, None)))
_MARKERS = {
    Place.FAR_BELOW: ("v", ALERT, ALERT, 58),
    Place.BELOW: ("v", PAPER, INK, 36),
    Place.WITHIN: ("o", SOFT, PAPER, 30),
    Place.ABOVE: ("^", PAPER, INK, 36),
    Place.FAR_ABOVE: ("^", ALERT, ALERT, 58),
}


def find_far(funnel: Funnel) -> list[BodyRate]:
    """The bodies beyond the outer limits, the largest first: their place in this list is their number in the plot."""
    return [body for body in funnel.bodies if body.place.is_far]


def draw_funnel(sheet: Sheet, funnel: Funnel) -> Figure:
    """Each body's rate against its number of texts that are decided."""
    figure, axes = open_figure(sheet, 400 if sheet.is_narrow else 460, (14, 12, 48, 44))
    most = max(body.rate.decided for body in funnel.bodies)
    low, high = 0.8, max(most * 1.15, 12)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.set_ylim(-0.03, 1.09)
    set_shares(axes)
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    if sheet.is_narrow and len(ticks) > 7:
        ticks = [tick for tick in ticks if str(tick).startswith("1")]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlabel("complaints upheld or not upheld, by body", fontsize=sheet.small, labelpad=8)
    _draw_limits(axes, funnel.rate.share, most)
    _name_rate(axes, funnel.rate.share, sheet)
    _draw_bodies(axes, funnel)
    _name_far(axes, funnel, sheet)
    return figure


def _draw_limits(axes: Axes, expected: float, most: int) -> None:
    near = range(1, min(most, _STEPS) + 1)
    steps = sorted({*near, *(round(math.exp(math.log(max(2, most)) * step / _STEPS)) for step in range(_STEPS + 1))})
    for tail, (colour, dashes) in zip(TAILS.values(), _LINES, strict=True):
        limits = [control_limits(expected, step, tail) for step in steps]
        for side in zip(*limits, strict=True):
            axes.plot(steps, side, color=colour, linewidth=1.4, dashes=dashes, zorder=2)
    axes.axhline(expected, color=INK, linewidth=1.2, zorder=1)


def _name_rate(axes: Axes, expected: float, sheet: Sheet) -> None:
    axes.annotate(
        f"all bodies {percent(expected)}",
        (axes.get_xlim()[0], expected),
        xytext=(2, 4),
        textcoords="offset points",
        fontsize=sheet.small,
        color=INK,
        zorder=5,
        parse_math=False,
    )


def _draw_bodies(axes: Axes, funnel: Funnel) -> None:
    for place, (marker, face, edge, size) in _MARKERS.items():
        bodies = [body for body in funnel.bodies if body.place is place]
        axes.scatter(
            [body.rate.decided for body in bodies],
            [body.rate.share for body in bodies],
            s=size,
            marker=marker,
            facecolors=face,
            edgecolors=edge,
            linewidths=0.9,
            zorder=4 if place.is_far else 3,
        )


def _name_far(axes: Axes, funnel: Funnel, sheet: Sheet) -> None:
    """Number, and where there is room also name, at each body beyond the outer limits.

    Where many are beyond, those in the thick of it stay without: the table has them all.
    """
    far = find_far(funnel)
    points = _find_points(axes, far)
    others = _find_points(axes, [body for body in funnel.bodies if not body.place.is_far])
    curve = [tuple(point) for line in axes.lines for point in axes.transData.transform(line.get_xydata())]
    few = len(far) <= NAMED
    labels = Labels(axes, sheet, points, [*around(curve, 2), *around(others, 3)], math.inf if few else 8)
    for number, (body, point) in enumerate(zip(far, points, strict=True), start=1):
        names = [f"{number}  {_cut(show_text(body.name))}"] if few and not sheet.is_narrow else []
        labels.add(point, [*names, str(number)])


def _find_points(axes: Axes, bodies: Sequence[BodyRate]) -> list[Point]:
    """Where bodies are in the drawing."""
    places = [(body.rate.decided, body.rate.share) for body in bodies]
    return [(float(x), float(y)) for x, y in axes.transData.transform(places)] if places else []


def _cut(name: str, most: int = 38) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
