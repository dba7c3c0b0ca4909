"""Bodies: names that mean a council, names that mean none, the kinds of both, and who does their work today."""

import csv
import datetime as dt
import pickle
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from decision_parser.bodies.identity import identify
from decision_parser.bodies.kinds import KINDS, KindRow, find_kind, find_kind_by_name
from decision_parser.bodies.matching import find_authority, find_current
from decision_parser.bodies.names import PLAIN, STYLES, Style, fold_words, parse_name
from decision_parser.bodies.proposals import UnmatchedBody, list_unmatched, propose
from decision_parser.bodies.register import AUTHORITIES, NAMES, Authority, Register, list_names, parse_register
from decision_parser.models import BodyColumns, BodyType
from decision_parser.text import parse_date
from tests.conftest import SHARED
from tests.registers import make_register

REGISTER = make_register()


def find_code(name: str, on: dt.date | None = None, register: Register = REGISTER) -> str | None:
    """The code of the authority that a name means."""
    found = find_authority(name, on, register)
    return found.code if found else None


# ── normal form ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("style", [*STYLES, PLAIN], ids=lambda style: style.name)
def test_style_knows_its_example(style: Style) -> None:
    """Each style is that of its own example, and of no row before it."""
    assert parse_name(style.example).style is style


@pytest.mark.parametrize("style", [style for style in STYLES if style.meets is not None], ids=lambda style: style.name)
def test_styles_meet_styles_that_there_are(style: Style) -> None:
    """A row names other rows, and all but the plain one are there."""
    assert style.meets
    assert style.meets <= {each.name for each in (*STYLES, PLAIN)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("King’s Lode & West  Fen", "kings lode and west fen"),
        ("St. Orran", "st orran"),
        ("Hythe\u2010on\u2011Tarn", "hythe on tarn"),
        ("The Trefôr Council", "trefor council"),
        ("MERE, UNDERN AND FEN", "mere undern and fen"),
        ("", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    """Signs, accents, capitals and white space make no difference to a name."""
    assert fold_words(text) == words


# ── names to authorities ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Stanbrook County Council", "STB"),
        ("Stanbrook Council", "STB"),
        ("stanbrook", "STB"),
        ("Firle Borough Council", "FIR"),
        ("Firle District Council", "FIR"),
        ("Firle City Council", "FIR"),
        ("Wealden Downs Council", "WDN"),
        ("St. Orran District Council", "ORR"),
        ("St Orran City Council", "ORR"),
        ("Borough Council of King's Lode & West Fen", "LOD"),
        ("King’s Lode and West Fen Borough Council", "LOD"),
        ("Hythe on Tarn Council", "HTN"),
        ("City of Hythe-on-Tarn", "HTN"),
        ("Kingsport-upon-Tarn City Council", "HTN"),
        ("Treville Borough Council", "TRV"),
        ("Trefor", "TRV"),
        ("Isles of Senn Council", "SEN"),
        ("Royal Borough of Wick & Marlow Council", "WKM"),
        ("London Borough of Quarley", "QUA"),
        ("Highmarsh London Borough Council", "HGM"),
        ("Highmarsh Borough Council", "HGM"),
        ("Royal Borough of Highmarsh", "HGM"),
        ("Westmarsh City Council", "WMR"),
        ("City of Ludwick", "LDW"),
        ("City of Harrock Metropolitan District Council", "HRK"),
        ("Harrock Metropolitan Council", "HRK"),
        ("Harrock Council", "HRK"),
        ("Kelder Metropolitan Borough Council", "KEL"),
        ("Metropolitan Borough of Kelder", "KEL"),
        ("West Harrock Combined Authority", "WHCA"),
        ("Cwm Tawel Council", "CWM"),
        ("Mere, Undern and Fen Council", "MUN"),
        ("Oldmere County Council", "OLM"),
        ("Hazeldon County Council", "HZC"),
        ("Hazeldon Council", "HAZ"),
    ],
)
def test_names_that_mean_a_council(name: str, code: str) -> None:
    """However a publisher writes or labels a council, it is that council."""
    assert find_code(name) == code


