"""One snapshot into one decision, where no file may end the programme: the risky ones in a copy of its process."""

import textwrap
from collections.abc import Callable

from decision_parser.engines.apart import run_apart
from decision_parser.engines.tasks import WorkerDied
from decision_parser.errors import UnreadableInputError
from decision_parser.models import Decision

_LARGE = 1 << 20
"""Bytes below which a page or text takes less than the limits allow, whatever is in it."""
_LONGEST = 160
"""Characters of what a bug says of itself."""
KILLED = (
    "The process that parsed it was killed, perhaps for want of time or memory; "
    "look at what is special about this file, or raise DECISION_PARSER_MOST_SECONDS and DECISION_PARSER_MOST_MEMORY."
)


def describe_bug(error: Exception) -> str:
    """What no file should bring about, as a sentence."""
    what = textwrap.shorten(f"{type(error).__name__}: {error}", _LONGEST)
    return f"This is a bug in decision-parser ({what}); please report it with the file."


def parse_apart(parse: Callable[[bytes], Decision], data: bytes) -> Decision:
    """What `parse` gives and raises. UnreadableInputError also for what kills the process that parses it."""
    if len(data) < _LARGE and b"%PDF-" not in data[:1024]:
        return parse(data)
    decision = run_apart(parse, data)
    if isinstance(decision, WorkerDied):
        raise UnreadableInputError(KILLED)
    return decision
