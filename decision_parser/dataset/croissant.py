"""Croissant (https://mlcommons.org/croissant): a release as the tools of machine learning look for it and load it."""

from collections.abc import Iterable, Sequence
from typing import Any

from decision_parser.dataset.card import Facts, find_pattern, write_citation
from decision_parser.dataset.columns import ALL_TABLES, PARTITION, Column, ColumnKind, Table, list_columns

FILE = "croissant.json"
_TYPES = {
    ColumnKind.STRING: "sc:Text",
    ColumnKind.INTEGER: "sc:Integer",
    ColumnKind.HASH: "sc:Integer",
    ColumnKind.BOOLEAN: "sc:Boolean",
    ColumnKind.DATE: "sc:Date",
    ColumnKind.TIME: "sc:DateTime",
    ColumnKind.MONEY: "sc:Float",
    ColumnKind.STRINGS: "sc:Text",
    ColumnKind.ENUM: "sc:Text",
}
# What the words of this file mean, as version 1.0 of the specification has it.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def describe_croissant(facts: Facts, files: Sequence[str]) -> dict[str, Any]:
    """The `croissant.json` of a release. `files` are paths inside the release.

    Files are found by pattern and without a hash: `release.json` has those, and they change when a decision is
    suppressed.
    """
    present = [table for table in ALL_TABLES.values() if any(file.startswith(f"{table.name}/") for file in files)]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "ombudsman-decisions",
        "description": facts.description,
        "license": [credit.licence for credit in facts.credits],
        "creator": [{"@type": "sc:Organization", "name": credit.name} for credit in facts.credits],
        "citeAs": write_citation(facts),
        "inLanguage": "en",
        "keywords": list(facts.keywords),
        "datePublished": facts.day,
        "version": _write_version(facts.name),
        "rai:dataCollection": facts.collection,
        "rai:dataBiases": list(facts.limits),
        "rai:personalSensitiveInformation": facts.privacy,
        "distribution": [_describe_files(table) for table in present],
        "recordSet": [_describe_records(table) for table in present],
    }


def _write_version(name: str) -> str:
    """The name of a release in the form of a semantic version, which has no leading zeros: `1.20261122.210500`."""
    day, _, time = name.removesuffix("Z").partition("T")
    return f"1.{day}.{int(time)}" if day.isdecimal() and time.isdecimal() else "1.0.0"


def _describe_files(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table.name}-files",
        "name": f"{table.name}-files",
        "description": f"The Parquet files of the table {table.name}.",
        "encodingFormat": "application/x-parquet",
        "includes": find_pattern(table),
    }


def _describe_records(table: Table) -> dict[str, Any]:
    # Only what identifies a row and is never null is a key.
    nullable = {column.name for column in table.columns if column.nullable}
    key = {} if nullable.intersection(table.key) else {"key": _refer(f"{table.name}/{name}" for name in table.key)}
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        **key,
        "field": [_describe_field(table, column) for column in list_columns(table)],
    }


def _refer(names: Iterable[str]) -> Any:  # noqa: ANN401 - one of them, or a list
    references = [{"@id": name} for name in names]
    return references[0] if len(references) == 1 else references


def _describe_field(table: Table, column: Column) -> dict[str, Any]:
    values = f" One of {', '.join(f'`{value}`' for value in column.choices)}." if column.choices else ""
    source: dict[str, Any] = {"fileSet": {"@id": f"{table.name}-files"}, "extract": {"column": column.name}}
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.description + values,
        "dataType": _TYPES[column.kind],
        "source": source,
    }
    if column.kind is ColumnKind.STRINGS:
        described["repeated"] = True
    if column.name == PARTITION:  # it is in the names of the folders
        source["extract"] = {"fileProperty": "fullpath"}
        source["transform"] = {"regex": rf".*{PARTITION}=(\d+).*"}
    return described
