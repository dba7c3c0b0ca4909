"""Values as the page prints them: figures, days, names of kinds, and addresses that may be followed."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from decision_parser.models.overview import Outcomes, Place, Rate
from decision_parser.text import clean

_LITTLE = 0.005  # what is less would be rounded to none
_MILLION, _TEN_THOUSAND = 1_000_000, 10_000

OUTCOMES = {
    "upheld": "upheld",
    "not_upheld": "not upheld",
    "closed": "closed after initial enquiries",
    "other": "other",
    "unstated": "not stated",
}
"""The parts of `Outcomes`, as they are called."""
CHANGES = {
    "added": "Added",
    "revised": "Revised",
    "re_dated": "Dated anew",
    "re_labelled": "Labelled anew",
    "moved": "Moved",
    "withdrawn": "Withdrawn",
    "restored": "Restored",
}
PLACES = {
    Place.FAR_BELOW: ("▼", "below the 99.8 % limit"),
    Place.BELOW: ("▽", "below the 95 % limit"),
    Place.WITHIN: ("○", "within the limits"),
    Place.ABOVE: ("△", "above the 95 % limit"),
    Place.FAR_ABOVE: ("▲", "above the 99.8 % limit"),
}
BASES = {
    "itself": "against itself",
    "expectation": "against what is expected",
    "listing": "against the publisher’s list",
    "drift": "against the release before",
}
PROBLEMS = {
    "missing_field": "A field that such a document has was not found.",
    "unknown_label": "A label in the header that no table knows.",
    "unknown_outcome": "An outcome that no table knows; the printed words are kept.",
    "unparsed_date": "A date that the calendar does not have, or in an unknown form.",
    "number_gap": "A paragraph number is left out.",
    "number_repeated": "A paragraph number stands twice.",
    "reference_mismatch": "The address and the page give different references.",
    "repeated_field": "A field stands twice, with different values.",
    "unread_page": "A page of a PDF is a picture, without characters.",
    "undecodable_bytes": "Bytes that are not in the encoding that was declared.",
    "truncated": "The document breaks off.",
    "draft_signals": "Words of a draft in a final decision.",
    "duplicate": "Another file gives the same decision and was left out.",
    "lossless": "Text was lost or stands twice after parsing.",
    "unread_report": "The full report could not be read.",
    "payment_not_upheld": "A payment, although the complaint was not upheld.",
    "upheld_not_investigated": "Upheld, although the text says that it was not investigated.",
    "remedy_not_read": "Agreed action in which no remedy was found.",
    "deadline_before_decision": "A deadline before the date of the decision.",
    "reference_after_decision": "A reference of a later year than the decision.",
    "correction_not_applied": "A correction that is not for what the page says today.",
    "failed_check": "Something that a check found in this decision.",
}


def show(value: object) -> object:
    """A value as it goes into the page: of text, what a reader sees, without signs that turn or hide the rest."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return show_text(value)
    return value


def show_text(text: str) -> str:
    """Text on one line, without invisible characters, controls, and changes of the direction of writing."""
    if text.isprintable():
        return text
    seen = clean(text)
    return "".join("\ufffd" if unicodedata.category(each) in {"Cc", "Cs", "Cn", "Cf"} else each for each in seen)


def find_address(url: str | None) -> str | None:
    """The address, if it is one of the web that may be followed; None for anything else, such as `javascript:`."""
    if not url or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def number(value: float | Decimal) -> str:
    """A count, with a comma at each thousand."""
    return f"{value:,}"


def count(value: int, one: str, many: str | None = None) -> str:
    """A count of things: `1 decision`, `1,204 decisions`."""
    return f"{value:,} {one if value == 1 else many or f'{one}s'}"


def percent(share: float | None) -> str:
    """A share from 0 to 1 in whole per cent; one that is neither none nor all never looks like it."""
    if share is None:
        return "–"
    if 0 < share < _LITTLE:
        return "<1 %"
    if 1 - _LITTLE <= share < 1:
        return ">99 %"
    return f"{share:.0%}".replace("%", " %")


def points(share: float) -> str:
    """A share in whole per cent without its sign; one that is neither none nor all never looks like it."""
    return percent(share).removesuffix(" %")


def interval(rate: Rate) -> str:
    """The interval of a rate: `38–52 %`."""
    return f"{rate.low * 100:.0f}–{rate.high * 100:.0f} %"


def day(value: dt.date | None) -> str:
    """A day, or the day of a time: `6 February 2025`."""
    return f"{value.day} {value:%B %Y}" if value else "–"


def short_day(value: dt.date | None) -> str:
    """A day in a table: `6 Feb 2025`."""
    return f"{value.day} {value:%b %Y}" if value else "–"


def moment(value: dt.datetime) -> str:
    """A time, UTC, to the minute."""
    return f"{day(value)}, {value:%H:%M} UTC"


def pounds(value: Decimal | float) -> str:
    """A sum of money, without pence where there are none."""
    return f"£{value:,.2f}".removesuffix(".00")


def short_pounds(value: Decimal) -> str:
    """A sum of money in a plot: `£950`, `£12k`, `£1.4m`."""
    if value >= _MILLION:
        return f"£{value / _MILLION:,.1f}m"
    return f"£{value / 1000:,.0f}k" if value >= _TEN_THOUSAND else f"£{value:,.0f}"


def name(value: str | None) -> str:
    """The name of a kind, as words: `refund_or_waiver` is `refund or waiver`."""
    return (value or "not stated").replace("_", " ")


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def tell_outcomes(outcomes: Outcomes) -> str:
    """How many ended in which way, those of none left out: `16 upheld, 5 not upheld`."""
    counts = {words: getattr(outcomes, part) for part, words in OUTCOMES.items()}
    return ", ".join(f"{value:,} {words}" for words, value in counts.items() if value) or "none"


def breakable(text: str) -> Markup:
    """A name in code, which may be broken over lines after its underscores."""
    return escape(show_text(text)).replace("_", Markup("_<wbr>"))


def join(items: Iterable[str]) -> str:
    """Things one after the other: `a, b and c`."""
    *rest, last = list(items) or [""]
    return f"{', '.join(rest)} and {last}" if rest else last


def tell_changes(changes: Mapping[str, int]) -> str:
    """What a run saw: `12 added, 1 withdrawn`."""
    ordered = sorted(changes, key=lambda kind: (list(CHANGES).index(kind) if kind in CHANGES else 99, kind))
    return ", ".join(f"{changes[kind]:,} {CHANGES.get(kind, name(kind)).lower()}" for kind in ordered) or "nothing new"
