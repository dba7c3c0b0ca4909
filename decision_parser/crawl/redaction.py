"""Takes what must not be kept out of an archive: the only thing that ever changes one.

Files are rewritten last first. A revisit stands after what it refers to, so when this is killed the original is still
there, and a second try finds from it all that the first one left.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from decision_parser.crawl.entry import Entry, Head, Record, parse_entry, parse_marks, split_block
from decision_parser.crawl.recovery import recover, replace_file
from decision_parser.crawl.warc_reading import Member, iter_files, iter_members, parse_reply
from decision_parser.crawl.warc_writing import (
    TORN,
    compress_record,
    digest,
    sync_folder,
    write_head,
    write_marks,
)
from decision_parser.errors import ArchiveError
from decision_parser.models import Reply

Drop = Callable[[Entry], bool]
Edit = Callable[[Entry, Reply], bytes | None]

# Written anew with a new block. Of a note the content is block and payload at once.
_OF_BLOCK = frozenset({"content-length", "warc-block-digest", "warc-payload-digest", "warc-json-metadata"})
_OF_ENTITY = frozenset({"content-encoding", "content-length", "transfer-encoding", "content-md5", "digest"})
_NOT_MODIFIED = 304


class _Plan(Struct):
    """What is to be done: record ids to leave out, and new bodies by record id."""

    dropped: set[str] = field(default_factory=set)
    edited: dict[str, bytes] = field(default_factory=dict)


def redact(folder: Path, drop: Drop, edit: Edit) -> list[str]:
    """Leaves out what `drop` wants gone, with its revisits; gives new bodies to the records that `edit` has one for.

    Says which files were rewritten; their index must be made again. The caller holds the archive's lock.

    `edit` is asked for answers and for notes: a note comes as a reply with status 0. It must have no more to say about
    what it has edited. What killed runs left torn is removed in any case: nobody can tell what is in it.
    """
    recover(folder)
    plan = _Plan()
    files = iter_files(folder)
    for path in files:
        _plan_file(path, drop, edit, plan)
    try:
        _remove_torn(folder)
        if not plan.dropped and not plan.edited:
            return []
        return [path.name for path in reversed(files) if _rewrite_file(path, plan)]
    except OSError as error:
        raise ArchiveError(
            f"The archive {folder} could not be redacted ({error.strerror}): give it room and leave to write, and run "
            "again."
        ) from error


def _plan_file(path: Path, drop: Drop, edit: Edit, plan: _Plan) -> None:
    for member in iter_members(path):
        entry = _parse(path, member)
        if entry is None:
            continue
        if drop(entry):
            plan.dropped.add(entry.record_id)
        elif (reply := _find_reply(member.record, entry)) and (body := edit(entry, reply)) not in {None, reply.body}:
            plan.edited[entry.record_id] = body or b""


def _parse(path: Path, member: Member) -> Entry | None:
    return parse_entry(member.record, path.name, member.offset, member.length)


def _find_reply(record: Record, entry: Entry) -> Reply | None:
    if entry.kind == "metadata":
        return Reply(entry.url, 0, "", (), record.block, record.block, entry.time)
    return parse_reply(record, entry) if entry.kind == "response" and entry.status is not None else None


def _remove_torn(folder: Path) -> None:
    torn = folder / TORN
    if torn.is_dir():
        for path in torn.iterdir():
            path.unlink()
        sync_folder(torn)


def _rewrite_file(path: Path, plan: _Plan) -> bool:
    """Whether anything in the file had to change."""
    stored = path.read_bytes()
    pieces, kinds = [], set()
    for member in iter_members(path):
        piece = _rewrite_member(_parse(path, member), member.record, plan)
        pieces.append(stored[member.offset : member.offset + member.length] if piece is None else piece)
        if pieces[-1]:
            kinds.add(member.record.kind)
    content = b"".join(pieces)
    if content == stored:
        return False
    if kinds <= {"warcinfo"}:
        path.unlink()
        sync_folder(path.parent)
    else:
        replace_file(path, content)
    return True


def _rewrite_member(entry: Entry | None, record: Record, plan: _Plan) -> bytes | None:
    """The record as it shall lie in the file: empty when it goes, None when it stays as it is."""
    if entry is None:
        return None
    if not plan.dropped.isdisjoint({entry.record_id, entry.refers_to}):
        return b""
    if entry.record_id in plan.edited:
        return _edit_member(record, plan.edited[entry.record_id])
    body = plan.edited.get(entry.refers_to or "")
    if body is None or entry.payload_digest == digest(body):
        return None
    return _edit_member(record, body)


def _edit_member(record: Record, body: bytes) -> bytes:
    http = split_block(record.block) if record.is_http else None
    block = body
    if http is not None:
        head = http[0]
        kept = tuple(pair for pair in head.headers if pair[0].lower() not in _OF_ENTITY)
        stated = kept if head.status == _NOT_MODIFIED else (*kept, ("Content-Length", str(len(body))))
        block = write_head(Head(head.status, head.reason, stated)) + (b"" if record.kind == "revisit" else body)
    sha256 = hashlib.sha256(body).hexdigest() if http is not None else None
    marks = replace(parse_marks(record), sha256=sha256, redacted=True)
    headers = [pair for pair in record.pairs if pair[0].lower() not in _OF_BLOCK]
    headers += [("WARC-JSON-Metadata", write_marks(marks)), ("WARC-Payload-Digest", digest(body))]
    return compress_record(headers, block)[1]
