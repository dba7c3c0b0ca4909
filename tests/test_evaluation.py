"""The scorer of the finders: what a finder is given, what is counted, and how sure the figures are."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from decision_parser.models import Citation, Paragraph, ParagraphKind, Remedy, SectionKind, Stage, Topic
from tests.evaluation.cases import CitationCase, RemedyCase
from tests.evaluation.counting import Match, Share, Tally, draw_cases, tally, wilson
from tests.evaluation.invented import (
    APOLOGY,
    EMPTY,
    TWO,
    citation_case,
    know_citations,
    know_remedies,
    law,
    paid,
    remedy_case,
)
from tests.evaluation.scoring import Evaluation, evaluate
from tests.evaluation.tasks import CITATIONS, REMEDIES


def score_remedies(finds: Sequence[Sequence[Remedy]], *cases: RemedyCase) -> Evaluation:
    """The figures of finds, given case by case."""
    return evaluate(
        REMEDIES,
        [
            replace(REMEDIES, find=lambda _, found=found: found).answer(case)  # type: ignore[misc]
            for case, found in zip(cases, finds, strict=True)
        ],
    )


def score_citations(found: Sequence[Citation], case: CitationCase) -> Evaluation:
    """The figures of the finds in one case."""
    return evaluate(CITATIONS, [replace(CITATIONS, find=lambda _: found).answer(case)])


# ── pieces as a finder gets them ─────────────────────────────────────────────────────────────────────────────────────


def test_items_stand_under_their_paragraph() -> None:
    """Marks become depth and path, positions count from 1, and only paragraphs have numbers."""
    case = remedy_case(text=("Two things:", "- one:", "-- first;", "-- second;", "- other.", "And:", "- more - still."))
    (section,) = case.sections
    fields = ("position", "number", "path", "depth", "text")
    assert [tuple(getattr(paragraph, name) for name in fields) for paragraph in section.paragraphs] == [
        (1, "1", "1", 0, "Two things:"),
        (2, None, "1[1]", 1, "one:"),
        (3, None, "1[1][1]", 2, "first;"),
        (4, None, "1[1][2]", 2, "second;"),
        (5, None, "1[2]", 1, "other."),
        (6, "2", "2", 0, "And:"),
        (7, None, "2[1]", 1, "more - still."),
    ]
    assert section.paragraphs[1] == Paragraph(2, None, None, "1[1]", 1, ParagraphKind.ITEM, "one:")


@pytest.mark.parametrize(
    ("heading", "kind", "topic", "level"),
    [
        ("Agreed action", SectionKind.REMEDY, None, 1),
        ("Summary", SectionKind.SUMMARY, None, 1),
        ("The Ombudsman’s role and powers", SectionKind.ROLE_AND_POWERS, None, 1),
        ("What I found", SectionKind.FINDINGS, None, 1),
        ("What happened", SectionKind.FINDINGS, Topic.EVENTS, 2),
        ("Housing benefit overpayments", SectionKind.FINDINGS, None, 2),
    ],
)
def test_heading_gives_kind_of_section(heading: str, kind: SectionKind, topic: Topic | None, level: int) -> None:
    """A heading is what the publisher's table says; one that no row knows stands inside the findings."""
    (section,) = remedy_case(heading=heading).sections
    assert (section.kind, section.topic, section.level, section.heading) == (kind, topic, level, heading)


def test_stage_is_draft_where_labels_propose() -> None:
    """A remedy that is proposed makes the piece one of a draft."""
    assert remedy_case(paid()).stage is Stage.FINAL
    assert remedy_case(paid(), paid(status="proposed")).stage is Stage.DRAFT


# ── counts and intervals ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (95, 100, 0.8882, 0.9785)],
)
def test_wilson_gives_known_intervals(right: int, of: int, low: float, high: float) -> None:
    """The intervals are those of the textbook."""
    assert wilson(right, of) == pytest.approx((low, high), abs=5e-5)


def test_nothing_has_no_ratio() -> None:
    """A share of nothing is neither 0 nor 1, and has no interval."""
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    assert Match([]).total == Match([Tally(0, 0, 0)]).total == Tally(0, 0, 0)
    assert Match([Tally(0, 0, 0)]).total.f1 is None
    assert Match([Tally(0, 0, 0)]).draw_interval(draw_cases(1)) is None


@pytest.mark.parametrize(
    ("labelled", "found", "expected"),
    [
        ("ab", "ab", (2, 2, 2)),
        ("ab", "", (2, 0, 0)),
        ("ab", "aab", (2, 3, 2)),
        ("aa", "a", (2, 1, 1)),
        ("", "a", (0, 1, 0)),
    ],
)
def test_tally_counts_one_to_one(labelled: str, found: str, expected: Tally) -> None:
    """A label is found once; a find of it again is a false one."""
    assert tally(labelled, found) == expected


