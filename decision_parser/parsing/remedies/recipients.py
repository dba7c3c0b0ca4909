"""Who gets an apology or a payment, as the words of the action say."""

import re

_RELATIVE = (
    r"(?:son|daughter|mother|father|wife|husband|partner|parents?|brother|sister|grandson|estate|family|child(?:ren)?)"
)
_TITLED = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Child|Person)(?: and (?:Mr|Mrs|Ms|Miss|Dr))? [A-Z]\w*"
_ONE = (
    rf"(?:{_TITLED}(?:[’']s (?!distress|time|frustration|uncertainty)[a-z]+)?|[A-Z]\b(?! \w+ [Pp]lan)"
    rf"|(?:his|her|their) {_RELATIVE}\b|h(?:im|er)\b(?! [a-z]+ (?:bill|account))|them\b|complainants?|famil(?:y|ies)"
    r"|households?\b)"
)
_ANOTHER = rf"(?:(?:,| and)(?: to)? (?:(?:his|her|their) {_RELATIVE}|(?:Mr|Mrs|Ms|Miss|Dr) [A-Z]\w*|[A-Z]\b))"
_RECIPIENT = re.compile(
    r"(?:to )?(?P<who>(?:(?:the|each of the|each of|both|all|each) )?(?:first |second |third |fourth |fifth )?"
    rf"{_ONE}{_ANOTHER}*)"
)
_TO_WHOM = re.compile(
    r"\bto (?=(?:the |each of the |each |both |his |her |their )?(?:Mr|Mrs|Ms|Miss|Dr|Child|him|her|them|first|second"
    r"|son|daughter|mother|father|wife|husband|family|families|complainants?|[A-Z]\b))"
)
_BEFORE = re.compile(r"(?:^(?=(?:Mr|Mrs|Ms|Miss|Dr) )|^\w+ |, | and |; )((?:the |her |his |their )?[\w’' ]{1,40}?) $")
_CLOSE = 60
_PATIENT = re.compile(rf"(?:[Hh]e|[Ss]he|[Tt]hey|(?:[Hh]is|[Hh]er|[Tt]heir) {_RELATIVE}(?: [A-Z])?)")
_COUNTED = re.compile(r"(?:the )?(?:first|second|third|fourth|fifth|sixth)")


def find_recipient(rest: str) -> str | None:
    """Who stands right behind a verb, or behind a "to"; None where nobody does."""
    if found := _RECIPIENT.match(rest):
        return found["who"]
    start = _TO_WHOM.search(rest)
    found = _RECIPIENT.match(rest[start.start() :]) if start else None
    return found["who"] if found else None


def find_recipient_near(words: str, start: int, stop: int) -> str | None:
    """Who stands right before or behind a sum: `pay the first family £300, the second £100`."""
    before = _BEFORE.search(words[max(0, start - _CLOSE) : start])
    if before and (found := _RECIPIENT.match(before[1])):
        return found["who"]
    if before and _COUNTED.fullmatch(before[1]):
        return before[1]
    after = words[stop : stop + 60]
    found = _RECIPIENT.match(after[4:]) if after.startswith(" to ") else None
    return found["who"] if found else None


def find_patient(subject: str) -> str | None:
    """The subject of what is to be done, `she should be paid £200`, where that is a person and no thing."""
    return subject if _PATIENT.fullmatch(subject) or find_recipient(subject) == subject else None
