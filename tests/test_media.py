"""What bytes are: page, PDF or plain text; file names and servers are not asked."""

import pytest

from decision_parser.documents.media import HTML, PDF, PLAIN, find_media_type
from decision_parser.errors import UnreadableInputError

TEXT = "Eastley Council (24 100 001)\nDecision : Upheld\n"


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html><html>",
        "<!doctype html>\n<title>Decision</title>",
        "<html lang=en>",
        "<HTML><BODY>",
        "\n\n  <html>",
        "<!-- saved from a browser --><html>",
        "<!-- one --> <!-- two -->\n<p>",
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"><html>',
        "<body>",
        "<div class='x'>",
        "<p>Eastley Council",
        "<h1>Eastley Council</h1>",
        "<article>",
        "<table><tr>",
        "<ol><li>",
        "<b>Eastley</b>",
        "<title>About %PDF-1.4 files</title>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_markup_is_a_page(start: str, encoding: str) -> None:
    """Bytes that begin with markup, in any encoding and behind any comment, are a page."""
    assert find_media_type((start + "<p>Text</p>").encode(encoding)) == HTML


@pytest.mark.parametrize("start", ["Eastley Council <html>", "About %PDF-1.4 files\n<body>", "error: x\n<article>"])
def test_text_before_the_markup_leaves_a_page_a_page(start: str) -> None:
    """A page in front of which a server or a person wrote something is still a page."""
    assert find_media_type(f"{start}<p>Text</p>".encode()) == HTML


@pytest.mark.parametrize("start", [b"", b"\n", b"\xef\xbb\xbf\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"\0\0"])
def test_a_pdf_is_told_by_its_sign(start: bytes) -> None:
    """The sign `%PDF-` at the start of an early line makes a PDF, also behind what a server put before it."""
    assert find_media_type(start + b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj") == PDF


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "\n\n" + TEXT,
        "# " + TEXT,
        "- a line\n- another",
        "5 < 6 and 7 > 6",
        "<24 100 001>",
        "A text about %PDF-1.4 files",
        "\x1b[1mbold\x1b[0m in a terminal",
        "A",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_all_other_text_is_plain(text: str, encoding: str) -> None:
    """Bytes that are text, in any encoding, and begin with no markup are plain text."""
    assert find_media_type(text.encode(encoding)) == PLAIN


def test_text_of_another_alphabet_in_bytes_is_plain_text() -> None:
    """Bytes above ASCII are no sign of a binary file."""
    assert find_media_type("Bury’s £5 – “fair”, café".encode("cp1252")) == PLAIN


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \r\n\t\0", "is empty"),
        (b" " * 100_000, "is empty"),
        (b"\x1f\x8b\x08\0rest", "gzip"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"\xd0\xcf\x11\xe0rest", "old office document"),
        (b"{\\rtf1 rest", "rich-text"),
        (b"WARC/1.0\r\n", "web archive"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"GIF89a", "a picture"),
        (b"MIME-Version: 1.0\r\n", "MHTML"),
        (bytes(range(32)) * 20, "neither a page, a PDF nor text"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(1, 9)) * 9, "neither a page, a PDF nor text"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    """Empty and binary bytes and wrappings handed over by mistake are refused: what it is, what to do."""
    with pytest.raises(UnreadableInputError, match=words) as caught:
        find_media_type(data)
    assert str(caught.value).endswith(".")
    assert ";" in str(caught.value)


@pytest.mark.parametrize("piece", [b"<!---->", b"<!-- - -- -->", b"<?xml?>", b" ", b"<!--", b"<?xml ", b"<p"])
def test_a_long_beginning_is_no_trap(piece: bytes) -> None:
    """However often a comment, a blank or a half of either comes first, the answer comes at once."""
    assert find_media_type(piece * 10_000 + b"x") in (HTML, PLAIN)
