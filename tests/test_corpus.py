"""What is only known over the whole dataset: groups, texts to count once, boilerplate, bodies."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import decision_parser
from decision_parser.dataset.assembly import Assembly, assemble_release
from decision_parser.dataset.corpus import Identify, complete_years
from decision_parser.dataset.groups import Candidate, choose_once, find_groups, find_texts
from decision_parser.dataset.publishing import open_dataset
from decision_parser.dataset.reading import find_decision, read
from decision_parser.dataset.release import Credit
from decision_parser.dataset.selection import Seen, divide_years, select_places
from decision_parser.dataset.shards import make_entry, write_shards
from decision_parser.dataset.suppression import suppress
from decision_parser.errors import UsageError
from decision_parser.models import (
    BodyColumns,
    BodyType,
    Citation,
    CitationKind,
    Decision,
    Outcome,
    Paragraph,
    ParagraphKind,
    Remedy,
    RemedyKind,
    Section,
    SectionKind,
)
from tests.judging import pass_all
from tests.test_dataset import make_decision

FIXTURES = Path(__file__).parents[1] / "fixtures"
CREDITS = {"tests": Credit("Ombudsman of Tests", "Free", "© Tests"), "others": Credit("Others", "Fee", "© Others")}
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def write(number: int, *texts: str, year: int = 2024, **fields: Any) -> Decision:  # noqa: ANN401 - values of any field
    """A decision with these paragraphs, and one that no other has unless there are none."""
    said = texts or (f"What decision {number} alone says.",)
    paragraphs = tuple(
        Paragraph(place, None, None, None, 0, ParagraphKind.PARAGRAPH, text) for place, text in enumerate(said, 1)
    )
    decision = make_decision(number, year, case_reference=f"24 000 {number:03}", body_name="Anytown Council", **fields)
    return replace(decision, sections=(Section(1, SectionKind.FINDINGS, None, 1, "Findings", paragraphs),))


def publish(
    out: Path,
    decisions: Iterable[Decision],
    *,
    seen: Mapping[str, Seen] | None = None,
    identify: Identify | None = None,
    batch: int = 3,
) -> Assembly | None:
    """A release of `decisions`, parsed in tasks of `batch` each."""
    entries = [make_entry(decision, position) for position, decision in enumerate(decisions)]
    with open_dataset(out) as dataset:
        shards = [
            shard
            for start in range(0, len(entries), batch)
            for shard in write_shards(dataset.work, f"{start:04}", entries[start : start + batch])
        ]
        places, duplicates = select_places(shards)
        years = complete_years(divide_years(places, duplicates, (), seen), dataset.work, identify)
        made = assemble_release(dataset, years, CREDITS, jobs=1, judge=pass_all)
        if made:
            dataset.publish(made.release)
    return made


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the dataset is."""
    return tmp_path / "dataset"


def counted(out: Path) -> list[str]:
    """The decisions to count, by number."""
    return [name.removeprefix("tests/") for name in read(out, once=True)["decision_id"]]


def grouped(out: Path) -> list[list[str]]:
    """The decisions of each group, by number."""
    groups = read(out).groupby("decision_group_id")["decision_id"]
    return sorted([name.removeprefix("tests/") for name in names] for _, names in groups)


# ── texts and groups ─────────────────────────────────────────────────────────────────────────────────────────────────


def report(number: int, **fields: Any) -> Decision:  # noqa: ANN401 - values of any field
    """One of four pages of one report, each under a reference of its own."""
    remedy = Remedy(
        position=1, paragraph_position=2, text="pay £500", kind=RemedyKind.PAYMENT, amount=Decimal(500), currency="GBP"
    )
    values = {"remedies": (remedy,), "remedy_count": 1, "remedy_total": Decimal(500), **fields}
    return write(number, "The Council was at fault.", "It will pay £500.", **values)


def test_one_report_under_four_references_counts_once(out: Path) -> None:
    """Its money is summed once, whichever table is asked, and all four are one group."""
    publish(out, [*(report(number) for number in (1, 2, 3, 4)), write(5, remedy_total=Decimal(100))])
    assert read(out)["remedy_total"].sum() == 2100
    assert read(out, once=True)["remedy_total"].sum() == 600
    assert read(out, "remedies", once=True)["amount"].sum() == 500
    assert len(read(out, "paragraphs")) == 9
    assert len(read(out, "paragraphs", once=True)) == 3
    assert grouped(out) == [["00001", "00002", "00003", "00004"], ["00005"]]
    assert counted(out) == ["00001", "00005"]


