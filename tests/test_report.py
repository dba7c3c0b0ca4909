"""The report: what it counts, what it calls a gap, and that it can be written about any release."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

import decision_parser
from decision_parser import cli
from decision_parser.dataset.columns import TABLES
from decision_parser.dataset.overview.citing import CitationRow, count_citations
from decision_parser.dataset.overview.filling import map_filling
from decision_parser.dataset.overview.holdings import count_holdings
from decision_parser.dataset.overview.rates import build_funnel, list_periods
from decision_parser.dataset.overview.reading import read_overview
from decision_parser.dataset.overview.remedying import RemedyRow, count_remedies, keep_counted, sum_up_payments
from decision_parser.dataset.overview.rows import DecisionRow
from decision_parser.dataset.overview.running import LedgerRow, list_runs, read_history, sum_up_ledger
from decision_parser.dataset.overview.troubles import ProblemRow, group_headings, group_problems, list_corrections
from decision_parser.dataset.release import find_release
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.models.overview import BodyRate, Funnel, Outcomes, Place, Rate
from decision_parser.models.profile import ColumnProfile, Profile, TableProfile, YearProfile
from decision_parser.pipeline.build import build
from decision_parser.pipeline.report import write_report
from decision_parser.quality.page import words
from decision_parser.quality.page.charts import has_funnel, spread_payments
from decision_parser.quality.page.drawing import SHEETS
from decision_parser.quality.page.rendering import _list_bodies, render_page
from decision_parser.quality.page.svg import fit
from tests.hostile_release import correct, rewrite, share_hostile
from tests.pages import write_page, write_pages


def write_rows(outcomes: str, body: str | None = "Eastley Council", **columns: Any) -> list[DecisionRow]:  # noqa: ANN401
    """A decision for each letter: u(pheld), n(ot upheld), c(losed), o(ther), and - for none."""
    names = {"u": "upheld", "n": "not_upheld", "c": "closed_after_initial_enquiries", "o": "other", "-": None}
    return [
        DecisionRow(**{"decision_id": f"{body}/{number}", "body_name": body, "outcome": names[letter], **columns})
        for number, letter in enumerate(outcomes)
    ]


def by_id(rows: Sequence[DecisionRow]) -> dict[str, DecisionRow]:
    """Decisions by their id."""
    return {row.decision_id: row for row in rows}


# ── rates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_funnel_counts_each_text_once() -> None:
    """Rows that are the text of another do not count; what is closed, otherwise ended or about nobody is left out."""
    rows = [
        *write_rows("unc", count_once=True),
        *write_rows("u", decision_id="counts", decision_group_id="one text", count_once=True),
        *write_rows("uuuu", decision_id="copy", decision_group_id="one text", count_once=False),
        *write_rows("un", None, count_once=True),
        *write_rows("o-c", "Other Council", count_once=True),
    ]
    funnel = build_funnel(rows)
    assert [(body.name, body.rate.upheld, body.rate.decided, body.closed) for body in funnel.bodies] == [
        ("Eastley Council", 2, 3, 1)
    ]
    assert (funnel.rate.upheld, funnel.rate.decided) == (2, 3)
    assert (funnel.closed, funnel.otherwise, funnel.unnamed) == (2, 2, 2)


def test_a_joint_case_counts_for_each_of_its_bodies() -> None:
    """The second body of a joint case is one of those that it was upheld against, once."""
    rows = [
        *write_rows("u", decision_group_id="joint", count_once=True),
        *write_rows("uu", "Northtown NHS Trust", decision_group_id="joint", count_once=False),
    ]
    assert {(body.name, body.rate.upheld, body.rate.decided) for body in build_funnel(rows).bodies} == {
        ("Eastley Council", 1, 1),
        ("Northtown NHS Trust", 1, 1),
    }


def test_the_funnel_follows_mergers() -> None:
    """A body counts under the name that it has today, where the register knows one."""
    rows = [*write_rows("un", "Old Council", body_name_current="New Council"), *write_rows("u", "New Council")]
    assert [(body.name, body.rate.decided) for body in build_funnel(rows).bodies] == [("New Council", 3)]


def test_small_councils_are_not_extreme_by_chance() -> None:
    """All of a few is within the limits; the same share of many is beyond them, on its own side."""
    rows = write_rows("un" * 200, "Middling Council")
    rows += write_rows("uuu", "Small Council") + write_rows("nnn", "Other Small Council")
    rows += write_rows("u" * 60, "Large Council") + write_rows("n" * 60, "Other Large Council")
    places = {body.name: body.place for body in build_funnel(rows).bodies}
    assert places == {
        "Middling Council": Place.WITHIN,
        "Small Council": Place.WITHIN,
        "Other Small Council": Place.WITHIN,
        "Large Council": Place.FAR_ABOVE,
        "Other Large Council": Place.FAR_BELOW,
    }


@pytest.mark.parametrize("outcomes", ["", "u", "n", "c", "-", "uuuuu"])
def test_the_funnel_of_little(outcomes: str) -> None:
    """Of nothing, of one, and where all are alike nobody is beyond the limits, and there is nothing to plot."""
    funnel = build_funnel(write_rows(outcomes))
    assert not [body for body in funnel.bodies if body.place is not Place.WITHIN]
    assert not has_funnel(funnel)


def test_quarters_where_they_tell_something() -> None:
    """A series is by quarter where each has enough texts that are decided, otherwise by year."""
    days = [dt.date(2023 + number // 4, number % 4 * 3 + 2, 10) for number in range(9)]
    many = [row for day in days for row in write_rows("un" * 15, decided_on=day)]
    assert [period.name for period in list_periods(many)][::4] == ["2023 Q1", "2024 Q1", "2025 Q1"]
    few = [row for day in days for row in write_rows("unc", decided_on=day)]
    assert [(period.name, period.rate.upheld, period.rate.decided) for period in list_periods(few)] == [
        ("2023", 4, 8), ("2024", 4, 8), ("2025", 1, 2),
    ]  # fmt: skip


# ── what there is ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_holdings_count_every_row() -> None:
    """Decisions are counted by year (an empty one between others too), category and outcome, undated ones last."""
    rows = write_rows("uuc", decided_year=2021, category="Housing", decided_on=dt.date(2021, 5, 1), count_once=False)
    rows += write_rows("o", decided_year=2023, category="Housing") + write_rows("-", decided_year=None)
    found = count_holdings(rows)
    assert [(year.name, year.outcomes.total) for year in found.years] == [
        ("2021", 3), ("2022", 0), ("2023", 1), ("undated", 1),
    ]  # fmt: skip
    assert [(each.name, each.outcomes.closed, each.outcomes.other) for each in found.categories] == [
        ("Housing", 1, 1), (None, 0, 0),
    ]  # fmt: skip
    assert (found.decisions, found.texts, found.bodies) == (5, 2, 1)


def test_filling_is_by_column_and_year() -> None:
    """A share for each column that can be null and each year in order; none for a column that a year does not have."""
    years = [
        YearProfile("lgsco", name, {"decisions": TableProfile(rows, columns)}, {}, {}, 0)
        for name, rows, columns in (
            ("undated", 1, {"outcome": ColumnProfile(0)}),
            ("2024", 4, {"outcome": ColumnProfile(3), "url": ColumnProfile(4), "source": ColumnProfile(4)}),
        )
    ]
    (found,) = map_filling(Profile(tuple(years)))
    assert (found.years, found.rows) == (("2024", "undated"), (4, 1))
    assert [(each.column, each.shares, each.overall) for each in found.columns] == [
        ("url", (1.0, None), 1.0),
        ("outcome", (0.75, 0.0), 0.6),
    ]


# ── what is going wrong ──────────────────────────────────────────────────────────────────────────────────────────────


def test_headings_are_one_however_printed() -> None:
    """Unknown headings of the same words are one, by its commonest print, with decisions to follow as examples."""
    rows = [
        DecisionRow(decision_id=name, url=url) for name, url in (("a", None), ("b", "https://x.org/b"), ("c", None))
    ]
    prints = ("The bailiffs", "The bailiffs", "THE BAILIFFS:", "Other")
    problems = [
        ProblemRow(name, "unknown_heading", "section 5", words) for name, words in zip("abcc", prints, strict=True)
    ] + [
        ProblemRow("a", "unknown_heading", "section 6", "The bailiffs"),
        ProblemRow("a", "number_gap", "p", "5 after 3"),
        ProblemRow(None, "number_gap", "p", "of no decision"),
        ProblemRow(None, "failed_check", "decisions", "stands with the checks"),
    ]
    headings = group_headings(problems, by_id(rows))
    assert [(each.name, each.rows, each.decisions) for each in headings] == [("The bailiffs", 4, 3), ("Other", 1, 1)]
    assert [seen.decision.decision_id for seen in headings[0].examples] == ["b", "a", "c"]
    others = group_problems(problems, by_id(rows))
    assert [(each.name, each.rows, each.decisions) for each in others] == [("number_gap", 2, 1)]


def test_corrections_are_listed() -> None:
    """A decision is corrected where its row or a problem says so; releases that know no corrections have none."""
    rows = [
        DecisionRow("a"),
        DecisionRow("b", corrected_fields=["outcome"]),
        DecisionRow("c", corrected_fields=[]),
        DecisionRow("d"),
    ]
    problems = [
        ProblemRow("b", "corrected", "outcome", "printed: Uphold"),
        ProblemRow("d", "corrected", "decided_on", "x"),
    ]
    assert [
        (each.decision.decision_id, each.fields, each.notes) for each in list_corrections(problems, by_id(rows))
    ] == [
        ("b", ("outcome",), ("printed: Uphold",)),
        ("d", ("decided_on",), ("x",)),
    ]
    assert not list_corrections([], by_id(rows[:1]))
    assert not group_problems(problems, by_id(rows))


def test_a_window_counts_as_it_was_last_read(tmp_path: Path) -> None:
    """A gap is one until a later run reads that window, or later ones have all of it; so is what is missing."""

    def window(run: str, first: int, last: int, **counts: Any) -> LedgerRow:  # noqa: ANN401
        since, until = dt.date(2025, 1, first), dt.date(2025, 1, last)
        return LedgerRow(run=run, source="lgsco", window_since=since, window_until=until, **counts)

    history = read_history(tmp_path)._replace(ledger=[
        window("1", 1, 10, status="incomplete"), window("2", 1, 10, found=5, published=5),
        window("1", 11, 15, status="incomplete"), window("2", 11, 20, found=7, published=6, missing=1),
        window("3", 21, 31, found=9, published=7, excluded=2, excluded_reasons='{"draft": 2}'),
        LedgerRow(run="1", source="lgsco", failed=3),
        LedgerRow(run="1", source="lgsco", window_since=dt.date(2025, 2, 1), window_until=dt.date(2035, 1, 1), found=3),
        LedgerRow(run="2", source="lgsco", window_since=dt.date(2025, 2, 1), window_until=dt.date(2025, 2, 28)),
        LedgerRow(run="2", source="lgsco", window_since=dt.date(2025, 3, 1), window_until=dt.date(2035, 1, 1)),
        LedgerRow(run="2", source="lgsco", found=200),
    ])  # fmt: skip
    ledger = sum_up_ledger(history)
    assert ledger is not None
    assert (ledger.windows, ledger.found, ledger.published, ledger.incomplete) == (5, 21, 18, 0)
    assert [(gap.since, gap.missing, gap.excluded, gap.reasons) for gap in ledger.gaps] == [
        (dt.date(2025, 1, 21), 0, 2, {"draft": 2}),
        (dt.date(2025, 1, 11), 1, 0, {}),
    ]


def test_a_run_that_published_nothing_is_seen(tmp_path: Path) -> None:
    """Windows of a run that left only its report count, and it is in the timeline; broken reports are passed over."""
    release = tmp_path / "releases" / "20260601T030000Z"
    (release / "changes").mkdir(parents=True)
    (release / "ledger").mkdir()
    (tmp_path / "runs").mkdir()
    report = {
        "run": "20260602T030000Z", "exit_code": 3, "message": "Not all.", "complete": False,
        "ledger": [{"run": "20260602T030000Z", "source": "lgsco", "window_since": "2025-01-01",
                    "window_until": "2025-01-31", "status": "incomplete", "total": None}],
    }  # fmt: skip
    (tmp_path / "runs" / "20260602T030000Z.json").write_bytes(msgspec.json.encode(report))
    (tmp_path / "runs" / "20260603T030000Z.json").write_text("{")
    history = read_history(release)
    ledger = sum_up_ledger(history)
    assert ledger is not None
    assert [gap.run for gap in ledger.gaps] == ["20260602T030000Z"]
    assert [(run.name, run.complete, run.incomplete) for run in list_runs(history)] == [("20260602T030000Z", False, 1)]


# ── remedies and law ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_money_counts_once() -> None:
    """Payments of texts that count, due once, no parts and no offers; totals by year are those of the decisions."""
    rows = write_rows("u", "A", remedy_total=Decimal(300), decided_year=2024, count_once=True)
    rows += write_rows("u", "B", remedy_total=Decimal(300), decided_year=2024, count_once=False)
    given = [
        RemedyRow("A/0", "payment", "agreed", Decimal(300), "GBP", "once"),
        RemedyRow("A/0", "payment", "agreed", Decimal(100), "GBP", "once", part_of=1),
        RemedyRow("A/0", "payment", "offered", Decimal(50), "GBP", "once"),
        RemedyRow("A/0", "payment", "agreed", Decimal(20), "GBP", "month"),
        RemedyRow("A/0", "apology", "agreed"),
        RemedyRow("A/0", "none"),
        RemedyRow("B/0", "payment", "agreed", Decimal(300), "GBP", "once"),
    ]
    kept = list(keep_counted(given, by_id(rows)))
    payments = sum_up_payments(kept, rows)
    assert payments.amounts == (Decimal(300),)
    assert [(year.year, year.total, year.decisions) for year in payments.years] == [("2024", Decimal(300), 1)]
    assert [(each.kind, each.asked, each.statuses) for each in count_remedies(kept)] == [
        ("payment", 2, {"agreed": 2, "offered": 1}),
        ("apology", 1, {"agreed": 1}),
    ]


def test_payments_in_figures() -> None:
    """The median and the middle half are of single payments, and each is in one range."""
    spread = spread_payments(sum_up_payments([RemedyRow("A/0", "payment", "agreed", Decimal(amount), "GBP", "once")
                                              for amount in (50, 99, 100, 500, 5000)], []))  # fmt: skip
    assert spread is not None
    assert [int(each) for each in (spread.low, spread.middle, spread.high, spread.largest)] == [99, 100, 500, 5000]
    assert [count for _, count in spread.ranges] == [2, 1, 0, 0, 0, 1, 0, 0, 0, 1]


def test_law_is_counted_by_decision() -> None:
    """A law counts once for each text that cites it about its case; boilerplate and what has no title do not."""
    rows = write_rows("uu", "A") + write_rows("u", "B", count_once=False)
    uri = "https://www.legislation.gov.uk/ukpga/2014/23/section/18"
    given = [
        CitationRow("A/0", "act", "Care Act 2014", "s18", uri=uri),
        CitationRow("A/0", "act", "Care Act 2014", "s18"),
        CitationRow("A/1", "act", "Care Act 2014", "s9"),
        CitationRow("A/0", "act", "Local Government Act 1974", "s26(1)", boilerplate=True),
        CitationRow("A/0", "act", None, "s1"),
        CitationRow("B/0", "act", "Housing Act 1996"),
    ]
    found = count_citations(given, by_id(rows))
    assert (found.decisions, found.laws) == (2, 1)
    assert [(law.title, law.decisions, law.uri, law.provisions) for law in found.most] == [
        ("Care Act 2014", 2, "https://www.legislation.gov.uk/ukpga/2014/23", (("s18", 1), ("s9", 1)))
    ]


# ── the page of any release ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of two decisions, built from files."""
    folder = tmp_path_factory.mktemp("small")
    build([write_pages(folder / "pages", 2)], out=folder / "dataset", jobs=1)
    return folder / "dataset"


