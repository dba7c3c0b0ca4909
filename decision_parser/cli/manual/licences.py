"""The licences of all that is installed to run this, as a page of Markdown: what the packages say of themselves."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

PAGE = "docs/reference/licences.md"
_ROOT = Path(__file__).parents[3]
_LOCK = "requirements.lock"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\]+?))? *\\?$", re.MULTILINE)
_ROW = re.compile(r"^\| ([^ |]+) \| ([^ |]+) \| ([^|]+) \|", re.MULTILINE)
_LONGEST = 80
_INTRODUCTION = """\
# Licences of what it runs on

Generated from `{lock}` and what each installed package says of itself by `{command}`.

These are all packages that run it, with every extra and the notebooks, in the versions that are locked with their
hashes. None of their code is part of this project, whose own code is under the MIT licence. `make audit` asks whether
a weakness of any of them is known.

| package | version | licence | only where |
|---|---|---|---|
"""


def write_licences(command: str) -> str:
    """The page; `command` is what writes it again. Of a package that is not for this system the committed row stays."""
    written = _ROOT / PAGE
    known = (
        {match[1]: match[3].strip() for match in _ROW.finditer(written.read_text("utf-8"))} if written.exists() else {}
    )
    rows = [
        f"| {name} | {version} | {find_licence(name) or known.get(name, 'for another system')} | {_show(where)} |"
        for name, version, where in list_locked((_ROOT / _LOCK).read_text("utf-8"))
    ]
    return _INTRODUCTION.format(lock=_LOCK, command=command) + "\n".join(rows) + "\n"


def list_locked(lock: str) -> Iterator[tuple[str, str, str]]:
    """Name, version and condition of each package in a lock file; an empty condition where it is always installed."""
    for match in _LOCKED.finditer(lock):
        yield match[1], match[2], match[3] or ""


def find_licence(name: str) -> str | None:
    """What the metadata of an installed package says of its licence, in a few words; None where it is not installed."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return None
    stated = next(iter([*found.get_all("License-Expression", []), *found.get_all("License", [])]), "").strip()
    first = stated.partition("\n")[0].strip()
    if first and first.upper() != "UNKNOWN" and len(stated) <= _LONGEST:
        return first.replace("|", "/")
    classes = [each.rpartition(" :: ")[2] for each in found.get_all("Classifier", []) if each.startswith("License ::")]
    return ", ".join(classes) or first[:_LONGEST].replace("|", "/") or "not stated"


def _show(condition: str) -> str:
    return f"`{condition}`" if condition else ""
