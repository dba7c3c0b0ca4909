"""What an export says of itself: whose words these are, which release, and how to count."""

from collections.abc import Iterator
from datetime import UTC

from decision_parser.dataset.columns import Table
from decision_parser.dataset.documentation import describe_type
from decision_parser.dataset.exporting.extracts import Extract

TITLE = "Published ombudsman decisions"
COUNT_ONCE = (
    "One text can stand under several references, and a joint case has a page for each body. Sums and shares want each "
    "text once: count the decisions where count_once is true."
)
MONEY = (
    "remedy_total adds up what is agreed, recommended, proposed or done and is due once. To add up amounts of "
    "remedies, leave out those with another rate (per), those that are part of another (part_of), and offers."
)
LIMITS = (
    "Decisions are published weeks after they are made, and most are taken down after some years. Only complaints that "
    "reached the ombudsman are here: they tell how it decided, not how well a body serves people."
)
PRIVACY = "Decisions use letters in place of complainants' names. Do not use the dataset to find out who they are."


def describe(extract: Extract) -> Iterator[tuple[str, str]]:
    """Labels and sentences on an export."""
    choice, release = extract.choice, extract.release
    yield "title", TITLE
    yield "release", extract.name
    if release is not None:
        yield "released at", release.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield "parser version", release.parser_version
    for credit in extract.credits:
        yield "source", credit.name
        yield "attribution", credit.attribution
        yield "licence", credit.licence
    if choice.years:
        yield "years", f"Only decisions of: {', '.join(choice.years)}."
    yield "counting", "Each text is here once (--once)." if choice.once else COUNT_ONCE
    if not choice.text:
        yield "columns", "The text of the sections and full_text were left out; summary is here."
    yield "money", MONEY
    yield "limits", LIMITS
    yield "privacy", PRIVACY


DICTIONARY_COLUMNS = ("table", "column", "type", "null", "meaning")


def list_columns_in_words(tables: tuple[Table, ...]) -> Iterator[tuple[str, str, str, str, str]]:
    """The data dictionary of some tables: a row a column, as `DICTIONARY_COLUMNS` names them."""
    for table in tables:
        for column in table.columns:
            values = f" One of {', '.join(column.choices)}." if column.choices else ""
            meaning = column.description.replace("`", "") + values
            yield table.name, column.name, describe_type(column), "yes" if column.nullable else "no", meaning
