"""A page as a tree, for what is more than reading: taking something out of it, and links in what is not seen."""

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from msgspec import Struct

from decision_parser.sources.lgsco.sheet import UNSEEN, Element, Sheet, Walk, decode, find_base, make_sheet


class Tree(Struct, frozen=True):
    """A tree, what was seen on a walk through it, and what it was seen in: `nodes` those of the pieces."""

    soup: BeautifulSoup
    walk: Walk
    nodes: list[PageElement]
    tags: dict[Element, Tag]


def read_tree_sheet(body: bytes, content_type: str | None) -> tuple[Tree, Sheet]:
    """A page as a tree, and the sheet that `read_sheet` makes of it."""
    markup, encoding = decode(body, content_type)
    tree = read_tree(markup)
    return tree, make_sheet(markup, encoding, tree.walk)


def make_soup(markup: str) -> BeautifulSoup:
    """The tree of a page."""
    return BeautifulSoup(markup, "lxml")


def read_tree(markup: str) -> Tree:
    """Go through a page without recursion: pages can be nested deeper than Python's stack."""
    soup = make_soup(markup)
    base = soup.find("base", href=True)
    tree = Tree(soup, Walk(find_base(str(base["href"]) if isinstance(base, Tag) else None)), [], {})
    todo: list[tuple[PageElement, Element | None, bool]] = [(soup, None, False)]
    while todo:
        node, above, done = todo.pop()
        if isinstance(node, Tag):
            if done:
                assert above is not None  # noqa: S101 - its own, from when it began
                tree.walk.leave(above)
            elif node.name not in UNSEEN:
                element = _enter(tree, node, above)
                todo.append((node, element, True))
                todo.extend((child, element, False) for child in reversed(node.contents))
        elif type(node) is NavigableString:  # a comment or a doctype is a child of that class
            tree.walk.add(str(node))
            tree.nodes.append(node)
    return tree


def _enter(tree: Tree, tag: Tag, above: Element | None) -> Element:
    element = Element(tag.name, above)
    role, href = tag.get("role"), tag.get("href")
    before = len(tree.walk.pieces)
    tree.walk.enter(element, None if role is None else str(role), None if href is None else str(href))
    tree.tags[element] = tag
    tree.nodes.extend([tag] * (len(tree.walk.pieces) - before))
    return element
