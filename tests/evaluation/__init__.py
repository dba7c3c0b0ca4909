"""Scores the finders of remedies and citations against sentences labelled by hand: `python -m tests.evaluation`."""
