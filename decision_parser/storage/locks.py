"""The lock of a folder, held by one run at a time, and who holds it.

It is one of the system on an open file: when a process dies, however it does, its locks are free. What is in the file,
or that it is there, says nothing.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from decision_parser.errors import BusyError, UsageError

_NO_FILE = frozenset({errno.EISDIR, errno.ELOOP, errno.ENXIO})

_LOCKS = Path("/proc/locks")


@contextmanager
def hold_lock(path: Path, busy: str) -> Iterator[None]:
    """The lock file at `path`, held while the context lasts.

    Raises BusyError while another run holds it, which begins with `busy` and says who, UsageError where something else
    is in its place, and OSError where it cannot be opened or locked.
    """
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise BusyError(f"{busy}{_describe_holder(path)}.") from None
    except OSError as error:
        if error.errno in _NO_FILE:
            raise UsageError(f"{path} is no file that can be locked; remove it, and run again.") from error
        raise
    try:
        yield
    finally:
        lock.release()


def find_holder(path: Path) -> str | None:
    """Who holds the lock file at `path`, for people: `process 4711`; None where nobody does.

    Raises OSError where the file cannot be opened.
    """
    try:
        import fcntl
    except ImportError:  # another kind of system, of which nothing is known
        return None
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe in its place would be waited for
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)  # given back at once, when the handle is closed
    except BlockingIOError:
        return _find_process(os.fstat(handle).st_ino)
    finally:
        os.close(handle)
    return None


def _describe_holder(path: Path) -> str:
    """Who is waited for, and what to do. On a file system without locks a file stands for one, and may be left over."""
    later = "; try again when it has ended"
    try:
        holder = find_holder(path)
    except OSError:
        return f"{later}, and if there is none, remove {path}"
    return f" ({holder} holds {path}){later}" if holder else later


def _find_process(inode: int) -> str:
    try:
        lines = _LOCKS.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    for words in map(str.split, lines):
        if "FLOCK" in words and "WRITE" in words and any(word.endswith(f":{inode}") for word in words):
            return f"process {words[words.index('WRITE') + 1]}"
    return "a process that this one cannot see"
