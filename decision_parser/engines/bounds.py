"""What a task may cost: seconds of the processor, and memory on top of what its process has.

Python's own code is stopped by an exception. What runs in a library of C is ended with its process: a worker, which
costs its task and no more.
"""

import math
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

if sys.platform != "win32":
    import resource

_GRACE = 1  # seconds between the exception and the end of the process
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class OverTimeError(Exception):
    """A task took more of the processor than it may."""


@contextmanager
def bounded(seconds: float, memory: int) -> Iterator[None]:
    """Run the block within these bounds, as far as the system can.

    Raises OverTimeError, and MemoryError. In a worker process, what does not end by that is killed with it. Where other
    threads do other work, nothing is bounded: it would be theirs that fails.
    """
    worker = multiprocessing.parent_process() is not None
    alone = threading.current_thread() is threading.main_thread() and (worker or threading.active_count() == 1)
    if sys.platform == "win32" or not alone:
        yield
        return
    before = signal.signal(signal.SIGPROF, _stop)
    spaces = _lower(resource.RLIMIT_AS, _find_space() + memory) if sys.platform == "linux" else None
    times = _lower(resource.RLIMIT_CPU, _find_used() + math.ceil(seconds) + _GRACE) if worker else None
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if spaces:
            resource.setrlimit(resource.RLIMIT_AS, spaces)
        if times:
            resource.setrlimit(resource.RLIMIT_CPU, times)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise OverTimeError


def _lower(which: int, most: int) -> tuple[int, int]:
    """Set a limit, but never above one that is set already; what it was."""
    soft, hard = resource.getrlimit(which)
    if soft == resource.RLIM_INFINITY or most < soft:
        resource.setrlimit(which, (most, hard))
    return soft, hard


def _find_space() -> int:
    """Bytes of address space that this process has."""
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - asked for each file
        return int(file.read().split()[0]) * _PAGE


def _find_used() -> int:
    """Seconds of the processor that this process has used, rounded up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return int(used.ru_utime + used.ru_stime) + 1
