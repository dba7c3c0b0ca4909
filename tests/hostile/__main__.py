"""`python -m tests.hostile [PART OF A NAME]`: all hostile inputs, as a table in Markdown; 1 if one fails."""

from __future__ import annotations

import os
import sys
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tests.hostile.attack import write_page, write_pdf, write_text
from tests.hostile.characters import CHARACTERS
from tests.hostile.pages import PAGES
from tests.hostile.pdfs import PDFS
from tests.hostile.places import PLACES
from tests.hostile.running import Verdict, judge_build, judge_cut, judge_parse, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = "| input | bytes | `parse` | s | MB | `build` | s | MB | message |\n|---|--:|---|--:|--:|---|--:|--:|---|"
_LONGEST = 160


def main(wanted: str) -> int:
    """Print the table; how many inputs are not as they must be, as an exit code."""
    print(_HEAD)  # noqa: T201 - a table on stdout
    wrong = 0
    with tempfile.TemporaryDirectory() as top:
        numbers = count()
        for title, size, verdicts in _iter_all(Path(top), numbers, wanted):
            print(_write_row(title, size, verdicts), flush=True)  # noqa: T201 - the same
            for verdict in verdicts:
                for what in verdict.wrong:
                    wrong += 1
                    said = f"{verdict.command}: {what}: {verdict.ended.err[-600:]!r}"
                    print(f"WRONG {title}: {said}", file=sys.stderr)  # noqa: T201 - the same
    return min(wrong, 1)


def _iter_all(top: Path, numbers: Iterator[int], wanted: str) -> Iterator[tuple[str, int, list[Verdict]]]:
    for attack in (*CHARACTERS, *PDFS, *PAGES):
        if wanted in attack.name:
            data = attack.make(attack.large)
            folder = top / str(next(numbers))
            name = f"hostile{attack.suffix}"
            make_folder(folder, name, data)
            verdicts = [judge(name, folder, attack.outcome) for judge in (judge_parse, judge_build)]
            yield attack.name, len(data), verdicts
            (folder / name).unlink()
    for place in PLACES:
        if wanted in place.title:
            folder = top / str(next(numbers))
            make_folder(folder, "other.html" if place.title != "links to each other" else "else.html", b"")
            (folder / "other.html").unlink(missing_ok=True)
            place.make(folder / place.name)
            yield (
                place.title,
                0,
                [judge_parse(place.name, folder, place.parsed), judge_build(place.name, folder, place.built)],
            )
    for name, whole in (("page.html", write_page()), ("statement.pdf", write_pdf()), ("decision.txt", write_text())):
        title = f"{name.partition('.')[2]} truncated at every 1 %"
        if wanted in title:
            yield title, len(whole), judge_cut(name, whole, top / str(next(numbers)))


def _write_row(title: str, size: int, verdicts: list[Verdict]) -> str:
    said = next((verdict.message for verdict in verdicts if verdict.message[:10] != "Files read"), "")
    said = said.replace("|", "\\|").replace("<", "&lt;")
    cells = [f"{verdict.outcome} | {verdict.ended.seconds:.1f} | {verdict.ended.megabytes:.0f}" for verdict in verdicts]
    return f"| {title} | {size:,} | {' | '.join(cells)} | {said if len(said) < _LONGEST else said[:_LONGEST] + ' …'} |"


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""
    sys.exit(main(" ".join(sys.argv[1:])))
