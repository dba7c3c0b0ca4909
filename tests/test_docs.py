"""The documentation for people: what it shows is run, what it links to is there, and it builds without a warning."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
import yaml  # type: ignore[import-untyped]

from decision_parser import cli
from decision_parser.cli.manual import __main__ as manual
from decision_parser.cli.manual.commands import iter_contexts
from decision_parser.models import ProblemCode
from decision_parser.models.meanings import find_meanings
from tests.documented.blocks import DOCS, PAGES, ROOT, find_links, read_pieces
from tests.documented.reader import (
    ANEW,
    CODES,
    LANGUAGES,
    NOT_RUN,
    OTHERS,
    TAKEN,
    Reader,
    find_command,
    find_reason,
    iter_all_lines,
    may_run,
    take,
)
from tests.documented.shell import PROGRAM, split
from tests.documented.workshop import Workshop, open_workshop

UNITS = sorted((DOCS / "systemd").iterdir())
WORKFLOW = DOCS / "github-refresh.yml"

# ── what pages show is run ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """All that the pages take for granted."""
    with open_workshop(tmp_path_factory) as opened:
        yield opened


FOLLOWED = {str(page.relative_to(ROOT)): page for page in PAGES}


@pytest.mark.parametrize("name", FOLLOWED)
def test_what_a_page_shows_works(
    name: str, workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command, call and block of Python on a page runs, in their order, and prints what the page says."""
    pieces = [piece for piece in read_pieces(FOLLOWED[name]) if piece.language != "inline" or may_run(piece.text)]
    if not pieces:
        return
    with workshop.open(tmp_path / "work", monkeypatch):
        Reader(workshop).follow(FOLLOWED[name], pieces)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("```sh\ndecision-parser sources --night\n```", "ends with 2"),
        ("```sh\ndecision-parser parse missing.html\n```", "ends with 1"),
        ("```sh\nrm -r dataset\n```", "rm is neither ours nor"),
        ("```console\n$ decision-parser sources --json\n[]\n```", "prints"),
        ("```python\nprint(1)\n```\n\n```text\n2\n```", "prints"),
        ("Try `decision-parser show 99 999 999 --out dataset`.", "ends with"),
        ("There is `decision-parser nightly`.", "no command nightly"),
        ("Call `read(…, twice=True)`.", "twice"),
        ("```sh\ndecision-parser explore --out dataset --nightly\n```", "nightly"),
        ("```sh\ndecision-parser report --out nowhere\n```", "nowhere of --out is not there"),
    ],
)
def test_what_does_not_work_is_noticed(
    text: str, said: str, workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page with a command that fails or is not there, or with other output, does not pass."""
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    with (
        workshop.open(tmp_path.parent / "noticed", monkeypatch),
        pytest.raises((AssertionError, LookupError, TypeError, click.UsageError), match=said),
    ):
        Reader(workshop).follow(page, read_pieces(page))


def test_tables_hold_nothing_that_is_not_used() -> None:
    """Each line that is not run, each other program and each exit code of the tables above stands on a page."""
    lines = list(iter_all_lines())
    bare = [re.sub(r"\s+#\s.*$", "", line) for line in lines]
    assert [pattern for pattern in NOT_RUN if not any(re.fullmatch(pattern, line) for line in bare)] == []
    assert any(re.fullmatch(ANEW, line) for line in lines)
    assert [pattern for pattern in TAKEN if not any(re.fullmatch(pattern, line) for line in lines)] == []
    assert [pattern for pattern in CODES if not any(re.fullmatch(pattern, line) for line in lines)] == []
    assert LANGUAGES.keys() - {piece.language for page in PAGES for piece in read_pieces(page)} == set()
    programs = {Path(words[0]).name for line in lines if not find_reason(line) for _, words in split(line)}
    assert OTHERS.keys() - programs == set()


def test_pages_show_the_commands_that_they_are_about() -> None:
    """Commands are found at all: those of running it every night, and an example of every command there is."""
    parts = (words for line in iter_all_lines() if not find_reason(line) for _, words in split(line))
    used = {find_command(words[1:])[0].name for words in parts if Path(words[0]).name == PROGRAM}
    leaves = {
        context.command.name for context in iter_contexts(cli.program) if not hasattr(context.command, "commands")
    }
    assert leaves - used == set()


def test_a_field_is_added_as_the_page_says(tmp_path: Path) -> None:
    """The changes that the page on fields shows apply to the code, and give a column with its description."""
    shutil.copytree(
        ROOT / "decision_parser", tmp_path / "decision_parser", ignore=shutil.ignore_patterns("__pycache__")
    )
    for piece in read_pieces(DOCS / "how-to" / "add-a-field.md"):
        if piece.language == "diff":
            change(tmp_path, piece.text)
    code = (
        "import json, sys\nfrom decision_parser import parse, to_json\n"
        "from decision_parser.dataset.documentation import describe_table\n"
        "fields = describe_table('decisions')['fields']\n"
        "print([field['type'] for field in fields if field['name'] == 'joint'])\n"
        "print([json.loads(to_json(parse(open(name, 'rb').read())))['joint'] for name in sys.argv[1:]])"
    )
    pages = [ROOT / "fixtures" / "lgsco" / name / "snapshot.html" for name in JOINT]
    ended = subprocess.run(
        [sys.executable, "-c", code, *map(str, pages)],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == ("['boolean']\n[True, False]\n", "")


JOINT = ("23-100-946a-second-paragraph-in-item", "24-100-001-sibling-bullets")


def change(folder: Path, diff: str) -> None:
    """Apply a diff whose parts have no line numbers: what they keep stands in the file once."""
    head, *parts = re.split(r"^@@\n", diff, flags=re.MULTILINE)
    path = folder / head.splitlines()[0].removeprefix("--- a/")
    for part in parts:
        lines = part.splitlines(keepends=True)
        before, after = ("".join(line[1:] for line in lines if line[0] in signs) for signs in (" -", " +"))
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, before
        path.write_text(text.replace(before, after), encoding="utf-8")


# ── what pages name is there ─────────────────────────────────────────────────────────────────────────────────────────


def test_targets_exist() -> None:
    """Each target of make that a page names is one of the Makefile, and `make help` tells of it."""
    told = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z]+)", "\n".join(map(read, PAGES)), re.MULTILINE))
    assert {"demo", "docs", "test"} <= named <= told


def test_the_tutorial_quotes_the_first_notebook() -> None:
    """What the tutorial shows of the first notebook stands in it, but for the folder of the dataset."""
    notebook = json.loads((ROOT / "notebooks" / "1-first-look.ipynb").read_text(encoding="utf-8"))
    lines = {line.rstrip() for cell in notebook["cells"] for line in cell["source"]}
    quoted = [piece for piece in read_pieces(DOCS / "tutorial.md") if "%B %Y" in piece.text]
    assert quoted
    assert {line.replace('"demo/dataset"', "DATASET") for line in quoted[0].text.splitlines()} - lines == set()


MEASURED = [
    ("### Remedies, held back", "kind_and_amount", 6),
    ("### Remedies, by kind", "corrective_action", 4),
    ("### Remedies, by kind", "evidence", 4),
    ("### Remedies, by kind", "service_improvement", 5),
    ("### Attributes of remedies", "status", 4),
]
"""Figures that README gives: the part of the page that the evaluation writes, the row, and the column."""


@pytest.mark.parametrize(("heading", "row", "column"), MEASURED)
def test_figures_of_accuracy_are_the_measured_ones(heading: str, row: str, column: int) -> None:
    """README says of accuracy what the page says that the evaluation writes; of F1 with the interval."""
    part = read(DOCS / "accuracy.md").partition(f"\n{heading}")[2]
    figure = part.partition(f"\n| {row} |")[2].split("|")[column - 1].strip()
    told = read(ROOT / "README.md").partition("## How right it is")[2].partition("\n## ")[0]
    assert re.match(r"[01]\.\d{3} \(", figure)
    assert (figure if column == 6 else figure.partition(" ")[0]) in told


def test_extras_exist() -> None:
    """Each extra that a page says to install is one of the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = set(re.findall(r"pip install '\.\[([a-z,]+)\]'", "\n".join(map(read, PAGES))))
    assert {"explore", "report"} <= named <= project["optional-dependencies"].keys()


def test_options_exist() -> None:
    """Each option that a sentence names is one of ours."""
    ours = {
        name
        for context in iter_contexts(cli.program)
        for option in context.command.params
        for name in (*option.opts, *option.secondary_opts)
    }
    ours |= {"--help", "-h"}
    named = {
        piece.text.split()[0].rstrip(",")
        for page in PAGES
        for piece in read_pieces(page)
        if piece.language == "inline" and re.match(r"--[a-z]", piece.text)
    }
    assert named
    assert named - ours == set()


def test_links_lead_somewhere() -> None:
    """Each file that a page links to is there, as a reader on a forge needs it; Sphinx looks after headings."""
    links = [(page, link.partition("#")[0]) for page in PAGES for link in find_links(page) if "://" not in link]
    assert len(links) > len(PAGES)
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()] == []


