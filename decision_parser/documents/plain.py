"""Plain text into a Document: one paragraph a line, items as `- `, headings told by their shape."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from decision_parser.documents.encoding import Decoded, decode
from decision_parser.documents.media import PLAIN
from decision_parser.errors import UnreadableInputError
from decision_parser.limits import LINES
from decision_parser.models import Block, BlockKind, Document, ListStyle, Problem, ProblemCode
from decision_parser.text import clean, compact, find_number

_ITEM = re.compile(r"([ \t\u00a0]*)([-*–•◦▪])[ \t\u00a0]+(?=\S)")
_HEADING = re.compile(r"(?:[A-Z‘'\d£(]|“(?!.*”$))[^\t]{1,98}[^.:;,!)\s]")
_SENTENCE_END = re.compile(r"[.:;!?)\]”’\"'…]$")
_LABELLED = re.compile(r"[A-Z][\w ]{2,30} ?: ")
_LONE_ROW = re.compile(r"[A-Z][\w ]{2,30}:\t[^\t\n]+")
_LONE_NUMBER = re.compile(r"\(?\d{1,3}[.)]")
_PAGE_NUMBER = re.compile(r"(?:(\S.*?)\s{2,})?(\d{1,3})")
_BLANK = " \t\r\n"
_WRAPPED_AT = 120
_NEARLY = 0.8
"""Of two full lines, one can have so many fewer letters than the other."""
_FEWEST_FULL = 6
_TAB = 4
_LINE_END = re.compile(r"\r\n|\n|\r|\f")
_MARKDOWN_HEADING = re.compile(r"^#{1,6} +(\S.*)$", re.MULTILINE)
_MARKDOWN_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_MARKDOWN_QUOTE = re.compile(r"^> ?", re.MULTILINE)
_MARKED = re.compile(r"(\s*\(?(?:\d{1,3}|[a-z]{1,5})[.)])\t+")
_MOST_WORDS = 14


class _Line(NamedTuple):
    """A line of the file: words, the bullet before them, its indentation, a blank line above, its width."""

    text: str
    bullet: str | None
    indent: int
    apart: bool
    width: int
    table: bool = False


def read_plain(data: bytes, declared: str | None = None) -> Document:
    """The Document of a text file; `declared` is the media type as its server stated it.

    Raises UnreadableInputError when the file holds no words, or far more lines than a decision.
    """
    decoded = decode(data, declared)
    if (count := sum(map(decoded.text.count, "\n\r\f"))) > LINES:
        message = (
            f"The file has {count} line ends, far more than any decision; give each decision in a file of its own."
        )
        raise UnreadableInputError(message)
    text, feet = _cut_feet(_strip_markdown(decoded.text))
    lines = _join_numbers(list(_iter_lines(text)))
    blocks = tuple(_iter_blocks(_join_tables(_join_wrapped(lines, printed=bool(feet)))))
    if not blocks:
        message = "The file holds no words; fetch or save it again."
        raise UnreadableInputError(message)
    return Document(
        media_type=PLAIN,
        blocks=(*blocks, *(Block(BlockKind.FURNITURE, clean(foot), reason="running foot") for foot in feet)),
        visible=compact("".join((text, *feet))).encode("utf-8", "surrogatepass"),
        encoding=decoded.encoding,
        complete=None,
        problems=tuple(_find_problems(decoded, lines)),
    )


def _find_problems(decoded: Decoded, lines: list[_Line]) -> Iterator[Problem]:
    if decoded.bad_bytes:
        detail = f"{decoded.bad_bytes} bytes are not {decoded.encoding}; they were read as windows-1252"
        yield Problem(ProblemCode.UNDECODABLE_BYTES, "document", detail)
    if alone := [line.text for line in lines if _LONE_NUMBER.fullmatch(line.text)]:
        detail = f"{len(alone)} numbers stand alone, first {alone[0]!r}: which paragraphs they number cannot be told"
        yield Problem(ProblemCode.NUMBER_GAP, "document", detail)


def _cut_feet(text: str) -> tuple[str, list[str]]:
    """A text without the last lines of its pages, where these count the pages, and those lines.

    What stands before the number, or above it, goes with it where the text has the same line once more.
    """
    pages = [page.rstrip(_BLANK) for page in text.split("\f")]
    numbers = [_find_page_number(page) for page in pages]
    counted = [place - found[1] for place, found in enumerate(numbers) if found]
    if not any(first == second for first, second in pairwise(counted)):
        return text, []
    lines = Counter(line.strip() for page in pages for line in page.split("\n"))
    lines.update(found[0] for found in numbers if found)
    feet = []
    for place, found in enumerate(numbers):
        if found and (not found[0] or lines[found[0]] > 1):
            kept = pages[place].rpartition("\n")[0].rstrip(_BLANK)
            above = kept.rpartition("\n")[2]
            kept = kept.removesuffix(above) if not found[0] and lines[above.strip()] > 1 else kept
            feet.append(pages[place][len(kept) :])
            pages[place] = kept
    return "\f".join(pages), feet


def _find_page_number(page: str) -> tuple[str, int] | None:
    """The number that the last line of a page is, or ends with, wide apart from other words; and those words."""
    last = page.rpartition("\n")[2].strip()
    found = _PAGE_NUMBER.fullmatch(last) if len(last) < _WRAPPED_AT else None
    return (found[1] or "", int(found[2])) if found else None


def _join_numbers(lines: list[_Line]) -> list[_Line]:
    """Put a number that stands alone in front of the text below it; not where several do in a row."""
    joined: list[_Line] = []
    alone = [line.bullet is None and _LONE_NUMBER.fullmatch(line.text) is not None for line in lines]
    for index, line in enumerate(lines):
        number = joined[-1] if index and alone[index - 1] and not alone[index] else None
        if number and not (index > 1 and alone[index - 2]) and not line.bullet and not line.table:
            joined[-1] = line._replace(text=f"{number.text} {line.text}", apart=True)
        else:
            joined.append(line)
    return joined


def _strip_markdown(text: str) -> str:
    """A copy of a page in Markdown without its signs: they are no words of the decision."""
    if not _MARKDOWN_HEADING.search(text):
        return text
    text = _MARKDOWN_HEADING.sub(lambda found: f"\n{found[1].rstrip(' #')}\n", text)
    return _MARKDOWN_QUOTE.sub("", _MARKDOWN_STRONG.sub(r"\2", text))


def _iter_lines(text: str) -> Iterator[_Line]:
    apart = True
    for line in _LINE_END.split(text):
        # A tab behind a number or letter is white space, not the end of a cell.
        marked = _MARKED.match(line)
        raw = f"{marked[1]} {line[marked.end() :]}" if marked else line
        found = _ITEM.match(raw)
        cells = [] if found else [clean(cell) for cell in raw.strip().split("\t")]
        words = "\t".join(cells) if len(cells) > 1 else clean(raw[found.end() :] if found else raw)
        if words:
            indent = len(found[1].expandtabs(_TAB)) if found else 0
            yield _Line(words, found[2] if found else None, indent, apart, len(raw.rstrip()), len(cells) > 1)
        apart = not words


def _join_wrapped(lines: list[_Line], *, printed: bool) -> list[_Line]:
    """Put together the lines of a file whose paragraphs were wrapped at some width.

    A line was broken by the width where the first word of the next one would not have fitted. In what was `printed`,
    letters are not all of one width, and each page has an indentation of its own.
    """
    if printed:
        lines = [line._replace(width=len(line.text)) for line in lines]
    width = max((line.width for line in lines), default=0)
    full = sum(line.width > width * _NEARLY for line in lines)
    if width > _WRAPPED_AT or full < _FEWEST_FULL:
        return lines
    room = width * _NEARLY if printed else width
    groups: list[list[_Line]] = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        before = groups[-1][-1] if groups else None
        fitted = before is None or before.width + 1 + len(line.text.split(" ", 1)[0]) <= room
        if before is None or fitted or _begins(line, before, after):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [group[0]._replace(text=" ".join(line.text for line in group)) for group in groups]


def _join_tables(lines: list[_Line]) -> list[_Line]:
    """Put together the rows of a table: lines whose cells are divided by tabs."""
    groups: list[list[_Line]] = []
    for line in lines:
        if line.table and groups and groups[-1][-1].table and not line.apart:
            groups[-1].append(line)
        else:
            groups.append([line])
    rows = [group[0]._replace(text="\n".join(line.text for line in group)) for group in groups]
    # A tab behind a label that stands alone is white space, not the end of a cell.
    return [
        line._replace(text=line.text.replace("\t", " "), table=False) if _LONE_ROW.fullmatch(line.text) else line
        for line in rows
    ]


def _begins(line: _Line, before: _Line, after: _Line | None) -> bool:
    """Whether a line can only begin a paragraph: after a blank line, with a marker or label, or as a heading."""
    if line.bullet or line.apart or line.table or find_number(line.text) or _LABELLED.match(line.text):
        return True
    marked = after is None or after.apart or after.bullet is not None or find_number(after.text) is not None
    return marked and bool(_HEADING.fullmatch(line.text)) and before.text.endswith((".", "!", "?", ")", "”"))


def _iter_blocks(lines: list[_Line]) -> Iterator[Block]:
    indents: list[int] = []
    headings = _find_headings(lines)
    for line, is_heading in zip(lines, headings, strict=True):
        if line.bullet:
            while indents and indents[-1] > line.indent:
                indents.pop()
            if not indents or indents[-1] < line.indent:
                indents.append(line.indent)
            style = ListStyle.DASH if line.bullet in "-*–" else ListStyle.BULLET
            yield Block(BlockKind.ITEM, line.text, len(indents), style, marker=line.bullet)
        elif line.table:
            yield Block(BlockKind.TABLE, line.text)
        else:
            yield Block(BlockKind.HEADING if is_heading else BlockKind.PARAGRAPH, line.text)


def _find_headings(lines: list[_Line]) -> list[bool]:
    """Short lines without the end of a sentence are headings where items, numbers or another heading follow them."""
    found = [False] * len(lines)
    after = False
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if line.bullet or line.table or find_number(line.text):
            after = True
            continue
        short = len(line.text.split()) <= _MOST_WORDS
        after = found[index] = after and short and bool(_HEADING.fullmatch(line.text))
    return found
