"""What looks like a real person's data: told from what does not, counted in every release, and never kept."""

import re
from pathlib import Path

import pytest

from decision_parser.dataset.profiling import PROFILE_FILE, Tally, measure_release, read_profile
from decision_parser.dataset.release import read_release
from decision_parser.models.checks import CheckBasis
from decision_parser.models.profile import PersonalProfile
from decision_parser.personal import KINDS, SUSPECT, count_personal
from decision_parser.pipeline.build import build
from tests.snippets import CLOSING, OPENING, write_page

FOUND = [
    ("Write to jane.doe@mail.example.com, please.", {"email": 1}),
    ("jane@example.org or john@example.org", {"email": 2}),
    ("He rang 020 7946 0958 twice.", {"telephone": 1}),
    ("on (01632) 960 983 or +44 (0)7700 900123", {"telephone": 2}),
    ("moved to 14 Acacia Avenue, Eastley, EA1 2BC.", {"postcode": 1}),
    ("at 7a Mill Lane ZZ99 9ZZ", {"postcode": 1}),
    ("her NHS number 943 476 5919", {"nhs_number": 1}),
    ("NHS number 9434765919.", {"nhs_number": 1}),
    ("number QQ 12 34 56 C, and AB 12 34 56 C", {"ni_number": 1}),
    ("AB123456C", {"ni_number": 1}),
]
PASSED = [
    "reference 24 014 420 and 23 101 273a",
    "The Ombudsman's address is intake@lgo.org.uk and its number 0300 061 0614.",
    "The helpline 0800 123 4567 was engaged.",
    "paid £9,434,765.91 in 2023 and 1,234,567,890 in all",
    "943 476 5918 has a wrong check digit",
    "0000000000",
    "the postcode EA1 2BC alone",
    "between 1 April 2022 and 31 March 2023 (section 26A(1))",
    "GB 12 34 56 C and AB 12 34 56 E",
    "@home, at 12 o'clock",
    "https://www.lgo.org.uk/decisions/07700-900123/01632-960983",
]


@pytest.mark.parametrize(("text", "counts"), FOUND)
def test_what_looks_like_a_persons_is_counted(text: str, counts: dict[str, int]) -> None:
    """E-mail, telephone, address, NHS and NI numbers in the spellings that people use, each by its kind."""
    assert count_personal(text) == counts
    assert re.search(SUSPECT, text)
    assert counts.keys() <= KINDS.keys()


@pytest.mark.parametrize("text", PASSED)
def test_what_does_not_is_passed_over(text: str) -> None:
    """References, sums, dates, the publisher's own numbers and those that only organisations have are none."""
    assert count_personal(text) == {}


def test_a_long_text_is_no_trap() -> None:
    """Digits, capitals and letters without end are looked through in time."""
    for piece in ("1 A", "0 ", "a.", "12 Aa ", "AB 12 ", "943 "):
        assert count_personal(piece * 20_000).keys() <= KINDS.keys()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of four decisions, one of which has an address, a number and an e-mail."""
    folder = tmp_path_factory.mktemp("personal")
    for number in range(4):
        text = "Ms X of 14 Acacia Avenue, EA1 2BC (01632 960983, x@example.org) complains." if number == 2 else "Hm."
        page = write_page(f"{OPENING}<h2>What I found</h2><p>{text}</p>{CLOSING}")
        (folder / f"{number}.html").write_bytes(re.sub(rb"\(\d\d \d{3} \d{3}\)", b"(24 100 00%d)" % number, page))
    build([folder], out=folder / "dataset", jobs=1)
    return folder / "dataset"


def test_a_release_says_how_many_and_where(out: Path) -> None:
    """The check has the counts and the decision, never the words, and stops nothing; so has the profile."""
    release = read_release(out / "current")
    assert release is not None
    (check,) = [check for check in release.checks if check.name == "personal"]
    assert (check.passed, check.required, check.basis, check.value) == (False, False, CheckBasis.EXPECTATION, 3)
    assert check.decisions == ("lgsco/24-100-002",)
    for word in ("1 address line", "1 telephone number", "1 e-mail address"):
        assert word in check.detail
    told = (out / "current" / "release.json").read_text() + (out / "current" / PROFILE_FILE).read_text()
    assert not [word for word in ("Acacia", "960983", "x@example") if word in told]


def test_linked_files_are_not_read_again(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counts are in profile.json: a build in which a year stays as it is takes them from there."""
    profile = read_profile(out / "current")
    expected = PersonalProfile({"email": 1, "postcode": 1, "telephone": 1}, ("lgsco/24-100-002",))
    assert [year.personal for year in profile.years] == [expected]
    assert [year.personal for year in measure_release(out / "current").years] == [expected]
    monkeypatch.setattr(Tally, "add", None)
    assert read_profile(out / "current", read_release(out / "current")) == profile
