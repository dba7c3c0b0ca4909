"""How Sphinx builds these pages: `make docs`. Nothing is fetched, and every warning is an error."""

import re
from importlib.metadata import version as installed

from sphinx.application import Sphinx

project = "decision_parser"
author = "The decision_parser developers"
copyright = f"{author}, under the MIT licence"  # noqa: A001 - the name that Sphinx reads
version = release = installed("decision-parser")

extensions = ["myst_parser"]
# Headings are linked to as on a forge: `page.md#a-heading`. Quotes and dashes stay as they are written.
myst_heading_anchors = 3
smartquotes = False
nitpicky = True

html_theme = "furo"
html_title = f"{project} {version}"
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False

_LISTED = re.compile(r"^- \[.+?\]\((.+?)\.md\)", re.MULTILINE)
_OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(?:[A-Z-]+|tests/[\w/]+)\.md(?:#[\w-]+)?\)")


def prepare(_app: Sphinx, page: str, text: list[str]) -> None:
    """Let the pages be plain Markdown, which a forge shows as it is.

    The menu is made from the lists of the index; a link to a page outside this folder keeps its words.
    """
    text[0] = _OUTSIDE.sub(r"\1", text[0])
    if page == "index":
        parts = [part.partition("\n") for part in text[0].split("\n## ")[1:]]
        text[0] += "".join(write_menu(caption, _LISTED.findall(below)) for caption, _, below in parts)


def write_menu(caption: str, pages: list[str]) -> str:
    """A part of the menu."""
    return "\n".join(["\n\n```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```"])


def setup(app: Sphinx) -> None:
    """Add this to Sphinx, which calls it."""
    app.connect("source-read", prepare)
