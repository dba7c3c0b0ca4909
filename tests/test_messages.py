"""What people are told when something is wrong: one sentence that says what, where, and what to do, and means it."""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import decision_parser
from decision_parser import cli
from decision_parser.crawl.warc import WarcWriter
from decision_parser.crawl.warc_reading import CLOSED
from decision_parser.dataset import release
from decision_parser.dataset.remote import POINTER
from decision_parser.documents import media
from decision_parser.errors import DecisionParserError
from decision_parser.storage import kinds
from decision_parser.wording import count_of, suggest, tell_unknown, tell_unwritten
from tests.archives import RUN, make_reply
from tests.exported import make_dataset
from tests.pages import write_page
from tests.spoken import NEXT_STEP, Sentence, find_commands, find_options, iter_named, iter_texts, list_messages

COMMANDS = find_commands()
OPTIONS = set[str]().union(*COMMANDS.values(), {"--help", "--version"})

# ── what the sources say ─────────────────────────────────────────────────────────────────────────────────────────────

# Messages without a next step of their own, and why.
WITHOUT_STEP = {
    "bodies/register.py": "`register update` says which copy stays in force, and --register what to get anew",
    "crawl/entry.py": "a part of the sentence on a torn file, which says what to do",
    "dataset/shelves.py": "a part of what `verify` and `doctor` tell, with their advice",
    "crawl/warc_writing.py": "a slip of the program, which never gets to its user",
    "engines/calls.py": "the fault of a worker, which ends with what to do",
    "engines/cluster.py": "the fault of a worker, which ends with what to do",
    "documents/media.py": "what to do stands in a table, which has a test",
}
_MADE_ELSEWHERE = re.compile(r"(?:\{[a-z_]*(?:\(\))?\})+\.?")
"""A message that is wholly what other functions give."""
# Options of other programs, and of modules that a developer runs.
FOREIGN = {
    "cli/exploring.py": "Datasette",
    "cli/manual/__main__.py": "a module of its own",
    "dataset/documentation.py": "a module of its own",
    "engines/cluster.py": "Dask",
    "pipeline/against.py": "git",
    "pipeline/installation.py": "pip",
}


def test_every_error_says_what_to_do() -> None:
    """Each error that is made on purpose has a next step in its words: a verb that tells its reader what to do."""
    said = list_messages()
    lacking = [each for each in said if not NEXT_STEP.search(each.text) and not _MADE_ELSEWHERE.fullmatch(each.text)]
    assert len(said) > 200
    assert [each for each in lacking if _find_file(each) not in WITHOUT_STEP] == []


def test_every_error_ends_like_a_sentence() -> None:
    """No message ends without a full stop, or with two."""
    whole = [each for each in list_messages() if _find_file(each) != "crawl/entry.py" and each.text[-1:] != "}"]
    assert [each for each in whole if not re.search(r"[^.][.]$", each.text)] == []


def test_commands_and_options_that_are_named_exist() -> None:
    """A command in backticks is one of ours, with the options that are named beside it; so is every other option."""
    wrong: list[tuple[str, ...]] = []
    for each in iter_texts():
        for words, rest in iter_named(each.text, COMMANDS):
            name = words if words in COMMANDS else words.partition(" ")[0]
            if name not in COMMANDS or find_options(rest) - COMMANDS[name]:
                wrong.append((each.where, words, rest))
        if _find_file(each) not in FOREIGN:
            wrong += [(each.where, option) for option in find_options(each.text) - OPTIONS]
    assert wrong == []


def test_the_lint_can_fail() -> None:
    """A sentence without a next step, a command and an option that there are not, are seen."""
    assert not NEXT_STEP.search("x is no archive.")
    assert not NEXT_STEP.search("The names of the bodies are gone.")
    assert NEXT_STEP.search("x is no archive; name the folder that `refresh --archive` writes.")
    assert list(iter_named("see `decision-parser frobnicate --all` and `archive mend`", COMMANDS)) == [
        ("frobnicate", " --all"),
        ("archive mend", ""),
    ]
    assert find_options("give --dealy, not -q") - OPTIONS == {"--dealy"}


