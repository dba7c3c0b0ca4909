"""The register of councils: mySociety's two files, as records that can be looked up.

`uk_local_authorities_future.csv` has one row for each authority of the United Kingdom, those that are no more and those
to come included; `lookup_name_to_registry.csv` has the names under which others know them. The first file repeats those
names in one column, parted by commas: but there are commas in names, so that column is not read.
"""

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from decision_parser.bodies.names import PLAIN, Name, parse_name
from decision_parser.errors import NotARegisterError
from decision_parser.text import clean

AUTHORITIES = "uk_local_authorities_future.csv"
NAMES = "lookup_name_to_registry.csv"

REGISTER_NAME = "UK Local Authority Names and Codes, mySociety"
REGISTER_LICENCE = "CC-BY-4.0"
REGISTER_CREDIT = (
    "Codes, types, names and successors of councils: UK Local Authority Names and Codes, by mySociety "
    "(https://www.mysociety.org), under the licence CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)."
)
"""What the register's licence asks to be said with everything that holds values from it."""

LEAST = 300
"""Authorities that a register has at least: the United Kingdom has had about 400 at any time."""

_ABSENT = "no register of councils"
_CODE = "local-authority-code"
_COLUMNS = (
    *(_CODE, "official-name", "nice-name", "gss-code", "start-date", "end-date", "replaced-by"),
    *("nation", "local-authority-type", "current-authority"),
)
_NAME_COLUMNS = ("la-name", _CODE)


class Authority(Struct, frozen=True, kw_only=True):
    """A council, or a combined authority, as the register has it.

    `type` is the register's code: `CTY`, `UA`, `MD`, `LBO`, `NMD`, `COMB` and others. `since` and `until` are the
    first and last day that it has; None where it does not say. `successors` are the codes of those that took over.
    `current` holds for one that there is.
    """

    code: str
    official_name: str
    nice_name: str
    type: str
    nation: str
    gss_code: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    successors: tuple[str, ...] = ()
    current: bool = True
    other_names: tuple[str, ...] = ()

    def is_there(self, day: dt.date) -> bool:
        """Whether it exists on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


Index = Mapping[str, tuple[Authority, ...]]


class Register(Struct, frozen=True, dict=True, eq=False):
    """All authorities by code, and what they are looked up by. Its tables are made when first asked for."""

    authorities: tuple[Authority, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Authority]:
        """The authorities by code."""
        return {each.code: each for each in self.authorities}

    @cached_property
    def by_official_name(self) -> Index:
        """The authorities by the words of their official names."""
        return _index((parse_name(each.official_name).words, each) for each in self.authorities)

    @cached_property
    def by_name(self) -> Index:
        """The authorities by the words of every name that the register knows."""
        return _index((parse_name(name).words, each) for each in self.authorities for name in list_names(each))

    @cached_property
    def by_place(self) -> Index:
        """The authorities by place: what is left of their own names without their style."""
        own = ((name, each) for each in self.authorities for name in (each.official_name, each.nice_name))
        return _index((parse_name(name).place, each) for name, each in own)

    @cached_property
    def styles(self) -> Mapping[str, str]:
        """How each authority styles itself in its official name, by code."""
        return {each.code: _find_style(parse_name(each.official_name)) for each in self.authorities}

    @cached_property
    def found(self) -> dict[str, tuple[Authority, ...]]:
        """What names were found to mean: a dataset asks for the same few hundred again and again."""
        return {}


def list_names(authority: Authority) -> tuple[str, ...]:
    """Every name of an authority that the register knows, the official one first."""
    return (authority.official_name, authority.nice_name, *authority.other_names)


def _find_style(name: Name) -> str:
    return (name.style or PLAIN).name


def _index(pairs: Iterable[tuple[str, Authority]]) -> Index:
    found: defaultdict[str, dict[str, Authority]] = defaultdict(dict)
    for key, authority in pairs:
        found[key][authority.code] = authority
    return {key: tuple(each.values()) for key, each in found.items()}


# ── the two files ────────────────────────────────────────────────────────────────────────────────────────────────────


def parse_register(authorities: bytes, names: bytes) -> Register:
    """The register that the two files hold.

    Raises NotARegisterError, in one sentence, when either is something else.
    """
    other: defaultdict[str, list[str]] = defaultdict(list)
    for row in _iter_rows(names, NAMES, _NAME_COLUMNS):
        other[row[_CODE]].append(row["la-name"])
    found = [
        _parse_authority(row, tuple(other.get(row[_CODE], ())))
        for row in _iter_rows(authorities, AUTHORITIES, _COLUMNS)
    ]
    codes = {each.code for each in found}
    if len(codes) < LEAST:
        raise NotARegisterError(f"{AUTHORITIES} is {_ABSENT}: it has {len(codes)} of them, and {LEAST} is the least.")
    if len(codes) < len(found):
        raise NotARegisterError(f"{AUTHORITIES} is {_ABSENT} that can be used: it gives some of its codes twice.")
    if len(codes & other.keys()) < LEAST:
        message = f"it has names for {len(codes & other.keys())} councils, and {LEAST} is the least"
        raise NotARegisterError(f"{NAMES} belongs to {_ABSENT}: {message}.")
    return Register(tuple(found))


def _iter_rows(data: bytes, name: str, columns: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """The rows of a file, with these columns and single white space."""
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        missing = [column for column in columns if column not in (rows.fieldnames or ())]
        if missing:
            raise NotARegisterError(f"{name} is {_ABSENT}: it has no column {missing[0]!r}{_describe(data)}.")
        for row in rows:
            if None in row.values():
                raise NotARegisterError(f"{name} is {_ABSENT} that can be used: its last rows are cut short.")
            yield {column: clean(row[column]) for column in columns}
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotARegisterError(f"{name} is {_ABSENT}: it cannot be read as CSV ({error}).") from None


def _describe(data: bytes) -> str:
    """What a file is instead, where that is plain to see."""
    return " and is a web page" if data.lstrip()[:1] == b"<" else " and is empty" if not data.strip() else ""


def _parse_authority(row: Mapping[str, str], other_names: tuple[str, ...]) -> Authority:
    code, name = row[_CODE], row["official-name"]
    if not code or not name:
        raise NotARegisterError(
            f"{AUTHORITIES} is {_ABSENT} that can be used: {name or code!r} lacks its code or name."
        )
    until = _parse_day(row, "end-date")
    return Authority(
        code=code,
        official_name=name,
        nice_name=row["nice-name"] or name,
        type=row["local-authority-type"],
        nation=row["nation"],
        gss_code=row["gss-code"] or None,
        since=_parse_day(row, "start-date"),
        until=until,
        successors=tuple(filter(None, (each.strip() for each in row["replaced-by"].split(",")))),
        current=row["current-authority"].lower() == "true" if row["current-authority"] else until is None,
        other_names=other_names,
    )


def _parse_day(row: Mapping[str, str], column: str) -> dt.date | None:
    """A day, or None where the register gives none."""
    try:
        return dt.date.fromisoformat(row[column]) if row[column] else None
    except ValueError:
        message = f"the {column} of {row[_CODE]} is {row[column]!r}"
        raise NotARegisterError(f"{AUTHORITIES} is {_ABSENT} that can be used: {message}.") from None
