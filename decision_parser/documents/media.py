"""What the bytes are: page, PDF or plain text. File names and servers are not asked."""

import re

from decision_parser.errors import UnreadableInputError

HTML = "text/html"
PDF = "application/pdf"
PLAIN = "text/plain"

_MARKUP = re.compile(
    rb"(?>\s*(?:<\?xml[^>]*>|<!--(?:[^-]|-(?!->))*+-->))*+\s*<(?:!doctype\s+html|html|head|body|title|meta|link|script|article|main|section|header|nav|div|p|h[1-6]"
    rb"|table|ol|ul|dl|span|form|font|center|b|strong)\b",
    re.IGNORECASE | re.DOTALL,
)
_WRAPPED = (
    (b"\x1f\x8b", "gzip-compressed data", "unpack it first"),
    (b"PK\x03\x04", "a zip archive or an office document", "unpack it, or save the decision as a page or PDF"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save the decision as a page or PDF"),
    (b"{\\rtf", "a rich-text document", "save the decision as a page or PDF"),
    (b"WARC/", "a web archive", "give the folder that holds it to `build`"),
    (b"PAR1", "a Parquet file", "read it with pandas, or decision_parser.read"),
    (b"SQLite format 3\0", "a SQLite database", "give the page or PDF itself"),
    (b"\x89PNG", "a picture", "give the page or PDF itself"),
    (b"\xff\xd8\xff", "a picture", "give the page or PDF itself"),
    (b"GIF8", "a picture", "give the page or PDF itself"),
    (b"MIME-Version:", "a saved web page in one file (MHTML)", "save it as plain HTML"),
)
_PDF = re.compile(rb"(?:^|[\r\n\0])%PDF-")
_HEAD = 4096
_BLANK = b" \t\r\n\f\v\x00"
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def find_bom(data: bytes) -> tuple[int, str] | None:
    """Length of the byte order mark that `data` starts with, and the encoding it stands for."""
    return next(((len(mark), encoding) for mark, encoding in _BOMS if data.startswith(mark)), None)


def find_wide(data: bytes) -> str | None:
    """The UTF-16 that text without a byte order mark is in, told by where its zero bytes stand, or None."""
    head = data[:1024]
    if head.count(0) * 3 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def find_media_type(data: bytes) -> str:
    """`text/html`, `application/pdf` or `text/plain`.

    Raises UnreadableInputError when the bytes are empty, binary, or one of the wrappings people hand over by mistake.
    """
    if data[:1] == b"<" and 0 not in data[:1024] and _MARKUP.match(data, 0, _HEAD):
        return HTML  # most pages are told at once
    if not data[:_HEAD].strip(_BLANK) and not data.strip(_BLANK):
        message = "The file is empty; fetch or save it again."
        raise UnreadableInputError(message)
    if b"%PDF-" in data[:1024] and _PDF.search(data[:1024]) and not _MARKUP.match(data[:_HEAD]):
        return PDF
    for start, what, mend in _WRAPPED:
        if data.startswith(start):
            message = f"This is {what}, not a page, PDF or text; {mend}."
            raise UnreadableInputError(message)
    head = _narrow(data[:_HEAD])
    if _MARKUP.match(head):
        return HTML
    if _is_binary(head):
        message = "The bytes are neither a page, a PDF nor text; give the file as the publisher sent it."
        raise UnreadableInputError(message)
    return HTML if re.search(rb"<(?:html|body|article)\b", data[:65536], re.IGNORECASE) else PLAIN


def _narrow(head: bytes) -> bytes:
    """The start of the bytes in an encoding that holds ASCII in single bytes."""
    bom = find_bom(head)
    encoding = bom[1] if bom else find_wide(head)
    text = head[bom[0] if bom else 0 :]
    return text if encoding in (None, "utf-8") else text.decode(encoding, "replace").encode()


def _is_binary(head: bytes) -> bool:
    """Text holds next to no control characters."""
    controls = len(head) - len(head.translate(None, bytes({*range(9), *range(0x0E, 0x20), 0x7F} - {0x1B})))
    return controls * 100 > len(head)
