"""The SQLite copy that `explore` shows: made once for each release, and kept beside the dataset."""

import hashlib
from pathlib import Path

from decision_parser.dataset.exporting.browsing import METADATA_FILE, write_browsing
from decision_parser.dataset.exporting.database import write_database
from decision_parser.dataset.exporting.extracts import Choice, Extract, Progress
from decision_parser.dataset.exporting.targets import fill_folder
from decision_parser.dataset.release import CURRENT, EXPLORE, RELEASE_FILE
from decision_parser.errors import UsageError
from decision_parser.storage.addresses import find_local, is_remote


def prepare_exploring(path: str | Path, progress: Progress | None = None) -> tuple[Path, Path]:
    """The SQLite copy of a dataset's current release and its metadata for Datasette, made where they are not there.

    Raises UsageError when there is no such dataset, and DecisionParserError when they cannot be written.
    """
    extract = Extract(path, Choice(), progress=progress)
    folder = extract.folder.parents[1] if is_remote(path) else find_local(path)
    if not is_remote(path) and not (folder / CURRENT).exists():
        raise UsageError(f"{folder} is one release; name the folder of its dataset.")
    # What was suppressed changes release.json, and must not live on in a copy.
    key = hashlib.sha256((extract.folder / RELEASE_FILE).read_bytes()).hexdigest()[:12]
    place = folder / EXPLORE / f"{extract.name}-{key}"
    database, metadata = place / "decisions.db", place / METADATA_FILE
    if not (database.exists() and metadata.exists()):
        with fill_folder(place) as draft:
            write_database(draft / database.name, extract)
            (draft / metadata.name).write_text(write_browsing(extract, database.stem), encoding="utf-8")
    _remove_others(place)
    return database, metadata


def _remove_others(place: Path) -> None:
    """Remove the copies of other releases; one that somebody looks at just now goes when that ends."""
    import shutil

    for other in place.parent.iterdir():
        if other != place:
            shutil.rmtree(other, ignore_errors=True)
