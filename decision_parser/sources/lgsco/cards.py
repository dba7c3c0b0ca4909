"""The entries of a listing page: each a link to a decision, a line that says what it is, and a summary.

Nothing hangs on a class: an entry is found by where its link leads, and read by its words and their order.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from decision_parser.errors import NotAListingError
from decision_parser.models import Card, ListingPage
from decision_parser.sources.lgsco.addresses import REFERENCE
from decision_parser.sources.lgsco.card_words import KINDS, SUMMARY, TOTAL_LINES, TOTAL_WORD, TOTALS
from decision_parser.sources.lgsco.furniture import FOREIGN_PAGES
from decision_parser.sources.lgsco.labels import LABELS, OUTCOMES
from decision_parser.sources.lgsco.sheet import Element, Piece, Sheet, find_path, read_sheet
from decision_parser.text import clean, match_form, parse_date
from decision_parser.vocabulary import Table

_KINDS, _OUTCOMES, _LABELS = Table(KINDS), Table(OUTCOMES), Table(LABELS)
_TOTALS = [re.compile(row.words) for row in TOTALS]
_TOTAL_LINES = [re.compile(row.words) for row in TOTAL_LINES]
_SUMMARY = re.compile(SUMMARY.words, re.IGNORECASE)
_REFERENCE = re.compile(REFERENCE)
_LABEL_ALONE = re.compile(r"\s*summary\s*", re.IGNORECASE)
_DATE = re.compile(
    r"(?<!\w)(?:\d{1,2}(?:st|nd|rd|th)?[ -][A-Za-z]{3,9}\.?,?[ -]\d{4}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4})(?!\w)"
)
_MORE = re.compile(r"(?:read|see|view|open|show|more|full|details?|download)\b", re.IGNORECASE)
_TOP = frozenset({"[document]", "html", "body", "main"})
_LONGEST_NOTICE = 300
_LONGEST_OUTCOME = 8
_PARTS = 4
_DECISIONS = re.compile(r"/decisions/(?:[^/]+/){2}[^/]*\d{3}[^/]*/?")


class Entry(Struct):
    """An entry while it is read: pieces from `start` on, up to `end`; its links are at `links`."""

    address: str
    links: list[int]
    start: int
    end: int
    own: Element
    card: Card | None = None
    strong: bool = False
    lines: frozenset[int] = frozenset()


def read_listing(body: bytes, content_type: str | None) -> ListingPage:
    """Total and entries of a page; see `listing.read_page`."""
    sheet = read_sheet(body, content_type)
    entries = find_entries(sheet)
    total = _find_total(sheet, entries)
    if total is None:
        raise NotAListingError(_describe(sheet, entries))
    cards = tuple(entry.card for entry in entries if entry.card)
    return ListingPage(total, cards, _count_unread(sheet, entries))


# ── finding ─────────────────────────────────────────────────────────────────


def find_entries(sheet: Sheet) -> list[Entry]:
    """The entries in order, each with its card."""
    total_at = _find_total_place(sheet)
    entries = _bound(sheet, _group_links(sheet), total_at)
    bare = _find_bare(sheet, entries)
    if bare:
        entries = _bound(sheet, [entry for entry in entries if id(entry) not in bare], total_at)
    return entries


def _group_links(sheet: Sheet) -> list[Entry]:
    """Links to decisions in the middle of the page; those of one entry together."""
    entries: list[Entry] = []
    for index, piece in enumerate(sheet.pieces):
        if not piece.begins or piece.beside or piece.link is None or piece.element is None:
            continue
        last = entries[-1] if entries else None
        if last is not None and last.address == piece.link and not _begins_again(sheet, last, index):
            last.links.append(index)
        else:
            entries.append(Entry(piece.link, [index], index, len(sheet.pieces), piece.element))
    return entries


def _begins_again(sheet: Sheet, last: Entry, index: int) -> bool:
    """Whether a link to the same decision opens a second entry: it is the title again, after a line or a summary."""
    title = _find_title(sheet, last)
    if not title or _text_of_link(sheet, index) != title:
        return False
    between = " ".join(text for _, text in sheet.iter_lines(last.links[0], index))
    return bool(_SUMMARY.search(between) or _DATE.search(between))


def _text_of_link(sheet: Sheet, index: int) -> str:
    """The words of the link that begins at this piece."""
    end = index + 1
    while end < len(sheet.pieces) and sheet.pieces[end].element is sheet.pieces[index].element:
        end += 1
    return " ".join(text for _, text in sheet.iter_lines(index, end))


def _find_title(sheet: Sheet, entry: Entry) -> str | None:
    """The words of the first link with a reference; else of the first one that says more than where it leads."""
    texts = [text for index in entry.links if (text := _text_of_link(sheet, index))]
    named = (text for text in texts if _REFERENCE.search(text))
    return next(named, None) or next((text for text in texts if not _MORE.match(text)), None)


def _bound(sheet: Sheet, entries: list[Entry], total_at: int | None) -> list[Entry]:
    """Each entry with the pieces that are its own, read."""
    starts = [-1, *(entry.start for entry in entries), len(sheet.pieces)]
    for entry, before, after in zip(entries, starts, starts[2:], strict=False):
        own = _climb(sheet, entry, (before, after, -1 if total_at is None else total_at))
        entry.own, entry.end = own, min(after, sheet.spans[own][1])
        _read(sheet, entry)
        if not entry.strong and own.parent is not None:
            # No element of its own: its text are the nodes that follow.
            entry.end = min(after, sheet.spans[own.parent][1])
            _read(sheet, entry)
    return entries


def _climb(sheet: Sheet, entry: Entry, limits: tuple[int, ...]) -> Element:
    """The largest element around an entry's first link that holds no neighbour's link, nor the total."""
    own = entry.own
    while own.parent is not None and own.parent.name not in _TOP:
        start, end = sheet.spans[own.parent]
        if any(start <= limit < end for limit in limits):
            break
        own = own.parent
    return own


def _find_bare(sheet: Sheet, entries: Sequence[Entry]) -> set[int]:
    """Links that say nothing of what they lead to, in a place where none does while elsewhere some do."""
    places: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        link = sheet.pieces[entry.start].element
        place = tuple(parent.name for parent in link.parents) if link else ()
        places.setdefault(place, []).append(entry)
    if not any(entry.strong for entry in entries):
        return set()
    weak = (group for group in places.values() if not any(entry.strong for entry in group))
    return {id(entry) for group in weak for entry in group}


# ── reading ─────────────────────────────────────────────────────────────────


def _read(sheet: Sheet, entry: Entry) -> None:
    """Fill the card of an entry from its pieces."""
    pieces = [piece for piece in sheet.pieces[entry.start : entry.end] if piece.link != entry.address]
    pieces = [piece for piece in pieces if not piece.beside]
    head, summary, lines = _split_summary(pieces)
    slug = entry.address.split("/")[3]
    kind, outcome, subcategory, day, used = _read_line(head, slug)
    entry.strong = kind is not None or summary is not None or _find_outcome(outcome or "") is not None
    entry.lines = frozenset(lines | used)
    entry.card = Card(
        address=entry.address,
        title=_find_title(sheet, entry),
        document_kind_text=kind,
        outcome_text=outcome,
        subcategory=subcategory,
        decided_on_text=day,
        decided_on=parse_date(day) if day else None,
        summary=summary,
    )


def _split_summary(pieces: Sequence[Piece]) -> tuple[list[Piece], str | None, set[int]]:
    """The pieces before the summary, the summary without its label, and the numbers of its lines."""
    for index, piece in enumerate(pieces):
        found = _SUMMARY.search(piece.text)
        label = found is None and _LABEL_ALONE.fullmatch(piece.text) and _follows_colon(pieces[index + 1 :])
        if not found and not label:
            continue
        head = [*pieces[:index], replace(piece, text=piece.text[: found.start()] if found else "")]
        rest = [replace(piece, text=piece.text[found.end() :] if found else ""), *pieces[index + 1 :]]
        texts = _iter_texts(rest)
        number, text = next(texts, (piece.line, ""))
        return head, text.removeprefix(":").strip() or None, {piece.line, number}
    return list(pieces), None, set()


def _follows_colon(pieces: Sequence[Piece]) -> bool:
    text = next((piece.text for piece in pieces if piece.text.strip()), "")
    return text.lstrip().startswith(":")


def _iter_texts(pieces: Sequence[Piece]) -> Iterator[tuple[int, str]]:
    """Number and text of the lines that say something."""
    for number in dict.fromkeys(piece.line for piece in pieces):
        text = clean("".join(piece.text for piece in pieces if piece.line == number))
        if text.strip(": "):
            yield number, text


def _read_line(head: Sequence[Piece], slug: str) -> tuple[str | None, str | None, str | None, str | None, set[int]]:
    """Kind, outcome, sub-category and date of an entry's line, and the numbers of the lines that they stand in."""
    parts = [(piece.line, text) for piece in head if (text := clean(piece.text)) and not _is_label(text)]
    dated = next((index for index, (_, text) in enumerate(parts) if _DATE.search(text)), None)
    if dated is None:
        known = _take_known(parts, slug)
        kind, outcome, subcategory = _split_words([text for _, text in known], slug)
        return kind, outcome, subcategory, None, {line for line, _ in known}
    found = _DATE.search(parts[dated][1])
    assert found is not None  # noqa: S101 - it was found just above
    before = [*parts[:dated], (parts[dated][0], parts[dated][1][: found.start()].strip())]
    after = [(parts[dated][0], parts[dated][1][found.end() :].strip()), *parts[dated + 1 :]]
    known = _from_kind([part for part in before if part[1]]) or _take_known([part for part in after if part[1]], slug)
    kind, outcome, subcategory = _split_words([text for _, text in known], slug)
    return kind, outcome, subcategory, found[0], {parts[dated][0], *(line for line, _ in known)}


