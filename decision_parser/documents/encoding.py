"""Bytes to text: declared, byte order mark, meta, guessed, in that order; windows-1252 as browsers read it."""

import codecs
import re
from typing import NamedTuple

from decision_parser.documents.media import find_bom, find_wide

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(
    rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)
# The encodings that browsers know (WHATWG), by Python's names; in that standard ASCII and latin-1 mean windows-1252.
_WINDOWS = {"ascii", "iso8859-1", "latin-1", "latin1", "cp1252"}
_KNOWN = {
    *(
        "utf-8",
        "utf-16-le",
        "utf-16-be",
        "koi8-r",
        "koi8-u",
        "mac-roman",
        "mac-cyrillic",
        "cp866",
        "cp874",
        "gbk",
        "gb18030",
    ),
    *("big5", "big5hkscs", "euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "cp949"),
    *(f"cp{number}" for number in range(1250, 1259)),
    *(f"iso8859-{number}" for number in range(2, 17)),
}
# The five bytes that windows-1252 leaves open are control characters to browsers.
_TABLE = "".join(
    bytes([byte]).decode("latin-1" if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "cp1252") for byte in range(256)
)
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
    wide = find_wide(data)
    if not (bom or wide or data.isascii()):
        try:
            return Decoded(data.decode("utf-8"), "utf-8", 0)  # that is no accident, whatever is declared
        except UnicodeError:
            pass
    body = data[bom[0] :] if bom else data
    for name in _candidates(data, declared, bom, wide):
        try:
            return Decoded(_decode_strictly(body, name), name, 0)
        except UnicodeError:
            continue
    return _guess(body, wide)


def _candidates(data: bytes, declared: str | None, bom: tuple[int, str] | None, wide: str | None) -> list[str]:
    """Encodings to try in turn.

    Zero bytes at every other place, and valid UTF-8 with more than ASCII in it, are no accident: they contradict
    whatever is declared.
    """
    stated = _CHARSET.search(declared) if declared else None
    meta = _META.search(data[:_HEAD])
    labels = (
        stated[1] if stated else None,
        bom[1] if bom else None,
        (meta[1] or meta[2]).decode("ascii") if meta else None,
    )
    known = [name for label in labels if label and (name := find_encoding(label))]
    if wide:
        return [wide]
    # A page whose bytes could be read to find its meta is not in UTF-16, whatever the meta says (WHATWG).
    narrow = [name for name in known if not name.startswith("utf-16") or (bom and bom[1] == name)]
    return narrow if data.isascii() and narrow else ["utf-8", *narrow]


def find_encoding(label: str) -> str | None:
    """The Python codec that browsers use for an encoding's label, or None for a label nobody knows."""
    try:
        name = codecs.lookup(label.strip().lower()).name
    except (LookupError, ValueError):
        return None
    if name == "utf-16":
        return "utf-16-le"
    return "cp1252" if name in _WINDOWS else name if name in _KNOWN else None


def _decode_strictly(data: bytes, name: str) -> str:
    return codecs.charmap_decode(data, "strict", _TABLE)[0] if name == "cp1252" else data.decode(name)


def _guess(data: bytes, wide: str | None) -> Decoded:
    """UTF-16 that is cut; else UTF-8 if most of what is not ASCII is valid, the rest as windows-1252; else that."""
    if wide:
        return Decoded(data.decode(wide, "replace"), wide, 1)
    valid = data.decode("utf-8", "ignore")
    valid_bytes = len(valid.encode())
    bad_bytes = len(data) - valid_bytes
    if valid_bytes - len(valid) > bad_bytes:
        return Decoded(data.decode("utf-8", "windows"), "utf-8", bad_bytes)
    return Decoded(codecs.charmap_decode(data, "strict", _TABLE)[0], "cp1252", 0)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    # One byte is a windows-1252 character; several are a character of UTF-8 that was cut.
    return (codecs.charmap_decode(bad, "strict", _TABLE)[0] if len(bad) == 1 else "\ufffd"), error.end


codecs.register_error("windows", _as_windows)
