"""The sample site's decisions on a day of its clock: what is listed, what stands at an address, and what changes."""

from __future__ import annotations

import bisect
import datetime as dt
import random
import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from .library import write_version
from .published import OldAddress, Published, Version


class Shelf:
    """The decisions, the clock, and an index that is made again after each change of either."""

    def __init__(self, decisions: Iterable[Published], today: dt.date) -> None:
        self.decisions = list(decisions)
        self.lock = threading.RLock()
        self._today = today
        self._listed: list[Version] | None = None
        self._dates: list[int] = []
        self._paths: dict[str, Published] | None = None
        self._written = 500_000

    @property
    def today(self) -> dt.date:
        """The day of the site's clock."""
        return self._today

    @today.setter
    def today(self, day: dt.date) -> None:
        with self.lock:
            self._today = day
            self.touch()

    def touch(self) -> None:
        """Make the index again when it is next asked for; for those who change a Published by hand."""
        with self.lock:
            self._listed = self._paths = None

    # ── what stands ─────────────────────────────────────────────────────────

    def listed(self, since: dt.date | None = None, until: dt.date | None = None) -> list[Version]:
        """What the listing shows of these dates of decision, the latest first."""
        with self.lock:
            listed = self._index()
            start = bisect.bisect_left(self._dates, -until.toordinal()) if until else 0
            stop = bisect.bisect_right(self._dates, -since.toordinal()) if since else len(listed)
            return listed[start:stop]

    def _index(self) -> list[Version]:
        if self._listed is None:
            standing = [each.version(self._today) for each in self.decisions if each.is_listed(self._today)]
            self._listed = sorted(standing, key=lambda each: (-each.decided_on.toordinal(), each.path))
            self._dates = [-each.decided_on.toordinal() for each in self._listed]
        return self._listed

    def identities(self) -> set[str]:
        """The identity of each decision that is listed now."""
        return {version.identity for version in self.listed()}

    def find(self, address: str) -> Published:
        """The decision that has, or once had, this path or identity."""
        found = self.find_path(address if address.startswith("/") else f"/decisions/{address}")
        if found is None:
            raise KeyError(address)
        return found

    def find_path(self, path: str) -> Published | None:
        """The decision at a path of any of its versions, page or report; None where there is none."""
        with self.lock:
            if self._paths is None:
                self._paths = {}
                for published in self.decisions:
                    for version in published.versions:
                        self._paths[version.path] = published
                        if version.report_path:
                            self._paths[version.report_path] = published
            return self._paths.get(path.lower().rstrip("/"))

    # ── what changes ────────────────────────────────────────────────────────

    def publish(self, published: Published) -> Published:
        """Add a decision, on its day."""
        with self.lock:
            self.decisions.append(published)
            self.touch()
        return published

    def publish_new(self, decided_on: dt.date, published_on: dt.date | None = None, **fields: Any) -> Published:  # noqa: ANN401
        """Write a decision of this date and publish it, today unless said otherwise."""
        with self.lock:
            self._written += 1
            day = published_on or self._today
            version = write_version(random.Random(self._written), decided_on, self._written)  # noqa: S311
            return self.publish(Published([replace(version, since=day, **fields)], published_on=day))

    def change(self, decision: Published | str, on: dt.date | None = None, **fields: Any) -> Version:  # noqa: ANN401
        """A new version with these fields, from that day on."""
        with self.lock:
            published = self._own(decision)
            day = on or self._today
            version = published.add(replace(published.version(day), since=day, **fields))
            self.touch()
            return version

    def revise(
        self,
        decision: Published | str,
        note: str = "A line was added.",
        on: dt.date | None = None,
        **fields: Any,  # noqa: ANN401
    ) -> Version:
        """The text gains a paragraph, and whatever else is given is different."""
        return self.change(decision, on, note=note, **fields)

    def revise_report(self, decision: Published | str, text: str, on: dt.date | None = None) -> Version:
        """The PDF of a report gains a paragraph; its page stays as it is."""
        return self.change(decision, on, report_note=text)

    def redate(self, decision: Published | str, decided_on: dt.date, on: dt.date | None = None) -> Version:
        """The decision bears another date."""
        return self.change(decision, on, decided_on=decided_on)

    def relabel(self, decision: Published | str, body_name: str, on: dt.date | None = None) -> Version:
        """The body bears another name."""
        return self.change(decision, on, body_name=body_name)

    def move(
        self,
        decision: Published | str,
        category: str,
        subcategory: str,
        old_address: OldAddress = "404",
        on: dt.date | None = None,
    ) -> Version:
        """Another category, and so another address."""
        with self.lock:
            self._own(decision).old_address = old_address
            return self.change(decision, on, category=category, subcategory=subcategory)

    def withdraw(self, decision: Published | str, status: int = 404, on: dt.date | None = None) -> Published:
        """Neither listed nor answered from that day on."""
        with self.lock:
            published = self._own(decision)
            published.withdrawn_on, published.restored_on, published.gone_status = on or self._today, None, status
            self.touch()
            return published

    def restore(
        self, decision: Published | str, decided_on: dt.date | None = None, on: dt.date | None = None
    ) -> Published:
        """Back after a withdrawal, perhaps with another date."""
        with self.lock:
            published = self._own(decision)
            published.restored_on = on or self._today
            if decided_on:
                self.redate(published, decided_on, on)
            self.touch()
            return published

    def _own(self, decision: Published | str) -> Published:
        return self.find(decision) if isinstance(decision, str) else decision
