"""Manuscripts of any shape for property tests: structured as decisions are, with no text that passes for structure.

The switches of ``Shape`` leave out what a format cannot carry; ``ANY`` suits HTML in every markup but ``typed``.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from . import prose
from .manuscript import (
    DRAFT_HEADING,
    FINAL_HEADING,
    SIGNATURE,
    Block,
    Inside,
    Item,
    Line,
    Listing,
    Manuscript,
    Numbered,
    Quote,
    Section,
    Style,
    Table,
    page_date,
    with_address,
)

_WORDS = (
    "the", "a", "of", "and", "to", "in", "was", "had", "not", "its", "review", "letter", "officer", "visit",
    "hearing", "invoice", "Council", "Mr", "X", "Mrs", "Y’s", "Council’s", "it's", "well-known", "state-of-the-art",
    "twenty-eight", "re-assessment", "£1,250", "£43.20", "50%", "2019", "117", "3.5", "6 May 2019", "s.26(6)", "s117",
    "section 24A(6)", "the Care Act 2014", "‘fault’", "“in due course”", "“quick…", "slow”", "–", "&", "and/or",
    "<none>", "café", "naïve", "Child A", "(see page 4)", "notwithstanding", "correspondence", "accommodation",
    "misunderstanding", "e.g.", "a.m.", "No. 7", "paragraph 2", "@home",
)  # fmt: skip
_STARTS = (
    "The", "In", "She", "It", "When", "On 3 May 2019 the", "Before", "Mr X", "Mrs Y", "I", "We", "There", "“Nobody",
    "But", "Two", "A", "As", "£300", "Section 106", "That",
)  # fmt: skip
_ENDS = (" the end.", " of it.", " at the time.", " in 2019.", " before?", " (but not after).", " as “settled”.")
_LONG_WORDS = ("notwithstanding", "correspondence", "accommodation", "misunderstanding")
_ITEM_STARTS = ("the", "a", "whether", "Explain", "who", "pay £150 to", "Check", "that", "no", "read")
_TOPICS = (
    ("Small business grant", None), ("Housing benefit overpayments", None), ("Tree preservation orders", None),
    ("The law and guidance", "law"), ("Legal and administrative background", "law"),
    ("Law, guidance and policies", "law"), ("Background", "background"), ("What happened", "events"),
    ("What happened?", "events"), ("Analysis", "analysis"), ("My findings", "analysis"),
    ("Analysis – is there fault leading to injustice?", "analysis"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """What manuscripts may hold besides numbered paragraphs.

    - ``lists``: bullets, letters, nested numbers inside paragraphs; ``deep``: a second level below.
    - ``siblings``: bullets beside the numbered list, and unnumbered lines after them.
    - ``seconds``: second paragraphs inside numbered paragraphs; ``item_seconds``: inside items too.
    - ``quotes``, ``tables``; ``openings``: a section may begin with an unnumbered line.
    - ``unknown_headings``: free sub-headings inside the findings.
    - ``soft_hyphens``: long words carry them (HTML only: where a PDF breaks such a word, a plain hyphen is printed).
    - ``gaps``: header fields may be missing.
    """

    lists: bool = True
    deep: bool = True
    siblings: bool = True
    seconds: bool = True
    item_seconds: bool = True
    quotes: bool = True
    tables: bool = True
    openings: bool = True
    unknown_headings: bool = True
    soft_hyphens: bool = False
    gaps: bool = True


ANY = Shape()
PDF = Shape(item_seconds=False)
TYPED = Shape(item_seconds=False)
PLAIN = Shape(tables=False, unknown_headings=False)


# ── text ────────────────────────────────────────────────────────────────────


def _pool(starts: tuple[str, ...], ends: tuple[str, ...], least: int, most: int) -> list[str]:
    """Five hundred different lines of such words, the shortest first: one draw each, where words would take ten."""
    chance = random.Random(least)  # noqa: S311 - not for secrets
    lines = (
        " ".join([chance.choice(starts), *chance.choices(_WORDS, k=chance.randint(least, most))]).rstrip(" –")
        + chance.choice(ends)
        for _ in range(500)
    )
    return sorted(set(lines), key=lambda line: (len(line), line))


_SENTENCES = _pool(_STARTS, _ENDS, 3, 12)
_ITEMS = _pool(_ITEM_STARTS, ("",), 2, 9)
_INTROS = _pool(_STARTS, (" as follows:",), 4, 10)
_CELLS = _pool(("on", "for", "£150", "May", "Stage 1", "7"), ("",), 1, 2)
# Made once: each new strategy would look at all of its five hundred lines.
_SENTENCE, _ITEM, _INTRO, _CELL = map(st.sampled_from, (_SENTENCES, _ITEMS, _INTROS, _CELLS))


def sentences() -> st.SearchStrategy[str]:
    """A sentence of five to fifteen words that ends like one."""
    return _SENTENCE


@st.composite
def texts(draw: st.DrawFn, *, long: bool = True, soft: bool = False) -> str:
    """A paragraph; now and then one that runs over half a page, or ends with a citation."""
    own = draw(st.lists(sentences(), min_size=1, max_size=3))
    if long and draw(st.integers(0, 11)) == 11:
        own *= draw(st.integers(2, 12))
    text = " ".join(own)
    if draw(st.integers(0, 3)) == 3:
        text += " " + draw(st.sampled_from(prose.CITATIONS))
    return _softened(text) if soft else text


def _softened(text: str) -> str:
    """The text with a soft hyphen in the middle of each long word."""
    words = text.split(" ")
    return " ".join(f"{word[:6]}\u00ad{word[6:]}" if word in _LONG_WORDS else word for word in words)


def item_texts() -> st.SearchStrategy[str]:
    """An item without its final mark."""
    return _ITEM


# ── blocks ──────────────────────────────────────────────────────────────────


@st.composite
def listings(draw: st.DrawFn, shape: Shape, style: Style, *, depth: int = 1) -> Listing:
    """Two to four items, each perhaps with a list or a paragraph below (bullets below bullets, roman below letters)."""
    count = draw(st.integers(2, 4))
    items = []
    for index in range(count):
        inside: tuple[Inside, ...] = ()
        roll = draw(st.integers(0, 11))
        if shape.deep and depth == 1 and roll == 11 and style != "number":
            below = draw(st.sampled_from(("roman", "bullet"))) if style == "letter" else "bullet"
            inside = (draw(listings(shape, "roman" if below == "roman" else "bullet", depth=2)),)
        elif shape.item_seconds and roll == 10:
            inside = (Line(draw(texts(long=False))),)
        mark = ":" if inside and isinstance(inside[0], Listing) else "." if index == count - 1 or inside else ";"
        items.append(Item(draw(item_texts()) + mark, inside))
    return Listing(style, tuple(items))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Two to four rows of two or three short cells."""
    columns = draw(st.integers(2, 3))
    row = st.lists(_CELL, min_size=columns, max_size=columns).map(tuple)
    return Table(tuple(draw(st.lists(row, min_size=2, max_size=4))))


