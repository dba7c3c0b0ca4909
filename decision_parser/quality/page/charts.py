"""The plots of the page: what is drawn, when there is enough to draw, and what each shows in words and figures."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import median, quantiles

from markupsafe import Markup
from matplotlib.figure import Figure
from msgspec import Struct

from decision_parser.models.overview import Counted, Funnel, Outcomes, Overview, Payments, Period, Place, Run
from decision_parser.quality.page.bars import Bar, Part, draw_columns, draw_rows
from decision_parser.quality.page.curves import Strip, draw_shares, draw_timeline
from decision_parser.quality.page.drawing import CLOSED, NOT_UPHELD, OTHER, SHEETS, UNSTATED, UPHELD, Sheet, save
from decision_parser.quality.page.funnel import draw_funnel, find_far
from decision_parser.quality.page.svg import fit
from decision_parser.quality.page.words import (
    CHANGES,
    OUTCOMES,
    capital,
    count,
    interval,
    join,
    name,
    percent,
    pounds,
    short_day,
    short_pounds,
    show_text,
    tell_outcomes,
)

_PARTS = (Part(UPHELD), Part(NOT_UPHELD, "//"), Part(CLOSED), Part(OTHER, "\\\\"), Part(UNSTATED, "--"))
_ROWS = 12
_LAWS = 12
_RUNS = 40
"""More runs than this are told by the month."""
# Less than this says nothing that a plot could show better than a sentence.
_LEAST_FUNNEL_BODIES, _LEAST_FUNNEL_TEXTS, _LEAST_FUNNEL_LARGEST = 10, 50, 5
_LEAST_PERIODS, _LEAST_DECIDED = 3, 50
_LEAST_PAYMENTS, _LEAST_ACTIONS, _LEAST_CITING = 20, 10, 3
_EDGES = tuple(map(Decimal, (0, 100, 200, 300, 400, 500, 750, 1000, 2000, 5000)))


class Plot(Struct, frozen=True):
    """A plot in the page: its heading, what it shows in words, and the drawings for wide and for narrow screens."""

    name: str
    title: str
    description: str
    drawings: tuple[Markup, ...]


def draw_plots(overview: Overview) -> dict[str, Plot]:
    """All plots that the release has enough for, by name."""
    candidates = (
        _plot_years(overview.holdings.years),
        _plot_categories(overview.holdings.categories),
        _plot_timeline(overview.runs),
        _plot_funnel(overview.funnel),
        _plot_shares(overview.periods),
        _plot_remedies(overview),
        _plot_payments(overview.payments),
        _plot_money(overview.payments),
        _plot_laws(overview),
    )
    return {plot.name: plot for plot in candidates if plot}


def _draw(name_: str, title: str, description: str, draw: Callable[[Sheet], Figure]) -> Plot:
    told = show_text(description)
    drawings = tuple(fit(save(draw(sheet)), name_, sheet, title, told) for sheet in SHEETS)
    return Plot(name_, title, told, drawings)


# ── what there is ────────────────────────────────────────────────────────────────────────────────────────────────────


def _values(outcomes: Outcomes) -> tuple[float, ...]:
    return tuple(float(getattr(outcomes, part)) for part in OUTCOMES)


def _bar(counted: Counted) -> Bar:
    total = counted.outcomes.total
    return Bar(show_text(counted.name or "No category stated"), _values(counted.outcomes), f"{total:,}")


def _plot_years(years: Sequence[Counted]) -> Plot | None:
    if len(years) < 2:
        return None
    most = max(years, key=lambda year: year.outcomes.total)
    told = (
        f"Decisions by year from {years[0].name} to {years[-1].name}, divided by outcome. "
        f"The most are of {most.name}: {count(most.outcomes.total, 'decision')} "
        f"({tell_outcomes(most.outcomes)}). Totals: {_list(years)}."
    )
    bars = [_bar(year) for year in years]
    return _draw("years", "Decisions by year and outcome", told, lambda sheet: draw_columns(sheet, bars, _PARTS))


def _plot_categories(categories: Sequence[Counted]) -> Plot | None:
    if len(categories) < 2:
        return None
    shown = categories[:_ROWS]
    told = f"Decisions by category, divided by outcome. {_list(shown)}{_more(categories, _ROWS, 'category')}."
    bars = [_bar(category) for category in shown]
    return _draw("categories", "Decisions by category", told, lambda sheet: draw_rows(sheet, bars, _PARTS))


def _more(items: Sequence[object], shown: int, what: str) -> str:
    left = len(items) - shown
    many = what if left == 1 else f"{what.removesuffix('y')}ies" if what.endswith("y") else f"{what}s"
    return f"; {left:,} more {many} are in the table" if left > 0 else ""


def _list(counted: Sequence[Counted]) -> str:
    return ", ".join(f"{each.name or 'not stated'} {each.outcomes.total:,}" for each in counted)


# ── runs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _plot_timeline(runs: Sequence[Run]) -> Plot | None:
    seen = [run for run in runs if run.changes or run.complete is not None]
    if len(seen) < 2:
        return None
    monthly = len(seen) > _RUNS
    strips = list(_iter_strips(seen, monthly=monthly))
    first, last = (_find_day(run, monthly=monthly) for run in (seen[0], seen[-1]))
    totals = ", ".join(f"{strip.name.lower()} {sum(strip.counts.values()):,}" for strip in strips)
    told = (
        f"What {count(len(seen), 'run')} from {short_day(seen[0].at)} to {short_day(seen[-1].at)} saw"
        f"{', by the month' if monthly else ''}. In all: {totals}."
    )
    return _draw("timeline", "What the refreshes saw", told, lambda sheet: draw_timeline(sheet, strips, first, last))


def _find_day(run: Run, *, monthly: bool) -> dt.date:
    return run.at.date().replace(day=1) if monthly else run.at.date()


def _iter_strips(runs: Sequence[Run], *, monthly: bool) -> Iterator[Strip]:
    """A strip for each kind of change that there was, and one for runs that did not read all."""
    kinds = {kind for run in runs for kind in run.changes}
    for kind in [*(kind for kind in CHANGES if kind in kinds), *sorted(kinds - CHANGES.keys())]:
        counts: defaultdict[dt.date, int] = defaultdict(int)
        for run in runs:
            if run.changes.get(kind):
                counts[_find_day(run, monthly=monthly)] += run.changes[kind]
        yield Strip(CHANGES.get(kind, capital(name(kind))), counts)
    failed = Counter(_find_day(run, monthly=monthly) for run in runs if run.complete is False)
    if failed:
        yield Strip("Runs that could not read everything", failed, alarming=True)


# ── rates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def has_funnel(funnel: Funnel) -> bool:
    """Whether there are enough bodies, and large enough ones, for a funnel to show anything."""
    return (
        len(funnel.bodies) >= _LEAST_FUNNEL_BODIES
        and funnel.rate.decided >= _LEAST_FUNNEL_TEXTS
        and funnel.bodies[0].rate.decided >= _LEAST_FUNNEL_LARGEST
    )


def _plot_funnel(funnel: Funnel) -> Plot | None:
    if not has_funnel(funnel):
        return None
    places = Counter(body.place for body in funnel.bodies)
    far = [
        f"{number} {body.name}, {percent(body.rate.share)} of {body.rate.decided:,}"
        for number, body in enumerate(find_far(funnel), start=1)
    ]
    told = (
        f"Share of complaints upheld by body, against how many were decided, for {len(funnel.bodies):,} bodies. "
        f"Of all, {percent(funnel.rate.share)} of {funnel.rate.decided:,} are upheld. "
        f"{places[Place.WITHIN]:,} bodies are within the 95 % limits of chance, "
        f"{places[Place.ABOVE] + places[Place.BELOW]:,} between those and the 99.8 % limits, and {len(far):,} "
        f"beyond{': ' if far else ''}{'; '.join(far[:20])}{'; and more in the table' if len(far) > 20 else ''}."
    )
    return _draw("funnel", "Share upheld by body", told, lambda sheet: draw_funnel(sheet, funnel))


def _plot_shares(periods: Sequence[Period]) -> Plot | None:
    known = [period for period in periods if period.rate.decided]
    if len(known) < _LEAST_PERIODS or sum(period.rate.decided for period in known) < _LEAST_DECIDED:
        return None
    lowest = min(known, key=lambda period: period.rate.share)
    highest = max(known, key=lambda period: period.rate.share)
    first, last = known[0], known[-1]
    told = (
        f"Share of complaints upheld from {first.name} ({percent(first.rate.share)} of {first.rate.decided:,}) to "
        f"{last.name} ({percent(last.rate.share)} of {last.rate.decided:,}), each with its 95 % interval. "
        f"The lowest is {percent(lowest.rate.share)} in {lowest.name} ({interval(lowest.rate)}), the highest "
        f"{percent(highest.rate.share)} in {highest.name} ({interval(highest.rate)})."
    )
    return _draw("shares", "Share upheld over time", told, lambda sheet: draw_shares(sheet, periods))


# ── remedies ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _plot_remedies(overview: Overview) -> Plot | None:
    kinds = overview.remedies
    if len(kinds) < 2 or sum(kind.asked for kind in kinds) < _LEAST_ACTIONS:
        return None
    told = "Actions by kind: " + ", ".join(
        f"{name(kind.kind)} {kind.asked:,} in {count(kind.decisions, 'decision')}" for kind in kinds
    )
    bars = [Bar(capital(name(kind.kind)), (float(kind.asked),), f"{kind.asked:,}") for kind in kinds]
    return _draw("remedies", "Remedies by kind", f"{told}.", lambda sheet: draw_rows(sheet, bars))


class Spread(Struct, frozen=True):
    """Single payments in figures: how many, their quartiles, the largest, and how many lie in each range."""

    payments: int
    low: Decimal
    middle: Decimal
    high: Decimal
    largest: Decimal
    ranges: tuple[tuple[str, int], ...]


def spread_payments(payments: Payments) -> Spread | None:
    """The payments in figures, None where there are none."""
    amounts = payments.amounts
    if not amounts:
        return None
    low, _, high = quantiles(amounts, n=4, method="inclusive") if len(amounts) > 1 else amounts * 3
    return Spread(len(amounts), low, median(amounts), high, amounts[-1], tuple(_count_ranges(amounts)))


def _count_ranges(amounts: Sequence[Decimal]) -> Iterator[tuple[str, int]]:
    for low, high in pairwise(_EDGES):
        label = f"under £{high:,}" if not low else f"£{low:,} to £{high - 1:,}"
        yield label, sum(low <= amount < high for amount in amounts)
    yield f"£{_EDGES[-1]:,} and more", sum(amount >= _EDGES[-1] for amount in amounts)


def _plot_payments(payments: Payments) -> Plot | None:
    spread = spread_payments(payments)
    if spread is None or spread.payments < _LEAST_PAYMENTS:
        return None
    told = (
        f"{count(spread.payments, 'payment')}: half of them are at most {pounds(spread.middle)}, the middle half from "
        f"{pounds(spread.low)} to {pounds(spread.high)}, the largest {pounds(spread.largest)}. By range: "
        + ", ".join(f"{label} {value:,}" for label, value in spread.ranges)
    )
    bars = [Bar(label, (float(value),), f"{value:,}") for label, value in spread.ranges]
    return _draw("payments", "Payments by amount", f"{told}.", lambda sheet: draw_rows(sheet, bars, names=118))


def _plot_money(payments: Payments) -> Plot | None:
    years = payments.years
    if len(years) < 2 or sum(year.decisions for year in years) < _LEAST_ACTIONS:
        return None
    told = "Payments and refunds by year of decision: " + ", ".join(
        f"{year.year} {pounds(year.total)} in {count(year.decisions, 'decision')}" for year in years
    )
    bars = [Bar(year.year, (float(year.total),), short_pounds(year.total)) for year in years]
    return _draw("money", "Payments and refunds by year", f"{told}.", lambda sheet: draw_columns(sheet, bars))


# ── law ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _plot_laws(overview: Overview) -> Plot | None:
    laws = [law for law in overview.citations.most if law.decisions >= _LEAST_CITING][:_LAWS]
    if len(laws) < 3:
        return None
    told = (
        f"The law that most decisions cite about their case, of {count(overview.citations.laws, 'title')} in "
        f"{count(overview.citations.decisions, 'decision')}: "
        + join(f"{law.title} in {law.decisions:,}" for law in laws)
    )
    bars = [Bar(show_text(law.title), (float(law.decisions),), f"{law.decisions:,}") for law in laws]
    return _draw("laws", "Law that is cited most", f"{told}.", lambda sheet: draw_rows(sheet, bars))