@pytest.mark.parametrize(
    "name",
    [
        "Lichmere City Council",  # a parish, in the district of that name
        "Lichmere Town Council",
        "Stanbrook Parish Council",
        "Stanbrook City Council",
        "Stanbrook District Council",
        "Durmoor City Council",
        "Treville County Council",
        "Firle Metropolitan Borough Council",
        "London Borough of Firle",
        "Royal Borough of Firle and Marlow",
        "West Harrock Council",
        "Greater Stanbrook Council",
        "Firl Borough Council",
        "Firle Borough Council Tenants",
        "Firle Care Limited",
        "Stanbrook NHS Trust",
        "Stanbrook Fire and Rescue Service",
        "Transport for Stanbrook",
        "Council",
        "Council of",
        "-",
    ],
)
def test_names_that_mean_none(name: str) -> None:
    """A name like a council's is no council's: nothing is matched by likeness."""
    assert find_code(name) is None
    assert find_code(name, dt.date(2021, 5, 5)) is None


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (None, None),
        (dt.date(2001, 1, 1), None),
        (dt.date(2023, 3, 31), "HZC"),
        (dt.date(2023, 4, 1), "HAZ"),
        (dt.date(2025, 4, 1), "HAZ"),
    ],
)
def test_date_settles_what_two_were_called(day: dt.date | None, code: str | None) -> None:
    """A name that an authority and its successor have is told by the day; without one, it means nobody."""
    assert find_code("Hazeldon", day) == code


def test_date_does_not_matter_to_a_name_of_its_own() -> None:
    """Abolished councils stay in decisions, and old decisions are labelled with new names: a full name is enough."""
    assert find_code("Tarrow District Council", dt.date(2024, 1, 1)) == "TAR"
    assert find_code("Hazeldon Council", dt.date(2018, 1, 1)) == "HAZ"


def test_order_of_the_register_does_not_matter() -> None:
    """What a name means does not hang on the order of rows."""
    shuffled = list(REGISTER.authorities)
    random.Random(1).shuffle(shuffled)  # noqa: S311 - no secret
    other = Register(tuple(shuffled))
    names = [name for each in shuffled for name in (each.official_name, each.nice_name)]
    assert [find_code(name, register=other) for name in names] == [find_code(name) for name in names]


def test_every_name_of_the_register_is_its_own() -> None:
    """Each name that the register knows means the authority that has it, or, where two have it, nobody."""
    found = {(each.code, name): find_code(name) for each in REGISTER.authorities for name in list_names(each)}
    assert {(code, name) for (code, name), mine in found.items() if mine != code} == {
        ("HAZ", "Hazeldon"),
        ("HZC", "Hazeldon"),
    }
    assert not any(mine for (code, _), mine in found.items() if mine != code)


# ── successors ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "current"),
    [
        ("Firle Borough Council", "FIR"),
        ("Tarrow and Wick Council", "HAZ"),
        ("Tarrow District Council", "HAZ"),  # over two mergers
        ("Oldmere City Council", "MWS"),
        ("Oldmere County Council", None),  # two share it
        ("Forkhill District Council", "FKD"),  # parted, and joined again
        ("Lost Marrick District Council", None),
        ("Ghostwick District Council", None),  # its successor is not in the register
        ("Partwick District Council", None),  # nor is one of two
        ("Nextshire Council", "NXT"),  # planned
    ],
)
def test_successors(name: str, current: str | None) -> None:
    """Successors are followed to the end, and where several share the work there is no one current body."""
    authority = find_authority(name, None, REGISTER)
    assert authority
    found = find_current(authority, REGISTER)
    assert (found.code if found else None) == current


def test_successors_in_a_circle() -> None:
    """A register with a mistake in it ends no build."""
    day = dt.date(2020, 1, 1)
    pair = tuple(
        Authority(
            code=code,
            official_name=code,
            nice_name=code,
            type="UA",
            nation="England",
            until=day,
            current=False,
            successors=(other,),
        )
        for code, other in (("AAA", "BBB"), ("BBB", "AAA"))
    )
    assert find_current(pair[0], Register(pair)) is None


