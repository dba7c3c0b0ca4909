"""Decisions taken out of every release there is, because somebody's privacy asks for it.

It is the one thing that changes a published release. It goes in steps that can be cut off anywhere: `release.json`
forgets the files that are to change, each of these is replaced by one rename, and then whatever file has no record gets
one. A run that is killed leaves some step undone; the next one finds that and does it.
"""

import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from msgspec import Struct

from decision_parser.dataset.checks import CHECKS_PART
from decision_parser.dataset.columns import DECISIONS, LEDGER, PARTITION, PROBLEMS
from decision_parser.dataset.leftovers import clean_runs, remove_copies
from decision_parser.dataset.parquet import WRITER
from decision_parser.dataset.profiling import PROFILE_FILE
from decision_parser.dataset.publishing import INPUTS_FILE, Dataset, open_dataset
from decision_parser.dataset.release import (
    ALL,
    EXPLORE,
    RELEASES,
    Release,
    find_year_name,
    read_release,
    record_file,
    require_dataset,
)
from decision_parser.dataset.selection import add_problems
from decision_parser.erasure import Erasure
from decision_parser.errors import DecisionParserError
from decision_parser.models.checks import Check

# The columns that name a decision, in whatever table.
_NAMES = ("decision_id", "previous_decision_id")


# What a run says in words, in which table.
_SENTENCES = {LEDGER.name: "message"}


class _File(Struct, frozen=True):
    """A Parquet file that holds rows of the decisions `found`, under all of its names: releases share files.

    One of which sentences alone tell of them has none.
    """

    paths: tuple[Path, ...]
    found: frozenset[str]


def suppress(
    out: str | os.PathLike[str], decision_ids: Collection[str], tell: Callable[[Path], object] | None = None
) -> int:
    """Remove all rows of these decisions from every release of the dataset in `out`; how many of them had any.

    Run it again after it was cut off. Of each decision nothing is left but the count in `release.json`: not in what
    checks and runs say, nor in any other file in the folder, which is deleted and handed to `tell`.

    Raises UsageError when there is no dataset, BusyError while another run writes it, and DecisionParserError when a
    file cannot be read or written.
    """
    require_dataset(out)
    with open_dataset(out, everything=True) as dataset:
        folder = dataset.folder
        shutil.rmtree(folder / EXPLORE, ignore_errors=True)  # a copy of what is to go
        (folder / INPUTS_FILE).unlink(missing_ok=True)  # it names decisions, too
        releases = sorted(path for path in (folder / RELEASES).iterdir() if path.is_dir())
        erasure = Erasure(decision_ids)
        files = list(_find_files(releases, sorted(set(decision_ids)), erasure))
        for release in releases:
            _forget(dataset, release, files, erasure)
        for file in files:
            _rewrite(dataset, file, erasure)
        for release in releases:
            _record(dataset, release)
        clean_runs(dataset, erasure)
        for path in remove_copies(dataset, erasure):
            if tell:
                tell(path)
    return len(frozenset[str]().union(*(file.found for file in files)))


def _find_files(releases: Sequence[Path], names: Sequence[str], erasure: Erasure) -> Iterator[_File]:
    """The files with any rows to remove, or a sentence to clean, each once."""
    paths = defaultdict(list)
    for release in releases:
        for path in _list_tables(release):
            state = path.stat()
            paths[state.st_dev, state.st_ino].append(path)
    for same in paths.values():
        found = _find_names(same[0], names)
        if found or _is_told_of(same[0], erasure):
            yield _File(tuple(same), found)


def _list_tables(release: Path) -> list[Path]:
    return sorted(release.rglob("*.parquet"))


def _find_names(path: Path, names: Sequence[str]) -> frozenset[str]:
    """Which of `names` a file has rows of. Row groups whose statistics rule that out are not read."""
    with _reading(path):
        columns = [name for name in _NAMES if name in pq.read_schema(path).names]
        rows = [
            pq.read_table(path, columns=[name], filters=[(name, "in", names)], partitioning=None)[name]
            for name in columns
            if names
        ]
    return frozenset(name for column in rows for name in column.to_pylist())


