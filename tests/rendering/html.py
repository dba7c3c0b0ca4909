"""A manuscript as a page of the publisher's site, in several plausible markups (nobody has seen the real one)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import Literal

from . import chrome as site
from .html_body import Body, break_lines, cut_words
from .manuscript import Manuscript, Section

Chrome = Literal["full", "none"]
Quirk = Literal["empty_item", "breaks", "cookies_last", "stray_semicolon"]
Declare = Literal["meta", "http-equiv", "bom", "none"]

_META = '<meta charset="utf-8">\n'


@dataclass(frozen=True, slots=True)
class Markup:
    """One way to write the page: its header, its headings, its frame and its body."""

    header: Callable[[Manuscript, Markup], str]
    frame: Callable[[str, str], str]
    body: Callable[[], Body]
    heading: Callable[[Markup, str, int], str]
    section: str = ""
    jump_list: bool = False
    back_to_top: bool = False
    plain_signature: bool = False
    divisions: bool = False
    write: Callable[[str], str] = lambda text: escape(text, quote=False)


def render(
    manuscript: Manuscript, markup: str = "article", *, chrome: Chrome = "full", quirks: Collection[Quirk] = ()
) -> str:
    """The whole page in one of ``MARKUPS``; ``chrome="none"`` leaves out all that is not the decision."""
    own = MARKUPS[markup]
    body = own.body()
    body.empty_item = "empty_item" in quirks
    if "breaks" in quirks and not body.typed:
        body.write = break_lines
    header = own.header(manuscript, own)
    jump = _jump_list(manuscript) if own.jump_list and chrome == "full" else ""
    text = "\n".join(part for part in (jump, _content(manuscript, own, body, chrome)) if part)
    if manuscript.document_kind == "report" and chrome == "full":
        text += _print_link(quirks)
    main = own.frame(header, text)
    return _page(manuscript, own, main, chrome, quirks)


def encode(page: str, encoding: str = "utf-8", declare: Declare = "meta", *, claim: str | None = None) -> bytes:
    """The page as bytes; what the encoding lacks becomes a reference.

    ``claim`` declares another encoding than the true one. ``bom``: UTF-8 with its byte order mark (UTF-16 has one).
    """
    named = claim or encoding
    meta = {
        "meta": f'<meta charset="{named}">\n',
        "http-equiv": f'<meta http-equiv="Content-Type" content="text/html; charset={named}">\n',
    }.get(declare, "")
    mark = "\ufeff" if declare == "bom" and encoding.lower().startswith("utf-8") else ""
    return (mark + page.replace(_META, meta, 1)).encode(encoding, errors="xmlcharrefreplace")


# ── the page ────────────────────────────────────────────────────────────────


def _page(manuscript: Manuscript, own: Markup, main: str, chrome: Chrome, quirks: Collection[Quirk]) -> str:
    if chrome == "none":
        head = site.bare_head(manuscript.title, manuscript.url)
        return f'<!DOCTYPE html>\n<html lang="en">\n{head}\n<body>\n{main}\n</body>\n</html>\n'
    head = site.head(manuscript.title, manuscript.url)
    nav, foot = ("div", "div") if own.divisions else ("nav", "footer")
    parts = [site.masthead(), site.navigation(nav), main, site.footer(foot)]
    cookies = site.cookie_block()
    parts = [*parts, cookies] if "cookies_last" in quirks else [cookies, *parts]
    inner = "\n".join(parts)
    return f'<!DOCTYPE html>\n<html lang="en">\n{head}\n<body class="decision">\n{inner}\n</body>\n</html>\n'


def _jump_list(manuscript: Manuscript) -> str:
    """Links to the sections, between the title and the document's heading."""
    headings = [section.heading for section in manuscript.sections if section.level == 1]
    if not manuscript.has_inline_summary:
        headings.insert(0, manuscript.summary_heading)
    links = "\n".join(
        f'<li><a href="#point{index}">{escape(heading, quote=False)}</a></li>'
        for index, heading in enumerate(headings, 1)
    )
    return f'<ul class="jump-list">\n{links}\n</ul>'


def _print_link(quirks: Collection[Quirk]) -> str:
    stray = ";" if "stray_semicolon" in quirks else ""
    return f'\n<p class="print"><a href="#" onclick="window.print()">Print this page</a>{stray}</p>'


# ── the decision ────────────────────────────────────────────────────────────


def _content(manuscript: Manuscript, own: Markup, body: Body, chrome: Chrome) -> str:
    """Document heading, summary, sections, closing lines."""
    parts = []
    if manuscript.stage_heading:
        parts.append(own.heading(own, manuscript.stage_heading, 1))
    if manuscript.summary:
        parts.append(_summary(manuscript, own))
    links = own.back_to_top and chrome == "full"
    for section, following in zip_longest(manuscript.sections, manuscript.sections[1:]):
        parts.append(_section(section, own, body))
        if links and (following is None or following.level == 1):
            parts.append('<a class="back-to-top" href="#top">Back to top</a>')
    if manuscript.signature:
        heading = own.heading(own, manuscript.signature, 1)
        parts.append(f"<p>{own.write(manuscript.signature)}</p>" if own.plain_signature else heading)
    if manuscript.compliance:
        parts.append(f"<p><strong>{own.write(manuscript.compliance)}</strong></p>")
    return "\n".join(parts)


