"""The command that shows a dataset in a browser, on this machine and to nobody else."""

import contextlib
import importlib.util
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from decision_parser.cli.commands import examples, is_quiet, quiet_option
from decision_parser.cli.exporting import dataset_option
from decision_parser.cli.messages import PROGRAM, say
from decision_parser.cli.values import Whole
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.wording import tell_missing

if TYPE_CHECKING:
    import subprocess

_HOST = "127.0.0.1"
_PORT = 8001
_PATIENCE = 60.0  # seconds for the server to answer
_PAUSE = 0.05
_FAREWELL = 5.0
# One person on a machine of their own may ask for more than a public site allows.
_SETTINGS = {
    "sql_time_limit_ms": "10000",
    "facet_time_limit_ms": "1000",
    "suggest_facets": "off",
    "max_csv_mb": "0",
    "allow_download": "on",
    "truncate_cells_html": "600",
}


@click.command(epilog=examples("explore --out dataset", "explore --out dataset --port 8100 --open"))
@dataset_option
@click.option(
    "--port",
    metavar="P",
    type=Whole(0, 65535),
    default=_PORT,
    help="Port to listen on, of this machine alone; 0 is any that is free.",
)
@click.option("--open", "browser", is_flag=True, help="Open it in the browser.")
@quiet_option
def explore(*, out: str, port: int, browser: bool) -> None:
    """Show a dataset in the browser, to search, filter and download.

    A SQLite copy of the current release is made when there is none yet, and kept in DIR/explore; Datasette shows it on
    127.0.0.1 until Ctrl-C. Nobody on another machine can see it.
    """
    if importlib.util.find_spec("datasette") is None:
        raise UsageError(tell_missing("Exploring", "Datasette", "explore"))
    port = _find_port(port)
    from decision_parser.cli.report import show_progress
    from decision_parser.dataset.exporting.exploring import prepare_exploring

    with show_progress(wanted=not is_quiet(), what="Copying") as progress:
        database, metadata = prepare_exploring(out, progress)
    with contextlib.suppress(KeyboardInterrupt), _serve(database, metadata, port, browser=browser) as server:
        if not is_quiet():
            say(f"Open http://{_HOST}:{port}/ in a browser; Ctrl-C ends it.")
        server.wait()


def _find_port(port: int) -> int:
    """The port, or one that is free.

    Raises UsageError when another program listens there.
    """
    import socket

    with socket.socket() as trial:
        # As the server does: a port is free again as soon as what listened there has ended.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((_HOST, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(f"Port {port} cannot be used ({reason}); give another with --port.") from error
        return int(trial.getsockname()[1])


@contextmanager
def _serve(database: Path, metadata: Path, port: int, *, browser: bool) -> Iterator["subprocess.Popen[bytes]"]:
    """Datasette while the context lasts, from when it answers.

    Raises DecisionParserError when it does not.
    """
    import subprocess
    import tempfile

    settings = [word for name, value in _SETTINGS.items() for word in ("--setting", name, value)]
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(database), "--metadata", str(metadata)]
    command += ["--host", _HOST, "--port", str(port), *settings, *(["--open"] if browser else [])]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603 - our own words
        try:
            _wait(server, port, log)
            yield server
            if server.returncode:
                raise DecisionParserError(f"Datasette ended by itself ({_read_last(log)}); run the same command again.")
        finally:
            _end(server)


def _wait(server: "subprocess.Popen[bytes]", port: int, log: IO[bytes]) -> None:
    """Wait until the server answers."""
    import socket

    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise DecisionParserError(
                f"Datasette could not be started ({_read_last(log)}); see what `{PROGRAM} doctor` says."
            )
        with contextlib.suppress(OSError), socket.create_connection((_HOST, port), timeout=1):
            return
        time.sleep(_PAUSE)
    raise DecisionParserError(f"Datasette did not answer within {_PATIENCE:.0f} seconds; run the same command again.")


def _read_last(log: IO[bytes]) -> str:
    """The last line that the server said."""
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    return lines[-1].strip().rstrip(".") if lines else "it said nothing"


def _end(server: "subprocess.Popen[bytes]") -> None:
    """Let the server end, which Ctrl-C has told it already where it came from a terminal."""
    import subprocess

    if server.poll() is None:
        server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        server.wait(_FAREWELL)
    if server.poll() is None:
        server.kill()
        server.wait()
