"""Values that a publisher printed wrongly, corrected one by one: small reviewed patches in `corrections/<source>.toml`.

They are data beside the code and part of it: equal code and equal pages give equal rows. A correction says which words
it is for, so that one that the publisher has made itself, or that was for another page, is never applied unseen.
"""

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from decision_parser.errors import DecisionParserError
from decision_parser.models import Outcome, Problem, ProblemCode

CORRECTED = ("title", "body_name", "category", "subcategory", "outcome", "decided_on")
"""The fields that can be corrected: what a header prints. The reference is what a decision is known by."""

_PACKAGE = Path(__file__).parent


class Correction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value of one decision: what is `printed` (None: nothing), the `corrected` value, why, and who says so."""

    decision_id: str
    field: str
    corrected: Any  # a text or a date, as TOML has them
    reason: str
    said_by: str
    reviewed_on: dt.date
    printed: str | None = None

    def find_value(self) -> Any:  # noqa: ANN401 - that of the field
        """The right value, in the type of the field.

        Raises ValueError where it is none of the field's, or the field is none that can be corrected.
        """
        if self.field not in CORRECTED:
            raise ValueError(f"{self.field} cannot be corrected; these can: {', '.join(CORRECTED)}")
        value: Any = self.corrected
        wanted = dt.date if self.field == "decided_on" else str
        if not isinstance(value, wanted) or isinstance(value, dt.datetime) or not value:
            raise ValueError(f"{self.corrected!r} is no value of {self.field}")
        if not all((self.reason.strip(), self.said_by.strip())):
            raise ValueError("a correction says its reason, and who says so")
        return Outcome(str(value)) if self.field == "outcome" else value


Corrections = Mapping[str, tuple[Correction, ...]]
"""Corrections by decision_id."""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    correction: tuple[Correction, ...] = ()


def find_folder() -> Path:
    """Where the corrections are: in the package, or beside it in a checkout."""
    inside = _PACKAGE / "corrections"
    return inside if inside.is_dir() else _PACKAGE.parent / "corrections"


@cache
def load_corrections(source: str) -> Corrections:
    """The corrections of a publisher; none where it has no such file.

    Raises DecisionParserError for a file that cannot be read, or in which something is wrong.
    """
    path = find_folder() / f"{source}.toml"
    return read_corrections(path) if path.is_file() else {}


def read_corrections(path: Path) -> Corrections:
    """The corrections in a file, by decision_id.

    Raises DecisionParserError for a file that cannot be read, or in which something is wrong.
    """
    found: dict[str, list[Correction]] = {}
    try:
        for correction in msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).correction:
            correction.find_value()
            found.setdefault(correction.decision_id, []).append(correction)
        _refuse_repeated(found)
    except (OSError, ValueError) as error:  # those of TOML and msgspec are ValueErrors, too
        raise DecisionParserError(f"{path} holds no corrections that can be used: {error}; mend the entry.") from error
    return {name: tuple(some) for name, some in found.items()}


def _refuse_repeated(found: Mapping[str, Sequence[Correction]]) -> None:
    for name, some in found.items():
        field, count = Counter(correction.field for correction in some).most_common(1)[0]
        if count > 1:
            raise ValueError(f"{name} has {count} corrections of {field}")


def correct_fields(
    fields: Mapping[str, Any], corrections: tuple[Correction, ...]
) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of a decision with its corrections, and what is to be said of each: none goes unsaid."""
    found, problems = dict(fields), []
    for correction in corrections:
        field = correction.field
        printed = fields.get(f"{field}_text", fields.get(field))
        if printed != correction.printed:
            detail = f"is printed as {printed!r}, not as {correction.printed!r}: the correction was left out"
            problems.append(Problem(ProblemCode.CORRECTION_NOT_APPLIED, field, detail))
            continue
        found[field] = correction.find_value()
        said = f"{correction.reason} ({correction.said_by}; reviewed on {correction.reviewed_on})"
        detail = f"{correction.printed!r} was corrected to {correction.corrected}: {said}"
        problems.append(Problem(ProblemCode.CORRECTED, field, detail))
    return found, problems
