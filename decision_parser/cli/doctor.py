"""The command that says what may be wrong, and what to do."""

from collections import Counter

import click

from decision_parser.cli.commands import examples, is_quiet, print_json, quiet_option
from decision_parser.cli.messages import one_line, say
from decision_parser.cli.places import Place
from decision_parser.wording import count_of

_STYLES = {"ok": "green", "note": "yellow", "problem": "bold red"}


@click.command(epilog=examples("doctor", "doctor --out dataset --archive archive", "doctor --out dataset --json"))
@click.option(
    "--out", "--dataset", "out", metavar="DIR", type=Place(file_okay=False), help="Dataset to look at.  [default: none]"
)
@click.option("--archive", metavar="DIR", type=Place(file_okay=False), help="Archive to look at.  [default: none]")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@quiet_option
def doctor(*, out: str | None, archive: str | None, as_json: bool) -> int:
    """Say what may be wrong here, and what to do.

    It looks at the installation (Python, libraries, the package's own files), and with --out and --archive at these
    folders: whether they can be written and have room, who holds their locks, what killed runs left, how the last run
    ended, whether index and releases are there. It takes a second, reads no table and changes nothing; `verify` reads
    every byte.

    Each line is ok, a note, or a problem with its next step. The exit code is 1 when there is a problem.
    """
    from decision_parser.pipeline.doctor import diagnose

    found = diagnose(out=out, archive=archive)
    if as_json:
        print_json(found)
        return 0 if found.good else 1
    from rich.text import Text

    from decision_parser.cli.screen import print_lines

    shown = [line for line in found.lines if line.mark == "problem" or not is_quiet()]
    if shown:
        width = max(len(line.about) for line in shown)
        print_lines(
            Text.assemble(
                (f"{line.mark:<8}", _STYLES[line.mark]),
                f"{line.about:<{width}}  {one_line(f'{line.message} {line.advice}'.strip())}",
            )
            for line in shown
        )
    if not is_quiet():
        counts = Counter(str(line.mark) for line in found.lines)
        say(f"{count_of(counts['problem'], 'problem')}, {count_of(counts['note'], 'note')}, {counts['ok']:,} ok.")
    return 0 if found.good else 1
