"""The sample site: a publisher of decisions on the loopback address, with a clock and with faults at will."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal

from . import routes
from .faults import LISTING_FAULTS, Failure, Fault, FaultBook, spoil
from .library import make_decisions
from .shelf import Shelf
from .wire import Handler

if TYPE_CHECKING:
    from .answers import Answer, Asked, Request
    from .published import Published, Version

ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /umbraco/\n"
TODAY = dt.date(2026, 6, 1)


class Site(Shelf):
    """A site to run with `serve()`. Its attributes are settings, which can be changed while it runs."""

    def __init__(
        self, decisions: Iterable[Published] = (), *, today: dt.date = TODAY, card_markup: str = "lines"
    ) -> None:
        super().__init__(decisions, today)
        self.robots = ROBOTS
        self.robots_status = 200
        self.past_end: Literal["404", "empty", "last"] = "404"
        self.validators: Literal["both", "etag", "last-modified", "none"] = "both"
        self.tokens = False
        self.chrome = 1
        self.needs_cookie = False
        self.compress = True
        self.canonical = False
        self.recent_box = True
        self.markup: str | None = None
        self.card_markup = card_markup
        self.page_size = 10
        self.delay = 0.0
        self.wrong_by = 3
        self.log: list[Request] = []
        self.stopping = threading.Event()
        self._faults = FaultBook()
        self._tokens = itertools.count(1)
        self._reports: dict[Version, bytes] = {}

    # ── faults ──────────────────────────────────────────────────────────────

    def fail(self, pattern: str, fault: str, times: int | None = 1, after: int = 0, **options: Any) -> Failure:  # noqa: ANN401
        """Let a fault meet the requests whose path and query hold the pattern; the first `after` of them pass."""
        if "by" in options:
            self.wrong_by = int(options["by"])
        return self._faults.add(Failure(pattern, Fault(fault), times, after, options))

    def before(self, pattern: str, action: Callable[[], object], times: int | None = 1, after: int = 0) -> Failure:
        """Do something just before such a request is answered."""
        return self._faults.add(Failure(pattern, None, times, after, action=action))

    def shift(self, pattern: str, times: int | None = 1, after: int = 0) -> Failure:
        """Publish a decision at the top of the listing just before such a request: one card moves to the next page."""
        return self.before(pattern, self._publish_at_top, times, after)

    def shift_out(self, pattern: str, times: int | None = 1, after: int = 0) -> Failure:
        """Withdraw the first one of the listing just before such a request: one card moves to the page before."""
        return self.before(pattern, lambda: self.withdraw(self.listed()[0].identity), times, after)

    def _publish_at_top(self) -> None:
        listed = self.listed()
        self.publish_new(listed[0].decided_on if listed else self.today)

    def keeps_waiting(self) -> bool:
        """Whether a fault is on that only a client's patience ends."""
        return self._faults.keeps_waiting()

    def heal(self) -> None:
        """No fault and no action any more."""
        self._faults.clear()

    # ── the log ─────────────────────────────────────────────────────────────

    def requests(self, pattern: str = "", method: str | None = None) -> list[Request]:
        """The requests so far whose path and query hold the pattern."""
        with self.lock:
            log = list(self.log)
        return [
            each for each in log if re.search(pattern, each.target, re.IGNORECASE) and method in {None, each.method}
        ]

    def clear_log(self) -> None:
        """Forget the requests so far."""
        with self.lock:
            self.log.clear()

    # ── answers ─────────────────────────────────────────────────────────────

    def answer(self, asked: Asked) -> tuple[Answer, str | None]:
        """The answer to a request, and the fault in it."""
        failure, actions = self._faults.take(asked.target)
        for action in actions:
            action()
        if self.delay:
            self.stopping.wait(self.delay)
        if failure is None or failure.fault is None:
            return routes.answer(self, asked), None
        listing = failure.fault if failure.fault in LISTING_FAULTS else None
        return spoil(failure, asked, partial(routes.answer, self, asked, listing)), failure.fault.value

    def packed(self, version: Version) -> bytes:
        """A decision's page, compressed."""
        return _pack_page(version, self.markup, canonical=self.canonical)

    def report(self, version: Version) -> bytes:
        """The PDF of a report; written once for all versions that say the same in it."""
        key = replace(version, since=TODAY, note=None, compliance=None)
        if key not in self._reports:
            self._reports[key] = _write_report(key)
        return self._reports[key]

    def next_token(self) -> str:
        """What no other answer has."""
        return f"{next(self._tokens):08x}-{time.time_ns():x}"

    def record(self, request: Request) -> None:
        """One more line of the log."""
        with self.lock:
            self.log.append(request)

    @contextmanager
    def serve(self, port: int = 0) -> Iterator[str]:
        """Run on the loopback address; gives the base URL."""
        self.stopping.clear()
        server = _Server(("127.0.0.1", port), partial(Handler, self))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            self.stopping.set()
            server.shutdown()
            thread.join()
            Handler.hang_up(self)
            server.server_close()


# Tests have the same few sites over and over: each of their pages and reports is written once in a process.
@lru_cache(maxsize=4096)
def _pack_page(version: Version, markup: str | None, *, canonical: bool) -> bytes:
    return zlib.compress(routes.write_page(version, markup, canonical=canonical), 1, 31)


@lru_cache(maxsize=256)
def _write_report(version: Version) -> bytes:
    return routes.write_report(version)


class _Server(ThreadingHTTPServer):
    """Each connection in a thread that does not outlive the process."""

    daemon_threads = True
    request_queue_size = 64


def make_site(  # noqa: PLR0913 - each is a choice of its own
    count: int = 600,
    years: int = 5,
    seed: int = 1,
    *,
    today: dt.date = TODAY,
    pending: int = 0,
    paragraphs: int = 12,
    card_markup: str = "lines",
) -> Site:
    """A site of so many decisions, the same for the same arguments; `pending` more appear in the next four weeks."""
    decisions = make_decisions(count, years, seed, today, pending=pending, paragraphs=paragraphs)
    return Site(decisions, today=today, card_markup=card_markup)
