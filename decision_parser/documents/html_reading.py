"""What a string of tags between words means at a place in a page: it is read tag by tag.

That is done only where all is plain: each element closed where it should be, and in another that may hold it. There
the page can mean but one thing, which is what the walk makes of it. For everything else NotPlainError is raised, and
the page is read the general way.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from decision_parser.documents.html_frames import (
    BOLD,
    CELL,
    DEEPEST,
    DESCRIPTION,
    FALL,
    JOINED,
    MORE,
    OUTER,
    PARENTS,
    PLAIN,
    ROLES,
    ROOT,
    ROW,
    SPACED,
    STYLED,
    TAIL,
    Form,
    Frame,
    NotPlainError,
    build_element,
    cut_tokens,
    says_more,
)
from decision_parser.documents.html_walk import BREAK
from decision_parser.documents.markup import HEADINGS, find_list_style, find_start, is_hidden, is_pair_part
from decision_parser.models import FURNITURE, HEADING, ITEM, PARAGRAPH, QUOTE, TABLE, VALUE

END = "\0"
"""In a `joint`: what ends the block before stands before it, and what begins the new one behind it."""
_MOST_TAGS = 200_000  # bytes: what means harm is not cut up before it is refused
_MOST_TOKENS = 2000
_SHAPED = (FURNITURE, TABLE, VALUE)


class Meaning(NamedTuple):
    """The elements that are open behind some tags, and what becomes of the words there: a block of a `form`, or more.

    An item has the next number but `add` in the list that is `place` deep, or the number `begin`. `joint` stands
    between the words and those before; it is None for a block that is nothing but its words.
    """

    frames: tuple[Frame, ...]
    form: Form
    place: int
    begin: int | None
    add: int
    joint: str | None


def read_tags(frames: tuple[Frame, ...], tags: str, *, within: bool) -> Meaning:
    """What tags mean where `frames` are open, and, `within`, a block may go on.

    Between words they stand without their first and last bracket. Raises NotPlainError where it is not sure.
    """
    return _Reading(frames, within=within).read(tags)


class _Reading:
    """Reads a string of tags at a place. `new`: the words behind it begin a block; `gap` stands before them."""

    def __init__(self, frames: tuple[Frame, ...], *, within: bool) -> None:
        self._frames = list(frames)
        self._new = not within
        self._gap = ""
        self._behind = ""
        self._fell = False
        self._ends = False
        self._counted = 0

    def read(self, tags: str) -> Meaning:
        """What the tags mean."""
        text = tags if tuple(self._frames) == ROOT else "<" + tags
        if len(text) > _MOST_TAGS:
            raise NotPlainError
        self._ends = text.endswith(">")
        tokens = cut_tokens(text if self._ends else text + ">")
        if len(tokens) > _MOST_TOKENS or not any(token["close"] or token["open"] for token in tokens):
            raise NotPlainError
        for number, token in enumerate(tokens, 1):
            self._take(token, tokens[number:])
        if self._ends:
            return self._finish()
        form = self._say()
        joint: str | None = self._gap
        if self._new:
            bare = not self._gap and not self._behind and form is not STYLED and form[0] not in _SHAPED
            joint = None if bare else self._behind + END + self._gap
        place, begin, add = self._count() if form[0] is ITEM else (0, None, 0)
        return Meaning(tuple(self._frames), form, place, begin, add, joint)

    def _finish(self) -> Meaning:
        """The end of the page: all is closed."""
        if tuple(self._frames) != ROOT:
            raise NotPlainError
        return Meaning(ROOT, MORE, 0, None, 0, self._behind)

    def _count(self) -> tuple[int, int | None, int]:
        """The number of an item: the list has given it, and starts to count anew."""
        given = self._frames[self._counted]
        self._frames[self._counted] = given._replace(begin=None, add=0)
        add = given.add + 1
        return given.level, None if given.begin is None else given.begin + add, add

    # Tags.

    def _take(self, token: re.Match[str], later: list[re.Match[str]]) -> None:
        if token["blank"]:
            if not self._new and self._frames[self._host_place()].role in SPACED:
                self._gap += " "
        elif token["close"]:
            self._close(token["close"], later)
        elif token["open"] in ("br", "hr", "img"):
            self._void(token["open"], token["attributes"])
        elif token["void"]:
            raise NotPlainError
        else:
            self._open(build_element(token["open"], token["attributes"]))

    def _host_place(self) -> int:
        """Where the innermost open element is that is not inline."""
        return max(place for place, frame in enumerate(self._frames) if frame.role != "inline")

    def _mark(self, place: int, mark: str) -> None:
        self._frames[place] = self._frames[place]._replace(mark=mark)

    def _edge(self) -> None:
        self._new, self._gap = True, ""

    def _touch(self, place: int) -> None:
        """Something other than a lone link stands in an item: its list is none of links."""
        if self._frames[place].role == "item":
            if self._frames[place].mark == "first":
                self._mark(place, "")
            if self._frames[place - 1].mark == "fresh":
                self._mark(place - 1, "items")

    def _void(self, tag: str, attributes: str) -> None:
        place = self._host_place()
        host = self._frames[place]
        if tag == "hr":
            if attributes or self._frames[-1].role not in OUTER:
                raise NotPlainError
            self._edge()
            return
        if host.role not in SPACED or host.mark == "bold":
            raise NotPlainError
        self._touch(place)
        if host.role == "paragraph":
            self._mark(place, "")
        if tag == "img":
            element = build_element(tag, attributes)
            if is_hidden(element) or is_pair_part(element):
                raise NotPlainError
        elif not self._new:
            self._gap += " " if host.role in ("heading", "cell") else BREAK

    def _open(self, element: etree._Element) -> None:
        tag, top = str(element.tag), self._frames[-1]
        role = ROLES.get(tag)
        if role == "inline":
            self._open_inline(element, tag)
            return
        deep = len(self._frames) == DEEPEST
        if deep or role is None or top.role not in PARENTS[role] or says_more(element, role):
            raise NotPlainError
        if top.role == "item":
            if role != "paragraph" and top.mark != "said":
                raise NotPlainError
            self._touch(len(self._frames) - 1)
        self._frames.append(self._enter(element, role, top))

    def _enter(self, element: etree._Element, role: str, top: Frame) -> Frame:
        """The frame of an element, and what its beginning does to the text."""
        tag = str(element.tag)
        if role == "item" and top.mark in ("links", "linked"):
            return Frame("linked", tag)
        if role == "description":
            if top.mark != "labelled":
                raise NotPlainError
            self._new, self._gap = False, DESCRIPTION
        elif role in ("row", "cell"):
            self._gap += ROW if role == "row" else CELL
        elif role != "rows":
            self._edge()
        if role == "list":
            depth = sum(frame.role == "list" for frame in self._frames)
            start = find_start(element)
            style = find_list_style(element, depth)
            return Frame(role, tag, "fresh", depth + 1, style, start is not None, (start or 1) - 1)
        return Frame(role, tag, "first" if role in ("item", "paragraph") else "")

    def _open_inline(self, element: etree._Element, tag: str) -> None:
        place = self._host_place()
        host, top = self._frames[place], self._frames[-1]
        if tag == "a" and any(frame.tag == "a" for frame in self._frames):
            raise NotPlainError
        if host.role == "linked" or (host.mark == "first" and self._begins_links(place, element)):
            self._open_link(place, element)
            return
        if len(self._frames) == DEEPEST or top.role not in PARENTS["inline"] or is_hidden(element):
            raise NotPlainError
        self._touch(place)
        mark = ""
        if host.role not in ("heading", "cell"):
            self._open_bold(place, tag)
            mark = self._open_apart(place, element)
        self._frames.append(Frame("inline", tag, mark))

    def _begins_links(self, place: int, element: etree._Element) -> bool:
        """Whether an item is the first of a list, and a link the first in it."""
        around = self._frames[place - 1]
        return around.mark == "fresh" and element.tag == "a" and element.get("href") is not None

    def _open_link(self, place: int, element: etree._Element) -> None:
        """A link of a list whose items are a link each."""
        around, host = self._frames[place - 1], self._frames[place]
        if around.level > 1 or element.tag != "a" or element.get("href") is None:
            raise NotPlainError
        if host.role == "linked" and host.mark:
            raise NotPlainError
        if around.mark == "fresh":
            self._mark(place - 1, "links")
        self._frames[place] = Frame("linked", "li", "open")
        self._frames.append(Frame("inline", "a", "link"))

    def _open_bold(self, place: int, tag: str) -> None:
        """An inline element that may make a paragraph a heading by its looks, or show that it is none."""
        host, top = self._frames[place], self._frames[-1]
        if host.role == "box" and tag in BOLD:
            raise NotPlainError
        if host.role != "paragraph" or self._frames[place - 1].role not in OUTER:
            return
        if host.mark == "first":
            self._mark(place, "bold" if tag in BOLD else "")
        elif host.mark == "bold" and top is host and tag not in BOLD:
            self._mark(place, "")
            self._fell = True
        elif host.mark != "bold" and top is not host and tag in BOLD:
            raise NotPlainError

    def _open_apart(self, place: int, element: etree._Element) -> str:
        """The mark of an inline element that stands apart from the words around it."""
        pair = is_pair_part(element)
        jump = element.tag == "a" and (element.get("href") or "").startswith("#")
        if not pair and not jump:
            return ""
        if self._frames[place].mark == "bold":
            raise NotPlainError
        if pair and not self._new:
            self._gap += BREAK
        # Whether a link stands apart, the words behind it tell.
        return "apart" if pair else "jump" if self._new else "reference"

    def _close(self, tag: str, later: list[re.Match[str]]) -> None:
        frame = self._frames.pop()
        if frame.tag != tag or frame.role == "root":
            raise NotPlainError
        if frame.role == "inline":
            self._close_inline(frame, later)
            return
        if frame.role in ("linked", "term"):
            if frame.mark != "said":
                raise NotPlainError
            return
        if frame.role == "item" and frame.mark != "said":
            around = self._frames[-1]
            mark = "items" if around.mark == "fresh" else around.mark
            self._frames[-1] = around._replace(add=around.add + around.stated, mark=mark)
        elif frame.role == "description":
            self._mark(len(self._frames) - 1, "")
        elif frame.role == "table" and frame.mark == "begun":
            self._behind += self._gap
        if self._fell:
            raise NotPlainError
        if frame.role not in JOINED:
            self._edge()

    def _close_inline(self, frame: Frame, later: list[re.Match[str]]) -> None:
        said = not self._ends and all(token["blank"] for token in later)
        if frame.mark == "reference" and not said:
            raise NotPlainError
        apart = frame.mark == "apart" or (frame.mark == "jump" and not said)
        if apart and not self._new and (said or (later and not later[0]["close"])):
            self._gap += BREAK

    # Words.

    def _say(self) -> Form:
        """What becomes of the words that stand here."""
        place = self._host_place()
        say = _SAY.get(self._frames[place].role)
        if say is None:
            raise NotPlainError
        return say(self, place)

    def _block(self, form: Form) -> Form:
        """A block, or more of one; two line breaks part blocks."""
        if self._new:
            return form
        if self._gap.count(BREAK) < len("ab"):
            return MORE
        self._edge()
        return form

    def _say_heading(self, place: int) -> Form:
        return self._block((HEADING, HEADINGS[self._frames[place].tag], None))

    def _say_quote(self, place: int) -> Form:
        del place
        return self._block((QUOTE, self._depth(), None))

    def _depth(self) -> int:
        return sum(frame.role == "list" for frame in self._frames)

    def _say_item(self, place: int) -> Form:
        self._touch(place)
        if self._frames[place].mark == "said":
            return self._block((PARAGRAPH, self._depth(), None))
        if not self._new:
            raise NotPlainError
        self._mark(place, "said")
        self._counted = place - 1
        around = self._frames[place - 1]
        return (ITEM, around.level, around.style)

    def _say_linked(self, place: int) -> Form:
        around, top = self._frames[place - 1], self._frames[-1]
        if top.mark != "link" or self._frames[place].mark != "open":
            raise NotPlainError
        self._mark(place, "said")
        if around.mark == "linked":
            self._new, self._gap = False, BREAK
            return MORE
        self._mark(place - 1, "linked")
        return (FURNITURE, 0, around.style)

    def _say_paragraph(self, place: int) -> Form:
        host, outer = self._frames[place], self._frames[place - 1].role
        if outer == "item":
            return self._say_item(place - 1)
        if outer == "quote":
            return self._say_quote(place)
        if host.mark == "bold":
            return self._say_bold(place)
        self._mark(place, "")
        fell, self._fell = self._fell, False
        if not fell or self._new:
            return self._block(PLAIN)
        if BREAK in self._gap:
            raise NotPlainError
        return FALL

    def _say_bold(self, place: int) -> Form:
        """Words of a paragraph that began in bold."""
        inside = len(self._frames) > place + 1
        if not inside and self._new:
            raise NotPlainError
        return TAIL if not inside else STYLED if self._new else MORE

    def _say_cell(self, place: int) -> Form:
        table = max(number for number in range(place) if self._frames[number].role == "table")
        if self._frames[table].mark == "begun":
            return MORE
        self._mark(table, "begun")
        return (TABLE, self._depth(), None)

    def _say_term(self, place: int) -> Form:
        if self._frames[place].mark == "said":
            return MORE
        self._mark(place, "said")
        self._mark(place - 1, "labelled")
        return (VALUE, 0, None)


_SAY: dict[str, Callable[[_Reading, int], Form]] = {
    "box": lambda reading, _: reading._block(PLAIN),  # noqa: SLF001 - the reading's own, by what words stand in
    "heading": _Reading._say_heading,  # noqa: SLF001
    "quote": _Reading._say_quote,  # noqa: SLF001
    "item": _Reading._say_item,  # noqa: SLF001
    "linked": _Reading._say_linked,  # noqa: SLF001
    "paragraph": _Reading._say_paragraph,  # noqa: SLF001
    "cell": _Reading._say_cell,  # noqa: SLF001
    "term": _Reading._say_term,  # noqa: SLF001
    "description": lambda *_: MORE,
}
