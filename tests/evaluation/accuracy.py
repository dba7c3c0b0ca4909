"""The verdicts on many documents, added up: by subject and name, and by group of documents."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.evaluation.counting import Share, Tally, add_tallies
from tests.evaluation.documents import Judged, judge_fixtures, judge_generated, judge_real

SUBJECTS = (
    "fields",
    "texts",
    "sections",
    "paragraphs",
    "problems",
    "remedies",
    "remedy attributes",
    "citations",
)
"""The tables, in the order in which they are shown."""
ALONE = {"citations": "title and provision", "paragraphs": "text, in its section"}
"""What stands for a subject whose rows tell of the same things in several ways, so that adding them up says nothing."""
_LAST = ("full_text", "topic of a section", "level of a section", "furniture that is named")
Suite = Callable[[], Iterable[Judged]]
SUITES: Mapping[str, Suite] = {"fixtures": judge_fixtures, "generated": judge_generated, "real": judge_real}
"""The sets of documents by name."""


@dataclass(frozen=True)
class Accuracy:
    """All verdicts on a set of documents."""

    judged: Sequence[Judged]

    def add_up(self, subject: str, group: str | None = None) -> dict[str, Tally]:
        """The tallies of a subject by name, of all documents or those of a group."""
        rows: dict[str, list[Tally]] = defaultdict(list)
        for document in self.judged:
            if group is None or group in document.groups:
                for verdict in document.verdicts:
                    if verdict.subject == subject:
                        rows[verdict.name].append(verdict.tally)
        ordered = sorted(rows, key=lambda name: name in _LAST)
        return {name: add_tallies(rows[name]) for name in ordered}

    def sum_up(self, subject: str, group: str | None = None) -> Tally:
        """The tally that stands for a subject: all its rows together, or the one that the others repeat."""
        rows = self.add_up(subject, group)
        if subject in ALONE:
            return rows.get(ALONE[subject], Tally(0, 0, 0))
        return add_tallies(tally for name, tally in rows.items() if name not in _LAST)

    def count_whole(self, subject: str, group: str | None = None) -> Share:
        """In how many documents everything of a subject is right, of those that have something of it."""
        tallies = [
            add_tallies(verdict.tally for verdict in document.verdicts if verdict.subject == subject)
            for document in self.judged
            if group is None or group in document.groups
        ]
        some = [each for each in tallies if each.labelled or each.found]
        return Share(sum(each.right == each.labelled == each.found for each in some), len(some))

    @property
    def groups(self) -> list[str]:
        """The groups of documents, in order."""
        return sorted({group for document in self.judged for group in document.groups})

    def count(self, group: str) -> int:
        """How many documents are in a group."""
        return sum(group in document.groups for document in self.judged)

    @property
    def figures(self) -> dict[str, float | None]:
        """F1 of each row of each subject by name: what a floor can be set under."""
        return {f"{subject}: {name}": tally.f1 for subject, name, tally in self.iter_rows() if tally.f1 is not None}

    def iter_rows(self) -> Iterator[tuple[str, str, Tally]]:
        """All rows of all tables."""
        for subject in SUBJECTS:
            for name, tally in self.add_up(subject).items():
                yield subject, name, tally

    def to_json(self) -> dict[str, Any]:
        """All figures with their intervals."""
        rows = [
            {"subject": subject, "name": name}
            | tally._asdict()
            | {"precision": _ratio(tally.precision), "recall": _ratio(tally.recall), "f1": tally.f1}
            for subject, name, tally in self.iter_rows()
        ]
        return {"documents": len(self.judged), "rows": rows}

    def iter_wrong(self) -> Iterator[tuple[str, Judged, str, Tally]]:
        """What is not all right: subject, document, row, tally."""
        for document in self.judged:
            for verdict in document.verdicts:
                if not verdict.tally.labelled == verdict.tally.found == verdict.tally.right:
                    yield verdict.subject, document, verdict.name, verdict.tally


def _ratio(share: Share) -> dict[str, Any]:
    return {"value": share.value, "interval": share.interval}
