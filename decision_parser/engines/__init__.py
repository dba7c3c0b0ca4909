"""Where work runs: in this process, in worker processes of this machine, or on a cluster of machines.

An engine takes a function and many tasks, and hands each task back with its result when it is done. A task says where
its input is and where its output goes, so that what travels between processes is small. It may be run twice, when its
worker was lost or seemed to be, and so writes under names of its own and puts them in place by renaming.
"""

from decision_parser.engines.apart import run_apart
from decision_parser.engines.bounds import OverTimeError, bounded
from decision_parser.engines.calls import Place
from decision_parser.engines.choosing import (
    EngineChoice,
    EngineKind,
    Workers,
    count_cores,
    open_engine,
    open_workers,
    parse_engine,
)
from decision_parser.engines.processes import Processes
from decision_parser.engines.tasks import Engine, InProcess, WorkerDied

__all__ = [
    "Engine",
    "EngineChoice",
    "EngineKind",
    "InProcess",
    "OverTimeError",
    "Place",
    "Processes",
    "WorkerDied",
    "Workers",
    "bounded",
    "count_cores",
    "open_engine",
    "open_workers",
    "parse_engine",
    "run_apart",
]
