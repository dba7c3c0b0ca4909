"""Whether a publisher's pages are still understood: known decisions fetched, and their headers compared with the facts.

The first thing to run against a live site, and before each nightly run: a site that was built anew is noticed at some
thirty pages, before a refresh has read them all wrong.
"""

import time
from collections import Counter
from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from decision_parser.crawl.limits import Limits
from decision_parser.errors import FetchError, GoneError, NotADecisionError, UnreadableInputError, UsageError
from decision_parser.models import Decision
from decision_parser.pipeline.scraping import Scraper
from decision_parser.sources import find_source
from decision_parser.vocabulary import Canary

LIMITS = Limits(attempts=2, connect=10.0, silence=20.0, whole=60.0, longest_wait=60.0)
"""Less patient than a refresh: who asks wants to know within minutes."""

PATIENCE = 3
"""After so many in a row that could not be fetched, the others are not asked for."""

COMPARED = ("body_name", "case_reference", "category", "subcategory", "outcome_text", "decided_on_text")


class Verdict(StrEnum):
    """What became of one known decision."""

    OK = "ok"
    DIFFERS = "differs"
    GONE = "gone"
    NOT_UNDERSTOOD = "not understood"
    NOT_READ = "not read"


class Difference(Struct, frozen=True):
    """A header field that the page gives otherwise than the facts do."""

    field: str
    expected: str
    found: str | None


class Finding(Struct, frozen=True):
    """What became of one known decision: where it differs, and why it could not be read.

    `problems` counts what the parser could not place on its page: they are said, and are no fault.
    """

    address: str
    case_reference: str
    why: str
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    message: str | None = None
    problems: int = 0


class CanaryReport(Struct, frozen=True):
    """What became of all of them, and what it means."""

    source: str
    exit_code: int
    message: str
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    seconds: float


Watch = Callable[[Finding], None]


def canary(
    *,
    contact: str | None = None,
    base_url: str | None = None,
    delay: float = 1.0,
    source: str = "lgsco",
    watch: Watch | None = None,
) -> CanaryReport:
    """Fetch the known decisions of a publisher and compare their headers with the facts; `watch` is told of each.

    The exit code is 0 when all are understood, 1 when one differs or cannot be parsed, 3 when one could not be fetched,
    or when more than half are gone: then they are not taken down, but not where they were.

    Raises UsageError where the publisher has no known decisions, or an option cannot be used.
    """
    begun = time.monotonic()
    publisher = find_source(source)
    if not publisher.canaries:
        raise UsageError(f"{publisher.name} has no list of known decisions; add one to its source as `canaries`.")
    findings: list[Finding] = []
    with Scraper(contact=contact, base_url=base_url, delay=delay, source=source, limits=LIMITS) as scraper:
        for known in publisher.canaries:
            finding = _pass_over(known) if _is_hopeless(findings) else _look(scraper, known)
            findings.append(finding)
            if watch:
                watch(finding)
    counts = Counter(finding.verdict.value for finding in findings)
    code, message = conclude(counts)
    seconds = round(time.monotonic() - begun, 3)
    return CanaryReport(source, code, message, dict(counts), tuple(findings), seconds)


def _is_hopeless(findings: list[Finding]) -> bool:
    last = findings[-PATIENCE:]
    return len(last) == PATIENCE and all(finding.verdict is Verdict.NOT_READ for finding in last)


def _pass_over(known: Canary) -> Finding:
    message = f"Not asked for: {PATIENCE} in a row before it could not be fetched."
    return _find(known, Verdict.NOT_READ, message=message)


def _look(scraper: Scraper, known: Canary) -> Finding:
    try:
        scraped = scraper.scrape(known.address)
    except GoneError:
        return _find(known, Verdict.GONE)
    except FetchError as error:
        return _find(known, Verdict.NOT_READ, message=str(error))
    except (NotADecisionError, UnreadableInputError) as error:
        return _find(known, Verdict.NOT_UNDERSTOOD, message=str(error))
    differences = tuple(compare(known, scraped.decision))
    return Finding(
        address=known.address,
        case_reference=known.case_reference,
        why=known.why,
        verdict=Verdict.DIFFERS if differences else Verdict.NOT_READ if scraped.message else Verdict.OK,
        differences=differences,
        message=scraped.message,
        problems=len(scraped.decision.problems),
    )


def _find(known: Canary, verdict: Verdict, *, message: str | None = None) -> Finding:
    return Finding(known.address, known.case_reference, known.why, verdict, message=message)


def compare(known: Canary, decision: Decision) -> list[Difference]:
    """The fields of the facts that a decision has otherwise."""
    pairs = ((field, getattr(known, field), getattr(decision, field)) for field in COMPARED)
    return [Difference(field, expected, found) for field, expected, found in pairs if expected not in {None, found}]


def conclude(counts: Counter[str]) -> tuple[int, str]:
    """The exit code, and the verdict on all in one sentence that says what to do."""
    total, gone, failed = counts.total(), counts[Verdict.GONE], counts[Verdict.NOT_READ]
    wrong = counts[Verdict.DIFFERS] + counts[Verdict.NOT_UNDERSTOOD]
    said = f"{counts[Verdict.OK]} of {total} known decisions are understood"
    if wrong:
        message = f"{said}, {wrong} are not as they were; compare those pages in a browser before the next refresh."
        return 1, message
    if failed:
        return 3, f"{said}, {failed} could not be fetched; try again later, and mind what the lines above say."
    if gone * 2 > total:
        return 3, f"{said}, {gone} are gone: look in a browser whether decisions have other addresses now."
    return 0, f"{said}" + (f"; {gone} are gone, as decisions are after some years." if gone else ".")
