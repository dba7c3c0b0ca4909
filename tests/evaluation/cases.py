"""Labelled cases: a line of a file of tests/labelled, and the sections and paragraphs that a finder is given for it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from decision_parser.models import (
    CitationKind,
    Paragraph,
    ParagraphKind,
    Per,
    RemedyKind,
    RemedyPurpose,
    RemedyStatus,
    Section,
    SectionKind,
    Stage,
)
from decision_parser.sources.lgsco import SOURCE

LABELLED = Path(__file__).parents[1] / "labelled"
FURTHER = "_further"
"""How the name of a set ends that was written later, by other hands, to work on as well."""
HELD_BACK = "_held_back"
"""How the name of a set ends that is only scored: nothing here prints its texts, labels or ids."""

Amount = Annotated[str, Meta(pattern=r"^[1-9]\d*(\.\d\d)?$")]
Deadline = Annotated[str, Meta(pattern=r"^(P[1-9]\d*[DWMY]|\d{4}-\d\d-\d\d)$")]
Words = Annotated[str, Meta(min_length=1)]
Place = Annotated[int, Meta(ge=1)]
_MARKS = {"- ": 1, "-- ": 2}
_PAID = frozenset({RemedyKind.PAYMENT, RemedyKind.REFUND_OR_WAIVER})


class LabelError(Exception):
    """A file of labels cannot be read. Of a set held back it names the line, and nothing that stands there."""


class RemedyLabel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One action, as a careful reader understands it."""

    paragraph: Place
    kind: RemedyKind
    amount: Amount | None = None
    per: Per | None = None
    purpose: RemedyPurpose | None = None
    status: RemedyStatus | None = None
    deadline: Deadline | None = None
    part_of: Place | None = None
    formula: Literal[True] | None = None

    @property
    def money(self) -> Decimal | None:
        """The amount as a number."""
        return None if self.amount is None else Decimal(self.amount)


class CitationLabel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One provision of law, as a careful reader understands it."""

    paragraph: Place
    kind: CitationKind
    title: Words | None = None
    provision: Words | None = None
    as_amended: Literal[True] | None = None


class Case(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A small piece of a decision. It stands for a whole one."""

    id: Words
    heading: Words
    text: Annotated[tuple[Words, ...], Meta(min_length=1)]
    decided_on: dt.date | None = None

    def __repr__(self) -> str:
        """Nothing that the piece says: a failed test prints the values that it compared."""
        return f"<{type(self).__name__}>"

    @property
    def labels(self) -> Sequence[RemedyLabel | CitationLabel]:
        """What a careful reader finds in the piece, in the order of the words."""
        raise NotImplementedError

    @property
    def sections(self) -> tuple[Section, ...]:
        """The piece as a finder gets it."""
        row = SOURCE.vocabulary.headings.find(self.heading)
        kind = (row and row.kind) or SectionKind.FINDINGS
        topic = row.topic if row and kind is SectionKind.FINDINGS else None
        level = 2 if topic or row is None else 1
        return (Section(1, kind, topic, level, self.heading, tuple(_iter_paragraphs(self.text))),)


class RemedyCase(Case, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A piece with the remedies in it."""

    remedies: tuple[RemedyLabel, ...]

    __repr__ = Case.__repr__

    @property
    def labels(self) -> tuple[RemedyLabel, ...]:
        """The remedies."""
        return self.remedies

    @property
    def stage(self) -> Stage:
        """How far the decision has come: only a draft proposes."""
        proposed = any(label.status is RemedyStatus.PROPOSED for label in self.remedies)
        return Stage.DRAFT if proposed else Stage.FINAL


class CitationCase(Case, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A piece with the citations in it."""

    citations: tuple[CitationLabel, ...]

    __repr__ = Case.__repr__

    @property
    def labels(self) -> tuple[CitationLabel, ...]:
        """The citations."""
        return self.citations


C = TypeVar("C", bound=Case)


def read_cases(path: Path, form: type[C]) -> tuple[C, ...]:
    """The cases of a file.

    Raises LabelError, naming the line, where one is not a case.
    """
    decoder = msgspec.json.Decoder(form)
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_read_line(decoder, line, f"{path.name}, line {number}") for number, line in enumerate(lines, 1))


def is_held_back(path: Path) -> bool:
    """Whether a file may only be scored."""
    return path.stem.endswith(HELD_BACK)


def _read_line(decoder: msgspec.json.Decoder[C], line: str, where: str) -> C:
    said = ""
    try:
        return decoder.decode(line)
    except (msgspec.MsgspecError, ValueError) as error:
        said = str(error)
    # Raised here, so that no traceback holds the error, which may quote a label.
    raise LabelError(f"{where} is not a case" + ("." if HELD_BACK in where else f": {said}"))


def _iter_paragraphs(text: Sequence[str]) -> Iterator[Paragraph]:
    counts = [0, 0, 0]
    for position, line in enumerate(text, 1):
        depth, words = _split_mark(line)
        counts[depth:] = [counts[depth] + 1, *[0] * (2 - depth)]
        path = str(counts[0]) + "".join(f"[{count}]" for count in counts[1 : depth + 1])
        number = None if depth else path
        kind = ParagraphKind.ITEM if depth else ParagraphKind.PARAGRAPH
        yield Paragraph(position, number, None, path, depth, kind, words)


def _split_mark(line: str) -> tuple[int, str]:
    return next(((depth, line[len(mark) :]) for mark, depth in _MARKS.items() if line.startswith(mark)), (0, line))


def check_cases(cases: Sequence[Case]) -> list[str]:
    """What is wrong with labels that can be read. Lines are named by number and nothing is quoted."""
    seen = set[str]()
    faults = []
    for number, case in enumerate(cases, 1):
        faults += [f"line {number}: {fault}" for fault in (*_iter_piece_faults(case), *_iter_label_faults(case))]
        if case.id in seen:
            faults.append(f"line {number}: the id of another")
        seen.add(case.id)
    return faults


def _iter_piece_faults(case: Case) -> Iterator[str]:
    depths = [_split_mark(line)[0] for line in case.text]
    if any(depth > before + 1 for before, depth in zip([-1, *depths], depths, strict=False)):
        yield "an item under nothing"
    if any(not _split_mark(line)[1].strip() for line in case.text):
        yield "an empty paragraph"


def _iter_label_faults(case: Case) -> Iterator[str]:
    places = [label.paragraph for label in case.labels]
    if places != sorted(places):
        yield "labels out of order"
    if any(place > len(case.text) for place in places):
        yield "a label of no paragraph"
    if isinstance(case, RemedyCase):
        for label in case.remedies:
            yield from _iter_remedy_faults(label, case.remedies)
    elif isinstance(case, CitationCase):
        if len(set(case.citations)) < len(case.citations):
            yield "a citation twice"
        if any(label.title is None and label.provision is None for label in case.citations):
            yield "a citation of nothing"


def _iter_remedy_faults(label: RemedyLabel, labels: Sequence[RemedyLabel]) -> Iterator[str]:
    if (label.per is not None) != (label.amount is not None and label.kind in _PAID):
        yield "an amount paid without `per`, or the reverse"
    if (label.status is None) != (label.kind is RemedyKind.NONE):
        yield "no status, or one of kind none"
    if label.formula and label.amount:
        yield "an amount and a formula"
    if label.part_of is not None:
        whole = labels[label.part_of - 1] if label.part_of <= len(labels) else None
        if whole is None or whole is label or whole.amount is None:
            yield "part of nothing"
