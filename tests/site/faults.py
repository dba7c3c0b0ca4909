"""All that can go wrong between a publisher and a reader, each to be switched on for chosen requests."""

from __future__ import annotations

import re
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from enum import StrEnum
from functools import lru_cache
from typing import Any, cast

from .answers import Answer, Asked, Wire, redirect
from .pages import CAPTCHA, MAINTENANCE, NOT_FOUND, SHELL, page


class Fault(StrEnum):
    """A way to fail. What each takes as options stands beside its function below."""

    ERROR_500 = "error-500"
    ERROR_502 = "error-502"
    ERROR_503 = "error-503"
    ERROR_429 = "error-429"
    ERROR_STATUS = "error-status"
    NOT_FOUND = "not-found"
    GONE = "gone"
    RESET = "reset"
    RESET_MIDWAY = "reset-midway"
    TRUNCATED = "truncated"
    BROKEN_CHUNK = "broken-chunk"
    DRIP = "drip"
    SILENCE = "silence"
    REDIRECT_LOOP = "redirect-loop"
    REDIRECT_OFF_HOST = "redirect-off-host"
    REDIRECT_SCHEME = "redirect-scheme"
    REDIRECT_PRIVATE = "redirect-private"
    EMPTY_SHELL = "empty-shell"
    CAPTCHA = "captcha"
    MAINTENANCE = "maintenance"
    WRONG_COUNT = "wrong-count"
    DUPLICATE_CARDS = "duplicate-cards"
    MISSING_CARD = "missing-card"
    NO_TOTAL = "no-total"
    GZIP_BOMB = "gzip-bomb"
    HUGE_BODY = "huge-body"
    WRONG_CHARSET = "wrong-charset"
    LATIN_CHARSET = "latin-charset"
    EMPTY_BODY = "empty-body"


LISTING_FAULTS = frozenset({Fault.WRONG_COUNT, Fault.DUPLICATE_CARDS, Fault.MISSING_CARD, Fault.NO_TOTAL})
"""These are made where the listing is written; elsewhere they do nothing."""
_WIRE = frozenset({"reset", "reset-midway", "truncated", "broken-chunk", "drip", "silence"})


@dataclass(slots=True, eq=False)
class Failure:
    """A fault, or an action, for the requests whose path and query hold a pattern.

    The first `after` of them pass, then `times` are met (None: all). `seen` and `hits` count them.
    """

    pattern: str
    fault: Fault | None
    times: int | None = 1
    after: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    action: Callable[[], object] | None = None
    seen: int = 0
    hits: int = 0

    def clear(self) -> None:
        """Let everything pass from now on."""
        self.times = 0

    def meets(self, target: str) -> bool:
        """Whether this request is met; counts it."""
        if not re.search(self.pattern, target, re.IGNORECASE):
            return False
        self.seen += 1
        if self.seen <= self.after or (self.times is not None and self.hits >= self.times):
            return False
        self.hits += 1
        return True


class FaultBook:
    """The failures and actions that wait for a request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: list[Failure] = []

    def add(self, failure: Failure) -> Failure:
        """One more; the first that meets a request is the one that it gets."""
        with self._lock:
            self._failures.append(failure)
        return failure

    def clear(self) -> None:
        """None any more."""
        with self._lock:
            self._failures.clear()

    def keeps_waiting(self) -> bool:
        """Whether a fault is on that only a client's patience ends."""
        with self._lock:
            return any(failure.fault in {Fault.DRIP, Fault.SILENCE} for failure in self._failures)

    def take(self, target: str) -> tuple[Failure | None, list[Callable[[], object]]]:
        """The fault for this request, if any, and the actions to do before it."""
        with self._lock:
            actions = [each.action for each in self._failures if each.action and each.meets(target)]
            faults = (each for each in self._failures if each.fault and each.meets(target))
            return next(faults, None), actions


def spoil(failure: Failure, asked: Asked, write: Callable[[], Answer]) -> Answer:
    """The answer with the fault in it; `write` gives the right one and is called only where it is needed."""
    fault, options = failure.fault, failure.options
    if fault in LISTING_FAULTS or fault is None:
        return write()
    if fault in _WIRE:
        return replace(write(), wire=cast("Wire", fault.value), options=options)
    if fault in _INSTEAD:
        return _INSTEAD[fault](asked, options)
    return _CHANGED[fault](write(), options)


