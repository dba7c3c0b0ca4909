"""Make the code wrong in one place at a time, and see whether a test fails: `python -m mutation --sample 1000`."""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from mutation import covering
from mutation.killing import Killer, Result
from mutation.mutants import Mutant, draw, find_modules
from mutation.scoring import KILLED, iter_survivors, to_table

_BUILD = Path("build/mutation")
_COVERED = _BUILD / "covered.json"


def main() -> None:
    """Measure what the tests cover, where that is not known; draw, run and count mutants; write down the survivors."""
    given = _read_arguments()
    os.nice(5)
    _BUILD.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        if given.measure is not None:
            covering.measure(_COVERED, Path(folder, "tests"), given.measure)
            return
        if given.again is not None or not _COVERED.exists():
            _measure(given.again or [])
        _run(given, Path(folder, "tests"))


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    parser.add_argument("--only", action="append", help="modules: 'decision_parser/parsing/*'; may be given again")
    parser.add_argument("--sample", type=int, default=300, help="how many mutants, each module its share; 0: all")
    parser.add_argument("--seed", type=int, default=1, help="another draws others")
    parser.add_argument("--longest", type=float, default=12.0, help="how many seconds of tests a mutant gets at most")
    parser.add_argument("--retry", action="store_true", help="run those of --results again that survived")
    parser.add_argument("--minutes", type=float, default=1e6, help="stop then; what was run is a sample as well")
    parser.add_argument(
        "--again", nargs="*", metavar="FILE", help="measure again which lines the tests (of these files) run"
    )
    parser.add_argument("--measure", nargs="*", help=argparse.SUPPRESS)
    parser.add_argument(
        "--results", type=Path, help="a file for the results, one JSON object a line; what it has is not run again"
    )
    return parser.parse_args()


def _measure(files: list[str]) -> None:
    """In a process of its own: here nothing of the package may be loaded yet, nor traced after."""
    print("Measuring which tests run which lines ...", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "mutation", "--measure", *files], check=True)


def _run(given: argparse.Namespace, folder: Path) -> None:
    covered = msgspec.json.decode(_COVERED.read_bytes(), type=covering.Covered)
    mutants = _draw(find_modules(given.only or ["*"]), given.sample, given.seed)
    kept = given.results or _BUILD / f"results-{given.seed}.jsonl"
    results = _read(kept) if given.results else []
    if given.retry:
        results = [each for each in results if each.fate in KILLED]
        kept.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in results))
    known = {each.name for each in results}
    with kept.open("ab" if results else "wb") as file:

        def take(result: Result) -> None:
            results.append(result)
            file.write(msgspec.json.encode(result) + b"\n")
            file.flush()
            print(
                f"{len(results)}/{len(mutants)} {result.fate:9} {result.seconds:6.1f} s {result.name}", file=sys.stderr
            )

        killer = Killer(
            [each for each in mutants if each.name not in known], covered, given.longest, given.minutes, take
        )
        for each in results:
            killer.note(each)
        options = ["-m", covering.WITHOUT, "-p", "no:cacheprovider", "-p", "no:cov", f"--basetemp={folder}"]
        pytest.main([*covered.files, *options], [killer])
    drawn = {each.name for each in mutants}
    results = [each for each in results if each.name in drawn]
    survivors = kept.with_suffix(".survivors.txt")
    survivors.write_text("\n".join(iter_survivors(results)), encoding="utf-8")
    print(to_table(results))
    print(f"The survivors stand in {survivors}.", file=sys.stderr)


def _draw(paths: list[str], size: int, seed: int) -> list[Mutant]:
    """The mutants in an order of chance, so that a run that is stopped is a sample too; kept, as it takes a minute."""
    code = b"\0".join(Path(path).read_bytes() for path in paths)
    kept = _BUILD / f"drawn-{size}-{seed}-{sha256(code).hexdigest()[:12]}.json"
    if kept.exists():
        return msgspec.json.decode(kept.read_bytes(), type=list[Mutant])
    mutants = draw(paths, size, seed)
    random.Random(seed).shuffle(mutants)  # noqa: S311 - not a secret
    kept.write_bytes(msgspec.json.encode(mutants))
    return mutants


def _read(path: Path) -> list[Result]:
    if not path.exists():
        return []
    return [msgspec.json.decode(line, type=Result) for line in path.read_bytes().splitlines()]


if __name__ == "__main__":
    main()
