"""The page as one file: nothing is fetched, what a decision says is shown and never run, marks are saved as JSON."""

import base64
import hashlib
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from decision_parser.errors import UsageError
from decision_parser.models import CitationKind, Decision, RemedyKind, SectionKind
from decision_parser.quality.marks import FORMAT, Subject
from decision_parser.quality.review.views import FIELDS, DecisionView, view
from decision_parser.wording import tell_missing

_UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


class Sample(Struct, frozen=True, kw_only=True):
    """Decisions to be read, and what they were drawn from: `population` is how many there were to draw from."""

    release: str
    parser_version: str
    seed: int
    population: int
    decisions: tuple[Decision, ...]
    conditions: tuple[str, ...] = ()


def write_page(sample: Sample) -> bytes:
    """The page, the same for the same sample.

    Raises UsageError where the library that fills pages is not installed.
    """
    try:
        from jinja2 import Environment, StrictUndefined
        from markupsafe import Markup
    except ImportError:
        raise UsageError(tell_missing("This page", "jinja2", "report")) from None
    own = files(__package__)
    style, script, template = (own.joinpath(f"review.{kind}").read_text("utf-8") for kind in ("css", "js", "html.j2"))
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    views = [view(decision) for decision in sample.decisions]
    page = environment.from_string(template).render(
        sample=sample,
        views=views,
        style=Markup(style),  # noqa: S704 - ours, from the package
        script=Markup(script),  # noqa: S704 - ours, from the package
        data=Markup(write_data(sample, views)),  # noqa: S704 - nothing in it can end its element
        policy=_write_policy(style, script),
        nothing="–",
        kinds={
            Subject.FIELD: list(FIELDS),
            Subject.SECTION: [kind.value for kind in SectionKind],
            Subject.REMEDY: [kind.value for kind in RemedyKind],
            Subject.CITATION: [kind.value for kind in CitationKind],
        },
    )
    return page.encode()


def _write_policy(style: str, script: str) -> str:
    """What a browser may do with the page: use the one style and the one script in it, and nothing else."""
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}"
    return f"default-src 'none'; {allowed}; img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def write_data(sample: Sample, views: list[DecisionView]) -> str:
    """What the script needs, as JSON in which no character can end an element or start a comment."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "version": 1,
        "release": sample.release,
        "parser_version": sample.parser_version,
        "seed": sample.seed,
        "decisions": [
            {
                "decision_id": each.decision.decision_id,
                "content_sha256": each.decision.content_sha256,
                "items": each.items,
            }
            for each in views
        ],
    }
    return msgspec.json.encode(data).decode().translate(_UNSAFE)