def _is_label(text: str) -> bool:
    return text == ":" or (text.endswith(":") and _LABELS.find(text) is not None)


def _from_kind(parts: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The parts from the one that says the kind on; all where none does."""
    begins = (index for index, (_, text) in enumerate(parts) if _KINDS.find(text.split()[0]))
    return parts[next(begins, 0) :]


def _take_known(parts: Sequence[tuple[int, str]], slug: str) -> list[tuple[int, str]]:
    """The first parts, up to the last that is a word of an entry's line and whatever stands in one line with it.

    Without a date nothing else tells where the line ends.
    """
    near = list(enumerate(parts[:_PARTS]))
    known = [index for index, (_, text) in near if _is_known(text, slug)]
    if not known:
        return []
    first, last = known[0], known[-1]
    same_line = [index for index, (number, _) in near if number == parts[last][0]]
    return list(parts[first : max(last, *same_line) + 1])


def _is_known(text: str, slug: str) -> bool:
    words = text.split()
    return bool(_KINDS.find(words[0]) or _count_outcome(words)) or slug in _write_slugs(text)


def _split_words(parts: Sequence[str], slug: str) -> tuple[str | None, str | None, str | None]:
    """Kind, outcome and sub-category of a line without its date.

    The address tells which words are the sub-category, so that an outcome that no table knows is kept as printed.
    """
    words = " ".join(parts).split()
    kind = words.pop(0) if words and _KINDS.find(words[0]) else None
    for index in range(len(words)):
        if slug in _write_slugs(" ".join(words[index:])):
            return kind, " ".join(words[:index]) or None, " ".join(words[index:])
    if count := _count_outcome(words):
        return kind, " ".join(words[:count]), " ".join(words[count:]) or None
    rest = [part for part in parts if part != kind]
    if kind and rest:
        rest[0] = rest[0].removeprefix(kind).strip()
    return kind, (rest[0] if rest else None) or None, " ".join(rest[1:]) or None


def _count_outcome(words: Sequence[str]) -> int:
    """How many of the first words are an outcome that a table knows; 0 for none."""
    counts = range(min(len(words), _LONGEST_OUTCOME), 0, -1)
    return next((count for count in counts if _find_outcome(" ".join(words[:count]))), 0)


def _find_outcome(text: str) -> object:
    return _OUTCOMES.find(text) if text else None


def _write_slugs(words: str) -> set[str]:
    """How an address may write a sub-category: an ampersand is left out or spelt."""
    form = match_form(words)
    return {re.sub(r"[^a-z0-9]+", "-", each).strip("-") for each in (form, form.replace("&", " and "))}


# ── the page as a whole ─────────────────────────────────────────────────────


def parse_total(text: str, patterns: Sequence[re.Pattern[str]], *, whole: bool = False) -> int | None:
    """The number of results that a text states, by the first pattern that knows it."""
    words = clean(text).casefold().strip(" .:!")
    for pattern in patterns:
        if found := pattern.fullmatch(words) if whole else pattern.search(words):
            digits = re.sub(r"\D", "", found["count"])
            return int(digits) if digits else 0
    return None


def _find_total(sheet: Sheet, entries: Sequence[Entry]) -> int | None:
    """The total, from all text that belongs to no entry: words over several elements first, then a line of its own."""
    taken = {line for entry in entries for line in entry.lines}
    texts = [text for number, text in sheet.lines if number not in taken]
    stated = parse_total(" ".join(texts), _TOTALS)
    if stated is not None:
        return stated
    totals = (parse_total(text, _TOTAL_LINES, whole=True) for text in texts if TOTAL_WORD in text.casefold())
    return next((total for total in totals if total is not None), None)


def is_total(text: str) -> bool:
    """Whether a line states a number of results."""
    if TOTAL_WORD not in text.casefold():
        return False  # nearly every line
    return parse_total(text, _TOTALS) is not None or parse_total(text, _TOTAL_LINES, whole=True) is not None


def _find_total_place(sheet: Sheet) -> int | None:
    """The piece that begins the line with the total; None where no line has all of it."""
    lines = {number for number, text in sheet.lines if is_total(text)}
    return next((index for index, piece in enumerate(sheet.pieces) if piece.line in lines), None)


def _count_unread(sheet: Sheet, entries: Sequence[Entry]) -> int:
    """What looks like an entry and has no address: links of a decision's kind, or lines that no entry has."""
    taken = {line for entry in entries for line in entry.lines}
    links = 0
    for href, link in sheet.links:
        start, end = sheet.spans[link]
        seen = [piece for piece in sheet.pieces[start:end] if piece.text.strip()]
        if not seen or any(piece.beside or piece.line in taken or piece.link for piece in seen):
            continue
        path = find_path(href, sheet.base) or ""
        text = clean("".join(piece.text for piece in seen))
        links += bool(_DECISIONS.fullmatch(path) or (text.endswith(")") and _REFERENCE.search(text)))
    lines = sum(
        number not in taken and _KINDS.find(text.split()[0]) is not None and _DATE.search(text) is not None
        for number, text in sheet.lines
        if len(text) < _LONGEST_NOTICE
    )
    return max(links, lines)


def _describe(sheet: Sheet, entries: Sequence[Entry]) -> str:
    """The sentence for a page that states no total: what it is, and what to do."""
    from decision_parser.sources.lgsco.sheet_tree import make_soup

    lines = [text for _, text in sheet.lines]
    found = make_soup(sheet.markup).title
    title = found.get_text() if found else ""
    notices = [match_form(text) for text in (title, *lines) if len(text) < _LONGEST_NOTICE]
    foreign = (row.what for row in FOREIGN_PAGES if any(re.search(row.words, words) for words in notices))
    if what := next(foreign, None):
        return f"The page is {what}, not a listing of decisions; try again later, and more slowly."
    if entries:
        found_in = f"The page links to {len(entries)} decisions but states no number of results"
        return f"{found_in}, so it is no page of a search; look at it in a browser."
    if not lines:
        return "The page is empty, not a listing of decisions; try again later."
    return (
        f"The page states no number of results (it begins {' '.join(lines)[:60]!r}); "
        "it may be an empty shell for clients that the site does not trust: try again later, and more slowly."
    )
