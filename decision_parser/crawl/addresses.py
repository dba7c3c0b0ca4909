"""Where the client may ask: addresses in one spelling, and which of them are the publisher's."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

from decision_parser.errors import FetchError, UsageError

PORTS = {"http": 80, "https": 443}
# What may stand in a path or query as it is; everything else, white space and letters beyond ASCII, is escaped.
_PATH = "/%:@!$&'()*+,;=~-._"
_QUERY = _PATH + "?"
_LONGEST = 4096
"""Characters of an address: no publisher has longer ones, and the index, the log and the archive have to hold them."""
# All that is given out of IPv6 begins like this; the rest, links, sites and embedded IPv4, is nobody's on the internet.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
# IPv6 addresses that a gateway turns into the IPv4 address at this bit of them (6to4, NAT64).
_GATEWAYS = {ipaddress.IPv6Network("2002::/16"): 80, ipaddress.IPv6Network("64:ff9b::/96"): 0}


class Address(Struct, frozen=True, gc=False):
    """An http address in parts: `place` is host and port as written in a Host header, `target` path and query."""

    scheme: str
    host: str
    port: int
    place: str
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt speaks for."""
        return f"{self.scheme}://{self.place}"

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.target


def parse_address(text: str) -> Address:
    """The address in one spelling, without its fragment.

    Raises ValueError for what is no http address, for one that carries a password, and for one longer than any is.
    """
    if len(text) > _LONGEST:
        raise ValueError(text[:_LONGEST])
    parts = urlsplit(text)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in PORTS or not host or "@" in parts.netloc or not host.isascii() or not host.isprintable():
        raise ValueError(text)
    port = parts.port or PORTS[scheme]
    place = f"[{host}]" if ":" in host else host
    place += "" if port == PORTS[scheme] else f":{port}"
    target = quote(_walk_path(parts.path), safe=_PATH)
    target += "?" + quote(parts.query, safe=_QUERY) if parts.query else ""
    return Address(scheme, host, port, place, target)


def _walk_path(path: str) -> str:
    """The path without `.` and `..`: a server resolves them, so robots.txt must be asked about what they lead to."""
    if path.startswith("//") or "." not in path.replace("%2e", ".").replace("%2E", "."):
        return path or "/"
    plain = "/".join(_DOTS.get(segment.lower(), segment) for segment in path.split("/"))
    return urlsplit(urljoin("http://x/", plain)).path or "/"


_DOTS = {"%2e": ".", "%2e%2e": "..", ".%2e": "..", "%2e.": ".."}


class Territory:
    """The addresses of one publisher: those at the host of `base_url` or one of `hosts`, at its scheme and port.

    Where `base_url` is on this machine, nothing off it belongs: a rehearsal never reaches the live site.
    """

    def __init__(self, base_url: str, hosts: Iterable[str]) -> None:
        try:
            self.base = parse_address(base_url)
        except ValueError:
            message = f"{base_url!r} is no address to read from; give one that begins with https:// or http://."
            raise UsageError(message) from None
        self.on_loopback = is_loopback(self.base.host)
        named = {host.lower().rstrip(".") for host in hosts}
        # A user who names a mirror knows where it is. The publisher's own hosts are on the open internet.
        self.mirror = None if self.base.host in named else self.base.host
        if self.on_loopback:
            named = {host for host in named if is_loopback(host)}
        self._hosts = frozenset(named | {self.base.host})

    def find(self, reference: str) -> Address:
        """The address that the caller names, in full or from the root of the publisher's site."""
        address = _resolve(self.base.url, reference)
        if address is None or not self._holds(address):
            raise FetchError(
                f"{reference!r} is no address at {self._describe()}; it was not asked for: look at it in a browser."
            )
        return address

    def follow(self, start: Address, location: str) -> Address:
        """Where a redirect leads, if that is the publisher's."""
        address = _resolve(start.url, location)
        if address is None or not self._holds(address):
            message = f"GET {start.url} redirects to {_shorten(location)}, which is not at {self._describe()}"
            raise FetchError(f"{message}; it is not followed: if that is the publisher, give it as --base-url.")
        return address

    def _holds(self, address: Address) -> bool:
        same = (address.scheme, address.port) == (self.base.scheme, self.base.port)
        return same and address.host in self._hosts

    def _describe(self) -> str:
        places = (self.base.place, *sorted(self._hosts - {self.base.host}))
        return f"{self.base.scheme}://{' or '.join(places)}"


def _resolve(start: str, reference: str) -> Address | None:
    try:
        return parse_address(urljoin(start, reference))
    except ValueError:
        return None


def _shorten(text: str) -> str:
    return repr(text[:200])


def is_loopback(host: str) -> bool:
    """Whether the name or number of a host is always this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(number: str) -> bool:
    """Whether an IP address is one of the open internet: not private, shared, loopback, link-local or reserved.

    One that stands for an IPv4 address is what that is.
    """
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = _find_inner(address)
        if inner is None and address not in _GIVEN_OUT:
            return False
        address = inner or address
    return address.is_global and not address.is_multicast and not address.is_reserved


def _find_inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    for network, shift in _GATEWAYS.items():
        if address in network:
            return ipaddress.IPv4Address(int(address) >> shift & 0xFFFFFFFF)
    return address.ipv4_mapped
