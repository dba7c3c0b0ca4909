"""The forms of English verbs, from their base forms."""

from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

Form = Literal["base", "third", "gerund", "past"]
"""The forms that tell an action; plain words, as the hash of a member of an enum is slow."""
BASE: Final = "base"
THIRD: Final = "third"
GERUND: Final = "gerund"
PAST: Final = "past"
ANY: frozenset[Form] = frozenset((BASE, THIRD, GERUND, PAST))

_IRREGULAR = {
    "pay": "paid", "repay": "repaid", "write": "wrote written", "give": "gave given", "send": "sent", "make": "made",
    "remake": "remade", "take": "took taken", "retake": "retook retaken", "put": "put", "set": "set", "let": "let",
    "hold": "held", "meet": "met", "bring": "brought", "tell": "told", "show": "showed shown", "find": "found",
    "do": "did done", "get": "got", "keep": "kept", "lay": "laid", "draw": "drew drawn", "rebuild": "rebuilt",
    "cut": "cut", "speak": "spoke spoken", "bear": "bore borne", "learn": "learned learnt", "rehear": "reheard",
    "undertake": "undertook undertaken", "withdraw": "withdrew withdrawn", "strike": "struck", "say": "said",
    "rerun": "reran rerun", "re-run": "re-ran re-run", "see": "saw seen", "go": "went gone", "begin": "began begun",
    "offer": "offered", "limit": "limited", "rewrite": "rewrote rewritten", "visit": "visited",
    "audit": "audited", "alter": "altered", "clear": "cleared",
}  # fmt: skip
_DOUBLED = frozenset(
    "stop cap top refer transfer admit commit submit remit omit plan cancel travel label fulfil enrol".split()
)


@cache
def list_forms(verbs: frozenset[str]) -> dict[str, dict[Form, str]]:
    """Of each word that is a form of one of `verbs`: which forms it is, each with its base form."""
    forms: dict[str, dict[Form, str]] = {}
    for verb in sorted(verbs):
        for form, words in _write_forms(verb):
            for word in words:
                forms.setdefault(word, {})[form] = verb
    return forms


def _write_forms(verb: str) -> Iterable[tuple[Form, Iterable[str]]]:
    yield BASE, [verb]
    yield THIRD, [_write_third(verb)]
    yield GERUND, [_write_gerund(verb)]
    yield PAST, _IRREGULAR[verb].split() if verb in _IRREGULAR else [_write_past(verb)]


def _write_third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{verb}s"


def _write_gerund(verb: str) -> str:
    return f"{_double(verb[:-1] if verb.endswith('e') and not verb.endswith('ee') else verb)}ing"


def _write_past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return f"{verb[:-1]}ied"
    return f"{_double(verb)}ed"


def _double(verb: str) -> str:
    short = verb in {"put", "set", "let", "cut", "get"} or verb.endswith(("run", "hold-on"))
    return verb + verb[-1] if verb in _DOUBLED or short else verb
