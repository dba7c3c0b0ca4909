"""The page itself: an overview laid out as one HTML file, with everything in it escaped."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from decision_parser.models.overview import Funnel, Overview, Rate
from decision_parser.quality.page import words
from decision_parser.quality.page.charts import draw_plots, spread_payments
from decision_parser.quality.page.drawing import set_style
from decision_parser.quality.page.funnel import find_far

_LARGEST = 15
_LEAST_LISTED, _MOST_LISTED = 10, 400
"""Bodies with at least so many decided are listed in full, up to so many; those beyond the limits always are."""
_FILTERS = (
    words.breakable,
    words.capital,
    words.day,
    words.find_address,
    words.moment,
    words.name,
    words.number,
    words.points,
    words.pounds,
    words.short_day,
    words.tell_changes,
    words.tell_outcomes,
)


def render_page(overview: Overview) -> str:
    """The page about a release. The same overview gives the same text."""
    style, script = _read("page.css"), _read("print.js")
    with set_style():
        plots = draw_plots(overview)
    return _open_environment().get_template("page.html.j2").render(
        overview=overview,
        plots=plots,
        spread=spread_payments(overview.payments),
        far=find_far(overview.funnel),
        bodies=_list_bodies(overview.funnel),
        outcome_names=words.OUTCOMES,
        place_names=words.PLACES,
        problem_notes=words.PROBLEMS,
        bases=words.BASES,
        style=style,
        script=script,
        policy=_write_policy(style, script),
    )  # fmt: skip


@cache
def _open_environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("decision_parser.quality.page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=words.show,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({each.__name__: each for each in _FILTERS})
    environment.filters.update(percent=_percent, interval=_interval)
    environment.globals["count"] = words.count
    return environment


def _percent(share: float | None) -> Markup:
    """A share that no line break parts from its sign."""
    return Markup(words.percent(share).replace("<", "&lt;").replace(">", "&gt;").replace(" ", "&nbsp;"))  # noqa: S704 - figures


def _interval(rate: Rate) -> Markup:
    """An interval that no line break parts from its sign."""
    return Markup('<span class="nowrap">{}</span>').format(words.interval(rate))


def _read(name: str) -> Markup:
    """A file of ours that goes into the page as it is."""
    text = (files("decision_parser.quality.page") / "templates" / name).read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - it is ours


def _write_policy(style: str, script: str) -> str:
    """What the page may do: use the style and the script in it, and nothing else."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _list_bodies(funnel: Funnel) -> dict[str, list[object]]:
    """The bodies of the table beside the funnel, and those of the long one."""
    largest = [body for body in funnel.bodies[:_LARGEST] if not body.place.is_far]
    listed = [body for body in funnel.bodies if body.rate.decided >= _LEAST_LISTED or body.place.is_far]
    return {"largest": list(largest), "listed": list(listed[:_MOST_LISTED])}
