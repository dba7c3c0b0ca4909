"""The archive: what is written comes back, other programs read it, and a kill at any moment loses no whole record."""

import errno
import gzip
import io
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from warcio.archiveiterator import ArchiveIterator

from decision_parser.crawl.warc import Entry, TornError, WarcWriter, iter_entries, iter_files, read_reply, recover
from decision_parser.errors import ArchiveError
from decision_parser.models import Reply
from tests.archives import PAGE, RECEIVED, RUN, kill_at, list_entries, make_record, make_reply, make_unmodified

OTHER = PAGE.replace("420", "421")


def write_sample(folder: Path) -> list[Entry]:
    """An archive with one record of each kind, and the entries that the writer gave."""
    with WarcWriter(folder, RUN, user_agent="decision_parser/1 (+mailto:a@example.org)") as writer:
        page = writer.write_response(make_reply(packed=True), "decision", "lgsco/24-014-420")
        plain = writer.write_response(make_reply(OTHER), "decision")
        unmodified = writer.write_revisit(make_unmodified(), page, "decision", "lgsco/24-014-420")
        same = writer.write_revisit(make_reply(OTHER), plain, "decision")
        return [page, plain, unmodified, same, writer.write_note("window", "2026-11 ü", b'{"total": 10}')]


def leave_open(folder: Path, count: int = 3) -> Path:
    """The file that a killed run leaves: `count` whole records after the one that describes it."""
    writer = WarcWriter(folder, RUN)
    for number in range(count):
        writer.write_response(make_reply(f"{PAGE}{number}"), "decision")
    writer.sync()
    assert writer._handle is not None
    writer._handle.close()
    return folder / f"{writer.name}.open"


# ── there and back ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_entries_read_are_those_written(tmp_path: Path) -> None:
    """What the writer says of each record is what a reader finds, in one closed file."""
    entries = write_sample(tmp_path)
    assert list_entries(tmp_path) == entries
    assert [path.name for path in tmp_path.iterdir()] == [f"{RUN}-00000.warc.gz"]
    assert [entry.kind for entry in entries] == ["response", "response", "revisit", "revisit", "metadata"]
    assert entries[0].time == RECEIVED
    assert entries[0].sha256 == entries[2].sha256
    assert (entries[2].status, entries[2].refers_to) == (304, entries[0].record_id)
    assert (entries[4].url, entries[4].note) == ("urn:decision-parser:window:2026-11%20%C3%BC", b'{"total": 10}')
    assert (entries[4].role, entries[4].run, entries[4].content_type) == ("window", RUN, "application/json")


def test_replies_come_back(tmp_path: Path) -> None:
    """A response gives the very reply, and a revisit the one that it refers to."""
    entries = write_sample(tmp_path)
    find = {entry.record_id: entry for entry in entries}.get
    replies = [read_reply(tmp_path, entry, find) for entry in entries[:4]]
    assert replies == [make_reply(packed=True), make_reply(OTHER), make_reply(packed=True), make_reply(OTHER)]


def test_open_file_is_read_too(tmp_path: Path) -> None:
    """Entries and replies of the file that is still written can be read, under its final name."""
    path = leave_open(tmp_path)
    entries = list(iter_entries(path))
    assert {entry.file for entry in entries} == {f"{RUN}-00000.warc.gz"}
    assert read_reply(tmp_path, entries[2]) == make_reply(f"{PAGE}2")


_NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,9}", fullmatch=True).filter(
    lambda name: name.lower() not in {"transfer-encoding", "content-encoding"}
)
_VALUES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters="\x7f\x85\xa0"), max_size=20)


_REPLIES = st.builds(
    make_reply,
    headers=st.lists(st.tuples(_NAMES, _VALUES), max_size=5).map(tuple),
    status=st.integers(100, 599),
    body=st.binary(max_size=200),
    packed=st.booleans(),
)


