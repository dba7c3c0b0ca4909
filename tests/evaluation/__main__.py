"""Score whole documents, and the finders on labelled sentences: tables on a terminal, Markdown in a pipe, or JSON.

Exit codes: 0 every figure holds its floor, 1 one does not, a finder fails or a file cannot be read.
"""

import argparse
import json
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

from benchmarks.tables import Table
from tests.evaluation.accuracy import SUITES, Accuracy, Suite
from tests.evaluation.cases import LABELLED, LabelError
from tests.evaluation.figures import to_json, to_tables
from tests.evaluation.floors import FLOORS, admit, iter_breaches, raise_floors, read_floors, write_floors
from tests.evaluation.misses import Miss, iter_misses
from tests.evaluation.page import to_cells, write_page
from tests.evaluation.scoring import Evaluation, evaluate
from tests.evaluation.sets import TASKS, AnyTask, FinderError, LabelledSet, read_sets


class Result(NamedTuple):
    """A set, its figures, and the cases that are not all right where these may be shown."""

    labelled: LabelledSet
    evaluation: Evaluation
    misses: list[Miss]


def main(
    arguments: Sequence[str] | None = None,
    *,
    tasks: Mapping[str, AnyTask] = TASKS,
    folder: Path = LABELLED,
    floors_path: Path = FLOORS,
    suites: Mapping[str, Suite] = SUITES,
) -> int:
    """Score, print, and give the exit code."""
    options = _parse(arguments)
    failures: list[str] = []
    results: list[Result] = []
    accuracies = {name: Accuracy(list(suites[name]())) for name in suites if name in (options.what or suites)}
    for name in tasks if not options.what else [name for name in tasks if name in options.what]:
        try:
            results += iter_results(tasks[name], folder)
        except (FinderError, LabelError) as error:
            failures.append(str(error))
    figures = {result.labelled.name: result.evaluation.figures for result in results}
    whole = {name: accuracy.figures for name, accuracy in accuracies.items() if accuracy.judged}
    figures |= whole
    floors = read_floors(floors_path)
    if options.write_floors:
        floors = raise_floors(admit(floors, whole), figures)
        write_floors(floors_path, floors)
    failures += [str(breach) for breach in iter_breaches(floors, figures)]
    _print_json(results, accuracies, misses=options.misses) if options.json else _print(
        results, accuracies, misses=options.misses
    )
    if options.page and not options.what:
        _write_page(options.page, accuracies, results)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def iter_results(task: AnyTask, folder: Path = LABELLED) -> Iterator[Result]:
    """The figures of the sets of a task; misses of those that may be looked at."""
    for labelled in read_sets(folder, task):
        answers = labelled.answer()
        misses = [] if labelled.held_back else list(iter_misses(labelled, answers))
        yield Result(labelled, evaluate(task, answers), misses)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument(
        "what", nargs="*", metavar="TASK", help=f"{', '.join((*SUITES, *TASKS))}; all, if none is named"
    )
    parser.add_argument("--misses", action="store_true", help="show what is wrong, in the sets that are not held back")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--write-floors", action="store_true", help="raise the floors of tests/floors.json")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write all figures to this page, if none is named")
    options = parser.parse_args(arguments)
    known = (*SUITES, *TASKS)
    if unknown := set(options.what) - set(known):
        parser.error(f"no such task: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return options


def _write_page(path: Path, accuracies: Mapping[str, Accuracy], results: Sequence[Result]) -> None:
    before = path.read_text(encoding="utf-8") if path.is_file() else None
    page = write_page(accuracies, [(result.labelled, result.evaluation) for result in results], before)
    path.write_text(page, encoding="utf-8")


def to_table(name: str, accuracy: Accuracy) -> Table:
    """All rows of a set of documents."""
    rows = [(f"{subject}: {row}", *to_cells(tally)) for subject, row, tally in accuracy.iter_rows()]
    title = f"{name.capitalize()}: {len(accuracy.judged)} documents"
    return Table(title, ("what", "expected", "found", "right", "precision", "recall"), rows)


def iter_wrong(name: str, accuracy: Accuracy) -> Iterator[str]:
    """What is not right in a set of documents, a line each."""
    lines = [
        f"  {document.name} · {subject}, {row}: {tally.labelled} expected, {tally.found} found, {tally.right} right"
        for subject, document, row, tally in accuracy.iter_wrong()
    ]
    if lines:
        yield f"## {name}: {len(lines)} rows are not all right\n"
        yield from lines
        yield ""


def _print(results: Sequence[Result], accuracies: Mapping[str, Accuracy], *, misses: bool) -> None:
    console = Console(highlight=False)
    for name, accuracy in accuracies.items():
        to_table(name, accuracy).show(console)
    for name, accuracy in accuracies.items() if misses else ():
        print("\n".join(iter_wrong(name, accuracy)))
    for result in results:
        for table in to_tables(result.labelled, result.evaluation):
            table.show(console)
    for result in results if misses else ():
        if result.misses:
            print(f"## {result.labelled.name}: {len(result.misses)} cases are not all right\n")
        for miss in result.misses:
            print("\n".join(miss.to_lines()) + "\n")


def _print_json(results: Sequence[Result], accuracies: Mapping[str, Accuracy], *, misses: bool) -> None:
    told: dict[str, Any] = {name: accuracy.to_json() for name, accuracy in accuracies.items()}
    for name, accuracy in accuracies.items() if misses else ():
        told[name]["misses"] = list(iter_wrong(name, accuracy))
    for labelled, evaluation, missed in results:
        told[labelled.name] = to_json(evaluation)
        if misses and not labelled.held_back:
            told[labelled.name]["misses"] = [miss.to_json() for miss in missed]
    print(json.dumps(told, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends it without a word
    sys.exit(main())
