"""One page that the parser cannot survive: it is said of that page, and all others are published."""

import datetime as dt
import os
import signal
from pathlib import Path
from unittest.mock import patch

import pytest

from decision_parser.parsing import parse_document
from decision_parser.pipeline import archive_tasks, parse
from decision_parser.pipeline.archive import verify_archive
from decision_parser.pipeline.archive_tasks import Batch, Parsed, parse_batch
from decision_parser.pipeline.build import build
from tests.refreshing import World, check_ledger, find_parquet, keep_clock
from tests.site import make_site

WORDS = "Unbearable9"


def _stumble(document, source, **known):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN003, ANN202 - as it has them
    if WORDS.encode() in document.visible:
        raise IndexError("list index out of range")
    return parse_document(document, source, **known)


def die_of(batch: Batch) -> Parsed:
    """Parse a task; the process ends with the one page that is named in the environment."""
    if any(job.records.identity == os.environ["DEADLY"] for job in batch.jobs):
        os.kill(os.getpid(), signal.SIGKILL)
    return parse_batch(batch)


@pytest.mark.parametrize("cold", [False, True])
def test_page_that_meets_a_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, cold: bool) -> None:
    """A refresh and a build go on without it, say so, keep its bytes, and have it as soon as the bug is mended."""
    site = make_site(5, 2, seed=5, paragraphs=3)
    with keep_clock(), site.serve() as base_url:
        world = World(site, base_url, tmp_path)
        if not cold:
            world.refresh()
            site.today += dt.timedelta(days=1)
        poisoned = site.publish_new(dt.date(2026, 1, 9), note=f"{WORDS} {cold}").version(site.today)
        with patch.object(parse, "parse_document", _stumble):
            report = world.refresh()
            rebuilt = build([world.archive], out=tmp_path / "rebuilt", jobs=1)
        assert [row.excluded for row in report.ledger if row.excluded] == [1]
        assert set(world.published()) == site.identities() - {poisoned.identity}
        assert rebuilt.exit_code == 1
        ((path, message),) = [(failure.where, failure.message) for failure in rebuilt.failures]
        assert path == poisoned.identity
        assert message.startswith("This is a bug in decision-parser (IndexError: list index out of range)")
        assert find_parquet(tmp_path / "rebuilt") == world.parquet()
        assert verify_archive(world.archive).findings == ()
        for name in ("rebuild", "settled"):
            monkeypatch.setattr(f"decision_parser.pipeline.{name}.find_parser_fingerprint", lambda: "a mended one")
        assert build([world.archive], out=world.out, jobs=1).exit_code == 0
        assert set(world.published()) == site.identities()
        check_ledger(report, complete=False)


@pytest.mark.crash
def test_page_that_kills_its_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build of an archive loses that page alone, and says which it is."""
    site = make_site(10, 2, seed=6, paragraphs=2)
    with keep_clock(), site.serve() as base_url:
        world = World(site, base_url, tmp_path)
        world.refresh()
    (world.archive / "index.sqlite").unlink()
    deadly = site.listed()[7].identity
    monkeypatch.setenv("DEADLY", deadly)
    with patch.multiple(archive_tasks, parse_batch=die_of, _BATCH=4, _FEW=5):
        report = build([world.archive], out=tmp_path / "rebuilt", jobs=2)
    assert [(failure.where, failure.message[:37]) for failure in report.failures] == [
        (deadly, "The process that parsed it was killed")
    ]
    rebuilt = World(site, base_url, tmp_path)
    assert set(rebuilt.published()) == site.identities()
