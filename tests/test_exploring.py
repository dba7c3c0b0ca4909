"""`explore`: a dataset in the browser, on this machine alone, made once for each release."""

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from decision_parser.cli import main
from decision_parser.dataset.exporting.exploring import prepare_exploring
from decision_parser.dataset.suppression import suppress
from decision_parser.errors import UsageError
from tests.exported import make_dataset

PATIENCE = 60


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset with markup in its texts."""
    return make_dataset(tmp_path_factory.mktemp("exploring") / "dataset", 8)


class Server:
    """`explore` as a user runs it, once it says where to look."""

    def __init__(self, dataset: Path) -> None:
        command = [sys.executable, "-m", "decision_parser", "explore", "--out", str(dataset), "--port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
        assert self.process.stderr
        self.said = self.process.stderr.readline()
        self.address = self.said.removeprefix("Open ").partition(" ")[0].rstrip("/")

    def fetch(self, path: str) -> str:
        """The body of a page."""
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
            body: bytes = answer.read()
        return body.decode()

    def stop(self, number: int) -> int:
        """The exit code, and what else was said, after a signal to all that a terminal would send it to."""
        os.killpg(self.process.pid, number)
        _, said = self.process.communicate(timeout=PATIENCE)
        assert "Traceback" not in said
        return self.process.returncode


@pytest.fixture(scope="module")
def server(dataset: Path) -> Iterator[Server]:
    """A server that is answering."""
    running = Server(dataset)
    yield running
    if running.process.poll() is None:
        running.stop(signal.SIGKILL)


def test_it_is_served_to_this_machine(server: Server) -> None:
    """Facets count as they should, words are found with reference and body, and pages say whose words they are."""
    assert server.said.startswith("Open http://127.0.0.1:")
    facets = json.loads(server.fetch("/decisions/decisions.json?_facet=outcome&_size=0"))["facet_results"]
    assert {each["value"]: each["count"] for each in facets["outcome"]["results"]}["upheld"] == 4
    (row,) = json.loads(server.fetch("/decisions/passages.json?_search=hyperlink&_shape=array"))
    assert (row["case_reference"], row["text"]) == ("00900", '=HYPERLINK("https://example.org")')
    best = json.loads(server.fetch("/decisions/best_passages.json?words=faults+%22the+council&_shape=array"))
    assert "[fault]" in best[0]["words"]
    assert "© Tests" in server.fetch("/")


def test_markup_is_text(server: Server) -> None:
    """Words of a decision, and of whom to acknowledge, are never markup."""
    for path in ("/", "/decisions/passages?_search=script", "/decisions/decisions?case_reference=00900"):
        page = server.fetch(path)
        assert "<script>alert" not in page
        assert "<Tests>" not in page
    assert "&lt;script&gt;alert(1)" in server.fetch("/decisions/passages?_search=script")
    assert "Ombudsman of &lt;Tests&gt;" in server.fetch("/")


def test_it_listens_on_the_loopback_alone(server: Server) -> None:
    """The port is that of 127.0.0.1, and of no other address of this machine."""
    port = int(server.address.rpartition(":")[2])
    listening = [
        line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"
    ]
    assert [each for each in listening if each.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]


def test_control_c_ends_it(server: Server) -> None:
    """Ctrl-C ends the server and the command, with exit code 0."""
    assert server.stop(signal.SIGINT) == 0
    with pytest.raises(urllib.error.URLError):
        server.fetch("/")


def test_a_copy_is_made_once_for_each_release(dataset: Path) -> None:
    """The copy is kept while the release is the same, and goes with what is suppressed."""
    database, metadata = prepare_exploring(dataset)
    made = database.stat().st_mtime_ns
    assert prepare_exploring(dataset) == (database, metadata)
    assert database.stat().st_mtime_ns == made
    suppress(dataset, ["tests/00001"])
    assert not database.exists()
    again, _ = prepare_exploring(dataset)
    assert again != database
    assert [path.name for path in (dataset / "explore").iterdir()] == [again.parent.name]


def test_what_is_missing_is_said(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A port that is taken, a dataset that is not there and a missing library each give a sentence and exit code 2."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["explore", "--out", str(dataset), "--port", str(taken.getsockname()[1])]) == 2
    assert main(["explore", "--out", str(tmp_path), "--port", "0"]) == 2
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert main(["explore", "--out", str(dataset)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert "give another with --port" in said[0]
    assert "holds no dataset" in said[1]
    assert "pip install 'decision-parser[explore]'" in said[2]


def test_a_server_that_does_not_start_says_why(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the server said last is told when it cannot be started."""
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho one\necho 'No such setting.' >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    assert main(["explore", "--out", str(dataset), "--port", "0"]) == 1
    assert (
        capsys.readouterr().err
        == "Datasette could not be started (No such setting); see what `decision-parser doctor` says.\n"
    )


def test_a_release_is_not_explored(dataset: Path) -> None:
    """The folder of a release is no place for a copy."""
    with pytest.raises(UsageError, match="is one release"):
        prepare_exploring(dataset / "current")
