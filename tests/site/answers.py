"""What the sample site says to a request, before it goes over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

HTML = "text/html; charset=utf-8"
Wire = Literal["plain", "reset", "reset-midway", "truncated", "broken-chunk", "drip", "silence"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was read: its target is path and query as sent, `headers` have lower-case names."""

    method: str
    target: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the log. `at` is monotonic; `status` 0: no head was sent; `sent` counts the bytes of the body."""

    at: float
    method: str
    target: str
    path: str
    headers: Mapping[str, str]
    status: int
    sent: int
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a body and how they are sent. `packed` is the body already compressed with gzip."""

    status: int = 200
    body: bytes = b""
    media_type: str | None = HTML
    headers: tuple[tuple[str, str], ...] = ()
    packed: bytes | None = None
    wire: Wire = "plain"
    options: Mapping[str, Any] = field(default_factory=dict)


def redirect(to: str, *headers: tuple[str, str], status: int = 302) -> Answer:
    """An answer that sends the client elsewhere."""
    return Answer(status, b"<html><body>Object moved</body></html>", headers=(("Location", to), *headers))
