"""The command that says whether a publisher's pages are still understood."""

from typing import TYPE_CHECKING

import click

from decision_parser.cli.commands import examples, is_quiet, print_json, quiet_option
from decision_parser.cli.messages import one_line, write
from decision_parser.cli.refreshing import source_option
from decision_parser.cli.scraping import base_url_option, contact_option, delay_option

if TYPE_CHECKING:
    from decision_parser.pipeline.canary import Finding

_VERDICTS = 16  # columns, the longest and two


@click.command(
    epilog=examples(
        "canary --contact you@example.org",
        "canary --quiet; decision-parser refresh --archive archive --out dataset",
    )
)
@contact_option
@base_url_option
@delay_option
@source_option
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@quiet_option
def canary(*, contact: str | None, base_url: str | None, delay: float, source: str, as_json: bool) -> int:
    """Say whether the publisher's pages are still understood.

    Some thirty known decisions are fetched and their headers compared with the facts, a line each; it takes a minute.
    Run it first against the live site, and before each refresh. With --quiet only those are named that are not as
    expected.

    The exit code is 1 when a header differs or a page cannot be parsed, and 3 when one cannot be fetched, or more than
    half are gone. Nothing is kept.
    """
    from decision_parser.pipeline.canary import canary as ask_canary

    quiet = is_quiet()
    watch = None if as_json else lambda finding: _print(finding, quiet=quiet)
    report = ask_canary(contact=contact, base_url=base_url, delay=delay, source=source, watch=watch)
    if as_json:
        print_json(report)
    elif report.exit_code or not quiet:
        write(f"{report.message}\n".encode())
    return report.exit_code


def _print(finding: "Finding", *, quiet: bool) -> None:
    if not (quiet and finding.verdict in {"ok", "gone"}):
        write(f"{one_line(describe(finding))}\n".encode())


def describe(finding: "Finding") -> str:
    """One known decision in one line: the verdict, which it is, and what is wrong."""
    changes = (f"{each.field}: {each.expected} → {each.found or 'nothing'}" for each in finding.differences)
    problems = [f"{finding.problems} problems on its page"] if finding.problems else []
    said = "; ".join([*changes, *([finding.message] if finding.message else []), *problems])
    return f"{finding.verdict:{_VERDICTS}}{finding.address} ({finding.why})" + (f": {said}" if said else "")
