"""`diff`: which rows are the same row, what is counted of two releases, and what the working tree does to a dataset."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from decision_parser import cli
from decision_parser.dataset.alignment import align
from decision_parser.dataset.comparing import compare
from decision_parser.dataset.comparison import Comparison, FieldDifference, TableDifference, write_diff
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.pipeline import against
from decision_parser.pipeline.build import build
from tests.pages import write_page, write_pages

FIXTURES = Path(__file__).parents[1] / "fixtures" / "lgsco"
BULLETS, GRANT, GONE = "24-100-001-sibling-bullets", "23-101-273-disabled-facilities-grant-html", "21-100-966-aka"


def table_of(found: Comparison, name: str) -> TableDifference:
    """What was found of a table."""
    return next(table for table in found.tables if table.name == name)


def field_of(found: Comparison, table: str, name: str) -> FieldDifference:
    """What was found of a column."""
    return next(field for field in table_of(found, table).fields if field.name == name)


def edit(path: Path, words: dict[str, str]) -> None:
    """Put other words into a file."""
    text = path.read_text("utf-8")
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of three fixtures."""
    folder = tmp_path_factory.mktemp("before")
    for name in (BULLETS, GRANT, GONE):
        shutil.copytree(FIXTURES / name, folder / "pages" / name)
    build([folder / "pages"], out=folder / "out", jobs=1)
    return folder


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, after a change: a paragraph more, another date, sum and outcome, and one decision less."""
    folder = tmp_path_factory.mktemp("after")
    shutil.copytree(before / "pages", folder / "pages", ignore=shutil.ignore_patterns(GONE))
    words = {
        "took five months": "took six months",
        "<li>She says": "<li>She adds that nobody rang her.</li>\n<li>She says",
        "22 Jan 2025": "22 Jan 2024",
    }
    edit(folder / "pages" / BULLETS / "snapshot.html", words)
    edit(folder / "pages" / GRANT / "snapshot.html", {"£1,300": "£1,400", ">Upheld": ">Not upheld"})
    build([folder / "pages"], out=folder / "out", jobs=1)
    return folder


@pytest.fixture(scope="module")
def found(before: Path, after: Path) -> Comparison:
    """How they differ."""
    return compare(before / "out", after / "out", examples=2)


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

ONE, TWO, THREE, OTHER = (
    "It took ten weeks to reply.",
    "I uphold it.",
    "She asked again in May.",
    "Nothing of this kind.",
)


@pytest.mark.parametrize(
    ("ours", "theirs", "pairs"),
    [
        ([ONE, TWO], [ONE, TWO], [(0, 0), (1, 1)]),
        ([ONE, TWO], [ONE, OTHER, TWO], [(0, 0), (1, 2)]),
        ([ONE, OTHER, TWO], [ONE, TWO], [(0, 0), (2, 1)]),
        ([ONE], ["It took six weeks to reply."], [(0, 0)]),
        ([ONE], [OTHER], []),
        ([ONE, "Ms X complains.", TWO], [ONE, "Mr Y complains.", TWO], [(0, 0), (1, 1), (2, 2)]),
        (["Ms X complains.", THREE], ["Mr Y complains."], []),
        ([ONE, THREE], [OTHER, "It took six weeks to reply.", THREE], [(0, 1), (1, 2)]),
        ([ONE, TWO, THREE], [THREE, ONE, TWO], [(0, 1), (1, 2), (2, 0)]),
        ([TWO, TWO], [TWO, TWO, TWO], [(0, 0), (1, 1)]),
        ([], [ONE], []),
    ],
)
def test_rows_are_paired_by_what_they_say(ours: list[str], theirs: list[str], pairs: list[tuple[int, int]]) -> None:
    """A row more or less changes no other; alike is whose words are mostly the same; a row that moved is the same."""
    assert align([(text,) for text in ours], [(text,) for text in theirs]) == pairs


def test_many_rows_are_paired_in_their_order() -> None:
    """Where comparing each with each would take long, rows that are alike are paired in their order."""
    ours = [(f"It took {number} weeks to reply to letter {number}.",) for number in range(60)]
    theirs = [(f"It took {number} months to reply to letter {number}.",) for number in range(60)]
    assert align(ours, theirs) == [(number, number) for number in range(60)]


@pytest.mark.parametrize(
    ("ours", "theirs", "lines"),
    [
        ("It is so. The end.", "It is not so. The end.", ("- It is so.", "+ It is not so.")),
        ("One. Two.", "One. Two. Three.", ("+ Three.",)),
        ("a\nb", "a b", ("- a\\nb", "+ a b")),
        ("w " * 100 + "x", "w " * 100 + "y", ("- …" + "w " * 19 + "x", "+ …" + "w " * 19 + "y")),
        ("A? B? C? D? E?", "a? B? c? D? e?", ("- A?", "+ a?", "- C?", "+ c?", "- E?", "+ e?")),
    ],
)
def test_long_texts_are_shown_where_they_differ(ours: str, theirs: str, lines: tuple[str, ...]) -> None:
    """Only sentences that differ are shown, and of long ones what stands around the difference."""
    assert write_diff(ours, theirs) == lines


# ── releases ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_paragraph_more_changes_no_other(found: Comparison) -> None:
    """Of an inserted paragraph one row is gained; those after it are numbered on, which is no change of theirs."""
    paragraphs = table_of(found, "paragraphs")
    assert [example.after for example in paragraphs.gained_examples] == ["She adds that nobody rang her."]
    assert (paragraphs.gained, paragraphs.changed, paragraphs.lost - paragraphs.lost_with) == (1, 2, 0)
    assert field_of(found, "paragraphs", "number").changed == 0
    assert field_of(found, "paragraphs", "number").shifted > 10
    assert not any(field.name == "section_position" for field in paragraphs.fields if field.changed)
    assert not any(field.name == "paragraph_position" for field in table_of(found, "remedies").fields if field.changed)


def test_a_decision_in_another_year_is_the_same(found: Comparison) -> None:
    """A decision whose date changed is found in the other year's file, and its paragraphs are compared."""
    assert table_of(found, "decisions").gained == 0
    (example,) = field_of(found, "decisions", "decided_on").examples
    assert (example.before, example.after) == ("2025-01-22", "2024-01-22")
    assert field_of(found, "paragraphs", "text").changed == 2


