"""Releases: found by time, published whole or not at all, by one writer."""

import datetime as dt
import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from decision_parser.dataset.evidence import Evidence
from decision_parser.dataset.publishing import link_file, open_dataset
from decision_parser.dataset.release import (
    Release,
    find_release,
    make_name,
    record_file,
)
from decision_parser.errors import BusyError, DecisionParserError, ReleaseRefusedError, UsageError
from decision_parser.models.checks import Check
from decision_parser.models.profile import Profile
from tests.judging import pass_all


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A dataset with two releases, without tables."""
    for name in ("20260930T020000Z", "20261001T020000Z"):
        folder = tmp_path / "releases" / name
        folder.mkdir(parents=True)
        (folder / "release.json").write_text("{}")
    (tmp_path / "releases" / ".partial-20261002T000000Z").mkdir()
    (tmp_path / "current").symlink_to("releases/20261001T020000Z")
    return tmp_path


AS_OF = [
    (None, "20261001T020000Z"),
    ("2026-10-01", "20261001T020000Z"),
    ("2026-09-30", "20260930T020000Z"),
    (dt.date(2026, 9, 30), "20260930T020000Z"),
    ("2026-10-01T01:59:59Z", "20260930T020000Z"),
    ("2026-10-01T02:00:00+00:00", "20261001T020000Z"),
    ("2026-10-01T02:30:00+01:00", "20260930T020000Z"),
    (dt.datetime(2026, 10, 1, 2, 0, 1), "20261001T020000Z"),  # noqa: DTZ001 - times without a zone are UTC
    ("20261001T020000Z", "20261001T020000Z"),
]


@pytest.mark.parametrize(("as_of", "expected"), AS_OF)
def test_a_release_by_time(history: Path, as_of: str | dt.date | None, expected: str) -> None:
    """`as_of` means the last release by then: a date includes its day, a time without a zone is UTC."""
    assert find_release(history, as_of).name == expected


@pytest.mark.parametrize(("as_of", "message"), [("2026-09-29", "no release from"), ("last week", "no date or time")])
def test_no_release_by_that_time(history: Path, as_of: str, message: str) -> None:
    """Asking for a time before the first release, or for no time, is answered with a sentence."""
    with pytest.raises(UsageError, match=message):
        find_release(history, as_of)


def test_only_one_writer(tmp_path: Path) -> None:
    """While a run holds the dataset another is turned away; afterwards it may come in."""
    with open_dataset(tmp_path), pytest.raises(BusyError, match="Another run"), open_dataset(tmp_path):
        pass
    with open_dataset(tmp_path) as dataset:
        assert dataset.work.is_dir()


def test_leftovers_of_killed_runs_are_removed(tmp_path: Path) -> None:
    """What a killed run leaves is gone when the next begins; releases and runs stay."""
    for name in (".work-1/x", "releases/.partial-1/x", "releases/20260101T000000Z/x", "runs/x"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / ".current-1").symlink_to("releases/1")
    (tmp_path / "runs" / ".20260101T000000Z.json").touch()
    with open_dataset(tmp_path) as dataset:
        left = {
            path.name
            for path in (*tmp_path.iterdir(), *(tmp_path / "releases").iterdir(), *(tmp_path / "runs").iterdir())
        }
        assert left == {".lock", "releases", "runs", "20260101T000000Z", "x", dataset.work.name}
    assert not dataset.work.exists()


def test_names_of_releases_only_grow(tmp_path: Path) -> None:
    """A release made within the same second, or after the clock was set back, still comes after the last."""
    later = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=1)
    (tmp_path / "releases" / make_name(later)).mkdir(parents=True)
    with open_dataset(tmp_path) as dataset:
        assert dataset.name == make_name(later + dt.timedelta(seconds=1))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder.write_text(""), "is a file"),
        (lambda folder: (folder / "current").mkdir(parents=True), "is no link to a release"),
    ],
)
def test_a_folder_that_is_no_dataset_is_left_alone(
    tmp_path: Path, make: Callable[[Path], object], message: str
) -> None:
    """A run refuses to write where something else is."""
    folder = tmp_path / "out"
    make(folder)
    with pytest.raises(UsageError, match=message), open_dataset(folder):
        pass


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    """An error of the file system is told as what it means for the dataset."""
    with pytest.raises(DecisionParserError, match="cannot be written: No space left on device"), open_dataset(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_failed_check_stops_publication(tmp_path: Path) -> None:
    """A release that fails a check is refused with the check's words, and nothing can publish it all the same."""
    with open_dataset(tmp_path) as dataset:
        dataset.partial.mkdir()
        failed = Check(name="counts", passed=False, detail="3 rows are missing.")
        refused = Release(
            release=dataset.name,
            created_at=dataset.time,
            previous=None,
            parser_version="",
            schema_version=1,
            counts={},
            checks=(*pass_all(Profile(), None, Evidence(tmp_path, None)), failed),
            problems={},
            sources={},
            fingerprints={},
            files={},
        )
        with pytest.raises(ReleaseRefusedError, match=r"counts: 3 rows are missing\."):
            dataset.publish(refused)
    assert not (tmp_path / "current").exists()
    assert list((tmp_path / "releases").iterdir()) == []


def test_a_link_that_cannot_be_made_becomes_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file system has no hard links a file is copied."""
    monkeypatch.setattr("os.link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "")))
    (tmp_path / "a").write_text("x")
    link_file(tmp_path / "a", tmp_path / "b" / "c")
    assert record_file(tmp_path / "b" / "c") == record_file(tmp_path / "a")
