"""What is found where something is looked at for whoever runs it: how it stands, and the next step."""

from enum import StrEnum

from msgspec import Struct

DENIED = "may not be read by this user"
ALLOW = "Run as the user it belongs to, or let this one read it."


class Mark(StrEnum):
    """How much a line asks of its reader: nothing, to know it, or to do something."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


class Line(Struct, frozen=True):
    """One thing that was looked at: `about` is what, `message` how it stands, `advice` the next step, if any."""

    mark: Mark
    about: str
    message: str
    advice: str = ""


class Fault(Struct, frozen=True):
    """Something that is not as it was written: where it lies, what is wrong with it, and what to do. Sentences."""

    where: str
    message: str
    advice: str
