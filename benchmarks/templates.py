"""Pages of the corpus: a few hundred, rendered once, with slots for what differs from decision to decision."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from html import escape
from itertools import chain
from typing import Any

from benchmarks.cases import Case
from benchmarks.wording import Slot, TemplateAuthor
from tests.rendering import html, prose
from tests.rendering.manuscript import Manuscript
from tests.rendering.samples import plan, write_sections

COUNT = 420
LENGTHS = {"short": (12, 20), "usual": (25, 45), "long": (50, 90)}
"""Numbered paragraphs of a half, a third and a sixth of all decisions."""
_SHARES = {"short": 3, "usual": 2, "long": 1}
_OTHERS = tuple(name for name in html.MARKUPS if name != "article")
_ARTICLES = 0.7
"""The share of pages in the markup that is nearest to the publisher's; the other six have the same share each."""
_BETWEEN = "\0"
_Cut = tuple[list[str], list[str]]
"""Text cut at its slots: what lies between them, and the slots."""
_SLOTS = re.compile(f"([{''.join(slot.value for slot in Slot)}])")
_SETTINGS_BYTES = 11_000
"""What scripts and their settings weigh in a page's head, besides those of the rendered ones."""


@dataclass(frozen=True)
class Template:
    """A page with slots."""

    manuscript: Manuscript
    summary: str
    length: str
    markup: str

    @cached_property
    def _page(self) -> _Cut:
        page = html.render(self.manuscript, self.markup, chrome="full")
        return _cut(page.replace("</head>", f"{_SETTINGS}</head>", 1))

    @cached_property
    def _cut_summary(self) -> _Cut:
        return _cut(self.summary)

    @cached_property
    def _texts(self) -> _Cut:
        return _cut(_BETWEEN.join(_iter_texts(self.manuscript)))

    @property
    def outcome(self) -> str:
        """The outcome as printed."""
        return self.manuscript.outcome_text or ""

    def write_page(self, case: Case) -> bytes:
        """The page of a decision."""
        values = case.constants | {Slot.SUMMARY.value: self.write_summary(case)}
        more = {slot: escape(text, quote=False) for slot, text in values.items()}
        return case.fill(*self._page, more).encode()

    def write_manuscript(self, case: Case) -> Manuscript:
        """All that a decision says, for other formats."""
        text = case.fill(*self._texts, {Slot.SUMMARY.value: self.write_summary(case)})
        filled: Manuscript = _replace_texts(self.manuscript, iter(text.split(_BETWEEN)))
        return replace(filled, decided_on=case.decided_on)

    def write_summary(self, case: Case) -> str:
        """The summary, as pages and listings print it."""
        return case.fill(*self._cut_summary)


def _cut(text: str) -> _Cut:
    parts = _SLOTS.split(text)
    return parts[::2], parts[1::2]


def _iter_texts(value: object) -> Iterator[str]:
    """All strings in a manuscript, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from chain.from_iterable(map(_iter_texts, value))
    elif is_dataclass(value):
        yield from chain.from_iterable(_iter_texts(getattr(value, field.name)) for field in fields(value))


def _replace_texts(value: Any, texts: Iterator[str]) -> Any:  # noqa: ANN401 - any part of a manuscript
    """The same with other strings, in the same order."""
    if isinstance(value, str):
        return next(texts)
    if isinstance(value, tuple):
        return tuple(_replace_texts(each, texts) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _replace_texts(getattr(value, each.name), texts) for each in fields(value)})
    return value


def write_templates(seed: int = 1, count: int = COUNT) -> list[Template]:
    """So many templates, of all lengths and in all markups: six in a row have the lengths in their shares."""
    lengths = [name for name, share in _SHARES.items() for _ in range(share)]
    chance = random.Random(f"templates {seed}")  # noqa: S311 - not for secrets
    turns = ((lengths[number % len(lengths)], number // len(lengths)) for number in range(count))
    return [_write(chance, length, turn) for length, turn in turns]


def _write(chance: random.Random, length: str, turn: int) -> Template:
    markup = "article" if chance.random() < _ARTICLES else _OTHERS[turn % len(_OTHERS)]
    closed = length == "short"
    outcome = "Closed after initial enquiries" if closed else chance.choice(("Upheld", "Upheld", "Not upheld"))
    author = TemplateAuthor(chance, outcome=outcome)
    manuscript = Manuscript(
        body_name=Slot.BODY_NAME.value,
        case_reference=Slot.REFERENCE.value,
        category=Slot.CATEGORY.value,
        subcategory=Slot.SUBCATEGORY.value,
        outcome_text=outcome,
        decided_on_text=Slot.DATE.value,
        decided_on=None,
        summary=Slot.SUMMARY.value,
        sections=write_sections(author, plan(outcome, chance.randint(*LENGTHS[length]))),
        url=f"https://www.lgo.org.uk/decisions/{Slot.IDENTITY.value}",
    )
    return Template(manuscript, f"{author.fill(prose.SUMMARIES[outcome])} {Slot.OWN.value}", length, markup)


def _write_settings() -> str:
    """Settings as sites put them into their heads, in a script."""
    entries: dict[str, dict[str, object]] = {}
    while len(json.dumps(entries)) < _SETTINGS_BYTES:
        number = len(entries)
        entries[f"module-{number:02}"] = {
            "enabled": number % 3 != 0,
            "selector": f".site-nav [data-section='{number}'] > a.menu-link",
            "labels": {"open": f"Open section {number}", "close": f"Close section {number}"},
            "breakpoints": [320 + 8 * number, 768, 1024 + 4 * number],
            "path": f"/assets/modules/{number:02}/module.min.js?v={1000 + 37 * number}",
        }
    return f'<script type="application/json" id="site-settings">{json.dumps(entries)}</script>\n'


_SETTINGS = _write_settings()
