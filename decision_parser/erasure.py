"""What names a decision, found and taken out of sentences and notes: the rest of them stays."""

import re
from collections.abc import Collection
from typing import Any

import msgspec

REMOVED = "(removed)"
"""What stands in a sentence where the name of a decision was."""
_REFERENCE = re.compile(r"\d\d-\d{3}-\d{3}[a-z]?")


class Erasure:
    """Takes all that names some decisions out of what is told of others.

    Found are their decision_ids, the publisher's identities in these, which stand in addresses too, and their
    references where these stand alone: another decision's address may end in the same one.
    """

    def __init__(self, decision_ids: Collection[str]) -> None:
        identities = {name.partition("/")[2] or name for name in decision_ids}
        self._names = frozenset({*decision_ids, *identities})
        references = {name.rpartition("/")[2] for name in identities}
        whole = [rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in sorted(self._names, key=len, reverse=True)]
        alone = [
            rf"(?<![\w/-]){name.replace('-', '[ -]?')}(?![\w-])"
            for name in sorted(references)
            if _REFERENCE.fullmatch(name)
        ]
        self._pattern = re.compile("|".join([*whole, *alone]) or r"(?!)", re.IGNORECASE)
        self._of_bytes = re.compile(self._pattern.pattern.encode(), re.IGNORECASE)

    def is_named_in(self, data: bytes) -> bool:
        """Whether the bytes of a text name one of them."""
        return self._of_bytes.search(data) is not None

    def clean_text(self, text: str) -> str:
        """The text without their names."""
        return self._pattern.sub(REMOVED, text)

    def clean_json(self, data: bytes) -> bytes:
        """JSON without them: what is a name goes, with its key; in sentences the name goes. Else the same bytes."""
        if not self.is_named_in(data):
            return data
        return msgspec.json.encode(self._clean(msgspec.json.decode(data)))

    def _clean(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, dict):
            return {key: self._clean(each) for key, each in value.items() if not {key, _or_none(each)} & self._names}
        if isinstance(value, list):
            return [self._clean(each) for each in value if _or_none(each) not in self._names]
        return self.clean_text(value) if isinstance(value, str) else value


def _or_none(value: object) -> str | None:
    """What may be a name."""
    return value if isinstance(value, str) else None
