"""Decisions fetched by hand: what is asked of the publisher, what is kept, and what is said of what came."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from decision_parser import build, cli, parse, read, refresh
from decision_parser.clock import read_clock
from decision_parser.crawl.notes import RunNote, RunOptions
from decision_parser.crawl.warc import Entry, WarcWriter, iter_entries, iter_files
from decision_parser.crawl.windows import Window
from decision_parser.errors import FetchError, GoneError, NotADecisionError, UsageError
from decision_parser.models import DocumentPart, ProblemCode, Reply
from decision_parser.pipeline.archive import suppress, verify_archive
from decision_parser.pipeline.scraping import Scraped, find_decision, scrape
from decision_parser.pipeline.understanding import weigh
from tests.site import Fault, Site, Version, make_site

HOME = "https://www.lgo.org.uk"


@pytest.fixture
def site() -> Site:
    """Some decisions over two years, a report among them."""
    return make_site(60, 2, seed=3)


@pytest.fixture
def base_url(site: Site) -> Iterator[str]:
    """Where it runs."""
    with site.serve() as url:
        yield url


def find_version(site: Site, kind: str = "statement") -> Version:
    """A decision of the site."""
    return next(version for version in site.listed() if version.document_kind == kind)


def ask(base_url: str, path: str, archive: Path | None = None) -> Scraped:
    """Scrape from the site by the publisher's own address."""
    return scrape(f"{HOME}{path}", contact="me@example.org", base_url=base_url, delay=0, archive=archive)


def list_entries(archive: Path) -> list[Entry]:
    """All records of an archive that an index knows."""
    return [entry for path in iter_files(archive) for entry in iter_entries(path)]


# ── what is asked, and what comes ────────────────────────────────────────────────────────────────────────────────────


def test_a_statement(site: Site, base_url: str) -> None:
    """A decision is fetched as politely as in a refresh, robots.txt first, and is what its page says."""
    version = find_version(site)
    scraped = ask(base_url, version.path)
    assert [request.path for request in site.log] == ["/robots.txt", version.path]
    assert all("me@example.org" in request.headers["user-agent"] for request in site.log)
    decision = scraped.decision
    assert (decision.title, decision.url) == (version.title, f"{HOME}{version.path}")
    assert (scraped.result, scraped.message, decision.problems) == ("fetched", None, ())
    assert decision.fetched_at


def test_a_report(site: Site, base_url: str) -> None:
    """The full report that a page links to is fetched and parsed too, and counted in what was understood."""
    version = find_version(site, "report")
    scraped = ask(base_url, version.path)
    assert [request.path for request in site.log[1:]] == [version.path, version.report_path]
    assert {section.document for section in scraped.decision.sections} == set(DocumentPart)
    assert (scraped.understanding.nowhere, scraped.understanding.is_full) == (0, True)
    assert scraped.understanding.visible > len(scraped.decision.full_text) / 2


@pytest.mark.parametrize("status", [403, 404])
def test_a_report_that_does_not_come(site: Site, base_url: str, status: int) -> None:
    """The page is parsed without it, and the decision says that it is missing."""
    version = find_version(site, "report")
    site.fail("/assets/", Fault.ERROR_STATUS, times=None, status=status)
    scraped = ask(base_url, version.path)
    assert [problem.code for problem in scraped.decision.problems] == [ProblemCode.UNREAD_REPORT]
    assert [problem.code for problem in scraped.understanding.other_problems] == [ProblemCode.UNREAD_REPORT]
    assert scraped.understanding.nowhere == 0


def test_a_decision_that_moved(site: Site, base_url: str) -> None:
    """An address that leads to another one gives the decision that stands there."""
    version = find_version(site)
    moved = site.move(version.identity, "Housing", "Other", old_address="301")
    scraped = ask(base_url, version.path)
    assert (scraped.result, scraped.decision.url) == ("moved", f"{HOME}{moved.path}")


def test_no_such_page(base_url: str) -> None:
    """What the publisher does not have, or not any more, is an error of its own, and its sentence names the address."""
    with pytest.raises(GoneError, match="housing/other/24-999-999 has no page, or not any more"):
        ask(base_url, "/decisions/housing/other/24-999-999")
    assert issubclass(GoneError, NotADecisionError)