@pytest.mark.property
@given(_REPLIES, _VALUES)
def test_any_reply_comes_back(tmp_path_factory: pytest.TempPathFactory, reply: Reply, reason: str) -> None:
    """Headers with odd bytes, twice the same, empty ones, any body: all come back as they were."""
    folder = tmp_path_factory.mktemp("archive")
    reply = replace(reply, reason=reason)
    with WarcWriter(folder, RUN) as writer:
        entry = writer.write_response(reply, "decision")
    assert read_reply(folder, entry) == reply
    assert list_entries(folder) == [entry]


def test_header_of_another_alphabet_is_kept(tmp_path: Path) -> None:
    """A header that no single bytes can say, which no client should give us, is written as UTF-8 and not lost."""
    with WarcWriter(tmp_path, RUN) as writer:
        entry = writer.write_response(make_reply(headers=(("A", "€"),)), "decision")
    assert read_reply(tmp_path, entry).headers == (("A", "€".encode().decode("latin-1")),)


def test_header_cannot_smuggle_another(tmp_path: Path) -> None:
    """A line feed in a header or an address becomes no line of its own."""
    reply = make_reply("https://example.org/a\r\nWARC-Type: x b", headers=(("A", "b\r\nC: d"),))
    with WarcWriter(tmp_path, RUN) as writer:
        entry = writer.write_response(reply, "decision")
    assert entry.url == "https://example.org/a%0D%0AWARC-Type:%20x%20b"
    assert read_reply(tmp_path, entry).headers == (("A", "b C: d"),)


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", lambda body: gzip.compress(body[:3]) + gzip.compress(body[3:])),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("gzip", lambda body: body),
        ("unheard-of", lambda body: body),
    ],
    ids=["gzip", "members", "zlib", "bare", "says-so-only", "unknown"],
)
def test_body_is_decoded(tmp_path: Path, coding: str, pack: Callable[[bytes], bytes]) -> None:
    """Each coding that servers use is undone; what cannot be undone is the body as it stands."""
    reply = Reply(PAGE, 200, "OK", (("Content-Encoding", coding),), pack(b"Complaint"), b"Complaint", RECEIVED)
    with WarcWriter(tmp_path, RUN) as writer:
        entry = writer.write_response(reply, "decision")
    assert read_reply(tmp_path, entry) == reply


def test_changed_bytes_are_no_revisit(tmp_path: Path) -> None:
    """An answer that has other bytes than the original is kept whole, also where `write_revisit` was asked for."""
    with WarcWriter(tmp_path, RUN) as writer:
        original = writer.write_response(make_reply(), "decision")
        other = writer.write_revisit(make_reply(packed=True), original, "decision")
        revisit = writer.write_revisit(make_reply(), original, "decision")
        with pytest.raises(ArchiveError, match="itself a revisit"):
            writer.write_revisit(make_reply(), revisit, "decision")
    assert (other.kind, other.sha256, revisit.kind) == ("response", original.sha256, "revisit")


# ── other programs ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_warcio_agrees(tmp_path: Path) -> None:
    """For warcio every record can be read; it finds both digests right, and revisits as the standard has them."""
    entries = write_sample(tmp_path)
    seen, profiles = [], []
    with iter_files(tmp_path)[0].open("rb") as handle:
        for record in ArchiveIterator(handle, check_digests="raise"):
            record.content_stream().read()
            seen.append((record.rec_type, record.rec_headers.get_header("WARC-Record-ID")))
            if record.rec_type == "revisit":
                profiles.append(record.rec_headers.get_header("WARC-Profile").rpartition("/")[2])
                assert record.rec_headers.get_header("WARC-Refers-To-Date") == "2026-11-23T01:02:03.456789Z"
                assert record.rec_headers.get_header("WARC-Refers-To-Target-URI") in {PAGE, OTHER}
    assert seen[1:] == [(entry.kind, entry.record_id) for entry in entries]
    assert profiles == ["server-not-modified", "identical-payload-digest"]


