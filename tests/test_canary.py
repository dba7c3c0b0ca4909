"""The known decisions: a table of facts, and whether a publisher's pages still say the same."""

import csv
import datetime as dt
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from decision_parser import cli
from decision_parser.errors import UsageError
from decision_parser.pipeline import canary as canary_module
from decision_parser.pipeline.canary import CanaryReport, Verdict, canary, conclude
from decision_parser.sources import find_source
from decision_parser.text import parse_date
from decision_parser.vocabulary import Canary
from tests.site import Fault, Published, Site, Version

SOURCE = find_source("lgsco")
CANARIES = SOURCE.canaries
TOPS = {
    "Adult care services",
    "Benefits and tax",
    "Children's care services",
    "Education",
    "Environment and regulation",
    "Health",
    "Housing",
    "Other Categories",
    "Planning",
    "Transport and highways",
}


def publish(known: Canary) -> Published:
    """A decision of the sample site under a real header; what the facts do not tell is made up."""
    day = parse_date(known.decided_on_text or "06 Feb 2025") or dt.date(2025, 2, 6)
    version = Version(
        since=day,
        body_name=known.body_name or "Wexcombe District Council",
        case_reference=known.case_reference,
        category=known.category,
        subcategory=known.subcategory,
        outcome_text=known.outcome_text or "Upheld",
        decided_on=day,
        summary="The Council was at fault.",
        seed=int(known.case_reference[-4:-1].strip() or 1),
        document_kind="report" if known.why in REPORTS else "statement",
    )
    return Published([version], published_on=day)


REPORTS = {known.why for known in CANARIES if "report" in known.why}


@pytest.fixture
def site() -> Site:
    """A site with all known decisions and no others."""
    return Site([publish(known) for known in CANARIES])


@pytest.fixture
def base_url(site: Site) -> Iterator[str]:
    """Where it runs."""
    with site.serve() as url:
        yield url


def ask(base_url: str) -> CanaryReport:
    """The known decisions, asked for at the site."""
    return canary(contact="me@example.org", base_url=base_url, delay=0)


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_has_every_form() -> None:
    """Every top category and outcome, letters, reports, odd names and dates, each address once and read as it is."""
    assert 28 <= len({known.address for known in CANARIES}) == len(CANARIES) <= 36
    assert {known.category for known in CANARIES} == TOPS
    outcomes = {"Upheld", "Not upheld", "Closed after initial enquiries", None}
    assert {known.outcome_text for known in CANARIES} == outcomes
    assert {known.case_reference[-1] for known in CANARIES if known.case_reference[-1].isalpha()} == {"a", "b", "c"}
    names = " ".join(known.body_name or "" for known in CANARIES)
    assert all(sign in names for sign in "(),&")
    days = [parse_date(known.decided_on_text) for known in CANARIES if known.decided_on_text]
    assert None not in days
    assert {2017, 2025, 2026} <= {day.year for day in days if day}
    assert sum(day.weekday() == 6 for day in days if day) >= 3
    for known in CANARIES:
        identity = SOURCE.find_identity(known.address)
        assert known.address == SOURCE.decision_address.format(identity=identity)


def test_most_of_the_table_stays_published() -> None:
    """Statements are taken down after about five years: most of the known decisions have years to go."""
    days = [parse_date(known.decided_on_text) for known in CANARIES if known.decided_on_text]
    assert sum(day.year >= 2022 for day in days if day) > len(CANARIES) / 2


@pytest.mark.real
def test_the_table_is_the_facts(facts: Path) -> None:
    """Each row says what the table of facts says."""
    with (facts / "lgsco_decisions.csv").open(encoding="utf-8", newline="") as file:
        rows = {SOURCE.find_identity(row["url"]): row for row in csv.DictReader(file)}
    for known in CANARIES:
        row = rows[SOURCE.find_identity(known.address)]
        assert {name: getattr(known, name) for name in canary_module.COMPARED} == {
            name: row[name] or None for name in canary_module.COMPARED
        }


# ── what is found ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_are_understood(site: Site, base_url: str) -> None:
    """Pages with these headers are all understood; each page is asked for once, robots.txt before them."""
    report = ask(base_url)
    assert [finding for finding in report.findings if finding.verdict is not Verdict.OK] == []
    assert (report.exit_code, report.counts) == (0, {"ok": len(CANARIES)})
    assert report.message == f"{len(CANARIES)} of {len(CANARIES)} known decisions are understood."
    assert site.log[0].path == "/robots.txt"
    assert set(Counter(request.path for request in site.log).values()) == {1}
    assert [request.path for request in site.requests("/decisions/")] == [
        known.address.removeprefix(SOURCE.home) for known in CANARIES
    ]


