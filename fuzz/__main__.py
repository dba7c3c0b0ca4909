"""Look for input that breaks a target: `python -m fuzz TARGET --seconds 1800`."""

import argparse
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import atheris

atheris.enabled_hooks.add("str")
with atheris.instrument_imports(include=["decision_parser"]):
    from fuzz.targets import FOUND, TARGETS, Target

_SLOWEST = 20
"""Seconds that one input may take."""
_MOST_MEMORY = 1500
"""Megabytes that the process may take."""


def main() -> None:
    """Fuzz one target; what breaks it is kept in its folder of `fuzz/found`, where the tests find it."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Look for input that breaks a target.")
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=1800, help="how long to look")
    parser.add_argument("--corpus", type=Path, help="a folder that keeps what was interesting, to go on from")
    given = parser.parse_args()
    found = FOUND / given.target
    found.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        seeds = _write_seeds(TARGETS[given.target], Path(folder) / "seeds")
        corpus = given.corpus or Path(folder) / "corpus"
        corpus.mkdir(parents=True, exist_ok=True)
        _fuzz(TARGETS[given.target], given.seconds, found, [corpus, seeds])


def _write_seeds(target: Target, folder: Path) -> Path:
    folder.mkdir()
    for seed in target.seeds():
        (folder / sha256(seed).hexdigest()[:16]).write_bytes(seed[: target.longest])
    return folder


def _fuzz(target: Target, seconds: int, found: Path, folders: list[Path]) -> None:
    def run(data: bytes) -> None:
        target.run(data)

    options = {
        "max_total_time": seconds,
        "max_len": target.longest,
        "len_control": 0,
        "timeout": _SLOWEST,
        "rss_limit_mb": _MOST_MEMORY,
        "artifact_prefix": f"{found}/",
        "print_final_stats": 1,
    }
    arguments = [sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), *map(str, folders)]
    atheris.Setup(arguments, run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
