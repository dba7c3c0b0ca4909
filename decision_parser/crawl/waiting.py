"""When the client may ask again: the pace between requests, and the wait before another attempt."""

import datetime as dt
import math
import random
import time
from email.utils import parsedate_to_datetime

from decision_parser.clock import read_clock
from decision_parser.crawl.limits import Limits
from decision_parser.models import Reply


class Fault(Exception):  # noqa: N818 - no error yet: another attempt may succeed
    """No answer that can be believed, this time. `seconds` is what the server asks to wait."""

    def __init__(self, message: str, *, status: int | None = None, seconds: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.seconds = seconds


class Pace:
    """Enough time from the end of one request to the start of the next."""

    def __init__(self) -> None:
        self._ended_at = -math.inf
        self._held_until = -math.inf

    def wait(self, delay: float) -> None:
        """Sleep until the last request ended so many seconds ago, and no server asks for more."""
        pause = max(self._ended_at + delay, self._held_until) - time.monotonic()
        if pause > 0:
            time.sleep(pause)

    def end(self) -> None:
        """Note that a request has ended now."""
        self._ended_at = time.monotonic()

    def hold(self, seconds: float) -> None:
        """Let no request start for so many seconds from now."""
        self._held_until = time.monotonic() + seconds


def find_retry_after(reply: Reply) -> float | None:
    """The seconds that the server asks us to wait: given as a number, or as a date by its own clock."""
    text = (reply.header("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    until = _parse_date(text)
    if until is None:
        return None
    now = _parse_date(reply.header("Date") or "") or read_clock()
    return max(0.0, (until - now).total_seconds())


def _parse_date(text: str) -> dt.datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError, IndexError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=dt.UTC)


def choose_wait(attempt: int, limits: Limits) -> float:
    """The seconds to wait after so many failed attempts: twice as long each time, and never quite the same."""
    most = min(limits.backoff_most, limits.backoff_first * 2.0 ** (attempt - 1))
    return most * random.uniform(0.5, 1.0)  # noqa: S311 - spreads requests over time; nothing is kept secret