def test_values_are_counted_with_examples(found: Comparison) -> None:
    """Enums are counted by what became of them, other values shown before and after, with decision and place."""
    (outcome,) = field_of(found, "decisions", "outcome").examples
    assert (outcome.before, outcome.after, outcome.count) == ("upheld", "not_upheld", 1)
    (amount,) = field_of(found, "remedies", "amount").examples
    assert (amount.before, amount.after, amount.where) == ("1300.00", "1400.00", "26[2]")
    assert amount.decision_id.endswith("23-101-273")
    assert field_of(found, "decisions", "full_text").examples == ()


def test_rows_of_a_lost_decision_are_told_apart(found: Comparison) -> None:
    """A decision that is gone is one example; its paragraphs are counted with it and are none."""
    decisions, paragraphs = table_of(found, "decisions"), table_of(found, "paragraphs")
    assert [example.before for example in decisions.lost_examples] == [
        "21 100 966 · Kindly Hands Ltd aka Home Comforts"
    ]
    assert (paragraphs.lost, paragraphs.lost_examples) == (paragraphs.lost_with, ())


def test_what_tells_of_the_run_is_apart(tmp_path: Path) -> None:
    """Other bytes, times and versions are counted, and do not make releases differ."""
    write_pages(tmp_path / "pages", 2)
    build([tmp_path / "pages"], out=tmp_path / "a", jobs=1)
    (tmp_path / "pages" / "000.json").write_text('{"fetched_at": "2026-01-02T03:04:05Z"}')
    edit(tmp_path / "pages" / "000.html", {"<title>": "<title>Another "})
    build([tmp_path / "pages"], out=tmp_path / "b", jobs=1)
    found = compare(tmp_path / "a", tmp_path / "b")
    assert not found.differs
    names = {field.name for field in table_of(found, "decisions").fields if field.changed and field.quiet}
    assert names == {"fetched_at", "snapshot_sha256"}
    assert field_of(found, "decisions", "fetched_at").filled == 1


