"""Writes archive files: `<run>-<nnnnn>.warc.gz.open` while they grow, without `.open` once they are whole on the disk.

Nothing is ever appended to a closed file: readers end without a word at a torn record, and would not see what follows.
"""

import datetime as dt
import hashlib
import importlib.metadata
import io
import json
import os
import re
import struct
import urllib.parse
import uuid
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from decision_parser.clock import read_clock
from decision_parser.crawl.entry import GZIP, Entry, Head, Marks, parse_entry, parse_record, read_body
from decision_parser.crawl.warc_reading import CLOSED, OPEN
from decision_parser.errors import ArchiveError
from decision_parser.models import Reply

TORN = "torn"  # the folder of what killed runs left unfinished
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_HTTP = "application/http; msgtype=response"
_PACKED = b"\r\n\r\n\x1f\x8b"  # the end of headers, and the sign of a body in gzip
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def digest(data: bytes) -> str:
    """A digest as WARC writes it.

    SHA-256, because all readers of today check it and SHA-1 can be forged; in hexadecimal, so that it can be compared
    with what `sha256sum` and the columns of a release say.
    """
    return "sha256:" + hashlib.sha256(data).hexdigest()


def write_head(reply: Reply | Head) -> bytes:
    """Status line and headers as received: one byte a character, as HTTP has it, and on one line each."""
    lines = [f"HTTP/1.1 {reply.status} {reply.reason}", *(f"{name}: {value}" for name, value in reply.headers)]
    return b"".join(_encode(re.sub(r"[\r\n\0]+", " ", line)) + b"\r\n" for line in lines) + b"\r\n"


