"""Pages of Markdown as the pieces of code in them, in order: blocks, and what stands in a sentence or a table."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "LICENSE-DATA.md")), *DOCS.rglob("*.md")])

SHELL = frozenset({"", "sh"})
"""Languages of blocks whose lines are commands. A block without a fence is one, too: so README has them."""


class Piece(NamedTuple):
    """A piece of code of a page: its `language` (`inline` in a sentence), and the output that a page shows for it."""

    line: int
    language: str
    text: str
    output: str | None = None


@cache
def read_pieces(page: Path) -> list[Piece]:
    """The pieces of a page, in order."""
    return list(_join_outputs(list(_iter_pieces(_parse(page)))))


@cache
def _parse(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def _iter_pieces(tokens: list[Token]) -> Iterator[Piece | None]:
    """Pieces, and None for all that stands between two of them."""
    line = 1
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        if token.type in {"fence", "code_block"}:
            yield Piece(line, token.info.strip(), token.content)
        elif token.type == "inline":
            yield None
            yield from (Piece(line, "inline", child.content) for child in _iter_code(token.children or []))


def _iter_code(tokens: list[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.type == "code_inline")


def _join_outputs(pieces: list[Piece | None]) -> Iterator[Piece]:
    """A block of `text` just below one of `python` is what that prints."""
    before: Piece | None = None
    for piece in [*pieces, None]:
        if before and piece and (before.language, piece.language) == ("python", "text"):
            before = before._replace(output=piece.text)
            continue
        if before:
            yield before
        before = piece


def find_links(page: Path) -> list[str]:
    """Where a page's links and those of its table of contents lead to."""
    inside = (child for token in _parse(page) for child in token.children or [])
    return [str(child.attrs["href"]) for child in inside if child.type == "link_open"]


def iter_lines(text: str) -> Iterator[str]:
    """The commands of a block for the shell, those that go on over several lines joined."""
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


def iter_sessions(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a block of language `console`, and the output below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = re.sub(r"\\\n\s*", "", part).partition("\n")
        yield command, output


def match_output(expected: str, printed: str) -> bool:
    """Whether an output is what a page shows, where `...` and `…` stand for anything, over several lines too."""
    return bool(re.fullmatch(_write_pattern(expected), _even(printed), re.DOTALL))


def _write_pattern(expected: str) -> str:
    return ".*?".join(re.escape(part) for part in re.split(r"\.\.\.|…", _even(expected)))


def _even(text: str) -> str:
    """Without white space at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


if TYPE_CHECKING:
    from markdown_it.token import Token
