"""One connection to the publisher, and one exchange on it at a time.

This is httpcore2, the engine under httpx2, without the layer above: what that adds (redirects, decoding, cookies for
whole domains, netrc) would have to be switched off here, while the two things that are needed are found only below
it. A deadline holds for every read, so that headers that drip in end too; and the address that was checked is the
address that is connected to.
"""

import datetime as dt
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore2
from msgspec import Struct

from decision_parser.clock import read_clock
from decision_parser.crawl.addresses import PORTS, Address, Territory, is_public
from decision_parser.crawl.limits import Limits
from decision_parser.crawl.waiting import Fault
from decision_parser.errors import FetchError, UsageError
from decision_parser.wording import find_reason

Headers = list[tuple[bytes, bytes]]
_MEGABYTE = 1_000_000


class Answer(Struct, frozen=True, gc=False):
    """What came back: `headers` without Transfer-Encoding, whose work is done, and the entity as it was sent."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    wire: bytes
    received_at: dt.datetime


class Connection:
    """Kept alive from one exchange to the next, through the proxy that the environment names."""

    def __init__(self, territory: Territory, limits: Limits) -> None:
        self._limits = limits
        self._budget = _Budget()
        proxy = _find_proxy(territory)
        guard = None if proxy else _Guard(territory)
        self._pool = httpcore2.ConnectionPool(
            proxy=proxy,
            max_connections=1,
            keepalive_expiry=2 * limits.longest_wait,
            network_backend=_Backend(self._budget, guard),
            ssl_context=httpcore2.default_ssl_context() if territory.base.scheme == "https" else None,
        )
        read, connect = limits.silence, limits.connect
        self._extensions = {"timeout": {"connect": connect, "read": read, "write": read, "pool": connect}}

    def close(self) -> None:
        """Hang up."""
        self._pool.close()

    def exchange(self, address: Address, headers: Headers) -> Answer:
        """Ask for one address, once.

        Raises Fault where asking again may help, FetchError where it would not.
        """
        self._budget.start(self._limits.whole)
        try:
            return self._receive(address, self._pool.handle_request(self._prepare(address, headers)))
        except httpcore2.TimeoutException as error:
            raise Fault(self._describe_timeout(error)) from None
        except (httpcore2.NetworkError, httpcore2.RemoteProtocolError, httpcore2.ProxyError) as error:
            raise _read_failure(address, error) from None

    def _prepare(self, address: Address, headers: Headers) -> httpcore2.Request:
        port = None if address.port == PORTS[address.scheme] else address.port
        url = httpcore2.URL(scheme=address.scheme, host=address.host, port=port, target=address.target)
        headers = [(b"Host", address.place.encode()), *headers]
        return httpcore2.Request(b"GET", url, headers=headers, extensions=self._extensions)

    def _receive(self, address: Address, response: httpcore2.Response) -> Answer:
        received_at = read_clock()
        try:
            wire = self._read_wire(address, response)
        finally:
            response.close()
        headers = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers)
        kept = tuple(header for header in headers if header[0].lower() != "transfer-encoding")
        reason = response.extensions.get("reason_phrase", b"").decode("latin-1")
        return Answer(response.status, reason, kept, wire, received_at)

    def _read_wire(self, address: Address, response: httpcore2.Response) -> bytes:
        """The entity, and not a byte above the limit."""
        parts: list[bytes] = []
        room = self._limits.wire_bytes
        for part in response.iter_stream():
            room -= len(part)
            if room < 0:
                most = self._limits.wire_bytes / _MEGABYTE
                message = f"GET {address.url} gave more than {most:g} MB and was stopped"
                raise FetchError(f"{message}; no decision is that large: look at it in a browser.", status=200)
            parts.append(part)
        return b"".join(parts)

    def _describe_timeout(self, error: httpcore2.TimeoutException) -> str:
        if self._budget.is_spent():
            return f"the whole answer took longer than {self._limits.whole:g} seconds"
        if isinstance(error, httpcore2.ConnectTimeout):
            return f"no connection within {self._limits.connect:g} seconds"
        return f"the server was silent for {self._limits.silence:g} seconds"


def _read_failure(address: Address, error: Exception) -> Exception:
    cause = error.args[0] if error.args else error
    said = find_reason(cause) if isinstance(cause, OSError) else str(cause) or type(cause).__name__
    detail = "".join(letter if letter.isprintable() else " " for letter in said)[:200]
    if isinstance(cause, ssl.SSLCertVerificationError):
        message = f"GET {address.url} met a certificate that is not trusted ({detail})"
        return FetchError(f"{message}; see to the clock and the certificates of this machine, or its proxy.")
    if isinstance(error, httpcore2.ConnectError):
        return Fault(f"no connection ({detail})")
    if isinstance(error, httpcore2.ProxyError):
        return Fault(f"the proxy refused ({detail})")
    return Fault(f"the answer broke off or is no HTTP ({detail})")


# ── through which proxy, to which machine, for how long ──────────────────────────────────────────────────────────────


def _find_proxy(territory: Territory) -> httpcore2.Proxy | None:
    """The proxy that the environment or the system names for the publisher; none for this machine itself."""
    base = territory.base
    proxies = {} if territory.on_loopback or proxy_bypass(base.host) else getproxies()
    text = proxies.get(base.scheme) or proxies.get("all")
    if not text:
        return None
    parts = urlsplit(text if "://" in text else f"http://{text}")
    if parts.scheme not in PORTS or not parts.hostname:
        # Without its address, which may hold a password.
        message = f"The proxy for {base.scheme} cannot be used: it is no http:// or https:// address"
        raise UsageError(f"{message}; set {base.scheme.upper()}_PROXY to one, or unset it.")
    port = parts.port or PORTS[parts.scheme]
    url = httpcore2.URL(scheme=parts.scheme, host=parts.hostname, port=port, target="/")
    login = (unquote(parts.username).encode(), unquote(parts.password or "").encode()) if parts.username else None
    return httpcore2.Proxy(url, auth=login)


class _Budget:
    """The time that an exchange may still take."""

    def __init__(self) -> None:
        self._ends_at = 0.0

    def start(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def is_spent(self) -> bool:
        return time.monotonic() >= self._ends_at

    def limit(self, timeout: float | None) -> float:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left if timeout is None else min(timeout, left)


class _Guard:
    """No private address is ever taken for the publisher's.

    A name server, or a redirect to a name that someone else controls, could otherwise send us into the network that
    this machine stands in. The mirror that a user named is free to be there; one that was met on the open internet
    must stay there.
    """

    def __init__(self, territory: Territory) -> None:
        self._mirror = territory.mirror
        self._on_loopback = territory.on_loopback
        self._was_public = False

    def admit(self, host: str, numbers: list[str]) -> list[str]:
        """Those of a host's addresses that may be connected to."""
        public = [number for number in numbers if is_public(number)]
        if self._on_loopback or (host == self._mirror and not public and not self._was_public):
            return numbers
        self._was_public |= host == self._mirror
        if not public:
            shown = ", ".join(numbers)
            message = f"{host} has a private address on this network ({shown}), where the publisher cannot be"
            advice = "see to the name server of this machine, or give a mirror's address as --base-url"
            raise FetchError(f"{message}; nothing was sent: {advice}.")
        return public


class _Backend(httpcore2.NetworkBackend):
    """Connects within the budget, and to addresses that the guard has seen; a proxy looks names up itself."""

    def __init__(self, budget: _Budget, guard: _Guard | None) -> None:
        self._budget = budget
        self._guard = guard
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """The first of the host's addresses that answers."""
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        for number in self._look_up(host, port):
            try:
                limit = self._budget.limit(timeout)
                stream = self._plain.connect_tcp(number, port, limit, local_address, socket_options)
                return _Stream(stream, self._budget)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    def _look_up(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(error) from None
        numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        return self._guard.admit(host, numbers) if self._guard else numbers


class _Stream(httpcore2.NetworkStream):
    """A stream that waits no longer than the budget lasts."""

    def __init__(self, stream: httpcore2.NetworkStream, budget: _Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._budget.limit(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._budget.limit(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._budget.limit(timeout))
        return _Stream(stream, self._budget)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as the class it stands for
        return self._stream.get_extra_info(info)
