"""A release made from the one before and what is new is the release that a build of everything makes, to the byte."""

import datetime as dt
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from decision_parser.dataset import columns, cursors, fingerprint, merging
from decision_parser.dataset.assembly import Assembly, Judge, Lineage, assemble_release
from decision_parser.dataset.columns import ALL_TABLES, TABLES
from decision_parser.dataset.corpus import complete_years
from decision_parser.dataset.fingerprint import find_parser_fingerprint, input_digest
from decision_parser.dataset.history import Change, ChangeKind, LedgerRow, WindowStatus
from decision_parser.dataset.publishing import open_dataset
from decision_parser.dataset.reading import find_decision, read
from decision_parser.dataset.release import Credit, Release, read_release, record_file
from decision_parser.dataset.reuse import HeldRow, can_reuse, keep_rows, list_rows
from decision_parser.dataset.selection import Seen, divide_years, select_places
from decision_parser.dataset.shards import make_entry, write_shards
from decision_parser.dataset.whole import sort_rows
from decision_parser.errors import ReleaseRefusedError, UsageError
from decision_parser.models import (
    Citation,
    CitationKind,
    Decision,
    DocumentPart,
    Outcome,
    Paragraph,
    ParagraphKind,
    Problem,
    ProblemCode,
    Section,
    SectionKind,
    Stage,
    Topic,
)
from decision_parser.pipeline.gating import make_judge
from tests.judging import pass_all

CREDITS = {"tests": Credit("Ombudsman of Tests", "Free", "© Tests"), "others": Credit("Others", "Fee", "© Others")}
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
STANDARD = "We looked at this under the Care Act 2014."
NO_SEEN: Mapping[str, Seen] = {}


class Sample(Struct, frozen=True):
    """A decision as an archive holds it: `version` stands for the bytes of its snapshot, which decide on the rest."""

    number: int
    version: int = 0
    year: int | None = 2024
    seen: Seen | None = None

    @property
    def name(self) -> str:
        """Its decision_id."""
        return f"tests/{self.number:04}"


def parse(sample: Sample) -> Decision:
    """What the parser would make of it: the same for the same sample, and different for each."""
    chance = sample.number * 31 + sample.version * 7
    texts = tuple(
        Paragraph(
            position=position,
            number=str(position) if position % 2 else None,
            marker=None,
            path=None,
            depth=0,
            kind=list(ParagraphKind)[(chance + position) % 4],
            text=STANDARD
            if position == 2
            else f"Paragraph {position} of version {sample.version}: “Mr X’s” £{chance}. " * (1 + chance % 5),
        )
        for position in range(1, 1 + chance % 6)
    )
    cited = Citation(
        position=1, paragraph_position=2, text="Care Act 2014", kind=CitationKind.ACT, boilerplate=chance % 5 == 0
    )
    return Decision(
        decision_id=sample.name,
        source="tests" if sample.number % 5 else "others",
        url=f"https://example.org/decisions/{sample.number}" if sample.number % 3 else None,
        case_reference=f"{sample.number:04}",
        other_references=tuple(str(number) for number in range(chance % 3)),
        title=f"Council – {chance}" if chance % 4 else None,
        category=["Housing", "Education", None][chance % 3],
        outcome=[*Outcome, None][chance % 5],
        decided_on=dt.date(sample.year, 2, 6) if sample.year else None,
        full_text="\n".join(text.text for text in texts),
        paragraph_count=len(texts),
        word_count=chance,
        problem_count=chance % 3,
        count_once=[True, False, None][chance % 3],
        media_type="application/pdf" if chance % 7 == 0 else "text/html",
        snapshot_sha256=f"{sample.number}.{sample.version}",
        report_sha256=f"{chance}" if chance % 4 == 0 else None,
        content_sha256="1" * 64,
        fetched_at=NOON + dt.timedelta(microseconds=chance) if sample.number % 4 else None,
        parser_version="0",
        stage=Stage.FINAL,
        sections=(
            Section(1, SectionKind.SIGNATURE, None, 1, "Signed"),
            Section(
                2, SectionKind.FINDINGS, list(Topic)[chance % 4], 2, "The law", texts, list(DocumentPart)[chance % 2]
            ),
        ),
        citations=(cited,) if len(texts) > 1 else (),
        problems=tuple(Problem(list(ProblemCode)[(chance + n) % 9], str(n), "seen") for n in range(chance % 3)),
    )


