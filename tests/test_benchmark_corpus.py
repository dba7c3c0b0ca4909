"""The corpus of the benchmarks: an archive as a refresh leaves it, of pages that weigh what the publisher's do."""

import shutil
import statistics
from pathlib import Path

import pytest

from benchmarks.corpus import write_corpus
from benchmarks.samples import write_pages, write_pdfs
from decision_parser import build, parse, read
from decision_parser.crawl.index import Index
from decision_parser.pipeline.visiting import read_cards
from decision_parser.sources import find_source

_COUNT, _NEW = 30, 3


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A first run and the night after."""
    folder = tmp_path_factory.mktemp("corpus") / "archive"
    write_corpus(folder, _COUNT)
    write_corpus(folder, _COUNT, new=_NEW)
    return folder


def test_every_decision_of_the_corpus_is_in_a_release(archive: Path, tmp_path: Path) -> None:
    """All that was listed is published, without a problem, and no two texts are one."""
    report = build([archive], out=tmp_path / "dataset", jobs=1)
    assert (report.exit_code, report.decisions, report.problems) == (0, _COUNT + _NEW, {})
    assert read(tmp_path / "dataset")["full_text"].nunique() == _COUNT + _NEW


def test_the_index_of_the_corpus_is_that_of_its_records(archive: Path, tmp_path: Path) -> None:
    """What the runs noted without reading their pages is what the records say to one who reads them all."""
    source = find_source("lgsco")
    copy = shutil.copytree(archive, tmp_path / "archive", ignore=shutil.ignore_patterns("index.sqlite*"))
    with (
        Index(archive, read_cards(source), source.find_identity) as left,
        Index(copy, read_cards(source), source.find_identity) as made,
    ):
        made.catch_up()
        mine, theirs = ([page[1:] for page in index.iter_pages()] for index in (left, made))
        assert mine == theirs
        runs = list(left.iter_runs())
    assert [end.complete for _, end in runs if end] == [True, True]


def test_pages_of_the_corpus_weigh_what_real_ones_do() -> None:
    """48 kB are a page on average, a quarter of it the decision's text, whose paragraphs have nearly fifty words."""
    pages = write_pages(200)
    assert statistics.mean(map(len, pages)) == pytest.approx(48_000, rel=0.06)
    decisions = [parse(page) for page in pages[:30]]
    shares = (len(decision.full_text) / len(page) for decision, page in zip(decisions, pages, strict=False))
    assert 0.2 < statistics.mean(shares) < 0.27
    words, paragraphs = (sum(getattr(each, name) for each in decisions) for name in ("word_count", "paragraph_count"))
    assert words / paragraphs == pytest.approx(48, rel=0.1)


def test_a_pdf_of_the_corpus_is_a_decision() -> None:
    """Its slots are filled: no character of private use is left in it."""
    decision = parse(write_pdfs(1, lambda template: template.length == "short")[0])
    assert decision.decided_on is not None
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in decision.full_text)
