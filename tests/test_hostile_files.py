"""Every hostile file in a small size; `python -m tests.hostile` measures all of them in the size that does harm."""

import os
import signal
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from decision_parser import build, parse, read
from decision_parser.documents import pdf_lines
from decision_parser.engines import OverTimeError, WorkerDied, bounded, run_apart
from decision_parser.errors import DecisionParserError, UnreadableInputError, UsageError
from decision_parser.limits import VARIABLES, find_limits
from decision_parser.models import Decision
from decision_parser.pipeline import opening
from decision_parser.pipeline.apart import parse_apart
from decision_parser.pipeline.inputs import read_input
from decision_parser.text import clean, compact
from tests.hostile.attack import Attack, write_page, write_pdf
from tests.hostile.characters import CHARACTERS
from tests.hostile.pages import PAGES, PRIVATE
from tests.hostile.pdfs import PDFS, double_forms, loop_forms, repeat_page, show_apart
from tests.hostile.places import PLACES, Place
from tests.hostile.running import find_wrong, make_folder, run

KILLERS = {"PDF whose form draws itself", "PDF whose forms multiply"}
ATTACKS = [attack for attack in (*CHARACTERS, *PAGES, *PDFS) if attack.name not in KILLERS]


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Sets variables of the environment; the limits are read from it anew, and once more behind the test."""
    find_limits.cache_clear()
    yield monkeypatch
    find_limits.cache_clear()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_hostile_file_is_a_row_or_a_sentence(attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file gives anything but a decision or one sentence, and none brings in another file."""
    (tmp_path / "secret.xml").write_text(PRIVATE)
    monkeypatch.chdir(tmp_path)
    decision, said = None, ""
    try:
        decision = parse(attack.make(attack.small))
    except DecisionParserError as error:
        said = str(error)
    assert attack.outcome in ("row" if decision else "refused", "either"), said
    assert said.isprintable()
    assert decision or said.endswith(".")
    if decision:
        assert PRIVATE not in decision.full_text
        assert "root:" not in decision.full_text
        assert [problem for problem in decision.problems if problem.code == "lossless"] == []


# Two that put something else under the same names, and one that waits for its writer, stand in the table alone.
ALONE = {"links to each other", "a sidecar that is a folder", "a sidecar nested deep", "a sidecar with a surrogate"}


def test_a_folder_of_what_is_no_file_is_built(tmp_path: Path) -> None:
    """Names, links, pipes, sockets and a PDF that kills its process: each as promised, and the right page published."""
    folder, out = tmp_path / "in", tmp_path / "out"
    make_folder(folder, "killer.pdf", double_forms(9))
    (folder / "loop.pdf").write_bytes(loop_forms(1))
    places = [place for place in PLACES if place.title not in ALONE]
    for place in places:
        place.make(folder / place.name)
    ended = run(["build", "--out", str(out), "."], folder, {"DECISION_PARSER_MOST_MEMORY": "60"})
    assert (ended.code, "Traceback" in ended.err, "bug in" in ended.err) == (1, False, False), ended.err
    assert len(read(out)) == 2, "the right page, and the one under several names"
    failed = [place for place in places if place.built == "refused"]
    for name in ("killer.pdf", "loop.pdf", *(place.name for place in failed)):
        assert list(find_wrong(ended, "refused", "refused", name)) == []
    assert sum(".pdf: The process that parsed it was killed" in line for line in ended.err.splitlines()) == 2


def test_a_name_that_is_no_text_is_built(tmp_path: Path) -> None:
    """A file whose name is no UTF-8 is published, and what is remembered of the run leaves it out."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / os.fsdecode(b"caf\xe9.html")).write_bytes(write_page())
    for _ in range(2):
        report = build([pages], out=tmp_path / "out", jobs=1)
        assert (report.exit_code, report.decisions) == (0, 1)


def test_what_is_no_file_is_parsed_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `parse` is given by name is read, or refused in a sentence, whatever it is."""
    monkeypatch.setattr(opening, "_PATIENCE", 0)
    for number, place in enumerate(PLACES):
        folder = tmp_path / str(number)
        folder.mkdir()
        place.make(folder / place.name)
        assert _read(folder, place) == place.parsed, place.title


def _read(folder: Path, place: Place) -> str:
    try:
        data, _ = read_input(str(folder / place.name))
    except (OSError, DecisionParserError):
        return "refused"
    return "row" if data == write_page() else "other bytes"


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stated", ["0", "-1", "1.5", "many", "²", "1e3"])
def test_a_limit_is_a_whole_number(stated: str, limits: pytest.MonkeyPatch) -> None:
    """A limit that is none is an error of usage that names its variable; an empty one is not set."""
    for variable in VARIABLES:
        limits.setenv(variable, "")
    assert find_limits().file_bytes == 64 << 20
    find_limits.cache_clear()
    limits.setenv("DECISION_PARSER_MOST_PAGES", stated)
    with pytest.raises(UsageError, match="DECISION_PARSER_MOST_PAGES is "):
        find_limits()


