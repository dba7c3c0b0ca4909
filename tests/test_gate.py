"""The gate: planted faults stop a release, what is right passes, and nothing gets around it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from decision_parser.cli import main
from decision_parser.dataset.checks import CHECKS_PART
from decision_parser.dataset.columns import DECISIONS
from decision_parser.dataset.evidence import Evidence
from decision_parser.dataset.profiling import PROFILE_FILE, measure_release, read_profile
from decision_parser.dataset.reading import read
from decision_parser.dataset.release import Release, read_release
from decision_parser.errors import ReleaseRefusedError, UsageError
from decision_parser.models.checks import Check, CheckBasis, Expectations
from decision_parser.models.profile import ColumnProfile, Profile, SectionProfile, TableProfile, YearProfile
from decision_parser.pipeline.build import build
from decision_parser.pipeline.gating import make_judge
from decision_parser.quality.gate import CHECKS, judge_release
from decision_parser.quality.judging import Terms, is_explained, merge_years
from tests.judging import pass_all

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Decision</title></head><body><article>
<h1>{body} ({reference})</h1>
<dl><dt>Category :</dt><dd>{category} &gt; Other</dd><dt>Decision :</dt><dd>{outcome}</dd>
<dt>Decision date :</dt><dd>06 Feb {year}</dd></dl>
<h2>The Ombudsman's final decision:</h2><p>Summary: {summary}</p>
<h2>The complaint</h2><ol><li>Ms X complains about what the Council did.</li></ol>
<h2>What I found</h2><ol><li>{text}</li><li>{text}</li></ol>
<h2>Agreed action</h2><ol><li>Within one month the Council will apologise to Ms X and pay her £{sum}.</li></ol>
<h2>Final decision</h2><ol><li>I have completed my investigation.</li></ol>
</article></body></html>"""
BODIES = [f"{name} Council" for name in "Ashby Barton Corley Denby Elton Farnby Garton Hexby".split()]
CATEGORIES = ["Housing", "Education", "Planning"]
OUTCOMES = ["Upheld", "Not upheld", "Closed after initial enquiries"]
YEARS = (2022, 2023, 2024)
OF_YEAR = 20


