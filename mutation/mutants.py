"""Mutants of a module, as mutmut makes them: a function or method with one thing changed, and what the change is."""

import ast
import difflib
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, cached_property
from pathlib import Path

import libcst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import create_mutations

PACKAGES = ("decision_parser/parsing", "decision_parser/quality")


@dataclass(frozen=True)
class Mutant:
    """One change: `code` is the whole function or method with it, without decorators and indentation."""

    path: str
    """Of the module: decision_parser/parsing/lines.py."""
    function: str
    """Name of the function, or Class.method."""
    number: int
    """Of the mutant in its module."""
    lines: tuple[int, int]
    """First and last line of the statement that is changed; of a compound one, of its head."""
    body: tuple[int, int]
    """First and last line of what the function or method does, below its head."""
    code: str
    change: str
    """A line taken away and a line put in its place, as in a diff."""

    @property
    def module(self) -> str:
        """Name to import it by."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def name(self) -> str:
        """What it is called in a list: the same as long as its module is not edited."""
        return f"{self.path}:{self.lines[0]} {self.function} #{self.number}"


def find_modules(only: Iterable[str] = ("*",)) -> list[str]:
    """Paths of the modules that are mutated, those that a pattern of `only` matches."""
    paths = sorted(str(path) for package in PACKAGES for path in Path(package).rglob("*.py"))
    return [path for path in paths if any(fnmatch(path, each) for each in only)]


def draw(paths: Iterable[str], size: int, seed: int) -> list[Mutant]:
    """A random sample of `size` mutants of these modules, each with its share; all of them where `size` is 0."""
    changes = {path: _Changes(path) for path in paths}
    total = sum(len(each.found) for each in changes.values())
    chance = random.Random(seed)  # noqa: S311 - not a secret
    return [
        of.to_mutant(number)
        for of in changes.values()
        for number in sorted(chance.sample(range(len(of.found)), _share(len(of.found), size or total, total, chance)))
    ]


def _share(count: int, size: int, total: int, chance: random.Random) -> int:
    """How many of a module's mutants are drawn: what falls between two numbers is left to chance."""
    wanted = count * size / total if total else 0.0
    return min(count, int(wanted) + (chance.random() < wanted % 1))


class _Changes:
    """All that mutmut would change in a module: in functions and methods, but for those with a decorator."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._module, changes, _, _ = create_mutations(path, _read(path))
        self.found = [each for each in changes if isinstance(each.contained_by_top_level_function, libcst.FunctionDef)]

    @cached_property
    def _places(self) -> Mapping[libcst.CSTNode, CodeRange]:
        places: Mapping[libcst.CSTNode, CodeRange]
        places = MetadataWrapper(self._module, unsafe_skip_copy=True).resolve(PositionProvider)
        return places

    def to_mutant(self, number: int) -> Mutant:
        """One of them."""
        change = self.found[number]
        function = change.contained_by_top_level_function
        assert function is not None  # noqa: S101 - as chosen above
        name, body = _list_functions(self._path)[self._places[function].start.line]
        before = function.with_changes(decorators=(), leading_lines=())
        after = before.deep_replace(change.original_node, change.mutated_node)
        right, wrong = (libcst.Module([libcst.ensure_type(each, libcst.FunctionDef)]).code for each in (before, after))
        difference = difflib.unified_diff(right.splitlines(), wrong.splitlines(), n=0, lineterm="")
        return Mutant(
            path=self._path,
            function=name,
            number=number,
            lines=_find_statement(self._path, self._places[change.original_node].start.line),
            body=body,
            code=wrong,
            change="\n".join(list(difference)[3:]),
        )


@cache
def _list_functions(path: str) -> dict[int, tuple[str, tuple[int, int]]]:
    """Functions and methods by the line of their `def`: the name, with that of the class, and the body's lines."""
    tree = ast.parse(_read(path))
    groups = [("", tree.body), *((f"{each.name}.", each.body) for each in tree.body if isinstance(each, ast.ClassDef))]
    return {
        each.lineno: (before + each.name, (each.body[0].lineno, each.end_lineno or each.lineno))
        for before, body in groups
        for each in body
        if isinstance(each, ast.FunctionDef)
    }


def _find_statement(path: str, line: int) -> tuple[int, int]:
    """The lines of the smallest statement around a line: of one that has a body, the lines before that."""
    return max((span for span in _list_statements(path) if span[0] <= line <= span[1]), default=(line, line))


@cache
def _list_statements(path: str) -> list[tuple[int, int]]:
    found = []
    for node in ast.walk(ast.parse(_read(path))):
        if isinstance(node, (ast.stmt, ast.match_case)):
            body = getattr(node, "body", None)
            first = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
            last = body[0].lineno - 1 if body else getattr(node, "end_lineno", first)
            found.append((first, max(first, last)))
    return found


@cache
def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")