def test_the_four_pages_of_one_report_count_once(out: Path) -> None:
    """Four fixtures of one report under four references, built from their files: four rows, and the money of one."""
    places = ("15-901-136", "15-901-169", "15-901-442", "15-901-740")
    pages = [next(path for path in (FIXTURES / "lgsco").glob(f"{place}-*/snapshot.html")) for place in places]
    assert decision_parser.build(pages, out=out).exit_code == 0
    rows = read(out)
    assert sorted(rows["case_reference"]) == ["15 901 136", "15 901 169", "15 901 442", "15 901 740"]
    assert rows["remedy_total"].tolist() == [1500] * 4
    assert rows["decision_group_id"].nunique() == 1
    assert rows.loc[rows["count_once"], "remedy_total"].sum() == 1500
    assert read(out, "remedies")["amount"].sum() == 6000
    assert read(out, "remedies", once=True)["amount"].sum() == 1500


def test_page_pdf_and_text_of_one_decision_are_one_text(out: Path) -> None:
    """The same reference and body are one text although formats differ in words; a text file may name no body."""
    same = {"case_reference": "24 014 420", "body_name": "Anytown Council"}
    decisions = [
        replace(write(1), **same, media_type="text/plain"),
        replace(write(2), **same, media_type="application/pdf"),
        replace(write(3), case_reference="24-014-420", body_name="anytown council ", media_type="text/html"),
        replace(write(4), case_reference="24014420", body_name=None, media_type="text/plain"),
    ]
    publish(out, decisions)
    assert counted(out) == ["00003"]
    assert grouped(out) == [["00001", "00002", "00003", "00004"]]


def test_a_joint_case_by_letters_is_a_group_of_several_texts(out: Path) -> None:
    """The two decisions and the council's own page without a letter belong together, and each counts."""
    names = {1: "19 005 305a", 2: "19 005 305b", 3: "19 005 305"}
    bodies = {1: "Anytown Council", 2: "Othershire County Council", 3: "Third Council"}
    publish(out, [replace(write(n), case_reference=names[n], body_name=bodies[n]) for n in names])
    assert grouped(out) == [["00001", "00002", "00003"]]
    assert counted(out) == ["00001", "00002", "00003"]


def test_a_reference_of_two_bodies_is_two_texts(out: Path) -> None:
    """With opposite outcomes under one bare reference both count; a text that names neither is not taken for one."""
    same = {"case_reference": "20 009 115"}
    decisions = [
        replace(write(1), **same, body_name="Anytown Council", outcome=Outcome.UPHELD),
        replace(write(2), **same, body_name="Other Council", outcome=Outcome.NOT_UPHELD),
        replace(write(3), **same, body_name=None),
    ]
    publish(out, decisions)
    assert grouped(out) == [["00001", "00002", "00003"]]
    assert counted(out) == ["00001", "00002", "00003"]


def test_references_printed_beside_the_first_make_a_group(out: Path) -> None:
    """A report that lists further references belongs with the decisions of these, and through it they do."""
    decisions = [write(1), write(2), replace(write(3), other_references=("24-000-001", "24 000 002a")), write(4)]
    publish(out, decisions)
    assert grouped(out) == [["00001", "00002", "00003"], ["00004"]]
    assert len(counted(out)) == 4


def test_publishers_are_apart(out: Path) -> None:
    """The same words and reference from two publishers are two texts and two groups."""
    decisions = [report(1), replace(report(1), decision_id="others/1", source="others")]
    publish(out, decisions)
    assert read(out)["count_once"].tolist() == [True, True]
    assert [name.split("/")[0] for name in read(out)["decision_group_id"]] == ["others", "tests"]


def test_decisions_without_words_are_not_one_text(out: Path) -> None:
    """Nothing in common is no text in common."""
    publish(out, [replace(write(number), sections=()) for number in (1, 2)])
    assert counted(out) == ["00001", "00002"]
    assert read(out)["words_hash"].isna().all()


def test_the_withdrawn_give_way(out: Path) -> None:
    """Of one text the decision that still stands counts; when none does, the one that did."""
    decisions = [report(1), report(2)]
    gone = Seen(NOON, NOON, NOON)
    publish(out, decisions, seen={"tests/00001": gone})
    assert counted(out) == ["00002"]
    publish(out, decisions, seen={"tests/00001": gone, "tests/00002": gone})
    assert counted(out) == ["00001"]


