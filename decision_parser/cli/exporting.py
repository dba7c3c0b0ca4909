"""The command that writes a dataset for other programs."""

import sys
from typing import TYPE_CHECKING, Any

import click

from decision_parser.cli.commands import complete_table, examples, is_quiet, quiet_option
from decision_parser.cli.messages import say
from decision_parser.cli.places import Place
from decision_parser.cli.values import Choice, Day

if TYPE_CHECKING:
    from decision_parser.dataset.exporting.exports import Exported

dataset_option = click.option(
    "--out", "--dataset", "out", metavar="DIR", required=True, type=Place(), help="Folder of the dataset."
)


@click.command(
    epilog=examples(
        "export --format csv --out dataset --to csv/",
        "export --format csv --table remedies --out dataset --to - > remedies.csv",
        "export --format jsonl --nested --year 2024 --out dataset --to decisions.jsonl",
        "export --format xlsx --once --no-text --out dataset",
        "export --format sqlite --out dataset --to decisions.db",
    )
)
@dataset_option
@click.option(
    "--format",
    "layout",
    type=Choice(["csv", "jsonl", "xlsx", "sqlite"]),
    default="csv",
    help="What other programs open.",
)
@click.option(
    "--table",
    "tables",
    metavar="NAME",
    multiple=True,
    shell_complete=complete_table,
    help="Table to write; can be given again.  [default: all; for xlsx decisions, remedies, citations, problems]",
)
@click.option(
    "--to",
    metavar="PATH",
    type=click.Path(allow_dash=True),
    help="File, or folder for several tables as CSV or JSON lines; - is standard output, for one table.  "
    "[default: decisions-csv, TABLE.csv, decisions.xlsx, decisions.db ... in the working directory]",
)
@click.option("--once", is_flag=True, help="Each text once, whatever references it has.")
@click.option("--year", "years", metavar="Y", multiple=True, help="Year of decision, or undated; can be given again.")
@click.option("--no-text", is_flag=True, help="Decisions without full_text and the text of sections; summary stays.")
@click.option("--plain", is_flag=True, help="CSV for programs alone: no byte order mark, no guarded text.")
@click.option("--nested", is_flag=True, help="JSON lines of decisions with all their parts, as `parse` prints them.")
@click.option("--as-of", metavar="DATE", type=Day(), help="The dataset as it stood at the end of this day, UTC.")
@quiet_option
def export(*, out: str, to: str | None, **options: Any) -> None:  # noqa: ANN401 - the options above
    """Write tables as CSV, JSON lines, an Excel workbook or SQLite.

    What is at PATH is replaced when the new is whole; other files in a folder stay. Rows are read piece by piece, so
    that memory does not grow with the dataset.

    CSV is UTF-8 after RFC 4180, with a datapackage.json beside the files of a folder. It begins with a byte order mark
    (not on standard output), without which Excel shows wrong characters for £ and ’. Text is in quotes, null is empty,
    a list is a JSON array. Text that begins with =, +, -, @, a tab or a line end gets an apostrophe before it, or a
    spreadsheet would run it; so does such text with apostrophes before it, so that taking one away gives the words
    back. Numbers are never changed.

    JSON lines have null as null, dates in ISO form, and money as a number with two decimals.

    A workbook cuts text at the 32,767 characters that a cell can hold: the column cut_columns says where, the sheet
    `about` how often.

    SQLite has keys, indexes, full-text search over paragraphs, and the views passages, uphold_rates and payments.
    Beside decisions.db lies metadata.yaml, for Datasette.
    """
    from decision_parser.cli.report import show_progress
    from decision_parser.dataset.exporting.exports import export as export_dataset

    quiet = is_quiet()
    with show_progress(wanted=not quiet, what="Exporting") as progress:
        done = export_dataset(
            out,
            options["layout"],
            sys.stdout.buffer if to == "-" else to,
            options["tables"],
            once=options["once"],
            years=options["years"],
            text=not options["no_text"],
            plain=options["plain"],
            nested=options["nested"],
            as_of=options["as_of"],
            progress=progress,
        )
    if not quiet:
        _print(done)


def _print(done: "Exported") -> None:
    """Say on stderr what was written."""
    rows = ", ".join(f"{name} {count:,}" for name, count in done.rows.items())
    say(f"Release {done.release}: {rows}.")
    for name, count in done.cuts.items():
        say(f"{count:,} texts of {name} were cut to what a cell of Excel can hold; the column cut_columns says where.")
    for file in done.files:
        say(f"Written: {file}")
