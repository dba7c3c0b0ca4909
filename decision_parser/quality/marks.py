"""Marks that people set while they read decisions beside what was understood of them: read, put together and counted.

A mark is counted as in docs/accuracy.md: what is right is a true positive; what is wrong, though there is something of
the kind, is a false positive and a false negative; what is not there at all is a false positive; what is missing is a
false negative.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from operator import attrgetter
from typing import Literal

import msgspec
from msgspec import Struct

from decision_parser.errors import UsageError
from decision_parser.proportions import wilson_interval
from decision_parser.text import match_form

FORMAT: Literal["decision_parser marks"] = "decision_parser marks"
ALL = "all"
"""How the sum of all names of one subject is called."""


class Mark(StrEnum):
    """What a reader says of a value: `extra` is one of which nothing is printed, `missing` one that was not found."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"
    EXTRA = "extra"


class Subject(StrEnum):
    """What can be marked."""

    FIELD = "field"
    SECTION = "section"
    REMEDY = "remedy"
    CITATION = "citation"


class Item(Struct, frozen=True, kw_only=True):
    """Something to be marked: `name` is the field or the kind, `position` its place among its like.

    A field without a value is there too, since it may be missing.
    """

    what: Subject
    name: str
    position: int | None = None
    value: str | None = None
    mark: Mark | None = None
    note: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same item for two readers."""
        return self.what.value, self.name, str(self.position), self.value or ""


class Missing(Struct, frozen=True, kw_only=True):
    """Something printed that was not found, in the reader's words."""

    what: Subject
    name: str
    words: str = ""


class MarkedDecision(Struct, frozen=True, kw_only=True):
    """A decision and its marks; with `read`, whoever marked it read all of it, so that nothing else is missing."""

    decision_id: str
    content_sha256: str
    read: bool = False
    items: tuple[Item, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def is_touched(self) -> bool:
        """Whether anything was marked in it."""
        return self.read or bool(self.missing) or any(item.mark for item in self.items)


class Marks(Struct, frozen=True, kw_only=True):
    """A file of marks, as the page saves it."""

    format: Literal["decision_parser marks"]
    version: Literal[1]
    release: str
    parser_version: str
    seed: int
    decisions: tuple[MarkedDecision, ...]
    reader: str = ""
    saved_at: str = ""


class Ratio(Struct, frozen=True):
    """So many of so many, with Wilson's interval (95 %); no value of nothing."""

    right: int
    of: int
    value: float | None
    low: float
    high: float


class Figure(Struct, frozen=True, kw_only=True):
    """How one field or kind came out. Recall is of the decisions that were read whole; that of fields, of all."""

    what: Subject
    name: str
    right: int
    wrong: int
    extra: int
    missing: int
    precision: Ratio
    recall: Ratio


class Error(Struct, frozen=True, kw_only=True):
    """One thing that is wrong, not there or missing, with the words that were read or are missing, and any notes."""

    decision_id: str
    what: Subject
    name: str
    mark: Mark
    words: str
    notes: tuple[str, ...] = ()


class Scores(Struct, frozen=True, kw_only=True):
    """All marks on one release by one version of the parser.

    `disagreed` counts items that readers marked otherwise than each other: they are in no figure.
    """

    release: str
    parser_version: str
    seeds: tuple[int, ...]
    readers: tuple[str, ...]
    decisions: int
    read: int
    marked: int
    open: int
    disagreed: int
    figures: tuple[Figure, ...]
    errors: tuple[Error, ...]


def read_marks(data: bytes, name: str) -> Marks:
    """The marks in a file.

    Raises UsageError when it is none that the page saves.
    """
    try:
        return msgspec.json.decode(data, type=Marks)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{name} is no file of marks ({error}); give one that the page of `decision-parser sample` saved."
        ) from None


# ── counting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def score_marks(files: Iterable[Marks]) -> tuple[Scores, ...]:
    """The figures, apart for each release and version of the parser, in the order of their names.

    The same decision in several files is counted once: with what its readers agree on. Of several files of one
    reader, told by the initials, the one that was saved last stands.
    """
    versions: dict[tuple[str, str], list[Marks]] = defaultdict(list)
    for marks in files:
        versions[marks.release, marks.parser_version].append(marks)
    return tuple(_score(versions[version]) for version in sorted(versions))


class _Read(Struct):
    """What all readers say of one decision."""

    whole: bool
    items: dict[tuple[str, ...], list[Item]]
    missing: dict[tuple[str, ...], Missing]


