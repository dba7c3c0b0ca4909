"""The command line as a page of Markdown: each command with its words, options, defaults and examples."""

import inspect
import re
from collections.abc import Iterator

import click

from decision_parser.cli.messages import PROGRAM

_INTRODUCTION = """\
# Command line

Generated from `decision_parser/cli/` by `{command}`: change it there.
With `--help`, each command prints the same.
"""
_ENVIRONMENT = """\
## Variables of the environment

Beside those that `{program}` itself names:

| variable | stands for |
|---|---|
{rows}
| `SOURCE_DATE_EPOCH` | the time of day, in seconds since 1970, so that a run can be repeated to the byte |
"""
# A default that click does not know is told at the end of an option's help.
_TOLD_DEFAULT = re.compile(r"\s*\[default: (.+)\]$")
_DEFAULTS = {"": "", "True": "on", "False": "off"}
_LONGEST = 200  # characters of what a command says of itself in a list
_KEPT_LINES = "\b"
_SHELL = ("Examples", "Shell completion")


def write_commands(program: click.Group, command: str) -> str:
    """The page; `command` is what writes it again."""
    parts = [_INTRODUCTION.format(command=command)]
    contexts = list(iter_contexts(program))
    parts += map(_write_command, contexts)
    parts.append(_write_environment(contexts))
    return "\n".join(parts)


def iter_contexts(command: click.Command, parent: click.Context | None = None) -> Iterator[click.Context]:
    """A command and all below it, each with the context that knows its whole name."""
    name = PROGRAM if parent is None else command.name
    context = click.Context(command, info_name=name, parent=parent, **command.context_settings)
    yield context
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            if below and not below.hidden:
                yield from iter_contexts(below, context)


def _write_command(context: click.Context) -> str:
    command = context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"## {context.command_path}", _fence(usage), *_iter_paragraphs(command.help or "")]
    if isinstance(command, click.Group):
        parts.append(_write_subcommands(context, command))
    parts += [_write_options(context), *_iter_epilog(command.epilog or "")]
    return "\n\n".join(filter(None, parts)) + "\n"


def _fence(text: str, language: str = "text") -> str:
    return f"```{language}\n{text}\n```"


def _iter_paragraphs(text: str) -> Iterator[str]:
    """Paragraphs as they are; those that keep their lines in a fence of their own."""
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        kept = paragraph.startswith(_KEPT_LINES)
        yield _fence(paragraph.removeprefix(_KEPT_LINES).strip("\n")) if kept else paragraph


def _write_subcommands(context: click.Context, group: click.Group) -> str:
    rows = ["| command | |", "|---|---|"]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command and not command.hidden:
            path = f"{context.command_path} {name}"
            link = f"[`{path.removeprefix(PROGRAM).strip()}`](#{path.replace(' ', '-')})"
            rows.append(f"| {link} | {command.get_short_help_str(_LONGEST)} |")
    return "\n".join(rows)


def _write_options(context: click.Context) -> str:
    """A row for each option; `--help` is told once, at the top."""
    rows = [
        _write_option(option, record[0], context)
        for option in context.command.get_params(context)
        if isinstance(option, click.Option) and (record := option.get_help_record(context))
        if option.name != "help" or context.parent is None
    ]
    return "\n".join(["| option | default | meaning |", "|---|---|---|", *rows]) if rows else ""


def _write_option(option: click.Option, names: str, context: click.Context) -> str:
    extra = option.get_help_extra(context)
    told = _TOLD_DEFAULT.search(option.help or "")
    default = told[1] if told else _DEFAULTS.get(stated := extra.get("default", ""), f"`{stated}`")
    if extra.get("required"):
        default = "required"
    meaning = _TOLD_DEFAULT.sub("", option.help or "")
    bounds = _write_bounds(extra.get("range", ""))
    variables = "".join(f" From `{name}` in the environment." for name in extra.get("envvars", ()))
    cells = (f"`{names}`", default, f"{meaning}{bounds}{variables}")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _write_bounds(stated: str) -> str:
    """The numbers that an option takes, as click states them: `x>=1` or `0<=x<=9`."""
    least, _, most = stated.replace("x>=", "").partition("<=x<=")
    return f" From {least} to {most}." if most else f" At least {least}." if least else ""


def _iter_epilog(epilog: str) -> Iterator[str]:
    """Each part of an epilog under its own words: examples for the shell, the rest as a table of two columns."""
    for part in inspect.cleandoc(epilog).split(_KEPT_LINES):
        title, _, lines = part.strip().partition("\n")
        if not lines:
            continue
        text = inspect.cleandoc(lines)
        yield title
        yield _fence(text, "sh") if title.startswith(_SHELL) else _write_pairs(text)


def _write_pairs(text: str) -> str:
    pairs = (re.split(r" {2,}", line, maxsplit=1) for line in text.splitlines())
    return "\n".join(["| | |", "|---|---|", *(f"| `{first}` | {second} |" for first, second in pairs)])


def _write_environment(contexts: list[click.Context]) -> str:
    found: dict[str, str] = {}
    for context in contexts:
        for option in context.command.params:
            if isinstance(option, click.Option) and isinstance(option.envvar, str):
                found.setdefault(option.envvar, f"`{option.opts[-1]}`: {option.help}")
    rows = "\n".join(f"| `{name}` | {meaning} |" for name, meaning in found.items())
    return _ENVIRONMENT.format(rows=rows, program=PROGRAM)