def test_fastwarc_agrees(tmp_path: Path) -> None:
    """FastWARC finds the same records at the same places, and both digests right."""
    entries = write_sample(tmp_path)
    with iter_files(tmp_path)[0].open("rb") as handle:
        records = [
            (record.stream_pos, record.record_id, record.verify_block_digest())
            for record in FastIterator(handle, parse_http=False)
        ]
    assert records[1:] == [(entry.offset, entry.record_id, True) for entry in entries]


def test_packed_body_is_not_packed_again(tmp_path: Path) -> None:
    """What came as gzip lies in the file byte for byte, and FastWARC, warcio and gzip read it as any other record."""
    reply = make_reply(packed=True)
    with WarcWriter(tmp_path, RUN) as writer:
        entry = writer.write_response(reply, "decision")
    path = iter_files(tmp_path)[0]
    assert reply.wire[2:] in path.read_bytes()[entry.offset :]
    assert gzip.decompress(path.read_bytes()).endswith(reply.wire + b"\r\n\r\n")
    with path.open("rb") as handle:
        assert [record.verify_block_digest() for record in FastIterator(handle, parse_http=False)] == [True, True]
    with path.open("rb") as handle:
        stored = [each.raw_stream.read() for each in ArchiveIterator(handle, check_digests="raise")]
    assert stored[1] == reply.wire
    assert read_reply(tmp_path, entry) == reply


def test_first_record_describes_the_file(tmp_path: Path) -> None:
    """Each file says what wrote it, in which run, under which name, and that robots.txt was obeyed."""
    write_sample(tmp_path)
    with iter_files(tmp_path)[0].open("rb") as handle:
        record = next(iter(ArchiveIterator(handle)))
        text = record.content_stream().read().decode()
    assert record.rec_type == "warcinfo"
    assert record.rec_headers.get_header("WARC-Filename") == f"{RUN}-00000.warc.gz"
    assert "software: decision_parser/" in text
    assert f"isPartOf: {RUN}\r\n" in text
    assert "robots: obey\r\n" in text
    assert "http-header-user-agent: decision_parser/1 (+mailto:a@example.org)\r\n" in text


_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("block", "body"),
    [
        (_CHUNKED, b"hello world"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello world", b"hello world"),
        (b"HTTP/1.0 200 OK\nContent-Type: text/html\n\nhello\r\n\r\nworld", b"hello\r\n\r\nworld"),
        (b"HTTP/1.1 200\r\nX: " + b"y" * 70_000 + b"\r\n folded\r\n\r\nhello", b"hello"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\x0b\x02\x80hello\x03", b"hello"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nhello", b"hello"),
    ],
    ids=["chunked", "said-chunked", "line-feeds", "long-head", "brotli", "said-brotli"],
)
def test_files_of_other_programs_are_read(tmp_path: Path, block: bytes, body: bytes) -> None:
    """Records that wget or a browser's crawler wrote give entries and replies, without a role."""
    note = make_record("metadata", b"fetchTimeMs: 5", 3, Content_Type="application/warc-fields")
    metadata = '{"ipType": "Public", "role": 7}'
    records = [make_record("request", b"GET / HTTP/1.1\r\n\r\n"), make_record("response", block, 2), note]
    records.append(make_record("response", block, 4, WARC_JSON_Metadata=metadata))
    (tmp_path / "wget.warc.gz").write_bytes(b"".join(records))
    entries = list_entries(tmp_path)
    assert [(entry.kind, entry.role, entry.run, entry.sha256) for entry in entries] == [
        ("response", None, None, None),
        ("metadata", None, None, None),
        ("response", None, None, None),
    ]
    assert (entries[0].url, entries[0].status) == ("http://example.org/a", 200)
    assert read_reply(tmp_path, entries[0]).body == body
    assert read_reply(tmp_path, entries[0]).header("transfer-encoding") is None


