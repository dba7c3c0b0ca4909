"""The descriptions generated from the models: JSON Schemas, the data dictionary, the data package of a release.

python -m decision_parser.dataset.documentation --check     say which committed copy is stale
python -m decision_parser.dataset.documentation --write     write them again
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from decision_parser.dataset.columns import (
    ALL_TABLES,
    DECISIONS,
    PARTITION_COLUMN,
    SCHEMA_VERSION,
    Column,
    ColumnKind,
    Table,
    find_table,
    list_columns,
)
from decision_parser.dataset.release import Credit
from decision_parser.errors import DecisionParserError
from decision_parser.models import Decision, ProblemCode
from decision_parser.models.meanings import find_meanings

_ROOT = Path(__file__).parents[2]
_MEND = "python -m decision_parser.dataset.documentation --write"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

# The names that Table Schema (https://specs.frictionlessdata.io/table-schema/) and Arrow have for what a column holds.
_TABLE_SCHEMA_TYPES = {
    ColumnKind.STRING: "string",
    ColumnKind.INTEGER: "integer",
    ColumnKind.HASH: "integer",
    ColumnKind.BOOLEAN: "boolean",
    ColumnKind.DATE: "date",
    ColumnKind.TIME: "datetime",
    ColumnKind.MONEY: "number",
    ColumnKind.STRINGS: "array",
    ColumnKind.ENUM: "string",
}
_ARROW_TYPES = {
    ColumnKind.STRING: "string",
    ColumnKind.INTEGER: "int32",
    ColumnKind.HASH: "int64",
    ColumnKind.BOOLEAN: "bool",
    ColumnKind.DATE: "date32",
    ColumnKind.TIME: "timestamp[us, UTC]",
    ColumnKind.MONEY: "decimal128(12, 2)",
    ColumnKind.STRINGS: "list<string>",
    ColumnKind.ENUM: "dictionary<int8, string>",
}

PACKAGE_NAME = "ombudsman-decisions"
_LICENCES = frozenset({"CC-BY-4.0"})  # those in use here that have a name of their own

_INTRODUCTION = """\
# Data dictionary

Generated from `decision_parser/models/` and `decision_parser/dataset/history.py` by
`{command}`: change it there. Schema version {version}.

Every table of decisions is a folder of Parquet files, one for each year of decision:
`<table>/decided_year=<year>/part-0.parquet`. `changes` and `ledger` say what the runs of `refresh` saw, and have one
file each: `<table>/part-0.parquet`.

A value that a document does not state is null, never an empty text, zero or a first of January. `decision_id` joins
the tables.
"""

_PROBLEMS = """\
# Problem codes

Generated from `decision_parser/models/kinds.py` by
`{command}`: change it there.

