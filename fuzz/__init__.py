"""Fuzzing of what reads the bytes of strangers; `python -m fuzz TARGET` looks for input that breaks it."""
