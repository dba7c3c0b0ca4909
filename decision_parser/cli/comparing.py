"""The command that says how two releases differ, and what a change of the code does."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from decision_parser.cli.commands import examples, print_json, quiet_option
from decision_parser.cli.places import Place
from decision_parser.cli.values import Choice, Whole
from decision_parser.storage.addresses import is_remote

if TYPE_CHECKING:
    from decision_parser.dataset.comparison import Comparison

_BOTH = 2


@click.command(
    epilog=examples(
        "diff --out dataset",
        "diff 20261122T210500Z current --out dataset --format markdown > difference.md",
        "diff before/ after/ --exit-code",
        "diff --archive fixtures --against main",
    )
)
@click.argument("releases", metavar="[RELEASE] [RELEASE]", nargs=-1)
@click.option("--out", "--dataset", "out", metavar="DIR", type=Place(file_okay=False), help="Folder of the dataset.")
@click.option("--archive", metavar="PATH", type=Place(), help="Archive or folder of files to build from, twice.")
@click.option("--against", metavar="REVISION", help="Build with the code of this git revision, and with that here.")
@click.option("--examples", "count", metavar="N", type=Whole(min=0), default=3, help="Examples of each column.")
@click.option(
    "--format",
    "layout",
    type=Choice(["text", "markdown", "json"]),
    default="text",
    help="To read, for a reviewer, or for a program.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 when they differ.")
@quiet_option
def diff(  # noqa: PLR0913 - each an option
    *,
    releases: Sequence[str],
    out: str | None,
    archive: str | None,
    against: str | None,
    count: int,
    layout: str,
    exit_code: bool,
) -> int:
    """Say how two releases differ.

    Rows gained, lost and changed are counted by table and column, with examples. RELEASE is the folder of a release, or
    of a dataset for its current one; with --out also the name of a release, current or previous, which are the two that
    are compared when none is named.

    Rows of a decision are paired by what they say, so that one more does not change all that follow. What tells of the
    run and not of the text (when and by which version something was read, which bytes) is counted apart, and does not
    make releases differ.

    In a checkout of this project, --archive and --against show what the working tree does to a dataset: both build from
    the same archive or files.
    """
    from decision_parser.dataset.comparing import compare

    if archive is not None and against is not None:
        if releases or out:
            raise click.UsageError("--archive and --against make both releases; name none, and no --out.")
        found = _compare_against(archive, against, count)
    else:
        if archive is not None or against is not None:
            raise click.UsageError("--archive says what to build from and --against with whose code; give both.")
        found = compare(*_find_both(releases, out), examples=count)
    _print(found, layout)
    return int(exit_code and found.differs)


def _compare_against(archive: str, revision: str, count: int) -> "Comparison":
    """What the working tree changes, each side called by its code."""
    import msgspec

    from decision_parser.dataset.comparing import compare
    from decision_parser.pipeline.against import build_both

    with build_both(archive, revision) as builds:
        found = compare(builds.before, builds.after, examples=count)
    before = msgspec.structs.replace(found.before, release=f"{revision} ({builds.commit[:12]})")
    after = msgspec.structs.replace(found.after, release="working tree")
    return msgspec.structs.replace(found, before=before, after=after)


def _find_both(releases: Sequence[str], out: str | None) -> tuple[Path, Path]:
    """The folders of the two releases: with a dataset, those that are not named are its last ones."""
    named = list(releases)
    if out is not None and len(named) < _BOTH:
        named = [*(named or ["previous"]), "current"]
    if len(named) != _BOTH:
        raise click.UsageError("Two releases are compared; name both, or --out DIR for the last two of a dataset.")
    before, after = (_find(name, out) for name in named)
    return before, after


def _find(name: str, out: str | None) -> Path:
    from decision_parser.dataset.release import find_named, find_release

    if out is not None and not is_remote(name) and not (Path(name).is_dir() and "/" in name):
        return find_named(out, name)
    return find_release(name)


def _print(found: "Comparison", layout: str) -> None:
    if layout == "json":
        print_json(found)
        return
    from decision_parser.cli.comparison import lay_out, to_markdown
    from decision_parser.cli.messages import write
    from decision_parser.cli.screen import print_lines

    if layout == "markdown":
        write(to_markdown(found).encode())
    else:
        print_lines(lay_out(found))
