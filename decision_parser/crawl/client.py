"""The polite client: it says who it is, obeys robots.txt, keeps its pace, and believes only whole answers."""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from decision_parser import __version__
from decision_parser.crawl.addresses import Address, Territory
from decision_parser.crawl.cookies import Cookies
from decision_parser.crawl.decoding import BrokenBodyError, TooLargeError, UnknownCodingError, decode_body
from decision_parser.crawl.limits import Limits
from decision_parser.crawl.robots import TOKEN, Robots
from decision_parser.crawl.waiting import Fault, Pace, choose_wait, find_retry_after
from decision_parser.errors import FetchError, UsageError
from decision_parser.models import Reply

if TYPE_CHECKING:
    from decision_parser.crawl.connection import Answer, Connection, Headers

__all__ = ["Client", "Limits"]

_OK = 200
_NOT_MODIFIED = 304
_MOVED = frozenset({301, 302, 303, 307, 308})
_LOGIN_AT_PROXY = 407
_BLOCKED = frozenset({401, 403, _LOGIN_AT_PROXY, 418})
# Too busy, too early, too slow to hear us out: these say nothing about the page, like every status from 500.
_PASSING = frozenset({408, 425, 429, *range(500, 600)})
_CLIENT_ERRORS = range(400, 500)
_STANDARD = Limits()