def test_what_is_no_web_answer_gives_none(tmp_path: Path) -> None:
    """A name server's answer, a note and a revisit of nothing known are refused in one sentence each."""
    dns = make_record("response", b"20200102030405\nexample.org. 1 IN A 192.0.2.1", 1, Content_Type="text/dns")
    (tmp_path / "a.warc.gz").write_bytes(dns + make_record("metadata", b"x", 2) + make_record("revisit", b"", 3))
    entries = list_entries(tmp_path)
    assert [entry.status for entry in entries] == [None, None, None]
    for entry in entries:
        with pytest.raises(ArchiveError, match=r"no answer of a web server|is not in the archive"):
            read_reply(tmp_path, entry, lambda _: None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html>not gzip</html>", "incorrect header check"),
        (gzip.compress(b"<html>gzip, but no WARC</html>", mtime=0), "not a WARC record"),
        (
            gzip.compress(gzip.decompress(make_record("response", b"HTTP/1.1 200 OK\r\n\r\n")) * 2, mtime=0),
            "more than one record",
        ),
        (
            gzip.compress(gzip.decompress(make_record("response", b"HTTP/1.1 200 OK\r\n\r\n"))[:-9], mtime=0),
            "shorter than it says",
        ),
        (make_record("response", b"", WARC_Date="yesterday"), "'yesterday'"),
        (make_record("response", b"", Content_Length="many"), "not a WARC record"),
        (make_record("response", b"HTTP/1.1 200 OK\r\n\r\nhello")[:-1], "cut off"),
    ],
)
def test_unreadable_file_is_an_error(tmp_path: Path, content: bytes, sentence: str) -> None:
    """A file that holds something else, or is damaged, is never read as if it were shorter."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(make_record("response", b"HTTP/1.1 200 OK\r\n\r\nhello") + content)
    entries = iter_entries(path)
    assert next(entries).status == 200
    with pytest.raises(TornError, match=sentence):
        next(entries)


def test_missing_places_are_errors(tmp_path: Path) -> None:
    """A folder or file that is missing, or is something else, is an error; that nothing is to be mended is none."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArchiveError, match="name one that exists"):
        iter_files(tmp_path / "missing")
    with pytest.raises(ArchiveError, match="is no folder"):
        iter_files(tmp_path / "file")
    with pytest.raises(ArchiveError, match="is no folder"):
        WarcWriter(tmp_path / "file", RUN)
    with pytest.raises(ArchiveError, match="cannot be read"):
        list(iter_entries(tmp_path / "missing.warc.gz"))
    with pytest.raises(ArchiveError, match="cannot be named"):
        WarcWriter(tmp_path, "../up")
    with pytest.raises(ArchiveError, match="could not be written"):
        WarcWriter(tmp_path / "file" / "archive", RUN)
    assert recover(tmp_path / "missing") == []


def test_stale_index_is_found_out(tmp_path: Path) -> None:
    """An entry that points at another record, at none, or into a missing file is an error, never a wrong reply."""
    first, second, *_ = write_sample(tmp_path)
    changes: list[dict[str, Any]] = [
        {"offset": second.offset, "length": second.length},
        {"offset": first.offset + 1},
        {"length": first.length - 1},
        {"offset": 10**6},
        {"file": "missing.warc.gz"},
        {"sha256": "0" * 64},
    ]
    for changed in changes:
        with pytest.raises(ArchiveError):
            read_reply(tmp_path, replace(first, **changed))


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_files_are_closed_at_their_size(tmp_path: Path) -> None:
    """A file is closed as it reaches its size, the next gets the next number, none is left open or empty."""
    with WarcWriter(tmp_path, RUN, max_bytes=1200) as writer:
        entries = [writer.write_response(make_reply(f"{PAGE}{number}"), "decision") for number in range(6)]
        writer.sync()
    assert list_entries(tmp_path) == entries
    assert [path.name for path in iter_files(tmp_path)] == [f"{RUN}-0000{number}.warc.gz" for number in range(3)]
    assert len(list(tmp_path.iterdir())) == 3


