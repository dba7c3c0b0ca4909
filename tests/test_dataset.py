"""Decisions as tables: columns, Parquet files, merging, reading, and the descriptions made from the models."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

import jsonschema
import msgspec
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from decision_parser.dataset import documentation, merging, parquet
from decision_parser.dataset.arrow import build_batch, build_schema
from decision_parser.dataset.assembly import check_counts
from decision_parser.dataset.columns import DECISIONS, TABLES, Table, find_table
from decision_parser.dataset.cursors import Cursor
from decision_parser.dataset.merging import plan_merges, write_merge
from decision_parser.dataset.reading import find_decision, read
from decision_parser.dataset.release import (
    Credit,
    build_metadata,
    part_name,
    record_file,
)
from decision_parser.dataset.selection import Year, divide_years, select_places
from decision_parser.dataset.shards import make_entry, write_shards, write_stream
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.models import (
    Citation,
    CitationKind,
    Decision,
    Outcome,
    Paragraph,
    ParagraphKind,
    Problem,
    ProblemCode,
    Remedy,
    RemedyKind,
    RemedyStatus,
    Section,
    SectionKind,
    Stage,
    Topic,
)

MODELS = {"decisions": Decision, "sections": Section, "paragraphs": Paragraph, "problems": Problem}
CREDIT = Credit("Ombudsman of Tests", "Free", "© Tests")


def make_decision(number: int = 1, year: int | None = 2024, paragraphs: int = 2, **fields: Any) -> Decision:  # noqa: ANN401 - values of any field
    """A decision with an identity made from `number`, and `paragraphs` paragraphs in its second section."""
    words = f"Paragraph of decision {number}: the Council’s fault cost “Ms X” £{number}."
    texts = [
        Paragraph(position + 1, str(position + 1), None, str(position + 1), 0, ParagraphKind.PARAGRAPH, words)
        for position in range(paragraphs)
    ]
    sections = (
        Section(1, SectionKind.SIGNATURE, None, 1, "Signed"),
        Section(2, SectionKind.FINDINGS, Topic.LAW, 2, "The law", tuple(texts)),
    )
    values: dict[str, Any] = {
        "decision_id": f"tests/{number:05}",
        "source": "tests",
        "case_reference": f"{number:05}",
        "decided_on": year and dt.date(year, 2, 6),
        "full_text": "\n".join([words] * paragraphs),
        "paragraph_count": paragraphs,
        "word_count": 1,
        "problem_count": len(fields.get("problems", ())),
        "media_type": "text/html",
        "snapshot_sha256": "0" * 64,
        "content_sha256": "1" * 64,
        "parser_version": "0",
        "stage": Stage.FINAL,
        "sections": sections,
    }
    return Decision(**(values | fields))


def divide(folder: Path, decisions: Iterable[Decision], batch: int = 7) -> list[Year]:
    """The years of `decisions`, whose rows are written to `folder` by tasks of `batch` decisions each."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = [make_entry(decision, position) for position, decision in enumerate(decisions)]
    shards = [
        shard
        for start in range(0, len(entries), batch)
        for shard in write_shards(folder, f"{start:05}", entries[start : start + batch])
    ]
    places, duplicates = select_places(shards)
    return divide_years(places, duplicates, [f"input-{number}" for number in range(len(entries))])


def write_release(folder: Path, decisions: Iterable[Decision], batch: int = 7) -> dict[str, bytes]:
    """A release of `decisions` in `folder`, as far as readers need it: the bytes of its files by name."""
    years = divide(folder / "work", decisions, batch)
    for year in years:
        targets = {name: folder / part_name(name, year.year) for name in TABLES}
        for merge in plan_merges(year, folder / "work", targets, build_metadata([CREDIT])):
            write_merge(merge)
    (folder / "release.json").write_text("{}")
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.parquet"))}


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────────

TYPES = {
    "decision_id": pa.string(),
    "other_references": pa.list_(pa.field("item", pa.string(), nullable=False)),
    "outcome": pa.dictionary(pa.int8(), pa.string()),
    "decided_on": pa.date32(),
    "paragraph_count": pa.int32(),
    "words_hash": pa.int64(),
    "count_once": pa.bool_(),
    "fetched_at": pa.timestamp("us", "UTC"),
}


def test_decisions_have_the_fields_of_the_model() -> None:
    """The table `decisions` has all fields of `Decision` but lists of records, in order, and a hash of the words."""
    nested = {"header", "sections", "remedies", "citations", "problems", "furniture"}
    fields = [name for name in Decision.__struct_fields__ if name not in nested]
    assert build_schema(DECISIONS).names == [*fields, "words_hash"]