@pytest.fixture
def release(small: Path, tmp_path: Path) -> Path:
    """A release of its own, to change."""
    return Path(shutil.copytree(find_release(small), tmp_path / "release"))


def test_a_dataset_from_files(small: Path) -> None:
    """A dataset without changes and ledger says so, and its page has what there is, and its licence."""
    page = write_report(small).read_text(encoding="utf-8")
    assert "This dataset was built from files" in page
    assert "© Commission for Local Administration in England" in page
    assert "What 2 decisions say" in page
    assert find_release(small).name in page
    assert "<svg" not in page or "years" in page


def test_one_decision(tmp_path: Path) -> None:
    """A page about a single decision has tables, and no plot of it."""
    build([write_page(tmp_path / "page.html")], out=tmp_path / "dataset", jobs=1)
    page = render_page(read_overview(find_release(tmp_path / "dataset")))
    assert "What 1 decision says" in page
    assert "<svg" not in page


def test_nothing_but_nulls(release: Path) -> None:
    """Decisions of which nothing is known have a page too."""
    columns = [column.name for column in TABLES["decisions"].columns if column.nullable]
    for file in release.glob("decisions/*/*.parquet"):
        rewrite(file, dict.fromkeys(columns, lambda _number, _value: None))
    overview = read_overview(release)
    assert overview.holdings.years[0].outcomes.unstated == 1
    assert "No complaint about a named body was upheld or not upheld." in render_page(overview)


