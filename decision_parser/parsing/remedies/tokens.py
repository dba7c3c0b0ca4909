"""A sentence as words and signs, and the small closed sets of English words that a clause is read by."""

import re
from collections.abc import Iterator

from msgspec import Struct

# In lower case, with straight apostrophes; `it'll` is two words.
_TOKEN = re.compile(r"£ ?\d+(?:,\d{3})*(?:\.\d+)?|\d[\d,.]*\d|\d|[a-z][a-z-]*(?:'(?!ll\b)[a-z]+)*|'ll\b|[,;:.()–—…-]")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')]*\s+(?=[A-Z“\"‘'(£\d])|;\s+(?=[A-Z][a-z]+ (?:Council|Trust)\b)")
_ABBREVIATED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|No|St|s|ss|para|paras|reg|e\.g|i\.e|etc|Prof)\.$|^\W*\d{1,3}\.$|^\W*[a-z]{1,3}\.$"
)

ADVERBS = frozenset(
    "also now then again therefore further already both each all either immediately promptly jointly separately "
    "instead still just"
    " formally voluntarily kindly additionally previously since subsequently personally urgently therefore "
    "accordingly first"
    " recently properly fully forthwith straightaway only thereafter furthermore moreover next finally secondly "
    "thirdly so"
    " currently quickly retrospectively directly successfully proactively carefully duly in-turn independently "
    "however".split()
)
MODALS = {
    "will": "agreed", "shall": "agreed", "'ll": "agreed", "would": "agreed",
    "should": "recommended", "must": "recommended", "ought": "recommended", "needs": "recommended",
    "need": "recommended",
}  # fmt: skip
SUBORDINATORS = frozenset(
    "whether if because when where while until once unless how why what which who whom whose than since although "
    "though before after as"
    " whenever wherever that so lest given".split()
)
REPORTING = frozenset(
    "agreed agrees agree confirmed confirms accepted accepts recommend recommends recommended recommendation "
    "recommendations propose"
    " proposes proposed proposal suggest suggests suggested undertaken undertook promised undertaking told assured "
    "view welcome note pleased glad basis credit ask asks asked"
    " asking request requested requests decision decided consider considers invite says said remedy commitment "
    "committed find stated".split()
)
"""Words before a "that" behind which a body's duty is told, and not something that it explains."""
CLAIMING = frozenset(
    "says say said believes believe feels feel thinks think complains complained complain claims claim wants want "
    "argues argue considers"
    " considered alleges wished wishes expects hoped hopes disputes unhappy that whether if not".split()
)
DETERMINERS = frozenset(
    "a an the its his her their this that these those any all each every some no another our my both".split()
)
PRONOUNS = frozenset("him her them it us me you mr mrs ms miss mx dr child".split())
PREPOSITIONS = frozenset(
    "within in by before no not on at for as with without under over following after subject unless once when from "
    "where if because"
    " during to until having having-regard using upon through whatever".split()
)
NEGATIONS = frozenset(
    "not never nor cannot don't doesn't won't shouldn't didn't hasn't haven't wouldn't can't no neither".split()
)


FAR, NEAR = 30, 7
"""How many words lie between a trigger and its verb at most, and how many name a body."""
SHORT_LABEL = 5
TITLES = frozenset("mr mrs ms miss mx dr child".split())
SIGNS = frozenset(", ; : ( ) - – — . …".split())


class Sentence(Struct, frozen=True):
    """One sentence of a paragraph: its words in lower case with straight apostrophes, and where each stands."""

    text: str
    start: int
    stop: int
    words: tuple[str, ...]
    starts: tuple[int, ...]
    stops: tuple[int, ...]
    lower: str

    def __len__(self) -> int:
        return len(self.words)

    def word(self, place: int) -> str:
        """The word at a place; empty outside of the sentence."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def plain(self, first: int, last: int) -> str:
        """The words from `first` to before `last`, in lower case with straight apostrophes."""
        if first >= last or first >= len(self.starts):
            return ""
        return self.lower[self.starts[first] - self.start : self.stops[min(last, len(self.stops)) - 1] - self.start]

    def printed(self, first: int, last: int) -> str:
        """The words from `first` to before `last` as printed."""
        if first >= last or first >= len(self.starts):
            return ""
        return self.text[self.starts[first] : self.stops[min(last, len(self.stops)) - 1]]


_BACK = 8
_MOST = 5000
"""Characters of a sentence at most: a longer one is none, and would take time that grows with its square."""


def iter_sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a paragraph in order."""
    for start, stop in _iter_bounds(text):
        begin = start
        while stop - begin > _MOST:
            space = text.rfind(" ", begin + 1, begin + _MOST)
            end = space + 1 if space > begin else begin + _MOST
            yield _cut(text, begin, end)
            begin = end
        yield _cut(text, begin, stop)


def _iter_bounds(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for found in _SENTENCE_END.finditer(text):
        if not _ABBREVIATED.search(text[max(begin, found.start() - _BACK) : found.start() + 1]):
            yield begin, found.end()
            begin = found.end()
    if begin < len(text):
        yield begin, len(text)


def _cut(text: str, start: int, stop: int) -> Sentence:
    own = text[start:stop]
    lower = own.lower().replace("’", "'")
    if len(lower) != len(own):  # a letter whose lower case is two: places would shift
        lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in own).replace("’", "'")
    found = list(_TOKEN.finditer(lower))
    return Sentence(
        text,
        start,
        stop,
        tuple([each[0] for each in found]),
        tuple([start + each.start() for each in found]),
        tuple([start + each.end() for each in found]),
        lower,
    )
