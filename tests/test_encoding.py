"""Bytes into text: declared, byte order mark, meta, guessed; windows-1252 as browsers read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.documents import read_document
from decision_parser.documents.encoding import decode, find_encoding

CURLY = "The Council’s “plan” — café, £5…"
HTTP_EQUIV = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">'
PAGE = "<!doctype html><html><head>{head}<title>Decision</title></head><body><p>{text}</p></body></html>"


def page(head: str = "", text: str = CURLY) -> str:
    """A page of one paragraph, with what its head says of its encoding."""
    return PAGE.format(head=head, text=text)


def meta(label: str) -> str:
    """A page that names its encoding."""
    return page(f'<meta charset="{label}">')


def declared(label: str) -> str:
    """A media type as a server states it."""
    return f"text/html; charset={label}"


# ── which encoding ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "server", "encoding"),
    [
        (meta("koi8-r").encode("iso8859-2", "replace"), declared("iso-8859-2"), "iso8859-2"),
        (meta("utf-8").encode("cp1252"), declared("windows-1252"), "cp1252"),
        (b"\xff\xfe" + meta("windows-1252").encode("utf-16-le"), None, "utf-16-le"),
        (b"\xfe\xff" + meta("windows-1252").encode("utf-16-be"), None, "utf-16-be"),
        (b"\xef\xbb\xbf" + meta("windows-1252").encode(), None, "utf-8"),
        (meta("iso-8859-2").encode("iso8859-2", "replace"), None, "iso8859-2"),
        (page(HTTP_EQUIV).encode("iso8859-2", "replace"), None, "iso8859-2"),
        (b'<?xml version="1.0" encoding="windows-1252"?>' + page().encode("cp1252"), None, "cp1252"),
        (page().encode(), None, "utf-8"),
        (page().encode("cp1252"), None, "cp1252"),
    ],
)  # fmt: skip
def test_declared_then_mark_then_meta_then_guess(data: bytes, server: str | None, encoding: str) -> None:
    """What the server declares comes first, then the byte order mark, then the page's meta, then a guess."""
    assert decode(data, server).encoding == encoding


@pytest.mark.parametrize(
    "label", ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "iso-8859-2", "koi8-r", "ascii"]
)
def test_valid_utf_8_is_utf_8_whatever_is_declared(label: str) -> None:
    """Bytes that are valid UTF-8 beyond ASCII are so by no accident: any other label is a lie."""
    assert decode(page().encode(), declared(label)).text == page()
    assert decode(meta(label).encode()).text == meta(label)


@pytest.mark.parametrize("label", ["utf-8", "utf-16", "utf-16le", "utf-32", "us-ascii"])
def test_bytes_that_contradict_their_label_are_read_as_what_they_are(label: str) -> None:
    """A label that the bytes contradict is passed over, and nothing is lost."""
    decoded = decode(page().encode("cp1252"), declared(label))
    assert decoded == (page(), "cp1252", 0)


FOREIGN = (
    "undefined unicode_escape raw_unicode_escape charmap idna punycode utf-7 cp037 palmos rot13 base64 zlib mbcs x"
)


@pytest.mark.parametrize("label", FOREIGN.split())
def test_labels_that_no_browser_knows_are_no_labels(label: str) -> None:
    """What Python has under a name is not what a page can mean by it: only the labels of browsers count."""
    assert find_encoding(label) is None
    assert decode(page().encode("cp1252"), declared(label)).text == page()


@pytest.mark.parametrize(
    "label", ["iso-8859-1", "ISO_8859-1", "latin1", "l1", "us-ascii", "ascii", "windows-1252", "cp1252", " CP1252 "]
)
def test_ascii_and_latin_1_mean_windows_1252(label: str) -> None:
    """As in browsers, the labels of ASCII and latin-1 stand for windows-1252."""
    assert find_encoding(label) == "cp1252"


