"""The archive of what was received: WARC files in a folder, to add to and to read. Nothing in it is ever changed."""

from decision_parser.crawl.entry import Entry
from decision_parser.crawl.recovery import recover
from decision_parser.crawl.warc_reading import TornError, find_sizes, iter_entries, iter_files, read_reply
from decision_parser.crawl.warc_writing import WarcWriter

__all__ = ["Entry", "TornError", "WarcWriter", "find_sizes", "iter_entries", "iter_files", "read_reply", "recover"]
