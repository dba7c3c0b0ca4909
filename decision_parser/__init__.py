"""Published ombudsman decisions into sections, fields and Parquet.

>>> import decision_parser
>>> decision = decision_parser.parse(open("page.html", "rb").read())
>>> decisions = decision_parser.read("dataset")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decision_parser.dataset.exporting.exports import export
    from decision_parser.dataset.reading import read
    from decision_parser.dataset.search import search
    from decision_parser.pipeline.build import build
    from decision_parser.pipeline.parse import parse, to_json
    from decision_parser.pipeline.refresh import refresh
    from decision_parser.pipeline.report import write_report as report

    __version__: str

__all__ = ["__version__", "build", "export", "parse", "read", "refresh", "report", "search", "to_json"]

# Imported where used: `--help` and `parse` must load neither pandas nor pyarrow.
_HOMES = {
    "build": "pipeline.build",
    "export": "dataset.exporting.exports",
    "parse": "pipeline.parse",
    "read": "dataset.reading",
    "refresh": "pipeline.refresh",
    "report": "pipeline.report",
    "search": "dataset.search",
    "to_json": "pipeline.parse",
}
_CALLED = {"report": "write_report"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the module's own names, whatever they are
    if name == "__version__":  # to look it up takes as long as all else that `--help` does
        from importlib.metadata import version

        return version("decision-parser")
    if name in _HOMES:
        return getattr(import_module(f"decision_parser.{_HOMES[name]}"), _CALLED.get(name, name))
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
