"""Peak memory of `build` as its input grows tenfold, all in one year."""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.rendering import html, samples

_CODE = (
    "import resource, sys\n"
    "from decision_parser import build\n"
    "if __name__ == '__main__':\n"
    "    build([sys.argv[1]], out=sys.argv[2], jobs=int(sys.argv[3]))\n"
    "    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
    "    print(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
)


def measure_memory(files: int) -> Iterator[str]:
    """A row for each number of files and processes."""
    yield "## Memory of `build`: peak of the largest process\n"
    yield "| files | processes | main | largest worker |\n|---|---|---|---|"
    for count in (files, 10 * files):
        with tempfile.TemporaryDirectory() as folder:
            _write_pages(Path(folder) / "pages", count)
            for jobs in (1, 2):
                out = Path(folder) / f"dataset-{jobs}"
                script = Path(folder) / "measure.py"
                script.write_text(_CODE, encoding="utf-8")
                command = [sys.executable, str(script), str(Path(folder) / "pages"), str(out), str(jobs)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                own, workers = (int(kilobytes) / 1024 for kilobytes in done.stdout.split())
                yield f"| {count} | {jobs} | {own:.0f} MB | {f'{workers:.0f} MB' if jobs > 1 else '-'} |"
    yield f"\nThis process itself took {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB.\n"


def _write_pages(folder: Path, count: int) -> None:
    folder.mkdir()
    manuscripts = [samples.sample(seed, paragraphs=30) for seed in range(20)]
    for number in range(count):
        reference = f"24 {number // 1000:03} {number % 1000:03}"
        manuscript = replace(
            manuscripts[number % 20], case_reference=reference, decided_on_text="06 Feb 2024", decided_on=None, url=None
        )
        page = html.render(manuscript, "article", chrome="full")
        (folder / f"{number:06}.html").write_text(page, encoding="utf-8")