def test_equal_files_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A year whose files have equal hashes is not opened."""
    write_pages(tmp_path / "pages", 4)
    build([tmp_path / "pages"], out=tmp_path / "out", jobs=1)
    first = (tmp_path / "out" / "current").resolve()
    write_page(tmp_path / "pages" / "001.html", "24 100 001", day="06 Feb 2025", text="Mr Y complains.")
    build([tmp_path / "pages"], out=tmp_path / "out", jobs=1)
    for file in first.rglob("decided_year=2024/*.parquet"):
        file.unlink()
    found = compare(first, tmp_path / "out")
    assert (table_of(found, "paragraphs").files_equal, table_of(found, "paragraphs").files_compared) == (1, 1)
    assert (table_of(found, "paragraphs").changed, table_of(found, "decisions").changed) == (1, 1)
    monkeypatch.setattr("decision_parser.dataset.rows.pq.ParquetFile", None)
    assert not compare(tmp_path / "out", tmp_path / "out").differs


def test_the_other_way_round(found: Comparison, before: Path, after: Path) -> None:
    """Backwards what was lost is gained, and as many rows changed."""
    back = compare(after / "out", before / "out")
    for name in ("decisions", "sections", "paragraphs", "remedies", "citations", "problems"):
        one, other = table_of(found, name), table_of(back, name)
        assert (one.gained, one.lost, one.changed) == (other.lost, other.gained, other.changed), name


def test_a_damaged_file_is_named(before: Path, after: Path, tmp_path: Path) -> None:
    """A file that cannot be read is one sentence that names it."""
    shutil.copytree(after / "out", tmp_path / "out", symlinks=True)
    for file in (tmp_path / "out" / "current").resolve().rglob("paragraphs/*/*.parquet"):
        file.write_bytes(file.read_bytes()[:-50])
    with pytest.raises(DecisionParserError, match=r"part-0\.parquet cannot be read .*\.$"):
        compare(before / "out", tmp_path / "out")


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Call:
    """The command with some arguments: exit code, and what it printed."""

    def call_it(*args: str | Path) -> tuple[int, str, str]:
        code = cli.main(["diff", *map(str, args)])
        return (code, *capfd.readouterr())

    return call_it


def test_the_command_in_three_forms(call: Call, before: Path, after: Path, found: Comparison) -> None:
    """To read, as Markdown and as JSON the same is told; the exit code is 0 unless --exit-code asks for 1."""
    sides = (before / "out", after / "out")
    code, out, err = call(*sides)
    assert (code, err) == (0, "")
    assert out.startswith("The releases differ in: decisions, sections, paragraphs, remedies, citations, problems.\n")
    assert "  outcome: 1 changed\n    lgsco/adult-care-services/" in out
    assert "\n    - upheld\n    + not_upheld\n" in out
    code, out, _ = call(*sides, "--format", "markdown")
    table = table_of(found, "paragraphs")
    assert f"| paragraphs | {table.rows_before} | {table.rows_after} | 1 | {table.lost} | 2 |" in out
    assert out.count("```diff") == out.count("```\n") > 5
    code, out, _ = call(*sides, "--format", "json", "--examples", "0", "--exit-code")
    told = json.loads(out)
    assert (code, told["differs"]) == (1, True)
    assert all(not field["examples"] for table in told["tables"] for field in table["fields"])
    code, out, _ = call(before / "out", before / "out", "--exit-code")
    assert (code, out.splitlines()[0]) == (0, "The releases do not differ.")


def test_releases_by_name(call: Call, tmp_path: Path) -> None:
    """In a dataset the last two releases are compared unless others are named; one that is not there is a sentence."""
    write_pages(tmp_path / "pages", 2)
    first = build([tmp_path / "pages"], out=tmp_path / "out", jobs=1).release
    code, out, err = call("--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert err.endswith(f"has no release before {first}; build or refresh once more.\n")
    write_page(tmp_path / "pages" / "000.html", "24 100 000", text="Mr Y complains.")
    build([tmp_path / "pages"], out=tmp_path / "out", jobs=1)
    told = [call(*names, "--out", tmp_path / "out")[1] for names in ((), (str(first),), ("previous", "current"))]
    assert told[0] == told[1] == told[2]
    assert f"  before  {first}, 2 decisions" in told[0]
    code, _, err = call("20010101T000000Z", "--out", tmp_path / "out")
    assert (code, err.count("\n")) == (2, 1)
    assert "has no release '20010101T000000Z'; give one of: " in err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["one"], "Two releases are compared; name both, or --out DIR for the last two of a dataset."),
        (["--archive", "fixtures"], "--archive says what to build from and --against with whose code; give both."),
        (["a", "--archive", "x", "--against", "y"], "--archive and --against make both releases; name none, and no"),
        (["a", "b"], "a is no folder; name the folder that `build --out` wrote."),
        (
            ["--archive", "no/where", "--against", "HEAD"],
            "no/where is not there; name an archive, or a folder of files",
        ),
    ],
)
def test_what_cannot_be_compared(args: list[str], said: str, call: Call) -> None:
    """What is missing or too much is one sentence, and exit code 2."""
    code, out, err = call(*args)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


# ── against a revision ───────────────────────────────────────────────────────────────────────────────────────────────


def commit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a folder a git checkout with one commit, and the one that this package is taken to lie in."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")
    for args in (["init", "-q"], ["add", "*.py"], [*who, "commit", "-q", "-m", "First"]):
        subprocess.run(["git", "-C", str(folder), *args], check=True)  # noqa: S607 - whichever git there is
    monkeypatch.setattr(against, "_CHECKOUT", folder)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of a package that says of itself that it is broken."""
    package = tmp_path / "checkout" / "decision_parser"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('It is broken.')\n")
    commit(package.parent, monkeypatch)
    return package.parent


