"""One snapshot into one decision, where no file may end the programme: the risky ones in a copy of its process."""

import logging
from collections.abc import Callable

from decision_parser.engines.apart import run_apart
from decision_parser.engines.tasks import WorkerDied
from decision_parser.errors import DecisionParserError, UnreadableInputError
from decision_parser.models import Decision

_LARGE = 1 << 20
"""Bytes below which a page or text takes less than the limits allow, whatever is in it."""
KILLED = (
    "The process that parsed it was killed, perhaps for want of time or memory; "
    "look at what is special about this file, or raise DECISION_PARSER_MOST_SECONDS and DECISION_PARSER_MOST_MEMORY."
)

_log = logging.getLogger(__name__)


def describe_bug(error: Exception) -> str:
    """What no file should bring about, as a sentence."""
    return f"This is a bug in decision-parser ({type(error).__name__}: {error}); please report it with the file."


def parse_apart(parse: Callable[[bytes], Decision], data: bytes) -> Decision:
    """What `parse` gives and raises. UnreadableInputError also for what kills the process, or meets a bug of ours."""
    try:
        decision = parse(data) if len(data) < _LARGE and b"%PDF-" not in data[:1024] else run_apart(parse, data)
    except (DecisionParserError, OSError, MemoryError):
        raise
    except Exception as error:
        _log.debug("a bug", exc_info=True)
        raise UnreadableInputError(describe_bug(error)) from error
    if isinstance(decision, WorkerDied):
        raise UnreadableInputError(KILLED)
    return decision
