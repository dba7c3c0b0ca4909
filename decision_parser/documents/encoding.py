"""Bytes to text: declared, byte order mark, meta, guessed, in that order; windows-1252 as browsers read it."""

import codecs
import re
from typing import NamedTuple

from decision_parser.documents.media import find_bom, find_wide

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(
    rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)
# WHATWG's encoding standard: these labels all mean windows-1252.
_WINDOWS = {"ascii", "iso8859-1", "latin-1", "latin1", "cp1252"}
_HEAD = 2048


class Decoded(NamedTuple):
    """Text, the encoding it was read in, and how many bytes that encoding did not know."""

    text: str
    encoding: str
    bad_bytes: int


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`. `declared` is a media type as a server states it (`text/html; charset=utf-8`).

    An encoding that the bytes contradict is passed over for the next one; bytes that no encoding explains
    are read as windows-1252 one by one, as they stand in pages where two encodings were mixed.
    """
    bom = find_bom(data)
    for name in _candidates(data, declared, bom):
        body = data[bom[0] :] if bom and name == bom[1] else data
        try:
            return Decoded(_decode_strictly(body, name), name, 0)
        except (UnicodeDecodeError, LookupError):
            continue
    return _guess(data)


def _candidates(data: bytes, declared: str | None, bom: tuple[int, str] | None) -> list[str]:
    stated = _CHARSET.search(declared) if declared else None
    meta = _META.search(data[:_HEAD])
    labels = (
        stated[1] if stated else None,
        bom[1] if bom else None,
        (meta[1] or meta[2]).decode("ascii") if meta else None,
    )
    known = [name for label in labels if label and (name := find_encoding(label))]
    wide = find_wide(data)
    # A page whose bytes could be read to find its meta is not in UTF-16, whatever the meta says (WHATWG).
    names = ["utf-8" if name.startswith("utf-16") and not bom and not wide else name for name in known]
    # Valid UTF-8 with more than ASCII in it is no accident: a label for a single-byte encoding is then a lie.
    single = [name for name in names if name == "cp1252"]
    if single and not wide and not data.isascii():
        names = [name for name in names if name not in single] + ["utf-8", *single]
    return [*names, wide or "utf-8"]


def find_encoding(label: str) -> str | None:
    """The Python codec that browsers use for an encoding's label, or None for a label nobody knows."""
    try:
        name = codecs.lookup(label.strip().lower()).name
    except LookupError:
        return None
    return "cp1252" if name in _WINDOWS else name


def _decode_strictly(data: bytes, name: str) -> str:
    return data.decode("cp1252", "c1") if name == "cp1252" else data.decode(name)


def _guess(data: bytes) -> Decoded:
    """UTF-8 where most of what is not ASCII is valid UTF-8, with the rest read as windows-1252; else windows-1252."""
    valid = data.decode("utf-8", "ignore")
    valid_bytes = len(valid.encode())
    bad_bytes = len(data) - valid_bytes
    if valid_bytes - len(valid) > bad_bytes:
        return Decoded(data.decode("utf-8", "windows"), "utf-8", bad_bytes)
    return Decoded(data.decode("cp1252", "c1"), "cp1252", 0)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    # One byte is a windows-1252 character; several are a character of UTF-8 that was cut.
    return (bad.decode("cp1252", "c1") if len(bad) == 1 else "\ufffd"), error.end


def _as_c1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("windows", _as_windows)
codecs.register_error("c1", _as_c1)
