"""Plots along an axis: the funnel of bodies, a share over time, and what runs saw."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from decision_parser.models.overview import BodyRate, Funnel, Period, Place
from decision_parser.proportions import TAILS, chance_limits
from decision_parser.quality.page.drawing import (
    ACCENT,
    ALERT,
    BAND,
    BAND_OUTER,
    INK,
    LINE,
    PAPER,
    SOFT,
    Sheet,
    open_figure,
    write,
)
from decision_parser.quality.page.words import percent

_LETTER = 0.56
_STEPS = 48
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_MARKERS = {
    Place.FAR_BELOW: ("v", ALERT, ALERT, 58),
    Place.BELOW: ("v", PAPER, INK, 36),
    Place.WITHIN: ("o", SOFT, PAPER, 30),
    Place.ABOVE: ("^", PAPER, INK, 36),
    Place.FAR_ABOVE: ("^", ALERT, ALERT, 58),
}
_NAMED = 12


def find_far(funnel: Funnel) -> list[BodyRate]:
    """The bodies beyond the outer limits, the largest first: their place in this list is their number in the plot."""
    return [body for body in funnel.bodies if body.place.is_far]


def draw_funnel(sheet: Sheet, funnel: Funnel) -> Figure:
    """Each body's rate against its number of texts that are decided, between the limits that chance keeps."""
    height = 400 if sheet.is_narrow else 460
    figure, axes = open_figure(sheet, height, (14, 12, 48, 44))
    most = max(body.rate.decided for body in funnel.bodies)
    low, high = 0.8, max(most * 1.15, 12)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.set_ylim(-0.03, 1.03)
    _draw_limits(axes, funnel.rate.share, most, sheet)
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
    _set_shares(axes)
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    if sheet.is_narrow and len(ticks) > 7:
        ticks = [tick for tick in ticks if str(tick)[0] == "1"]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlabel("complaints upheld or not upheld, by body", fontsize=sheet.small, labelpad=8)
    _name_far(axes, find_far(funnel), sheet, height)
    return figure


def _draw_limits(axes: Axes, expected: float, most: int, sheet: Sheet) -> None:
    near = range(1, min(most, _STEPS) + 1)
    steps = sorted({*near, *(round(math.exp(math.log(max(2, most)) * step / _STEPS)) for step in range(_STEPS + 1))})
    curves = {name: [chance_limits(expected, step, tail) for step in steps] for name, tail in TAILS.items()}
    for (name, limits), (colour, dashes) in zip(
        curves.items(), ((BAND, (4, 3)), (BAND_OUTER, (None, None))), strict=True
    ):
        del name
        for side in range(2):
            axes.plot(steps, [limit[side] for limit in limits], color=colour, linewidth=1.4, dashes=dashes, zorder=2)
    axes.axhline(expected, color=INK, linewidth=1.2, zorder=1)
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


def _set_shares(axes: Axes) -> None:
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.grid(axis="y", color=LINE, linewidth=0.8, zorder=0)
    axes.set_axisbelow(True)


Box = tuple[float, float, float, float]


def _name_far(axes: Axes, far: Sequence[BodyRate], sheet: Sheet, height: float) -> None:
    """Number, and where there is room also name, at each body beyond the outer limits; none over another."""
    size, taken = sheet.small, list[Box]()
    points = [axes.transData.transform((body.rate.decided, body.rate.share)) for body in far]
    taken += [(x - 6, y - 6, x + 6, y + 6) for x, y in points]
    for number, (body, (x, y)) in enumerate(zip(far, points, strict=True), start=1):
        named = not sheet.is_narrow and number <= _NAMED
        text = f"{number}  {_cut(body.name)}" if named else str(number)
        box = _find_room((x, y), len(text) * size * _LETTER, size + 2, taken, (sheet.width, height))
        if box is None and named:
            text = str(number)
            box = _find_room((x, y), len(text) * size * _LETTER, size + 2, taken, (sheet.width, height))
        if box is None:
            continue
        taken.append(box)
        at = axes.transData.inverted().transform((box[0], (box[1] + box[3]) / 2))
        write(axes, at[0], at[1], text, fontsize=size, color=INK, va="center", zorder=6)


