"""Answers of the sample site on their way: whole, or broken in the ways that a network knows."""

from __future__ import annotations

import socket
import struct
import threading
import time
import zlib
from collections import defaultdict
from contextlib import suppress
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from .answers import Answer, Asked, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from .server import Site

_WORTH_PACKING = 500
_SILENCE, _PAUSE, _CHUNK = 60.0, 0.05, 8192


class Handler(BaseHTTPRequestHandler):
    """One connection: reads requests, asks the site, writes the answers, and the log."""

    protocol_version = "HTTP/1.1"
    timeout = 120
    disable_nagle_algorithm = True
    _open: ClassVar[dict[int, set[Handler]]] = defaultdict(set)
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, site: Site, *arguments: Any) -> None:  # noqa: ANN401
        self.site = site
        super().__init__(*arguments)

    @classmethod
    def hang_up(cls, site: Site) -> None:
        """End the connections of a site that stops, and wait for their threads."""
        with cls._lock:
            handlers = list(cls._open.pop(id(site), ()))
        for handler in handlers:
            with suppress(OSError):  # it has ended by itself
                handler.connection.shutdown(socket.SHUT_RDWR)
            handler.thread.join(2)

    def setup(self) -> None:
        """Remember the connection, for the end."""
        super().setup()
        self.thread = threading.current_thread()
        with self._lock:
            self._open[id(self.site)].add(self)

    def handle(self) -> None:
        """Requests until either side has enough; a client that goes away is no error here."""
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def finish(self) -> None:
        """Forget the connection."""
        with self._lock:
            self._open.get(id(self.site), set()).discard(self)
        with suppress(OSError):  # it was reset
            super().finish()

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002, ANN401 - the name that the base class has
        """Nothing on the terminal: the site has a log of its own."""

    def do_GET(self) -> None:
        """Answer, and write it down."""
        at = time.monotonic()
        asked = self._read()
        answer, fault = self.site.answer(asked)
        head, body = _pack(answer, asked, compress=self.site.compress)
        status, sent = 0 if answer.wire in {"reset", "silence"} else answer.status, len(body)
        if asked.method == "HEAD":
            body = b""
        # Written down first: whoever has the answer finds it in the log.
        self.site.record(Request(at, asked.method, asked.target, asked.path, asked.headers, status, sent, fault))
        self._send(answer, head, body)

    do_HEAD = do_POST = do_GET  # noqa: N815 - the names that the base class calls

    def _read(self) -> Asked:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        query = {key.lower(): value for key, value in parse_qsl(parts.query, keep_blank_values=True)}
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Asked(self.command, self.path, unquote(parts.path), query, headers, self.rfile.read(length))

    # ── ways to send ────────────────────────────────────────────────────────

    def _send(self, answer: Answer, head: bytes, body: bytes) -> None:
        if answer.wire == "plain":
            self.connection.sendall(head + body)
            return
        self.close_connection = True
        ways: dict[str, Callable[[], object]] = {
            "reset": lambda: self._reset(b""),
            "reset-midway": lambda: self._reset(head + body[: len(body) // 2]),
            "truncated": lambda: self.connection.sendall(head + body[: len(body) // 2]),
            "broken-chunk": lambda: self.connection.sendall(_break_chunk(head, body)),
            "drip": lambda: self._drip(head + body, float(answer.options.get("pause", _PAUSE))),
            "silence": lambda: self.site.stopping.wait(float(answer.options.get("seconds", _SILENCE))),
        }
        ways[answer.wire]()

    def _reset(self, first: bytes) -> None:
        """Send this and then RST: the socket is closed at once, with nothing lingering."""
        if first:
            self.connection.sendall(first)
            time.sleep(0.05)  # else the reset can overtake what was sent
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.close(self.connection.detach())

    def _drip(self, data: bytes, pause: float) -> None:
        for index in range(len(data)):
            self.connection.sendall(data[index : index + 1])
            if self.site.stopping.wait(pause):
                return


def _pack(answer: Answer, asked: Asked, *, compress: bool) -> tuple[bytes, bytes]:
    """Head and body as they go over the wire, compressed where the client reads that."""
    body, packed = answer.body, answer.packed
    forced = answer.options.get("pack")
    readable = (
        compress and "gzip" in asked.headers.get("accept-encoding", "") and answer.media_type != "application/pdf"
    )
    pack = readable if forced is None else bool(forced)
    if pack and packed is None and len(body) > _WORTH_PACKING:
        packed = zlib.compress(body, 1, 31)
    body = packed if pack and packed is not None else body
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Date: {formatdate(usegmt=True)}",
        "Server: sample",
    ]
    if answer.media_type:
        lines += [f"Content-Type: {answer.media_type}", "Vary: Accept-Encoding"]
    if pack and packed is not None:
        lines.append("Content-Encoding: gzip")
    lines += [f"{name}: {value}" for name, value in answer.headers]
    if answer.status != HTTPStatus.NOT_MODIFIED:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"), body


def _break_chunk(head: bytes, body: bytes) -> bytes:
    """The head of a chunked answer, a good chunk, and one whose length is no number."""
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    lines.insert(1, b"Transfer-Encoding: chunked")
    first = body[:_CHUNK][: max(1, len(body) // 2)]
    return b"\r\n".join(lines) + f"{len(first):x}\r\n".encode() + first + b"\r\nzz\r\n" + body[len(first) :]
