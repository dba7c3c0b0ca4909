"""A first look at a dataset: some of its decisions, how they ended, and what to try next.

python notebooks/demo.py demo/dataset
"""

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

import decision_parser
from decision_parser.errors import DecisionParserError

_SHOWN = 10
_PAPER = 100  # columns where there is no terminal to ask
_COLUMNS = {
    "case_reference": "reference",
    "body_name": "body",
    "outcome": "outcome",
    "decided_on": "decided on",
    "paragraph_count": "paras",
}


def main(dataset: str) -> None:
    """Print all of it."""
    decisions = decision_parser.read(dataset)
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _PAPER
    newest = decisions.sort_values(["decided_on", "decision_id"], ascending=[False, True]).head(_SHOWN)
    console.print(_table(newest[list(_COLUMNS)].rename(columns=_COLUMNS)))
    console.print(f"The newest {len(newest)} of {len(decisions)} decisions.\n")
    outcomes = decisions["outcome"].value_counts(dropna=False)
    console.print(_table(outcomes[outcomes > 0].rename_axis("outcome").reset_index(name="decisions")))
    remedies = decision_parser.read(dataset, "remedies", once=True)
    kinds = remedies.groupby("kind", observed=True)["amount"].agg(["size", "count"]).reset_index()
    console.print(_table(kinds.rename(columns={"size": "remedies", "count": "with a sum"})))
    console.print("Remedies by kind, each text counted once.")
    for line in _iter_next(dataset, newest["case_reference"].iloc[0]):
        console.print(line, soft_wrap=True)


def _table(frame: pd.DataFrame) -> Table:
    """A data frame on a terminal: numbers to the right; where there is little room, names of bodies are cut short."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for name, values in frame.items():
        number = pd.api.types.is_numeric_dtype(values)
        table.add_column(str(name), justify="right" if number else "left", no_wrap=name != "body")
    for row in frame.itertuples(index=False):
        table.add_row(*(Text(_show(value), no_wrap=True, overflow="ellipsis") for value in row))
    return table


def _show(value: object) -> str:
    """A value as a reader expects it: days without a time, and words where there is none."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return "not stated"
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def _iter_next(dataset: str, reference: str) -> Iterator[str]:
    """What to try next."""
    command = os.path.relpath(Path(sys.executable).with_name("decision-parser"))
    folder = shlex.quote(dataset)
    yield "\nTry next:"
    yield f"  {command} show {reference} --out {folder}"
    yield f"  {command} search 'time and trouble' --section remedy --out {folder}"
    yield f"  {command} parse --format text YOUR_PAGE.html"
    yield f"  {command} build YOUR_FOLDER --out YOUR_DATASET"
    yield f"  {command} schema --format markdown"
    yield "and in Python:"
    yield f'  import pandas; pandas.read_parquet("{dataset}/current/decisions")'
    yield f'  import decision_parser; decision_parser.read("{dataset}", "paragraphs")'
    yield "or the notebooks: open notebooks/1-first-look.ipynb in your editor, with this interpreter as its kernel:"
    yield f"  {os.path.relpath(sys.executable)}"
    yield "`make notebooks` runs all five and puts copies with their pictures into demo/notebooks."


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python notebooks/demo.py DATASET")
    try:
        main(sys.argv[1])
    except DecisionParserError as error:
        sys.exit(str(error))
