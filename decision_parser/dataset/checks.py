"""Checks that a release did not pass, as rows of its table `problems` that belong to no single decision.

They are in a file of their own, in the folder of what has no year. Only what the release alone tells is there: what
depends on the release before, or on what was read in this run, stands in `release.json`, so that the same archive
gives the same tables however they came about.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from decision_parser.dataset.arrow import build_batch
from decision_parser.dataset.columns import PROBLEMS
from decision_parser.dataset.parquet import write_parquet
from decision_parser.dataset.release import UNDATED, FileRecord, find_part, record_file
from decision_parser.models import ProblemCode
from decision_parser.models.checks import Check, CheckBasis

CHECKS_PART = find_part(PROBLEMS.name, UNDATED).replace("part-0", "part-checks")
"""The path of the file inside a release."""
_TOLD_BY_ITSELF = {CheckBasis.ITSELF, CheckBasis.EXPECTATION}


def write_checks(folder: Path, checks: Sequence[Check], metadata: Mapping[str, str]) -> dict[str, FileRecord]:
    """Write the checks that did not pass, and say of the file what there is to know again; nothing where all passed."""
    failed = [check for check in checks if not check.passed and check.basis in _TOLD_BY_ITSELF]
    if not failed:
        return {}
    rows = [
        (None, position, ProblemCode.FAILED_CHECK, _find_place(check), f"{check.name}: {check.detail}")
        for position, check in enumerate(failed, start=1)
    ]
    path = folder / CHECKS_PART
    write_parquet(path, PROBLEMS, metadata, [pa.Table.from_batches([build_batch(PROBLEMS, rows)])])
    return {CHECKS_PART: record_file(path)}


def _find_place(check: Check) -> str:
    """Where a check failed: `lgsco, 2024, decisions, body_name`."""
    return ", ".join(filter(None, (check.source, check.year, check.table, check.column))) or "release"
