"""A given path as a local folder: itself, or the working copy of a place in an object store.

Archives and datasets need what only a file system has: an index in SQLite, locks, links and renames. So every run works
on a copy below the user's cache, which is brought up to date before and the store after it. The copy can be deleted
whenever no run is using it.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from decision_parser.errors import DecisionParserError
from decision_parser.storage.addresses import CACHE, find_local, is_remote
from decision_parser.storage.claim import hold_claim
from decision_parser.storage.locks import hold_lock
from decision_parser.storage.store import Store, find_endpoint, open_store

FILES = "files"
_LOCK = "lock"


class Copy(Protocol):
    """The working copy of an archive or a dataset. It knows what is in one."""

    folder: Path

    def pull(self) -> None:
        """Bring the copy up to date."""

    def push(self, *, failed: bool) -> None:
        """Bring the store up to date; after a run that `failed`, only with what such a run keeps."""


@contextmanager
def open_place(
    given: str | os.PathLike[str], make_copy: Callable[[Store, Path], Copy], *, write: bool
) -> Iterator[Path]:
    """The local folder of a place, for one run at a time where it is remote.

    `make_copy` makes the working copy of a store in a folder of its own. With `write`, what changed goes to the store
    at the end, also after an error, and nobody else can write there meanwhile.

    Raises UsageError for an address that cannot be used, BusyError while another run uses it, and DecisionParserError
    when the store cannot be reached. What could not be brought there, the next run brings.
    """
    if not is_remote(given):
        yield find_local(given)
        return
    store = open_store(given)
    place = find_place(store)
    busy = f"Another run on this machine is using {store.address}"
    with naming(store, place), hold_lock(place / _LOCK, busy), ExitStack() as stack:
        held = stack.enter_context(hold_claim(store, place)) if write else None
        copy = make_copy(store, place)
        copy.pull()
        try:
            yield copy.folder
        except BaseException:
            with suppress(DecisionParserError):  # what stopped the run matters more
                if held:
                    held.check()
                    copy.push(failed=True)
            raise
        if held:
            held.check()
            copy.push(failed=False)


def find_place(store: Store) -> Path:
    """The folder of the working copy of a place, made if need be.

    Raises DecisionParserError when it cannot be made.
    """
    key = f"{find_endpoint() or ''} {store.address}"
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", store.address.root)[-40:].strip("-.")
    folder = _find_cache() / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    try:
        (folder / FILES).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The working copy of {store.address} cannot be kept in {folder}: {error.strerror}"
        raise DecisionParserError(f"{message}; name another folder with {CACHE}.") from error
    return folder


def _find_cache() -> Path:
    if named := os.environ.get(CACHE):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "decision-parser"


@contextmanager
def naming(store: Store, place: Path) -> Iterator[None]:
    """Let sentences name the place as its user does, and not its working copy."""
    try:
        yield
    except DecisionParserError as error:
        error.args = tuple(
            each.replace(str(place / FILES), str(store.address)) if isinstance(each, str) else each
            for each in error.args
        )
        raise
