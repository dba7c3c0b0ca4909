"""CSV: comma-separated, RFC 4180, safe to open in a spreadsheet and readable without one.

Text is always in quotes, so that a cell stays one cell also where a spreadsheet splits at semicolons, and null is the
only thing that is empty without quotes. Numbers, dates and true or false are never in quotes and never changed.

Text that begins like a formula gets an apostrophe before it, or a spreadsheet would run it. So does such text with
apostrophes before it already: to have the words back, take one apostrophe away from every text that matches
`GUARDED`.
"""

from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from decision_parser.dataset.columns import Column, ColumnKind, Table
from decision_parser.dataset.exporting.cells import write_texts
from decision_parser.dataset.exporting.extracts import Extract

BOM = b"\xef\xbb\xbf"
"""Excel takes a CSV file without it for text in an old encoding, and every £ and ’ becomes two wrong characters."""
_STARTS = r"'*[=+\-@\t\r\n＝＋－＠]"  # noqa: RUF001 - full-width signs begin a formula too, where such keyboards are
GUARDED = rf"^'{_STARTS}"
_RISKY = rf"\A({_STARTS})"
_TEXTS = frozenset({ColumnKind.STRING, ColumnKind.ENUM, ColumnKind.STRINGS})
_END = "\r\n"


def write_csv_files(folder: Path, extract: Extract, *, plain: bool) -> None:
    """Write each table of `extract` as `<table>.csv`.

    With `plain`, they are for programs alone: no byte order mark, and text as it is.
    """
    for table in extract.tables:
        with (folder / f"{table.name}.csv").open("wb") as file:
            file.write(b"" if plain else BOM)
            write_csv(file, extract, table, plain=plain)


def write_csv(file: BinaryIO, extract: Extract, table: Table, *, plain: bool) -> None:
    """Write the header and rows of a table."""
    file.write((",".join(f'"{column.name}"' for column in table.columns) + _END).encode())
    for batch in extract.iter_batches(table):
        cells = [_write_cells(batch[column.name], column, plain=plain) for column in table.columns]
        lines = pc.binary_join_element_wise(*cells, ",", null_handling="replace", null_replacement="")
        file.write((_END.join(lines.to_pylist()) + _END).encode())


def _write_cells(array: pa.Array, column: Column, *, plain: bool) -> pa.Array:
    texts = write_texts(array, column)
    if column.kind not in _TEXTS:
        return texts
    if not plain:
        texts = pc.replace_substring_regex(texts, _RISKY, r"'\1")
    return pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
