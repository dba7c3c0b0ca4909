"""The two streams: data as it is, and what goes wrong as one sentence on one line."""

import contextlib
import os
import sys
import textwrap
import traceback

import click

from decision_parser.errors import DecisionParserError
from decision_parser.wording import find_reason

PROGRAM = "decision-parser"
DEBUG = "DECISION_PARSER_DEBUG"
_LONGEST = 200  # characters of an error that was not meant to be read


def write(data: bytes) -> None:
    """Write data on stdout at once.

    Raises BrokenPipeError when its reader has gone, and DecisionParserError when it cannot be written.
    """
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DecisionParserError(
            f"Standard output cannot be written ({find_reason(error)}); send it elsewhere."
        ) from error


def say(message: str, where: str = "") -> None:
    """Print a message, and what it is about, after all that stdout already has."""
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    sentence = one_line(" ".join(message.split()))
    click.echo(f"{one_line(where)}: {sentence}" if where else sentence, err=True)


def one_line(text: str) -> str:
    """`text` on one line and safe to print: what a terminal cannot show is written as an escape.

    A file name may hold line breaks, control characters and bytes that are no text.
    """
    return text if text.isprintable() else "".join(map(_show, text))


def _show(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - a byte of a file name that is no text, as `os.fsdecode` carries it
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def describe_error(error: Exception) -> str:
    """What went wrong, as a sentence; for a bug of ours also how to see more of it."""
    if isinstance(error, DecisionParserError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        what = f"{error.filename} cannot be used" if isinstance(error.filename, str) else "The system said no"
        return f"{what} ({find_reason(error)}); see what `{PROGRAM} doctor` says."
    if is_debugging():
        traceback.print_exception(error)
    what = textwrap.shorten(f"{type(error).__name__}: {error}", _LONGEST)
    return f"This is a bug in {PROGRAM} ({what}); set {DEBUG}=1 to see where it happens, and please report it."


def exit_code_of(error: Exception) -> int:
    """The exit code for an error."""
    return error.exit_code if isinstance(error, DecisionParserError) else 1


def is_debugging() -> bool:
    """Whether the environment asks for tracebacks."""
    return os.environ.get(DEBUG, "") not in {"", "0"}
