"""What in a text looks like the data of a real person: an address, a number, an e-mail. It is counted, never kept.

A publisher takes such things out before it publishes; now and then one is overlooked. Nothing here says that what was
found is a person's: it is for somebody to look at.
"""

import re
from collections.abc import Callable

KINDS = {
    "email": "e-mail address",
    "telephone": "telephone number",
    "postcode": "address line",
    "nhs_number": "NHS number",
    "ni_number": "National Insurance number",
}
"""What is looked for, and what one of it is called."""

_POSTCODE = r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
_INSURANCE = r"\b[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b"
_DIGITS = r"\d{3}[ -]?\d{3}[ -]?\d{4}"
SUSPECT = rf"\w@\w|(?:\+44|0)[ ()-]*[1-9](?:[ ()-]*\d){{8}}|{_DIGITS}|{_POSTCODE}|{_INSURANCE}"
"""Matches every text with any of it, and some others; in the syntax that `re` and RE2 have in common."""

_PATTERNS = {
    "email": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?P<domain>[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})"),
    "telephone": re.compile(r"(?<![\w/.-])(?:\+44[ ]?(?:\(0\))?[ ]?|\(?0)[1-9](?:[ ()-]{0,2}\d){8,9}(?![\w/-])"),
    "postcode": re.compile(rf"(?<![\w£.,/-])\d{{1,4}}[A-Za-z]?,? [A-Z][^.;:]{{1,90}}?{_POSTCODE}"),
    "nhs_number": re.compile(rf"(?<![\w£.,/-]){_DIGITS}(?![\w/-]|[.,]\d)"),
    "ni_number": re.compile(rf"(?!BG|GB|KN|NK|NT|TN|ZZ){_INSURANCE}"),
}
# The publisher's own, and numbers that only organisations have: 03, 08 and 09.
_PUBLIC_DOMAINS = ("lgo.org.uk", "ombudsman.org.uk", "lgsco.org.uk")
_PUBLIC_NUMBERS = re.compile(r"(?:44|0)0?[389]|0207217|02476820000")
_UNUSED = frozenset("DFIQUV")


def count_personal(text: str) -> dict[str, int]:
    """How often each kind of it stands in a text; kinds that do not are left out."""
    counts = {kind: sum(map(_CHECKS.get(kind, bool), pattern.finditer(text))) for kind, pattern in _PATTERNS.items()}
    return {kind: count for kind, count in counts.items() if count}


def _is_private_domain(match: re.Match[str]) -> bool:
    domain = match["domain"].lower().rstrip(".")
    return not any(domain == public or domain.endswith(f".{public}") for public in _PUBLIC_DOMAINS)


def _is_private_number(match: re.Match[str]) -> bool:
    return not _PUBLIC_NUMBERS.match(re.sub(r"\D", "", match[0]))


def _is_nhs_number(match: re.Match[str]) -> bool:
    """Whether the check digit fits: the sum of the digits, the first times 10, the last times 1, is divisible by 11."""
    digits = [int(letter) for letter in match[0] if letter.isdecimal()]
    total = sum(digit * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True))
    return digits[0] != 0 and len(set(digits)) > 1 and total % 11 == 0


def _is_insurance_number(match: re.Match[str]) -> bool:
    return not _UNUSED & set(match[0][:2]) and match[0][1] != "O"


_CHECKS: dict[str, Callable[[re.Match[str]], bool]] = {
    "email": _is_private_domain,
    "telephone": _is_private_number,
    "nhs_number": _is_nhs_number,
    "ni_number": _is_insurance_number,
}
