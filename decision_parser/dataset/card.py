"""The card of a release: a `README.md` that says what it is, how it was made and what it cannot tell.

Its head is the one that Hugging Face reads, so that the folder of a release can be uploaded as it is.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from decision_parser.dataset.columns import ALL_TABLES, DECISIONS, PARTITION, Table, list_columns
from decision_parser.dataset.release import UNDATED, Credit

FILE = "README.md"
_TITLE = "Published ombudsman decisions"
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
)
_LARGEST = "n>1M"
_TASKS = ("text-classification", "text-retrieval", "summarization")


class Facts(Struct, frozen=True, kw_only=True):
    """What is told of a release: `counts` has the rows of each table by year, as `release.json` calls it."""

    name: str
    created_at: dt.datetime
    parser_version: str
    credits: tuple[Credit, ...]
    counts: Mapping[str, Mapping[str, int]]

    description: str = (
        "Decisions of ombudsmen on what public bodies did wrong and must put right, read from the pages, PDFs and "
        "texts that they publish: fields, sections, numbered paragraphs, remedies and the law that is cited."
    )
    keywords: tuple[str, ...] = ("ombudsman", "complaints", "local government", "remedies", "law", "open data")
    collection: str = (
        "decision_parser read pages, PDFs and texts as the publisher has them, and split each decision by rules, so "
        "that every visible character has one place. Nothing was guessed: what is not stated is null, and what could "
        "not be placed is in the table problems."
    )
    limits: tuple[str, ...] = (
        "Publication comes weeks or months after the decision, so that the last months are never whole.",
        "The publisher takes most decisions down after about five years; what was gone by then is not here.",
        "Only complaints that somebody brought are here. They do not measure how well a body serves people.",
        "Bodies differ in size and in what they do, so that counts of their decisions cannot be compared as they are.",
        "Some decisions are never published, mostly where they would tell who somebody is.",
        "An outcome is the publisher's label, not a reading of the text.",
    )
    privacy: str = (
        "Decisions use letters in place of complainants' names, but tell of health, family, money and homes. Do not "
        "try to find out who they are, and follow withdrawals: a decision may be taken down for somebody's privacy."
    )

    @property
    def day(self) -> str:
        """The day of the release, UTC."""
        return self.created_at.astimezone(dt.UTC).date().isoformat()

    def count(self, table_name: str) -> int:
        """The rows of a table."""
        return sum(self.counts.get(table_name, {}).values())

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that it has."""
        return tuple(table for name, table in ALL_TABLES.items() if name in self.counts)


def write_card(facts: Facts) -> str:
    """The card, in Markdown."""
    return "\n".join(["---", *_write_head(facts), "---", "", *_write_body(facts)]) + "\n"


def write_citation(facts: Facts) -> str:
    """How to cite the release, as BibTeX."""
    note = " ".join(credit.attribution for credit in facts.credits)
    return "\n".join(
        [
            "@misc{ombudsman_decisions,",
            f"  title = {{{_TITLE}, release {facts.name}}},",
            "  author = {{" + " and ".join(credit.name for credit in facts.credits) + "}},",
            f"  year = {{{facts.day[:4]}}},",
            f"  howpublished = {{Read by decision_parser {facts.parser_version}}},",
            f"  note = {{{note}}}",
            "}",
        ]
    )


def _write_head(facts: Facts) -> Iterator[str]:
    """YAML, its texts in double quotes as in JSON."""
    size = next((name for most, name in _SIZES if facts.count(DECISIONS.name) < most), _LARGEST)
    yield f"pretty_name: {_quote(_TITLE)}"
    yield "license: other"
    yield f"license_name: {_quote('ombudsman-reuse')}"
    yield f"license_link: {_quote(f'{FILE}#licence')}"
    yield from _write_list("language", ["en"])
    yield from _write_list("size_categories", [size])
    yield from _write_list("task_categories", _TASKS)
    yield from _write_list("tags", facts.keywords)
    yield "configs:"
    for table in facts.tables:
        yield f"- config_name: {table.name}"
        if table is DECISIONS:
            yield "  default: true"
        yield f"  data_files: {_quote(find_pattern(table))}"