def test_an_id_names_nothing(out: Path) -> None:
    """A group's id holds no reference, and stays with the others when a decision is suppressed."""
    publish(out, [report(1), report(2)])
    before = read(out).set_index("decision_id")["decision_group_id"]
    assert before["tests/00001"] == before["tests/00002"]
    assert "24000001" not in before["tests/00001"]
    suppress(out, {"tests/00001"})
    (left,) = read(out)["decision_group_id"]
    assert left == before["tests/00002"]


def test_every_decision_has_both(out: Path) -> None:
    """No decision of a dataset is without a group and an answer, and one that is found has them."""
    publish(out, [write(1), write(2, decision_group_id="x", count_once=False), replace(write(3), case_reference="")])
    assert read(out)["decision_group_id"].str.fullmatch(r"tests/[0-9a-f]{12}").all()
    (found,) = find_decision(out, "tests/00002")
    assert found.count_once is True


# ── against a naive implementation ───────────────────────────────────────────────────────────────────────────────────

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        decision_id=st.integers(0, 10**6).map(str),
        source=st.sampled_from(["a", "b"]),
        case_reference=st.sampled_from(["", "19 005 305", "19 005 305a", "19-005-305b", "20 009 115", "20009115", "7"]),
        other_references=st.lists(st.sampled_from(["7", "20 009 115", "19 005 305c", "8"]), max_size=2),
        body_name=st.sampled_from([None, "One Council", "one council", "Other Council"]),
        words_hash=st.none() | st.integers(0, 9),
        media_type=st.sampled_from(["text/html", "application/pdf", "text/plain", "other"]),
        withdrawn=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda candidate: candidate.decision_id,
)


def close(count: int, pairs: Iterable[tuple[int, int]]) -> list[frozenset[int]]:
    """For each number all that can be reached from it over `pairs`."""
    sets = [{number} for number in range(count)]
    for _ in range(count):
        for one, other in pairs:
            sets[one] |= sets[other]
            sets[other] |= sets[one]
    return [frozenset(reached) for reached in sets]


def compare_texts(one: Candidate, other: Candidate, everyone: Sequence[Candidate]) -> bool:
    """Whether two decisions are one text, as the rule is told."""
    if one.source != other.source:
        return False
    if one.words_hash is not None and one.words_hash == other.words_hash:
        return True
    if not one.reference or one.reference != other.reference:
        return False
    mine, theirs = (body and body.lower() for body in (one.body_name, other.body_name))
    named = {
        each.body_name.lower()
        for each in everyone
        if each.body_name and (each.source, each.reference) == (one.source, one.reference)
    }
    return mine == theirs or (None in {mine, theirs} and len(named) == 1)


def compare_groups(one: Candidate, other: Candidate) -> bool:
    """Whether two decisions belong together, as the rule is told."""
    words = one.words_hash is not None and one.words_hash == other.words_hash
    return one.source == other.source and (words or bool({*one.cases} & {*other.cases}))


def partition(labels: Sequence[object]) -> list[frozenset[int]]:
    """For each place those of the same label."""
    return [frozenset(n for n, other in enumerate(labels) if other == label) for label in labels]


@pytest.mark.property
@given(candidates=CANDIDATES)
def test_texts_and_groups_are_those_of_the_rules(candidates: list[Candidate]) -> None:
    """Sets, and the one that counts of each, are what comparing every decision with every other gives."""
    numbers = range(len(candidates))
    pairs = list(combinations(numbers, 2))
    texts = find_texts(candidates)
    alike = [(a, b) for a, b in pairs if compare_texts(candidates[a], candidates[b], candidates)]
    assert partition(texts) == close(len(candidates), alike)
    together = [(a, b) for a, b in pairs if compare_groups(candidates[a], candidates[b])]
    assert partition(find_groups(candidates)) == close(len(candidates), together)
    chosen = choose_once(candidates, texts)
    for members in set(partition(texts)):
        (kept,) = [number for number in members if chosen[number]]
        assert candidates[kept].withdrawn <= min(candidates[number].withdrawn for number in members)


