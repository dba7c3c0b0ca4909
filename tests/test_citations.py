"""Citations: every form that decisions print, what they refer back to, and what only looks like law."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.models import CitationKind, SectionKind
from decision_parser.parsing.citations import find_citations
from decision_parser.parsing.citing import find_citing
from decision_parser.parsing.naming import make_law
from tests.citing import cite, cited, section

LGA = "Local Government Act 1974"
CARE = "Care Act 2014"
GPDO = "Town and Country Planning (General Permitted Development) (England) Order 2015"
SEND = "Special Educational Needs and Disability Regulations 2014"
SEND_CODE = "Special Educational Needs and Disability Code of Practice"
CARE_GUIDANCE = "Care and Support Statutory Guidance"
LONG_REGULATIONS = "Health and Social Care Act 2008 (Regulated Activities) Regulations 2014"


@pytest.mark.parametrize(
    ("text", "provisions"),
    [
        (f"({LGA}, section 24A(6), as amended)", ["s24A(6)"]),
        (f"({LGA}, section 24A (6))", ["s24A(6)"]),
        (f"({LGA}, section 33ZA,as amended)", ["s33ZA"]),
        (f"({LGA}, sections 26(1) and 26A(1), as amended)", ["s26(1)", "s26A(1)"]),
        (f"({LGA}, sections 34B, 34C and 34H(3 and 4))", ["s34B", "s34C", "s34H(3)", "s34H(4)"]),
        (f"({LGA}, sections 34 B, 34C and 34 H(3 and 4))", ["s34B", "s34C", "s34H(3)", "s34H(4)"]),
        (f"({LGA}, section 26(5), section 34(B)6)", ["s26(5)", "s34B(6)"]),
        (f"({LGA}, section 30(1B) and 34H(i), as amended).", ["s30(1B)", "s34H(1)"]),
        (f"({LGA}, section 25(6), (7) and (8))", ["s25(6)", "s25(7)", "s25(8)"]),
        (f"({LGA}, section 26(6)(a) and (b))", ["s26(6)(a)", "s26(6)(b)"]),
        (f"({LGA}, section 26(5)(a) and (6))", ["s26(5)(a)", "s26(6)"]),
        (f"({LGA}, section 25(1)-(3))", ["s25(1)-(3)"]),
        (f"({LGA}, section 24a(6))", ["s24A(6)"]),
        (f"({LGA}, Schedule 5, paragraph 5(b), as amended)", ["Sch 5 para 5(b)"]),
        (f"({LGA}, Schedule 5/5A, paragraph 1/3)", ["Sch 5 para 1", "Sch 5A para 3"]),
        (f"({LGA}, paragraph 5A schedule 5)", ["Sch 5 para 5A"]),
        (f"({LGA}, s.26(8) and sch.5, para.2)", ["s26(8)", "Sch 5 para 2"]),
        (f"(section 26A or 34C, {LGA})", ["s26A", "s34C"]),
        (f"({LGA}, section 26(7), as amended", ["s26(7)"]),
        (f"{LGA}, section 26B. ", ["s26B"]),
        (f"Part III of the {LGA}, and Part 3A", ["Pt 3", "Pt 3A"]),
        (f"subsections (1) and (3) of section 26 of the {LGA}", ["s26(1)", "s26(3)"]),
        (f"section 26, subsection 4 of the {LGA}", ["s26(4)"]),
        (f"sections 9 and 10 of, and Schedule 2 to, the {LGA}", ["s9", "s10", "Sch 2"]),
        (f"sections 26 to 26D of the {LGA}; ss. 28–29", ["s26-26D", "s28-29"]),
        (f"s24 {LGA}, S25 {LGA}, s. 26 and ss 27 and 28 of the {LGA}", ["s24", "s25", "s26", "s27", "s28"]),
        (f"the {LGA} (sections 26 and 28)", ["s26", "s28"]),
        (f"the {LGA}, section 26 and 14 days later", ["s26"]),
        (f"under section 26, 5 May 2020 being too late ({LGA})", ["s26"]),
    ],
)
def test_provisions_of_an_act(text: str, provisions: list[str]) -> None:
    """However the provisions of an Act are printed, each is one citation in the normal form."""
    assert cited(text) == [f"{LGA} {provision}" for provision in provisions]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Article 3 of the {GPDO}", [f"{GPDO} art 3"]),
        (f"{GPDO}, Schedule 2, Part 1, Class A", [f"{GPDO} Sch 2 Pt 1 Class A"]),
        ("Class A of Part 1 of Schedule 2 to the GPDO", [f"{GPDO} Sch 2 Pt 1 Class A"]),
        (
            f"({SEND}, regulation 44(2)(a), (b) and (d))",
            [f"{SEND} reg 44(2){level}" for level in ("(a)", "(b)", "(d)")],
        ),
        ("regulation 20(10), SEND Regulations 2014", [f"{SEND} reg 20(10)"]),
        ("(SEND Regs 2014, regs 12 and 13)", [f"{SEND} reg 12", f"{SEND} reg 13"]),
        (f"Reg. 17 of the {LONG_REGULATIONS}", [f"{LONG_REGULATIONS} reg 17"]),
        ("(Civil Procedure Rules 1998, rule 54.5(1))", ["Civil Procedure Rules 1998 r 54.5(1)"]),
        ("Article 15 of the UK General Data Protection Regulation (UK GDPR)", ["UK GDPR art 15"]),
        ("Articles 6 and 8 of the Human Rights Act", ["Human Rights Act 1998 art 6", "Human Rights Act 1998 art 8"]),
        (f"({SEND_CODE}, paragraphs 9.20 and 11.2)", [f"{SEND_CODE} para 9.20", f"{SEND_CODE} para 11.2"]),
        ("paragraph 9.51 of the SEND Code", [f"{SEND_CODE} para 9.51"]),
        ("the SEND Code at 9.51", [f"{SEND_CODE} para 9.51"]),
        (f"({CARE_GUIDANCE}, chapter 20 and Annex E)", [f"{CARE_GUIDANCE} Ch 20", f"{CARE_GUIDANCE} Annex E"]),
        (f"Annexes B and C of the {CARE_GUIDANCE}", [f"{CARE_GUIDANCE} Annex B", f"{CARE_GUIDANCE} Annex C"]),
        (
            f"({CARE}, section 37; {CARE_GUIDANCE}, paragraphs 20.1 to 20.5)",
            [f"{CARE} s37", f"{CARE_GUIDANCE} para 20.1-20.5"],
        ),
        (
            f"(Health Service Commissioners Act 1993, section 3(1) and {LGA}, sections 26(1) and 26A(1))",
            ["Health Service Commissioners Act 1993 s3(1)", f"{LGA} s26(1)", f"{LGA} s26A(1)"],
        ),
        (
            f"(Section 9, {CARE}; section 4, Mental Capacity Act 2005)",
            [f"{CARE} s9", "Mental Capacity Act 2005 s4"],
        ),
        ("the Children Act 1989 and 2004", ["Children Act 1989", "Children Act 2004"]),
        ("the Equality Act", ["Equality Act 2010"]),
        (f"the {CARE}. A {CARE}, section 9, assessment", [f"{CARE} s9"]),
        (
            "The statutory guidance ‘Promoting the health of children in care’ says",
            ["Promoting the health of children in care"],
        ),
        ("the guidance ‘Alternative Provision’", ["Alternative Provision"]),
        ("Part L of the Building Regulations 2010", ["Building Regulations 2010 Pt L"]),
        ("Building Regulations 2010, Schedule 1, Part M", ["Building Regulations 2010 Sch 1 Pt M"]),
        (f"Schedule 2 to the {CARE}, paragraph 3(1)", [f"{CARE} Sch 2 para 3(1)"]),
        (f"Paragraph 9.1 to Paragraph 9.6 of the {SEND_CODE}", [f"{SEND_CODE} para 9.1-9.6"]),
        (f"section 9 to section 13 of the {CARE}", [f"{CARE} s9-13"]),
    ],
)
def test_other_laws(text: str, found: list[str]) -> None:
    """Orders, regulations, rules and guidance are cited by their own units, beside each other and by other names."""
    assert cited(text) == found


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Under the Widgets and Gadgets Act 2019 councils", "Widgets and Gadgets Act 2019"),
        ("However, Widget Hire (England) Regulations 2031 say", "Widget Hire (England) Regulations 2031"),
        ("He said so. Clean Widgets Act 2010 is old", "Clean Widgets Act 2010"),
        ("(Rating System (Housing Act 2044)", "Housing Act 2044"),
        ("with Housing Act 1996 (Widgets) (England) Order 2031", "Housing Act 1996 (Widgets) (England) Order 2031"),
        ("in the Widgets, Gadgets and Gizmos Act 2012", "Widgets, Gadgets and Gizmos Act 2012"),
        ("the Council Tax (Widgets) Regulations 1993", "Council Tax (Widgets) Regulations 1993"),
        ("Representation of the Widgets Act 1983", "Representation of the Widgets Act 1983"),
    ],
)
def test_title_that_no_table_has(text: str, title: str) -> None:
    """A law outside of the table is found by the shape of its title, which never swallows the sentence before it."""
    (found,) = cite(text)
    assert (found.title, found.text, found.uri) == (title, title, None)
    assert found.year == int(title[-4:])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the housing act 1996, section 184", ["Housing Act 1996 s184"]),
        (f"{SEND.lower()}, regulation 5", [f"{SEND} reg 5"]),
        ("SECTIONS 9 AND 10 OF THE CARE ACT 2014 APPLY", [f"{CARE} s9", f"{CARE} s10"]),
        ("AS THE CARE ACT SAYS (SECTION 9)", [f"{CARE} s9"]),
        (f"THE {SEND.upper()}, REGULATION 5", [f"{SEND} reg 5"]),
        (f"THE {CARE_GUIDANCE.upper()}, PARAGRAPH 8.17", [f"{CARE_GUIDANCE} para 8.17"]),
        ("THE WIDGETS ACT 2019 AND SECTION 3 OF THE GIZMOS ACT 2019", []),
        ("he had to act 2014 times", []),
        ("under the highways act, section 41", ["Highways Act 1980 s41"]),
        ("they must act under section 41, and act at once", ["- s41"]),
    ],
)
def test_titles_in_one_case(text: str, found: list[str]) -> None:
    """Titles in small letters or capitals throughout are those of the table, and nothing that only looks like one."""
    assert cited(text) == found


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("the SEND Code of Practice: 0 to 25 years", "SEND Code of Practice: 0 to 25 years"),
        (f"the ‘{SEND_CODE}: 0 to 25 years’", f"{SEND_CODE}: 0 to 25 years"),
        ("the Mental Health Act 1983 Code of Practice", "Mental Health Act 1983 Code of Practice"),
        ("the SEND Code of Practice", SEND_CODE),
        (f"THE {SEND_CODE.upper()}", SEND_CODE),
        ("the DoLS Code of Practice", "Deprivation of Liberty Safeguards Code of Practice"),
    ],
)
def test_titles_of_guidance(text: str, title: str) -> None:
    """Guidance keeps a printed title that is longer than the table's; a shorter name stands for the table's."""
    assert cited(text, "Chapter 9 of the Code") == [title, f"{title} Ch 9"]


@pytest.mark.parametrize(
    ("text", "parties", "citation"),
    [
        (
            "as in R (on the application of Hen) v London Borough of Ashmere [2014] UKSC 56.",
            "R (on the application of Hen) v London Borough of Ashmere",
            "[2014] UKSC 56",
        ),
        ("(Hen v City of Ashmere [2015] EWCA Civ 22)", "Hen v City of Ashmere", "[2015] EWCA Civ 22"),
        ("(for example [2022] EWHC 1777 (Admin))", None, "[2022] EWHC 1777 (Admin)"),
        (
            "KE v Ashmere County Council (SEN) [2017] UKUT 468 (AAC)",
            "KE v Ashmere County Council (SEN)",
            "[2017] UKUT 468 (AAC)",
        ),
        ("In Hen v Ashmere [1948] 1 KB 223 the court", "Hen v Ashmere", "[1948] 1 KB 223"),
        ("held in Re X (A Child) [2013] EWHC 12 (Fam)", "Re X (A Child)", "[2013] EWHC 12 (Fam)"),
    ],
)
def test_cases(text: str, parties: str | None, citation: str) -> None:
    """A case has the names before its citation as title, and its citation as provision."""
    (found,) = cite(text)
    assert (found.kind, found.title, found.provision) == (CitationKind.CASE, parties, citation)
    assert found.year == int(citation[1:5])


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (
            ("The Housing Act 1996 (“the Act”).", "Section 193(2) of the Act"),
            ["Housing Act 1996", "Housing Act 1996 s193(2)"],
        ),
        (
            ("the Housing Act 1996 (the 1996 Act)", "s.184 of the 1996 Act"),
            ["Housing Act 1996", "Housing Act 1996 s184"],
        ),
        (
            ("the Children Act 1989 (CA 1989)", "section 17 of the CA 1989"),
            ["Children Act 1989", "Children Act 1989 s17"],
        ),
        (
            ("the Care Leavers (England) Regulations 2010 (the Regulations), reg 8", "regulation 9 of the Regulations"),
            ["Care Leavers (England) Regulations 2010 reg 8", "Care Leavers (England) Regulations 2010 reg 9"],
        ),
        (
            ("the School Admissions Code (the Admissions Code)", "paragraph 1.6 of the Admissions Code"),
            ["School Admissions Code", "School Admissions Code para 1.6"],
        ),
        ((f"({CARE}, section 9)", "It must also plan (section 25)."), [f"{CARE} s9", f"{CARE} s25"]),
        ((f"the {CARE}; the {SEND}; section 9; regulation 5",), [f"{CARE} s9", f"{SEND} reg 5"]),
        (
            (
                f"Section 9 of the {CARE}. Section 4 of the Mental Capacity Act 2005. Section 42 of the Care Act.",
                "section 43",
            ),
            [f"{CARE} s9", "Mental Capacity Act 2005 s4", f"{CARE} s42", f"{CARE} s43"],
        ),
        (
            ("The duty is in section 42(2). It is in the Children and Families Act 2014.",),
            ["Children and Families Act 2014 s42(2)"],
        ),
        (
            ("He used section 20, not section 22C. (Children Act 1989)",),
            ["Children Act 1989 s20", "Children Act 1989 s22C"],
        ),
        (
            (f"Schedule 2 to the {GPDO}", "Class B of Part 1 of that Schedule"),
            [f"{GPDO} Sch 2", f"{GPDO} Sch 2 Pt 1 Class B"],
        ),
        (
            ("A section 106 agreement.", "The s106 says more."),
            ["Town and Country Planning Act 1990 s106", "Town and Country Planning Act 1990 s106"],
        ),
        (
            (f"Schedule 2 to the {CARE} lets it wait, for a month (paragraph 3(2)). See paragraph 12.",),
            [f"{CARE} Sch 2", f"{CARE} Sch 2 para 3(2)"],
        ),
        (
            (f"Children Act 1989, section 17ZD. {CARE}, section 10.", "Section 17ZD(9). Section 10(5). Section 11."),
            ["Children Act 1989 s17ZD", f"{CARE} s10", "Children Act 1989 s17ZD(9)", f"{CARE} s10(5)", f"{CARE} s11"],
        ),
        (
            (f"Section 9 of the {CARE}.", "In the Mental Capacity Act 2005 it is section 9 that matters."),
            [f"{CARE} s9", "Mental Capacity Act 2005 s9"],
        ),
        (
            ("A section 106 agreement can change under s106A. Section 73 was used.", "Section 4 was blank."),
            [f"Town and Country Planning Act 1990 {number}" for number in ("s106", "s106A", "s73")],
        ),
        (
            (f"Section 9 of the {CARE} applies. By subsection 4 it must. Subsection (5) goes on.", "subsection (6)"),
            [f"{CARE} s9", f"{CARE} s9(4)", f"{CARE} s9(5)"],
        ),
        (
            (f"{GPDO}, Schedule 2, Part 1, Class A. Sheds are in Class E.",),
            [f"{GPDO} Sch 2 Pt 1 Class A", f"{GPDO} Sch 2 Pt 1 Class E"],
        ),
        (
            ("subsection (3) of section 117 says which. It stands in the mental health act 1983.",),
            ["Mental Health Act 1983 s117(3)"],
        ),
        (("The Gizmos Act 2019 is new.", "section 3 of the Gizmos Act"), ["Gizmos Act 2019", "Gizmos Act 2019 s3"]),
        (("Where Section 26A is not met we stop. Section 4 is not plain.",), ["- s26A"]),
        (("The home had complied with regulation 18.",), ["- reg 18"]),
        (("It failed in its duty under section 9.",), ["- s9"]),
    ],
)
def test_back_references(texts: tuple[str, ...], found: list[str]) -> None:
    """Short names, and provisions without a name, are of the law that was named or given that name before."""
    assert cited(*texts) == found


@pytest.mark.parametrize(
    "text",
    [
        "They filled in the form (Form A2, section 3).",
        "Section F of the plan, and sections B, F and I.",
        "Section 4.2 of the new policy leaves it out.",
        "Sections 2 and 3 of his care plan, and paragraph 2 of section F",
        "See paragraph 12 above, and paragraphs 17 to 19.",
        "Clause 9 and Schedule 4 to the lease.",
        "The contract, at section 9, lets it raise fees.",
        "The scheme changed. Section 12 now caps the award.",
        "(The Social Entitlement Chamber of the First-tier Tribunal)",
        "the Domestic Abuse Bill; the riot act; to act on 5 May",
        "the Borough of Ashmere (Waiting Restrictions) (No. 4) Order 2017, article 8, and Article 9 of that order",
        "Tree Preservation Order 2009; Public Spaces Protection Order 2019",
        "Article 4 of the constitution, standing orders 11 and 12(3), and rule 6 of the panel’s procedure",
        "the Ombudsman’s Assessment Code, part 3 of our guidance on jurisdiction",
        "our guidance ‘Guidance on Remedies’",
        "Mr X’s 41 emails and the parents’ 3 letters",
        "in the case of Mrs M against the builder [of which £600 was costs]",
        "(Local",
        "the charge under regulation 2014",
        "Staff did not start CPR, and a DNACPR form was missing.",
        "The charging policy sets it at £20. Section 9(b) asks for receipts, and section 26A for more.",
        "Part B of the form, Class E and subsection (4)",
    ],
)
def test_what_is_no_citation(text: str) -> None:
    """Sections of forms, plans, policies and the like are no law, nor are the paragraphs of the decision itself."""
    assert cited(text) == []


@pytest.mark.xfail(reason="no grammar for these yet", strict=True)
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the Local Government Acts 1972 and 1974", ["Local Government Act 1972", LGA]),
        ("sections one and two of the Care Act 2014", [f"{CARE} s1", f"{CARE} s2"]),
        ("Ground 8 of Schedule 2 to the Housing Act 1988", ["Housing Act 1988 Sch 2 Ground 8"]),
        ("section 193 of the Housing Act", ["Housing Act 1996 s193"]),
    ],
)
def test_known_misses(text: str, found: list[str]) -> None:
    """What a careful reader would find, and the parser does not."""
    assert cited(text) == found


def test_papers_are_no_law_where_a_law_was_named() -> None:
    """A law named before does not make law of the sections of a form or a report."""
    texts = [
        f"The {CARE} applies.",
        "The form, section 3, was blank.",
        "In section 4 of his letter he objects.",
        "Part 2 of the report and paragraph 3 were about money.",
        "The tenancy says at section 5: no pets.",
    ]
    assert cited(*texts) == [CARE]


def test_whole_law_only_without_its_provisions() -> None:
    """A law is cited as a whole in a paragraph that names no provision of it, and each provision once a paragraph."""
    assert cited(f"The {CARE} says so in section 9.", f"The {CARE}.", f"Section 9. Section 9 of the {CARE}.") == [
        f"{CARE} s9",
        CARE,
        f"{CARE} s9",
    ]


def test_words_are_those_that_it_was_read_from() -> None:
    """The text of a citation is the smallest piece with the law's name, the unit and the number."""
    text = f"It must decide. ({LGA}, sections 26(1) and 26A(1), as amended) Then section 28 follows."
    assert [each.text for each in cite(text)] == [
        f"{LGA}, sections 26(1)",
        f"{LGA}, sections 26(1) and 26A(1)",
        "section 28",
    ]
    assert [each.text for each in cite(f"(section 26A or 34C, {LGA})")] == [f"section 26A or 34C, {LGA}"] * 2


