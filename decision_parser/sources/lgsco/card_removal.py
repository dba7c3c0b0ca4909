"""A listing page without one of its decisions, for removals: too much of it goes rather than too little."""

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag

from decision_parser.sources.lgsco.cards import Entry, find_entries, is_total
from decision_parser.sources.lgsco.sheet import Sheet, find_decision
from decision_parser.sources.lgsco.sheet_tree import Tree, read_tree_sheet

REMOVED = "[removed]"
_HOLDERS = ("li", "tr", "dd", "dt", "p", "h1", "h2", "h3", "h4", "h5", "h6")


def remove_decision(body: bytes, address: str) -> bytes:
    """The page without what it says of the decision at this path; see `listing.remove_card`."""
    path = find_decision(address)
    tree, sheet = read_tree_sheet(body, None)
    if path is None or not _mentions(tree.soup, sheet.base, path):
        return body
    entries = find_entries(sheet)
    kept = _find_kept(tree, sheet, [entry for entry in entries if entry.address != path])
    for entry in entries:
        if entry.address == path:
            _remove_entry(tree, sheet, entry, kept)
    _remove_links(tree.soup, sheet.base, path)
    _remove_mentions(tree.soup, path, kept)
    return tree.soup.encode(sheet.encoding.removesuffix("-sig"))


def _reference(path: str) -> re.Pattern[str]:
    """The reference of a decision in any spelling, but not with another letter after it."""
    year, first, second = path.rsplit("/", 1)[-1].split("-")
    return re.compile(rf"(?<!\d){year}[\s\W]?{first}[\s\W]?{second}(?![\w])", re.IGNORECASE)


def _mentions(soup: BeautifulSoup, base: str, path: str) -> bool:
    text = str(soup)
    return path in text.lower() or _reference(path).search(text) is not None or _links(soup, base, path) != []


def _links(soup: BeautifulSoup, base: str, path: str) -> list[Tag]:
    return [link for link in soup.find_all("a", href=True) if find_decision(str(link["href"]), base) == path]


def _find_kept(tree: Tree, sheet: Sheet, others: Sequence[Entry]) -> set[int]:
    """The text nodes of the other entries, and the lines with the total."""
    kept = {id(node) for entry in others for node in tree.nodes[entry.start : entry.end]}
    totals = {number for number, text in sheet.lines if is_total(text)}
    return kept | {id(node) for node, piece in zip(tree.nodes, sheet.pieces, strict=True) if piece.line in totals}


def _remove_entry(tree: Tree, sheet: Sheet, entry: Entry, kept: set[int]) -> None:
    """The element of an entry, and the pieces that follow it where it has none of its own."""
    start, end = sheet.spans[entry.own]
    own = tree.tags[entry.own]
    for node in (*tree.nodes[start:end], *tree.nodes[entry.start : entry.end]):
        if id(node) not in kept:
            node.extract()
    if not any(id(node) in kept for node in tree.nodes[start:end]) and not own.decomposed:
        own.decompose()


def _remove_links(soup: BeautifulSoup, base: str, path: str) -> None:
    """Links beside the results, each with what holds nothing else."""
    for link in _links(soup, base, path):
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
