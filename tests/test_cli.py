"""The command line: what goes to which stream, which exit code, and what a stranger is told."""

import errno
import io
import json
import os
import pty
import re
import runpy
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from decision_parser import cli
from decision_parser.cli import layout
from decision_parser.cli.messages import one_line
from decision_parser.dataset import documentation
from decision_parser.models import Decision, Paragraph, ParagraphKind, Problem, ProblemCode, Section, SectionKind, Stage
from decision_parser.pipeline import parse as parse_module

COMMAND = str(Path(sys.executable).with_name("decision-parser"))
DEMO = Path(__file__).parents[1] / "notebooks" / "demo.py"
FORMATS = {"lxml", "bs4", "pypdfium2", "pdfplumber"}
HEAVY = {"pandas", "pyarrow", "matplotlib", "jinja2", "rich.console", "decision_parser.pipeline.parse"} | FORMATS


class Result(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def decisions(self) -> list[dict[str, object]]:
        """The JSON objects on stdout, a line each."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def sentences(self) -> list[str]:
        """The lines on stderr."""
        return self.err.splitlines()


Run = Callable[..., Result]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in this process, with what it gave."""

    def run_it(*args: str | Path, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = cli.main([str(arg) for arg in args])
        out, err = capfdbinary.readouterr()
        return Result(code, out.decode(), err.decode())

    return run_it


def write_page(
    path: Path, reference: str = "24 100 001", body: str = "Eastley County Council", stage: str = "final"
) -> Path:
    """A decision as a text file."""
    path.write_text(
        f"{body} ({reference})\n"
        "Category : Education > Alternative provision\nDecision : Upheld\nDecision date : 22 Jan 2025\n"
        f"The Ombudsman's {stage} decision:\nSummary: The Council was at fault.\n"
        "The complaint\n1. Ms B complains that the Council arranged no schooling for her son.\n"
        "Final decision\n2. There was fault causing injustice.\n",
        encoding="utf-8",
    )
    return path


def address(category: str, reference: str = "24-100-001") -> str:
    """The address of a decision."""
    return f"https://www.lgo.org.uk/decisions/{category}/other/{reference}"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A file with a decision."""
    return write_page(tmp_path / "page.txt")


# ── help ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_help_loads_no_heavy_library() -> None:
    """Help and version answer without the libraries of the dataset and of the formats, and without what loads them."""
    calls = [["--help"], ["-h"], ["--version"], ["parse", "--help"], ["search", "--help"], ["build", "-h"], []]
    assert _find_loaded(calls, HEAVY) == "set()"


def test_help_asks_for_nothing_that_takes_time() -> None:
    """The list of commands needs neither records nor a screen, and does not look up which version is installed."""
    assert _find_loaded([["--help"]], {"msgspec", "rich", "importlib.metadata", "socket", "subprocess"}) == "set()"


def test_reading_a_page_loads_neither_pandas_nor_pyarrow(page: Path) -> None:
    """`parse` and `schema` never wait for the libraries of the dataset."""
    assert _find_loaded([["parse", str(page)], ["schema", "problems"]], {"pandas", "pyarrow", "numpy"}) == "set()"


def _find_loaded(calls: list[list[str]], modules: set[str]) -> str:
    """Which of some modules a new process has loaded after some calls of the command line."""
    code = (
        "import sys\nfrom decision_parser.cli import main\n"
        f"for args in {calls}: main(args)\nsys.exit(str({modules} & sys.modules.keys()))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return ended.stderr.splitlines()[-1]


def test_version(run: Run) -> None:
    """`--version` is the version that is installed."""
    assert run("--version") == (0, f"decision-parser {version('decision-parser')}\n", "")


def test_without_a_command_there_is_help(run: Run) -> None:
    """Without a command the help is on stderr, and the exit code is that of a usage error."""
    code, out, err = run()
    assert (code, out) == (2, "")
    assert "Commands:\n  parse " in err


@pytest.mark.parametrize("command", [*cli.program.commands.values(), cli.program], ids=lambda command: command.name)
def test_everything_is_explained(command: click.Command, run: Run) -> None:
    """Each command has an example, each option an explanation, and nothing is cut short."""
    name = [command.name] if isinstance(command.name, str) and command is not cli.program else []
    code, text, _ = run(*name, "--help")
    assert code == 0
    assert f"Examples:\n    decision-parser {' '.join(name)}" in text
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    assert not re.search(r"\w\.\.\.$", text.partition("Examples:")[0].partition("\n")[2], re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["sh"], {"show"}),
        (["parse", "--form"], {"--format"}),
        (["schema", "pa"], {"paragraphs"}),
        (["parse", "--source", ""], {"lgsco"}),
    ],
)
def test_completion(words: list[str], offered: set[str]) -> None:
    """The shell completes commands, options, tables and publishers."""
    asked = {
        "_DECISION_PARSER_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["decision-parser", *words]),
        "COMP_CWORD": str(len(words)),
    }
    ended = subprocess.run([COMMAND], env=os.environ | asked, capture_output=True, text=True, check=True)
    assert {line.partition(",")[2] for line in ended.stdout.splitlines()} == offered


# ── usage errors ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["shwo"], "No such command 'shwo'"),
        (["parse"], "Missing argument 'FILE...'"),
        (["parse", "--colour", "a"], "No such option '--colour'"),
        (["parse", "--format", "xml", "a"], "There is no 'xml'; give one of: json, text."),
        (["parse", "--url", "https://www.lgo.org.uk/", "a", "b"], "--url is the address of one FILE"),
        (["parse", "--source", "nobody", "a"], "There is no source 'nobody'; give one of: lgsco."),
        (["build", "a"], "Missing option '--out'"),
        (["build", "a", "--out", "b", "--jobs", "0"], "'0' cannot be used; give a whole number, 1 or more."),
        (["build", "a", "--out", __file__], "is a file"),
        (["schema", "remarks"], "There is no table 'remarks'"),
        (["schema", "remarks", "--format", "markdown"], "There is no table 'remarks'"),
        (["show", "24 100 001", "--out", "no/where"], "no/where is no folder"),
    ],
)
def test_usage_error_is_one_line(args: list[str], said: str, run: Run) -> None:
    """A wrong option or argument: one line on stderr that says which, nothing on stdout, exit code 2."""
    code, out, err = run(*args)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


# ── parse ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_parse_prints_a_line_a_decision(run: Run, tmp_path: Path) -> None:
    """One JSON object a line on stdout, in the order of the files, and nothing on stderr."""
    references = ["24 100 003", "24 100 001", "24 100 002"]
    found = run("parse", *(write_page(tmp_path / f"{name[-1]}.txt", name) for name in references))
    assert (found.code, found.err) == (0, "")
    assert [decision["case_reference"] for decision in found.decisions] == references


def test_parse_goes_on_after_a_bad_file(run: Run, page: Path, tmp_path: Path) -> None:
    """Each bad file gets one sentence with its name, the others are parsed, and the exit code is 1."""
    empty, binary = tmp_path / "empty.html", tmp_path / "binary.pdf"
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)) * 40)
    found = run("parse", empty, page, tmp_path / "missing.html", tmp_path, binary, page)
    assert (found.code, len(found.decisions)) == (1, 2)
    names = [str(empty), str(tmp_path / "missing.html"), str(tmp_path), str(binary)]
    assert [line.partition(": ")[0] for line in found.sentences] == names
    assert found.sentences[1].endswith("There is no such file or folder; see how its name is written.")
    assert "`decision-parser build FOLDER --out DIR`" in found.sentences[2]


def test_parse_reads_stdin(run: Run, page: Path) -> None:
    """`-` is standard input, and `--url` says where it came from."""
    found = run("parse", "-", "--url", address("education"), stdin=page.read_bytes())
    assert found.code == 0
    assert [decision["decision_id"] for decision in found.decisions] == ["lgsco/education/other/24-100-001"]


def test_parse_names_stdin_in_words(run: Run) -> None:
    """What is wrong with standard input is said of it, not of a file called `-`."""
    code, out, err = run("parse", "-")
    assert (code, out) == (1, "")
    assert err.startswith("standard input: ")


def test_parse_heeds_a_sidecar(run: Run, page: Path) -> None:
    """A `.json` beside a file says where and when it was received; `--url` has the last word."""
    page.with_suffix(".json").write_text(
        json.dumps({"url": address("education"), "fetched_at": "2026-07-14T03:12:45Z"})
    )
    (known,) = run("parse", page).decisions
    assert (known["url"], known["fetched_at"]) == (address("education"), "2026-07-14T03:12:45Z")
    (told,) = run("parse", page, "--url", address("housing")).decisions
    assert told["url"] == address("housing")


def test_parse_shows_a_draft(run: Run, tmp_path: Path) -> None:
    """`parse` shows a draft, as a draft."""
    draft = write_page(tmp_path / "draft.txt", stage="draft")
    (decision,) = run("parse", draft).decisions
    assert decision["stage"] == "draft"
    assert "Stage       draft: this is no decision yet" in run("parse", "--format", "text", draft).out


STRANGE = {
    "two\nlines.html": "two\\nlines.html",
    "bell\x07 and \x1b[31mred.html": "bell\\x07 and \\x1b[31mred.html",
    os.fsdecode(b"caf\xe9.html"): "caf\\xe9.html",
    "-dash.html": "-dash.html",
    "naïve “name”.html": "naïve “name”.html",
}


def test_strange_names_stay_on_one_line(tmp_path: Path) -> None:
    """A message about a file is one line whatever bytes its name has, and changes nothing on the terminal."""
    for name in STRANGE:
        (tmp_path / name).write_bytes(b"")
    args = [COMMAND, "parse", "--", *STRANGE]
    ended = subprocess.run(args, cwd=tmp_path, capture_output=True, check=False, env=os.environ | {"PYTHONUTF8": "1"})
    assert (ended.returncode, ended.stdout, ended.stderr.count(b"\n")) == (1, b"", len(STRANGE))
    for line, shown in zip(ended.stderr.decode().splitlines(), STRANGE.values(), strict=True):
        assert line.startswith(f"{shown}: ")


def test_lone_surrogates_can_be_shown() -> None:
    """Characters that no encoding has are written as escapes."""
    assert one_line("a\ud800b\u2028") == "a\\ud800b\\u2028"


@pytest.fixture
def broken_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser with a bug that shows on drafts only."""
    sound = parse_module.parse

    def parse(data: bytes, **options: object) -> Decision:
        if b"draft" in data:
            raise IndexError("no such\nparagraph")
        return sound(data, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(parse_module, "parse", parse)
    monkeypatch.delenv("DECISION_PARSER_DEBUG", raising=False)


@pytest.mark.usefixtures("broken_parser")
def test_a_bug_is_a_sentence(run: Run, page: Path, tmp_path: Path) -> None:
    """A bug of ours: one sentence that owns up and says how to see more; the other files go on; exit code 1."""
    bad = write_page(tmp_path / "bad.txt", stage="draft")
    found = run("parse", bad, page)
    assert (found.code, len(found.decisions), len(found.sentences)) == (1, 1, 1)
    assert found.err.startswith(f"{bad}: This is a bug in decision-parser (IndexError: no such paragraph);")
    assert "DECISION_PARSER_DEBUG=1" in found.err


@pytest.mark.usefixtures("broken_parser")
def test_a_bug_can_be_seen(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With DECISION_PARSER_DEBUG=1 the traceback is there too."""
    monkeypatch.setenv("DECISION_PARSER_DEBUG", "1")
    assert "Traceback" in run("parse", write_page(tmp_path / "bad.txt", stage="draft")).err


def test_a_bug_elsewhere_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug outside of parsing is no traceback either."""
    monkeypatch.setattr(documentation, "describe_decision", lambda: 1 / 0)
    code, _, err = run("schema")
    assert (code, err.count("\n")) == (1, 1)
    assert "ZeroDivisionError" in err


def test_a_refusal_of_the_system_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses is said with the file it is about, and is not called a bug."""

    def refuse() -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "schemas/decision.json")

    monkeypatch.setattr(documentation, "describe_decision", refuse)
    said = "schemas/decision.json cannot be used (Permission denied); see what `decision-parser doctor` says.\n"
    assert run("schema") == (1, "", said)


def test_a_reader_that_leaves_is_no_error(page: Path) -> None:
    """`decision-parser parse … | head -1` ends without a word."""
    args = [COMMAND, "parse", *[str(page)] * 50]
    with subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 128 + signal.SIGPIPE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("form", ["json", "text"])
def test_a_full_disk_is_said(form: str, page: Path) -> None:
    """Output that cannot be written is one sentence and an exit code, not silence."""
    with Path("/dev/full").open("wb") as full:
        args = [COMMAND, "parse", "--format", form, str(page)]
        ended = subprocess.run(args, stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert ended.returncode == 1
    assert ended.stderr == "Standard output cannot be written (No space left on device); send it elsewhere.\n"


@pytest.mark.parametrize(
    "args", [("build", "pages", "--out", ""), ("build", "", "--out", "dataset"), ("status", "--out", "")]
)
def test_a_place_without_a_name_is_refused(run: Run, args: tuple[str, ...]) -> None:
    """`--out "$OUT"`, where OUT was never set, is not the folder that one happens to be in."""
    ended = run(*args)
    assert (ended.code, ended.out) == (2, "")
    assert "It is empty, as a variable that was never set would be; name a folder." in ended.err


def test_closed_streams_are_no_error(page: Path, tmp_path: Path) -> None:
    """With stdout and stderr closed, as some schedulers start what they start, the work is done all the same."""
    command = f"exec {COMMAND} build {page} --out {tmp_path / 'out'} >&- 2>&-"
    assert subprocess.run(["/bin/sh", "-c", command], check=False).returncode == 0
    assert (tmp_path / "out" / "current" / "release.json").is_file()


def test_a_working_folder_that_is_gone_is_said(page: Path, tmp_path: Path) -> None:
    """Where a script has removed the folder that it stands in, that is what is said."""
    folder = tmp_path / "gone"
    command = f"mkdir {folder} && cd {folder} && rmdir {folder} && exec {COMMAND} build {page} --out out"
    ended = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, text=True)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "The folder that this was started in is gone; change to one that exists, and run it again.\n"
    )


def test_interruption_is_a_sentence(page: Path) -> None:
    """Ctrl-C ends a command with one line and exit code 130; what was printed before is whole."""
    args, pipe = [COMMAND, "parse", str(page), "-"], subprocess.PIPE
    with subprocess.Popen(args, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout
        first = process.stdout.readline()  # now it waits for its standard input
        process.send_signal(signal.SIGINT)
        rest, err = process.communicate()
    assert (process.returncode, err) == (130, b"Interrupted; run the same command again.\n")
    assert json.loads(first + rest)["case_reference"] == "24 100 001"


# ── a decision to read ───────────────────────────────────────────────────────────────────────────────────────────────


def _paragraph(
    text: str, path: str | None = None, depth: int = 0, kind: str = "paragraph", number: str | None = None
) -> Paragraph:
    return Paragraph(1, number, None, path, depth, ParagraphKind(kind), text)


DECISION = Decision(
    decision_id="lgsco/24-100-001a",
    source="lgsco",
    case_reference="24 100 001a",
    other_references=("24 100 002",),
    body_name="Eastley County Council",
    category="Education",
    subcategory="Alternative provision",
    outcome_text="Upheld",
    decided_on_text="31 Feb 2025",
    stage=Stage.PROVISIONAL,
    full_text="",
    paragraph_count=12,
    word_count=0,
    problem_count=1,
    media_type="text/html",
    snapshot_sha256="",
    content_sha256="",
    parser_version="0",
    sections=(
        Section(1, SectionKind.SUMMARY, None, 1, "Summary:", (_paragraph("There was fault."),)),
        Section(
            2,
            SectionKind.FINDINGS,
            None,
            1,
            "What I found",
            (
                _paragraph("Ms B complains that the Council:", "9", number="9"),
                _paragraph("arranged no schooling for her son after he stopped attending; and", "9(a)", 1, "item"),
                _paragraph("never answered", "9(b)", 1, "item"),
                _paragraph("letters", "9(b)(ii)", 2, "item"),
                _paragraph("calls", "9[1]", 1, "item"),
                _paragraph("from a text file", None, 1, "item"),
                _paragraph("and more of it.", "9[1]", 1),
                _paragraph("We are sorry for what happened to your son.", "9", 0, "quote"),
                _paragraph("Term\tHours\nAutumn 2024\t12", "9", 0, "table"),
            ),
        ),
        Section(3, SectionKind.FINDINGS, None, 2, "What happened", (_paragraph("Much.", "10", number="10"),)),
        Section(4, SectionKind.UNKNOWN, None, 1, None, (_paragraph("Under no heading.", "10"),)),
        Section(5, SectionKind.SIGNATURE, None, 1, "Investigator's decision"),
    ),
    problems=(Problem(ProblemCode.UNPARSED_DATE, "decided_on", "31 Feb 2025"),),
)
READING = """\
Eastley County Council (24 100 001a)
====================================
Category    Education > Alternative
            provision
Decision    Upheld
Decided on  31 Feb 2025
Stage       provisional: this is no decision
            yet
Also        24 100 002
Identity    lgsco/24-100-001a

Summary:
--------
      There was fault.

What I found
------------
  9.  Ms B complains that the Council:
      (a) arranged no schooling for her son
          after he stopped attending; and
      (b) never answered
          (ii) letters
      •   calls
      -   from a text file
          and more of it.

      > We are sorry for what happened to
        your son.

      Term         Hours
      Autumn 2024  12

What happened
 10.  Much.

      Under no heading.

Investigator's decision
-----------------------

Problems
--------
   !  unparsed_date, decided_on: 31 Feb 2025
"""


def test_layout() -> None:
    """Headings, numbers, letters, bullets, quotations and tables each look like what they are."""
    assert "".join(f"{line.text}\n" for line in layout.lay_out(DECISION, 44)) == READING


def test_layout_has_no_terminal_codes(run: Run, tmp_path: Path) -> None:
    """In a pipe a decision is plain text, several of them stand apart, and what has no place is listed."""
    pages = [write_page(tmp_path / f"{name[-1]}.txt", name) for name in ("24 100 001", "24 100 002")]
    code, out, err = run("parse", "--format", "text", *pages)
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert "  1.  Ms B complains" in out
    assert "\n\n\n\nEastley County Council (24 100 002)\n====" in out


def test_layout_fits_any_encoding(page: Path) -> None:
    """A terminal without curly quotes gets question marks, not an error."""
    page.write_text(page.read_text(encoding="utf-8").replace("her son", "‘her’ son"), encoding="utf-8")
    args = [COMMAND, "parse", "--format", "text", str(page)]
    ended = subprocess.run(args, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=True)
    assert b"?her? son" in ended.stdout


# ── build, show ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder: two decisions that share a reference, a draft, a file that is no decision, and something else."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for category, body in (("education", "Eastley County Council"), ("housing", "Transport for Eastley")):
        known = write_page(folder / f"{category}.txt", body=body)
        known.with_suffix(".json").write_text(json.dumps({"url": address(category)}))
    write_page(folder / "draft.txt", "24 100 009", stage="draft")
    (folder / "empty.html").write_bytes(b"")
    (folder / "logo.svg").write_bytes(b"<svg/>")
    return folder


def test_build_says_what_it_did(run: Run, pages: Path, tmp_path: Path) -> None:
    """A build counts on stderr what was read, published, left out, skipped and failed, and says why."""
    code, out, err = run("build", pages, "--out", tmp_path / "dataset")
    assert (code, out) == (1, "")
    counts = dict(re.findall(r"^([A-Z][a-z ]+?) +(\d+)(?:  .*)?$", err, re.MULTILINE))
    expected = {
        "Files read": "4",
        "Parsed": "3",
        "Decisions": "2",
        "Drafts left out": "1",
        "Files skipped": "1",
        "Failed": "1",
    }
    assert counts.items() >= expected.items()
    assert f"\n{pages / 'empty.html'}: " in err
    assert f"\n{pages / 'draft.txt'}: Left out" in err
    assert err.splitlines()[-1].startswith("Release ")
    assert "\x1b" not in err


def test_build_gives_its_report(run: Run, pages: Path, tmp_path: Path) -> None:
    """`--json` gives the run report, whole, on stdout; `--quiet` leaves errors alone on stderr."""
    code, out, err = run("build", pages, "--out", tmp_path / "dataset", "--json", "--quiet")
    report = json.loads(out)
    assert (code, report["exit_code"], report["decisions"], len(report["failures"])) == (1, 1, 2, 1)
    assert err.splitlines() == [f"{report['failures'][0]['where']}: {report['failures'][0]['message']}"]


def test_quiet_may_stand_before_the_command(run: Run, page: Path, tmp_path: Path) -> None:
    """`--quiet` means the same before and after the name of the command."""
    assert run("--quiet", "build", page, "--out", tmp_path / "dataset") == (0, "", "")


def test_build_again_says_that_nothing_is_new(run: Run, page: Path, tmp_path: Path) -> None:
    """A second build of the same is a success that says so."""
    run("build", page, "--out", tmp_path / "dataset")
    code, _, err = run("build", page, "--out", tmp_path / "dataset")
    assert code == 0
    assert "Nothing has changed" in err


def test_build_names_some_failures_and_counts_the_rest(run: Run, page: Path, tmp_path: Path) -> None:
    """Of many bad files the first are named, the rest counted."""
    bad = [tmp_path / f"bad-{number:02}.html" for number in range(23)]
    for path in bad:
        path.write_bytes(b"")
    _, _, err = run("build", *bad, page, "--out", tmp_path / "dataset")
    assert err.count("bad-") == 20
    assert "… and 3 more; --json lists them all.\n" in err


@pytest.mark.parametrize(("setting", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_progress_is_for_terminals(
    setting: dict[str, str],
    coloured: bool,  # noqa: FBT001 - a case
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A terminal sees a bar while a build works, in colour unless NO_COLOR or the terminal says otherwise."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm"} | setting).items():
        monkeypatch.setenv(name, value)
    leader, follower = pty.openpty()
    with os.fdopen(follower, "w") as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", terminal)
        assert cli.main(["build", str(page), "--out", str(tmp_path / "dataset")]) == 0
    seen = b"".join(_read_all(leader))
    os.close(leader)
    assert (b"Parsing" in seen) == (setting.get("TERM") != "dumb")
    assert bool(re.search(rb"\x1b\[3\dm", seen)) == coloured


def _read_all(terminal: int) -> Iterator[bytes]:
    """What was written to a terminal whose programs have ended."""
    try:
        while data := os.read(terminal, 1 << 16):
            yield data
    except OSError:  # how Linux says that nobody holds the other end any more
        return


@pytest.fixture
def dataset(run: Run, pages: Path, tmp_path: Path) -> Path:
    """A dataset of those pages."""
    run("build", pages, "--out", tmp_path / "dataset")
    return tmp_path / "dataset"


@pytest.mark.parametrize("reference", [["24", "100", "001"], ["24 100 001"], ["24-100-001"], ["24100001"]])
def test_show_finds_every_body(reference: Sequence[str], run: Run, dataset: Path) -> None:
    """A reference may be written with spaces, hyphens or neither, and all bodies under it are shown."""
    code, out, err = run("show", *reference, "--out", dataset)
    assert (code, err) == (0, "")
    assert re.findall(r"^(\w.*)\n=", out, re.MULTILINE) == [
        "Eastley County Council (24 100 001)",
        "Transport for Eastley (24 100 001)",
    ]


def test_show_takes_an_address(run: Run, dataset: Path) -> None:
    """An address names one decision."""
    code, out, _ = run("show", address("housing"), "--out", dataset)
    assert code == 0
    assert out.startswith("Transport for Eastley (24 100 001)\n")
    assert out.count("====\n") == 1


def test_show_says_what_is_not_there(run: Run, dataset: Path) -> None:
    """An unknown reference is one sentence and exit code 1."""
    code, out, err = run("show", "99 999 999", "--out", dataset)
    assert (code, out) == (1, "")
    advice = "give a reference like 24 014 420, or look for its words: `decision-parser search`"
    assert err == f"{dataset} has no decision 99 999 999; {advice}.\n"
    assert "24 100 002 (did you mean '24 100 001'?); give" in run("show", "24 100 002", "--out", dataset).err


# ── schema, sources ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_schema_is_the_generated_one(run: Run) -> None:
    """`schema` gives the JSON Schema of a decision, and with a table's name that of the table."""
    assert run("schema").out == documentation.write_json(documentation.describe_decision())
    assert run("schema", "paragraphs").out == documentation.write_json(documentation.describe_table("paragraphs"))


def test_schema_to_read(run: Run) -> None:
    """In Markdown it is the data dictionary, or the part on one table."""
    whole = run("schema", "--format", "markdown").out
    assert whole == documentation.write_dictionary()
    parts = [run("schema", name, "--format", "markdown").out for name in ("decisions", "sections", "problems")]
    assert all(part.startswith("## ") and part.count("\n## ") == 0 and part.strip() in whole for part in parts)


def test_sources(run: Run) -> None:
    """The publishers are listed with what they ask of those who use the text."""
    (source,) = json.loads(run("sources", "--json").out)
    assert source["slug"] == "lgsco"
    assert "acknowledgement" in source["licence"]
    assert "name            Local Government and Social Care Ombudsman\n" in run("sources").out


# ── the demo ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_demo_prints_a_table(dataset: Path) -> None:
    """The demo shows decisions and outcomes, and its first suggestion is a command that works."""
    ended = subprocess.run([sys.executable, str(DEMO), str(dataset)], capture_output=True, text=True, check=True)
    assert ended.stderr == ""
    assert re.search(r"^24 100 001  Eastley County Council +upheld +2025-01-22 +3 *$", ended.stdout, re.MULTILINE)
    program, *args = shlex.split(ended.stdout.partition("Try next:\n")[2].splitlines()[0])
    assert Path(program).samefile(COMMAND)
    assert cli.main(args) == 0


def test_demo_without_a_dataset(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a dataset the demo says what is missing."""
    monkeypatch.setattr(sys, "argv", [str(DEMO), "no/where"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(DEMO), run_name="__main__")
    assert capsys.readouterr() == ("", "")
    said = ended.value.code
    assert isinstance(said, str)  # words are printed on stderr, and the exit code is 1
    assert "\n" not in said
    assert "no/where" in said
