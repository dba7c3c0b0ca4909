"""What else in a dataset's folder tells of a decision: the reports of runs, pages and exports."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from decision_parser.dataset.publishing import Dataset
from decision_parser.dataset.release import RELEASES, RUNS
from decision_parser.erasure import Erasure

_PIECE = 4 << 20
_OVERLAP = 512  # bytes: no name of a decision is longer
_ZIP, _GZIP, _PARQUET = b"PK\x03\x04", b"\x1f\x8b", b"PAR1"


def clean_runs(dataset: Dataset, erasure: Erasure) -> None:
    """Take the names of decisions out of the reports of runs and their summaries, each by one rename."""
    for path in sorted((dataset.folder / RUNS).iterdir()):
        data = path.read_bytes()
        cleaned = _clean_report(path, data, erasure)
        if cleaned != data:
            draft = dataset.work / path.name
            draft.write_bytes(cleaned)
            dataset.replace_files(draft, [path])


def _clean_report(path: Path, data: bytes, erasure: Erasure) -> bytes:
    if path.suffix == ".json" and erasure.is_named_in(data):
        try:
            return msgspec.json.format(erasure.clean_json(data), indent=1) + b"\n"
        except msgspec.DecodeError:
            pass  # as any text
    text = data.decode("utf-8", "surrogateescape")
    return erasure.clean_text(text).encode("utf-8", "surrogateescape")


def remove_copies(dataset: Dataset, erasure: Erasure) -> Iterator[Path]:
    """Delete every file in the folder that is none of a release and names a decision; say which.

    Pages and exports are copies of releases, and can be made again. Links are left alone: what they lead to may be
    anybody's.
    """
    ours = {dataset.folder / RELEASES, dataset.folder / RUNS, dataset.work}
    for path in sorted(_iter_files(dataset.folder, ours)):
        if _is_told_in(path, erasure):
            path.unlink()
            yield path


def _iter_files(folder: Path, others: set[Path]) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_symlink() or path in others or path.absolute() in others:
            continue
        if path.is_dir():
            yield from _iter_files(path, others)
        elif path.is_file():
            yield path


def _is_told_in(path: Path, erasure: Erasure) -> bool:
    """Whether a file, or what is packed in it, names a decision; one that cannot be unpacked is taken as it lies."""
    if erasure.is_named_in(path.name.encode("utf-8", "surrogateescape")) or _is_in(path.open("rb"), erasure):
        return True
    with path.open("rb") as file:
        start = file.read(4)
    try:
        if start == _ZIP:
            with zipfile.ZipFile(path) as packed:
                return any(_is_in(packed.open(name), erasure) for name in packed.namelist())
        if start[:2] == _GZIP:
            return _is_in(gzip.open(path), erasure)
        return start == _PARQUET and _is_in_rows(path, erasure)
    except (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile, NotImplementedError, pa.ArrowException):
        return False


def _is_in(stream: IO[bytes] | gzip.GzipFile, erasure: Erasure) -> bool:
    """Whether what a stream gives names a decision, read piece by piece."""
    end = b""
    with stream:
        while piece := stream.read(_PIECE):
            if erasure.is_named_in(end + piece):
                return True
            end = piece[-_OVERLAP:]
    return False


def _is_in_rows(path: Path, erasure: Erasure) -> bool:
    with pq.ParquetFile(path) as file:
        return any(erasure.is_named_in(str(batch.to_pylist()).encode()) for batch in file.iter_batches())
