"""The client against a server that fails in every way: what it believes, what it asks again, where it stops."""

import datetime as dt
import gzip
import os
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.clock import read_clock
from decision_parser.crawl import connection
from decision_parser.crawl.addresses import Territory, is_loopback, is_public, parse_address
from decision_parser.crawl.client import Client, Limits
from decision_parser.crawl.connection import _Guard
from decision_parser.crawl.decoding import BrokenBodyError, TooLargeError, UnknownCodingError, decode_body
from decision_parser.crawl.waiting import find_retry_after
from decision_parser.errors import FetchError, RobotsError, UsageError
from decision_parser.models import Reply
from tests.conftest import Pauses
from tests.scripted import Site, Step, answer, cut, drip, open_site, reset, send, wait, write

PAGE = b"<!DOCTYPE html><title>Eastley Council (24 100 001)</title>" * 20
QUICK = Limits(backoff_first=0.01, backoff_most=0.02, longest_wait=5, attempts=3)
# Each runs out of one kind of patience alone: on a busy machine what drips is silent for a while, too.
SOON_SILENT = Limits(silence=0.6, whole=60, backoff_first=0, attempts=2)
SOON_LONG = Limits(silence=60, whole=0.8, backoff_first=0, attempts=2)
CONTACT = "someone@example.org"


@pytest.fixture
def site() -> Iterator[Site]:
    """A server of its own for each test."""
    with open_site() as site:
        yield site


def get(site: Site, path: str = "/page", *, limits: Limits = QUICK, **validators: str) -> Reply:
    """One page, as a run would ask for it."""
    with Client(site.url, hosts=(), contact=CONTACT, delay=0, limits=limits) as client:
        return client.get(path, **validators)


# ── who asks, how often, over what ───────────────────────────────────────────────────────────────────────────────────


def test_every_request_says_who_asks(site: Site) -> None:
    """robots.txt is asked for first, and every request names the program, its version and a contact."""
    site.script["/page"] = [answer(PAGE)]
    with Client(site.url, hosts=(), contact=CONTACT, delay=0) as client:
        client.get("/page")
        client.get("/page", etag='"a"')
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/page", "/page"]
    assert len({asked.headers["user-agent"] for asked in site.asked}) == 1
    assert site.asked[0].headers["user-agent"].startswith("decision-parser/")
    assert site.asked[0].headers["user-agent"].endswith(f" (+{CONTACT})")
    assert {asked.headers["from"] for asked in site.asked} == {CONTACT}
    assert {asked.headers["accept-encoding"] for asked in site.asked} == {"gzip"}


def test_a_web_address_is_a_contact_but_no_sender(site: Site) -> None:
    """A contact that is no e-mail address stands in the user agent alone."""
    with Client(site.url, hosts=(), contact="https://example.org/about", delay=0) as client:
        client.get("/page")
    assert site.asked[0].headers["user-agent"].endswith(" (+https://example.org/about)")
    assert "from" not in site.asked[0].headers


def test_one_connection_serves_all(site: Site) -> None:
    """The connection is kept from one request to the next."""
    with Client(site.url, hosts=(), contact=None, delay=0) as client:
        for number in range(5):
            client.get(f"/{number}")
    assert {asked.connection for asked in site.asked} == {1}


def test_a_connection_that_was_closed_is_made_again(site: Site) -> None:
    """A server that hangs up between two requests costs no attempt."""
    site.script["/page"] = [cut(write(PAGE)), answer(PAGE)]
    with Client(site.url, hosts=(), contact=None, delay=0.05, limits=Limits(attempts=1)) as client:
        assert client.get("/page").body == PAGE
        for thread in threading.enumerate():
            if "_converse" in thread.name:
                thread.join(60)  # now it has hung up, however busy the machine is
        assert client.get("/page").body == PAGE
    assert [asked.connection for asked in site.asked] == [1, 1, 2]


def test_the_pace_is_kept_everywhere(site: Site, pauses: Pauses) -> None:
    """From the end of one request to the start of the next lies the delay: robots, redirects and retries too."""
    site.script["/old"] = [answer(b"", "Location: /new", status="301 Moved Permanently")]
    site.script["/new"] = [answer(status="503 Busy"), answer(PAGE)]
    with Client(site.url, hosts=(), contact=None, delay=0.1, limits=QUICK) as client:
        client.get("/old")
        client.get("/other")
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/old", "/new", "/new", "/other"]
    assert pauses.waited == [0.1] * 4