def _cut(name: str, most: int = 38) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def _find_room(
    point: tuple[float, float], width: float, height: float, taken: Sequence[Box], sheet: tuple[float, float]
) -> Box | None:
    """Where a text beside a point covers nothing that is there: right, left, above, below, then further away."""
    x, y = point
    for far in (0, 1, 2):
        away = 9 + 3 * far
        for dx, dy in (
            (away, -height / 2 + far * 7),
            (-away - width, -height / 2 + far * 7),
            (away, -height / 2 - far * 7),
            (-away - width, -height / 2 - far * 7),
            (-width / 2, away),
            (-width / 2, -away - height),
        ):
            box = (x + dx, y + dy, x + dx + width, y + dy + height)
            inside = box[0] >= 46 and box[2] <= sheet[0] - 2 and box[1] >= 44 and box[3] <= sheet[1] - 2
            if inside and not any(_overlap(box, other) for other in taken):
                return box
    return None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def draw_shares(sheet: Sheet, periods: Sequence[Period]) -> Figure:
    """The share upheld over time, each with its interval."""
    figure, axes = open_figure(sheet, 260 if sheet.is_narrow else 300, (14, 14, 32, 44))
    places = list(range(len(periods)))
    known = [place for place in places if periods[place].rate.decided]
    for low, high in _find_stretches(known):
        stretch = range(low, high + 1)
        rates = [periods[place].rate for place in stretch]
        axes.fill_between(
            list(stretch), [rate.low for rate in rates], [rate.high for rate in rates], color=BAND, alpha=0.25, lw=0
        )
        axes.plot(list(stretch), [rate.share for rate in rates], color=ACCENT, linewidth=2)
    rates = [periods[place].rate for place in known]
    axes.vlines(known, [rate.low for rate in rates], [rate.high for rate in rates], color=ACCENT, linewidth=1)
    axes.scatter(known, [rate.share for rate in rates], s=30, color=ACCENT, edgecolors=PAPER, linewidths=1, zorder=3)
    axes.set_ylim(0, 1)
    axes.set_xlim(-0.5, max(len(periods), 2) - 0.5)
    _set_shares(axes)
    room = (sheet.width - 58) / max(1, len(periods))
    step = max(1, math.ceil(max(len(period.name) for period in periods) * sheet.small * 0.8 / room))
    shown = places[::-1][::step][::-1]
    axes.set_xticks(shown, [periods[place].name for place in shown])
    return figure


def _find_stretches(places: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last of each run of places without a hole."""
    stretches: list[tuple[int, int]] = []
    for place in places:
        if stretches and place == stretches[-1][1] + 1:
            stretches[-1] = (stretches[-1][0], place)
        else:
            stretches.append((place, place))
    return stretches


class Strip:
    """A row of the timeline: what it is of, and how many of it were seen when."""

    def __init__(self, name: str, counts: Mapping[dt.date, int], *, alarming: bool = False) -> None:
        self.name = name
        self.counts = counts
        self.alarming = alarming


def draw_timeline(sheet: Sheet, strips: Sequence[Strip], first: dt.date, last: dt.date) -> Figure:
    """A disc for what was seen of a kind at a time, larger for more; a cross for what went wrong."""
    pitch = 58 if sheet.is_narrow else 42
    figure, axes = open_figure(sheet, pitch * len(strips) + 34, (4, 2, 30, 2))
    edge = 44 if sheet.is_narrow else 40
    left = edge if sheet.is_narrow else 250
    span = max(1, (last - first).days)
    scale = span / (sheet.width - left - edge)  # days of a pixel
    start = first.toordinal() - left * scale
    axes.set_xlim(start, last.toordinal() + edge * scale)
    axes.set_ylim(pitch * len(strips), 0)
    axes.set_yticks([])
    most = max((count for strip in strips for count in strip.counts.values()), default=1)
    few = all(len(strip.counts) <= (8 if sheet.is_narrow else 14) for strip in strips)
    for number, strip in enumerate(strips):
        middle = pitch * (number + 1) - 12
        axes.hlines(middle, first.toordinal(), last.toordinal(), color=LINE, linewidth=1, zorder=1)
        name_at = middle - 32 if sheet.is_narrow else middle
        write(axes, start, name_at, strip.name, fontsize=sheet.small, color=SOFT, va="center")
        _draw_strip(axes, strip, middle, sheet, most, numbers=few)
    days = sorted({day for strip in strips for day in strip.counts})
    shown = _choose_days(days, first, last, (sheet.width - left - edge) / 84)
    axes.set_xticks([day.toordinal() for day in shown], [f"{day.day} {day:%b %Y}" for day in shown])
    return figure


def _draw_strip(axes: Axes, strip: Strip, middle: float, sheet: Sheet, most: int, *, numbers: bool) -> None:
    for day, count in sorted(strip.counts.items()):
        axes.scatter(
            day.toordinal(),
            middle,
            s=72 if strip.alarming else 24 + 176 * math.log1p(count) / math.log1p(max(most, 2)),
            marker="X" if strip.alarming else "o",
            color=ALERT if strip.alarming else ACCENT,
            edgecolors=PAPER,
            linewidths=1,
            zorder=2,
        )
        if numbers:
            axes.annotate(
                f"{count:,}",
                (day.toordinal(), middle),
                xytext=(0, 10),
                textcoords="offset points",
                ha="center",
                fontsize=sheet.small,
                color=INK,
                parse_math=False,
            )


def _choose_days(days: Sequence[dt.date], first: dt.date, last: dt.date, most: float) -> list[dt.date]:
    """Days to name, at most so many, the first and the last among them, none too near to another."""
    least = max(1, (last - first).days) / max(1, most)
    chosen = [first]
    for day in days:
        if (day - chosen[-1]).days >= least and (last - day).days >= least:
            chosen.append(day)
    return [*chosen, last] if last != first else chosen
