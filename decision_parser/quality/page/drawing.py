"""The paper that plots are drawn on: two widths of each, colours that are names for the page's own, no global state."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text
from msgspec import Struct


class Sheet(Struct, frozen=True):
    """A width to draw for, in CSS pixels, and the sizes of letters that are right for it."""

    name: str
    width: int
    text: float
    small: float

    @property
    def is_narrow(self) -> bool:
        """Whether it is for a phone."""
        return self.name == "narrow"


SHEETS = (Sheet("wide", 720, 13, 12), Sheet("narrow", 343, 12, 11))

# Not colours to look at: each stands for a class of the page's style sheet, which knows light, dark and print.
INK, SOFT, LINE, PAPER = "#000001", "#000002", "#000003", "#000004"
UPHELD, NOT_UPHELD, CLOSED, OTHER, UNSTATED = "#000011", "#000012", "#000013", "#000014", "#000015"
ACCENT, BAND, BAND_OUTER, ALERT = "#000021", "#000022", "#000023", "#000024"
COLOURS = {
    INK: "ink",
    SOFT: "soft",
    LINE: "line",
    PAPER: "paper",
    UPHELD: "upheld",
    NOT_UPHELD: "not-upheld",
    CLOSED: "closed",
    OTHER: "other",
    UNSTATED: "unstated",
    ACCENT: "accent",
    BAND: "band",
    BAND_OUTER: "band-outer",
    ALERT: "alert",
}
_DOTS = 72  # so that a point is a pixel
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "decision_parser",
    "svg.image_inline": True,
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: what is measured is the same everywhere
    "text.color": INK,
    "text.parse_math": False,  # a `$` in a name is a dollar
    "text.usetex": False,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.facecolor": "none",
    "axes.linewidth": 1.0,
    "axes.unicode_minus": True,
    "axes.formatter.use_mathtext": False,
    "figure.facecolor": "none",
    "grid.color": LINE,
    "grid.linewidth": 1.0,
    "hatch.color": PAPER,
    "hatch.linewidth": 1.4,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "path.simplify": False,
}


@contextmanager
def set_style() -> Iterator[None]:
    """Draw by our settings and nobody else's while the context lasts."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # only measured there: the reader's font draws
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def open_figure(sheet: Sheet, height: float, margins: tuple[float, float, float, float]) -> tuple[Figure, Axes]:
    """A figure of the sheet's width, and axes in it inside margins in pixels: top, right, bottom, left."""
    figure = Figure(figsize=(sheet.width / _DOTS, height / _DOTS), dpi=_DOTS)
    FigureCanvasSVG(figure)
    top, right, bottom, left = margins
    box = (left / sheet.width, bottom / height, 1 - (left + right) / sheet.width, 1 - (top + bottom) / height)
    axes = figure.add_axes(box)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0, labelsize=sheet.small, pad=6)
    return figure, axes


def set_shares(axes: Axes) -> None:
    """An axis of shares from nothing to all, with a line across at each quarter."""
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.grid(axis="y", color=LINE, linewidth=0.8, zorder=0)
    axes.set_axisbelow(True)


def write(axes: Axes, x: float, y: float, text: str, **options: Any) -> Text:  # noqa: ANN401 - those of matplotlib
    """Letters in axes, as they are."""
    return axes.text(x, y, text, parse_math=False, **options)


def save(figure: Figure) -> str:
    """A figure as SVG, without a date or another trace of when and by what it was made."""
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return file.getvalue()