def test_a_header_that_differs(site: Site, base_url: str) -> None:
    """A field that has other words is named with both, and the exit code is 1."""
    known = CANARIES[0]
    site.relabel(SOURCE.find_identity(known.address) or "", "Another Council")
    report = ask(base_url)
    (finding,) = (finding for finding in report.findings if finding.verdict is not Verdict.OK)
    (difference,) = finding.differences
    assert (finding.address, finding.verdict) == (known.address, Verdict.DIFFERS)
    assert msgspec.structs.astuple(difference) == ("body_name", known.body_name, "Another Council")
    assert (report.exit_code, "1 are not as they were" in report.message) == (1, True)


def test_a_page_that_cannot_be_parsed(site: Site, base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that are no decisions any more to the parser are not understood, however well they are fetched."""
    rebuilt = zlib.compress(b"<html><body><h1>Our new site</h1><p>Every decision at a glance.</p></body></html>", 1, 31)
    monkeypatch.setattr(site, "packed", lambda _version: rebuilt)
    report = ask(base_url)
    assert (report.exit_code, report.counts) == (1, {"not understood": len(CANARIES)})
    assert all(finding.message for finding in report.findings)


def test_some_are_gone(site: Site, base_url: str) -> None:
    """Decisions that were taken down are said and are no fault, until more than half are."""
    half = len(CANARIES) // 2
    for known in CANARIES[:half]:
        site.withdraw(SOURCE.find_identity(known.address) or "", status=410)
    report = ask(base_url)
    assert (report.exit_code, report.counts) == (0, {"gone": half, "ok": len(CANARIES) - half})
    assert f"{half} are gone, as decisions are after some years." in report.message
    site.withdraw(SOURCE.find_identity(CANARIES[half].address) or "")
    report = ask(base_url)
    assert (report.exit_code, "other addresses" in report.message) == (3, True)


def test_one_cannot_be_fetched(site: Site, base_url: str) -> None:
    """A page that could not be fetched is said with its reason, the others are still asked for, and the code is 3."""
    site.fail(SOURCE.find_identity(CANARIES[2].address) or "", Fault.ERROR_STATUS, times=None, status=403)
    report = ask(base_url)
    assert (report.exit_code, report.counts) == (3, {"ok": len(CANARIES) - 1, "not read": 1})
    assert "403" in (report.findings[2].message or "")


def test_a_site_that_is_down(site: Site, base_url: str) -> None:
    """After three in a row that could not be fetched, the others are left alone: the answer is known."""
    site.fail("/decisions/", Fault.ERROR_STATUS, times=None, status=403)
    report = ask(base_url)
    assert (report.exit_code, report.counts) == (3, {"not read": len(CANARIES)})
    assert len(site.requests("/decisions/")) == canary_module.PATIENCE


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({"ok": 30}, 0),
        ({"ok": 15, "gone": 15}, 0),
        ({"ok": 14, "gone": 16}, 3),
        ({"ok": 29, "not read": 1}, 3),
        ({"ok": 28, "not read": 1, "differs": 1}, 1),
        ({"ok": 13, "gone": 16, "not understood": 1}, 1),
    ],
)
def test_conclusions(counts: dict[str, int], code: int) -> None:
    """A page read wrong weighs more than one not read; one that is gone nothing, unless most are."""
    assert conclude(Counter(counts))[0] == code


def test_without_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A publisher without known decisions is said to have none."""
    bare = msgspec.structs.replace(SOURCE, canaries=())
    monkeypatch.setattr(canary_module, "find_source", lambda _slug: bare)
    with pytest.raises(UsageError, match="no list of known decisions"):
        canary(base_url="http://127.0.0.1:9")


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command(site: Site, base_url: str, capfd: pytest.CaptureFixture[str]) -> None:
    """One line for each on stdout, and one on all; --quiet leaves out what is as expected; --json gives all."""
    site.relabel(SOURCE.find_identity(CANARIES[0].address) or "", "Another Council")
    given = ["canary", "--base-url", base_url, "--delay", "0"]
    assert cli.main(given) == 1
    out, err = capfd.readouterr()
    lines = out.splitlines()
    assert (len(lines), err) == (len(CANARIES) + 1, "")
    differs = f"body_name: {CANARIES[0].body_name} → Another Council"
    assert lines[0] == f"{'differs':16}{CANARIES[0].address} ({CANARIES[0].why}): {differs}"
    assert lines[1] == f"{'ok':16}{CANARIES[1].address} ({CANARIES[1].why})"
    assert cli.main([*given, "--quiet"]) == 1
    assert capfd.readouterr().out.splitlines() == [lines[0], lines[-1]]
    assert cli.main([*given, "--json"]) == 1
    assert json.loads(capfd.readouterr().out)["counts"] == {"differs": 1, "ok": len(CANARIES) - 1}


def test_the_live_site_needs_a_contact(capfd: pytest.CaptureFixture[str]) -> None:
    """Without a contact nothing is asked, and the exit code is that of a usage error."""
    assert cli.main(["canary"]) == 2
    assert "--contact" in capfd.readouterr().err