@st.composite
def numbered(draw: st.DrawFn, shape: Shape) -> Numbered:
    """A numbered paragraph with at most one thing inside."""
    text = draw(texts(soft=shape.soft_hyphens))
    choices = ["none"] * 4 + ["list"] * 2 * shape.lists + ["second"] * shape.seconds
    choices += ["quote"] * shape.quotes + ["table"] * shape.tables
    choice = draw(st.sampled_from(choices))
    if choice == "list":
        style = draw(st.sampled_from(("bullet", "bullet", "letter", "letter", "number")))
        return Numbered(draw(intros()), (draw(listings(shape, _style(style))),))
    if choice == "second":
        return Numbered(text, (Line(draw(texts(long=False))),))
    if choice == "quote":
        return Numbered(draw(intros()), (Quote(draw(quotes())),))
    return Numbered(draw(intros()), (draw(tables()),)) if choice == "table" else Numbered(text)


def _style(name: str) -> Style:
    styles: dict[str, Style] = {"letter": "letter", "number": "number"}
    return styles.get(name, "bullet")


def intros() -> st.SearchStrategy[str]:
    """A paragraph that leads to a list, a quotation or a table."""
    return _INTRO


def quotes() -> st.SearchStrategy[str]:
    """A passage in quotation marks."""
    return sentences().map(lambda text: "“" + text.replace("“", "‘").replace("”", "’") + "”")


@st.composite
def block_runs(draw: st.DrawFn, shape: Shape, *, most: int = 4) -> tuple[Block, ...]:
    """What stands under one heading: at least one numbered paragraph, and what goes between them."""
    blocks: list[Block] = []
    if shape.openings and draw(st.integers(0, 9)) == 9:
        blocks.append(Line(draw(texts(long=False))))
    for _ in range(draw(st.integers(1, most))):
        if shape.siblings and shape.lists and draw(st.integers(0, 5)) == 5:
            blocks += [Numbered(draw(intros())), draw(listings(shape, "bullet"))]
            if draw(st.booleans()):
                blocks.append(Line(draw(st.one_of(st.sampled_from(prose.CITATIONS), texts(long=False)))))
        else:
            blocks.append(draw(numbered(shape)))
    return tuple(blocks)


# ── sections ────────────────────────────────────────────────────────────────


