"""Write notebooks in their one committed form: without outputs, counts and times, keys sorted, cells named in order.

python notebooks/strip.py            # mends all of them
python notebooks/strip.py --check    # says which are not in that form
"""

import json
import sys
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def strip(text: str) -> str:
    """A notebook's text in its committed form."""
    cells = [_strip_cell(cell, number) for number, cell in enumerate(json.loads(text)["cells"], start=1)]
    notebook = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _strip_cell(cell: dict[str, Any], number: int) -> dict[str, Any]:
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    kept = {
        "cell_type": cell["cell_type"],
        "id": f"cell-{number:02}",
        "metadata": {},
        "source": source.rstrip().splitlines(keepends=True),
    }
    return kept | {"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else kept


def main(*, check: bool) -> int:
    """Mend each notebook, or only look; the exit code is 1 where one was to be mended and only looked at."""
    found = 0
    for path in sorted(_HERE.glob("*.ipynb")):
        text = path.read_text("utf-8")
        stripped = strip(text)
        if text == stripped:
            continue
        found += 1
        if check:
            print(f"{path.name} holds outputs or is in another form; run: python notebooks/strip.py", file=sys.stderr)
        else:
            path.write_text(stripped, "utf-8")
    return int(check and found > 0)


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
