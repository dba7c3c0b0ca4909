"""A SQLite file: every table with keys and indexes, full-text search over paragraphs, and views worth having.

It is written with Python's own sqlite3: the columns are known, so that nothing is left to infer, and rows go from Arrow
into one prepared statement.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from decision_parser.dataset.columns import DECISIONS, Column, ColumnKind, Table
from decision_parser.dataset.exporting.about import DICTIONARY_COLUMNS, describe, list_columns_in_words
from decision_parser.dataset.exporting.cells import write_texts
from decision_parser.dataset.exporting.extracts import Extract
from decision_parser.dataset.exporting.views import INDEXED, ROW_ID, SEARCH_INDEX, SEARCHED, VIEWS
from decision_parser.errors import DecisionParserError

_TYPES = {
    ColumnKind.INTEGER: "INTEGER",
    ColumnKind.HASH: "INTEGER",
    ColumnKind.BOOLEAN: "INTEGER",
    ColumnKind.MONEY: "REAL",  # pounds: SQLite has no decimals, and sums of pounds are what people ask for
}
# Nobody reads the file before it is whole, so that nothing of it need survive a crash.
_FAST = """\
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -65536;
"""
# Words are found in all their forms, "apologise" with "apologised", and with or without accents.
_SEARCH = f"""\
CREATE VIRTUAL TABLE {SEARCH_INDEX} USING fts5(
  text, content='{SEARCHED}', content_rowid='{ROW_ID}', tokenize='porter unicode61 remove_diacritics 2'
);
INSERT INTO {SEARCH_INDEX}({SEARCH_INDEX}) VALUES ('rebuild');
INSERT INTO {SEARCH_INDEX}({SEARCH_INDEX}) VALUES ('optimize');
"""  # noqa: S608 - our own names


def write_database(path: Path, extract: Extract) -> None:
    """Write the SQLite file.

    Raises DecisionParserError where its parts do not fit together, or it cannot be written.
    """
    draft = path.with_name("unpacked.db")
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as database:
            _fill(database, extract)
            _check(database)
            database.execute("VACUUM INTO ?", (str(path),))
    except sqlite3.Error as error:
        message = f"The SQLite file {path.name} cannot be written ({error})"
        raise DecisionParserError(f"{message}; make room on its disk, or name another place.") from error
    finally:
        draft.unlink(missing_ok=True)


def _fill(database: sqlite3.Connection, extract: Extract) -> None:
    names = {table.name for table in extract.tables}
    database.executescript(_FAST)
    database.execute("BEGIN")
    for table in extract.tables:
        database.execute(describe_table_in_sql(table, names))
        database.executemany(_insert(table), _iter_rows(extract, table))
    _write_words(database, "about", ("what", "words"), describe(extract))
    _write_words(database, "dictionary", DICTIONARY_COLUMNS, list_columns_in_words(extract.tables))
    database.execute("COMMIT")
    for table in extract.tables:
        present = {column.name for column in table.columns}
        for columns in INDEXED.get(table.name, ()):
            if present.issuperset(columns.split(", ")):
                database.execute(f"CREATE INDEX {_name_index(table, columns)} ON {table.name} ({columns})")
    if SEARCHED in names:
        database.executescript(_SEARCH)
    for name, view in VIEWS.items():
        if names.issuperset(view.needs):
            database.execute(f"CREATE VIEW {name} AS {view.select}")
    database.execute("ANALYZE")


def _name_index(table: Table, columns: str) -> str:
    return f"{table.name}_by_{columns.replace(', ', '_')}"


def describe_table_in_sql(table: Table, names: set[str]) -> str:
    """The statement that makes a table in a database with tables of these names."""
    lines = [f"{ROW_ID} INTEGER PRIMARY KEY"] if table.name == SEARCHED else []
    lines += [_define(column) for column in table.columns]
    key = ", ".join(_quote(name) for name in table.key)
    # A key with a null in it tells no row apart, and the searched table is numbered for its index.
    whole = table.name != SEARCHED and not any(column.nullable for column in table.columns if column.name in table.key)
    lines.append(f"{'PRIMARY KEY' if whole else 'UNIQUE'} ({key})")
    if not table.whole and table.name != DECISIONS.name and DECISIONS.name in names:
        lines.append(f"FOREIGN KEY (decision_id) REFERENCES {DECISIONS.name} (decision_id)")
    return f"CREATE TABLE {table.name} (\n  " + ",\n  ".join(lines) + "\n)"


def _define(column: Column) -> str:
    return f"{_quote(column.name)} {_TYPES.get(column.kind, 'TEXT')}{'' if column.nullable else ' NOT NULL'}"


def _insert(table: Table) -> str:
    names = ", ".join(_quote(column.name) for column in table.columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(table.columns))})"  # noqa: S608 - our own names


def _quote(name: str) -> str:
    return f'"{name}"'  # some are words of SQL: "where"


def _iter_rows(extract: Extract, table: Table) -> Iterator[tuple[Any, ...]]:
    for batch in extract.iter_batches(table):
        columns = [_list_values(batch[column.name], column) for column in table.columns]
        yield from zip(*columns, strict=True)


def _list_values(array: pa.Array, column: Column) -> list[Any]:
    """Values as SQLite keeps them: numbers as numbers, true as 1, everything else as text."""
    if column.kind is ColumnKind.MONEY:
        array = array.cast(pa.float64())
    elif column.kind not in {ColumnKind.INTEGER, ColumnKind.HASH, ColumnKind.BOOLEAN}:
        array = write_texts(array, column)
    values: list[Any] = array.to_pylist()
    return values


def _write_words(
    database: sqlite3.Connection, name: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> None:
    """A table of words to read."""
    quoted = ", ".join(_quote(column) for column in columns)
    database.execute(f"CREATE TABLE {name} ({quoted})")
    database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608 - our own names


def _check(database: sqlite3.Connection) -> None:
    if orphans := database.execute("PRAGMA foreign_key_check").fetchmany(1):
        raise DecisionParserError(f"Rows of {orphans[0][0]} belong to no decision; build the dataset again.")
    (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise DecisionParserError(f"The SQLite file that was written is damaged ({verdict}); check the disk.")
