"""What `build` takes for an input, and what sidecars say of it."""

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from decision_parser.dataset.reading import read
from decision_parser.errors import UnreadableInputError
from decision_parser.pipeline.build import build
from decision_parser.pipeline.inputs import find_inputs, read_input
from tests.pages import write_page, write_pages

_SEE = "see what lies there, and whether this user may read it"


def names(paths: Iterable[str | Path]) -> list[str]:
    """The names of the inputs in `paths`."""
    return [file.name for file in find_inputs(paths, out=Path("nowhere")).files]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with all that a folder can hold."""
    folder = tmp_path / "mixed"
    for name in ("b.html", "a.HTM", "sub/c.xhtml", "page", "page.old"):
        write_page(folder / name)
    (folder / "d.pdf").write_bytes(b"%PDF-1.4")
    (folder / "noise").write_bytes(b"noise%PDF-1.4")
    (folder / "e.txt").write_text("text")
    (folder / "b.json").write_text("{}")
    (folder / "other.json").write_text("{}")
    (folder / "README.md").write_text("<h1>Not a page</h1>")
    (folder / ".hidden.html").write_text("")
    (folder / ".git").mkdir()
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "same.html").symlink_to("b.html")
    os.mkfifo(folder / "pipe.html")
    return folder


def test_what_in_a_folder_is_an_input(mixed: Path) -> None:
    """Pages, PDFs and texts by suffix, and what starts like one; links lead nowhere twice."""
    assert names([mixed]) == ["a.HTM", "b.html", "d.pdf", "e.txt", "noise", "page", "page.old", "sub/c.xhtml"]


def test_what_in_a_folder_is_skipped(mixed: Path) -> None:
    """All else is skipped and named; a sidecar belongs to its file and is not mentioned."""
    skipped = {Path(file.where).name: file.message for file in find_inputs([mixed], out=Path("nowhere")).skipped}
    other = "Not a page, PDF or text."
    assert skipped == {
        ".git": "Hidden.",
        ".hidden.html": "Hidden.",
        "README.md": other,
        "other.json": other,
        "pipe.html": "Not a file.",
    }


def test_inputs_are_each_once_in_one_order(mixed: Path) -> None:
    """Neither the order of arguments nor naming a file twice changes the list."""
    once = [mixed, mixed / "README.md", mixed / "b.html"]
    assert names(once) == names([*once[::-1], mixed / "sub" / "..", *once])
    assert "README.md" in names(once), "a file that is named is an input, whatever it is"


def test_the_dataset_itself_is_no_input(tmp_path: Path) -> None:
    """A dataset inside the folder that is read is passed over."""
    pages = write_pages(tmp_path, 4)
    build([pages], out=pages / "dataset")
    found = find_inputs([pages], out=pages / "dataset")
    assert (len(found.files), found.skipped) == (4, ())


BAD_PATHS: list[tuple[Callable[[Path], object], str]] = [
    (lambda _: None, "There is no such file or folder; see how its name is written."),
    (
        lambda path: path.symlink_to(path),
        f"It cannot be read (Too many levels of symbolic links); {_SEE}.",
    ),
    (os.mkfifo, "This is a pipe or a device; save what it gives to a file."),
]


@pytest.mark.parametrize(("make", "message"), BAD_PATHS)
def test_paths_that_are_no_input(tmp_path: Path, make: Callable[[Path], object], message: str) -> None:
    """A path that cannot be read is a failure of that path."""
    make(tmp_path / "x")
    (failure,) = find_inputs([tmp_path / "x"], out=tmp_path).failures
    assert (failure.where, failure.message) == (str(tmp_path / "x"), message)


def test_parts_of_archives_are_no_inputs(tmp_path: Path) -> None:
    """A web archive is a failure, named or in a folder: leaving it out in silence would be a gap."""
    (tmp_path / "a.warc.gz").write_bytes(b"")
    for path in (tmp_path, tmp_path / "a.warc.gz"):
        found = find_inputs([path], out=tmp_path / "out")
        assert "part of a web archive" in found.failures[0].message


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """A file name of any bytes can be read and reported."""
    name = os.fsdecode(b"caf\xe9\n.html")
    write_page(tmp_path / "in" / name)
    write_page(tmp_path / "in" / f"-{name}")
    report = build([tmp_path / "in"], out=tmp_path / "out")
    assert [item.kept for item in report.duplicates] == ["-caf\\xe9\n.html"]


SIDECARS: list[tuple[dict[str, object], str | None, str | None]] = [
    ({"media_type": "text/html"}, "text/html", None),
    (
        {"media_type": "text/html", "headers": {"Content-Type": "text/html; charset=cp1252"}},
        "text/html; charset=cp1252",
        None,
    ),
    ({"headers": {"content-type": ["odd"]}, "status": 200}, None, None),
    ({"fetched_at": "2026-07-14T03:12:45Z"}, None, "2026-07-14T03:12:45+00:00"),
    ({"fetched_at": "2026-07-14T03:12:45"}, None, "2026-07-14T03:12:45+00:00"),
    ({"fetched_at": None, "url": None}, None, None),
]


@pytest.mark.parametrize(("record", "declared", "fetched_at"), SIDECARS)
def test_sidecars(tmp_path: Path, record: dict[str, object], declared: str | None, fetched_at: str | None) -> None:
    """A sidecar gives the address, the time and the media type with the charset that the server declared."""
    (tmp_path / "snapshot").write_bytes(b"x")
    (tmp_path / "snapshot.json").write_text(json.dumps(record))
    data, sidecar = read_input(str(tmp_path / "snapshot"))
    assert (data, sidecar.declared) == (b"x", declared)
    assert sidecar.fetched_at == (fetched_at and dt.datetime.fromisoformat(fetched_at))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"url": 1}', '{"fetched_at": "yesterday"}'])
def test_a_broken_sidecar_is_a_failure(tmp_path: Path, text: str) -> None:
    """A sidecar that cannot be read is no reason to guess: the decision would get another identity."""
    (tmp_path / "snapshot.html").write_bytes(b"x")
    (tmp_path / "snapshot.json").write_text(text)
    with pytest.raises(UnreadableInputError, match=r"Its sidecar snapshot\.json cannot be read"):
        read_input(str(tmp_path / "snapshot.html"))


def test_sidecars_are_used(tmp_path: Path) -> None:
    """The address in a sidecar makes the identity of the decision, its time is in the row."""
    write_page(tmp_path / "in" / "snapshot.html")
    url = "https://www.lgo.org.uk/decisions/housing/allocations/24-100-001"
    record = {"url": url, "fetched_at": "2026-07-14T03:12:45Z"}
    (tmp_path / "in" / "snapshot.json").write_text(json.dumps(record))
    build([tmp_path / "in"], out=tmp_path / "out")
    row = read(tmp_path / "out").iloc[0]
    assert (row["decision_id"], row["url"]) == ("lgsco/housing/allocations/24-100-001", url)
    assert row["fetched_at"].isoformat() == "2026-07-14T03:12:45+00:00"
