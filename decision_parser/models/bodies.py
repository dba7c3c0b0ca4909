"""What a register says of the body that a decision is about."""

from msgspec import Struct

from decision_parser.models.kinds import BodyType


class BodyColumns(Struct, frozen=True, gc=False):
    """The columns of `decisions` that say which body it is; all null where nothing is known of it."""

    body_id: str | None = None
    body_id_current: str | None = None
    body_name_current: str | None = None
    body_type: BodyType | None = None
    gss_code: str | None = None
