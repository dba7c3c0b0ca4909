"""What happened to each decision, from what each run saw of it: a reading of the archive, the same on every machine.

A look that found other bytes is no change unless the decision's own words are others: pages carry tokens, menus and
footers that come and go. Of looks with the same words the first is the decision's snapshot.
"""

import datetime as dt
import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, groupby
from sys import intern

import msgspec
from msgspec import Struct

from decision_parser.crawl.index import Index
from decision_parser.crawl.index_tables import PAGES, ReadingRow, State
from decision_parser.dataset.history import Change, ChangeKind
from decision_parser.pipeline.describing import Describer, Description, Records, Standing, list_fields, list_values

_LABELS = frozenset({"title", "body_name"})
_DATES = frozenset({"decided_on", "decided_on_text"})
_PLACES = frozenset({"category", "subcategory"})
_MOMENT = dt.timedelta(microseconds=1)

Label = tuple[str | None, str | None]
_Known = tuple[State, bytes | None]
"""A look, and what is remembered of what it found."""


class _Named(Struct, frozen=True, gc=False):
    case_reference: str | None = None
    title: str | None = None
    body_name: str | None = None


class _Brief(Struct, frozen=True, gc=False):
    """As much of a `Description` as the timeline needs of each: no more is taken out of what is remembered."""

    standing: Standing
    fields: _Named = _Named()
    year: int | None = None
    content: str = ""
    page_content: str = ""
    report_used: bool = False

    @property
    def published(self) -> bool:
        """Whether it is a row of a release."""
        return self.standing is Standing.PARSED


_decode_brief = msgspec.json.Decoder(_Brief).decode


class Gist(Struct, frozen=True, gc=False):
    """As much of a description as must be at hand of every decision of a corpus; `seen` is what the rest is found by.

    `body_name` and the hashes are those of `Description`.
    """

    seen: Records
    year: int | None
    case_reference: str | None
    title: str | None
    body_name: str | None
    content: str
    page_content: str


class Version(Struct, gc=False):
    """A decision as it stands: its records, what they say, the run that saw it first, and when it was found gone."""

    records: Records
    gist: Gist
    run: str
    at: dt.datetime
    first_seen_at: dt.datetime
    withdrawn_at: dt.datetime | None = None

    def is_seen_again(self, state: State) -> bool:
        """Whether a look found the very bytes that it is known by, and nothing has happened to it: as most looks do."""
        found = (state.record, state.sha256, state.report, state.report_sha256)
        mine = (self.records.record, self.records.sha256, self.records.report, self.records.report_sha256)
        return found == mine and state.status in PAGES and self.withdrawn_at is None

    @property
    def label(self) -> Label:
        """What tells it from others when it comes under another address."""
        return self.gist.case_reference, self.gist.title


class Timeline(Struct, frozen=True):
    """All that is known: the versions that stand, by identity, all changes in order, and the runs that found any.

    `last_runs` is the last run that changed something in a year; `unread` why what is held of a decision is no row.
    """

    versions: dict[str, Version]
    changes: tuple[Change, ...]
    last_runs: dict[int | None, str]
    unread: dict[str, Description]

    @property
    def basis(self) -> str | None:
        """The last run that changed anything."""
        return max(self.last_runs.values(), default=None)


def trace(index: Index, describer: Describer, source: str) -> Timeline:
    """The timeline of an archive; suppressed decisions are not in it."""
    return _Tracer(index, describer, source).run()