def _encode(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:  # a client that guessed at UTF-8
        return line.encode("utf-8", "surrogateescape")


def compress_record(headers: Iterable[tuple[str, str]], block: bytes) -> tuple[bytes, bytes]:
    """A record as it is, and as a gzip member of its own."""
    named = StatusAndHeaders("", [*headers, ("WARC-Block-Digest", digest(block))], protocol="WARC/1.1")
    # warcio would leave out the block of a revisit, and percent-encode odd bytes in HTTP headers: it is told neither.
    record = ArcWarcRecord(
        "warc", "resource", named, io.BytesIO(block), None, named.get_header("Content-Type"), len(block)
    )
    if not named.get_header("WARC-Payload-Digest"):
        named.add_header("WARC-Payload-Digest", digest(block))
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    return plain.getvalue(), _pack(plain.getvalue())


def _pack(plain: bytes) -> bytes:
    """A gzip member. A body that came as gzip is stored in it as it is.

    Packed again it would be longer than so, since one code then serves it and the headers, and take thrice as long to
    unpack.
    """
    deflater = zlib.compressobj(9, zlib.DEFLATED, GZIP)
    at = plain.find(_PACKED)
    if at < 0:
        return deflater.compress(plain) + deflater.flush()
    at += len(_PACKED)
    storer = zlib.compressobj(0, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = deflater.compress(plain[:at]) + deflater.flush(zlib.Z_SYNC_FLUSH)
    end = struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
    return head + storer.compress(plain[at:]) + storer.flush() + end


def write_marks(marks: Marks) -> str:
    """The value of WARC-JSON-Metadata, in ASCII."""
    stated = {name: getattr(marks, name) for name in marks.__struct_fields__ if getattr(marks, name)}
    return json.dumps(stated, separators=(",", ":"))


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class WarcWriter:
    """Adds the records of one run to an archive, in files of about `max_bytes`.

    `user_agent` is told in the first record of each file. The caller holds the archive's lock.
    """

    def __init__(self, folder: Path, run: str, *, max_bytes: int = 100_000_000, user_agent: str | None = None) -> None:
        if not _RUN.fullmatch(run):
            raise ArchiveError(f"A run cannot be named {run!r}: use letters, digits, hyphens, dots and underscores.")
        self._folder, self._run, self._max_bytes, self._user_agent = folder, run, max_bytes, user_agent
        self._handle: io.FileIO | None = None
        self._size = 0  # bytes of whole records: what lies behind is torn
        self._described = 0  # bytes of the record that describes the file
        self._failed = False
        self.name: str | None = None  # of the file that is being written, once it is closed
        if folder.exists() and not folder.is_dir():
            raise ArchiveError(f"{folder} is no folder; name the folder that holds the archive, or a new one.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._refuse(error) from error

    def write_response(self, reply: Reply, role: str, identity: str | None = None) -> Entry:
        """The answer alone; those that led to it (`reply.redirects`) are answers of their own."""
        sha256 = hashlib.sha256(read_body(reply.wire, reply.header("content-encoding"))).hexdigest()
        headers = [
            *self._name_record("response", role, identity, reply, sha256),
            ("WARC-Payload-Digest", digest(reply.wire)),
        ]
        return self._write(headers, write_head(reply) + reply.wire)

    def write_revisit(self, reply: Reply, original: Entry, role: str, identity: str | None = None) -> Entry:
        """The head alone of an answer that repeats `original`, which is a response.

        A response, whole, where the answer brings other bytes than the original has.
        """
        if original.kind != "response":
            raise ArchiveError(
                f"{original.record_id} in {original.file} is itself a revisit: refer to what it refers to."
            )
        unmodified = reply.status == 304  # noqa: PLR2004 - Not Modified, as HTTP numbers it
        if not unmodified and original.payload_digest != digest(reply.wire):
            return self.write_response(reply, role, identity)
        headers = [
            *self._name_record("revisit", role, identity, reply, original.sha256),
            ("WARC-Profile", _PROFILE + ("server-not-modified" if unmodified else "identical-payload-digest")),
            ("WARC-Refers-To", original.record_id),
            ("WARC-Refers-To-Target-URI", original.url),
            ("WARC-Refers-To-Date", _write_time(original.time)),
            ("WARC-Payload-Digest", original.payload_digest or digest(reply.wire)),
        ]
        return self._write(headers, write_head(reply))

    def write_note(self, role: str, name: str, content: bytes) -> Entry:
        """A note of our own, in JSON: no publisher sent it."""
        url = f"urn:decision-parser:{role}:{urllib.parse.quote(name, safe='')}"
        headers = _name("metadata", url, _write_time(read_clock()), "application/json", Marks(role, self._run))
        return self._write(headers, content)

    def sync(self) -> None:
        """Returns when all records written so far are on the disk."""
        if self._handle is not None:
            try:
                os.fsync(self._handle)
            except OSError as error:
                raise self._refuse(error) from error

    def close(self) -> None:
        """Closes the file that is being written; the next record begins another. Twice is fine."""
        if self._handle is None:
            return
        try:
            self._cut_back()
            os.fsync(self._handle)
            self._publish()
        except OSError as error:
            raise self._refuse(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _name_record(
        self, kind: str, role: str, identity: str | None, reply: Reply, sha256: str | None
    ) -> list[tuple[str, str]]:
        url = re.sub(r"[\s\x00-\x1f\x7f]", lambda found: urllib.parse.quote(found[0]), reply.url)
        asked = reply.redirects[0].url if reply.redirects else None
        marks = Marks(role, self._run, identity, sha256, asked)
        return _name(kind, url, _write_time(reply.received_at), _HTTP, marks)

    def _write(self, headers: list[tuple[str, str]], block: bytes) -> Entry:
        plain, packed = compress_record(headers, block)
        if self._handle is None:
            self._begin()
        assert self.name is not None  # noqa: S101 - tells mypy what _begin did
        if self._size == 0:
            self._describe_file()
        offset = self._append(packed)
        entry = parse_entry(parse_record(plain), self.name, offset, len(packed))
        assert entry is not None  # noqa: S101 - all that is written here is a kind that entries know
        if self._size >= self._max_bytes:
            self.close()
        return entry

    def _begin(self) -> None:
        if self._failed:
            message = f"The archive {self._folder} could not be written before"
            raise ArchiveError(f"{message}, and nothing more is added to it; run the same command again.")
        self._size = self._described = 0
        self.name = f"{self._run}-{self._find_number():05}{CLOSED}"
        try:
            self._handle = (self._folder / (self.name + OPEN)).open("xb", buffering=0)
            sync_folder(self._folder)  # a file whose name is lost with the power is lost, whatever of it is on the disk
        except OSError as error:
            raise self._refuse(error) from error

    def _find_number(self) -> int:
        """The number after all that this run has used, those of torn files too."""
        name = re.compile(re.escape(self._run) + r"-(\d{5,})" + re.escape(CLOSED) + r"\b.*")
        try:
            used = [
                name.fullmatch(path.name) for folder in (self._folder, self._folder / TORN) for path in folder.glob("*")
            ]
        except OSError as error:
            raise self._refuse(error) from error
        return max((int(found[1]) for found in used if found), default=-1) + 1

    def _describe_file(self) -> None:
        stated = {
            "software": f"decision_parser/{importlib.metadata.version('decision-parser')}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "robots": "obey",
            "isPartOf": self._run,
            "http-header-user-agent": self._user_agent,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in stated.items() if value)
        marks = Marks(run=self._run)
        headers = _name("warcinfo", None, _write_time(read_clock()), "application/warc-fields", marks)
        packed = compress_record([*headers, ("WARC-Filename", self.name or "")], lines.encode())[1]
        self._described = len(packed)
        self._append(packed)

    def _append(self, packed: bytes) -> int:
        """Adds one member. What was written of it before an error is cut off; before a signal, the next time."""
        assert self._handle is not None  # noqa: S101 - tells mypy what the callers did
        offset = self._size
        rest = memoryview(packed)
        try:
            self._cut_back()
            while rest:
                rest = rest[self._handle.write(rest) :]
        except OSError as error:
            raise self._give_up(error) from error
        self._size = offset + len(packed)
        return offset

    def _give_up(self, error: OSError) -> ArchiveError:
        """Closes the file with its whole records, as far as a failing disk lets us; `recover` does the rest."""
        try:
            self._cut_back()
            self._publish()
        except OSError:
            pass
        return self._refuse(error)

    def _cut_back(self) -> None:
        if self._handle is not None and os.fstat(self._handle.fileno()).st_size != self._size:
            self._handle.truncate(self._size)
            self._handle.seek(self._size)

    def _publish(self) -> None:
        """Gives the file its final name, or removes it when it holds but the description of itself."""
        assert self._handle is not None  # noqa: S101 - tells mypy what the callers did
        assert self.name is not None  # noqa: S101 - the same
        self._handle.close()
        self._handle = None
        path, closed = self._folder / (self.name + OPEN), self._folder / self.name
        self.name = None
        if self._size <= self._described:
            path.unlink()
        elif closed.exists():
            raise FileExistsError(None, "a file of that name is there already", str(closed))
        else:
            path.rename(closed)
        sync_folder(self._folder)

    def _refuse(self, error: OSError) -> ArchiveError:
        self._failed = True
        if self._handle is not None:
            self._handle.close()
            self._handle = None
        return ArchiveError(
            f"The archive {self._folder} could not be written ({error.strerror}): give it room and leave to write, and "
            "run again; what was written before is kept."
        )


def _name(kind: str, url: str | None, time: str, content_type: str, marks: Marks) -> list[tuple[str, str]]:
    return [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid4()}>"),
        ("WARC-Date", time),
        *([("WARC-Target-URI", url)] if url else []),
        ("Content-Type", content_type),
        ("WARC-JSON-Metadata", write_marks(marks)),
    ]


def _write_time(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
