"""How a dataset stands, told from its names and sizes: no table is read. Nothing changes.

Whether every byte is as it was written, `verifying` says.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from decision_parser.dataset.columns import SCHEMA_VERSION
from decision_parser.dataset.publishing import INPUTS_FILE, LEFTOVERS, LOCK
from decision_parser.dataset.release import RELEASE_FILE, RELEASES, RUNS, Release, read_release
from decision_parser.dataset.shelves import LocalShelf
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.models.examining import ALLOW, DENIED, Line, Mark

_BUILD = "Build the dataset again from its archive or its files."


def measure_current(folder: Path) -> int:
    """The bytes of the current release, 0 where there is none."""
    release = read_release(folder / "current")
    return sum(record.bytes for record in release.files.values()) if release else 0


def examine_dataset(folder: Path, *, running: bool) -> Iterator[Line]:
    """How the dataset in `folder` stands; `running` says that a run holds its lock."""
    try:
        shelf = LocalShelf(folder)
    except UsageError:
        yield _examine_empty(folder)
    except DecisionParserError as error:
        yield Line(Mark.PROBLEM, "dataset", str(error))
    else:
        yield from _examine_current(folder, shelf)
    if not running:
        yield from _examine_leftovers(folder)


def _examine_empty(folder: Path) -> Line:
    """What there is to say of a folder without a release: a new one, or one that is something else."""
    ours = (RELEASES, RUNS, LOCK, INPUTS_FILE)
    other = [path.name for path in folder.iterdir() if path.name not in ours and not path.name.startswith(".work-")]
    if other:
        message = f"{folder} holds {other[0]} and no release, so it is no dataset."
        return Line(Mark.PROBLEM, "dataset", message, "Name the folder that `build --out` or `refresh --out` writes.")
    return Line(Mark.NOTE, "dataset", f"{folder} holds no release yet.", "The first build or refresh publishes one.")


def _examine_current(folder: Path, shelf: LocalShelf) -> Iterator[Line]:
    try:
        current = shelf.find_current()
    except DecisionParserError as error:
        yield Line(Mark.PROBLEM, "dataset", f"{folder}/current: {error}", _BUILD)
        return
    place = folder if folder.resolve().name == current else folder / RELEASES / current
    release = read_release(place)
    if release is None and not os.access(place, os.X_OK):
        yield Line(Mark.PROBLEM, "dataset", f"{place} {DENIED}.", ALLOW)
        return
    if release is None and (place / RELEASE_FILE).is_file() and not os.access(place / RELEASE_FILE, os.R_OK):
        yield Line(Mark.PROBLEM, "dataset", f"{place / RELEASE_FILE} {DENIED}.", ALLOW)
        return
    if release is None:
        message = f"{place / RELEASE_FILE} is gone, or not as it was written."
        yield Line(Mark.PROBLEM, "dataset", message, _BUILD)
        return
    size = sum(record.bytes for record in release.files.values())
    decisions = sum(release.counts.get("decisions", {}).values())
    message = f"The current release, {current}, has {decisions:,} decisions, {size / 1e6:,.1f} MB."
    yield Line(Mark.OK, "dataset", message)
    yield _examine_sizes(place, release)
    yield from _examine_version(release)
    if later := [name for name in shelf.names if name > current]:
        message = f"The release {later[-1]} is there and was never shown to readers: its run was killed."
        yield Line(Mark.NOTE, "dataset", message, "Nothing need be done: the next release takes its place.")


def _examine_sizes(place: Path, release: Release) -> Line:
    wrong = [name for name, record in release.files.items() if _find_size(place / name) != record.bytes]
    if wrong:
        what = "is gone" if _find_size(place / wrong[0]) is None else "has another size than it was written with"
        more = f", and so on: {len(wrong):,} files in all" if len(wrong) > 1 else ""
        message = f"{place / wrong[0]} {what}{more}."
        return Line(Mark.PROBLEM, "dataset", message, f"{_BUILD} `decision-parser verify` names every one.")
    return Line(Mark.OK, "dataset", f"Its {len(release.files):,} files are there; `verify` reads what is in them.")


def _find_size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _examine_version(release: Release) -> Iterator[Line]:
    found = release.schema_version
    if found == SCHEMA_VERSION:
        return
    if found < SCHEMA_VERSION:
        message = f"Its tables have version {found}, and this program writes {SCHEMA_VERSION}."
        yield Line(Mark.NOTE, "dataset", message, "Nothing need be done: the next release has the new one.")
    else:
        message = f"Its tables have version {found}, which is newer than the {SCHEMA_VERSION} of this program."
        yield Line(Mark.PROBLEM, "dataset", message, "Install the version of decision-parser that wrote it.")


def _examine_leftovers(folder: Path) -> Iterator[Line]:
    patterns = [pattern for pattern in LEFTOVERS if pattern != f"{INPUTS_FILE}.*"]
    if left := sorted(str(path.relative_to(folder)) for pattern in patterns for path in folder.glob(pattern)):
        more = f" and {len(left) - 1:,} more" if len(left) > 1 else ""
        message = f"A run that was killed left {left[0]}{more}."
        yield Line(Mark.NOTE, "dataset", message, "Nothing need be done: the next run removes it.")
