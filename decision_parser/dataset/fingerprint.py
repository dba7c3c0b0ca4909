"""What rows are made by, as one hash: rows of an earlier release may stand for those that would be parsed now, or not.

A version number is not enough: while the parser is worked on, it stays and the rows change.
"""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import entry_points, version
from pathlib import Path

import msgspec

from decision_parser.corrections import find_folder

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_PACKAGE = Path(__file__).parents[1]
_SOURCES = "decision_parser.sources"
# Everything of ours between the bytes of a snapshot and the values of a row.
_CODE = (
    "bodies/**/*",
    "documents/**/*",
    "law/**/*",
    "parsing/**/*",
    "quality/__init__.py",
    "quality/decision.py",
    "quality/lossless.py",
    "quality/meaning.py",
    "sources/**/*",
    "pipeline/parse.py",
    "pipeline/describing.py",
    "text.py",
    "vocabulary.py",
    "corrections.py",
    "models/**/*",
    "dataset/columns.py",
    "dataset/words.py",
)
# What of others reads the bytes. (pdfplumber names the version of pdfminer that it needs.)
_READERS = ("beautifulsoup4", "lxml", "pdfplumber", "pypdfium2")


@cache
def find_parser_fingerprint() -> str:
    """A hash of all code that decides on rows: equal fingerprints mean that equal snapshots give equal rows."""
    return _hash((*_iter_files(_CODE), *_iter_versions()))


@cache
def describe_code() -> dict[str, str]:
    """All that decides on the files of a release, by name and version: it must be the same on every machine."""
    return {
        "decision-parser": version("decision-parser"),
        "code of decision-parser": _hash((*_iter_files(["**/*.py", *_CODE]), *_iter_versions()))[:12],
        "pyarrow": version("pyarrow"),
    }


def _hash(parts: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def _iter_files(patterns: Iterable[str]) -> Iterator[bytes]:
    """Name and content of every file of ours, in an order of its own."""
    paths = {path for pattern in patterns for path in _PACKAGE.glob(pattern) if path.is_file()}
    for path in sorted(path for path in paths if "__pycache__" not in path.parts):
        yield path.relative_to(_PACKAGE).as_posix().encode()
        yield path.read_bytes()
    for path in sorted(find_folder().glob("*.toml")):
        yield f"corrections/{path.name}".encode()
        yield path.read_bytes()


def _iter_versions() -> Iterator[bytes]:
    """Versions of this package, of the libraries, and of publishers' folders that others have written."""
    yield f"decision-parser {version('decision-parser')} unicode {unicodedata.unidata_version}".encode()
    for name in _READERS:
        yield f"{name} {version(name)}".encode()
    for entry in sorted(entry_points(group=_SOURCES), key=lambda entry: (entry.name, entry.value)):
        made_by = f"{entry.dist.name} {entry.dist.version}" if entry.dist else ""
        yield f"{entry.name} {entry.value} {made_by}".encode()


def input_digest(
    decision_id: str,
    url: str | None,
    snapshot_sha256: str,
    report_sha256: str | None,
    fetched_at: dt.datetime | None,
) -> bytes:
    """A hash of what a decision from an archive is made from, the parser included.

    It is the same whether the decision was parsed in this run or is taken from the release before, where nothing else
    of what it was made from is left.
    """
    received = (fetched_at - _EPOCH) // _MICROSECOND if fetched_at else None
    inputs = (find_parser_fingerprint(), decision_id, url, snapshot_sha256, report_sha256, received)
    return hashlib.sha256(msgspec.json.encode(inputs)).digest()
