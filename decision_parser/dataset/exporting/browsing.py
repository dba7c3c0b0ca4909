"""What Datasette is told of a SQLite copy: titles, licence, what columns mean, what to filter and search by."""

import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from decision_parser.dataset.columns import DECISIONS, Table
from decision_parser.dataset.exporting.about import COUNT_ONCE, TITLE
from decision_parser.dataset.exporting.extracts import Extract
from decision_parser.dataset.exporting.views import ROW_ID, ROW_ID_MEANING, SEARCH_INDEX, SEARCHED, VIEWS

METADATA_FILE = "metadata.yaml"
_MARK = "# For Datasette, written by decision_parser.\n"
_FACETS = {
    "decisions": ["outcome", "category", "decided_year", "body_name"],
    "sections": ["kind", "topic", "decided_year"],
    "paragraphs": ["section_kind", "decided_year", "boilerplate"],
    "remedies": ["kind", "status", "purpose", "decided_year"],
    "citations": ["kind", "boilerplate", "decided_year"],
    "problems": ["code", "decided_year"],
    "changes": ["kind"],
    "ledger": ["status"],
    "cases": ["outcome", "category", "decided_year", "body_name"],
    "passages": ["section_kind", "outcome"],
    "payments": ["kind", "purpose", "status", "decided_year"],
}
_SORTS = {
    "decisions": {"sort_desc": "decided_on"},
    "changes": {"sort_desc": "changed_at"},
    "ledger": {"sort_desc": "run"},
    "cases": {"sort_desc": "decided_on"},
    "uphold_rates": {"sort_desc": "decisions"},
    "payments": {"sort_desc": "amount"},
}
# Datasette gives long texts the width that short ones leave, and tells of every column before the first row.
_STYLE = """\
<style>
td.col-text, td.col-summary, td.col-words, td.col-detail, td.col-meaning { min-width: 32em; }
.column-descriptions, dl.column-descriptions { max-height: 9em; overflow: auto; }
</style>"""
_WORDS = {
    "about": "Whose words these are, which release, and how to count.",
    "dictionary": "What each column of each table holds.",
}
_STARTS = {
    "cases": "Decisions at a glance",
    "passages": "Search paragraphs",
    "best_passages": "Search, the best first",
    "uphold_rates": "Bodies",
    "payments": "Payments",
    "outcomes_by_year": "Outcomes by year",
    "dictionary": "What columns mean",
}
# To rank a paragraph takes two microseconds, so that a word of every second one would take a second or more.
_RANKED = 12_000
_WORDS_ASKED = """CASE trim(:words) WHEN '' THEN '""' ELSE escape_fts(:words) END"""
_BEST = f"""\
SELECT p.case_reference, p.body_name, p.decided_on, p.section_kind, p.path,
  snippet({SEARCH_INDEX}, 0, '[', ']', ' … ', 48) AS words, p.url
FROM (
  SELECT number, score FROM (
    SELECT rowid AS number, rank AS score FROM {SEARCH_INDEX}
    WHERE {SEARCH_INDEX} MATCH {_WORDS_ASKED} ORDER BY rowid DESC LIMIT {_RANKED}
  ) ORDER BY score LIMIT 200
) AS best
JOIN {SEARCH_INDEX} ON {SEARCH_INDEX}.rowid = best.number
JOIN passages AS p ON p.{ROW_ID} = best.number
WHERE {SEARCH_INDEX} MATCH {_WORDS_ASKED} AND p.count_once
ORDER BY best.score LIMIT 100"""  # noqa: S608 - our own names
_QUERIES = {
    "best_passages": {
        "needs": ("decisions", "paragraphs"),
        "title": "The passages that say it best",
        "description": (
            "Paragraphs with these words, the best first. Of words that are everywhere, the latest "
            f'{_RANKED:,} paragraphs are looked at. "In quotes" finds a phrase.'
        ),
        "sql": _BEST,
    },
    "outcomes_by_year": {
        "needs": ("decisions",),
        "title": "Outcomes by year",
        "description": "Decisions of each year by outcome, each text counted once.",
        "sql": """\
SELECT decided_year, outcome, count(*) AS decisions FROM decisions
WHERE count_once GROUP BY decided_year, outcome ORDER BY decided_year, outcome""",
    },
}


def describe_browsing(extract: Extract, database: str) -> dict[str, Any]:
    """The metadata of a database of this name."""
    names = {table.name for table in extract.tables}
    credit = " ".join(credit.attribution.removeprefix("Source: ") for credit in extract.credits)  # it says so itself
    licence = " ".join(credit.licence for credit in extract.credits)
    tables = {table.name: _describe_table(table) for table in extract.tables}
    views = {
        name: {"description_html": _dress(view.description), "columns": dict(view.columns), **_list_ways(name)}
        for name, view in VIEWS.items()
        if names.issuperset(view.needs)
    }
    if "passages" in views:
        views["passages"] |= {"fts_table": SEARCH_INDEX, "fts_pk": ROW_ID}
    queries = {
        name: {key: value for key, value in query.items() if key != "needs"}
        for name, query in _QUERIES.items()
        if names.issuperset(query["needs"])
    }
    words = {name: {"description_html": _dress(text)} for name, text in _WORDS.items()}
    starts = _link(database, [name for name in _STARTS if name in views | queries | words])
    said = {
        "title": f"{TITLE}, release {extract.name}",
        "description_html": f"<p>{html.escape(COUNT_ONCE)}</p>{starts}",
        "license": licence,
        "source": credit,
    }
    described = {"description_html": starts, "queries": queries, "tables": tables | views | words}
    return {**{key: value for key, value in said.items() if value}, "databases": {database: described}}


def _link(database: str, names: Sequence[str]) -> str:
    """Where to begin. The name of the database is that of somebody's file."""
    links = [f'<a href="/{quote(database, safe="")}/{name}">{html.escape(_STARTS[name])}</a>' for name in names]
    return f"<p>{' · '.join(links)}</p>"


def _dress(description: str) -> str:
    return f"<p>{html.escape(description)}</p>{_STYLE}"


def _describe_table(table: Table) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description_html": _dress(table.description),
        "columns": {column.name: column.description.replace("`", "") for column in table.columns},
        **_list_ways(table.name),
    }
    if table.name == SEARCHED:
        described["columns"] = {ROW_ID: ROW_ID_MEANING, **described["columns"]}
        described |= {"fts_table": SEARCH_INDEX, "fts_pk": ROW_ID}
    if table.name == DECISIONS.name:
        described["label_column"] = "title"
    return described


def _list_ways(name: str) -> Mapping[str, Any]:
    """How a table is sorted and filtered."""
    facets = {"facets": _FACETS[name]} if name in _FACETS else {}
    return {**facets, **_SORTS.get(name, {}), "size": 50}


def write_browsing(extract: Extract, database: str) -> str:
    """The metadata as YAML: JSON is YAML, too, and needs no library to write it."""
    return _MARK + json.dumps(describe_browsing(extract, database), indent=2, ensure_ascii=False) + "\n"


def find_place(database: Path) -> Path:
    """Where the metadata of a database goes: `metadata.yaml` beside it, where Datasette looks for it in a folder.

    A file of that name that is not ours is left alone: then the database's name comes before it.
    """
    usual = database.with_name(METADATA_FILE)
    if usual.exists() and not usual.read_bytes().startswith(_MARK.encode()):
        return database.with_name(f"{database.stem}.{METADATA_FILE}")
    return usual