@pytest.mark.property
@given(candidates=CANDIDATES, data=st.data())
def test_the_order_of_decisions_shows_nowhere(candidates: list[Candidate], data: st.DataObject) -> None:
    """Ids and choices of each decision are the same in whatever order they come."""
    shuffled = data.draw(st.permutations(candidates))

    def tell(some: Sequence[Candidate]) -> dict[str, tuple[str, bool]]:
        answers = zip(find_groups(some), choose_once(some, find_texts(some)), strict=True)
        return {each.decision_id: answer for each, answer in zip(some, answers, strict=True)}

    assert tell(candidates) == tell(shuffled)


# ── boilerplate ──────────────────────────────────────────────────────────────────────────────────────────────────────

STANDARD = "We can decide whether to start an investigation. (Local Government Act 1974, section 24A(6), as amended)"


def cite(position: int, text: str, *, boilerplate: bool = False) -> Citation:
    """A citation in a paragraph."""
    return Citation(
        position=position, paragraph_position=position, text=text, kind=CitationKind.ACT, boilerplate=boilerplate
    )


def test_boilerplate_is_counted_by_texts(out: Path) -> None:
    """Words in four texts, one of them under four references, are not; a fifth, printed otherwise, makes them so."""
    copies = [write(number, STANDARD, "What four references say.") for number in (1, 2, 3, 4)]
    others = [write(number, STANDARD, f"Only {number} says this.") for number in (5, 6, 7)]
    publish(out, [*copies, *others])
    assert not read(out, "paragraphs")["boilerplate"].any()
    publish(out, [*copies, *others, write(8, STANDARD.upper().rstrip(")"), "Only 8 says this.", year=2025)])
    frame = read(out, "paragraphs")
    assert set(frame["text"][frame["boilerplate"]]) == {STANDARD, STANDARD.upper().rstrip(")")}
    assert frame["boilerplate"].sum() == 8


def test_citations_in_the_sentence_of_most_texts_are_boilerplate(out: Path) -> None:
    """It takes more than half of all texts; the same provision in another sentence is about its case."""
    common = [write(n, STANDARD, f"Only {n}.", citations=(cite(1, "section 24A(6)"),)) for n in range(5)]
    rest = [
        write(n, f"Case {n} turns on section 24A(6).", citations=(cite(1, "section 24A(6)"),)) for n in range(5, 10)
    ]
    publish(out, [*common, *rest])
    assert not read(out, "citations")["boilerplate"].any()
    publish(out, [*common, *rest[1:]])
    assert read(out, "citations")["boilerplate"].tolist() == [True] * 5 + [False] * 4


def test_what_stands_with_the_powers_stays_boilerplate(out: Path) -> None:
    """What the parser marks for its place is boilerplate in the rarest sentence, too."""
    publish(out, [write(1, STANDARD, citations=(cite(1, "section 24A(6)", boilerplate=True),)), write(2)])
    assert read(out, "citations")[["in_powers", "boilerplate"]].to_numpy().tolist() == [[True, True]]


def test_common_sentences_may_stand_in_other_paragraphs(out: Path) -> None:
    """A sentence is compared, not its paragraph."""
    texts = [f"{STANDARD} Miss {number} knew that." for number in range(6)]
    publish(out, [write(n, text, citations=(cite(1, "section 24A(6)"),)) for n, text in enumerate(texts)])
    assert read(out, "citations")["boilerplate"].all()
    assert not read(out, "paragraphs")["boilerplate"].any()


# ── what is written again ────────────────────────────────────────────────────────────────────────────────────────────


def find_inodes(out: Path) -> dict[str, int]:
    """Which file each Parquet file of the current release is."""
    current = (out / "current").resolve()
    return {str(file.relative_to(current)): file.stat().st_ino for file in current.rglob("*.parquet")}


def find_written(out: Path, before: Mapping[str, int]) -> set[str]:
    """The files of the current release that were not in the one before."""
    return {name for name, inode in find_inodes(out).items() if before.get(name) != inode}


