"""Refreshes of the sample site, for the tests of them: publisher, archive and dataset that go on from day to day."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import shutil
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from filelock import FileLock

import decision_parser
from decision_parser.clock import VARIABLE
from decision_parser.crawl.limits import Limits
from decision_parser.pipeline.build import build
from decision_parser.pipeline.refresh import RefreshReport, refresh
from tests.site import make_site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pytest
    from pandas import DataFrame

    from tests.site import Request, Site, Version

CONTACT = "someone@example.org"
QUICK = Limits(
    connect=2,
    silence=0.4,
    whole=1.2,
    wire_bytes=3_000_000,
    body_bytes=3_000_000,
    attempts=3,
    backoff_first=0.01,
    backoff_most=0.02,
    longest_wait=3,
)
"""A client that gives up soon."""
PATIENT = msgspec.structs.replace(QUICK, connect=30, silence=30, whole=60)
"""One that waits for an answer on a busy machine: it must not ask twice for what comes late."""


def make_few() -> Site:
    """A site of a few decisions, each time the same."""
    return make_site(5, 1, seed=6, paragraphs=3)


def set_clock(at: dt.datetime) -> None:
    """Set the time of day, in this process and in those that it starts."""
    os.environ[VARIABLE] = str(int(at.timestamp()))


@contextmanager
def keep_clock() -> Iterator[None]:
    """Put the clock back afterwards."""
    before = os.environ.get(VARIABLE)
    try:
        yield
    finally:
        os.environ.pop(VARIABLE, None)
        if before is not None:
            os.environ[VARIABLE] = before


def night(day: dt.date) -> dt.datetime:
    """Three in the morning of a day."""
    return dt.datetime.combine(day, dt.time(3), dt.UTC)


class World:
    """A site that is running, and what is refreshed from it night by night."""

    def __init__(self, site: Site, base_url: str, folder: Path) -> None:
        self.site = site
        self.base_url = base_url
        self.folder = folder

    @property
    def archive(self) -> Path:
        """The folder of the archive."""
        return self.folder / "archive"

    @property
    def out(self) -> Path:
        """The folder of the dataset."""
        return self.folder / "dataset"

    def refresh(self, **options: Any) -> RefreshReport:  # noqa: ANN401 - as refresh has them
        """A run on this day of the site's clock, jobs in this process."""
        set_clock(night(self.site.today))
        return self.refresh_as_it_is(**options)

    def refresh_as_it_is(self, **options: Any) -> RefreshReport:  # noqa: ANN401 - as refresh has them
        """A run at whatever time the clock says, jobs in this process."""
        limits = QUICK if self.site.keeps_waiting() else PATIENT
        given: dict[str, Any] = {"delay": 0, "contact": CONTACT, "jobs": 1, "limits": limits, **options}
        return refresh(self.archive, out=self.out, base_url=self.base_url, **given)

    def next_day(self, days: int = 1, **options: Any) -> RefreshReport:  # noqa: ANN401 - as refresh has them
        """A run after so many days."""
        self.site.today += dt.timedelta(days=days)
        return self.refresh(**options)

    def fork(self, folder: Path) -> World:
        """The same site, and a copy of archive and dataset to go on with."""
        shutil.copytree(self.folder, folder, symlinks=True, dirs_exist_ok=True)
        return World(self.site, self.base_url, folder)

    def read(self, table: str = "decisions", **options: Any) -> DataFrame:  # noqa: ANN401 - as read has them
        """A table of the dataset."""
        return decision_parser.read(self.out, table, **options)

    def changes(self, *, added: bool = False) -> list[dict[str, Any]]:
        """The table of changes as records, without those that are the first sight of a decision."""
        records = self.read("changes").to_dict("records")
        return [
            {str(key): None if isinstance(value, float) else value for key, value in record.items()}
            for record in records
            if added or record["kind"] != "added"
        ]

    def published(self, frame: DataFrame | None = None) -> dict[str, str]:
        """The content of each decision that is not withdrawn, by identity; of the dataset, or of its rows as read."""
        frame = self.read() if frame is None else frame
        standing = frame[frame["withdrawn_at"].isna()]
        names = standing["decision_id"].str.removeprefix("lgsco/")
        return dict(zip(names, standing["content_sha256"], strict=True))

    def parquet(self) -> dict[str, bytes]:
        """The Parquet files of the release."""
        return find_parquet(self.out)


