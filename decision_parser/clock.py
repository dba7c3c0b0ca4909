"""The time of day, from one place. `SOURCE_DATE_EPOCH` sets it, so that a run can be repeated to the byte.

It is the variable of reproducible-builds.org: whole seconds since 1970-01-01 UTC.
"""

import datetime as dt
import os

from decision_parser.errors import UsageError

VARIABLE = "SOURCE_DATE_EPOCH"
AHEAD = dt.timedelta(minutes=1)
"""How far a run may be ahead of a right clock: of those that begin in one second, each is named for a later one."""


def read_clock() -> dt.datetime:
    """The time now, UTC, in whole microseconds; that of `SOURCE_DATE_EPOCH` where it is set.

    Raises UsageError when the variable holds no number of seconds.
    """
    stated = os.environ.get(VARIABLE)
    if not stated:
        return dt.datetime.now(dt.UTC)
    try:
        return dt.datetime.fromtimestamp(int(stated), dt.UTC)
    except (ValueError, OverflowError, OSError):
        message = f"{VARIABLE} is {stated!r}; set it to whole seconds since 1970, or unset it."
        raise UsageError(message) from None