# ── the five values ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (None, BodyColumns()),
        (
            "Firle Borough Council",
            BodyColumns("uk-la:FIR", "uk-la:FIR", "Firle Borough Council", BodyType.DISTRICT, "XFIR"),
        ),
        (
            "Tarrow District Council",
            BodyColumns("uk-la:TAR", "uk-la:HAZ", "Hazeldon Council", BodyType.DISTRICT, "XTAR"),
        ),
        ("Oldmere County Council", BodyColumns("uk-la:OLM", None, None, BodyType.COUNTY, "XOLM")),
        (
            "Hythe on Tarn Council",
            BodyColumns("uk-la:HTN", "uk-la:HTN", "Hythe-on-Tarn City Council", BodyType.UNITARY, "XHTN"),
        ),
        ("Lichmere City Council", BodyColumns()),
        ("Firle Care Limited", BodyColumns(body_type=BodyType.CARE_PROVIDER)),
        ("Unheard District Council", BodyColumns(body_type=BodyType.DISTRICT)),
    ],
)
def test_values(name: str | None, body: BodyColumns) -> None:
    """An id, its successor, that one's name, the type and the area's code come from the register, or are null."""
    assert identify(name, dt.date(2022, 1, 1), REGISTER) == body


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Firle Borough Council", None), ("Stanbrook County Council", BodyType.COUNTY), ("Firle Care", "care_provider")],
)
def test_values_without_a_register(name: str, kind: BodyType | None) -> None:
    """Without a register the words of the name tell a type, or nothing, and there is nothing else."""
    assert identify(name, dt.date(2022, 1, 1), None) == BodyColumns(body_type=BodyType(kind) if kind else None)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("STB", "county"),
        ("TRV", "unitary"),
        ("CWM", "unitary"),
        ("GLN", "unitary"),
        ("HRK", "metropolitan"),
        ("HGM", "london_borough"),
        ("LDW", "london_borough"),
        ("FIR", "district"),
        ("NID", "district"),
        ("WHCA", "combined_authority"),
        ("GSA", "other"),
        ("NEW", "other"),
    ],
)
def test_types_of_the_register(code: str, kind: str) -> None:
    """Each type of the register has a kind; one that is new to us is other, and stops nothing."""
    assert find_kind(REGISTER.by_code[code]) == kind


# ── kinds ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", KINDS.rows, ids=lambda row: row.example)
def test_row_knows_its_example(row: KindRow) -> None:
    """Each row is the one that its own example is found by, and says where that was seen."""
    assert KINDS.find(row.example) is row
    assert row.seen


def test_every_kind_has_a_row() -> None:
    """Each kind that there is can be told by a name."""
    assert {row.kind for row in KINDS} == set(BodyType)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("HC-One Limited", None),
        ("Firle Homes Limited", None),
        ("Firle Council", None),
        ("Firle City Council", None),
        ("Firle Borough Council", None),
        ("Royal Borough of Quarley", None),
        ("Firle Careers Service", None),
        ("Waterside Lettings", None),
        ("Health & Care Stanbrook NHS Foundation Trust", "nhs_body"),
        ("NHS Stanbrook and Firle Integrated Care Board", "nhs_body"),
        ("Stanbrook County Clinicial Commissioning Group", "nhs_body"),
        ("Care Worldwide (Firle) Limited", "care_provider"),
        ("Careworld Stanbrook Ltd", "care_provider"),
        ("Firle Housing and Care Association", "care_provider"),
        ("Firle Extra Care Housing", "housing_association"),
        ("Carew Manor School", "school_or_appeal_panel"),
        ("Stanbrook County Council Independent Appeals Panel", "school_or_appeal_panel"),
        ("Hollin Academy Trust", "school_or_appeal_panel"),
        ("Hollin Academy Care Limited", "care_provider"),
        ("Stanbrook County Council Adult Care Service", None),
        ("Police and Crime Commissioner for Stanbrook", "police"),
        ("Stanbrook Commissioner Fire and Rescue Authority", "fire"),
        ("Stanbrook Moors National Park Authority", "national_park"),
        ("South Firle Combined County Authority", "combined_authority"),
        ("Transport for South Firle", "transport"),
        ("Firle with Undern Parish Council", "parish"),
        ("City of Firle Metropolitan District Council", "metropolitan"),
        ("Northumberland County Council", "unitary"),
        ("Stanbrook Water plc", "other"),
        ("University of Firle", "other"),
        ("University Hospitals of Firle NHS Trust", "nhs_body"),
        ("", None),
    ],
)
def test_kinds_by_name(name: str, kind: str | None) -> None:
    """The words of a name tell its kind, as far as they do."""
    assert find_kind_by_name(name) == kind


