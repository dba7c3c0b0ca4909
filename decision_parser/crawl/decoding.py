"""Bodies unpacked, as far as a limit allows: a few kilobytes can unpack to gigabytes."""

import zlib

_GZIP = 16 + zlib.MAX_WBITS
_GZIP_SIGN = b"\x1f\x8b"
_PLAIN_CODINGS = frozenset({"", "identity"})
_GZIP_CODINGS = frozenset({"gzip", "x-gzip"})


class UnknownCodingError(ValueError):
    """A Content-Encoding that was not asked for and cannot be read."""


class BrokenBodyError(ValueError):
    """A body that does not unpack, or breaks off."""


class TooLargeError(ValueError):
    """A body that unpacks to more than the limit."""


def decode_body(wire: bytes, coding: str, most: int) -> bytes:
    """The body that was sent as `wire` under this Content-Encoding; `most` bytes of it at most."""
    coding = coding.strip().lower()
    if not wire or coding in _PLAIN_CODINGS:
        return wire
    try:
        if coding in _GZIP_CODINGS:
            return _decode_gzip(wire, most)
        if coding == "deflate":
            return _inflate(wire, _find_wrapping(wire), most)[0]
    except zlib.error as error:
        raise BrokenBodyError(str(error)) from None
    raise UnknownCodingError(coding)


def _decode_gzip(wire: bytes, most: int) -> bytes:
    """Each member in turn. What follows the last and is none, padding mostly, is no part of the body."""
    body, rest = _inflate(wire, _GZIP, most)
    if not rest.startswith(_GZIP_SIGN):
        return body
    members = [body]
    while rest.startswith(_GZIP_SIGN):
        most -= len(members[-1])
        member, rest = _inflate(rest, _GZIP, most)
        members.append(member)
    return b"".join(members)


def _inflate(wire: bytes, wrapping: int, most: int) -> tuple[bytes, bytes]:
    """One compressed stream unpacked, and what follows it."""
    stream = zlib.decompressobj(wrapping)
    # One byte more than allowed tells too much from just enough; zlib stops there, however much is still packed.
    body = stream.decompress(wire, most + 1)
    if len(body) > most:
        raise TooLargeError
    if not stream.eof:
        raise BrokenBodyError("it breaks off")
    return body, stream.unused_data


def _find_wrapping(wire: bytes) -> int:
    """`deflate` is a zlib stream by the standard, and a bare one from some servers: its two first bytes tell."""
    is_zlib = wire[0] & 0x0F == zlib.DEFLATED and int.from_bytes(wire[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS
