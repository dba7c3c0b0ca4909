"""Runs of plain markup read without a tree: headings, paragraphs and lists that hold words and nothing else.

Nearly all of a decision is such a run.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape

from decision_parser.documents.html_marks import PLACE, NotPlainError, Run
from decision_parser.documents.html_walk import BREAK, LONGEST_HEADING
from decision_parser.documents.markup import STYLED_HEADING
from decision_parser.models import (
    BULLET,
    DECIMAL,
    HEADING,
    ITEM,
    LETTER,
    PARAGRAPH,
    QUOTE,
    ROMAN,
    TABLE,
    Block,
    BlockKind,
    ListStyle,
)
from decision_parser.text import PLAIN_ASCII, collapse, is_ordinary

_FEWEST = 3
_Form = tuple[BlockKind, int, ListStyle | None, int | None]
_PLAIN: _Form = (PARAGRAPH, 0, None, None)
_STYLED: _Form = (HEADING, STYLED_HEADING, None, None)
_DEEPEST = 8
_HEAD = 4096
_BLANK = b" \n\t\r"
# Tabs and line feeds between cells are no white space of the markup: they pass as other signs.
_CELL_END, _ROW_END = "\1", "\2"
_SIGNS = str.maketrans({_CELL_END: "\t", _ROW_END: "\n"})
_BETWEEN = _BLANK + b"\0\1\2"
_BREAK = BREAK.encode()
_STYLES = (DECIMAL, LETTER, ROMAN)
_LIST = re.compile(rb'([ou]l)(?: type="([1aAiI])")?(?: start="([0-9]{1,4})")?')
_TYPES = {b"1": DECIMAL, b"a": LETTER, b"A": LETTER, b"i": ROMAN, b"I": ROMAN}
_LINK = re.compile(rb'a(?: [a-z-]+="[^"<>]*")+')
_REFERENCE = re.compile(rb"&([a-z]*;?)")
_KNOWN = frozenset(
    (b"amp;", b"lt;", b"gt;", b"quot;", b"pound;", b"rsquo;", b"lsquo;", b"rdquo;", b"ldquo;", b"ndash;")
)
_OPEN_ENDED = frozenset(
    b"p ol ul li dl table blockquote h1 h2 h3 h4 h5 h6 nav aside footer form pre details figure fieldset button select"
    b" textarea script style".split()
)


def cut_runs(markup: bytes) -> tuple[bytes, list[Run]]:
    """A page with marks in the places of its runs, and these: they are looked for below the title."""
    begin = markup.find(b"</h1>")
    if begin < 0 or b"\1" in markup or b"\2" in markup:
        return markup, []
    # An editor's odd characters are all over a page: where they show at once, no run would hold.
    head = markup[begin : begin + _HEAD]
    if b"&#" in head or b"&nbsp;" in head or b"\xc2\xa0" in head:
        return markup, []
    cutter = _Cutter(markup[begin:].split(b"<"))
    try:
        cutter.cut()
    except NotPlainError:
        return markup, []
    return (markup[:begin] + b"<".join(cutter.kept), cutter.runs) if cutter.runs else (markup, [])


class _Cutter:
    """Cuts the pieces of a page, each from a tag to the next, into those that are `kept` and `runs`."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.kept: list[bytes] = []
        self.runs: list[Run] = []
        self._pieces = [*pieces, b"", b"", b"", b""]  # so that each has followers to look at
        self._forms: list[_Form] = []
        self._words: list[bytes] = []
        self._linked = 0

    def cut(self) -> None:
        """Fill `kept` and `runs`."""
        pieces, end = self._pieces, len(self._pieces) - 4
        place = begun = last = 0
        while place < end:
            name, end_of_tag, raw = pieces[place].partition(b">")
            if (leaf := _LEAVES.get(name)) and pieces[place + 1] == leaf[0] and raw.strip(_BLANK):
                self._words.append(raw)
                self._forms.append(leaf[1])
                place += 2
                continue
            read = _READ.get(name) or _find_reader(name)
            count = len(self._words)
            if read is not None and end_of_tag and (after := read(self, name, raw, place)):
                place = after
                continue
            stop = place
            if place == self._linked:  # what follows the link may be one with it
                count, stop = count - 1, place - 2
            del self._forms[count:], self._words[count:]
            if count >= _FEWEST:
                self.runs.append(_read_run(self._forms, self._words))
                self.kept += pieces[last:begun]
                self.kept += PLACE
                last = stop
            self._forms, self._words = [], []
            begun = place = _skip(pieces, place, end)
        self.kept += pieces[last:end]

    # A reader for each element that can stand in a run: it returns the place behind it, or 0 where that is not plain.

    def _heading(self, name: bytes, raw: bytes, place: int) -> int:
        if not _closes(self._pieces[place + 1], name):
            return 0
        if raw.strip(_BLANK):
            self._add(_LEAVES[name][1], raw)
        return place + 2

    def _paragraph(self, name: bytes, raw: bytes, place: int) -> int:
        after = self._pieces[place + 1]
        if _closes(after, name):
            if raw.strip(_BLANK):
                self._add(_PLAIN, raw)
            return place + 2
        return 0 if raw.strip(_BLANK) else self._bold(after, place)

    def _bold(self, piece: bytes, place: int) -> int:
        """A paragraph that begins in bold, as a heading does that is only made to look like one."""
        tag, opened, raw = piece.partition(b">")
        close, closed, rest = self._pieces[place + 2].partition(b">")
        if not (opened and closed) or tag not in (b"strong", b"b") or close != b"/" + tag:
            return 0
        if not _closes(self._pieces[place + 3], b"p") or not raw.strip(_BLANK):
            return 0
        self._add(_STYLED if rest.strip(_BLANK) in (b"", b":") else _PLAIN, raw + rest)
        return place + 4

    def _link(self, name: bytes, raw: bytes, place: int) -> int:
        """A link between two blocks, as `Back to top` below each section: beside other words it is one with them."""
        if not self._words:
            return 0
        after = self._pieces[place + 2].partition(b">")[0]
        if not raw.strip(_BLANK) or not _closes(self._pieces[place + 1], name[:1]) or after not in _READ:
            return 0
        self._add(_PLAIN, raw)
        self._linked = place + 2
        return place + 2

    def _quote(self, name: bytes, raw: bytes, place: int, level: int = 0) -> int:
        """A quotation of paragraphs."""
        pieces = self._pieces
        if raw.strip(_BLANK):
            return 0
        place += 1
        while (words := pieces[place])[:2] == b"p>" and _closes(pieces[place + 1], b"p"):
            if words[2:].strip(_BLANK):
                self._add((QUOTE, level, None, None), words[2:])
            place += 2
        return place + 1 if _closes(words, name) else 0

    def _table(self, name: bytes, raw: bytes, place: int, level: int = 0) -> int:
        """A table of cells that hold words."""
        pieces, rows, inside = self._pieces, list[list[str]](), [b"", name]
        while not raw.strip(_BLANK) and len(inside) > 1:
            place += 1
            tag, end, raw = pieces[place].partition(b">")
            if not end:
                return 0
            if tag == b"/" + inside[-1]:
                inside.pop()
            elif tag in (b"td", b"th") and inside[-1] == b"tr" and _closes(pieces[place + 1], tag):
                rows[-1].append(collapse(raw.decode()))
                raw = b""
                place += 1
            elif tag == b"tr" or (tag in (b"thead", b"tbody") and inside[-1] == name):
                inside.append(tag)
                rows += [[]] if tag == b"tr" else []
            else:
                return 0
        if raw.strip(_BLANK):
            return 0
        if text := _ROW_END.join(row for row in map(_CELL_END.join, rows) if row.strip(_CELL_END)):
            self._add((TABLE, level, None, None), text.encode())
        return place + 1

    def _list(self, name: bytes, raw: bytes, place: int, level: int = 1) -> int:
        found = _LIST.fullmatch(name)
        if found is None or raw.strip(_BLANK) or level > _DEEPEST:
            return 0
        stated = found[3] is not None
        count = (int(found[3] or 1) or 1) - 1
        style = _TYPES[found[2]] if found[2] else BULLET if found[1] == b"ul" else _STYLES[min(level, 3) - 1]
        pieces, words, forms = self._pieces, self._words, self._forms
        place += 1
        while (piece := pieces[place])[:3] == b"li>":
            raw, after = piece[3:], pieces[place + 1]
            place += 1
            plain = after == b"/li>\n" or _closes(after, b"li")
            if not plain and after[:2] == b"p>" and not raw.strip(_BLANK) and _closes(pieces[place + 1], b"p"):
                raw = after[2:]
                place += 2
            if raw.strip(_BLANK):
                count += 1
                words.append(raw)
                forms.append((ITEM, level, style, count))
            elif not plain:
                return 0
            elif stated:
                count += 1
            place = place + 1 if plain else self._inner(place, level)
            if not place:
                return 0
        return place + 1 if _closes(piece, found[1]) else 0

    def _inner(self, place: int, level: int) -> int:
        """What stands in an item below its words, and its end."""
        while place:
            name, end, raw = self._pieces[place].partition(b">")
            if not end or name == b"/li":
                return 0 if raw.strip(_BLANK) or not end else place + 1
            if name == b"blockquote":
                place = self._quote(name, raw, place, level)
            elif name == b"table":
                place = self._table(name, raw, place, level)
            else:
                place = self._list(name, raw, place, level + 1)
        return 0

    def _add(self, form: _Form, raw: bytes) -> None:
        self._words.append(raw)
        self._forms.append(form)


