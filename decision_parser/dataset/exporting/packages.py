"""The Data Package (https://datapackage.org) of a folder of CSV files: what columns hold, keys, licence, source."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from decision_parser.dataset.columns import DECISIONS, Table
from decision_parser.dataset.documentation import PACKAGE_NAME, describe_fields, describe_licences
from decision_parser.dataset.exporting.about import COUNT_ONCE, LIMITS, TITLE
from decision_parser.dataset.exporting.extracts import Extract
from decision_parser.errors import UsageError

PACKAGE_FILE = "datapackage.json"
_GUARD = (
    "Text that begins with =, +, -, @, a tab or a line end has an apostrophe before it, so that no spreadsheet runs it "
    "as a formula, and so has such text that begins with apostrophes: take one away to have the words back."
)


def describe_csv_package(extract: Extract, *, plain: bool) -> dict[str, Any]:
    """The `datapackage.json` of the files that `write_csv_files` writes."""
    names = {table.name for table in extract.tables}
    return {
        "profile": "tabular-data-package",
        "name": PACKAGE_NAME,
        "title": TITLE,
        "description": " ".join([COUNT_ONCE, LIMITS, *([] if plain else [_GUARD])]),
        "version": extract.name,
        "sources": [{"title": f"{credit.name}: {credit.attribution}"} for credit in extract.credits],
        "licenses": describe_licences(extract.credits),
        "resources": [_describe_resource(table, names) for table in extract.tables],
    }


def _describe_resource(table: Table, names: set[str]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": _describe_schema(table, names),
    }


def _describe_schema(table: Table, names: set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": describe_fields(table.columns),
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if any(column.nullable for column in table.columns if column.name in table.key):
        del schema["primaryKey"]  # a key must not be null
    if not table.whole and table.name != DECISIONS.name and DECISIONS.name in names:
        reference = {"resource": DECISIONS.name, "fields": ["decision_id"]}
        schema["foreignKeys"] = [{"fields": ["decision_id"], "reference": reference}]
    return schema


def check_package(folder: Path) -> None:
    """Say no to a folder whose data package is somebody else's."""
    path = folder / PACKAGE_FILE
    if not path.exists():
        return
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        found = None
    if not isinstance(found, Mapping) or found.get("name") != PACKAGE_NAME:
        raise UsageError(f"{path} describes other data; name another folder.")
