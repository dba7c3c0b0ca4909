"""Marks that people set: how they are counted, put together from several readers, and refused."""

import json
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from decision_parser.errors import UsageError
from decision_parser.proportions import wilson_interval
from decision_parser.quality.marks import (
    Figure,
    Item,
    Mark,
    MarkedDecision,
    Marks,
    Missing,
    Scores,
    Subject,
    read_marks,
    score_marks,
)


def item(what: str, name: str, mark: str | None, value: str | None = "x", position: int | None = None) -> Item:
    """Something that was marked, or not."""
    return Item(what=Subject(what), name=name, position=position, value=value, mark=Mark(mark) if mark else None)


@dataclass
class File:
    """A file of marks on one decision."""

    items: list[Item]
    read: bool = True
    missing: list[Missing] = field(default_factory=list)
    decision_id: str = "lgsco/a"
    release: str = "R1"
    parser_version: str = "1.0"
    reader: str = ""
    content: str = "c"
    saved_at: str = ""

    @property
    def marks(self) -> Marks:
        """As the page saves it."""
        decision = MarkedDecision(
            decision_id=self.decision_id,
            content_sha256=self.content,
            read=self.read,
            items=tuple(self.items),
            missing=tuple(self.missing),
        )
        return Marks(
            format="decision_parser marks",
            version=1,
            release=self.release,
            parser_version=self.parser_version,
            seed=3,
            decisions=(decision,),
            reader=self.reader,
            saved_at=self.saved_at,
        )


def score(*files: File) -> Scores:
    """The figures of files of one release and version."""
    (scores,) = score_marks(file.marks for file in files)
    return scores


def find(scores: Scores, what: str, name: str) -> Figure:
    """One figure."""
    (figure,) = (each for each in scores.figures if (each.what, each.name) == (what, name))
    return figure


@pytest.mark.parametrize(
    ("mark", "value", "precision", "recall"),
    [
        ("right", "x", (1, 1), (1, 1)),
        ("wrong", "x", (0, 1), (0, 1)),
        ("extra", "x", (0, 1), (0, 0)),
        ("missing", None, (0, 0), (0, 1)),
    ],
)
def test_each_mark_counts_as_the_page_of_figures_says(
    mark: str, value: str | None, precision: tuple[int, int], recall: tuple[int, int]
) -> None:
    """Wrong is a false find and a miss, not there a false find alone, missing a miss alone."""
    figure = find(score(File([item("field", "outcome", mark, value)])), "field", "outcome")
    assert (figure.precision.right, figure.precision.of) == precision
    assert (figure.recall.right, figure.recall.of) == recall


def test_rightly_nothing_and_unmarked_count_nowhere() -> None:
    """A field that is rightly empty is marked and in no figure; what is not marked is counted as open."""
    scores = score(File([item("field", "satisfied_on", "right", None), item("field", "outcome", None)]))
    assert scores.figures == ()
    assert (scores.marked, scores.open) == (1, 1)


def test_recall_is_of_decisions_read_whole() -> None:
    """Precision counts every mark; recall of remedies only where the reader missed nothing else; of fields always."""
    marks = [item("remedy", "payment", "right", position=1), item("field", "title", "right")]
    gone = Missing(what=Subject.REMEDY, name="apology", words="say sorry")
    part = File(marks, read=False, missing=[gone])
    whole = File([*marks, item("remedy", "payment", "wrong", position=2)], decision_id="lgsco/b", missing=[gone])
    scores = score(part, whole)
    paid, sorry, everything = (find(scores, "remedy", name) for name in ("payment", "apology", "all"))
    assert (paid.precision.right, paid.precision.of) == (2, 3)
    assert (paid.recall.right, paid.recall.of) == (1, 2)
    assert (sorry.missing, sorry.recall.right, sorry.recall.of, sorry.precision.value) == (2, 0, 1, None)
    assert (everything.precision.of, everything.recall.right, everything.recall.of) == (3, 1, 3)
    assert paid.precision.value == pytest.approx(2 / 3)
    assert (paid.precision.low, paid.precision.high) == wilson_interval(2, 3)
    assert scores.seeds == (3,)
    assert find(scores, "field", "title").recall.of == 2
    assert (scores.decisions, scores.read) == (2, 1)


