"""Which page of the sample site answers a request."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote_plus, urlencode

from tests.rendering import html, pdf

from .answers import Answer, Asked, redirect
from .faults import Fault
from .pages import FORM, NOT_FOUND, SHELL, Listing, category_title, decision_page, listing_page, page

if TYPE_CHECKING:
    from .published import Published, Version
    from .server import Site

_COOKIE = "ASP.NET_SessionId"
_LISTINGS = {"/decisions/searchresults": "search", "/decisions/archive": "archive"}
_OUTCOMES = {"c": "Closed after initial enquiries", "nu": "Not upheld", "u": "Upheld"}
_FOOT = b"Telephone lines are open on weekdays"
_DEEP = 3
_RECENT = 10
_MARKUPS = ("article", "starts", "dl", "nested", "typed", "table")


def answer(site: Site, asked: Asked, fault: Fault | None = None) -> Answer:
    """The right answer; `fault` is one of those that are made in a listing."""
    path = asked.path.lower().rstrip("/") or "/"
    if path == "/robots.txt":
        return Answer(site.robots_status, site.robots.encode(), "text/plain; charset=utf-8")
    if path == "/":
        return Answer(body=page("Home", "<h1>Welcome</h1>").encode())
    if path == "/decisionsnew/newsearchpost" and asked.method == "POST":
        return _post(asked)
    if path in _LISTINGS:
        return _listing(site, asked, _LISTINGS[path], fault)
    parts = path.split("/")[1:]
    if parts[0] == "decisions" and len(parts) <= _DEEP:
        return _category(site, asked, path) if len(parts) > 1 else Answer(body=page("Decisions", FORM).encode())
    return _document(site, asked, path)


def _not_found() -> Answer:
    return Answer(404, page("Page not found", NOT_FOUND).encode())


# ── listings ────────────────────────────────────────────────────────────────


def _post(asked: Asked) -> Answer:
    """The form's answer is the address of the results."""
    sent = dict(parse_qsl(asked.body.decode()))
    query = urlencode({"t": "both", "fd": sent.get("fd", "0001-01-01"), "td": sent.get("td", "9999-12-31"), "page": 1})
    return redirect(f"/Decisions/SearchResults?{query}", ("Set-Cookie", f"{_COOKIE}=1; path=/; HttpOnly"))


def _listing(site: Site, asked: Asked, kind: str, fault: Fault | None) -> Answer:
    if site.needs_cookie and _COOKIE not in asked.headers.get("cookie", ""):
        if "AspxAutoDetectCookieSupport" in asked.query:
            return Answer(body=SHELL.encode())
        to = f"{asked.target}&AspxAutoDetectCookieSupport=1"
        return redirect(to, ("Set-Cookie", f"{_COOKIE}=1; path=/; HttpOnly"))
    versions = _select(site, asked.query)
    number = int(asked.query.get("page", "1") or 1)
    pages = math.ceil(len(versions) / site.page_size)
    if number > max(1, pages) and site.past_end != "empty":
        if site.past_end == "404":
            return _not_found()
        number = pages
    start = (number - 1) * site.page_size
    shown, total = _twist(site, versions[start : start + site.page_size], len(versions), fault)
    query = urlencode({key: value for key, value in asked.query.items() if key != "page"}, quote_via=quote_plus)
    address = f"{asked.path}?{query}&"
    recent = site.listed()[:3] if site.recent_box else ()
    text = listing_page(Listing(kind, total, shown, number, pages, address, recent), site.card_markup)
    return _dressed(site, Answer(body=text.encode()))


def _select(site: Site, query: Mapping[str, str]) -> list[Version]:
    """What a search finds: dates, authority, outcomes, and the name of a sub-category."""
    found = site.listed(_day(query.get("fd")), _day(query.get("td")))
    if name := query.get("aname"):
        found = [version for version in found if version.body_name == name]
    if outcomes := query.get("dc"):
        wanted = {_OUTCOMES.get(code) for code in outcomes.split("+")}
        # What has no code of its own cannot be left out by one.
        hidden = set(_OUTCOMES.values()) - wanted
        found = [version for version in found if version.outcome_text not in hidden]
    if (category := query.get("c", "").partition("+")[2]) and category:
        found = [version for version in found if version.subcategory == category.replace("+", " ")]
    return found


