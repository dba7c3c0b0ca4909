"""The commands on an archive as a whole."""

from typing import TYPE_CHECKING

import click

from decision_parser.cli.commands import examples, is_quiet, print_json, quiet_option
from decision_parser.cli.messages import say, write
from decision_parser.cli.places import Place
from decision_parser.wording import count_of

if TYPE_CHECKING:
    from pathlib import Path

_archive = click.argument("archive", metavar="ARCHIVE", type=Place(file_okay=False))
_source = click.option("--source", metavar="SLUG", default="lgsco", help="Publisher whose archive it is.")


@click.group(epilog=examples("archive verify archive", "archive export archive > archive.cdxj"))
def archive() -> None:
    """Check, index, export or redact an archive."""


@archive.command(epilog=examples("archive verify archive"))
@_archive
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@quiet_option
def verify(*, archive: str, as_json: bool) -> int:
    """Read every record and compare it with its digests. Nothing is changed.

    The exit code is 1 when something is wrong.
    """
    from decision_parser.pipeline.archive import verify_archive

    found = verify_archive(archive)
    if as_json:
        print_json(found)
    for finding in found.findings:
        say(finding.message, finding.file if finding.offset is None else f"{finding.file} at byte {finding.offset}")
    if not is_quiet():
        counts = found.counts
        size = f"{count_of(counts.get('files', 0), 'file')}, {counts.get('bytes', 0) / 1e6:,.1f} MB"
        faults = f"{count_of(len(found.findings), 'fault')}; bring damaged files back from a copy of the archive"
        verdict = faults if found.findings else "whole"
        say(f"{size}, {count_of(counts.get('records', 0), 'record')}: {verdict}.")
    return 1 if found.findings else 0


@archive.command(epilog=examples("archive reindex archive"))
@_archive
@_source
@quiet_option
def reindex(*, archive: str, source: str) -> None:
    """Throw the index away and make it again from the records."""
    from decision_parser.cli.report import show_progress
    from decision_parser.pipeline.archive import reindex_archive

    with show_progress(wanted=not is_quiet(), what="Indexing") as progress:
        files = reindex_archive(archive, source, progress)
    if not is_quiet():
        say(f"The index of {count_of(files, 'file')} was made again.")


@archive.command(epilog=examples("archive export archive > archive.cdxj"))
@_archive
@click.option(
    "--cdxj",
    is_flag=True,
    default=True,
    show_default=False,
    help="As CDXJ, which replay tools read; said or not, since there is no other format yet.",
)
@quiet_option
def export(*, archive: str, cdxj: bool) -> None:
    """Print an index of all answers for other programs."""
    del cdxj  # the one format so far, named so that others can follow
    from decision_parser.pipeline.archive import export_archive

    for line in export_archive(archive):
        write(f"{line}\n".encode())


@archive.command(
    epilog=examples(
        "archive suppress archive lgsco/housing/allocations/24-014-420 --out dataset --reason 'court order of 3 May'"
    )
)
@_archive
@click.argument("decision", metavar="DECISION")
@click.option("--out", metavar="DIR", type=Place(file_okay=False), help="Dataset to remove it from, past releases too.")
@click.option("--reason", required=True, help="Why, for the note that stays.")
@_source
@quiet_option
def suppress(*, archive: str, decision: str, out: str | None, reason: str, source: str) -> None:
    """Remove a decision for good.

    Its bytes go, its rows in every release of the dataset, its name in what runs and checks say, and each page or
    export in the folder of the dataset that names it. DECISION is its decision_id or address. A note of it stays in the
    archive, and it is never fetched again. This cannot be undone; interrupted, it can be run again.
    """
    from decision_parser.pipeline.archive import suppress as suppress_decision

    def tell(path: "Path") -> None:
        if not is_quiet():
            say(f"{path} named it and was deleted.")

    removed = suppress_decision(archive, decision, out=out, reason=reason, source=source, tell=tell)
    if not is_quiet():
        rows = f" and from {out}" if removed else "; no release held it" if out else ""
        say(f"{decision} was removed from {archive}{rows}.")
        say("Exports, pages, notebooks and backups that lie elsewhere cannot be found from here: delete it there, too.")
