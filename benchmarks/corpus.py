"""Write an archive of any number of decisions, as `refresh` leaves it, in minutes: no network and no waiting.

The runs are decision_parser's own, from plan to end; only the publisher is in this process, and pages are taken for
decisions without being parsed. `--new` adds one more run, of the night after, which finds so many decisions new.
"""

import argparse
import datetime as dt
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.cases import TODAY
from benchmarks.publisher import Publisher
from decision_parser.clock import VARIABLE
from decision_parser.crawl.index import Index
from decision_parser.crawl.limits import Limits
from decision_parser.crawl.notes import RunOptions
from decision_parser.crawl.windows import ROTATION, WEEKS
from decision_parser.dataset.fingerprint import find_parser_fingerprint
from decision_parser.models import Reply
from decision_parser.pipeline import reading
from decision_parser.pipeline.archive import open_archive
from decision_parser.pipeline.describing import Describer, Description, Records, Standing
from decision_parser.pipeline.reading import Crawl, Step
from decision_parser.pipeline.refresh import RECHECK
from decision_parser.sources import find_source

_HOUR = dt.time(3)
_SOURCE = "lgsco"


class _Trusting(Describer):
    """Takes each page for a decision: that it can be parsed is for `build` to find out."""

    def describe(self, records: Records) -> Description:
        """A decision."""
        del records
        return Description(Standing.PARSED)

    def describe_page(self, identity: str, reply: Reply) -> Description:
        """A decision."""
        del identity, reply
        return Description(Standing.PARSED)


def write_corpus(archive: Path, count: int, *, new: int = 0, seed: int = 1) -> None:
    """Let `archive` be as a first refresh of `count` decisions leaves it, and one more of the next night with `new`.

    An archive that holds runs keeps them: only the night is added.
    """
    with open_archive(archive, find_source(_SOURCE)) as index:
        if index.find_last_run() is None:
            _add_run(archive, index, count, 0, seed)
        if new:
            _add_run(archive, index, count, new, seed)


def _add_run(archive: Path, index: Index, count: int, new: int, seed: int) -> None:
    """One run, on the day after the last one."""
    last = index.find_last_run()
    day = dt.datetime.strptime(last[:8], "%Y%m%d").date() + dt.timedelta(days=1) if last else TODAY  # noqa: DTZ007 - a day
    now = dt.datetime.combine(day, _HOUR, dt.UTC)
    published = sum(1 for _ in index.iter_pages()) + new if last else count
    publisher = Publisher(find_source(_SOURCE), count=count, published=published, seed=seed, now=now)
    _refuse_other(index, publisher)
    options = RunOptions(weeks=WEEKS, rotation=ROTATION, recheck=RECHECK)
    crawl = Crawl(archive, publisher.source, options, publisher.source.home, None, 1.0, Limits())
    with _stand_in(publisher, now):
        done = reading.read_publisher(
            crawl, index, _Trusting(index, publisher.source, find_parser_fingerprint()), _show
        )
    if not done.complete:
        raise SystemExit(f"The run {done.run} is not complete: {' '.join(done.messages)}")
    found = sum(note.counts.new for note in done.windows)
    print(f"{archive}: run {done.run} found {found:,} new decisions.", file=sys.stderr)


def _refuse_other(index: Index, publisher: Publisher) -> None:
    """Stop where the archive's pages are not those of this publisher: all would look revised."""
    page = next(index.iter_pages(), None)
    if page is not None and not publisher.has_page(page.identity, page.sha256):
        raise SystemExit("The archive is of another seed, count or version of the corpus: write it anew.")


@contextmanager
def _stand_in(publisher: Publisher, now: dt.datetime) -> Iterator[None]:
    """The publisher in place of a client, and its clock in place of this machine's."""
    module, before = vars(reading), os.environ.get(VARIABLE)
    client = module["Client"]
    module["Client"] = publisher.connect
    os.environ[VARIABLE] = str(int(now.timestamp()))
    try:
        yield
    finally:
        module["Client"] = client
        os.environ.pop(VARIABLE)
        if before is not None:
            os.environ[VARIABLE] = before


def _show(step: Step) -> None:
    if sys.stderr.isatty() and step.done % 500 == 0:
        print(f"\r{step.done:,} of {step.total:,} requests", end="", file=sys.stderr, flush=True)


def main() -> None:
    """Write the archive that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("--count", type=int, default=57_500, help="decisions of the first run")
    parser.add_argument("--archive", type=Path, required=True, help="its folder; one that holds runs keeps them")
    parser.add_argument("--new", type=int, default=0, help="add a run of the night after, with so many new ones")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other decisions")
    options = parser.parse_args()
    write_corpus(options.archive, options.count, new=options.new, seed=options.seed)
    print(f"{time.process_time():.0f} s of CPU", file=sys.stderr)


if __name__ == "__main__":
    main()
