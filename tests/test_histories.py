"""A short random history of a small site; `python -m tests.soak.histories --count 200` goes through many."""

from pathlib import Path

import pytest

from tests.soak.histories import open_history


@pytest.mark.parametrize("seed", [2])
def test_history(seed: int, tmp_path: Path) -> None:
    """Whatever happens by night, the dataset is what the archive gives, and each thing done is told once."""
    with open_history(seed, tmp_path, decisions=6) as history:
        history.run(segments=1)
