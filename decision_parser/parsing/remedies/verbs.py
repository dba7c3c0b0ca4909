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
    "bear": "bore borne", "begin": "began begun", "bring": "brought", "build": "built", "buy": "bought", "cut": "cut",
    "do": "did done", "draw": "drew drawn", "feed": "fed", "find": "found", "get": "got", "give": "gave given",
    "go": "went gone", "hold": "held", "keep": "kept", "lay": "laid", "learn": "learned learnt", "leave": "left",
    "let": "let", "make": "made", "meet": "met", "pay": "paid", "put": "put", "re-hear": "re-heard",
    "re-make": "re-made", "re-run": "re-ran re-run", "rebuild": "rebuilt", "rehear": "reheard", "relet": "relet",
    "remake": "remade", "repay": "repaid", "rerun": "reran rerun", "retake": "retook retaken",
    "rewrite": "rewrote rewritten", "ring": "rang rung", "run": "ran run", "say": "said", "see": "saw seen",
    "seek": "sought", "send": "sent", "set": "set", "show": "showed shown", "speak": "spoke spoken",
    "strike": "struck", "sweep": "swept", "take": "took taken", "tell": "told", "undertake": "undertook undertaken",
    "withdraw": "withdrew withdrawn", "write": "wrote written",
}  # fmt: skip
_DOUBLED = frozenset(
    "admit begin cancel cap commit cut embed enrol fit flag fulfil get label let level log map omit plan put re-run "
    "refer relet remit rerun run set stop submit top transfer travel trim".split()
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
    return f"{verb[:-1]}ing" if verb.endswith("e") and not verb.endswith("ee") else f"{_double(verb)}ing"


def _write_past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return f"{verb[:-1]}ied"
    return f"{_double(verb)}ed"


def _double(verb: str) -> str:
    return verb + verb[-1] if verb in _DOUBLED else verb