def test_an_older_release(release: Path) -> None:
    """Columns and tables that a release does not have yet are left out, and those tables are named."""
    for file in release.glob("decisions/*/*.parquet"):
        rewrite(file, {}, without=("count_once", "decision_group_id", "remedy_total", "body_name_current", "url"))
    for table in ("remedies", "citations", "problems"):
        shutil.rmtree(release / table)
    overview = read_overview(release)
    assert overview.absent == ("remedies", "citations", "problems")
    assert overview.funnel.rate.decided == 2
    page = render_page(overview)
    assert "cannot tell which decisions are one text" in page
    assert "has no table <code>remedies</code>" in page


def test_corrected_columns_are_read(release: Path) -> None:
    """The column `corrected_fields` of a release is what the page lists."""
    correct(release / "decisions/decided_year=2024/part-0.parquet", {0: ["outcome"]})
    assert [(each.fields, each.decision.reference) for each in read_overview(release).corrections] == [
        (("outcome",), "24 100 000")
    ]


def test_a_release_that_cannot_be_read(release: Path) -> None:
    """A damaged file is one sentence that names it."""
    file = next(release.glob("decisions/*/*.parquet"))
    file.write_bytes(b"PAR1")
    with pytest.raises(DecisionParserError, match=str(file)):
        read_overview(release)


