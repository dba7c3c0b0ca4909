"""All of a release that its page shows, put together."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from decision_parser.dataset.columns import TABLES
from decision_parser.dataset.overview.citing import CitationRow, count_citations
from decision_parser.dataset.overview.filling import map_filling
from decision_parser.dataset.overview.holdings import count_holdings
from decision_parser.dataset.overview.rates import build_funnel, list_periods
from decision_parser.dataset.overview.remedying import RemedyRow, count_remedies, keep_counted, sum_up_payments
from decision_parser.dataset.overview.rows import DecisionRow, read_rows
from decision_parser.dataset.overview.running import list_runs, read_history, sum_up_ledger
from decision_parser.dataset.overview.troubles import ProblemRow, group_headings, group_problems, list_corrections
from decision_parser.dataset.profiling import read_profile
from decision_parser.dataset.release import Credit, Release, read_release
from decision_parser.errors import DecisionParserError
from decision_parser.models.checks import Check, CheckBasis
from decision_parser.models.overview import Overview, Publisher, ReleaseNote


def read_overview(folder: Path) -> Overview:
    """The figures of the release in `folder`, with what the reports of runs beside it say.

    Raises DecisionParserError when its `release.json` or a file of its tables cannot be read.
    """
    release = read_release(folder)
    if release is None:
        raise DecisionParserError(f"{folder} has no release.json that can be read; build the dataset again.")
    rows = read_rows(folder, "decisions", DecisionRow)
    decisions = {row.decision_id: row for row in rows}
    problems = read_rows(folder, "problems", ProblemRow)
    remedies = list(keep_counted(read_rows(folder, "remedies", RemedyRow), decisions))
    history = read_history(folder)
    checks = _read_checks(release)
    return Overview(
        release=_describe(release, rows),
        holdings=count_holdings(rows),
        runs=list_runs(history),
        has_changes=history.changes is not None,
        ledger=sum_up_ledger(history),
        checks=checks,
        links={name: decisions[name].link for check in checks for name in check.decisions if name in decisions},
        headings=group_headings(problems, decisions),
        problems=group_problems(problems, decisions),
        filling=map_filling(read_profile(folder)),
        corrections=list_corrections(problems, decisions),
        funnel=build_funnel(rows),
        periods=list_periods(rows),
        remedies=count_remedies(remedies),
        payments=sum_up_payments(remedies, rows),
        citations=count_citations(read_rows(folder, "citations", CitationRow), decisions),
        absent=tuple(name for name in TABLES if not (folder / name).is_dir()),
    )


def _describe(release: Release, rows: Iterable[DecisionRow]) -> ReleaseNote:
    register = release.register
    return ReleaseNote(
        name=release.release,
        created_at=release.created_at,
        parser_version=release.parser_version,
        schema_version=release.schema_version,
        previous=release.previous,
        basis=release.basis,
        suppressed=release.suppressed,
        once=all(row.count_once is not None for row in rows),
        publishers=tuple(_credit(slug, credit) for slug, credit in sorted(release.sources.items())),
        register=_credit("register", register.credit) if register else None,
    )


def _credit(slug: str, credit: Credit) -> Publisher:
    return Publisher(slug, credit.name, credit.licence, credit.attribution)


def _read_checks(release: Release) -> tuple[Check, ...]:
    """The checks of a release, those of before there were kinds of them too."""
    known = msgspec.to_builtins(release.checks)
    return tuple(msgspec.convert({"basis": CheckBasis.ITSELF, **check}, Check) for check in known)
