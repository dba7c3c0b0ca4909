"""Mutation testing of `parsing` and `quality`: does a test fail when the code is made wrong? `python -m mutation`."""