def test_every_page_is_reached_from_the_index() -> None:
    """The index and the pages below it name every page, so that a forge's reader finds each, too."""
    seen, left = set(), [DOCS / "index.md"]
    while left:
        page = left.pop().resolve()
        if page in seen:
            continue
        seen.add(page)
        links = (link.partition("#")[0] for link in find_links(page) if "://" not in link)
        left += [page.parent / link for link in links if link.endswith(".md")]
    assert {page.resolve() for page in DOCS.rglob("*.md")} - seen == set()


def read(page: Path) -> str:
    """The text of a page."""
    return page.read_text(encoding="utf-8")


# ── what is generated, and what is built ─────────────────────────────────────────────────────────────────────────────


def test_generated_pages_are_fresh() -> None:
    """The pages of the command line and the library are what the code says."""
    assert manual.main(["--check"]) == 0
    assert manual.main([]) == 2


def test_every_problem_is_explained() -> None:
    """Each code of a problem has words below it that say what it means."""
    assert list(find_meanings(ProblemCode)) == [code.value for code in ProblemCode]


def test_every_command_is_in_the_manual() -> None:
    """Each command and each of its options stands in the generated page, under the command's whole name."""
    text = read(DOCS / "reference" / "cli.md")
    for context in iter_contexts(cli.program):
        part = text.partition(f"## {context.command_path}\n")[2].partition("\n## ")[0]
        for option in context.command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.opts[-1] in part, context.command_path


