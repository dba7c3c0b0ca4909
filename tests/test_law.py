"""The tables of laws: every row against its own example, and the addresses of provisions."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.law import (
    Duty,
    Law,
    find_alias,
    find_dated,
    find_duty,
    find_undated,
    name_form,
    read_aliases,
    read_duties,
    read_laws,
    split_year,
    write_address,
)
from decision_parser.models import CitationKind
from decision_parser.parsing.citing import find_citing
from tests.citing import cite

LAWS = read_laws()
DUTIES = [duty for duties in read_duties().values() for duty in duties]


def law(title: str) -> Law:
    """The row of a title that must be there."""
    found = find_dated(title) or find_alias(title)
    assert found is not None
    return found


@pytest.mark.parametrize("row", LAWS, ids=lambda row: row.title)
def test_row_finds_its_own_example(row: Law) -> None:
    """Each row of the table of titles is what is found in its own example, with nothing else."""
    found = cite(row.example)
    assert {(citation.title, citation.kind) for citation in found if citation.title == row.title}
    assert len({citation.title for citation in found}) == 1


def test_rows_go_by_their_other_names() -> None:
    """Each other name of a law leads to it, unless another law has that very title."""
    for row in LAWS:
        for name in row.also:
            assert (find_alias(name) or find_dated(name) or find_undated(name)) == row, name


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.example)
def test_duty_finds_its_own_example(duty: Duty) -> None:
    """Each row of the table of duties is what is found in its own example."""
    assert [(each.title, each.provision) for each in cite(duty.example)] == [(duty.law.title, duty.provision)]


def test_titles_stand_once() -> None:
    """No law stands in the table twice, and no name means two laws of one year."""
    titles = [name_form(row.title) for row in LAWS]
    assert len(titles) == len(set(titles))
    names = [form for row in LAWS for form in {name_form(name) for name in row.also}]
    assert len(names) == len(set(names))


def test_paths_fit_their_titles() -> None:
    """A path is one of legislation.gov.uk, names the year of its title, and leads to one law only."""
    paths = [row.path for row in LAWS if row.path]
    assert len(paths) == len(set(paths))
    for row in LAWS:
        if row.path:
            assert re.fullmatch(r"(?:ukpga|uksi|eur)/[\w-]+/(?:[\w-]+/)?\d+", row.path)
        if re.fullmatch(r"(?:ukpga|uksi)/\d{4}/\d+", row.path):
            assert row.path.split("/")[1] == str(row.year)
        assert not row.path.startswith("uksi") or row.kind is CitationKind.REGULATIONS
        assert not row.path.startswith("ukpga") or row.kind is CitationKind.ACT


@pytest.mark.parametrize(
    ("title", "provision", "address"),
    [
        ("Local Government Act 1974", None, "ukpga/1974/7"),
        ("Local Government Act 1974", "s24A(6)", "ukpga/1974/7/section/24A/6"),
        ("Local Government Act 1974", "s26(6)(a)", "ukpga/1974/7/section/26/6/a"),
        ("Local Government Act 1974", "Sch 5 para 5(b)", "ukpga/1974/7/schedule/5/paragraph/5/b"),
        ("Local Government Act 1974", "Sch 5A", "ukpga/1974/7/schedule/5A"),
        ("Mental Capacity Act 2005", "Sch A1", "ukpga/2005/9/schedule/A1"),
        ("Care Act 2014", "Pt 1", "ukpga/2014/23/part/1"),
        ("Special Educational Needs and Disability Regulations 2014", "reg 12(2)", "uksi/2014/1530/regulation/12/2"),
        ("Homelessness (Suitability of Accommodation) (England) Order 2003", "art 3", "uksi/2003/3326/article/3"),
        (
            "Tribunal Procedure (First-tier Tribunal) (Health, Education and Social Care Chamber) Rules 2008",
            "r 5",
            "uksi/2008/2699/rule/5",
        ),
        ("UK GDPR", "art 12(3)", "eur/2016/679/article/12"),
        (
            "Town and Country Planning (General Permitted Development) (England) Order 2015",
            "Sch 2 Pt 1 Class B",
            "uksi/2015/596/schedule/2/part/1",
        ),
        ("National Assistance Act 1948", "s21", "ukpga/Geo6/11-12/29/section/21"),
    ],
)
def test_address_of_provision(title: str, provision: str | None, address: str) -> None:
    """A provision has the address that legislation.gov.uk gives it."""
    assert write_address(law(title), provision) == f"https://www.legislation.gov.uk/{address}"


def test_parts_are_addressed_as_they_are_numbered() -> None:
    """Acts of before 2001 number their Parts in roman figures, and their addresses do too."""
    assert write_address(law("Housing Act 1996"), "Pt 7") == "https://www.legislation.gov.uk/ukpga/1996/52/part/VII"
    assert write_address(law("Local Government Act 2000"), "Pt 4").endswith("/part/IV")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("title", "provision"),
    [
        ("Care Act 2014", "s9-13"),
        ("Local Government Act 1974", "s25(1)-(3)"),
        ("Local Government Act 1974", "Pt 3A"),
        ("Human Rights Act 1998", "art 8"),
        ("Civil Procedure Rules 1998", "r 54.5(1)"),
        ("Housing Benefit Regulations 2006", "Pt 2"),
    ],
)
def test_uncertain_address_is_that_of_the_law(title: str, provision: str) -> None:
    """Ranges, and whatever the site may number otherwise, get the address of the whole law."""
    assert write_address(law(title), provision) == f"https://www.legislation.gov.uk/{law(title).path}"


def test_law_without_path_has_no_address() -> None:
    """Guidance, and laws whose number is not known for sure, have no address."""
    assert write_address(law("School Admissions Code"), "para 1.6") is None
    assert write_address(law("Education Act 1944"), "s55") is None


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Town & Country Planning Act 1990", "Town and Country Planning Act 1990"),
        ("Local Authorities' Cemeteries Order 1977", "Local Authorities’ Cemeteries Order 1977"),
        ("Party Wall etc Act 1996", "Party Wall etc. Act 1996"),
        (
            "Town and Country Planning (Tree Preservation)(England) Regulations 2012",
            "Town and Country Planning (Tree Preservation) (England) Regulations 2012",
        ),
        ("Anti-Social Behaviour, Crime and Policing Act 2014", "Anti-social Behaviour, Crime and Policing Act 2014"),
    ],
)
def test_spelling_of_titles_is_evened_out(printed: str, title: str) -> None:
    """Quotes, case, commas, hyphens and missing spaces do not hide a title."""
    assert law(printed).title == title


def test_name_without_year_is_known_where_it_is_one_law() -> None:
    """`the Care Act` is one law; `the Housing Act` could be several and is none."""
    assert find_undated("Care Act") == law("Care Act 2014")
    assert find_undated("Town and Country Planning Act") == law("Town and Country Planning Act 1990")
    assert find_undated("Housing Act") is None
    assert find_dated("Housing Act 2044") is None


def test_duty_needs_its_words() -> None:
    """A number means a law only beside the words that make it certain."""
    assert find_duty("s117", "section 117 aftercare", 0, len("section 117")) == law("Mental Health Act 1983")
    assert find_duty("s117", "section 117 of the form", 0, len("section 117")) is None
    assert find_duty("s9999", "section 9999 aftercare", 0, len("section 9999")) is None


@given(st.text())
def test_names_are_looked_up_whatever_they_are(name: str) -> None:
    """No name breaks a look-up, and a form stays as it is."""
    assert name_form(name_form(name)) == name_form(name)
    find_dated(name)
    find_undated(name)
    words, year = split_year(name)
    assert year is None or name == f"{words} {year}" or name.endswith(str(year))


@given(st.sampled_from(LAWS), st.text(alphabet="sregat SchPpa0123456789()ABab-.", max_size=30))
def test_address_starts_with_that_of_its_law(row: Law, provision: str) -> None:
    """Whatever a provision is, its address leads into its law."""
    address = write_address(row, provision)
    assert (address is None) is not bool(row.path)
    assert address is None or address.startswith(f"https://www.legislation.gov.uk/{row.path}")


def test_sentences_with_names_are_read() -> None:
    """The search that picks the sentences that can cite something passes over no name of the table."""
    for name in read_aliases():
        found = find_alias(name)
        assert found is not None
        before = "the guidance ‘" if found.quoted else ""
        assert find_citing([f"Officers had to follow {before}{name} here."])[0], name
