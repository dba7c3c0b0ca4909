"""How much of what was received was understood: where its characters went, and what no table knows."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from decision_parser.documents import read_document
from decision_parser.models import Decision, Problem, ProblemCode, Reply, SectionKind
from decision_parser.text import compact

_NAMED = {
    ProblemCode.UNKNOWN_HEADING: "unknown_headings",
    ProblemCode.UNKNOWN_LABEL: "unknown_labels",
    ProblemCode.MISSING_FIELD: "missing_fields",
}
_FIELDS = (
    "case_reference",
    "body_name",
    "category",
    "subcategory",
    "outcome_text",
    "decided_on",
    "document_kind",
    "stage",
    "summary",
)


class Understanding(Struct, frozen=True, kw_only=True):
    """Where the visible characters of a page and its report went; white space is not counted.

    `in_unknown_sections` are those of `in_sections` that stand under headings that no table knows, `in_furniture` those
    left out, by reason. `fields` have a value. `other_problems` are those that are none of the three kinds before them.
    """

    visible: int
    in_header: int
    in_sections: int
    in_unknown_sections: int
    in_furniture: dict[str, int]
    fields: tuple[str, ...]
    missing_fields: tuple[str, ...]
    unknown_headings: tuple[str, ...]
    unknown_labels: tuple[str, ...]
    other_problems: tuple[Problem, ...]

    @property
    def nowhere(self) -> int:
        """Characters that are in no place at all: always 0, unless there is a bug."""
        return self.visible - self.in_header - self.in_sections - sum(self.in_furniture.values())

    @property
    def is_full(self) -> bool:
        """Whether nothing is missing, unknown or wrong."""
        return not (self.missing_fields or self.unknown_headings or self.unknown_labels or self.other_problems)

    def share(self, characters: int) -> float:
        """Characters as a part of all that is visible."""
        return characters / self.visible if self.visible else 0.0


def weigh(decision: Decision, page: Reply, report: Reply | None) -> Understanding:
    """What became of the text of a page, and of its report where that was read too."""
    # Only a report that was read is in the decision: a page stands alone beside one that could not be.
    replies = [page] if report is None or decision.report_sha256 is None else [page, report]
    furniture: Counter[str] = Counter()
    for piece in decision.furniture:
        furniture[piece.reason] += _count(piece.text)
    known = {problem: name for problem in decision.problems if (name := _NAMED.get(problem.code))}
    return Understanding(
        visible=sum(_count_visible(reply) for reply in replies),
        in_header=sum(_count(entry.label, entry.text) for entry in decision.header),
        in_sections=_count_sections(decision, SectionKind),
        in_unknown_sections=_count_sections(decision, [SectionKind.UNKNOWN]),
        in_furniture=dict(furniture.most_common()),
        fields=tuple(name for name in _FIELDS if getattr(decision, name) is not None),
        missing_fields=tuple(problem.where for problem, name in known.items() if name == "missing_fields"),
        unknown_headings=tuple(problem.detail for problem, name in known.items() if name == "unknown_headings"),
        unknown_labels=tuple(problem.detail for problem, name in known.items() if name == "unknown_labels"),
        other_problems=tuple(problem for problem in decision.problems if problem.code not in _NAMED),
    )


def _count_visible(reply: Reply) -> int:
    visible = read_document(reply.body, declared=reply.header("content-type")).visible
    return len(compact(visible.decode("utf-8", "surrogatepass")))


def _count_sections(decision: Decision, kinds: Iterable[SectionKind]) -> int:
    wanted = frozenset(kinds)
    return sum(
        _count(section.heading) + sum(_count(each.marker, each.text) for each in section.paragraphs)
        for section in decision.sections
        if section.kind in wanted
    )


def _count(*texts: str | None) -> int:
    return sum(len(compact(text)) for text in texts if text)
