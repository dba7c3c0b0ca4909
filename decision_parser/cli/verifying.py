"""The command that says whether a dataset is as it was written."""

import click

from decision_parser.cli.commands import examples, is_quiet, print_json, quiet_option
from decision_parser.cli.messages import one_line, say, write
from decision_parser.cli.places import Place
from decision_parser.wording import count_of


@click.command(
    epilog=examples(
        "verify --out dataset",
        "verify --out dataset --archive archive --all",
        "verify --out dataset --release previous --json",
    )
)
@click.option(
    "--out",
    "--dataset",
    "out",
    metavar="DIR",
    required=True,
    type=Place(),
    help="Folder of the dataset, or its address.",
)
@click.option("--archive", metavar="DIR", type=Place(), help="Archive to read, too.  [default: none]")
@click.option("--release", metavar="NAME", help="Release to read: a name, current or previous.  [default: current]")
@click.option("--all", "everything", is_flag=True, help="Read all releases.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@quiet_option
def verify(*, out: str, archive: str | None, release: str | None, everything: bool, as_json: bool) -> int:
    """Read every file of a release, and say which are damaged.

    Each file is held against the size and hash in release.json, and each table is read to its last row. With --archive,
    every record of that is compared with its digests, as `archive verify` does. Nothing is changed.

    One line is printed for each fault: where it is, what is wrong, what to do. The exit code is 1 when there is any.
    """
    from decision_parser.cli.report import show_progress
    from decision_parser.pipeline.verifying import verify as verify_dataset

    if everything and release:
        raise click.UsageError("--all reads every release; leave --release away.")
    with show_progress(wanted=not is_quiet(), what="Reading") as progress:
        found = verify_dataset(out, archive=archive, release=release, everything=everything, progress=progress)
    if as_json:
        print_json(found)
    else:
        for fault in found.faults:
            line = f"{fault.where}: {fault.message} {fault.advice}".strip()
            write(f"{one_line(line)}\n".encode(errors="replace"))
    if not is_quiet():
        counts = found.counts
        more = f", {counts['records']:,} records of the archive" if "records" in counts else ""
        read = f"{count_of(counts['releases'], 'release')}, {count_of(counts['files'], 'file')}{more}"
        verdict = "sound" if found.sound else count_of(len(found.faults), "fault")
        say(f"{read}, {counts['bytes'] / 1e6:,.1f} MB: {verdict}.")
    return 0 if found.sound else 1
