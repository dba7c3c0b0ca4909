"""One record of an archive file: its WARC headers, its HTTP head, and what an index keeps of it.

WARC headers are read by FastWARC. The HTTP head is split here: FastWARC refuses one of more than 32 kB, and finds
no end of one with bare line feeds.
"""

import datetime as dt
import hashlib
import io
import zlib

import msgspec
from fastwarc.stream_io import BrotliReader, GzipReader, ZstdReader
from fastwarc.warc import HeaderMap
from msgspec import Struct
from warcio.bufferedreaders import ChunkedDataReader

from decision_parser.crawl.decoding import decode_body
from decision_parser.errors import ArchiveError

KINDS = frozenset({"response", "revisit", "metadata"})  # the record types that an index knows
GZIP = 16 + zlib.MAX_WBITS  # zlib's way to ask for gzip
_END = b"\r\n\r\n"  # after the headers, and again after the block
_MOST = 1 << 30  # bytes of one body: what says that it is larger is left packed
_MOST_TRIED = 1 << 24  # bytes of a body that is unpacked on its own word for how long it is


class Entry(Struct, frozen=True):
    """What an index keeps of one record.

    `file` is the final name of its file, also while that is still being written: offsets do not change when it is
    closed. `status`, `etag`, `last_modified` and `content_type` are those of the record's own HTTP head. `sha256` is
    that of the decoded body, for a revisit that of the record it refers to. `note` is the content of a metadata record.
    `role`, `run`, `identity` and `sha256` are null in files of other programs. `asked` is the address before redirects.
    """

    file: str
    offset: int
    length: int
    record_id: str
    kind: str
    role: str | None
    run: str | None
    identity: str | None
    url: str
    time: dt.datetime
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    sha256: str | None = None
    payload_digest: str | None = None
    refers_to: str | None = None
    note: bytes | None = None
    asked: str | None = None


class Marks(Struct, frozen=True, omit_defaults=True):
    """What we say of a record in its header WARC-JSON-Metadata. Other programs put other things there."""

    role: str | None = None
    run: str | None = None
    identity: str | None = None
    sha256: str | None = None
    asked: str | None = None
    redacted: bool = False


class Record(Struct, frozen=True):
    """One record: its WARC headers as written, the same by name in lower case, and its block as stored."""

    pairs: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    block: bytes

    @property
    def kind(self) -> str:
        """WARC-Type."""
        return self.headers.get("warc-type", "")

    @property
    def record_id(self) -> str:
        """WARC-Record-ID."""
        return self.headers.get("warc-record-id", "")

    @property
    def is_http(self) -> bool:
        """Whether the block is an HTTP answer: a response may also be one of a name server."""
        stated = self.headers.get("content-type", "application/http")
        return self.kind in {"response", "revisit"} and stated.lower().startswith("application/http")


