"""The figures of a set as tables to read and as JSON."""

from typing import Any

from benchmarks.tables import Table
from tests.evaluation.counting import Interval, Match, Share
from tests.evaluation.scoring import Evaluation
from tests.evaluation.sets import LabelledSet

_NONE = "–"
_MATCH_COLUMNS = ("what", "labelled", "found", "right", "precision", "recall", "F1")
_SHARE_COLUMNS = ("of the matches", "right", "of", "share")
_SHARE_NOTE = (
    "A field counts where the label or the find says something of it. Negatives are the cases where nothing is to be "
    "found. In brackets: 95 %, after Wilson; of F1 by bootstrap over cases."
)


def to_tables(labelled: LabelledSet, evaluation: Evaluation) -> tuple[Table, Table]:
    """What was matched, and what of the matches is right."""
    title = f"{labelled.title}: {evaluation.case_count} cases"
    matches = [_to_match_row(name, match, evaluation.find_interval(name)) for name, match in evaluation.matches.items()]
    shares = [*evaluation.shares.items(), ("negatives", evaluation.negatives)]
    rows = [(name, str(share.right), str(share.of), _say(share.value, share.interval)) for name, share in shares]
    return Table(title, _MATCH_COLUMNS, matches), Table(f"{title}, fields", _SHARE_COLUMNS, rows, (_SHARE_NOTE,))


def _to_match_row(name: str, match: Match, interval: Interval | None) -> tuple[str, ...]:
    ratios = [_say(share.value, share.interval) for share in (match.precision, match.recall)]
    return (name, *map(str, match.total), *ratios, _say(match.total.f1, interval))


def _say(value: float | None, interval: Interval | None) -> str:
    if value is None or interval is None:
        return _NONE
    low, high = interval
    return f"{value:.3f} ({low:.3f}–{high:.3f})"


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """All figures with their intervals."""
    shares = {**evaluation.shares, "negatives": evaluation.negatives}
    return {
        "cases": evaluation.case_count,
        "matches": {
            name: match.total._asdict()
            | {"precision": _ratio(match.precision), "recall": _ratio(match.recall)}
            | {"f1": {"value": match.total.f1, "interval": evaluation.find_interval(name)}}
            for name, match in evaluation.matches.items()
        },
        "fields": {name: share._asdict() | _ratio(share) for name, share in shares.items()},
    }


def _ratio(share: Share) -> dict[str, Any]:
    return {"value": share.value, "interval": share.interval}