def test_a_file_may_have_so_many_bytes(limits: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file above the limit is not read; one that never said how large it is, only up to there."""
    limits.setenv("DECISION_PARSER_MOST_MEGABYTES", "1")
    file = tmp_path / "page.html"
    file.write_bytes(bytes(1 << 20))
    assert len(opening.read_file(file)) == 1 << 20
    file.write_bytes(bytes((1 << 20) + 1))
    for path in (file, Path("/dev/zero")):
        with pytest.raises(UnreadableInputError, match="raise DECISION_PARSER_MOST_MEGABYTES"):
            opening.read_file(path)


def test_a_page_may_have_so_many_bytes(limits: pytest.MonkeyPatch) -> None:
    """A page above the limit is refused before it is read; a PDF, whose pictures are large, is not."""
    limits.setenv("DECISION_PARSER_MOST_PAGE_MEGABYTES", "1")
    assert parse(write_pdf() + bytes(1 << 20)).paragraph_count
    with pytest.raises(UnreadableInputError, match="raise DECISION_PARSER_MOST_PAGE_MEGABYTES"):
        parse(write_page() + b" " * (1 << 20))


def test_a_pdf_may_have_so_many_pages_and_characters(limits: pytest.MonkeyPatch) -> None:
    """More pages than any report, or more characters than fit on paper, are refused before they are looked at."""
    limits.setenv("DECISION_PARSER_MOST_PAGES", "9")
    with pytest.raises(UnreadableInputError, match="raise DECISION_PARSER_MOST_PAGES"):
        parse(repeat_page(10))
    limits.setattr(pdf_lines, "CHARACTERS", 50)
    with pytest.raises(UnreadableInputError, match="characters, far more than paper does"):
        parse(show_apart(100))


def test_an_element_may_have_so_many_attributes() -> None:
    """Attributes without end are refused before libxml2 compares each with all; a long value is one attribute."""
    long = b'<p title="' + b"a=1 " * 20_000 + b'">kept</p>'
    page = write_page().replace(b"<h2", long + b"<div><p", 1)
    assert "kept" in parse(page).full_text
    many = b" ".join(b"a%d" % number for number in range(6000))
    with pytest.raises(UnreadableInputError, match="6,000 attributes"):
        parse(write_page().replace(b"<h2", b"<div " + many + b"><h2"))


def test_accents_without_end_stay_as_they_are() -> None:
    """A pile of accents is not put in order, and what stands around it is composed as ever."""
    pile = "\u0301\u0323" * 500
    assert clean(f"e\u0301 x{pile} e\u0301") == f"é x{pile} é"
    assert compact(f"e\u0301 {pile}") == f"e\u0301{pile}", "without its space, the letter's accent is one of the pile"
    assert clean("x\u0301\u0323" + "y" * 300) == "x\u0323\u0301" + "y" * 300


def _spin() -> None:
    while True:
        pass


# ── bounds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(
    threading.active_count() > 1, reason="the limits are only set where no other thread would meet them"
)
def test_time_and_memory_are_bounded() -> None:
    """What takes too long, or too much memory, ends in an exception; behind the block all is as before."""
    handler = signal.getsignal(signal.SIGPROF)
    with pytest.raises(OverTimeError), bounded(0.05, 1 << 30):
        _spin()
    with pytest.raises(MemoryError), bounded(9, 10 << 20):
        bytearray(500 << 20)
    assert bytearray(50 << 20)
    assert signal.getsignal(signal.SIGPROF) == handler


def test_a_task_apart_gives_raises_or_dies() -> None:
    """A task in a process of its own gives its result, raises its error, or is known to have died."""
    assert run_apart(str.upper, "x") == "X"
    with pytest.raises(ValueError, match="invalid literal"):
        run_apart(int, "x")
    assert isinstance(run_apart(signal.raise_signal, signal.SIGKILL), WorkerDied)


def _kill(_data: bytes) -> Decision:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_a_file_that_kills_its_process_is_refused() -> None:
    """A PDF whose parsing is killed is an error of that file; a small page takes no detour."""
    with pytest.raises(UnreadableInputError, match="was killed"):
        parse_apart(_kill, write_pdf())
    assert parse_apart(partial(parse, source="lgsco"), write_page()) == parse(write_page())


def test_a_pipe_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A named pipe is read to its end, whenever its writer comes; one that stays silent is an error."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"x" * 100_000))
    writer.start()
    assert len(opening.read_file(pipe)) == 100_000
    writer.join()
    monkeypatch.setattr(opening, "_PATIENCE", 0)
    with pytest.raises(UnreadableInputError, match="Nothing came from this pipe"):
        opening.read_file(pipe)
