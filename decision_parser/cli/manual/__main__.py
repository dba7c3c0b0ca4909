"""The generated pages of the documentation: `cli.md`, `library.md`, `checks.md`, `licences.md` in `docs/reference`.

python -m decision_parser.cli.manual --check     say which committed copy is stale
python -m decision_parser.cli.manual --write     write them again
"""

import sys
from collections.abc import Sequence

from decision_parser.cli import program
from decision_parser.cli.manual.checks import write_checks
from decision_parser.cli.manual.commands import write_commands
from decision_parser.cli.manual.library import write_library
from decision_parser.cli.manual.licences import PAGE, write_licences
from decision_parser.dataset.documentation import keep_files

_MEND = "python -m decision_parser.cli.manual --write"


def generate_files() -> dict[str, str]:
    """The text of each, by their path in the project."""
    return {
        "docs/reference/cli.md": write_commands(program, _MEND),
        "docs/reference/library.md": write_library(_MEND),
        "docs/reference/checks.md": write_checks(_MEND),
        PAGE: write_licences(_MEND),
    }


def main(arguments: Sequence[str]) -> int:
    """Check or write the committed copies; the exit code."""
    return keep_files(arguments, generate_files, _MEND, __doc__ or "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
