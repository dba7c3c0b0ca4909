"""The main job, without touching the live site: a refresh from a sample site on this machine, a week later another one.

python notebooks/demo_refresh.py demo/refresh
"""

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

import decision_parser
from decision_parser.clock import VARIABLE
from tests.site import Site, make_site

_TODAY = dt.date(2026, 6, 1)
_COUNT, _YEARS = 120, 5


def main(folder: Path) -> None:
    """Refresh twice, and print what changed in between."""
    shutil.rmtree(folder, ignore_errors=True)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    site = make_site(_COUNT, _YEARS, 1, today=_TODAY, pending=3)
    with site.serve() as address:
        console.print(f"A sample of the publisher's site is at {address}, with {len(site.identities())} decisions.\n")
        _refresh(address, folder, site.today)
        _let_a_week_pass(site)
        console.print("\nA week later on its clock: some appeared, one was revised, one withdrawn, one moved.\n")
        _refresh(address, folder, site.today)
    _print_changes(console, folder / "dataset")
    command = os.path.relpath(Path(sys.executable).with_name("decision-parser"))
    console.print("\nTry next:")
    console.print(f"  {command} archive verify {folder / 'archive'}")
    console.print(f"  {command} status --out {folder / 'dataset'}")
    console.print(f"  {command} refresh --help")


def _refresh(address: str, folder: Path, today: dt.date) -> None:
    """What a timer runs every night; only the address, the pace and the clock are made up."""
    folders = ["--archive", str(folder / "archive"), "--out", str(folder / "dataset")]
    command = ["refresh", *folders, "--base-url", address]
    now = dt.datetime.combine(today, dt.time(3), dt.UTC)
    clock = {VARIABLE: str(int(now.timestamp()))}
    program = Path(sys.executable).with_name("decision-parser")
    print(f"$ decision-parser {' '.join(command)}", flush=True)
    subprocess.run([program, *command, "--delay", "0"], env=os.environ | clock, check=True)


def _let_a_week_pass(site: Site) -> None:
    listed = [version.identity for version in site.listed(since=dt.date(2026, 1, 1))]
    site.today += dt.timedelta(days=7)
    site.revise(listed[-1], note="The Council has since told us that it has done what it agreed to do.")
    site.withdraw(listed[-2])
    site.move(listed[-3], "Housing", "Allocations")
    site.chrome += 1  # another footer on every page, which is no change of any decision


def _print_changes(console: Console, dataset: Path) -> None:
    changes = decision_parser.read(dataset, "changes")
    changes = changes[changes.changed_at == changes.changed_at.max()]
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for name in ("what", "reference", "body", "which columns"):
        table.add_column(name)
    for row in changes.itertuples():
        table.add_row(str(row.kind), row.case_reference, str(row.body_name), ", ".join(row.fields))
    console.print()
    console.print(table)
    revised = changes.loc[changes.text_diff.notna(), "text_diff"]
    for diff in revised:
        console.print(f"\n{diff}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python notebooks/demo_refresh.py FOLDER")
    main(Path(sys.argv[1]))
