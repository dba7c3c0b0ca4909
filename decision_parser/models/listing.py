"""What a publisher lists, and what its server answers."""

import datetime as dt

from msgspec import Struct


class Card(Struct, frozen=True):
    """One entry of a publisher's index, as printed; null where it prints nothing of the kind.

    `address` is the path of the decision's page, as linked. `decided_on` is `decided_on_text` read, where it can be.
    """

    address: str
    title: str | None = None
    document_kind_text: str | None = None
    outcome_text: str | None = None
    subcategory: str | None = None
    decided_on_text: str | None = None
    decided_on: dt.date | None = None
    summary: str | None = None


class ListingPage(Struct, frozen=True):
    """One page of an index: the publisher's own total for the whole listing, and the entries on this page.

    `unread` counts what looks like an entry but has no address of a decision that could be read.
    """

    total: int
    cards: tuple[Card, ...]
    unread: int = 0


class Reply(Struct, frozen=True):
    """An answer of a server, as received.

    `url` is the address that was asked, after redirects the last of `redirects`' targets. `headers` are those received,
    in order, without Transfer-Encoding. `wire` is the entity as it was sent (perhaps compressed), `body` the same
    decompressed. `received_at` is UTC.
    """

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    wire: bytes
    body: bytes
    received_at: dt.datetime
    redirects: tuple["Reply", ...] = ()

    def header(self, name: str) -> str | None:
        """The value of the first header of this name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)
