"""What is fuzzed holds of what broke it once, and of what it begins with, cut and stirred."""

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from fuzz.targets import FOUND, TARGETS

SEEDS, STIRRED = 6, 5
BROKEN = sorted(path for path in FOUND.glob("*/*") if path.name != ".gitignore")


def stir(seed: bytes, chance: random.Random) -> bytes:
    """The seed with a piece of it gone, twice, elsewhere or of other bytes."""
    start, stop = sorted(chance.randrange(len(seed) + 1) for _ in range(2))
    piece = seed[start : min(stop, start + 200)]
    at = chance.randrange(len(seed) + 1)
    return chance.choice(
        [
            seed[:start] + seed[start + len(piece) :],
            seed[:at] + piece + seed[at:],
            seed[:start]
            + bytes(chance.choices(b"\x00\xff<>&;/\"'= \n\xe2\x80", k=len(piece)))
            + seed[start + len(piece) :],
            seed[:at],
        ]
    )


def iter_inputs(name: str) -> Iterator[bytes]:
    """Some of what a target begins with, as it is and stirred."""
    chance = random.Random(name)  # noqa: S311 - not a secret
    for seed in islice(TARGETS[name].seeds(), SEEDS):
        yield seed
        yield from (stir(seed, chance) for _ in range(STIRRED))


@pytest.mark.parametrize("name", TARGETS)
def test_what_must_hold_of_any_bytes(name: str) -> None:
    """Each target holds of its seeds and of what is near to them."""
    for data in iter_inputs(name):
        TARGETS[name].run(data)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: f"{path.parent.name}-{path.name[:20]}")
def test_what_broke_it_once(path: Path) -> None:
    """Input that was found to break a target breaks it no more."""
    TARGETS[path.parent.name].run(path.read_bytes())
