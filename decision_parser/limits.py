"""How much one file may be and cost: the only place where that is set, and where the environment changes it.

A decision is far below each of them. What is above is none, or means harm, and gets a sentence in place of a row.
"""

import os
from functools import cache

from msgspec import Struct

from decision_parser.errors import UsageError

_MEGABYTE = 1 << 20


class FileLimits(Struct, frozen=True, kw_only=True):
    """The most that one file may be and take.

    `file_bytes` bounds any file, `page_bytes` a page or text. Parsing may use `seconds` of the processor, and
    `memory_bytes` more than the process had. A PDF may have so many `pages`.
    """

    file_bytes: int = 64 * _MEGABYTE
    page_bytes: int = 16 * _MEGABYTE
    seconds: int = 6
    memory_bytes: int = 1024 * _MEGABYTE
    pages: int = 3000


VARIABLES = {
    "DECISION_PARSER_MOST_MEGABYTES": ("file_bytes", _MEGABYTE),
    "DECISION_PARSER_MOST_PAGE_MEGABYTES": ("page_bytes", _MEGABYTE),
    "DECISION_PARSER_MOST_SECONDS": ("seconds", 1),
    "DECISION_PARSER_MOST_MEMORY": ("memory_bytes", _MEGABYTE),
    "DECISION_PARSER_MOST_PAGES": ("pages", 1),
}
"""The variables of the environment that change a limit: which, and in what unit."""

# No setting: whatever the machine, no page of a publisher comes near.
ATTRIBUTES = 5000
"""The attributes of one element; libxml2 compares each with all before it."""
LINES = 100_000
"""The lines of a plain text."""
CHARACTERS = 100_000
"""The characters on one page of a PDF."""
MARKS = 200
"""The accents on one letter; what puts them in order compares each with all before it."""


@cache
def find_limits() -> FileLimits:
    """The limits that the environment asks for, else the usual ones.

    Raises UsageError for what is no number above 0.
    """
    stated = {name: _read(variable, unit) for variable, (name, unit) in VARIABLES.items() if _is_set(variable)}
    return FileLimits(**stated)


def _is_set(variable: str) -> bool:
    return bool(os.environ.get(variable, "").strip())


def _read(variable: str, unit: int) -> int:
    stated = os.environ[variable].strip()
    if not stated.isascii() or not stated.isdigit() or not int(stated[:12]):
        raise UsageError(
            f"{variable} is {stated[:40]!r}, and must be a whole number above 0; set it right or unset it."
        )
    return int(stated[:12]) * unit
