"""Who holds the lock of a folder, told without taking it for longer than it takes to ask."""

import os
from pathlib import Path

_LOCKS = Path("/proc/locks")


def find_holder(path: Path) -> str | None:
    """Who holds the lock file at `path`, for people: `process 4711`; None where nobody does.

    Raises OSError where the file cannot be opened.
    """
    try:
        import fcntl
    except ImportError:  # another kind of system, of which nothing is known
        return None
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)  # given back at once, when the handle is closed
    except BlockingIOError:
        return _find_process(os.fstat(handle).st_ino)
    finally:
        os.close(handle)
    return None


def _find_process(inode: int) -> str:
    try:
        lines = _LOCKS.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    for words in map(str.split, lines):
        if "FLOCK" in words and "WRITE" in words and any(word.endswith(f":{inode}") for word in words):
            return f"process {words[words.index('WRITE') + 1]}"
    return "a process that this one cannot see"
