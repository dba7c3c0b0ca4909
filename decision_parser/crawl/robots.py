"""robots.txt: fetched first, obeyed, and read again after a day (RFC 9309)."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from decision_parser.clock import read_clock
from decision_parser.crawl.addresses import Address
from decision_parser.crawl.limits import Limits
from decision_parser.errors import FetchError, RobotsError
from decision_parser.models import Reply

if TYPE_CHECKING:
    from protego import Protego

TOKEN = "decision-parser"  # noqa: S105 - the name that a robots.txt calls us by: no secret
_DAY = dt.timedelta(days=1)
# A server that cannot give its robots.txt is left alone for a while: not asked again for each address of a run.
_MOMENT = dt.timedelta(minutes=10)
_OK = 200
_CLIENT_ERRORS = range(400, 500)


class Rules:
    """What the robots.txt of one origin says to us. Where it says nothing, all is allowed, at any pace."""

    def __init__(self, protego: "Protego | None" = None) -> None:
        self._protego = protego
        self.pause = _find_pause(protego) if protego else 0.0

    def allow(self, url: str) -> bool:
        """Whether the address may be asked for."""
        return self._protego is None or self._protego.can_fetch(url, TOKEN)


def parse_rules(body: bytes, most: int) -> Rules:
    """The rules in the first `most` bytes. A page in place of a robots.txt has none."""
    from protego import Protego

    if body.lstrip().startswith(b"<"):
        return Rules()
    # A line that the limit cuts in two would say something else: `Disallow: /d` is not `Disallow: /decisions/old`.
    whole = body if len(body) <= most else body[: body.rfind(b"\n", 0, most) + 1]
    return Rules(Protego.parse(whole.decode("utf-8-sig", "replace")))


def _find_pause(protego: "Protego") -> float:
    """Seconds between two requests: the longer of Crawl-delay and Request-rate, whatever hours the latter names."""
    rate = protego.request_rate(TOKEN)
    return max(protego.crawl_delay(TOKEN) or 0.0, rate.seconds / rate.requests if rate else 0.0)


class Robots:
    """The rules of each origin, fetched when its first address is asked for."""

    def __init__(
        self, fetch: Callable[[Address], Reply], on_robots: Callable[[Reply], None] | None, limits: Limits
    ) -> None:
        self._fetch = fetch
        self._on_robots = on_robots
        self._limits = limits
        self._known: dict[str, tuple[dt.datetime, Rules | RobotsError]] = {}

    def check(self, address: Address) -> float:
        """The seconds between requests that the origin asks for.

        Raises RobotsError when the address is forbidden, or the rules could not be read, which forbids all.
        """
        rules = self._find_rules(address)
        if not rules.allow(address.url):
            message = f"GET {address.url} is forbidden to {TOKEN} by {address.origin}/robots.txt and was not sent"
            raise RobotsError(f"{message}; ask the publisher, who can allow it there.")
        return rules.pause

    def _find_rules(self, address: Address) -> Rules:
        now = read_clock()
        read_at, rules = self._known.get(address.origin, (now, None))
        lasting = _MOMENT if isinstance(rules, RobotsError) else _DAY
        # A clock that was set back makes the age negative: then it says nothing.
        if rules is None or not dt.timedelta(0) <= now - read_at < lasting:
            rules = self._read(address)
            self._known[address.origin] = (now, rules)
        if isinstance(rules, RobotsError):
            raise RobotsError(str(rules), status=rules.status)
        return rules

    def _read(self, address: Address) -> Rules | RobotsError:
        place = Address(address.scheme, address.host, address.port, address.place, "/robots.txt")
        try:
            reply = self._fetch(place)
        except FetchError as error:
            return _forbid_all(place, str(error).rstrip("."), error.status)
        if self._on_robots:
            self._on_robots(reply)
        if reply.status in _CLIENT_ERRORS:
            return Rules()
        if reply.status != _OK:
            return _forbid_all(place, f"GET {reply.url} was answered with {reply.status}", reply.status)
        rules = parse_rules(reply.body, self._limits.robots_bytes)
        if rules.pause > self._limits.longest_wait:
            return _forbid_all(place, f"it asks for {rules.pause:g} seconds between requests", reply.status)
        return rules


def _forbid_all(place: Address, reason: str, status: int | None) -> RobotsError:
    message = f"Nothing is asked of {place.origin}, because its robots.txt cannot be obeyed"
    advice = "" if ";" in reason else "; try again later, or ask the publisher"
    return RobotsError(f"{message}: {reason}{advice}.", status=status)