def test_nothing_written_leaves_nothing(tmp_path: Path) -> None:
    """A run that had nothing to add leaves no file."""
    with WarcWriter(tmp_path / "deep" / "archive", RUN) as writer:
        writer.sync()
    writer.close()
    assert list((tmp_path / "deep" / "archive").iterdir()) == []


def test_existing_files_stay(tmp_path: Path) -> None:
    """A second writer of the same run takes the number after all that are there, open and torn ones too."""
    write_sample(tmp_path)
    before = iter_files(tmp_path)[0].read_bytes()
    (tmp_path / f"{RUN}-00004.warc.gz.open").write_bytes(b"")
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / f"{RUN}-00007.warc.gz.open.1").write_bytes(b"")
    with WarcWriter(tmp_path, RUN) as writer:
        assert writer.write_note("run", "end", b"{}").file == f"{RUN}-00008.warc.gz"
    assert iter_files(tmp_path)[0].read_bytes() == before


def test_closed_name_is_never_taken(tmp_path: Path) -> None:
    """A file that appears under the name of the one being written is not overwritten."""
    writer = WarcWriter(tmp_path, RUN)
    entry = writer.write_note("run", "end", b"{}")
    (tmp_path / entry.file).write_bytes(b"mine")
    with pytest.raises(ArchiveError, match="there already"):
        writer.close()
    assert (tmp_path / entry.file).read_bytes() == b"mine"
    with pytest.raises(ArchiveError, match="differ"):
        recover(tmp_path)


class FullDisk(io.FileIO):
    """A file on a disk that has room for so many bytes more."""

    room = 0
    interrupt = False

    def write(self, data: object, /) -> int:
        """As much as there is room for, then an error; or the signal that a user sends."""
        view = memoryview(data)[: self.room]  # type: ignore[arg-type]
        if not view and self.interrupt:
            raise KeyboardInterrupt
        if not view:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.room -= len(view)
        return super().write(view)


def swap_disk(writer: WarcWriter, folder: Path, room: int, *, interrupt: bool = False) -> None:
    """Lets the file that is being written run out of room."""
    disk = FullDisk(folder / f"{writer.name}.open", "r+")
    disk.seek(0, os.SEEK_END)
    disk.room, disk.interrupt = room, interrupt
    if writer._handle is not None:
        writer._handle.close()
    writer._handle = disk


@pytest.mark.parametrize("room", [0, 1, 200])
def test_full_disk_loses_nothing(tmp_path: Path, room: int) -> None:
    """A record for which there is no room is refused in one sentence; those before it are whole, in a closed file."""
    writer = WarcWriter(tmp_path, RUN)
    entries = [writer.write_response(make_reply(), "decision")]
    swap_disk(writer, tmp_path, room)
    with pytest.raises(ArchiveError, match="No space left on device"):
        writer.write_response(make_reply(OTHER), "decision")
    with pytest.raises(ArchiveError, match="nothing more is added"):
        writer.write_response(make_reply(), "decision")
    writer.close()
    assert list_entries(tmp_path) == entries
    assert [path.name for path in tmp_path.iterdir()] == [entries[0].file]


def test_signal_in_a_record_loses_nothing(tmp_path: Path) -> None:
    """What a signal left of a record is cut off before the next record, and before the file is closed."""
    writer = WarcWriter(tmp_path, RUN)
    entries = [writer.write_response(make_reply(), "decision")]
    for _ in range(2):
        swap_disk(writer, tmp_path, 100, interrupt=True)
        with pytest.raises(KeyboardInterrupt):
            writer.write_response(make_reply(OTHER), "decision")
        swap_disk(writer, tmp_path, 10_000)
        if len(entries) < 2:
            entries.append(writer.write_response(make_reply(OTHER), "decision"))
    writer.close()
    assert list_entries(tmp_path) == entries


