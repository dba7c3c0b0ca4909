"""The engine that matches a publisher's words against its tables.

A table is a list of rows. A row holds the words it knows as a pattern over `text.match_form` (lower case, straight
quotes, single spaces, no colon or full stop at the end), what they mean, an example as printed, and where that was
seen. Nothing else in the project decides on a publisher's words.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Generic, TypeVar
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from decision_parser.models import (
    DocumentKind,
    ListingPage,
    Outcome,
    RemedyKind,
    RemedyPurpose,
    SectionKind,
    Stage,
    Topic,
)
from decision_parser.models.checks import Expectations
from decision_parser.text import match_form

_REMEMBERED = 4096


class Row(Struct, frozen=True, kw_only=True):
    """What all rows have: words that are known, an example of them as printed, and where it was seen.

    `signs` are plain words, with `|` between, one of which stands in all that a slow pattern knows: a look for them is
    cheap.
    """

    words: str
    example: str
    seen: str
    signs: str = ""


class Heading(Row, frozen=True, kw_only=True):
    """A heading. Without a `kind` it heads the whole document and says its stage.

    With a `topic` it is a sub-heading: inside findings or an assessment it keeps their kind and gets level 2;
    elsewhere it opens a section of its own `kind`. `complete` holds for a line that only ever ends a decision. A row
    that is `inside` means something only as a sub-heading.
    """

    kind: SectionKind | None = None
    topic: Topic | None = None
    stage: Stage | None = None
    document_kind: DocumentKind | None = None
    complete: bool = False
    inside: bool = False


class Label(Row, frozen=True, kw_only=True):
    """A label of the header and the field whose value follows it."""

    field: str


class OutcomeRow(Row, frozen=True, kw_only=True):
    """The printed words of an outcome."""

    outcome: Outcome


class FurnitureRow(Row, frozen=True, kw_only=True):
    """Words of the page around a decision. `rest` holds where everything after them is furniture too.

    A running foot can tell a draft: it then has a `stage`.
    """

    reason: str
    rest: bool = False
    stage: Stage | None = None


class ForeignPage(Row, frozen=True, kw_only=True):
    """Words that only a page which is no decision shows, and what that page is; matched anywhere in its text."""

    what: str


class ActionRow(Row, frozen=True, kw_only=True):
    """What a body does to put something right: `verbs` in their base form, and the kind of remedy that they make.

    `words` are looked for anywhere behind the verb, up to the next action; "" asks for none. Rows of one verb are
    tried in order; those for `*` come first and are for every verb. Without a `kind` it is no action. `listed` holds
    for verbs that begin an action of their own behind a comma or an "and". Where it is `open`, the kind is that for the
    one case unless the action tells of nobody, or of others.
    """

    verbs: str
    kind: RemedyKind | None
    listed: bool = True
    open: bool = False


class PurposeRow(Row, frozen=True, kw_only=True):
    """Words that tell what a payment is for, looked for anywhere in what is said of it."""

    purpose: RemedyPurpose


class AsideRow(Row, frozen=True, kw_only=True):
    """Words of a sentence that tells of no action; `kind` is `none` where they say that none is needed.

    All have signs.
    """

    signs: str
    kind: RemedyKind | None = None


class Remedies(Struct, frozen=True, dict=True, eq=False):
    """How a publisher tells what is to be done.

    `bodies` are the nouns that mean a body that acts, `people` those of whoever something is done for, each in the
    singular and plural as they are printed. `nouns` name an action: `apology` and the verb that it stands for. `person`
    and `others` are patterns of words that tell whom an action is for: the one case, or everyone else.
    """

    actions: tuple[ActionRow, ...]
    purposes: tuple[PurposeRow, ...]
    asides: tuple[AsideRow, ...]
    bodies: frozenset[str]
    people: frozenset[str]
    nouns: Mapping[str, str]
    person: str
    others: str
    wide: str

    @cached_property
    def verbs(self) -> frozenset[str]:
        """All verbs of the actions, but for those that begin none behind an "and"."""
        return frozenset(verb for row in self.actions if row.listed for verb in row.verbs.split() if verb != "*")


R = TypeVar("R", bound=Row)
_PATTERN = re.compile(r"[\\.^$*+?{}\[\]|()]")
_LAST_BRACKETS = re.compile(r"([(\[])[^()\[\]]*[)\]]\s*$")


class Table(Generic[R]):
    """Rows in order of precedence; literal rows are found by one look-up, patterns are tried in turn."""

    def __init__(self, rows: Sequence[R]) -> None:
        self.rows = tuple(rows)
        self.words = tuple(row.words for row in self.rows)
        self._found: dict[str, R | None] = {}
        ordered = list(enumerate(self.rows))
        self._literal = {row.words: (order, row) for order, row in reversed(ordered) if not _PATTERN.search(row.words)}
        self._patterns = [(order, re.compile(row.words), row) for order, row in ordered if _PATTERN.search(row.words)]
        # Most words that are asked for are in no row: one pattern of all says so at once. Slow ones have their own.
        self._any = _join_patterns(row for _, _, row in self._patterns if not row.signs)
        self._any_signed = _join_patterns(row for _, _, row in self._patterns if row.signs)
        self._signs = tuple(dict.fromkeys(sign for row in self.rows if row.signs for sign in row.signs.split("|")))

    def __iter__(self) -> Iterator[R]:
        return iter(self.rows)

    def find(self, printed: str) -> R | None:
        """The row that knows the printed words, or None."""
        try:
            return self._found[printed]
        except KeyError:
            if len(self._found) > _REMEMBERED:
                self._found.clear()
            found = self._found[printed] = self._find(match_form(printed))
            return found

    def _find(self, words: str) -> R | None:
        last, literal = self._literal.get(words, (len(self.rows), None))
        if not self._any.fullmatch(words) and not (self._is_signed(words) and self._any_signed.fullmatch(words)):
            return literal
        before = (row for order, pattern, row in self._patterns if order < last and pattern.fullmatch(words))
        return next(before, literal)

    def _is_signed(self, words: str) -> bool:
        return any(sign in words for sign in self._signs)


def _join_patterns(rows: Iterable[Row]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row.words})" for row in rows) or "(?!)")


class Vocabulary(Struct, frozen=True):
    """All words of a publisher that mean something to the parser."""

    headings: Table[Heading]
    labels: Table[Label]
    outcomes: Table[OutcomeRow]
    furniture: Table[FurnitureRow]
    foreign_pages: Table[ForeignPage]
    remedies: Remedies
    refusals: Table[Row]

    def find_foreign_page(self, text: str) -> ForeignPage | None:
        """The row whose words stand anywhere in `text`."""
        words = match_form(text)
        return next((row for row in self.foreign_pages if re.search(row.words, words)), None)


class ListingReader(Struct, frozen=True):
    """How a publisher lists its decisions: where each page of a listing stands, and how to read it. Nothing is fetched.

    `write_address(since, until, page)` is the path and query of a page (from 1) of the decisions dated from `since`
    (None: all before) to `until`, both included. `read_page(body, content_type)` raises NotAListingError for what is
    none.
    `find_report(body)` is the link, as printed, from a decision's page to the PDF of the full report, or None.
    `remove_card(body, address)` is a listing page without the entry that links to this path.
    """

    page_size: int
    write_address: Callable[[dt.date | None, dt.date, int], str]
    read_page: Callable[[bytes, str | None], ListingPage]
    find_report: Callable[[bytes], str | None]
    remove_card: Callable[[bytes, str], bytes]


class Canary(Struct, frozen=True, kw_only=True):
    """A decision that is published, and its header as its page printed it: what a changed page is known by.

    A field is None where the facts do not tell it: it is not compared. `why` says what the page stands for.
    """

    address: str
    body_name: str | None
    case_reference: str
    category: str
    subcategory: str
    outcome_text: str | None
    decided_on_text: str | None
    why: str


class Source(Struct, frozen=True, dict=True):
    """A publisher: who it is, how it addresses its decisions, and its words.

    `reference` matches a case reference in print, and `reference_form` writes its named groups in the one form that the
    dataset uses. `decision_path` matches the path of a decision's address, with a group `identity`, from which
    `decision_address` makes the canonical address. `expected` names the fields whose absence is a problem, for each
    media type; `expectations` are what a release is held against. `listing` is None where nothing is listed. `canaries`
    are decisions whose pages tell whether the publisher is still understood.
    """

    slug: str
    name: str
    home: str
    hosts: tuple[str, ...]
    licence: str
    attribution: str
    reference: str
    reference_form: str
    decision_path: str
    decision_address: str
    vocabulary: Vocabulary
    expected: Mapping[str, tuple[str, ...]]
    expectations: Expectations = Expectations()
    listing: ListingReader | None = None
    canaries: tuple[Canary, ...] = ()

    @cached_property
    def reference_pattern(self) -> re.Pattern[str]:
        """`reference`, compiled."""
        return re.compile(self.reference)

    @cached_property
    def _path_pattern(self) -> re.Pattern[str]:
        return re.compile(self.decision_path)

    def find_title_references(self, title: str) -> Sequence[re.Match[str]]:
        """The references of a title: those in its last brackets, else the last one. Digits in a name are none."""
        return _find_title_references(title, self.reference_pattern)

    def write_reference(self, found: re.Match[str]) -> str:
        """A reference that was found, as the dataset writes it."""
        return self.reference_form.format(
            **{name: (part or "").strip() for name, part in found.groupdict().items()}
        ).lower()

    def find_identity(self, address: str) -> str | None:
        """The publisher's own identity of the decision at `address`: its path, free of host, scheme, query and case.

        A page of the publisher's may give its address without host or scheme.
        """
        home = next((home for host in self.hosts if address.startswith(home := f"https://{host}/")), None)
        if home and (found := self._path_pattern.fullmatch(address[len(home) - 1 :].lower())):
            return found["identity"]  # as nearly all are written
        address = address.strip()
        if address.partition("/")[0].lower() in self.hosts:
            address = f"//{address}"
        try:
            parts = urlsplit(urljoin(self.home, address))
        except ValueError:  # brackets or characters that no address has
            return None
        if (parts.hostname or "").lower() not in self.hosts:
            return None
        found = self._path_pattern.fullmatch(parts.path.lower())
        return found["identity"] if found else None

    def find_references(self, text: str) -> list[str]:
        """All references in `text`, as the dataset writes them, each once, in order."""
        return list(dict.fromkeys(map(self.write_reference, self.reference_pattern.finditer(text))))


@lru_cache(maxsize=16)  # a document's title is asked three times
def _find_title_references(title: str, pattern: re.Pattern[str]) -> Sequence[re.Match[str]]:
    found = list(pattern.finditer(title))
    brackets = _LAST_BRACKETS.search(title)
    start = brackets.start(1) if brackets else len(title)
    inside = [match for match in found if match.start() > start]
    # Brackets before the last ones that hold a reference and nothing else: several references, each in its own.
    for match in reversed(found[: len(found) - len(inside)] if inside else []):
        if title[match.start() - 1] not in "([" or title[match.end() : inside[0].start()].strip(" )]([,&"):
            break
        inside.insert(0, match)
    return inside or found[-1:]
