"""Whether a dataset, and the archive that it is built from, are as they were written."""

import os
from collections.abc import Callable, Sequence
from itertools import count

from msgspec import Struct

from decision_parser.dataset.release import CURRENT, find_time
from decision_parser.dataset.shelves import Shelf, open_shelf
from decision_parser.dataset.verifying import Verifier, choose_releases, find_current_fault
from decision_parser.models.examining import Fault
from decision_parser.pipeline.archive import verify_archive
from decision_parser.pipeline.progress import Progress

_FROM_COPY = "Bring the file back from a copy of the archive, as it was before."


class Verification(Struct, frozen=True):
    """What is wrong with a dataset and its archive, and how much was read: releases, files, bytes, records."""

    sound: bool
    releases: tuple[str, ...]
    faults: tuple[Fault, ...]
    counts: dict[str, int]


def verify(
    out: str | os.PathLike[str],
    *,
    archive: str | os.PathLike[str] | None = None,
    release: str | None = None,
    everything: bool = False,
    progress: Progress | None = None,
) -> Verification:
    """Read every file of a release of the dataset in `out`, and hold it against what `release.json` says.

    `release` is a name, `current` (the default) or `previous`; with `everything`, it is all of them. With `archive`,
    every record of that is read, too. `progress` is called with the number of files done and that of all. Nothing is
    changed.

    Raises UsageError when there is no dataset, release or archive there, and BusyError while a run adds to the archive.
    """
    with open_shelf(out) as shelf:
        broken = find_current_fault(shelf, f"{os.fspath(out)}/{CURRENT}")
        asked_for_link = not everything and find_time(release or "") is None
        names = [] if broken and asked_for_link else choose_releases(shelf, release, everything=everything)
        faults = [broken] if broken and (asked_for_link or everything) else []
        current = None if broken else shelf.find_current()
        verifier = Verifier(shelf, _make_step(shelf, names, progress))
        for name in names:
            faults += verifier.verify(name, is_current=name == current)
    counts = dict(verifier.counts)
    if archive is not None:
        found = verify_archive(os.fspath(archive))
        faults += (
            Fault(_locate(archive, each.file, each.offset), each.message, "" if each.offset is None else _FROM_COPY)
            for each in found.findings
        )
        counts |= {"archive_files": found.counts.get("files", 0), "records": found.counts.get("records", 0)}
        counts["bytes"] += found.counts.get("bytes", 0)
    return Verification(not faults, tuple(names), tuple(faults), counts)


def _locate(archive: str | os.PathLike[str], file: str, offset: int | None) -> str:
    path = f"{os.fspath(archive).rstrip('/')}/{file}"
    return path if offset is None else f"{path} at byte {offset}"


def _make_step(shelf: Shelf, names: Sequence[str], progress: Progress | None) -> Callable[[], None] | None:
    """What counts the files that were looked at, for whoever watches."""
    if progress is None:
        return None
    total, done = sum(len(shelf.list_files(name)) for name in names), count(1)
    return lambda: progress(next(done), total)