def test_bootstrap_is_repeatable_and_of_cases() -> None:
    """The same cases give the same interval; it holds F1, is narrower with more cases, and a point where all agree."""
    mixed = [Tally(1, 1, 1), Tally(2, 1, 1), Tally(1, 2, 0), Tally(3, 3, 3)]
    few, many = (Match(mixed * times).draw_interval(draw_cases(4 * times)) for times in (2, 20))
    assert few == Match(mixed * 2).draw_interval(draw_cases(8))
    assert few is not None
    assert many is not None
    assert Match(mixed).total.f1 == pytest.approx(10 / 14)
    assert few[0] < many[0] < 10 / 14 < many[1] < few[1]
    assert Match([Tally(2, 2, 2)] * 9).draw_interval(draw_cases(9)) == (1.0, 1.0)


def test_draws_take_as_many_cases_as_there_are() -> None:
    """Each draw is a set of the same size, in which cases may be missing or stand again."""
    draws = draw_cases(7)
    assert len(draws) == 2000
    assert {sum(draw) for draw in draws} == {7}
    assert draw_cases(0, 2) == [[], []]


# ── scores of remedies ───────────────────────────────────────────────────────────────────────────────────────────────


THREE = remedy_case(APOLOGY, paid("540", purpose="distress"), paid("390", part_of=2), paid("150", part_of=2))
FORMULA = remedy_case({"paragraph": 1, "kind": "refund_or_waiver", "formula": True, "status": "agreed"})


def test_perfect_finder_scores_one() -> None:
    """Who finds just the labels has 1 everywhere, or nothing where nothing was labelled."""
    cases = (THREE, FORMULA, EMPTY)
    evaluation = score_remedies([know_remedies(case) for case in cases], *cases)
    assert {value for value in evaluation.figures.values() if value is not None} == {1.0}
    assert evaluation.matches["kind_and_amount"].total == (5, 5, 5)
    assert evaluation.matches["payment"].total == evaluation.matches["amount_alone"].total == (3, 3, 3)
    assert evaluation.find_interval("kind_and_amount") == (1.0, 1.0)
    assert evaluation.shares["part_of"] == (2, 2)
    assert evaluation.shares["formula"] == (1, 1)
    assert evaluation.shares["deadline"] == (1, 1)
    assert evaluation.negatives == (1, 1)


def test_nothing_found_scores_nothing() -> None:
    """Who finds nothing has recall 0, no precision, and all negatives right."""
    evaluation = score_remedies([[], []], THREE, EMPTY)
    figures = evaluation.figures
    assert figures["kind_and_amount_recall"] == figures["kind_and_amount_f1"] == 0
    assert figures["kind_and_amount_precision"] is None
    assert figures["per"] is None
    assert figures["negatives"] == 1


def test_one_extra_costs_precision() -> None:
    """A find that no label knows is false in all, in its kind and among the amounts, and spoils a negative."""
    extra = know_remedies(remedy_case(paid("75")))
    evaluation = score_remedies([[*know_remedies(THREE), *extra], extra], THREE, EMPTY)
    assert evaluation.matches["kind_and_amount"].total == (4, 6, 4)
    assert evaluation.matches["apology"].total == (1, 1, 1)
    assert evaluation.matches["payment"].total == evaluation.matches["amount_alone"].total == (3, 5, 3)
    assert evaluation.figures["kind_and_amount_f1"] == pytest.approx(8 / 10)
    assert evaluation.negatives == (0, 1)


def test_same_find_again_is_false() -> None:
    """A duplicate is right once."""
    evaluation = score_remedies([know_remedies(THREE) * 2], THREE)
    assert evaluation.matches["kind_and_amount"].total == (4, 8, 4)
    assert evaluation.matches["kind_alone"].total == (4, 8, 4)


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({"paragraph_position": 3}, {}),
        ({"amount": Decimal(30)}, {"kind_alone"}),
        ({"amount": None}, {"kind_alone"}),
        ({"kind": "refund_or_waiver"}, {"amount_alone"}),
        ({"amount": Decimal("300.00")}, {"kind_and_amount", "payment", "kind_alone", "amount_alone"}),
    ],
)
def test_paragraph_kind_and_amount_make_a_match(change: dict[str, Any], right: set[str]) -> None:
    """All three must be equal; kind alone and amount alone need the paragraph too."""
    case = remedy_case(paid())
    (find,) = know_remedies(case)
    changed = msgspec.convert(msgspec.structs.asdict(find) | change, Remedy)
    evaluation = score_remedies([[changed]], case)
    assert {name for name, match in evaluation.matches.items() if match.total.right} == set(right)


