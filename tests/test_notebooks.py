"""The notebooks: they run on the dataset of the demo as committed, say what they ask, and show something."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.demonstration import ROOT, build_demo

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LARGEST = 200_000
"""Bytes of a notebook with all that it prints and draws: more than that nobody wants to open."""

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def load(name: str) -> ModuleType:
    """One of the scripts beside the notebooks."""
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(path: Path) -> dict[str, Any]:
    """A notebook as JSON."""
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return notebook


def test_all_run_on_the_demo(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    """Every cell of each runs without an error or a warning, and the last but for a closing word shows something.

    What comes out is small, and names no folder of this machine.
    """
    demo = build_demo(tmp_path_factory)
    ended = subprocess.run(
        [sys.executable, str(FOLDER / "run.py"), str(tmp_path)],
        env=os.environ | {"DATASET": str(demo), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert sorted(ended.stderr.splitlines()) == [f"{path.name}: done" for path in NOTEBOOKS]
    for path in NOTEBOOKS:
        text = (tmp_path / path.name).read_text("utf-8")
        assert len(text) < LARGEST, path.name
        for folder in (ROOT, demo, Path.home(), Path(sys.prefix)):
            assert f"{folder}/" not in text, path.name
        last = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"][-1]
        assert {"image/png", "text/html"} & {kind for output in last["outputs"] for kind in output["data"]}, path.name
    assert len(list(tmp_path.glob("*.png"))) == len(NOTEBOOKS) - 1


@each_notebook
def test_each_is_committed_without_outputs(path: Path) -> None:
    """A committed notebook is in its one form: nothing of a run is in it."""
    text = path.read_text("utf-8")
    assert load("strip").strip(text) == text
    notebook = read(path)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in notebook["cells"])


@each_notebook
def test_each_asks_its_question_first(path: Path) -> None:
    """The first cell is a title and a question; one clear line says which dataset; links lead somewhere."""
    cells = ["".join(cell["source"]) for cell in read(path)["cells"]]
    assert re.match(r"# .+\n\n\*\*Question: .+\?\*\*", cells[0])
    line = 'DATASET = os.environ.get("DATASET", "../demo/dataset")  # your own: DATASET=/path/to/dataset'
    assert [cell.splitlines().count(line) for cell in cells].count(1) == 1
    for target in re.findall(r"\]\(([^)]+\.ipynb)\)", "\n".join(cells)):
        assert (FOLDER / target).is_file()


def test_stripping_takes_out_what_a_run_left() -> None:
    """Outputs, counts, times and the kernel's own notes go; the words stay, and doing it again changes nothing."""
    strip = load("strip").strip
    cell = {
        "cell_type": "code",
        "execution_count": 7,
        "id": "abc",
        "metadata": {"execution": {"iopub.execute_input": "2026-01-01"}},
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "/home/me"}],
        "source": ["a = 1\n", "\n"],
    }
    ran = {"cells": [cell], "metadata": {"kernelspec": {"name": "mine"}}, "nbformat": 4, "nbformat_minor": 5}
    stripped = strip(json.dumps(ran))
    kept = json.loads(stripped)["cells"][0]
    assert (kept["outputs"], kept["execution_count"], kept["id"], kept["source"]) == ([], None, "cell-01", ["a = 1"])
    assert "home" not in stripped
    assert "mine" not in stripped
    assert strip(stripped) == stripped


def test_a_cell_that_fails_or_warns_is_told(tmp_path: Path) -> None:
    """A notebook with a warning and an error makes the run fail, both are told, and its copy is kept."""
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "id": name, "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for name, source in (("one", "import warnings; warnings.warn('Old.')"), ("two", "1 / 0"))
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook))
    command = [sys.executable, str(FOLDER / "run.py"), str(tmp_path / "out"), str(tmp_path / "a.ipynb")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "ZeroDivisionError" in ended.stderr
    assert "UserWarning: Old." in ended.stderr
    assert (tmp_path / "out" / "a.ipynb").is_file()