# ── proposals ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "proposals"),
    [
        ("Firle Borough Council", ()),
        ("Firl Borough Council", ("Firle Borough Council",)),
        ("Treville County Council", ("Treville Council",)),
        ("Lichmere City Council", ("Lichmere District Council",)),
        ("Tarn City Council", ("Hythe-on-Tarn City Council",)),
        ("Hazeldon", ("Hazeldon County Council", "Hazeldon Council")),
        ("Forkhill County Council", ("Forkhill District Council", "Forkhill East Council", "Forkhill West Council")),
        ("Nowhere Borough Council", ()),
        ("Firle Care Limited", ()),
        ("Firle Town Council", ()),
        ("Firl", ()),
    ],
)
def test_proposals(name: str, proposals: tuple[str, ...]) -> None:
    """A council's name that matches nothing comes with up to three that it may have meant; other names with none."""
    assert propose(name, REGISTER) == proposals


def test_unmatched_names() -> None:
    """The report has council-like names that match nothing or several, counted together, the most frequent first."""
    names = [
        ("Firl Borough Council", 1),
        ("Firle Care Limited", 9),
        ("HC-One Limited", 9),
        ("Firle Borough Council", 9),
        ("Hazeldon", 2),
        ("Nowhere Borough Council", 2),
        ("Firl Borough Council", 3),
    ]
    assert list_unmatched(names, REGISTER) == (
        UnmatchedBody("Firl Borough Council", 4, ("Firle Borough Council",)),
        UnmatchedBody("Hazeldon", 2, ("Hazeldon County Council", "Hazeldon Council")),
        UnmatchedBody("Nowhere Borough Council", 2),
    )


def test_register_goes_to_other_processes() -> None:
    """A worker that is handed the register finds the same."""
    other = pickle.loads(pickle.dumps(REGISTER))  # noqa: S301 - our own, of a moment ago
    assert other.authorities == REGISTER.authorities
    assert identify("Tarrow District Council", None, other) == identify("Tarrow District Council", None, REGISTER)


# ── the real register, and real names ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def real_register() -> Register:
    """A real copy of the register beside the checkout; it is not ours to copy into it."""
    folder = SHARED / "register"
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}: a real register lies beside the checkout, not in it")
    return parse_register((folder / AUTHORITIES).read_bytes(), (folder / NAMES).read_bytes())


# What the councils of the facts are called otherwise in the register; the others are called as they are printed.
_RELABELLED = {
    "Cheshire West & Chester Council": "CHW",
    "City of London": "LND",
    "Colchester City Council": "COL",
    "Folkestone & Hythe District Council": "SHE",
    "North Tyneside Metropolitan Borough Council": "NTY",
    "Royal Borough of Windsor and Maidenhead Council": "WNM",
    "Warrington Council": "WRT",
    "Westminster City Council": "WSM",
    "Wirral Metropolitan Borough Council": "WRL",
    "Wolverhampton City Council": "WLV",
}
_KINDS_OF_OTHERS = {
    "care_provider": {
        "Barchester Healthcare Homes Limited",
        "Bluebird Care AKA BenJeMax Limited",
        "Care Worldwide (Bradford) Limited",
        "Doves Care Agency Ltd",
        "Living Comforts Ltd aka Home Instead",
        "Royle Care Limited",
    },
    "nhs_body": {
        "Brighton & Hove Clinical Commissioning Group",
        "Gloucester Health & Care NHS Foundation Trust",
        "Hertfordshire Partnership University NHS Foundation Trust",
        "NHS Bedfordshire, Luton and Milton Keynes Integrated Care Board",
        "NHS County Durham Clinicial Commissioning Group",
        "Salisbury NHS Foundation Trust",
        "Sheffield Teaching Hospitals NHS Foundation Trust",
        "Somerset NHS Foundation Trust",
        "United Lincolnshire Hospitals NHS Trust",
    },
    "school_or_appeal_panel": {"Parkside School"},
    "national_park": {"Peak District National Park Authority"},
    "transport": {"Transport for London"},
}


