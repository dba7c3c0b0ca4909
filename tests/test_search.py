"""`search`: which paragraphs are found by which words, in which order, and what a reader is shown of them."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import decision_parser
from decision_parser import cli
from decision_parser.cli.searching import _quote
from decision_parser.dataset.search import FOUND
from decision_parser.dataset.terms import compile_wanted, parse_terms
from decision_parser.errors import UsageError
from decision_parser.pipeline.build import build
from tests.demonstration import build_demo
from tests.pages import write_page


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the demo."""
    return build_demo(tmp_path_factory)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("fault", "There was Fault.", True),
        ("fault", "It defaulted, by default.", False),
        ("fault*", "its faults", True),
        ("*fault", "There was fault.", True),
        ("fault council", "The Council was at fault", True),
        ("fault council", "The Trust was at fault", False),
        ("fault -council", "The Trust was at fault", True),
        ("fault -council", "The Council was at fault", False),
        ('"at fault"', "was at\nfault", True),
        ('"at fault"', "at no fault", False),
        ('fault -"no fault"', "There was no fault.", False),
        ("council's", "the Council’s letter", True),
        ("council’s", "the Council's letter", True),
        ("council", "the Council’s letter", True),
        ("follow-up", "a follow\u2011up letter", True),
        ("£1", "pay £1,000", False),
        ("£1,000", "pay £1,000.", True),
        ("000", "pay £1,000.", False),
        ("300", "pay £300, and £20", True),
        ("£420", "pay £420.50", False),
        ("cafe\u0301", "a Café in town", True),
        ("s.41", "under s.41 of", True),
        ("s.41", "under sx41 of", False),
    ],
)
def test_words(words: str, text: str, found: bool) -> None:  # noqa: FBT001 - a case
    """Words and numbers are whole, in any case, whichever signs they are printed with; both engines agree."""
    terms = parse_terms(words)
    masks = [pc.match_substring_regex(pa.array([text]), term.arrow, ignore_case=True)[0].as_py() for term in terms]
    assert masks == [bool(re.search(term.python, text, re.IGNORECASE)) for term in terms]
    assert all(mask == term.wanted for mask, term in zip(masks, terms, strict=True)) is found


@pytest.mark.parametrize("words", ["", "-fault", "* - !", '"at fault'])
def test_words_that_say_nothing(words: str) -> None:
    """A search for nothing, and a quotation without an end, are refused in one sentence."""
    with pytest.raises(UsageError, match=r"\.$"):
        parse_terms(words)


def test_places_are_those_of_what_was_wanted() -> None:
    """What is shown is the words that were asked for, with all of a word that begins so, and not those unwanted."""
    found = compile_wanted(parse_terms('apolog* "at fault" -council')).findall("Apologised: the Council was at fault.")
    assert found == ["Apologised", "at fault"]


@pytest.mark.parametrize(
    ("argument", "query"),
    [
        ("time and trouble", '"time and trouble"'),
        ("\0time and trouble", '-"time and trouble"'),
        ("fault -council", "fault -council"),
        ('"at fault" council', '"at fault" council'),
        ("\0fault", "-fault"),
    ],
)
def test_quotes_of_the_shell_make_a_phrase(argument: str, query: str) -> None:
    """An argument with spaces is a phrase, unless it is a query itself."""
    assert _quote(argument) == query


# ── the library ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_that_is_there_is_found(demo: Path) -> None:
    """A search gives just the paragraphs that a look at each of them gives, newest decisions first."""
    found = decision_parser.search(demo, "apolog* -council", once=False, boilerplate=True)
    texts = decision_parser.read(demo, "paragraphs")["text"].str.lower()
    wanted = texts.str.contains(r"\bapolog") & ~texts.str.contains(r"\bcouncil\b")
    assert sorted(found["text"].str.lower()) == sorted(texts[wanted])
    assert list(found) == list(FOUND)
    assert found["decided_on"].dropna().is_monotonic_decreasing


def test_filters_narrow(demo: Path) -> None:
    """Each filter keeps just the rows for which it holds, and several hold together."""
    options: dict[str, Any] = {
        "body": "county",
        "category": "education",
        "outcome": "upheld",
        "section": ["remedy", "findings"],
    }
    found = decision_parser.search(demo, "the", since="2021-12-01", until="2025-12-31", boilerplate=True, **options)
    assert len(found) > 5
    assert found["body_name"].str.contains("County").all()
    assert set(found["category"]) == {"Education"}
    assert set(found["outcome"]) == {"upheld"}
    assert set(found["section_kind"]) == {"remedy", "findings"}
    assert found["decided_on"].between("2021-12-01", "2025-12-31").all()
    assert set(decision_parser.search(demo, "the", year=2024)["decided_on"].dt.year) == {2024}


def test_each_text_once_and_no_boilerplate(tmp_path: Path) -> None:
    """Copies of a text and what many decisions share are left out unless they are asked for."""
    for number in range(6):
        write_page(
            tmp_path / "pages" / f"{number}.html", f"24 100 00{number}", text=f"Ms X complains of {number + 20}."
        )
    write_page(tmp_path / "pages" / "copy.html", "24 100 009", text="Ms X complains of 20.")
    build([tmp_path / "pages"], out=tmp_path / "out", jobs=1)
    counts = [
        len(decision_parser.search(tmp_path / "out", "i* uphold", once=once, boilerplate=boilerplate))
        for once, boilerplate in ((True, False), (True, True), (False, True))
    ]
    assert counts == [0, 6, 7]
    assert len(decision_parser.search(tmp_path / "out", "complains")) == 6


