"""What each check of a release says when it fails: where, how much, the limit, and which decisions to look at."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from decision_parser.models.checks import Expectations
from decision_parser.models.profile import (
    ColumnProfile,
    PersonalProfile,
    Profile,
    SectionProfile,
    TableProfile,
    YearProfile,
)
from decision_parser.quality.gate import CHECKS, judge_release
from decision_parser.quality.judging import Terms

SAID = Path(__file__).with_name("checks.txt")


class Teller:
    """Finds no decision, but says what it was asked for."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any of the finder's questions
        """A question."""

        def find(*asked: str | Collection[str]) -> tuple[str, ...]:
            words = (each if isinstance(each, str) else " ".join(sorted(each)) for each in asked)
            return (" ".join([name.removeprefix("find_"), *words]),)

        return find


def year(  # noqa: PLR0913 - figures of a year
    rows: int,
    name: str = "2024",
    columns: Mapping[str, ColumnProfile] | None = None,
    *,
    sections: Mapping[str, SectionProfile] | None = None,
    tables: Mapping[str, TableProfile] | None = None,
    problems: Mapping[str, int] | None = None,
    faulty: int = 0,
    personal: PersonalProfile | None = None,
) -> YearProfile:
    """A year of a publisher's in figures."""
    every = {"decisions": TableProfile(rows, columns or {}), **(tables or {})}
    return YearProfile("lgsco", name, every, sections or {}, problems or {}, faulty, personal)


def values(**counts: int) -> ColumnProfile:
    """A column whose values are counted."""
    return ColumnProfile(sum(counts.values()), len(counts), None, counts)


def parts(rows: int, characters: int | None = None) -> dict[str, TableProfile]:
    """A table of sections."""
    return {"sections": TableProfile(rows, {"text": ColumnProfile(rows, None, characters)})}


def remedies(apologies: int) -> dict[str, TableProfile]:
    """A hundred remedies, the others being payments."""
    return {"remedies": TableProfile(100, {"kind": values(apology=apologies, payment=100 - apologies)})}


def judge(
    old: list[YearProfile] | None,
    new: list[YearProfile],
    *,
    least: int | None = None,
    whole: bool = True,
    **expected: Any,  # noqa: ANN401 - what a publisher's decisions are like
) -> dict[str, list[dict[str, Any]]]:
    """What failed, by name of the check: all that it says that is not as with any check."""
    terms = Terms(
        expectations={"lgsco": msgspec.convert(expected, Expectations)},
        whole=frozenset({"lgsco"} if whole else ()),
        least=least,
    )
    failed: dict[str, list[dict[str, Any]]] = {}
    for check in judge_release(Profile(tuple(new)), None if old is None else Profile(tuple(old)), terms, Teller()):
        if not check.passed:
            said = {name: value for name, value in msgspec.to_builtins(check).items() if value is not None}
            assert said.pop("source") == "lgsco"
            del said["passed"]
            failed.setdefault(said.pop("name"), []).append(said)
    return failed


def tell(check: dict[str, Any]) -> str:
    """A check on one line."""
    where = " ".join(str(check.get(name, "-")) for name in ("basis", "year", "table", "column"))
    stops = "stops" if check["required"] else "told"
    shown = ", ".join(check["decisions"])
    return f"{where}: {check['value']:g} of {check.get('limit', '-')}, {stops} [{shown}] {check['detail']}"


