"""Plots along time: a share that was upheld, and what runs saw."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from decision_parser.models.overview import Period
from decision_parser.quality.page.drawing import (
    ACCENT,
    ALERT,
    BAND,
    INK,
    LINE,
    PAPER,
    SOFT,
    Sheet,
    open_figure,
    set_shares,
    write,
)


def draw_shares(sheet: Sheet, periods: Sequence[Period]) -> Figure:
    """The share upheld over time, each with its interval."""
    figure, axes = open_figure(sheet, 260 if sheet.is_narrow else 300, (14, 26, 32, 44))
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
    set_shares(axes)
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
    few = _are_apart(strips, scale, sheet.small)
    for number, strip in enumerate(strips):
        middle = pitch * (number + 1) - 12
        axes.hlines(middle, first.toordinal(), last.toordinal(), color=LINE, linewidth=1, zorder=1)
        name_at = middle - 32 if sheet.is_narrow else middle
        write(axes, start, name_at, strip.name, fontsize=sheet.small, color=SOFT, va="center")
        _draw_discs(axes, strip, middle, most)
        if few:
            _number_discs(axes, strip, middle, sheet)
    days = sorted({day for strip in strips for day in strip.counts})
    shown = _choose_days(days, first, last, (sheet.width - left - edge) / 84)
    axes.set_xticks([day.toordinal() for day in shown], [f"{day.day} {day:%b %Y}" for day in shown])
    return figure


def _are_apart(strips: Sequence[Strip], scale: float, size: float) -> bool:
    """Whether the numbers over the discs have room beside each other; `scale` is the days of a pixel."""
    days = sorted({day for strip in strips for day in strip.counts})
    apart = min(((later - day).days for day, later in pairwise(days)), default=math.inf) / scale
    most = max((count for strip in strips for count in strip.counts.values()), default=0)
    return len(f"{most:,}") * size * 0.66 < apart


def _draw_discs(axes: Axes, strip: Strip, middle: float, most: int) -> None:
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


def _number_discs(axes: Axes, strip: Strip, middle: float, sheet: Sheet) -> None:
    for day, count in sorted(strip.counts.items()):
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
