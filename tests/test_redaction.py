"""`archive suppress`: what must go is gone from every byte, all else stays as it was, and a kill does no harm."""

import gzip
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from decision_parser.crawl.redaction import redact
from decision_parser.crawl.verify import verify
from decision_parser.crawl.warc import Entry, WarcWriter, iter_files, read_reply
from decision_parser.errors import ArchiveError
from decision_parser.models import Reply
from tests.archives import PAGE, kill_at, list_entries, make_reply, make_unmodified

LISTING = "https://www.lgo.org.uk/Decisions/SearchResults?page=1"
CARDS = b"<li>Anytown Council</li><li>SECRET</li>"
RUNS = ("20261101T000000Z", "20261102T000000Z", "20261103T000000Z")


def write_archive(folder: Path) -> list[Entry]:
    """Three runs: a decision to forget and its revisits, a listing that names it, a note, and one page apart."""
    with WarcWriter(folder, RUNS[0]) as writer:
        secret = writer.write_response(make_reply(body=b"SECRET", packed=True), "decision", "secret")
        listing = writer.write_response(make_reply(LISTING, CARDS, packed=True), "listing")
        entries = [secret, listing, writer.write_response(make_reply(PAGE + "a"), "decision", "other")]
    with WarcWriter(folder, RUNS[1]) as writer:
        entries.append(writer.write_revisit(make_unmodified(), secret, "decision", "secret"))
        entries.append(writer.write_revisit(make_unmodified(LISTING), listing, "listing"))
        entries.append(writer.write_revisit(make_reply(LISTING, CARDS, packed=True), listing, "listing"))
        entries.append(writer.write_note("window", "w", b'{"cards": ["SECRET"]}'))
    with WarcWriter(folder, RUNS[2]) as writer:
        entries.append(writer.write_response(make_reply(PAGE + "b"), "decision", "apart"))
    return entries


def drop(entry: Entry) -> bool:
    """The decision itself; its revisits have to go with it."""
    return entry.identity == "secret" and entry.kind == "response"


def edit(_entry: Entry, reply: Reply) -> bytes | None:
    """What names the decision, without its name."""
    return reply.body.replace(b"SECRET", b"") if b"SECRET" in reply.body else None


def read_all(folder: Path) -> bytes:
    """All records, and all bodies, of an archive."""
    stored = b"".join(gzip.decompress(path.read_bytes()) for path in iter_files(folder))
    bodies = [read_reply(folder, entry).body for entry in list_entries(folder) if entry.kind == "response"]
    return stored + b"".join(bodies)


def test_suppressed_decision_is_gone(tmp_path: Path) -> None:
    """No byte of the decision is left, in no record; the archive is sound, and the rest of it as it was."""
    before = write_archive(tmp_path)
    apart = iter_files(tmp_path)[2]
    stat = apart.stat()
    assert b"SECRET" in read_all(tmp_path)
    assert redact(tmp_path, drop, edit) == [f"{RUNS[1]}-00000.warc.gz", f"{RUNS[0]}-00000.warc.gz"]
    assert b"SECRET" not in read_all(tmp_path)
    assert list(verify(tmp_path)) == []
    after = list_entries(tmp_path)
    kept = [entry for entry in before if entry.identity != "secret"]
    assert [entry.record_id for entry in after] == [entry.record_id for entry in kept]
    assert [(entry.url, entry.time, entry.kind, entry.role, entry.run) for entry in after] == [
        (entry.url, entry.time, entry.kind, entry.role, entry.run) for entry in kept
    ]
    assert (apart.stat().st_ino, apart.stat().st_mtime_ns) == (stat.st_ino, stat.st_mtime_ns)


