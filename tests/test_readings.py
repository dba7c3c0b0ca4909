"""All that the finders read in the labelled pieces, words too, held against what is written down of it."""

from itertools import islice

import pytest

from tests.evaluation.readings import SHOWN, find_task, iter_readings, read_readings, read_set

AT_ONCE = 100
PARTS = [(name, start) for name in SHOWN for start in range(0, len(read_set(name)), AT_ONCE)]


@pytest.mark.parametrize(("name", "start"), PARTS)
def test_pieces_are_read_as_before(name: str, start: int) -> None:
    """Each remedy and citation of a piece has the words, people, sums, days and law that it had.

    After a change that was meant: `python -m tests.evaluation.readings`, and read what it changed.
    """
    written = read_readings(name)
    for piece, lines in iter_readings(find_task(name), islice(read_set(name), start, start + AT_ONCE)):
        assert (piece, lines) == (piece, written[piece])


@pytest.mark.parametrize("name", SHOWN)
def test_readings_are_of_all_pieces(name: str) -> None:
    """Nothing is written down of a piece that there is not, and something of each that there is."""
    assert list(read_readings(name)) == [case.id for case in read_set(name)]


def test_nothing_is_written_of_pieces_held_back() -> None:
    """A set that is only scored has no readings, and none can be made."""
    with pytest.raises(ValueError, match="only scored"):
        read_set("remedies_held_back")
