"""Corrections: applied where the words are those that they are for, marked in the row, and never silent."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from decision_parser import corrections
from decision_parser.corrections import CORRECTED, Correction, correct_fields, find_folder, read_corrections
from decision_parser.dataset.reading import read
from decision_parser.errors import DecisionParserError
from decision_parser.models import Decision, Outcome
from decision_parser.pipeline.build import build
from decision_parser.pipeline.parse import parse
from decision_parser.sources import load_sources
from tests.pages import write_page

ENTRY = """
[[correction]]
decision_id = "lgsco/24-100-001"
field = "decided_on"
printed = "06 Feb 2095"
corrected = 2025-02-06
reason = "The year is misprinted."
said_by = "The letter to the Council"
reviewed_on = 2026-11-28
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of corrections in place of ours, with one for a date."""
    monkeypatch.setattr(corrections, "find_folder", lambda: tmp_path / "corrections")
    corrections.load_corrections.cache_clear()
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "lgsco.toml").write_text(ENTRY)
    return tmp_path


@pytest.fixture(autouse=True)
def forget() -> object:
    """Nothing of one test is remembered in the next."""
    yield
    corrections.load_corrections.cache_clear()


def read_page(folder: Path, day: str) -> Decision:
    """The decision of a page with this date."""
    return parse(write_page(folder / "page.html", day=day).read_bytes())


def test_a_value_is_corrected_and_marked(folder: Path) -> None:
    """The value is the right one, the printed words stay, the row is marked, and a problem tells of it."""
    decision = read_page(folder, "06 Feb 2095")
    assert (decision.decided_on, decision.decided_on_text) == (dt.date(2025, 2, 6), "06 Feb 2095")
    assert decision.corrected_fields == ("decided_on",)
    (problem,) = [each for each in decision.problems if each.code == "corrected"]
    assert problem.where == "decided_on"
    assert problem.detail == (
        "'06 Feb 2095' was corrected to 2025-02-06: The year is misprinted. "
        "(The letter to the Council; reviewed on 2026-11-28)"
    )
    assert decision.problem_count == len(decision.problems)


def test_other_words_are_left_alone(folder: Path) -> None:
    """Once the publisher prints something else the correction is not applied, and that is said."""
    decision = read_page(folder, "07 Feb 2025")
    assert decision.decided_on == dt.date(2025, 2, 7)
    assert decision.corrected_fields == ()
    (problem,) = [each for each in decision.problems if each.code == "correction_not_applied"]
    assert "'07 Feb 2025', not as '06 Feb 2095'" in problem.detail


def test_everything_follows_from_the_right_value(folder: Path) -> None:
    """In a dataset the decision is in its right year, with no problem of a reference later than its date."""
    write_page(folder / "pages" / "page.html", day="06 Feb 2095")
    build([folder / "pages"], out=folder / "dataset", jobs=1)
    (row,) = read(folder / "dataset").to_dict("records")
    assert row["decided_year"] == 2025
    assert list(row["corrected_fields"]) == ["decided_on"]
    assert "corrected" in set(read(folder / "dataset", "problems")["code"])


def test_other_decisions_know_nothing_of_it(folder: Path) -> None:
    """A decision without corrections has none, and no problem of them."""
    decision = parse(write_page(folder / "page.html", reference="24 100 002", day="06 Feb 2095").read_bytes())
    assert decision.corrected_fields == ()
    assert decision.decided_on == dt.date(2095, 2, 6)


@pytest.mark.parametrize(
    ("field", "printed", "corrected", "fields", "value"),
    [
        ("body_name", "Est Council", "East Council", {"body_name": "Est Council"}, "East Council"),
        ("outcome", "Uphled", "upheld", {"outcome": Outcome.OTHER, "outcome_text": "Uphled"}, Outcome.UPHELD),
        ("category", None, "Housing", {"category": None}, "Housing"),
    ],
)
def test_fields(field: str, printed: str | None, corrected: str, fields: dict[str, object], value: object) -> None:
    """Every field of the header can be corrected, also one that is not printed."""
    entry = {"decision_id": "x/1", "field": field, "corrected": corrected, "reason": "r", "said_by": "s"}
    made = msgspec.convert({**entry, "printed": printed, "reviewed_on": dt.date(2026, 1, 1)}, Correction)
    found, (problem,) = correct_fields(fields, (made,))
    assert found[field] == value
    assert problem.code == "corrected"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('field = "decided_on"', 'field = "case_reference"', "case_reference cannot be corrected; these can: title,"),
        ("corrected = 2025-02-06", 'corrected = "6 February"', "'6 February' is no value of decided_on"),
        ('field = "decided_on"', 'field = "outcome"', "is no value of outcome"),
        ('reason = "The year is misprinted."', 'reason = " "', "says its reason, and who says so"),
        ('said_by = "The letter to the Council"', "", "said_by"),
        ("reviewed_on = 2026-11-28", "reviewed_on = 2026-11-28\nwhy = 3", "why"),
        ("[[correction]]", "[[correction", "mend the entry"),
        ("[[correction]]", f"{ENTRY}\n[[correction]]", "lgsco/24-100-001 has 2 corrections of decided_on"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, old: str, new: str, message: str) -> None:
    """A file with a mistake is named with it, and nothing of it is used."""
    path = tmp_path / "lgsco.toml"
    path.write_text(ENTRY.replace(old, new, 1))
    with pytest.raises(DecisionParserError, match="holds no corrections that can be used") as raised:
        read_corrections(path)
    assert message in str(raised.value)
    assert str(path) in str(raised.value)


def test_ours_can_be_used() -> None:
    """Every file of ours is of a publisher, can be read, and is about that publisher's decisions."""
    files = sorted(find_folder().glob("*.toml"))
    assert files
    for path in files:
        assert path.stem in load_sources()
        assert all(name.startswith(f"{path.stem}/") for name in read_corrections(path))


def test_what_can_be_corrected_are_columns() -> None:
    """Each of the fields is one of `decisions`."""
    assert set(CORRECTED) <= set(Decision.__struct_fields__)
