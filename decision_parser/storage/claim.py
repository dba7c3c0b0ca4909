"""One writer at a time at a place in an object store, on any that lists what was written a moment ago.

Each run writes a claim under a name of its own and then lists all claims. Whoever sees another one yields: of two runs,
the one that lists last sees both. A store need not know conditional writes for that. At worst both yield.
"""

import datetime as dt
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import msgspec
from msgspec import Struct

from decision_parser.clock import read_clock
from decision_parser.errors import BusyError, DecisionParserError
from decision_parser.storage.store import Store

_PREFIX = ".lock-"
_HOLDER = "holder"
_STALE = 3 * 3600 * 10**9  # nanoseconds without a sign of life
_PULSE = 600.0  # seconds between two of them
_HOURS = 3


class _Claim(Struct, frozen=True):
    """Whose it is: the machine and process, and since when; `token` is another one for each run."""

    host: str
    process: int
    since: dt.datetime
    token: str


class Held:
    """A claim while it is held."""

    def __init__(self, store: Store, name: str, claim: _Claim) -> None:
        self._store = store
        self._name = name
        self._content = msgspec.json.encode(claim)

    def renew(self) -> None:
        """Give a sign of life, for which the claim is written again.

        Raises BusyError when it is another's by now.
        """
        self.check()
        self._write()

    def check(self) -> None:
        """Raise BusyError when another run has taken over meanwhile: this machine must have slept."""
        if self._store.read(self._name) != self._content:
            raise BusyError(
                f"Another run has taken over {self._store.address} while this one gave no sign of life for {_HOURS} "
                "hours; run the same command again."
            )

    def acquire(self) -> None:
        """Make the claim; old ones that give no sign of life any more are removed.

        Raises BusyError while another run holds one.
        """
        self._write()
        claims = {name: stamp for name, stamp in self._store.list().items() if name.startswith(_PREFIX)}
        mine = claims.pop(self._name, None)  # its time and the others' are those of one clock, the store's
        if mine is None:
            raise DecisionParserError(
                f"The store of {self._store.address} does not list what was written to it a moment ago, so two runs "
                "could not see each other there; use another store."
            )
        living = [name for name, stamp in claims.items() if mine.written - stamp.written <= _STALE]
        if living:
            whose = self._describe(living[0])
            self._store.delete(self._name)
            raise BusyError(
                f"Another run{whose} is writing {self._store.address}; try again when it has ended, or {_HOURS} hours "
                "after it was killed."
            )
        for name in claims:
            self._store.delete(name)

    def release(self) -> None:
        """Give the claim up, unless another run has."""
        if self._store.read(self._name) == self._content:
            self._store.delete(self._name)

    def _write(self) -> None:
        self._store.put(self._name, self._content)

    def _describe(self, name: str) -> str:
        with suppress(msgspec.DecodeError):
            claim = msgspec.json.decode(self._store.read(name) or b"", type=_Claim)
            return f" (on {claim.host}, since {claim.since:%Y-%m-%d %H:%M} UTC)"
        return ""


@contextmanager
def hold_claim(store: Store, place: Path) -> Iterator[Held]:
    """The claim on a place in a store, held while the context lasts. The caller holds the lock of `place`.

    What a killed run of this working copy left is written over: nobody else can hold it.

    Raises BusyError while another run holds one.
    """
    claim = _Claim(socket.gethostname(), os.getpid(), read_clock(), uuid4().hex)
    held = Held(store, f"{_PREFIX}{_find_holder(place)}", claim)
    held.acquire()
    ended = threading.Event()
    pulse = threading.Thread(target=_keep_alive, args=(held, ended), daemon=True)
    pulse.start()
    try:
        yield held
    finally:
        ended.set()
        pulse.join()
        with suppress(DecisionParserError):  # it goes stale by itself
            held.release()


def _keep_alive(held: Held, ended: threading.Event) -> None:
    while not ended.wait(_PULSE):
        with suppress(DecisionParserError):  # the next one may come through, and what is lost is said at the end
            held.renew()


def _find_holder(place: Path) -> str:
    """A name for this working copy on this machine: a copy of it elsewhere has another."""
    path = place / _HOLDER
    if not path.exists():
        path.write_text(uuid4().hex[:12], encoding="ascii")
    return f"{socket.gethostname()}-{path.read_text(encoding='ascii')}"