def _read_run(forms: list[_Form], words: list[bytes]) -> Run:
    """The blocks of a run.

    Raises NotPlainError where a character or reference in it may be more than it shows.
    """
    joined = b"\0".join(words)
    if b"&" in joined:
        if not _KNOWN.issuperset(_REFERENCE.findall(joined)):
            raise NotPlainError
        joined = unescape(joined.decode()).encode()
        words = joined.split(b"\0")
    visible = joined.translate(None, _BETWEEN)
    unusual = visible.translate(None, PLAIN_ASCII)
    if _BREAK in unusual or not is_ordinary(unusual):
        raise NotPlainError
    single = not (b"\n" in joined or b"\t" in joined or b"\r" in joined or b"  " in joined)
    texts = map(str.strip if single else collapse, map(bytes.decode, words))
    blocks = [Block(form[0], text, form[1], form[2], form[3]) for form, text in zip(forms, texts, strict=True)]
    for place in _find_odd(forms):
        blocks[place] = _mend(blocks[place])
    return Run(blocks, visible)


def _find_odd(forms: list[_Form]) -> list[int]:
    """The places of tables and of headings by looks: seldom any."""
    return [place for place, form in enumerate(forms) if form is _STYLED or form[0] is TABLE]


def _mend(block: Block) -> Block:
    """A table with the signs between its cells, and text that only looks like a heading as the paragraph it is."""
    text = block.text
    if block.kind is TABLE:
        return Block(TABLE, text.translate(_SIGNS), block.level)
    return Block(PARAGRAPH, text) if len(text) > LONGEST_HEADING or text[-1] in ".;," else block


