"""The sample site behaves as the facts say of the publisher, and fails in the ways that it is told to."""

import datetime as dt
import gzip
import http.client
import time
from collections.abc import Callable, Iterator

import pytest

from decision_parser import parse
from decision_parser.sources.lgsco.listing import LISTING
from tests.site import Fault, Site, make_decisions, make_site
from tests.site.cards import CARD_MARKUPS
from tests.site.pages import card_of

Get = Callable[..., tuple[int, dict[str, str], bytes]]
SEARCH = "/Decisions/SearchResults?fd=0001-01-01&td=2030-01-01&page="


@pytest.fixture
def site() -> Site:
    """Some decisions over two years."""
    return make_site(60, 2, seed=3)


@pytest.fixture
def get(site: Site) -> Iterator[Get]:
    """Asks the site, running, for an address."""
    with site.serve() as base_url:
        host = base_url.removeprefix("http://")

        def ask(target: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
            connection = http.client.HTTPConnection(host, timeout=5)
            try:
                given = {name.replace("_", "-"): value for name, value in headers.items()}
                body = b"fd=2025-01-01&td=2025-02-01" if method == "POST" else None
                connection.request(method, target, body, given)
                response = connection.getresponse()
                return response.status, dict(response.getheaders()), response.read()
            finally:
                connection.close()

        yield ask


def test_same_for_the_same_seed() -> None:
    """The same arguments give the same decisions, with reports, joint cases and titles without a body among them."""
    site = make_site(600, 5, seed=1, pending=4)
    assert site.listed() == make_site(600, 5, seed=1, pending=4).listed()
    assert len(site.identities()) == len(site.listed()) == 600
    kinds = [version.document_kind for version in site.listed()]
    assert 4 <= kinds.count("report") <= 9
    assert sum(version.case_reference[-1].isalpha() for version in site.listed()) >= 10
    assert sum(version.body_name is None for version in site.listed()) >= 5
    references = [version.case_reference for version in site.listed()]
    assert len(set(references)) < len(references)
    assert max(version.decided_on for version in site.listed()) <= site.today - dt.timedelta(weeks=6)
    site.today += dt.timedelta(weeks=4)
    assert len(site.listed()) == 604


@pytest.mark.parametrize("card_markup", CARD_MARKUPS)
def test_search(site: Site, get: Get, card_markup: str) -> None:
    """The search lists all decisions, ten a page, the latest first, and answers 404 past its end."""
    site.card_markup = card_markup
    pages = [LISTING.read_page(get(f"{SEARCH}{number}")[2], None) for number in range(1, 7)]
    assert {(page.total, page.unread) for page in pages} == {(60, 0)}
    assert [card for page in pages for card in page.cards] == [card_of(version) for version in site.listed()]
    assert get(f"{SEARCH}7")[0] == 404
    site.past_end = "empty"
    assert LISTING.read_page(get(f"{SEARCH}7")[2], None).cards == ()


def test_search_by_date(site: Site, get: Get) -> None:
    """A window of dates holds the decisions of these dates, both ends included; an empty one has no results."""
    day = site.listed()[30].decided_on
    page = LISTING.read_page(get(LISTING.write_address(day, day, 1))[2], None)
    assert page.total == len([version for version in site.listed() if version.decided_on == day])
    early = LISTING.read_page(get(LISTING.write_address(None, dt.date(1999, 1, 1), 1))[2], None)
    assert (early.total, early.cards) == (0, ())


def test_other_addresses(site: Site, get: Get) -> None:
    """The form leads to the search, the archive counts too, and a category page shows ten for any page."""
    status, headers, _ = get("/decisionsnew/newsearchpost", "POST")
    assert (status, headers["Location"]) == (302, "/Decisions/SearchResults?t=both&fd=2025-01-01&td=2025-02-01&page=1")
    assert b"Archive has 60 results" in get("/Decisions/Archive?t=both")[2]
    category = f"/decisions/{site.listed()[0].identity.split('/')[0]}"
    assert get(f"{category}?page=9")[2].count(b"Summary:") == get(category)[2].count(b"Summary:")
    assert get("/robots.txt")[2].decode() == site.robots
    site.robots_status = 500
    assert get("/robots.txt")[0] == 500
    assert get("/nothing")[0] == 404


def test_decision_pages(site: Site, get: Get) -> None:
    """A page holds its decision under any letter case, and a report's page links to a PDF that can be read."""
    for version in site.listed()[:3]:
        decision = parse(get(version.path.replace("decisions", "Decisions") + "?displaypref=2")[2])
        assert (decision.title, decision.decided_on) == (version.title, version.decided_on)
    report = next(version for version in make_site(120).listed() if version.report_path)
    site.publish_new(dt.date(2026, 1, 5), document_kind="report", body_name=report.body_name)
    new = next(version for version in site.listed() if version.report_path and version.decided_on.year == 2026)
    address = LISTING.find_report(get(new.path)[2])
    assert address == new.report_path
    assert get(address or "")[2].startswith(b"%PDF")


@pytest.mark.parametrize("validators", ["both", "etag", "last-modified", "none"])
def test_validators(site: Site, get: Get, validators: str) -> None:
    """A page that is held already is answered by 304, unless it has changed or the site knows no validators."""
    site.validators = validators  # type: ignore[assignment]
    version = site.listed()[0]
    _, headers, _ = get(version.path)
    held = {
        key: headers[name]
        for key, name in (("If_None_Match", "ETag"), ("If_Modified_Since", "Last-Modified"))
        if name in headers
    }
    assert get(version.path, **held)[0] == (200 if validators == "none" else 304)
    site.revise(version.identity)
    assert get(version.path, **held)[0] == 200


def test_chrome_and_tokens(site: Site, get: Get) -> None:
    """Another chrome or token changes the bytes of each answer, and nothing of the decision."""
    path = site.listed()[0].path
    before = get(path)[2]
    site.chrome = 2
    after = get(path)[2]
    site.tokens = True
    answers = [get(path)[2] for _ in range(2)]
    assert len({before, after, *answers}) == 4
    assert len({parse(body).content_sha256 for body in (before, after, *answers)}) == 1


def test_cookie(site: Site, get: Get) -> None:
    """The search can ask for its cookie, and shows an empty shell to those who do not keep it."""
    site.needs_cookie = True
    status, headers, _ = get(f"{SEARCH}1")
    assert status == 302
    assert b"results</h1>" not in get(headers["Location"])[2]
    assert b"60 results" in get(headers["Location"], Cookie=headers["Set-Cookie"].split(";")[0])[2]


def test_changes(site: Site, get: Get) -> None:
    """Decisions appear, change, move, go and come back on their day."""
    late = site.publish_new(dt.date(2026, 2, 2), site.today + dt.timedelta(days=1))
    moving, going = site.listed()[0], site.listed()[1]
    site.move(moving.identity, "Planning", "Enforcement", "301")
    site.redate(site.listed()[2].identity, dt.date(2025, 3, 3))
    site.relabel(site.listed()[3].identity, "Eastley Unitary Council")
    site.withdraw(going.identity, 410)
    moved = site.find(moving.identity).version(site.today)
    assert (get(moving.path)[0], get(moving.path)[1]["Location"]) == (301, moved.path)
    assert get(going.path)[0] == 410
    assert get(late.versions[0].path)[0] == 404
    assert len(site.listed()) == 59
    site.today += dt.timedelta(days=1)
    site.restore(going.identity, dt.date(2026, 1, 1))
    assert get(going.path)[0] == get(late.versions[0].path)[0] == 200
    assert len(site.listed()) == 61


# ── faults ──────────────────────────────────────────────────────────────────


def test_faults_are_counted(site: Site, get: Get) -> None:
    """A fault lets the first requests pass, meets as many as it is told, and then none."""
    failure = site.fail("page=1$", "error-503", times=2, after=1, retry_after=7)
    answers = [get(f"{SEARCH}1") for _ in range(4)]
    assert [status for status, _, _ in answers] == [200, 503, 503, 200]
    assert answers[1][1]["Retry-After"] == "7"
    assert (failure.hits, failure.seen) == (2, 4)
    assert [request.fault for request in site.requests("SearchResults")] == [None, "error-503", "error-503", None]


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (Fault.ERROR_500, 500, b"Internal"),
        (Fault.ERROR_502, 502, b"Bad Gateway"),
        (Fault.ERROR_429, 429, b"Too Many"),
        (Fault.NOT_FOUND, 404, b"not found"),
        (Fault.GONE, 410, b"Gone"),
        (Fault.EMPTY_SHELL, 200, b'id="app"'),
        (Fault.CAPTCHA, 200, b"human"),
        (Fault.MAINTENANCE, 200, b"maintenance"),
        (Fault.WRONG_COUNT, 200, b"63 results"),
        (Fault.EMPTY_BODY, 200, b""),
        (Fault.REDIRECT_LOOP, 302, b"moved"),
        (Fault.REDIRECT_OFF_HOST, 302, b"moved"),
        (Fault.REDIRECT_SCHEME, 302, b"moved"),
        (Fault.REDIRECT_PRIVATE, 302, b"moved"),
    ],
)
def test_pages_of_faults(site: Site, get: Get, fault: Fault, status: int, words: bytes) -> None:
    """A fault answers with its status and its page."""
    site.fail("", fault)
    answer = get(f"{SEARCH}1")
    assert answer[0] == status
    assert words in answer[2]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("reset", ConnectionResetError),
        ("reset-midway", (ConnectionResetError, http.client.IncompleteRead)),
        ("truncated", http.client.IncompleteRead),
        ("broken-chunk", http.client.IncompleteRead),
    ],
)
def test_broken_answers(site: Site, get: Get, fault: str, error: type[Exception]) -> None:
    """A connection breaks in the way that the fault says, and the next one is whole."""
    site.fail("page=1", fault)
    with pytest.raises(error):
        get(f"{SEARCH}1")
    assert get(f"{SEARCH}1")[0] == 200