What the parser saw and could not place, and what contradicts itself, is a row of the table
[`problems`](../dictionary.md#problems), and stands in the JSON of `decision-parser parse`: a code, where it was seen,
and the printed words. Nothing is corrected because of it, and the decision is published.

| code | what it means |
|---|---|
{rows}
"""


def describe_decision() -> dict[str, Any]:
    """The JSON Schema of what `parse` prints: one decision."""
    schema = {"$schema": _DIALECT, **msgspec.json.schema(Decision)}
    described: dict[str, Any] = json.loads(json.dumps(schema), object_hook=_write_number)
    return described


def _write_number(schema: dict[str, Any]) -> dict[str, Any]:
    """Money is a number in the JSON that we print: msgspec describes it as the text that it writes unless told."""
    return {"type": "number"} if schema.get("format") == "decimal" else schema


def describe_table(name: str) -> dict[str, Any]:
    """The columns of a table as a Table Schema, with the Arrow type of each as `arrowType`.

    Raises UsageError when there is no such table.
    """
    table = find_table(name)
    # A change may be of a decision that is called otherwise since, and a window of the ledger is of none.
    keys = {} if table.whole or table is DECISIONS else {"foreignKeys": [_FOREIGN_KEY]}
    return {
        "name": name,
        "description": table.description,
        "fields": [_describe_column(column) for column in list_columns(table)],
        "primaryKey": list(table.key),
        **keys,
    }


_FOREIGN_KEY = {"fields": ["decision_id"], "reference": {"resource": "decisions", "fields": ["decision_id"]}}


def describe_type(column: Column) -> str:
    """What a column holds, in the words of Table Schema: `string`, `date`, `number`."""
    return _TABLE_SCHEMA_TYPES[column.kind]


def describe_fields(columns: Iterable[Column]) -> list[dict[str, Any]]:
    """Columns as the fields of a Table Schema, without what only Parquet has."""
    described = [_describe_column(column) for column in columns]
    return [{key: value for key, value in field.items() if key != "arrowType"} for field in described]


def describe_licences(credits_: Iterable[Credit]) -> list[dict[str, str]]:
    """Licences as a data package names them: what asks for acknowledgement alone is `other-at`."""
    known = list(dict.fromkeys(credit.licence for credit in credits_))
    return [{"name": title if title in _LICENCES else "other-at", "title": title} for title in known]


def _describe_column(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": not column.nullable}
    if column.choices:
        constraints["enum"] = list(column.choices)
    return {
        "name": column.name,
        "type": _TABLE_SCHEMA_TYPES[column.kind],
        "arrowType": _ARROW_TYPES[column.kind],
        "description": column.description,
        "constraints": constraints,
    }


def describe_package(name: str, credits_: Sequence[Credit], files: Sequence[str]) -> dict[str, Any]:
    """The `datapackage.json` of a release. `files` are paths inside the release."""
    return {
        "name": PACKAGE_NAME,
        "title": "Published ombudsman decisions",
        "version": name,
        "profile": "data-package",
        "sources": [{"title": f"{credit.name}: {credit.attribution}"} for credit in credits_],
        "licenses": describe_licences(credits_),
        "resources": [resource for table in ALL_TABLES.values() if (resource := _describe_resource(table, files))],
    }


def _describe_resource(table: Table, files: Sequence[str]) -> dict[str, Any] | None:
    """A table with its files; None for one that the release does not have."""
    paths = sorted(file for file in files if file.startswith(f"{table.name}/"))
    if not paths:
        return None
    # The year of decision is in the names of the folders: a program that checks the files must not look for it there.
    partition = {} if table.whole else {"partitionedBy": _describe_column(PARTITION_COLUMN)}
    return {
        "name": table.name,
        "path": paths,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": describe_table(table.name) | {"fields": [_describe_stored(column) for column in table.columns]},
        **partition,
    }


def _describe_stored(column: Column) -> dict[str, Any]:
    """A column of a Parquet file, in a type that holds however a program reads it.

    An `array` of Table Schema is a text of JSON, which no list in Parquet is; and integers with nulls come as floats.
    """
    described = _describe_column(column)
    if column.kind is ColumnKind.STRINGS:
        return described | {"type": "any"}
    if column.kind in {ColumnKind.INTEGER, ColumnKind.HASH} and column.nullable:
        return described | {"type": "number"}
    return described


def write_dictionary() -> str:
    """The data dictionary, in Markdown."""
    parts = [_INTRODUCTION.format(command=_MEND, version=SCHEMA_VERSION)]
    parts += (_describe_in_words(table) for table in ALL_TABLES.values())
    return "\n".join(parts)


def _describe_in_words(table: Table) -> str:
    rows = [_row(column) for column in list_columns(table)]
    key = ", ".join(f"`{name}`" for name in table.key)
    head = ["| column | type | null | meaning |", "|---|---|---|---|"]
    return "\n".join([f"## {table.name}", "", f"{table.description} Key and order: {key}.", "", *head, *rows, ""])


def _row(column: Column) -> str:
    values = f" One of {', '.join(f'`{value}`' for value in column.choices)}." if column.choices else ""
    meaning = f"{column.description}{values}".replace("|", "\\|")
    return f"| `{column.name}` | `{_ARROW_TYPES[column.kind]}` | {'yes' if column.nullable else 'no'} | {meaning} |"


def write_json(value: object) -> str:
    """JSON to be read by people too, and compared line by line."""
    # Laid out apart: with `indent`, `dumps` works in Python alone, and every release has three long files of this kind.
    return msgspec.json.format(json.dumps(value, ensure_ascii=False), indent=2) + "\n"


def write_problems() -> str:
    """The page of the problem codes, in Markdown."""
    meanings = find_meanings(ProblemCode)
    if unexplained := [code.value for code in ProblemCode if code.value not in meanings]:
        raise DecisionParserError(f"Say below each member of ProblemCode what it means: {', '.join(unexplained)}.")
    rows = [f"| `{code.value}` | {meanings[code.value]} |" for code in ProblemCode]
    return _PROBLEMS.format(command=_MEND, rows="\n".join(rows))


def generate_files() -> dict[str, str]:
    """The text of every file of the project that is made from the models, by its path there."""
    schemas = {"decision": describe_decision(), **{name: describe_table(name) for name in ALL_TABLES}}
    files = {f"schemas/{name}.json": write_json(schema) for name, schema in schemas.items()}
    return files | {"docs/dictionary.md": write_dictionary(), "docs/reference/problems.md": write_problems()}


def main(arguments: Sequence[str]) -> int:
    """Check or write the committed copies; the exit code."""
    return keep_files(arguments, generate_files, _MEND, __doc__ or "")


def keep_files(arguments: Sequence[str], generate: Callable[[], Mapping[str, str]], mend: str, usage: str) -> int:
    """Check or write the committed copies of what `generate` gives, by path in the project; the exit code.

    `mend` is the command that writes them.
    """
    if list(arguments) == ["--write"]:
        return _write(generate())
    if list(arguments) == ["--check"]:
        return _check(generate(), mend)
    print(usage, file=sys.stderr)  # noqa: T201 - a command's usage
    return 2


def _write(files: Mapping[str, str]) -> int:
    for name, text in files.items():
        path = _ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


def _check(files: Mapping[str, str], mend: str) -> int:
    stale = [name for name, text in files.items() if _read(_ROOT / name) != text]
    for name in stale:
        print(f"{name} is not what the code says; run: {mend}", file=sys.stderr)  # noqa: T201 - what a check is for
    return 1 if stale else 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
