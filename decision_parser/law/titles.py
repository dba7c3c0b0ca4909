"""Laws by their titles and by the other names that they go by.

The table is `titles.csv` beside this module. It is read when the first name is looked up, not on import.
"""

import csv
import re
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct

from decision_parser.models import CitationKind

_DROPPED = str.maketrans(dict.fromkeys(",.'‘’\"“”:") | {"-": " ", "–": " "})
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_STATUTE = ("Act", "Regulations", "Order", "Rules", "Directions")


class Law(Struct, frozen=True, gc=False, cache_hash=True):
    """A law as it calls itself, and its path at legislation.gov.uk (empty where that is not known for sure)."""

    title: str
    kind: CitationKind
    year: int | None = None
    path: str = ""
    also: tuple[str, ...] = ()
    quoted: bool = False
    """A name of everyday words: it is meant only after the word guidance, or in quotation marks."""
    example: str = ""


def split_year(name: str) -> tuple[str, int | None]:
    """A name and the year at its end."""
    words, _, last = name.rpartition(" ")
    return (words, int(last)) if words and _YEAR.fullmatch(last) else (name, None)


@lru_cache(maxsize=4096)
def name_form(name: str) -> str:
    """A name as it is looked up: lower case, without quotes, commas and full stops, with single spaces."""
    return " ".join(name.replace(")(", ") (").replace("&", "and").translate(_DROPPED).casefold().split())


@cache
def read_laws() -> tuple[Law, ...]:
    """All laws of the table, in its order."""
    text = files(__package__).joinpath("titles.csv").read_text(encoding="utf-8")
    return tuple(
        Law(
            title=row["title"],
            kind=CitationKind(row["kind"]),
            year=split_year(row["title"])[1],
            path=row["path"],
            also=tuple(row["also"].split(";")) if row["also"] else (),
            quoted=row["quoted"] == "yes",
            example=row["example"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def find_dated(name: str) -> Law | None:
    """The law whose title, year included, is `name`."""
    return _dated().get(name_form(name))


def find_undated(name: str) -> Law | None:
    """The law that `name` means without a year: one of its other names, or a title that only one law has."""
    return _undated().get(name_form(name))


def find_alias(name: str) -> Law | None:
    """The law that `read_aliases` has under `name`."""
    return _aliases().get(name_form(name))


@cache
def read_first_words() -> frozenset[str]:
    """The words that names in the table begin with."""
    return frozenset(name.split(" ", 1)[0] for law in read_laws() for name in (law.title, *law.also))


@cache
def read_first_forms() -> frozenset[str]:
    """The same as `name_form` has them."""
    return frozenset(name_form(word) for word in read_first_words())


@cache
def read_aliases() -> tuple[str, ...]:
    """Names that do not end like a statute's (`GPDO`, `School Admissions Code`), as printed."""
    return tuple(
        name
        for law in read_laws()
        for name in (law.title, *law.also)
        if law.kind is CitationKind.GUIDANCE or not split_year(name)[0].endswith(_STATUTE)
    )


@cache
def _dated() -> dict[str, Law]:
    found: dict[str, Law] = {}
    for law in read_laws():
        for name in law.also:
            dated = split_year(name)[1] is not None
            if dated or law.year:
                found.setdefault(name_form(name if dated else f"{name} {law.year}"), law)
    return found | {name_form(law.title): law for law in read_laws()}


@cache
def _undated() -> dict[str, Law]:
    bare = {law.title: name_form(split_year(law.title)[0]) for law in read_laws()}
    count = Counter(bare.values())
    found = {bare[law.title]: law for law in read_laws() if count[bare[law.title]] == 1}
    return found | {name_form(name): law for law in read_laws() for name in law.also if not split_year(name)[1]}


@cache
def _aliases() -> dict[str, Law]:
    return {name_form(name): law for law in read_laws() for name in (law.title, *law.also)}
