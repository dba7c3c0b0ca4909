"""Pages and PDFs of the corpus that no round before has seen."""

from collections.abc import Callable, Iterator
from itertools import count

from benchmarks.cases import Case
from benchmarks.templates import Template, write_templates
from tests.rendering import pdf

_FIRST = 1_000_000
"""Numbers from here on are in no archive."""
_TEMPLATES = write_templates()
_NUMBERS = count(_FIRST)


def write_pages(number: int, wanted: Callable[[Template], bool] = lambda _: True) -> list[bytes]:
    """So many fresh pages, of templates that are wanted."""
    return [template.write_page(case) for case, template in _draw(number, wanted)]


def write_pdfs(number: int, wanted: Callable[[Template], bool] = lambda _: True) -> list[bytes]:
    """So many fresh decisions as PDFs."""
    return [pdf.render(template.write_manuscript(case)) for case, template in _draw(number, wanted)]


def _draw(number: int, wanted: Callable[[Template], bool]) -> Iterator[tuple[Case, Template]]:
    chosen = [template for template in _TEMPLATES if wanted(template)]
    for _ in range(number):
        # All from the first date on, as many as there would be numbers.
        case = Case(next(_NUMBERS), 1, 2 * _FIRST)
        yield case, chosen[int(case.place * len(chosen))]
