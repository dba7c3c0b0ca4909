"""The checks of a release as a page of Markdown: what each asks, and what is expected of a publisher's decisions."""

from collections.abc import Iterator

from decision_parser.models.checks import Expectations
from decision_parser.quality.drifting import DRIFT, TOLD
from decision_parser.quality.expecting import ALWAYS, EXPECTED, LISTED, NEVER
from decision_parser.sources import load_sources
from decision_parser.vocabulary import Source

_INTRODUCTION = """\
# Checks of a release

Generated from `decision_parser/quality/` and the expectations beside each publisher by `{command}`: change it there.

A release is published when no check stops it; [when it is refused](../how-to/refused-release.md), the one before
stays, and the exit code is 4. Each check stands in `release.json` with its figures, also when it passed; one that
failed and stopped nothing is a row of the table [`problems`](problems.md), with code `failed_check`.

Shares of few decisions tell little. Against expectations a year fails only where chance alone would bring it in one of
a hundred; against the release before, it is compared where there are ten decisions or more. New decisions may be of
any kind and length: what was there must be there still, and a field that they lack may be lacking as often as before.

| check | held against | stops a release | what is so where it passes |
|---|---|---|---|
"""
_LIMITS = {
    "most_unknown": "sections of unknown kind, at most",
    "most_headings": "decisions with a heading that no table knows, at most",
    "most_faulty": "decisions with a problem of reading, at most",
    "largest_shrink": "decisions fewer than before, at most",
    "largest_fall": "points fewer of a field's values than before, at most",
    "largest_shift": "decisions with another outcome or category than before, at most",
    "largest_cut": "text or rows of a decision fewer than before, at most",
    "largest_rise": "points more with unknown headings or faults than before, at most",
}


def write_checks(command: str) -> str:
    """The page; `command` is what writes it again."""
    rows = [
        "| `counts` | itself | yes | Every row that was parsed is in a file, and no other. |",
        *_iter_rows(),
    ]
    parts = [_INTRODUCTION.format(command=command) + "\n".join(rows) + "\n"]
    parts += map(_describe_source, load_sources().values())
    return "\n".join(parts)


def _iter_rows() -> Iterator[str]:
    for name, (_, passed) in EXPECTED.items():
        held = "the publisher's list" if name == LISTED else "expectations"
        stops = "yes" if name in ALWAYS else "no" if name in NEVER else "where all that is listed was read"
        yield f"| `{name}` | {held} | {stops} | {passed} |"
    for name, (_, passed) in DRIFT.items():
        yield f"| `{name}` | the release before | {TOLD.get(name, 'yes')} | {passed} |"


def _describe_source(source: Source) -> str:
    """What is expected of one publisher's decisions."""
    expected = source.expectations
    lines = [f"## {source.name}", "", "| what | expected |", "|---|---:|", *_iter_expected(expected), ""]
    names = {column: ", ".join(sorted(values)) for column, values in expected.allowed.items()}
    lines += [f"Values of `{column}` that are known: {values}.\n" for column, values in names.items()]
    if expected.varied:
        lines.append(f"Never one value alone in a year: {', '.join(f'`{name}`' for name in expected.varied)}.\n")
    return "\n".join(lines)


def _iter_expected(expected: Expectations) -> Iterator[str]:
    yield f"| decisions in the whole list, at least | {expected.least_decisions:,} |"
    yield f"| decisions of a whole year, at least | {expected.least_of_year:,} |"
    for column, share in expected.filled.items():
        yield f"| decisions of a year with `{column}`, at least | {share:.0%} |"
    for name, what in _LIMITS.items():
        yield f"| {what} | {getattr(expected, name):.0%} |"
