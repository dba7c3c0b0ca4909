"""A workbook for those who work in Excel: a sheet a table, a dictionary, and whose words these are."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from decision_parser.dataset.columns import DECISIONS, PARTITION, Column, ColumnKind, Table
from decision_parser.dataset.exporting.about import DICTIONARY_COLUMNS, describe, list_columns_in_words
from decision_parser.dataset.exporting.cells import write_texts
from decision_parser.dataset.exporting.extracts import Extract
from decision_parser.errors import DecisionParserError

if TYPE_CHECKING:
    import pyarrow as pa
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
"""Rows of a sheet, its header included: Excel opens no more."""
MOST_CHARACTERS = 32_767
"""Characters of a cell, as Excel counts them: in UTF-16."""
CUT_COLUMNS = "cut_columns"
USUAL = ("decisions", "remedies", "citations", "problems")
_FIRST_DATE = dt.date(1900, 3, 1)  # before it Excel has other dates than everybody else, or none
_WIDTHS = {
    ColumnKind.INTEGER: 10,
    ColumnKind.HASH: 21,
    ColumnKind.BOOLEAN: 12,
    ColumnKind.DATE: 12,
    ColumnKind.TIME: 20,
    ColumnKind.MONEY: 13,
    ColumnKind.STRINGS: 24,
    ColumnKind.ENUM: 18,
    ColumnKind.STRING: 28,
}
_WIDE, _WIDEST = 48, 90
_LONG = frozenset({"text", "detail", "url", "decision_id", "uri"})
_FORMATS = {ColumnKind.DATE: "yyyy-mm-dd", ColumnKind.TIME: "yyyy-mm-dd hh:mm:ss", ColumnKind.MONEY: "#,##0.00"}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}

Cuts = dict[tuple[str, str], int]


def write_workbook(path: Path, extract: Extract) -> Cuts:
    """Write the workbook; how many texts were cut to what a cell can hold, by table and column.

    Its bytes depend on the rows and the release alone. Excel's own temporary files are kept beside `path`.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    scratch = path.parent / "sheets"
    scratch.mkdir()
    book = Workbook(str(path), {**_OPTIONS, "tmpdir": str(scratch)})
    try:
        cuts = _Book(book, extract).fill()
        book.close()
    except XlsxWriterException as error:
        message = f"The workbook {path.name} cannot be written ({error})"
        raise DecisionParserError(f"{message}; make room on its disk, or name another place.") from error
    finally:
        for sheet in book.worksheets():
            sheet.row_data_fh.close()  # a workbook that was given up closes none of its files
    return cuts


