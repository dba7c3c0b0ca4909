"""A machine that fails: the kernel itself answers a command's system calls with an error, as a dying disk does.

Nothing of the code under test is replaced. A command runs in a process of its own, whose calls of some kind are handed
to this one (seccomp, `user_notif`): each is let through, but for the one that is to fail, or before which something is
to happen. So Python, SQLite and Arrow meet the same error alike. It needs Linux 5.5 or later, and no rights.
"""

import contextlib
import ctypes
import errno
import fcntl
import io
import multiprocessing
import os
import platform
import re
import select
import socket
import struct
import sys
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

_BY_MACHINE = {
    "x86_64": {
        "read": (0, 17, 19),  # read, pread64, readv
        "write": (1, 18, 20, 77),  # write, pwrite64, writev, ftruncate
        "sync": (74, 75),  # fsync, fdatasync
        "open": (2, 257),  # open, openat
        "lock": (73,),  # flock
        "name": (82, 264, 316, 83, 258, 84, 86, 265, 87, 263, 88, 266),  # rename, mkdir, rmdir, link, unlink, symlink
        "look": (4, 6, 262, 332, 217, 89, 267),  # stat, lstat, newfstatat, statx, getdents64, readlink
    },
    "aarch64": {
        "read": (63, 67, 65),
        "write": (64, 68, 66, 46),
        "sync": (82, 83),
        "open": (56,),
        "lock": (32,),
        "name": (38, 276, 34, 37, 35, 36),
        "look": (79, 291, 61, 78),
    },
}
_CALLS = _BY_MACHINE.get(platform.machine(), {})
KINDS = tuple(_BY_MACHINE["x86_64"])
_SECCOMP = {"x86_64": 317, "aarch64": 277}.get(platform.machine(), -1)
# Where a call names its files: (folder, name) as numbers of arguments; a folder of None is the working one.
_Places = tuple[tuple[int | None, int], ...]
_NAMED_BY_MACHINE: dict[str, dict[int, _Places]] = {
    "x86_64": {
        **dict.fromkeys((2, 83, 84, 87, 4, 6, 89), ((None, 0),)),
        **dict.fromkeys((82, 86, 88), ((None, 0), (None, 1))),
        **dict.fromkeys((257, 258, 263, 262, 332, 267), ((0, 1),)),
        **dict.fromkeys((264, 316, 265), ((0, 1), (2, 3))),
        266: ((1, 2),),
    },
    "aarch64": {
        **dict.fromkeys((56, 34, 35, 79, 291, 78), ((0, 1),)),
        **dict.fromkeys((38, 276, 37), ((0, 1), (2, 3))),
        36: ((1, 2),),
    },
}
_NAMED = _NAMED_BY_MACHINE.get(platform.machine(), {})
_RECEIVE, _SEND, _GO_ON = 0xC0502100, 0xC0182101, 1
_NO_NEW_RIGHTS, _SET_FILTER, _LISTENER, _NOTIFY, _ALLOW = 38, 1, 8, 0x7FC00000, 0x7FFF0000
_HERE = -100  # AT_FDCWD
_LIBC = ctypes.CDLL(None, use_errno=True)
_PAGE = 4096
_PATIENCE = 300


class Fault(NamedTuple):
    """What goes wrong: a call of this kind on a path that fits, the one of this number, and all after it if `lasting`.

    It fails with `error`, or, where there is something to `act`, goes on after that was done.
    """

    kind: str
    path: str = "."
    number: int = 1
    lasting: bool = False
    error: int = errno.EIO
    act: Callable[[], object] | None = None


class Outcome(NamedTuple):
    """How a command ended: its exit code, what it said, and on which paths it made calls of the kind, in order."""

    code: int
    out: str
    said: str
    calls: tuple[str, ...]


def run(arguments: Sequence[object], fault: Fault, folder: Path, *, seconds: int | None = None) -> Outcome:
    """Run a command of the program on a machine with this fault.

    What it prints goes to files in `folder`; `seconds` is the time of day that it believes in.
    """
    require()
    if not folder.exists():
        folder.mkdir(parents=True)
    mine, theirs = socket.socketpair()
    texts = (folder / "stdout", folder / "stderr")
    process = _find_context().Process(
        target=_run, args=(theirs, [str(each) for each in arguments], fault.kind, texts, seconds)
    )
    process.start()
    theirs.close()
    watcher = _Watcher(mine, fault)
    watcher.start()
    process.join(_PATIENCE)
    if process.is_alive():
        process.kill()
        pytest.fail(f"{arguments} hangs with {fault}")
    mine.close()
    watcher.join(_PATIENCE)
    if watcher.error:
        raise watcher.error
    out, said = (path.read_text(encoding="utf-8", errors="backslashreplace") for path in texts)
    return Outcome(process.exitcode or 0, out, said, tuple(watcher.calls))