def _find_file(sentence: Sentence) -> str:
    return sentence.where.partition(":")[0]


def test_advice_on_wrappings() -> None:
    """What is said of each kind of file that people hand over by mistake tells them what to do."""
    assert [row for row in media._WRAPPED if not NEXT_STEP.match(row[2])] == []


# ── words that several rooms share ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "meant"),
    [("desicions", "decisions"), ("Decisions", "decisions"), ("remedy", "remedies"), ("xlsx", None), ("", None)],
)
def test_a_name_that_may_be_meant(name: str, meant: str | None) -> None:
    """A wrong name is answered with the one that it is most like, in any case, and with none where it is like none."""
    assert suggest(name, ["decisions", "remedies", "problems"]) == (f" (did you mean {meant!r}?)" if meant else "")


def test_names_that_there_are_not() -> None:
    """Where there are no names at all, that is said."""
    assert tell_unknown("table", "x", []) == "There is no table 'x'; there is none."
    assert tell_unknown("table", "x", ["a", "b"]) == "There is no table 'x'; give one of: a, b."


def test_an_error_of_the_system_without_words() -> None:
    """An error that says nothing of itself is told by its kind."""
    assert tell_unwritten("x", OSError()) == "x cannot be written (OSError); name another place."


def test_names_of_what_lies_where() -> None:
    """The names by which datasets and archives are told apart are those that they are written with."""
    ours = (kinds.RELEASE_FILE, kinds.RELEASES, kinds.CURRENT, kinds.POINTER, kinds.WARC)
    assert ours == (release.RELEASE_FILE, release.RELEASES, release.CURRENT, POINTER, f"*{CLOSED}*")


# ── what people do wrong ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a dataset, an archive, pages, an empty folder and a file, among which people mix up."""
    folder = tmp_path_factory.mktemp("mistakes")
    make_dataset(folder / "dataset", count=3)
    (folder / "archive").mkdir()
    with WarcWriter(folder / "archive", RUN) as writer:
        writer.write_response(make_reply(), "decision", "housing/homelessness/24-014-420")
    write_page(folder / "pages" / "page.html")
    (folder / "empty").mkdir()
    (folder / "afile").write_text("words", encoding="utf-8")
    return folder


RELEASE = "dataset/current"
PART = f"{RELEASE}/decisions/decided_year=2024/part-0.parquet"
PAGE = "https://www.lgo.org.uk/decisions/housing/homelessness/24-014-420"
ASK = "--contact me@example.org --base-url http://127.0.0.1:1"

