"""The address of a provision at legislation.gov.uk. Where it is not certain, the law's own: a wrong one is worse."""

import re
from functools import lru_cache

from decision_parser.law.titles import Law

_SITE = "https://www.legislation.gov.uk"
_PROVISION = re.compile(r"(s|reg |art |r )(\d+[A-Z]*)((?:\([0-9A-Za-z]+\))*)")
_SCHEDULE = re.compile(r"Sch ([A-Z]?\d+[A-Z]*)(?: Pt (\d+[A-Z]*))?(?: para (\d+[A-Z]*)((?:\([0-9A-Za-z]+\))*))?.*")
_PART = re.compile(r"Pt (\d+)")
_WORDS = {"s": "section", "reg ": "regulation", "art ": "article", "r ": "rule"}
_HOMES = {"s": ("ukpga",), "reg ": ("uksi",), "art ": ("uksi", "eur"), "r ": ("uksi",)}
_FIRST_ARABIC = 2001
"""Acts of earlier years number their Parts in roman figures, and so do their addresses; later ones do not."""
_ROMAN = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))


@lru_cache(maxsize=4096)
def write_address(law: Law, provision: str | None) -> str | None:
    """The address of a provision of a law, of the law itself for ranges and the like, None where no path is known."""
    if not law.path:
        return None
    return f"{_SITE}/{law.path}{_write_provision(law, provision or '')}"


def _write_provision(law: Law, provision: str) -> str:
    home = law.path.partition("/")[0]
    if found := _PROVISION.fullmatch(provision):
        unit, number, levels = found.groups()
        if home not in _HOMES[unit]:
            return ""
        return f"/{_WORDS[unit]}/{number}" + (_write_levels(levels) if home != "eur" else "")
    if found := _SCHEDULE.fullmatch(provision):
        return _write_schedule(law, *found.groups())
    if (found := _PART.fullmatch(provision)) and home == "ukpga":
        return f"/part/{_write_part(law, found[1])}"
    return ""


def _write_schedule(law: Law, number: str, part: str | None, paragraph: str | None, levels: str | None) -> str:
    """A paragraph is addressed without the Part that it stands in: the numbers of some run on and of some do not."""
    address = f"/schedule/{number}"
    if part and not paragraph and part.isdigit():
        return f"{address}/part/{_write_part(law, part)}"
    if part or not paragraph:
        return address
    return f"{address}/paragraph/{paragraph}{_write_levels(levels or '')}"


def _write_levels(levels: str) -> str:
    return "".join(f"/{level}" for level in re.findall(r"\(([0-9A-Za-z]+)\)", levels))


def _write_part(law: Law, number: str) -> str:
    if not law.year or law.year >= _FIRST_ARABIC:
        return number
    rest, numeral = int(number), ""
    for letters, value in _ROMAN:
        numeral += letters * (rest // value)
        rest %= value
    return numeral
