"""The plots of the report: what each draws for releases with much and with little, on wide and on narrow sheets."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from decision_parser.models.overview import (
    Citations,
    CitedLaw,
    Counted,
    Holdings,
    MoneyYear,
    Outcomes,
    Overview,
    Payments,
    RemedyCount,
    Run,
)
from decision_parser.quality.page.charts import has_funnel
from tests.drawing import DRAWINGS, NOTE, RELEASES, draw, make_funnel, make_periods

ONE = Counted("one", Outcomes(upheld=1))
DAY = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("release", RELEASES)
def test_plots_are_as_they_were_looked_at(release: str) -> None:
    """Every bar, line, point, number and name of every plot, and what it says in words, is as somebody found it right.

    After a change that was meant, or a new matplotlib: `python -m tests.drawing`, and look at the plots themselves.
    """
    kept = {path.stem: path.read_text(encoding="utf-8") for path in DRAWINGS.glob(f"{release}-*.txt")}
    assert {f"{release}-{name}": text for name, text in draw(RELEASES[release]()).items()} == kept


def make_release(**parts: Any) -> Overview:  # noqa: ANN401 - those of an overview
    """A release with nothing but these parts."""
    nothing = Overview(release=NOTE, holdings=Holdings(), funnel=replace(make_funnel(0), bodies=()))
    return replace(nothing, **parts)


def make_runs(count: int, **facts: Any) -> tuple[Run, ...]:  # noqa: ANN401 - those of a run
    """So many runs, a day after another."""
    return tuple(Run(name=str(n), at=DAY + dt.timedelta(days=n), **facts) for n in range(count))


@pytest.mark.parametrize(
    ("name", "enough", "less"),
    [
        ("years", {"holdings": Holdings(years=(ONE,) * 2)}, {"holdings": Holdings(years=(ONE,))}),
        ("categories", {"holdings": Holdings(categories=(ONE,) * 2)}, {"holdings": Holdings(categories=(ONE,))}),
        ("timeline", {"runs": make_runs(2, complete=False)}, {"runs": make_runs(1, complete=False) + make_runs(3)}),
        ("timeline", {"runs": make_runs(2, changes={"added": 1})}, {"runs": make_runs(1, changes={"added": 1})}),
        ("shares", {"periods": make_periods(3)}, {"periods": make_periods(2)}),
        ("shares", {"periods": make_periods(4, hole=1)}, {"periods": make_periods(3, hole=1)}),
        (
            "remedies",
            {"remedies": (RemedyCount("apology", {"agreed": 9}, 9), RemedyCount("review", {"agreed": 1}, 1))},
            {"remedies": (RemedyCount("apology", {"agreed": 8}, 9), RemedyCount("review", {"agreed": 1}, 1))},
        ),
        (
            "remedies",
            {"remedies": (RemedyCount("apology", {"agreed": 9}, 9), RemedyCount("review", {"agreed": 1}, 1))},
            {"remedies": (RemedyCount("apology", {"agreed": 10}, 9),)},
        ),
        (
            "payments",
            {"payments": Payments(amounts=(Decimal(5),) * 20)},
            {"payments": Payments(amounts=(Decimal(5),) * 19)},
        ),
        (
            "money",
            {"payments": Payments(years=(MoneyYear("2024", Decimal(5), 5),) * 2)},
            {"payments": Payments(years=(MoneyYear("2024", Decimal(5), 5), MoneyYear("2025", Decimal(5), 4)))},
        ),
        (
            "laws",
            {"citations": Citations(9, 3, (CitedLaw("Act", None, None, 3),) * 3)},
            {"citations": Citations(9, 3, (CitedLaw("Act", None, None, 3),) * 2 + (CitedLaw("Act", None, None, 2),))},
        ),
    ],
)
def test_a_plot_of_just_enough(name: str, enough: dict[str, Any], less: dict[str, Any]) -> None:
    """A plot is there from the least that it can show something of, and not for less."""
    assert list(draw(make_release(**enough))) == [name]
    assert draw(make_release(**less)) == {}


def test_a_funnel_of_just_enough() -> None:
    """A funnel needs ten bodies, fifty texts of all and five of the largest."""
    funnel = make_funnel(0)
    ten = replace(funnel, bodies=funnel.bodies[:10])
    largest = ten.bodies[0]
    assert has_funnel(replace(ten, rate=replace(ten.rate, decided=50)))
    assert not has_funnel(replace(ten, rate=replace(ten.rate, decided=49)))
    assert not has_funnel(replace(ten, bodies=ten.bodies[:9]))
    for decided, enough in ((5, True), (4, False)):
        first = replace(largest, rate=replace(largest.rate, decided=decided))
        assert has_funnel(replace(ten, bodies=(first, *ten.bodies[1:]))) is enough
