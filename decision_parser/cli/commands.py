"""The commands: what they take, and which function of the library does the work."""

import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from decision_parser.cli.messages import PROGRAM, describe_error, exit_code_of, say, write
from decision_parser.cli.places import Place
from decision_parser.cli.scraping import fetch_options, is_address, open_scraper
from decision_parser.cli.values import Choice, Whole

if TYPE_CHECKING:
    from decision_parser.models import Decision
    from decision_parser.pipeline.scraping import Scraper

_QUIET = "decision_parser.quiet"


# ── options that several commands have ───────────────────────────────────────────────────────────────────────────────


def _note_quiet(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click calls it
    """Remember that silence was asked for, before or after the command's name."""
    ctx.meta[_QUIET] = value or ctx.meta.get(_QUIET, False)


def is_quiet() -> bool:
    """Whether silence was asked for."""
    return bool(click.get_current_context().meta[_QUIET])


quiet_option = click.option(
    "-q", "--quiet", is_flag=True, expose_value=False, callback=_note_quiet, help="Say nothing but errors on stderr."
)
_source_option = click.option(
    "--source",
    metavar="SLUG",
    shell_complete=lambda _ctx, _parameter, begun: [slug for slug in _find_slugs() if slug.startswith(begun)],
    help="Publisher, as `sources` lists them.  [default: told by the text]",
)
out_option = click.option(
    "--out", metavar="DIR", required=True, type=Place(file_okay=False), help="Folder of the dataset, or its address."
)


def _parse_accepted(_ctx: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """Names of checks and why each may fail."""
    pairs = [value.partition("=") for value in values]
    for name, _, reason in pairs:
        if not (name.strip() and reason.strip()):
            raise click.BadParameter(f"{name!r} has no name or no reason; write --accept {name.strip() or 'NAME'}=WHY.")
    return {name.strip(): reason.strip() for name, _, reason in pairs}


def _complete_check(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    from decision_parser.quality.gate import CHECKS

    return [f"{name}=" for name in CHECKS if name.startswith(begun)]


accept_option = click.option(
    "--accept",
    metavar="NAME=WHY",
    multiple=True,
    callback=_parse_accepted,
    shell_complete=_complete_check,
    help="Publish although the check NAME fails, and say why: it stands in the release. Can be given several times.",
)
engine_option = click.option(
    "--engine",
    metavar="ENGINE",
    default="processes",
    help="What works: processes (see --jobs); dask-local:N, a Dask cluster of N processes for this run; or "
    "dask://HOST:PORT, a scheduler whose machines all see the files and the dataset.",
)
fewer_option = click.option(
    "--allow-fewer", is_flag=True, help="Publish also a release with fewer decisions than the one before."
)


def _find_slugs() -> Sequence[str]:
    from decision_parser.sources import load_sources

    return list(load_sources())


def examples(*lines: str) -> str:
    """An epilog that keeps its lines."""
    return "\b\nExamples:\n" + "\n".join(f"  {PROGRAM} {line}" for line in lines)


# ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command(
    epilog=examples(
        "parse page.html",
        "parse pages/*.html > decisions.ndjson",
        "parse --format text statement.pdf",
        "parse --url https://www.lgo.org.uk/decisions/... - < page.html",
        "parse https://www.lgo.org.uk/decisions/... --contact you@example.org",
    )
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option(
    "--format",
    "layout",
    type=Choice(["json", "text"]),
    default="json",
    help="One JSON object a line, or a layout to read.",
)
@click.option(
    "--url", metavar="URL", help="Address the file came from; with one FILE only.  [default: as its sidecar says]"
)
@_source_option
@fetch_options
@quiet_option
def parse(*, files: Sequence[str], layout: str, url: str | None, source: str | None, **asking: Any) -> int:  # noqa: ANN401 - options to fetch with
    """Print the decisions in pages, PDFs or texts.

    They come in the order of the files; FILE may be - for standard input. What is known of a page.html (url,
    fetched_at, headers) is read from a page.json beside it. A file that cannot be parsed gets a sentence on stderr, the
    others go on, and the exit code is 1. Put -- before names that begin with a dash.

    FILE may also be the address of a published decision: it is fetched politely, with its full report, and what was
    understood of it is said on stderr.
    """
    if url and len(files) > 1:
        raise click.UsageError("--url is the address of one FILE; parse the others in calls of their own.")
    if url and is_address(files[0]):
        raise click.UsageError("FILE is itself an address; leave --url away.")
    if source:
        from decision_parser.sources import find_source

        find_source(source)
    with open_scraper(files, source, **asking) as scraper:
        return _parse_all(files, layout, url, source, scraper)


def _parse_all(
    files: Sequence[str], layout: str, url: str | None, source: str | None, scraper: "Scraper | None"
) -> int:
    code, printed = 0, 0
    for file in files:
        try:
            scraped = scraper.scrape(file) if scraper and is_address(file) else None
            decision = scraped.decision if scraped else _parse_file(file, url, source)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one file, the others go on
            _say_failure(_describe_failure(file, error), "standard input" if file == "-" else file)
            code = max(code, exit_code_of(error))
        else:
            _print(decision, layout, first=not printed)
            printed += 1
            if scraped and not is_quiet():
                from decision_parser.cli.account import print_account

                print_account(scraped, stderr=True)
    return code


def _parse_file(file: str, url: str | None, source: str | None) -> "Decision":
    from decision_parser.pipeline.apart import parse_apart
    from decision_parser.pipeline.inputs import Sidecar, read_input
    from decision_parser.pipeline.parse import parse as parse_bytes

    data, sidecar = (_read_stdin(), Sidecar()) if file == "-" else read_input(file)
    known: dict[str, Any] = {
        "url": url or sidecar.url,
        "media_type": sidecar.declared,
        "fetched_at": sidecar.fetched_at,
    }
    return parse_apart(partial(parse_bytes, source=source, **known), data)


def _read_stdin() -> bytes:
    from decision_parser.pipeline.opening import read_stream

    return read_stream(sys.stdin.buffer) if sys.stdin else b""


def _say_failure(message: str, where: str) -> None:
    """Say why something gave no decision, and name it once."""
    say(message, "" if is_address(where) and where in message else where)


def _describe_failure(file: str, error: Exception) -> str:
    """Why a file gave no decision, as a sentence."""
    if file != "-" and os.path.isdir(file):  # noqa: PTH112 - a name is kept as it was typed
        return f"This is a folder; read it with `{PROGRAM} build FOLDER --out DIR`."
    if not file:
        return "The name of a file is empty; name one, or - for standard input."
    if isinstance(error, OSError):
        from decision_parser.pipeline.inputs import describe_os_error

        return describe_os_error(error)
    return describe_error(error)


def _print(decision: "Decision", layout: str, *, first: bool) -> None:
    """Print a decision at once: who reads a pipe should not wait for the files that follow."""
    if layout == "json":
        from decision_parser.pipeline.parse import to_json

        write(to_json(decision) + b"\n")
    else:
        from decision_parser.cli.layout import print_decision

        print_decision(decision, first=first)


@click.command(
    epilog=examples(
        "build pages/ --out dataset",
        "build pages/ statement.pdf --out dataset --jobs 1 --json > run.json",
    )
)
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=Place())
@out_option
@_source_option
@click.option("--jobs", metavar="N", type=Whole(min=1), help="Processes at work.  [default: all cores]")
@engine_option
@click.option(
    "--register",
    metavar="PATH",
    type=Place(file_okay=False),
    help="Register of councils: an archive that `register update` wrote, or a folder with its two files.",
)
@accept_option
@fewer_option
@click.option("--json", "as_json", is_flag=True, help="Print the run report on stdout.")
@quiet_option
def build(  # noqa: PLR0913 - named, and each an option of the command
    *,
    inputs: Sequence[str],
    out: str,
    source: str | None,
    jobs: int | None,
    engine: str,
    register: str | None,
    accept: dict[str, str],
    allow_fewer: bool,
    as_json: bool,
) -> int:
    """Build the next release of a dataset from files and folders.

    INPUT is a page, a PDF, a text, or a folder of them. The same inputs give the same Parquet files, and readers of the
    dataset see the new release only when it is complete. What could not be parsed is listed at the end, the rest is
    published, and the exit code is 1.

    A release that lost decisions, values or text against the one before, or that is not as decisions of its publisher
    are, is not published: the one before stays, and the exit code is 4.
    """
    from decision_parser.cli.report import print_report, show_progress
    from decision_parser.pipeline.build import build as build_dataset

    with show_progress(wanted=not is_quiet()) as progress:
        report = build_dataset(
            inputs,
            out=out,
            source=source,
            jobs=jobs,
            engine=engine,
            register=register,
            accept=accept,
            fewer=allow_fewer,
            progress=progress,
        )
    if as_json:
        print_json(report)
    print_report(report, quiet=is_quiet())
    return report.exit_code


def print_json(value: object) -> None:
    """Print a record on stdout as JSON to read."""
    import msgspec

    write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


@click.command(
    epilog=examples(
        "show 24 014 420 --out dataset",
        "show 24-014-420 --out dataset | less",
        "show https://www.lgo.org.uk/decisions/... --contact you@example.org",
    )
)
@click.argument("reference", metavar="REFERENCE", nargs=-1, required=True)
@click.option("--out", metavar="DIR", type=Place(file_okay=False), help="Folder of the dataset with REFERENCE.")
@_source_option
@fetch_options
@quiet_option
def show(*, reference: Sequence[str], out: str | None, source: str | None, **asking: Any) -> int:  # noqa: ANN401 - options to fetch with
    """Print a decision of a dataset, to read.

    Spaces and hyphens in REFERENCE are the same. A reference that stands for several bodies shows all of them.

    REFERENCE may also be the address of a published decision. Without --out it is fetched politely, and what was
    understood of it is said below it.
    """
    if out is None and all(map(is_address, reference)):
        with open_scraper(reference, source, **asking) as scraper:
            return _show_scraped(reference, scraper) if scraper else 0
    if out is None:
        raise click.UsageError("--out names the dataset that REFERENCE stands in; give it, or a decision's address.")
    from decision_parser.dataset.reading import find_decision, tell_no_decision

    wanted = " ".join(reference)
    found = find_decision(out, wanted)
    for number, decision in enumerate(found):
        _print(decision, "text", first=not number)
    if not found:
        say(tell_no_decision(out, wanted))
    return 0 if found else 1


def _show_scraped(addresses: Sequence[str], scraper: "Scraper") -> int:
    from decision_parser.cli.account import print_account

    code, printed = 0, 0
    for address in addresses:
        try:
            scraped = scraper.scrape(address)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others go on
            _say_failure(describe_error(error), address)
            code = max(code, exit_code_of(error))
        else:
            _print(scraped.decision, "text", first=not printed)
            print_account(scraped, stderr=False)
            printed += 1
    return code


def complete_table(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The tables whose names begin so, for a shell."""
    from decision_parser.dataset.columns import TABLES

    return [name for name in TABLES if name.startswith(begun)]


@click.command(
    epilog=examples(
        "schema",
        "schema paragraphs --format markdown",
    )
)
@click.argument("table", metavar="[TABLE]", required=False, shell_complete=complete_table)
@click.option("--format", "layout", type=Choice(["json", "markdown"]), default="json", help="For programs, or to read.")
@quiet_option
def schema(*, table: str | None, layout: str) -> None:
    """Say what the columns of a table are.

    TABLE is decisions, sections, paragraphs, remedies, citations, problems, changes or ledger. Without it, json gives
    the JSON Schema of what `parse` prints, and markdown the data dictionary of all tables.
    """
    from decision_parser.dataset import documentation

    if layout == "json":
        described = documentation.describe_table(table) if table else documentation.describe_decision()
        text = documentation.write_json(described)
    else:
        text = _find_part(documentation.write_dictionary(), table)
    write(text.encode())


def _find_part(dictionary: str, table: str | None) -> str:
    """What the data dictionary says of one table, or all of it."""
    from decision_parser.dataset.columns import find_table

    if table is None:
        return dictionary
    heading = f"## {find_table(table).name}\n"
    return heading + dictionary.partition(heading)[2].partition("\n## ")[0]


@click.command(epilog=examples("sources", "sources --json"))
@click.option("--json", "as_json", is_flag=True, help="Print them as a JSON array.")
@quiet_option
def sources(*, as_json: bool) -> None:
    """List the publishers whose decisions can be parsed.

    With what they ask of those who use the text.
    """
    from decision_parser.sources import load_sources

    names = ("slug", "name", "home", "licence", "attribution")
    rows = [{name: getattr(source, name) for name in names} for source in load_sources().values()]
    if as_json:
        print_json(rows)
    else:
        from decision_parser.cli.report import print_sources

        print_sources(rows)
