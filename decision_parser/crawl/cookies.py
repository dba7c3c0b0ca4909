"""Cookies for as long as the client lives, each for the very host that set it."""

from email.message import Message
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import cast
from urllib.request import Request

from decision_parser.crawl.addresses import Address


class _Headers:
    """As much of an answer as a cookie jar looks at."""

    def __init__(self, headers: tuple[tuple[str, str], ...]) -> None:
        self._message = Message()
        for name, value in headers:
            if name.lower() == "set-cookie":
                self._message["Set-Cookie"] = value

    def info(self) -> Message:
        return self._message


class Cookies:
    """A jar for each host: a cookie for a whole domain is not handed to its other hosts."""

    def __init__(self) -> None:
        self._jars: dict[str, CookieJar] = {}

    def keep(self, address: Address, headers: tuple[tuple[str, str], ...]) -> None:
        """Take what an answer from this address sets."""
        if any(name.lower() == "set-cookie" for name, _ in headers):
            jar = self._jars.setdefault(address.origin, CookieJar())
            # The jar asks for an answer of urllib and looks at nothing but its `info()`.
            jar.extract_cookies(cast("HTTPResponse", _Headers(headers)), Request(address.url))  # noqa: S310 - not opened

    def find(self, address: Address) -> str | None:
        """The value of the Cookie header for this address."""
        jar = self._jars.get(address.origin)
        if jar is None:
            return None
        request = Request(address.url)  # noqa: S310 - a description of one, never opened
        jar.add_cookie_header(request)
        return request.get_header("Cookie")