@pytest.mark.parametrize(
    ("fault", "said"), [(Fault.CAPTCHA, "gave no decision"), (Fault.EMPTY_BODY, "empty"), (Fault.REDIRECT_LOOP, "GET")]
)
def test_no_answer_to_believe(site: Site, base_url: str, fault: Fault, said: str) -> None:
    """A page that is none of a decision is an error that says so; nothing of it is taken for a decision."""
    version = find_version(site)
    site.fail(version.path, fault, times=None)
    with pytest.raises(FetchError, match=said):
        ask(base_url, version.path)


def test_robots_are_obeyed(site: Site, base_url: str) -> None:
    """An address that robots.txt forbids is not asked for."""
    site.robots = "User-agent: *\nDisallow: /decisions/\n"
    with pytest.raises(FetchError, match=r"robots\.txt"):
        ask(base_url, find_version(site).path)
    assert [request.path for request in site.log] == ["/robots.txt"]


def test_the_live_site_needs_a_contact(tmp_path: Path) -> None:
    """Without a contact the publisher is not asked, and no archive is begun."""
    with pytest.raises(UsageError, match="--contact"):
        scrape(f"{HOME}/decisions/housing/other/24-000-001", archive=tmp_path / "archive")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "address",
    [
        f"{HOME}/decisions/housing/other/24-000-001",
        "http://lgo.org.uk/Decisions/Housing/Other/24-000-001/?displaypref=2#point1",
        "http://127.0.0.1:8000/decisions/housing/other/24-000-001",
    ],
)
def test_addresses(address: str) -> None:
    """Host, scheme, case and query do not matter; the server that is named as --base-url is the publisher's too."""
    source, identity = find_decision(address, base_url="http://127.0.0.1:8000")
    assert (source.slug, identity) == ("lgsco", "housing/other/24-000-001")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://example.org/decisions/housing/other/24-000-001", "is on no publisher's host (www.lgo.org.uk, "),
        ("http://127.0.0.1:9/decisions/housing/other/24-000-001", "is on no publisher's host"),
        ("http://[/decisions/housing/other/24-000-001", "is on no publisher's host"),
        (f"{HOME}/decisions/housing", "is no decision of Local Government"),
        ("http://127.0.0.1:8000/", "is no decision of Local Government"),
    ],
)
def test_addresses_of_no_decision(address: str, said: str) -> None:
    """What is no decision of a known publisher is refused in a sentence that says what would be one."""
    with pytest.raises(UsageError) as caught:
        find_decision(address, base_url="http://127.0.0.1:8000")
    assert said in str(caught.value)


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_bytes_are_kept(site: Site, base_url: str, tmp_path: Path) -> None:
    """With an archive everything received is in it, as a run that begins, has no windows, and ends."""
    version = find_version(site, "report")
    ask(base_url, version.path, tmp_path)
    assert [entry.role for entry in list_entries(tmp_path)] == ["run", "robots", "decision", "report", "run"]
    assert len({entry.run for entry in list_entries(tmp_path)}) == 1
    assert verify_archive(tmp_path).findings == ()


def test_what_was_kept_can_be_built(site: Site, base_url: str, tmp_path: Path) -> None:
    """An archive of scraped decisions alone gives a dataset of them, without the network."""
    versions = [find_version(site), find_version(site, "report")]
    for version in versions:
        ask(base_url, version.path, tmp_path / "archive")
    assert build([tmp_path / "archive"], out=tmp_path / "dataset", jobs=1).exit_code == 0
    identities = {f"lgsco/{version.identity}" for version in versions}
    assert set(read(tmp_path / "dataset")["decision_id"]) == identities


