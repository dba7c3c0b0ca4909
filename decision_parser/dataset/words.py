"""Words as numbers: one hash for a paragraph, a sentence or a decision, equal where the words are.

Printing differs from page to page and from page to PDF: quotes, dashes, capitals, a full stop. That is evened out.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import islice

from decision_parser.models import Decision, SectionKind

_SIZE = 8
_ENDS = b" .,:;!?-'\"()[]"
# What is not the decision's own text: who signed it, and what became of it later.
_APART = frozenset({SectionKind.SIGNATURE, SectionKind.COMPLIANCE, SectionKind.FURTHER_REPORT})
# Where a sentence may end, and what says that it does not: a title, a single capital, the `v` of a case.
_END = re.compile(r"[.!?)][)\]\"'’”]*\s+(?=[\"'‘“]?[A-Z])")
_SHORT = re.compile(r"\b(?:Mrs?|Ms|Dr|St|No|v|[A-Z])$")
_LONGEST_SHORT = 3


@lru_cache(maxsize=8192)  # many sentences stand in many decisions
def hash_words(text: str) -> int:
    """A hash of 64 bits, equal for texts of the same words."""
    return _hash(_even(text))


def _hash(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=_SIZE).digest(), "little", signed=True)


def _even(text: str) -> bytes:
    """`text` in lower case, with straight quotes and dashes, single white space, and no punctuation at its end."""
    return _even_print(_join_lines(text)).rstrip(_ENDS)


def _join_lines(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\t" in text else text


def _even_print(text: str) -> bytes:
    """`text` in lower case, with straight quotes and dashes."""
    if not text.isascii():  # `translate` is slow, and so is `lower` where there is more than ASCII
        text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u201c", '"').replace("\u201d", '"')
        text = text.replace("\u2013", "-").replace("\u2014", "-").replace("\u2011", "-")
        if not text.isascii():  # a sign of pounds here and there
            text = "\n".join([line if line.isascii() else line.lower() for line in text.split("\n")])
    return text.encode().lower()


def hash_paragraphs(decision: Decision) -> Sequence[int]:
    """The hash of the words of each of its paragraphs, in order."""
    return _hash_texts(tuple([paragraph.text for section in decision.sections for paragraph in section.paragraphs]))


@lru_cache(maxsize=1)  # the table of decisions asks for them, and then that of paragraphs
def _hash_texts(texts: tuple[str, ...]) -> Sequence[int]:
    """As `hash_words` of each; all are evened out at once."""
    lines = _even_print("\n".join(map(_join_lines, texts))).split(b"\n") if texts else ()
    return [_hash(line.rstrip(_ENDS)) for line in lines]


def hash_decision(decision: Decision) -> int | None:
    """A hash of the words of its paragraphs in order, headings and what was added later left out; None without any."""
    hashes = iter(hash_paragraphs(decision))
    parts = [(section, tuple(islice(hashes, len(section.paragraphs)))) for section in decision.sections]
    return _hash_all(number for section, part in parts if section.kind not in _APART for number in part)


def _hash_all(hashes: Iterable[int]) -> int | None:
    data = b"".join([number.to_bytes(_SIZE, "little", signed=True) for number in hashes])
    return _hash(data) if data else None


def hash_sentence(text: str, words: str) -> int:
    """The hash of the sentence of a paragraph's `text` that `words` stand in; of all of it where they are not found."""
    at = text.find(words)
    return hash_words(text if at < 0 else _find_sentence(text, at, at + len(words)))


def _find_sentence(text: str, start: int, stop: int) -> str:
    """The sentence, or sentences, around a part of `text`."""
    ends, afters = _list_ends(text)
    before, after = bisect_right(afters, start), bisect_left(ends, stop - 1)
    return text[afters[before - 1] if before else 0 : afters[after] if after < len(ends) else len(text)]


@lru_cache(maxsize=64)  # a paragraph often cites more than one provision
def _list_ends(text: str) -> tuple[list[int], list[int]]:
    """Where its sentences end, and where what follows each of them begins."""
    found = [(end.start(), end.end()) for end in _END.finditer(text) if _is_end(text, end.start())]
    return [end for end, _ in found], [after for _, after in found]


def _is_end(text: str, at: int) -> bool:
    """Whether a sentence ends where it may; a bracket of law that follows it is still of it, and has no full stop."""
    if text[at] == ")":
        return text.endswith("amended", 0, at)
    return not _SHORT.search(text, max(0, at - _LONGEST_SHORT), at)