def test_the_same_bytes(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    """Another process, in which sets come in another order, writes the very same page."""
    dataset = share_hostile(tmp_path_factory)
    subprocess.run(
        [sys.executable, "-m", "decision_parser", "report", "--out", dataset, "--to", tmp_path / "again.html"],
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONHASHSEED": "7"},
    )
    assert (tmp_path / "again.html").read_bytes() == (dataset / "report.html").read_bytes()


# ── where it is written, and what is said ────────────────────────────────────────────────────────────────────────────


def test_the_command_prints_the_path(small: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """`report` writes the page and prints where it is, and nothing else; the library has it by the same name."""
    target = tmp_path / "page.html"
    assert cli.main(["report", "--dataset", str(small), "--to", str(target)]) == 0
    assert capfdbinary.readouterr() == (f"{target}\n".encode(), b"")
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert decision_parser.report is write_report


def test_a_release_stays_as_it_is(release: Path) -> None:
    """No page is written into a release unless asked for by name."""
    before = sorted(path.name for path in release.iterdir())
    with pytest.raises(UsageError, match="--to"):
        write_report(release)
    assert sorted(path.name for path in release.iterdir()) == before


def test_a_page_is_whole_or_not_there(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written is one sentence, the page before stays, and no half of another is left."""
    target = tmp_path / "page.html"
    target.write_text("before")

    def fail(_path: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(DecisionParserError, match=r"cannot be written \(No space left on device\); make room"):
        write_report(small, target)
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert target.read_text() == "before"


@pytest.mark.parametrize("name", ["jinja2", "matplotlib"])
def test_without_the_extra(
    small: Path, name: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Without its libraries the command says in one sentence how to install them, with exit code 2."""
    for module in [each for each in sys.modules if each.startswith("decision_parser.quality.page")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, name, None)
    assert cli.main(["report", "--out", str(small)]) == 2
    said = capfdbinary.readouterr().err.decode()
    assert said == (
        f"The report needs {name}, which is not installed; install it with: pip install 'decision-parser[report]'.\n"
    )


# ── words and drawings ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://www.lgo.org.uk/decisions/a", True),
        ("http://127.0.0.1:80/a?b=<c>", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("https:alert(1)", False),
        ("//www.lgo.org.uk/a", False),
        ("data:text/html,x", False),
        ("https://[x", False),
        ("https://x.org/\u202egpj", False),
        ("", False),
        (None, False),
    ],
)
def test_addresses(url: str | None, followed: bool) -> None:  # noqa: FBT001 - a table of cases
    """Only whole addresses of the web are followed."""
    assert words.find_address(url) == (url if followed else None)


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.001, "<1 %"), (0.5, "50 %"), (0.999, ">99 %"), (1, "100 %"), (None, "–")]
)
def test_percent(share: float | None, text: str) -> None:
    """Few of many are not none, and nearly all are not all."""
    assert words.percent(share) == text