class Head(Struct, frozen=True):
    """The status line and headers of an HTTP answer, byte for byte a character (Latin-1)."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]

    def find(self, name: str) -> str | None:
        """The first header of this name, in lower case; None where there is none or it is empty."""
        return next((value for key, value in self.headers if key.lower() == name), None) or None


def parse_record(data: bytes) -> Record:
    """One whole record. Raises ArchiveError when it is none, is shorter than it says, or more than one."""
    found = HeaderMap()
    try:
        start = found.parse(io.BytesIO(data))
        pairs = found.items()
        named = {name.lower(): value for name, value in pairs}
        end = start + int(named["content-length"])
    except (OSError, KeyError, ValueError) as error:
        raise ArchiveError("not a WARC record") from error
    if not data.startswith(b"WARC/") or len(data) < end:
        raise ArchiveError("not a WARC record" if len(data) >= end else "a record shorter than it says")
    if data[end:].strip(b"\r\n"):
        raise ArchiveError("more than one record in one piece; `warcio recompress` takes them apart")
    return Record(pairs, named, data[start:end])


def split_block(block: bytes) -> tuple[Head, bytes] | None:
    """The HTTP head and the entity as stored; None when the block does not begin with a status line."""
    at, width = block.find(_END), len(_END)
    if at < 0:
        at, width = len(block), 0
    if (bare := block.find(b"\n\n", 0, at)) >= 0:  # looked for in the head alone: a page is long
        at, width = bare, 2
    line, *rest = (
        block[:at].decode("latin-1").replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ").split("\n")
    )
    version, _, stated = line.partition(" ")
    status, _, reason = stated.partition(" ")
    if not version.startswith("HTTP/") or not (status.isascii() and status.isdigit()):
        return None
    pairs = (text.partition(":") for text in rest)
    headers = tuple((name.strip(" \t"), value.strip(" \t")) for name, colon, value in pairs if colon)
    return Head(int(status), reason, headers), block[at + width :]


def remove_chunks(head: Head, stored: bytes) -> bytes:
    """The entity without the chunks of its transfer; as it is, where it has none but says so, as copies often do."""
    if "chunked" not in (head.find("transfer-encoding") or "").lower():
        return stored
    reader = ChunkedDataReader(io.BytesIO(stored))
    return b"".join(iter(lambda: bytes(reader.read(1 << 20)), b""))


def read_body(wire: bytes, coding: str | None) -> bytes:
    """The entity decompressed as its Content-Encoding says; as it is, where it cannot be.

    The client decompresses with the same function, so that an archive gives back what it was given.
    """
    stated = (coding or "").strip().lower()
    try:
        if stated in {"br", "zstd"}:  # we ask for neither, browsers do
            return (BrotliReader if stated == "br" else ZstdReader)(io.BytesIO(wire)).read()
        return decode_body(wire, stated, _MOST)
    except (ValueError, OSError, EOFError):
        return wire


def find_body(wire: bytes, coding: str | None, sha256: str) -> bytes | None:
    """The body that `read_body` gives, where that is known to have this hash; None where it has another.

    FastWARC unpacks gzip in two thirds of the time that zlib takes, but takes a stream that breaks off for a whole
    one. What it gives counts only if it has the stated length and hash; else `read_body` has the word.
    """
    quick = _try_gzip(wire) if (coding or "").strip().lower() in {"gzip", "x-gzip"} else None
    if quick is not None and hashlib.sha256(quick).hexdigest() == sha256:
        return quick
    body = read_body(wire, coding)
    return body if hashlib.sha256(body).hexdigest() == sha256 else None


def _try_gzip(wire: bytes) -> bytes | None:
    """A single gzip member unpacked, if it is as long as it says at its end."""
    length = int.from_bytes(wire[-4:], "little")
    if length > _MOST_TRIED:
        return None
    try:
        body = GzipReader(io.BytesIO(wire)).read(length + 1)
    except (ValueError, OSError, EOFError):
        return None
    return body if len(body) == length else None


def parse_entry(record: Record, file: str, offset: int, length: int) -> Entry | None:
    """What an index keeps of the record; None for a kind that it does not keep."""
    if record.kind not in KINDS:
        return None
    named, marks = record.headers, parse_marks(record)
    http = split_block(record.block) if record.is_http else None
    head = http[0] if http else None
    return Entry(
        file=file,
        offset=offset,
        length=length,
        record_id=record.record_id,
        kind=record.kind,
        role=marks.role,
        run=marks.run,
        identity=marks.identity,
        url=named.get("warc-target-uri", "").strip("<>"),  # wget writes it in angle brackets
        time=parse_time(named.get("warc-date", "")),
        status=head.status if head else None,
        etag=head.find("etag") if head else None,
        last_modified=head.find("last-modified") if head else None,
        content_type=head.find("content-type") if head else named.get("content-type"),
        sha256=marks.sha256,
        payload_digest=named.get("warc-payload-digest"),
        refers_to=named.get("warc-refers-to"),
        note=record.block if record.kind == "metadata" else None,
        asked=marks.asked,
    )


def parse_marks(record: Record) -> Marks:
    """What we said of the record; nothing, where another program wrote it."""
    try:
        return msgspec.json.decode(record.headers.get("warc-json-metadata", "{}"), type=Marks)
    except (msgspec.MsgspecError, UnicodeError):
        return Marks()


def parse_time(text: str) -> dt.datetime:
    """A WARC-Date, UTC. Raises ArchiveError when it is none."""
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ArchiveError(f"a record whose WARC-Date is {text!r}") from None
    return read.astimezone(dt.UTC) if read.tzinfo else read.replace(tzinfo=dt.UTC)