@pytest.mark.parametrize(
    ("text", "amended"),
    [
        (f"({LGA}, sections 26 and 28, as amended)", [True, True]),
        (f"({LGA}, section 26, section 28, as amended)", [True, True]),
        (f"({LGA}, section 26B, as amended, and section 34D)", [True, False]),
        (f"(Care Act 2014, section 9 and {LGA}, section 26, as amended)", [False, True]),
        (f"(Section 26 of the {LGA} (as amended))", [True]),
        (f"the {LGA} (as amended), section 26", [True]),
        (f"({LGA}, section 26)", [False]),
    ],
)
def test_as_amended(text: str, amended: list[bool]) -> None:
    """`as amended` is said of the provisions right before it, and of those that follow a law of which it is said."""
    assert [each.as_amended for each in cite(text)] == amended


def test_boilerplate_is_what_stands_among_the_powers() -> None:
    """What role and powers cites is marked, and is not what a bare section in the findings means."""
    powers = section(f"({LGA}, section 26(1))", kind=SectionKind.ROLE_AND_POWERS)
    found = find_citations([powers, section(f"Section 4 was blank. The {CARE}, section 9.", first=2)])
    assert [(each.title, each.boilerplate) for each in found] == [(LGA, True), (CARE, False)]


def test_records_are_complete() -> None:
    """A citation says its place, paragraph, kind, year and address."""
    found = find_citations([section("Nothing here.", f"({LGA}, section 26(6)(a))", f"({CARE_GUIDANCE})", first=7)])
    assert [(each.position, each.paragraph_position, each.kind, each.year, each.uri) for each in found] == [
        (1, 8, CitationKind.ACT, 1974, "https://www.legislation.gov.uk/ukpga/1974/7/section/26/6/a"),
        (2, 9, CitationKind.GUIDANCE, None, None),
    ]