def test_sums_and_intervals() -> None:
    """Money and intervals are short, and say what they are."""
    assert [words.short_pounds(Decimal(value)) for value in ("950.40", "12345", "1449999")] == ["£950", "£12k", "£1.4m"]
    assert (words.pounds(Decimal("1250.50")), words.pounds(Decimal(300))) == ("£1,250.50", "£300")
    assert words.interval(Rate(1, 2, 0.094, 0.906)) == "9–91 %"


SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">
<metadata/><defs><style>*{}</style><path id="m1" d="M 0 0&#10;L 1 1" style="stroke: #000001"/></defs><g id="g_1"><use
xlink:href="#m1" style="fill: %s; clip-path: url(#m1)"/><text style="font: 10px 'x'">$1 &lt; &amp;</text></g></svg>"""


def test_drawings_are_made_fit() -> None:
    """No style attribute and no foreign id is left of a drawing; colours are classes, and text is escaped."""
    fitted = str(fit(SVG % "#000011", "bars", SHEETS[0], "A <title>", "5 & more"))
    assert "style" not in fitted
    assert 'id="bars-wide-m1"' in fitted
    assert 'href="#bars-wide-m1"' in fitted
    assert 'clip-path="url(#bars-wide-m1)"' in fitted
    assert 'class="f-upheld"' in fitted
    assert "A &lt;title&gt;" in fitted
    assert "$1 &lt; &amp;" in fitted


def test_colours_of_no_name_are_refused() -> None:
    """A colour that the style sheet does not know would stay as it is in the dark."""
    with pytest.raises(ValueError, match="#123456 is no colour"):
        fit(SVG % "#123456", "bars", SHEETS[0], "", "")


DRAWN = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9pt"
viewBox="1 2 30 40"><metadata><x/></metadata><defs><style>*{}</style><path id="m1" d="M 0 0&#10;L 1 1"
style="stroke: #000002; fill-opacity: 0.5"/><clipPath id="p1"><rect x="1"/></clipPath></defs><defs/>
<g id="figure_1"><g id="patch_1"><path d="M 1 1" style="fill: none"/>
<path d="M 2 2" style="fill: none; stroke: #000001"/></g>
<use xlink:href="#m1" style="fill: #000011; stroke: #000004; clip-path: url(#p1); font-family: x"/>
<g type="a" transform="rotate(-0 1 1)"> <text style="font-size: 10px; text-anchor: middle" x="3"> a &lt; b </text></g>
<g transform="rotate(-90 1 1)"><text>c</text></g></g></svg>"""


