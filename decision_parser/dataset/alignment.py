"""Rows of one decision in two releases, paired by what they say, so that one more does not make all after it others."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Content = tuple[str | None, ...]
"""What a row says: the columns that make it what it is, and neither its place nor what was concluded from them."""

_SIMILAR = 0.5
_SIMILAR_ALONE = 0.2  # of one row in place of one, between rows that are the same
_MOST = 2500  # pairs that are compared with each other; where more would be, rows are paired in their order


def align(before: Sequence[Content], after: Sequence[Content]) -> list[tuple[int, int]]:
    """Pairs of numbers, of rows before and after that are the same row; those in no pair were lost and gained.

    Rows that say the same are paired in their order, then those between them that have half of their words in common (a
    single one in place of a single one: a fifth), and last those that say the same elsewhere.
    """
    pairs: list[tuple[int, int]] = []
    for kind, low, high, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs += zip(range(low, high), range(first, last), strict=True)
        elif kind == "replace":
            found = _pair_similar(before[low:high], after[first:last])
            pairs += ((low + one, first + other) for one, other in found)
    return sorted([*pairs, *_pair_moved(before, after, pairs)])


def _pair_moved(
    before: Sequence[Content], after: Sequence[Content], pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Rows in no pair that say the same, wherever they stand."""
    paired_before, paired_after = {one for one, _ in pairs}, {other for _, other in pairs}
    waiting: dict[Content, list[int]] = defaultdict(list)
    for number in range(len(after) - 1, -1, -1):
        if number not in paired_after:
            waiting[after[number]].append(number)
    for number, content in enumerate(before):
        if number not in paired_before and waiting.get(content):
            yield number, waiting[content].pop()


def _pair_similar(before: Sequence[Content], after: Sequence[Content]) -> list[tuple[int, int]]:
    """Of all ways to pair rows without crossing, that in which most of their words are the same."""
    ours, theirs = list(map(_count_words, before)), list(map(_count_words, after))
    if len(ours) == len(theirs) == 1:
        return [(0, 0)] if _likeness(ours[0], theirs[0]) >= _SIMILAR_ALONE else []
    if len(ours) * len(theirs) > _MOST:
        couples = zip(range(len(ours)), range(len(theirs)), strict=False)
        return [(one, other) for one, other in couples if _likeness(ours[one], theirs[other]) >= _SIMILAR]
    alike = [[_likeness(one, other) for other in theirs] for one in ours]
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for one in range(len(ours) - 1, -1, -1):
        for other in range(len(theirs) - 1, -1, -1):
            both = alike[one][other] + best[one + 1][other + 1] if alike[one][other] >= _SIMILAR else 0.0
            best[one][other] = max(both, best[one + 1][other], best[one][other + 1])
    return list(_follow(best, alike))


def _follow(best: list[list[float]], alike: list[list[float]]) -> Iterator[tuple[int, int]]:
    one = other = 0
    while one < len(alike) and other < len(alike[one]):
        if best[one][other] == best[one + 1][other]:
            one += 1
        elif best[one][other] == best[one][other + 1]:
            other += 1
        else:
            yield one, other
            one, other = one + 1, other + 1


def _count_words(content: Content) -> Counter[str]:
    return Counter(word for text in content if text for word in text.split())


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """How many of the words of both are in both: 1 for the same words, 0 for none."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
