"""A dataset with all that the report page shows, and with text that wants to be more than text."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from decision_parser.dataset.columns import CHANGES, LEDGER
from decision_parser.dataset.history import Change, ChangeKind, LedgerRow, WindowStatus
from decision_parser.dataset.whole import write_whole
from decision_parser.pipeline.build import build
from decision_parser.pipeline.report import write_report

if TYPE_CHECKING:
    import pytest

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(2)>'
ESCAPE = "</svg></title><script>alert(3)</script>"
DOLLAR = r"$\frac{1}{2}$ Council"
TURNED = "Council \u202eliame\u202c \x07bell"
HOSTILE = (SCRIPT, IMAGE, ESCAPE, DOLLAR, TURNED)

_PAGE = """<!doctype html><html><head><meta charset="utf-8"></head><body><article><h1>{body} ({reference})</h1>
<dl><dt>Category :</dt><dd>{category} &gt; Other</dd><dt>Decision :</dt><dd>{outcome}</dd>
<dt>Decision date :</dt><dd>{day:%d %b %Y}</dd></dl>
<h2>The Ombudsman's final decision:</h2><p>Summary: About case {number}.</p>
<h2>The complaint</h2><ol><li>Ms X complains of matter {number}.</li></ol>
<h2>{heading}</h2><ol><li>Case {number} falls under section {number} of the Care Act 2014, the Housing Act 1996 and
section 9 of the Highways Act 1980.</li></ol>
<h2>Agreed action</h2><ol><li>Within one month the Council will apologise to Ms X for matter {number} and pay her
£{amount}.</li></ol>
<h2>Final decision</h2><ol><li>I end case {number}.</li></ol></article></body></html>"""


def build_hostile(folder: Path, count: int = 72) -> Path:
    """The dataset of `count` decisions: ten bodies and more, three years, runs, gaps, and all of `HOSTILE`."""
    for number in range(count):
        path = folder / "pages" / f"{number:03}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_write_page(number), encoding="utf-8")
    build([folder / "pages"], out=folder / "dataset", jobs=1)
    release = (folder / "dataset" / "current").resolve()
    for year in range(2023, 2026):
        rewrite(release / f"decisions/decided_year={year}/part-0.parquet", _spoil(year))
    for file in release.glob("problems/*/*.parquet"):
        rewrite(file, {"detail": lambda number, value: f"{SCRIPT} {number % 2}" if value else value})
    _add_history(release)
    return folder / "dataset"


def share_hostile(factory: pytest.TempPathFactory) -> Path:
    """The hostile dataset with its page, made once for all tests by whichever worker comes first."""
    base = factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "hostile"
    with FileLock(f"{folder}.lock"):
        if not (folder / "dataset" / "report.html").exists():
            write_report(build_hostile(folder))
    return folder / "dataset"


def _write_page(number: int) -> str:
    body = f"Body {number % 10} Council"
    outcome = "Upheld" if number % 10 == 0 or number % 3 else "Not upheld"
    if number % 8 == 7:
        outcome = "Closed after initial enquiries"
    return _PAGE.format(
        body=body,
        reference=f"24 100 {number:03}",
        category=("Housing", "Education", "Transport")[number % 3],
        outcome=outcome,
        day=dt.date(2023 + number % 3, 1 + number % 12, 15),
        number=number,
        heading="A word about bailiffs" if number % 4 == 0 else "What I found",
        amount=50 + 75 * (number % 20),
    )


Spoil = Callable[[int, Any], Any]


def _spoil(year: int) -> Mapping[str, Spoil]:
    """What becomes of some columns of a year: names that are code, addresses that are none."""
    return {
        "body_name": lambda number, value: HOSTILE[number] if number < len(HOSTILE) else value,
        "category": lambda number, value: SCRIPT if number == 6 else value,
        "url": lambda number, _: _write_url(number, year),
    }


def _write_url(number: int, year: int) -> str:
    return ("javascript:alert(4)", f"https://www.lgo.org.uk/decisions/{year}/{number}?a=1&b=<2>")[number % 2]


def rewrite(file: Path, columns: Mapping[str, Spoil], *, without: tuple[str, ...] = ()) -> None:
    """Write a file of a release again with other values, by row and column, or without some columns."""
    table = pq.read_table(file, partitioning=None)
    for name, change in columns.items():
        place = table.schema.get_field_index(name)
        values = [change(number, value) for number, value in enumerate(table[name].to_pylist())]
        table = table.set_column(place, table.schema.field(name), pa.array(values, table.schema.field(name).type))
    pq.write_table(table.drop_columns(list(without)), file)


def correct(file: Path, fields: Mapping[int, list[str]]) -> None:
    """Give a file of decisions the column `corrected_fields`, filled in some rows."""
    table = pq.read_table(file, partitioning=None)
    if "corrected_fields" in table.column_names:
        table = table.drop_columns(["corrected_fields"])
    values = [fields.get(number, []) for number in range(table.num_rows)]
    pq.write_table(table.append_column("corrected_fields", pa.array(values, pa.list_(pa.string()))), file)


def _add_history(release: Path) -> None:
    """Three runs, in the last of which something went wrong."""
    changes = [
        Change(
            changed_at=_night(1 + number % 3),
            decision_id=f"lgsco/{number}",
            kind=(ChangeKind.ADDED, ChangeKind.REVISED, ChangeKind.WITHDRAWN)[number % 3],
            source="lgsco",
            run=f"2026060{1 + number % 3}T030000Z",
            case_reference="24 100 000",
        )
        for number in range(30)
    ]
    rows = [
        write_window("20260601T030000Z", 1, status=WindowStatus.INCOMPLETE, message="It was not there yet."),
        write_window("20260602T030000Z", 1),
        write_window("20260602T030000Z", 2, status=WindowStatus.INCOMPLETE, found=9, published=8, missing=1, failed=1,
                     message=f"GET {SCRIPT} gave no answer."),
        write_window("20260603T030000Z", 3, found=7, published=5, excluded=2, excluded_reasons='{"draft": 2}'),
    ]  # fmt: skip
    correct(release / "decisions/decided_year=2024/part-0.parquet", {3: ["outcome", "decided_on"]})
    write_whole(release / "changes/part-0.parquet", CHANGES, changes, {})
    write_whole(release / "ledger/part-0.parquet", LEDGER, rows, {})


def _night(day: int) -> dt.datetime:
    return dt.datetime(2026, 6, day, 3, tzinfo=dt.UTC)


def write_window(run: str, month: int, **counts: Any) -> LedgerRow:  # noqa: ANN401 - as the ledger has them
    """A month of 2025 as a run read it: complete, unless told."""
    given: dict[str, Any] = {"status": WindowStatus.COMPLETE, "total": 10, "found": 10, "published": 10, **counts}
    return LedgerRow(
        run=run,
        source="lgsco",
        window_since=dt.date(2025, month, 1),
        window_until=dt.date(2025, month, 28),
        read_at=dt.datetime.strptime(run, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC),
        **given,
    )