def test_slow_answers(site: Site) -> None:
    """A site that drips or says nothing does not hold up its own end."""
    site.fail("page=1", "silence")
    site.fail("page=2", "drip", pause=0.5)
    started = time.monotonic()
    with site.serve() as base_url:
        for number in (1, 2):
            connection = http.client.HTTPConnection(base_url.removeprefix("http://"), timeout=0.2)
            connection.request("GET", f"{SEARCH}{number}")
            with pytest.raises(TimeoutError):
                connection.getresponse()
            connection.close()
    assert time.monotonic() - started < 60  # and not the hour that a whole answer would take
    assert {request.target: request.status for request in site.log} == {f"{SEARCH}1": 0, f"{SEARCH}2": 200}


def test_cards_of_faults(site: Site, get: Get) -> None:
    """A listing can show an entry twice, leave one out, or state no total."""
    site.fail("", "duplicate-cards")
    cards = LISTING.read_page(get(f"{SEARCH}1")[2], None).cards
    assert (len(cards), cards[0]) == (10, cards[1])
    site.fail("", "missing-card")
    assert len(LISTING.read_page(get(f"{SEARCH}1")[2], None).cards) == 9
    site.fail("", "no-total")
    assert b"results</h1>" not in get(f"{SEARCH}1")[2]


