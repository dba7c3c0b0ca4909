"""A list of a page while it is read: which number each of its items has."""

from lxml import etree

from decision_parser.models import ListStyle


class OpenList:
    """A list being read: how it labels its items, the last number it gave, and whether the page itself states them."""

    __slots__ = ("count", "stated", "style")

    def __init__(self, style: ListStyle, start: int | None) -> None:
        self.style = style
        self.count = (start or 1) - 1
        self.stated = start is not None

    def enter(self, item: etree._Element) -> None:
        """A new item: where the page states the numbers, it takes one even if it is empty."""
        value = (item.get("value") or "").strip() if item.keys() else ""
        if value.isdecimal():
            self.stated = True
            self.count = int(value)
        elif self.stated:
            self.count += 1

    def number(self) -> int:
        """The number of an item that turns out to have words: a list without stated numbers counts only such."""
        if not self.stated:
            self.count += 1
        return self.count
