"""What parsing found of each page, kept beside the index so that nothing is parsed twice. It can be thrown away."""

import sqlite3
from collections.abc import Iterable, Iterator

from decision_parser.crawl.index_tables import State, find_each


class Memo:
    """The part of an index that holds it. A fingerprint is that of the parser."""

    _db: sqlite3.Connection

    def recall(self, key: str, fingerprint: str) -> bytes | None:
        """What was remembered under a key by this version of the parser."""
        row = self._db.execute(
            "SELECT value FROM memo WHERE key = ? AND fingerprint = ?", (key, fingerprint)
        ).fetchone()
        return row[0] if row else None

    def recall_all(self, keys: Iterable[str], fingerprint: str) -> Iterator[tuple[str, bytes]]:
        """What was remembered under each of these keys, where anything was."""
        query = "SELECT key, value FROM memo WHERE fingerprint = ? AND key IN"
        yield from find_each(self._db, query, keys, fingerprint)

    def remember(self, key: str, fingerprint: str, value: bytes) -> None:
        """Remember something under a key."""
        self.remember_all([(key, value)], fingerprint)

    def remember_all(self, values: Iterable[tuple[str, bytes]], fingerprint: str) -> None:
        """Remember several things, each under its key."""
        rows = ((key, fingerprint, value) for key, value in values)
        self._db.executemany("INSERT OR REPLACE INTO memo VALUES (?, ?, ?)", rows)

    def forget_others(self, fingerprint: str) -> None:
        """Forget what other versions of the parser have found."""
        self._db.execute("DELETE FROM memo WHERE fingerprint NOT LIKE ?", (f"{fingerprint}%",))

    def iter_remembered(self, fingerprint: str) -> Iterator[tuple[State, bytes | None]]:
        """How decisions stood, as `iter_states`, each with what is remembered of the page and report it then had."""
        query = (
            "SELECT value, identity, run, at, states.status, states.record, states.sha256, states.report, "
            "states.report_sha256 FROM states JOIN pages ON pages.id = states.page LEFT JOIN memo ON memo.key = "
            "identity || ' ' || states.sha256 || ' ' || coalesce(states.report_sha256, '') AND memo.fingerprint = ? "
            "ORDER BY run, identity"
        )
        for value, *state in self._db.execute(query, (fingerprint,)):
            yield State._make(state), value

    def iter_unremembered(self, fingerprint: str) -> Iterator[State]:
        """How decisions stood where nothing is remembered of the page and report they then had, by their hashes.

        They come by year of decision and name, as the rows of a release do.
        """
        query = (
            "SELECT identity, run, at, states.status, states.record, states.sha256, states.report, "
            "states.report_sha256 FROM states JOIN pages ON pages.id = states.page LEFT JOIN memo ON memo.key = "
            "identity || ' ' || states.sha256 || ' ' || coalesce(states.report_sha256, '') AND memo.fingerprint = ? "
            "WHERE memo.key IS NULL ORDER BY substr(listed_on, 1, 4), identity, run"
        )
        yield from map(State._make, self._db.execute(query, (fingerprint,)))
