"""The files of a release: what changed is written, the others are linked from the one before, and all is judged."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from decision_parser.dataset import card, croissant
from decision_parser.dataset.card import Facts
from decision_parser.dataset.checks import write_checks
from decision_parser.dataset.columns import SCHEMA_VERSION, TABLES, WHOLE_TABLES
from decision_parser.dataset.documentation import describe_package, write_dictionary, write_json
from decision_parser.dataset.evidence import Evidence
from decision_parser.dataset.fingerprint import find_parser_fingerprint
from decision_parser.dataset.merging import Merge, plan_merges, remove_streams, write_merge
from decision_parser.dataset.profiling import (
    PROFILE_FILE,
    FileProfile,
    combine,
    is_whole,
    measure_file,
    read_profile,
    split_profile,
)
from decision_parser.dataset.publishing import Dataset, link_file
from decision_parser.dataset.release import (
    ALL,
    Credit,
    FileRecord,
    RegisterNote,
    Release,
    build_metadata,
    find_part,
    find_version,
    is_intact,
    read_release,
    record_file,
)
from decision_parser.dataset.selection import Year, add_problems, count_problems
from decision_parser.dataset.whole import find_fingerprint, write_whole
from decision_parser.engines import WorkerDied, Workers, open_engine
from decision_parser.errors import DecisionParserError
from decision_parser.models.checks import Check, CheckBasis
from decision_parser.models.profile import Profile

# Below this many rows to write, starting worker processes costs more than they spare.
_FEW = 1_000_000

Counts = dict[str, dict[str, int]]
Files = dict[str, FileRecord]
Judge = Callable[[Profile, Profile | None, Evidence], Sequence[Check]]
"""Says what a release with such figures passes and what not, beside those of the release before, if there is one."""


class Lineage(Struct, frozen=True, kw_only=True):
    """What a release has besides its decisions, most of it only when it is built from an archive.

    `basis` is the last run in the archive, `register` the register of councils that told the bodies. `whole` has the
    rows of tables without years, in the order of their keys; a change in those called `minor` alone makes no new
    release. `made_of` is what the release will be known by.
    """

    basis: str | None = None
    register: RegisterNote | None = None
    whole: Mapping[str, Sequence[Struct]] = {}
    minor: frozenset[str] = frozenset({"ledger"})
    made_of: str = ""


_NO_LINEAGE = Lineage()


class Assembly(Struct, frozen=True):
    """A release whose files are in the dataset's folder `partial`.

    `written` and `linked` are its years, and its tables without years. Of a year that was written some tables may be
    linked.
    """

    release: Release
    written: tuple[str, ...]
    linked: tuple[str, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that it did not pass, without decisions: reports of runs outlast those that are removed."""
        return tuple(msgspec.structs.replace(check, decisions=()) for check in self.release.checks if not check.passed)


def assemble_release(  # noqa: PLR0913 - what is in it, how it is made, and who says that it is right
    dataset: Dataset,
    years: Sequence[Year],
    credit_of: Mapping[str, Credit],
    lineage: Lineage = _NO_LINEAGE,
    *,
    jobs: Workers,
    judge: Judge,
) -> Assembly | None:
    """Put the files of a release together, and have it judged; None when they would be those of the current one.

    `credit_of` has every publisher with a row in `years`; `jobs` is what works on it, a number means at most so many
    processes. What `judge` says stands in the release, and decides whether it can be published.
    """
    plan = _Plan(years, credit_of, lineage)
    current = dataset.find_current()
    same = plan.find_same(*current) if current else frozenset()
    if current and not _find_news(plan, same, *current):
        return None
    linked = frozenset(name for name, parts in plan.files.items() if same.issuperset(parts))
    counts = _count_rows(plan, linked, current[1] if current and linked else None)
    before = find_before(dataset)
    files = _link_files(dataset.partial, same, *current) if current else {}
    written, profile = _write_years(dataset, plan, same, before.profile if before else None, jobs)
    files |= written | _write_whole(dataset.partial, plan, same)
    evidence = Evidence(dataset.partial, before.folder if before else None)
    checks = (check_counts(dataset.partial, counts), *judge(profile, before.profile if before else None, evidence))
    files |= _write_checks(dataset, plan, profile, checks)
    files |= _write_descriptions(dataset, plan, counts, list(files))
    release = _describe(dataset, plan, current[1] if current else None, _Found(linked, counts, checks, files))
    return Assembly(release, tuple(name for name in plan.files if name not in linked), tuple(sorted(linked)))