def find_pattern(table: Table) -> str:
    """The pattern that the files of a table match, inside a release."""
    return f"{table.name}/*.parquet" if table.whole else f"{table.name}/{PARTITION}=*/*.parquet"


def _write_list(name: str, values: Sequence[str]) -> Iterator[str]:
    yield f"{name}:"
    yield from (f"- {_quote(value)}" for value in values)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _write_body(facts: Facts) -> Iterator[str]:
    yield f"# {_TITLE}"
    yield ""
    years = sorted(year for year in facts.counts.get(DECISIONS.name, {}) if year != UNDATED)
    span = f", decided from {years[0]} to {years[-1]}" if years else ""
    yield f"{facts.description}"
    yield ""
    yield (
        f"Release `{facts.name}` of {facts.day}: {facts.count(DECISIONS.name):,} decisions{span}. Made by "
        f"decision_parser {facts.parser_version}."
    )
    for heading, lines in (
        ("Structure", _write_structure(facts)),
        ("Fields", _write_fields(facts)),
        ("How it was made", _write_making(facts)),
        ("Counting once", _write_counting()),
        ("What it cannot tell", _write_limits(facts)),
        ("Licence", _write_licence(facts)),
        ("Citation", iter(["```bibtex", write_citation(facts), "```"])),
    ):
        yield from ("", f"## {heading}", "", *lines)


def _write_structure(facts: Facts) -> Iterator[str]:
    yield "Each table is a folder of Parquet files, a file for each year of decision; `decision_id` joins the tables."
    yield "Rows are those of the day on which it was published."
    yield from ("", "| table | rows | what a row is |", "|---|---:|---|")
    for table in facts.tables:
        yield f"| `{table.name}` | {facts.count(table.name):,} | {table.description} |"
    yield ""
    yield "```python"
    yield "import pandas"
    yield ""
    yield 'decisions = pandas.read_parquet("decisions")'
    yield "upheld = decisions[decisions.count_once & (decisions.outcome == 'upheld')]"
    yield "```"


def _write_fields(facts: Facts) -> Iterator[str]:
    yield "What each column means, and the values that it can have, is in [dictionary.md](dictionary.md); for programs"
    yield "the same is in [datapackage.json](datapackage.json) and [croissant.json](croissant.json). What a decision"
    yield "does not state is null; the words as printed stand in the columns that end in `_text`."
    yield ""
    for table in facts.tables:
        yield f"- `{table.name}`: {', '.join(f'`{column.name}`' for column in list_columns(table))}"


def _write_making(facts: Facts) -> Iterator[str]:
    yield facts.collection
    yield ""
    yield "Section kinds, mapped outcomes, remedies, citations and codes of bodies are worked out by it, and not the"
    yield "publisher's words. [release.json](release.json) has the checks that the release passed, and the SHA-256 of"
    yield "every file."


def _write_counting() -> Iterator[str]:
    yield "One text can stand under several references, a joint case has a page for each body, and a PDF without an"
    yield "address is a row of its own beside its page. Such rows share `decision_group_id`, and `count_once` is true"
    yield "for one of each text: sums, shares and training data want those rows alone."


def _write_limits(facts: Facts) -> Iterator[str]:
    yield from (f"- {limit}" for limit in facts.limits)
    yield f"- {facts.privacy}"


def _write_licence(facts: Facts) -> Iterator[str]:
    yield "The texts belong to those who publish them. Give these lines with whatever you publish that holds them:"
    for credit in facts.credits:
        yield ""
        yield f"> {credit.attribution}"
        yield ""
        yield f"{credit.name}: {credit.licence}."