def test_edited_record_says_so(tmp_path: Path) -> None:
    """An edited answer is stored unpacked, with headers and digests that fit, and is marked; so is a note."""
    write_archive(tmp_path)
    redact(tmp_path, drop, edit)
    after = list_entries(tmp_path)
    find = {entry.record_id: entry for entry in after}.get
    listing, revisit, note = after[0], after[3], after[4]
    reply = read_reply(tmp_path, listing)
    assert reply.wire == reply.body == CARDS.replace(b"SECRET", b"")
    assert reply.header("content-encoding") is None
    assert reply.header("content-length") == str(len(reply.body))
    assert reply.header("etag") == '"1"'
    assert read_reply(tmp_path, revisit, find) == reply
    assert (revisit.sha256, revisit.payload_digest) == (listing.sha256, listing.payload_digest)
    assert note.note == b'{"cards": [""]}'
    for path in iter_files(tmp_path)[:2]:
        with path.open("rb") as handle:
            for record in ArchiveIterator(handle, check_digests="raise"):
                record.content_stream().read()
                marks = record.rec_headers.get_header("WARC-JSON-Metadata")
                names = [listing.record_id, *(entry.record_id for entry in after[2:5])]
                assert ('"redacted":true' in marks) == (record.rec_headers.get_header("WARC-Record-ID") in names)


def test_second_time_changes_nothing(tmp_path: Path) -> None:
    """What is done is done: no file is written again, nor where nothing was to do from the beginning."""
    write_archive(tmp_path)
    assert redact(tmp_path, lambda _: False, lambda *_: None) == []
    redact(tmp_path, drop, edit)
    stats = [path.stat().st_mtime_ns for path in iter_files(tmp_path)]
    assert redact(tmp_path, drop, edit) == []
    assert [path.stat().st_mtime_ns for path in iter_files(tmp_path)] == stats


def test_what_killed_runs_left_goes_too(tmp_path: Path) -> None:
    """A file that was left open is closed and redacted; torn ones go, since nobody can tell what is in them."""
    write_archive(tmp_path)
    path = iter_files(tmp_path)[0]
    path.rename(path.with_name(path.name + ".open"))
    with path.with_name(path.name + ".open").open("ab") as handle:
        handle.write(gzip.compress(b"SECRET")[:-3])
    assert len(redact(tmp_path, drop, edit)) == 2
    assert list((tmp_path / "torn").iterdir()) == []
    assert b"SECRET" not in read_all(tmp_path)


def test_file_with_nothing_left_is_removed(tmp_path: Path) -> None:
    """A file of which only its description of itself would stay goes as a whole."""
    write_archive(tmp_path)
    assert redact(tmp_path, lambda entry: entry.identity == "apart", edit=lambda *_: None) == [
        f"{RUNS[2]}-00000.warc.gz"
    ]
    assert len(iter_files(tmp_path)) == 2


@pytest.mark.parametrize("step", range(10))
def test_redaction_may_be_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Killed at any step, the archive can be read, and a second try comes to the same end."""
    entries = write_archive(tmp_path)
    killed = kill_at(monkeypatch, step, lambda: redact(tmp_path, drop, edit))
    assert killed == (step < 6)
    halfway = list(verify(tmp_path, allowed=["*.tmp"]))  # an edited original may still have to follow its revisits
    assert all("which has another body" in finding.message for finding in halfway)
    redact(tmp_path, drop, edit)
    assert list(verify(tmp_path)) == []
    assert b"SECRET" not in read_all(tmp_path)
    kept = [entry.record_id for entry in entries if entry.identity != "secret"]
    assert [entry.record_id for entry in list_entries(tmp_path)] == kept


def test_damaged_archive_is_not_redacted(tmp_path: Path) -> None:
    """A file that cannot be read to its end stops it: what lies behind the damage could not be redacted."""
    write_archive(tmp_path)
    path = iter_files(tmp_path)[1]
    path.write_bytes(path.read_bytes()[:-4])
    before = [path.read_bytes() for path in iter_files(tmp_path)]
    with pytest.raises(ArchiveError, match="cut off"):
        redact(tmp_path, drop, edit)
    assert [path.read_bytes() for path in iter_files(tmp_path)] == before