def digest(row: Decision | HeldRow) -> bytes:
    """The digest of a row's inputs."""
    return input_digest(row.decision_id, row.url, row.snapshot_sha256, row.report_sha256, row.fetched_at)


def publish(  # noqa: PLR0913 - named, and most of them seldom given
    out: Path,
    samples: Iterable[Sample],
    *,
    lineage: Lineage | None = None,
    parsed: set[str] | None = None,
    batch: int = 4,
    judge: Judge = pass_all,
) -> Assembly | None:
    """A release of `samples`, with what the current one has already; the names of those parsed go into `parsed`."""
    wanted = {sample.name: sample for sample in samples}
    seen = {name: sample.seen for name, sample in wanted.items() if sample.seen}
    with open_dataset(out) as dataset:
        current = dataset.find_current()
        kept = [row for row in (list_rows(*current) if current else ()) if is_same(row, wanted.get(row.decision_id))]
        fresh = [wanted[name] for name in sorted(wanted.keys() - {row.decision_id for row in kept})]
        if parsed is not None:
            parsed |= {sample.name for sample in fresh}
        shards = []
        for start in range(0, len(fresh), batch):
            decisions = [parse(sample) for sample in fresh[start : start + batch]]
            entries = [make_entry(decision, start, digest(decision)) for decision in decisions]
            shards += write_shards(dataset.work, f"{start:04}", entries)
        places = [*(keep_rows(current[0], kept) if current else ()), *select_places(shards)[0]]
        years = complete_years(divide_years(places, (), (), seen), dataset.work)
        made = assemble_release(dataset, years, CREDITS, lineage or Lineage(basis="run"), jobs=1, judge=judge)
        if made:
            dataset.publish(made.release)
    return made


def is_same(row: HeldRow, sample: Sample | None) -> bool:
    """Whether the archive still has what the row was made from. A move to another year comes with other bytes."""
    return sample is not None and digest(row) == digest(parse(sample)) and row.year == sample.year


def read_files(out: Path) -> dict[str, bytes]:
    """The Parquet files of the current release, by name."""
    current = (out / "current").resolve()
    return {str(file.relative_to(current)): file.read_bytes() for file in sorted(current.rglob("*.parquet"))}


def release_of(out: Path) -> Release:
    """What the current release says of itself."""
    release = read_release(out / "current")
    assert release is not None
    return release


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the dataset is."""
    return tmp_path / "dataset"


# ── the same bytes ───────────────────────────────────────────────────────────────────────────────────────────────────

TIMES = st.sampled_from([None, NOON, NOON + dt.timedelta(microseconds=1), dt.datetime(2031, 1, 1, tzinfo=dt.UTC)])
SAMPLES = st.builds(
    Sample,
    number=st.integers(0, 40),
    version=st.integers(0, 3),
    year=st.sampled_from([2024, 2025, None]),
    seen=st.none() | st.builds(Seen, TIMES, TIMES, TIMES),
)
ARCHIVES = st.lists(SAMPLES, min_size=1, max_size=40, unique_by=lambda sample: sample.number)


@pytest.mark.property
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(ARCHIVES, min_size=2, max_size=4), batch=st.integers(1, 9))
def test_what_is_new_and_everything_give_the_same_bytes(
    runs: list[list[Sample]], batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After any runs, whatever they added, changed, moved to another year or removed, the files are a rebuild's."""
    monkeypatch.setattr(merging, "GROUP", 5)
    monkeypatch.setattr(merging, "FAN_IN", 3)
    monkeypatch.setattr(cursors, "_WHOLE", 7)
    monkeypatch.setattr(cursors, "_PARTS", 7)
    with TemporaryDirectory() as folder:
        grown, rebuilt = Path(folder, "grown"), Path(folder, "rebuilt")
        # From one archive to the next some decisions stay: with what all of them have in common.
        state: dict[int, Sample] = {}
        for run in runs:
            state = {sample.number: state.get(sample.number, sample) if sample.version else sample for sample in run}
            publish(grown, state.values(), batch=batch)
        publish(rebuilt, state.values(), batch=40)
        assert read_files(grown) == read_files(rebuilt)
        ours, theirs = release_of(grown), release_of(rebuilt)
        for name in ("counts", "problems", "problems_by_year", "fingerprints", "sources"):
            assert getattr(ours, name) == getattr(theirs, name), name


