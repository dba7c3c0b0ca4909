"""The documentation for people: each command line in it is one that the program takes, and each unit one that runs."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from decision_parser import cli

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
UNITS = sorted((DOCS / "systemd").iterdir())
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("*.yml")), *UNITS]
# A command ends at the shell's signs, a comment, or the end of the code.
_COMMAND = re.compile(r"(?<![\w/.=-])(?:/usr/local/bin/)?decision-parser +([a-z][^\n`|&;>#]*)")


def find_commands(text: str) -> list[list[str]]:
    """The arguments of each call of the program in a text."""
    found = [shlex.split(match[1]) for match in _COMMAND.finditer(text)]
    return [args for args in found if args[0] not in cli.program.commands or args[1:]]  # a mere name is no call


COMMANDS = [(page.name, args) for page in PAGES for args in find_commands(page.read_text(encoding="utf-8"))]


def test_command_lines_are_found() -> None:
    """The documentation of scheduling shows each command that it is about."""
    shown = {args[0] for page, args in COMMANDS if page == "scheduling.md"}
    assert {"canary", "refresh", "status", "build", "archive", "show", "parse"} <= shown


def test_unknown_options_are_noticed() -> None:
    """A command line with an option that there is not does not pass."""
    with pytest.raises(click.NoSuchOption):
        take(["refresh", "--archive", "archive", "--out", "dataset", "--night"])


def take(args: list[str]) -> None:
    """Let click take a command line, as far as it can without doing anything."""
    command: click.Command = cli.program
    context = click.Context(command)
    while isinstance(command, click.Group) and args:
        found = command.get_command(context, args[0])
        assert found, f"there is no command {args[0]}"
        command, args = found, args[1:]
    command.make_context(command.name, list(args), parent=context)


@pytest.mark.parametrize(("page", "args"), COMMANDS, ids=[f"{page}: {shlex.join(args)}" for page, args in COMMANDS])
def test_command_lines_are_taken(page: str, args: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands, options, arguments and values of a command line in the documentation exist."""
    del page
    monkeypatch.chdir(tmp_path)
    (tmp_path / "archive").mkdir()
    take(args)


def test_every_exit_code_is_explained() -> None:
    """The table of exit codes says what to do for each that the command line can give."""
    text = (DOCS / "scheduling.md").read_text(encoding="utf-8").partition("## When a step fails")[2]
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
        text = unit.read_text(encoding="utf-8").replace("/usr/local/bin/decision-parser", command)
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


def test_the_service_and_cron_run_the_canary_first() -> None:
    """What runs unattended says first whether the pages are understood, and refreshes whatever the answer is."""
    for name in ("systemd/decision-parser.service", "github-refresh.yml"):
        text = (DOCS / name).read_text(encoding="utf-8")
        assert 0 < text.index("decision-parser canary") < text.index("decision-parser refresh")
    assert "ExecStartPre=-" in (DOCS / "systemd/decision-parser.service").read_text(encoding="utf-8")
    assert "decision-parser canary --quiet; decision-parser refresh" in (DOCS / "scheduling.md").read_text("utf-8")
