"""Decisions in any number, the same for the same seed, as a publisher's index would hold them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace

from tests.rendering import prose

from .published import Published, Version

LAG = dt.timedelta(weeks=6)
"""A decision is published no sooner than this after its date."""
_REPORT_EVERY, _JOINT_EVERY, _TWO_BODIES_EVERY, _NAMELESS_EVERY = 100, 40, 300, 75
_MONTH = 30


def make_decisions(  # noqa: PLR0913 - each is a choice of its own
    count: int, years: int, seed: int, today: dt.date, *, pending: int = 0, paragraphs: int = 12
) -> list[Published]:
    """`count` decisions that are listed on `today`, spread over `years`; `pending` more follow within four weeks.

    One in a hundred is a report, the first two of which are one text; there are joint cases with letters, references
    that stand for two bodies, and titles that are a reference alone.
    """
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    last = (today - LAG).toordinal()
    first = today.replace(year=today.year - years, day=min(today.day, 28)).toordinal()
    days = sorted((chance.randint(first, last) for _ in range(count)), reverse=True)
    versions = _iter_versions(chance, days)
    decisions = [_publish(chance, version, today) for version, _ in zip(versions, range(count), strict=False)]
    for number in range(pending):
        late = today - LAG + dt.timedelta(days=1 + number * 27 // max(1, pending))
        version = write_version(chance, late, 900_000 + number)
        decisions.append(Published([version], published_on=late + LAG))
    for decision in decisions:
        decision.versions = [replace(version, paragraphs=paragraphs) for version in decision.versions]
    return decisions


def _publish(chance: random.Random, version: Version, today: dt.date) -> Published:
    """Published six weeks after its date or some more, and in any case by `today`."""
    later = chance.choice((0, 0, 0, 1, 3, 7, 20, 60))
    published_on = min(version.decided_on + LAG + dt.timedelta(days=later), today)
    return Published([replace(version, since=published_on)], published_on)


def _iter_versions(chance: random.Random, days: list[int]) -> Iterator[Version]:
    """One version a day of the list or more: a joint case is two, under one day."""
    for number, ordinal in enumerate(days, 1):
        version = write_version(chance, dt.date.fromordinal(ordinal), number)
        if number % _REPORT_EVERY == _REPORT_EVERY // 2:
            yield from _reports(chance, version, number)
        elif number % _JOINT_EVERY == 1:
            yield replace(version, case_reference=f"{version.case_reference}a")
            yield from _second_body(chance, version, f"{version.case_reference}b")
        elif number % _TWO_BODIES_EVERY == 2:
            yield version
            yield replace(next(_second_body(chance, version, version.case_reference)), subcategory="Other")
        elif number % _NAMELESS_EVERY == 3:
            yield replace(version, body_name=None)
        else:
            yield version


def _reports(chance: random.Random, version: Version, number: int) -> Iterator[Version]:
    """A report; the first one has two references, each with a page of its own and the same text."""
    report = replace(version, document_kind="report", outcome_text="Upheld", other_references=())
    yield report
    if number == _REPORT_EVERY // 2:
        yield replace(report, case_reference=f"{report.case_reference[:3]}{950 + chance.randrange(40)} {number:03d}")


def _second_body(chance: random.Random, version: Version, reference: str) -> Iterator[Version]:
    """The same text about another body, with the other outcome."""
    others = [body for body in prose.BODIES if body != version.body_name]
    outcome = "Upheld" if version.outcome_text != "Upheld" else "Not upheld"
    yield replace(version, case_reference=reference, body_name=chance.choice(others), outcome_text=outcome)


def write_version(chance: random.Random, decided_on: dt.date, number: int) -> Version:
    """A statement with this date; `number` makes its reference one of a kind."""
    category, subcategory, subject = chance.choice(prose.CATEGORIES)
    outcome = chance.choices(prose.OUTCOMES, (5, 2, 4))[0]
    cast = {
        "who": chance.choice(prose.PEOPLE),
        "body": "the Council",
        "Body": "The Council",
        "subject": subject,
        "money": chance.choice(prose.MONEY),
    }
    received = decided_on - dt.timedelta(days=_MONTH * chance.randint(2, 14))
    return Version(
        since=decided_on + LAG,
        body_name=chance.choice(prose.BODIES),
        case_reference=f"{received.year % 100:02d} {number // 1000 % 1000:03d} {number % 1000:03d}",
        category=category,
        subcategory=subcategory,
        outcome_text=outcome,
        decided_on=decided_on,
        summary=prose.SUMMARIES[outcome].format_map(cast),
        seed=chance.randrange(1_000_000_000),
        subject=subject,
    )
