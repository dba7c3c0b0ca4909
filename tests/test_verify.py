"""`archive verify`: each kind of damage is found, at its place, and a sound archive gives no finding."""

import gzip
import os
from collections import Counter
from pathlib import Path

import pytest

from decision_parser.crawl.verify import Finding, count_records, verify
from decision_parser.crawl.warc import Entry, WarcWriter, iter_files
from decision_parser.errors import ArchiveError
from tests.archives import PAGE, RUN, make_record, make_reply, make_unmodified


def write_sample(folder: Path) -> list[Entry]:
    """A page, the same page again unmodified, another one, and a note."""
    with WarcWriter(folder, RUN) as writer:
        page = writer.write_response(make_reply(packed=True), "decision")
        revisit = writer.write_revisit(make_unmodified(), page, "decision")
        other = writer.write_response(make_reply(PAGE + "a"), "decision")
        return [page, revisit, other, writer.write_note("run", "end", b"{}")]


def change_record(folder: Path, entry: Entry, old: bytes, new: bytes) -> None:
    """Changes a record behind the back of its digests, in a gzip member that is in order."""
    path = folder / entry.file
    content = path.read_bytes()
    record = gzip.decompress(content[entry.offset : entry.offset + entry.length])
    assert old in record
    changed = gzip.compress(record.replace(old, new))
    path.write_bytes(content[: entry.offset] + changed + content[entry.offset + entry.length :])


def test_sound_archive_has_no_findings(tmp_path: Path) -> None:
    """All that we write is in order, and is counted."""
    entries = write_sample(tmp_path)
    counts: Counter[str] = Counter()
    assert list(verify(tmp_path, counts)) == []
    size = (tmp_path / entries[0].file).stat().st_size
    stated = {"files": 1, "bytes": size, "records": 5, "warcinfo": 1, "response": 2, "revisit": 1, "metadata": 1}
    assert counts == stated
    assert count_records(tmp_path) == stated


def test_missing_archive_is_an_error(tmp_path: Path) -> None:
    """An archive that is not there is no sound archive."""
    with pytest.raises(ArchiveError, match="name one that exists"):
        list(verify(tmp_path / "missing"))


@pytest.mark.parametrize(
    ("number", "old", "new", "messages"),
    [
        (2, b"Anytown", b"Othertn", ["block", "payload", "not the one that was written"]),
        (2, b'ETag: "1"', b'ETag: "2"', ["block"]),
        (3, b"{}", b"[]", ["block", "payload"]),
        (2, b'"sha256":"', b'"sha256":"0', ["not the one that was written"]),
        (1, b"WARC-Refers-To: <urn:uuid:", b"WARC-Refers-To: <urn:uuid:0", ["is not in the archive"]),
        (1, b'"sha256":"', b'"sha256":"0', ["another body"]),
        (3, b"WARC-Record-ID", b"WARC-Rekord-ID", ["no WARC-Record-ID"]),
        (3, b"WARC-Date: 2", b"WARC-Date: x", ["WARC-Date is 'x"]),
    ],
)
def test_changed_record_is_found(tmp_path: Path, number: int, old: bytes, new: bytes, messages: list[str]) -> None:
    """A record that is not what was written is named, by the place where it lies."""
    entries = write_sample(tmp_path)
    change_record(tmp_path, entries[number], old, new)
    found = list(verify(tmp_path))
    assert len(found) == len(messages)
    for finding, message in zip(found, messages, strict=True):
        assert message in finding.message
        assert (finding.file, finding.offset) == (entries[number].file, entries[number].offset)


@pytest.mark.parametrize("behind", [True, False])
def test_tear_is_found(tmp_path: Path, *, behind: bool) -> None:
    """A torn record is found also where others were appended behind it."""
    entries = write_sample(tmp_path)
    path = tmp_path / entries[0].file
    content = path.read_bytes()
    path.write_bytes(content[:-5] + (content if behind else b""))
    (found,) = verify(tmp_path)
    assert (found.file, found.offset) == (path.name, entries[-1].offset)
    assert f"{path.stat().st_size - entries[-1].offset} bytes in all" in found.message
    with pytest.raises(ArchiveError):
        count_records(tmp_path)


@pytest.mark.parametrize("place", range(0, 2000, 97))
def test_flipped_bit_is_found(tmp_path: Path, place: int) -> None:
    """One bit that is wrong anywhere in what the checksums cover is found."""
    entries = write_sample(tmp_path)
    path = tmp_path / entries[0].file
    content = bytearray(path.read_bytes())
    starts = [0, *(entry.offset for entry in entries)]
    place %= len(content)
    if any(start + 3 <= place < start + 10 for start in starts):
        pytest.skip("flags, time and system in gzip's own header say nothing about the content")
    content[place] ^= 0x10
    path.write_bytes(content)
    assert list(verify(tmp_path))


def test_foreign_files_are_found(tmp_path: Path) -> None:
    """What does not belong in the folder is named, unless it is allowed; what a kill left says so."""
    write_sample(tmp_path)
    for name in ("notes.txt", "index.sqlite", "index.sqlite-wal", f"{RUN}-00001.warc.gz.open", "a.warc.gz.tmp"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "torn").mkdir()
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    found = list(verify(tmp_path, allowed=["index.sqlite*"]))
    assert [finding.file for finding in found] == [
        f"{RUN}-00001.warc.gz.open",
        "a.warc.gz.tmp",
        "notes.txt",
        "empty.warc.gz",
    ]
    assert "the next refresh closes it" in found[0].message


def test_record_that_is_there_twice_is_found(tmp_path: Path) -> None:
    """A record id that two records have is named with the place of the first, in whatever files they are."""
    write_sample(tmp_path)
    path = iter_files(tmp_path)[0]
    (tmp_path / "copy.warc.gz").write_bytes(path.read_bytes())
    found = list(verify(tmp_path))
    assert {finding.file for finding in found} == {"copy.warc.gz"} or {finding.file for finding in found} == {path.name}
    assert len(found) == 5
    assert "as the one in" in found[0].message


@pytest.mark.parametrize(
    "digest",
    [
        "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N",
        "sha-1:qvTGHdzF6KLavt4PO0gs2a6pQ00=",
        "sha1:aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
        "sha-256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "md5:5D41402ABC4B2A76B9719D911017C592",
        "blurb:123",
        "shake_128:00",
    ],
)
def test_digests_of_other_programs_are_understood(tmp_path: Path, digest: str) -> None:
    """SHA-1 and others, in base 32, 64 or 16, are checked; a kind that nobody knows is no fault."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for body in (b"hello", b"5\r\nhello\r\n0\r\n\r\n"):
        record = make_record("response", head + body, WARC_Payload_Digest=digest)
        (tmp_path / "wget.warc.gz").write_bytes(record)
        assert list(verify(tmp_path)) == []
    (tmp_path / "wget.warc.gz").write_bytes(make_record("response", head + b"jello", WARC_Payload_Digest=digest))
    assert len(list(verify(tmp_path))) == (digest[0] != "b" and digest[:5] != "shake")


def test_unreadable_file_is_a_finding(tmp_path: Path) -> None:
    """A file that the system will not let us read is a finding, and the others are still checked."""
    write_sample(tmp_path)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"x")
    path.chmod(0)
    found = list(verify(tmp_path))
    assert len(found) == 1
    expected = 0 if os.geteuid() == 0 else None  # the superuser reads it, and finds no record
    assert found[0] == Finding("a.warc.gz", expected, found[0].message)