@pytest.mark.real
def test_real_names(real_register: Register, facts: Path) -> None:
    """Of the bodies of 202 real decisions, each council has its own code and no other body has one."""
    named = _read_names(facts)
    official = {each.official_name: each.code for each in real_register.authorities}
    kinds = {name: kind for kind, names in _KINDS_OF_OTHERS.items() for name in names}
    found = {name: identify(name, on, real_register) for name, on in named if name}
    codes = {name: body.body_id and body.body_id.removeprefix("uk-la:") for name, body in found.items()}
    assert codes == {name: None if name in kinds else _RELABELLED.get(name) or official[name] for name in found}
    assert {name: body.body_type for name, body in found.items() if not body.body_id} == kinds
    counts = Counter(bool(codes[name]) for name, _ in named if name)
    assert (counts[True], counts[False], sum(not name for name, _ in named)) == (177, 22, 3)


def _read_names(facts: Path) -> list[tuple[str, dt.date | None]]:
    """The bodies of the decisions and of the cards, with the dates where those are stated."""
    with (facts / "lgsco_decisions.csv").open(encoding="utf-8-sig", newline="") as file:
        named = [(row["body_name"], parse_date(row["decided_on_text"])) for row in csv.DictReader(file)]
    with (facts / "lgsco_cards.csv").open(encoding="utf-8-sig", newline="") as file:
        return [*named, *((re.sub(r" \([^()]*\)$", "", row["title"]), None) for row in csv.DictReader(file))]


@pytest.mark.real
def test_real_register_against_itself(real_register: Register) -> None:
    """Each official name is its own, and each other name is its own or, where two have it, nobody's."""
    found = Counter[str]()
    for authority in real_register.authorities:
        assert find_authority(authority.official_name, None, real_register) is authority
        for name in list_names(authority):
            meant = find_authority(name, None, real_register)
            found["own" if meant is authority else "nobody" if meant is None else "another"] += 1
    assert found["another"] == 0
    assert found["nobody"] <= 12
    assert found["own"] > 2500


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "on", "body_id", "current"),
    [
        ("Taunton Deane Borough Council", None, "TAU", "SMT"),
        ("Cumbria County Council", None, "CMA", None),
        ("Northamptonshire County Council", None, "NTH", None),
        ("Craven District Council", None, "CRA", "NYE"),
        ("North Yorkshire", dt.date(2022, 6, 1), "NYK", "NYE"),
        ("North Yorkshire", dt.date(2023, 4, 1), "NYE", "NYE"),
        ("Durham County Council", None, "DUR", "DUR"),
        ("Borough Council of King's Lynn & West Norfolk", None, "KIN", "KIN"),
        ("Southend-on-Sea City Council", None, "SOS", "SOS"),
        ("Sheffield City Region Combined Authority", None, "SCR", "SCR"),
        ("Lichfield City Council", None, None, None),
        ("Hereford City Council", None, None, None),
        ("Durham City Council", None, None, None),
        ("Bedfordshire County Council", None, None, None),
    ],
)
def test_real_cases(
    real_register: Register, name: str, on: dt.date | None, body_id: str | None, current: str | None
) -> None:
    """Mergers, relabelled councils, and bodies that are no more or are parishes, in the real register."""
    found = identify(name, on, real_register)
    assert found.body_id == (body_id and f"uk-la:{body_id}")
    assert found.body_id_current == (current and f"uk-la:{current}")
