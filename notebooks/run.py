"""Run the notebooks, each in a kernel of its own on this interpreter, and keep copies with what they print and draw.

python notebooks/run.py demo/notebooks                  # all of them; DATASET=… for another dataset than the demo's
python notebooks/run.py demo/notebooks notebooks/1-first-look.ipynb
"""

import asyncio
import base64
import logging
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from decision_parser.engines import count_cores

_HERE = Path(__file__).parent
_SECONDS = 600  # that one cell may take


class _ThisInterpreter(AsyncKernelManager):
    """Starts kernels with the interpreter that runs this, whichever are registered on the machine."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """How a kernel starts."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def main(out: Path, paths: list[Path]) -> int:
    """Run notebooks, write their copies to `out`, and give the exit code: 1 when a cell failed or warned."""
    out.mkdir(parents=True, exist_ok=True)
    # The list of fonts is made once on a machine, and slowly: here, or each kernel would do it and speak of it.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    import_module("matplotlib.font_manager")
    return int(not all(asyncio.run(_run_all(out, paths))))


async def _run_all(out: Path, paths: list[Path]) -> list[bool]:
    free = asyncio.Semaphore(count_cores())
    with TemporaryDirectory(prefix="kernels-") as sockets:
        # What kernels keep of themselves is nothing to leave in anybody's home.
        os.environ |= {"IPYTHONDIR": sockets, "JUPYTER_RUNTIME_DIR": sockets}
        return list(await asyncio.gather(*(_run(path, out, Path(sockets, path.stem[:8]), free) for path in paths)))


async def _run(path: Path, out: Path, socket: Path, free: asyncio.Semaphore) -> bool:
    """Whether all cells of a notebook ran, without a word on stderr."""
    notebook = _read(path)
    # Through the file system where that can be: nothing listens on a port, not even on this machine.
    manager = _ThisInterpreter(transport="ipc", ip=str(socket)) if os.name == "posix" else _ThisInterpreter()
    where = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook, km=manager, timeout=_SECONDS, startup_timeout=_SECONDS, record_timing=False, resources=where
    )
    failure = ""
    async with free:
        try:
            await client.async_execute()
        except CellExecutionError as error:
            failure = str(error)
        finally:
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
    _keep(notebook, out / path.name)
    complaints = failure + "".join(_find_complaints(notebook))
    print(f"{path.name}: {complaints or 'done'}", file=sys.stderr)
    return not complaints


def _read(path: Path) -> Any:  # noqa: ANN401 - nbformat has no types
    return nbformat.reads(path.read_text("utf-8"), as_version=4)  # type: ignore[no-untyped-call] # it has no types


def _find_complaints(notebook: Any) -> Iterator[str]:  # noqa: ANN401 - nbformat has no types
    """What a notebook said on stderr: warnings."""
    for output in _iter_outputs(notebook):
        if output.get("name") == "stderr":
            yield output["text"]


def _iter_outputs(notebook: Any) -> Iterator[Any]:  # noqa: ANN401 - nbformat has no types
    for cell in notebook.cells:
        yield from cell.get("outputs", [])


def _keep(notebook: Any, path: Path) -> None:  # noqa: ANN401 - nbformat has no types
    """Write a notebook with its outputs, and each picture beside it."""
    path.write_text(nbformat.writes(notebook), "utf-8")  # type: ignore[no-untyped-call] # it has no types
    pictures = [
        output["data"]["image/png"] for output in _iter_outputs(notebook) if "image/png" in output.get("data", {})
    ]
    for number, picture in enumerate(pictures, start=1):
        path.with_name(f"{path.stem}-{number}.png").write_bytes(base64.b64decode(picture))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Usage: python notebooks/run.py FOLDER [NOTEBOOK...]")
    if dataset := os.environ.get("DATASET"):
        os.environ["DATASET"] = str(Path(dataset).resolve())  # kernels run in the folder of their notebook
    sys.exit(main(Path(sys.argv[1]), list(map(Path, sys.argv[2:])) or sorted(_HERE.glob("*.ipynb"))))
