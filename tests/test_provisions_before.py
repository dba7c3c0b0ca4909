"""Where in the laws a decision is: which sections and Schedules a bare subsection or paragraph can go on from."""

import pytest

from decision_parser.law import Law
from decision_parser.models import CitationKind
from decision_parser.parsing.places import Mark, Number, Places, Spot, read_mark, read_number

CARE, HOUSING = (Law(title, CitationKind.ACT) for title in ("Care Act 2014", "Housing Act 1996"))


@pytest.mark.parametrize(
    ("provision", "number", "mark"),
    [
        ("s117", Number("s117", "s117", lettered=False), Mark("s117", "s117", None, CARE)),
        ("s26(1)(a)", Number("s26", "s26", lettered=False), Mark("s26", "s26", None, CARE)),
        ("s26ZA(2)", Number("s26ZA", "s26", lettered=True), Mark("s26ZA", "s26ZA", None, CARE)),
        ("reg 5A", Number("reg 5A", "reg 5", lettered=True), Mark("reg 5A", None, None, CARE)),
        ("art 8", Number("art 8", "art 8", lettered=False), Mark("art 8", None, None, CARE)),
        ("Sch 2", None, Mark(None, None, "Sch 2", CARE)),
        ("Sch A1 para 3(2)", None, Mark(None, None, "Sch A1", CARE)),
        ("Sch 2 Pt 3 para 4", None, Mark(None, None, "Sch 2 Pt 3", CARE)),
        ("s5-s7", None, None),
        ("(2)", None, None),
        ("Pt 2", None, None),
    ],
)
def test_what_a_provision_leaves_behind(provision: str, number: Number | None, mark: Mark | None) -> None:
    """Its number without levels, the section that it is, or its Schedule with the Part; a range has no number."""
    assert (read_number(provision), read_mark(provision, CARE)) == (number, mark)


def test_the_last_section_and_schedule_are_remembered() -> None:
    """A section is that of its paragraph alone, a Schedule of all that follow; each number keeps its own law."""
    places = Places()
    assert places.find_section(1) is None
    places.note([Mark("s1", "s1", None, CARE), Mark("reg 5", None, None, HOUSING)], 1)
    assert places.find_section(1) == Spot("s1", CARE, 1)
    places.note([Mark(None, None, "Sch 2", HOUSING)], 2)
    assert (places.find_section(2), places.schedule) == (None, Spot("Sch 2", HOUSING, 2))
    assert places.numbers == {"s1": (CARE, 1), "reg 5": (HOUSING, 1)}
    places.note([Mark("s1", "s1", None, HOUSING)], 3)
    assert places.find_section(3) == Spot("s1", HOUSING, 3)
    assert (places.numbers["s1"], places.schedule) == ((HOUSING, 3), Spot("Sch 2", HOUSING, 2))