def test_nothing_is_left_without_an_archive(
    site: Site, base_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an archive nothing stays on the disk."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ask(base_url, find_version(site).path)
    assert not list(tmp_path.iterdir())


def test_known_bytes_are_not_fetched_again(site: Site, base_url: str, tmp_path: Path) -> None:
    """What the archive holds is asked for on condition, and the decision is the same."""
    version = find_version(site)
    first, second = (ask(base_url, version.path, tmp_path) for _ in range(2))
    assert [request.status for request in site.requests("/decisions/")] == [200, 304]
    assert (second.result, second.decision.content_sha256) == ("unchanged", first.decision.content_sha256)
    assert second.understanding == first.understanding


def test_refreshes_are_not_disturbed(site: Site, base_url: str, tmp_path: Path) -> None:
    """Before, between and after refreshes, scraping changes nothing but that a decision is known earlier."""
    version = find_version(site)
    options = {"out": tmp_path / "dataset", "base_url": base_url, "delay": 0, "jobs": 1}
    ask(base_url, version.path, tmp_path / "archive")
    first = refresh(tmp_path / "archive", **options)  # type: ignore[arg-type] # of several types, each right
    assert (first.exit_code, first.resumed, first.decisions) == (0, False, 60)
    ask(base_url, version.path, tmp_path / "archive")
    second = refresh(tmp_path / "archive", **options)  # type: ignore[arg-type] # as above
    assert (second.exit_code, second.resumed, second.changes, second.release) == (0, False, {}, None)
    assert set(read(tmp_path / "dataset")["decision_id"]) == {f"lgsco/{identity}" for identity in site.identities()}
    assert read(tmp_path / "dataset", "changes")["kind"].to_list() == ["added"] * 60


def write_interrupted_run(archive: Path, begun_at: dt.datetime) -> None:
    """What a refresh leaves that was killed between its plan and its end."""
    run = begun_at.strftime("%Y%m%dT%H%M%SZ")
    note = RunNote(run, begun_at, "lgsco", RunOptions(weeks=26), (Window(dt.date(2026, 1, 31)),))
    with WarcWriter(archive, run) as writer:
        writer.write_note("run", run, msgspec.json.encode(note))


def test_an_interrupted_refresh_comes_first(site: Site, base_url: str, tmp_path: Path) -> None:
    """While a refresh is to be resumed, which only the last run can be, the archive is left alone."""
    write_interrupted_run(tmp_path, read_clock() - dt.timedelta(days=1))
    with pytest.raises(UsageError, match="run it again to its end first"):
        ask(base_url, find_version(site).path, tmp_path)
    assert not site.log
    assert len(iter_files(tmp_path)) == 1


def test_a_refresh_that_will_not_be_resumed_is_no_hindrance(site: Site, base_url: str, tmp_path: Path) -> None:
    """A run that was left for weeks is not resumed any more, and does not keep others out."""
    write_interrupted_run(tmp_path, read_clock() - dt.timedelta(days=20))
    assert ask(base_url, find_version(site).path, tmp_path).result == "fetched"


def test_a_killed_scrape_is_no_hindrance(site: Site, base_url: str, tmp_path: Path) -> None:
    """A run of scraping that never came to its end is neither resumed nor in anyone's way."""
    begun_at = read_clock() - dt.timedelta(hours=1)
    run = begun_at.strftime("%Y%m%dT%H%M%SZ")
    with WarcWriter(tmp_path / "archive", run) as writer:
        writer.write_note("run", run, msgspec.json.encode(RunNote(run, begun_at, "lgsco", RunOptions(), ())))
    assert ask(base_url, find_version(site).path, tmp_path / "archive").result == "fetched"
    report = refresh(tmp_path / "archive", out=tmp_path / "dataset", base_url=base_url, delay=0, jobs=1)
    assert (report.exit_code, report.resumed, report.decisions) == (0, False, 60)


def test_what_was_suppressed_stays_away(site: Site, base_url: str, tmp_path: Path) -> None:
    """A decision that was removed from an archive for good is not fetched into it again."""
    version = find_version(site)
    ask(base_url, version.path, tmp_path)
    suppress(tmp_path, f"lgsco/{version.identity}", out=None, reason="asked for")
    site.clear_log()
    with pytest.raises(UsageError, match="removed from this archive for good"):
        ask(base_url, version.path, tmp_path)
    assert not site.log


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────────


def write_reply(text: str) -> Reply:
    """An answer with this page."""
    return Reply(f"{HOME}/x", 200, "OK", (("Content-Type", "text/html"),), text.encode(), text.encode(), read_clock())


def test_what_was_not_understood() -> None:
    """An unknown heading and label, and a missing field, are named; each visible character is in one place."""
    page = write_reply(
        "<main><h1>Wexcombe District Council (23 014 420)</h1><p>Category : Housing > Allocations</p>"
        "<p>Decision date : 06 Feb 2025</p><p>Ward : North</p><h2>The Ombudsman's final decision</h2>"
        "<p>Summary: No fault.</p><h2>The complaint</h2><p>It was late.</p><h2>Of ships</h2><p>They sail.</p>"
        "<p>Investigator's decision on behalf of the Ombudsman</p></main>"
    )
    known = weigh(parse(page.body), page, None)
    assert known.missing_fields == ("outcome",)
    assert known.unknown_labels == ("Ward : North",)
    assert known.unknown_headings == ("Of ships",)
    assert (known.nowhere, known.is_full) == (0, False)
    assert known.in_unknown_sections == len("OfshipsTheysail.")
    assert "outcome_text" not in known.fields


def test_parse_by_address(site: Site, base_url: str, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`parse ADDRESS` prints JSON as for a file, and says on stderr what it understood."""
    version = find_version(site, "report")
    given = ["--base-url", base_url, "--delay", "0", "--archive", str(tmp_path)]
    assert cli.main(["parse", f"{base_url}{version.path}", *given]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["url"] == f"{HOME}{version.path}"
    lines = err.splitlines()
    assert lines[0] == f"{base_url}{version.path}: fetched, understood"
    labels = ["Visible text", "  header", "  sections", "  furniture", "  nowhere", "Unknown headings"]
    assert [label for label in labels if not any(line.startswith(f"{label:18}") for line in lines)] == []
    assert "  nowhere         0.0%" in lines
    assert cli.main(["parse", "--quiet", f"{base_url}{version.path}", *given]) == 0
    assert capfd.readouterr().err == ""


def test_parse_says_what_did_not_come(site: Site, base_url: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A report that could not be fetched is said below what was understood of its page."""
    version = find_version(site, "report")
    site.fail("/assets/", Fault.ERROR_STATUS, times=None, status=403)
    assert cli.main(["parse", f"{base_url}{version.path}", "--base-url", base_url, "--delay", "0"]) == 0
    lines = capfd.readouterr().err.splitlines()
    assert lines[0].endswith(": fetched, understood in part")
    assert any(line.startswith("Not fetched       GET") for line in lines)
    assert any(line.startswith("Other problems    unread_report,") for line in lines)


def test_parse_goes_on(site: Site, base_url: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Of several addresses each that gives no decision is said in one sentence, with the worst exit code at the end."""
    version = find_version(site)
    bad = [f"{base_url}/decisions/housing/other/24-999-999", "https://example.org/"]
    assert cli.main(["parse", "-q", *bad, f"{base_url}{version.path}", "--base-url", base_url, "--delay", "0"]) == 2
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == 1
    assert [line.count(address) for line, address in zip(err.splitlines(), bad, strict=True)] == [1, 1]


def test_show_by_address(site: Site, base_url: str, capfd: pytest.CaptureFixture[str]) -> None:
    """`show ADDRESS` needs no dataset: it prints the decision to read, and below it what was understood."""
    version = find_version(site)
    assert cli.main(["show", f"{base_url}{version.path}", "--base-url", base_url, "--delay", "0"]) == 0
    out, err = capfd.readouterr()
    assert out.startswith(version.title)
    assert "fetched, understood" in out
    assert err == ""
    assert cli.main(["show", f"{base_url}/decisions/x", "--base-url", base_url]) == 2
    assert "is no decision of" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["show", "24 014 420"], "--out names the dataset"),
        (["parse", "page.html", "--archive", "archive"], "--archive keeps what is fetched"),
        (["parse", f"{HOME}/decisions/housing/other/24-000-001", "--url", f"{HOME}/x"], "leave --url away"),
        (["parse", f"{HOME}/decisions/housing/other/24-000-001"], "--contact"),
    ],
)
def test_usage(args: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    """What does not go together is said in one sentence."""
    assert cli.main(args) == 2
    assert said in capfd.readouterr().err


def test_help_loads_no_network() -> None:
    """`--help` of what can fetch loads neither the network nor the libraries of the dataset."""
    heavy = {"httpx2", "httpcore2", "pandas", "pyarrow", "rich.console"}
    code = (
        "import sys\nfrom decision_parser.cli import main\n"
        "for name in ('parse', 'show', 'canary'): main([name, '--help'])\n"
        f"sys.exit(str({heavy} & sys.modules.keys()))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.stderr.splitlines()[-1] == "set()"
