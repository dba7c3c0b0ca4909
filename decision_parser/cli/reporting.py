"""The command that writes the page about a release."""

import click

from decision_parser.cli.commands import examples, quiet_option
from decision_parser.cli.messages import write
from decision_parser.cli.places import Place


@click.command(
    epilog=examples(
        "report --out dataset",
        "report --out dataset --to page.html",
    )
)
@click.option(
    "--out", "--dataset", "out", metavar="DIR", required=True, type=Place(file_okay=False),
    help="Folder of the dataset.",
)  # fmt: skip
@click.option("--to", metavar="FILE", type=click.Path(), help="File to write.  [default: report.html in DIR]")
@quiet_option
def report(*, out: str, to: str | None) -> None:
    """Write a page about a dataset, to look at.

    It says what the dataset holds, what is going wrong (gaps, failed checks, unknown headings, missing values), and
    what the decisions say: upheld by body, remedies, payments, law. It is one file that asks for no other, for a
    laptop, a phone and paper. Its path is printed on stdout.
    """
    import os

    from decision_parser.pipeline.report import write_report

    write(os.fsencode(write_report(out, to)) + b"\n")