# ── in place of an answer ───────────────────────────────────────────────────


def _error(status: int, words: str) -> Callable[[Asked, Mapping[str, Any]], Answer]:
    """Options: `status`, `retry_after` (seconds, "date" for three seconds ahead, or the header itself)."""

    def write(_asked: Asked, options: Mapping[str, Any]) -> Answer:
        wait = options.get("retry_after")
        wait = formatdate(time.time() + 3, usegmt=True) if wait == "date" else wait
        headers = () if wait is None else (("Retry-After", str(wait)),)
        return Answer(options.get("status", status), page(words, f"<h1>{words}</h1>").encode(), headers=headers)

    return write


def _loop(asked: Asked, _options: Mapping[str, Any]) -> Answer:
    """To the same address again."""
    return redirect(asked.target)


def _away(to: str) -> Callable[[Asked, Mapping[str, Any]], Answer]:
    """Option: `to`."""
    return lambda _asked, options: redirect(options.get("to", to))


def _page(text: str) -> Callable[[Asked, Mapping[str, Any]], Answer]:
    """Option: `status`, 200 unless said."""
    return lambda _asked, options: Answer(options.get("status", 200), text.encode())


def _bomb(_asked: Asked, options: Mapping[str, Any]) -> Answer:
    """Option: `size` in bytes once decompressed."""
    return Answer(packed=_pack_spaces(options.get("size", 200_000_000)), wire="plain", options={"pack": True})


@lru_cache(maxsize=2)
def _pack_spaces(size: int) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    block = b" " * 1_000_000
    parts = [packer.compress(block[: min(size - done, len(block))]) for done in range(0, size, len(block))]
    return b"".join((*parts, packer.flush()))


def _huge(_asked: Asked, options: Mapping[str, Any]) -> Answer:
    """Option: `size` in bytes, sent as they are."""
    return Answer(body=b" " * options.get("size", 60_000_000), options={"pack": False})


_INSTEAD: dict[Fault, Callable[[Asked, Mapping[str, Any]], Answer]] = {
    Fault.ERROR_500: _error(500, "Internal Server Error"),
    Fault.ERROR_502: _error(502, "Bad Gateway"),
    Fault.ERROR_503: _error(503, "Service Unavailable"),
    Fault.ERROR_429: _error(429, "Too Many Requests"),
    Fault.ERROR_STATUS: _error(403, "Forbidden"),
    Fault.NOT_FOUND: lambda _asked, _options: Answer(404, page("Page not found", NOT_FOUND).encode()),
    Fault.GONE: lambda _asked, _options: Answer(410, page("Gone", "<h1>Gone</h1>").encode()),
    Fault.REDIRECT_LOOP: _loop,
    Fault.REDIRECT_OFF_HOST: _away("http://elsewhere.example/"),
    Fault.REDIRECT_SCHEME: _away("ftp://127.0.0.1/decisions"),
    Fault.REDIRECT_PRIVATE: _away("http://169.254.169.254/latest/"),
    Fault.EMPTY_SHELL: _page(SHELL),
    Fault.CAPTCHA: _page(CAPTCHA),
    Fault.MAINTENANCE: _page(MAINTENANCE),
    Fault.GZIP_BOMB: _bomb,
    Fault.HUGE_BODY: _huge,
}


# ── the answer, changed ─────────────────────────────────────────────────────


def _wrong_charset(answer: Answer, options: Mapping[str, Any]) -> Answer:
    """Option: `charset` that the header claims; the bytes stay as they are."""
    return replace(answer, media_type=f"text/html; charset={options.get('charset', 'utf-16')}")


def _latin(answer: Answer, _options: Mapping[str, Any]) -> Answer:
    """The bytes are windows-1252; header and meta go on claiming UTF-8."""
    text = answer.body.decode()
    return replace(answer, body=text.encode("cp1252", "xmlcharrefreplace"), packed=None)


_CHANGED: dict[Fault, Callable[[Answer, Mapping[str, Any]], Answer]] = {
    Fault.WRONG_CHARSET: _wrong_charset,
    Fault.LATIN_CHARSET: _latin,
    Fault.EMPTY_BODY: lambda answer, _options: replace(answer, body=b"", packed=None),
}
