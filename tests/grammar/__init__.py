"""What the finders make of small texts, each for one rule of their grammar: a rule that no example needs can go.

A file has the examples of a module, one after the other, with an empty line between:

    # what a careful reader would say, in one sentence
    [Recommended action]
    The Council should, within one month:
    - pay Mrs X £100.
      2 · pay Mrs X £100 · recipient_text Mrs X · payment · recommended · amount 100 · …

First what it shows; then, where it is not the usual one, the heading in square brackets, and `[draft]` in a draft; the
paragraphs, with `- ` before items; and, further in, what is read: a line for each row, as in `tests/labelled/readings`.
`python -m tests.grammar` fills in what is read where an example has nothing yet but a line `  ?`, to be checked by eye.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from decision_parser.models import RemedyKind, RemedyStatus
from tests.evaluation.cases import CitationCase, RemedyCase, RemedyLabel
from tests.evaluation.readings import iter_readings
from tests.evaluation.sets import TASKS

FOLDER = Path(__file__).parent
FILES = tuple(sorted(FOLDER.glob("*/*.txt")))
DECIDED = dt.date(2024, 3, 22)
_HEADINGS = {"remedies": "Agreed action", "citations": "Findings"}
_DRAFT = "[draft]"


@dataclass(frozen=True)
class Example:
    """A text of a few paragraphs, and what is to be read in it."""

    path: Path
    """Of its file."""
    shows: str
    heads: tuple[str, ...]
    """What stands in square brackets above the text."""
    text: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def id(self) -> str:
        """What it is called where it fails."""
        return f"{self.path.stem}: {self.shows}"

    def read(self) -> tuple[str, ...]:
        """What is read in it now."""
        about = self.path.parent.name
        heading = next((each[1:-1] for each in self.heads if each != _DRAFT), _HEADINGS[about])
        case: RemedyCase | CitationCase
        if about == "citations":
            case = CitationCase(id=self.id, heading=heading, text=self.text, citations=())
        else:
            case = RemedyCase(id=self.id, heading=heading, text=self.text, decided_on=DECIDED, remedies=())
            if _DRAFT in self.heads:
                proposed = RemedyLabel(paragraph=1, kind=RemedyKind.APOLOGY, status=RemedyStatus.PROPOSED)
                case = replace(case, remedies=(proposed,))
        ((_, lines),) = iter_readings(TASKS[about], [case])
        return tuple(lines)


def read_examples(path: Path) -> Iterator[Example]:
    """The examples of a file, in their order."""
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        shows, *rest = block.splitlines()
        assert shows.startswith("# "), f"{path.name}: what does this show? {shows}"
        heads = tuple(line for line in rest if line.startswith("["))
        lines = tuple(line.strip() for line in rest if line.startswith("  "))
        text = tuple(line for line in rest if not line.startswith(("[", "  ")))
        yield Example(path, shows[2:], heads, text, lines)


def write_examples(examples: Iterable[Example]) -> str:
    """The text of a file of these; what is read is filled in where a question mark stands."""
    return "\n".join(
        "".join(
            f"{line}\n"
            for line in (
                f"# {each.shows}",
                *each.heads,
                *each.text,
                *(f"  {line}" for line in (each.read() if each.lines == ("?",) else each.lines)),
            )
        )
        for each in examples
    )