def test_only_what_is_new_is_parsed(out: Path) -> None:
    """Of a second run only the changed and the new are parsed, and a year without any is linked."""
    first = [Sample(number, year=2024 + number % 2) for number in range(20)]
    publish(out, first)
    inode = (out / "current" / "sections" / "decided_year=2025" / "part-0.parquet").stat().st_ino
    parsed: set[str] = set()
    changed = [msgspec.structs.replace(sample, version=1) if sample.number == 4 else sample for sample in first]
    made = publish(out, [*changed, Sample(30)], parsed=parsed)
    assert parsed == {"tests/0004", "tests/0030"}
    assert made is not None
    assert (made.written, made.linked) == (("2024",), ("2025",))
    assert (out / "current" / "sections" / "decided_year=2025" / "part-0.parquet").stat().st_ino == inode
    assert publish(out, [*changed, Sample(30)], parsed=parsed) is None
    assert len(parsed) == 2


def test_long_files_are_read_in_parts(tmp_path: Path) -> None:
    """The rows of several row groups, one of them in the middle gone, come out as if parsed."""
    samples = [Sample(number) for number in range(700)]
    publish(tmp_path / "a", samples, batch=100)
    left = [*samples[:300], *samples[301:], Sample(9000)]
    publish(tmp_path / "a", left)
    publish(tmp_path / "b", left, batch=100)
    assert read_files(tmp_path / "a") == read_files(tmp_path / "b")
    file = pq.ParquetFile(tmp_path / "a" / "current" / "decisions" / "decided_year=2024" / "part-0.parquet")
    assert [file.metadata.row_group(number).num_rows for number in range(3)] == [256, 256, 188]


# ── which rows may be used again ─────────────────────────────────────────────────────────────────────────────────────


