"""The walk over a page's elements: inline text gathers in a buffer, and a block-level edge makes a Block of it."""

import re
from collections.abc import Callable

from lxml import etree

from decision_parser.documents.html_list import OpenList
from decision_parser.documents.markup import (
    BLOCKS,
    CONTAINERS,
    CONTROLS,
    HEADINGS,
    LISTS,
    STYLED_HEADING,
    find_furniture,
    find_links,
    find_list_style,
    find_lone_link,
    find_start,
    find_styled_heading,
    find_terms,
    holds_blocks,
    is_footer,
    is_hidden,
    is_jump,
    is_layout,
    is_numbered,
    is_pair_part,
    simple_text,
    words_of,
)
from decision_parser.models import BULLET, FURNITURE, HEADING, ITEM, PARAGRAPH, QUOTE, TABLE, VALUE, Block
from decision_parser.text import compact

BREAK = "\u2028"
"""Stands for a printed line break in text that still has its source's white space."""

_EMPTY_LINE = re.compile(rf"{BREAK}\s*{BREAK}[\s{BREAK}]*")
LONGEST_HEADING = 160
LINKS = "list of links"
OUTSIDE = "outside the article"


class Walk:
    """Collects the blocks of a page in `blocks`."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        self._clean = clean
        self.blocks: list[Block] = []
        self._buffer: list[str] = []
        self._lists: list[OpenList] = []
        self._item: OpenList | None = None
        self._inside: OpenList | None = None
        self._level = 0
        self._quotes = 0
        self._reason: str | None = None

    def page(self, body: etree._Element, article: etree._Element | None = None) -> None:
        """Walk over the page; around an `article` with a title of its own, everything is furniture as it stands."""
        if article is None:
            self._container(body)
            return
        spine = [article, *article.iterancestors()]
        self._around(body, frozenset(spine), article, whole=next(article.iter("h1"), None) is not None)
        self._flush()

    def outside(self, body: etree._Element) -> None:
        """Walk over what is all outside the decision."""
        self._around(body, frozenset(), None, whole=True)

    def _around(
        self, element: etree._Element, spine: frozenset[etree._Element], article: etree._Element | None, *, whole: bool
    ) -> None:
        if element is article:
            self._container(element)
            return
        self._outside_text(element.text, OUTSIDE)
        for child in element:
            if child in spine:
                self._around(child, spine, article, whole=whole)
            elif whole:
                self._furniture(child, OUTSIDE)
            else:
                self._hinted_element(child, OUTSIDE)
            self._outside_text(child.tail, OUTSIDE)

    def _outside_text(self, text: str | None, reason: str) -> None:
        if text and not text.isspace() and (text := self._clean(text.replace(BREAK, " "))):
            self.blocks.append(Block(FURNITURE, text, reason=reason))

    def _flush(self) -> None:
        if self._buffer:
            text = "".join(self._buffer)
            self._buffer.clear()
            if not text.isspace():
                self._emit_raw(text)

    def _emit_raw(self, text: str) -> None:
        """Emit text that still has its source's white space."""
        if BREAK not in text:
            self._emit(self._clean(text))
            return
        for part in _EMPTY_LINE.split(text.strip()):
            if BREAK in part:
                self._emit("\n".join(filter(None, map(self._clean, part.split(BREAK)))))
            else:
                self._emit(self._clean(part))

    def _emit(self, text: str) -> None:
        if not text:
            return
        item = self._item
        if item is not None:
            self._item = None
            kind = QUOTE if self._quotes else ITEM
            self.blocks.append(Block(kind, text, self._level, item.style, item.number(), None, None, self._reason))
            return
        kind = QUOTE if self._quotes else PARAGRAPH
        self.blocks.append(Block(kind, text, self._level, reason=self._reason))

    def _content(self, element: etree._Element) -> None:
        """Text and children of an element: inline ones into the buffer, the others on their own."""
        buffer = self._buffer
        text = element.text
        if text and (buffer or not text.isspace()):
            buffer.append(text)
        for child in element:
            handler = _ENTER.get(child.tag)
            if handler is not None:
                handler(self, child)
            elif child.keys() or len(child):
                self._inline(child)
            elif text := child.text:
                buffer.append(text)
            text = child.tail
            if text and (buffer or not text.isspace()):
                buffer.append(text)

    def _inline(self, element: etree._Element) -> None:
        if is_hidden(element):
            self._furniture(element, "hidden")
            return
        apart = is_pair_part(element) or is_jump(element)
        if apart and self._buffer:
            self._buffer.append(BREAK)
        if len(element):
            self._content(element)
        elif (text := element.text) and (self._buffer or not text.isspace()):
            self._buffer.append(text)
        if apart and (element.tail or element.getnext() is not None):
            self._buffer.append(BREAK)

    def _container(self, element: etree._Element) -> None:
        if self._buffer:
            self._flush()
        if element.keys() and (reason := find_furniture(element)):
            self._furniture(element, reason)
            return
        if element.tag == "div":
            if self._is_styled_heading(element):
                return
            if self._reason is None and is_footer(element):
                self._hinted(element, "footer")
                return
        self._layout(element)

    def _paragraph(self, element: etree._Element) -> None:
        if self._buffer:
            self._flush()
        if element.keys():
            if reason := find_furniture(element):
                self._furniture(element, reason)
                return
        elif not len(element):
            words = element.text or ""
            if BREAK in words or self._item is not None or self._quotes:
                self._emit_raw(words)
            elif words := self._clean(words):
                self.blocks.append(Block(PARAGRAPH, words, self._level, None, None, None, None, self._reason))
            return
        if (text := find_lone_link(element)) is not None:
            self._emit_raw(text)
        elif not self._is_styled_heading(element):
            self._layout(element)

    def _is_styled_heading(self, element: etree._Element) -> bool:
        """Emit a heading if the element looks like one; whether it is one, its words decide."""
        if self._level or self._quotes or not find_styled_heading(element):
            return False
        text = self._clean(words_of(element).replace(BREAK, " "))
        if not text or len(text) > LONGEST_HEADING or text.endswith((".", ";", ",")):
            return False
        self.blocks.append(Block(HEADING, text, STYLED_HEADING, reason=self._reason))
        return True

    def _heading(self, element: etree._Element) -> None:
        if self._buffer:
            self._flush()
        text = element.text or ""
        if len(element):
            joint = " " if any(child.tag in BLOCKS for child in element.iterdescendants()) else ""
            text = joint.join(element.itertext()).replace(BREAK, " ")
        if self._quotes:
            self._emit_raw(text)
        elif text := self._clean(text):
            # A heading ends all lists, also those that were never closed.
            self._level, self._item, self._inside = 0, None, None
            self.blocks.append(Block(HEADING, text, HEADINGS[str(element.tag)], reason=self._reason))

    def _list(self, element: etree._Element) -> None:
        if self._buffer:
            self._flush()
        if links := find_links(element):
            if self._reason:
                self._furniture(element, self._reason)
                return
            # Navigation, unless it turns out to stand in the middle of the text: its lines stay apart.
            words = [" ".join(link.itertext()) if len(link) else link.text or "" for link in links]
            lines = [self._clean(text.replace(BREAK, " ")) for text in words]
            style = find_list_style(element, self._level)
            self.blocks.append(Block(FURNITURE, "\n".join(filter(None, lines)), self._level, style, reason=LINKS))
            return
        # A list right inside a list, without an item round it, is shown below the item before it.
        inside = bool(self._lists) and (outer := element.getparent()) is not None and outer.tag in LISTS
        self._level += inside
        current = OpenList(find_list_style(element, self._level), find_start(element))
        self._lists.append(current)
        if self._quotes or self._item is not None or (element.text and not element.text.isspace()):
            self._content(element)
        else:
            self._items(element, current)
        if self._buffer:
            self._flush()
        self._lists.pop()
        self._level -= inside

    def _items(self, element: etree._Element, current: OpenList) -> None:
        """The children of an ordinary list: most items of a decision are words and nothing else, and take no detour."""
        level, style, reason = self._level + 1, current.style, self._reason
        clean, add = self._clean, self.blocks.append
        for child in element:
            text = simple_text(child) if len(child) else child.text or ""
            if child.tag != "li":
                self._content_of(child)
            elif text is None or child.keys() or BREAK in text:
                self._list_item(child)
            elif text := clean(text):
                current.count += 1
                add(Block(ITEM, text, level, style, current.count, None, None, reason))
            elif current.stated:
                current.count += 1
            tail = child.tail
            if tail and not tail.isspace():
                self._buffer.append(tail)
                self._flush()

    def _content_of(self, child: etree._Element) -> None:
        """A child on its own, whatever it is."""
        handler = _ENTER.get(child.tag)
        if handler is not None:
            handler(self, child)
        else:
            self._inline(child)
            self._flush()

    def _list_item(self, element: etree._Element) -> None:
        if self._buffer:
            self._flush()
        orphan = not self._lists
        if orphan:
            self._lists.append(OpenList(BULLET, None))
        current, outer, inside, level = self._lists[-1], self._item, self._inside, self._level
        current.enter(element)
        self._item = self._inside = current
        # An item without words of its own before the list in it is no level that anything could stand under, and an
        # item inside another of the same list is its neighbour: something was never closed.
        self._level += outer is None and inside is not current
        text = simple_text(element)
        if text is None:
            self._content(element)
            if self._buffer:
                self._flush()
        elif text:
            self._emit_raw(text)
        self._item, self._inside, self._level = outer, inside, level
        if orphan:
            self._lists.pop()

    def _layout(self, element: etree._Element) -> None:
        """An element that turns out to mean nothing in itself: what is in it, block by block."""
        self._content(element)
        self._flush()

    def _quote(self, element: etree._Element) -> None:
        self._flush()
        headed = bool(self.blocks) and self.blocks[-1].kind is HEADING and self.blocks[-1].level < STYLED_HEADING
        outer, self._quotes = self._quotes, self._quotes + (not (headed and is_numbered(element)))
        self._layout(element)
        self._quotes = outer

    def _preformatted(self, element: etree._Element) -> None:
        self._flush()
        self._buffer.append("".join(element.itertext()).replace("\n", BREAK))
        self._flush()

    def _pairs(self, element: etree._Element) -> None:
        """A list of terms: each with its description is a labelled value, unless that holds more than text."""
        self._flush()
        if (parts := find_terms(element)) is None:
            self._layout(element)
            return
        label: str | None = None
        for part in parts:
            if holds_blocks(part):
                self._value(label, "")
                label = None
                self._container(part)
                continue
            text = self._clean(" ".join(part.itertext()) if len(part) else part.text or "").replace(BREAK, " ")
            if part.tag == "dt":
                self._value(label, "")
                label = text
            else:
                self._value(label, text)
                label = None
        self._value(label, "")

    def _value(self, label: str | None, text: str) -> None:
        if label is None and text:
            self._emit(text)
        elif label is not None:
            self.blocks.append(Block(VALUE, text, self._level, label=label, reason=self._reason))

    def _table(self, element: etree._Element) -> None:
        """A table of cells is one block; a table that only lays out the page is its content."""
        self._flush()
        if is_layout(element):
            self._layout(element)
            return
        rows = ["\t".join(self._cell(cell) for cell in row.iter("td", "th")) for row in element.iter("tr")]
        caption = [self._cell(found) for found in element.iter("caption")]
        text = "\n".join(row for row in (*caption, *rows) if row.strip())
        if compact(text) != compact(words_of(element)):
            # Words outside the cells, as broken markup leaves them.
            self._layout(element)
        elif text:
            self.blocks.append(Block(TABLE, text, self._level, reason=self._reason))

    def _cell(self, element: etree._Element) -> str:
        joint = " " if any(child.tag in BLOCKS for child in element) else ""
        return self._clean(joint.join(element.itertext()).replace(BREAK, " "))

    def _control(self, element: etree._Element) -> None:
        self._furniture(element, "form control")

    def _furniture(self, element: etree._Element, reason: str) -> None:
        self._flush()
        if text := self._clean(words_of(element)):
            self.blocks.append(Block(FURNITURE, text, reason=reason))

    def _hinted(self, element: etree._Element, reason: str) -> None:
        """Walk over an element that is furniture unless its words say otherwise."""
        self._flush()
        outer, self._reason = self._reason, self._reason or reason
        self._container(element)
        self._reason = outer

    def _hinted_element(self, element: etree._Element, reason: str) -> None:
        outer, self._reason = self._reason, reason
        _ENTER.get(element.tag, Walk._container)(self, element)
        self._flush()
        self._reason = outer

    def _navigation(self, element: etree._Element) -> None:
        self._furniture(element, "navigation")

    def _footer(self, element: etree._Element) -> None:
        self._hinted(element, "footer")

    def _aside(self, element: etree._Element) -> None:
        self._hinted(element, "aside")


_ENTER: dict[object, Callable[[Walk, etree._Element], None]] = {
    **dict.fromkeys(CONTAINERS, Walk._container),  # noqa: SLF001 - the walk's own methods, by tag
    **dict.fromkeys(LISTS, Walk._list),  # noqa: SLF001
    **dict.fromkeys(HEADINGS, Walk._heading),  # noqa: SLF001
    **dict.fromkeys(CONTROLS, Walk._control),  # noqa: SLF001
    "p": Walk._paragraph,  # noqa: SLF001
    "li": Walk._list_item,  # noqa: SLF001
    "dl": Walk._pairs,  # noqa: SLF001
    "table": Walk._table,  # noqa: SLF001
    "pre": Walk._preformatted,  # noqa: SLF001
    "blockquote": Walk._quote,  # noqa: SLF001
    "nav": Walk._navigation,  # noqa: SLF001
    "footer": Walk._footer,  # noqa: SLF001
    "aside": Walk._aside,  # noqa: SLF001
}