class _Found(Struct, frozen=True):
    """What is known of a release once its files are there: which years are linked, its rows, its checks, its files."""

    linked: frozenset[str]
    counts: Counts
    checks: tuple[Check, ...]
    files: Files


class Before(Struct, frozen=True):
    """The release that the next one is held against, and its figures."""

    folder: Path
    profile: Profile


def find_before(dataset: Dataset) -> Before | None:
    """The last release whose figures can be had, None where there is none: one that is damaged lets nothing pass."""
    for folder in dataset.list_releases():
        release = read_release(folder)
        if release is None:
            continue
        with suppress(OSError, pa.ArrowException):
            return Before(folder, read_profile(folder, release))
    return None


class _Plan(Struct, frozen=True, dict=True):
    """What goes into a release, and how it would be known again."""

    years: Sequence[Year]
    credit_of: Mapping[str, Credit]
    lineage: Lineage

    @cached_property
    def sources(self) -> dict[str, Credit]:
        """The publishers with a row in it."""
        return {
            source: self.credit_of[source] for source in sorted({name for year in self.years for name in year.sources})
        }

    @cached_property
    def metadata_of(self) -> dict[str, dict[str, str]]:
        """The metadata of the files of each year, and of tables without years."""
        register = [self.lineage.register.credit] if self.lineage.register else []
        of_years = {
            year.name: build_metadata([*(self.credit_of[source] for source in year.sources), *register])
            for year in self.years
        }
        return of_years | dict.fromkeys(self.lineage.whole, build_metadata(self.sources.values()))

    @cached_property
    def files(self) -> dict[str, list[str]]:
        """The paths of the files of each year, and of tables without years."""
        of_years = {year.name: [find_part(table, year.name) for table in TABLES] for year in self.years}
        return of_years | {name: [find_part(name, ALL)] for name in self.lineage.whole}

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """A hash of what each file is made from, by its path."""
        of_years = {
            find_part(name, year.name): year.find_fingerprint(table, self.metadata_of[year.name])
            for year in self.years
            for name, table in TABLES.items()
        }
        of_whole = {
            find_part(name, ALL): find_fingerprint(WHOLE_TABLES[name], rows, self.metadata_of[name])
            for name, rows in self.lineage.whole.items()
        }
        return of_years | of_whole

    def find_same(self, folder: Path, release: Release) -> frozenset[str]:
        """The files that the release in `folder` has already, as they were written."""
        known = [name for name, found in self.fingerprints.items() if release.fingerprints.get(name) == found]
        return frozenset(name for name in known if is_intact(folder, name, release))


def _find_news(plan: _Plan, same: Collection[str], folder: Path, release: Release) -> set[str]:
    """The files that are not as they are in `release`, and those that only one of the two has; not minor ones.

    And any file that is not as it was written: a release with a damaged one is published anew.
    """
    minor = {find_part(name, ALL) for name in plan.lineage.minor}
    damaged = {name for name in release.files if not is_intact(folder, name, release)}
    return ((plan.fingerprints.keys() | release.fingerprints.keys()) - minor - set(same)) | damaged


def _link_files(partial: Path, names: Iterable[str], folder: Path, release: Release) -> Files:
    for name in names:
        link_file(folder / name, partial / name)
    return {name: release.files[name] for name in names}


def _write_years(
    dataset: Dataset, plan: _Plan, same: Collection[str], before: Profile | None, jobs: Workers
) -> tuple[Files, Profile]:
    """Write all files of years that are not the same, side by side; what describes them, and all years in figures."""
    merges = [merge for year in plan.years for merge in _plan_year(dataset, year, plan.metadata_of[year.name], same)]
    few = sum(int(merge.runs.count.sum()) for merge in merges) < _FEW
    files: Files = {}
    profiles = _profile_linked(dataset.partial, plan, same, before)
    with open_engine(1 if few else jobs) as engine:
        for merge, written in engine.run(write_merge, merges):
            if isinstance(written, WorkerDied):
                what = f"The process that wrote {merge.table_name} was killed, perhaps for want of memory"
                raise DecisionParserError(f"{what}; free some, or run with `--jobs 1`.")
            name = merge.target.relative_to(dataset.partial).as_posix()
            files[name], profiles[name] = written
            remove_streams(merge)
    return files, combine(profiles, [(year.name, year.sources) for year in plan.years])