def _day(text: str | None) -> dt.date | None:
    """A date of a query; what is none has no effect, as on many sites."""
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _twist(
    site: Site, shown: Sequence[Version], total: int, fault: Fault | None
) -> tuple[Sequence[Version], int | None]:
    """The entries and the total, made wrong where a fault says so."""
    if fault is Fault.WRONG_COUNT:
        return shown, total + site.wrong_by
    if fault is Fault.DUPLICATE_CARDS:
        return [*shown[:1], *shown[: site.page_size - 1]], total
    if fault is Fault.MISSING_CARD:
        return shown[1:], total
    return shown, None if fault is Fault.NO_TOTAL else total


def _category(site: Site, asked: Asked, path: str) -> Answer:
    """The ten most recent, whatever page is asked for."""
    found = [version for version in site.listed() if category_title(version).startswith(path)]
    if not found:
        return _not_found()
    pages = math.ceil(len(found) / _RECENT)
    number = int(asked.query.get("page", "1") or 1)
    listing = Listing("category", None, found[:_RECENT], number, pages, f"{asked.path}?")
    return _dressed(site, Answer(body=listing_page(listing, site.card_markup).encode()))


# ── decisions and reports ───────────────────────────────────────────────────


def _document(site: Site, asked: Asked, path: str) -> Answer:
    """A page or a PDF, by its present address; by an old one where it went, or nothing."""
    published = site.find_path(path)
    if published is None or site.today < published.published_on:
        return _not_found()
    if not published.is_listed(site.today):
        return Answer(published.gone_status, page("Page not found", NOT_FOUND).encode())
    version = published.version(site.today)
    if path == version.report_path:
        return _validated(site, asked, published, Answer(body=site.report(version), media_type="application/pdf"))
    if path != version.path:
        begun = any(each.path == path and each.since <= site.today for each in published.versions)
        return redirect(version.path, status=301) if begun and published.old_address == "301" else _not_found()
    packed = site.packed(version)
    right = Answer(body=zlib.decompress(packed, 31), packed=packed)
    return _validated(site, asked, published, _dressed(site, right))


def write_page(version: Version, markup: str | None, *, canonical: bool) -> bytes:
    """The bytes of a decision's page, in this markup or in one that its seed chooses."""
    markup = markup or _MARKUPS[version.seed % len(_MARKUPS)]
    return html.encode(decision_page(version, markup, canonical=canonical))


def write_report(version: Version) -> bytes:
    """The bytes of the PDF of a report."""
    return pdf.render_report(version.report())


def _dressed(site: Site, right: Answer) -> Answer:
    """The page in the chrome of the day: another foot, and a token and a time that no other answer has."""
    if site.chrome == 1 and not site.tokens:
        return right
    body = right.body
    if site.chrome != 1:
        body = body.replace(_FOOT, _FOOT + f", from 9 to {site.chrome}".encode(), 1)
        body = body.replace(b'class="menu"', f'class="menu menu-v{site.chrome}"'.encode(), 1)
    if site.tokens:
        token = site.next_token()
        field = f'<input type="hidden" name="__RequestVerificationToken" value="{token}">'.encode()
        body = body.replace(b'<label for="q">', field + b'<label for="q">', 1)
        body = body.replace(b"</body>", f"<!-- served as {token} -->\n</body>".encode(), 1)
    return replace(right, body=body, packed=None)


def _validated(site: Site, asked: Asked, published: Published, right: Answer) -> Answer:
    """With its validators; 304 where the client already has it."""
    headers = []
    tag = f'"{hashlib.sha1(right.body, usedforsecurity=False).hexdigest()[:16]}"'
    changed = _changed_at(published, site.today)
    if site.validators in {"both", "etag"}:
        headers.append(("ETag", tag))
    if site.validators in {"both", "last-modified"}:
        headers.append(("Last-Modified", format_datetime(changed, usegmt=True)))
    same = bool(headers) and _holds(asked, dict(headers), tag, changed)
    return Answer(304, media_type=None, headers=tuple(headers)) if same else replace(right, headers=tuple(headers))


def _holds(asked: Asked, offered: Mapping[str, str], tag: str, changed: dt.datetime) -> bool:
    """Whether the client's condition says that it has this very answer; the tag goes before the time."""
    wanted = asked.headers.get("if-none-match")
    if wanted is not None and "ETag" in offered:
        return tag in wanted or wanted.strip() == "*"
    since = asked.headers.get("if-modified-since")
    if since is None or "Last-Modified" not in offered:
        return False
    try:
        return changed <= parsedate_to_datetime(since)
    except ValueError:
        return False


def _changed_at(published: Published, today: dt.date) -> dt.datetime:
    """Midnight of the day from which the version stands, a second later for each version before it."""
    begun = [version for version in published.versions if version.since <= today]
    day = max(published.published_on, begun[-1].since if begun else published.published_on)
    return dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(seconds=len(begun))