# What is typed, the exit code, and what must be said: the place as it was given, the name that is meant, what to do.
MISTAKES = [
    # names that are none
    ("searh x", 2, ["No such command 'searh'", "'search'", "See: decision-parser --help"]),
    ("archive verfy archive", 2, ["'verfy'", "'verify'"]),
    ("parse --fromat json x", 2, ["'--fromat'", "'--format'", "See: decision-parser parse --help"]),
    ("parse --format jsn x", 2, ["--format", "did you mean 'json'?", "give one of: json, text"]),
    ("parse --source lgcso x", 2, ["source 'lgcso' (did you mean 'lgsco'?)", "give one of: lgsco."]),
    ("build pages --out x --accept lossles=why", 2, ["check 'lossles' (did you mean 'lossless'?)", "give one of"]),
    ("build pages --out x --accept lossless", 2, ["--accept lossless=WHY"]),
    ("build pages --out x --engine dusk", 2, ["'dusk'", "write processes"]),
    ("build pages --out x --jobs two", 2, ["'two' cannot be used; give a whole number, 1 or more"]),
    ("explore --out dataset --port 99999", 2, ["give a whole number, from 0 to 65535"]),
    ("export --out dataset --format exel", 2, ["--format", "give one of: csv, jsonl, xlsx, sqlite"]),
    ("export --out dataset --table desicions", 2, ["'desicions' (did you mean 'decisions'?)"]),
    ("schema remedy", 2, ["did you mean 'remedies'?"]),
    ("search x --out dataset --section fidnings", 2, ["did you mean 'findings'?"]),
    ("sample --dataset dataset --out r.html --from outcom=upheld", 2, ["'outcom' (did you mean 'outcome'?)"]),
    ("sample --dataset dataset --out r.html --from outcome=uphold", 2, ["dataset has no decision", "give other"]),
    ("diff curent previous --out dataset", 2, ["'curent' (did you mean 'current'?)", "give one of: 2"]),
    ("verify --out dataset --release curent", 2, ["'curent' (did you mean 'current'?)", "give one of: 2"]),
    ("verify --out dataset --release previous", 2, ["no release before 2", "give its own name"]),
    ("show 0001 --out dataset", 1, ["dataset has no decision 0001 (did you mean '00001'?); give a reference"]),
    (f"show {PAGE} --out dataset", 1, [PAGE, "leave --out away"]),
    # dates and numbers
    ("refresh --archive a --out d --since 31/02/2024", 2, ["'31/02/2024' is no date; write it like 2026-10-01"]),
    ("refresh --archive a --out d --since 2024-02-31", 2, ["'2024-02-31' is no day of the calendar; give one like"]),
    ("refresh --archive a --out d --since 2024-03-02 --until 2024-03-01", 2, ["Until 2024-03-01 is before", "give"]),
    ("refresh --archive a --out d --since 9999-01-01", 2, ["9999-01-01 is after today", "give an earlier one"]),
    ("search x --out dataset --since 2024-03-02 --until 2024-03-01", 2, ["Until 2024-03-01 is before", "give them"]),
    ("export --out dataset --as-of 1999-01-01", 2, ["dataset has no release from 1999-01-01", "give a later time"]),
    ("export --out dataset --year 1999", 2, ["the year 1999; give one of: 2023, 2024"]),
    ("status --out dataset --max-age 3y", 2, ["'3y' is no age; write it like 36h, 3d or 2w"]),
    (f"status --out dataset --max-age {'9' * 5000}w", 2, ["give a shorter one"]),
    # a place of another kind
    ("show x --out nothing", 2, ["nothing is no folder; name the folder that `build --out` wrote"]),
    ("show x --out empty", 2, ["empty holds no dataset", "name the folder that `build --out` wrote"]),
    ("show x --out afile", 2, ["afile is a file; name the folder"]),
    ("show x --out archive", 2, ["archive is an archive", "`decision-parser build archive --out DIR`"]),
    ("show x --out pages", 2, ["pages holds no dataset, but files", "`decision-parser build pages --out DIR`"]),
    (f"search x --out {PART}", 2, [f"{PART} lies in a dataset; name the folder of that: dataset."]),
    (f"report --out {RELEASE}/decisions", 2, ["/decisions lies in a dataset", "folder of that: dataset."]),
    (f"export --out {RELEASE}/release.json", 2, ["release.json lies in a dataset", "folder of that: dataset."]),
    ("export --out dataset/releases", 2, ["dataset/releases lies in a dataset", "folder of that: dataset."]),
    (f"explore --out {RELEASE}", 2, [f"{RELEASE} is one release; name the folder of its dataset"]),
    ("diff archive dataset", 2, ["archive is an archive"]),
    ("verify --out archive", 2, ["archive is an archive"]),
    ("archive verify dataset", 2, ["dataset is a dataset, and no archive; name the folder"]),
    ("archive verify afile", 2, ["afile is a file, and no archive; name the folder"]),
    ("archive export nothing", 2, ["no archive nothing; name the folder"]),
    ("archive verify pages", 2, ["pages is no archive; name the folder that `refresh --archive` writes"]),
    ("archive suppress archive a/b/24-014-420 --reason w --out nothing", 2, ["nothing is no folder; name"]),
    ("build pages --out archive", 2, ["archive holds an archive; name another folder for the dataset"]),
    ("build archive --out archive", 2, ["cannot both lie in archive; name another folder"]),
    ("build pages --out pages", 2, ["pages is where the dataset goes", "name another folder with --out"]),
    ("build pages --out afile", 2, ["afile is a file; name a folder for the dataset"]),
    ("build dataset --out x", 2, ["dataset is what a build writes; name what it was built from"]),
    (f"build {RELEASE}/decisions --out x", 2, [f"{RELEASE}/decisions is what a build writes; name"]),
    ("build empty --out x", 2, ["nothing to build from in empty: name files"]),
    ("build archive pages --out x", 2, ["An archive is built alone: name it without"]),
    ("build https://www.lgo.org.uk/decisions --out x", 2, ["https://www.lgo.org.uk/decisions", "give a folder, s3://"]),
    ("build pages --out ", 2, ["--out", "It is empty, as a variable", "name a folder"]),
    (f"refresh --archive dataset --out x {ASK}", 2, ["dataset holds a dataset; name another folder for the archive"]),
    (f"refresh --archive afile --out x {ASK}", 2, ["afile is a file; name a folder for the archive"]),
    (
        "register update --archive dataset --contact me@example.org --url http://127.0.0.1:1",
        2,
        ["dataset holds a dataset; name"],
    ),
    ("register show Foo --archive archive", 2, ["`decision-parser register update --archive archive`"]),
    ("register show Foo --archive empty", 2, ["empty is neither an archive nor a folder with", "name one that"]),
    ("status --out nothing", 2, ["nothing is no folder; name the one"]),
    ("status --out empty", 1, ["No refresh has written empty yet; run `decision-parser refresh`"]),
    # files
    ("parse nothing.html", 1, ["nothing.html: There is no such file or folder; see how its name is written"]),
    ("parse ", 1, ["The name of a file is empty; name one, or - for"]),
    ("parse pages", 1, ["pages: This is a folder; read it with `decision-parser build FOLDER --out DIR`"]),
    (f"parse {PART}", 1, [f"{PART}: This is a Parquet file", "read it with pandas"]),
    ("parse afile", 1, ["afile: No decision of", "check what was saved"]),
    (
        "sample --score afile",
        2,
        ["afile is no file of marks", "give one that the page of `decision-parser sample` saved"],
    ),
    ("sample --score pages", 2, ["pages cannot be read (Is a directory); name a file"]),
    # where results go
    (f"report --out dataset --to {RELEASE}/x.html", 2, [f"{RELEASE}/x.html is in a release", "name another place"]),
    (f"sample --dataset dataset --out {RELEASE}/x.html", 2, [f"{RELEASE}/x.html is in a release", "name another"]),
    ("report --out dataset --to pages", 2, ["pages is a folder; name with --to the file"]),
    ("export --out dataset --to afile", 2, ["afile is a file; name a folder"]),
    ("export --out dataset --format xlsx --to -", 2, ["XLSX cannot go to standard output; name a file"]),
    ("export --out dataset --to -", 2, ["Only one table can go to standard output; say which"]),
    # addresses
    ("parse https://example.org/x", 2, ["https://example.org/x is on no publisher's host", "save the page"]),
    ("parse https://www.lgo.org.uk/", 2, ["https://www.lgo.org.uk/ is no decision of", "give an address like"]),
    (f"parse {PAGE}", 2, [PAGE, "--contact you@example.org"]),
    (
        "refresh --archive a --out d --contact me",
        2,
        ["The contact 'me' is neither", "give one that the publisher can use"],
    ),
    (
        "refresh --archive a --out d --contact a@b.org --base-url x",
        2,
        ["'x' is no address", "give one that begins with"],
    ),
    # nothing to be found
    ("search zebras --out dataset", 1, ["No paragraph of dataset has these words", "give fewer words"]),
    ("search words --body Nobody --out dataset", 1, ["No paragraph of dataset", "give fewer options"]),
]


