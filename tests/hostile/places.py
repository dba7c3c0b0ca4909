"""Names and kinds of files that are none: what a folder may hold beside pages."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.hostile.attack import write_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hostile.attack import Outcome


class Place(NamedTuple):
    """Something in a folder. `make` puts it there, under `name`; `built` is what `build` makes of it."""

    title: str
    name: str
    make: Callable[[Path], object]
    parsed: Outcome
    built: Outcome | str


def _write(path: Path) -> None:
    path.write_bytes(write_page())


def _make_folder(path: Path) -> None:
    path.mkdir()
    (path / "inside.html").write_bytes(write_page())


def _make_loop(path: Path) -> None:
    path.symlink_to(path.name)


def _make_pair(path: Path) -> None:
    path.symlink_to("other.html")
    (path.parent / "other.html").symlink_to(path.name)


def _make_cycle(path: Path) -> None:
    path.symlink_to(".", target_is_directory=True)


def _make_socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # the path of a socket may have no more than 108 bytes
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(before)


def _make_hole(path: Path) -> None:
    """A file of a terabyte that holds nothing."""
    with path.open("wb") as file:
        file.truncate(1 << 40)


def _add_sidecar(content: bytes) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        _write(path)
        path.with_suffix(".json").write_bytes(content)

    return make


def _add_pipe(path: Path) -> None:
    _write(path)
    os.mkfifo(path.with_suffix(".json"))


def _add_folder(path: Path) -> None:
    _write(path)
    path.with_suffix(".json").mkdir()


PLACES = (
    Place("a name with a line end", "one\ntwo.html", _write, "row", "row"),
    Place("a name with a leading dash", "--out.html", _write, "row", "row"),
    Place("a name that is no UTF-8", os.fsdecode(b"caf\xe9.html"), _write, "row", "row"),
    Place("a name with terminal controls", "\x1b[2J\x07.html", _write, "row", "row"),
    Place("a name of 255 bytes", "x" * 250 + ".html", _write, "row", "row"),
    Place("a folder named a page", "page.html", _make_folder, "refused", "row"),
    Place("a link to itself", "loop.html", _make_loop, "refused", "refused"),
    Place("links to each other", "pair.html", _make_pair, "refused", "refused"),
    Place("a link to its own folder", "cycle", _make_cycle, "refused", "passed over"),
    Place("a link to nothing", "gone.html", lambda path: path.symlink_to("nowhere"), "refused", "refused"),
    Place("a link to all zeros", "zero.html", lambda path: path.symlink_to("/dev/zero"), "refused", "passed over"),
    Place("a pipe nobody writes to", "pipe.html", os.mkfifo, "refused", "passed over"),
    Place("a socket", "socket.html", _make_socket, "refused", "passed over"),
    Place("a missing file", "missing.html", lambda _: None, "refused", "passed over"),
    Place("a terabyte of nothing", "hole.html", _make_hole, "refused", "refused"),
    Place("a sidecar that is a pipe", "a.html", _add_pipe, "refused", "refused"),
    Place("a sidecar that is a folder", "a.html", _add_folder, "refused", "refused"),
    Place("a sidecar nested deep", "a.html", _add_sidecar(b"[" * 100_000), "refused", "refused"),
    Place("a sidecar with a surrogate", "a.html", _add_sidecar(b'{"url": "\\ud800"}'), "refused", "refused"),
)
