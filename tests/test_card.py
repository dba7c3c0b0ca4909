"""What a release says of itself: its card, Croissant metadata and data package, as the tools for them read them."""

import json
import re
import warnings
from pathlib import Path

import msgspec
import pytest

from decision_parser.dataset.card import Facts, write_card
from decision_parser.dataset.columns import ALL_TABLES, list_columns
from decision_parser.dataset.croissant import describe_croissant
from decision_parser.dataset.reading import read
from decision_parser.dataset.release import read_release, record_file
from tests.exported import CREDIT, SEEN, make_dataset
from tests.test_exporting import validate_package


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with every table."""
    return (make_dataset(tmp_path_factory.mktemp("card") / "dataset", 8) / "current").resolve()


yaml = pytest.importorskip("yaml")  # which Datasette brings

FACTS = Facts(
    name="20260304T050607Z",
    created_at=SEEN,
    parser_version="0",
    credits=(CREDIT,),
    counts={"decisions": {"2019": 700, "2024": 900, "undated": 1}, "problems": {"2024": 3}},
)


def test_a_release_has_them_all(release: Path) -> None:
    """Card and metadata are files of the release, which knows their hashes."""
    found = read_release(release)
    assert found is not None
    for name in ("README.md", "croissant.json", "datapackage.json", "dictionary.md"):
        assert found.files[name] == record_file(release / name)


def test_the_head_of_the_card_is_yaml() -> None:
    """Its head has licence, language, size, and for each table the pattern of its files; `decisions` comes first."""
    _, head, _ = write_card(FACTS).split("---\n", 2)
    said = yaml.safe_load(head)
    assert (said["license"], said["language"], said["size_categories"]) == ("other", ["en"], ["1K<n<10K"])
    assert said["configs"] == [
        {"config_name": "decisions", "default": True, "data_files": "decisions/decided_year=*/*.parquet"},
        {"config_name": "problems", "data_files": "problems/decided_year=*/*.parquet"},
    ]


def test_the_patterns_find_the_files(release: Path) -> None:
    """The patterns of a card find every Parquet file of its release, each in its table."""
    said = yaml.safe_load((release / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    found = {each["config_name"]: sorted(release.glob(each["data_files"])) for each in said["configs"]}
    assert list(found) == list(ALL_TABLES)
    assert sorted(file for files in found.values() for file in files) == sorted(release.rglob("*.parquet"))


def test_the_card_says_what_to_know() -> None:
    """It says how many decisions there are, how to count, what is not known, whom to acknowledge, and how to cite."""
    card = write_card(FACTS)
    assert re.findall(r"^## (.*)$", card, re.MULTILINE) == [
        "Structure",
        "Fields",
        "How it was made",
        "Counting once",
        "What it cannot tell",
        "Licence",
        "Citation",
    ]
    assert "1,601 decisions, decided from 2019 to 2024" in card
    for words in ("`count_once`", "five years", "months are never whole", "letters in place", CREDIT.attribution):
        assert words in card
    assert card == write_card(FACTS)


def test_croissant_is_valid_and_loads(release: Path) -> None:
    """The tool of Croissant finds neither error nor warning, and loads the rows, with the year of their folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        dataset = mlcroissant.Dataset(jsonld=release / "croissant.json")
        assert not dataset.metadata.ctx.issues.errors
        assert not dataset.metadata.ctx.issues.warnings
        loaded = {name: list(dataset.records(name)) for name in ("decisions", "remedies", "changes")}
    for name, rows in loaded.items():
        assert len(rows) == len(read(release, name))
        assert set(rows[0]) == {f"{name}/{column.name}" for column in list_columns(ALL_TABLES[name])}
    years = {row["decisions/decision_id"]: row["decisions/decided_year"] for row in loaded["decisions"]}
    assert (years[b"tests/00000"], years[b"tests/00001"], years[b"tests/00002"]) == (2023, 2024, 0)
    paid = [row for row in loaded["remedies"] if row["remedies/decision_id"] == b"tests/00001"]
    assert [row["remedies/amount"] for row in paid] == [1.0, 300.5, 50.0, 75.0]


def test_croissant_has_no_time_but_that_of_the_release() -> None:
    """Its version and date are those of the release, so that the same release gives the same file."""
    found = describe_croissant(FACTS, ["decisions/decided_year=2024/part-0.parquet"])
    assert (found["version"], found["datePublished"]) == ("1.20260304.50607", "2026-03-04")
    assert [each["@id"] for each in found["recordSet"]] == ["decisions"]
    odd = msgspec.structs.replace(FACTS, name="by-hand")
    assert describe_croissant(odd, [])["version"] == "1.0.0"


def test_the_data_package_holds_for_parquet(release: Path) -> None:
    """The tool of data packages reads the Parquet files of a release and finds every cell as its data package says."""
    report = validate_package(release, ["decisions", "remedies", "changes"])
    assert report.valid, report.flatten(["taskNumber", "rowNumber", "fieldNumber", "note"])
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    assert package["resources"][0]["partitionedBy"]["name"] == "decided_year"
