"""The publisher of the corpus over HTTP on the loopback address, for `refresh` as it is run every night."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.publisher import Publisher
from decision_parser.crawl.warc_writing import write_head


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as the publisher does."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    site: "Site"

    def do_GET(self) -> None:
        """One answer."""
        self.site.requests += 1
        reply = self.site.publisher.answer(self.path, self.headers.get("If-None-Match"))
        self.wfile.write(write_head(reply) + reply.wire)

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


class Site:
    """A publisher that answers, and how often it was asked."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.requests = 0

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Run in a thread; gives the base URL."""
        handler = type("Bound", (Handler,), {"site": self})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