def test_broken_characters_are_read_over() -> None:
    """Half a surrogate pair, as a broken page may have, hides nothing and is kept as it is."""
    assert cited(f"\ud83d See the {CARE}.", f"É. Section 9 of the {CARE}, É") == [CARE, f"{CARE} s9"]


def test_sentences_end_at_no_abbreviation() -> None:
    """A full stop behind a short word ends no sentence; one behind a word that only ends like it does."""
    assert find_citing([f"At the start. See Mr. X’s Sch. 2, reg. 5 of the {SEND}. It ended."]) == [
        (f"See Mr. X’s Sch. 2, reg. 5 of the {SEND}.",)
    ]
    assert find_citing(["One. Two. Mr. X (Mr. Hen) used section 9 for Mrs. Dab. Then more."]) == [
        ("Mr. X (Mr. Hen) used section 9 for Mrs. Dab.",)
    ]


def test_sentences_do_not_depend_on_what_else_is_read() -> None:
    """A paragraph has the same sentences as the first of all and behind others."""
    texts = ["Nothing here.", "Mr. Y relied on regulation 5. Yes.", f"É. See the {SEND}. It ended. “Section 9” too."]
    assert find_citing(texts) == [*map(find_sentences, texts)]
    assert [*map(len, find_citing(texts))] == [0, 1, 2]


