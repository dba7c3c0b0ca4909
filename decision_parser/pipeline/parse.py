"""One snapshot into one decision."""

import datetime as dt
import hashlib

import msgspec

from decision_parser.bodies.kinds import find_kind_by_name
from decision_parser.documents import read_document
from decision_parser.engines.bounds import OverTimeError, bounded
from decision_parser.errors import NotADecisionError, UnreadableInputError, UsageError
from decision_parser.limits import find_limits
from decision_parser.models import Decision, Document
from decision_parser.parsing import parse_document
from decision_parser.quality import check_decision
from decision_parser.sources import find_source, load_sources
from decision_parser.vocabulary import Source

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def parse(
    data: bytes | bytearray | memoryview,
    *,
    url: str | None = None,
    source: str | None = None,
    media_type: str | None = None,
    fetched_at: dt.datetime | None = None,
) -> Decision:
    """The decision that the bytes of a page, PDF or text hold.

    `url` is the address they came from, `source` the slug of their publisher (asked of all where it is not given),
    `media_type` what their server called them: only its charset is believed, the rest is told by the bytes.
    `fetched_at` is kept as it is (UTC).

    Raises UnreadableInputError for bytes that cannot be read, NotADecisionError for what is no decision, and UsageError
    for a source that does not exist, or what is no bytes.
    """
    data = _take_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    decision = parse_hashed(data, sha256, url=url, source=source, media_type=media_type)
    return msgspec.structs.replace(decision, fetched_at=fetched_at) if fetched_at else decision


def _take_bytes(given: object) -> bytes:
    if isinstance(given, bytes | bytearray | memoryview):
        return bytes(given)
    message = f"`parse` takes the bytes of a page, and not a {type(given).__name__}"
    raise UsageError(f"{message}; read them first, as with Path('page.html').read_bytes().")


def parse_hashed(
    data: bytes, sha256: str, *, url: str | None = None, source: str | None = None, media_type: str | None = None
) -> Decision:
    """What `parse` gives, of bytes whose SHA-256 the caller has taken already."""
    limits = find_limits()
    try:
        with bounded(limits.seconds, limits.memory_bytes):
            return _parse(data, sha256, url, source, media_type)
    except OverTimeError:
        what, mend = f"more than {limits.seconds} seconds of the processor", "DECISION_PARSER_MOST_SECONDS"
    except MemoryError:
        what, mend = f"more than {limits.memory_bytes >> 20} MB of memory", "DECISION_PARSER_MOST_MEMORY"
    message = f"Parsing it takes {what}, far more than a decision; check what was saved, or raise {mend}."
    raise UnreadableInputError(message)


def _parse(data: bytes, sha256: str, url: str | None, source: str | None, media_type: str | None) -> Decision:
    document = read_document(data, declared=media_type)
    url = url.strip() or None if url else None
    decision, publisher = _parse_document(document, url, source, sha256)
    problems = (*decision.problems, *check_decision(decision, document, publisher))
    # Only a register knows more of a body, and a dataset is built with one: a name by itself tells its kind.
    kind = find_kind_by_name(decision.body_name) if decision.body_name else None
    return msgspec.structs.replace(decision, problems=problems, problem_count=len(problems), body_type=kind)


def to_json(decision: Decision) -> bytes:
    """The decision as one line of JSON, without the line feed."""
    return _ENCODER.encode(decision)


def _parse_document(document: Document, url: str | None, slug: str | None, sha256: str) -> tuple[Decision, Source]:
    """The decision by the first source that knows it."""
    sources = [find_source(slug)] if slug else list(load_sources().values())
    failure: NotADecisionError | None = None
    for source in sources:
        try:
            return parse_document(document, source, url=url, snapshot_sha256=sha256), source
        except NotADecisionError as error:
            failure = failure or error
    if failure is None:
        message = "No source is installed; install decision_parser again."
        raise UnreadableInputError(message)
    raise failure
