"""What is sent to a worker of a cluster, and what the worker looks at before it works.

It may run on another machine, with other versions, and may not see the folder that tasks read and write: no result that
came about so is of use, so each worker looks once, whenever it joined.
"""

import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from msgspec import Struct

from decision_parser.engines.tasks import R, T
from decision_parser.errors import DecisionParserError

Identify = Callable[[], Mapping[str, str]]
"""Says by name and version all that decides on a result."""

# The libraries that read PDFs are not made for threads, and a worker may have several.
_ONE_AT_A_TIME = threading.Lock()
_seen: set["Terms"] = set()


class Place(Struct, frozen=True):
    """The folder that the tasks of a run work in, and what says by which code."""

    folder: Path
    identify: Identify


class Terms(Struct, frozen=True):
    """What a worker must have: the file `mark`, with `token` in it, and `facts` in what `identify` says."""

    mark: Path
    token: str
    identify: Identify
    facts: tuple[tuple[str, str], ...]

    def find_fault(self) -> str | None:
        """Why this process cannot do the work, as the end of a sentence; None when it can."""
        found = dict(_list_facts(self.identify))
        for name, here in self.facts:
            if (there := found.get(name, "none")) != here:
                return f"has {name} {there}, and this machine has {here}; install the same, and start it again"
        if not self._is_seen():
            return f"does not see {self.mark.parent}; all machines must share the dataset's folder under the same path"
        return None

    def _is_seen(self) -> bool:
        try:
            return self.mark.read_text(encoding="utf-8") == self.token
        except (OSError, ValueError):
            return False


def _list_facts(identify: Identify) -> tuple[tuple[str, str], ...]:
    return (("Python", ".".join(map(str, sys.version_info[:2]))), *identify().items())


@contextmanager
def set_terms(place: Place) -> Iterator[Terms]:
    """What workers must have for a run that works in `place`; while the block runs, the mark is there."""
    token = uuid4().hex
    mark = place.folder.absolute() / f"mark-{token}"
    mark.write_text(token, encoding="utf-8")
    try:
        yield Terms(mark, token, place.identify, _list_facts(place.identify))
    finally:
        for path in place.folder.glob(f"{mark.name}*"):
            path.unlink(missing_ok=True)


# ── on a worker ──────────────────────────────────────────────────────────────────────────────────────────────────────


def answer(terms: Terms) -> str | None:
    """Why this worker cannot do the work, as the end of a sentence; None when it can, and has written to the folder."""
    if fault := terms.find_fault():
        return fault
    draft = terms.mark.with_name(f"{terms.mark.name}-{uuid4().hex}")
    try:
        draft.write_text(terms.token, encoding="utf-8")
        draft.unlink()
    except OSError as error:
        return f"cannot write to {terms.mark.parent} ({error.strerror}); run it as a user who can"
    return None


def is_installed() -> bool:
    """Whether this is there at all: what cannot be found here fails on its way."""
    return True


def pack(terms: Terms, work: Callable[[T], R], task: T) -> bytes:
    """A call, as one piece that nothing on its way looks into."""
    return pickle.dumps((terms, work, task), protocol=pickle.HIGHEST_PROTOCOL)


def perform(call: bytes) -> object:
    """The result of a call.

    Raises DecisionParserError where this worker cannot do it, and what the work raises.
    """
    with _ONE_AT_A_TIME:
        terms, work, task = pickle.loads(call)  # noqa: S301 - from who may run anything here anyway
        if terms not in _seen:
            if fault := terms.find_fault():
                raise DecisionParserError(f"A Dask worker {fault}.")
            _seen.add(terms)
        return work(task)