SECTIONS = SectionProfile(40, 40, 4000)
# By the name of a check, and what is special where it has several.
SCENES: dict[str, tuple[list[YearProfile] | None, list[YearProfile], dict[str, Any]]] = {
    "decisions_listed": (
        None,
        [year(10, "2021"), year(19, "2023"), year(10, "2025"), year(9, "2030")],
        {"least_decisions": 50, "least_of_year": 20},
    ),
    "filled": (
        None,
        [year(1000, columns={"title": ColumnProfile(950), "decided_on": ColumnProfile(999)}), year(500, "undated")],
        {"filled": {"title": 0.98, "decided_on": 0.98}},
    ),
    "allowed": (None, [year(100, columns={"category": values(Housing=80, Bins=8, Cats=9, Dogs=2, Eels=1)})],
                {"allowed": {"category": ["Housing"]}}),
    "varied": (None, [year(40, columns={"outcome": values(upheld=30)})], {"varied": ["outcome"]}),
    "unknown_sections": (None, [year(40, sections={"unknown": SectionProfile(30, 9, 9)}, tables=parts(100))],
                         {"most_unknown": 0.1}),
    "unknown_sections/undated": (
        None,
        [year(40, "undated", sections={"unknown": SectionProfile(30, 9, 9)}, tables=parts(100))],
        {"most_unknown": 0.1},
    ),
    "unknown_headings": (None, [year(100, problems={"unknown_heading": 30})], {"most_headings": 0.1}),
    "faults": (None, [year(100, faulty=30)], {"most_faulty": 0.1, "whole": False}),
    "lossless": (None, [year(100, problems={"lossless": 5})], {"whole": False}),
    "personal": (None, [year(9, personal=PersonalProfile({"email": 1, "postcode": 2, "new": 3}, ("a", "b")))], {}),
    "kept": ([year(100)], [year(98)], {"least": 99}),
    "shrink": ([year(1000)], [year(940)], {}),
    "missing_year": ([year(40, "2023"), year(40)], [year(40)], {}),
    "missing_year/of ten": ([year(10)], [year(4)], {}),
    "fill_fall": (
        [year(100, columns={"title": ColumnProfile(100), "summary": ColumnProfile(90)})],
        [year(100, columns={"title": ColumnProfile(94), "summary": ColumnProfile(79)})],
        {"filled": {"title": 0.5}},
    ),
    "fill_fall/dates": ([year(100, "2023"), year(100), year(2, "undated")],
                        [year(100, "2023"), year(90), year(12, "undated")], {}),
    "fill_fall/first dates": ([year(100)], [year(90), year(10, "undated")], {}),
    "fill_fall/half": (
        [year(80, columns={"summary": ColumnProfile(40)})], [year(80, columns={"summary": ColumnProfile(20)})], {}
    ),
    "fill_fall/one": (
        [year(12, columns={"title": ColumnProfile(12)})],
        [year(12, columns={"title": ColumnProfile(11)})],
        {"filled": {"title": 0.5}},
    ),
    "shift": (
        [year(100, columns={"outcome": values(upheld=50, not_upheld=50)}, tables=remedies(80))],
        [year(100, columns={"outcome": values(upheld=79, not_upheld=21)}, tables=remedies(29))],
        {},
    ),
    "fewer_values": (
        [year(40, columns={"body_name": values(**{f"b{n}": 4 for n in range(10)})})],
        [year(40, columns={"body_name": values(b0=10, b1=10, b2=5, b3=5, b4=5, b5=5)})],
        {},
    ),
    "new_values": (
        [year(40, columns={"category": values(Housing=40)})],
        [year(40, columns={"category": values(Housing=36, Eels=1, Dogs=1, Cats=1, Bins=1)})],
        {},
    ),
    "unknown_rise": (
        [year(40, sections={"unknown": SectionProfile(10, 5, 5)}, tables=parts(200))],
        [year(40, sections={"unknown": SectionProfile(20, 5, 5)}, tables=parts(200))],
        {},
    ),
    "heading_rise": ([year(40, problems={"unknown_heading": 4})], [year(40, problems={"unknown_heading": 8})], {}),
    "fault_rise": ([year(40, faulty=4)], [year(40, faulty=8)], {}),
    "fault_rise/one": ([year(30)], [year(30, faulty=1)], {}),
    "text_cut": (
        [year(40, columns={"full_text": ColumnProfile(40, None, 40_000)}, tables=parts(80, 8000))],
        [year(40, columns={"full_text": ColumnProfile(40, None, 30_000)}, tables=parts(80, 6000))],
        {},
    ),
    "rows_cut": ([year(40, tables=parts(80))], [year(40, tables=parts(60))], {}),
    "sections_gone": (
        [year(40, sections={"complaint": SECTIONS})],
        [year(40, sections={"complaint": SectionProfile(35, 35, 3500)})],
        {},
    ),
    "sections_gone/two": (
        [year(10, sections={"complaint": SectionProfile(10, 10, 1000)})],
        [year(10, sections={"complaint": SectionProfile(8, 8, 800)})],
        {},
    ),
    "sections_cut": (
        [year(40, sections={"complaint": SECTIONS})],
        [year(40, sections={"complaint": SectionProfile(40, 40, 2000)})],
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SCENES)
def test_what_a_failed_check_says(name: str) -> None:
    """A check that fails says where, how much, the limit, whether it stops, which decisions, and all in a sentence.

    The lines of `checks.txt` were read by somebody: where, the measure, its limit, [what was asked], the words.
    """
    old, new, terms = SCENES[name]
    failed = judge(old, new, **terms)
    said = SAID.read_text(encoding="utf-8").splitlines()
    assert [f"{name}: {tell(check)}" for check in failed[name.partition("/")[0]]] == [
        line for line in said if line.startswith(f"{name}: ")
    ]


def test_every_check_has_a_scene() -> None:
    """There is no check whose words nobody has read."""
    assert {name.partition("/")[0] for name in SCENES} == set(CHECKS)


@pytest.mark.parametrize(
    ("old", "new", "terms"),
    [
        (None, [year(20, "2021"), year(20, "2022"), year(10, "2023")], {"least_decisions": 50, "least_of_year": 20}),
        (None, [year(50, "2021"), year(9, "2025")], {"least_decisions": 59, "least_of_year": 20}),
        (None, [year(40, "2021"), year(1, "2023")], {"least_decisions": 99, "least_of_year": 99, "whole": False}),
        (None, [year(100, columns={"title": ColumnProfile(98)})], {"filled": {"title": 0.98}}),
        (None, [year(29, columns={"outcome": values(upheld=29)})], {"varied": ["outcome"]}),
        (None, [year(40, columns={"outcome": values(upheld=29, other=1)})], {"varied": ["outcome"]}),
        (None, [year(40, sections={"unknown": SectionProfile(10, 9, 9)}, tables=parts(100))], {"most_unknown": 0.1}),
        (None, [year(100, problems={"unknown_heading": 10})], {"most_headings": 0.1}),
        (None, [year(100)], {"most_headings": 0.0}),
        (None, [year(100, faulty=10)], {"most_faulty": 0.1}),
        (None, [year(200, problems={"lossless": 1})], {}),
        (None, [year(9, personal=PersonalProfile({}, ()))], {}),
        ([year(100)], [year(98)], {"least": 98}),
        ([year(1000)], [year(950)], {}),
        ([year(9)], [year(6), year(3, "2023")], {}),
        ([year(40, sections={"complaint": SectionProfile(9, 9, 900)})],
         [year(40, sections={"complaint": SectionProfile(9, 9, 90)})], {}),
        ([year(9)], [year(5)], {}),
        ([year(9)], [year(4)], {}),
        ([year(40), year(1, "2023")], [year(40)], {}),
        ([year(40), year(9, "2023")], [year(40), year(7, "2023"), year(2, "undated")], {}),
        ([year(40, "2023"), year(40)], [year(20, "2023"), year(60)], {}),
        ([year(40, "2023"), year(20, "undated")], [year(40, "2023"), year(20)], {}),
        ([year(100, columns={"title": ColumnProfile(99)})], [year(100, columns={"title": ColumnProfile(96)})],
         {"filled": {"title": 0.5}}),
        ([year(9, columns={"title": ColumnProfile(9)})], [year(9)], {}),
        ([year(100, columns={"outcome": values(upheld=50, other=50)})],
         [year(100, columns={"outcome": values(upheld=70, other=30)})], {}),
        ([year(9, columns={"outcome": values(upheld=9)})], [year(9, columns={"outcome": values(other=9)})], {}),
        ([year(40, columns={"body_name": values(**{f"b{n}": 4 for n in range(10)})})],
         [year(40, columns={"body_name": values(**{f"b{n}": 4 for n in range(7)})})],
         {"largest_shift": 0.8, "largest_fall": 0.4}),
        ([year(40, columns={"body_name": values(**{f"b{n}": 10 for n in range(4)})})],
         [year(40, columns={"body_name": values(b0=40)})], {"largest_shift": 0.8}),
        ([year(40, columns={"outcome": values(upheld=40)})], [year(40, columns={"outcome": values(upheld=39, new=1)})],
         {}),
        ([year(40, sections={"unknown": SectionProfile(10, 5, 5)}, tables=parts(200))],
         [year(40, sections={"unknown": SectionProfile(16, 5, 5)}, tables=parts(200))], {}),
        ([year(100)], [year(100, faulty=3)], {}),
        ([year(40)], [year(40, sections={"unknown": SectionProfile(10, 5, 5)}, tables=parts(20))], {}),
        ([year(40, columns={"full_text": ColumnProfile(40, None, 40_000)})],
         [year(40, columns={"full_text": ColumnProfile(40, None, 32_000)})], {}),
        ([year(40, tables=parts(80))], [year(40, tables=parts(64))], {}),
        ([year(20, tables=parts(29))], [year(20, tables=parts(1))], {}),
        ([year(40, sections={"complaint": SECTIONS})], [year(40, sections={"complaint": SectionProfile(36, 36, 3600)})],
         {}),
        ([year(40, sections={"complaint": SECTIONS})], [year(40, sections={"complaint": SectionProfile(40, 40, 2400)})],
         {}),
        ([year(40, sections={"unknown": SECTIONS})], [year(40)], {}),
        ([year(20, sections={"complaint": SectionProfile(5, 5, 500)})], [year(20)], {"largest_cut": 1.0}),
        ([year(99, sections={"complaint": SectionProfile(29, 29, 500)})], [year(99)], {}),
    ],
)  # fmt: skip
def test_up_to_the_limit_nothing_fails(
    old: list[YearProfile] | None, new: list[YearProfile], terms: dict[str, Any]
) -> None:
    """What is as much as a check allows, or too little to tell anything, is no failure."""
    assert judge(old, new, **terms).keys() <= {"new_values"}


def main() -> None:
    """Write down what each check says now: `python -m tests.test_checks`."""
    scenes = ((name, judge(old, new, **terms)[name.partition("/")[0]]) for name, (old, new, terms) in SCENES.items())
    SAID.write_text("".join(f"{name}: {tell(each)}\n" for name, found in scenes for each in found), encoding="utf-8")


if __name__ == "__main__":
    main()