def _is_told_of(path: Path, erasure: Erasure) -> bool:
    """Whether a sentence in a file names one of the decisions."""
    column = _SENTENCES.get(path.parent.name)
    if column is None:
        return False
    with _reading(path):
        sentences = pq.read_table(path, columns=[column], partitioning=None)[column].unique().to_pylist()
    return any(erasure.is_named_in(sentence.encode()) for sentence in sentences if sentence)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say which file is damaged: what was not removed from it may still be in there."""
    try:
        yield
    except pa.ArrowException as error:
        message = f"{path} cannot be read ({error}); delete the release that it is in, then try again."
        raise DecisionParserError(message) from error


def _forget(dataset: Dataset, folder: Path, files: Sequence[_File], erasure: Erasure) -> None:
    """Let a release say nothing of its files that are to change: until they have, no build may rely on them.

    Nor does any check send people to a decision that is to go, and its figures are measured again when they are needed.
    """
    changing = {path.relative_to(folder).as_posix() for file in files for path in file.paths if folder in path.parents}
    release = read_release(folder)
    if not release:
        return
    checks = tuple(_forget_decisions(check, erasure) for check in release.checks)
    if not changing:  # a check may tell of a decision that this release has lost
        if checks != release.checks:
            dataset.correct(folder, msgspec.structs.replace(release, checks=checks))
        return
    changing.add(PROFILE_FILE)
    years = {_find_year(name) for name in changing if name != PROFILE_FILE} - {ALL}
    dataset.correct(
        folder,
        msgspec.structs.replace(
            release,
            made_of="",
            checks=checks,
            files={name: record for name, record in release.files.items() if name not in changing},
            fingerprints={
                name: found
                for name, found in release.fingerprints.items()
                if name not in changing and _find_year(name) not in years
            },
        ),
    )


def _forget_decisions(check: Check, erasure: Erasure) -> Check:
    left = tuple(name for name in check.decisions if not erasure.is_named_in(name.encode()))
    return msgspec.structs.replace(check, decisions=left, detail=erasure.clean_text(check.detail))


def _find_year(name: str) -> str:
    """How `release.json` calls the year of a table's file."""
    folder = Path(name).parent
    return find_year_name(folder) if folder.name.startswith(f"{PARTITION}=") else ALL


def _rewrite(dataset: Dataset, file: _File, erasure: Erasure) -> None:
    """Replace a file by one without the rows of the decisions that were found in it."""
    draft = dataset.work / "suppressed.parquet"
    with _reading(file.paths[0]):
        _write_others(file.paths[0], draft, pa.array(sorted(file.found), pa.string()), erasure)
    dataset.replace_files(draft, file.paths)


def _write_others(path: Path, draft: Path, names: pa.Array, erasure: Erasure) -> None:
    """Copy a file without some decisions. It may be of an older version, so it alone says what its columns are."""
    sentences = _SENTENCES.get(path.parent.name)
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        group = file.metadata.row_group(0)
        columns = [group.column(number) for number in range(group.num_columns)]
        dictionaries = [column.path_in_schema for column in columns if column.has_dictionary_page]
        options = {"use_dictionary": dictionaries, "sorting_columns": group.sorting_columns, **WRITER}
        with pq.ParquetWriter(draft, file.schema_arrow, **options) as writer:
            for number in range(file.num_row_groups):
                rows = _drop(file.read_row_group(number, use_threads=False), names)
                if sentences:
                    rows = _clean(rows, sentences, erasure)
                if rows.num_rows:
                    writer.write_table(rows, row_group_size=rows.num_rows)


def _drop(rows: pa.Table, names: pa.Array) -> pa.Table:
    """The rows of other decisions."""
    for column in _NAMES:
        if column in rows.column_names:
            rows = rows.filter(pc.invert(pc.is_in(rows[column], names)))
    return rows


def _clean(rows: pa.Table, column: str, erasure: Erasure) -> pa.Table:
    """The rows, with sentences that do not name the decisions."""
    place = rows.schema.get_field_index(column)
    values = [value and erasure.clean_text(value) for value in rows[column].to_pylist()]
    return rows.set_column(place, rows.schema.field(column), pa.array(values, rows.schema.field(column).type))


def _record(dataset: Dataset, folder: Path) -> None:
    """Let a release say of each file that it says nothing of what it is now, and how much is in it."""
    release = read_release(folder)
    if release and PROFILE_FILE not in release.files:
        (folder / PROFILE_FILE).unlink(missing_ok=True)
    names = [path.relative_to(folder).as_posix() for path in _list_tables(folder)]
    changed = [name for name in names if release and name not in release.files]
    if not release or not changed:
        return
    files = {**release.files, **{name: record_file(folder / name) for name in changed}}
    problems = {
        _find_year(name): _count_codes(folder / name)
        for name in names
        if name.startswith(f"{PROBLEMS.name}/") and name != CHECKS_PART
    }
    counts = _count_rows(folder, release, changed)
    removed = sum(release.counts[DECISIONS.name].values()) - sum(counts[DECISIONS.name].values())
    dataset.correct(
        folder,
        msgspec.structs.replace(
            release,
            files=dict(sorted(files.items())),
            counts=counts,
            problems=add_problems(problems.values()),
            problems_by_year=problems,
            suppressed=release.suppressed + removed,
        ),
    )


def _count_rows(folder: Path, release: Release, changed: Sequence[str]) -> dict[str, dict[str, int]]:
    """The rows of each table by year, after some files changed."""
    counts = {table: dict(of_years) for table, of_years in release.counts.items()}
    for name in changed:
        of_years = counts.setdefault(name.partition("/")[0], {})
        of_years[_find_year(name)] = pq.read_metadata(folder / name).num_rows
    return counts


def _count_codes(path: Path) -> dict[str, int]:
    """The rows of a file of `problems` by code."""
    codes = pq.read_table(path, columns=["code"], partitioning=None)["code"].to_pylist()
    return dict(sorted(Counter(codes).items()))
