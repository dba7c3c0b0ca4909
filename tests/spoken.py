"""What the sources say to people, read from them as text: sentences of errors, commands and options that they name."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click

import decision_parser
from decision_parser import cli, errors

PACKAGE = Path(decision_parser.__file__).parent
VERBS = (
    "add ask bring build change check close delete export fetch free get give index install leave let look make mend "
    "move name parse raise read refresh remove report run save say see send set start try unpack unset use write"
).split()
"""What a next step begins with."""
NEXT_STEP = re.compile(rf"(?:^|[;:.,]\s|\bor\s|\bplease\s)(?:please )?(?:{'|'.join(VERBS)})\b", re.IGNORECASE)
_OURS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
_SAYING = _OURS | {"BadParameter"}
_QUOTED = re.compile(r"`(?:decision-parser )?([a-z]+(?: [a-z]+)?)((?: [^`]*)?)`")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


class Sentence(NamedTuple):
    """A text with its unknown parts in braces, and where it stands."""

    text: str
    where: str


@cache
def list_messages() -> tuple[Sentence, ...]:
    """The message of every error that is made on purpose, as far as its words stand in the function that makes it."""
    return tuple(_iter_messages())


def _iter_messages() -> Iterator[Sentence]:
    for path, tree in _list_trees():
        known = _read_constants(tree.body, {})
        bodies = [node.body if isinstance(node, ast.ClassDef) else [node] for node in tree.body]
        for function in (node for body in bodies for node in body if isinstance(node, ast.FunctionDef)):
            yield from _iter_in(function, dict(known), path)


def iter_texts() -> Iterator[Sentence]:
    """Every text of the sources that names an option or quotes anything, documentation of functions too."""
    for path, tree in _list_trees():
        parts: set[ast.AST] = set()
        for node in ast.walk(tree):
            if node not in parts and isinstance(node, (ast.JoinedStr, ast.Constant)):
                parts.update(ast.walk(node))
                text = _read(node, {"PROGRAM": "decision-parser"})
                if "--" in text or "`" in text:
                    yield Sentence(text, f"{path}:{node.lineno}")


def find_commands() -> dict[str, set[str]]:
    """The commands by their names, such as `archive verify`, each with its options."""
    return dict(_iter_commands(cli.program, ()))


def iter_named(text: str, commands: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Commands that a text names in backticks, and what it gives them: those whose first word is one of ours."""
    first = {name.partition(" ")[0] for name in commands}
    for match in _QUOTED.finditer(text):
        words, rest = match[1], match[2]
        if words.partition(" ")[0] in first or f"`decision-parser {words}" in match[0]:
            yield words, rest


def find_options(text: str) -> set[str]:
    """The options that a text names."""
    return set(_OPTION.findall(text))


def _iter_commands(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[str, set[str]]]:
    for name, command in group.commands.items():
        here = (*path, name)
        yield " ".join(here), {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
        if isinstance(command, click.Group):
            yield from _iter_commands(command, here)


@cache
def _list_trees() -> list[tuple[str, ast.Module]]:
    """The modules that say anything: those that raise, or that name an option or a command."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    words = "|".join(name for name in cli.program.commands)
    saying = re.compile(rf"raise |BadParameter|(?<![\w-])--[a-z]|`(?:decision-parser|{words})\b")
    return [
        (path.relative_to(PACKAGE).as_posix(), ast.parse(text)) for path, text in texts.items() if saying.search(text)
    ]


def _iter_in(function: ast.FunctionDef, known: dict[str, str], path: str) -> Iterator[Sentence]:
    """The messages that a function makes; names in it stand for what was last put in them."""
    nodes = [node for node in ast.walk(function) if isinstance(node, (ast.Assign, ast.Call))]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(node, ast.Assign):
            known |= _read_constants([node], known)
        elif node.args and _find_name(node.func) in _SAYING:
            yield Sentence(_read(node.args[0], known), f"{path}:{node.lineno}")


def _find_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _read_constants(body: list[ast.stmt] | list[ast.Assign], known: Mapping[str, str]) -> dict[str, str]:
    """The names that are given a text, with it."""
    return {
        node.targets[0].id: _read(node.value, known)
        for node in body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def _read(node: ast.expr | ast.AST, known: Mapping[str, str]) -> str:
    """A text, with what is put in at run time in braces."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_read(part, known) for part in parts)
        case ast.FormattedValue(value=ast.Name(id=name)) | ast.Name(id=name):
            return known.get(name, f"{{{name}}}")
        case ast.IfExp(body=first, orelse=second):
            return f"{_read(first, known)} {_read(second, known)}"
        case ast.FormattedValue(value=ast.Call(func=called)) | ast.Call(func=called):
            return f"{{{_find_name(called)}()}}"
    return "{}"
