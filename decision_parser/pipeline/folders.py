"""Whether a folder can be used: it is there, can be written, and has room. Nothing is written to find out."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from decision_parser.dataset.release import CURRENT
from decision_parser.errors import UsageError
from decision_parser.models.examining import ALLOW, DENIED, Line, Mark
from decision_parser.pipeline.inputs import is_archive
from decision_parser.storage.addresses import find_local, is_remote

_MOUNTS = Path("/proc/mounts")
_SHARED = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "fuse.s3fs", "fuse.gcsfuse", "afs", "ceph", "glusterfs")
"""Kinds of file systems that other machines write, too; names that begin so."""


def check_places(out: str | os.PathLike[str], archive: str | os.PathLike[str] | None = None) -> None:
    """Raise UsageError where an archive and a dataset would come to lie in one folder, or a wrong one was named."""
    if archive is not None and _name(archive) == _name(out):
        message = f"The archive and the dataset cannot both lie in {out}; name another folder for one of them."
        raise UsageError(message)
    if not is_remote(out) and is_archive(find_local(out)):
        raise UsageError(f"{out} holds an archive; name another folder for the dataset.")
    if archive is not None:
        check_archive(archive)


def check_archive(archive: str | os.PathLike[str]) -> None:
    """Raise UsageError where a dataset lies in the folder that is named for an archive."""
    if not is_remote(archive) and (find_local(archive) / CURRENT).is_symlink():
        raise UsageError(f"{archive} holds a dataset; name another folder for the archive.")


def _name(place: str | os.PathLike[str]) -> str:
    return os.fspath(place).rstrip("/") if is_remote(place) else os.path.realpath(find_local(place))


def find_folder_fault(path: Path, about: str, maker: str) -> Line | None:
    """What keeps a folder from being looked into at all; `maker` says what makes one."""
    try:
        found = path.stat()
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            what = "leads nowhere" if path.is_symlink() else "is not there"
            return Line(Mark.PROBLEM, about, f"{path} {what}.", f"Name the right folder, or let {maker} make it.")
        return Line(Mark.PROBLEM, about, f"{path} cannot be read ({error.strerror}).", f"Name the {about}'s folder.")
    if not stat.S_ISDIR(found.st_mode):
        return Line(Mark.PROBLEM, about, f"{path} is no folder.", f"Name the {about}'s folder.")
    if not os.access(path, os.R_OK | os.X_OK):
        return Line(Mark.PROBLEM, about, f"{path} {DENIED}.", ALLOW)
    return None


def examine_folder(path: Path, about: str, need: int) -> Iterator[Line]:
    """Whether a folder that is there can be written, and has room for so many bytes more."""
    if not os.access(path, os.W_OK):
        read_only = os.statvfs(path).f_flag & os.ST_RDONLY
        why = "its file system is read-only" if read_only else "this user may not"
        advice = "Mount it to be written." if read_only else "Run as the user it belongs to, or let this one write it."
        yield Line(Mark.PROBLEM, about, f"{path} cannot be written: {why}. It can be read.", advice)
    room = os.statvfs(path)
    free, kind = room.f_bavail * room.f_frsize, find_file_system(path)
    message = f"{path} has {_say_size(free)} free{f', on {kind}' if kind else ''}"
    if free < need:
        wants = f"; a run may need {_say_size(need)}."
        yield Line(Mark.PROBLEM, about, message + wants, "Make room there before the next run.")
    elif room.f_files and not room.f_favail:
        yield Line(Mark.PROBLEM, about, f"{message}, but no inode.", "Delete small files there before the next run.")
    else:
        yield Line(Mark.OK, about, f"{message}.")
    if kind and kind.startswith(_SHARED):
        message = f"{kind} may not tell other machines of the lock in {path}."
        yield Line(Mark.NOTE, about, message, "Let one machine alone run build and refresh there.")


def find_file_system(path: Path) -> str | None:
    """The kind of file system that a folder is on, None where the system does not tell."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    place, best, kind = path.resolve(), -1, None
    for _, where, name, *_ in (line.split() for line in lines):
        top = Path(where.replace("\\040", " "))
        if (place == top or top in place.parents) and len(top.parts) >= best:
            best, kind = len(top.parts), name
    return kind


def _say_size(size: int) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"  # noqa: PLR2004 - bytes of a gigabyte
