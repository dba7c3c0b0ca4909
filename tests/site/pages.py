"""The pages of the sample site: listings, decisions, and pages that are neither."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from decision_parser.models import Card
from tests.rendering import chrome, html
from tests.rendering.manuscript import MONTHS, slug

from .cards import CARD_MARKUPS
from .published import Version

_SLOT = "<!--slot-->"
_TITLES = {"search": "Your search has", "archive": "Archive has"}


def card_of(version: Version) -> Card:
    """What an entry of the listing prints of a decision."""
    day = version.decided_on
    return Card(
        address=version.path,
        title=version.title,
        document_kind_text=version.document_kind.capitalize(),
        outcome_text=version.outcome_text,
        subcategory=version.subcategory,
        decided_on_text=write_date(day),
        decided_on=day,
        summary=version.summary,
    )


def write_date(day: dt.date) -> str:
    """The date as entries print it: ``18-Feb-2021``."""
    return f"{day.day:02d}-{MONTHS[day.month - 1][:3]}-{day.year}"


@cache
def _frame(title: str, canonical: str | None = None) -> str:
    """A whole page around a slot."""
    parts = (chrome.cookie_block(), chrome.masthead(), chrome.navigation(), f"<main>{_SLOT}</main>", chrome.footer())
    head = chrome.head(title, canonical)
    return f'<!DOCTYPE html>\n<html lang="en">\n{head}\n<body>\n' + "\n".join(parts) + "\n</body>\n</html>\n"


def page(title: str, inner: str) -> str:
    """A page of the site with this in its middle."""
    return _frame(title).replace(_SLOT, inner)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a listing; `total` None prints none, as category pages do."""

    kind: str
    total: int | None
    versions: Sequence[Version]
    number: int
    pages: int
    address: str
    recent: Sequence[Version] = ()


def listing_page(listing: Listing, card_markup: str) -> str:
    """Total, entries, links to the other pages, and a box of recent decisions beside them."""
    total = listing.total
    count = "" if total is None else f"<h1>{_TITLES[listing.kind]} {total:,} result{'' if total == 1 else 's'}</h1>\n"
    cards = CARD_MARKUPS[card_markup]([card_of(version) for version in listing.versions])
    inner = f'<p><a href="/decisions">Decisions</a></p>\n{count}{cards if listing.versions else ""}\n{_pager(listing)}'
    return page("Search results", inner + _recent(listing.recent))


def _pager(listing: Listing) -> str:
    shown = [number for number in range(listing.number - 2, listing.number + 3) if 1 <= number <= listing.pages]
    links = "".join(f'<li><a href="{escape(f"{listing.address}page={number}")}">{number}</a></li>' for number in shown)
    return f'<ul class="pagination">{links}</ul>' if shown else ""


def _recent(versions: Sequence[Version]) -> str:
    items = "".join(f'<li><a href="{v.path}">{escape(v.title, quote=False)}</a></li>' for v in versions)
    return f"<aside><h2>Recent decisions</h2><ul>{items}</ul></aside>" if items else ""


def decision_page(version: Version, markup: str, *, canonical: bool) -> str:
    """The page of a decision; that of a report has a link to its PDF."""
    manuscript = version.manuscript()
    text = html.render(manuscript, markup)
    if not canonical and manuscript.url:
        text = text.replace(f'<link rel="canonical" href="{escape(manuscript.url)}">\n', "", 1)
    if version.report_path:
        link = f'<p class="download"><a href="{version.report_path}">Read the full report (PDF)</a></p>\n'
        text = text.replace('<p class="print">', f'{link}<p class="print">', 1)
    return text


def category_title(version: Version) -> str:
    """The path of the page of a version's sub-category."""
    return f"/decisions/{slug(version.category)}/{slug(version.subcategory)}"


NOT_FOUND = "<h1>Page not found</h1><p>The address may be old, or have been typed wrong.</p>"
CAPTCHA = (
    "<!DOCTYPE html><html><head><title>One moment</title></head><body><h1>Please verify you are human</h1>"
    '<form method="post"><div class="challenge" data-key="0"></div><button>Go on</button></form></body></html>'
)
MAINTENANCE = (
    "<!DOCTYPE html><html><head><title>Maintenance</title></head><body>"
    "<h1>This site is down for planned maintenance</h1><p>We will be back soon.</p></body></html>"
)
SHELL = page("Search results", '<div id="app" data-state="loading"></div><noscript>Please turn scripts on.</noscript>')
FORM = (
    '<h1>Find a decision</h1><form method="post" action="/decisionsnew/newsearchpost"><label>From '
    '<input name="fd"></label><label>To <input name="td"></label><button>Search</button></form>'
)