def fail(*_: object) -> None:
    """What a system call does on a disk that fails."""
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_failing_disk_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system cannot say that records are on the disk, neither do we; what is there is closed later."""
    entries = []
    for act in (WarcWriter.sync, WarcWriter.close):
        writer = WarcWriter(tmp_path, RUN)
        entries.append(writer.write_response(make_reply(), "decision"))
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", fail)
            with pytest.raises(ArchiveError, match="Input/output error"):
                act(writer)
        writer.close()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(ArchiveError, match="could not be mended"):
            recover(tmp_path)
        with pytest.raises(ArchiveError, match="could not be written"):
            WarcWriter(tmp_path, "other").write_note("run", "end", b"{}")
    assert recover(tmp_path) == [entry.file for entry in entries]
    assert list_entries(tmp_path) == entries


_LIMITED = """
import resource, sys
from pathlib import Path
from decision_parser.crawl.warc import WarcWriter
from decision_parser.errors import ArchiveError
from tests.archives import make_reply
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    with WarcWriter(Path(sys.argv[1]), "run") as writer:
        for number in range(10):
            writer.write_response(make_reply(), "decision")
except ArchiveError as error:
    print(error)
"""


@pytest.mark.parametrize(("limit", "whole"), [(100, 0), (600, 0), (2000, 3)])
def test_limit_of_the_system_loses_nothing(tmp_path: Path, limit: int, whole: int) -> None:
    """The same where the system itself refuses to let the file grow: no torn and no empty file remains."""
    command = [sys.executable, "-c", _LIMITED, str(tmp_path), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    assert "could not be written (File too large)" in done.stdout
    assert len(list_entries(tmp_path)) == whole
    assert len(list(tmp_path.iterdir())) == min(whole, 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_read_only_folder_is_an_error(tmp_path: Path) -> None:
    """A folder that may not be written is an error of one sentence."""
    tmp_path.chmod(0o500)
    with pytest.raises(ArchiveError, match="could not be written"):
        WarcWriter(tmp_path, RUN).write_note("run", "end", b"{}")
    tmp_path.chmod(0o700)


# ── after a kill ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_tear_at_every_byte_keeps_whole_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the last record breaks off, the others become a closed file, at the same places as before."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # a thousand of them take a while
    path = leave_open(tmp_path)
    entries, content = list(iter_entries(path)), path.read_bytes()
    for end in range(entries[-1].offset, len(content)):
        folder = tmp_path / str(end)
        folder.mkdir()
        (folder / path.name).write_bytes(content[:end])
        assert recover(folder) == [f"{RUN}-00000.warc.gz"]
        assert list_entries(folder) == entries[:-1]
        torn = folder / "torn" / path.name
        assert torn.exists() == (end > entries[-1].offset)
        assert not torn.exists() or torn.read_bytes() == content[:end]
        assert recover(folder) == []


def test_file_that_is_whole_is_only_closed(tmp_path: Path) -> None:
    """A run killed between two records leaves nothing torn; one killed before its first leaves nothing of use."""
    entries = list(iter_entries(leave_open(tmp_path)))
    (tmp_path / "empty-00000.warc.gz.open").write_bytes(b"")
    (tmp_path / "short-00000.warc.gz.open").write_bytes(b"\x1f\x8b\x08")
    assert recover(tmp_path) == [f"{RUN}-00000.warc.gz"]
    assert list_entries(tmp_path) == entries
    assert [path.name for path in (tmp_path / "torn").iterdir()] == ["short-00000.warc.gz.open"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{RUN}-00000.warc.gz", "torn"]


@pytest.mark.parametrize("step", range(9))
def test_recovery_may_be_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Killed after any of its steps and run again, recovery keeps each whole record once."""
    path = leave_open(tmp_path)
    entries = list(iter_entries(path))
    path.write_bytes(path.read_bytes()[:-1])
    killed = kill_at(monkeypatch, step, lambda: recover(tmp_path))
    assert killed == (step < 7)
    recover(tmp_path)
    assert list_entries(tmp_path) == entries[:-1]
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{RUN}-00000.warc.gz", "torn"]
    assert [path.name for path in (tmp_path / "torn").iterdir()] == [f"{RUN}-00000.warc.gz.open"]
