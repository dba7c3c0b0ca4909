"""One document as it was parsed, against what is known to be true of it: what is right, what is not, by subject.

Every value is judged alike. Expected and the same: right. Expected and another: found in vain, and missed. Expected
none and found: found in vain. Expected and not found: missed.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from decision_parser.text import match_form
from tests.evaluation.counting import Tally, add_tallies, tally

Record = Mapping[str, Any]
TEXTS = (
    "summary",
    "complaint",
    "background",
    "scope",
    "role_and_powers",
    "how_considered",
    "findings",
    "assessment",
    "remedy",
    "final_decision",
    "not_investigated",
)
"""Columns with the text of the sections of one kind."""
_PARTS = frozenset({"sections", "remedies", "citations", "problems", "furniture_contains", "paragraph_count"})
_ATTRIBUTES = ("amount", "per", "purpose", "status", "deadline_on")
_KEPT = 1000
"""What a pair of remedies is worth against a word more or less that agrees: as many pairs as can be come first."""


class Verdict(NamedTuple):
    """How one thing came out in one document; `subject` is the table that it belongs to."""

    subject: str
    name: str
    tally: Tally


def judge(wanted: Record, found: Record) -> Iterator[Verdict]:
    """All verdicts on a document; `found` is its JSON, `wanted` has what is known of it, under the same names."""
    yield from _judge_fields(wanted, found)
    if "sections" in wanted:
        yield from _judge_sections(wanted["sections"], found["sections"])
        yield from _judge_paragraphs(wanted["sections"], found["sections"])
        if "summary" not in wanted:
            yield from _judge_texts(wanted["sections"], found)
    if "problems" in wanted:
        yield from _judge_problems(wanted["problems"], found["problems"])
        texts = [entry["text"] for entry in found["furniture"]]
        there = sum(any(words in text for text in texts) for words in wanted["furniture_contains"])
        yield Verdict("problems", "furniture that is named", Tally(len(wanted["furniture_contains"]), there, there))
    if "remedies" in wanted:
        yield from _judge_remedies(wanted["remedies"], found["remedies"])
        yield from _judge_citations(wanted["citations"], found["citations"])


def judge_value(wanted: object, found: object) -> Tally:
    """The verdict on one value; nothing, false and an empty list are no value."""
    return tally(*([repr(value)] if value not in (None, False, [], ()) else [] for value in (wanted, found)))


# ── fields and their texts ───────────────────────────────────────────────────────────────────────────────────────────


def _judge_fields(wanted: Record, found: Record) -> Iterator[Verdict]:
    for name, value in wanted.items():
        if name == "remedy_total":
            yield Verdict("fields", name, judge_value(_as_money(value), _as_money(found[name])))
        elif name not in _PARTS:
            yield Verdict("texts" if name in TEXTS else "fields", name, judge_value(value, found[name]))


def _as_money(value: Any) -> Decimal | None:  # noqa: ANN401 - as JSON has it
    return None if value is None else Decimal(str(value))


def _judge_texts(sections: Sequence[Record], found: Record) -> Iterator[Verdict]:
    texts: dict[str, list[str]] = defaultdict(list)
    lines: list[str] = []
    for section in sections:
        own = [paragraph["text"] for paragraph in section["paragraphs"]]
        texts[section["kind"]] += own
        lines += [section["heading"], *own] if section["heading"] else own
    for name in TEXTS:
        yield Verdict("texts", name, judge_value("\n".join(texts[name]) or None, found[name]))
    yield Verdict("texts", "full_text", judge_value("\n".join(lines), found["full_text"]))


# ── sections, paragraphs, problems ───────────────────────────────────────────────────────────────────────────────────


def _judge_sections(wanted: Sequence[Record], found: Sequence[Record]) -> Iterator[Verdict]:
    """By kind, with heading and all paragraphs; and what the headings are said to be."""
    for kind in sorted({section["kind"] for section in (*wanted, *found)}):
        ours, theirs = ([row for row in rows if row["kind"] == kind] for rows in (wanted, found))
        yield Verdict("sections", kind, _tally(ours, theirs, _key))
    for name in ("topic", "level"):
        ours, theirs = ([row for row in rows if row[name] is not None] for rows in (wanted, found))
        yield Verdict("sections", f"{name} of a section", tally(_with_key(ours, name), _with_key(theirs, name)))


def _with_key(sections: Iterable[Record], name: str) -> list[Hashable]:
    return [(_key(section), section[name]) for section in sections]


def _key(section: Record) -> tuple[Hashable, ...]:
    return section["heading"], *(paragraph["text"] for paragraph in section["paragraphs"])


def _judge_paragraphs(wanted: Sequence[Record], found: Sequence[Record]) -> Iterator[Verdict]:
    """A paragraph is told by its words and the kind of its section; its number and the like are judged with them."""
    sides = [[(s["kind"], p) for s in sections for p in s["paragraphs"]] for sections in (wanted, found)]
    texts = ([(kind, row["text"]) for kind, row in side] for side in sides)
    yield Verdict("paragraphs", "text, in its section", tally(*texts))
    for name in ("number", "path", "depth", "kind"):
        stated = ([(row["text"], row[name]) for _, row in side if row[name] not in {None, 0}] for side in sides)
        yield Verdict("paragraphs", name, tally(*stated))


def _judge_problems(wanted: Sequence[Record], found: Sequence[Record]) -> Iterator[Verdict]:
    """By code, with the words that each is about."""
    left = list(found)
    rights: list[str] = []
    for problem in wanted:
        for other in left:
            if other["code"] == problem["code"] and problem["detail_contains"] in other["detail"]:
                left.remove(other)
                rights.append(problem["code"])
                break
    for code in sorted({problem["code"] for problem in (*wanted, *found)}):
        expected, got = (sum(row["code"] == code for row in rows) for rows in (wanted, found))
        yield Verdict("problems", code, Tally(expected, got, rights.count(code)))


def _tally(wanted: Iterable[Any], found: Iterable[Any], key: Callable[[Any], tuple[Hashable, ...]]) -> Tally:
    """Rows with the same key are the same; an empty key is none."""
    return tally(filter(None, map(key, wanted)), filter(None, map(key, found)))


# ── remedies and citations ───────────────────────────────────────────────────────────────────────────────────────────


def _judge_remedies(wanted: Sequence[Record], found: Sequence[Record]) -> Iterator[Verdict]:
    pairs = pair_remedies(wanted, found)
    partner = {other: place for place, other in pairs}
    right = [place for place, other in pairs if _kind_and_amount(wanted[place]) == _kind_and_amount(found[other])]
    for kind in sorted({row["kind"] for row in (*wanted, *found)}):
        expected, got = (sum(row["kind"] == kind for row in rows) for rows in (wanted, found))
        same = sum(wanted[place]["kind"] == kind for place in right)
        yield Verdict("remedies", kind, Tally(expected, got, same))
    for name in _ATTRIBUTES:
        yield Verdict("remedy attributes", name, _judge_attribute(name, wanted, found, pairs))
    yield Verdict("remedy attributes", "part_of", _judge_parts(wanted, found, partner))
    # An expectation gives a recipient where the words say it plainly; of the others it says nothing.
    plain = [place for place, row in enumerate(wanted) if "recipient_text" in row]
    got = {place: found[other].get("recipient_text") for place, other in pairs}
    tallies = [judge_value(wanted[place]["recipient_text"], got.get(place)) for place in plain]
    yield Verdict("remedy attributes", "recipient_text", add_tallies(tallies))


def _kind_and_amount(row: Record) -> tuple[str, Decimal | None]:
    return row["kind"], _as_money(row.get("amount"))


def pair_remedies(wanted: Sequence[Record], found: Sequence[Record]) -> list[tuple[int, int]]:
    """Which remedy found is which one expected: in the order of both, as many as can be, those that agree most.

    A pair has its kind in common, or its amount.
    """
    worth = [[0] * (len(found) + 1) for _ in range(len(wanted) + 1)]
    for place in reversed(range(len(wanted))):
        for other in reversed(range(len(found))):
            both = _weigh(wanted[place], found[other])
            taken = both + worth[place + 1][other + 1] if both else 0
            worth[place][other] = max(taken, worth[place + 1][other], worth[place][other + 1])
    return list(_walk(worth, wanted, found))


def _walk(worth: list[list[int]], wanted: Sequence[Record], found: Sequence[Record]) -> Iterator[tuple[int, int]]:
    place = other = 0
    while place < len(wanted) and other < len(found):
        both = _weigh(wanted[place], found[other])
        if both and worth[place][other] == both + worth[place + 1][other + 1]:
            yield place, other
            place, other = place + 1, other + 1
        elif worth[place][other] == worth[place + 1][other]:
            place += 1
        else:
            other += 1


def _weigh(wanted: Record, found: Record) -> int:
    (kind, amount), (other_kind, other_amount) = _kind_and_amount(wanted), _kind_and_amount(found)
    if kind != other_kind and (amount is None or amount != other_amount):
        return 0
    agreed: list[bool] = [wanted.get(name) == found.get(name) for name in ("per", "purpose", "status", "deadline_on")]
    return _KEPT + 100 * int(kind == other_kind) + 100 * int(amount == other_amount) + sum(agreed)


def _judge_attribute(
    name: str, wanted: Sequence[Record], found: Sequence[Record], pairs: Sequence[tuple[int, int]]
) -> Tally:
    """One attribute of all remedies: that of one missed is missed with it, that of one in vain is in vain."""
    expected, got = (sum(row.get(name) is not None for row in rows) for rows in (wanted, found))
    same = [judge_value(_value(wanted[place], name), _value(found[other], name)).right for place, other in pairs]
    return Tally(expected, got, sum(same))


def _value(row: Record, name: str) -> object:
    return _as_money(row.get(name)) if name == "amount" else row.get(name)


def _judge_parts(wanted: Sequence[Record], found: Sequence[Record], partner: Mapping[int, int]) -> Tally:
    """Parts point to their whole by its place, which is another where a remedy before it was missed."""
    expected, got = (sum(row.get("part_of") is not None for row in rows) for rows in (wanted, found))
    right = 0
    for other, place in partner.items():
        mine, whole = wanted[place].get("part_of"), found[other].get("part_of")
        right += mine is not None and whole is not None and partner.get(whole - 1) == mine - 1
    return Tally(expected, got, right)


def _judge_citations(wanted: Sequence[Record], found: Sequence[Record]) -> Iterator[Verdict]:
    yield Verdict("citations", "title and provision", _tally(wanted, found, _law))
    yield Verdict("citations", "title alone", _tally(wanted, found, lambda row: _law(row)[:1] * bool(row.get("title"))))
    yield Verdict(
        "citations", "provision alone", _tally(wanted, found, lambda row: _law(row)[1:] * bool(row.get("provision")))
    )
    yield Verdict(
        "citations", "boilerplate", _tally(wanted, found, lambda row: _law(row) * bool(row.get("boilerplate")))
    )


def _law(row: Record) -> tuple[Hashable, ...]:
    title = row.get("title")
    return title and match_form(title), row.get("provision")