@pytest.mark.parametrize(("name", "expected"), TYPES.items())
def test_column_types(name: str, expected: pa.DataType) -> None:
    """Each kind of field has one Arrow type."""
    assert build_schema(DECISIONS).field(name).type == expected


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_column_is_described(table: Table) -> None:
    """No column is without a description, and it stands in the Arrow schema."""
    for field in build_schema(table):
        assert field.metadata[b"description"]


@pytest.mark.parametrize(("name", "model"), MODELS.items(), ids=list(MODELS))
def test_what_may_be_none_is_nullable(name: str, model: type[msgspec.Struct]) -> None:
    """A column is nullable where its field can be None, and nowhere else."""
    hints = get_type_hints(model)
    fields = {field.name: field.nullable for field in build_schema(find_table(name)) if field.name in hints}
    assert fields == {field: NoneType in get_args(hints[field]) for field in fields}


def test_unknown_table_is_refused() -> None:
    """Asking for a table that there is not names those there are."""
    with pytest.raises(UsageError, match="'remarks'; give one of: decisions, sections, paragraphs, remedies"):
        find_table("remarks")


def test_enum_dictionaries_hold_all_values() -> None:
    """An enum column has every value of its enum in the order declared, whatever the rows hold."""
    batch = build_batch(DECISIONS, list(DECISIONS.rows(make_decision(outcome=Outcome.OTHER))))
    assert batch["outcome"].dictionary.to_pylist() == list(Outcome)
    assert batch["outcome"].to_pylist() == ["other"]


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_files_are_one_a_table_and_year(tmp_path: Path) -> None:
    """Each table has a file for each year, even without rows; undated decisions are under year 0."""
    names = write_release(tmp_path, [make_decision(1, 2024), make_decision(2, 2023), make_decision(3, None)])
    assert sorted(names) == sorted(
        f"{table}/decided_year={year}/part-0.parquet" for table in TABLES for year in (0, 2023, 2024)
    )


def test_rows_are_in_the_order_of_their_key(tmp_path: Path) -> None:
    """Rows are sorted by decision_id, and within a decision by position, whatever order the tasks had."""
    numbers = [number * 7 % 50 for number in range(50)]
    write_release(tmp_path, [make_decision(number) for number in numbers])
    for name in ("decisions", "paragraphs"):
        rows = pq.read_table(tmp_path / part_name(name, 2024), partitioning=None).to_pylist()
        keys = [tuple(row[key] for key in find_table(name).key) for row in rows]
        assert keys == sorted(keys)
        assert len(set(keys)) == len(keys) == len(numbers) * (1 if name == "decisions" else 2)


def test_bytes_do_not_depend_on_how_the_work_was_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tasks, another order and merging in several passes give the same bytes, over several row groups."""
    decisions = [make_decision(number, paragraphs=number % 4) for number in range(600)]
    once = write_release(tmp_path / "once", decisions, batch=600)
    shuffled = [decisions[number * 7 % 600] for number in range(600)]
    monkeypatch.setattr(merging, "FAN_IN", 3)
    assert write_release(tmp_path / "again", shuffled, batch=41) == once
    file = pq.ParquetFile(tmp_path / "once" / part_name("paragraphs", 2024))
    assert [file.metadata.row_group(number).num_rows for number in range(3)] == [384, 384, 132]


def test_a_task_leaves_whole_files_and_can_be_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ends in the middle leaves no stream, and no file; its inputs stay, and run again it writes the same."""
    monkeypatch.setattr(merging, "FAN_IN", 3)
    years = divide(tmp_path / "work", [make_decision(number) for number in range(40)])
    targets = {"paragraphs": tmp_path / "out" / "part-0.parquet"}
    (merge,) = plan_merges(years[0], tmp_path / "work", targets, build_metadata([CREDIT]))
    before = sorted((tmp_path / "work").iterdir())

    def fail(*_: object) -> Iterator[pa.Table]:
        yield from ()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(merging, "_iter_groups", fail)
        with pytest.raises(KeyboardInterrupt):
            write_merge(merge)
    assert list((tmp_path / "out").iterdir()) == []
    assert sorted((tmp_path / "work").iterdir()) == before
    once, again = write_merge(merge), write_merge(merge)
    assert once.record == again.record == record_file(merge.target)
    assert sorted((tmp_path / "work").iterdir()) == before
    with pytest.raises(KeyboardInterrupt):
        write_stream(tmp_path / "half.arrow", TABLES["paragraphs"], fail())
    assert not (tmp_path / "half.arrow").exists()


