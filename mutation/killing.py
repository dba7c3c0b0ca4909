"""Run the tests of each mutant, in a copy of a process that has collected them all."""

import gc
import importlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from itertools import chain, zip_longest
from pathlib import Path
from types import FunctionType

import msgspec
import pytest
from _pytest.runner import runtestprotocol

from mutation.covering import FAR, Covered
from mutation.forgetting import find_caches
from mutation.mutants import Mutant

_ANY = "any"
"""In place of a module: all of them."""
_WHOLE, _MANY_WHOLE = "tests/test_fixtures.py", 64
"""Tests that hold whole records against what is known of them, and how many of them (of some fixtures) come early."""
_MANY_NEAR = 120
_FEW = 3
"""No more tests than these run what is done once and kept, though others go on from what it gave."""
_GRAMMAR = "tests/test_grammar.py"
"""Small texts for single rules."""
_CITING = frozenset("binding cases citing context mentions naming places provisions quoted references".split())
"""Modules of `parsing` that read what is cited."""
_PATIENCE = 10
"""A mutant may take so many times as long as its tests do, and so many seconds, before it counts as hanging."""
_MOST_MEMORY = 4 << 30


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    HUNG = "hung"
    """Its tests did not end in time: killed, counted apart."""
    SURVIVED = "survived"
    UNTESTED = "untested"
    """No test runs the line: survived."""


class Result(msgspec.Struct, frozen=True):
    """A mutant and its fate."""

    path: str
    name: str
    change: str
    fate: Fate
    test: str | None
    seconds: float


class Killer:
    """A plugin that runs mutants in place of the tests that were collected."""

    def __init__(
        self,
        mutants: list[Mutant],
        covered: Covered,
        longest: float,
        minutes: float,
        found: Callable[[Result], None],
    ) -> None:
        self._mutants, self._covered, self._longest, self._found = mutants, covered, longest, found
        self._end = time.monotonic() + 60 * minutes
        self._kills: dict[str, Counter[str]] = {_ANY: Counter()}
        self._items: dict[str, pytest.Item] = {}
        self._sound: dict[str, bool] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Each mutant in turn; `found` gets what became of it."""
        self._items = {item.nodeid: item for item in session.items}
        session.config.pluginmanager.getplugin("capturemanager").suspend_global_capture(in_=False)
        gc.freeze()  # copies share what is never moved
        for mutant in self._mutants:
            began = time.monotonic()
            if began > self._end:
                break
            fate, test = self._judge(mutant)
            seconds = round(time.monotonic() - began, 2)
            result = Result(mutant.path, mutant.name, mutant.change, fate, test, seconds)
            self.note(result)
            self._found(result)
        return True

    def note(self, result: Result) -> None:
        """Which test killed a mutant: it is tried first on others."""
        if result.test:
            for name in (result.path, _ANY):
                self._kills.setdefault(name, Counter())[result.test] += 1

    def _judge(self, mutant: Mutant) -> tuple[Fate, str | None]:
        kills = self._kills.setdefault(mutant.path, Counter())
        tests = _choose(mutant, self._covered, (kills, self._kills[_ANY]), self._longest)
        tests = [test for test in tests if self._sound.get(test, True)]
        if not tests:
            return Fate.UNTESTED, None
        fate, test = self._run(mutant, tests)
        if test is None or self._is_sound(test):
            return fate, test
        return self._judge(mutant)  # without the test that fails alone in any case

    def _is_sound(self, test: str) -> bool:
        """Whether a test that killed passes when it runs alone and nothing is wrong."""
        if test not in self._sound:
            self._sound[test] = self._run(None, [test])[0] is Fate.SURVIVED
        return self._sound[test]

    def _run(self, mutant: Mutant | None, tests: list[str]) -> tuple[Fate, str | None]:
        seconds = 10 + _PATIENCE * sum(self._covered.seconds[self._covered.tests.index(test)] for test in tests)
        if mutant and _is_early(mutant, self._covered):
            return _run_anew(mutant, tests, seconds)
        return _run_copy(mutant, [self._items[test] for test in tests], seconds)


def _is_early(mutant: Mutant, covered: Covered) -> bool:
    """Whether its function runs while modules are loaded, or tests collected: what it gave is there before any test."""
    return not set(covered.early[mutant.path]).isdisjoint(range(mutant.body[0], mutant.body[1] + 1))


def _choose(mutant: Mutant, covered: Covered, kills: Sequence[Counter[str]], longest: float) -> list[str]:
    """The tests of a mutant, as many as take so many seconds.

    Those that killed another mutant of the module come first, then who killed any, then those named for the module or
    its folder, then some that look at whole records, then of each file in turn the quickest.
    """
    numbers = set(_iter_tests(mutant, covered))
    if mutant.path.startswith("decision_parser/parsing"):
        numbers = {number for number in numbers if not covered.tests[number].startswith(FAR)}
    files: dict[str, list[int]] = {}
    for number in sorted(numbers, key=covered.seconds.__getitem__):
        files.setdefault(covered.tests[number].partition("::")[0], []).append(number)
    turns = chain.from_iterable(zip_longest(*sorted(files.values(), key=lambda file: covered.seconds[file[0]])))
    ordered = [each for each in turns if each is not None]
    whole = sorted(files.get(_WHOLE, ()), key=lambda number: covered.tests[number].partition("[")[2])
    near = [number for file in files if _is_near(file, mutant.path) for number in files[file][:_MANY_NEAR]]
    near += files.get(_GRAMMAR, ())
    ordered = list(dict.fromkeys([*near, *whole[:_MANY_WHOLE], *ordered]))
    for counter in reversed(kills):
        ordered.sort(key=lambda number: -counter[covered.tests[number]] / (covered.seconds[number] + 0.05))
    return [covered.tests[number] for number in _within(longest, ordered, covered)]


def _iter_tests(mutant: Mutant, covered: Covered) -> Iterator[int]:
    """Those that run the statement; where only the first did that needed it, those that run any line of its folder."""
    lines = range(mutant.lines[0], mutant.lines[1] + 1)
    found = {number for line in lines for number in covered.lines[mutant.path].get(line, ())}
    yield from found
    if _is_early(mutant, covered) or 0 < len(found) <= _FEW:
        beside = Path(mutant.path).parent
        for path, tests in covered.lines.items():
            if Path(path).parent == beside:
                yield from chain.from_iterable(tests.values())


def _is_near(file: str, path: str) -> bool:
    """Whether a file of tests is named for a module or its folder: test_remedies.py for parsing/remedies/joining.py."""
    *_, folder, module = path.removesuffix(".py").split("/")
    about = "citations" if module in _CITING else module
    return Path(file).stem.removeprefix("test_").rstrip("s") in {folder.rstrip("s"), about.rstrip("s")}


def _within(seconds: float, numbers: Iterable[int], covered: Covered) -> Iterator[int]:
    for place, number in enumerate(numbers):
        seconds -= covered.seconds[number]
        if seconds < 0 and place:
            return
        yield number


# ── in a copy of this process ────────────────────────────────────────────────────────────────────────────────────────


def _run_copy(mutant: Mutant | None, items: list[pytest.Item], seconds: float) -> tuple[Fate, str | None]:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _be_mutant(mutant, items, writer, int(seconds))
    os.close(writer)
    fate, said = _wait(child, reader, 8 * seconds)
    return fate, items[int(said)].nodeid if said else items[0].nodeid if fate is Fate.KILLED else None


def _be_mutant(mutant: Mutant | None, items: list[pytest.Item], writer: int, seconds: int) -> None:
    """Never comes back: the number of the test that failed is what the pipe says."""
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        if mutant:
            put(mutant)
        for number, (item, following) in enumerate(zip_longest(items, items[1:])):
            reports = runtestprotocol(item, log=False, nextitem=following)
            if any(report.failed for report in reports):
                os.write(writer, str(number).encode())
                os._exit(1)
        os._exit(0)
    finally:
        os._exit(1)


def _wait(child: int, reader: int, seconds: float) -> tuple[Fate, str]:
    said = b""
    ready, _, _ = select.select([reader], [], [], seconds)
    if ready:
        said = os.read(reader, 20)
    else:
        _end(child)
    os.close(reader)
    _, status = os.waitpid(child, 0)
    _end(child)
    if not ready or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)):
        return Fate.HUNG, ""
    return (Fate.SURVIVED if status == 0 else Fate.KILLED), said.decode()


def _end(child: int) -> None:
    """What it started may still run."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


