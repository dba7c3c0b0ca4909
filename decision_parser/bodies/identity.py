"""What a decision says of the body complained about: who it is, what kind, and who does its work today."""

import datetime as dt

from msgspec import Struct

from decision_parser.bodies.kinds import find_kind, find_kind_by_name
from decision_parser.bodies.matching import find_authority, find_current
from decision_parser.bodies.register import Authority, Register
from decision_parser.models import BodyType

_SCHEME = "uk-la:"


class Body(Struct, frozen=True):
    """The values of the columns of the same names. Without a register, only `body_type` can have one."""

    body_id: str | None = None
    body_id_current: str | None = None
    body_name_current: str | None = None
    body_type: BodyType | None = None
    gss_code: str | None = None


def identify(body_name: str | None, decided_on: dt.date | None, register: Register | None) -> Body:
    """Who a printed name means.

    It is an authority of the register, or else nobody with an id, and only its kind is told, as far as its words go.
    """
    if body_name is None:
        return Body()
    authority = find_authority(body_name, decided_on, register) if register else None
    if register is None or authority is None:
        return Body(body_type=find_kind_by_name(body_name))
    current = find_current(authority, register)
    return Body(
        body_id=make_id(authority),
        body_id_current=make_id(current) if current else None,
        body_name_current=current.official_name if current else None,
        body_type=find_kind(authority),
        gss_code=authority.gss_code,
    )


def make_id(authority: Authority) -> str:
    """The lasting id of an authority: the register's code, and whose code it is."""
    return _SCHEME + authority.code