def test_find_is_matched_to_the_label_that_agrees() -> None:
    """Of several equal amounts each goes to the label of its own purpose and period, whatever the order."""
    case = remedy_case(paid(purpose="distress"), paid(purpose="loss"), paid(per="month"))
    evaluation = score_remedies([know_remedies(case)[::-1]], case)
    assert evaluation.shares["purpose"] == (2, 2)
    assert evaluation.shares["per"] == (3, 3)


@pytest.mark.parametrize(
    ("label", "find", "field", "share"),
    [
        ({}, {"per": "month"}, "per", (0, 1)),
        ({"purpose": "loss"}, {"purpose": None}, "purpose", (0, 1)),
        ({}, {"purpose": "loss"}, "purpose", (0, 1)),
        ({}, {}, "purpose", (0, 0)),
        ({}, {"status": "done"}, "status", (0, 1)),
        ({"deadline": "P1M"}, {"deadline_duration": "P4W"}, "deadline", (0, 1)),
        ({"deadline": "P1M"}, {"deadline_duration": "P1M", "deadline_on": "2024-04-22"}, "deadline", (1, 1)),
        ({"deadline": "2024-05-01"}, {"deadline_on": "2024-05-01"}, "deadline", (1, 1)),
        ({"deadline": "2024-05-01"}, {"deadline_on": "2024-05-02"}, "deadline", (0, 1)),
        ({}, {"deadline_on": "2024-05-02"}, "deadline", (0, 1)),
        ({}, {"part_of": 1}, "part_of", (0, 1)),
        ({}, {"part_of": 9}, "part_of", (0, 1)),
        ({}, {"formula_text": "half"}, "formula", (0, 1)),
    ],
)
def test_fields_are_asked_of_matches(
    label: dict[str, Any], find: dict[str, Any], field: str, share: tuple[int, int]
) -> None:
    """A field is right where both sides say the same, wrong where one differs, and counts only where one speaks."""
    case = remedy_case(paid(**label))
    (perfect,) = know_remedies(remedy_case(paid()))
    changed = msgspec.convert(msgspec.structs.asdict(perfect) | find, Remedy)
    assert score_remedies([[changed]], case).shares[field] == share


def test_part_is_compared_by_the_amount_of_its_whole() -> None:
    """A part of the wrong whole is wrong, and positions need not be those of the labels."""
    found = [msgspec.structs.replace(find, position=find.position + 5) for find in know_remedies(THREE)]
    moved = [msgspec.structs.replace(find, part_of=find.part_of and find.part_of + 5) for find in found]
    assert score_remedies([moved], THREE).shares["part_of"] == (2, 2)
    moved[3] = msgspec.structs.replace(moved[3], part_of=moved[2].position)
    assert score_remedies([moved], THREE).shares["part_of"] == (1, 2)


# ── scores of citations ──────────────────────────────────────────────────────────────────────────────────────────────


def test_perfect_finder_of_citations_scores_one() -> None:
    """Who finds just the labels has 1 everywhere; a law counts once a paragraph where its title is asked for alone."""
    evaluation = score_citations(know_citations(TWO), TWO)
    assert {value for value in evaluation.figures.values() if value is not None} == {1.0}
    assert evaluation.matches["title_and_provision"].total == evaluation.matches["act"].total == (2, 2, 2)
    assert evaluation.matches["title_alone"].total == (1, 1, 1)
    assert evaluation.shares == {"kind": (2, 2), "as_amended": (1, 1)}
    assert score_citations([], TWO).figures["title_and_provision_f1"] == 0
    assert score_citations(know_citations(TWO), citation_case()).negatives == (0, 1)


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({"provision": "s11"}, {"title_alone"}),
        ({"provision": None}, {"title_alone"}),
        ({"title": "Care Act 2015"}, set()),
        ({"title": None}, set()),
        ({"title": "CARE ACT 2014 "}, {"title_and_provision", "act", "title_alone"}),
        ({"kind": "regulations"}, {"title_and_provision", "title_alone"}),
        ({"paragraph_position": 2}, set()),
    ],
)
def test_paragraph_title_and_provision_make_a_match(change: dict[str, Any], right: set[str]) -> None:
    """All three must be equal, the title however it is written."""
    case = citation_case(law())
    (find,) = know_citations(case)
    changed = msgspec.convert(msgspec.structs.asdict(find) | change, Citation)
    evaluation = score_citations([changed], case)
    assert {name for name, match in evaluation.matches.items() if match.total.right} == right


def test_same_citation_again_is_false() -> None:
    """A duplicate is right once, and costs nothing where titles are asked for alone."""
    evaluation = score_citations(know_citations(TWO) * 2, TWO)
    assert evaluation.matches["title_and_provision"].total == (2, 4, 2)
    assert evaluation.matches["title_alone"].total == (1, 1, 1)
