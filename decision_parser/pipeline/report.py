"""The page about a release, written beside it: figures, what is going wrong, and what the decisions say."""

import os
from contextlib import suppress
from pathlib import Path

from decision_parser.dataset.exporting.targets import check_target
from decision_parser.dataset.release import RELEASE_FILE, find_release
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.storage.addresses import find_local, is_remote
from decision_parser.wording import tell_missing, tell_unwritten

_NAME = "report.html"


def write_report(out: str | Path, to: str | Path | None = None) -> Path:
    """Write the page about the current release of the dataset in `out`, and give its path.

    `out` may also be the folder of one release. `to` is the file to write, by default `report.html` in the folder of
    the dataset. The same release, with the same reports of runs beside it, gives the same bytes.

    Raises UsageError where there is no dataset, where its page cannot be, and where the libraries for it are missing;
    DecisionParserError when a file of the release cannot be read, or the page not be written.
    """
    target = _find_target(out, to)
    release = find_release(out, runs=True)
    try:
        from decision_parser.quality.page.rendering import render_page
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"jinja2", "markupsafe", "matplotlib"}:
            raise
        raise UsageError(tell_missing("The report", str(error.name), "report")) from None
    from decision_parser.dataset.overview.reading import read_overview

    _write(target, render_page(read_overview(release)))
    return target


def _find_target(out: str | Path, to: str | Path | None) -> Path:
    if to is None:
        if is_remote(out):
            raise UsageError(f"{out} is in an object store; name with --to the file to write.")
        folder = find_local(out)
        if (folder / RELEASE_FILE).is_file():
            raise UsageError(f"{folder} is a release, which stays as it is; name with --to the file to write.")
        return folder / _NAME
    target = Path(to)
    check_target(target)
    if target.is_dir():
        raise UsageError(f"{target} is a folder; name with --to the file to write, such as {target / _NAME}.")
    return target


def _write(target: Path, page: str) -> None:
    """Write the file whole or not at all."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.write_text(page, encoding="utf-8", errors="replace", newline="\n")
        draft.replace(target)
    except OSError as error:
        raise DecisionParserError(tell_unwritten(target, error, then="name another file")) from error
    finally:
        with suppress(OSError):
            draft.unlink()
