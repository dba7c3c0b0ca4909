"""A listing page without one of its decisions, for removals: too much of it goes rather than too little."""

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag

from decision_parser.sources.lgsco.cards import Entry, find_entries, is_total
from decision_parser.sources.lgsco.sheet import Sheet, find_decision, read_sheet

REMOVED = "[removed]"
_HOLDERS = ("li", "tr", "dd", "dt", "p", "h1", "h2", "h3", "h4", "h5", "h6")


def remove_decision(body: bytes, address: str) -> bytes:
    """The page without what it says of the decision at this path; see `listing.remove_card`."""
    path = find_decision(address)
    sheet = read_sheet(body, None)
    if path is None or not _mentions(sheet, path):
        return body
    entries = find_entries(sheet)
    kept = _find_kept(sheet, [entry for entry in entries if entry.address != path])
    for entry in entries:
        if entry.address == path:
            _remove_entry(sheet, entry, kept)
    _remove_links(sheet, path)
    _remove_mentions(sheet.soup, path, kept)
    return sheet.soup.encode(sheet.encoding.removesuffix("-sig"))


def _reference(path: str) -> re.Pattern[str]:
    """The reference of a decision in any spelling, but not with another letter after it."""
    year, first, second = path.rsplit("/", 1)[-1].split("-")
    return re.compile(rf"(?<!\d){year}[\s\W]?{first}[\s\W]?{second}(?![\w])", re.IGNORECASE)


def _mentions(sheet: Sheet, path: str) -> bool:
    text = str(sheet.soup)
    return path in text.lower() or _reference(path).search(text) is not None or _links(sheet, path) != []


def _links(sheet: Sheet, path: str) -> list[Tag]:
    links = sheet.soup.find_all("a", href=True)
    return [link for link in links if find_decision(str(link["href"]), sheet.base) == path]


def _find_kept(sheet: Sheet, others: Sequence[Entry]) -> set[int]:
    """The text nodes of the other entries, and the lines with the total."""
    kept = {id(piece.node) for entry in others for piece in sheet.pieces[entry.start : entry.end]}
    totals = {number for number, text in sheet.iter_lines() if is_total(text)}
    return kept | {id(piece.node) for piece in sheet.pieces if piece.line in totals}


def _remove_entry(sheet: Sheet, entry: Entry, kept: set[int]) -> None:
    """The element of an entry, and the pieces that follow it where it has none of its own."""
    start, end = sheet.spans[id(entry.own)]
    pieces = [*sheet.pieces[start:end], *sheet.pieces[entry.start : entry.end]]
    for piece in pieces:
        if id(piece.node) not in kept:
            piece.node.extract()
    if not any(id(piece.node) in kept for piece in sheet.pieces[start:end]) and not entry.own.decomposed:
        entry.own.decompose()


def _remove_links(sheet: Sheet, path: str) -> None:
    """Links beside the results, each with what holds nothing else."""
    for link in _links(sheet, path):
        holder = next((parent for parent in link.parents if parent.name in _HOLDERS), None)
        alone = holder is not None and len(holder.find_all("a")) == 1
        (holder if holder is not None and alone else link).decompose()


def _remove_mentions(soup: BeautifulSoup, path: str, kept: set[int]) -> None:
    """Scripts, comments, attributes and text that still name it."""
    reference = _reference(path)

    def names(text: str | None) -> bool:
        return text is not None and (path in text.lower() or reference.search(text) is not None)

    for node in list(soup.find_all(string=names)):
        if isinstance(node, Comment) or (node.parent is not None and node.parent.name == "script"):
            node.extract()
        elif id(node) not in kept:
            node.replace_with(
                NavigableString(reference.sub(REMOVED, re.sub(path, REMOVED, str(node), flags=re.IGNORECASE)))
            )
    for tag in soup.find_all(lambda tag: any(path in str(value).lower() for value in tag.attrs.values())):
        for name in [name for name, value in tag.attrs.items() if path in str(value).lower()]:
            del tag[name]