class _Book:
    """A workbook that is being filled."""

    def __init__(self, book: "Workbook", extract: Extract) -> None:
        self.book = book
        self.extract = extract
        self.cuts: Cuts = Counter()
        self.sheets: list[tuple[str, int]] = []
        self._header = book.add_format({"bold": True, "bottom": 1})
        self._formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        self.plain = book.add_format()

    def fill(self) -> Cuts:
        """Write every sheet; what was cut."""
        self.book.use_zip64()
        release = self.extract.release
        created = release.created_at if release else dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
        credit = " ".join(credit.attribution for credit in self.extract.credits)
        self.book.set_properties(
            {"title": "Published ombudsman decisions", "comments": credit, "created": created.replace(tzinfo=None)}
        )
        for table in self.extract.tables:
            self._write_table(table)
        self._write_texts("dictionary", DICTIONARY_COLUMNS, list_columns_in_words(self.extract.tables))
        self._write_texts("about", ("what", "words"), self._describe())
        return dict(self.cuts)

    def _write_table(self, table: Table) -> None:
        """The sheet of a table, and further ones when it has more rows than fit."""
        names = (*(column.name for column in table.columns), CUT_COLUMNS)
        writers = [self._find_writer(column) for column in table.columns]
        sheet, row = self._open_sheet(table, names), 0
        for values in self._iter_rows(table):
            if row + 1 == MOST_ROWS:
                self._close_sheet(sheet, table.name, row, len(names))
                sheet, row = self._open_sheet(table, names), 0
            row += 1
            cut = []
            for place, (value, write) in enumerate(zip(values, writers, strict=True)):
                if value is not None and write(sheet, row, place, value):
                    cut.append(names[place])
            if cut:
                sheet.write_string(row, len(names) - 1, ", ".join(cut))
                for name in cut:
                    self.cuts[table.name, name] += 1
        self._close_sheet(sheet, table.name, row, len(names))

    def _iter_rows(self, table: Table) -> Iterator[tuple[Any, ...]]:
        for batch in self.extract.iter_batches(table):
            columns = [_list_values(batch[column.name], column) for column in table.columns]
            yield from zip(*columns, strict=True)

    def _open_sheet(self, table: Table, names: Sequence[str]) -> "Worksheet":
        number = sum(name == table.name for name, _ in self.sheets) + 1
        sheet = self.book.add_worksheet(table.name if number == 1 else f"{table.name} ({number})")
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _find_width(table, column), self._formats.get(column.kind))
        sheet.set_column(len(names) - 1, len(names) - 1, _WIDTHS[ColumnKind.STRINGS])
        sheet.freeze_panes(1, 1)
        self._write_header(sheet, names)
        return sheet

    def _write_header(self, sheet: "Worksheet", names: Sequence[str]) -> None:
        for place, name in enumerate(names):
            sheet.write_string(0, place, name, self._header)

    def _close_sheet(self, sheet: "Worksheet", name: str, rows: int, columns: int) -> None:
        sheet.autofilter(0, 0, rows, columns - 1)
        self.sheets.append((name, rows))

    def _write_texts(self, name: str, header: Sequence[str], rows: Iterator[tuple[str, ...]]) -> None:
        """A sheet of words to read."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place in range(len(header)):
            sheet.set_column(place, place, _WIDEST * 2 if place == len(header) - 1 else _WIDTHS[ColumnKind.STRING])
        self._write_header(sheet, header)
        number = 0
        for number, values in enumerate(rows, start=1):
            for place, value in enumerate(values):
                write_text(sheet, number, place, value, self.plain)
        sheet.autofilter(0, 0, number, len(header) - 1)

    def _describe(self) -> Iterator[tuple[str, str]]:
        yield from describe(self.extract)
        for name in dict.fromkeys(name for name, _ in self.sheets):
            rows = [count for sheet, count in self.sheets if sheet == name]
            more = f", on {len(rows)} sheets, as one holds {MOST_ROWS:,}" if len(rows) > 1 else ""
            yield f"rows of {name}", f"{sum(rows):,}{more}"
        limit = f"{MOST_CHARACTERS:,} characters, the most that a cell can hold"
        for (name, column), count in sorted(self.cuts.items()):
            yield "cut", f"{name}.{column}: {count:,} texts end after {limit}; {CUT_COLUMNS} says in which rows."
        if not self.cuts:
            yield "cut", f"No text was longer than {limit}."
        yield (
            "numbers",
            "Hashes are text here: Excel keeps 15 digits of a number, and they have up to 19. Times are UTC.",
        )

    def _find_writer(self, column: Column) -> Callable[["Worksheet", int, int, Any], bool]:
        """What writes a value of a column, and says whether it was cut."""
        kind = column.kind
        if kind in {ColumnKind.DATE, ColumnKind.TIME}:
            return _write_date(self._formats[kind], self.plain)
        if kind in {ColumnKind.INTEGER, ColumnKind.MONEY}:
            form = self._formats.get(kind)
            return lambda sheet, row, place, value: bool(sheet.write_number(row, place, value, form))
        if kind is ColumnKind.BOOLEAN:
            return lambda sheet, row, place, value: bool(sheet.write_boolean(row, place, value))
        return lambda sheet, row, place, value: write_text(sheet, row, place, value, self.plain)


def _find_width(table: Table, column: Column) -> int:
    if column.name in _LONG and table.name != DECISIONS.name:
        return _WIDE
    if column.name in {"decision_id", "url", "summary", "title"}:
        return _WIDE
    return _WIDTHS[column.kind] if column.name != PARTITION else _WIDTHS[ColumnKind.DATE]


def _list_values(array: "pa.Array", column: Column) -> list[Any]:
    """Values as a sheet takes them: numbers, dates, times without their zone, and text."""
    if column.kind is ColumnKind.TIME:
        return [value and value.replace(tzinfo=None) for value in array.to_pylist()]
    if column.kind in {ColumnKind.HASH, ColumnKind.STRINGS}:
        array = write_texts(array, column)
    values: list[Any] = array.to_pylist()
    return values


def _write_date(form: "Format", plain: "Format") -> Callable[["Worksheet", int, int, Any], bool]:
    def write(sheet: "Worksheet", row: int, place: int, value: dt.date) -> bool:
        day = value.date() if isinstance(value, dt.datetime) else value
        if day < _FIRST_DATE:
            return write_text(sheet, row, place, value.isoformat(), plain)
        sheet.write_datetime(row, place, value, form)
        return False

    return write


def write_text(sheet: "Worksheet", row: int, place: int, text: str, plain: "Format") -> bool:
    """Write text as nothing but text, as much of it as a cell can hold; whether it was cut."""
    kept = cut_text(text)
    if kept.startswith("<r>") and kept.endswith("</r>"):
        # XlsxWriter takes such a text for markup of its own, and would write it as it is.
        sheet.write_rich_string(row, place, plain, kept[0], plain, kept[1:])
    else:
        sheet.write_string(row, place, kept)
    return len(kept) < len(text)


def cut_text(text: str) -> str:
    """As much of `text` as a cell can hold."""
    if len(text) <= MOST_CHARACTERS // 2:
        return text
    encoded = text.encode("utf-16-le")
    if len(encoded) <= 2 * MOST_CHARACTERS:
        return text
    return encoded[: 2 * MOST_CHARACTERS].decode("utf-16-le", "ignore")