def test_long_texts_end_a_row_group_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row group holds no more text than fits in memory many times over."""
    monkeypatch.setattr(parquet, "GROUP_SIZE", 1000)
    write_release(tmp_path, [make_decision(number, full_text="x" * 400) for number in range(5)])
    file = pq.ParquetFile(tmp_path / part_name("decisions", 2024))
    assert [file.metadata.row_group(number).num_rows for number in range(3)] == [2, 2, 1]


def test_parquet_files_say_where_they_come_from(tmp_path: Path) -> None:
    """Licence, attribution, schema version and order stand in each file, and its pages can be checked; no time does."""
    write_release(tmp_path, [make_decision()])
    file = pq.ParquetFile(tmp_path / part_name("paragraphs", 2024), page_checksum_verification=True)
    said = {key.decode(): value.decode() for key, value in file.metadata.metadata.items() if key != b"ARROW:schema"}
    assert said.pop("produced_by").startswith("decision_parser ")
    assert said == {"attribution": "© Tests", "licence": "Free", "schema_version": "1"}
    group = file.metadata.row_group(0)
    assert [(column.column_index, column.descending) for column in group.sorting_columns] == [(0, False), (5, False)]
    assert {group.column(number).compression for number in range(group.num_columns)} == {"ZSTD"}
    assert group.column(0).statistics.min == "tests/00001"
    assert file.read().num_rows == 2


def test_a_flipped_byte_is_noticed(tmp_path: Path) -> None:
    """A file that was damaged on disk cannot be read as if it were whole."""
    write_release(tmp_path, [make_decision()])
    path = tmp_path / part_name("decisions", 2024)
    column = pq.read_metadata(path).row_group(0).column(0)
    data = bytearray(path.read_bytes())
    data[column.data_page_offset + column.total_compressed_size - 1] ^= 1
    path.write_bytes(data)
    with pytest.raises(
        DecisionParserError, match=r"part-0\.parquet cannot be read \(.*CRC checksum.*build the dataset again"
    ):
        read(tmp_path)


def test_half_a_surrogate_pair_is_refused() -> None:
    """A text that no file can hold is refused before anything is written."""
    with pytest.raises(UnicodeEncodeError):
        make_entry(make_decision(title="\ud800"), 0)


def test_a_cursor_reads_forward(tmp_path: Path) -> None:
    """A cursor gives any rows after those it gave before, over the limits of record batches."""
    entries = [make_entry(make_decision(number), 0) for number in range(30)]
    (shard,) = write_shards(tmp_path, "x", entries)
    cursor = Cursor(shard.path(tmp_path, DECISIONS), DECISIONS)
    found = [[row for batch in cursor.read(*span) for row in batch["decision_id"].to_pylist()] for span in SPANS]
    cursor.close()
    assert found == [[f"tests/{number:05}" for number in range(*span)] for span in SPANS]


SPANS = ((0, 0), (0, 3), (3, 17), (17, 17), (25, 30))


def test_a_cursor_keeps_nothing_that_it_gave(tmp_path: Path) -> None:
    """What was read of a file is not held until it is closed: a merge has many open that it is done with."""
    (shard,) = write_shards(
        tmp_path, "x", [make_entry(make_decision(each, summary="x" * 50_000), 0) for each in range(40)]
    )
    before = pa.total_allocated_bytes()
    cursor = Cursor(shard.path(tmp_path, DECISIONS), DECISIONS)
    assert sum(batch.nbytes for batch in cursor.read(0, 40)) > 2_000_000
    assert pa.total_allocated_bytes() - before < 500_000
    cursor.close()


def test_a_cursor_does_not_go_back(tmp_path: Path) -> None:
    """Rows that were given already are an error, and not other rows."""
    (shard,) = write_shards(tmp_path, "x", [make_entry(make_decision(each), 0) for each in range(4)])
    cursor = Cursor(shard.path(tmp_path, DECISIONS), DECISIONS)
    cursor.read(0, 3)
    with pytest.raises(ValueError, match="row 2 comes before row 3"):
        cursor.read(2, 4)
    cursor.close()


# ── duplicates ───────────────────────────────────────────────────────────────────────────────────────────────────────

EARLY, LATE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
READINGS: list[tuple[list[dict[str, Any]], int]] = [
    ([{"fetched_at": EARLY}, {"fetched_at": LATE}], 1),
    ([{"fetched_at": None}, {"fetched_at": EARLY, "media_type": "text/plain"}], 1),
    ([{"media_type": "text/plain"}, {"media_type": "application/pdf"}, {"media_type": "text/html"}], 2),
    ([{"media_type": "text/plain"}, {"media_type": "application/pdf"}], 1),
    ([{}, {}, {}], 0),
    ([{"decided_on": dt.date(2020, 1, 1)}, {"decided_on": dt.date(2021, 1, 1), "fetched_at": EARLY}], 1),
]


@pytest.mark.parametrize(("readings", "kept"), READINGS)
@pytest.mark.parametrize("batch", [1, 10])
def test_which_of_several_is_kept(readings: list[dict[str, Any]], kept: int, batch: int, tmp_path: Path) -> None:
    """Of one decision read several times the last received stays, else page before PDF before text, else the first."""
    years = divide(tmp_path, [make_decision(7, **reading) for reading in readings], batch)
    ((place,),) = [year.places for year in years]
    assert place.key.position == kept


def test_the_kept_row_says_what_was_left_out(tmp_path: Path) -> None:
    """A decision with duplicates has one more problem for each, after its own, and counts them."""
    own = Problem(ProblemCode.NUMBER_GAP, "5", "4, 6")
    decisions = [
        make_decision(1),
        make_decision(2, problems=(own,)),
        make_decision(2),
        make_decision(3),
        make_decision(2),
    ]
    write_release(tmp_path, decisions, batch=2)
    assert read(tmp_path)["problem_count"].tolist() == [0, 3, 0]
    rows = read(tmp_path, "problems").drop(columns=["where", "decided_year"]).to_numpy().tolist()
    assert rows == [
        ["tests/00002", 1, "number_gap", "4, 6"],
        ["tests/00002", 2, "duplicate", "input-2 gives the same decision and was left out."],
        ["tests/00002", 3, "duplicate", "input-4 gives the same decision and was left out."],
    ]


def test_duplicates_over_several_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Problems that the build adds stand beside their decision in every row group, and between those of others."""
    monkeypatch.setattr(merging, "GROUP", 3)
    own = Problem(ProblemCode.NUMBER_GAP, "5", "4, 6")
    decisions = [make_decision(number, problems=(own,) * (number % 3)) for number in range(10)]
    write_release(tmp_path, [*decisions, *decisions[::2]], batch=4)
    problems = read(tmp_path, "problems")
    assert problems["decision_id"].is_monotonic_increasing
    counts = problems.groupby("decision_id", observed=True).size().reindex(read(tmp_path)["decision_id"], fill_value=0)
    assert counts.tolist() == read(tmp_path)["problem_count"].tolist()
    assert counts.tolist() == [number % 3 + (number % 2 == 0) for number in range(10)]
    assert problems.groupby("decision_id", observed=True)["position"].apply(list).map(max).tolist() == [
        count for count in counts if count
    ]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


