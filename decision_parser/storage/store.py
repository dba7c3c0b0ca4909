"""What is asked of an object store, by way of pyarrow, which knows S3 and Google's; all else may fail in one sentence.

Credentials, region and endpoint come from the environment, as AWS and Google document it.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.storage.addresses import CACHE, Address, parse_address

_LANES = 8  # objects on their way at a time
_PIECE = 16 << 20  # bytes, each a request
_SAID = 160  # characters of what a store said
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_DENIED = (
    "ACCESS_DENIED",
    "INVALID_ACCESS_KEY_ID",
    "SIGNATURE_DOES_NOT_MATCH",
    "INVALID_CLIENT_TOKEN_ID",
    "UNRECOGNIZED_CLIENT",
    "MISSING_AUTHENTICATION_TOKEN",
    "HTTP status 401",
    "HTTP status 403",
    "PERMISSION_DENIED",
    "UNAUTHENTICATED",
    "credentials",
)
_NO_BUCKET = ("NO_SUCH_BUCKET", "bucket does not exist")

T = TypeVar("T")


class Stamp(Struct, frozen=True):
    """What an object is known by without reading it: its size in bytes, and when it was written, in nanoseconds."""

    size: int
    written: int


class Store:
    """The objects below an address. Names are those that follow the address."""

    def __init__(self, address: Address, files: Any) -> None:  # noqa: ANN401 - pyarrow has no types
        self.address = address
        self._files = files

    def list(self, folder: str = "", *, deep: bool = False) -> dict[str, Stamp]:
        """The objects in a folder, with `deep` also those in folders below it, by name."""
        return {
            self._name(info): Stamp(info.size, info.mtime_ns or 0)
            for info in self._look(folder, deep=deep)
            if info.is_file
        }

    def list_folders(self, folder: str) -> set[str]:
        """The names of the folders in a folder."""
        return {info.base_name for info in self._look(folder, deep=False) if not info.is_file}

    def read(self, name: str) -> bytes | None:
        """The bytes of an object, None where there is none."""
        with self._speaking():
            try:
                with self._files.open_input_stream(self._path(name)) as stream:
                    return bytes(stream.read())
            except FileNotFoundError:
                return None

    def fetch(self, name: str, target: Path) -> None:
        """Write an object into the file `target`, which is there whole or not at all.

        Raises FileNotFoundError where there is no such object, and DecisionParserError for a name that leads out of the
        folder of copies.
        """
        if not is_inside(name):
            message = f"{self.address} names an object {name!r}, which would be written outside the folder of copies"
            raise DecisionParserError(f"{message}; nothing was fetched: ask whoever writes there.")
        with self._speaking(), self._files.open_input_stream(self._path(name)) as stream:
            _save(stream, target)

    def put(self, name: str, content: bytes | Path) -> None:
        """Write an object, in place of one of this name."""
        with self._speaking(), self._files.open_output_stream(self._path(name)) as stream:
            if isinstance(content, bytes):
                stream.write(content)
            else:
                with content.open("rb") as file:
                    shutil.copyfileobj(file, stream, _PIECE)

    def copy(self, name: str, target: str) -> bool:
        """Let the store copy an object, whose bytes do not travel; False where there is none."""
        with self._speaking():
            try:
                self._files.copy_file(self._path(name), self._path(target))
            except FileNotFoundError:
                return False
            except OSError as error:
                if "NO_SUCH_KEY" in str(error):
                    return False
                raise
        return True

    def delete(self, name: str) -> None:
        """Remove an object; none need be there."""
        with self._speaking(), suppress(FileNotFoundError):
            self._files.delete_file(self._path(name))

    def delete_folder(self, name: str) -> None:
        """Remove a folder, with all objects in it and below."""
        with self._speaking(), suppress(FileNotFoundError):
            self._files.delete_dir(self._path(name))

    def _look(self, folder: str, *, deep: bool) -> Iterable[Any]:
        from pyarrow.fs import FileSelector

        with self._speaking():
            found = self._files.get_file_info(FileSelector(self._path(folder), allow_not_found=True, recursive=deep))
            if not found:  # which is also what a bucket has that is not there
                self._require_bucket()
        return [info for info in found if self._name(info)]

    def _require_bucket(self) -> None:
        if self._files.get_file_info(self.address.bucket).type.name == "NotFound":
            raise UsageError(self._tell_no_bucket())

    def _path(self, name: str) -> str:
        return f"{self.address.root}/{name}".rstrip("/")

    def _name(self, info: Any) -> str:  # noqa: ANN401 - pyarrow has no types
        return str(info.path).removeprefix(self.address.root).strip("/")

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """What went wrong at the store as a sentence; what goes wrong on this machine's disk as it is."""
        try:
            yield
        except OSError as error:
            if isinstance(error, FileNotFoundError) or error.errno is not None:
                raise
            raise self._explain(str(error)) from error

    def _explain(self, said: str) -> DecisionParserError:
        if any(sign in said for sign in _NO_BUCKET):
            return UsageError(self._tell_no_bucket())
        short = " ".join(said.split())[:_SAID].rstrip(".:; ")
        if any(sign in said for sign in _DENIED):
            return UsageError(
                f"{self.address} may not be used with the credentials of this environment ({short}); "
                "give others, or ask its owner for leave."
            )
        return DecisionParserError(f"{self.address} could not be reached ({short}); run the same command again.")

    def _tell_no_bucket(self) -> str:
        scheme, bucket = self.address.scheme, self.address.bucket
        return f"There is no bucket {scheme}://{bucket}; make it, or name one that exists."


