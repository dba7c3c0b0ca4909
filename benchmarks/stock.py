"""The archives of the corpus that the benchmarks build from, each written once."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.processes import ROOT


@dataclass(frozen=True, slots=True)
class Stock:
    """Archives below a folder, by the number of their decisions; `built` are those with a dataset, by the same."""

    folder: Path
    built: dict[int, Path] = field(default_factory=dict)

    def find_archive(self, count: int) -> Path:
        """An archive of so many decisions as a first refresh leaves it, written if need be. It is not to be changed."""
        archive = self.folder / str(count)
        if not archive.exists():
            unfinished = self.folder / f"{count}.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            write_nights(unfinished, count)
            unfinished.rename(archive)
        return archive

    def copy(self, count: int, to: Path) -> Path:
        """An archive to work with: its files are linked, its index is copied."""
        to.mkdir(parents=True)
        for file in self.find_archive(count).iterdir():
            if file.name.endswith(".warc.gz"):
                _link(file, to / file.name)
            elif file.name.startswith("index.sqlite"):
                shutil.copy2(file, to / file.name)
        return to


def write_nights(archive: Path, count: int, new: int = 0) -> None:
    """Let the corpus write an archive, or add a night with new decisions, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.corpus", "--count", str(count), "--archive", str(archive.absolute())]
    subprocess.run([*command, "--new", str(new)], check=True, stderr=subprocess.DEVNULL, cwd=ROOT)


def _link(file: Path, to: Path) -> None:
    try:
        os.link(file, to)
    except OSError:  # on another disk
        shutil.copy2(file, to)
