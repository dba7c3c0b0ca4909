"""`python -m decision_parser` is the command line."""

import sys

from decision_parser.cli import main

if __name__ == "__main__":
    sys.exit(main())