def test_rows_of_another_parser_are_not_used(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a change of the code that decides on rows, all of them are parsed anew."""
    publish(out, [Sample(1), Sample(2)])
    monkeypatch.setattr("decision_parser.dataset.reuse.find_parser_fingerprint", lambda: "other")
    assert not can_reuse(release_of(out))
    assert list(list_rows(out / "current", release_of(out))) == []


def test_rows_built_from_files_are_not_used(out: Path) -> None:
    """Where no archive says what a row was made from, it is not used again."""
    publish(out, [Sample(1)], lineage=Lineage())
    assert not can_reuse(release_of(out))


def test_years_with_a_damaged_file_are_not_used(out: Path) -> None:
    """A year is parsed anew when any of its files is not as it was written, or gone; the bytes come out the same."""
    samples = [Sample(number, year=year) for number, year in enumerate((2023, 2024, 2025, None))]
    publish(out, samples)
    before = read_files(out)
    damaged = out / "current" / "sections" / "decided_year=2024" / "part-0.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    (out / "current" / "problems" / "decided_year=0" / "part-0.parquet").unlink()
    parsed: set[str] = set()
    made = publish(out, samples, parsed=parsed)
    assert parsed == {"tests/0001", "tests/0003"}
    assert made is not None
    assert made.written == ("2024", "undated")
    assert read_files(out) == before


def test_rows_say_what_they_were_made_from(out: Path) -> None:
    """A held row has the columns that its digest is made of, exact to the microsecond."""
    samples = [Sample(number, year=[2024, None][number % 2]) for number in range(6)]
    publish(out, samples)
    found = {row.decision_id: row for row in list_rows(out / "current", release_of(out))}
    for decision in map(parse, samples):
        row = found.pop(decision.decision_id)
        assert row.digest == digest(decision)
        for name in ("source", "url", "snapshot_sha256", "report_sha256", "media_type", "fetched_at"):
            assert getattr(row, name) == getattr(decision, name)
    assert not found


@pytest.mark.parametrize("place", range(5))
def test_every_input_is_in_the_digest(place: int) -> None:
    """Each of the inputs makes another digest, and so does the parser."""
    inputs = ["a/b", "https://example.org", "00", "11", NOON]
    before = input_digest(*inputs)  # type: ignore[arg-type] # a list of several types
    changed = [*inputs]
    changed[place] = NOON + dt.timedelta(microseconds=1) if place == 4 else "other"
    assert input_digest(*changed) != before  # type: ignore[arg-type] # as above


def test_the_parser_is_in_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same inputs have another digest when the code changes."""
    inputs = ("a/b", None, "00", None, None)
    before = input_digest(*inputs)
    monkeypatch.setattr(fingerprint, "find_parser_fingerprint", lambda: "other")
    assert input_digest(*inputs) != before


@pytest.mark.parametrize(
    "name",
    "documents/html.py parsing/fields.py quality/decision.py sources/lgsco/__init__.py pipeline/parse.py text.py "
    "pipeline/describing.py "
    "vocabulary.py models/decisions.py dataset/columns.py dataset/words.py".split(),
)
def test_the_code_that_decides_on_rows_is_in_the_fingerprint(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more character in a file that decides on rows changes the fingerprint; the rest of the package does not."""
    package = tmp_path / "decision_parser"
    shutil.copytree(Path(columns.__file__).parents[1], package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprint, "_PACKAGE", package)
    before = find_parser_fingerprint.__wrapped__()
    (package / "cli" / "screen.py").write_text("# other")
    assert find_parser_fingerprint.__wrapped__() == before
    with (package / name).open("a") as file:
        file.write(" ")
    assert find_parser_fingerprint.__wrapped__() != before


# ── when a decision was seen ─────────────────────────────────────────────────────────────────────────────────────────


def test_history_is_laid_over_the_rows(out: Path) -> None:
    """The three columns are what the run says of them, in new rows and old, and null where it says nothing."""
    later = NOON + dt.timedelta(days=1)
    publish(out, [Sample(1, seen=Seen(NOON, NOON)), Sample(2, seen=Seen(NOON, NOON)), Sample(3, seen=Seen(NOON))])
    publish(out, [Sample(1, seen=Seen(NOON, later)), Sample(2, seen=Seen(NOON, NOON, later)), Sample(3)])
    frame = read(out)[["first_seen_at", "last_seen_at", "withdrawn_at"]]
    rows = frame.to_numpy(dtype=object).tolist()
    assert rows == [[NOON, later, pd.NaT], [NOON, NOON, later], [pd.NaT, pd.NaT, pd.NaT]]
    assert str(frame["withdrawn_at"].dtype) == "datetime64[us, UTC]"
    (withdrawn,) = find_decision(out, "tests/0002")
    assert withdrawn.withdrawn_at == later


def test_a_time_in_another_zone_is_kept_in_utc(out: Path) -> None:
    """A time is the same moment whatever zone it is given in."""
    there = NOON.astimezone(dt.timezone(dt.timedelta(hours=5)))
    publish(out, [Sample(1, seen=Seen(there))])
    assert read(out)["first_seen_at"].tolist() == [NOON]


# ── tables without years ─────────────────────────────────────────────────────────────────────────────────────────────


def change(number: int, kind: ChangeKind = ChangeKind.ADDED, **fields: object) -> Change:
    """A change of a sample."""
    values = {
        "changed_at": NOON,
        "decision_id": f"tests/{number:04}",
        "kind": kind,
        "source": "tests",
        "run": "r1",
        "case_reference": str(number),
    }
    return Change(**(values | fields))  # type: ignore[arg-type] # values of any field


def window(since: dt.date | None, run: str = "r1", *, found: int = 0, total: int | None = None) -> LedgerRow:
    """A window of a run."""
    until = since and since + dt.timedelta(days=6)
    return LedgerRow(
        run=run,
        source="tests",
        window_since=since,
        window_until=until,
        status=WindowStatus.COMPLETE,
        total=total,
        found=found,
    )


def lineage_of(changes: Sequence[Change], ledger: Sequence[LedgerRow] = ()) -> Lineage:
    """What a run says of its past."""
    whole = {"changes": sort_rows("changes", changes), "ledger": sort_rows("ledger", ledger)}
    return Lineage(basis="r1", whole=whole)


REVISED = change(
    2,
    ChangeKind.REVISED,
    fields=("outcome", "full_text"),
    before_sha256="a",
    after_sha256="b",
    details='{"outcome":["upheld","other"]}',
    text_diff="@@ -1 +1 @@\n-a\n+b",
)


def test_changes_and_ledger_are_tables(out: Path) -> None:
    """Both come back as they were given, in the order of their keys, without a year, and are described."""
    rows = [window(dt.date(2026, 1, 1), found=3), window(None, total=5)]
    publish(out, [Sample(1)], lineage=lineage_of([REVISED, change(1)], rows))
    frame = read(out, "changes")
    assert frame["kind"].tolist() == ["added", "revised"]
    assert frame["kind"].cat.categories.tolist() == list(ChangeKind)
    assert list(frame["fields"].iloc[1]) == ["outcome", "full_text"]
    assert frame["text_diff"].tolist()[1] == REVISED.text_diff
    assert "decided_year" not in frame
    ledger = read(out, "ledger")
    assert ledger["window_since"].isna().tolist() == [True, False]
    assert ledger["found"].tolist() == [0, 3]
    assert ledger["total"].tolist() == [5, pd.NA]
    release = release_of(out)
    assert (release.counts["changes"], release.counts["ledger"]) == ({"all": 2}, {"all": 2})
    assert release.files["changes/part-0.parquet"] == record_file(out / "current" / "changes" / "part-0.parquet")
    package = msgspec.json.decode((out / "current" / "datapackage.json").read_bytes())
    assert [resource["name"] for resource in package["resources"]] == list(ALL_TABLES)


def test_empty_tables_can_be_read(out: Path) -> None:
    """A first run without any change still has the table."""
    publish(out, [Sample(1)], lineage=lineage_of([]))
    assert read(out, "changes").empty
    assert read(out, "changes")["kind"].cat.categories.tolist() == list(ChangeKind)


def test_a_build_from_files_has_no_such_tables(out: Path) -> None:
    """Without an archive there are neither files nor descriptions of them, and asking is answered with a sentence."""
    publish(out, [Sample(1)], lineage=Lineage())
    assert sorted(path.name for path in (out / "current").iterdir() if path.is_dir()) == sorted(TABLES)
    package = msgspec.json.decode((out / "current" / "datapackage.json").read_bytes())
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    with pytest.raises(UsageError, match="has no table 'changes'"):
        read(out, "changes")


def test_unchanged_tables_are_linked(out: Path) -> None:
    """A table without new rows is the file of the release before; the ledger alone makes no release."""
    publish(out, [Sample(1)], lineage=lineage_of([change(1)]))
    assert publish(out, [Sample(1)], lineage=lineage_of([change(1)], [window(None)])) is None
    made = publish(out, [Sample(1), Sample(2)], lineage=lineage_of([change(1)], [window(None)]))
    assert made is not None
    assert (made.written, made.linked) == (("2024", "ledger"), ("changes",))
    assert (out / "current" / "changes" / "part-0.parquet").stat().st_nlink == 2
    made = publish(out, [Sample(1), Sample(2)], lineage=lineage_of([change(1), REVISED], [window(None)]))
    assert made is not None
    assert (made.written, made.linked) == (("changes",), ("2024", "ledger"))


def test_long_tables_have_several_row_groups(out: Path) -> None:
    """A first run of many decisions is written in groups of limited size, in the order of the key."""
    publish(out, [Sample(1)], lineage=lineage_of([change(number) for number in range(20_000)]))
    file = pq.ParquetFile(out / "current" / "changes" / "part-0.parquet")
    assert [file.metadata.row_group(number).num_rows for number in range(2)] == [16_384, 3_616]
    assert read(out, "changes")["decision_id"].is_monotonic_increasing


# ── checks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_release_that_shrank_is_refused(out: Path) -> None:
    """With fewer decisions than it must have a release is not published, and the one before stays."""
    publish(out, [Sample(1), Sample(2)], judge=make_judge({}, least=2))
    before = release_of(out)
    with pytest.raises(ReleaseRefusedError, match=r"kept: The release would hold 1 decision, 1 fewer than it must\."):
        publish(out, [Sample(2)], judge=make_judge({}, least=2))
    assert release_of(out) == before


def test_a_release_says_what_made_it(out: Path) -> None:
    """`release.json` has the hash of the parser and the run of the archive; one of an older version can be read."""
    publish(out, [Sample(1)])
    release = release_of(out)
    assert (release.basis, release.parser_fingerprint, release.suppressed) == ("run", find_parser_fingerprint(), 0)
    old = msgspec.to_builtins(release)
    for name in ("basis", "parser_fingerprint", "suppressed", "problems_by_year", "seal"):
        del old[name]
    (out / "old").mkdir()
    (out / "old" / "release.json").write_bytes(msgspec.json.encode(old))
    read_again = read_release(out / "old")
    assert read_again is not None
    assert not can_reuse(read_again)


def test_the_time_can_be_set(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With SOURCE_DATE_EPOCH a release is named for that time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOON.timestamp())))
    publish(out, [Sample(1)])
    assert os.readlink(out / "current") == "releases/20260101T120000Z"  # noqa: PTH115 - the text of the link


def test_streams_of_a_release_outlive_a_merge(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where too many streams are merged first, those of the release before stay where they are."""
    monkeypatch.setattr(merging, "FAN_IN", 2)
    publish(out, [Sample(0)])
    before = (out / "current").resolve()
    publish(out, [Sample(number) for number in range(6)], batch=1)
    assert (before / "sections" / "decided_year=2024" / "part-0.parquet").is_file()
