"""The normal form of a council's name: its words, and apart from each other its place and what it calls itself.

`Wirral Metropolitan Borough Council` and `Wirral Borough Council` are one body, whose name publishers and registers
write in their own ways. `Lichfield City Council` and `Lichfield District Council` are two, a parish and a district.
Which styles may stand for each other is told by the rows below, and by nothing else.
"""

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

from decision_parser.text import match_form

_UNSEEN = re.compile(r"['.]")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_TOWNS = frozenset({"NMD", "UA", "MD", "LBO", "NID", "WPA", "SCO"})


class Style(Struct, frozen=True, kw_only=True):
    """A way in which councils name themselves: a pattern over the words of a name, whose first group is the place.

    The pattern sees no `council` at either end. A printed name of this style may mean an authority of one of the
    register's `types`, whose official name has one of the styles in `meets` (None: any).
    """

    name: str
    words: str
    example: str
    types: frozenset[str] = _TOWNS
    meets: frozenset[str] | None = None


class Name(Struct, frozen=True):
    """A name in normal form: all its words, the place alone, and the style; None where it is no more than a place."""

    words: str
    place: str
    style: Style | None


def _any_of(*names: str) -> frozenset[str]:
    return frozenset(names)


# In order of precedence. Parishes have a row so that none is taken for the district that it lies in.
STYLES = (
    Style(
        name="parish",
        words="(.+) (?:parish|town|community)",
        example="Stroud Town Council",
        types=frozenset(),
    ),
    Style(
        name="london borough",
        words="london borough of (.+)|(.+) london borough",
        example="London Borough of Ealing",
        types=_any_of("LBO"),
    ),
    Style(
        name="royal borough",
        words="royal borough of (.+)",
        example="Royal Borough of Windsor and Maidenhead Council",
        types=_any_of("LBO", "UA"),
        meets=_any_of("royal borough", "london borough", "borough", "plain"),
    ),
    Style(
        name="metropolitan",
        words="(?:city of )?(.+) metropolitan(?: borough| district)?|metropolitan borough of (.+)",
        example="Wirral Metropolitan Borough Council",
        types=_any_of("MD"),
    ),
    Style(
        name="county borough",
        words="(.+) county borough",
        example="Wrexham County Borough Council",
        types=_any_of("WPA"),
        meets=_any_of("county borough", "plain"),
    ),
    Style(
        name="county",
        words="(.+) county|county(?: council)? of (.+)",
        example="Durham County Council",
        types=_any_of("CTY", "UA", "WPA"),
        meets=_any_of("county"),
    ),
    Style(
        name="city and district",
        words="(.+) city and district",
        example="St Albans City and District Council",
        meets=_any_of("city and district", "city", "district", "plain"),
    ),
    Style(
        name="borough",
        words="(.+) borough|borough(?: council)? of (.+)",
        example="Borough Council of King's Lynn & West Norfolk",
        meets=_any_of("borough", "royal borough", "london borough", "metropolitan", "district", "city", "plain"),
    ),
    Style(
        name="district",
        words="(.+) district|district(?: council)? of (.+)",
        example="South Northamptonshire District Council",
        meets=_any_of("district", "city and district", "borough", "metropolitan", "plain"),
    ),
    Style(
        name="city",
        words="(.+) city|city(?: council)? of (.+)",
        example="Westminster City Council",
        meets=_any_of("city", "city and district", "borough", "metropolitan", "plain"),
    ),
)
PLAIN = Style(name="plain", words="(.+)", example="Warrington Council", types=_TOWNS | {"CTY", "CC"})
_PATTERNS = tuple((re.compile(style.words), style) for style in STYLES)


def fold_words(text: str) -> str:
    """The words of a name for comparing: no capitals, accents, points or apostrophes, `and` for its sign."""
    words = unicodedata.normalize("NFKD", match_form(text)).encode("ascii", "ignore").decode()
    return _BETWEEN.sub(" ", _UNSEEN.sub("", words.replace("&", " and "))).strip().removeprefix("the ")


@lru_cache(maxsize=8192)
def parse_name(text: str) -> Name:
    """The normal form of a name."""
    words = fold_words(text)
    rest = words.removesuffix(" council").removeprefix("council of ").removeprefix("the ")
    for pattern, style in _PATTERNS:
        if found := pattern.fullmatch(rest):
            return Name(words, next(filter(None, found.groups())).removeprefix("the "), style)
    return Name(words, rest, PLAIN if rest != words else None)
