"""`export`: every format has the rows of the release, keeps every value, and is there whole or not at all."""

import csv
import importlib.util
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest

import decision_parser
from decision_parser.cli import main
from decision_parser.dataset import documentation
from decision_parser.dataset.columns import ALL_TABLES, REMEDIES, TABLES, find_table
from decision_parser.dataset.exporting import extracts, workbook
from decision_parser.dataset.exporting.database import describe_table_in_sql
from decision_parser.dataset.exporting.delimited import BOM, GUARDED
from decision_parser.dataset.exporting.exports import export
from decision_parser.dataset.exporting.extracts import Extract
from decision_parser.dataset.exporting.lines import take_parts
from decision_parser.dataset.reading import find_decision, read
from decision_parser.errors import DecisionParserError, UsageError
from tests.exported import FORMULAS, LONG, make_dataset

ODD = "tests/00900"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset with all tables and odd values."""
    return make_dataset(tmp_path_factory.mktemp("exporting") / "dataset")


@pytest.fixture(scope="module")
def folder(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All tables as CSV."""
    to = tmp_path_factory.mktemp("csv") / "csv"
    export(dataset, "csv", to)
    return to


@pytest.fixture(scope="module")
def book(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[openpyxl.Workbook]:
    """The workbook of the usual tables and of paragraphs, as another program opens it."""
    to = tmp_path_factory.mktemp("xlsx") / "decisions.xlsx"
    export(dataset, "xlsx", to, [*workbook.USUAL, "paragraphs"])
    opened = openpyxl.load_workbook(to)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def database(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The SQLite file."""
    to = tmp_path_factory.mktemp("sqlite") / "decisions.db"
    export(dataset, "sqlite", to)
    with closing(sqlite3.connect(to)) as opened:
        opened.row_factory = sqlite3.Row
        yield opened


def count_rows(dataset: Path) -> dict[str, int]:
    """The rows of each table of a dataset."""
    return {name: len(read(dataset, name)) for name in ALL_TABLES}


def list_rows(sheet: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a sheet of openpyxl
    """The rows of a sheet by the names in its header."""
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def unguard(text: str) -> str:
    """Text of a CSV file as it is in the dataset."""
    return text[1:] if re.match(GUARDED, text) else text


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ALL_TABLES)
def test_csv_holds_the_table(dataset: Path, folder: Path, name: str) -> None:
    """Read back by pandas as Table Schema says, a CSV file is the table: text, numbers, dates, times, lists, nulls."""
    expected = read(dataset, name)
    found = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])
    assert list(found) == list(expected)
    for column in find_table(name).columns:
        assert [None if pd.isna(text) else parse(text, column.kind) for text in found[column.name]] == [
            simplify(value, column.kind) for value in expected[column.name]
        ], column.name


def parse(text: str, kind: str) -> object:
    """A cell as its type in Table Schema has it."""
    if kind == "money":
        assert re.fullmatch(r"-?\d+\.\d\d", text)
    readers: dict[str, Callable[[str], object]] = {
        "integer": int,
        "hash": int,
        "boolean": {"true": True, "false": False}.__getitem__,
        "money": Decimal,
        "strings": json.loads,
        "time": lambda time: re.sub("Z$", "+00:00", time),
        "date": str,
    }
    return readers.get(kind, unguard)(text)


def simplify(value: Any, kind: str) -> object:  # noqa: ANN401 - of any column
    """A value of a data frame as `parse` gives it."""
    if kind == "strings":
        return list(value)
    if pd.isna(value):
        return None
    if kind == "time":
        return value.isoformat()
    return value.date().isoformat() if kind == "date" else value


def test_csv_is_as_the_standard_has_it(folder: Path) -> None:
    """A CSV file is UTF-8 with a byte order mark, its lines end in CRLF, and only what is null is empty."""
    data = (folder / "remedies.csv").read_bytes()
    assert data.startswith(BOM + b'"decision_id","position"')
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[-1] == ""
    assert '"tests/00001",1,2,,"pay £1",,,,"payment",,"agreed",1.00,"£1","GBP","once",,,,,2024-05-06,2024' in lines


def test_no_cell_begins_a_formula(folder: Path) -> None:
    """No text of a CSV file begins with what a spreadsheet runs, wherever it stands, and all can be had back."""
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            cells = [cell for row in csv.reader(opened) for cell in row]
        assert not [cell for cell in cells if cell[:1] in {"=", "+", "@", "\t", "\r", "\uff1d"}]
        assert not [cell for cell in cells if cell.startswith("-") and not re.fullmatch(r"-\d+(\.\d+)?", cell)]
    texts = pd.read_csv(folder / "paragraphs.csv").query("decision_id == @ODD")["text"].tolist()
    assert texts[:6] == [f"'{text}" for text in FORMULAS[:6]]
    assert texts[-1] == FORMULAS[-1]
    assert [unguard(text) for text in texts] == list(FORMULAS)


def test_plain_csv_has_text_as_it_is(dataset: Path, tmp_path: Path) -> None:
    """With `plain`, there is no byte order mark and no apostrophe."""
    export(dataset, "csv", tmp_path / "p.csv", ["paragraphs"], plain=True)
    frame = pd.read_csv(tmp_path / "p.csv", dtype=str)
    assert frame[frame["decision_id"] == ODD]["text"].tolist() == list(FORMULAS)
    assert (tmp_path / "p.csv").read_bytes().startswith(b'"decision_id"')


def test_csv_is_a_data_package(folder: Path) -> None:
    """The data package is valid, and so is every cell of its files: types, enums, keys and foreign keys."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in package["resources"]] == list(ALL_TABLES)
    report = validate_package(folder)
    assert report.valid, report.flatten(["taskNumber", "rowNumber", "fieldNumber", "note"])
    assert report.stats["tasks"] == len(ALL_TABLES)
    assert package["licenses"] == [{"name": "other-at", "title": "Free"}]
    assert "apostrophe" in package["description"]


def test_a_wrong_cell_is_noticed(folder: Path, tmp_path: Path) -> None:
    """The data package does not hold for a file with a word in place of a number, or a row of no decision."""
    (tmp_path / "datapackage.json").write_bytes((folder / "datapackage.json").read_bytes())
    (tmp_path / "decisions.csv").write_bytes((folder / "decisions.csv").read_bytes())
    data = (folder / "remedies.csv").read_bytes()
    (tmp_path / "remedies.csv").write_bytes(data.replace(b",1.00,", b",one,").replace(b"tests/00003", b"tests/nobody"))
    report = validate_package(tmp_path, ["decisions", "remedies"])
    assert {error[0] for error in report.flatten(["type"])} == {"type-error", "foreign-key"}


def validate_package(folder: Path, names: Collection[str] = ALL_TABLES) -> Any:  # noqa: ANN401 - a report of frictionless
    """What frictionless says of the data package in a folder and its files, or some of them."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [each for each in package["resources"] if each["name"] in names]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        return Package.from_descriptor(package, basepath=str(folder)).validate()


# ── JSON lines ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_json_lines_hold_the_rows(dataset: Path, tmp_path: Path) -> None:
    """Each row is an object: null is null, dates are in ISO form, money is a number with two decimals."""
    done = export(dataset, "jsonl", tmp_path / "lines")
    for name, count in count_rows(dataset).items():
        rows = [json.loads(line) for line in (tmp_path / "lines" / f"{name}.jsonl").read_bytes().splitlines()]
        assert len(rows) == count == done.rows[name]
    line = (tmp_path / "lines" / "remedies.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert '"amount":3.00,"amount_text":"£3"' in line
    assert '"deadline_on":"2024-05-06"' in line
    assert '"part_of":null' in line


def test_nested_decisions_are_those_that_parse_prints(dataset: Path, tmp_path: Path) -> None:
    """With `nested`, each line is a decision with all its parts, and keeps the schema of what `parse` prints."""
    export(dataset, "jsonl", tmp_path / "n.jsonl", nested=True)
    found = [json.loads(line) for line in (tmp_path / "n.jsonl").read_bytes().splitlines()]
    assert len(found) == len(read(dataset))
    jsonschema.validate(found[2], documentation.describe_decision())
    ours = next(decision for decision in found if decision["decision_id"] == "tests/00003")
    (printed,) = find_decision(dataset, "tests/00003")
    expected = json.loads(decision_parser.to_json(printed))
    assert ours == {name: value for name, value in expected.items() if name not in {"header", "furniture"}}
    assert [len(decision["problems"]) for decision in found if decision["decision_id"] == ODD] == [1]


def test_rows_of_no_decision_are_passed_over() -> None:
    """Parts find their decision over years, undated ones last, whatever rows without a decision stand between."""
    keys = [(2023, "a"), (2023, None), (2024, "a"), (2024, "b"), (None, None), (None, "a")]
    rows = [{"decided_year": year, "decision_id": name, "n": n} for n, (year, name) in enumerate(keys)]
    take = take_parts(iter(rows))
    wanted = [(2023, "a"), (2023, "z"), (2024, "b"), (None, "a")]
    assert [[row["n"] for row in take(year, name)] for year, name in wanted] == [[0], [], [3], [5]]


# ── Excel ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sheets_hold_the_rows(dataset: Path, book: openpyxl.Workbook) -> None:
    """Each table is a sheet with as many rows, a frozen header and a filter over all; then dictionary and about."""
    assert book.sheetnames == [*workbook.USUAL, "paragraphs", "dictionary", "about"]
    counts = count_rows(dataset)
    for name in (*workbook.USUAL, "paragraphs"):
        assert book[name].max_row == counts[name] + 1
        assert book[name].freeze_panes == "B2"
        assert book[name].auto_filter.ref == book[name].dimensions


def test_cells_are_what_they_are(book: openpyxl.Workbook) -> None:
    """Dates and times are real, money is a number, text that looks like a formula or a link is text."""
    (first, *_) = [row for row in list_rows(book["remedies"]) if row["decision_id"] == "tests/00001"]
    assert str(first["deadline_on"]) == "2024-05-06 00:00:00"
    assert (first["amount"], first["part_of"], first["text"]) == (1, None, "pay £1")
    decisions = {row["decision_id"]: row for row in list_rows(book["decisions"])}
    assert decisions["tests/00001"]["fetched_at"].isoformat() == "2026-03-04T05:06:07.890000"
    assert decisions["tests/00001"]["remedy_total"] == 301.5
    assert decisions["tests/00000"]["other_references"] == '["a", "b \\"c\\""]'
    texts = [cell for row in book["paragraphs"].iter_rows() if row[0].value == ODD for cell in row if cell.column == 12]
    assert [cell.value for cell in texts] == list(FORMULAS)
    assert {cell.data_type for cell in texts} <= {"s", "inlineStr"}
    assert not any(cell.hyperlink for row in book["decisions"].iter_rows() for cell in row)


def test_what_is_cut_is_said(dataset: Path, book: openpyxl.Workbook, tmp_path: Path) -> None:
    """A text of more than 32,767 characters is cut there; its row, the sheet `about` and the report say so."""
    (odd,) = [row for row in list_rows(book["decisions"]) if row["decision_id"] == ODD]
    assert odd["full_text"] == LONG[:32767]
    assert odd["cut_columns"] == "full_text"
    assert [row["cut_columns"] for row in list_rows(book["decisions"])].count(None) == len(read(dataset)) - 1
    about = "\n".join(f"{what}: {words}" for what, words in book["about"].iter_rows(values_only=True))
    assert "cut: decisions.full_text: 1 texts end after 32,767 characters" in about
    assert "attribution: Source: Ombudsman of <Tests>. © Tests" in about
    assert export(dataset, "xlsx", tmp_path / "x.xlsx").cuts == {"decisions.full_text": 1}
    assert workbook.cut_text("😀" * 20000) == "😀" * 16383


def test_the_dictionary_has_every_column(book: openpyxl.Workbook) -> None:
    """The sheet `dictionary` says of each column of each sheet what it means."""
    known = {(row["table"], row["column"]) for row in list_rows(book["dictionary"]) if row["meaning"]}
    for name in workbook.USUAL:
        assert {(name, cell.value) for cell in book[name][1]} - known == {(name, "cut_columns")}


def test_rows_that_do_not_fit_go_on(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is more than a sheet holds goes on in a further one, and nothing is lost."""
    monkeypatch.setattr(workbook, "MOST_ROWS", 21)
    export(dataset, "xlsx", tmp_path / "x.xlsx", ["paragraphs"])
    with closing(openpyxl.load_workbook(tmp_path / "x.xlsx")) as opened:
        sheets = [name for name in opened.sheetnames if name.startswith("paragraphs")]
        assert sheets == ["paragraphs", "paragraphs (2)", "paragraphs (3)"]
        rows = [row for name in sheets for row in list_rows(opened[name])]
    expected = read(dataset, "paragraphs")
    assert [row["text"] for row in rows] == expected["text"].tolist()
    assert [opened[name].max_row for name in sheets[:2]] == [21, 21]


def test_a_workbook_is_made_alike(dataset: Path, tmp_path: Path) -> None:
    """The same release gives the same bytes."""
    data = set()
    for name in ("a.xlsx", "b.xlsx"):
        export(dataset, "xlsx", tmp_path / name, ["remedies"])
        data.add((tmp_path / name).read_bytes())
    assert len(data) == 1


# ── SQLite ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sqlite_holds_together(dataset: Path, database: sqlite3.Connection) -> None:
    """Every table has its rows, no row is of no decision, and the file is sound."""
    counts = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ALL_TABLES}  # noqa: S608 - our own names
    assert counts == count_rows(dataset)
    assert [tuple(row) for row in database.execute("PRAGMA integrity_check")] == [("ok",)]
    assert not database.execute("PRAGMA foreign_key_check").fetchall()
    assert [row["table"] for row in database.execute("PRAGMA foreign_key_list(remedies)")] == ["decisions"]


def test_sqlite_keeps_values(database: sqlite3.Connection) -> None:
    """Money is a number, true is 1, dates and times are ISO text, a list is JSON, text is as it was."""
    row = database.execute("SELECT * FROM decisions WHERE decision_id = 'tests/00005'").fetchone()
    assert (row["remedy_total"], row["count_once"], row["decided_on"], row["decided_year"]) == (305.5, 1, None, None)
    assert (row["fetched_at"], row["other_references"]) == ("2026-03-04T05:06:07.890000Z", '["a", "b \\"c\\""]')
    texts = database.execute("SELECT text FROM paragraphs WHERE decision_id = ? ORDER BY position", (ODD,))
    assert [row["text"] for row in texts] == list(FORMULAS)


def test_words_are_found(dataset: Path, database: sqlite3.Connection) -> None:
    """A search finds the paragraphs with a word in any of its forms, with reference, body and date beside them."""
    query = (
        "SELECT p.* FROM paragraphs_fts JOIN passages AS p ON p.paragraph_id = paragraphs_fts.rowid"
        " WHERE paragraphs_fts MATCH ?"
    )
    paragraphs = read(dataset, "paragraphs")
    found = database.execute(query, ("faults",)).fetchall()
    assert len(found) == paragraphs["text"].str.contains("fault").sum() > 0
    (row,) = database.execute(query, ("hyperlink",)).fetchall()
    assert (row["case_reference"], row["body_name"], row["decided_on"]) == ("00900", FORMULAS[0], "2024-02-06")


def test_views_count_as_pandas_does(dataset: Path, database: sqlite3.Connection) -> None:
    """Views count each text once: payments come to the totals of the decisions, bodies to the number of decisions."""
    once = read(dataset, once=True)
    (total,) = database.execute("SELECT sum(amount) FROM payments").fetchone()
    assert Decimal(str(total)) == once["remedy_total"].sum() > 0
    rates = {row["body"]: row for row in database.execute("SELECT * FROM uphold_rates")}
    assert sum(row["decisions"] for row in rates.values()) == len(once) == len(read(dataset)) - 1
    council = once[once["body_name"] == "Council 1"]
    upheld, investigated = (
        (council["outcome"] == "upheld").sum(),
        council["outcome"].isin(["upheld", "not_upheld"]).sum(),
    )
    assert rates["Council 1"]["upheld"] == upheld
    assert rates["Council 1"]["uphold_rate"] == round(upheld / investigated, 3)


def test_a_key_that_may_be_null_is_no_primary_key() -> None:
    """A table whose rows may be of no decision gets a key that allows it."""
    assert 'PRIMARY KEY ("decision_id", "position")' in describe_table_in_sql(REMEDIES, {"decisions"})
    first, *rest = REMEDIES.columns
    columns = (msgspec.structs.replace(first, nullable=True), *rest)
    sql = describe_table_in_sql(msgspec.structs.replace(REMEDIES, columns=columns), {"decisions"})
    assert 'UNIQUE ("decision_id", "position")' in sql
    assert '"decision_id" TEXT,' in sql


# ── what is asked for ────────────────────────────────────────────────────────────────────────────────────────────────


def test_rows_and_columns_can_be_left_out(dataset: Path, tmp_path: Path) -> None:
    """`once` and `years` leave out rows of every table, `text` the text of sections, and runs are then left out too."""
    done = export(dataset, "csv", tmp_path / "c", once=True, years=[2024, "undated"], text=False)
    assert list(done.rows) == list(TABLES)
    for name, count in done.rows.items():
        frame = read(dataset, name, once=True)
        assert count == len(frame[frame["decided_year"].isna() | (frame["decided_year"] == 2024)])
    header = (tmp_path / "c" / "decisions.csv").read_text(encoding="utf-8-sig").partition("\r\n")[0]
    assert '"summary"' in header
    assert not {'"full_text"', '"findings"'}.intersection(header.split(","))


def test_rows_of_no_decision_are_of_no_year(dataset: Path, tmp_path: Path) -> None:
    """A file of problems that are of no decision is exported with all rows, and left out with `once` and `years`."""
    release = shutil.copytree((dataset / "current").resolve(), tmp_path / "release")
    apart = release / "problems" / "decided_year=0"
    shutil.copy(release / "problems" / "decided_year=2024" / "part-0.parquet", apart / "part-checks.parquet")
    asked: list[dict[str, Any]] = [{}, {"once": True}, {"years": ["undated"]}, {"years": [2024]}]
    found = [export(release, "jsonl", io.BytesIO(), ["problems"], **each).rows["problems"] for each in asked]
    assert found == [2, 1, 0, 1]


def test_memory_holds_one_batch(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows come in batches of a few, and progress is told after each."""
    monkeypatch.setattr(extracts, "_ROWS", 10)
    steps: list[tuple[int, int]] = []
    to = io.BytesIO()
    export(dataset, "jsonl", to, ["paragraphs"], progress=lambda *step: steps.append(step))
    total = len(read(dataset, "paragraphs"))
    assert steps[-1] == (total, total)
    assert len(steps) >= total / 10
    assert to.getvalue().count(b"\n") == total


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"format": "pdf"}, "no format 'pdf'; give one of: csv, jsonl, xlsx, sqlite"),
    ({"tables": ["remarks"]}, "no table 'remarks'"),
    ({"tables": ["changes"], "once": True}, "tells of runs"),
    ({"years": [1999]}, "no decisions of the year 1999; give one of: 2023, 2024, undated"),
    ({"years": ["MMXX"]}, "'MMXX' is no year"),
    ({"format": "xlsx", "plain": True}, "Only CSV has a plain form"),
    ({"format": "csv", "nested": True}, "Only decisions as JSON lines can be nested"),
    ({"to": io.BytesIO()}, "Only one table can go to standard output"),
    ({"format": "sqlite", "to": io.BytesIO()}, "SQLITE cannot go to standard output"),
    ({"to": "all.csv"}, "all.csv would be one file"),
    ({"as_of": "2001-01-01"}, "no release from 2001-01-01"),
]


@pytest.mark.parametrize(("asked", "said"), REFUSED, ids=[said[:30] for _, said in REFUSED])
def test_what_cannot_be_done_is_said(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], said: str
) -> None:
    """What does not exist or does not go together is refused in a sentence, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=re.escape(said)):
        export(dataset, **asked)
    assert not list(tmp_path.iterdir())


def test_a_release_is_no_target(dataset: Path) -> None:
    """Nothing is written into a release, which has a data package of its own."""
    before = (dataset / "current" / "datapackage.json").read_bytes()
    with pytest.raises(UsageError, match="in a release of a dataset"):
        export(dataset, "csv", dataset / "current")
    assert (dataset / "current" / "datapackage.json").read_bytes() == before


def test_the_data_of_others_stays(dataset: Path, tmp_path: Path) -> None:
    """Other files in a folder stay, files of the same names are replaced, somebody else's data package is not."""
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "remedies.csv").write_text("old")
    export(dataset, "csv", tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "remedies.csv").read_bytes().startswith(BOM)
    (tmp_path / "datapackage.json").write_text('{"name": "other"}')
    with pytest.raises(UsageError, match="describes other data"):
        export(dataset, "csv", tmp_path)


