"""Who does all that a page shows, and the tables of what is not done, with the reasons."""

from __future__ import annotations

import ast
import inspect
import json
import re
import shlex
import shutil
import tomllib
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import decision_parser
from decision_parser import cli
from tests.documented.blocks import PAGES, ROOT, SHELL, Piece, iter_lines, iter_sessions, match_output, read_pieces
from tests.documented.shell import PROGRAM, Shell
from tests.documented.workshop import WORDS, Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What pages show and is not run here, each with the reason: a pattern of the whole line.
NOT_RUN = {
    r"make [a-z]+( [A-Z_]+=('.*'|\S+))*": "installs, or runs this very test; test_docs looks for the target",
    r"\.venv/bin/pytest .*": "runs other tests",
    r"dask (scheduler|worker) .*": "waits for work; test_cluster has a cluster",
    r"hf upload .*": "sends it to another machine",
    r"pip install '.*'": "installs; test_docs looks for the extra",
    r"source \.venv/bin/activate": "sets up somebody's shell",
    r"(demo/dataset/current)?/[\w.]+[/ ].*": "a list of files, with what they are",
    r"eval .*_DECISION_PARSER_COMPLETE=.*": "sets up somebody's shell; test_cli asks for completions",
    r"(archive|dataset|…)/\S*(\.warc\.gz|…|\.json|\.lock-machine-\w+) +.*": "a list of objects, with what they are",
    r"(useradd|systemctl|cp docs/systemd|echo DECISION_PARSER_CONTACT).*": "changes the machine",
    r"(DECISION_PARSER_CONTACT|MAILTO|PATH)=\S+": "a line of a crontab that sets a variable",
}
# Programs that stand in a line with ours, and are not run.
OTHERS = {"less": "shows what comes, page by page"}
# Commands of ours whose words are only taken, each with the reason.
TAKEN = {
    r"decision-parser explore .*": "shows a dataset until somebody ends it; test_exploring does",
    r"decision-parser .* --engine dask://.*": "asks another machine; test_cluster asks this one",
    r"decision-parser .*s3://your-bucket/.*": "needs a bucket; test_object_store has one",
    r"decision-parser diff .*--against .*": "builds twice, with the code of two revisions; test_diff does it",
}
# Commands that make a dataset where there is none, though one of that name is there for those around them.
ANEW = r"decision-parser build pages/ .*--out dataset.*"
# Languages of blocks that nothing here runs.
LANGUAGES = {
    "r": "R is no part of what is installed",
    "text": "what something prints, or how it is called",
    "diff": "applied by a test of its own",
}
# Commands that end here with another exit code than 0, and why.
CODES: dict[str, int] = {
    r"decision-parser search .*--out dataset( .*)?": 1,  # the sample has no such words
    r"decision-parser diff before/ after/ --exit-code": 1,  # they differ
}
LOADERS: dict[str, Callable[[str], object]] = {"json": json.loads, "toml": tomllib.loads}
"""What blocks of data are parsed with."""


