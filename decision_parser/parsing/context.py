"""What a text has named so far: the laws that `the Act`, `the 1996 Act` or a bare `section 26A` can then mean."""

from collections.abc import Sequence

from msgspec import Struct, field

from decision_parser.law import Law, find_undated, name_form, split_year
from decision_parser.models import CitationKind
from decision_parser.parsing.binding import fits
from decision_parser.parsing.mentions import Mention, read_mentions
from decision_parser.parsing.places import Mark, Places, read_number
from decision_parser.parsing.provisions import CHAPTER

NEAR = 8
"""How many paragraphs on the law named last is still what a bare `section 9` means."""
_MOST = 40
_ACT, _REGULATIONS, _GUIDANCE = CitationKind.ACT, CitationKind.REGULATIONS, CitationKind.GUIDANCE
KINDS = {
    "act": _ACT, "regulations": _REGULATIONS, "regulation": _REGULATIONS, "regs": _REGULATIONS, "order": _REGULATIONS,
    "rules": _REGULATIONS, "directions": _REGULATIONS, "code": _GUIDANCE, "guidance": _GUIDANCE,
    "framework": _GUIDANCE, "code of practice": _GUIDANCE, "code of guidance": _GUIDANCE,
}  # fmt: skip
_IN_TITLE = {
    "regulations": "regulations", "regs": "regulations", "order": "order", "rules": "rules", "code": "code",
    "framework": "framework", "code of practice": "code", "code of guidance": "code",
}  # fmt: skip
_FURTHEST = 24
"""How many sentences and mentions on a law is looked for that provisions before it may be of."""


class Cited(Struct, gc=False):
    """What a mention cites: a law, None where it is not said which, a provision of it, and the words."""

    text: str
    law: Law | None
    provision: str | None
    mention: Mention


class Settled(Struct, frozen=True):
    """What a sentence cites whatever stands before it: each law in it has its full title."""

    cited: tuple[Cited, ...]
    laws: tuple[Law, ...]
    marks: tuple[Mark, ...]


class Context(Struct):
    """What was said so far: the laws named, the last one last, with their paragraphs, and the short names given."""

    named: dict[str, tuple[Law, int]] = field(default_factory=dict)
    short: dict[str, Law] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    duties: dict[str, Law] = field(default_factory=dict)
    """What bare numbers were said to mean: `section 106 agreement`, and then `the s106`."""
    duty: tuple[Law, int] | None = None
    """The law of the last of these, and the paragraph."""
    paragraph: int = 0
    text: str = ""
    powers: bool = False
    sentences: Sequence[str] = ()
    """The sentences of the paragraph, to look ahead in."""

    def enter(self, paragraph: int, text: str, sentences: Sequence[str], *, powers: bool) -> None:
        """Go on to a paragraph. Laws named where powers are told are forgotten where that ends."""
        if self.powers and not powers:
            self.named.clear()
            self.places = Places()
        self.text, self.sentences = text, sentences
        self.paragraph, self.powers = paragraph, powers

    def note(self, settled: Settled) -> None:
        """Note what a sentence that needed no context has named."""
        for law in settled.laws:
            self.name(law)
        if settled.marks:
            self.places.note(settled.marks, self.paragraph)

    def name(self, law: Law) -> None:
        """Note that a law is named here."""
        self.named.pop(law.title, None)
        self.named = dict([*self.named.items(), (law.title, (law, self.paragraph))][-_MOST:])

    def find_last(self, unit: str, reach: int) -> Law | None:
        """The law named last that is divided into such units, not more than so many paragraphs ago."""
        for law, paragraph in reversed(self.named.values()):
            if self.paragraph - paragraph <= reach and fits(unit, law):
                return law if unit != CHAPTER or law.kind is _GUIDANCE else None
        return None

    def find_numbered(self, provision: str, last: Law | None, *, plain: bool) -> Law | None:
        """The law that the number was of before, unless it is a common one and another law was named since."""
        number = read_number(provision)
        duty = self.duties.get(provision) or (self.duties.get(number.figures) if number and number.lettered else None)
        if duty or number is None or number.whole not in self.places.numbers:
            return duty
        law, paragraph = self.places.numbers[number.whole]
        if number.lettered:
            return law
        if last and last != law and self.named[last.title][1] == self.paragraph:
            return None
        return law if plain or self.paragraph - paragraph <= NEAR else None

    def find_ahead(self, unit: str) -> tuple[Law, bool] | None:
        """The law of such units that is named first in the paragraph, for what stands before it.

        And whether it stands in brackets of its own: `(Children Act 1989)`.
        """
        for text in self.sentences[:_FURTHEST]:
            for other in read_mentions(text)[:_FURTHEST]:
                if other.law and not other.name and fits(unit, other.law):
                    return other.law, f"({text[other.start : other.end]})" in text
        return None

    def find_named(self, name: str) -> Law | None:
        """The law that a short name means: as it was given, else by kind and year, else by its title without year."""
        form = name_form(name)
        if form in self.short:
            return self.short[form]
        first, _, rest = form.partition(" ")
        year = int(first) if first.isdigit() else None
        bare = rest if year else form
        kind = KINDS.get(bare)
        named = [law for law, _ in self.named.values()]
        if kind is None:
            same = (law for law in reversed(named) if name_form(split_year(law.title)[0]) == form)
            return next(same, None) or find_undated(name)
        word = _IN_TITLE.get(bare, "")
        for law in reversed([*self.duties.values(), *named]):
            if law.kind is kind and year in (None, law.year) and word in law.title.lower():
                return law
        return None