@pytest.mark.parametrize(
    ("words", "found"),
    [("chapter 2", 1), ("Chapter 19", 1), ("the Parking Order 2015", 1), ("by after 2 May", 0), ("under 18", 0)],
)
def test_days_and_ages_are_no_numbers_of_provisions(words: str, found: int) -> None:
    """`after 2 May` ends like `chapter 2`, and `under 18` like `Order 18`: only the latter are looked at."""
    assert len(find_sentences(f"It wrote of {words} to them.")) == found


def find_sentences(text: str) -> tuple[str, ...]:
    """The sentences of one paragraph that can cite something."""
    return find_citing([text])[0]


def test_paragraphs_that_come_back_are_cited_alike() -> None:
    """What was read in one decision is cited the same in the next; a bare section is still of the law named there."""
    texts = [f"The {CARE} applies, and so do sections 9 and 10 of the {CARE}.", "The duty is in section 18.", "No law."]
    first, again = cite(*texts), cite(*texts)
    assert first == again
    assert len(first) == len(cite(*texts[:2])) == 3
    assert cited(f"The {SEND} applies.", *texts[1:]) != cited(*texts)[-2:]


def test_what_was_read_long_ago_changes_nothing() -> None:
    """A law that no table has is the same one when it was forgotten in between, as in a long run."""
    texts = [
        "Schedule 2 to the Gizmo Sheds (England) Order 2019, Part 1, {}.",
        "Class E goes on. Section 9 is another.",
    ]
    for words in ("applies", "still applies"):
        make_law.cache_clear()
        assert cited(texts[0].format(words), texts[1]) == [
            "Gizmo Sheds (England) Order 2019 Sch 2 Pt 1",
            "Gizmo Sheds (England) Order 2019 Sch 2 Pt 1 Class E",
        ]


