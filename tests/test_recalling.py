"""A folder that is built again: what has not changed is not parsed again, and the dataset is the same as if it were."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import decision_parser
from decision_parser.dataset.publishing import INPUTS_FILE
from decision_parser.models import Decision
from decision_parser.pipeline import file_tasks, recalling
from decision_parser.pipeline.build import build
from tests.pages import write_page, write_pages
from tests.test_build import find_bytes

Parsed = list[str]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of six decisions and a draft, with a sidecar."""
    folder = write_pages(tmp_path / "pages", 6)
    write_page(folder / "draft.html", "24 100 777", stage="draft")
    (folder / "003.json").write_text('{"fetched_at": "2026-01-01T00:00:00Z"}')
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where to build the dataset."""
    return tmp_path / "dataset"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Parsed:
    """The references of what is parsed, by the one process that does all here."""
    found: Parsed = []

    def parse(data: bytes, **known: Any) -> Decision:  # noqa: ANN401 - whatever the build knows
        decision = decision_parser.parse(data, **known)
        found.append(decision.case_reference[-3:])
        return decision

    monkeypatch.setattr(file_tasks, "parse", parse)
    return found


def check_rebuilt(pages: Path, out: Path, tmp_path: Path) -> None:
    """Whether a dataset has the bytes of one that is built from the same folder at once."""
    build([pages], out=tmp_path / "fresh", jobs=1)
    assert find_bytes(out) == find_bytes(tmp_path / "fresh")


@pytest.mark.parametrize("recent", [0, 1 << 62])
def test_nothing_is_parsed_twice(
    pages: Path, out: Path, parsed: Parsed, recent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that are as they were are not parsed, whether their times say so or their bytes; the report is the same."""
    monkeypatch.setattr(recalling, "_RECENT", recent)
    first = build([pages], out=out, jobs=1)
    parsed.clear()
    again = build([pages], out=out, jobs=1)
    assert parsed == []
    assert again.release is None
    for name in ("inputs", "parsed", "decisions", "drafts", "failures", "problems", "exit_code"):
        assert getattr(again, name) == getattr(first, name)


def rewrite(pages: Path) -> None:
    """Another text."""
    write_page(pages / "001.html", "24 100 001", text="Mr Y complains.")


def rewrite_in_secret(pages: Path) -> None:
    """Other bytes, and as many, under the time of the old ones."""
    before = (pages / "001.html").stat()
    rewrite(pages)
    os.utime(pages / "001.html", ns=(before.st_atime_ns, before.st_mtime_ns))


def add_sidecar(pages: Path) -> None:
    """A time where none was known."""
    (pages / "001.json").write_text('{"fetched_at": "2026-01-01T00:00:00Z"}')


def change_sidecar(pages: Path) -> None:
    """Another time."""
    (pages / "003.json").write_text('{"fetched_at": "2026-01-02T00:00:00Z"}')


def add_page(pages: Path) -> None:
    """A decision more, in the middle of the others."""
    write_page(pages / "000a.html", "24 100 900")


def rename_page(pages: Path) -> None:
    """The same page at another place."""
    (pages / "001.html").rename(pages / "zzz.html")


def make_draft(pages: Path) -> None:
    """A decision that is none any more."""
    write_page(pages / "001.html", "24 100 001", stage="draft")


def remove_page(pages: Path) -> None:
    """A decision less."""
    (pages / "001.html").unlink()


def add_copy(pages: Path) -> None:
    """A second page of a decision, which the first then must name."""
    write_page(pages / "zzz.html", "24 100 001", text="Another text.")


CASES: list[tuple[Callable[[Path], None], Parsed]] = [
    (rewrite, ["001"]),
    (rewrite_in_secret, ["001"]),
    (add_sidecar, ["001"]),
    (change_sidecar, ["003"]),
    (add_page, ["900"]),
    (rename_page, ["001"]),
    (make_draft, ["001"]),
    (remove_page, []),
    (add_copy, ["001"]),
]


@pytest.mark.parametrize(("change", "expected"), CASES)
def test_what_changed_is_parsed(
    tmp_path: Path, pages: Path, parsed: Parsed, change: Callable[[Path], None], expected: Parsed
) -> None:
    """Of a folder only what is new or other than it was is parsed, and the dataset is that of the whole folder."""
    out = tmp_path / "dataset"
    build([pages], out=out, jobs=1)
    parsed.clear()
    change(pages)
    build([pages], out=out, jobs=1)
    assert parsed == expected
    check_rebuilt(pages, out, tmp_path)


def test_two_pages_of_a_decision_are_parsed_each_time(pages: Path, out: Path, tmp_path: Path, parsed: Parsed) -> None:
    """The row of one names the other: with that one gone, nothing of it is left."""
    add_copy(pages)
    build([pages], out=out, jobs=1)
    parsed.clear()
    (pages / "zzz.html").unlink()
    build([pages], out=out, jobs=1)
    assert parsed == ["001"]
    check_rebuilt(pages, out, tmp_path)


def forget(out: Path, _: pytest.MonkeyPatch) -> None:
    """No memory."""
    (out / INPUTS_FILE).unlink()


def spoil(out: Path, _: pytest.MonkeyPatch) -> None:
    """A memory that nobody can read."""
    (out / INPUTS_FILE).write_bytes(b"nonsense")


def change_parser(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser that reads otherwise."""
    for module in (recalling, "decision_parser.dataset.reuse", "decision_parser.dataset.assembly"):
        name = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{name}.find_parser_fingerprint", lambda: "another")


@pytest.mark.parametrize("lose", [forget, spoil, change_parser])
def test_without_its_memory_all_is_parsed(
    pages: Path,
    out: Path,
    parsed: Parsed,
    lose: Callable[[Path, pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The memory can be thrown away, and is of no use to another parser."""
    build([pages], out=out, jobs=1)
    before = find_bytes(out)
    parsed.clear()
    lose(out, monkeypatch)
    build([pages], out=out, jobs=1)
    assert len(parsed) == 7
    assert find_bytes(out) == before


def test_a_damaged_year_is_parsed_again(pages: Path, out: Path, tmp_path: Path, parsed: Parsed) -> None:
    """Rows of a file that is not as it was written are not taken over."""
    build([pages], out=out, jobs=1)
    file = out / "current" / "paragraphs" / "decided_year=2025" / "part-0.parquet"
    file.write_bytes(file.read_bytes()[:-9])
    parsed.clear()
    build([pages], out=out, jobs=1)
    assert sorted(parsed) == ["001", "003", "005"]
    check_rebuilt(pages, out, tmp_path)