@st.composite
def section_runs(draw: st.DrawFn, shape: Shape, *, most: int = 4) -> tuple[Section, ...]:
    """Sections in an order that decisions have: scope before or after the powers, findings or an assessment."""
    headings = ["The complaint"]
    middle = ["The Ombudsman’s role and powers", "How I considered this complaint"]
    scope = draw(st.sampled_from((None, "What I have investigated", "What I have and have not investigated")))
    if scope:
        middle.insert(draw(st.integers(0, 1)), scope)
    headings += middle
    if draw(st.integers(0, 5)) == 5:
        headings.insert(1, "Background information")
    headings += draw(
        st.sampled_from(
            (
                ["My assessment"],
                ["My assessment", "Final decision"],
                ["What I found", "Final decision"],
                ["What I found", "Agreed action", "Final decision"],
                [
                    "What I found",
                    "Recommended action",
                    "Final decision",
                    "Parts of the complaint that I did not investigate",
                ],
            )
        )
    )
    sections: list[Section] = []
    for heading in headings:
        sections += draw(_section_with_topics(shape, heading, most))
    return tuple(sections)


@st.composite
def _section_with_topics(draw: st.DrawFn, shape: Shape, heading: str, most: int) -> list[Section]:
    """A section; below findings perhaps sub-headings, the first of them perhaps at once."""
    kind, _, _ = prose.HEADINGS[heading]
    topics: list[tuple[str, str | None]] = []
    if heading == "What I found":
        pool = [topic for topic in _TOPICS if topic[1] or shape.unknown_headings]
        topics = draw(st.lists(st.sampled_from(pool), max_size=3, unique_by=lambda topic: topic[1] or topic[0]))
    at_once = bool(topics) and draw(st.booleans())
    sections = [Section(heading, 1, kind, None, () if at_once else draw(block_runs(shape, most=most)))]
    sections += [Section(name, 2, kind, topic, draw(block_runs(shape, most=most))) for name, topic in topics]
    return sections


# ── decisions ───────────────────────────────────────────────────────────────


def references() -> st.SearchStrategy[str]:
    """Two digits, three, three, perhaps a letter."""
    parts = st.tuples(
        st.integers(12, 26), st.integers(0, 999), st.integers(0, 999), st.sampled_from(("", "", "", "a", "b", "d"))
    )
    return parts.map(lambda part: f"{part[0]:02d} {part[1]:03d} {part[2]:03d}{part[3]}")


@st.composite
def manuscripts(draw: st.DrawFn, shape: Shape = ANY, *, most: int = 4) -> Manuscript:
    """A statement; ``most`` bounds the numbered paragraphs under each heading."""
    category, subcategory, _ = draw(st.sampled_from(prose.CATEGORIES))
    decided_on = draw(st.dates(dt.date(2013, 1, 1), dt.date(2026, 12, 31)))
    signature = draw(st.sampled_from((SIGNATURE, SIGNATURE.replace("'", "’"), None)))
    manuscript = Manuscript(
        body_name=draw(st.sampled_from(prose.BODIES)),
        case_reference=draw(references()),
        category=category,
        subcategory=subcategory,
        outcome_text=draw(st.sampled_from(prose.OUTCOMES)),
        decided_on_text=page_date(decided_on),
        decided_on=decided_on,
        summary=draw(texts(long=False, soft=shape.soft_hyphens)),
        sections=draw(section_runs(shape, most=most)),
        stage_heading=draw(st.sampled_from((FINAL_HEADING, FINAL_HEADING, FINAL_HEADING.rstrip(":"), DRAFT_HEADING))),
        signature=signature,
    )
    manuscript = with_address(manuscript)
    return draw(_with_gaps(manuscript)) if shape.gaps else manuscript


@st.composite
def _with_gaps(draw: st.DrawFn, manuscript: Manuscript) -> Manuscript:
    """The manuscript, one time in six without one of its header fields."""
    missing = draw(st.integers(0, 29))
    if missing == 29:
        return replace(manuscript, body_name=None)
    if missing in (27, 28):
        return replace(manuscript, outcome_text=None)
    return replace(manuscript, decided_on_text=None, decided_on=None) if missing in (25, 26) else manuscript


@st.composite
def report_pages(draw: st.DrawFn) -> Manuscript:
    """The short page of a public-interest report: four headings, no numbers, perhaps a line on compliance."""
    headings = ("The complaint", "Finding", "Recommendations")
    sections = []
    for heading in headings:
        lines = draw(st.lists(texts(long=False), min_size=1, max_size=2))
        sections.append(Section(heading, 1, prose.HEADINGS[heading][0], None, tuple(Line(text) for text in lines)))
    compliance = draw(
        st.sampled_from(
            (
                None,
                "Ombudsman satisfied with council's response: 19 July 2017",
                "Ombudsman satisfied with Council's response: 3 May 2018.",
            )
        )
    )
    manuscript = draw(manuscripts(Shape(lists=False, siblings=False, gaps=False), most=1))
    return replace(
        manuscript,
        document_kind="report",
        stage_heading=None,
        summary_heading="Summary",
        signature=None,
        sections=tuple(sections),
        compliance=compliance,
    )
