"""Where an export goes: nobody sees a file under its name before it is whole, and nothing else is touched."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from decision_parser.dataset.columns import DECISIONS
from decision_parser.dataset.release import RELEASE_FILE
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.wording import tell_unwritten


@contextmanager
def replace_file(target: Path) -> Iterator[Path]:
    """A temporary name beside `target`; what is there when the block ends well takes the place of `target`.

    Raises UsageError where `target` cannot be a file, and DecisionParserError when it cannot be written.
    """
    check_target(target)
    if target.is_dir():
        raise UsageError(f"{target} is a folder; name a file.")
    with fill_folder(target.parent) as draft:
        yield draft / target.name


@contextmanager
def fill_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder; its files move into `folder` when the block ends well, each in place of one of its name.

    `folder` is made where there is none. Raises UsageError where it cannot be a folder, and DecisionParserError when it
    cannot be written.
    """
    check_target(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder.")
    made = not folder.exists()
    draft = folder / f".export-{os.getpid()}"
    try:
        draft.mkdir(parents=True)
        try:
            yield draft
            _move_files(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            if made and not any(folder.iterdir()):
                folder.rmdir()
    except OSError as error:
        raise DecisionParserError(tell_unwritten(folder, error)) from error


def check_target(path: Path) -> None:
    """Say no to a place inside a release, which nothing but a build writes."""
    if any(_is_release(folder) for folder in (path, *path.absolute().parents)):
        raise UsageError(f"{path} is in a release of a dataset, which must stay as it is; name another place.")


def _is_release(folder: Path) -> bool:
    return (folder / RELEASE_FILE).exists() and (folder / DECISIONS.name).is_dir()


def _move_files(draft: Path, folder: Path) -> None:
    files = sorted(path for path in draft.iterdir() if path.is_file())
    for file in files:
        with file.open("rb") as written:
            os.fsync(written.fileno())
    for file in files:
        file.replace(folder / file.name)
