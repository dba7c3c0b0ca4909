"""Load the package with a mutant in place, and run tests on it: for functions that run while modules are loaded."""

import ast
import json
import sys
import textwrap
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

import pytest


class _Loader(SourceFileLoader):
    """Loads a module with one function changed."""

    changed: tuple[str, str] = ("", "")

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - what a loader is asked
        """The module's code with the mutant in place of its function."""
        function, code = self.changed
        tree = ast.parse(self.get_data(self.path))
        new = ast.parse(textwrap.dedent(code)).body[0]
        *group, name = function.split(".")
        body: list[ast.stmt] = tree.body
        if group:
            body = next(each.body for each in tree.body if isinstance(each, ast.ClassDef) and each.name == group[0])
        place = next(at for at, each in enumerate(body) if isinstance(each, ast.FunctionDef) and each.name == name)
        old = body[place]
        assert isinstance(old, ast.FunctionDef)  # noqa: S101 - as just found
        assert isinstance(new, ast.FunctionDef)  # noqa: S101 - a function stays one
        new.decorator_list = old.decorator_list
        body[place] = new
        return compile(tree, self.path, "exec")


class _Finder(MetaPathFinder):
    def __init__(self, module: str, function: str, code: str) -> None:
        self._module, self._changed = module, (function, code)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The one module that is mutated."""
        if name != self._module or not (spec := PathFinder.find_spec(name, path, target)) or not spec.origin:
            return None
        loader = _Loader(name, spec.origin)
        loader.changed = self._changed
        spec.loader = loader
        return spec


class _Teller:
    """A plugin that says which test failed."""

    failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The first that failed."""
        if report.failed and not self.failed:
            self.failed = report.nodeid


def main() -> None:
    """Read what to change and which tests to run from stdin; the exit code is that of pytest."""
    _, module, function, code, tests = json.load(sys.stdin)
    sys.meta_path.insert(0, _Finder(module, function, code))
    teller = _Teller()
    done = pytest.main([*tests, "-x", "-m", "", "-p", "no:cacheprovider"], [teller])
    sys.stdout.write(f"\x1e{teller.failed}\n")
    sys.exit(int(done))


if __name__ == "__main__":
    main()
