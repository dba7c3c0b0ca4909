"""What a name that matches nothing may have meant: for people who read a report, and never a value."""

import difflib
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from decision_parser.bodies.kinds import COUNCILS, find_kind_by_name
from decision_parser.bodies.matching import find_candidates
from decision_parser.bodies.names import fold_words, parse_name
from decision_parser.bodies.register import Register

_MOST = 3
_LIKENESS = 0.8
_LIKE_A_COUNCIL = re.compile(r"\b(?:council|borough|corporation|authority|county|city|district)\b")


class UnmatchedBody(Struct, frozen=True):
    """A council's name, by the look of it, that gave no id; how many decisions have it; what it may have meant."""

    name: str
    decision_count: int
    proposals: tuple[str, ...] = ()


def propose(name: str, register: Register) -> tuple[str, ...]:
    """The official names of up to three authorities that a name may mean, the likeliest first.

    There are none for a name that means one authority, and for one that is not like a council's.
    """
    candidates = find_candidates(name, register)
    if candidates:
        return tuple(each.official_name for each in candidates[:_MOST]) if len(candidates) > 1 else ()
    if not is_like_a_council(name):
        return ()
    places = dict.fromkeys(_iter_close(parse_name(name).place, register.by_place))
    names = dict.fromkeys(each.official_name for place in places for each in register.by_place[place])
    return tuple(names)[:_MOST]


def _iter_close(place: str, places: Iterable[str]) -> Iterator[str]:
    """The same place, those whose name has all words of this one or the other way round, and those spelt like it."""
    known = sorted(places)
    yield from (each for each in known if each == place)
    yield from (each for each in known if f" {place} " in f" {each} " or f" {each} " in f" {place} ")
    yield from difflib.get_close_matches(place, known, n=_MOST, cutoff=_LIKENESS)


def is_like_a_council(name: str) -> bool:
    """Whether a name has a council's words, and none that say that it is something else."""
    kind = find_kind_by_name(name)
    return bool(_LIKE_A_COUNCIL.search(fold_words(name))) and (kind is None or kind in COUNCILS)


def list_unmatched(names: Iterable[tuple[str, int]], register: Register) -> tuple[UnmatchedBody, ...]:
    """Of names that gave no id, each with a number of decisions: those like a council's, the most frequent first.

    A name that is given several times is counted together.
    """
    counts: dict[str, int] = {}
    for name, count in names:
        counts[name] = counts.get(name, 0) + count
    unclear = [name for name in counts if len(find_candidates(name, register)) != 1]
    wanted = [name for name in unclear if find_candidates(name, register) or is_like_a_council(name)]
    ordered = sorted(wanted, key=lambda name: (-counts[name], name))
    return tuple(UnmatchedBody(name, counts[name], propose(name, register)) for name in ordered)
