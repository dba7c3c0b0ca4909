"""The words of the corpus: what all decisions repeat, what differs in each, and a grammar for sentences of its own."""

import random
from dataclasses import dataclass, field
from enum import StrEnum

from tests.rendering import prose
from tests.rendering.manuscript import Item, Listing, Numbered
from tests.rendering.samples import Author


class Slot(StrEnum):
    """A place in a template, which each decision fills: one character, so that no markup cuts it."""

    WHO = "\ue000"
    KIN = "\ue001"
    SUBJECT = "\ue002"
    MONTH = "\ue003"
    LATER = "\ue004"
    MONEY = "\ue005"
    SMALL = "\ue006"
    DAYS = "\ue007"
    OWN = "\ue008"
    BODY_NAME = "\ue009"
    REFERENCE = "\ue00a"
    CATEGORY = "\ue00b"
    SUBCATEGORY = "\ue00c"
    DATE = "\ue00d"
    IDENTITY = "\ue00e"
    SUMMARY = "\ue00f"


_CAST = {
    "who": Slot.WHO.value,
    "kin": Slot.KIN.value,
    "body": "the Council",
    "Body": "The Council",
    "subject": Slot.SUBJECT.value,
    "month": Slot.MONTH.value,
    "later": Slot.LATER.value,
    "money": Slot.MONEY.value,
    "small": Slot.SMALL.value,
    "days": Slot.DAYS.value,
}
_OWN_LENGTH = 130
"""Characters of a sentence of a decision's own, about."""
_SHORTEST, _LONGEST = 60, 330
"""Characters that a paragraph has at least: with these it has 48 words on average. The two real decisions that we
measured have 36 and 44."""
_REMEDIES = (
    "remind its officers in writing how soon letters about {subject} must be answered",
    "pay {kin} {small} for the trouble of having to ask again and again",
    "look at {subject} afresh, and give {who} its reasons in writing",
    "train the staff who deal with {subject} in how to keep a record of what was said",
    "write off the {money} that it still asks for from {month}",
    "pay {who} {money} for each month from {month} to {later} in which nothing was done",
    "offer {who} a meeting with a manager who had no part in {subject}",
    "tell us how many others were in the same place between {month} and {later}",
)
_STANDARD = {"role_and_powers": 16, "not_investigated": 10, "scope": 12}
"""Paragraphs that stand in all decisions alike, and how many there are of a part."""
_ENDINGS = {
    "Upheld": (
        "I have ended my investigation. There was fault, it caused injustice, and what was agreed puts that right.",
        "I have ended my investigation with a finding of fault, for which the Council has agreed to make amends.",
    ),
    "Not upheld": (
        "I have ended my investigation. I found no fault in the way in which the decision was reached.",
        "I have ended my investigation, for I found no fault.",
    ),
    "Closed after initial enquiries": (
        "We will not investigate this complaint. Nothing suggests a fault that would call for our involvement.",
        "We will not investigate this complaint, for it is late and nothing kept it from coming to us sooner.",
    ),
}
_LAWS = 60
_GENERAL = frozenset({"law", "remedy", "final_decision"})
"""Parts that tell no events."""