def test_a_flag_that_flips_rewrites_its_file_alone(out: Path) -> None:
    """A fifth text in 2025 makes paragraphs of 2024 boilerplate: of that year only their file is new."""
    old = [write(number, STANDARD, f"Only {number}.") for number in (1, 2, 3, 4)]
    publish(out, [*old, write(5, year=2025), write(6, year=2023)])
    before = find_inodes(out)
    made = publish(out, [*old, write(5, STANDARD, "Only 5.", year=2025), write(6, year=2023)])
    assert made is not None
    assert (made.written, made.linked) == (("2024", "2025"), ("2023",))
    written = find_written(out, before)
    assert {name for name in written if "2025" not in name} == {"paragraphs/decided_year=2024/part-0.parquet"}
    assert read(out, "paragraphs")["boilerplate"].sum() == 5
    assert publish(out, [*old, write(5, STANDARD, "Only 5.", year=2025), write(6, year=2023)]) is None


def test_a_text_that_is_counted_elsewhere_rewrites_its_decisions(out: Path) -> None:
    """A page of 2023 takes the place of a PDF of 2024 in the count: of 2024 only the decisions are new."""
    pdf = report(2, media_type="application/pdf")
    publish(out, [pdf])
    before = find_inodes(out)
    publish(out, [replace(report(3), decided_on=dt.date(2023, 1, 1)), pdf])
    written = find_written(out, before)
    assert {name for name in written if "2023" not in name} == {"decisions/decided_year=2024/part-0.parquet"}
    assert counted(out) == ["00003"]


def test_the_same_files_in_whatever_tasks_and_order(tmp_path: Path) -> None:
    """How the work was cut, and the order of inputs, show in no byte."""
    decisions = [write(n, STANDARD, f"Only {n % 7}.", year=2023 + n % 3) for n in range(20)]
    publish(tmp_path / "a", decisions, batch=20)
    publish(tmp_path / "b", reversed(decisions), batch=3)
    files = [
        {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*.parquet")}
        for root in ((tmp_path / name / "current").resolve() for name in "ab")
    ]
    assert files[0] == files[1]


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_bodies_are_those_that_a_register_knows(out: Path) -> None:
    """The function is asked of each name and date once, and what it says stands in the columns of its name."""
    asked: list[tuple[str | None, dt.date | None]] = []

    def identify(name: str | None, decided_on: dt.date | None, _count: int) -> BodyColumns:
        asked.append((name, decided_on))
        known = BodyColumns("uk-la:ANY", "uk-la:NEW", "New Council", BodyType.DISTRICT, "E07000001")
        return known if name == "Anytown Council" else BodyColumns()

    decisions = [write(1), write(2), replace(write(3), body_name=None, decided_on=None), write(4, year=2020)]
    publish(out, decisions, identify=identify)
    assert sorted(asked, key=str) == [
        ("Anytown Council", dt.date(2020, 2, 6)),
        ("Anytown Council", dt.date(2024, 2, 6)),
        (None, None),
    ]
    frame = read(out).set_index("decision_id")[list(BodyColumns.__struct_fields__)]
    known = ["uk-la:ANY", "uk-la:NEW", "New Council", "district", "E07000001"]
    assert frame.loc[["tests/00001", "tests/00002"]].to_numpy().tolist() == [known, known]
    assert frame.loc[["tests/00003"]].isna().to_numpy().all()


def test_without_a_register_bodies_stay_as_parsed(out: Path) -> None:
    """What the rows say themselves is kept."""
    publish(out, [write(1, body_id="x")])
    assert read(out)["body_id"].tolist() == ["x"]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_library_reads_once(out: Path) -> None:
    """`decision_parser.read` has the option, for the past as for the present."""
    publish(out, [report(1), report(2)])
    assert len(decision_parser.read(out, "sections", as_of="2100-01-01", once=True)) == 1


def test_tables_of_runs_cannot_be_read_once(out: Path) -> None:
    """A table that is not of decisions is refused, not read as if it had been asked for whole."""
    publish(out, [write(1)])
    (out / "current" / "ledger").mkdir()
    (out / "current" / "ledger" / "part-0.parquet").touch()
    with pytest.raises(UsageError, match="'ledger' tells of runs"):
        read(out, "ledger", once=True)


def test_a_release_that_does_not_know_is_refused(out: Path) -> None:
    """A release in which `count_once` is null says so; nothing would be a wrong answer."""
    entries = [make_entry(write(1), 0)]
    with open_dataset(out) as dataset:
        years = divide_years(select_places(write_shards(dataset.work, "x", entries))[0], (), ())
        made = assemble_release(dataset, years, CREDITS, jobs=1, judge=pass_all)
        assert made is not None
        dataset.publish(made.release)
    with pytest.raises(UsageError, match="older version"):
        read(out, once=True)
