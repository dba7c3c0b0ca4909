"""What a change of the code does: the same inputs built with the code of a revision and with the working tree's.

The revision's code is taken out of git into a folder that is removed afterwards; both builds run on this interpreter
and its libraries, as processes of their own. Nothing is written beside an archive: it is read through links.
"""

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from decision_parser.crawl.mirror import open_mirror
from decision_parser.engines import count_cores
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.pipeline.inputs import is_archive

_PACKAGE = Path(__file__).parents[1]
_CHECKOUT = _PACKAGE.parent
# What an archive's folder holds beside its records: made from them, and written while they are read.
_DERIVED = (".lock", "index.sqlite")
_SAID = 300  # characters of what a build said last


class Builds(NamedTuple):
    """The folders of two datasets, and the commit whose code made the one before."""

    before: Path
    after: Path
    commit: str


@contextmanager
def build_both(inputs: str | Path, revision: str) -> Iterator[Builds]:
    """The datasets that the code of `revision` and that of the working tree make of an archive or a folder of files.

    They are there while the context lasts.

    Raises UsageError where this code is in no git checkout, where it has no such revision, and where there are no such
    inputs; DecisionParserError when one of the builds fails.
    """
    commit = _find_commit(revision)
    with open_mirror(inputs) as given, TemporaryDirectory(prefix="decision-parser-") as name:
        if not given.exists():
            raise UsageError(f"{given} is not there; name an archive, or a folder of files such as fixtures.")
        folder = Path(name)
        _extract(commit, folder / "code")
        sides = {folder / "before": folder / "code", folder / "after": _CHECKOUT}
        _build_all(given.resolve(), sides, revision)
        yield Builds(folder / "before", folder / "after", commit)


def _git(*args: str) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(["git", "-C", str(_CHECKOUT), *args], capture_output=True, check=False)  # noqa: S603, S607 - whichever git the contributor has
    except FileNotFoundError:
        raise UsageError("--against needs git, and there is none on the path; install it.") from None


def _find_commit(revision: str) -> str:
    top = _git("rev-parse", "--show-toplevel")
    if top.returncode or Path(os.fsdecode(top.stdout.rstrip(b"\n"))).resolve() != _CHECKOUT.resolve():
        raise UsageError("--against compares with a revision in git: run it from a git checkout of decision_parser.")
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        raise UsageError(f"git knows no revision {revision!r}; name a branch, a tag or a commit.")
    return found.stdout.decode().strip()


def _extract(commit: str, folder: Path) -> None:
    """The package as it is in a commit."""
    packed = _git("archive", "--format=tar", commit, _PACKAGE.name)
    if packed.returncode:
        said = packed.stderr.decode(errors="replace").strip()
        raise DecisionParserError(f"git cannot give the code of {commit[:12]} ({said}); fetch all of its history.")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as members:
        members.extractall(folder, filter="data")


def _build_all(inputs: Path, sides: dict[Path, Path], revision: str) -> None:
    """Build at the same time what each side makes of the inputs."""
    running = []
    try:
        for out, code in sides.items():
            source = _shadow(inputs, out.with_name(f"{out.name}-inputs")) if is_archive(inputs) else inputs
            running.append((code, out, _start(code, source, out, max(1, count_cores() // len(sides)))))
        for code, out, process in running:
            said = process.communicate()[1]
            if not (out / "current").exists():
                whose = "The code of the working tree" if code == _CHECKOUT else f"The code of {revision}"
                last = (said.decode(errors="replace").strip().splitlines() or ["it said nothing"])[-1]
                message = f"{whose} builds no dataset from {inputs}, and ends with: {last[:_SAID].rstrip('.')}"
                raise DecisionParserError(f"{message}; run `decision-parser build` on it with that code to see more.")
    finally:
        for _, _, process in running:
            if process.stderr and not process.stderr.closed:
                process.terminate()
                process.communicate()


def _start(code: Path, inputs: Path, out: Path, jobs: int) -> "subprocess.Popen[bytes]":
    """A build with the package that lies in `code`, whichever is installed."""
    program = (
        "import sys; from pathlib import Path; import decision_parser; from decision_parser.cli import main\n"
        f"mine = Path(decision_parser.__file__).parents[1].resolve() == Path({str(code)!r}).resolve()\n"
        "sys.exit(main(sys.argv[1:]) if mine else 'another decision_parser stands before this one on the path')"
    )
    command: Sequence[str] = (sys.executable, "-P", "-c", program, "build", str(inputs), "--out", str(out))
    environment = os.environ | {"PYTHONPATH": str(code), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(  # noqa: S603 - our own command line
        [*command, "--jobs", str(jobs), "--quiet"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def _shadow(archive: Path, folder: Path) -> Path:
    """A folder of links to an archive's records: the index is made again, as another revision may keep another one."""
    for path in archive.rglob("*"):
        if path.is_file() and not path.name.startswith(_DERIVED):
            target = folder / path.relative_to(archive)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path)
    return folder
