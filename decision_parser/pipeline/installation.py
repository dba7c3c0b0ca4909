"""Whether this program is whole: Python, the libraries that it needs, its own files, and what is read from them."""

import base64
import hashlib
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution

from msgspec import Struct

from decision_parser.models.examining import Line, Mark

_NAME = "decision-parser"
_AGAIN = "Install it again: pip install --force-reinstall decision-parser."
_REQUIREMENT = re.compile(r"([\w.-]+)\s*\(?>=\s*([\w.]+)\)?(?:\s*;\s*extra\s*==\s*['\"]([\w-]+)['\"])?")
_MODULES = {"beautifulsoup4": "bs4", "lxml": "lxml.etree", "pyarrow": "pyarrow.parquet"}
"""What a library is imported as, where that is not its name."""
_MISSED = {
    "report": "`report` and `sample` make no pages",
    "export": "`export --format xlsx` makes no workbook",
    "dask": "`--engine dask://…` works on no cluster",
    "explore": "`explore` opens nothing, and the notebooks have no SQL",
}
"""What does not work without an extra."""


class _Requirement(Struct, frozen=True):
    """A library that is needed, from which version on; for an extra alone, or None."""

    name: str
    least: str
    extra: str | None


def examine_installation() -> Iterator[Line]:
    """What there is to say of this installation."""
    try:
        package = distribution(_NAME)
    except PackageNotFoundError:
        message = "decision-parser runs from a folder, and is not installed: nothing tells what it needs."
        yield Line(
            Mark.PROBLEM, "installation", message, "Install it: pip install decision-parser, or pip install -e ."
        )
        return
    yield _examine_python(package)
    yield from _examine_libraries(package)
    yield _examine_files(package)
    yield from _examine_tables()


def _examine_python(package: Distribution) -> Line:
    least = str(package.metadata["Requires-Python"] or "").removeprefix(">=")
    mine = ".".join(map(str, sys.version_info[:3]))
    message = f"decision-parser {package.version} runs on Python {mine}"
    if _parse_version(mine) < _parse_version(least):
        return Line(Mark.PROBLEM, "python", f"{message}, and needs {least}.", f"Install Python {least} or later.")
    return Line(Mark.OK, "python", f"{message}.")


def _parse_version(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)[:3]))


def _examine_libraries(package: Distribution) -> Iterator[Line]:
    found = [_REQUIREMENT.match(text) for text in package.requires or ()]
    wanted = [_Requirement(each[1], each[2], each[3]) for each in found if each]
    needed = [each for each in wanted if each.extra is None]
    wrong = {each.name: fault for each in needed if (fault := _find_fault(each))}
    for name, fault in wrong.items():
        yield Line(Mark.PROBLEM, "libraries", fault, f"Install it: pip install --upgrade {name}.")
    if not wrong:
        yield Line(Mark.OK, "libraries", f"All {len(needed)} libraries are there, new enough, and can be loaded.")
    for extra in dict.fromkeys(each.extra for each in wanted if each.extra):
        faults = [fault for each in wanted if each.extra == extra and (fault := _find_version_fault(each))]
        if faults:
            message = f"{' '.join(faults)} Without the extra {extra}, {_MISSED.get(extra, 'something does not work')}."
            yield Line(Mark.NOTE, "extras", message, f"If you want it: pip install 'decision-parser[{extra}]'.")
        else:
            yield Line(Mark.OK, "extras", f"The extra {extra} is there.")


def _find_fault(wanted: _Requirement) -> str | None:
    """What is wrong with a library that is needed."""
    if fault := _find_version_fault(wanted):
        return fault
    try:
        importlib.import_module(_MODULES.get(wanted.name, wanted.name))
    except Exception as error:  # noqa: BLE001 - a library can fail in any way
        return f"{wanted.name} cannot be loaded ({_shorten(error)})."
    return None


def _find_version_fault(wanted: _Requirement) -> str | None:
    try:
        found = distribution(wanted.name).version
    except PackageNotFoundError:
        return f"{wanted.name} is not installed."
    if _parse_version(found) < _parse_version(wanted.least):
        return f"{wanted.name} {found} is older than {wanted.least}."
    return None


def _examine_files(package: Distribution) -> Line:
    """Whether the files of the package are those that were installed; an editable install has none of its own."""
    files = [path for path in package.files or () if path.parts[0] == "decision_parser" and path.hash]
    changed = [str(path) for path in files if not _is_as_installed(path)]
    if changed:
        more = f" and {len(changed) - 1:,} more" if len(changed) > 1 else ""
        message = f"{changed[0]}{more} are not as they were installed."
        return Line(Mark.PROBLEM, "installation", message, _AGAIN)
    if not any(path.name.endswith(".py") for path in files):
        return Line(Mark.OK, "installation", "It is an editable install: its files are those of a checkout.")
    return Line(Mark.OK, "installation", f"Its {len(files):,} files are as they were installed.")


def _is_as_installed(path: PackagePath) -> bool:
    try:
        data = path.locate().read_bytes()  # type: ignore[attr-defined] # a path on disk, which its type does not promise
    except OSError:
        return False
    if path.hash is None or path.hash.mode not in hashlib.algorithms_guaranteed:
        return True
    found = base64.urlsafe_b64encode(hashlib.new(path.hash.mode, data).digest()).decode().rstrip("=")
    return found == path.hash.value


def _examine_tables() -> Iterator[Line]:
    for what, load in _TABLES.items():
        try:
            said = load()
        except Exception as error:  # noqa: BLE001 - a damaged file can fail in any way
            yield Line(Mark.PROBLEM, "tables", f"{what} cannot be loaded ({_shorten(error)}).", _AGAIN)
        else:
            mark, advice = (Mark.OK, "") if said else (Mark.PROBLEM, _AGAIN)
            yield Line(mark, "tables", f"{what}: {said or 'none'}.", advice)


def _load_sources() -> str:
    from decision_parser.corrections import load_corrections
    from decision_parser.sources import load_sources

    for slug in load_sources():
        load_corrections(slug)
    return ", ".join(load_sources())


def _load_law() -> str:
    from decision_parser.law.duties import read_duties
    from decision_parser.law.titles import read_laws

    laws, duties = len(read_laws()), len(read_duties())
    return f"{laws:,} titles, {duties:,} duties" if laws and duties else ""


def _load_schemas() -> str:
    from decision_parser.dataset.columns import ALL_TABLES
    from decision_parser.dataset.documentation import describe_decision, describe_table

    describe_decision()
    for name in ALL_TABLES:
        describe_table(name)
    return f"{len(ALL_TABLES)} tables"


_TABLES: dict[str, Callable[[], str]] = {
    "Publishers": _load_sources,
    "Law": _load_law,
    "Schemas": _load_schemas,
}
"""What is read from the files of the package: its name, and what says how much there is, nothing for none."""


def _shorten(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:160]}".rstrip(".: ")
