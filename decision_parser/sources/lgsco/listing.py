"""Where LGSCO lists its decisions, and how a page of its search is read.

What reads pages is imported when a page is there to read: its library is heavy, and only a refresh needs it.
"""

import datetime as dt
from functools import lru_cache
from urllib.parse import urlencode

from decision_parser.models import ListingPage
from decision_parser.vocabulary import ListingReader

PAGE_SIZE = 10
_SEARCH = "/Decisions/SearchResults"
_NO_LOWER_BOUND = "0001-01-01"


def write_address(since: dt.date | None, until: dt.date, page: int) -> str:
    """Path and query of a page (from 1) of all decisions dated from `since` (None: all before) to `until`.

    The site's own form also names the three outcomes it knows (`dc`): a decision with a fourth would then be hidden.
    """
    query = {
        "t": "both",
        "fd": since.isoformat() if since else _NO_LOWER_BOUND,
        "td": until.isoformat(),
        "sortOrder": "descending",
        "page": page,
    }
    return f"{_SEARCH}?{urlencode(query)}"


# A run meets a page of the listing, and the page of a report, again within minutes: to count twice, to look for what is
# missing, to describe it and to publish it. Reading one costs as much as parsing several decisions.
@lru_cache(maxsize=100)
def read_page(body: bytes, content_type: str | None) -> ListingPage:
    """The publisher's total and the entries on a page.

    Raises NotAListingError for a page that states no total: an empty shell, a captcha, maintenance, another page.
    """
    from decision_parser.sources.lgsco.cards import read_listing

    return read_listing(body, content_type)


@lru_cache(maxsize=100)
def find_report(body: bytes) -> str | None:
    """The link, as printed, from a report's page to the PDF of the full report; None where there is none."""
    from decision_parser.sources.lgsco.report_links import find_report_link

    return find_report_link(body)


def remove_card(body: bytes, address: str) -> bytes:
    """A listing page without what it says of the decision at this path; the page as it is where it says nothing."""
    from decision_parser.sources.lgsco.card_removal import remove_decision

    return remove_decision(body, address)


LISTING = ListingReader(
    page_size=PAGE_SIZE,
    write_address=write_address,
    read_page=read_page,
    find_report=find_report,
    remove_card=remove_card,
)
