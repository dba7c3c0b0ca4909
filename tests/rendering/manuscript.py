"""What a decision says, free of any format: the one thing that every renderer here starts from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

Style = Literal["bullet", "letter", "roman", "number"]
BlockKind = Literal["paragraph", "item", "quote", "table"]
DocumentKind = Literal["statement", "report"]

FINAL_HEADING = "The Ombudsman's final decision:"
DRAFT_HEADING = "The Ombudsman's draft decision"
PROVISIONAL_HEADING = "The Ombudsman's provisional view"
SIGNATURE = "Investigator's decision on behalf of the Ombudsman"

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph without a number; inside an item it is the item's second paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a letter or a policy, set apart."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; every row has as many cells as the first."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """Cells joined by tabs, rows by line ends."""
        return "\n".join("\t".join(row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, with what stands below its first paragraph."""

    text: str
    inside: tuple[Inside, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of one style; at the top of a section it is a sibling of the numbered paragraphs."""

    style: Style
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A numbered paragraph, with what stands inside it."""

    text: str
    inside: tuple[Inside, ...] = ()


Inside: TypeAlias = Line | Quote | Table | Listing
Block: TypeAlias = Numbered | Line | Quote | Table | Listing


@dataclass(frozen=True, slots=True)
class Section:
    """A heading as printed and what stands under it."""

    heading: str
    level: Literal[1, 2]
    kind: str
    topic: str | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A whole decision. A header field that is None is not printed."""

    body_name: str | None
    case_reference: str
    category: str | None
    subcategory: str | None
    outcome_text: str | None
    decided_on_text: str | None
    decided_on: dt.date | None
    summary: str
    sections: tuple[Section, ...]
    document_kind: DocumentKind = "statement"
    stage_heading: str | None = FINAL_HEADING
    summary_heading: str = "Summary:"
    signature: str | None = SIGNATURE
    compliance: str | None = None
    url: str | None = None
    other_references: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The printed title: the body and the reference, or the reference alone."""
        references = ", ".join((self.case_reference, *self.other_references))
        return f"{self.body_name} ({references})" if self.body_name else references

    @property
    def stage(self) -> Literal["final", "draft", "provisional"]:
        """What the document's heading says of its standing."""
        heading = (self.stage_heading or "").lower()
        if "draft" in heading:
            return "draft"
        return "provisional" if "provisional" in heading else "final"

    @property
    def has_inline_summary(self) -> bool:
        """Whether the summary's label starts its paragraph, and is not a heading."""
        return self.summary_heading.endswith(":")


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph in the order of reading, with its place: what a renderer that loses nothing shows."""

    section: int
    kind: BlockKind
    text: str
    number: int | None
    style: Style | None
    label: str
    path: str | None
    owner: str | None
    depth: int
    parent_styles: tuple[Style, ...] = ()


@dataclass(slots=True)
class _Walk:
    """The counters that a reading of the manuscript needs."""

    section: int = 0
    number: int = 0
    owner: str | None = None
    bullets: int = 0


def item_label(style: Style, ordinal: int) -> str:
    """The letter, roman numeral or number of an item (bullets: their ordinal)."""
    if style == "letter":
        return chr(ord("a") + ordinal - 1)
    return _ROMAN[ordinal - 1] if style == "roman" else str(ordinal)


def iter_entries(manuscript: Manuscript) -> Iterator[Entry]:
    """All paragraphs of the sections, with continuous numbers and full paths (the summary is not among them)."""
    walk = _Walk()
    for walk.section, section in enumerate(manuscript.sections):
        walk.owner, walk.bullets = None, 0
        for block in section.blocks:
            yield from _iter_block(block, walk)


def _iter_block(block: Block, walk: _Walk) -> Iterator[Entry]:
    if isinstance(block, Numbered):
        walk.number += 1
        walk.owner, walk.bullets = str(walk.number), 0
        yield Entry(walk.section, "paragraph", block.text, walk.number, None, walk.owner, walk.owner, walk.owner, 0)
        for inside in block.inside:
            yield from _iter_inside(inside, walk, walk.owner, 0, ())
    else:
        yield from _iter_inside(block, walk, walk.owner, 0, ())


def _iter_inside(
    block: Inside, walk: _Walk, path: str | None, depth: int, styles: tuple[Style, ...]
) -> Iterator[Entry]:
    if isinstance(block, Listing):
        yield from _iter_listing(block, walk, path, depth + 1, styles)
        return
    kinds: dict[type[Inside], BlockKind] = {Line: "paragraph", Quote: "quote", Table: "table"}
    yield Entry(walk.section, kinds[type(block)], block.text, None, None, "", path, walk.owner, depth, styles)


def _iter_listing(
    listing: Listing, walk: _Walk, path: str | None, depth: int, styles: tuple[Style, ...]
) -> Iterator[Entry]:
    """The items; bullets directly under a paragraph are counted on over all its lists, so that no path stands twice."""
    start = walk.bullets if listing.style == "bullet" and depth == 1 else 0
    below = (*styles, listing.style)
    for ordinal, item in enumerate(listing.items, start + 1):
        label = item_label(listing.style, ordinal)
        own = (path or "") + (f"[{label}]" if listing.style == "bullet" else f"({label})")
        yield Entry(walk.section, "item", item.text, None, listing.style, label, own, walk.owner, depth, styles)
        for inside in item.inside:
            yield from _iter_inside(inside, walk, own, depth, below)
    if listing.style == "bullet" and depth == 1:
        walk.bullets = start + len(listing.items)


def long_date(day: dt.date) -> str:
    """The date as PDFs print it: ``30 November 2016``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def page_date(day: dt.date) -> str:
    """The date as pages print it: ``06 Feb 2025``."""
    return f"{day.day:02d} {MONTHS[day.month - 1][:3]} {day.year}"


@lru_cache(maxsize=4096)
def slug(words: str) -> str:
    """A category's name in an address: ``children-s-care-services``."""
    kept = "".join(letter if letter.isalnum() else "-" for letter in words.lower().replace("&", "and"))
    return "-".join(part for part in kept.split("-") if part)


def with_address(manuscript: Manuscript) -> Manuscript:
    """The manuscript under the address that its category and reference give."""
    parts = (manuscript.category, manuscript.subcategory)
    path = "/".join(slug(part) for part in (*parts, manuscript.case_reference) if part)
    return replace(manuscript, url=f"https://www.lgo.org.uk/decisions/{path}")