REMEDY = Remedy(
    position=1,
    paragraph_position=2,
    text="pay £1,250.50",
    kind=RemedyKind.PAYMENT,
    status=RemedyStatus.AGREED,
    amount=Decimal("1250.50"),
    deadline_on=dt.date(2024, 3, 6),
)
CITATION = Citation(position=1, paragraph_position=1, text="Care Act 2014", kind=CitationKind.ACT, year=2014)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of four decisions, with every kind of value, and nulls in each column that can have them."""
    folder = tmp_path_factory.mktemp("release")
    full: dict[str, Any] = {
        "outcome": Outcome.UPHELD,
        "fetched_at": LATE,
        "count_once": True,
        "category": "Housing",
        "other_references": ("00009", "00010"),
        "title": "Council – “quoted”",
        "url": "https://example.org/decisions/00001",
        "problems": (Problem(ProblemCode.LOSSLESS, "1", "x"),),
        "remedies": (REMEDY,),
        "citations": (CITATION,),
    }
    write_release(folder, [make_decision(1, **full), make_decision(2), make_decision(3, 2025), make_decision(4, None)])
    return folder


DTYPES = {
    "outcome": "category",
    "source": "category",
    "category": "category",
    "decided_on": "datetime64[ms]",
    "fetched_at": "datetime64[us, UTC]",
    "paragraph_count": "int32",
    "words_hash": "Int64",
    "count_once": "boolean",
    "decided_year": "Int32",
}


@pytest.mark.parametrize(("name", "expected"), DTYPES.items())
def test_types_in_pandas(release: Path, name: str, expected: str) -> None:
    """Dates are dates, times have their zone, enums are categories, and counts with nulls stay whole numbers."""
    assert str(read(release)[name].dtype) == expected


def test_categories_are_all_values_of_the_enum(release: Path) -> None:
    """The categories of an enum column are its values in their order, also those that no row has."""
    assert read(release)["outcome"].cat.categories.tolist() == list(Outcome)
    assert read(release, "sections")["kind"].cat.categories.tolist() == list(SectionKind)


def test_values_come_back(release: Path) -> None:
    """What was written is what pandas reads, nulls as nulls, undated decisions last."""
    frame = read(release)
    assert frame["decided_year"].tolist() == [2024, 2024, 2025, pd.NA]
    first = frame.iloc[0]
    assert first["title"] == "Council – “quoted”"
    assert first["decided_on"] == pd.Timestamp("2024-02-06")
    assert first["fetched_at"] == pd.Timestamp(LATE)
    assert list(first["other_references"]) == ["00009", "00010"]
    assert frame["title"].isna().tolist() == [False, True, True, True]
    assert frame["decided_on"].isna().tolist() == [False, False, False, True]
    sections = read(release, "sections")
    assert sections["text"].isna().tolist() == [True, False] * 4
    assert sections["topic"].iloc[1] == "law"


@pytest.mark.parametrize("name", TABLES)
def test_plain_pandas_reads_every_table(release: Path, name: str) -> None:
    """`pandas.read_parquet` reads a table's folder, undated decisions included."""
    frame = pd.read_parquet(release / name)
    assert len(frame) == len(read(release, name))
    assert set(frame["decided_year"]) <= {2024, 2025, 0}