class _Tracer:
    """Goes through the runs in order."""

    def __init__(self, index: Index, describer: Describer, source: str) -> None:
        self._index = index
        self._describer = describer
        self._source = source
        self._versions: dict[str, Version] = {}
        self._changes: list[Change] = []
        self._last_runs: dict[int | None, str] = {}
        self._unread: dict[str, Description] = {}
        self._awaited: dict[str, str] = {}
        self._alike: Mapping[Label, list[Version]] | None = None  # of one run
        self._suppressed = index.find_suppressed()
        self._first_listed = index.find_first_listed()

    def run(self) -> Timeline:
        notes = self._group_notes()
        for run, states in self._iter_runs(notes):
            self._trace_run(run, states, notes.pop(run, ()))
        ordered = sorted(self._changes, key=lambda change: (change.changed_at, change.decision_id, change.kind))
        return Timeline(self._versions, tuple(ordered), self._last_runs, self._unread)

    def _iter_runs(self, noted: Collection[str]) -> Iterator[tuple[str, Iterable[_Known]]]:
        """All runs in order, each with the looks of it, as they come out of the index."""
        left = iter(sorted(noted))
        waiting = next(left, None)
        known = (each for each in self._index.iter_remembered(self._describer.fingerprint) if self._is_open(each))
        for run, states in groupby(known, key=lambda each: each[0].run):
            while waiting is not None and waiting < run:
                yield waiting, ()
                waiting = next(left, None)
            waiting = next(left, None) if waiting == run else waiting
            yield run, states
        if waiting is not None:
            yield waiting, ()
        yield from ((run, ()) for run in left)

    def _is_open(self, known: _Known) -> bool:
        return known[0].identity not in self._suppressed

    def _group_notes(self) -> dict[str, list[ReadingRow]]:
        groups: defaultdict[str, list[ReadingRow]] = defaultdict(list)
        for reading in self._index.iter_readings(gone=True):
            groups[reading.run].append(reading)
        return groups

    def _trace_run(self, run: str, states: Iterable[_Known], readings: Iterable[ReadingRow]) -> None:
        """What one run saw: new decisions first, for one of them may be where another has moved."""
        new: dict[str, Version] = {}
        self._alike = None
        for state, remembered in states:
            prior = self._versions.get(state.identity)
            if prior and prior.is_seen_again(state):
                continue
            version = self._read(state, remembered)
            if version is None:
                continue
            if prior is None:
                new[state.identity] = version
            else:
                self._compare(run, prior, version, state)
        self._trace_moves(run, new, readings)
        self._trace_returns(run, new)
        for version in new.values():
            self._add(run, version)

    def _read(self, state: State, remembered: bytes | None) -> Version | None:
        """What a look found, or None where that was no page of a decision."""
        if state.record is None or state.sha256 is None or state.status not in PAGES:
            return None
        records = Records(state.identity, state.record, state.sha256, state.report, state.report_sha256)
        if remembered is None:
            remembered = msgspec.json.encode(self._describer.describe(records))
        description = _decode_brief(remembered)
        gist = _make_gist(records, description)
        if not description.report_used and (records.report or records.report_sha256):
            records = msgspec.structs.replace(records, report=None, report_sha256=None)
        if not description.published:
            self._unread[state.identity] = self._describer.describe(records)
            return None
        self._unread.pop(state.identity, None)
        at = dt.datetime.fromisoformat(state.at)
        return Version(records, gist, intern(state.run), at, min(at, self._first_listed.get(state.identity, at)))

    # ── one decision, two looks ──────────────────────────────────────────────────────────────────────────────────────

    def _compare(self, run: str, prior: Version, version: Version, state: State) -> None:
        """Note what is new about a decision that was known."""
        version.at = _find_later(version.at, prior)
        fields = list_fields(self._describe(prior), self._describe(version))
        # A hash of other words than those of any column says that the markup is another, and no change.
        same = prior.gist.content == version.gist.content or not fields
        if prior.withdrawn_at is not None:
            self._note(run, ChangeKind.RESTORED, version, prior, at=version.at)
            self._replace(prior, prior if same else version)
        elif same:
            if prior.records.report != version.records.report:
                self._touch(run, version)  # the same report at another address
                self._replace(prior, version)
            return
        elif prior.records.report is None and prior.gist.page_content == version.gist.page_content:
            self._touch(run, version)  # its report came late: no change of the decision, but a fuller row
            self._replace(prior, version)
        else:
            self._note(run, _classify(fields), version, prior, at=version.at)
            self._replace(prior, version)
        self._versions[state.identity].withdrawn_at = None

    def _replace(self, prior: Version, version: Version) -> None:
        version.first_seen_at, version.run = prior.first_seen_at, prior.run
        self._versions[version.records.identity] = version

    def _trace_moves(self, run: str, new: dict[str, Version], readings: Iterable[ReadingRow]) -> None:
        """What is gone from where it was: moved where it can be found again, otherwise withdrawn."""
        for reading in readings:
            targets: Iterator[tuple[str, str | None]] = chain(
                reading.note.moved.items(), ((identity, None) for identity in reading.note.gone)
            )
            for identity, target in targets:
                self._unread.pop(identity, None)
                prior = self._versions.get(identity)
                if prior is None or prior.withdrawn_at is not None:
                    continue
                moved = self._find_moved(run, prior, new, target)
                if moved is None and target is not None and target in self._unread:
                    self._awaited[target] = identity  # where it leads could not be read yet: that is no withdrawal
                elif moved is None:
                    prior.withdrawn_at = _find_later(reading.read_at, prior)
                    self._note(run, ChangeKind.WITHDRAWN, prior, None, at=prior.withdrawn_at)
                else:
                    self._move(run, ChangeKind.MOVED, prior, moved)
                    new.pop(moved.records.identity, None)

    def _trace_returns(self, run: str, new: dict[str, Version]) -> None:
        """What is found again under another address: where it was expected, or after it was withdrawn."""
        for identity in sorted(new.keys() & self._awaited.keys()):
            prior = self._versions.get(self._awaited.pop(identity))
            if prior is not None and prior.withdrawn_at is None:
                self._move(run, ChangeKind.MOVED, prior, new.pop(identity))
        withdrawn = {
            version.label: version for version in self._versions.values() if new and version.withdrawn_at is not None
        }
        for version in list(new.values()):
            if prior := withdrawn.pop(version.label, None):
                self._move(run, ChangeKind.RESTORED, prior, version)
                del new[version.records.identity]

    def _find_moved(self, run: str, prior: Version, new: Mapping[str, Version], target: str | None) -> Version | None:
        """The decision under its other address: where its page leads, or one of the same name and reference.

        That one is new in this run, or came after the last listing of the other: the two were never listed together.
        """
        if target is not None:
            found = new.get(target) or self._versions.get(target)
            # An address that leads to another case says that this one is gone.
            return found if found and found.label[0] == prior.label[0] else None
        if self._alike is None:
            self._alike = self._find_alike(new)
        alike = [each for each in self._alike[prior.label] if self._is_standing(each, new) and each is not prior]
        if not alike or alike[0].run == run:
            return alike[0] if alike else None
        listed = self._find_last_listed(prior.records.identity, run)
        return next((version for version in alike if version.run > listed), None)

    def _is_standing(self, version: Version, new: Mapping[str, Version]) -> bool:
        """Whether a decision is published under this address: it has not been withdrawn, nor found to be elsewhere."""
        identity = version.records.identity
        return version.withdrawn_at is None and (identity in self._versions or identity in new)

    def _find_alike(self, new: Mapping[str, Version]) -> Mapping[Label, list[Version]]:
        """All versions by what tells them from others, those that are new first."""
        alike: defaultdict[Label, list[Version]] = defaultdict(list)
        for version in (*new.values(), *self._versions.values()):
            alike[version.label].append(version)
        return alike

    def _find_last_listed(self, identity: str, run: str) -> str:
        """The last run up to this one that listed a decision."""
        page = self._index.find_page(identity)
        runs = (
            reading.run
            for reading in self._index.iter_readings()
            if page and reading.run <= run and page.id in reading.found
        )
        return max(runs, default="")

    def _move(self, run: str, kind: ChangeKind, prior: Version, version: Version) -> None:
        """The same decision under another address takes the place of the one before: it was not added then."""
        version.at = _find_later(version.at, prior)
        added = (ChangeKind.ADDED, f"{self._source}/{version.records.identity}", version.run)
        self._changes = [each for each in self._changes if (each.kind, each.decision_id, each.run) != added]
        self._note(run, kind, version, prior, at=version.at)
        self._touch(run, prior)
        del self._versions[prior.records.identity]
        version.first_seen_at = min(prior.first_seen_at, version.first_seen_at)
        version.run = prior.run
        self._versions[version.records.identity] = version

    def _add(self, run: str, version: Version) -> None:
        self._versions[version.records.identity] = version
        self._note(run, ChangeKind.ADDED, version, None, at=version.at)

    def _touch(self, run: str, version: Version) -> None:
        """Remember that a run changed something in the year of a decision."""
        self._last_runs[version.gist.year] = run

    def _note(self, run: str, kind: ChangeKind, version: Version, prior: Version | None, *, at: dt.datetime) -> None:
        """Note a change; `prior` is what it is compared with."""
        self._touch(run, version)
        if prior is not None:
            self._touch(run, prior)
        self._changes.append(self._describe_change(run, kind, version, prior, at))

    def _describe_change(
        self, run: str, kind: ChangeKind, version: Version, prior: Version | None, at: dt.datetime
    ) -> Change:
        gone = kind is ChangeKind.WITHDRAWN
        before, after = (self._describe(prior), self._describe(version)) if prior else (None, None)
        names = list_fields(before, after) if before and after else ()
        short = list_values(names, before, after) if before and after else {}
        moved = prior is not None and prior.records.identity != version.records.identity
        return Change(
            changed_at=at,
            decision_id=f"{self._source}/{version.records.identity}",
            kind=kind,
            source=self._source,
            run=run,
            case_reference=version.gist.case_reference or "",
            body_name=version.gist.body_name,
            previous_decision_id=f"{self._source}/{prior.records.identity}" if moved and prior else None,
            fields=names,
            before_sha256=_find_before(version, prior, gone=gone),
            after_sha256=None if gone else version.records.sha256,
            details=msgspec.json.encode(short).decode() if short else None,
            text_diff=self._write_diff(prior, version) if prior and "full_text" in names else None,
        )

    def _describe(self, version: Version) -> Description:
        return self._describer.describe(version.gist.seen)

    def _write_diff(self, prior: Version, version: Version) -> str:
        before, after = (self._describer.read(each.records).full_text.split("\n") for each in (prior, version))
        return "\n".join(difflib.unified_diff(before, after, "before", "after", n=1, lineterm=""))


def _find_later(at: dt.datetime, prior: Version) -> dt.datetime:
    """When something happened to a decision: after all before it, whatever the clock of that run said."""
    return max(at, (prior.withdrawn_at or prior.at) + _MOMENT)


def _make_gist(records: Records, description: _Brief) -> Gist:
    content, label = description.content, description.fields
    return Gist(
        seen=records,
        year=description.year,
        case_reference=label.case_reference,
        title=label.title,
        body_name=intern(label.body_name or "") or None,
        content=content,
        page_content=content if description.page_content == content else description.page_content,
    )


def _find_before(version: Version, prior: Version | None, *, gone: bool) -> str | None:
    if gone:
        return version.records.sha256
    return prior.records.sha256 if prior else None


def _classify(fields: Iterable[str]) -> ChangeKind:
    """What a change is called, by the first of these that it touches; `fields` says all that it touches."""
    touched = set(fields)
    if touched & _PLACES:
        return ChangeKind.MOVED
    if touched & _LABELS:
        return ChangeKind.RE_LABELLED
    return ChangeKind.RE_DATED if touched & _DATES else ChangeKind.REVISED
