"""The bytes of a file that may be anything: endless, a pipe that nobody writes to, or gone by now."""

import os
import select
import stat
from pathlib import Path
from typing import BinaryIO

from decision_parser.errors import UnreadableInputError
from decision_parser.limits import find_limits

_PATIENCE = 15  # seconds for the first byte of a named pipe


def read_file(path: str | Path, *, patience: float | None = None) -> bytes:
    """All bytes of a file. A named pipe is waited for, so many seconds where that is given.

    Raises OSError when it cannot be read, and UnreadableInputError when it is larger than a file may be, or a named
    pipe that stays silent.
    """
    most = find_limits().file_bytes
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if stat.S_ISREG(status.st_mode) and status.st_size > most:
            raise _make_error(status.st_size, most)
        if stat.S_ISFIFO(status.st_mode):
            _await_pipe(file.fileno(), _PATIENCE if patience is None else patience)
        return read_stream(file)


def read_stream(file: BinaryIO) -> bytes:
    """What a file that is open has to give. Raises UnreadableInputError when it is more than a file may be."""
    most = find_limits().file_bytes
    data = file.read(most + 1)
    if len(data) > most:  # it has grown, or never said how large it is
        raise _make_error(len(data), most)
    return data


def _make_error(size: int, most: int) -> UnreadableInputError:
    return UnreadableInputError(
        f"A file of {size >> 20} MB is larger than any decision (the limit is {most >> 20} MB); "
        "check what was saved, or raise DECISION_PARSER_MOST_MEGABYTES."
    )


def _await_pipe(file: int, patience: float) -> None:
    """Wait until somebody writes to a pipe, and let it be read to its end.

    Raises UnreadableInputError when nobody does.
    """
    waiting = select.poll()
    waiting.register(file, select.POLLIN)
    if not waiting.poll(patience * 1000):
        message = f"Nothing came from this pipe in {patience:g} seconds; write to it, or save it to a file."
        raise UnreadableInputError(message)
    os.set_blocking(file, True)
