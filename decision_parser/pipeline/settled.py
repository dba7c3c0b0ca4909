"""Whether a release tells all that an archive holds, known from what a run before found, without a look at anything."""

import msgspec

from decision_parser.crawl.index import Index
from decision_parser.dataset.fingerprint import describe_code, find_parser_fingerprint
from decision_parser.dataset.release import Release
from decision_parser.pipeline.registers import RegisterCopy

NOTHING_NEW = "Nothing has changed since the last release; it stays."
NO_DECISION = "The archive holds no decision to publish, so there is no new release; refresh it first."


def is_up_to_date(release: Release, index: Index, copy: RegisterCopy | None) -> bool:
    """Whether a release tells all that the archive holds, as the parser reads it now, and nothing suppressed."""
    if (copy.sha256 if copy else None) != (release.register.sha256 if release.register else None):
        return False
    fingerprint = find_parser_fingerprint()
    compared = index.recall(_name_run(release), fingerprint)
    if compared is None and (release.parser_fingerprint != fingerprint or release.basis is None):
        return False
    told = compared.decode() if compared is not None else release.basis or ""
    suppressed = index.find_last_suppression()  # by the names of runs: a clock may have been set back since
    return not (suppressed and suppressed > told) and not index.has_news(told)


def note_up_to_date(release: Release, index: Index, run: str) -> None:
    """Remember that a release tells all that the archive held after a run."""
    index.remember(_name_run(release), find_parser_fingerprint(), run.encode())


def _name_run(release: Release) -> str:
    """Under what the run is remembered up to which a release is known to tell all that the archive holds."""
    return f"release {release.release}"


def note_report(release: Release, index: Index, report: msgspec.Struct) -> None:
    """Remember what a build said of an archive when it left this release."""
    index.remember(_name_report(release), _find_maker(), msgspec.json.encode(report))


def recall_report(release: Release, index: Index) -> bytes | None:
    """What a build by the same code said, encoded, if it is known."""
    return index.recall(_name_report(release), _find_maker())


def _name_report(release: Release) -> str:
    return f"report {release.release}"


def _find_maker() -> str:
    """What decides on a release besides the archive and the register: all of our code, and what writes the files."""
    return f"{find_parser_fingerprint()} {msgspec.json.encode(describe_code()).decode()}"
