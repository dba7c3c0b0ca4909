"""The command that draws decisions for people to read and mark, and counts their marks."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from decision_parser.cli.commands import examples, is_quiet, print_json, quiet_option
from decision_parser.cli.messages import one_line, say
from decision_parser.cli.places import Place
from decision_parser.cli.values import Whole

if TYPE_CHECKING:
    from decision_parser.pipeline.sampling import Drawn
    from decision_parser.quality.marks import Ratio, Scores

_COLUMNS = ("right", "wrong", "extra", "missing", "    precision", "       recall")
_TITLES = {"field": "Fields", "section": "Sections", "remedy": "Remedies", "citation": "Citations"}


@click.command(
    epilog=examples(
        "sample --n 50 --dataset dataset --out review.html",
        "sample --n 20 --seed 7 --from outcome=upheld --from 'decided_on>=2024-01-01' --out review.html",
        "sample --score marks.json --errors",
        "sample --score marks-ab.json marks-cd.json --json",
    )
)
@click.argument("files", metavar="[MARKS]...", nargs=-1, type=click.Path())
@click.option("--n", "count", metavar="N", type=Whole(min=1), default=50, help="How many decisions to draw.")
@click.option("--out", metavar="FILE", type=click.Path(), help="Page to write, such as review.html.")
@click.option("--dataset", metavar="DIR", default="dataset", type=Place(file_okay=False), help="Folder of the dataset.")
@click.option("--seed", metavar="S", type=int, default=0, help="Another number draws other decisions.")
@click.option(
    "--from",
    "conditions",
    metavar="WHERE",
    multiple=True,
    help="Draw only where a column of decisions is so: outcome=upheld, 'decided_on>=2024-01-01'. All must hold.",
)
@click.option("--score", is_flag=True, help="Count the marks in MARKS, the files that the page saved.")
@click.option("--errors", is_flag=True, help="With --score: list what is wrong, extra or missing, with the notes.")
@click.option("--json", "as_json", is_flag=True, help="Print what was drawn or counted as JSON.")
@quiet_option
def sample(  # noqa: PLR0913 - named, and each an option of the command
    *,
    files: Sequence[str],
    count: int,
    out: str | None,
    dataset: str,
    seed: int,
    conditions: Sequence[str],
    score: bool,
    errors: bool,
    as_json: bool,
) -> None:
    """Draw decisions to read and mark, and count the marks.

    Writes one page that needs no network: decisions drawn by chance from every year and outcome, each with what was
    understood of it marked in its text. Whoever reads it says of each field, section, remedy and citation whether it is
    right, wrong or missing, and saves the marks as a file. Texts that were withdrawn are not drawn, and each text is
    drawn once.

    With --score, prints precision and recall of every field and kind with their intervals (95 %, Wilson), apart for
    each release and version of the parser. Wrong counts as found in vain and as missed, extra (marked "not there") as
    found in vain. Recall of sections, remedies and citations is that of the decisions whose reader said that nothing
    else is missing.
    """
    if score:
        _score(files, errors=errors, as_json=as_json)
        return
    if files:
        raise click.UsageError("MARKS are files to count: add --score.")
    if not out:
        raise click.UsageError("Give --out the page to write, such as review.html.")
    from decision_parser.pipeline.sampling import write_sample

    drawn = write_sample(dataset, out, count=count, seed=seed, conditions=conditions)
    if as_json:
        print_json(drawn)
    if not is_quiet():
        say(_describe(drawn, out))


def _describe(drawn: "Drawn", out: str) -> str:
    of = f"{drawn.decisions:,} of {drawn.population:,} decisions with {drawn.items:,} things to mark are in {out}"
    return f"{of} ({drawn.bytes / 1e6:.1f} MB); open it in a browser."


def _score(files: Sequence[str], *, errors: bool, as_json: bool) -> None:
    if not files:
        raise click.UsageError("--score counts the files that the page saved: name them.")
    from decision_parser.pipeline.sampling import score_files

    scores = score_files(files)
    if as_json:
        print_json(scores)
        return
    from rich.text import Text

    from decision_parser.cli.screen import print_lines

    lines: list[tuple[str, str]] = []
    for each in scores:
        lines += [*([("", "")] if lines else []), *_lines(each), *(_error_lines(each) if errors else ())]
    print_lines([Text(words, style) for words, style in lines])


def _lines(scores: "Scores") -> Iterator[tuple[str, str]]:
    """What there is to say of one release and version: lines with their styles."""
    for line in _head(scores):
        yield line, ""
    names = [f" {figure.name}" for figure in scores.figures]
    width = max(map(len, [*names, ""]))
    subject = None
    yield f"{'':{width}}  {'  '.join(_COLUMNS)}", "bold"
    for name, figure in zip(names, scores.figures, strict=True):
        if figure.what != subject:
            subject = figure.what
            yield _TITLES[figure.what], "bold"
        counts = (figure.right, figure.wrong, figure.extra, figure.missing)
        cells = (*(f"{count:,}" for count in counts), _say(figure.precision), _say(figure.recall))
        row = [cell.rjust(len(column)) for cell, column in zip(cells, _COLUMNS, strict=True)]
        yield f"{name:{width}}  {'  '.join(row)}", ""


def _error_lines(scores: "Scores") -> Iterator[tuple[str, str]]:
    """What readers found wrong, a decision at a time."""
    decision = None
    for error in scores.errors:
        if error.decision_id != decision:
            decision = error.decision_id
            yield one_line(decision), "bold"
        notes = "".join(f" [{note}]" for note in error.notes)
        yield one_line(f" {error.mark}: {error.what} {error.name}: {error.words}{notes}"), ""


def _head(scores: "Scores") -> Iterator[str]:
    seeds = ", ".join(map(str, scores.seeds))
    readers = f", read by {', '.join(scores.readers)}" if scores.readers else ""
    yield one_line(f"Release {scores.release}, parser {scores.parser_version}, seed {seeds}{readers}")
    whole = f"{scores.decisions:,} decisions, {scores.read:,} of them read whole"
    yield f"{whole}; {scores.marked:,} things marked, {scores.open:,} not"
    if scores.disagreed:
        yield f"Readers differ on {scores.disagreed:,} things, which are in no figure."


def _say(ratio: "Ratio") -> str:
    """A share in per cent, and its interval."""
    if ratio.value is None:
        return "–"
    return f"{ratio.value:.0%} ({ratio.low * 100:.0f}–{ratio.high * 100:.0f})"
