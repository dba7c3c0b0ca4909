"""What all tests share: no way out of this machine, how long hypothesis looks, and where real material lies."""

import functools
import ipaddress
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture import providers

from decision_parser.crawl import waiting
from tests.refreshing import First, World, make_few, read_first

SHARED = Path(__file__).parents[2] / "shared"

# What a shell starts in the background ignores interrupts, and so would all that the tests start to interrupt it.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)


# ── no test leaves this machine ──────────────────────────────────────────────────────────────────────────────────────

# pytest-socket fails the test that connects elsewhere; a question to a name server would have left before that.
_MACHINE = frozenset({"localhost", "", None, socket.gethostname()})


def _look_up_here(call: Callable[..., Any]) -> Callable[..., Any]:
    """`getaddrinfo` that fails the test where a name server would be asked."""

    @functools.wraps(call)
    def look_up(host: bytes | str | None, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as what it stands for
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if name not in _MACHINE and not str(name).endswith(".localhost") and not _is_number(str(name)):
            pytest.fail(f"A test would have asked a name server for {name!r}.")
        return call(host, *arguments, **named)

    return look_up


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


socket.getaddrinfo = _look_up_here(socket.getaddrinfo)

# ── what hypothesis looks at ─────────────────────────────────────────────────────────────────────────────────────────

# Hypothesis draws constants from the source of modules that are loaded: which those are depends on what a worker ran
# before, and examples must not. (There is no setting for it.)
vars(providers)["_get_local_constants"] = lambda: vars(providers)["_local_constants"]

# The same examples in every run, few enough for a run while one waits; no deadline, since machines differ.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=10,
    print_blob=True,
    # Shrinking a document takes minutes, and a run that fails should fail soon: the search profile shrinks.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# Other examples in every run, for a search overnight: make test PYTEST_ARGS=--hypothesis-profile=search
settings.register_profile(
    "search", settings.get_profile("ci"), derandomize=False, max_examples=1000, phases=list(Phase)
)
settings.load_profile("ci")


class Pauses:
    """A clock for the pace of requests that only goes on while somebody waits by it. `waited` has each wait."""

    def __init__(self) -> None:
        self._now = 0.0
        self.waited: list[float] = []

    def monotonic(self) -> float:
        """Seconds on this clock."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.waited.append(round(seconds, 9))
        self._now += seconds


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Pauses:
    """What the client waits for before its requests, without the wait: no busy machine makes it look too short."""
    found = Pauses()
    monkeypatch.setitem(vars(waiting), "time", found)
    return found


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real decisions beside the checkout; they are not ours to copy into it."""
    return _find_shared("real")


@pytest.fixture(scope="session")
def facts() -> Path:
    """The folder of facts gathered from real decisions beside the checkout."""
    return _find_shared("facts")


def _find_shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}: real material lies beside the checkout, not in it")
    return folder


# ── a small site that was read once ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> First:
    """The first run over a few decisions."""
    return read_first(make_few(), "few", tmp_path_factory)


@pytest.fixture
def world(first: First, tmp_path: Path) -> Iterator[World]:
    """What the first run left, to go on with."""
    with first.go_on(make_few(), tmp_path / "world") as world:
        yield world
