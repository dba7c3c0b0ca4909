"""What matplotlib is told to draw, written down line by line: `python -m tests.drawing` writes `tests/drawings` again.

Look at the plots themselves (`make demo`, then `decision-parser report`) before you keep what it wrote.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text

from decision_parser.dataset.overview.rates import build_funnel, find_rate
from decision_parser.dataset.overview.rows import DecisionRow
from decision_parser.models.overview import (
    Citations,
    CitedLaw,
    Counted,
    Funnel,
    Holdings,
    MoneyYear,
    Outcomes,
    Overview,
    Payments,
    Period,
    ReleaseNote,
    RemedyCount,
    Run,
)
from decision_parser.quality.page import charts
from decision_parser.quality.page.drawing import COLOURS, set_style

DRAWINGS = Path(__file__).parent / "drawings"
NOTE = ReleaseNote(name="r", created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), parser_version="1", schema_version=1)


# ── two releases to draw ─────────────────────────────────────────────────────────────────────────────────────────────


def make_much() -> Overview:
    """A release of many years, bodies, categories and runs, of which a plot cannot name all."""
    ways = [Outcomes(9 + 7 * n % 50, 6 + 11 * n % 40, 3 * n % 7 * 150, n % 3, n % 2) for n in range(3)]
    ways += [Outcomes(upheld=4000 + 170 * n) for n in range(13)]  # a part of a bar takes long to draw
    years = tuple(Counted(str(2009 + n), each) for n, each in enumerate(ways))
    matters = ["Adult care services and the charges for them, in and out of homes", *map("Matter {}".format, range(12))]
    categories = tuple(Counted(name, each) for name, each in zip([*matters, None], ways, strict=False))
    runs = tuple(
        Run(name=str(n), at=dt.datetime(2024, 1 + n // 4, 1 + 7 * (n % 4), tzinfo=dt.UTC), complete=n != 30,
            changes={"added": 3 * n + 1, "revised": n % 3, "odd_kind": int(n == 44)})
        for n in range(45)
    )  # fmt: skip
    return Overview(
        release=NOTE,
        holdings=Holdings(years=years, categories=categories),
        runs=runs,
        funnel=make_funnel(far=14),
        periods=make_periods(16, hole=5),
        remedies=tuple(RemedyCount(kind, {"agreed": 40 - 9 * n, "offered": n}, 9 - n) for n, kind in enumerate(
            ("payment", "apology", "service_improvement"))),
        payments=Payments(
            amounts=tuple(Decimal(n * n * 25) for n in range(1, 26)),
            years=tuple(MoneyYear(str(2012 + n), Decimal(4_700 * 3**n) / 100, n + 1) for n in range(9)),
        ),
        citations=Citations(210, 40, tuple(CitedLaw(f"Act {n} of names", None, None, 40 - n) for n in range(20)))
    )  # fmt: skip


def make_little() -> Overview:
    """A release that has just enough for its plots."""
    return Overview(
        release=NOTE,
        holdings=Holdings(
            years=(Counted("2023", Outcomes(2, 1)), Counted("2024", Outcomes(0, 0, 3))),
            categories=(Counted("Housing", Outcomes(5, 2, 1, 1, 1)), Counted("Education", Outcomes(1, 0, 0, 1))),
        ),
        runs=tuple(
            Run(
                name=str(n),
                at=dt.datetime(2025, 3, 1 + 9 * n, tzinfo=dt.UTC),
                changes={"added": 1000**n},
                complete=n < 2,
            )
            for n in range(3)
        ),
        funnel=make_funnel(far=3),
        periods=make_periods(3),
        remedies=(RemedyCount("apology", {"agreed": 7}, 5), RemedyCount("evidence", {"done": 4}, 1)),
        payments=Payments(
            amounts=tuple(Decimal(100 * n) for n in range(1, 21)),
            years=(MoneyYear("2023", Decimal(950), 9), MoneyYear("2024", Decimal(1_400_000), 1)),
        ),
        citations=Citations(9, 4, tuple(CitedLaw(f"Law {n}", "act", None, 6 - n) for n in range(4))),
    )


def make_funnel(far: int) -> Funnel:
    """Ten bodies that are alike, others of one and two texts, and some far from them."""
    sizes = {f"Council {n}": (4 + n, 4 + n) for n in range(10)} | {"Small 1": (1, 0), "Small 2": (0, 2)}
    sizes |= {"Above it": (19, 8), "Below it": (8, 19)}
    for n in range(far):
        upheld = 60 + 4 * n if n % 2 else 5
        sizes[f"Far away, the borough of the long name {n}"] = (upheld, 65 + 4 * n - upheld)
    rows = [
        DecisionRow(decision_id=f"{name}/{n}", body_name=name, outcome="upheld" if n < upheld else "not_upheld")
        for name, (upheld, not_upheld) in sizes.items()
        for n in range(upheld + not_upheld)
    ]
    return build_funnel(rows)


def make_periods(count: int, hole: int | None = None) -> tuple[Period, ...]:
    """Quarters, one of them without a decision where asked for."""
    periods = []
    for n in range(count):
        outcomes = Outcomes() if n == hole else Outcomes(9 + 5 * n % 8, 9 + 3 * n % 5)
        begins = dt.date(2021 + n // 4, 1 + 3 * (n % 4), 1)
        periods.append(Period(f"{begins.year} Q{1 + n % 4}", begins, find_rate(outcomes), outcomes))
    return tuple(periods)


RELEASES = {"much": make_much, "little": make_little}


# ── what is drawn ────────────────────────────────────────────────────────────────────────────────────────────────────


def draw(overview: Overview) -> dict[str, str]:
    """Of each plot by name: its heading, what it says in words, and what both of its drawings show."""
    figures: list[Figure] = []

    def keep(figure: Figure) -> str:
        figures.append(figure)
        return '<svg viewBox="0 0 1 1"/>'  # to write it all out would take as long again

    with mock.patch.object(charts, "save", keep), set_style():
        plots = charts.draw_plots(overview)
    drawn = iter(figures)
    return {
        plot.name: "\n".join(
            [plot.title, plot.description, *(line for _ in plot.drawings for line in _describe(next(drawn)))]
        )
        + "\n"
        for plot in plots.values()
    }


def _describe(figure: Figure) -> Iterator[str]:
    (axes,) = figure.axes
    width, height = figure.get_size_inches() * figure.dpi
    yield ""
    yield f"# {width:.0f} x {height:.0f} pixels"
    yield f"axes at {_list(axes.get_position().bounds)}, {axes.get_xscale()}"
    yield f"from {_list(axes.get_xlim())}, {_list(axes.get_ylim())}"
    spines = sum(each.get_visible() for each in axes.spines.values())
    yield f"shown {axes.axison}, behind {axes.get_axisbelow()}, spines {spines}"
    for axis in (axes.xaxis, axes.yaxis):
        for at, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True):
            yield f"tick {at:.4g} {label.get_text()!r} {label.get_fontsize():g}"
        marks = axis.get_major_ticks()[:1]
        yield "".join(
            f"ticks of {each.tick1line.get_markersize():g}, apart {vars(each)['_base_pad']:g}" for each in marks
        )
        if grid := [line for line in axis.get_gridlines() if line.get_visible()]:
            yield f"grid {_line(grid[0])}"
        yield f"minor {len(axis.get_minorticklocs())} label {_text(axis.label)}, apart {axis.labelpad:g}"
    for artist in axes.get_children():
        yield from _describe_artist(artist, axes)


def _describe_artist(artist: object, axes: Axes) -> Iterator[str]:
    if isinstance(artist, Rectangle) and artist is not axes.patch:
        box = (artist.get_x(), artist.get_y(), artist.get_width(), artist.get_height())
        yield (
            f"bar {_list(box)} {_colour(artist.get_facecolor())} {artist.get_hatch()} edge "
            f"{_colour(artist.get_edgecolor())} {artist.get_linewidth():g}"
        )
    elif isinstance(artist, Line2D):
        ends: Any = artist.get_xydata()
        yield f"line {len(ends)} {_list(ends[0])} to {_list(ends[-1])}, {_list(np.mean(ends, axis=0))} {_line(artist)}"
    elif isinstance(artist, Collection):
        yield from _describe_collection(artist)
    elif isinstance(artist, Annotation):
        where = f"{_list(artist.xy)} + {_list(artist.xyann)} {artist.anncoords}"
        yield f"note {where} {artist.get_clip_on()} {vars(artist)['_annotation_clip']} {_text(artist)}"
    elif isinstance(artist, Text) and artist.get_text():
        yield f"text {_list(artist.get_position())} {artist.get_clip_on()} {_text(artist)}"


def _describe_collection(artist: Any) -> Iterator[str]:  # noqa: ANN401 - a collection, whose types promise too little
    faces, edges = (
        "/".join(sorted(set(map(_colour, colours)))) for colours in (artist.get_facecolor(), artist.get_edgecolor())
    )
    look = f"{faces} {edges} {_list(artist.get_linewidth())} order {artist.get_zorder():g}"
    paths = [path.vertices for path in artist.get_paths()]
    points = "; ".join(map(_list, artist.get_offsets()))
    if isinstance(artist, PathCollection):
        yield f"points of {_list(artist.get_sizes())}, {len(paths[0])} corners, {look}: {points}"
    else:
        yield f"shapes {look}: {' | '.join('; '.join(map(_list, path)) for path in paths)}"


def _line(line: Line2D) -> str:
    dashes = vars(line)["_unscaled_dash_pattern"][1]
    return f"{_colour(line.get_color())} {line.get_linewidth():g} {dashes} order {line.get_zorder():g}"


def _text(text: Text) -> str:
    sides = f"{text.get_horizontalalignment()} {text.get_verticalalignment()}"
    look = f"{text.get_fontsize():g} {_colour(text.get_color())} {sides} order {text.get_zorder():g}"
    return f"{text.get_text()!r} {look} {text.get_parse_math()}"


def _colour(colour: Any) -> str:  # noqa: ANN401 - whatever matplotlib takes for one
    """The page's name of a colour, with how far it covers what is behind it."""
    said = to_hex(colour, keep_alpha=True)
    return f"{COLOURS.get(said[:7], said[:7])}{'' if said[7:] == 'ff' else '.' + said[7:]}"


def _list(numbers: Any) -> str:  # noqa: ANN401 - of whatever shape matplotlib keeps them in
    return " ".join(f"{float(each) + 0.0:.4g}" for each in np.atleast_1d(numbers))


def main() -> None:
    """Write down what is drawn now."""
    DRAWINGS.mkdir(exist_ok=True)
    for release, make in RELEASES.items():
        for name, text in draw(make()).items():
            (DRAWINGS / f"{release}-{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
