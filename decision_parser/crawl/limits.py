"""How long, how much and how often the client asks before it gives up."""

from typing import Annotated

from msgspec import Meta, Struct

Seconds = Annotated[float, Meta(ge=0)]
Count = Annotated[int, Meta(ge=0)]


class Limits(Struct, frozen=True, kw_only=True):
    """Seconds, bytes and numbers of times.

    `connect` is for a connection, `silence` for the next byte, `whole` for an answer from the first byte sent to the
    last received, so that one that drips in ends. `wire_bytes` bounds what is received, `body_bytes` what that
    unpacks to. After `vain` pages in a row without an answer, nothing more is asked for. A server that asks in
    Retry-After or Crawl-delay for more than `longest_wait` is left alone.
    """

    connect: Seconds = 10.0
    silence: Seconds = 30.0
    whole: Seconds = 120.0
    wire_bytes: Count = 50_000_000
    body_bytes: Count = 100_000_000
    robots_bytes: Count = 500 * 1024
    attempts: Annotated[int, Meta(ge=1)] = 5
    vain: Annotated[int, Meta(ge=1)] = 10
    backoff_first: Seconds = 2.0
    backoff_most: Seconds = 60.0
    longest_wait: Seconds = 600.0
    redirects: Count = 10
    robots_redirects: Count = 5