def find_parquet(out: Path) -> dict[str, bytes]:
    """The Parquet files of the current release of a dataset, by name."""
    current = (out / "current").resolve()
    files = {str(file.relative_to(current)): file.read_bytes() for file in sorted(current.rglob("*.parquet"))}
    assert files, f"{out} has no release"
    return files


def check_ledger(report: RefreshReport, *, complete: bool = True) -> None:
    """Both sums hold in every row, and the publisher's total is what was found, where the reading is complete."""
    assert report.ledger
    for row in report.ledger:
        assert row.found == row.fetched + row.unchanged + row.failed + row.not_due, row
        assert row.found == row.published + row.excluded + row.missing, row
        assert row.new <= row.found, row
        if complete and row.window_until:
            assert (row.status, row.total) == ("complete", row.found + row.repeated), row


def find_states(folder: Path) -> Mapping[Path, tuple[int, int]]:
    """Each Parquet file under a folder, with its inode and the time it was written."""
    return {file: (file.stat().st_ino, file.stat().st_mtime_ns) for file in folder.rglob("*.parquet")}


class First:
    """A first run, made once for all tests that go on from it: its archive and dataset, its report, what it asked."""

    def __init__(self, folder: Path, report: RefreshReport, log: list[Request], pdfs: dict[Version, bytes]) -> None:
        self.folder = folder
        self.report = report
        self.log = log
        self._pdfs = pdfs

    @cached_property
    def published(self) -> dict[str, str]:
        """The content of each decision, by identity."""
        frame = decision_parser.read(self.folder / "dataset")
        names = frame["decision_id"].str.removeprefix("lgsco/")
        return dict(zip(names, frame["content_sha256"], strict=True))

    @contextmanager
    def go_on(self, site: Site, folder: Path) -> Iterator[World]:
        """A site of its own that runs, and copies to go on with."""
        shutil.copytree(self.folder, folder, symlinks=True)
        site._reports.update(self._pdfs)  # a PDF bears the time at which it was made
        with keep_clock(), site.serve() as base_url:
            yield World(site, base_url, folder)


def read_first(site: Site, name: str, factory: pytest.TempPathFactory, **options: Any) -> First:  # noqa: ANN401
    """The first run over a site, done by whichever worker comes first."""
    base = factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
    kept = folder.with_suffix(".pickle")
    with FileLock(f"{folder}.lock"):
        if not kept.exists():
            with keep_clock(), site.serve() as base_url:
                report = World(site, base_url, folder).refresh(**options)
            kept.write_bytes(pickle.dumps((report, site.log, site._reports)))
        report, log, pdfs = pickle.loads(kept.read_bytes())  # noqa: S301 - our own, of a minute ago
    return First(folder, report, log, pdfs)


def check_rebuilt(world: World, folder: Path) -> None:
    """From the records alone, without index and dataset, the very same Parquet comes out."""
    archive = folder / "archive"
    shutil.copytree(world.archive, archive, ignore=shutil.ignore_patterns("index.sqlite*", ".lock"))
    with keep_clock():
        set_clock(night(world.site.today) + dt.timedelta(days=400))
        build([archive], out=folder / "dataset", jobs=1)
    mine, theirs = find_parquet(folder / "dataset"), world.parquet()
    assert sorted(mine) == sorted(theirs)
    assert [name for name in mine if mine[name] != theirs[name]] == []
