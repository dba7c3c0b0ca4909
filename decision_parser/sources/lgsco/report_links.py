"""The link from the short page of a public-interest report to the PDF of the full report."""

import re

from bs4.element import Tag

from decision_parser.sources.lgsco.card_words import OTHER_FILES, REPORT_LINKS
from decision_parser.sources.lgsco.headings import HEADINGS
from decision_parser.sources.lgsco.sheet import Sheet, find_path
from decision_parser.sources.lgsco.sheet_tree import read_tree_sheet
from decision_parser.text import clean, match_form
from decision_parser.vocabulary import Row, Table

_HEADINGS = Table([row for row in HEADINGS if row.kind is None and row.stage is not None])
_FILE = re.compile(r".*\.pdf|/assets/attach/.+")
_WORDS = (b"pdf", b"/assets/attach/")
_LONGEST_CONTEXT = 300
_CERTAIN, _SAID, _NEAR = 3, 2, 1


def find_report_link(body: bytes) -> str | None:
    """The address, as printed, of the PDF; see `listing.find_report`."""
    lower = body.lower()
    if not any(word in lower for word in _WORDS):
        return None  # most pages: nothing to parse for
    tree, sheet = read_tree_sheet(body, None)
    # The page of a statement has the heading of its decision, and may link to reports about other things.
    least = _CERTAIN if _is_statement(sheet) else _NEAR
    spans = {id(tag): sheet.spans[element] for element, tag in tree.tags.items()}
    links = ((tag, spans.get(id(tag), (0, 0))) for tag in tree.soup.find_all("a", href=True))
    ranked = [(_rank(sheet, tag, span), -order, tag) for order, (tag, span) in enumerate(links)]
    best = max(ranked, default=None, key=lambda each: each[:2])
    return str(best[2]["href"]).strip() if best and best[0] >= least else None


def _is_statement(sheet: Sheet) -> bool:
    return any((row := _HEADINGS.find(text)) and row.document_kind == "statement" for _, text in sheet.lines)


def _rank(sheet: Sheet, link: Tag, span: tuple[int, int]) -> int:
    """How sure it is that a link leads to the full report; 0 for one that does not."""
    path = find_path(str(link["href"]))
    start, end = span
    if not path or not _FILE.fullmatch(path) or any(piece.beside for piece in sheet.pieces[start:end]):
        return 0
    text = match_form(clean("".join(piece.text for piece in sheet.pieces[start:end])))
    label = f"{text} {match_form(str(link.get('title') or ''))} {match_form(str(link.get('aria-label') or ''))}"
    if _says(OTHER_FILES, label) and not _says_full_report(label):
        return 0
    if _says_full_report(label):
        return _CERTAIN
    if _says(REPORT_LINKS, label):
        return _SAID
    name = path.rsplit("/", 1)[-1].replace("-", " ")
    context = _context(sheet, start)
    other = _says(OTHER_FILES, f"{name} {context}")
    return _NEAR if not other and _says(REPORT_LINKS, f"{name} {context}") else 0


def _says(rows: tuple[Row, ...], words: str) -> bool:
    return any(re.search(row.words, words) for row in rows)


def _says_full_report(words: str) -> bool:
    return re.search(r"\bfull report\b", words) is not None


def _context(sheet: Sheet, index: int) -> str:
    """The line that a link stands in, if it is short, with the line before."""
    number = sheet.pieces[index].line if index < len(sheet.pieces) else -1
    at = next((place for place, (line, _) in enumerate(sheet.lines) if line == number), None)
    if at is None:
        return ""
    near = [text for _, text in sheet.lines[max(0, at - 1) : at + 1] if len(text) < _LONGEST_CONTEXT]
    return match_form(" ".join(near))