def test_tables_are_read_cell_by_cell() -> None:
    """A title does not reach over the end of a cell."""
    assert cited(f"Law\tApplies\nHousing\t{CARE}, section 9\n") == [f"{CARE} s9"]


PIECES = st.sampled_from(
    [
        "section ",
        "sections ",
        "s.",
        "ss ",
        "Schedule ",
        "paragraph ",
        "Part ",
        "regulation ",
        "article ",
        "rule ",
        "Class ",
        "1",
        "24A",
        "(6)",
        "(a)",
        "(3 and 4)",
        "VII",
        "B",
        " and ",
        " to ",
        ", ",
        "; ",
        " of the ",
        " of ",
        "(",
        ")",
        "[",
        "]",
        "Act",
        "Act 1996",
        "the Act",
        "Housing ",
        "Care Act 2014",
        "Order 2015",
        "Regulations",
        "(England) ",
        "as amended",
        " v ",
        "[2014] UKSC 5",
        "R (X)",
        "‘",
        "’",
        "“the 1996 Act”",
        "Code",
        "SEND Code",
        "guidance ",
        "plan",
        ". ",
        "\n",
        "\t",
    ]
)
ANY_TEXTS = st.lists(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join)), max_size=5)


@given(ANY_TEXTS)
def test_any_text_is_read(texts: list[str]) -> None:
    """No text raises; words stand in their paragraph, and citations stand in order, numbered from 1."""
    found = cite(*texts)
    assert [each.position for each in found] == list(range(1, len(found) + 1))
    assert [each.paragraph_position for each in found] == sorted(each.paragraph_position for each in found)
    for each in found:
        assert each.text
        assert each.text in texts[each.paragraph_position - 1]
        assert each.title is not None or each.provision is not None