@pytest.mark.parametrize("contact", [None, "", "  ", "someone", "@", "a b@example.org", "a@example.org\r\nX: y", "ä@ö"])
def test_a_contact_is_needed(contact: str | None) -> None:
    """Nothing off this machine is asked without an address that its owner can write to."""
    with pytest.raises(UsageError, match=r"--contact you@example\.org"):
        Client("https://publisher.example", hosts=(), contact=contact)


@pytest.mark.parametrize("base_url", ["", "publisher.example", "ftp://publisher.example", "http://", "http://a:b@c/"])
def test_the_address_to_read_from_is_checked(base_url: str) -> None:
    """What is no http address, or holds a password, is refused in a sentence."""
    with pytest.raises(UsageError, match="give one that begins with https://"):
        Client(base_url, hosts=(), contact=CONTACT)


@pytest.mark.parametrize("delay", [-1.0, float("nan"), float("inf")])
def test_the_delay_is_checked(delay: float) -> None:
    """A delay that is no time is refused."""
    with pytest.raises(UsageError, match="--delay"):
        Client("http://127.0.0.1", hosts=(), contact=None, delay=delay)


# ── faults that pass, and those that do not ──────────────────────────────────────────────────────────────────────────

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1180\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
GZIPPED = "Content-Encoding: gzip"
FAULTS: dict[str, tuple[Step, str]] = {
    "500": (answer(PAGE, status="500 Internal Server Error"), "500 Internal Server Error"),
    "502": (answer(status="502 Bad Gateway"), "502"),
    "503 with a body that cannot be read": (answer(b"?", "Content-Encoding: br", status="503 Busy"), "503 Busy"),
    "504": (answer(status="504 Gateway Timeout"), "504"),
    "520": (answer(status="520 Unknown"), "520"),
    "429": (answer(b"", "Retry-After: 0", status="429 Too Many Requests"), "429 Too Many Requests"),
    "408": (answer(status="408 Request Timeout"), "408"),
    "reset": (reset, "broke off"),
    "hung up at once": (cut(b""), "broke off"),
    "cut in the head": (cut(b"HTTP/1.1 200 OK\r\nContent-Le"), "broke off"),
    "cut in the body": (cut(HEAD + PAGE[:100]), "broke off"),
    "cut between chunks": (cut(CHUNKED + b"5\r\nhello\r\n"), "broke off"),
    "a chunk without a length": (cut(CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n"), "no HTTP"),
    "gzip cut short": (answer(gzip.compress(PAGE, mtime=0)[:-20], GZIPPED), "gzip body is broken"),
    "gzip of another check sum": (
        answer(gzip.compress(PAGE, mtime=0)[:-8] + b"12345678", GZIPPED),
        "gzip body is broken",
    ),
    "gzip that is none": (answer(PAGE, GZIPPED), "gzip body is broken"),
    "second member cut": (
        answer(gzip.compress(PAGE, mtime=0) * 2 + gzip.compress(PAGE, mtime=0)[:30], GZIPPED),
        "gzip body is broken",
    ),
    "no HTTP": (cut(b"\x15\x03\x01\x00\x02\x02\x16"), "no HTTP"),
    "another protocol": (cut(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), "no HTTP"),
    "a page without a head": (cut(PAGE), "no HTTP"),
    "a zero in a header": (cut(b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n"), "no HTTP"),
    "a length that is none": (cut(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"), "no HTTP"),
}
SILENT_FAULTS: dict[str, tuple[Step, str]] = {
    "silence before the head": (wait(30), "silent for 0.6 seconds"),
    "silence in the body": (wait(30, HEAD + PAGE[:100]), "silent for 0.6 seconds"),
}
LONG_FAULTS: dict[str, tuple[Step, str]] = {
    "a head that drips": (drip(HEAD, 0.1), "took longer than 0.8 seconds"),
    "a body that drips": (drip(write(PAGE), 0.04), "took longer than 0.8 seconds"),
}
ALL_FAULTS = {
    **{name: (*fault, QUICK) for name, fault in FAULTS.items()},
    **{name: (*fault, SOON_SILENT) for name, fault in SILENT_FAULTS.items()},
    **{name: (*fault, SOON_LONG) for name, fault in LONG_FAULTS.items()},
}


@pytest.mark.parametrize("fault", ALL_FAULTS)
def test_a_fault_that_passes_is_asked_again(site: Site, fault: str) -> None:
    """After one failure of any kind the page is asked for again, and comes whole."""
    step, _, limits = ALL_FAULTS[fault]
    site.script["/page"] = [step, answer(PAGE)]
    reply = get(site, limits=limits)
    assert (reply.status, reply.body, site.paths) == (200, PAGE, ["/page", "/page"])


@pytest.mark.parametrize("fault", ALL_FAULTS)
def test_a_fault_that_stays_is_an_error(site: Site, fault: str) -> None:
    """After the last attempt the error says in one sentence what was asked, what happened, and what to do."""
    step, words, limits = ALL_FAULTS[fault]
    site.script["/page"] = [step]
    with pytest.raises(FetchError) as caught:
        get(site, limits=Limits(backoff_first=0, attempts=2) if limits is QUICK else limits)
    message = str(caught.value)
    assert message.startswith(f"GET {site.url}/page gave no answer that can be used in 2 attempts: ")
    assert words in message
    assert message.endswith("; try again later.")
    assert message.isprintable()
    assert caught.value.exit_code == 3
    assert site.paths == ["/page"] * 2


def test_nobody_there_is_an_error(site: Site) -> None:
    """A port where nothing listens gives a sentence, and forbids all, since robots.txt cannot be read."""
    with open_site() as gone:
        pass
    with pytest.raises(RobotsError, match=r"robots\.txt cannot be obeyed: GET .* no connection"):
        get(gone)
    assert site.asked == []


def test_what_is_no_tls_is_an_error(site: Site) -> None:
    """A plain server at an https address gives a sentence."""
    with (
        Client(site.url.replace("http:", "https:"), hosts=(), contact=None, delay=0, limits=QUICK) as client,
        pytest.raises(RobotsError, match="no connection"),
    ):
        client.get("/page")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine with its key, in one file, trusted by nobody who is not told to."""
    program = shutil.which("openssl")
    if not program:
        pytest.skip("no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    options = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run([program, *options.split(), "-keyout", path, "-out", f"{path}.crt"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.mark.parametrize("trusted", [True, False])
def test_certificates_are_checked(
    site: Site,
    certificate: Path,
    trusted: bool,  # noqa: FBT001 - both sides of the rule
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Over TLS a page comes from a server whose certificate is trusted, and none from another, at the first try."""
    site.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    site.tls.load_cert_chain(certificate)
    site.script["/page"] = [drip(write(PAGE[:20]), 0), answer(PAGE)]
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Client(site.url.replace("http:", "https:"), hosts=(), contact=None, delay=0, limits=QUICK) as client:
        if trusted:
            assert [client.get("/page").body, client.get("/page").body] == [PAGE[:20], PAGE]
        else:
            with pytest.raises(RobotsError, match="met a certificate that is not trusted"):
                client.get("/page")


@pytest.mark.parametrize("status", [401, 403, 407, 418])
def test_a_block_is_not_asked_again(site: Site, status: int) -> None:
    """Who refuses us is left alone at once."""
    site.script["/page"] = [answer(b"?", "Content-Encoding: br", status=f"{status} Go away")]
    with pytest.raises(FetchError, match=f"was refused with {status} Go away") as caught:
        get(site)
    assert (caught.value.status, site.paths) == (status, ["/page"])


@pytest.mark.parametrize("status", [400, 404, 405, 410, 414, 451])
def test_no_such_page_is_an_answer(site: Site, status: int) -> None:
    """What a server says of the page itself is handed back, for the archive."""
    site.script["/page"] = [answer(b"gone", status=f"{status} No")]
    reply = get(site)
    assert (reply.status, reply.reason, reply.body, site.paths) == (status, "No", b"gone", ["/page"])


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("201 Created", "no answer to a request"),
        ("204 No Content", "no answer to a request"),
        ("206 Partial Content", "no answer to a request"),
        ("300 Multiple Choices", "no answer to a request"),
        ("302 Found", "without saying where to"),
        ("304 Not Modified", "no earlier copy"),
        ("999 Denied", "no answer to a request"),
        ("203 \x1b[31mred\x07", "203  \\[31mred"),
    ],
)
def test_an_odd_answer_is_no_page(site: Site, status: str, words: str) -> None:
    """Statuses that a plain request for a page does not have are errors, and what they say reaches no terminal raw."""
    site.script["/page"] = [cut(f"HTTP/1.1 {status}\r\n\r\n".encode())]
    with pytest.raises(FetchError, match=words) as caught:
        get(site)
    assert site.paths == ["/page"]
    assert str(caught.value).isprintable()


def test_a_host_without_an_address_is_an_error(site: Site) -> None:
    """A name that no server of names can know gives a sentence."""
    with (
        Client(f"http://{'x' * 70}.localhost:{site.port}", hosts=(), contact=None, delay=0, limits=QUICK) as client,
        pytest.raises(RobotsError, match="no connection"),
    ):
        client.get("/page")


# ── Retry-After ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": " 0 "}, 0),
        ({"Retry-After": "Mon, 23 Nov 2026 10:01:00 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 60),
        ({"Retry-After": "Mon, 23 Nov 2026 10:01:00 -0000", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 60),
        ({"Retry-After": "Monday, 23-Nov-26 10:01:00 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 60),
        ({"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 0),
        ({"Retry-After": "Thu, 01 Jan 2026 00:01:00 GMT", "Date": "today"}, 60),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "²"}, None),
        ({"Retry-After": "Mon, 99 Nov 2026 10:00:01 GMT"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read(headers: dict[str, str], seconds: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number of seconds, or a date by the server's own clock, or by ours where it states none."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp())))
    reply = Reply("", 503, "", tuple(headers.items()), b"", b"", read_clock())
    assert find_retry_after(reply) == seconds


def test_retry_after_is_waited_for(site: Site, pauses: Pauses) -> None:
    """No attempt comes before the time that the server named."""
    date = ("Retry-After: Mon, 23 Nov 2026 10:00:01 GMT", "Date: Mon, 23 Nov 2026 10:00:00 GMT")
    site.script["/page"] = [answer(b"", *date, status="503 Busy"), answer(PAGE)]
    assert get(site).status == 200
    assert pauses.waited == [1.0]


@pytest.mark.parametrize("when", ["6", "9" * 5000, "Fri, 31 Dec 9999 23:59:59 -2359"])
def test_a_wait_that_is_too_long_ends_the_attempts(site: Site, when: str) -> None:
    """Who asks to come back much later is left alone for this run."""
    site.script["/page"] = [answer(b"", f"Retry-After: {when}", status="503 Busy"), answer(PAGE)]
    with pytest.raises(FetchError, match=r"503 Busy, and asks to come back in .* seconds, longer than"):
        get(site)
    assert site.paths == ["/page"]


# ── what is kept of an answer ────────────────────────────────────────────────────────────────────────────────────────


def test_a_reply_is_what_was_received(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Headers keep order, case, repetition and odd bytes; the transfer's own coding is gone, from body and headers."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    head = (
        b"HTTP/1.1 200 F\xefne\r\nX-b: 2\r\nX-A: caf\xe9 \x01\x7f\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\nX-Empty:\r\n"
    )
    site.script["/page?q=1"] = [
        send(head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
    ]
    reply = get(site, "/page?q=1#part")
    assert reply == Reply(
        url=f"{site.url}/page?q=1",
        status=200,
        reason="Fïne",
        headers=(
            ("X-b", "2"),
            ("X-A", "café \x01\x7f"),
            ("set-cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("X-Empty", ""),
        ),
        wire=b"hello world",
        body=b"hello world",
        received_at=dt.datetime.fromtimestamp(1790000000, dt.UTC),
    )


def _deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("GZip ", gzip.compress(PAGE, mtime=0)),
        ("x-gzip", gzip.compress(PAGE, mtime=0)),
        ("gzip", gzip.compress(PAGE[:50]) + gzip.compress(b"") + gzip.compress(PAGE[50:])),
        ("gzip", gzip.compress(PAGE, mtime=0) + b"\0\0\0 padding"),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", _deflate(PAGE)),
        ("identity", PAGE),
    ],
)
def test_bodies_are_unpacked(site: Site, coding: str, wire: bytes) -> None:
    """The body is unpacked, and kept as it was sent too."""
    site.script["/page"] = [answer(wire, f"Content-Encoding: {coding}")]
    reply = get(site)
    assert (reply.body, reply.wire) == (PAGE, wire)


def test_an_empty_body_is_empty_in_any_coding(site: Site) -> None:
    """A server that names gzip for nothing at all is believed."""
    site.script["/page"] = [answer(b"", GZIPPED)]
    assert get(site).body == b""


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "compress", "\x07"])
def test_a_coding_that_was_not_asked_for_is_an_error(site: Site, coding: str) -> None:
    """Only what we said we can read is read; asking again would bring the same."""
    site.script["/page"] = [answer(PAGE, f"Content-Encoding: {coding}")]
    with pytest.raises(FetchError, match="which was not asked for") as caught:
        get(site)
    assert str(caught.value).isprintable()
    assert site.paths == ["/page"]


LARGE = b"\0" * 300_000


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (answer(LARGE), r"more than 0\.1 MB and was stopped"),
        (send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n" + LARGE), "more than 0.1 MB"),
        (cut(b"HTTP/1.1 200 OK\r\n\r\n" + LARGE), r"more than 0\.1 MB"),
        (answer(gzip.compress(LARGE), GZIPPED), r"unpacks to more than 0\.2 MB"),
        (answer(gzip.compress(LARGE[:150_000]) * 2, GZIPPED), r"unpacks to more than 0\.2 MB"),
    ],
)
def test_what_is_too_large_is_stopped(site: Site, step: Step, words: str) -> None:
    """Neither an endless body nor a bomb of gzip is read to its end, or asked for again; the next page is read."""
    site.script["/page"] = [step]
    limits = Limits(wire_bytes=100_000, body_bytes=200_000)
    with Client(site.url, hosts=(), contact=None, delay=0, limits=limits) as client:
        with pytest.raises(FetchError, match=words):
            client.get("/page")
        assert client.get("/other").status == 404
    assert site.paths == ["/page", "/other"]


@pytest.mark.property
@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate"]), st.integers(0, 1200))
def test_any_bytes_unpack_or_fail_as_said(noise: bytes, coding: str, cut_at: int) -> None:
    """Whatever comes, unpacking gives at most the limit, or one of its own errors."""
    packed = gzip.compress(PAGE, mtime=0) if coding == "gzip" else zlib.compress(PAGE)
    for wire in (noise, packed[:cut_at] + noise):
        try:
            assert len(decode_body(wire, coding, 1000)) <= 1000
        except (BrokenBodyError, TooLargeError, UnknownCodingError):
            continue


@pytest.mark.property
@given(st.binary(max_size=100), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nX: y\r\n", HEAD]))
def test_any_answer_is_a_reply_or_a_sentence(noise: bytes, start: bytes) -> None:
    """Whatever a server sends is a reply, or an error that can be printed."""
    with open_site() as site:
        site.script["/page"] = [cut(start + noise)]
        try:
            assert get(site, limits=Limits(attempts=1)).url == f"{site.url}/page"
        except FetchError as error:
            assert str(error).isprintable()  # noqa: PT017 - either is right, and only the error has words


# ── asking only for what is new ──────────────────────────────────────────────────────────────────────────────────────


def test_validators_are_sent_as_given(site: Site) -> None:
    """With the validators of a stored copy, unchanged is an answer; without, they are not sent."""
    site.script["/page"] = [send(b'HTTP/1.1 304 Not Modified\r\nETag: W/"a"\r\n\r\n'), answer(PAGE)]
    reply = get(site, etag='W/"a"', last_modified="Mon, 23 Nov 2026 10:00:00 GMT")
    assert (reply.status, reply.body, reply.header("etag")) == (304, b"", 'W/"a"')
    assert site.asked[-1].headers["if-none-match"] == 'W/"a"'
    assert site.asked[-1].headers["if-modified-since"] == "Mon, 23 Nov 2026 10:00:00 GMT"
    get(site)
    assert not {"if-none-match", "if-modified-since"} & set(site.asked[-1].headers)


@pytest.mark.parametrize("etag", ["", "a\r\nX: y", "a\0b", " a", "a’b"])
def test_a_validator_that_no_header_can_hold_is_left_out(site: Site, etag: str) -> None:
    """A strange validator costs a download, never the page."""
    site.script["/page"] = [answer(PAGE)]
    assert get(site, etag=etag).body == PAGE
    assert "if-none-match" not in site.asked[-1].headers


def test_validators_speak_of_one_address(site: Site) -> None:
    """The address that a redirect leads to is asked without the validators of the first."""
    site.script["/page"] = [answer(b"", "Location: /moved", status="301 Moved")]
    site.script["/moved"] = [answer(PAGE)]
    assert get(site, etag='"a"').url == f"{site.url}/moved"
    assert "if-none-match" not in site.asked[-1].headers


# ── redirects, hosts, cookies ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/new", "/new"),
        ("new?a=1&b=%20c#part", "/a/new?a=1&b=%20c"),
        ("../x/./y", "/x/y"),
        ("{url}/new", "/new"),
        ("/caf\xc3\xa9 bar", "/caf%C3%A9%20bar"),
        ("?page=2", "/a/old?page=2"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_kept(site: Site, location: str, path: str, status: int) -> None:
    """A redirect within the publisher's site is followed, and stands in the reply as it was received."""
    site.script["/a/old"] = [answer(b"moved", f"Location: {location.format(url=site.url)}", status=f"{status} Moved")]
    site.script[path] = [answer(PAGE)]
    reply = get(site, "/a/old")
    assert (reply.url, reply.body) == (site.url + path, PAGE)
    assert [(earlier.url, earlier.status, earlier.body) for earlier in reply.redirects] == [
        (f"{site.url}/a/old", status, b"moved")
    ]


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1:{port}/new",
        "http://127.0.0.1:1/new",
        "http://127.0.0.1/new",
        "http://192.168.0.1:{port}/",
        "http://169.254.169.254/latest",
        "http://www.publisher.example:{port}/new",
        "http://www.publisher.example/new",
        "//elsewhere.example/new",
        "http://user:password@127.0.0.1:{port}/",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "http://127.0.0.1:{port}@elsewhere.example/",
        "http://elsewhere.example\\\\@127.0.0.1:{port}/",
        "http://elsewhere.example\\\\.127.0.0.1:{port}/",
        "http://127.0.0.1.elsewhere.example:{port}/",
        "http://\xc3\xa4.example:{port}/",
        "http://2130706433:{port}/",
        "http://127.0.0.1%2f.elsewhere.example:{port}/",
        "http://127.0.0.1:{port}/" + "a" * 5000,
        "ftp://127.0.0.1:{port}/",
        "data:text/html,x",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_a_redirect_elsewhere_is_not_followed(site: Site, location: str) -> None:
    """Another scheme, port or host is never asked; from this machine not even a host that the publisher has."""
    site.script["/page"] = [answer(b"", f"Location: {location.format(port=site.port)}", status="302 Found")]
    with (
        Client(site.url, hosts=("www.publisher.example",), contact=None, delay=0, limits=QUICK) as client,
        pytest.raises(FetchError, match=f"redirects to .*, which is not at {site.url}; it is not followed"),
    ):
        client.get("/page")
    assert site.paths == ["/page"]


@pytest.mark.parametrize("address", ["http://elsewhere.example/", "//elsewhere.example/x", "mailto:a@b", "http://[x"])
def test_only_the_publisher_is_asked(site: Site, address: str) -> None:
    """An address that a listing or a user names is asked for only where it is the publisher's."""
    with pytest.raises(FetchError, match="is no address at"):
        get(site, address)
    assert site.asked == []


def test_a_loop_is_left(site: Site) -> None:
    """Two pages that point at each other are asked once each."""
    site.script["/page"] = [answer(b"", "Location: /other", status="302 Found")]
    site.script["/other"] = [answer(b"", "Location: /page#again", status="302 Found")]
    with pytest.raises(FetchError, match=r"was redirected 2 times, at last to .*/page, and leads nowhere"):
        get(site)
    assert site.paths == ["/page", "/other"]


def test_redirects_end(site: Site) -> None:
    """Ten redirects are followed, the eleventh is not."""
    for number in range(30):
        site.script[f"/{number}"] = [answer(b"", f"Location: /{number + 1}", status="302 Found")]
    with pytest.raises(FetchError, match="was redirected 11 times"):
        get(site, "/0")
    site.script["/25"] = [answer(PAGE)]
    assert len(get(site, "/15").redirects) == 10


def test_cookies_are_kept_for_the_session(site: Site) -> None:
    """A page that sends to itself until it sees its cookie is reached, and the next session begins without."""
    wall = answer(b"", "Set-Cookie: seen=1; path=/", "Location: /page", status="302 Found")
    site.script["/page"] = [wall, answer(PAGE)]
    assert get(site).body == PAGE
    assert [asked.headers.get("cookie") for asked in site.asked] == [None, None, "seen=1"]
    get(site)
    assert "cookie" not in site.asked[-1].headers


@pytest.fixture
def publisher(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A publisher with two hosts, both reached through a proxy on this machine, which the environment names."""
    monkeypatch.delenv("REQUEST_METHOD", raising=False)
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", site.url.replace("//", "//me:s%40cret@"))
    hosts = ("Publisher.example", "www.publisher.example")
    with Client("http://www.publisher.example", hosts=hosts, contact=CONTACT, delay=0, limits=QUICK) as client:
        yield client


def test_the_proxy_of_the_environment_is_used(site: Site, publisher: Client) -> None:
    """Where only a proxy leads out, it is asked, with its own password and no other."""
    site.script["/page"] = [answer(PAGE)]
    assert publisher.get("http://www.publisher.example/page").body == PAGE
    assert site.asked[-1].line == "GET http://www.publisher.example/page HTTP/1.1"
    assert site.asked[-1].headers["host"] == "www.publisher.example"
    assert site.asked[-1].headers["proxy-authorization"] == "Basic bWU6c0BjcmV0"
    assert "authorization" not in site.asked[-1].headers


def test_each_host_has_its_robots_and_its_cookies(site: Site, publisher: Client) -> None:
    """A redirect to the publisher's other host asks for that host's robots.txt first, and hands over no cookie."""
    cookies = ("Set-Cookie: a=1; Domain=publisher.example", "Set-Cookie: b=2")
    site.script["/page"] = [answer(b"", *cookies, "Location: http://publisher.example/new", status="301 Moved")]
    site.script["/new"] = [answer(PAGE)]
    assert publisher.get("/page").url == "http://publisher.example/new"
    assert [asked.line.split(" ")[1] for asked in site.asked] == [
        "http://www.publisher.example/robots.txt",
        "http://www.publisher.example/page",
        "http://publisher.example/robots.txt",
        "http://publisher.example/new",
    ]
    assert not [asked for asked in site.asked if "cookie" in asked.headers]
    publisher.get("/page")
    assert site.asked[-2].headers["cookie"] == "a=1; b=2"


def test_a_proxy_that_wants_a_login_is_named(site: Site, publisher: Client) -> None:
    """A refusal of the proxy is told from one of the publisher."""
    site.script["/page"] = [answer(b"", status="407 Proxy Authentication Required")]
    with pytest.raises(FetchError, match="the proxy wants a name and password"):
        publisher.get("/page")


def test_a_tunnel_that_is_refused_is_an_error(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over TLS the proxy is asked for a tunnel, and what it says in refusing is told."""
    monkeypatch.setenv("HTTPS_PROXY", site.url)
    site.script["443"] = [answer(b"", status="502 No way out")]
    with (
        Client("https://publisher.example", hosts=(), contact=CONTACT, delay=0, limits=QUICK) as client,
        pytest.raises(RobotsError, match=r"the proxy refused \(502 No way out\)"),
    ):
        client.get("/page")
    assert site.asked[0].line == "CONNECT publisher.example:443 HTTP/1.1"


def test_this_machine_is_not_asked_through_a_proxy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rehearsal on the loopback needs no exception in the environment's settings."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    site.script["/page"] = [answer(PAGE)]
    assert get(site).body == PAGE


def test_a_proxy_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of another kind is refused in a sentence, without its password."""
    monkeypatch.setenv("HTTPS_PROXY", "socks5://me:secret@127.0.0.1:1")
    with pytest.raises(UsageError, match="HTTPS_PROXY") as caught:
        Client("https://publisher.example", hosts=(), contact=CONTACT)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to tell, not to listen at
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("fec0::1", False),
        ("ff0e::1", False),
        ("240.0.0.1", False),
        ("2002:7f00:1::", False),
        ("2002:5db8:d822::", True),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::93.184.216.34", True),
    ],
)
def test_public_addresses_are_told(number: str, public: bool) -> None:  # noqa: FBT001 - a column of the table
    """Only addresses of the open internet are public, in whatever spelling."""
    assert is_public(number) is public


PUBLIC, PRIVATE = "93.184.216.34", "10.0.0.1"


def test_a_publisher_is_never_in_this_network() -> None:
    """A host of the publisher is refused at a private address, also at first sight, and mixed ones are sorted."""
    guard = _Guard(Territory("https://publisher.example", ("publisher.example", "www.publisher.example")))
    assert guard.admit("publisher.example", [PRIVATE, PUBLIC]) == [PUBLIC]
    for host in ("publisher.example", "www.publisher.example"):
        with pytest.raises(FetchError, match=f"^{host} has a private address on this network .*--base-url"):
            guard.admit(host, ["127.0.0.1", PRIVATE])


def test_a_mirror_is_where_its_user_says() -> None:
    """A host that was named with --base-url may be private, but not once it was public; the publisher's are not."""
    mirror = _Guard(Territory("https://mirror.example", ("publisher.example",)))
    assert mirror.admit("mirror.example", [PRIVATE]) == [PRIVATE]
    with pytest.raises(FetchError, match=r"publisher\.example has a private address"):
        mirror.admit("publisher.example", [PRIVATE])
    assert mirror.admit("mirror.example", [PUBLIC]) == [PUBLIC]
    with pytest.raises(FetchError, match=r"mirror\.example has a private address"):
        mirror.admit("mirror.example", [PRIVATE])


def test_a_name_that_changes_its_address_is_not_followed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a name server answers is asked for once a connection, and what was checked is what is connected to."""
    answers = iter(["192.0.2.7", "127.0.0.1"])  # first an address of the internet, then one of this machine
    monkeypatch.setattr(connection, "is_public", lambda number: number != "127.0.0.1")
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    looked_up, connected = [], []

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    home = f"http://publisher.example:{site.port}"
    limits = Limits(backoff_first=0, attempts=2)
    with (
        Client(home, hosts=("publisher.example",), contact=CONTACT, delay=0, limits=limits) as client,
        pytest.raises(RobotsError, match=r"publisher\.example has a private address"),
    ):
        client.get("/page")
    assert looked_up == ["publisher.example"] * 2
    assert connected == ["192.0.2.7"]
    assert site.asked == []


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("HTTP://Publisher.Example.:80", "http://publisher.example/"),
        ("https://publisher.example:443/a/../b?c=d e#f", "https://publisher.example/b?c=d%20e"),
        ("https://publisher.example/a/%2e%2E/b", "https://publisher.example/b"),
        ("https://publisher.example/a/%2F/b", "https://publisher.example/a/%2F/b"),
        ("https://publisher.example//a", "https://publisher.example//a"),
        ("https://publisher.example/ä?ö", "https://publisher.example/%C3%A4?%C3%B6"),
        ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("http://a.example/x?dc=c%2Bnu%2Bu%2B", "http://a.example/x?dc=c%2Bnu%2Bu%2B"),
    ],
)
def test_addresses_have_one_spelling(text: str, url: str) -> None:
    """Case, default port, dots, white space and fragment are evened out; what is escaped stays so."""
    assert parse_address(text).url == url


@pytest.mark.parametrize("host", ["localhost", "site.localhost", "127.0.0.1", "127.1.2.3", "::1"])
def test_this_machine_is_known(host: str) -> None:
    """The names and numbers of this machine need no contact."""
    assert is_loopback(host)


# ── stopping ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("step", [wait(60), answer(b"", "Retry-After: 60", status="503 Busy")], ids=["read", "sleep"])
def test_an_interrupt_ends_a_wait(site: Site, step: Step) -> None:
    """Ctrl-C leaves at once, while a silent server is read as well as between attempts."""
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))

    def act(connection: socket.socket) -> bool:
        timer.start()  # only now: whatever the machine does meanwhile, the request is on its way
        return step(connection)

    site.script["/page"] = [act]
    with pytest.raises(KeyboardInterrupt):
        get(site, limits=Limits())
    timer.join()
