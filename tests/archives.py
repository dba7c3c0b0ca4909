"""Replies and records for the tests of the archive, ours and those of other programs."""

import datetime as dt
import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from decision_parser.crawl.warc import Entry, iter_entries, iter_files
from decision_parser.models import Reply

RUN = "20261123T010203Z"
RECEIVED = dt.datetime(2026, 11, 23, 1, 2, 3, 456789, dt.UTC)
PAGE = "https://www.lgo.org.uk/decisions/housing/homelessness/24-014-420"


def make_reply(
    url: str = PAGE,
    body: bytes = b"<h1>Anytown Council</h1>",
    *,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"')),
    packed: bool = False,
) -> Reply:
    """An answer, its body compressed on the wire when `packed`."""
    wire = gzip.compress(body, mtime=0) if packed else body
    headers = (*headers, ("Content-Encoding", "gzip")) if packed else headers
    return Reply(url, status, "Words of its own", headers, wire, body, RECEIVED)


def make_unmodified(url: str = PAGE) -> Reply:
    """An answer 304."""
    return make_reply(url, b"", status=304, headers=(("ETag", '"1"'),))


def list_entries(folder: Path) -> list[Entry]:
    """All entries of an archive."""
    return [entry for path in iter_files(folder) for entry in iter_entries(path)]


def make_record(kind: str, block: bytes, number: int = 1, **headers: str) -> bytes:
    """A record as another program writes it: version 1.0, an address in angle brackets, a gzip member of its own."""
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
        "WARC-Date": "2020-01-02T03:04:05Z",
        "WARC-Target-URI": "<http://example.org/a>",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return gzip.compress(f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n", mtime=0)


def kill_at(monkeypatch: pytest.MonkeyPatch, step: int, act: Callable[[], object]) -> bool:
    """Does it until the step of this number of those that change a disk, and says whether it came so far."""
    left = step

    def watch(call: Callable[..., object]) -> Callable[..., object]:
        def done(*args: object, **kwargs: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            return call(*args, **kwargs)

        return done

    with monkeypatch.context() as patched:
        for name in ("fsync", "rename", "replace", "mkdir", "unlink"):
            patched.setattr(os, name, watch(getattr(os, name)))
        try:
            act()
        except KeyboardInterrupt:
            return True
    return False
