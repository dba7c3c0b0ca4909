"""Which authority a printed name means: one or none, by look-up alone, the same on every machine.

A name is looked up three times, and the first time that finds anything decides: by its words among the official names;
by its words among all names that the register knows; by its place, among the authorities that may call themselves as it
does. Of several, those count that exist on the day of the decision. Nothing is ever matched by likeness.
"""

import datetime as dt

from decision_parser.bodies.names import Name, parse_name
from decision_parser.bodies.register import Authority, Register


def find_authority(name: str, on: dt.date | None, register: Register) -> Authority | None:
    """The authority that a name means, on a day where that is known; None where it means none, or it is not clear."""
    candidates = find_candidates(name, register)
    if len(candidates) > 1:
        candidates = _find_those_there(candidates, on) if on else ()
    return candidates[0] if len(candidates) == 1 else None


def _find_those_there(candidates: tuple[Authority, ...], day: dt.date) -> tuple[Authority, ...]:
    """Those that exist on a day; the last day of one may be the first of its successor, whose day it then is."""
    there = tuple(each for each in candidates if each.is_there(day))
    codes = {each.code for each in there}
    return tuple(each for each in there if codes.isdisjoint(each.successors))


def find_candidates(name: str, register: Register) -> tuple[Authority, ...]:
    """All authorities that a name may mean, of whatever time."""
    if name not in register.found:
        register.found[name] = _look_up(parse_name(name), register)
    return register.found[name]


def _look_up(name: Name, register: Register) -> tuple[Authority, ...]:
    return (
        register.by_official_name.get(name.words, ())
        or register.by_name.get(name.words, ())
        or tuple(each for each in register.by_place.get(name.place, ()) if _may_be(name, each, register))
    )


def _may_be(name: Name, authority: Authority, register: Register) -> bool:
    """Whether an authority may be called by a name of this style."""
    style = name.style
    if style is None or authority.type not in style.types:
        return False
    return style.meets is None or register.styles[authority.code] in style.meets


def find_current(authority: Authority, register: Register) -> Authority | None:
    """Who does an authority's work today: itself, or what its successors come down to; None where several share it."""
    heirs: dict[str, Authority] = {}
    seen: set[str] = set()
    waiting = [authority]
    while waiting:
        each = waiting.pop()
        if each.code in seen:
            continue
        seen.add(each.code)
        if each.current or not (each.until or each.successors):  # there, or planned
            heirs[each.code] = each
            continue
        known = [register.by_code[code] for code in each.successors if code in register.by_code]
        if not known or len(known) < len(each.successors):
            return None
        waiting += known
    return next(iter(heirs.values())) if len(heirs) == 1 else None
