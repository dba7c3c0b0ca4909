"""What a decision says of the body complained about: who it is, what kind, and who does its work today."""

import datetime as dt

from decision_parser.bodies.kinds import find_kind, find_kind_by_name
from decision_parser.bodies.matching import find_authority, find_current
from decision_parser.bodies.register import Authority, Register
from decision_parser.models import BodyColumns

_SCHEME = "uk-la:"


def identify(body_name: str | None, decided_on: dt.date | None, register: Register | None) -> BodyColumns:
    """Who a printed name means.

    It is an authority of the register, or else nobody with an id, and only its kind is told, as far as its words go.
    """
    if body_name is None:
        return BodyColumns()
    authority = find_authority(body_name, decided_on, register) if register else None
    if register is None or authority is None:
        return BodyColumns(body_type=find_kind_by_name(body_name))
    current = find_current(authority, register)
    return BodyColumns(
        body_id=make_id(authority),
        body_id_current=make_id(current) if current else None,
        body_name_current=current.official_name if current else None,
        body_type=find_kind(authority),
        gss_code=authority.gss_code,
    )


def make_id(authority: Authority) -> str:
    """The lasting id of an authority: the register's code, and whose code it is."""
    return _SCHEME + authority.code