@pytest.mark.slow
def test_documentation_builds(tmp_path: Path) -> None:
    """Sphinx builds the pages without a warning, asks no other machine, and names none for what a page needs."""
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", "-q", "-b", "html"]
    ended = subprocess.run(
        [*command, "-d", str(tmp_path / "doctrees"), str(DOCS), str(tmp_path / "built")],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"},
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    built = sorted((tmp_path / "built").rglob("*.html"))
    assert len(built) > len(list(DOCS.rglob("*.md")))
    assert [page.name for page in built if LOADED.search(read(page))] == []


LOADED = re.compile(r"<(?:script|img|iframe|source)\b[^>]*\ssrc=\"(?:https?:)?//|<link\b[^>]*\shref=\"(?:https?:)?//")
"""What a browser would fetch from elsewhere by itself; a link that somebody follows is none."""


# ── what runs unattended ─────────────────────────────────────────────────────────────────────────────────────────────


def iter_unit_commands() -> Iterator[list[str]]:
    """The command lines of the systemd units."""
    for unit in UNITS:
        parsed = configparser.ConfigParser(strict=False, interpolation=None)
        parsed.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their capitals
        parsed.read_string(read(unit))
        assert {"Service", "Timer"} & set(parsed.sections()), unit.name
        lines = parsed.items("Service") if parsed.has_section("Service") else []
        yield from (shlex.split(line.lstrip("-")) for name, line in lines if name.startswith("ExecStart"))


def iter_workflow_commands() -> Iterator[list[str]]:
    """Our command lines in the steps of the workflow."""
    steps = [step for job in yaml.safe_load(read(WORKFLOW))["jobs"].values() for step in job["steps"]]
    for step in steps:
        for line in step.get("run", "").splitlines():
            found = re.search(rf"\b{PROGRAM} .*", line)
            if found:
                yield shlex.split(found[0])


@pytest.mark.parametrize("commands", [iter_unit_commands, iter_workflow_commands])
def test_what_runs_unattended_is_taken(
    commands: Callable[[], Iterator[list[str]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The units and the workflow can be parsed, and their commands, options and values exist; the canary is first."""
    monkeypatch.chdir(tmp_path)
    found = list(commands())
    assert [words[1] for words in found] == ["canary", "refresh"]
    for words in found:
        take(words[1:])


def test_unknown_options_are_noticed() -> None:
    """A command line with an option that there is not does not pass."""
    with pytest.raises(click.NoSuchOption):
        take(["refresh", "--archive", "archive", "--out", "dataset", "--night"])


def test_the_refresh_does_not_wait_for_the_canary() -> None:
    """What runs unattended refreshes whatever the canary says."""
    assert "ExecStartPre=-" in read(DOCS / "systemd/decision-parser.service")
    assert "decision-parser canary --quiet; decision-parser refresh" in read(DOCS / "scheduling.md")


def test_every_exit_code_is_explained() -> None:
    """The table of exit codes says what to do for each that the command line can give."""
    text = read(DOCS / "scheduling.md").partition("## When a step fails")[2]
    stated = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    epilog = cli.program.epilog or ""
    assert stated == {
        int(code)
        for code in re.findall(r"^  (\d+)  |interrupted; (\d+)", epilog, re.MULTILINE)
        for code in code
        if code
    }


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="this machine has no systemd to check units with")
def test_units_are_understood(tmp_path: Path) -> None:
    """The service and its timer have no fault that systemd can find, once they name a command that is there."""
    command = str(Path(sys.executable).with_name("decision-parser"))
    for unit in UNITS:
        text = read(unit).replace("/usr/local/bin/decision-parser", command)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    ended = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)],  # noqa: S607 - wherever it is
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SYSTEMD_LOG_LEVEL": "warning"},
    )
    named = [line for line in (ended.stdout + ended.stderr).splitlines() if "decision-parser" in line]
    assert (ended.returncode, named) == (0, [])
