"""Pure strings: white space, invisible characters, quotes, dates, money, list markers."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from decision_parser.limits import MARKS

# What a page can hold without showing it: soft hyphen, zero-width characters, direction marks and other controls.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
)
_INVISIBLE += (
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb"
)
_CONTROLS = "".join(map(chr, [*range(9), *range(0x0E, 0x1C), 0x7F]))
# C1 controls are windows-1252 bytes that passed as latin-1 (`&#146;`): browsers show the windows-1252 character.
_C1 = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
} | dict.fromkeys((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_VISIBLE: dict[int, str | None] = dict.fromkeys(map(ord, _INVISIBLE + _CONTROLS)) | _C1

PLAIN_ASCII = bytes(range(0x20, 0x7F))
# Letters and signs of Latin, dashes, quotes, bullets, currencies: visible, and in NFC whatever stands around them.
_USUAL = re.compile("[\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2028\u2030-\u205e\u20a0-\u20bf]*+")

_STRAIGHT = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "`": "'", "\u00b4": "'", "\u02bc": "'",
        "\u2032": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2033": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
    }
)  # fmt: skip

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_HALVES = range(0xFE20, 0xFE30)  # halves of accents that span two letters
_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def clean(text: str) -> str:
    """One line of `text` as a reader sees it: invisible characters out, white space single, NFC, words as printed."""
    if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(_drop_usual(text).split())
        if not text.isprintable():
            text = " ".join(text.translate(_VISIBLE).split())
    return text if text.isascii() else _compose(text)


def _compose(text: str) -> str:
    """`text` in NFC. Accents piled up on one letter by the hundred stay as they are: sorting them takes too long."""
    if len(text) > MARKS and (piles := _find_piles().findall(text)):
        rest = _find_piles().split(text)
        return "".join(part for pair in zip(map(_compose_all, rest), [*piles, ""], strict=True) for part in pair)
    return _compose_all(text)


def _compose_all(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


@lru_cache(maxsize=1)
def _find_piles() -> re.Pattern[str]:
    """What finds accents without end. Those beyond the basic plane are the limit of time's."""
    marks = "".join(filter(unicodedata.combining, map(chr, [*range(0x300, 0x3100), *range(0xA600, 0xAC00), *_HALVES])))
    return re.compile(f"[{marks}]{{{MARKS},}}")


def _drop_usual(text: str) -> str:
    """`text` without the two invisible characters that pages do have, as `translate` is slow.

    U+0085 is an ellipsis that passed as latin-1, and white space to Python.
    """
    return text.replace("\u00ad", "").replace("\u200b", "").replace("\x85", "…")


def squeeze(text: bytes) -> bytes:
    """UTF-8 text without plain white space: the cheapest form in which two readings of an ordinary page are equal."""
    return text.translate(None, b" \n\t\r")


def is_ordinary(squeezed: bytes) -> bool:
    """Whether a text has only characters that `clean` leaves alone, but for white space.

    Asked once for a page, it spares each of its paragraphs the question.
    """
    return _USUAL.fullmatch(squeezed.translate(None, PLAIN_ASCII).decode("utf-8", "replace")) is not None


def collapse(text: str) -> str:
    """What `clean` does for ordinary text: single white space, none at the ends."""
    text = text.strip()
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        return " ".join(text.split())
    return text


def compact(text: str) -> str:
    """`text` without its white space and invisible characters: what two readings of one document must agree on."""
    text = "".join(_drop_usual(text).split())
    if not text.isprintable():
        text = "".join(text.translate(_VISIBLE).split())
    return text if text.isascii() else _compose(text)


@lru_cache(maxsize=8192)
def match_form(text: str) -> str:
    """`text` as tables match it: lower case, straight quotes and dashes, single spaces, no stop at its end."""
    words = clean(text).replace("\u2019", "'").replace("\u2018", "'").replace("\u2013", "-")
    if not words.isascii() or "`" in words:  # `translate` is slow
        words = words.translate(_STRAIGHT)
    return words.casefold().rstrip(" :.;,-\uff1a").lstrip()