class Client:
    """Asks one publisher, one request at a time.

    `hosts` are the publisher's, besides that of `base_url`: nothing else is ever asked. `contact`, an e-mail or web
    address, stands in every request. Each robots.txt is handed to `on_robots` as it is read.
    """

    def __init__(  # noqa: PLR0913 - named, and each a thing that its user decides
        self,
        base_url: str,
        *,
        hosts: Iterable[str],
        contact: str | None,
        delay: float = 1.0,
        on_robots: Callable[[Reply], None] | None = None,
        limits: Limits = _STANDARD,
    ) -> None:
        if not 0 <= delay <= limits.longest_wait:
            message = f"A delay of {delay:g} seconds cannot be kept"
            raise UsageError(f"{message}; give --delay a number from 0 to {limits.longest_wait:g}.")
        self._territory = Territory(base_url, hosts)
        self._headers = _introduce(contact, required=not self._territory.on_loopback)
        self._limits = limits
        self._vain = 0  # pages in a row that gave no answer
        self._delay = delay
        self._pace = Pace()
        self._cookies = Cookies()
        self._connection = _connect(self._territory, limits)
        self._robots = Robots(self._fetch_robots, on_robots, limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def get(self, url_or_path: str, *, etag: str | None = None, last_modified: str | None = None) -> Reply:
        """The publisher's answer: 200, 304 where a validator was given, or one from 400 that speaks of the page.

        Raises RobotsError for an address that robots.txt forbids, and FetchError where no answer can be believed.
        """
        validators = _write_validators(etag, last_modified)
        reply = self._walk(self._territory.find(url_or_path), validators, self._limits.redirects, obey=True)
        if reply.status in _BLOCKED:
            raise FetchError(_explain_block(reply), status=reply.status)
        return reply

    def _fetch_robots(self, address: Address) -> Reply:
        return self._walk(address, [], self._limits.robots_redirects, obey=False)

    def _walk(self, address: Address, validators: "Headers", most: int, *, obey: bool) -> Reply:
        """The answer at the end of the redirects. Validators are those of the first address, and of no other."""
        start = address
        replies: list[Reply] = []
        seen: set[tuple[str, str | None]] = set()
        while True:
            pause = self._robots.check(address) if obey else 0.0
            seen.add((address.url, self._cookies.find(address)))
            reply = self._ask(address, [] if replies else validators, max(pause, self._delay))
            location = _find_location(reply)
            if location is None:
                _check_final(reply, conditional=bool(validators) and not replies)
                return replace(reply, redirects=tuple(replies)) if replies else reply
            replies.append(reply)
            address = self._territory.follow(address, location)
            # A page that sends to itself once it has set a cookie is no loop.
            if len(replies) > most or (address.url, self._cookies.find(address)) in seen:
                message = f"GET {start.url} was redirected {len(replies)} times, at last to {address.url}"
                raise FetchError(f"{message}, and leads nowhere; look at it in a browser.", status=reply.status)

    def _ask(self, address: Address, validators: "Headers", delay: float) -> Reply:
        """The first answer in several attempts that is whole, and no passing trouble of the server."""
        if self._vain >= self._limits.vain:
            message = f"{self._vain} pages in a row gave no answer, so nothing more was asked for"
            raise FetchError(f"{message}; run again when the publisher's server is well.")
        for attempt in range(1, self._limits.attempts + 1):
            self._pace.wait(delay)
            try:
                reply = self._exchange(address, validators)
            except Fault as fault:
                last = fault
            else:
                self._vain = 0
                return reply
            finally:
                self._pace.end()
            if attempt < self._limits.attempts:
                self._pace.hold(self._choose_wait(address, attempt, last))
        self._vain += 1
        times = f"{attempt} attempts" if attempt > 1 else "one attempt"
        message = f"GET {address.url} gave no answer that can be used in {times}: {last}"
        raise FetchError(f"{message}; try again later.", status=last.status)

    def _choose_wait(self, address: Address, attempt: int, fault: Fault) -> float:
        asked = fault.seconds or 0.0
        if asked > self._limits.longest_wait:
            message = f"GET {address.url} was put off: {fault}, and asks to come back in {asked:.0f} seconds"
            raise FetchError(f"{message}, longer than this run waits; try again then.", status=fault.status)
        return max(asked, choose_wait(attempt, self._limits))

    def _exchange(self, address: Address, validators: "Headers") -> Reply:
        cookie = self._cookies.find(address)
        cookies = [(b"Cookie", cookie.encode("latin-1", "replace"))] if cookie else []
        answer = self._connection.exchange(address, [*self._headers, *cookies, *validators])
        self._cookies.keep(address, answer.headers)
        reply = _read_answer(address, answer)
        if reply.status in _PASSING:
            raise Fault(f"the server answered {_describe(reply)}", status=reply.status, seconds=find_retry_after(reply))
        return replace(reply, body=_decode(reply, self._limits.body_bytes))


def _connect(territory: Territory, limits: Limits) -> "Connection":
    # Loaded here, since httpcore2 costs a tenth of a second that a command without network need not pay.
    from decision_parser.crawl.connection import Connection

    return Connection(territory, limits)


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────────────


def _introduce(contact: str | None, *, required: bool) -> "Headers":
    """The headers of every request: who asks, and what can be read."""
    contact = (contact or "").strip().removeprefix("mailto:")
    if not contact and required:
        message = "The publisher must be able to reach whoever reads its site"
        raise UsageError(f"{message}; give your e-mail or web address: --contact you@example.org.")
    is_url = contact.startswith(("http://", "https://"))
    if contact and not (_is_plain(contact) and (is_url or 0 < contact.find("@") < len(contact) - 1)):
        message = f"The contact {contact!r} is neither an e-mail nor a web address"
        raise UsageError(f"{message}; give one that the publisher can use: --contact you@example.org.")
    agent = f"{TOKEN}/{__version__}" + (f" (+{contact})" if contact else "")
    sender = [(b"From", contact.encode())] if contact and not is_url else []
    return [(b"User-Agent", agent.encode()), *sender, (b"Accept", b"*/*"), (b"Accept-Encoding", b"gzip")]


def _is_plain(contact: str) -> bool:
    return contact.isascii() and contact.isprintable() and not set(contact) & set(' ()<>\\"')


def _write_validators(etag: str | None, last_modified: str | None) -> "Headers":
    """As the server gave them. One that no header can hold is left out: then the page comes whole."""
    given = ((b"If-None-Match", etag), (b"If-Modified-Since", last_modified))
    return [(name, text.encode("latin-1")) for name, text in given if text and _fits_header(text)]


def _fits_header(text: str) -> bool:
    return text == text.strip() and all(" " <= letter <= "\xff" for letter in text)


# ── what was answered ────────────────────────────────────────────────────────────────────────────────────────────────


def _read_answer(address: Address, answer: "Answer") -> Reply:
    return Reply(address.url, answer.status, answer.reason, answer.headers, answer.wire, b"", answer.received_at)


def _decode(reply: Reply, most: int) -> bytes:
    """The body. A page must unpack whole; what a refusal or a redirect says besides may be unreadable."""
    coding = reply.header("Content-Encoding") or ""
    try:
        return decode_body(reply.wire, coding, most)
    except (BrokenBodyError, TooLargeError, UnknownCodingError) as error:
        if reply.status != _OK:
            return b""
        raise _explain(reply, error, coding, most) from None


def _explain(reply: Reply, error: ValueError, coding: str, most: int) -> Exception:
    if isinstance(error, BrokenBodyError):
        return Fault(f"its {coding} body is broken ({error})", status=reply.status)
    if isinstance(error, TooLargeError):
        message = f"GET {reply.url} unpacks to more than {most / 1_000_000:g} MB and was stopped"
        return FetchError(f"{message}; no decision is that large: see to the server.", status=reply.status)
    message = f"GET {reply.url} came in the Content-Encoding {coding[:50]!r}, which was not asked for"
    return FetchError(f"{message} and cannot be read; see to the server or proxy.", status=reply.status)


def _find_location(reply: Reply) -> str | None:
    location = reply.header("Location") if reply.status in _MOVED else None
    if not location:
        return None
    # Headers are kept letter for byte; an address beyond ASCII is meant as UTF-8, as browsers read it.
    return location.encode("latin-1").decode("utf-8", "replace")


def _check_final(reply: Reply, *, conditional: bool) -> None:
    """Let an answer pass that is one: the page, the word that it is unchanged, or that there is none."""
    if reply.status == _OK or reply.status in _CLIENT_ERRORS or (reply.status == _NOT_MODIFIED and conditional):
        return
    reasons = {_NOT_MODIFIED: "though no earlier copy was named"} | dict.fromkeys(_MOVED, "without saying where to")
    reason = reasons.get(reply.status, "which is no answer to a request for a page")
    message = f"GET {reply.url} was answered with {_describe(reply)}, {reason}"
    raise FetchError(f"{message}; look at it in a browser.", status=reply.status)


def _explain_block(reply: Reply) -> str:
    refused = f"GET {reply.url} was refused with {_describe(reply)}"
    if reply.status == _LOGIN_AT_PROXY:
        return f"{refused}: the proxy wants a name and password; put them into its address in the environment."
    return f"{refused}: this client or its address is blocked; ask less often (--delay), or ask the publisher."


def _describe(reply: Reply) -> str:
    reason = "".join(letter if letter.isprintable() else " " for letter in reply.reason)[:100]
    return f"{reply.status} {reason}".strip()
