"""A publisher of decisions for tests: a small HTTP server that behaves, and misbehaves when told, like the real one."""

from .answers import Request
from .faults import Failure, Fault
from .library import make_decisions
from .published import Published, Version
from .server import Site, make_site

__all__ = ["Failure", "Fault", "Published", "Request", "Site", "Version", "make_decisions", "make_site"]