class Reader:
    """Somebody who does all that a page shows, from its first line to its last."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._shell = Shell(WORDS, OTHERS.__contains__, workshop.is_done)
        self._names: dict[str, Any] = {}

    def follow(self, page: Path, pieces: list[Piece]) -> None:
        """Do it; what fails or prints something else than the page shows is an AssertionError that says where."""
        for piece in pieces:
            where = f"{page.name}, line {piece.line}"
            if piece.language == "console":
                for command, output in iter_sessions(piece.text):
                    self._run(command, where, output)
            elif piece.language in SHELL:
                for line in iter_lines(piece.text):
                    self._run(line, where)
            elif piece.language == "python":
                self._execute(piece, where)
            elif piece.language == "inline":
                self._try(piece.text, where)
            elif piece.language in LOADERS:
                LOADERS[piece.language](piece.text)
            else:
                assert piece.language in LANGUAGES, f"{where}: no reason is given why {piece.language!r} is not run"

    def _run(self, line: str, where: str, output: str | None = None) -> None:
        """Run a line, where it is none that the table leaves out."""
        if line == "make demo" and output is not None:
            printed = self._workshop.first_output + self._demo()
        elif find_reason(line):
            return
        elif any(re.fullmatch(pattern, line) for pattern in TAKEN):
            take(shlex.split(line, comments=True)[1:])
            return
        else:
            with put_away(Path("dataset"), wanted=bool(re.fullmatch(ANEW, line))):
                ended = self._shell.run(line, whole=output is not None or bool(find_code(line)))
            printed = ended.screen
            assert ended.code == find_code(line), f"{where}: {line} ends with {ended.code}:\n{printed}"
        if output is not None:
            assert match_output(output, printed), f"{where}: {line} prints\n{printed}"

    def _demo(self) -> str:
        """What the first look at a dataset prints."""
        with redirect_stdout(StringIO()) as printed:
            names: dict[str, Any] = {"__name__": "demo"}
            exec(compile((ROOT / "notebooks" / "demo.py").read_bytes(), "demo.py", "exec"), names)  # noqa: S102 - ours
            names["main"]("demo/dataset")
        return printed.getvalue()

    def _execute(self, piece: Piece, where: str) -> None:
        """Run a block of Python, after those before it on the page."""
        with redirect_stdout(StringIO()) as printed:
            exec(compile(piece.text, where, "exec"), self._names)  # noqa: S102 - the documentation is ours
        if piece.output is not None:
            assert match_output(piece.output, printed.getvalue()), f"{where} prints\n{printed.getvalue()}"

    def _try(self, text: str, where: str) -> None:
        """Run what a sentence or a table shows: a whole command, or a call of the library."""
        if is_call(text):
            self._run(text, where)
        elif text.startswith(f"{PROGRAM} "):
            find_command(shlex.split(text)[1:])
        elif re.match(r"(decision_parser\.)?(read|parse|build|refresh|search|export|report)\(", text):
            try_call(text, self._names)


@contextmanager
def put_away(folder: Path, *, wanted: bool) -> Iterator[None]:
    """Let a folder not be there while it lasts."""
    if not wanted:
        yield
        return
    aside = folder.rename(f"{folder}.aside")
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)


def take(words: list[str]) -> None:
    """Let click take a command line, as far as it can without doing anything."""
    command, rest = find_command(words)
    # Of the program, whose `-h` a command would forget otherwise: click keeps the option for help that it made first.
    program = click.Context(cli.program, info_name=PROGRAM, **cli.program.context_settings)
    command.make_context(command.name, list(rest), parent=program)


def is_call(text: str) -> bool:
    """Whether this is a command line of ours with arguments, and no mere name of a command."""
    if not text.startswith(f"{PROGRAM} "):
        return False
    words = shlex.split(text)[1:]
    return bool(find_command(words)[1])


def find_command(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words begin with, and the rest of them."""
    command: click.Command = cli.program
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words[0])
        assert found, f"there is no command {words[0]}"
        command, words = found, words[1:]
    return command, words


def try_call(text: str, names: dict[str, Any]) -> None:
    """Call the library as a sentence says; where it leaves arguments out, see at least that it can be called so."""
    call = ast.parse(text.replace("…", "..."), mode="eval").body
    assert isinstance(call, ast.Call), text
    name = ast.unparse(call.func).removeprefix("decision_parser.")
    arguments = [ast.unparse(argument) for argument in call.args if ast.unparse(argument) != "..."]
    options = {str(keyword.arg): ast.unparse(keyword.value) for keyword in call.keywords}
    inspect.signature(getattr(decision_parser, name)).bind_partial(*arguments, **options)
    if "…" not in text:
        eval(text, {"decision_parser": decision_parser} | names)  # noqa: S307 - the documentation is ours


def find_reason(line: str) -> str | None:
    """Why a line is not run, where it is not."""
    bare = re.sub(r"\s+#\s.*$", "", line)
    return next((reason for pattern, reason in NOT_RUN.items() if re.fullmatch(pattern, bare)), None)


def find_code(line: str) -> int:
    """The exit code that a line ends with."""
    return next((code for pattern, code in CODES.items() if re.fullmatch(pattern, line)), 0)


def may_run(text: str) -> bool:
    """Whether there is anything to try in the code of a sentence."""
    return text.startswith(f"{PROGRAM} ") or bool(re.match(r"(decision_parser\.)?\w+\(", text))


def iter_all_lines() -> Iterator[str]:
    """Each line of each block for the shell, on all pages, and commands in sentences."""
    for page in PAGES:
        for piece in read_pieces(page):
            if piece.language == "console":
                yield from (command for command, _ in iter_sessions(piece.text))
            elif piece.language in SHELL:
                yield from iter_lines(piece.text)
            elif piece.language == "inline" and (is_call(piece.text) or find_reason(piece.text)):
                yield piece.text