# ── windows-1252 ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("byte", "character"),
    [(b"\x80", "€"), (b"\x85", "…"), (b"\x91", "‘"), (b"\x92", "’"), (b"\x96", "–"), (b"\xa3", "£")],
)
def test_latin_1_is_read_as_browsers_do(byte: bytes, character: str) -> None:
    """What is declared latin-1 shows the signs that windows-1252 has there."""
    assert decode(b"Mr X" + byte, declared("iso-8859-1")).text == f"Mr X{character}"


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_the_five_holes_of_windows_1252_are_controls(byte: int) -> None:
    """The bytes that windows-1252 leaves out are C1 controls, as in browsers, and no reason to doubt the rest."""
    decoded = decode(b"Mr X\x92s " + bytes([byte]) + b"plan", declared("windows-1252"))
    assert decoded == (f"Mr X’s {chr(byte)}plan", "cp1252", 0)


@given(st.binary(min_size=1, max_size=40).filter(lambda data: 0 not in data))
def test_any_bytes_are_some_text(data: bytes) -> None:
    """No bytes stop the reader, and none are left out without being counted."""
    decoded = decode(data)
    assert decoded.text or decoded.bad_bytes or data in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


# ── UTF-16 ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [True, False], ids=["with a mark", "without"])
@pytest.mark.parametrize(
    "label", [None, "utf-8", "windows-1252", "iso-8859-1", "utf-16", "utf-16le", "utf-16be", "iso-8859-15"]
)
def test_utf_16_is_seen_with_or_without_a_mark(encoding: str, mark: bool, label: str | None) -> None:  # noqa: FBT001
    """Zero bytes at every other place say UTF-16, and which; no label can make quotes of it into spaces."""
    data = ("\ufeff" if mark else "").encode(encoding) + page().encode(encoding)
    assert decode(data, declared(label) if label else None) == (page(), encoding, 0)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("tail", [b"\n", b"<", b"\0"])
def test_an_odd_byte_at_the_end_of_utf_16_spoils_only_itself(encoding: str, tail: bytes) -> None:
    """A file in UTF-16 that was cut or added to by a byte is still UTF-16, and says that a byte is bad."""
    decoded = decode(page().encode(encoding) + tail)
    assert decoded.text.startswith(page())
    assert decoded.bad_bytes


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-16be"])
def test_a_meta_of_utf_16_in_a_page_that_is_not_is_a_lie(label: str) -> None:
    """A page whose bytes could be read to find its meta is not in UTF-16, whatever that says."""
    assert decode(meta(label).encode()).text == meta(label)
    assert decode(meta(label).replace(CURLY, "plain").encode()).encoding == "utf-8"


# ── mixed and bad bytes ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_of_two_encodings_is_read_byte_by_byte() -> None:
    """Where a part in windows-1252 was pasted into a page in UTF-8, both are read, and the bytes are counted."""
    decoded = decode(page().encode() + b"It\x92s \x93mixed\x94")
    assert decoded == (f"{page()}It’s “mixed”", "utf-8", 3)


def test_a_cut_character_is_one_sign() -> None:
    """A character of UTF-8 of which a byte is missing is one replacement sign, not three others."""
    assert decode("“one” two“".encode()[:-1]).text == "“one” two\ufffd"


def test_a_page_says_how_many_bytes_were_bad() -> None:
    """Bytes that no encoding explains are a problem of the document, with their number."""
    problems = read_document(page().encode() + b"\x92").problems
    assert [(problem.code, problem.detail[:7]) for problem in problems] == [("undecodable_bytes", "1 bytes")]


@given(
    st.text(st.sampled_from("abc XYZ<>&£’“”–…éß€"), min_size=1, max_size=60), st.sampled_from(["utf-8", "utf-8-sig"])
)
def test_utf_8_text_comes_back(text: str, encoding: str) -> None:
    """Any text in UTF-8, with or without its mark, is read as it was written, under any label."""
    for label in (None, declared("utf-8"), declared("windows-1252"), declared("koi8-r")):
        assert decode(text.encode(encoding), label).text == text
    assert decode(text.encode(encoding)).text == text


@given(st.lists(st.sampled_from("abc XYZ<>&£’“”–…éß€"), min_size=1, max_size=30).map(" ".join))
def test_windows_1252_text_comes_back(text: str) -> None:
    """Text in windows-1252 is read as it was written where its server says so."""
    assert decode(text.encode("cp1252"), declared("windows-1252")).text == text
