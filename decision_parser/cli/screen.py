"""Text with styles on the two streams, where they are terminals; plain text where they are not."""

import io
import sys
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from decision_parser.cli.messages import write


def open_screen(*, stderr: bool = False) -> Console:
    """A console that prints words as they are: no markup, no emoji codes, nothing coloured by guess."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def print_lines(lines: Iterable[Text]) -> None:
    """Print lines on stdout as they are; what the encoding of a terminal lacks becomes a question mark."""
    styled = io.StringIO()
    screen = Console(file=styled, force_terminal=open_screen().is_terminal, highlight=False, markup=False, emoji=False)
    screen.print(Text("\n").join(lines), soft_wrap=True)
    write(styled.getvalue().encode(sys.stdout.encoding, "replace"))
