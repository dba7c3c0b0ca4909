"""Which tests run which lines, and how long each takes: measured once, by running them all."""

import importlib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import coverage
import msgspec
import pytest

from mutation.forgetting import find_caches
from mutation.mutants import PACKAGES, find_modules

# Tests that look into parsing and quality in their own process; the others run commands, the network or a browser.
TESTS = tuple(
    f"tests/test_{name}.py"
    for name in (
        "accuracy assembly bad_input bodies canary checks citations comparing corpus corrections decision drawings "
        "encoding evaluation evaluation_command fields fixtures formats gate grammar header headers html html_plain "
        "labelled law leftovers lines lossless marks meaning numbering outline pdf personal plain provisions_before "
        "readings recalling redaction remedies report reports sampling scraping sections sentences shortcuts sought "
        "text verbs vocabulary words"
    ).split()
)
FAR = tuple(
    f"tests/test_{name}.py"
    for name in "bodies canary comparing corpus gate personal recalling report sampling scraping shortcuts".split()
)
"""Those that build datasets first, which takes long: they are run for `quality` alone."""
WITHOUT = "not crash and not soak and not real"


class Covered(msgspec.Struct, frozen=True):
    """`lines`: path of a module to line to numbers of tests; `early`: lines that run before any test does."""

    tests: list[str]
    seconds: list[float]
    lines: dict[str, dict[int, list[int]]]
    early: dict[str, list[int]]

    @property
    def files(self) -> list[str]:
        """Those that the tests stand in."""
        return list(dict.fromkeys(test.partition("::")[0] for test in self.tests))


class _Meter:
    """A plugin that tells coverage which test runs, and keeps the time of the processor.

    What a fixture of a module runs counts for all tests that use it; what the tests themselves keep is forgotten before
    each, so that no test has done the work of others.
    """

    def __init__(self, measure: coverage.Coverage) -> None:
        self.measure = measure
        self.tests: list[str] = []
        self.seconds: list[float] = []
        self.failed: set[str] = set()
        self.users: dict[str, set[int]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """One test, with what it sets up."""
        for forget in find_caches("tests"):
            forget()
        for fixture in getattr(item, "fixturenames", ()):
            self.users.setdefault(_name(item.nodeid, fixture), set()).add(len(self.tests))
        self.measure.switch_context(str(len(self.tests)))
        began = time.process_time()
        result = yield
        self.tests.append(item.nodeid)
        self.seconds.append(round(time.process_time() - began, 4))
        self.measure.switch_context("")
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:  # noqa: ANN401 - pytest's own
        """A fixture that outlives a test."""
        if fixturedef.scope == "function":
            return (yield)
        self.measure.switch_context(_name(request.node.nodeid, fixturedef.argname))
        result = yield
        self.measure.switch_context(str(len(self.tests)))
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails as the code is kills nothing."""
        if not report.passed:
            self.failed.add(report.nodeid)


def _name(node: str, fixture: str) -> str:
    """What the lines of a fixture are kept under."""
    return f"{node.partition('::')[0]}::{fixture}"


def measure(path: Path, folder: Path, files: Sequence[str] = ()) -> None:
    """Run all the tests and write what they cover, which takes some minutes; with `files`, only these are run anew.

    Nothing of the package may be loaded before.
    """
    measure = coverage.Coverage(data_file=None, source=list(PACKAGES), config_file=False)
    measure.start()
    for each in find_modules():
        importlib.import_module(each.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    meter = _Meter(measure)
    options = ["-m", WITHOUT, "-p", "no:cacheprovider", "-p", "no:cov", f"--basetemp={folder}"]
    pytest.main([*(files or TESTS), *options], [meter])
    measure.stop()
    covered = _to_covered(meter)
    if files and path.exists():
        covered = _merge(msgspec.json.decode(path.read_bytes(), type=Covered), covered, set(files))
    path.write_bytes(msgspec.json.encode(covered))


def _to_covered(meter: _Meter) -> Covered:
    data = meter.measure.get_data()
    good = {number for number, test in enumerate(meter.tests) if test not in meter.failed}
    users = {str(number): {number} for number in good} | {name: each & good for name, each in meter.users.items()}
    lines: dict[str, dict[int, list[int]]] = {}
    early: dict[str, list[int]] = {}
    for path in find_modules():
        contexts = data.contexts_by_lineno(str(Path(path).resolve()))
        lines[path] = {
            line: sorted(set().union(*(users.get(each, ()) for each in names)))
            for line, names in sorted(contexts.items())
        }
        early[path] = sorted(line for line, names in contexts.items() if "" in names)
    return Covered(meter.tests, meter.seconds, lines, early)


def _merge(old: Covered, new: Covered, files: set[str]) -> Covered:
    """The same, but for the tests of some files; the lines must be those of the same code."""
    kept = [number for number, test in enumerate(old.tests) if test.partition("::")[0] not in files]
    places = {number: place for place, number in enumerate(kept)}
    lines = {
        path: {
            line: [
                *(places[number] for number in old.lines[path].get(line, ()) if number in places),
                *(len(kept) + number for number in new.lines[path].get(line, ())),
            ]
            for line in old.lines[path].keys() | new.lines[path].keys()
        }
        for path in old.lines
    }
    return Covered(
        [*(old.tests[number] for number in kept), *new.tests],
        [*(old.seconds[number] for number in kept), *new.seconds],
        lines,
        {path: sorted({*old.early[path], *new.early[path]}) for path in old.early},
    )
