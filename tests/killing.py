"""Work that kills its worker once, in the middle: what comes of it must be as if nothing had been."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_parser.dataset.merging import Merge, Written


def die_once(mark: Path) -> int:
    """Kill this process, unless that has been done for this mark; then its id."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return os.getpid()
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def sleep(seconds: float) -> float:
    """Do nothing for some time."""
    time.sleep(seconds)
    return seconds


def describe_process() -> dict[str, str]:
    """What no two processes have in common."""
    return {"number": str(os.getpid())}


def describe_nothing() -> dict[str, str]:
    """Nothing that must be the same."""
    return {}


def write_merge(merge: Merge) -> Written:
    """Write a file in several passes; that of the paragraphs of 2024 dies once, in the middle of the last."""
    from decision_parser.dataset import merging  # heavy: most workers only sleep and die

    groups = merging._iter_groups

    def dying(*args: Any) -> Iterator[Any]:  # noqa: ANN401 - what they are, is nobody's business here
        yield from groups(*args)
        die_once(merge.work.parent / "died")

    chosen = merge.table_name == "paragraphs" and merge.target.parent.name == "decided_year=2024"
    with mock.patch.multiple(merging, FAN_IN=4, _iter_groups=dying if chosen else groups):
        return merging.write_merge(merge)
