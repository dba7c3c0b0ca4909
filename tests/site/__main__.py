"""Runs the sample site by hand: `python -m tests.site --port 8000`; stopped with Ctrl-C."""

from __future__ import annotations

import argparse
import datetime as dt
import threading
from contextlib import suppress

from .cards import CARD_MARKUPS
from .server import TODAY, make_site


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.site", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--count", type=int, default=600, help="decisions that are listed")
    parser.add_argument("--pending", type=int, default=0, help="decisions that appear within four weeks")
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--today", type=dt.date.fromisoformat, default=TODAY, help="the site's clock")
    parser.add_argument("--card-markup", choices=CARD_MARKUPS, default="lines")
    parser.add_argument("--tokens", action="store_true", help="each answer has another token in its chrome")
    parser.add_argument("--needs-cookie", action="store_true", help="the search asks for a cookie")
    chosen = parser.parse_args()
    site = make_site(chosen.count, chosen.years, chosen.seed, today=chosen.today, pending=chosen.pending)
    site.card_markup, site.tokens, site.needs_cookie = chosen.card_markup, chosen.tokens, chosen.needs_cookie
    with site.serve(chosen.port) as base_url, suppress(KeyboardInterrupt):
        print(base_url, flush=True)  # noqa: T201 - what a caller waits for
        threading.Event().wait()


if __name__ == "__main__":
    main()