def test_shifting_pages(site: Site, get: Get) -> None:
    """A decision that appears or goes between two pages moves a card over to the next one, or to the one before."""
    site.shift("page=2")
    first, second = (LISTING.read_page(get(f"{SEARCH}{number}")[2], None) for number in (1, 2))
    assert (first.total, second.total, second.cards[0]) == (60, 61, first.cards[-1])
    site.shift_out("page=2")
    before = LISTING.read_page(get(f"{SEARCH}2")[2], None).cards
    assert before[-2].address == second.cards[-1].address


def test_bytes_of_faults(site: Site, get: Get) -> None:
    """A bomb grows when it is opened, and a charset can be wrong in the header or in the bytes."""
    site.fail("", "gzip-bomb", size=3_000_000)
    bomb = get(f"{SEARCH}1")
    assert (bomb[1]["Content-Encoding"], len(gzip.decompress(bomb[2]))) == ("gzip", 3_000_000)
    assert len(bomb[2]) < 10_000
    site.fail("", "wrong-charset")
    assert get(site.listed()[0].path)[1]["Content-Type"] == "text/html; charset=utf-16"
    site.fail("", "latin-charset")
    with pytest.raises(UnicodeDecodeError):
        get(site.listed()[0].path)[2].decode()


def test_compressed(site: Site, get: Get) -> None:
    """Pages are compressed for those who read that."""
    path = site.listed()[0].path
    assert gzip.decompress(get(path, Accept_Encoding="gzip")[2]) == get(path)[2]


def test_served_again(site: Site) -> None:
    """A site can stop and run again with its log and settings; decisions can be made without one."""
    for _ in range(2):
        with site.serve() as base_url:
            connection = http.client.HTTPConnection(base_url.removeprefix("http://"), timeout=5)
            connection.request("HEAD", "/")
            assert connection.getresponse().status == 200
            connection.close()
    assert [(request.method, request.path, request.sent > 0) for request in site.log] == [("HEAD", "/", True)] * 2
    assert len(make_decisions(5, 1, 1, site.today)) == 5
