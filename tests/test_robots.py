"""robots.txt: read first, kept, obeyed, and read again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.crawl.client import Client, Limits
from decision_parser.crawl.robots import parse_rules
from decision_parser.errors import RobotsError
from tests.conftest import Pauses
from tests.scripted import Site, Step, answer, cut, open_site, wait

if TYPE_CHECKING:
    from decision_parser.models import Reply

QUICK = Limits(silence=0.5, backoff_first=0.01, attempts=2, longest_wait=5)
RULES = "User-agent: *\nDisallow: /private\n"


@pytest.fixture
def site() -> Iterator[Site]:
    """A server of its own for each test."""
    with open_site() as site:
        yield site


def test_robots_comes_first_and_is_kept(site: Site) -> None:
    """robots.txt is asked for once, before all else, and handed over as received."""
    site.script["/robots.txt"] = [answer(RULES.encode())]
    kept: list[Reply] = []
    with Client(site.url, hosts=(), contact=None, delay=0, on_robots=kept.append) as client:
        client.get("/a")
        client.get("/b")
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/a", "/b"]
    assert [(reply.url, reply.body) for reply in kept] == [(f"{site.url}/robots.txt", RULES.encode())]


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        (RULES, "/private", False),
        (RULES, "/private/page?a=1", False),
        (RULES, "/x/../private", False),
        (RULES, "/x/%2e%2e/private", False),
        (RULES, "/%70rivate", False),
        (RULES, "/open", True),
        (RULES, "/open#/private", True),
        ("\ufeff" + RULES, "/private", False),
        (RULES.replace("\n", "\r\n"), "/private", False),
        (RULES + "Allow: /private/open\n", "/private/open/x", True),
        (RULES + "Disallow: /*?page=\n", "/list?page=2", False),
        ("User-agent: Decision-Parser\nDisallow: /\n\nUser-agent: *\nDisallow:\n", "/open", False),
        ("User-agent: decision-parser\nDisallow:\n\nUser-agent: *\nDisallow: /\n", "/open", True),
        ("User-agent: other\nDisallow: /\n", "/open", True),
        ("", "/open", True),
        ("<!DOCTYPE html>\n<p>\nUser-agent: *\nDisallow: /\n", "/open", True),
        ("\n <html>User-agent: *\nDisallow: /", "/open", True),
        ("\x00\x01 not a robots.txt", "/open", True),
    ],
)
def test_robots_is_obeyed(site: Site, robots: str, path: str, allowed: bool) -> None:  # noqa: FBT001 - a column
    """What is forbidden to all, or to us by name, is never sent; a page in its place forbids nothing."""
    site.script["/robots.txt"] = [answer(robots.encode())]
    with Client(site.url, hosts=(), contact=None, delay=0) as client:
        if allowed:
            assert client.get(path).status == 404
        else:
            with pytest.raises(
                RobotsError, match=r"is forbidden to decision-parser by .*/robots\.txt and was not sent"
            ):
                client.get(path)
    assert len(site.paths) == allowed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_robots_allows_all(site: Site, status: int) -> None:
    """A robots.txt that is refused or missing forbids nothing (RFC 9309, 2.3.1.3)."""
    site.script["/robots.txt"] = [answer(RULES.encode(), "Content-Encoding: br", status=f"{status} No")]
    with Client(site.url, hosts=(), contact=None, delay=0) as client:
        assert client.get("/private").status == 404


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (answer(status="500 Oops"), "500 Oops"),
        (answer(status="503 Busy"), "503 Busy"),
        (answer(status="429 Slow down"), "429 Slow down"),
        (answer(status="204 No Content"), "204 No Content"),
        (answer(b"", "Retry-After: 3600", status="503 Busy"), "come back in 3600 seconds"),
        (cut(b""), "broke off"),
        (wait(1), "silent"),
        (answer(b"", "Location: http://elsewhere.example/robots.txt", status="301 Moved"), "not followed"),
        (answer(b"", "Location: /robots.txt", status="301 Moved"), "leads nowhere"),
        (answer(b"User-agent: *\nCrawl-delay: 86400\n"), "86400 seconds between requests"),
    ],
)
def test_robots_that_cannot_be_read_forbids_all(site: Site, step: Step, words: str) -> None:
    """Nothing is asked of a server whose rules are unknown, and it is not asked for them again at each address."""
    site.script["/robots.txt"] = [step]
    with Client(site.url, hosts=(), contact=None, delay=0, limits=QUICK) as client:
        for _ in range(2):
            with pytest.raises(RobotsError, match=words) as caught:
                client.get("/open")
            asked = len(site.asked)
            assert str(caught.value).startswith(f"Nothing is asked of {site.url}, because its robots.txt")
            assert caught.value.exit_code == 3
        with pytest.raises(RobotsError):
            client.get("/open")
    assert (site.paths, len(site.asked)) == ([], asked)


def test_robots_may_move(site: Site) -> None:
    """Five redirects are followed to robots.txt, and what stands there speaks for the host; a sixth is too many."""
    site.script["/robots.txt"] = [answer(b"", "Location: /1", status="302 Found")]
    for number in range(1, 7):
        site.script[f"/{number}"] = [answer(b"", f"Location: /{number + 1}", status="302 Found")]
    with (
        Client(site.url, hosts=(), contact=None, delay=0) as client,
        pytest.raises(RobotsError, match="was redirected 6 times"),
    ):
        client.get("/open")
    site.script["/5"] = [answer(RULES.encode())]
    with (
        Client(site.url, hosts=(), contact=None, delay=0) as client,
        pytest.raises(RobotsError, match="is forbidden"),
    ):
        client.get("/private")


def test_a_redirect_into_the_forbidden_is_not_followed(site: Site) -> None:
    """A page that is allowed leads to no page that is not."""
    site.script["/robots.txt"] = [answer(RULES.encode())]
    site.script["/open"] = [answer(b"", "Location: /private", status="302 Found")]
    with (
        Client(site.url, hosts=(), contact=None, delay=0) as client,
        pytest.raises(RobotsError, match="/private is forbidden"),
    ):
        client.get("/open")
    assert site.paths == ["/open"]


@pytest.mark.parametrize(
    ("rule", "seconds"),
    [
        ("Crawl-delay: 0.1", 0.1),
        ("Request-rate: 10/1", 0.1),
        ("Request-rate: 10/1s 0100-0200", 0.1),
        ("Crawl-delay: 0.01", 0.05),
        ("Crawl-delay: soon", 0.05),
    ],
)
def test_the_longer_delay_wins(site: Site, pauses: Pauses, rule: str, seconds: float) -> None:
    """What robots.txt asks for holds where it is slower than our own pace, and not where it is faster."""
    site.script["/robots.txt"] = [answer(f"User-agent: *\n{rule}\n".encode())]
    with Client(site.url, hosts=(), contact=None, delay=0.05) as client:
        for path in "abc":
            client.get(f"/{path}")
    assert pauses.waited == [seconds] * 3


def test_robots_is_read_again_after_a_day(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """New rules hold from the next day on, and a clock that is set back means reading again."""
    site.script["/robots.txt"] = [answer(b""), answer(RULES.encode())]
    with Client(site.url, hosts=(), contact=None, delay=0) as client:
        for second, path in ((0, "/private"), (86_399, "/private"), (86_400, "/open"), (86_401, "/open"), (0, "/open")):
            monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_790_000_000 + second))
            client.get(path)
        with pytest.raises(RobotsError):
            client.get("/private")
    asked = [asked.path.replace("robots.txt", "") for asked in site.asked]
    assert asked == ["/", "/private", "/private", "/", "/open", "/open", "/", "/open"]


def test_a_server_in_trouble_is_asked_again_later(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that could not be read are asked for again after ten minutes."""
    site.script["/robots.txt"] = [answer(status="503 Busy"), answer(status="503 Busy"), answer(b"")]
    with Client(site.url, hosts=(), contact=None, delay=0, limits=QUICK) as client:
        for second in (0, 599):
            monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_790_000_000 + second))
            with pytest.raises(RobotsError):
                client.get("/open")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_790_000_600))
        assert client.get("/open").status == 404


def test_rules_beyond_the_limit_are_not_read() -> None:
    """Whole lines are read up to the limit: half a rule would be another rule."""
    rules = parse_rules(b"User-agent: *\nDisallow: /a\nDisallow: /bcd\n", 37)
    assert not rules.allow("http://publisher.example/a")
    assert rules.allow("http://publisher.example/b")


@pytest.mark.property
@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_robots_can_be_read(noise: bytes, value: str) -> None:
    """Whatever stands in a robots.txt, it is read without an error."""
    lines = f"\nUser-agent: *\nCrawl-delay: {value}\nRequest-rate: {value}\nDisallow: /{value}\n".encode()
    rules = parse_rules(noise + lines, 10_000)
    assert rules.pause >= 0
    rules.allow("http://publisher.example/a?b=c")
