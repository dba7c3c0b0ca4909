"""The names of the library as a page of Markdown: each function with its signature and its words, and the errors."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

import decision_parser
from decision_parser import errors
from decision_parser.models import Decision

_INTRODUCTION = """\
# Library

Generated from the docstrings by `{command}`: change it there.

`import decision_parser` gives these names. What stands in no list here can change without notice.
"""
_ERRORS = """\
## Errors

What the library raises on purpose: a sentence for its reader, and the exit code that the command line ends with. Each
is in `decision_parser.errors`.

| error | is a | exit code | when |
|---|---|---|---|
"""
_DECISION = "The [schemas](schemas.md) and the [data dictionary](../dictionary.md) have the fields of a `Decision`."


def write_library(command: str) -> str:
    """The page; `command` is what writes it again."""
    names = [name for name in decision_parser.__all__ if not name.startswith("_")]
    functions = {name: getattr(decision_parser, name) for name in names}
    parts = [_INTRODUCTION.format(command=command), "`decision_parser.__version__` is the version.\n"]
    parts += (_write_function(name, function) for name, function in functions.items())
    parts += map(_write_record, _find_records(functions.values()))
    parts.append(_ERRORS + "\n".join(_iter_errors()) + "\n")
    return "\n".join(parts)


def _write_function(name: str, function: Callable[..., Any]) -> str:
    words = inspect.cleandoc(function.__doc__ or "")
    more = f"\n\n{_DECISION}" if function.__annotations__.get("return") is Decision else ""
    return f"## {name}\n\n```text\n{_write_signature(name, function)}\n```\n\n{words}{more}\n"


def _write_signature(name: str, function: Callable[..., Any]) -> str:
    """The signature as it is written in the source, on one line or with a line for each argument."""
    written = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    if not isinstance(written, ast.FunctionDef):
        raise TypeError(f"{name} is no function: say here how its kind is described.")
    arguments = list(_iter_arguments(written.args))
    returned = f" -> {ast.unparse(written.returns)}" if written.returns else ""
    line = f"decision_parser.{name}({', '.join(arguments)}){returned}"
    if len(line) <= 100:  # noqa: PLR2004 - what a page shows without a bar to scroll
        return line
    lines = "".join(f"    {argument},\n" for argument in arguments)
    return f"decision_parser.{name}(\n{lines}){returned}"


def _iter_arguments(arguments: ast.arguments) -> Iterator[str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    undefaulted = len(positional) - len(arguments.defaults)
    for place, argument in enumerate(positional):
        yield _with_default(argument, arguments.defaults[place - undefaulted] if place >= undefaulted else None)
    if arguments.kwonlyargs:
        yield "*"
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _with_default(argument, default)


def _with_default(argument: ast.arg, default: ast.expr | None) -> str:
    return ast.unparse(argument) + (f" = {ast.unparse(default)}" if default else "")


def _find_records(functions: Any) -> list[type[Struct]]:  # noqa: ANN401 - any iterable of functions
    """What the functions return, where it is a record that no schema describes."""
    returned = (function.__annotations__.get("return") for function in functions)
    records = (each for each in returned if isinstance(each, type) and issubclass(each, Struct))
    return [record for record in dict.fromkeys(records) if record is not Decision]


def _write_record(record: type[Struct]) -> str:
    rows = ["| field | type |", "|---|---|"]
    for field in record.__struct_fields__:
        kind = inspect.formatannotation(inspect.get_annotations(_find_owner(record, field))[field])
        rows.append(f"| `{field}` | `{_shorten(kind)}` |")
    return f"## {record.__name__}\n\n{inspect.cleandoc(record.__doc__ or '')}\n\n" + "\n".join(rows) + "\n"


def _find_owner(record: type[Struct], field: str) -> type:
    """The class that declares a field."""
    return next(each for each in record.__mro__ if field in inspect.get_annotations(each))


def _shorten(kind: str) -> str:
    """A type without the modules that its parts are in, for a cell of a table."""
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", kind).replace("|", "\\|")


def _iter_errors() -> Iterator[str]:
    """A row for each error, children below their parent."""
    found = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, BaseException)]
    for error in found:
        parent = error.__bases__[0].__name__
        words = inspect.cleandoc(error.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        yield f"| `{error.__name__}` | `{parent}` | {getattr(error, 'exit_code', '')} | {words} |"