OPENERS = (
    "On {date}", "A week after {date}", "By {date}", "In a call on {date}", "In an email of {date}",
    "At a meeting on {date}", "Late on {date}", "After a visit on {date}", "In its file note of {date}",
    "Between {date} and the end of that month", "At some point before {date}", "Soon after {date}",
    "In the log for {date}", "In the week of {date}", "From {date} onwards", "Until {date}",
)  # fmt: skip
ACTORS = (
    "an officer", "the caseworker", "a manager of the service", "the duty desk", "a second officer", "the contractor",
    "the area team", "a surveyor", "the head of the unit", "the finance team", "the landlord’s agent", "a neighbour",
    "the school", "a support worker", "the allocations panel", "the customer centre", "a temporary member of staff",
    "the team leader", "an outside consultant", "the assessor",
)  # fmt: skip
DEEDS = (
    "said that the papers had not been found", "noted that nobody had been at home", "asked for a fresh set of forms",
    "explained that the earlier letter crossed with another", "wrote that the matter was closed",
    "passed the query on to a colleague", "took the view that no further step was needed",
    "looked into the account and found two entries", "rang back but reached an answering machine",
    "put the visit off because of illness", "agreed to look at the photographs again",
    "measured the distance and came to another figure", "sent a copy of the plan by second-class post",
    "could not say who had signed the earlier note", "thought that the request belonged to another team",
    "set out in five lines why the answer stayed the same", "left a message with a relative",
    "opened a new record and did not link it with the old one", "accepted that the form was hard to follow",
    "mentioned a shortage of staff over the summer", "recorded the call under a wrong heading",
    "offered an appointment that did not suit", "compared the two lists line by line",
    "saw no sign that the first warning was received", "kept to the timetable that had been agreed",
    "held that the rules left no room for an exception",
)  # fmt: skip
CIRCUMSTANCES = (
    "while the office was moving", "for want of a signature", "as the system had been down", "without giving reasons",
    "after a reminder", "although a doctor’s note was on file", "when the deadline had passed", "in plain words",
    "for the third time", "with regard to the garden wall", "because the address was out of date",
    "as far as can be told from the scan", "in reply to a councillor", "once the inspection was over",
    "despite two earlier promises", "before the panel met", "on the advice of a solicitor", "to save time",
    "in the presence of a witness", "at the request of the family", "for reasons that are in dispute",
    "since the key could not be found",
)  # fmt: skip
TAILS = (
    "(page {number} of the bundle)", "(log entry {number})", "and gave {number} as the number of the call",
    "– this is item {number} in the index", "and kept a copy under {number}", "which took {number} minutes",
    "and read out {number} lines of the policy", "with {number} pages enclosed", "as document {number} shows",
    "after some {number} days", "and {number} others were told the same", "in the {number}th week of the year",
)  # fmt: skip


@dataclass(slots=True)
class TemplateAuthor(Author):
    """Writes paragraphs with slots for all that differs from decision to decision, and standard ones as they are."""

    cast: dict[str, str] = field(default_factory=lambda: dict(_CAST))
    outcome: str = "Not upheld"

    def fill(self, text: str) -> str:
        """The text with slots; an Act is chosen once and for all."""
        return text.format_map(self.cast | {"act": self.chance.choice(prose.ACTS)})

    def paragraph(self, part: str) -> str:
        """Sentences of the part, some of them followed by one that is each decision's own."""
        aim, length, written = self.chance.randint(_SHORTEST, _LONGEST), 0, list[str]()
        while length < aim:
            for sentence in self.chance.sample(prose.SENTENCES[part], len(prose.SENTENCES[part])):
                written.append(self.fill(sentence))
                length += len(written[-1])
                if part not in _GENERAL and self.chance.random() < 0.55:
                    written.append(Slot.OWN.value)
                    length += _OWN_LENGTH
                if length >= aim:
                    break
        return " ".join(written)

    def block(self, part: str) -> Numbered:
        """A numbered paragraph; of parts that are alike everywhere, and of most law, a standard one."""
        if part == "final_decision":
            return Numbered(self.chance.choice(_ENDINGS[self.outcome]))
        if part in STANDARD and part != "law":
            return Numbered(self.chance.choice(STANDARD[part]))
        if part == "law" and self.chance.random() < 0.6:
            return Numbered(self.chance.choice(STANDARD["law"]))
        return Author.block(self, part)

    def listing(self, part: str) -> Listing:
        """The items that go with an introduction; those of a remedy are a choice."""
        if part != "remedy":
            return Author.listing(self, part)
        first, *rest = prose.ITEMS["remedy"]
        chosen = [first, *self.chance.sample([*rest, *_REMEDIES], self.chance.randint(2, 5))]
        ends = [";"] * (len(chosen) - 2) + ["; and", "."]
        style = self.chance.choice(("letter", "letter", "bullet"))
        items = tuple(Item(self.fill(text) + end) for text, end in zip(chosen, ends, strict=True))
        return Listing("letter" if style == "letter" else "bullet", items)


def _write_standard() -> dict[str, tuple[str, ...]]:
    """The paragraphs that all decisions repeat, without slots."""
    chance = random.Random("standard paragraphs")  # noqa: S311 - not for secrets
    cast = {"who": "the complainant", "kin": "a relative", "body": "the council", "Body": "The council"}
    cast |= {"subject": "the matter", "month": "April 2014", "later": "October 2018"}
    author = Author(chance, cast)
    found = {part: tuple(author.paragraph(part) for _ in range(count)) for part, count in _STANDARD.items()}
    cited = tuple(
        f"{text.rstrip('.')}. {prose.CITATIONS[number % len(prose.CITATIONS)]}"
        for number, text in enumerate(found["role_and_powers"])
    )
    return found | {"role_and_powers": cited, "law": tuple(author.paragraph("law") for _ in range(_LAWS))}


STANDARD = _write_standard()
