"""The descriptions that are generated from the models."""

from pathlib import Path

import pytest

from decision_parser.dataset import documentation
from decision_parser.dataset.arrow import build_schema
from decision_parser.dataset.columns import ALL_TABLES, TABLES, find_table


def test_generated_files_are_fresh() -> None:
    """The committed schemas and dictionary are what the models say."""
    assert documentation.main(["--check"]) == 0


def test_a_stale_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check names each file that is not what the models say, and the command that mends it."""
    monkeypatch.setattr(documentation, "_ROOT", tmp_path)
    assert documentation.main(["--write"]) == 0
    assert documentation.main(["--check"]) == 0
    (tmp_path / "schemas" / "problems.json").write_text("{}")
    assert documentation.main(["--check"]) == 1
    stale = (
        "schemas/problems.json is not what the code says; run: python -m decision_parser.dataset.documentation --write"
    )
    assert capsys.readouterr().err == f"{stale}\n"
    assert documentation.main([]) == 2


@pytest.mark.parametrize("name", ALL_TABLES)
def test_table_schemas_describe_the_files(name: str) -> None:
    """A table's schema names the columns of its files in order, their nulls and values, then the year if it has one."""
    fields = documentation.describe_table(name)["fields"]
    schema = build_schema(find_table(name))
    year = ["decided_year"] if name in TABLES else []
    assert [field["name"] for field in fields] == [*schema.names, *year]
    nullable = [not field["constraints"]["required"] for field in fields]
    assert nullable == [*(field.nullable for field in schema), *(True for _ in year)]


def test_the_dictionary_names_every_column() -> None:
    """The data dictionary has a row for each column of each table, with its values where they are few."""
    text = documentation.write_dictionary()
    assert text.count("\n| `") == sum(len(table.columns) for table in ALL_TABLES.values()) + len(TABLES)
    assert "One of `upheld`, `not_upheld`, `closed_after_initial_enquiries`, `other`." in text
