"""A page read as the parser of lxml comes upon its elements and texts, without building a tree of them.

Beautiful Soup builds its tree from the same events of the same parser; where it may understand them in another way than
is done here, its tree is gone through instead.
"""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from decision_parser.sources.lgsco.sheet import UNSEEN, Element, Walk, find_base

# Beautiful Soup takes such a name for one of a namespace.
_BRACED = re.compile(r"\}(?:role|href)", re.IGNORECASE)
_ROOT = "[document]"
_SPACES = " \n\t\f\r"
# Beside a text, how it is spoken; and where each space counts.
_APART, _KEPT = frozenset({"rt", "rp"}), frozenset({"pre"})
_SPECIAL = frozenset({"base"}) | _APART | _KEPT


def read_events(markup: str) -> Walk:
    """What is seen on a page."""
    events = None if _BRACED.search(markup) else _read(markup, None)
    if events is not None and events.base is not None and find_base(events.base) != events.walk.base:
        events = _read(markup, events.base)  # its links are not from where they seemed to be
    if events is not None:
        return events.walk
    from decision_parser.sources.lgsco.sheet_tree import read_tree

    return read_tree(markup).walk


def _read(markup: str, base: str | None) -> "_Events | None":
    """A page whose links are from the address of `base`; None for one that the parser refuses."""
    events = _Events(Walk(find_base(base)))
    target: Any = events  # what the stubs of lxml ask for besides is for namespaces, which HTML has none of
    parser = etree.HTMLParser(target=target, recover=True, huge_tree=False)
    try:
        parser.feed(markup)
        parser.close()
    except (UnicodeError, LookupError, etree.LxmlError):
        return None
    events.finish()
    return events


class _Events:
    """Takes the parser's events, as Beautiful Soup does, and hands on those that are of what is seen."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.base: str | None = None
        self._texts: list[str] = []
        self._open = [Element(_ROOT, None)]
        self._hidden = 0  # how many are open with the outermost that is not seen
        self._apart = self._kept = 0  # how many are open whose text is not of the line, or is kept as it is
        walk.enter(self._open[0], None, None)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._texts:
            self._flush()
        element = Element(name, self._open[-1])
        self._open.append(element)
        if name in _SPECIAL:
            self._note(name, attributes)
        if self._hidden:
            return
        if name in UNSEEN:
            self._hidden = len(self._open)
        else:
            self.walk.enter(element, attributes.get("role"), attributes.get("href"))

    def _note(self, name: str, attributes: Mapping[str, str]) -> None:
        self._apart += name in _APART
        self._kept += name in _KEPT
        if name == "base" and self.base is None:
            self.base = attributes.get("href")

    def end(self, name: str) -> None:
        """The innermost element ends: libxml2 ends each that it begins. Otherwise a tree must show what is meant."""
        if self._texts:
            self._flush()
        if self._open[-1].name != name:
            raise LookupError(name)
        self._close()

    def data(self, text: str) -> None:
        """Some of a text."""
        self._texts.append(text)

    def comment(self, _text: str) -> None:
        """A comment: a text ends before it."""
        self._flush()

    def pi(self, _target: str, _data: str | None = None) -> None:
        """An instruction: a text ends before it."""
        self._flush()

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """A declaration: a text ends before it."""
        self._flush()

    def close(self) -> None:
        """Nothing is left to do for the parser."""

    def finish(self) -> None:
        """Close all that is open."""
        self._flush()
        while self._open:
            self._close()

    def _close(self) -> None:
        element = self._open.pop()
        if element.name in _SPECIAL:
            self._apart -= element.name in _APART
            self._kept -= element.name in _KEPT
        if not self._hidden:
            self.walk.leave(element)
        elif self._hidden > len(self._open):
            self._hidden = 0

    def _flush(self) -> None:
        """Hand on the text that has ended. What is only white space is one character, where it need not be kept."""
        if not self._texts:
            return
        text = "".join(self._texts)
        self._texts.clear()
        if self._hidden or self._apart:
            return
        if not self._kept and not text.strip(_SPACES):
            text = "\n" if "\n" in text else " "
        self.walk.add(text)
