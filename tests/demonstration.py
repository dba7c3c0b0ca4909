"""The dataset of the demo, built from the fixtures once for all tests that read it."""

import os
from pathlib import Path

import pytest
from filelock import FileLock

from decision_parser.pipeline.build import build

ROOT = Path(__file__).parents[1]


def build_demo(factory: pytest.TempPathFactory) -> Path:
    """The folder of the dataset, built by whichever worker comes first. Nobody may write to it."""
    base = factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "demonstration"
    with FileLock(f"{folder}.lock"):
        if not (folder / "current").exists():
            build([ROOT / "fixtures"], out=folder, jobs=1)
    return folder