@given(st.lists(st.sampled_from([CARE, LGA, SEND, "Housing Act 1996", "Gizmo Act 2001"]), max_size=4), st.data())
def test_each_named_law_is_found(titles: list[str], data: st.DataObject) -> None:
    """Laws named in sentences of ordinary words are found, all of them and nothing else."""
    words = st.sampled_from(["the council must", "and in time", "he wrote twice", "which applies", "as she said"])
    text = " ".join(f"{data.draw(words)} under the {title}," for title in titles)
    assert cited(text) == list(dict.fromkeys(titles))


@pytest.mark.parametrize(
    "unit",
    [
        "(1)",
        "section 1(1) ",
        "sections 1, 2 and 3, ",
        "(",
        ")",
        "Act ",
        "Housing ",
        "Housing Act 1996 ",
        "1",
        "1 ",
        "1-",
        "Care Act 2014, section 9, ",
        "“",
        "R v ",
        "A v B [2014] UKSC 1 ",
        "[2014] ",
        "section 1, as amended, ",
        "guidance ‘",
        "statutory guidance ‘A",
        " s.1",
        "subsection (1) of section 2, ",
        "Schedule 1, paragraph 2, ",
        "the Act, section 1 ",
        "Gizmo Act 2001 and ",
        "Gizmo Act (the 2001 Act) ",
        "section 9 of ",
        "Order 2015 ",
        "plan, section 1 ",
        "A (B) ",
    ],
)
def test_hostile_text_is_read(unit: str) -> None:
    """Text that repeats one piece for 40,000 characters is read to its end, and gives few citations."""
    assert len(cite(f"section 1{unit * (40_000 // len(unit))}")) <= 60
