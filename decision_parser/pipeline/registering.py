"""Fetching the register of councils into an archive: two files, both good or the copy before stays in force."""

import datetime as dt
from pathlib import Path

import msgspec
from msgspec import Struct

from decision_parser import __version__
from decision_parser.bodies.register import Register, parse_register
from decision_parser.clock import read_clock
from decision_parser.crawl.client import Client
from decision_parser.crawl.index import Index
from decision_parser.crawl.limits import Limits
from decision_parser.crawl.mirror import open_mirror
from decision_parser.crawl.notes import REGISTER, RunEnd, RunNote, RunOptions
from decision_parser.crawl.warc import WarcWriter
from decision_parser.errors import FetchError, IncompleteError, NotARegisterError
from decision_parser.models import Reply
from decision_parser.pipeline.archive import find_publisher, open_archive
from decision_parser.pipeline.folders import check_archive
from decision_parser.pipeline.inputs import is_archive
from decision_parser.pipeline.looking import is_same
from decision_parser.pipeline.reading import name_run
from decision_parser.pipeline.registers import FILES, RegisterCopy, find_register, holds_only_register
from decision_parser.sources import load_sources
from decision_parser.vocabulary import Source

ADDRESS = "https://pages.mysociety.org/uk_local_authority_names_and_codes/data/uk_la_future/latest/"
"""Where mySociety publishes the two files."""
_HOSTS = ("pages.mysociety.org",)

_OK, _UNCHANGED = 200, 304
_STANDARD = Limits()


class RegisterReport(Struct, frozen=True, kw_only=True):
    """What a fetching of the register found.

    `changed` says whether either file has other bytes than the copy before. `added` and `altered` are codes of
    authorities that are new in it, or told of otherwise, and `removed` those that it no longer has.
    """

    run: str
    message: str
    changed: bool
    authority_count: int
    current_count: int
    name_count: int
    origin: str
    sha256: str
    fetched_at: dt.datetime | None
    checked_at: dt.datetime | None
    added: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def update_register(
    archive: str | Path,
    *,
    url: str = ADDRESS,
    contact: str | None = None,
    delay: float = 1.0,
    limits: Limits = _STANDARD,
) -> RegisterReport:
    """Fetch the register of councils politely, and keep it in `archive`, in force from now on.

    `url` is the folder of its two files on a server, `contact` the e-mail or web address that its publisher is told.

    Raises UsageError, BusyError while another run uses the archive, FetchError when a file could not be fetched, and
    NotARegisterError when one is something else: then the last good copy stays in force.
    """
    check_archive(archive)
    with open_mirror(archive, write=True) as folder:
        return _update(folder, url.rstrip("/") + "/", contact, delay, limits)


def _update(folder: Path, base: str, contact: str | None, delay: float, limits: Limits) -> RegisterReport:
    runs: list[_Run] = []

    def keep_robots(reply: Reply) -> None:
        runs[0].keep_robots(reply)  # asked for with the first file, when there is a run

    with (
        Client(
            base,
            hosts=_HOSTS if base == ADDRESS else (),
            contact=contact,
            delay=delay,
            limits=limits,
            on_robots=keep_robots,
        ) as client,
        open_archive(folder, _find_any_source(folder)) as index,
    ):
        held, run = _find_held(folder), name_run(index)
        with WarcWriter(folder, run, user_agent=f"decision-parser/{__version__}") as writer:
            runs.append(_Run(run, client, writer, index, held))
            runs[0].fetch(base)
        index.note_files()
    found = find_register(folder)
    if found is None:  # another process has taken the file away
        raise IncompleteError(
            f"The register was fetched, but is not in {folder}; run `decision-parser archive verify {folder}`."
        )
    return _report(run, found, held)


def _find_any_source(folder: Path) -> Source:
    """The publisher of an archive, whose index is caught up on the way; any one, where it holds no pages yet."""
    if is_archive(folder) and not holds_only_register(folder):
        return find_publisher(folder)
    return next(iter(load_sources().values()))


def _find_held(folder: Path) -> RegisterCopy | None:
    """The copy in force; None also for one that was good to an earlier version of this program, and is not now."""
    try:
        return find_register(folder)
    except NotARegisterError:
        return None


class _Run:
    """One fetching, which begins and ends in the archive as a run of its own."""

    def __init__(self, run: str, client: Client, writer: WarcWriter, index: Index, held: RegisterCopy | None) -> None:
        self._run = run
        self._client = client
        self._writer = writer
        self._index = index
        self._held = held
        self._note(run, RunNote(run, read_clock(), REGISTER, RunOptions(), ()))

    def fetch(self, base: str) -> None:
        """Ask for both files, and say in the archive whether they are a register."""
        try:
            authorities, names = (self._fetch_file(base, name) for name in FILES)
            parse_register(authorities, names)
        except (FetchError, NotARegisterError) as error:
            self._end(str(error))
            raise self._explain(error) from None
        self._end()

    def _fetch_file(self, base: str, name: str) -> bytes:
        held = self._held.answers[name] if self._held else None
        mine = held if held and (held.asked or held.url) == base + name else None
        reply = self._client.get(
            name, etag=mine.etag if mine else None, last_modified=mine.last_modified if mine else None
        )
        for earlier in reply.redirects:
            self._index.add(self._writer.write_response(earlier, REGISTER))
        if held and (reply.status == _UNCHANGED or is_same(reply, held)):
            self._index.add(self._writer.write_revisit(reply, held, REGISTER, name))
            return self._index.read(held.record_id).body
        self._index.add(self._writer.write_response(reply, REGISTER, name))
        if reply.status != _OK:
            message = f"GET {reply.url} was answered with {reply.status}"
            raise FetchError(f"{message}; give the folder of the register's files as --url.", status=reply.status)
        return reply.body

    def _explain(self, error: IncompleteError) -> IncompleteError:
        """The error, and what is in force all the same."""
        day = self._held.fetched_at if self._held else None
        stays = f"the copy of {day:%d %B %Y} stays in force" if day else "there is none from before: run it again later"
        message = f"{str(error).rstrip('.')}; {stays}."
        return NotARegisterError(message) if isinstance(error, NotARegisterError) else FetchError(message)

    def keep_robots(self, reply: Reply) -> None:
        """Keep a robots.txt as it is read."""
        self._index.add(self._writer.write_response(reply, "robots"))

    def _end(self, *messages: str) -> None:
        self._note(f"{self._run}:end", RunEnd(self._run, read_clock(), complete=not messages, messages=messages))

    def _note(self, name: str, note: Struct) -> None:
        self._index.add(self._writer.write_note("run", name, msgspec.json.encode(note)))
        self._writer.sync()
        self._index.commit()


def _report(run: str, found: RegisterCopy, held: RegisterCopy | None) -> RegisterReport:
    register, before = found.register, held.register if held else Register(())
    changed = held is None or held.sha256 != found.sha256
    count, current = len(register.authorities), sum(each.current for each in register.authorities)
    state = "new" if held is None else "changed" if changed else "unchanged"
    return RegisterReport(
        run=run,
        message=f"The register is {state}: {count:,} authorities, {current:,} of them there today.",
        changed=changed,
        authority_count=count,
        current_count=current,
        name_count=len(register.by_name),
        origin=found.origin,
        sha256=found.sha256,
        fetched_at=found.fetched_at,
        checked_at=found.checked_at,
        added=tuple(sorted(register.by_code.keys() - before.by_code.keys())) if held else (),
        altered=tuple(code for code, each in register.by_code.items() if before.by_code.get(code, each) != each),
        removed=tuple(sorted(before.by_code.keys() - register.by_code.keys())),
    )
