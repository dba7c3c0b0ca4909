"""Decisions given by their address: the options to ask for them with, and what asks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from decision_parser.cli.places import Place

if TYPE_CHECKING:
    from decision_parser.pipeline.scraping import Scraper

_SCHEMES = ("http://", "https://")


def is_address(text: str) -> bool:
    """Whether this is an address of the web and no name of a file."""
    return text.lower().startswith(_SCHEMES)


def fetch_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that fetches what is given to it by address."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


contact_option = click.option(
    "--contact",
    metavar="ADDRESS",
    envvar="DECISION_PARSER_CONTACT",
    help="Your e-mail or web address, which the publisher is told. Required for the live site.",
)
base_url_option = click.option(
    "--base-url", metavar="URL", help="Another server with the same pages.  [default: the publisher's own]"
)
delay_option = click.option(
    "--delay",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=1.0,
    help="Least time between two requests; robots.txt can ask for more.",
)
_keep_option = click.option(
    "--archive", metavar="DIR", type=Place(file_okay=False), help="Archive to keep what is fetched in."
)
_OPTIONS = (_keep_option, contact_option, base_url_option, delay_option)


@contextmanager
def open_scraper(names: Sequence[str], source: str | None, **asking: Any) -> Iterator["Scraper | None"]:  # noqa: ANN401 - the options above
    """What fetches those of `names` that are addresses; None where none is."""
    if not any(map(is_address, names)):
        if asking["archive"]:
            raise click.UsageError("--archive keeps what is fetched; give a decision by its https:// address.")
        yield None
        return
    from decision_parser.pipeline.scraping import Scraper

    with Scraper(source=source, **asking) as scraper:
        yield scraper
