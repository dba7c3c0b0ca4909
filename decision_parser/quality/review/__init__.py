"""The page on which people read decisions beside what was understood of them, and mark what is right and what not."""

from decision_parser.quality.review.page import Sample, write_page

__all__ = ["Sample", "write_page"]
