"""The files of a release: years that changed are written, all others linked from the release before."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq
from msgspec import Struct

from decision_parser.dataset.columns import SCHEMA_VERSION, TABLES
from decision_parser.dataset.documentation import describe_package, write_dictionary, write_json
from decision_parser.dataset.merging import Merge, plan_merges, write_merge
from decision_parser.dataset.publishing import Dataset, link_file
from decision_parser.dataset.release import (
    Check,
    Credit,
    FileRecord,
    Release,
    build_metadata,
    find_version,
    is_intact,
    part_name,
    record_file,
)
from decision_parser.dataset.selection import Year, count_problems
from decision_parser.engines import WorkerDied, open_engine
from decision_parser.errors import DecisionParserError

# Below this many decisions, starting worker processes takes longer than the work.
_FEW = 2000


class Assembly(Struct, frozen=True):
    """A release whose files are in the dataset's folder `partial`: its years that were written, and those linked."""

    release: Release
    written: tuple[str, ...]
    linked: tuple[str, ...]


def assemble_release(
    dataset: Dataset, years: Sequence[Year], credit_of: Mapping[str, Credit], jobs: int
) -> Assembly | None:
    """Put the files of a release together; None when they would be those of the current one.

    `credit_of` has every publisher with a row in `years`; at most `jobs` processes work on it.
    """
    metadata = {year.name: build_metadata(credit_of[source] for source in year.sources) for year in years}
    fingerprints = {year.name: year.find_fingerprint(metadata[year.name]) for year in years}
    current = dataset.find_current()
    same = {year.name for year in years if current and _is_unchanged(year, fingerprints[year.name], *current)}
    if current and same == fingerprints.keys() == current[1].fingerprints.keys():
        return None
    written = [year for year in years if year.name not in same]
    files = _link_years(dataset.partial, (year for year in years if year.name in same), *current) if current else {}
    files |= _write_years(dataset, written, metadata, jobs)
    sources = {source: credit_of[source] for source in sorted({name for year in years for name in year.sources})}
    files |= _write_descriptions(dataset, sources, list(files))
    release = Release(
        release=dataset.name,
        created_at=dataset.time,
        previous=current[1].release if current else None,
        parser_version=find_version(),
        schema_version=SCHEMA_VERSION,
        counts={name: {year.name: year.row_counts[name] for year in years} for name in TABLES},
        checks=(check_counts(dataset.partial, years),),
        problems=count_problems(years),
        sources=sources,
        fingerprints=fingerprints,
        files=dict(sorted(files.items())),
    )
    return Assembly(release, tuple(year.name for year in written), tuple(sorted(same)))


def _is_unchanged(year: Year, fingerprint: str, folder: Path, release: Release) -> bool:
    """Whether the current release has this very year, with every file as it was written."""
    names = (part_name(name, year.year) for name in TABLES)
    return release.fingerprints.get(year.name) == fingerprint and all(
        is_intact(folder, name, release) for name in names
    )


def _link_years(partial: Path, years: Iterable[Year], folder: Path, release: Release) -> dict[str, FileRecord]:
    names = [part_name(name, year.year) for year in years for name in TABLES]
    for name in names:
        link_file(folder / name, partial / name)
    return {name: release.files[name] for name in names}


def _write_years(
    dataset: Dataset, years: Sequence[Year], metadata: Mapping[str, Mapping[str, str]], jobs: int
) -> dict[str, FileRecord]:
    """Write all files of `years`, side by side, and what describes them."""
    merges = [merge for year in years for merge in _plan(dataset, year, metadata[year.name])]
    few = sum(len(year.places) for year in years) < _FEW
    files = {}
    with open_engine(1 if few else jobs) as engine:
        for merge, written in engine.run(write_merge, merges):
            if isinstance(written, WorkerDied):
                what = f"The process that wrote {merge.table_name} was killed, perhaps for want of memory"
                raise DecisionParserError(f"{what}; free some, or run with `--jobs 1`.")
            files[merge.target.relative_to(dataset.partial).as_posix()] = written
    return files


def _plan(dataset: Dataset, year: Year, metadata: Mapping[str, str]) -> Iterable[Merge]:
    targets = {name: dataset.partial / part_name(name, year.year) for name in TABLES}
    return plan_merges(year, dataset.work, targets, metadata)


def _write_descriptions(dataset: Dataset, sources: Mapping[str, Credit], files: Sequence[str]) -> dict[str, FileRecord]:
    """Write what tells a reader of the release what its tables are."""
    titles = [{"title": f"{credit.name}: {credit.attribution}"} for credit in sources.values()]
    package = write_json(describe_package(dataset.name, titles, files))
    texts = {"dictionary.md": write_dictionary(), "datapackage.json": package}
    for name, text in texts.items():
        (dataset.partial / name).write_text(text, encoding="utf-8")
    return {name: record_file(dataset.partial / name) for name in texts}


def check_counts(partial: Path, years: Iterable[Year]) -> Check:
    """Whether the files hold as many rows as the tasks of the build made."""
    wrong = [
        f"{name} of {year.name} has {found} rows in place of {expected}"
        for year in years
        for name, expected in year.row_counts.items()
        if (found := pq.read_metadata(partial / part_name(name, year.year)).num_rows) != expected
    ]
    return Check("counts", not wrong, "; ".join(wrong) or "Every row that was parsed is in a file, and no other.")