def test_a_limit_gives_the_newest(demo: Path) -> None:
    """A limit cuts the same list short; nothing found is an empty table with the same columns."""
    whole = decision_parser.search(demo, "fault")
    assert decision_parser.search(demo, "fault", limit=3)["text"].tolist() == whole["text"].tolist()[:3]
    none = decision_parser.search(demo, "zebra")
    assert (len(none), list(none)) == (0, list(FOUND))
    assert none.dtypes["decided_on"].kind == whole.dtypes["decided_on"].kind == "M"


@pytest.mark.parametrize(
    "options", [{"outcome": "won"}, {"section": "remedies"}, {"since": "yesterday"}, {"limit": -1}, {"words": "-fault"}]
)
def test_what_cannot_be_is_refused(options: dict[str, Any], demo: Path) -> None:
    """A filter that names nothing is one sentence, not an empty answer."""
    with pytest.raises(UsageError, match=r"\.$"):
        decision_parser.search(demo, **{"words": "fault", **options})


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_prints_to_read(demo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each paragraph stands under reference, body, date, outcome and place; how many more there are is on stderr."""
    assert cli.main(["search", "apologise", "-payment", "-councils", "--out", str(demo), "--limit", "2"]) == 0
    out, err = capfd.readouterr()
    heads = re.findall(r"^(\d\d \d{3} \d{3})  (.+), (\d{4}-\d\d-\d\d), (\w[\w ]*)  \((.+)\)$", out, re.MULTILINE)
    assert heads == [
        ("24 100 001", "Eastley County Council", "2025-01-22", "upheld", "summary"),
        ("24 100 001", "Eastley County Council", "2025-01-22", "upheld", "remedy, 14[1]"),
    ]
    assert "\n    apologise in writing to Ms B and to C;\n" in out
    assert re.fullmatch(r"2 of \d\d paragraphs; --limit 0 prints all of them.\n", err)


def test_the_command_prints_json(demo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """As JSON each line is one paragraph with all its keys, and stdout holds nothing else."""
    assert cli.main(["search", "time and trouble", "--dataset", str(demo), "--format", "json", "--limit", "0"]) == 0
    out, err = capfd.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    assert len(rows) == len(decision_parser.search(demo, '"time and trouble"')) > 2
    assert all(tuple(row) == FOUND for row in rows)
    assert rows[0]["url"].endswith(rows[0]["decision_id"].removeprefix("lgsco"))
    assert err == ""


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["zebra"], 1, "look with --boilerplate also at those that stand in many decisions."),
        (["fault", "--out", "nowhere"], 2, "nowhere is no folder; name the folder that `build --out` wrote."),
        (["-fault"], 2, "'-fault' names no word that a paragraph must have; give one, such as: apology -payment."),
        (["fault", "--limit", "-5"], 2, "give a whole number, 0 or more. See: decision-parser search --help"),
    ],
)
def test_the_command_says_what_is_not_there(
    args: list[str], code: int, said: str, demo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """As with grep nothing found is 1 and a wrong option 2, each with one sentence."""
    assert cli.main(["search", "--out", str(demo), *args]) == code
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.endswith(f"{said}\n")


def test_quiet_counts_nothing(demo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With --quiet the search ends where the limit is reached, and says nothing."""
    assert cli.main(["search", "fault", "--out", str(demo), "--limit", "1", "-q"]) == 0
    out, err = capfd.readouterr()
    assert (out.count("\n    ") > 0, err) == (True, "")


def test_pandas_is_not_waited_for(demo: Path) -> None:
    """The command answers without pandas."""
    code = (
        "import sys\nfrom decision_parser.cli import main\n"
        f"main(['search', 'fault', '-q', '--out', {str(demo)!r}])\nsys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False).returncode == 0


def test_an_undated_decision_is_last(tmp_path: Path) -> None:
    """A decision without a date comes after all others, and in no range of dates."""
    write_page(tmp_path / "pages" / "a.html", "24 100 001")
    write_page(tmp_path / "pages" / "b.html", "24 100 002", day="not stated", text="Mr Y complains.")
    build([tmp_path / "pages"], out=tmp_path / "out", jobs=1)
    found = decision_parser.search(tmp_path / "out", "complains")
    assert found["case_reference"].tolist() == ["24 100 001", "24 100 002"]
    assert len(decision_parser.search(tmp_path / "out", "complains", since="1990-01-01")) == 1


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    """A file that cannot be read is one sentence that names it."""
    write_page(tmp_path / "pages" / "a.html")
    build([tmp_path / "pages"], out=tmp_path / "out", jobs=1)
    (file,) = (tmp_path / "out" / "current" / "paragraphs").rglob("*.parquet")
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(decision_parser.errors.DecisionParserError, match=r"part-0\.parquet cannot be read .*\.$"):
        decision_parser.search(tmp_path / "out", "complains")


@pytest.mark.parametrize(("table", "column"), [("decisions", "count_once"), ("paragraphs", "boilerplate")])
def test_an_older_release_is_told(table: str, column: str, tmp_path: Path) -> None:
    """A release of a version that did not know a column is one sentence, not an answer without it."""
    write_page(tmp_path / "pages" / "a.html")
    build([tmp_path / "pages"], out=tmp_path / "out", jobs=1)
    (file,) = (tmp_path / "out" / "current" / table).rglob("*.parquet")
    pq.write_table(pq.ParquetFile(file).read().drop_columns(column), file)
    with pytest.raises(UsageError, match=r"older version, .*; build the dataset again\.$"):
        decision_parser.search(tmp_path / "out", "complains")
