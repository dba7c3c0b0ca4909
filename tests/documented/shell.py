"""As much of a shell as the documentation needs: our own commands run in this process, with what surrounds them."""

from __future__ import annotations

import glob
import io
import re
import shlex
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from decision_parser import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

PROGRAM = "decision-parser"
_JOINTS = frozenset({";", "&&", "||", "|"})
_CRON = re.compile(r"[\d*/]+ [\d*/]+ [\d*/]+ [\d*/]+ [\d*/]+ +(.*)")


class Ended(NamedTuple):
    """How a line ended: its exit code, and what stood on the screen."""

    code: int
    screen: str


class Shell:
    """Runs lines in the folder that it is in. `words` are placeholders, and what they stand for here.

    Of our commands those are left out that `passes` says need not run.
    """

    def __init__(
        self,
        words: Mapping[str, str],
        others: Callable[[str], bool],
        passes: Callable[[Sequence[str]], bool] = lambda _: False,
    ) -> None:
        self._words = words
        self._others = others
        self._passes = passes

    def run(self, line: str, *, whole: bool = True) -> Ended:
        """Run a line of commands, with `whole` every one of them.

        A program that is not ours raises LookupError, unless `others` knows it.
        """
        code, joint, screen = 0, ";", io.BytesIO()
        for before, words in split(line):
            joint = before
            if (joint == "&&" and code) or (joint == "||" and not code):
                continue
            program = Path(words[0]).name
            if program == PROGRAM:
                passed = self._passes(words[1:]) and not whole
                code = 0 if passed else self._run_ours(words[1:], screen)
            elif program != "cd" and not self._others(program):
                raise LookupError(f"{program} is neither ours nor in the table of what is not run: {line}")
        return Ended(code, screen.getvalue().decode())

    def _run_ours(self, words: Sequence[str], screen: io.BytesIO) -> int:
        """Run one of our commands, with what it reads from and writes to."""
        args, files = _take_files([self._words.get(word, word) for word in words])
        given = Path(files["<"]).read_bytes() if "<" in files else b""
        out = io.BytesIO() if ">" in files else screen
        with _standard_streams(given, out, screen):
            code = cli.main(args)
        if ">" in files:
            Path(files[">"]).write_bytes(out.getvalue())
        return code


def split(line: str) -> Iterator[tuple[str, list[str]]]:
    """The simple commands of a line, each with the sign before it. A crontab's times are left away."""
    cron = _CRON.fullmatch(line)
    lexer = shlex.shlex(cron[1] if cron else line, posix=True, punctuation_chars="|;&<>")
    lexer.whitespace_split = True
    joint, words = ";", list[str]()
    for token in [*lexer, ";"]:
        if token not in _JOINTS:
            words.append(token)
            continue
        if words:
            yield joint, words
        joint, words = token, []


def _take_files(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Arguments with patterns of file names put in full, and the files that input comes from and output goes to."""
    args, files, rest = list[str](), dict[str, str](), iter(words)
    for word in rest:
        if word in {"<", ">"}:
            files[word] = next(rest)
        else:
            args += ("*" in word and sorted(glob.glob(word))) or [word]  # noqa: PTH207 - as the shell does
    return args, files


@contextmanager
def _standard_streams(given: bytes, out: io.BytesIO, err: io.BytesIO) -> Iterator[None]:
    """Other standard streams while it lasts."""
    before = sys.stdin, sys.stdout, sys.stderr
    streams = [io.TextIOWrapper(raw, encoding="utf-8", write_through=True) for raw in (io.BytesIO(given), out, err)]
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for stream in streams:
            stream.detach()
