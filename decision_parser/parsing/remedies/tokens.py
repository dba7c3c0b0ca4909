"""A sentence as words and signs, and the small closed sets of English words that a clause is read by."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

# In lower case, with straight apostrophes; `it'll` is two words.
_TOKEN = re.compile(r"[a-z][a-z-]*+(?:'(?!ll\b)[a-z]+)*+|[,;:.()–—…-]|£ ?\d+(?:,\d{3})*(?:\.\d+)?|\d[\d,.]*\d|\d|'ll\b")
# One set of signs in front, which `re` looks for quickly, and then what stands behind each of them.
_SENTENCE_END = re.compile(
    r"[.!?…;](?:(?<!;)[\"”’')]*\s+(?=[A-Z“\"‘'(£\d])|(?<=;)\s+(?=[A-Z][a-z]+ (?:Council|Trust)\b))"
)
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


class Sentence(Struct, gc=False):
    """One sentence of a paragraph, from `start` to `stop` of its `text`: as printed, and its words.

    `lower` and the words are in lower case with straight apostrophes.
    """

    text: str
    start: int
    stop: int
    whole: str
    """The sentence as printed."""
    lower: str
    words: tuple[str, ...]
    _spans: tuple[tuple[int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.words)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where each word stands in the sentence; few sentences are asked."""
        if not self._spans:
            self._spans = tuple(_iter_spans(self.lower, self.words))
        return self._spans

    def find_start(self, place: int) -> int:
        """Where a word begins in the paragraph."""
        return self.start + self.spans[place][0]

    def find_stop(self, place: int) -> int:
        """Where it ends."""
        return self.start + self.spans[place][1]

    def plain(self, first: int, last: int) -> str:
        """The words from `first` to before `last`, in lower case with straight apostrophes."""
        return self._cut(self.lower, first, last)

    def printed(self, first: int, last: int) -> str:
        """The words from `first` to before `last` as printed."""
        return self._cut(self.whole, first, last)

    def _cut(self, form: str, first: int, last: int) -> str:
        count = len(self.words)
        if first >= last or first >= count:
            return ""
        spans = self._spans or self.spans
        return form[spans[first][0] : spans[(min(count, last)) - 1][1]]


def _iter_spans(lower: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words of a sentence stand: what lies between them begins none of them, so that the next is meant."""
    end = 0
    for word in words:
        start = lower.find(word, end)
        end = start + len(word)
        yield start, end


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
    return Sentence(text, start, stop, own, lower, tuple(_split_words(lower)))


def _split_words(lower: str) -> Sequence[str]:
    """What `_TOKEN` finds; most words are nothing but letters, which is seen without it."""
    if "£ " in lower:
        return _TOKEN.findall(lower)
    words: list[str] = []
    for piece in lower.split():
        if piece.isalpha() and piece.isascii():
            words.append(piece)
        else:
            words += _TOKEN.findall(piece)
    return words
