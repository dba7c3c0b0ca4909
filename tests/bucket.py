"""A server that speaks as much of S3 as archives and datasets need, and keeps its objects in memory."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST = 1000

Reply = tuple[int, dict[str, str], bytes]
"""Status, headers and body of an answer."""


class Stored(NamedTuple):
    """An object: its bytes, and when it was written, in seconds."""

    body: bytes
    written: float

    @property
    def etag(self) -> str:
        """A hash of the bytes, in quotes."""
        return f'"{hashlib.md5(self.body, usedforsecurity=False).hexdigest()}"'


class Bucket:
    """One bucket.

    `log` has what was done, and to which object: list, head, get, put, copy, delete; `denied` what may not be done.
    """

    def __init__(self, name: str = "bucket") -> None:
        self.name = name
        self.objects: dict[str, Stored] = {}
        self.log: list[tuple[str, str]] = []
        self.denied: frozenset[str] = frozenset()
        self._parts: dict[str, dict[int, bytes]] = {}
        self._lock = threading.Lock()

    def read(self, key: str) -> bytes:
        """The bytes of an object."""
        return self.objects[key].body

    def keys(self, *deeds: str) -> list[str]:
        """The objects to which this was done, sorted."""
        return sorted(key for deed, key in self.log if deed in deeds)

    def put(self, key: str, body: bytes) -> Stored:
        """Keep an object."""
        self.objects[key] = Stored(body, time.time())
        return self.objects[key]

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Status, headers and body of an answer."""
        parts = urlsplit(target)
        name, _, key = unquote(parts.path).lstrip("/").partition("/")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if name != self.name:
            return _refuse(404, "NoSuchBucket", "The specified bucket does not exist")
        deed = _find_deed(method, key, headers)
        with self._lock:
            self.log.append((deed, key or query.get("prefix", "")))
            if deed in self.denied:
                return _refuse(403, "AccessDenied", "Access Denied")
            return self._do(deed, key, query, headers, body)

    def _do(self, deed: str, key: str, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
        if deed == "list":
            return self._list(query) if query else (200, {}, b"")
        if deed == "copy":
            return self._copy(key, unquote(headers["x-amz-copy-source"]).lstrip("/").partition("/")[2])
        if deed == "put":
            return self._put(key, query, body)
        if deed == "delete":
            for name in [key] if key else re.findall("<Key>(.*?)</Key>", body.decode()):
                self.objects.pop(unescape(name), None)
            return (204, {}, b"") if key else (200, {}, _xml("DeleteResult", ""))
        return self._get(key, headers)

    def _copy(self, key: str, source: str) -> Reply:
        if source not in self.objects:
            return _refuse(404, "NoSuchKey", "The specified key does not exist.")
        copied = self.put(key, self.objects[source].body)
        return 200, {}, _xml("CopyObjectResult", f"<ETag>{copied.etag}</ETag>{_time(copied)}")

    def _get(self, key: str, headers: Mapping[str, str]) -> Reply:
        if key not in self.objects:
            return _refuse(404, "NoSuchKey", "The specified key does not exist.")
        found = self.objects[key]
        written = dt.datetime.fromtimestamp(found.written, dt.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        told = {"ETag": found.etag, "Last-Modified": written, "Accept-Ranges": "bytes"}
        size = len(found.body)
        if "range" not in headers:
            return 200, told, found.body
        first, _, last = headers["range"].removeprefix("bytes=").partition("-")
        end = min(int(last or size - 1), size - 1)
        if int(first) > end:
            return _refuse(416, "InvalidRange", "The requested range is not satisfiable")
        told["Content-Range"] = f"bytes {first}-{end}/{size}"
        return 206, told, found.body[int(first) : end + 1]

    def _put(self, key: str, query: dict[str, str], body: bytes) -> Reply:
        upload = query.get("uploadId", "")
        if "uploads" in query:
            upload = f"upload{len(self._parts)}"
            self._parts[upload] = {}
            return 200, {}, _xml("InitiateMultipartUploadResult", f"<UploadId>{upload}</UploadId>")
        if "partNumber" in query:
            self._parts[upload][int(query["partNumber"])] = body
            return 200, {"ETag": '"part"'}, b""
        if upload:
            body = b"".join(part for _, part in sorted(self._parts[upload].items()))
            return 200, {}, _xml("CompleteMultipartUploadResult", f"<ETag>{self.put(key, body).etag}</ETag>")
        return 200, {"ETag": self.put(key, body).etag}, b""

    def _list(self, query: dict[str, str]) -> Reply:
        prefix, mark = query.get("prefix", ""), query.get("delimiter")
        found: dict[str, Stored | None] = {}
        for key, stored in sorted(self.objects.items()):
            rest = key.removeprefix(prefix)
            if key.startswith(prefix) and key > query.get("continuation-token", ""):
                folded = mark is not None and mark in rest
                found[prefix + rest.partition("/")[0] + "/" if folded else key] = None if folded else stored
        chosen = list(found.items())[: int(query.get("max-keys", _MOST))]
        cut = len(chosen) < len(found)
        text = f"<IsTruncated>{str(cut).lower()}</IsTruncated><KeyCount>{len(chosen)}</KeyCount>"
        text += f"<NextContinuationToken>{escape(chosen[-1][0])}</NextContinuationToken>" if cut else ""
        for key, each in chosen:
            if each is None:
                text += f"<CommonPrefixes><Prefix>{escape(key)}</Prefix></CommonPrefixes>"
            else:
                told = f"<Size>{len(each.body)}</Size><ETag>{each.etag}</ETag>{_time(each)}"
                text += f"<Contents><Key>{escape(key)}</Key>{told}</Contents>"
        return 200, {}, _xml("ListBucketResult", text)

    @contextmanager
    def serve(self) -> Iterator[str]:
        """The address of a server with this bucket while the context lasts."""
        bucket = self

        class Handler(_Handler):
            def answer(self, method: str, body: bytes) -> Reply:
                headers = {name.lower(): value for name, value in self.headers.items()}
                return bucket.answer(method, self.path, headers, _unpack(headers, body))

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers one request after the other of a connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def answer(self, method: str, body: bytes) -> Reply:
        """Status, headers and body."""
        raise NotImplementedError

    def handle_expect_100(self) -> bool:
        """Let a client go on that asks whether it may."""
        self.send_response_only(100)
        self.end_headers()
        self.wfile.flush()
        return True

    def _respond(self) -> None:
        body = self._read()
        status, headers, content = self.answer(self.command, body)
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _read(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        pieces = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _respond  # noqa: N815 - as http.server calls them


def _find_deed(method: str, key: str, headers: Mapping[str, str]) -> str:
    if not key:
        return "delete" if method == "POST" else "list"
    if method in {"PUT", "POST"}:
        return "copy" if "x-amz-copy-source" in headers else "put"
    return {"HEAD": "head", "GET": "get", "DELETE": "delete"}[method]


def _unpack(headers: Mapping[str, str], body: bytes) -> bytes:
    """The content of a body that was signed piece by piece."""
    if not headers.get("x-amz-content-sha256", "").startswith("STREAMING"):
        return body
    pieces, rest = [], body
    while rest:
        line, _, rest = rest.partition(b"\r\n")
        size = int(line.split(b";")[0], 16)
        if not size:
            break
        pieces.append(rest[:size])
        rest = rest[size + 2 :]
    return b"".join(pieces)


def _time(stored: Stored) -> str:
    moment = dt.datetime.fromtimestamp(stored.written, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
    return f"<LastModified>{moment}Z</LastModified>"


def _xml(name: str, content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name}>{content}</{name}>'.encode()


def _refuse(status: int, code: str, message: str) -> Reply:
    return status, {}, _xml("Error", f"<Code>{code}</Code><Message>{message}</Message>")


@contextmanager
def open_bucket() -> Iterator[Bucket]:
    """A bucket on a server of this machine, and an environment that leads there."""
    bucket = Bucket()
    with bucket.serve() as url, pytest.MonkeyPatch.context() as patched:
        patched.setenv("AWS_ENDPOINT_URL", url)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patched.setenv(name, "of-nobody")
        patched.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield bucket