def test_two_readers_count_once_where_they_agree() -> None:
    """The same mark of two readers is one; where they differ it is told and counted nowhere; missing words are once."""
    gone = Missing(what=Subject.CITATION, name="act", words="Care Act 2014")
    again = Missing(what=Subject.CITATION, name="act", words="care act 2014 ")
    one = File([item("field", "title", "right"), item("field", "outcome", "right")], missing=[gone], reader="AB")
    two = File([item("field", "title", "right"), item("field", "outcome", "wrong")], missing=[again], reader="CD")
    scores = score(one, two)
    assert (scores.marked, scores.disagreed, scores.decisions, scores.readers) == (1, 1, 1, ("AB", "CD"))
    assert find(scores, "field", "title").right == 1
    assert find(scores, "citation", "act").missing == 1
    assert [figure.name for figure in scores.figures] == ["title", "all", "act", "all"]


def test_one_reader_fills_what_another_left_open() -> None:
    """A mark and none are a mark."""
    scores = score(File([item("field", "title", None)]), File([item("field", "title", "right")]))
    assert (scores.marked, scores.open, scores.disagreed) == (1, 0, 0)


def test_later_file_of_the_same_reader_stands_for_the_earlier_one() -> None:
    """Who changed a mark does not differ from oneself; a decision left open in the later file keeps its marks."""
    early = File([item("field", "title", "right")], reader="AB", saved_at="2026-11-01T10:00:00Z")
    late = File([item("field", "title", "wrong")], reader="AB", saved_at="2026-11-02T10:00:00Z")
    blank = File([item("field", "title", None)], read=False, reader="AB", saved_at="2026-11-03T10:00:00Z")
    scores = score(late, blank, early)
    assert (scores.disagreed, find(scores, "field", "title").wrong, scores.read) == (0, 1, 1)
    other = score(late, File([item("field", "title", "right")], reader="CD"))
    assert other.disagreed == 1


def test_errors_are_listed_with_words_and_notes() -> None:
    """What is wrong or missing is named with its words and the notes on it; what is right or differed about is not."""
    wrong = msgspec.structs.replace(item("remedy", "payment", "wrong", "pay £5", 1), note="it is £50")
    gone = Missing(what=Subject.REMEDY, name="apology", words="say sorry")
    scores = score(File([item("field", "title", "right"), wrong], missing=[gone]))
    told = [(error.mark, error.what, error.name, error.words, error.notes) for error in scores.errors]
    assert told == [
        ("wrong", "remedy", "payment", "pay £5", ("it is £50",)),
        ("missing", "remedy", "apology", "say sorry", ()),
    ]
    assert score(File([wrong]), File([item("remedy", "payment", "right", "pay £5", 1)])).errors == ()


def test_releases_and_versions_are_told_apart() -> None:
    """Marks on another release, or by another parser, are figures of their own; other words are another decision."""
    title = [item("field", "title", "right")]
    files = [File(title), File(title, content="d"), File(title, release="R2"), File(title, parser_version="1.1")]
    found = [(each.release, each.parser_version, each.decisions) for each in score_marks(file.marks for file in files)]
    assert found == [("R1", "1.0", 2), ("R1", "1.1", 1), ("R2", "1.0", 1)]


WHOLE: dict[str, Any] = msgspec.to_builtins(File([item("field", "title", "right")]).marks)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        json.dumps({**WHOLE, "format": "other"}).encode(),
        json.dumps({**WHOLE, "version": 2}).encode(),
        json.dumps({key: value for key, value in WHOLE.items() if key != "release"}).encode(),
    ],
)
def test_other_files_are_refused(data: bytes) -> None:
    """What the page did not save is refused by its name, in a sentence that says what to give."""
    assert read_marks(json.dumps(WHOLE).encode(), "marks.json").seed == 3
    with pytest.raises(UsageError, match=r"^x\.json is no file of marks \(.*\); give one that"):
        read_marks(data, "x.json")