_LEAVES: dict[bytes, tuple[bytes, _Form]] = {
    f"h{level}".encode(): (f"/h{level}>\n".encode(), (HEADING, level, None, None)) for level in range(2, 7)
}
"""How most elements of a run are closed, and the form of their words."""
_LEAVES[b"p"] = (b"/p>\n", _PLAIN)
_Reader = Callable[[_Cutter, bytes, bytes, int], int]
_READ: dict[bytes, _Reader] = {
    **dict.fromkeys((b"h2", b"h3", b"h4", b"h5", b"h6"), _Cutter._heading),  # noqa: SLF001
    **dict.fromkeys((b"ol", b"ul"), _Cutter._list),  # noqa: SLF001
    b"p": _Cutter._paragraph,  # noqa: SLF001
    b"blockquote": _Cutter._quote,  # noqa: SLF001
    b"table": _Cutter._table,  # noqa: SLF001
}


@lru_cache(maxsize=1024)
def _find_reader(name: bytes) -> _Reader | None:
    if _LINK.fullmatch(name):
        return _Cutter._link  # noqa: SLF001
    return _Cutter._list if _LIST.fullmatch(name) else None  # noqa: SLF001


def _closes(piece: bytes, name: bytes) -> bool:
    """Whether a piece is the end of an element, with no words behind it."""
    tag, end, tail = piece.partition(b">")
    return end != b"" and tag == b"/" + name and not tail.strip(_BLANK)


_NAME = re.compile(rb"/?[a-zA-Z0-9]*")


def _skip(pieces: list[bytes], place: int, end: int) -> int:
    """Where to look on: behind an element that was not plain, or inside it if it frames others."""
    found = _NAME.match(pieces[place])
    name = found[0] if found else b""
    if name not in _OPEN_ENDED:
        return place + 1
    depth = 0
    for later in range(place, end):
        piece = pieces[later]
        if piece.startswith(name, 1) and piece[:1] == b"/" and piece[len(name) + 1 : len(name) + 2] == b">":
            depth -= 1
            if not depth:
                return later + 1
        elif piece.startswith(name) and piece[len(name) : len(name) + 1] in b" >\n":
            depth += 1
    return end
