"""`export`: what is asked for, where it goes, and which format writes it."""

import datetime as dt
import importlib.util
import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from decision_parser.dataset.columns import DECISIONS
from decision_parser.dataset.exporting import lines
from decision_parser.dataset.exporting.browsing import find_place, write_browsing
from decision_parser.dataset.exporting.database import write_database
from decision_parser.dataset.exporting.delimited import BOM, write_csv, write_csv_files
from decision_parser.dataset.exporting.extracts import Choice, Extract, Progress, parse_year
from decision_parser.dataset.exporting.packages import PACKAGE_FILE, check_package, describe_csv_package
from decision_parser.dataset.exporting.targets import fill_folder, replace_file
from decision_parser.dataset.exporting.workbook import USUAL, write_workbook
from decision_parser.errors import UsageError
from decision_parser.wording import tell_missing, tell_unknown


class Format(StrEnum):
    """What other programs open."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"
    SQLITE = "sqlite"


class Exported(Struct, frozen=True, kw_only=True):
    """What was written: `files` as paths, `rows` by table, and how many texts of a workbook were cut, by column."""

    release: str
    files: tuple[str, ...]
    rows: dict[str, int]
    cuts: dict[str, int] = {}


def export(  # noqa: PLR0913 - named, and each an option of the command
    path: str | Path,
    format: str | Format = Format.CSV,  # noqa: A002 - what it is called in the command, and everywhere
    to: str | Path | BinaryIO | None = None,
    tables: Sequence[str] = (),
    *,
    once: bool = False,
    years: Sequence[int | str] = (),
    text: bool = True,
    plain: bool = False,
    nested: bool = False,
    as_of: str | dt.date | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Write tables of a dataset as CSV, JSON lines, an Excel workbook or a SQLite file; what was written.

    `path` is the folder of a dataset or of one of its releases, `as_of` an earlier moment of it. `to` is a file, or a
    folder for several tables as CSV or JSON lines; without it, a name in the working directory; a binary file that is
    open for writing takes one table as CSV or JSON lines. What is there already is replaced when the new is whole;
    other files in a folder stay.

    `tables` are all without it, of a workbook those without every paragraph. With `once`, each text counts once;
    `years` (`undated` for decisions without a date) and `text=False` (no text of sections but the summary) leave rows
    and columns out. `plain` writes CSV for programs alone, `nested` decisions in JSON lines with all their parts.

    Raises UsageError for what does not exist or cannot be written so, and DecisionParserError when a file cannot be
    read or written.
    """
    choice = Choice(
        tables=tuple(tables), once=once, years=tuple(parse_year(str(year)) for year in years), text=text, as_of=as_of
    )
    job = _Job(_find_format(format), plain=plain, nested=nested)
    extract = Extract(path, job.check(choice), USUAL if job.format is Format.XLSX else (), progress)
    if to is None or isinstance(to, (str, Path)):
        files, cuts = job.write(extract, None if to is None else Path(to), as_folder=str(to or "").endswith("/"))
    else:
        job.stream(extract, to)
        files, cuts = [], {}
    return Exported(
        release=extract.name,
        files=tuple(map(str, files)),
        rows={table.name: extract.counts[table.name] for table in extract.tables},
        cuts={f"{table}.{column}": count for (table, column), count in sorted(cuts.items())},
    )


def _find_format(name: str) -> Format:
    try:
        return Format(name)
    except ValueError:
        raise UsageError(tell_unknown("format", name, map(str, Format))) from None


class _Job(Struct, frozen=True):
    """A format and its options."""

    format: Format
    plain: bool
    nested: bool

    def check(self, choice: Choice) -> Choice:
        """What to take out of the release for it.

        Raises UsageError where the options do not go together, or a library is missing.
        """
        if self.plain and self.format is not Format.CSV:
            raise UsageError("Only CSV has a plain form; leave plain away, or use the format csv.")
        if self.nested and (self.format is not Format.JSONL or set(choice.tables) - {DECISIONS.name}):
            raise UsageError("Only decisions as JSON lines can be nested; use the format jsonl and no other table.")
        if self.format is Format.XLSX and importlib.util.find_spec("xlsxwriter") is None:
            raise UsageError(tell_missing("A workbook", "XlsxWriter", "export"))
        if not self.nested:
            return choice
        return Choice(
            tables=lines.NESTED_TABLES, once=choice.once, years=choice.years, text=choice.text, as_of=choice.as_of
        )

    def stream(self, extract: Extract, file: BinaryIO) -> None:
        """Write the one table to an open file, without a byte order mark."""
        if self.format not in {Format.CSV, Format.JSONL}:
            raise UsageError(f"{self.format.upper()} cannot go to standard output; name a file.")
        if self.nested:
            lines.write_nested(file, extract)
            return
        if len(extract.tables) > 1:
            raise UsageError("Only one table can go to standard output; say which, or name a folder for all.")
        (table,) = extract.tables
        if self.format is Format.CSV:
            write_csv(file, extract, table, plain=self.plain)
        else:
            lines.write_jsonl(file, extract, table)

    def write(
        self, extract: Extract, to: Path | None, *, as_folder: bool
    ) -> tuple[list[Path], dict[tuple[str, str], int]]:
        """Write to a file or folder; the files, and what was cut."""
        if self.format is Format.XLSX:
            target = to or Path("decisions.xlsx")
            with replace_file(target) as draft:
                cuts = write_workbook(draft, extract)
            return [target], cuts
        if self.format is Format.SQLITE:
            return self._write_database(extract, to or Path("decisions.db")), {}
        name = f"{DECISIONS.name if self.nested else extract.tables[0].name}.{self.format}"
        single = self.nested or len(extract.tables) == 1
        if single and not as_folder and not (to and to.is_dir()):
            return self._write_single(extract, to or Path(name)), {}
        return self._write_folder(extract, to or Path(f"decisions-{self.format}")), {}

    def _write_database(self, extract: Extract, target: Path) -> list[Path]:
        metadata = find_place(target)
        with replace_file(target) as draft:
            write_database(draft, extract)
            draft.with_name(metadata.name).write_text(write_browsing(extract, target.stem), encoding="utf-8")
        return [target, metadata]

    def _write_single(self, extract: Extract, target: Path) -> list[Path]:
        with replace_file(target) as draft, draft.open("wb") as file:
            if self.format is Format.CSV and not self.plain:
                file.write(BOM)
            self.stream(extract, file)
        return [target]

    def _write_folder(self, extract: Extract, folder: Path) -> list[Path]:
        if folder.suffix in {".csv", ".jsonl"} and not folder.is_dir():
            raise UsageError(f"{folder} would be one file; name a folder for several tables, or say which table.")
        names = [f"{table.name}.{self.format}" for table in extract.tables]
        if self.format is Format.CSV:
            check_package(folder)
            names.append(PACKAGE_FILE)
        with fill_folder(folder) as draft:
            if self.format is Format.CSV:
                write_csv_files(draft, extract, plain=self.plain)
                package = describe_csv_package(extract, plain=self.plain)
                (draft / PACKAGE_FILE).write_text(
                    json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
                )
            elif self.nested:
                names = [f"{DECISIONS.name}.{self.format}"]
                with (draft / names[0]).open("wb") as file:
                    lines.write_nested(file, extract)
            else:
                lines.write_jsonl_files(draft, extract)
        return [folder / name for name in names]