BROKEN = [
    ("csv", "c", True),
    ("csv", "c", False),
    ("jsonl", "c", True),
    ("xlsx", "x.xlsx", True),
    ("sqlite", "x.db", True),
    ("sqlite", "x.db", False),
]


@pytest.mark.parametrize(("format_", "name", "there"), BROKEN)
def test_what_breaks_off_leaves_nothing_half(  # noqa: PLR0913 - two tables of cases
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str, name: str, *, there: bool
) -> None:
    """An error in the middle leaves what was there as it was, and no file where there was none."""
    read_batches = Extract.iter_batches

    def break_off(self: Extract, table: Any) -> Iterator[pa.RecordBatch]:  # noqa: ANN401 - a table
        if table.name == "citations":
            raise DecisionParserError("Broken.")
        yield from read_batches(self, table)

    target = tmp_path / "to" / name
    target.parent.mkdir()
    if there:
        target.write_text("old") if "." in name else target.mkdir()
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setattr(Extract, "iter_batches", break_off)
    with pytest.raises(DecisionParserError, match="Broken"):
        export(dataset, format_, target)
    assert sorted(tmp_path.rglob("*")) == before
    assert not target.is_file() or target.read_text() == "old"


def test_a_missing_library_is_named(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without XlsxWriter, one sentence says what to install."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'decision-parser\[export\]'"):
        export(dataset, "xlsx", tmp_path / "x.xlsx")


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_writes_and_says_so(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --to, files get a name in the working directory; what was written is said on stderr."""
    monkeypatch.chdir(tmp_path)
    assert main(["export", "--dataset", str(dataset), "--format", "xlsx", "--table", "decisions"]) == 0
    assert main(["export", "--out", str(dataset), "--table", "problems"]) == 0
    assert main(["export", "--out", str(dataset), "--format", "sqlite", "--quiet"]) == 0
    names = ["decisions.db", "decisions.xlsx", "metadata.yaml", "problems.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    out, err = capsys.readouterr()
    assert out == ""
    assert "Written: decisions.xlsx" in err
    assert "1 texts of decisions.full_text were cut" in err


def test_a_metadata_file_of_others_is_left_alone(dataset: Path, tmp_path: Path) -> None:
    """Ours is replaced by ours; beside one that somebody else wrote it gets another name."""
    export(dataset, "sqlite", tmp_path / "a.db", tables=["problems"])
    again = export(dataset, "sqlite", tmp_path / "b.db", tables=["problems"])
    assert Path(again.files[1]).name == "metadata.yaml"
    (tmp_path / "metadata.yaml").write_text("title: mine\n")
    other = export(dataset, "sqlite", tmp_path / "b.db", tables=["problems"])
    assert Path(other.files[1]).name == "b.metadata.yaml"
    assert (tmp_path / "metadata.yaml").read_text() == "title: mine\n"


def test_one_table_goes_to_standard_output(dataset: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """`--to -` prints the rows alone, without a byte order mark; two tables are refused with exit code 2."""
    assert main(["export", "--out", str(dataset), "--table", "problems", "--to", "-", "--quiet"]) == 0
    out, err = capfdbinary.readouterr()
    assert out.startswith(b'"decision_id","position"')
    assert out.count(b"\r\n") == len(read(dataset, "problems")) + 1
    assert err == b""
    assert main(["export", "--out", str(dataset), "--to", "-"]) == 2


@pytest.mark.parametrize("args", [["--table", "remarks"], ["--out", "nowhere"], ["--year", "20"]])
def test_mistakes_are_a_sentence(dataset: Path, args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A table, dataset or year that there is not gives one line and exit code 2."""
    assert main(["export", "--out", str(dataset), "--to", "-", *args]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_help_loads_no_library() -> None:
    """`export --help` and `explore --help` load neither pyarrow nor pandas nor a library of an extra."""
    code = (
        "import sys; from decision_parser.cli import main; main(['export', '--help']); main(['explore', '--help']);"
        "print(sorted({'pyarrow', 'pandas', 'xlsxwriter', 'datasette'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
