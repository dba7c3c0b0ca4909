"""Entries of a result page in several plausible markups (nobody has seen the real one)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from html import escape

from decision_parser.models import Card

_PIXEL = base64.b64encode(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;").decode()
Write = Callable[[Card], str]


def _text(text: str) -> str:
    return escape(text, quote=False)


def parts(card: Card) -> list[str]:
    """Kind, outcome, sub-category and date, as far as the card has them."""
    found = (card.document_kind_text, card.outcome_text, card.subcategory, card.decided_on_text)
    return [_text(part) for part in found if part]


def _link(card: Card, text: str | None = None) -> str:
    return f'<a href="{escape(card.address)}">{_text(card.title or "") if text is None else text}</a>'


def _lines(card: Card) -> str:
    line = f"<p>{' '.join(parts(card))}</p>\n" if parts(card) else ""
    summary = f"<p>Summary: {_text(card.summary)}</p>\n" if card.summary else ""
    return f'<div class="result">\n<h3>{_link(card)}</h3>\n{line}{summary}</div>'


def _list(card: Card) -> str:
    """Parts in elements without a space between them, the label in bold, and a second link at the end."""
    values = "".join(f'<span class="value">{part}</span>' for part in parts(card))
    summary = f"<p><strong>Summary:</strong> {_text(card.summary)}</p>" if card.summary else ""
    return f"<li>{_link(card)}<div>{values}</div>{summary}{_link(card, 'Read more')}</li>"


def _row(card: Card) -> str:
    cells = "".join(f"<td>{part}</td>" for part in parts(card))
    summary = f"<td>Summary:&nbsp;{_text(card.summary)}</td>" if card.summary else "<td></td>"
    return f"<tr><td>{_link(card)}</td>{cells}{summary}</tr>"


def _flat(card: Card) -> str:
    """No element around a card: only line breaks."""
    lines = [_link(card), "&nbsp;".join(parts(card)) or None, card.summary and f"Summary: {_text(card.summary)}"]
    return "<br>\n".join(line for line in lines if line) + "<br><br>"


def _article(card: Card) -> str:
    """A definition list under a header, the label of the summary and its text in two elements."""
    values = "".join(f"<dd>{part}</dd>" for part in parts(card))
    summary = f"<dl><dt>Summary:</dt><dd>{_text(card.summary)}</dd></dl>" if card.summary else ""
    heading = f"<h2>{_link(card)}</h2>"
    foot = f"<footer>{_link(card, 'Open')}</footer>"
    return f"<article>\n<header>{heading}</header>\n<dl>{values}</dl>{summary}{foot}</article>"


def _picture(card: Card) -> str:
    """A linked picture first; the words of the line each on a line of their own."""
    picture = _link(card, f'<img alt="" width="1" height="1" src="data:image/gif;base64,{_PIXEL}">')
    values = "\n  ".join(parts(card))
    summary = f"\n<div>\n  Summary:\n  {_text(card.summary)}\n</div>" if card.summary else ""
    return f'<div class="row"><div>{picture}</div><div>{_link(card)}\n<div>\n  {values}\n</div>{summary}</div></div>'


def _spread(write: Write, before: str = "", after: str = "") -> Callable[[Sequence[Card]], str]:
    return lambda cards: "\n".join((before, *map(write, cards), after))


CARD_MARKUPS: dict[str, Callable[[Sequence[Card]], str]] = {
    "lines": _spread(_lines, '<div class="search-results">', "</div>"),
    "list": _spread(_list, "<ul>", "</ul>"),
    "table": _spread(_row, "<table><tbody>", "</tbody></table>"),
    "flat": _spread(_flat, '<div id="results">', "</div>"),
    "article": _spread(_article),
    "picture": _spread(_picture, '<section id="found">', "</section>"),
}