def parse_date(text: str) -> dt.date | None:
    """The date that `text` is, in a form that publishers print, or None.

    Read are `06 Feb 2025`, `18-Feb-2021`, `30 November 2016` and ISO `2025-02-06`. Anything else, and a day that
    the calendar does not have, is None: never a guess.
    """
    text = text.strip()
    if found := _DATE.fullmatch(text):
        day, month, year = int(found[1]), _MONTHS.get(found[2].lower()), int(found[3])
    elif found := _ISO_DATE.fullmatch(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    try:
        return dt.date(year, month or 0, day)
    except ValueError:
        return None


_ANY_DATE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?[ -][A-Z][a-z]{2,8}\.?,?[ -]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b")


def iter_dates(text: str) -> Iterator[dt.date]:
    """All dates that a text prints in full, in order, in the forms that `parse_date` reads."""
    for found in _ANY_DATE.finditer(text):
        if day := parse_date(found[0]):
            yield day


class Money(Struct, frozen=True):
    """A sum of money in pounds, its words, and where they stand."""

    amount: Decimal
    text: str
    start: int
    stop: int


_MONEY = re.compile(
    r"£ ?(?P<pounds>\d{1,3}(?:,\d{3})+(?!,?\d)"
    r"|\d{1,9}(?![\d,]\d{3}))(?P<pence>\.\d{1,2}(?!\d))?(?: ?(?P<scale>million|m|k|thousand)\b)?"
)
_SCALES = {"million": 1_000_000, "m": 1_000_000, "k": 1000, "thousand": 1000}


def iter_money(text: str) -> Iterator[Money]:
    """All sums of money in a text, in order: `£50`, `£1,250.50`, `£6179`, `£1.2 million`. Whole pennies, or nothing."""
    for found in _MONEY.finditer(text) if "£" in text else ():
        number = Decimal(found["pounds"].replace(",", "") + (found["pence"] or ""))
        amount = number * _SCALES.get((found["scale"] or "").lower(), 1)
        yield Money(amount, found[0], found.start(), found.end())


_BULLETS = "•◦▪▫■□●○‣⁃∙·➢➤►▶✓✔\uf0b7\uf0a7\uf0d8\uf0fc\uf02d\uf076"
_TYPED_NUMBER = re.compile(r"\(?(\d{1,3})(?:[.)]|\.\))(?=\s|[A-Z‘“(])\s*")
_TYPED_LABEL = re.compile(r"(?:\(([a-z]{1,5})\)|([a-z]{1,5})[.)])\s+")
_TYPED_BULLET = re.compile(rf"[{_BULLETS}]\s*|[-–—*]\s+(?=\S)|o\s{{2,}}")
_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")


@lru_cache(maxsize=512)  # a document's numbers are asked for three times
def find_number(text: str) -> tuple[int, str, str] | None:
    """The typed paragraph number that `text` starts with: its value, the words of it, and the rest."""
    found = _TYPED_NUMBER.match(text)
    return (int(found[1]), found[0].rstrip(), text[found.end() :]) if found else None


def find_label(text: str) -> tuple[str, str, str] | None:
    """The typed letter or numeral that `text` starts with (`a)`, `(ii)`, `b.`): label, its words, the rest."""
    if ")" not in (start := text[:8]) and "." not in start:
        return None
    found = _TYPED_LABEL.match(text)
    if not found:
        return None
    label = found[1] or found[2]
    if len(label) > 1 and not _ROMAN.fullmatch(label) and label != label[0] * len(label):
        return None
    return label, found[0].rstrip(), text[found.end() :]


def find_bullet(text: str) -> tuple[str, str] | None:
    """The typed bullet that `text` starts with, and the rest."""
    start = text[:1]
    found = None if start.isalpha() and start != "o" else _TYPED_BULLET.match(text)
    return (found[0].strip(), text[found.end() :]) if found else None


def letter_of(ordinal: int) -> str:
    """1 → a, 26 → z, 27 → aa: how a lettered list goes on."""
    count, index = divmod(ordinal - 1, 26)
    return chr(ord("a") + index) * (count + 1)


def roman_of(ordinal: int) -> str:
    """1 → i, 4 → iv, for the lists of a decision (below 40)."""
    tens, ones = divmod(ordinal, 10)
    return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]


_ROMAN_ORDER = tuple(roman_of(ordinal) for ordinal in range(1, 40))


def follows(label: str, before: str | None) -> bool:
    """Whether a letter or roman numeral is the next one after another."""
    if not before:
        return False
    if len(label) == len(before) == 1 and ord(label) == ord(before) + 1:
        return True
    if label.isdigit() and before.isdigit():
        return int(label) == int(before) + 1
    numerals = label in _ROMAN_ORDER and before in _ROMAN_ORDER
    return numerals and _ROMAN_ORDER.index(label) == _ROMAN_ORDER.index(before) + 1
