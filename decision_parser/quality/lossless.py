"""The lossless rule: every visible character of a document is in exactly one place of its decision."""

from itertools import islice
from operator import attrgetter

from decision_parser.models import Decision, Problem, ProblemCode
from decision_parser.text import compact, squeeze

_CONTEXT = 40
_END = b"\0"
"""Stands behind the last of a queue: no visible text has it."""
_MOST_STEPS = 1_000_000
_get_marker, _get_text = attrgetter("marker"), attrgetter("text")


def check_lossless(decision: Decision, visible: bytes) -> list[Problem]:
    """A problem where the parts of a decision, in their order, do not make up the document's visible text.

    Header, text and furniture each keep their order but lie apart, so the check interleaves them: at every place of
    the visible text one of the three must go on with just the words that stand there.
    """
    texts, header, furniture = _texts(decision), _header(decision), _furniture(decision)
    if _follow(visible, *_squeeze(texts, header, furniture)):
        return []
    # Furniture inside a section, invisible characters, unusual white space, or words that stand in two queues: piece
    # by piece, in the strict form, and every way to read it.
    queues = [[compact(text) for group in queue for text in group] for queue in (texts, header, furniture)]
    stopped = _interleave(
        compact(visible.decode("utf-8", "surrogatepass")), [[text for text in queue if text] for queue in queues]
    )
    return [] if stopped is None else [Problem(ProblemCode.LOSSLESS, "document", stopped)]


def _squeeze(
    texts: list[list[str]], header: list[list[str]], furniture: list[list[str]]
) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """Each queue's texts without their white space; those of a group are one, and empty ones are left out."""
    joined = "\0".join(["".join(group) for queue in (texts, header, furniture) for group in queue])
    squeezed = iter(squeeze(joined.encode("utf-8", "surrogatepass")).split(b"\0"))
    first, second = (list(filter(None, islice(squeezed, len(queue)))) for queue in (texts, header))
    return first, second, list(filter(None, squeezed))


def _follow(visible: bytes, texts: list[bytes], header: list[bytes], furniture: list[bytes]) -> bool:
    """Whether the three make up the visible text by the first way to go on at every place: the usual, cheap case."""
    place = 0
    fits = visible.startswith
    entries, rest = iter(header), iter(furniture)
    entry, left = next(entries, _END), next(rest, _END)
    for text in (*texts, _END):
        while not fits(text, place):
            if fits(entry, place):
                place += len(entry)
                entry = next(entries, _END)
            elif fits(left, place):
                place += len(left)
                left = next(rest, _END)
            else:
                return text is entry is left is _END and place == len(visible)
        place += len(text)
    return False


def _interleave(visible: str, queues: list[list[str]]) -> str | None:
    """None if the queues make up the visible text, else where they stop doing so.

    Where two queues can go on at one place (a jump list shows a heading's words before the heading does), the longer
    words are tried first, and the other when that comes to nothing.
    """
    place, heads = 0, [0] * len(queues)
    untried: list[tuple[int, list[int], int]] = []
    stopped: str | None = None
    for _ in range(_MOST_STEPS + 2 * sum(map(len, queues))):
        ways = [
            (len(queue[head]), which)
            for which, (queue, head) in enumerate(zip(queues, heads, strict=True))
            if head < len(queue) and visible.startswith(queue[head], place)
        ]
        if not ways:
            if place == len(visible) and all(head == len(queue) for queue, head in zip(queues, heads, strict=True)):
                return None
            stopped = stopped or _describe(
                visible, place, [queue[head:] for queue, head in zip(queues, heads, strict=True)]
            )
            if not untried:
                break
            place, heads, which = untried.pop()
        else:
            ways.sort(reverse=True)
            untried += [(place, heads.copy(), other) for _, other in ways[1:]]
            which = ways[0][1]
        place += len(queues[which][heads[which]])
        heads[which] += 1
    return stopped or "too many ways to read it"


def _describe(visible: str, place: int, left: list[list[str]]) -> str:
    before, after = visible[max(0, place - _CONTEXT) : place], visible[place : place + _CONTEXT]
    expected = " | ".join(queue[0][:_CONTEXT] for queue in left if queue) or "nothing"
    return f"after …{before!r} stands {after!r}, expected {expected!r}"


def _texts(decision: Decision) -> list[list[str]]:
    """The words of each section: its heading, and its paragraphs with their markers."""
    groups = []
    for section in decision.sections:
        group, paragraphs = [section.heading or ""], section.paragraphs
        if any(map(_get_marker, paragraphs)):
            for paragraph in paragraphs:
                group += (paragraph.marker or "", paragraph.text)
        else:
            group += map(_get_text, paragraphs)
        groups.append(group)
    return groups


def _header(decision: Decision) -> list[list[str]]:
    return [[entry.label or "", entry.text] for entry in decision.header]


def _furniture(decision: Decision) -> list[list[str]]:
    return [[entry.text] for entry in decision.furniture]
