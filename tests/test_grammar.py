"""The grammar of remedies and citations, example by example."""

import pytest

from tests.grammar import FILES, Example, read_examples, write_examples

EXAMPLES = [each for path in FILES for each in read_examples(path)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.id)
def test_example_is_read(example: Example) -> None:
    """A small text gives the rows that a careful reader finds in it, with all that they say, and no others."""
    assert example.read() == example.lines


def test_examples_show_something_each() -> None:
    """No two examples say that they show the same, and all stand in their files as they would be written."""
    assert len({each.id for each in EXAMPLES}) == len(EXAMPLES)
    for path in FILES:
        assert path.read_text(encoding="utf-8") == write_examples(each for each in EXAMPLES if each.path == path)
