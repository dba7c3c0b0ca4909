"""From decisions to Parquet: what `build` does besides parsing, against pyarrow alone and against pandas."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.samples import write_pages
from benchmarks.tables import Table
from benchmarks.timing import Cost, Rounds
from decision_parser import build
from decision_parser.pipeline.parse import parse

_NOTE = """\
Ours is `build` in one process less `parse` of the same pages: files found and read, rows in the fixed order, groups of
one text, all tables, the checks of the release, its dictionary and metadata. pyarrow is given finished tables and only
writes them, a file each; pandas is given the rows and makes frames of them first."""


def measure_rows(count: int, rounds: int) -> Table:
    """A row for each way to write the tables of so many decisions."""
    timed = Rounds()
    for _ in range(rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            _time_round(timed, write_pages(count), Path(folder))
    timed.note_difference("ours", "build", "parse")
    rows = [
        _describe("pyarrow: finished tables, written", timed.compare("pyarrow", "pyarrow"), count),
        _describe("ours: decisions to a release", timed.compare("ours", "pyarrow"), count),
        _describe("pandas: rows to frames, `to_parquet`", timed.compare("pandas", "pyarrow"), count),
    ]
    columns = ("of decisions", "CPU, a thousand", "times pyarrow", "middle half")
    return Table("Rows: to Arrow and Parquet", columns, rows, [_NOTE])


def _time_round(timed: Rounds, pages: Sequence[bytes], folder: Path) -> None:
    given, out = folder / "pages", folder / "dataset"
    given.mkdir()
    for number, page in enumerate(pages):
        (given / f"{number:06}.html").write_bytes(page)
    timed.time("parse", _parse_all, [pages])
    timed.time("build", lambda target: build([given], out=target, jobs=1), [out])
    tables = {path.name: pq.read_table(path) for path in (out / "current").iterdir() if path.is_dir()}
    rows = {name: table.to_pylist() for name, table in tables.items()}
    timed.time("pyarrow", lambda target: _write_tables(tables, target), [folder])
    timed.time("pandas", lambda target: _write_frames(rows, target), [folder])


def _parse_all(pages: Sequence[bytes]) -> None:
    for page in pages:
        parse(page)


def _write_tables(tables: dict[str, pa.Table], folder: Path) -> None:
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


def _write_frames(rows: dict[str, list[dict[str, Any]]], folder: Path) -> None:
    for name, records in rows.items():
        pd.DataFrame.from_records(records).to_parquet(folder / f"{name}-pandas.parquet", compression="zstd")


def _describe(name: str, found: Cost, count: int) -> tuple[str, str, str, str]:
    # The files of a round are one: its milliseconds are those of all decisions.
    return (
        name,
        f"{found.milliseconds / count:.3f} s",
        f"{found.ratio:.2f}",
        found.middle_half if found.high > found.low else "",
    )
