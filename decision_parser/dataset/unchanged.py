"""Whether the next release would be the one that is there, told before anything of its rows is looked at.

What a row says of its place among all others follows from all rows. So nothing can have changed where these are made
from the same as before, by the same code.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from decision_parser.dataset.assembly import Lineage
from decision_parser.dataset.columns import TABLES
from decision_parser.dataset.fingerprint import describe_code, find_parser_fingerprint
from decision_parser.dataset.publishing import Dataset
from decision_parser.dataset.release import Credit, Release, build_metadata, is_intact
from decision_parser.dataset.selection import Year, describe_layout
from decision_parser.dataset.whole import update_all


def find_made_of(years: Sequence[Year], credit_of: Mapping[str, Credit], lineage: Lineage) -> str:
    """A hash of all that a release is made from, as it is known once its decisions are selected."""
    sources = sorted({source for year in years for source in year.sources})
    metadata = build_metadata(credit_of[source] for source in sources)
    found = hashlib.sha256(describe_layout(TABLES.values(), metadata))
    whole = {name: rows for name, rows in lineage.whole.items() if name not in lineage.minor}
    for part in (find_parser_fingerprint(), describe_code(), lineage.register, sources):
        found.update(msgspec.json.encode(part))
    for name, rows in whole.items():
        found.update(name.encode())
        update_all(found, rows)
    for year in years:
        found.update(msgspec.json.encode((year.year, year.content.hex(), year.problems, year.columns)))
    return found.hexdigest()


def is_published(dataset: Dataset, made_of: str) -> bool:
    """Whether the current release was made of this, and each of its files is as it was written."""
    current = dataset.find_current()
    if current is None or current[1].made_of != made_of:
        return False
    return is_whole(*current)


def is_whole(folder: Path, release: Release) -> bool:
    """Whether each file of a release is as it was written, and each of its tables is one of them."""
    return all(is_intact(folder, name, release) for name in release.files.keys() | release.fingerprints.keys())
