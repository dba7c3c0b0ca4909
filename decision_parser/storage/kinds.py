"""What lies at a path that is not what was asked for there: people mix up archives, datasets and what lies in them."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

# As in dataset.release and crawl.warc_reading, which stand above this module; a test compares them.
RELEASE_FILE, RELEASES, CURRENT = "release.json", "releases", "current"
WARC = "*.warc.gz*"
POINTER = "current.json"
_PAGES = frozenset({".html", ".htm", ".xhtml", ".pdf", ".txt"})
_LOOKED_AT = 200  # files of a folder, to tell what it holds
_BUILT = "name the folder that `build --out` wrote"


def holds_archive(folder: Path) -> bool:
    """Whether WARC files lie in a folder."""
    return folder.is_dir() and any(folder.glob(WARC))


def holds_dataset(folder: Path) -> bool:
    """Whether a folder is that of a dataset, or of one release."""
    return (folder / RELEASES).is_dir() or (folder / CURRENT / RELEASE_FILE).is_file() or _is_release(folder)


def tell_no_dataset(path: Path, lacking: str = "current release") -> str:
    """Why there is no dataset at `path` to be read, and what to do; `lacking` is what a folder of one would have."""
    if around := _find_around(path):
        return f"{path} lies in a dataset; name the folder of that: {around}."
    if not path.is_dir():
        return f"{path} is {'a file' if path.is_file() else 'no folder'}; {_BUILT}."
    if holds_archive(path):
        return f"{path} is an archive, and no dataset; build one from it: `decision-parser build {path} --out DIR`."
    if _holds_pages(path):
        return f"{path} holds no dataset, but files; build one from them: `decision-parser build {path} --out DIR`."
    return f"{path} holds no dataset: it has no {lacking}; {_BUILT}."


def tell_no_archive(path: Path) -> str:
    """Why there is no archive at `path` to be read, and what to do."""
    wrote = "name the folder that `refresh --archive` writes"
    if path.is_file():
        return f"{path} is a file, and no archive; {wrote}."
    if holds_dataset(path) or _find_around(path):
        return f"{path} is a dataset, and no archive; {wrote}."
    return f"{path} is no archive; {wrote}." if path.is_dir() else f"There is no archive {path}; {wrote}."


def tell_no_input(path: Path) -> str | None:
    """Why decisions cannot be read from a folder that holds no files of them; None where nothing more is known."""
    if holds_dataset(path) or _find_around(path):
        return f"{path} is what a build writes; name what it was built from: an archive, or files."
    return None


def _find_around(path: Path) -> Path | None:
    """The folder of the dataset in one of whose releases a path lies, or among them."""
    for folder in path.absolute().parents:
        if folder.name == RELEASES and (folder.parent / CURRENT).exists():
            return _shorten(folder.parent, path)
        if _is_release(folder):
            outer = folder.parent if folder.name == CURRENT else folder.parent.parent
            return _shorten(outer if (outer / CURRENT).exists() else folder, path)
    if path.name == RELEASES and (path.parent / CURRENT).exists():
        return path.parent
    return None


def _shorten(folder: Path, given: Path) -> Path:
    """`folder` written as `given` is: the longest part of that which leads there."""
    return next((each for each in given.parents if each.absolute() == folder), folder)


def _is_release(folder: Path) -> bool:
    return (folder / RELEASE_FILE).is_file()


def _holds_pages(folder: Path) -> bool:
    return any(path.suffix.lower() in _PAGES for path in islice(_iter_files(folder), _LOOKED_AT))


def _iter_files(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.iterdir()
    except OSError:
        return