def is_inside(name: str) -> bool:
    """Whether a name, written with `/`, is of something below the folder that it is joined to, on any system."""
    steps = name.split("/")
    return not any(step in {"", ".", ".."} or set(step) & set("\\\0:") for step in steps)


def _save(stream: Any, target: Path) -> None:  # noqa: ANN401 - pyarrow has no types
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            shutil.copyfileobj(stream, file, _PIECE)
        draft.replace(target)
    except OSError as error:
        if error.errno is None:  # the store's
            raise
        message = f"{target} cannot be written ({error.strerror}); make room"
        raise DecisionParserError(f"{message}, or name another folder for copies with {CACHE}.") from error
    finally:
        with suppress(OSError):
            draft.unlink()


def open_store(given: str | os.PathLike[str]) -> Store:
    """The store that an address leads to. Nothing is asked of it yet.

    Raises UsageError for an address of another kind, and where this pyarrow cannot use such a store.
    """
    address = parse_address(given)
    try:
        files = _open_s3(address.bucket) if address.scheme == "s3" else _open_gs()
    except ImportError:
        message = f"{address} cannot be used: the pyarrow on this machine was made without {address.scheme}://"
        raise UsageError(f"{message}; install it with: pip install pyarrow.") from None
    return Store(address, files)


def find_endpoint() -> str | None:
    """The address of a server that speaks as S3 does, None for that of AWS."""
    return next((os.environ[name] for name in _ENDPOINTS if os.environ.get(name)), None)


def _open_s3(bucket: str) -> Any:  # noqa: ANN401 - pyarrow has no types
    from pyarrow.fs import S3FileSystem, resolve_s3_region

    options: dict[str, Any] = {"allow_delayed_open": True}
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if endpoint := find_endpoint():
        return S3FileSystem(endpoint_override=endpoint, region=region or "us-east-1", **options)
    if region is None:
        try:
            region = resolve_s3_region(bucket)
        except OSError:
            region = None  # what is wrong is said when the bucket is asked
    return S3FileSystem(region=region, **options)


def _open_gs() -> Any:  # noqa: ANN401 - pyarrow has no types
    from pyarrow.fs import GcsFileSystem

    return GcsFileSystem()


def do_all(do: Callable[[T], object], things: Iterable[T]) -> None:
    """Do it for each of them, several at a time; the first that goes wrong ends it."""
    waiting = list(things)
    with ThreadPoolExecutor(max(1, min(_LANES, len(waiting)))) as pool:
        try:
            for _ in pool.map(do, waiting):
                pass
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
