"""Plots of bars: years side by side, and names under each other, whole or divided by outcome."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from msgspec import Struct

from decision_parser.quality.page.drawing import ACCENT, INK, LINE, PAPER, SOFT, Sheet, open_figure, write
from decision_parser.quality.page.labelling import LETTER

_ROW, _ROW_ABOVE = 26, 40


class Part(Struct, frozen=True):
    """A part of all bars: its colour, and the strokes across it that tell it from others without colour."""

    colour: str = ACCENT
    hatch: str | None = None


class Bar(Struct, frozen=True):
    """A bar: its name, its length by part, and what is written at its end."""

    name: str
    values: tuple[float, ...]
    note: str

    @property
    def total(self) -> float:
        """Its whole length."""
        return sum(self.values)


WHOLE = (Part(),)


def shorten(text: str, width: float, size: float) -> str:
    """A text cut, at a word if that leaves enough of it, to a width in pixels."""
    most = max(8, int(width / (size * LETTER)))
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at = cut.rfind(" ")
    return f"{cut[:at] if at > most // 2 else cut}…"


def draw_columns(sheet: Sheet, bars: Sequence[Bar], parts: Sequence[Part] = WHOLE) -> Figure:
    """Bars side by side on a common floor, in the order given: years."""
    figure, axes = open_figure(sheet, 250 if sheet.is_narrow else 280, (26, 4, 30, 4))
    most = max((bar.total for bar in bars), default=0) or 1
    for place, bar in enumerate(bars):
        _draw_column(axes, place, bar, parts)
    axes.set_ylim(0, most)
    axes.set_xlim(-0.6, max(len(bars), 6) - 0.4)  # a few bars must not become walls
    room = (sheet.width - 8) / max(len(bars), 6)
    _write_ends(axes, bars, room, sheet.small)
    _write_names(axes, bars, room, sheet.small)
    axes.set_yticks([])
    axes.axhline(0, color=LINE, linewidth=1.5)
    return figure


def _draw_column(axes: Axes, place: int, bar: Bar, parts: Sequence[Part]) -> None:
    floor = 0.0
    for part, value in zip(parts, bar.values, strict=True):
        if value:
            axes.bar(
                place,
                value,
                0.72,
                bottom=floor,
                facecolor=part.colour,
                hatch=part.hatch,
                edgecolor=PAPER,
                linewidth=0.8,
            )
        floor += value


def _write_ends(axes: Axes, bars: Sequence[Bar], room: float, size: float) -> None:
    """The note over each bar, where all of them have room."""
    if max((len(bar.note) for bar in bars), default=0) * size * LETTER > room:
        top = max(range(len(bars)), key=lambda place: bars[place].total, default=None)
        shown = [] if top is None else [top]
    else:
        shown = list(range(len(bars)))
    for place in shown:
        bar = bars[place]
        axes.annotate(
            bar.note,
            (place, bar.total),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            fontsize=size,
            color=INK,
            annotation_clip=False,
            parse_math=False,
        )


def _write_names(axes: Axes, bars: Sequence[Bar], room: float, size: float) -> None:
    """The names under the bars: every one, or every second, third …, as there is room."""
    longest = max((len(bar.name) for bar in bars), default=0) * size * LETTER + 6
    step = max(1, -(-int(longest) // max(1, int(room))))
    places = range(0, len(bars), step)
    axes.set_xticks(list(places), [bars[place].name for place in places], parse_math=False)


def draw_rows(sheet: Sheet, bars: Sequence[Bar], parts: Sequence[Part] = WHOLE, names: float = 0) -> Figure:
    """Bars under each other, the first on top; their names over them, or left of them in `names` pixels."""
    pitch = _ROW if names else _ROW_ABOVE
    height = pitch * max(1, len(bars)) + 8
    widest = max((len(bar.note) for bar in bars), default=0) * sheet.small * LETTER + 14
    figure, axes = open_figure(sheet, height, (4, widest, 4, names or 1))
    most = max((bar.total for bar in bars), default=0) or 1
    axes.set_xlim(0, most)
    axes.set_ylim(height - 8, 0)
    axes.set_axis_off()
    for number, bar in enumerate(bars):
        middle = pitch * number + (pitch / 2 if names else pitch - 11)
        _draw_row(axes, middle, bar, parts, 16 if names else 14)
        _note_row(axes, middle, bar, sheet)
        _name_row(axes, middle, bar, sheet, names)
    if names:
        axes.axvline(0, color=LINE, linewidth=1.5)
    return figure


def _draw_row(axes: Axes, middle: float, bar: Bar, parts: Sequence[Part], thickness: float) -> None:
    start = 0.0
    for part, value in zip(parts, bar.values, strict=True):
        if value:
            axes.barh(
                middle,
                value,
                thickness,
                left=start,
                facecolor=part.colour,
                hatch=part.hatch,
                edgecolor=PAPER,
                linewidth=0.8,
            )
        start += value


def _note_row(axes: Axes, middle: float, bar: Bar, sheet: Sheet) -> None:
    axes.annotate(
        bar.note,
        (bar.total, middle),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=sheet.small,
        color=INK,
        annotation_clip=False,
        parse_math=False,
    )


def _name_row(axes: Axes, middle: float, bar: Bar, sheet: Sheet, names: float) -> None:
    if names:
        axes.annotate(
            bar.name,
            (0, middle),
            xytext=(-8, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=sheet.small,
            color=SOFT,
            annotation_clip=False,
            parse_math=False,
        )
    else:
        text = shorten(bar.name, sheet.width - 4, sheet.text)
        write(axes, 0, middle - 12, text, va="bottom", fontsize=sheet.text, color=INK, clip_on=False)
