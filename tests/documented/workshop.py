"""The folder that the commands of the documentation run in: all that a page takes for granted lies there."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import re
import shutil
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from filelock import FileLock

from decision_parser import cli
from decision_parser.bodies.register import AUTHORITIES, NAMES
from decision_parser.engines import choosing
from decision_parser.sources import find_source
from tests.documented.blocks import ROOT
from tests.documented.shell import Shell
from tests.refreshing import keep_clock, night, set_clock
from tests.registers import write_files
from tests.site import Published, Site, Version
from tests.site.answers import Answer, Asked
from tests.site.server import TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest

FOLDER = "/register/latest/"
ASKED = "housing/allocations/24-014-420"
"""The decision that README, the pages and the examples of `--help` ask for."""
ADDRESS = f"https://www.lgo.org.uk/decisions/{ASKED}"
WORDS = {
    "ADDRESS": ADDRESS,
    "https://www.lgo.org.uk/decisions/...": ADDRESS,
    "https://www.lgo.org.uk/decisions/…": ADDRESS,
    "FOLDER": "pages",
    "DATASET": "mine",
    "/srv/decisions/dataset": "dataset",
    "20261122T210500Z": "previous",
    "BEFORE": "before",
    "AFTER": "after",
}
"""What placeholders stand for."""
_TEXT = """\
Eastley County Council (24 014 420)
Category : Education > Alternative provision
Decision : Upheld
Decision date : 22 Jan 2025
The Ombudsman's final decision:
Summary: The Council was at fault.
The complaint
1. Ms B complains that the Council arranged no schooling for her son.
Final decision
2. There was fault causing injustice.
"""
_PAGE = "24-100-001-sibling-bullets"
_PDF = "23-101-273-disabled-facilities-grant-pdf"


class Publisher(Site):
    """The sample site with the known decisions, those that pages ask for, and a register of councils."""

    def __init__(self) -> None:
        super().__init__([*_iter_known(), _publish(ASKED, revised_on=TODAY - dt.timedelta(days=3))])
        self._register = dict(zip((AUTHORITIES, NAMES), write_files(), strict=True))

    def answer(self, asked: Asked) -> tuple[Answer, str | None]:
        """A file of the register, or what the site has."""
        name = asked.path.removeprefix(FOLDER)
        if asked.path.startswith(FOLDER) and name in self._register:
            return Answer(body=self._register[name], media_type="text/csv"), None
        return super().answer(asked)


def _iter_known() -> Iterator[Published]:
    """The decisions that `canary` asks for, under their real headers."""
    for number, known in enumerate(find_source("lgsco").canaries):
        day = dt.date(2025, 2, 6)
        if known.decided_on_text:
            day = dt.datetime.strptime(known.decided_on_text, "%d %b %Y").replace(tzinfo=dt.UTC).date()
        version = Version(
            since=day,
            body_name=known.body_name or "Wexcombe District Council",
            case_reference=known.case_reference,
            category=known.category,
            subcategory=known.subcategory,
            outcome_text=known.outcome_text or "Upheld",
            decided_on=day,
            summary="The Council was at fault.",
            seed=number,
        )
        yield Published([version], published_on=day)


def _publish(identity: str, revised_on: dt.date) -> Published:
    """A decision that has this address, and a paragraph more from that day on."""
    day = dt.date(2025, 3, 4)
    version = Version(
        since=day,
        body_name="Firle Borough Council",
        case_reference=identity.rpartition("/")[2].replace("-", " "),
        category="Housing",
        subcategory="Allocations",
        outcome_text="Upheld",
        decided_on=day,
        summary="The Council was at fault.",
        seed=int(identity[-3:]),
    )
    revised = dataclasses.replace(version, since=revised_on, note="The Council paid for the time and trouble, too.")
    return Published([version, revised], published_on=day)


# What leaves the folder as it found it, but for files that no later line needs.
_REPEATED = frozenset(
    {*"parse show search schema sources status canary refresh report export explore diff verify doctor".split()}
    | {f"archive {name}" for name in ("verify", "reindex", "export", "suppress")}
    | {"register update", "register show", "build archive", "sample --n"}
)
# Folders and files that a command reads from or writes to: it does the same with others. So with these values.
_FOLDERS = frozenset({"--out", "--dataset", "--archive"})
_ALIKE = frozenset({"--to", "--contact", "--n", "--seed", "--since"})


class Workshop:
    """The prepared folder and the site; each page works on a copy of its own."""

    def __init__(self, folder: Path, site: Publisher, base_url: str) -> None:
        self.folder = folder
        self.site = site
        self.base_url = base_url
        self._done = set[tuple[str, ...]]()

    def is_done(self, words: Sequence[str]) -> bool:
        """Whether a command that leaves the folder as it found it ran before: pages repeat the nightly ones."""
        if not _REPEATED.intersection((words[0], " ".join(words[:2]))):
            return False
        key = tuple(_iter_telling([WORDS.get(word, word) for word in words]))
        done = key in self._done
        self._done.add(key)
        return done

    @property
    def first_output(self) -> str:
        """What building the dataset of the demo printed when it was new."""
        return (self.folder / "first.txt").read_text(encoding="utf-8")

    @contextmanager
    def open(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """A copy to work in, made where there is none yet, on the day after the last refresh."""
        if not folder.exists():
            shutil.copytree(self.folder, folder, symlinks=True, copy_function=_link)
        monkeypatch.chdir(folder)
        with keep_clock(), self._at_the_site():
            set_clock(night(self.site.today) + dt.timedelta(days=1))
            yield

    @contextmanager
    def _at_the_site(self) -> Iterator[None]:
        """Whatever asks a publisher asks the site, at once; the command lines stay as they are printed."""
        asking = {"base_url": self.base_url, "delay": 0, "contact": "you@example.org"}
        register = {"url": self.base_url + FOLDER, "delay": 0, "contact": "you@example.org"}
        defaults: dict[str, Any] = dict.fromkeys(("parse", "show", "canary"), asking)
        defaults |= {
            "refresh": {**asking, "recheck": 3},
            "register": {"update": register},
        }
        before = cli.program.context_settings
        cli.program.context_settings = {**before, "default_map": defaults}
        try:
            with patch.object(choosing, "count_cores", lambda: 1):
                yield
        finally:
            cli.program.context_settings = before

    def prepare(self) -> None:
        """Fill the folder: pages, a dataset from the fixtures, and an archive and dataset from the site."""
        _lay_out(self.folder)
        shell = Shell(WORDS, lambda _: False)
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            with keep_clock(), self._at_the_site():
                set_clock(night(self.site.today))
                ended = shell.run("decision-parser build fixtures --out demo/dataset")
                (self.folder / "first.txt").write_text(ended.screen, encoding="utf-8")
                for line in _PREPARED:
                    done = shell.run(f"decision-parser {line}")
                    assert done.code == 0, done.screen
                self._refresh(shell)
                _mark()
        finally:
            os.chdir(before)

    def _refresh(self, shell: Shell) -> None:
        """Two nights, a week apart: a decision was revised in between."""
        last = self.site.today
        for day in (last - dt.timedelta(days=7), last):
            self.site.today = day
            set_clock(night(day))
            done = shell.run("decision-parser refresh --archive archive --out dataset --recheck 300")
            assert done.code == 0, done.screen


_PREPARED = (
    "register update --archive archive",
    "build pages/page.html --out before",
    "build pages --out after",
    "sample --n 3 --dataset demo/dataset --out review.html",
)


def _iter_telling(words: Sequence[str]) -> Iterator[str]:
    """The words that tell what a command does: where it does it is not among them, but must be there."""
    rest = iter(words)
    for word in rest:
        if word in _FOLDERS | _ALIKE:
            place = next(rest)
            if word in _FOLDERS and words[0] in {"show", "search", "report", "export", "diff"}:
                assert Path(place).exists(), f"{place} of {word} is not there"
        elif word == ">":
            next(rest)
        elif word != "--quiet":
            yield word


def _mark() -> None:
    """The marks of two people who found everything right, as the page saves them."""
    found = re.search(r'id="data">(.*?)</script>', Path("review.html").read_text(encoding="utf-8"))
    assert found
    marks = json.loads(found[1])
    for decision in marks["decisions"]:
        decision["read"] = True
        for item in decision["items"]:
            item["mark"] = "right"
    for name in ("marks.json", "marks-ab.json", "marks-cd.json"):
        Path(name).write_text(json.dumps(marks), encoding="utf-8")


def _link(source: str, target: str) -> None:
    """Copy a file; what nobody changes in place is linked."""
    if source.endswith((".parquet", ".gz")):
        os.link(source, target)
    else:
        shutil.copyfile(source, target)


def _lay_out(folder: Path) -> None:
    """The files of a user."""
    folder.mkdir(parents=True)
    (folder / "fixtures").symlink_to(ROOT / "fixtures")
    page, pdf = (ROOT / "fixtures" / "lgsco" / name for name in (_PAGE, _PDF))
    shutil.copy(page / "snapshot.html", folder / "page.html")
    told = json.loads((page / "snapshot.json").read_text(encoding="utf-8"))
    (folder / "page.json").write_text(json.dumps({name: told[name] for name in ("url", "fetched_at")}))
    for name in ("decision.pdf", "statement.pdf"):
        shutil.copy(pdf / "snapshot.pdf", folder / name)
    (folder / "pages").mkdir()
    (folder / "pages" / "24-014-420.txt").write_text(_TEXT, encoding="utf-8")
    for name in ("page.html", "page.json"):
        shutil.copy(folder / name, folder / "pages" / name)


@contextmanager
def open_workshop(factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """The workshop, prepared by whichever process comes first."""
    base = factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "documented"
    with ExitStack() as stack:
        site = Publisher()
        workshop = Workshop(folder, site, stack.enter_context(site.serve()))
        with FileLock(f"{folder}.lock"):
            if not (folder / "first.txt").exists():
                shutil.rmtree(folder, ignore_errors=True)
                workshop.prepare()
        yield workshop
