"""The command in processes of its own: CPU time of all of them, time by the clock, and the memory of the largest."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
"""Where the code is that is measured, whatever is installed."""
_CODE = """\
import os, resource, sys
from decision_parser.cli import main

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    finally:
        peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        with open(os.environ["PEAKS"], "w") as file:
            print(*peaks, file=file)
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of a command and all that it starts, seconds by the clock, and peak memory in MB (10⁶ bytes).

    Peaks are those of the process itself and of the largest that it started.
    """

    cpu: float
    wall: float
    main: float
    worker: float

    @property
    def peak(self) -> float:
        """Memory of the process that needs most."""
        return max(self.main, self.worker)


def run_command(*arguments: str | Path, environment: Mapping[str, str] | None = None) -> Spent:
    """Run `decision-parser` with these arguments. Raises CalledProcessError where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        # A file, not -c: its workers import the main module again.
        script, peaks = Path(folder) / "run_command.py", Path(folder) / "peaks"
        script.write_text(_CODE, encoding="utf-8")
        # Linux counts the memory of the process that starts another one as the other's too: a shell is small.
        command = ["/bin/sh", "-c", '"$@"; exit $?', "sh", sys.executable, str(script), *map(str, arguments)]
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(
            command,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PEAKS": str(peaks)} | dict(environment or {}),
            stdout=subprocess.DEVNULL,
            check=True,
        )
        wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        main, worker = (int(kilobytes) * 1024 / 1e6 for kilobytes in peaks.read_text(encoding="utf-8").split())
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(cpu, wall, main, worker)