def _score(files: Sequence[Marks]) -> Scores:
    decisions = _put_together(files)
    counts: Counter[tuple[Subject, str, str]] = Counter()
    marked = left = disagreed = 0
    for decision in decisions.values():
        for items in decision.items.values():
            said = {item.mark for item in items} - {None}
            left += not said
            disagreed += len(said) > 1
            if len(said) == 1:
                marked += 1
                counts.update(_count_item(items[0], next(iter(said)), whole=decision.whole))
        for missing in decision.missing.values():
            counts.update(_name_count(missing.what, missing.name, Mark.MISSING, whole=decision.whole))
    return Scores(
        release=files[0].release,
        parser_version=files[0].parser_version,
        seeds=tuple(sorted({marks.seed for marks in files})),
        readers=tuple(sorted({marks.reader for marks in files} - {""})),
        decisions=len(decisions),
        read=sum(decision.whole for decision in decisions.values()),
        marked=marked,
        open=left,
        disagreed=disagreed,
        figures=tuple(_iter_figures(counts)),
        errors=tuple(error for (name, _), decision in decisions.items() for error in _iter_errors(name, decision)),
    )


def _iter_errors(decision_id: str, decision: _Read) -> Iterator[Error]:
    """What readers agree is not right, in the order of the page, then what is missing."""
    for items in decision.items.values():
        said = {item.mark for item in items if item.mark}
        mark = said.pop() if len(said) == 1 else None
        if mark and mark is not Mark.RIGHT:
            notes = tuple(dict.fromkeys(item.note for item in items if item.note))
            item = items[0]
            yield Error(
                decision_id=decision_id, what=item.what, name=item.name, mark=mark, words=item.value or "", notes=notes
            )
    for missing in decision.missing.values():
        yield Error(
            decision_id=decision_id, what=missing.what, name=missing.name, mark=Mark.MISSING, words=missing.words
        )


def _put_together(files: Iterable[Marks]) -> dict[tuple[str, str], _Read]:
    """Decisions of the same words, each with every reader's marks; items that nobody marked are there too."""
    decisions: dict[tuple[str, str], _Read] = {}
    for marked in _take_latest(files):
        name = (marked.decision_id, marked.content_sha256)
        read = decisions.setdefault(name, _Read(whole=False, items={}, missing={}))
        read.whole |= marked.read
        for item in marked.items:
            read.items.setdefault(item.key, []).append(item)
        for missing in marked.missing:
            read.missing.setdefault((missing.what.value, missing.name, match_form(missing.words)), missing)
    return decisions


def _take_latest(files: Iterable[Marks]) -> Iterable[MarkedDecision]:
    """The marks of each reader on each decision: of those who gave their initials, what they saved last.

    A decision that was not touched takes nothing back.
    """
    latest: dict[tuple[str, str, str | int], MarkedDecision] = {}
    for number, marks in enumerate(sorted(files, key=attrgetter("saved_at"))):
        for marked in marks.decisions:
            key = (marked.decision_id, marked.content_sha256, marks.reader or number)
            if key not in latest or marked.is_touched:
                latest[key] = marked
    return latest.values()


def _count_item(item: Item, mark: Mark | None, *, whole: bool) -> Iterator[tuple[Subject, str, str]]:
    if mark is None or (mark is Mark.RIGHT and item.value is None):  # rightly nothing: that counts nowhere
        return
    yield from _name_count(item.what, item.name, mark, whole=whole or item.what is Subject.FIELD)


def _name_count(what: Subject, name: str, mark: Mark, *, whole: bool) -> Iterator[tuple[Subject, str, str]]:
    """What is counted under its name and under all, and once more where recall can be told."""
    for called in (name, ALL):
        yield what, called, mark.value
        if whole:
            yield what, called, f"{mark.value} of what was read"


def _iter_figures(counts: Mapping[tuple[Subject, str, str], int]) -> Iterator[Figure]:
    names = {(what, name) for what, name, _ in counts}
    order = list(Subject)
    for what, name in sorted(names, key=lambda each: (order.index(each[0]), each[1] == ALL, each[1])):
        right, wrong, extra, missing = (
            counts.get((what, name, mark), 0) for mark in (Mark.RIGHT, Mark.WRONG, Mark.EXTRA, Mark.MISSING)
        )
        found, lost, misread = (
            counts.get((what, name, f"{mark} of what was read"), 0) for mark in (Mark.RIGHT, Mark.MISSING, Mark.WRONG)
        )
        yield Figure(
            what=what,
            name=name,
            right=right,
            wrong=wrong,
            extra=extra,
            missing=missing,
            precision=_ratio(right, right + wrong + extra),
            recall=_ratio(found, found + lost + misread),
        )


def _ratio(right: int, of: int) -> Ratio:
    return Ratio(right, of, right / of if of else None, *wilson_interval(right, of))
