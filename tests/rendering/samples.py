"""Realistic decisions in any number, the same for the same seed: for benchmarks and for bodies under real headers."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Literal

from . import prose
from .manuscript import (
    MONTHS,
    Block,
    Inside,
    Item,
    Line,
    Listing,
    Manuscript,
    Numbered,
    Quote,
    Section,
    Table,
    page_date,
    with_address,
)  # fmt: skip

# part of the document → share of its numbered paragraphs, by outcome
_PLANS: dict[str, dict[str, float]] = {
    "Upheld": {
        "The complaint": 0.05, "The Ombudsman’s role and powers": 0.1, "How I considered this complaint": 0.04,
        "What I found": 0.0, "The law and guidance": 0.14, "What happened": 0.35, "Analysis": 0.2,
        "Agreed action": 0.07, "Final decision": 0.02, "Parts of the complaint that I did not investigate": 0.03,
    },
    "Not upheld": {
        "The complaint": 0.06, "What I have investigated": 0.04, "The Ombudsman’s role and powers": 0.1,
        "How I considered this complaint": 0.05, "What I found": 0.0, "Legal and administrative background": 0.15,
        "Background": 0.1, "What happened?": 0.28, "My findings": 0.2, "Final decision": 0.02,
    },
    "Closed after initial enquiries": {
        "The complaint": 0.15, "The Ombudsman’s role and powers": 0.25, "How I considered this complaint": 0.1,
        "My assessment": 0.45, "Final decision": 0.05,
    },
}  # fmt: skip
_TOPICS = {"law": "law", "background": "background", "events": "events", "analysis": "analysis"}
_SHORTEST, _LONGEST = 150, 520


@dataclass(slots=True)
class Author:
    """Writes paragraphs about one invented case."""

    chance: random.Random
    cast: dict[str, str] = field(default_factory=dict)
    listed: set[str] = field(default_factory=set)

    def fill(self, text: str) -> str:
        """The text with the case's names, and with sums and dates of the moment."""
        moment = {
            "money": self.chance.choice(prose.MONEY),
            "small": self.chance.choice(prose.MONEY[:4]),
            "days": self.chance.choice(("two", "four", "six", "nine", "twenty-eight")),
            "act": self.chance.choice(prose.ACTS),
        }
        filled = text.format_map(self.cast | moment)
        return filled[0].upper() + filled[1:] if text.startswith("{") else filled

    def paragraph(self, part: str) -> str:
        """Sentences of one part of a decision, 150 to 600 characters."""
        aim = self.chance.randint(_SHORTEST, _LONGEST - 60)
        pool = prose.SENTENCES[part]
        text = ""
        while len(text) < aim:
            for sentence in self.chance.sample(pool, len(pool)):
                longer = f"{text} {self.fill(sentence)}".strip()
                if len(longer) > _LONGEST:
                    break
                text = longer
                if len(text) >= aim:
                    break
            if len(text) >= _SHORTEST:
                break
        return text

    def block(self, part: str) -> Numbered:
        """A numbered paragraph, now and then with a citation, a list, a quotation or a table."""
        roll = self.chance.random()
        if part in prose.INTROS and part not in self.listed:
            self.listed.add(part)
            return Numbered(self.fill(prose.INTROS[part]), (self.listing(part),))
        text = self.paragraph(part)
        if part == "role_and_powers":
            return Numbered(f"{text[: text.rindex('.') + 1]} {self.chance.choice(prose.CITATIONS)}")
        inside = self._inside(roll) if part in ("events", "analysis", "law") else ()
        if inside and isinstance(inside[0], Listing):
            text += " These points were still open:"
        return Numbered(text, inside)

    def _inside(self, roll: float) -> tuple[Inside, ...]:
        if roll < 0.06:
            return (Quote(self.fill(self.chance.choice(prose.QUOTES))),)
        if roll < 0.10:
            rows = self.chance.choice(prose.TABLES)
            return (Table(tuple(tuple(self.fill(cell) for cell in row) for row in rows)),)
        return (self.listing("findings"),) if roll < 0.18 else ()

    def listing(self, part: str) -> Listing:
        """The items that go with an introduction: remedies are lettered, all else has bullets."""
        items = [self.fill(text) for text in prose.ITEMS[part]]
        ends = [";"] * (len(items) - 2) + ["; and", "."]
        style: Literal["letter", "bullet"] = "letter" if part == "remedy" else "bullet"
        return Listing(style, tuple(Item(text + end) for text, end in zip(items, ends, strict=True)))


def sample(seed: int, paragraphs: int = 60) -> Manuscript:
    """A decision with about that many numbered paragraphs of 150 to 600 characters."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    outcome = chance.choices(prose.OUTCOMES, (5, 2, 2))[0]
    category, subcategory, subject = chance.choice(prose.CATEGORIES)
    decided_on = dt.date(2016, 1, 1) + dt.timedelta(days=chance.randrange(3600))
    letter = chance.choice(("", "", "", "", "", "", "a", "b"))
    reference = f"{decided_on.year % 100 - 1:02d} {chance.randrange(25):03d} {chance.randrange(1000):03d}{letter}"
    author = cast_author(chance, subject, "the Council", decided_on.year - 1)
    manuscript = Manuscript(
        body_name=chance.choice(prose.BODIES),
        case_reference=reference,
        category=category,
        subcategory=subcategory,
        outcome_text=outcome,
        decided_on_text=page_date(decided_on),
        decided_on=decided_on,
        summary=author.fill(prose.SUMMARIES[outcome]),
        sections=write_sections(author, plan(outcome, paragraphs)),
    )
    return with_address(manuscript)


def cast_author(chance: random.Random, subject: str, body: str, year: int) -> Author:
    """An author with the names of one case, whose events end in that year."""
    first, second = sorted(chance.sample(range(12), 2))
    cast = {
        "who": chance.choice(prose.PEOPLE),
        "kin": chance.choice(prose.RELATIVES),
        "body": body,
        "Body": body[0].upper() + body[1:],
        "subject": subject,
        "month": f"{MONTHS[first]} {year - 1}",
        "later": f"{MONTHS[second]} {year}",
    }
    return Author(chance, cast)


def plan(outcome: str, paragraphs: int) -> dict[str, int]:
    """How many numbered paragraphs stand under each heading (at least one under each but ``What I found``)."""
    shares = _PLANS[outcome]
    counts = {heading: max(1, round(share * paragraphs)) if share else 0 for heading, share in shares.items()}
    longest = max(counts, key=lambda heading: counts[heading])
    counts[longest] = max(1, counts[longest] + paragraphs - sum(counts.values()))
    return counts


def write_sections(author: Author, counts: dict[str, int]) -> tuple[Section, ...]:
    """Sections with these headings, each with as many numbered paragraphs as given."""
    return tuple(_write_section(author, heading, count) for heading, count in counts.items())


def _write_section(author: Author, heading: str, count: int) -> Section:
    kind, level, topic = prose.HEADINGS.get(heading, ("unknown", 1, None))
    part = _TOPICS.get(topic or "", "analysis") if kind in ("findings", "unknown") else kind
    blocks: list[Block] = [author.block(part) for _ in range(count)]
    if kind == "role_and_powers" and author.chance.random() < 0.3:
        blocks.append(Line(author.chance.choice(prose.CITATIONS)))
    return Section(heading, 1 if level == 1 else 2, kind, topic, tuple(blocks))
