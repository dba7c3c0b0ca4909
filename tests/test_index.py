"""The index of an archive: many asked for at once are the same as one by one."""

import datetime as dt
from pathlib import Path

import msgspec

from decision_parser.crawl.entry import Entry
from decision_parser.crawl.index import Index
from decision_parser.crawl.notes import WindowNote
from decision_parser.crawl.windows import Window
from decision_parser.models import Card

DAY = dt.date(2025, 3, 1)
NOW = dt.datetime(2025, 4, 1, tzinfo=dt.UTC)


def write_entry(number: int, role: str, **more: object) -> Entry:
    """A record of the run."""
    return msgspec.structs.replace(
        Entry("f", number, 1, f"<urn:{number}>", "response", role, "run", None, f"/{number}", NOW), **more
    )


def test_many_at_once(tmp_path: Path) -> None:
    """More decisions than one question can name are all found, each once, and none that there is not."""
    names = [f"a/b/20-{number // 1000:03}-{number % 1000:03}" for number in range(1203)]
    cards = [(name, Card(f"/decisions/{name}", decided_on=DAY)) for name in names]
    with Index(tmp_path, lambda _: (), lambda _: None) as index:
        listing = write_entry(0, "listing")
        index.add(listing, cards)
        for number, name in enumerate(names[::2], 1):
            index.add(write_entry(number, "decision", identity=name, status=200, sha256=f"{number}"))
        note = WindowNote("run", Window(DAY, DAY), NOW, complete=True, pages=(listing.record_id,))
        index.add(write_entry(9999, "window", kind="metadata", note=msgspec.json.encode(note)))
        found = index.find_pages([*names, "a/b/99-999-999", names[0]])
        assert found == {name: index.find_page(name) for name in names}
        assert {page.listed_on for page in found.values()} == {"2025-03-01"}
        assert (index.count_new("run", names), index.count_new("earlier", names)) == (602, 0)
        (reading,) = index.iter_readings("run")
        assert reading.found == sorted(page.id for page in found.values())
        index.remember_all(((name, name.encode()) for name in names), "mine")
        index.remember(names[0], "other", b"")
        assert dict(index.recall_all([*names, "nothing"], "mine")) == {name: name.encode() for name in names}