def test_a_drawing_is_part_of_its_page() -> None:
    """Colours are classes of the page, ids begin with the plot's name, and what shows nothing is left out."""
    assert str(fit(DRAWN, "bars", SHEETS[1], "Bars", "Two & three")) == (
        '<svg class="plot narrow" viewBox="0 0 30 40" role="img" aria-labelledby="bars-narrow-title bars-narrow-desc" '
        'stroke-linejoin="round"><title id="bars-narrow-title">Bars</title>'
        '<desc id="bars-narrow-desc">Two &amp; three</desc>'
        '<defs><path id="bars-narrow-m1" d="M 0 0 L 1 1" fill-opacity="0.5" class="s-soft" />'
        '<clipPath id="bars-narrow-p1"><rect x="1" /></clipPath></defs>'
        '<path d="M 2 2" fill="none" class="s-ink" />'
        '<use href="#bars-narrow-m1" clip-path="url(#bars-narrow-p1)" class="f-upheld s-paper" />'
        '<text font-size="10px" text-anchor="middle" x="3">a &lt; b</text>'
        '<g transform="rotate(-90 1 1)"><text>c</text></g></svg>'
    )


def test_styles_of_no_name_are_refused() -> None:
    """A style that the page's policy would not let through is named."""
    with pytest.raises(ValueError, match=r"^filter: blur is no style of the page$"):
        fit('<svg viewBox="0 0 1 1"><g style="filter: blur"/></svg>', "bars", SHEETS[0], "", "")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (words.count(1, "body", "bodies"), "1 body"),
        (words.count(1204, "body", "bodies"), "1,204 bodies"),
        (words.count(0, "run"), "0 runs"),
        (words.number(12345), "12,345"),
        (words.points(0.001), "<1"),
        (words.day(dt.date(2025, 2, 6)), "6 February 2025"),
        (words.day(None), "–"),
        (words.short_day(dt.date(2025, 2, 6)), "6 Feb 2025"),
        (words.short_day(None), "–"),
        (words.moment(dt.datetime(2025, 2, 6, 7, 5, tzinfo=dt.UTC)), "6 February 2025, 07:05 UTC"),
        (words.pounds(Decimal(1200)), "£1,200"),
        (words.pounds(Decimal("0.5")), "£0.50"),
        (words.short_pounds(Decimal(999)), "£999"),
        (words.short_pounds(Decimal(9_999)), "£9,999"),
        (words.short_pounds(Decimal(10_000)), "£10k"),
        (words.short_pounds(Decimal(1_000_000)), "£1.0m"),
        (words.name("refund_or_waiver"), "refund or waiver"),
        (words.name(None), "not stated"),
        (words.capital("a kind"), "A kind"),
        (words.capital(""), ""),
        (words.breakable("body_<name>"), "body_<wbr>&lt;name&gt;"),
        (words.join(["a", "b", "c"]), "a, b and c"),
        (words.join(["a"]), "a"),
        (words.join([]), ""),
        (words.tell_changes({"withdrawn": 1, "odd_kind": 2, "added": 1200}), "1,200 added, 1 withdrawn, 2 odd kind"),
        (words.tell_changes({}), "nothing new"),
        (words.tell_outcomes(Outcomes(upheld=1200, other=1)), "1,200 upheld, 1 other"),
        (words.tell_outcomes(Outcomes()), "none"),
        (words.show_text("a\u202eb\x07c\nd"), "abc d"),
    ],
)
def test_words_of_the_page(said: str, text: str) -> None:
    """Counts, days, sums and names as a reader sees them."""
    assert said == text


def test_bodies_of_the_tables() -> None:
    """The short table has those of the largest that are not far off; the long one who has ten texts or is far off."""
    bodies = [
        BodyRate(name, Rate(0, decided, 0.0, 1.0), place)
        for name, decided, place in [
            ("far and large", 50, Place.FAR_BELOW),
            *((f"large {n}", 40 - n, Place.WITHIN) for n in range(14)),
            ("sixteenth", 10, Place.ABOVE),
            ("of nine", 9, Place.BELOW),
            ("far and small", 8, Place.FAR_ABOVE),
        ]
    ]
    tables = _list_bodies(Funnel(rate=Rate(0, 500, 0.0, 1.0), bodies=tuple(bodies)))
    assert tables == {"largest": bodies[1:15], "listed": [*bodies[:16], bodies[17]]}
    many = Funnel(rate=Rate(0, 500, 0.0, 1.0), bodies=tuple(bodies[1:2] * 500))
    assert len(_list_bodies(many)["listed"]) == 400
