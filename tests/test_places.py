"""An archive and a dataset never come to lie in one folder."""

from pathlib import Path

import pytest

from decision_parser.dataset.release import CURRENT
from decision_parser.errors import UsageError
from decision_parser.pipeline.build import build
from decision_parser.pipeline.refresh import refresh

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder that looks like an archive from afar."""
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "20260601T030000Z-00000.warc.gz").write_bytes(b"")
    return folder


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A folder that looks like a dataset from afar."""
    folder = tmp_path / "dataset"
    (folder / "releases" / "1").mkdir(parents=True)
    (folder / CURRENT).symlink_to("releases/1")
    return folder


def list_names(folder: Path) -> set[str]:
    """All that is in a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.mark.parametrize("spelling", ["{}", "{}/", "{}/../archive"])
def test_one_folder_for_both(archive: Path, spelling: str) -> None:
    """One folder named twice, however it is written, is refused before anything is written there."""
    before = list_names(archive)
    for call in (
        lambda: build([archive], out=spelling.format(archive)),
        lambda: refresh(archive, out=spelling.format(archive), base_url=NOWHERE, contact="a@example.org"),
    ):
        with pytest.raises(UsageError, match=r"cannot both lie in .*; name another folder for one of them\.$"):
            call()
    assert list_names(archive) == before


def test_one_address_for_both() -> None:
    """The same holds in an object store."""
    with pytest.raises(UsageError, match="cannot both lie in"):
        refresh("s3://bucket/name", out="s3://bucket/name/", base_url=NOWHERE, contact="a@example.org")


def test_the_wrong_way_round(archive: Path, dataset: Path, tmp_path: Path) -> None:
    """A dataset named as archive, and an archive named as dataset, stay as they are."""
    before, page = list_names(tmp_path), tmp_path / "page.html"
    for call, message in (
        (lambda: refresh(dataset, out=archive, base_url=NOWHERE), f"{archive} holds an archive; name another folder"),
        (lambda: refresh(dataset, out=tmp_path / "new", base_url=NOWHERE), f"{dataset} holds a dataset; name another"),
        (lambda: build([page], out=archive), f"{archive} holds an archive; name another folder for the dataset."),
    ):
        with pytest.raises(UsageError, match=message):
            call()
    assert list_names(tmp_path) == before