def _profile_linked(
    partial: Path, plan: _Plan, same: Collection[str], before: Profile | None
) -> dict[str, dict[str, FileProfile]]:
    """What is in the files that were linked: as the release before says it, else measured."""
    known = split_profile(before) if before else {}
    profiles = {}
    for year in plan.years:
        for name, table in TABLES.items():
            part = find_part(name, year.name)
            if part in same:
                held = known.get(part, {})
                fits = held.keys() == set(year.sources) and all(is_whole(each, table) for each in held.values())
                profiles[part] = held if fits else measure_file(partial / part, table, year.sources)
    return profiles


def _plan_year(dataset: Dataset, year: Year, metadata: Mapping[str, str], same: Collection[str]) -> Iterable[Merge]:
    parts = {name: find_part(name, year.name) for name in TABLES}
    targets = {name: dataset.partial / part for name, part in parts.items() if part not in same}
    return plan_merges(year, dataset.work, targets, metadata) if targets else ()


def _write_whole(partial: Path, plan: _Plan, same: Collection[str]) -> Files:
    """Write the tables without years that changed."""
    return {
        find_part(name, ALL): write_whole(
            partial / find_part(name, ALL), WHOLE_TABLES[name], rows, plan.metadata_of[name]
        )
        for name, rows in plan.lineage.whole.items()
        if find_part(name, ALL) not in same
    }


def _write_checks(dataset: Dataset, plan: _Plan, profile: Profile, checks: Sequence[Check]) -> Files:
    """Write what the release is in figures, and the checks that it did not pass."""
    (dataset.partial / PROFILE_FILE).write_bytes(write_json(msgspec.to_builtins(profile)).encode())
    files = {PROFILE_FILE: record_file(dataset.partial / PROFILE_FILE)}
    return files | write_checks(dataset.partial, checks, build_metadata(plan.sources.values()))


def _write_descriptions(dataset: Dataset, plan: _Plan, counts: Counts, files: Sequence[str]) -> Files:
    """Write what tells a reader of the release, and a program, what its tables are."""
    register = (plan.lineage.register.credit,) if plan.lineage.register else ()
    facts = Facts(
        name=dataset.name,
        created_at=dataset.time,
        parser_version=find_version(),
        credits=(*plan.sources.values(), *register),
        counts=counts,
    )
    texts = {
        "dictionary.md": write_dictionary(),
        "datapackage.json": write_json(describe_package(dataset.name, facts.credits, files)),
        croissant.FILE: write_json(croissant.describe_croissant(facts, files)),
        card.FILE: card.write_card(facts),
    }
    for name, text in texts.items():
        (dataset.partial / name).write_text(text, encoding="utf-8")
    return {name: record_file(dataset.partial / name) for name in texts}


def _describe(dataset: Dataset, plan: _Plan, current: Release | None, found: _Found) -> Release:
    """What `release.json` says. Of years that are linked it says what it said before, without a look at their rows."""
    held = current if found.linked else None
    problems = {year.name: _count_problems(year, held if year.name in found.linked else None) for year in plan.years}
    return Release(
        release=dataset.name,
        created_at=dataset.time,
        previous=current.release if current else None,
        parser_version=find_version(),
        parser_fingerprint=find_parser_fingerprint(),
        schema_version=SCHEMA_VERSION,
        basis=plan.lineage.basis,
        made_of=plan.lineage.made_of,
        register=plan.lineage.register,
        counts=found.counts,
        checks=found.checks,
        problems=add_problems(problems.values()),
        problems_by_year=problems,
        sources=plan.sources,
        fingerprints=plan.fingerprints,
        files=dict(sorted(found.files.items())),
    )


def _count_rows(plan: _Plan, linked: Collection[str], held: Release | None) -> Counts:
    """The rows of each table by year."""
    counts = {
        table: {
            year.name: held.counts[table][year.name] if held and year.name in linked else year.row_counts[table]
            for year in plan.years
        }
        for table in TABLES
    }
    return counts | {name: {ALL: len(rows)} for name, rows in plan.lineage.whole.items()}


def _count_problems(year: Year, held: Release | None) -> dict[str, int]:
    known = held.problems_by_year.get(year.name) if held else None
    return count_problems([year]) if known is None else known


def check_counts(partial: Path, counts: Counts) -> Check:
    """Whether the files hold as many rows as the tasks of the build made, by table and year."""
    wrong = [
        f"{table} of {year} has {found} rows in place of {expected}"
        for table, of_years in counts.items()
        for year, expected in of_years.items()
        if (found := pq.read_metadata(partial / find_part(table, year)).num_rows) != expected
    ]
    detail = "; ".join(wrong) or "Every row that was parsed is in a file, and no other."
    return Check(name="counts", basis=CheckBasis.ITSELF, passed=not wrong, detail=detail)
