"""What functions keep of earlier calls: it hides what a test runs, and what a mutant does."""

import sys
from collections.abc import Callable, Iterator


def find_caches(*packages: str) -> Iterator[Callable[[], None]]:
    """What empties the caches of all functions in the modules of these packages that are loaded."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in packages:
            for value in list(getattr(module, "__dict__", {}).values()):
                if callable(forget := getattr(value, "cache_clear", None)):
                    yield forget
