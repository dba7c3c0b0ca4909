"""The commands on a hostile file, as processes of their own: how they ended, what they said, and what it cost."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from tests.hostile.pages import PRIVATE
from tests.rendering import html
from tests.rendering.samples import sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SECONDS, MEGABYTES = 20, 1500
"""What a command may take of the processor, with all its processes, and of memory, for one hostile file."""
_ADDRESSES = 6 << 30  # bytes of address space: the end of a process that went wild
_PATIENCE = 60.0  # seconds after which a process is ended; it has failed long before
_LONGEST = 400  # characters of a sentence about one file


class Ended(NamedTuple):
    """How a process ended; `seconds` of its processors (with its children), megabytes of the largest of them."""

    code: int
    out: bytes
    err: str
    seconds: float
    megabytes: float


def run(arguments: Sequence[str], folder: Path, more: Mapping[str, str] | None = None) -> Ended:
    """Run the command line in a folder, with more variables of the environment."""
    command = [sys.executable, "-m", "decision_parser", *arguments]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "NO_COLOR": "1"} | dict(more or {})
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env=environment,
            preexec_fn=_limit,  # noqa: PLW1509 - no thread is there yet
            start_new_session=True,
        )
        stop = threading.Timer(_PATIENCE, os.killpg, (process.pid, signal.SIGKILL))
        stop.start()
        _, status, usage = os.wait4(process.pid, 0)
        stop.cancel()
        seconds = usage.ru_utime + usage.ru_stime
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        return Ended(
            process.returncode,
            out.read(),
            err.read().decode("utf-8", "backslashreplace"),
            seconds,
            usage.ru_maxrss / 1024,
        )


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))


class Verdict(NamedTuple):
    """What a command made of a hostile file. `wrong` says what is not as it must be: nothing, where all is well."""

    command: str
    outcome: str
    ended: Ended
    wrong: tuple[str, ...]

    @property
    def message(self) -> str:
        """What it said, on one line."""
        return " ".join(self.ended.err.split())


def judge_parse(name: str, folder: Path, outcome: str) -> Verdict:
    """Parse one file of a folder."""
    ended = run(["parse", "--", name], folder)
    got = "row" if ended.out else "refused"
    return Verdict("parse", got, ended, tuple(find_wrong(ended, got, outcome, name)))


def judge_build(name: str, folder: Path, outcome: str) -> Verdict:
    """Build a dataset of a folder that holds the file and a right page."""
    from decision_parser import read

    with tempfile.TemporaryDirectory() as out:
        ended = run(["build", "--jobs", "2", "--out", out, "."], folder)
        got, rows = "lost", 0
        if (Path(out) / "current").exists():
            rows = len(read(out))
            got = "refused" if ended.code else "row" if rows > 1 else "passed over"
    wrong = list(find_wrong(ended, got, outcome, name))
    if not rows:
        wrong.append("the page beside it is not in the dataset")
    return Verdict("build", got, ended, tuple(wrong))


def find_wrong(ended: Ended, got: str, outcome: str, name: str) -> Iterator[str]:
    """What is not as it must be in how a command ended that made a row of a file, or refused it, or passed it over."""
    if outcome not in ("either", got):
        yield f"{got}, not {outcome}"
    if ended.code != (1 if got == "refused" else 0):
        yield f"exit code {ended.code}"
    if PRIVATE.encode() in ended.out:
        yield "the words of another file"
    if "Traceback" in ended.err or "bug in" in ended.err:
        yield "an error that was not meant to be read"
    if got == "refused":
        yield from _find_unclear(ended.err, name)
    if ended.seconds > SECONDS:
        yield f"{ended.seconds:.0f} seconds"
    if ended.megabytes > MEGABYTES:
        yield f"{ended.megabytes:.0f} MB"


def _find_unclear(said: str, name: str) -> Iterator[str]:
    """What is wrong with a sentence about a file: it names the file, on one line, and ends with a full stop."""
    shown = os.fsencode(name).decode("utf-8", "backslashreplace").replace("\n", "\\n")
    lines = [line for line in said.splitlines() if shown in line]
    if len(lines) != 1:
        yield f"{len(lines)} lines name the file"
    elif not lines[0].endswith(".") or len(lines[0]) > _LONGEST or not lines[0].isprintable():
        yield "no sentence"


def make_folder(folder: Path, name: str, data: bytes) -> None:
    """A folder with a hostile file, and beside it a page that is right and a file that entities may ask for."""
    folder.mkdir()
    (folder / name).write_bytes(data)
    (folder / "right.html").write_bytes(html.encode(html.render(sample(14, 8))))
    (folder / "secret.xml").write_text(PRIVATE)


def judge_cut(name: str, whole: bytes, folder: Path) -> list[Verdict]:
    """A file cut at every hundredth, all in one folder, with a right page: each is refused, or the row of the whole."""
    from decision_parser import parse, read

    make_folder(folder, f"000-{name}", b"")
    for percent in range(1, 100):
        (folder / f"{percent:03}-{name}").write_bytes(whole[: len(whole) * percent // 100])
    right = parse(whole)
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(name))
    parsed = run(["parse", *names], folder)
    rows = [msgspec.json.decode(line) for line in parsed.out.splitlines()]
    wrong = [
        f"another text ({row['full_text'][-60:]!r})"
        for row in rows
        if row["full_text"] != right.full_text and right.media_type != "text/plain"
    ]
    refused = len(parsed.err.splitlines())
    if refused + len(rows) != len(names):
        wrong.append(f"{len(rows)} rows and {refused} sentences for {len(names)} files")
    verdict = Verdict("parse", f"{len(rows)} rows, {refused} refused", parsed._replace(err=""), tuple(wrong))
    with tempfile.TemporaryDirectory() as out:
        built = run(["build", "--out", out, "."], folder)
        kept = len(read(out)) if (Path(out) / "current").exists() else 0
    lost = () if kept == 1 + bool(rows) else (f"{kept} rows, not {1 + bool(rows)}",)
    last = built.err.splitlines()[-1:] or [""]
    return [verdict, Verdict("build", f"{kept} rows", built._replace(err=last[0]), lost)]