def put(mutant: Mutant) -> None:
    """Give the function that everybody holds the mutant's code."""
    module = importlib.import_module(mutant.module)
    space = dict(vars(module))
    exec(compile(textwrap.dedent(mutant.code), mutant.path, "exec"), space)  # noqa: S102 - our own code
    changed = space[mutant.function.rpartition(".")[2]]
    kept = module
    for name in mutant.function.split("."):
        kept = vars(kept)[name]
    kept = getattr(kept, "__func__", kept)
    assert isinstance(kept, FunctionType)  # noqa: S101 - mutmut changes no function with a decorator but static ones
    kept.__code__, kept.__defaults__, kept.__kwdefaults__ = (
        changed.__code__,
        changed.__defaults__,
        changed.__kwdefaults__,
    )
    for forget in find_caches("decision_parser", "tests"):
        forget()


# ── in a process of its own ──────────────────────────────────────────────────────────────────────────────────────────


def _run_anew(mutant: Mutant, tests: list[str], seconds: float) -> tuple[Fate, str | None]:
    """For a function that runs already while modules are loaded: they are loaded with the mutant in place."""
    given = json.dumps([mutant.path, mutant.module, mutant.function, mutant.code, tests])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "mutation.anew"],
            input=given,
            capture_output=True,
            text=True,
            timeout=30 + 4 * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Fate.HUNG, None
    said = done.stdout.rpartition("\x1e")[2].strip()
    if done.returncode == 0:
        return Fate.SURVIVED, None
    return Fate.KILLED, said if said in tests else tests[0]
