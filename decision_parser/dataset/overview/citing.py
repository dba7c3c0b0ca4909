"""Which law is cited about cases: what stands in every decision is left out, and each text counts once."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from decision_parser.dataset.overview.rows import DecisionRow, group
from decision_parser.models.overview import Citations, CitedLaw

_MOST, _PROVISIONS = 20, 4
_LAW = re.compile(r"https://www\.legislation\.gov\.uk/[a-z]+/[0-9]+/[0-9]+")


class CitationRow(Struct, frozen=True, gc=False):
    """What is asked of a citation."""

    decision_id: str
    kind: str | None = None
    title: str | None = None
    provision: str | None = None
    boilerplate: bool = False
    uri: str | None = None


def count_citations(rows: Iterable[CitationRow], decisions: Mapping[str, DecisionRow]) -> Citations:
    """Laws by the number of decisions that cite them; what names no title is left out."""
    told = [row for row in rows if not row.boilerplate and row.title and _is_counted(row, decisions)]
    laws = group(told, lambda row: (row.title, row.kind))
    most = [_describe(title, kind, each) for (title, kind), each in laws.items()]
    most.sort(key=lambda law: (-law.decisions, law.title))
    return Citations(len({row.decision_id for row in told}), len(laws), tuple(most[:_MOST]))


def _is_counted(row: CitationRow, decisions: Mapping[str, DecisionRow]) -> bool:
    return row.decision_id in decisions and decisions[row.decision_id].is_counted


def _describe(title: str, kind: str | None, rows: Sequence[CitationRow]) -> CitedLaw:
    provisions = Counter(provision for _, provision in {(row.decision_id, row.provision) for row in rows} if provision)
    addresses = (found[0] for row in rows if row.uri and (found := _LAW.match(row.uri)))
    return CitedLaw(
        title,
        kind,
        next(addresses, None),
        len({row.decision_id for row in rows}),
        tuple(sorted(provisions.items(), key=lambda each: (-each[1], each[0]))[:_PROVISIONS]),
    )