def test_a_release_without_a_table_says_so(release: Path, tmp_path: Path) -> None:
    """Asking an older release for a table that it lacks is answered with a sentence."""
    (tmp_path / "release.json").write_text("{}")
    with pytest.raises(UsageError, match="has no table 'sections'"):
        read(tmp_path, "sections")
    with pytest.raises(UsageError, match="no table 'remarks'"):
        read(release, "remarks")


@pytest.mark.parametrize("path", ["", "nowhere"])
def test_no_dataset_there(tmp_path: Path, path: str) -> None:
    """A path without a dataset is answered with a sentence that names it and says what to give."""
    with pytest.raises(UsageError, match="`build --out`"):
        read(tmp_path / path)


REFERENCES = ["00001", "00 001", "tests/00001", "00009", "https://example.org/decisions/00001/?a=b", " 00-001 "]


@pytest.mark.parametrize("reference", REFERENCES)
def test_find_decision(release: Path, reference: str) -> None:
    """A decision is found by its references however written, its identity and its address, and comes back whole."""
    (decision,) = find_decision(release, reference)
    assert decision.decision_id == "tests/00001"
    whole = make_decision(1)
    assert decision.sections == whole.sections
    assert decision.problems == (Problem(ProblemCode.LOSSLESS, "1", "x"),)
    assert (decision.remedies, decision.citations) == ((REMEDY,), (CITATION,))
    assert decision.fetched_at == LATE


def test_find_no_decision(release: Path) -> None:
    """A reference that no decision has gives nothing."""
    assert find_decision(release, "99999") == []
    assert find_decision(release, "  ") == []


def test_find_undated_decision(release: Path) -> None:
    """A decision without a date is found like any other."""
    assert [decision.decided_on for decision in find_decision(release, "00004")] == [None]


def test_rows_that_are_missing_are_counted(tmp_path: Path) -> None:
    """The check of counts reads the files: fewer or more rows than were parsed fail it."""
    write_release(tmp_path, [make_decision(1), make_decision(2)])
    (right,) = divide(tmp_path / "a", [make_decision(1), make_decision(2)])
    (wrong,) = divide(tmp_path / "b", [make_decision(1)])
    assert check_counts(tmp_path, {name: {"2024": count} for name, count in right.row_counts.items()}).passed
    check = check_counts(tmp_path, {name: {"2024": count} for name, count in wrong.row_counts.items()})
    assert not check.passed
    assert "decisions of 2024 has 2 rows in place of 1" in check.detail


def test_the_schema_of_a_decision_holds() -> None:
    """The JSON of a decision keeps the schema that is published for it, and a wrong one does not."""
    schema = documentation.describe_decision()
    jsonschema.Draft202012Validator.check_schema(schema)
    decision = json.loads(msgspec.json.encode(make_decision(fetched_at=LATE)))
    jsonschema.validate(decision, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(decision | {"outcome": "maybe"}, schema)
