"""A server on the loopback that answers by a script, byte for byte, and writes down what it was asked."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Step = Callable[[socket.socket], bool]
"""Sends an answer; whether the connection stays open."""


@dataclass(frozen=True)
class Asked:
    """One request: when its head was there, when its answer was sent, on which connection, and what it said."""

    start: float
    end: float
    connection: int
    line: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        """The path and query, whether it was asked directly or as a proxy."""
        parts = urlsplit(self.line.split(" ")[1])
        return parts.path + ("?" + parts.query if parts.query else "")


def write(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    """An answer with its length."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def send(data: bytes) -> Step:
    """Sends it, and stays."""

    def step(connection: socket.socket) -> bool:
        connection.sendall(data)
        return True

    return step


def answer(body: bytes = b"", *headers: str, status: str = "200 OK") -> Step:
    """A whole answer."""
    return send(write(body, *headers, status=status))


def cut(data: bytes) -> Step:
    """Sends it, and hangs up."""

    def step(connection: socket.socket) -> bool:
        connection.sendall(data)
        return False

    return step


def reset(connection: socket.socket) -> bool:
    """Breaks the connection off without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def drip(data: bytes, pause: float) -> Step:
    """Sends a byte at a time."""

    def step(connection: socket.socket) -> bool:
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(pause)
        return False

    return step


def wait(seconds: float, data: bytes = b"") -> Step:
    """Sends it, and then nothing for a while."""

    def step(connection: socket.socket) -> bool:
        connection.sendall(data)
        with contextlib.suppress(TimeoutError):
            connection.settimeout(seconds)
            connection.recv(1)
        return False

    return step


@dataclass
class Site:
    """`script` gives each path its answers in turn, the last of them for ever; robots.txt is missing unless given."""

    script: dict[str, list[Step]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    tls: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        """The address to read from."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked, in order, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def serve(self, listener: socket.socket) -> None:
        """Take connections until the listener is closed."""
        number = 0
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            number += 1
            threading.Thread(target=self._converse, args=(connection, number), daemon=True).start()

    def _converse(self, connection: socket.socket, number: int) -> None:
        if self.tls:
            try:
                connection = self.tls.wrap_socket(connection, server_side=True)
            except OSError:
                connection.close()
                return
        with connection, contextlib.suppress(OSError), connection.makefile("rb") as lines:
            while line := lines.readline().decode("latin-1").strip():
                if line.count(" ") != 2:  # no HTTP: somebody who wants TLS
                    return
                start = time.monotonic()
                headers = dict(_read_headers(lines))
                path = Asked(start, start, number, line, headers).path
                place = len(self.asked)
                self.asked.append(Asked(start, start, number, line, headers))
                stays = self._find_step(path)(connection)
                self.asked[place] = Asked(start, time.monotonic(), number, line, headers)
                if not stays:
                    return

    def _find_step(self, path: str) -> Step:
        steps = self.script.get(path, [answer(b"no such page", status="404 Not Found")])
        return steps.pop(0) if len(steps) > 1 else steps[0]


def _read_headers(lines: "Iterator[bytes]") -> "Iterator[tuple[str, str]]":
    for line in lines:
        name, colon, value = line.decode("latin-1").strip().partition(":")
        if not colon:
            return
        yield name.lower(), value.strip()


@contextlib.contextmanager
def open_site() -> Iterator[Site]:
    """A site that lasts as long as the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site = Site(port=listener.getsockname()[1])
        thread = threading.Thread(target=site.serve, args=(listener,), daemon=True)
        thread.start()
        yield site
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()
