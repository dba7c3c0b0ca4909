"""One window of a publisher's index, read to its end and counted against the publisher's own total.

What a listing leaves out cannot be seen in it. So a reading is believed only when the total adds up; a window that says
it is empty only when another, which is known not to be, still answers.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from decision_parser.crawl.windows import Window
from decision_parser.errors import FetchError, NotAListingError
from decision_parser.models import Card, ListingPage

_PASSES = 4
_YEARS = 100


class Listed(Struct, frozen=True):
    """A page of a listing, and the id of the record that keeps it."""

    record_id: str
    page: ListingPage


Ask = Callable[[Window, int], Listed | None]
"""Fetches and keeps one page of the listing of a window; None where the publisher says that there is no such page.

Raises FetchError, and NotAListingError for a page that is no listing.
"""


class Reading(Struct, frozen=True):
    """All entries of a window: `total` is the publisher's own, `message` says why the reading is not complete."""

    window: Window
    cards: tuple[Card, ...]
    total: int | None = None
    pages: tuple[str, ...] = ()
    message: str | None = None

    @property
    def complete(self) -> bool:
        """Whether it is all that the publisher lists."""
        return self.message is None


class _Pass(Struct, frozen=True):
    """One reading of a window from its first page to its last."""

    listed: tuple[Listed, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        return tuple(card for listed in self.listed for card in listed.page.cards)

    @property
    def totals(self) -> set[int]:
        return {listed.page.total for listed in self.listed}

    @property
    def addresses(self) -> list[str]:
        return [card.address for card in self.cards]

    @property
    def unread(self) -> int:
        return sum(listed.page.unread for listed in self.listed)

    @property
    def adds_up(self) -> bool:
        """Whether as many entries were read as the publisher says there are, on every page the same."""
        return self.totals == {len(self.cards)}

    @property
    def repeats(self) -> bool:
        """Whether an entry comes twice: a listing that shifted while it was read, or one that is like that."""
        return len(set(self.addresses)) < len(self.addresses)


def read_window(window: Window, ask: Ask, probe: Callable[[], str | None], page_size: int) -> Reading:
    """Read a window until a pass adds up; one with repeated entries must come out the same twice.

    `probe` asks for what is known to hold results, and gives the reason if that is not so. What was found is in the
    reading in any case.
    """
    passes: list[_Pass] = []
    message = None
    for _ in range(_PASSES):
        listed: list[Listed] = []
        try:
            _read_pages(window, ask, page_size, listed)
        except (FetchError, NotAListingError) as error:
            message = str(error)
        found = _Pass(tuple(listed))
        passes.append(found)
        if message:
            break
        if found.adds_up and not (found.repeats and [found.addresses] != [each.addresses for each in passes[-2:-1]]):
            return _conclude(window, found, None if found.cards else probe())
    return _combine(window, passes, message or _describe_mismatch(passes[-1]))


def _read_pages(window: Window, ask: Ask, page_size: int, listed: list[Listed]) -> None:
    """All pages in turn into `listed`, as many as the newest total asks for."""
    number, last = 1, 1
    while number <= last:
        found = ask(window, number)
        if found is None:
            if number == 1:
                raise NotAListingError(f"The publisher has no listing of {window}; see whether its search still works.")
            break
        listed.append(found)
        last = max(1, -(-found.page.total // page_size))
        number += 1


def _describe_mismatch(found: _Pass) -> str:
    totals = " then ".join(map(str, sorted(found.totals)))
    unread = f", {found.unread} of them unreadable" if found.unread else ""
    repeated = ", some repeated" if found.repeats else ""
    return (
        f"The publisher says {totals} results, and its pages list {len(found.cards) + found.unread}{unread}{repeated}."
    )


def _conclude(window: Window, found: _Pass, message: str | None) -> Reading:
    return Reading(window, _once(found.cards), found.listed[0].page.total, _ids([found]), message)


def _combine(window: Window, passes: Sequence[_Pass], message: str | None) -> Reading:
    """What can be said after no pass was right: all that any of them found."""
    cards = _once(card for found in passes for card in found.cards)
    total = passes[-1].listed[0].page.total if passes and passes[-1].listed else None
    return Reading(window, cards, total, _ids(passes), message)


def _ids(passes: Sequence[_Pass]) -> tuple[str, ...]:
    return tuple(listed.record_id for found in passes for listed in found.listed)


def _once(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Each decision once, as it was listed first."""
    return tuple({card.address: card for card in reversed(tuple(cards))}.values())[::-1]


def find_tail(today: dt.date, ask: Ask, probe: Callable[[], str | None], most: int) -> dt.date:
    """The last day of the tail: the newest end of a year by which the publisher lists at most `most` decisions.

    Raises FetchError and NotAListingError when it cannot be found.
    """
    for year in range(today.year - 1, today.year - _YEARS, -1):
        end = dt.date(year, 12, 31)
        listed = ask(Window(end), 1)
        if listed is None:
            raise NotAListingError("The publisher's search does not answer; see whether it has moved.")
        if not listed.page.total and (reason := probe()):
            raise NotAListingError(reason)
        if listed.page.total <= most:
            return end
    message = f"The publisher lists more than {most} decisions up to any date, whatever the year"
    raise NotAListingError(f"{message}: its search does not heed dates any more; see how it is asked now.")
