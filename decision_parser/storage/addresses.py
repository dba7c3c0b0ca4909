"""What a given path means: a folder of this machine, or a place in an object store."""

import os
import re
from pathlib import Path
from typing import NamedTuple

from decision_parser.errors import UsageError

CACHE = "DECISION_PARSER_CACHE"
"""The environment variable that says where copies of what lies in an object store are kept."""

# `Path` makes one slash of two: an address survives that.
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://|(s3|gs|file):/(?!/)", re.IGNORECASE)
_STORES = {"s3": "s3", "gs": "gs", "gcs": "gs"}
_FILE = "file"


class Address(NamedTuple):  # no Struct: the command line knows this module, and `--help` needs no msgspec
    """A place in an object store: the kind of store, the bucket, and what the names of its objects begin with."""

    scheme: str
    bucket: str
    prefix: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.root}"

    @property
    def root(self) -> str:
        """Bucket and prefix."""
        return f"{self.bucket}/{self.prefix}".rstrip("/")


def is_remote(given: str | os.PathLike[str]) -> bool:
    """Whether a path is the address of something that is not on this machine."""
    scheme = _find_scheme(given)
    return scheme is not None and scheme != _FILE


def find_local(given: str | os.PathLike[str]) -> Path:
    """The path of a folder of this machine, given as it is or as `file:///path`.

    Raises UsageError for an address on another machine.
    """
    text = os.fspath(given)
    if _find_scheme(text) != _FILE:
        return Path(text)
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(text)
    if parts.netloc not in {"", "localhost"}:
        raise UsageError(f"{text} names another machine; write an address of this one as file:///path.")
    return Path(unquote(parts.path))


def parse_address(given: str | os.PathLike[str]) -> Address:
    """The place in an object store that an address means.

    Raises UsageError for one of another kind, and for one without a bucket.
    """
    text = os.fspath(given)
    match = _ADDRESS.match(text)
    store = _STORES.get(_find_scheme(text) or "")
    if match is None or store is None:
        raise UsageError(f"{text} is an address of a kind that cannot be used; give a folder, s3://… or gs://….")
    bucket, _, prefix = text[match.end() :].partition("/")
    if not bucket:
        raise UsageError(f"{text} names no bucket; write it like {store}://bucket/folder.")
    return Address(store, bucket, "/".join(part for part in prefix.split("/") if part))


def _find_scheme(given: str | os.PathLike[str]) -> str | None:
    match = _ADDRESS.match(os.fspath(given))
    return (match[1] or match[2]).lower() if match else None
