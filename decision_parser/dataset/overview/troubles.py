"""What could not be placed, and what was corrected: problems by code, unknown headings by their words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from decision_parser.dataset.overview.rows import DecisionRow, group
from decision_parser.models.overview import Correction, DecisionLink, Seen, Trouble
from decision_parser.text import match_form

_HEADING, _CORRECTED = "unknown_heading", "corrected"
# Told elsewhere: by their words, as corrections, and with the checks of the release.
_APART = frozenset({_HEADING, _CORRECTED, "failed_check"})
_EXAMPLES = 3


class ProblemRow(Struct, frozen=True, gc=False):
    """What is asked of a problem."""

    decision_id: str | None
    code: str = ""
    where: str | None = None
    detail: str | None = None


def group_headings(problems: Iterable[ProblemRow], decisions: Mapping[str, DecisionRow]) -> tuple[Trouble, ...]:
    """Headings that no table knows, those of the same words together, however printed; the commonest first."""
    unknown = [problem for problem in problems if problem.code == _HEADING]
    groups = group(unknown, lambda problem: match_form(problem.detail or "")).values()
    return _sort(_describe(_name(rows), rows, decisions) for rows in groups)


def _name(rows: Sequence[ProblemRow]) -> str:
    """The words as most of them print them."""
    counts = Counter(row.detail or "" for row in rows)
    return min(counts, key=lambda words: (-counts[words], words))


def group_problems(problems: Iterable[ProblemRow], decisions: Mapping[str, DecisionRow]) -> tuple[Trouble, ...]:
    """All other problems by their code, the commonest first."""
    others = [problem for problem in problems if problem.code not in _APART]
    groups = group(others, lambda problem: problem.code)
    return _sort(_describe(code, rows, decisions) for code, rows in groups.items())


def _sort(troubles: Iterable[Trouble]) -> tuple[Trouble, ...]:
    return tuple(sorted(troubles, key=lambda trouble: (-trouble.decisions, -trouble.rows, trouble.name)))


def _describe(name: str, rows: Sequence[ProblemRow], decisions: Mapping[str, DecisionRow]) -> Trouble:
    """The examples are of different decisions, those that can be followed first."""
    first: dict[str | None, ProblemRow] = {}
    for row in rows:
        first.setdefault(row.decision_id, row)
    seen = [Seen(_link(name, decisions), row.where, row.detail) for name, row in first.items()]
    seen.sort(key=lambda each: each.decision.url is None)
    return Trouble(name=name, rows=len(rows), decisions=len(first.keys() - {None}), examples=tuple(seen[:_EXAMPLES]))


def list_corrections(problems: Iterable[ProblemRow], decisions: Mapping[str, DecisionRow]) -> tuple[Correction, ...]:
    """Decisions with corrected values, in their order: those whose row says so, and those that a problem tells of."""
    told = group((problem for problem in problems if problem.code == _CORRECTED), lambda problem: problem.decision_id)
    named = {name: row.corrected_fields for name, row in decisions.items() if row.corrected_fields}
    return tuple(
        Correction(
            _link(name, decisions),
            tuple(named.get(name) or dict.fromkeys(row.where for row in told.get(name, ()) if row.where)),
            tuple(row.detail for row in told.get(name, ()) if row.detail),
        )
        for name in sorted({*named, *(name for name in told if name is not None)})
    )


def _link(decision_id: str | None, decisions: Mapping[str, DecisionRow]) -> DecisionLink:
    """Where to look at a decision; what is of none is of one without a name."""
    row = decisions.get(decision_id or "")
    return row.link if row else DecisionLink(decision_id or "")