def write_pages(folder: Path, count: int = len(YEARS) * OF_YEAR) -> Path:
    """Pages of decisions, twenty a year, about several bodies and matters and with all outcomes."""
    folder.mkdir(parents=True)
    for number in range(count):
        text = f"The Council did what it should in part {number} of this case, and it wrote to her. " * 6
        page = PAGE.format(
            body=BODIES[number % len(BODIES)],
            reference=f"2{number // OF_YEAR} 100 {number:03}",
            category=CATEGORIES[number % 3],
            outcome=OUTCOMES[number // 2 % 3],
            year=YEARS[0] + number // OF_YEAR,
            summary="The Council was at fault.",
            text=text.strip(),
            sum=100 + number,
        )
        (folder / f"{number:03}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `pages`, and the `dataset` that was built from them."""
    folder = tmp_path_factory.mktemp("gate")
    build([write_pages(folder / "pages")], out=folder / "dataset", jobs=1)
    return folder


@pytest.fixture
def world(good: Path, tmp_path: Path) -> Path:
    """A copy of it to plant faults in."""
    shutil.copytree(good / "pages", tmp_path / "pages")
    shutil.copytree(good / "dataset", tmp_path / "dataset", symlinks=True)
    return tmp_path


def change(world: Path, old: str, new: str, numbers: range) -> None:
    """Other words in some of the pages."""
    for number in numbers:
        path = world / "pages" / f"{number:03}.html"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


def refuse(world: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Build again, which is refused, and leaves the release before; the sentence that says why."""
    before = read_release(world / "dataset" / "current")
    assert main(["build", str(world / "pages"), "--out", str(world / "dataset"), "--jobs", "1", "-q"]) == 4
    assert read_release(world / "dataset" / "current") == before
    assert len(list((world / "dataset" / "releases").iterdir())) == 1
    message = capsys.readouterr().err.strip()
    assert "\n" not in message
    return message


# ── planted faults ───────────────────────────────────────────────────────────────────────────────────────────────────


def lose_bodies(world: Path) -> None:
    """No authority in a tenth of a year."""
    for number in (20, 21):
        path = world / "pages" / f"{number:03}.html"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"<h1>{BODIES[number % len(BODIES)]} (", "<h1>("), encoding="utf-8")


def lose_year(world: Path) -> None:
    """No page of 2023."""
    for number in range(OF_YEAR, 2 * OF_YEAR):
        (world / "pages" / f"{number:03}.html").unlink()


def make_outcomes_one(world: Path) -> None:
    """Everything upheld."""
    for outcome in OUTCOMES[1:]:
        for path in sorted((world / "pages").iterdir()):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(f"<dd>{outcome}<", "<dd>Upheld<"), encoding="utf-8")


def break_headings(world: Path) -> None:
    """A heading that nobody knows in one decision of twenty."""
    change(world, "<h2>Agreed action</h2>", "<h2>Zu erledigen</h2>", range(0, len(YEARS) * OF_YEAR, 20))


def lose_half(world: Path) -> None:
    """Every second page is gone."""
    for path in sorted((world / "pages").iterdir())[::2]:
        path.unlink()


def halve_text(world: Path) -> None:
    """Half of the words of what was found are gone."""
    for path in sorted((world / "pages").iterdir()):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("and it wrote to her. The Council did what it should in part", ""), encoding="utf-8"
        )


FAULTS: list[tuple[Callable[[Path], None], str, str]] = [
    (lose_bodies, "fill_fall", "body_name is filled in 90.0 % of the 20 decisions of 2023"),
    (lose_year, "missing_year", "2023 has 0 decisions; the release before had 20"),
    (make_outcomes_one, "shift", "outcome is upheld in 100.0 % of the decisions of 2022"),
    (break_headings, "heading_rise", "5.0 % of the 20 decisions of 2022 have a heading that no table knows"),
    (lose_half, "shrink", "The release would hold 30 decisions of lgsco, 50.0 % fewer than 60"),
    (halve_text, "text_cut", "% fewer than in the release before"),
]


@pytest.mark.parametrize(("plant", "name", "figures"), FAULTS, ids=[name for _, name, _ in FAULTS])
def test_a_planted_fault_stops_the_release(
    world: Path, capsys: pytest.CaptureFixture[str], plant: Callable[[Path], None], name: str, figures: str
) -> None:
    """Exit 4, the last release stays, and the sentence names the check and its figures."""
    plant(world)
    message = refuse(world, capsys)
    assert f"{name}: " in message
    assert figures in message


def test_decisions_to_look_at_are_named(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those that show what is wrong, not any; five at most."""
    lose_bodies(world)
    message = refuse(world, capsys)
    assert "Look at lgsco/21-100-020, lgsco/21-100-021." in message


def test_five_are_named_at_most(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of many decisions that are gone, five are enough to begin with."""
    lose_half(world)
    message = refuse(world, capsys)
    sentence = message.partition("shrink: ")[2].partition(" Look at ")[2].partition(". ")[0]
    assert sentence.split(", ") == [f"lgsco/20-100-{number:03}" for number in (0, 2, 4, 6, 8)]


def test_the_message_says_how_to_go_on(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is right all the same can be published with a reason, and that is told."""
    lose_bodies(world)
    assert "--accept fill_fall=WHY" in refuse(world, capsys)


def lose_dates(world: Path) -> None:
    """Three decisions of 2023 have no date that can be read."""
    change(world, "<dd>06 Feb 2023<", "<dd>06 Foo 2023<", range(20, 23))


def make_dates_one(world: Path) -> None:
    """All dates are that of one year."""
    for path in sorted((world / "pages").iterdir()):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Feb 2022<", "Feb 2024<"), encoding="utf-8")


def lose_findings(world: Path) -> None:
    """What was found is gone, with its heading."""
    for path in sorted((world / "pages").iterdir())[:15]:
        before, _, rest = path.read_text(encoding="utf-8").partition("<h2>What I found</h2>")
        path.write_text(before + rest[rest.index("<h2>") :], encoding="utf-8")


@pytest.mark.parametrize(
    ("plant", "sentence"),
    [
        (
            lose_dates,
            (
                "fill_fall: 2023 has 17 decisions, in the release before it had 20; 3 more have no decided_on. "
                "Look at lgsco/21-100-020, lgsco/21-100-021, lgsco/21-100-022."
            ),
        ),
        (
            make_dates_one,
            (
                "missing_year: 2022 has 0 decisions; the release before had 20. "
                "Look at lgsco/20-100-000, lgsco/20-100-001, lgsco/20-100-002, lgsco/20-100-003, lgsco/20-100-004."
            ),
        ),
        (
            lose_findings,
            (
                "sections_gone: 25.0 % of the decisions of 2022 have a section of kind findings; "
                "in the release before it was 100.0 %. Look at lgsco/20-100-000, "
            ),
        ),
    ],
)
def test_what_lost_its_place_is_named(
    world: Path, capsys: pytest.CaptureFixture[str], plant: Callable[[Path], None], sentence: str
) -> None:
    """Decisions that are still there, but not where they were, or without a part, are shown."""
    plant(world)
    assert sentence in refuse(world, capsys)


def test_decisions_that_show_it_most_come_first(world: Path) -> None:
    """Those that were like that before do not show what is wrong, in one year or in all."""
    change(world, "<dd>Upheld<", "<dd>Not upheld<", range(48, 50))
    build([world / "pages"], out=world / "anew", jobs=1)
    evidence = Evidence((world / "anew" / "current").resolve(), (world / "dataset" / "current").resolve())
    changed = ("lgsco/22-100-048", "lgsco/22-100-049")
    for year in ("2024", "all"):
        assert evidence.find_valued("lgsco", year, "outcome", ["not_upheld"]) == changed
    assert evidence.find_valued("lgsco", "2023", "outcome", ["not_upheld"])[0] == "lgsco/21-100-020"
    assert evidence.find_valued("other", "all", "outcome", ["not_upheld"]) == ()


# ── what is right ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_accepted_is_published_and_says_so(world: Path) -> None:
    """A person's reason stands in the release, beside the check that failed."""
    lose_bodies(world)
    reasons = {"fill_fall": "two pages were redacted", "fault_rise": "the same two"}
    report = build([world / "pages"], out=world / "dataset", jobs=1, accept=reasons)
    release = read_release(world / "dataset" / "current")
    assert release is not None
    assert release.release == report.release
    failed = [check for check in release.checks if not check.passed and check.required]
    assert [(check.name, check.year, check.column, check.accepted) for check in failed] == [
        ("fill_fall", "2023", "body_name", "two pages were redacted"),
        ("fault_rise", "2023", "code", "the same two"),
        ("fault_rise", "all", "code", "the same two"),
    ]
    assert [check.name for check in report.checks] == ["fill_fall", "fault_rise", "fault_rise"]


def test_fewer_can_be_allowed(world: Path) -> None:
    """A release with half the decisions is published for who asks for it."""
    lose_half(world)
    assert build([world / "pages"], out=world / "dataset", jobs=1, fewer=True).release


def test_only_what_is_named_is_accepted(world: Path) -> None:
    """A reason for one check is none for another."""
    lose_bodies(world)
    with pytest.raises(ReleaseRefusedError, match="fill_fall"):
        build([world / "pages"], out=world / "dataset", jobs=1, accept={"shift": "no reason"})


def test_an_unknown_check_is_named(world: Path) -> None:
    """Accepting what is no check is an error, before anything is done."""
    with pytest.raises(UsageError, match=r"no check 'fil_fall' .did you mean 'fill_fall'.*; give one of: "):
        build([world / "pages"], out=world / "dataset", accept={"fil_fall": "x"})


@pytest.mark.parametrize("given", ["fill_fall", "fill_fall=", "=why"])
def test_a_reason_must_be_given(given: str, world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To accept without a reason is a usage error."""
    assert main(["build", str(world / "pages"), "--out", str(world / "dataset"), "--accept", given]) == 2
    assert "--accept" in capsys.readouterr().err


def test_better_is_no_fault(world: Path) -> None:
    """What a release has more than the one before stops nothing: decisions, a year, values, known headings."""
    broken = world / "broken"
    change(world, "<h2>Agreed action</h2>", "<h2>Zu erledigen</h2>", range(30))
    lose_bodies(world)
    build([world / "pages"], out=broken, jobs=1)
    shutil.rmtree(world / "pages")
    write_pages(world / "pages", count=80)
    assert build([world / "pages"], out=broken, jobs=1).decisions == 80


def test_one_odd_decision_among_new_ones_is_no_fault(world: Path) -> None:
    """A page without a body, among those that a night brings, is what chance brings."""
    shutil.rmtree(world / "pages")
    write_pages(world / "pages", count=63)
    path = world / "pages" / "061.html"
    path.write_text(path.read_text(encoding="utf-8").replace(f"<h1>{BODIES[61 % 8]} (", "<h1>("), encoding="utf-8")
    assert build([world / "pages"], out=world / "dataset", jobs=1).release


def test_a_small_dataset_can_change_as_it_likes(tmp_path: Path) -> None:
    """With fewer than ten decisions nothing can be told from shares of them."""
    build([write_pages(tmp_path / "some", count=9)], out=tmp_path / "dataset", jobs=1)
    build([write_pages(tmp_path / "few", count=2)], out=tmp_path / "dataset", jobs=1)
    assert len(read(tmp_path / "dataset")) == 2


def test_decisions_of_one_council_can_be_built(tmp_path: Path) -> None:
    """Who builds a folder of one kind is not refused: only the whole of a publisher's list must be like it."""
    pages = write_pages(tmp_path / "pages")
    for path in pages.iterdir():
        text = path.read_text(encoding="utf-8")
        for name in BODIES:
            text = text.replace(name, BODIES[0])
        path.write_text(
            text.replace("<dd>Not upheld<", "<dd>Upheld<").replace("Closed after initial enquiries", "Upheld")
        )
    build([pages], out=tmp_path / "dataset", jobs=1)
    release = read_release(tmp_path / "dataset" / "current")
    assert release is not None
    assert [check.name for check in release.checks if not check.passed] == []


# ── nothing gets around it ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_nobody_judged_is_not_published(world: Path) -> None:
    """A release of which nothing was asked cannot be published, whoever tries."""
    from decision_parser.dataset.publishing import open_dataset

    current = read_release(world / "dataset" / "current")
    assert current is not None
    with open_dataset(world / "dataset") as dataset:
        dataset.partial.mkdir()
        unasked = msgspec.structs.replace(current, release=dataset.name, checks=current.checks[:1])
        assert unasked.checks[0].basis is CheckBasis.ITSELF
        with pytest.raises(ReleaseRefusedError, match="nothing was asked of it"):
            dataset.publish(unasked)


def test_a_refused_run_is_told_in_its_report(world: Path) -> None:
    """The report of the run says what stopped it."""
    lose_half(world)
    with pytest.raises(ReleaseRefusedError):
        build([world / "pages"], out=world / "dataset", jobs=1)
    last = json.loads(max((world / "dataset" / "runs").glob("*.json")).read_text())
    assert last["exit_code"] == 4
    assert "shrink: " in last["message"]
    assert last["release"] is None


def damage(folder: Path) -> None:
    """Nothing of a release can be read."""
    for path in folder.rglob("*.*"):
        if path.is_file():
            path.unlink()
            path.write_bytes(b"?")


def test_a_damaged_release_lets_nothing_pass(world: Path) -> None:
    """Where the current one cannot be read, the one before it is what the next is held against."""
    change(world, "part 5 of", "section 5 of", range(5, 6))
    build([world / "pages"], out=world / "dataset", jobs=1)
    damage((world / "dataset" / "current").resolve())
    lose_half(world)
    with pytest.raises(ReleaseRefusedError, match="shrink: "):
        build([world / "pages"], out=world / "dataset", jobs=1)


def test_what_cannot_be_read_is_not_shown(world: Path) -> None:
    """Tables of the release before that are damaged show no decisions, and the fault is found by its figures."""
    for path in (world / "dataset" / "current").resolve().rglob("*.parquet"):
        path.unlink()
        path.write_bytes(b"?")
    lose_bodies(world)
    with pytest.raises(ReleaseRefusedError, match=r"fill_fall: body_name .* Look at lgsco/21-100-020, "):
        build([world / "pages"], out=world / "dataset", jobs=1)


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"years": [{"source": "lgsco", "year": "2022"}]}'])
def test_figures_that_are_damaged_let_nothing_pass(world: Path, content: bytes | None) -> None:
    """They are measured again, whatever is in place of them."""
    path = (world / "dataset" / "current").resolve() / PROFILE_FILE
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    lose_year(world)
    with pytest.raises(ReleaseRefusedError, match="missing_year: 2023"):
        build([world / "pages"], out=world / "dataset", jobs=1)


# ── checks are data ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset with a category that nobody has heard of, which stops nothing."""
    folder = tmp_path_factory.mktemp("odd")
    pages = write_pages(folder / "pages", count=30)
    for number in (3, 4):
        path = pages / f"{number:03}.html"
        path.write_text(path.read_text().replace(f"<dd>{CATEGORIES[number % 3]} &gt;", "<dd>Space travel &gt;"))
    build([pages], out=folder / "dataset", jobs=1)
    return folder / "dataset"


def test_a_failed_check_stands_in_the_release(odd: Path) -> None:
    """With where, what, how much, and which decisions."""
    release = read_release(odd / "current")
    assert release is not None
    (check,) = [check for check in release.checks if not check.passed]
    assert (check.name, check.source, check.year, check.column) == ("allowed", "lgsco", "2022", "category")
    assert (check.required, check.value, check.decisions) == (False, 0.1, ("lgsco/20-100-003", "lgsco/20-100-004"))


def test_a_failed_check_stands_in_the_problems(odd: Path) -> None:
    """As a row of no decision and of no year."""
    problems = read(odd, "problems")
    (row,) = problems[problems.code == "failed_check"].to_dict("records")
    assert pd.isna(row["decision_id"])
    assert pd.isna(row["decided_year"])
    assert row["where"] == "lgsco, 2022, decisions, category"
    assert row["detail"].startswith("allowed: category has values in 2022 that nobody has heard of, in 2 decisions")


def test_checks_are_no_decisions_problems(odd: Path) -> None:
    """`once` leaves them out, and other readers see the rows in one folder."""
    assert "failed_check" not in set(read(odd, "problems", once=True)["code"])
    plain = pd.read_parquet(odd / "current" / "problems")
    assert (plain["code"] == "failed_check").sum() == 1
    release = read_release(odd / "current")
    assert release is not None
    assert CHECKS_PART in release.files


def test_a_release_without_failures_has_no_such_file(good: Path) -> None:
    """Where all passed, nothing is written of it."""
    assert not (good / "dataset" / "current" / CHECKS_PART).exists()


def test_checks_do_not_depend_on_the_release_before(odd: Path, tmp_path: Path) -> None:
    """The same pages give the same file of checks, whatever was published before."""
    shutil.copytree(odd.parent / "pages", tmp_path / "pages")
    build([write_pages(tmp_path / "other", count=25)], out=tmp_path / "dataset", jobs=1)
    build([tmp_path / "pages"], out=tmp_path / "dataset", jobs=1)
    assert (tmp_path / "dataset" / "current" / CHECKS_PART).read_bytes() == (odd / "current" / CHECKS_PART).read_bytes()


def test_every_check_was_made(good: Path, world: Path) -> None:
    """A check that passed stands there, too: none can be left out unseen."""
    change(world, "part 5 of", "section 5 of", range(5, 6))
    build([world / "pages"], out=world / "dataset", jobs=1)
    release = read_release(world / "dataset" / "current")
    assert release is not None
    assert {check.name for check in release.checks} == {"counts", *CHECKS}
    first = read_release(good / "dataset" / "current")
    assert first is not None
    assert {check.name for check in first.checks if check.basis is CheckBasis.DRIFT} == set()


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_figures_are_those_of_the_files(good: Path) -> None:
    """What was counted while the files were written is what is measured in them."""
    current = good / "dataset" / "current"
    assert read_profile(current) == measure_release(current)
    release = read_release(current)
    assert release is not None
    assert PROFILE_FILE in release.files


def test_figures_of_linked_files_are_kept(good: Path, world: Path) -> None:
    """After a release that links most of its files, the figures are those of a build from nothing."""
    change(world, "part 5 of", "section 5 of", range(5, 6))
    report = build([world / "pages"], out=world / "dataset", jobs=1)
    assert report.years_linked == ("2023", "2024")
    build([world / "pages"], out=world / "anew", jobs=1)
    ours, anew = (world / name / "current" / PROFILE_FILE for name in ("dataset", "anew"))
    assert ours.read_bytes() == anew.read_bytes()
    assert ours.read_bytes() != (good / "dataset" / "current" / PROFILE_FILE).read_bytes()


def test_figures_tell_what_there_is(good: Path) -> None:
    """Rows, values, filled columns and the length of texts."""
    frame, (year, *_) = read(good / "dataset"), read_profile(good / "dataset" / "current").years
    mine = frame[frame.decided_year == 2022]
    columns = year.tables["decisions"].columns
    assert (year.source, year.year, year.decisions) == ("lgsco", "2022", 20)
    assert columns["outcome"].values == mine["outcome"].astype(str).value_counts().to_dict()
    assert columns["full_text"].characters == mine["full_text"].str.len().sum()
    assert (columns["body_name"].filled, columns["body_name"].distinct) == (20, 8)
    assert (columns["withdrawn_at"].filled, columns["withdrawn_at"].values) == (0, None)
    assert (year.sections["findings"].sections, year.sections["findings"].decisions) == (20, 20)


# ── single checks ────────────────────────────────────────────────────────────────────────────────────────────────────


class NoOne:
    """Finds no decision."""

    def find_empty(self, *_: object) -> tuple[str, ...]:
        """None."""
        return ()

    find_valued = find_sections = find_problems = find_gone = find_left = find_cut = find_less = find_empty


def make_year(
    year: str, decisions: int, *, bodies: int | None = None, dates: int | None = None, **values: dict[str, int]
) -> YearProfile:
    """A year in figures."""
    counted = {name: ColumnProfile(sum(each.values()), len(each), None, each) for name, each in values.items()}
    filled = {"body_name": decisions if bodies is None else bodies, "full_text": decisions}
    filled |= {} if dates is None else {"decided_on": dates}
    columns = {name: ColumnProfile(count, None, 100 * count) for name, count in filled.items()} | counted
    for column in DECISIONS.columns:
        columns.setdefault(column.name, ColumnProfile(decisions, 1, None, {"x": decisions}))
    rows = dict.fromkeys(("sections", "paragraphs", "remedies", "citations", "problems"), TableProfile(decisions, {}))
    return YearProfile("lgsco", year, {"decisions": TableProfile(decisions, columns), **rows}, {}, {}, 0)


def judge(
    new: list[YearProfile], old: list[YearProfile] | None = None, *, whole: bool = False, **expected: object
) -> dict[str, list[Check]]:
    """The checks that failed, by name."""
    expectations = msgspec.convert({"filled": {"body_name": 0.98}, **expected}, Expectations)
    terms = Terms(expectations={"lgsco": expectations}, whole=frozenset({"lgsco"} if whole else ()))
    before = Profile(tuple(old)) if old is not None else None
    failed: dict[str, list[Check]] = {}
    for check in judge_release(Profile(tuple(new)), before, terms, NoOne()):
        if not check.passed:
            failed.setdefault(check.name, []).append(check)
    return failed


def test_absolute_counts_are_for_the_whole_list() -> None:
    """A list that was read to its end must be as long as it is known to be; a window need not be."""
    years = [make_year("2022", 30), make_year("2023", 2), make_year("2024", 30)]
    assert judge(years, least_decisions=100, least_of_year=20) == {}
    details = [
        check.detail for check in judge(years, whole=True, least_decisions=100, least_of_year=20)["decisions_listed"]
    ]
    assert details == [
        "lgsco has 62 decisions; the whole list has 100 at least.",
        "2023 has 2 decisions; a whole year of lgsco has 20 at least.",
    ]


def test_a_wrong_date_makes_no_year() -> None:
    """One decision dated 2062 does not make the year that has begun a whole one; a year without any is missed."""
    years = [make_year("2021", 30), make_year("2023", 30), make_year("2024", 12), make_year("2062", 1)]
    failed = judge(years, whole=True, least_of_year=20)["decisions_listed"]
    assert [(check.year, check.value) for check in failed] == [("2022", 0)]


@pytest.mark.parametrize(
    ("decisions", "bodies", "failed"),
    [(1000, 900, True), (100, 90, True), (20, 19, False), (1000, 985, False), (3, 2, False)],
)
def test_fields_must_be_filled(decisions: int, bodies: int, failed: bool) -> None:  # noqa: FBT001 - a case
    """More are missing than are expected, and than chance makes of it in a small year."""
    found = judge([make_year("2024", decisions, bodies=bodies)], whole=True)
    assert ("filled" in found) is failed


def test_expectations_only_tell_where_not_all_was_read() -> None:
    """A folder of files may have what it likes; what is not as expected is told."""
    (check,) = judge([make_year("2024", 1000, bodies=900)])["filled"]
    assert (check.required, check.stops) == (False, False)
    (check,) = judge([make_year("2024", 1000, bodies=900)], whole=True)["filled"]
    assert check.stops


def test_one_outcome_alone_is_a_fault_of_the_whole_list() -> None:
    """In a year of thirty or more, no outcome is the only one."""
    alone, few = (make_year("2024", count, outcome={"upheld": count}) for count in (30, 29))
    assert "varied" in judge([alone], whole=True, varied=["outcome"])
    assert "varied" not in judge([few], whole=True, varied=["outcome"])


def test_a_publisher_that_is_gone_is_missed() -> None:
    """All decisions of one publisher are no fewer than half of them."""
    assert {"shrink", "missing_year"} <= judge([], [make_year("2024", 30)]).keys()


def test_names_that_are_gone_are_missed() -> None:
    """As many decisions with few different names: the names were lost."""
    old = make_year("2024", 40, body_name={f"Council {number}": 4 for number in range(10)})
    new = make_year("2024", 40, body_name={"Council": 40})
    assert "fewer_values" in judge([new], [old])
    assert "fewer_values" not in judge([old], [old])


def test_news_are_told_and_stop_nothing() -> None:
    """A category that was never there is for people to see."""
    old, new = (make_year("2024", 100, category={"Housing": 100 - more, "Bins": more}) for more in (0, 3))
    old = make_year("2024", 100, category={"Housing": 100})
    (check,) = judge([new], [old])["new_values"]
    assert not check.stops
    assert "'Bins'" in check.detail


def test_the_whole_list_has_dates() -> None:
    """The undated are a year of their own, and yet all decisions must have a date."""
    (check,) = judge(
        [make_year("2024", 450), make_year("undated", 50, dates=0)], whole=True, filled={"decided_on": 0.98}
    )["filled"]
    assert check.detail == (
        "decided_on is filled in 90.0 % of the 500 decisions of all years; 98.0 % at least are expected."
    )
    assert check.stops


def test_one_date_is_no_date() -> None:
    """All decisions on 1 January were read wrongly."""
    days = {f"2024-02-{day:02}": 5 for day in range(1, 9)}
    old, new = (make_year("2024", 40, decided_on=each) for each in (days, {"2024-01-01": 40}))
    (check, _) = judge([new], [old])["fewer_values"]
    assert check.detail == "decided_on has 1 different values in 2024; in the release before it had 8."
    assert "varied" in judge([new], whole=True, varied=["decided_on"])


def test_new_decisions_may_be_of_any_kind() -> None:
    """A year that has begun is small, and what comes to it need not be like it: nothing that was there is gone."""
    old = make_year("2027", 12, category={"Housing": 10, "Planning": 2}, outcome={"upheld": 12})
    new = make_year("2027", 72, category={"Housing": 10, "Planning": 62}, outcome={"upheld": 12, "not_upheld": 60})
    assert judge([new], [old]).keys() <= {"new_values"}


def test_values_that_changed_are_a_fault_among_new_ones() -> None:
    """What was upheld is not any more: new decisions do not hide it."""
    old = make_year("2024", 40, outcome={"upheld": 20, "not_upheld": 20})
    new = make_year("2024", 80, outcome={"upheld": 10, "not_upheld": 70})
    assert [(check.value, check.limit) for check in judge([new], [old])["shift"]] == [(0.25, 0.2)] * 2


def test_half_of_any_column_is_missed() -> None:
    """A column that need not be filled, and loses half of what it held, was lost."""
    old = make_year("2024", 40)
    few, most = (msgspec.structs.replace(old, tables={**old.tables, "decisions": each}) for each in lose(old, 19, 21))
    assert {(check.column, check.stops) for check in judge([few], [old])["fill_fall"]} == {("findings", True)}
    assert {(check.column, check.stops) for check in judge([most], [old])["fill_fall"]} == {("findings", False)}


def test_files_beside_pages_are_no_loss() -> None:
    """PDFs print neither title nor category: whoever adds some has lost nothing; pages without them are a fault."""
    old = make_year("2024", 20, media_type={"text/html": 20})
    for media_type, failed in (("application/pdf", False), ("text/html", True)):
        kinds = {"text/html": 20} | {media_type: 40 if failed else 20}
        assert ("fill_fall" in judge([make_year("2024", 40, bodies=20, media_type=kinds)], [old])) is failed


def test_a_kind_of_section_that_all_had_is_missed() -> None:
    """One that all had must not be gone from a tenth, one that some had not from half; new decisions need neither."""
    whole = make_year("2024", 40)
    for had, fewer, failed in ((40, 35, True), (40, 36, False), (20, 9, True), (20, 11, False)):
        old, new = (
            msgspec.structs.replace(whole, sections={"complaint": SectionProfile(count, count, count)})
            for count in (had, fewer)
        )
        assert ("sections_gone" in judge([new], [old])) is failed
    more = make_year("2024", 400)
    assert "sections_gone" not in judge([msgspec.structs.replace(more, sections=old.sections)], [old])


def lose(year: YearProfile, *counts: int) -> list[TableProfile]:
    """The decisions of a year, with only so many that have findings."""
    table = year.tables["decisions"]
    return [TableProfile(table.rows, {**table.columns, "findings": ColumnProfile(count)}) for count in counts]


def test_who_comes_back_is_no_loss() -> None:
    """Withdrawn decisions that are restored lose the date of that."""
    old = make_year("2024", 40)
    table = old.tables["decisions"]
    back = TableProfile(table.rows, {**table.columns, "withdrawn_at": ColumnProfile(2)})
    failed = judge([msgspec.structs.replace(old, tables={**old.tables, "decisions": back})], [old])
    assert not any(check.stops for checks in failed.values() for check in checks)


def test_other_dates_are_corrections() -> None:
    """In a small year, some decisions may go to another: only where most of it is gone, dates were read wrongly."""
    before = [make_year("2023", 12), make_year("2024", 30)]
    assert judge([make_year("2023", 9), make_year("2024", 33)], before) == {}
    assert "missing_year" in judge([make_year("2023", 5), make_year("2024", 37)], before)


def test_releases_of_older_versions_can_be_compared() -> None:
    """A column or a table that was not written then is not missed, and nothing breaks."""
    old = make_year("2024", 40)
    bare = YearProfile("lgsco", "2024", {"decisions": TableProfile(40, {})}, {}, {}, 0)
    assert judge([old], [bare]).keys() <= {"new_values"}
    assert judge([old], [YearProfile("lgsco", "2024", {}, {}, {}, 0)]).keys() <= {"new_values"}
    assert {"shrink"} <= judge([YearProfile("lgsco", "2024", {}, {}, {}, 0)], [old]).keys()
    assert judge([old], [YearProfile("older", "2024", bare.tables, {}, {}, 0)]).keys() == {"shrink", "missing_year"}


@pytest.mark.parametrize(
    ("more", "grown", "rate", "explained"),
    [(0, 0, 0.5, True), (1, 0, 0.01, False), (1, 3, 0.01, True), (3, 3, 0.01, False), (10, 1000, 0.01, True)],
)
def test_chance(more: int, grown: int, rate: float, explained: bool) -> None:  # noqa: FBT001 - a case
    """New decisions may be like others are; what changed without them is no chance."""
    assert is_explained(more, grown, rate) is explained


def test_years_together() -> None:
    """Figures of several years add up, and values with them."""
    whole = merge_years([make_year("2023", 3, outcome={"a": 2, "b": 1}), make_year("2024", 2, outcome={"b": 2})])
    assert (whole.year, whole.decisions, whole.tables["decisions"].columns["outcome"].values) == (
        "all",
        5,
        {"a": 2, "b": 3},
    )
    assert merge_years([]).decisions == 0
    two = [msgspec.structs.replace(make_year("2023", 3), faulty=faulty) for faulty in (2, 1)]
    assert merge_years(two).faulty == 3


def test_judges_are_made_on_terms() -> None:
    """What lets fewer decisions pass says so; everything else is as strict as before."""
    year = [make_year("2024", 30)]
    lenient = make_judge({}, fewer=True)(Profile(tuple(year)), Profile((make_year("2024", 90),)), NoOne())  # type: ignore[arg-type]
    assert [check.accepted for check in lenient if check.name == "shrink"] == ["fewer decisions are allowed"]
    assert not any(check.stops for check in lenient)


def test_a_lenient_judge_is_for_tests() -> None:
    """What tests of other things use says at least something."""
    assert [check.passed for check in pass_all(Profile(), None, None)] == [True]  # type: ignore[arg-type]


def test_an_older_release_can_be_read(good: Path) -> None:
    """Checks of earlier versions had a name, whether it passed, and a detail."""
    current = read_release(good / "dataset" / "current")
    assert current is not None
    older = msgspec.to_builtins(current) | {"checks": [{"name": "counts", "passed": True, "detail": "All there."}]}
    (check,) = msgspec.convert(older, Release).checks
    assert check == Check(name="counts", passed=True, detail="All there.")
