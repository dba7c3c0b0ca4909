"""The commands that read a publisher, and that say how the last reading went."""

import datetime as dt
import re

import click

from decision_parser.cli.commands import (
    accept_option,
    engine_option,
    examples,
    fewer_option,
    is_quiet,
    out_option,
    print_json,
    quiet_option,
)
from decision_parser.cli.messages import say
from decision_parser.cli.places import Place
from decision_parser.cli.scraping import base_url_option, contact_option, delay_option
from decision_parser.cli.values import Day, Whole

# As in crawl.windows and pipeline.refresh, which `--help` must not load; a test compares them.
_WEEKS, _ROTATION, _RECHECK = 26, 28, 200
_AGE = re.compile(r"(\d+)\s*(h|d|w)")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}

_archive_option = click.option(
    "--archive",
    metavar="DIR",
    required=True,
    type=Place(file_okay=False),
    help="Folder of the archive, or its address.",
)
source_option = click.option("--source", metavar="SLUG", default="lgsco", help="Publisher, as `sources` lists them.")


@click.command(
    epilog=examples(
        "refresh --archive archive --out dataset --contact you@example.org",
        "refresh --archive archive --out dataset --contact you@example.org --since 2026-01-01",
    )
)
@_archive_option
@out_option
@source_option
@click.option("--since", metavar="DATE", type=Day(), help="First date of decision to list.  [default: all]")
@click.option("--until", metavar="DATE", type=Day(), help="Last date of decision to list.  [default: today]")
@base_url_option
@contact_option
@delay_option
@click.option(
    "--weeks", metavar="N", type=Whole(min=1), default=_WEEKS, help="Weeks of dates that each run lists again."
)
@click.option(
    "--rotation",
    metavar="N",
    type=Whole(min=1),
    default=_ROTATION,
    help="Daily runs in which every older window comes again.",
)
@click.option(
    "--recheck", metavar="N", type=Whole(min=0), default=_RECHECK, help="Pages held that are looked at again."
)
@click.option("--jobs", metavar="N", type=Whole(min=1), help="Processes that parse.  [default: all cores]")
@engine_option
@accept_option
@fewer_option
@click.option("--json", "as_json", is_flag=True, help="Print the run report on stdout.")
@quiet_option
def refresh(  # noqa: PLR0913 - each an option
    *,
    archive: str,
    out: str,
    source: str,
    since: dt.date | None,
    until: dt.date | None,
    base_url: str | None,
    contact: str | None,
    delay: float,
    weeks: int,
    rotation: int,
    recheck: int,
    jobs: int | None,
    engine: str,
    accept: dict[str, str],
    allow_fewer: bool,
    as_json: bool,
) -> int:
    """Read what the publisher lists, keep what is new, and publish it.

    The first run reads everything, at one request a second, and can take days: interrupted, it goes on where it
    stopped. Run it every night afterwards: it lists the last weeks again, and the rest in turn. Everything received is
    kept in the archive. When nothing is new, the last release stays, and the exit code is 0; when the publisher could
    not be read completely, it is 3.
    """
    from decision_parser.cli.report import print_refresh, show_steps
    from decision_parser.pipeline.refresh import refresh as refresh_dataset

    with show_steps(wanted=not is_quiet()) as progress:
        report = refresh_dataset(
            archive,
            out=out,
            source=source,
            since=since,
            until=until,
            base_url=base_url,
            contact=contact,
            delay=delay,
            weeks=weeks,
            rotation=rotation,
            recheck=recheck,
            jobs=jobs,
            engine=engine,
            accept=accept,
            fewer=allow_fewer,
            progress=progress,
        )
    if as_json:
        print_json(report)
    print_refresh(report, quiet=is_quiet())
    return report.exit_code


def _parse_age(_ctx: click.Context, _parameter: click.Parameter, value: str) -> dt.timedelta:
    found = _AGE.fullmatch(value.strip().lower())
    if not found:
        raise click.BadParameter(f"{value!r} is no age; write it like 36h, 3d or 2w.")
    try:
        return dt.timedelta(**{_UNITS[found[2]]: int(found[1])})
    except (OverflowError, ValueError):  # also of more digits than Python reads as a number
        raise click.BadParameter(f"{value[:20]!r} is no age that a run can have; give a shorter one.") from None


@click.command(epilog=examples("status --out dataset", "status --out dataset --max-age 36h || mail -s stale ops"))
@out_option
@click.option(
    "--max-age", metavar="AGE", default="3d", callback=_parse_age, help="Oldest that the last good run may be."
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@quiet_option
def status(*, out: str, max_age: dt.timedelta, as_json: bool) -> int:
    """Say when the last good refresh was, for monitoring.

    The exit code is 1 when it is older than AGE, or when there was none.
    """
    from decision_parser.pipeline.status import find_status

    found = find_status(out, max_age)
    if as_json:
        print_json(found)
    elif not is_quiet() or not found.good:
        say(found.message)
    return 0 if found.good else 1