def _summary(manuscript: Manuscript, own: Markup) -> str:
    text = own.write(manuscript.summary)
    if not manuscript.has_inline_summary:
        return f"{own.heading(own, manuscript.summary_heading, 1)}\n<p>{text}</p>"
    label = escape(manuscript.summary_heading, quote=False)
    if own.heading is _heading_bold:
        label = f"<strong>{label}</strong>"
    return f"<p>{label} {text}</p>"


def _section(section: Section, own: Markup, body: Body) -> str:
    text = f"{own.heading(own, section.heading, section.level)}\n{body.blocks(section)}"
    return f"<{own.section}>\n{text}\n</{own.section.split()[0]}>" if own.section else text


def _heading_tag(own: Markup, text: str, level: int) -> str:
    return f"<h{level + 1}>{own.write(text)}</h{level + 1}>"


def _heading_bold(own: Markup, text: str, level: int) -> str:
    """A heading that is only a bold paragraph, of whatever level."""
    del level
    return f"<p><strong>{own.write(text)}</strong></p>"


# ── headers ─────────────────────────────────────────────────────────────────


def values(manuscript: Manuscript) -> list[tuple[str, tuple[str, ...]]]:
    """The labelled values that the page shows, a category as its two parts; what is None has no line."""
    category = tuple(part for part in (manuscript.category, manuscript.subcategory) if part)
    shown = (
        ("Category", category),
        ("Decision", manuscript.outcome_text),
        ("Decision date", manuscript.decided_on_text),
    )
    return [(label, (value,) if isinstance(value, str) else value) for label, value in shown if value]


def _joined(parts: tuple[str, ...]) -> str:
    return escape(" > ".join(parts), quote=False)


def _title(manuscript: Manuscript, own: Markup) -> str:
    return f"<h1>{own.write(manuscript.title)}</h1>"


def _header_pairs(manuscript: Manuscript, own: Markup) -> str:
    """A header element with the h1 and pairs of label and value."""
    pairs = "\n".join(
        f'<p><span class="label">{label} :</span> <span class="value">{_joined(parts)}</span></p>'
        for label, parts in values(manuscript)
    )
    return f"<header>\n{_title(manuscript, own)}\n{pairs}\n</header>"


def _header_split(manuscript: Manuscript, own: Markup) -> str:
    """As pairs, but a category's parts and the mark between them each on a line, and hard spaces in the reference."""
    title = own.write(manuscript.title)
    for reference in (manuscript.case_reference, *manuscript.other_references):
        title = title.replace(reference, reference.replace(" ", "&nbsp;"))
    pairs = "\n".join(
        f'<div class="pair"><span class="label">{label}&nbsp;: </span>\n<span class="value">\n  '
        + "\n  &gt;\n  ".join(escape(part, quote=False) for part in parts)
        + "\n</span></div>"
        for label, parts in values(manuscript)
    )
    return f"<header>\n<h1>{title}</h1>\n{pairs}\n</header>"


def _header_lines(manuscript: Manuscript, own: Markup) -> str:
    """No header element: the h1, then one paragraph of lines."""
    lines = "<br>\n".join(f"{label} : {_joined(parts)}" for label, parts in values(manuscript))
    return _title(manuscript, own) + (f"\n<p>{lines}</p>" if lines else "")


def _header_dl(manuscript: Manuscript, own: Markup) -> str:
    pairs = "\n".join(f"<dt>{label}</dt>\n<dd>{_joined(parts)}</dd>" for label, parts in values(manuscript))
    return _title(manuscript, own) + (f"\n<dl>\n{pairs}\n</dl>" if pairs else "")


def _header_table(manuscript: Manuscript, own: Markup) -> str:
    rows = "\n".join(f"<tr><th>{label} :</th><td>{_joined(parts)}</td></tr>" for label, parts in values(manuscript))
    return _title(manuscript, own) + (f'\n<table class="details">\n{rows}\n</table>' if rows else "")


# ── frames ──────────────────────────────────────────────────────────────────


def _frame_article(header: str, text: str) -> str:
    return f'<main id="main">\n<article id="article">\n{header}\n{text}\n</article>\n</main>'


def _frame_plain(header: str, text: str) -> str:
    return f'<div id="wrapper">\n{header}\n<div class="text">\n{text}\n</div>\n</div>'


def _frame_main(header: str, text: str) -> str:
    return f'<main id="content">\n{header}\n{text}\n</main>'


def _frame_divisions(header: str, text: str) -> str:
    return f'<div class="row"><div class="col">\n<div>{header}</div>\n<div><div>\n{text}\n</div></div>\n</div></div>'


def _cut_body() -> Body:
    return Body(write=cut_words)


MARKUPS: dict[str, Markup] = {
    "article": Markup(_header_pairs, _frame_article, Body, _heading_tag, jump_list=True, back_to_top=True),
    "starts": Markup(
        _header_pairs, _frame_article, lambda: Body(continues=True, breaks=True), _heading_tag, back_to_top=True
    ),
    "typed": Markup(_header_lines, _frame_plain, lambda: Body(typed=True), _heading_tag, plain_signature=True),
    "dl": Markup(_header_dl, _frame_main, Body, _heading_tag, section='div class="section"', plain_signature=True),
    "table": Markup(_header_table, _frame_divisions, lambda: Body(breaks=True), _heading_bold, divisions=True),
    "spans": Markup(_header_split, _frame_article, _cut_body, _heading_tag, write=cut_words),
    "nested": Markup(
        _header_pairs, _frame_article, lambda: Body(bare=True, paragraphs=True), _heading_tag, jump_list=True
    ),
}