@pytest.fixture
def inside(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder is the one that people are in; what they make there by mistake is seen."""
    monkeypatch.chdir(place)
    monkeypatch.delenv("DECISION_PARSER_CONTACT", raising=False)
    before = sorted(place.rglob("*"))
    yield
    made = {path.name for path in set(place.rglob("*")) - set(before)}
    assert not made & {"x.html", "decisions.csv", "r.html", "page.html"}


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(("typed", "code", "said"), MISTAKES, ids=[typed[:60] for typed, _, _ in MISTAKES])
def test_a_mistake_is_a_sentence(typed: str, code: int, said: Sequence[str], capfd: pytest.CaptureFixture[str]) -> None:
    """One line on stderr, nothing on stdout, the right exit code: what, the place as it was given, what to do."""
    assert cli.main(typed.split(" ")) == code
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert all(words in err for words in said), err
    check_shape(err.rstrip("\n"))


def check_shape(line: str) -> None:
    """A sentence for people: its end, its next step, nothing that only programs know."""
    sentence, _, see = line.partition(" See: ")
    assert re.search(r"[^.][.?]$", sentence), line
    assert bool(see) or NEXT_STEP.search(sentence), line
    assert not re.search(r"Traceback|Errno|\bNone\b|object at|<class|Error\b|bug in|\{|\}", line), line
    assert not re.search(r"(?<!archive )\b(\S{4,}) \1\b(?!`)", line), line


@pytest.mark.usefixtures("inside")
def test_the_library_says_the_same() -> None:
    """From Python the same sentences come as errors of ours, also where no command stands between."""
    calls: list[Callable[[], object]] = [
        lambda: decision_parser.read("archive"),
        lambda: decision_parser.read("dataset", "desicions"),
        lambda: decision_parser.read("dataset", as_of="31/02/2024"),
        lambda: decision_parser.build(["dataset"], out="x"),
        lambda: decision_parser.build(["pages"], out="archive"),
        lambda: decision_parser.search("dataset", "x", section="fidnings"),
        lambda: decision_parser.search("dataset", "x", since="2024-02-31"),
        lambda: decision_parser.parse(b"PAR1"),
        lambda: decision_parser.parse(b"words", source="lgcso"),
    ]
    for call in calls:
        with pytest.raises(DecisionParserError) as caught:
            call()
        check_shape(str(caught.value))


@pytest.mark.usefixtures("inside")
def test_a_wrong_dataset_leaves_the_archive_alone(capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing is removed for good before it is known that the dataset to remove it from is there."""
    before = {path: path.read_bytes() for path in Path("archive").glob("*.warc.gz")}
    typed = "archive suppress archive housing/homelessness/24-014-420 --reason why --out nothing"
    assert cli.main(typed.split(" ")) == 2
    assert "nothing is no folder" in capfd.readouterr().err
    assert {path: path.read_bytes() for path in Path("archive").glob("*.warc.gz")} == before


@pytest.mark.usefixtures("inside")
def test_a_damaged_file_is_named_once(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Of a Parquet file that cannot be read, its path is said once, and how to find what else is damaged."""
    shutil.copytree("dataset", tmp_path / "dataset", symlinks=True)
    (part,) = (tmp_path / "dataset").resolve().glob("releases/*/decisions/decided_year=2024/part-0.parquet")
    part.write_bytes(b"PAR1" + bytes(100) + b"PAR1")
    for typed in ("show 00001", "search words", "export --to out.csv --table decisions", "report"):
        assert cli.main([*typed.split(" "), "--out", str(tmp_path / "dataset")]) == 1
        line = capfd.readouterr().err.rstrip("\n")
        assert line.startswith(f"{part} cannot be read (")
        assert line.endswith("); see what `decision-parser verify` says, and build the dataset again.")
        assert line.count("part-0.parquet") == 1
        check_shape(line)


def test_numbers_are_counted_in_words() -> None:
    """One of something is no plural."""
    assert [count_of(number, "fault") for number in (0, 1, 1200)] == ["0 faults", "1 fault", "1,200 faults"]