def test_the_working_tree_against_a_revision(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both builds are of the same files, each with its own code; the files are left as they were."""
    checkout = tmp_path / "checkout"
    shutil.copytree(against._PACKAGE, checkout / "decision_parser")
    commit(checkout, monkeypatch)
    edit(checkout / "decision_parser" / "dataset" / "words.py", {"_SIZE = 8": "_SIZE = 7"})
    write_pages(tmp_path / "pages", 2)
    code, out, err = call("--archive", tmp_path / "pages", "--against", "HEAD", "--format", "json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert [side["release"].partition(" ")[0] for side in (told["before"], told["after"])] == ["HEAD", "working"]
    changed = {table["name"]: {field["name"] for field in table["fields"]} for table in told["tables"]}
    assert "words_hash" in changed["paragraphs"]
    assert "text" not in changed["paragraphs"]
    assert len(list((tmp_path / "pages").iterdir())) == 2
    assert not (checkout / ".git" / "worktrees").exists()


def test_without_a_checkout_or_revision(call: Call, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A revision that there is not, and code that is in no checkout, are one sentence and exit code 2."""
    code, _, err = call("--archive", checkout, "--against", "nonesuch")
    assert (code, err) == (2, "git knows no revision 'nonesuch'; name a branch, a tag or a commit.\n")
    monkeypatch.setattr(against, "_CHECKOUT", checkout / "decision_parser")
    code, _, err = call("--archive", checkout, "--against", "HEAD")
    assert (code, err) == (
        2,
        "--against compares with a revision in git: run it from a git checkout of decision_parser.\n",
    )


@pytest.mark.usefixtures("checkout")
def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    """When one side builds nothing, the sentence says which, and what it said last."""
    write_pages(tmp_path / "pages", 1)
    sentence = r"^The code of HEAD builds no dataset from .*, and ends with: It is broken; run `.* build` on it"
    with pytest.raises(DecisionParserError, match=sentence), against.build_both(tmp_path / "pages", "HEAD"):
        pass


def test_an_archive_is_read_through_links(tmp_path: Path) -> None:
    """What a build may write beside an archive's records is not in the archive; its index and lock are not shared."""
    archive = tmp_path / "archive"
    (archive / "notes").mkdir(parents=True)
    for name in ("a.warc.gz", "index.sqlite", "index.sqlite-wal", ".lock", "notes/b.json"):
        (archive / name).write_bytes(b"x")
    shadow = against._shadow(archive, tmp_path / "shadow")
    names = sorted(str(path.relative_to(shadow)) for path in shadow.rglob("*") if path.is_file())
    assert names == ["a.warc.gz", "notes/b.json"]
    with pytest.raises(UsageError), against.build_both(tmp_path / "none", "HEAD"):
        pass