@cache
def _find_context() -> multiprocessing.context.ForkServerContext:
    """Where processes come from: one that has loaded all that commands need, once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["decision_parser.cli", "decision_parser.pipeline.refresh", "decision_parser.pipeline.rebuild", "pandas"]
    )
    return context


@cache
def require() -> None:
    """Skip where the kernel does not hand calls on."""
    try:
        known = Path("/proc/sys/kernel/seccomp/actions_avail").read_text(encoding="ascii").split()
    except OSError:
        known = []
    if "user_notif" not in known or not _CALLS:
        pytest.skip("only Linux 5.5 or later lets a process answer the calls of another")


# ── in the process that meets the fault ──────────────────────────────────────────────────────────────────────────────


def _run(parent: socket.socket, arguments: list[str], kind: str, texts: tuple[Path, Path], seconds: int | None) -> None:
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    if seconds is not None:
        os.environ["SOURCE_DATE_EPOCH"] = str(seconds)
    for number, path in enumerate(texts, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    from decision_parser.cli import main

    socket.send_fds(parent, [b"!"], [_hand_over(_CALLS[kind])])
    parent.close()
    code = main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _hand_over(calls: Sequence[int]) -> int:
    """Hand all further calls of these numbers to whoever listens at the descriptor that is returned."""

    def write(code: int, where: int, when: int, value: int) -> bytes:
        return struct.pack("<HBBI", code, where, when, value)

    count = len(calls)
    steps = [write(0x20, 0, 0, 0)]  # load the number of the call
    steps += [write(0x15, count - place, 0, call) for place, call in enumerate(calls)]  # one of these: to the last step
    steps += [write(0x06, 0, 0, _ALLOW), write(0x06, 0, 0, _NOTIFY)]
    code = ctypes.create_string_buffer(b"".join(steps))
    program = ctypes.create_string_buffer(struct.pack("<H6xQ", len(steps), ctypes.addressof(code)))
    _LIBC.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
    listener: int = _LIBC.syscall(_SECCOMP, _SET_FILTER, _LISTENER, program)
    if listener < 0:
        raise OSError(ctypes.get_errno(), "the kernel takes no filter")
    return listener


# ── in this process ──────────────────────────────────────────────────────────────────────────────────────────────────


class _Watcher(threading.Thread):
    """Answers the calls of a process and of those that it starts, until the last of them has ended."""

    def __init__(self, child: socket.socket, fault: Fault) -> None:
        super().__init__(daemon=True)
        self.calls: list[str] = []
        self.error: BaseException | None = None
        self._child = child
        self._fault = fault
        self._path = re.compile(fault.path)

    def run(self) -> None:
        """Answer until there is nobody to ask."""
        try:
            _, (listener, *_), _, _ = socket.recv_fds(self._child, 1, 1)
        except (OSError, ValueError):
            return  # it ended before it came so far
        try:
            waiting = select.poll()
            waiting.register(listener, select.POLLIN)
            while not any(state & select.POLLHUP for _, state in waiting.poll()):
                self._answer(listener)
        except BaseException as error:  # noqa: BLE001 - the test must know
            self.error = error
        finally:
            os.close(listener)

    def _answer(self, listener: int) -> None:
        call = bytearray(80)
        try:
            fcntl.ioctl(listener, _RECEIVE, call)
        except (FileNotFoundError, InterruptedError):
            return  # whoever asked is gone
        number, process, _, name, _, _, *arguments = struct.unpack("<QIIiIQ6Q", call)
        error = self._judge(_find_paths(process, name, arguments))
        answer = struct.pack("<Qqii", number, 0, -error, 0 if error else _GO_ON)
        with contextlib.suppress(FileNotFoundError):
            fcntl.ioctl(listener, _SEND, answer)

    def _judge(self, paths: Sequence[str]) -> int:
        """The error to answer with, 0 for none."""
        fits = next((path for path in paths if self._path.search(path)), None)
        if fits is None:
            return 0
        self.calls.append(fits)
        count, wanted = len(self.calls), self._fault.number
        if not (count == wanted or (self._fault.lasting and count > wanted > 0)):
            return 0
        if self._fault.act is None:
            return self._fault.error
        self._fault.act()
        return 0


def _find_paths(process: int, call: int, arguments: Sequence[int]) -> list[str]:
    """The files that a call is about."""
    places = _NAMED.get(call)
    try:
        if places is None:
            return [str(Path(f"/proc/{process}/fd/{_as_number(arguments[0])}").readlink())]
        with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
            return [_find_path(process, memory, folder, arguments, name) for folder, name in places]
    except OSError:
        return []


def _find_path(process: int, memory: io.FileIO, folder: int | None, arguments: Sequence[int], name: int) -> str:
    memory.seek(arguments[name])
    data = memory.read(_PAGE - arguments[name] % _PAGE)  # what lies behind the page may not be there
    if b"\0" not in data:
        data += memory.read(_PAGE)
    path = Path(os.fsdecode(data.partition(b"\0")[0]))
    if path.is_absolute():
        return str(path)
    number = _HERE if folder is None else _as_number(arguments[folder])
    top = Path(f"/proc/{process}/cwd" if number == _HERE else f"/proc/{process}/fd/{number}").readlink()
    return str(top / path)


def _as_number(argument: int) -> int:
    return ctypes.c_int32(argument & 0xFFFFFFFF).value
