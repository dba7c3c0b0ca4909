"""The blocks of a decision as HTML, in the ways in which a publisher might write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from .expectation import printed_marker
from .manuscript import Block, Inside, Item, Line, Listing, Numbered, Quote, Section, Style, Table, item_label

Writer = Callable[[str], str]
_TYPES: dict[Style, str] = {"letter": "a", "roman": "i", "number": "1"}
_DEFAULTS: dict[int, Style] = {1: "letter", 2: "roman"}


@dataclass(slots=True)
class Body:
    """How blocks are written.

    - ``continues``: lists go on with ``start=``, and do not restart.
    - ``bare``: nested lists carry no type where the contract's default says the same.
    - ``paragraphs``: the text of an item stands in a ``p``.
    - ``breaks``: a second paragraph inside an item follows two line breaks.
    - ``typed``: no lists at all: numbers, letters and bullets are characters of paragraphs.
    - ``empty_item``: the first list starts with an empty item.
    - ``write``: turns text into HTML.
    """

    continues: bool = False
    bare: bool = False
    paragraphs: bool = False
    breaks: bool = False
    typed: bool = False
    empty_item: bool = False
    write: Writer = field(default=lambda text: escape(text, quote=False))
    number: int = 0

    def blocks(self, section: Section) -> str:
        """The blocks of a section, in order."""
        if self.typed:
            return "\n".join(line for block in section.blocks for line in self._typed_block(block))
        return "\n".join(self._runs(section.blocks))

    # ── lists ──

    def _runs(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Neighbouring numbered paragraphs share a list; everything else closes it."""
        run: list[Numbered] = []
        for block in blocks:
            if isinstance(block, Numbered):
                run.append(block)
                continue
            if run:
                yield self._numbered_list(run)
                run = []
            yield self._inside(block, 0)
        if run:
            yield self._numbered_list(run)

    def _numbered_list(self, run: Sequence[Numbered]) -> str:
        first = self.number + 1
        self.number += len(run)
        start = f' start="{first}"' if self.continues and first > 1 else ""
        empty = "<li></li>\n" if self.empty_item else ""
        self.empty_item = False
        items = "\n".join(self._item(block, 0) for block in run)
        return f"<ol{start}>\n{empty}{items}\n</ol>"

    def _item(self, item: Numbered | Item, depth: int) -> str:
        """An item: its text, and what stands inside it, a lone second paragraph perhaps behind line breaks."""
        text = self.write(item.text)
        parts = [f"<p>{text}</p>" if self.paragraphs else text]
        for index, block in enumerate(item.inside):
            if isinstance(block, Line) and self.breaks:
                after_text = index == 0 or isinstance(item.inside[index - 1], Line)
                parts.append(("<br /><br />\n" if after_text else "") + self.write(block.text))
            else:
                parts.append("\n" + self._inside(block, depth))
        return f"<li>{''.join(parts)}</li>"

    def _inside(self, block: Inside, depth: int) -> str:
        if isinstance(block, Listing):
            return self._listing(block, depth + 1)
        if isinstance(block, Quote):
            return f"<blockquote>{self._paragraph(block.text)}</blockquote>"
        return self._table(block) if isinstance(block, Table) else self._paragraph(block.text)

    def _listing(self, listing: Listing, depth: int) -> str:
        tag = "ul" if listing.style == "bullet" else "ol"
        kind = ""
        if tag == "ol" and not (self.bare and _DEFAULTS.get(depth) == listing.style):
            kind = f' type="{_TYPES[listing.style]}"'
        items = "\n".join(self._item(item, depth) for item in listing.items)
        return f"<{tag}{kind}>\n{items}\n</{tag}>"

    def _paragraph(self, text: str) -> str:
        return f"<p>{self.write(text)}</p>"

    def _table(self, table: Table) -> str:
        rows = "\n".join(
            "<tr>" + "".join(f"<td>{self.write(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
        )
        return f"<table>\n<tbody>\n{rows}\n</tbody>\n</table>"

    # ── typed markers ──

    def _typed_block(self, block: Block | Inside, depth: int = 0) -> Iterator[str]:
        if isinstance(block, Numbered):
            self.number += 1
            yield self._paragraph(f"{self.number}. {block.text}")
            for inside in block.inside:
                yield from self._typed_block(inside)
        elif isinstance(block, Listing):
            yield from self._typed_listing(block, depth + 1)
        else:
            yield self._inside(block, depth)

    def _typed_listing(self, listing: Listing, depth: int) -> Iterator[str]:
        for ordinal, item in enumerate(listing.items, 1):
            marker = printed_marker(listing.style, item_label(listing.style, ordinal), depth, "html")
            yield self._paragraph(f"{marker} {item.text}")
            for inside in item.inside:
                yield from self._typed_block(inside, depth)


_REFERENCES = {
    "’": "&#146;", "‘": "&#145;", "“": "&#147;", "”": "&#148;", "–": "&#150;", "£": "&pound;", "…": "&hellip;",
}  # fmt: skip
_CUT_FROM = 6


def cut_words(text: str) -> str:
    """Text as careless editors leave it: cut by spans, with hard spaces, soft hyphens and Windows references."""
    words = text.split(" ")
    written = [_cut_word(word, index) for index, word in enumerate(words)]
    return "".join(part + _gap(index, len(words)) for index, part in enumerate(written))


def _cut_word(word: str, index: int) -> str:
    """Every few words one is cut, in a way that depends on its place alone."""
    middle = len(word) // 2
    head, tail = _refer(word[:middle]), _refer(word[middle:])
    if len(word) < _CUT_FROM or not word.isalpha():
        return head + tail
    cuts = {0: f"{head}<span>{tail}</span>", 3: f"{head}&shy;{tail}", 5: f"<span>{head}</span><span>{tail}</span>"}
    return cuts.get(index % 7, f"{head}&#8203;{tail}" if index % 11 == 1 else head + tail)


def _gap(index: int, count: int) -> str:
    """The space after a word: now and then a hard one, or one that stands alone in a span."""
    if index == count - 1:
        return ""
    return {4: "&nbsp;", 9: "<span> </span>", 12: "\n      "}.get(index % 13, " ")


def _refer(text: str) -> str:
    return "".join(_REFERENCES.get(letter, escape(letter, quote=False)) for letter in text)


def break_lines(text: str) -> str:
    """Text with a line break after every twelfth word, as pasted from a letter."""
    words = escape(text, quote=False).split(" ")
    lines = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    return "<br />\n".join(lines)
