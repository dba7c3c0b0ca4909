"""Bytes into a Document of Blocks: pages, PDFs and plain text. Nothing after this stage knows the format."""

from decision_parser.documents.media import HTML, PDF, find_media_type
from decision_parser.errors import UnreadableInputError
from decision_parser.limits import find_limits
from decision_parser.models import Document

__all__ = ["read_document"]


def read_document(data: bytes, *, declared: str | None = None) -> Document:
    """The Document that `data` holds. `declared` is a media type as a server states it; only its charset is believed.

    Raises UnreadableInputError for bytes that are no page, PDF or text, are cut short or encrypted, or far too many.
    """
    media_type = find_media_type(data)
    if media_type != PDF:
        _check_size(len(data), find_limits().page_bytes)
    if media_type == HTML:
        from decision_parser.documents.html import read_html  # each format's library only where it is met

        return read_html(data, declared)
    if media_type == PDF:
        from decision_parser.documents.pdf import read_pdf

        return read_pdf(data)
    from decision_parser.documents.plain import read_plain

    return read_plain(data, declared)


def _check_size(size: int, most: int) -> None:
    """Raise UnreadableInputError for a page or text larger than any decision."""
    if size > most:
        message = (
            f"A page or text of {size >> 20} MB is larger than any decision (the limit is {most >> 20} MB); "
            "check what was saved, or raise DECISION_PARSER_MOST_PAGE_MEGABYTES."
        )
        raise UnreadableInputError(message)
