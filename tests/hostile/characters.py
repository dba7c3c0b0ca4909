"""Encodings that are wrong or lie, characters that are none, and what is no page at all."""

from __future__ import annotations

import gzip
import io
import zipfile

from tests.hostile.attack import Attack, spoil_page, write_page, write_pdf, write_text

_MAKES = range(256)


def _declare(name: bytes, body: bytes) -> bytes:
    """The body behind a start that declares an encoding."""
    return b'<!DOCTYPE html><html><head><meta charset="%s"></head>' % name + body.partition(b"</head>")[2]


def zip_page(_size: int) -> bytes:
    """A page in a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("page.html", write_page())
    return buffer.getvalue()


def bomb(size: int) -> bytes:
    """Zeros, packed by gzip."""
    return gzip.compress(bytes(size), mtime=0)


def repeat(unit: str, size: int) -> bytes:
    """A right page with one character in it, many times."""
    return spoil_page(b"<p>" + unit.encode("utf-8", "surrogatepass") * size + b"</p>")


def scatter_zeros(_size: int) -> bytes:
    """A right page with a zero byte behind each word."""
    return write_page().replace(b" ", b"\0 ")


def write_surrogates(_size: int) -> bytes:
    """A right page with halves of pairs of surrogates, as bytes and as references."""
    return spoil_page(b"<p>a\xed\xa0\x80b\xed\xb0\x80c&#xD800;&#xDC00;</p>")


CHARACTERS = (
    Attack("nothing", ".html", lambda _: b"", "refused"),
    Attack("nothing, as a PDF", ".pdf", lambda _: b"", "refused"),
    Attack("all bytes", ".html", lambda size: bytes(_MAKES) * size, "refused", 40, 40_000),
    Attack("zeros", ".html", bytes, "refused", 10_000, 50_000_000),
    Attack("machine code", ".pdf", lambda size: b"\x7fELF" + bytes(range(1, 250)) * size, "refused", 10, 10_000),
    Attack("gzip in place of a page", ".html", lambda _: gzip.compress(write_page(), mtime=0), "refused"),
    Attack("gzip bomb", ".html", bomb, "refused", 1_000_000, 1_000_000_000),
    Attack("zip in place of a page", ".html", zip_page, "refused"),
    Attack("a PDF named a page", ".html", lambda _: write_pdf(), "row"),
    Attack("a page named a PDF", ".pdf", lambda _: write_page(), "row"),
    Attack("UTF-16 that declares UTF-8", ".html", lambda _: write_page().decode().encode("utf-16-le"), "row"),
    Attack("UTF-8 that declares UTF-16", ".html", lambda _: _declare(b"utf-16", write_page()), "row"),
    Attack("UTF-8 that declares UTF-7", ".html", lambda _: _declare(b"utf-7", write_page()), "row"),
    Attack("an encoding that is none", ".html", lambda _: _declare(b"zlib_codec", write_page()), "row"),
    Attack("an encoding of a megabyte", ".html", lambda n: _declare(b"x" * n, write_page()), "row", 3_000, 1_000_000),
    Attack("windows-1252 that declares UTF-8", ".txt", lambda _: write_text().decode().encode("cp1252"), "row"),
    Attack("UTF-8 cut within a character", ".txt", lambda _: write_text().rstrip() + b"\xe2\x80", "either"),
    Attack("half of it UTF-8", ".html", lambda n: repeat("é", n) + b"\xe9" * n, "either", 2_000, 1_000_000),
    Attack("zero bytes among the words", ".html", scatter_zeros, "either"),
    Attack("lone surrogates", ".html", write_surrogates, "row"),
    Attack("bidirectional controls", ".html", lambda size: repeat("\u202e\u2066x\u2069", size), "row", 1_000, 100_000),
    Attack("control characters", ".html", lambda size: repeat("\x1b[2J\x07\x08\x7f", size), "row", 100, 100_000),
    Attack("combining marks", ".html", lambda size: repeat("\u0301", size), "row", 10_000, 1_000_000),
    Attack("combining marks, unsorted", ".html", lambda size: repeat("\u0301\u0323", size), "row", 5_000, 500_000),
    Attack(
        "white space of all kinds",
        ".html",
        lambda n: repeat("\u00a0\u2028\u2003\u3000\u200b\u00ad", n),
        "row",
        2_000,
        500_000,
    ),
    Attack("emoji joined without end", ".html", lambda size: repeat("\U0001f468\u200d", size), "row", 2_000, 500_000),
    Attack("empty lines of text", ".txt", lambda size: write_text() + b"\n" * size, "either", 10_000, 5_000_000),
    Attack("lines of text", ".txt", lambda size: write_text() + b"word\n" * size, "either", 5_000, 350_000),
    Attack("one line of text", ".txt", lambda size: write_text() + b"word " * size, "either", 20_000, 1_000_000),
    Attack(
        "lists in text", ".txt", lambda size: write_text() + b"\n- word\n    - word" * size, "either", 2_000, 200_000
    ),
    Attack("tabs in text", ".txt", lambda size: write_text() + b"\n" + b"a\t" * size, "either", 20_000, 1_000_000),
    Attack("hashes in text", ".txt", lambda size: write_text() + b"\n" + b"**__" * size, "either", 5_000, 1_000_000),
)
