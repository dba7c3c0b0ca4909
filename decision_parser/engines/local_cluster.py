"""A Dask cluster on this machine for the time of one run: a scheduler, and workers that it starts again.

Its scheduler has a process of its own, which ends when the run does, however that comes about, and its workers with it.
It is not reached from other machines.
"""

import multiprocessing
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection

from decision_parser.engines.processes import SPAWN, without_main
from decision_parser.errors import DecisionParserError

_HOST = "127.0.0.1"
_START = 120  # seconds for the first sign of it, on the slowest machine
_END = 10  # seconds that its processes may take to end
# How often a task's worker may be killed before the task is run alone.
_ALLOWED = 1
_SETTINGS: dict[str, object] = {
    # Nothing is served but the work.
    **{f"distributed.{part}.http.routes": [] for part in ("scheduler", "worker", "nanny")},
    # A worker that takes longer than that to start again is given up: on a busy machine, 15 seconds are too few.
    "distributed.deploy.lost-worker-timeout": "1 hour",
}


@contextmanager
def open_local_cluster(jobs: int) -> Iterator[str]:
    """The address of the scheduler of `jobs` workers, all of which end with the block.

    Raises DecisionParserError when they cannot be started.
    """
    context = multiprocessing.get_context(SPAWN)
    ours, theirs = context.Pipe()
    scratch = tempfile.mkdtemp(prefix="decision-parser-")
    keeper = context.Process(target=_keep_cluster, args=(jobs, scratch, theirs))
    with without_main():
        keeper.start()
    theirs.close()
    try:
        yield _receive_address(ours)
    finally:
        ours.close()
        keeper.join(_END)
        if keeper.is_alive():
            keeper.kill()
            keeper.join()
        shutil.rmtree(scratch, ignore_errors=True)


def _receive_address(ours: Connection) -> str:
    address, reason = None, "it ended at once, perhaps for want of memory"
    with suppress(EOFError):
        address, reason = ours.recv() if ours.poll(_START) else (None, "it takes too long")
    if address is None:
        raise DecisionParserError(f"No Dask cluster could be started here: {reason}; run with `--engine processes`.")
    return str(address)


# ── in the process of the scheduler ──────────────────────────────────────────────────────────────────────────────────


def _keep_cluster(jobs: int, scratch: str, theirs: Connection) -> None:
    """Run a cluster until the other end of `theirs` is closed, or gone."""
    _leave_terminal()
    import dask
    from distributed import LocalCluster

    with dask.config.set(_SETTINGS):
        try:
            cluster = LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                processes=True,
                host=_HOST,
                dashboard_address=None,
                memory_limit=0,  # none: it would stop workers that hold much for a moment
                local_directory=scratch,
                silence_logs=False,
                scheduler_kwargs={
                    "allowed_failures": _ALLOWED,
                    "dashboard": False,
                    "dashboard_address": f"{_HOST}:0",  # any port: what is not given is 8787, for all who ask
                },
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, the other side tells it
            theirs.send((None, f"{type(error).__name__}: {error}"))
            return
        with cluster, suppress(EOFError, OSError):
            theirs.send((cluster.scheduler_address, ""))
            theirs.recv()
    shutil.rmtree(scratch, ignore_errors=True)  # where nobody is left to do it


def _leave_terminal() -> None:
    """Leave interrupts to the run, and keep what Dask has to say to nobody out of its output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setsid"):
        os.setsid()
    nothing = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nothing, descriptor)
