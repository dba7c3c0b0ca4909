"""What an attack is: bytes under a name, in the size that a test has time for and in the size that does harm."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from tests.rendering import html, pdf, plain
from tests.rendering.samples import sample

if TYPE_CHECKING:
    from collections.abc import Callable

Outcome = Literal["row", "refused", "either"]
"""A decision comes out; a sentence says why none does; or it hangs on the size which of the two."""


class Attack(NamedTuple):
    """A hostile file. `make` gives its bytes: of a number of things, `small` for a test and `large` for the table."""

    name: str
    suffix: str
    make: Callable[[int], bytes]
    outcome: Outcome
    small: int = 1
    large: int = 1


@cache
def write_page() -> bytes:
    """A decision as a page, whole and right."""
    return html.encode(html.render(sample(11, 12), chrome="none"))


@cache
def write_pdf() -> bytes:
    """A decision as a PDF, whole and right."""
    return pdf.render(sample(12, 12))


@cache
def write_text() -> bytes:
    """A decision as plain text, whole and right."""
    return plain.render(sample(13, 12)).encode()


def spoil_page(markup: bytes, before: bytes = b"") -> bytes:
    """A right page with this inside its decision, before its last heading; and this before all of it."""
    head, tag, rest = write_page().rpartition(b"<h2")
    return before + head + markup + tag + rest
