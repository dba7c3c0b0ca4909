"""docs/accuracy.md: all figures as a page to read, the same for the same code. Nothing of a set held back is quoted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.evaluation.accuracy import ALONE, SUBJECTS, Accuracy
from tests.evaluation.counting import Interval, Share, Tally
from tests.evaluation.scoring import Evaluation
from tests.evaluation.sets import LabelledSet
from tests.test_fixtures import (
    BOILERPLATE_MISSES,
    CITATION_MISSES,
    MONEY_MISSES,
    RECIPIENT_MISSES,
    REMEDY_MISSES,
)

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
_TEMPLATE = Path(__file__).with_name("accuracy.md")
_REAL_STARTS, _REAL_ENDS = "<!-- real header lines -->\n", "<!-- end of real header lines -->\n"
_NONE = "–"
_COUNTS = ("expected", "found", "right", "precision", "recall")
_GROUPED = ("fields", "sections", "paragraphs", "remedies", "citations")
_SHOWN = 15

_TITLES: Mapping[str, tuple[str, str]] = {
    "fields": ("Fields of `decisions`", "Header, identity, and what is added up or read from the foot of a report."),
    "texts": (
        "Texts of `decisions`",
        "The text of all sections of a kind, and the full text; equal to the last character.",
    ),
    "sections": ("Sections, by kind", "Kind, heading and every paragraph."),
    "paragraphs": ("Paragraphs", "The address of each: what cross-references and quotations stand on."),
    "problems": ("Problems, by code", "What the parser must say that it could not place, or that contradicts itself."),
    "remedies": ("Remedies, by kind", "Kind and amount."),
    "remedy attributes": ("Attributes of remedies", "Of all remedies, those missed and those found in vain included."),
    "citations": ("Citations", "The law that is cited."),
}
"""How the table of a subject is called, and what stands over it."""

Scored = Sequence[tuple[LabelledSet, Evaluation]]


def write_page(suites: Mapping[str, Accuracy], labelled: Scored, before: str | None) -> str:
    """The whole page. Without real documents their figures are those of `before`, the page as it was."""
    fixtures, generated, real = (suites.get(name, Accuracy([])) for name in ("fixtures", "generated", "real"))
    parts = {
        "fixtures": "".join(to_fixture_parts(fixtures, generated)),
        "groups": to_group_part(fixtures, generated),
        "real": to_real_part(real) if real.judged else _keep_real_part(before or ""),
        "labelled": "".join(_to_labelled_part(labelled)),
        "errors": to_error_table(fixtures),
        "reasons": "".join(f"- {reason} ({', '.join(names)})\n" for reason, names in find_reasons().items()),
        "labelled errors": to_table(("what", "errors", "of"), [*_count_labelled_errors(labelled)][:_SHOWN]),
    }
    page = read_template()
    for name, part in parts.items():
        page = page.replace(f"<!-- {name} -->", part.strip("\n"))
    return page


def read_template() -> str:
    """What the page says beside its figures."""
    return _TEMPLATE.read_text(encoding="utf-8")


# ── whole documents ──────────────────────────────────────────────────────────────────────────────────────────────────


def to_fixture_parts(fixtures: Accuracy, generated: Accuracy | None) -> Iterator[str]:
    """A table a subject; with generated documents, a column of theirs."""
    yield f"{len(fixtures.judged)} fixtures"
    yield f", and {len(generated.judged)} generated documents in the last column" if generated else ""
    yield ".\n"
    for subject in SUBJECTS:
        others = generated.add_up(subject) if generated else {}
        rows = fixtures.add_up(subject)
        columns = (f"`{subject}`", *_COUNTS, *(["generated: right of expected"] if others else []))
        lines = []
        for name in dict.fromkeys([*rows, *others]):
            counts = to_cells(rows.get(name, Tally(0, 0, 0)))
            lines.append((name, *counts, *([_say_generated(others.get(name))] if others else [])))
        title, note = _TITLES[subject]
        yield f"\n### {title}\n\n{note}\n\n{to_table(columns, lines)}"


def _say_generated(tally: Tally | None) -> str:
    if tally is None or not (tally.labelled or tally.found):
        return _NONE
    false = tally.found - tally.right
    return f"{tally.right:,} of {tally.labelled:,}" + (f", {false:,} in vain" if false else "")


def to_cells(tally: Tally) -> tuple[str, ...]:
    """Counts, and both ratios with their intervals."""
    return (*(f"{count:,}" for count in tally), *(_say(ratio) for ratio in (tally.precision, tally.recall)))


def _say(share: Share) -> str:
    return _say_ratio(share.value, share.interval)


def _say_ratio(value: float | None, interval: Interval | None) -> str:
    if value is None or interval is None:
        return _NONE
    low, high = interval
    return f"{value:.3f} ({low:.3f}–{high:.3f})"


def to_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; the first column is words, the others figures."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def to_group_part(fixtures: Accuracy, generated: Accuracy | None) -> str:
    """The subjects by the form of the documents and by their years; each group once in each table."""
    parts = []
    for subject in _GROUPED:
        rows = [*_group_rows(fixtures, subject, "")]
        if generated and subject not in {"remedies", "citations"}:
            rows += _group_rows(generated, subject, "generated, ")
        what = f", {ALONE[subject]}" if subject in ALONE else ""
        columns = (f"{subject}{what}", "documents", "all right", *_COUNTS)
        parts.append(to_table(columns, rows))
    return "\n".join(parts)


def _group_rows(accuracy: Accuracy, subject: str, before: str) -> Iterator[tuple[str, ...]]:
    for group in accuracy.groups:
        whole = accuracy.count_whole(subject, group)
        cells = to_cells(accuracy.sum_up(subject, group))
        yield f"{before}{group}", str(accuracy.count(group)), f"{whole.right} of {whole.of}", *cells


# ── real header lines ────────────────────────────────────────────────────────────────────────────────────────────────


def to_real_part(real: Accuracy) -> str:
    """A table for each kind of real material."""
    parts = [_REAL_STARTS]
    for group in real.groups:
        rows = [(name, *to_cells(tally)) for name, tally in real.add_up("fields", group).items()]
        parts.append(to_table((f"{group}: {real.count(group)}", *_COUNTS), rows))
    return "\n".join([*parts, _REAL_ENDS])


def _keep_real_part(before: str) -> str:
    kept = before.partition(_REAL_STARTS)[2].partition(_REAL_ENDS)[0]
    return _REAL_STARTS + (kept or "\nNobody has scored them yet: the folder was not there.\n\n") + _REAL_ENDS


# ── labelled sentences ───────────────────────────────────────────────────────────────────────────────────────────────


def _to_labelled_part(labelled: Scored) -> Iterator[str]:
    for one, evaluation in labelled:
        matches = []
        for name, match in evaluation.matches.items():
            f1 = _say_ratio(match.total.f1, evaluation.find_interval(name))
            matches.append((name, *to_cells(match.total), f1))
        shares = [*evaluation.shares.items(), ("negatives", evaluation.negatives)]
        rows = [(name, str(share.right), str(share.of), _say(share)) for name, share in shares]
        yield f"\n### {one.title}: {evaluation.case_count} cases\n\n"
        yield to_table(("what", "labelled", "found", "right", "precision", "recall", "F1"), matches)
        yield "\n" + to_table(("of the matches", "right", "of", "share"), rows)


# ── the commonest errors ─────────────────────────────────────────────────────────────────────────────────────────────


def to_error_table(fixtures: Accuracy) -> str:
    """The rows of the fixtures with errors, the worst first."""
    rows = [
        (subject, name, tally.labelled - tally.right, tally.found - tally.right)
        for subject, name, tally in fixtures.iter_rows()
    ]
    wrong = sorted((row for row in rows if row[2] or row[3]), key=lambda row: (-row[2] - row[3], row[:2]))
    cells = [(f"{subject}, {name}", str(missed), str(false)) for subject, name, missed, false in wrong]
    return to_table(("what", "missed", "in vain"), cells)


def find_reasons() -> dict[str, list[str]]:
    """The known misses of the fixtures, as tests/test_fixtures.py says them, with their names."""
    reasons: dict[str, list[str]] = {}
    for misses in (REMEDY_MISSES, MONEY_MISSES, RECIPIENT_MISSES, CITATION_MISSES, BOILERPLATE_MISSES):
        for name, reason in misses.items():
            names = reasons.setdefault(reason, [])
            if name not in names:
                names.append(name)
    return reasons


def _count_labelled_errors(labelled: Scored) -> Iterator[tuple[str, str, str]]:
    errors, of = Counter[str](), Counter[str]()
    for one, evaluation in labelled:
        if one.held_back:
            continue
        named = [name for name in evaluation.matches if not name.endswith("_alone") and name != one.task.headline]
        for name in named:
            total = evaluation.matches[name].total
            for what, count, base in (
                ("missed", total.labelled - total.right, total.labelled),
                ("found in vain", total.found - total.right, total.found),
            ):
                errors[f"{one.task.name}, {name}: {what}"] += count
                of[f"{one.task.name}, {name}: {what}"] += base
        for name, share in evaluation.shares.items():
            errors[f"{one.task.name}, {name} of a match: wrong"] += share.of - share.right
            of[f"{one.task.name}, {name} of a match: wrong"] += share.of
    for name, count in sorted(errors.items(), key=lambda item: (-item[1], item[0])):
        if count:
            yield name, str(count), str(of[name])
