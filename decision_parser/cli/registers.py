"""The commands on the register of councils: fetch it, and ask it for a name."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from decision_parser.cli.commands import examples, is_quiet, print_json, quiet_option
from decision_parser.cli.messages import one_line, say, write
from decision_parser.cli.places import Place
from decision_parser.cli.scraping import contact_option, delay_option
from decision_parser.cli.values import Day

if TYPE_CHECKING:
    from decision_parser.pipeline.registers import RegisterAnswer

# As in pipeline.registering, which `--help` must not load; a test compares them.
_ADDRESS = "https://pages.mysociety.org/uk_local_authority_names_and_codes/data/uk_la_future/latest/"
_LABELS = 14


@click.group(
    epilog=examples(
        "register update --archive archive --contact you@example.org",
        "register show --archive archive Derbyshire County Council",
    )
)
def register() -> None:
    """Fetch the register of councils, and look names up in it.

    It gives decisions the codes, types and successors of the councils that they are about. It is mySociety's list of
    UK local authority names and codes, under CC BY 4.0.
    """


@register.command(epilog=examples("register update --archive archive --contact you@example.org"))
@click.option("--archive", metavar="DIR", required=True, type=Place(file_okay=False), help="Archive to keep it in.")
@click.option("--url", metavar="URL", default=_ADDRESS, help="Address of the folder with its two files.")
@contact_option
@delay_option
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@quiet_option
def update(*, archive: str, url: str, contact: str | None, delay: float, as_json: bool) -> None:
    """Fetch the register into an archive.

    It takes three requests, and is worth a run a month: the builds from this archive use it from then on, offline. A
    file that is no register is kept and refused, with exit code 3, and the last good copy stays in force.
    """
    from decision_parser.pipeline.registering import update_register

    report = update_register(archive, url=url, contact=contact, delay=delay)
    if as_json:
        print_json(report)
    if not is_quiet():
        say(report.message)


@register.command(
    epilog=examples(
        "register show --archive archive Derbyshire County Council",
        "register show --archive archive --on 2022-06-30 North Yorkshire",
        "register show --archive archive",
    )
)
@click.argument("words", metavar="[NAME]...", nargs=-1)
@click.option(
    "--archive",
    metavar="DIR",
    type=Place(file_okay=False),
    help="Archive that holds the register, or a folder with its two files.  [default: none is asked]",
)
@click.option("--on", "on", metavar="DATE", type=Day(), help="Day of the decision, for a name that two have had.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@quiet_option
def show(*, words: Sequence[str], archive: str | None, on: dt.date | None, as_json: bool) -> None:
    """Print which council a name means, or what it may have meant.

    Without a NAME, print where the copy of the register is from. Without an archive, print what the name alone tells.
    """
    if not words and archive is None:
        raise click.UsageError("Give a NAME to look up, or the --archive to tell of.")
    from decision_parser.pipeline.registers import ask_register

    answer = ask_register(" ".join(words) or None, archive, on)
    if as_json:
        print_json(answer)
        return
    for label, value in _iter_lines(answer):
        write(f"{label:{_LABELS}}{one_line(value)}\n".encode())


def _iter_lines(answer: "RegisterAnswer") -> Iterator[tuple[str, str]]:
    """Labels and values; what is not known has no line."""
    body, current = answer.body, ""
    if body and body.body_name_current:
        current = f"{body.body_id_current} {body.body_name_current}"
    yield from (
        (label, value)
        for label, value in (
            ("Name", answer.name),
            ("Id", body and body.body_id and f"{body.body_id} {answer.official_name}"),
            ("Type", body and body.body_type and body.body_type.value),
            ("GSS code", body and body.gss_code),
            ("Today", current),
            ("Perhaps", "; ".join(answer.proposals)),
            ("Register", answer.origin and f"{answer.origin} ({answer.authority_count:,} authorities)"),
            ("Fetched", answer.fetched_at and f"{answer.fetched_at:%Y-%m-%d %H:%M} UTC"),
            ("Checked", answer.checked_at and f"{answer.checked_at:%Y-%m-%d %H:%M} UTC"),
            ("Licence", answer.credit),
        )
        if value
    )
